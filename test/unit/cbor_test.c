/*
 * Canonical CBOR: the examples of RFC 8949, every kind of refusal, nesting at its maximum and one
 * beyond, and seeded random data against libcbor.
 *
 * One property carries most of the weight: what the reader accepts, written again from what was
 * read, is the same bytes. So no value has two encodings.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cbor.h>
#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "cbor/cbor.h"
#include "cbor/cbor_in.h"

static uint64_t next_random(uint64_t *state)
{
    *state += UINT64_C(0x9e3779b97f4a7c15);
    return pd_hash_u64(*state);
}

/* The bytes of hex digits, in out. */
static Bytes of_hex(const char *hex, uint8_t *out)
{
    size_t size = strlen(hex) / 2;
    assert_true(pd_hex_decode(pd_bytes_of_cstr(hex), out, size));
    return pd_bytes(out, size);
}

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
    default: fail();
    }
}

/* Whether bytes are accepted; if so, they must be what the writer makes of them. */
static bool accepted(Bytes bytes)
{
    Error err;
    Status status = pd_cbor_validate(bytes, CBOR_NESTING_MAX, &err);
    if (status != STATUS_OK) {
        assert_int_equal(err.status, status);
        assert_in_range(err.offset, 0, bytes.size);
        assert_true(status == STATUS_CORRUPT || status == STATUS_TRUNCATED ||
                    status == STATUS_LIMIT);
        return false;
    }
    Buffer again;
    CborReader reader;
    pd_buffer_init(&again, pd_alloc_system(), bytes.size);
    pd_cbor_reader_init(&reader, bytes, CBOR_NESTING_MAX, NULL);
    while (!pd_cbor_at_end(&reader)) {
        CborKind kind;
        CborItem item;
        assert_int_equal(pd_cbor_peek(&reader, &kind), STATUS_OK);
        assert_int_equal(pd_cbor_next(&reader, &item), STATUS_OK);
        assert_int_equal(kind, item.kind);
        write_item(&again, &item);
    }
    assert_true(pd_bytes_equal(pd_buffer_peek(&again), bytes));
    pd_buffer_deinit(&again);
    return true;
}

/* ── examples ── */

typedef struct Example {
    const char *hex;
    const char *diagnostic;
    const char *json; /* NULL: the same */
} Example;

/* Appendix A of the RFC without what is not canonical, and some more. */
static const Example examples[] = {
    {"00", "0", NULL},
    {"17", "23", NULL},
    {"1818", "24", NULL},
    {"18ff", "255", NULL},
    {"190100", "256", NULL},
    {"1903e8", "1000", NULL},
    {"1a000f4240", "1000000", NULL},
    {"1b0000000100000000", "4294967296", NULL},
    {"1bffffffffffffffff", "18446744073709551615", NULL},
    {"20", "-1", NULL},
    {"37", "-24", NULL},
    {"3903e7", "-1000", NULL},
    {"3bffffffffffffffff", "-18446744073709551616", NULL},
    {"c249010000000000000000", "2(h'010000000000000000')",
     "{\"$tag\": 2, \"value\": {\"$bytes\": \"010000000000000000\"}}"},
    {"f90000", "0.0", NULL},
    {"f98000", "-0.0", NULL},
    {"f93c00", "1.0", NULL},
    {"fb3ff199999999999a", "1.1", NULL},
    {"f97bff", "65504.0", NULL},
    {"fa47c35000", "100000.0", NULL},
    {"fa7f7fffff", "3.4028234663852886e+38", NULL},
    {"fb7e37e43c8800759c", "1e+300", NULL},
    {"f90001", "5.960464477539063e-08", NULL},
    {"f90400", "6.103515625e-05", NULL},
    {"fbc010666666666666", "-4.1", NULL},
    {"f97c00", "Infinity", "{\"$float\": \"Infinity\"}"},
    {"f9fc00", "-Infinity", "{\"$float\": \"-Infinity\"}"},
    {"f97e00", "NaN", "{\"$float\": \"NaN\"}"},
    {"f4", "false", NULL},
    {"f5", "true", NULL},
    {"f6", "null", NULL},
    {"f7", "undefined", "null"},
    {"c11a514b67b0", "1(1363896240)", "{\"$tag\": 1, \"value\": 1363896240}"},
    {"d818456449455446", "24(h'6449455446')",
     "{\"$tag\": 24, \"value\": {\"$bytes\": \"6449455446\"}}"},
    {"40", "h''", "{\"$bytes\": \"\"}"},
    {"60", "\"\"", NULL},
    {"62225c", "\"\\\"\\\\\"", NULL},
    {"63090a1f", "\"\\t\\n\\u001f\"", NULL},
    {"64f0908591", "\"\xf0\x90\x85\x91\"", NULL},
    {"80", "[]", NULL},
    {"8301820203820405", "[1, [2, 3], [4, 5]]", NULL},
    {"a0", "{}", NULL},
    {"a201020304", "{1: 2, 3: 4}", "{\"1\": 2, \"3\": 4}"},
    {"a26161016162820203", "{\"a\": 1, \"b\": [2, 3]}", NULL},
    {"826161a161626163", "[\"a\", {\"b\": \"c\"}]", NULL},
    {"a480f68101a0a0f7f5f4", "{[]: null, [1]: {}, {}: undefined, true: false}",
     "{\"$cbor:80\": null, \"$cbor:8101\": {}, \"$cbor:a0\": null, \"true\": false}"},
    {"a24100018101c100", "{h'00': 1, [1]: 1(0)}",
     "{\"h'00'\": 1, \"$cbor:8101\": {\"$tag\": 1, \"value\": 0}}"},
};

