/*
 * What the machine asks: each effect is looked up in effects.def and answered here, handed to the
 * waits and steps, or given to the host. The order is what makes a crash harmless: compare with the
 * journal, record, commit what can be seen outside, act, answer.
 */
#include "run/run_in.h"

/* Sequence numbers of effects inside a step: they are never recorded and never the same. */
#define IN_STEP_SEQUENCE (UINT64_C(1) << 62)

typedef struct EffectInfo {
    const char *name;
    Handling handling;
} EffectInfo;

#define EFFECT(id, name, handling) {name, HANDLE_##handling},
static const EffectInfo effects[] = {
#include "run/effects.def"
    {NULL, HANDLE_OUTSIDE},
};
#undef EFFECT

static EffectId find_effect(Bytes name)
{
    pd_assert_bytes(name);
    size_t id = 0;
    while (id < EFFECT_OTHER && !pd_bytes_equal_cstr(name, effects[id].name)) {
        id++;
    }
    return (EffectId)id;
}

/* ── answering ── */

Status pd_run_give_outcome(Run *run, Bytes outcome, Error *err)
{
    pd_assert_run(run);
    pd_assert_bytes(outcome);
    Outcome parts;
    Status status = pd_run_read_outcome(outcome, &parts, err);
    if (status != STATUS_OK) {
        return status;
    }
    status = parts.raises ? pd_vm_answer_error(run->vm, parts.exception, parts.message, err)
                          : pd_vm_answer(run->vm, parts.value, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (run->step.depth == 0) {
        run->mark_fuel = pd_vm_stats(run->vm).fuel;
    }
    pd_run_enter(run, STAGE_RUN);
    run->pending.wait = WAIT_NONE;
    if (run->next_life ==
        LIFE_WAITING) { /* it goes on: the store hears of it with the next commit */
        run->next_life = LIFE_READY;
        run->life_changed = true;
    }
    return STATUS_OK;
}

Status pd_run_give_value(Run *run, Bytes value, Error *err)
{
    pd_assert_run(run);
    pd_assert_bytes(value);
    Buffer outcome;
    pd_buffer_init(&outcome, run->alloc, RUN_BUFFER_BYTES_MAX);
    pd_run_write_outcome(&outcome, value);
    Status status = pd_buffer_status(&outcome);
    if (status == STATUS_OK) {
        status = pd_run_give_outcome(run, pd_buffer_peek(&outcome), err);
    }
    pd_buffer_deinit(&outcome);
    return status;
}

Status pd_run_subject(Run *run, Bytes *out, Error *err)
{
    pd_buffer_reset(&run->scratch);
    pd_run_write_subject(&run->scratch, run->pending.effect.arguments, SUBJECT_BYTES_MAX);
    *out = pd_buffer_peek(&run->scratch);
    Status status = pd_buffer_status(&run->scratch);
    return status == STATUS_OK ? STATUS_OK : pd_error_plain(err, status);
}

/* The machine takes the answer first, so nothing is recorded that it would refuse. */
Status pd_run_resolve(Run *run, Bytes outcome, Error *err)
{
    pd_assert_run(run);
    pd_assert_bytes(outcome);
    const Pending *pending = &run->pending;
    if (run->step.depth > 0) {
        return pd_run_give_outcome(run, outcome, err);
    }
    Buffer payload;
    Status status = STATUS_OK;
    pd_buffer_init(&payload, run->alloc, RUN_BUFFER_BYTES_MAX);
    RecordType type = pending->asked ? RECORD_RESULT : RECORD_EFFECT;
    if (pending->asked) {
        ResultPayload result = {.ordinal = pending->ordinal, .outcome = outcome};
        pd_run_write_result(&payload, &result);
    } else {
        AskedPayload effect = {
            .ordinal = pending->ordinal, .name = pending->effect.name, .outcome = outcome};
        status = pd_run_subject(run, &effect.subject, err);
        pd_run_write_effect(&payload, &effect);
        if (pd_buffer_status(&run->scratch) != STATUS_OK) { /* the subject is not whole */
            pd_buffer_fail(&payload, pd_buffer_status(&run->scratch));
        }
    }
    status = status == STATUS_OK ? pd_buffer_status(&payload) : status;
    status =
        status == STATUS_OK ? pd_run_give_outcome(run, outcome, err) : pd_error_plain(err, status);
    if (status == STATUS_OK) {
        status = pd_run_record(run, type, pd_buffer_peek(&payload), err);
    }
    pd_buffer_deinit(&payload);
    return status;
}

Status pd_run_resolve_value(Run *run, Bytes value, Error *err)
{
    pd_assert_run(run);
    pd_assert_bytes(value);
    Buffer outcome;
    pd_buffer_init(&outcome, run->alloc, RUN_BUFFER_BYTES_MAX);
    pd_run_write_outcome(&outcome, value);
    Status status = pd_buffer_status(&outcome);
    status = status == STATUS_OK ? pd_run_resolve(run, pd_buffer_peek(&outcome), err)
                                 : pd_error_plain(err, status);
    pd_buffer_deinit(&outcome);
    return status;
}

Status pd_run_resolve_error(Run *run, const char *exception, const char *message, Error *err)
{
    pd_assert_run(run);
    Buffer outcome;
    pd_buffer_init(&outcome, run->alloc, RUN_BUFFER_BYTES_MAX);
    pd_run_write_outcome_error(&outcome, pd_bytes_of_cstr(exception), pd_bytes_of_cstr(message));
    Status status = pd_buffer_status(&outcome);
    status = status == STATUS_OK ? pd_run_resolve(run, pd_buffer_peek(&outcome), err)
                                 : pd_error_plain(err, status);
    pd_buffer_deinit(&outcome);
    return status;
}

Status pd_run_record_asked(Run *run, Error *err)
{
    pd_assert_run(run);
    Pending *pending = &run->pending;
    Buffer payload;
    pd_assert(run->step.depth == 0 && !pending->asked);
    pd_buffer_init(&payload, run->alloc, RUN_BUFFER_BYTES_MAX);
    AskedPayload asked = {.ordinal = pending->ordinal,
                          .name = pending->effect.name,
                          .has_until = pending->until_ms != 0,
                          .until_ms = pending->until_ms};
    Status status = pd_run_subject(run, &asked.subject, err);
    pd_run_write_asked(&payload, &asked);
    status = status == STATUS_OK ? pd_buffer_status(&payload) : status;
    status = status == STATUS_OK
                 ? pd_run_record_now(run, RECORD_ASKED, pd_buffer_peek(&payload), err)
                 : pd_error_plain(err, status);
    pd_buffer_deinit(&payload);
    pending->asked = status == STATUS_OK;
    return status;
}

/* ── text, logs, quiet ones ── */

static Status raise_here(Run *run, const char *exception, const char *message, Error *err)
{
    pd_assert_run(run);
    return pd_vm_answer_error(run->vm, pd_bytes_of_cstr(exception), pd_bytes_of_cstr(message), err);
}

/* The record is the array of arguments, inside a step with `true` at its end. */
static Status write_output(Run *run, RecordType type, size_t item_count, Error *err)
{
    pd_assert_run(run);
    pd_assert(type > RECORD_NONE && type < RECORD_TYPE_COUNT);
    Bytes arguments = run->pending.effect.arguments;
    bool in_step = run->step.depth > 0;
    Buffer payload;
    pd_buffer_init(&payload, run->alloc, RUN_BUFFER_BYTES_MAX);
    pd_buffer_append(&payload, arguments);
    if (in_step) {
        payload.data[0] = (uint8_t)(0x80 + item_count + 1); /* the head of an array as short */
        pd_cbor_write_bool(&payload, true);
    }
    Status status = pd_buffer_status(&payload);
    status = status == STATUS_OK ? pd_run_record(run, type, pd_buffer_peek(&payload), err)
                                 : pd_error_plain(err, status);
    pd_buffer_deinit(&payload);
    if (status == STATUS_OK && type == RECORD_OUTPUT && !in_step) {
        status = pd_run_show_later(run, arguments, err);
    }
    return status;
}

static bool is_writable(Run *run, size_t item_count)
{
    pd_assert_run(run);
    Bytes items[3];
    Bytes text;
    size_t count = 0;
    uint64_t stream = 0;
    if (pd_run_read_items(run->pending.effect.arguments, items, 3, &count) != STATUS_OK ||
        count != item_count) {
        return false;
    }
    if (run->pending.id == EFFECT_WRITE) {
        return pd_run_item_uint(items[0], &stream) && (stream == 1 || stream == 2) &&
               pd_run_item_text(items[1], &text);
    }
    return pd_run_item_text(items[0], &text) && pd_run_item_text(items[1], &text);
}

static Status take_output(Run *run, Error *err)
{
    pd_assert_run(run);
    bool is_text = run->pending.id == EFFECT_WRITE;
    RecordType type = is_text ? RECORD_OUTPUT : RECORD_LOGGED;
    size_t item_count = is_text ? 2 : 3;
    Status status = STATUS_OK;
    if (!is_writable(run, item_count)) { /* the same in every execution, so not recorded */
        status = raise_here(run, "TypeError", "write() takes a stream and a text", err);
        pd_run_enter(run, STAGE_RUN);
        return status;
    }
    const Record *record = run->step.depth == 0 ? pd_run_peek_record(run) : NULL;
    if (record != NULL && pd_run_ends_here(run)) {
        return STATUS_OK;
    }
    if (record != NULL) {
        if (record->type != type ||
            !pd_bytes_equal(record->payload, run->pending.effect.arguments)) {
            return pd_run_differs_effect(run, record, err);
        }
        pd_run_next_record(run);
    } else if (run->dry) {
        pd_run_enter(run, STAGE_OVER);
        run->tail_done = true;
        return STATUS_OK;
    } else {
        status = write_output(run, type, item_count, err);
    }
    static const Bytes null_value = BYTES_LITERAL("\xf6");
    return status == STATUS_OK ? pd_run_give_value(run, null_value, err) : status;
}

static Status take_quiet(Run *run, Error *err)
{
    pd_assert_run(run);
    static const Bytes null_value = BYTES_LITERAL("\xf6");
    if (!pd_run_replaying(run) && run->step.depth == 0) {
        run->wants_snapshot = true;
        run->must_commit = true;
    }
    return pd_run_give_value(run, null_value, err);
}

/* ── the host's ── */

static bool nobody_performs(const Run *run)
{
    pd_assert_run(run);
    return run->host.perform == NULL;
}

/* The effect's result will come from outside; other processes may give it too. */
static Status wait_for_result(Run *run, Error *err)
{
    pd_assert_run(run);
    pd_run_enter(run, STAGE_WAIT);
    run->pending.wait = WAIT_EFFECT;
    run->pending.until_ms = 0;
    pd_buffer_reset(&run->pending.name);
    pd_buffer_append(&run->pending.name, run->pending.effect.name);
    if (run->step.depth == 0) {
        pd_run_set_waiting(run);
    }
    Status status = pd_buffer_status(&run->pending.name);
    return status == STATUS_OK ? STATUS_OK : pd_error_plain(err, status);
}

static void fill_shown(Run *run)
{
    pd_assert_run(run);
    pd_run_make_key(run);
    run->shown = (RunEffect){.name = run->pending.effect.name,
                             .arguments = run->pending.effect.arguments,
                             .sequence = run->pending.ordinal,
                             .key = run->key,
                             .repeated = run->pending.repeated || run->step.repeated};
}

/* Somebody gave the result while nobody drove the run: the first one counts. */
static bool has_accepted_answer(const Run *run)
{
    return run->step.depth == 0 &&
           pd_run_find_mail(run, MESSAGE_RESULT, (Bytes){NULL, 0}, run->pending.ordinal) != NULL;
}

/* Nothing is in the way of performing it but the commit. */
static Status take_host_effect(Run *run, Error *err)
{
    pd_assert_run(run);
    Status status = STATUS_OK;
    bool seen_outside = run->pending.handling == HANDLE_OUTSIDE;
    pd_run_enter(run, STAGE_PERFORM);
    if (run->step.depth > 0) {
        run->step.effect_count++;
        status = seen_outside ? pd_run_step_asked(run, err) : STATUS_OK;
    } else if (seen_outside && !run->pending.asked) {
        status = pd_run_record_asked(run, err);
        run->must_commit = true;
    }
    if (run->pending.handling == HANDLE_ASK && run->visible.size > 0) {
        run->must_commit = true;
    }
    fill_shown(run);
    if (status == STATUS_OK && (nobody_performs(run) || has_accepted_answer(run))) {
        status = wait_for_result(run, err);
    }
    return status;
}

Status pd_run_perform(Run *run, Error *err)
{
    pd_assert_run(run);
    RunReply reply = {.run = run};
    Error told = {.status = STATUS_OK};
    pd_assert(run->stage == STAGE_PERFORM && !run->must_commit);
    Status status = run->host.perform(run->host.ctx, &run->shown, &reply);
    if (reply.given) {
        return reply.status == STATUS_OK ? STATUS_OK : pd_error_plain(err, reply.status);
    }
    if (status == STATUS_BUSY) {
        return wait_for_result(run, err);
    }
    bool unknown = status == STATUS_NOT_FOUND || status == STATUS_OK;
    Bytes name = run->pending.effect.name;
    int size = name.size < 100 ? (int)name.size : 100;
    while ((size_t)size < name.size && (name.data[size] & 0xc0) == 0x80) {
        size--; /* not in the middle of a character */
    }
    pd_error_set(&told, status, "effect %.*s: %s", size, (const char *)name.data,
                 unknown ? "nothing performs it" : pd_status_text(status));
    return pd_run_resolve_error(run, unknown ? "LookupError" : "OSError", told.message, err);
}

/* A value that is refused may be followed by another one; without memory the effect is not over. */
static Status answer_through(RunReply *reply, Status status)
{
    pd_assert(reply->run != NULL);
    reply->given = status == STATUS_OK || status == STATUS_NO_MEMORY;
    reply->status = status;
    return status;
}

Status pd_run_reply_value(RunReply *reply, Bytes value, Error *err)
{
    pd_assert(reply->run != NULL);
    pd_assert_bytes(value);
    if (reply->given) {
        return pd_error_set(err, STATUS_EXISTS, "the effect has a result");
    }
    return answer_through(reply, pd_run_resolve_value(reply->run, value, err));
}

Status pd_run_reply_error(RunReply *reply, Bytes exception, Bytes message, Error *err)
{
    pd_assert(reply->run != NULL);
    pd_assert_bytes(exception);
    pd_assert_bytes(message);
    if (reply->given) {
        return pd_error_set(err, STATUS_EXISTS, "the effect has a result");
    }
    Buffer outcome;
    pd_buffer_init(&outcome, reply->run->alloc, RUN_BUFFER_BYTES_MAX);
    pd_run_write_outcome_error(&outcome, exception, message);
    Status status = pd_buffer_status(&outcome);
    status = status == STATUS_OK ? pd_run_resolve(reply->run, pd_buffer_peek(&outcome), err)
                                 : pd_error_plain(err, status);
    pd_buffer_deinit(&outcome);
    return answer_through(reply, status);
}

/* ── answers from the caller ── */

static Status take_answer(Run *run, uint64_t sequence, Bytes outcome, Error *err)
{
    pd_assert_run(run);
    pd_assert_bytes(outcome);
    bool waits = run->stage == STAGE_WAIT && run->pending.wait == WAIT_EFFECT &&
                 run->pending.ordinal == sequence;
    if (!waits) {
        run->dropped_count++;
        return pd_error_set(err, STATUS_EXISTS,
                            "effect %llu does not wait for a result: it has one, or was never "
                            "asked",
                            (unsigned long long)sequence);
    }
    return pd_run_resolve(run, outcome, err);
}

Status pd_run_answer(Run *run, uint64_t sequence, Bytes value, Error *err)
{
    pd_assert_run(run);
    pd_assert_bytes(value);
    Buffer outcome;
    pd_buffer_init(&outcome, run->alloc, RUN_BUFFER_BYTES_MAX);
    pd_run_write_outcome(&outcome, value);
    Status status = pd_buffer_status(&outcome);
    status = status == STATUS_OK ? take_answer(run, sequence, pd_buffer_peek(&outcome), err)
                                 : pd_error_plain(err, status);
    pd_buffer_deinit(&outcome);
    return status;
}

Status pd_run_answer_error(Run *run, uint64_t sequence, Bytes exception, Bytes message, Error *err)
{
    pd_assert_run(run);
    pd_assert_bytes(exception);
    pd_assert_bytes(message);
    Buffer outcome;
    pd_buffer_init(&outcome, run->alloc, RUN_BUFFER_BYTES_MAX);
    pd_run_write_outcome_error(&outcome, exception, message);
    Status status = pd_buffer_status(&outcome);
    status = status == STATUS_OK ? take_answer(run, sequence, pd_buffer_peek(&outcome), err)
                                 : pd_error_plain(err, status);
    pd_buffer_deinit(&outcome);
    return status;
}

/* ── taking an effect ── */

/* The effect as the journal has it: answered, or known to be asked, or at the journal's end. */
static Status compare(Run *run, bool *decided, Error *err)
{
    pd_assert_run(run);
    pd_assert(decided != NULL);
    Bytes outcome = {NULL, 0};
    *decided = true;
    Status status = run->pending.asked ? pd_run_match_asked(run, &outcome, err)
                                       : pd_run_match(run, &outcome, err);
    if (status != STATUS_OK || run->stage != STAGE_PERFORM) {
        return status;
    }
    if (outcome.size > 0) {
        run->promise_count += run->pending.id == EFFECT_PROMISE ? 1 : 0;
        status = pd_run_give_outcome(run, outcome, err);
        if (status == STATUS_INVALID) {
            return pd_run_differs(run, "a result that the program cannot be given",
                                  "the effect of that record", err);
        }
        return status;
    }
    if (run->dry) {
        pd_run_enter(run, STAGE_OVER);
        run->tail_done = true;
        return STATUS_OK;
    }
    *decided = false;
    return STATUS_OK;
}

static Status act(Run *run, Error *err)
{
    pd_assert_run(run);
    switch (run->pending.handling) {
    case HANDLE_LOCAL: return pd_run_local(run, err);
    case HANDLE_WAIT: return pd_run_begin_wait(run, err);
    case HANDLE_READ:
    case HANDLE_ASK:
    case HANDLE_OUTSIDE: return take_host_effect(run, err);
    default: pd_unreachable();
    }
}

static Status read_effect(Run *run, Error *err)
{
    pd_assert_run(run);
    const VmEffect *effect = pd_vm_effect(run->vm);
    if (effect == NULL) {
        return pd_error_plain(err, STATUS_NO_MEMORY);
    }
    Pending *pending = &run->pending;
    pending->id = find_effect(effect->name);
    pending->handling = effects[pending->id].handling;
    pending->effect = *effect;
    pending->repeated = false;
    pending->wait = WAIT_NONE;
    pd_run_enter(run, STAGE_PERFORM);
    return STATUS_OK;
}

static Status compare_and_act(Run *run, Error *err)
{
    pd_assert_run(run);
    bool decided = false;
    Status status = compare(run, &decided, err);
    return status == STATUS_OK && !decided ? act(run, err) : status;
}

Status pd_run_take_effect(Run *run, Error *err)
{
    pd_assert_run(run);
    Status status = read_effect(run, err);
    if (status != STATUS_OK) {
        return status;
    }
    run->pending.asked = false;
    run->pending.until_ms = 0;
    switch (run->pending.handling) {
    case HANDLE_OUTPUT: return take_output(run, err);
    case HANDLE_QUIET: return take_quiet(run, err);
    case HANDLE_STEP: return pd_run_step_effect(run, err);
    default: break;
    }
    if (run->step.depth > 0) {
        run->pending.ordinal = IN_STEP_SEQUENCE | run->pending.effect.sequence;
        return act(run, err);
    }
    run->pending.ordinal = ++run->ordinal;
    return compare_and_act(run, err);
}

Status pd_run_retake_effect(Run *run, Error *err)
{
    pd_assert_run(run);
    run->retakes = false;
    Status status = read_effect(run, err);
    return status == STATUS_OK ? compare_and_act(run, err) : status;
}
