/*
 * property, classmethod, staticmethod, members made by __slots__, and what C functions tell about
 * themselves.
 *
 * Looking an attribute up binds these without coming here (vm/object/attr.c); this is what programs
 * see when they call __get__ and the like themselves, or subclass property.
 */
#include "vm/object/object_in.h"

#include <stdio.h>

static LeafResult give(Value v, Value *result)
{
    *result = v;
    return LEAF_OK;
}

bool pd_object_is_callable(Vm *vm, Value v)
{
    switch (pd_vm_kind(vm, v)) {
    case KIND_FUNCTION:
    case KIND_METHOD:
    case KIND_CLASS: return true;
    default: return !pd_is_unbound(pd_vm_special(vm, v, NAME_call));
    }
}

LeafResult pd_object_forward(Vm *vm, Value inner, NameId name, Value *result)
{
    switch (pd_vm_kind(vm, inner)) {
    case KIND_METHOD:
    case KIND_CLASSMETHOD:
    case KIND_STATICMETHOD:
    case KIND_WRAPPED: return pd_vm_tail_call(vm, LIB_attribute_of, 2, inner, pd_name(vm, name));
    default: return pd_vm_get_attr(vm, inner, pd_name(vm, name), result);
    }
}

/* __get__(self, instance, owner=): object and owner as pd_vm_bind_descriptor wants them. */
static LeafResult bind_again(Vm *vm, const Value *args, Value *result)
{
    bool through_class = pd_is_none(args[1]);
    bool has_owner = !pd_is_unbound(args[2]) && !pd_is_none(args[2]);
    if (through_class && !has_owner) {
        return pd_vm_raise(vm, EXC_TYPE_ERROR, "__get__(None, None) is invalid");
    }
    LeafResult answer = pd_vm_bind_descriptor(vm, args[0], through_class ? VALUE_UNBOUND : args[1],
                                              has_owner ? args[2] : VALUE_UNBOUND, result);
    if (answer != LEAF_END) {
        return answer;
    }
    Value name = PD_AS(SlotMember, &vm->heap, args[0])->name;
    return pd_vm_raise_no_attr(vm, args[1], name);
}

/* ---- property ---- */

Property *pd_object_new_property(Vm *vm, const Value parts[4])
{
    Property *p = pd_heap_alloc(&vm->heap, sizeof *p, KIND_PROPERTY, 0);
    if (p != NULL) {
        p->getter = parts[0];
        p->setter = parts[1];
        p->deleter = parts[2];
        p->doc = parts[3];
        p->name = VALUE_NONE;
    }
    return p;
}

static Property *self_property(const Vm *vm, const Value *args)
{
    return PD_AS(Property, &vm->heap, pd_vm_unwrap(vm, args[0]));
}

/* args: class, fget, fset, fdel, doc */
static LeafResult property_new(Vm *vm, const Value *args, Value *result)
{
    Value parts[4];
    for (int i = 0; i < 4; i++) {
        parts[i] = pd_object_or_none(args[i + 1]);
    }
    return pd_object_give(vm, pd_object_new_property(vm, parts), result);
}

static LeafResult property_init(Vm *vm, const Value *args, Value *result)
{
    Property *p = self_property(vm, args);
    *result = VALUE_NONE;
    pd_store(&vm->heap, &p->getter, pd_object_or_none(args[1]));
    pd_store(&vm->heap, &p->setter, pd_object_or_none(args[2]));
    pd_store(&vm->heap, &p->deleter, pd_object_or_none(args[3]));
    pd_store(&vm->heap, &p->doc, pd_object_or_none(args[4]));
    return LEAF_OK;
}

