/*
 * What the library's functions about objects and classes are made of (module `_vm`).
 *
 * Programs cannot import `_vm`, but a forged snapshot can hold a frame of the library that calls
 * these leaves with anything.
 */
#include "vm/object/object_in.h"

static LeafResult give(Value v, Value *result)
{
    *result = v;
    return LEAF_OK;
}

/* getattribute(object, name): the program's __getattribute__ or the plain way; never __getattr__ */
static LeafResult getattribute(Vm *vm, const Value *args, Value *result)
{
    Value method = pd_vm_special(vm, args[0], NAME_getattribute);
    if (!pd_is_kind(&vm->heap, method, KIND_BUILTIN)) {
        Value bound = VALUE_UNBOUND;
        LeafResult answer = pd_vm_bind_special(vm, method, args[0], &bound);
        return answer == LEAF_OK ? pd_vm_tail_value(vm, bound, 1, &args[1]) : answer;
    }
    LeafResult answer = pd_vm_find_attr_generic(vm, args[0], args[1], result);
    return answer == LEAF_END ? pd_vm_raise_no_attr(vm, args[0], args[1]) : answer;
}

/* special(object, name): the method of object's class, bound to it, or None */
static LeafResult special(Vm *vm, const Value *args, Value *result)
{
    Value method = pd_vm_class_lookup(vm, pd_vm_class_of(vm, args[0]), args[1]);
    if (pd_is_unbound(method)) {
        return give(VALUE_NONE, result);
    }
    return pd_vm_bind_descriptor(vm, method, args[0], VALUE_UNBOUND, result);
}

/* bind(v, object): v, found in object's class, bound to it */
static LeafResult bind(Vm *vm, const Value *args, Value *result)
{
    return pd_vm_bind_descriptor(vm, args[0], args[1], VALUE_UNBOUND, result);
}

/* class_lookup(cls, name, default): along the MRO, not bound */
static LeafResult class_lookup(Vm *vm, const Value *args, Value *result)
{
    Value v = pd_vm_class_lookup(vm, pd_class(vm, args[0]), args[1]);
    return give(pd_is_unbound(v) ? args[2] : v, result);
}

/* class_get(cls, name): along the MRO, bound as an attribute of the class */
static LeafResult class_get(Vm *vm, const Value *args, Value *result)
{
    Value v = pd_vm_class_lookup(vm, pd_class(vm, args[0]), args[1]);
    if (pd_is_unbound(v)) {
        return pd_vm_raise_no_attr(vm, args[0], args[1]);
    }
    return pd_vm_bind_descriptor(vm, v, VALUE_UNBOUND, args[0], result);
}

/* is_instance(object, cls): by the MRO alone */
static LeafResult is_instance(Vm *vm, const Value *args, Value *result)
{
    return give(pd_from_bool(pd_vm_is_instance(vm, args[0], args[1])), result);
}

static LeafResult is_subclass(Vm *vm, const Value *args, Value *result)
{
    bool is = pd_vm_is_subclass(vm, pd_class(vm, args[0]), pd_class(vm, args[1]));
    return give(pd_from_bool(is), result);
}

static LeafResult is_class(Vm *vm, const Value *args, Value *result)
{
    return give(pd_from_bool(pd_is_kind(&vm->heap, args[0], KIND_CLASS)), result);
}

/* winner(metaclass, bases) */
static LeafResult winner(Vm *vm, const Value *args, Value *result)
{
    Class *out = NULL;
    LeafResult answer =
        pd_vm_winner_metaclass(vm, pd_class(vm, args[0]), PD_AS(Tuple, &vm->heap, args[1]), &out);
    return answer == LEAF_OK ? give(pd_value_to(&vm->heap, out), result) : answer;
}

/* make_class(metaclass, name, bases, namespace): type.__new__ without its hooks */
static LeafResult make_class(Vm *vm, const Value *args, Value *result)
{
    Value space = pd_vm_unwrap(vm, args[3]);
    ClassSpec spec = {
        .metaclass = pd_class(vm, args[0]),
        .name = pd_vm_unwrap(vm, args[1]),
        .bases = args[2],
    };
    if (!pd_is_kind(&vm->heap, space, KIND_DICT) || !pd_is_kind(&vm->heap, spec.name, KIND_STR) ||
        PD_AS(Tuple, &vm->heap, args[2])->length == 0) {
        return pd_vm_raise_misuse(vm, "make_class");
    }
    spec.space = PD_AS(Dict, &vm->heap, space);
    return pd_vm_make_class(vm, &spec, result);
}

