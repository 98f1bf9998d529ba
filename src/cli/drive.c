/*
 * The loop that drives runs, and the answers that go between host and engine.
 */
#include "cli/drive_in.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define POLL_MS 40

/* ── between engine and host ── */

static void give_answer(DrivenRun *run, uint64_t sequence, const HostAnswer *answer)
{
    perdure_error err;
    perdure_status status;
    if (answer->exception != NULL) {
        status =
            perdure_run_answer_error(run->run, sequence, answer->exception, answer->message, &err);
    } else {
        status = perdure_run_answer(run->run, sequence, answer->value, &err);
    }
    if (status != PERDURE_OK && status != PERDURE_EXISTS) {
        /* A value that cannot be taken is an error of the effect. */
        status = perdure_run_answer_error(run->run, sequence, "OSError", err.message, NULL);
    }
    run->phase = PHASE_READY;
}

static void on_finished(void *ctx, void *owner, uint64_t sequence, const HostAnswer *answer)
{
    (void)ctx;
    give_answer(owner, sequence, answer);
}

/* Once a run: it does something that was not recorded before this process. */
static void note_recovery(DrivenRun *run)
{
    Driver *driver = run->driver;
    if (driver->options.verbose && !run->is_noted) {
        double ms = (double)(pd_host_monotonic_ns() - driver->options.cli->begin_ns) / 1e6;
        pd_cli_note(driver->options.cli, "perdure: %s goes on after %.1f ms (at %.3f)\n", run->id,
                    ms, (double)pd_host_now_ns() / 1e9);
    }
    run->is_noted = true;
}

static perdure_status perform(void *ctx, const perdure_effect *effect, perdure_reply *reply)
{
    DrivenRun *run = ctx;
    Driver *driver = run->driver;
    HostAnswer answer = {0};
    run->is_outside = false;
    if (driver->stops) {
        return PERDURE_BUSY; /* not performed: the next resume asks again */
    }
    note_recovery(run);
    (void)snprintf(run->doing, sizeof run->doing, "%s", effect->name);
    pd_progress_show(driver, run);
    HostRequest request = {.effect = effect, .grants = run->grants, .owner = run};
    Status status = pd_host_perform(driver->host, &request, &answer);
    if (status == STATUS_NOT_FOUND) {
        run->is_outside = true; /* somebody else may answer it */
    }
    if (status != STATUS_OK) {
        return PERDURE_BUSY;
    }
    perdure_status given;
    perdure_error err;
    if (answer.exception != NULL) {
        given = perdure_reply_error(reply, answer.exception, answer.message, &err);
    } else {
        given = perdure_reply_value(reply, answer.value, &err);
        if (given != PERDURE_OK) {
            given = perdure_reply_error(reply, "OSError", err.message, NULL);
        }
    }
    pd_host_answer_deinit(&answer);
    return given;
}

static void on_output(void *ctx, const char *run_id, int stream, perdure_bytes text)
{
    DrivenRun *run = ctx;
    Driver *driver = run->driver;
    Error err;
    (void)run_id;
    note_recovery(run);
    if (driver->options.is_silent || driver->options.json || driver->output_failed) {
        return;
    }
    pd_progress_clear(driver);
    if (pd_host_write(driver->host, stream, (Bytes){text.data, text.size}, &err) != STATUS_OK) {
        driver->output_failed = true; /* the journal has it: perdure output */
    }
}

/* ── the seats ── */

Driver *pd_drive_new(const DriveOptions *options)
{
    Driver *driver = pd_alloc_new_array(pd_alloc_system(), 1, sizeof *driver);
    HostOptions host = {
        .durable = true, .reads_later = true, .ctx = driver, .finished = on_finished};
    if (driver != NULL) {
        driver->options = *options;
        pd_lease_worker(driver->worker);
        driver->begin_ms = pd_host_monotonic_ns() / 1000000;
        driver->shows_progress = options->cli->draws_err && !options->is_silent;
        driver->host = pd_host_new(&host);
    }
    if (driver == NULL || driver->host == NULL) {
        (void)pd_cli_fail(options->cli, EXIT_SYSTEM, "out of memory");
        pd_drive_free(driver);
        return NULL;
    }
    pd_host_catch_signals();
    driver->interrupts = pd_host_interrupts();
    return driver;
}

void pd_drive_close_run(DrivenRun *run)
{
    Driver *driver = run->driver;
    pd_host_forget(driver->host, run);
    perdure_run_close(run->run);
    pd_host_grants_free(run->grants);
    run->run = NULL;
    run->grants = NULL;
    run->phase = PHASE_EMPTY;
    driver->run_count--;
}

