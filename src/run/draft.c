/*
 * Records on their way into the journal, and the commit of several runs at once.
 *
 * Owns the rule that nothing is shown before it is durable: texts for the host are kept until the
 * commit that holds their records. What an open step writes stays apart until the step ends, so
 * that a step which is executed again is recorded once.
 */
#include "run/run_in.h"

void pd_run_drafts_clear(Drafts *drafts)
{
    pd_buffer_reset(&drafts->bytes);
    drafts->count = 0;
}

static Status buffer_failed(Run *run, Status status, Error *err)
{
    pd_assert_run(run);
    run->broken = true;
    return pd_error_set(err, status, "the records of the run do not fit into memory");
}

static Status encode_record(Run *run, const Record *record, Error *err)
{
    pd_assert_run(run);
    pd_assert(record == NULL || record->type < RECORD_TYPE_COUNT);
    pd_assert(!run->dry);
    /* A payload whose buffer ran out of memory is no item: it must never be committed. */
    if (pd_cbor_validate(record->payload, CBOR_NESTING_MAX, NULL) != STATUS_OK) {
        return buffer_failed(run, STATUS_NO_MEMORY, err);
    }
    pd_record_encode(&run->records, record, &run->head);
    Status status = pd_buffer_status(&run->records);
    if (status == STATUS_OK && !pd_run_numbers_add(run->alloc, &run->ends, run->records.size)) {
        status = STATUS_NO_MEMORY;
    }
    if (run->records.size > PENDING_BYTES_COMMIT) {
        run->must_commit = true;
    }
    return status == STATUS_OK ? STATUS_OK : buffer_failed(run, status, err);
}

Status pd_run_record_now(Run *run, RecordType type, Bytes payload, Error *err)
{
    pd_assert_run(run);
    pd_assert(type > RECORD_NONE && type < RECORD_TYPE_COUNT);
    pd_assert_bytes(payload);
    pd_assert(run->tail.next == run->tail.count || type == RECORD_LEASED || type == RECORD_STUCK);
    Record record = {.type = type, .time_ms = pd_run_now_ms(run), .payload = payload};
    return encode_record(run, &record, err);
}

Status pd_run_record(Run *run, RecordType type, Bytes payload, Error *err)
{
    pd_assert_run(run);
    pd_assert(type > RECORD_NONE && type < RECORD_TYPE_COUNT);
    pd_assert_bytes(payload);
    if (run->step.depth == 0) {
        return pd_run_record_now(run, type, payload, err);
    }
    Buffer *bytes = &run->step.drafts.bytes;
    pd_buffer_append_byte(bytes, (uint8_t)type);
    pd_buffer_append_u64(bytes, (uint64_t)pd_run_now_ms(run));
    pd_buffer_append_u64(bytes, payload.size);
    pd_buffer_append(bytes, payload);
    run->step.drafts.count++;
    Status status = pd_buffer_status(bytes);
    return status == STATUS_OK ? STATUS_OK : buffer_failed(run, status, err);
}

/* The arguments of `write`, for the host. */
Status pd_run_show_later(Run *run, Bytes arguments, Error *err)
{
    pd_assert_run(run);
    pd_assert_bytes(arguments);
    Bytes items[3];
    size_t count = 0;
    uint64_t stream = 0;
    Bytes text;
    if (pd_run_read_items(arguments, items, 3, &count) != STATUS_OK || count < 2 ||
        !pd_run_item_uint(items[0], &stream) || !pd_run_item_text(items[1], &text)) {
        return STATUS_OK;
    }
    pd_buffer_append_byte(&run->visible, (uint8_t)stream);
    pd_buffer_append_u64(&run->visible, text.size);
    pd_buffer_append(&run->visible, text);
    Status status = pd_buffer_status(&run->visible);
    return status == STATUS_OK ? STATUS_OK : buffer_failed(run, status, err);
}

Status pd_run_record_drafts(Run *run, Error *err)
{
    pd_assert_run(run);
    Drafts *drafts = &run->step.drafts;
    const uint8_t *at = drafts->bytes.data;
    Status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < drafts->count; i++) {
        Record record = {.type = (RecordType)at[0],
                         .time_ms = (int64_t)pd_bytes_get_u64(at + 1),
                         .payload = pd_bytes(at + 17, (size_t)pd_bytes_get_u64(at + 9))};
        at += 17 + record.payload.size;
        status = encode_record(run, &record, err);
        if (status == STATUS_OK && record.type == RECORD_OUTPUT) {
            status = pd_run_show_later(run, record.payload, err);
        }
    }
    for (size_t i = 0; status == STATUS_OK && i < run->step.taken.count; i++) {
        if (!pd_run_numbers_add(run->alloc, &run->taken, run->step.taken.items[i])) {
            status = buffer_failed(run, STATUS_NO_MEMORY, err);
        }
    }
    pd_run_drafts_clear(drafts);
    run->step.taken.count = 0;
    return status;
}

