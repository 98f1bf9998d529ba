/*
 * Agreeing with the journal: each effect that the machine asks again is compared with the records,
 * and gets the result that they hold. A difference makes the run STUCK with both sides shown.
 */
#include "run/run_in.h"

enum { SHOWN_BYTES_MAX = 140 };

/* ── loading ── */

typedef struct TailLoader {
    Run *run;
    uint64_t after; /* the record of run->head, which must be the one in the journal; 0: none */
    bool agrees;    /* it is */
    uint64_t to;
    Status status;
    Error *err;
} TailLoader;

static bool load_record(void *ctx, uint64_t sequence, Bytes stored)
{
    pd_assert_bytes(stored);
    TailLoader *loader = ctx;
    JournalTail *tail = &loader->run->tail;
    Record record;
    if (sequence > loader->to) {
        return false;
    }
    if (sequence == loader->after) {
        loader->agrees = pd_record_ends_with(stored, &loader->run->head.chain);
        return loader->agrees;
    }
    if (sequence != loader->run->head.sequence + 1) {
        loader->status = pd_error_set(loader->err, STATUS_CORRUPT, "record %llu is missing",
                                      (unsigned long long)loader->run->head.sequence + 1);
        return false;
    }
    loader->status = pd_record_decode(stored, &loader->run->head, &record, loader->err);
    if (loader->status != STATUS_OK) {
        return false;
    }
    TailRecord kept = {.type = record.type,
                       .sequence = record.sequence,
                       .time_ms = record.time_ms,
                       .offset = tail->bytes.size,
                       .size = record.payload.size};
    pd_buffer_append(&tail->bytes, record.payload);
    pd_buffer_append(&tail->records, pd_bytes(&kept, sizeof kept));
    tail->count++;
    if (pd_buffer_status(&tail->bytes) != STATUS_OK ||
        pd_buffer_status(&tail->records) != STATUS_OK) {
        loader->status = pd_error_plain(loader->err, STATUS_NO_MEMORY);
    }
    return loader->status == STATUS_OK;
}

Status pd_run_load_tail(Run *run, uint64_t to, Error *err)
{
    pd_assert_run(run);
    pd_buffer_reset(&run->tail.bytes);
    pd_buffer_reset(&run->tail.records);
    run->tail.count = 0;
    run->tail.next = 0;
    uint64_t after = run->head.sequence;
    TailLoader loader = {.run = run, .after = after, .agrees = after == 0, .to = to, .err = err};
    StoredVisitor visitor = {.ctx = &loader, .visit = load_record};
    Status status = pd_store_records(run->store, run->number, after == 0 ? 1 : after, visitor, err);
    run->committed = run->head;
    if (status == STATUS_OK && !loader.agrees) {
        return pd_error_set(err, STATUS_CORRUPT, "record %llu is missing or another one",
                            (unsigned long long)after);
    }
    return status == STATUS_OK ? loader.status : status;
}

/* ── reading on ── */

static TailRecord record_at(const JournalTail *tail, size_t index)
{
    pd_assert(tail->next <= tail->count);
    TailRecord record;
    pd_assert(index < tail->count);
    memcpy(&record, tail->records.data + index * sizeof record, sizeof record);
    return record;
}

/* Records that replay need not agree with. */
static bool is_passed_over(Run *run, const TailRecord *record, Bytes payload)
{
    pd_assert_run(run);
    pd_assert_bytes(payload);
    bool written_in_step = false;
    switch (record->type) {
    case RECORD_STARTED:
    case RECORD_SNAPSHOT:
    case RECORD_ADOPTED: return true;
    case RECORD_LEASED: run->attempt++; return true;
    case RECORD_OUTPUT:
        return pd_run_read_written(payload, 2, &written_in_step, NULL) == STATUS_OK &&
               written_in_step;
    case RECORD_LOGGED:
        return pd_run_read_written(payload, 3, &written_in_step, NULL) == STATUS_OK &&
               written_in_step;
    case RECORD_INTERRUPTED: {
        InterruptPayload interrupt;
        bool in_step = pd_run_read_interrupt(payload, &interrupt, NULL) == STATUS_OK &&
                       interrupt.mode == INTERRUPT_IN_STEP;
        if (in_step && interrupt.has_grace) {
            run->cancel_deadline_ms = record->time_ms + interrupt.grace_ms;
        }
        return in_step;
    }
    default: return false;
    }
}

