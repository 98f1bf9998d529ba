/*
 * list.sort and sorted, and what their library part needs: sorting pairs, taking a list's items
 * away while program code runs.
 */
#include "vm/data/sequence.h"

static LeafResult is_reversed(Vm *vm, Value v, bool *out)
{
    *out = false;
    if (pd_is_unbound(v)) {
        return LEAF_OK;
    }
    int64_t i;
    LeafResult r = pd_vm_index_i64(vm, v, &i, NULL);
    *out = r == LEAF_OK && i != 0;
    return r;
}

static bool has_key(Value key)
{
    return !pd_is_unbound(key) && !pd_is_none(key);
}

/* Sorts the list's items where they are. *slow: program code has to compare them. */
static LeafResult sort_items(Vm *vm, List *list, bool reverse, bool *slow)
{
    pd_list_touch(&vm->heap, list);
    SortRequest request = {pd_list_items(&vm->heap, list), NULL, list->length, reverse};
    return pd_data_sort(vm, &request, slow);
}

static LeafResult list_sort(Vm *vm, const Value *args, Value *result)
{
    bool reverse;
    bool slow = has_key(args[1]);
    *result = VALUE_NONE;
    LeafResult r = is_reversed(vm, args[2], &reverse);
    if (r == LEAF_OK && !slow) {
        r = sort_items(vm, PD_AS(List, &vm->heap, args[0]), reverse, &slow);
    }
    if (r != LEAF_OK || !slow) {
        return r;
    }
    Value key = has_key(args[1]) ? args[1] : VALUE_NONE;
    return pd_vm_tail_call(vm, LIB_list_sort_slow, 3, args[0], key, pd_from_bool(reverse));
}

static LeafResult builtin_sorted(Vm *vm, const Value *args, Value *result)
{
    bool reverse;
    SavedIters saved;
    saved.count = 0;
    const Tuple *given = PD_AS(const Tuple, &vm->heap, args[0]);
    if (given->length != 1) {
        return pd_vm_raise(vm, EXC_TYPE_ERROR, "sorted expected 1 argument, got %u", given->length);
    }
    Value iterable = given->items[0];
    Value key = has_key(args[1]) ? args[1] : VALUE_NONE;
    LeafResult r = is_reversed(vm, args[2], &reverse);
    if (r != LEAF_OK) {
        return r;
    }
    if (!pd_is_none(key) || !pd_vm_iterates_in_c(vm, iterable)) {
        return pd_vm_tail_call(vm, LIB_sorted_slow, 3, iterable, key, pd_from_bool(reverse));
    }
    if (pd_is_kind(&vm->heap, iterable, KIND_ITER)) {
        (void)pd_data_save_iters(vm, iterable, &saved);
    }
    bool slow = false;
    r = pd_vm_collect_items(vm, iterable, result);
    if (r == LEAF_OK) {
        r = sort_items(vm, PD_AS(List, &vm->heap, *result), reverse, &slow);
    }
    if (r == LEAF_MEMORY || slow) {
        pd_data_restore_iters(&saved);
    }
    return slow ? pd_vm_tail_call(vm, LIB_sorted_slow, 3, iterable, key, pd_from_bool(reverse)) : r;
}

/* ---- for the library ---- */

/* sort_pairs(keys, values or None, reverse): sorts the values, if there are any, else the keys, by
 * the keys, which are not used again. False: program code has to compare and nothing was changed.
 */
static LeafResult sort_pairs(Vm *vm, const Value *args, Value *result)
{
    Heap *heap = &vm->heap;
    List *keys = PD_AS(List, heap, args[0]);
    pd_list_touch(heap, keys);
    SortRequest request = {pd_list_items(heap, keys), NULL, keys->length,
                           pd_is(args[2], VALUE_TRUE)};
    if (!pd_is_none(args[1])) {
        if (!pd_is_kind(heap, args[1], KIND_LIST) ||
            PD_AS(List, heap, args[1])->length != keys->length) {
            return pd_vm_raise_misuse(vm, "sort_pairs");
        }
        pd_list_touch(heap, PD_AS(List, heap, args[1]));
        request.values = pd_list_items(heap, PD_AS(List, heap, args[1]));
    }
    bool slow;
    LeafResult r = pd_data_sort(vm, &request, &slow);
    *result = pd_from_bool(!slow);
    return r;
}

/* list_take(list): a new list with its items; the list is empty then. */
static LeafResult list_take(Vm *vm, const Value *args, Value *result)
{
    List *from = PD_AS(List, &vm->heap, args[0]);
    List *to = pd_list_new(&vm->heap, 0);
    if (to == NULL) {
        return LEAF_MEMORY;
    }
    to->length = from->length;
    to->items = from->items;
    from->length = 0;
    pd_store_ref(&vm->heap, &from->items, 0);
    *result = pd_value_to(&vm->heap, to);
    return LEAF_OK;
}

/* list_give(list, items): the list gets these items (items is not used again). False: it had been
 * changed meanwhile; its items are replaced all the same. */
static LeafResult list_give(Vm *vm, const Value *args, Value *result)
{
    List *to = PD_AS(List, &vm->heap, args[0]);
    List *from = PD_AS(List, &vm->heap, args[1]);
    *result = pd_from_bool(to->length == 0 && to->items == 0);
    to->length = from->length;
    pd_store_ref(&vm->heap, &to->items, from->items);
    from->length = 0;
    from->items = 0;
    return LEAF_OK;
}

static const LeafDef list_leaves[] = {
    {"sort", "self, /, *, key=, reverse=", list_sort, LEAF_METHOD},
};
static const LeafDef builtin_leaves[] = {
    {"sorted", "*args, key=, reverse=", builtin_sorted, LEAF_FUNCTION},
};
static const LeafDef vm_leaves[] = {
    {"sort_pairs", "keys: list, values, reverse, /", sort_pairs, LEAF_FUNCTION},
    {"list_take", "list: list, /", list_take, LEAF_FUNCTION},
    {"list_give", "list: list, items: list, /", list_give, LEAF_FUNCTION},
};

TEXT_TABLE(pd_leaves_list_sort, TYPE_LIST, list_leaves);
const LeafTable pd_leaves_sorted = {"builtins", TYPE_OBJECT, builtin_leaves,
                                    ARRAY_COUNT(builtin_leaves)};
const LeafTable pd_leaves_vm_sort = {"_vm", TYPE_OBJECT, vm_leaves, ARRAY_COUNT(vm_leaves)};
