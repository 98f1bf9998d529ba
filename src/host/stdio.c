/*
 * Standard output, error and input of the process.
 *
 * Output to a terminal leaves at each line end, to a file or pipe in blocks, standard error at
 * once. What could not be written stays in the buffer, so that the last flush of the process fails
 * too and its exit status tells. Input is text: "\r\n" and "\r" end a line as "\n" does.
 */
#include "host/host_in.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

static int write_fully(int descriptor, Bytes text, size_t *written)
{
    *written = 0;
    while (*written < text.size) {
        ssize_t count = write(descriptor, text.data + *written, text.size - *written);
        if (count >= 0) {
            *written += (size_t)count;
        } else if (errno == EAGAIN) {
            struct pollfd wait = {.fd = descriptor, .events = POLLOUT};
            (void)poll(&wait, 1, -1);
        } else if (errno != EINTR) {
            return errno;
        }
    }
    return 0;
}

static Status failed(int error, Error *err)
{
    Status status = pd_error_set(err, STATUS_IO, "[Errno %d] %s", error, strerror(error));
    if (err != NULL) {
        err->offset = (uint64_t)error;
    }
    return status;
}

Status pd_host_flush(Host *host, Error *err)
{
    if (host->out.size == 0) {
        return STATUS_OK;
    }
    size_t written;
    int error = write_fully(STDOUT_FILENO, pd_buffer_peek(&host->out), &written);
    if (error != 0) {
        memmove(host->out.data, host->out.data + written, host->out.size - written);
        pd_buffer_truncate(&host->out, host->out.size - written);
        return failed(error, err);
    }
    pd_buffer_truncate(&host->out, 0);
    return STATUS_OK;
}

Status pd_host_write(Host *host, int stream, Bytes text, Error *err)
{
    size_t written;
    if (host->options.written != NULL) {
        Status status = host->options.written(host->options.ctx, stream, text);
        return status != STATUS_OK ? pd_error_plain(err, status) : STATUS_OK;
    }
    if (stream != STDOUT_FILENO) {
        int error = write_fully(STDERR_FILENO, text, &written);
        return error != 0 ? failed(error, err) : STATUS_OK;
    }
    if (!host->out_is_known) {
        host->out_is_known = true;
        host->out_is_terminal = isatty(STDOUT_FILENO) != 0;
    }
    if (text.size > OUTPUT_BYTES - host->out.size) {
        Status status = pd_host_flush(host, err);
        if (status != STATUS_OK) {
            return status;
        }
    }
    if (text.size >= OUTPUT_BYTES) {
        int error = write_fully(STDOUT_FILENO, text, &written);
        return error != 0 ? failed(error, err) : STATUS_OK;
    }
    pd_buffer_append(&host->out, text);
    if (pd_buffer_status(&host->out) != STATUS_OK) {
        return pd_error_plain(err, pd_buffer_status(&host->out));
    }
    if (host->out_is_terminal && memchr(text.data, '\n', text.size) != NULL) {
        return pd_host_flush(host, err);
    }
    return STATUS_OK;
}

/* ── input ── */

/* Puts what was read behind the buffer's end with its line ends made "\n". */
static void take_input(Host *host, const uint8_t *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        bool skips = host->in_translates && bytes[i] == '\n';
        host->in_translates = bytes[i] == '\r';
        if (!skips) {
            pd_buffer_append_byte(&host->in, bytes[i] == '\r' ? '\n' : bytes[i]);
        }
    }
}

/* Reads once. 0, or an errno. */
static int read_some(Host *host)
{
    uint8_t part[4096];
    if (host->in_offset > 0) {
        memmove(host->in.data, host->in.data + host->in_offset, host->in.size - host->in_offset);
        pd_buffer_truncate(&host->in, host->in.size - host->in_offset);
        host->in_offset = 0;
    }
    ssize_t count = read(STDIN_FILENO, part, sizeof part);
    if (count < 0) {
        return errno;
    }
    host->in_ended = count == 0;
    take_input(host, part, (size_t)count);
    return pd_buffer_status(&host->in) != STATUS_OK ? ENOMEM : 0;
}

