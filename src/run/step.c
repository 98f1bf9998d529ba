/*
 * Steps: work whose result is recorded once.
 *
 * The first effect of a step is compared with the journal. A recorded step answers its outcome and
 * its function is not called; else the program is told to go, and what it does until the step ends
 * is performed without being recorded one by one. An attempt that ended without a result is made
 * again from its start with the same keys. Steps inside a step are parts of it.
 */
#include <stdio.h>

#include "run/run_in.h"

#define STEP_ARGUMENTS 3

void pd_run_step_clear(Run *run)
{
    pd_assert_run(run);
    run->step.depth = 0;
    run->step.repeated = false;
    run->step.asked = false;
    run->step.effect_count = 0;
    run->step.taken.count = 0;
    pd_run_drafts_clear(&run->step.drafts);
}

/* Never fails: an effect must not go out under the key of another one. */
void pd_run_make_key(Run *run)
{
    pd_assert_run(run);
    pd_assert(run->id.size <= RUN_ID_BYTES_MAX);
    char *end = run->key + run->id.size;
    size_t left = sizeof run->key - run->id.size;
    memcpy(run->key, run->id.data, run->id.size);
    if (run->step.depth > 0) {
        (void)snprintf(end, left, "-%llu-%llu", (unsigned long long)run->step.ordinal,
                       (unsigned long long)run->step.effect_count);
    } else {
        (void)snprintf(end, left, "-%llu", (unsigned long long)run->pending.ordinal);
    }
}

/* ── answers ── */

static Status answer_go(Run *run, uint64_t attempt, const char *key, Error *err)
{
    pd_assert_run(run);
    Buffer value;
    pd_buffer_init(&value, run->alloc, RUN_KEY_BYTES_MAX + 32);
    pd_cbor_write_array(&value, 3);
    pd_cbor_write_cstr(&value, "go");
    pd_cbor_write_uint(&value, attempt);
    pd_cbor_write_string(&value, pd_bytes_of_cstr(key));
    Status status = pd_buffer_status(&value);
    status = status == STATUS_OK ? pd_run_give_value(run, pd_buffer_peek(&value), err)
                                 : pd_error_plain(err, status);
    pd_buffer_deinit(&value);
    return status;
}

static Status answer_done(Run *run, Bytes outcome, Error *err)
{
    pd_assert_run(run);
    pd_assert_bytes(outcome);
    Buffer value;
    pd_buffer_init(&value, run->alloc, RUN_BUFFER_BYTES_MAX);
    pd_cbor_write_array(&value, 2);
    pd_cbor_write_cstr(&value, "done");
    pd_buffer_append(&value, outcome);
    Status status = pd_buffer_status(&value);
    status = status == STATUS_OK ? pd_run_give_value(run, pd_buffer_peek(&value), err)
                                 : pd_error_plain(err, status);
    pd_buffer_deinit(&value);
    return status;
}

static Status misuse(Run *run, const char *message, Error *err)
{
    pd_assert_run(run);
    Buffer outcome;
    pd_buffer_init(&outcome, run->alloc, 1024);
    pd_run_write_outcome_error(&outcome, pd_bytes_of_cstr("RuntimeError"),
                               pd_bytes_of_cstr(message));
    Status status = pd_run_give_outcome(run, pd_buffer_peek(&outcome), err);
    pd_buffer_deinit(&outcome);
    return status;
}

/* The key of the step itself: for requests that the program makes in it. */
static Status start_attempt(Run *run, Error *err)
{
    pd_assert_run(run);
    char key[RUN_KEY_BYTES_MAX];
    run->step.effect_count = 0;
    run->pending.ordinal = run->step.ordinal;
    uint32_t depth = run->step.depth;
    run->step.depth = 0;
    pd_run_make_key(run);
    run->step.depth = depth;
    memcpy(key, run->key, sizeof key);
    return answer_go(run, run->step.attempt, key, err);
}

Status pd_run_step_go(Run *run, Error *err)
{
    pd_assert_run(run);
    if (run->step.depth > 1) {
        uint64_t attempt = ++run->step.nested_attempts[run->step.depth - 1];
        run->step.effect_count++;
        pd_run_make_key(run);
        return answer_go(run, attempt, run->key, err);
    }
    run->step.depth = 1;
    return start_attempt(run, err);
}

