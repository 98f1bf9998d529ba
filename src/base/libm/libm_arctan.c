/*
 * atan, atan2, asin and acos: all are the angle of a point.
 *
 * For 0 < u <= v, atan(u/v) = atan(c) + atan((u - c v) / (v + c u)) with c = i/128 from a table:
 * one division whose operands are exact, and a short series. Must not know of what the caller does
 * when it cannot decide.
 */
#include "base/libm/libm_in.h"

/* 1/k, scale 64, truncated. */
#define ATAN_C3 UINT64_C(0x5555555555555555)
#define ATAN_C5 UINT64_C(0x3333333333333333)
#define ATAN_C7 UINT64_C(0x2492492492492492)

enum {
    ATAN_SCALE = 126, /* of the table and of sums */
    ATAN_SMALL = 8,   /* u/v <= 2^-8 needs no table */
    ATAN_D_SCALE = 71,
    ATAN_SQUARE_STEP = 14
};

/* 1 - atan(d)/d for d <= 2^-8 of scale 71, at scale 78: the error is below 2^-67. */
static uint64_t defect_of(uint64_t d)
{
    uint64_t square = pd_libm_high(d, d);
    uint64_t p = ATAN_C5 - (pd_libm_high(square, ATAN_C7) >> ATAN_SQUARE_STEP);
    p = ATAN_C3 - (pd_libm_high(square, p) >> ATAN_SQUARE_STEP);
    return pd_libm_high(square, p);
}

static LibmReal angle_small(const LibmParts *u, const LibmParts *v)
{
    enum { ERROR_BITS = 29 };
    LibmReal a = pd_libm_real(u);
    LibmReal b = pd_libm_real(v);
    a.negative = b.negative = false;
    LibmReal t = pd_libm_divide(&a, &b);
    int shift = 63 - ATAN_D_SCALE - t.exponent;
    uint64_t high = (uint64_t)(t.m >> 64);
    Uint128 defect = (Uint128)high * defect_of(shift < 64 ? high >> shift : 0);
    return pd_libm_normal(t.m - (defect >> ATAN_SQUARE_STEP), 127 - t.exponent,
                          t.error + (UINT64_C(1) << ERROR_BITS), false);
}

/*
 * The angle whose tangent is u/v <= 1, from 2^-8 on. Doubles only choose i, and |u/v - c| < 2^-7.9.
 * Errors: the quotient 2^-71 and as much for its divisor's lost bits, the series 2^-75, the
 * product 2^-71: in all less than 2^-69.
 */
static LibmReal angle_of(const LibmParts *u, const LibmParts *v, int apart)
{
    enum { STEPS = 128, STEP_BITS = 7, ERROR_BITS = 25, DOUBLE_DROPPED = 11 };
    double ratio = (double)(u->m >> DOUBLE_DROPPED) / (double)(v->m >> DOUBLE_DROPPED);
    unsigned i = (unsigned)(ratio * STEPS / (double)(1 << apart) + 0.5);
    Uint128 wide = (Uint128)v->m << apart;
    Int128 over = (Int128)((Uint128)u->m << STEP_BITS) - (Int128)(wide * i);
    Uint128 size = over < 0 ? (Uint128)-over : (Uint128)over;
    Uint128 under = (wide << STEP_BITS) + (Uint128)u->m * i;
    int shift = 64 - pd_libm_clz(under);
    uint64_t d = (uint64_t)((size << (ATAN_D_SCALE - shift)) / (uint64_t)(under >> shift));
    d -= pd_libm_high(d, defect_of(d)) >> ATAN_SQUARE_STEP;
    Uint128 correction = (Uint128)d << (ATAN_SCALE - ATAN_D_SCALE);
    Uint128 angle = pd_libm_wide(pd_libm_arctans[i]);
    return pd_libm_normal(over < 0 ? angle - correction : angle + correction, ATAN_SCALE,
                          UINT64_C(1) << ERROR_BITS, false);
}

