/* Integers: representation, sums, products, shifts, bits, comparison, conversion to and from C.
 *
 * A value within 50 bits is always a small int, everything else a BigInt: sign and magnitude in
 * limbs of 64 bits, worked on by GMP's mpn functions. Results are written in place at the end of
 * the heap and cut to size, so they must be the last thing allocated.
 */
#include "heap/heap_in.h"

#include <gmp.h>
#include <math.h>

_Static_assert(sizeof(mp_limb_t) == sizeof(Limb) && GMP_NUMB_BITS == 64, "limbs are full words");

#define HASH_MODULUS ((UINT64_C(1) << 61) - 1)

/* ---- representation ---- */

static uint64_t magnitude_of(int64_t i)
{
    return i < 0 ? 0 - (uint64_t)i : (uint64_t)i;
}

BigInt *pd_bigint_new(Heap *heap, size_t limb_count)
{
    pd_assert_heap(heap);
    if (limb_count >= UINT32_MAX) {
        return NULL;
    }
    BigInt *b = pd_heap_alloc(heap, sizeof(BigInt) + limb_count * sizeof(Limb), KIND_INT, 0);
    if (b != NULL) {
        b->limb_count = (uint32_t)limb_count;
        b->unused = 0;
    }
    return b;
}

static bool is_small(const Limb *limbs, size_t count, bool negative)
{
    pd_assert_torture(limbs != NULL);
    return count == 0 || (count == 1 && limbs[0] <= (uint64_t)VALUE_INT_MAX + negative);
}

static Value small_of(const Limb *limbs, size_t count, bool negative)
{
    pd_assert_torture(limbs != NULL);
    int64_t i = count == 0 ? 0 : (int64_t)limbs[0];
    return pd_from_int(negative ? -i : i);
}

Value pd_int_finish(Heap *heap, BigInt *b, size_t count, bool negative)
{
    pd_assert_heap(heap);
    pd_assert_object(BigInt, b);
    pd_assert(count <= b->limb_count);
    count = pd_limbs_strip(b->limbs, count);
    if (is_small(b->limbs, count, negative)) {
        Value v = small_of(b->limbs, count, negative);
        pd_heap_trim(heap, b, 0);
        return v;
    }
    b->limb_count = (uint32_t)count;
    b->h.flags = negative ? BIGINT_NEGATIVE : 0;
    pd_heap_trim(heap, b, sizeof(BigInt) + count * sizeof(Limb));
    return pd_value_to(heap, b);
}

Answer pd_int_from_limbs(Heap *heap, const Limb *limbs, size_t count, bool negative, Value *out)
{
    pd_assert_heap(heap);
    pd_assert_torture(limbs != NULL);
    pd_assert_torture(out != NULL);
    count = pd_limbs_strip(limbs, count);
    if (is_small(limbs, count, negative)) {
        *out = small_of(limbs, count, negative);
        return ANSWER_YES;
    }
    BigInt *b = pd_bigint_new(heap, count);
    if (b == NULL) {
        return ANSWER_MEMORY;
    }
    memcpy(b->limbs, limbs, count * sizeof(Limb));
    b->h.flags = negative ? BIGINT_NEGATIVE : 0;
    *out = pd_value_to(heap, b);
    return ANSWER_YES;
}

void pd_scratch_init(Scratch *scratch, const Heap *heap, size_t count)
{
    pd_assert_heap(heap);
    scratch->alloc = heap->alloc;
    scratch->count = count;
    scratch->data = scratch->first;
    if (count > SCRATCH_INLINE_LIMBS) {
        scratch->data = count > SIZE_MAX / sizeof(Limb)
                            ? NULL
                            : pd_alloc_new(heap->alloc, count * sizeof(Limb));
    }
}

void pd_scratch_deinit(Scratch *scratch)
{
    if (scratch->data != scratch->first && scratch->data != NULL) {
        pd_alloc_free_array(scratch->alloc, scratch->data, scratch->count, sizeof(Limb));
    }
}

/* ---- from and to C ---- */

