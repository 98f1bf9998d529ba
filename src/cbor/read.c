/*
 * The strict reader: one head at a time over borrowed bytes, with a fixed table of open containers.
 *
 * A map's keys are compared when each is complete, whatever it is made of, so order and uniqueness
 * hold for the whole input once it is read. Nothing here recurses or allocates.
 */
#include "cbor/cbor_in.h"

const char *pd_cbor_kind_name(CborKind kind)
{
    static const char *const names[CBOR_KIND_COUNT] = {
        [CBOR_UINT] = "unsigned integer",
        [CBOR_NEGATIVE] = "negative integer",
        [CBOR_BYTES] = "byte string",
        [CBOR_TEXT] = "text",
        [CBOR_ARRAY] = "array",
        [CBOR_MAP] = "map",
        [CBOR_TAG] = "tag",
        [CBOR_BOOL] = "boolean",
        [CBOR_NULL] = "null",
        [CBOR_UNDEFINED] = "undefined",
        [CBOR_DOUBLE] = "float",
    };
    return (unsigned)kind < CBOR_KIND_COUNT ? names[kind] : "unknown";
}

void pd_cbor_reader_init(CborReader *reader, Bytes bytes, uint64_t depth_max, Error *err)
{
    /* The levels stay as they are: one is written before it is read. */
    reader->bytes = bytes;
    reader->offset = 0;
    reader->plain = CBOR_PLAIN_MAX;
    reader->depth = 0;
    reader->depth_max = depth_max < CBOR_NESTING_MAX ? (uint32_t)depth_max : CBOR_NESTING_MAX;
    reader->status = STATUS_OK;
    reader->err = err;
}

/* Nothing more is read. */
static Status stick(CborReader *reader, Status status)
{
    reader->plain = 0;
    reader->status = status;
    return status;
}

static COLD Status fail_at(CborReader *reader, Status status, size_t offset, const char *message)
{
    if (reader->status == STATUS_OK) {
        return stick(reader, pd_error_at(reader->err, status, offset, "%s", message));
    }
    return reader->status;
}

Status pd_cbor_fail(CborReader *reader, Status status, const char *message)
{
    pd_assert(status != STATUS_OK);
    return fail_at(reader, status, reader->offset, message);
}

static Status fail_kind(CborReader *reader, const CborItem *item, const char *wanted)
{
    return stick(reader, pd_error_at(reader->err, STATUS_INVALID, item->offset,
                                     "wanted %s, found %s", wanted, pd_cbor_kind_name(item->kind)));
}

static size_t bytes_left(const CborReader *reader)
{
    return reader->bytes.size - reader->offset;
}

/* Reads the bytes of an argument as a number; the caller has checked the info. */
static Status read_argument_bytes(CborReader *reader, unsigned byte_count, uint64_t *value)
{
    *value = 0;
    if (bytes_left(reader) < byte_count) {
        return fail_at(reader, STATUS_TRUNCATED, reader->bytes.size, "the data ends in a head");
    }
    const uint8_t *at = reader->bytes.data + reader->offset;
    switch (byte_count) {
    case 1: *value = at[0]; break;
    case 2: *value = pd_bytes_get_u16(at); break;
    case 4: *value = pd_bytes_get_u32(at); break;
    default: *value = pd_bytes_get_u64(at); break;
    }
    reader->offset += byte_count;
    return STATUS_OK;
}

static Status read_argument(CborReader *reader, unsigned info, uint64_t *value)
{
    size_t head = reader->offset - 1;
    if (info < CBOR_INFO_1_BYTE) {
        *value = info;
        return STATUS_OK;
    }
    if (info > CBOR_INFO_8_BYTES) {
        return fail_at(reader, STATUS_CORRUPT, head,
                       info == 31 ? "indefinite length" : "reserved head");
    }
    unsigned byte_count = 1u << (info - CBOR_INFO_1_BYTE);
    Status status = read_argument_bytes(reader, byte_count, value);
    if (status != STATUS_OK) {
        return status;
    }
    uint64_t least = byte_count == 1 ? CBOR_INFO_1_BYTE : UINT64_C(1) << (4 * byte_count);
    if (*value < least) {
        return fail_at(reader, STATUS_CORRUPT, head, "the argument is longer than needed");
    }
    return STATUS_OK;
}

