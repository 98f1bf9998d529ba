/*
 * Writing and reading the payloads of records. Pure functions of bytes.
 */
#include "run/run_in.h"

/* ── writing ── */

void pd_run_write_subject(Buffer *out, Bytes arguments, size_t max_bytes)
{
    pd_assert_buffer(out);
    pd_assert_bytes(arguments);
    if (arguments.size <= max_bytes) {
        pd_buffer_append(out, arguments);
        return;
    }
    Digest digest = pd_sha256(arguments);
    pd_cbor_write_bytes(out, pd_digest_bytes(&digest));
}

void pd_run_write_asked(Buffer *out, const AskedPayload *asked)
{
    pd_assert_buffer(out);
    pd_cbor_write_array(out, 4);
    pd_cbor_write_uint(out, asked->ordinal);
    pd_cbor_write_text(out, asked->name);
    pd_buffer_append(out, asked->subject);
    if (asked->has_until) {
        pd_cbor_write_int(out, asked->until_ms);
    } else {
        pd_cbor_write_null(out);
    }
}

void pd_run_write_effect(Buffer *out, const AskedPayload *effect)
{
    pd_assert_buffer(out);
    pd_cbor_write_array(out, 4);
    pd_cbor_write_uint(out, effect->ordinal);
    pd_cbor_write_text(out, effect->name);
    pd_buffer_append(out, effect->subject);
    pd_buffer_append(out, effect->outcome);
}

void pd_run_write_result(Buffer *out, const ResultPayload *result)
{
    pd_assert_buffer(out);
    pd_cbor_write_array(out, 2);
    pd_cbor_write_uint(out, result->ordinal);
    pd_buffer_append(out, result->outcome);
}

void pd_run_write_step(Buffer *out, const StepPayload *step)
{
    pd_assert_buffer(out);
    pd_cbor_write_array(out, 6);
    pd_cbor_write_uint(out, step->ordinal);
    pd_buffer_append(out, step->subject);
    pd_cbor_write_uint(out, step->attempt);
    pd_buffer_append(out, step->outcome);
}

void pd_run_write_attempt(Buffer *out, const AttemptPayload *attempt)
{
    pd_assert_buffer(out);
    pd_cbor_write_array(out, 4);
    pd_cbor_write_uint(out, attempt->ordinal);
    pd_cbor_write_uint(out, attempt->attempt);
    pd_buffer_append(out, attempt->error);
    pd_cbor_write_int(out, attempt->until_ms);
}

void pd_run_write_interrupt(Buffer *out, const InterruptPayload *interrupt)
{
    pd_assert_buffer(out);
    pd_cbor_write_array(out, 6);
    pd_cbor_write_uint(out, interrupt->ordinal);
    pd_cbor_write_uint(out, (uint64_t)interrupt->mode);
    pd_cbor_write_uint(out, interrupt->fuel);
    pd_cbor_write_text(out, interrupt->exception);
    pd_cbor_write_text(out, interrupt->message);
    if (interrupt->has_grace) {
        pd_cbor_write_int(out, interrupt->grace_ms);
    } else {
        pd_cbor_write_null(out);
    }
}

void pd_run_write_outcome(Buffer *out, Bytes value)
{
    pd_assert_buffer(out);
    pd_assert_bytes(value);
    pd_cbor_write_array(out, 1);
    pd_buffer_append(out, value);
}

void pd_run_write_outcome_error(Buffer *out, Bytes exception, Bytes message)
{
    pd_assert_buffer(out);
    pd_assert_bytes(exception);
    pd_assert_bytes(message);
    pd_cbor_write_array(out, 2);
    pd_cbor_write_string(out, exception);
    pd_cbor_write_string(out, message);
}

/* ── reading ── */

Status pd_run_read_items(Bytes array, Bytes *items, size_t count_max, size_t *count)
{
    pd_assert_bytes(array);
    pd_assert(items != NULL);
    pd_assert(count != NULL);
    CborReader reader;
    uint64_t length = 0;
    pd_cbor_reader_init(&reader, array, CBOR_NESTING_MAX, NULL);
    *count = 0;
    if (pd_cbor_read_array(&reader, &length) != STATUS_OK || length > count_max) {
        return STATUS_INVALID;
    }
    for (uint64_t i = 0; i < length; i++) {
        if (pd_cbor_read_raw(&reader, &items[i]) != STATUS_OK) {
            return STATUS_INVALID;
        }
    }
    *count = (size_t)length;
    return pd_cbor_finish(&reader) == STATUS_OK ? STATUS_OK : STATUS_INVALID;
}

bool pd_run_item_text(Bytes item, Bytes *out)
{
    pd_assert_bytes(item);
    pd_assert(out != NULL);
    CborReader reader;
    pd_cbor_reader_init(&reader, item, CBOR_NESTING_MAX, NULL);
    return pd_cbor_read_string(&reader, out) == STATUS_OK;
}

bool pd_run_item_uint(Bytes item, uint64_t *out)
{
    pd_assert_bytes(item);
    pd_assert(out != NULL);
    CborReader reader;
    pd_cbor_reader_init(&reader, item, CBOR_NESTING_MAX, NULL);
    return pd_cbor_read_uint(&reader, out) == STATUS_OK;
}