Answer pd_int_from_u64(Heap *heap, uint64_t i, Value *out)
{
    pd_assert_heap(heap);
    pd_assert_torture(out != NULL);
    return pd_int_from_limbs(heap, &i, 1, false, out);
}

Answer pd_int_from_i64(Heap *heap, int64_t i, Value *out)
{
    pd_assert_heap(heap);
    pd_assert_torture(out != NULL);
    if (LIKELY(pd_int_fits(i))) {
        *out = pd_from_int(i);
        return ANSWER_YES;
    }
    BigInt *b = pd_bigint_new(heap, 1);
    if (b == NULL) {
        return ANSWER_MEMORY;
    }
    b->limbs[0] = magnitude_of(i);
    b->h.flags = i < 0 ? BIGINT_NEGATIVE : 0;
    *out = pd_value_to(heap, b);
    return ANSWER_YES;
}

bool pd_int_to_i64(const Heap *heap, Value a, int64_t *out)
{
    pd_assert_heap(heap);
    pd_assert_integer(heap, a);
    if (pd_is_int(a)) {
        *out = pd_int_of(a);
        return true;
    }
    Limbs x;
    pd_limbs_of(heap, a, &x);
    if (x.count > 1 || x.data[0] > (uint64_t)INT64_MAX + x.negative) {
        return false;
    }
    *out = x.negative ? (int64_t)(0 - x.data[0]) : (int64_t)x.data[0];
    return true;
}

Answer pd_int_from_double(Heap *heap, double d, Value *out)
{
    pd_assert_heap(heap);
    pd_assert_torture(out != NULL);
    pd_assert(d - d == 0);
    if (d > -0x1p63 && d < 0x1p63) {
        return pd_int_from_i64(heap, (int64_t)d, out);
    }
    int exponent;
    Limb mantissa = (Limb)ldexp(frexp(fabs(d), &exponent), 53);
    unsigned shift = (unsigned)exponent - 53;
    Limb limbs[17] = {0};
    limbs[shift / 64] = mantissa << shift % 64;
    limbs[shift / 64 + 1] = shift % 64 == 0 ? 0 : mantissa >> (64 - shift % 64);
    return pd_int_from_limbs(heap, limbs, 17, d < 0, out);
}

int pd_int_sign(const Heap *heap, Value a)
{
    pd_assert_heap(heap);
    pd_assert_integer(heap, a);
    if (pd_is_int(a)) {
        int64_t i = pd_int_of(a);
        return (i > 0) - (i < 0);
    }
    return (PD_AS(BigInt, heap, a)->h.flags & BIGINT_NEGATIVE) != 0 ? -1 : 1;
}

uint64_t pd_int_bit_length(const Heap *heap, Value a)
{
    pd_assert_heap(heap);
    pd_assert_integer(heap, a);
    Limbs x;
    pd_limbs_of(heap, a, &x);
    return pd_limbs_bits(x.data, x.count);
}

uint64_t pd_int_bit_count(const Heap *heap, Value a)
{
    pd_assert_heap(heap);
    pd_assert_integer(heap, a);
    Limbs x;
    pd_limbs_of(heap, a, &x);
    return x.count == 0 ? 0 : mpn_popcount(x.data, (mp_size_t)x.count);
}

int64_t pd_int_hash(const Heap *heap, Value a)
{
    pd_assert_heap(heap);
    pd_assert_integer(heap, a);
    int64_t hash;
    if (pd_is_int(a)) {
        hash = pd_int_of(a);
    } else {
        Limbs x;
        pd_limbs_of(heap, a, &x);
        hash = (int64_t)mpn_mod_1(x.data, (mp_size_t)x.count, HASH_MODULUS);
        hash = x.negative ? -hash : hash;
    }
    return hash == -1 ? -2 : hash;
}

/* The 64 bits from the highest set one down; *rest tells whether any bit below them is set. */
static uint64_t top_bits(const Limbs *x, bool *rest)
{
    pd_assert_limbs(x);
    unsigned shift = pd_clz64(x->data[x->count - 1]);
    uint64_t top = x->data[x->count - 1] << shift;
    uint64_t below = 0;
    size_t whole = x->count - 1;
    if (shift != 0 && whole > 0) {
        whole--;
        top |= x->data[whole] >> (64 - shift);
        below = x->data[whole] << shift;
    }
    for (size_t i = 0; i < whole && below == 0; i++) {
        below = x->data[i];
    }
    *rest = below != 0;
    return top;
}

