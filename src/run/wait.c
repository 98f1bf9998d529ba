/*
 * Effects that are answered here: the clock, chance, promises, signals; and the waits for time or
 * for somebody. A wait is on record before the process may end, and ends in the same way whether
 * the process was there or not.
 */
#include "run/run_in.h"

#define TIME_MAX_MS   INT64_C(253402300799999) /* the end of the year 9999 */
#define ENTROPY_MAX   1048576u
#define ARGUMENTS_MAX 4

static const Bytes null_value = BYTES_LITERAL("\xf6");

/* ── arguments ── */

typedef struct Arguments {
    Bytes items[ARGUMENTS_MAX];
    size_t count;
} Arguments;

static Arguments read_arguments(const Run *run)
{
    pd_assert_run(run);
    Arguments arguments = {.count = 0};
    if (pd_run_read_items(run->pending.effect.arguments, arguments.items, ARGUMENTS_MAX,
                          &arguments.count) != STATUS_OK) {
        arguments.count = SIZE_MAX; /* no effect takes so many */
    }
    return arguments;
}

static Status wrong_arguments(Run *run, Error *err)
{
    pd_assert_run(run);
    char message[200];
    Error told;
    int size = run->pending.effect.name.size < 100 ? (int)run->pending.effect.name.size : 100;
    pd_error_set(&told, STATUS_INVALID, "effect %.*s was given wrong arguments", size,
                 (const char *)run->pending.effect.name.data);
    memcpy(message, told.message, sizeof message);
    message[sizeof message - 1] = '\0';
    return pd_run_resolve_error(run, "TypeError", message, err);
}

/* ── answered at once ── */

static Status resolve_int(Run *run, int64_t value, Error *err)
{
    pd_assert_run(run);
    Buffer out;
    pd_buffer_init(&out, run->alloc, 64);
    pd_cbor_write_int(&out, value);
    Status status = pd_buffer_status(&out);
    status = status == STATUS_OK ? pd_run_resolve_value(run, pd_buffer_peek(&out), err)
                                 : pd_error_plain(err, status);
    pd_buffer_deinit(&out);
    return status;
}

static Status resolve_buffer(Run *run, Buffer *value, Error *err)
{
    pd_assert_run(run);
    pd_assert_buffer(value);
    Status status = pd_buffer_status(value);
    return status == STATUS_OK ? pd_run_resolve_value(run, pd_buffer_peek(value), err)
                               : pd_error_plain(err, status);
}

static Status give_entropy(Run *run, Error *err)
{
    pd_assert_run(run);
    Arguments arguments = read_arguments(run);
    uint64_t size = 0;
    if (arguments.count != 1 || !pd_run_item_uint(arguments.items[0], &size)) {
        return wrong_arguments(run, err);
    }
    if (size > ENTROPY_MAX) {
        return pd_run_resolve_error(run, "ValueError", "at most 1048576 random bytes at a time",
                                    err);
    }
    Buffer bytes;
    Buffer value;
    pd_buffer_init(&bytes, run->alloc, ENTROPY_MAX + 1);
    pd_buffer_init(&value, run->alloc, ENTROPY_MAX + 16);
    uint8_t *place = pd_buffer_reserve(&bytes, (size_t)size + 1);
    Status status = place == NULL ? pd_error_plain(err, STATUS_NO_MEMORY) : STATUS_OK;
    if (status == STATUS_OK) {
        status = run->host.entropy(run->host.ctx, place, (size_t)size);
        if (status == STATUS_OK) {
            pd_cbor_write_bytes(&value, pd_bytes(place, (size_t)size));
            status = resolve_buffer(run, &value, err);
        } else {
            status = pd_run_resolve_error(run, "OSError", "the system gives no random bytes", err);
        }
    }
    pd_buffer_deinit(&bytes);
    pd_buffer_deinit(&value);
    return status;
}

static Status make_promise(Run *run, Error *err)
{
    pd_assert_run(run);
    if (run->step.depth > 0) {
        return pd_run_resolve_error(run, "RuntimeError",
                                    "a promise cannot be made inside a step: make it before", err);
    }
    uint64_t number = run->promise_count + 1;
    Buffer id;
    Buffer value;
    pd_buffer_init(&id, run->alloc, RUN_KEY_BYTES_MAX);
    pd_buffer_init(&value, run->alloc, RUN_KEY_BYTES_MAX + 8);
    pd_buffer_append(&id, run->id);
    pd_buffer_append_format(&id, "/%llu", (unsigned long long)number);
    pd_cbor_write_string(&value, pd_buffer_peek(&id));
    Status status = resolve_buffer(run, &value, err);
    if (status == STATUS_OK && !pd_run_numbers_add(run->alloc, &run->promises, number)) {
        run->broken = true;
        status = pd_error_plain(err, STATUS_NO_MEMORY);
    }
    run->promise_count = number;
    pd_buffer_deinit(&id);
    pd_buffer_deinit(&value);
    return status;
}

