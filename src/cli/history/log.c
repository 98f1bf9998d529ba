/*
 * perdure log: the records of a run.
 */
#include "cli/store.h"

#include <poll.h>
#include <unistd.h>

enum { LOG_FROM = 1, LOG_FOLLOW };

static const Option log_options[] = {
    {LOG_FROM, 0, "from", "N", "begin with this record"},
    {LOG_FOLLOW, 'f', "follow", NULL, "go on with new records until the run ends"},
    OPTION_ROW_JSON,
    OPTION_ROW_STORE,
    {0},
};

#define FOLLOW_MS     100
#define PAYLOAD_CHARS 160

typedef struct Logging {
    Cli *cli;
    bool json;
    uint64_t next; /* sequence of the next record to print */
    int code;
} Logging;

/* Cuts long payloads at a character. */
static int shown_bytes(const perdure_data *json)
{
    size_t size = json->size;
    if (size > PAYLOAD_CHARS) {
        size = PAYLOAD_CHARS;
        while (size > 0 && (json->data[size] & 0xc0) == 0x80) {
            size--;
        }
    }
    return (int)size;
}

static void print_record(Logging *logging, const perdure_record *record)
{
    Cli *cli = logging->cli;
    perdure_data json = {NULL, 0};
    char time[TIME_TEXT_BYTES];
    pd_cli_time_text(record->time_ms, time);
    if (perdure_cbor_to_json(record->payload, 0, &json, NULL) != PERDURE_OK) {
        json.size = 0;
    }
    int size = shown_bytes(&json);
    pd_cli_print(cli, "%6llu  %s%s.%03d%s  %-11s %.*s%s\n", (unsigned long long)record->sequence,
                 pd_cli_dim(cli), time, (int)(record->time_ms % 1000), pd_cli_plain(cli),
                 record->type, size, json.data != NULL ? (const char *)json.data : "",
                 (size_t)size < json.size ? "…" : "");
    perdure_data_free(&json);
}

static bool visit(void *ctx, const perdure_record *record)
{
    Logging *logging = ctx;
    logging->next = record->sequence + 1;
    if (!logging->json) {
        print_record(logging, record);
        return logging->cli->exit_code == 0;
    }
    perdure_writer *writer = perdure_writer_new();
    if (writer != NULL) {
        perdure_write_map_begin(writer);
        pd_cli_put_int(writer, "sequence", (int64_t)record->sequence);
        pd_cli_put_text(writer, "type", record->type);
        pd_cli_put_int(writer, "time_ms", record->time_ms);
        pd_cli_put_name(writer, "payload");
        perdure_write_cbor(writer, record->payload);
        pd_cli_put_int(writer, "bytes", record->stored_bytes);
        perdure_write_map_end(writer);
    }
    logging->code = pd_cli_print_json(logging->cli, writer, 0);
    return logging->code == EXIT_OK && logging->cli->exit_code == 0;
}

static bool see_end(void *ctx, const perdure_run_info *info)
{
    bool *ended = ctx;
    *ended = info->state >= PERDURE_STATE_DONE;
    return false;
}

/* Waits for a while; true when nobody reads the output any more, as behind `head`. */
static bool is_left_alone(void)
{
    struct pollfd reader = {.fd = STDOUT_FILENO, .events = 0};
    return poll(&reader, 1, FOLLOW_MS) > 0 && (reader.revents & (POLLERR | POLLNVAL)) != 0;
}

/* Prints what there is, and what comes when following. */
static int print_all(Logging *logging, perdure_store *store, const char *id, bool follows)
{
    perdure_error err = {0};
    perdure_record_visitor visitor = {.ctx = logging, .visit = visit};
    bool ended = !follows;
    for (;;) {
        bool is_last = ended;
        if (perdure_store_log(store, id, logging->next, visitor, &err) != PERDURE_OK) {
            return pd_cli_report(logging->cli, id, &err);
        }
        pd_cli_flush(logging->cli);
        if (is_last || logging->code != EXIT_OK || logging->cli->exit_code != 0) {
            return logging->code;
        }
        perdure_run_visitor end = {.ctx = &ended, .visit = see_end};
        if (perdure_store_show(store, id, end, &err) != PERDURE_OK) {
            return pd_cli_report(logging->cli, id, &err);
        }
        if (!ended && is_left_alone()) {
            return EXIT_OUTPUT;
        }
    }
}

static int log_command(Cli *cli, Options *options)
{
    Logging logging = {.cli = cli};
    bool follows = false;
    char id[RUN_ID_TEXT_BYTES];
    int code;
    int option;
    while ((option = pd_options_next(options)) > 0) {
        if (option == LOG_FROM) {
            if (!pd_options_number(options, UINT64_MAX, &logging.next)) {
                return EXIT_BAD;
            }
        } else if (option == LOG_FOLLOW) {
            follows = true;
        } else {
            logging.json = true;
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
        code = print_all(&logging, store, id, follows);
    }
    perdure_store_close(store);
    return code;
}

const Command pd_command_log = {
    .name = "log",
    .usage = "RUN",
    .summary = "Print the records of a run: everything that happened to it",
    .details =
        "With --json each record is one line, whole. RUN is an id, the beginning of one, or\n"
        "`last`.\n",
    .example = "  perdure log last\n"
               "  perdure log --follow --json order-1001\n",
    .options = log_options,
    .run = log_command,
};
