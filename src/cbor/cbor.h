/*
 * The door of cbor: canonical CBOR (RFC 8949, core deterministic encoding, section 4.2.1).
 *
 * A value has exactly one encoding here: the writer produces it and the reader refuses every other
 * one, so equal values have equal bytes and equal digests. Foreign bytes give a Status with an
 * offset, never a crash, and depth is bounded. Must not know what is encoded.
 */
#ifndef CBOR_CBOR_H
#define CBOR_CBOR_H

#include "base/base.h"

/*
 * One item is a head byte (major type << 5 | info), an argument n in the fewest of 0, 1, 2, 4 or 8
 * bytes, and the content:
 *
 *   0 the unsigned integer n           4 array of n items
 *   1 the negative integer -1-n        5 map of n pairs, encoded keys ascending, none twice
 *   2 byte string of n bytes           6 tag n and one item
 *   3 UTF-8 text of n bytes            7 false, true, null, undefined, floats
 *
 * A float has the fewest of 16, 32 or 64 bits that keep its value and never becomes an integer: 1.0
 * is f93c00 and not 01; f97e00 is the only NaN. There are no indefinite lengths and no other simple
 * values.
 */

/* The three high bits of a head. */
enum {
    CBOR_MAJOR_UINT,
    CBOR_MAJOR_NEGATIVE,
    CBOR_MAJOR_BYTES,
    CBOR_MAJOR_TEXT,
    CBOR_MAJOR_ARRAY,
    CBOR_MAJOR_MAP,
    CBOR_MAJOR_TAG,
    CBOR_MAJOR_SIMPLE
};

/* The five low bits. */
enum {
    CBOR_INFO_1_BYTE = 24,
    CBOR_INFO_2_BYTES = 25,
    CBOR_INFO_4_BYTES = 26,
    CBOR_INFO_8_BYTES = 27
};

/* The same with CBOR_MAJOR_SIMPLE. */
enum {
    CBOR_SIMPLE_FALSE = 20,
    CBOR_SIMPLE_TRUE = 21,
    CBOR_SIMPLE_NULL = 22,
    CBOR_SIMPLE_UNDEFINED = 23,
    CBOR_SIMPLE_HALF = 25,
    CBOR_SIMPLE_SINGLE = 26,
    CBOR_SIMPLE_DOUBLE = 27
};

/* The longest head, and the longest float. */
#define CBOR_HEAD_BYTES_MAX 9

/* CborReader.plain outside of all containers. */
#define CBOR_PLAIN_MAX UINT64_MAX

/* Arguments below this are part of the head's one byte. */
#define CBOR_SHORT_END 24u

/* The most levels that a reader follows; arrays, maps and tags are one level each. */
#define CBOR_NESTING_MAX 1000

/* Tags with a meaning in this folder. */
#define CBOR_TAG_BIG_POSITIVE 2u   /* unsigned big-endian bytes n: the value n */
#define CBOR_TAG_BIG_NEGATIVE 3u   /* unsigned big-endian bytes n: the value -1-n */
#define CBOR_TAG_WTF8         273u /* bytes: UTF-8 with lone surrogates */

typedef enum CborKind {
    CBOR_UINT,
    CBOR_NEGATIVE,
    CBOR_BYTES,
    CBOR_TEXT,
    CBOR_ARRAY,
    CBOR_MAP,
    CBOR_TAG,
    CBOR_BOOL,
    CBOR_NULL,
    CBOR_UNDEFINED,
    CBOR_DOUBLE,
    CBOR_KIND_COUNT
} CborKind;

/* "unsigned integer", "map" and so on, for messages. */
const char *pd_cbor_kind_name(CborKind kind);

/* ── writing where there is room for CBOR_HEAD_BYTES_MAX: gives the place behind the item ── */

