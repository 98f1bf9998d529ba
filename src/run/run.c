/*
 * Runs as objects: made, opened, closed, asked what they are. The first record of a run, its
 * lease, and the ids of runs that were given none.
 */
#include "run/run_in.h"

static const Bytes null_value = BYTES_LITERAL("\xf6");

int64_t pd_run_now_ms(const Run *run)
{
    pd_assert_run(run);
    return run->host.now_ns(run->host.ctx) / 1000000;
}

bool pd_run_numbers_add(const Alloc *alloc, Numbers *numbers, uint64_t value)
{
    pd_assert(alloc != NULL);
    pd_assert(numbers->count <= numbers->capacity);
    if (numbers->count == numbers->capacity) {
        size_t capacity = numbers->capacity == 0 ? 16 : numbers->capacity * 2;
        uint64_t *items = pd_alloc_resize_array(alloc, numbers->items, numbers->capacity, capacity,
                                                sizeof *items);
        if (items == NULL) {
            return false;
        }
        numbers->items = items;
        numbers->capacity = capacity;
    }
    numbers->items[numbers->count++] = value;
    return true;
}

void pd_run_numbers_free(const Alloc *alloc, Numbers *numbers)
{
    pd_assert(alloc != NULL);
    pd_assert(numbers->count <= numbers->capacity);
    if (numbers->items != NULL) {
        pd_alloc_free_array(alloc, numbers->items, numbers->capacity, sizeof *numbers->items);
    }
    *numbers = (Numbers){NULL, 0, 0};
}

/* ── making and freeing ── */

/* Every Buffer of a run. */
static void each_buffer(Run *run, void (*call)(Run *run, Buffer *buffer))
{
    pd_assert_run(run);
    Buffer *const buffers[] = {
        &run->records,           &run->sent,
        &run->sent_bytes,        &run->visible,
        &run->snapshot,          &run->birth_bytes,
        &run->pending.name,      &run->step.subject,
        &run->scratch,           &run->outcome,
        &run->tail.bytes,        &run->tail.records,
        &run->interrupt_name,    &run->interrupt_message,
        &run->step.drafts.bytes,
    };
    for (size_t i = 0; i < ARRAY_COUNT(buffers); i++) {
        call(run, buffers[i]);
    }
}

static void init_buffer(Run *run, Buffer *buffer)
{
    pd_buffer_init(buffer, run->alloc, RUN_BUFFER_BYTES_MAX);
}

static void deinit_buffer(Run *run, Buffer *buffer)
{
    (void)run;
    pd_buffer_deinit(buffer);
}

static void free_run(Run *run)
{
    pd_assert_run(run);
    const Alloc *alloc = run->alloc;
    pd_vm_free(run->vm);
    pd_run_mailbox_clear(run);
    each_buffer(run, deinit_buffer);
    pd_run_numbers_free(alloc, &run->ends);
    pd_run_numbers_free(alloc, &run->taken);
    pd_run_numbers_free(alloc, &run->promises);
    pd_run_numbers_free(alloc, &run->step.taken);
    pd_bytes_free(alloc, run->id);
    pd_bytes_free(alloc, run->worker);
    pd_alloc_free_array(alloc, run, 1, sizeof *run);
}

Status pd_run_blank(const RunOptions *options, Bytes id, Run **out, Error *err)
{
    pd_assert(options->alloc != NULL);
    pd_assert_bytes(id);
    pd_assert(out != NULL);
    *out = NULL;
    Run *run = pd_alloc_new_array(options->alloc, 1, sizeof *run);
    if (run == NULL) {
        return pd_error_plain(err, STATUS_NO_MEMORY);
    }
    run->alloc = options->alloc;
    run->store = options->store;
    run->program = options->program;
    run->host = options->host;
    run->slice = options->slice == 0 ? RUN_SLICE_FUEL : options->slice;
    run->lease_ms = options->lease_ms <= 0 ? RUN_LEASE_MS : options->lease_ms;
    run->lease_ms = run->lease_ms < RUN_LEASE_MS_MAX ? run->lease_ms : RUN_LEASE_MS_MAX;
    run->give_lease_on_wait = options->give_lease_on_wait;
    run->cancel_grace_ms = -1;
    each_buffer(run, init_buffer);
    if (!pd_bytes_copy(run->alloc, id, &run->id) ||
        !pd_bytes_copy(run->alloc, options->worker, &run->worker)) {
        free_run(run);
        return pd_error_plain(err, STATUS_NO_MEMORY);
    }
    run->head = pd_record_head(id);
    run->committed = run->head;
    *out = run;
    return STATUS_OK;
}

