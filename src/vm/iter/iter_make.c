/*
 * iter(v), and all items of v at once.
 *
 * Tells which values iterate without program code; only these are collected here.
 */
#include "vm/data/sequence.h"

#include <string.h>

Iter *pd_data_new_iter(Vm *vm, IterKind kind, Value source)
{
    Iter *it = pd_heap_alloc(&vm->heap, sizeof *it, KIND_ITER, kind);
    if (it == NULL) {
        return NULL;
    }
    it->source = source;
    it->state = VALUE_UNBOUND;
    it->position = 0;
    it->expected = 0;
    it->is_certain = 0;
    return it;
}

static LeafResult iter_over(Vm *vm, IterKind kind, Value source, Value *out)
{
    return pd_data_give(vm, pd_data_new_iter(vm, kind, source), out);
}

/* The type of the iterator tells ASCII text apart, also when the text is done: state remembers. */
static LeafResult iter_over_str(Vm *vm, Value v, Value *out)
{
    Iter *it = pd_data_new_iter(vm, ITER_STR, v);
    if (it != NULL) {
        bool ascii = (PD_AS(const Str, &vm->heap, v)->h.flags & STR_ASCII) != 0;
        it->state = pd_from_bool(ascii);
    }
    return pd_data_give(vm, it, out);
}

static LeafResult iter_over_table(Vm *vm, IterKind kind, Value dict, Value *out)
{
    Iter *it = pd_data_new_iter(vm, kind, dict);
    if (it != NULL) {
        it->expected = pd_data_dict(vm, dict)->used;
        it->state = pd_from_int(it->expected); /* items to come */
    }
    return pd_data_give(vm, it, out);
}

static LeafResult iter_over_range(Vm *vm, Value range, Value *out)
{
    const Range *r = PD_AS(const Range, &vm->heap, range);
    bool small =
        pd_is_int(r->start) && pd_is_int(r->stop) && pd_is_int(r->step) && pd_is_int(r->length);
    Iter *it = pd_data_new_iter(vm, ITER_RANGE, small ? r->length : range);
    if (it != NULL) {
        it->state = small ? r->step : r->start;
        it->position = small ? pd_int_of(r->start) : 0;
    }
    return pd_data_give(vm, it, out);
}

static LeafResult iter_over_view(Vm *vm, Value v, Value *out)
{
    const DictView *view = PD_AS(const DictView, &vm->heap, v);
    IterKind kind = view->h.aux == VIEW_KEYS     ? ITER_KEYS
                    : view->h.aux == VIEW_VALUES ? ITER_VALUES
                                                 : ITER_ITEMS;
    return iter_over_table(vm, kind, pd_from_ref(view->dict), out);
}

LeafResult pd_data_iter_builtin(Vm *vm, Value v, Value *out)
{
    v = pd_data_proxied(vm, v);
    switch (pd_kind(&vm->heap, v)) {
    case KIND_LIST: return iter_over(vm, ITER_LIST, v, out);
    case KIND_TUPLE: return iter_over(vm, ITER_TUPLE, v, out);
    case KIND_STR: return iter_over_str(vm, v, out);
    case KIND_BYTES: return iter_over(vm, ITER_BYTES, v, out);
    case KIND_BYTEARRAY: return iter_over(vm, ITER_BYTEARRAY, v, out);
    case KIND_RANGE: return iter_over_range(vm, v, out);
    case KIND_DICT: return iter_over_table(vm, ITER_KEYS, v, out);
    case KIND_SET:
    case KIND_FROZENSET: return iter_over_table(vm, ITER_SET, v, out);
    case KIND_DICT_VIEW: return iter_over_view(vm, v, out);
    case KIND_GENERATOR:
        if (!pd_is_plain_generator(&vm->heap, v)) {
            return LEAF_END;
        }
        *out = v;
        return LEAF_OK;
    case KIND_ITER: *out = v; return LEAF_OK;
    default: return LEAF_END;
    }
}

