/* Fibers: stacks of frames. Generators are fibers that somebody resumes and that yield back;
 * coroutines and asynchronous generators are generators of another kind (Header.aux).
 *
 * Switching is pointer work: the running fiber's youngest frame stays at its instruction, the other
 * fiber's goes on. The running fiber of a run and its parents form one chain; a suspended generator
 * has no parent.
 */
#include "vm/async/async.h"
#include "vm/task/task.h"

static const char *const kind_words[GENERATOR_KIND_COUNT] = {
    [GENERATOR_PLAIN] = "generator",
    [GENERATOR_COROUTINE] = "coroutine",
    [GENERATOR_ASYNC] = "async generator",
};

Fiber *pd_vm_new_fiber(Vm *vm, Kind kind, uint32_t slots)
{
    Array *stack = pd_array_new(&vm->heap, slots);
    if (stack == NULL)
        return NULL;
    stack->h.flags |= ARRAY_STACK;
    Fiber *fiber = pd_heap_alloc(&vm->heap, sizeof(Fiber), kind, 0);
    if (fiber == NULL)
        return NULL;
    fiber->parent = 0;
    fiber->stack = pd_ref_to(&vm->heap, stack);
    fiber->base = 0;
    fiber->frame_count = 0;
    fiber->handled = VALUE_NONE;
    fiber->name = VALUE_UNBOUND;
    fiber->qualname = VALUE_UNBOUND;
    fiber->prompt = VALUE_UNBOUND;
    fiber->mask = VALUE_UNBOUND;
    return fiber;
}

void pd_vm_enter_fiber(Vm *vm, Ref ref)
{
    Fiber *fiber = pd_at(&vm->heap, ref);
    pd_running(vm)->frame_count = vm->depth - vm->fiber_depth;
    pd_store_ref(&vm->heap, &fiber->parent, vm->fiber);
    pd_run_fiber(vm, ref);
    vm->fiber_depth = vm->depth;
}

/* Its parent is the running one again; its last frame is gone already. */
static void go_to_parent(Vm *vm, Fiber *fiber)
{
    pd_run_fiber(vm, fiber->parent);
    fiber->parent = 0;
    vm->fiber_depth = vm->depth - pd_running(vm)->frame_count;
}

LeafResult pd_vm_resume(Vm *vm, Value generator, ResumeMode mode, Value v)
{
    pd_assert(pd_is_kind(&vm->heap, generator, KIND_GENERATOR));
    vm->resume_fiber = pd_ref_of(generator);
    vm->resume_by = 0;
    vm->resume_mode = (uint8_t)mode;
    vm->resume_value = v;
    return LEAF_RESUME;
}

/* A generator that has ended handles nothing; what its code was stands there instead. */
void pd_vm_end_fiber(Vm *vm, Fiber *fiber)
{
    if (fiber->h.kind == KIND_GENERATOR && fiber->frame_count != 0 && fiber->stack != 0) {
        uint32_t code = pd_frame(pd_stack(vm, fiber) + FRAME_HEADER_SLOTS)->code;
        pd_store(&vm->heap, &fiber->handled, pd_loaded(vm, code)->code_object);
        fiber->prompt = VALUE_UNBOUND;
    }
    fiber->h.flags = (uint8_t)((fiber->h.flags | FIBER_DONE) & ~(FIBER_RUNNING | FIBER_CLOSING));
    pd_store_ref(&vm->heap, &fiber->stack, 0);
    fiber->frame_count = 0;
    fiber->base = 0;
}

/* Raises although state has changed already, so the instruction must not be run again for lack of
 * memory. */
static LeafResult raise_now(Vm *vm, ExcId id, const char *text)
{
    if (pd_vm_raise(vm, id, "%s", text) == LEAF_RAISED)
        return LEAF_RAISED;
    return pd_vm_raise_args(vm, id, NULL, 0);
}

/* Whether the instruction at which the parent waits goes on behind itself when a generator ends. */
static bool takes_end(Vm *vm, Ref parent)
{
    const Fiber *fiber = pd_at(&vm->heap, parent);
    const FrameHeader *header = pd_frame(pd_stack(vm, fiber) + fiber->base);
    uint32_t op = vm->codes[header->code].instrs[header->pc].op;
    return op == OP_FOR_ITER || op == OP_SEND || op == OP_SEND_THROW;
}

