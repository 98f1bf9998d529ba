/*
 * perdure check: every mistake and every construct that does not run yet, without running.
 */
#include "cli/source.h"

#include <string.h>

static const Option check_options[] = {
    OPTION_ROW_JSON,
    {0},
};

typedef struct Checking {
    Cli *cli;
    bool json;
    uint64_t count;
} Checking;

static void hear(void *ctx, const perdure_diagnostic *diagnostic)
{
    Checking *checking = ctx;
    Cli *cli = checking->cli;
    checking->count += diagnostic->status != PERDURE_OK;
    if (checking->json) {
        perdure_writer *writer = perdure_writer_new();
        if (writer != NULL) {
            perdure_write_map_begin(writer);
            pd_cli_put_text(writer, "file", diagnostic->filename);
            pd_cli_put_int(writer, "line", diagnostic->line);
            pd_cli_put_int(writer, "column", diagnostic->column);
            pd_cli_put_int(writer, "end_line", diagnostic->end_line);
            pd_cli_put_int(writer, "end_column", diagnostic->end_column);
            pd_cli_put_text(writer, "kind", diagnostic->kind);
            pd_cli_put_text(writer, "message", diagnostic->message);
            perdure_write_map_end(writer);
        }
        (void)pd_cli_print_json(cli, writer, 0);
        return;
    }
    pd_cli_print(cli, "%s%s:%u:%d: %s%s: %s\n", pd_cli_bold(cli), diagnostic->filename,
                 diagnostic->line, diagnostic->column, diagnostic->kind, pd_cli_plain(cli),
                 diagnostic->message);
    /* CPython's text is File, source line and carets, message: the middle is what is new. */
    const char *from = strchr(diagnostic->text, '\n');
    const char *to = from;
    for (const char *p = from; p != NULL && p[1] != '\0'; p = strchr(p + 1, '\n')) {
        to = p;
    }
    if (from != NULL && to > from) {
        pd_cli_print_bytes(cli, (perdure_bytes){(const uint8_t *)from + 1, (size_t)(to - from)});
    }
}

static int check_file(Checking *checking, SourceFile *source)
{
    Cli *cli = checking->cli;
    perdure_error err = {0};
    perdure_runtime *runtime = NULL;
    perdure_program *program = NULL;
    perdure_compile_options options = {
        .loader = &source->loader, .report = hear, .report_ctx = checking};
    perdure_status status = perdure_runtime_new(&runtime, &err);
    if (status == PERDURE_OK) {
        status = perdure_program_compile(runtime, &source->main, &options, &program, &err);
    }
    int code = EXIT_OK;
    if (checking->count > 0) {
        code = EXIT_FAILED;
        if (!checking->json) {
            pd_cli_print(cli, "%llu problem%s\n", (unsigned long long)checking->count,
                         checking->count == 1 ? "" : "s");
        }
    } else if (status != PERDURE_OK) {
        code = pd_cli_report(cli, source->filename, &err);
    } else if (!checking->json) {
        size_t modules = perdure_program_module_count(program);
        pd_cli_print(cli, "%s: well, %zu module%s, program %.12s\n", source->filename, modules,
                     modules == 1 ? "" : "s", perdure_program_id(program));
    }
    perdure_program_free(program);
    perdure_runtime_free(runtime);
    return code;
}

static int check_command(Cli *cli, Options *options)
{
    Checking checking = {.cli = cli};
    SourceFile source;
    int option;
    while ((option = pd_options_next(options)) > 0) {
        checking.json = true;
    }
    if (option != OPTION_END) {
        return pd_options_exit(option);
    }
    if (!pd_options_words(options, 1, 1) || !pd_source_open(&source, cli, options->words[0])) {
        return EXIT_BAD;
    }
    int code = check_file(&checking, &source);
    pd_source_close(&source);
    return code;
}

const Command pd_command_check = {
    .name = "check",
    .usage = "FILE",
    .summary = "Report every error of a program and of what it imports, without running it",
    .details =
        "What Perdure does not run yet is reported too, with its place. The exit status is 1\n"
        "when there is a problem. With --json each problem is one line.\n",
    .example = "  perdure check orders.py\n",
    .options = check_options,
    .run = check_command,
};
