/*
 * The SQLite driver: the table of runs, who may drive which, and what is due.
 */
#include "journal/sqlite_in.h"

static bool keep_last(void *ctx, uint64_t sequence, Bytes stored)
{
    pd_assert(ctx != NULL);
    pd_assert_bytes(stored);
    (void)sequence;
    *(Bytes *)ctx = stored;
    return true;
}

/* Column numbers are those of RUN_COLUMNS. */
static Status read_row(sqlite3_stmt *statement, RunRow *row, Error *err)
{
    pd_assert(statement != NULL);
    pd_assert(row != NULL);
    Bytes program = pd_sqlite_bytes(statement, 4);
    uint64_t life = pd_sqlite_u64(statement, 2);
    *row = (RunRow){
        .run = pd_sqlite_u64(statement, 0),
        .id = pd_sqlite_bytes(statement, 1),
        .life = (Life)(life < LIFE_COUNT ? life : 0),
        .paused = pd_sqlite_u64(statement, 3) != 0,
        .created_ms = sqlite3_column_int64(statement, 5),
        .updated_ms = sqlite3_column_int64(statement, 6),
        .wake_ms = sqlite3_column_type(statement, 7) == SQLITE_NULL
                       ? WAKE_NEVER
                       : sqlite3_column_int64(statement, 7),
        .head = pd_sqlite_u64(statement, 8),
        .fence = pd_sqlite_u64(statement, 9),
        .worker = pd_sqlite_bytes(statement, 10),
        .lease_until_ms = sqlite3_column_int64(statement, 11),
        .effect = pd_sqlite_u64(statement, 12),
        .dropped_count = pd_sqlite_u64(statement, 13),
        .message_count = pd_sqlite_u64(statement, 14),
        .wait = pd_sqlite_bytes(statement, 15),
        .note = pd_sqlite_bytes(statement, 17),
    };
    bool fits = life < LIFE_COUNT && program.size == DIGEST_BYTES && row->run > 0 &&
                row->head > 0 && pd_store_check_id(row->id, NULL) == STATUS_OK &&
                row->worker.size <= WORKER_BYTES_MAX;
    if (!fits || !pd_sqlite_fits(statement, "ntnnbiiInnTinnnBbB")) {
        return pd_error_set(err, STATUS_CORRUPT,
                            "the row of run number %lld is damaged, or its newest records miss",
                            (long long)sqlite3_column_int64(statement, 0));
    }
    memcpy(row->program.bytes, program.data, DIGEST_BYTES);
    bool go_on;
    StoredVisitor last = {.ctx = &row->head_record, .visit = keep_last};
    return pd_sqlite_split(pd_sqlite_bytes(statement, 16), 1, last, &go_on, err);
}

/* limit: of rows that can be read; 0: none. */
static Status visit_rows(SqliteStore *sqlite, sqlite3_stmt *statement, uint64_t limit,
                         RowVisitor visitor, Error *err)
{
    pd_assert(sqlite->store.ops != NULL);
    pd_assert(statement != NULL);
    pd_assert(visitor.visit != NULL);
    bool has_row = true;
    Error damage = {.status = STATUS_OK};
    for (uint64_t count = 0; limit == 0 || count < limit;) {
        RunRow row;
        Error damaged = {.status = STATUS_OK};
        Status status = pd_sqlite_step(sqlite, statement, &has_row, err);
        if (status != STATUS_OK) {
            return status; /* the step has ended the statement */
        }
        if (!has_row) {
            break;
        }
        status = read_row(statement, &row, &damaged);
        if (status == STATUS_OK && !visitor.visit(visitor.ctx, &row)) {
            pd_sqlite_done(statement);
            return STATUS_OK;
        }
        count += status == STATUS_OK;
        if (damage.status == STATUS_OK) {
            damage = damaged;
        }
    }
    if (has_row) {
        pd_sqlite_done(statement);
    }
    if (damage.status != STATUS_OK && err != NULL) {
        *err = damage;
    }
    return damage.status;
}

