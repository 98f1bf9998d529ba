/*
 * What the sources of run share: the Run struct and who changes which part of it.
 *
 *            create, open                       commit done
 *                 |                  +------------------------------+
 *                 v                  v                              |
 *   +-> STAGE_RUN (machine runs) -> an effect --LOCAL, OUTPUT--> STAGE_RUN
 *   |        |                       |  |  |
 *   |        | ends                  |  |  +-- WAIT ----> STAGE_WAIT -- due, message --+
 *   |        v                       |  |                     ^                        |
 *   |   STAGE_OVER                   |  +-- host --> STAGE_PERFORM --later             |
 *   |                                |                        |                        |
 *   +------------ answered ----------+------------------------+------------------------+
 *
 * Each effect passes STAGE_PERFORM, where it is read; from there it may end the run or wait. An
 * exception from outside brings a waiting run back to STAGE_RUN. Nothing leaves STAGE_OVER.
 *
 * Before each transition that can be seen outside, `must_commit` is set and the caller commits.
 */
#ifndef RUN_RUN_IN_H
#define RUN_RUN_IN_H

#include "run/payload.h"
#include "run/run.h"
#include "snapshot/snapshot.h"

#define RUN_BUFFER_BYTES_MAX ((size_t)1 << 31)
#define PENDING_BYTES_COMMIT (256u << 10) /* records are committed when they take so much */
#define SNAPSHOT_COST_MIN    20000000u    /* fuel's worth of replay that a snapshot must save */
#define SNAPSHOT_RECORD_COST 2000u        /* what replaying a record costs, in fuel */
#define SNAPSHOT_WAIT_MS     1000         /* a wait as long as this may be worth a snapshot */
#define SNAPSHOT_WAIT_COST   500000u      /* and this much replay */
#define STEP_DEPTH_MAX       64
#define SLICE_FUEL_MIN       1000 /* so that an interruption's place can be found again */
#define MAIL_INTERVAL_MS     50   /* between two looks at the mailbox of a run that goes on */

typedef enum EffectId {
#define EFFECT(id, name, handling) EFFECT_##id,
#include "run/effects.def"
#undef EFFECT
    EFFECT_OTHER
} EffectId;

typedef enum Handling {
    HANDLE_LOCAL,
    HANDLE_OUTPUT,
    HANDLE_WAIT,
    HANDLE_STEP,
    HANDLE_QUIET,
    HANDLE_READ,
    HANDLE_ASK,
    HANDLE_OUTSIDE
} Handling;

typedef enum Stage {
    STAGE_RUN,     /* the machine can run */
    STAGE_PERFORM, /* the host is to perform the effect; what had to be committed is */
    STAGE_WAIT,    /* the effect's result comes with time or from somebody */
    STAGE_OVER     /* ended, or a replay is at its end */
} Stage;

/* A signal to another run: the sizes of its parts. */
typedef struct SentMessage {
    size_t to_size;
    size_t name_size;
    size_t body_size;
} SentMessage;

/* A growing array of uint64_t. */
typedef struct Numbers {
    uint64_t *items;
    size_t count;
    size_t capacity;
} Numbers;

/* Texts and records that are not in the journal yet; see draft.c. */
typedef struct Drafts {
    Buffer bytes; /* type, time, size, payload; one after the other */
    size_t count;
} Drafts;

/* A record of the tail; its payload is at offset in JournalTail.bytes. */
typedef struct TailRecord {
    RecordType type;
    uint64_t sequence;
    int64_t time_ms;
    size_t offset;
    size_t size;
} TailRecord;

/* Records of the journal after the state that recovery begins with. */
typedef struct JournalTail {
    Buffer bytes;
    Buffer records; /* TailRecord structs */
    size_t count;
    size_t next;
    Record current; /* what pd_run_peek_record gave */
} JournalTail;

/* The effect that the machine waits for. */
typedef struct Pending {
    EffectId id;
    Handling handling;
    VmEffect effect;  /* borrowed from the machine */
    uint64_t ordinal; /* of the effect among those that are recorded */
    bool asked;       /* a record says that it was asked */
    bool repeated;    /* an earlier attempt may have been made */
    WaitKind wait;
    int64_t until_ms; /* 0: no end */
    Buffer name;      /* what is waited for: copied, since the machine lends it */
} Pending;

