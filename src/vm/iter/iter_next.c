/*
 * The next item of iterators over builtin values.
 *
 * A step either happens whole or not at all: what it needs is allocated before an iterator moves,
 * and zip, which moves several, puts them back when memory gets short. Iterators that have to ask
 * program code are answered by the library (LEAF_CALL).
 */
#include "vm/data/data.h"
#include "vm/fast.h"

#include <string.h>

/* ---- over builtin containers ---- */

static LeafResult end(Iter *it)
{
    it->source = VALUE_UNBOUND;
    return LEAF_END;
}

static LeafResult next_item(Vm *vm, Iter *it, Value *out)
{
    Items items = {0};
    bool found = pd_data_items(vm, it->source, &items);
    pd_assert(found);
    if (it->position >= (int64_t)items.length) {
        return end(it);
    }
    *out = items.items[it->position++];
    return LEAF_OK;
}

static LeafResult next_reversed_item(Vm *vm, Iter *it, Value *out)
{
    Items items = {0};
    bool found = pd_data_items(vm, it->source, &items);
    pd_assert(found);
    if (it->position < 0 || it->position >= (int64_t)items.length) {
        return end(it);
    }
    *out = items.items[it->position--];
    return LEAF_OK;
}

static LeafResult next_text(Vm *vm, Iter *it, Value *out)
{
    Text text = pd_text_of(vm, it->source);
    if (it->position >= (int64_t)text.length) {
        return end(it);
    }
    if (text.kind != KIND_STR) {
        *out = pd_from_int(pd_str_data(text.s)[it->position++]);
        return LEAF_OK;
    }
    Str *s = pd_str_from_point(&vm->heap, pd_str_at(text.s, (size_t)it->position));
    if (s == NULL) {
        return LEAF_MEMORY;
    }
    it->position++;
    *out = pd_value_to(&vm->heap, s);
    return LEAF_OK;
}

static LeafResult next_big_range(Vm *vm, Iter *it, Value *out)
{
    Heap *heap = &vm->heap;
    const Range *r = PD_AS(const Range, heap, it->source);
    int order = pd_int_compare(heap, it->state, r->stop);
    if (pd_int_sign(heap, r->step) > 0 ? order >= 0 : order <= 0) {
        return end(it);
    }
    Value next = VALUE_NONE;
    Answer answer = pd_int_add(heap, it->state, r->step, &next);
    if (answer != ANSWER_YES) {
        return pd_vm_answer_failed(vm, answer, it->state);
    }
    *out = it->state;
    pd_store(heap, &it->state, next);
    return LEAF_OK;
}

static LeafResult next_range(Vm *vm, Iter *it, Value *out)
{
    if (!pd_is_int(it->source)) {
        return next_big_range(vm, it, out);
    }
    return pd_fast_range_next(it, out) ? LEAF_OK : LEAF_END;
}

static LeafResult changed_size(Vm *vm, Iter *it, const Dict *d)
{
    it->expected = UINT32_MAX; /* this state is sticky */
    return pd_vm_raise(vm, EXC_RUNTIME_ERROR, "%s changed size during iteration",
                       d->h.kind == KIND_DICT ? "dictionary" : "Set");
}

static LeafResult pair(Vm *vm, Value key, Value v, Value *out)
{
    return pd_data_give(vm, pd_tuple_new(&vm->heap, (const Value[]){key, v}, 2), out);
}

static LeafResult next_in_table(Vm *vm, Iter *it, Value *out)
{
    const Dict *d = pd_data_dict(vm, it->source);
    if (d->used != it->expected) {
        return changed_size(vm, it, d);
    }
    uint32_t position = (uint32_t)it->position;
    Value key;
    Value v;
    if (!pd_dict_next(&vm->heap, d, &position, &key, &v)) {
        return end(it);
    }
    pd_data_charge(vm, position - (uint32_t)it->position); /* deleted entries are passed over */
    if (pd_int_of(it->state) == 0) {
        it->expected = UINT32_MAX;
        return pd_vm_raise(vm, EXC_RUNTIME_ERROR, "%s keys changed during iteration",
                           d->h.kind == KIND_DICT ? "dictionary" : "Set");
    }
    *out = it->h.aux == ITER_VALUES ? v : key;
    if (it->h.aux == ITER_ITEMS && pair(vm, key, v, out) != LEAF_OK) {
        return LEAF_MEMORY;
    }
    it->position = position;
    it->state = pd_from_int(pd_int_of(it->state) - 1);
    return LEAF_OK;
}

