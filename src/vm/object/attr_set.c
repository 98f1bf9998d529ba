/*
 * Storing and deleting attributes, and the attributes that instances carry themselves.
 *
 * An instance keeps its attributes in slots that its shape names, or, once its __dict__ was asked
 * for or an attribute deleted or too many were added, in a dict. The shape of such an instance is a
 * special child of its class's root, so that no cache for a shape is ever right for it.
 */
#include "vm/object/attr.h"

#include "vm/object/class.h"
#include "vm/object/object_in.h"
#include "vm/vm_in.h"

enum {
    SHAPED_ATTRIBUTES_MAX = 64, /* instances with more keep them in a dict */
    TRANSITIONS_MAX = 64,       /* shapes with more different next attributes are used as dicts */
    INLINE_SLOTS_MAX = 16,
    OVERFLOW_FIRST = 4
};

static Instance *instance_of(const Vm *vm, Value object)
{
    pd_assert(pd_vm_kind(vm, object) == KIND_INSTANCE || pd_vm_kind(vm, object) == KIND_WRAPPED ||
              pd_vm_kind(vm, object) == KIND_EXCEPTION);
    return PD_AS(Instance, &vm->heap, object);
}

static Shape *shape_of(const Vm *vm, const Instance *o)
{
    return pd_at(&vm->heap, o->shape);
}

static bool in_dict(const Instance *o)
{
    return (o->h.flags & INSTANCE_DICT) != 0;
}

bool pd_vm_has_both(const Vm *vm, Value object)
{
    return (pd_vm_class_of(vm, object)->flags & (CLASS_SLOTS | CLASS_NO_DICT)) == CLASS_SLOTS;
}

bool pd_vm_member_get(Vm *vm, Value object, Value name, Value *out)
{
    Instance *o = instance_of(vm, object);
    int64_t slot = pd_shape_find(&vm->heap, shape_of(vm, o), name);
    if (slot < 0) {
        return false;
    }
    *out = *pd_instance_slot(&vm->heap, o, (uint32_t)slot);
    return !pd_is_unbound(*out);
}

/* The dict of an object that has members made by __slots__ too; NULL when there is none yet. */
static Dict *side_dict(Vm *vm, Value object)
{
    Value v;
    bool found = pd_vm_member_get(vm, object, pd_name(vm, NAME_dict_shape), &v);
    return found ? PD_AS(Dict, &vm->heap, v) : NULL;
}

bool pd_vm_own_get(Vm *vm, Value object, Value name, Value *out)
{
    Instance *o = instance_of(vm, object);
    if (in_dict(o)) {
        return pd_dict_get_name(&vm->heap, pd_at(&vm->heap, o->overflow), name, out);
    }
    if (UNLIKELY(pd_vm_has_both(vm, object))) {
        const Dict *dict = side_dict(vm, object);
        return dict != NULL && pd_dict_get_name(&vm->heap, dict, name, out);
    }
    return pd_vm_member_get(vm, object, name, out);
}

/* The shape of instances of cls that keep a dict; NULL = memory. The name cannot be that of a
 * transition of other instances: pd_vm_own_set sees to it. */
static Shape *dict_shape(Vm *vm, Class *cls)
{
    Shape *root = pd_shape_root(&vm->heap, cls);
    return root == NULL ? NULL : pd_shape_add(&vm->heap, root, pd_name(vm, NAME_dict_shape));
}

bool pd_vm_keeps_dict(const Vm *vm, const Shape *shape)
{
    return shape->count == 1 && pd_is(shape->name, pd_name(vm, NAME_dict_shape));
}

/* Name of attribute `slot` of instances of that shape. */
static Value slot_name(const Vm *vm, const Shape *shape, uint32_t slot)
{
    while (shape->count != slot + 1) {
        pd_assert(shape->count > slot && shape->parent != 0);
        shape = pd_at(&vm->heap, shape->parent);
    }
    return shape->name;
}

/* The attributes in slots move to a dict; NULL = memory. */
static Dict *move_to_dict(Vm *vm, Instance *o)
{
    Heap *heap = &vm->heap;
    const Shape *shape = shape_of(vm, o);
    Class *cls = pd_at(heap, shape->cls);
    Dict *dict = pd_dict_new(heap, shape->count);
    Shape *becomes = dict_shape(vm, cls);
    if (dict == NULL || becomes == NULL) {
        return NULL;
    }
    for (uint32_t i = 0; i < shape->count; i++) {
        Value v = *pd_instance_slot(heap, o, i);
        if (!pd_is_unbound(v) && !pd_dict_set_name(heap, dict, slot_name(vm, shape, i), v)) {
            return NULL;
        }
    }
    for (uint32_t i = 0; i < o->h.aux; i++) {
        pd_store(heap, pd_instance_slot(heap, o, i), VALUE_UNBOUND);
    }
    o->h.flags |= INSTANCE_DICT;
    pd_store_ref(heap, &o->overflow, pd_ref_to(heap, dict));
    pd_store_ref(heap, &o->shape, pd_ref_to(heap, becomes));
    return dict;
}

