/*
 * The awaitables of coroutines and asynchronous generators (see async.h).
 *
 * A method here checks the state and says how the generator goes on; fiber.c switches to it, and
 * only when that can no longer fail is the awaitable marked. The words are those of CPython's
 * genobject.c.
 */
#include "vm/async/async.h"
#include "vm/data/data.h"

static Fiber *generator_of(const Vm *vm, const Opaque *o)
{
    return PD_AS(Fiber, &vm->heap, o->items[AWAITABLE_GENERATOR]);
}

/* It does not drive its generator any more and cannot again. */
static bool is_used(const Vm *vm, Value v)
{
    const Opaque *o = pd_opaque(vm, v);
    bool started = (o->h.flags & AWAITABLE_STARTED) != 0;
    return (o->h.flags & AWAITABLE_CLOSED) != 0 ||
           (started && !pd_is(generator_of(vm, o)->prompt, v));
}

/* It raised, and is of no use from here on. Not when memory is short: it is asked once more. */
static LeafResult use_up(const Vm *vm, Value v, LeafResult r)
{
    if (r == LEAF_RAISED) {
        pd_opaque(vm, v)->h.flags |= AWAITABLE_CLOSED;
    }
    return r;
}

void pd_vm_awaitable_used(Vm *vm, Ref awaitable, LeafResult checked)
{
    Opaque *o = pd_at(&vm->heap, awaitable);
    Fiber *fiber = generator_of(vm, o);
    if (checked == LEAF_OK) {
        o->h.flags |= AWAITABLE_STARTED;
        pd_store(&vm->heap, &fiber->prompt, pd_from_ref(awaitable));
        if ((o->h.flags & AWAITABLE_ACLOSE) != 0) {
            fiber->h.flags |= FIBER_CLOSING;
        }
    } else if (checked != LEAF_MEMORY) {
        o->h.flags |= AWAITABLE_CLOSED;
    }
}

static LeafResult resume(Vm *vm, Value awaitable, ResumeMode mode, Value v)
{
    (void)pd_vm_resume(vm, pd_opaque(vm, awaitable)->items[AWAITABLE_GENERATOR], mode, v);
    vm->resume_by = pd_ref_of(awaitable);
    return LEAF_RESUME;
}

/* ---- making ---- */

static LeafResult make_send(Vm *vm, Value generator, Value v, Value *result)
{
    Opaque *o = pd_vm_new_opaque(vm, TYPE_ASYNC_SEND, ASYNC_SEND_COUNT);
    if (o == NULL) {
        return LEAF_MEMORY;
    }
    o->items[AWAITABLE_GENERATOR] = generator;
    o->items[AWAITABLE_VALUE] = v;
    *result = pd_value_to(&vm->heap, o);
    return LEAF_OK;
}

LeafResult pd_vm_async_anext(Vm *vm, const Value *args, Value *result)
{
    return make_send(vm, args[0], VALUE_NONE, result);
}

LeafResult pd_vm_async_asend(Vm *vm, const Value *args, Value *result)
{
    return make_send(vm, args[0], args[1], result);
}

static Opaque *make_throw(Vm *vm, Value generator, Value args, Value *result)
{
    Opaque *o = pd_vm_new_opaque(vm, TYPE_ASYNC_THROW, ASYNC_THROW_COUNT);
    if (o != NULL) {
        o->items[AWAITABLE_GENERATOR] = generator;
        o->items[ASYNC_THROW_ARGS] = args;
        *result = pd_value_to(&vm->heap, o);
    }
    return o;
}

LeafResult pd_vm_async_athrow(Vm *vm, const Value *args, Value *result)
{
    return make_throw(vm, args[0], args[1], result) == NULL ? LEAF_MEMORY : LEAF_OK;
}

LeafResult pd_vm_async_aclose(Vm *vm, const Value *args, Value *result)
{
    Opaque *o = make_throw(vm, args[0], pd_from_ref(HEAP_EMPTY_TUPLE), result);
    if (o == NULL) {
        return LEAF_MEMORY;
    }
    o->h.flags |= AWAITABLE_ACLOSE;
    return LEAF_OK;
}