static LeafResult iter_of_object(Vm *vm, Value v, bool checked, Value *out)
{
    Value method = pd_vm_special(vm, v, NAME_iter);
    if (pd_is_unbound(method)) {
        Value get = pd_vm_special(vm, v, NAME_getitem);
        if (pd_is_unbound(get) || pd_is_none(get)) {
            return pd_data_not_iterable(vm, v);
        }
        return iter_over(vm, ITER_SEQUENCE, v, out);
    }
    if (pd_is_none(method)) {
        return pd_data_not_iterable(vm, v);
    }
    if (checked && !pd_is_kind(&vm->heap, method, KIND_BUILTIN)) {
        return pd_is_kind(&vm->heap, method, KIND_FUNCTION)
                   ? pd_vm_tail_ask(vm, method, PHASE_ITER, 1, &v)
                   : pd_vm_tail_call(vm, LIB_iter_slow, 1, v);
    }
    return pd_data_call(vm, method, &v, 1, out);
}

LeafResult pd_vm_iter(Vm *vm, Value v, Value *out)
{
    LeafResult r = pd_data_iter_builtin(vm, v, out);
    return r == LEAF_END ? iter_of_object(vm, v, false, out) : r;
}

LeafResult pd_data_iter_checked(Vm *vm, Value v, Value *out)
{
    LeafResult r = pd_data_iter_builtin(vm, v, out);
    return r == LEAF_END ? iter_of_object(vm, v, true, out) : r;
}

bool pd_vm_is_iterator(Vm *vm, Value v)
{
    if (pd_is_kind(&vm->heap, v, KIND_ITER) || pd_is_plain_generator(&vm->heap, v)) {
        return true;
    }
    Value next = pd_vm_special(vm, v, NAME_next);
    return !pd_is_unbound(next) && !pd_is_none(next);
}

/* ---- all items ---- */

/* An instance of a subclass iterates as its payload when its __iter__ is the builtin one. */
static Value plain_iterable(const Vm *vm, Value v)
{
    if (!pd_is_kind(&vm->heap, v, KIND_WRAPPED)) {
        return pd_data_proxied(vm, v);
    }
    Vm *lookup = (Vm *)(uintptr_t)vm; /* lookups fill a cache and change nothing else */
    Value method = pd_vm_special(lookup, v, NAME_iter);
    return pd_is_kind(&vm->heap, method, KIND_BUILTIN) ? pd_vm_unwrap(vm, v) : v;
}

bool pd_vm_iterates_in_c(const Vm *vm, Value v)
{
    SavedIters saved;
    v = plain_iterable(vm, v);
    switch (pd_kind(&vm->heap, v)) {
    case KIND_LIST:
    case KIND_TUPLE:
    case KIND_STR:
    case KIND_BYTES:
    case KIND_BYTEARRAY:
    case KIND_RANGE:
    case KIND_DICT:
    case KIND_SET:
    case KIND_FROZENSET:
    case KIND_DICT_VIEW: return true;
    case KIND_ITER: return pd_data_save_iters(vm, v, &saved);
    default: return false;
    }
}

/* The items left of an iterator over a range of small ints, which then has ended. */
static void take_range(Iter *it, Value *items, uint32_t count)
{
    int64_t step = pd_int_of(it->state);
    for (uint32_t i = 0; i < count; i++) {
        items[i] = pd_from_int(it->position);
        it->position += step;
    }
    it->source = pd_from_int(0);
}

static LeafResult collect_iter(Vm *vm, Value v, Value *out)
{
    Heap *heap = &vm->heap;
    SavedIters saved;
    bool in_c = pd_data_save_iters(vm, v, &saved);
    pd_assert(in_c);
    Iter *it = PD_AS(Iter, heap, v);
    int64_t expected = pd_data_iter_length(vm, it);
    if (expected > 0 && pd_data_too_large(vm, (uint64_t)expected * sizeof(Value))) {
        return pd_data_no_room(vm);
    }
    size_t room = expected > 0 ? (size_t)expected : 0;
    bool small_range = it->h.aux == ITER_RANGE && pd_is_int(it->source);
    List *list = small_range ? pd_list_unset(heap, room) : pd_list_new(heap, room);
    if (list == NULL) {
        return LEAF_MEMORY;
    }
    if (small_range) {
        take_range(it, pd_list_items(heap, list), list->length);
    }
    LeafResult r = LEAF_OK;
    while (r == LEAF_OK) {
        Value item = VALUE_NONE;
        r = pd_data_next_saved(vm, it, &item);
        if (r == LEAF_OK && !pd_list_append(heap, list, item)) {
            r = LEAF_MEMORY;
        }
    }
    if (r == LEAF_MEMORY) {
        pd_data_restore_iters(&saved);
    }
    if (r != LEAF_END) {
        return r;
    }
    pd_data_charge(vm, list->length);
    *out = pd_value_to(heap, list);
    return LEAF_OK;
}