static void examples_are_shown(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_COUNT(examples); i++) {
        uint8_t space[64];
        Bytes bytes = of_hex(examples[i].hex, space);
        Error err;
        Buffer out;
        pd_buffer_init(&out, pd_alloc_system(), 1000);
        assert_true(accepted(bytes));
        assert_int_equal(pd_cbor_to_diagnostic(&out, bytes, 0, &err), STATUS_OK);
        assert_string_equal(pd_buffer_peek_cstr(&out), examples[i].diagnostic);
        pd_buffer_reset(&out);
        assert_int_equal(pd_cbor_to_json(&out, bytes, 0, &err), STATUS_OK);
        assert_string_equal(pd_buffer_peek_cstr(&out),
                            examples[i].json != NULL ? examples[i].json : examples[i].diagnostic);
        pd_buffer_deinit(&out);
        /* Every proper prefix is truncated, and says so. */
        for (size_t size = 0; size < bytes.size; size++) {
            assert_int_equal(pd_cbor_validate(pd_bytes(space, size), 9, &err), STATUS_TRUNCATED);
        }
    }
}

static void indentation_puts_elements_on_lines(void **state)
{
    (void)state;
    uint8_t space[64];
    Buffer out;
    Bytes bytes = of_hex("a26161016162830280c1a10203", space);
    pd_buffer_init(&out, pd_alloc_system(), 1000);
    assert_int_equal(pd_cbor_to_diagnostic(&out, bytes, 2, NULL), STATUS_OK);
    assert_string_equal(pd_buffer_peek_cstr(&out), "{\n"
                                                   "  \"a\": 1,\n"
                                                   "  \"b\": [\n"
                                                   "    2,\n"
                                                   "    [],\n"
                                                   "    1({\n"
                                                   "        2: 3\n"
                                                   "      })\n"
                                                   "  ]\n"
                                                   "}");
    size_t size = out.size;
    pd_buffer_deinit(&out);
    for (size_t max = 0; max <= size; max++) {
        Error err;
        pd_buffer_init(&out, pd_alloc_system(), max);
        Status status = pd_cbor_to_diagnostic(&out, bytes, 2, &err);
        assert_int_equal(status, max < size ? STATUS_LIMIT : STATUS_OK);
        pd_buffer_deinit(&out);
    }
    pd_buffer_init(&out, pd_alloc_system(), 1000);
    assert_int_equal(pd_cbor_to_json(&out, of_hex("0000", space), 0, NULL), STATUS_CORRUPT);
    assert_int_equal(pd_cbor_to_json(&out, of_hex("a1810000", space), 0, NULL), STATUS_OK);
    assert_int_equal(pd_cbor_to_json(&out, of_hex("a1811800", space), 0, NULL), STATUS_CORRUPT);
    pd_buffer_deinit(&out);
}

/* ── refusals ── */

typedef struct Refusal {
    const char *hex;
    Status status;
    unsigned offset;
} Refusal;

static const Refusal refusals[] = {
    {"1817", STATUS_CORRUPT, 0},   /* arguments longer than needed */
    {"1900ff", STATUS_CORRUPT, 0}, /* … */
    {"1a0000ffff", STATUS_CORRUPT, 0},
    {"1b00000000ffffffff", STATUS_CORRUPT, 0},
    {"3817", STATUS_CORRUPT, 0},
    {"810040", STATUS_CORRUPT, 2}, /* bytes behind */
    {"580141", STATUS_CORRUPT, 0},
    {"d80100", STATUS_CORRUPT, 0},
    {"811c", STATUS_CORRUPT, 1}, /* reserved */
    {"3d", STATUS_CORRUPT, 0},
    {"5e", STATUS_CORRUPT, 0},
    {"5f4100ff", STATUS_CORRUPT, 0}, /* indefinite lengths */
    {"7fff", STATUS_CORRUPT, 0},
    {"9fff", STATUS_CORRUPT, 0},
    {"bfff", STATUS_CORRUPT, 0},
    {"ff", STATUS_CORRUPT, 0},
    {"1f", STATUS_CORRUPT, 0},
    {"df00", STATUS_CORRUPT, 0},
    {"e0", STATUS_CORRUPT, 0}, /* simple values */
    {"f3", STATUS_CORRUPT, 0},
    {"f820", STATUS_CORRUPT, 0},
    {"f814", STATUS_CORRUPT, 0},
    {"fc", STATUS_CORRUPT, 0},
    {"f97e01", STATUS_CORRUPT, 0}, /* other NaNs */
    {"f9fe00", STATUS_CORRUPT, 0},
    {"f97d00", STATUS_CORRUPT, 0},
    {"fa7fc00000", STATUS_CORRUPT, 0},
    {"fb7ff8000000000000", STATUS_CORRUPT, 0},
    {"fa3f800000", STATUS_CORRUPT, 0}, /* floats longer than needed */
    {"fb3ff0000000000000", STATUS_CORRUPT, 0},
    {"fb40f86a0000000000", STATUS_CORRUPT, 0},
    {"fb36a0000000000000", STATUS_CORRUPT, 0},
    {"fa33800000", STATUS_CORRUPT, 0},
    {"fa7f800000", STATUS_CORRUPT, 0},
    {"6180", STATUS_CORRUPT, 1}, /* text that is not UTF-8 */
    {"6361ed", STATUS_TRUNCATED, 0},
    {"64edbfbf61", STATUS_CORRUPT, 1},
    {"6361c080", STATUS_CORRUPT, 2},
    {"a202000100", STATUS_CORRUPT, 3}, /* keys */
    {"a201000100", STATUS_CORRUPT, 3},
    {"a2186400190100f618", STATUS_CORRUPT, 8},
    {"a26162006161f6", STATUS_CORRUPT, 4},
    {"a281a10102f681a10102f6", STATUS_CORRUPT, 6},
    {"81a2f5f6f4f6", STATUS_CORRUPT, 4},
    {"9affffffff", STATUS_TRUNCATED, 0}, /* counts */
    {"9bffffffffffffffff", STATUS_TRUNCATED, 0},
    {"bbffffffffffffffff", STATUS_TRUNCATED, 0},
    {"5bffffffffffffffff", STATUS_TRUNCATED, 0},
    {"a2010203", STATUS_TRUNCATED, 0},
    {"8200", STATUS_TRUNCATED, 0},
    {"c1", STATUS_TRUNCATED, 1},
    {"", STATUS_TRUNCATED, 0},
};