/* StopIteration(v), and StopIteration() for None. */
static LeafResult make_end(Vm *vm, Value v, Value *out)
{
    bool empty = pd_is_none(v);
    Tuple *args = empty ? NULL : pd_tuple_new(&vm->heap, &v, 1);
    if (!empty && args == NULL)
        return LEAF_MEMORY;
    Value items = empty ? pd_from_ref(HEAP_EMPTY_TUPLE) : pd_value_to(&vm->heap, args);
    Exception *e = pd_vm_new_exception(vm, pd_class(vm, pd_exc(vm, EXC_STOP_ITERATION)), items);
    if (e == NULL)
        return LEAF_MEMORY;
    if (!empty)
        e->detail = v;
    *out = pd_value_to(&vm->heap, e);
    return LEAF_OK;
}

/* The running frame's instruction waits for a generator that ended with v. LEAF_END: it has gone on
 * behind its loop or yield from, where the end is not an exception. */
static LeafResult deliver_end(Vm *vm, Value v)
{
    Value *registers = pd_registers(vm);
    FrameHeader *header = pd_frame(registers);
    const Instr *ip = vm->codes[header->code].instrs + header->pc;
    if (ip->op == OP_FOR_ITER) {
        header->pc += 2;
        return LEAF_END;
    }
    if (ip->op == OP_SEND || ip->op == OP_SEND_THROW) {
        registers[ip->b] = v;
        header->pc = (uint32_t)((int32_t)header->pc + 2 + (int32_t)ip[1].x);
        return LEAF_END;
    }
    return pd_vm_raise_args(vm, EXC_STOP_ITERATION, &v, pd_is_none(v) ? 0 : 1);
}

/* The generator cannot run: finished, or closed before its start. */
static LeafResult resume_ended(Vm *vm, Fiber *fiber, Value v)
{
    bool used = (fiber->h.flags & FIBER_DONE) != 0 && fiber->h.aux == GENERATOR_COROUTINE;
    pd_vm_end_fiber(vm, fiber);
    if (vm->resume_mode == RESUME_CLOSE)
        return LEAF_CALL;
    if (used)
        return pd_vm_raise(vm, EXC_RUNTIME_ERROR, "cannot reuse already awaited coroutine");
    if (vm->resume_mode == RESUME_THROW) {
        bool closing = vm->resume_by != 0 && pd_vm_is_aclose(vm, pd_from_ref(vm->resume_by));
        if (closing)
            return deliver_end(vm, VALUE_NONE);
        vm->thrown = THROWN_IN_VAIN;
        return pd_vm_raise_value(vm, v);
    }
    if (fiber->h.aux == GENERATOR_ASYNC)
        return pd_vm_raise_args(vm, EXC_STOP_ASYNC_ITERATION, NULL, 0);
    return deliver_end(vm, VALUE_NONE);
}

/* LEAF_OK: the generator can go on. */
static LeafResult check_resume(Vm *vm, Fiber *fiber, Value v)
{
    const char *what = kind_words[fiber->h.aux];
    bool started = (fiber->h.flags & FIBER_STARTED) != 0;
    if ((fiber->h.flags & FIBER_RUNNING) != 0)
        return pd_vm_raise(vm, EXC_VALUE_ERROR, "%s already executing", what);
    bool closing = vm->resume_mode == RESUME_CLOSE ||
                   (vm->resume_by != 0 && pd_vm_is_aclose(vm, pd_from_ref(vm->resume_by)));
    if ((fiber->h.flags & FIBER_DONE) != 0 || (!started && closing)) {
        return resume_ended(vm, fiber, v);
    }
    if (!started && vm->resume_mode == RESUME_SEND && !pd_is_none(v)) {
        return pd_vm_raise(vm, EXC_TYPE_ERROR, "can't send non-None value to a just-started %s",
                           what);
    }
    if (vm->depth >= vm->limits.recursion_frames) {
        return pd_vm_raise(vm, EXC_RECURSION_ERROR, "maximum recursion depth exceeded");
    }
    return LEAF_OK;
}