static Status read_content(CborReader *reader, CborItem *item)
{
    if (item->value > bytes_left(reader)) {
        return fail_at(reader, STATUS_TRUNCATED, item->offset, "the data ends in a string");
    }
    size_t size = (size_t)item->value;
    item->bytes = pd_bytes(reader->bytes.data + reader->offset, size);
    Utf8Error bad;
    if (item->kind == CBOR_TEXT && !pd_utf8_validate(item->bytes, UTF8_STRICT, &bad)) {
        return fail_at(reader, STATUS_CORRUPT, reader->offset + bad.offset, "text is not UTF-8");
    }
    reader->offset += size;
    return STATUS_OK;
}

static Status read_simple(CborReader *reader, unsigned info, CborItem *item)
{
    switch (info) {
    case CBOR_SIMPLE_FALSE:
    case CBOR_SIMPLE_TRUE:
        item->kind = CBOR_BOOL;
        item->truth = info == CBOR_SIMPLE_TRUE;
        return STATUS_OK;
    case CBOR_SIMPLE_NULL: item->kind = CBOR_NULL; return STATUS_OK;
    case CBOR_SIMPLE_UNDEFINED: item->kind = CBOR_UNDEFINED; return STATUS_OK;
    case CBOR_SIMPLE_HALF:
    case CBOR_SIMPLE_SINGLE:
    case CBOR_SIMPLE_DOUBLE: break;
    default:
        return fail_at(reader, STATUS_CORRUPT, (size_t)item->offset,
                       info == 31 ? "a break outside" : "unknown simple value");
    }
    unsigned byte_count = 1u << (info - CBOR_INFO_1_BYTE);
    uint64_t bits;
    uint64_t shortest;
    Status status = read_argument_bytes(reader, byte_count, &bits);
    if (status != STATUS_OK) {
        return status;
    }
    item->kind = CBOR_DOUBLE;
    item->number = pd_cbor_widen_double(bits, byte_count);
    if (pd_cbor_narrow_double(item->number, &shortest) != byte_count || shortest != bits) {
        return fail_at(reader, STATUS_CORRUPT, (size_t)item->offset,
                       "the float is not in its shortest form");
    }
    return STATUS_OK;
}

/* Refuses counts that the bytes left cannot hold, so that callers may trust them. */
static Status check_count(CborReader *reader, const CborItem *item)
{
    size_t left = bytes_left(reader);
    size_t most = item->kind == CBOR_MAP ? left / 2 : left;
    if (item->kind != CBOR_TAG && item->value > most) {
        return fail_at(reader, STATUS_TRUNCATED, (size_t)item->offset,
                       "more items are announced than bytes are left");
    }
    if (reader->depth >= reader->depth_max) {
        return fail_at(reader, STATUS_LIMIT, (size_t)item->offset, "nested too deeply");
    }
    return STATUS_OK;
}

static Status read_head(CborReader *reader, CborItem *item)
{
    static const CborKind kinds[] = {
        [CBOR_MAJOR_UINT] = CBOR_UINT,   [CBOR_MAJOR_NEGATIVE] = CBOR_NEGATIVE,
        [CBOR_MAJOR_BYTES] = CBOR_BYTES, [CBOR_MAJOR_TEXT] = CBOR_TEXT,
        [CBOR_MAJOR_ARRAY] = CBOR_ARRAY, [CBOR_MAJOR_MAP] = CBOR_MAP,
        [CBOR_MAJOR_TAG] = CBOR_TAG,
    };
    unsigned head = reader->bytes.data[reader->offset++];
    unsigned major = head >> 5;
    unsigned info = head & 31;
    if (major == CBOR_MAJOR_SIMPLE) {
        return read_simple(reader, info, item);
    }
    item->kind = kinds[major];
    Status status = read_argument(reader, info, &item->value);
    if (status != STATUS_OK) {
        return status;
    }
    switch (item->kind) {
    case CBOR_BYTES:
    case CBOR_TEXT: return read_content(reader, item);
    case CBOR_ARRAY:
    case CBOR_MAP:
    case CBOR_TAG: return check_count(reader, item);
    default: return STATUS_OK;
    }
}

