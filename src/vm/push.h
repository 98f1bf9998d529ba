/*
 * Frames of the calls that need no binding of their arguments: those that the opcode loop makes in
 * place, also for what leaves want called, and those of clauses. call.c makes the same frames, and
 * grows stacks only where these do not fit.
 */
#ifndef VM_PUSH_H
#define VM_PUSH_H

#include "vm/vm_in.h"

/* The code of the function in a window. */
static ALWAYS_INLINE const VmCode *pd_code_of(const Vm *vm, Value function)
{
    return &vm->codes[PD_AS(FunctionObject, &vm->heap, function)->code];
}

/* The same where the window is in memory that the loop has not read yet. */
static ALWAYS_INLINE const VmCode *pd_code_at(const Vm *vm, const Value *function)
{
    const FunctionObject *object = pd_at(&vm->heap, pd_lower_at(function));
    pd_assert_object(FunctionObject, object);
    return &vm->codes[object->code];
}

/* Whether the frame of a function needs no binding of so many arguments, and fits between its
 * window and the end of the stack. */
static ALWAYS_INLINE bool pd_is_simple_call(const Vm *vm, const VmCode *code, uint32_t count,
                                            const Value *window, const Value *stack_end)
{
    return code->plain_call == count + 1 &&
           (uintptr_t)window + code->room * sizeof(Value) <= (uintptr_t)stack_end &&
           vm->depth < vm->limits.recursion_frames;
}

/* Makes the window of a function, whose registers are in place, a frame of its code; previous is
 * the calling frame's base. */
static ALWAYS_INLINE void pd_push_bound(Vm *vm, Value *window, const VmCode *code,
                                        uint32_t previous, Phase phase)
{
    FrameHeader *header = (FrameHeader *)(void *)window;
    header->pc = 0;
    header->code = code->index;
    header->previous = previous;
    header->phase = (uint8_t)phase;
    header->flags = 0;
    header->unused = 0;
    vm->depth++;
}

/* The same of a window that holds arguments with which the code pd_is_simple_call. */
static ALWAYS_INLINE void pd_push_simple(Vm *vm, Value *window, const VmCode *code,
                                         uint32_t previous, Phase phase)
{
    for (uint32_t i = code->unbound; UNLIKELY(i != 0); i--)
        window[FRAME_HEADER_SLOTS + code->plain_call - 2 + i] = VALUE_UNBOUND;
    pd_push_bound(vm, window, code, previous, phase);
}

/* Slots above the arguments that calls of what has to be unfolded want to be there. */
enum { UNFOLD_MAX = 8 };

/* Whether the stack from a window on has room for so many arguments and more, as general calls make
 * sure of. */
static ALWAYS_INLINE bool pd_has_room(ptrdiff_t slots_left, uint32_t count, uint32_t more)
{
    return slots_left >= (ptrdiff_t)FRAME_HEADER_SLOTS + count + more + 2 * STACK_SLACK_SLOTS;
}

/* What calling a bound method, or an instance whose class has a plain __call__, comes to: the
 * function or Builtin, to be called with *self first. UNBOUND: something else. */
static ALWAYS_INLINE Value pd_unfolded(Vm *vm, Value callee, Value *self)
{
    if (pd_is_kind(&vm->heap, callee, KIND_METHOD)) {
        const Method *method = PD_AS(Method, &vm->heap, callee);
        *self = method->self;
        return method->function;
    }
    *self = callee;
    Value special = pd_vm_special(vm, callee, NAME_call);
    return pd_is_kind(&vm->heap, special, KIND_FUNCTION) ? special : VALUE_UNBOUND;
}

/* The same for vm->tail, where its window has room. */
static ALWAYS_INLINE void pd_unfold_tail(Vm *vm, ptrdiff_t slots_left)
{
    Tail *tail = &vm->tail;
    if (!pd_is_kind(&vm->heap, tail->callable, KIND_METHOD) || !pd_is_unbound(tail->star) ||
        tail->count == ARRAY_COUNT(tail->args) ||
        !pd_has_room(slots_left, tail->count, STACK_SLACK_SLOTS))
        return;
    const Method *method = PD_AS(Method, &vm->heap, tail->callable);
    tail->callable = method->function;
    for (uint32_t i = tail->count++; i > 0; i--)
        tail->args[i] = tail->args[i - 1];
    tail->args[0] = method->self;
}

static ALWAYS_INLINE uint32_t pd_registers_of(const VmCode *code)
{
    return code->room - FRAME_HEADER_SLOTS - STACK_SLACK_SLOTS;
}

/* The code of the function that vm->tail wants called, when its frame needs no binding and fits;
 * else NULL. */
static ALWAYS_INLINE const VmCode *pd_simple_tail(const Vm *vm, const Value *window,
                                                  const Value *stack_end)
{
    const Tail *tail = &vm->tail;
    if (!pd_is_unbound(tail->star) || !pd_is_kind(&vm->heap, tail->callable, KIND_FUNCTION))
        return NULL;
    const VmCode *code = pd_code_of(vm, tail->callable);
    return pd_is_simple_call(vm, code, tail->count, window, stack_end) ? code : NULL;
}

