/*
 * Builtin functions about objects and classes: getattr and its kin, isinstance, callable, vars,
 * dir.
 */
#include "vm/effect/effect.h"
#include "vm/object/object_in.h"

static LeafResult give(Value v, Value *result)
{
    *result = v;
    return LEAF_OK;
}

/* True also takes the AttributeError back, so that it is no root any more. */
static bool is_missing(Vm *vm, LeafResult result)
{
    if (result == LEAF_RAISED &&
        pd_vm_is_instance(vm, vm->raised, pd_exc(vm, EXC_ATTRIBUTE_ERROR))) {
        vm->raised = VALUE_NONE;
        return true;
    }
    return result == LEAF_END;
}

static const char name_must_be_str[] = "attribute name must be string, not '%s'";

/* args: object, name, default */
static LeafResult builtin_getattr(Vm *vm, const Value *args, Value *result)
{
    Value name;
    LeafResult answer = pd_vm_attr_name(vm, args[1], name_must_be_str, &name);
    if (answer != LEAF_OK) {
        return answer;
    }
    Answer known = pd_vm_known_attr(vm, args[0], name, result);
    if (known == ANSWER_YES) {
        return LEAF_OK;
    }
    if (known == ANSWER_NO && !pd_is_unbound(args[2])) {
        return give(args[2], result);
    }
    if (pd_is_unbound(args[2])) {
        return pd_vm_get_attr(vm, args[0], name, result);
    }
    answer = pd_vm_find_attr(vm, args[0], name, result);
    if (is_missing(vm, answer)) {
        return give(args[2], result);
    }
    if (answer == LEAF_CALL) {
        return pd_vm_tail_call(vm, LIB_getattr_default, 3, args[0], name, args[2]);
    }
    return answer;
}

static LeafResult builtin_hasattr(Vm *vm, const Value *args, Value *result)
{
    Value name;
    LeafResult answer = pd_vm_attr_name(vm, args[1], name_must_be_str, &name);
    if (answer != LEAF_OK) {
        return answer;
    }
    Value ignored;
    Answer known = pd_vm_known_attr(vm, args[0], name, &ignored);
    if (known != ANSWER_SLOW) {
        return give(pd_from_bool(known == ANSWER_YES), result);
    }
    answer = pd_vm_find_attr(vm, args[0], name, &ignored);
    if (answer == LEAF_OK || is_missing(vm, answer)) {
        return give(pd_from_bool(answer == LEAF_OK), result);
    }
    if (answer == LEAF_CALL) {
        return pd_vm_tail_call(vm, LIB_hasattr_slow, 2, args[0], name);
    }
    return answer;
}

static LeafResult builtin_setattr(Vm *vm, const Value *args, Value *result)
{
    Value name;
    *result = VALUE_NONE;
    LeafResult answer = pd_vm_attr_name(vm, args[1], name_must_be_str, &name);
    return answer == LEAF_OK ? pd_vm_assign_attr(vm, args[0], name, args[2]) : answer;
}

static LeafResult builtin_delattr(Vm *vm, const Value *args, Value *result)
{
    Value name;
    *result = VALUE_NONE;
    LeafResult answer = pd_vm_attr_name(vm, args[1], name_must_be_str, &name);
    return answer == LEAF_OK ? pd_vm_delete_attr(vm, args[0], name) : answer;
}

/* ---- isinstance, issubclass ---- */

enum { CLASS_NESTING_MAX = 64 };

typedef struct Check {
    Vm *vm;
    Value subject;   /* the object, or for issubclass the class */
    bool subclasses; /* issubclass */
    bool slow;       /* program code must be asked */
    bool found;
} Check;

/* The metaclass asks nobody. */
static bool is_plain_class(Vm *vm, Value cls, NameId hook)
{
    if (pd_is_unbound(pd_class(vm, cls)->metaclass)) {
        return true;
    }
    return pd_is_kind(&vm->heap, pd_vm_special(vm, cls, hook), KIND_BUILTIN);
}