/* A copy with part `index` replaced; of a subclass when self is of one. */
static LeafResult property_with(Vm *vm, const Value *args, int index, Value *result)
{
    const Property *p = self_property(vm, args);
    Value parts[4] = {p->getter, p->setter, p->deleter, p->doc};
    parts[index] = args[1];
    if (pd_is_kind(&vm->heap, args[0], KIND_WRAPPED)) {
        Value cls = pd_value_to(&vm->heap, pd_vm_class_of(vm, args[0]));
        return pd_vm_tail_value(vm, cls, 4, parts);
    }
    Property *copy = pd_object_new_property(vm, parts);
    if (copy != NULL) {
        copy->name = p->name;
    }
    return pd_object_give(vm, copy, result);
}

static LeafResult property_getter(Vm *vm, const Value *args, Value *result)
{
    return property_with(vm, args, 0, result);
}

static LeafResult property_setter(Vm *vm, const Value *args, Value *result)
{
    return property_with(vm, args, 1, result);
}

static LeafResult property_deleter(Vm *vm, const Value *args, Value *result)
{
    return property_with(vm, args, 2, result);
}

static LeafResult property_fget(Vm *vm, const Value *args, Value *result)
{
    return give(self_property(vm, args)->getter, result);
}

static LeafResult property_fset(Vm *vm, const Value *args, Value *result)
{
    return give(self_property(vm, args)->setter, result);
}

static LeafResult property_fdel(Vm *vm, const Value *args, Value *result)
{
    return give(self_property(vm, args)->deleter, result);
}

static LeafResult property_doc(Vm *vm, const Value *args, Value *result)
{
    const Property *p = self_property(vm, args);
    *result = p->doc;
    if (!pd_is_none(p->doc) || pd_is_none(p->getter)) {
        return LEAF_OK;
    }
    LeafResult answer = pd_vm_find_attr(vm, p->getter, pd_name(vm, NAME_doc), result);
    return answer == LEAF_END ? give(VALUE_NONE, result) : answer;
}

static LeafResult property_set_doc(Vm *vm, const Value *args, Value *result)
{
    (void)result;
    pd_store(&vm->heap, &self_property(vm, args)->doc, pd_object_or_none(args[1]));
    return LEAF_OK;
}

static LeafResult property_get(Vm *vm, const Value *args, Value *result)
{
    if (pd_is_none(args[1])) {
        return give(args[0], result);
    }
    return pd_vm_bind_descriptor(vm, pd_vm_unwrap(vm, args[0]), args[1], VALUE_UNBOUND, result);
}

static LeafResult property_store(Vm *vm, const Value *args, Value v)
{
    const Property *p = self_property(vm, args);
    bool deleting = pd_is_unbound(v);
    Value function = deleting ? p->deleter : p->setter;
    if (pd_is_none(function)) {
        return pd_vm_raise_property(vm, pd_vm_unwrap(vm, args[0]), args[1],
                                    deleting ? "deleter" : "setter");
    }
    Value call[] = {args[1], v};
    LeafResult answer = pd_vm_tail_value(vm, function, deleting ? 1 : 2, call);
    vm->tail.phase = PHASE_DISCARD;
    return answer;
}

static LeafResult property_set(Vm *vm, const Value *args, Value *result)
{
    (void)result;
    return property_store(vm, args, args[2]);
}

static LeafResult property_delete(Vm *vm, const Value *args, Value *result)
{
    (void)result;
    return property_store(vm, args, VALUE_UNBOUND);
}

static LeafResult property_set_name(Vm *vm, const Value *args, Value *result)
{
    *result = VALUE_NONE;
    pd_store(&vm->heap, &self_property(vm, args)->name, args[2]);
    return LEAF_OK;
}

/* The truth of function's __isabstractmethod__ when that needs no program code, else false. What a
 * staticmethod or classmethod holds is asked in its place; a property inside is not asked. */
