/* How keys are found in the tables of dicts and sets: part of the door heap.h, inline, because most
 * of what programs do with dicts ends here.
 *
 * Knows the geometry of a Table and how its index is probed; changing tables is dict.c's. Ints are
 * found by identity, texts also by what they say, as many are made anew each time they are looked
 * for. Keys that take more to be hashed or compared are left to the functions of dict.c.
 */
#ifndef HEAP_TABLE_H
#define HEAP_TABLE_H

#include "heap/heap.h"

/* The 32-bit hash that tables use. Of numbers that differ in their last bits only, so do the
 * hashes: ints that are near each other are found near each other. The other bits are spread over
 * all by multiplication (Knuth, The Art of Computer Programming 3, 6.4) and a shift. */
#define HASH_NEAR_MASK UINT64_C(0xfff)
#define HASH_SPREAD    UINT64_C(0x9e3779b97f4a7c15)
#define HASH_FOLD      15
static inline uint32_t pd_table_hash(int64_t h)
{
    uint64_t near = (uint64_t)h & HASH_NEAR_MASK;
    uint32_t spread = (uint32_t)((((uint64_t)h ^ near) * HASH_SPREAD) >> 32);
    return spread ^ spread >> HASH_FOLD ^ (uint32_t)near;
}

/* Capacity is two thirds of the index, rounded down, hence capacity * 3 / 2 is the index mask. */
static inline uint32_t pd_table_mask(const Table *t)
{
    pd_assert_object(Table, t);
    return t->capacity + t->capacity / 2;
}

static ALWAYS_INLINE Value *pd_table_entry(const Table *t, uint32_t entry, uint32_t stride)
{
    pd_assert_torture(t->h.aux == stride);
    return (Value *)(uintptr_t)&t->entries[(size_t)entry * stride];
}

static ALWAYS_INLINE uint32_t *pd_table_hashes(const Table *t, uint32_t stride)
{
    return (uint32_t *)(void *)pd_table_entry(t, t->capacity, stride);
}

/* A place in the chain of slots of the index that a hash leads to. */
typedef struct Probe {
    const uint32_t *hashes;
    uint32_t mask;
    uint32_t slot;
    uint32_t perturb;
    uint32_t capacity;
} Probe;

/* From the beginning of the chain of another hash. */
static ALWAYS_INLINE void pd_probe_again(Probe *p, uint32_t hash)
{
    p->slot = hash & p->mask;
    p->perturb = hash;
}

static ALWAYS_INLINE Probe pd_probe_start(const Table *t, uint32_t hash, uint32_t stride)
{
    pd_assert_object(Table, t);
    uint32_t mask = pd_table_mask(t);
    return (Probe){pd_table_hashes(t, stride), mask, hash & mask, hash, t->capacity};
}

/* Of a queue the first entries are deleted, and whoever looks for the first item would pass them
 * each time. Dict.h.aux says how many of them need no look, in units that fit: a hint that no
 * program and no snapshot sees. */
static inline uint32_t pd_table_front_unit(const Table *t)
{
    pd_assert_object(Table, t);
    return t->capacity / UINT16_MAX + 1;
}

/* So many entries at the front are known to be deleted: iteration begins behind them. */
static inline uint32_t pd_dict_front(const Heap *heap, const Dict *d)
{
    pd_assert_object(Dict, d);
    return d->h.aux == 0 || d->table == 0
               ? 0
               : d->h.aux * pd_table_front_unit((const Table *)pd_at(heap, d->table));
}

/* Bytes of a slot of the index. */
static ALWAYS_INLINE size_t pd_slot_bytes(size_t capacity)
{
    return capacity < UINT8_MAX ? 1 : capacity < UINT16_MAX ? 2 : 4;
}

static ALWAYS_INLINE uint32_t pd_slot_get(const void *index, uint32_t slot, size_t bytes)
{
    return bytes == 1   ? ((const uint8_t *)index)[slot]
           : bytes == 2 ? ((const uint16_t *)index)[slot]
                        : ((const uint32_t *)index)[slot];
}

