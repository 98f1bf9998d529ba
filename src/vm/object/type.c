/*
 * The methods and attributes of classes.
 *
 * Calling a class and making one may run program code, so `__call__` and the three-argument form of
 * `__new__` go on in the library. Classes of the shared image refuse every change.
 */
#include "vm/object/object_in.h"

#include <string.h>

static LeafResult give(Value v, Value *result)
{
    *result = v;
    return LEAF_OK;
}

static Class *self_class(const Vm *vm, const Value *args)
{
    pd_assert(pd_is_kind(&vm->heap, args[0], KIND_CLASS));
    return pd_class(vm, args[0]);
}

/* ---- making and calling ---- */

/* args: metaclass, positional arguments, named ones */
static LeafResult type_new(Vm *vm, const Value *args, Value *result)
{
    const Tuple *rest = PD_AS(Tuple, &vm->heap, args[1]);
    bool named = !pd_is_unbound(args[2]) && PD_AS(Dict, &vm->heap, args[2])->used > 0;
    bool is_type = pd_is(args[0], pd_type(vm, TYPE_TYPE));
    if (rest->length == 1 && !named && is_type) {
        return give(pd_value_to(&vm->heap, pd_vm_class_of(vm, rest->items[0])), result);
    }
    if (rest->length != 3) {
        return is_type ? pd_vm_raise(vm, EXC_TYPE_ERROR, "type() takes 1 or 3 arguments")
                       : pd_vm_raise(vm, EXC_TYPE_ERROR,
                                     "type.__new__() takes exactly 3 arguments (%u given)",
                                     rest->length);
    }
    static const char *const wanted[] = {"str", "tuple", "dict"};
    static const Kind kinds[] = {KIND_STR, KIND_TUPLE, KIND_DICT};
    for (int i = 0; i < 3; i++) {
        Value v = pd_vm_unwrap(vm, rest->items[i]);
        if (!pd_is_kind(&vm->heap, v, kinds[i])) {
            return pd_vm_raise(vm, EXC_TYPE_ERROR, "type.__new__() argument %d must be %s, not %s",
                               i + 1, wanted[i], pd_vm_type_name(vm, rest->items[i]).text);
        }
    }
    const Str *name = PD_AS(Str, &vm->heap, pd_vm_unwrap(vm, rest->items[0]));
    for (uint32_t i = 0; i < name->length; i++) {
        if (pd_str_at(name, i) == 0) {
            return pd_vm_raise(vm, EXC_VALUE_ERROR, "type name must not contain null characters");
        }
    }
    return pd_vm_tail_call(vm, LIB_type_new, 5, args[0], rest->items[0], rest->items[1],
                           rest->items[2], pd_object_or_none(args[2]));
}

static LeafResult type_init(Vm *vm, const Value *args, Value *result)
{
    uint32_t count = PD_AS(Tuple, &vm->heap, args[1])->length;
    *result = VALUE_NONE;
    if (count == 1 || count == 3) {
        return LEAF_OK;
    }
    return pd_vm_raise(vm, EXC_TYPE_ERROR, "type.__init__() takes 1 or 3 arguments");
}

static LeafResult type_call(Vm *vm, const Value *args, Value *result)
{
    (void)result;
    return pd_vm_tail_call(vm, LIB_class_call_slow, 3, args[0], args[1],
                           pd_object_or_none(args[2]));
}

static LeafResult type_prepare(Vm *vm, const Value *args, Value *result)
{
    (void)args;
    return pd_object_give(vm, pd_dict_new(&vm->heap, 0), result);
}

/* ---- attributes ---- */

static LeafResult refuse_change(Vm *vm, const Class *cls, const char *name)
{
    return pd_vm_raise(vm, EXC_TYPE_ERROR, "cannot set '%s' attribute of immutable type '%s'", name,
                       pd_vm_text(vm, cls->name).text);
}

static LeafResult get_name(Vm *vm, const Value *args, Value *result)
{
    return give(self_class(vm, args)->name, result);
}

/* Checks the new value of a name; *slot then takes it. */
static LeafResult set_text(Vm *vm, const Value *args, Value *slot, const char *name)
{
    Class *cls = self_class(vm, args);
    if (pd_vm_is_immutable(vm, cls)) {
        return refuse_change(vm, cls, name);
    }
    TypeName title = pd_vm_text(vm, cls->name);
    if (pd_is_unbound(args[1])) {
        return pd_vm_raise(vm, EXC_TYPE_ERROR,
                           "cannot delete '%s' attribute of immutable type '%s'", name, title.text);
    }
    if (!pd_is_kind(&vm->heap, args[1], KIND_STR)) {
        return pd_vm_raise(vm, EXC_TYPE_ERROR, "can only assign string to %s.%s, not '%s'",
                           title.text, name, pd_vm_type_name(vm, args[1]).text);
    }
    pd_store(&vm->heap, slot, args[1]);
    return LEAF_OK;
}

static LeafResult set_name(Vm *vm, const Value *args, Value *result)
{
    (void)result;
    return set_text(vm, args, &self_class(vm, args)->name, "__name__");
}

