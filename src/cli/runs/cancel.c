/*
 * perdure cancel: asks a run to end.
 */
#include "cli/store.h"

enum { CANCEL_GRACE = 1 };

static const Option cancel_options[] = {
    {CANCEL_GRACE, 0, "grace", "MS", "how long its cleanup may take before it is ended (250)"},
    OPTION_ROW_JSON,
    OPTION_ROW_STORE,
    {0},
};

static int cancel_command(Cli *cli, Options *options)
{
    static const char *const names[2] = {"run", NULL};
    bool json = false;
    uint64_t grace_ms = 0;
    char id[RUN_ID_TEXT_BYTES];
    perdure_error err = {0};
    int code;
    int option;
    while ((option = pd_options_next(options)) > 0) {
        if (option == OPTION_JSON) {
            json = true;
        } else if (!pd_options_number(options, UINT32_MAX, &grace_ms)) {
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
        perdure_status status = perdure_store_cancel(store, id, (uint32_t)grace_ms, &err);
        if (status == PERDURE_USAGE) {
            code = pd_cli_fail(cli, EXIT_BAD, "%s has ended already", id);
            pd_cli_advise(cli, "see: perdure show %s", id);
        } else if (status != PERDURE_OK) {
            code = pd_cli_report(cli, id, &err);
        } else if (json) {
            code = pd_cli_print_pair(cli, names, (const char *const[2]){id, NULL});
        } else {
            pd_cli_note(cli, "perdure: %s is asked to end; it does when it is driven next\n", id);
        }
    }
    perdure_store_close(store);
    return code;
}

const Command pd_command_cancel = {
    .name = "cancel",
    .usage = "RUN",
    .summary = "Ask a run to end: Cancelled is raised in it",
    .details = "The program's finally and with blocks run. A run that nobody drives at the moment\n"
               "ends when it is resumed. --json prints {\"run\"}.\n",
    .example = "  perdure cancel last --grace=5000\n",
    .options = cancel_options,
    .run = cancel_command,
};
