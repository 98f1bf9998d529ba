/*
 * Perdure: programs in Python syntax whose running state is a value.
 *
 * This header is all that an embedder sees. It has four parts: a runtime compiles programs; a vm
 * runs one in memory and stops at each effect; a store keeps durable runs; a run is one of them,
 * driven by this process. Values cross as canonical CBOR (RFC 8949, 4.2.1); helpers turn them into
 * JSON and back. It promises C11 and C++, no global state, and no callback on another thread.
 */
#ifndef PERDURE_H
#define PERDURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Conventions.
 *
 * Zeroed option structs are the defaults. Texts are UTF-8 and end with NUL. A pointer that a
 * function hands out is borrowed until the next call on the same handle unless its comment says
 * that it is yours. Every function that can fail returns a perdure_status and fills *err, which
 * may be NULL and is left as it was on success. On failure out-parameters are NULL or empty. Any of
 * them may give NO_MEMORY, and one that looks into a store BUSY, CORRUPT and IO: comments tell of
 * the others. Values in CBOR that are not one canonical value are CORRUPT, TRUNCATED or LIMIT.
 *
 * Threads: a runtime and a program never change and may be shared. A vm, a store and a run belong
 * to one thread at a time, and the runs of a store belong to the store's thread.
 */
#define PERDURE_API           __attribute__((visibility("default")))
#define PERDURE_MUST_USE      __attribute__((warn_unused_result))

#define PERDURE_VERSION_MAJOR 0
#define PERDURE_VERSION_MINOR 1
#define PERDURE_VERSION_PATCH 0

/* ── statuses, errors, bytes ─────────────────────────────────────────────────────────────────── */

/* Numbers never change their meaning. */
typedef enum perdure_status {
    PERDURE_OK,
    PERDURE_NO_MEMORY,
    PERDURE_LIMIT,       /* a limit was reached */
    PERDURE_INVALID,     /* an argument or a value is wrong */
    PERDURE_SYNTAX,      /* a program is wrong; err has line and column */
    PERDURE_TRUNCATED,   /* the data ends too early */
    PERDURE_CORRUPT,     /* the data is damaged or not canonical */
    PERDURE_VERSION,     /* made by a version that this one cannot read */
    PERDURE_UNSUPPORTED, /* not supported */
    PERDURE_NOT_FOUND,
    PERDURE_EXISTS,    /* exists already; the second result of an effect */
    PERDURE_CONFLICT,  /* another worker has the lease, or took it over */
    PERDURE_DENIED,    /* not allowed by the system: permissions, read-only files */
    PERDURE_BUSY,      /* try again: another process works; of `perform`: the answer follows */
    PERDURE_IO,        /* input or output failed, the disk is full */
    PERDURE_STUCK,     /* replay disagreed with the journal */
    PERDURE_CANCELLED, /* cancelled */
    PERDURE_TIMEOUT,   /* the time is over */
    PERDURE_USAGE,     /* the call is not allowed in this state */
    PERDURE_INTERNAL
} perdure_status;

/* Where and why. line and column count from 1, 0 where they have no meaning; offset is in bytes. */
typedef struct perdure_error {
    perdure_status status;
    uint64_t offset;
    uint32_t line;
    uint32_t column;
    char message[400]; /* UTF-8, ends with NUL */
} perdure_error;

/* Borrowed bytes, not ended by NUL unless said so. data may be NULL only when size is 0. */
typedef struct perdure_bytes {
    const uint8_t *data;
    size_t size;
} perdure_bytes;

/* Bytes that are yours: give them back with perdure_data_free. data[size] is a NUL. */
typedef struct perdure_data {
    uint8_t *data;
    size_t size;
} perdure_data;

/* "0.1.0" of the library in use, for comparing with the PERDURE_VERSION_ macros. */
PERDURE_API const char *perdure_version(void);

/* "NOT_FOUND"; "UNKNOWN" for a number outside the table. Never NULL, valid for ever. */
PERDURE_API const char *perdure_status_name(perdure_status status);

/* "not found": a short phrase for people. Never NULL, valid for ever. */
PERDURE_API const char *perdure_status_text(perdure_status status);

/* Frees the bytes and makes *data empty. data may be NULL or empty. */
PERDURE_API void perdure_data_free(perdure_data *data);

/* ── values ──────────────────────────────────────────────────────────────────────────────────── */

/*
 * Reads one JSON text and gives its canonical CBOR, which is yours. Integers keep every digit,
 * numbers with a point or an exponent become floats; {"$bytes": "hex"} and {"$float": "NaN"} (or
 * "Infinity", "-Infinity") are read back. INVALID with an offset when the text is not JSON, has a
 * key twice or such a text that is wrong, LIMIT when it is nested more than 1000 levels or has an
 * integer of more than a million digits.
 */
PERDURE_API PERDURE_MUST_USE perdure_status perdure_json_to_cbor(perdure_bytes json,
                                                                 perdure_data *out,
                                                                 perdure_error *err);

/*
 * Shows one CBOR value as JSON, which is yours. indent > 0 puts each element on a line of its own.
 * CORRUPT or TRUNCATED when the bytes are not one canonical value.
 */
PERDURE_API PERDURE_MUST_USE perdure_status perdure_cbor_to_json(perdure_bytes cbor,
                                                                 unsigned indent, perdure_data *out,
                                                                 perdure_error *err);

/* The same in the diagnostic notation of RFC 8949 section 8. */
PERDURE_API PERDURE_MUST_USE perdure_status perdure_cbor_to_diagnostic(perdure_bytes cbor,
                                                                       unsigned indent,
                                                                       perdure_data *out,
                                                                       perdure_error *err);

/* Whether the bytes are exactly one canonical value: OK, TRUNCATED, CORRUPT or LIMIT. */
PERDURE_API PERDURE_MUST_USE perdure_status perdure_cbor_check(perdure_bytes cbor,
                                                               perdure_error *err);

/*
 * Writing values by hand: a list of heads and texts, as in RFC 8949. The first failure sticks and
 * perdure_writer_take reports it. A map's keys may come in any order between map_begin and map_end.
 */
typedef struct perdure_writer perdure_writer;

/* A new empty writer, yours; NULL when memory is out. */
PERDURE_API perdure_writer *perdure_writer_new(void);

/* Frees it; NULL is fine. */
PERDURE_API void perdure_writer_free(perdure_writer *writer);

/* Appends null. */
PERDURE_API void perdure_write_null(perdure_writer *writer);

