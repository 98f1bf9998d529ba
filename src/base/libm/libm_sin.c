/*
 * sin, cos and tan: x 2/pi = q + i/128 + g, and sums of angles from a table of sines.
 *
 * The reduction is exact enough for every double (Payne and Hanek, "Radian reduction for
 * trigonometric functions", ACM SIGNUM Newsletter 18, 1983): of 2/pi only the 192 bits count that
 * are neither whole turns nor too small. Muller's "Elementary Functions" (3rd ed., chapter 11)
 * shows that no double is closer to a multiple of pi/2 than 2^-61 or so, hence 2^-137 is small
 * enough.
 */
#include "base/libm/libm_in.h"

/* 1/k!, scale 64, truncated. */
#define SIN_C2 UINT64_C(0x8000000000000000)
#define SIN_C3 UINT64_C(0x2aaaaaaaaaaaaaaa)
#define SIN_C4 UINT64_C(0x0aaaaaaaaaaaaaaa)
#define SIN_C5 UINT64_C(0x0222222222222222)
#define SIN_C6 UINT64_C(0x005b05b05b05b05b)
#define SIN_C7 UINT64_C(0x000d00d00d00d00d)
#define SIN_C8 UINT64_C(0x0001a01a01a01a01)

enum {
    SIN_STEPS = 128, /* of a quarter turn */
    SIN_SMALL = -7,  /* arguments below 2^-7 are not reduced */
    SIN_D_SCALE = 70,
    SIN_SQUARE_SCALE = 76,
    SIN_SQUARE_STEP = 12,
    SIN_TABLE_SCALE = 126
};

/* |x| as quadrant + (step + offset) of quarter turns; |offset| <= 2^-8, scale 192 with low. */
typedef struct Angle {
    Int128 offset; /* scale 128 */
    uint64_t low;
    unsigned quadrant;
    unsigned step;
} Angle;

/* The error of the 190 bits after the point is below 2^-137. */
static Angle reduce(const LibmParts *x)
{
    enum { FRACTION_DROPPED = 11, STEP_BITS = 121 };
    const uint64_t m = x->m >> FRACTION_DROPPED;
    /* The first bit of 2/pi that is not a multiple of 4 when m 2^(exponent-52) times it is taken;
     * the table starts with 64 zeros. */
    unsigned first = (unsigned)(x->exponent - LIBM_FRACTION_BITS + 62);
    const uint64_t *word = &pd_libm_two_over_pi[first >> 6];
    unsigned shift = first & 63;
    uint64_t window[3];
    for (int k = 0; k < 3; k++) {
        window[k] = word[k] << shift | word[k + 1] >> 1 >> (63 - shift);
    }
    Uint128 last = (Uint128)m * window[2];
    Uint128 middle = (Uint128)m * window[1] + (uint64_t)(last >> 64);
    uint64_t top = m * window[0] + (uint64_t)(middle >> 64);
    Uint128 fraction = ((Uint128)top << 64 | (uint64_t)middle) << 2 | (uint64_t)last >> 62;
    unsigned step = (unsigned)((fraction >> (STEP_BITS - 1)) + 1) >> 1;
    return (Angle){.offset = (Int128)(fraction - ((Uint128)step << STEP_BITS)),
                   .low = (uint64_t)last << 2,
                   .quadrant = (unsigned)(top >> 62),
                   .step = step};
}

/* 1 - sin(d)/d for d^2 of scale 76, same scale: the error is below 2^-75. */
static uint64_t sine_defect(uint64_t square)
{
    uint64_t p = SIN_C5 - (pd_libm_high(square, SIN_C7) >> SIN_SQUARE_STEP);
    p = SIN_C3 - (pd_libm_high(square, p) >> SIN_SQUARE_STEP);
    return pd_libm_high(square, p);
}

/* 1 - cos(d) for d^2 of scale 76, same scale: the error is below 2^-75. */
static uint64_t cosine_defect(uint64_t square)
{
    uint64_t p = SIN_C6 - (pd_libm_high(square, SIN_C8) >> SIN_SQUARE_STEP);
    p = SIN_C4 - (pd_libm_high(square, p) >> SIN_SQUARE_STEP);
    p = SIN_C2 - (pd_libm_high(square, p) >> SIN_SQUARE_STEP);
    return pd_libm_high(square, p);
}

/* sin(d), d < 2^-7: the relative error is that of d and less than 2^-75. */
static LibmReal sine_small(const LibmReal *d)
{
    enum { ERROR_BITS = 20 };
    int shift = 63 - d->exponent - SIN_D_SCALE;
    uint64_t high = (uint64_t)(d->m >> 64);
    uint64_t fixed = shift < 64 ? high >> shift : 0;
    Uint128 defect = (Uint128)high * sine_defect(pd_libm_high(fixed, fixed));
    return pd_libm_normal(d->m - (defect >> SIN_SQUARE_STEP), 127 - d->exponent,
                          d->error + (UINT64_C(1) << ERROR_BITS), d->negative);
}

