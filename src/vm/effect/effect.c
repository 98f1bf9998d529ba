/*
 * Performing: the lookup of the prompt, function clauses in place, capture for control clauses.
 *
 * Whatever may fail for lack of memory or because the arguments do not fit is done or undone before
 * the state changes for good, so the instruction that performs can be run again, or raises with the
 * chain as it was.
 */
#include "vm/effect/effect.h"

#include "vm/push.h"

/* ---- lookup ---- */

/* The prompt's clause for the effect of that ident, or UNBOUND. */
static Value clause_of(const Heap *heap, const Opaque *prompt, Value ident)
{
    const Tuple *clauses = PD_AS(const Tuple, heap, prompt->items[PROMPT_CLAUSES]);
    for (uint32_t i = 0; i < clauses->length; i += 2) {
        if (pd_is(clauses->items[i], ident)) {
            return (prompt->h.flags & PROMPT_CLOSED) == 0 ? clauses->items[i + 1] : VALUE_UNBOUND;
        }
    }
    return VALUE_UNBOUND;
}

/* Where lookups go on outside the fiber: a function clause that runs in it hides its prompt and
 * those inside, and None hides all. */
static inline Ref outside_of(const Heap *heap, const Fiber *fiber)
{
    if (LIKELY(pd_is_unbound(fiber->mask))) {
        return fiber->parent;
    }
    return pd_is_none(fiber->mask) ? 0 : PD_AS(const Fiber, heap, fiber->mask)->parent;
}

/* Whether an exception that ends a continuation is being handled there, or one that came of it. */
static bool handles_exit(Vm *vm, const Fiber *fiber)
{
    enum { CHAIN_MAX = 1000 };
    Value e = fiber->handled;
    for (int i = 0; i < CHAIN_MAX && pd_is_kind(&vm->heap, e, KIND_EXCEPTION); i++) {
        if (pd_vm_is_instance(vm, e, pd_exc(vm, EXC_CONTINUATION_EXIT))) {
            return true;
        }
        e = PD_AS(const Exception, &vm->heap, e)->context;
    }
    return false;
}

/* Whether a control clause of that fiber answers an operation of cleanup and has yet to go on. */
static bool answers_cleanup(Vm *vm, const Fiber *fiber)
{
    const Heap *heap = &vm->heap;
    const Value *stack = pd_stack(vm, fiber);
    for (uint32_t base = fiber->base; base != 0;) {
        const FrameHeader *header = pd_frame((Value *)(uintptr_t)stack + base);
        const Value *below = stack + base - FRAME_HEADER_SLOTS - 1;
        if (header->phase == PHASE_CONTROL && pd_is_ref(pd_opaque(vm, *below)->items[K_HEAD])) {
            const Opaque *k = pd_opaque(vm, *below);
            for (Ref ref = pd_ref_of(k->items[K_HEAD]);;) {
                const Fiber *kept = pd_at(heap, ref);
                if (handles_exit(vm, kept)) {
                    return true;
                }
                if (ref == pd_ref_of(k->items[K_TAIL])) {
                    break;
                }
                ref = kept->parent;
            }
        }
        base = header->previous;
    }
    return false;
}

/* The fiber at the bottom of a continuation that is being closed: may what runs on it perform? What
 * is forwarded was performed where the running fiber is. */
static bool is_cleanup(Vm *vm, Ref closing)
{
    for (Ref ref = vm->fiber; ref != 0; ref = ((const Fiber *)pd_at(&vm->heap, ref))->parent) {
        const Fiber *fiber = pd_at(&vm->heap, ref);
        if (handles_exit(vm, fiber) || answers_cleanup(vm, fiber)) {
            return true;
        }
        if (ref == closing) {
            return false;
        }
    }
    return true;
}

