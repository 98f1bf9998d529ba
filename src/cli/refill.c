/*
 * Taking runs of a store: one by its id, or all that are due.
 *
 * A lease that a process of this machine left behind when it was killed is taken over at once; the
 * fencing number keeps it from ever writing again.
 */
#include "cli/drive_in.h"

#include <stdio.h>
#include <string.h>

/* A lease can run out without any change of the store: look at least so often. */
#define REFILL_MS 1000

typedef struct Found {
    Cli *cli;
    Grants *grants;
    bool is_ended;
    bool is_leased;
    bool is_dead;
    bool note_is_wrong;
    char worker[LEASE_WORKER_BYTES];
    int64_t lease_until_ms;
} Found;

static bool look_at(void *ctx, const perdure_run_info *info)
{
    Found *found = ctx;
    found->is_ended = info->state >= PERDURE_STATE_DONE;
    found->is_leased = info->worker != NULL;
    found->note_is_wrong = !pd_world_read_note(found->grants, info->note);
    if (info->worker != NULL) {
        found->is_dead = pd_lease_is_dead(info->worker);
        found->lease_until_ms = info->lease_until_ms;
        (void)snprintf(found->worker, sizeof found->worker, "%s", info->worker);
    }
    return true;
}

static int report_lease(Cli *cli, const char *id, const Found *found)
{
    char who[160];
    char until[TIME_TEXT_BYTES];
    pd_lease_text(found->worker, who, sizeof who);
    pd_cli_time_text(found->lease_until_ms, until);
    (void)pd_cli_fail(cli, EXIT_BUSY, "%s has %s", who, id);
    pd_cli_advise(cli, "it goes on there; stop that process, or wait until %s", until);
    return EXIT_BUSY;
}

static Grants *join_grants(const Grants *more)
{
    Grants *grants = pd_host_grants_new();
    for (int kind = 0; grants != NULL && more != NULL && kind < GRANT_KIND_COUNT; kind++) {
        const char *text;
        for (size_t i = 0; (text = pd_host_grants_text(more, (GrantKind)kind, i)) != NULL; i++) {
            /* They were accepted a moment ago; a folder that vanished grants nothing. */
            pd_status_ignore(pd_host_grants_add(grants, (GrantKind)kind, text, NULL));
        }
    }
    return grants;
}

/* What was granted now is remembered for the next resume. */
static void keep_note(Driver *driver, const char *id, const Grants *grants)
{
    perdure_data note = {NULL, 0};
    if (!pd_world_write_note(grants, &note) ||
        perdure_store_set_note(driver->options.store, id, (perdure_bytes){note.data, note.size},
                               NULL) != PERDURE_OK) {
        pd_cli_note(driver->options.cli, "perdure: the grants of %s could not be stored\n", id);
    }
    perdure_data_free(&note);
}

bool pd_drive_resume(Driver *driver, const char *id, const Grants *more, int *code)
{
    Cli *cli = driver->options.cli;
    perdure_error err = {0};
    Found found = {.cli = cli, .grants = join_grants(more)};
    perdure_run_visitor visitor = {.ctx = &found, .visit = look_at};
    perdure_run *run = NULL;
    DriveSeat seat;
    *code = EXIT_SYSTEM;
    if (found.grants == NULL) {
        (void)pd_cli_fail(cli, EXIT_SYSTEM, "out of memory");
        return false;
    }
    perdure_status status = perdure_store_show(driver->options.store, id, visitor, &err);
    if (status == PERDURE_OK && found.note_is_wrong) {
        pd_cli_note(cli, "perdure: the stored grants of %s are damaged; give them again\n", id);
    }
    bool has_seat = status == PERDURE_OK && pd_drive_seat(driver, found.grants, &seat);
    if (has_seat) {
        perdure_run_place place = {
            .runtime = driver->options.runtime, .store = driver->options.store, .id = id};
        seat.options.force_lease = found.is_dead;
        status = perdure_run_resume(&place, &seat.options, &run, &err);
    } else {
        pd_host_grants_free(found.grants);
    }
    if (has_seat && status == PERDURE_OK) {
        if (more != NULL) {
            keep_note(driver, id, found.grants);
        }
        pd_drive_add(driver, &seat, run);
        *code = EXIT_OK;
        return true;
    }
    if (has_seat) {
        pd_drive_leave(driver, &seat);
    }
    *code = status == PERDURE_CONFLICT && found.is_leased ? report_lease(cli, id, &found)
                                                          : pd_cli_report(cli, id, &err);
    return false;
}