static void refusals_say_where(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_COUNT(refusals); i++) {
        uint8_t space[64];
        Bytes bytes = of_hex(refusals[i].hex, space);
        Error err;
        assert_int_equal(pd_cbor_validate(bytes, 10, &err), refusals[i].status);
        assert_int_equal(err.offset, refusals[i].offset);
        assert_true(err.message[0] != '\0');
        assert_int_equal(pd_cbor_validate(bytes, 10, NULL), refusals[i].status);
    }
}

static void all_short_strings(void **state)
{
    (void)state;
    size_t count = 0;
    for (unsigned i = 0; i < 0x1000000; i++) {
        /* Third bytes at the edges only. */
        uint8_t bytes[3] = {(uint8_t)i, (uint8_t)(i >> 8), (uint8_t)(i >> 16)};
        if ((bytes[2] & 31) > 1 && (bytes[2] & 31) < 23) {
            i |= 0xffff;
            continue;
        }
        count += accepted(pd_bytes(bytes, 3));
        count += i < 0x10000 ? accepted(pd_bytes(bytes, 2)) : 0;
        count += i < 0x100 ? accepted(pd_bytes(bytes, 1)) : 0;
    }
    assert_in_range(count, 100000, 200000);
}

/* ── nesting ── */

static Bytes nest(Buffer *out, const char *head_hex, size_t count)
{
    uint8_t head[8];
    Bytes bytes = of_hex(head_hex, head);
    pd_buffer_reset(out);
    for (size_t i = 0; i < count; i++) {
        pd_buffer_append(out, bytes);
    }
    pd_cbor_write_uint(out, 5);
    return pd_buffer_peek(out);
}

static void nesting_has_a_maximum(void **state)
{
    (void)state;
    static const char *const heads[] = {"81", "c1", "a100", "8200", "d901f4", "820081"};
    Buffer out;
    Buffer text;
    pd_buffer_init(&out, pd_alloc_system(), 10000);
    pd_buffer_init(&text, pd_alloc_system(), 100000);
    for (size_t i = 0; i < ARRAY_COUNT(heads); i++) {
        size_t levels = strcmp(heads[i], "820081") == 0 ? 2 : 1;
        size_t most = CBOR_NESTING_MAX / levels;
        assert_true(accepted(nest(&out, heads[i], most)));
        assert_int_equal(pd_cbor_to_json(&text, pd_buffer_peek(&out), 0, NULL), STATUS_OK);
        pd_buffer_reset(&text);
        nest(&out, heads[i], most + 1);
        assert_int_equal(pd_cbor_validate(pd_buffer_peek(&out), UINT64_MAX, NULL), STATUS_LIMIT);
        nest(&out, heads[i], 3);
        assert_int_equal(pd_cbor_validate(pd_buffer_peek(&out), 3 * levels, NULL), STATUS_OK);
        assert_int_equal(pd_cbor_validate(pd_buffer_peek(&out), 3 * levels - 1, NULL),
                         STATUS_LIMIT);
    }
    uint8_t space[8];
    assert_int_equal(pd_cbor_validate(of_hex("05", space), 0, NULL), STATUS_OK);
    assert_int_equal(pd_cbor_validate(of_hex("80", space), 0, NULL), STATUS_LIMIT);
    assert_int_equal(pd_cbor_validate(of_hex("80", space), 1, NULL), STATUS_OK);
    assert_true(pd_limits_info(LIMIT_data_nesting)->max <= CBOR_NESTING_MAX);
    pd_buffer_deinit(&out);
    pd_buffer_deinit(&text);
}

/* ── floats ── */

static void all_halves_come_back(void **state)
{
    (void)state;
    for (unsigned bits = 0; bits < 0x10000; bits++) {
        uint8_t bytes[3] = {0xf9, (uint8_t)(bits >> 8), (uint8_t)bits};
        struct cbor_load_result result;
        cbor_item_t *item = cbor_load(bytes, sizeof bytes, &result);
        double theirs = (double)cbor_float_get_float2(item);
        double ours = pd_cbor_widen_double(bits, 2);
        cbor_decref(&item);
        assert_true(isnan(theirs) ? isnan(ours) : pd_double_bits(theirs) == pd_double_bits(ours));
        assert_int_equal(accepted(pd_bytes(bytes, 3)), !isnan(ours) || bits == 0x7e00);
    }
}