/* The sine of the offset alone. false: it is closer to 0 than that of any double. */
static bool sine_of_offset(const Angle *angle, LibmReal *out)
{
    enum { ZEROS_MAX = 63, ERROR_BITS = 21 };
    bool negative = angle->offset < 0;
    Uint128 size = (Uint128)angle->offset;
    uint64_t low = angle->low;
    if (negative) {
        size = low == 0 ? -size : ~size;
        low = -low;
    }
    if (size >> ZEROS_MAX == 0) {
        return false;
    }
    int shift = pd_libm_clz(size);
    size = size << shift | low >> 1 >> (63 - shift);
    Uint128 d = pd_libm_wide_high(size, pd_libm_wide(pd_libm_constants[LIBM_PI]));
    LibmReal real = pd_libm_normal(d, 127 + shift, UINT64_C(1) << ERROR_BITS, negative);
    *out = sine_small(&real);
    return true;
}

/*
 * sin(|x| + turned quarter turns) = S (1 - V) + C sin(d), with S and C of the table.
 * Errors: sin(d) 2.3 units of scale 70, C's first word 2^-62 d; in all less than 2^-67.5.
 */
static bool sine_of(const Angle *angle, unsigned turned, LibmReal *out)
{
    enum { ERROR_BITS = 27, OFFSET_DROPPED = 57, PI_HALF_SCALE = 62 };
    unsigned quadrant = angle->quadrant + turned;
    bool mirrored = (quadrant & 1) != 0;
    unsigned step = mirrored ? SIN_STEPS - angle->step : angle->step;
    if (step == 0) {
        if (!sine_of_offset(angle, out)) {
            return false;
        }
        out->negative = (out->negative != mirrored) != ((quadrant & 2) != 0);
        return true;
    }
    int64_t half_pi = (int64_t)(pd_libm_constants[LIBM_PI][0] >> 1);
    int64_t offset = (int64_t)(angle->offset >> OFFSET_DROPPED); /* scale 71 */
    int64_t d = (int64_t)((Int128)offset * half_pi >> (71 + PI_HALF_SCALE - SIN_D_SCALE));
    uint64_t square = (uint64_t)pd_libm_high_signed(d, d);
    int64_t sine = d - (pd_libm_high_signed(d, (int64_t)sine_defect(square)) >> SIN_SQUARE_STEP);
    sine = mirrored ? -sine : sine;
    const uint64_t *s = pd_libm_sines[step];
    Int128 c = (int64_t)pd_libm_sines[SIN_STEPS - step][0];
    Uint128 sum = pd_libm_wide(s) - ((Uint128)s[0] * cosine_defect(square) >> SIN_SQUARE_STEP) +
                  (Uint128)(c * sine >> 6);
    *out = pd_libm_normal(sum, SIN_TABLE_SCALE, UINT64_C(1) << ERROR_BITS, (quadrant & 2) != 0);
    return true;
}

bool pd_libm_sin(double x, double *out)
{
    LibmParts parts;
    if (!pd_libm_split(x, &parts)) {
        *out = x;
        return x == 0;
    }
    LibmReal sine;
    if (parts.exponent < SIN_SMALL) {
        LibmReal d = pd_libm_real(&parts);
        sine = sine_small(&d);
    } else {
        Angle angle = reduce(&parts);
        if (!sine_of(&angle, 0, &sine)) {
            return false;
        }
        sine.negative = sine.negative != parts.negative;
    }
    return pd_libm_round(&sine, out);
}

/* cos(x) for |x| < 2^-7. */
static LibmReal cosine_small(const LibmParts *x)
{
    enum { ERROR_BITS = 21, TINY = -40 };
    int shift = 63 - x->exponent - SIN_D_SCALE;
    uint64_t fixed = x->exponent > TINY ? x->m >> shift : 0;
    Uint128 defect = cosine_defect(pd_libm_high(fixed, fixed));
    return pd_libm_normal(((Uint128)1 << 127) - (defect << (127 - SIN_SQUARE_SCALE)), 127,
                          UINT64_C(1) << ERROR_BITS, false);
}

bool pd_libm_cos(double x, double *out)
{
    LibmParts parts;
    if (!pd_libm_split(x, &parts)) {
        *out = 1.0;
        return x == 0;
    }
    LibmReal cosine;
    if (parts.exponent < SIN_SMALL) {
        cosine = cosine_small(&parts);
    } else {
        Angle angle = reduce(&parts);
        if (!sine_of(&angle, 1, &cosine)) {
            return false;
        }
    }
    return pd_libm_round(&cosine, out);
}

bool pd_libm_tan(double x, double *out)
{
    LibmParts parts;
    if (!pd_libm_split(x, &parts)) {
        *out = x;
        return x == 0;
    }
    LibmReal sine;
    LibmReal cosine;
    if (parts.exponent < SIN_SMALL) {
        LibmReal d = pd_libm_real(&parts);
        sine = sine_small(&d);
        cosine = cosine_small(&parts);
    } else {
        Angle angle = reduce(&parts);
        if (!sine_of(&angle, 0, &sine) || !sine_of(&angle, 1, &cosine)) {
            return false;
        }
        sine.negative = sine.negative != parts.negative;
    }
    LibmReal tangent = pd_libm_divide(&sine, &cosine);
    return pd_libm_round(&tangent, out);
}