LeafResult pd_vm_do_resume(Vm *vm)
{
    Fiber *fiber = pd_at(&vm->heap, vm->resume_fiber);
    Value v = vm->resume_value;
    bool started = (fiber->h.flags & FIBER_STARTED) != 0;
    vm->resume_value = VALUE_NONE;
    LeafResult r = check_resume(vm, fiber, v);
    if (UNLIKELY(vm->resume_by != 0))
        pd_vm_awaitable_used(vm, vm->resume_by, r);
    if (r != LEAF_OK)
        return r;
    if (vm->resume_mode == RESUME_CLOSE) /* it was made by who closes */
        pd_vm_set_context(vm, v, pd_vm_handled(vm));
    fiber->h.flags |= FIBER_RUNNING | FIBER_STARTED;
    pd_vm_enter_fiber(vm, vm->resume_fiber);
    vm->depth++;
    if (vm->resume_mode != RESUME_SEND) {
        vm->thrown = started ? THROWN : THROWN_AT_START;
        if (vm->resume_mode == RESUME_CLOSE)
            fiber->h.flags |= FIBER_CLOSING;
        return pd_vm_raise_value(vm, v);
    }
    Value *registers = pd_registers(vm);
    FrameHeader *header = pd_frame(registers);
    if (started) { /* at its YIELD */
        const Instr *ip = vm->codes[header->code].instrs + header->pc;
        registers[ip->a] = v;
        header->pc++;
    } else {
        vm->fuel_left -= (int64_t)pd_function(vm, header->code)->fuel;
    }
    return LEAF_OK;
}

/* Leaves the running generator for its parent. */
static void leave(Vm *vm, Fiber *fiber)
{
    vm->depth--;
    fiber->frame_count = 1;
    fiber->h.flags &= (uint8_t)~FIBER_RUNNING;
    go_to_parent(vm, fiber);
}

LeafResult pd_vm_yield(Vm *vm)
{
    Fiber *fiber = pd_running(vm);
    pd_assert(fiber->h.kind == KIND_GENERATOR);
    bool closing = (fiber->h.flags & FIBER_CLOSING) != 0 && fiber->h.aux != GENERATOR_ASYNC;
    leave(vm, fiber);
    if (LIKELY(!closing))
        return LEAF_OK;
    fiber->h.flags &= (uint8_t)~FIBER_CLOSING;
    bool coroutine = fiber->h.aux == GENERATOR_COROUTINE;
    return raise_now(vm, EXC_RUNTIME_ERROR,
                     coroutine ? "coroutine ignored GeneratorExit"
                               : "generator ignored GeneratorExit");
}

/* ---- asynchronous generators ---- */

LeafResult pd_vm_yield_async(Vm *vm, Value v)
{
    Fiber *fiber = pd_running(vm);
    pd_assert(fiber->h.aux == GENERATOR_ASYNC && fiber->parent != 0);
    bool closing = pd_vm_is_aclose(vm, fiber->prompt);
    Value end = VALUE_NONE;
    if (!closing && !takes_end(vm, fiber->parent)) {
        LeafResult r = make_end(vm, v, &end);
        if (r != LEAF_OK)
            return r;
    }
    leave(vm, fiber);
    fiber->prompt = VALUE_UNBOUND;
    if (closing)
        return raise_now(vm, EXC_RUNTIME_ERROR, "async generator ignored GeneratorExit");
    return pd_is_none(end) ? deliver_end(vm, v) : pd_vm_raise_value(vm, end);
}

static LeafResult async_return(Vm *vm, Fiber *fiber)
{
    bool closing = pd_vm_is_aclose(vm, fiber->prompt);
    Value end = VALUE_NONE;
    if (!closing) {
        Class *cls = pd_class(vm, pd_exc(vm, EXC_STOP_ASYNC_ITERATION));
        Exception *e = pd_vm_new_exception(vm, cls, pd_from_ref(HEAP_EMPTY_TUPLE));
        if (e == NULL)
            return LEAF_MEMORY;
        end = pd_value_to(&vm->heap, e);
    } else if (!takes_end(vm, fiber->parent)) {
        LeafResult r = make_end(vm, VALUE_NONE, &end);
        if (r != LEAF_OK)
            return r;
    }
    leave(vm, fiber);
    pd_vm_end_fiber(vm, fiber);
    return pd_is_none(end) ? deliver_end(vm, VALUE_NONE) : pd_vm_raise_value(vm, end);
}

