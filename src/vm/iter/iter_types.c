/*
 * enumerate, zip, map, filter, reversed and iter(f, sentinel): their constructors, and the methods
 * that all iterators have.
 *
 * A constructor takes the iterators of its arguments here when they are builtin; else the library
 * takes them and makes the object through the intrinsic new_iter.
 */
#include "vm/data/data.h"

/* Iterators of count values into a new tuple that begins with `first` unless that is UNBOUND.
 * LEAF_END: some of them need program code. */
static LeafResult iters_of(Vm *vm, Value first, const Value *values, uint32_t count, Value *out)
{
    uint32_t skip = pd_is_unbound(first) ? 0 : 1;
    Tuple *tuple = pd_tuple_new(&vm->heap, NULL, count + skip);
    if (tuple == NULL) {
        return LEAF_MEMORY;
    }
    if (skip != 0) {
        tuple->items[0] = first;
    }
    for (uint32_t i = 0; i < count; i++) {
        LeafResult r = pd_data_iter_builtin(vm, values[i], &tuple->items[i + skip]);
        if (r != LEAF_OK) {
            return r;
        }
    }
    *out = pd_value_to(&vm->heap, tuple);
    return LEAF_OK;
}

/* ---- enumerate ---- */

static LeafResult new_enumerate(Vm *vm, Value inner, Value start, Value *out)
{
    Iter *it = pd_data_new_iter(vm, ITER_ENUMERATE, inner);
    if (it == NULL) {
        return LEAF_MEMORY;
    }
    if (pd_is_int(start)) {
        it->position = pd_int_of(start);
    } else {
        it->state = start;
    }
    *out = pd_value_to(&vm->heap, it);
    return LEAF_OK;
}

static LeafResult enumerate_new(Vm *vm, const Value *args, Value *result)
{
    if (pd_is_unbound(args[1])) {
        return pd_vm_raise(vm, EXC_TYPE_ERROR, "enumerate() missing required argument 'iterable'");
    }
    Value start = pd_from_int(0);
    if (!pd_is_unbound(args[2])) {
        if (pd_data_needs_index(vm, args[2])) {
            return pd_data_with_index(vm, enumerate_new, args, 3, 4);
        }
        if (!pd_data_int(vm, args[2], &start)) {
            return pd_vm_raise_type(vm, "'%s' object cannot be interpreted as an integer", args[2]);
        }
    }
    Value inner = VALUE_NONE;
    LeafResult r = pd_data_iter_builtin(vm, args[1], &inner);
    if (r == LEAF_END) {
        return pd_vm_tail_call(vm, LIB_iter_new, 3, pd_from_int(ITER_ENUMERATE), args[1], start);
    }
    return r != LEAF_OK ? r : new_enumerate(vm, inner, start, result);
}

/* ---- zip ---- */

static LeafResult new_zip(Vm *vm, Value sources, bool strict, Value *out)
{
    Iter *it = pd_data_new_iter(vm, ITER_ZIP, sources);
    if (it == NULL) {
        return LEAF_MEMORY;
    }
    it->position = strict;
    *out = pd_value_to(&vm->heap, it);
    return LEAF_OK;
}

static LeafResult zip_new(Vm *vm, const Value *args, Value *result)
{
    Value strict = VALUE_FALSE;
    LeafResult r = LEAF_OK;
    if (!pd_is_unbound(args[2])) {
        r = pd_vm_truth_builtin(vm, args[2], &strict);
    }
    const Tuple *values = PD_AS(const Tuple, &vm->heap, args[1]);
    Value sources = VALUE_NONE;
    if (r == LEAF_OK) {
        r = iters_of(vm, VALUE_UNBOUND, values->items, values->length, &sources);
    }
    if (r == LEAF_END) {
        return pd_vm_tail_call(vm, LIB_iter_new, 3, pd_from_int(ITER_ZIP), args[1], strict);
    }
    return r != LEAF_OK ? r : new_zip(vm, sources, pd_is(strict, VALUE_TRUE), result);
}