static bool is_abstract(Vm *vm, Value function)
{
    for (int depth = 0; depth < HEAP_NESTING_MAX; depth++) {
        Value inner = pd_vm_unwrap(vm, function);
        Kind kind = pd_vm_kind(vm, inner);
        if (kind == KIND_STATICMETHOD || kind == KIND_CLASSMETHOD) {
            function = PD_AS(StaticMethod, &vm->heap, inner)->function;
            continue;
        }
        Value v;
        Value truth = VALUE_FALSE;
        return kind != KIND_PROPERTY && !pd_is_none(function) &&
               pd_vm_find_attr(vm, function, pd_name(vm, NAME_isabstractmethod), &v) == LEAF_OK &&
               pd_vm_truth(vm, v, &truth) == LEAF_OK && pd_is(truth, VALUE_TRUE);
    }
    return false;
}

static LeafResult property_abstract(Vm *vm, const Value *args, Value *result)
{
    const Property *p = self_property(vm, args);
    bool any =
        is_abstract(vm, p->getter) || is_abstract(vm, p->setter) || is_abstract(vm, p->deleter);
    return give(pd_from_bool(any), result);
}

static const LeafDef property_defs[] = {
    {"__new__", "cls, /, fget=, fset=, fdel=, doc=", property_new, LEAF_NEW},
    {"__init__", "!self, /, fget=, fset=, fdel=, doc=", property_init, LEAF_SLOT},
    {"getter", "!self, fget, /", property_getter, LEAF_METHOD},
    {"setter", "!self, fset, /", property_setter, LEAF_METHOD},
    {"deleter", "!self, fdel, /", property_deleter, LEAF_METHOD},
    {"fget", "self, /", property_fget, LEAF_GETTER},
    {"fset", "self, /", property_fset, LEAF_GETTER},
    {"fdel", "self, /", property_fdel, LEAF_GETTER},
    {"__doc__", "self, /", property_doc, LEAF_GETTER},
    {"__doc__", "self, value, /", property_set_doc, LEAF_SETTER},
    {"__isabstractmethod__", "self, /", property_abstract, LEAF_GETTER},
    {"__get__", "!self, instance, owner=, /", property_get, LEAF_SLOT},
    {"__set__", "!self, instance, value, /", property_set, LEAF_SLOT},
    {"__delete__", "!self, instance, /", property_delete, LEAF_SLOT},
    {"__set_name__", "self, owner, name, /", property_set_name, LEAF_METHOD},
};

const LeafTable pd_leaves_property = {NULL, TYPE_PROPERTY, property_defs,
                                      ARRAY_COUNT(property_defs)};

/* ---- classmethod and staticmethod ---- */

static StaticMethod *self_static(const Vm *vm, const Value *args)
{
    return PD_AS(StaticMethod, &vm->heap, pd_vm_unwrap(vm, args[0]));
}

static LeafResult new_static(Vm *vm, Value function, Kind kind, Value *result)
{
    StaticMethod *method = pd_heap_alloc(&vm->heap, sizeof *method, kind, 0);
    if (method == NULL) {
        return LEAF_MEMORY;
    }
    method->function = pd_object_or_none(function);
    return pd_object_give(vm, method, result);
}

static LeafResult classmethod_new(Vm *vm, const Value *args, Value *result)
{
    return new_static(vm, args[1], KIND_CLASSMETHOD, result);
}

static LeafResult staticmethod_new(Vm *vm, const Value *args, Value *result)
{
    return new_static(vm, args[1], KIND_STATICMETHOD, result);
}

static LeafResult static_init(Vm *vm, const Value *args, Value *result)
{
    *result = VALUE_NONE;
    pd_store(&vm->heap, &self_static(vm, args)->function, args[1]);
    return LEAF_OK;
}

static LeafResult static_func(Vm *vm, const Value *args, Value *result)
{
    return give(self_static(vm, args)->function, result);
}

static LeafResult static_abstract(Vm *vm, const Value *args, Value *result)
{
    return give(pd_from_bool(is_abstract(vm, self_static(vm, args)->function)), result);
}

static LeafResult forward(Vm *vm, const Value *args, NameId name, Value *result)
{
    return pd_object_forward(vm, self_static(vm, args)->function, name, result);
}