void pd_run_close(Run *run)
{
    if (run == NULL) {
        return;
    }
    if (run->leased) {
        if (!run->broken && !pd_run_has_pending(run) &&
            pd_run_worth_saving(run, SNAPSHOT_WAIT_COST)) {
            pd_status_ignore(
                pd_run_checkpoint(run, NULL)); /* it only makes the next resume faster */
        }
        /* When it cannot be given back it ends by itself. */
        pd_status_ignore(pd_store_give_lease(run->store, run->number, run->fence, NULL));
    }
    free_run(run);
}

Status pd_run_make_vm(Run *run, Error *err)
{
    pd_assert_run(run);
    enum { ARGV_MAX = 4096 };
    size_t count = 0;
    Bytes *items = pd_alloc_new_array(run->alloc, ARGV_MAX, sizeof *items);
    if (items == NULL) {
        return pd_error_plain(err, STATUS_NO_MEMORY);
    }
    Status status = pd_run_read_items(run->birth.argv, items, ARGV_MAX, &count);
    bool texts = status == STATUS_OK;
    for (size_t i = 0; texts && i < count; i++) {
        texts = pd_run_item_text(items[i], &items[i]);
    }
    if (texts) {
        VmOptions options = {.alloc = run->alloc,
                             .limits = run->birth.limits,
                             .seed = run->birth.seed,
                             .argv = items,
                             .argv_count = count,
                             .run_id = run->birth.run_id};
        status = pd_vm_new(run->program, &options, &run->vm, err);
    } else {
        status = pd_error_set(err, STATUS_CORRUPT, "the arguments of the run are damaged");
    }
    pd_alloc_free_array(run->alloc, items, ARGV_MAX, sizeof *items);
    return status;
}

/* ── a new run ── */

/* Crockford's base 32, as in ULIDs: 48 bits of time, 80 of chance; ids sort by time. */
Status pd_run_generate_id(const RunHost *host, char out[RUN_GENERATED_ID + 1], Error *err)
{
    static const char digits[] = "0123456789abcdefghjkmnpqrstvwxyz";
    uint8_t bytes[16];
    uint8_t time[8];
    pd_bytes_put_u64(time, (uint64_t)(host->now_ns(host->ctx) / 1000000));
    memcpy(bytes, time + 2, 6);
    Status status = host->entropy(host->ctx, bytes + 6, 10);
    if (status != STATUS_OK) {
        return pd_error_set(err, status, "the system gives no random bytes");
    }
    uint64_t high = pd_bytes_get_u64(bytes);
    uint64_t low = pd_bytes_get_u64(bytes + 8);
    for (int i = RUN_GENERATED_ID - 1; i >= 0; i--) {
        out[i] = digits[low & 31];
        low = low >> 5 | high << 59;
        high >>= 5;
    }
    out[RUN_GENERATED_ID] = '\0';
    return STATUS_OK;
}

static void write_limits(Buffer *out, const Limits *limits)
{
    pd_assert_buffer(out);
    Limits initial = pd_limits_default();
    size_t start = out->size;
    for (size_t i = 0; i < LIMIT_COUNT; i++) {
        uint64_t value = pd_limits_get(limits, (LimitId)i);
        if (value != pd_limits_get(&initial, (LimitId)i)) {
            pd_cbor_write_cstr(out, pd_limits_info((LimitId)i)->name);
            pd_cbor_write_uint(out, value);
        }
    }
    pd_cbor_sort_map(out, start);
}

static void write_birth(Buffer *out, const RunStart *start, const Run *run, uint64_t seed)
{
    pd_assert_buffer(out);
    pd_assert_run(run);
    pd_cbor_write_array(out, 7);
    pd_cbor_write_uint(out, STARTED_VERSION);
    pd_cbor_write_bytes(out, pd_digest_bytes(pd_program_id(run->program)));
    pd_cbor_write_string(out, run->id);
    pd_buffer_append(out, start->input.size > 0 ? start->input : null_value);
    pd_cbor_write_array(out, start->argv_count);
    for (size_t i = 0; i < start->argv_count; i++) {
        pd_cbor_write_string(out, start->argv[i]);
    }
    pd_cbor_write_uint(out, seed);
    write_limits(out, &start->limits);
}

static Status put_into_store(Run *run, Bytes note, Error *err)
{
    pd_assert_run(run);
    Bytes record = pd_buffer_peek(&run->records);
    int64_t now_ms = pd_run_now_ms(run);
    NewRun wanted = {.id = run->id,
                     .program = *pd_program_id(run->program),
                     .now_ms = now_ms,
                     .worker = run->worker,
                     .lease_until_ms = now_ms + run->lease_ms,
                     .records = &record,
                     .record_count = 1,
                     .note = note};
    Status status = pd_store_create(run->store, &wanted, &run->number, err);
    if (status == STATUS_OK) {
        run->fence = 1;
        run->leased = true;
        run->lease_until_ms = wanted.lease_until_ms;
        run->committed = run->head;
        run->ends.count = 0;
        pd_buffer_reset(&run->records);
    }
    return status;
}