/* A key of the map at this level is complete. */
static Status check_key(CborReader *reader, CborLevel *level)
{
    Bytes key =
        pd_bytes_slice(reader->bytes, level->key_offset, reader->offset - level->key_offset);
    Bytes last = pd_bytes_slice(reader->bytes, level->last_offset, level->last_size);
    int order = pd_bytes_compare(last, key);
    if (order >= 0) {
        return fail_at(reader, STATUS_CORRUPT, level->key_offset,
                       order == 0 ? "a key occurs twice" : "keys are not in order");
    }
    level->last_offset = level->key_offset;
    level->last_size = key.size;
    return STATUS_OK;
}

/* An item is complete: so may be the containers around it. */
static Status complete_item(CborReader *reader)
{
    while (reader->depth > 0) {
        CborLevel *level = &reader->levels[reader->depth - 1];
        if (level->is_map) {
            level->remaining--;
            if (level->remaining % 2 != 0) {
                return check_key(reader, level);
            }
            if (level->remaining > 0) {
                return STATUS_OK;
            }
        } else if (reader->plain > 0) {
            reader->plain--;
            return STATUS_OK;
        }
        reader->plain = level->outer_plain;
        reader->depth--;
    }
    return STATUS_OK;
}

/* All but the last item of an array are plain; each of a map completes a key or a pair. */
static void open_level(CborReader *reader, const CborItem *item)
{
    CborLevel *level = &reader->levels[reader->depth++];
    level->outer_plain = reader->plain;
    level->is_map = item->kind == CBOR_MAP;
    reader->plain = item->kind == CBOR_ARRAY ? item->value - 1 : 0;
    if (level->is_map) {
        level->remaining = item->value * 2;
        level->last_offset = 0;
        level->last_size = 0;
    }
}

Status pd_cbor_next(CborReader *reader, CborItem *item)
{
    item->kind = CBOR_NULL;
    item->offset = reader->offset;
    if (reader->status != STATUS_OK) {
        return reader->status;
    }
    if (reader->offset == reader->bytes.size) {
        return fail_at(reader, STATUS_TRUNCATED, reader->offset, "the data ends before an item");
    }
    if (reader->depth > 0) {
        CborLevel *level = &reader->levels[reader->depth - 1];
        if (level->is_map && level->remaining % 2 == 0) {
            level->key_offset = reader->offset;
        }
    }
    Status status = read_head(reader, item);
    if (status != STATUS_OK) {
        return status;
    }
    bool opens = item->kind == CBOR_TAG ||
                 ((item->kind == CBOR_ARRAY || item->kind == CBOR_MAP) && item->value > 0);
    if (opens) {
        open_level(reader, item);
        return STATUS_OK;
    }
    return complete_item(reader);
}

Status pd_cbor_peek(CborReader *reader, CborKind *kind)
{
    static const CborKind kinds[] = {CBOR_UINT,  CBOR_NEGATIVE, CBOR_BYTES, CBOR_TEXT,
                                     CBOR_ARRAY, CBOR_MAP,      CBOR_TAG};
    *kind = CBOR_NULL;
    if (reader->status != STATUS_OK) {
        return reader->status;
    }
    if (reader->offset == reader->bytes.size) {
        return fail_at(reader, STATUS_TRUNCATED, reader->offset, "the data ends before an item");
    }
    unsigned head = reader->bytes.data[reader->offset];
    if (head >> 5 != CBOR_MAJOR_SIMPLE) {
        *kind = kinds[head >> 5];
        return STATUS_OK;
    }
    switch (head & 31) {
    case CBOR_SIMPLE_FALSE:
    case CBOR_SIMPLE_TRUE: *kind = CBOR_BOOL; return STATUS_OK;
    case CBOR_SIMPLE_NULL: *kind = CBOR_NULL; return STATUS_OK;
    case CBOR_SIMPLE_UNDEFINED: *kind = CBOR_UNDEFINED; return STATUS_OK;
    case CBOR_SIMPLE_HALF:
    case CBOR_SIMPLE_SINGLE:
    case CBOR_SIMPLE_DOUBLE: *kind = CBOR_DOUBLE; return STATUS_OK;
    default: return fail_at(reader, STATUS_CORRUPT, reader->offset, "unknown simple value");
    }
}

