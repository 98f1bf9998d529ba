/*
 * Values: writing them by hand, checking them, and showing them as JSON and diagnostic notation.
 *
 * A writer is a growing buffer and the places where its open maps start; whether the whole is one
 * value is found at the end by the reader that everything else uses.
 */
#include "api/api_in.h"
#include "cbor/cbor.h"

enum { WRITER_MAPS_MAX = 64 };

struct perdure_writer {
    Buffer out;
    size_t maps[WRITER_MAPS_MAX]; /* where the content of each open map starts */
    size_t map_count;
};

perdure_writer *perdure_writer_new(void)
{
    perdure_writer *writer = pd_alloc_new(pd_alloc_system(), sizeof *writer);
    if (writer != NULL) {
        pd_buffer_init(&writer->out, pd_alloc_system(), SIZE_MAX / 2);
        writer->map_count = 0;
    }
    return writer;
}

void perdure_writer_free(perdure_writer *writer)
{
    if (writer != NULL) {
        pd_buffer_deinit(&writer->out);
        pd_alloc_free(pd_alloc_system(), writer, sizeof *writer);
    }
}

void perdure_write_null(perdure_writer *writer)
{
    pd_cbor_write_null(&writer->out);
}

void perdure_write_bool(perdure_writer *writer, bool value)
{
    pd_cbor_write_bool(&writer->out, value);
}

void perdure_write_int(perdure_writer *writer, int64_t value)
{
    pd_cbor_write_int(&writer->out, value);
}

void perdure_write_double(perdure_writer *writer, double value)
{
    pd_cbor_write_double(&writer->out, value);
}

void perdure_write_text(perdure_writer *writer, const char *text, size_t size)
{
    pd_cbor_write_text(&writer->out, pd_bytes(text, size));
}

void perdure_write_bytes(perdure_writer *writer, perdure_bytes bytes)
{
    pd_cbor_write_bytes(&writer->out, pd_api_in(bytes));
}

void perdure_write_array(perdure_writer *writer, uint64_t count)
{
    pd_cbor_write_array(&writer->out, count);
}

void perdure_write_map_begin(perdure_writer *writer)
{
    if (writer->map_count == WRITER_MAPS_MAX) {
        pd_buffer_fail(&writer->out, STATUS_LIMIT);
        return;
    }
    writer->maps[writer->map_count++] = writer->out.size;
}

void perdure_write_map_end(perdure_writer *writer)
{
    if (pd_buffer_status(&writer->out) != STATUS_OK) {
        return;
    }
    if (writer->map_count == 0) {
        pd_buffer_fail(&writer->out, STATUS_INVALID);
        return;
    }
    pd_cbor_sort_map(&writer->out, writer->maps[--writer->map_count]);
}

void perdure_write_cbor(perdure_writer *writer, perdure_bytes cbor)
{
    pd_buffer_append(&writer->out, pd_api_in(cbor));
}

perdure_status perdure_writer_take(perdure_writer *writer, perdure_data *out, perdure_error *err)
{
    Error told = {.status = STATUS_OK};
    Status status = pd_buffer_status(&writer->out);
    *out = (perdure_data){NULL, 0};
    if (status == STATUS_INVALID) {
        pd_error_set(&told, status,
                     "a key came twice, or a text is not UTF-8, or a map has a key "
                     "without a value");
    } else if (status != STATUS_OK) {
        pd_error_plain(&told, status);
    } else if (writer->map_count > 0) {
        status = pd_error_set(&told, STATUS_INVALID, "a map was not ended");
    } else {
        status = pd_cbor_validate(pd_buffer_peek(&writer->out), CBOR_NESTING_MAX, &told);
        if (status == STATUS_TRUNCATED || status == STATUS_CORRUPT) {
            status = pd_error_set(&told, STATUS_INVALID, "what was written is not one value: %s",
                                  told.message);
        }
    }
    perdure_status result = pd_api_told(status, &told, err);
    if (result == PERDURE_OK) {
        result = pd_api_give(&writer->out, out, err);
    }
    pd_buffer_reset(&writer->out);
    writer->map_count = 0;
    return result;
}

/* ── for people ── */

perdure_status perdure_cbor_to_json(perdure_bytes cbor, unsigned indent, perdure_data *out,
                                    perdure_error *err)
{
    Buffer text;
    Error told = {.status = STATUS_OK};
    pd_buffer_init(&text, pd_alloc_system(), SIZE_MAX / 2);
    *out = (perdure_data){NULL, 0};
    perdure_status result =
        pd_api_told(pd_cbor_to_json(&text, pd_api_in(cbor), indent, &told), &told, err);
    if (result == PERDURE_OK) {
        result = pd_api_give(&text, out, err);
    }
    pd_buffer_deinit(&text);
    return result;
}

perdure_status perdure_cbor_to_diagnostic(perdure_bytes cbor, unsigned indent, perdure_data *out,
                                          perdure_error *err)
{
    Buffer text;
    Error told = {.status = STATUS_OK};
    pd_buffer_init(&text, pd_alloc_system(), SIZE_MAX / 2);
    *out = (perdure_data){NULL, 0};
    perdure_status result =
        pd_api_told(pd_cbor_to_diagnostic(&text, pd_api_in(cbor), indent, &told), &told, err);
    if (result == PERDURE_OK) {
        result = pd_api_give(&text, out, err);
    }
    pd_buffer_deinit(&text);
    return result;
}

perdure_status perdure_json_to_cbor(perdure_bytes json, perdure_data *out, perdure_error *err)
{
    Buffer cbor;
    Error told = {.status = STATUS_OK};
    pd_buffer_init(&cbor, pd_alloc_system(), SIZE_MAX / 2);
    *out = (perdure_data){NULL, 0};
    perdure_status result =
        pd_api_told(pd_api_json_to_cbor(pd_api_in(json), &cbor, &told), &told, err);
    if (result == PERDURE_OK) {
        result = pd_api_give(&cbor, out, err);
    }
    pd_buffer_deinit(&cbor);
    return result;
}
