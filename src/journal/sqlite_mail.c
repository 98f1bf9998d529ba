/*
 * The SQLite driver: mailboxes. A message and the waking of its run are one transaction, and the
 * rules that make a result or the settling of a promise the first one are checked in it.
 */
#include "journal/sqlite_in.h"

Status pd_sqlite_put_message(SqliteStore *sqlite, uint64_t run, const Message *message, Error *err)
{
    pd_assert(sqlite->store.ops != NULL);
    pd_assert(message->kind >= MESSAGE_SIGNAL && message->kind <= MESSAGE_CANCEL);
    sqlite3_stmt *statement = NULL;
    Status status = pd_sqlite_statement(sqlite, STATEMENT_PUT_MESSAGE, &statement, err);
    if (status == STATUS_OK) {
        pd_sqlite_bind_u64(statement, 1, run);
        pd_sqlite_bind_i64(statement, 2, message->kind);
        pd_sqlite_bind_u64(statement, 3, message->slot);
        pd_sqlite_bind_bytes(statement, 4, message->name);
        pd_sqlite_bind_bytes(statement, 5, message->body);
        status = pd_sqlite_step(sqlite, statement, NULL, err);
    }
    if (status == STATUS_OK) {
        status = pd_sqlite_statement(sqlite, STATEMENT_WAKE_RUN, &statement, err);
    }
    if (status == STATUS_OK) {
        pd_sqlite_bind_u64(statement, 1, run);
        status = pd_sqlite_step(sqlite, statement, NULL, err);
    }
    return status;
}

/* A promise or the result of an effect of one run. */
typedef struct Slot {
    uint64_t run;
    uint64_t number;
    bool found;
    uint64_t value; /* first column of the row found */
} Slot;

/* Runs a statement that takes run and number. */
static Status query_slot(SqliteStore *sqlite, StatementId id, Slot *slot, Error *err)
{
    pd_assert(sqlite->store.ops != NULL);
    pd_assert(id < STATEMENT_COUNT);
    pd_assert(slot != NULL);
    sqlite3_stmt *statement = NULL;
    Status status = pd_sqlite_statement(sqlite, id, &statement, err);
    if (status != STATUS_OK) {
        return status;
    }
    pd_sqlite_bind_u64(statement, 1, slot->run);
    pd_sqlite_bind_u64(statement, 2, slot->number);
    status = pd_sqlite_step(sqlite, statement, &slot->found, err);
    if (status == STATUS_OK && slot->found) {
        bool fits = pd_sqlite_fits(statement, "n");
        slot->value = pd_sqlite_u64(statement, 0);
        pd_sqlite_done(statement);
        if (!fits) {
            return pd_error_set(err, STATUS_CORRUPT, "promise %llu of the run is damaged",
                                (unsigned long long)slot->number);
        }
    }
    return status;
}

static Status check_result(SqliteStore *sqlite, Slot *slot, uint64_t waiting, Error *err)
{
    pd_assert(sqlite->store.ops != NULL);
    pd_assert(slot != NULL);
    Status status = query_slot(sqlite, STATEMENT_HAS_RESULT, slot, err);
    if (status == STATUS_OK && (slot->found || waiting != slot->number)) {
        return pd_error_set(err, STATUS_EXISTS,
                            "effect %llu does not wait for a result: it has one, or was never "
                            "asked",
                            (unsigned long long)slot->number);
    }
    return status;
}

