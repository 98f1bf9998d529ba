/*
 * The store in memory: for tests, simulations and runs that need not outlive the process.
 *
 * The same meanings as the SQLite driver, without durability. Every call first takes all the memory
 * it needs and changes something only afterwards, so a call that fails has changed nothing.
 */
#include "journal/store.h"

typedef struct MemMessage {
    uint64_t number;
    MessageKind kind;
    uint64_t slot;
    Bytes name;
    Bytes body;
} MemMessage;

typedef struct MemPromise {
    uint64_t number;
    bool settled;
} MemPromise;

/* A growing array of items of one size. */
typedef struct Vector {
    void *items;
    size_t count;
    size_t capacity;
} Vector;

typedef struct MemRun {
    RunRow row;      /* its Bytes are owned: id, worker, wait */
    Vector records;  /* Bytes, owned; record n is item n - 1 */
    Vector messages; /* MemMessage */
    Vector promises; /* MemPromise */
    Bytes snapshot;
    uint64_t snapshot_sequence;
} MemRun;

typedef struct MemProgram {
    Digest id;
    Bytes body;
} MemProgram;

typedef struct MemoryStore {
    Store store;
    Vector runs;     /* MemRun *; run n is item n - 1 */
    Vector programs; /* MemProgram */
    uint32_t *table; /* run numbers by hash of the id, 0 free; table_size a power of two */
    size_t table_size;
    uint64_t message_number;
    uint64_t version;
} MemoryStore;

static Status no_memory(Error *err)
{
    return pd_error_plain(err, STATUS_NO_MEMORY);
}

/* Room for one more item; what is there stays. */
static bool vector_reserve(const Alloc *alloc, Vector *vector, size_t more, size_t item_bytes)
{
    pd_assert(alloc != NULL);
    pd_assert(vector->count <= vector->capacity);
    size_t needed = vector->count + more;
    if (needed <= vector->capacity) {
        return true;
    }
    size_t capacity = vector->capacity * 2 > needed ? vector->capacity * 2 : needed;
    capacity = capacity < 4 ? 4 : capacity;
    void *items =
        pd_alloc_resize_array(alloc, vector->items, vector->capacity, capacity, item_bytes);
    if (items == NULL) {
        return false;
    }
    vector->items = items;
    vector->capacity = capacity;
    return true;
}

static void vector_free(const Alloc *alloc, Vector *vector, size_t item_bytes)
{
    pd_assert(alloc != NULL);
    pd_assert(vector->count <= vector->capacity);
    if (vector->items != NULL) {
        pd_alloc_free_array(alloc, vector->items, vector->capacity, item_bytes);
    }
    *vector = (Vector){NULL, 0, 0};
}

static MemRun *run_at(const MemoryStore *memory, uint64_t number)
{
    pd_assert(memory->runs.count <= memory->runs.capacity);
    pd_assert(number >= 1 && number <= memory->runs.count);
    return ((MemRun **)memory->runs.items)[number - 1];
}

static Bytes *record_at(const MemRun *run, uint64_t sequence)
{
    pd_assert(run == NULL || run->records.count <= run->records.capacity);
    pd_assert(sequence >= 1 && sequence <= run->records.count);
    return (Bytes *)run->records.items + (sequence - 1);
}

static MemMessage *message_at(const MemRun *run, size_t index)
{
    pd_assert(run == NULL || run->records.count <= run->records.capacity);
    pd_assert(index < run->messages.count);
    return (MemMessage *)run->messages.items + index;
}

/* The run of that id, or NULL. */
static MemRun *find_run(const MemoryStore *memory, Bytes id)
{
    pd_assert(memory->runs.count <= memory->runs.capacity);
    pd_assert_bytes(id);
    if (memory->table_size == 0) {
        return NULL;
    }
    size_t mask = memory->table_size - 1;
    for (size_t i = (size_t)pd_hash_bytes(id) & mask; memory->table[i] != 0; i = (i + 1) & mask) {
        MemRun *run = run_at(memory, memory->table[i]);
        if (pd_bytes_equal(run->row.id, id)) {
            return run;
        }
    }
    return NULL;
}

