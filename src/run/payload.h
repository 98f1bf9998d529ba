/*
 * The payloads of records: what run writes into a journal and reads back.
 *
 * Each is a canonical CBOR array, see the table below. Foreign bytes give CORRUPT.
 */
#ifndef RUN_PAYLOAD_H
#define RUN_PAYLOAD_H

#include "base/base.h"
#include "cbor/cbor.h"

/*
 * An outcome is [value] or [exception, message]. A subject says
 * what was asked: the arguments, or the SHA-256 of their bytes (a byte string) when they are long.
 *
 *   started      [1, program, run id, input, argv, seed, {limit: value that is not the default}]
 *   leased       [fence, worker]
 *   asked        [ordinal, name, subject, until_ms or null]
 *   result       [ordinal, outcome]
 *   effect       [ordinal, name, subject, outcome]      asked and answered in one commit
 *   output       [stream, text] or [stream, text, true]           true: written inside a step
 *   logged       [level, message, fields] or [level, message, fields, true]
 *   step         [ordinal, namespace, key, subject of the input, attempt, outcome of the step]
 *   attempt      [ordinal, attempt, error, until_ms]
 *   interrupted  [ordinal, mode, fuel, exception, message, grace_ms or null]
 *   snapshot     [bytes]
 *   done         [exit status, value]
 *   failed, cancelled   [exception, message, traceback]
 *   stuck        [message]
 */

#define STARTED_VERSION        1
#define SUBJECT_BYTES_MAX      1024 /* longer arguments are recorded by their digest */
#define STEP_SUBJECT_BYTES_MAX 48

typedef struct AskedPayload { /* of asked and effect */
    uint64_t ordinal;
    Bytes name;
    Bytes subject; /* encoded */
    bool has_until;
    int64_t until_ms;
    Bytes outcome; /* encoded; empty in asked */
} AskedPayload;

typedef struct ResultPayload {
    uint64_t ordinal;
    Bytes outcome;
} ResultPayload;

typedef struct StepPayload {
    uint64_t ordinal;
    Bytes subject; /* namespace, key, subject of the input: three items */
    uint64_t attempt;
    Bytes outcome; /* one item: the program's own */
} StepPayload;

typedef struct AttemptPayload {
    uint64_t ordinal;
    uint64_t attempt;
    Bytes error; /* one item */
    int64_t until_ms;
} AttemptPayload;

typedef enum InterruptMode {
    INTERRUPT_RUNNING, /* at `fuel` after the last recorded effect's answer */
    INTERRUPT_WAITING, /* it is the outcome of the effect `ordinal` */
    INTERRUPT_IN_STEP, /* inside a step; what came of it is in the step's outcome */
    INTERRUPT_MODE_COUNT
} InterruptMode;

typedef struct InterruptPayload {
    uint64_t ordinal;
    InterruptMode mode;
    uint64_t fuel;
    Bytes exception; /* text */
    Bytes message;   /* text */
    bool has_grace;
    int64_t grace_ms;
} InterruptPayload;

/* Appends arguments, or their digest when they are longer than max_bytes. */
void pd_run_write_subject(Buffer *out, Bytes arguments, size_t max_bytes);

void pd_run_write_asked(Buffer *out, const AskedPayload *asked);
void pd_run_write_effect(Buffer *out, const AskedPayload *effect);
void pd_run_write_result(Buffer *out, const ResultPayload *result);
void pd_run_write_step(Buffer *out, const StepPayload *step);
void pd_run_write_attempt(Buffer *out, const AttemptPayload *attempt);
void pd_run_write_interrupt(Buffer *out, const InterruptPayload *interrupt);

/* All of these: CORRUPT for another form. What they give is borrowed from the payload. */
Status pd_run_read_asked(Bytes payload, AskedPayload *out, Error *err) MUST_USE;
Status pd_run_read_effect(Bytes payload, AskedPayload *out, Error *err) MUST_USE;
Status pd_run_read_result(Bytes payload, ResultPayload *out, Error *err) MUST_USE;
Status pd_run_read_step(Bytes payload, StepPayload *out, Error *err) MUST_USE;
Status pd_run_read_attempt(Bytes payload, AttemptPayload *out, Error *err) MUST_USE;
Status pd_run_read_interrupt(Bytes payload, InterruptPayload *out, Error *err) MUST_USE;

/* output and logged: whether it was written inside a step, and its arguments as the array. */
Status pd_run_read_written(Bytes payload, size_t item_count, bool *in_step, Error *err) MUST_USE;

/* An outcome taken apart. */
typedef struct Outcome {
    bool raises;
    Bytes value;     /* encoded */
    Bytes exception; /* texts */
    Bytes message;
} Outcome;
Status pd_run_read_outcome(Bytes outcome, Outcome *out, Error *err) MUST_USE;

/* The items of an encoded array, up to count_max; *count is their number. INVALID when there are
 * more or it is no array. */
Status pd_run_read_items(Bytes array, Bytes *items, size_t count_max, size_t *count) MUST_USE;

/* One encoded item as a C value; false when it is another kind. */
bool pd_run_item_text(Bytes item, Bytes *out);
bool pd_run_item_uint(Bytes item, uint64_t *out);
bool pd_run_item_number(Bytes item, double *out); /* int or float */
bool pd_run_item_null(Bytes item);

#endif
