/*
 * The loop: the machine runs, stops, and what it stopped for is done; runs that need a commit are
 * committed together. See the picture in run_in.h.
 */
#include "run/run_in.h"

/* ── stages ── */

#define ARROW(to) (1u << (to))

void pd_run_enter(Run *run, Stage to)
{
    pd_assert_run(run);
    static const uint8_t arrows[] = {
        [STAGE_RUN] = ARROW(STAGE_RUN) | ARROW(STAGE_PERFORM) | ARROW(STAGE_OVER),
        [STAGE_PERFORM] =
            ARROW(STAGE_RUN) | ARROW(STAGE_PERFORM) | ARROW(STAGE_WAIT) | ARROW(STAGE_OVER),
        [STAGE_WAIT] = ARROW(STAGE_RUN) | ARROW(STAGE_WAIT) | ARROW(STAGE_OVER),
        [STAGE_OVER] = ARROW(STAGE_OVER),
    };
    pd_assert((size_t)run->stage < ARRAY_COUNT(arrows));
    pd_assert((arrows[run->stage] & ARROW(to)) != 0);
    run->stage = to;
}

static const char *records_fault(const Run *run)
{
    uint64_t end = 0;
    for (size_t i = 0; i < run->ends.count; i++) {
        if (run->ends.items[i] <= end) {
            return "records to be committed do not lie one behind the other";
        }
        end = run->ends.items[i];
    }
    if (end != run->records.size) {
        return "bytes to be committed belong to no record";
    }
    if (run->head.sequence != run->committed.sequence + run->ends.count) {
        return "the head does not count the records to be committed";
    }
    if (run->tail.next > run->tail.count) {
        return "replay is past the end of the tail";
    }
    return NULL;
}

static const char *stage_fault(const Run *run)
{
    bool waits_for_host = run->vm->state == RUN_EFFECT;
    switch (run->stage) {
    case STAGE_PERFORM: return waits_for_host ? NULL : "an effect is performed that nobody asked";
    case STAGE_WAIT:
        if (!waits_for_host || run->pending.wait == WAIT_NONE) {
            return "a run waits for nothing";
        }
        return NULL;
    case STAGE_RUN: return run->retakes || !waits_for_host ? NULL : "an effect was passed over";
    case STAGE_OVER:
    default: return NULL;
    }
}

const char *pd_run_verify(const Run *run)
{
    if (run->broken || run->vm == NULL) {
        return NULL;
    }
    if (run->step.depth > STEP_DEPTH_MAX) {
        return "steps are nested too deep";
    }
    if (run->leased && run->fence == 0) {
        return "a run has a lease without a fence";
    }
    if (!run->dry && run->stage == STAGE_OVER && !pd_life_ended(run->next_life)) {
        return "a run is over and its state is not that of an end";
    }
    if (run->stage != STAGE_OVER && pd_life_ended(run->next_life)) {
        return "a run has the state of an end and goes on";
    }
    if (run->life != run->next_life && !run->life_changed) {
        return "a change of state would not be committed";
    }
    const char *fault = run->dry ? NULL : records_fault(run);
    return fault != NULL ? fault : stage_fault(run);
}

/* ── ends ── */

Life pd_run_life_of(RecordType type)
{
    pd_assert(type > RECORD_NONE && type < RECORD_TYPE_COUNT);
    switch (type) {
    case RECORD_DONE: return LIFE_DONE;
    case RECORD_FAILED: return LIFE_FAILED;
    case RECORD_STUCK: return LIFE_STUCK;
    default: return LIFE_CANCELLED;
    }
}

static Status set_end(Run *run, RecordType type, Bytes payload)
{
    pd_buffer_reset(&run->outcome);
    pd_buffer_append(&run->outcome, payload);
    pd_run_enter(run, STAGE_OVER);
    run->next_life = pd_run_life_of(type);
    run->life_changed = true;
    run->must_commit = true;
    run->wants_snapshot = false;
    return pd_buffer_status(&run->outcome);
}

/* Whether the record of the end is the one that was executed. */
static Status agree_with_end(Run *run, RecordType type, Bytes payload, Error *err)
{
    pd_assert_run(run);
    pd_assert(type > RECORD_NONE && type < RECORD_TYPE_COUNT);
    pd_assert_bytes(payload);
    const Record *record = pd_run_peek_record(run);
    if (record == NULL) { /* dry: the replay ends before the run did */
        pd_assert(run->dry);
        pd_run_enter(run, STAGE_OVER);
        run->tail_done = true;
        return STATUS_OK;
    }
    if (record->type != type || !pd_bytes_equal(record->payload, payload)) {
        char recorded[80];
        char executed[80];
        Error text;
        pd_error_set(&text, STATUS_STUCK, "%s", pd_record_type_name(record->type));
        memcpy(recorded, text.message, sizeof recorded);
        pd_error_set(&text, STATUS_STUCK, "end as %s%s", pd_record_type_name(type),
                     record->type == type ? " with another outcome" : "");
        memcpy(executed, text.message, sizeof executed);
        return pd_run_differs(run, recorded, executed, err);
    }
    pd_run_next_record(run);
    pd_run_enter(run, STAGE_OVER);
    run->tail_done = true;
    return run->dry ? STATUS_OK : set_end(run, type, payload); /* the row had lost it */
}

