/*
 * The SQLite driver: commits of records, and reading them back.
 *
 * A commit of a run is one row of `journal` with all its records; the rows of a run form a list
 * from new to old. (run, sequence) stays unique because the run's head is compared and moved in the
 * transaction that writes the row.
 */
#include "journal/sqlite_in.h"

/* ── writing ── */

typedef struct Tail {
    uint64_t fence;
    uint64_t head;
    uint64_t row; /* the run's newest row of `journal` */
} Tail;

static Status read_tail(SqliteStore *sqlite, uint64_t run, Tail *out, Error *err)
{
    pd_assert(sqlite->store.ops != NULL);
    sqlite3_stmt *statement = NULL;
    bool has_row = false;
    Status status = pd_sqlite_statement(sqlite, STATEMENT_RUN_HEAD, &statement, err);
    if (status != STATUS_OK) {
        return status;
    }
    pd_sqlite_bind_u64(statement, 1, run);
    status = pd_sqlite_step(sqlite, statement, &has_row, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (!has_row) {
        return pd_error_set(err, STATUS_NOT_FOUND, "the run is no longer in the store");
    }
    *out = (Tail){.fence = pd_sqlite_u64(statement, 0),
                  .head = pd_sqlite_u64(statement, 1),
                  .row = pd_sqlite_u64(statement, 2)};
    bool fits = pd_sqlite_fits(statement, "nnn");
    pd_sqlite_done(statement);
    return fits ? STATUS_OK : pd_error_set(err, STATUS_CORRUPT, "the row of the run is damaged");
}

/* The records of a commit as one row. */
typedef struct JournalRow {
    uint64_t run;
    uint64_t prev;
    uint64_t first;
    const Bytes *records;
    size_t count;
} JournalRow;

static Status insert_row(SqliteStore *sqlite, const JournalRow *row, uint64_t *number, Error *err)
{
    pd_assert(sqlite->store.ops != NULL);
    pd_assert(number != NULL);
    sqlite3_stmt *statement = NULL;
    Status status = pd_sqlite_statement(sqlite, STATEMENT_INSERT_RECORDS, &statement, err);
    if (status != STATUS_OK) {
        return status;
    }
    Buffer joined;
    pd_buffer_init(&joined, sqlite->store.alloc, SIZE_MAX / 2);
    Bytes body = row->records[0];
    if (row->count > 1) {
        for (size_t i = 0; i < row->count; i++) {
            pd_buffer_append(&joined, row->records[i]);
        }
        body = pd_buffer_peek(&joined);
    }
    status = pd_buffer_status(&joined);
    if (status == STATUS_OK) {
        pd_sqlite_bind_u64(statement, 1, row->run);
        pd_sqlite_bind_u64(statement, 2, row->prev);
        pd_sqlite_bind_u64(statement, 3, row->first);
        pd_sqlite_bind_bytes(statement, 4, body);
        status = pd_sqlite_step(sqlite, statement, NULL, err);
    } else {
        status = pd_error_plain(err, status);
    }
    pd_buffer_deinit(&joined);
    *number = (uint64_t)sqlite3_last_insert_rowid(sqlite->db);
    return status;
}

static Status step_pairs(SqliteStore *sqlite, StatementId id, const uint64_t *pairs, Error *err)
{
    pd_assert(sqlite->store.ops != NULL);
    pd_assert(id < STATEMENT_COUNT);
    pd_assert(pairs != NULL);
    sqlite3_stmt *statement = NULL;
    Status status = pd_sqlite_statement(sqlite, id, &statement, err);
    if (status == STATUS_OK) {
        pd_sqlite_bind_u64(statement, 1, pairs[0]);
        pd_sqlite_bind_u64(statement, 2, pairs[1]);
        status = pd_sqlite_step(sqlite, statement, NULL, err);
    }
    return status;
}

static Status write_snapshot(SqliteStore *sqlite, uint64_t run, uint64_t sequence, Bytes body,
                             Error *err)
{
    pd_assert(sqlite->store.ops != NULL);
    pd_assert(run != 0);
    pd_assert(sequence != 0);
    sqlite3_stmt *statement = NULL;
    Status status = pd_sqlite_statement(sqlite, STATEMENT_PUT_SNAPSHOT, &statement, err);
    if (status == STATUS_OK) {
        pd_sqlite_bind_u64(statement, 1, run);
        pd_sqlite_bind_u64(statement, 2, sequence);
        pd_sqlite_bind_bytes(statement, 3, body);
        status = pd_sqlite_step(sqlite, statement, NULL, err);
    }
    return status;
}

/* To a run that exists and has not ended; a full mailbox and the rest are dropped. */
static Status write_sent(SqliteStore *sqlite, const Outgoing *outgoing, Error *err)
{
    pd_assert(sqlite->store.ops != NULL);
    sqlite3_stmt *statement = NULL;
    bool has_row = false;
    Status status = pd_sqlite_statement(sqlite, STATEMENT_RUN_BY_ID, &statement, err);
    if (status != STATUS_OK) {
        return status;
    }
    pd_sqlite_bind_text(statement, 1, outgoing->run_id);
    status = pd_sqlite_step(sqlite, statement, &has_row, err);
    if (status != STATUS_OK || !has_row) {
        return status;
    }
    uint64_t run = pd_sqlite_u64(statement, 0);
    bool ended = pd_life_ended((Life)pd_sqlite_u64(statement, 1));
    bool full = pd_sqlite_u64(statement, 2) >= MAILBOX_COUNT_MAX;
    pd_sqlite_done(statement);
    return ended || full ? STATUS_OK : pd_sqlite_put_message(sqlite, run, &outgoing->message, err);
}

/* What rides along with the records, except the run's own row. */
static Status write_extras(SqliteStore *sqlite, const RunBatch *batch, Error *err)
{
    pd_assert(sqlite->store.ops != NULL);
    pd_assert(batch->run != 0);
    Status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < batch->taken_count; i++) {
        const uint64_t pair[2] = {batch->taken[i], batch->run};
        status = step_pairs(sqlite, STATEMENT_TAKE_MESSAGE, pair, err);
    }
    for (size_t i = 0; status == STATUS_OK && i < batch->promise_count; i++) {
        const uint64_t pair[2] = {batch->run, batch->promises[i]};
        status = step_pairs(sqlite, STATEMENT_PUT_PROMISE, pair, err);
    }
    if (status == STATUS_OK && batch->snapshot.size > 0) {
        status = write_snapshot(sqlite, batch->run, batch->head + batch->record_count,
                                batch->snapshot, err);
    }
    return status;
}

