/*
 * What the two files about exceptions share: their fields and their texts.
 */
#ifndef VM_ERROR_EXCEPTION_IN_H
#define VM_ERROR_EXCEPTION_IN_H

#include "vm/object/object_in.h"

bool pd_exception_is(const Vm *vm, const Class *cls, ExcId id);
/* Field of the detail, None when absent. */
Value pd_exception_field(const Vm *vm, const Exception *e, uint32_t index);
/* BaseException.__str__. */
LeafResult pd_exception_str_plain(Vm *vm, Value exception, Value *out);
/* The __str__ of the builtin classes that have their own, as a leaf. */
LeafFn pd_exception_str_special;

#endif
