/*
 * perdure replay: executes a run again against its journal.
 */
#include "cli/store.h"

enum { REPLAY_TO = 1 };

static const Option replay_options[] = {
    {REPLAY_TO, 0, "to", "N", "stop after this record"},
    OPTION_ROW_JSON,
    OPTION_ROW_STORE,
    {0},
};

static int print_replayed(Cli *cli, const char *id, const perdure_replayed *replayed, bool json)
{
    int code = replayed->equal ? EXIT_OK : EXIT_FAILED;
    if (json) {
        perdure_writer *writer = perdure_writer_new();
        if (writer != NULL) {
            perdure_write_map_begin(writer);
            pd_cli_put_text(writer, "run", id);
            pd_cli_put_bool(writer, "equal", replayed->equal);
            pd_cli_put_int(writer, "records", (int64_t)replayed->record_count);
            if (!replayed->equal) {
                pd_cli_put_int(writer, "sequence", (int64_t)replayed->sequence);
                pd_cli_put_text(writer, "message", replayed->message);
            }
            perdure_write_map_end(writer);
        }
        int printed = pd_cli_print_json(cli, writer, 0);
        return printed != EXIT_OK ? printed : code;
    }
    if (replayed->equal) {
        pd_cli_print(cli, "%s: equal, %llu records\n", id,
                     (unsigned long long)replayed->record_count);
    } else {
        pd_cli_print(cli, "%s: differs at record %llu: %s\n", id,
                     (unsigned long long)replayed->sequence, replayed->message);
    }
    return code;
}

static int replay_run(Cli *cli, perdure_store *store, const char *id, uint64_t to, bool json)
{
    perdure_error err = {0};
    perdure_runtime *runtime = NULL;
    perdure_replayed replayed = {0};
    perdure_status status = perdure_runtime_new(&runtime, &err);
    if (status == PERDURE_OK) {
        perdure_run_place place = {.runtime = runtime, .store = store, .id = id};
        status = perdure_run_replay(&place, to, &replayed, &err);
    }
    int code = status == PERDURE_OK ? print_replayed(cli, id, &replayed, json)
                                    : pd_cli_report(cli, id, &err);
    perdure_runtime_free(runtime);
    return code;
}

static int replay_command(Cli *cli, Options *options)
{
    bool json = false;
    uint64_t to = 0;
    char id[RUN_ID_TEXT_BYTES];
    int code;
    int option;
    while ((option = pd_options_next(options)) > 0) {
        if (option == OPTION_JSON) {
            json = true;
        } else if (!pd_options_number(options, UINT64_MAX, &to)) {
            return EXIT_BAD;
        }
    }
    if (option != OPTION_END) {
        return pd_options_exit(option);
    }
    if (!pd_options_words(options, 1, 1)) {
        return EXIT_BAD;
    }
    perdure_store *store = pd_store_of(cli, STORE_READS, &code);
    if (store == NULL) {
        return code;
    }
    if (pd_store_find(cli, store, options->words[0], id, &code)) {
        code = replay_run(cli, store, id, to, json);
    }
    perdure_store_close(store);
    return code;
}

const Command pd_command_replay = {
    .name = "replay",
    .usage = "RUN",
    .summary = "Execute a run again from its start and compare it with its journal",
    .details =
        "Nothing is performed and nothing is changed: every effect gets its recorded result.\n"
        "The exit status is 1 when the execution differs from the journal.\n",
    .example = "  perdure replay last\n"
               "  perdure replay order-1001 --to=40 --json\n",
    .options = replay_options,
    .run = replay_command,
};
