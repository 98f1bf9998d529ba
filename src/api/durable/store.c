/*
 * Stores: opening, and what they know about their runs. Rows become perdure_run_info here.
 */
#include "api/durable/store_in.h"

#define COPY_TEXT(place, bytes) copy_text((place), sizeof(place), (bytes))

static void copy_text(char *place, size_t size, Bytes text)
{
    size_t count = text.size < size - 1 ? text.size : size - 1;
    if (count > 0) {
        memcpy(place, text.data, count);
    }
    place[count] = '\0';
}

/* ── opening ── */

perdure_status perdure_store_open(const char *url, const perdure_store_options *options,
                                  perdure_store **out, perdure_error *err)
{
    static const SyncMode modes[] = {SYNC_FULL, SYNC_NORMAL, SYNC_OFF};
    const Alloc *alloc = pd_alloc_system();
    Error told = {.status = STATUS_OK};
    StoreOptions wanted = {.alloc = alloc};
    *out = NULL;
    if (options != NULL) {
        if ((unsigned)options->sync >= ARRAY_COUNT(modes)) {
            return pd_api_told(pd_error_set(&told, STATUS_INVALID, "there is no such sync mode"),
                               &told, err);
        }
        wanted.sync = modes[options->sync];
        wanted.read_only = options->read_only;
        wanted.must_exist = options->must_exist;
        wanted.busy_ms = options->busy_ms;
    }
    perdure_store *store = pd_alloc_new_array(alloc, 1, sizeof *store);
    if (store == NULL) {
        return pd_api_told(pd_error_plain(&told, STATUS_NO_MEMORY), &told, err);
    }
    store->alloc = alloc;
    pd_buffer_init(&store->scratch, alloc, SIZE_MAX / 2);
    Status status = pd_store_open(url, &wanted, &store->store, &told);
    if (status != STATUS_OK) {
        perdure_store_close(store);
        return pd_api_told(status, &told, err);
    }
    *out = store;
    return PERDURE_OK;
}

void perdure_store_close(perdure_store *store)
{
    if (store != NULL) {
        pd_store_close(store->store);
        pd_buffer_deinit(&store->scratch);
        pd_alloc_free_array(store->alloc, store, 1, sizeof *store);
    }
}

perdure_status perdure_store_version(perdure_store *store, uint64_t *version, perdure_error *err)
{
    Error told = {.status = STATUS_OK};
    return pd_api_told(pd_store_version(store->store, version, &told), &told, err);
}

/* ── rows ── */

const char *perdure_run_state_name(perdure_run_state state)
{
    return pd_life_name((Life)state);
}

static perdure_wait_kind wait_kind(WaitKind kind)
{
    switch (kind) {
    case WAIT_TIMER: return PERDURE_WAIT_TIMER;
    case WAIT_SIGNAL: return PERDURE_WAIT_SIGNAL;
    case WAIT_PROMISE: return PERDURE_WAIT_PROMISE;
    case WAIT_EFFECT: return PERDURE_WAIT_EFFECT;
    case WAIT_PAUSED: return PERDURE_WAIT_PAUSED;
    default: return PERDURE_WAIT_NONE;
    }
}

/* The payload inside a stored record: its third element. */
static Bytes payload_of(Bytes stored)
{
    CborReader reader;
    Bytes payload = {NULL, 0};
    pd_cbor_reader_init(&reader, stored, CBOR_NESTING_MAX, NULL);
    bool ok = pd_cbor_expect_array(&reader, 4) == STATUS_OK && pd_cbor_skip(&reader) == STATUS_OK &&
              pd_cbor_skip(&reader) == STATUS_OK &&
              pd_cbor_read_raw(&reader, &payload) == STATUS_OK;
    return ok ? payload : (Bytes){NULL, 0};
}

static void show_wait(ShownRow *shown, const RunRow *row)
{
    RunWait wait;
    perdure_wait *out = &shown->info.wait;
    out->name = shown->wait_name;
    if (row->life != LIFE_WAITING || pd_run_read_wait(row->wait, &wait, NULL) != STATUS_OK) {
        return;
    }
    COPY_TEXT(shown->wait_name, wait.name);
    out->kind = wait_kind(wait.kind);
    out->until_ms = wait.until_ms;
    out->sequence = row->effect;
}

