/*
 * Classes inside the machine: how calling one makes an instance, and how new ones are made.
 *
 * Nothing here runs program code; what needs it (metaclasses, __prepare__, __set_name__,
 * __init_subclass__, program __new__) is in the library and uses these parts through intrinsics.
 */
#ifndef VM_OBJECT_CLASS_H
#define VM_OBJECT_CLASS_H

#include "vm/image/leafbind.h"

/* Whether an object belongs to the sealed image and so must never be changed. */
static inline bool pd_vm_is_immutable(const Vm *vm, const void *object)
{
    return vm->heap.sealed_image && pd_is_shared(&vm->heap, pd_ref_to(&vm->heap, object));
}

/* A new instance without attributes of a class whose instances are KIND_INSTANCE. LEAF_RAISED: the
 * class is abstract. */
LeafResult pd_vm_new_instance(Vm *vm, Class *cls, Value *out);

/* An instance that wraps a builtin value; the class's layout is that of payload. NULL = memory. */
Wrapped *pd_vm_new_wrapped(Vm *vm, Class *cls, Value payload);

/* Runs a LEAF_NEW leaf, whose first argument is the class wanted, and wraps what it gives when the
 * class is a subclass. Mutable containers then begin empty and leave the arguments to __init__. */
LeafResult pd_vm_run_new(Vm *vm, uint32_t leaf, const LeafArgs *in, Value *out);

/* What a class is made of; all names interned. */
typedef struct ClassSpec {
    Class *metaclass;
    Value name;  /* str */
    Value bases; /* tuple of classes, not empty */
    Dict *space; /* copied */
} ClassSpec;

/* The body of type.__new__ without the hooks: checks bases and layout, computes the MRO, makes
 * slots, sets __module__, __qualname__, __doc__, __hash__ as type does. Fills *out (a Class). */
LeafResult pd_vm_make_class(Vm *vm, const ClassSpec *spec, Value *out);

/* The metaclass of a class with these bases and wanted metaclass; TypeError on a conflict. */
LeafResult pd_vm_winner_metaclass(Vm *vm, Class *wanted, const Tuple *bases, Class **out);

/* The MRO of a class from its bases as a tuple with cls first; C3. */
LeafResult pd_vm_linearise(Vm *vm, Value cls, const Tuple *bases, Value *out);

/* Recomputes the flags of cls and of everything below it after an attribute `name` changed. */
void pd_vm_class_changed(Vm *vm, Class *cls, Value name);
/* Flags that the attributes in cls's MRO give it. */
uint32_t pd_vm_class_flags(Vm *vm, Class *cls);

/* Sets (v UNBOUND: deletes) a class attribute with type.__setattr__'s rules. */
LeafResult pd_vm_set_class_attr(Vm *vm, Class *cls, Value name, Value v);

/* Gives a class other bases (a tuple of classes, not empty). */
LeafResult pd_vm_set_bases(Vm *vm, Class *cls, Value bases);

/* List of direct subclasses, oldest first; NULL = memory. */
List *pd_vm_subclasses(Vm *vm, Class *cls);

/* "__main__.A" or "int": as repr of the class shows it. */
TypeName pd_vm_class_title(const Vm *vm, const Class *cls);

#endif