static void table_put(MemoryStore *memory, Bytes id, uint32_t number)
{
    pd_assert(memory->runs.count <= memory->runs.capacity);
    pd_assert_bytes(id);
    size_t mask = memory->table_size - 1;
    size_t i = (size_t)pd_hash_bytes(id) & mask;
    while (memory->table[i] != 0) {
        i = (i + 1) & mask;
    }
    memory->table[i] = number;
}

static bool table_reserve(MemoryStore *memory)
{
    pd_assert(memory->runs.count <= memory->runs.capacity);
    if ((memory->runs.count + 1) * 2 <= memory->table_size) {
        return true;
    }
    size_t size = memory->table_size == 0 ? 16 : memory->table_size * 2;
    uint32_t *table = pd_alloc_new_array(memory->store.alloc, size, sizeof *table);
    if (table == NULL) {
        return false;
    }
    pd_alloc_free_array(memory->store.alloc, memory->table, memory->table_size, sizeof *table);
    memory->table = table;
    memory->table_size = size;
    for (size_t i = 0; i < memory->runs.count; i++) {
        table_put(memory, run_at(memory, i + 1)->row.id, (uint32_t)(i + 1));
    }
    return true;
}

static void free_message(const Alloc *alloc, MemMessage *message)
{
    pd_assert(alloc != NULL);
    pd_bytes_free(alloc, message->name);
    pd_bytes_free(alloc, message->body);
}

static void free_run(const Alloc *alloc, MemRun *run)
{
    pd_assert(alloc != NULL);
    pd_assert(run == NULL || run->records.count <= run->records.capacity);
    for (size_t i = 0; i < run->records.count; i++) {
        pd_bytes_free(alloc, *record_at(run, i + 1));
    }
    for (size_t i = 0; i < run->messages.count; i++) {
        free_message(alloc, message_at(run, i));
    }
    vector_free(alloc, &run->records, sizeof(Bytes));
    vector_free(alloc, &run->messages, sizeof(MemMessage));
    vector_free(alloc, &run->promises, sizeof(MemPromise));
    pd_bytes_free(alloc, run->snapshot);
    pd_bytes_free(alloc, run->row.id);
    pd_bytes_free(alloc, run->row.worker);
    pd_bytes_free(alloc, run->row.wait);
    pd_bytes_free(alloc, run->row.note);
    pd_alloc_free_array(alloc, run, 1, sizeof *run);
}

static void memory_close(Store *store)
{
    MemoryStore *memory = (MemoryStore *)store;
    const Alloc *alloc = store->alloc;
    for (size_t i = 0; i < memory->runs.count; i++) {
        free_run(alloc, run_at(memory, i + 1));
    }
    for (size_t i = 0; i < memory->programs.count; i++) {
        pd_bytes_free(alloc, ((MemProgram *)memory->programs.items)[i].body);
    }
    vector_free(alloc, &memory->runs, sizeof(MemRun *));
    vector_free(alloc, &memory->programs, sizeof(MemProgram));
    if (memory->table != NULL) {
        pd_alloc_free_array(alloc, memory->table, memory->table_size, sizeof(uint32_t));
    }
    pd_alloc_free_array(alloc, memory, 1, sizeof *memory);
}

static Status memory_version(Store *store, uint64_t *version, Error *err)
{
    pd_assert(store->ops != NULL && store->alloc != NULL);
    pd_assert(version != NULL);
    (void)err;
    *version = ((MemoryStore *)store)->version;
    return STATUS_OK;
}

/* ── programs and snapshots ── */

static MemProgram *find_program(const MemoryStore *memory, const Digest *id)
{
    pd_assert(memory->runs.count <= memory->runs.capacity);
    pd_assert(id != NULL);
    MemProgram *programs = memory->programs.items;
    for (size_t i = 0; i < memory->programs.count; i++) {
        if (pd_digest_equal(&programs[i].id, id)) {
            return &programs[i];
        }
    }
    return NULL;
}

static Status memory_put_program(Store *store, const Digest *id, Bytes body, Error *err)
{
    pd_assert(store->ops != NULL && store->alloc != NULL);
    pd_assert(id != NULL);
    pd_assert_bytes(body);
    MemoryStore *memory = (MemoryStore *)store;
    if (find_program(memory, id) != NULL) {
        return STATUS_OK;
    }
    MemProgram program = {.id = *id};
    if (!vector_reserve(store->alloc, &memory->programs, 1, sizeof program) ||
        !pd_bytes_copy(store->alloc, body, &program.body)) {
        return no_memory(err);
    }
    ((MemProgram *)memory->programs.items)[memory->programs.count++] = program;
    return STATUS_OK;
}