bool pd_run_has_pending(const Run *run)
{
    pd_assert_run(run);
    return run->ends.count > 0 || run->life_changed || run->snapshot.size > 0 ||
           run->renews_lease || run->taken.count > 0 || run->dropped_count > 0;
}

/* ── commit ── */

/* What a row says about a wait: see pd_run_read_wait. */
static void write_wait(Run *run, Buffer *out)
{
    pd_assert_run(run);
    pd_assert_buffer(out);
    RunWait wait = pd_run_wait(run);
    if (run->next_life != LIFE_WAITING || wait.kind == WAIT_NONE) {
        return;
    }
    pd_cbor_write_array(out, 3);
    pd_cbor_write_uint(out, (uint64_t)wait.kind);
    pd_cbor_write_string(out, wait.name.size <= MESSAGE_NAME_MAX ? wait.name : (Bytes){NULL, 0});
    pd_cbor_write_int(out, wait.until_ms);
}

/* The parts of a batch that are not in the run already. */
typedef struct BatchParts {
    Bytes *records;
    Outgoing *sent;
    Buffer wait;
} BatchParts;

static void free_parts(const Alloc *alloc, const RunBatch *batch, BatchParts *parts)
{
    pd_assert(alloc != NULL);
    pd_assert(batch != NULL);
    pd_assert(parts != NULL);
    pd_alloc_free(alloc, parts->records, batch->record_count * sizeof(Bytes));
    pd_alloc_free(alloc, parts->sent, batch->sent_count * sizeof(Outgoing));
    pd_buffer_deinit(&parts->wait);
}

/* The messages that the run sends, as the store takes them. */
static bool fill_sent(Run *run, RunBatch *batch, BatchParts *parts)
{
    pd_assert_run(run);
    pd_assert(batch != NULL);
    pd_assert(parts != NULL);
    batch->sent_count = run->sent.size / sizeof(SentMessage);
    if (batch->sent_count == 0) {
        return true;
    }
    parts->sent = pd_alloc_new_array(run->alloc, batch->sent_count, sizeof(Outgoing));
    if (parts->sent == NULL) {
        return false;
    }
    const uint8_t *at = run->sent_bytes.data;
    for (size_t i = 0; i < batch->sent_count; i++) {
        SentMessage message;
        memcpy(&message, run->sent.data + i * sizeof message, sizeof message);
        const uint8_t *name = at + message.to_size;
        const uint8_t *body = name + message.name_size;
        parts->sent[i] = (Outgoing){.run_id = pd_bytes(at, message.to_size),
                                    .message = {.kind = MESSAGE_SIGNAL,
                                                .name = pd_bytes(name, message.name_size),
                                                .body = pd_bytes(body, message.body_size)}};
        at = body + message.body_size;
    }
    batch->sent = parts->sent;
    return true;
}

/* The records apart, as the store takes them. */
static bool fill_records(Run *run, RunBatch *batch, BatchParts *parts)
{
    pd_assert_run(run);
    pd_assert(batch != NULL);
    pd_assert(parts != NULL);
    batch->record_count = run->ends.count;
    if (batch->record_count == 0) {
        return true;
    }
    parts->records = pd_alloc_new_array(run->alloc, batch->record_count, sizeof(Bytes));
    if (parts->records == NULL) {
        return false;
    }
    size_t start = 0;
    for (size_t i = 0; i < batch->record_count; i++) {
        size_t end = (size_t)run->ends.items[i];
        parts->records[i] = pd_bytes(run->records.data + start, end - start);
        start = end;
    }
    batch->records = parts->records;
    return true;
}

static bool gives_lease(const Run *run)
{
    pd_assert_run(run);
    return pd_life_ended(run->next_life) ||
           (run->give_lease_on_wait && run->next_life == LIFE_WAITING);
}