Status pd_run_finish(Run *run, RecordType type, Bytes payload, Error *err)
{
    pd_assert_run(run);
    pd_assert(type > RECORD_NONE && type < RECORD_TYPE_COUNT);
    pd_assert_bytes(payload);
    if (pd_run_replaying(run) && (run->dry || pd_run_peek_record(run) != NULL)) {
        return agree_with_end(run, type, payload, err);
    }
    Status status = STATUS_OK;
    if (run->step.depth > 0) {
        status = pd_run_record_drafts(run, err);
        pd_run_step_clear(run);
    }
    if (status == STATUS_OK) {
        status = pd_run_record_now(run, type, payload, err);
    }
    return status == STATUS_OK ? set_end(run, type, payload) : status;
}

/* Appends a text made by one of the vm's functions. */
static Status append_text(Run *run, Buffer *payload, Status (*make)(Vm *vm, Buffer *out))
{
    pd_assert_run(run);
    pd_assert_buffer(payload);
    Buffer text;
    pd_buffer_init(&text, run->alloc, RUN_BUFFER_BYTES_MAX);
    Status status = make(run->vm, &text);
    if (status == STATUS_OK) {
        pd_cbor_write_string(payload, pd_buffer_peek(&text));
    }
    pd_buffer_deinit(&text);
    return status;
}

static Status finish_raised(Run *run, Error *err)
{
    pd_assert_run(run);
    Buffer payload;
    Buffer name;
    pd_buffer_init(&payload, run->alloc, RUN_BUFFER_BYTES_MAX);
    pd_buffer_init(&name, run->alloc, RUN_BUFFER_BYTES_MAX);
    pd_cbor_write_array(&payload, 3);
    Status status = append_text(run, &payload, pd_vm_error_name);
    if (status == STATUS_OK) {
        status = append_text(run, &payload, pd_vm_error_message);
    }
    if (status == STATUS_OK) {
        status = append_text(run, &payload, pd_vm_error_traceback);
    }
    if (status == STATUS_OK) {
        status = pd_vm_error_name(run->vm, &name);
    }
    if (status == STATUS_OK) {
        status = pd_buffer_status(&payload);
    }
    if (status == STATUS_OK) {
        bool cancelled =
            run->cancel_deadline_ms != 0 && pd_bytes_equal_cstr(pd_buffer_peek(&name), "Cancelled");
        status = pd_run_finish(run, cancelled ? RECORD_CANCELLED : RECORD_FAILED,
                               pd_buffer_peek(&payload), err);
    } else {
        status = pd_error_plain(err, status);
    }
    pd_buffer_deinit(&payload);
    pd_buffer_deinit(&name);
    return status;
}

static Status finish_done(Run *run, Error *err)
{
    pd_assert_run(run);
    Buffer payload;
    Error told = {.status = STATUS_OK};
    pd_buffer_init(&payload, run->alloc, RUN_BUFFER_BYTES_MAX);
    pd_cbor_write_array(&payload, 2);
    pd_cbor_write_int(&payload, pd_vm_exit_status(run->vm));
    RecordType type = RECORD_DONE;
    Status status = pd_vm_result(run->vm, &payload, &told);
    if (status != STATUS_OK && status != STATUS_NO_MEMORY) { /* the value cannot be recorded */
        pd_buffer_reset(&payload);
        pd_cbor_write_array(&payload, 3);
        pd_cbor_write_cstr(&payload, "TypeError");
        pd_cbor_write_cstr(&payload, told.message);
        pd_cbor_write_cstr(&payload, "TypeError: the result of the run cannot be recorded\n");
        type = RECORD_FAILED;
        status = STATUS_OK;
    }
    if (status == STATUS_OK) {
        status = pd_buffer_status(&payload);
    }
    status = status == STATUS_OK ? pd_run_finish(run, type, pd_buffer_peek(&payload), err)
                                 : pd_error_plain(err, status);
    pd_buffer_deinit(&payload);
    return status;
}

/* ── the machine ── */