static LeafResult self(Vm *vm, const Value *args, Value *result)
{
    (void)vm;
    *result = args[0];
    return LEAF_OK;
}

static LeafResult close_it(Vm *vm, const Value *args, Value *result)
{
    pd_opaque(vm, args[0])->h.flags |= AWAITABLE_CLOSED;
    *result = VALUE_NONE;
    return LEAF_OK;
}

/* ---- asend(), __anext__() ---- */

static LeafResult send_used(Vm *vm)
{
    return pd_vm_raise(vm, EXC_RUNTIME_ERROR, "cannot reuse already awaited __anext__()/asend()");
}

LeafResult pd_vm_async_send(Vm *vm, Value awaitable, Value v)
{
    const Opaque *o = pd_opaque(vm, awaitable);
    if (is_used(vm, awaitable)) {
        return send_used(vm);
    }
    if ((o->h.flags & AWAITABLE_STARTED) == 0) {
        if (pd_is_ref(generator_of(vm, o)->prompt)) {
            return pd_vm_raise(vm, EXC_RUNTIME_ERROR,
                               "anext(): asynchronous generator is already running");
        }
        v = pd_is_none(v) ? o->items[AWAITABLE_VALUE] : v;
    }
    return resume(vm, awaitable, RESUME_SEND, v);
}

static LeafResult send_next(Vm *vm, const Value *args, Value *result)
{
    (void)result;
    return pd_vm_async_send(vm, args[0], VALUE_NONE);
}

static LeafResult send_send(Vm *vm, const Value *args, Value *result)
{
    (void)result;
    return pd_vm_async_send(vm, args[0], args[1]);
}

/* An exception that may have to be made is the library's work: it throws again. */
static LeafResult throw_slow(Vm *vm, const Value *args)
{
    return pd_vm_tail_call(vm, LIB_generator_throw, 4, args[0], args[1],
                           pd_is_unbound(args[2]) ? VALUE_NONE : args[2],
                           pd_is_unbound(args[3]) ? VALUE_NONE : args[3]);
}

static bool is_thrown_at_once(const Vm *vm, const Value *args)
{
    return pd_is_kind(&vm->heap, args[1], KIND_EXCEPTION) && pd_is_unbound(args[2]);
}

static LeafResult send_throw(Vm *vm, const Value *args, Value *result)
{
    (void)result;
    if (is_used(vm, args[0])) {
        return send_used(vm);
    }
    if (!is_thrown_at_once(vm, args)) {
        return throw_slow(vm, args);
    }
    return resume(vm, args[0], RESUME_THROW, args[1]);
}

/* ---- athrow(), aclose() ---- */

static LeafResult throw_used(Vm *vm)
{
    return pd_vm_raise(vm, EXC_RUNTIME_ERROR, "cannot reuse already awaited aclose()/athrow()");
}

/* Whether it may begin to drive its generator with v. */
static LeafResult check_begin(Vm *vm, Value awaitable, Value v)
{
    const Opaque *o = pd_opaque(vm, awaitable);
    const Fiber *fiber = generator_of(vm, o);
    if (pd_is_ref(fiber->prompt)) {
        bool aclose = (o->h.flags & AWAITABLE_ACLOSE) != 0;
        return use_up(vm, awaitable,
                      pd_vm_raise(vm, EXC_RUNTIME_ERROR,
                                  "%s(): asynchronous generator is already running",
                                  aclose ? "aclose" : "athrow"));
    }
    if ((fiber->h.flags & FIBER_CLOSING) != 0) {
        return use_up(vm, awaitable, pd_vm_raise_args(vm, EXC_STOP_ASYNC_ITERATION, NULL, 0));
    }
    if (!pd_is_none(v)) {
        return pd_vm_raise(vm, EXC_RUNTIME_ERROR,
                           "can't send non-None value to a just-started coroutine");
    }
    return LEAF_OK;
}

static LeafResult begin_aclose(Vm *vm, Value awaitable)
{
    Class *cls = pd_class(vm, pd_exc(vm, EXC_GENERATOR_EXIT));
    Exception *e = pd_vm_new_exception(vm, cls, pd_from_ref(HEAP_EMPTY_TUPLE));
    return e == NULL ? LEAF_MEMORY : resume(vm, awaitable, RESUME_THROW, pd_value_to(&vm->heap, e));
}

