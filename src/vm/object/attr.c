/*
 * Looking attributes up: data descriptors, the object's own, the class's, then __getattr__.
 *
 * Nothing here runs program code: a property, a program's descriptor or hook is answered with
 * LEAF_CALL. A missing attribute is LEAF_END until somebody asks for the exception, so that
 * hasattr and getattr with a default make none.
 */
#include "vm/object/attr.h"

#include "vm/object/class.h"
#include "vm/object/object_in.h"
#include "vm/vm_in.h"

/* ---- binding ---- */

LeafResult pd_vm_new_method(Vm *vm, Value function, Value self, Value *out)
{
    Method *m = pd_heap_alloc(&vm->heap, sizeof *m, KIND_METHOD, 0);
    if (m == NULL) {
        return LEAF_MEMORY;
    }
    m->function = function;
    m->self = self;
    *out = pd_value_to(&vm->heap, m);
    return LEAF_OK;
}

static LeafResult run_getter(Vm *vm, const LeafBinding *b, Value object, Value *out)
{
    Value self;
    LeafResult result = pd_vm_bind_self(vm, b, object, &self);
    return result == LEAF_OK ? b->fn(vm, &self, out) : result;
}

static LeafResult bind_builtin(Vm *vm, Value v, Value object, Value owner, Value *out)
{
    const LeafBinding *b = pd_binding(vm, PD_AS(Builtin, &vm->heap, v)->leaf);
    bool through_class = pd_is_unbound(object);
    switch ((LeafKind)b->kind) {
    case LEAF_METHOD:
    case LEAF_SLOT:
        if (!through_class) {
            return pd_vm_new_method(vm, v, object, out);
        }
        break;
    case LEAF_GETTER:
        if (!through_class) {
            return run_getter(vm, b, object, out);
        }
        break;
    case LEAF_CLASSMETHOD: return pd_vm_new_method(vm, v, owner, out);
    case LEAF_FUNCTION:
    case LEAF_STATIC:
    case LEAF_NEW:
    case LEAF_SETTER: break;
    }
    *out = v;
    return LEAF_OK;
}

static LeafResult bind_property(Vm *vm, Value v, Value object, Value *out)
{
    if (pd_is_unbound(object)) {
        *out = v;
        return LEAF_OK;
    }
    const Property *p = PD_AS(Property, &vm->heap, v);
    if (!pd_is_none(p->getter)) {
        return pd_vm_tail_value(vm, p->getter, 1, &object);
    }
    return pd_vm_raise_property(vm, v, object, "getter");
}

static LeafResult bind_slot(Vm *vm, Value v, Value object, Value *out)
{
    if (pd_is_unbound(object)) {
        *out = v;
        return LEAF_OK;
    }
    const SlotMember *slot = PD_AS(SlotMember, &vm->heap, v);
    const Class *owner = pd_at(&vm->heap, slot->owner);
    if (!pd_vm_is_subclass(vm, pd_vm_class_of(vm, object), owner)) {
        return pd_vm_raise(vm, EXC_TYPE_ERROR,
                           "descriptor '%s' for '%s' objects doesn't apply to a '%s' object",
                           pd_vm_text(vm, slot->name).text, pd_vm_text(vm, owner->name).text,
                           pd_vm_type_name(vm, object).text);
    }
    return pd_vm_member_get(vm, object, slot->name, out) ? LEAF_OK : LEAF_END;
}

/* v is an instance of a class of the program, which may define __get__. */
static LeafResult bind_instance(Vm *vm, Value v, Value object, Value owner, Value *out)
{
    const Class *cls = pd_vm_class_of(vm, v);
    if ((cls->flags & CLASS_DESCRIPTOR) == 0) {
        *out = v;
        return LEAF_OK;
    }
    Value get = pd_vm_special(vm, v, NAME_get);
    if (pd_is_kind(&vm->heap, get, KIND_FUNCTION)) {
        Value args[] = {v, pd_is_unbound(object) ? VALUE_NONE : object, owner};
        return pd_vm_tail_value(vm, get, 3, args);
    }
    Value bound = VALUE_UNBOUND;
    if (pd_is_kind(&vm->heap, get, KIND_STATICMETHOD)) {
        bound = PD_AS(StaticMethod, &vm->heap, get)->function;
    } else if (pd_is_unbound(get)) {
        *out = v;
        return LEAF_OK;
    } else {
        LeafResult result = pd_vm_new_method(vm, get, v, &bound);
        if (result != LEAF_OK) {
            return result;
        }
    }
    Value args[] = {pd_is_unbound(object) ? VALUE_NONE : object, owner};
    return pd_vm_tail_value(vm, bound, 2, args);
}

