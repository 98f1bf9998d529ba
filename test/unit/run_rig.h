/*
 * A world for tests of runs: a store whose commits can be made to fail, a clock that stands still
 * until told otherwise, a host that notes what it performed, and programs compiled on the spot.
 */
#ifndef TEST_UNIT_RUN_RIG_H
#define TEST_UNIT_RUN_RIG_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lang/lang.h"
#include "lib/lib.h"
#include "run/run.h"
#include "run/run_in.h"

/* ── the world of a test ── */

enum { TEXT_MAX = 16384, PENDING_MAX = 8 };

/* A Store around another one: the fail_at-th commit is lost, before or after it is done. */
typedef struct FaultyStore {
    Store store;
    Store *inner;
    StoreOps ops;
    uint64_t append_count;
    uint64_t fail_at; /* 0: never */
    bool after;       /* the commit is done, the acknowledgement lost */
    bool failed;
    size_t flip_at; /* a bit of that byte of a snapshot is wrong; 0: of none */
    uint32_t flip_bit;
    bool flipped;
    uint64_t flip_record; /* the record with that sequence is wrong; 0: none */
} FaultyStore;

typedef struct World {
    FaultyStore faulty;
    Image *image;
    Program *program;
    RunHost host;
    int64_t now_ms;
    uint64_t chance;
    char output[TEXT_MAX];    /* what became visible */
    char performed[TEXT_MAX]; /* effects that the host performed: "name key;" */
    bool performs_later;      /* BUSY to all */
    bool performs_nothing;    /* NOT_FOUND to all */
    bool gives_lease;
    uint64_t slice;
    uint64_t last_sequence;
} World;

static inline int64_t world_now(void *ctx)
{
    return ((World *)ctx)->now_ms * 1000000;
}

static inline Status world_entropy(void *ctx, void *out, size_t size)
{
    World *w = ctx;
    uint8_t *bytes = out;
    for (size_t i = 0; i < size; i++) {
        w->chance = w->chance * 6364136223846793005u + 1442695040888963407u;
        bytes[i] = (uint8_t)(w->chance >> 56);
    }
    return STATUS_OK;
}

static inline void append_text(char *text, Bytes more)
{
    size_t used = strlen(text);
    (void)snprintf(text + used, TEXT_MAX - used, "%.*s", (int)more.size,
                   more.size == 0 ? "" : (const char *)more.data);
}

static inline void world_output(void *ctx, Bytes id, int stream, Bytes text)
{
    World *w = ctx;
    (void)id;
    append_text(w->output, stream == 1 ? text : pd_bytes_of_cstr("!"));
}

/* Answers "read_line" with a line, "boom" with an error, everything else with its arguments. */
static inline Status world_perform(void *ctx, const RunEffect *effect, RunReply *reply)
{
    World *w = ctx;
    char line[8000];
    w->last_sequence = effect->sequence;
    (void)snprintf(line, sizeof line, "%.*s %s%s;", (int)effect->name.size,
                   (const char *)effect->name.data, effect->key, effect->repeated ? " again" : "");
    append_text(w->performed, pd_bytes_of_cstr(line));
    if (w->performs_later) {
        return STATUS_BUSY;
    }
    if (w->performs_nothing) {
        return STATUS_NOT_FOUND;
    }
    if (pd_bytes_equal_cstr(effect->name, "boom")) {
        return pd_run_reply_error(reply, pd_bytes_of_cstr("OSError"), pd_bytes_of_cstr("no"), NULL);
    }
    if (pd_bytes_equal_cstr(effect->name, "nobody")) {
        return STATUS_NOT_FOUND;
    }
    Status status = pd_run_reply_value(reply, effect->arguments, NULL);
    if (status == STATUS_OK) {
        assert_int_equal(pd_run_reply_value(reply, effect->arguments, NULL), STATUS_EXISTS);
    }
    return status;
}

/* ── the faulty store: every operation but append goes through ── */

static inline Store *inner_of(Store *store)
{
    return ((FaultyStore *)store)->inner;
}

static inline void faulty_close(Store *store)
{
    pd_store_close(inner_of(store));
}

static inline Status faulty_version(Store *store, uint64_t *version, Error *err)
{
    return pd_store_version(inner_of(store), version, err);
}

static inline Status faulty_put_program(Store *store, const Digest *id, Bytes body, Error *err)
{
    return pd_store_put_program(inner_of(store), id, body, err);
}

static inline Status faulty_get_program(Store *store, const Digest *id, Buffer *out, Error *err)
{
    return pd_store_get_program(inner_of(store), id, out, err);
}

static inline Status faulty_create(Store *store, const NewRun *run, uint64_t *number, Error *err)
{
    return pd_store_create(inner_of(store), run, number, err);
}

static inline Status faulty_rows(Store *store, const RunQuery *query, RowVisitor visitor,
                                 Error *err)
{
    return pd_store_rows(inner_of(store), query, visitor, err);
}

static inline Status faulty_next_due(Store *store, int64_t *due_ms, Error *err)
{
    return pd_store_next_due(inner_of(store), due_ms, err);
}

