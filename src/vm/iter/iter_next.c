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
    return pd_fast_next(&vm->heap, it, out);
}

static LeafResult next_reversed_item(Vm *vm, Iter *it, Value *out)
{
    const List *list = PD_AS(const List, &vm->heap, it->source);
    if (it->position < 0 || it->position >= (int64_t)list->length) {
        return end(it);
    }
    *out = pd_list_items(&vm->heap, list)[it->position--];
    return LEAF_OK;
}

static LeafResult next_byte(Vm *vm, Iter *it, Value *out)
{
    Text text = pd_text_of(vm, it->source);
    if (it->position >= (int64_t)text.length) {
        return end(it);
    }
    *out = pd_from_int(pd_str_data(text.s)[it->position++]);
    return LEAF_OK;
}

static LeafResult next_point(Vm *vm, Iter *it, Value *out)
{
    const Str *text = pd_text_str(vm, it->source);
    if (it->position >= (int64_t)text->length) {
        return end(it);
    }
    const Str *s = pd_str_from_point(&vm->heap, pd_str_at(text, (size_t)it->position));
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

static LeafResult changed(Vm *vm, Iter *it, const char *what)
{
    const Dict *d = pd_data_dict(vm, it->source);
    it->expected = UINT32_MAX; /* this state is sticky */
    return pd_vm_raise(vm, EXC_RUNTIME_ERROR, "%s %s during iteration",
                       d->h.kind == KIND_DICT ? "dictionary" : "Set", what);
}

/* What an iterator of that kind gives for an entry; only a pair may lack memory. With `apart` it is
 * given as two values. */
static ALWAYS_INLINE LeafResult give_entry(Vm *vm, const Value *entry, IterKind kind, bool apart,
                                           Value *out)
{
    if (apart) {
        out[0] = entry[0];
        out[1] = entry[1];
        return LEAF_OK;
    }
    if (kind == ITER_ITEMS) {
        return pd_data_give(vm, pd_pair_new(&vm->heap, entry[0], entry[1]), out);
    }
    *out = entry[kind == ITER_VALUES];
    return LEAF_OK;
}

/* kind and apart are constants where this is used. */
static ALWAYS_INLINE LeafResult next_entry(Vm *vm, Iter *it, IterKind kind, bool apart, Value *out)
{
    const uint32_t stride = kind == ITER_SET ? 1 : 2;
    const Dict *d = pd_data_dict(vm, it->source);
    if (UNLIKELY(d->used != it->expected)) {
        return changed(vm, it, "changed size");
    }
    if (d->table == 0) {
        return end(it);
    }
    const Table *t = pd_at(&vm->heap, d->table);
    pd_assert_torture(pd_table_stride(t) == stride);
    uint64_t start = (uint64_t)it->position;
    uint64_t at = start == 0 ? pd_dict_front(&vm->heap, d) : start;
    while (at < t->count && pd_is_unbound(t->entries[at * stride])) {
        at++;
    }
    if (at >= t->count) {
        return end(it);
    }
    pd_data_charge(vm, at + 1 - start); /* deleted entries are passed over */
    if (UNLIKELY(!pd_is_nonzero_int(it->state))) {
        return changed(vm, it, "keys changed");
    }
    LeafResult r = give_entry(vm, &t->entries[at * stride], kind, apart, out);
    if (LIKELY(r == LEAF_OK)) {
        it->position = (int64_t)at + 1;
        it->state = pd_int_before(it->state);
    }
    return r;
}

static LeafResult next_key(Vm *vm, Iter *it, Value *out)
{
    return next_entry(vm, it, ITER_KEYS, false, out);
}

static LeafResult next_value(Vm *vm, Iter *it, Value *out)
{
    return next_entry(vm, it, ITER_VALUES, false, out);
}

static LeafResult next_pair(Vm *vm, Iter *it, Value *out)
{
    return next_entry(vm, it, ITER_ITEMS, false, out);
}

static LeafResult next_in_set(Vm *vm, Iter *it, Value *out)
{
    return next_entry(vm, it, ITER_SET, false, out);
}

/* position: entries at and after it are done. */
static LeafResult next_entry_reversed(Vm *vm, Iter *it, IterKind kind, Value *out)
{
    const Dict *d = pd_data_dict(vm, it->source);
    const Table *t = pd_dict_table(&vm->heap, d);
    if (d->used != it->expected) {
        return changed(vm, it, "changed size");
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
    LeafResult r = give_entry(vm, &t->entries[2 * at], kind, false, out);
    it->position = r == LEAF_OK ? at : it->position;
    return r;
}

static LeafResult next_key_reversed(Vm *vm, Iter *it, Value *out)
{
    return next_entry_reversed(vm, it, ITER_KEYS, out);
}

static LeafResult next_value_reversed(Vm *vm, Iter *it, Value *out)
{
    return next_entry_reversed(vm, it, ITER_VALUES, out);
}

static LeafResult next_pair_reversed(Vm *vm, Iter *it, Value *out)
{
    return next_entry_reversed(vm, it, ITER_ITEMS, out);
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

/* pd_data_next_saved with the usual iterators done in place. */
static ALWAYS_INLINE LeafResult next_inner(Vm *vm, Value iterator, Value *out)
{
    Iter *it = PD_AS(Iter, &vm->heap, iterator);
    if (it->h.aux == ITER_RANGE && pd_fast_range_next(it, out)) {
        return LEAF_OK;
    }
    LeafResult r = pd_fast_next(&vm->heap, it, out);
    return r == LEAF_CALL ? pd_data_next_saved(vm, it, out) : r;
}

/* The inner iterator moves last: what it does not undo by itself needs no undoing. */
static LeafResult next_enumerate(Vm *vm, Iter *it, Value *out)
{
    Heap *heap = &vm->heap;
    bool small = LIKELY(pd_is_unbound(it->state) && it->position < VALUE_INT_MAX);
    Value count = pd_is_unbound(it->state) ? pd_from_int(it->position) : it->state;
    Value next = VALUE_UNBOUND;
    Tuple *pair = pd_pair_new(heap, count, VALUE_NONE);
    if (pair == NULL || (!small && pd_int_add(heap, count, pd_from_int(1), &next) != ANSWER_YES)) {
        return LEAF_MEMORY;
    }
    LeafResult r = next_inner(vm, it->source, &pair->items[1]);
    if (r != LEAF_OK) {
        return r;
    }
    if (small) {
        it->position++;
    } else {
        pd_store(heap, &it->state, next);
    }
    *out = pd_value_to(heap, pair);
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
        LeafResult r = next_inner(vm, sources->items[i], &ignored);
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
    Tuple *tuple = sources->length == 2 ? pd_pair_new(&vm->heap, VALUE_NONE, VALUE_NONE)
                                        : pd_tuple_new(&vm->heap, NULL, sources->length);
    if (tuple == NULL) {
        return LEAF_MEMORY;
    }
    *out = pd_value_to(&vm->heap, tuple);
    for (uint32_t i = 0; i < sources->length; i++) {
        LeafResult r = next_inner(vm, sources->items[i], &tuple->items[i]);
        if (r == LEAF_END && it->position == 1) {
            return zip_ended(vm, sources, i);
        }
        if (r != LEAF_OK) {
            return r;
        }
    }
    return LEAF_OK;
}

/* ---- all of them ---- */

typedef LeafResult StepFn(Vm *vm, Iter *it, Value *out);

/* Those that need no program code, or do not when what is inside them does not. */
static StepFn *const steps[ITER_KIND_COUNT] = {
    [ITER_LIST] = next_item,
    [ITER_TUPLE] = next_item,
    [ITER_STR] = next_point,
    [ITER_BYTES] = next_byte,
    [ITER_BYTEARRAY] = next_byte,
    [ITER_RANGE] = next_range,
    [ITER_KEYS] = next_key,
    [ITER_VALUES] = next_value,
    [ITER_ITEMS] = next_pair,
    [ITER_SET] = next_in_set,
    [ITER_LIST_REVERSED] = next_reversed_item,
    [ITER_KEYS_REVERSED] = next_key_reversed,
    [ITER_VALUES_REVERSED] = next_value_reversed,
    [ITER_ITEMS_REVERSED] = next_pair_reversed,
    [ITER_SEQUENCE_REVERSED] = next_in_sequence_reversed,
    [ITER_ENUMERATE] = next_enumerate,
    [ITER_ZIP] = next_zip,
};

LeafResult pd_data_next_saved(Vm *vm, Iter *it, Value *out)
{
    return pd_is_unbound(it->source) ? LEAF_END : steps[it->h.aux](vm, it, out);
}

/* ---- undo ---- */

static inline bool is_iter_over_builtin(const Vm *vm, Value v)
{
    return pd_is_kind(&vm->heap, v, KIND_ITER) &&
           pd_data_is_over_builtin(PD_AS(const Iter, &vm->heap, v));
}

/* Whether all steps of an iterator are certain to go well. */
static uint32_t certainty_of(const Vm *vm, Value v)
{
    if (!pd_is_kind(&vm->heap, v, KIND_ITER)) {
        return ZIP_UNCERTAIN;
    }
    const Iter *it = PD_AS(const Iter, &vm->heap, v);
    if (it->h.aux <= ITER_TUPLE || (it->h.aux == ITER_RANGE && pd_is_int(it->source))) {
        return ZIP_APART;
    }
    bool bytes = it->h.aux == ITER_BYTES || it->h.aux == ITER_BYTEARRAY;
    return bytes ? ZIP_CERTAIN : ZIP_UNCERTAIN;
}

/* The same for all iterators of a zip, which then need not be put back. */
static NEVER_INLINE uint32_t find_certainty(const Vm *vm, Iter *zip)
{
    const Tuple *iterators = PD_AS(const Tuple, &vm->heap, zip->source);
    zip->is_certain = ZIP_APART;
    for (uint32_t i = 0; i < iterators->length; i++) {
        uint32_t one = certainty_of(vm, iterators->items[i]);
        zip->is_certain = one > zip->is_certain ? one : zip->is_certain;
    }
    return zip->is_certain;
}

static inline uint32_t zip_certainty(const Vm *vm, Iter *zip)
{
    return LIKELY(zip->is_certain != 0) ? zip->is_certain : find_certainty(vm, zip);
}

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

static inline bool save_one(const Vm *vm, Value v, SavedIters *saved)
{
    if (!pd_is_kind(&vm->heap, v, KIND_ITER) || saved->count == DATA_SAVED_MAX) {
        return false;
    }
    Iter *it = PD_AS(Iter, &vm->heap, v);
    if (!pd_data_is_over_builtin(it) && !is_plain(vm, it)) {
        return false;
    }
    saved->iters[saved->count] = it;
    saved->copies[saved->count++] = *it;
    return true;
}

bool pd_data_save_composed(const Vm *vm, Value v, SavedIters *saved)
{
    saved->count = 0;
    if (!save_one(vm, v, saved)) {
        return false;
    }
    for (uint32_t i = 0; i < saved->count; i++) {
        const Iter *it = &saved->copies[i];
        if (pd_data_is_over_builtin(it) || pd_is_unbound(it->source)) {
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

/* An iterator of iterators: all of them move, or none. */
static LeafResult next_composed(Vm *vm, Iter *it, Value *out)
{
    SavedIters saved;
    if (!pd_data_save_iters(vm, pd_value_to(&vm->heap, it), &saved)) {
        return next_by_library(vm, it);
    }
    LeafResult r = pd_data_next_saved(vm, it, out);
    if (r == LEAF_MEMORY) {
        pd_data_restore_iters(&saved);
    }
    return r;
}

LeafResult pd_vm_iter_next(Vm *vm, Iter *it, Value *out)
{
    if (LIKELY(pd_data_is_over_builtin(it)) || pd_is_unbound(it->source)) {
        return pd_data_next_saved(vm, it, out);
    }
    LeafResult r = LEAF_CALL;
    switch ((IterKind)it->h.aux) {
    case ITER_ENUMERATE:
        if (is_iter_over_builtin(vm, it->source)) {
            return next_enumerate(vm, it, out);
        }
        return pd_is_kind(&vm->heap, it->source, KIND_ITER) ? next_composed(vm, it, out)
                                                            : next_by_library(vm, it);
    case ITER_ZIP:
        if (zip_certainty(vm, it) != ZIP_UNCERTAIN) {
            return next_zip(vm, it, out);
        }
        return next_composed(vm, it, out);
    case ITER_MAP: r = pd_data_map_next(vm, it, out); break;
    case ITER_FILTER: r = pd_data_filter_next(vm, it, out); break;
    case ITER_SEQUENCE_REVERSED:
        if (it->position < 0) {
            return end(it);
        }
        r = is_plain(vm, it) ? pd_data_next_saved(vm, it, out) : LEAF_CALL;
        break;
    default: break;
    }
    return r == LEAF_CALL ? next_by_library(vm, it) : r;
}

LeafResult pd_vm_for_next(Vm *vm, Iter *it, Value *out)
{
    LeafResult r =
        it->h.aux == ITER_MAP && pd_is_ref(it->source) ? pd_data_map_call(vm, it) : LEAF_OK;
    return r == LEAF_OK ? pd_vm_iter_next(vm, it, out) : r;
}

/* ---- items taken apart ---- */

static LeafResult next_enumerate_apart(Vm *vm, Iter *it, Value out[2])
{
    bool simple = is_iter_over_builtin(vm, it->source) && pd_is_unbound(it->state) &&
                  it->position < VALUE_INT_MAX;
    if (UNLIKELY(!simple)) {
        return LEAF_CALL;
    }
    LeafResult r = next_inner(vm, it->source, &out[1]);
    if (r == LEAF_OK) {
        out[0] = pd_from_int(it->position++);
    }
    return r;
}

static LeafResult next_zip_apart(Vm *vm, Iter *it, Value *out, uint32_t count)
{
    const Tuple *sources = PD_AS(const Tuple, &vm->heap, it->source);
    bool simple =
        sources->length == count && it->position != 1 && zip_certainty(vm, it) == ZIP_APART;
    if (UNLIKELY(!simple)) {
        return LEAF_CALL;
    }
    for (uint32_t i = 0; i < count; i++) {
        LeafResult r = next_inner(vm, sources->items[i], &out[i]);
        if (UNLIKELY(r != LEAF_OK)) {
            return r;
        }
    }
    return LEAF_OK;
}

/* The same of two iterators, as most zips have. */
static NEVER_INLINE LeafResult next_pair_apart(Vm *vm, const Tuple *sources, Value *out)
{
    Value first;
    Value second;
    LeafResult r = next_inner(vm, sources->items[0], &first);
    if (LIKELY(r == LEAF_OK)) {
        r = next_inner(vm, sources->items[1], &second);
    }
    if (LIKELY(r == LEAF_OK)) {
        out[0] = first;
        out[1] = second;
    }
    return r;
}

static NEVER_INLINE LeafResult next_apart(Vm *vm, Iter *it, uint32_t count, Value *out)
{
    Value parts[ITER_APART_MAX];
    LeafResult r = LEAF_CALL;
    if (UNLIKELY(!pd_is_ref(it->source) || count < 2 || count > ITER_APART_MAX)) {
        return LEAF_CALL;
    }
    if (it->h.aux == ITER_ZIP) {
        r = next_zip_apart(vm, it, parts, count);
    } else if (count != 2) {
        return LEAF_CALL;
    } else if (it->h.aux == ITER_ENUMERATE) {
        r = next_enumerate_apart(vm, it, parts);
    } else if (it->h.aux == ITER_ITEMS) {
        r = next_entry(vm, it, ITER_ITEMS, true, parts);
    }
    for (uint32_t i = 0; r == LEAF_OK && i < count; i++) {
        out[i] = parts[i];
    }
    return r;
}

LeafResult pd_vm_iter_next_apart(Vm *vm, Iter *it, uint32_t count, Value *out)
{
    if (LIKELY(it->h.aux == ITER_ZIP && count == 2 && pd_is_ref(it->source))) {
        const Tuple *sources = PD_AS(const Tuple, &vm->heap, it->source);
        if (it->is_certain == ZIP_APART && it->position != 1 && sources->length == 2) {
            return next_pair_apart(vm, sources, out);
        }
    }
    return next_apart(vm, it, count, out);
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
