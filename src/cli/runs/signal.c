/*
 * perdure signal: sends a signal to a run. The run need not be driven at the moment.
 */
#include "cli/store.h"

static const Option signal_options[] = {
    OPTION_ROW_JSON,
    OPTION_ROW_STORE,
    {0},
};

static int send_signal(Cli *cli, const Options *options, perdure_bytes payload, bool json)
{
    char id[RUN_ID_TEXT_BYTES];
    perdure_error err = {0};
    int code;
    perdure_store *store = pd_store_of(cli, STORE_WRITES, &code);
    if (store == NULL) {
        return code;
    }
    if (pd_store_find(cli, store, options->words[0], id, &code)) {
        perdure_status status = perdure_store_signal(store, id, options->words[1], payload, &err);
        if (status == PERDURE_USAGE) {
            code = pd_cli_fail(cli, EXIT_BAD, "%s has ended and takes no more signals", id);
            pd_cli_advise(cli, "see: perdure show %s", id);
        } else if (status != PERDURE_OK) {
            code = pd_cli_report(cli, id, &err);
        } else if (json) {
            perdure_writer *writer = perdure_writer_new();
            if (writer != NULL) {
                perdure_write_map_begin(writer);
                pd_cli_put_text(writer, "run", id);
                pd_cli_put_text(writer, "signal", options->words[1]);
                perdure_write_map_end(writer);
            }
            code = pd_cli_print_json(cli, writer, 0);
        }
    }
    perdure_store_close(store);
    return code;
}

static int signal_command(Cli *cli, Options *options)
{
    bool json = false;
    perdure_data payload = {NULL, 0};
    int option;
    while ((option = pd_options_next(options)) > 0) {
        json = true;
    }
    if (option != OPTION_END) {
        return pd_options_exit(option);
    }
    if (!pd_options_words(options, 2, 3) ||
        (options->word_count == 3 && !pd_cli_read_json(cli, options->words[2], &payload))) {
        return EXIT_BAD;
    }
    int code = send_signal(cli, options, (perdure_bytes){payload.data, payload.size}, json);
    perdure_data_free(&payload);
    return code;
}

const Command pd_command_signal = {
    .name = "signal",
    .usage = "RUN NAME [JSON|@FILE]",
    .summary = "Send a signal to a run",
    .details =
        "It is kept until the program takes it with signals.wait or signals.poll; signals of\n"
        "one name arrive in the order sent. Without JSON the payload is null. It is safe in\n"
        "the store when the command ends; a run that nobody drives takes it when it is\n"
        "resumed. --json prints {\"run\", \"signal\"}.\n",
    .example = "  perdure signal last approve '{\"by\": \"Ada\", \"ok\": true}'\n",
    .options = signal_options,
    .run = signal_command,
};