/* The angle of the point (x, y), neither of which is 0. */
static LibmReal angle_of_point(const LibmParts *x, const LibmParts *y)
{
    enum { ERROR_BITS = 26, WIDE_BITS = 128 };
    bool steep = y->exponent > x->exponent || (y->exponent == x->exponent && y->m > x->m);
    const LibmParts *u = steep ? x : y;
    const LibmParts *v = steep ? y : x;
    int apart = v->exponent - u->exponent;
    bool small = apart > ATAN_SMALL || (apart == ATAN_SMALL && u->m <= v->m);
    LibmReal angle = small ? angle_small(u, v) : angle_of(u, v, apart);
    if (steep || x->negative) {
        int shift = 127 - ATAN_SCALE - angle.exponent;
        Uint128 part = shift < WIDE_BITS ? angle.m >> shift : 0;
        Uint128 pi = pd_libm_wide(pd_libm_constants[LIBM_PI]);
        part = !steep ? pi - part : x->negative ? (pi >> 1) + part : (pi >> 1) - part;
        angle = pd_libm_normal(part, ATAN_SCALE, UINT64_C(1) << ERROR_BITS, false);
    }
    angle.negative = y->negative;
    return angle;
}

bool pd_libm_atan2(double y, double x, double *out)
{
    LibmParts side;
    LibmParts height;
    if (!pd_libm_split(x, &side) || !pd_libm_split(y, &height)) {
        return false;
    }
    LibmReal angle = angle_of_point(&side, &height);
    return pd_libm_round(&angle, out);
}

static const LibmParts one = {UINT64_C(1) << 63, 0, false};

bool pd_libm_atan(double x, double *out)
{
    LibmParts height;
    if (!pd_libm_split(x, &height)) {
        *out = x;
        return x == 0;
    }
    LibmReal angle = angle_of_point(&one, &height);
    return pd_libm_round(&angle, out);
}

/* sqrt(1 - x^2) to half of the last bit; |x| < 1. */
static LibmParts other_side(const LibmParts *x)
{
    enum { WIDE_BITS = 128 };
    int shift = -2 * x->exponent - 2;
    Uint128 square = shift < WIDE_BITS ? (Uint128)x->m * x->m >> shift : 0;
    if (square == 0) {
        return one;
    }
    Uint128 rest = -square; /* 1 - x^2, scale 128 */
    int zeros = pd_libm_clz(rest) & ~1;
    rest <<= zeros;
    uint64_t root = pd_libm_root(rest);
    bool up = root < UINT64_MAX && rest - (Uint128)root * root > root;
    return (LibmParts){root + up, -1 - zeros / 2, false};
}

/*
 * The root r of 64 bits is off by at most 2^-65 of the power of two above it, 2^(exponent+1), and
 * this changes the angle by the other side times that.
 */
static bool round_arc(LibmReal *angle, int units, double *out)
{
    enum { UNITS_MAX = 63 };
    angle->error += UINT64_C(1) << ((units < UNITS_MAX ? units : UNITS_MAX) - LIBM_ERROR_SHIFT);
    return pd_libm_round(angle, out);
}

bool pd_libm_asin(double x, double *out)
{
    LibmParts height;
    if (!pd_libm_split(x, &height)) {
        *out = x;
        return x == 0;
    }
    if (height.exponent >= 0) {
        return false;
    }
    LibmParts side = other_side(&height);
    LibmReal angle = angle_of_point(&side, &height);
    return round_arc(&angle, 64 + side.exponent, out);
}

bool pd_libm_acos(double x, double *out)
{
    LibmParts side;
    if (!pd_libm_split(x, &side) || side.exponent >= 0) {
        return false;
    }
    LibmParts height = other_side(&side);
    LibmReal angle = angle_of_point(&side, &height);
    return round_arc(&angle, 63 - angle.exponent + height.exponent, out);
}