bool pd_vm_own_names(Vm *vm, Value object, List *names)
{
    Heap *heap = &vm->heap;
    Instance *o = instance_of(vm, object);
    uint32_t position = 0;
    Value key;
    Value v;
    if (in_dict(o) || pd_vm_has_both(vm, object)) {
        const Dict *dict = in_dict(o) ? pd_at(heap, o->overflow) : side_dict(vm, object);
        while (dict != NULL && pd_dict_next(heap, dict, &position, &key, &v)) {
            if (pd_is_kind(heap, key, KIND_STR) && !pd_list_append(heap, names, key)) {
                return false;
            }
        }
        return true;
    }
    const Shape *shape = shape_of(vm, o);
    for (uint32_t i = 0; i < shape->count; i++) {
        bool is_set = !pd_is_unbound(*pd_instance_slot(heap, o, i));
        if (is_set && !pd_list_append(heap, names, slot_name(vm, shape, i))) {
            return false;
        }
    }
    return true;
}

bool pd_vm_move_to_class(Vm *vm, Value object, Class *cls)
{
    Shape *shape = dict_shape(vm, cls);
    if (shape == NULL || pd_vm_own_dict(vm, object) == NULL) {
        return false;
    }
    pd_store_ref(&vm->heap, &instance_of(vm, object)->shape, pd_ref_to(&vm->heap, shape));
    return true;
}

/* Makes sure that the overflow array has an item for `slot`; false = memory. */
static bool make_room(Vm *vm, Instance *o, uint32_t slot)
{
    if (slot < o->h.aux) {
        return true;
    }
    Heap *heap = &vm->heap;
    uint32_t index = slot - o->h.aux;
    const Array *old = o->overflow == 0 ? NULL : pd_at(heap, o->overflow);
    uint32_t capacity = old == NULL ? 0 : old->capacity;
    if (index < capacity) {
        return true;
    }
    Array *grown = pd_array_new(heap, capacity == 0 ? OVERFLOW_FIRST : capacity * 2u);
    if (grown == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < capacity; i++) {
        grown->items[i] = old->items[i];
    }
    pd_store_ref(heap, &o->overflow, pd_ref_to(heap, grown));
    return true;
}

static bool outgrows_shapes(const Vm *vm, const Shape *shape, Value name)
{
    const Class *cls = pd_at(&vm->heap, shape->cls);
    return (cls->flags & (CLASS_NO_DICT | CLASS_SLOTS)) == 0 &&
           (shape->count >= SHAPED_ATTRIBUTES_MAX ||
            pd_shape_transition_count(&vm->heap, shape) >= TRANSITIONS_MAX ||
            pd_is(name, pd_name(vm, NAME_dict_shape)));
}

Shape *pd_vm_shape_after(Vm *vm, Value object, Value name)
{
    const Instance *o = instance_of(vm, object);
    Shape *shape = shape_of(vm, o);
    pd_assert(!in_dict(o));
    return outgrows_shapes(vm, shape, name) ? NULL : pd_shape_add(&vm->heap, shape, name);
}

static LeafResult add_slot(Vm *vm, Instance *o, Value name, Value v)
{
    Heap *heap = &vm->heap;
    Shape *shape = shape_of(vm, o);
    if (outgrows_shapes(vm, shape, name)) {
        Dict *dict = move_to_dict(vm, o);
        bool done = dict != NULL && pd_dict_set_name(heap, dict, name, v);
        return done ? LEAF_OK : LEAF_MEMORY;
    }
    uint32_t slot = shape->count;
    Shape *next = pd_shape_add(heap, shape, name);
    if (next == NULL || !make_room(vm, o, slot)) {
        return LEAF_MEMORY;
    }
    pd_store_ref(heap, &o->shape, pd_ref_to(heap, next));
    pd_store(heap, pd_instance_slot(heap, o, slot), v);
    Class *cls = pd_at(heap, shape->cls);
    if (slot >= cls->slot_hint && slot < INLINE_SLOTS_MAX && !pd_vm_is_immutable(vm, cls)) {
        cls->slot_hint = slot + 1;
    }
    return LEAF_OK;
}

