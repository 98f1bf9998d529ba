/*
 * perdure list: the runs of a store.
 */
#include "cli/store.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { LIST_STATE = 1, LIST_LIMIT };

static const Option list_options[] = {
    {LIST_STATE, 's', "state", "STATE", "READY, WAITING, DONE, FAILED, CANCELLED or STUCK"},
    {LIST_LIMIT, 'n', "limit", "N", "at most so many"},
    OPTION_ROW_JSON,
    OPTION_ROW_STORE,
    {0},
};

typedef struct Listing {
    Cli *cli;
    bool json;
    size_t count;
    perdure_writer *writer;
} Listing;

static void print_row(Listing *listing, const perdure_run_info *info)
{
    Cli *cli = listing->cli;
    char updated[TIME_TEXT_BYTES];
    char wait[300] = "";
    if (listing->count == 0) {
        pd_cli_print(cli, "%s%-28s %-10s %-20s %8s  %s%s\n", pd_cli_bold(cli), "RUN", "STATE",
                     "CHANGED (UTC)", "RECORDS", "WAITS", pd_cli_plain(cli));
    }
    pd_cli_time_text(info->updated_ms, updated);
    if (info->state == PERDURE_STATE_WAITING) {
        pd_store_wait_text(&info->wait, wait, sizeof wait);
    }
    pd_cli_print(cli, "%-28s %-10s %-20s %8llu  %s\n", info->id,
                 info->paused ? "PAUSED" : perdure_run_state_name(info->state), updated,
                 (unsigned long long)info->record_count, wait);
}

static bool visit(void *ctx, const perdure_run_info *info)
{
    Listing *listing = ctx;
    if (listing->json) {
        /* One value a line, so that a list of any length needs no memory. */
        perdure_writer *writer = perdure_writer_new();
        pd_cli_print(listing->cli, "%s", listing->count == 0 ? "[" : ",");
        if (writer == NULL) {
            return false;
        }
        pd_store_put_run(writer, info);
        if (pd_cli_print_json(listing->cli, writer, 0) != EXIT_OK) {
            return false;
        }
    } else {
        print_row(listing, info);
    }
    listing->count++;
    return listing->cli->exit_code == 0;
}

static bool read_state(Cli *cli, const char *text, perdure_run_filter *filter)
{
    for (int state = PERDURE_STATE_READY; state <= PERDURE_STATE_STUCK; state++) {
        if (strcasecmp(text, perdure_run_state_name((perdure_run_state)state)) == 0) {
            filter->by_state = true;
            filter->state = (perdure_run_state)state;
            return true;
        }
    }
    (void)pd_cli_fail(cli, EXIT_BAD,
                      "\"%s\" is no state: READY, WAITING, DONE, FAILED, CANCELLED or STUCK", text);
    return false;
}

static int list_command(Cli *cli, Options *options)
{
    Listing listing = {.cli = cli};
    perdure_run_filter filter = {0};
    perdure_error err = {0};
    uint64_t limit = 0;
    int code;
    int id;
    while ((id = pd_options_next(options)) > 0) {
        bool taken = true;
        switch (id) {
        case OPTION_JSON: listing.json = true; break;
        case LIST_LIMIT: taken = pd_options_number(options, UINT32_MAX, &limit); break;
        default: taken = read_state(cli, options->value, &filter); break;
        }
        if (!taken) {
            return EXIT_BAD;
        }
    }
    if (id != OPTION_END) {
        return pd_options_exit(id);
    }
    filter.limit = (size_t)limit;
    if (!pd_options_words(options, 0, 0)) {
        return EXIT_BAD;
    }
    perdure_store *store = pd_store_of(cli, STORE_READS, &code);
    if (store == NULL) {
        return code;
    }
    perdure_run_visitor visitor = {.ctx = &listing, .visit = visit};
    perdure_status status = perdure_store_list(store, &filter, visitor, &err);
    if (listing.json && (listing.count > 0 || status == PERDURE_OK)) {
        pd_cli_print(cli, listing.count == 0 ? "[]\n" : "]\n");
    }
    if (status != PERDURE_OK) {
        code = pd_cli_report(cli, pd_store_url(cli), &err);
    } else if (listing.count == 0 && !listing.json) {
        pd_cli_note(cli, "there are no %sruns in %s\n", filter.by_state ? "such " : "",
                    pd_store_url(cli));
    }
    perdure_store_close(store);
    return code;
}

const Command pd_command_list = {
    .name = "list",
    .usage = "",
    .summary = "List the runs of a store",
    .example = "  perdure list --state=waiting\n"
               "  perdure list --json | jq -r '.[].id'\n",
    .options = list_options,
    .run = list_command,
};
