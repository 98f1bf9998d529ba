/* Integer division and what is built on it: remainder, modular power, gcd, roots, true division.
 *
 * Quotients round down and remainders have the sign of the divisor, as in Python.
 */
#include "heap/heap_in.h"

#include <gmp.h>
#include <math.h>

static Answer divide_small(Heap *heap, int64_t a, int64_t b, Value *quotient, Value *remainder)
{
    pd_assert_heap(heap);
    int64_t q = a / b;
    int64_t r = a % b;
    if (r != 0 && (r < 0) != (b < 0)) {
        q--;
        r += b;
    }
    if (remainder != NULL) {
        *remainder = pd_from_int(r);
    }
    return quotient != NULL ? pd_int_from_i64(heap, q, quotient) : ANSWER_YES;
}

/* |x| / |y| truncated: quotient x.count - y.count + 1 limbs, remainder y.count limbs. */
static void divide_magnitudes(const Limbs *x, const Limbs *y, Limb *quotient, Limb *remainder)
{
    pd_assert_limbs(x);
    pd_assert_limbs(y);
    pd_assert_torture(quotient != NULL);
    pd_assert_torture(remainder != NULL);
    pd_assert(x->count >= y->count && y->count > 0);
    mpn_tdiv_qr(quotient, remainder, 0, x->data, (mp_size_t)x->count, y->data, (mp_size_t)y->count);
}

Answer pd_int_divmod(Heap *heap, Value a, Value b, Value *quotient, Value *remainder)
{
    pd_assert_heap(heap);
    pd_assert_integer(heap, a);
    pd_assert_integer(heap, b);
    if (LIKELY(pd_both_int(a, b))) {
        return divide_small(heap, pd_int_of(a), pd_int_of(b), quotient, remainder);
    }
    Limbs x;
    Limbs y;
    pd_limbs_of(heap, a, &x);
    pd_limbs_of(heap, b, &y);
    pd_assert(y.count > 0);
    size_t q_count = x.count >= y.count ? x.count - y.count + 1 : 0;
    Scratch scratch;
    pd_scratch_init(&scratch, heap, q_count + 1 + y.count);
    if (scratch.data == NULL) {
        return ANSWER_MEMORY;
    }
    Limb *q = scratch.data;
    Limb *r = q + q_count + 1;
    q[q_count] = 0;
    if (q_count > 0) {
        divide_magnitudes(&x, &y, q, r);
    } else {
        memset(r, 0, y.count * sizeof(Limb));
        memcpy(r, x.data, x.count * sizeof(Limb));
    }
    bool opposite = x.negative != y.negative;
    if (opposite && pd_limbs_strip(r, y.count) > 0) {
        mpn_sub_n(r, y.data, r, (mp_size_t)y.count);
        mpn_add_1(q, q, (mp_size_t)q_count + 1, 1);
    }
    Answer answer = ANSWER_YES;
    if (quotient != NULL) {
        answer = pd_int_from_limbs(heap, q, q_count + 1, opposite, quotient);
    }
    if (answer == ANSWER_YES && remainder != NULL) {
        answer = pd_int_from_limbs(heap, r, y.count, y.negative, remainder);
    }
    pd_scratch_deinit(&scratch);
    return answer;
}

/* ---- modular power ---- */

enum { WINDOW_BITS = 4, WINDOW_POWERS = 1 << WINDOW_BITS };

typedef struct Modular {
    const Limb *modulus;
    size_t count;
    Limb *product;  /* 2 * count */
    Limb *quotient; /* count + 1 */
} Modular;

/* r = x * y modulo; all have count limbs; r may be x or y. */
static void multiply_modulo(const Modular *m, Limb *r, const Limb *x, const Limb *y)
{
    pd_assert_torture(r != NULL);
    pd_assert_torture(x != NULL);
    pd_assert_torture(y != NULL);
    mp_size_t n = (mp_size_t)m->count;
    if (x == y) {
        mpn_sqr(m->product, x, n);
    } else {
        mpn_mul_n(m->product, x, y, n);
    }
    mpn_tdiv_qr(m->quotient, r, 0, m->product, 2 * n, m->modulus, n);
}

static unsigned window_at(const Limbs *e, uint64_t window)
{
    pd_assert_limbs(e);
    uint64_t bit = window * WINDOW_BITS;
    return (unsigned)(e->data[bit / 64] >> (bit % 64)) & (WINDOW_POWERS - 1);
}

