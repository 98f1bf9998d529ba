/*
 * Generators, coroutines and asynchronous generators: their attributes, and the methods that resume
 * the first two.
 *
 * A leaf here only says how the generator goes on (pd_vm_resume); fiber.c switches to it, and what
 * it yields becomes the value of the call.
 */
#include "vm/async/async.h"
#include "vm/data/data.h"

static LeafResult generator_next(Vm *vm, const Value *args, Value *result)
{
    (void)result;
    return pd_vm_resume(vm, args[0], RESUME_SEND, VALUE_NONE);
}

static LeafResult generator_send(Vm *vm, const Value *args, Value *result)
{
    (void)result;
    return pd_vm_resume(vm, args[0], RESUME_SEND, args[1]);
}

static LeafResult generator_throw(Vm *vm, const Value *args, Value *result)
{
    (void)result;
    if (pd_is_kind(&vm->heap, args[1], KIND_EXCEPTION) && pd_is_unbound(args[2])) {
        return pd_vm_resume(vm, args[0], RESUME_THROW, args[1]);
    }
    return pd_vm_tail_call(vm, LIB_generator_throw, 4, args[0], args[1],
                           pd_is_unbound(args[2]) ? VALUE_NONE : args[2],
                           pd_is_unbound(args[3]) ? VALUE_NONE : args[3]);
}

static LeafResult generator_close(Vm *vm, const Value *args, Value *result)
{
    (void)result;
    Class *cls = pd_class(vm, pd_exc(vm, EXC_GENERATOR_EXIT));
    const Tuple *none = pd_tuple_new(&vm->heap, NULL, 0);
    if (none == NULL) {
        return LEAF_MEMORY;
    }
    Exception *e = pd_vm_new_exception(vm, cls, pd_value_to(&vm->heap, none));
    if (e == NULL) {
        return LEAF_MEMORY;
    }
    return pd_vm_resume(vm, args[0], RESUME_CLOSE, pd_value_to(&vm->heap, e));
}

static LeafResult generator_self(Vm *vm, const Value *args, Value *result)
{
    (void)vm;
    *result = args[0];
    return LEAF_OK;
}

static LeafResult generator_running(Vm *vm, const Value *args, Value *result)
{
    const Fiber *fiber = PD_AS(const Fiber, &vm->heap, args[0]);
    return pd_data_give_bool((fiber->h.flags & FIBER_RUNNING) != 0, result);
}

static LeafResult generator_suspended(Vm *vm, const Value *args, Value *result)
{
    const Fiber *fiber = PD_AS(const Fiber, &vm->heap, args[0]);
    unsigned state = fiber->h.flags & (FIBER_RUNNING | FIBER_STARTED | FIBER_DONE);
    return pd_data_give_bool(state == FIBER_STARTED, result);
}

/* The iterator that a yield from is delegating to: SEND stands before the YIELD that waits. */
static LeafResult generator_yield_from(Vm *vm, const Value *args, Value *result)
{
    const Fiber *fiber = PD_AS(const Fiber, &vm->heap, args[0]);
    unsigned state = fiber->h.flags & (FIBER_RUNNING | FIBER_STARTED | FIBER_DONE);
    *result = VALUE_NONE;
    if (state != FIBER_STARTED) {
        return LEAF_OK;
    }
    Value *registers = pd_stack(vm, fiber) + fiber->base;
    const FrameHeader *header = pd_frame(registers);
    const Instr *ip = pd_function(vm, header->code)->instrs + header->pc;
    if (header->pc >= 2 && ip->op == OP_YIELD && ip[-2].op == OP_SEND && ip[-2].b == ip->b) {
        *result = registers[ip[-2].a];
    }
    return LEAF_OK;
}

/* Something awaits it: it was sent to, and has not answered yet. */
static LeafResult async_running(Vm *vm, const Value *args, Value *result)
{
    return pd_data_give_bool(pd_is_ref(PD_AS(const Fiber, &vm->heap, args[0])->prompt), result);
}

/* There is no sys.set_coroutine_origin_tracking_depth(). */
static LeafResult coroutine_origin(Vm *vm, const Value *args, Value *result)
{
    (void)vm;
    (void)args;
    *result = VALUE_NONE;
    return LEAF_OK;
}

/* There are no frame objects: None, or True while the generator is not finished. */
static LeafResult generator_frame(Vm *vm, const Value *args, Value *result)
{
    const Fiber *fiber = PD_AS(const Fiber, &vm->heap, args[0]);
    *result = (fiber->h.flags & FIBER_DONE) != 0 ? VALUE_NONE : VALUE_TRUE;
    return LEAF_OK;
}

/* The code of the function. */
static LeafResult generator_code(Vm *vm, const Value *args, Value *result)
{
    const Fiber *fiber = PD_AS(const Fiber, &vm->heap, args[0]);
    *result = fiber->handled;
    if ((fiber->h.flags & FIBER_DONE) != 0) {
        return LEAF_OK;
    }
    uint32_t code = pd_frame(pd_stack(vm, fiber) + FRAME_HEADER_SLOTS)->code;
    *result = pd_loaded(vm, code)->code_object;
    return LEAF_OK;
}