/* Whether the __get__ of a wrapped builtin descriptor is still the builtin one. */
static bool binds_as_payload(Vm *vm, Value v)
{
    return pd_is_kind(&vm->heap, pd_vm_special(vm, v, NAME_get), KIND_BUILTIN);
}

LeafResult pd_vm_bind_descriptor(Vm *vm, Value v, Value object, Value owner, Value *out)
{
    if (pd_is_unbound(owner)) {
        pd_assert(!pd_is_unbound(object));
        owner = pd_value_to(&vm->heap, pd_vm_class_of(vm, object));
    }
    /* A classmethod binds what it wraps to the class; chains of them are followed. */
    for (int depth = 0; depth < 8; depth++) {
        switch (pd_vm_kind(vm, v)) {
        case KIND_FUNCTION:
            if (!pd_is_unbound(object)) {
                return pd_vm_new_method(vm, v, object, out);
            }
            *out = v;
            return LEAF_OK;
        case KIND_BUILTIN: return bind_builtin(vm, v, object, owner, out);
        case KIND_PROPERTY: return bind_property(vm, v, object, out);
        case KIND_SLOT: return bind_slot(vm, v, object, out);
        case KIND_STATICMETHOD: *out = PD_AS(StaticMethod, &vm->heap, v)->function; return LEAF_OK;
        case KIND_CLASSMETHOD: {
            Value inner = PD_AS(StaticMethod, &vm->heap, v)->function;
            Kind kind = pd_vm_kind(vm, inner);
            if (kind != KIND_PROPERTY && kind != KIND_CLASSMETHOD && kind != KIND_BUILTIN) {
                return pd_vm_new_method(vm, inner, owner, out);
            }
            v = inner;
            object = owner;
            owner = pd_value_to(&vm->heap, pd_vm_class_of(vm, object));
            break;
        }
        case KIND_WRAPPED:
            if (!binds_as_payload(vm, v)) {
                return bind_instance(vm, v, object, owner, out);
            }
            v = pd_vm_unwrap(vm, v);
            break;
        case KIND_INSTANCE: return bind_instance(vm, v, object, owner, out);
        default: *out = v; return LEAF_OK;
        }
    }
    *out = v;
    return LEAF_OK;
}

LeafResult pd_vm_bind_special(Vm *vm, Value method, Value self, Value *out)
{
    LeafResult r = pd_vm_bind_descriptor(vm, method, self, VALUE_UNBOUND, out);
    if (r != LEAF_CALL) {
        return r;
    }
    const Tuple *pair = pd_tuple_new(&vm->heap, (const Value[]){method, self}, 2);
    if (pair == NULL) {
        return LEAF_MEMORY;
    }
    return pd_vm_new_method(vm, vm->image->lib[LIB_bind_and_call], pd_value_to(&vm->heap, pair),
                            out);
}

bool pd_vm_is_data_descriptor(Vm *vm, Value v)
{
    switch (pd_vm_kind(vm, v)) {
    case KIND_PROPERTY:
    case KIND_SLOT: return true;
    case KIND_BUILTIN:
        return pd_binding(vm, PD_AS(Builtin, &vm->heap, v)->leaf)->kind == LEAF_GETTER;
    case KIND_INSTANCE:
    case KIND_WRAPPED: return (pd_vm_class_of(vm, v)->flags & CLASS_DATA_DESCRIPTOR) != 0;
    default: return false;
    }
}