LeafResult pd_vm_member_set(Vm *vm, Value object, Value name, Value v)
{
    Heap *heap = &vm->heap;
    Instance *o = instance_of(vm, object);
    pd_assert(!pd_is_unbound(v) && !in_dict(o));
    int64_t slot = pd_shape_find(heap, shape_of(vm, o), name);
    if (slot < 0) {
        return add_slot(vm, o, name, v);
    }
    pd_store(heap, pd_instance_slot(heap, o, (uint32_t)slot), v);
    return LEAF_OK;
}

LeafResult pd_vm_member_delete(Vm *vm, Value object, Value name)
{
    Heap *heap = &vm->heap;
    Instance *o = instance_of(vm, object);
    Value old;
    if (!pd_vm_member_get(vm, object, name, &old)) {
        return LEAF_END;
    }
    int64_t slot = pd_shape_find(heap, shape_of(vm, o), name);
    pd_store(heap, pd_instance_slot(heap, o, (uint32_t)slot), VALUE_UNBOUND);
    return LEAF_OK;
}

static Dict *make_side_dict(Vm *vm, Value object)
{
    Dict *dict = side_dict(vm, object);
    if (dict != NULL) {
        return dict;
    }
    dict = pd_dict_new(&vm->heap, 0);
    bool done = dict != NULL && pd_vm_member_set(vm, object, pd_name(vm, NAME_dict_shape),
                                                 pd_value_to(&vm->heap, dict)) == LEAF_OK;
    return done ? dict : NULL;
}

Dict *pd_vm_own_dict(Vm *vm, Value object)
{
    Instance *o = instance_of(vm, object);
    if (in_dict(o)) {
        return pd_at(&vm->heap, o->overflow);
    }
    return pd_vm_has_both(vm, object) ? make_side_dict(vm, object) : move_to_dict(vm, o);
}

LeafResult pd_vm_own_set(Vm *vm, Value object, Value name, Value v)
{
    Heap *heap = &vm->heap;
    Instance *o = instance_of(vm, object);
    if (!in_dict(o) && !pd_vm_has_both(vm, object)) {
        return pd_vm_member_set(vm, object, name, v);
    }
    Dict *dict = pd_vm_own_dict(vm, object);
    return dict != NULL && pd_dict_set_name(heap, dict, name, v) ? LEAF_OK : LEAF_MEMORY;
}

LeafResult pd_vm_own_delete(Vm *vm, Value object, Value name)
{
    Value old;
    if (!pd_vm_own_get(vm, object, name, &old)) {
        return LEAF_END;
    }
    Dict *dict = pd_vm_own_dict(vm, object);
    if (dict == NULL) {
        return LEAF_MEMORY;
    }
    Answer answer = pd_dict_delete(&vm->heap, dict, name, NULL);
    return answer == ANSWER_MEMORY ? LEAF_MEMORY : LEAF_OK;
}

/* ---- through descriptors ---- */

LeafResult pd_vm_raise_property(Vm *vm, Value property, Value object, const char *lacks)
{
    Value name = PD_AS(Property, &vm->heap, property)->name;
    TypeName type = pd_vm_type_name(vm, object);
    if (pd_is_kind(&vm->heap, name, KIND_STR)) {
        return pd_vm_raise(vm, EXC_ATTRIBUTE_ERROR, "property '%s' of '%s' object has no %s",
                           pd_vm_text(vm, name).text, type.text, lacks);
    }
    return pd_vm_raise(vm, EXC_ATTRIBUTE_ERROR, "property of '%s' object has no %s", type.text,
                       lacks);
}

static LeafResult set_property(Vm *vm, Value property, Value object, Value v)
{
    const Property *p = PD_AS(Property, &vm->heap, property);
    bool deleting = pd_is_unbound(v);
    Value function = deleting ? p->deleter : p->setter;
    if (pd_is_none(function)) {
        return pd_vm_raise_property(vm, property, object, deleting ? "deleter" : "setter");
    }
    Value args[] = {object, v};
    LeafResult result = pd_vm_tail_value(vm, function, deleting ? 1 : 2, args);
    vm->tail.phase = PHASE_DISCARD;
    return result;
}

/* Whether the attribute is a member of a C struct in CPython, which has its own words for it. */
static bool is_plain_member(const Vm *vm, const Builtin *b)
{
    static const uint8_t owners[] = {
        TYPE_FUNCTION, TYPE_METHOD,      TYPE_PROPERTY,     TYPE_SUPER,   TYPE_SLICE,
        TYPE_RANGE,    TYPE_CLASSMETHOD, TYPE_STATICMETHOD, TYPE_COMPLEX,
    };
    for (size_t i = 0; i < ARRAY_COUNT(owners); i++) {
        if (b->owner == vm->image->types[owners[i]]) {
            return true;
        }
    }
    return pd_is(b->name, pd_name(vm, NAME_mro));
}

