/*
 * Shared by the files of host: the host itself, the reading of arguments, the building of answers.
 */
#ifndef HOST_HOST_IN_H
#define HOST_HOST_IN_H

#include "host/host.h"

#include <sys/types.h>

#define PATH_BYTES_MAX  4096
#define STEP_DEPTH_MAX  64
#define HTTP_CALLS_MAX  64
#define OUTPUT_BYTES    65536
#define INPUT_BYTES_MAX (1u << 24)

/* The steps open in a program without a store, innermost last. */
typedef struct PlainStep {
    int64_t attempt;
    char key[72];
} PlainStep;

typedef struct HttpCalls HttpCalls;
typedef struct HostLoop HostLoop;

struct Host {
    HostOptions options;
    const Alloc *alloc;
    Buffer out; /* standard output not yet written */
    bool out_is_terminal;
    bool out_is_known;

    Buffer in; /* standard input not yet handed out */
    size_t in_offset;
    bool in_ended;
    bool in_translates; /* the last byte was '\r': skip one '\n' */
    void *in_owner;     /* who waits for a line */
    uint64_t in_sequence;
    bool in_waits;

    int64_t fake_ns; /* deterministic: nanoseconds slept and passed */
    uint64_t fake_entropy;
    PlainStep steps[STEP_DEPTH_MAX];
    size_t step_count;
    uint64_t step_serial;
    uint64_t promise_serial;
    char token[33]; /* makes the keys of this execution its own */

    HostLoop *loop;
    HttpCalls *http;
};

/* ── arguments: a cursor whose first failure sticks ── */

typedef struct Args {
    perdure_bytes rest;
    uint64_t left;
    bool failed;
} Args;

void pd_args_open(Args *args, perdure_bytes arguments);
perdure_bytes pd_args_text(Args *args);
perdure_bytes pd_args_bytes(Args *args);
int64_t pd_args_int(Args *args);
double pd_args_seconds(Args *args, bool *is_null); /* int or float; null only if is_null is given */
perdure_bytes pd_args_any(Args *args);             /* the encoding of one value */
bool pd_args_end(Args *args);                      /* whether all were there and right */

/* Copies a text into a path buffer. False after answering ValueError for a NUL or a long path. */
bool pd_args_path(perdure_bytes text, char out[PATH_BYTES_MAX], HostAnswer *answer);

/* ── answers ── */

void pd_answer_null(HostAnswer *answer);
void pd_answer_bool(HostAnswer *answer, bool value);
void pd_answer_int(HostAnswer *answer, int64_t value);
void pd_answer_double(HostAnswer *answer, double value);
void pd_answer_text(HostAnswer *answer, Bytes text);
void pd_answer_bytes(HostAnswer *answer, Bytes bytes);
void pd_answer_take(HostAnswer *answer, perdure_writer *writer); /* frees the writer */
void pd_answer_raise(HostAnswer *answer, const char *exception, const char *format, ...)
    PRINTF_LIKE(3, 4);

/* CPython's exception and text for an errno; path may be NULL. */
void pd_answer_errno(HostAnswer *answer, int error, const char *path);
const char *pd_host_exception_of(int error);

/* Text as repr() shows it, cut to fit. */
void pd_host_repr(const char *text, char *out, size_t out_bytes);

/* ── grants and paths ── */

bool pd_grants_has_name(const Grants *grants, const char *name);
bool pd_grants_has_address(const Grants *grants, const char *name, unsigned port);

/*
 * A descriptor for a path that lies in a grant of this kind, opened without following a link out of
 * it; -1 after answering. flags are those of open(2). The second form opens the folder that holds
 * it and gives the last name.
 */
typedef struct PathRequest {
    const Grants *grants;
    GrantKind kind;
    const char *path;
    int flags;
    bool keeps_link; /* the last name itself is meant, not what it links to */
} PathRequest;
int pd_path_open(const PathRequest *request, HostAnswer *answer);
int pd_path_open_parent(const PathRequest *request, char name[256], HostAnswer *answer);

/* ── performers: fill *answer; those that return a Status may say BUSY ── */

typedef struct Performance {
    Host *host;
    const Grants *grants;
    void *owner;
    const perdure_effect *effect;
    Args args;
} Performance;

Status pd_perform_read_line(Performance *p, HostAnswer *answer);
Status pd_perform_http(Performance *p, HostAnswer *answer);
void pd_perform_read_file(Performance *p, HostAnswer *answer);
void pd_perform_write_file(Performance *p, HostAnswer *answer);
void pd_perform_append_file(Performance *p, HostAnswer *answer);
void pd_perform_file_size(Performance *p, HostAnswer *answer);
void pd_perform_file_exists(Performance *p, HostAnswer *answer);
void pd_perform_list_files(Performance *p, HostAnswer *answer);
void pd_perform_remove_file(Performance *p, HostAnswer *answer);
void pd_perform_getenv(Performance *p, HostAnswer *answer);

void pd_perform_write(Performance *p, HostAnswer *answer);
void pd_perform_time(Performance *p, HostAnswer *answer);
void pd_perform_monotonic(Performance *p, HostAnswer *answer);
void pd_perform_entropy(Performance *p, HostAnswer *answer);
void pd_perform_sleep(Performance *p, HostAnswer *answer);
void pd_perform_sleep_until(Performance *p, HostAnswer *answer);
void pd_perform_signal_wait(Performance *p, HostAnswer *answer);
void pd_perform_signal_poll(Performance *p, HostAnswer *answer);
void pd_perform_signal_send(Performance *p, HostAnswer *answer);
void pd_perform_promise(Performance *p, HostAnswer *answer);
void pd_perform_promise_wait(Performance *p, HostAnswer *answer);
void pd_perform_step_begin(Performance *p, HostAnswer *answer);
void pd_perform_step_end(Performance *p, HostAnswer *answer);
void pd_perform_step_retry(Performance *p, HostAnswer *answer);
void pd_perform_run_info(Performance *p, HostAnswer *answer);
void pd_perform_log(Performance *p, HostAnswer *answer);

/* ── the loop ── */

/* The loop, made at the first call; NULL when that fails. */
HostLoop *pd_loop_get(Host *host);
void pd_loop_free(Host *host);
void *pd_loop_uv(HostLoop *loop); /* uv_loop_t */
void pd_loop_wake(HostLoop *loop);
bool pd_loop_watch_input(Host *host, bool on);

/* stdio: input became readable; answers its waiter when a line is whole. */
void pd_stdio_readable(Host *host);
void pd_stdio_forget(Host *host, void *owner);

void pd_http_free(Host *host);
void pd_http_forget(Host *host, void *owner);

/* The descriptor that becomes readable with each signal; -1: signals are not caught. */
int pd_signals_descriptor(void);
void pd_signals_drain(void);

#endif