static void fill_life(Run *run, RunBatch *batch, BatchParts *parts)
{
    pd_assert_run(run);
    pd_assert(batch != NULL);
    pd_assert(parts != NULL);
    write_wait(run, &parts->wait);
    bool waits_for_result = run->next_life == LIFE_WAITING && run->pending.wait == WAIT_EFFECT;
    batch->changes_life = true;
    batch->life = run->next_life;
    batch->wake_ms = pd_run_wake_ms(run);
    batch->wait = pd_buffer_peek(&parts->wait);
    batch->effect = waits_for_result ? run->pending.ordinal : 0;
    batch->seen_message = run->mailbox.seen;
    batch->taken = run->taken.items;
    batch->taken_count = run->taken.count;
    batch->dropped_count = run->dropped_count;
}

static bool fill_batch(Run *run, RunBatch *batch, BatchParts *parts)
{
    pd_assert_run(run);
    pd_assert(batch != NULL);
    pd_assert(parts != NULL);
    int64_t now_ms = pd_run_now_ms(run);
    pd_buffer_init(&parts->wait, run->alloc, 4096);
    *batch = (RunBatch){.run = run->number,
                        .fence = run->fence,
                        .head = run->committed.sequence,
                        .now_ms = now_ms,
                        .lease_until_ms = gives_lease(run) ? 0 : now_ms + run->lease_ms,
                        .promises = run->promises.items,
                        .promise_count = run->promises.count,
                        .snapshot = pd_buffer_peek(&run->snapshot)};
    run->lease_until_ms = batch->lease_until_ms;
    if (run->life_changed || run->taken.count > 0 || run->dropped_count > 0) {
        fill_life(run, batch, parts);
    }
    return fill_records(run, batch, parts) && fill_sent(run, batch, parts) &&
           pd_buffer_status(&parts->wait) == STATUS_OK;
}

static void show_texts(Run *run)
{
    pd_assert_run(run);
    const uint8_t *at = run->visible.data;
    const uint8_t *end = at == NULL ? at : at + run->visible.size;
    while (at != end) {
        Bytes text = pd_bytes(at + 9, (size_t)pd_bytes_get_u64(at + 1));
        if (run->host.output != NULL) {
            run->host.output(run->host.ctx, run->id, at[0], text);
        }
        at += 9 + text.size;
    }
    pd_buffer_reset(&run->visible);
}

/* Forgets what the store has now. */
static void committed(Run *run)
{
    pd_assert_run(run);
    run->committed = run->head;
    run->life = run->next_life;
    run->life_changed = false;
    run->dropped_count = 0;
    run->must_commit = false;
    run->ends.count = 0;
    run->taken.count = 0;
    run->promises.count = 0;
    if (run->snapshot.size > 0) {
        run->saved_sequence = run->head.sequence;
        run->saved_fuel = pd_vm_stats(run->vm).fuel;
    }
    pd_buffer_reset(&run->records);
    pd_buffer_reset(&run->sent);
    pd_buffer_reset(&run->sent_bytes);
    pd_buffer_reset(&run->snapshot);
    run->leased = run->leased && !gives_lease(run);
    run->renews_lease = false;
    show_texts(run);
}

static void after_commit(RunTurn *turn, Status status)
{
    pd_assert(turn->run != NULL);
    if (status == STATUS_OK) {
        committed(turn->run);
        pd_assert(turn->run->head.sequence == turn->run->committed.sequence);
        if (PD_TORTURE) {
            pd_assert_sound(pd_run_verify(turn->run));
        }
        return;
    }
    turn->run->leased = false;
    turn->run->broken = true;
    turn->progress = PROGRESS_FAILED;
    turn->status =
        pd_error_set(&turn->err, STATUS_CONFLICT, "another worker has taken the run over");
}

Status pd_run_commit(RunTurn *const *turns, size_t count, Error *err)
{
    const Alloc *alloc = turns[0]->run->alloc;
    RunBatch *batches = pd_alloc_new_array(alloc, count, sizeof *batches);
    BatchParts *parts = pd_alloc_new_array(alloc, count, sizeof *parts);
    bool ok = batches != NULL && parts != NULL;
    size_t used = 0;
    for (; ok && used < count; used++) {
        pd_assert(turns[used]->run->store == turns[0]->run->store);
        ok = fill_batch(turns[used]->run, &batches[used], &parts[used]);
    }
    Status status = ok ? pd_store_append(turns[0]->run->store, batches, count, err)
                       : pd_error_plain(err, STATUS_NO_MEMORY);
    for (size_t i = 0; i < used; i++) {
        if (status == STATUS_OK) {
            after_commit(turns[i], batches[i].status);
        }
        free_parts(alloc, &batches[i], &parts[i]);
    }
    pd_alloc_free(alloc, batches, count * sizeof *batches);
    pd_alloc_free(alloc, parts, count * sizeof *parts);
    return status;
}
