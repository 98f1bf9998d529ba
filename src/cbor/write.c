/*
 * The canonical writer: heads with the shortest argument, floats in their shortest form, maps in
 * key order.
 */
#include "cbor/cbor_in.h"

static void write_head(Buffer *out, unsigned major, uint64_t argument)
{
    uint8_t *to = pd_buffer_room(out, CBOR_HEAD_BYTES_MAX);
    if (LIKELY(to != NULL)) {
        out->size = (size_t)(pd_cbor_put_head(to, major, argument) - out->data);
        return;
    }
    uint8_t head[CBOR_HEAD_BYTES_MAX];
    size_t size = (size_t)(pd_cbor_put_head(head, major, argument) - head);
    pd_buffer_append(out, pd_bytes(head, size));
}

void pd_cbor_write_uint(Buffer *out, uint64_t value)
{
    write_head(out, CBOR_MAJOR_UINT, value);
}

void pd_cbor_write_negative(Buffer *out, uint64_t n)
{
    write_head(out, CBOR_MAJOR_NEGATIVE, n);
}

void pd_cbor_write_int(Buffer *out, int64_t value)
{
    if (value >= 0) {
        write_head(out, CBOR_MAJOR_UINT, (uint64_t)value);
    } else {
        write_head(out, CBOR_MAJOR_NEGATIVE, ~(uint64_t)value);
    }
}

void pd_cbor_write_bytes(Buffer *out, Bytes bytes)
{
    write_head(out, CBOR_MAJOR_BYTES, bytes.size);
    pd_buffer_append(out, bytes);
}

void pd_cbor_write_text(Buffer *out, Bytes text)
{
    if (!pd_utf8_validate(text, UTF8_STRICT, NULL)) {
        pd_buffer_fail(out, STATUS_INVALID);
        return;
    }
    write_head(out, CBOR_MAJOR_TEXT, text.size);
    pd_buffer_append(out, text);
}

void pd_cbor_write_cstr(Buffer *out, const char *text)
{
    pd_cbor_write_text(out, pd_bytes_of_cstr(text));
}

void pd_cbor_write_string(Buffer *out, Bytes text)
{
    if (pd_utf8_validate(text, UTF8_STRICT, NULL)) {
        write_head(out, CBOR_MAJOR_TEXT, text.size);
        pd_buffer_append(out, text);
    } else if (pd_utf8_validate(text, UTF8_SURROGATES, NULL)) {
        write_head(out, CBOR_MAJOR_TAG, CBOR_TAG_WTF8);
        pd_cbor_write_bytes(out, text);
    } else {
        pd_buffer_fail(out, STATUS_INVALID);
    }
}

void pd_cbor_write_array(Buffer *out, uint64_t count)
{
    write_head(out, CBOR_MAJOR_ARRAY, count);
}

void pd_cbor_write_map(Buffer *out, uint64_t count)
{
    write_head(out, CBOR_MAJOR_MAP, count);
}

void pd_cbor_write_tag(Buffer *out, uint64_t tag)
{
    write_head(out, CBOR_MAJOR_TAG, tag);
}

void pd_cbor_write_bool(Buffer *out, bool value)
{
    write_head(out, CBOR_MAJOR_SIMPLE, value ? CBOR_SIMPLE_TRUE : CBOR_SIMPLE_FALSE);
}

void pd_cbor_write_null(Buffer *out)
{
    write_head(out, CBOR_MAJOR_SIMPLE, CBOR_SIMPLE_NULL);
}

void pd_cbor_write_undefined(Buffer *out)
{
    write_head(out, CBOR_MAJOR_SIMPLE, CBOR_SIMPLE_UNDEFINED);
}

/* ── floats ── */

#define DOUBLE_MANTISSA_BITS 52
#define DOUBLE_BIAS          1023

/* A smaller IEEE 754 binary format. */
typedef struct FloatFormat {
    int mantissa_bits;
    int bias;
} FloatFormat;

static const FloatFormat format_half = {10, 15};
static const FloatFormat format_single = {23, 127};

/* False when the format cannot hold the value; NaN is not handled here. */
static bool narrow(uint64_t bits, FloatFormat format, uint64_t *out)
{
    uint64_t mantissa = bits & ((UINT64_C(1) << DOUBLE_MANTISSA_BITS) - 1);
    int biased = (int)(bits >> DOUBLE_MANTISSA_BITS & 0x7ff);
    int exponent = biased - DOUBLE_BIAS;
    int drop = DOUBLE_MANTISSA_BITS - format.mantissa_bits;
    uint64_t infinity = (uint64_t)(2 * format.bias + 1) << format.mantissa_bits;
    uint64_t sign = bits >> 63 != 0 ? infinity + (UINT64_C(1) << format.mantissa_bits) : 0;
    if (biased == 0x7ff) {
        *out = sign | infinity;
        return true;
    }
    if (biased == 0 && mantissa != 0) {
        return false; /* below the least value of every smaller format */
    }
    uint64_t high = 0;
    if (exponent >= 1 - format.bias) {
        high = (uint64_t)(exponent + format.bias) << format.mantissa_bits;
    } else if (biased != 0) {
        mantissa |= UINT64_C(1) << DOUBLE_MANTISSA_BITS;
        drop += 1 - format.bias - exponent;
    }
    if (exponent > format.bias || (mantissa != 0 && (int)pd_ctz64(mantissa) < drop)) {
        return false;
    }
    *out = sign | high | (mantissa == 0 ? 0 : mantissa >> drop);
    return true;
}

