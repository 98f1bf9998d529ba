/*
 * Durable runs for the caller: started, resumed, advanced, answered. A thin layer over the engine:
 * it turns texts, statuses and the host around and loads a run's program from its store.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <unistd.h>

#include "api/durable/store_in.h"

/* ── handles ── */

static perdure_run *new_handle(perdure_store *store, const perdure_run_options *options)
{
    perdure_run *run = pd_alloc_new_array(store->alloc, 1, sizeof *run);
    if (run != NULL) {
        run->store = store;
        pd_buffer_init(&run->effect_name, store->alloc, 1u << 20);
        pd_buffer_init(&run->wait_name, store->alloc, 1u << 20);
        if (options != NULL && options->host != NULL) {
            run->host = *options->host;
        }
    }
    return run;
}

void perdure_run_close(perdure_run *run)
{
    if (run == NULL) {
        return;
    }
    pd_run_close(run->run);
    perdure_program_free(run->loaded);
    pd_buffer_deinit(&run->effect_name);
    pd_buffer_deinit(&run->wait_name);
    pd_alloc_free_array(run->store->alloc, run, 1, sizeof *run);
}

/* The engine's options. worker is room for a name when the caller gave none. */
static Status fill_options(perdure_run *run, const perdure_run_options *given,
                           const perdure_program *program, RunOptions *out, char worker[32])
{
    static const perdure_run_options none = {.host = NULL};
    const perdure_run_options *options = given == NULL ? &none : given;
    (void)snprintf(worker, 32, "pid %ld", (long)getpid());
    const char *name = options->worker != NULL ? options->worker : worker;
    *out = (RunOptions){.alloc = run->store->alloc,
                        .store = run->store->store,
                        .program = program->program,
                        .host = pd_api_host(run),
                        .worker = pd_bytes_of_cstr(name),
                        .lease_ms = options->lease_ms,
                        .slice = options->slice,
                        .give_lease_on_wait = options->give_lease_on_wait,
                        .force_lease = options->force_lease};
    bool fits = out->worker.size > 0 && out->worker.size <= WORKER_BYTES_MAX &&
                pd_utf8_validate(out->worker, UTF8_STRICT, NULL);
    return fits ? STATUS_OK : STATUS_INVALID;
}

static void keep_id(perdure_run *run)
{
    Bytes id = pd_run_id(run->run);
    pd_assert(id.size <= RUN_ID_BYTES_MAX);
    memcpy(run->id, id.data, id.size);
    run->id[id.size] = '\0';
}

/* ── starting ── */

/* So that any process can go on with the run. */
static Status put_program(perdure_store *store, const perdure_program *program, Error *err)
{
    perdure_data body = {NULL, 0};
    perdure_error told;
    perdure_status status = perdure_program_encode(program, &body, &told);
    if (status != PERDURE_OK) {
        return pd_error_set(err, (Status)status, "%s", told.message);
    }
    Status put = pd_store_put_program(store->store, pd_program_id(program->program),
                                      pd_bytes(body.data, body.size), err);
    perdure_data_free(&body);
    return put;
}

static Status create(perdure_run *run, const perdure_program *program,
                     const perdure_run_options *options, Error *err)
{
    char worker[32];
    RunOptions wanted;
    RunStart start = {.limits = pd_limits_default()};
    Bytes *argv = NULL;
    Status status = fill_options(run, options, program, &wanted, worker);
    if (status != STATUS_OK) {
        return pd_error_set(err, status, "a worker's name has 1 to %d bytes of UTF-8",
                            WORKER_BYTES_MAX);
    }
    if (options != NULL) {
        start.id = pd_bytes_of_cstr(options->id == NULL ? "" : options->id);
        start.input = pd_api_in(options->input);
        start.seed = options->seed;
        start.note = pd_api_in(options->note);
        start.argv_count = options->argv_count;
        status = pd_api_limits(options->limits, options->limit_count, &start.limits, err);
    }
    if (status == STATUS_OK && start.argv_count > 0) {
        argv = pd_alloc_new_array(run->store->alloc, start.argv_count, sizeof *argv);
        status = argv == NULL ? pd_error_plain(err, STATUS_NO_MEMORY) : STATUS_OK;
        for (size_t i = 0; argv != NULL && i < start.argv_count; i++) {
            argv[i] = pd_bytes_of_cstr(options->argv[i]);
        }
        start.argv = argv;
    }
    status = status == STATUS_OK ? put_program(run->store, program, err) : status;
    status = status == STATUS_OK ? pd_run_create(&wanted, &start, &run->run, err) : status;
    if (argv != NULL) {
        pd_alloc_free_array(run->store->alloc, argv, start.argv_count, sizeof *argv);
    }
    return status;
}