static LeafResult static_name(Vm *vm, const Value *args, Value *result)
{
    return forward(vm, args, NAME_name, result);
}

static LeafResult static_qualname(Vm *vm, const Value *args, Value *result)
{
    return forward(vm, args, NAME_qualname, result);
}

static LeafResult static_doc(Vm *vm, const Value *args, Value *result)
{
    return forward(vm, args, NAME_doc, result);
}

static LeafResult static_module(Vm *vm, const Value *args, Value *result)
{
    return forward(vm, args, NAME_module, result);
}

static LeafResult static_annotations(Vm *vm, const Value *args, Value *result)
{
    return forward(vm, args, NAME_annotations, result);
}

static LeafResult static_get(Vm *vm, const Value *args, Value *result)
{
    Value unwrapped[] = {pd_vm_unwrap(vm, args[0]), args[1], args[2]};
    return bind_again(vm, unwrapped, result);
}

static LeafResult static_call(Vm *vm, const Value *args, Value *result)
{
    (void)result;
    return pd_vm_tail_apply(vm, self_static(vm, args)->function, args[1], args[2]);
}

static LeafResult repr_self(Vm *vm, const Value *args, Value *result)
{
    return pd_vm_repr_payload(vm, args[0], result);
}

#define STATIC_DEFS                                                     \
 {"__init__", "self, function, /", static_init, LEAF_SLOT},             \
     {"__func__", "self, /", static_func, LEAF_GETTER},                 \
     {"__wrapped__", "self, /", static_func, LEAF_GETTER},              \
     {"__isabstractmethod__", "self, /", static_abstract, LEAF_GETTER}, \
     {"__name__", "self, /", static_name, LEAF_GETTER},                 \
     {"__qualname__", "self, /", static_qualname, LEAF_GETTER},         \
     {"__doc__", "self, /", static_doc, LEAF_GETTER},                   \
     {"__module__", "self, /", static_module, LEAF_GETTER},             \
     {"__annotations__", "self, /", static_annotations, LEAF_GETTER},   \
     {"__get__", "!self, instance, owner=, /", static_get, LEAF_SLOT},  \
 {                                                                      \
  "__repr__", "self, /", repr_self, LEAF_SLOT                           \
 }

static const LeafDef classmethod_defs[] = {
    {"__new__", "cls, function, /", classmethod_new, LEAF_NEW},
    STATIC_DEFS,
};

const LeafTable pd_leaves_classmethod = {NULL, TYPE_CLASSMETHOD, classmethod_defs,
                                         ARRAY_COUNT(classmethod_defs)};

static const LeafDef staticmethod_defs[] = {
    {"__new__", "cls, function, /", staticmethod_new, LEAF_NEW},
    {"__call__", "self, /, *args, **kwargs", static_call, LEAF_SLOT},
    STATIC_DEFS,
};

const LeafTable pd_leaves_staticmethod = {NULL, TYPE_STATICMETHOD, staticmethod_defs,
                                          ARRAY_COUNT(staticmethod_defs)};

/* ---- members made by __slots__ ---- */

static SlotMember *self_slot(const Vm *vm, const Value *args)
{
    return PD_AS(SlotMember, &vm->heap, args[0]);
}

static LeafResult slot_name(Vm *vm, const Value *args, Value *result)
{
    return give(self_slot(vm, args)->name, result);
}

static LeafResult slot_owner(Vm *vm, const Value *args, Value *result)
{
    return give(pd_from_ref(self_slot(vm, args)->owner), result);
}

static LeafResult check_slot(Vm *vm, const Value *args)
{
    const SlotMember *slot = self_slot(vm, args);
    const Class *owner = pd_at(&vm->heap, slot->owner);
    if (pd_vm_is_subclass(vm, pd_vm_class_of(vm, args[1]), owner)) {
        return LEAF_OK;
    }
    return pd_vm_raise(vm, EXC_TYPE_ERROR,
                       "descriptor '%s' for '%s' objects doesn't apply to a '%s' object",
                       pd_vm_text(vm, slot->name).text, pd_vm_text(vm, owner->name).text,
                       pd_vm_type_name(vm, args[1]).text);
}