/* A head with the shortest argument. */
static ALWAYS_INLINE uint8_t *pd_cbor_put_head(uint8_t *to, unsigned major, uint64_t argument)
{
    uint8_t high = (uint8_t)(major << 5);
    if (LIKELY(argument < CBOR_SHORT_END)) {
        to[0] = (uint8_t)(high | argument);
        return to + 1;
    }
    if (argument <= UINT8_MAX) {
        to[0] = high | CBOR_INFO_1_BYTE;
        to[1] = (uint8_t)argument;
        return to + 2;
    }
    if (argument <= UINT16_MAX) {
        to[0] = high | CBOR_INFO_2_BYTES;
        pd_bytes_put_u16(to + 1, (uint16_t)argument);
        return to + 3;
    }
    if (argument <= UINT32_MAX) {
        to[0] = high | CBOR_INFO_4_BYTES;
        pd_bytes_put_u32(to + 1, (uint32_t)argument);
        return to + 5;
    }
    to[0] = high | CBOR_INFO_8_BYTES;
    pd_bytes_put_u64(to + 1, argument);
    return to + 9;
}

/* The same of an int, and of a float, for which there is as much room. */
static ALWAYS_INLINE uint8_t *pd_cbor_put_int(uint8_t *to, int64_t value)
{
    uint64_t n = (uint64_t)value;
    return value >= 0 ? pd_cbor_put_head(to, CBOR_MAJOR_UINT, n)
                      : pd_cbor_put_head(to, CBOR_MAJOR_NEGATIVE, ~n);
}
uint8_t *pd_cbor_put_double(uint8_t *to, double value); /* any NaN becomes the one NaN */

/* ── writing: appends to a Buffer, whose sticky status tells at the end whether all went well ── */

void pd_cbor_write_uint(Buffer *out, uint64_t value);
void pd_cbor_write_int(Buffer *out, int64_t value);
void pd_cbor_write_negative(Buffer *out, uint64_t n); /* the value -1-n, down to -2^64 */
void pd_cbor_write_bytes(Buffer *out, Bytes bytes);

/* Makes the buffer fail with STATUS_INVALID when text is not strict UTF-8. */
void pd_cbor_write_text(Buffer *out, Bytes text);
void pd_cbor_write_cstr(Buffer *out, const char *text);

/*
 * Text, or, when it holds lone surrogates, tag 273 with its bytes. STATUS_INVALID for other bytes.
 */
void pd_cbor_write_string(Buffer *out, Bytes text);

/* The head only: count items (or count key and value pairs, or one item) must follow. */
void pd_cbor_write_array(Buffer *out, uint64_t count);
void pd_cbor_write_map(Buffer *out, uint64_t count); /* the caller writes keys in canonical order */
void pd_cbor_write_tag(Buffer *out, uint64_t tag);

void pd_cbor_write_bool(Buffer *out, bool value);
void pd_cbor_write_null(Buffer *out);
void pd_cbor_write_undefined(Buffer *out);
void pd_cbor_write_double(Buffer *out, double value);

/*
 * An integer of any size from big-endian bytes n, leading zeros allowed: the value n, or -1-n when
 * negative. What fits 64 bits becomes a plain integer, the rest tag 2 or 3.
 */
void pd_cbor_write_big(Buffer *out, bool negative, Bytes n);

/*
 * For maps whose keys come in any order: remember start = out->size, write keys and values one
 * after the other, then call this. It puts the head in front and the entries in order.
 * STATUS_INVALID sticks when a key occurs twice or what was written is not whole pairs. Uses the
 * buffer's Alloc for scratch memory.
 */
void pd_cbor_sort_map(Buffer *out, size_t start);

/* ── reading: one head at a time, every rule of the format checked on the way ── */

typedef struct CborItem {
    CborKind kind;
    bool truth;      /* CBOR_BOOL; this and the next three are set for their kinds alone */
    uint64_t value;  /* UINT n; NEGATIVE n, meaning -1-n; ARRAY items; MAP pairs; TAG number */
    Bytes bytes;     /* BYTES and TEXT: borrowed from the input */
    double number;   /* DOUBLE */
    uint64_t offset; /* of the head in the input */
} CborItem;

