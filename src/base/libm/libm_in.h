/*
 * Shared by the elementary functions: reals of 128 bits, their rounding, and the tables.
 *
 * "Scale s" of an integer n: it stands for n / 2^s. Multiplication truncates, so each of them adds
 * an error below one unit of the result; the bounds in the comments of the callers count those.
 */
#ifndef BASE_LIBM_LIBM_IN_H
#define BASE_LIBM_LIBM_IN_H

#include "base/libm/libm.h"
#include "base/number/number.h"

enum {
    LIBM_EXPONENT_MIN = -1022,
    LIBM_EXPONENT_MAX = 1023,
    LIBM_FRACTION_BITS = 52,
    LIBM_ERROR_SHIFT = 32
};

/* Rows of pd_libm_constants, with their scales. */
enum {
    LIBM_LN2,     /* 116 */
    LIBM_LOG2_E,  /* 127 */
    LIBM_LOG10_E, /* 129 */
    LIBM_PI,      /* 126 */
    LIBM_THIRD,   /* 129 */
    LIBM_CONSTANTS
};

/*
 * m / 2^127 * 2^exponent, m >= 2^127. The error is counted in units of 2^32 of m's last bit: so 64
 * bits hold all that matters, and what is too much for them decides nothing.
 */
typedef struct LibmReal {
    Uint128 m;
    uint64_t error;
    int exponent;
    bool negative;
} LibmReal;

/* A finite double other than 0: m / 2^63 * 2^exponent, m >= 2^63. */
typedef struct LibmParts {
    uint64_t m;
    int exponent;
    bool negative;
} LibmParts;

extern const uint64_t pd_libm_exp_coarse[64][2];    /* 2^(i/64), scale 127 */
extern const uint64_t pd_libm_exp_fine[64];         /* 2^(i/4096) - 1, scale 70 */
extern const uint16_t pd_libm_log_reciprocals[128]; /* near 1/(1 + i/128), scale 9 */
extern const uint64_t pd_libm_log_coarse[128][2];   /* minus their ln, scale 116 */
extern const uint64_t pd_libm_log_fine[105][2];     /* -ln(1 - (i-40)/8192), scale 116 */
extern const uint64_t pd_libm_sines[129][2];        /* sin(i pi/256), scale 126 */
extern const uint64_t pd_libm_two_over_pi[21];      /* its bits; the first word is 0 */
extern const uint64_t pd_libm_arctans[129][2];      /* atan(i/128), scale 126 */
extern const uint64_t pd_libm_constants[LIBM_CONSTANTS][2];

static inline Uint128 pd_libm_wide(const uint64_t words[2])
{
    return (Uint128)words[0] << 64 | words[1];
}

static inline uint64_t pd_libm_high(uint64_t a, uint64_t b)
{
    return (uint64_t)((Uint128)a * b >> 64);
}

static inline int64_t pd_libm_high_signed(int64_t a, int64_t b)
{
    return (int64_t)((Int128)a * b >> 64);
}

/* a * b / 2^64; the error is below 1. */
static inline Uint128 pd_libm_scale(uint64_t a, Uint128 b)
{
    return (Uint128)a * (uint64_t)(b >> 64) + pd_libm_high(a, (uint64_t)b);
}

/* a * b / 2^128; the error is below 3. */
static inline Uint128 pd_libm_wide_high(Uint128 a, Uint128 b)
{
    uint64_t a1 = (uint64_t)(a >> 64);
    uint64_t b1 = (uint64_t)(b >> 64);
    return (Uint128)a1 * b1 + pd_libm_high(a1, (uint64_t)b) + pd_libm_high((uint64_t)a, b1);
}

/* Leading zero bits of a value that is not 0. */
static inline int pd_libm_clz(Uint128 value)
{
    uint64_t high = (uint64_t)(value >> 64);
    return high != 0 ? (int)pd_clz64(high) : 64 + (int)pd_clz64((uint64_t)value);
}

