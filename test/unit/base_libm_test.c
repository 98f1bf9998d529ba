/*
 * The quick elementary functions against MPFR, bit for bit: special values, arguments whose results
 * lie closest to the middle between two doubles, neighbours of multiples of pi/2, borders of
 * overflow and underflow, and seeded random arguments, where it is also counted how often a
 * function cannot decide.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <mpfr.h>
#include <stdio.h>

#include "base/base.h"
#include "base/libm/libm.h"
#include "base/number/number.h"

enum { DOUBLE_BITS = 53, RANDOM_COUNT = 40000 };

typedef bool Quick(double x, double *out);
typedef bool QuickPair(double x, double y, double *out);
typedef int Reference(mpfr_ptr out, mpfr_srcptr x, mpfr_rnd_t round);
typedef int ReferencePair(mpfr_ptr out, mpfr_srcptr x, mpfr_srcptr y, mpfr_rnd_t round);

/* Random arguments have an exponent from least to most; undecided: one call in so many may be. */
typedef struct Function {
    const char *name;
    Quick *quick;
    Reference *reference;
    int least, most;
    bool any_sign;
    uint32_t undecided;
} Function;

typedef struct PairFunction {
    const char *name;
    QuickPair *quick;
    ReferencePair *reference;
    int least[2], most[2];
    uint32_t undecided;
} PairFunction;

static const Function functions[] = {
    {"exp", pd_libm_exp, mpfr_exp, -40, 8, true, 2000},
    {"exp2", pd_libm_exp2, mpfr_exp2, -40, 8, true, 2000},
    {"log", pd_libm_log, mpfr_log, -1074, 1023, false, 2000},
    {"log", pd_libm_log, mpfr_log, -1, 0, false, 2000},
    {"log2", pd_libm_log2, mpfr_log2, -1074, 1023, false, 2000},
    {"log10", pd_libm_log10, mpfr_log10, -1074, 1023, false, 2000},
    {"sin", pd_libm_sin, mpfr_sin, -30, 10, true, 1000},
    {"sin", pd_libm_sin, mpfr_sin, 10, 1023, true, 1000},
    {"cos", pd_libm_cos, mpfr_cos, -30, 10, true, 1000},
    {"cos", pd_libm_cos, mpfr_cos, 10, 1023, true, 1000},
    {"tan", pd_libm_tan, mpfr_tan, -30, 1023, true, 200},
    {"asin", pd_libm_asin, mpfr_asin, -30, -1, true, 500},
    {"asin", pd_libm_asin, mpfr_asin, -1, -1, true, 500},
    {"acos", pd_libm_acos, mpfr_acos, -30, -1, true, 500},
    {"acos", pd_libm_acos, mpfr_acos, -1, -1, true, 500},
    {"atan", pd_libm_atan, mpfr_atan, -12, 12, true, 1000},
    {"atan", pd_libm_atan, mpfr_atan, -1021, 1023, true, 1000},
    {"sinh", pd_libm_sinh, mpfr_sinh, -30, 8, true, 500},
    {"cosh", pd_libm_cosh, mpfr_cosh, -30, 8, true, 500},
    {"tanh", pd_libm_tanh, mpfr_tanh, -30, 8, true, 200},
    {"expm1", pd_libm_expm1, mpfr_expm1, -30, 8, true, 100},
    {"log1p", pd_libm_log1p, mpfr_log1p, -30, 60, false, 200},
    {"log1p", pd_libm_log1p, mpfr_log1p, -16, -1, true, 200},
    {"cbrt", pd_libm_cbrt, mpfr_cbrt, -1074, 1023, true, 1000},
};

static const PairFunction pair_functions[] = {
    {"pow", pd_libm_pow, mpfr_pow, {-5, -10}, {5, 6}, 1000},
    {"pow", pd_libm_pow, mpfr_pow, {-1074, -20}, {1023, -1}, 1000},
    {"atan2", pd_libm_atan2, mpfr_atan2, {-10, -10}, {10, 10}, 500},
    {"atan2", pd_libm_atan2, mpfr_atan2, {-300, -300}, {300, 300}, 500},
    {"hypot", pd_libm_hypot, mpfr_hypot, {-16, -16}, {16, 16}, 2000},
    {"hypot", pd_libm_hypot, mpfr_hypot, {-1000, -1000}, {1000, 1000}, 2000},
};

static uint64_t next_random(uint64_t *state)
{
    *state += UINT64_C(0x9e3779b97f4a7c15);
    return pd_hash_u64(*state);
}