static Status poll_signal(Run *run, Error *err)
{
    pd_assert_run(run);
    Arguments arguments = read_arguments(run);
    Bytes name;
    if (arguments.count != 1 || !pd_run_item_text(arguments.items[0], &name)) {
        return wrong_arguments(run, err);
    }
    Status status = pd_run_look_at_mail(run, true, err);
    if (status != STATUS_OK) {
        return status;
    }
    const Mail *mail = pd_run_find_mail(run, MESSAGE_SIGNAL, name, 0);
    Buffer value;
    pd_buffer_init(&value, run->alloc, RUN_BUFFER_BYTES_MAX);
    pd_cbor_write_array(&value, mail == NULL ? 0 : 1);
    pd_buffer_append(&value, mail == NULL ? (Bytes){NULL, 0} : mail->body);
    status = resolve_buffer(run, &value, err);
    if (status == STATUS_OK && mail != NULL) {
        status = pd_run_take_mail(run, mail->number, err);
    }
    pd_buffer_deinit(&value);
    return status;
}

/* It leaves with the next commit. */
static Status send_signal(Run *run, Error *err)
{
    pd_assert_run(run);
    Arguments arguments = read_arguments(run);
    Bytes to;
    Bytes name;
    if (arguments.count != 3 || !pd_run_item_text(arguments.items[0], &to) ||
        !pd_run_item_text(arguments.items[1], &name) || name.size > MESSAGE_NAME_MAX) {
        return wrong_arguments(run, err);
    }
    if (run->step.depth > 0) {
        return pd_run_resolve_error(run, "RuntimeError",
                                    "a signal cannot be sent inside a step: send it after", err);
    }
    SentMessage message = {
        .to_size = to.size, .name_size = name.size, .body_size = arguments.items[2].size};
    pd_buffer_append(&run->sent_bytes, to); /* before the answer, which ends the arguments */
    pd_buffer_append(&run->sent_bytes, name);
    pd_buffer_append(&run->sent_bytes, arguments.items[2]);
    pd_buffer_append(&run->sent, pd_bytes(&message, sizeof message));
    bool ok = pd_buffer_status(&run->sent_bytes) == STATUS_OK &&
              pd_buffer_status(&run->sent) == STATUS_OK;
    Status status =
        ok ? pd_run_resolve_value(run, null_value, err) : pd_error_plain(err, STATUS_NO_MEMORY);
    run->broken = run->broken || status != STATUS_OK;
    return status;
}

static Status give_info(Run *run, Error *err)
{
    pd_assert_run(run);
    char program[DIGEST_HEX_CHARS + 1];
    pd_digest_hex(pd_program_id(run->program), program);
    Buffer value;
    pd_buffer_init(&value, run->alloc, RUN_BUFFER_BYTES_MAX);
    pd_cbor_write_cstr(&value, "run_id");
    pd_cbor_write_string(&value, run->birth.run_id);
    pd_cbor_write_cstr(&value, "program");
    pd_cbor_write_cstr(&value, program);
    pd_cbor_write_cstr(&value, "input");
    pd_buffer_append(&value, run->birth.input);
    pd_cbor_write_cstr(&value, "seed");
    pd_cbor_write_uint(&value, run->birth.seed);
    pd_cbor_write_cstr(&value, "attempt");
    pd_cbor_write_uint(&value, run->attempt);
    pd_cbor_sort_map(&value, 0);
    Status status = resolve_buffer(run, &value, err);
    pd_buffer_deinit(&value);
    return status;
}

Status pd_run_local(Run *run, Error *err)
{
    pd_assert_run(run);
    switch (run->pending.id) {
    case EFFECT_TIME: return resolve_int(run, run->host.now_ns(run->host.ctx), err);
    case EFFECT_MONOTONIC: return resolve_int(run, run->host.monotonic_ns(run->host.ctx), err);
    case EFFECT_ENTROPY: return give_entropy(run, err);
    case EFFECT_PROMISE: return make_promise(run, err);
    case EFFECT_SIGNAL_POLL: return poll_signal(run, err);
    case EFFECT_SIGNAL_SEND: return send_signal(run, err);
    case EFFECT_RUN_INFO: return give_info(run, err);
    default: pd_unreachable();
    }
}