/* A slot of four bytes has room above the number: it holds there what of the hash does not say
 * where the chain begins, so that the far hashes are read for few other keys. */
static ALWAYS_INLINE uint32_t pd_slot_number(uint32_t word, uint32_t mask, size_t bytes)
{
    return bytes == 4 ? word & mask : word;
}

/* Entry number + 1 in the present slot, 0 at the end of the chain. */
static ALWAYS_INLINE uint32_t pd_probe_number(const Probe *p)
{
    size_t bytes = pd_slot_bytes(p->capacity);
    uint32_t word = pd_slot_get(p->hashes + p->capacity, p->slot, bytes);
    return pd_slot_number(word, p->mask, bytes);
}

/* How many bits of the hash go with each step. */
enum { PROBE_SHIFT = 5 };

static ALWAYS_INLINE void pd_probe_next(Probe *p)
{
    p->perturb >>= PROBE_SHIFT;
    p->slot = (p->slot * 5 + p->perturb + 1) & p->mask;
}

/* Goes on to an entry of that hash, deleted or not, and gives its number + 1; 0 at the end of the
 * chain. */
static ALWAYS_INLINE uint32_t pd_probe_hash_in(Probe *p, uint32_t hash, size_t slot_bytes)
{
    for (const void *index = p->hashes + p->capacity;; pd_probe_next(p)) {
        uint32_t word = pd_slot_get(index, p->slot, slot_bytes);
        if (word == 0) {
            return 0;
        }
        uint32_t number = pd_slot_number(word, p->mask, slot_bytes);
        if ((slot_bytes < 4 || (word ^ hash) <= p->mask) && p->hashes[number - 1] == hash) {
            return number;
        }
    }
}

static ALWAYS_INLINE uint32_t pd_probe_hash(Probe *p, uint32_t hash)
{
    switch (pd_slot_bytes(p->capacity)) {
    case 1: return pd_probe_hash_in(p, hash, 1);
    case 2: return pd_probe_hash_in(p, hash, 2);
    default: return pd_probe_hash_in(p, hash, 4);
    }
}

/* The hash of a key that is an int or a str. */
static ALWAYS_INLINE bool pd_table_hash_quick(const Heap *heap, Value key, uint32_t *hash)
{
    if (LIKELY(pd_is_int(key))) {
        int64_t i = pd_int_of(key);
        *hash = pd_table_hash(i == -1 ? -2 : i);
        return true;
    }
    if (UNLIKELY(!pd_is_kind(heap, key, KIND_STR))) {
        *hash = 0;
        return false;
    }
    Str *s = PD_AS(Str, heap, key);
    *hash = LIKELY(s->hash != 0) ? s->hash : pd_str_hash(s);
    return true;
}

/* The entry of a key: YES and *at, NO, or SLOW: pd_dict_get has to find it. */
static ALWAYS_INLINE Answer pd_dict_look(const Heap *heap, const Dict *d, Value key,
                                         uint32_t stride, Value **at)
{
    uint32_t hash;
    if (UNLIKELY(!pd_table_hash_quick(heap, key, &hash))) {
        return ANSWER_SLOW;
    }
    if (UNLIKELY(d->table == 0)) {
        return ANSWER_NO;
    }
    const Table *t = (const Table *)pd_at(heap, d->table);
    for (Probe p = pd_probe_start(t, hash, stride);; pd_probe_next(&p)) {
        uint32_t number = pd_probe_hash(&p, hash);
        if (number == 0) {
            return ANSWER_NO;
        }
        *at = pd_table_entry(t, number - 1, stride);
        if (LIKELY(pd_is(**at, key)) || pd_str_same_key(heap, **at, key)) {
            return ANSWER_YES;
        }
        if (!pd_is_unbound(**at)) {
            return ANSWER_SLOW;
        }
    }
}

#endif
