/*
 * Records carried over: a run begun again from a prefix of another's, and a run that comes from
 * another store. Records are chained anew from the new id, so each new run proves its own history.
 */
#include "run/run_in.h"

/* The records of the new run. */
typedef struct Fork {
    Run *from;
    bool whole;      /* leases and snapshots are kept: they are part of what happened */
    RecordHead head; /* of the new run */
    Buffer bytes;
    Numbers ends;
    uint64_t promise_count;
    Life life; /* of the new run */
    Bytes wait;
    int64_t wake_ms;
    uint64_t effect;
    uint64_t number; /* of the new run in its store */
    SnapshotPlace place;
    Buffer snapshot; /* for the new run; empty: none */
} Fork;

static bool is_in_step(const TailRecord *record, Bytes payload)
{
    pd_assert_bytes(payload);
    bool in_step = false;
    InterruptPayload interrupt;
    if (record->type == RECORD_INTERRUPTED) {
        return pd_run_read_interrupt(payload, &interrupt, NULL) == STATUS_OK &&
               interrupt.mode == INTERRUPT_IN_STEP;
    }
    bool written = record->type == RECORD_OUTPUT || record->type == RECORD_LOGGED;
    size_t item_count = record->type == RECORD_OUTPUT ? 2 : 3;
    return written && pd_run_read_written(payload, item_count, &in_step, NULL) == STATUS_OK &&
           in_step;
}

static bool is_end(RecordType type)
{
    pd_assert(type > RECORD_NONE && type < RECORD_TYPE_COUNT);
    return type == RECORD_DONE || type == RECORD_FAILED || type == RECORD_CANCELLED ||
           type == RECORD_STUCK;
}

static TailRecord tail_record(const JournalTail *tail, size_t index, Bytes *payload)
{
    pd_assert(tail->next <= tail->count);
    pd_assert(payload != NULL);
    TailRecord record;
    memcpy(&record, tail->records.data + index * sizeof record, sizeof record);
    *payload = pd_bytes(tail->bytes.data + record.offset, record.size);
    return record;
}

/* How many records are taken: without an end, and not into the middle of a step's commit. */
static Status count_taken(const JournalTail *tail, uint64_t at, size_t *count, Error *err)
{
    pd_assert(tail->next <= tail->count);
    pd_assert(count != NULL);
    Bytes payload;
    *count = at == 0 ? tail->count : (size_t)at;
    if (at > tail->count || tail->count == 0) {
        return pd_error_set(err, STATUS_INVALID, "the run has %zu records, not %llu", tail->count,
                            (unsigned long long)at);
    }
    TailRecord last = tail_record(tail, *count - 1, &payload);
    if (is_end(last.type) && *count > 1) {
        if (at != 0) {
            return pd_error_set(err, STATUS_INVALID, "record %llu is the end of the run",
                                (unsigned long long)at);
        }
        (*count)--; /* the first record is never an end */
        last = tail_record(tail, *count - 1, &payload);
    }
    if (is_in_step(&last, payload)) {
        return pd_error_set(err, STATUS_INVALID,
                            "record %zu is inside a step: fork before or after it", *count);
    }
    return STATUS_OK;
}

static bool makes_promise(const TailRecord *record, Bytes payload)
{
    pd_assert_bytes(payload);
    AskedPayload effect;
    return record->type == RECORD_EFFECT &&
           pd_run_read_effect(payload, &effect, NULL) == STATUS_OK &&
           pd_bytes_equal_cstr(effect.name, "promise");
}

static Status copy_records(Fork *fork, size_t count, Error *err)
{
    for (size_t i = 0; i < count; i++) {
        Bytes payload;
        TailRecord record = tail_record(&fork->from->tail, i, &payload);
        bool passing = record.type == RECORD_LEASED || record.type == RECORD_SNAPSHOT;
        if (passing && !fork->whole) {
            continue;
        }
        Record copy = {.type = record.type, .time_ms = record.time_ms, .payload = payload};
        pd_record_encode(&fork->bytes, &copy, &fork->head);
        if (fork->head.sequence == fork->place.sequence) {
            fork->place.to = fork->head.chain;
        }
        fork->promise_count += makes_promise(&record, payload) ? 1 : 0;
        if (pd_buffer_status(&fork->bytes) != STATUS_OK ||
            !pd_run_numbers_add(fork->from->alloc, &fork->ends, fork->bytes.size)) {
            return pd_error_plain(err, STATUS_NO_MEMORY);
        }
    }
    return STATUS_OK;
}