static Status write_run(SqliteStore *sqlite, const RunBatch *batch, uint64_t row, Error *err)
{
    pd_assert(sqlite->store.ops != NULL);
    pd_assert(batch->run != 0);
    bool changes = batch->changes_life;
    sqlite3_stmt *statement = NULL;
    Status status = pd_sqlite_statement(sqlite, changes ? STATEMENT_CHANGE_LIFE : STATEMENT_ADVANCE,
                                        &statement, err);
    if (status != STATUS_OK) {
        return status;
    }
    pd_sqlite_bind_u64(statement, 1, batch->run);
    pd_sqlite_bind_u64(statement, 2, batch->head + batch->record_count);
    pd_sqlite_bind_u64(statement, 3, row);
    pd_sqlite_bind_i64(statement, 4, batch->now_ms);
    pd_sqlite_bind_i64(statement, 5, batch->lease_until_ms);
    if (changes) {
        pd_sqlite_bind_i64(statement, 6, batch->life);
        if (batch->wake_ms != WAKE_NEVER) {
            pd_sqlite_bind_i64(statement, 7, batch->wake_ms);
        }
        if (batch->wait.size > 0) {
            pd_sqlite_bind_bytes(statement, 8, batch->wait);
        }
        pd_sqlite_bind_u64(statement, 9, batch->effect);
        pd_sqlite_bind_u64(statement, 10, batch->seen_message);
        pd_sqlite_bind_u64(statement, 11, batch->dropped_count);
        pd_sqlite_bind_u64(statement, 12, batch->taken_count);
    }
    return pd_sqlite_step(sqlite, statement, NULL, err);
}