Target pd_vm_find_clause(const Vm *vm, Value effect, Ref from)
{
    const Heap *heap = &vm->heap;
    Value ident = pd_from_int(pd_header(heap, effect)->ident);
    uint32_t left = vm->depth + 1; /* fibers: foreign bytes may have made a ring of masks */
    bool closing = false;
    bool skipped = false;
    /* The running fiber does not know its own number: it is added below and taken off here. */
    uint32_t frames =
        from == vm->fiber ? vm->depth - vm->fiber_depth - pd_running(vm)->frame_count : 0;
    for (Ref ref = from; ref != 0 && left != 0; left--) {
        const Fiber *fiber = pd_at(heap, ref);
        frames += fiber->frame_count;
        if (LIKELY(pd_is_unbound(fiber->mask)) && pd_is_ref(pd_prompt_of(fiber))) {
            const Opaque *prompt = PD_AS(const Opaque, heap, fiber->prompt);
            Value clause = clause_of(heap, prompt, ident);
            if (!pd_is_unbound(clause)) {
                return (Target){.clause = clause,
                                .fiber = ref,
                                .frames = skipped ? 0 : frames,
                                .closing = closing};
            }
        }
        if (UNLIKELY((fiber->h.flags & FIBER_CLOSING) != 0) && fiber->h.kind == KIND_FIBER) {
            if (!is_cleanup((Vm *)(uintptr_t)vm, ref)) {
                return (Target){.clause = VALUE_UNBOUND, .fiber = ref, .refused = true};
            }
            closing = true;
        }
        skipped = skipped || !pd_is_unbound(fiber->mask);
        ref = outside_of(heap, fiber);
    }
    return (Target){.clause = VALUE_UNBOUND};
}

static KnownClause known_as(const Vm *vm, const Target *target)
{
    const Heap *heap = &vm->heap;
    const Fiber *fiber = pd_at(heap, target->fiber);
    const Opaque *prompt = PD_AS(const Opaque, heap, fiber->prompt);
    return (KnownClause){.chain = vm->chain,
                         .fiber = vm->fiber,
                         .mask = pd_running(vm)->mask,
                         .clause = target->clause,
                         .handler = prompt->items[PROMPT_HANDLER],
                         .code = pd_code_of(vm, target->clause),
                         .prompt_fiber = target->fiber};
}

const KnownClause *pd_vm_learn_clause(Vm *vm, Value effect)
{
    const Target target = pd_vm_find_clause(vm, effect, vm->fiber);
    if (!pd_is_ref(target.clause) || target.closing) {
        return NULL;
    }
    KnownClause *known = &vm->known_clauses[pd_ref_of(effect) / 2 % KNOWN_CLAUSES];
    *known = known_as(vm, &target);
    known->effect = pd_ref_of(effect);
    return known;
}

Ref pd_vm_next_prompt(const Vm *vm, Ref ref)
{
    uint32_t left = vm->depth + 1;
    for (; ref != 0 && left != 0; left--) {
        const Fiber *fiber = pd_at(&vm->heap, ref);
        bool takes_part = pd_is_unbound(fiber->mask) && pd_is_ref(pd_prompt_of(fiber));
        if (takes_part && (pd_opaque(vm, fiber->prompt)->h.flags & PROMPT_CLOSED) == 0) {
            return ref;
        }
        ref = outside_of(&vm->heap, fiber);
    }
    return 0;
}

/* ---- function clauses ---- */

static LeafResult call_in_place(Vm *vm, const Call *call, const Target *target, Called *called)
{
    Fiber *fiber = pd_running(vm);
    called->below = fiber->mask;
    uint32_t extras = pd_clause_extras(vm, target->clause);
    const KnownClause clause = known_as(vm, target);
    pd_lay_out_clause(vm, pd_stack(vm, fiber) + call->window, call->count, extras, &clause);
    Call inner = {call->window + 1, call->count + extras, call->names, PHASE_CLAUSE};
    LeafResult r = pd_vm_call_function(vm, &inner, called);
    if (r == LEAF_OK) {
        pd_running(vm)->mask = pd_from_ref(target->fiber);
    }
    return r;
}

/* ---- control clauses ---- */

static inline uint32_t segment_frames(const Vm *vm, Ref tail)
{
    uint32_t frames = vm->depth - vm->fiber_depth;
    for (Ref ref = vm->fiber; ref != tail;) {
        ref = ((const Fiber *)pd_at(&vm->heap, ref))->parent;
        frames += ((const Fiber *)pd_at(&vm->heap, ref))->frame_count;
    }
    return frames;
}