bool pd_int_to_double(const Heap *heap, Value a, double *out)
{
    pd_assert_heap(heap);
    pd_assert_integer(heap, a);
    if (pd_is_int(a)) {
        *out = (double)pd_int_of(a);
        return true;
    }
    Limbs x;
    pd_limbs_of(heap, a, &x);
    uint64_t bits = pd_limbs_bits(x.data, x.count);
    if (bits > 1024) {
        return false;
    }
    bool rest;
    uint64_t top = top_bits(&x, &rest);
    uint64_t mantissa = top >> 11;
    uint64_t low = (top & 0x7ff) << 1 | rest;
    if (low > 0x800 || (low == 0x800 && (mantissa & 1) != 0)) {
        mantissa++;
    }
    double d = ldexp((double)mantissa, (int)bits - 53);
    *out = x.negative ? -d : d;
    return d - d == 0;
}

/* ---- comparing ---- */

static int compare_magnitudes(const Limbs *x, const Limbs *y)
{
    pd_assert_limbs(x);
    pd_assert_limbs(y);
    if (x->count != y->count) {
        return x->count < y->count ? -1 : 1;
    }
    int order = x->count == 0 ? 0 : mpn_cmp(x->data, y->data, (mp_size_t)x->count);
    return (order > 0) - (order < 0);
}

int pd_int_compare(const Heap *heap, Value a, Value b)
{
    pd_assert_heap(heap);
    pd_assert_integer(heap, a);
    pd_assert_integer(heap, b);
    if (pd_both_int(a, b)) {
        int64_t i = pd_int_of(a);
        int64_t j = pd_int_of(b);
        return (i > j) - (i < j);
    }
    Limbs x;
    Limbs y;
    pd_limbs_of(heap, a, &x);
    pd_limbs_of(heap, b, &y);
    if (x.negative != y.negative) {
        return x.negative ? -1 : 1;
    }
    int order = compare_magnitudes(&x, &y);
    return x.negative ? -order : order;
}

static int compare_i64_double(int64_t i, double d)
{
    if (d >= 0x1p63 || d < -0x1p63) {
        return d > 0 ? -1 : 1;
    }
    int64_t whole = (int64_t)d;
    if (i != whole) {
        return i < whole ? -1 : 1;
    }
    double fraction = d - (double)whole;
    return (fraction < 0) - (fraction > 0);
}

int pd_int_compare_double(const Heap *heap, Value a, double d)
{
    pd_assert_heap(heap);
    pd_assert_integer(heap, a);
    pd_assert(d == d);
    int64_t i;
    if (pd_int_to_i64(heap, a, &i)) {
        return compare_i64_double(i, d);
    }
    Limbs x;
    pd_limbs_of(heap, a, &x);
    int larger = x.negative ? -1 : 1; /* the answer when |a| > |d| */
    if (d - d != 0) {
        return d > 0 ? -1 : 1;
    }
    if (d == 0 || (d < 0) != x.negative) {
        return larger;
    }
    int exponent;
    uint64_t mantissa = (uint64_t)ldexp(frexp(fabs(d), &exponent), 53) << 11;
    uint64_t bits = pd_limbs_bits(x.data, x.count);
    if (exponent < 0 || bits != (uint64_t)exponent) {
        return exponent < 0 || bits > (uint64_t)exponent ? larger : -larger;
    }
    bool rest;
    uint64_t top = top_bits(&x, &rest);
    if (top != mantissa) {
        return top > mantissa ? larger : -larger;
    }
    return rest ? larger : 0;
}

/* ---- sums ---- */

