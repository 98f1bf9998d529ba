/*
 * Working with histories: fork, replay, verify, and a run as one file.
 *
 * An exported run is the CBOR array ["perdure run 2", id, program, program body, [records],
 * snapshot or null, sequence of the snapshot, life, wait, wake, effect, [messages]]: what the store
 * has, so the records carry the proof that they were not edited. Under a new id they are chained
 * anew. Files of "perdure run 1" end behind the sequence: the run is READY and has no messages.
 */
#include "api/durable/store_in.h"

#define EXPORT_MARK        "perdure run "
#define EXPORT_VERSION     2
#define EXPORT_VERSION_MIN 1
#define EXPORT_ITEMS       12
#define EXPORT_ITEMS_1     7
#define MESSAGE_ITEMS      4

/* Options for looking at a run without driving it. */
static RunOptions looking(perdure_run *run, const perdure_program *program)
{
    return (RunOptions){.alloc = run->store->alloc,
                        .store = run->store->store,
                        .program = program == NULL ? NULL : program->program,
                        .host = pd_api_host(run),
                        .worker = pd_bytes_of_cstr("fork")};
}

perdure_status perdure_run_fork(const perdure_run_place *place, uint64_t at, const char *new_id,
                                perdure_data *id_out, perdure_error *err)
{
    Error told = {.status = STATUS_OK};
    perdure_run handle = {.store = place->store};
    RunOptions options = looking(&handle, place->program);
    RunFork wanted = {.id = pd_bytes_of_cstr(place->id),
                      .at = at,
                      .new_id = pd_bytes_of_cstr(new_id == NULL ? "" : new_id)};
    Buffer id;
    *id_out = (perdure_data){NULL, 0};
    pd_buffer_init(&id, place->store->alloc, RUN_ID_BYTES_MAX + 1);
    Status status = pd_run_fork(&options, &wanted, &id, &told);
    perdure_status result = pd_api_told(status, &told, err);
    if (status == STATUS_OK) {
        result = pd_api_give(&id, id_out, err);
    }
    pd_buffer_deinit(&id);
    return result;
}

perdure_status perdure_run_replay(const perdure_run_place *place, uint64_t to,
                                  perdure_replayed *out, perdure_error *err)
{
    Error told = {.status = STATUS_OK};
    RunReplayed replayed = {.equal = false};
    perdure_program *loaded = NULL;
    const perdure_program *program = place->program;
    memset(out, 0, sizeof *out);
    if (program == NULL) {
        perdure_status status = pd_api_load_program(place, &loaded, err);
        if (status != PERDURE_OK) {
            return status;
        }
        program = loaded;
    }
    perdure_run handle = {.store = place->store};
    RunOptions options = looking(&handle, program);
    Status status = pd_run_replay(&options, pd_bytes_of_cstr(place->id), to, &replayed, &told);
    perdure_program_free(loaded);
    out->equal = replayed.equal;
    out->record_count = replayed.record_count;
    out->sequence = replayed.sequence;
    memcpy(out->message, replayed.message, sizeof out->message);
    out->message[sizeof out->message - 1] = '\0';
    return pd_api_told(status, &told, err);
}

/* ── verify ── */

typedef struct VerifiedRun {
    uint64_t number;
    uint64_t head;
    Life life;
    Digest program;
    char id[RUN_ID_BYTES_MAX + 1];
} VerifiedRun;

typedef struct Verifier {
    perdure_store *store;
    perdure_problem_sink sink;
    Buffer runs; /* VerifiedRun structs: rows must not be visited while the store is read */
    bool broken;
} Verifier;

static bool note_run(void *ctx, const RunRow *row)
{
    Verifier *verifier = ctx;
    VerifiedRun run = {
        .number = row->run, .head = row->head, .life = row->life, .program = row->program};
    memcpy(run.id, row->id.data, row->id.size);
    pd_buffer_append(&verifier->runs, pd_bytes(&run, sizeof run));
    return pd_buffer_status(&verifier->runs) == STATUS_OK;
}

static void tell(void *ctx, const RunRow *row, uint64_t sequence, const Error *problem)
{
    Verifier *verifier = ctx;
    char id[RUN_ID_BYTES_MAX + 1] = "";
    memcpy(id, row->id.data, row->id.size);
    id[row->id.size] = '\0';
    verifier->broken = true;
    if (verifier->sink.problem != NULL) {
        verifier->sink.problem(verifier->sink.ctx, id, sequence, problem->message);
    }
}

