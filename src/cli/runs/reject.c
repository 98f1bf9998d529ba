/*
 * perdure reject: settles a promise with an error, once.
 */
#include "cli/store.h"

enum { REJECT_ERROR = 1 };

static const Option reject_options[] = {
    {REJECT_ERROR, 0, "error", "CLASS", "the exception that is raised (RuntimeError)"},
    OPTION_ROW_STORE,
    {0},
};

static int reject_command(Cli *cli, Options *options)
{
    const char *exception = "RuntimeError";
    perdure_error err = {0};
    int code;
    int option;
    while ((option = pd_options_next(options)) > 0) {
        exception = options->value;
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
        }
    }
    perdure_store_close(store);
    return code;
}

const Command pd_command_reject = {
    .name = "reject",
    .usage = "PROMISE [MESSAGE]",
    .summary = "Settle a promise with an error that its waiter raises",
    .example = "  perdure reject order-1001/3 'the bank said no' --error=PermissionError\n",
    .options = reject_options,
    .run = reject_command,
};
