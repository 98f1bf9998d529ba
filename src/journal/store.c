/*
 * The functions of the Store interface: arguments are checked here once, for every driver.
 *
 * Promises that a driver never sees an id, a name or a batch outside the stated bounds.
 */
#include "journal/store.h"
#include "journal/record.h"

#define LIFE_NAME(name, text) text,
static const char *const life_names[LIFE_COUNT] = {LIFE_TABLE(LIFE_NAME)};
#undef LIFE_NAME

const char *pd_life_name(Life life)
{
    return (unsigned)life < LIFE_COUNT ? life_names[life] : "UNKNOWN";
}

Status pd_store_open(const char *url, const StoreOptions *options, Store **out, Error *err)
{
    pd_assert(options->alloc != NULL);
    pd_assert(out != NULL);
    static const Bytes scheme = BYTES_LITERAL("sqlite:");
    *out = NULL;
    Bytes text = pd_bytes_of_cstr(url);
    if (pd_bytes_equal_cstr(text, "memory:")) {
        return pd_store_open_memory(options, out, err);
    }
    const char *path = pd_bytes_starts_with(text, scheme) ? url + scheme.size : url;
    if (path[0] == '\0') {
        return pd_error_set(err, STATUS_INVALID, "the store has no path: write sqlite:PATH");
    }
    if (pd_bytes_find(text, pd_bytes_of_cstr("://"), 0) != SIZE_MAX) {
        return pd_error_set(err, STATUS_UNSUPPORTED,
                            "there is no driver for the store %s: use sqlite:PATH or memory:", url);
    }
    return pd_store_open_sqlite(path, options, out, err);
}

void pd_store_close(Store *store)
{
    if (store != NULL) {
        store->ops->close(store);
    }
}

Status pd_store_version(Store *store, uint64_t *version, Error *err)
{
    pd_assert(store->ops != NULL && store->alloc != NULL);
    pd_assert(version != NULL);
    *version = 0;
    return store->ops->version(store, version, err);
}

Status pd_store_put_program(Store *store, const Digest *id, Bytes body, Error *err)
{
    pd_assert(store->ops != NULL && store->alloc != NULL);
    pd_assert(id != NULL);
    pd_assert_bytes(body);
    pd_assert(body.size > 0);
    return store->ops->put_program(store, id, body, err);
}

Status pd_store_get_program(Store *store, const Digest *id, Buffer *out, Error *err)
{
    pd_assert(store->ops != NULL && store->alloc != NULL);
    pd_assert(id != NULL);
    pd_assert_buffer(out);
    return store->ops->get_program(store, id, out, err);
}

Status pd_store_check_id(Bytes id, Error *err)
{
    pd_assert_bytes(id);
    if (id.size == 0 || id.size > RUN_ID_BYTES_MAX) {
        return pd_error_set(err, STATUS_INVALID, "a run's id has 1 to %d bytes, not %zu",
                            RUN_ID_BYTES_MAX, id.size);
    }
    if (!pd_utf8_validate(id, UTF8_STRICT, NULL)) {
        return pd_error_set(err, STATUS_INVALID, "a run's id must be UTF-8");
    }
    for (size_t i = 0; i < id.size; i++) {
        if (id.data[i] < 0x20 || id.data[i] == 0x7f || id.data[i] == '/') {
            return pd_error_set(err, STATUS_INVALID,
                                "a run's id must not hold '/' or control characters");
        }
    }
    return STATUS_OK;
}