/* x + y, where y's sign is flipped when asked. */
static Answer add_limbs(Heap *heap, const Limbs *x, const Limbs *y, bool flip, Value *out)
{
    pd_assert_heap(heap);
    pd_assert_limbs(x);
    pd_assert_limbs(y);
    pd_assert_torture(out != NULL);
    bool y_negative = y->negative != flip;
    const Limbs *large = compare_magnitudes(x, y) >= 0 ? x : y;
    const Limbs *little = large == x ? y : x;
    bool negative = large == x ? x->negative : y_negative;
    bool sum = x->negative == y_negative;
    BigInt *b = pd_bigint_new(heap, large->count + 1);
    if (b == NULL) {
        return ANSWER_MEMORY;
    }
    mp_size_t count = (mp_size_t)large->count;
    mp_size_t little_count = (mp_size_t)little->count;
    b->limbs[count] = 0;
    if (little_count == 0) {
        memcpy(b->limbs, large->data, large->count * sizeof(Limb));
    } else if (sum) {
        b->limbs[count] = mpn_add(b->limbs, large->data, count, little->data, little_count);
    } else {
        mpn_sub(b->limbs, large->data, count, little->data, little_count);
    }
    *out = pd_int_finish(heap, b, large->count + 1, negative);
    return ANSWER_YES;
}

Answer pd_int_add(Heap *heap, Value a, Value b, Value *out)
{
    pd_assert_heap(heap);
    pd_assert_integer(heap, a);
    pd_assert_integer(heap, b);
    pd_assert_torture(out != NULL);
    if (LIKELY(pd_both_int(a, b))) {
        return pd_int_from_i64(heap, pd_int_of(a) + pd_int_of(b), out);
    }
    Limbs x;
    Limbs y;
    pd_limbs_of(heap, a, &x);
    pd_limbs_of(heap, b, &y);
    return add_limbs(heap, &x, &y, false, out);
}

Answer pd_int_sub(Heap *heap, Value a, Value b, Value *out)
{
    pd_assert_heap(heap);
    pd_assert_integer(heap, a);
    pd_assert_integer(heap, b);
    pd_assert_torture(out != NULL);
    if (LIKELY(pd_both_int(a, b))) {
        return pd_int_from_i64(heap, pd_int_of(a) - pd_int_of(b), out);
    }
    Limbs x;
    Limbs y;
    pd_limbs_of(heap, a, &x);
    pd_limbs_of(heap, b, &y);
    return add_limbs(heap, &x, &y, true, out);
}

Answer pd_int_neg(Heap *heap, Value a, Value *out)
{
    pd_assert_heap(heap);
    pd_assert_integer(heap, a);
    pd_assert_torture(out != NULL);
    return pd_int_sub(heap, pd_from_int(0), a, out);
}

Answer pd_int_invert(Heap *heap, Value a, Value *out)
{
    pd_assert_heap(heap);
    pd_assert_integer(heap, a);
    pd_assert_torture(out != NULL);
    return pd_int_sub(heap, pd_from_int(-1), a, out);
}

/* ---- products ---- */

Answer pd_int_mul(Heap *heap, Value a, Value b, uint64_t max_bits, Value *out)
{
    pd_assert_heap(heap);
    pd_assert_integer(heap, a);
    pd_assert_integer(heap, b);
    pd_assert_torture(out != NULL);
    int64_t product;
    if (LIKELY(pd_both_int(a, b)) && max_bits >= 64 &&
        !pd_mul_i64_overflows(pd_int_of(a), pd_int_of(b), &product)) {
        return pd_int_from_i64(heap, product, out);
    }
    Limbs x;
    Limbs y;
    pd_limbs_of(heap, a, &x);
    pd_limbs_of(heap, b, &y);
    if (x.count == 0 || y.count == 0) {
        *out = pd_from_int(0);
        return ANSWER_YES;
    }
    uint64_t bits = pd_limbs_bits(x.data, x.count) + pd_limbs_bits(y.data, y.count);
    if (bits - 1 > max_bits) {
        return ANSWER_LIMIT;
    }
    BigInt *r = pd_bigint_new(heap, x.count + y.count);
    if (r == NULL) {
        return ANSWER_MEMORY;
    }
    const Limbs *large = x.count >= y.count ? &x : &y;
    const Limbs *little = large == &x ? &y : &x;
    mpn_mul(r->limbs, large->data, (mp_size_t)large->count, little->data, (mp_size_t)little->count);
    *out = pd_int_finish(heap, r, x.count + y.count, x.negative != y.negative);
    return bits > max_bits && pd_int_bit_length(heap, *out) > max_bits ? ANSWER_LIMIT : ANSWER_YES;
}