static Status write_batch(SqliteStore *sqlite, RunBatch *batch, Error *err)
{
    pd_assert(sqlite->store.ops != NULL);
    pd_assert(batch->run != 0);
    Tail tail = {.row = 0};
    Status status = read_tail(sqlite, batch->run, &tail, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (tail.fence != batch->fence || tail.head != batch->head) {
        batch->status = STATUS_CONFLICT;
        return STATUS_OK;
    }
    uint64_t row = tail.row;
    if (batch->record_count > 0) {
        JournalRow wanted = {.run = batch->run,
                             .prev = tail.row,
                             .first = batch->head + 1,
                             .records = batch->records,
                             .count = batch->record_count};
        status = insert_row(sqlite, &wanted, &row, err);
    }
    if (status == STATUS_OK) {
        status = write_extras(sqlite, batch, err);
    }
    if (status == STATUS_OK) {
        status = write_run(sqlite, batch, row, err);
    }
    for (size_t i = 0; status == STATUS_OK && i < batch->sent_count; i++) {
        status = write_sent(sqlite, &batch->sent[i], err);
    }
    return status;
}

Status pd_sqlite_append(Store *store, RunBatch *batches, size_t count, Error *err)
{
    pd_assert(store->ops != NULL && store->alloc != NULL);
    SqliteStore *sqlite = pd_sqlite_of(store);
    Status status = pd_sqlite_begin(sqlite, err);
    if (status != STATUS_OK) {
        return status;
    }
    for (size_t i = 0; status == STATUS_OK && i < count; i++) {
        status = write_batch(sqlite, &batches[i], err);
    }
    return pd_sqlite_end(sqlite, status, err);
}

static Status insert_run(SqliteStore *sqlite, const NewRun *run, uint64_t *number, Error *err)
{
    pd_assert(sqlite->store.ops != NULL);
    pd_assert(run->record_count > 0);
    pd_assert(number != NULL);
    sqlite3_stmt *statement = NULL;
    Status status = pd_sqlite_statement(sqlite, STATEMENT_CREATE_RUN, &statement, err);
    if (status != STATUS_OK) {
        return status;
    }
    pd_sqlite_bind_text(statement, 1, run->id);
    pd_sqlite_bind_bytes(statement, 2, pd_digest_bytes(&run->program));
    pd_sqlite_bind_i64(statement, 3, run->now_ms);
    pd_sqlite_bind_u64(statement, 4, run->record_count);
    pd_sqlite_bind_u64(statement, 5, run->worker.size > 0 ? 1 : 0);
    if (run->worker.size > 0) {
        pd_sqlite_bind_text(statement, 6, run->worker);
    }
    pd_sqlite_bind_i64(statement, 7, run->worker.size > 0 ? run->lease_until_ms : 0);
    pd_sqlite_bind_i64(statement, 8, run->life);
    if (run->wake_ms != WAKE_NEVER) {
        pd_sqlite_bind_i64(statement, 9, run->wake_ms);
    }
    pd_sqlite_bind_u64(statement, 10, run->effect);
    if (run->wait.size > 0) {
        pd_sqlite_bind_bytes(statement, 11, run->wait);
    }
    if (run->note.size > 0) {
        pd_sqlite_bind_bytes(statement, 12, run->note);
    }
    status = pd_sqlite_step(sqlite, statement, NULL, err);
    *number = (uint64_t)sqlite3_last_insert_rowid(sqlite->db);
    if (status != STATUS_OK && sqlite3_extended_errcode(sqlite->db) == SQLITE_CONSTRAINT_UNIQUE) {
        return pd_error_set(err, STATUS_EXISTS, "there is a run '%.*s' already", (int)run->id.size,
                            (const char *)run->id.data);
    }
    return status;
}

Status pd_sqlite_create(Store *store, const NewRun *run, uint64_t *number, Error *err)
{
    pd_assert(store->ops != NULL && store->alloc != NULL);
    pd_assert(run->record_count > 0);
    pd_assert(number != NULL);
    SqliteStore *sqlite = pd_sqlite_of(store);
    Status status = pd_sqlite_begin(sqlite, err);
    if (status != STATUS_OK) {
        return status;
    }
    status = insert_run(sqlite, run, number, err);
    if (status == STATUS_OK) {
        JournalRow wanted = {.run = *number,
                             .prev = 0,
                             .first = 1,
                             .records = run->records,
                             .count = run->record_count};
        uint64_t pair[2] = {0, *number};
        status = insert_row(sqlite, &wanted, &pair[0], err);
        if (status == STATUS_OK) {
            status = step_pairs(sqlite, STATEMENT_SET_TAIL, pair, err);
        }
    }
    for (uint64_t i = 1; status == STATUS_OK && i <= run->promise_count; i++) {
        const uint64_t pair[2] = {*number, i};
        status = step_pairs(sqlite, STATEMENT_PUT_PROMISE, pair, err);
    }
    if (status == STATUS_OK && run->snapshot.size > 0) {
        status = write_snapshot(sqlite, *number, run->snapshot_sequence, run->snapshot, err);
    }
    return pd_sqlite_end(sqlite, status, err);
}

/* ── reading ── */

Status pd_sqlite_split(Bytes body, uint64_t first, StoredVisitor visitor, bool *go_on, Error *err)
{
    pd_assert_bytes(body);
    pd_assert(visitor.visit != NULL);
    CborReader reader;
    pd_cbor_reader_init(&reader, body, CBOR_NESTING_MAX, err);
    *go_on = true;
    while (*go_on && !pd_cbor_at_end(&reader)) {
        Bytes stored;
        Status status = pd_cbor_read_raw(&reader, &stored);
        if (status != STATUS_OK) {
            return status;
        }
        *go_on = visitor.visit(visitor.ctx, first, stored);
        first++;
    }
    return STATUS_OK;
}

typedef struct RowLink {
    uint64_t number;
    uint64_t prev;
    uint64_t first;
} RowLink;

static Status broken_list(uint64_t number, Error *err)
{
    return pd_error_set(err, STATUS_CORRUPT,
                        "the journal of the run is damaged: row %llu is missing or misplaced",
                        (unsigned long long)number);
}

/* Reads one row: its place in the list and, in *body, its records until the statement is done. */
static Status read_row(SqliteStore *sqlite, uint64_t run, RowLink *link, sqlite3_stmt **statement,
                       Error *err)
{
    pd_assert(sqlite->store.ops != NULL);
    bool has_row = false;
    Status status = pd_sqlite_statement(sqlite, STATEMENT_ROW_OF_JOURNAL, statement, err);
    if (status != STATUS_OK) {
        return status;
    }
    pd_sqlite_bind_u64(*statement, 1, link->number);
    status = pd_sqlite_step(sqlite, *statement, &has_row, err);
    if (status != STATUS_OK) {
        return status;
    }
    bool fits =
        has_row && pd_sqlite_fits(*statement, "nnnb") && pd_sqlite_u64(*statement, 0) == run;
    link->prev = has_row ? pd_sqlite_u64(*statement, 1) : 0;
    link->first = has_row ? pd_sqlite_u64(*statement, 2) : 0;
    if (!fits || link->prev >= link->number || link->first == 0) {
        pd_sqlite_done(*statement);
        return broken_list(link->number, err);
    }
    return STATUS_OK;
}

/* The rows that hold records from `from` on, newest first, as RowLinks in out. */
static Status collect_rows(SqliteStore *sqlite, uint64_t run, uint64_t from, Buffer *out,
                           Error *err)
{
    pd_assert(sqlite->store.ops != NULL);
    pd_assert_buffer(out);
    Tail tail = {.row = 0};
    Status status = read_tail(sqlite, run, &tail, err);
    RowLink link = {.number = status == STATUS_OK ? tail.row : 0, .first = UINT64_MAX};
    while (status == STATUS_OK && link.number != 0 && link.first > from) {
        sqlite3_stmt *statement = NULL;
        uint64_t newer_first = link.first;
        status = read_row(sqlite, run, &link, &statement, err);
        if (status != STATUS_OK) {
            break;
        }
        pd_sqlite_done(statement);
        if (link.first >= newer_first) {
            return broken_list(link.number, err);
        }
        pd_buffer_append(out, pd_bytes(&link, sizeof link));
        if (pd_buffer_status(out) != STATUS_OK) {
            return pd_error_plain(err, pd_buffer_status(out));
        }
        link.number = link.prev;
    }
    return status;
}

typedef struct FromVisitor {
    StoredVisitor inner;
    uint64_t from;
} FromVisitor;

static bool visit_from(void *ctx, uint64_t sequence, Bytes stored)
{
    pd_assert(ctx != NULL);
    pd_assert_bytes(stored);
    FromVisitor *visitor = ctx;
    return sequence < visitor->from || visitor->inner.visit(visitor->inner.ctx, sequence, stored);
}

/*
 * The body of a row is copied out before the visit, so that the visitor may take its time without
 * keeping a statement open.
 */
static Status visit_rows(SqliteStore *sqlite, uint64_t run, Bytes links, FromVisitor *visitor,
                         Error *err)
{
    pd_assert(sqlite->store.ops != NULL);
    pd_assert_bytes(links);
    Status status = STATUS_OK;
    bool go_on = true;
    Buffer body;
    pd_buffer_init(&body, sqlite->store.alloc, SIZE_MAX / 2);
    for (size_t i = links.size / sizeof(RowLink); go_on && status == STATUS_OK && i > 0; i--) {
        RowLink link;
        sqlite3_stmt *statement = NULL;
        memcpy(&link, links.data + (i - 1) * sizeof link, sizeof link);
        status = read_row(sqlite, run, &link, &statement, err);
        if (status != STATUS_OK) {
            break;
        }
        pd_buffer_reset(&body);
        pd_buffer_append(&body, pd_sqlite_bytes(statement, 3));
        pd_sqlite_done(statement);
        status = pd_buffer_status(&body);
        if (status != STATUS_OK) {
            status = pd_error_plain(err, status);
            break;
        }
        StoredVisitor from = {.ctx = visitor, .visit = visit_from};
        status = pd_sqlite_split(pd_buffer_peek(&body), link.first, from, &go_on, err);
    }
    pd_buffer_deinit(&body);
    return status;
}

Status pd_sqlite_records(Store *store, uint64_t run, uint64_t from, StoredVisitor visitor,
                         Error *err)
{
    pd_assert(store->ops != NULL && store->alloc != NULL);
    pd_assert(visitor.visit != NULL);
    SqliteStore *sqlite = pd_sqlite_of(store);
    Buffer links;
    pd_buffer_init(&links, store->alloc, SIZE_MAX / 2);
    Status status = collect_rows(sqlite, run, from == 0 ? 1 : from, &links, err);
    if (status == STATUS_OK) {
        FromVisitor from_visitor = {.inner = visitor, .from = from};
        status = visit_rows(sqlite, run, pd_buffer_peek(&links), &from_visitor, err);
    }
    pd_buffer_deinit(&links);
    return status;
}