void pd_api_show_row(ShownRow *shown, const RunRow *row)
{
    memset(shown, 0, sizeof *shown);
    COPY_TEXT(shown->id, row->id);
    COPY_TEXT(shown->worker, row->worker);
    pd_digest_hex(&row->program, shown->program_id);
    bool leased = row->worker.size > 0 && row->lease_until_ms > 0;
    perdure_run_info *info = &shown->info;
    info->id = shown->id;
    info->state = (perdure_run_state)row->life;
    info->paused = row->paused;
    info->program_id = shown->program_id;
    info->created_ms = row->created_ms;
    info->updated_ms = row->updated_ms;
    info->record_count = row->head;
    info->message_count = row->message_count;
    info->dropped_count = row->dropped_count;
    info->worker = leased ? shown->worker : NULL;
    info->lease_until_ms = leased ? row->lease_until_ms : 0;
    info->fence = row->fence;
    info->note = pd_api_out(row->note);
    if (pd_life_ended(row->life)) {
        info->outcome = pd_api_out(payload_of(row->head_record));
    }
    show_wait(shown, row);
}

static bool visit_row(void *ctx, const RunRow *row)
{
    const perdure_run_visitor *visitor = ctx;
    ShownRow shown;
    pd_api_show_row(&shown, row);
    return visitor->visit(visitor->ctx, &shown.info);
}

static Status visit(perdure_store *store, const RunQuery *query, perdure_run_visitor visitor,
                    Error *err)
{
    return pd_store_rows(store->store, query, (RowVisitor){.ctx = &visitor, .visit = visit_row},
                         err);
}

static bool keep_number(void *ctx, const RunRow *row)
{
    *(uint64_t *)ctx = row->run;
    return false;
}

Status pd_api_find(perdure_store *store, const char *id, uint64_t *number, Error *err)
{
    RunQuery query = {.kind = QUERY_ID, .id = pd_bytes_of_cstr(id)};
    return pd_store_rows(store->store, &query, (RowVisitor){.ctx = number, .visit = keep_number},
                         err);
}

perdure_status perdure_store_list(perdure_store *store, const perdure_run_filter *filter,
                                  perdure_run_visitor visitor, perdure_error *err)
{
    Error told = {.status = STATUS_OK};
    RunQuery query = {.kind = QUERY_ALL};
    Status status = STATUS_OK;
    if (filter != NULL) {
        query.kind = filter->by_state ? QUERY_STATE : QUERY_ALL;
        query.life = (Life)filter->state;
        query.limit = filter->limit;
        if (filter->after != NULL) {
            status = pd_api_find(store, filter->after, &query.after, &told);
        }
    }
    if (status == STATUS_OK) {
        status = visit(store, &query, visitor, &told);
    }
    return pd_api_told(status, &told, err);
}

perdure_status perdure_store_show(perdure_store *store, const char *id, perdure_run_visitor visitor,
                                  perdure_error *err)
{
    Error told = {.status = STATUS_OK};
    RunQuery query = {.kind = QUERY_ID, .id = pd_bytes_of_cstr(id)};
    return pd_api_told(visit(store, &query, visitor, &told), &told, err);
}

perdure_status perdure_store_due(perdure_store *store, int64_t now_ms, size_t limit,
                                 perdure_run_visitor visitor, perdure_error *err)
{
    Error told = {.status = STATUS_OK};
    RunQuery query = {.kind = QUERY_DUE, .now_ms = now_ms, .limit = limit};
    return pd_api_told(visit(store, &query, visitor, &told), &told, err);
}

perdure_status perdure_store_next_due(perdure_store *store, int64_t *due_ms, perdure_error *err)
{
    Error told = {.status = STATUS_OK};
    return pd_api_told(pd_store_next_due(store->store, due_ms, &told), &told, err);
}

/* ── outcomes ── */

perdure_status perdure_outcome_read(perdure_bytes outcome, perdure_outcome *out)
{
    CborReader reader;
    CborKind kind = CBOR_NULL;
    uint64_t count = 0;
    Bytes texts[3] = {{NULL, 0}};
    memset(out, 0, sizeof *out);
    pd_cbor_reader_init(&reader, pd_api_in(outcome), CBOR_NESTING_MAX, NULL);
    if (pd_cbor_read_array(&reader, &count) != STATUS_OK || count < 1 || count > 3 ||
        pd_cbor_peek(&reader, &kind) != STATUS_OK) {
        return PERDURE_CORRUPT;
    }
    if (count == 2) {
        int64_t exit_status = 0;
        Bytes value;
        if (pd_cbor_read_int(&reader, &exit_status) != STATUS_OK ||
            pd_cbor_read_raw(&reader, &value) != STATUS_OK) {
            return PERDURE_CORRUPT;
        }
        out->exit_status = (int)exit_status;
        out->value = pd_api_out(value);
        return PERDURE_OK;
    }
    for (uint64_t i = 0; i < count; i++) {
        if (pd_cbor_read_string(&reader, &texts[i]) != STATUS_OK) {
            return PERDURE_CORRUPT;
        }
    }
    out->exit_status = 1;
    out->error = pd_api_out(count == 3 ? texts[0] : (Bytes){NULL, 0});
    out->message = pd_api_out(count == 3 ? texts[1] : texts[0]);
    out->traceback = pd_api_out(count == 3 ? texts[2] : (Bytes){NULL, 0});
    return PERDURE_OK;
}

