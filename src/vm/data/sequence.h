/*
 * Concatenating and repeating sequences, and the ways through the library that items take.
 */
#ifndef VM_DATA_SEQUENCE_H
#define VM_DATA_SEQUENCE_H

#include "vm/data/data.h"

/* a is unwrapped; NotImplemented when it is no sequence. */
LeafResult pd_sequence_concat(Vm *vm, Value a, Value b, Value *out);
LeafResult pd_sequence_repeat(Vm *vm, Value a, Value b, Value *out);
/* A str so many times, where both are small. LEAF_END: the general way has to. */
LeafResult pd_sequence_repeat_brief(Vm *vm, Value text, int64_t times, Value *out);
/* The error for + and * that nobody took, where it is about a sequence; else LEAF_OK. */
LeafResult pd_sequence_unsupported(Vm *vm, BinaryOp op, Value a, Value b);
/* += and *= of list and bytearray. */
LeafResult pd_sequence_in_place(Vm *vm, BinaryOp op, Value a, Value b, Value *out);

/* Appends the items of other, which iterates in C. *scratch is overwritten. */
LeafResult pd_list_extend_in_c(Vm *vm, Value list, Value other, Value *scratch);

/* What the library does with (container, key, value) after it has made key an int: item_slow. */
enum { ITEM_GET, ITEM_SET, ITEM_DELETE, ITEM_REPEAT, ITEM_SET_BYTE };

#endif
