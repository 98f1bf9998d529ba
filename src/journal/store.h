/*
 * The Store: one vtable, and the functions through which everybody calls it.
 *
 * A store holds programs by digest, runs with their records, snapshots, messages, promises and
 * leases. Drivers: memory, SQLite. Every call is one transaction: done whole or not at all. A store
 * belongs to one thread at a time; several processes may have the same SQLite store open.
 */
#ifndef JOURNAL_STORE_H
#define JOURNAL_STORE_H

#include "base/base.h"

#define RUN_ID_BYTES_MAX  128
#define WORKER_BYTES_MAX  128
#define MESSAGE_NAME_MAX  1024   /* bytes */
#define MAILBOX_COUNT_MAX 100000 /* messages of one run that it has not taken */
#define NOTE_BYTES_MAX    65536
#define WAKE_NEVER        INT64_MAX
#define STORE_BUSY_MS     5000

/* States of a run. Numbers are stored. */
#define LIFE_TABLE(LIFE)      \
 LIFE(READY, "READY")         \
 LIFE(WAITING, "WAITING")     \
 LIFE(DONE, "DONE")           \
 LIFE(FAILED, "FAILED")       \
 LIFE(CANCELLED, "CANCELLED") \
 LIFE(STUCK, "STUCK")
#define LIFE_ENUM(name, text) LIFE_##name,
typedef enum Life { LIFE_TABLE(LIFE_ENUM) LIFE_COUNT } Life;
#undef LIFE_ENUM

/* "READY"; "UNKNOWN" for a number outside the table. */
const char *pd_life_name(Life life);

static inline bool pd_life_ended(Life life)
{
    return life >= LIFE_DONE;
}

/* A run as the store has it. Borrowed: valid during the visitor's call. */
typedef struct RunRow {
    uint64_t run; /* the store's own number of the run, ascending as runs are made */
    Bytes id;
    Life life;
    bool paused;
    Digest program;
    int64_t created_ms;
    int64_t updated_ms;
    int64_t wake_ms;        /* when it could go on: 0 now, WAKE_NEVER */
    uint64_t head;          /* sequence of the newest record */
    uint64_t fence;         /* of the newest lease */
    Bytes worker;           /* who had the newest lease; empty: nobody had one */
    int64_t lease_until_ms; /* 0: given back */
    uint64_t effect;        /* the effect that waits for a result from outside, 0 for none */
    uint64_t dropped_count;
    uint64_t message_count;
    Bytes wait;        /* what the layer above says about its waiting */
    Bytes head_record; /* the newest record as stored */
    Bytes note;
} RunRow;

typedef enum RunQueryKind {
    QUERY_ALL,   /* runs after `after`, ascending */
    QUERY_ID,    /* the run with that id */
    QUERY_STATE, /* runs of `life` after `after`, ascending */
    QUERY_DUE    /* not paused, no lease at now_ms, wake_ms <= now_ms; longest due first */
} RunQueryKind;

typedef struct RunQuery {
    RunQueryKind kind;
    Bytes id;
    Life life;
    uint64_t after;
    int64_t now_ms;
    size_t limit; /* 0: none */
} RunQuery;

/* Visitors answer false to end the visit early. They must not call the store. */
typedef struct RowVisitor {
    void *ctx;
    bool (*visit)(void *ctx, const RunRow *row);
} RowVisitor;

typedef struct StoredVisitor { /* of stored records: see pd_record_decode */
    void *ctx;
    bool (*visit)(void *ctx, uint64_t sequence, Bytes stored);
} StoredVisitor;

/* What others send to a run. Numbers are stored. */
typedef enum MessageKind {
    MESSAGE_SIGNAL = 1,  /* name: the signal's */
    MESSAGE_RESULT = 2,  /* of the effect `slot`: one at most, and only while it waits for it */
    MESSAGE_PROMISE = 3, /* the promise `slot` was settled: once */
    MESSAGE_CANCEL = 4
} MessageKind;

typedef struct Message {
    uint64_t number; /* given by the store, ascending; not read when sending */
    MessageKind kind;
    uint64_t slot;
    Bytes name;
    Bytes body;
} Message;

typedef struct MessageVisitor {
    void *ctx;
    bool (*visit)(void *ctx, const Message *message);
} MessageVisitor;

/* A run to be made, with its first records and its lease, in one transaction. */
typedef struct NewRun {
    Bytes id;
    Digest program; /* must be in the store */
    int64_t now_ms;
    Bytes worker; /* empty: no lease is taken */
    int64_t lease_until_ms;
    const Bytes *records; /* stored forms, from sequence 1 on */
    size_t record_count;
    Life life;
    int64_t wake_ms; /* as in a RunBatch, like wait and effect */
    Bytes wait;
    uint64_t effect;
    uint64_t promise_count; /* its promises are 1 to this number */
    Bytes note;             /* see pd_store_set_note; there from the first moment */
    Bytes snapshot;         /* of the state after record snapshot_sequence; empty: none */
    uint64_t snapshot_sequence;
} NewRun;