static LeafResult set_getset(Vm *vm, Value descriptor, Value object, Value v)
{
    const Builtin *b = PD_AS(Builtin, &vm->heap, descriptor);
    const LeafBinding *getter = pd_binding(vm, b->leaf);
    if (getter->setter == 0) {
        TypeName type = pd_vm_text(vm, ((const Class *)pd_at(&vm->heap, b->owner))->name);
        if (is_plain_member(vm, b)) {
            return pd_vm_raise(vm, EXC_ATTRIBUTE_ERROR, "readonly attribute");
        }
        return pd_vm_raise(vm, EXC_ATTRIBUTE_ERROR,
                           "attribute '%s' of '%s' objects is not writable",
                           pd_vm_text(vm, b->name).text, type.text);
    }
    Value args[2];
    Value ignored;
    LeafResult result = pd_vm_bind_self(vm, getter, object, &args[0]);
    args[1] = v;
    return result == LEAF_OK ? pd_binding(vm, getter->setter)->fn(vm, args, &ignored) : result;
}

static LeafResult set_slot(Vm *vm, Value descriptor, Value object, Value v)
{
    const SlotMember *slot = PD_AS(SlotMember, &vm->heap, descriptor);
    if (!pd_is_unbound(v)) {
        return pd_vm_member_set(vm, object, slot->name, v);
    }
    LeafResult result = pd_vm_member_delete(vm, object, slot->name);
    if (result == LEAF_END) {
        return pd_vm_raise_args(vm, EXC_ATTRIBUTE_ERROR, &slot->name, 1);
    }
    return result;
}

static LeafResult set_by_instance(Vm *vm, Value descriptor, Value object, Value v)
{
    bool deleting = pd_is_unbound(v);
    NameId name = deleting ? NAME_delete : NAME_set;
    Value method = pd_vm_special(vm, descriptor, name);
    if (pd_is_unbound(method)) {
        Value text = pd_name(vm, name);
        return pd_vm_raise_args(vm, EXC_ATTRIBUTE_ERROR, &text, 1);
    }
    Value bound = VALUE_UNBOUND;
    LeafResult result = pd_vm_bind_special(vm, method, descriptor, &bound);
    if (result != LEAF_OK) {
        return result;
    }
    Value args[] = {object, v};
    result = pd_vm_tail_value(vm, bound, deleting ? 1 : 2, args);
    vm->tail.phase = PHASE_DISCARD;
    return result;
}

static LeafResult set_through(Vm *vm, Value descriptor, Value object, Value v)
{
    switch (pd_vm_kind(vm, descriptor)) {
    case KIND_PROPERTY: return set_property(vm, descriptor, object, v);
    case KIND_BUILTIN: return set_getset(vm, descriptor, object, v);
    case KIND_SLOT: return set_slot(vm, descriptor, object, v);
    case KIND_WRAPPED: {
        NameId name = pd_is_unbound(v) ? NAME_delete : NAME_set;
        Value payload = pd_vm_unwrap(vm, descriptor);
        bool plain = pd_is_kind(&vm->heap, pd_vm_special(vm, descriptor, name), KIND_BUILTIN);
        if (plain && pd_is_kind(&vm->heap, payload, KIND_PROPERTY)) {
            return set_property(vm, payload, object, v);
        }
        return set_by_instance(vm, descriptor, object, v);
    }
    default: return set_by_instance(vm, descriptor, object, v);
    }
}

/* ---- by kind of object ---- */

static LeafResult raise_read_only(Vm *vm, Value object, Value name, bool has_class_attribute)
{
    if (!has_class_attribute) {
        return pd_vm_raise_no_attr(vm, object, name);
    }
    return pd_vm_raise(vm, EXC_ATTRIBUTE_ERROR, "'%s' object attribute '%s' is read-only",
                       pd_vm_type_name(vm, object).text, pd_vm_text(vm, name).text);
}

static LeafResult set_in_dict(Vm *vm, Dict *dict, Value name, Value v)
{
    Heap *heap = &vm->heap;
    if (!pd_is_unbound(v)) {
        return pd_dict_set_name(heap, dict, name, v) ? LEAF_OK : LEAF_MEMORY;
    }
    Answer answer = pd_dict_delete(heap, dict, name, NULL);
    if (answer == ANSWER_NO) {
        return LEAF_END;
    }
    return answer == ANSWER_MEMORY ? LEAF_MEMORY : LEAF_OK;
}

