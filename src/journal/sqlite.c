/*
 * The SQLite driver: opening, the schema, transactions, statements, errors; programs and snapshots.
 *
 * One writer at a time (BEGIN IMMEDIATE), WAL, and synchronous=FULL unless asked otherwise, so a
 * commit that was acknowledged survives the loss of power. A disk that fails to sync is not
 * trusted again through the same handle.
 */
#include "journal/sqlite_in.h"

#include <errno.h>
#include <unistd.h>

static const char schema_text[] =
    "CREATE TABLE program(n INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, body BLOB NOT NULL)"
    " STRICT;"
    "CREATE TABLE run(run INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, life INTEGER NOT NULL,"
    " paused INTEGER NOT NULL, program BLOB NOT NULL, created INTEGER NOT NULL,"
    " updated INTEGER NOT NULL, wake INTEGER, head INTEGER NOT NULL, tail INTEGER NOT NULL,"
    " fence INTEGER NOT NULL, worker TEXT, lease INTEGER NOT NULL, effect INTEGER NOT NULL,"
    " dropped INTEGER NOT NULL, messages INTEGER NOT NULL, wait BLOB, note BLOB) STRICT;"
    "CREATE INDEX run_wake ON run(wake) WHERE wake IS NOT NULL;"
    "CREATE TABLE journal(n INTEGER PRIMARY KEY, run INTEGER NOT NULL, prev INTEGER NOT NULL,"
    " first INTEGER NOT NULL, body BLOB NOT NULL) STRICT;"
    "CREATE TABLE snapshot(run INTEGER PRIMARY KEY, sequence INTEGER NOT NULL, body BLOB NOT NULL)"
    " STRICT;"
    "CREATE TABLE message(number INTEGER PRIMARY KEY AUTOINCREMENT, run INTEGER NOT NULL,"
    " kind INTEGER NOT NULL, slot INTEGER NOT NULL, name BLOB NOT NULL, body BLOB NOT NULL) STRICT;"
    "CREATE INDEX message_run ON message(run, number);"
    "CREATE TABLE promise(run INTEGER NOT NULL, number INTEGER NOT NULL, settled INTEGER NOT NULL,"
    " PRIMARY KEY(run, number)) STRICT, WITHOUT ROWID;";

#define STATEMENT_TEXT(name, text) text,
static const char *const statement_texts[STATEMENT_COUNT] = {STATEMENT_TABLE(STATEMENT_TEXT)};
#undef STATEMENT_TEXT

/* ── errors ── */

typedef struct CodeMeaning {
    int code; /* primary result code */
    Status status;
    const char *advice;
} CodeMeaning;

static const CodeMeaning meanings[] = {
    {SQLITE_BUSY, STATUS_BUSY, "another process is writing to the store; try again"},
    {SQLITE_LOCKED, STATUS_BUSY, "the store is locked; try again"},
    {SQLITE_FULL, STATUS_IO, "the disk is full: free some space and resume, nothing is lost"},
    {SQLITE_IOERR, STATUS_IO, "the disk failed"},
    {SQLITE_CORRUPT, STATUS_CORRUPT,
     "the store is damaged: make a copy, then `sqlite3 FILE .recover` saves what is readable"},
    {SQLITE_NOTADB, STATUS_CORRUPT, "the file is not a store"},
    {SQLITE_NOMEM, STATUS_NO_MEMORY, "out of memory"},
    {SQLITE_READONLY, STATUS_DENIED, "the store is read-only"},
    {SQLITE_PERM, STATUS_DENIED, "the system does not allow it"},
    {SQLITE_AUTH, STATUS_DENIED, "the system does not allow it"},
    {SQLITE_CANTOPEN, STATUS_NOT_FOUND, "the file cannot be opened: check its path and rights"},
    {SQLITE_TOOBIG, STATUS_LIMIT, "more than a store can hold in one place"},
    {SQLITE_SCHEMA, STATUS_CORRUPT, "the tables of the store were changed"},
    {SQLITE_MISMATCH, STATUS_CORRUPT, "the tables of the store were changed"},
    {SQLITE_CONSTRAINT, STATUS_CORRUPT, "the tables of the store disagree with each other"},
};

