/*
 * list and tuple: constructors, methods, assignment to slices.
 *
 * Methods whose argument has to be iterated by program code, or whose items have to be compared by
 * it, hand over to the library, which works on the same list.
 */
#include "vm/data/sequence.h"

#include <string.h>

static const char too_large[] = "Python int too large to convert to C ssize_t";

static List *self_list(const Vm *vm, const Value *args)
{
    return PD_AS(List, &vm->heap, args[0]);
}

/* ---- constructors ---- */

static LeafResult list_new(Vm *vm, const Value *args, Value *result)
{
    if (pd_is_unbound(args[1])) {
        return pd_data_give(vm, pd_list_new(&vm->heap, 0), result);
    }
    Items items;
    if (pd_items_of(&vm->heap, args[1], &items)) {
        pd_data_charge(vm, items.length);
        return pd_data_give(vm, pd_list_from(&vm->heap, items.items, items.length), result);
    }
    if (!pd_vm_iterates_in_c(vm, args[1])) {
        return pd_vm_tail_call(vm, LIB_list_from, 1, args[1]);
    }
    return pd_vm_collect_items(vm, args[1], result);
}

/* For subclasses: __new__ has made an empty one. */
static LeafResult list_init(Vm *vm, const Value *args, Value *result)
{
    List *list = self_list(vm, args);
    *result = VALUE_NONE;
    if (pd_is_unbound(args[1])) {
        pd_list_truncate(&vm->heap, list, 0);
        return LEAF_OK;
    }
    if (!pd_vm_iterates_in_c(vm, args[1])) {
        return pd_vm_tail_call(vm, LIB_list_init, 2, args[0], args[1]);
    }
    Value collected = VALUE_NONE;
    LeafResult r = pd_vm_collect_items(vm, args[1], &collected);
    if (r == LEAF_OK) {
        const List *from = PD_AS(const List, &vm->heap, collected);
        list->length = from->length;
        pd_store_ref(&vm->heap, &list->items, from->items);
    }
    return r;
}

static LeafResult tuple_new(Vm *vm, const Value *args, Value *result)
{
    Value v = args[1];
    if (pd_is_unbound(v)) {
        return pd_data_give(vm, pd_tuple_new(&vm->heap, NULL, 0), result);
    }
    if (pd_is_kind(&vm->heap, v, KIND_TUPLE)) {
        *result = v;
        return LEAF_OK;
    }
    if (!pd_vm_iterates_in_c(vm, v)) {
        return pd_vm_tail_call(vm, LIB_tuple_from, 1, v);
    }
    Items items = {0};
    SavedIters saved;
    saved.count = 0;
    Value list = VALUE_NONE;
    if (pd_is_kind(&vm->heap, v, KIND_ITER)) {
        (void)pd_data_save_iters(vm, v, &saved);
    }
    LeafResult r = pd_vm_collect_items(vm, v, &list);
    if (r != LEAF_OK) {
        return r;
    }
    (void)pd_items_of(&vm->heap, list, &items);
    Tuple *tuple = pd_tuple_new(&vm->heap, items.items, items.length);
    if (tuple == NULL) {
        pd_data_restore_iters(&saved);
    }
    return pd_data_give(vm, tuple, result);
}

/* ---- growing ---- */

static LeafResult list_append(Vm *vm, const Value *args, Value *result)
{
    *result = VALUE_NONE;
    return pd_list_append(&vm->heap, self_list(vm, args), args[1]) ? LEAF_OK : LEAF_MEMORY;
}

static LeafResult list_extend(Vm *vm, const Value *args, Value *result)
{
    Value scratch = VALUE_NONE;
    *result = VALUE_NONE;
    if (!pd_vm_iterates_in_c(vm, args[1])) {
        return pd_vm_tail_call(vm, LIB_list_extend_none, 2, args[0], args[1]);
    }
    return pd_list_extend_in_c(vm, args[0], args[1], &scratch);
}