/* Appends false or true. */
PERDURE_API void perdure_write_bool(perdure_writer *writer, bool value);

/* Appends an integer. */
PERDURE_API void perdure_write_int(perdure_writer *writer, int64_t value);

/* Appends a float; it stays a float when it is whole. */
PERDURE_API void perdure_write_double(perdure_writer *writer, double value);

/* Appends a text; wrong UTF-8 makes the writer fail with INVALID. */
PERDURE_API void perdure_write_text(perdure_writer *writer, const char *text, size_t size);

/* Appends a byte string. */
PERDURE_API void perdure_write_bytes(perdure_writer *writer, perdure_bytes bytes);

/* Appends the head of an array; exactly count values must follow. */
PERDURE_API void perdure_write_array(perdure_writer *writer, uint64_t count);

/* Opens a map; keys and values follow in turn, in any order of keys. At most 64 maps nest. */
PERDURE_API void perdure_write_map_begin(perdure_writer *writer);

/* Closes the innermost map, putting its keys in order. A key given twice is INVALID. */
PERDURE_API void perdure_write_map_end(perdure_writer *writer);

/* Appends one value that is encoded already. */
PERDURE_API void perdure_write_cbor(perdure_writer *writer, perdure_bytes cbor);

/*
 * Moves the encoding out, which is yours, and empties the writer. INVALID when what was written is
 * not exactly one value, else the first failure.
 */
PERDURE_API PERDURE_MUST_USE perdure_status perdure_writer_take(perdure_writer *writer,
                                                                perdure_data *out,
                                                                perdure_error *err);

/*
 * Reading values by hand: a cursor over encoded bytes. Plain data on your stack; the bytes must
 * outlive it. Containers are entered by reading on: an array of n items is followed by them.
 */
typedef enum perdure_kind {
    PERDURE_KIND_END, /* nothing is left */
    PERDURE_KIND_NULL,
    PERDURE_KIND_BOOL,
    PERDURE_KIND_INT, /* fits int64_t */
    PERDURE_KIND_BIG, /* an integer that does not fit: only its encoding is given */
    PERDURE_KIND_DOUBLE,
    PERDURE_KIND_TEXT,
    PERDURE_KIND_BYTES,
    PERDURE_KIND_ARRAY, /* count items follow */
    PERDURE_KIND_MAP,   /* count pairs follow, each key before its value */
    PERDURE_KIND_TAG    /* one item follows; count is the tag's number */
} perdure_kind;

typedef struct perdure_item {
    perdure_kind kind;
    bool truth;
    int64_t integer;
    double number;
    uint64_t count;
    perdure_bytes bytes;    /* TEXT and BYTES: the content, borrowed from the input */
    perdure_bytes encoding; /* from the head to the end of the input: for perdure_cbor_skip */
} perdure_item;

/*
 * Reads the next head from *rest and moves *rest behind it (strings are read whole). The input
 * must have been checked by perdure_cbor_check or come from this library; then it cannot fail.
 * For other bytes: CORRUPT, TRUNCATED.
 */
PERDURE_API PERDURE_MUST_USE perdure_status perdure_cbor_read(perdure_bytes *rest,
                                                              perdure_item *item);

/* Moves *rest over one whole value and gives its encoding, borrowed. CORRUPT, TRUNCATED, LIMIT. */
PERDURE_API PERDURE_MUST_USE perdure_status perdure_cbor_skip(perdure_bytes *rest,
                                                              perdure_bytes *value);

/* ── limits ──────────────────────────────────────────────────────────────────────────────────── */

/* One setting of a limit by its name, such as {"heap_bytes", 64 << 20} or {"fuel", 1000000}. */
typedef struct perdure_limit {
    const char *name;
    uint64_t value;
} perdure_limit;

typedef struct perdure_limit_info {
    const char *name;
    const char *meaning; /* with the unit */
    uint64_t initial;
    uint64_t max;
} perdure_limit_info;

/* The index-th limit, from 0; false when there are no more. The texts are valid for ever. */
PERDURE_API bool perdure_limit_describe(size_t index, perdure_limit_info *out);

/* ── runtime and programs ────────────────────────────────────────────────────────────────────── */

/* Builtin types and the standard library: made once, shared by all programs of a process. */
typedef struct perdure_runtime perdure_runtime;

/* A program: its main module and what it imports, compiled. Immutable. */
typedef struct perdure_program perdure_program;

/* Makes a runtime, which is yours. Takes a few milliseconds. NO_MEMORY. */
PERDURE_API PERDURE_MUST_USE perdure_status perdure_runtime_new(perdure_runtime **out,
                                                                perdure_error *err);

/* Where memory comes from. `resize` makes a block new_bytes long, aligned to 16, NULL on failure;
 * new_bytes 0 frees. `reserve` gives zeroed pages, `release` takes them back, `discard` zeroes a
 * part of them. All are told the sizes, and are called from every thread that uses the runtime. */
typedef struct perdure_alloc {
    void *ctx;
    void *(*resize)(void *ctx, void *p, size_t old_bytes, size_t new_bytes);
    void *(*reserve)(void *ctx, size_t bytes);
    void (*release)(void *ctx, void *p, size_t bytes);
    void (*discard)(void *ctx, void *p, size_t bytes);
} perdure_alloc;

/* The same as perdure_runtime_new, but the runtime, its programs and their vms take memory from
 * alloc, which must outlive them. What is handed out as perdure_data does not. Up to two ranges
 * that ended runs had reserved, of at most 2 GiB, stay with the runtime for the next ones. */
PERDURE_API PERDURE_MUST_USE perdure_status perdure_runtime_new_with(const perdure_alloc *alloc,
                                                                     perdure_runtime **out,
                                                                     perdure_error *err);

/* Frees it; its programs, vms and runs must be gone. NULL is fine. */
PERDURE_API void perdure_runtime_free(perdure_runtime *runtime);

/* Whether the standard library has a module of that dotted name. */
PERDURE_API bool perdure_runtime_has_module(const perdure_runtime *runtime, const char *name);

/* The index-th importable module of the standard library, from 0; NULL when there are no more. */
PERDURE_API const char *perdure_runtime_module(const perdure_runtime *runtime, size_t index);

/* The text of one module, as a loader gives it. */
typedef struct perdure_source {
    const char *text; /* need not end with NUL */
    size_t size;
    const char *filename; /* as tracebacks show it */
    bool is_package;
    void *owner; /* the loader's own, for `release` */
} perdure_source;