/* The fuel at which the next record interrupts the running program; 0 when it does not. */
static uint64_t interrupt_fuel(Run *run, InterruptPayload *interrupt)
{
    pd_assert_run(run);
    if (run->step.depth > 0 || !pd_run_replaying(run)) {
        return 0;
    }
    const Record *record = pd_run_peek_record(run);
    if (record == NULL || record->type != RECORD_INTERRUPTED ||
        pd_run_read_interrupt(record->payload, interrupt, NULL) != STATUS_OK ||
        interrupt->mode != INTERRUPT_RUNNING || interrupt->ordinal != run->ordinal) {
        return 0;
    }
    uint64_t fuel = run->mark_fuel + interrupt->fuel;
    return fuel < run->mark_fuel || fuel == 0 ? UINT64_MAX : fuel;
}

static Status after_slice(Run *run)
{
    pd_assert_run(run);
    if (pd_vm_stats(run->vm).fuel < run->slice_fuel_end) {
        return STATUS_OK;
    }
    run->yields = true;
    if (!pd_run_replaying(run) && pd_run_worth_saving(run, SNAPSHOT_COST_MIN)) {
        run->wants_snapshot = true;
    }
    if (pd_run_has_pending(run) || run->wants_snapshot) {
        run->must_commit = true;
    }
    return STATUS_OK;
}

static Status run_machine(Run *run, Error *err)
{
    pd_assert_run(run);
    InterruptPayload interrupt;
    uint64_t fuel = pd_vm_stats(run->vm).fuel;
    uint64_t target = interrupt_fuel(run, &interrupt);
    if (target != 0 && fuel >= target) {
        pd_run_next_record(run);
        return pd_run_interrupt_again(run, &interrupt, err);
    }
    uint64_t slice = run->slice_fuel_end > fuel ? run->slice_fuel_end - fuel : 0;
    if (slice < SLICE_FUEL_MIN) {
        slice = SLICE_FUEL_MIN;
    }
    if (target != 0) {
        slice = target - fuel > 1 ? target - fuel - 1 : 1;
    }
    switch (pd_vm_run(run->vm, slice, 0)) {
    case VM_DONE: return finish_done(run, err);
    case VM_RAISED: return finish_raised(run, err);
    case VM_EFFECT: return pd_run_take_effect(run, err);
    default: return target != 0 ? STATUS_OK : after_slice(run);
    }
}

/* ── one run ── */

static bool cancel_is_over(const Run *run)
{
    pd_assert_run(run);
    return run->cancel_deadline_ms != 0 && pd_run_now_ms(run) >= run->cancel_deadline_ms;
}

static Status wait_more(Run *run, RunProgress *progress, bool *stops, Error *err)
{
    pd_assert_run(run);
    pd_assert(progress != NULL);
    pd_assert(stops != NULL);
    bool over = false;
    Status status = pd_run_check_wait(run, &over, err);
    if (status != STATUS_OK || over) {
        return status;
    }
    if (pd_run_has_pending(run)) {
        run->must_commit = true;
        return STATUS_OK;
    }
    *stops = true;
    *progress = run->pending.wait == WAIT_EFFECT ? PROGRESS_EFFECT : PROGRESS_WAITS;
    return STATUS_OK;
}

static Status act(Run *run, RunProgress *progress, bool *stops, Error *err)
{
    pd_assert_run(run);
    pd_assert(progress != NULL);
    pd_assert(stops != NULL);
    bool live = !pd_run_replaying(run) && !run->retakes;
    if (live && run->interrupt_wanted) {
        return pd_run_interrupt_now(run, err);
    }
    if (live && cancel_is_over(run)) {
        return pd_run_end_by_force(run, err);
    }
    if (run->retakes) {
        return pd_run_retake_effect(run, err);
    }
    switch (run->stage) {
    case STAGE_RUN: return pd_run_ends_here(run) ? STATUS_OK : run_machine(run, err);
    case STAGE_PERFORM: return pd_run_perform(run, err);
    default: return wait_more(run, progress, stops, err);
    }
}

/* A commit is the time to see to it that the next recovery is short. */
static bool tail_is_long(const Run *run)
{
    return !pd_run_replaying(run) && !run->retakes && pd_run_worth_saving(run, SNAPSHOT_COST_MIN);
}

Status pd_run_go(Run *run, RunProgress *progress, Error *err)
{
    pd_assert_run(run);
    pd_assert(progress != NULL);
    Status status = STATUS_OK;
    bool stops = false;
    while (status == STATUS_OK && !stops) {
        if (run->broken) {
            return pd_error_set(err, STATUS_USAGE, "the run must be closed and opened again");
        }
        if (run->must_commit) {
            if (run->wants_snapshot || tail_is_long(run)) {
                pd_run_save(run);
            }
            if (pd_run_has_pending(run)) {
                *progress = PROGRESS_COMMIT;
                return STATUS_OK;
            }
            run->must_commit = false;
        }
        if (run->stage == STAGE_OVER) {
            *progress = PROGRESS_ENDED;
            return STATUS_OK;
        }
        if (run->yields) {
            run->yields = false;
            *progress = PROGRESS_YIELDED;
            return STATUS_OK;
        }
        status = act(run, progress, &stops, err);
    }
    return status;
}