static LeafResult list_insert(Vm *vm, const Value *args, Value *result)
{
    List *list = self_list(vm, args);
    *result = VALUE_NONE;
    if (pd_data_needs_index(vm, args[1])) {
        return pd_data_with_index(vm, list_insert, args, 3, 2);
    }
    int64_t at;
    LeafResult r = pd_vm_index_i64(vm, args[1], &at, too_large);
    if (r != LEAF_OK) {
        return r;
    }
    int64_t length = list->length;
    at = at < 0 ? (at < -length ? 0 : at + length) : (at > length ? length : at);
    pd_data_charge(vm, (uint64_t)(length - at));
    return pd_list_insert(&vm->heap, list, (size_t)at, args[2]) ? LEAF_OK : LEAF_MEMORY;
}

/* ---- shrinking ---- */

static void remove_at(Vm *vm, List *list, size_t at)
{
    Value *items = pd_list_items(&vm->heap, list);
    size_t behind = list->length - at - 1;
    pd_data_charge(vm, behind + 1);
    if (behind > 0) {
        memmove(items + at, items + at + 1, behind * sizeof(Value));
    }
    pd_list_truncate(&vm->heap, list, list->length - 1u);
}

static LeafResult list_pop(Vm *vm, const Value *args, Value *result)
{
    List *list = self_list(vm, args);
    int64_t at = -1;
    if (pd_is_int(args[1])) {
        at = pd_int_of(args[1]);
    } else if (!pd_is_unbound(args[1])) {
        if (pd_data_needs_index(vm, args[1])) {
            return pd_data_with_index(vm, list_pop, args, 2, 2);
        }
        LeafResult r = pd_vm_index_i64(vm, args[1], &at, too_large);
        if (r != LEAF_OK) {
            return r;
        }
    }
    if (list->length == 0) {
        return pd_vm_raise(vm, EXC_INDEX_ERROR, "pop from empty list");
    }
    if (at < 0) {
        at = at < -(int64_t)list->length ? -1 : at + list->length;
    }
    if (at < 0 || at >= (int64_t)list->length) {
        return pd_vm_raise(vm, EXC_INDEX_ERROR, "pop index out of range");
    }
    *result = pd_list_items(&vm->heap, list)[at];
    remove_at(vm, list, (size_t)at);
    return LEAF_OK;
}

static LeafResult list_clear(Vm *vm, const Value *args, Value *result)
{
    *result = VALUE_NONE;
    pd_list_truncate(&vm->heap, self_list(vm, args), 0);
    return LEAF_OK;
}

/* First index from start before stop that equals v: YES, NO, SLOW and so on. */
static Answer find_item(Vm *vm, const Items *items, Value v, uint64_t range[2])
{
    uint64_t stop = range[1] < items->length ? range[1] : items->length;
    for (uint64_t i = range[0]; i < stop; i++) {
        Answer answer = pd_data_same(vm, items->items[i], v);
        if (answer != ANSWER_NO) {
            pd_data_charge(vm, i - range[0]);
            range[0] = i;
            return answer;
        }
    }
    pd_data_charge(vm, stop > range[0] ? stop - range[0] : 0);
    return ANSWER_NO;
}

static LeafResult list_remove(Vm *vm, const Value *args, Value *result)
{
    List *list = self_list(vm, args);
    Items items = {0};
    uint64_t range[2] = {0, UINT32_MAX};
    (void)pd_items_of(&vm->heap, args[0], &items);
    *result = VALUE_NONE;
    Answer answer = find_item(vm, &items, args[1], range);
    if (answer == ANSWER_SLOW) {
        return pd_vm_tail_call(vm, LIB_list_remove_slow, 2, args[0], args[1]);
    }
    if (answer == ANSWER_NO) {
        return pd_vm_raise(vm, EXC_VALUE_ERROR, "list.remove(x): x not in list");
    }
    if (answer != ANSWER_YES) {
        return pd_vm_answer_failed(vm, answer, VALUE_NONE);
    }
    remove_at(vm, list, (size_t)range[0]);
    return LEAF_OK;
}

/* ---- searching ---- */

