/*
 * sinh, cosh, tanh and expm1: sums of e^x and e^-x, near 0 the series of sinh.
 *
 * Must not know of what the caller does when it cannot decide.
 */
#include "base/libm/libm_in.h"

enum { WIDE_BITS = 128, SMALL = -2 /* below 2^-2 differences would lose too much */ };

/* a + b or a - b, a > b > 0. */
static LibmReal combine(const LibmReal *a, const LibmReal *b, bool minus)
{
    enum { SPARE = 1 };
    int shift = SPARE + a->exponent - b->exponent;
    Uint128 other = shift < WIDE_BITS ? b->m >> shift : 0;
    Uint128 sum = minus ? (a->m >> SPARE) - other : (a->m >> SPARE) + other;
    return pd_libm_normal(sum, 126 - a->exponent, a->error + b->error + 1, a->negative);
}

/* e^|x| and e^-|x|. */
static bool exponentials(const LibmParts *x, LibmReal *grown, LibmReal *shrunk)
{
    LibmReal z = pd_libm_log2_of_exp(x);
    z.negative = false;
    LibmReal minus = z;
    minus.negative = true;
    return pd_libm_exp2_real(&z, grown) && pd_libm_exp2_real(&minus, shrunk);
}

/*
 * sinh(x) = x (1 + x^2/6 + ...) for |x| < 2^-2, up to x^14/15!; what follows is below 2^-80. The
 * relative error is below 2^-65.
 */
static LibmReal sinh_small(const LibmParts *x)
{
    enum { X_SCALE = 66, SQUARE_SCALE = 68, SQUARE_STEP = 4, ERROR_BITS = 31, SPARE = 1 };
    static const uint64_t inverses[] = {/* 1/(2k (2k+1)), scale 64, truncated: k from 7 to 1 */
                                        UINT64_C(0x0138138138138138), UINT64_C(0x01a41a41a41a41a4),
                                        UINT64_C(0x0253c8253c8253c8), UINT64_C(0x038e38e38e38e38e),
                                        UINT64_C(0x0618618618618618), UINT64_C(0x0ccccccccccccccc),
                                        UINT64_C(0x2aaaaaaaaaaaaaaa)};
    int shift = 63 - X_SCALE - x->exponent;
    uint64_t fixed = shift < 64 ? x->m >> shift : 0;
    uint64_t square = pd_libm_high(fixed, fixed); /* scale 68 */
    /* Each step makes (1 + rest) x^2 / (2k (2k+1)), scale 68, of the rest before it. */
    uint64_t rest = 0;
    for (size_t k = 0; k < ARRAY_COUNT(inverses); k++) {
        uint64_t factor = pd_libm_high(square, inverses[k]);
        rest = factor + (pd_libm_high(factor, rest) >> SQUARE_STEP);
    }
    Uint128 sum = ((Uint128)x->m << (64 - SPARE)) + ((Uint128)x->m * rest >> (SQUARE_STEP + SPARE));
    return pd_libm_normal(sum, 126 - x->exponent, UINT64_C(1) << (ERROR_BITS - 1), x->negative);
}

/* false: not decided. */
static bool sinh_of(const LibmParts *x, LibmReal *out)
{
    if (x->exponent < SMALL) {
        *out = sinh_small(x);
        return true;
    }
    LibmReal grown;
    LibmReal shrunk;
    if (!exponentials(x, &grown, &shrunk)) {
        return false;
    }
    *out = combine(&grown, &shrunk, true);
    out->exponent--;
    out->negative = x->negative;
    return true;
}

static bool cosh_of(const LibmParts *x, LibmReal *out)
{
    LibmReal grown;
    LibmReal shrunk;
    if (!exponentials(x, &grown, &shrunk)) {
        return false;
    }
    *out = combine(&grown, &shrunk, false);
    out->exponent--;
    return true;
}

bool pd_libm_sinh(double x, double *out)
{
    LibmParts parts;
    if (!pd_libm_split(x, &parts)) {
        *out = x;
        return x == 0;
    }
    LibmReal sine;
    return sinh_of(&parts, &sine) && pd_libm_round(&sine, out);
}

bool pd_libm_cosh(double x, double *out)
{
    LibmParts parts;
    if (!pd_libm_split(x, &parts)) {
        *out = 1.0;
        return x == 0;
    }
    LibmReal cosine;
    return cosh_of(&parts, &cosine) && pd_libm_round(&cosine, out);
}

bool pd_libm_tanh(double x, double *out)
{
    LibmParts parts;
    if (!pd_libm_split(x, &parts)) {
        *out = x;
        return x == 0;
    }
    LibmReal sine;
    LibmReal cosine;
    if (!sinh_of(&parts, &sine) || !cosh_of(&parts, &cosine)) {
        return false;
    }
    LibmReal tangent = pd_libm_divide(&sine, &cosine);
    return pd_libm_round(&tangent, out);
}

bool pd_libm_expm1(double x, double *out)
{
    LibmParts parts;
    if (!pd_libm_split(x, &parts)) {
        *out = x;
        return x == 0;
    }
    LibmReal result;
    if (parts.exponent < SMALL) {
        /* e^x - 1 = sinh(x) + 2 sinh(x/2)^2 */
        LibmParts half = {parts.m, parts.exponent - 1, parts.negative};
        LibmReal sine = sinh_small(&parts);
        LibmReal root = sinh_small(&half);
        Uint128 square = pd_libm_wide_high(root.m, root.m);
        LibmReal other = pd_libm_normal(square, 125 - 2 * root.exponent, 2 * root.error, false);
        result = combine(&sine, &other, parts.negative);
    } else {
        const LibmReal one = {(Uint128)1 << 127, 0, 0, false};
        LibmReal z = pd_libm_log2_of_exp(&parts);
        LibmReal power;
        if (!pd_libm_exp2_real(&z, &power)) {
            return false;
        }
        result = parts.negative ? combine(&one, &power, true) : combine(&power, &one, true);
        result.negative = parts.negative;
    }
    return pd_libm_round(&result, out);
}
