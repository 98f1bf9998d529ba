/*
 * The engine's effects for a program that runs without a store: time that is read, sleep that
 * sleeps, steps that run once each, and no signals.
 *
 * A deterministic host (for tests) has a clock that only asking and sleeping move, and entropy that
 * is a function of the seed, so that two executions of a program are equal.
 */
#include "host/host_in.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define FAKE_START_NS INT64_C(1700000000000000000)
#define FAKE_TICK_NS  INT64_C(1000000)

/* ── output ── */

/* Text with lone surrogates: standard output refuses it, standard error shows "\udc80". */
static bool write_surrogates(Performance *p, int stream, Bytes text, HostAnswer *answer, Error *err)
{
    Buffer shown;
    pd_buffer_init(&shown, p->host->alloc, text.size * 2 + 16);
    size_t index = 0;
    for (size_t offset = 0; offset < text.size; index++) {
        size_t start = offset;
        uint32_t code_point = pd_utf8_next(text, &offset);
        if (!pd_utf8_is_surrogate(code_point)) {
            pd_buffer_append(&shown, pd_bytes_slice(text, start, offset - start));
        } else if (stream == STDERR_FILENO) {
            pd_buffer_append_format(&shown, "\\u%04x", (unsigned)code_point);
        } else {
            pd_answer_raise(answer, "ValueError",
                            "'utf-8' codec can't encode character '\\u%04x' in position %zu: "
                            "surrogates not allowed",
                            (unsigned)code_point, index);
            pd_buffer_deinit(&shown);
            return true;
        }
    }
    Status status = pd_host_write(p->host, stream, pd_buffer_peek(&shown), err);
    pd_buffer_deinit(&shown);
    return status == STATUS_OK;
}

void pd_perform_write(Performance *p, HostAnswer *answer)
{
    Error err = {0};
    int64_t stream = pd_args_int(&p->args);
    perdure_bytes rest = p->args.rest;
    perdure_item item;
    if (p->args.failed || p->args.left != 1 || (stream != 1 && stream != 2) ||
        perdure_cbor_read(&rest, &item) != PERDURE_OK) {
        return;
    }
    bool is_wtf8 = item.kind == PERDURE_KIND_TAG && item.count == 273;
    if (is_wtf8 && perdure_cbor_read(&rest, &item) != PERDURE_OK) {
        return;
    }
    if (item.kind != PERDURE_KIND_TEXT && !(is_wtf8 && item.kind == PERDURE_KIND_BYTES)) {
        return;
    }
    Bytes text = {item.bytes.data, item.bytes.size};
    bool done;
    if (is_wtf8 && pd_utf8_validate(text, UTF8_SURROGATES, NULL)) {
        done = write_surrogates(p, (int)stream, text, answer, &err);
    } else {
        done = pd_host_write(p->host, (int)stream, text, &err) == STATUS_OK;
    }
    if (!done) {
        pd_answer_errno(answer, err.status == STATUS_IO ? (int)err.offset : ENOMEM, NULL);
    } else if (answer->exception == NULL) {
        pd_answer_null(answer);
    }
}

static const char *level_word(perdure_bytes level)
{
    static const char *const words[] = {"debug", "info", "warning", "error", "critical"};
    for (size_t i = 0; i < ARRAY_COUNT(words); i++) {
        if (pd_bytes_equal_cstr((Bytes){level.data, level.size}, words[i])) {
            return words[i];
        }
    }
    return "info";
}

/* "info: message {"field": 1}" on standard error. */
void pd_perform_log(Performance *p, HostAnswer *answer)
{
    perdure_bytes level = pd_args_text(&p->args);
    perdure_bytes message = pd_args_text(&p->args);
    perdure_bytes fields = pd_args_any(&p->args);
    if (!pd_args_end(&p->args)) {
        return;
    }
    Buffer line;
    perdure_data json = {NULL, 0};
    pd_buffer_init(&line, p->host->alloc, (size_t)1 << 26);
    pd_buffer_append_format(&line, "%s: ", level_word(level));
    pd_buffer_append(&line, (Bytes){message.data, message.size});
    bool has_fields = fields.size > 1 && perdure_cbor_to_json(fields, 0, &json, NULL) == PERDURE_OK;
    if (has_fields) {
        pd_buffer_append_byte(&line, ' ');
        pd_buffer_append(&line, (Bytes){json.data, json.size});
    }
    pd_buffer_append_byte(&line, '\n');
    perdure_data_free(&json);
    /* A log that cannot be written must not make a program fail. */
    pd_status_ignore(pd_host_write(p->host, STDERR_FILENO, pd_buffer_peek(&line), NULL));
    pd_buffer_deinit(&line);
    pd_answer_null(answer);
}

/* ── time ── */

static int64_t now_ns(Host *host, bool is_wall)
{
    if (!host->options.deterministic) {
        return is_wall ? pd_host_now_ns() : pd_host_monotonic_ns();
    }
    host->fake_ns += FAKE_TICK_NS;
    return host->fake_ns + (is_wall ? FAKE_START_NS : 0);
}