/* ── beginning ── */

static Status begin_nested(Run *run, Error *err)
{
    pd_assert_run(run);
    if (run->step.depth >= STEP_DEPTH_MAX) {
        return misuse(run, "too many steps inside each other", err);
    }
    run->step.nested_attempts[run->step.depth++] = 1;
    run->step.effect_count++;
    pd_run_make_key(run);
    return answer_go(run, 1, run->key, err);
}

/* Whether the step of a record is the one that the program begins. */
static bool same_step(const Run *run, uint64_t ordinal, Bytes subject)
{
    pd_assert_run(run);
    pd_assert_bytes(subject);
    return ordinal == run->step.ordinal &&
           pd_bytes_equal(subject, pd_buffer_peek(&run->step.subject));
}

/* Tells the two steps apart for people: "namespace, key, input". */
static Status step_differs(Run *run, const Record *record, Error *err)
{
    pd_assert_run(run);
    pd_assert(record == NULL || record->type < RECORD_TYPE_COUNT);
    return pd_run_differs_effect(run, record, err);
}

/* The three items of an ASKED record of a step: its subject is the array of them. */
static Bytes inside_array(Bytes subject)
{
    pd_assert_bytes(subject);
    return pd_bytes_slice(subject, 1, SIZE_MAX);
}

typedef struct Recorded {
    bool ended;   /* *outcome is what is recorded */
    bool decided; /* the run is over, or was interrupted here */
    Bytes outcome;
    int64_t until_ms; /* of the next attempt, 0: at once */
} Recorded;

static Status read_attempt(Run *run, const Record *record, Recorded *out, bool *same, Error *err)
{
    pd_assert_run(run);
    pd_assert(record == NULL || record->type < RECORD_TYPE_COUNT);
    pd_assert(out != NULL);
    pd_assert(same != NULL);
    AttemptPayload attempt;
    Status status = pd_run_read_attempt(record->payload, &attempt, err);
    if (status != STATUS_OK) {
        return status;
    }
    *same = attempt.ordinal == run->step.ordinal;
    run->step.attempt = attempt.attempt + 1;
    run->step.repeated = true;
    out->until_ms = attempt.until_ms;
    return STATUS_OK;
}

static Status read_begun(Run *run, const Record *record, bool *same, Error *err)
{
    pd_assert_run(run);
    pd_assert(record == NULL || record->type < RECORD_TYPE_COUNT);
    pd_assert(same != NULL);
    AskedPayload asked;
    Status status = pd_run_read_asked(record->payload, &asked, err);
    if (status != STATUS_OK) {
        return status;
    }
    *same = pd_bytes_equal_cstr(asked.name, "step_begin") &&
            same_step(run, asked.ordinal, inside_array(asked.subject));
    run->step.asked = true;
    run->step.repeated = true;
    return STATUS_OK;
}

static Status read_ended(Run *run, const Record *record, Recorded *out, bool *same, Error *err)
{
    pd_assert_run(run);
    pd_assert(record == NULL || record->type < RECORD_TYPE_COUNT);
    pd_assert(out != NULL);
    pd_assert(same != NULL);
    StepPayload step;
    Status status = pd_run_read_step(record->payload, &step, err);
    if (status != STATUS_OK) {
        return status;
    }
    *same = same_step(run, step.ordinal, step.subject);
    out->ended = *same;
    out->outcome = step.outcome;
    return STATUS_OK;
}

static Status read_interrupted(Run *run, const Record *record, Recorded *out, bool *same,
                               Error *err)
{
    pd_assert_run(run);
    pd_assert(record == NULL || record->type < RECORD_TYPE_COUNT);
    pd_assert(out != NULL);
    pd_assert(same != NULL);
    InterruptPayload interrupt;
    Status status = pd_run_read_interrupt(record->payload, &interrupt, err);
    if (status != STATUS_OK) {
        return status;
    }
    *same = interrupt.mode == INTERRUPT_WAITING && interrupt.ordinal == run->step.ordinal;
    if (!*same) {
        return STATUS_OK;
    }
    out->decided = true;
    pd_run_step_clear(run);
    pd_run_next_record(run);
    return pd_run_interrupt_again(run, &interrupt, err);
}