/* Reads over an item of the most usual forms; false: nothing was read. */
static bool skip_plain(CborReader *reader)
{
    int64_t number;
    uint64_t tag, tagged;
    unsigned simple;
    return pd_cbor_try_int(reader, &number) || pd_cbor_try_tagged_uint(reader, &tag, &tagged) ||
           pd_cbor_try_simple(reader, &simple);
}

Status pd_cbor_skip(CborReader *reader)
{
    uint32_t depth = reader->depth;
    Status status;
    do {
        CborItem item;
        status = skip_plain(reader) ? STATUS_OK : pd_cbor_next(reader, &item);
    } while (status == STATUS_OK && reader->depth > depth);
    return status;
}

/* Sizes of items that hold no others, by their first byte; 0 for those that take a closer look. */
#define SIZE_TAGGED 0xff /* a tag below 24: with the item behind it */
#define SIZES_4(x)  x, x, x, x
#define SIZES_20(x) SIZES_4(x), SIZES_4(x), SIZES_4(x), SIZES_4(x), SIZES_4(x)
#define SIZES_OF_MAJOR(lower, upper, one, two, four, eight) \
 SIZES_20(lower), SIZES_4(upper), one, two, four, eight, SIZES_4(0)
static const uint8_t plain_sizes[256] = {
    SIZES_OF_MAJOR(1, 1, 2, 3, 5, 9),                     /* unsigned integers */
    SIZES_OF_MAJOR(1, 1, 2, 3, 5, 9),                     /* negative integers */
    SIZES_OF_MAJOR(0, 0, 0, 0, 0, 0),                     /* bytes */
    SIZES_OF_MAJOR(0, 0, 0, 0, 0, 0),                     /* text */
    SIZES_OF_MAJOR(0, 0, 0, 0, 0, 0),                     /* arrays */
    SIZES_OF_MAJOR(0, 0, 0, 0, 0, 0),                     /* maps */
    SIZES_OF_MAJOR(SIZE_TAGGED, SIZE_TAGGED, 0, 0, 0, 0), /* tags */
    SIZES_OF_MAJOR(0, 1, 0, 3, 5, 9),                     /* simple values and floats */
};

/* Goes over such items, *count at most, and takes those from *count. */
static const uint8_t *over_plain(const uint8_t *at, const uint8_t *end, uint64_t *count)
{
    for (; *count > 0 && at < end; --*count) {
        size_t size = plain_sizes[*at];
        if (size == SIZE_TAGGED) {
            bool number = end - at > 1 && at[1] >> 5 == CBOR_MAJOR_UINT && plain_sizes[at[1]] != 0;
            size = number ? 1u + plain_sizes[at[1]] : 0;
        }
        if (size == 0 || size > (size_t)(end - at)) {
            break;
        }
        at += size;
    }
    return at;
}

Status pd_cbor_leave(CborReader *reader)
{
    Status status = reader->status;
    while (status == STATUS_OK && reader->depth > 0) {
        const uint8_t *data = reader->bytes.data;
        uint64_t last = reader->levels[reader->depth - 1].is_map ? 0 : 1;
        uint64_t left = reader->plain + last;
        reader->offset =
            (size_t)(over_plain(data + reader->offset, data + reader->bytes.size, &left) - data);
        if (left < last) {
            reader->plain = 0;
            status = complete_item(reader);
        } else {
            reader->plain = left - last;
            CborItem item;
            status = pd_cbor_next(reader, &item);
        }
    }
    return status;
}

Status pd_cbor_read_raw(CborReader *reader, Bytes *encoded)
{
    size_t start = reader->offset;
    Status status = pd_cbor_skip(reader);
    *encoded = (Bytes){NULL, 0};
    if (status == STATUS_OK) {
        *encoded = pd_bytes_slice(reader->bytes, start, reader->offset - start);
    }
    return status;
}

bool pd_cbor_at_end(const CborReader *reader)
{
    return reader->status == STATUS_OK && reader->depth == 0 &&
           reader->offset == reader->bytes.size;
}

Status pd_cbor_finish(CborReader *reader)
{
    if (reader->status != STATUS_OK || pd_cbor_at_end(reader)) {
        return reader->status;
    }
    if (reader->depth > 0) {
        return fail_at(reader, STATUS_TRUNCATED, reader->offset, "a container is not complete");
    }
    return fail_at(reader, STATUS_CORRUPT, reader->offset, "bytes follow the item");
}