/* has_hooks(cls): whether __set_name__ of an attribute or an inherited __init_subclass__ has to
 * run. Properties, the usual case, learn their names here. */
static LeafResult has_hooks(Vm *vm, const Value *args, Value *result)
{
    Heap *heap = &vm->heap;
    const Class *cls = pd_class(vm, args[0]);
    uint32_t position = 0;
    Value key;
    Value v;
    *result = VALUE_TRUE;
    while (pd_dict_next(heap, pd_vm_class_dict(vm, cls), &position, &key, &v)) {
        Kind kind = pd_kind(heap, v);
        bool plain = kind == KIND_FREE || kind == KIND_FUNCTION || kind == KIND_STR;
        if (kind == KIND_PROPERTY) {
            pd_store(heap, &PD_AS(Property, heap, v)->name, key);
            continue;
        }
        if (!plain && !pd_is_unbound(pd_vm_special(vm, v, NAME_set_name))) {
            return LEAF_OK;
        }
    }
    const Tuple *mro = PD_AS(Tuple, heap, cls->mro);
    for (uint32_t i = 1; i < mro->length; i++) {
        const Class *base = pd_class(vm, mro->items[i]);
        if (pd_dict_get_name(heap, pd_vm_class_dict(vm, base), pd_name(vm, NAME_init_subclass),
                             &v)) {
            return give(pd_from_bool(!pd_is_kind(heap, v, KIND_BUILTIN)), result);
        }
    }
    return give(VALUE_FALSE, result);
}

/* wrap(cls, value): an instance of cls around a builtin value */
static LeafResult wrap(Vm *vm, const Value *args, Value *result)
{
    Class *cls = pd_class(vm, args[0]);
    Value value = pd_vm_unwrap(vm, args[1]);
    if (!pd_vm_payload_fits(vm, cls, value)) {
        return pd_vm_raise_misuse(vm, "wrap");
    }
    return pd_object_give(vm, pd_vm_new_wrapped(vm, cls, value), result);
}

/* owner(builtin): the class whose leaf it is */
static LeafResult owner(Vm *vm, const Value *args, Value *result)
{
    Ref of = PD_AS(Builtin, &vm->heap, args[0])->owner;
    return of == 0 ? pd_vm_raise_misuse(vm, "owner") : give(pd_from_ref(of), result);
}

/* A tuple of interned strings. */
static bool are_names(const Heap *heap, Value v)
{
    if (!pd_is_kind(heap, v, KIND_TUPLE)) {
        return false;
    }
    const Tuple *names = PD_AS(Tuple, heap, v);
    for (uint32_t i = 0; i < names->length; i++) {
        if (!pd_is_kind(heap, names->items[i], KIND_STR) ||
            (pd_header(heap, names->items[i])->flags & STR_INTERNED) == 0) {
            return false;
        }
    }
    return true;
}

/* apply(function, args, names): names are those of the last args, a dict of more, or None */
static LeafResult apply(Vm *vm, const Value *args, Value *result)
{
    (void)result;
    Heap *heap = &vm->heap;
    if (pd_is_none(args[2])) {
        return pd_vm_tail_apply(vm, args[0], args[1], VALUE_UNBOUND);
    }
    if (pd_is_kind(heap, args[2], KIND_DICT)) {
        return pd_vm_tail_apply(vm, args[0], args[1], args[2]);
    }
    const Tuple *all = PD_AS(Tuple, heap, args[1]);
    if (!are_names(heap, args[2]) || PD_AS(Tuple, heap, args[2])->length > all->length) {
        return pd_vm_raise_misuse(vm, "apply");
    }
    const Tuple *names = PD_AS(Tuple, heap, args[2]);
    uint32_t count = all->length - names->length;
    Tuple *positional = pd_tuple_new(heap, all->items, count);
    Dict *named = pd_dict_new(heap, names->length);
    if (positional == NULL || named == NULL) {
        return LEAF_MEMORY;
    }
    for (uint32_t i = 0; i < names->length; i++) {
        if (!pd_dict_set_name(heap, named, names->items[i], all->items[count + i])) {
            return LEAF_MEMORY;
        }
    }
    return pd_vm_tail_apply(vm, args[0], pd_value_to(heap, positional), pd_value_to(heap, named));
}