/* ── several runs ── */

/* Before a run goes on: its lease, its mailbox, whether it is paused. */
static Status enter(RunTurn *turn)
{
    pd_assert(turn->run != NULL);
    Run *run = turn->run;
    turn->status = STATUS_OK;
    turn->progress = PROGRESS_COMMIT;
    if (run->stage == STAGE_OVER) {
        return STATUS_OK;
    }
    if (!run->leased && !run->broken) {
        Status status = pd_run_lease(run, false, &turn->err);
        if (status != STATUS_OK) {
            return status;
        }
    } else if (run->lease_until_ms - pd_run_now_ms(run) < run->lease_ms / 2) {
        run->renews_lease = true;
        run->must_commit = true;
    }
    Status status = pd_run_look_at_mail(run, false, &turn->err);
    run->slice_fuel_end = pd_vm_stats(run->vm).fuel + run->slice;
    return status;
}

static void stop_turn(RunTurn *turn, Status status, RunProgress progress)
{
    pd_assert(turn->run != NULL);
    turn->status = status;
    turn->progress = progress;
}

/* Lets one run go on; true when it needs a commit before it can do more. */
static bool go_on(RunTurn *turn)
{
    pd_assert(turn->run != NULL);
    Run *run = turn->run;
    if (run->paused && run->stage != STAGE_OVER && !run->must_commit) {
        if (pd_run_has_pending(run)) {
            run->must_commit = true;
            turn->progress = PROGRESS_COMMIT;
            return true;
        }
        stop_turn(turn, STATUS_OK, PROGRESS_WAITS);
        return false;
    }
    Status status = pd_run_go(run, &turn->progress, &turn->err);
    if (PD_TORTURE && status == STATUS_OK) {
        pd_assert_sound(pd_run_verify(run));
    }
    if (status != STATUS_OK) {
        stop_turn(turn, status, PROGRESS_FAILED);
        return false;
    }
    return turn->progress == PROGRESS_COMMIT;
}

static Status commit_round(RunTurn **waiting, size_t count, Error *err)
{
    Status status = pd_run_commit(waiting, count, err);
    for (size_t i = 0; i < count; i++) {
        RunTurn *turn = waiting[i];
        if (status != STATUS_OK) {
            stop_turn(turn, status, PROGRESS_FAILED);
            turn->err = err == NULL ? turn->err : *err;
        } else if (turn->status == STATUS_OK && turn->run->stage != STAGE_OVER &&
                   pd_run_now_ms(turn->run) - turn->run->mailbox.looked_ms >= MAIL_INTERVAL_MS) {
            Status looked = pd_run_look_at_mail(turn->run, false, &turn->err);
            if (looked != STATUS_OK) {
                stop_turn(turn, looked, PROGRESS_FAILED);
            }
        }
    }
    return status;
}

static Status advance_all(RunTurn *turns, size_t count, RunTurn **waiting, Error *err)
{
    pd_assert(turns->run != NULL);
    for (size_t i = 0; i < count; i++) {
        Status status = enter(&turns[i]);
        if (status != STATUS_OK) {
            stop_turn(&turns[i], status, PROGRESS_FAILED);
        }
    }
    for (;;) {
        size_t waiting_count = 0;
        for (size_t i = 0; i < count; i++) {
            bool active = turns[i].status == STATUS_OK && turns[i].progress == PROGRESS_COMMIT;
            if (active && go_on(&turns[i])) {
                waiting[waiting_count++] = &turns[i];
            }
        }
        if (waiting_count == 0) {
            return STATUS_OK;
        }
        Status status = commit_round(waiting, waiting_count, err);
        if (status != STATUS_OK) {
            return status;
        }
    }
}

Status pd_run_advance(RunTurn *turns, size_t count, Error *err)
{
    pd_assert(turns->run != NULL);
    if (count == 0) {
        return STATUS_OK;
    }
    const Alloc *alloc = turns[0].run->alloc;
    RunTurn **waiting = pd_alloc_new_array(alloc, count, sizeof *waiting);
    if (waiting == NULL) {
        return pd_error_plain(err, STATUS_NO_MEMORY);
    }
    Status status = advance_all(turns, count, waiting, err);
    pd_alloc_free_array(alloc, waiting, count, sizeof *waiting);
    return status;
}