/* powers holds WINDOW_POWERS numbers, of which 0 and 1 are set; the result goes to r. */
static void power_modulo(const Modular *m, Limb *powers, const Limbs *e, Limb *r)
{
    pd_assert_torture(powers != NULL);
    pd_assert_limbs(e);
    pd_assert_torture(r != NULL);
    size_t n = m->count;
    for (size_t i = 2; i < WINDOW_POWERS; i++) {
        multiply_modulo(m, powers + i * n, powers + (i - 1) * n, powers + n);
    }
    uint64_t window = (pd_limbs_bits(e->data, e->count) + WINDOW_BITS - 1) / WINDOW_BITS;
    memcpy(r, powers, n * sizeof(Limb));
    while (window-- > 0) {
        for (int i = 0; i < WINDOW_BITS; i++) {
            multiply_modulo(m, r, r, r);
        }
        unsigned digit = window_at(e, window);
        if (digit != 0) {
            multiply_modulo(m, r, r, powers + digit * n);
        }
    }
}

/* base^exponent modulo one limb. Products of halves of a limb are whole limbs, which machines
 * divide much faster than two. */
static Limb power_modulo_limb(Limb base, const Limbs *e, Limb modulus)
{
    pd_assert_limbs(e);
    pd_assert(base < modulus);
    const bool half = modulus <= UINT32_MAX;
    Limb r = modulus > 1;
    for (uint64_t bit = pd_limbs_bits(e->data, e->count); bit-- > 0;) {
        r = half ? r * r % modulus : (Limb)((Uint128)r * r % modulus);
        if ((e->data[bit / 64] >> (bit % 64) & 1) != 0) {
            r = half ? r * base % modulus : (Limb)((Uint128)r * base % modulus);
        }
    }
    return r;
}

Answer pd_int_pow_mod(Heap *heap, Value a, Value exponent, Value modulus, Value *out)
{
    pd_assert_heap(heap);
    pd_assert_integer(heap, a);
    pd_assert_integer(heap, exponent);
    pd_assert_integer(heap, modulus);
    pd_assert_torture(out != NULL);
    Value base;
    Answer answer = pd_int_divmod(heap, a, modulus, NULL, &base);
    if (answer != ANSWER_YES) {
        return answer;
    }
    Limbs x;
    Limbs e;
    Limbs m;
    pd_limbs_of(heap, base, &x);
    pd_limbs_of(heap, exponent, &e);
    pd_limbs_of(heap, modulus, &m);
    pd_assert(!e.negative && m.count > 0 && x.count <= m.count);
    size_t n = m.count;
    if (n == 1) {
        Limb magnitude = x.count == 0 ? 0 : x.data[0];
        /* The floor remainder has the modulus's sign; its magnitude stands for its negation. */
        Limb r = power_modulo_limb(x.negative ? m.data[0] - magnitude : magnitude, &e, m.data[0]);
        r = m.negative && r != 0 ? m.data[0] - r : r;
        return pd_int_from_limbs(heap, &r, 1, m.negative, out);
    }
    Scratch scratch;
    pd_scratch_init(&scratch, heap, n * (WINDOW_POWERS + 4) + 1);
    if (scratch.data == NULL) {
        return ANSWER_MEMORY;
    }
    Limb *powers = scratch.data;
    Limb *r = powers + WINDOW_POWERS * n;
    Modular modular = {.modulus = m.data, .count = n, .product = r + n, .quotient = r + 3 * n};
    memset(powers, 0, 2 * n * sizeof(Limb));
    powers[0] = 1;
    memcpy(powers + n, x.data, x.count * sizeof(Limb));
    if (x.negative) {
        mpn_sub_n(powers + n, m.data, powers + n, (mp_size_t)n);
    }
    power_modulo(&modular, powers, &e, r);
    if (m.negative && pd_limbs_strip(r, n) > 0) {
        mpn_sub_n(r, m.data, r, (mp_size_t)n);
    }
    answer = pd_int_from_limbs(heap, r, n, m.negative, out);
    pd_scratch_deinit(&scratch);
    return answer;
}

/* ---- gcd and root ---- */

static uint64_t gcd_u64(uint64_t a, uint64_t b)
{
    while (b != 0) {
        uint64_t r = a % b;
        a = b;
        b = r;
    }
    return a;
}