void pd_drive_free(Driver *driver)
{
    if (driver == NULL) {
        return;
    }
    for (size_t i = 0; i < DRIVE_RUNS_MAX; i++) {
        if (driver->runs[i].phase != PHASE_EMPTY) {
            pd_drive_close_run(&driver->runs[i]);
        }
    }
    pd_progress_clear(driver);
    pd_host_free(driver->host);
    pd_alloc_free(pd_alloc_system(), driver, sizeof *driver);
}

const char *pd_drive_worker(const Driver *driver)
{
    return driver->worker;
}

bool pd_drive_seat(Driver *driver, Grants *grants, DriveSeat *seat)
{
    for (size_t i = 0; i < DRIVE_RUNS_MAX; i++) {
        DrivenRun *run = &driver->runs[i];
        if (run->phase != PHASE_EMPTY) {
            continue;
        }
        *run = (DrivenRun){.driver = driver, .grants = grants, .phase = PHASE_READY};
        run->host = (perdure_host){.ctx = run, .perform = perform, .output = on_output};
        seat->run = run;
        seat->options = (perdure_run_options){.host = &run->host, .worker = driver->worker};
        driver->run_count++;
        return true;
    }
    return false;
}

void pd_drive_add(Driver *driver, DriveSeat *seat, perdure_run *run)
{
    (void)driver;
    seat->run->run = run;
    (void)snprintf(seat->run->id, sizeof seat->run->id, "%s", perdure_run_id(run));
}

void pd_drive_leave(Driver *driver, DriveSeat *seat)
{
    (void)driver;
    pd_drive_close_run(seat->run);
}

/* ── what became of a run ── */

static void advise_resume(Driver *driver, const DrivenRun *run)
{
    Cli *cli = driver->options.cli;
    if (cli->store != NULL) {
        pd_cli_advise(cli, "go on with it: perdure resume --store=%s %s", cli->store, run->id);
    } else {
        pd_cli_advise(cli, "go on with it: perdure resume %s", run->id);
    }
}

static void keep_code(Driver *driver, int code)
{
    /* What is worse wins: stuck, then failed, then waiting. */
    static const int order[] = {EXIT_OK,  EXIT_WAITS,  EXIT_FAILED, EXIT_BUSY,
                                EXIT_BAD, EXIT_SYSTEM, EXIT_STUCK};
    int old_rank = -1;
    int new_rank = -1;
    for (size_t i = 0; i < ARRAY_COUNT(order); i++) {
        old_rank = order[i] == driver->code ? (int)i : old_rank;
        new_rank = order[i] == code ? (int)i : new_rank;
    }
    if (!driver->options.is_many || new_rank > old_rank || (new_rank < 0 && driver->code == 0)) {
        driver->code = code;
    }
}

static bool put_run(void *ctx, const perdure_run_info *info)
{
    perdure_writer *writer = perdure_writer_new();
    if (writer != NULL) {
        pd_store_put_run(writer, info);
    }
    (void)pd_cli_print_json(ctx, writer, 0);
    return false;
}

/* How a run stands now, as one line of JSON when that is wanted. */
static void tell_json(Driver *driver, const DrivenRun *run)
{
    perdure_error err = {0};
    perdure_run_visitor visitor = {.ctx = driver->options.cli, .visit = put_run};
    if (driver->options.json &&
        perdure_store_show(driver->options.store, run->id, visitor, &err) != PERDURE_OK) {
        keep_code(driver, pd_cli_report(driver->options.cli, run->id, &err));
    }
}

