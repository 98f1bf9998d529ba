/*
 * Attributes of functions of the language, their code objects, bound methods and cells.
 *
 * A function's __doc__ and __module__ come from its code and module until a program sets them; what
 * it set stands apart from the function's __dict__, in a tuple (dict, overrides).
 */
#include "vm/object/object_in.h"

static FunctionObject *self_function(const Vm *vm, const Value *args)
{
    return PD_AS(FunctionObject, &vm->heap, args[0]);
}

static LeafResult give(Value v, Value *result)
{
    *result = v;
    return LEAF_OK;
}

static Dict *part(Vm *vm, FunctionObject *f, uint32_t index)
{
    Heap *heap = &vm->heap;
    if (pd_is_kind(heap, f->attributes, KIND_TUPLE)) {
        return PD_AS(Dict, heap, PD_AS(Tuple, heap, f->attributes)->items[index]);
    }
    bool is_dict = index == 0 && pd_is_kind(heap, f->attributes, KIND_DICT);
    return is_dict ? PD_AS(Dict, heap, f->attributes) : NULL;
}

Dict *pd_function_dict(Vm *vm, FunctionObject *f, bool make)
{
    Dict *dict = part(vm, f, 0);
    if (dict == NULL && make) {
        dict = pd_dict_new(&vm->heap, 0);
        if (dict != NULL) {
            pd_store(&vm->heap, &f->attributes, pd_value_to(&vm->heap, dict));
        }
    }
    return dict;
}

Dict *pd_function_overrides(Vm *vm, FunctionObject *f, bool make)
{
    Dict *overrides = part(vm, f, 1);
    if (overrides != NULL || !make) {
        return overrides;
    }
    Heap *heap = &vm->heap;
    Dict *dict = pd_function_dict(vm, f, true);
    overrides = pd_dict_new(heap, 0);
    if (dict == NULL || overrides == NULL) {
        return NULL;
    }
    Value parts[] = {pd_value_to(heap, dict), pd_value_to(heap, overrides)};
    Tuple *both = pd_tuple_new(heap, parts, 2);
    if (both == NULL) {
        return NULL;
    }
    pd_store(heap, &f->attributes, pd_value_to(heap, both));
    return overrides;
}

static LeafResult refuse_shared(Vm *vm, NameId name)
{
    return pd_vm_raise(vm, EXC_ATTRIBUTE_ERROR,
                       "attribute '%s' of a function of the library is read-only",
                       pd_vm_text(vm, pd_name(vm, name)).text);
}

/* ---- names, documentation, module ---- */

static LeafResult get_name(Vm *vm, const Value *args, Value *result)
{
    return give(self_function(vm, args)->name, result);
}

static LeafResult set_text(Vm *vm, const Value *args, Value *slot, NameId name)
{
    if (pd_vm_is_immutable(vm, self_function(vm, args))) {
        return refuse_shared(vm, name);
    }
    if (!pd_is_kind(&vm->heap, args[1], KIND_STR)) {
        return pd_vm_raise(vm, EXC_TYPE_ERROR, "%s must be set to a string object",
                           pd_vm_text(vm, pd_name(vm, name)).text);
    }
    pd_store(&vm->heap, slot, args[1]);
    return LEAF_OK;
}

static LeafResult set_name(Vm *vm, const Value *args, Value *result)
{
    (void)result;
    return set_text(vm, args, &self_function(vm, args)->name, NAME_name);
}

static LeafResult get_qualname(Vm *vm, const Value *args, Value *result)
{
    return give(self_function(vm, args)->qualname, result);
}

static LeafResult set_qualname(Vm *vm, const Value *args, Value *result)
{
    (void)result;
    return set_text(vm, args, &self_function(vm, args)->qualname, NAME_qualname);
}

static bool overridden(Vm *vm, const Value *args, NameId name, Value *out)
{
    const Dict *overrides = pd_function_overrides(vm, self_function(vm, args), false);
    return overrides != NULL && pd_dict_get_name(&vm->heap, overrides, pd_name(vm, name), out);
}

static LeafResult override(Vm *vm, const Value *args, NameId name)
{
    FunctionObject *f = self_function(vm, args);
    if (pd_vm_is_immutable(vm, f)) {
        return refuse_shared(vm, name);
    }
    Dict *overrides = pd_function_overrides(vm, f, true);
    Value v = pd_object_or_none(args[1]);
    bool done = overrides != NULL && pd_dict_set_name(&vm->heap, overrides, pd_name(vm, name), v);
    return done ? LEAF_OK : LEAF_MEMORY;
}