static LeafResult throw_on(Vm *vm, Value awaitable, Value v)
{
    const Opaque *o = pd_opaque(vm, awaitable);
    if (is_used(vm, awaitable)) {
        return throw_used(vm);
    }
    if ((generator_of(vm, o)->h.flags & FIBER_DONE) != 0) {
        return use_up(vm, awaitable, pd_vm_raise_args(vm, EXC_STOP_ITERATION, NULL, 0));
    }
    if ((o->h.flags & AWAITABLE_STARTED) != 0) {
        return resume(vm, awaitable, RESUME_SEND, v);
    }
    LeafResult r = check_begin(vm, awaitable, v);
    if (r != LEAF_OK) {
        return r;
    }
    if ((o->h.flags & AWAITABLE_ACLOSE) != 0) {
        return begin_aclose(vm, awaitable);
    }
    const Tuple *args = PD_AS(const Tuple, &vm->heap, o->items[ASYNC_THROW_ARGS]);
    if (args->length == 1 && pd_is_kind(&vm->heap, args->items[0], KIND_EXCEPTION)) {
        return resume(vm, awaitable, RESUME_THROW, args->items[0]);
    }
    return pd_vm_tail_call(vm, LIB_athrow_slow, 2, awaitable, o->items[ASYNC_THROW_ARGS]);
}

static LeafResult throw_next(Vm *vm, const Value *args, Value *result)
{
    (void)result;
    return throw_on(vm, args[0], VALUE_NONE);
}

static LeafResult throw_send(Vm *vm, const Value *args, Value *result)
{
    (void)result;
    return throw_on(vm, args[0], args[1]);
}

static LeafResult throw_throw(Vm *vm, const Value *args, Value *result)
{
    (void)result;
    if (is_used(vm, args[0])) {
        return throw_used(vm);
    }
    if (!is_thrown_at_once(vm, args)) {
        return throw_slow(vm, args);
    }
    return resume(vm, args[0], RESUME_THROW, args[1]);
}

/* begin_athrow(awaitable, exception): the library has made the exception that it throws */
static LeafResult begin_athrow(Vm *vm, const Value *args, Value *result)
{
    (void)result;
    if (!pd_is_opaque(vm, args[0], TYPE_ASYNC_THROW) ||
        !pd_is_kind(&vm->heap, args[1], KIND_EXCEPTION)) {
        return pd_vm_raise_misuse(vm, "begin_athrow");
    }
    return resume(vm, args[0], RESUME_THROW, args[1]);
}

/* check_awaitable(v) -> v, which an __await__() has given */
static LeafResult check_awaitable(Vm *vm, const Value *args, Value *result)
{
    *result = args[0];
    return pd_vm_check_awaitable(vm, args[0], 0);
}

/* ---- what __await__ of a coroutine gives ---- */

LeafResult pd_vm_coroutine_await(Vm *vm, const Value *args, Value *result)
{
    Opaque *o = pd_vm_new_opaque(vm, TYPE_COROUTINE_WRAPPER, WRAPPER_COUNT);
    if (o == NULL) {
        return LEAF_MEMORY;
    }
    o->items[WRAPPER_COROUTINE] = args[0];
    *result = pd_value_to(&vm->heap, o);
    return LEAF_OK;
}

static Value wrapped(const Vm *vm, Value wrapper)
{
    return pd_opaque(vm, wrapper)->items[WRAPPER_COROUTINE];
}

static LeafResult wrapper_next(Vm *vm, const Value *args, Value *result)
{
    (void)result;
    return pd_vm_resume(vm, wrapped(vm, args[0]), RESUME_SEND, VALUE_NONE);
}

static LeafResult wrapper_send(Vm *vm, const Value *args, Value *result)
{
    (void)result;
    return pd_vm_resume(vm, wrapped(vm, args[0]), RESUME_SEND, args[1]);
}

