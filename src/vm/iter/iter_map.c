/*
 * map and filter whose function is a builtin and whose iterators are of C: no frame for each item.
 *
 * A leaf that turns out to need program code is undone, with the step of the iterator, and the
 * library goes on from there. A leaf that asks the host or resumes a generator stands for the item
 * as it would for a call.
 */
#include "vm/data/data.h"

/* A builtin function, or a builtin class whose __new__ does everything. */
static bool callable_leaf(Vm *vm, Value function, LeafArgs *args, uint32_t *leaf)
{
    if (pd_is_kind(&vm->heap, function, KIND_BUILTIN)) {
        *leaf = PD_AS(const Builtin, &vm->heap, function)->leaf;
        args->args++;
        args->count--;
        return true;
    }
    if (!pd_is_kind(&vm->heap, function, KIND_CLASS)) {
        return false;
    }
    Class *cls = pd_class(vm, function);
    if ((cls->flags & CLASS_BUILTIN) == 0 || (cls->flags & (CLASS_META | CLASS_EXCEPTION)) != 0) {
        return false;
    }
    Value maker = pd_vm_class_lookup(vm, cls, pd_name(vm, NAME_new));
    bool own = pd_is_kind(&vm->heap, maker, KIND_BUILTIN) &&
               PD_AS(const Builtin, &vm->heap, maker)->owner == pd_ref_of(function);
    *leaf = own ? PD_AS(const Builtin, &vm->heap, maker)->leaf : 0;
    return own;
}

/* function(item); LEAF_CALL also when it is no leaf. */
static LeafResult apply(Vm *vm, Value function, Value item, Value *out)
{
    const Value both[2] = {function, item};
    LeafArgs args = {both, 2, VALUE_UNBOUND};
    uint32_t leaf;
    if (!callable_leaf(vm, function, &args, &leaf)) {
        return LEAF_CALL;
    }
    *out = VALUE_NONE;
    return pd_vm_call_leaf(vm, leaf, &args, out);
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
