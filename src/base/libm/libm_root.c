/*
 * Division, square root and hypot in integers.
 *
 * A quotient or root of doubles gives the first digits; one step of Newton's with the exact
 * remainder gives the rest. Must not know of what the caller does when it cannot decide.
 */
#include "base/libm/libm_in.h"

#include <math.h>

/*
 * q1 = floor(a/2 / d), d the first word of b, and what its remainder and b's second word add, to
 * 2^35 units of the quotient, which has 2^126 or more.
 */
LibmReal pd_libm_divide(const LibmReal *a, const LibmReal *b)
{
    enum { ERROR_UNITS = 16, HALF_WORD = 32, ERROR_BITS_MAX = 60 };
    Uint128 half = a->m >> 1;
    uint64_t d = (uint64_t)(b->m >> 64);
    uint64_t q1 = (uint64_t)(half / d);
    int64_t rest = (int64_t)((uint64_t)(half - (Uint128)q1 * d) >> 1) -
                   (int64_t)(pd_libm_high(q1, (uint64_t)b->m) >> 1);
    int64_t q2 = rest / (int64_t)(d >> HALF_WORD);
    Uint128 quotient = ((Uint128)q1 << 64) + (Uint128)((Int128)q2 * (INT64_C(1) << 33));
    bool fits = (a->error | b->error) >> ERROR_BITS_MAX == 0;
    uint64_t error = fits ? 2 * (a->error + b->error) + ERROR_UNITS : UINT64_MAX;
    return pd_libm_normal(quotient, 127 - a->exponent + b->exponent, error,
                          a->negative != b->negative);
}

uint64_t pd_libm_root(Uint128 square)
{
    enum { REST_BITS = 20 };
    double first = sqrt((double)(uint64_t)(square >> 64)) * 0x1p32;
    uint64_t root = first < 0x1p64 ? (uint64_t)first : UINT64_MAX;
    /* The root is off by less than 2^13, so the remainder is small and the step ends one off. */
    Int128 remainder = (Int128)(square - (Uint128)root * root);
    double rest = (double)(int64_t)(remainder >> REST_BITS) * 0x1p20;
    int64_t step = (int64_t)floor(rest / (2.0 * (double)root));
    bool past = step > 0 && (uint64_t)step > UINT64_MAX - root;
    root = past ? UINT64_MAX : root + (uint64_t)step;
    while ((Uint128)root * root > square) {
        root--;
    }
    while (root < UINT64_MAX && (Uint128)(root + 1) * (root + 1) <= square) {
        root++;
    }
    return root;
}

/* The sum of the squares is exact but for bits that only say whether the root is exact. */
bool pd_libm_hypot(double x, double y, double *out)
{
    enum { APART_MAX = 27, DROPPED = 1, UNIT = 62 };
    LibmParts a;
    LibmParts b;
    if (!pd_libm_split(x, &a) || !pd_libm_split(y, &b)) {
        return false;
    }
    if (a.exponent < b.exponent) {
        LibmParts swapped = a;
        a = b;
        b = swapped;
    }
    int apart = a.exponent - b.exponent;
    LibmReal result;
    if (apart > APART_MAX) {
        /* b adds less than a quarter of the last bit of a. */
        result = pd_libm_real(&a);
    } else {
        Uint128 large = (Uint128)(a.m >> DROPPED) * (a.m >> DROPPED);
        Uint128 small = (Uint128)(b.m >> DROPPED) * (b.m >> DROPPED);
        Uint128 sum = large + (small >> (2 * apart));
        uint64_t root = pd_libm_root(sum);
        bool inexact = sum != (Uint128)root * root || small >> (2 * apart) << (2 * apart) != small;
        result = pd_libm_normal((Uint128)root << 64 | (uint64_t)inexact << 63,
                                64 + UNIT - a.exponent, 0, false);
    }
    result.negative = false;
    return pd_libm_round(&result, out);
}
