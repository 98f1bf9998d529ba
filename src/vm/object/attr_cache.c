/*
 * What inline caches may remember about attributes. See attr.h for the meaning of an entry.
 *
 * Every answer here must stay right until vm->epoch moves on: nothing that a store into an object
 * (but a class) could change may be remembered, other than through the object's own slots.
 */
#include "vm/object/attr.h"

#include "vm/object/class.h"
#include "vm/vm_in.h"

static bool remember_value(AttrCache *out, AttrCacheKind kind, Value v)
{
    if ((v.bits >> 32 & 0xffff) != 0) {
        return false;
    }
    out->kind = (uint16_t)kind;
    out->tag = (uint16_t)(v.bits >> 48);
    out->payload = (uint32_t)v.bits;
    return true;
}

static bool is_callable_in_place(const Vm *vm, Value v)
{
    Kind kind = pd_vm_kind(vm, v);
    return kind == KIND_FUNCTION || kind == KIND_BUILTIN;
}

/* v was found in the class of an object and is no data descriptor. */
static bool remember_class_attribute(const Vm *vm, Value v, AttrCache *out)
{
    switch (pd_vm_kind(vm, v)) {
    case KIND_FUNCTION: return remember_value(out, ATTR_CACHE_METHOD, v);
    case KIND_BUILTIN:
        switch ((LeafKind)pd_binding(vm, PD_AS(Builtin, &vm->heap, v)->leaf)->kind) {
        case LEAF_METHOD:
        case LEAF_SLOT: return remember_value(out, ATTR_CACHE_METHOD, v);
        case LEAF_FUNCTION:
        case LEAF_STATIC:
        case LEAF_NEW: return remember_value(out, ATTR_CACHE_VALUE, v);
        case LEAF_CLASSMETHOD:
        case LEAF_GETTER:
        case LEAF_SETTER: break;
        }
        return false;
    case KIND_STATICMETHOD:
        return remember_value(out, ATTR_CACHE_VALUE, PD_AS(StaticMethod, &vm->heap, v)->function);
    case KIND_CLASSMETHOD:
    case KIND_PROPERTY:
    case KIND_SLOT: return false;
    case KIND_INSTANCE:
    case KIND_WRAPPED:
        if ((pd_vm_class_of(vm, v)->flags & CLASS_DESCRIPTOR) != 0) {
            return false;
        }
        return remember_value(out, ATTR_CACHE_VALUE, v);
    default: return remember_value(out, ATTR_CACHE_VALUE, v);
    }
}

static bool get_of_module(Vm *vm, Value object, Value name, AttrCache *out)
{
    Value v = pd_vm_class_lookup(vm, pd_vm_class_of(vm, object), name);
    if (!pd_is_unbound(v) && pd_vm_is_data_descriptor(vm, v)) {
        return false;
    }
    const Module *module = PD_AS(Module, &vm->heap, object);
    int64_t entry = pd_dict_find_name(&vm->heap, pd_at(&vm->heap, module->dict), name);
    out->kind = ATTR_CACHE_MODULE;
    out->payload = (uint32_t)entry;
    return entry >= 0;
}

static bool get_of_class(Vm *vm, Value object, Value name, AttrCache *out)
{
    Value from_meta = pd_vm_class_lookup(vm, pd_vm_class_of(vm, object), name);
    bool in_meta = !pd_is_unbound(from_meta);
    if (in_meta && pd_vm_is_data_descriptor(vm, from_meta)) {
        return false;
    }
    Value v = pd_vm_class_lookup(vm, pd_class(vm, object), name);
    if (pd_is_unbound(v)) {
        return in_meta && remember_class_attribute(vm, from_meta, out);
    }
    if (is_callable_in_place(vm, v)) {
        bool binds_class =
            pd_is_kind(&vm->heap, v, KIND_BUILTIN) &&
            pd_binding(vm, PD_AS(Builtin, &vm->heap, v)->leaf)->kind == LEAF_CLASSMETHOD;
        return remember_value(out, binds_class ? ATTR_CACHE_METHOD : ATTR_CACHE_VALUE, v);
    }
    if (pd_is_kind(&vm->heap, v, KIND_CLASSMETHOD)) {
        Value function = PD_AS(StaticMethod, &vm->heap, v)->function;
        return pd_is_kind(&vm->heap, function, KIND_FUNCTION) &&
               remember_value(out, ATTR_CACHE_METHOD, function);
    }
    return remember_class_attribute(vm, v, out);
}

static bool remember_slot(const Vm *vm, const Instance *o, Value name, AttrCache *out)
{
    int64_t slot = pd_shape_find(&vm->heap, pd_at(&vm->heap, o->shape), name);
    out->kind = ATTR_CACHE_SLOT;
    out->payload = (uint32_t)slot;
    return slot >= 0;
}