bool pd_run_item_number(Bytes item, double *out)
{
    pd_assert_bytes(item);
    pd_assert(out != NULL);
    CborReader reader;
    CborItem head;
    pd_cbor_reader_init(&reader, item, CBOR_NESTING_MAX, NULL);
    if (pd_cbor_next(&reader, &head) != STATUS_OK) {
        return false;
    }
    switch (head.kind) {
    case CBOR_UINT: *out = (double)head.value; return true;
    case CBOR_NEGATIVE: *out = -1.0 - (double)head.value; return true;
    case CBOR_DOUBLE: *out = head.number; return true;
    default: return false;
    }
}

bool pd_run_item_null(Bytes item)
{
    pd_assert_bytes(item);
    return item.size == 1 && item.data[0] == 0xf6;
}

static bool item_int(Bytes item, int64_t *out)
{
    pd_assert_bytes(item);
    pd_assert(out != NULL);
    CborReader reader;
    pd_cbor_reader_init(&reader, item, CBOR_NESTING_MAX, NULL);
    return pd_cbor_read_int(&reader, out) == STATUS_OK;
}

static Status wrong_form(const char *type, Error *err)
{
    return pd_error_set(err, STATUS_CORRUPT, "a record of type %s has the wrong form", type);
}

/* An array of exactly count items. */
static bool read_fields(Bytes payload, Bytes *items, size_t count)
{
    pd_assert_bytes(payload);
    pd_assert(items != NULL);
    size_t found;
    return pd_run_read_items(payload, items, count, &found) == STATUS_OK && found == count;
}

Status pd_run_read_asked(Bytes payload, AskedPayload *out, Error *err)
{
    pd_assert_bytes(payload);
    Bytes items[4];
    *out = (AskedPayload){.ordinal = 0};
    if (!read_fields(payload, items, 4) || !pd_run_item_uint(items[0], &out->ordinal) ||
        !pd_run_item_text(items[1], &out->name)) {
        return wrong_form("asked", err);
    }
    out->subject = items[2];
    out->has_until = !pd_run_item_null(items[3]);
    if (out->has_until && !item_int(items[3], &out->until_ms)) {
        return wrong_form("asked", err);
    }
    return STATUS_OK;
}

Status pd_run_read_effect(Bytes payload, AskedPayload *out, Error *err)
{
    pd_assert_bytes(payload);
    Bytes items[4];
    *out = (AskedPayload){.ordinal = 0};
    if (!read_fields(payload, items, 4) || !pd_run_item_uint(items[0], &out->ordinal) ||
        !pd_run_item_text(items[1], &out->name)) {
        return wrong_form("effect", err);
    }
    out->subject = items[2];
    out->outcome = items[3];
    return STATUS_OK;
}

Status pd_run_read_result(Bytes payload, ResultPayload *out, Error *err)
{
    pd_assert_bytes(payload);
    Bytes items[2];
    if (!read_fields(payload, items, 2) || !pd_run_item_uint(items[0], &out->ordinal)) {
        return wrong_form("result", err);
    }
    out->outcome = items[1];
    return STATUS_OK;
}

/* The bytes from the first of some neighbouring items to the end of the last. */
static Bytes joined(Bytes first, Bytes last)
{
    pd_assert_bytes(first);
    pd_assert_bytes(last);
    return pd_bytes(first.data, (size_t)(last.data - first.data) + last.size);
}

Status pd_run_read_step(Bytes payload, StepPayload *out, Error *err)
{
    pd_assert_bytes(payload);
    Bytes items[6];
    if (!read_fields(payload, items, 6) || !pd_run_item_uint(items[0], &out->ordinal) ||
        !pd_run_item_uint(items[4], &out->attempt)) {
        return wrong_form("step", err);
    }
    out->subject = joined(items[1], items[3]);
    out->outcome = items[5];
    return STATUS_OK;
}

Status pd_run_read_attempt(Bytes payload, AttemptPayload *out, Error *err)
{
    pd_assert_bytes(payload);
    Bytes items[4];
    if (!read_fields(payload, items, 4) || !pd_run_item_uint(items[0], &out->ordinal) ||
        !pd_run_item_uint(items[1], &out->attempt) || !item_int(items[3], &out->until_ms)) {
        return wrong_form("attempt", err);
    }
    out->error = items[2];
    return STATUS_OK;
}

Status pd_run_read_interrupt(Bytes payload, InterruptPayload *out, Error *err)
{
    pd_assert_bytes(payload);
    Bytes items[6];
    uint64_t mode = 0;
    *out = (InterruptPayload){.ordinal = 0};
    if (!read_fields(payload, items, 6) || !pd_run_item_uint(items[0], &out->ordinal) ||
        !pd_run_item_uint(items[1], &mode) || mode >= INTERRUPT_MODE_COUNT ||
        !pd_run_item_uint(items[2], &out->fuel) || !pd_run_item_text(items[3], &out->exception) ||
        !pd_run_item_text(items[4], &out->message)) {
        return wrong_form("interrupted", err);
    }
    out->mode = (InterruptMode)mode;
    out->has_grace = !pd_run_item_null(items[5]);
    if (out->has_grace && !item_int(items[5], &out->grace_ms)) {
        return wrong_form("interrupted", err);
    }
    return STATUS_OK;
}

