/*
 * Opening stores and finding runs in them.
 */
#include "cli/store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

const char *pd_store_url(const Cli *cli)
{
    const char *given = cli->store != NULL ? cli->store : getenv("PERDURE_STORE");
    return given != NULL && given[0] != '\0' ? given : "perdure.db";
}

/* SQLite does not say why a file cannot be opened. */
static int report_missing(Cli *cli, const char *url)
{
    struct stat info;
    if (stat(url, &info) != 0) {
        (void)pd_cli_fail(cli, EXIT_BAD, "there is no store %s", url);
        pd_cli_advise(cli,
                      "name it with --store=PATH or $PERDURE_STORE; `perdure run FILE` makes it");
    } else if (info.st_size == 0) {
        (void)pd_cli_fail(cli, EXIT_BAD, "the store %s is empty: no run was started in it", url);
        pd_cli_advise(cli, "start one: perdure run FILE --store=%s", url);
    } else {
        (void)pd_cli_fail(cli, EXIT_BAD, "the store %s cannot be opened", url);
        pd_cli_advise(cli, "check the permissions of the file and of its folder");
    }
    return EXIT_BAD;
}

perdure_store *pd_store_of(Cli *cli, StoreUse use, int *code)
{
    perdure_store *store = NULL;
    perdure_error err = {0};
    perdure_store_options options = {
        .sync = cli->sync, .read_only = use == STORE_READS, .must_exist = use != STORE_MAKES};
    const char *url = pd_store_url(cli);
    struct stat info;
    if (stat(url, &info) == 0 && S_ISDIR(info.st_mode)) {
        *code = pd_cli_fail(cli, EXIT_BAD, "the store %s is a folder", url);
        pd_cli_advise(cli, "name a file in it: --store=%s/perdure.db", url);
        return NULL;
    }
    perdure_status status = perdure_store_open(url, &options, &store, &err);
    *code = EXIT_OK;
    if (status == PERDURE_OK) {
        return store;
    }
    if (status == PERDURE_NOT_FOUND) {
        *code = report_missing(cli, url);
    } else {
        *code = pd_cli_report(cli, url, &err);
    }
    return NULL;
}

typedef struct Search {
    const char *typed;
    bool wants_last;
    size_t count;
    bool is_exact;
    char id[RUN_ID_TEXT_BYTES];
    char other[RUN_ID_TEXT_BYTES];
    char near[RUN_ID_TEXT_BYTES]; /* the closest id that is not it; "": none is close */
} Search;

/* Keeps the closer one of the id and the closest one so far. */
static void look_near(Search *search, const char *id)
{
    const char *both[2] = {id, search->near};
    const char *nearest = pd_options_nearest(search->typed, both, search->near[0] != '\0' ? 2 : 1);
    if (nearest == id) {
        (void)snprintf(search->near, sizeof search->near, "%s", id);
    }
}

static bool look_at(void *ctx, const perdure_run_info *info)
{
    Search *search = ctx;
    bool exact = strcmp(info->id, search->typed) == 0;
    if (!exact && !search->wants_last &&
        strncmp(info->id, search->typed, strlen(search->typed)) != 0) {
        look_near(search, info->id);
        return true;
    }
    if (search->count > 0) {
        memcpy(search->other, search->id, sizeof search->other);
    }
    (void)snprintf(search->id, sizeof search->id, "%s", info->id);
    search->count++;
    search->is_exact = exact;
    return !exact;
}

bool pd_store_find(Cli *cli, perdure_store *store, const char *typed, char id[RUN_ID_TEXT_BYTES],
                   int *code)
{
    perdure_error err = {0};
    Search search = {.typed = typed, .wants_last = strcmp(typed, "last") == 0};
    perdure_run_visitor visitor = {.ctx = &search, .visit = look_at};
    perdure_status status = perdure_store_list(store, NULL, visitor, &err);
    if (status != PERDURE_OK) { /* what is damaged may be the run that was meant */
        *code = pd_cli_report(cli, pd_store_url(cli), &err);
        if (status == PERDURE_CORRUPT && search.count > 0) {
            pd_cli_advise(cli, "name other runs by their whole id; see: perdure list");
        }
        return false;
    }
    if (search.count == 0 || typed[0] == '\0') {
        *code =
            pd_cli_fail(cli, EXIT_BAD, "there is no run \"%s\" in %s", typed, pd_store_url(cli));
        if (search.near[0] != '\0') {
            pd_cli_advise(cli, "did you mean %s?", search.near);
        } else {
            pd_cli_advise(cli, "see: perdure list");
        }
        return false;
    }
    if (search.count > 1 && !search.is_exact && !search.wants_last) {
        *code = pd_cli_fail(cli, EXIT_BAD, "%zu runs begin with \"%s\", such as %s and %s",
                            search.count, typed, search.other, search.id);
        pd_cli_advise(cli, "write more of the id; see: perdure list");
        return false;
    }
    memcpy(id, search.id, sizeof search.id);
    return true;
}

