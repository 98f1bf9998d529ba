/*
 * The host itself: its life, and the table from an effect's name to what performs it.
 */
#include "host/host_in.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

typedef struct Performer {
    const char *name;
    void (*now)(Performance *p, HostAnswer *answer);     /* answers at once */
    Status (*later)(Performance *p, HostAnswer *answer); /* may say BUSY */
} Performer;

static void perform_checkpoint(Performance *p, HostAnswer *answer)
{
    (void)p;
    pd_answer_null(answer);
}

/* In the order of their frequency. */
static const Performer performers[] = {
    {"write", pd_perform_write, NULL},
    {"time", pd_perform_time, NULL},
    {"monotonic", pd_perform_monotonic, NULL},
    {"step_begin", pd_perform_step_begin, NULL},
    {"step_end", pd_perform_step_end, NULL},
    {"step_retry", pd_perform_step_retry, NULL},
    {"sleep", pd_perform_sleep, NULL},
    {"http", NULL, pd_perform_http},
    {"read_file", pd_perform_read_file, NULL},
    {"append_file", pd_perform_append_file, NULL},
    {"write_file", pd_perform_write_file, NULL},
    {"file_size", pd_perform_file_size, NULL},
    {"file_exists", pd_perform_file_exists, NULL},
    {"list_files", pd_perform_list_files, NULL},
    {"remove_file", pd_perform_remove_file, NULL},
    {"getenv", pd_perform_getenv, NULL},
    {"read_line", NULL, pd_perform_read_line},
    {"entropy", pd_perform_entropy, NULL},
    {"sleep_until", pd_perform_sleep_until, NULL},
    {"signal_wait", pd_perform_signal_wait, NULL},
    {"signal_poll", pd_perform_signal_poll, NULL},
    {"signal_send", pd_perform_signal_send, NULL},
    {"promise", pd_perform_promise, NULL},
    {"promise_wait", pd_perform_promise_wait, NULL},
    {"checkpoint", perform_checkpoint, NULL},
    {"run_info", pd_perform_run_info, NULL},
    {"log", pd_perform_log, NULL},
};

Host *pd_host_new(const HostOptions *options)
{
    const Alloc *alloc = pd_alloc_system();
    Host *host = pd_alloc_new_array(alloc, 1, sizeof *host);
    if (host == NULL) {
        return NULL;
    }
    host->options = *options;
    host->alloc = alloc;
    pd_buffer_init(&host->out, alloc, OUTPUT_BYTES);
    pd_buffer_init(&host->in, alloc, INPUT_BYTES_MAX + 65536);
    return host;
}

void pd_host_free(Host *host)
{
    if (host == NULL) {
        return;
    }
    pd_http_free(host);
    pd_loop_free(host);
    pd_buffer_deinit(&host->out);
    pd_buffer_deinit(&host->in);
    pd_alloc_free(host->alloc, host, sizeof *host);
}

Status pd_host_perform(Host *host, const HostRequest *request, HostAnswer *answer)
{
    const perdure_effect *effect = request->effect;
    answer->exception = NULL;
    answer->value = (perdure_bytes){NULL, 0};
    answer->owned = (perdure_data){NULL, 0};
    Performance p = {
        .host = host, .grants = request->grants, .owner = request->owner, .effect = effect};
    pd_args_open(&p.args, effect->arguments);
    for (size_t i = 0; i < ARRAY_COUNT(performers); i++) {
        const Performer *performer = &performers[i];
        if (strcmp(performer->name, effect->name) != 0) {
            continue;
        }
        Status status = STATUS_OK;
        if (performer->later != NULL) {
            status = performer->later(&p, answer);
        } else {
            performer->now(&p, answer);
        }
        if (status == STATUS_OK && answer->exception == NULL && answer->value.size == 0) {
            pd_answer_raise(answer, "TypeError", "%s: wrong arguments", effect->name);
        }
        return status;
    }
    return STATUS_NOT_FOUND;
}

void pd_host_forget(Host *host, void *owner)
{
    pd_http_forget(host, owner);
    pd_stdio_forget(host, owner);
}

void pd_perform_getenv(Performance *p, HostAnswer *answer)
{
    char name[PATH_BYTES_MAX];
    perdure_bytes text = pd_args_text(&p->args);
    if (!pd_args_end(&p->args) || !pd_args_path(text, name, answer)) {
        return;
    }
    if (!pd_grants_has_name(p->grants, name)) {
        pd_answer_raise(answer, "PermissionError",
                        "the variable %.600s is not granted: start the program with "
                        "--allow-env=%.300s",
                        name, name);
        return;
    }
    const char *value = getenv(name);
    if (value == NULL) {
        pd_answer_null(answer);
    } else if (!pd_utf8_validate(pd_bytes_of_cstr(value), UTF8_STRICT, NULL)) {
        pd_answer_raise(answer, "ValueError", "the variable %.600s is not UTF-8", name);
    } else {
        pd_answer_text(answer, pd_bytes_of_cstr(value));
    }
}

static int64_t clock_ns(clockid_t clock)
{
    struct timespec now;
    pd_assert(clock_gettime(clock, &now) == 0);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

int64_t pd_host_now_ns(void)
{
    return clock_ns(CLOCK_REALTIME);
}

int64_t pd_host_monotonic_ns(void)
{
    return clock_ns(CLOCK_MONOTONIC);
}

bool pd_host_entropy(void *out, size_t size)
{
    uint8_t *bytes = out;
    while (size > 0) {
        ssize_t count = getrandom(bytes, size, 0);
        if (count < 0) {
            return false;
        }
        bytes += count;
        size -= (size_t)count;
    }
    return true;
}
