/*
 * Performing: the lookup of the prompt, function clauses in place, capture for control clauses.
 *
 * Whatever may fail for lack of memory or because the arguments do not fit is done or undone before
 * the state changes for good, so the instruction that performs can be run again, or raises with the
 * chain as it was.
 */
#include "vm/effect/effect.h"

typedef struct Target {
    Ref fiber; /* whose prompt it is; 0 = none */
    Value clause;
} Target;

/* ---- lookup ---- */

static Target find(const Vm *vm, Value effect)
{
    const Heap *heap = &vm->heap;
    Value key = pd_from_int(pd_header(heap, effect)->ident);
    uint32_t left = vm->depth + 1; /* fibers: foreign bytes may have made a ring of masks */
    for (Ref ref = vm->fiber; ref != 0 && left != 0; left--) {
        const Fiber *fiber = pd_at(heap, ref);
        if (pd_is_ref(fiber->mask)) {
            ref = PD_AS(const Fiber, heap, fiber->mask)->parent;
            continue;
        }
        if (pd_is_ref(fiber->prompt)) {
            const Opaque *prompt = PD_AS(const Opaque, heap, fiber->prompt);
            Value clause;
            if ((prompt->h.flags & PROMPT_CLOSED) == 0 &&
                pd_dict_get((Heap *)(uintptr_t)heap,
                            PD_AS(const Dict, heap, prompt->items[PROMPT_CLAUSES]), key,
                            &clause) == ANSWER_YES) {
                return (Target){ref, clause};
            }
        }
        ref = fiber->parent;
    }
    return (Target){0, VALUE_UNBOUND};
}

static bool is_control(const Vm *vm, Value clause)
{
    uint32_t code = PD_AS(const FunctionObject, &vm->heap, clause)->code;
    return (pd_function(vm, code)->flags & FUNCTION_CONTROL) != 0;
}

/* ---- function clauses ---- */

/* The frame goes one slot higher than the window: the mask that was stays below its header. */
static LeafResult call_in_place(Vm *vm, const Call *call, const Target *target, Called *called)
{
    Fiber *fiber = pd_running(vm);
    Value *window = pd_stack(vm, fiber) + call->window;
    Value *args = window + FRAME_HEADER_SLOTS;
    Value prompt = PD_AS(const Fiber, &vm->heap, pd_from_ref(target->fiber))->prompt;
    memmove(args + 2, args, (size_t)call->count * sizeof(Value));
    window[0] = fiber->mask;
    window[1] = target->clause;
    args[1] = pd_opaque(vm, prompt)->items[PROMPT_HANDLER];
    called->below = fiber->mask;
    Call inner = {call->window + 1, call->count + 1, call->names, PHASE_CLAUSE};
    LeafResult r = pd_vm_call_function(vm, &inner, called);
    if (r == LEAF_OK) {
        pd_running(vm)->mask = pd_from_ref(target->fiber);
    }
    return r;
}

/* ---- control clauses ---- */

static uint32_t segment_frames(const Vm *vm, Ref tail)
{
    uint32_t frames = vm->depth - vm->fiber_depth;
    for (Ref ref = vm->fiber; ref != tail;) {
        ref = ((const Fiber *)pd_at(&vm->heap, ref))->parent;
        frames += ((const Fiber *)pd_at(&vm->heap, ref))->frame_count;
    }
    return frames;
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

static Opaque *new_continuation(Vm *vm, Ref tail)
{
    Heap *heap = &vm->heap;
    Opaque *k = pd_vm_new_opaque(vm, TYPE_CONTINUATION, K_COUNT);
    if (k != NULL) {
        k->items[K_HEAD] = pd_from_ref(vm->fiber);
        k->items[K_TAIL] = pd_from_ref(tail);
        k->items[K_FRAMES] = pd_from_int(segment_frames(vm, tail));
        k->items[K_PROMPT] = PD_AS(const Fiber, heap, pd_from_ref(tail))->prompt;
        k->h.flags |= K_STARTED;
    }
    return k;
}

/* Arguments of the clause, on the stack of the fiber that is running now. */
static bool place_arguments(Vm *vm, const Call *call, const Value *from, Value first[3],
                            uint32_t *window)
{
    const FrameHeader *header = pd_frame(pd_registers(vm));
    *window = pd_running(vm)->base + pd_function(vm, header->code)->register_count + 1;
    if (!pd_vm_grow_stack(vm, *window + call->count + 4 * STACK_SLACK_SLOTS)) {
        return false;
    }
    Value *to = pd_stack(vm, pd_running(vm)) + *window;
    to[-1] = first[1];
    to[0] = first[2];
    to[FRAME_HEADER_SLOTS] = first[0];
    to[FRAME_HEADER_SLOTS + 1] = first[1];
    memcpy(to + FRAME_HEADER_SLOTS + 2, from, (size_t)call->count * sizeof(Value));
    return true;
}

static LeafResult call_with_continuation(Vm *vm, const Call *call, const Target *target,
                                         Called *called)
{
    Heap *heap = &vm->heap;
    Opaque *k = new_continuation(vm, target->fiber);
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
    vm->fiber = outside;
    vm->depth -= (uint32_t)pd_int_of(k->items[K_FRAMES]);
    vm->fiber_depth = vm->depth - pd_running(vm)->frame_count;
    uint32_t window = 0;
    LeafResult r = LEAF_MEMORY;
    if (place_arguments(vm, call, args, first, &window)) {
        Call inner = {window, call->count + 2, call->names, PHASE_CONTROL};
        r = pd_vm_call_function(vm, &inner, called);
    }
    if (r != LEAF_OK) { /* as if it had not been captured */
        vm->fiber = head;
        vm->depth = depth;
        vm->fiber_depth = fiber_depth;
        return r;
    }
    tail->parent = 0;
    keep(vm, k);
    return LEAF_OK;
}

/* ---- the call ---- */

LeafResult pd_vm_call_effect(Vm *vm, Call *call, Called *called)
{
    Value *window = pd_stack(vm, pd_running(vm)) + call->window;
    Value effect = window[0];
    Target target = find(vm, effect);
    if (target.fiber == 0) {
        const Opaque *o = pd_opaque(vm, effect);
        if (pd_is(o->items[EFFECT_HAS_DEFAULT], VALUE_TRUE)) {
            window[0] = o->items[EFFECT_FUNCTION];
            return LEAF_END;
        }
        const FunctionObject *f = PD_AS(const FunctionObject, &vm->heap, o->items[EFFECT_FUNCTION]);
        return pd_vm_raise(vm, EXC_UNHANDLED_EFFECT, "no handler for %s",
                           pd_vm_text(vm, f->qualname).text);
    }
    if (call->phase != PHASE_ONLY) { /* a frame of the library waits for it, in a plain call */
        Tuple *args = pd_tuple_new(&vm->heap, window + FRAME_HEADER_SLOTS, call->count);
        if (args == NULL) {
            return LEAF_MEMORY;
        }
        return pd_vm_tail_call(vm, LIB_class_call_slow, 3, effect, pd_value_to(&vm->heap, args),
                               pd_is_unbound(call->names) ? VALUE_NONE : call->names);
    }
    return is_control(vm, target.clause) ? call_with_continuation(vm, call, &target, called)
                                         : call_in_place(vm, call, &target, called);
}
