/*
 * What the sources of the SQLite driver share: its tables, its statements, its errors.
 *
 *   program   a bundle by its digest
 *   run       one row a run: state, lease, what it waits for, head = sequence of its newest record
 *   journal   one row a commit of a run: its records from `first` on, one after the other. prev is
 *             the run's row before, run.tail its newest: a list from new to old, so that commits
 *             of many runs touch one page and need no index
 *   snapshot  at most one a run
 *   message   the mailboxes
 *   promise   made by a run and settled once
 */
#ifndef JOURNAL_SQLITE_IN_H
#define JOURNAL_SQLITE_IN_H

#include <sqlite3.h>

#include "journal/record.h"
#include "journal/store.h"

#define SCHEMA_VERSION 1
#define APPLICATION_ID 0x50445552 /* "PDUR" */

/* STATEMENT(name, text) */
#define RUN_COLUMNS                                                                          \
 "r.run, r.id, r.life, r.paused, r.program, r.created, r.updated, r.wake, r.head, r.fence, " \
 "r.worker, r.lease, r.effect, r.dropped, r.messages, r.wait, j.body, r.note"
/* LEFT: a run whose newest row of `journal` is missing is told to be damaged, not passed over. */
#define RUN_FROM "FROM run r LEFT JOIN journal j ON j.n = r.tail "