/* A file that could not be opened though path and rights are good: no descriptors, a bad disk. */
static bool is_out_of_order(const SqliteStore *sqlite, int code)
{
    int number = sqlite->db == NULL ? 0 : sqlite3_system_errno(sqlite->db);
    return (code & 0xff) == SQLITE_CANTOPEN &&
           (number == EIO || number == EMFILE || number == ENFILE || number == ENOSPC);
}

Status pd_sqlite_fail(SqliteStore *sqlite, int code, const char *what, Error *err)
{
    pd_assert(sqlite->store.ops != NULL);
    int extended = code;
    if (extended == SQLITE_IOERR_FSYNC || extended == SQLITE_IOERR_DIR_FSYNC) {
        sqlite->broken = true;
    }
    Status status = STATUS_IO;
    const char *advice = "the store failed";
    for (size_t i = 0; i < ARRAY_COUNT(meanings); i++) {
        if (meanings[i].code == (code & 0xff)) {
            status = meanings[i].status;
            advice = meanings[i].advice;
        }
    }
    if (is_out_of_order(sqlite, code)) {
        status = STATUS_IO;
        advice = "the file cannot be opened";
    }
    return pd_error_set(err, status, "%s: %s (SQLite %d: %s)", what, advice, extended,
                        sqlite->db == NULL ? sqlite3_errstr(code) : sqlite3_errmsg(sqlite->db));
}

/* ── statements ── */

Status pd_sqlite_statement(SqliteStore *sqlite, StatementId id, sqlite3_stmt **out, Error *err)
{
    pd_assert(sqlite->store.ops != NULL);
    pd_assert(id < STATEMENT_COUNT);
    pd_assert(id < STATEMENT_COUNT);
    sqlite3_stmt **slot = &sqlite->statements[id];
    if (*slot == NULL) {
        int code = sqlite3_prepare_v3(sqlite->db, statement_texts[id], -1,
                                      SQLITE_PREPARE_PERSISTENT, slot, NULL);
        if (code == SQLITE_ERROR) { /* a table or a column is missing */
            code = SQLITE_SCHEMA;
        }
        if (code != SQLITE_OK) {
            return pd_sqlite_fail(sqlite, code, "the store cannot be read", err);
        }
    }
    *out = *slot;
    return STATUS_OK;
}

Status pd_sqlite_step(SqliteStore *sqlite, sqlite3_stmt *statement, bool *has_row, Error *err)
{
    pd_assert(sqlite->store.ops != NULL);
    pd_assert(statement != NULL);
    int code = sqlite3_step(statement);
    if (has_row != NULL) {
        *has_row = code == SQLITE_ROW;
    }
    if (code == SQLITE_ROW || code == SQLITE_DONE) {
        if (code == SQLITE_DONE || has_row == NULL) {
            pd_sqlite_done(statement);
        }
        return STATUS_OK;
    }
    bool reads = sqlite3_stmt_readonly(statement) != 0 && !sqlite->in_transaction;
    Status status = pd_sqlite_fail(
        sqlite, code, reads ? "reading the store failed" : "writing to the store failed", err);
    pd_sqlite_done(statement);
    return status;
}

void pd_sqlite_done(sqlite3_stmt *statement)
{
    (void)sqlite3_reset(statement); /* repeats the failure of the step */
    (void)sqlite3_clear_bindings(statement);
}

/* A binding fails only for want of memory; NULL stays bound, which every table refuses. */
void pd_sqlite_bind_i64(sqlite3_stmt *statement, int index, int64_t value)
{
    pd_assert(statement != NULL);
    (void)sqlite3_bind_int64(statement, index, value);
}

void pd_sqlite_bind_u64(sqlite3_stmt *statement, int index, uint64_t value)
{
    pd_assert(statement != NULL);
    pd_assert(value <= INT64_MAX);
    pd_sqlite_bind_i64(statement, index, (int64_t)value);
}

