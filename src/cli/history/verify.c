/*
 * perdure verify: proves that a store is as it was written.
 */
#include "cli/store.h"

static const Option verify_options[] = {
    OPTION_ROW_JSON,
    OPTION_ROW_STORE,
    {0},
};

typedef struct Verifying {
    Cli *cli;
    bool json;
    uint64_t problem_count;
} Verifying;

static void take_problem(void *ctx, const char *run_id, uint64_t sequence, const char *message)
{
    Verifying *verifying = ctx;
    Cli *cli = verifying->cli;
    verifying->problem_count++;
    if (!verifying->json) {
        pd_cli_print(cli, "%s: record %llu: %s\n", run_id != NULL ? run_id : "store",
                     (unsigned long long)sequence, message);
        return;
    }
    perdure_writer *writer = perdure_writer_new();
    if (writer != NULL) {
        perdure_write_map_begin(writer);
        pd_cli_put_text(writer, "run", run_id);
        pd_cli_put_int(writer, "sequence", (int64_t)sequence);
        pd_cli_put_text(writer, "message", message);
        perdure_write_map_end(writer);
    }
    (void)pd_cli_print_json(cli, writer, 0);
}

static int verify_command(Cli *cli, Options *options)
{
    Verifying verifying = {.cli = cli};
    char id[RUN_ID_TEXT_BYTES];
    perdure_error err = {0};
    int code;
    int option;
    while ((option = pd_options_next(options)) > 0) {
        verifying.json = true;
    }
    if (option != OPTION_END) {
        return pd_options_exit(option);
    }
    if (!pd_options_words(options, 0, 1)) {
        return EXIT_BAD;
    }
    perdure_store *store = pd_store_of(cli, STORE_READS, &code);
    if (store == NULL) {
        return code;
    }
    bool has_run = options->word_count == 1;
    if (!has_run || pd_store_find(cli, store, options->words[0], id, &code)) {
        perdure_problem_sink sink = {.ctx = &verifying, .problem = take_problem};
        perdure_status status = perdure_store_verify(store, has_run ? id : NULL, sink, &err);
        code = EXIT_OK;
        if (status == PERDURE_CORRUPT && verifying.problem_count > 0) {
            pd_cli_note(cli,
                        "perdure: %llu problem%s; what is named was changed after it was "
                        "written\n",
                        (unsigned long long)verifying.problem_count,
                        verifying.problem_count == 1 ? "" : "s");
            code = EXIT_FAILED;
        } else if (status != PERDURE_OK) {
            code = pd_cli_report(cli, pd_store_url(cli), &err);
        } else if (!verifying.json) {
            pd_cli_print(cli, "%s: everything is as it was written\n",
                         has_run ? id : pd_store_url(cli));
        }
    }
    perdure_store_close(store);
    return code;
}

const Command pd_command_verify = {
    .name = "verify",
    .usage = "[RUN]",
    .summary = "Check every record, chain, snapshot and program of a run or of the whole store",
    .details = "The exit status is 1 when something was changed. With --json each problem is one\n"
               "line, and no line means none.\n",
    .example = "  perdure verify\n",
    .options = verify_options,
    .run = verify_command,
};