static bool get_of_instance(Vm *vm, Value object, Value name, AttrCache *out)
{
    const Instance *o = PD_AS(Instance, &vm->heap, object);
    Value v = pd_vm_class_lookup(vm, pd_vm_class_of(vm, object), name);
    bool in_dict = (o->h.flags & INSTANCE_DICT) != 0;
    if (!pd_is_unbound(v) && pd_vm_is_data_descriptor(vm, v)) {
        if (pd_is_kind(&vm->heap, v, KIND_SLOT)) {
            return !in_dict && remember_slot(vm, o, PD_AS(SlotMember, &vm->heap, v)->name, out);
        }
        if (!pd_is_kind(&vm->heap, v, KIND_PROPERTY)) {
            return false;
        }
        Value getter = PD_AS(Property, &vm->heap, v)->getter;
        return pd_is_kind(&vm->heap, getter, KIND_FUNCTION) &&
               (pd_vm_class_of(vm, object)->flags & CLASS_GETATTR) == 0 &&
               remember_value(out, ATTR_CACHE_PROPERTY, getter);
    }
    if (in_dict || pd_vm_has_both(vm, object)) {
        return false;
    }
    if (remember_slot(vm, o, name, out)) {
        return true;
    }
    if (!pd_is_unbound(v)) {
        return remember_class_attribute(vm, v, out);
    }
    if (!pd_is_kind(&vm->heap, object, KIND_INSTANCE) ||
        (pd_vm_class_of(vm, object)->flags & CLASS_GETATTR) != 0) {
        return false;
    }
    out->kind = ATTR_CACHE_MISSING;
    return true;
}

static bool get(Vm *vm, Value object, Value name, AttrCache *out)
{
    Class *cls = pd_vm_class_of(vm, object);
    if ((cls->flags & CLASS_GETATTRIBUTE) != 0) {
        return false;
    }
    switch (pd_vm_kind(vm, object)) {
    case KIND_MODULE: return get_of_module(vm, object, name, out);
    case KIND_CLASS: return get_of_class(vm, object, name, out);
    case KIND_INSTANCE:
    case KIND_EXCEPTION:
    case KIND_WRAPPED: return get_of_instance(vm, object, name, out);
    case KIND_FUNCTION:
    case KIND_METHOD:
    case KIND_SUPER: return false;
    default: break;
    }
    Value v = pd_vm_class_lookup(vm, cls, name);
    return !pd_is_unbound(v) && !pd_vm_is_data_descriptor(vm, v) &&
           remember_class_attribute(vm, v, out);
}

static bool set(Vm *vm, Value object, Value name, AttrCache *out)
{
    Heap *heap = &vm->heap;
    Kind kind = pd_vm_kind(vm, object);
    if ((kind != KIND_INSTANCE && kind != KIND_WRAPPED) ||
        pd_vm_is_immutable(vm, pd_header(heap, object))) {
        return false;
    }
    Class *cls = pd_vm_class_of(vm, object);
    const Instance *o = PD_AS(Instance, heap, object);
    if ((cls->flags & CLASS_SETATTR) != 0) {
        return false;
    }
    Value v = pd_vm_class_lookup(vm, cls, name);
    if (!pd_is_unbound(v) && pd_vm_is_data_descriptor(vm, v)) {
        if (pd_is_kind(heap, v, KIND_PROPERTY)) {
            Value setter = PD_AS(Property, heap, v)->setter;
            return pd_is_kind(heap, setter, KIND_FUNCTION) &&
                   remember_value(out, ATTR_CACHE_SETTER, setter);
        }
        if (!pd_is_kind(heap, v, KIND_SLOT)) {
            return false;
        }
        name = PD_AS(SlotMember, heap, v)->name;
    } else if ((cls->flags & (CLASS_NO_DICT | CLASS_SLOTS)) != 0) {
        return false;
    }
    if ((o->h.flags & INSTANCE_DICT) != 0) {
        return false;
    }
    if (remember_slot(vm, o, name, out)) {
        return true;
    }
    const Shape *next = pd_vm_shape_after(vm, object, name);
    if (next == NULL) {
        return false;
    }
    out->kind = ATTR_CACHE_ADD;
    out->payload = pd_ref_to(heap, next);
    return true;
}

AttrCache pd_vm_attr_cache(Vm *vm, Value object, Value name, AttrUse use)
{
    AttrCache entry = {.kind = ATTR_CACHE_NONE};
    bool known = use == ATTR_LOAD ? get(vm, object, name, &entry) : set(vm, object, name, &entry);
    if (!known) {
        entry.kind = ATTR_CACHE_NONE;
    }
    entry.key = pd_attr_key(vm, object);
    return entry;
}
