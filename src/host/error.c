/*
 * Building answers: values in CBOR, and failures as CPython words them.
 */
#include "host/host_in.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const uint8_t null_bytes[] = {0xf6};
static const uint8_t bool_bytes[2][1] = {{0xf4}, {0xf5}};

void pd_host_answer_deinit(HostAnswer *answer)
{
    perdure_data_free(&answer->owned);
    answer->exception = NULL;
    answer->value = (perdure_bytes){NULL, 0};
}

void pd_answer_null(HostAnswer *answer)
{
    answer->exception = NULL;
    answer->value = (perdure_bytes){null_bytes, sizeof null_bytes};
}

void pd_answer_bool(HostAnswer *answer, bool value)
{
    answer->exception = NULL;
    answer->value = (perdure_bytes){bool_bytes[value], sizeof bool_bytes[0]};
}

void pd_answer_take(HostAnswer *answer, perdure_writer *writer)
{
    perdure_error err;
    if (writer == NULL) {
        pd_answer_raise(answer, "MemoryError", "out of memory");
        return;
    }
    perdure_status status = perdure_writer_take(writer, &answer->owned, &err);
    perdure_writer_free(writer);
    if (status != PERDURE_OK) {
        pd_answer_raise(answer, status == PERDURE_NO_MEMORY ? "MemoryError" : "OSError", "%s",
                        err.message);
        return;
    }
    answer->exception = NULL;
    answer->value = (perdure_bytes){answer->owned.data, answer->owned.size};
}

void pd_answer_int(HostAnswer *answer, int64_t value)
{
    perdure_writer *writer = perdure_writer_new();
    if (writer != NULL) {
        perdure_write_int(writer, value);
    }
    pd_answer_take(answer, writer);
}

void pd_answer_double(HostAnswer *answer, double value)
{
    perdure_writer *writer = perdure_writer_new();
    if (writer != NULL) {
        perdure_write_double(writer, value);
    }
    pd_answer_take(answer, writer);
}

void pd_answer_text(HostAnswer *answer, Bytes text)
{
    perdure_writer *writer = perdure_writer_new();
    if (writer != NULL) {
        perdure_write_text(writer, (const char *)text.data, text.size);
    }
    pd_answer_take(answer, writer);
}

void pd_answer_bytes(HostAnswer *answer, Bytes bytes)
{
    perdure_writer *writer = perdure_writer_new();
    if (writer != NULL) {
        perdure_write_bytes(writer, (perdure_bytes){bytes.data, bytes.size});
    }
    pd_answer_take(answer, writer);
}

void pd_answer_raise(HostAnswer *answer, const char *exception, const char *format, ...)
{
    perdure_data_free(&answer->owned);
    answer->value = (perdure_bytes){NULL, 0};
    answer->exception = exception;
    va_list args;
    va_start(args, format);
    (void)vsnprintf(answer->message, sizeof answer->message, format, args);
    va_end(args);
}

const char *pd_host_exception_of(int error)
{
    static const struct {
        int error;
        const char *exception;
    } table[] = {
        {ENOENT, "FileNotFoundError"},
        {EEXIST, "FileExistsError"},
        {EACCES, "PermissionError"},
        {EPERM, "PermissionError"},
        {EISDIR, "IsADirectoryError"},
        {ENOTDIR, "NotADirectoryError"},
        {ECONNREFUSED, "ConnectionRefusedError"},
        {ECONNRESET, "ConnectionResetError"},
        {ECONNABORTED, "ConnectionAbortedError"},
        {EPIPE, "BrokenPipeError"},
        {ESHUTDOWN, "BrokenPipeError"},
        {ETIMEDOUT, "TimeoutError"},
        {EINTR, "InterruptedError"},
        {EAGAIN, "BlockingIOError"},
        {ENOMEM, "MemoryError"},
    };
    for (size_t i = 0; i < ARRAY_COUNT(table); i++) {
        if (table[i].error == error) {
            return table[i].exception;
        }
    }
    return "OSError";
}

void pd_host_repr(const char *text, char *out, size_t out_bytes)
{
    pd_assert(out_bytes >= 8);
    char quote = strchr(text, '\'') != NULL && strchr(text, '"') == NULL ? '"' : '\'';
    size_t size = 0;
    out[size++] = quote;
    for (const char *p = text; *p != '\0' && size + 6 < out_bytes; p++) {
        unsigned char c = (unsigned char)*p;
        const char *known = strchr("\\\\\nn\rr\tt", c);
        if (c == (unsigned char)quote) {
            out[size++] = '\\';
            out[size++] = quote;
        } else if (c == '\\' || c == '\n' || c == '\r' || c == '\t') {
            out[size++] = '\\';
            out[size++] = known[1];
        } else if (c < 0x20 || c == 0x7f) {
            size += (size_t)snprintf(out + size, out_bytes - size, "\\x%02x", c);
        } else {
            out[size++] = (char)c;
        }
    }
    out[size++] = quote;
    out[size] = '\0';
}

void pd_answer_errno(HostAnswer *answer, int error, const char *path)
{
    const char *exception = pd_host_exception_of(error);
    if (path == NULL) {
        pd_answer_raise(answer, exception, "[Errno %d] %s", error, strerror(error));
        return;
    }
    char shown[800];
    pd_host_repr(path, shown, sizeof shown);
    pd_answer_raise(answer, exception, "[Errno %d] %s: %s", error, strerror(error), shown);
}
