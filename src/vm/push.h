/*
 * Frames of the calls that need no binding of their arguments: the opcode loop's fast path, and
 * that of control clauses.
 */
#ifndef VM_PUSH_H
#define VM_PUSH_H

#include "vm/vm_in.h"

/* Whether the frame of a function needs no binding of so many arguments, and fits. */
static inline bool pd_is_simple_call(const Vm *vm, const VmCode *code, uint32_t count,
                                     uint32_t stack_left)
{
    return code->plain_call == count + 1 && vm->depth < vm->limits.recursion_frames &&
           code->registers + (uint32_t)(STACK_SLACK_SLOTS + FRAME_HEADER_SLOTS) <= stack_left;
}

/* The code of the function in a window. */
static inline const VmCode *pd_window_code(const Vm *vm, Value function)
{
    return &vm->codes[PD_AS(FunctionObject, &vm->heap, function)->code];
}

/* Makes the window, whose arguments are in place, the frame of its function, which
 * pd_is_simple_call; previous is the calling frame's base. */
static inline void pd_push_simple(Vm *vm, Value *window, const VmCode *code, uint32_t previous,
                                  uint8_t phase)
{
    FrameHeader *header = (FrameHeader *)(void *)window;
    header->pc = 0;
    header->code = (uint32_t)(code - vm->codes);
    header->previous = previous;
    header->phase = phase;
    header->flags = 0;
    header->unused = 0;
    for (uint32_t i = code->plain_call - 1; i < code->unbound; i++)
        window[FRAME_HEADER_SLOTS + i] = VALUE_UNBOUND;
    vm->depth++;
}

#endif