void pd_store_wait_text(const perdure_wait *wait, char *out, size_t out_bytes)
{
    char until[TIME_TEXT_BYTES] = "";
    const char *name = wait->name != NULL ? wait->name : "";
    if (wait->until_ms > 0) {
        pd_cli_time_text(wait->until_ms, until);
    }
    const char *joint = until[0] != '\0' ? ", until " : "";
    switch (wait->kind) {
    case PERDURE_WAIT_TIMER: (void)snprintf(out, out_bytes, "until %s", until); break;
    case PERDURE_WAIT_SIGNAL:
        (void)snprintf(out, out_bytes, "for the signal %s%s%s", name, joint, until);
        break;
    case PERDURE_WAIT_PROMISE:
        (void)snprintf(out, out_bytes, "for the promise %s%s%s", name, joint, until);
        break;
    case PERDURE_WAIT_EFFECT:
        (void)snprintf(out, out_bytes, "for the result of %s (%llu)", name,
                       (unsigned long long)wait->sequence);
        break;
    case PERDURE_WAIT_PAUSED: (void)snprintf(out, out_bytes, "because it is paused"); break;
    case PERDURE_WAIT_NONE: out[0] = '\0'; break;
    }
}

void pd_store_wait_advice(const char *id, const perdure_wait *wait, char *out, size_t out_bytes)
{
    const char *name = wait->name != NULL ? wait->name : "";
    bool is_word = name[0] != '\0' && strpbrk(name, " \t\n'\"\\$`!*?&|;<>()[]{}#~") == NULL;
    const char *quote = is_word ? "" : "'";
    out[0] = '\0';
    if (wait->kind == PERDURE_WAIT_SIGNAL) {
        (void)snprintf(out, out_bytes, "perdure signal %s %s%s%s JSON", id, quote, name, quote);
    } else if (wait->kind == PERDURE_WAIT_PROMISE) {
        (void)snprintf(out, out_bytes, "perdure resolve %s JSON", name);
    } else if (wait->kind == PERDURE_WAIT_EFFECT) {
        (void)snprintf(out, out_bytes, "perdure answer %s JSON", id);
    }
}

static void put_wait(perdure_writer *writer, const perdure_wait *wait)
{
    static const char *const kinds[] = {"none", "timer", "signal", "promise", "effect", "paused"};
    pd_cli_put_name(writer, "wait");
    if (wait->kind == PERDURE_WAIT_NONE) {
        perdure_write_null(writer);
        return;
    }
    perdure_write_map_begin(writer);
    pd_cli_put_text(writer, "kind", kinds[wait->kind]);
    pd_cli_put_text(writer, "name", wait->name);
    if (wait->until_ms > 0) {
        pd_cli_put_int(writer, "until_ms", wait->until_ms);
    }
    if (wait->sequence > 0) {
        pd_cli_put_int(writer, "sequence", (int64_t)wait->sequence);
    }
    perdure_write_map_end(writer);
}

static void put_bytes_text(perdure_writer *writer, const char *name, perdure_bytes text)
{
    if (text.size > 0) {
        pd_cli_put_name(writer, name);
        perdure_write_text(writer, (const char *)text.data, text.size);
    }
}

void pd_store_put_run(perdure_writer *writer, const perdure_run_info *info)
{
    perdure_outcome outcome;
    perdure_write_map_begin(writer);
    pd_cli_put_text(writer, "id", info->id);
    pd_cli_put_text(writer, "state", perdure_run_state_name(info->state));
    pd_cli_put_bool(writer, "paused", info->paused);
    pd_cli_put_text(writer, "program", info->program_id);
    pd_cli_put_int(writer, "created_ms", info->created_ms);
    pd_cli_put_int(writer, "updated_ms", info->updated_ms);
    pd_cli_put_int(writer, "records", (int64_t)info->record_count);
    pd_cli_put_int(writer, "messages", (int64_t)info->message_count);
    pd_cli_put_int(writer, "dropped", (int64_t)info->dropped_count);
    pd_cli_put_text(writer, "worker", info->worker);
    if (info->worker != NULL) {
        pd_cli_put_int(writer, "lease_until_ms", info->lease_until_ms);
    }
    pd_cli_put_int(writer, "fence", (int64_t)info->fence);
    put_wait(writer, &info->wait);
    if (info->outcome.size > 0 && perdure_outcome_read(info->outcome, &outcome) == PERDURE_OK) {
        pd_cli_put_name(writer, "outcome");
        perdure_write_map_begin(writer);
        if (outcome.value.size > 0) {
            pd_cli_put_name(writer, "value");
            perdure_write_cbor(writer, outcome.value);
        }
        put_bytes_text(writer, "error", outcome.error);
        put_bytes_text(writer, "message", outcome.message);
        put_bytes_text(writer, "traceback", outcome.traceback);
        pd_cli_put_int(writer, "exit_status", outcome.exit_status);
        perdure_write_map_end(writer);
    }
    perdure_write_map_end(writer);
}
