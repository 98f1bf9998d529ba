/*
 * Membership, equality, concatenation and slices of lists and tuples, where nothing but small ints
 * and short texts has to be looked at.
 *
 * Fuel for work on items is charged per 16 of them (pd_data_charge): what is compared here is so
 * little that none is due.
 */
#include "vm/data/quick.h"

#include "vm/data/data.h"

#include <string.h>

enum {
    FREE_ITEMS = 16,     /* work on fewer of them costs nothing */
    FREE_CHARACTERS = 64 /* nor does that on texts that are shorter */
};

/* The items of two lists or of two tuples. */
static ALWAYS_INLINE bool items_of_both(const Heap *heap, Value a, Value b, Items both[2])
{
    return pd_kind(heap, a) == pd_kind(heap, b) && pd_items_of(heap, a, &both[0]) &&
           pd_items_of(heap, b, &both[1]);
}

/* Whether two items, of which identical ones count as equal, are. */
static ALWAYS_INLINE Answer same_item(const Heap *heap, Value a, Value b)
{
    if (pd_is(a, b)) {
        return ANSWER_YES;
    }
    if (pd_both_int(a, b)) {
        return ANSWER_NO;
    }
    if (!pd_is_kind(heap, a, KIND_STR) || !pd_is_kind(heap, b, KIND_STR)) {
        return ANSWER_SLOW;
    }
    const Str *x = PD_AS(const Str, heap, a);
    const Str *y = PD_AS(const Str, heap, b);
    if (x->length >= FREE_CHARACTERS) {
        return ANSWER_SLOW;
    }
    return x->length == y->length && pd_str_equal(x, y) ? ANSWER_YES : ANSWER_NO;
}

Answer pd_quick_in(const Heap *heap, Value container, Value item)
{
    Items items;
    if (!pd_items_of(heap, container, &items) || items.length >= FREE_ITEMS) {
        return ANSWER_SLOW;
    }
    for (uint32_t i = 0; i < items.length; i++) {
        Answer same = same_item(heap, items.items[i], item);
        if (same != ANSWER_NO) {
            return same;
        }
    }
    return ANSWER_NO;
}

Answer pd_quick_equal(const Heap *heap, Value a, Value b)
{
    Items both[2];
    if (!items_of_both(heap, a, b, both)) {
        return ANSWER_SLOW;
    }
    const Items x = both[0];
    const Items y = both[1];
    if (x.length != y.length) {
        return ANSWER_NO;
    }
    if (x.length >= FREE_ITEMS - 1) { /* the containers count as well */
        return ANSWER_SLOW;
    }
    for (uint32_t i = 0; i < x.length; i++) {
        Answer same = same_item(heap, x.items[i], y.items[i]);
        if (same != ANSWER_YES) {
            return same;
        }
    }
    return ANSWER_YES;
}

/* A single item is usual enough to do without a call. */
static ALWAYS_INLINE void copy_items(Value *to, const Value *from, size_t count)
{
    if (count == 1) {
        to[0] = from[0];
    } else if (count > 0) {
        memcpy(to, from, count * sizeof(Value));
    }
}

/* A new list or tuple of that length, whose items the caller sets; NULL = memory. */
static ALWAYS_INLINE Value *new_items(Vm *vm, Kind kind, uint32_t length, Value *out)
{
    Heap *heap = &vm->heap;
    if (kind == KIND_LIST) {
        List *list = pd_list_unset(heap, length);
        *out = list == NULL ? VALUE_NONE : pd_value_to(heap, list);
        return list == NULL ? NULL : pd_list_items(heap, list);
    }
    Tuple *tuple = pd_tuple_unset(heap, length);
    *out = tuple == NULL ? VALUE_NONE : pd_value_to(heap, tuple);
    return tuple == NULL ? NULL : tuple->items;
}

LeafResult pd_quick_concat(Vm *vm, Value a, Value b, Value *out)
{
    Items both[2];
    if (!items_of_both(&vm->heap, a, b, both)) {
        return LEAF_END;
    }
    const Kind kind = pd_kind(&vm->heap, a);
    const Items x = both[0];
    const Items y = both[1];
    uint64_t length = (uint64_t)x.length + y.length;
    if (pd_data_too_large(vm, length * sizeof(Value)) || length > UINT32_MAX) {
        return LEAF_END;
    }
    pd_data_charge(vm, length);
    if (kind == KIND_TUPLE && (x.length == 0 || y.length == 0)) {
        *out = x.length == 0 ? b : a;
        return LEAF_OK;
    }
    Value *to = new_items(vm, kind, (uint32_t)length, out);
    if (to == NULL) {
        return LEAF_MEMORY;
    }
    copy_items(to, x.items, x.length);
    copy_items(to + x.length, y.items, y.length);
    return LEAF_OK;
}

LeafResult pd_quick_extend(Vm *vm, Value list, Value by)
{
    Heap *heap = &vm->heap;
    List *to = PD_AS(List, heap, list);
    Items from;
    if (pd_is(list, by) || !pd_items_of(heap, by, &from) ||
        pd_data_too_large(vm, ((uint64_t)to->length + from.length) * sizeof(Value))) {
        return LEAF_END;
    }
    if (from.length == 0) {
        return LEAF_OK;
    }
    pd_data_charge(vm, from.length);
    bool done = pd_list_splice(heap, to, to->length, 0, (Values){from.items, from.length});
    return done ? LEAF_OK : LEAF_MEMORY;
}

LeafResult pd_quick_slice(Vm *vm, Value container, Value key, Value *out)
{
    const Heap *heap = &vm->heap;
    Items from;
    SliceRange range;
    Kind kind = pd_kind(heap, container);
    if (!pd_items_of(heap, container, &from) ||
        !pd_data_plain_range(PD_AS(const Slice, heap, key), from.length, &range)) {
        return LEAF_END;
    }
    pd_data_charge(vm, range.count);
    if (kind == KIND_TUPLE && range.count == from.length && range.step == 1) {
        *out = container;
        return LEAF_OK;
    }
    Value *to = new_items(vm, kind, (uint32_t)range.count, out);
    if (to == NULL) {
        return LEAF_MEMORY;
    }
    if (range.step == 1) {
        copy_items(to, from.items + range.start, range.count);
        return LEAF_OK;
    }
    uint64_t at = (uint64_t)range.start; /* wraps behind the last one */
    for (uint64_t i = 0; i < range.count; i++) {
        to[i] = from.items[at];
        at += (uint64_t)range.step;
    }
    return LEAF_OK;
}

LeafResult pd_quick_assign(Vm *vm, Value container, Value key, Value v)
{
    Heap *heap = &vm->heap;
    Items with;
    SliceRange range;
    if (!pd_is_kind(heap, container, KIND_LIST) || pd_is(container, v) ||
        !pd_items_of(heap, v, &with)) {
        return LEAF_END;
    }
    List *list = PD_AS(List, heap, container);
    if (!pd_data_plain_range(PD_AS(const Slice, heap, key), list->length, &range) ||
        range.step != 1) {
        return LEAF_END;
    }
    pd_data_charge(vm, (uint64_t)with.length + list->length - range.count);
    if (with.length == range.count) {
        pd_list_touch(heap, list);
        copy_items(pd_list_items(heap, list) + range.start, with.items, with.length);
        return LEAF_OK;
    }
    bool done = pd_list_splice(heap, list, (size_t)range.start, (size_t)range.count,
                               (Values){with.items, with.length});
    return done ? LEAF_OK : LEAF_MEMORY;
}
