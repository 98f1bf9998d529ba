/*
 * What the library's functions about effects are made of (module `_vm`).
 *
 * Programs cannot import `_vm`, but a forged snapshot can hold a frame of the library that calls
 * these leaves with anything.
 */
#include "vm/effect/effect.h"
#include "vm/object/object_in.h"

Opaque *pd_vm_new_opaque(Vm *vm, TypeId type, uint32_t count)
{
    Opaque *o = pd_heap_alloc(&vm->heap, sizeof *o + count * sizeof(Value), KIND_OPAQUE, type);
    if (o != NULL) {
        o->count = count;
        o->unused = 0;
        for (uint32_t i = 0; i < count; i++) {
            o->items[i] = VALUE_NONE;
        }
    }
    return o;
}

static LeafResult wrong(Vm *vm, const char *what)
{
    return pd_vm_raise(vm, EXC_TYPE_ERROR, "%s expected", what);
}

/* new_effect(function, has_default) */
static LeafResult new_effect(Vm *vm, const Value *args, Value *result)
{
    if (!pd_is_kind(&vm->heap, args[0], KIND_FUNCTION) || !pd_is_bool(args[1])) {
        return wrong(vm, "a function");
    }
    Opaque *o = pd_vm_new_opaque(vm, TYPE_EFFECT, EFFECT_COUNT);
    if (o == NULL) {
        return LEAF_MEMORY;
    }
    o->items[EFFECT_FUNCTION] = args[0];
    o->items[EFFECT_HAS_DEFAULT] = args[1];
    (void)pd_object_ident(&vm->heap, &o->h); /* the key that clauses are found by */
    *result = pd_value_to(&vm->heap, o);
    return LEAF_OK;
}

/* effect_function(effect) -> the function it was made of, or None when it is no effect */
static LeafResult effect_function(Vm *vm, const Value *args, Value *result)
{
    *result = pd_is_opaque(vm, args[0], TYPE_EFFECT)
                  ? pd_opaque(vm, args[0])->items[EFFECT_FUNCTION]
                  : VALUE_NONE;
    return LEAF_OK;
}

/* is_control(function) -> whether it was written under @ctl */
static LeafResult is_control(Vm *vm, const Value *args, Value *result)
{
    bool function = pd_is_kind(&vm->heap, args[0], KIND_FUNCTION);
    uint32_t code = function ? PD_AS(const FunctionObject, &vm->heap, args[0])->code : 0;
    *result = pd_from_bool(function && (pd_function(vm, code)->flags & FUNCTION_CONTROL) != 0);
    return LEAF_OK;
}

/* has_body(function) -> whether it does anything but return None */
static LeafResult has_body(Vm *vm, const Value *args, Value *result)
{
    if (!pd_is_kind(&vm->heap, args[0], KIND_FUNCTION)) {
        return wrong(vm, "a function");
    }
    const Function *fn = pd_function(vm, PD_AS(const FunctionObject, &vm->heap, args[0])->code);
    uint32_t at = fn->instrs[0].op == OP_NOP ? 1 : 0;
    const Instr *ip = fn->instrs + at;
    bool none = ip[0].op == OP_LOADS && ip[0].b == SINGLETON_NONE && ip[1].op == OP_RETURN &&
                (fn->flags & (FUNCTION_GENERATOR | FUNCTION_COROUTINE)) == 0;
    *result = pd_from_bool(!none);
    return LEAF_OK;
}

/* effect.op(*args, **kwargs): the operation as a value */
static LeafResult effect_op(Vm *vm, const Value *args, Value *result)
{
    Opaque *o = pd_vm_new_opaque(vm, TYPE_OPERATION, OPERATION_COUNT);
    if (o == NULL) {
        return LEAF_MEMORY;
    }
    for (uint32_t i = 0; i < OPERATION_COUNT; i++) {
        o->items[i] = pd_is_unbound(args[i]) ? VALUE_NONE : args[i];
    }
    *result = pd_value_to(&vm->heap, o);
    return LEAF_OK;
}

