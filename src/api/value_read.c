/*
 * Values: reading them by hand, one head at a time, from bytes that need not be good.
 */
#include "api/api_in.h"
#include "cbor/cbor.h"

perdure_status perdure_cbor_check(perdure_bytes cbor, perdure_error *err)
{
    Error told = {.status = STATUS_OK};
    return pd_api_told(pd_cbor_validate(pd_api_in(cbor), CBOR_NESTING_MAX, &told), &told, err);
}

/* The bytes behind the head of an integer that has more than 64 bits. */
static Status read_big(CborReader *reader, perdure_item *item)
{
    CborItem content;
    Status status = pd_cbor_next(reader, &content);
    if (status == STATUS_OK && content.kind != CBOR_BYTES) {
        status = STATUS_CORRUPT;
    }
    item->kind = PERDURE_KIND_BIG;
    return status;
}

static Status fill(CborReader *reader, const CborItem *head, perdure_item *item)
{
    switch (head->kind) {
    case CBOR_UINT:
        item->kind = head->value > INT64_MAX ? PERDURE_KIND_BIG : PERDURE_KIND_INT;
        item->integer = head->value > INT64_MAX ? 0 : (int64_t)head->value;
        break;
    case CBOR_NEGATIVE:
        item->kind = head->value > INT64_MAX ? PERDURE_KIND_BIG : PERDURE_KIND_INT;
        item->integer = head->value > INT64_MAX ? 0 : -1 - (int64_t)head->value;
        break;
    case CBOR_BYTES:
    case CBOR_TEXT:
        item->kind = head->kind == CBOR_TEXT ? PERDURE_KIND_TEXT : PERDURE_KIND_BYTES;
        item->bytes = pd_api_out(head->bytes);
        break;
    case CBOR_ARRAY: item->kind = PERDURE_KIND_ARRAY; break;
    case CBOR_MAP: item->kind = PERDURE_KIND_MAP; break;
    case CBOR_TAG:
        item->kind = PERDURE_KIND_TAG;
        if (head->value == CBOR_TAG_BIG_POSITIVE || head->value == CBOR_TAG_BIG_NEGATIVE) {
            return read_big(reader, item);
        }
        break;
    case CBOR_BOOL:
        item->kind = PERDURE_KIND_BOOL;
        item->truth = head->truth;
        break;
    case CBOR_DOUBLE:
        item->kind = PERDURE_KIND_DOUBLE;
        item->number = head->number;
        break;
    default: item->kind = PERDURE_KIND_NULL; break;
    }
    if (head->kind == CBOR_ARRAY || head->kind == CBOR_MAP || item->kind == PERDURE_KIND_TAG) {
        item->count = head->value;
    }
    return STATUS_OK;
}

perdure_status perdure_cbor_read(perdure_bytes *rest, perdure_item *item)
{
    *item = (perdure_item){.kind = PERDURE_KIND_END, .encoding = *rest};
    if (rest->size == 0) {
        return PERDURE_OK;
    }
    CborReader reader;
    CborItem head;
    pd_cbor_reader_init(&reader, pd_api_in(*rest), CBOR_NESTING_MAX, NULL);
    Status status = pd_cbor_next(&reader, &head);
    if (status == STATUS_OK) {
        status = fill(&reader, &head, item);
    }
    if (status != STATUS_OK) {
        *item = (perdure_item){.kind = PERDURE_KIND_END};
        return (perdure_status)status;
    }
    *rest = (perdure_bytes){rest->data + reader.offset, rest->size - reader.offset};
    return PERDURE_OK;
}

perdure_status perdure_cbor_skip(perdure_bytes *rest, perdure_bytes *value)
{
    CborReader reader;
    Bytes encoded = {NULL, 0};
    pd_cbor_reader_init(&reader, pd_api_in(*rest), CBOR_NESTING_MAX, NULL);
    Status status = pd_cbor_read_raw(&reader, &encoded);
    if (status != STATUS_OK) {
        encoded = (Bytes){NULL, 0};
    }
    *value = pd_api_out(encoded);
    if (status == STATUS_OK) {
        *rest = (perdure_bytes){rest->data + reader.offset, rest->size - reader.offset};
    }
    return (perdure_status)status;
}