static LeafResult get_doc(Vm *vm, const Value *args, Value *result)
{
    if (!overridden(vm, args, NAME_doc, result)) {
        *result = pd_loaded(vm, self_function(vm, args)->code)->doc;
    }
    return LEAF_OK;
}

static LeafResult set_doc(Vm *vm, const Value *args, Value *result)
{
    (void)result;
    return override(vm, args, NAME_doc);
}

static LeafResult get_module(Vm *vm, const Value *args, Value *result)
{
    if (!overridden(vm, args, NAME_module, result)) {
        const Module *module = pd_at(&vm->heap, self_function(vm, args)->module);
        const Dict *globals = pd_at(&vm->heap, module->dict);
        if (!pd_dict_get_name(&vm->heap, globals, pd_name(vm, NAME_name), result)) {
            *result = VALUE_NONE;
        }
    }
    return LEAF_OK;
}

static LeafResult set_module(Vm *vm, const Value *args, Value *result)
{
    (void)result;
    return override(vm, args, NAME_module);
}

/* ---- dict, defaults, annotations ---- */

/* A dict of a function; of one of the library a copy, which may be changed. */
static LeafResult give_dict(Vm *vm, const FunctionObject *f, Dict *dict, Value *result)
{
    if (dict != NULL && pd_vm_is_immutable(vm, f)) {
        dict = pd_dict_copy(&vm->heap, dict, KIND_DICT);
    }
    return pd_object_give(vm, dict, result);
}

static LeafResult get_dict(Vm *vm, const Value *args, Value *result)
{
    FunctionObject *f = self_function(vm, args);
    bool shared = pd_vm_is_immutable(vm, f);
    Dict *dict = pd_function_dict(vm, f, !shared);
    if (dict == NULL && shared) {
        return pd_object_give(vm, pd_dict_new(&vm->heap, 0), result);
    }
    return give_dict(vm, f, dict, result);
}

static LeafResult set_dict(Vm *vm, const Value *args, Value *result)
{
    (void)result;
    FunctionObject *f = self_function(vm, args);
    if (pd_vm_is_immutable(vm, f)) {
        return refuse_shared(vm, NAME_dict);
    }
    if (!pd_is_kind(&vm->heap, args[1], KIND_DICT)) {
        return pd_is_unbound(args[1])
                   ? pd_vm_raise(vm, EXC_TYPE_ERROR, "cannot delete __dict__")
                   : pd_vm_raise_type(vm, "__dict__ must be set to a dictionary, not a '%s'",
                                      args[1]);
    }
    if (pd_is_kind(&vm->heap, f->attributes, KIND_TUPLE)) {
        pd_store(&vm->heap, &PD_AS(Tuple, &vm->heap, f->attributes)->items[0], args[1]);
    } else {
        pd_store(&vm->heap, &f->attributes, args[1]);
    }
    return LEAF_OK;
}

/* Stores a value of that kind, or UNBOUND for None and deletion. */
static LeafResult set_part(Vm *vm, const Value *args, Value *slot, Kind kind)
{
    NameId name = kind == KIND_TUPLE                             ? NAME_defaults
                  : slot == &self_function(vm, args)->kwdefaults ? NAME_kwdefaults
                                                                 : NAME_annotations;
    if (pd_vm_is_immutable(vm, self_function(vm, args))) {
        return refuse_shared(vm, name);
    }
    Value v = pd_is_unbound(args[1]) ? VALUE_NONE : pd_vm_unwrap(vm, args[1]);
    if (!pd_is_none(v) && !pd_is_kind(&vm->heap, v, kind)) {
        return pd_vm_raise(vm, EXC_TYPE_ERROR, "%s must be set to a %s object",
                           pd_vm_text(vm, pd_name(vm, name)).text,
                           kind == KIND_TUPLE ? "tuple" : "dict");
    }
    pd_store(&vm->heap, slot, pd_is_none(v) ? VALUE_UNBOUND : v);
    return LEAF_OK;
}

static LeafResult get_defaults(Vm *vm, const Value *args, Value *result)
{
    return give(pd_object_or_none(self_function(vm, args)->defaults), result);
}

