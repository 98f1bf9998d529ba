/* Integers to and from text in a base and bytes; subquadratic through mpn_get_str and mpn_set_str.
 *
 * Must not know signs, prefixes or underscores of literals, nor the limit int_digits: the caller's.
 */
#include "heap/heap_in.h"

#include <gmp.h>

enum {
    BASE_MIN = 2,
    BASE_MAX = 36,
    WORD_DIGITS = 12 /* so many digits fit 64 bits in any base */
};

static const char digit_characters[] = "0123456789abcdefghijklmnopqrstuvwxyz";

static void append_word(uint64_t magnitude, uint32_t base, bool negative, Buffer *out)
{
    uint8_t text[65];
    size_t at = sizeof text;
    do {
        text[--at] = (uint8_t)digit_characters[magnitude % base];
        magnitude /= base;
    } while (magnitude != 0);
    if (negative) {
        text[--at] = '-';
    }
    pd_buffer_append(out, (Bytes){text + at, sizeof text - at});
}

Status pd_int_append_text(Heap *heap, Value a, uint32_t base, Buffer *out)
{
    pd_assert_heap(heap);
    pd_assert_integer(heap, a);
    pd_assert(base >= BASE_MIN && base <= BASE_MAX);
    Limbs x;
    pd_limbs_of(heap, a, &x);
    if (x.count <= 1) {
        append_word(x.count == 0 ? 0 : x.data[0], base, x.negative, out);
        return pd_buffer_status(out);
    }
    size_t room = mpn_sizeinbase(x.data, (mp_size_t)x.count, (int)base) + 1;
    if (x.negative) {
        pd_buffer_append_byte(out, '-');
    }
    uint8_t *text = pd_buffer_reserve(out, room);
    if (text == NULL) {
        return pd_buffer_status(out);
    }
    Scratch scratch;
    pd_scratch_init(&scratch, heap, x.count + 1); /* mpn_get_str destroys what it reads */
    if (scratch.data == NULL) {
        pd_buffer_fail(out, STATUS_NO_MEMORY);
        return STATUS_NO_MEMORY;
    }
    memcpy(scratch.data, x.data, x.count * sizeof(Limb));
    size_t count = mpn_get_str(text, (int)base, scratch.data, (mp_size_t)x.count);
    pd_scratch_deinit(&scratch);
    pd_assert(count <= room);
    size_t zeros = 0;
    while (zeros + 1 < count && text[zeros] == 0) {
        zeros++;
    }
    count -= zeros;
    for (size_t i = 0; i < count; i++) {
        text[i] = (uint8_t)digit_characters[text[i + zeros]];
    }
    pd_buffer_commit(out, count);
    return pd_buffer_status(out);
}

static uint8_t digit_value(uint8_t c)
{
    if (c >= '0' && c <= '9') {
        return (uint8_t)(c - '0');
    }
    return (uint8_t)((c | 0x20) - 'a' + 10);
}

static unsigned bits_of_base(uint32_t base)
{
    return 64 - pd_clz64(base - 1);
}

Answer pd_int_parse(Heap *heap, Bytes digits, uint32_t base, bool negative, Value *out)
{
    pd_assert_heap(heap);
    pd_assert_torture(out != NULL);
    pd_assert(base >= BASE_MIN && base <= BASE_MAX && digits.size > 0);
    while (digits.size > 1 && digits.data[0] == '0') {
        digits = pd_bytes_slice(digits, 1, digits.size - 1);
    }
    if (digits.size <= WORD_DIGITS) {
        int64_t value = 0;
        for (size_t i = 0; i < digits.size; i++) {
            pd_assert(digit_value(digits.data[i]) < base);
            value = value * (int64_t)base + digit_value(digits.data[i]);
        }
        return pd_int_from_i64(heap, negative ? -value : value, out);
    }
    size_t limb_count = digits.size / 64 * bits_of_base(base) + bits_of_base(base) + 2;
    size_t digit_limbs = digits.size / sizeof(Limb) + 1;
    Scratch scratch;
    pd_scratch_init(&scratch, heap, limb_count + digit_limbs);
    if (scratch.data == NULL) {
        return ANSWER_MEMORY;
    }
    uint8_t *values = (uint8_t *)(scratch.data + limb_count);
    for (size_t i = 0; i < digits.size; i++) {
        values[i] = digit_value(digits.data[i]);
        pd_assert(values[i] < base);
    }
    mp_size_t used = mpn_set_str(scratch.data, values, digits.size, (int)base);
    pd_assert((size_t)used <= limb_count);
    Answer answer = pd_int_from_limbs(heap, scratch.data, (size_t)used, negative, out);
    pd_scratch_deinit(&scratch);
    return answer;
}

/* Byte i of bytes, counted from the least significant one. */
static uint8_t byte_at(Bytes bytes, bool little, size_t i)
{
    return bytes.data[little ? i : bytes.size - 1 - i];
}

Answer pd_int_from_bytes(Heap *heap, Bytes bytes, unsigned flags, Value *out)
{
    pd_assert_heap(heap);
    pd_assert_torture(out != NULL);
    bool little = (flags & INT_LITTLE) != 0;
    bool is_signed = (flags & INT_SIGNED) != 0;
    size_t count = bytes.size / sizeof(Limb) + 1;
    bool negative = is_signed && bytes.size > 0 && byte_at(bytes, little, bytes.size - 1) >= 0x80;
    BigInt *b = pd_bigint_new(heap, count);
    if (b == NULL) {
        return ANSWER_MEMORY;
    }
    memset(b->limbs, negative ? 0xff : 0, count * sizeof(Limb));
    for (size_t i = 0; i < bytes.size; i++) {
        Limb *limb = &b->limbs[i / sizeof(Limb)];
        unsigned shift = (unsigned)(i % sizeof(Limb)) * 8;
        *limb = (*limb & ~((Limb)0xff << shift)) | (Limb)byte_at(bytes, little, i) << shift;
    }
    if (negative) {
        mpn_neg(b->limbs, b->limbs, (mp_size_t)count);
    }
    *out = pd_int_finish(heap, b, count, negative);
    return ANSWER_YES;
}

bool pd_int_to_bytes(const Heap *heap, Value a, unsigned flags, uint8_t *out, size_t count)
{
    pd_assert_heap(heap);
    pd_assert_integer(heap, a);
    bool little = (flags & INT_LITTLE) != 0;
    bool is_signed = (flags & INT_SIGNED) != 0;
    Limbs x;
    pd_limbs_of(heap, a, &x);
    if (x.negative && !is_signed) {
        return false;
    }
    uint64_t bits = pd_limbs_bits(x.data, x.count);
    uint64_t room = (uint64_t)count * 8;
    if (bits > room || (is_signed && bits == room && bits > 0)) {
        bool lowest = x.negative && bits == room &&
                      mpn_popcount(x.data, (mp_size_t)x.count) == 1; /* -2^(room - 1) */
        if (!lowest) {
            return false;
        }
    }
    Limb carry = 1;
    Limb limb = 0;
    for (size_t i = 0; i < count; i++) {
        if (i % sizeof(Limb) == 0) {
            size_t at = i / sizeof(Limb);
            limb = at < x.count ? x.data[at] : 0;
            if (x.negative) {
                limb = ~limb + carry;
                carry = carry != 0 && limb == 0;
            }
        }
        out[little ? i : count - 1 - i] = (uint8_t)(limb >> (i % sizeof(Limb) * 8));
    }
    return true;
}