/* Reads a head that must be of this kind. */
static Status next_of_kind(CborReader *reader, CborKind kind, CborItem *item)
{
    Status status = pd_cbor_next(reader, item);
    if (status == STATUS_OK && item->kind != kind) {
        return fail_kind(reader, item, pd_cbor_kind_name(kind));
    }
    return status;
}

static Status read_value(CborReader *reader, CborKind kind, uint64_t *value)
{
    CborItem item;
    Status status = next_of_kind(reader, kind, &item);
    *value = status == STATUS_OK ? item.value : 0;
    return status;
}

static Status read_span(CborReader *reader, CborKind kind, Bytes *bytes)
{
    CborItem item;
    Status status = next_of_kind(reader, kind, &item);
    *bytes = status == STATUS_OK ? item.bytes : (Bytes){NULL, 0};
    return status;
}

Status pd_cbor_read_wide_uint(CborReader *reader, uint64_t *value)
{
    return read_value(reader, CBOR_UINT, value);
}

Status pd_cbor_read_wide_uint_range(CborReader *reader, uint64_t min, uint64_t max, uint64_t *value)
{
    size_t offset = reader->offset;
    Status status = pd_cbor_read_uint(reader, value);
    if (status == STATUS_OK && (*value < min || *value > max)) {
        unsigned long long found = *value;
        *value = 0;
        return stick(reader, pd_error_at(reader->err, STATUS_INVALID, offset,
                                         "wanted a number from %llu to %llu, found %llu",
                                         (unsigned long long)min, (unsigned long long)max, found));
    }
    return status;
}

Status pd_cbor_read_int(CborReader *reader, int64_t *value)
{
    CborItem item;
    *value = 0;
    Status status = pd_cbor_next(reader, &item);
    if (status != STATUS_OK) {
        return status;
    }
    if (item.kind != CBOR_UINT && item.kind != CBOR_NEGATIVE) {
        return fail_kind(reader, &item, "integer");
    }
    if (item.value > INT64_MAX) {
        return fail_at(reader, STATUS_INVALID, (size_t)item.offset, "the integer is too large");
    }
    *value = item.kind == CBOR_UINT ? (int64_t)item.value : -1 - (int64_t)item.value;
    return STATUS_OK;
}

Status pd_cbor_read_bytes(CborReader *reader, Bytes *bytes)
{
    uint64_t count;
    size_t left = bytes_left(reader);
    const uint8_t *at = reader->bytes.data + reader->offset;
    if (reader->plain != 0 && left != 0) {
        unsigned info = at[0] - (unsigned)(CBOR_MAJOR_BYTES << 5);
        size_t size = pd_cbor_small_argument(info, at, left, &count);
        if (size != 0 && count <= left - size) {
            *bytes = pd_bytes(at + size, (size_t)count);
            reader->offset += size + (size_t)count;
            reader->plain--;
            return STATUS_OK;
        }
    }
    return read_span(reader, CBOR_BYTES, bytes);
}

Status pd_cbor_read_text(CborReader *reader, Bytes *text)
{
    return read_span(reader, CBOR_TEXT, text);
}

Status pd_cbor_read_string(CborReader *reader, Bytes *text)
{
    CborItem item;
    *text = (Bytes){NULL, 0};
    Status status = pd_cbor_next(reader, &item);
    if (status != STATUS_OK) {
        return status;
    }
    if (item.kind == CBOR_TEXT) {
        *text = item.bytes;
        return STATUS_OK;
    }
    if (item.kind != CBOR_TAG || item.value != CBOR_TAG_WTF8) {
        return fail_kind(reader, &item, "text");
    }
    Bytes bytes;
    status = pd_cbor_read_bytes(reader, &bytes);
    if (status != STATUS_OK) {
        return status;
    }
    if (!pd_utf8_validate(bytes, UTF8_SURROGATES, NULL)) {
        return fail_at(reader, STATUS_CORRUPT, (size_t)item.offset, "the string is not UTF-8");
    }
    if (pd_utf8_validate(bytes, UTF8_STRICT, NULL)) {
        return fail_at(reader, STATUS_CORRUPT, (size_t)item.offset, "the string could be text");
    }
    *text = bytes;
    return STATUS_OK;
}