Status pd_sqlite_rows(Store *store, const RunQuery *query, RowVisitor visitor, Error *err)
{
    pd_assert(store->ops != NULL && store->alloc != NULL);
    pd_assert(query->kind <= QUERY_DUE);
    pd_assert(visitor.visit != NULL);
    static const StatementId ids[] = {
        [QUERY_ALL] = STATEMENT_ROWS_ALL,
        [QUERY_ID] = STATEMENT_ROW_BY_ID,
        [QUERY_STATE] = STATEMENT_ROWS_STATE,
        [QUERY_DUE] = STATEMENT_ROWS_DUE,
    };
    SqliteStore *sqlite = pd_sqlite_of(store);
    sqlite3_stmt *statement = NULL;
    pd_assert(query->kind < ARRAY_COUNT(ids));
    Status status = pd_sqlite_statement(sqlite, ids[query->kind], &statement, err);
    if (status != STATUS_OK) {
        return status;
    }
    switch (query->kind) {
    case QUERY_ID: pd_sqlite_bind_text(statement, 1, query->id); break;
    case QUERY_DUE: pd_sqlite_bind_i64(statement, 1, query->now_ms); break;
    case QUERY_STATE: pd_sqlite_bind_i64(statement, 2, query->life); FALLTHROUGH;
    case QUERY_ALL:
        pd_sqlite_bind_u64(statement, 1, query->after);
        if (query->after == 0) { /* also what has a number that no run can have */
            (void)sqlite3_bind_double(statement, 1, -1e19);
        }
        break;
    }
    return visit_rows(sqlite, statement, query->limit, visitor, err);
}

Status pd_sqlite_next_due(Store *store, int64_t *due_ms, Error *err)
{
    pd_assert(store->ops != NULL && store->alloc != NULL);
    pd_assert(due_ms != NULL);
    SqliteStore *sqlite = pd_sqlite_of(store);
    sqlite3_stmt *statement = NULL;
    bool has_row = false;
    Status status = pd_sqlite_statement(sqlite, STATEMENT_NEXT_DUE, &statement, err);
    if (status == STATUS_OK) {
        status = pd_sqlite_step(sqlite, statement, &has_row, err);
    }
    if (status == STATUS_OK && has_row) {
        *due_ms = sqlite3_column_int64(statement, 0);
        pd_sqlite_done(statement);
    }
    return status;
}