void pd_sqlite_bind_bytes(sqlite3_stmt *statement, int index, Bytes bytes)
{
    pd_assert(statement != NULL);
    pd_assert_bytes(bytes);
    const void *data = bytes.size == 0 ? (const void *)"" : (const void *)bytes.data;
    (void)sqlite3_bind_blob64(statement, index, data, bytes.size, SQLITE_STATIC);
}

void pd_sqlite_bind_text(sqlite3_stmt *statement, int index, Bytes text)
{
    pd_assert(statement != NULL);
    pd_assert_bytes(text);
    const char *data = text.size == 0 ? "" : (const char *)text.data;
    (void)sqlite3_bind_text64(statement, index, data, text.size, SQLITE_STATIC, SQLITE_UTF8);
}

uint64_t pd_sqlite_u64(sqlite3_stmt *statement, int column)
{
    pd_assert(statement != NULL);
    int64_t value = sqlite3_column_int64(statement, column);
    return value < 0 ? 0 : (uint64_t)value;
}

Bytes pd_sqlite_bytes(sqlite3_stmt *statement, int column)
{
    pd_assert(statement != NULL);
    const void *data = sqlite3_column_blob(statement, column); /* before the size: it converts */
    int size = sqlite3_column_bytes(statement, column);
    return data == NULL || size <= 0 ? (Bytes){NULL, 0} : pd_bytes(data, (size_t)size);
}

static bool column_fits(sqlite3_stmt *statement, int column, char letter)
{
    int type = sqlite3_column_type(statement, column);
    switch (letter | 0x20) {
    case 'n': return type == SQLITE_INTEGER && sqlite3_column_int64(statement, column) >= 0;
    case 'i': return type == SQLITE_INTEGER;
    case 'b': return type == SQLITE_BLOB;
    default: return type == SQLITE_TEXT;
    }
}

bool pd_sqlite_fits(sqlite3_stmt *statement, const char *letters)
{
    pd_assert(statement != NULL);
    pd_assert(strlen(letters) == (size_t)sqlite3_column_count(statement));
    for (int i = 0; letters[i] != '\0'; i++) {
        bool may_miss = letters[i] < 'a';
        bool misses = sqlite3_column_type(statement, i) == SQLITE_NULL;
        if (misses ? !may_miss : !column_fits(statement, i, letters[i])) {
            return false;
        }
    }
    return true;
}

/* ── transactions ── */

static Status run_statement(SqliteStore *sqlite, StatementId id, Error *err)
{
    pd_assert(sqlite->store.ops != NULL);
    pd_assert(id < STATEMENT_COUNT);
    sqlite3_stmt *statement = NULL;
    Status status = pd_sqlite_statement(sqlite, id, &statement, err);
    return status == STATUS_OK ? pd_sqlite_step(sqlite, statement, NULL, err) : status;
}

Status pd_sqlite_begin(SqliteStore *sqlite, Error *err)
{
    pd_assert(sqlite->store.ops != NULL);
    pd_assert(!sqlite->in_transaction);
    if (sqlite->broken) {
        return pd_error_set(err, STATUS_IO,
                            "the disk failed to keep what was written: open the store again");
    }
    Status status = run_statement(sqlite, STATEMENT_BEGIN, err);
    sqlite->in_transaction = status == STATUS_OK;
    return status;
}

void pd_sqlite_rollback(SqliteStore *sqlite)
{
    pd_assert(sqlite->store.ops != NULL);
    pd_assert(sqlite->in_transaction);
    sqlite->in_transaction = false;
    if (sqlite3_get_autocommit(sqlite->db) == 0) {
        /* It has nothing left to fail with: SQLite rolls back by itself after a failed one. */
        pd_status_ignore(run_statement(sqlite, STATEMENT_ROLLBACK, NULL));
    }
}

Status pd_sqlite_commit(SqliteStore *sqlite, Error *err)
{
    pd_assert(sqlite->store.ops != NULL);
    pd_assert(sqlite->in_transaction);
    Status status = run_statement(sqlite, STATEMENT_COMMIT, err);
    if (status != STATUS_OK) {
        pd_sqlite_rollback(sqlite);
    }
    sqlite->in_transaction = false;
    return status;
}