/* Copies x without its trailing zero bits, of which it gives the number. */
static uint64_t copy_odd_part(const Limbs *x, Limb *to, size_t *count)
{
    pd_assert_limbs(x);
    pd_assert_torture(to != NULL);
    size_t whole = 0;
    while (x->data[whole] == 0) {
        whole++;
    }
    unsigned part = pd_ctz64(x->data[whole]);
    *count = x->count - whole;
    if (part != 0) {
        mpn_rshift(to, x->data + whole, (mp_size_t)*count, part);
    } else {
        memcpy(to, x->data + whole, *count * sizeof(Limb));
    }
    *count = pd_limbs_strip(to, *count);
    return (uint64_t)whole * 64 + part;
}

Answer pd_int_gcd(Heap *heap, Value a, Value b, Value *out)
{
    pd_assert_heap(heap);
    pd_assert_integer(heap, a);
    pd_assert_integer(heap, b);
    pd_assert_torture(out != NULL);
    if (pd_both_int(a, b)) {
        int64_t i = pd_int_of(a);
        int64_t j = pd_int_of(b);
        return pd_int_from_i64(
            heap, (int64_t)gcd_u64((uint64_t)(i < 0 ? -i : i), (uint64_t)(j < 0 ? -j : j)), out);
    }
    Limbs x;
    Limbs y;
    pd_limbs_of(heap, a, &x);
    pd_limbs_of(heap, b, &y);
    if (x.count == 0 || y.count == 0) {
        const Limbs *other = x.count == 0 ? &y : &x;
        return pd_int_from_limbs(heap, other->data, other->count, false, out);
    }
    if (x.count == 1 && y.count == 1) {
        return pd_int_from_u64(heap, gcd_u64(x.data[0], y.data[0]), out);
    }
    Scratch scratch;
    size_t room = x.count > y.count ? x.count : y.count;
    pd_scratch_init(&scratch, heap, 3 * room);
    if (scratch.data == NULL) {
        return ANSWER_MEMORY;
    }
    Limb *u = scratch.data;
    Limb *v = u + room;
    Limb *g = v + room;
    size_t u_count;
    size_t v_count;
    uint64_t u_twos = copy_odd_part(&x, u, &u_count);
    uint64_t v_twos = copy_odd_part(&y, v, &v_count);
    uint64_t twos = u_twos < v_twos ? u_twos : v_twos;
    mp_size_t count = u_count >= v_count ? mpn_gcd(g, u, (mp_size_t)u_count, v, (mp_size_t)v_count)
                                         : mpn_gcd(g, v, (mp_size_t)v_count, u, (mp_size_t)u_count);
    Value odd;
    Answer answer = pd_int_from_limbs(heap, g, (size_t)count, false, &odd);
    pd_scratch_deinit(&scratch);
    return answer == ANSWER_YES ? pd_int_shift_left(heap, odd, twos, UINT64_MAX, out) : answer;
}

Answer pd_int_isqrt(Heap *heap, Value a, Value *out)
{
    pd_assert_heap(heap);
    pd_assert_integer(heap, a);
    pd_assert_torture(out != NULL);
    if (pd_is_int(a)) { /* of so few bits the rounded root has the right whole part */
        pd_assert(pd_int_of(a) >= 0);
        *out = pd_from_int((int64_t)sqrt((double)pd_int_of(a)));
        return ANSWER_YES;
    }
    Limbs x;
    pd_limbs_of(heap, a, &x);
    pd_assert(!x.negative);
    if (x.count == 0) {
        *out = a;
        return ANSWER_YES;
    }
    size_t count = (x.count + 1) / 2;
    BigInt *r = pd_bigint_new(heap, count);
    if (r == NULL) {
        return ANSWER_MEMORY;
    }
    mpn_sqrtrem(r->limbs, NULL, x.data, (mp_size_t)x.count);
    *out = pd_int_finish(heap, r, count, false);
    return ANSWER_YES;
}

/* ---- true division ---- */

enum { MANTISSA_BITS = 53, EXPONENT_MAX = 1024, EXPONENT_MIN = -1021 };

/* *quotient = floor(|x| * 2^-shift / |y|), at most 56 bits, with the lowest bit set also when
 * something was cut off; there are bits to spare for that. */