const Record *pd_run_peek_record(Run *run)
{
    pd_assert_run(run);
    JournalTail *tail = &run->tail;
    while (tail->next < tail->count) {
        TailRecord record = record_at(tail, tail->next);
        Bytes payload = pd_bytes(tail->bytes.data + record.offset, record.size);
        if (!is_passed_over(run, &record, payload)) {
            tail->current = (Record){.type = record.type,
                                     .sequence = record.sequence,
                                     .time_ms = record.time_ms,
                                     .payload = payload};
            return &tail->current;
        }
        pd_run_next_record(run);
    }
    return NULL;
}

void pd_run_next_record(Run *run)
{
    pd_assert_run(run);
    pd_assert(run->tail.next < run->tail.count);
    run->tail.next++;
    if (run->dry) {
        run->report->record_count++;
    }
}

bool pd_run_replaying(const Run *run)
{
    pd_assert_run(run);
    return run->dry || run->tail.next < run->tail.count;
}

/* ── differences ── */

Status pd_run_differs(Run *run, const char *recorded, const char *executed, Error *err)
{
    pd_assert_run(run);
    char message[ERROR_MESSAGE_BYTES];
    uint64_t sequence =
        run->tail.next < run->tail.count ? record_at(&run->tail, run->tail.next).sequence : 0;
    Error told;
    pd_error_set(&told, STATUS_STUCK, "record %llu says: %s. The program now does: %s",
                 (unsigned long long)sequence, recorded, executed);
    memcpy(message, told.message, sizeof message);
    pd_run_enter(run, STAGE_OVER);
    if (run->dry) {
        run->tail_done = true;
        run->report->equal = false;
        run->report->sequence = sequence;
        memcpy(run->report->message, message, sizeof message);
        return STATUS_OK;
    }
    pd_buffer_reset(&run->outcome);
    pd_cbor_write_array(&run->outcome, 1);
    pd_cbor_write_cstr(&run->outcome, message);
    Status status = pd_buffer_status(&run->outcome);
    if (status != STATUS_OK) {
        run->broken = true;
        return pd_error_plain(err, status);
    }
    run->next_life = LIFE_STUCK;
    run->life_changed = true;
    run->must_commit = true;
    return pd_run_record_now(run, RECORD_STUCK, pd_buffer_peek(&run->outcome), err);
}

/* "effect NAME ARGUMENTS", cut to a readable length. */
static void describe(Buffer *out, const char *what, Bytes name, Bytes subject)
{
    pd_assert_buffer(out);
    pd_assert_bytes(name);
    pd_assert_bytes(subject);
    pd_buffer_append_format(out, "%s %.*s ", what, name.size < 60 ? (int)name.size : 60,
                            name.size == 0 ? "" : (const char *)name.data);
    size_t start = out->size;
    pd_status_ignore(pd_cbor_to_diagnostic(out, subject, 0, NULL)); /* shown as far as it goes */
    if (pd_buffer_status(out) == STATUS_OK && out->size > start + SHOWN_BYTES_MAX) {
        pd_buffer_truncate(out, start + SHOWN_BYTES_MAX);
        while (out->size > start && (out->data[out->size - 1] & 0xc0) == 0x80) {
            pd_buffer_truncate(out, out->size - 1);
        }
        if (out->size > start && out->data[out->size - 1] >= 0xc0) {
            pd_buffer_truncate(out, out->size - 1);
        }
        pd_buffer_append_cstr(out, "...");
    }
}

static void describe_record(Buffer *out, const Record *record)
{
    pd_assert_buffer(out);
    pd_assert(record == NULL || record->type < RECORD_TYPE_COUNT);
    AskedPayload asked = {.name = pd_bytes_of_cstr(""), .subject = record->payload};
    bool effect = record->type == RECORD_ASKED || record->type == RECORD_EFFECT;
    if (record->type == RECORD_ASKED) {
        pd_status_ignore(pd_run_read_asked(record->payload, &asked, NULL));
    } else if (record->type == RECORD_EFFECT) {
        pd_status_ignore(pd_run_read_effect(record->payload, &asked, NULL));
    }
    describe(out, effect ? "effect" : pd_record_type_name(record->type), asked.name, asked.subject);
}

Status pd_run_differs_effect(Run *run, const Record *record, Error *err)
{
    pd_assert_run(run);
    pd_assert(record == NULL || record->type < RECORD_TYPE_COUNT);
    Buffer recorded;
    Buffer executed;
    pd_buffer_init(&recorded, run->alloc, 1u << 20);
    pd_buffer_init(&executed, run->alloc, 1u << 20);
    describe_record(&recorded, record);
    describe(&executed, "effect", run->pending.effect.name, run->pending.effect.arguments);
    const char *left = pd_buffer_peek_cstr(&recorded);
    const char *right = pd_buffer_peek_cstr(&executed);
    Status status = pd_run_differs(run, left == NULL ? "another effect" : left,
                                   right == NULL ? "another effect" : right, err);
    pd_buffer_deinit(&recorded);
    pd_buffer_deinit(&executed);
    return status;
}

