/*
 * Reading the arguments of an effect: a cursor over one CBOR array.
 *
 * The first failure sticks, so a performer reads all it wants and asks once at the end. Programs
 * may perform any effect with anything: wrong arguments are their TypeError, never an assertion.
 */
#include "host/host_in.h"

#include <string.h>

void pd_args_open(Args *args, perdure_bytes arguments)
{
    *args = (Args){.rest = arguments};
    perdure_item item;
    if (perdure_cbor_read(&args->rest, &item) != PERDURE_OK || item.kind != PERDURE_KIND_ARRAY) {
        args->failed = true;
        return;
    }
    args->left = item.count;
}

static bool next_item(Args *args, perdure_item *item)
{
    if (args->failed || args->left == 0) {
        args->failed = true;
        return false;
    }
    args->left--;
    if (perdure_cbor_read(&args->rest, item) != PERDURE_OK) {
        args->failed = true;
        return false;
    }
    return true;
}

static perdure_bytes next_string(Args *args, perdure_kind kind)
{
    perdure_item item;
    if (!next_item(args, &item) || item.kind != kind) {
        args->failed = true;
        return (perdure_bytes){NULL, 0};
    }
    return item.bytes;
}

perdure_bytes pd_args_text(Args *args)
{
    return next_string(args, PERDURE_KIND_TEXT);
}

perdure_bytes pd_args_bytes(Args *args)
{
    return next_string(args, PERDURE_KIND_BYTES);
}

int64_t pd_args_int(Args *args)
{
    perdure_item item;
    if (!next_item(args, &item) || item.kind != PERDURE_KIND_INT) {
        args->failed = true;
        return 0;
    }
    return item.integer;
}

double pd_args_seconds(Args *args, bool *is_null)
{
    perdure_item item;
    if (is_null != NULL) {
        *is_null = false;
    }
    if (!next_item(args, &item)) {
        return 0;
    }
    if (item.kind == PERDURE_KIND_INT) {
        return (double)item.integer;
    }
    if (item.kind == PERDURE_KIND_DOUBLE) {
        return item.number;
    }
    if (item.kind == PERDURE_KIND_NULL && is_null != NULL) {
        *is_null = true;
        return 0;
    }
    args->failed = true;
    return 0;
}

perdure_bytes pd_args_any(Args *args)
{
    perdure_bytes value = {NULL, 0};
    if (args->failed || args->left == 0 || perdure_cbor_skip(&args->rest, &value) != PERDURE_OK) {
        args->failed = true;
        return (perdure_bytes){NULL, 0};
    }
    args->left--;
    return value;
}

bool pd_args_end(Args *args)
{
    return !args->failed && args->left == 0;
}

bool pd_args_path(perdure_bytes text, char out[PATH_BYTES_MAX], HostAnswer *answer)
{
    if (text.size > 0 && memchr(text.data, 0, text.size) != NULL) {
        pd_answer_raise(answer, "ValueError", "embedded null byte");
        return false;
    }
    if (text.size >= PATH_BYTES_MAX) {
        pd_answer_raise(answer, "OSError", "[Errno 36] File name too long");
        return false;
    }
    if (text.size > 0) {
        memcpy(out, text.data, text.size);
    }
    out[text.size] = '\0';
    return true;
}
