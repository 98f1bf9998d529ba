/*
 * The door of run: the life of a durable run.
 *
 * It advances a machine from effect to effect, records what came of each, commits before anything
 * is visible outside, waits, wakes, takes snapshots and brings a run back to where it was. The
 * journal is the truth: a run is its program and its records, and everything else here can be
 * dropped. It must not know how effects are performed or what a command line is.
 */
#ifndef RUN_RUN_H
#define RUN_RUN_H

#include "base/base.h"
#include "cbor/cbor.h"
#include "journal/journal.h"
#include "vm/vm.h"

#define RUN_SLICE_FUEL    20000000u
#define RUN_LEASE_MS      30000
#define RUN_LEASE_MS_MAX  INT64_C(1000000000000) /* 31 years */
#define RUN_GRACE_MS      250
#define RUN_KEY_BYTES_MAX (RUN_ID_BYTES_MAX + 64)
#define RUN_GENERATED_ID  26 /* characters of an id that was generated */

typedef struct Run Run;
typedef struct RunReply RunReply;

/* An effect for a performer. Borrowed. */
typedef struct RunEffect {
    Bytes name;
    Bytes arguments;   /* canonical CBOR: an array */
    uint64_t sequence; /* of the effect in its run */
    const char *key;   /* idempotency key: the same in each attempt */
    bool repeated;     /* an earlier attempt may have been made */
} RunEffect;

/* The world as a run may see it. Called only inside calls on a run. */
typedef struct RunHost {
    void *ctx;
    int64_t (*now_ns)(void *ctx); /* since 1970; may go backwards */
    int64_t (*monotonic_ns)(void *ctx);
    Status (*entropy)(void *ctx, void *out, size_t size);
    /* OK: answered through reply. BUSY: the answer follows. Else the effect raises. May be NULL. */
    Status (*perform)(void *ctx, const RunEffect *effect, RunReply *reply);
    void (*output)(void *ctx, Bytes run_id, int stream, Bytes text); /* durable text; may be NULL */
} RunHost;

/* Answers given inside perform. The bytes are copied. */
Status pd_run_reply_value(RunReply *reply, Bytes value, Error *err) MUST_USE;
Status pd_run_reply_error(RunReply *reply, Bytes exception, Bytes message, Error *err) MUST_USE;

typedef struct RunOptions {
    const Alloc *alloc;
    Store *store;           /* must outlive the run */
    const Program *program; /* must outlive the run */
    RunHost host;
    Bytes worker;
    int64_t lease_ms;        /* 0: RUN_LEASE_MS */
    uint64_t slice;          /* fuel, 0: RUN_SLICE_FUEL */
    bool give_lease_on_wait; /* with the commit of a wait, the lease is given back */
    bool force_lease;        /* take it even from somebody who has it */
} RunOptions;

typedef struct RunStart {
    Bytes id;    /* empty: generated */
    Bytes input; /* CBOR; empty: null */
    const Bytes *argv;
    size_t argv_count;
    uint64_t seed; /* 0: from entropy */
    Limits limits;
    Bytes note; /* of the caller's, there from the first moment; no part of its history */
} RunStart;

/*
 * Makes a run in the store, with its lease. The program must be in the store already. Nothing is
 * executed. EXISTS, INVALID, and what the store may give.
 */
Status pd_run_create(const RunOptions *options, const RunStart *start, Run **out,
                     Error *err) MUST_USE;

/*
 * Takes the lease of the run with that id and prepares its recovery, which happens in the first
 * advance. NOT_FOUND, CONFLICT, CORRUPT (a damaged journal).
 */
Status pd_run_open(const RunOptions *options, Bytes id, Run **out, Error *err) MUST_USE;

/* Gives the lease back. Uncommitted work is given up. NULL is fine. */
void pd_run_close(Run *run);

typedef enum RunProgress {
    PROGRESS_YIELDED, /* the slice is over */
    PROGRESS_EFFECT,  /* pd_run_effect waits for pd_run_answer */
    PROGRESS_WAITS,   /* see pd_run_wait */
    PROGRESS_ENDED,
    PROGRESS_FAILED, /* the status says why */
    PROGRESS_COMMIT  /* inside: its records must be committed before it goes on */
} RunProgress;

typedef struct RunTurn {
    Run *run;
    RunProgress progress; /* out */
    Status status;        /* out */
    Error err;            /* out, when status is not OK */
} RunTurn;

/*
 * Advances runs of one store, each by a slice at most; what they record is committed together. The
 * status is that of the store; what concerns one run is in its turn.
 */
Status pd_run_advance(RunTurn *turns, size_t count, Error *err) MUST_USE;