/* A bound of index(): negative ones count from the end. */
static LeafResult search_bound(Vm *vm, Value v, uint64_t length, uint64_t missing, uint64_t *out)
{
    *out = missing;
    if (pd_is_unbound(v)) {
        return LEAF_OK;
    }
    Value i;
    int64_t at;
    if (!pd_data_int(vm, v, &i)) {
        return pd_vm_raise(vm, EXC_TYPE_ERROR,
                           "slice indices must be integers or have an __index__ method");
    }
    LeafResult r = pd_vm_index_i64(vm, i, &at, NULL);
    at = at < 0 ? (at < -(int64_t)length ? 0 : at + (int64_t)length) : at;
    *out = (uint64_t)at;
    return r;
}

static LeafResult sequence_index(Vm *vm, const Value *args, Value *result)
{
    Items items = {0};
    (void)pd_items_of(&vm->heap, args[0], &items);
    uint64_t range[2];
    LeafResult r = search_bound(vm, args[2], items.length, 0, &range[0]);
    if (r == LEAF_OK) {
        r = search_bound(vm, args[3], items.length, UINT32_MAX, &range[1]);
    }
    if (r != LEAF_OK) {
        return r;
    }
    uint64_t start = range[0];
    Answer answer = find_item(vm, &items, args[1], range);
    switch (answer) {
    case ANSWER_YES: *result = pd_from_int((int64_t)range[0]); return LEAF_OK;
    case ANSWER_SLOW:
        return pd_vm_tail_call(
            vm, LIB_list_index_slow, 4, args[0], args[1],
            pd_from_int((int64_t)(start < UINT32_MAX ? start : UINT32_MAX)),
            pd_from_int((int64_t)(range[1] < UINT32_MAX ? range[1] : UINT32_MAX)));
    case ANSWER_NO:
        if (pd_is_kind(&vm->heap, args[0], KIND_TUPLE)) {
            return pd_vm_raise(vm, EXC_VALUE_ERROR, "tuple.index(x): x not in tuple");
        }
        if (pd_data_is_object(pd_vm_kind(vm, args[1]))) {
            return pd_vm_tail_call(vm, LIB_list_index_slow, 4, args[0], args[1], pd_from_int(0),
                                   pd_from_int(0));
        }
        return pd_data_raise_repr(vm, EXC_VALUE_ERROR, "%s is not in list", args[1]);
    default: return pd_vm_answer_failed(vm, answer, VALUE_NONE);
    }
}

static LeafResult sequence_count(Vm *vm, const Value *args, Value *result)
{
    Items items = {0};
    (void)pd_items_of(&vm->heap, args[0], &items);
    int64_t count = 0;
    pd_data_charge(vm, items.length);
    for (uint32_t i = 0; i < items.length; i++) {
        Answer answer = pd_data_same(vm, items.items[i], args[1]);
        if (answer == ANSWER_SLOW) {
            return pd_vm_tail_call(vm, LIB_list_count_slow, 2, args[0], args[1]);
        }
        if (answer != ANSWER_YES && answer != ANSWER_NO) {
            return pd_vm_answer_failed(vm, answer, VALUE_NONE);
        }
        count += answer == ANSWER_YES;
    }
    *result = pd_from_int(count);
    return LEAF_OK;
}

/* ---- the rest ---- */

static LeafResult list_copy(Vm *vm, const Value *args, Value *result)
{
    const List *list = self_list(vm, args);
    pd_data_charge(vm, list->length);
    return pd_data_give(vm, pd_list_from(&vm->heap, pd_list_items(&vm->heap, list), list->length),
                        result);
}

static LeafResult list_reverse(Vm *vm, const Value *args, Value *result)
{
    List *list = self_list(vm, args);
    pd_list_touch(&vm->heap, list);
    Value *items = pd_list_items(&vm->heap, list);
    *result = VALUE_NONE;
    pd_data_charge(vm, list->length);
    for (uint32_t i = 0; i < list->length / 2; i++) {
        Value v = items[i];
        pd_store(&vm->heap, &items[i], items[list->length - 1 - i]);
        pd_store(&vm->heap, &items[list->length - 1 - i], v);
    }
    return LEAF_OK;
}

/* C[int]: annotations are not checked, so the class stands for itself. */
static LeafResult class_getitem(Vm *vm, const Value *args, Value *result)
{
    return pd_vm_new_alias(vm, args[0], args[1], result);
}

/* ---- slices ---- */