/* position: entries at and after it are done. */
static LeafResult next_in_table_reversed(Vm *vm, Iter *it, Value *out)
{
    const Dict *d = pd_data_dict(vm, it->source);
    const Table *t = pd_dict_table(&vm->heap, d);
    if (d->used != it->expected) {
        return changed_size(vm, it, d);
    }
    int64_t at = it->position;
    if (t != NULL && at > t->count) {
        at = t->count;
    }
    do {
        at--;
    } while (t != NULL && at >= 0 && pd_is_unbound(t->entries[2 * at]));
    if (t == NULL || at < 0) {
        return end(it);
    }
    Value key = t->entries[2 * at];
    Value v = t->entries[2 * at + 1];
    *out = it->h.aux == ITER_VALUES_REVERSED ? v : key;
    if (it->h.aux == ITER_ITEMS_REVERSED && pair(vm, key, v, out) != LEAF_OK) {
        return LEAF_MEMORY;
    }
    it->position = at;
    return LEAF_OK;
}

/* reversed() of builtin sequences other than lists. */
static LeafResult next_in_sequence_reversed(Vm *vm, Iter *it, Value *out)
{
    if (it->position < 0 || it->position >= pd_data_length(vm, it->source)) {
        return end(it);
    }
    LeafResult r = pd_vm_get_item(vm, it->source, pd_from_int(it->position), out);
    it->position -= r == LEAF_OK;
    return r;
}

/* ---- of iterators ---- */

static LeafResult next_in_c(Vm *vm, Iter *it, Value *out);

static LeafResult next_enumerate(Vm *vm, Iter *it, Value *out)
{
    Heap *heap = &vm->heap;
    Tuple *tuple = pd_tuple_new(heap, NULL, 2);
    Value next = VALUE_UNBOUND;
    if (tuple == NULL) {
        return LEAF_MEMORY;
    }
    tuple->items[0] = it->state;
    if (pd_is_unbound(it->state)) {
        tuple->items[0] = pd_from_int(it->position);
    } else if (pd_int_add(heap, it->state, pd_from_int(1), &next) != ANSWER_YES) {
        return LEAF_MEMORY;
    }
    LeafResult r = next_in_c(vm, PD_AS(Iter, heap, it->source), &tuple->items[1]);
    if (r != LEAF_OK) {
        return r;
    }
    if (pd_is_unbound(it->state) && it->position < VALUE_INT_MAX) {
        it->position++;
    } else {
        if (pd_is_unbound(next) && pd_int_from_i64(heap, it->position + 1, &next) != ANSWER_YES) {
            return LEAF_MEMORY;
        }
        pd_store(heap, &it->state, next);
    }
    *out = pd_value_to(heap, tuple);
    return LEAF_OK;
}

static LeafResult zip_mismatch(Vm *vm, uint32_t index, bool shorter)
{
    return pd_vm_raise(vm, EXC_VALUE_ERROR, "zip() argument %u is %s than argument%s%u", index + 1,
                       shorter ? "shorter" : "longer", index == 1 ? " " : "s 1-", index);
}

/* Argument `index` of a strict zip has ended first. */
static LeafResult zip_ended(Vm *vm, const Tuple *sources, uint32_t index)
{
    if (index > 0) {
        return zip_mismatch(vm, index, true);
    }
    for (uint32_t i = 1; i < sources->length; i++) {
        Value ignored;
        LeafResult r = next_in_c(vm, PD_AS(Iter, &vm->heap, sources->items[i]), &ignored);
        if (r == LEAF_OK) {
            return zip_mismatch(vm, i, false);
        }
        if (r != LEAF_END) {
            return r;
        }
    }
    return LEAF_END;
}

static LeafResult next_zip(Vm *vm, Iter *it, Value *out)
{
    const Tuple *sources = PD_AS(const Tuple, &vm->heap, it->source);
    if (sources->length == 0) {
        return LEAF_END;
    }
    Tuple *tuple = pd_tuple_new(&vm->heap, NULL, sources->length);
    if (tuple == NULL) {
        return LEAF_MEMORY;
    }
    *out = pd_value_to(&vm->heap, tuple);
    for (uint32_t i = 0; i < sources->length; i++) {
        Iter *inner = PD_AS(Iter, &vm->heap, sources->items[i]);
        LeafResult r = next_in_c(vm, inner, &tuple->items[i]);
        if (r == LEAF_END && it->position == 1) {
            return zip_ended(vm, sources, i);
        }
        if (r != LEAF_OK) {
            return r;
        }
    }
    return LEAF_OK;
}