static Status fill_fork(Fork *fork, uint64_t at, Error *err)
{
    size_t count = 0;
    Status status = pd_run_load_tail(fork->from, UINT64_MAX, err);
    if (status == STATUS_OK) {
        status = count_taken(&fork->from->tail, at, &count, err);
    }
    return status == STATUS_OK ? copy_records(fork, count, err) : status;
}

static Status create_fork(Fork *fork, Bytes new_id, Bytes *records, Error *err)
{
    pd_assert_bytes(new_id);
    pd_assert(records != NULL);
    Run *run = fork->from;
    size_t start = 0;
    for (size_t i = 0; i < fork->ends.count; i++) {
        size_t end = (size_t)fork->ends.items[i];
        records[i] = pd_bytes(fork->bytes.data + start, end - start);
        start = end;
    }
    NewRun wanted = {.id = new_id,
                     .program = run->birth.program,
                     .now_ms = pd_run_now_ms(run),
                     .records = records,
                     .record_count = fork->ends.count,
                     .life = fork->life,
                     .wake_ms = pd_life_ended(fork->life) ? WAKE_NEVER : fork->wake_ms,
                     .wait = fork->wait,
                     .effect = fork->effect,
                     .promise_count = fork->promise_count,
                     .snapshot = pd_buffer_peek(&fork->snapshot),
                     .snapshot_sequence = fork->place.sequence};
    return pd_store_create(run->store, &wanted, &fork->number, err);
}

static Status store_fork(Fork *fork, Bytes new_id, Error *err)
{
    pd_assert_bytes(new_id);
    const Alloc *alloc = fork->from->alloc;
    size_t bytes = fork->ends.count * sizeof(Bytes);
    Bytes *records = pd_alloc_new(alloc, bytes);
    Status status = records == NULL ? pd_error_plain(err, STATUS_NO_MEMORY)
                                    : create_fork(fork, new_id, records, err);
    pd_alloc_free(alloc, records, bytes);
    return status;
}