static LeafResult set_defaults(Vm *vm, const Value *args, Value *result)
{
    (void)result;
    return set_part(vm, args, &self_function(vm, args)->defaults, KIND_TUPLE);
}

static LeafResult get_kwdefaults(Vm *vm, const Value *args, Value *result)
{
    const FunctionObject *f = self_function(vm, args);
    return pd_is_unbound(f->kwdefaults)
               ? give(VALUE_NONE, result)
               : give_dict(vm, f, PD_AS(Dict, &vm->heap, f->kwdefaults), result);
}

static LeafResult set_kwdefaults(Vm *vm, const Value *args, Value *result)
{
    (void)result;
    return set_part(vm, args, &self_function(vm, args)->kwdefaults, KIND_DICT);
}

static LeafResult get_annotations(Vm *vm, const Value *args, Value *result)
{
    FunctionObject *f = self_function(vm, args);
    if (!pd_is_unbound(f->annotations)) {
        return give_dict(vm, f, PD_AS(Dict, &vm->heap, f->annotations), result);
    }
    Dict *dict = pd_dict_new(&vm->heap, 0);
    if (dict != NULL && !pd_vm_is_immutable(vm, f)) {
        pd_store(&vm->heap, &f->annotations, pd_value_to(&vm->heap, dict));
    }
    return pd_object_give(vm, dict, result);
}

static LeafResult set_annotations(Vm *vm, const Value *args, Value *result)
{
    (void)result;
    return set_part(vm, args, &self_function(vm, args)->annotations, KIND_DICT);
}

static LeafResult refuse_to_show(Vm *vm, NameId name)
{
    return pd_vm_raise(vm, EXC_ATTRIBUTE_ERROR, "a function of the library does not show its %s",
                       pd_vm_text(vm, pd_name(vm, name)).text);
}

static LeafResult get_closure(Vm *vm, const Value *args, Value *result)
{
    if (pd_vm_is_immutable(vm, self_function(vm, args))) {
        return refuse_to_show(vm, NAME_closure);
    }
    return give(pd_object_or_none(self_function(vm, args)->closure), result);
}

static LeafResult get_globals(Vm *vm, const Value *args, Value *result)
{
    const FunctionObject *f = self_function(vm, args);
    if (pd_vm_is_immutable(vm, f)) {
        return refuse_to_show(vm, NAME_globals);
    }
    const Module *module = pd_at(&vm->heap, f->module);
    return give(pd_from_ref(module->dict), result);
}

static LeafResult get_code(Vm *vm, const Value *args, Value *result)
{
    return give(pd_loaded(vm, self_function(vm, args)->code)->code_object, result);
}

static LeafResult call_self(Vm *vm, const Value *args, Value *result)
{
    (void)result;
    return pd_vm_tail_apply(vm, args[0], args[1], args[2]);
}

static LeafResult bind_self(Vm *vm, const Value *args, Value *result)
{
    bool through_class = pd_is_none(args[1]);
    bool has_owner = !pd_is_unbound(args[2]) && !pd_is_none(args[2]);
    if (through_class && !has_owner) {
        return pd_vm_raise(vm, EXC_TYPE_ERROR, "__get__(None, None) is invalid");
    }
    Value object = through_class ? VALUE_UNBOUND : args[1];
    Value owner = has_owner ? args[2] : VALUE_UNBOUND;
    return pd_vm_bind_descriptor(vm, args[0], object, owner, result);
}

static LeafResult repr_self(Vm *vm, const Value *args, Value *result)
{
    return pd_vm_repr_payload(vm, args[0], result);
}