/* The iterator and all inside it are of C; zip may leave others moved when memory is short.
 * Iterators inside iterators go to a depth of DATA_SAVED_MAX: deeper ones are the library's. */
static LeafResult next_in_c(Vm *vm, Iter *it, Value *out)
{
    if (pd_is_unbound(it->source)) {
        return LEAF_END;
    }
    switch ((IterKind)it->h.aux) {
    case ITER_LIST:
    case ITER_TUPLE: return next_item(vm, it, out);
    case ITER_STR:
    case ITER_BYTES:
    case ITER_BYTEARRAY: return next_text(vm, it, out);
    case ITER_RANGE: return next_range(vm, it, out);
    case ITER_KEYS:
    case ITER_VALUES:
    case ITER_ITEMS:
    case ITER_SET: return next_in_table(vm, it, out);
    case ITER_LIST_REVERSED: return next_reversed_item(vm, it, out);
    case ITER_KEYS_REVERSED:
    case ITER_VALUES_REVERSED:
    case ITER_ITEMS_REVERSED: return next_in_table_reversed(vm, it, out);
    case ITER_SEQUENCE_REVERSED: return next_in_sequence_reversed(vm, it, out);
    case ITER_ENUMERATE: return next_enumerate(vm, it, out);
    case ITER_ZIP: return next_zip(vm, it, out);
    case ITER_MAP:
    case ITER_FILTER:
    case ITER_CALL:
    case ITER_SEQUENCE:
    case ITER_KIND_COUNT: break;
    }
    pd_unreachable();
}

/* ---- undo ---- */

/* Whether stepping v never needs program code, apart from what is inside it. */
static bool is_plain(const Vm *vm, const Iter *it)
{
    switch ((IterKind)it->h.aux) {
    case ITER_MAP:
    case ITER_FILTER:
    case ITER_CALL:
    case ITER_SEQUENCE: return pd_is_unbound(it->source);
    case ITER_SEQUENCE_REVERSED:
        return pd_is_unbound(it->source) || pd_data_length(vm, it->source) >= 0;
    default: return true;
    }
}

static bool save_one(const Vm *vm, Value v, SavedIters *saved)
{
    if (!pd_is_kind(&vm->heap, v, KIND_ITER) || saved->count == DATA_SAVED_MAX) {
        return false;
    }
    Iter *it = PD_AS(Iter, &vm->heap, v);
    if (!is_plain(vm, it)) {
        return false;
    }
    saved->iters[saved->count] = it;
    saved->copies[saved->count++] = *it;
    return true;
}

bool pd_data_save_iters(const Vm *vm, Value v, SavedIters *saved)
{
    saved->count = 0;
    if (!save_one(vm, v, saved)) {
        return false;
    }
    for (uint32_t i = 0; i < saved->count; i++) {
        const Iter *it = &saved->copies[i];
        if (pd_is_unbound(it->source)) {
            continue;
        }
        if (it->h.aux == ITER_ENUMERATE && !save_one(vm, it->source, saved)) {
            return false;
        }
        if (it->h.aux == ITER_ZIP) {
            const Tuple *sources = PD_AS(const Tuple, &vm->heap, it->source);
            for (uint32_t k = 0; k < sources->length; k++) {
                if (!save_one(vm, sources->items[k], saved)) {
                    return false;
                }
            }
        }
    }
    return true;
}

void pd_data_restore_iters(const SavedIters *saved)
{
    /* Backwards, so that an iterator that occurs twice gets its first state. */
    for (uint32_t i = saved->count; i > 0; i--) {
        *saved->iters[i - 1] = saved->copies[i - 1];
    }
}

/* ---- the door ---- */

