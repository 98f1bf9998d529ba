/*
 * What the files about numbers share: an operand seen as a number, and exact functions.
 */
#ifndef VM_NUMBER_NUMBER_IN_H
#define VM_NUMBER_NUMBER_IN_H

#include "vm/data/data.h"

typedef enum NumClass { NUM_NONE, NUM_INT, NUM_FLOAT, NUM_COMPLEX } NumClass;

typedef struct Num {
    NumClass cls;
    Value integer;     /* NUM_INT: small or big, never bool */
    double real, imag; /* of the others */
} Num;

/* Sees v, unwrapped, as a number; false when it is none. */
bool pd_num_of(const Vm *vm, Value v, Num *out);
/* Fills real and imag; OverflowError when an int is too large. */
LeafResult pd_num_to_double(Vm *vm, Num *n);

/* A float nearer to 0 than this is a small int when it is rounded to a whole number. */
#define NUM_SMALL_FLOAT 0x1p48

static inline LeafResult pd_num_give_float(double d, Value *out)
{
    *out = pd_from_float(d);
    return LEAF_OK;
}
LeafResult pd_num_give_complex(Vm *vm, double real, double imag, Value *out);

/* Arithmetic of two numbers; LEAF_OK with NotImplemented where complex has no such operator. */
LeafResult pd_num_binary(Vm *vm, BinaryOp op, const Num *a, const Num *b, Value *out);
/* The same of two ints, small or big, and of two floats. */
LeafResult pd_num_int_binary(Vm *vm, BinaryOp op, Value a, Value b, Value *out);
LeafResult pd_num_float_binary(Vm *vm, BinaryOp op, double a, double b, Value *out);
/* + - * where one is complex and the other is or a float; LEAF_END: not done. */
LeafResult pd_num_complex_quick(Vm *vm, BinaryOp op, Value a, Value b, Value *out);
/* int ** int, float ** float, complex ** complex. */
LeafResult pd_num_int_power(Vm *vm, Value a, Value b, Value *out);
LeafResult pd_num_float_power(Vm *vm, double a, double b, Value *out);
LeafResult pd_num_power_mod(Vm *vm, Value a, Value b, Value m, Value *out);
LeafResult pd_num_complex_binary(Vm *vm, BinaryOp op, const Num *a, const Num *b, Value *out);
LeafResult pd_num_complex_power(Vm *vm, const Num *a, const Num *b, Value *out);
/* Floor division and remainder as float.__divmod__; b != 0. */
void pd_num_float_divmod(double a, double b, double *quotient, double *remainder);
LeafResult pd_num_divmod(Vm *vm, const Num *a, const Num *b, Value *out);

/* Correctly rounded (base/libm, else MPFR), the same on every machine. */
double pd_exact_pow(double a, double b);
double pd_exact_hypot(double a, double b);
double pd_exact_atan2(double a, double b);
double pd_exact_exp(double a);
double pd_exact_exp2(double a);
double pd_exact_expm1(double a);
double pd_exact_log(double a);
double pd_exact_log1p(double a);
double pd_exact_log2(double a);
double pd_exact_log10(double a);
double pd_exact_sin(double a);
double pd_exact_cos(double a);
double pd_exact_tan(double a);
double pd_exact_asin(double a);
double pd_exact_acos(double a);
double pd_exact_atan(double a);
double pd_exact_sinh(double a);
double pd_exact_cosh(double a);
double pd_exact_tanh(double a);
double pd_exact_cbrt(double a);

/* Text (str, bytes or bytearray) to numbers; the errors are those of int(), float(), complex(). */
LeafResult pd_num_parse_int(Vm *vm, Value text, uint32_t base, Value *out);
LeafResult pd_num_parse_float(Vm *vm, Value text, Value *out);
LeafResult pd_num_parse_complex(Vm *vm, Value text, Value *out);
/* round(args[0], args[1]) of a float. */
LeafResult pd_num_float_round(Vm *vm, const Value *args, Value *result);
/* int(d): OverflowError or ValueError for infinities and NaN. */
LeafResult pd_num_float_to_int(Vm *vm, double d, Value *out);
/* The fuel of int arithmetic: 64-bit limbs of v. */
uint64_t pd_num_limbs(const Vm *vm, Value v);

#endif