static bool scaled_quotient(const Heap *heap, const Limbs *x, const Limbs *y, int64_t shift,
                            uint64_t *quotient)
{
    pd_assert_heap(heap);
    pd_assert_limbs(x);
    pd_assert_limbs(y);
    size_t up = shift < 0 ? (size_t)-shift : 0;
    size_t down = shift > 0 ? (size_t)shift : 0;
    size_t n_room = x->count + up / 64 + 1;
    Scratch scratch;
    pd_scratch_init(&scratch, heap, n_room * 2 + y->count + 2);
    if (scratch.data == NULL) {
        return false;
    }
    Limb *n = scratch.data;
    Limb *q = n + n_room;
    Limb *r = q + n_room + 1;
    memset(n, 0, n_room * sizeof(Limb));
    bool inexact = false;
    size_t n_count = n_room;
    if (up > 0) {
        memcpy(n + up / 64, x->data, x->count * sizeof(Limb));
        if (up % 64 != 0) {
            mpn_lshift(n + up / 64, n + up / 64, (mp_size_t)x->count + 1, (unsigned)(up % 64));
        }
    } else {
        size_t whole = down / 64;
        for (size_t i = 0; i < whole && i < x->count; i++) {
            inexact = inexact || x->data[i] != 0;
        }
        n_count = whole < x->count ? x->count - whole : 0;
        if (n_count > 0 && down % 64 != 0) {
            inexact =
                mpn_rshift(n, x->data + whole, (mp_size_t)n_count, (unsigned)(down % 64)) != 0 ||
                inexact;
        } else if (n_count > 0) {
            memcpy(n, x->data + whole, n_count * sizeof(Limb));
        }
    }
    n_count = pd_limbs_strip(n, n_count);
    *quotient = 0;
    if (n_count >= y->count) {
        Limbs numerator = {.data = n, .count = n_count};
        divide_magnitudes(&numerator, y, q, r);
        *quotient = q[0];
        pd_assert(pd_limbs_strip(q, n_count - y->count + 1) <= 1);
        inexact = inexact || pd_limbs_strip(r, y->count) > 0;
    } else {
        inexact = inexact || n_count > 0;
    }
    *quotient |= inexact;
    pd_scratch_deinit(&scratch);
    return true;
}

/* The method of CPython's long_true_divide: a quotient with a few bits to spare, a sticky bit, and
 * one rounding, also when the result is subnormal. */
Answer pd_int_true_divide(Heap *heap, Value a, Value b, double *out)
{
    pd_assert_heap(heap);
    pd_assert_integer(heap, a);
    pd_assert_integer(heap, b);
    if (pd_both_int(a, b)) {
        *out = (double)pd_int_of(a) / (double)pd_int_of(b);
        return ANSWER_YES;
    }
    Limbs x;
    Limbs y;
    pd_limbs_of(heap, a, &x);
    pd_limbs_of(heap, b, &y);
    pd_assert(y.count > 0);
    double sign = x.negative != y.negative ? -1.0 : 1.0;
    *out = sign * 0.0;
    if (x.count == 0) {
        return ANSWER_YES;
    }
    int64_t bits = (int64_t)pd_limbs_bits(x.data, x.count);
    int64_t difference = bits - (int64_t)pd_limbs_bits(y.data, y.count);
    if (difference > EXPONENT_MAX) {
        return ANSWER_LIMIT;
    }
    if (difference < EXPONENT_MIN - MANTISSA_BITS - 1) {
        return ANSWER_YES;
    }
    int64_t exponent = difference > EXPONENT_MIN ? difference : EXPONENT_MIN;
    int64_t shift = exponent - MANTISSA_BITS - 2;
    uint64_t q;
    if (!scaled_quotient(heap, &x, &y, shift, &q)) {
        return ANSWER_MEMORY;
    }
    int64_t q_bits = q == 0 ? 0 : 64 - (int64_t)pd_clz64(q);
    int64_t kept = q_bits > EXPONENT_MIN - shift ? q_bits : EXPONENT_MIN - shift;
    uint64_t half = UINT64_C(1) << (kept - MANTISSA_BITS - 1);
    uint64_t rounded = q;
    if ((rounded & half) != 0 && (rounded & (3 * half - 1)) != 0) {
        rounded += half;
    }
    rounded &= ~(2 * half - 1);
    double d = ldexp((double)rounded, (int)shift);
    if (d - d != 0) {
        return ANSWER_LIMIT;
    }
    *out = sign * d;
    return ANSWER_YES;
}