static const LeafDef defs[] = {
    {"__name__", "self, /", get_name, LEAF_GETTER},
    {"__name__", "self, value, /", set_name, LEAF_SETTER},
    {"__qualname__", "self, /", get_qualname, LEAF_GETTER},
    {"__qualname__", "self, value, /", set_qualname, LEAF_SETTER},
    {"__doc__", "self, /", get_doc, LEAF_GETTER},
    {"__doc__", "self, value, /", set_doc, LEAF_SETTER},
    {"__module__", "self, /", get_module, LEAF_GETTER},
    {"__module__", "self, value, /", set_module, LEAF_SETTER},
    {"__dict__", "self, /", get_dict, LEAF_GETTER},
    {"__dict__", "self, value, /", set_dict, LEAF_SETTER},
    {"__defaults__", "self, /", get_defaults, LEAF_GETTER},
    {"__defaults__", "self, value, /", set_defaults, LEAF_SETTER},
    {"__kwdefaults__", "self, /", get_kwdefaults, LEAF_GETTER},
    {"__kwdefaults__", "self, value, /", set_kwdefaults, LEAF_SETTER},
    {"__annotations__", "self, /", get_annotations, LEAF_GETTER},
    {"__annotations__", "self, value, /", set_annotations, LEAF_SETTER},
    {"__closure__", "self, /", get_closure, LEAF_GETTER},
    {"__globals__", "self, /", get_globals, LEAF_GETTER},
    {"__code__", "self, /", get_code, LEAF_GETTER},
    {"__call__", "self, /, *args, **kwargs", call_self, LEAF_SLOT},
    {"__get__", "self, instance, owner=, /", bind_self, LEAF_SLOT},
    {"__repr__", "self, /", repr_self, LEAF_SLOT},
};

const LeafTable pd_leaves_function = {NULL, TYPE_FUNCTION, defs, ARRAY_COUNT(defs)};

/* ---- code objects ---- */

static const LoadedCode *self_code(const Vm *vm, const Value *args)
{
    const Opaque *code = PD_AS(Opaque, &vm->heap, args[0]);
    return pd_loaded(vm, (uint32_t)pd_int_of(code->items[0]));
}

static LeafResult code_name(Vm *vm, const Value *args, Value *result)
{
    return give(self_code(vm, args)->name, result);
}

static LeafResult code_qualname(Vm *vm, const Value *args, Value *result)
{
    return give(self_code(vm, args)->qualname, result);
}

static LeafResult code_argcount(Vm *vm, const Value *args, Value *result)
{
    return give(pd_from_int(self_code(vm, args)->function->param_count), result);
}

static LeafResult code_posonly(Vm *vm, const Value *args, Value *result)
{
    return give(pd_from_int(self_code(vm, args)->function->posonly_count), result);
}

static LeafResult code_kwonly(Vm *vm, const Value *args, Value *result)
{
    return give(pd_from_int(self_code(vm, args)->function->kwonly_count), result);
}

static LeafResult code_line(Vm *vm, const Value *args, Value *result)
{
    return give(pd_from_int(self_code(vm, args)->function->first_line), result);
}

/* CO_OPTIMIZED, CO_NEWLOCALS, CO_VARARGS, CO_VARKEYWORDS, CO_NESTED, CO_GENERATOR, CO_COROUTINE,
 * CO_ASYNC_GENERATOR. */
static LeafResult code_flags(Vm *vm, const Value *args, Value *result)
{
    uint32_t own = self_code(vm, args)->function->flags;
    int64_t flags = (own & (FUNCTION_MODULE | FUNCTION_CLASS_BODY)) != 0 ? 0 : 3;
    flags |= (own & FUNCTION_VARARGS) != 0 ? 4 : 0;
    flags |= (own & FUNCTION_VARKEYWORDS) != 0 ? 8 : 0;
    flags |= (own & FUNCTION_NESTED) != 0 ? 16 : 0;
    bool generator = (own & FUNCTION_GENERATOR) != 0;
    bool coroutine = (own & FUNCTION_COROUTINE) != 0;
    flags |= generator ? (coroutine ? 512 : 32) : (coroutine ? 128 : 0);
    return give(pd_from_int(flags), result);
}

/* Parameters, then the locals that no function inside shares; NULL = memory. */
static Tuple *varnames_of(Vm *vm, const LoadedCode *code)
{
    const Function *fn = code->function;
    uint32_t flags = fn->flags;
    uint32_t count = (flags & FUNCTION_CLASS_BODY) != 0 ? 0 : fn->local_count;
    uint32_t params = (uint32_t)fn->param_count + fn->kwonly_count +
                      ((flags & FUNCTION_VARARGS) != 0) + ((flags & FUNCTION_VARKEYWORDS) != 0);
    Tuple *names = pd_tuple_new(&vm->heap, code->names, count);
    for (uint32_t pc = 0; names != NULL && pc < fn->instr_count;) {
        const Instr *instr = &fn->instrs[pc];
        if (instr->op == OP_MAKE_CELL && instr->a >= params && instr->a < count) {
            names->items[instr->a] = VALUE_UNBOUND;
        }
        pc += pd_op_info[instr->op].words;
    }
    uint32_t kept = 0;
    for (uint32_t i = 0; names != NULL && i < count; i++) {
        if (!pd_is_unbound(names->items[i])) {
            names->items[kept++] = names->items[i];
        }
    }
    return names == NULL || kept == count ? names : pd_tuple_new(&vm->heap, names->items, kept);
}