static LeafResult get_qualname(Vm *vm, const Value *args, Value *result)
{
    return give(self_class(vm, args)->qualname, result);
}

static LeafResult set_qualname(Vm *vm, const Value *args, Value *result)
{
    (void)result;
    return set_text(vm, args, &self_class(vm, args)->qualname, "__qualname__");
}

Value pd_type_module(Vm *vm, const Class *cls)
{
    Value v;
    Heap *heap = &vm->heap;
    bool found = pd_dict_get_name(heap, pd_vm_class_dict(vm, cls), pd_name(vm, NAME_module), &v);
    if (found && !pd_is_kind(heap, v, KIND_BUILTIN)) {
        return v;
    }
    return (cls->flags & CLASS_BUILTIN) != 0 ? pd_name(vm, NAME_builtins_module) : VALUE_NONE;
}

static LeafResult get_module(Vm *vm, const Value *args, Value *result)
{
    return give(pd_type_module(vm, self_class(vm, args)), result);
}

/* Own attribute of that name of the class, or missing. */
static Value own_attribute(Vm *vm, const Class *cls, NameId name, Value missing)
{
    Value v;
    bool found = pd_dict_get_name(&vm->heap, pd_vm_class_dict(vm, cls), pd_name(vm, name), &v);
    /* In the dict of `type` these names are the getters themselves. */
    return found && !pd_is_kind(&vm->heap, v, KIND_BUILTIN) ? v : missing;
}

static LeafResult set_module(Vm *vm, const Value *args, Value *result)
{
    (void)result;
    return pd_vm_set_class_attr(vm, self_class(vm, args), pd_name(vm, NAME_module), args[1]);
}

static LeafResult get_doc(Vm *vm, const Value *args, Value *result)
{
    Value v = own_attribute(vm, self_class(vm, args), NAME_doc, VALUE_NONE);
    return pd_vm_bind_descriptor(vm, v, VALUE_UNBOUND, args[0], result);
}

static LeafResult set_doc(Vm *vm, const Value *args, Value *result)
{
    (void)result;
    return pd_vm_set_class_attr(vm, self_class(vm, args), pd_name(vm, NAME_doc), args[1]);
}

static LeafResult get_bases(Vm *vm, const Value *args, Value *result)
{
    return give(self_class(vm, args)->bases, result);
}

static LeafResult set_bases(Vm *vm, const Value *args, Value *result)
{
    (void)result;
    Class *cls = self_class(vm, args);
    TypeName name = pd_vm_text(vm, cls->name);
    if (pd_vm_is_immutable(vm, cls)) {
        return refuse_change(vm, cls, "__bases__");
    }
    if (pd_is_unbound(args[1])) {
        return pd_vm_raise(vm, EXC_TYPE_ERROR, "cannot delete '__bases__' attribute of type '%s'",
                           name.text);
    }
    if (!pd_is_kind(&vm->heap, args[1], KIND_TUPLE)) {
        return pd_vm_raise(vm, EXC_TYPE_ERROR, "can only assign tuple to %s.__bases__, not %s",
                           name.text, pd_vm_type_name(vm, args[1]).text);
    }
    if (PD_AS(Tuple, &vm->heap, args[1])->length == 0) {
        return pd_vm_raise(vm, EXC_TYPE_ERROR,
                           "can only assign non-empty tuple to %s.__bases__, not ()", name.text);
    }
    return pd_vm_set_bases(vm, cls, args[1]);
}

static LeafResult get_base(Vm *vm, const Value *args, Value *result)
{
    const Class *cls = self_class(vm, args);
    const Tuple *bases = PD_AS(Tuple, &vm->heap, cls->bases);
    *result = VALUE_NONE;
    for (uint32_t i = 0; i < bases->length; i++) {
        const Class *base = pd_class(vm, bases->items[i]);
        if (i == 0 || (base->h.aux == cls->h.aux && cls->h.aux != KIND_INSTANCE &&
                       pd_class(vm, *result)->h.aux == KIND_INSTANCE)) {
            *result = bases->items[i];
        }
    }
    return LEAF_OK;
}

static LeafResult get_mro(Vm *vm, const Value *args, Value *result)
{
    return give(self_class(vm, args)->mro, result);
}

static LeafResult type_mro(Vm *vm, const Value *args, Value *result)
{
    const Tuple *mro = PD_AS(Tuple, &vm->heap, self_class(vm, args)->mro);
    return pd_object_give(vm, pd_list_from(&vm->heap, mro->items, mro->length), result);
}

static LeafResult get_dict(Vm *vm, const Value *args, Value *result)
{
    Value dict = pd_from_ref(self_class(vm, args)->dict);
    return pd_object_give(vm, pd_object_new_proxy(vm, dict), result);
}