/* Finds the modules that a program imports. */
typedef struct perdure_loader {
    void *ctx;
    /*
     * The source of a dotted module name: OK with *out filled, or NOT_FOUND, in which case the
     * import raises ModuleNotFoundError at run time. Any other status ends the compilation.
     */
    perdure_status (*load)(void *ctx, const char *name, perdure_source *out);
    /* The text is no longer needed. May be NULL. */
    void (*release)(void *ctx, perdure_source *source);
} perdure_loader;

/* One mistake or unsupported construct, in the terms of CPython's SyntaxError. Borrowed. */
typedef struct perdure_diagnostic {
    perdure_status status; /* SYNTAX, UNSUPPORTED or LIMIT; OK: a SyntaxWarning */
    const char *filename;
    const char *kind; /* "SyntaxError", "IndentationError", … */
    const char *message;
    bool incomplete; /* more lines could complete the text */
    uint32_t line, end_line;
    int32_t column, end_column; /* from 1, in code points */
    const char *text; /* what CPython prints: File line, source line, carets, kind: message */
} perdure_diagnostic;

typedef struct perdure_compile_options {
    const perdure_loader *loader; /* NULL: nothing but the library can be imported */
    const char *main_name;        /* __name__ of the main module; NULL: "__main__" */
    bool interactive;             /* one statement of a prompt: its value is shown */
    void (*report)(void *ctx, const perdure_diagnostic *diagnostic); /* hears all; may be NULL */
    void *report_ctx;
    const perdure_limit *limits;
    size_t limit_count;
} perdure_compile_options;

/*
 * Compiles the main module and every module it can import. main stays yours and options may be
 * NULL. SYNTAX or UNSUPPORTED for a program that cannot run: *err is its first problem and `report`
 * heard all of them. LIMIT for one that is too large; NOT_FOUND, LIMIT for a wrong limit, and what
 * the loader gave. The program is yours.
 */
PERDURE_API PERDURE_MUST_USE perdure_status perdure_program_compile(
    const perdure_runtime *runtime, const perdure_source *main,
    const perdure_compile_options *options, perdure_program **out, perdure_error *err);

/* The bytes of a program, code and sources, which are yours; equal programs give equal bytes. */
PERDURE_API PERDURE_MUST_USE perdure_status perdure_program_encode(const perdure_program *program,
                                                                   perdure_data *out,
                                                                   perdure_error *err);

/* Reads and verifies the bytes of a program. CORRUPT, TRUNCATED, VERSION, LIMIT, NO_MEMORY. */
PERDURE_API PERDURE_MUST_USE perdure_status perdure_program_decode(const perdure_runtime *runtime,
                                                                   perdure_bytes bytes,
                                                                   perdure_program **out,
                                                                   perdure_error *err);

/* Frees it; its vms and runs must be gone. NULL is fine. */
PERDURE_API void perdure_program_free(perdure_program *program);

/* 64 hex digits that name code and library. Valid as long as the program. */
PERDURE_API const char *perdure_program_id(const perdure_program *program);

/* The number of its modules; module 0 is the main one. */
PERDURE_API size_t perdure_program_module_count(const perdure_program *program);

typedef struct perdure_module_info {
    perdure_bytes name; /* these three are borrowed from the program */
    perdure_bytes filename;
    perdure_bytes source;
    uint32_t function_count;
} perdure_module_info;

/* The index-th module; false when there are no more. */
PERDURE_API bool perdure_program_module(const perdure_program *program, size_t index,
                                        perdure_module_info *out);

/* The instructions of one module as text, which is yours. NOT_FOUND for a wrong index. */
PERDURE_API PERDURE_MUST_USE perdure_status perdure_program_disassemble(
    const perdure_program *program, size_t index, perdure_data *out, perdure_error *err);

/* ── running in memory ───────────────────────────────────────────────────────────────────────── */

/* One execution of a program, without a store. Must not outlive its program. */
typedef struct perdure_vm perdure_vm;

typedef struct perdure_vm_options {
    const perdure_limit *limits;
    size_t limit_count;
    uint64_t seed;           /* of `random` */
    const char *const *argv; /* sys.argv */
    size_t argv_count;
} perdure_vm_options;

typedef enum perdure_stop {
    PERDURE_STOP_DONE,   /* the program ended: perdure_vm_exit_status, perdure_vm_result */
    PERDURE_STOP_RAISED, /* an exception left the program: perdure_vm_error, _traceback */
    PERDURE_STOP_EFFECT, /* it asks for perdure_vm_effect and waits for an answer */
    PERDURE_STOP_FUEL    /* the slice is used up, or interrupted: run it again */
} perdure_stop;

/*
 * An effect: what a program asks of the outside. The names that programs of the standard library
 * use are listed at the end of this header; any other name comes from `perdure.perform`.
 */
typedef struct perdure_effect {
    const char *name;
    perdure_bytes arguments; /* canonical CBOR: an array */
    uint64_t sequence;       /* counts the effects of the run, from 1 */
    const char *key;         /* durable runs: the idempotency key, the same in every attempt */
    bool repeated;           /* durable runs: an earlier attempt may have been made */
} perdure_effect;

typedef struct perdure_stats {
    uint64_t fuel;
    uint64_t instructions;
    uint64_t effects;
    uint64_t collections;
    uint64_t used_bytes;
    uint64_t peak_bytes;
} perdure_stats;

/* A run at its first instruction, yours. options may be NULL. NOT_FOUND, LIMIT for a wrong limit,
 * INVALID for an argument that is not UTF-8. */
PERDURE_API PERDURE_MUST_USE perdure_status perdure_vm_new(const perdure_program *program,
                                                           const perdure_vm_options *options,
                                                           perdure_vm **out, perdure_error *err);

/* Frees it; NULL is fine. */
PERDURE_API void perdure_vm_free(perdure_vm *vm);

/*
 * Runs until it stops. slice: fuel after which it stops with PERDURE_STOP_FUEL, 0 for none. A
 * stopped run that has ended, or whose effect has no answer, stops again at once in the same way.
 */
PERDURE_API perdure_stop perdure_vm_run(perdure_vm *vm, uint64_t slice);

/*
 * Executes exactly count instructions (count > 0) unless it stops earlier for another reason: then
 * PERDURE_STOP_FUEL, also in the middle of a block. For tests and debuggers.
 */
PERDURE_API perdure_stop perdure_vm_run_instructions(perdure_vm *vm, uint64_t count);

