/*
 * The door of host: performs the effects that programs ask of the outside.
 *
 * It owns the process's files, streams, clock, environment, network and signals, and lets a program
 * reach only what was granted. It promises that a refusal or a failure is an exception of the
 * program and never ends the process. It knows effects as names and bytes; it must not know how a
 * run is recorded or what the command line looks like.
 */
#ifndef HOST_HOST_H
#define HOST_HOST_H

#include "base/base.h"
#include "perdure.h"

/*
 * Effects, their arguments (one CBOR array) and their results. A text is UTF-8; `bytes` is a byte
 * string; seconds are int or float.
 *
 *   name         arguments                 result and what it may raise
 *   ───────────  ────────────────────────  ─────────────────────────────────────────────────────
 *   read_line    [prompt]                  text with its line end, "" at the end of the input
 *   read_file    [path]                    bytes; OSError and its subclasses
 *   write_file   [path, bytes, mode]       null; mode "w" replaces, "x" must be new, "a" appends
 *   append_file  [path, bytes, offset]     null; the file holds these bytes at offset, its end
 *   file_size    [path]                    int, or null when there is no such file
 *   file_exists  [path]                    true or false
 *   list_files   [path]                    array of names, in the order of their bytes
 *   remove_file  [path]                    null
 *   getenv       [name]                    text or null
 *   http         [request]                 response; ConnectionError, TimeoutError, OSError
 *
 *   request:  method, url, headers [[name, value] …], body bytes or null, timeout seconds or null
 *             (60), max_body bytes or null (16 MiB), max_redirects (0), key: text that replaces the
 *             effect's key as Idempotency-Key. All but url may be absent.
 *   response: status, headers [[name, value] …] with names in lower case, body bytes, url.
 *
 * A path, name or address that was not granted raises PermissionError naming the option that would
 * grant it. Other failures have CPython's exception class and the text "[Errno 2] No such file or
 * directory: 'x'". The effects of the first group of perdure.h are performed too, for programs that
 * run without a store (plain.c).
 */

typedef enum GrantKind {
    GRANT_READ,  /* a file or a folder and all in it */
    GRANT_WRITE, /* the same; does not include reading */
    GRANT_ENV,   /* one variable */
    GRANT_NET,   /* HOST or HOST:PORT */
    GRANT_KIND_COUNT
} GrantKind;

/* "allow-read" and so on: the option's name without dashes. */
const char *pd_host_grant_name(GrantKind kind);

/* An effect's outcome. Give it back with pd_host_answer_deinit. */
typedef struct HostAnswer {
    const char *exception; /* a builtin exception class, static; NULL: value counts */
    perdure_bytes value;   /* canonical CBOR, valid until deinit */
    perdure_data owned;    /* what value points into, or empty */
    char message[1000];    /* of the exception */
} HostAnswer;

void pd_host_answer_deinit(HostAnswer *answer);

typedef struct Host Host;

typedef struct HostOptions {
    bool durable;       /* files are on the disk before their effect is answered */
    bool reads_later;   /* read_line may be answered later instead of blocking the process */
    bool deterministic; /* for tests: a clock that only sleeping moves, entropy from the seed */
    uint64_t seed;
    const char *run_id; /* what run_info tells a program without a store */
    perdure_bytes input;
    void *ctx;
    /* An effect that was BUSY has its answer; called inside pd_host_wait only. The answer is lent.
     */
    void (*finished)(void *ctx, void *owner, uint64_t sequence, const HostAnswer *answer);
    /* Takes what programs write instead of the streams of the process; NULL: they get it. */
    Status (*written)(void *ctx, int stream, Bytes text);
} HostOptions;

/* Nothing is opened before it is needed. NULL when memory is out. */
Host *pd_host_new(const HostOptions *options);
void pd_host_free(Host *host);

/* What one program may reach: nothing when new. NULL when memory is out. */
typedef struct Grants Grants;
Grants *pd_host_grants_new(void);
void pd_host_grants_free(Grants *grants);

/*
 * Grants one more thing. For folders and files: NOT_FOUND unless it exists (a file to be written
 * may be missing, its folder may not), INVALID for a malformed HOST:PORT or name.
 */
Status pd_host_grants_add(Grants *grants, GrantKind kind, const char *text, Error *err) MUST_USE;

/* The index-th grant of a kind as it would be given again from any folder; NULL: no more. */
const char *pd_host_grants_text(const Grants *grants, GrantKind kind, size_t index);

typedef struct HostRequest {
    const perdure_effect *effect;
    const Grants *grants; /* must live until the answer */
    void *owner;          /* who asks: given to `finished` */
} HostRequest;

/*
 * Performs one effect. OK: *answer holds the outcome. BUSY: the outcome comes through `finished`
 * with this owner and the effect's sequence. NOT_FOUND: no effect has that name. With any status
 * but OK *answer is empty.
 */
Status pd_host_perform(Host *host, const HostRequest *request, HostAnswer *answer) MUST_USE;

/* Forgets what is under way for an owner; `finished` is not called for it any more. */
void pd_host_forget(Host *host, void *owner);

/* Returns after timeout_ms (negative: never), an answer, a signal or a readable input line. */
void pd_host_wait(Host *host, int64_t timeout_ms);

/* ── streams ── */

/* Standard output is line buffered on a terminal, else in blocks; standard error is not. */
Status pd_host_write(Host *host, int stream, Bytes text, Error *err) MUST_USE;
Status pd_host_flush(Host *host, Error *err) MUST_USE;

/* ── signals ── */

/*
 * Catches SIGINT and SIGTERM (and SIGALRM): from now on they are counted instead of ending the
 * process, wake pd_host_wait and interrupt system calls. SIGPIPE is ignored.
 */
void pd_host_catch_signals(void);

/* SIGINT again ends the process. For children and for the second Ctrl-C. */
void pd_host_release_signals(void);

/* How many of these came since the start. */
int pd_host_interrupts(void);   /* SIGINT */
int pd_host_terminations(void); /* SIGTERM */
int pd_host_alarms(void);       /* SIGALRM */

/* A run that a signal stops as if its slice were over; NULL: none. */
void pd_host_interrupt_vm(perdure_vm *vm);

/* ── clocks ── */

int64_t pd_host_now_ns(void);       /* since 1970 */
int64_t pd_host_monotonic_ns(void); /* never backwards */
bool pd_host_entropy(void *out, size_t size);

#endif