#define STATEMENT_TABLE(STATEMENT)                                                                 \
 STATEMENT(BEGIN, "BEGIN IMMEDIATE")                                                               \
 STATEMENT(COMMIT, "COMMIT")                                                                       \
 STATEMENT(ROLLBACK, "ROLLBACK")                                                                   \
 STATEMENT(DATA_VERSION, "PRAGMA data_version")                                                    \
 STATEMENT(PUT_PROGRAM, "INSERT INTO program(id, body) VALUES(?, ?) ON CONFLICT DO NOTHING")       \
 STATEMENT(GET_PROGRAM, "SELECT body FROM program WHERE id = ?")                                   \
 STATEMENT(CREATE_RUN,                                                                             \
           "INSERT INTO run(id, life, paused, program, created, updated, wake, head, tail, "       \
           "fence, worker, lease, effect, dropped, messages, wait, note) "                         \
           "VALUES(?1, ?8, 0, ?2, ?3, ?3, ?9, ?4, 0, ?5, ?6, ?7, ?10, 0, 0, ?11, ?12)")            \
 STATEMENT(SET_TAIL, "UPDATE run SET tail = ? WHERE run = ?")                                      \
 STATEMENT(ROW_BY_ID, "SELECT " RUN_COLUMNS " " RUN_FROM "WHERE r.id = ?")                         \
 STATEMENT(ROWS_ALL, "SELECT " RUN_COLUMNS " " RUN_FROM "WHERE r.run > ?1 ORDER BY r.run")         \
 STATEMENT(ROWS_STATE,                                                                             \
           "SELECT " RUN_COLUMNS " " RUN_FROM "WHERE r.run > ?1 AND r.life = ?2 ORDER BY r.run")   \
 STATEMENT(ROWS_DUE, "SELECT " RUN_COLUMNS " " RUN_FROM                                            \
                     "WHERE r.wake <= ?1 AND r.paused = 0 AND r.lease <= ?1 "                      \
                     "ORDER BY r.wake, r.run")                                                     \
 STATEMENT(NEXT_DUE, "SELECT wake FROM run WHERE wake IS NOT NULL AND paused = 0 AND lease = 0 "   \
                     "ORDER BY wake LIMIT 1")                                                      \
 STATEMENT(RUN_HEAD, "SELECT fence, head, tail FROM run WHERE run = ?")                            \
 STATEMENT(INSERT_RECORDS, "INSERT INTO journal(run, prev, first, body) VALUES(?, ?, ?, ?)")       \
 STATEMENT(ADVANCE,                                                                                \
           "UPDATE run SET head = ?2, tail = ?3, updated = ?4, lease = ?5 WHERE run = ?1")         \
 STATEMENT(CHANGE_LIFE,                                                                            \
           "UPDATE run SET head = ?2, tail = ?3, updated = ?4, lease = ?5, life = ?6, "            \
           "wake = CASE WHEN ?6 < 2 AND EXISTS(SELECT 1 FROM message WHERE run = ?1 AND "          \
           "number > ?10) THEN 0 ELSE ?7 END, wait = ?8, effect = ?9, dropped = dropped + ?11, "   \
           "messages = messages - ?12 WHERE run = ?1")                                             \
 STATEMENT(ROW_OF_JOURNAL, "SELECT run, prev, first, body FROM journal WHERE n = ?")               \
 STATEMENT(PUT_SNAPSHOT, "INSERT INTO snapshot(run, sequence, body) VALUES(?1, ?2, ?3) "           \
                         "ON CONFLICT(run) DO UPDATE SET sequence = ?2, body = ?3")                \
 STATEMENT(GET_SNAPSHOT, "SELECT sequence, body FROM snapshot WHERE run = ?")                      \
 STATEMENT(DROP_SNAPSHOTS, "DELETE FROM snapshot WHERE run = ?")                                   \
 STATEMENT(GET_LEASE, "SELECT worker, lease, fence FROM run WHERE run = ?")                        \
 STATEMENT(TAKE_LEASE, "UPDATE run SET fence = fence + 1, worker = ?2, lease = ?3 WHERE run = ?1") \
 STATEMENT(GIVE_LEASE, "UPDATE run SET worker = NULL, lease = 0 WHERE run = ? AND fence = ?")      \
 STATEMENT(RUN_INBOX, "SELECT life, effect, messages FROM run WHERE run = ?")                      \
 STATEMENT(RUN_BY_ID, "SELECT run, life, messages FROM run WHERE id = ?")                          \
 STATEMENT(HAS_RESULT, "SELECT 1 FROM message WHERE run = ? AND kind = 2 AND slot = ?")            \
 STATEMENT(PUT_MESSAGE, "INSERT INTO message(run, kind, slot, name, body) VALUES(?,?,?,?,?)")      \
 STATEMENT(WAKE_RUN, "UPDATE run SET wake = 0, messages = messages + 1 WHERE run = ?")             \
 STATEMENT(MESSAGES,                                                                               \
           "SELECT number, kind, slot, name, body FROM message WHERE run = ? AND number > ? "      \
           "ORDER BY number")                                                                      \
 STATEMENT(TAKE_MESSAGE, "DELETE FROM message WHERE number = ? AND run = ?")                       \
 STATEMENT(PUT_PROMISE, "INSERT INTO promise(run, number, settled) VALUES(?, ?, 0)")               \
 STATEMENT(GET_PROMISE, "SELECT settled FROM promise WHERE run = ? AND number = ?")                \
 STATEMENT(SETTLE, "UPDATE promise SET settled = 1 WHERE run = ? AND number = ?")                  \
 STATEMENT(SET_PAUSED, "UPDATE run SET paused = ? WHERE run = ?")                                  \
 STATEMENT(SET_NOTE, "UPDATE run SET note = ? WHERE run = ?")

#define STATEMENT_ENUM(name, text) STATEMENT_##name,
typedef enum StatementId { STATEMENT_TABLE(STATEMENT_ENUM) STATEMENT_COUNT } StatementId;
#undef STATEMENT_ENUM

typedef struct SqliteStore {
    Store store;
    sqlite3 *db;
    sqlite3_stmt *statements[STATEMENT_COUNT]; /* prepared at first use */
    bool read_only;
    bool in_transaction;
    bool broken; /* the disk refused to sync: nothing may be written through this handle again */
} SqliteStore;

/* The driver of a Store made by pd_store_open_sqlite. */
static inline SqliteStore *pd_sqlite_of(Store *store)
{
    return (SqliteStore *)store;
}

/* A statement ready for binding: prepared, reset, without bindings. */
Status pd_sqlite_statement(SqliteStore *sqlite, StatementId id, sqlite3_stmt **out,
                           Error *err) MUST_USE;