/* The open step. depth 0: none. */
typedef struct Step {
    uint32_t depth;
    uint64_t ordinal;
    uint64_t attempt;
    uint64_t effect_count; /* host effects performed in this attempt, for their keys */
    bool asked;            /* a record says that it was begun */
    bool repeated;         /* an earlier attempt did not end, or failed */
    Buffer subject;        /* namespace, key, input as they are recorded */
    Drafts drafts;         /* what the step wrote: recorded when it ends */
    Numbers taken;         /* messages that it took: they leave the mailbox when it ends */
    uint64_t nested_attempts[STEP_DEPTH_MAX]; /* of the steps inside it */
} Step;

typedef struct Mail {
    uint64_t number;
    MessageKind kind;
    uint64_t slot;
    Bytes name; /* copies of ours */
    Bytes body;
} Mail;

typedef struct Mailbox {
    Mail *items;
    size_t count;
    size_t capacity;
    uint64_t seen;          /* the newest number that was loaded */
    uint64_t store_version; /* at the last look */
    int64_t looked_ms;      /* 0: never */
} Mailbox;

struct Run {
    const Alloc *alloc;
    Store *store;
    const Program *program;
    RunHost host;
    uint64_t slice;
    int64_t lease_ms;
    Bytes worker; /* a copy */
    bool give_lease_on_wait;

    /* as in the store */
    uint64_t number;
    uint64_t row_head; /* newest record when the run was looked up */
    Bytes id;          /* a copy */
    uint64_t fence;
    bool leased;
    int64_t lease_until_ms;
    bool paused;
    Life life;      /* as last committed */
    Life next_life; /* with the next commit */
    bool life_changed;
    RecordHead committed;
    RecordHead head; /* including what is to be committed */
    uint64_t dropped_count;

    /* to be committed */
    Buffer records;
    Numbers ends; /* of each record in `records` */
    Numbers taken;
    Numbers promises;
    Buffer sent; /* SentMessage structs; their bytes are in sent_bytes, one after the other */
    Buffer sent_bytes;
    Buffer visible; /* texts to show after the commit: stream, size, bytes */
    Buffer snapshot;
    bool must_commit;
    bool renews_lease;
    bool wants_snapshot;
    bool yields;

    /* the machine */
    Vm *vm;
    Stage stage;
    RunBirth birth;
    Buffer birth_bytes; /* what birth points into */
    uint64_t ordinal;   /* recorded effects so far */
    uint64_t promise_count;
    uint64_t attempt;        /* leases so far */
    uint64_t mark_fuel;      /* of the machine when the last recorded effect was answered */
    uint64_t saved_sequence; /* record and fuel of the newest snapshot */
    uint64_t saved_fuel;
    uint64_t slice_fuel_end;
    Pending pending;
    Step step;
    Mailbox mailbox;
    Buffer scratch;
    Buffer outcome;

    /* recovery */
    JournalTail tail;
    bool retakes;        /* the machine waits for an effect that was taken before the snapshot */
    bool dry;            /* a replay for its own sake: nothing is written or performed */
    bool tail_done;      /* dry: there are no more records to agree with */
    RunReplayed *report; /* dry: where a difference is told */

    /* interruption */
    bool interrupt_wanted;
    Buffer interrupt_name;
    Buffer interrupt_message;
    int64_t cancel_grace_ms;    /* of the wanted interrupt; -1: not a cancel */
    uint64_t cancel_message;    /* its number in the mailbox, 0 for none */
    int64_t cancel_deadline_ms; /* 0: not cancelled */

    RunEffect shown; /* for the host */
    char key[RUN_KEY_BYTES_MAX];
    bool broken; /* the machine and the records may disagree: the run must be opened again */
};

struct RunReply {
    Run *run;
    bool given;
    Status status;
};

/* What holds at the head of every function that gets a run. */
#define pd_assert_run(run)                                                                   \
 pd_assert((run)->alloc != NULL && (run)->stage <= STAGE_OVER && (run)->life < LIFE_COUNT && \
           (run)->next_life < LIFE_COUNT && (run)->step.depth <= STEP_DEPTH_MAX)

