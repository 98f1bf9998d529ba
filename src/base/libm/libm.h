/*
 * Elementary functions of doubles, correctly rounded: the quick way, in integers.
 *
 * Each returns true and the double nearest to the exact value (ties to even), or false: it could
 * not decide. A value is computed in 128-bit fixed point with a bound of its error; a bound that
 * reaches the middle between two doubles means that only more digits can decide (Ziv, "Fast
 * evaluation of elementary mathematical functions with correctly rounded last bit", ACM TOMS 17,
 * 1991). Besides, what is rare is left to the caller: NaN, infinities, overflow, results below the
 * normal doubles. Integers decide, and doubles only choose a row of a table or start a square root:
 * neither the machine nor the compiler nor the rounding mode can change an answer.
 */
#ifndef BASE_LIBM_LIBM_H
#define BASE_LIBM_LIBM_H

#include "base/platform.h"

/*
 * Bounds of the relative error, away from the zeros of a function (nearer to them the code says
 * them): log log2 log10 2^-70; exp exp2 pow cbrt cosh sin cos atan atan2 2^-66; sinh tan asin acos
 * 2^-63; tanh expm1 log1p 2^-60; hypot is exact. So one call in 10^2 to 10^5 is not decided.
 */
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