void pd_perform_time(Performance *p, HostAnswer *answer)
{
    if (pd_args_end(&p->args)) {
        pd_answer_int(answer, now_ns(p->host, true));
    }
}

void pd_perform_monotonic(Performance *p, HostAnswer *answer)
{
    if (pd_args_end(&p->args)) {
        pd_answer_int(answer, now_ns(p->host, false));
    }
}

/* Sleeps, unless interrupted: then it has raised. */
static bool sleep_seconds(Host *host, double seconds, HostAnswer *answer)
{
    if (isnan(seconds) || seconds > 1e9) {
        pd_answer_raise(answer, isnan(seconds) ? "ValueError" : "OverflowError", "%s",
                        isnan(seconds) ? "Invalid value NaN (not a number)"
                                       : "timestamp too large to convert to C _PyTime_t");
        return false;
    }
    if (seconds <= 0) {
        return true;
    }
    int64_t left_ns = (int64_t)(seconds * 1e9);
    if (host->options.deterministic) {
        host->fake_ns += left_ns;
        return true;
    }
    int64_t end_ns = pd_host_monotonic_ns() + left_ns;
    int interrupts = pd_host_interrupts();
    struct timespec end = {.tv_sec = end_ns / 1000000000, .tv_nsec = end_ns % 1000000000};
    pd_status_ignore(pd_host_flush(host, NULL)); /* the flush at the end tells of a failure */
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &end, NULL) == EINTR) {
        if (pd_host_interrupts() != interrupts) {
            pd_answer_raise(answer, "KeyboardInterrupt", "%s", "");
            return false;
        }
        if (pd_host_terminations() > 0 || pd_host_alarms() > 0) {
            return true; /* whoever runs the program looks at these between effects */
        }
    }
    return true;
}

void pd_perform_sleep(Performance *p, HostAnswer *answer)
{
    double seconds = pd_args_seconds(&p->args, NULL);
    if (!pd_args_end(&p->args)) {
        return;
    }
    if (seconds < 0) {
        pd_answer_raise(answer, "ValueError", "sleep length must be non-negative");
    } else if (sleep_seconds(p->host, seconds, answer)) {
        pd_answer_null(answer);
    }
}

void pd_perform_sleep_until(Performance *p, HostAnswer *answer)
{
    double until = pd_args_seconds(&p->args, NULL);
    if (!pd_args_end(&p->args)) {
        return;
    }
    double seconds = until - (double)now_ns(p->host, true) / 1e9;
    if (sleep_seconds(p->host, seconds, answer)) {
        pd_answer_null(answer);
    }
}

/* ── entropy ── */

void pd_perform_entropy(Performance *p, HostAnswer *answer)
{
    Host *host = p->host;
    int64_t count = pd_args_int(&p->args);
    if (!pd_args_end(&p->args)) {
        return;
    }
    if (count < 0 || count > (1 << 20)) {
        pd_answer_raise(answer, "ValueError", "entropy: from 0 to 1048576 bytes");
        return;
    }
    Buffer bytes;
    pd_buffer_init(&bytes, host->alloc, (size_t)count + 8);
    uint8_t *room = pd_buffer_reserve(&bytes, (size_t)count + 8);
    bool filled = room != NULL;
    if (filled && host->options.deterministic) {
        for (size_t i = 0; i < (size_t)count; i += 8) {
            pd_bytes_put_u64(room + i, pd_hash_u64(host->options.seed ^ ++host->fake_entropy));
        }
    } else if (filled) {
        filled = pd_host_entropy(room, (size_t)count);
    }
    if (filled) {
        pd_answer_bytes(answer, (Bytes){room, (size_t)count});
    } else {
        pd_answer_raise(answer, "OSError", "the system gives no random bytes");
    }
    pd_buffer_deinit(&bytes);
}

/* ── signals and promises: there is nobody who could send or settle one ── */

static void never_comes(Performance *p, const char *what, HostAnswer *answer)
{
    bool is_null;
    perdure_bytes name = pd_args_text(&p->args);
    double seconds = pd_args_seconds(&p->args, &is_null);
    if (!pd_args_end(&p->args)) {
        return;
    }
    if (is_null) {
        pd_answer_raise(answer, "RuntimeError",
                        "nobody can send the %s '%.*s' to a program that runs without a store: "
                        "start it with `perdure run`",
                        what, (int)(name.size < 200 ? name.size : 200), (const char *)name.data);
    } else if (sleep_seconds(p->host, seconds, answer)) {
        pd_answer_raise(answer, "TimeoutError", "%s", "");
    }
}

void pd_perform_signal_wait(Performance *p, HostAnswer *answer)
{
    never_comes(p, "signal", answer);
}

void pd_perform_promise_wait(Performance *p, HostAnswer *answer)
{
    never_comes(p, "promise", answer);
}