static Status memory_get_program(Store *store, const Digest *id, Buffer *out, Error *err)
{
    pd_assert(store->ops != NULL && store->alloc != NULL);
    pd_assert(id != NULL);
    pd_assert_buffer(out);
    const MemProgram *program = find_program((MemoryStore *)store, id);
    if (program == NULL) {
        return pd_error_set(err, STATUS_NOT_FOUND, "the program of the run is not in the store");
    }
    pd_buffer_append(out, program->body);
    Status status = pd_buffer_status(out);
    return status == STATUS_OK ? STATUS_OK : pd_error_plain(err, status);
}

static Status memory_get_snapshot(Store *store, uint64_t number, uint64_t *sequence, Buffer *out,
                                  Error *err)
{
    pd_assert(store->ops != NULL && store->alloc != NULL);
    pd_assert(sequence != NULL);
    pd_assert_buffer(out);
    const MemRun *run = run_at((MemoryStore *)store, number);
    if (run->snapshot.size == 0) {
        return pd_error_set(err, STATUS_NOT_FOUND, "the run has no snapshot");
    }
    pd_buffer_append(out, run->snapshot);
    *sequence = run->snapshot_sequence;
    Status status = pd_buffer_status(out);
    return status == STATUS_OK ? STATUS_OK : pd_error_plain(err, status);
}

static Status memory_drop_snapshots(Store *store, uint64_t number, Error *err)
{
    pd_assert(store->ops != NULL && store->alloc != NULL);
    (void)err;
    MemRun *run = run_at((MemoryStore *)store, number);
    pd_bytes_free(store->alloc, run->snapshot);
    run->snapshot = (Bytes){NULL, 0};
    return STATUS_OK;
}

/* ── runs ── */

static MemRun *new_run(const Alloc *alloc, const NewRun *wanted)
{
    pd_assert(alloc != NULL);
    pd_assert(wanted->record_count > 0);
    MemRun *run = pd_alloc_new_array(alloc, 1, sizeof *run);
    if (run == NULL) {
        return NULL;
    }
    bool ok = pd_bytes_copy(alloc, wanted->id, &run->row.id) &&
              pd_bytes_copy(alloc, wanted->worker, &run->row.worker) &&
              pd_bytes_copy(alloc, wanted->wait, &run->row.wait) &&
              pd_bytes_copy(alloc, wanted->note, &run->row.note) &&
              pd_bytes_copy(alloc, wanted->snapshot, &run->snapshot) &&
              vector_reserve(alloc, &run->records, wanted->record_count, sizeof(Bytes)) &&
              vector_reserve(alloc, &run->promises, wanted->promise_count, sizeof(MemPromise));
    for (uint64_t i = 1; ok && i <= wanted->promise_count; i++) {
        ((MemPromise *)run->promises.items)[run->promises.count++] = (MemPromise){.number = i};
    }
    for (size_t i = 0; ok && i < wanted->record_count; i++) {
        Bytes *record = (Bytes *)run->records.items + run->records.count;
        ok = pd_bytes_copy(alloc, wanted->records[i], record);
        run->records.count += ok ? 1 : 0;
    }
    if (!ok) {
        free_run(alloc, run);
        return NULL;
    }
    run->snapshot_sequence = wanted->snapshot_sequence;
    return run;
}