Status pd_run_read_written(Bytes payload, size_t item_count, bool *in_step, Error *err)
{
    pd_assert_bytes(payload);
    pd_assert(in_step != NULL);
    Bytes items[4];
    size_t count = 0;
    pd_assert(item_count <= 3);
    if (pd_run_read_items(payload, items, 4, &count) != STATUS_OK || count < item_count ||
        count > item_count + 1) {
        return wrong_form(item_count == 2 ? "output" : "logged", err);
    }
    *in_step = count > item_count;
    return STATUS_OK;
}

Status pd_run_read_outcome(Bytes outcome, Outcome *out, Error *err)
{
    pd_assert_bytes(outcome);
    Bytes items[2];
    size_t count = 0;
    *out = (Outcome){.raises = false};
    Status status = pd_run_read_items(outcome, items, 2, &count);
    if (status == STATUS_OK && count == 1) {
        out->value = items[0];
        return STATUS_OK;
    }
    out->raises = true;
    if (status != STATUS_OK || count != 2 || !pd_run_item_text(items[0], &out->exception) ||
        !pd_run_item_text(items[1], &out->message)) {
        return wrong_form("result", err);
    }
    return STATUS_OK;
}

static Status read_limits(Bytes map, Limits *limits, Error *err)
{
    pd_assert_bytes(map);
    CborReader reader;
    uint64_t count = 0;
    *limits = pd_limits_default();
    pd_cbor_reader_init(&reader, map, CBOR_NESTING_MAX, err);
    Status status = pd_cbor_read_map(&reader, &count);
    for (uint64_t i = 0; status == STATUS_OK && i < count; i++) {
        Bytes name;
        uint64_t value = 0;
        status = pd_cbor_read_text(&reader, &name);
        if (status == STATUS_OK) {
            status = pd_cbor_read_uint(&reader, &value);
        }
        if (status == STATUS_OK) {
            status = pd_limits_set(limits, name, value, err);
        }
    }
    return status;
}

Status pd_run_read_birth(Bytes payload, RunBirth *out, Error *err)
{
    pd_assert_bytes(payload);
    Bytes items[7];
    uint64_t version = 0;
    CborReader reader;
    Bytes program;
    if (!read_fields(payload, items, 7) || !pd_run_item_uint(items[0], &version)) {
        return wrong_form("started", err);
    }
    if (version != STARTED_VERSION) {
        return pd_error_set(err, STATUS_VERSION, "run format %llu, this perdure reads %d",
                            (unsigned long long)version, STARTED_VERSION);
    }
    pd_cbor_reader_init(&reader, items[1], CBOR_NESTING_MAX, NULL);
    if (pd_cbor_read_bytes(&reader, &program) != STATUS_OK || program.size != DIGEST_BYTES ||
        !pd_run_item_text(items[2], &out->run_id) || !pd_run_item_uint(items[5], &out->seed)) {
        return wrong_form("started", err);
    }
    memcpy(out->program.bytes, program.data, DIGEST_BYTES);
    out->input = items[3];
    out->argv = items[4];
    return read_limits(items[6], &out->limits, err);
}

Status pd_run_read_wait(Bytes wait, RunWait *out, Error *err)
{
    pd_assert_bytes(wait);
    Bytes items[3];
    uint64_t kind = 0;
    *out = (RunWait){.kind = WAIT_NONE};
    if (wait.size == 0) {
        return STATUS_OK;
    }
    if (!read_fields(wait, items, 3) || !pd_run_item_uint(items[0], &kind) || kind > WAIT_PAUSED ||
        !pd_run_item_text(items[1], &out->name) || !item_int(items[2], &out->until_ms)) {
        return pd_error_set(err, STATUS_CORRUPT, "the row of the run is damaged: its wait");
    }
    out->kind = (WaitKind)kind;
    return STATUS_OK;
}

bool pd_run_split_promise(Bytes promise_id, Bytes *run_id, uint64_t *number)
{
    pd_assert_bytes(promise_id);
    pd_assert(run_id != NULL);
    pd_assert(number != NULL);
    size_t slash = promise_id.size;
    while (slash > 0 && promise_id.data[slash - 1] != '/') {
        slash--;
    }
    size_t digit_count = promise_id.size - slash;
    if (slash < 2 || digit_count == 0 || digit_count > 18 || promise_id.data[slash] == '0') {
        return false;
    }
    *run_id = pd_bytes_slice(promise_id, 0, slash - 1);
    *number = 0;
    for (size_t i = slash; i < promise_id.size; i++) {
        if (promise_id.data[i] < '0' || promise_id.data[i] > '9') {
            return false;
        }
        *number = *number * 10 + (uint64_t)(promise_id.data[i] - '0');
    }
    return true;
}