static void floats_take_the_shortest_form(void **state)
{
    (void)state;
    uint64_t seed = 11;
    unsigned sizes[9] = {0};
    for (int i = 0; i < 200000; i++) {
        uint64_t word = next_random(&seed);
        /* Cut mantissas and near exponents make every size likely. */
        uint64_t wide = word & ~((UINT64_C(1) << (word >> 3) % 53) - 1);
        if (i % 2 != 0) {
            uint64_t exponent = 1023 - 30 + next_random(&seed) % 60;
            wide = (wide & UINT64_C(0x800fffffffffffff)) | exponent << 52;
        }
        double value = pd_double_canonical(pd_double_of_bits(wide));
        uint64_t bits;
        unsigned size = pd_cbor_narrow_double(value, &bits);
        sizes[size]++;
        assert_int_equal(pd_double_bits(pd_cbor_widen_double(bits, size)), pd_double_bits(value));
        bool fits_single = isnan(value) || (double)(float)value == value;
        assert_int_equal(size <= 4, fits_single);
    }
    assert_true(sizes[2] > 1000 && sizes[4] > 1000 && sizes[8] > 1000);
    /* Doubles below the least of the small formats, with few bits. */
    for (int shift = 0; shift < 52; shift++) {
        uint64_t bits;
        assert_int_equal(pd_cbor_narrow_double(pd_double_of_bits(UINT64_C(1) << shift), &bits), 8);
    }
}

/* ── random data against libcbor ── */

static cbor_item_t *their_uint(uint64_t value)
{
    return value <= UINT8_MAX    ? cbor_build_uint8((uint8_t)value)
           : value <= UINT16_MAX ? cbor_build_uint16((uint16_t)value)
           : value <= UINT32_MAX ? cbor_build_uint32((uint32_t)value)
                                 : cbor_build_uint64(value);
}

static cbor_item_t *their_float(double value)
{
    uint8_t bytes[3];
    struct cbor_load_result result;
    if (isnan(value) || (double)(float)value != value) {
        return isnan(value) ? cbor_build_float2(NAN) : cbor_build_float8(value);
    }
    (void)cbor_encode_half((float)value, bytes, sizeof bytes);
    cbor_item_t *half = cbor_load(bytes, sizeof bytes, &result);
    if (pd_double_bits((double)cbor_float_get_float2(half)) == pd_double_bits(value)) {
        return half;
    }
    cbor_decref(&half);
    return cbor_build_float4((float)value);
}

/* libcbor 0.8 writes some subnormal halves wrongly; all_halves_come_back covers them. */
static double without_subnormal_half(double value)
{
    return fabs(value) < 0x1p-14 && fabs(value) >= 0x1p-24 ? 0.5 : value;
}

static cbor_item_t *write_leaf(Buffer *out, uint64_t *seed)
{
    static const uint8_t letters[] = "the quick brown fox jumps over the lazy dog, and again, and "
                                     "then \xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80";
    uint64_t value = next_random(seed) >> next_random(seed) % 64;
    size_t size = next_random(seed) % (sizeof letters - 9);
    double number = without_subnormal_half(pd_double_of_bits(value << next_random(seed) % 64));
    cbor_item_t *item;
    switch (next_random(seed) % 9) {
    case 0: pd_cbor_write_uint(out, value); return their_uint(value);
    case 1:
        pd_cbor_write_negative(out, value);
        item = their_uint(value);
        cbor_mark_negint(item);
        return item;
    case 2:
        pd_cbor_write_bytes(out, pd_bytes(letters, size));
        return cbor_build_bytestring(letters, size);
    case 3:
        pd_cbor_write_text(out, pd_bytes(letters, sizeof letters - 1));
        return cbor_build_stringn((const char *)letters, sizeof letters - 1);
    case 4: pd_cbor_write_bool(out, value & 1); return cbor_build_bool(value & 1);
    case 5: pd_cbor_write_null(out); return cbor_new_null();
    case 6: pd_cbor_write_undefined(out); return cbor_new_undef();
    case 7:
        pd_cbor_write_double(out, (double)(int16_t)value);
        return their_float((double)(int16_t)value);
    default: pd_cbor_write_double(out, number); return their_float(number);
    }
}

/* The same random item with both libraries; at most `levels` levels. */
static cbor_item_t *write_random(Buffer *out, uint64_t *seed, unsigned levels)
{
    uint64_t kind = next_random(seed) % 5;
    size_t count = next_random(seed) % 30 == 0 ? 300 : next_random(seed) % 6;
    if (levels == 0 || kind >= 3) {
        return write_leaf(out, seed);
    }
    if (kind == 0) {
        uint64_t tag = next_random(seed) >> next_random(seed) % 64;
        pd_cbor_write_tag(out, tag);
        cbor_item_t *inner = write_random(out, seed, levels - 1);
        cbor_item_t *item = cbor_build_tag(tag, inner);
        cbor_decref(&inner);
        return item;
    }
    if (kind == 1) {
        pd_cbor_write_array(out, count);
        cbor_item_t *item = cbor_new_definite_array(count);
        for (size_t i = 0; i < count; i++) {
            assert_true(cbor_array_push(item, cbor_move(write_random(out, seed, levels - 1))));
        }
        return item;
    }
    pd_cbor_write_map(out, count);
    cbor_item_t *item = cbor_new_definite_map(count);
    uint64_t key = 0;
    for (size_t i = 0; i < count; i++) {
        key += 1 + next_random(seed) % 100;
        pd_cbor_write_uint(out, key);
        cbor_item_t *value = write_random(out, seed, levels - 1);
        struct cbor_pair pair = {cbor_move(their_uint(key)), cbor_move(value)};
        assert_true(cbor_map_add(item, pair));
    }
    return item;
}

