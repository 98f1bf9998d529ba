/* Exceptions leaving frames: tracebacks, handler tables, implicit context.
 *
 * A try that does not raise costs nothing; here a raise walks from the running frame outward. For
 * each frame a traceback entry is made (hidden library frames are left out), then its handler table
 * is asked. A frame without a handler is popped; where its caller's instruction ends a loop at
 * StopIteration, that is the end of the loop and no exception.
 */
#include "vm/task/task.h"

static const HandlerRow *find_handler(const Function *fn, uint32_t pc)
{
    for (uint32_t i = 0; i < fn->handler_count; i++) {
        const HandlerRow *row = &fn->handlers[i];
        if (pc >= row->start && pc < row->end)
            return row;
    }
    return NULL;
}

/* The exception being handled in the innermost fiber that handles one. */
Value pd_vm_handled(const Vm *vm)
{
    for (Ref ref = vm->fiber; ref != 0;) {
        const Fiber *fiber = pd_at(&vm->heap, ref);
        if (!pd_is_none(fiber->handled))
            return fiber->handled;
        ref = fiber->parent;
    }
    return VALUE_NONE;
}

/* __context__ = the exception being handled; a cycle that this would close is cut (CPython:
 * _PyErr_SetObject). */
void pd_vm_set_context(Vm *vm, Value raised, Value handled)
{
    if (pd_is_none(handled) || pd_is(handled, raised)) {
        return;
    }
    Heap *heap = &vm->heap;
    Exception *e = PD_AS(Exception, heap, handled), *slow = e;
    for (bool even = false; !pd_is_none(e->context); even = !even) {
        if (pd_is(e->context, raised)) {
            pd_store(heap, &e->context, VALUE_NONE);
            break;
        }
        e = PD_AS(Exception, heap, e->context);
        if (even) {
            slow = PD_AS(Exception, heap, slow->context);
        }
        if (e == slow) {
            break; /* the program made a cycle of its own */
        }
    }
    pd_store(heap, &PD_AS(Exception, heap, raised)->context, handled);
}

/* Where even the reserve is used up the entry is left out: the run's memory is full of tracebacks,
 * and the next allocation raises MemoryError. */
static void add_traceback(Vm *vm, const FrameHeader *header, bool at_start)
{
    if ((pd_function(vm, header->code)->flags & FUNCTION_HIDDEN) != 0)
        return;
    Traceback *tb = pd_heap_alloc_reserve(&vm->heap, sizeof(Traceback), KIND_TRACEBACK, 0);
    if (tb == NULL)
        return;
    Exception *exception = PD_AS(Exception, &vm->heap, vm->raised);
    tb->code = header->code;
    tb->pc = header->pc;
    if (at_start)
        tb->h.flags |= TRACEBACK_AT_START;
    tb->next = exception->traceback;
    pd_store(&vm->heap, &exception->traceback, pd_value_to(&vm->heap, tb));
}

PositionRow pd_vm_traceback_position(const Vm *vm, const Traceback *tb)
{
    const Function *function = pd_loaded(vm, tb->code)->function;
    const PositionRow *row = pd_code_position(function, tb->pc);
    if ((tb->h.flags & TRACEBACK_AT_START) != 0)
        return (PositionRow){.line = function->first_line};
    return row == NULL ? (PositionRow){0} : *row;
}

LeafResult pd_vm_reraise(Vm *vm)
{
    Value exception = pd_vm_handled(vm);
    if (pd_is_none(exception))
        return pd_vm_raise(vm, EXC_RUNTIME_ERROR, "No active exception to reraise");
    vm->raised = exception;
    return LEAF_OK;
}

/* The main fiber's bottom frame is left. */
static UnwindResult run_failed(Vm *vm)
{
    vm->depth = 0;
    pd_run_fiber(vm, 0);
    vm->fuel_is_gone = false;
    vm->roots[ROOT_EXCEPTION] = vm->raised;
    pd_task_end_all(vm, vm->raised, true);
    bool exited = pd_vm_is_instance(vm, vm->raised, pd_exc(vm, EXC_SYSTEM_EXIT));
    vm->state = exited ? RUN_ENDED : RUN_FAILED;
    vm->raised = VALUE_NONE;
    return UNWIND_ENDED;
}

/* The caller's instruction ends at StopIteration: true when it did. */
static bool stop_ends(Vm *vm)
{
    Value *registers = pd_registers(vm);
    FrameHeader *header = pd_frame(registers);
    const Instr *ip = vm->codes[header->code].instrs + header->pc;
    if (ip->op != OP_FOR_ITER && ip->op != OP_SEND && ip->op != OP_SEND_THROW)
        return false;
    if (!pd_vm_is_instance(vm, vm->raised, pd_exc(vm, EXC_STOP_ITERATION)))
        return false;
    if (ip->op == OP_FOR_ITER) {
        header->pc += 2;
        return true;
    }
    Value v = PD_AS(Exception, &vm->heap, vm->raised)->detail;
    registers[ip->b] = pd_is_unbound(v) ? VALUE_NONE : v;
    header->pc = (uint32_t)((int32_t)header->pc + 2 + (int32_t)ip[1].x);
    return true;
}