/* What perdure_vm_set_trace tells. Texts last until the call returns; "" where there is nothing. */
typedef enum perdure_trace_kind {
    PERDURE_TRACE_FUNCTION, /* a clause in place answers the effect: a function clause, or a control
                               clause that only sends at its end */
    PERDURE_TRACE_CONTROL,  /* a control clause does, with the continuation */
    PERDURE_TRACE_DEFAULT,  /* nobody handles it: its own body does */
    PERDURE_TRACE_HOST,     /* the host is asked */
    PERDURE_TRACE_SEND,     /* a continuation goes on with a value ... */
    PERDURE_TRACE_THROW,    /* ... an exception ... */
    PERDURE_TRACE_FORWARD   /* ... or hands an operation on */
} perdure_trace_kind;

typedef struct perdure_trace {
    perdure_trace_kind kind;
    const char *effect; /* its name */
    const char *clause; /* qualified name of the clause that answers */
    const char *file;   /* where it is performed, or where the continuation is used */
    uint32_t line;
    const char *to_file; /* where the continuation goes on */
    uint32_t to_line;
} perdure_trace;

typedef void perdure_trace_fn(void *ctx, const perdure_trace *trace);

/*
 * From now on fn is called for each effect and each use of a continuation, before it happens, in
 * the thread that runs vm; NULL: no more. It must not use vm. Watching changes nothing in the run
 * and is in no snapshot.
 */
PERDURE_API void perdure_vm_set_trace(perdure_vm *vm, perdure_trace_fn *fn, void *ctx);

/* Collects after every n-th instruction from now on, 0: when it is due. Changes no result; for
 * tests. */
PERDURE_API void perdure_vm_set_collect_every(perdure_vm *vm, uint64_t n);

/*
 * 64 hex digits and a NUL that name the state of a stopped run: equal states, equal digits. What
 * only decides when to collect is not part of it. LIMIT, NO_MEMORY.
 */
PERDURE_API PERDURE_MUST_USE perdure_status perdure_vm_state_hash(perdure_vm *vm, char hex[65],
                                                                  perdure_error *err);

/*
 * After PERDURE_STOP_DONE or _RAISED: goes on with the main module of another program (made with
 * `interactive`) in the same __main__ namespace; perdure_vm_run executes it. The program must
 * outlive the vm. USAGE in any other state.
 */
PERDURE_API PERDURE_MUST_USE perdure_status perdure_vm_continue(perdure_vm *vm,
                                                                const perdure_program *program,
                                                                perdure_error *err);

/*
 * A second vm in the state of a stopped one, yours; both go on from here by themselves. Faster than
 * a snapshot: the heap is copied as it is. Nobody watches the new one (perdure_vm_set_trace). The
 * programs of the first one must outlive it too.
 */
PERDURE_API PERDURE_MUST_USE perdure_status perdure_vm_fork(const perdure_vm *vm, perdure_vm **out,
                                                            perdure_error *err);

/* Makes a running perdure_vm_run stop with PERDURE_STOP_FUEL soon. From any thread or signal
 * handler, the only function of a vm for which this holds; not while perdure_vm_continue or
 * perdure_vm_free is at work. */
PERDURE_API void perdure_vm_interrupt(perdure_vm *vm);

/* What a run stopped with PERDURE_STOP_EFFECT asks; NULL in any other state, and when memory is
 * out. Valid until the answer. */
PERDURE_API const perdure_effect *perdure_vm_effect(const perdure_vm *vm);

/* Answers the effect with a value in canonical CBOR. USAGE when none waits; INVALID, CORRUPT,
 * TRUNCATED, LIMIT for a value that cannot be taken: the effect then still waits. */
PERDURE_API PERDURE_MUST_USE perdure_status perdure_vm_answer(perdure_vm *vm, perdure_bytes value,
                                                              perdure_error *err);

/* The same with JSON. */
PERDURE_API PERDURE_MUST_USE perdure_status perdure_vm_answer_json(perdure_vm *vm,
                                                                   perdure_bytes json,
                                                                   perdure_error *err);

/* The effect raises: the name of a builtin exception class, such as "PermissionError", and its
 * message. "Cancelled" and "FuelExhausted" are taken, too; another name raises RuntimeError. USAGE
 * when none waits, INVALID for texts that are not UTF-8. */
PERDURE_API PERDURE_MUST_USE perdure_status perdure_vm_answer_error(perdure_vm *vm,
                                                                    const char *exception,
                                                                    const char *message,
                                                                    perdure_error *err);

/* Raises an exception where the run stands: for interrupts and time limits. The run must have
 * stopped with PERDURE_STOP_FUEL (or not have begun), else USAGE. Names and INVALID as above. */
PERDURE_API PERDURE_MUST_USE perdure_status perdure_vm_throw(perdure_vm *vm, const char *exception,
                                                             const char *message,
                                                             perdure_error *err);

/* After PERDURE_STOP_DONE: the status that sys.exit gave, else 0. 1 after PERDURE_STOP_RAISED. */
PERDURE_API int perdure_vm_exit_status(const perdure_vm *vm);

/* The value of a finished run in canonical CBOR, yours. USAGE before the end, UNSUPPORTED when the
 * value has no encoding. */
PERDURE_API PERDURE_MUST_USE perdure_status perdure_vm_result(perdure_vm *vm, perdure_data *out,
                                                              perdure_error *err);

/* The class name and the message of the exception that ended the run; each is yours. sys.exit has
 * ended it with SystemExit. USAGE when none has. INVALID when the exception's own code fails. */
PERDURE_API PERDURE_MUST_USE perdure_status perdure_vm_error(perdure_vm *vm, perdure_data *name,
                                                             perdure_data *message,
                                                             perdure_error *err);

/* What CPython prints for that exception, yours; after sys.exit the text that was given to it, or
 * nothing. USAGE and INVALID as above. */
PERDURE_API PERDURE_MUST_USE perdure_status perdure_vm_traceback(perdure_vm *vm, perdure_data *out,
                                                                 perdure_error *err);

/* Counters since the start, snapshots included. */
PERDURE_API void perdure_vm_stats(const perdure_vm *vm, perdure_stats *out);

/*
 * The stopped run as canonical bytes, yours: equal states give equal bytes on every machine.
 * with_program puts the program in, so that the bytes are enough to go on elsewhere. LIMIT,
 * NO_MEMORY. The run is not changed.
 */
PERDURE_API PERDURE_MUST_USE perdure_status perdure_vm_snapshot(perdure_vm *vm, bool with_program,
                                                                perdure_data *out,
                                                                perdure_error *err);

