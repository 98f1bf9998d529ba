/*
 * Functions of MPFR on doubles, correctly rounded: the same result on every machine.
 *
 * Apart from number_in.h so that only the files that name such a function read mpfr.h.
 */
#ifndef VM_NUMBER_EXACT_H
#define VM_NUMBER_EXACT_H

#include <mpfr.h>

typedef int ExactUnary(mpfr_ptr out, mpfr_srcptr a, mpfr_rnd_t round);
typedef int ExactBinary(mpfr_ptr out, mpfr_srcptr a, mpfr_srcptr b, mpfr_rnd_t round);

/* fn(a) and fn(a, b), rounded once to the nearest double; NaN is the one NaN. */
double pd_exact_unary(ExactUnary *fn, double a);
double pd_exact_binary(ExactBinary *fn, double a, double b);
/* The same for an argument that no double holds; mpfr_set rounds it. */
double pd_exact_wide(ExactUnary *fn, mpfr_srcptr a);

#endif