static bool throws_into_iterator(const Vm *vm)
{
    const FrameHeader *header = pd_frame(pd_registers(vm));
    return vm->codes[header->code].instrs[header->pc].op == OP_SEND_THROW;
}

/* The exception comes out of what the running frame's instruction called. true: that is its end. */
static bool comes_out(Vm *vm, uint8_t phase)
{
    if (!throws_into_iterator(vm))
        return stop_ends(vm);
    if (phase == PHASE_ONLY && stop_ends(vm))
        return true;
    /* It is thrown once more here, as CPython does at each generator on the way. */
    pd_vm_set_context(vm, vm->raised, pd_running(vm)->handled);
    return false;
}

/* Pops the running frame. true: the state is at an instruction that goes on, or *ended. */
static bool pop(Vm *vm, bool *ended)
{
    Fiber *fiber = pd_running(vm);
    const Value *registers = pd_registers(vm);
    FrameHeader *header = pd_frame(pd_registers(vm));
    vm->depth--;
    if (header->previous != 0) {
        Value below = registers[-FRAME_HEADER_SLOTS - 1];
        fiber->base = header->previous;
        if (header->phase == PHASE_CLAUSE)
            fiber->mask = below;
        if (header->phase == PHASE_CONTROL && pd_vm_give_back(vm, below))
            return false;
        return comes_out(vm, header->phase);
    }
    if (fiber->parent == 0) {
        *ended = true;
        return true;
    }
    LeafResult completed = LEAF_OK;
    if (!pd_vm_fiber_raise(vm, &completed))
        return comes_out(vm, PHASE_ONLY);
    return completed == LEAF_OK;
}

/* The state is at an instruction that goes on. */
static UnwindResult go_on(Vm *vm)
{
    vm->raised = VALUE_NONE;
    if (PD_TORTURE)
        pd_assert_sound(pd_vm_verify_frames(vm));
    return UNWIND_CONTINUE;
}

/* The fiber at the end of a continuation that is being closed. */
static bool is_closing(const Fiber *fiber)
{
    return fiber->h.kind == KIND_FIBER && (fiber->h.flags & FIBER_CLOSING) != 0;
}

/* What is thrown in is for the iterator to which the running frame delegates. */
static bool passes_on(const Vm *vm)
{
    const FrameHeader *header = pd_frame(pd_registers(vm));
    const HandlerRow *row = vm->thrown == THROWN && !vm->fuel_is_gone
                                ? find_handler(pd_function(vm, header->code), header->pc)
                                : NULL;
    return row != NULL && vm->codes[header->code].instrs[row->target].op == OP_SEND_THROW;
}

/* What is thrown into a generator gets the context of the generator alone. */
static void set_context(Vm *vm)
{
    bool alone = vm->thrown == THROWN || vm->thrown == THROWN_AT_START || throws_into_iterator(vm);
    if (alone || vm->thrown != THROWN_IN_VAIN)
        pd_vm_set_context(vm, vm->raised, alone ? pd_running(vm)->handled : pd_vm_handled(vm));
}

UnwindResult pd_vm_unwind(Vm *vm, bool again)
{
    pd_assert(pd_is_kind(&vm->heap, vm->raised, KIND_EXCEPTION));
    again = again || passes_on(vm);
    if (!again) {
        bool by_leaf = vm->thrown == THROWN_NOT || vm->thrown == THROWN_IN_VAIN;
        if (by_leaf && stop_ends(vm))
            return go_on(vm);
        set_context(vm);
    }
    bool at_start = vm->thrown == THROWN_AT_START;
    bool to_end = vm->thrown == THROWN_TO_END;
    vm->thrown = THROWN_NOT;
    for (;;) {
        Value *registers = pd_registers(vm);
        FrameHeader *header = pd_frame(registers);
        if (!again)
            add_traceback(vm, header, at_start);
        again = false;
        const HandlerRow *row = at_start || to_end || vm->fuel_is_gone
                                    ? NULL
                                    : find_handler(pd_function(vm, header->code), header->pc);
        at_start = false;
        if (row != NULL) {
            registers[row->reg] = vm->raised;
            header->pc = row->target;
            return go_on(vm);
        }
        bool ended = false;
        const Fiber *leaving = pd_running(vm);
        to_end = to_end && !(header->previous == 0 && is_closing(leaving));
        if (pop(vm, &ended)) {
            if (ended)
                return pd_task_raised(vm) ? UNWIND_ENDED : run_failed(vm);
            return go_on(vm);
        }
    }
}