Status pd_sqlite_end(SqliteStore *sqlite, Status status, Error *err)
{
    pd_assert(sqlite->store.ops != NULL);
    if (status == STATUS_OK) {
        return pd_sqlite_commit(sqlite, err);
    }
    pd_sqlite_rollback(sqlite);
    return status;
}

/* ── programs, snapshots, version ── */

static Status sqlite_version(Store *store, uint64_t *version, Error *err)
{
    pd_assert(store->ops != NULL && store->alloc != NULL);
    pd_assert(version != NULL);
    SqliteStore *sqlite = pd_sqlite_of(store);
    sqlite3_stmt *statement = NULL;
    bool has_row = false;
    Status status = pd_sqlite_statement(sqlite, STATEMENT_DATA_VERSION, &statement, err);
    if (status == STATUS_OK) {
        status = pd_sqlite_step(sqlite, statement, &has_row, err);
    }
    if (status == STATUS_OK && has_row) {
        /* SQLite's number tells of other connections only. */
        *version = pd_sqlite_u64(statement, 0) + (uint64_t)sqlite3_total_changes64(sqlite->db);
        pd_sqlite_done(statement);
    }
    return status;
}

static Status sqlite_put_program(Store *store, const Digest *id, Bytes body, Error *err)
{
    pd_assert(store->ops != NULL && store->alloc != NULL);
    pd_assert(id != NULL);
    pd_assert_bytes(body);
    SqliteStore *sqlite = pd_sqlite_of(store);
    sqlite3_stmt *statement = NULL;
    Status status = pd_sqlite_begin(sqlite, err);
    if (status != STATUS_OK) {
        return status;
    }
    status = pd_sqlite_statement(sqlite, STATEMENT_PUT_PROGRAM, &statement, err);
    if (status == STATUS_OK) {
        pd_sqlite_bind_bytes(statement, 1, pd_digest_bytes(id));
        pd_sqlite_bind_bytes(statement, 2, body);
        status = pd_sqlite_step(sqlite, statement, NULL, err);
    }
    return pd_sqlite_end(sqlite, status, err);
}