Status pd_run_fork(const RunOptions *options, const RunFork *wanted, Buffer *id_out, Error *err)
{
    pd_assert(options->alloc != NULL);
    pd_assert_buffer(id_out);
    char generated[RUN_GENERATED_ID + 1];
    Run *run = NULL;
    Bytes new_id = wanted->new_id;
    Status status = pd_run_look_at(options, wanted->id, &run, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (new_id.size == 0) {
        status = pd_run_generate_id(&options->host, generated, err);
        new_id = pd_bytes(generated, RUN_GENERATED_ID);
    }
    Fork fork = {.from = run, .head = pd_record_head(new_id)};
    pd_buffer_init(&fork.bytes, run->alloc, RUN_BUFFER_BYTES_MAX);
    pd_buffer_init(&fork.snapshot, run->alloc, RUN_BUFFER_BYTES_MAX);
    if (status == STATUS_OK) {
        status = fill_fork(&fork, wanted->at, err);
    }
    if (status == STATUS_OK) {
        status = store_fork(&fork, new_id, err);
    }
    if (status == STATUS_OK) {
        pd_buffer_append(id_out, new_id);
        status = pd_buffer_status(id_out);
    }
    pd_buffer_deinit(&fork.bytes);
    pd_buffer_deinit(&fork.snapshot);
    pd_run_numbers_free(run->alloc, &fork.ends);
    pd_run_close(run);
    return status;
}

/* ── from another store ── */

/* Verifies the records and puts them where a fork expects those of its run. */
static Status take_records(Fork *fork, const RunImport *wanted, Life *life, Error *err)
{
    Run *run = fork->from;
    pd_assert_run(run);
    pd_assert(life != NULL);
    JournalTail *tail = &run->tail;
    RecordHead head = pd_record_head(wanted->id);
    *life = LIFE_READY;
    for (size_t i = 0; i < wanted->record_count; i++) {
        Record record;
        Status status = pd_record_decode(wanted->records[i], &head, &record, err);
        if (status != STATUS_OK) {
            return status;
        }
        if (record.sequence == wanted->snapshot_sequence) {
            fork->place.from = head.chain;
        }
        TailRecord kept = {.type = record.type,
                           .sequence = record.sequence,
                           .time_ms = record.time_ms,
                           .offset = tail->bytes.size,
                           .size = record.payload.size};
        pd_buffer_append(&tail->bytes, record.payload);
        pd_buffer_append(&tail->records, pd_bytes(&kept, sizeof kept));
        tail->count++;
        *life = is_end(record.type) ? pd_run_life_of(record.type) : LIFE_READY;
    }
    bool ok = pd_buffer_status(&tail->bytes) == STATUS_OK &&
              pd_buffer_status(&tail->records) == STATUS_OK;
    return ok ? STATUS_OK : pd_error_plain(err, STATUS_NO_MEMORY);
}

/* Where the file says that it stands, unless its records say that it has ended. */
static Status take_state(Fork *fork, const RunImport *wanted, Life life, Error *err)
{
    RunWait wait;
    fork->life = life;
    if (pd_life_ended(life) || !wanted->waits) {
        return STATUS_OK;
    }
    Status status = pd_run_read_wait(wanted->wait, &wait, err);
    if (status != STATUS_OK || wanted->wake_ms < 0 || wanted->effect > INT64_MAX) {
        return pd_error_set(err, STATUS_CORRUPT, "what the run waits for cannot be read");
    }
    fork->life = LIFE_WAITING;
    fork->wait = wanted->wait;
    fork->wake_ms = wanted->wake_ms;
    fork->effect = wanted->effect;
    return STATUS_OK;
}

/* Its snapshot, unless it has ended and needs none. */
static Status take_snapshot(Fork *fork, const RunImport *wanted, Error *err)
{
    pd_assert(fork->from->tail.count > 0);
    if (wanted->snapshot.size == 0 || pd_life_ended(fork->life)) {
        return STATUS_OK;
    }
    if (wanted->snapshot_sequence == 0 || wanted->snapshot_sequence > wanted->record_count) {
        return pd_error_set(err, STATUS_CORRUPT, "the snapshot is not one of this history");
    }
    (void)tail_record(&fork->from->tail, 0, &fork->place.birth);
    fork->place.program = wanted->program;
    return pd_run_carry_snapshot(wanted->snapshot, &fork->place, &fork->snapshot, err);
}

/* What was sent to it goes along: who sent it was told that it is safe. */
static Status send_again(const Fork *fork, const RunImport *wanted, Error *err)
{
    Status status = STATUS_OK;
    for (size_t i = 0; i < wanted->message_count && status == STATUS_OK; i++) {
        Message message;
        memcpy(&message, &wanted->messages[i], sizeof message);
        status = pd_store_send(fork->from->store, fork->number, &message, err);
        /* One that this run cannot take is one that it would have dropped. */
        status = status == STATUS_EXISTS || status == STATUS_NOT_FOUND || status == STATUS_USAGE
                     ? STATUS_OK
                     : status;
    }
    return status;
}

Status pd_run_import(const RunOptions *options, const RunImport *wanted, Error *err)
{
    pd_assert(options->alloc != NULL);
    Run *run = NULL;
    Life life = LIFE_READY;
    Status status = pd_run_blank(options, wanted->new_id, &run, err);
    if (status != STATUS_OK) {
        return status;
    }
    Fork fork = {.from = run, .whole = true, .head = pd_record_head(wanted->new_id)};
    fork.place.sequence = wanted->snapshot_sequence;
    pd_buffer_init(&fork.bytes, run->alloc, RUN_BUFFER_BYTES_MAX);
    pd_buffer_init(&fork.snapshot, run->alloc, RUN_BUFFER_BYTES_MAX);
    run->birth.program = wanted->program;
    status = take_records(&fork, wanted, &life, err);
    if (status == STATUS_OK) {
        status = copy_records(&fork, run->tail.count, err);
    }
    if (status == STATUS_OK) {
        status = pd_store_put_program(run->store, &wanted->program, wanted->program_body, err);
    }
    if (status == STATUS_OK) {
        status = take_state(&fork, wanted, life, err);
    }
    if (status == STATUS_OK) {
        status = take_snapshot(&fork, wanted, err);
    }
    if (status == STATUS_OK) {
        status = store_fork(&fork, wanted->new_id, err);
    }
    if (status == STATUS_OK) {
        status = send_again(&fork, wanted, err);
    }
    pd_buffer_deinit(&fork.bytes);
    pd_buffer_deinit(&fork.snapshot);
    pd_run_numbers_free(run->alloc, &fork.ends);
    pd_run_close(run);
    return status;
}