/* Answers with the next line when there is one. */
static bool answer_line(Host *host, HostAnswer *answer)
{
    Bytes rest = pd_bytes_slice(pd_buffer_peek(&host->in), host->in_offset, SIZE_MAX);
    const uint8_t *end = rest.size > 0 ? memchr(rest.data, '\n', rest.size) : NULL;
    if (end == NULL && !host->in_ended && rest.size < INPUT_BYTES_MAX) {
        return false;
    }
    size_t size = end != NULL ? (size_t)(end - rest.data) + 1 : rest.size;
    Bytes line = pd_bytes_slice(rest, 0, size);
    Utf8Error wrong;
    host->in_offset += size;
    if (end == NULL) {
        host->in_ended = false; /* a terminal can go on after ^D */
    }
    if (size > 0 && !pd_utf8_validate(line, UTF8_STRICT, &wrong)) {
        pd_answer_raise(answer, "ValueError",
                        "'utf-8' codec can't decode byte 0x%02x in position %zu: %s",
                        line.data[wrong.offset], wrong.offset, wrong.reason);
    } else {
        pd_answer_text(answer, line);
    }
    return true;
}

static bool is_readable(void)
{
    struct pollfd wait = {.fd = STDIN_FILENO, .events = POLLIN};
    return poll(&wait, 1, 0) != 0;
}

Status pd_perform_read_line(Performance *p, HostAnswer *answer)
{
    Host *host = p->host;
    Error err;
    perdure_bytes prompt = pd_args_text(&p->args);
    if (!pd_args_end(&p->args)) {
        return STATUS_OK;
    }
    Status status = STATUS_OK;
    if (prompt.size > 0) {
        status = pd_host_write(host, STDOUT_FILENO, (Bytes){prompt.data, prompt.size}, &err);
    }
    if (status == STATUS_OK) {
        status = pd_host_flush(host, &err);
    }
    if (status != STATUS_OK) {
        pd_answer_errno(answer, status == STATUS_IO ? (int)err.offset : ENOMEM, NULL);
        return STATUS_OK;
    }
    int interrupts = pd_host_interrupts();
    while (!answer_line(host, answer)) {
        if (host->options.reads_later && !is_readable()) {
            if (host->in_waits || !pd_loop_watch_input(host, true)) {
                pd_answer_raise(answer, "OSError", "another run waits for the input");
                return STATUS_OK;
            }
            host->in_waits = true;
            host->in_owner = p->owner;
            host->in_sequence = p->effect->sequence;
            return STATUS_BUSY;
        }
        int error = read_some(host);
        if (error == EINTR && pd_host_interrupts() != interrupts) {
            pd_answer_raise(answer, "KeyboardInterrupt", "%s", "");
            return STATUS_OK;
        }
        if (error != 0 && error != EINTR) {
            pd_answer_errno(answer, error, NULL);
            return STATUS_OK;
        }
    }
    return STATUS_OK;
}

void pd_stdio_readable(Host *host)
{
    HostAnswer answer = {0};
    int error = read_some(host);
    if (error == EINTR || error == EAGAIN) {
        return;
    }
    if (error != 0) {
        pd_answer_errno(&answer, error, NULL);
    } else if (!answer_line(host, &answer)) {
        return;
    }
    pd_loop_watch_input(host, false);
    host->in_waits = false;
    host->options.finished(host->options.ctx, host->in_owner, host->in_sequence, &answer);
    pd_host_answer_deinit(&answer);
}

void pd_stdio_forget(Host *host, void *owner)
{
    if (host->in_waits && host->in_owner == owner) {
        host->in_waits = false;
        pd_loop_watch_input(host, false);
    }
}
