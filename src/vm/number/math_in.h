/*
 * What the files of the module math share: arguments as doubles, and CPython's two errors.
 */
#ifndef VM_NUMBER_MATH_IN_H
#define VM_NUMBER_MATH_IN_H

#include "vm/number/number_in.h"

/* Fuel of one correctly rounded function. */
enum { MATH_FUEL = 16 };

/* count values as doubles. LEAF_END: some of them needs its __float__ or __index__ in program code
 * first, so the leaf answers pd_math_again. */
LeafResult pd_math_doubles(Vm *vm, const Value *args, uint32_t count, double *out);
/* The leaf again, after the library made floats of the arguments that need program code. */
LeafResult pd_math_again(Vm *vm, LeafFn *fn, const Value *args, uint32_t count);

LeafResult pd_math_domain_error(Vm *vm);
LeafResult pd_math_range_error(Vm *vm);

#endif
