/*
 * The strict CBOR reader on any bytes: what it accepts has exactly one encoding, which the writer
 * reproduces, and can be shown; what it refuses, it refuses with a reason and an offset inside the
 * input.
 */
#include "cbor/cbor.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void write_item(Buffer *out, const CborItem *item)
{
    switch (item->kind) {
    case CBOR_UINT: pd_cbor_write_uint(out, item->value); break;
    case CBOR_NEGATIVE: pd_cbor_write_negative(out, item->value); break;
    case CBOR_BYTES: pd_cbor_write_bytes(out, item->bytes); break;
    case CBOR_TEXT: pd_cbor_write_text(out, item->bytes); break;
    case CBOR_ARRAY: pd_cbor_write_array(out, item->value); break;
    case CBOR_MAP: pd_cbor_write_map(out, item->value); break;
    case CBOR_TAG: pd_cbor_write_tag(out, item->value); break;
    case CBOR_BOOL: pd_cbor_write_bool(out, item->truth); break;
    case CBOR_NULL: pd_cbor_write_null(out); break;
    case CBOR_UNDEFINED: pd_cbor_write_undefined(out); break;
    case CBOR_DOUBLE: pd_cbor_write_double(out, item->number); break;
    default: pd_unreachable();
    }
}

static void check_one_encoding(Bytes bytes)
{
    Buffer again;
    CborReader reader;
    pd_buffer_init(&again, pd_alloc_system(), bytes.size);
    pd_cbor_reader_init(&reader, bytes, CBOR_NESTING_MAX, NULL);
    while (!pd_cbor_at_end(&reader)) {
        CborItem item;
        Status status = pd_cbor_next(&reader, &item);
        pd_assert(status == STATUS_OK);
        write_item(&again, &item);
    }
    pd_assert(pd_bytes_equal(pd_buffer_peek(&again), bytes));
    pd_buffer_deinit(&again);
}

static void check_texts(Bytes bytes, bool valid)
{
    Buffer text;
    pd_buffer_init(&text, pd_alloc_system(), (size_t)1 << 20);
    Status status = pd_cbor_to_diagnostic(&text, bytes, (unsigned)bytes.size % 3, NULL);
    pd_assert(status == STATUS_LIMIT || (status == STATUS_OK) == valid);
    pd_buffer_reset(&text);
    status = pd_cbor_to_json(&text, bytes, (unsigned)bytes.size % 3, NULL);
    pd_assert(status == STATUS_LIMIT || (status == STATUS_OK) == valid);
    pd_assert(status != STATUS_OK || pd_utf8_validate(pd_buffer_peek(&text), UTF8_STRICT, NULL));
    pd_buffer_deinit(&text);
}

/* The input as the entries of a map in any order: sorting gives a canonical map or fails. */
static void check_sorting(Bytes bytes)
{
    Buffer map;
    pd_buffer_init(&map, pd_alloc_system(), bytes.size + 9);
    pd_buffer_append(&map, bytes);
    pd_cbor_sort_map(&map, 0);
    if (pd_buffer_status(&map) == STATUS_OK) {
        Status status = pd_cbor_validate(pd_buffer_peek(&map), CBOR_NESTING_MAX, NULL);
        pd_assert(status == STATUS_OK || status == STATUS_LIMIT);
    }
    pd_buffer_deinit(&map);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Bytes bytes = pd_bytes(data, size);
    Error err = {.status = STATUS_OK};
    Status status = pd_cbor_validate(bytes, CBOR_NESTING_MAX, &err);
    if (status == STATUS_OK) {
        check_one_encoding(bytes);
    } else {
        pd_assert(err.status == status && err.offset <= size && err.message[0] != '\0');
    }
    check_texts(bytes, status == STATUS_OK);
    check_sorting(bytes);
    return 0;
}
