/*
 * What the files about dicts share: a table's entries, and the ways to change one key or the table.
 *
 * dict.c does what concerns one key, dict_many.c what is done with many at once. Nothing here runs
 * program code; Answers are as those of pd_dict_get.
 */
#ifndef HEAP_DICT_IN_H
#define HEAP_DICT_IN_H

#include "heap/heap_in.h"

#define TABLE_ENTRIES_MAX (UINT64_C(1) << 30)

/* ---- entries ---- */

static inline Value *pd_table_key(const Table *t, uint32_t entry)
{
    pd_assert_object(Table, t);
    return (Value *)(uintptr_t)&t->entries[(size_t)entry * t->h.aux];
}

/* What is put into a table. */
typedef struct TableEntry {
    Value key, value; /* the value is not used by sets */
    uint32_t hash;
} TableEntry;

static ALWAYS_INLINE void pd_table_put(Table *t, const TableEntry *e, uint32_t stride)
{
    pd_assert_object(Table, t);
    pd_assert(t->h.ident < t->capacity && t->count <= t->h.ident);
    Value *at = pd_table_entry(t, t->count, stride);
    at[0] = e->key;
    if (stride == 2) {
        at[1] = e->value;
    }
    pd_table_hashes(t, stride)[t->count] = e->hash;
    t->count++;
    t->h.ident++;
}

/* ---- tables (dict.c) ---- */

/* Without an index yet. */
Table *pd_table_alloc(Heap *heap, size_t capacity, uint32_t stride);
void pd_table_clear_index(Table *t);
/* Puts all entries of a table, none of which is deleted, into its empty index. twins: NULL, or
 * counts the pairs that have one hash. */
void pd_table_fill_index(Table *t, uint64_t *twins);
/* Copies what is not deleted to an empty table with room for it, which has no index then. */
void pd_table_copy_entries(Table *to, const Table *from, uint32_t used);
/* Gives a table that was allocated last more room where it is; it has no index then. false: it
 * has to be copied. */
bool pd_table_stretch(Heap *heap, Table *t, size_t capacity);
/* Closes the gaps that deleted entries have left, and makes the index anew. */
void pd_table_tidy(Table *t, uint32_t used);

/* ---- dicts (dict.c) ---- */

static inline bool pd_dict_is_writable(const Heap *heap, const Dict *d)
{
    pd_assert_heap(heap);
    pd_assert_object(Dict, d);
    size_t offset = (size_t)((const uint8_t *)d - heap->base);
    return !heap->sealed_image || offset >= (size_t)heap->image_end * 8;
}

static inline void pd_dict_forget_places(Heap *heap, Dict *d)
{
    pd_assert_heap(heap);
    pd_assert_object(Dict, d);
    if (UNLIKELY((d->h.flags & DICT_WATCHED) != 0)) {
        d->h.flags &= (uint8_t)~DICT_WATCHED;
        pd_heap_forget_places(heap);
    }
}

/* Gives a dict a table of that capacity, with what is in its own. false = memory. */
bool pd_dict_rebuild(Heap *heap, Dict *d, size_t capacity);
/* CPython's growth: the new index has room for three times what is in use. */
size_t pd_dict_grown_capacity(const Dict *d);
/* The entry of a key of that hash; comparing it with others is counted as work. */
Answer pd_dict_find_equal(Heap *heap, const Table *t, uint32_t hash, Value key, uint32_t *entry);
Answer pd_dict_find_any(Heap *heap, const Dict *d, Value key, uint32_t *entry);
/* Puts a key of that hash. */
Answer pd_dict_put(Heap *heap, Dict *d, const TableEntry *e);
/* The same where others of its hash are known to be there, and for one that has to be hashed. */
Answer pd_dict_set_any(Heap *heap, Dict *d, Value key, uint32_t hash, Value v);
Answer pd_dict_hash_and_set(Heap *heap, Dict *d, Value key, Value v);

#endif