static LeafResult generator_name(Vm *vm, const Value *args, Value *result)
{
    *result = PD_AS(const Fiber, &vm->heap, args[0])->name;
    return LEAF_OK;
}

static LeafResult generator_qualname(Vm *vm, const Value *args, Value *result)
{
    *result = PD_AS(const Fiber, &vm->heap, args[0])->qualname;
    return LEAF_OK;
}

static LeafResult set_text(Vm *vm, Value v, const char *name, Value *slot)
{
    if (pd_is_unbound(v) || !pd_is_kind(&vm->heap, v, KIND_STR)) {
        return pd_vm_raise(vm, EXC_TYPE_ERROR, "%s must be set to a string object", name);
    }
    pd_store(&vm->heap, slot, v);
    return LEAF_OK;
}

static LeafResult generator_set_name(Vm *vm, const Value *args, Value *result)
{
    *result = VALUE_NONE;
    return set_text(vm, args[1], "__name__", &PD_AS(Fiber, &vm->heap, args[0])->name);
}

static LeafResult generator_set_qualname(Vm *vm, const Value *args, Value *result)
{
    *result = VALUE_NONE;
    return set_text(vm, args[1], "__qualname__", &PD_AS(Fiber, &vm->heap, args[0])->qualname);
}

static const LeafDef leaves[] = {
    {"__iter__", "self, /", generator_self, LEAF_SLOT},
    {"__next__", "self, /", generator_next, LEAF_SLOT},
    {"send", "self, value, /", generator_send, LEAF_METHOD},
    {"throw", "self, type, value=, traceback=, /", generator_throw, LEAF_METHOD},
    {"close", "self, /", generator_close, LEAF_METHOD},
    {"gi_running", "self, /", generator_running, LEAF_GETTER},
    {"gi_suspended", "self, /", generator_suspended, LEAF_GETTER},
    {"gi_yieldfrom", "self, /", generator_yield_from, LEAF_GETTER},
    {"gi_code", "self, /", generator_code, LEAF_GETTER},
    {"gi_frame", "self, /", generator_frame, LEAF_GETTER},
    {"__name__", "self, /", generator_name, LEAF_GETTER},
    {"__name__", "self, value, /", generator_set_name, LEAF_SETTER},
    {"__qualname__", "self, /", generator_qualname, LEAF_GETTER},
    {"__qualname__", "self, value, /", generator_set_qualname, LEAF_SETTER},
};

static const LeafDef coroutine_leaves[] = {
    {"__await__", "self, /", pd_vm_coroutine_await, LEAF_SLOT},
    {"send", "self, value, /", generator_send, LEAF_METHOD},
    {"throw", "self, type, value=, traceback=, /", generator_throw, LEAF_METHOD},
    {"close", "self, /", generator_close, LEAF_METHOD},
    {"cr_running", "self, /", generator_running, LEAF_GETTER},
    {"cr_suspended", "self, /", generator_suspended, LEAF_GETTER},
    {"cr_await", "self, /", generator_yield_from, LEAF_GETTER},
    {"cr_code", "self, /", generator_code, LEAF_GETTER},
    {"cr_frame", "self, /", generator_frame, LEAF_GETTER},
    {"cr_origin", "self, /", coroutine_origin, LEAF_GETTER},
    {"__name__", "self, /", generator_name, LEAF_GETTER},
    {"__name__", "self, value, /", generator_set_name, LEAF_SETTER},
    {"__qualname__", "self, /", generator_qualname, LEAF_GETTER},
    {"__qualname__", "self, value, /", generator_set_qualname, LEAF_SETTER},
};

static const LeafDef async_leaves[] = {
    {"__aiter__", "self, /", generator_self, LEAF_SLOT},
    {"__anext__", "self, /", pd_vm_async_anext, LEAF_SLOT},
    {"asend", "self, value, /", pd_vm_async_asend, LEAF_METHOD},
    {"athrow", "self, /, *args", pd_vm_async_athrow, LEAF_METHOD},
    {"aclose", "self, /", pd_vm_async_aclose, LEAF_METHOD},
    {"ag_running", "self, /", async_running, LEAF_GETTER},
    {"ag_await", "self, /", generator_yield_from, LEAF_GETTER},
    {"ag_code", "self, /", generator_code, LEAF_GETTER},
    {"ag_frame", "self, /", generator_frame, LEAF_GETTER},
    {"__name__", "self, /", generator_name, LEAF_GETTER},
    {"__name__", "self, value, /", generator_set_name, LEAF_SETTER},
    {"__qualname__", "self, /", generator_qualname, LEAF_GETTER},
    {"__qualname__", "self, value, /", generator_set_qualname, LEAF_SETTER},
};

TEXT_TABLE(pd_leaves_generator, TYPE_GENERATOR, leaves);
TEXT_TABLE(pd_leaves_coroutine, TYPE_COROUTINE, coroutine_leaves);
TEXT_TABLE(pd_leaves_async_generator, TYPE_ASYNC_GENERATOR, async_leaves);