static LeafResult effect_call(Vm *vm, const Value *args, Value *result)
{
    (void)result;
    Value keywords = pd_is_unbound(args[2]) ? VALUE_NONE : args[2];
    return pd_vm_tail_call(vm, LIB_effect_apply, 3, args[0], args[1], keywords);
}

static const FunctionObject *function_of(const Vm *vm, Value effect)
{
    return PD_AS(const FunctionObject, &vm->heap, pd_opaque(vm, effect)->items[EFFECT_FUNCTION]);
}

static LeafResult effect_name(Vm *vm, const Value *args, Value *result)
{
    *result = function_of(vm, args[0])->name;
    return LEAF_OK;
}

static LeafResult effect_qualname(Vm *vm, const Value *args, Value *result)
{
    *result = function_of(vm, args[0])->qualname;
    return LEAF_OK;
}

static LeafResult effect_doc(Vm *vm, const Value *args, Value *result)
{
    *result = pd_loaded(vm, function_of(vm, args[0])->code)->doc;
    return LEAF_OK;
}

/* own_clauses(handler) -> those of its class, if that is under @handler itself; else None */
static LeafResult own_clauses(Vm *vm, const Value *args, Value *result)
{
    Class *cls = pd_vm_class_of(vm, args[0]);
    Value marked = pd_vm_class_lookup(vm, cls, pd_name(vm, NAME_handler));
    bool own = pd_is(marked, pd_value_to(&vm->heap, cls));
    Value clauses = own ? pd_vm_class_lookup(vm, cls, pd_name(vm, NAME_clauses)) : VALUE_UNBOUND;
    *result = pd_is_unbound(clauses) ? VALUE_NONE : clauses;
    return LEAF_OK;
}

/* new_prompt(handler, clauses) */
static LeafResult new_prompt(Vm *vm, const Value *args, Value *result)
{
    if (!pd_vm_clauses_fit(vm, args[1])) {
        return wrong(vm, "a table of clauses");
    }
    Opaque *o = pd_vm_new_opaque(vm, TYPE_PROMPT, PROMPT_COUNT);
    if (o == NULL) {
        return LEAF_MEMORY;
    }
    o->items[PROMPT_HANDLER] = args[0];
    o->items[PROMPT_CLAUSES] = args[1];
    *result = pd_value_to(&vm->heap, o);
    return LEAF_OK;
}

static LeafResult is_prompt(Vm *vm, const Value *args, Value *result)
{
    *result = pd_from_bool(pd_is_opaque(vm, args[0], TYPE_PROMPT));
    return LEAF_OK;
}

static LeafResult is_operation(Vm *vm, const Value *args, Value *result)
{
    *result = pd_from_bool(pd_is_opaque(vm, args[0], TYPE_OPERATION));
    return LEAF_OK;
}

/* perform_operation(operation, prompt): what it is answered; prompt may be None */
static LeafResult perform_operation(Vm *vm, const Value *args, Value *result)
{
    (void)result;
    LeafResult r = pd_vm_check_operation(vm, args[0]);
    if (r != LEAF_OK) {
        return r;
    }
    if (!pd_is_none(args[1]) && !pd_is_opaque(vm, args[1], TYPE_PROMPT)) {
        return wrong(vm, "what `with handle(...) as` gives");
    }
    vm->resume_fiber = pd_ref_of(args[0]);
    vm->resume_mode = RESUME_PERFORM;
    vm->resume_value = args[1];
    return LEAF_RESUME;
}

LeafResult pd_vm_context(Vm *vm, Ref ref, Value *out)
{
    Heap *heap = &vm->heap;
    List *list = pd_list_new(heap, 0);
    for (ref = pd_vm_next_prompt(vm, ref); list != NULL && ref != 0;) {
        const Fiber *fiber = pd_at(heap, ref);
        if (!pd_list_append(heap, list, fiber->prompt)) {
            return LEAF_MEMORY;
        }
        ref = pd_vm_next_prompt(vm, fiber->parent);
    }
    const Tuple *all =
        list == NULL ? NULL : pd_tuple_new(heap, pd_list_items(heap, list), list->length);
    return pd_object_give(vm, all, out);
}