static inline Status faulty_append(Store *store, RunBatch *batches, size_t count, Error *err)
{
    FaultyStore *faulty = (FaultyStore *)store;
    faulty->append_count++;
    bool fails = faulty->append_count == faulty->fail_at;
    if (!fails || faulty->after) {
        Status status = pd_store_append(faulty->inner, batches, count, err);
        if (status != STATUS_OK || !fails) {
            return status;
        }
    }
    faulty->failed = true;
    return pd_error_set(err, STATUS_IO, "the disk is gone");
}

/* A visitor that sees one record with a wrong bit. */
typedef struct Flipper {
    StoredVisitor inner;
    uint64_t sequence;
} Flipper;

static inline bool flip_stored(void *ctx, uint64_t sequence, Bytes stored)
{
    Flipper *flipper = ctx;
    uint8_t bytes[TEXT_MAX];
    if (sequence == flipper->sequence && stored.size <= sizeof bytes) {
        memcpy(bytes, stored.data, stored.size);
        bytes[stored.size / 2] ^= 1;
        stored.data = bytes;
    }
    return flipper->inner.visit(flipper->inner.ctx, sequence, stored);
}

static inline Status faulty_records(Store *store, uint64_t run, uint64_t from,
                                    StoredVisitor visitor, Error *err)
{
    Flipper flipper = {.inner = visitor, .sequence = ((FaultyStore *)store)->flip_record};
    return pd_store_records(inner_of(store), run, from,
                            (StoredVisitor){.ctx = &flipper, .visit = flip_stored}, err);
}

static inline Status faulty_get_snapshot(Store *store, uint64_t run, uint64_t *sequence,
                                         Buffer *out, Error *err)
{
    FaultyStore *faulty = (FaultyStore *)store;
    Status status = pd_store_get_snapshot(faulty->inner, run, sequence, out, err);
    faulty->flipped = status == STATUS_OK && faulty->flip_at > 0 && faulty->flip_at <= out->size;
    if (faulty->flipped) {
        out->data[faulty->flip_at - 1] ^= (uint8_t)(1u << faulty->flip_bit);
    }
    return status;
}

static inline Status faulty_drop_snapshots(Store *store, uint64_t run, Error *err)
{
    return pd_store_drop_snapshots(inner_of(store), run, err);
}

static inline Status faulty_take_lease(Store *store, const LeaseRequest *request, uint64_t *fence,
                                       Error *err)
{
    return pd_store_take_lease(inner_of(store), request, fence, err);
}

static inline Status faulty_give_lease(Store *store, uint64_t run, uint64_t fence, Error *err)
{
    return pd_store_give_lease(inner_of(store), run, fence, err);
}

static inline Status faulty_send(Store *store, uint64_t run, const Message *message, Error *err)
{
    return pd_store_send(inner_of(store), run, message, err);
}

static inline Status faulty_messages(Store *store, uint64_t run, uint64_t after,
                                     MessageVisitor visitor, Error *err)
{
    return pd_store_messages(inner_of(store), run, after, visitor, err);
}

static inline Status faulty_set_paused(Store *store, uint64_t run, bool paused, Error *err)
{
    return pd_store_set_paused(inner_of(store), run, paused, err);
}

static inline void init_store(FaultyStore *faulty)
{
    StoreOptions options = {.alloc = pd_alloc_system()};
    Error err;
    faulty->ops = (StoreOps){.close = faulty_close,
                             .version = faulty_version,
                             .put_program = faulty_put_program,
                             .get_program = faulty_get_program,
                             .create = faulty_create,
                             .rows = faulty_rows,
                             .next_due = faulty_next_due,
                             .append = faulty_append,
                             .records = faulty_records,
                             .get_snapshot = faulty_get_snapshot,
                             .drop_snapshots = faulty_drop_snapshots,
                             .take_lease = faulty_take_lease,
                             .give_lease = faulty_give_lease,
                             .send = faulty_send,
                             .messages = faulty_messages,
                             .set_paused = faulty_set_paused};
    faulty->store = (Store){.ops = &faulty->ops, .alloc = options.alloc};
    assert_int_equal(pd_store_open("memory:", &options, &faulty->inner, &err), STATUS_OK);
}

/* ── programs ── */

static inline Image *make_image(void)
{
    Image *image = NULL;
    Error err;
    if (pd_image_thaw(pd_lib_image, pd_alloc_system(), &image, &err) != STATUS_OK) {
        fail_msg("%s", err.message);
    }
    return image;
}

static inline Program *compile(const Image *image, const char *text)
{
    CodeUnit *unit = NULL;
    Program *program = NULL;
    Error err;
    CompileOptions options = {.filename = "test.py", .module_name = pd_bytes_of_cstr("__main__")};
    if (pd_lang_compile(pd_bytes_of_cstr(text), &options, pd_alloc_system(), &unit, &err) !=
            STATUS_OK ||
        pd_program_new(image, &unit, 1, &program, &err) != STATUS_OK) {
        fail_msg("line %u: %s", err.line, err.message);
    }
    return program;
}