/* One record is looked at: the one of a snapshot, or the first. */
typedef struct Glance {
    uint64_t sequence;
    const Digest *wanted; /* its chain, or for the first record the program of the run */
    RecordHead head;      /* before the first record */
    bool agrees;
} Glance;

static bool glance(void *ctx, uint64_t sequence, Bytes stored)
{
    Glance *at = ctx;
    Record record;
    RunBirth birth;
    if (sequence != at->sequence) {
        return false;
    }
    if (sequence > 1) {
        at->agrees = pd_record_ends_with(stored, at->wanted);
    } else {
        at->agrees = pd_record_decode(stored, &at->head, &record, NULL) == STATUS_OK &&
                     pd_run_read_birth(record.payload, &birth, NULL) == STATUS_OK &&
                     pd_digest_equal(&birth.program, at->wanted);
    }
    return false;
}

static Status look_at_record(Store *store, const RunRow *row, Glance *at, Error *err)
{
    at->head = pd_record_head(row->id);
    StoredVisitor visitor = {.ctx = at, .visit = glance};
    Status status = pd_store_records(store, row->run, at->sequence, visitor, err);
    if (status == STATUS_OK && !at->agrees) {
        return pd_error_set(err, STATUS_CORRUPT,
                            at->sequence > 1 ? "the snapshot is not one of this history"
                                             : "the run was not started with this program");
    }
    return status;
}

/* The program of a run: there, whole, and the one of its first record. */
static Status verify_program(Verifier *verifier, const RunRow *row, Buffer *bytes, Error *err)
{
    Glance first = {.sequence = 1, .wanted = &row->program};
    Store *store = verifier->store->store;
    Status status = pd_store_get_program(store, &row->program, bytes, err);
    if (status == STATUS_OK) {
        status = pd_api_check_program(pd_buffer_peek(bytes), &row->program, err);
    }
    return status == STATUS_OK ? look_at_record(store, row, &first, err) : status;
}

/* Its snapshot: whole, and of this history. */
static Status verify_snapshot(Verifier *verifier, const RunRow *row, Buffer *bytes, Error *err)
{
    Digest chain;
    Glance at = {.wanted = &chain};
    Store *store = verifier->store->store;
    Status status = pd_store_get_snapshot(store, row->run, &at.sequence, bytes, err);
    if (status == STATUS_NOT_FOUND) {
        return STATUS_OK;
    }
    if (status == STATUS_OK) {
        status =
            pd_run_check_snapshot(pd_buffer_peek(bytes), at.sequence, bytes->alloc, &chain, err);
    }
    return status == STATUS_OK ? look_at_record(store, row, &at, err) : status;
}

static bool pass_over(void *ctx, const Message *message)
{
    (void)ctx;
    (void)message;
    return true;
}

/* Messages carry no proof: they are well formed. */
static Status verify_messages(Verifier *verifier, const RunRow *row, Buffer *bytes, Error *err)
{
    (void)bytes;
    MessageVisitor visitor = {.ctx = NULL, .visit = pass_over};
    return pd_store_messages(verifier->store->store, row->run, 0, visitor, err);
}

static Status verify_blobs(Verifier *verifier, const RunRow *row, Error *err)
{
    Status (*const checks[])(Verifier *, const RunRow *, Buffer *,
                             Error *) = {verify_program, verify_snapshot, verify_messages};
    Status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < ARRAY_COUNT(checks); i++) {
        Buffer bytes;
        Error problem = {.status = STATUS_OK};
        pd_buffer_init(&bytes, verifier->store->alloc, SIZE_MAX / 2);
        status = checks[i](verifier, row, &bytes, &problem);
        pd_buffer_deinit(&bytes);
        if (status == STATUS_NOT_FOUND || status == STATUS_CORRUPT || status == STATUS_VERSION ||
            status == STATUS_TRUNCATED || status == STATUS_LIMIT) {
            tell(verifier, row, 0, &problem);
            status = STATUS_OK;
        } else if (status != STATUS_OK) {
            return pd_error_set(err, status, "%s", problem.message);
        }
    }
    return status;
}