/* ── all that are due ── */

typedef struct Ids {
    char ids[DRIVE_RUNS_MAX][RUN_ID_TEXT_BYTES];
    size_t count;
    size_t max;
    bool wants_dead; /* only those that a dead process left */
} Ids;

static bool collect(void *ctx, const perdure_run_info *info)
{
    Ids *ids = ctx;
    bool is_left = info->worker != NULL && pd_lease_is_dead(info->worker);
    if (info->state < PERDURE_STATE_DONE && !info->paused && (!ids->wants_dead || is_left) &&
        ids->count < ids->max) {
        (void)snprintf(ids->ids[ids->count++], RUN_ID_TEXT_BYTES, "%s", info->id);
    }
    return ids->count < ids->max;
}

/* Takes the found runs into the free seats. */
static void resume_found(Driver *driver, Ids *ids, bool wants_dead)
{
    perdure_store *store = driver->options.store;
    perdure_run_visitor visitor = {.ctx = ids, .visit = collect};
    ids->count = 0;
    ids->max = DRIVE_RUNS_MAX - driver->run_count;
    ids->wants_dead = wants_dead;
    if (ids->max == 0) {
        return;
    }
    int64_t now_ms = pd_host_now_ns() / 1000000;
    perdure_error err = {0};
    perdure_status status = wants_dead ? perdure_store_list(store, NULL, visitor, &err)
                                       : perdure_store_due(store, now_ms, ids->max, visitor, &err);
    bool is_damaged = status == PERDURE_CORRUPT;
    if (status != PERDURE_OK && status != PERDURE_BUSY && !(is_damaged && driver->damage_told)) {
        driver->code = pd_cli_report(driver->options.cli, pd_store_url(driver->options.cli), &err);
        driver->damage_told = is_damaged;
        driver->stops = driver->stops || !is_damaged;
    }
    for (size_t i = 0; i < ids->count; i++) {
        int code;
        if (!pd_drive_resume(driver, ids->ids[i], NULL, &code) && code != EXIT_BUSY) {
            driver->code = code;
        }
    }
}

static bool say_found(void *ctx, const perdure_run_info *info)
{
    bool *found = ctx;
    (void)info;
    *found = true;
    return false;
}

static bool has_unfinished(Driver *driver)
{
    static const perdure_run_state states[] = {PERDURE_STATE_READY, PERDURE_STATE_WAITING};
    bool found = false;
    perdure_run_visitor visitor = {.ctx = &found, .visit = say_found};
    for (size_t i = 0; i < ARRAY_COUNT(states) && !found; i++) {
        perdure_run_filter filter = {.by_state = true, .state = states[i], .limit = 1};
        perdure_status status = perdure_store_list(driver->options.store, &filter, visitor, NULL);
        if (status != PERDURE_OK && status != PERDURE_CORRUPT) {
            return true; /* not known: look again later */
        }
    }
    return found;
}

bool pd_drive_refill(Driver *driver)
{
    perdure_store *store = driver->options.store;
    const Alloc *alloc = pd_alloc_system();
    int64_t now_ms = pd_host_now_ns() / 1000000;
    uint64_t version = 0;
    perdure_status status = perdure_store_version(store, &version, NULL);
    if (driver->is_refilled && status == PERDURE_OK && version == driver->refill_version &&
        now_ms < driver->next_due_ms) {
        return true;
    }
    Ids *ids = pd_alloc_new_array(alloc, 1, sizeof *ids);
    if (ids == NULL) {
        driver->code = pd_cli_fail(driver->options.cli, EXIT_SYSTEM, "out of memory");
        return false;
    }
    if (!driver->is_refilled) {
        resume_found(driver, ids, true);
    }
    resume_found(driver, ids, false);
    pd_alloc_free_array(alloc, ids, 1, sizeof *ids);
    driver->is_refilled = true;
    driver->refill_version = version;
    driver->next_due_ms = now_ms + REFILL_MS;
    int64_t due_ms;
    if (perdure_store_next_due(store, &due_ms, NULL) == PERDURE_OK &&
        due_ms < driver->next_due_ms) {
        driver->next_due_ms = due_ms;
    }
    if (driver->run_count > 0 || driver->stops) {
        return true;
    }
    bool is_left = has_unfinished(driver);
    if (is_left && driver->options.ends_at_wait && driver->code == EXIT_OK) {
        driver->code = EXIT_WAITS;
    }
    return is_left && !driver->options.ends_at_wait;
}
