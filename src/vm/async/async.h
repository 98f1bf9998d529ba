/*
 * Asynchronous functions inside the machine: what awaiting resumes.
 *
 * A coroutine is a generator of its own kind (GENERATOR_COROUTINE): `await` is `yield from` behind
 * GET_AWAITABLE. An asynchronous generator (GENERATOR_ASYNC) is resumed only through the awaitables
 * that asend, athrow, aclose and __anext__ make. What it awaits is passed on by YIELD like a
 * coroutine's; YIELD_ASYNC ends the awaitable instead, with the value as its result.
 *
 *     awaitable   made -- first send or throw --> drives -- yield, end, exception --> used
 *
 * The one that drives a generator is in its Fiber.prompt, so nothing has to be told to an awaitable
 * when the generator leaves. These files call no program code.
 */
#ifndef VM_ASYNC_ASYNC_H
#define VM_ASYNC_ASYNC_H

#include "vm/effect/effect.h"

/* Items of the Opaque objects of these types. */
enum { WRAPPER_COROUTINE, WRAPPER_COUNT };                       /* TYPE_COROUTINE_WRAPPER */
enum { AWAITABLE_GENERATOR, AWAITABLE_VALUE, ASYNC_SEND_COUNT }; /* TYPE_ASYNC_SEND */
enum { ASYNC_THROW_ARGS = AWAITABLE_VALUE, ASYNC_THROW_COUNT };  /* TYPE_ASYNC_THROW: tuple */

/* Bits in their Header.flags. */
enum {
    AWAITABLE_STARTED = 8, /* it drives, or has driven, its generator */
    AWAITABLE_CLOSED = 16, /* it was used up otherwise */
    AWAITABLE_ACLOSE = 32  /* made by aclose() */
};

static inline bool pd_vm_is_aclose(const Vm *vm, Value v)
{
    return pd_is_opaque(vm, v, TYPE_ASYNC_THROW) &&
           (pd_opaque(vm, v)->h.flags & AWAITABLE_ACLOSE) != 0;
}
/* A coroutine that nothing has awaited yet. */
static inline bool pd_vm_is_fresh_coroutine(const Vm *vm, Value v)
{
    if (!pd_is_kind(&vm->heap, v, KIND_GENERATOR))
        return false;
    const Header *h = pd_header(&vm->heap, v);
    return h->aux == GENERATOR_COROUTINE && (h->flags & FIBER_STARTED) == 0;
}

/* ---- instructions (await.c): as opcodes.def says ---- */
LeafResult pd_vm_get_awaitable(Vm *vm, Value v, uint32_t what, Value *out);
LeafResult pd_vm_get_aiter(Vm *vm, Value v, Value *out);
LeafResult pd_vm_get_anext(Vm *vm, Value v, Value *out);
LeafResult pd_vm_get_yield_from(Vm *vm, Value v, Value *out);
/* Whether program code gave what they ask for: LEAF_OK, or LEAF_RAISED. */
LeafResult pd_vm_check_awaitable(Vm *vm, Value v, uint32_t what);
LeafResult pd_vm_check_aiter(Vm *vm, Value v);

/* ---- awaitables (awaitable.c) ---- */
/* The awaitable of asend() or __anext__() goes on with v. */
LeafResult pd_vm_async_send(Vm *vm, Value awaitable, Value v);
/* vm->resume_by is about to resume its generator (LEAF_OK), or could not, which uses it up. */
void pd_vm_awaitable_used(Vm *vm, Ref awaitable, LeafResult checked);
/* Methods of coroutines and asynchronous generators. */
LeafResult pd_vm_coroutine_await(Vm *vm, const Value *args, Value *result);
LeafResult pd_vm_async_anext(Vm *vm, const Value *args, Value *result);
LeafResult pd_vm_async_asend(Vm *vm, const Value *args, Value *result);
LeafResult pd_vm_async_athrow(Vm *vm, const Value *args, Value *result);
LeafResult pd_vm_async_aclose(Vm *vm, const Value *args, Value *result);

#endif
