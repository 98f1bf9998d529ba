/*
 * The caller's host as the engine sees it, with the system's clocks and random numbers where the
 * caller gave none. The only place of api that asks the system for anything.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <sys/random.h>
#include <time.h>

#include "api/durable/store_in.h"

static int64_t clock_ns(clockid_t id)
{
    struct timespec now;
    int failed = clock_gettime(id, &now);
    pd_assert(failed == 0); /* both clocks exist everywhere */
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static int64_t now_ns(void *ctx)
{
    const perdure_run *run = ctx;
    return run->host.now_ns != NULL ? run->host.now_ns(run->host.ctx) : clock_ns(CLOCK_REALTIME);
}

static int64_t monotonic_ns(void *ctx)
{
    const perdure_run *run = ctx;
    return run->host.monotonic_ns != NULL ? run->host.monotonic_ns(run->host.ctx)
                                          : clock_ns(CLOCK_MONOTONIC);
}

static Status entropy(void *ctx, void *out, size_t size)
{
    const perdure_run *run = ctx;
    uint8_t *place = out;
    if (run->host.entropy != NULL) {
        return (Status)run->host.entropy(run->host.ctx, out, size);
    }
    while (size > 0) {
        ssize_t got = getrandom(place, size, 0);
        if (got < 0 && errno != EINTR) {
            return STATUS_IO;
        }
        size_t count = got < 0 ? 0 : (size_t)got;
        place += count;
        size -= count;
    }
    return STATUS_OK;
}

static Status perform(void *ctx, const RunEffect *effect, RunReply *reply)
{
    perdure_run *run = ctx;
    perdure_reply given = {.inner = reply};
    pd_buffer_reset(&run->effect_name);
    pd_buffer_append(&run->effect_name, effect->name);
    const char *name = pd_buffer_peek_cstr(&run->effect_name);
    if (name == NULL) {
        return STATUS_NO_MEMORY;
    }
    perdure_effect shown = {.name = name,
                            .arguments = pd_api_out(effect->arguments),
                            .sequence = effect->sequence,
                            .key = effect->key,
                            .repeated = effect->repeated};
    return (Status)run->host.perform(run->host.ctx, &shown, &given);
}

static void output(void *ctx, Bytes run_id, int stream, Bytes text)
{
    const perdure_run *run = ctx;
    (void)run_id;
    run->host.output(run->host.ctx, run->id, stream, pd_api_out(text));
}

RunHost pd_api_host(perdure_run *run)
{
    return (RunHost){.ctx = run,
                     .now_ns = now_ns,
                     .monotonic_ns = monotonic_ns,
                     .entropy = entropy,
                     .perform = run->host.perform == NULL ? NULL : perform,
                     .output = run->host.output == NULL ? NULL : output};
}

perdure_status perdure_reply_value(perdure_reply *reply, perdure_bytes value, perdure_error *err)
{
    Error told = {.status = STATUS_OK};
    Status status = pd_cbor_validate(pd_api_in(value), CBOR_NESTING_MAX, &told);
    status =
        status == STATUS_OK ? pd_run_reply_value(reply->inner, pd_api_in(value), &told) : status;
    return pd_api_told(status, &told, err);
}

perdure_status perdure_reply_error(perdure_reply *reply, const char *exception, const char *message,
                                   perdure_error *err)
{
    Error told = {.status = STATUS_OK};
    return pd_api_told(pd_run_reply_error(reply->inner, pd_bytes_of_cstr(exception),
                                          pd_bytes_of_cstr(message), &told),
                       &told, err);
}
