/*
 * Elementary functions of doubles, correctly rounded: the quick way, in integers.
 *
 * Each function returns true and the double nearest to the exact value (ties to even), or false:
 * it could not decide. It never returns a double that is not the nearest one. The value is
 * computed in 128-bit fixed point with a bound of its error; a bound that reaches a point half way
 * between two doubles means that only more digits can decide (Ziv, "Fast evaluation of elementary
 * mathematical functions with correctly rounded last bit", ACM TOMS 17, 1991). That happens about
 * once in 10^3 to 10^5 calls; besides, arguments and results that are rare are left to the caller:
 * NaN, infinities, overflow, results below the normal doubles, exact results of some powers.
 *
 * Integers decide; doubles only choose a row of a table or start a square root that integers end. So
 * the answer depends neither on the machine nor on the compiler, its level of optimisation or the
 * rounding mode. Bounds of the relative error, away from the zeros of a function:
 *   log log2 log10 2^-70; exp exp2 pow cbrt cosh sin cos atan atan2 2^-66; sinh tan asin acos 2^-63;
 *   tanh expm1 log1p 2^-60; hypot is exact. Nearer to a zero the code says them.
 */
#ifndef BASE_LIBM_LIBM_H
#define BASE_LIBM_LIBM_H

#include "base/platform.h"

bool pd_libm_exp(double x, double *out);
bool pd_libm_exp2(double x, double *out);
bool pd_libm_expm1(double x, double *out);
bool pd_libm_log(double x, double *out);
bool pd_libm_log1p(double x, double *out);
bool pd_libm_log2(double x, double *out);
bool pd_libm_log10(double x, double *out);
bool pd_libm_pow(double x, double y, double *out);
bool pd_libm_sin(double x, double *out);
bool pd_libm_cos(double x, double *out);
bool pd_libm_tan(double x, double *out);
bool pd_libm_asin(double x, double *out);
bool pd_libm_acos(double x, double *out);
bool pd_libm_atan(double x, double *out);
bool pd_libm_atan2(double y, double x, double *out);
bool pd_libm_sinh(double x, double *out);
bool pd_libm_cosh(double x, double *out);
bool pd_libm_tanh(double x, double *out);
bool pd_libm_hypot(double x, double y, double *out);
bool pd_libm_cbrt(double x, double *out);

#endif
