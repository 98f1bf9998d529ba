/*
 * Elementary functions of doubles, correctly rounded.
 *
 * base/libm answers nearly always; where it cannot decide, MPFR computes at 53 bits with the
 * exponent range of doubles, so the ternary value and mpfr_subnormalize give the one double that is
 * nearest to the exact value. Must not know about values or runs.
 */
#include "vm/number/exact.h"
#include "vm/number/number_in.h"

#include <math.h>

enum { DOUBLE_BITS = 53, DOUBLE_EMIN = -1073, DOUBLE_EMAX = 1024 };

typedef struct ExactRange {
    mpfr_exp_t min, max;
} ExactRange;

static ExactRange enter_range(void)
{
    ExactRange was = {mpfr_get_emin(), mpfr_get_emax()};
    (void)mpfr_set_emin(DOUBLE_EMIN);
    (void)mpfr_set_emax(DOUBLE_EMAX);
    return was;
}

static double leave_range(mpfr_ptr value, int ternary, ExactRange was)
{
    (void)mpfr_subnormalize(value, ternary, MPFR_RNDN);
    double d = mpfr_get_d(value, MPFR_RNDN);
    (void)mpfr_set_emin(was.min);
    (void)mpfr_set_emax(was.max);
    return pd_double_canonical(d);
}

double pd_exact_unary(ExactUnary *fn, double a)
{
    MPFR_DECL_INIT(x, DOUBLE_BITS);
    MPFR_DECL_INIT(y, DOUBLE_BITS);
    (void)mpfr_set_d(x, a, MPFR_RNDN);
    ExactRange was = enter_range();
    int ternary = fn(y, x, MPFR_RNDN);
    return leave_range(y, ternary, was);
}

double pd_exact_binary(ExactBinary *fn, double a, double b)
{
    MPFR_DECL_INIT(x, DOUBLE_BITS);
    MPFR_DECL_INIT(y, DOUBLE_BITS);
    MPFR_DECL_INIT(z, DOUBLE_BITS);
    (void)mpfr_set_d(x, a, MPFR_RNDN);
    (void)mpfr_set_d(y, b, MPFR_RNDN);
    ExactRange was = enter_range();
    int ternary = fn(z, x, y, MPFR_RNDN);
    return leave_range(z, ternary, was);
}

double pd_exact_wide(ExactUnary *fn, mpfr_srcptr a)
{
    MPFR_DECL_INIT(y, DOUBLE_BITS);
    int ternary = fn(y, a, MPFR_RNDN);
    ExactRange was = enter_range();
    ternary = mpfr_check_range(y, ternary, MPFR_RNDN);
    return leave_range(y, ternary, was);
}

double pd_exact_pow(double a, double b)
{
    double y;
    if (b == 2.0) {
        return pd_double_canonical(a * a);
    }
    if (b == 1.0) {
        return pd_double_canonical(a);
    }
    if (b == -1.0 && a != 0) {
        return pd_double_canonical(1.0 / a);
    }
    if (b == 0.5 && a > 0 && !isinf(a)) {
        return sqrt(a);
    }
    return pd_libm_pow(a, b, &y) ? y : pd_exact_binary(mpfr_pow, a, b);
}

double pd_exact_hypot(double a, double b)
{
    double y;
    return pd_libm_hypot(a, b, &y) ? y : pd_exact_binary(mpfr_hypot, a, b);
}

double pd_exact_atan2(double a, double b)
{
    double y;
    return pd_libm_atan2(a, b, &y) ? y : pd_exact_binary(mpfr_atan2, a, b);
}

#define QUICK(name, kind)                                            \
 double pd_exact_##name(double a)                                    \
 {                                                                   \
  double y;                                                          \
  return pd_libm_##name(a, &y) ? y : pd_exact_unary(mpfr_##name, a); \
 }
#define EXACT(name, kind)
#define PLAIN(name, kind, function)
#include "vm/number/math.def"
QUICK(log, UNARY_DOMAIN)
QUICK(log2, UNARY_DOMAIN)
QUICK(log10, UNARY_DOMAIN)