static void check_class(Check *check, Value cls)
{
    Vm *vm = check->vm;
    NameId hook = check->subclasses ? NAME_subclasscheck : NAME_instancecheck;
    const Class *wanted = pd_class(vm, cls);
    const Class *own =
        check->subclasses ? pd_class(vm, check->subject) : pd_vm_class_of(vm, check->subject);
    if (!check->subclasses && own == wanted) {
        check->found = true;
    } else if (!is_plain_class(vm, cls, hook)) {
        check->slow = true;
    } else if (pd_vm_is_subclass(vm, own, wanted)) {
        check->found = true;
    } else if (!check->subclasses &&
               !pd_is_kind(&vm->heap, pd_vm_special(vm, check->subject, NAME_class),
                           KIND_BUILTIN)) {
        check->slow = true; /* its class says that it has another __class__ */
    }
}

/* False: info holds what is neither class nor tuple. The stack of open tuples is bounded. */
static bool check_all(Check *check, Value info)
{
    Vm *vm = check->vm;
    const Tuple *open[CLASS_NESTING_MAX];
    uint32_t next[CLASS_NESTING_MAX];
    uint32_t depth = 0;
    for (;;) {
        if (pd_is_kind(&vm->heap, info, KIND_CLASS)) {
            check_class(check, info);
        } else if (pd_is_kind(&vm->heap, info, KIND_TUPLE) && depth < CLASS_NESTING_MAX) {
            open[depth] = PD_AS(Tuple, &vm->heap, info);
            next[depth++] = 0;
        } else {
            return false;
        }
        while (depth > 0 && next[depth - 1] == open[depth - 1]->length) {
            depth--;
        }
        if (check->found || check->slow || depth == 0) {
            return true;
        }
        info = open[depth - 1]->items[next[depth - 1]++];
    }
}

static LeafResult builtin_isinstance(Vm *vm, const Value *args, Value *result)
{
    Check check = {.vm = vm, .subject = args[0]};
    bool known = true;
    if (LIKELY(pd_is_kind(&vm->heap, args[1], KIND_CLASS))) {
        check_class(&check, args[1]);
    } else {
        known = check_all(&check, args[1]);
    }
    if (!known || check.slow) {
        return pd_vm_tail_call(vm, LIB_isinstance_slow, 2, args[0], args[1]);
    }
    return give(pd_from_bool(check.found), result);
}

static LeafResult builtin_issubclass(Vm *vm, const Value *args, Value *result)
{
    Check check = {.vm = vm, .subject = args[0], .subclasses = true};
    bool is_class = pd_is_kind(&vm->heap, args[0], KIND_CLASS);
    if (!is_class || !check_all(&check, args[1]) || check.slow) {
        return pd_vm_tail_call(vm, LIB_issubclass_slow, 2, args[0], args[1]);
    }
    return give(pd_from_bool(check.found), result);
}

/* ---- the rest ---- */

static LeafResult builtin_callable(Vm *vm, const Value *args, Value *result)
{
    return give(pd_from_bool(pd_object_is_callable(vm, args[0])), result);
}

/* ---- namespaces of the calling frame ---- */

static LeafResult builtin_globals(Vm *vm, const Value *args, Value *result)
{
    (void)args;
    const Module *module = PD_AS(Module, &vm->heap, pd_vm_module_of(vm, pd_registers(vm)));
    if (!pd_vm_is_immutable(vm, module)) {
        return give(pd_from_ref(module->dict), result);
    }
    Dict *copy = pd_dict_copy(&vm->heap, pd_at(&vm->heap, module->dict), KIND_DICT);
    return pd_object_give(vm, copy, result);
}

static bool is_alive(const uint64_t *live, uint32_t reg)
{
    return (live[reg / 64] >> (reg % 64) & 1) != 0;
}

/* Adds what a variable holds, if anything; cells are looked into. The parameter that the compiler
 * gave the block of a `with handle` is none of the program's. */
static bool add_variable(Vm *vm, Dict *dict, Value name, Value v)
{
    Heap *heap = &vm->heap;
    if (pd_str_equals_ascii(PD_AS(Str, heap, name), ".prompt")) {
        return true;
    }
    if (pd_is_kind(heap, v, KIND_CELL)) {
        v = PD_AS(Cell, heap, v)->content;
    }
    if (pd_is_opaque(vm, v, TYPE_CONTINUATION)) {
        pd_opaque(vm, v)->h.flags |= K_GIVEN;
    }
    return pd_is_unbound(v) || pd_dict_set_name(heap, dict, name, v);
}