/* What the journal says about the step that begins. */
static Status read_recorded(Run *run, Recorded *out, Error *err)
{
    pd_assert_run(run);
    pd_assert(out != NULL);
    Status status = STATUS_OK;
    while (status == STATUS_OK && !out->ended && !out->decided) {
        bool same = false;
        const Record *record = pd_run_peek_record(run);
        if (record == NULL) {
            break;
        }
        if (pd_run_ends_here(run)) {
            out->decided = true;
            return STATUS_OK;
        }
        switch (record->type) {
        case RECORD_ASKED: status = read_begun(run, record, &same, err); break;
        case RECORD_ATTEMPT: status = read_attempt(run, record, out, &same, err); break;
        case RECORD_STEP: status = read_ended(run, record, out, &same, err); break;
        case RECORD_INTERRUPTED: status = read_interrupted(run, record, out, &same, err); break;
        default: break;
        }
        if (status == STATUS_OK && !same) {
            out->decided = true;
            return step_differs(run, record, err);
        }
        if (status == STATUS_OK && !out->decided) {
            pd_run_next_record(run);
        }
    }
    return status;
}

static bool read_subject(Run *run)
{
    pd_assert_run(run);
    Bytes items[STEP_ARGUMENTS];
    size_t count = 0;
    Bytes text;
    if (pd_run_read_items(run->pending.effect.arguments, items, STEP_ARGUMENTS, &count) !=
            STATUS_OK ||
        count != STEP_ARGUMENTS || !pd_run_item_text(items[0], &text) ||
        !pd_run_item_text(items[1], &text)) {
        return false;
    }
    Buffer *subject = &run->step.subject;
    pd_buffer_reset(subject);
    pd_buffer_append(subject, items[0]);
    pd_buffer_append(subject, items[1]);
    pd_run_write_subject(subject, items[2], STEP_SUBJECT_BYTES_MAX);
    return pd_buffer_status(subject) == STATUS_OK;
}

static Status begin(Run *run, Error *err)
{
    pd_assert_run(run);
    Recorded recorded = {.ended = false};
    if (run->step.depth > 0) {
        return begin_nested(run, err);
    }
    if (!read_subject(run)) {
        return misuse(run, "a step takes a namespace, a key and an input", err);
    }
    pd_run_step_clear(run);
    run->step.ordinal = ++run->ordinal;
    run->pending.ordinal = run->step.ordinal;
    run->step.attempt = 1;
    Status status = read_recorded(run, &recorded, err);
    if (status != STATUS_OK || recorded.decided) {
        return status;
    }
    if (recorded.ended) {
        return answer_done(run, recorded.outcome, err);
    }
    if (run->dry) {
        pd_run_enter(run, STAGE_OVER);
        run->tail_done = true;
        return STATUS_OK;
    }
    run->step.depth = 1;
    if (recorded.until_ms > pd_run_now_ms(run)) {
        pd_run_enter(run, STAGE_WAIT);
        run->pending.wait = WAIT_TIMER;
        run->pending.until_ms = recorded.until_ms;
        pd_buffer_reset(&run->pending.name);
        pd_run_set_waiting(run);
        return STATUS_OK;
    }
    return start_attempt(run, err);
}