/* ── comparing ── */

static Status compare_effect(Run *run, const AskedPayload *asked, bool *same, Error *err)
{
    pd_assert_run(run);
    Bytes subject;
    Status status = pd_run_subject(run, &subject, err);
    *same = asked->ordinal == run->pending.ordinal &&
            pd_bytes_equal(asked->name, run->pending.effect.name) &&
            pd_bytes_equal(asked->subject, subject);
    return status;
}

/* An interruption that was the outcome of the effect. */
static Status match_interrupt(Run *run, const Record *record, bool *is_one, Error *err)
{
    pd_assert_run(run);
    pd_assert(record == NULL || record->type < RECORD_TYPE_COUNT);
    pd_assert(is_one != NULL);
    InterruptPayload interrupt;
    *is_one = false;
    if (record == NULL || record->type != RECORD_INTERRUPTED) {
        return STATUS_OK;
    }
    Status status = pd_run_read_interrupt(record->payload, &interrupt, err);
    if (status != STATUS_OK || interrupt.mode != INTERRUPT_WAITING ||
        interrupt.ordinal != run->pending.ordinal) {
        return status;
    }
    *is_one = true;
    pd_run_next_record(run);
    return pd_run_interrupt_again(run, &interrupt, err);
}

/* Records that end a run wherever it stands. */
static bool ends_anywhere(const Record *record)
{
    pd_assert(record == NULL || record->type < RECORD_TYPE_COUNT);
    Bytes items[3];
    Bytes traceback;
    size_t count = 0;
    if (record->type == RECORD_STUCK) {
        return true;
    }
    return record->type == RECORD_CANCELLED &&
           pd_run_read_items(record->payload, items, 3, &count) == STATUS_OK && count == 3 &&
           pd_run_item_text(items[2], &traceback) && traceback.size == 0;
}

bool pd_run_ends_here(Run *run)
{
    pd_assert_run(run);
    const Record *record = run->dry ? pd_run_peek_record(run) : NULL;
    if (record == NULL || !ends_anywhere(record)) {
        return false;
    }
    pd_run_next_record(run);
    pd_run_enter(run, STAGE_OVER);
    run->tail_done = true;
    return true;
}

Status pd_run_match_asked(Run *run, Bytes *outcome, Error *err)
{
    pd_assert_run(run);
    pd_assert(outcome != NULL);
    bool interrupted = false;
    const Record *record = pd_run_peek_record(run);
    *outcome = (Bytes){NULL, 0};
    if (record == NULL) {
        run->pending.repeated = true;
        return STATUS_OK;
    }
    Status status = match_interrupt(run, record, &interrupted, err);
    if (status != STATUS_OK || interrupted || pd_run_ends_here(run)) {
        return status;
    }
    if (record->type == RECORD_RESULT) {
        ResultPayload result;
        status = pd_run_read_result(record->payload, &result, err);
        if (status != STATUS_OK) {
            return status;
        }
        if (result.ordinal == run->pending.ordinal) {
            *outcome = result.outcome;
            pd_run_next_record(run);
            return STATUS_OK;
        }
    }
    return pd_run_differs_effect(run, record, err);
}

Status pd_run_match(Run *run, Bytes *outcome, Error *err)
{
    pd_assert_run(run);
    pd_assert(outcome != NULL);
    AskedPayload asked;
    bool interrupted = false;
    *outcome = (Bytes){NULL, 0};
    const Record *record = pd_run_peek_record(run);
    if (record == NULL) {
        return STATUS_OK;
    }
    Status status = match_interrupt(run, record, &interrupted, err);
    if (status != STATUS_OK || interrupted || pd_run_ends_here(run)) {
        return status;
    }
    bool answered = record->type == RECORD_EFFECT;
    if (answered) {
        status = pd_run_read_effect(record->payload, &asked, err);
    } else if (record->type == RECORD_ASKED) {
        status = pd_run_read_asked(record->payload, &asked, err);
    } else {
        return pd_run_differs_effect(run, record, err);
    }
    bool same = false;
    status = status == STATUS_OK ? compare_effect(run, &asked, &same, err) : status;
    if (status != STATUS_OK) {
        return status;
    }
    if (!same) {
        return pd_run_differs_effect(run, record, err);
    }
    pd_run_next_record(run);
    if (answered) {
        *outcome = asked.outcome;
        return STATUS_OK;
    }
    run->pending.asked = true;
    run->pending.until_ms = asked.has_until ? asked.until_ms : 0;
    return pd_run_match_asked(run, outcome, err);
}
