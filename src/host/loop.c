/*
 * Waiting: one libuv loop for requests, signals, input and a time.
 *
 * Made when something has to be waited for; a program that never waits never pays for it.
 */
#include "host/host_in.h"

#include <fcntl.h>
#include <unistd.h>
#include <uv.h>

struct HostLoop {
    uv_loop_t uv;
    uv_timer_t timer;
    uv_poll_t signals;
    uv_poll_t input;
    bool has_signals;
    bool has_input;
    int input_flags; /* of the descriptor, before libuv made it non-blocking for everyone */
    bool awake;      /* something happened: pd_host_wait returns */
};

static void on_timer(uv_timer_t *timer)
{
    HostLoop *loop = timer->data;
    loop->awake = true;
}

static void on_signal(uv_poll_t *poll, int status, int events)
{
    HostLoop *loop = poll->data;
    (void)status;
    (void)events;
    pd_signals_drain();
    loop->awake = true;
}

static void on_input(uv_poll_t *poll, int status, int events)
{
    Host *host = poll->data;
    (void)status;
    (void)events;
    pd_stdio_readable(host);
    host->loop->awake = true;
}

HostLoop *pd_loop_get(Host *host)
{
    if (host->loop != NULL) {
        return host->loop;
    }
    HostLoop *loop = pd_alloc_new_array(host->alloc, 1, sizeof *loop);
    if (loop == NULL) {
        return NULL;
    }
    if (uv_loop_init(&loop->uv) != 0) {
        pd_alloc_free(host->alloc, loop, sizeof *loop);
        return NULL;
    }
    (void)uv_timer_init(&loop->uv, &loop->timer); /* cannot fail */
    loop->timer.data = loop;
    int signals = pd_signals_descriptor();
    if (signals >= 0 && uv_poll_init(&loop->uv, &loop->signals, signals) == 0) {
        loop->signals.data = loop;
        loop->has_signals = uv_poll_start(&loop->signals, UV_READABLE, on_signal) == 0;
    }
    host->loop = loop;
    return loop;
}

static void close_handle(uv_handle_t *handle, void *unused)
{
    (void)unused;
    if (!uv_is_closing(handle)) {
        uv_close(handle, NULL);
    }
}

void pd_loop_free(Host *host)
{
    HostLoop *loop = host->loop;
    if (loop == NULL) {
        return;
    }
    uv_walk(&loop->uv, close_handle, NULL);
    (void)uv_run(&loop->uv, UV_RUN_DEFAULT);
    if (loop->has_input) {
        (void)fcntl(STDIN_FILENO, F_SETFL, loop->input_flags);
    }
    (void)uv_loop_close(&loop->uv);
    pd_alloc_free(host->alloc, loop, sizeof *loop);
    host->loop = NULL;
}

void *pd_loop_uv(HostLoop *loop)
{
    return &loop->uv;
}

void pd_loop_wake(HostLoop *loop)
{
    loop->awake = true;
}

bool pd_loop_watch_input(Host *host, bool on)
{
    HostLoop *loop = pd_loop_get(host);
    if (loop == NULL) {
        return false;
    }
    if (!on) {
        if (loop->has_input) {
            (void)uv_poll_stop(&loop->input);
            (void)fcntl(STDIN_FILENO, F_SETFL, loop->input_flags);
        }
        return true;
    }
    if (!loop->has_input) {
        loop->input_flags = fcntl(STDIN_FILENO, F_GETFL);
        if (loop->input_flags < 0 || uv_poll_init(&loop->uv, &loop->input, STDIN_FILENO) != 0) {
            return false;
        }
        loop->input.data = host;
        loop->has_input = true;
    }
    return uv_poll_start(&loop->input, UV_READABLE | UV_DISCONNECT, on_input) == 0;
}

void pd_host_wait(Host *host, int64_t timeout_ms)
{
    HostLoop *loop = pd_loop_get(host);
    if (loop == NULL) {
        return;
    }
    loop->awake = false;
    if (timeout_ms == 0) {
        (void)uv_run(&loop->uv, UV_RUN_NOWAIT);
        return;
    }
    if (timeout_ms > 0) {
        uv_update_time(&loop->uv);
        (void)uv_timer_start(&loop->timer, on_timer, (uint64_t)timeout_ms, 0);
    }
    while (!loop->awake && uv_run(&loop->uv, UV_RUN_ONCE) != 0) {}
    (void)uv_timer_stop(&loop->timer);
}
