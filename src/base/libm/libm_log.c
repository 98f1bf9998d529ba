/*
 * Logarithms and powers.
 *
 * ln(x) as in Le Maire, Brunie, de Dinechin and Muller, "Computing floating-point logarithms with
 * fixed-point operations" (ARITH 2016): two products with short reciprocals, both exact, bring x to
 * 1 + z with |z| <= 2^-13, and a short series ends. Other bases multiply by a constant of 128 bits;
 * x^y is 2^(y log2(x)). Must not know of what the caller does when it cannot decide.
 */
#include "base/libm/libm_in.h"

/* 1/k, scale 63, truncated. */
#define LOG_C2 INT64_C(0x4000000000000000)
#define LOG_C3 INT64_C(0x2aaaaaaaaaaaaaaa)
#define LOG_C4 INT64_C(0x2000000000000000)
#define LOG_C5 INT64_C(0x1999999999999999)
#define LOG_C6 INT64_C(0x1555555555555555)

enum {
    LOG_Z_SCALE = 75,
    LOG_STEP = 11, /* what a product of z and a coefficient is shifted by */
    LOG_SUM_SCALE = 116,
    LOG_HALF = 53, /* from this first index on x counts as x/2 in the next binade */
    LOG_FINE_ZERO = 40
};

/*
 * 1/2 - z/3 + z^2/4 - z^3/5 + z^4/6, scale 63: ln(1+z) = z - z^2 (...) less z^7/7 < 2^-93.
 * The error is below 2^-61.9.
 */
static int64_t log_series(int64_t z)
{
    int64_t p = LOG_C5 - (pd_libm_high_signed(z, LOG_C6) >> LOG_STEP);
    p = LOG_C4 - (pd_libm_high_signed(z, p) >> LOG_STEP);
    p = LOG_C3 - (pd_libm_high_signed(z, p) >> LOG_STEP);
    return LOG_C2 - (pd_libm_high_signed(z, p) >> LOG_STEP);
}

/* ln(1+z) for |z| < 2^-12, without rounding of z: the relative error is below 2^-74. */
static LibmReal log_near_one(const LibmParts *z)
{
    enum { KEPT = 63, ERROR_BITS = 21, WIDE_BITS = 128 };
    int shift = 63 - LOG_Z_SCALE - z->exponent;
    int64_t fixed = shift < 64 ? (int64_t)(z->m >> shift) : 0;
    int64_t series = log_series(z->negative ? -fixed : fixed);
    Uint128 square = (Uint128)z->m * pd_libm_high(z->m, (uint64_t)series);
    square = LOG_STEP + shift < WIDE_BITS ? square >> (LOG_STEP + shift) : 0;
    Uint128 sum = (Uint128)z->m << KEPT;
    sum = z->negative ? sum + square : sum - square;
    return pd_libm_normal(sum, LOG_Z_SCALE + KEPT + shift, UINT64_C(1) << ERROR_BITS, z->negative);
}

/* The z of scale 75 as parts. */
static LibmParts parts_of(int64_t z)
{
    uint64_t size = z < 0 ? -(uint64_t)z : (uint64_t)z;
    int shift = (int)pd_clz64(size);
    return (LibmParts){size << shift, 63 - LOG_Z_SCALE - shift, z < 0};
}

/*
 * x = 2^e v / c1, v = (1 + z) / c2. Both products are exact; z is kept modulo 2^64 units of scale
 * 74, and it is below 2^62 of scale 75. rest: what follows the 53 bits of x, in units of 2^-127 of
 * its first bit; it counts to scale 75. Errors: z^2 at scale 89, times 1/2; the series' times
 * z^2 <= 2^-26; z^7/7; the constants' below 2^-105: in all less than 2^-86, or 2^-73 with a rest.
 */
static LibmReal log_of_parts(const LibmParts *x, Uint128 rest)
{
    enum { FRACTION_DROPPED = 11, INDEX_SHIFT = 56, INDEX_MASK = 127, SQUARE_SCALE = 89 };
    enum { REST_ERROR_BITS = 11, REST_DROPPED = 16, REST_SHIFT = 58 };
    unsigned i = (unsigned)(x->m >> INDEX_SHIFT) & INDEX_MASK;
    int64_t exponent = x->exponent + (i >= LOG_HALF);
    uint64_t c1 = pd_libm_log_reciprocals[i];
    uint64_t v = (x->m >> FRACTION_DROPPED) * c1; /* scale 61 */
    int64_t j = ((int64_t)(v - (UINT64_C(1) << 61)) + (INT64_C(1) << 47)) >> 48;
    uint64_t c2 = (uint64_t)(8192 - j);
    int64_t z = (int64_t)(v * c2 * 2);
    if (exponent == 0 && j == 0 && (i == 0 || i == INDEX_MASK)) {
        LibmParts near = parts_of(z);
        return log_near_one(&near);
    }
    if (rest != 0) {
        z += (int64_t)((rest >> REST_DROPPED) * (c1 * c2) >> REST_SHIFT);
    }
    uint64_t square = (uint64_t)((Uint128)((Int128)z * z) >> (2 * LOG_Z_SCALE - SQUARE_SCALE));
    Uint128 tail = (Uint128)square * (uint64_t)log_series(z) >> (SQUARE_SCALE + 63 - LOG_SUM_SCALE);
    /* Unsigned, so that sums of negative terms wrap as they should. */
    Uint128 sum = (Uint128)(Int128)exponent * pd_libm_wide(pd_libm_constants[LIBM_LN2]);
    sum += pd_libm_wide(pd_libm_log_coarse[i]) + pd_libm_wide(pd_libm_log_fine[j + LOG_FINE_ZERO]);
    sum += (Uint128)(Int128)z << (LOG_SUM_SCALE - LOG_Z_SCALE);
    sum -= tail;
    bool negative = sum >> 127 != 0;
    uint64_t error = UINT64_C(1) << (rest != 0 ? REST_ERROR_BITS : 0);
    return pd_libm_normal(negative ? -sum : sum, LOG_SUM_SCALE, error, negative);
}

