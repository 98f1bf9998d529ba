/*
 * perdure reject: settles a promise with an error, once.
 */
#include "cli/store.h"

enum { REJECT_ERROR = 1 };

static const Option reject_options[] = {
    {REJECT_ERROR, 0, "error", "CLASS", "the exception that is raised (RuntimeError)"},
    OPTION_ROW_JSON,
    OPTION_ROW_STORE,
    {0},
};

static int reject_command(Cli *cli, Options *options)
{
    const char *exception = "RuntimeError";
    perdure_error err = {0};
    static const char *const names[2] = {"promise", NULL};
    bool json = false;
    int code;
    int option;
    while ((option = pd_options_next(options)) > 0) {
        json = json || option == OPTION_JSON;
        exception = option == REJECT_ERROR ? options->value : exception;
    }
    if (option != OPTION_END) {
        return pd_options_exit(option);
    }
    if (!pd_options_words(options, 1, 2)) {
        return EXIT_BAD;
    }
    perdure_store *store = pd_store_of(cli, STORE_WRITES, &code);
    if (store != NULL) {
        const char *message = options->word_count == 2 ? options->words[1] : "rejected";
        perdure_status status =
            perdure_store_reject(store, options->words[0], exception, message, &err);
        if (status == PERDURE_EXISTS) {
            code =
                pd_cli_fail(cli, EXIT_BAD, "the promise %s is settled already", options->words[0]);
        } else if (status != PERDURE_OK) {
            code = pd_cli_report(cli, options->words[0], &err);
        } else if (json) {
            code = pd_cli_print_pair(cli, names, (const char *const[2]){options->words[0], NULL});
        }
    }
    perdure_store_close(store);
    return code;
}

const Command pd_command_reject = {
    .name = "reject",
    .usage = "PROMISE [MESSAGE]",
    .summary = "Settle a promise with an error that its waiter raises",
    .details = "The first settlement counts. --json prints {\"promise\"}.\n",
    .example = "  perdure reject order-1001/3 'the bank said no' --error=PermissionError\n",
    .options = reject_options,
    .run = reject_command,
};
