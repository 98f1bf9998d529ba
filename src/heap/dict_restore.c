/*
 * Dicts and sets out of snapshots: tables of a given capacity, whose entries come in order.
 *
 * What comes out is the table that was written, with an index made anew; the hint where its entries
 * begin is found out again. Whether entries are what tables may hold is the caller's to know.
 */
#include "heap/heap_in.h"

bool pd_dict_restore_table(Heap *heap, Dict *d, uint32_t capacity)
{
    pd_assert_heap(heap);
    pd_assert_object(Dict, d);
    pd_assert(d->table == 0);
    Table *t = pd_table_new(heap, capacity, d->h.kind == KIND_DICT ? 2 : 1);
    if (t != NULL) {
        pd_store_ref(heap, &d->table, pd_ref_to(heap, t));
    }
    return t != NULL;
}

void pd_dict_restore_entry(Heap *heap, Dict *d, Value key, uint32_t hash, Value v)
{
    pd_assert_heap(heap);
    pd_assert_object(Dict, d);
    Table *t = pd_dict_table(heap, d);
    pd_assert(t != NULL && t->count < t->capacity);
    if (pd_is_unbound(key)) {
        Value *at = pd_table_entry(t, t->count, t->h.aux);
        at[0] = at[t->h.aux - 1] = VALUE_UNBOUND;
        pd_table_hashes(t, t->h.aux)[t->count] = hash;
        t->count++;
        t->h.ident++;
    } else {
        pd_table_append(t, key, hash, v);
        d->used++;
    }
}

void pd_dict_restore_insertions(Heap *heap, Dict *d, uint32_t count)
{
    pd_assert_heap(heap);
    pd_assert_object(Dict, d);
    Table *t = pd_dict_table(heap, d);
    pd_assert(t != NULL && t->count <= count && count <= t->capacity);
    t->h.ident = count;
    pd_dict_advance_front(heap, d);
}

void pd_table_own_hash(Heap *heap, Value key, uint32_t *hash)
{
    pd_assert_heap(heap);
    int64_t wide = 0;
    if (!pd_table_hash_quick(heap, key, hash)) {
        Answer answer = pd_hash_value(heap, key, &wide);
        pd_assert(answer == ANSWER_YES);
        *hash = pd_table_hash(wide);
    }
}

void pd_dict_restore_index(Heap *heap, Dict *d)
{
    pd_assert_heap(heap);
    pd_assert_object(Dict, d);
    pd_assert(d->table != 0 && d->used == 0);
    const Table *t = pd_at(heap, d->table);
    pd_assert(t->count <= t->h.ident && t->h.ident <= t->capacity);
    uint32_t stride = t->h.aux;
    Probe p = pd_probe_start(t, 0, stride);
    uint32_t *hashes = pd_table_hashes(t, stride);
    for (uint32_t i = 0; i < t->count; i++) {
        uint32_t hash;
        const Value key = *pd_table_entry(t, i, stride);
        if (UNLIKELY(!pd_table_hash_quick(heap, key, &hash))) {
            pd_table_own_hash(heap, key, &hash);
        }
        hashes[i] = hash;
        pd_probe_again(&p, hash);
        pd_probe_end(&p);
        pd_probe_put(&p, hash, i + 1);
    }
    d->used = t->count;
}