/* is_handled(effect) -> whether a handler in the program would answer it here */
static LeafResult is_handled(Vm *vm, const Value *args, Value *result)
{
    if (!pd_is_opaque(vm, args[0], TYPE_EFFECT)) {
        return wrong(vm, "an effect");
    }
    *result = pd_from_bool(pd_vm_find_clause(vm, args[0], vm->fiber).fiber != 0);
    return LEAF_OK;
}

/* answerer(effect) -> the handler in the program that would answer it here, or None */
static LeafResult answerer(Vm *vm, const Value *args, Value *result)
{
    if (!pd_is_opaque(vm, args[0], TYPE_EFFECT)) {
        return wrong(vm, "an effect");
    }
    Ref ref = pd_vm_find_clause(vm, args[0], vm->fiber).fiber;
    const Fiber *fiber = ref == 0 ? NULL : pd_at(&vm->heap, ref);
    *result = fiber == NULL ? VALUE_NONE : pd_opaque(vm, fiber->prompt)->items[PROMPT_HANDLER];
    return LEAF_OK;
}

/* context() -> the prompts that take part here */
static LeafResult context(Vm *vm, const Value *args, Value *result)
{
    (void)args;
    return pd_vm_context(vm, vm->fiber, result);
}

/* again(prompt) -> another for the same handler, whose body's value is the answer as it is */
static LeafResult again(Vm *vm, const Value *args, Value *result)
{
    if (!pd_is_opaque(vm, args[0], TYPE_PROMPT)) {
        return wrong(vm, "a prompt");
    }
    LeafResult r = new_prompt(vm, pd_opaque(vm, args[0])->items + PROMPT_HANDLER, result);
    if (r == LEAF_OK) {
        pd_opaque(vm, *result)->h.flags |= PROMPT_PLAIN;
    }
    return r;
}

/* A fiber that will call the library's function with these arguments; NULL = memory. */
static Fiber *new_segment(Vm *vm, LibId id, const Value *args, uint32_t count)
{
    Value function = vm->image->lib[id];
    uint32_t code = PD_AS(const FunctionObject, &vm->heap, function)->code;
    const Function *fn = pd_function(vm, code);
    pd_assert(fn->param_count == count);
    Fiber *fiber = pd_vm_new_fiber(vm, KIND_FIBER,
                                   FRAME_HEADER_SLOTS + fn->register_count + 4 * STACK_SLACK_SLOTS);
    if (fiber == NULL || pd_vm_code(vm, code) == NULL) {
        return NULL;
    }
    Value *registers = pd_stack(vm, fiber) + FRAME_HEADER_SLOTS;
    *pd_frame(registers) = (FrameHeader){.function = function, .code = code};
    for (uint32_t i = 0; i < fn->register_count; i++) {
        registers[i] = i < count ? args[i] : VALUE_UNBOUND;
    }
    fiber->base = FRAME_HEADER_SLOTS;
    fiber->frame_count = 1;
    return fiber;
}

/* run_prompt(prompt, function, args, kwargs): the answer */
static LeafResult run_prompt(Vm *vm, const Value *args, Value *result)
{
    (void)result;
    if (!pd_is_opaque(vm, args[0], TYPE_PROMPT)) {
        return wrong(vm, "a prompt");
    }
    if ((pd_opaque(vm, args[0])->h.flags & PROMPT_ENTERED) != 0) {
        return pd_vm_raise(vm, EXC_RUNTIME_ERROR, "this handler was entered before");
    }
    Fiber *fiber = new_segment(vm, LIB_prompt_body, args, 4);
    if (fiber == NULL) {
        return LEAF_MEMORY;
    }
    fiber->prompt = args[0];
    pd_opaque(vm, args[0])->h.flags |= PROMPT_ENTERED;
    vm->resume_fiber = pd_ref_to(&vm->heap, fiber);
    vm->resume_mode = RESUME_SEND;
    return LEAF_RESUME;
}