static double widen(uint64_t bits, FloatFormat format)
{
    uint64_t mantissa = bits & ((UINT64_C(1) << format.mantissa_bits) - 1);
    int biased_max = 2 * format.bias + 1;
    int biased = (int)(bits >> format.mantissa_bits) & biased_max;
    uint64_t sign = (bits >> format.mantissa_bits) > (uint64_t)biased_max ? UINT64_C(1) << 63 : 0;
    int left = DOUBLE_MANTISSA_BITS - format.mantissa_bits;
    if (biased == biased_max) {
        return pd_double_of_bits(sign | UINT64_C(0x7ff) << DOUBLE_MANTISSA_BITS | mantissa << left);
    }
    if (biased == 0 && mantissa == 0) {
        return pd_double_of_bits(sign);
    }
    int exponent = biased - format.bias;
    if (biased == 0) {
        int up = format.mantissa_bits - (63 - (int)pd_clz64(mantissa));
        mantissa = mantissa << up & ((UINT64_C(1) << format.mantissa_bits) - 1);
        exponent = 1 - format.bias - up;
    }
    uint64_t high = (uint64_t)(exponent + DOUBLE_BIAS) << DOUBLE_MANTISSA_BITS;
    return pd_double_of_bits(sign | high | mantissa << left);
}

unsigned pd_cbor_narrow_double(double value, uint64_t *bits)
{
    uint64_t wide = pd_double_bits(value);
    if (value != value) {
        *bits = 0x7e00;
        return 2;
    }
    if ((wide & ((UINT64_C(1) << (DOUBLE_MANTISSA_BITS - 23)) - 1)) != 0) {
        *bits = wide; /* it needs more bits than a single has */
        return 8;
    }
    if (narrow(wide, format_half, bits)) {
        return 2;
    }
    if (narrow(wide, format_single, bits)) {
        return 4;
    }
    *bits = wide;
    return 8;
}

double pd_cbor_widen_double(uint64_t bits, unsigned byte_count)
{
    switch (byte_count) {
    case 2: return widen(bits, format_half);
    case 4: return widen(bits, format_single);
    default: return pd_double_of_bits(bits);
    }
}

uint8_t *pd_cbor_put_double(uint8_t *to, double value)
{
    uint64_t bits;
    unsigned size = pd_cbor_narrow_double(value, &bits);
    unsigned info = size == 2   ? CBOR_SIMPLE_HALF
                    : size == 4 ? CBOR_SIMPLE_SINGLE
                                : CBOR_SIMPLE_DOUBLE;
    to[0] = (uint8_t)(CBOR_MAJOR_SIMPLE << 5 | info);
    pd_bytes_put_u64(to + 1, bits << (64 - 8 * size));
    return to + 1 + size;
}

void pd_cbor_write_double(Buffer *out, double value)
{
    uint8_t item[CBOR_HEAD_BYTES_MAX];
    pd_buffer_append(out, pd_bytes(item, (size_t)(pd_cbor_put_double(item, value) - item)));
}

void pd_cbor_write_big(Buffer *out, bool negative, Bytes n)
{
    while (n.size > 0 && n.data[0] == 0) {
        n.data++;
        n.size--;
    }
    if (n.size > 8) {
        pd_cbor_write_tag(out, negative ? CBOR_TAG_BIG_NEGATIVE : CBOR_TAG_BIG_POSITIVE);
        pd_cbor_write_bytes(out, n);
        return;
    }
    uint64_t value = 0;
    for (size_t i = 0; i < n.size; i++) {
        value = value << 8 | n.data[i];
    }
    write_head(out, negative ? CBOR_MAJOR_NEGATIVE : CBOR_MAJOR_UINT, value);
}

/* ── maps in any order ── */

/* A key and its value; offsets count from the first entry. */
typedef struct MapEntry {
    size_t offset;
    size_t key_size;
    size_t size; /* of key and value */
} MapEntry;

typedef struct MapEntries {
    Bytes bytes;
    MapEntry *entry;
    size_t count;
    bool sorted; /* strictly: without duplicates */
} MapEntries;

static Bytes entry_key(const MapEntries *map, size_t i)
{
    return pd_bytes_slice(map->bytes, map->entry[i].offset, map->entry[i].key_size);
}