/* Turns SQLite's code into a Status and tells what failed and what to do. */
Status pd_sqlite_fail(SqliteStore *sqlite, int code, const char *what, Error *err) MUST_USE;

/*
 * Runs a statement that gives no rows, or whose first row is enough: *has_row then says whether
 * there is one and the columns can be read until pd_sqlite_done. has_row may be NULL.
 */
Status pd_sqlite_step(SqliteStore *sqlite, sqlite3_stmt *statement, bool *has_row,
                      Error *err) MUST_USE;

/* Ends the use of a statement. */
void pd_sqlite_done(sqlite3_stmt *statement);

/* Binding: what cannot be bound (no memory) makes the step fail. */
void pd_sqlite_bind_u64(sqlite3_stmt *statement, int index, uint64_t value);
void pd_sqlite_bind_i64(sqlite3_stmt *statement, int index, int64_t value);
void pd_sqlite_bind_bytes(sqlite3_stmt *statement, int index,
                          Bytes bytes); /* empty: an empty blob */
void pd_sqlite_bind_text(sqlite3_stmt *statement, int index, Bytes text);

/* Columns of the present row, borrowed until the statement's next use. */
uint64_t pd_sqlite_u64(sqlite3_stmt *statement, int column); /* 0 for what is none */
Bytes pd_sqlite_bytes(sqlite3_stmt *statement, int column);

/*
 * Whether the columns are what the tables say; a file may have been edited. A letter for each
 * column: n number from 0 on, i integer, b bytes, t text; capital: or NULL.
 */
bool pd_sqlite_fits(sqlite3_stmt *statement, const char *letters) MUST_USE;

/* BEGIN IMMEDIATE, COMMIT. A failed commit is rolled back. */
Status pd_sqlite_begin(SqliteStore *sqlite, Error *err) MUST_USE;
Status pd_sqlite_commit(SqliteStore *sqlite, Error *err) MUST_USE;
void pd_sqlite_rollback(SqliteStore *sqlite);

/* Commits when status is OK, else rolls back; the first failure is the result. */
Status pd_sqlite_end(SqliteStore *sqlite, Status status, Error *err) MUST_USE;

/* sqlite_append.c */
Status pd_sqlite_append(Store *store, RunBatch *batches, size_t count, Error *err);
Status pd_sqlite_create(Store *store, const NewRun *run, uint64_t *number, Error *err);
Status pd_sqlite_records(Store *store, uint64_t run, uint64_t from, StoredVisitor visitor,
                         Error *err);

/* sqlite_runs.c */
Status pd_sqlite_rows(Store *store, const RunQuery *query, RowVisitor visitor, Error *err);
Status pd_sqlite_next_due(Store *store, int64_t *due_ms, Error *err);
Status pd_sqlite_take_lease(Store *store, const LeaseRequest *request, uint64_t *fence, Error *err);
Status pd_sqlite_give_lease(Store *store, uint64_t run, uint64_t fence, Error *err);
Status pd_sqlite_set_paused(Store *store, uint64_t run, bool paused, Error *err);
Status pd_sqlite_set_note(Store *store, uint64_t run, Bytes note, Error *err);

/* sqlite_mail.c */
typedef struct Inbox {
    Life life;
    uint64_t effect; /* that waits for a result */
    uint64_t message_count;
} Inbox;
/* What decides whether a message is taken. NOT_FOUND; USAGE when the run has ended. */
Status pd_sqlite_inbox(SqliteStore *sqlite, uint64_t run, Inbox *out, Error *err) MUST_USE;
Status pd_sqlite_send(Store *store, uint64_t run, const Message *message, Error *err);
Status pd_sqlite_messages(Store *store, uint64_t run, uint64_t after, MessageVisitor visitor,
                          Error *err);
Status pd_sqlite_put_message(SqliteStore *sqlite, uint64_t run, const Message *message,
                             Error *err) MUST_USE;

/* Calls visit for each stored record in a row of `journal`; CORRUPT when it is not whole. */
Status pd_sqlite_split(Bytes body, uint64_t first, StoredVisitor visitor, bool *go_on,
                       Error *err) MUST_USE;

#endif