/* ---- map and filter ---- */

static LeafResult map_new(Vm *vm, const Value *args, Value *result)
{
    const Tuple *values = PD_AS(const Tuple, &vm->heap, args[1]);
    if (values->length < 2) {
        return pd_vm_raise(vm, EXC_TYPE_ERROR, "map() must have at least two arguments.");
    }
    Value sources = VALUE_NONE;
    LeafResult r = iters_of(vm, values->items[0], values->items + 1, values->length - 1, &sources);
    if (r == LEAF_END) {
        return pd_vm_tail_call(vm, LIB_iter_new, 3, pd_from_int(ITER_MAP), args[1], VALUE_NONE);
    }
    return r != LEAF_OK ? r : pd_data_give(vm, pd_data_new_iter(vm, ITER_MAP, sources), result);
}

static LeafResult filter_new(Vm *vm, const Value *args, Value *result)
{
    Value sources = VALUE_NONE;
    LeafResult r = iters_of(vm, args[1], &args[2], 1, &sources);
    if (r == LEAF_END) {
        return pd_vm_tail_call(vm, LIB_iter_new, 3, pd_from_int(ITER_FILTER), args[2], args[1]);
    }
    return r != LEAF_OK ? r : pd_data_give(vm, pd_data_new_iter(vm, ITER_FILTER, sources), result);
}

/* ---- reversed ---- */

static LeafResult reversed_range(Vm *vm, Value range, Value *out)
{
    Heap *heap = &vm->heap;
    const Range *r = PD_AS(const Range, heap, range);
    Value last = VALUE_NONE;
    Value step = VALUE_NONE;
    Value stop = VALUE_NONE;
    Value made = VALUE_NONE;
    Answer answer = pd_int_sub(heap, r->length, pd_from_int(1), &last);
    answer = answer == ANSWER_YES ? pd_int_neg(heap, r->step, &step) : answer;
    answer = answer == ANSWER_YES ? pd_int_sub(heap, r->start, r->step, &stop) : answer;
    if (answer != ANSWER_YES) {
        return pd_vm_answer_failed(vm, answer, r->length);
    }
    LeafResult result = pd_data_range_at(vm, r, last, &last);
    if (result == LEAF_OK) {
        result = pd_data_new_range(vm, last, stop, step, &made);
    }
    return result != LEAF_OK ? result : pd_data_iter_builtin(vm, made, out);
}

static LeafResult reversed_sequence(Vm *vm, IterKind kind, Value v, int64_t length, Value *out)
{
    Iter *it = pd_data_new_iter(vm, kind, v);
    if (it != NULL) {
        it->position = length - 1;
    }
    return pd_data_give(vm, it, out);
}

static LeafResult reversed_table(Vm *vm, IterKind kind, Value dict, Value *out)
{
    Iter *it = pd_data_new_iter(vm, kind, dict);
    if (it != NULL) {
        const Dict *d = pd_data_dict(vm, dict);
        const Table *t = pd_dict_table(&vm->heap, d);
        it->position = t == NULL ? 0 : t->count;
        it->expected = d->used;
    }
    return pd_data_give(vm, it, out);
}

/* LEAF_END: v is no builtin sequence or dict. */
static LeafResult reversed_builtin(Vm *vm, Value v, Value *out)
{
    switch (pd_kind(&vm->heap, v)) {
    case KIND_LIST: return reversed_sequence(vm, ITER_LIST_REVERSED, v, pd_data_length(vm, v), out);
    case KIND_TUPLE:
    case KIND_STR:
    case KIND_BYTES:
    case KIND_BYTEARRAY:
        return reversed_sequence(vm, ITER_SEQUENCE_REVERSED, v, pd_data_length(vm, v), out);
    case KIND_RANGE: return reversed_range(vm, v, out);
    case KIND_DICT: return reversed_table(vm, ITER_KEYS_REVERSED, v, out);
    case KIND_DICT_VIEW: {
        const DictView *view = PD_AS(const DictView, &vm->heap, v);
        IterKind kind = view->h.aux == VIEW_KEYS     ? ITER_KEYS_REVERSED
                        : view->h.aux == VIEW_VALUES ? ITER_VALUES_REVERSED
                                                     : ITER_ITEMS_REVERSED;
        return reversed_table(vm, kind, pd_from_ref(view->dict), out);
    }
    default: return LEAF_END;
    }
}