/* base^exponent into power, which has room for the result and a base's size more, as has other;
 * gives its size. The result may be in either: *power is set to it. */
static size_t power_limbs(const Limbs *base, uint64_t exponent, Limb **power, Limb *other)
{
    pd_assert_limbs(base);
    pd_assert_torture(other != NULL);
    Limb *p = *power;
    size_t count = base->count;
    memcpy(p, base->data, count * sizeof(Limb));
    for (uint64_t bit = (UINT64_C(1) << (63 - pd_clz64(exponent))) >> 1; bit != 0; bit >>= 1) {
        mpn_sqr(other, p, (mp_size_t)count);
        count = pd_limbs_strip(other, 2 * count);
        Limb *swap = p;
        p = other;
        other = swap;
        if ((exponent & bit) != 0) {
            mpn_mul(other, p, (mp_size_t)count, base->data, (mp_size_t)base->count);
            count = pd_limbs_strip(other, count + base->count);
            swap = p;
            p = other;
            other = swap;
        }
    }
    *power = p;
    return count;
}

Answer pd_int_pow(Heap *heap, Value a, uint64_t exponent, uint64_t max_bits, Value *out)
{
    pd_assert_heap(heap);
    pd_assert_integer(heap, a);
    pd_assert_torture(out != NULL);
    Limbs x;
    pd_limbs_of(heap, a, &x);
    bool negative = x.negative && exponent % 2 == 1;
    if (exponent == 0 || (x.count == 1 && x.data[0] == 1)) {
        *out = pd_from_int(negative ? -1 : 1);
        return ANSWER_YES;
    }
    if (x.count == 0 || exponent == 1) {
        *out = a;
        return ANSWER_YES;
    }
    uint64_t bits = pd_limbs_bits(x.data, x.count);
    if ((Uint128)(bits - 1) * exponent >= max_bits) {
        return ANSWER_LIMIT; /* at least 2^((bits - 1) * exponent), which has one bit more */
    }
    if (mpn_popcount(x.data, (mp_size_t)x.count) == 1) {
        Value one = pd_from_int(negative ? -1 : 1);
        return pd_int_shift_left(heap, one, (bits - 1) * exponent, max_bits, out);
    }
    size_t room = (size_t)(bits * exponent / 64) + x.count + 4;
    Scratch scratch;
    pd_scratch_init(&scratch, heap, 2 * room);
    if (scratch.data == NULL) {
        return ANSWER_MEMORY;
    }
    Limb *power = scratch.data;
    size_t count = power_limbs(&x, exponent, &power, scratch.data + room);
    Answer answer = ANSWER_LIMIT;
    if (pd_limbs_bits(power, count) <= max_bits) {
        answer = pd_int_from_limbs(heap, power, count, negative, out);
    }
    pd_scratch_deinit(&scratch);
    return answer;
}

/* ---- shifts and bits ---- */

Answer pd_int_shift_left(Heap *heap, Value a, uint64_t bits, uint64_t max_bits, Value *out)
{
    pd_assert_heap(heap);
    pd_assert_integer(heap, a);
    pd_assert_torture(out != NULL);
    Limbs x;
    pd_limbs_of(heap, a, &x);
    if (x.count == 0 || bits == 0) {
        *out = a;
        return ANSWER_YES;
    }
    uint64_t length = pd_limbs_bits(x.data, x.count);
    if (bits > max_bits || length > max_bits - bits) {
        return ANSWER_LIMIT;
    }
    size_t whole = (size_t)(bits / 64);
    unsigned part = (unsigned)(bits % 64);
    BigInt *r = pd_bigint_new(heap, x.count + whole + 1);
    if (r == NULL) {
        return ANSWER_MEMORY;
    }
    memset(r->limbs, 0, whole * sizeof(Limb));
    Limb *high = r->limbs + whole;
    high[x.count] = 0;
    if (part != 0) {
        high[x.count] = mpn_lshift(high, x.data, (mp_size_t)x.count, part);
    } else {
        memcpy(high, x.data, x.count * sizeof(Limb));
    }
    *out = pd_int_finish(heap, r, x.count + whole + 1, x.negative);
    return ANSWER_YES;
}