/* Changed bytes are refused, or are canonical too; nothing else may happen. */
static void damage(Bytes bytes, uint64_t *seed)
{
    Bytes copy;
    assert_true(pd_bytes_copy(pd_alloc_system(), bytes, &copy));
    uint8_t *data = (uint8_t *)(uintptr_t)copy.data;
    for (int i = 0; i < 8; i++) {
        size_t at = next_random(seed) % copy.size;
        uint8_t kept = data[at];
        uint8_t flipped = (uint8_t)(kept ^ 1u << (at + (size_t)i) % 8);
        data[at] = i % 2 == 0 ? (uint8_t)next_random(seed) : flipped;
        (void)accepted(copy);
        Buffer text;
        pd_buffer_init(&text, pd_alloc_system(), 100000);
        pd_status_ignore(pd_cbor_to_json(&text, copy, (unsigned)i % 3, NULL));
        pd_buffer_deinit(&text);
        data[at] = i % 3 == 0 ? data[at] : kept;
    }
    pd_bytes_free(pd_alloc_system(), copy);
}

static void random_data_equals_libcbors(void **state)
{
    (void)state;
    uint64_t seed = 5;
    for (int round = 0; round < 3000; round++) {
        Buffer out;
        pd_buffer_init(&out, pd_alloc_system(), SIZE_MAX);
        cbor_item_t *item = write_random(&out, &seed, (unsigned)round % 5);
        unsigned char *theirs;
        size_t capacity;
        size_t size = cbor_serialize_alloc(item, &theirs, &capacity);
        assert_int_equal(pd_buffer_status(&out), STATUS_OK);
        assert_int_equal(size, out.size);
        assert_memory_equal(theirs, out.data, size);
        assert_true(accepted(pd_buffer_peek(&out)));
        if (size < 2000) {
            damage(pd_buffer_peek(&out), &seed);
        }
        free(theirs);
        cbor_decref(&item);
        pd_buffer_deinit(&out);
    }
}

/* ── maps in any order ── */

/* A map of count random keys; every third value is a map again. */
static void write_unsorted(Buffer *out, uint64_t seed, size_t count)
{
    size_t start = out->size;
    for (size_t i = 0; i < count; i++) {
        /* An odd factor permutes the numbers below 2^16: no key twice. */
        uint64_t key = (i * 2 + 1) * ((seed * 2 + 1) & 0xffff) & 0xffff;
        if (key % 3 == 0) {
            pd_cbor_write_uint(out, key);
        } else {
            char text[16];
            (void)snprintf(text, sizeof text, "k%x", (unsigned)key);
            pd_cbor_write_cstr(out, text);
        }
        if (i % 3 == 0) {
            size_t inner = out->size;
            pd_cbor_write_cstr(out, "b");
            pd_cbor_write_uint(out, i);
            pd_cbor_write_bool(out, true);
            pd_cbor_write_null(out);
            pd_cbor_write_uint(out, 1);
            pd_cbor_write_uint(out, 1000);
            pd_cbor_sort_map(out, inner);
        } else {
            pd_cbor_write_uint(out, i);
        }
    }
    pd_cbor_sort_map(out, start);
}

static void maps_are_sorted(void **state)
{
    (void)state;
    for (size_t count = 0; count < 300; count += 1 + count / 3) {
        Buffer out;
        CborReader reader;
        uint64_t found;
        pd_buffer_init(&out, pd_alloc_system(), SIZE_MAX);
        pd_cbor_write_array(&out, 1);
        write_unsorted(&out, count, count);
        assert_int_equal(pd_buffer_status(&out), STATUS_OK);
        assert_true(accepted(pd_buffer_peek(&out)));
        pd_cbor_reader_init(&reader, pd_buffer_peek(&out), 10, NULL);
        assert_int_equal(pd_cbor_expect_array(&reader, 1), STATUS_OK);
        assert_int_equal(pd_cbor_read_map(&reader, &found), STATUS_OK);
        assert_int_equal(found, count);
        /* Sorting what is sorted changes nothing but the head in front. */
        Buffer again;
        Bytes entries = pd_bytes_slice(pd_buffer_peek(&out), reader.offset, SIZE_MAX);
        pd_buffer_init(&again, pd_alloc_system(), out.size - 1);
        pd_buffer_append(&again, entries);
        pd_cbor_sort_map(&again, 0);
        assert_true(pd_bytes_equal(pd_buffer_peek(&again),
                                   pd_bytes_slice(pd_buffer_peek(&out), 1, SIZE_MAX)));
        pd_buffer_deinit(&again);
        pd_buffer_deinit(&out);
    }
}

static void wrong_maps_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *hex;
        Status status;
    } wrong[] = {
        {"010102020102", STATUS_INVALID}, /* a key twice, not side by side */
        {"01020103", STATUS_INVALID},     /* side by side */
        {"010203", STATUS_INVALID},       /* half a pair */
        {"0102038101ff", STATUS_INVALID}, /* not CBOR */
        {"01028201", STATUS_INVALID},     /* not whole */
        {"010203f97e01", STATUS_INVALID}, /* not canonical */
    };
    for (size_t i = 0; i < ARRAY_COUNT(wrong); i++) {
        uint8_t space[16];
        Buffer out;
        pd_buffer_init(&out, pd_alloc_system(), SIZE_MAX);
        pd_buffer_append(&out, of_hex(wrong[i].hex, space));
        pd_cbor_sort_map(&out, 0);
        assert_int_equal(pd_buffer_status(&out), wrong[i].status);
        pd_cbor_sort_map(&out, 0);
        assert_int_equal(pd_buffer_status(&out), wrong[i].status);
        pd_buffer_deinit(&out);
    }
}