static Image *shared_image;

static inline int make_shared_image(void **state)
{
    (void)state;
    shared_image = make_image();
    return 0;
}

static inline int free_shared_image(void **state)
{
    (void)state;
    pd_image_free(shared_image);
    return 0;
}

static inline World *new_world(const char *text)
{
    World *w = calloc(1, sizeof *w);
    Error err;
    init_store(&w->faulty);
    w->image = shared_image;
    w->program = compile(w->image, text);
    w->now_ms = 1700000000000;
    w->host = (RunHost){.ctx = w,
                        .now_ns = world_now,
                        .monotonic_ns = world_now,
                        .entropy = world_entropy,
                        .perform = world_perform,
                        .output = world_output};
    assert_int_equal(pd_store_put_program(&w->faulty.store, pd_program_id(w->program),
                                          pd_bytes_of_cstr("code"), &err),
                     STATUS_OK);
    return w;
}

static inline void free_world(World *w)
{
    pd_store_close(w->faulty.inner);
    pd_program_free(w->program);
    free(w);
}

static inline RunOptions options_of(World *w)
{
    return (RunOptions){.alloc = pd_alloc_system(),
                        .store = &w->faulty.store,
                        .program = w->program,
                        .host = w->host,
                        .worker = pd_bytes_of_cstr("tester"),
                        .slice = w->slice,
                        .give_lease_on_wait = w->gives_lease,
                        .force_lease = true};
}

static inline Run *start(World *w)
{
    Run *run = NULL;
    Error err;
    RunOptions options = options_of(w);
    RunStart how = {.id = pd_bytes_of_cstr("r"), .seed = 7, .limits = pd_limits_default()};
    if (pd_run_create(&options, &how, &run, &err) != STATUS_OK) {
        fail_msg("%s", err.message);
    }
    return run;
}

static inline Run *resume(World *w)
{
    Run *run = NULL;
    Error err;
    RunOptions options = options_of(w);
    if (pd_run_open(&options, pd_bytes_of_cstr("r"), &run, &err) != STATUS_OK) {
        fail_msg("%s", err.message);
    }
    return run;
}

static inline RunProgress advance_once(Run *run, Status *status)
{
    RunTurn turn = {.run = run};
    Error err;
    *status = pd_run_advance(&turn, 1, &err);
    *status = *status == STATUS_OK ? turn.status : *status;
    return turn.progress;
}

/* Advances until something other than the end of a slice. */
static inline RunProgress advance(Run *run)
{
    RunTurn turn = {.run = run};
    Error err;
    do {
        Status status = pd_run_advance(&turn, 1, &err);
        if (status != STATUS_OK || turn.status != STATUS_OK) {
            fail_msg("%s", status != STATUS_OK ? err.message : turn.err.message);
        }
    } while (turn.progress == PROGRESS_YIELDED);
    return turn.progress;
}

/* The outcome in diagnostic notation. */
static const char *outcome(const Run *run, char text[1000])
{
    Buffer out;
    pd_buffer_init(&out, pd_alloc_system(), 1u << 20);
    assert_true(pd_run_outcome(run).size > 0);
    assert_int_equal(pd_cbor_to_diagnostic(&out, pd_run_outcome(run), 0, NULL), STATUS_OK);
    (void)snprintf(text, 1000, "%.*s", (int)out.size, (const char *)out.data);
    pd_buffer_deinit(&out);
    return text;
}

static inline void assert_done(Run *run)
{
    char text[1000];
    if (pd_run_life(run) != LIFE_DONE) {
        fail_msg("%s: %s", pd_life_name(pd_run_life(run)), outcome(run, text));
    }
}

/* Every run must be what its records say. */
static inline void assert_replays(World *w)
{
    RunReplayed replayed;
    Error err;
    RunOptions options = options_of(w);
    assert_int_equal(pd_run_replay(&options, pd_bytes_of_cstr("r"), 0, &replayed, &err), STATUS_OK);
    if (!replayed.equal) {
        fail_msg("%s", replayed.message);
    }
}

static inline bool keep_row(void *ctx, const RunRow *row)
{
    *(RunRow *)ctx = *row;
    return false;
}

static inline size_t count_text(const char *text, const char *part)
{
    size_t count = 0;
    for (const char *at = strstr(text, part); at != NULL; at = strstr(at + 1, part)) {
        count++;
    }
    return count;
}

static inline void send_message(World *w, MessageKind kind, const char *name, const char *hex)
{
    uint8_t body[64];
    Error err;
    assert_true(pd_hex_decode(pd_bytes_of_cstr(hex), body, strlen(hex) / 2));
    Message message = {.kind = kind,
                       .slot = kind == MESSAGE_PROMISE ? 1 : w->last_sequence,
                       .name = pd_bytes_of_cstr(name),
                       .body = pd_bytes(body, strlen(hex) / 2)};
    if (pd_store_send(&w->faulty.store, 1, &message, &err) != STATUS_OK) {
        fail_msg("%s", err.message);
    }
}

#endif
