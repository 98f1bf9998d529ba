/*
 * await, async for and async with: finding what they ask an object for.
 *
 * Each gives what is there at once for coroutines and asynchronous generators, and calls the
 * special method of everything else in the instruction's place. What that answers is checked when
 * the instruction is completed (vm/complete.c).
 */
#include "vm/async/async.h"
#include "vm/data/data.h"

enum { AWAIT_ANY, AWAIT_AENTER, AWAIT_AEXIT, AWAIT_ANEXT }; /* GET_AWAITABLE c */

static bool is_coroutine(const Vm *vm, Value v)
{
    return pd_is_kind(&vm->heap, v, KIND_GENERATOR) &&
           pd_header(&vm->heap, v)->aux == GENERATOR_COROUTINE;
}

/* It is suspended in an await of its own. */
static bool is_awaiting(const Vm *vm, Value coroutine)
{
    const Fiber *fiber = PD_AS(const Fiber, &vm->heap, coroutine);
    unsigned state = fiber->h.flags & (FIBER_RUNNING | FIBER_STARTED | FIBER_DONE);
    return state == FIBER_STARTED;
}

LeafResult pd_vm_check_awaitable(Vm *vm, Value v, uint32_t what)
{
    if (what == AWAIT_ANEXT) { /* the library has seen to it */
        return LEAF_OK;
    }
    if (is_coroutine(vm, v)) {
        return pd_vm_raise(vm, EXC_TYPE_ERROR, "__await__() returned a coroutine");
    }
    if (!pd_vm_is_iterator(vm, v)) {
        return pd_vm_raise_type(vm, "__await__() returned non-iterator of type '%s'", v);
    }
    return LEAF_OK;
}

static LeafResult not_awaitable(Vm *vm, Value v, uint32_t what)
{
    static const char *const formats[] = {
        [AWAIT_ANY] = "object %s can't be used in 'await' expression",
        [AWAIT_AENTER] = "'async with' received an object from __aenter__ that does not implement "
                         "__await__: %s",
        [AWAIT_AEXIT] = "'async with' received an object from __aexit__ that does not implement "
                        "__await__: %s",
    };
    return pd_vm_raise_type(vm, formats[what], v);
}

LeafResult pd_vm_get_awaitable(Vm *vm, Value v, uint32_t what, Value *out)
{
    pd_assert(what <= AWAIT_ANEXT);
    if (is_coroutine(vm, v)) {
        if (what != AWAIT_ANEXT && is_awaiting(vm, v)) {
            return pd_vm_raise(vm, EXC_RUNTIME_ERROR, "coroutine is being awaited already");
        }
        *out = v;
        return LEAF_OK;
    }
    if (pd_is_opaque(vm, v, TYPE_ASYNC_SEND) || pd_is_opaque(vm, v, TYPE_ASYNC_THROW)) {
        *out = v;
        return LEAF_OK;
    }
    if (what == AWAIT_ANEXT) {
        return pd_vm_tail_call(vm, LIB_await_anext, 1, v);
    }
    Value method = pd_vm_special(vm, v, NAME_await);
    if (pd_is_unbound(method)) {
        return not_awaitable(vm, v, what);
    }
    LeafResult r = pd_data_call(vm, method, &v, 1, out);
    return r == LEAF_OK ? pd_vm_check_awaitable(vm, *out, what) : r;
}

LeafResult pd_vm_check_aiter(Vm *vm, Value v)
{
    if (pd_is_unbound(pd_vm_special(vm, v, NAME_anext))) {
        return pd_vm_raise_type(vm,
                                "'async for' received an object from __aiter__ that does not "
                                "implement __anext__: %s",
                                v);
    }
    return LEAF_OK;
}

static bool is_async_generator(const Vm *vm, Value v)
{
    return pd_is_kind(&vm->heap, v, KIND_GENERATOR) &&
           pd_header(&vm->heap, v)->aux == GENERATOR_ASYNC;
}

LeafResult pd_vm_get_aiter(Vm *vm, Value v, Value *out)
{
    if (is_async_generator(vm, v)) {
        *out = v;
        return LEAF_OK;
    }
    Value method = pd_vm_special(vm, v, NAME_aiter);
    if (pd_is_unbound(method)) {
        return pd_vm_raise_type(vm, "'async for' requires an object with __aiter__ method, got %s",
                                v);
    }
    LeafResult r = pd_data_call(vm, method, &v, 1, out);
    return r == LEAF_OK ? pd_vm_check_aiter(vm, *out) : r;
}

LeafResult pd_vm_get_anext(Vm *vm, Value v, Value *out)
{
    if (is_async_generator(vm, v)) {
        return pd_vm_async_anext(vm, &v, out);
    }
    Value method = pd_vm_special(vm, v, NAME_anext);
    if (pd_is_unbound(method)) {
        return pd_vm_raise_type(
            vm, "'async for' requires an iterator with __anext__ method, got %s", v);
    }
    return pd_data_call(vm, method, &v, 1, out);
}

LeafResult pd_vm_get_yield_from(Vm *vm, Value v, Value *out)
{
    if (is_coroutine(vm, v)) {
        return pd_vm_raise(vm, EXC_TYPE_ERROR,
                           "cannot 'yield from' a coroutine object in a non-coroutine generator");
    }
    return pd_vm_iter(vm, v, out);
}

/* ---- builtins ---- */

static LeafResult builtin_aiter(Vm *vm, const Value *args, Value *result)
{
    if (is_async_generator(vm, args[0])) {
        *result = args[0];
        return LEAF_OK;
    }
    if (pd_is_unbound(pd_vm_special(vm, args[0], NAME_aiter))) {
        return pd_vm_raise_type(vm, "'%s' object is not an async iterable", args[0]);
    }
    return pd_vm_tail_call(vm, LIB_aiter_slow, 1, args[0]);
}

static LeafResult builtin_anext(Vm *vm, const Value *args, Value *result)
{
    Value method = pd_vm_special(vm, args[0], NAME_anext);
    if (pd_is_unbound(method)) {
        return pd_vm_raise_type(vm, "'%s' object is not an async iterator", args[0]);
    }
    if (!pd_is_unbound(args[1])) {
        return pd_vm_tail_call(vm, LIB_anext_slow, 2, args[0], args[1]);
    }
    return pd_data_call(vm, method, args, 1, result);
}

static const LeafDef defs[] = {
    {"aiter", "async_iterable, /", builtin_aiter, LEAF_FUNCTION},
    {"anext", "async_iterator, default=, /", builtin_anext, LEAF_FUNCTION},
};

const LeafTable pd_leaves_builtins_async = {"builtins", TYPE_OBJECT, defs, ARRAY_COUNT(defs)};
