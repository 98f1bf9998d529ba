/*
 * Attributes: what an inline cache may remember about one, and the parts of lookups that several
 * files need.
 *
 * A cache entry is good while vm->epoch is unchanged and the object's key is the same: nothing then
 * can have changed what the name means for objects of that key. Entries hold no state of the run.
 */
#ifndef VM_OBJECT_ATTR_H
#define VM_OBJECT_ATTR_H

#include "vm/leaf.h"

typedef enum AttrUse { ATTR_LOAD = 1, ATTR_STORE, ATTR_GLOBAL } AttrUse;

typedef enum AttrCacheKind {
    ATTR_CACHE_NONE,   /* cannot be remembered */
    ATTR_CACHE_SLOT,   /* load or store: payload is the slot of an instance (pd_instance_slot) */
    ATTR_CACHE_METHOD, /* load: the value is a function or Builtin that binds the object as self */
    ATTR_CACHE_VALUE,  /* load: the value is the attribute */
    ATTR_CACHE_PROPERTY, /* load: the value is the getter, a function to be called with the object
                          */
    ATTR_CACHE_SETTER,   /* store: the value is a property's setter, a function to be called */
    ATTR_CACHE_MODULE,   /* load: payload is an entry of the module's dict; its key must be name */
    ATTR_CACHE_MISSING,  /* load: instances of that shape do not have it */
    ATTR_CACHE_ADD /* store: the shape becomes payload, the value goes to slot count - 1 of it,
                      which must be an inline slot or there in the overflow array */
} AttrCacheKind;

typedef struct AttrCache {
    uint16_t kind; /* AttrCacheKind */
    uint16_t tag;  /* upper 16 bits of the value remembered; those in the middle are 0 */
    uint32_t payload;
    Ref key;
} AttrCache;

/* Set in keys of classes asked for their own attributes, which would else be keys of instances. */
#define ATTR_KEY_CLASS UINT32_C(0x80000000)

static inline Value pd_attr_cache_value(uint16_t tag, uint32_t payload)
{
    return (Value){(uint64_t)tag << 48 | payload};
}

/* Types of objects whose kind says all; TYPE_OBJECT for the others. */
extern const uint8_t pd_vm_kind_types[KIND_COUNT];
extern const uint8_t pd_vm_generator_types[GENERATOR_KIND_COUNT];

/* The key of an object for attribute caches: its shape, or what stands for it. Never 0. */
static inline Ref pd_attr_key(const Vm *vm, Value object)
{
    if (pd_is_ref(object)) {
        const Header *h = pd_header(&vm->heap, object);
        if (LIKELY(h->kind == KIND_INSTANCE))
            return ((const Instance *)(const void *)h)->shape;
        if (LIKELY(pd_vm_kind_types[h->kind] != TYPE_OBJECT && h->kind != KIND_MODULE))
            return vm->image->types[pd_vm_kind_types[h->kind]];
        if (h->kind == KIND_OPAQUE)
            return vm->image->types[h->aux];
        switch (h->kind) {
        case KIND_WRAPPED:
        case KIND_EXCEPTION: return ((const Instance *)(const void *)h)->shape;
        case KIND_MODULE: return pd_ref_of(object);
        case KIND_CLASS: return pd_ref_of(object) | ATTR_KEY_CLASS;
        case KIND_GENERATOR: return vm->image->types[pd_vm_generator_types[h->aux]];
        default: break;
        }
    }
    return pd_ref_to(&vm->heap, pd_vm_class_of(vm, object));
}

/* Tells what a cache may remember about loading or storing attribute name (interned) of object. Ask
 * before the store is done. */
AttrCache pd_vm_attr_cache(Vm *vm, Value object, Value name, AttrUse use);

/* A bound method; LEAF_OK or LEAF_MEMORY. */
LeafResult pd_vm_new_method(Vm *vm, Value function, Value self, Value *out);