static LeafResult wrapper_throw(Vm *vm, const Value *args, Value *result)
{
    (void)result;
    if (!is_thrown_at_once(vm, args)) {
        return throw_slow(vm, args);
    }
    return pd_vm_resume(vm, wrapped(vm, args[0]), RESUME_THROW, args[1]);
}

static LeafResult wrapper_close(Vm *vm, const Value *args, Value *result)
{
    (void)result;
    Class *cls = pd_class(vm, pd_exc(vm, EXC_GENERATOR_EXIT));
    Exception *e = pd_vm_new_exception(vm, cls, pd_from_ref(HEAP_EMPTY_TUPLE));
    return e == NULL
               ? LEAF_MEMORY
               : pd_vm_resume(vm, wrapped(vm, args[0]), RESUME_CLOSE, pd_value_to(&vm->heap, e));
}

/* ---- foreign bytes ---- */

bool pd_vm_awaitable_fits(const Vm *vm, const Opaque *o)
{
    static const uint32_t counts[] = {WRAPPER_COUNT, ASYNC_SEND_COUNT, ASYNC_THROW_COUNT};
    const Heap *heap = &vm->heap;
    if (o->count != counts[o->h.aux - TYPE_COROUTINE_WRAPPER] ||
        !pd_is_kind(heap, o->items[AWAITABLE_GENERATOR], KIND_GENERATOR)) {
        return false;
    }
    bool wraps = o->h.aux == TYPE_COROUTINE_WRAPPER;
    uint16_t kind = pd_header(heap, o->items[AWAITABLE_GENERATOR])->aux;
    if (wraps) {
        return kind == GENERATOR_COROUTINE;
    }
    if (kind != GENERATOR_ASYNC || pd_is_unbound(o->items[AWAITABLE_VALUE])) {
        return false;
    }
    return o->h.aux == TYPE_ASYNC_SEND || pd_is_kind(heap, o->items[ASYNC_THROW_ARGS], KIND_TUPLE);
}

#define AWAITABLE_METHODS(prefix)                                                     \
 {"__await__", "self, /", self, LEAF_SLOT}, {"__iter__", "self, /", self, LEAF_SLOT}, \
     {"__next__", "self, /", prefix##_next, LEAF_SLOT},                               \
     {"send", "self, value, /", prefix##_send, LEAF_METHOD},                          \
     {"throw", "self, type, value=, traceback=, /", prefix##_throw, LEAF_METHOD},     \
 {                                                                                    \
  "close", "self, /", close_it, LEAF_METHOD                                           \
 }

static const LeafDef send_leaves[] = {AWAITABLE_METHODS(send)};
static const LeafDef throw_leaves[] = {AWAITABLE_METHODS(throw)};
static const LeafDef wrapper_leaves[] = {
    {"__iter__", "self, /", self, LEAF_SLOT},
    {"__next__", "self, /", wrapper_next, LEAF_SLOT},
    {"send", "self, value, /", wrapper_send, LEAF_METHOD},
    {"throw", "self, type, value=, traceback=, /", wrapper_throw, LEAF_METHOD},
    {"close", "self, /", wrapper_close, LEAF_METHOD},
};
static const LeafDef vm_leaves[] = {
    {"check_awaitable", "v, /", check_awaitable, LEAF_FUNCTION},
    {"begin_athrow", "awaitable, exception, /", begin_athrow, LEAF_FUNCTION},
};

const LeafTable pd_leaves_async_send = {
    .type = TYPE_ASYNC_SEND, .defs = send_leaves, .count = (uint32_t)ARRAY_COUNT(send_leaves)};
const LeafTable pd_leaves_async_throw = {
    .type = TYPE_ASYNC_THROW, .defs = throw_leaves, .count = (uint32_t)ARRAY_COUNT(throw_leaves)};
const LeafTable pd_leaves_coroutine_wrapper = {.type = TYPE_COROUTINE_WRAPPER,
                                               .defs = wrapper_leaves,
                                               .count = (uint32_t)ARRAY_COUNT(wrapper_leaves)};
const LeafTable pd_leaves_vm_async = {"_vm", TYPE_OBJECT, vm_leaves, ARRAY_COUNT(vm_leaves)};