static LeafResult slot_set(Vm *vm, const Value *args, Value *result)
{
    *result = VALUE_NONE;
    LeafResult answer = check_slot(vm, args);
    return answer == LEAF_OK ? pd_vm_member_set(vm, args[1], self_slot(vm, args)->name, args[2])
                             : answer;
}

static LeafResult slot_delete(Vm *vm, const Value *args, Value *result)
{
    *result = VALUE_NONE;
    LeafResult answer = check_slot(vm, args);
    answer =
        answer == LEAF_OK ? pd_vm_member_delete(vm, args[1], self_slot(vm, args)->name) : answer;
    return answer == LEAF_END
               ? pd_vm_raise_args(vm, EXC_ATTRIBUTE_ERROR, &self_slot(vm, args)->name, 1)
               : answer;
}

static const LeafDef slot_defs[] = {
    {"__name__", "self, /", slot_name, LEAF_GETTER},
    {"__objclass__", "self, /", slot_owner, LEAF_GETTER},
    {"__get__", "self, instance, owner=, /", bind_again, LEAF_SLOT},
    {"__set__", "self, instance, value, /", slot_set, LEAF_SLOT},
    {"__delete__", "self, instance, /", slot_delete, LEAF_SLOT},
    {"__repr__", "self, /", repr_self, LEAF_SLOT},
};

const LeafTable pd_leaves_slot = {NULL, TYPE_MEMBER, slot_defs, ARRAY_COUNT(slot_defs)};

/* ---- C functions, in their four disguises ---- */

/* self may be a Method whose function is a Builtin. */
static Builtin *self_builtin(const Vm *vm, const Value *args)
{
    Value v = args[0];
    if (pd_is_kind(&vm->heap, v, KIND_METHOD)) {
        v = PD_AS(Method, &vm->heap, v)->function;
    }
    pd_assert(pd_is_kind(&vm->heap, v, KIND_BUILTIN));
    return PD_AS(Builtin, &vm->heap, v);
}

static LeafResult builtin_name(Vm *vm, const Value *args, Value *result)
{
    return give(self_builtin(vm, args)->name, result);
}

static LeafResult builtin_qualname(Vm *vm, const Value *args, Value *result)
{
    return give(self_builtin(vm, args)->qualname, result);
}

static LeafResult builtin_doc(Vm *vm, const Value *args, Value *result)
{
    const LeafDef *def = pd_binding(vm, self_builtin(vm, args)->leaf)->def;
    const char *signature = def->signature + (def->signature[0] == '!');
    char text[200];
    (void)snprintf(text, sizeof text, "%s(%s)", def->name, signature);
    return pd_object_give(vm, pd_str_new_ascii(&vm->heap, text), result);
}

static LeafResult builtin_module(Vm *vm, const Value *args, Value *result)
{
    const char *module = pd_binding(vm, self_builtin(vm, args)->leaf)->module;
    if (module == NULL) {
        return give(VALUE_NONE, result);
    }
    return pd_object_give(vm, pd_str_new_ascii(&vm->heap, module), result);
}

static LeafResult builtin_self(Vm *vm, const Value *args, Value *result)
{
    if (pd_is_kind(&vm->heap, args[0], KIND_METHOD)) {
        return give(PD_AS(Method, &vm->heap, args[0])->self, result);
    }
    const Builtin *b = self_builtin(vm, args);
    if (b->owner != 0) {
        return give(pd_from_ref(b->owner), result);
    }
    Str *name = pd_str_intern_utf8(&vm->heap, pd_bytes_of_cstr(pd_binding(vm, b->leaf)->module));
    if (name == NULL) {
        return LEAF_MEMORY;
    }
    *result = VALUE_NONE;
    (void)pd_dict_get_name(&vm->heap, PD_AS(Dict, &vm->heap, vm->image->modules),
                           pd_value_to(&vm->heap, name), result);
    return LEAF_OK;
}

