/*
 * perdure resolve: gives a promise its value, once.
 */
#include "cli/store.h"

static const Option resolve_options[] = {
    OPTION_ROW_JSON,
    OPTION_ROW_STORE,
    {0},
};

static int resolve_command(Cli *cli, Options *options)
{
    static const uint8_t null[] = {0xf6};
    perdure_data given = {NULL, 0};
    perdure_bytes value = {null, sizeof null};
    perdure_error err = {0};
    static const char *const names[2] = {"promise", NULL};
    bool json = false;
    int code;
    int option;
    while ((option = pd_options_next(options)) > 0) {
        json = true;
    }
    if (option != OPTION_END) {
        return pd_options_exit(option);
    }
    if (!pd_options_words(options, 1, 2)) {
        return EXIT_BAD;
    }
    if (options->word_count == 2) {
        if (!pd_cli_read_json(cli, options->words[1], &given)) {
            return EXIT_BAD;
        }
        value = (perdure_bytes){given.data, given.size};
    }
    perdure_store *store = pd_store_of(cli, STORE_WRITES, &code);
    if (store != NULL) {
        perdure_status status = perdure_store_resolve(store, options->words[0], value, &err);
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
    perdure_data_free(&given);
    return code;
}

const Command pd_command_resolve = {
    .name = "resolve",
    .usage = "PROMISE [JSON|@FILE]",
    .summary = "Settle a promise with a value",
    .details = "PROMISE is the id that the program has (promise().id); `perdure show RUN` tells\n"
               "which one a run waits for. Without JSON the value is null. The first settlement\n"
               "counts. --json prints {\"promise\"}.\n",
    .example = "  perdure resolve order-1001/3 '{\"paid\": true}'\n",
    .options = resolve_options,
    .run = resolve_command,
};