static LeafResult get_annotations(Vm *vm, const Value *args, Value *result)
{
    Class *cls = self_class(vm, args);
    *result = own_attribute(vm, cls, NAME_annotations, VALUE_UNBOUND);
    if (!pd_is_unbound(*result)) {
        return LEAF_OK;
    }
    if ((cls->flags & CLASS_BUILTIN) != 0 || pd_vm_is_immutable(vm, cls)) {
        return pd_vm_raise_no_attr(vm, args[0], pd_name(vm, NAME_annotations));
    }
    Dict *dict = pd_dict_new(&vm->heap, 0);
    if (dict == NULL) {
        return LEAF_MEMORY;
    }
    *result = pd_value_to(&vm->heap, dict);
    return pd_vm_set_class_attr(vm, cls, pd_name(vm, NAME_annotations), *result);
}

static LeafResult set_annotations(Vm *vm, const Value *args, Value *result)
{
    (void)result;
    return pd_vm_set_class_attr(vm, self_class(vm, args), pd_name(vm, NAME_annotations), args[1]);
}

static LeafResult get_abstract(Vm *vm, const Value *args, Value *result)
{
    *result = own_attribute(vm, self_class(vm, args), NAME_abstractmethods, VALUE_UNBOUND);
    if (pd_is_unbound(*result)) {
        Value name = pd_name(vm, NAME_abstractmethods);
        return pd_vm_raise_args(vm, EXC_ATTRIBUTE_ERROR, &name, 1);
    }
    return LEAF_OK;
}

static LeafResult set_abstract(Vm *vm, const Value *args, Value *result)
{
    (void)result;
    Value name = pd_name(vm, NAME_abstractmethods);
    return pd_vm_set_class_attr(vm, self_class(vm, args), name, args[1]);
}

/* ---- relations ---- */

static LeafResult type_subclasses(Vm *vm, const Value *args, Value *result)
{
    const List *list = pd_vm_subclasses(vm, self_class(vm, args));
    if (list == NULL) {
        return LEAF_MEMORY;
    }
    const Value *items = pd_list_items(&vm->heap, list);
    return pd_object_give(vm, pd_list_from(&vm->heap, items, list->length), result);
}

static LeafResult type_instancecheck(Vm *vm, const Value *args, Value *result)
{
    return give(pd_from_bool(pd_vm_is_instance(vm, args[1], args[0])), result);
}

static LeafResult type_subclasscheck(Vm *vm, const Value *args, Value *result)
{
    if (!pd_is_kind(&vm->heap, args[1], KIND_CLASS)) {
        return pd_vm_raise(vm, EXC_TYPE_ERROR, "issubclass() arg 1 must be a class");
    }
    bool is = pd_vm_is_subclass(vm, pd_class(vm, args[1]), self_class(vm, args));
    return give(pd_from_bool(is), result);
}

static LeafResult type_repr(Vm *vm, const Value *args, Value *result)
{
    return pd_vm_repr_payload(vm, args[0], result);
}

static LeafResult type_dir(Vm *vm, const Value *args, Value *result)
{
    (void)result;
    return pd_vm_tail_call(vm, LIB_object_dir, 1, args[0]);
}

static const LeafDef defs[] = {
    {"__new__", "!cls, /, *args, **kwargs", type_new, LEAF_NEW},
    {"__init__", "self, /, *args, **kwargs", type_init, LEAF_SLOT},
    {"__call__", "self, /, *args, **kwargs", type_call, LEAF_SLOT},
    {"__prepare__", "cls, /, *args, **kwargs", type_prepare, LEAF_CLASSMETHOD},
    {"__repr__", "self, /", type_repr, LEAF_SLOT},
    {"__name__", "self, /", get_name, LEAF_GETTER},
    {"__name__", "self, value, /", set_name, LEAF_SETTER},
    {"__qualname__", "self, /", get_qualname, LEAF_GETTER},
    {"__qualname__", "self, value, /", set_qualname, LEAF_SETTER},
    {"__module__", "self, /", get_module, LEAF_GETTER},
    {"__module__", "self, value, /", set_module, LEAF_SETTER},
    {"__doc__", "self, /", get_doc, LEAF_GETTER},
    {"__doc__", "self, value, /", set_doc, LEAF_SETTER},
    {"__bases__", "self, /", get_bases, LEAF_GETTER},
    {"__bases__", "self, value, /", set_bases, LEAF_SETTER},
    {"__base__", "self, /", get_base, LEAF_GETTER},
    {"__mro__", "self, /", get_mro, LEAF_GETTER},
    {"__dict__", "self, /", get_dict, LEAF_GETTER},
    {"__annotations__", "self, /", get_annotations, LEAF_GETTER},
    {"__annotations__", "self, value, /", set_annotations, LEAF_SETTER},
    {"__abstractmethods__", "self, /", get_abstract, LEAF_GETTER},
    {"__abstractmethods__", "self, value, /", set_abstract, LEAF_SETTER},
    {"mro", "self, /", type_mro, LEAF_METHOD},
    {"__subclasses__", "self, /", type_subclasses, LEAF_METHOD},
    {"__instancecheck__", "self, instance, /", type_instancecheck, LEAF_METHOD},
    {"__subclasscheck__", "self, subclass, /", type_subclasscheck, LEAF_METHOD},
    {"__dir__", "self, /", type_dir, LEAF_METHOD},
};

const LeafTable pd_leaves_type = {NULL, TYPE_TYPE, defs, ARRAY_COUNT(defs)};
