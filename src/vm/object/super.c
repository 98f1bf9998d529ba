/*
 * super objects, modules, mapping proxies and the types of singletons.
 */
#include "vm/object/object_in.h"

static LeafResult give(Value v, Value *result)
{
    *result = v;
    return LEAF_OK;
}

/* ---- super ---- */

/* The class whose MRO super() walks: self's, or self when it is a class itself. */
static LeafResult find_self_class(Vm *vm, Value cls, Value self, Value *out)
{
    const Class *wanted = pd_class(vm, cls);
    bool is_class = pd_is_kind(&vm->heap, self, KIND_CLASS);
    if (is_class && pd_vm_is_subclass(vm, pd_class(vm, self), wanted)) {
        return give(self, out);
    }
    Class *own = pd_vm_class_of(vm, self);
    if (pd_vm_is_subclass(vm, own, wanted)) {
        return give(pd_value_to(&vm->heap, own), out);
    }
    return pd_vm_raise(vm, EXC_TYPE_ERROR,
                       "super(type, obj): obj must be an instance or subtype of type");
}

LeafResult pd_vm_new_super(Vm *vm, Value cls, Value self, Value *out)
{
    if (!pd_is_kind(&vm->heap, cls, KIND_CLASS)) {
        return pd_is_unbound(cls)
                   ? pd_vm_raise(vm, EXC_RUNTIME_ERROR, "super(): empty __class__ cell")
                   : pd_vm_raise_type(vm, "super() argument 1 must be a type, not %s", cls);
    }
    Value self_class = VALUE_UNBOUND;
    if (!pd_is_unbound(self) && !pd_is_none(self)) {
        LeafResult result = find_self_class(vm, cls, self, &self_class);
        if (result != LEAF_OK) {
            return result;
        }
    }
    Super *super = pd_heap_alloc(&vm->heap, sizeof *super, KIND_SUPER, 0);
    if (super == NULL) {
        return LEAF_MEMORY;
    }
    super->cls = cls;
    super->self = pd_is_unbound(self_class) ? VALUE_UNBOUND : self;
    super->self_class = self_class;
    return pd_object_give(vm, super, out);
}

/* args: class, type, object */
static LeafResult super_new(Vm *vm, const Value *args, Value *result)
{
    if (pd_is_unbound(args[1])) {
        const Function *caller = pd_function(vm, pd_frame(pd_registers(vm))->code);
        return pd_vm_raise(vm, EXC_RUNTIME_ERROR,
                           caller->param_count == 0 ? "super(): no arguments"
                                                    : "super(): __class__ cell not found");
    }
    return pd_vm_new_super(vm, args[1], args[2], result);
}

static LeafResult super_thisclass(Vm *vm, const Value *args, Value *result)
{
    return give(PD_AS(Super, &vm->heap, args[0])->cls, result);
}

static LeafResult super_self(Vm *vm, const Value *args, Value *result)
{
    return give(pd_object_or_none(PD_AS(Super, &vm->heap, args[0])->self), result);
}

static LeafResult super_self_class(Vm *vm, const Value *args, Value *result)
{
    return give(pd_object_or_none(PD_AS(Super, &vm->heap, args[0])->self_class), result);
}

static LeafResult super_get(Vm *vm, const Value *args, Value *result)
{
    const Super *super = PD_AS(Super, &vm->heap, args[0]);
    if (pd_is_none(args[1]) || !pd_is_unbound(super->self_class)) {
        return give(args[0], result);
    }
    return pd_vm_new_super(vm, super->cls, args[1], result);
}

static const LeafDef super_defs[] = {
    {"__new__", "cls, type=, object=, /", super_new, LEAF_NEW},
    {"__thisclass__", "self, /", super_thisclass, LEAF_GETTER},
    {"__self__", "self, /", super_self, LEAF_GETTER},
    {"__self_class__", "self, /", super_self_class, LEAF_GETTER},
    {"__get__", "self, instance, owner=, /", super_get, LEAF_SLOT},
};