static double random_double(uint64_t *state, int least, int most)
{
    double fraction = 1.0 + ldexp((double)(next_random(state) >> 12), -52);
    return ldexp(fraction, least + (int)(next_random(state) % (uint64_t)(most - least + 1)));
}

static double rounded(mpfr_ptr y, int ternary)
{
    (void)mpfr_subnormalize(y, ternary, MPFR_RNDN);
    return mpfr_get_d(y, MPFR_RNDN);
}

/* Whether f decided; what it then says must have the bits of the reference. */
static bool check(const Function *f, double x)
{
    double y = 0;
    if (!f->quick(x, &y)) {
        return false;
    }
    MPFR_DECL_INIT(a, DOUBLE_BITS);
    MPFR_DECL_INIT(b, DOUBLE_BITS);
    (void)mpfr_set_d(a, x, MPFR_RNDN);
    double want = rounded(b, f->reference(b, a, MPFR_RNDN));
    if (pd_double_bits(y) != pd_double_bits(want)) {
        fail_msg("%s(%a) is %a, not %a", f->name, x, want, y);
    }
    return true;
}

static bool check_pair(const PairFunction *f, double x, double y)
{
    double z = 0;
    if (!f->quick(x, y, &z)) {
        return false;
    }
    MPFR_DECL_INIT(a, DOUBLE_BITS);
    MPFR_DECL_INIT(b, DOUBLE_BITS);
    MPFR_DECL_INIT(c, DOUBLE_BITS);
    (void)mpfr_set_d(a, x, MPFR_RNDN);
    (void)mpfr_set_d(b, y, MPFR_RNDN);
    double want = rounded(c, f->reference(c, a, b, MPFR_RNDN));
    if (pd_double_bits(z) != pd_double_bits(want)) {
        fail_msg("%s(%a, %a) is %a, not %a", f->name, x, y, want, z);
    }
    return true;
}

/*
 * Zeros, borders and the arguments that Lefèvre and Muller ("Worst cases for correct rounding of
 * the elementary functions in double precision", 2001) found to be hardest, for one function or
 * another; the last but one is the double that is closest to a multiple of pi/2.
 */
static const double arguments[] = {
    0.0,
    -0.0,
    INFINITY,
    NAN,
    0x1p-1074,
    0x1p-1022,
    0x1.fffffffffffffp-1023,
    0x1.fffffffffffffp1023,
    1.0,
    2.0,
    3.0,
    4.0,
    8.0,
    10.0,
    100.0,
    1000.0,
    1e22,
    1e23,
    0.5,
    0.25,
    0.75,
    1.5,
    0.1,
    0x1.fffffffffffffp-1,
    0x1.0000000000001p0,
    0x1p-53,
    0x1p-54,
    0x1.0000000000001p-54,
    0x1p-27,
    0x1.8p-62,
    0x1p-7,
    0x1.fffffffffffffp-8,
    0x1.6a09e667f3bcdp0,
    0x1.6a09e667f3bccp0,
    0x1p-13,
    0x1p-14,
    709.782712893384,
    709.7827128933841,
    745.1332191019411,
    745.1332191019412,
    708.3964185322641,
    708.39641853226408,
    1023.0,
    1024.0,
    1022.0,
    1074.0,
    1075.0,
    1023.9999999999999,
    0x1.9e9cbbfd6080bp-31,
    0x1.62a88613629b6p678,
    0x1.a8ead058bc6b8p3,
    0x1.1d5c2daebe367p4,
    0x1.e4596526bf94dp-10,
    0x1.61555f75885b4p128,
    0x1.e12d66744ff81p429,
    0x1.598bae9e632f6p-7,
    0x1.e0000000001c2p-20,
    0x1.8000000000009p-23,
    0x1.06b505550e6b2p-9,
    0x1.67ffffffffa11p-18,
    0x1.2bd5ea59e7a5ap-2,
    0x1.8460ba1f0ba4dp-3,
    0x1.6ac5b262ca1ffp849,
    0x1.921fb54442d18p0,
};