void pd_vm_recycle(Vm *vm, Value continuation)
{
    Opaque *k = pd_opaque(vm, continuation);
    bool known = (k->h.flags & K_GIVEN) != 0 || k->h.ident != 0;
    if (known || pd_is_ref(k->items[K_HEAD]) || !pd_is_ref(k->items[K_PROMPT])) {
        return;
    }
    Opaque *prompt = pd_opaque(vm, k->items[K_PROMPT]);
    k->h.flags &= (uint8_t) ~(K_STARTED | K_DETACHED);
    for (uint32_t i = 0; i < K_COUNT; i++) {
        k->items[i] = VALUE_NONE;
    }
    k->items[K_FRAMES] = pd_from_int(0);
    pd_store(&vm->heap, &prompt->items[PROMPT_SPARE], continuation);
}

static void keep(Vm *vm, Opaque *k)
{
    Heap *heap = &vm->heap;
    Opaque *prompt = pd_opaque(vm, k->items[K_PROMPT]);
    Value self = pd_value_to(heap, k);
    k->items[K_OLDER] = prompt->items[PROMPT_NEWEST];
    if (pd_is_ref(k->items[K_OLDER])) {
        pd_store(heap, &pd_opaque(vm, k->items[K_OLDER])->items[K_NEWER], self);
    }
    pd_store(heap, &prompt->items[PROMPT_NEWEST], self);
}

static Opaque *new_continuation(Vm *vm, const Target *target, bool *spare)
{
    Heap *heap = &vm->heap;
    Ref tail = target->fiber;
    uint32_t frames = target->frames != 0 ? target->frames : segment_frames(vm, tail);
    pd_assert_torture(frames == segment_frames(vm, tail));
    Opaque *prompt = pd_opaque(vm, PD_AS(const Fiber, heap, pd_from_ref(tail))->prompt);
    *spare = pd_is_ref(prompt->items[PROMPT_SPARE]);
    Opaque *k = *spare ? pd_opaque(vm, prompt->items[PROMPT_SPARE])
                       : pd_vm_new_opaque(vm, TYPE_CONTINUATION, K_COUNT);
    if (k != NULL) {
        prompt->items[PROMPT_SPARE] = VALUE_NONE;
        k->items[K_HEAD] = pd_from_ref(vm->fiber);
        k->items[K_TAIL] = pd_from_ref(tail);
        k->items[K_FRAMES] = pd_from_int(frames);
        k->items[K_PROMPT] = pd_value_to(heap, prompt);
        k->h.flags |= K_STARTED;
    }
    return k;
}

/* Arguments of the clause, on the stack of the fiber that is running now. */
static bool place_arguments(Vm *vm, const Call *call, const Value *from, Value first[3],
                            uint32_t *window)
{
    const Fiber *fiber = pd_running(vm);
    const Array *stack = pd_at(&vm->heap, fiber->stack);
    uint32_t code = pd_frame((Value *)(uintptr_t)stack->items + fiber->base)->code;
    *window = fiber->base + pd_function(vm, code)->register_count + 1;
    uint32_t wanted = *window + call->count + 4 * STACK_SLACK_SLOTS;
    if (UNLIKELY(wanted > stack->capacity) && !pd_vm_grow_stack(vm, wanted)) {
        return false;
    }
    Value *to = pd_stack(vm, pd_running(vm)) + *window;
    to[-1] = first[1];
    to[0] = first[2];
    to[FRAME_HEADER_SLOTS] = first[0];
    to[FRAME_HEADER_SLOTS + 1] = first[1];
    for (uint32_t i = 0; i < call->count; i++) {
        to[FRAME_HEADER_SLOTS + 2 + i] = from[i];
    }
    return true;
}

