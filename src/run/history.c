/*
 * Working with what has happened: a run begun again from a prefix of another's records, and a run
 * executed again to prove that its records are what the program does.
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
static Status look_at(const RunOptions *options, Bytes id, Run **out, Error *err)
{
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
    Run *run = NULL;
    *out = (RunReplayed){.equal = true};
    Status status = look_at(options, id, &run, err);
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

/* ── fork ── */

/* The records of the new run. */
typedef struct Fork {
    Run *from;
    RecordHead head; /* of the new run */
    Buffer bytes;
    Numbers ends;
    Numbers promises;
} Fork;

static bool is_in_step(const TailRecord *record, Bytes payload)
{
    bool in_step = false;
    bool written = record->type == RECORD_OUTPUT || record->type == RECORD_LOGGED;
    size_t item_count = record->type == RECORD_OUTPUT ? 2 : 3;
    return written && pd_run_read_written(payload, item_count, &in_step, NULL) == STATUS_OK &&
           in_step;
}

static bool is_end(RecordType type)
{
    return type == RECORD_DONE || type == RECORD_FAILED || type == RECORD_CANCELLED ||
           type == RECORD_STUCK;
}

static TailRecord tail_record(const JournalTail *tail, size_t index, Bytes *payload)
{
    TailRecord record;
    memcpy(&record, tail->records.data + index * sizeof record, sizeof record);
    *payload = pd_bytes(tail->bytes.data + record.offset, record.size);
    return record;
}

/* How many records are taken: without an end, and not into the middle of a step's commit. */
static Status count_taken(const JournalTail *tail, uint64_t at, size_t *count, Error *err)
{
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

static bool note_promise(Fork *fork, const TailRecord *record, Bytes payload)
{
    AskedPayload effect;
    if (record->type != RECORD_EFFECT || pd_run_read_effect(payload, &effect, NULL) != STATUS_OK ||
        !pd_bytes_equal_cstr(effect.name, "promise")) {
        return true;
    }
    return pd_run_numbers_add(fork->from->alloc, &fork->promises, fork->promises.count + 1);
}

static Status copy_records(Fork *fork, size_t count, Error *err)
{
    for (size_t i = 0; i < count; i++) {
        Bytes payload;
        TailRecord record = tail_record(&fork->from->tail, i, &payload);
        if (record.type == RECORD_LEASED || record.type == RECORD_SNAPSHOT) {
            continue;
        }
        Record copy = {.type = record.type, .time_ms = record.time_ms, .payload = payload};
        pd_record_encode(&fork->bytes, &copy, &fork->head);
        if (pd_buffer_status(&fork->bytes) != STATUS_OK || !note_promise(fork, &record, payload) ||
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

static Status create_fork(const Fork *fork, Bytes new_id, Bytes *records, Error *err)
{
    Run *run = fork->from;
    size_t start = 0;
    for (size_t i = 0; i < fork->ends.count; i++) {
        size_t end = (size_t)fork->ends.items[i];
        records[i] = pd_bytes(fork->bytes.data + start, end - start);
        start = end;
    }
    int64_t now_ms = pd_run_now_ms(run);
    NewRun wanted = {.id = new_id,
                     .program = run->birth.program,
                     .now_ms = now_ms,
                     .worker = run->worker,
                     .lease_until_ms = now_ms + run->lease_ms,
                     .records = records,
                     .record_count = fork->ends.count};
    uint64_t number = 0;
    Status status = pd_store_create(run->store, &wanted, &number, err);
    if (status != STATUS_OK) {
        return status;
    }
    RunBatch batch = {.run = number,
                      .fence = 1,
                      .head = fork->ends.count,
                      .now_ms = now_ms,
                      .lease_until_ms = 0,
                      .promises = fork->promises.items,
                      .promise_count = fork->promises.count};
    return pd_store_append(run->store, &batch, 1, err);
}

Status pd_run_fork(const RunOptions *options, const RunFork *wanted, Buffer *id_out, Error *err)
{
    char generated[RUN_GENERATED_ID + 1];
    Run *run = NULL;
    Bytes new_id = wanted->new_id;
    Status status = look_at(options, wanted->id, &run, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (new_id.size == 0) {
        status = pd_run_generate_id(&options->host, generated, err);
        new_id = pd_bytes(generated, RUN_GENERATED_ID);
    }
    Fork fork = {.from = run, .head = pd_record_head(new_id)};
    pd_buffer_init(&fork.bytes, run->alloc, RUN_BUFFER_BYTES_MAX);
    if (status == STATUS_OK) {
        status = fill_fork(&fork, wanted->at, err);
    }
    if (status == STATUS_OK) {
        size_t bytes = fork.ends.count * sizeof(Bytes);
        Bytes *records = pd_alloc_new(run->alloc, bytes);
        status = records == NULL ? pd_error_plain(err, STATUS_NO_MEMORY)
                                 : create_fork(&fork, new_id, records, err);
        pd_alloc_free(run->alloc, records, bytes);
    }
    if (status == STATUS_OK) {
        pd_buffer_append(id_out, new_id);
        status = pd_buffer_status(id_out);
    }
    pd_buffer_deinit(&fork.bytes);
    pd_run_numbers_free(run->alloc, &fork.ends);
    pd_run_numbers_free(run->alloc, &fork.promises);
    pd_run_close(run);
    return status;
}
