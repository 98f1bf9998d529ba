/*
 * Names and texts of statuses, and filling an Error.
 */
#include "base/base.h"

#include <stdarg.h>
#include <stdio.h>

typedef struct StatusInfo {
    const char *name;
    const char *text;
} StatusInfo;

#define STATUS_INFO(name, text) {#name, text},
static const StatusInfo status_table[] = {STATUS_TABLE(STATUS_INFO)};
#undef STATUS_INFO

const char *pd_status_name(Status status)
{
    return (unsigned)status < STATUS_COUNT ? status_table[status].name : "UNKNOWN";
}

const char *pd_status_text(Status status)
{
    return (unsigned)status < STATUS_COUNT ? status_table[status].text : "unknown status";
}

/* Cuts a UTF-8 sequence that snprintf has cut in the middle. */
static void trim_partial_sequence(char *message, size_t length)
{
    Utf8Error bad;
    if (!pd_utf8_validate(pd_bytes(message, length), UTF8_STRICT, &bad) &&
        bad.offset + bad.size == length) {
        message[bad.offset] = '\0';
    }
}

static void error_fill(Error *err, Status status, uint64_t offset, const char *format, va_list args)
    PRINTF_LIKE(4, 0);

static void error_fill(Error *err, Status status, uint64_t offset, const char *format, va_list args)
{
    /* Formatted aside first: an argument may be the old message. */
    char text[ERROR_MESSAGE_BYTES];
    int wanted = vsnprintf(text, sizeof text, format, args);
    if (wanted < 0) {
        text[0] = '\0';
    } else if ((size_t)wanted >= sizeof text) {
        trim_partial_sequence(text, sizeof text - 1);
    }
    err->status = status;
    err->offset = offset;
    err->line = 0;
    err->column = 0;
    memcpy(err->message, text, strlen(text) + 1);
}

Status pd_error_set(Error *err, Status status, const char *format, ...)
{
    if (err != NULL) {
        va_list args;
        va_start(args, format);
        error_fill(err, status, 0, format, args);
        va_end(args);
    }
    return status;
}

Status pd_error_at(Error *err, Status status, uint64_t offset, const char *format, ...)
{
    if (err != NULL) {
        va_list args;
        va_start(args, format);
        error_fill(err, status, offset, format, args);
        va_end(args);
    }
    return status;
}

Status pd_error_plain(Error *err, Status status)
{
    return pd_error_set(err, status, "%s", pd_status_text(status));
}

void pd_error_clear(Error *err)
{
    if (err != NULL) {
        *err = (Error){.status = STATUS_OK};
    }
}