static LeafResult set_in_function(Vm *vm, Value object, Value name, Value v)
{
    Dict *dict = pd_function_dict(vm, PD_AS(FunctionObject, &vm->heap, object), true);
    return dict == NULL ? LEAF_MEMORY : set_in_dict(vm, dict, name, v);
}

Dict *pd_vm_module_dict(Vm *vm, Module *module)
{
    Heap *heap = &vm->heap;
    Dict *dict = pd_at(heap, module->dict);
    if (!pd_vm_is_immutable(vm, dict)) {
        return dict;
    }
    pd_assert(!pd_vm_is_immutable(vm, module));
    Dict *own = pd_dict_copy(heap, dict, KIND_DICT);
    if (own != NULL) {
        pd_store_ref(heap, &module->dict, pd_ref_to(heap, own));
    }
    return own;
}

/* LEAF_END: there is none to delete, or the object carries no attributes (*carries false). */
static LeafResult set_own(Vm *vm, Value object, Value name, Value v, bool *carries)
{
    Kind kind = pd_vm_kind(vm, object);
    *carries = false;
    if (!pd_is_ref(object) || pd_vm_is_immutable(vm, pd_header(&vm->heap, object))) {
        return LEAF_END;
    }
    switch (kind) {
    case KIND_INSTANCE:
    case KIND_WRAPPED:
    case KIND_EXCEPTION:
        if ((pd_vm_class_of(vm, object)->flags & CLASS_NO_DICT) != 0) {
            return LEAF_END;
        }
        *carries = true;
        return pd_is_unbound(v) ? pd_vm_own_delete(vm, object, name)
                                : pd_vm_own_set(vm, object, name, v);
    case KIND_FUNCTION: *carries = true; return set_in_function(vm, object, name, v);
    case KIND_MODULE: {
        Dict *dict = pd_vm_module_dict(vm, PD_AS(Module, &vm->heap, object));
        *carries = true;
        return dict == NULL ? LEAF_MEMORY : set_in_dict(vm, dict, name, v);
    }
    default: return LEAF_END;
    }
}

LeafResult pd_vm_set_attr_generic(Vm *vm, Value object, Value name, Value v)
{
    pd_assert(pd_is_kind(&vm->heap, name, KIND_STR));
    Value descriptor = pd_vm_class_lookup(vm, pd_vm_class_of(vm, object), name);
    bool found = !pd_is_unbound(descriptor);
    if (found && pd_vm_is_data_descriptor(vm, descriptor)) {
        return set_through(vm, descriptor, object, v);
    }
    if (pd_is_kind(&vm->heap, object, KIND_CLASS)) {
        return pd_vm_set_class_attr(vm, pd_class(vm, object), name, v);
    }
    bool carries;
    LeafResult result = set_own(vm, object, name, v, &carries);
    if (result != LEAF_END) {
        return result;
    }
    if (carries) {
        return pd_vm_raise_no_attr(vm, object, name);
    }
    return raise_read_only(vm, object, name, found);
}

/* A hook of the program that stores or deletes. */
static LeafResult call_hook(Vm *vm, Value object, NameId hook_name, const Value *args)
{
    Value hook = pd_vm_special(vm, object, hook_name);
    Value bound = VALUE_UNBOUND;
    LeafResult result = pd_vm_bind_special(vm, hook, object, &bound);
    if (result != LEAF_OK) {
        return result;
    }
    result = pd_vm_tail_value(vm, bound, hook_name == NAME_setattr ? 2 : 1, args);
    vm->tail.phase = PHASE_DISCARD;
    return result;
}

LeafResult pd_vm_set_attr(Vm *vm, Value object, Value name, Value v)
{
    pd_assert(!pd_is_unbound(v));
    if (UNLIKELY((pd_vm_class_of(vm, object)->flags & CLASS_SETATTR) != 0)) {
        Value args[] = {name, v};
        return call_hook(vm, object, NAME_setattr, args);
    }
    return pd_vm_set_attr_generic(vm, object, name, v);
}

LeafResult pd_vm_delete_attr(Vm *vm, Value object, Value name)
{
    if (UNLIKELY((pd_vm_class_of(vm, object)->flags & CLASS_DELATTR) != 0)) {
        return call_hook(vm, object, NAME_delattr, &name);
    }
    return pd_vm_set_attr_generic(vm, object, name, VALUE_UNBOUND);
}