/* One open container. */
typedef struct CborLevel {
    uint64_t outer_plain; /* CborReader.plain of the level around it */
    uint64_t remaining;   /* map: keys and values still to come */
    size_t key_offset;    /* map: where the key being read starts */
    size_t last_offset;   /* map: the key before it, empty before the first */
    size_t last_size;
    bool is_map;
} CborLevel;

/*
 * About 50 KB, most of it never touched: put it on the C stack, one per input, and do not copy it.
 * The input must outlive it. The first failure fills *err (which may be NULL) and sticks: each
 * later call returns the same Status.
 */
typedef struct CborReader {
    Bytes bytes;
    size_t offset;  /* of the next head */
    uint64_t plain; /* items that can be read here and complete nothing but themselves */
    uint32_t depth;
    uint32_t depth_max;
    Status status;
    Error *err;
    CborLevel levels[CBOR_NESTING_MAX];
} CborReader;

/* depth_max levels may be open at once; more than CBOR_NESTING_MAX counts as CBOR_NESTING_MAX. */
void pd_cbor_reader_init(CborReader *reader, Bytes bytes, uint64_t depth_max, Error *err);

/*
 * Reads the next head; strings are read whole. After an ARRAY, MAP or TAG come its items, the
 * caller counts them. Counts are checked against the bytes that are left, so item.value items may
 * be allocated for (an item takes at least one byte). TRUNCATED when the input ends, LIMIT when too
 * deep, CORRUPT for everything not canonical.
 */
Status pd_cbor_next(CborReader *reader, CborItem *item) MUST_USE;

/* The items from one offset to another, as if they were all: containers around them are left. */
static inline void pd_cbor_narrow(CborReader *reader, size_t start, size_t end)
{
    reader->bytes.size = end;
    reader->offset = start;
    reader->depth = 0;
    reader->plain = reader->status == STATUS_OK ? CBOR_PLAIN_MAX : 0;
}

/* The kind of the next item without reading it. */
Status pd_cbor_peek(CborReader *reader, CborKind *kind) MUST_USE;

/* Reads over one whole item. */
Status pd_cbor_skip(CborReader *reader) MUST_USE;

/* Reads over what is left of the containers that are open. Only for items that are read again
 * later: whether numbers are in their shortest form is not looked at. */
Status pd_cbor_leave(CborReader *reader) MUST_USE;

/* Reads over one whole item and gives its encoding, borrowed from the input. */
Status pd_cbor_read_raw(CborReader *reader, Bytes *encoded) MUST_USE;

/* True when all of the input is read and no container is open. */
bool pd_cbor_at_end(const CborReader *reader);

/*
 * STATUS_OK when pd_cbor_at_end; TRUNCATED when containers are open, CORRUPT when bytes are left.
 */
Status pd_cbor_finish(CborReader *reader) MUST_USE;

/* The size of an item with its argument at a place where `left` bytes (at least one) are, and that
 * argument; 0 for the few that are larger than 32 bits or not canonical. info: the byte there
 * without its major type; where another major type is left in it, that is none of these items. */
static inline size_t pd_cbor_small_argument(unsigned info, const uint8_t *at, size_t left,
                                            uint64_t *value)
{
    if (LIKELY(info < CBOR_SHORT_END)) {
        *value = info;
        return 1;
    }
    if (info == CBOR_INFO_1_BYTE && left >= 2 && at[1] >= CBOR_SHORT_END) {
        *value = at[1];
        return 2;
    }
    if (info == CBOR_INFO_2_BYTES && left >= 3 && at[1] != 0) {
        *value = pd_bytes_get_u16(at + 1);
        return 3;
    }
    if (info == CBOR_INFO_4_BYTES && left >= 5 && pd_bytes_get_u16(at + 1) != 0) {
        *value = pd_bytes_get_u32(at + 1);
        return 5;
    }
    return 0;
}

