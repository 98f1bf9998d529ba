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

/* Whether the frame of a function needs no binding of so many arguments, and fits into the slots
 * that are left from its window on. */
static ALWAYS_INLINE bool pd_is_simple_call(const Vm *vm, const VmCode *code, uint32_t count,
                                            ptrdiff_t slots_left)
{
    return code->plain_call == count + 1 && (ptrdiff_t)code->room <= slots_left &&
           vm->depth < vm->limits.recursion_frames;
}

/* Makes the window, whose arguments are in place, the frame of its function, which
 * pd_is_simple_call; previous is the calling frame's base. */
static ALWAYS_INLINE void pd_push_simple(Vm *vm, Value *window, const VmCode *code,
                                         uint32_t previous, Phase phase)
{
    FrameHeader *header = (FrameHeader *)(void *)window;
    header->pc = 0;
    header->code = code->index;
    header->previous = previous;
    header->phase = (uint8_t)phase;
    header->flags = 0;
    header->unused = 0;
    for (uint32_t i = code->plain_call - 1; UNLIKELY(i < code->unbound); i++)
        window[FRAME_HEADER_SLOTS + i] = VALUE_UNBOUND;
    vm->depth++;
}

static ALWAYS_INLINE uint32_t pd_registers_of(const VmCode *code)
{
    return code->room - FRAME_HEADER_SLOTS - STACK_SLACK_SLOTS;
}

/* The code of the function that vm->tail wants called, when its frame needs no binding and fits;
 * else NULL. */
static ALWAYS_INLINE const VmCode *pd_simple_tail(const Vm *vm, ptrdiff_t slots_left)
{
    const Tail *tail = &vm->tail;
    if (!pd_is_unbound(tail->star) || !pd_is_kind(&vm->heap, tail->callable, KIND_FUNCTION))
        return NULL;
    const VmCode *code = pd_code_of(vm, tail->callable);
    return pd_is_simple_call(vm, code, tail->count, slots_left) ? code : NULL;
}

static ALWAYS_INLINE void pd_place_tail(const Tail *tail, Value *window)
{
    window[0] = tail->callable;
    for (uint32_t i = 0; i < tail->count; i++)
        window[FRAME_HEADER_SLOTS + i] = tail->args[i];
}

#endif
