/*
 * The methods of `object`: what every value does unless its class says otherwise.
 *
 * All of these are raw: they see the instance itself, never the value wrapped in it.
 */
#include "vm/object/object_in.h"

static uint32_t extra_count(const Vm *vm, const Value *args)
{
    uint32_t named = pd_is_unbound(args[2]) ? 0 : PD_AS(Dict, &vm->heap, args[2])->used;
    return PD_AS(Tuple, &vm->heap, args[1])->length + named;
}

static bool overrides(Vm *vm, Class *cls, NameId name, Value inherited)
{
    return !pd_is(pd_vm_class_lookup(vm, cls, pd_name(vm, name)), inherited);
}

/* args: class, other positional arguments, named ones */
static LeafResult object_new(Vm *vm, const Value *args, Value *result)
{
    if (!pd_is_kind(&vm->heap, args[0], KIND_CLASS)) {
        return pd_vm_raise_type(vm, "object.__new__(X): X is not a type object (%s)", args[0]);
    }
    Class *cls = pd_class(vm, args[0]);
    if (extra_count(vm, args) > 0) {
        if (overrides(vm, cls, NAME_new, vm->image->object_new)) {
            return pd_vm_raise(vm, EXC_TYPE_ERROR,
                               "object.__new__() takes exactly one argument "
                               "(the type to instantiate)");
        }
        if (!overrides(vm, cls, NAME_init, vm->image->object_init)) {
            return pd_vm_raise(vm, EXC_TYPE_ERROR, "%s() takes no arguments",
                               pd_vm_text(vm, cls->name).text);
        }
    }
    if (cls->h.aux != KIND_INSTANCE && !overrides(vm, cls, NAME_new, vm->image->object_new)) {
        return pd_vm_raise(vm, EXC_TYPE_ERROR, "cannot create '%s' instances",
                           pd_vm_text(vm, cls->name).text);
    }
    if (cls->h.aux != KIND_INSTANCE) {
        const Tuple *mro = PD_AS(Tuple, &vm->heap, cls->mro);
        const Class *builtin = cls;
        for (uint32_t i = 0; i < mro->length && (builtin->flags & CLASS_BUILTIN) == 0; i++) {
            builtin = pd_class(vm, mro->items[i]);
        }
        return pd_vm_raise(vm, EXC_TYPE_ERROR, "object.__new__(%s) is not safe, use %s.__new__()",
                           pd_vm_text(vm, cls->name).text, pd_vm_text(vm, builtin->name).text);
    }
    return pd_vm_new_instance(vm, cls, result);
}

static LeafResult object_init(Vm *vm, const Value *args, Value *result)
{
    *result = VALUE_NONE;
    if (extra_count(vm, args) == 0) {
        return LEAF_OK;
    }
    Class *cls = pd_vm_class_of(vm, args[0]);
    if (overrides(vm, cls, NAME_init, vm->image->object_init)) {
        return pd_vm_raise(vm, EXC_TYPE_ERROR,
                           "object.__init__() takes exactly one argument "
                           "(the instance to initialize)");
    }
    if (!overrides(vm, cls, NAME_new, vm->image->object_new)) {
        return pd_vm_raise(vm, EXC_TYPE_ERROR,
                           "%s.__init__() takes exactly one argument "
                           "(the instance to initialize)",
                           pd_vm_text(vm, cls->name).text);
    }
    return LEAF_OK;
}

static LeafResult object_repr(Vm *vm, const Value *args, Value *result)
{
    return pd_vm_repr_default(vm, args[0], result);
}

static LeafResult object_str(Vm *vm, const Value *args, Value *result)
{
    return pd_vm_repr(vm, args[0], result);
}

static LeafResult object_eq(Vm *vm, const Value *args, Value *result)
{
    (void)vm;
    *result = pd_is(args[0], args[1]) ? VALUE_TRUE : VALUE_NOT_IMPLEMENTED;
    return LEAF_OK;
}

static LeafResult object_ne(Vm *vm, const Value *args, Value *result)
{
    Value eq = pd_vm_special(vm, args[0], NAME_eq);
    if (pd_is_kind(&vm->heap, eq, KIND_BUILTIN)) {
        LeafArgs in = {args, 2, VALUE_UNBOUND};
        uint32_t leaf = PD_AS(Builtin, &vm->heap, eq)->leaf;
        LeafResult answer = pd_vm_call_leaf(vm, leaf, &in, result);
        if (answer == LEAF_OK && pd_is_bool(*result)) {
            *result = pd_from_bool(!pd_is(*result, VALUE_TRUE));
        }
        if (answer != LEAF_CALL) {
            return answer;
        }
    }
    return pd_vm_tail_call(vm, LIB_object_ne, 2, args[0], args[1]);
}

static LeafResult object_order(Vm *vm, const Value *args, Value *result)
{
    (void)vm;
    (void)args;
    *result = VALUE_NOT_IMPLEMENTED;
    return LEAF_OK;
}