/* run_sealed(function, args, kwargs): its value; what it performs reaches no handler around it */
static LeafResult run_sealed(Vm *vm, const Value *args, Value *result)
{
    (void)result;
    Value first[4] = {VALUE_NONE, args[0], args[1], args[2]};
    Fiber *fiber = new_segment(vm, LIB_prompt_body, first, 4);
    if (fiber == NULL) {
        return LEAF_MEMORY;
    }
    fiber->mask = VALUE_NONE;
    vm->resume_fiber = pd_ref_to(&vm->heap, fiber);
    vm->resume_mode = RESUME_SEND;
    return LEAF_RESUME;
}

/* close_prompt(prompt): its handler takes no part any more; what makes the answer of the body's
 * value, or None */
static LeafResult close_prompt(Vm *vm, const Value *args, Value *result)
{
    if (!pd_is_opaque(vm, args[0], TYPE_PROMPT)) {
        return wrong(vm, "a prompt");
    }
    Opaque *prompt = pd_opaque(vm, args[0]);
    prompt->h.flags |= PROMPT_CLOSED;
    pd_void_turns(vm);
    Value handler = prompt->items[PROMPT_HANDLER];
    Value method = (prompt->h.flags & PROMPT_PLAIN) != 0
                       ? VALUE_UNBOUND
                       : pd_vm_special(vm, handler, NAME_on_return);
    *result = VALUE_NONE;
    return pd_is_unbound(method)
               ? LEAF_OK
               : pd_vm_bind_descriptor(vm, method, handler, VALUE_UNBOUND, result);
}

/* newest(prompt) -> the newest unused continuation captured in it, or None */
static LeafResult newest(Vm *vm, const Value *args, Value *result)
{
    if (!pd_is_opaque(vm, args[0], TYPE_PROMPT)) {
        return wrong(vm, "a prompt");
    }
    *result = pd_opaque(vm, args[0])->items[PROMPT_NEWEST];
    return LEAF_OK;
}

/* suspend(function, args, kwargs) -> a continuation that has not begun */
static LeafResult suspend(Vm *vm, const Value *args, Value *result)
{
    Value first[4] = {VALUE_NONE, args[0], args[1], args[2]};
    Fiber *fiber = new_segment(vm, LIB_prompt_body, first, 4);
    Opaque *k = fiber == NULL ? NULL : pd_vm_new_opaque(vm, TYPE_CONTINUATION, K_COUNT);
    if (k == NULL) {
        return LEAF_MEMORY;
    }
    k->items[K_HEAD] = pd_value_to(&vm->heap, fiber);
    k->items[K_TAIL] = k->items[K_HEAD];
    k->items[K_FRAMES] = pd_from_int(1);
    k->h.flags |= K_GIVEN;
    *result = pd_value_to(&vm->heap, k);
    return LEAF_OK;
}

/* The fiber at the other end of an unused continuation, or NULL. */
static Fiber *tail_of(const Vm *vm, Value k)
{
    Value tail = pd_opaque(vm, k)->items[K_TAIL];
    return pd_is_ref(tail) ? PD_AS(Fiber, &vm->heap, tail) : NULL;
}

/* begin_close(k): what is thrown into it next is its end */
static LeafResult begin_close(Vm *vm, const Value *args, Value *result)
{
    *result = VALUE_NONE;
    if (!pd_is_opaque(vm, args[0], TYPE_CONTINUATION)) {
        return wrong(vm, "a continuation");
    }
    Fiber *tail = tail_of(vm, args[0]);
    if (tail != NULL) {
        tail->h.flags |= FIBER_CLOSING;
    }
    if (tail != NULL && pd_is_ref(tail->prompt)) {
        pd_opaque(vm, tail->prompt)->h.flags |= PROMPT_CLOSED;
    }
    return LEAF_OK;
}