static void special_arguments(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_COUNT(functions); i++) {
        for (size_t k = 0; k < ARRAY_COUNT(arguments); k++) {
            (void)check(&functions[i], arguments[k]);
            (void)check(&functions[i], -arguments[k]);
            (void)check(&functions[i], nextafter(arguments[k], 0));
            (void)check(&functions[i], nextafter(arguments[k], INFINITY));
        }
    }
    for (size_t i = 0; i < ARRAY_COUNT(pair_functions); i++) {
        for (size_t k = 0; k < ARRAY_COUNT(arguments) * ARRAY_COUNT(arguments); k++) {
            double x = arguments[k / ARRAY_COUNT(arguments)];
            double y = arguments[k % ARRAY_COUNT(arguments)];
            (void)check_pair(&pair_functions[i], x, y);
            (void)check_pair(&pair_functions[i], x, -y);
            (void)check_pair(&pair_functions[i], -x, y);
            (void)check_pair(&pair_functions[i], -x, -y);
        }
    }
}

static void near_multiples_of_half_pi(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_COUNT(functions); i++) {
        for (int k = 1; k < 1500; k++) {
            double x = k * 0x1.921fb54442d18p0;
            (void)check(&functions[i], x);
            (void)check(&functions[i], nextafter(x, 0));
            (void)check(&functions[i], -nextafter(x, INFINITY));
            (void)check(&functions[i], ldexp(x, k % 900));
        }
    }
}

/* Integers to integer powers: exact as long as they fit, then some in the middle of two doubles. */
static void exact_powers(void **state)
{
    (void)state;
    for (int base = 2; base < 40; base++) {
        for (int power = -40; power <= 40; power++) {
            (void)check_pair(&pair_functions[0], base, power);
            (void)check_pair(&pair_functions[0], -base, power);
            (void)check_pair(&pair_functions[0], (double)base * base, power / 2.0);
        }
    }
    double y = 0;
    assert_true(pd_libm_pow(3.0, 5.0, &y) && y == 243.0);
    assert_true(pd_libm_pow(10.0, 22.0, &y) && y == 1e22);
    assert_true(pd_libm_pow(-2.0, 3.0, &y) && y == -8.0);
    assert_true(pd_libm_log10(1e22, &y) && y == 22.0);
    assert_true(pd_libm_log2(0x1p-700, &y) && y == -700.0);
    assert_true(pd_libm_exp2(-3.0, &y) && y == 0.125);
    assert_false(pd_libm_pow(3.0, 34.0, &y)); /* 3^34 has 54 bits */
}

/* A function that nearly never decided would pass all the rest. */
static void random_arguments(void **state)
{
    (void)state;
    uint64_t seed = 1;
    for (size_t i = 0; i < ARRAY_COUNT(functions); i++) {
        const Function *f = &functions[i];
        uint32_t undecided = 0;
        for (int k = 0; k < RANDOM_COUNT; k++) {
            double x = random_double(&seed, f->least, f->most);
            x = f->any_sign && (next_random(&seed) & 1) != 0 ? -x : x;
            undecided += !check(f, x);
        }
        if (undecided > RANDOM_COUNT / f->undecided) {
            fail_msg("%s was undecided %u times", f->name, undecided);
        }
    }
    for (size_t i = 0; i < ARRAY_COUNT(pair_functions); i++) {
        const PairFunction *f = &pair_functions[i];
        uint32_t undecided = 0;
        for (int k = 0; k < RANDOM_COUNT; k++) {
            double x = random_double(&seed, f->least[0], f->most[0]);
            double y = random_double(&seed, f->least[1], f->most[1]);
            undecided += !check_pair(f, x, (next_random(&seed) & 1) != 0 ? -y : y);
        }
        if (undecided > RANDOM_COUNT / f->undecided) {
            fail_msg("%s was undecided %u times", f->name, undecided);
        }
    }
}

static void random_bits(void **state)
{
    (void)state;
    uint64_t seed = 2;
    for (int k = 0; k < RANDOM_COUNT / 4; k++) {
        double x = pd_double_of_bits(next_random(&seed));
        double y = pd_double_of_bits(next_random(&seed));
        for (size_t i = 0; i < ARRAY_COUNT(functions); i++) {
            (void)check(&functions[i], x);
        }
        for (size_t i = 0; i < ARRAY_COUNT(pair_functions); i++) {
            (void)check_pair(&pair_functions[i], x, y);
        }
    }
}

int main(void)
{
    enum { DOUBLE_EMIN = -1073, DOUBLE_EMAX = 1024 };
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(special_arguments), cmocka_unit_test(near_multiples_of_half_pi),
        cmocka_unit_test(exact_powers),      cmocka_unit_test(random_arguments),
        cmocka_unit_test(random_bits),
    };
    (void)mpfr_set_emin(DOUBLE_EMIN);
    (void)mpfr_set_emax(DOUBLE_EMAX);
    return cmocka_run_group_tests_name("base_libm", tests, NULL, NULL);
}