/* ── waiting ── */

/* now + seconds in ms, rounded up; false when it is not a time. */
static bool time_after(int64_t start_ms, Bytes item, int64_t *out)
{
    pd_assert_bytes(item);
    pd_assert(out != NULL);
    double seconds = 0;
    if (!pd_run_item_number(item, &seconds) || !(seconds >= -1e15 && seconds <= 1e15)) {
        return false;
    }
    double wanted = (double)start_ms + seconds * 1000.0;
    if (wanted > (double)TIME_MAX_MS) {
        wanted = (double)TIME_MAX_MS;
    }
    int64_t whole = wanted < 1 ? 1 : (int64_t)wanted;
    *out = (double)whole < wanted ? whole + 1 : whole;
    return true;
}

typedef enum WaitForm { FORM_OK, FORM_WRONG, FORM_LONG, FORM_NEGATIVE } WaitForm;

/* kind, name and until_ms of the pending wait from its arguments; a timeout of None is 0. */
static WaitForm read_wait(Run *run)
{
    pd_assert_run(run);
    Pending *pending = &run->pending;
    Arguments arguments = read_arguments(run);
    bool timer = pending->id == EFFECT_SLEEP || pending->id == EFFECT_SLEEP_UNTIL;
    bool known_until = pending->asked; /* from the record */
    pd_buffer_reset(&pending->name);
    if (timer) {
        double seconds = 0;
        int64_t start_ms = pending->id == EFFECT_SLEEP ? pd_run_now_ms(run) : 0;
        int64_t until_ms = 0;
        pending->wait = WAIT_TIMER;
        if (arguments.count != 1 || !time_after(start_ms, arguments.items[0], &until_ms)) {
            return FORM_WRONG;
        }
        pending->until_ms = known_until ? pending->until_ms : until_ms;
        bool negative = pd_run_item_number(arguments.items[0], &seconds) && seconds < 0;
        return negative && pending->id == EFFECT_SLEEP ? FORM_NEGATIVE : FORM_OK;
    }
    Bytes name;
    pending->wait = pending->id == EFFECT_SIGNAL_WAIT ? WAIT_SIGNAL : WAIT_PROMISE;
    if (arguments.count != 2 || !pd_run_item_text(arguments.items[0], &name)) {
        return FORM_WRONG;
    }
    if (name.size > MESSAGE_NAME_MAX) {
        return FORM_LONG;
    }
    pd_buffer_append(&pending->name, name);
    if (known_until || pd_run_item_null(arguments.items[1])) {
        return FORM_OK;
    }
    return time_after(pd_run_now_ms(run), arguments.items[1], &pending->until_ms) ? FORM_OK
                                                                                  : FORM_WRONG;
}

static bool promise_is_ours(const Run *run, uint64_t *number)
{
    pd_assert_run(run);
    pd_assert(number != NULL);
    Bytes owner;
    return pd_run_split_promise(pd_buffer_peek(&run->pending.name), &owner, number) &&
           (pd_bytes_equal(owner, run->id) || pd_bytes_equal(owner, run->birth.run_id)) &&
           *number <= run->promise_count;
}

static Status check_signal(Run *run, bool *over, Error *err)
{
    pd_assert_run(run);
    pd_assert(over != NULL);
    Bytes name = pd_buffer_peek(&run->pending.name);
    const Mail *mail = pd_run_find_mail(run, MESSAGE_SIGNAL, name, 0);
    if (mail == NULL) {
        return STATUS_OK;
    }
    *over = true;
    uint64_t number = mail->number;
    Status status = pd_run_resolve_value(run, mail->body, err);
    if (status == STATUS_INVALID) {
        status =
            pd_run_resolve_error(run, "ValueError", "the signal's payload cannot be taken", err);
    }
    return status == STATUS_OK ? pd_run_take_mail(run, number, err) : status;
}

/* Settled promises stay in the mailbox: a program may wait for one again. */
static Status check_promise(Run *run, bool *over, Error *err)
{
    pd_assert_run(run);
    pd_assert(over != NULL);
    uint64_t number = 0;
    bool ours = promise_is_ours(run, &number);
    pd_assert(ours);
    const Mail *mail = pd_run_find_mail(run, MESSAGE_PROMISE, (Bytes){NULL, 0}, number);
    if (mail == NULL) {
        return STATUS_OK;
    }
    *over = true;
    Status status = pd_run_resolve(run, mail->body, err);
    if (status == STATUS_INVALID || status == STATUS_CORRUPT) {
        return pd_run_resolve_error(run, "ValueError", "the promise's value cannot be taken", err);
    }
    return status;
}