/* As pd_vm_get_attr, but a missing attribute is LEAF_END and no exception is made for it. */
LeafResult pd_vm_find_attr(Vm *vm, Value object, Value name, Value *out);
/* The same without __getattribute__ and __getattr__ of the program: object.__getattribute__. */
LeafResult pd_vm_find_attr_generic(Vm *vm, Value object, Value name, Value *out);
LeafResult pd_vm_raise_no_attr(Vm *vm, Value object, Value name);
/* AttributeError of a property that lacks its "getter", "setter" or "deleter". */
LeafResult pd_vm_raise_property(Vm *vm, Value property, Value object, const char *lacks);
/* object.__setattr__ and object.__delattr__ (v UNBOUND). */
LeafResult pd_vm_set_attr_generic(Vm *vm, Value object, Value name, Value v);

/* For calls of methods: when the attribute is a method to be called with object, *function is the
 * function or Builtin and *self the object, and no Method is made. Else *function is the attribute
 * and *self UNBOUND. */
LeafResult pd_vm_find_method(Vm *vm, Value object, Value name, Value *function, Value *self);

/* Attributes of KIND_INSTANCE, KIND_WRAPPED, KIND_EXCEPTION by themselves: those of the __dict__,
 * and the members that __slots__ made, which are always in slots. An object may have both: then its
 * dict is a slot of its own, and its shape names members only. */
bool pd_vm_has_both(const Vm *vm, Value object);
bool pd_vm_member_get(Vm *vm, Value object, Value name, Value *out);
LeafResult pd_vm_member_set(Vm *vm, Value object, Value name, Value v);
/* LEAF_OK or LEAF_END. */
LeafResult pd_vm_member_delete(Vm *vm, Value object, Value name);
bool pd_vm_own_get(Vm *vm, Value object, Value name, Value *out);
/* LEAF_OK or LEAF_MEMORY. */
LeafResult pd_vm_own_set(Vm *vm, Value object, Value name, Value v);
/* LEAF_OK, LEAF_END when there is none, LEAF_MEMORY. */
LeafResult pd_vm_own_delete(Vm *vm, Value object, Value name);
/* Whether reading object.__dict__ would give one, and perhaps make it. */
bool pd_vm_carries_dict(const Vm *vm, Value object);
/* Appends the names of the attributes to a list; false = memory. */
bool pd_vm_own_names(Vm *vm, Value object, List *names);
/* The shape that adding the attribute gives, or NULL when it would not just add a slot (or there is
 * no memory for it). */
Shape *pd_vm_shape_after(Vm *vm, Value object, Value name);
/* The dict that holds the attributes from now on; NULL = memory. */
Dict *pd_vm_own_dict(Vm *vm, Value object);
/* Makes object, which must not be shared, an instance of cls; false = memory. */
bool pd_vm_move_to_class(Vm *vm, Value object, Class *cls);
/* v, found in a class, bound as an attribute of object; object UNBOUND: found through the class
 * itself. owner: the class asked, UNBOUND for the class of object. LEAF_END: v has no value there.
 */
LeafResult pd_vm_bind_descriptor(Vm *vm, Value v, Value object, Value owner, Value *out);
/* The special method found for self, bound to be called at once or later. Where binding calls
 * program code (__get__), that is put off until the call. */
LeafResult pd_vm_bind_special(Vm *vm, Value method, Value self, Value *out);
/* Whether v found in a class comes before attributes of the instance. */
bool pd_vm_is_data_descriptor(Vm *vm, Value v);
/* The interned string of a name given as a value; LEAF_RAISED when it is no string. */
LeafResult pd_vm_attr_name(Vm *vm, Value name, const char *format, Value *out);

/* The dict of a module of the run, its own from now on; NULL = memory. */
Dict *pd_vm_module_dict(Vm *vm, Module *module);

/* The dict of a module, class or dict-like thing to read names from, or NULL. */
static inline Dict *pd_vm_class_dict(const Vm *vm, const Class *cls)
{
    return (Dict *)pd_at(&vm->heap, cls->dict);
}

#endif