static LeafResult reversed_new(Vm *vm, const Value *args, Value *result)
{
    Value v = args[1];
    LeafResult r = reversed_builtin(vm, v, result);
    if (r != LEAF_END) {
        return r;
    }
    Value method = pd_vm_special(vm, v, NAME_reversed);
    if (!pd_is_unbound(method) && !pd_is_none(method)) {
        return pd_data_call(vm, method, &v, 1, result);
    }
    bool sequence = !pd_is_unbound(pd_vm_special(vm, v, NAME_getitem));
    Value payload = pd_vm_unwrap(vm, v);
    if (!sequence || pd_is_none(method) || pd_is_kind(&vm->heap, payload, KIND_DICT)) {
        return pd_vm_raise_type(vm, "'%s' object is not reversible", v);
    }
    return pd_vm_tail_call(vm, LIB_reversed_slow, 1, v);
}

static LeafResult reversed_method(Vm *vm, const Value *args, Value *result)
{
    LeafResult r = reversed_builtin(vm, args[0], result);
    pd_assert(r != LEAF_END);
    return r;
}

/* ---- for the library ---- */

/* new_iter(kind, source, state): the object, its iterators given. */
static LeafResult new_iter(Vm *vm, const Value *args, Value *result)
{
    Value source = args[1];
    Value state = args[2];
    switch ((IterKind)pd_int_of(args[0])) {
    case ITER_ENUMERATE: return new_enumerate(vm, source, state, result);
    case ITER_ZIP: return new_zip(vm, source, pd_is(state, VALUE_TRUE), result);
    case ITER_MAP:
    case ITER_FILTER: {
        const Iter *made = pd_data_new_iter(vm, (IterKind)pd_int_of(args[0]), source);
        bool fits = made == NULL || pd_vm_iter_fits(vm, made);
        return fits ? pd_data_give(vm, made, result) : pd_vm_raise_misuse(vm, "new_iter");
    }
    case ITER_SEQUENCE_REVERSED:
        if (!pd_is_int(state)) {
            break;
        }
        return reversed_sequence(vm, ITER_SEQUENCE_REVERSED, source, pd_int_of(state), result);
    default: break;
    }
    return pd_vm_raise_misuse(vm, "new_iter");
}

/* iter_through(iterator): what a loop can go over without asking the iterator for its iterator. */
static LeafResult iter_through(Vm *vm, const Value *args, Value *result)
{
    Kind kind = pd_kind(&vm->heap, args[0]);
    if (kind == KIND_ITER || pd_is_plain_generator(&vm->heap, args[0])) {
        *result = args[0];
        return LEAF_OK;
    }
    const Tuple *source = pd_tuple_new(&vm->heap, args, 1);
    if (source == NULL) {
        return LEAF_MEMORY;
    }
    return pd_data_give(vm, pd_data_new_iter(vm, ITER_MAP, pd_value_to(&vm->heap, source)), result);
}

/* iter_at_once(iterable): the iterable itself, if it is an iterator whose length nobody has to be
 * asked for, else None. */
static LeafResult iter_at_once(Vm *vm, const Value *args, Value *result)
{
    const Heap *heap = &vm->heap;
    bool asks = pd_is_kind(heap, args[0], KIND_ITER) &&
                pd_header(heap, args[0])->aux == ITER_SEQUENCE_REVERSED;
    bool iterator = pd_is_kind(heap, args[0], KIND_ITER) || pd_is_plain_generator(heap, args[0]);
    *result = iterator && !asks ? args[0] : VALUE_NONE;
    return LEAF_OK;
}