static LeafResult object_hash(Vm *vm, const Value *args, Value *result)
{
    Value v = args[0];
    int64_t hash = 0;
    if (pd_is_ref(v)) {
        hash = pd_object_ident(&vm->heap, pd_header(&vm->heap, v));
    } else if (pd_hash_value(&vm->heap, v, &hash) != ANSWER_YES) {
        return LEAF_MEMORY;
    }
    return pd_int_from_i64(&vm->heap, hash, result) == ANSWER_YES ? LEAF_OK : LEAF_MEMORY;
}

static LeafResult object_getattribute(Vm *vm, const Value *args, Value *result)
{
    Value name;
    LeafResult answer =
        pd_vm_attr_name(vm, args[1], "attribute name must be string, not '%s'", &name);
    if (answer != LEAF_OK) {
        return answer;
    }
    answer = pd_vm_find_attr_generic(vm, args[0], name, result);
    return answer == LEAF_END ? pd_vm_raise_no_attr(vm, args[0], name) : answer;
}

static LeafResult object_setattr(Vm *vm, const Value *args, Value *result)
{
    Value name;
    *result = VALUE_NONE;
    LeafResult answer =
        pd_vm_attr_name(vm, args[1], "attribute name must be string, not '%s'", &name);
    return answer == LEAF_OK ? pd_vm_set_attr_generic(vm, args[0], name, args[2]) : answer;
}

static LeafResult object_delattr(Vm *vm, const Value *args, Value *result)
{
    Value name;
    *result = VALUE_NONE;
    LeafResult answer =
        pd_vm_attr_name(vm, args[1], "attribute name must be string, not '%s'", &name);
    return answer == LEAF_OK ? pd_vm_set_attr_generic(vm, args[0], name, VALUE_UNBOUND) : answer;
}

static LeafResult object_format(Vm *vm, const Value *args, Value *result)
{
    Value spec = pd_vm_unwrap(vm, args[1]);
    if (!pd_is_kind(&vm->heap, spec, KIND_STR)) {
        return pd_vm_raise_type(vm, "__format__() argument must be str, not %s", args[1]);
    }
    if (PD_AS(Str, &vm->heap, spec)->length > 0) {
        return pd_vm_raise_type(vm, "unsupported format string passed to %s.__format__", args[0]);
    }
    return pd_vm_str(vm, args[0], result);
}

static LeafResult object_dir(Vm *vm, const Value *args, Value *result)
{
    (void)result;
    return pd_vm_tail_call(vm, LIB_object_dir, 1, args[0]);
}

static LeafResult object_init_subclass(Vm *vm, const Value *args, Value *result)
{
    *result = VALUE_NONE;
    bool named = !pd_is_unbound(args[1]) && PD_AS(Dict, &vm->heap, args[1])->used > 0;
    if (named) {
        TypeName name = pd_vm_text(vm, pd_class(vm, args[0])->qualname);
        return pd_vm_raise(vm, EXC_TYPE_ERROR, "%s.__init_subclass__() takes no keyword arguments",
                           name.text);
    }
    return LEAF_OK;
}

static LeafResult object_subclasshook(Vm *vm, const Value *args, Value *result)
{
    return object_order(vm, args, result);
}

static LeafResult object_reduce(Vm *vm, const Value *args, Value *result)
{
    (void)result;
    return pd_vm_raise_type(vm, "cannot pickle '%s' object", args[0]);
}

/* ---- __class__ and __dict__ ---- */

static LeafResult get_class(Vm *vm, const Value *args, Value *result)
{
    *result = pd_value_to(&vm->heap, pd_vm_class_of(vm, args[0]));
    return LEAF_OK;
}

static bool same_layout(const Class *a, const Class *b)
{
    enum { SLOTTED = CLASS_NO_DICT | CLASS_SLOTS };
    return a->h.aux == b->h.aux && (a->flags & SLOTTED) == 0 && (b->flags & SLOTTED) == 0;
}

/* The instance's attributes move to a dict, so that its shape can be one of the new class. */
static LeafResult set_class(Vm *vm, const Value *args, Value *result)
{
    (void)result;
    if (pd_is_unbound(args[1])) {
        return pd_vm_raise(vm, EXC_TYPE_ERROR, "can't delete __class__ attribute");
    }
    if (!pd_is_kind(&vm->heap, args[1], KIND_CLASS)) {
        return pd_vm_raise_type(vm, "__class__ must be set to a class, not '%s' object", args[1]);
    }
    Class *old = pd_vm_class_of(vm, args[0]);
    Class *cls = pd_class(vm, args[1]);
    Kind kind = pd_vm_kind(vm, args[0]);
    bool movable = kind == KIND_INSTANCE || kind == KIND_WRAPPED || kind == KIND_EXCEPTION;
    if (!movable || (old->flags & CLASS_BUILTIN) != 0 || (cls->flags & CLASS_BUILTIN) != 0) {
        return pd_vm_raise(vm, EXC_TYPE_ERROR,
                           "__class__ assignment only supported for mutable types or ModuleType "
                           "subclasses");
    }
    if (!same_layout(old, cls)) {
        return pd_vm_raise(vm, EXC_TYPE_ERROR,
                           "__class__ assignment: '%s' object layout differs from '%s'",
                           pd_vm_text(vm, cls->name).text, pd_vm_text(vm, old->name).text);
    }
    return pd_vm_move_to_class(vm, args[0], cls) ? LEAF_OK : LEAF_MEMORY;
}