static LeafResult collect_table(Vm *vm, const Dict *d, uint32_t view, Value *out)
{
    Heap *heap = &vm->heap;
    List *list = pd_list_unset(heap, d->used);
    if (list == NULL) {
        return LEAF_MEMORY;
    }
    pd_data_charge(vm, d->used);
    Value *items = pd_list_items(heap, list);
    uint32_t position = 0;
    uint32_t count = 0;
    Value pair[2];
    while (pd_dict_next(heap, d, &position, &pair[0], &pair[1])) {
        if (view == VIEW_ITEMS) {
            const Tuple *tuple = pd_pair_new(heap, pair[0], pair[1]);
            if (tuple == NULL) {
                return LEAF_MEMORY;
            }
            items[count++] = pd_value_to(heap, tuple);
        } else {
            items[count++] = pair[view == VIEW_VALUES];
        }
    }
    pd_assert(count == d->used);
    *out = pd_value_to(heap, list);
    return LEAF_OK;
}

static LeafResult collect_narrow(Vm *vm, const Str *s, Value *out)
{
    if (pd_data_too_large(vm, (uint64_t)s->length * sizeof(Value))) {
        return pd_data_no_room(vm);
    }
    List *list = pd_list_unset(&vm->heap, s->length);
    if (list == NULL) {
        return LEAF_MEMORY;
    }
    pd_data_charge(vm, s->length);
    const uint8_t *data = pd_str_data(s);
    Value *items = pd_list_items(&vm->heap, list);
    for (uint32_t i = 0; i < s->length; i++) {
        items[i] = pd_from_ref(pd_latin1_ref(data[i]));
    }
    *out = pd_value_to(&vm->heap, list);
    return LEAF_OK;
}

LeafResult pd_vm_collect_items(Vm *vm, Value v, Value *out)
{
    Heap *heap = &vm->heap;
    Items items = {0};
    v = plain_iterable(vm, v);
    if (pd_items_of(&vm->heap, v, &items)) {
        pd_data_charge(vm, items.length);
        return pd_data_give(vm, pd_list_from(heap, items.items, items.length), out);
    }
    switch (pd_kind(heap, v)) {
    case KIND_DICT:
    case KIND_SET:
    case KIND_FROZENSET: return collect_table(vm, pd_data_dict(vm, v), VIEW_KEYS, out);
    case KIND_DICT_VIEW: {
        const DictView *view = PD_AS(const DictView, heap, v);
        return collect_table(vm, pd_at(heap, view->dict), view->h.aux, out);
    }
    case KIND_ITER: return collect_iter(vm, v, out);
    case KIND_STR:
        if (PD_AS(const Str, heap, v)->h.aux == 1) {
            return collect_narrow(vm, PD_AS(const Str, heap, v), out);
        }
        break;
    default: break;
    }
    Value it = VALUE_NONE;
    if (pd_is_kind(heap, v, KIND_RANGE) && pd_data_length(vm, v) > UINT32_MAX) {
        return pd_data_no_room(vm);
    }
    LeafResult r = pd_data_iter_builtin(vm, v, &it);
    if (r == LEAF_END)
        return pd_vm_raise_type(vm, "'%s' object is not iterable", v);
    return r != LEAF_OK ? r : collect_iter(vm, it, out);
}

LeafResult pd_list_extend_in_c(Vm *vm, Value list, Value other, Value *scratch)
{
    Heap *heap = &vm->heap;
    List *to = PD_AS(List, heap, list);
    Items from = {0};
    other = plain_iterable(vm, other);
    SavedIters saved;
    saved.count = 0;
    if (!pd_items_of(&vm->heap, other, &from) || pd_is(other, list)) {
        if (pd_is_kind(heap, other, KIND_ITER)) {
            (void)pd_data_save_iters(vm, other, &saved);
        }
        LeafResult r = pd_vm_collect_items(vm, other, scratch);
        if (r != LEAF_OK) {
            return r;
        }
        (void)pd_items_of(&vm->heap, *scratch, &from);
    }
    if (pd_data_too_large(vm, ((uint64_t)to->length + from.length) * sizeof(Value))) {
        return pd_data_no_room(vm);
    }
    pd_data_charge(vm, from.length);
    if (!pd_list_splice(heap, to, to->length, 0, (Values){from.items, from.length})) {
        pd_data_restore_iters(&saved);
        return LEAF_MEMORY;
    }
    return LEAF_OK;
}
