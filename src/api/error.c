/*
 * Versions, statuses, errors and bytes as the caller sees them.
 *
 * Promises that the installed numbers are those inside, so that a cast is enough.
 */
#include "api/api_in.h"

#include <stdio.h>
#include <stdlib.h>

#define SAME(name) _Static_assert((int)PERDURE_##name == (int)STATUS_##name, #name)
SAME(OK);
SAME(NO_MEMORY);
SAME(LIMIT);
SAME(INVALID);
SAME(SYNTAX);
SAME(TRUNCATED);
SAME(CORRUPT);
SAME(VERSION);
SAME(UNSUPPORTED);
SAME(NOT_FOUND);
SAME(EXISTS);
SAME(CONFLICT);
SAME(DENIED);
SAME(BUSY);
SAME(IO);
SAME(STUCK);
SAME(CANCELLED);
SAME(TIMEOUT);
SAME(USAGE);
SAME(INTERNAL);
_Static_assert((int)STATUS_COUNT == (int)PERDURE_INTERNAL + 1, "a status is missing");
_Static_assert(sizeof(((perdure_error *)0)->message) == ERROR_MESSAGE_BYTES, "messages differ");

#define TEXT_OF(number)                   #number
#define VERSION_TEXT(major, minor, patch) TEXT_OF(major) "." TEXT_OF(minor) "." TEXT_OF(patch)

const char *perdure_version(void)
{
    return VERSION_TEXT(PERDURE_VERSION_MAJOR, PERDURE_VERSION_MINOR, PERDURE_VERSION_PATCH);
}

const char *perdure_status_name(perdure_status status)
{
    return pd_status_name((Status)status);
}

const char *perdure_status_text(perdure_status status)
{
    return pd_status_text((Status)status);
}

void perdure_data_free(perdure_data *data)
{
    if (data != NULL) {
        if (data->data != NULL) {
            pd_alloc_free(pd_alloc_system(), data->data, data->size + 1);
        }
        *data = (perdure_data){NULL, 0};
    }
}

perdure_status pd_api_told(Status status, const Error *told, perdure_error *err)
{
    if (status == STATUS_OK || err == NULL) {
        return (perdure_status)status;
    }
    bool tells = told->status == status;
    const char *message = tells ? told->message : pd_status_text(status);
    *err = (perdure_error){.status = (perdure_status)status};
    err->offset = tells ? told->offset : 0;
    err->line = tells ? told->line : 0;
    err->column = tells ? told->column : 0;
    memcpy(err->message, message, strlen(message) + 1);
    return (perdure_status)status;
}

perdure_status pd_api_fail(Status status, perdure_error *err, const char *format, ...)
{
    char text[ERROR_MESSAGE_BYTES];
    Error told = {.status = STATUS_OK};
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    return pd_api_told(pd_error_set(&told, status, "%s", text), &told, err);
}

perdure_status pd_api_give(Buffer *buffer, perdure_data *out, perdure_error *err)
{
    Bytes bytes = {NULL, 0};
    Error told = {.status = STATUS_OK};
    pd_buffer_append_byte(buffer, 0);
    Status status = pd_buffer_take(buffer, &bytes);
    *out = (perdure_data){NULL, 0};
    if (status == STATUS_OK) {
        *out = (perdure_data){(uint8_t *)(uintptr_t)bytes.data, bytes.size - 1};
        return PERDURE_OK;
    }
    return pd_api_told(pd_error_plain(&told, status), &told, err);
}