static Status memory_create(Store *store, const NewRun *wanted, uint64_t *number, Error *err)
{
    pd_assert(store->ops != NULL && store->alloc != NULL);
    pd_assert(wanted->record_count > 0);
    pd_assert(number != NULL);
    MemoryStore *memory = (MemoryStore *)store;
    if (find_run(memory, wanted->id) != NULL) {
        return pd_error_set(err, STATUS_EXISTS, "there is a run '%.*s' already",
                            (int)wanted->id.size, (const char *)wanted->id.data);
    }
    MemRun *run = new_run(store->alloc, wanted);
    if (run == NULL) {
        return no_memory(err);
    }
    if (!table_reserve(memory) ||
        !vector_reserve(store->alloc, &memory->runs, 1, sizeof(MemRun *))) {
        free_run(store->alloc, run);
        return no_memory(err);
    }
    ((MemRun **)memory->runs.items)[memory->runs.count++] = run;
    RunRow *row = &run->row;
    row->run = memory->runs.count;
    row->life = wanted->life;
    row->wake_ms = wanted->wake_ms;
    row->effect = wanted->effect;
    row->program = wanted->program;
    row->created_ms = wanted->now_ms;
    row->updated_ms = wanted->now_ms;
    row->head = wanted->record_count;
    row->fence = wanted->worker.size > 0 ? 1 : 0;
    row->lease_until_ms = wanted->worker.size > 0 ? wanted->lease_until_ms : 0;
    table_put(memory, row->id, (uint32_t)row->run);
    memory->version++;
    *number = row->run;
    return STATUS_OK;
}

static bool visit_row(MemRun *run, RowVisitor visitor)
{
    pd_assert(run == NULL || run->records.count <= run->records.capacity);
    pd_assert(visitor.visit != NULL);
    run->row.message_count = run->messages.count;
    run->row.head_record = *record_at(run, run->row.head);
    return visitor.visit(visitor.ctx, &run->row);
}

static bool is_due(const RunRow *row, int64_t now_ms)
{
    pd_assert(row != NULL);
    return !row->paused && row->wake_ms <= now_ms && row->lease_until_ms <= now_ms;
}

/* The run that comes next in the order (wake_ms, number) after the given one, or NULL. */
static MemRun *next_due_run(const MemoryStore *memory, int64_t now_ms, const MemRun *after)
{
    pd_assert(memory->runs.count <= memory->runs.capacity);
    pd_assert(after == NULL || after->records.count <= after->records.capacity);
    MemRun *best = NULL;
    for (size_t i = 0; i < memory->runs.count; i++) {
        MemRun *run = run_at(memory, i + 1);
        bool later = after == NULL || run->row.wake_ms > after->row.wake_ms ||
                     (run->row.wake_ms == after->row.wake_ms && run->row.run > after->row.run);
        if (is_due(&run->row, now_ms) && later &&
            (best == NULL || run->row.wake_ms < best->row.wake_ms)) {
            best = run;
        }
    }
    return best;
}

static Status memory_rows(Store *store, const RunQuery *query, RowVisitor visitor, Error *err)
{
    pd_assert(store->ops != NULL && store->alloc != NULL);
    pd_assert(query->kind <= QUERY_DUE);
    pd_assert(visitor.visit != NULL);
    (void)err;
    MemoryStore *memory = (MemoryStore *)store;
    size_t limit = query->limit == 0 ? SIZE_MAX : query->limit;
    if (query->kind == QUERY_ID) {
        MemRun *run = find_run(memory, query->id);
        if (run != NULL) {
            (void)visit_row(run, visitor);
        }
        return STATUS_OK;
    }
    if (query->kind == QUERY_DUE) {
        MemRun *run = next_due_run(memory, query->now_ms, NULL);
        for (; run != NULL && limit > 0 && visit_row(run, visitor); limit--) {
            run = next_due_run(memory, query->now_ms, run);
        }
        return STATUS_OK;
    }
    for (uint64_t i = query->after + 1; i <= memory->runs.count && limit > 0; i++) {
        MemRun *run = run_at(memory, i);
        if (query->kind == QUERY_STATE && run->row.life != query->life) {
            continue;
        }
        limit--;
        if (!visit_row(run, visitor)) {
            break;
        }
    }
    return STATUS_OK;
}

static Status memory_next_due(Store *store, int64_t *due_ms, Error *err)
{
    pd_assert(store->ops != NULL && store->alloc != NULL);
    pd_assert(due_ms != NULL);
    (void)err;
    const MemoryStore *memory = (const MemoryStore *)store;
    for (size_t i = 0; i < memory->runs.count; i++) {
        const RunRow *row = &run_at(memory, i + 1)->row;
        if (!row->paused && row->lease_until_ms == 0 && row->wake_ms < *due_ms) {
            *due_ms = row->wake_ms;
        }
    }
    return STATUS_OK;
}

