/*
 * perdure fork: a new run from the beginning of the history of another.
 */
#include "cli/store.h"

enum { FORK_AT = 1, FORK_ID };

static const Option fork_options[] = {
    {FORK_AT, 0, "at", "N", "take over so many records; otherwise all but the end"},
    {FORK_ID, 0, "id", "ID", "the new run's name; otherwise one is made"},
    OPTION_ROW_JSON,
    OPTION_ROW_STORE,
    {0},
};

typedef struct ForkCommand {
    Cli *cli;
    uint64_t at;
    const char *new_id;
    bool json;
} ForkCommand;

static int fork_run(const ForkCommand *command, perdure_store *store, const char *id)
{
    Cli *cli = command->cli;
    perdure_error err = {0};
    perdure_runtime *runtime = NULL;
    perdure_data made = {NULL, 0};
    perdure_status status = perdure_runtime_new(&runtime, &err);
    if (status == PERDURE_OK) {
        perdure_run_place place = {.runtime = runtime, .store = store, .id = id};
        status = perdure_run_fork(&place, command->at, command->new_id, &made, &err);
    }
    int code = EXIT_OK;
    if (status == PERDURE_INVALID) {
        code = pd_cli_report(cli, id, &err);
        pd_cli_advise(cli, "see the positions: perdure log %s", id);
    } else if (status != PERDURE_OK) {
        code = pd_cli_report(cli, id, &err);
        if (status == PERDURE_EXISTS) {
            pd_cli_advise(cli, "give it another name with --id, or none");
        }
    } else if (command->json) {
        perdure_writer *writer = perdure_writer_new();
        if (writer != NULL) {
            perdure_write_map_begin(writer);
            pd_cli_put_text(writer, "run", (const char *)made.data);
            pd_cli_put_text(writer, "from", id);
            perdure_write_map_end(writer);
        }
        code = pd_cli_print_json(cli, writer, 0);
    } else {
        pd_cli_print(cli, "%s\n", (const char *)made.data);
        pd_cli_flush(cli);
        pd_cli_note(cli, "perdure: go on with it: perdure resume %s\n", (const char *)made.data);
    }
    perdure_data_free(&made);
    perdure_runtime_free(runtime);
    return code;
}

static int fork_command(Cli *cli, Options *options)
{
    ForkCommand command = {.cli = cli};
    char id[RUN_ID_TEXT_BYTES];
    int code;
    int option;
    while ((option = pd_options_next(options)) > 0) {
        if (option == FORK_ID) {
            command.new_id = options->value;
        } else if (option == OPTION_JSON) {
            command.json = true;
        } else if (!pd_options_number(options, UINT64_MAX, &command.at)) {
            return EXIT_BAD;
        }
    }
    if (option != OPTION_END) {
        return pd_options_exit(option);
    }
    if (!pd_options_words(options, 1, 1)) {
        return EXIT_BAD;
    }
    perdure_store *store = pd_store_of(cli, STORE_WRITES, &code);
    if (store == NULL) {
        return code;
    }
    if (pd_store_find(cli, store, options->words[0], id, &code)) {
        code = fork_run(&command, store, id);
    }
    perdure_store_close(store);
    return code;
}

const Command pd_command_fork = {
    .name = "fork",
    .usage = "RUN",
    .summary = "Make a new run that shares the beginning of another one's history",
    .details = "The new run has the same records up to the position and goes its own way from\n"
               "there, with idempotency keys of its own. It is granted nothing: give grants when\n"
               "you resume it. --json prints {\"run\", \"from\"}.\n",
    .example = "  perdure fork last --at=40 --id=what-if\n"
               "  perdure resume what-if\n",
    .options = fork_options,
    .run = fork_command,
};