Status pd_run_step_asked(Run *run, Error *err)
{
    pd_assert_run(run);
    if (run->step.asked) {
        return STATUS_OK;
    }
    Buffer payload;
    Buffer subject;
    pd_buffer_init(&payload, run->alloc, RUN_BUFFER_BYTES_MAX);
    pd_buffer_init(&subject, run->alloc, RUN_BUFFER_BYTES_MAX);
    pd_cbor_write_array(&subject, STEP_ARGUMENTS);
    pd_buffer_append(&subject, pd_buffer_peek(&run->step.subject));
    AskedPayload asked = {.ordinal = run->step.ordinal,
                          .name = pd_bytes_of_cstr("step_begin"),
                          .subject = pd_buffer_peek(&subject)};
    pd_run_write_asked(&payload, &asked);
    Status status = pd_buffer_status(&subject);
    status = status == STATUS_OK ? pd_buffer_status(&payload) : status;
    status = status == STATUS_OK
                 ? pd_run_record_now(run, RECORD_ASKED, pd_buffer_peek(&payload), err)
                 : pd_error_plain(err, status);
    pd_buffer_deinit(&payload);
    pd_buffer_deinit(&subject);
    run->step.asked = status == STATUS_OK;
    run->must_commit = true;
    return status;
}

/* ── ending ── */

static Status end(Run *run, Error *err)
{
    pd_assert_run(run);
    Bytes outcome;
    size_t count = 0;
    Step *step = &run->step;
    if (step->depth == 0 ||
        pd_run_read_items(run->pending.effect.arguments, &outcome, 1, &count) != STATUS_OK ||
        count != 1) {
        return misuse(run, "no step is open", err);
    }
    if (step->depth > 1) {
        step->depth--;
        return answer_done(run, outcome, err);
    }
    Buffer payload;
    pd_buffer_init(&payload, run->alloc, RUN_BUFFER_BYTES_MAX);
    StepPayload ended = {.ordinal = step->ordinal,
                         .subject = pd_buffer_peek(&step->subject),
                         .attempt = step->attempt,
                         .outcome = outcome};
    pd_run_write_step(&payload, &ended);
    Status status = pd_buffer_status(&payload);
    status = status == STATUS_OK ? pd_run_record_drafts(run, err) : pd_error_plain(err, status);
    if (status == STATUS_OK) {
        status = pd_run_record_now(run, RECORD_STEP, pd_buffer_peek(&payload), err);
    }
    pd_buffer_deinit(&payload);
    if (status != STATUS_OK) {
        return status;
    }
    pd_run_step_clear(run);
    run->must_commit = true;
    status = answer_done(run, outcome, err);
    run->broken = run->broken || status != STATUS_OK; /* the record is there, the answer not */
    return status;
}

static Status again(Run *run, Error *err)
{
    pd_assert_run(run);
    Bytes items[2];
    size_t count = 0;
    double seconds = 0;
    Step *step = &run->step;
    if (step->depth == 0 ||
        pd_run_read_items(run->pending.effect.arguments, items, 2, &count) != STATUS_OK ||
        count != 2 || !pd_run_item_number(items[1], &seconds)) {
        return misuse(run, "no step is open", err);
    }
    double wait_ms = seconds > 0 && seconds < 1e12 ? seconds * 1000.0 : 0;
    int64_t until_ms = pd_run_now_ms(run) + (int64_t)wait_ms;
    run->pending.wait = WAIT_TIMER;
    run->pending.until_ms = until_ms;
    pd_buffer_reset(&run->pending.name);
    pd_run_enter(run, STAGE_WAIT);
    if (step->depth > 1) {
        return STATUS_OK;
    }
    Buffer payload;
    pd_buffer_init(&payload, run->alloc, RUN_BUFFER_BYTES_MAX);
    AttemptPayload failed = {.ordinal = step->ordinal,
                             .attempt = step->attempt,
                             .error = items[0],
                             .until_ms = until_ms};
    pd_run_write_attempt(&payload, &failed);
    Status status = pd_buffer_status(&payload);
    status = status == STATUS_OK ? pd_run_record_drafts(run, err) : pd_error_plain(err, status);
    if (status == STATUS_OK) {
        status = pd_run_record_now(run, RECORD_ATTEMPT, pd_buffer_peek(&payload), err);
    }
    pd_buffer_deinit(&payload);
    step->attempt++;
    step->repeated = true;
    pd_run_set_waiting(run);
    return status;
}

Status pd_run_step_effect(Run *run, Error *err)
{
    pd_assert_run(run);
    switch (run->pending.id) {
    case EFFECT_STEP_BEGIN: return begin(run, err);
    case EFFECT_STEP_END: return end(run, err);
    default: return again(run, err);
    }
}