/* A data descriptor without __get__ leaves reading to the object. */
static bool has_get(const Vm *vm, Value descriptor)
{
    Kind kind = pd_vm_kind(vm, descriptor);
    return (kind != KIND_INSTANCE && kind != KIND_WRAPPED) ||
           (pd_vm_class_of(vm, descriptor)->flags & CLASS_DESCRIPTOR) != 0;
}

/* ---- lookups by kind of object ---- */

/* Attributes that a function carries in its own dict. */
static bool function_get(Vm *vm, Value object, Value name, Value *out)
{
    FunctionObject *f = PD_AS(FunctionObject, &vm->heap, object);
    const Dict *dict = pd_function_dict(vm, f, false);
    return dict != NULL && pd_dict_get_name(&vm->heap, dict, name, out);
}

static bool own_attribute(Vm *vm, Value object, Value name, Value *out)
{
    switch (pd_vm_kind(vm, object)) {
    case KIND_INSTANCE:
    case KIND_WRAPPED:
    case KIND_EXCEPTION: return pd_vm_own_get(vm, object, name, out);
    case KIND_FUNCTION: return function_get(vm, object, name, out);
    case KIND_MODULE: {
        const Module *module = PD_AS(Module, &vm->heap, object);
        return pd_dict_get_name(&vm->heap, pd_at(&vm->heap, module->dict), name, out);
    }
    default: return false;
    }
}

static LeafResult find_in_class_object(Vm *vm, Value object, Value name, Value *out)
{
    Class *meta = pd_vm_class_of(vm, object);
    Value from_meta = pd_vm_class_lookup(vm, meta, name);
    bool found = !pd_is_unbound(from_meta);
    if (found && pd_vm_is_data_descriptor(vm, from_meta)) {
        return pd_vm_bind_descriptor(vm, from_meta, object, VALUE_UNBOUND, out);
    }
    Value v = pd_vm_class_lookup(vm, pd_class(vm, object), name);
    if (!pd_is_unbound(v)) {
        return pd_vm_bind_descriptor(vm, v, VALUE_UNBOUND, object, out);
    }
    if (found) {
        return pd_vm_bind_descriptor(vm, from_meta, object, VALUE_UNBOUND, out);
    }
    return LEAF_END;
}

/* The attribute of a super object before it is bound, or UNBOUND. */
static Value super_lookup(Vm *vm, const Super *super, Value name)
{
    if (pd_is_unbound(super->self_class) || pd_is(name, pd_name(vm, NAME_class))) {
        return VALUE_UNBOUND;
    }
    const Tuple *mro = PD_AS(Tuple, &vm->heap, pd_class(vm, super->self_class)->mro);
    uint32_t i = 0;
    while (i < mro->length && !pd_is(mro->items[i], super->cls)) {
        i++;
    }
    for (i++; i < mro->length; i++) {
        Value v;
        const Class *cls = pd_class(vm, mro->items[i]);
        if (pd_dict_get_name(&vm->heap, pd_vm_class_dict(vm, cls), name, &v)) {
            return v;
        }
    }
    return VALUE_UNBOUND;
}

static LeafResult find_in_super(Vm *vm, Value object, Value name, Value *out)
{
    const Super *super = PD_AS(Super, &vm->heap, object);
    Value v = super_lookup(vm, super, name);
    if (pd_is_unbound(v)) {
        return LEAF_END;
    }
    Value self = pd_is(super->self, super->self_class) ? VALUE_UNBOUND : super->self;
    return pd_vm_bind_descriptor(vm, v, self, super->self_class, out);
}

/* What object itself does not have. */
static LeafResult find_elsewhere(Vm *vm, Value object, Value name)
{
    if (pd_is_kind(&vm->heap, object, KIND_MODULE)) {
        Value hook;
        if (own_attribute(vm, object, pd_name(vm, NAME_getattr), &hook)) {
            return pd_vm_tail_value(vm, hook, 1, &name);
        }
    }
    return LEAF_END;
}