/* The same of an unsigned integer alone; 0 for every other item. */
static inline size_t pd_cbor_small_uint(const uint8_t *at, size_t left, uint64_t *value)
{
    return pd_cbor_small_argument(at[0], at, left, value);
}

/* Reads a small unsigned integer that is next; false: nothing was read, ask pd_cbor_next. */
static inline bool pd_cbor_try_uint(CborReader *reader, uint64_t *value)
{
    if (reader->plain == 0 || reader->offset >= reader->bytes.size) {
        return false;
    }
    size_t size = pd_cbor_small_uint(reader->bytes.data + reader->offset,
                                     reader->bytes.size - reader->offset, value);
    reader->offset += size;
    reader->plain -= size != 0;
    return size != 0;
}

/* The same for an integer of either sign. */
static inline bool pd_cbor_try_int(CborReader *reader, int64_t *value)
{
    if (reader->plain == 0 || reader->offset >= reader->bytes.size) {
        return false;
    }
    const uint8_t *at = reader->bytes.data + reader->offset;
    const unsigned sign = CBOR_MAJOR_NEGATIVE << 5;
    uint64_t n;
    size_t size =
        pd_cbor_small_argument(at[0] & ~sign, at, reader->bytes.size - reader->offset, &n);
    if (size == 0) {
        return false;
    }
    *value = (at[0] & sign) != 0 ? -1 - (int64_t)n : (int64_t)n;
    reader->offset += size;
    reader->plain--;
    return true;
}

/* The same for an unsigned one behind a tag below 24. */
static inline bool pd_cbor_try_tagged_uint(CborReader *reader, uint64_t *tag, uint64_t *value)
{
    const unsigned first = CBOR_MAJOR_TAG << 5;
    size_t left = reader->bytes.size - reader->offset;
    const uint8_t *at = reader->bytes.data + reader->offset;
    if (reader->plain == 0 || left < 2 || at[0] - first >= CBOR_SHORT_END ||
        reader->depth >= reader->depth_max) {
        return false;
    }
    size_t size = pd_cbor_small_uint(at + 1, left - 1, value);
    if (size == 0) {
        return false;
    }
    *tag = at[0] - first;
    reader->offset += 1 + size;
    reader->plain--;
    return true;
}

/* The same for false, true, null or undefined, as CBOR_SIMPLE_... */
static inline bool pd_cbor_try_simple(CborReader *reader, unsigned *simple)
{
    const unsigned first = CBOR_MAJOR_SIMPLE << 5;
    if (reader->plain == 0 || reader->offset >= reader->bytes.size) {
        return false;
    }
    *simple = reader->bytes.data[reader->offset] - first;
    if (*simple < CBOR_SIMPLE_FALSE || *simple > CBOR_SIMPLE_UNDEFINED) {
        return false;
    }
    reader->offset++;
    reader->plain--;
    return true;
}

/*
 * Typed reads: STATUS_INVALID when the next item is another kind. read_int also when it does not
 * fit.
 */
Status pd_cbor_read_wide_uint(CborReader *reader, uint64_t *value) MUST_USE;
static inline MUST_USE Status pd_cbor_read_uint(CborReader *reader, uint64_t *value)
{
    return pd_cbor_try_uint(reader, value) ? STATUS_OK : pd_cbor_read_wide_uint(reader, value);
}
Status pd_cbor_read_int(CborReader *reader, int64_t *value) MUST_USE;
Status pd_cbor_read_bytes(CborReader *reader, Bytes *bytes) MUST_USE;
Status pd_cbor_read_text(CborReader *reader, Bytes *text) MUST_USE;
Status pd_cbor_read_string(CborReader *reader, Bytes *text) MUST_USE; /* of pd_cbor_write_string */
Status pd_cbor_read_long_array(CborReader *reader, uint64_t *count) MUST_USE;
static inline MUST_USE Status pd_cbor_read_array(CborReader *reader, uint64_t *count)
{
    enum { ARRAY_0 = 0x80 };
    size_t left = reader->bytes.size - reader->offset;
    unsigned items = left == 0 ? 0 : (unsigned)reader->bytes.data[reader->offset] - ARRAY_0;
    if (reader->plain == 0 || reader->depth >= reader->depth_max || items == 0 ||
        items >= CBOR_SHORT_END || items >= left) {
        return pd_cbor_read_long_array(reader, count);
    }
    CborLevel *level = &reader->levels[reader->depth++];
    level->outer_plain = reader->plain;
    level->is_map = false;
    reader->plain = items - 1;
    reader->offset++;
    *count = items;
    return STATUS_OK;
}
Status pd_cbor_read_map(CborReader *reader, uint64_t *count) MUST_USE;
Status pd_cbor_read_tag(CborReader *reader, uint64_t *tag) MUST_USE;
Status pd_cbor_read_bool(CborReader *reader, bool *value) MUST_USE;
Status pd_cbor_read_null(CborReader *reader) MUST_USE;
Status pd_cbor_read_double(CborReader *reader, double *value) MUST_USE;