static LeafResult assign_extended(Vm *vm, List *list, const SliceRange *range, const Items *with)
{
    if (with->length != range->count) {
        return pd_vm_raise(vm, EXC_VALUE_ERROR,
                           "attempt to assign sequence of size %u to extended slice of size %llu",
                           with->length, (unsigned long long)range->count);
    }
    pd_list_touch(&vm->heap, list);
    Value *items = pd_list_items(&vm->heap, list);
    for (uint64_t i = 0; i < range->count; i++) {
        pd_store(&vm->heap, &items[range->start + (int64_t)i * range->step], with->items[i]);
    }
    return LEAF_OK;
}

LeafResult pd_data_list_assign(Vm *vm, Value v, const Slice *slice, Value with)
{
    List *list = PD_AS(List, &vm->heap, v);
    Items items = {0};
    bool found = pd_items_of(&vm->heap, with, &items);
    pd_assert(found && !pd_is(with, v));
    SliceRange range;
    LeafResult r = pd_vm_slice_range(vm, slice, list->length, &range);
    if (r != LEAF_OK) {
        return r;
    }
    pd_data_charge(vm, (uint64_t)items.length + list->length - (uint64_t)range.count);
    if (range.step != 1) {
        return assign_extended(vm, list, &range, &items);
    }
    bool done = pd_list_splice(&vm->heap, list, (size_t)range.start, (size_t)range.count,
                               (Values){items.items, items.length});
    return done ? LEAF_OK : LEAF_MEMORY;
}

LeafResult pd_data_list_delete(Vm *vm, Value v, const Slice *slice)
{
    List *list = PD_AS(List, &vm->heap, v);
    SliceRange range;
    LeafResult r = pd_vm_slice_range(vm, slice, list->length, &range);
    if (r != LEAF_OK || range.count == 0) {
        return r;
    }
    if (range.step < 0) {
        range.start += (int64_t)(range.count - 1) * range.step;
        range.step = -range.step;
    }
    pd_data_charge(vm, list->length - (uint64_t)range.start);
    Value *items = pd_list_items(&vm->heap, list);
    uint64_t next = (uint64_t)range.start;
    uint64_t left = range.count;
    uint64_t to = next;
    for (uint64_t from = next; from < list->length; from++) {
        if (left > 0 && from == next) {
            next += (uint64_t)range.step;
            left--;
        } else {
            pd_store(&vm->heap, &items[to++], items[from]);
        }
    }
    pd_list_truncate(&vm->heap, list, (size_t)to);
    return LEAF_OK;
}

static const LeafDef list_leaves[] = {
    {"__new__", "cls, iterable=, /", list_new, LEAF_NEW},
    {"__init__", "self, iterable=, /", list_init, LEAF_SLOT},
    {"append", "self, object, /", list_append, LEAF_METHOD},
    {"extend", "self, iterable, /", list_extend, LEAF_METHOD},
    {"insert", "self, index, object, /", list_insert, LEAF_METHOD},
    {"pop", "self, index=, /", list_pop, LEAF_METHOD},
    {"remove", "self, value, /", list_remove, LEAF_METHOD},
    {"clear", "self, /", list_clear, LEAF_METHOD},
    {"index", "self, value, start#=, stop#=, /", sequence_index, LEAF_METHOD},
    {"count", "self, value, /", sequence_count, LEAF_METHOD},
    {"copy", "self, /", list_copy, LEAF_METHOD},
    {"reverse", "self, /", list_reverse, LEAF_METHOD},
    {"__class_getitem__", "cls, item, /", class_getitem, LEAF_CLASSMETHOD},
};

static const LeafDef tuple_leaves[] = {
    {"__new__", "cls, iterable=, /", tuple_new, LEAF_NEW},
    {"index", "self, value, start#=, stop#=, /", sequence_index, LEAF_METHOD},
    {"count", "self, value, /", sequence_count, LEAF_METHOD},
    {"__class_getitem__", "cls, item, /", class_getitem, LEAF_CLASSMETHOD},
};

TEXT_TABLE(pd_leaves_list, TYPE_LIST, list_leaves);
TEXT_TABLE(pd_leaves_tuple, TYPE_TUPLE, tuple_leaves);
