/*
 * map and filter whose iterators are of C: no frame of the library for each item. A builtin is
 * applied at once, a function of the program is called by the instruction that wants the item.
 *
 * A leaf that turns out to need program code is undone, with the step of the iterator, and the
 * library goes on from there. A leaf that asks the host or resumes a generator stands for the item
 * as it would for a call.
 */
#include "vm/data/data.h"
#include "vm/fast.h"
#include "vm/push.h"

/* The __new__ of a builtin class, if it does everything; else UNBOUND. */
static Value constructor_of(Vm *vm, Value function)
{
    const Ref ref = pd_ref_of(function);
    Class *cls = pd_class(vm, function);
    if ((cls->flags & CLASS_BUILTIN) == 0 || (cls->flags & (CLASS_META | CLASS_EXCEPTION)) != 0) {
        return VALUE_UNBOUND;
    }
    Value known = pd_fast_class_call(vm, ref);
    if (LIKELY(!pd_is_unbound(known))) {
        return known;
    }
    Value maker = pd_vm_class_lookup(vm, cls, pd_name(vm, NAME_new));
    const bool own = pd_is_kind(&vm->heap, maker, KIND_BUILTIN) &&
                     PD_AS(const Builtin, &vm->heap, maker)->owner == ref;
    if (!own) {
        return VALUE_UNBOUND;
    }
    *pd_vm_class_entry(vm, ref, CACHED_CALL) =
        (MethodCacheEntry){ref, CACHED_CALL, vm->epoch, 0, maker};
    return maker;
}

/* function(item); LEAF_CALL also when it is no leaf. */
static LeafResult apply(Vm *vm, Value function, Value item, Value *out)
{
    Value window[FRAME_HEADER_SLOTS + LEAF_PARAM_MAX + 1];
    Value *args = window + FRAME_HEADER_SLOTS;
    window[0] = function;
    args[0] = item;
    const Value both[2] = {function, item};
    if (pd_is_kind(&vm->heap, function, KIND_BUILTIN)) {
        LeafResult r = pd_fast_builtin(vm, function, args, 1, out);
        const LeafArgs in = {&both[1], 1, VALUE_UNBOUND};
        return r != LEAF_END
                   ? r
                   : pd_vm_call_leaf(vm, PD_AS(const Builtin, &vm->heap, function)->leaf, &in, out);
    }
    Value maker =
        pd_is_kind(&vm->heap, function, KIND_CLASS) ? constructor_of(vm, function) : VALUE_UNBOUND;
    if (pd_is_unbound(maker)) {
        return LEAF_CALL;
    }
    LeafResult r = pd_fast_construct(vm, window, 1, maker, out);
    const LeafArgs in = {both, 2, VALUE_UNBOUND};
    return r != LEAF_END
               ? r
               : pd_vm_call_leaf(vm, PD_AS(const Builtin, &vm->heap, maker)->leaf, &in, out);
}

/* Whether a call with one argument of a function of the program, made by the running frame, needs
 * neither binding nor a larger stack. All of that is in snapshots. */
static bool is_called_at_once(Vm *vm, Value function)
{
    if (!pd_is_kind(&vm->heap, function, KIND_FUNCTION)) {
        return false;
    }
    const uint32_t index = PD_AS(const FunctionObject, &vm->heap, function)->code;
    const VmCode *code = &vm->codes[index];
    if (code->instrs == NULL && pd_vm_code(vm, index) == NULL) {
        return false;
    }
    const Fiber *fiber = pd_running(vm);
    Array *stack = pd_at(&vm->heap, fiber->stack);
    const VmCode *running = &vm->codes[pd_frame(stack->items + fiber->base)->code];
    const Value *window = stack->items + fiber->base + pd_registers_of(running) + 1;
    return pd_is_simple_call(vm, code, 1, window, stack->items + stack->capacity);
}

