/*
 * The special methods as leaves: their declarations, for the tables of the types.
 */
#ifndef VM_BUILTINS_SLOTS_H
#define VM_BUILTINS_SLOTS_H

#include "vm/leaf.h"

/* clang-format off */
#define SLOT_BINARY(X) \
    X(add, BINARY_ADD) \
    X(sub, BINARY_SUB) \
    X(mul, BINARY_MUL) \
    X(truediv, BINARY_TRUEDIV) \
    X(floordiv, BINARY_FLOORDIV) \
    X(mod, BINARY_MOD) \
    X(pow, BINARY_POW) \
    X(lshift, BINARY_LSHIFT) \
    X(rshift, BINARY_RSHIFT) \
    X(and, BINARY_AND) \
    X(or, BINARY_OR) \
    X(xor, BINARY_XOR)

#define SLOT_COMPARE(X) \
    X(eq, COMPARE_EQ) \
    X(ne, COMPARE_NE) \
    X(lt, COMPARE_LT) \
    X(le, COMPARE_LE) \
    X(gt, COMPARE_GT) \
    X(ge, COMPARE_GE)

#define SLOT_UNARY(X) \
    X(neg, OP_NEG) \
    X(pos, OP_POS) \
    X(invert, OP_INVERT)

/* clang-format on */
#define DECLARE_BINARY(name, op) LeafFn pd_slot_##name, pd_slot_r##name, pd_slot_i##name;
#define DECLARE_ONE(name, op)    LeafFn pd_slot_##name;
SLOT_BINARY(DECLARE_BINARY)
SLOT_COMPARE(DECLARE_ONE)
SLOT_UNARY(DECLARE_ONE)
#undef DECLARE_BINARY
#undef DECLARE_ONE

LeafFn pd_slot_repr, pd_slot_str, pd_slot_format, pd_slot_hash, pd_slot_bool, pd_slot_len;
LeafFn pd_slot_iter, pd_slot_contains, pd_slot_getitem, pd_slot_setitem, pd_slot_delitem;
LeafFn pd_slot_next, pd_slot_self, pd_slot_int, pd_slot_floor, pd_slot_ceil, pd_slot_float;
LeafFn pd_slot_abs, pd_slot_divmod, pd_slot_rdivmod;

#endif