/* What a snapshot gives back. Free the vm first. */
typedef struct perdure_restored {
    perdure_vm *vm;           /* yours */
    perdure_program *program; /* yours; NULL when the caller gave the program */
} perdure_restored;

/*
 * Continues a snapshot. program may be NULL when the bytes hold it. Trusts nothing: CORRUPT,
 * TRUNCATED, VERSION, LIMIT; NOT_FOUND when there is no program, CONFLICT when it is another one.
 */
PERDURE_API PERDURE_MUST_USE perdure_status perdure_vm_restore(const perdure_runtime *runtime,
                                                               perdure_bytes snapshot,
                                                               const perdure_program *program,
                                                               perdure_restored *out,
                                                               perdure_error *err);

/* The header of a snapshot as JSON, yours: versions, program, limits, counters, sizes. Checks the
 * whole. CORRUPT, TRUNCATED, VERSION. */
PERDURE_API PERDURE_MUST_USE perdure_status perdure_snapshot_inspect(perdure_bytes snapshot,
                                                                     perdure_data *json,
                                                                     perdure_error *err);

/* ── stores ──────────────────────────────────────────────────────────────────────────────────── */

/* Where durable runs live. */
typedef struct perdure_store perdure_store;

/* When a commit counts as done. */
typedef enum perdure_sync {
    PERDURE_SYNC_FULL,   /* it survives the loss of power: every commit waits for the disk */
    PERDURE_SYNC_NORMAL, /* it survives the end of the process; a power cut may undo the newest */
    PERDURE_SYNC_OFF     /* the same, and a power cut may damage the store */
} perdure_sync;

typedef struct perdure_store_options {
    perdure_sync sync;
    bool read_only;
    bool must_exist;  /* do not make a new store */
    uint32_t busy_ms; /* how long to wait for other processes; 0: 5000 */
} perdure_store_options;

/*
 * Opens a store: "memory:" (gone when closed), "sqlite:PATH" or a path. options may be NULL.
 * NOT_FOUND, DENIED, BUSY, CORRUPT for a file that is not a store, VERSION for one of another
 * version, INVALID for wrong options, IO.
 */
PERDURE_API PERDURE_MUST_USE perdure_status perdure_store_open(const char *url,
                                                               const perdure_store_options *options,
                                                               perdure_store **out,
                                                               perdure_error *err);

/* Closes it; its runs must be closed. NULL is fine. */
PERDURE_API void perdure_store_close(perdure_store *store);

/*
 * A number that changes whenever any process has changed the store. For polling: it is cheap. BUSY,
 * IO.
 */
PERDURE_API PERDURE_MUST_USE perdure_status perdure_store_version(perdure_store *store,
                                                                  uint64_t *version,
                                                                  perdure_error *err);

/* ── what a store knows about its runs (no lease needed) ─────────────────────────────────────── */

typedef enum perdure_run_state {
    PERDURE_STATE_READY,     /* can go on now */
    PERDURE_STATE_WAITING,   /* for a time, a signal, a promise or an answer */
    PERDURE_STATE_DONE,      /* ended with a value */
    PERDURE_STATE_FAILED,    /* an exception left the program */
    PERDURE_STATE_CANCELLED, /* ended because it was cancelled */
    PERDURE_STATE_STUCK      /* replay disagreed with the journal; kept as it is */
} perdure_run_state;

/* "READY", "WAITING", "DONE", "FAILED", "CANCELLED", "STUCK". Valid for ever. */
PERDURE_API const char *perdure_run_state_name(perdure_run_state state);

/* What a WAITING run waits for. */
typedef enum perdure_wait_kind {
    PERDURE_WAIT_NONE,
    PERDURE_WAIT_TIMER,   /* until until_ms */
    PERDURE_WAIT_SIGNAL,  /* named name: perdure_store_signal */
    PERDURE_WAIT_PROMISE, /* with the id name: perdure_store_resolve */
    PERDURE_WAIT_EFFECT,  /* the effect named name: perdure_run_answer, perdure_store_answer */
    PERDURE_WAIT_PAUSED   /* perdure_store_unpause */
} perdure_wait_kind;

typedef struct perdure_wait {
    perdure_wait_kind kind;
    const char *name;
    int64_t until_ms;  /* milliseconds since 1970; 0: without an end */
    uint64_t sequence; /* of the effect that waits */
} perdure_wait;

/* One run, borrowed during a callback. */
typedef struct perdure_run_info {
    const char *id;
    perdure_run_state state;
    bool paused;
    const char *program_id;
    int64_t created_ms;
    int64_t updated_ms;
    uint64_t record_count;
    uint64_t message_count; /* in its mailbox: not yet taken, and settled promises */
    uint64_t dropped_count; /* results that came second */
    perdure_wait wait;
    const char *worker; /* who has the lease; NULL: nobody */
    int64_t lease_until_ms;
    uint64_t fence;
    perdure_bytes outcome; /* of an ended run: CBOR, see perdure_outcome */
    perdure_bytes note;    /* see perdure_store_set_note */
} perdure_run_info;

/*
 * The parts of `outcome`. DONE: value. FAILED, CANCELLED: error (a class name), message, traceback.
 * STUCK: message says what differed. All borrowed from it. CORRUPT for other bytes.
 */
typedef struct perdure_outcome {
    perdure_bytes value;
    perdure_bytes error;
    perdure_bytes message;
    perdure_bytes traceback;
    int exit_status;
} perdure_outcome;

/* Takes an outcome apart. */
PERDURE_API PERDURE_MUST_USE perdure_status perdure_outcome_read(perdure_bytes outcome,
                                                                 perdure_outcome *out);

/* Hears of runs, one call each, as long as it answers true. It must not call the store. */
typedef struct perdure_run_visitor {
    void *ctx;
    bool (*visit)(void *ctx, const perdure_run_info *info);
} perdure_run_visitor;

typedef struct perdure_run_filter {
    bool by_state;
    perdure_run_state state;
    const char *after; /* only ids after this one, in the order of their making; NULL: all */
    size_t limit;      /* 0: no limit */
} perdure_run_filter;

/* The runs of the store in the order in which they were made. filter may be NULL. NOT_FOUND when
 * there is no run `after`. CORRUPT, after all others were visited, when the row of a run is
 * damaged: the error tells the first. */
PERDURE_API PERDURE_MUST_USE perdure_status perdure_store_list(perdure_store *store,
                                                               const perdure_run_filter *filter,
                                                               perdure_run_visitor visitor,
                                                               perdure_error *err);