typedef enum WaitKind {
    WAIT_NONE,
    WAIT_TIMER,
    WAIT_SIGNAL,
    WAIT_PROMISE,
    WAIT_EFFECT,
    WAIT_PAUSED
} WaitKind;

typedef struct RunWait {
    WaitKind kind;
    Bytes name;       /* of the signal, promise or effect */
    int64_t until_ms; /* since 1970; 0: no end */
    uint64_t sequence;
} RunWait;

Bytes pd_run_id(const Run *run);
Life pd_run_life(const Run *run);
RunWait pd_run_wait(const Run *run);
/* The effect that waits for the caller, or NULL. Valid until its answer. */
const RunEffect *pd_run_effect(const Run *run);
/* The payload of the last record of an ended run; empty before. */
Bytes pd_run_outcome(const Run *run);
VmStats pd_run_stats(const Run *run);
/* Of the run: what it is bound to. */
const Digest *pd_run_program(const Run *run);

/* The first result of an effect counts: EXISTS for others. INVALID for a value that is refused. */
Status pd_run_answer(Run *run, uint64_t sequence, Bytes value, Error *err) MUST_USE;
Status pd_run_answer_error(Run *run, uint64_t sequence, Bytes exception, Bytes message,
                           Error *err) MUST_USE;

/* Raises an exception in the run at the next advance. USAGE when it has ended. */
Status pd_run_interrupt(Run *run, Bytes exception, Bytes message, Error *err) MUST_USE;

/* Puts a snapshot into the store now. USAGE when it has ended; OK without one inside a step. */
Status pd_run_checkpoint(Run *run, Error *err) MUST_USE;

/* Reads what a run waits for from the `wait` of its row. CORRUPT. */
Status pd_run_read_wait(Bytes wait, RunWait *out, Error *err) MUST_USE;

/* The program and the limits a run was started with, from its first record. */
typedef struct RunBirth {
    Digest program;
    Bytes run_id; /* as the program sees it */
    Bytes input;
    Bytes argv; /* CBOR array of texts */
    uint64_t seed;
    Limits limits;
} RunBirth;
Status pd_run_read_birth(Bytes payload, RunBirth *out, Error *err) MUST_USE;

typedef struct RunFork {
    Bytes id;
    uint64_t at;  /* how many records are taken; 0: all but the end of the run */
    Bytes new_id; /* empty: generated */
} RunFork;

/*
 * Makes a run with the first records of another one; nobody has its lease. Its id is appended to
 * id_out. INVALID for a position inside a step, after the end or at it; EXISTS, NOT_FOUND. The
 * program of the options may be NULL.
 */
Status pd_run_fork(const RunOptions *options, const RunFork *wanted, Buffer *id_out,
                   Error *err) MUST_USE;

typedef struct RunReplayed {
    bool equal;
    uint64_t record_count;
    uint64_t sequence; /* not equal: of the record that differs */
    char message[ERROR_MESSAGE_BYTES];
} RunReplayed;

/* Executes a run again against its records up to `to` (0: all); changes nothing. */
Status pd_run_replay(const RunOptions *options, Bytes id, uint64_t to, RunReplayed *out,
                     Error *err) MUST_USE;

/* A run out of another store. */
typedef struct RunImport {
    Bytes id; /* that the records are chained from */
    Bytes new_id;
    Digest program;
    Bytes program_body;
    const Bytes *records; /* stored forms, from the first one on */
    size_t record_count;
    bool waits; /* as its last process left it; the next four are read only then, but messages */
    Bytes wait;
    int64_t wake_ms;
    uint64_t effect;
    const Message *messages; /* sent to it and not taken yet */
    size_t message_count;
    Bytes snapshot; /* as stored; empty: none */
    uint64_t snapshot_sequence;
} RunImport;

/*
 * Makes the run in the store of the options, with its program. Every record is verified first, and
 * that the snapshot is one of these records and this program: CORRUPT. EXISTS. The run goes on from
 * the snapshot if this machine can read it, else from its start. What the run waits for is what the
 * file says: it decides when the run is driven next and nothing else.
 */
Status pd_run_import(const RunOptions *options, const RunImport *wanted, Error *err) MUST_USE;

/*
 * Whether a stored snapshot is whole and was taken after that record; *chain is the chain that this
 * record must have. CORRUPT, VERSION.
 */
Status pd_run_check_snapshot(Bytes stored, uint64_t sequence, const Alloc *alloc, Digest *chain,
                             Error *err) MUST_USE;

/* Bodies of the messages to a run: an outcome and a grace. */
void pd_run_write_outcome(Buffer *out, Bytes value);
void pd_run_write_outcome_error(Buffer *out, Bytes exception, Bytes message);

/* "RUN/NUMBER" taken apart; false for another form. */
bool pd_run_split_promise(Bytes promise_id, Bytes *run_id, uint64_t *number);

#endif