Status pd_store_create(Store *store, const NewRun *run, uint64_t *number, Error *err)
{
    pd_assert(store->ops != NULL && store->alloc != NULL);
    pd_assert(run->record_count > 0);
    pd_assert(number != NULL);
    *number = 0;
    pd_assert(run->record_count > 0);
    pd_assert(run->worker.size <= WORKER_BYTES_MAX);
    pd_assert(run->life < LIFE_COUNT);
    Status status = pd_store_check_id(run->id, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (run->note.size > NOTE_BYTES_MAX) {
        return pd_error_set(err, STATUS_LIMIT, "a note has at most %d bytes", NOTE_BYTES_MAX);
    }
    return store->ops->create(store, run, number, err);
}

/* So that a query by id can tell that there was none. */
typedef struct Counted {
    RowVisitor inner;
    size_t count;
} Counted;

static bool count_row(void *ctx, const RunRow *row)
{
    pd_assert(ctx != NULL);
    pd_assert(row != NULL);
    Counted *counted = ctx;
    counted->count++;
    return counted->inner.visit(counted->inner.ctx, row);
}

Status pd_store_rows(Store *store, const RunQuery *query, RowVisitor visitor, Error *err)
{
    pd_assert(store->ops != NULL && store->alloc != NULL);
    pd_assert(query->kind <= QUERY_DUE);
    pd_assert(visitor.visit != NULL);
    Counted counted = {.inner = visitor, .count = 0};
    Status status =
        store->ops->rows(store, query, (RowVisitor){.ctx = &counted, .visit = count_row}, err);
    if (status == STATUS_OK && query->kind == QUERY_ID && counted.count == 0) {
        int shown = query->id.size < 200 ? (int)query->id.size : 200;
        return pd_error_set(err, STATUS_NOT_FOUND, "there is no run '%.*s' in this store", shown,
                            query->id.size == 0 ? "" : (const char *)query->id.data);
    }
    return status;
}

Status pd_store_next_due(Store *store, int64_t *due_ms, Error *err)
{
    pd_assert(store->ops != NULL && store->alloc != NULL);
    pd_assert(due_ms != NULL);
    *due_ms = WAKE_NEVER;
    return store->ops->next_due(store, due_ms, err);
}

Status pd_store_append(Store *store, RunBatch *batches, size_t count, Error *err)
{
    pd_assert(store->ops != NULL && store->alloc != NULL);
    for (size_t i = 0; i < count; i++) {
        pd_assert(batches[i].run != 0);
        bool changes = batches[i].changes_life;
        pd_assert(!changes || batches[i].life < LIFE_COUNT);
        pd_assert(changes || (batches[i].taken_count == 0 && batches[i].dropped_count == 0));
        batches[i].status = STATUS_OK;
    }
    Status status = count == 0 ? STATUS_OK : store->ops->append(store, batches, count, err);
    for (size_t i = 0; PD_TORTURE && status == STATUS_OK && i < count; i++) {
        pd_assert(batches[i].status == STATUS_OK || batches[i].status == STATUS_CONFLICT);
        if (batches[i].status == STATUS_OK) {
            const char *fault = pd_store_verify_batch(store, &batches[i]);
            status = fault == NULL ? STATUS_OK : pd_error_set(err, STATUS_CORRUPT, "%s", fault);
        }
    }
    return status;
}

Status pd_store_records(Store *store, uint64_t run, uint64_t from, StoredVisitor visitor,
                        Error *err)
{
    pd_assert(store->ops != NULL && store->alloc != NULL);
    pd_assert(visitor.visit != NULL);
    return store->ops->records(store, run, from, visitor, err);
}

Status pd_store_get_snapshot(Store *store, uint64_t run, uint64_t *sequence, Buffer *out,
                             Error *err)
{
    pd_assert(store->ops != NULL && store->alloc != NULL);
    pd_assert(sequence != NULL);
    pd_assert_buffer(out);
    *sequence = 0;
    return store->ops->get_snapshot(store, run, sequence, out, err);
}

Status pd_store_drop_snapshots(Store *store, uint64_t run, Error *err)
{
    pd_assert(store->ops != NULL && store->alloc != NULL);
    return store->ops->drop_snapshots(store, run, err);
}

Status pd_store_take_lease(Store *store, const LeaseRequest *request, uint64_t *fence, Error *err)
{
    pd_assert(store->ops != NULL && store->alloc != NULL);
    pd_assert(request->run != 0);
    pd_assert(fence != NULL);
    *fence = 0;
    pd_assert(request->worker.size > 0 && request->worker.size <= WORKER_BYTES_MAX);
    return store->ops->take_lease(store, request, fence, err);
}

Status pd_store_give_lease(Store *store, uint64_t run, uint64_t fence, Error *err)
{
    pd_assert(store->ops != NULL && store->alloc != NULL);
    return store->ops->give_lease(store, run, fence, err);
}

Status pd_store_send(Store *store, uint64_t run, const Message *message, Error *err)
{
    pd_assert(store->ops != NULL && store->alloc != NULL);
    pd_assert(message->kind >= MESSAGE_SIGNAL && message->kind <= MESSAGE_CANCEL);
    pd_assert(message->kind >= MESSAGE_SIGNAL && message->kind <= MESSAGE_CANCEL);
    if (message->name.size > MESSAGE_NAME_MAX) {
        return pd_error_set(err, STATUS_LIMIT, "a name has at most %d bytes, not %zu",
                            MESSAGE_NAME_MAX, message->name.size);
    }
    if (message->slot > INT64_MAX) { /* no effect and no promise has such a number */
        return pd_error_set(err, STATUS_NOT_FOUND, "the run has no effect or promise %llu",
                            (unsigned long long)message->slot);
    }
    return store->ops->send(store, run, message, err);
}

Status pd_store_messages(Store *store, uint64_t run, uint64_t after, MessageVisitor visitor,
                         Error *err)
{
    pd_assert(store->ops != NULL && store->alloc != NULL);
    pd_assert(visitor.visit != NULL);
    return store->ops->messages(store, run, after, visitor, err);
}

Status pd_store_set_paused(Store *store, uint64_t run, bool paused, Error *err)
{
    pd_assert(store->ops != NULL && store->alloc != NULL);
    return store->ops->set_paused(store, run, paused, err);
}

Status pd_store_set_note(Store *store, uint64_t run, Bytes note, Error *err)
{
    pd_assert(store->ops != NULL && store->alloc != NULL);
    pd_assert_bytes(note);
    if (note.size > NOTE_BYTES_MAX) {
        return pd_error_set(err, STATUS_LIMIT, "a note has at most %d bytes", NOTE_BYTES_MAX);
    }
    return store->ops->set_note(store, run, note, err);
}

typedef struct Verifier {
    const RunRow *row;
    ProblemSink sink;
    RecordHead head;
    RecordType last;
    Error problem;
    bool broken;
} Verifier;

static bool verify_record(void *ctx, uint64_t sequence, Bytes stored)
{
    pd_assert(ctx != NULL);
    pd_assert_bytes(stored);
    Verifier *verifier = ctx;
    Record record;
    Error *problem = &verifier->problem;
    Status status = STATUS_OK;
    if (sequence != verifier->head.sequence + 1) {
        status = pd_error_set(problem, STATUS_CORRUPT, "record %llu is missing",
                              (unsigned long long)verifier->head.sequence + 1);
    } else {
        status = pd_record_decode(stored, &verifier->head, &record, problem);
        verifier->last = status == STATUS_OK ? record.type : RECORD_NONE;
    }
    if (status != STATUS_OK) {
        verifier->broken = true;
        verifier->sink.problem(verifier->sink.ctx, verifier->row, sequence, problem);
    }
    return status == STATUS_OK; /* what follows a broken link cannot be judged */
}

/* Whether a run whose newest record is of that type can be in that state. */
static bool life_fits(RecordType last, Life life)
{
    switch (last) {
    case RECORD_DONE: return life == LIFE_DONE;
    case RECORD_FAILED: return life == LIFE_FAILED;
    case RECORD_CANCELLED: return life == LIFE_CANCELLED;
    case RECORD_STUCK: return life == LIFE_STUCK;
    default: return !pd_life_ended(life);
    }
}

Status pd_store_verify_run(Store *store, const RunRow *row, ProblemSink sink, Error *err)
{
    pd_assert(store->ops != NULL && store->alloc != NULL);
    pd_assert(row != NULL);
    Verifier verifier = {.row = row, .sink = sink, .head = pd_record_head(row->id)};
    StoredVisitor visitor = {.ctx = &verifier, .visit = verify_record};
    Status status = pd_store_records(store, row->run, 1, visitor, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (!verifier.broken && verifier.head.sequence != row->head) {
        pd_error_set(&verifier.problem, STATUS_CORRUPT,
                     "the journal ends with record %llu, the run has %llu",
                     (unsigned long long)verifier.head.sequence, (unsigned long long)row->head);
        verifier.broken = true;
        sink.problem(sink.ctx, row, row->head, &verifier.problem);
    }
    if (!verifier.broken && !life_fits(verifier.last, row->life)) {
        pd_error_set(&verifier.problem, STATUS_CORRUPT,
                     "the run is %s, but its newest record says %s", pd_life_name(row->life),
                     pd_record_type_name(verifier.last));
        verifier.broken = true;
        sink.problem(sink.ctx, row, row->head, &verifier.problem);
    }
    if (verifier.broken) {
        return pd_error_set(err, STATUS_CORRUPT, "%s", verifier.problem.message);
    }
    return STATUS_OK;
}