/* The run of that id. NOT_FOUND. */
PERDURE_API PERDURE_MUST_USE perdure_status perdure_store_show(perdure_store *store, const char *id,
                                                               perdure_run_visitor visitor,
                                                               perdure_error *err);

/*
 * The runs that could go on at now_ms and are leased to nobody: READY ones, and WAITING ones whose
 * time has come or to which something was sent. The longest due come first. limit: at most so many.
 */
PERDURE_API PERDURE_MUST_USE perdure_status perdure_store_due(perdure_store *store, int64_t now_ms,
                                                              size_t limit,
                                                              perdure_run_visitor visitor,
                                                              perdure_error *err);

/* When the next run becomes due, in milliseconds since 1970; INT64_MAX when none will by time. */
PERDURE_API PERDURE_MUST_USE perdure_status perdure_store_next_due(perdure_store *store,
                                                                   int64_t *due_ms,
                                                                   perdure_error *err);

/* One record of a journal, borrowed during a callback. */
typedef struct perdure_record {
    uint64_t sequence;     /* from 1 */
    const char *type;      /* "started", "asked", "result", "output", … */
    int64_t time_ms;       /* since 1970 */
    perdure_bytes payload; /* CBOR; docs/FORMATS.md has the fields of each type */
    uint32_t stored_bytes;
} perdure_record;

/* Hears of records, one call each, as long as it answers true. It must not call the store. */
typedef struct perdure_record_visitor {
    void *ctx;
    bool (*visit)(void *ctx, const perdure_record *record);
} perdure_record_visitor;

/*
 * The records of a run from sequence `from` on (0 or 1: all). Their chain is checked on the way:
 * CORRUPT when one was changed. NOT_FOUND. Who asks again for what follows the last call's records
 * does not pay for those before.
 */
PERDURE_API PERDURE_MUST_USE perdure_status perdure_store_log(perdure_store *store, const char *id,
                                                              uint64_t from,
                                                              perdure_record_visitor visitor,
                                                              perdure_error *err);

/* Hears of texts that a run wrote, in their order. It must not call the store. */
typedef struct perdure_output_sink {
    void *ctx;
    void (*write)(void *ctx, int stream, perdure_bytes text, uint64_t sequence);
} perdure_output_sink;

/* Each text that the run wrote (stream 1 standard output, 2 standard error), in records from `from`
 * on. NOT_FOUND. */
PERDURE_API PERDURE_MUST_USE perdure_status perdure_store_output(perdure_store *store,
                                                                 const char *id, uint64_t from,
                                                                 perdure_output_sink sink,
                                                                 perdure_error *err);

/* ── talking to a run from outside (no lease needed, any process) ────────────────────────────── */

/* Sends a signal; payload is CBOR (empty: null). Signals of one name arrive in the order sent.
 * NOT_FOUND, USAGE for a run that has ended, LIMIT for a full mailbox or a name of more than 1024
 * bytes, INVALID for one that is not UTF-8. */
PERDURE_API PERDURE_MUST_USE perdure_status perdure_store_signal(perdure_store *store,
                                                                 const char *id, const char *name,
                                                                 perdure_bytes payload,
                                                                 perdure_error *err);

/* Resolves a promise with a value in CBOR. EXISTS when it is settled, USAGE when its run has ended,
 * NOT_FOUND. */
PERDURE_API PERDURE_MUST_USE perdure_status perdure_store_resolve(perdure_store *store,
                                                                  const char *promise_id,
                                                                  perdure_bytes value,
                                                                  perdure_error *err);

/* Rejects a promise: its waiter raises the builtin exception of that name. EXISTS, USAGE, NOT_FOUND
 * as above, INVALID for texts that are not UTF-8. */
PERDURE_API PERDURE_MUST_USE perdure_status perdure_store_reject(perdure_store *store,
                                                                 const char *promise_id,
                                                                 const char *exception,
                                                                 const char *message,
                                                                 perdure_error *err);

/*
 * Gives the result of an effect that a run waits for, from a process that does not drive the run.
 * The first one counts: EXISTS and no change for a later one, for an effect that is answered, and
 * for one that was never asked. USAGE when the run has ended, NOT_FOUND.
 */
PERDURE_API PERDURE_MUST_USE perdure_status perdure_store_answer(perdure_store *store,
                                                                 const char *id, uint64_t sequence,
                                                                 perdure_bytes value,
                                                                 perdure_error *err);

/* Asks a run to end: Cancelled is raised in it, and after grace_ms (0: 250) it is ended by force.
 * NOT_FOUND; USAGE when it has ended. */
PERDURE_API PERDURE_MUST_USE perdure_status perdure_store_cancel(perdure_store *store,
                                                                 const char *id, uint32_t grace_ms,
                                                                 perdure_error *err);

/* Keeps a run from going on until perdure_store_unpause. NOT_FOUND; USAGE when it has ended. */
PERDURE_API PERDURE_MUST_USE perdure_status perdure_store_pause(perdure_store *store,
                                                                const char *id, perdure_error *err);

/* Lets it go on. NOT_FOUND; USAGE when it has ended. */
PERDURE_API PERDURE_MUST_USE perdure_status perdure_store_unpause(perdure_store *store,
                                                                  const char *id,
                                                                  perdure_error *err);

/* Keeps bytes of the caller's with a run, at most 64 KiB. They are no part of its history: not
 * exported, not copied by a fork. LIMIT, NOT_FOUND. */
PERDURE_API PERDURE_MUST_USE perdure_status perdure_store_set_note(perdure_store *store,
                                                                   const char *id,
                                                                   perdure_bytes note,
                                                                   perdure_error *err);

/* ── driving runs ────────────────────────────────────────────────────────────────────────────── */

/* A durable run that this process drives: it has the lease. */
typedef struct perdure_run perdure_run;

/* The answer being given to an effect in perdure_host.perform. */
typedef struct perdure_reply perdure_reply;

/* The effect's result is this value in canonical CBOR (copied). INVALID as perdure_vm_answer,
 * EXISTS when it has a result. */
PERDURE_API PERDURE_MUST_USE perdure_status perdure_reply_value(perdure_reply *reply,
                                                                perdure_bytes value,
                                                                perdure_error *err);

/* The effect raises this builtin exception (both texts are copied). EXISTS, and INVALID for texts
 * that are not UTF-8. */