static Status start_run(Run *run, const RunStart *start, Error *err)
{
    pd_assert_run(run);
    uint64_t seed = start->seed;
    if (seed == 0) {
        Status status = run->host.entropy(run->host.ctx, &seed, sizeof seed);
        if (status != STATUS_OK) {
            return pd_error_set(err, status, "the system gives no random bytes");
        }
        seed >>= 1; /* fits a signed integer everywhere */
    }
    if (start->input.size > 0) {
        Status status = pd_cbor_validate(start->input, CBOR_NESTING_MAX, err);
        if (status != STATUS_OK) {
            return status;
        }
    }
    write_birth(&run->birth_bytes, start, run, seed);
    Status status = pd_buffer_status(&run->birth_bytes);
    if (status != STATUS_OK) {
        return pd_error_set(err, status, "the input, an argument or the id is not valid");
    }
    status = pd_run_read_birth(pd_buffer_peek(&run->birth_bytes), &run->birth, err);
    if (status == STATUS_OK) {
        status = pd_run_record_now(run, RECORD_STARTED, pd_buffer_peek(&run->birth_bytes), err);
    }
    if (status == STATUS_OK) {
        status = pd_run_make_vm(run, err);
    }
    run->attempt = 1;
    return status == STATUS_OK ? put_into_store(run, start->note, err) : status;
}

Status pd_run_create(const RunOptions *options, const RunStart *start, Run **out, Error *err)
{
    pd_assert(options->alloc != NULL);
    pd_assert(out != NULL);
    *out = NULL;
    char generated[RUN_GENERATED_ID + 1];
    Bytes id = start->id;
    if (id.size == 0) {
        Status status = pd_run_generate_id(&options->host, generated, err);
        if (status != STATUS_OK) {
            return status;
        }
        id = pd_bytes(generated, RUN_GENERATED_ID);
    }
    Run *run = NULL;
    Status status = pd_run_blank(options, id, &run, err);
    if (status != STATUS_OK) {
        return status;
    }
    status = start_run(run, start, err);
    if (status != STATUS_OK) {
        free_run(run);
        return status;
    }
    *out = run;
    return STATUS_OK;
}

/* ── a run that is there ── */

static bool read_row(void *ctx, const RunRow *row)
{
    Run *run = ctx;
    run->number = row->run;
    run->life = row->life;
    run->next_life = row->life;
    run->paused = row->paused;
    run->row_head = row->head;
    run->birth.program = row->program;
    return true;
}

Status pd_run_lease(Run *run, bool force, Error *err)
{
    pd_assert_run(run);
    int64_t now_ms = pd_run_now_ms(run);
    LeaseRequest request = {.run = run->number,
                            .worker = run->worker,
                            .now_ms = now_ms,
                            .until_ms = now_ms + run->lease_ms,
                            .force = force};
    Status status = pd_store_take_lease(run->store, &request, &run->fence, err);
    run->leased = status == STATUS_OK;
    run->lease_until_ms = request.until_ms;
    return status;
}

static Status record_lease(Run *run, Error *err)
{
    pd_assert_run(run);
    run->attempt++;
    pd_buffer_reset(&run->scratch);
    pd_cbor_write_array(&run->scratch, 2);
    pd_cbor_write_uint(&run->scratch, run->fence);
    pd_cbor_write_string(&run->scratch, run->worker);
    Status status = pd_buffer_status(&run->scratch);
    if (status != STATUS_OK) {
        return pd_error_plain(err, status);
    }
    return pd_run_record_now(run, RECORD_LEASED, pd_buffer_peek(&run->scratch), err);
}