static int compare_entries(const MapEntries *map, size_t a, size_t b)
{
    return pd_bytes_compare(entry_key(map, a), entry_key(map, b));
}

/* Counts the entries, and fills map->entry when it is there. */
static Status walk_entries(MapEntries *map)
{
    CborReader reader;
    pd_cbor_reader_init(&reader, map->bytes, CBOR_NESTING_MAX, NULL);
    size_t count = 0;
    while (!pd_cbor_at_end(&reader)) {
        size_t start = reader.offset;
        Status status = pd_cbor_skip(&reader);
        size_t middle = reader.offset;
        status = status == STATUS_OK ? pd_cbor_skip(&reader) : status;
        if (status != STATUS_OK) {
            return status == STATUS_LIMIT ? STATUS_LIMIT : STATUS_INVALID;
        }
        if (map->entry != NULL) {
            map->entry[count] = (MapEntry){start, middle - start, reader.offset - start};
        }
        count++;
    }
    map->count = count;
    return STATUS_OK;
}

static void swap_entries(MapEntries *map, size_t a, size_t b)
{
    MapEntry kept = map->entry[a];
    map->entry[a] = map->entry[b];
    map->entry[b] = kept;
}

/* Restores the heap below root; the heap has count entries. */
static void sift_down(MapEntries *map, size_t root, size_t count)
{
    while (2 * root + 1 < count) {
        size_t child = 2 * root + 1;
        if (child + 1 < count && compare_entries(map, child, child + 1) < 0) {
            child++;
        }
        if (compare_entries(map, root, child) >= 0) {
            return;
        }
        swap_entries(map, root, child);
        root = child;
    }
}

/* Heap sort: in place, without recursion, n log n for every input. */
static void sort_entries(MapEntries *map)
{
    for (size_t root = map->count / 2; root-- > 0;) {
        sift_down(map, root, map->count);
    }
    for (size_t left = map->count; left > 1; left--) {
        swap_entries(map, 0, left - 1);
        sift_down(map, 0, left - 1);
    }
}

static bool strictly_sorted(const MapEntries *map)
{
    for (size_t i = 1; i < map->count; i++) {
        if (compare_entries(map, i - 1, i) >= 0) {
            return false;
        }
    }
    return true;
}

/* Lists the entries and sorts the list; the bytes stay. */
static Status order_entries(MapEntries *map, const Alloc *alloc)
{
    Status status = walk_entries(map);
    if (status != STATUS_OK || map->count < 2) {
        map->sorted = true;
        return status;
    }
    map->entry = pd_alloc_new_array(alloc, map->count, sizeof(MapEntry));
    if (map->entry == NULL) {
        return STATUS_NO_MEMORY;
    }
    status = walk_entries(map);
    pd_assert(status == STATUS_OK);
    map->sorted = strictly_sorted(map);
    if (!map->sorted) {
        sort_entries(map);
        return strictly_sorted(map) ? STATUS_OK : STATUS_INVALID;
    }
    return STATUS_OK;
}

/* Makes room for the head at start and puts the entries behind it. */
static Status place_entries(Buffer *out, size_t start, const MapEntries *map)
{
    uint8_t head[CBOR_HEAD_BYTES_MAX];
    size_t head_size = (size_t)(pd_cbor_put_head(head, CBOR_MAJOR_MAP, map->count) - head);
    size_t size = map->bytes.size;
    Bytes old = {NULL, 0};
    if (!map->sorted && !pd_bytes_copy(out->alloc, map->bytes, &old)) {
        return STATUS_NO_MEMORY;
    }
    if (pd_buffer_reserve(out, head_size) == NULL) {
        pd_bytes_free(out->alloc, old);
        return out->status;
    }
    uint8_t *to = out->data + start;
    if (map->sorted && size > 0) {
        memmove(to + head_size, to, size);
    }
    memcpy(to, head, head_size);
    to += head_size;
    for (size_t i = 0; i < map->count && !map->sorted; i++) {
        memcpy(to, old.data + map->entry[i].offset, map->entry[i].size);
        to += map->entry[i].size;
    }
    pd_buffer_commit(out, head_size);
    pd_bytes_free(out->alloc, old);
    return STATUS_OK;
}

void pd_cbor_sort_map(Buffer *out, size_t start)
{
    if (out->status != STATUS_OK) {
        return;
    }
    pd_assert(start <= out->size);
    MapEntries map = {.bytes = pd_bytes_slice(pd_buffer_peek(out), start, SIZE_MAX)};
    Status status = order_entries(&map, out->alloc);
    if (status == STATUS_OK) {
        status = place_entries(out, start, &map);
    }
    if (map.entry != NULL) {
        pd_alloc_free_array(out->alloc, map.entry, map.count, sizeof(MapEntry));
    }
    if (status != STATUS_OK) {
        pd_buffer_fail(out, status);
    }
}