static void tell_end(Driver *driver, DrivenRun *run)
{
    Cli *cli = driver->options.cli;
    perdure_outcome outcome = {0};
    perdure_run_state state = perdure_run_state_of(run->run);
    perdure_status status = perdure_run_outcome(run->run, &outcome);
    Bytes message = {outcome.message.data, outcome.message.size};
    pd_progress_clear(driver);
    pd_status_ignore(pd_host_flush(driver->host, NULL)); /* told at the end */
    if (status != PERDURE_OK) {
        keep_code(driver, pd_cli_fail(cli, EXIT_SYSTEM, "%s: its outcome cannot be read", run->id));
    } else if (state == PERDURE_STATE_DONE) {
        keep_code(driver, outcome.exit_status & 0xff);
        if (outcome.traceback.size > 0) {
            pd_cli_note_traceback(cli, (Bytes){outcome.traceback.data, outcome.traceback.size});
        }
    } else if (state == PERDURE_STATE_FAILED) {
        pd_cli_note_traceback(cli, (Bytes){outcome.traceback.data, outcome.traceback.size});
        keep_code(driver, EXIT_FAILED);
    } else if (state == PERDURE_STATE_CANCELLED) {
        keep_code(driver, pd_cli_fail(cli, EXIT_FAILED, "%s was cancelled", run->id));
    } else {
        keep_code(driver, pd_cli_fail(cli, EXIT_STUCK,
                                      "%s is stuck: replay disagreed with the "
                                      "journal: %.*s",
                                      run->id, (int)message.size, (const char *)message.data));
        pd_cli_advise(cli, "it is kept as it is; see: perdure log %s", run->id);
    }
    if (driver->options.verbose) {
        pd_cli_note(cli, "perdure: %s is %s\n", run->id, perdure_run_state_name(state));
    }
    tell_json(driver, run);
}

static void tell_failure(Driver *driver, DrivenRun *run, const perdure_error *err)
{
    pd_progress_clear(driver);
    keep_code(driver, pd_cli_report(driver->options.cli, run->id, err));
    if (err->status == PERDURE_CONFLICT) {
        pd_cli_advise(driver->options.cli, "it goes on there; nothing was lost or done twice");
    } else {
        advise_resume(driver, run);
    }
}

/* ── the loop ── */

static void take_progress(Driver *driver, DrivenRun *run, perdure_progress progress)
{
    switch (progress) {
    case PERDURE_RUN_YIELDED: run->phase = PHASE_READY; break;
    case PERDURE_RUN_EFFECT:
        /* The host may have answered while others were advanced. */
        if (run->phase == PHASE_ADVANCED) {
            run->phase = run->is_outside ? PHASE_WAITS : PHASE_ASKED;
        }
        break;
    case PERDURE_RUN_WAITS: run->phase = PHASE_WAITS; break;
    case PERDURE_RUN_ENDED:
        tell_end(driver, run);
        pd_drive_close_run(run);
        return;
    case PERDURE_RUN_STOPPED: break;
    }
    if (run->phase == PHASE_WAITS) {
        pd_progress_wait(driver, run);
        if (driver->options.is_many) {
            pd_drive_close_run(run);
        }
    }
}

static void advance_ready(Driver *driver)
{
    perdure_run_turn turns[DRIVE_RUNS_MAX];
    DrivenRun *runs[DRIVE_RUNS_MAX];
    size_t count = 0;
    perdure_error err = {0};
    for (size_t i = 0; i < DRIVE_RUNS_MAX; i++) {
        DrivenRun *run = &driver->runs[i];
        if (run->phase == PHASE_READY) {
            run->phase = PHASE_ADVANCED;
            runs[count] = run;
            turns[count++].run = run->run;
        }
    }
    if (count == 1) {
        turns[0].status = perdure_run_advance(turns[0].run, &turns[0].progress, &err);
    } else if (count > 1) {
        perdure_status status = perdure_run_advance_many(turns, count, &err);
        for (size_t i = 0; i < count && status != PERDURE_OK; i++) {
            turns[i].status = status;
        }
    }
    for (size_t i = 0; i < count; i++) {
        DrivenRun *run = runs[i];
        note_recovery(run);
        if (turns[i].status == PERDURE_OK) {
            take_progress(driver, run, turns[i].progress);
        } else if (turns[i].status == PERDURE_BUSY && run->busy_count++ < 100) {
            run->phase = PHASE_READY; /* the store is used by somebody: try again */
            usleep(10000);
        } else {
            if (err.status != turns[i].status) {
                err = (perdure_error){.status = turns[i].status};
            }
            tell_failure(driver, run, &err);
            pd_drive_close_run(run);
        }
    }
}

static bool has_phase(const Driver *driver, Phase phase)
{
    for (size_t i = 0; i < DRIVE_RUNS_MAX; i++) {
        if (driver->runs[i].phase == phase) {
            return true;
        }
    }
    return false;
}

/* Makes those runs ready whose time has come, all of them when the store was changed. */
static void wake_waiting(Driver *driver)
{
    uint64_t version = driver->version;
    int64_t now_ms = pd_host_now_ns() / 1000000;
    if (perdure_store_version(driver->options.store, &version, NULL) != PERDURE_OK) {
        version++;
    }
    for (size_t i = 0; i < DRIVE_RUNS_MAX; i++) {
        DrivenRun *run = &driver->runs[i];
        if (run->phase != PHASE_WAITS) {
            continue;
        }
        perdure_wait wait;
        perdure_run_wait(run->run, &wait);
        if (version != driver->version || (wait.until_ms > 0 && wait.until_ms <= now_ms)) {
            run->phase = PHASE_READY;
        }
    }
    driver->version = version;
}