static void sorting_survives_failures(void **state)
{
    (void)state;
    bool done = false;
    for (uint64_t n = 1; !done; n++) {
        AllocFailing failing;
        Buffer out;
        pd_alloc_failing_init(&failing, pd_alloc_system(), n);
        pd_buffer_init(&out, &failing.alloc, SIZE_MAX);
        write_unsorted(&out, 9, 40);
        done = !failing.failed;
        assert_int_equal(out.status, done ? STATUS_OK : STATUS_NO_MEMORY);
        size_t size = out.size;
        pd_buffer_deinit(&out);
        assert_int_equal(failing.live_bytes + failing.live_count, 0);
        if (done) {
            failing.fail_at = 0;
            /* The maximum counts at the end: with one byte less there is no room for the head. */
            pd_buffer_init(&out, &failing.alloc, size);
            write_unsorted(&out, 9, 40);
            assert_int_equal(out.status, STATUS_OK);
            pd_buffer_deinit(&out);
            pd_buffer_init(&out, &failing.alloc, size - 1);
            write_unsorted(&out, 9, 40);
            assert_int_equal(out.status, STATUS_LIMIT);
            pd_buffer_deinit(&out);
            assert_int_equal(failing.live_count, 0);
        }
    }
}

/* ── typed reads ── */

static void write_record(Buffer *out)
{
    pd_cbor_write_array(out, 14);
    pd_cbor_write_uint(out, UINT64_MAX);
    pd_cbor_write_int(out, INT64_MIN);
    pd_cbor_write_int(out, INT64_MAX);
    pd_cbor_write_int(out, -1);
    pd_cbor_write_bytes(out, pd_bytes("\0\xff", 2));
    pd_cbor_write_cstr(out, "key");
    pd_cbor_write_string(out, pd_bytes_of_cstr("plain"));
    pd_cbor_write_string(out, pd_bytes_of_cstr("x\xed\xa0\x80y"));
    pd_cbor_write_bool(out, true);
    pd_cbor_write_null(out);
    pd_cbor_write_double(out, 0.1);
    pd_cbor_write_tag(out, 99);
    pd_cbor_write_map(out, 0);
    pd_cbor_write_uint(out, 7);
    pd_cbor_write_array(out, 1);
    pd_cbor_write_undefined(out);
}

static void typed_reads_give_what_was_written(void **state)
{
    (void)state;
    Buffer out;
    CborReader reader;
    Error err;
    uint64_t u;
    int64_t i;
    Bytes bytes;
    bool truth;
    double number;
    pd_buffer_init(&out, pd_alloc_system(), 1000);
    write_record(&out);
    pd_cbor_reader_init(&reader, pd_buffer_peek(&out), 10, &err);
    assert_int_equal(pd_cbor_expect_array(&reader, 14), STATUS_OK);
    assert_true(pd_cbor_read_uint(&reader, &u) == STATUS_OK && u == UINT64_MAX);
    assert_true(pd_cbor_read_int(&reader, &i) == STATUS_OK && i == INT64_MIN);
    assert_true(pd_cbor_read_int(&reader, &i) == STATUS_OK && i == INT64_MAX);
    assert_true(pd_cbor_read_int(&reader, &i) == STATUS_OK && i == -1);
    assert_true(pd_cbor_read_bytes(&reader, &bytes) == STATUS_OK && bytes.size == 2);
    assert_int_equal(pd_cbor_expect_text(&reader, "key"), STATUS_OK);
    assert_true(pd_cbor_read_string(&reader, &bytes) == STATUS_OK);
    assert_true(pd_bytes_equal_cstr(bytes, "plain"));
    assert_true(pd_cbor_read_string(&reader, &bytes) == STATUS_OK);
    assert_true(pd_bytes_equal_cstr(bytes, "x\xed\xa0\x80y"));
    assert_true(pd_cbor_read_bool(&reader, &truth) == STATUS_OK && truth);
    assert_int_equal(pd_cbor_read_null(&reader), STATUS_OK);
    assert_true(pd_cbor_read_double(&reader, &number) == STATUS_OK && number == 0.1);
    assert_true(pd_cbor_read_tag(&reader, &u) == STATUS_OK && u == 99);
    assert_int_equal(pd_cbor_expect_map(&reader, 0), STATUS_OK);
    assert_true(pd_cbor_read_uint_range(&reader, 7, 7, &u) == STATUS_OK && u == 7);
    assert_false(pd_cbor_at_end(&reader));
    assert_true(pd_cbor_read_raw(&reader, &bytes) == STATUS_OK && bytes.size == 2);
    assert_int_equal(pd_cbor_finish(&reader), STATUS_OK);
    assert_int_equal(pd_cbor_read_null(&reader), STATUS_TRUNCATED);
    pd_buffer_deinit(&out);
}

typedef Status (*TypedRead)(CborReader *reader);

static Status as_uint(CborReader *reader)
{
    uint64_t value;
    return pd_cbor_read_uint(reader, &value);
}

static Status as_range(CborReader *reader)
{
    uint64_t value;
    return pd_cbor_read_uint_range(reader, 2, 3, &value);
}

static Status as_int(CborReader *reader)
{
    int64_t value;
    return pd_cbor_read_int(reader, &value);
}

static Status as_text(CborReader *reader)
{
    return pd_cbor_expect_text(reader, "ab");
}

static Status as_string(CborReader *reader)
{
    Bytes text;
    return pd_cbor_read_string(reader, &text);
}

static Status as_array(CborReader *reader)
{
    return pd_cbor_expect_array(reader, 2);
}

static Status as_big(CborReader *reader)
{
    CborBig big;
    return pd_cbor_read_big(reader, &big);
}