static Status memory_records(Store *store, uint64_t number, uint64_t from, StoredVisitor visitor,
                             Error *err)
{
    pd_assert(store->ops != NULL && store->alloc != NULL);
    pd_assert(visitor.visit != NULL);
    (void)err;
    const MemRun *run = run_at((MemoryStore *)store, number);
    for (uint64_t i = from == 0 ? 1 : from; i <= run->records.count; i++) {
        if (!visitor.visit(visitor.ctx, i, *record_at(run, i))) {
            break;
        }
    }
    return STATUS_OK;
}

/* ── messages ── */

static Status check_slot(const MemRun *run, const Message *message, Error *err)
{
    pd_assert(run == NULL || run->records.count <= run->records.capacity);
    pd_assert(message->kind >= MESSAGE_SIGNAL && message->kind <= MESSAGE_CANCEL);
    if (message->kind == MESSAGE_RESULT) {
        bool taken = run->row.effect != message->slot;
        for (size_t i = 0; i < run->messages.count; i++) {
            const MemMessage *other = message_at(run, i);
            taken = taken || (other->kind == MESSAGE_RESULT && other->slot == message->slot);
        }
        return taken ? pd_error_set(err, STATUS_EXISTS,
                                    "effect %llu does not wait for a result: it has one, or was "
                                    "never asked",
                                    (unsigned long long)message->slot)
                     : STATUS_OK;
    }
    if (message->kind != MESSAGE_PROMISE) {
        return STATUS_OK;
    }
    for (size_t i = 0; i < run->promises.count; i++) {
        const MemPromise *promise = (const MemPromise *)run->promises.items + i;
        if (promise->number == message->slot) {
            return promise->settled
                       ? pd_error_set(err, STATUS_EXISTS, "the promise is settled already")
                       : STATUS_OK;
        }
    }
    return pd_error_set(err, STATUS_NOT_FOUND, "the run has no promise %llu",
                        (unsigned long long)message->slot);
}

static void settle(MemRun *run, uint64_t slot)
{
    pd_assert(run == NULL || run->records.count <= run->records.capacity);
    for (size_t i = 0; i < run->promises.count; i++) {
        MemPromise *promise = (MemPromise *)run->promises.items + i;
        if (promise->number == slot) {
            promise->settled = true;
        }
    }
}

static bool copy_message(const Alloc *alloc, const Message *message, MemMessage *out)
{
    pd_assert(alloc != NULL);
    pd_assert(message->kind >= MESSAGE_SIGNAL && message->kind <= MESSAGE_CANCEL);
    *out = (MemMessage){.kind = message->kind, .slot = message->slot};
    if (!pd_bytes_copy(alloc, message->name, &out->name)) {
        return false;
    }
    if (!pd_bytes_copy(alloc, message->body, &out->body)) {
        pd_bytes_free(alloc, out->name);
        return false;
    }
    return true;
}

/* message is owned by the run from here on; there is room for it. */
static void deliver(MemoryStore *memory, MemRun *run, const MemMessage *message)
{
    pd_assert(memory->runs.count <= memory->runs.capacity);
    pd_assert(run == NULL || run->records.count <= run->records.capacity);
    MemMessage *place = (MemMessage *)run->messages.items + run->messages.count++;
    *place = *message;
    place->number = ++memory->message_number;
    run->row.wake_ms = 0;
    memory->version++;
}

