/*
 * Records: what a journal is made of, and the chain that holds them together.
 *
 * A stored record is the canonical CBOR array [type, time, payload, chain]: time in milliseconds
 * since the record before it (the first: since 1970), payload any CBOR item, chain the SHA-256 of
 * the chain before it, the sequence number and the first three elements. The chain before the
 * first record comes from the run's id. So a record that was edited, moved, dropped or put into
 * another run does not fit, and each one carries the digest of all before it.
 */
#ifndef JOURNAL_RECORD_H
#define JOURNAL_RECORD_H

#include "base/base.h"
#include "cbor/cbor.h"

/* RECORD(name, text): numbers are stored, so append and never reorder. */
#define RECORD_TABLE(RECORD)        \
 RECORD(NONE, "none")               \
 RECORD(STARTED, "started")         \
 RECORD(LEASED, "leased")           \
 RECORD(ASKED, "asked")             \
 RECORD(RESULT, "result")           \
 RECORD(EFFECT, "effect")           \
 RECORD(OUTPUT, "output")           \
 RECORD(STEP, "step")               \
 RECORD(ATTEMPT, "attempt")         \
 RECORD(INTERRUPTED, "interrupted") \
 RECORD(LOGGED, "logged")           \
 RECORD(SNAPSHOT, "snapshot")       \
 RECORD(ADOPTED, "adopted")         \
 RECORD(DONE, "done")               \
 RECORD(FAILED, "failed")           \
 RECORD(CANCELLED, "cancelled")     \
 RECORD(STUCK, "stuck")

#define RECORD_ENUM(name, text) RECORD_##name,
typedef enum RecordType { RECORD_TABLE(RECORD_ENUM) RECORD_TYPE_COUNT } RecordType;
#undef RECORD_ENUM

/* "started"; "unknown" for a number outside the table. */
const char *pd_record_type_name(RecordType type);

typedef struct Record {
    RecordType type;
    uint64_t sequence; /* from 1 */
    int64_t time_ms;   /* since 1970 */
    Bytes payload;     /* one canonical CBOR item, borrowed */
} Record;

/* The end of a journal: what the next record continues. */
typedef struct RecordHead {
    uint64_t sequence; /* of the newest record, 0 for none */
    int64_t time_ms;   /* of the newest record, 0 for none */
    Digest chain;
} RecordHead;

/* The head of an empty journal of the run with that id. */
RecordHead pd_record_head(Bytes run_id);

/*
 * Appends the stored form of the next record and moves *head on. record->sequence is not read; a
 * record's time may be before the one of the record before it. The payload must be canonical. On a
 * failure of the buffer *head is not meaningful.
 */
void pd_record_encode(Buffer *out, const Record *record, RecordHead *head);

/* Whether a stored record carries that chain: it ends the same journal. */
bool pd_record_ends_with(Bytes stored, const Digest *chain);

/*
 * Reads the stored form of the record after *head, checks its chain and moves *head on. Foreign
 * bytes: CORRUPT, TRUNCATED, LIMIT; VERSION for a type of a later version.
 */
Status pd_record_decode(Bytes stored, RecordHead *head, Record *out, Error *err) MUST_USE;

#endif