static LeafResult code_varnames(Vm *vm, const Value *args, Value *result)
{
    return pd_object_give(vm, varnames_of(vm, self_code(vm, args)), result);
}

static LeafResult code_nlocals(Vm *vm, const Value *args, Value *result)
{
    const Tuple *names = varnames_of(vm, self_code(vm, args));
    return names == NULL ? LEAF_MEMORY : give(pd_from_int(names->length), result);
}

static LeafResult code_freevars(Vm *vm, const Value *args, Value *result)
{
    const LoadedCode *code = self_code(vm, args);
    const Value *names = code->names + code->function->local_count;
    return pd_object_give(vm, pd_tuple_new(&vm->heap, names, code->function->free_count), result);
}

/* Variables that functions inside share: those that become cells. */
static LeafResult code_cellvars(Vm *vm, const Value *args, Value *result)
{
    const LoadedCode *code = self_code(vm, args);
    const Function *fn = code->function;
    List *names = pd_list_new(&vm->heap, 4);
    for (uint32_t pc = 0; names != NULL && pc < fn->instr_count;) {
        const Instr *instr = &fn->instrs[pc];
        if (instr->op == OP_MAKE_CELL && instr->a < fn->local_count &&
            !pd_list_append(&vm->heap, names, code->names[instr->a])) {
            return LEAF_MEMORY;
        }
        pc += pd_op_info[instr->op].words;
    }
    if (names == NULL) {
        return LEAF_MEMORY;
    }
    const Value *items = pd_list_items(&vm->heap, names);
    return pd_object_give(vm, pd_tuple_new(&vm->heap, items, names->length), result);
}

static LeafResult code_filename(Vm *vm, const Value *args, Value *result)
{
    Bytes name = self_code(vm, args)->unit->filename;
    return pd_object_give(vm, pd_str_new_utf8(&vm->heap, name), result);
}

static LeafResult code_eq(Vm *vm, const Value *args, Value *result)
{
    bool same = pd_is_kind(&vm->heap, args[1], KIND_OPAQUE) &&
                pd_header(&vm->heap, args[1])->aux == TYPE_CODE &&
                self_code(vm, args) == self_code(vm, args + 1);
    *result = same ? VALUE_TRUE : VALUE_NOT_IMPLEMENTED;
    return LEAF_OK;
}

static LeafResult code_hash(Vm *vm, const Value *args, Value *result)
{
    return give(PD_AS(Opaque, &vm->heap, args[0])->items[0], result);
}

static const LeafDef code_defs[] = {
    {"co_name", "self, /", code_name, LEAF_GETTER},
    {"co_qualname", "self, /", code_qualname, LEAF_GETTER},
    {"co_argcount", "self, /", code_argcount, LEAF_GETTER},
    {"co_posonlyargcount", "self, /", code_posonly, LEAF_GETTER},
    {"co_kwonlyargcount", "self, /", code_kwonly, LEAF_GETTER},
    {"co_nlocals", "self, /", code_nlocals, LEAF_GETTER},
    {"co_firstlineno", "self, /", code_line, LEAF_GETTER},
    {"co_flags", "self, /", code_flags, LEAF_GETTER},
    {"co_varnames", "self, /", code_varnames, LEAF_GETTER},
    {"co_freevars", "self, /", code_freevars, LEAF_GETTER},
    {"co_cellvars", "self, /", code_cellvars, LEAF_GETTER},
    {"co_filename", "self, /", code_filename, LEAF_GETTER},
    {"__eq__", "self, other, /", code_eq, LEAF_SLOT},
    {"__hash__", "self, /", code_hash, LEAF_SLOT},
};

const LeafTable pd_leaves_code = {NULL, TYPE_CODE, code_defs, ARRAY_COUNT(code_defs)};

/* ---- bound methods ---- */

