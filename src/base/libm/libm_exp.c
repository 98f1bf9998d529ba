/*
 * exp and exp2: x log2(e) = k + f, and 2^f from two tables and a short series.
 *
 * After Tang, "Table-driven implementation of the exponential function" (ACM TOMS 15, 1989), with
 * two tables of 64 entries, in fixed point as in Le Maire, Brunie, de Dinechin and Muller,
 * "Computing floating-point logarithms with fixed-point operations" (ARITH 2016). Must not know
 * of what the caller does when it cannot decide.
 */
#include "base/libm/libm_in.h"

/* 1/k!, scale 64, truncated. */
#define EXP_C2 UINT64_C(0x8000000000000000)
#define EXP_C3 UINT64_C(0x2aaaaaaaaaaaaaaa)
#define EXP_C4 UINT64_C(0x0aaaaaaaaaaaaaaa)
#define EXP_C5 UINT64_C(0x0222222222222222)

bool pd_libm_floor(const LibmReal *z, int *whole, Uint128 *fraction)
{
    enum { WHOLE_BITS_MAX = 11 };
    if (z->exponent >= WHOLE_BITS_MAX || z->exponent < -127) {
        return false;
    }
    int k = 0;
    Uint128 f;
    if (z->exponent >= 0) {
        k = (int)(z->m >> (127 - z->exponent));
        f = z->m << (z->exponent + 1);
    } else {
        f = z->m >> (-z->exponent - 1);
    }
    *whole = !z->negative ? k : f == 0 ? -k : -k - 1;
    *fraction = z->negative ? -f : f;
    return true;
}

/*
 * f = i/64 + j/4096 + r, t = r ln 2 < 2^-12.5; e^t - 1 by its series up to t^5 (what follows is
 * below 2^-84). Then 2^f = T (1 + c), T the coarse entry, c = (1 + d)(1 + q) - 1 < 2^-6.5.
 * Errors: d, q and dq at scale 70 lose less than 3.1 units, times T < 2; the product with T's
 * first word 2^-63 c < 2^-69.5: in all less than 7.7 2^-70, or 2^60 units of scale 127.
 */
Uint128 pd_libm_exp2_fraction(Uint128 fraction)
{
    enum { TABLE_MASK = 63, SCALE_STEP = 12 };
    const uint64_t *coarse = pd_libm_exp_coarse[fraction >> 122];
    uint64_t d = pd_libm_exp_fine[(unsigned)(fraction >> 116) & TABLE_MASK];
    uint64_t r = (uint64_t)(fraction >> 52); /* scale 76 */
    uint64_t t = pd_libm_high(r, pd_libm_constants[LIBM_LN2][0] << 12 |
                                     pd_libm_constants[LIBM_LN2][1] >> 52); /* scale 76 */
    uint64_t p = EXP_C4 + (pd_libm_high(t, EXP_C5) >> SCALE_STEP);
    p = EXP_C3 + (pd_libm_high(t, p) >> SCALE_STEP);
    p = EXP_C2 + (pd_libm_high(t, p) >> SCALE_STEP);
    uint64_t q = t + (pd_libm_high(pd_libm_high(t, t), p) >> SCALE_STEP); /* scale 76 */
    uint64_t c = d + (q >> 6) + (pd_libm_high(d, q) >> SCALE_STEP);       /* scale 70 */
    return pd_libm_wide(coarse) + ((Uint128)coarse[0] * c >> 6);
}

bool pd_libm_exp2_real(const LibmReal *z, LibmReal *out)
{
    enum { SERIES_ERROR_BITS = 28, ERROR_BITS_MAX = 63 };
    Uint128 fraction;
    /* An error of e units of z is one of e 2^(exponent+1) units of the fraction, each of which
     * changes the result by less than 0.7 of its own. */
    int weight = z->exponent >= 0 ? z->exponent + 1 : 0;
    if (!pd_libm_floor(z, &out->exponent, &fraction) ||
        z->error >> (ERROR_BITS_MAX - weight) != 0) {
        return false;
    }
    out->error = (UINT64_C(1) << SERIES_ERROR_BITS) + (z->error << weight) + 1;
    out->m = pd_libm_exp2_fraction(fraction);
    out->negative = false;
    return true;
}

bool pd_libm_exp2_round(const LibmReal *z, bool negative, double *out)
{
    LibmReal result;
    if (!pd_libm_exp2_real(z, &result)) {
        return false;
    }
    result.negative = negative;
    return pd_libm_round(&result, out);
}

LibmReal pd_libm_log2_of_exp(const LibmParts *x)
{
    Uint128 product = pd_libm_scale(x->m, pd_libm_wide(pd_libm_constants[LIBM_LOG2_E]));
    return pd_libm_normal(product, 126 - x->exponent, 1, x->negative);
}

bool pd_libm_exp(double x, double *out)
{
    enum { TINY = -54 }; /* below it e^x is less than half a unit from 1 */
    LibmParts parts;
    if (!pd_libm_split(x, &parts)) {
        *out = 1.0;
        return x == 0;
    }
    if (parts.exponent < TINY) {
        *out = 1.0;
        return true;
    }
    LibmReal z = pd_libm_log2_of_exp(&parts);
    return pd_libm_exp2_round(&z, false, out);
}

bool pd_libm_exp2(double x, double *out)
{
    enum { TINY = -54 };
    LibmParts parts;
    if (!pd_libm_split(x, &parts)) {
        *out = 1.0;
        return x == 0;
    }
    if (parts.exponent < TINY) {
        *out = 1.0;
        return true;
    }
    LibmReal z = pd_libm_real(&parts);
    return pd_libm_exp2_round(&z, false, out);
}