PERDURE_API PERDURE_MUST_USE perdure_status perdure_reply_error(perdure_reply *reply,
                                                                const char *exception,
                                                                const char *message,
                                                                perdure_error *err);

/* What performs the effects of runs. Must outlive them; its functions are called only inside calls
 * on a run, on their thread. */
typedef struct perdure_host {
    void *ctx;
    /* Nanoseconds since 1970. NULL: the system's clock. May go backwards. */
    int64_t (*now_ns)(void *ctx);
    /* Nanoseconds from any start, never backwards. NULL: the system's clock. */
    int64_t (*monotonic_ns)(void *ctx);
    /* Fills size random bytes; OK or IO. NULL: the system's. */
    perdure_status (*entropy)(void *ctx, void *out, size_t size);
    /*
     * Performs one effect. It was recorded durably that it was asked. OK: an answer was given
     * through reply. BUSY: it will follow (perdure_run_answer). Any other status: the program gets
     * OSError with that status's text. NULL: every effect is the caller's, as if BUSY.
     */
    perdure_status (*perform)(void *ctx, const perdure_effect *effect, perdure_reply *reply);
    /* Text that the program wrote and that is now durable. NULL: not wanted. */
    void (*output)(void *ctx, const char *run_id, int stream, perdure_bytes text);
} perdure_host;

typedef struct perdure_run_options {
    const perdure_host *host; /* NULL: the system's clock, effects are the caller's */
    const char *worker;       /* who has the lease, for people; NULL: "pid N" */
    uint32_t lease_ms;        /* 0: 30000; renewed by each commit and by perdure_run_advance */
    uint64_t slice;           /* fuel between two looks at the mailbox; 0: 20 million */
    bool force_lease;         /* resume: take the lease from whoever has it; that one can append
                                 no more */
    bool give_lease_on_wait;  /* the commit of a wait gives the lease back; the next advance takes
                                 it again */
    /* What follows is for perdure_run_start only. */
    const char *id;      /* NULL: generated, ascending in time */
    perdure_bytes input; /* CBOR; empty: null */
    const char *const *argv;
    size_t argv_count;
    uint64_t seed; /* 0: taken from entropy */
    const perdure_limit *limits;
    size_t limit_count;
    perdure_bytes note; /* see perdure_store_set_note */
} perdure_run_options;

/*
 * Makes a new run and takes its lease; the program is put into the store. Nothing has been executed
 * when it returns, and the run is durable. The run is yours (perdure_run_close); the program must
 * outlive it. EXISTS when the id is taken; INVALID for a wrong id, worker or argument; NOT_FOUND,
 * LIMIT for a wrong limit; LIMIT for a note that is too long; DENIED for a store opened read_only.
 */
PERDURE_API PERDURE_MUST_USE perdure_status perdure_run_start(perdure_store *store,
                                                              const perdure_program *program,
                                                              const perdure_run_options *options,
                                                              perdure_run **out,
                                                              perdure_error *err);

/* Where a run is taken from. program may be NULL: it is then loaded from the store. */
typedef struct perdure_run_place {
    const perdure_runtime *runtime;
    perdure_store *store;
    const char *id;
    const perdure_program *program;
} perdure_run_place;

/*
 * Takes the lease of a run and brings it to where it was: the newest usable snapshot, then replay
 * of the records after it. NOT_FOUND; CONFLICT while somebody else has the lease, and when it was
 * started with another program than the one given; VERSION when it was started with a Perdure that
 * has another standard library. An ended run can be resumed too: it says PERDURE_RUN_ENDED at once.
 * A run whose replay disagrees becomes STUCK.
 */
PERDURE_API PERDURE_MUST_USE perdure_status perdure_run_resume(const perdure_run_place *place,
                                                               const perdure_run_options *options,
                                                               perdure_run **out,
                                                               perdure_error *err);

/*
 * Gives the lease back and frees the run. What was not committed is given up: the next resume
 * executes it again. NULL is fine.
 */
PERDURE_API void perdure_run_close(perdure_run *run);

/* Why perdure_run_advance returned. */
typedef enum perdure_progress {
    PERDURE_RUN_YIELDED, /* its slice is over: advance it again */
    PERDURE_RUN_EFFECT,  /* perdure_run_effect waits for perdure_run_answer */
    PERDURE_RUN_WAITS,   /* for time or somebody: see perdure_run_wait. May be closed meanwhile */
    PERDURE_RUN_ENDED,   /* DONE, FAILED, CANCELLED or STUCK: see perdure_run_outcome */
    PERDURE_RUN_STOPPED  /* the call failed; see the status */
} perdure_progress;

/*
 * Executes until one of these; performs effects through the host. Everything that was recorded is
 * durable when it returns. CONFLICT: the lease is lost, close the run. NO_MEMORY: close and resume
 * it. After these a further call is USAGE. BUSY, IO: the store failed and nothing was lost; call it
 * again or close the run.
 */
PERDURE_API PERDURE_MUST_USE perdure_status perdure_run_advance(perdure_run *run,
                                                                perdure_progress *progress,
                                                                perdure_error *err);

/* One of several runs that are advanced together. */
typedef struct perdure_run_turn {
    perdure_run *run;
    perdure_progress progress; /* out */
    perdure_status status;     /* out: of this run alone */
} perdure_run_turn;

/*
 * Advances runs of one store together: what they record is committed in one transaction (group
 * commit), so many runs cost one wait for the disk. Every run gets one slice at most. Fails only
 * when the store does; what concerns one run is in its turn.
 */
PERDURE_API PERDURE_MUST_USE perdure_status perdure_run_advance_many(perdure_run_turn *turns,
                                                                     size_t count,
                                                                     perdure_error *err);

/* The run's id. Valid until it is closed. */
PERDURE_API const char *perdure_run_id(const perdure_run *run);

/* Its state as last committed. */
PERDURE_API perdure_run_state perdure_run_state_of(const perdure_run *run);

/* What it waits for; kind NONE when it does not wait. */
PERDURE_API void perdure_run_wait(const perdure_run *run, perdure_wait *out);

/* The effect that waits for the caller; NULL when there is none. Valid until its answer. */
PERDURE_API const perdure_effect *perdure_run_effect(const perdure_run *run);

/*
 * The result of effect `sequence`: a value in canonical CBOR. It is recorded with the next advance;
 * the first result counts: EXISTS and no change (but counted) for a later one, and for an effect
 * that does not wait for one. INVALID as perdure_vm_answer.
 */