static void typed_reads_refuse_the_rest(void **state)
{
    (void)state;
    static const struct {
        TypedRead read;
        const char *hex;
        Status status;
        const char *message;
    } wrong[] = {
        {as_uint, "20", STATUS_INVALID, "wanted unsigned integer, found negative integer"},
        {as_range, "01", STATUS_INVALID, "wanted a number from 2 to 3, found 1"},
        {as_range, "04", STATUS_INVALID, "wanted a number from 2 to 3, found 4"},
        {as_range, "02", STATUS_OK, ""},
        {as_range, "03", STATUS_OK, ""},
        {as_int, "1b8000000000000000", STATUS_INVALID, "the integer is too large"},
        {as_int, "3b8000000000000000", STATUS_INVALID, "the integer is too large"},
        {as_int, "f90000", STATUS_INVALID, "wanted integer, found float"},
        {as_text, "626162", STATUS_OK, ""},
        {as_text, "6161", STATUS_INVALID, "wanted \"ab\", found \"a\""},
        {as_text, "426162", STATUS_INVALID, "wanted text, found byte string"},
        {as_string, "d9011141ff", STATUS_CORRUPT, "the string is not UTF-8"},
        {as_string, "d901114161", STATUS_CORRUPT, "the string could be text"},
        {as_string, "d9011101", STATUS_INVALID, "wanted byte string, found unsigned integer"},
        {as_string, "c160", STATUS_INVALID, "wanted text, found tag"},
        {as_array, "8100", STATUS_INVALID, "wanted 2 items in this array, found 1"},
        {as_array, "a0", STATUS_INVALID, "wanted array, found map"},
        {as_big, "c2480102030405060708", STATUS_CORRUPT, "the integer is not in its shortest form"},
        {as_big, "c249000102030405060708", STATUS_CORRUPT,
         "the integer is not in its shortest form"},
        {as_big, "c149010203040506070809", STATUS_INVALID, "wanted integer, found tag"},
        {as_big, "c2f6", STATUS_INVALID, "wanted byte string, found null"},
    };
    for (size_t i = 0; i < ARRAY_COUNT(wrong); i++) {
        uint8_t space[32];
        Error err = {.status = STATUS_OK};
        CborReader reader;
        pd_cbor_reader_init(&reader, of_hex(wrong[i].hex, space), 10, &err);
        assert_int_equal(wrong[i].read(&reader), wrong[i].status);
        assert_string_equal(err.message, wrong[i].message);
        if (wrong[i].status != STATUS_OK) {
            /* The failure sticks, and the first message stays. */
            assert_int_equal(pd_cbor_skip(&reader), wrong[i].status);
            assert_int_equal(pd_cbor_finish(&reader), wrong[i].status);
            assert_int_equal(pd_cbor_fail(&reader, STATUS_IO, "later"), wrong[i].status);
            assert_string_equal(err.message, wrong[i].message);
        }
    }
}

static void big_integers_come_back(void **state)
{
    (void)state;
    static const struct {
        bool negative;
        const char *n;
        const char *encoded;
    } known[] = {
        {false, "", "00"},
        {false, "0000", "00"},
        {false, "17", "17"},
        {true, "", "20"},
        {true, "00ff", "38ff"},
        {false, "ffffffffffffffff", "1bffffffffffffffff"},
        {true, "00ffffffffffffffff", "3bffffffffffffffff"},
        {false, "010000000000000000", "c249010000000000000000"},
        {true, "000123456789abcdef00ff", "c34a0123456789abcdef00ff"},
    };
    for (size_t i = 0; i < ARRAY_COUNT(known); i++) {
        uint8_t n_space[32];
        uint8_t space[32];
        Buffer out;
        CborReader reader;
        CborBig big;
        pd_buffer_init(&out, pd_alloc_system(), 100);
        Bytes n = of_hex(known[i].n, n_space);
        pd_cbor_write_big(&out, known[i].negative, n);
        assert_true(pd_bytes_equal(pd_buffer_peek(&out), of_hex(known[i].encoded, space)));
        pd_cbor_reader_init(&reader, pd_buffer_peek(&out), 10, NULL);
        assert_int_equal(pd_cbor_read_big(&reader, &big), STATUS_OK);
        assert_int_equal(pd_cbor_finish(&reader), STATUS_OK);
        while (n.size > 0 && n.data[0] == 0) {
            n = pd_bytes_slice(n, 1, SIZE_MAX);
        }
        assert_int_equal(big.negative, known[i].negative);
        assert_true(pd_bytes_equal(big.n, n));
        pd_buffer_deinit(&out);
    }
}

static void wrong_text_is_not_written(void **state)
{
    (void)state;
    Buffer out;
    pd_buffer_init(&out, pd_alloc_system(), 100);
    pd_cbor_write_text(&out, pd_bytes_of_cstr("\xed\xa0\x80"));
    assert_int_equal(pd_buffer_status(&out), STATUS_INVALID);
    pd_buffer_reset(&out);
    pd_cbor_write_string(&out, pd_bytes_of_cstr("\xff"));
    assert_int_equal(pd_buffer_status(&out), STATUS_INVALID);
    assert_string_equal(pd_cbor_kind_name(CBOR_MAP), "map");
    assert_string_equal(pd_cbor_kind_name(CBOR_KIND_COUNT), "unknown");
    pd_buffer_deinit(&out);
}

/* The items of an array, passed over one by one or left: where that ends, or nowhere. */
static bool end_of(Bytes bytes, bool leave, size_t *end)
{
    CborReader reader;
    uint64_t count;
    pd_cbor_reader_init(&reader, bytes, 8, NULL);
    Status status = pd_cbor_read_array(&reader, &count);
    if (leave && status == STATUS_OK) {
        status = pd_cbor_leave(&reader);
    }
    for (uint64_t i = 0; i < count && !leave && status == STATUS_OK; i++) {
        status = pd_cbor_skip(&reader);
    }
    *end = reader.offset;
    return status == STATUS_OK && reader.depth == 0;
}