/* ── run.c ── */
int64_t pd_run_now_ms(const Run *run);
bool pd_run_numbers_add(const Alloc *alloc, Numbers *numbers, uint64_t value) MUST_USE;
void pd_run_numbers_free(const Alloc *alloc, Numbers *numbers);
Status pd_run_generate_id(const RunHost *host, char out[RUN_GENERATED_ID + 1], Error *err) MUST_USE;
Status pd_run_lease(Run *run, bool force, Error *err) MUST_USE;
/* A run without a store's state: everything initialised, nothing loaded. */
Status pd_run_blank(const RunOptions *options, Bytes id, Run **out, Error *err) MUST_USE;
/* The machine at its first instruction, as `birth` says. */
Status pd_run_make_vm(Run *run, Error *err) MUST_USE;

/* ── history.c ── */
/* A run object for looking at run `id`: without a lease, its number known. */
Status pd_run_look_at(const RunOptions *options, Bytes id, Run **out, Error *err) MUST_USE;

/* ── draft.c: records on their way into the journal ── */
void pd_run_drafts_clear(Drafts *drafts);
/* Puts a record into the journal with the next commit; inside a step after the step's end. */
Status pd_run_record(Run *run, RecordType type, Bytes payload, Error *err) MUST_USE;
/* The same, also inside a step. */
Status pd_run_record_now(Run *run, RecordType type, Bytes payload, Error *err) MUST_USE;
/* Puts what an ended attempt of a step wrote into the journal. */
Status pd_run_record_drafts(Run *run, Error *err) MUST_USE;
/* Text for the host, shown after the next commit. */
Status pd_run_show_later(Run *run, Bytes arguments, Error *err) MUST_USE;
bool pd_run_has_pending(const Run *run);
/* Commits several runs in one transaction. A turn whose run was taken over gets CONFLICT. */
Status pd_run_commit(RunTurn *const *turns, size_t count, Error *err) MUST_USE;

/* ── tail.c: agreeing with the journal ── */
bool pd_run_replaying(const Run *run);
/* Loads the records after run->head. */
Status pd_run_load_tail(Run *run, uint64_t to, Error *err) MUST_USE;
/* The next record that replay has to agree with, or NULL at the end. */
const Record *pd_run_peek_record(Run *run);
void pd_run_next_record(Run *run);
/* Replay disagrees: both sides are shown and the run becomes STUCK. */
Status pd_run_differs(Run *run, const char *recorded, const char *executed, Error *err) MUST_USE;
/* The same for an effect that is not the one of the record. */
Status pd_run_differs_effect(Run *run, const Record *record, Error *err) MUST_USE;
/*
 * Agrees with the record of the pending effect. *outcome is empty when the journal ends before it,
 * or with its being asked (pending.asked). The stage is no longer STAGE_PERFORM when the records
 * held an interruption, an end or a difference.
 */
Status pd_run_match(Run *run, Bytes *outcome, Error *err) MUST_USE;
/* The same for an effect that is known to be asked. */
Status pd_run_match_asked(Run *run, Bytes *outcome, Error *err) MUST_USE;
/* dry: the next record ended the run wherever it was; the replay is over. */
bool pd_run_ends_here(Run *run);

/* ── effect.c: what the machine asks ── */
Status pd_run_take_effect(Run *run, Error *err) MUST_USE;
/* The machine came out of a snapshot waiting for an effect: pending has its ordinal and whether it
 * was asked. */
Status pd_run_retake_effect(Run *run, Error *err) MUST_USE;
/* Answers the pending effect with an outcome; records nothing. INVALID: it still waits. */
Status pd_run_give_outcome(Run *run, Bytes outcome, Error *err) MUST_USE;
/* The same with a value. */
Status pd_run_give_value(Run *run, Bytes value, Error *err) MUST_USE;
/* Answers the pending effect and records that, unless inside a step. INVALID: it still waits. */
Status pd_run_resolve(Run *run, Bytes outcome, Error *err) MUST_USE;
Status pd_run_resolve_value(Run *run, Bytes value, Error *err) MUST_USE;
Status pd_run_resolve_error(Run *run, const char *exception, const char *message,
                            Error *err) MUST_USE;