const LeafTable pd_leaves_super = {NULL, TYPE_SUPER, super_defs, ARRAY_COUNT(super_defs)};

/* ---- modules ---- */

/* args: class, name, doc */
static LeafResult module_new(Vm *vm, const Value *args, Value *result)
{
    Heap *heap = &vm->heap;
    Value name = pd_is_unbound(args[1]) ? pd_name(vm, NAME_empty) : pd_vm_unwrap(vm, args[1]);
    if (!pd_is_kind(heap, name, KIND_STR)) {
        return pd_vm_raise_type(vm, "module.__init__() argument 1 must be str, not %s", args[1]);
    }
    Module *module = pd_heap_alloc(heap, sizeof *module, KIND_MODULE, 0);
    Dict *dict = pd_dict_new(heap, 4);
    if (module == NULL || dict == NULL ||
        !pd_dict_set_name(heap, dict, pd_name(vm, NAME_name), name) ||
        !pd_dict_set_name(heap, dict, pd_name(vm, NAME_doc), pd_object_or_none(args[2])) ||
        !pd_dict_set_name(heap, dict, pd_name(vm, NAME_package), VALUE_NONE)) {
        return LEAF_MEMORY;
    }
    module->dict = pd_ref_to(heap, dict);
    module->state = MODULE_DONE;
    module->name = name;
    return pd_object_give(vm, module, result);
}

/* A shared module's dict is shown through a proxy, because nobody may change it. */
static LeafResult module_dict(Vm *vm, const Value *args, Value *result)
{
    Module *module = PD_AS(Module, &vm->heap, args[0]);
    if (pd_vm_is_immutable(vm, module)) {
        Value dict = pd_from_ref(module->dict);
        return pd_object_give(vm, pd_object_new_proxy(vm, dict), result);
    }
    return pd_object_give(vm, pd_vm_module_dict(vm, module), result);
}

static const LeafDef module_defs[] = {
    {"__new__", "cls, /, name=, doc=", module_new, LEAF_NEW},
    {"__dict__", "self, /", module_dict, LEAF_GETTER},
};

const LeafTable pd_leaves_module = {NULL, TYPE_MODULE, module_defs, ARRAY_COUNT(module_defs)};

/* ---- mapping proxies ---- */

Opaque *pd_object_new_proxy(Vm *vm, Value dict)
{
    Opaque *proxy =
        pd_heap_alloc(&vm->heap, sizeof *proxy + sizeof(Value), KIND_OPAQUE, TYPE_MAPPING_PROXY);
    if (proxy != NULL) {
        proxy->count = 1;
        proxy->unused = 0;
        proxy->items[0] = dict;
    }
    return proxy;
}

static Value inner(const Vm *vm, const Value *args)
{
    return PD_AS(Opaque, &vm->heap, args[0])->items[0];
}

/* args: class, mapping */
static LeafResult proxy_new(Vm *vm, const Value *args, Value *result)
{
    if (!pd_is_kind(&vm->heap, pd_vm_unwrap(vm, args[1]), KIND_DICT)) {
        return pd_vm_raise_type(vm, "mappingproxy() argument must be a mapping, not %s", args[1]);
    }
    return pd_object_give(vm, pd_object_new_proxy(vm, args[1]), result);
}

/* The same method of the mapping inside. */
static LeafResult forward(Vm *vm, const Value *args, const char *name)
{
    Str *text = pd_str_intern_utf8(&vm->heap, pd_bytes_of_cstr(name));
    if (text == NULL) {
        return LEAF_MEMORY;
    }
    Value method = VALUE_UNBOUND;
    LeafResult answer = pd_vm_get_attr(vm, inner(vm, args), pd_value_to(&vm->heap, text), &method);
    return answer == LEAF_OK ? pd_vm_tail_apply(vm, method, args[1], args[2]) : answer;
}

static LeafResult proxy_get(Vm *vm, const Value *args, Value *result)
{
    (void)result;
    return forward(vm, args, "get");
}