/* As pd_vm_call_function, with room for the window's arguments already. */
static LeafResult push_clause(Vm *vm, const Call *call, Called *called)
{
    Fiber *fiber = pd_running(vm);
    Value *window = pd_stack(vm, fiber) + call->window;
    const Array *stack = pd_at(&vm->heap, fiber->stack);
    const VmCode *code = pd_code_of(vm, window[0]);
    if (!pd_is_unbound(call->names) ||
        !pd_is_simple_call(vm, code, call->count, window, stack->items + stack->capacity)) {
        return pd_vm_call_function(vm, call, called);
    }
    pd_push_simple(vm, window, code, fiber->base, call->phase);
    fiber->base = call->window + FRAME_HEADER_SLOTS;
    called->pushed = true;
    return LEAF_OK;
}

LeafResult pd_vm_capture(Vm *vm, const Call *call, const Target *target, Called *called)
{
    Heap *heap = &vm->heap;
    bool spare = false;
    Opaque *k = new_continuation(vm, target, &spare);
    if (k == NULL) {
        return LEAF_MEMORY;
    }
    Ref head = vm->fiber;
    Fiber *tail = pd_at(heap, target->fiber);
    Ref outside = tail->parent;
    uint32_t depth = vm->depth, fiber_depth = vm->fiber_depth;
    const Value *args = pd_stack(vm, pd_running(vm)) + call->window + FRAME_HEADER_SLOTS;
    Value first[3] = {pd_opaque(vm, tail->prompt)->items[PROMPT_HANDLER], pd_value_to(heap, k),
                      target->clause};
    pd_running(vm)->frame_count = depth - fiber_depth;
    pd_run_fiber(vm, outside);
    vm->depth -= (uint32_t)pd_int_of(k->items[K_FRAMES]);
    vm->fiber_depth = vm->depth - pd_running(vm)->frame_count;
    uint32_t window = 0;
    LeafResult r = LEAF_MEMORY;
    if (place_arguments(vm, call, args, first, &window)) {
        Call inner = {window, call->count + 2, call->names, PHASE_CONTROL};
        r = push_clause(vm, &inner, called);
    }
    if (r != LEAF_OK) { /* as if it had not been captured */
        k->items[K_HEAD] = VALUE_NONE;
        if (spare) {
            pd_vm_recycle(vm, pd_value_to(heap, k));
        }
        pd_run_fiber(vm, head);
        vm->depth = depth;
        vm->fiber_depth = fiber_depth;
        return r;
    }
    tail->parent = 0;
    keep(vm, k);
    return LEAF_OK;
}

static bool is_prompt_outward(const Vm *vm, Value mask)
{
    const Heap *heap = &vm->heap;
    Ref ref = vm->fiber;
    while (ref != 0 && !pd_is(pd_from_ref(ref), mask)) {
        ref = ((const Fiber *)pd_at(heap, ref))->parent;
    }
    const Fiber *fiber = ref == 0 ? NULL : pd_at(heap, ref);
    return fiber != NULL && fiber->parent != 0 &&
           pd_is_opaque(vm, pd_prompt_of(fiber), TYPE_PROMPT);
}

LeafResult pd_vm_leave_clause(Vm *vm, uint32_t value, Called *called)
{
    Fiber *fiber = pd_running(vm);
    uint32_t base = fiber->base;
    Value *registers = pd_registers(vm);
    Value mask = fiber->mask;
    if (!is_prompt_outward(vm, mask)) {
        return LEAF_END;
    }
    fiber->mask = registers[-FRAME_HEADER_SLOTS - 1];
    fiber->base = pd_frame(registers)->previous;
    vm->depth--;
    Target target = {.clause = vm->image->lib[LIB_clause_left], .fiber = pd_ref_of(mask)};
    Call call = {base + value - FRAME_HEADER_SLOTS, 1, VALUE_UNBOUND, PHASE_ONLY};
    LeafResult r = pd_vm_capture(vm, &call, &target, called);
    if (r != LEAF_OK) {
        fiber->mask = mask;
        fiber->base = base;
        vm->depth++;
    }
    return r;
}

/* ---- the call ---- */

static LeafResult unhandled(Vm *vm, const Opaque *effect)
{
    const FunctionObject *f =
        PD_AS(const FunctionObject, &vm->heap, effect->items[EFFECT_FUNCTION]);
    return pd_vm_raise(vm, EXC_UNHANDLED_EFFECT, "no handler for %s",
                       pd_vm_text(vm, f->qualname).text);
}