static LeafResult method_new(Vm *vm, const Value *args, Value *result)
{
    if (!pd_object_is_callable(vm, args[1])) {
        return pd_vm_raise(vm, EXC_TYPE_ERROR, "first argument must be callable");
    }
    if (pd_is_none(args[2])) {
        return pd_vm_raise(vm, EXC_TYPE_ERROR, "self must not be None");
    }
    Method *m = pd_heap_alloc(&vm->heap, sizeof *m, KIND_METHOD, 0);
    if (m == NULL) {
        return LEAF_MEMORY;
    }
    m->function = args[1];
    m->self = args[2];
    return pd_object_give(vm, m, result);
}

static LeafResult method_self(Vm *vm, const Value *args, Value *result)
{
    return give(PD_AS(Method, &vm->heap, args[0])->self, result);
}

static LeafResult method_func(Vm *vm, const Value *args, Value *result)
{
    return give(PD_AS(Method, &vm->heap, args[0])->function, result);
}

static LeafResult method_doc(Vm *vm, const Value *args, Value *result)
{
    Value function = PD_AS(Method, &vm->heap, args[0])->function;
    return pd_object_forward(vm, function, NAME_doc, result);
}

static LeafResult method_eq(Vm *vm, const Value *args, Value *result)
{
    if (!pd_is_kind(&vm->heap, args[1], KIND_METHOD)) {
        return give(VALUE_NOT_IMPLEMENTED, result);
    }
    const Method *a = PD_AS(Method, &vm->heap, args[0]);
    const Method *b = PD_AS(Method, &vm->heap, args[1]);
    return give(pd_from_bool(pd_is(a->function, b->function) && pd_is(a->self, b->self)), result);
}

static LeafResult method_hash(Vm *vm, const Value *args, Value *result)
{
    int64_t hash = 0;
    if (pd_hash_value(&vm->heap, args[0], &hash) != ANSWER_YES ||
        pd_int_from_i64(&vm->heap, hash, result) != ANSWER_YES) {
        return LEAF_MEMORY;
    }
    return LEAF_OK;
}

static LeafResult method_get(Vm *vm, const Value *args, Value *result)
{
    (void)vm;
    return give(args[0], result);
}

static const LeafDef method_defs[] = {
    {"__new__", "cls, function, instance, /", method_new, LEAF_NEW},
    {"__self__", "self, /", method_self, LEAF_GETTER},
    {"__func__", "self, /", method_func, LEAF_GETTER},
    {"__doc__", "self, /", method_doc, LEAF_GETTER},
    {"__call__", "self, /, *args, **kwargs", call_self, LEAF_SLOT},
    {"__get__", "self, instance, owner=, /", method_get, LEAF_SLOT},
    {"__eq__", "self, other, /", method_eq, LEAF_SLOT},
    {"__hash__", "self, /", method_hash, LEAF_SLOT},
    {"__repr__", "self, /", repr_self, LEAF_SLOT},
};

const LeafTable pd_leaves_method = {NULL, TYPE_METHOD, method_defs, ARRAY_COUNT(method_defs)};

/* ---- cells ---- */

static LeafResult cell_new(Vm *vm, const Value *args, Value *result)
{
    Cell *cell = pd_heap_alloc(&vm->heap, sizeof *cell, KIND_CELL, 0);
    if (cell == NULL) {
        return LEAF_MEMORY;
    }
    cell->content = args[1];
    return pd_object_give(vm, cell, result);
}

static LeafResult cell_get(Vm *vm, const Value *args, Value *result)
{
    *result = PD_AS(Cell, &vm->heap, args[0])->content;
    return pd_is_unbound(*result) ? pd_vm_raise(vm, EXC_VALUE_ERROR, "Cell is empty") : LEAF_OK;
}

static LeafResult cell_set(Vm *vm, const Value *args, Value *result)
{
    (void)result;
    pd_store(&vm->heap, &PD_AS(Cell, &vm->heap, args[0])->content, args[1]);
    return LEAF_OK;
}

static const LeafDef cell_defs[] = {
    {"__new__", "cls, contents=, /", cell_new, LEAF_NEW},
    {"cell_contents", "self, /", cell_get, LEAF_GETTER},
    {"cell_contents", "self, value, /", cell_set, LEAF_SETTER},
};

const LeafTable pd_leaves_cell = {NULL, TYPE_CELL, cell_defs, ARRAY_COUNT(cell_defs)};