/* iter_end(it): it is exhausted. */
static LeafResult iter_end(Vm *vm, const Value *args, Value *result)
{
    PD_AS(Iter, &vm->heap, args[0])->source = VALUE_UNBOUND;
    *result = VALUE_NONE;
    return LEAF_OK;
}

/* iter_advance(it): the sequence iterator goes to its next index. */
static LeafResult iter_advance(Vm *vm, const Value *args, Value *result)
{
    Iter *it = PD_AS(Iter, &vm->heap, args[0]);
    if (it->h.aux != ITER_SEQUENCE && it->h.aux != ITER_SEQUENCE_REVERSED) {
        return pd_vm_raise_misuse(vm, "iter_advance");
    }
    it->position += it->h.aux == ITER_SEQUENCE ? 1 : -1;
    *result = VALUE_NONE;
    return LEAF_OK;
}

LeafResult pd_vm_enumerated(Vm *vm, Iter *it, Value item, Value *out)
{
    Heap *heap = &vm->heap;
    const Value count = pd_is_unbound(it->state) ? pd_from_int(it->position) : it->state;
    const bool small = pd_is_int(count) && pd_int_of(count) < VALUE_INT_MAX;
    Value next = small ? pd_from_int(pd_int_of(count) + 1) : VALUE_UNBOUND;
    if (!small && pd_int_add(heap, count, pd_from_int(1), &next) != ANSWER_YES) {
        return LEAF_MEMORY;
    }
    const Tuple *pair = pd_pair_new(heap, count, item);
    if (pair == NULL) {
        return LEAF_MEMORY;
    }
    if (pd_is_int(next)) {
        it->position = pd_int_of(next);
    } else {
        pd_store(heap, &it->state, next);
    }
    *out = pd_value_to(heap, pair);
    return LEAF_OK;
}

/* enumerate_item(it, item) */
static LeafResult enumerate_item(Vm *vm, const Value *args, Value *result)
{
    Iter *it = PD_AS(Iter, &vm->heap, args[0]);
    if (it->h.aux != ITER_ENUMERATE) {
        return pd_vm_raise_misuse(vm, "enumerate_item");
    }
    return pd_vm_enumerated(vm, it, args[1], result);
}

static LeafResult length_hint(Vm *vm, const Value *args, Value *result)
{
    const Iter *it = PD_AS(const Iter, &vm->heap, args[0]);
    int64_t length = pd_data_iter_length(vm, it);
    if (it->h.aux == ITER_RANGE && pd_is_kind(&vm->heap, it->source, KIND_RANGE)) {
        const Range *r = PD_AS(const Range, &vm->heap, it->source);
        Value rest = VALUE_NONE;
        LeafResult made = pd_data_new_range(vm, it->state, r->stop, r->step, &rest);
        *result = made == LEAF_OK ? PD_AS(const Range, &vm->heap, rest)->length : VALUE_NONE;
        return made;
    }
    if (length < 0) {
        *result = VALUE_NOT_IMPLEMENTED;
        return LEAF_OK;
    }
    return pd_data_give_i64(vm, length, result);
}

/* The length of a program's sequence is asked each time. */
static LeafResult reversed_hint(Vm *vm, const Value *args, Value *result)
{
    const Iter *it = PD_AS(const Iter, &vm->heap, args[0]);
    if (!pd_is_unbound(it->source) && pd_data_length(vm, it->source) < 0) {
        return pd_vm_tail_call(vm, LIB_reversed_hint, 2, it->source, pd_from_int(it->position + 1));
    }
    return length_hint(vm, args, result);
}

