/*
 * perdure answer: the result of an effect that nobody here performs.
 */
#include "cli/store.h"

static const Option answer_options[] = {
    OPTION_ROW_JSON,
    OPTION_ROW_STORE,
    {0},
};

typedef struct Waiting {
    uint64_t sequence; /* 0: it waits for no effect */
} Waiting;

static bool see_wait(void *ctx, const perdure_run_info *info)
{
    Waiting *waiting = ctx;
    if (info->wait.kind == PERDURE_WAIT_EFFECT) {
        waiting->sequence = info->wait.sequence;
    }
    return false;
}

static int answer(Cli *cli, perdure_store *store, const char *id, perdure_bytes value,
                  Waiting *found)
{
    perdure_error err = {0};
    Waiting waiting = {0};
    perdure_run_visitor visitor = {.ctx = &waiting, .visit = see_wait};
    perdure_status status = perdure_store_show(store, id, visitor, &err);
    if (status == PERDURE_OK && waiting.sequence == 0) {
        int code = pd_cli_fail(cli, EXIT_BAD, "%s waits for no effect", id);
        pd_cli_advise(cli, "see: perdure show %s", id);
        return code;
    }
    if (status == PERDURE_OK) {
        status = perdure_store_answer(store, id, waiting.sequence, value, &err);
    }
    if (status == PERDURE_EXISTS) {
        return pd_cli_fail(cli, EXIT_BAD, "somebody else was first: the effect has its answer");
    }
    *found = waiting;
    return status == PERDURE_OK ? EXIT_OK : pd_cli_report(cli, id, &err);
}

static int print_answered(Cli *cli, const char *id, const Waiting *waiting)
{
    perdure_writer *writer = perdure_writer_new();
    if (writer != NULL) {
        perdure_write_map_begin(writer);
        pd_cli_put_text(writer, "run", id);
        pd_cli_put_int(writer, "sequence", (int64_t)waiting->sequence);
        perdure_write_map_end(writer);
    }
    return pd_cli_print_json(cli, writer, 0);
}

static int answer_command(Cli *cli, Options *options)
{
    char id[RUN_ID_TEXT_BYTES];
    perdure_data value = {NULL, 0};
    Waiting found = {0};
    bool json = false;
    int code;
    int option;
    while ((option = pd_options_next(options)) > 0) {
        json = true;
    }
    if (option != OPTION_END) {
        return pd_options_exit(option);
    }
    if (!pd_options_words(options, 2, 2) || !pd_cli_read_json(cli, options->words[1], &value)) {
        return EXIT_BAD;
    }
    perdure_store *store = pd_store_of(cli, STORE_WRITES, &code);
    if (store != NULL && pd_store_find(cli, store, options->words[0], id, &code)) {
        code = answer(cli, store, id, (perdure_bytes){value.data, value.size}, &found);
        if (json && code == EXIT_OK) {
            code = print_answered(cli, id, &found);
        }
    }
    perdure_store_close(store);
    perdure_data_free(&value);
    return code;
}

const Command pd_command_answer = {
    .name = "answer",
    .usage = "RUN JSON|@FILE",
    .summary = "Answer the effect that a run has asked of nobody in particular",
    .details = "A program may perform any effect with perdure.perform(name, …). What this command\n"
               "line does not know waits for an answer from outside; the first one counts.\n"
               "--json prints {\"run\", \"sequence\"}.\n",
    .example = "  perdure answer last '{\"text\": \"Hello!\"}'\n",
    .options = answer_options,
    .run = answer_command,
};
