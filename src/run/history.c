/*
 * A run executed again, from its start and without acting, to prove that its records are what the
 * program does. Nothing is written.
 */
#include "run/run_in.h"

static bool find_number(void *ctx, const RunRow *row)
{
    Run *run = ctx;
    run->number = row->run;
    run->birth.program = row->program;
    return true;
}

/* A run object for looking at run `id`: without a lease. */
Status pd_run_look_at(const RunOptions *options, Bytes id, Run **out, Error *err)
{
    pd_assert(options->alloc != NULL);
    pd_assert_bytes(id);
    pd_assert(out != NULL);
    Status status = pd_run_blank(options, id, out, err);
    if (status != STATUS_OK) {
        return status;
    }
    RunQuery query = {.kind = QUERY_ID, .id = id};
    RowVisitor visitor = {.ctx = *out, .visit = find_number};
    status = pd_store_rows(options->store, &query, visitor, err);
    if (status == STATUS_OK && options->program != NULL &&
        !pd_digest_equal(&(*out)->birth.program, pd_program_id(options->program))) {
        status = pd_error_set(err, STATUS_CONFLICT, "the run belongs to another program");
    }
    if (status != STATUS_OK) {
        pd_run_close(*out);
        *out = NULL;
    }
    return status;
}

/* ── replay ── */

static Status execute_again(Run *run, RunReplayed *report, Error *err)
{
    pd_assert_run(run);
    RunProgress progress = PROGRESS_YIELDED;
    Status status = STATUS_OK;
    while (status == STATUS_OK && progress == PROGRESS_YIELDED) {
        run->slice_fuel_end = pd_vm_stats(run->vm).fuel + run->slice;
        status = pd_run_go(run, &progress, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    pd_assert(progress == PROGRESS_ENDED);
    const Record *record = report->equal ? pd_run_peek_record(run) : NULL;
    if (record != NULL) { /* the program ended, the journal goes on */
        return pd_run_differs(run, pd_record_type_name(record->type), "nothing: it has ended", err);
    }
    return STATUS_OK;
}

Status pd_run_replay(const RunOptions *options, Bytes id, uint64_t to, RunReplayed *out, Error *err)
{
    pd_assert(options->alloc != NULL);
    pd_assert_bytes(id);
    Run *run = NULL;
    *out = (RunReplayed){.equal = true};
    Status status = pd_run_look_at(options, id, &run, err);
    if (status != STATUS_OK) {
        return status;
    }
    run->dry = true;
    run->report = out;
    status = pd_run_restore_start(run, to == 0 ? UINT64_MAX : to, err);
    if (status == STATUS_OK) {
        status = execute_again(run, out, err);
    }
    pd_run_close(run);
    return status;
}