PERDURE_API PERDURE_MUST_USE perdure_status perdure_run_answer(perdure_run *run, uint64_t sequence,
                                                               perdure_bytes value,
                                                               perdure_error *err);

/* The same for an effect that raises. INVALID for texts that are not UTF-8. */
PERDURE_API PERDURE_MUST_USE perdure_status perdure_run_answer_error(perdure_run *run,
                                                                     uint64_t sequence,
                                                                     const char *exception,
                                                                     const char *message,
                                                                     perdure_error *err);

/* Raises an exception in the run (recorded): how a host signal reaches the program. Takes place at
 * the next advance, whatever the run is doing; a later one before that takes the place of an
 * earlier one. USAGE when it has ended, INVALID for texts that are not UTF-8. */
PERDURE_API PERDURE_MUST_USE perdure_status perdure_run_interrupt(perdure_run *run,
                                                                  const char *exception,
                                                                  const char *message,
                                                                  perdure_error *err);

/* The outcome of an ended run, borrowed; USAGE before its end. */
PERDURE_API PERDURE_MUST_USE perdure_status perdure_run_outcome(const perdure_run *run,
                                                                perdure_outcome *out);

/* Puts a snapshot into the store now, so that the next resume starts here. Inside a step, and while
 * it still agrees with its journal, none is taken: OK all the same. USAGE when it has ended. */
PERDURE_API PERDURE_MUST_USE perdure_status perdure_run_checkpoint(perdure_run *run,
                                                                   perdure_error *err);

/* Counters of its machine since the start of the run. */
PERDURE_API void perdure_run_stats(const perdure_run *run, perdure_stats *out);

/* ── working with histories ──────────────────────────────────────────────────────────────────── */

/*
 * Makes the run new_id (NULL: generated) with the first `at` records of a run (0: all but its end);
 * it goes on from there by itself. The new id is yours. NOT_FOUND, EXISTS, INVALID for a position
 * inside a step or beyond the end.
 */
PERDURE_API PERDURE_MUST_USE perdure_status perdure_run_fork(const perdure_run_place *place,
                                                             uint64_t at, const char *new_id,
                                                             perdure_data *id_out,
                                                             perdure_error *err);

/* What a replay found. */
typedef struct perdure_replayed {
    bool equal;
    uint64_t record_count; /* records that the execution agreed with */
    uint64_t sequence;     /* not equal: the record it differed from */
    char message[400];     /* not equal: both sides */
} perdure_replayed;

/*
 * Executes a run again from its start against its records up to `to` (0: all), without snapshots
 * and without performing or changing anything. OK also when it differs. NOT_FOUND, CORRUPT;
 * CONFLICT and VERSION as perdure_run_resume.
 */
PERDURE_API PERDURE_MUST_USE perdure_status perdure_run_replay(const perdure_run_place *place,
                                                               uint64_t to, perdure_replayed *out,
                                                               perdure_error *err);

/* Hears of what perdure_store_verify found. run_id is "?" where the row that has it is damaged. */
typedef struct perdure_problem_sink {
    void *ctx;
    void (*problem)(void *ctx, const char *run_id, uint64_t sequence, const char *message);
} perdure_problem_sink;

/* Checks every record, chain, snapshot and program of a run (NULL: of all runs). OK: all of it is
 * as it was written. CORRUPT: sink heard each problem. NOT_FOUND, IO. */
PERDURE_API PERDURE_MUST_USE perdure_status perdure_store_verify(perdure_store *store,
                                                                 const char *id,
                                                                 perdure_problem_sink sink,
                                                                 perdure_error *err);

/* Drops the snapshots of a run; they are a cache, so this costs nothing but time. NOT_FOUND. */
PERDURE_API PERDURE_MUST_USE perdure_status perdure_store_drop_snapshots(perdure_store *store,
                                                                         const char *id,
                                                                         perdure_error *err);

/* A whole run as one file, yours: program, records and newest snapshot. NOT_FOUND. */
PERDURE_API PERDURE_MUST_USE perdure_status perdure_store_export(perdure_store *store,
                                                                 const char *id, perdure_data *out,
                                                                 perdure_error *err);

/*
 * Puts such a file into a store under its id or new_id (NULL: its id); the id is yours. Everything
 * is verified first, also that the snapshot is one of these records: the run goes on from it.
 * EXISTS; CORRUPT, TRUNCATED, VERSION for a file that cannot be taken; INVALID for a wrong id.
 */
PERDURE_API PERDURE_MUST_USE perdure_status perdure_store_import(perdure_store *store,
                                                                 perdure_bytes file,
                                                                 const char *new_id,
                                                                 perdure_data *id_out,
                                                                 perdure_error *err);

/*
 * The effects of the standard library. `text` and `int` are CBOR kinds, times are nanoseconds since
 * 1970 as int, seconds are int or float. The first group is answered by the engine of durable runs;
 * with a vm they are the embedder's. The second group always is the host's.
 *
 *   write          [stream 1 or 2, text]         null
 *   time           []                            int
 *   monotonic      []                            int
 *   entropy        [count]                       bytes: uuid, secrets, the seed of SystemRandom
 *   sleep          [seconds]                     null
 *   sleep_until    [seconds since 1970]          null
 *   signal_wait    [name, seconds or null]       the payload; raises TimeoutError
 *   signal_poll    [name]                        [] or [payload]
 *   promise        []                            id text
 *   promise_wait   [id, seconds or null]         the value; raises the reason or TimeoutError
 *   step_begin     [namespace, key, input]       ["done", outcome] or ["go", attempt, key text]
 *   step_end       [outcome]                     ["done", outcome] as it was recorded
 *   step_retry     [error, seconds]              ["go", attempt, key text] after that time
 *   checkpoint     []                            null
 *   run_info       []                            map: run_id, program, input, seed, attempt
 *   log            [level, message, fields]      null
 *   signal_send    [run id, name, payload]       null; leaves with the next commit
 *
 *   read_line      [prompt]                      text with its line end, "" at the end of input
 *   read_file      [path]                        bytes; raises OSError
 *   write_file     [path, bytes, mode]           null; mode "w" replaces, "x" must be new, "a" adds
 *   append_file    [path, bytes, offset]         null; written at that offset
 *   file_size      [path]                        int, or null when there is no such file
 *   file_exists    [path]                        true or false
 *   list_files     [path]                        array of names
 *   remove_file    [path]                        null
 *   getenv         [name]                        text or null
 *   http           [map of the request]          map of the response
 */

#ifdef __cplusplus
}
#endif

#endif