/* What records say of the pending effect's arguments; in run->scratch. */
Status pd_run_subject(Run *run, Bytes *out, Error *err) MUST_USE;
/* Records that the pending effect is asked, and until when. */
Status pd_run_record_asked(Run *run, Error *err) MUST_USE;
/* Lets the host perform the pending effect. */
Status pd_run_perform(Run *run, Error *err) MUST_USE;

/* ── wait.c ── */
Status pd_run_begin_wait(Run *run, Error *err) MUST_USE;
/* Looks whether the wait is over; *over false when not. */
Status pd_run_check_wait(Run *run, bool *over, Error *err) MUST_USE;
void pd_run_set_waiting(Run *run);
int64_t pd_run_wake_ms(const Run *run);
Status pd_run_local(Run *run, Error *err) MUST_USE;

/* ── step.c ── */
Status pd_run_step_effect(Run *run, Error *err) MUST_USE;
/* The time before the next attempt is over. */
Status pd_run_step_go(Run *run, Error *err) MUST_USE;
/* Before the first host effect of a step: that it was begun is recorded. */
Status pd_run_step_asked(Run *run, Error *err) MUST_USE;
void pd_run_step_clear(Run *run);
/* The idempotency key of the pending effect, or of the step itself, in run->key. */
void pd_run_make_key(Run *run);

/* ── mail.c: messages and interruptions ── */
Status pd_run_look_at_mail(Run *run, bool force, Error *err) MUST_USE;
const Mail *pd_run_find_mail(const Run *run, MessageKind kind, Bytes name, uint64_t slot);
/* The message leaves the mailbox with the next commit. */
Status pd_run_take_mail(Run *run, uint64_t number, Error *err) MUST_USE;
void pd_run_mailbox_clear(Run *run);
/* Raises what was wanted where the run stands, recorded. */
Status pd_run_interrupt_now(Run *run, Error *err) MUST_USE;
/* Replays an INTERRUPTED record. */
Status pd_run_interrupt_again(Run *run, const InterruptPayload *interrupt, Error *err) MUST_USE;
/* Ends a cancelled run whose grace is over. */
Status pd_run_end_by_force(Run *run, Error *err) MUST_USE;

/* ── save.c: snapshots in the store ── */
/* Adds a snapshot to the next commit. Does nothing inside a step or when it cannot be taken. */
void pd_run_save(Run *run);
/* Whether a snapshot would save enough replay. */
bool pd_run_worth_saving(const Run *run, uint64_t cost_min);
/* Where in two histories a snapshot belongs. */
typedef struct SnapshotPlace {
    uint64_t sequence; /* of the record that it follows */
    Digest from;       /* the chain of that record where it was taken */
    Digest to;         /* and where it goes */
    Bytes birth;       /* payload of the first record */
    Digest program;
} SnapshotPlace;
/*
 * The snapshot of one history for another one with the same records. Nothing is written, and it is
 * OK, when its format is one that is not read here. CORRUPT.
 */
Status pd_run_carry_snapshot(Bytes stored, const SnapshotPlace *place, Buffer *out,
                             Error *err) MUST_USE;
/* Brings the run to the newest usable snapshot or to its start. */
Status pd_run_restore(Run *run, Error *err) MUST_USE;
/* To its start, with the records up to `to`. */
Status pd_run_restore_start(Run *run, uint64_t to, Error *err) MUST_USE;

/* ── advance.c ── */
/* The run changes its stage along an arrow of the picture above. */
void pd_run_enter(Run *run, Stage to);
/* What is wrong first with stage, life, records to be committed and machine of a run between two
 * calls, or NULL. Torture builds ask when a run stops and after each commit. */
const char *pd_run_verify(const Run *run);
/* Goes on until something other than the machine is needed. */
Status pd_run_go(Run *run, RunProgress *progress, Error *err) MUST_USE;
/* The state of a run that ended with a record of this type. */
Life pd_run_life_of(RecordType type);
/* The run ends with this record. */
Status pd_run_finish(Run *run, RecordType type, Bytes payload, Error *err) MUST_USE;

#endif