/* STATUS_INVALID unless the value is between min and max. For indexes, versions, enum numbers. */
Status pd_cbor_read_wide_uint_range(CborReader *reader, uint64_t min, uint64_t max,
                                    uint64_t *value) MUST_USE;
static inline MUST_USE Status pd_cbor_read_uint_range(CborReader *reader, uint64_t min,
                                                      uint64_t max, uint64_t *value)
{
    size_t left = reader->bytes.size - reader->offset;
    const uint8_t *at = reader->bytes.data + reader->offset;
    size_t size = reader->plain == 0 || left == 0 ? 0 : pd_cbor_small_uint(at, left, value);
    if (LIKELY(size != 0 && *value >= min && *value <= max)) {
        reader->offset += size;
        reader->plain--;
        return STATUS_OK;
    }
    return pd_cbor_read_wide_uint_range(reader, min, max, value);
}

/* The head of an array or map that must have exactly this count. */
Status pd_cbor_expect_array(CborReader *reader, uint64_t count) MUST_USE;
Status pd_cbor_expect_map(CborReader *reader, uint64_t count) MUST_USE;

/* A text that must be exactly this one: keys of records. */
Status pd_cbor_expect_text(CborReader *reader, const char *text) MUST_USE;

/*
 * An integer of any size, of pd_cbor_write_big: the value n, or -1-n when negative, n as big-endian
 * bytes without leading zeros (none for 0). n is borrowed from the input or is in scratch, so *big
 * must stay where it is. Refuses a tagged integer that has a plain form.
 */
typedef struct CborBig {
    bool negative;
    Bytes n;
    uint8_t scratch[8];
} CborBig;
Status pd_cbor_read_big(CborReader *reader, CborBig *big) MUST_USE;

/* Makes the reader fail here with this status and message: for the caller's own checks. */
Status pd_cbor_fail(CborReader *reader, Status status, const char *message) MUST_USE;

/* Whether bytes are exactly one canonical item, at most depth_max levels deep. */
Status pd_cbor_validate(Bytes bytes, uint64_t depth_max, Error *err) MUST_USE;

/* ── for people ── */

/*
 * Appends the diagnostic notation of RFC 8949 section 8 for the one item in bytes: {"a": [1,
 * h'00ff', 2(h'01')]}. indent_columns > 0 puts each element on a line of its own. A failed buffer
 * is reported as well.
 */
Status pd_cbor_to_diagnostic(Buffer *out, Bytes bytes, unsigned indent_columns,
                             Error *err) MUST_USE;

/*
 * Appends JSON (RFC 8949 section 6.1): byte strings as {"$bytes": "hex"}, tags as {"$tag": n,
 * "value": …}, NaN and infinities as {"$float": "NaN"}, undefined as null. A key that is not text
 * becomes the text of its diagnostic notation, one that is an array, map or tag "$cbor:hex".
 */
Status pd_cbor_to_json(Buffer *out, Bytes bytes, unsigned indent_columns, Error *err) MUST_USE;

#endif