static Status settle_promise(SqliteStore *sqlite, Slot *slot, Error *err)
{
    pd_assert(sqlite->store.ops != NULL);
    pd_assert(slot != NULL);
    Status status = query_slot(sqlite, STATEMENT_GET_PROMISE, slot, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (!slot->found) {
        return pd_error_set(err, STATUS_NOT_FOUND, "the run has no promise %llu",
                            (unsigned long long)slot->number);
    }
    if (slot->value != 0) {
        return pd_error_set(err, STATUS_EXISTS, "the promise is settled already");
    }
    return query_slot(sqlite, STATEMENT_SETTLE, slot, err);
}

Status pd_sqlite_inbox(SqliteStore *sqlite, uint64_t run, Inbox *out, Error *err)
{
    pd_assert(sqlite->store.ops != NULL);
    *out = (Inbox){.life = LIFE_READY};
    sqlite3_stmt *statement = NULL;
    bool has_row = false;
    Status status = pd_sqlite_statement(sqlite, STATEMENT_RUN_INBOX, &statement, err);
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
    *out = (Inbox){.life = (Life)pd_sqlite_u64(statement, 0),
                   .effect = pd_sqlite_u64(statement, 1),
                   .message_count = pd_sqlite_u64(statement, 2)};
    bool fits = pd_sqlite_fits(statement, "nnn") && pd_sqlite_u64(statement, 0) < LIFE_COUNT;
    pd_sqlite_done(statement);
    if (!fits) {
        return pd_error_set(err, STATUS_CORRUPT, "the row of the run is damaged");
    }
    if (pd_life_ended(out->life)) {
        return pd_error_set(err, STATUS_USAGE, "the run has ended (%s)", pd_life_name(out->life));
    }
    return STATUS_OK;
}

static Status send_checked(SqliteStore *sqlite, uint64_t run, const Message *message, Error *err)
{
    pd_assert(sqlite->store.ops != NULL);
    pd_assert(message->kind >= MESSAGE_SIGNAL && message->kind <= MESSAGE_CANCEL);
    Inbox inbox = {.life = LIFE_READY};
    Status status = pd_sqlite_inbox(sqlite, run, &inbox, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (inbox.message_count >= MAILBOX_COUNT_MAX) {
        return pd_error_set(err, STATUS_LIMIT, "the run has %d messages that it has not taken",
                            MAILBOX_COUNT_MAX);
    }
    Slot slot = {.run = run, .number = message->slot};
    if (message->kind == MESSAGE_RESULT) {
        status = check_result(sqlite, &slot, inbox.effect, err);
    } else if (message->kind == MESSAGE_PROMISE) {
        status = settle_promise(sqlite, &slot, err);
    }
    return status == STATUS_OK ? pd_sqlite_put_message(sqlite, run, message, err) : status;
}

Status pd_sqlite_send(Store *store, uint64_t run, const Message *message, Error *err)
{
    pd_assert(store->ops != NULL && store->alloc != NULL);
    pd_assert(message->kind >= MESSAGE_SIGNAL && message->kind <= MESSAGE_CANCEL);
    SqliteStore *sqlite = pd_sqlite_of(store);
    Status status = pd_sqlite_begin(sqlite, err);
    if (status != STATUS_OK) {
        return status;
    }
    status = send_checked(sqlite, run, message, err);
    return pd_sqlite_end(sqlite, status, err);
}

static bool message_fits(sqlite3_stmt *statement)
{
    pd_assert(statement != NULL);
    uint64_t kind = pd_sqlite_u64(statement, 1);
    return pd_sqlite_fits(statement, "nnnbb") && kind >= MESSAGE_SIGNAL && kind <= MESSAGE_CANCEL &&
           pd_sqlite_bytes(statement, 3).size <= MESSAGE_NAME_MAX;
}

Status pd_sqlite_messages(Store *store, uint64_t run, uint64_t after, MessageVisitor visitor,
                          Error *err)
{
    pd_assert(store->ops != NULL && store->alloc != NULL);
    pd_assert(visitor.visit != NULL);
    SqliteStore *sqlite = pd_sqlite_of(store);
    sqlite3_stmt *statement = NULL;
    Status status = pd_sqlite_statement(sqlite, STATEMENT_MESSAGES, &statement, err);
    if (status != STATUS_OK) {
        return status;
    }
    pd_sqlite_bind_u64(statement, 1, run);
    pd_sqlite_bind_u64(statement, 2, after);
    bool has_row = true;
    while (status == STATUS_OK) {
        status = pd_sqlite_step(sqlite, statement, &has_row, err);
        if (status != STATUS_OK || !has_row) {
            return status;
        }
        if (!message_fits(statement)) {
            status = pd_error_set(err, STATUS_CORRUPT, "message number %lld of the run is damaged",
                                  (long long)sqlite3_column_int64(statement, 0));
            break;
        }
        Message message = {.number = pd_sqlite_u64(statement, 0),
                           .kind = (MessageKind)pd_sqlite_u64(statement, 1),
                           .slot = pd_sqlite_u64(statement, 2),
                           .name = pd_sqlite_bytes(statement, 3),
                           .body = pd_sqlite_bytes(statement, 4)};
        if (!visitor.visit(visitor.ctx, &message)) {
            break;
        }
    }
    pd_sqlite_done(statement);
    return status;
}
