/*
 * What the leaves of classes, functions and descriptors share.
 */
#ifndef VM_OBJECT_OBJECT_IN_H
#define VM_OBJECT_OBJECT_IN_H

#include "vm/object/attr.h"
#include "vm/object/class.h"
#include "vm/text/text.h"
#include "vm/vm_in.h"

/* The end of leaves that made an object: NULL is LEAF_MEMORY. */
static inline LeafResult pd_object_give(const Vm *vm, const void *object, Value *out)
{
    if (object == NULL) {
        return LEAF_MEMORY;
    }
    *out = pd_value_to(&vm->heap, object);
    return LEAF_OK;
}

/* UNBOUND becomes None. */
static inline Value pd_object_or_none(Value v)
{
    return pd_is_unbound(v) ? VALUE_NONE : v;
}

/* The dict of a function's own attributes, and of what overrides facts of its code (__doc__,
 * __module__). make: made when missing, NULL = memory; else NULL when there is none. */
Dict *pd_function_dict(Vm *vm, FunctionObject *f, bool make);
Dict *pd_function_overrides(Vm *vm, FunctionObject *f, bool make);

/* mappingproxy(dict); NULL = memory. */
Opaque *pd_object_new_proxy(Vm *vm, Value dict);

/* Whether calling v is possible at all. */
bool pd_object_is_callable(Vm *vm, Value v);

/* The module a program sees for a class: its own __module__, or "builtins". */
Value pd_type_module(Vm *vm, const Class *cls);

/* The attribute of what an object holds in its place. One that holds something itself is asked by
 * the library, in a frame: so chains of them are bounded as calls are. */
LeafResult pd_object_forward(Vm *vm, Value inner, NameId name, Value *result);

/* property(getter, setter, deleter, doc), nothing UNBOUND; NULL = memory. */
Property *pd_object_new_property(Vm *vm, const Value parts[4]);

#endif