static LeafResult find_plain(Vm *vm, Value object, Value name, Value *out)
{
    pd_assert(pd_is_kind(&vm->heap, name, KIND_STR));
    Kind kind = pd_vm_kind(vm, object);
    if (kind == KIND_CLASS) {
        return find_in_class_object(vm, object, name, out);
    }
    Value as_super = pd_vm_unwrap(vm, object);
    if (pd_is_kind(&vm->heap, as_super, KIND_SUPER)) {
        LeafResult result = find_in_super(vm, as_super, name, out);
        if (result != LEAF_END) {
            return result;
        }
    }
    Value v = pd_vm_class_lookup(vm, pd_vm_class_of(vm, object), name);
    bool found = !pd_is_unbound(v);
    if (found && pd_vm_is_data_descriptor(vm, v) && has_get(vm, v)) {
        return pd_vm_bind_descriptor(vm, v, object, VALUE_UNBOUND, out);
    }
    if (own_attribute(vm, object, name, out)) {
        return LEAF_OK;
    }
    if (found) {
        return pd_vm_bind_descriptor(vm, v, object, VALUE_UNBOUND, out);
    }
    return find_elsewhere(vm, object, name);
}

LeafResult pd_vm_find_attr_generic(Vm *vm, Value object, Value name, Value *out)
{
    LeafResult result = find_plain(vm, object, name, out);
    if (result == LEAF_END && pd_is_kind(&vm->heap, object, KIND_METHOD)) {
        /* A method shows its function's attributes. */
        result = find_plain(vm, PD_AS(Method, &vm->heap, object)->function, name, out);
    }
    return result;
}

/* Calls a hook of object's class with one argument. */
static LeafResult call_hook(Vm *vm, Value object, NameId hook_name, Value name)
{
    Value hook = pd_vm_special(vm, object, hook_name);
    if (pd_is_kind(&vm->heap, hook, KIND_FUNCTION)) {
        Value args[] = {object, name};
        return pd_vm_tail_value(vm, hook, 2, args);
    }
    Value bound = VALUE_UNBOUND;
    LeafResult result = pd_vm_bind_special(vm, hook, object, &bound);
    return result == LEAF_OK ? pd_vm_tail_value(vm, bound, 1, &name) : result;
}

static bool raised_attribute_error(Vm *vm)
{
    return pd_vm_is_instance(vm, vm->raised, pd_exc(vm, EXC_ATTRIBUTE_ERROR));
}

LeafResult pd_vm_find_attr(Vm *vm, Value object, Value name, Value *out)
{
    uint32_t flags = pd_vm_class_of(vm, object)->flags;
    if (LIKELY((flags & (CLASS_GETATTRIBUTE | CLASS_GETATTR)) == 0)) {
        return pd_vm_find_attr_generic(vm, object, name, out);
    }
    bool has_fallback = (flags & CLASS_GETATTR) != 0;
    if ((flags & CLASS_GETATTRIBUTE) != 0) {
        return has_fallback ? pd_vm_tail_call(vm, LIB_getattr_slow, 2, object, name)
                            : call_hook(vm, object, NAME_getattribute, name);
    }
    LeafResult result = pd_vm_find_attr_generic(vm, object, name, out);
    if (result == LEAF_CALL) {
        return pd_vm_tail_call(vm, LIB_getattr_slow, 2, object, name);
    }
    if (result == LEAF_END || (result == LEAF_RAISED && raised_attribute_error(vm))) {
        vm->raised = VALUE_NONE; /* nobody sees it: not a root either */
        return call_hook(vm, object, NAME_getattr, name);
    }
    return result;
}

/* ---- the exception for a missing one ---- */