perdure_status perdure_run_start(perdure_store *store, const perdure_program *program,
                                 const perdure_run_options *options, perdure_run **out,
                                 perdure_error *err)
{
    Error told = {.status = STATUS_OK};
    *out = NULL;
    perdure_run *run = new_handle(store, options);
    if (run == NULL) {
        return pd_api_told(pd_error_plain(&told, STATUS_NO_MEMORY), &told, err);
    }
    Status status = create(run, program, options, &told);
    if (status != STATUS_OK) {
        perdure_run_close(run);
        return pd_api_told(status, &told, err);
    }
    keep_id(run);
    *out = run;
    return PERDURE_OK;
}

/* ── resuming ── */

static bool keep_digest(void *ctx, const RunRow *row)
{
    *(Digest *)ctx = row->program;
    return false;
}

perdure_status pd_api_load_program(const perdure_run_place *place, perdure_program **out,
                                   perdure_error *err)
{
    Digest digest = {{0}};
    Error told = {.status = STATUS_OK};
    Buffer body;
    RunQuery query = {.kind = QUERY_ID, .id = pd_bytes_of_cstr(place->id)};
    RowVisitor visitor = {.ctx = &digest, .visit = keep_digest};
    *out = NULL;
    pd_buffer_init(&body, place->store->alloc, SIZE_MAX / 2);
    Status status = pd_store_rows(place->store->store, &query, visitor, &told);
    if (status == STATUS_OK) {
        status = pd_store_get_program(place->store->store, &digest, &body, &told);
    }
    perdure_status result = pd_api_told(status, &told, err);
    if (status == STATUS_OK) {
        perdure_bytes bytes = pd_api_out(pd_buffer_peek(&body));
        result = perdure_program_decode(place->runtime, bytes, out, err);
    }
    pd_buffer_deinit(&body);
    if (result == PERDURE_OK && !pd_digest_equal(pd_program_id((*out)->program), &digest)) {
        perdure_program_free(*out);
        *out = NULL;
        status = pd_error_set(&told, STATUS_VERSION,
                              "the run was started by a Perdure with another standard library: "
                              "go on with that version");
        result = pd_api_told(status, &told, err);
    }
    return result;
}

static perdure_status resume(perdure_run *run, const perdure_run_place *place,
                             const perdure_run_options *options, perdure_error *err)
{
    char worker[32];
    RunOptions wanted;
    Error told = {.status = STATUS_OK};
    const perdure_program *program = place->program;
    if (program == NULL) {
        perdure_status loaded = pd_api_load_program(place, &run->loaded, err);
        if (loaded != PERDURE_OK) {
            return loaded;
        }
        program = run->loaded;
    }
    Status status = fill_options(run, options, program, &wanted, worker);
    if (status != STATUS_OK) {
        status = pd_error_set(&told, status, "a worker's name has 1 to %d bytes of UTF-8",
                              WORKER_BYTES_MAX);
        return pd_api_told(status, &told, err);
    }
    status = pd_run_open(&wanted, pd_bytes_of_cstr(place->id), &run->run, &told);
    return pd_api_told(status, &told, err);
}

perdure_status perdure_run_resume(const perdure_run_place *place,
                                  const perdure_run_options *options, perdure_run **out,
                                  perdure_error *err)
{
    Error told = {.status = STATUS_OK};
    *out = NULL;
    perdure_run *run = new_handle(place->store, options);
    if (run == NULL) {
        return pd_api_told(pd_error_plain(&told, STATUS_NO_MEMORY), &told, err);
    }
    perdure_status status = resume(run, place, options, err);
    if (status != PERDURE_OK) {
        perdure_run_close(run);
        return status;
    }
    keep_id(run);
    *out = run;
    return PERDURE_OK;
}

/* ── advancing ── */

static perdure_progress progress_of(const RunTurn *turn)
{
    if (turn->status != STATUS_OK) {
        return PERDURE_RUN_STOPPED;
    }
    switch (turn->progress) {
    case PROGRESS_YIELDED: return PERDURE_RUN_YIELDED;
    case PROGRESS_EFFECT: return PERDURE_RUN_EFFECT;
    case PROGRESS_WAITS: return PERDURE_RUN_WAITS;
    case PROGRESS_ENDED: return PERDURE_RUN_ENDED;
    default: return PERDURE_RUN_STOPPED;
    }
}

perdure_status perdure_run_advance(perdure_run *run, perdure_progress *progress, perdure_error *err)
{
    Error told = {.status = STATUS_OK};
    RunTurn turn = {.run = run->run};
    Status status = pd_run_advance(&turn, 1, &told);
    if (status == STATUS_OK && turn.status != STATUS_OK) {
        status = turn.status;
        told = turn.err;
    }
    *progress = status == STATUS_OK ? progress_of(&turn) : PERDURE_RUN_STOPPED;
    return pd_api_told(status, &told, err);
}