static LeafResult next_by_library(Vm *vm, const Iter *it)
{
    Value self = pd_value_to(&vm->heap, it);
    switch ((IterKind)it->h.aux) {
    case ITER_ENUMERATE: return pd_vm_tail_call(vm, LIB_enumerate_next, 2, self, it->source);
    case ITER_ZIP:
        return pd_vm_tail_call(vm, LIB_zip_next, 2, it->source, pd_from_bool(it->position == 1));
    case ITER_MAP: {
        const Tuple *source = PD_AS(const Tuple, &vm->heap, it->source);
        return source->length == 1 ? pd_vm_next_call(vm, source->items[0])
                                   : pd_vm_tail_call(vm, LIB_map_next, 1, it->source);
    }
    case ITER_FILTER: {
        const Tuple *source = PD_AS(const Tuple, &vm->heap, it->source);
        return pd_vm_tail_call(vm, LIB_filter_next, 2, source->items[0], source->items[1]);
    }
    case ITER_CALL: return pd_vm_tail_call(vm, LIB_call_next, 3, self, it->source, it->state);
    case ITER_SEQUENCE:
    case ITER_SEQUENCE_REVERSED:
        return pd_vm_tail_call(vm, LIB_sequence_next, 3, self, it->source,
                               pd_from_int(it->position));
    default: pd_unreachable();
    }
}

LeafResult pd_vm_iter_next(Vm *vm, Iter *it, Value *out)
{
    if (pd_is_unbound(it->source)) {
        return LEAF_END;
    }
    bool composed = it->h.aux == ITER_ENUMERATE || it->h.aux == ITER_ZIP;
    if (LIKELY(!composed && is_plain(vm, it))) {
        return next_in_c(vm, it, out);
    }
    if (it->h.aux == ITER_MAP || it->h.aux == ITER_FILTER) {
        LeafResult r = it->h.aux == ITER_MAP ? pd_data_map_next(vm, it, out)
                                             : pd_data_filter_next(vm, it, out);
        return r == LEAF_CALL ? next_by_library(vm, it) : r;
    }
    SavedIters saved;
    if (!composed || !pd_data_save_iters(vm, pd_value_to(&vm->heap, it), &saved)) {
        if (it->h.aux == ITER_SEQUENCE_REVERSED && it->position < 0) {
            return end(it);
        }
        return next_by_library(vm, it);
    }
    LeafResult r = next_in_c(vm, it, out);
    if (r == LEAF_MEMORY) {
        pd_data_restore_iters(&saved);
    }
    return r;
}

int64_t pd_data_iter_length(const Vm *vm, const Iter *it)
{
    if (pd_is_unbound(it->source)) {
        return 0;
    }
    int64_t length = pd_data_length(vm, it->source);
    switch ((IterKind)it->h.aux) {
    case ITER_LIST:
    case ITER_TUPLE:
    case ITER_STR:
    case ITER_BYTES:
    case ITER_BYTEARRAY: return it->position < length ? length - it->position : 0;
    case ITER_RANGE: return pd_is_int(it->source) ? pd_int_of(it->source) : -1;
    case ITER_LIST_REVERSED:
    case ITER_SEQUENCE_REVERSED: return it->position < length ? it->position + 1 : 0;
    case ITER_KEYS:
    case ITER_VALUES:
    case ITER_ITEMS:
    case ITER_SET: {
        const Table *t = pd_dict_table(&vm->heap, pd_data_dict(vm, it->source));
        int64_t left = t == NULL ? 0 : (int64_t)t->count - it->position;
        return left < length ? left : length;
    }
    default: return -1;
    }
}

bool pd_data_is_long(const Vm *vm, Value v)
{
    Heap *heap = (Heap *)(uintptr_t)&vm->heap;
    for (int depth = 0; pd_is_kind(heap, v, KIND_ITER) && depth < DATA_SAVED_MAX; depth++) {
        const Iter *it = PD_AS(const Iter, heap, v);
        Value source = it->source;
        switch ((IterKind)it->h.aux) {
        case ITER_RANGE:
            return pd_is_kind(heap, source, KIND_RANGE) ||
                   pd_data_iter_length(vm, it) > DATA_AT_ONCE_MAX;
        case ITER_ENUMERATE: v = source; break;
        case ITER_MAP:
        case ITER_FILTER: v = PD_AS(const Tuple, heap, source)->items[1]; break;
        case ITER_ZIP: {
            const Tuple *parts = PD_AS(const Tuple, heap, source);
            v = parts->length == 0 ? VALUE_NONE : parts->items[0];
            break;
        }
        default: return false;
        }
    }
    return pd_is_kind(heap, v, KIND_RANGE) && pd_data_length(vm, v) > DATA_AT_ONCE_MAX;
}