/* Appends the last column of the one row that there may be. */
static Status take_blob(SqliteStore *sqlite, sqlite3_stmt *statement, const char *letters,
                        Buffer *out, Error *err)
{
    pd_assert(sqlite->store.ops != NULL);
    pd_assert(statement != NULL);
    pd_assert_buffer(out);
    bool has_row = false;
    Status status = pd_sqlite_step(sqlite, statement, &has_row, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (!has_row) {
        return STATUS_NOT_FOUND;
    }
    if (!pd_sqlite_fits(statement, letters)) {
        return pd_error_set(err, STATUS_CORRUPT, "a row of programs or snapshots is damaged");
    }
    pd_buffer_append(out, pd_sqlite_bytes(statement, (int)strlen(letters) - 1));
    status = pd_buffer_status(out);
    return status == STATUS_OK ? STATUS_OK : pd_error_plain(err, status);
}

static Status sqlite_get_program(Store *store, const Digest *id, Buffer *out, Error *err)
{
    pd_assert(store->ops != NULL && store->alloc != NULL);
    pd_assert(id != NULL);
    pd_assert_buffer(out);
    SqliteStore *sqlite = pd_sqlite_of(store);
    sqlite3_stmt *statement = NULL;
    Status status = pd_sqlite_statement(sqlite, STATEMENT_GET_PROGRAM, &statement, err);
    if (status != STATUS_OK) {
        return status;
    }
    pd_sqlite_bind_bytes(statement, 1, pd_digest_bytes(id));
    status = take_blob(sqlite, statement, "b", out, err);
    pd_sqlite_done(statement);
    if (status == STATUS_NOT_FOUND) {
        return pd_error_set(err, status, "the program of the run is not in the store");
    }
    return status;
}

static Status sqlite_get_snapshot(Store *store, uint64_t run, uint64_t *sequence, Buffer *out,
                                  Error *err)
{
    pd_assert(store->ops != NULL && store->alloc != NULL);
    pd_assert(sequence != NULL);
    pd_assert_buffer(out);
    SqliteStore *sqlite = pd_sqlite_of(store);
    sqlite3_stmt *statement = NULL;
    Status status = pd_sqlite_statement(sqlite, STATEMENT_GET_SNAPSHOT, &statement, err);
    if (status != STATUS_OK) {
        return status;
    }
    pd_sqlite_bind_u64(statement, 1, run);
    status = take_blob(sqlite, statement, "nb", out, err);
    if (status == STATUS_OK) {
        *sequence = pd_sqlite_u64(statement, 0);
    }
    pd_sqlite_done(statement);
    if (status == STATUS_NOT_FOUND) {
        return pd_error_set(err, status, "the run has no snapshot");
    }
    return status;
}

static Status sqlite_drop_snapshots(Store *store, uint64_t run, Error *err)
{
    pd_assert(store->ops != NULL && store->alloc != NULL);
    SqliteStore *sqlite = pd_sqlite_of(store);
    sqlite3_stmt *statement = NULL;
    Status status = pd_sqlite_begin(sqlite, err);
    if (status != STATUS_OK) {
        return status;
    }
    status = pd_sqlite_statement(sqlite, STATEMENT_DROP_SNAPSHOTS, &statement, err);
    if (status == STATUS_OK) {
        pd_sqlite_bind_u64(statement, 1, run);
        status = pd_sqlite_step(sqlite, statement, NULL, err);
    }
    return pd_sqlite_end(sqlite, status, err);
}

/* ── opening ── */

static void sqlite_close(Store *store)
{
    SqliteStore *sqlite = pd_sqlite_of(store);
    pd_assert(!sqlite->in_transaction);
    for (size_t i = 0; i < STATEMENT_COUNT; i++) {
        (void)sqlite3_finalize(sqlite->statements[i]); /* repeats the failure of the last step */
    }
    int code = sqlite3_close(sqlite->db);
    pd_assert(code == SQLITE_OK); /* busy would mean a statement of ours is open */
    pd_alloc_free_array(store->alloc, sqlite, 1, sizeof *sqlite);
}

static Status execute(SqliteStore *sqlite, const char *text, Error *err)
{
    pd_assert(sqlite->store.ops != NULL);
    int code = sqlite3_exec(sqlite->db, text, NULL, NULL, NULL);
    return code == SQLITE_OK ? STATUS_OK
                             : pd_sqlite_fail(sqlite, code, "opening the store failed", err);
}

/* The number that a query gives in its only row and column. */
static Status query_number(SqliteStore *sqlite, const char *text, int64_t *out, Error *err)
{
    pd_assert(sqlite->store.ops != NULL);
    pd_assert(out != NULL);
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v2(sqlite->db, text, -1, &statement, NULL);
    if (code == SQLITE_OK) {
        code = sqlite3_step(statement);
    }
    *out = code == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : 0;
    (void)sqlite3_finalize(statement); /* the failure is in code */
    return code == SQLITE_ROW || code == SQLITE_DONE
               ? STATUS_OK
               : pd_sqlite_fail(sqlite, code, "opening the store failed", err);
}

static Status check_tables(SqliteStore *sqlite, const char *path, Error *err)
{
    enum { TABLE_COUNT = 6 };
    int64_t count = 0;
    Status status = query_number(sqlite,
                                 "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name "
                                 "IN ('program', 'run', 'journal', 'snapshot', 'message', "
                                 "'promise')",
                                 &count, err);
    if (status == STATUS_OK && count != TABLE_COUNT) {
        return pd_error_set(err, STATUS_CORRUPT, "%s is damaged: it has %lld of the %d tables",
                            path, (long long)count, TABLE_COUNT);
    }
    return status;
}

/* What kind of file it is: ours, empty (*empty), or a refusal. */
static Status check_file(SqliteStore *sqlite, const char *path, bool *empty, Error *err)
{
    pd_assert(sqlite->store.ops != NULL);
    int64_t application = 0;
    int64_t version = 0;
    int64_t tables = 0;
    Status status = query_number(sqlite, "PRAGMA application_id", &application, err);
    if (status == STATUS_OK) {
        status = query_number(sqlite, "PRAGMA user_version", &version, err);
    }
    if (status == STATUS_OK) {
        status = query_number(sqlite, "SELECT count(*) FROM sqlite_schema", &tables, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    *empty = application == 0 && tables == 0;
    if (!*empty && application != APPLICATION_ID) {
        return pd_error_set(err, STATUS_CORRUPT, "%s is an SQLite file, but not a Perdure store",
                            path);
    }
    if (!*empty && version != SCHEMA_VERSION) {
        return pd_error_set(err, STATUS_VERSION,
                            "%s has version %lld of the tables, this Perdure knows %d", path,
                            (long long)version, SCHEMA_VERSION);
    }
    return *empty ? STATUS_OK : check_tables(sqlite, path, err);
}

/* The same in one transaction: another process may be making the tables. */
static Status look_at_file(SqliteStore *sqlite, const char *path, bool *empty, Error *err)
{
    Status status = execute(sqlite, "BEGIN", err);
    if (status != STATUS_OK) {
        return status;
    }
    status = check_file(sqlite, path, empty, err);
    Status ended = execute(sqlite, "COMMIT", status == STATUS_OK ? err : NULL);
    return status == STATUS_OK ? ended : status;
}

/* Makes the tables unless another process was faster. */
static Status make_tables(SqliteStore *sqlite, const char *path, Error *err)
{
    pd_assert(sqlite->store.ops != NULL);
    bool empty = false;
    Status status = pd_sqlite_begin(sqlite, err);
    if (status != STATUS_OK) {
        return status;
    }
    status = check_file(sqlite, path, &empty, err);
    if (status == STATUS_OK && empty) {
        char *text = sqlite3_mprintf("PRAGMA application_id=%d; PRAGMA user_version=%d; %s",
                                     APPLICATION_ID, SCHEMA_VERSION, schema_text);
        status = text == NULL ? pd_error_plain(err, STATUS_NO_MEMORY) : execute(sqlite, text, err);
        sqlite3_free(text);
    }
    return pd_sqlite_end(sqlite, status, err);
}

/* SQLite does not wait by itself when several processes do this to a new file at once. */
static Status use_wal(SqliteStore *sqlite, uint32_t busy_ms, Error *err)
{
    enum { PAUSE_MS = 10 };
    int code = SQLITE_BUSY;
    for (uint32_t left_ms = busy_ms == 0 ? STORE_BUSY_MS : busy_ms;; left_ms -= PAUSE_MS) {
        code = sqlite3_exec(sqlite->db, "PRAGMA journal_mode=WAL", NULL, NULL, NULL);
        if ((code & 0xff) != SQLITE_BUSY || left_ms < PAUSE_MS) {
            break;
        }
        (void)sqlite3_sleep(PAUSE_MS);
    }
    return code == SQLITE_OK ? STATUS_OK
                             : pd_sqlite_fail(sqlite, code, "opening the store failed", err);
}

static Status set_up(SqliteStore *sqlite, const char *path, const StoreOptions *options, Error *err)
{
    pd_assert(sqlite->store.ops != NULL);
    pd_assert(options->alloc != NULL);
    static const char *const sync_texts[] = {
        [SYNC_FULL] = "PRAGMA synchronous=FULL",
        [SYNC_NORMAL] = "PRAGMA synchronous=NORMAL",
        [SYNC_OFF] = "PRAGMA synchronous=OFF",
    };
    bool empty = false;
    Status status = look_at_file(sqlite, path, &empty, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (options->read_only) {
        return empty ? pd_error_set(err, STATUS_NOT_FOUND, "%s is empty", path) : STATUS_OK;
    }
    status = use_wal(sqlite, options->busy_ms, err);
    if (status == STATUS_OK) {
        status = execute(sqlite, sync_texts[options->sync], err);
    }
    if (status == STATUS_OK) {
        status = execute(sqlite, "PRAGMA wal_autocheckpoint=1000; PRAGMA cache_size=-8000", err);
    }
    return status == STATUS_OK && empty ? make_tables(sqlite, path, err) : status;
}

static const StoreOps sqlite_ops = {
    .close = sqlite_close,
    .version = sqlite_version,
    .put_program = sqlite_put_program,
    .get_program = sqlite_get_program,
    .create = pd_sqlite_create,
    .rows = pd_sqlite_rows,
    .next_due = pd_sqlite_next_due,
    .append = pd_sqlite_append,
    .records = pd_sqlite_records,
    .get_snapshot = sqlite_get_snapshot,
    .drop_snapshots = sqlite_drop_snapshots,
    .take_lease = pd_sqlite_take_lease,
    .give_lease = pd_sqlite_give_lease,
    .send = pd_sqlite_send,
    .messages = pd_sqlite_messages,
    .set_paused = pd_sqlite_set_paused,
    .set_note = pd_sqlite_set_note,
};

/*
 * The name of a store that nothing can write: read-only, in a read-only folder and without a log.
 * SQLite would want to make files beside it. Empty: it is not such a store.
 */
static void unchanging_name(const char *path, Buffer *name)
{
    char *log = sqlite3_mprintf("%s-wal", path);
    bool has_log = log == NULL || access(log, F_OK) == 0;
    sqlite3_free(log);
    if (has_log || access(path, R_OK) != 0) {
        return;
    }
    pd_buffer_append_cstr(name, "file:");
    for (const char *p = path; *p != '\0'; p++) {
        bool is_plain = (*p >= 'a' && *p <= 'z') || (*p >= '0' && *p <= '9') || *p == '/';
        pd_buffer_append_format(name, is_plain ? "%c" : "%%%02X", (unsigned)(unsigned char)*p);
    }
    pd_buffer_append_cstr(name, "?immutable=1");
}

/* Opens the file of `name` and prepares it; path is what people called it. */
static Status open_file(SqliteStore *sqlite, const char *name, const char *path,
                        const StoreOptions *options, Error *err)
{
    int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    flags |= options->read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
    flags |= options->must_exist || options->read_only ? 0 : SQLITE_OPEN_CREATE;
    flags |= name != path ? SQLITE_OPEN_URI : 0;
    int code = sqlite3_open_v2(name, &sqlite->db, flags, options->vfs);
    if (code == SQLITE_OK) {
        uint32_t busy_ms = options->busy_ms == 0 ? STORE_BUSY_MS : options->busy_ms;
        code = sqlite3_busy_timeout(sqlite->db, busy_ms > INT_MAX ? INT_MAX : (int)busy_ms);
    }
    if (code != SQLITE_OK) {
        return pd_sqlite_fail(sqlite, code, path, err);
    }
    return set_up(sqlite, path, options, err);
}

static Status open_unchanging(SqliteStore *sqlite, const char *path, const StoreOptions *options,
                              Error *err)
{
    Buffer name;
    Status status = STATUS_DENIED;
    pd_buffer_init(&name, options->alloc, strlen(path) * 3 + 32);
    unchanging_name(path, &name);
    const char *text = name.size > 0 ? pd_buffer_peek_cstr(&name) : NULL;
    if (text != NULL) {
        int code = sqlite3_close(sqlite->db);
        pd_assert(code == SQLITE_OK); /* no statement is kept before a store is open */
        sqlite->db = NULL;
        status = open_file(sqlite, text, path, options, err);
    }
    pd_buffer_deinit(&name);
    return status;
}

Status pd_store_open_sqlite(const char *path, const StoreOptions *options, Store **out, Error *err)
{
    pd_assert(options->alloc != NULL);
    pd_assert(out != NULL);
    *out = NULL;
    SqliteStore *sqlite = pd_alloc_new_array(options->alloc, 1, sizeof *sqlite);
    if (sqlite == NULL) {
        return pd_error_plain(err, STATUS_NO_MEMORY);
    }
    sqlite->store = (Store){.ops = &sqlite_ops, .alloc = options->alloc};
    sqlite->read_only = options->read_only;
    Status status = open_file(sqlite, path, path, options, err);
    if (status == STATUS_DENIED && options->read_only && options->vfs == NULL) {
        status = open_unchanging(sqlite, path, options, err);
    }
    if (status != STATUS_OK) {
        sqlite_close(&sqlite->store);
        return status;
    }
    *out = &sqlite->store;
    return STATUS_OK;
}