LibmReal pd_libm_log_real(const LibmParts *x)
{
    return log_of_parts(x, 0);
}

LibmReal pd_libm_times(const LibmReal *real, int constant, int exponent)
{
    enum { PRODUCT_ERROR = 1 };
    Uint128 product = pd_libm_wide_high(real->m, pd_libm_wide(pd_libm_constants[constant]));
    return pd_libm_normal(product, 126 - real->exponent - exponent, real->error + PRODUCT_ERROR,
                          real->negative);
}

/* false: x is not a number that has a logarithm other than 0; *out is that of 1. */
static bool log_of(double x, LibmReal *out)
{
    LibmParts parts;
    if (!pd_libm_split(x, &parts) || parts.negative || x == 1.0) {
        return false;
    }
    *out = pd_libm_log_real(&parts);
    return true;
}

bool pd_libm_log(double x, double *out)
{
    LibmReal y;
    *out = 0;
    return log_of(x, &y) ? pd_libm_round(&y, out) : x == 1.0;
}

bool pd_libm_log2(double x, double *out)
{
    LibmReal y;
    *out = 0;
    if (!log_of(x, &y)) {
        return x == 1.0;
    }
    y = pd_libm_times(&y, LIBM_LOG2_E, 0);
    return pd_libm_round(&y, out);
}

bool pd_libm_log10(double x, double *out)
{
    LibmReal y;
    *out = 0;
    if (!log_of(x, &y)) {
        return x == 1.0;
    }
    y = pd_libm_times(&y, LIBM_LOG10_E, -2);
    return pd_libm_round(&y, out);
}

bool pd_libm_log1p(double x, double *out)
{
    enum { NEAR = -13, FAR = 60, ONE_BIT = 126, REST_BITS = 75 };
    LibmParts parts;
    if (!pd_libm_split(x, &parts)) {
        *out = x;
        return x == 0;
    }
    if (parts.exponent > FAR || x <= -1.0) {
        return false;
    }
    LibmReal y;
    if (parts.exponent < NEAR) {
        y = log_near_one(&parts);
    } else {
        /* 1 + x is exact in 127 bits. */
        int above = parts.exponent > 0 ? parts.exponent : 0;
        int below = parts.exponent < 0 ? -parts.exponent : 0;
        Uint128 one = (Uint128)1 << (ONE_BIT - above);
        Uint128 other = (Uint128)parts.m << 63 >> below;
        LibmReal sum =
            pd_libm_normal(parts.negative ? one - other : one + other, ONE_BIT - above, 0, false);
        Uint128 rest = sum.m & (((Uint128)1 << REST_BITS) - 1);
        LibmParts first = {(uint64_t)((sum.m - rest) >> 64), sum.exponent, false};
        y = log_of_parts(&first, rest);
    }
    return pd_libm_round(&y, out);
}

/* Whether y is an integer; *odd says which. */
static bool is_integer(const LibmParts *y, bool *odd)
{
    enum { LAST_BIT = 63 };
    *odd = false;
    if (y->exponent < 0 || y->exponent >= LAST_BIT) {
        return y->exponent >= LAST_BIT;
    }
    *odd = (y->m >> (LAST_BIT - y->exponent) & 1) != 0;
    return y->m << (y->exponent + 1) == 0;
}

bool pd_libm_pow(double x, double y, double *out)
{
    LibmParts base;
    LibmParts power;
    if (!pd_libm_split(x, &base) || !pd_libm_split(y, &power) || x == 1.0 || x == -1.0) {
        return false;
    }
    bool odd = false;
    if (base.negative && !is_integer(&power, &odd)) {
        return false;
    }
    LibmReal log = pd_libm_log_real(&base);
    log = pd_libm_times(&log, LIBM_LOG2_E, 0);
    LibmReal z = pd_libm_normal(pd_libm_scale(power.m, log.m), 126 - log.exponent - power.exponent,
                                log.error + 1, log.negative != power.negative);
    return pd_libm_exp2_round(&z, odd, out);
}

bool pd_libm_cbrt(double x, double *out)
{
    LibmParts parts;
    if (!pd_libm_split(x, &parts) || x == 1.0 || x == -1.0) {
        *out = x;
        return x == 1.0 || x == -1.0 || x == 0;
    }
    LibmReal log = pd_libm_log_real(&parts);
    log = pd_libm_times(&log, LIBM_LOG2_E, 0);
    log = pd_libm_times(&log, LIBM_THIRD, -2);
    return pd_libm_exp2_round(&log, parts.negative, out);
}