/* What is being closed swallowed its end and performs again: RuntimeError there, and the second
 * time one that nothing of it can take. */
static LeafResult ignored_exit(Vm *vm, Ref closing)
{
    Fiber *fiber = pd_at(&vm->heap, closing);
    bool again = fiber->h.aux == FIBER_IGNORES_EXIT;
    LeafResult r = pd_vm_raise(vm, EXC_RUNTIME_ERROR, "continuation ignored ContinuationExit");
    if (r == LEAF_RAISED) {
        fiber->h.aux = FIBER_IGNORES_EXIT;
        vm->thrown = again ? THROWN_TO_END : 0;
    }
    return r;
}

/* The window holds the effect and its arguments. */
static LeafResult call_to(Vm *vm, const Target *target, Call *call, Called *called)
{
    Value *window = pd_stack(vm, pd_running(vm)) + call->window;
    if (target->refused) {
        return ignored_exit(vm, target->fiber);
    }
    pd_vm_trace_perform(vm, window[0], target);
    if (target->fiber == 0) {
        const Opaque *o = pd_opaque(vm, window[0]);
        if (pd_is(o->items[EFFECT_HAS_DEFAULT], VALUE_TRUE)) {
            window[0] = o->items[EFFECT_FUNCTION];
            return LEAF_END;
        }
        return unhandled(vm, o);
    }
    return pd_vm_is_control(vm, target->clause) ? pd_vm_capture(vm, call, target, called)
                                                : call_in_place(vm, call, target, called);
}

static LeafResult call_from(Vm *vm, Ref from, Call *call, Called *called)
{
    const Value *window = pd_stack(vm, pd_running(vm)) + call->window;
    Target target = pd_vm_find_clause(vm, window[0], from);
    return call_to(vm, &target, call, called);
}

LeafResult pd_vm_call_effect(Vm *vm, Call *call, Called *called)
{
    if (call->phase == PHASE_ONLY) {
        return call_from(vm, vm->fiber, call, called);
    }
    /* The instruction needs more than a value: a frame of the library waits in a plain call. */
    const Value *window = pd_stack(vm, pd_running(vm)) + call->window;
    const Tuple *args = pd_tuple_new(&vm->heap, window + FRAME_HEADER_SLOTS, call->count);
    if (args == NULL) {
        return LEAF_MEMORY;
    }
    return pd_vm_tail_call(vm, LIB_effect_apply, 3, window[0], pd_value_to(&vm->heap, args),
                           pd_is_unbound(call->names) ? VALUE_NONE : call->names);
}

/* ---- operations as values ---- */

LeafResult pd_vm_check_operation(Vm *vm, Value operation)
{
    if (pd_is_opaque(vm, operation, TYPE_OPERATION)) {
        return LEAF_OK;
    }
    return pd_vm_raise_type(vm, "an operation is wanted, as effect.op(...) gives it, not '%s'",
                            operation);
}

/* The operation's arguments in a window on the running fiber's stack. LEAF_MEMORY: none made. */
static LeafResult lay_out(Vm *vm, const Opaque *operation, uint32_t window, Call *call)
{
    Heap *heap = &vm->heap;
    const Tuple *args = PD_AS(const Tuple, heap, operation->items[OPERATION_ARGS]);
    Value given = operation->items[OPERATION_KEYWORDS];
    const Dict *keywords = pd_is_none(given) ? NULL : PD_AS(const Dict, heap, given);
    uint32_t named = keywords == NULL ? 0 : keywords->used;
    Tuple *names = named == 0 ? NULL : pd_tuple_new(heap, NULL, named);
    uint32_t count = args->length + named;
    if ((named != 0 && names == NULL) ||
        !pd_vm_grow_stack(vm, window + count + 4 * STACK_SLACK_SLOTS)) {
        return LEAF_MEMORY;
    }
    Value *w = pd_stack(vm, pd_running(vm)) + window;
    w[-1] = VALUE_UNBOUND;
    w[0] = operation->items[OPERATION_EFFECT];
    memcpy(w + FRAME_HEADER_SLOTS, args->items, (size_t)args->length * sizeof(Value));
    uint32_t position = 0;
    for (uint32_t i = 0; i < named; i++) {
        (void)pd_dict_next(heap, keywords, &position, &names->items[i],
                           &w[FRAME_HEADER_SLOTS + args->length + i]);
    }
    Value names_value = names == NULL ? VALUE_UNBOUND : pd_value_to(heap, names);
    *call = (Call){window, count, names_value, PHASE_ONLY};
    return LEAF_OK;
}