static Status check_result(Run *run, bool *over, Error *err)
{
    pd_assert_run(run);
    pd_assert(over != NULL);
    const Mail *mail =
        pd_run_find_mail(run, MESSAGE_RESULT, (Bytes){NULL, 0}, run->pending.ordinal);
    if (mail == NULL || run->step.depth > 0) {
        return STATUS_OK;
    }
    *over = true;
    uint64_t number = mail->number;
    Status status = pd_run_resolve(run, mail->body, err);
    if (status == STATUS_INVALID || status == STATUS_CORRUPT) {
        status =
            pd_run_resolve_error(run, "ValueError", "the effect's result cannot be taken", err);
    }
    return status == STATUS_OK ? pd_run_take_mail(run, number, err) : status;
}

/* What was sent wins over a time that is over as well. */
Status pd_run_check_wait(Run *run, bool *over, Error *err)
{
    pd_assert_run(run);
    pd_assert(over != NULL);
    Pending *pending = &run->pending;
    Status status = STATUS_OK;
    *over = false;
    switch (pending->wait) {
    case WAIT_SIGNAL: status = check_signal(run, over, err); break;
    case WAIT_PROMISE: status = check_promise(run, over, err); break;
    case WAIT_EFFECT: status = check_result(run, over, err); break;
    default: break;
    }
    if (status != STATUS_OK || *over || pending->until_ms == 0 ||
        pd_run_now_ms(run) < pending->until_ms) {
        return status;
    }
    *over = true;
    if (pending->handling == HANDLE_STEP) {
        return pd_run_step_go(run, err);
    }
    if (pending->wait == WAIT_TIMER) {
        return pd_run_resolve_value(run, null_value, err);
    }
    return pd_run_resolve_error(run, "TimeoutError",
                                pending->wait == WAIT_SIGNAL
                                    ? "no signal came in time"
                                    : "the promise was not settled in time",
                                err);
}

void pd_run_set_waiting(Run *run)
{
    pd_assert_run(run);
    run->next_life = LIFE_WAITING;
    run->life_changed = true;
    run->must_commit = true;
}

int64_t pd_run_wake_ms(const Run *run)
{
    pd_assert_run(run);
    if (pd_life_ended(run->next_life)) {
        return WAKE_NEVER;
    }
    if (run->next_life != LIFE_WAITING) {
        return 0;
    }
    int64_t wake_ms = run->pending.until_ms == 0 ? WAKE_NEVER : run->pending.until_ms;
    bool cancelled = run->cancel_deadline_ms != 0 && run->cancel_deadline_ms < wake_ms;
    return cancelled ? run->cancel_deadline_ms : wake_ms;
}

Status pd_run_begin_wait(Run *run, Error *err)
{
    pd_assert_run(run);
    Pending *pending = &run->pending;
    uint64_t number = 0;
    bool over = false;
    WaitForm form = read_wait(run);
    Status status = pd_buffer_status(&pending->name);
    if (status != STATUS_OK) {
        return pd_error_plain(err, status);
    }
    if (form == FORM_WRONG) {
        return wrong_arguments(run, err);
    }
    if (form == FORM_LONG) { /* nobody can send to it */
        return pd_run_resolve_error(run, "ValueError",
                                    "the name of a signal has at most 1024 bytes", err);
    }
    if (form == FORM_NEGATIVE) {
        return pd_run_resolve_error(run, "ValueError", "sleep length must be non-negative", err);
    }
    if (pending->wait == WAIT_PROMISE && !promise_is_ours(run, &number)) {
        return pd_run_resolve_error(run, "ValueError", "the promise is not one of this run", err);
    }
    status = pending->wait == WAIT_TIMER ? STATUS_OK : pd_run_look_at_mail(run, true, err);
    if (status == STATUS_OK) {
        status = pd_run_check_wait(run, &over, err);
    }
    if (status != STATUS_OK || over) {
        return status;
    }
    pd_run_enter(run, STAGE_WAIT);
    if (run->step.depth > 0) {
        return STATUS_OK;
    }
    if (!pending->asked) {
        status = pd_run_record_asked(run, err);
    }
    pd_run_set_waiting(run);
    bool long_wait =
        pending->until_ms == 0 || pending->until_ms - pd_run_now_ms(run) >= SNAPSHOT_WAIT_MS;
    run->wants_snapshot = long_wait && pd_run_worth_saving(run, SNAPSHOT_WAIT_COST);
    return status;
}