/* ── records ── */

typedef struct LogReader {
    RecordHead head;
    uint64_t known; /* the record of the head when that was read by an earlier call; 0: none */
    uint64_t from;
    bool (*visit)(void *ctx, const Record *record, size_t stored_bytes);
    void *ctx;
    Status status;
    Error *err;
} LogReader;

static bool read_stored(void *ctx, uint64_t sequence, Bytes stored)
{
    LogReader *reader = ctx;
    Record record;
    if (sequence == reader->known) {
        bool is_same = pd_record_ends_with(stored, &reader->head.chain);
        reader->status = is_same ? STATUS_OK
                                 : pd_error_set(reader->err, STATUS_CORRUPT,
                                                "record %llu is not what it was a moment ago",
                                                (unsigned long long)sequence);
        return is_same;
    }
    reader->status = pd_record_decode(stored, &reader->head, &record, reader->err);
    if (reader->status != STATUS_OK) {
        return false;
    }
    return record.sequence < reader->from || reader->visit(reader->ctx, &record, stored.size);
}

static Status read_log(perdure_store *store, const char *id, LogReader *reader)
{
    uint64_t number = 0;
    Status status = pd_api_find(store, id, &number, reader->err);
    if (status != STATUS_OK) {
        return status;
    }
    reader->head = pd_record_head(pd_bytes_of_cstr(id));
    if (store->log.run == number && store->log.head.sequence < reader->from) {
        reader->head = store->log.head;
        reader->known = reader->head.sequence;
    }
    uint64_t first = reader->known == 0 ? 1 : reader->known;
    StoredVisitor visitor = {.ctx = reader, .visit = read_stored};
    status = pd_store_records(store->store, number, first, visitor, reader->err);
    status = status == STATUS_OK ? reader->status : status;
    store->log = (LogPlace){.run = status == STATUS_OK ? number : 0, .head = reader->head};
    return status;
}

static bool visit_record(void *ctx, const Record *record, size_t stored_bytes)
{
    const perdure_record_visitor *visitor = ctx;
    perdure_record shown = {.sequence = record->sequence,
                            .type = pd_record_type_name(record->type),
                            .time_ms = record->time_ms,
                            .payload = pd_api_out(record->payload),
                            .stored_bytes = (uint32_t)stored_bytes};
    return visitor->visit(visitor->ctx, &shown);
}

perdure_status perdure_store_log(perdure_store *store, const char *id, uint64_t from,
                                 perdure_record_visitor visitor, perdure_error *err)
{
    Error told = {.status = STATUS_OK};
    LogReader reader = {.from = from, .visit = visit_record, .ctx = &visitor, .err = &told};
    return pd_api_told(read_log(store, id, &reader), &told, err);
}

static bool write_output(void *ctx, const Record *record, size_t stored_bytes)
{
    const perdure_output_sink *sink = ctx;
    CborReader reader;
    uint64_t count = 0;
    uint64_t stream = 0;
    Bytes text;
    (void)stored_bytes;
    pd_cbor_reader_init(&reader, record->payload, CBOR_NESTING_MAX, NULL);
    if (record->type == RECORD_OUTPUT && pd_cbor_read_array(&reader, &count) == STATUS_OK &&
        pd_cbor_read_uint_range(&reader, 1, 2, &stream) == STATUS_OK &&
        pd_cbor_read_string(&reader, &text) == STATUS_OK) {
        sink->write(sink->ctx, (int)stream, pd_api_out(text), record->sequence);
    }
    return true;
}

perdure_status perdure_store_output(perdure_store *store, const char *id, uint64_t from,
                                    perdure_output_sink sink, perdure_error *err)
{
    Error told = {.status = STATUS_OK};
    LogReader reader = {.from = from, .visit = write_output, .ctx = &sink, .err = &told};
    return pd_api_told(read_log(store, id, &reader), &told, err);
}