static uint64_t stack_bytes(const Vm *vm, const Fiber *fiber)
{
    return ((const Array *)pd_at(&vm->heap, fiber->stack))->capacity * sizeof(Value);
}

bool pd_vm_has_room_to_perform(const Vm *vm, const Fiber *head, Value operation)
{
    enum { SMALL_OBJECTS_BYTES = 65536 };
    const Opaque *o = pd_opaque(vm, operation);
    const Target target = pd_vm_find_clause(vm, o->items[OPERATION_EFFECT], vm->fiber);
    uint64_t needed = SMALL_OBJECTS_BYTES + 2 * stack_bytes(vm, head);
    needed += 3 * sizeof(Value) * PD_AS(const Tuple, &vm->heap, o->items[OPERATION_ARGS])->length;
    if (target.fiber != 0) {
        Ref outside = ((const Fiber *)pd_at(&vm->heap, target.fiber))->parent;
        needed += 2 * stack_bytes(vm, pd_at(&vm->heap, outside));
    }
    return pd_heap_has_room(&vm->heap, needed);
}

/* That prompt, if it is on the stack, with its clause for the effect. */
static LeafResult find_prompt(Vm *vm, Value effect, Value prompt, Target *out)
{
    const Heap *heap = &vm->heap;
    Ref ref = pd_vm_next_prompt(vm, vm->fiber);
    while (ref != 0 && !pd_is(((const Fiber *)pd_at(heap, ref))->prompt, prompt)) {
        ref = pd_vm_next_prompt(vm, ((const Fiber *)pd_at(heap, ref))->parent);
    }
    const FunctionObject *f =
        PD_AS(const FunctionObject, heap, pd_opaque(vm, effect)->items[EFFECT_FUNCTION]);
    if (ref == 0) {
        return pd_vm_raise(vm, EXC_HANDLER_ESCAPED,
                           "the handler that %s is for is not on the stack",
                           pd_vm_text(vm, f->qualname).text);
    }
    Value ident = pd_from_int(pd_header(heap, effect)->ident);
    *out = (Target){.clause = clause_of(heap, pd_opaque(vm, prompt), ident), .fiber = ref};
    if (pd_is_unbound(out->clause)) {
        return pd_vm_raise(vm, EXC_UNHANDLED_EFFECT, "that handler has no clause for %s",
                           pd_vm_text(vm, f->qualname).text);
    }
    return LEAF_OK;
}

LeafResult pd_vm_perform_to(Vm *vm, const Reach *reach, Value operation, Called *called)
{
    const FrameHeader *header = pd_frame(pd_registers(vm));
    uint32_t window = pd_running(vm)->base + pd_function(vm, header->code)->register_count + 1;
    Value effect = pd_opaque(vm, operation)->items[OPERATION_EFFECT];
    Target target = {.clause = VALUE_UNBOUND};
    Call call;
    LeafResult r = LEAF_OK;
    if (pd_is_none(reach->prompt)) {
        target = pd_vm_find_clause(vm, effect, reach->from);
        target.frames += target.frames == 0 ? 0 : reach->above;
    } else {
        r = find_prompt(vm, effect, reach->prompt, &target);
    }
    if (r == LEAF_OK) {
        r = lay_out(vm, pd_opaque(vm, operation), window, &call);
    }
    if (r == LEAF_OK) {
        called->below = VALUE_UNBOUND;
        r = call_to(vm, &target, &call, called);
        r = r == LEAF_END ? pd_vm_call_function(vm, &call, called) : r;
    }
    return r;
}