bool pd_vm_carries_dict(const Vm *vm, Value v)
{
    Kind kind = pd_vm_kind(vm, v);
    return (kind == KIND_INSTANCE || kind == KIND_WRAPPED || kind == KIND_EXCEPTION) &&
           (pd_vm_class_of(vm, v)->flags & CLASS_NO_DICT) == 0 &&
           !pd_vm_is_immutable(vm, pd_header(&vm->heap, v));
}

static LeafResult get_dict(Vm *vm, const Value *args, Value *result)
{
    if (!pd_vm_carries_dict(vm, args[0])) {
        return pd_vm_raise_no_attr(vm, args[0], pd_name(vm, NAME_dict));
    }
    return pd_object_give(vm, pd_vm_own_dict(vm, args[0]), result);
}

static LeafResult set_dict(Vm *vm, const Value *args, Value *result)
{
    (void)result;
    if (!pd_vm_carries_dict(vm, args[0])) {
        return pd_vm_raise_no_attr(vm, args[0], pd_name(vm, NAME_dict));
    }
    Value dict = pd_is_unbound(args[1]) ? args[1] : pd_vm_unwrap(vm, args[1]);
    if (!pd_is_unbound(args[1]) && !pd_is_kind(&vm->heap, dict, KIND_DICT)) {
        return pd_vm_raise_type(vm, "__dict__ must be set to a dictionary, not a '%s'", args[1]);
    }
    Dict *fresh = pd_is_unbound(dict) ? pd_dict_new(&vm->heap, 0) : NULL;
    if (pd_is_unbound(dict) && fresh == NULL) {
        return LEAF_MEMORY;
    }
    if (pd_vm_own_dict(vm, args[0]) == NULL) {
        return LEAF_MEMORY;
    }
    Ref ref = fresh != NULL ? pd_ref_to(&vm->heap, fresh) : pd_ref_of(dict);
    if (pd_vm_has_both(vm, args[0])) {
        return pd_vm_member_set(vm, args[0], pd_name(vm, NAME_dict_shape), pd_from_ref(ref));
    }
    Instance *o = PD_AS(Instance, &vm->heap, args[0]);
    pd_store_ref(&vm->heap, &o->overflow, ref);
    return LEAF_OK;
}

static const LeafDef defs[] = {
    {"__new__", "!cls, /, *args, **kwargs", object_new, LEAF_NEW},
    {"__init__", "self, /, *args, **kwargs", object_init, LEAF_SLOT},
    {"__repr__", "self, /", object_repr, LEAF_SLOT},
    {"__str__", "self, /", object_str, LEAF_SLOT},
    {"__eq__", "self, other, /", object_eq, LEAF_SLOT},
    {"__ne__", "self, other, /", object_ne, LEAF_SLOT},
    {"__lt__", "self, other, /", object_order, LEAF_SLOT},
    {"__le__", "self, other, /", object_order, LEAF_SLOT},
    {"__gt__", "self, other, /", object_order, LEAF_SLOT},
    {"__ge__", "self, other, /", object_order, LEAF_SLOT},
    {"__hash__", "self, /", object_hash, LEAF_SLOT},
    {"__getattribute__", "self, name, /", object_getattribute, LEAF_SLOT},
    {"__setattr__", "self, name, value, /", object_setattr, LEAF_SLOT},
    {"__delattr__", "self, name, /", object_delattr, LEAF_SLOT},
    {"__format__", "self, format_spec, /", object_format, LEAF_METHOD},
    {"__dir__", "self, /", object_dir, LEAF_METHOD},
    {"__reduce__", "self, /", object_reduce, LEAF_METHOD},
    {"__reduce_ex__", "self, protocol, /", object_reduce, LEAF_METHOD},
    {"__init_subclass__", "cls, /, **kwargs", object_init_subclass, LEAF_CLASSMETHOD},
    {"__subclasshook__", "cls, other, /", object_subclasshook, LEAF_CLASSMETHOD},
    {"__class__", "self, /", get_class, LEAF_GETTER},
    {"__class__", "self, value, /", set_class, LEAF_SETTER},
    {"__dict__", "self, /", get_dict, LEAF_GETTER},
    {"__dict__", "self, value, /", set_dict, LEAF_SETTER},
};

const LeafTable pd_leaves_object = {NULL, TYPE_OBJECT, defs, ARRAY_COUNT(defs)};