LeafResult pd_vm_fiber_return(Vm *vm, Value *v, bool *ended)
{
    Fiber *fiber = pd_running(vm);
    if (fiber->parent == 0) {
        *ended = true;
        vm->depth--;
        pd_vm_end_fiber(vm, fiber);
        if (pd_task_returned(vm, v))
            return LEAF_OK;
        pd_run_fiber(vm, 0);
        pd_task_end_all(vm, *v, false);
        vm->state = RUN_ENDED;
        vm->roots[ROOT_RESULT] = *v;
        return LEAF_OK;
    }
    bool generator = fiber->h.kind == KIND_GENERATOR;
    if (generator && fiber->h.aux == GENERATOR_ASYNC)
        return async_return(vm, fiber);
    bool closing = generator && (fiber->h.flags & FIBER_CLOSING) != 0;
    Value end = VALUE_NONE;
    if (!closing && generator && !takes_end(vm, fiber->parent)) {
        LeafResult r = make_end(vm, *v, &end);
        if (r != LEAF_OK) /* the generator returns once more */
            return r;
    }
    leave(vm, fiber);
    pd_vm_end_fiber(vm, fiber);
    if (closing) {
        *v = VALUE_NONE;
    }
    if (closing || !generator)
        return LEAF_OK;
    return pd_is_none(end) ? deliver_end(vm, *v) : pd_vm_raise_value(vm, end);
}

/* What the exception becomes that says where a generator ends, raised in it; NULL: it is another
 * one. PEP 479. */
static const char *stop_text(const Vm *vm, const Fiber *fiber, Value exception)
{
    static const char *const texts[GENERATOR_KIND_COUNT] = {
        [GENERATOR_PLAIN] = "generator raised StopIteration",
        [GENERATOR_COROUTINE] = "coroutine raised StopIteration",
        [GENERATOR_ASYNC] = "async generator raised StopIteration",
    };
    if (fiber->h.kind != KIND_GENERATOR)
        return NULL;
    if (pd_vm_is_instance(vm, exception, pd_exc(vm, EXC_STOP_ITERATION)))
        return texts[fiber->h.aux];
    bool ends = fiber->h.aux == GENERATOR_ASYNC &&
                pd_vm_is_instance(vm, exception, pd_exc(vm, EXC_STOP_ASYNC_ITERATION));
    return ends ? "async generator raised StopAsyncIteration" : NULL;
}

/* An exception left the bottom frame of the running generator. true: the waiting instruction got a
 * value instead. */
bool pd_vm_fiber_raise(Vm *vm, LeafResult *completed)
{
    Fiber *fiber = pd_running(vm);
    bool generator = fiber->h.kind == KIND_GENERATOR;
    bool closing = generator && (fiber->h.flags & FIBER_CLOSING) != 0;
    Value exception = vm->raised;
    bool async = generator && fiber->h.aux == GENERATOR_ASYNC;
    bool aclose = async && pd_vm_is_aclose(vm, fiber->prompt);
    const char *stop = stop_text(vm, fiber, exception);
    if (stop != NULL) {
        raise_now(vm, EXC_RUNTIME_ERROR, stop);
        Exception *runtime = PD_AS(Exception, &vm->heap, vm->raised);
        runtime->cause = exception;
        runtime->context = exception;
        runtime->suppress_context = 1;
    }
    go_to_parent(vm, fiber);
    pd_vm_end_fiber(vm, fiber);
    bool exits = stop == NULL && pd_vm_is_instance(vm, exception, pd_exc(vm, EXC_GENERATOR_EXIT));
    if (aclose && exits) { /* aclose() has done its work */
        (void)pd_vm_raise_args(vm, EXC_STOP_ITERATION, NULL, 0);
        return false;
    }
    if (closing && !async && exits) {
        *completed = pd_vm_complete(vm, VALUE_NONE, PHASE_ONLY, VALUE_UNBOUND);
        return true;
    }
    return false;
}