static ALWAYS_INLINE void pd_place_tail(const Tail *tail, Value *window)
{
    window[0] = tail->callable;
    if (UNLIKELY(pd_phase_has_below(tail->phase)))
        window[-1] = tail->below;
    for (uint32_t i = 0; i < tail->count; i++)
        window[FRAME_HEADER_SLOTS + i] = tail->args[i];
}

/* The generator, where vm->tail calls a function that makes one of its arguments as they are.
 * LEAF_END: it is not as simple as that. */
static ALWAYS_INLINE LeafResult pd_tail_generator(Vm *vm, Value *window, Value *out)
{
    const Tail *tail = &vm->tail;
    bool simple = tail->phase == PHASE_ONLY || tail->phase == PHASE_ITER;
    if (!simple || !pd_is_unbound(tail->star) ||
        !pd_is_kind(&vm->heap, tail->callable, KIND_FUNCTION))
        return LEAF_END;
    pd_place_tail(tail, window);
    return pd_vm_call_generator(vm, window, tail->count, out);
}

/* Whether it is a generator of a kind up to last, which is plain or coroutine, and could go on. */
static ALWAYS_INLINE bool pd_is_suspended(const Header *h, GeneratorKind last)
{
    const Header looked_at = {
        .kind = 0xff, .flags = FIBER_RUNNING | FIBER_DONE, .aux = (uint16_t) ~(unsigned)last};
    const Header wanted = {.kind = KIND_GENERATOR};
    uint32_t is, mask, want;
    memcpy(&is, h, sizeof is);
    memcpy(&mask, &looked_at, sizeof mask);
    memcpy(&want, &wanted, sizeof want);
    return (is & mask) == want;
}

/* The usual way on for a generator, or for a coroutine where last says so: it runs on top of the
 * running fiber, whose frame was written back and whose turn is `at`; the YIELD that it waits at is
 * to get that value, and one that has not begun wants None. Gives its turn, which follows that of
 * the running fiber: where there is no room behind `at`, both go to the first places. The loop
 * fills in what the turn does not know yet. NULL: see pd_vm_do_resume. */
static ALWAYS_INLINE Turn *pd_begin_turn(Vm *vm, Turn *at, Value generator, Value sent,
                                         GeneratorKind last)
{
    const Ref current = vm->fiber;
    const uint32_t depth = vm->depth, below = vm->fiber_depth;
    pd_assert_torture(pd_is_ref(generator));
    Fiber *fiber = pd_at(&vm->heap, pd_ref_of(generator));
    if (!pd_is_suspended(&fiber->h, last) || depth >= vm->limits.recursion_frames)
        return NULL;
    Turn *turn = at + 1;
    if (turn->generator != pd_ref_of(generator)) {
        if (UNLIKELY((fiber->h.flags & FIBER_STARTED) == 0 && !pd_is_none(sent)))
            return NULL;
        if (UNLIKELY(at == &vm->turns[TURN_MAX])) {
            pd_void_turns(vm);
            vm->turns[0] = *at; /* of no generator, like all now */
            turn = &vm->turns[1];
        }
    }
    vm->chain++; /* it may have been resumed from elsewhere the last time */
    turn->resumed_by = current;
    turn->depth_below = below;
    fiber->h.flags |= FIBER_RUNNING;
    pd_store_ref(&vm->heap, &fiber->parent, current);
    at->fiber->frame_count = depth - below;
    vm->fiber = pd_ref_of(generator);
    vm->fiber_depth = depth;
    vm->depth = depth + 1;
    return turn;
}

/* Whether what a turn says is so of the running fiber. For torture builds. */
static inline bool pd_is_place(const Vm *vm, const Turn *at)
{
    const Fiber *fiber = pd_running(vm);
    const Array *stack = pd_at(&vm->heap, fiber->stack);
    const VmCode *code = &vm->codes[pd_frame(at->registers)->code];
    return at->fiber == fiber && at->stack == stack->items &&
           at->stack_end == stack->items + stack->capacity &&
           at->registers == stack->items + fiber->base && at->code0 == code->instrs &&
           at->consts == code->consts;
}

/* The usual way back from a YIELD, or the end, to where the running fiber's turn began: to the turn
 * before. */
static ALWAYS_INLINE void pd_end_turn(Vm *vm, const Turn *at)
{
    Fiber *fiber = at->fiber;
    pd_assert_torture((fiber->h.flags & FIBER_CLOSING) == 0 && fiber->parent == at->resumed_by);
    fiber->h.flags &= (uint8_t)~FIBER_RUNNING;
    fiber->frame_count = 1;
    fiber->parent = 0;
    vm->fiber = at->resumed_by;
    vm->fiber_depth = at->depth_below;
    vm->depth--;
}

#endif