/* Milliseconds until something is due by time, at most POLL_MS while a change may come. */
static int64_t time_to_wait(const Driver *driver)
{
    int64_t now_ms = pd_host_now_ns() / 1000000;
    int64_t wait_ms = POLL_MS;
    for (size_t i = 0; i < DRIVE_RUNS_MAX; i++) {
        const DrivenRun *run = &driver->runs[i];
        perdure_wait wait;
        if (run->phase != PHASE_WAITS) {
            continue;
        }
        perdure_run_wait(run->run, &wait);
        if (wait.until_ms > 0 && wait.until_ms - now_ms < wait_ms) {
            wait_ms = wait.until_ms - now_ms;
        }
    }
    return wait_ms < 1 ? 1 : wait_ms;
}

static void look_for_signals(Driver *driver)
{
    if (pd_host_interrupts() != driver->interrupts || pd_host_terminations() > 0) {
        driver->stops = true;
        pd_host_release_signals(); /* the second one ends the process at once */
    }
}

static int tell_stop(Driver *driver)
{
    Cli *cli = driver->options.cli;
    pd_progress_clear(driver);
    pd_status_ignore(pd_host_flush(driver->host, NULL)); /* told at the end */
    size_t count = 0;
    for (size_t i = 0; i < DRIVE_RUNS_MAX; i++) {
        DrivenRun *run = &driver->runs[i];
        if (run->phase == PHASE_EMPTY) {
            continue;
        }
        /* A cache: without it the next resume takes a little longer. */
        if (perdure_run_checkpoint(run->run, NULL) != PERDURE_OK) {
            run->is_noted = true;
        }
        tell_json(driver, run);
        if (count++ == 0) {
            pd_cli_note(cli, "perdure: stopped %s; nothing is lost\n", run->id);
            if (!driver->options.is_many) {
                advise_resume(driver, run);
            }
        }
    }
    if (driver->options.is_many) {
        pd_cli_advise(cli, "go on with all runs: perdure resume --all");
    }
    return pd_host_terminations() > 0 ? 143 : 130;
}

/* What is left only waits, and nobody wants to wait for it. */
static bool ends_here(Driver *driver)
{
    if (!driver->options.ends_at_wait || has_phase(driver, PHASE_READY) ||
        has_phase(driver, PHASE_ASKED)) {
        return false;
    }
    pd_status_ignore(pd_host_flush(driver->host, NULL)); /* told at the end */
    for (size_t i = 0; i < DRIVE_RUNS_MAX; i++) {
        if (driver->runs[i].phase == PHASE_WAITS) {
            pd_drive_tell_wait(driver, &driver->runs[i]);
            tell_json(driver, &driver->runs[i]);
        }
    }
    keep_code(driver, EXIT_WAITS);
    return true;
}

static int finish(Driver *driver)
{
    Error err;
    pd_progress_clear(driver);
    if (!driver->output_failed && pd_host_flush(driver->host, &err) != STATUS_OK) {
        driver->output_failed = true;
    }
    if (driver->output_failed && driver->code == EXIT_OK) {
        pd_cli_note(driver->options.cli, "perdure: the output could not be written; the store has "
                                         "it: perdure output\n");
        return EXIT_OUTPUT;
    }
    return driver->code;
}

int pd_drive_all(Driver *driver)
{
    for (;;) {
        look_for_signals(driver);
        if (driver->stops) {
            int code = tell_stop(driver);
            (void)finish(driver);
            return code;
        }
        if (driver->options.is_many && !pd_drive_refill(driver)) {
            break;
        }
        if (driver->run_count == 0 && !driver->options.is_many) {
            break;
        }
        if (has_phase(driver, PHASE_READY)) {
            advance_ready(driver);
            if (driver->host != NULL) {
                pd_host_wait(driver->host, 0);
            }
            continue;
        }
        if (ends_here(driver)) {
            break;
        }
        pd_status_ignore(pd_host_flush(driver->host, NULL)); /* told at the end */
        pd_progress_tick(driver);
        pd_host_wait(driver->host, time_to_wait(driver));
        wake_waiting(driver);
    }
    return finish(driver);
}