Status pd_cbor_read_long_array(CborReader *reader, uint64_t *count)
{
    return read_value(reader, CBOR_ARRAY, count);
}

Status pd_cbor_read_map(CborReader *reader, uint64_t *count)
{
    return read_value(reader, CBOR_MAP, count);
}

Status pd_cbor_read_tag(CborReader *reader, uint64_t *tag)
{
    return read_value(reader, CBOR_TAG, tag);
}

static Status expect_count(CborReader *reader, CborKind kind, uint64_t count)
{
    size_t offset = reader->offset;
    uint64_t found;
    Status status =
        kind == CBOR_ARRAY ? pd_cbor_read_array(reader, &found) : read_value(reader, kind, &found);
    if (status == STATUS_OK && found != count) {
        return stick(reader, pd_error_at(reader->err, STATUS_INVALID, offset,
                                         "wanted %llu items in this %s, found %llu",
                                         (unsigned long long)count, pd_cbor_kind_name(kind),
                                         (unsigned long long)found));
    }
    return status;
}

Status pd_cbor_expect_array(CborReader *reader, uint64_t count)
{
    return expect_count(reader, CBOR_ARRAY, count);
}

Status pd_cbor_expect_map(CborReader *reader, uint64_t count)
{
    return expect_count(reader, CBOR_MAP, count);
}

Status pd_cbor_expect_text(CborReader *reader, const char *text)
{
    size_t offset = reader->offset;
    Bytes found;
    Status status = pd_cbor_read_text(reader, &found);
    if (status == STATUS_OK && !pd_bytes_equal_cstr(found, text)) {
        int shown = found.size < 60 ? (int)found.size : 60;
        return stick(reader, pd_error_at(reader->err, STATUS_INVALID, offset,
                                         "wanted \"%s\", found \"%.*s\"", text, shown,
                                         shown == 0 ? "" : (const char *)found.data));
    }
    return status;
}

Status pd_cbor_read_bool(CborReader *reader, bool *value)
{
    CborItem item;
    Status status = next_of_kind(reader, CBOR_BOOL, &item);
    *value = status == STATUS_OK && item.truth;
    return status;
}

Status pd_cbor_read_null(CborReader *reader)
{
    CborItem item;
    return next_of_kind(reader, CBOR_NULL, &item);
}

Status pd_cbor_read_double(CborReader *reader, double *value)
{
    CborItem item;
    Status status = next_of_kind(reader, CBOR_DOUBLE, &item);
    *value = status == STATUS_OK ? item.number : 0;
    return status;
}

static void set_small_big(CborBig *big, const CborItem *item)
{
    big->negative = item->kind == CBOR_NEGATIVE;
    size_t zeros = item->value == 0 ? 8 : pd_clz64(item->value) / 8;
    pd_bytes_put_u64(big->scratch, item->value);
    big->n = pd_bytes(big->scratch + zeros, 8 - zeros);
}

Status pd_cbor_read_big(CborReader *reader, CborBig *big)
{
    CborItem item;
    *big = (CborBig){.negative = false};
    Status status = pd_cbor_next(reader, &item);
    if (status != STATUS_OK) {
        return status;
    }
    if (item.kind == CBOR_UINT || item.kind == CBOR_NEGATIVE) {
        set_small_big(big, &item);
        return STATUS_OK;
    }
    if (item.kind != CBOR_TAG ||
        (item.value != CBOR_TAG_BIG_POSITIVE && item.value != CBOR_TAG_BIG_NEGATIVE)) {
        return fail_kind(reader, &item, "integer");
    }
    Bytes n;
    status = pd_cbor_read_bytes(reader, &n);
    if (status != STATUS_OK) {
        return status;
    }
    if (n.size <= 8 || n.data[0] == 0) {
        return fail_at(reader, STATUS_CORRUPT, (size_t)item.offset,
                       "the integer is not in its shortest form");
    }
    big->negative = item.value == CBOR_TAG_BIG_NEGATIVE;
    big->n = n;
    return STATUS_OK;
}

Status pd_cbor_validate(Bytes bytes, uint64_t depth_max, Error *err)
{
    CborReader reader;
    pd_cbor_reader_init(&reader, bytes, depth_max, err);
    Status status = pd_cbor_skip(&reader);
    return status == STATUS_OK ? pd_cbor_finish(&reader) : status;
}