static Status find_row(Run *run, Bytes id, Error *err)
{
    pd_assert_run(run);
    pd_assert_bytes(id);
    RunQuery query = {.kind = QUERY_ID, .id = id};
    RowVisitor visitor = {.ctx = run, .visit = read_row};
    Status status = pd_store_rows(run->store, &query, visitor, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (!pd_digest_equal(&run->birth.program, pd_program_id(run->program))) {
        return pd_error_set(err, STATUS_CONFLICT,
                            "the run belongs to another program (or to another version of the "
                            "library): give it the program that is in the store");
    }
    return STATUS_OK;
}

typedef struct OutcomeReader {
    Run *run;
    Status status;
    Error *err;
} OutcomeReader;

/* An ended run: only its outcome is of interest. */
static bool keep_outcome(void *ctx, uint64_t sequence, Bytes stored)
{
    pd_assert_bytes(stored);
    (void)sequence;
    OutcomeReader *reader = ctx;
    Run *run = reader->run;
    Record record;
    reader->status = pd_record_decode(stored, &run->head, &record, reader->err);
    if (reader->status != STATUS_OK) {
        return false;
    }
    pd_buffer_reset(&run->outcome);
    pd_buffer_append(&run->outcome, record.payload);
    reader->status = pd_buffer_status(&run->outcome);
    return reader->status == STATUS_OK;
}

static Status open_ended(Run *run, Error *err)
{
    OutcomeReader reader = {.run = run, .err = err};
    StoredVisitor visitor = {.ctx = &reader, .visit = keep_outcome};
    pd_run_enter(run, STAGE_OVER);
    Status status = pd_store_records(run->store, run->number, 1, visitor, err);
    run->committed = run->head;
    return status == STATUS_OK ? reader.status : status;
}

static bool keep_head(void *ctx, const RunRow *row)
{
    *(uint64_t *)ctx = row->head;
    return true;
}

/* Another worker may have gone on before the lease was ours, so the row is asked again. */
static Status check_head(Run *run, Bytes id, Error *err)
{
    pd_assert_run(run);
    pd_assert(run->leased);
    Status status = STATUS_OK;
    if (run->head.sequence != run->row_head) {
        RunQuery query = {.kind = QUERY_ID, .id = id};
        RowVisitor visitor = {.ctx = &run->row_head, .visit = keep_head};
        status = pd_store_rows(run->store, &query, visitor, err);
    }
    if (status == STATUS_OK && run->head.sequence != run->row_head) {
        return pd_error_set(
            err, STATUS_CORRUPT, "the journal ends with record %llu, the run has %llu",
            (unsigned long long)run->head.sequence, (unsigned long long)run->row_head);
    }
    return status;
}

Status pd_run_open(const RunOptions *options, Bytes id, Run **out, Error *err)
{
    pd_assert(options->alloc != NULL);
    pd_assert_bytes(id);
    pd_assert(out != NULL);
    *out = NULL;
    Run *run = NULL;
    Status status = pd_run_blank(options, id, &run, err);
    if (status != STATUS_OK) {
        return status;
    }
    status = find_row(run, id, err);
    if (status == STATUS_OK && pd_life_ended(run->life)) {
        status = open_ended(run, err);
    } else if (status == STATUS_OK) {
        status = pd_run_lease(run, options->force_lease, err);
        if (status == STATUS_OK) {
            status = pd_run_restore(run, err);
        }
        if (status == STATUS_OK) {
            status = check_head(run, id, err);
        }
        if (status == STATUS_OK) {
            status = record_lease(run, err);
        }
    }
    if (status != STATUS_OK) {
        run->broken = true;
        pd_run_close(run);
        return status;
    }
    *out = run;
    return STATUS_OK;
}

/* ── what a run is ── */

Bytes pd_run_id(const Run *run)
{
    pd_assert_run(run);
    return run->id;
}

Life pd_run_life(const Run *run)
{
    pd_assert_run(run);
    return run->life;
}

const Digest *pd_run_program(const Run *run)
{
    pd_assert_run(run);
    return pd_program_id(run->program);
}

VmStats pd_run_stats(const Run *run)
{
    pd_assert_run(run);
    if (run->vm == NULL) {
        return (VmStats){.fuel = 0};
    }
    return pd_vm_stats(run->vm);
}

Bytes pd_run_outcome(const Run *run)
{
    pd_assert_run(run);
    return pd_life_ended(run->life) ? pd_buffer_peek(&run->outcome) : (Bytes){NULL, 0};
}

RunWait pd_run_wait(const Run *run)
{
    pd_assert_run(run);
    if (run->paused && !pd_life_ended(run->life)) {
        return (RunWait){.kind = WAIT_PAUSED};
    }
    if (run->stage != STAGE_WAIT) {
        return (RunWait){.kind = WAIT_NONE};
    }
    return (RunWait){.kind = run->pending.wait,
                     .name = pd_buffer_peek(&run->pending.name),
                     .until_ms = run->pending.until_ms,
                     .sequence = run->pending.ordinal};
}

const RunEffect *pd_run_effect(const Run *run)
{
    pd_assert_run(run);
    bool waits = run->stage == STAGE_WAIT && run->pending.wait == WAIT_EFFECT;
    return waits ? &run->shown : NULL;
}