static Status verify_one(Verifier *verifier, const VerifiedRun *run, Error *err)
{
    RunRow row = {.run = run->number,
                  .id = pd_bytes_of_cstr(run->id),
                  .head = run->head,
                  .life = run->life,
                  .program = run->program};
    Error problem = {.status = STATUS_OK};
    ProblemSink sink = {.ctx = verifier, .problem = tell};
    bool broken = verifier->broken;
    verifier->broken = false;
    Status status = pd_store_verify_run(verifier->store->store, &row, sink, &problem);
    if (status == STATUS_CORRUPT) {
        if (!verifier->broken) { /* the rows of the journal themselves */
            tell(verifier, &row, 0, &problem);
        }
        status = STATUS_OK;
    }
    if (status == STATUS_OK) {
        status = verify_blobs(verifier, &row, &problem);
    }
    verifier->broken = verifier->broken || broken;
    return status == STATUS_OK ? STATUS_OK : pd_error_set(err, status, "%s", problem.message);
}

perdure_status perdure_store_verify(perdure_store *store, const char *id, perdure_problem_sink sink,
                                    perdure_error *err)
{
    Error told = {.status = STATUS_OK};
    Verifier verifier = {.store = store, .sink = sink};
    RunQuery query = {.kind = id == NULL ? QUERY_ALL : QUERY_ID};
    if (id != NULL) {
        query.id = pd_bytes_of_cstr(id);
    }
    pd_buffer_init(&verifier.runs, store->alloc, SIZE_MAX / 2);
    Status status = pd_store_rows(store->store, &query,
                                  (RowVisitor){.ctx = &verifier, .visit = note_run}, &told);
    if (status == STATUS_CORRUPT) { /* a row: the other runs can be verified */
        tell(&verifier, &(RunRow){.id = pd_bytes_of_cstr("?")}, 0, &told);
        status = STATUS_OK;
    }
    size_t count = verifier.runs.size / sizeof(VerifiedRun);
    for (size_t i = 0; status == STATUS_OK && i < count; i++) {
        VerifiedRun run;
        memcpy(&run, verifier.runs.data + i * sizeof run, sizeof run);
        status = verify_one(&verifier, &run, &told);
    }
    pd_buffer_deinit(&verifier.runs);
    if (status == STATUS_OK && verifier.broken) {
        status = pd_error_set(&told, STATUS_CORRUPT, "the store is not as it was written");
    }
    return pd_api_told(status, &told, err);
}

/* ── a run as one file ── */

static bool keep_row(void *ctx, const RunRow *row)
{
    VerifiedRun *run = ctx;
    run->number = row->run;
    run->head = row->head;
    run->program = row->program;
    return false;
}

typedef struct Exporter {
    Buffer out;
    uint64_t count;
    Buffer rest; /* what follows the snapshot, without the messages */
    VerifiedRun run;
    Buffer messages;
    uint64_t message_count;
} Exporter;

static bool keep_row_of(void *ctx, const RunRow *row)
{
    Exporter *exporter = ctx;
    (void)keep_row(&exporter->run, row);
    pd_cbor_write_uint(&exporter->rest, row->life);
    pd_cbor_write_bytes(&exporter->rest, row->wait);
    pd_cbor_write_int(&exporter->rest, row->wake_ms);
    pd_cbor_write_uint(&exporter->rest, row->effect);
    return false;
}

static bool export_message(void *ctx, const Message *message)
{
    Exporter *exporter = ctx;
    pd_cbor_write_array(&exporter->messages, MESSAGE_ITEMS);
    pd_cbor_write_uint(&exporter->messages, message->kind);
    pd_cbor_write_uint(&exporter->messages, message->slot);
    pd_cbor_write_bytes(&exporter->messages, message->name);
    pd_cbor_write_bytes(&exporter->messages, message->body);
    exporter->message_count++;
    return true;
}

static bool export_record(void *ctx, uint64_t sequence, Bytes stored)
{
    Exporter *exporter = ctx;
    (void)sequence;
    pd_cbor_write_bytes(&exporter->out, stored);
    exporter->count++;
    return true;
}