/* class_dict(cls): the dict itself, of a class that is not shared, or a copy */
static LeafResult class_dict(Vm *vm, const Value *args, Value *result)
{
    Class *cls = pd_class(vm, args[0]);
    if (pd_vm_is_immutable(vm, cls)) {
        Dict *copy = pd_dict_copy(&vm->heap, pd_vm_class_dict(vm, cls), KIND_DICT);
        return pd_object_give(vm, copy, result);
    }
    return give(pd_from_ref(cls->dict), result);
}

/* carries_dict(object): whether reading its __dict__ would give one, and perhaps make it */
static LeafResult carries_dict(Vm *vm, const Value *args, Value *result)
{
    bool carries = pd_vm_kind(vm, args[0]) == KIND_FUNCTION || pd_vm_carries_dict(vm, args[0]);
    *result = pd_from_bool(carries);
    return LEAF_OK;
}

/* own_names(object): names of the attributes that the object carries itself, as a list */
static LeafResult own_names(Vm *vm, const Value *args, Value *result)
{
    Heap *heap = &vm->heap;
    Kind kind = pd_vm_kind(vm, args[0]);
    List *list = pd_list_new(heap, 8);
    const Dict *dict = NULL;
    if (list == NULL) {
        return LEAF_MEMORY;
    }
    if (kind == KIND_FUNCTION) {
        dict = pd_function_dict(vm, PD_AS(FunctionObject, heap, args[0]), false);
    } else if (kind == KIND_MODULE) {
        dict = pd_at(heap, PD_AS(Module, heap, args[0])->dict);
    } else if (kind == KIND_CLASS) {
        dict = pd_vm_class_dict(vm, pd_class(vm, args[0]));
    } else if (kind == KIND_INSTANCE || kind == KIND_WRAPPED || kind == KIND_EXCEPTION) {
        return pd_vm_own_names(vm, args[0], list) ? pd_object_give(vm, list, result) : LEAF_MEMORY;
    }
    uint32_t position = 0;
    Value key;
    Value v;
    while (dict != NULL && pd_dict_next(heap, dict, &position, &key, &v)) {
        if (pd_is_kind(heap, key, KIND_STR) && !pd_list_append(heap, list, key)) {
            return LEAF_MEMORY;
        }
    }
    return pd_object_give(vm, list, result);
}

/* class_title(cls): "module.Name" */
static LeafResult class_title(Vm *vm, const Value *args, Value *result)
{
    TypeName title = pd_vm_class_title(vm, pd_class(vm, args[0]));
    return pd_object_give(vm, pd_str_new_utf8(&vm->heap, pd_bytes_of_cstr(title.text)), result);
}

static const LeafDef defs[] = {
    {"getattribute", "object, name: name, /", getattribute, LEAF_FUNCTION},
    {"special", "object, name: name, /", special, LEAF_FUNCTION},
    {"bind", "v, object, /", bind, LEAF_FUNCTION},
    {"class_lookup", "cls: class, name: name, default, /", class_lookup, LEAF_FUNCTION},
    {"class_get", "cls: class, name: name, /", class_get, LEAF_FUNCTION},
    {"is_instance", "object, cls: class, /", is_instance, LEAF_FUNCTION},
    {"is_subclass", "cls: class, base: class, /", is_subclass, LEAF_FUNCTION},
    {"is_class", "object, /", is_class, LEAF_FUNCTION},
    {"winner", "metaclass: class, bases: tuple, /", winner, LEAF_FUNCTION},
    {"make_class", "metaclass: class, name, bases: tuple, namespace, /", make_class, LEAF_FUNCTION},
    {"has_hooks", "cls: class, /", has_hooks, LEAF_FUNCTION},
    {"wrap", "cls: class, value, /", wrap, LEAF_FUNCTION},
    {"owner", "builtin: builtin, /", owner, LEAF_FUNCTION},
    {"apply", "function, args: tuple, names, /", apply, LEAF_FUNCTION},
    {"class_dict", "cls: class, /", class_dict, LEAF_FUNCTION},
    {"carries_dict", "object, /", carries_dict, LEAF_FUNCTION},
    {"own_names", "object, /", own_names, LEAF_FUNCTION},
    {"class_title", "cls: class, /", class_title, LEAF_FUNCTION},
};

const LeafTable pd_leaves_vm_object = {"_vm", TYPE_OBJECT, defs, ARRAY_COUNT(defs)};