static const LeafDef enumerate_leaves[] = {
    {"__new__", "cls, /, iterable=, start=", enumerate_new, LEAF_NEW},
};
static const LeafDef zip_leaves[] = {
    {"__new__", "cls, /, *iterables, strict=", zip_new, LEAF_NEW},
};
static const LeafDef map_leaves[] = {
    {"__new__", "cls, /, *iterables", map_new, LEAF_NEW},
};
static const LeafDef filter_leaves[] = {
    {"__new__", "cls, function, iterable, /", filter_new, LEAF_NEW},
};
static const LeafDef reversed_leaves[] = {
    {"__new__", "cls, sequence, /", reversed_new, LEAF_NEW},
    {"__length_hint__", "self, /", reversed_hint, LEAF_METHOD},
};
static const LeafDef reverse_leaves[] = {
    {"__reversed__", "self, /", reversed_method, LEAF_METHOD},
};
static const LeafDef hint_leaves[] = {
    {"__length_hint__", "self, /", length_hint, LEAF_METHOD},
};
static const LeafDef vm_leaves[] = {
    {"new_iter", "kind: int, source, state, /", new_iter, LEAF_FUNCTION},
    {"iter_through", "iterator, /", iter_through, LEAF_FUNCTION},
    {"iter_at_once", "iterable, /", iter_at_once, LEAF_FUNCTION},
    {"iter_end", "it: iter, /", iter_end, LEAF_FUNCTION},
    {"iter_advance", "it: iter, /", iter_advance, LEAF_FUNCTION},
    {"enumerate_item", "it: iter, item, /", enumerate_item, LEAF_FUNCTION},
};

TEXT_TABLE(pd_leaves_enumerate, TYPE_ENUMERATE, enumerate_leaves);
TEXT_TABLE(pd_leaves_zip, TYPE_ZIP, zip_leaves);
TEXT_TABLE(pd_leaves_map, TYPE_MAP, map_leaves);
TEXT_TABLE(pd_leaves_filter, TYPE_FILTER, filter_leaves);
TEXT_TABLE(pd_leaves_reversed, TYPE_REVERSED, reversed_leaves);
TEXT_TABLE(pd_leaves_list_reversed, TYPE_LIST, reverse_leaves);
TEXT_TABLE(pd_leaves_dict_reversed, TYPE_DICT, reverse_leaves);
TEXT_TABLE(pd_leaves_range_reversed, TYPE_RANGE, reverse_leaves);
TEXT_TABLE(pd_leaves_keys_reversed, TYPE_DICT_KEYS, reverse_leaves);
TEXT_TABLE(pd_leaves_values_reversed, TYPE_DICT_VALUES, reverse_leaves);
TEXT_TABLE(pd_leaves_items_reversed, TYPE_DICT_ITEMS, reverse_leaves);
TEXT_TABLE(pd_leaves_list_hint, TYPE_LIST_ITERATOR, hint_leaves);
TEXT_TABLE(pd_leaves_tuple_hint, TYPE_TUPLE_ITERATOR, hint_leaves);
TEXT_TABLE(pd_leaves_str_hint, TYPE_STR_ITERATOR, hint_leaves);
TEXT_TABLE(pd_leaves_ascii_hint, TYPE_STR_ASCII_ITERATOR, hint_leaves);
TEXT_TABLE(pd_leaves_range_hint, TYPE_RANGE_ITERATOR, hint_leaves);
TEXT_TABLE(pd_leaves_key_hint, TYPE_KEY_ITERATOR, hint_leaves);
TEXT_TABLE(pd_leaves_value_hint, TYPE_VALUE_ITERATOR, hint_leaves);
TEXT_TABLE(pd_leaves_item_hint, TYPE_ITEM_ITERATOR, hint_leaves);
TEXT_TABLE(pd_leaves_set_hint, TYPE_SET_ITERATOR, hint_leaves);
const LeafTable pd_leaves_vm_iter = {"_vm", TYPE_OBJECT, vm_leaves, ARRAY_COUNT(vm_leaves)};