static Status memory_send(Store *store, uint64_t number, const Message *message, Error *err)
{
    pd_assert(store->ops != NULL && store->alloc != NULL);
    pd_assert(message->kind >= MESSAGE_SIGNAL && message->kind <= MESSAGE_CANCEL);
    MemoryStore *memory = (MemoryStore *)store;
    MemRun *run = run_at(memory, number);
    if (pd_life_ended(run->row.life)) {
        return pd_error_set(err, STATUS_USAGE, "the run has ended (%s)",
                            pd_life_name(run->row.life));
    }
    Status status = check_slot(run, message, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (run->messages.count >= MAILBOX_COUNT_MAX) {
        return pd_error_set(err, STATUS_LIMIT, "the run has %d messages that it has not taken",
                            MAILBOX_COUNT_MAX);
    }
    MemMessage copy;
    if (!vector_reserve(store->alloc, &run->messages, 1, sizeof copy) ||
        !copy_message(store->alloc, message, &copy)) {
        return no_memory(err);
    }
    if (message->kind == MESSAGE_PROMISE) {
        settle(run, message->slot);
    }
    deliver(memory, run, &copy);
    return STATUS_OK;
}

static Status memory_messages(Store *store, uint64_t number, uint64_t after, MessageVisitor visitor,
                              Error *err)
{
    pd_assert(store->ops != NULL && store->alloc != NULL);
    pd_assert(visitor.visit != NULL);
    (void)err;
    const MemRun *run = run_at((MemoryStore *)store, number);
    for (size_t i = 0; i < run->messages.count; i++) {
        const MemMessage *message = message_at(run, i);
        Message shown = {.number = message->number,
                         .kind = message->kind,
                         .slot = message->slot,
                         .name = message->name,
                         .body = message->body};
        if (message->number > after && !visitor.visit(visitor.ctx, &shown)) {
            break;
        }
    }
    return STATUS_OK;
}

/* ── append ── */

/* Everything a batch brings, copied, before anything is changed. */
typedef struct Prepared {
    Bytes *records;
    MemMessage *sent; /* those to runs that are there; the others have kind 0 */
    Bytes wait;
    Bytes snapshot;
} Prepared;

static void drop_prepared(const Alloc *alloc, const RunBatch *batch, Prepared *ready)
{
    pd_assert(alloc != NULL);
    pd_assert(batch->run != 0);
    pd_assert(ready != NULL);
    for (size_t i = 0; ready->records != NULL && i < batch->record_count; i++) {
        pd_bytes_free(alloc, ready->records[i]);
    }
    for (size_t i = 0; ready->sent != NULL && i < batch->sent_count; i++) {
        free_message(alloc, &ready->sent[i]);
    }
    pd_alloc_free(alloc, ready->records, batch->record_count * sizeof(Bytes));
    pd_alloc_free(alloc, ready->sent, batch->sent_count * sizeof(MemMessage));
    pd_bytes_free(alloc, ready->wait);
    pd_bytes_free(alloc, ready->snapshot);
}

/* sent_total: of all batches of the call, since several may send to one run. */
static bool prepare_sent(MemoryStore *memory, const RunBatch *batch, size_t sent_total,
                         Prepared *ready)
{
    pd_assert(memory->runs.count <= memory->runs.capacity);
    pd_assert(batch->run != 0);
    pd_assert(ready != NULL);
    const Alloc *alloc = memory->store.alloc;
    if (batch->sent_count == 0) {
        return true;
    }
    ready->sent = pd_alloc_new_array(alloc, batch->sent_count, sizeof(MemMessage));
    if (ready->sent == NULL) {
        return false;
    }
    for (size_t i = 0; i < batch->sent_count; i++) {
        const Outgoing *outgoing = &batch->sent[i];
        MemRun *to = find_run(memory, outgoing->run_id);
        if (to == NULL || pd_life_ended(to->row.life) || to->messages.count >= MAILBOX_COUNT_MAX) {
            continue;
        }
        if (!vector_reserve(alloc, &to->messages, sent_total, sizeof(MemMessage)) ||
            !copy_message(alloc, &outgoing->message, &ready->sent[i])) {
            return false;
        }
    }
    return true;
}

static bool prepare(MemoryStore *memory, const RunBatch *batch, size_t sent_total, Prepared *ready)
{
    pd_assert(memory->runs.count <= memory->runs.capacity);
    pd_assert(batch->run != 0);
    pd_assert(ready != NULL);
    const Alloc *alloc = memory->store.alloc;
    MemRun *run = run_at(memory, batch->run);
    if (!vector_reserve(alloc, &run->records, batch->record_count, sizeof(Bytes)) ||
        !vector_reserve(alloc, &run->promises, batch->promise_count, sizeof(MemPromise)) ||
        !pd_bytes_copy(alloc, batch->wait, &ready->wait) ||
        !pd_bytes_copy(alloc, batch->snapshot, &ready->snapshot)) {
        return false;
    }
    if (batch->record_count > 0) {
        ready->records = pd_alloc_new_array(alloc, batch->record_count, sizeof(Bytes));
        if (ready->records == NULL) {
            return false;
        }
    }
    for (size_t i = 0; i < batch->record_count; i++) {
        if (!pd_bytes_copy(alloc, batch->records[i], &ready->records[i])) {
            return false;
        }
    }
    return prepare_sent(memory, batch, sent_total, ready);
}

static void take_message(const Alloc *alloc, MemRun *run, uint64_t number)
{
    pd_assert(alloc != NULL);
    pd_assert(run == NULL || run->records.count <= run->records.capacity);
    for (size_t i = 0; i < run->messages.count; i++) {
        MemMessage *message = message_at(run, i);
        if (message->number == number) {
            free_message(alloc, message);
            run->messages.count--;
            memmove(message, message + 1, (run->messages.count - i) * sizeof *message);
            return;
        }
    }
}

static void change_life(const Alloc *alloc, MemRun *run, const RunBatch *batch, Bytes *wait)
{
    pd_assert(alloc != NULL);
    pd_assert(run == NULL || run->records.count <= run->records.capacity);
    pd_assert(batch->run != 0);
    RunRow *row = &run->row;
    row->life = batch->life;
    row->wake_ms = batch->wake_ms;
    row->effect = batch->effect;
    pd_bytes_free(alloc, row->wait);
    row->wait = *wait;
    *wait = (Bytes){NULL, 0};
    for (size_t i = 0; i < run->messages.count && !pd_life_ended(row->life); i++) {
        if (message_at(run, i)->number > batch->seen_message) {
            row->wake_ms = 0;
        }
    }
}

static void commit(MemoryStore *memory, const RunBatch *batch, Prepared *ready)
{
    pd_assert(memory->runs.count <= memory->runs.capacity);
    pd_assert(batch->run != 0);
    pd_assert(ready != NULL);
    const Alloc *alloc = memory->store.alloc;
    MemRun *run = run_at(memory, batch->run);
    for (size_t i = 0; i < batch->record_count; i++) {
        ((Bytes *)run->records.items)[run->records.count++] = ready->records[i];
        ready->records[i] = (Bytes){NULL, 0};
    }
    for (size_t i = 0; i < batch->taken_count; i++) {
        take_message(alloc, run, batch->taken[i]);
    }
    for (size_t i = 0; i < batch->promise_count; i++) {
        ((MemPromise *)run->promises.items)[run->promises.count++] =
            (MemPromise){.number = batch->promises[i], .settled = false};
    }
    run->row.head += batch->record_count;
    run->row.updated_ms = batch->now_ms;
    run->row.lease_until_ms = batch->lease_until_ms;
    run->row.dropped_count += batch->dropped_count;
    if (batch->changes_life) {
        change_life(alloc, run, batch, &ready->wait);
    }
    if (batch->snapshot.size > 0) {
        pd_bytes_free(alloc, run->snapshot);
        run->snapshot = ready->snapshot;
        run->snapshot_sequence = run->row.head;
        ready->snapshot = (Bytes){NULL, 0};
    }
    for (size_t i = 0; i < batch->sent_count; i++) {
        if (ready->sent[i].kind != 0) {
            deliver(memory, find_run(memory, batch->sent[i].run_id), &ready->sent[i]);
            ready->sent[i] = (MemMessage){.kind = 0};
        }
    }
    pd_assert(run->row.head == run->records.count);
    memory->version++;
}

static Status memory_append(Store *store, RunBatch *batches, size_t count, Error *err)
{
    pd_assert(store->ops != NULL && store->alloc != NULL);
    MemoryStore *memory = (MemoryStore *)store;
    const Alloc *alloc = store->alloc;
    Prepared *ready = pd_alloc_new_array(alloc, count, sizeof *ready);
    if (ready == NULL) {
        return no_memory(err);
    }
    bool ok = true;
    size_t sent_total = 0;
    for (size_t i = 0; i < count; i++) {
        sent_total += batches[i].sent_count;
    }
    for (size_t i = 0; ok && i < count; i++) {
        const RunRow *row = &run_at(memory, batches[i].run)->row;
        bool mine = row->fence == batches[i].fence && row->head == batches[i].head;
        batches[i].status = mine ? STATUS_OK : STATUS_CONFLICT;
        ok = !mine || prepare(memory, &batches[i], sent_total, &ready[i]);
    }
    for (size_t i = 0; i < count; i++) {
        if (ok && batches[i].status == STATUS_OK) {
            commit(memory, &batches[i], &ready[i]);
        }
        drop_prepared(alloc, &batches[i], &ready[i]);
    }
    pd_alloc_free_array(alloc, ready, count, sizeof *ready);
    return ok ? STATUS_OK : no_memory(err);
}

/* ── leases ── */

static Status memory_take_lease(Store *store, const LeaseRequest *request, uint64_t *fence,
                                Error *err)
{
    pd_assert(store->ops != NULL && store->alloc != NULL);
    pd_assert(request->run != 0);
    pd_assert(fence != NULL);
    RunRow *row = &run_at((MemoryStore *)store, request->run)->row;
    if (row->worker.size > 0 && row->lease_until_ms > request->now_ms && !request->force) {
        return pd_error_set(err, STATUS_CONFLICT, "%.*s drives the run for another %lld ms",
                            (int)row->worker.size, (const char *)row->worker.data,
                            (long long)(row->lease_until_ms - request->now_ms));
    }
    Bytes worker;
    if (!pd_bytes_copy(store->alloc, request->worker, &worker)) {
        return no_memory(err);
    }
    pd_bytes_free(store->alloc, row->worker);
    row->worker = worker;
    row->lease_until_ms = request->until_ms;
    *fence = ++row->fence;
    return STATUS_OK;
}

static Status memory_give_lease(Store *store, uint64_t number, uint64_t fence, Error *err)
{
    pd_assert(store->ops != NULL && store->alloc != NULL);
    (void)err;
    RunRow *row = &run_at((MemoryStore *)store, number)->row;
    if (row->fence == fence) {
        pd_bytes_free(store->alloc, row->worker);
        row->worker = (Bytes){NULL, 0};
        row->lease_until_ms = 0;
    }
    return STATUS_OK;
}

static Status memory_set_paused(Store *store, uint64_t number, bool paused, Error *err)
{
    pd_assert(store->ops != NULL && store->alloc != NULL);
    MemoryStore *memory = (MemoryStore *)store;
    RunRow *row = &run_at(memory, number)->row;
    if (pd_life_ended(row->life)) {
        return pd_error_set(err, STATUS_USAGE, "the run has ended (%s)", pd_life_name(row->life));
    }
    row->paused = paused;
    memory->version++;
    return STATUS_OK;
}

static Status memory_set_note(Store *store, uint64_t number, Bytes note, Error *err)
{
    pd_assert(store->ops != NULL && store->alloc != NULL);
    pd_assert_bytes(note);
    RunRow *row = &run_at((MemoryStore *)store, number)->row;
    Bytes copy;
    if (!pd_bytes_copy(store->alloc, note, &copy)) {
        return no_memory(err);
    }
    pd_bytes_free(store->alloc, row->note);
    row->note = copy;
    return STATUS_OK;
}

static const StoreOps memory_ops = {
    .close = memory_close,
    .version = memory_version,
    .put_program = memory_put_program,
    .get_program = memory_get_program,
    .create = memory_create,
    .rows = memory_rows,
    .next_due = memory_next_due,
    .append = memory_append,
    .records = memory_records,
    .get_snapshot = memory_get_snapshot,
    .drop_snapshots = memory_drop_snapshots,
    .take_lease = memory_take_lease,
    .give_lease = memory_give_lease,
    .send = memory_send,
    .messages = memory_messages,
    .set_paused = memory_set_paused,
    .set_note = memory_set_note,
};

Status pd_store_open_memory(const StoreOptions *options, Store **out, Error *err)
{
    pd_assert(options->alloc != NULL);
    pd_assert(out != NULL);
    *out = NULL;
    MemoryStore *memory = pd_alloc_new_array(options->alloc, 1, sizeof *memory);
    if (memory == NULL) {
        return no_memory(err);
    }
    memory->store = (Store){.ops = &memory_ops, .alloc = options->alloc};
    *out = &memory->store;
    return STATUS_OK;
}
