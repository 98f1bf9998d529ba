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

/* ln(1+z) where nothing is added to it: the relative error is below 2^-74. */
static LibmReal log_near_one(int64_t z)
{
    enum { KEPT = 63, ERROR_BITS = 53 };
    uint64_t size = z < 0 ? -(uint64_t)z : (uint64_t)z;
    int shift = (int)pd_clz64(size);
    uint64_t normal = size << shift;
    Uint128 square = (Uint128)normal * pd_libm_high(normal, (uint64_t)log_series(z));
    square >>= LOG_STEP + shift;
    Uint128 sum = (Uint128)normal << KEPT;
    sum = z < 0 ? sum + square : sum - square;
    return pd_libm_normal(sum, LOG_Z_SCALE + KEPT + shift, UINT64_C(1) << ERROR_BITS, z < 0);
}

/*
 * x = 2^e v / c1, v = (1 + z) / c2. Both products are exact; z is kept modulo 2^64 units of scale
 * 74, and it is below 2^62 of scale 75. Errors: z^2 at scale 89, times 1/2; the series' times
 * z^2 <= 2^-26; z^7/7; the constants' below 2^-105: in all less than 2^-86.
 */
LibmReal pd_libm_log_real(const LibmParts *x)
{
    enum { FRACTION_DROPPED = 11, INDEX_SHIFT = 56, INDEX_MASK = 127, ERROR_BITS = 30 };
    unsigned i = (unsigned)(x->m >> INDEX_SHIFT) & INDEX_MASK;
    int64_t exponent = x->exponent + (i >= LOG_HALF);
    uint64_t v = (x->m >> FRACTION_DROPPED) * pd_libm_log_reciprocals[i]; /* scale 61 */
    int64_t j = ((int64_t)(v - (UINT64_C(1) << 61)) + (INT64_C(1) << 47)) >> 48;
    int64_t z = (int64_t)(v * (uint64_t)(8192 - j) * 2);
    if (exponent == 0 && j == 0 && (i == 0 || i == INDEX_MASK)) {
        return log_near_one(z);
    }
    uint64_t square = (uint64_t)((Uint128)((Int128)z * z) >> (2 * LOG_Z_SCALE - 89));
    Uint128 rest = (Uint128)square * (uint64_t)log_series(z) >> (89 + 63 - LOG_SUM_SCALE);
    /* Unsigned, so that sums of negative terms wrap as they should. */
    Uint128 sum = (Uint128)(Int128)exponent * pd_libm_wide(pd_libm_constants[LIBM_LN2]);
    sum += pd_libm_wide(pd_libm_log_coarse[i]) + pd_libm_wide(pd_libm_log_fine[j + LOG_FINE_ZERO]);
    sum += (Uint128)(Int128)z << (LOG_SUM_SCALE - LOG_Z_SCALE);
    sum -= rest;
    bool negative = sum >> 127 != 0;
    return pd_libm_normal(negative ? -sum : sum, LOG_SUM_SCALE, UINT64_C(1) << ERROR_BITS,
                          negative);
}

LibmReal pd_libm_times(const LibmReal *real, int constant, int exponent)
{
    enum { PRODUCT_ERROR = 4 };
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
