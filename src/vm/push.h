/*
 * Frames of the calls that need no binding of their arguments: the opcode loop's fast path, and
 * that of control clauses.
 */
#ifndef VM_PUSH_H
#define VM_PUSH_H

#include "vm/vm_in.h"

/* Whether the frame of a function needs no binding of so many arguments, and fits. */
static inline bool pd_is_simple_call(const Vm *vm, const FunctionObject *f, uint32_t count,
                                     uint32_t stack_left)
{
    const Function *fn = vm->loaded[f->code].function;
    const uint32_t special =
        FUNCTION_VARARGS | FUNCTION_VARKEYWORDS | FUNCTION_GENERATOR | FUNCTION_COROUTINE;
    return fn->param_count == count && fn->kwonly_count == 0 && (fn->flags & special) == 0 &&
           fn->register_count + (uint32_t)(STACK_SLACK_SLOTS + FRAME_HEADER_SLOTS) <= stack_left &&
           vm->depth < vm->limits.recursion_frames && vm->codes[f->code].instrs != NULL;
}

/* Makes the window, whose arguments are in place, the frame of its function, which
 * pd_is_simple_call. */
static inline void pd_push_simple(Vm *vm, Value *window, uint32_t count, uint8_t phase)
{
    const FunctionObject *f = PD_AS(FunctionObject, &vm->heap, window[0]);
    const Function *fn = vm->loaded[f->code].function;
    FrameHeader *header = (FrameHeader *)(void *)window;
    header->pc = 0;
    header->code = f->code;
    header->phase = phase;
    header->flags = 0;
    header->unused = 0;
    if ((fn->flags & FUNCTION_MAY_UNBIND) != 0) {
        Value *registers = window + FRAME_HEADER_SLOTS;
        for (uint32_t i = count; i < fn->local_count; i++)
            registers[i] = VALUE_UNBOUND;
    }
    vm->depth++;
}

#endif