/* The program, then the records. */
static Status export_history(perdure_store *store, const VerifiedRun *run, Exporter *exporter,
                             Error *err)
{
    Buffer blob;
    pd_buffer_init(&blob, store->alloc, SIZE_MAX / 2);
    Status status = pd_store_get_program(store->store, &run->program, &blob, err);
    if (status == STATUS_OK) {
        pd_cbor_write_bytes(&exporter->out, pd_buffer_peek(&blob));
        pd_cbor_write_array(&exporter->out, run->head);
        StoredVisitor visitor = {.ctx = exporter, .visit = export_record};
        status = pd_store_records(store->store, run->number, 1, visitor, err);
    }
    if (status == STATUS_OK && exporter->count != run->head) {
        status = pd_error_set(err, STATUS_CORRUPT, "records of the run are missing");
    }
    pd_buffer_deinit(&blob);
    return status;
}

static Status export_snapshot(perdure_store *store, uint64_t number, Buffer *out, Error *err)
{
    Buffer blob;
    uint64_t sequence = 0;
    pd_buffer_init(&blob, store->alloc, SIZE_MAX / 2);
    Status status = pd_store_get_snapshot(store->store, number, &sequence, &blob, err);
    if (status == STATUS_OK) {
        pd_cbor_write_bytes(out, pd_buffer_peek(&blob));
    } else if (status == STATUS_NOT_FOUND) {
        pd_cbor_write_null(out);
        status = STATUS_OK;
    }
    pd_cbor_write_uint(out, sequence);
    pd_buffer_deinit(&blob);
    return status;
}

/* Where it stands, and what was sent to it and not taken yet. */
static Status export_state(perdure_store *store, Exporter *exporter, Error *err)
{
    MessageVisitor visitor = {.ctx = exporter, .visit = export_message};
    Status status = pd_store_messages(store->store, exporter->run.number, 0, visitor, err);
    pd_buffer_append(&exporter->out, pd_buffer_peek(&exporter->rest));
    pd_cbor_write_array(&exporter->out, exporter->message_count);
    pd_buffer_append(&exporter->out, pd_buffer_peek(&exporter->messages));
    bool whole = pd_buffer_status(&exporter->rest) == STATUS_OK &&
                 pd_buffer_status(&exporter->messages) == STATUS_OK;
    return status == STATUS_OK && !whole ? pd_error_plain(err, STATUS_NO_MEMORY) : status;
}

static Status export_run(perdure_store *store, const char *id, Exporter *exporter, Error *err)
{
    RunQuery query = {.kind = QUERY_ID, .id = pd_bytes_of_cstr(id)};
    Status status = pd_store_rows(store->store, &query,
                                  (RowVisitor){.ctx = exporter, .visit = keep_row_of}, err);
    if (status == STATUS_OK) {
        pd_cbor_write_array(&exporter->out, EXPORT_ITEMS);
        pd_cbor_write_cstr(&exporter->out, EXPORT_MARK "2");
        pd_cbor_write_string(&exporter->out, pd_bytes_of_cstr(id));
        pd_cbor_write_bytes(&exporter->out, pd_digest_bytes(&exporter->run.program));
        status = export_history(store, &exporter->run, exporter, err);
    }
    if (status == STATUS_OK) {
        status = export_snapshot(store, exporter->run.number, &exporter->out, err);
    }
    return status == STATUS_OK ? export_state(store, exporter, err) : status;
}

perdure_status perdure_store_export(perdure_store *store, const char *id, perdure_data *out,
                                    perdure_error *err)
{
    Error told = {.status = STATUS_OK};
    Exporter exporter = {.count = 0};
    *out = (perdure_data){NULL, 0};
    pd_buffer_init(&exporter.out, store->alloc, SIZE_MAX / 2);
    pd_buffer_init(&exporter.rest, store->alloc, SIZE_MAX / 2);
    pd_buffer_init(&exporter.messages, store->alloc, SIZE_MAX / 2);
    Status status = export_run(store, id, &exporter, &told);
    perdure_status result = pd_api_told(status, &told, err);
    if (status == STATUS_OK) { /* behind the one item: the digest of it */
        Digest digest = pd_sha256(pd_buffer_peek(&exporter.out));
        pd_buffer_append(&exporter.out, pd_digest_bytes(&digest));
        result = pd_api_give(&exporter.out, out, err);
    }
    pd_buffer_deinit(&exporter.out);
    pd_buffer_deinit(&exporter.rest);
    pd_buffer_deinit(&exporter.messages);
    return result;
}