void pd_perform_signal_poll(Performance *p, HostAnswer *answer)
{
    (void)pd_args_text(&p->args);
    perdure_writer *writer = pd_args_end(&p->args) ? perdure_writer_new() : NULL;
    if (writer != NULL) {
        perdure_write_array(writer, 0);
        pd_answer_take(answer, writer);
    }
}

void pd_perform_signal_send(Performance *p, HostAnswer *answer)
{
    (void)pd_args_text(&p->args);
    (void)pd_args_text(&p->args);
    (void)pd_args_any(&p->args);
    if (pd_args_end(&p->args)) {
        pd_answer_raise(answer, "RuntimeError",
                        "a program that runs without a store reaches no other run: start it with "
                        "`perdure run`");
    }
}

static const char *token(Host *host)
{
    uint8_t bytes[8];
    if (host->token[0] == '\0') {
        pd_bytes_put_u64(bytes, pd_hash_u64(host->options.seed));
        if (!host->options.deterministic && !pd_host_entropy(bytes, sizeof bytes)) {
            pd_bytes_put_u64(bytes, (uint64_t)pd_host_now_ns());
        }
        (void)snprintf(host->token, sizeof host->token, "%016llx",
                       (unsigned long long)pd_bytes_get_u64(bytes));
    }
    return host->token;
}

void pd_perform_promise(Performance *p, HostAnswer *answer)
{
    char id[64];
    if (pd_args_end(&p->args)) {
        (void)snprintf(id, sizeof id, "%s-p%llu", token(p->host),
                       (unsigned long long)++p->host->promise_serial);
        pd_answer_text(answer, pd_bytes_of_cstr(id));
    }
}

/* ── steps: each runs, nothing is recorded ── */

static void answer_go(const PlainStep *step, HostAnswer *answer)
{
    perdure_writer *writer = perdure_writer_new();
    if (writer != NULL) {
        perdure_write_array(writer, 3);
        perdure_write_text(writer, "go", 2);
        perdure_write_int(writer, step->attempt);
        perdure_write_text(writer, step->key, strlen(step->key));
    }
    pd_answer_take(answer, writer);
}

void pd_perform_step_begin(Performance *p, HostAnswer *answer)
{
    Host *host = p->host;
    (void)pd_args_any(&p->args);
    (void)pd_args_any(&p->args);
    (void)pd_args_any(&p->args);
    if (!pd_args_end(&p->args)) {
        return;
    }
    if (host->step_count == STEP_DEPTH_MAX) {
        pd_answer_raise(answer, "RecursionError", "more than %d steps inside each other",
                        STEP_DEPTH_MAX);
        return;
    }
    PlainStep *step = &host->steps[host->step_count++];
    step->attempt = 1;
    (void)snprintf(step->key, sizeof step->key, "%s-%llu", token(host),
                   (unsigned long long)++host->step_serial);
    answer_go(step, answer);
}

void pd_perform_step_end(Performance *p, HostAnswer *answer)
{
    perdure_bytes outcome = pd_args_any(&p->args);
    if (!pd_args_end(&p->args) || p->host->step_count == 0) {
        return;
    }
    p->host->step_count--;
    perdure_writer *writer = perdure_writer_new();
    if (writer != NULL) {
        perdure_write_array(writer, 2);
        perdure_write_text(writer, "done", 4);
        perdure_write_cbor(writer, outcome);
    }
    pd_answer_take(answer, writer);
}

void pd_perform_step_retry(Performance *p, HostAnswer *answer)
{
    (void)pd_args_any(&p->args);
    double seconds = pd_args_seconds(&p->args, NULL);
    if (!pd_args_end(&p->args) || p->host->step_count == 0) {
        return;
    }
    if (sleep_seconds(p->host, seconds, answer)) {
        PlainStep *step = &p->host->steps[p->host->step_count - 1];
        step->attempt++;
        answer_go(step, answer);
    }
}

static void write_pair(perdure_writer *writer, const char *name, const char *value)
{
    perdure_write_text(writer, name, strlen(name));
    perdure_write_text(writer, value, strlen(value));
}

void pd_perform_run_info(Performance *p, HostAnswer *answer)
{
    const HostOptions *options = &p->host->options;
    static const uint8_t null_byte = 0xf6;
    perdure_writer *writer = pd_args_end(&p->args) ? perdure_writer_new() : NULL;
    if (writer == NULL) {
        return;
    }
    perdure_write_map_begin(writer);
    write_pair(writer, "run_id", options->run_id != NULL ? options->run_id : "");
    write_pair(writer, "program", "");
    perdure_write_text(writer, "input", 5);
    perdure_write_cbor(writer,
                       options->input.size > 0 ? options->input : (perdure_bytes){&null_byte, 1});
    perdure_write_text(writer, "seed", 4);
    perdure_write_int(writer, (int64_t)(options->seed >> 1));
    perdure_write_text(writer, "attempt", 7);
    perdure_write_int(writer, 1);
    perdure_write_map_end(writer);
    pd_answer_take(answer, writer);
}