static bool tagged_reads_agree(Bytes bytes)
{
    CborReader quick;
    CborReader slow;
    uint64_t tag;
    uint64_t value;
    uint64_t same_tag;
    uint64_t same;
    pd_cbor_reader_init(&quick, bytes, 8, NULL);
    pd_cbor_reader_init(&slow, bytes, 8, NULL);
    if (!pd_cbor_try_tagged_uint(&quick, &tag, &value)) {
        assert_int_equal(quick.offset, 0);
        return false;
    }
    assert_int_equal(pd_cbor_read_tag(&slow, &same_tag), STATUS_OK);
    assert_int_equal(pd_cbor_read_uint(&slow, &same), STATUS_OK);
    assert_true(tag == same_tag && value == same && quick.offset == slow.offset);
    return true;
}

/* Skipping, reading bytes and reading simple values say what reading one head at a time says. */
static void heads_agree(Bytes bytes)
{
    CborReader quick;
    CborReader slow;
    CborItem item;
    Bytes content;
    unsigned simple;
    Status status;
    pd_cbor_reader_init(&quick, bytes, 4, NULL);
    pd_cbor_reader_init(&slow, bytes, 4, NULL);
    do {
        status = pd_cbor_next(&slow, &item);
    } while (status == STATUS_OK && slow.depth > 0);
    assert_int_equal(pd_cbor_skip(&quick), status);
    assert_true(status != STATUS_OK || quick.offset == slow.offset);
    pd_cbor_reader_init(&quick, bytes, 4, NULL);
    pd_cbor_reader_init(&slow, bytes, 4, NULL);
    status = pd_cbor_next(&slow, &item);
    bool simple_next = pd_cbor_try_simple(&quick, &simple);
    assert_int_equal(quick.offset, simple_next ? 1 : 0);
    assert_int_equal(simple_next,
                     status == STATUS_OK && (item.kind == CBOR_BOOL || item.kind == CBOR_NULL ||
                                             item.kind == CBOR_UNDEFINED));
    assert_true(!simple_next || item.kind != CBOR_BOOL ||
                item.truth == (simple == CBOR_SIMPLE_TRUE));
    assert_true(!simple_next || (item.kind == CBOR_NULL) == (simple == CBOR_SIMPLE_NULL));
    pd_cbor_reader_init(&quick, bytes, 4, NULL);
    bool are_bytes = pd_cbor_read_bytes(&quick, &content) == STATUS_OK;
    assert_int_equal(are_bytes, status == STATUS_OK && item.kind == CBOR_BYTES);
    assert_true(!are_bytes || (content.size == item.bytes.size && content.data == item.bytes.data &&
                               quick.offset == slow.offset));
}

/* Readers that look at the usual forms only say what those that look at everything say. */
static void quick_reads_agree(void **state)
{
    (void)state;
    enum { ROOM = 12 };
    uint64_t seed = 7;
    size_t accepted_count = 0;
    size_t tagged_count = 0;
    for (unsigned i = 0; i < 0x20000; i++) {
        uint8_t data[ROOM] = {0x83, (uint8_t)(i >> 8), (uint8_t)i};
        for (size_t k = 3; k < ROOM; k++) {
            data[k] = i < 0x10000 ? 0 : (uint8_t)next_random(&seed);
        }
        size_t size = 2 + next_random(&seed) % (ROOM - 1);
        Bytes bytes = pd_bytes(data, size);
        size_t skipped;
        size_t left;
        bool good = end_of(bytes, false, &skipped);
        bool same = end_of(bytes, true, &left);
        accepted_count += good;
        assert_true(!good || (same && left == skipped));
        CborReader quick;
        CborReader slow;
        int64_t a = 0;
        int64_t b = 0;
        pd_cbor_reader_init(&quick, pd_bytes_slice(bytes, 1, size - 1), 8, NULL);
        pd_cbor_reader_init(&slow, pd_bytes_slice(bytes, 1, size - 1), 8, NULL);
        if (pd_cbor_try_int(&quick, &a)) {
            assert_int_equal(pd_cbor_read_int(&slow, &b), STATUS_OK);
            assert_true(a == b && quick.offset == slow.offset);
        } else {
            assert_int_equal(quick.offset, 0);
        }
        tagged_count += tagged_reads_agree(pd_bytes_slice(bytes, 1, size - 1));
        heads_agree(bytes);
        heads_agree(pd_bytes_slice(bytes, 1, size - 1));
    }
    assert_true(accepted_count > 1000 && tagged_count > 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(examples_are_shown),
        cmocka_unit_test(indentation_puts_elements_on_lines),
        cmocka_unit_test(refusals_say_where),
        cmocka_unit_test(all_short_strings),
        cmocka_unit_test(nesting_has_a_maximum),
        cmocka_unit_test(all_halves_come_back),
        cmocka_unit_test(floats_take_the_shortest_form),
        cmocka_unit_test(random_data_equals_libcbors),
        cmocka_unit_test(maps_are_sorted),
        cmocka_unit_test(wrong_maps_are_refused),
        cmocka_unit_test(sorting_survives_failures),
        cmocka_unit_test(typed_reads_give_what_was_written),
        cmocka_unit_test(typed_reads_refuse_the_rest),
        cmocka_unit_test(big_integers_come_back),
        cmocka_unit_test(wrong_text_is_not_written),
        cmocka_unit_test(quick_reads_agree),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