/* What a file holds, borrowed from it. */
typedef struct Imported {
    uint64_t version;
    Bytes id;
    Bytes program;
    Bytes body;
    Buffer records; /* Bytes structs */
    uint64_t count;
    uint64_t life;
    Bytes wait;
    int64_t wake_ms;
    uint64_t effect;
    Buffer messages; /* Message structs */
    uint64_t message_count;
    Bytes snapshot; /* empty: none */
    uint64_t snapshot_sequence;
} Imported;

/* What follows the sequence of the snapshot. */
static Status read_state(CborReader *reader, Imported *out)
{
    Status status = pd_cbor_read_uint(reader, &out->life);
    status = status == STATUS_OK ? pd_cbor_read_bytes(reader, &out->wait) : status;
    status = status == STATUS_OK ? pd_cbor_read_int(reader, &out->wake_ms) : status;
    status = status == STATUS_OK ? pd_cbor_read_uint(reader, &out->effect) : status;
    status = status == STATUS_OK ? pd_cbor_read_array(reader, &out->message_count) : status;
    for (uint64_t i = 0; status == STATUS_OK && i < out->message_count; i++) {
        Message message = {.number = i + 1};
        uint64_t kind = 0;
        status = pd_cbor_expect_array(reader, MESSAGE_ITEMS);
        status = status == STATUS_OK ? pd_cbor_read_uint(reader, &kind) : status;
        status = status == STATUS_OK ? pd_cbor_read_uint(reader, &message.slot) : status;
        status = status == STATUS_OK ? pd_cbor_read_bytes(reader, &message.name) : status;
        status = status == STATUS_OK ? pd_cbor_read_bytes(reader, &message.body) : status;
        if (status == STATUS_OK && (kind < MESSAGE_SIGNAL || kind > MESSAGE_CANCEL)) {
            status = STATUS_INVALID;
        }
        message.kind = (MessageKind)kind;
        pd_buffer_append(&out->messages, pd_bytes(&message, sizeof message));
    }
    return status;
}

static Status read_snapshot(CborReader *reader, Imported *out)
{
    CborKind kind;
    Status status = pd_cbor_peek(reader, &kind);
    if (status == STATUS_OK && kind == CBOR_NULL) {
        status = pd_cbor_skip(reader);
    } else if (status == STATUS_OK) {
        status = pd_cbor_read_bytes(reader, &out->snapshot);
    }
    return status == STATUS_OK ? pd_cbor_read_uint(reader, &out->snapshot_sequence) : status;
}

/* The number at the end of the file's mark: its format. CORRUPT, VERSION. */
static Status read_mark(CborReader *reader, uint64_t *version, Error *err)
{
    Bytes mark;
    size_t size = strlen(EXPORT_MARK);
    uint64_t count = 0;
    Status status = pd_cbor_read_array(reader, &count);
    status = status == STATUS_OK ? pd_cbor_read_text(reader, &mark) : status;
    if (status != STATUS_OK) {
        return status;
    }
    bool is_mark =
        mark.size > size && mark.size < size + 10 && memcmp(mark.data, EXPORT_MARK, size) == 0;
    *version = 0;
    for (size_t i = size; is_mark && i < mark.size; i++) {
        is_mark = mark.data[i] >= '0' && mark.data[i] <= '9';
        *version = *version * 10 + (uint64_t)(mark.data[i] - '0');
    }
    if (is_mark && (*version < EXPORT_VERSION_MIN || *version > EXPORT_VERSION)) {
        return pd_error_set(err, STATUS_VERSION,
                            "run file format %llu, this perdure reads %d to %d",
                            (unsigned long long)*version, EXPORT_VERSION_MIN, EXPORT_VERSION);
    }
    bool is_whole = count == (*version == 1 ? EXPORT_ITEMS_1 : EXPORT_ITEMS);
    return is_mark && is_whole ? STATUS_OK : STATUS_INVALID;
}