/* rehandle(k, handler, clauses): they take the place of those at its other end */
static LeafResult rehandle(Vm *vm, const Value *args, Value *result)
{
    *result = args[0];
    if (!pd_is_opaque(vm, args[0], TYPE_CONTINUATION) || !pd_vm_clauses_fit(vm, args[2])) {
        return wrong(vm, "a continuation and a table of clauses");
    }
    const Fiber *tail = tail_of(vm, args[0]);
    if (tail == NULL) {
        return pd_vm_raise_used(vm, args[0]);
    }
    if (!pd_is_ref(tail->prompt)) {
        return pd_vm_raise(vm, EXC_TYPE_ERROR, "a continuation that suspend made has no handler");
    }
    Opaque *prompt = pd_opaque(vm, tail->prompt);
    pd_store(&vm->heap, &prompt->items[PROMPT_HANDLER], args[1]);
    pd_store(&vm->heap, &prompt->items[PROMPT_CLAUSES], args[2]);
    return LEAF_OK;
}

static LeafResult prompt_handler(Vm *vm, const Value *args, Value *result)
{
    *result = pd_opaque(vm, args[0])->items[PROMPT_HANDLER];
    return LEAF_OK;
}

static LeafResult prompt_enter(Vm *vm, const Value *args, Value *result)
{
    (void)args;
    (void)result;
    return pd_vm_raise(
        vm, EXC_TYPE_ERROR,
        "handle(...) must stand in the with statement itself: `with handle(h):`, with "
        "handle imported from perdure in this module");
}

static const LeafDef defs[] = {
    {"new_effect", "function, has_default, /", new_effect, LEAF_FUNCTION},
    {"effect_function", "effect, /", effect_function, LEAF_FUNCTION},
    {"is_control", "function, /", is_control, LEAF_FUNCTION},
    {"has_body", "function, /", has_body, LEAF_FUNCTION},
    {"own_clauses", "handler, /", own_clauses, LEAF_FUNCTION},
    {"new_prompt", "handler, clauses, /", new_prompt, LEAF_FUNCTION},
    {"run_prompt", "prompt, function, args, kwargs, /", run_prompt, LEAF_FUNCTION},
    {"close_prompt", "prompt, /", close_prompt, LEAF_FUNCTION},
    {"newest", "prompt, /", newest, LEAF_FUNCTION},
    {"suspend", "function, args, kwargs, /", suspend, LEAF_FUNCTION},
    {"is_prompt", "value, /", is_prompt, LEAF_FUNCTION},
    {"is_operation", "value, /", is_operation, LEAF_FUNCTION},
    {"perform_operation", "operation, prompt, /", perform_operation, LEAF_FUNCTION},
    {"is_handled", "effect, /", is_handled, LEAF_FUNCTION},
    {"answerer", "effect, /", answerer, LEAF_FUNCTION},
    {"context", "", context, LEAF_FUNCTION},
    {"again", "prompt, /", again, LEAF_FUNCTION},
    {"run_sealed", "function, args, kwargs, /", run_sealed, LEAF_FUNCTION},
    {"begin_close", "continuation, /", begin_close, LEAF_FUNCTION},
    {"rehandle", "continuation, handler, clauses, /", rehandle, LEAF_FUNCTION},
};

static const LeafDef effect_leaves[] = {
    {"op", "self, /, *args, **kwargs", effect_op, LEAF_METHOD},
    {"__call__", "self, /, *args, **kwargs", effect_call, LEAF_SLOT},
    {"__name__", "self, /", effect_name, LEAF_GETTER},
    {"__qualname__", "self, /", effect_qualname, LEAF_GETTER},
    {"__doc__", "self, /", effect_doc, LEAF_GETTER},
};

static const LeafDef prompt_leaves[] = {
    {"handler", "self, /", prompt_handler, LEAF_GETTER},
    {"__enter__", "self, /", prompt_enter, LEAF_METHOD},
    {"__exit__", "self, *args", prompt_enter, LEAF_METHOD},
};

const LeafTable pd_leaves_prompt = {
    .type = TYPE_PROMPT, .defs = prompt_leaves, .count = (uint32_t)ARRAY_COUNT(prompt_leaves)};
const LeafTable pd_leaves_effect = {
    .type = TYPE_EFFECT, .defs = effect_leaves, .count = (uint32_t)ARRAY_COUNT(effect_leaves)};
const LeafTable pd_leaves_vm_effect = {"_vm", TYPE_OBJECT, defs, ARRAY_COUNT(defs)};
