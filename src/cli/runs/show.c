/*
 * perdure show: one run, what it waits for and how to go on with it.
 */
#include "cli/lease.h"
#include "cli/store.h"

#include <stdio.h>

static const Option show_options[] = {
    OPTION_ROW_JSON,
    OPTION_ROW_STORE,
    {0},
};

typedef struct Showing {
    Cli *cli;
    bool json;
    int code;
} Showing;

static void print_line(Cli *cli, const char *name, const char *value)
{
    pd_cli_print(cli, "%-10s %s\n", name, value);
}

static void print_outcome(Cli *cli, const perdure_run_info *info)
{
    perdure_outcome outcome;
    perdure_data json = {NULL, 0};
    if (info->outcome.size == 0 || perdure_outcome_read(info->outcome, &outcome) != PERDURE_OK) {
        return;
    }
    if (outcome.value.size > 1 &&
        perdure_cbor_to_json(outcome.value, 0, &json, NULL) == PERDURE_OK) {
        pd_cli_print(cli, "%-10s %.*s\n", "value", (int)json.size, (const char *)json.data);
        perdure_data_free(&json);
    }
    if (outcome.error.size > 0) {
        pd_cli_print(cli, "%-10s %.*s: %.*s\n", "error", (int)outcome.error.size,
                     (const char *)outcome.error.data, (int)outcome.message.size,
                     (const char *)outcome.message.data);
    } else if (outcome.message.size > 0) {
        pd_cli_print(cli, "%-10s %.*s\n", "message", (int)outcome.message.size,
                     (const char *)outcome.message.data);
    }
    if (info->state == PERDURE_STATE_DONE) {
        pd_cli_print(cli, "%-10s %d\n", "exit", outcome.exit_status);
    }
    if (outcome.traceback.size > 0) {
        pd_cli_print(cli, "\n");
        pd_cli_print_bytes(cli, outcome.traceback);
    }
}

static void print_run(Cli *cli, const perdure_run_info *info)
{
    char text[400];
    char created[TIME_TEXT_BYTES];
    char updated[TIME_TEXT_BYTES];
    pd_cli_time_text(info->created_ms, created);
    pd_cli_time_text(info->updated_ms, updated);
    print_line(cli, "run", info->id);
    pd_cli_print(cli, "%-10s %s%s%s%s\n", "state", pd_cli_bold(cli),
                 perdure_run_state_name(info->state), info->paused ? ", paused" : "",
                 pd_cli_plain(cli));
    print_line(cli, "program", info->program_id);
    print_line(cli, "started", created);
    print_line(cli, "changed", updated);
    pd_cli_print(cli, "%-10s %llu\n", "records", (unsigned long long)info->record_count);
    if (info->message_count > 0) {
        pd_cli_print(cli, "%-10s %llu in the mailbox\n", "messages",
                     (unsigned long long)info->message_count);
    }
    if (info->worker != NULL) {
        char who[160];
        pd_lease_text(info->worker, who, sizeof who);
        pd_cli_print(cli, "%-10s %s%s\n", "driven by", who,
                     pd_lease_is_dead(info->worker) ? " (which has ended)" : "");
    }
    if (info->state == PERDURE_STATE_WAITING && info->wait.kind != PERDURE_WAIT_NONE) {
        pd_store_wait_text(&info->wait, text, sizeof text);
        print_line(cli, "waits", text);
        pd_store_wait_advice(info->id, &info->wait, text, sizeof text);
        if (text[0] != '\0') {
            print_line(cli, "answer", text);
        }
    }
    print_outcome(cli, info);
}

static bool visit(void *ctx, const perdure_run_info *info)
{
    Showing *showing = ctx;
    if (!showing->json) {
        print_run(showing->cli, info);
        return false;
    }
    perdure_writer *writer = perdure_writer_new();
    if (writer != NULL) {
        pd_store_put_run(writer, info);
    }
    showing->code = pd_cli_print_json(showing->cli, writer, 2);
    return false;
}

static int show_command(Cli *cli, Options *options)
{
    Showing showing = {.cli = cli};
    char id[RUN_ID_TEXT_BYTES];
    perdure_error err = {0};
    int code;
    int option;
    while ((option = pd_options_next(options)) > 0) {
        showing.json = true;
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
        perdure_run_visitor visitor = {.ctx = &showing, .visit = visit};
        code = EXIT_OK;
        if (perdure_store_show(store, id, visitor, &err) != PERDURE_OK) {
            code = pd_cli_report(cli, id, &err);
        } else if (showing.code != EXIT_OK) {
            code = showing.code;
        }
    }
    perdure_store_close(store);
    return code;
}

const Command pd_command_show = {
    .name = "show",
    .usage = "RUN",
    .summary = "Show one run: its state, what it waits for, how it ended",
    .details = "RUN is an id, the beginning of one, or `last`.\n",
    .example = "  perdure show last\n"
               "  perdure show --json order-1001\n",
    .options = show_options,
    .run = show_command,
};