/* The next item; LEAF_CALL: that takes program code, and nothing has moved. */
static LeafResult step(Vm *vm, Value iterator, Value *item)
{
    SavedIters saved;
    if (!pd_data_save_iters(vm, iterator, &saved)) {
        return LEAF_CALL;
    }
    LeafResult r = pd_data_next_saved(vm, PD_AS(Iter, &vm->heap, iterator), item);
    if (r == LEAF_CALL || r == LEAF_MEMORY) {
        pd_data_restore_iters(&saved);
    }
    return r;
}

LeafResult pd_data_map_call(Vm *vm, const Iter *it)
{
    const Tuple *source = PD_AS(const Tuple, &vm->heap, it->source);
    Value item = VALUE_NONE;
    if (source->length != 2 || !is_called_at_once(vm, source->items[0])) {
        return LEAF_OK;
    }
    LeafResult r = step(vm, source->items[1], &item);
    if (r == LEAF_OK) {
        return pd_vm_tail_value(vm, source->items[0], 1, &item);
    }
    return r == LEAF_CALL ? LEAF_OK : r;
}

/* The inner iterator is no map or filter, so the depth is 1. */
LeafResult pd_data_map_next(Vm *vm, const Iter *it, Value *out)
{
    const Tuple *source = PD_AS(const Tuple, &vm->heap, it->source);
    SavedIters saved;
    bool leaf = pd_is_kind(&vm->heap, source->items[0], KIND_BUILTIN) ||
                pd_is_kind(&vm->heap, source->items[0], KIND_CLASS);
    if (source->length != 2 || !leaf || !pd_data_save_iters(vm, source->items[1], &saved)) {
        return LEAF_CALL;
    }
    Value item = VALUE_NONE;
    LeafResult r = pd_data_next_saved(vm, PD_AS(Iter, &vm->heap, source->items[1]), &item);
    if (r == LEAF_OK) {
        r = apply(vm, source->items[0], item, out);
    }
    if (r == LEAF_CALL || r == LEAF_MEMORY) {
        pd_data_restore_iters(&saved);
    }
    return r;
}

/* Whether the filter lets item through. LEAF_CALL: program code decides. */
static LeafResult passes(Vm *vm, Value function, Value item, Value *truth)
{
    Value verdict = item;
    if (!pd_is_none(function)) {
        LeafResult r = apply(vm, function, item, &verdict);
        if (r != LEAF_OK) {
            return r == LEAF_EFFECT || r == LEAF_RESUME ? LEAF_CALL : r;
        }
    }
    if (pd_data_is_object(pd_kind(&vm->heap, verdict))) {
        return LEAF_CALL;
    }
    return pd_vm_truth_builtin(vm, verdict, truth);
}

/* Functions that may ask the host or go on with a generator cannot be undone. */
static bool is_pure(const Vm *vm, Value function)
{
    return pd_is_none(function) || pd_is_kind(&vm->heap, function, KIND_CLASS) ||
           (pd_is_kind(&vm->heap, function, KIND_BUILTIN) &&
            PD_AS(const Builtin, &vm->heap, function)->owner != 0);
}

/* As for map the depth is 1. */
LeafResult pd_data_filter_next(Vm *vm, const Iter *it, Value *out)
{
    const Tuple *source = PD_AS(const Tuple, &vm->heap, it->source);
    SavedIters first;
    SavedIters step;
    if (!is_pure(vm, source->items[0]) || !pd_data_save_iters(vm, source->items[1], &first)) {
        return LEAF_CALL;
    }
    Iter *inner = PD_AS(Iter, &vm->heap, source->items[1]);
    for (;;) {
        Value truth = VALUE_FALSE;
        (void)pd_data_save_iters(vm, source->items[1], &step);
        pd_vm_charge(vm, 1);
        LeafResult r = pd_data_next_saved(vm, inner, out);
        if (r == LEAF_OK) {
            r = passes(vm, source->items[0], *out, &truth);
        }
        if (r == LEAF_CALL) {
            pd_data_restore_iters(&step);
        }
        if (r == LEAF_MEMORY) {
            pd_data_restore_iters(&first);
        }
        if (r != LEAF_OK || pd_is(truth, VALUE_TRUE)) {
            return r;
        }
    }
}