/* The variables of a function as a new dict. Those that are not used again are left out: they are
 * gone already. */
static LeafResult function_locals(Vm *vm, const Value *registers, Value *result)
{
    Heap *heap = &vm->heap;
    const FrameHeader *frame = (const FrameHeader *)(const void *)(registers - FRAME_HEADER_SLOTS);
    const LoadedCode *code = pd_loaded(vm, frame->code);
    const uint64_t *live = pd_code_live_across(vm->codes[frame->code].live, frame->pc);
    Dict *dict = pd_dict_new(heap, code->function->local_count);
    if (dict == NULL) {
        return LEAF_MEMORY;
    }
    for (uint32_t i = 0; i < code->function->local_count; i++) {
        if (is_alive(live, i) && !add_variable(vm, dict, code->names[i], registers[i])) {
            return LEAF_MEMORY;
        }
    }
    Value closure = PD_AS(FunctionObject, heap, frame->function)->closure;
    for (uint32_t i = 0; i < code->function->free_count; i++) {
        Value name = code->names[code->function->local_count + i];
        if (!add_variable(vm, dict, name, PD_AS(Tuple, heap, closure)->items[i])) {
            return LEAF_MEMORY;
        }
    }
    return pd_object_give(vm, dict, result);
}

static LeafResult builtin_locals(Vm *vm, const Value *args, Value *result)
{
    const Value *registers = pd_registers(vm);
    const FrameHeader *frame = (const FrameHeader *)(const void *)(registers - FRAME_HEADER_SLOTS);
    uint32_t flags = pd_function(vm, frame->code)->flags;
    if ((flags & FUNCTION_MODULE) != 0) {
        return builtin_globals(vm, args, result);
    }
    return (flags & FUNCTION_CLASS_BODY) != 0 ? give(registers[0], result)
                                              : function_locals(vm, registers, result);
}

static LeafResult builtin_vars(Vm *vm, const Value *args, Value *result)
{
    if (pd_is_unbound(args[0])) {
        return builtin_locals(vm, args, result);
    }
    LeafResult answer = pd_vm_find_attr(vm, args[0], pd_name(vm, NAME_dict), result);
    if (is_missing(vm, answer)) {
        return pd_vm_raise(vm, EXC_TYPE_ERROR, "vars() argument must have __dict__ attribute");
    }
    return answer;
}

static LeafResult builtin_dir(Vm *vm, const Value *args, Value *result)
{
    if (!pd_is_unbound(args[0])) {
        return pd_vm_tail_call(vm, LIB_dir_slow, 1, args[0]);
    }
    Value space = VALUE_UNBOUND;
    LeafResult answer = builtin_locals(vm, args, &space);
    (void)result;
    return answer == LEAF_OK
               ? pd_vm_tail_call(vm, LIB_sorted_slow, 3, space, VALUE_NONE, VALUE_FALSE)
               : answer;
}

static const LeafDef defs[] = {
    {"getattr", "object, name, default=, /", builtin_getattr, LEAF_FUNCTION},
    {"hasattr", "object, name, /", builtin_hasattr, LEAF_FUNCTION},
    {"setattr", "object, name, value, /", builtin_setattr, LEAF_FUNCTION},
    {"delattr", "object, name, /", builtin_delattr, LEAF_FUNCTION},
    {"isinstance", "object, class_or_tuple, /", builtin_isinstance, LEAF_FUNCTION},
    {"issubclass", "cls, class_or_tuple, /", builtin_issubclass, LEAF_FUNCTION},
    {"callable", "object, /", builtin_callable, LEAF_FUNCTION},
    {"globals", "", builtin_globals, LEAF_FUNCTION},
    {"locals", "", builtin_locals, LEAF_FUNCTION},
    {"vars", "object=, /", builtin_vars, LEAF_FUNCTION},
    {"dir", "object=, /", builtin_dir, LEAF_FUNCTION},
};

const LeafTable pd_leaves_attributes = {"builtins", TYPE_OBJECT, defs, ARRAY_COUNT(defs)};