static LeafResult builtin_owner(Vm *vm, const Value *args, Value *result)
{
    return give(pd_from_ref(self_builtin(vm, args)->owner), result);
}

static LeafResult builtin_call(Vm *vm, const Value *args, Value *result)
{
    (void)result;
    return pd_vm_tail_apply(vm, args[0], args[1], args[2]);
}

static LeafResult builtin_eq(Vm *vm, const Value *args, Value *result)
{
    bool both =
        pd_is_kind(&vm->heap, args[0], KIND_METHOD) && pd_is_kind(&vm->heap, args[1], KIND_METHOD);
    if (!both) {
        return give(pd_is(args[0], args[1]) ? VALUE_TRUE : VALUE_NOT_IMPLEMENTED, result);
    }
    const Method *a = PD_AS(Method, &vm->heap, args[0]);
    const Method *b = PD_AS(Method, &vm->heap, args[1]);
    return give(pd_from_bool(pd_is(a->function, b->function) && pd_is(a->self, b->self)), result);
}

static LeafResult builtin_hash(Vm *vm, const Value *args, Value *result)
{
    int64_t hash = 0;
    if (pd_hash_value(&vm->heap, args[0], &hash) != ANSWER_YES ||
        pd_int_from_i64(&vm->heap, hash, result) != ANSWER_YES) {
        return LEAF_MEMORY;
    }
    return LEAF_OK;
}

#define NAME_DEFS                                                \
 {"__name__", "self, /", builtin_name, LEAF_GETTER},             \
     {"__qualname__", "self, /", builtin_qualname, LEAF_GETTER}, \
     {"__doc__", "self, /", builtin_doc, LEAF_GETTER},           \
 {                                                               \
  "__repr__", "self, /", repr_self, LEAF_SLOT                    \
 }

static const LeafDef builtin_defs[] = {
    NAME_DEFS,
    {"__module__", "self, /", builtin_module, LEAF_GETTER},
    {"__self__", "self, /", builtin_self, LEAF_GETTER},
    {"__call__", "self, /, *args, **kwargs", builtin_call, LEAF_SLOT},
    {"__eq__", "self, other, /", builtin_eq, LEAF_SLOT},
    {"__hash__", "self, /", builtin_hash, LEAF_SLOT},
};

static const LeafDef method_descriptor_defs[] = {
    NAME_DEFS,
    {"__objclass__", "self, /", builtin_owner, LEAF_GETTER},
    {"__call__", "self, /, *args, **kwargs", builtin_call, LEAF_SLOT},
    {"__get__", "self, instance, owner=, /", bind_again, LEAF_SLOT},
};

static const LeafDef getset_defs[] = {
    NAME_DEFS,
    {"__objclass__", "self, /", builtin_owner, LEAF_GETTER},
    {"__get__", "self, instance, owner=, /", bind_again, LEAF_SLOT},
};

const LeafTable pd_leaves_builtin = {NULL, TYPE_BUILTIN, builtin_defs, ARRAY_COUNT(builtin_defs)};
const LeafTable pd_leaves_method_descriptor = {NULL, TYPE_METHOD_DESCRIPTOR, method_descriptor_defs,
                                               ARRAY_COUNT(method_descriptor_defs)};
const LeafTable pd_leaves_wrapper_descriptor = {
    NULL, TYPE_WRAPPER_DESCRIPTOR, method_descriptor_defs, ARRAY_COUNT(method_descriptor_defs)};
const LeafTable pd_leaves_getset = {NULL, TYPE_GETSET, getset_defs, ARRAY_COUNT(getset_defs)};
