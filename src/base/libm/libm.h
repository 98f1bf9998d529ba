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
 * Only integer operations decide, so the answer does not depend on the machine, the compiler, its
 * level of optimisation or the rounding mode. Bounds of the relative error where the result is not
 * close to a power of two from above; the ones near zeros are in the code:
 *   exp exp2 pow 2^-67, log log2 log10 2^-70, sin cos 2^-67, tan 2^-64, atan atan2 2^-62.
 */
#ifndef BASE_LIBM_LIBM_H
#define BASE_LIBM_LIBM_H

#include "base/platform.h"

bool pd_libm_exp(double x, double *out);
bool pd_libm_exp2(double x, double *out);
bool pd_libm_log(double x, double *out);
bool pd_libm_log2(double x, double *out);
bool pd_libm_log10(double x, double *out);
bool pd_libm_pow(double x, double y, double *out);
bool pd_libm_sin(double x, double *out);
bool pd_libm_cos(double x, double *out);

#endif