LeafResult pd_vm_raise_no_attr(Vm *vm, Value object, Value name)
{
    TypeName text = pd_vm_text(vm, name);
    LeafResult result;
    if (pd_is_kind(&vm->heap, object, KIND_CLASS)) {
        TypeName cls = pd_vm_text(vm, pd_class(vm, object)->name);
        result = pd_vm_raise(vm, EXC_ATTRIBUTE_ERROR, "type object '%s' has no attribute '%s'",
                             cls.text, text.text);
    } else if (pd_is_kind(&vm->heap, object, KIND_MODULE) &&
               pd_is_kind(&vm->heap, PD_AS(Module, &vm->heap, object)->name, KIND_STR)) {
        const Module *module = PD_AS(Module, &vm->heap, object);
        bool running = module->state == MODULE_RUNNING;
        result =
            pd_vm_raise(vm, EXC_ATTRIBUTE_ERROR, "%smodule '%s' has no attribute '%s'%s",
                        running ? "partially initialized " : "", pd_vm_text(vm, module->name).text,
                        text.text, running ? " (most likely due to a circular import)" : "");
    } else {
        result = pd_vm_raise(vm, EXC_ATTRIBUTE_ERROR, "'%s' object has no attribute '%s'",
                             pd_vm_type_name(vm, object).text, text.text);
    }
    if (result == LEAF_RAISED) {
        Value detail[] = {name, object};
        Tuple *tuple = pd_tuple_new(&vm->heap, detail, 2);
        if (tuple == NULL) {
            return LEAF_MEMORY;
        }
        PD_AS(Exception, &vm->heap, vm->raised)->detail = pd_value_to(&vm->heap, tuple);
    }
    return result;
}

LeafResult pd_vm_get_attr(Vm *vm, Value object, Value name, Value *out)
{
    LeafResult result = pd_vm_find_attr(vm, object, name, out);
    if (result != LEAF_END) {
        return result;
    }
    if (pd_is_kind(&vm->heap, object, KIND_METHOD)) {
        Value function = PD_AS(Method, &vm->heap, object)->function;
        object = pd_is_kind(&vm->heap, function, KIND_BUILTIN) ? object : function;
    }
    return pd_vm_raise_no_attr(vm, object, name);
}

/* ---- methods about to be called ---- */

/* Whether calling v with object before the arguments is what calling the bound method would do. */
static bool binds_as_first_argument(const Vm *vm, Value v)
{
    Kind kind = pd_vm_kind(vm, v);
    if (kind == KIND_BUILTIN) {
        uint8_t leaf_kind = pd_binding(vm, PD_AS(Builtin, &vm->heap, v)->leaf)->kind;
        return leaf_kind == LEAF_METHOD || leaf_kind == LEAF_SLOT;
    }
    return kind == KIND_FUNCTION;
}

/* As pd_vm_find_method for super(): the usual case of a method of the next class. */
static bool find_super_method(Vm *vm, Value object, Value name, Value *function, Value *self)
{
    const Super *super = PD_AS(Super, &vm->heap, object);
    Value v = super_lookup(vm, super, name);
    if (pd_is_unbound(v) || pd_is(super->self, super->self_class) ||
        !binds_as_first_argument(vm, v)) {
        return false;
    }
    *function = v;
    *self = super->self;
    return true;
}

LeafResult pd_vm_find_method(Vm *vm, Value object, Value name, Value *function, Value *self)
{
    *self = VALUE_UNBOUND;
    Kind kind = pd_vm_kind(vm, object);
    if (kind == KIND_SUPER && find_super_method(vm, object, name, function, self)) {
        return LEAF_OK;
    }
    Class *cls = pd_vm_class_of(vm, object);
    if (kind != KIND_SUPER && kind != KIND_CLASS && (cls->flags & CLASS_GETATTRIBUTE) == 0) {
        Value v = pd_vm_class_lookup(vm, cls, name);
        if (!pd_is_unbound(v) && binds_as_first_argument(vm, v)) {
            if (own_attribute(vm, object, name, function)) {
                return LEAF_OK;
            }
            *function = v;
            *self = object;
            return LEAF_OK;
        }
    }
    return pd_vm_get_attr(vm, object, name, function);
}

LeafResult pd_vm_attr_name(Vm *vm, Value name, const char *format, Value *out)
{
    Value plain = pd_vm_unwrap(vm, name);
    if (!pd_is_kind(&vm->heap, plain, KIND_STR)) {
        return pd_vm_raise_type(vm, format, name);
    }
    Str *interned = pd_str_intern(&vm->heap, PD_AS(Str, &vm->heap, plain));
    if (interned == NULL) {
        return LEAF_MEMORY;
    }
    *out = pd_value_to(&vm->heap, interned);
    return LEAF_OK;
}
