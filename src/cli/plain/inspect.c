/*
 * perdure inspect: what is in a file that Perdure wrote.
 */
#include "cli/store.h"

static const Option inspect_options[] = {
    OPTION_ROW_JSON,
    {0},
};

static bool put_run(void *ctx, const perdure_run_info *info)
{
    perdure_writer *writer = ctx;
    pd_cli_put_name(writer, "run");
    pd_store_put_run(writer, info);
    return false;
}

/* The file of a run: it is put into a store in memory, which verifies all of it. */
static perdure_status describe_run(Cli *cli, perdure_bytes file, unsigned indent, int *code)
{
    perdure_error err = {0};
    perdure_store *store = NULL;
    perdure_data id = {NULL, 0};
    perdure_status status = perdure_store_open("memory:", NULL, &store, &err);
    if (status == PERDURE_OK) {
        status = perdure_store_import(store, file, NULL, &id, &err);
    }
    perdure_writer *writer = status == PERDURE_OK ? perdure_writer_new() : NULL;
    if (writer != NULL) {
        perdure_run_visitor visitor = {.ctx = writer, .visit = put_run};
        perdure_write_map_begin(writer);
        pd_cli_put_text(writer, "kind", "run");
        pd_cli_put_int(writer, "bytes", (int64_t)file.size);
        status = perdure_store_show(store, (const char *)id.data, visitor, &err);
        perdure_write_map_end(writer);
        *code = pd_cli_print_json(cli, writer, indent);
    }
    perdure_data_free(&id);
    perdure_store_close(store);
    return status;
}

static int inspect_bytes(Cli *cli, const char *path, perdure_bytes file, unsigned indent)
{
    perdure_error err = {0};
    perdure_data json = {NULL, 0};
    perdure_data cbor = {NULL, 0};
    int code = EXIT_OK;
    if (describe_run(cli, file, indent, &code) == PERDURE_OK) {
        return code;
    }
    perdure_status status = perdure_snapshot_inspect(file, &json, &err);
    if (status != PERDURE_OK) {
        code = pd_cli_report(cli, path, &err);
        pd_cli_advise(cli, "files are made by `perdure snapshot RUN` and by :snapshot in the repl");
        return code;
    }
    perdure_writer *writer = perdure_writer_new();
    status = perdure_json_to_cbor((perdure_bytes){json.data, json.size}, &cbor, &err);
    if (writer != NULL && status == PERDURE_OK) {
        perdure_write_map_begin(writer);
        pd_cli_put_text(writer, "kind", "snapshot");
        pd_cli_put_int(writer, "bytes", (int64_t)file.size);
        pd_cli_put_name(writer, "snapshot");
        perdure_write_cbor(writer, (perdure_bytes){cbor.data, cbor.size});
        perdure_write_map_end(writer);
    }
    perdure_data_free(&json);
    perdure_data_free(&cbor);
    return pd_cli_print_json(cli, writer, indent);
}

static int inspect_command(Cli *cli, Options *options)
{
    unsigned indent = 2;
    Bytes file;
    Limits limits = pd_limits_default();
    int option;
    while ((option = pd_options_next(options)) > 0) {
        indent = 0;
    }
    if (option != OPTION_END) {
        return pd_options_exit(option);
    }
    if (!pd_options_words(options, 1, 1) ||
        !pd_cli_read_file(cli, options->words[0], limits.snapshot_bytes, &file)) {
        return EXIT_BAD;
    }
    int code = inspect_bytes(cli, options->words[0], (perdure_bytes){file.data, file.size}, indent);
    pd_bytes_free(pd_alloc_system(), file);
    return code;
}

const Command pd_command_inspect = {
    .name = "inspect",
    .usage = "FILE",
    .summary = "Show what is in the file of a run or of a snapshot",
    .details = "Everything in the file is verified first; nothing is executed. With --json the\n"
               "value is on one line.\n",
    .example = "  perdure inspect order.perdure\n",
    .options = inspect_options,
    .run = inspect_command,
};