/* A message that a run sends to another one with its records. */
typedef struct Outgoing {
    Bytes run_id;
    Message message;
} Outgoing;

/* What one run commits. All of it or nothing; each run at most once in a call. */
typedef struct RunBatch {
    uint64_t run;
    uint64_t fence;       /* of the lease that the caller holds */
    uint64_t head;        /* sequence before the first of these records */
    const Bytes *records; /* stored forms */
    size_t record_count;
    int64_t now_ms;
    int64_t lease_until_ms; /* renews the lease; 0 gives it back */
    bool changes_life;      /* the next four are written, and messages may be taken; otherwise
                               they stay as they are */
    Life life;
    int64_t wake_ms;
    Bytes wait;
    uint64_t effect;
    uint64_t seen_message; /* the newest message known: later ones make the run due at once */
    const uint64_t *taken; /* numbers of messages that leave the mailbox */
    size_t taken_count;
    const uint64_t *promises; /* numbers of new promises */
    size_t promise_count;
    const Outgoing *sent; /* those to runs that do not exist or have ended are dropped */
    size_t sent_count;
    uint64_t dropped_count; /* results that came second, added to the run's counter */
    Bytes snapshot;         /* of the state after the last record; empty: none */
    Status status;          /* out: OK, or CONFLICT: the lease is lost, nothing was written */
} RunBatch;

typedef struct LeaseRequest {
    uint64_t run;
    Bytes worker;
    int64_t now_ms;
    int64_t until_ms;
    bool force; /* also when somebody has it: that one can no longer append */
} LeaseRequest;

typedef struct Store Store;

/* What a driver implements; meanings as in the functions below. */
typedef struct StoreOps {
    void (*close)(Store *store);
    Status (*version)(Store *store, uint64_t *version, Error *err);
    Status (*put_program)(Store *store, const Digest *id, Bytes body, Error *err);
    Status (*get_program)(Store *store, const Digest *id, Buffer *out, Error *err);
    Status (*create)(Store *store, const NewRun *run, uint64_t *number, Error *err);
    Status (*rows)(Store *store, const RunQuery *query, RowVisitor visitor, Error *err);
    Status (*next_due)(Store *store, int64_t *due_ms, Error *err);
    Status (*append)(Store *store, RunBatch *batches, size_t count, Error *err);
    Status (*records)(Store *store, uint64_t run, uint64_t from, StoredVisitor visitor, Error *err);
    Status (*get_snapshot)(Store *store, uint64_t run, uint64_t *sequence, Buffer *out, Error *err);
    Status (*drop_snapshots)(Store *store, uint64_t run, Error *err);
    Status (*take_lease)(Store *store, const LeaseRequest *request, uint64_t *fence, Error *err);
    Status (*give_lease)(Store *store, uint64_t run, uint64_t fence, Error *err);
    Status (*send)(Store *store, uint64_t run, const Message *message, Error *err);
    Status (*messages)(Store *store, uint64_t run, uint64_t after, MessageVisitor visitor,
                       Error *err);
    Status (*set_paused)(Store *store, uint64_t run, bool paused, Error *err);
    Status (*set_note)(Store *store, uint64_t run, Bytes note, Error *err);
} StoreOps;

/* The beginning of every driver's own struct. */
struct Store {
    const StoreOps *ops;
    const Alloc *alloc;
};

typedef enum SyncMode {
    SYNC_FULL,   /* a commit survives the loss of power */
    SYNC_NORMAL, /* it survives the end of the process */
    SYNC_OFF     /* the same; the loss of power may damage the store */
} SyncMode;

typedef struct StoreOptions {
    const Alloc *alloc;
    SyncMode sync;
    bool read_only;
    bool must_exist;
    uint32_t busy_ms; /* how long to wait for other processes; 0: STORE_BUSY_MS */
    const char *vfs;  /* SQLite's file layer; NULL: the default one */
} StoreOptions;

/* An empty store that is gone when closed. */
Status pd_store_open_memory(const StoreOptions *options, Store **out, Error *err) MUST_USE;

/*
 * The store in that file, made when it is missing. CORRUPT when the file is something else, VERSION
 * when it is newer, NOT_FOUND, DENIED, BUSY, IO.
 */
Status pd_store_open_sqlite(const char *path, const StoreOptions *options, Store **out,
                            Error *err) MUST_USE;

/* "memory:", "sqlite:PATH" or a path. */
Status pd_store_open(const char *url, const StoreOptions *options, Store **out,
                     Error *err) MUST_USE;