/* The fence of the lease before this one; CONFLICT when somebody else may still use it. */
static Status check_lease(SqliteStore *sqlite, const LeaseRequest *request, uint64_t *fence,
                          Error *err)
{
    pd_assert(sqlite->store.ops != NULL);
    pd_assert(request->run != 0);
    pd_assert(fence != NULL);
    sqlite3_stmt *statement = NULL;
    bool has_row = false;
    Status status = pd_sqlite_statement(sqlite, STATEMENT_GET_LEASE, &statement, err);
    if (status != STATUS_OK) {
        return status;
    }
    pd_sqlite_bind_u64(statement, 1, request->run);
    status = pd_sqlite_step(sqlite, statement, &has_row, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (!has_row) {
        return pd_error_set(err, STATUS_NOT_FOUND, "the run is no longer in the store");
    }
    bool fits = pd_sqlite_fits(statement, "Tin");
    Bytes worker = pd_sqlite_bytes(statement, 0);
    int64_t until_ms = sqlite3_column_int64(statement, 1);
    *fence = pd_sqlite_u64(statement, 2);
    if (!fits || *fence == INT64_MAX) {
        status = pd_error_set(err, STATUS_CORRUPT, "the lease of the run is damaged");
    } else if (worker.size > 0 && until_ms > request->now_ms && !request->force) {
        int shown = worker.size < WORKER_BYTES_MAX ? (int)worker.size : WORKER_BYTES_MAX;
        status =
            pd_error_set(err, STATUS_CONFLICT, "%.*s drives the run for another %lld ms", shown,
                         (const char *)worker.data, (long long)(until_ms - request->now_ms));
    }
    pd_sqlite_done(statement);
    return status;
}

Status pd_sqlite_take_lease(Store *store, const LeaseRequest *request, uint64_t *fence, Error *err)
{
    pd_assert(store->ops != NULL && store->alloc != NULL);
    pd_assert(request->run != 0);
    pd_assert(fence != NULL);
    SqliteStore *sqlite = pd_sqlite_of(store);
    uint64_t before = 0;
    Status status = pd_sqlite_begin(sqlite, err);
    if (status != STATUS_OK) {
        return status;
    }
    status = check_lease(sqlite, request, &before, err);
    if (status == STATUS_OK) {
        sqlite3_stmt *statement = NULL;
        status = pd_sqlite_statement(sqlite, STATEMENT_TAKE_LEASE, &statement, err);
        if (status == STATUS_OK) {
            pd_sqlite_bind_u64(statement, 1, request->run);
            pd_sqlite_bind_text(statement, 2, request->worker);
            pd_sqlite_bind_i64(statement, 3, request->until_ms);
            status = pd_sqlite_step(sqlite, statement, NULL, err);
        }
    }
    status = pd_sqlite_end(sqlite, status, err);
    *fence = status == STATUS_OK ? before + 1 : 0;
    return status;
}

Status pd_sqlite_give_lease(Store *store, uint64_t run, uint64_t fence, Error *err)
{
    pd_assert(store->ops != NULL && store->alloc != NULL);
    SqliteStore *sqlite = pd_sqlite_of(store);
    Status status = pd_sqlite_begin(sqlite, err);
    if (status != STATUS_OK) {
        return status;
    }
    sqlite3_stmt *statement = NULL;
    status = pd_sqlite_statement(sqlite, STATEMENT_GIVE_LEASE, &statement, err);
    if (status == STATUS_OK) {
        pd_sqlite_bind_u64(statement, 1, run);
        pd_sqlite_bind_u64(statement, 2, fence);
        status = pd_sqlite_step(sqlite, statement, NULL, err);
    }
    return pd_sqlite_end(sqlite, status, err);
}

Status pd_sqlite_set_paused(Store *store, uint64_t run, bool paused, Error *err)
{
    pd_assert(store->ops != NULL && store->alloc != NULL);
    SqliteStore *sqlite = pd_sqlite_of(store);
    Status status = pd_sqlite_begin(sqlite, err);
    if (status != STATUS_OK) {
        return status;
    }
    Inbox inbox = {.life = LIFE_READY};
    status = pd_sqlite_inbox(sqlite, run, &inbox, err);
    if (status == STATUS_OK) {
        sqlite3_stmt *statement = NULL;
        status = pd_sqlite_statement(sqlite, STATEMENT_SET_PAUSED, &statement, err);
        if (status == STATUS_OK) {
            pd_sqlite_bind_i64(statement, 1, paused ? 1 : 0);
            pd_sqlite_bind_u64(statement, 2, run);
            status = pd_sqlite_step(sqlite, statement, NULL, err);
        }
    }
    return pd_sqlite_end(sqlite, status, err);
}

Status pd_sqlite_set_note(Store *store, uint64_t run, Bytes note, Error *err)
{
    pd_assert(store->ops != NULL && store->alloc != NULL);
    pd_assert_bytes(note);
    SqliteStore *sqlite = pd_sqlite_of(store);
    Status status = pd_sqlite_begin(sqlite, err);
    if (status != STATUS_OK) {
        return status;
    }
    sqlite3_stmt *statement = NULL;
    status = pd_sqlite_statement(sqlite, STATEMENT_SET_NOTE, &statement, err);
    if (status == STATUS_OK) {
        pd_sqlite_bind_bytes(statement, 1, note);
        pd_sqlite_bind_u64(statement, 2, run);
        status = pd_sqlite_step(sqlite, statement, NULL, err);
    }
    return pd_sqlite_end(sqlite, status, err);
}