Answer pd_int_shift_right(Heap *heap, Value a, uint64_t bits, Value *out)
{
    pd_assert_heap(heap);
    pd_assert_integer(heap, a);
    pd_assert_torture(out != NULL);
    if (pd_is_int(a)) {
        int64_t i = pd_int_of(a);
        *out = pd_from_int(i >> (bits < 63 ? bits : 63));
        return ANSWER_YES;
    }
    Limbs x;
    pd_limbs_of(heap, a, &x);
    if (bits / 64 >= x.count) {
        *out = pd_from_int(x.negative ? -1 : 0);
        return ANSWER_YES;
    }
    size_t whole = (size_t)(bits / 64);
    unsigned part = (unsigned)(bits % 64);
    size_t count = x.count - whole;
    BigInt *r = pd_bigint_new(heap, count + 1);
    if (r == NULL) {
        return ANSWER_MEMORY;
    }
    Limb lost = 0;
    if (part != 0) {
        lost = mpn_rshift(r->limbs, x.data + whole, (mp_size_t)count, part);
    } else {
        memcpy(r->limbs, x.data + whole, count * sizeof(Limb));
    }
    for (size_t i = 0; i < whole && lost == 0; i++) {
        lost = x.data[i];
    }
    r->limbs[count] = 0;
    if (x.negative && lost != 0) {
        r->limbs[count] = mpn_add_1(r->limbs, r->limbs, (mp_size_t)count, 1);
    }
    *out = pd_int_finish(heap, r, count + 1, x.negative);
    return ANSWER_YES;
}

/* Limb i of the two's complement; *carry starts as 1 and is for negative numbers. */
static Limb complement_limb(const Limbs *x, size_t i, Limb *carry)
{
    pd_assert_limbs(x);
    pd_assert_torture(carry != NULL);
    Limb limb = i < x->count ? x->data[i] : 0;
    if (!x->negative) {
        return limb;
    }
    limb = ~limb + *carry;
    *carry = *carry != 0 && limb == 0;
    return limb;
}

static Limb combine(char op, Limb p, Limb q)
{
    pd_assert(op == '&' || op == '|' || op == '^');
    return op == '&' ? (p & q) : op == '|' ? (p | q) : (p ^ q);
}

Answer pd_int_bitwise(Heap *heap, char op, Value a, Value b, Value *out)
{
    pd_assert_heap(heap);
    pd_assert_integer(heap, a);
    pd_assert_integer(heap, b);
    pd_assert_torture(out != NULL);
    if (pd_both_int(a, b)) {
        uint64_t bits = combine(op, (uint64_t)pd_int_of(a), (uint64_t)pd_int_of(b));
        *out = pd_from_int((int64_t)bits);
        return ANSWER_YES;
    }
    Limbs x;
    Limbs y;
    pd_limbs_of(heap, a, &x);
    pd_limbs_of(heap, b, &y);
    size_t count = (x.count > y.count ? x.count : y.count) + 1;
    BigInt *r = pd_bigint_new(heap, count);
    if (r == NULL) {
        return ANSWER_MEMORY;
    }
    Limb carry_x = 1;
    Limb carry_y = 1;
    for (size_t i = 0; i < count; i++) {
        Limb p = complement_limb(&x, i, &carry_x);
        Limb q = complement_limb(&y, i, &carry_y);
        r->limbs[i] = combine(op, p, q);
    }
    bool negative = r->limbs[count - 1] >> 63 != 0;
    if (negative) {
        mpn_neg(r->limbs, r->limbs, (mp_size_t)count);
    }
    *out = pd_int_finish(heap, r, count, negative);
    return ANSWER_YES;
}
