/*
 * What loops iterate over most: the usual next step of dicts, sets, reversed lists, iterators over
 * lists and tuples, and of the pairs of enumerate and zip, which are never made where the loop
 * takes them apart. Ranges and texts are in fast.h, all others in iter_next.c.
 *
 * It is small enough that nothing has to be saved for the call. It leaves alone whatever may fail,
 * end, need memory, cost fuel or ask program code: iter_next.c does that, and the same steps.
 */
#include "vm/fast.h"
#include "vm/leaf.h"

/* The next entry of a dict or set, where it is the very next one. NULL: iter_next.c finds out. */
static ALWAYS_INLINE const Value *next_entry(const Heap *heap, Iter *it, uint32_t stride)
{
    const Dict *d = pd_at(heap, pd_lower_at(&it->source));
    const Table *t = pd_at(heap, d->table);
    const uint64_t at = (uint64_t)it->position;
    if (UNLIKELY(d->used != it->expected || d->table == 0 || at >= t->count))
        return NULL;
    if (UNLIKELY((at == 0 && d->h.aux != 0) || !pd_is_nonzero_int(it->state)))
        return NULL;
    const Value *entry = &t->entries[at * stride];
    if (UNLIKELY(pd_is_unbound(entry[0])))
        return NULL;
    it->position++;
    it->state = pd_int_before(it->state);
    return entry;
}

/* Where the next item of an iterator over a list or tuple is. NULL: it has ended, or is another
 * one. */
static ALWAYS_INLINE const Value *next_item(const Heap *heap, const Iter *it)
{
    const uint64_t at = (uint64_t)it->position;
    if (!pd_ref_at(&it->source))
        return NULL;
    if (LIKELY(pd_is_iter(&it->h, ITER_LIST))) {
        const List *list = pd_at(heap, pd_lower_at(&it->source));
        return at < list->length ? pd_list_items(heap, list) + at : NULL;
    }
    if (!pd_is_iter(&it->h, ITER_TUPLE))
        return NULL;
    const Tuple *tuple = pd_at(heap, pd_lower_at(&it->source));
    return at < tuple->length ? tuple->items + at : NULL;
}

/* The next item of an iterator over a text of one byte a character. UNBOUND: as before. */
static ALWAYS_INLINE Value next_character(const Heap *heap, const Iter *it)
{
    if (!pd_is_iter(&it->h, ITER_STR) || !pd_ref_at(&it->source))
        return VALUE_UNBOUND;
    const Str *s = pd_at(heap, pd_lower_at(&it->source));
    const uint64_t at = (uint64_t)it->position;
    return s->h.aux == 1 && at < s->length ? pd_from_ref(pd_latin1_ref(pd_str_data(s)[at]))
                                           : VALUE_UNBOUND;
}

static ALWAYS_INLINE bool enumerate_each(const Heap *heap, Iter *it, Value *pair)
{
    if (!pd_is_unbound(it->state) || it->position >= VALUE_INT_MAX)
        return false;
    Iter *source = pd_at(heap, pd_lower_at(&it->source));
    const Value *item = next_item(heap, source);
    const Value character = item == NULL ? next_character(heap, source) : VALUE_UNBOUND;
    if (UNLIKELY(item == NULL && pd_is_unbound(character)))
        return false;
    pair[0] = pd_from_int(it->position++);
    pair[1] = item != NULL ? *item : character;
    source->position++;
    return true;
}

static ALWAYS_INLINE bool zip_each(const Heap *heap, const Iter *it, Value *pair)
{
    const Tuple *sources = pd_at(heap, pd_lower_at(&it->source));
    if (it->is_certain != ZIP_APART || it->position == 1 || sources->length != 2)
        return false;
    Iter *first = pd_at(heap, pd_lower_at(&sources->items[0]));
    Iter *second = pd_at(heap, pd_lower_at(&sources->items[1]));
    const Value *left = next_item(heap, first);
    const Value *right = next_item(heap, second);
    if (left == NULL || right == NULL || UNLIKELY(first == second))
        return false;
    pair[0] = *left;
    pair[1] = *right;
    first->position++;
    second->position++;
    return true;
}

/* Where the pair goes that the loop's body begins with taking apart. NULL: it does not. */
static ALWAYS_INLINE Value *pair_of(const Instr *ip, Value *registers, const Instr *unpack)
{
    return unpack->op == OP_UNPACK && unpack->b == ip->b && unpack->c == 2 ? &registers[unpack->a]
                                                                           : NULL;
}

static ALWAYS_INLINE Each give(const Value *from, Value *item)
{
    if (UNLIKELY(from == NULL))
        return EACH_OTHER;
    *item = *from;
    return EACH_ITEM;
}

Each pd_quick_each(const Heap *heap, Iter *it, const Instr *ip, Value *registers)
{
    const Instr *unpack = ip + 2 + (ptrdiff_t)(int32_t)ip[1].x;
    Value *item = &registers[ip->b], *pair;
    const Value *entry;
    if (UNLIKELY(!pd_ref_at(&it->source)))
        return EACH_OTHER;
    switch ((IterKind)it->h.aux) {
    case ITER_KEYS: return give(next_entry(heap, it, 2), item);
    case ITER_VALUES:
        entry = next_entry(heap, it, 2);
        return give(entry == NULL ? NULL : entry + 1, item);
    case ITER_SET: return give(next_entry(heap, it, 1), item);
    case ITER_LIST_REVERSED: {
        const List *list = pd_at(heap, pd_lower_at(&it->source));
        if (UNLIKELY((uint64_t)it->position >= list->length))
            return EACH_OTHER;
        return give(pd_list_items(heap, list) + it->position--, item);
    }
    case ITER_ITEMS:
        pair = pair_of(ip, registers, unpack);
        entry = pair == NULL ? NULL : next_entry(heap, it, 2);
        if (UNLIKELY(entry == NULL))
            return EACH_OTHER;
        pair[0] = entry[0];
        pair[1] = entry[1];
        break;
    case ITER_ENUMERATE:
        pair = pair_of(ip, registers, unpack);
        if (UNLIKELY(pair == NULL || !enumerate_each(heap, it, pair)))
            return EACH_OTHER;
        break;
    case ITER_ZIP:
        pair = pair_of(ip, registers, unpack);
        if (UNLIKELY(pair == NULL || !zip_each(heap, it, pair)))
            return EACH_OTHER;
        break;
    case ITER_LIST:
    case ITER_TUPLE:
        entry = next_item(heap, it);
        it->position += entry != NULL;
        return give(entry, item);
    default: return EACH_OTHER;
    }
    pd_taken_apart(unpack, registers);
    return EACH_PAIR;
}
