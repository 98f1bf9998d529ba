/*
 * perdure output: what a run printed, from its journal.
 */
#include "cli/store.h"

#include <string.h>

enum { OUTPUT_STREAM = 1 };

static const Option output_options[] = {
    {OUTPUT_STREAM, 0, "stream", "N", "only 1 (standard output) or 2 (standard error)"},
    OPTION_ROW_JSON,
    OPTION_ROW_STORE,
    {0},
};

typedef struct Output {
    Cli *cli;
    bool json;
    uint64_t stream;
    int code;
} Output;

static void write_text(void *ctx, int stream, perdure_bytes text, uint64_t sequence)
{
    Output *output = ctx;
    if (output->stream != 0 && output->stream != (uint64_t)stream) {
        return;
    }
    if (output->json) {
        perdure_writer *writer = perdure_writer_new();
        if (writer != NULL) {
            perdure_write_map_begin(writer);
            pd_cli_put_int(writer, "sequence", (int64_t)sequence);
            pd_cli_put_int(writer, "stream", stream);
            pd_cli_put_name(writer, "text");
            perdure_write_text(writer, (const char *)text.data, text.size);
            perdure_write_map_end(writer);
        }
        output->code = pd_cli_print_json(output->cli, writer, 0);
    } else if (stream == 1 || output->stream == 2) {
        pd_cli_print_bytes(output->cli, text);
    } else {
        pd_cli_flush(output->cli);
        pd_cli_note_bytes(output->cli, (Bytes){text.data, text.size});
    }
}

static int output_command(Cli *cli, Options *options)
{
    Output output = {.cli = cli};
    char id[RUN_ID_TEXT_BYTES];
    perdure_error err = {0};
    int code;
    int option;
    while ((option = pd_options_next(options)) > 0) {
        if (option == OPTION_JSON) {
            output.json = true;
        } else if (strcmp(options->value, "1") == 0 || strcmp(options->value, "2") == 0) {
            output.stream = (uint64_t)(options->value[0] - '0');
        } else {
            return pd_cli_fail(cli, EXIT_BAD, "--stream is 1 or 2, not \"%s\"", options->value);
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
        perdure_output_sink sink = {.ctx = &output, .write = write_text};
        code = EXIT_OK;
        if (perdure_store_output(store, id, 0, sink, &err) != PERDURE_OK) {
            code = pd_cli_report(cli, id, &err);
        } else if (output.code != EXIT_OK) {
            code = output.code;
        }
    }
    perdure_store_close(store);
    return code;
}

const Command pd_command_output = {
    .name = "output",
    .usage = "RUN",
    .summary = "Print what a run has printed, each line once",
    .details = "Standard error goes to standard error. RUN is an id, the beginning of one, or\n"
               "`last`.\n",
    .example = "  perdure output last --stream=1 > receipts.txt\n",
    .options = output_options,
    .run = output_command,
};