perdure_status perdure_run_advance_many(perdure_run_turn *turns, size_t count, perdure_error *err)
{
    Error told = {.status = STATUS_OK};
    if (count == 0) {
        return PERDURE_OK;
    }
    const Alloc *alloc = turns[0].run->store->alloc;
    RunTurn *inner = pd_alloc_new_array(alloc, count, sizeof *inner);
    if (inner == NULL) {
        return pd_api_told(pd_error_plain(&told, STATUS_NO_MEMORY), &told, err);
    }
    for (size_t i = 0; i < count; i++) {
        inner[i].run = turns[i].run->run;
    }
    Status status = pd_run_advance(inner, count, &told);
    for (size_t i = 0; i < count; i++) {
        turns[i].status = (perdure_status)inner[i].status;
        turns[i].progress = progress_of(&inner[i]);
    }
    pd_alloc_free_array(alloc, inner, count, sizeof *inner);
    return pd_api_told(status, &told, err);
}

/* ── what a run is ── */

const char *perdure_run_id(const perdure_run *run)
{
    return run->id;
}

perdure_run_state perdure_run_state_of(const perdure_run *run)
{
    return (perdure_run_state)pd_run_life(run->run);
}

/* The handle's texts are a cache of what the engine says, so a const handle may fill them. */
static perdure_run *cache_of(const perdure_run *run)
{
    return (perdure_run *)(uintptr_t)run;
}

void perdure_run_wait(const perdure_run *run, perdure_wait *out)
{
    static const perdure_wait_kind kinds[] = {
        [WAIT_NONE] = PERDURE_WAIT_NONE,     [WAIT_TIMER] = PERDURE_WAIT_TIMER,
        [WAIT_SIGNAL] = PERDURE_WAIT_SIGNAL, [WAIT_PROMISE] = PERDURE_WAIT_PROMISE,
        [WAIT_EFFECT] = PERDURE_WAIT_EFFECT, [WAIT_PAUSED] = PERDURE_WAIT_PAUSED,
    };
    Buffer *name = &cache_of(run)->wait_name;
    RunWait wait = pd_run_wait(run->run);
    pd_buffer_reset(name);
    pd_buffer_append(name, wait.name);
    const char *text = pd_buffer_peek_cstr(name);
    *out = (perdure_wait){.kind = kinds[wait.kind],
                          .name = text == NULL ? "" : text,
                          .until_ms = wait.until_ms,
                          .sequence = wait.sequence};
}

const perdure_effect *perdure_run_effect(const perdure_run *run)
{
    const RunEffect *effect = pd_run_effect(run->run);
    perdure_run *cache = cache_of(run);
    if (effect == NULL) {
        return NULL;
    }
    pd_buffer_reset(&cache->effect_name);
    pd_buffer_append(&cache->effect_name, effect->name);
    cache->effect = (perdure_effect){.name = pd_buffer_peek_cstr(&cache->effect_name),
                                     .arguments = pd_api_out(effect->arguments),
                                     .sequence = effect->sequence,
                                     .key = effect->key,
                                     .repeated = effect->repeated};
    return cache->effect.name == NULL ? NULL : &cache->effect;
}

perdure_status perdure_run_outcome(const perdure_run *run, perdure_outcome *out)
{
    Bytes outcome = pd_run_outcome(run->run);
    memset(out, 0, sizeof *out);
    return outcome.size == 0 ? PERDURE_USAGE : perdure_outcome_read(pd_api_out(outcome), out);
}

void perdure_run_stats(const perdure_run *run, perdure_stats *out)
{
    VmStats stats = pd_run_stats(run->run);
    *out = (perdure_stats){.fuel = stats.fuel,
                           .instructions = stats.instructions,
                           .effects = stats.effects,
                           .collections = stats.collections,
                           .used_bytes = stats.used_bytes,
                           .peak_bytes = stats.peak_bytes};
}

/* ── what is done to it ── */

perdure_status perdure_run_answer(perdure_run *run, uint64_t sequence, perdure_bytes value,
                                  perdure_error *err)
{
    Error told = {.status = STATUS_OK};
    Status status = pd_cbor_validate(pd_api_in(value), CBOR_NESTING_MAX, &told);
    status =
        status == STATUS_OK ? pd_run_answer(run->run, sequence, pd_api_in(value), &told) : status;
    return pd_api_told(status, &told, err);
}

perdure_status perdure_run_answer_error(perdure_run *run, uint64_t sequence, const char *exception,
                                        const char *message, perdure_error *err)
{
    Error told = {.status = STATUS_OK};
    return pd_api_told(pd_run_answer_error(run->run, sequence, pd_bytes_of_cstr(exception),
                                           pd_bytes_of_cstr(message), &told),
                       &told, err);
}

perdure_status perdure_run_interrupt(perdure_run *run, const char *exception, const char *message,
                                     perdure_error *err)
{
    Error told = {.status = STATUS_OK};
    return pd_api_told(
        pd_run_interrupt(run->run, pd_bytes_of_cstr(exception), pd_bytes_of_cstr(message), &told),
        &told, err);
}

perdure_status perdure_run_checkpoint(perdure_run *run, perdure_error *err)
{
    Error told = {.status = STATUS_OK};
    return pd_api_told(pd_run_checkpoint(run->run, &told), &told, err);
}