/* NULL is fine. */
void pd_store_close(Store *store);

/* A number that changes with every change by any process. Cheap. */
Status pd_store_version(Store *store, uint64_t *version, Error *err) MUST_USE;

/* Puts a program in; OK when it is there already. */
Status pd_store_put_program(Store *store, const Digest *id, Bytes body, Error *err) MUST_USE;

/* Appends the program to out. NOT_FOUND. */
Status pd_store_get_program(Store *store, const Digest *id, Buffer *out, Error *err) MUST_USE;

/* INVALID for an id that is empty, too long, no UTF-8, or has '/' or a control character. */
Status pd_store_check_id(Bytes id, Error *err) MUST_USE;

/*
 * Makes a run with its records; its fence is 1 when a lease was taken, else 0. EXISTS when the id
 * is taken, LIMIT for a note that is too long, INVALID for an id that cannot be one.
 */
Status pd_store_create(Store *store, const NewRun *run, uint64_t *number, Error *err) MUST_USE;

/* Visits the runs of a query. None found is OK, except for QUERY_ID: NOT_FOUND. A damaged row keeps
 * no other from being visited and does not count for the limit; CORRUPT at the end tells the first
 * one, unless the visitor wanted no more. */
Status pd_store_rows(Store *store, const RunQuery *query, RowVisitor visitor, Error *err) MUST_USE;

/* The smallest wake_ms of all runs that are not paused and not leased, or WAKE_NEVER. */
Status pd_store_next_due(Store *store, int64_t *due_ms, Error *err) MUST_USE;

/*
 * Commits the batches of several runs in one transaction (group commit). A batch whose fence is not
 * the newest one, or whose head is not the run's, is left out and gets CONFLICT; the others commit.
 * On any other failure nothing is written and all of it may be tried again.
 */
Status pd_store_append(Store *store, RunBatch *batches, size_t count, Error *err) MUST_USE;

/*
 * What is wrong first with what the store holds of a batch that it has committed, or NULL. Torture
 * builds ask after each append; a fault may be one of the file, so it is a CORRUPT, no assertion.
 */
const char *pd_store_verify_batch(Store *store, const RunBatch *batch) MUST_USE;

/* Visits the stored records of a run from sequence `from` on, ascending. */
Status pd_store_records(Store *store, uint64_t run, uint64_t from, StoredVisitor visitor,
                        Error *err) MUST_USE;

/* Appends the newest snapshot to out and says after which record it was taken. NOT_FOUND. */
Status pd_store_get_snapshot(Store *store, uint64_t run, uint64_t *sequence, Buffer *out,
                             Error *err) MUST_USE;

Status pd_store_drop_snapshots(Store *store, uint64_t run, Error *err) MUST_USE;

/*
 * Takes the lease of a run; *fence is larger than every one before. CONFLICT while somebody else
 * has it (a time is given), NOT_FOUND.
 */
Status pd_store_take_lease(Store *store, const LeaseRequest *request, uint64_t *fence,
                           Error *err) MUST_USE;

/* Gives it back; OK as well when it was lost meanwhile. */
Status pd_store_give_lease(Store *store, uint64_t run, uint64_t fence, Error *err) MUST_USE;

/*
 * Puts a message into a run's mailbox and makes the run due. USAGE when it has ended, LIMIT when
 * the mailbox is full, EXISTS for a result of an effect that does not wait for one or has one, and
 * for a promise that is settled; NOT_FOUND for a promise or run that does not exist.
 */
Status pd_store_send(Store *store, uint64_t run, const Message *message, Error *err) MUST_USE;

/* Visits the messages in a run's mailbox with numbers above `after`, in the order sent. */
Status pd_store_messages(Store *store, uint64_t run, uint64_t after, MessageVisitor visitor,
                         Error *err) MUST_USE;

/* A paused run is never due. USAGE when it has ended, NOT_FOUND. */
Status pd_store_set_paused(Store *store, uint64_t run, bool paused, Error *err) MUST_USE;

/* Keeps bytes of the caller's with a run; no part of its history. LIMIT above NOTE_BYTES_MAX. */
Status pd_store_set_note(Store *store, uint64_t run, Bytes note, Error *err) MUST_USE;

/* What pd_store_verify_run found. */
typedef struct ProblemSink {
    void *ctx;
    void (*problem)(void *ctx, const RunRow *row, uint64_t sequence, const Error *problem);
} ProblemSink;

/*
 * Reads all records of a run and checks their chain, that none is missing at the end, and that its
 * state is what they say. OK, or
 * CORRUPT after telling the sink; other failures are of the store.
 */
Status pd_store_verify_run(Store *store, const RunRow *row, ProblemSink sink, Error *err) MUST_USE;

#endif