/* false: x is 0, infinite or a NaN. */
static inline bool pd_libm_split(double x, LibmParts *out)
{
    enum { FIELD_MAX = 0x7ff, BIAS = 1023, SIGN_AND_FIELD = 12 };
    uint64_t bits = pd_double_bits(x);
    int field = (int)(bits >> LIBM_FRACTION_BITS & FIELD_MAX);
    uint64_t fraction = bits << SIGN_AND_FIELD;
    out->negative = bits >> 63 != 0;
    if (UNLIKELY(field == FIELD_MAX || (field == 0 && fraction == 0))) {
        return false;
    }
    if (UNLIKELY(field == 0)) {
        unsigned shift = pd_clz64(fraction);
        out->m = fraction << shift;
        out->exponent = LIBM_EXPONENT_MIN - 1 - (int)shift;
        return true;
    }
    out->m = UINT64_C(1) << 63 | fraction >> 1;
    out->exponent = field - BIAS;
    return true;
}

static inline LibmReal pd_libm_real(const LibmParts *x)
{
    return (LibmReal){(Uint128)x->m << 64, 0, x->exponent, x->negative};
}

/*
 * The real that value is at this scale; value is not 0, and its error is counted in units of 2^32
 * of its last bit.
 */
static inline LibmReal pd_libm_normal(Uint128 value, int scale, uint64_t error, bool negative)
{
    int shift = pd_libm_clz(value);
    bool fits = shift < 64 && error <= UINT64_MAX >> shift;
    return (LibmReal){.m = value << shift,
                      .error = fits ? error << shift : UINT64_MAX,
                      .exponent = 127 - scale - shift,
                      .negative = negative};
}

/*
 * Rounds to the nearest double. false: the exact value may lie on the other side of the middle
 * between two doubles, or the result is not surely a normal double.
 */
static inline bool pd_libm_round(const LibmReal *real, double *out)
{
    enum { DROPPED = 127 - LIBM_FRACTION_BITS, FIELD_BIAS = 1022 };
    const Uint128 half = (Uint128)1 << (DROPPED - 1);
    Uint128 rest = real->m & (((Uint128)1 << DROPPED) - 1);
    Uint128 apart = rest >= half ? rest - half : half - rest;
    if (UNLIKELY(apart >> LIBM_ERROR_SHIFT <= real->error || real->exponent < LIBM_EXPONENT_MIN ||
                 real->exponent >= LIBM_EXPONENT_MAX)) {
        return false;
    }
    /* The leading one adds one to the field of the exponent, and so does a carry into it. */
    uint64_t kept = (uint64_t)(real->m >> DROPPED) + (rest >= half);
    uint64_t bits = ((uint64_t)(real->exponent + FIELD_BIAS) << LIBM_FRACTION_BITS) + kept;
    *out = pd_double_of_bits(bits | (uint64_t)real->negative << 63);
    return true;
}

/*
 * z as floor and fraction, of scale 128; the fraction's error is that of z and less than one unit.
 * false: |z| is 2^11 or more, or less than 2^-127.
 */
bool pd_libm_floor(const LibmReal *z, int *whole, Uint128 *fraction);
/* 2^fraction, scale 127; the error is below 2^60 units. */
Uint128 pd_libm_exp2_fraction(Uint128 fraction);
/* 2^z. false: not decided. */
bool pd_libm_exp2_round(const LibmReal *z, bool negative, double *out);
/* 2^z as a real; false as pd_libm_floor. */
bool pd_libm_exp2_real(const LibmReal *z, LibmReal *out);
/* x log2(e). */
LibmReal pd_libm_log2_of_exp(const LibmParts *x);
/* a / b; the error is that of both and less than 2^-90 of the result. */
LibmReal pd_libm_divide(const LibmReal *a, const LibmReal *b);
/* floor(sqrt(square)), square >= 2^124. */
uint64_t pd_libm_root(Uint128 square);
/* ln(x); |x| is taken and is not 1. */
LibmReal pd_libm_log_real(const LibmParts *x);
/* real times the constant whose scale is 127 - exponent. */
LibmReal pd_libm_times(const LibmReal *real, int constant, int exponent);

#endif