static Status read_file(Bytes file, Imported *out, Error *err)
{
    CborReader reader;
    if (file.size <= DIGEST_BYTES) {
        return pd_error_set(err, STATUS_TRUNCATED, "the file is too short to hold a run");
    }
    size_t size = file.size - DIGEST_BYTES;
    Digest digest = pd_sha256(pd_bytes(file.data, size));
    if (!pd_bytes_equal(pd_digest_bytes(&digest), pd_bytes(file.data + size, DIGEST_BYTES))) {
        return pd_error_set(err, STATUS_CORRUPT, "the file does not hold a run, or is damaged");
    }
    pd_cbor_reader_init(&reader, pd_bytes(file.data, size), CBOR_NESTING_MAX, err);
    Status status = read_mark(&reader, &out->version, err);
    status = status == STATUS_OK ? pd_cbor_read_string(&reader, &out->id) : status;
    status = status == STATUS_OK ? pd_cbor_read_bytes(&reader, &out->program) : status;
    status = status == STATUS_OK ? pd_cbor_read_bytes(&reader, &out->body) : status;
    status = status == STATUS_OK ? pd_cbor_read_array(&reader, &out->count) : status;
    for (uint64_t i = 0; status == STATUS_OK && i < out->count; i++) {
        Bytes record;
        status = pd_cbor_read_bytes(&reader, &record);
        pd_buffer_append(&out->records, pd_bytes(&record, sizeof record));
    }
    status = status == STATUS_OK ? read_snapshot(&reader, out) : status;
    status = status == STATUS_OK && out->version > 1 ? read_state(&reader, out) : status;
    status = status == STATUS_OK ? pd_cbor_finish(&reader) : status;
    bool whole = out->program.size == DIGEST_BYTES && out->count > 0 && out->body.size > 0;
    if (status == STATUS_INVALID || (status == STATUS_OK && !whole)) {
        return pd_error_set(err, STATUS_CORRUPT, "the file does not hold a run");
    }
    bool kept = pd_buffer_status(&out->records) == STATUS_OK &&
                pd_buffer_status(&out->messages) == STATUS_OK;
    return status == STATUS_OK && !kept ? pd_error_plain(err, STATUS_NO_MEMORY) : status;
}

perdure_status perdure_store_import(perdure_store *store, perdure_bytes file, const char *new_id,
                                    perdure_data *id_out, perdure_error *err)
{
    Error told = {.status = STATUS_OK};
    Imported imported = {.count = 0};
    *id_out = (perdure_data){NULL, 0};
    pd_buffer_init(&imported.records, store->alloc, SIZE_MAX / 2);
    pd_buffer_init(&imported.messages, store->alloc, SIZE_MAX / 2);
    Status status = read_file(pd_api_in(file), &imported, &told);
    Bytes id = new_id == NULL ? imported.id : pd_bytes_of_cstr(new_id);
    if (status == STATUS_OK) {
        Digest program;
        perdure_run handle = {.store = store};
        memcpy(program.bytes, imported.program.data, DIGEST_BYTES);
        RunOptions options = looking(&handle, NULL);
        RunImport wanted = {.id = imported.id,
                            .new_id = id,
                            .program = program,
                            .program_body = imported.body,
                            .records = (const Bytes *)(const void *)imported.records.data,
                            .record_count = (size_t)imported.count,
                            .waits = imported.life == LIFE_WAITING,
                            .wait = imported.wait,
                            .wake_ms = imported.wake_ms,
                            .effect = imported.effect,
                            .messages = (const Message *)(const void *)imported.messages.data,
                            .message_count = (size_t)imported.message_count,
                            .snapshot = imported.snapshot,
                            .snapshot_sequence = imported.snapshot_sequence};
        if (imported.version > 1) { /* the digests of programs in older files were other ones */
            status = pd_api_check_program(imported.body, &program, &told);
        }
        status = status == STATUS_OK ? pd_run_import(&options, &wanted, &told) : status;
    }
    perdure_status result = pd_api_told(status, &told, err);
    if (status == STATUS_OK) {
        Buffer text;
        pd_buffer_init(&text, store->alloc, RUN_ID_BYTES_MAX + 1);
        pd_buffer_append(&text, id);
        result = pd_api_give(&text, id_out, err);
        pd_buffer_deinit(&text);
    }
    pd_buffer_deinit(&imported.records);
    pd_buffer_deinit(&imported.messages);
    return result;
}