static LeafResult proxy_keys(Vm *vm, const Value *args, Value *result)
{
    (void)result;
    return forward(vm, args, "keys");
}

static LeafResult proxy_values(Vm *vm, const Value *args, Value *result)
{
    (void)result;
    return forward(vm, args, "values");
}

static LeafResult proxy_items(Vm *vm, const Value *args, Value *result)
{
    (void)result;
    return forward(vm, args, "items");
}

static LeafResult proxy_copy(Vm *vm, const Value *args, Value *result)
{
    (void)result;
    return forward(vm, args, "copy");
}

static const LeafDef proxy_defs[] = {
    {"__new__", "cls, mapping, /", proxy_new, LEAF_NEW},
    {"get", "self, /, *args, **kwargs", proxy_get, LEAF_METHOD},
    {"keys", "self, /, *args, **kwargs", proxy_keys, LEAF_METHOD},
    {"values", "self, /, *args, **kwargs", proxy_values, LEAF_METHOD},
    {"items", "self, /, *args, **kwargs", proxy_items, LEAF_METHOD},
    {"copy", "self, /, *args, **kwargs", proxy_copy, LEAF_METHOD},
};

const LeafTable pd_leaves_proxy = {NULL, TYPE_MAPPING_PROXY, proxy_defs, ARRAY_COUNT(proxy_defs)};

/* ---- types of singletons ---- */

static LeafResult none_new(Vm *vm, const Value *args, Value *result)
{
    (void)vm;
    (void)args;
    return give(VALUE_NONE, result);
}

static LeafResult ellipsis_new(Vm *vm, const Value *args, Value *result)
{
    (void)vm;
    (void)args;
    return give(VALUE_ELLIPSIS, result);
}

static LeafResult not_implemented_new(Vm *vm, const Value *args, Value *result)
{
    (void)vm;
    (void)args;
    return give(VALUE_NOT_IMPLEMENTED, result);
}

static const LeafDef none_defs[] = {{"__new__", "cls, /", none_new, LEAF_NEW}};
static const LeafDef ellipsis_defs[] = {{"__new__", "cls, /", ellipsis_new, LEAF_NEW}};
static const LeafDef not_implemented_defs[] = {
    {"__new__", "cls, /", not_implemented_new, LEAF_NEW},
};

const LeafTable pd_leaves_none = {NULL, TYPE_NONE, none_defs, ARRAY_COUNT(none_defs)};
const LeafTable pd_leaves_ellipsis = {NULL, TYPE_ELLIPSIS, ellipsis_defs,
                                      ARRAY_COUNT(ellipsis_defs)};
const LeafTable pd_leaves_not_implemented = {NULL, TYPE_NOT_IMPLEMENTED, not_implemented_defs,
                                             ARRAY_COUNT(not_implemented_defs)};

/* ---- tracebacks ---- */

static LeafResult traceback_next(Vm *vm, const Value *args, Value *result)
{
    return give(PD_AS(Traceback, &vm->heap, args[0])->next, result);
}

static LeafResult traceback_line(Vm *vm, const Value *args, Value *result)
{
    const Traceback *tb = PD_AS(Traceback, &vm->heap, args[0]);
    PositionRow at = pd_vm_traceback_position(vm, tb);
    return give(at.line == 0 ? VALUE_NONE : pd_from_int(at.line), result);
}

static LeafResult traceback_pc(Vm *vm, const Value *args, Value *result)
{
    return give(pd_from_int(PD_AS(Traceback, &vm->heap, args[0])->pc), result);
}

static const LeafDef traceback_defs[] = {
    {"tb_next", "self, /", traceback_next, LEAF_GETTER},
    {"tb_lineno", "self, /", traceback_line, LEAF_GETTER},
    {"tb_lasti", "self, /", traceback_pc, LEAF_GETTER},
};

const LeafTable pd_leaves_traceback = {NULL, TYPE_TRACEBACK, traceback_defs,
                                       ARRAY_COUNT(traceback_defs)};
