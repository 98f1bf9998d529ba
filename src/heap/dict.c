/* Dicts and sets: one compact, insertion-ordered hash table for both.
 *
 * Index slots hold entry numbers + 1 and are probed as CPython does (i = 5 i + perturb + 1 with all
 * 32 bits of the hash). Every insertion takes a fresh entry, so a table is rebuilt after `capacity`
 * insertions: larger, equal or smaller, by what is in it then. Slots of deleted entries are taken
 * again, so that what comes and goes does not make chains longer. An entry number may be used again
 * after pop_last; the old slot then leads to the new entry too, which is harmless because keys are
 * compared. Keys of program classes are never compared here.
 */
#include "heap/heap_in.h"

enum { INDEX_MIN = 8 };

#define ENTRIES_MAX (UINT64_C(1) << 30)

/* ---- geometry ---- */

static size_t capacity_of_index(size_t index_size)
{
    return index_size * 2 / 3;
}

/* The smallest index of at least that many slots. */
static size_t index_of(size_t slots)
{
    return slots <= INDEX_MIN ? INDEX_MIN : (size_t)2 << (63 - pd_clz64(slots - 1));
}

size_t pd_table_index_size(size_t capacity)
{
    return index_of(capacity + (capacity + 1) / 2);
}

size_t pd_table_capacity_for(size_t count)
{
    return capacity_of_index(pd_table_index_size(count));
}

bool pd_table_capacity_valid(uint64_t capacity)
{
    return capacity > 0 && capacity <= ENTRIES_MAX && pd_table_capacity_for(capacity) == capacity;
}

size_t pd_table_bytes(size_t capacity, uint32_t stride)
{
    size_t bytes = sizeof(Table) + capacity * (stride * sizeof(Value) + sizeof(uint32_t));
    return pd_round_up(bytes + (capacity + capacity / 2 + 1) * pd_slot_bytes(capacity), 8);
}

static inline Value *entry_key(const Table *t, uint32_t entry)
{
    pd_assert_object(Table, t);
    return (Value *)(uintptr_t)&t->entries[(size_t)entry * t->h.aux];
}

/* Without an index yet. */
static Table *table_alloc(Heap *heap, size_t capacity, uint32_t stride)
{
    pd_assert_heap(heap);
    if (capacity > ENTRIES_MAX) {
        return NULL;
    }
    Table *t = pd_heap_alloc(heap, pd_table_bytes(capacity, stride), KIND_TABLE, stride);
    if (t == NULL) {
        return NULL;
    }
    pd_assert(pd_table_capacity_valid(capacity));
    t->capacity = (uint32_t)capacity;
    t->count = 0;
    return t;
}

Table *pd_table_new(Heap *heap, size_t capacity, uint32_t stride)
{
    pd_assert_heap(heap);
    Table *t = table_alloc(heap, capacity, stride);
    if (t != NULL) {
        uint8_t *index = (uint8_t *)(pd_table_hashes(t, t->h.aux) + t->capacity);
        memset(index, 0, (size_t)((uint8_t *)t + pd_table_bytes(capacity, stride) - index));
    }
    return t;
}

/* ---- probing ---- */

static ALWAYS_INLINE void slot_put(void *index, uint32_t slot, size_t bytes, uint32_t number)
{
    if (bytes == 1) {
        ((uint8_t *)index)[slot] = (uint8_t)number;
    } else if (bytes == 2) {
        ((uint16_t *)index)[slot] = (uint16_t)number;
    } else {
        ((uint32_t *)index)[slot] = number;
    }
}

/* Puts the number of an entry into the present slot. */
static ALWAYS_INLINE void probe_put(const Probe *p, uint32_t number)
{
    void *index = (uint32_t *)(uintptr_t)p->hashes + p->capacity;
    slot_put(index, p->slot, pd_slot_bytes(p->capacity), number);
}

/* Goes on to the end of the chain. */
static ALWAYS_INLINE void probe_end(Probe *p)
{
    while (pd_probe_number(p) != 0) {
        pd_probe_next(p);
    }
}

/* Where the number of the last entry belongs in the index of a table of which entries were deleted.
 * Beside keys of the same hash it takes a fresh slot, so that they are met in the order in which
 * they came, as they are in a table made anew. */
static Probe place_again(const Table *t, uint32_t hash)
{
    pd_assert_object(Table, t);
    const uint32_t none = UINT32_MAX;
    uint32_t free = none;
    bool alone = true;
    Probe p = pd_probe_start(t, hash, t->h.aux);
    for (uint32_t other; (other = pd_probe_number(&p)) != 0; pd_probe_next(&p)) {
        if (other >= t->count || pd_is_unbound(*entry_key(t, other - 1))) {
            free = free == none ? p.slot : free;
        } else {
            alone = alone && p.hashes[other - 1] != hash;
        }
    }
    p.slot = free != none && alone ? free : p.slot;
    return p;
}

static ALWAYS_INLINE void put_entry(Table *t, Value key, uint32_t hash, Value v)
{
    pd_assert_object(Table, t);
    pd_assert(t->h.ident < t->capacity && t->count <= t->h.ident);
    uint32_t entry = t->count;
    Value *at = entry_key(t, entry);
    at[0] = key;
    if (t->h.aux == 2) {
        at[1] = v;
    }
    pd_table_hashes(t, t->h.aux)[entry] = hash;
    t->count++;
    t->h.ident++;
}

/* To a table of which no entry was deleted. */
static ALWAYS_INLINE void append_fresh(Table *t, Value key, uint32_t hash, Value v)
{
    put_entry(t, key, hash, v);
    Probe p = pd_probe_start(t, hash, t->h.aux);
    probe_end(&p);
    probe_put(&p, t->count);
}

void pd_table_append(Table *t, Value key, uint32_t hash, Value v)
{
    pd_assert_object(Table, t);
    put_entry(t, key, hash, v);
    Probe p = place_again(t, hash);
    probe_put(&p, t->count);
}

/* Whether the hash that the table keeps for a key is the key's own; true for keys of other kinds,
 * which program code may hash. */
static bool hash_agrees(const Heap *heap, Value key, uint32_t hash)
{
    pd_assert_heap(heap);
    if (pd_is_kind(heap, key, KIND_STR)) {
        const Str *s = PD_AS(const Str, heap, key);
        return hash == pd_text_hash(pd_str_data(s), (size_t)s->length * s->h.aux);
    }
    return !pd_is_int(key) || hash == pd_table_hash(pd_int_hash(heap, key));
}

static bool same_key(const Heap *heap, Value a, Value b)
{
    pd_assert_heap(heap);
    if (pd_is(a, b)) {
        return true;
    }
    return pd_is_kind(heap, a, KIND_STR) && pd_is_kind(heap, b, KIND_STR) &&
           pd_str_equal(PD_AS(const Str, heap, a), PD_AS(const Str, heap, b));
}

/* Whether a lookup of entry i finds it and nothing before it. */
static const char *entry_fault(const Heap *heap, const Table *t, uint32_t i)
{
    pd_assert_heap(heap);
    pd_assert_object(Table, t);
    Value key = *entry_key(t, i);
    uint32_t hash = pd_table_hashes(t, t->h.aux)[i];
    if (!hash_agrees(heap, key, hash)) {
        return "a table keeps another hash than its key has";
    }
    Probe p = pd_probe_start(t, hash, t->h.aux);
    for (uint32_t steps = 0; pd_probe_number(&p) != i + 1; steps++) {
        uint32_t number = pd_probe_number(&p);
        if (number == 0 || number > t->capacity || steps > p.mask + 64) {
            return "an entry of a table is not found by its hash";
        }
        if (number <= t->count && same_key(heap, *entry_key(t, number - 1), key)) {
            return "a key is in a table twice";
        }
        pd_probe_next(&p);
    }
    return NULL;
}

const char *pd_table_fault(const Heap *heap, const Table *t, uint32_t used)
{
    pd_assert_heap(heap);
    pd_assert_object(Table, t);
    if (!pd_table_capacity_valid(t->capacity) || (t->h.aux != 1 && t->h.aux != 2)) {
        return "a table has a capacity that is never made";
    }
    if (t->count > t->h.ident || t->h.ident > t->capacity) {
        return "a table counts its insertions wrongly";
    }
    uint32_t live = 0;
    for (uint32_t i = 0; i < t->count; i++) {
        if (!pd_is_unbound(*entry_key(t, i))) {
            live++;
            const char *fault = entry_fault(heap, t, i);
            if (fault != NULL) {
                return fault;
            }
        } else if (t->h.aux == 2 && !pd_is_unbound(entry_key(t, i)[1])) {
            return "a deleted entry of a table keeps its value";
        }
    }
    if (live != used) {
        return "a dict counts its items wrongly";
    }
    uint32_t slots = 0;
    Probe p = pd_probe_start(t, 0, t->h.aux);
    for (p.slot = 0; p.slot <= p.mask; p.slot++) {
        uint32_t number = pd_probe_number(&p);
        slots += number != 0;
        if (number > t->capacity) {
            return "the index of a table leads out of it";
        }
    }
    return slots <= t->h.ident ? NULL : "the index of a table has more slots than insertions";
}

/* ---- finding ---- */

Table *pd_dict_table(const Heap *heap, const Dict *d)
{
    pd_assert_heap(heap);
    pd_assert_object(Dict, d);
    return d->table == 0 ? NULL : pd_at(heap, d->table);
}

/* By identity first; a program may have put keys that are not interned into a namespace. */
static inline int64_t find_name(const Heap *heap, const Table *t, const Str *text, Value name)
{
    pd_assert_heap(heap);
    pd_assert_object(Table, t);
    pd_assert_object(Str, text);
    for (Probe p = pd_probe_start(t, text->hash, t->h.aux);; pd_probe_next(&p)) {
        uint32_t number = pd_probe_hash(&p, text->hash);
        if (number == 0) {
            return -1;
        }
        Value stored = *entry_key(t, number - 1);
        if (LIKELY(pd_is(stored, name)) ||
            (pd_is_kind(heap, stored, KIND_STR) && pd_str_equal(PD_AS(Str, heap, stored), text))) {
            return (int64_t)number - 1;
        }
    }
}

/* YES and *entry, NO, or what comparing said. */
static Answer find_equal(Heap *heap, const Table *t, uint32_t hash, Value key, uint32_t *entry)
{
    pd_assert_heap(heap);
    pd_assert_object(Table, t);
    for (Probe p = pd_probe_start(t, hash, t->h.aux);; pd_probe_next(&p)) {
        uint32_t number = pd_probe_hash(&p, hash);
        if (number == 0) {
            return ANSWER_NO;
        }
        *entry = number - 1;
        Value stored = *entry_key(t, *entry);
        if (pd_is_unbound(stored)) {
            continue;
        }
        Answer answer = pd_is(stored, key) ? ANSWER_YES : pd_equal_keys(heap, stored, key);
        if (answer != ANSWER_NO) {
            return answer;
        }
        if (++heap->lookup_work > LOOKUP_WORK_MAX) {
            return ANSWER_LIMIT;
        }
    }
}

static inline Answer hash_key(Heap *heap, Value key, uint32_t *hash)
{
    pd_assert_heap(heap);
    if (pd_is_int(key)) {
        (void)pd_table_hash_quick(heap, key, hash);
        return ANSWER_YES;
    }
    if (pd_is_kind(heap, key, KIND_STR)) {
        *hash = pd_str_hash(PD_AS(Str, heap, key));
        return ANSWER_YES;
    }
    int64_t wide;
    Answer answer = pd_hash_value(heap, key, &wide);
    if (answer == ANSWER_YES) {
        *hash = pd_table_hash(wide);
    }
    return answer;
}

/* YES and *entry, NO, or what hashing and comparing said. */
static Answer find_any(Heap *heap, const Dict *d, Value key, uint32_t *entry)
{
    pd_assert_heap(heap);
    pd_assert_object(Dict, d);
    uint32_t hash;
    Answer answer = hash_key(heap, key, &hash);
    if (answer != ANSWER_YES || d->used == 0) {
        return answer == ANSWER_YES ? ANSWER_NO : answer;
    }
    return find_equal(heap, pd_at(heap, d->table), hash, key, entry);
}

static NEVER_INLINE Answer get_any(Heap *heap, const Dict *d, Value key, Value *out)
{
    pd_assert_heap(heap);
    pd_assert_object(Dict, d);
    uint32_t entry;
    Answer answer = find_any(heap, d, key, &entry);
    if (answer == ANSWER_YES && out != NULL) {
        const Table *t = pd_at(heap, d->table);
        *out = entry_key(t, entry)[t->h.aux - 1];
    }
    return answer;
}

Answer pd_dict_get(Heap *heap, const Dict *d, Value key, Value *out)
{
    pd_assert_heap(heap);
    pd_assert_object(Dict, d);
    Value *at = NULL;
    uint32_t stride = d->h.kind == KIND_DICT ? 2 : 1;
    Answer answer = pd_dict_look(heap, d, key, stride, &at);
    if (UNLIKELY(answer == ANSWER_SLOW)) {
        return get_any(heap, d, key, out);
    }
    if (answer == ANSWER_YES && out != NULL) {
        *out = at[stride - 1];
    }
    return answer;
}

int64_t pd_dict_find_name(const Heap *heap, const Dict *d, Value name)
{
    pd_assert_heap(heap);
    pd_assert_object(Dict, d);
    const Str *s = PD_AS(Str, heap, name);
    pd_assert((s->h.flags & STR_INTERNED) != 0 && s->hash != 0);
    return d->table == 0 ? -1 : find_name(heap, pd_at(heap, d->table), s, name);
}

bool pd_dict_get_name(const Heap *heap, const Dict *d, Value name, Value *out)
{
    pd_assert_heap(heap);
    pd_assert_object(Dict, d);
    int64_t entry = pd_dict_find_name(heap, d, name);
    if (entry < 0) {
        return false;
    }
    const Table *t = pd_at(heap, d->table);
    *out = entry_key(t, (uint32_t)entry)[t->h.aux - 1];
    return true;
}

Ref pd_dict_find_text(const Heap *heap, const Dict *d, uint32_t hash, const Str *like,
                      const uint8_t *data)
{
    pd_assert_heap(heap);
    pd_assert_object(Dict, d);
    pd_assert_object(Str, like);
    if (d->table == 0) {
        return 0;
    }
    const Table *t = pd_at(heap, d->table);
    for (Probe p = pd_probe_start(t, hash, t->h.aux);; pd_probe_next(&p)) {
        uint32_t number = pd_probe_number(&p);
        if (number == 0) {
            return 0;
        }
        if (pd_table_hashes(t, t->h.aux)[number - 1] == hash) {
            Value stored = *entry_key(t, number - 1);
            const Str *s = PD_AS(Str, heap, stored);
            if (s->length == like->length && s->h.aux == like->h.aux &&
                memcmp(pd_str_data(s), data, (size_t)s->length * s->h.aux) == 0) {
                return pd_ref_of(stored);
            }
        }
    }
}

/* The cursor holds the present slot + 1 and, above it, the number of steps taken, which says how
 * much of the hash still perturbs. */
bool pd_dict_probe(const Heap *heap, const Dict *d, uint32_t hash, uint64_t *cursor,
                   uint32_t *entry)
{
    pd_assert_heap(heap);
    pd_assert_object(Dict, d);
    if (d->table == 0) {
        return false;
    }
    const Table *t = pd_at(heap, d->table);
    Probe p = pd_probe_start(t, hash, t->h.aux);
    uint64_t steps = *cursor >> 33;
    if (*cursor != 0) {
        p.slot = (uint32_t)((*cursor & ((UINT64_C(1) << 33) - 1)) - 1);
        p.perturb = steps * PROBE_SHIFT < 32 ? hash >> (steps * PROBE_SHIFT) : 0;
        pd_probe_next(&p);
        steps += steps < 32;
    }
    for (;; pd_probe_next(&p), steps += steps < 32) {
        uint32_t number = pd_probe_number(&p);
        if (number == 0) {
            return false;
        }
        if (pd_table_hashes(t, t->h.aux)[number - 1] == hash &&
            !pd_is_unbound(*entry_key(t, number - 1))) {
            *entry = number - 1;
            *cursor = steps << 33 | ((uint64_t)p.slot + 1);
            return true;
        }
    }
}

/* ---- making and changing ---- */

static bool is_writable(const Heap *heap, const Dict *d)
{
    pd_assert_heap(heap);
    pd_assert_object(Dict, d);
    size_t offset = (size_t)((const uint8_t *)d - heap->base);
    return !heap->sealed_image || offset >= (size_t)heap->image_end * 8;
}

void pd_dict_watch(Heap *heap, Dict *d)
{
    pd_assert_heap(heap);
    pd_assert_object(Dict, d);
    if (is_writable(heap, d)) {
        d->h.flags |= DICT_WATCHED;
    }
}

static inline void forget_places(Heap *heap, Dict *d)
{
    pd_assert_heap(heap);
    pd_assert_object(Dict, d);
    if (UNLIKELY((d->h.flags & DICT_WATCHED) != 0)) {
        d->h.flags &= (uint8_t)~DICT_WATCHED;
        pd_heap_forget_places(heap);
    }
}

static Dict *new_dict(Heap *heap, size_t expected, Kind kind)
{
    pd_assert_heap(heap);
    Dict *d = PD_NEW(Dict, heap, kind);
    if (d == NULL) {
        return NULL;
    }
    d->used = 0;
    d->table = 0;
    if (expected > 0) {
        if (expected > ENTRIES_MAX) {
            return NULL;
        }
        Table *t = pd_table_new(heap, pd_table_capacity_for(expected), kind == KIND_DICT ? 2 : 1);
        if (t == NULL) {
            return NULL;
        }
        d->table = pd_ref_to(heap, t);
    }
    return d;
}

Dict *pd_dict_new(Heap *heap, size_t expected)
{
    pd_assert_heap(heap);
    return new_dict(heap, expected, KIND_DICT);
}

Dict *pd_set_new(Heap *heap, size_t expected, bool frozen)
{
    pd_assert_heap(heap);
    return new_dict(heap, expected, frozen ? KIND_FROZENSET : KIND_SET);
}

/* Hashes lead all over an index. Of one that may not be near, the slots of keys that are next but
 * so many are fetched. */
enum { KEYS_AHEAD = 16 };

static ALWAYS_INLINE void fetch_slot(const Probe *p, uint32_t hash)
{
    if (p->capacity >= UINT16_MAX) {
        const uint32_t *index = p->hashes + p->capacity;
        __builtin_prefetch(index + (hash & p->mask));
    }
}

/* Puts all entries of a table, none of which is deleted, into its empty index. */
static ALWAYS_INLINE void fill_index_of(Table *t, size_t slot_bytes)
{
    Probe p = pd_probe_start(t, 0, t->h.aux);
    void *index = (uint32_t *)(uintptr_t)p.hashes + p.capacity;
    uint32_t count = t->count;
    for (uint32_t i = 0; i < count; i++) {
        if (i + KEYS_AHEAD < count) {
            fetch_slot(&p, p.hashes[i + KEYS_AHEAD]);
        }
        pd_probe_again(&p, p.hashes[i]);
        while (pd_slot_get(index, p.slot, slot_bytes) != 0) {
            pd_probe_next(&p);
        }
        slot_put(index, p.slot, slot_bytes, i + 1);
    }
}

static void fill_index(Table *t)
{
    pd_assert_object(Table, t);
    switch (pd_slot_bytes(t->capacity)) {
    case 1: fill_index_of(t, 1); break;
    case 2: fill_index_of(t, 2); break;
    default: fill_index_of(t, 4); break;
    }
}

/* To an empty table with room for them. */
static void append_all(Table *to, const Table *from, uint32_t used)
{
    pd_assert_object(Table, to);
    pd_assert_object(Table, from);
    pd_assert(to->count == 0 && used <= to->capacity);
    const uint32_t *hashes = pd_table_hashes(from, from->h.aux);
    uint32_t *to_hashes = pd_table_hashes(to, to->h.aux);
    if (from->count == used && from->h.aux == to->h.aux) {
        memcpy(to->entries, from->entries, (size_t)used * from->h.aux * sizeof(Value));
        memcpy(to_hashes, hashes, (size_t)used * sizeof(uint32_t));
        to->count = used;
    }
    for (uint32_t i = 0; to->count < used; i++) {
        const Value *at = entry_key(from, i);
        if (!pd_is_unbound(at[0])) {
            memcpy(entry_key(to, to->count), at, to->h.aux * sizeof(Value));
            to_hashes[to->count++] = hashes[i];
        }
    }
    to->h.ident = used;
    fill_index(to);
}

/* ---- the deleted front ---- */

/* Of a queue the first entries are deleted, and whoever looks for the first item would pass them
 * each time. Dict.h.aux says how many of them need no look, in units that fit: a hint that no
 * program and no snapshot sees. */
static inline uint32_t front_unit(const Table *t)
{
    pd_assert_object(Table, t);
    return t->capacity / UINT16_MAX + 1;
}

uint32_t pd_dict_front(const Heap *heap, const Dict *d)
{
    pd_assert_heap(heap);
    pd_assert_object(Dict, d);
    return d->table == 0 ? 0 : d->h.aux * front_unit(pd_at(heap, d->table));
}

static void advance_front(Heap *heap, Dict *d)
{
    pd_assert_heap(heap);
    pd_assert_object(Dict, d);
    const Table *t = pd_at(heap, d->table);
    uint32_t front = pd_dict_front(heap, d);
    while (front < t->count && pd_is_unbound(*entry_key(t, front))) {
        front++;
    }
    d->h.aux = (uint16_t)(front / front_unit(t));
}

/* Gives d another table, or none. */
static void set_table(Heap *heap, Dict *d, Ref table)
{
    pd_assert_heap(heap);
    pd_assert_object(Dict, d);
    forget_places(heap, d);
    pd_store_ref(heap, &d->table, table);
    d->h.aux = 0;
}

void pd_dict_take(Heap *heap, Dict *d, const Dict *from)
{
    pd_assert_heap(heap);
    pd_assert_object(Dict, d);
    pd_assert_object(Dict, from);
    pd_assert(is_writable(heap, d));
    set_table(heap, d, from->table);
    d->h.aux = from->h.aux;
    d->used = from->used;
}

static bool rebuild(Heap *heap, Dict *d, size_t capacity)
{
    pd_assert_heap(heap);
    pd_assert_object(Dict, d);
    Table *to = pd_table_new(heap, capacity, d->h.kind == KIND_DICT ? 2 : 1);
    if (to == NULL) {
        return false;
    }
    if (d->table != 0) {
        append_all(to, pd_at(heap, d->table), d->used);
    }
    set_table(heap, d, pd_ref_to(heap, to));
    return true;
}

/* CPython's growth: the new index has room for three times what is in use. */
static size_t grown_capacity(const Dict *d)
{
    pd_assert_object(Dict, d);
    return capacity_of_index(index_of((size_t)d->used * 3));
}

Answer pd_dict_insert_hashed(Heap *heap, Dict *d, Value key, uint32_t hash, Value v)
{
    pd_assert_heap(heap);
    pd_assert_object(Dict, d);
    pd_assert(is_writable(heap, d) && !pd_is_unbound(key));
    Table *t = pd_dict_table(heap, d);
    forget_places(heap, d);
    if (t == NULL || t->h.ident == t->capacity) {
        if (!rebuild(heap, d, grown_capacity(d))) {
            return ANSWER_MEMORY;
        }
        t = pd_dict_table(heap, d);
    }
    if (t->h.ident == d->used) {
        append_fresh(t, key, hash, v);
    } else {
        pd_table_append(t, key, hash, v);
    }
    d->used++;
    return ANSWER_YES;
}

static NEVER_INLINE Answer set_any(Heap *heap, Dict *d, Value key, uint32_t hash, Value v)
{
    pd_assert_heap(heap);
    pd_assert_object(Dict, d);
    if (d->used != 0) {
        Table *t = pd_at(heap, d->table);
        uint32_t entry;
        Answer answer = find_equal(heap, t, hash, key, &entry);
        if (answer == ANSWER_YES && t->h.aux == 2) {
            pd_store(heap, &entry_key(t, entry)[1], v);
        }
        if (answer != ANSWER_NO) {
            return answer;
        }
    }
    return pd_dict_insert_hashed(heap, d, key, hash, v);
}

/* A key that is there itself, or has no other of its hash; everything else is left to set_any. */
static ALWAYS_INLINE Answer set_hashed(Heap *heap, Dict *d, Value key, uint32_t hash, Value v)
{
    pd_assert_heap(heap);
    pd_assert_object(Dict, d);
    if (UNLIKELY(d->table == 0)) {
        return set_any(heap, d, key, hash, v);
    }
    Table *t = pd_at(heap, d->table);
    Probe p = pd_probe_start(t, hash, t->h.aux);
    uint32_t number = pd_probe_hash(&p, hash);
    if (number != 0) {
        Value *at = entry_key(t, number - 1);
        if (UNLIKELY(!pd_is(at[0], key))) {
            return set_any(heap, d, key, hash, v);
        }
        if (t->h.aux == 2) {
            pd_store(heap, &at[1], v);
        }
        return ANSWER_YES;
    }
    if (UNLIKELY(t->h.ident == t->capacity)) {
        return pd_dict_insert_hashed(heap, d, key, hash, v);
    }
    forget_places(heap, d);
    put_entry(t, key, hash, v);
    if (t->h.ident != ++d->used) {
        p = place_again(t, hash);
    }
    probe_put(&p, t->count);
    return ANSWER_YES;
}

static NEVER_INLINE Answer hash_and_set(Heap *heap, Dict *d, Value key, Value v)
{
    pd_assert_heap(heap);
    pd_assert_object(Dict, d);
    uint32_t hash;
    Answer answer = hash_key(heap, key, &hash);
    return answer == ANSWER_YES ? set_any(heap, d, key, hash, v) : answer;
}

Answer pd_dict_set(Heap *heap, Dict *d, Value key, Value v)
{
    pd_assert_heap(heap);
    pd_assert_object(Dict, d);
    pd_assert(is_writable(heap, d));
    uint32_t hash;
    return LIKELY(pd_table_hash_quick(heap, key, &hash)) ? set_hashed(heap, d, key, hash, v)
                                                         : hash_and_set(heap, d, key, v);
}

bool pd_dict_set_name(Heap *heap, Dict *d, Value name, Value v)
{
    pd_assert_heap(heap);
    pd_assert_object(Dict, d);
    pd_assert(is_writable(heap, d));
    int64_t entry = pd_dict_find_name(heap, d, name);
    if (entry >= 0) {
        Table *t = pd_at(heap, d->table);
        pd_store(heap, &entry_key(t, (uint32_t)entry)[t->h.aux - 1], v);
        return true;
    }
    uint32_t hash = PD_AS(Str, heap, name)->hash;
    return pd_dict_insert_hashed(heap, d, name, hash, v) == ANSWER_YES;
}

void pd_dict_delete_entry(Heap *heap, Dict *d, uint32_t entry)
{
    pd_assert_heap(heap);
    pd_assert_object(Dict, d);
    pd_assert(is_writable(heap, d) && d->used > 0);
    forget_places(heap, d);
    Table *t = pd_at(heap, d->table);
    Value *at = entry_key(t, entry);
    pd_assert(entry < t->count && !pd_is_unbound(at[0]));
    at[0] = VALUE_UNBOUND;
    at[t->h.aux - 1] = VALUE_UNBOUND;
    d->used--;
    if (entry - pd_dict_front(heap, d) < front_unit(t)) {
        advance_front(heap, d);
    }
}

Answer pd_dict_delete(Heap *heap, Dict *d, Value key, Value *out)
{
    pd_assert_heap(heap);
    pd_assert_object(Dict, d);
    Value *at;
    uint32_t entry = 0;
    uint32_t stride = d->h.kind == KIND_DICT ? 2 : 1;
    Answer answer = pd_dict_look(heap, d, key, stride, &at);
    if (answer == ANSWER_YES) {
        const Table *t = pd_at(heap, d->table);
        entry = (uint32_t)((size_t)(at - t->entries) >> (stride - 1));
    } else if (answer == ANSWER_SLOW) {
        answer = find_any(heap, d, key, &entry);
    }
    if (answer == ANSWER_YES) {
        if (out != NULL) {
            *out = entry_key(pd_at(heap, d->table), entry)[stride - 1];
        }
        pd_dict_delete_entry(heap, d, entry);
    }
    return answer;
}

bool pd_dict_pop_last(Heap *heap, Dict *d, Value *key, Value *value)
{
    pd_assert_heap(heap);
    pd_assert_object(Dict, d);
    if (d->used == 0) {
        return false;
    }
    Table *t = pd_at(heap, d->table);
    uint32_t entry = t->count - 1;
    while (pd_is_unbound(*entry_key(t, entry))) {
        pd_assert(entry > 0);
        entry--;
    }
    const Value *at = entry_key(t, entry);
    *key = at[0];
    if (value != NULL) {
        *value = at[t->h.aux - 1];
    }
    pd_dict_delete_entry(heap, d, entry);
    t->count = entry;
    uint32_t front_max = entry / front_unit(t);
    d->h.aux = d->h.aux > front_max ? (uint16_t)front_max : d->h.aux;
    return true;
}

void pd_dict_clear(Heap *heap, Dict *d)
{
    pd_assert_heap(heap);
    pd_assert_object(Dict, d);
    pd_assert(is_writable(heap, d));
    set_table(heap, d, 0);
    d->used = 0;
}

Dict *pd_dict_copy(Heap *heap, const Dict *d, Kind kind)
{
    pd_assert_heap(heap);
    pd_assert_object(Dict, d);
    const Table *from = pd_dict_table(heap, d);
    uint32_t stride = kind == KIND_DICT ? 2 : 1;
    Dict *copy = new_dict(heap, 0, kind);
    if (copy == NULL || d->used == 0) {
        return copy;
    }
    pd_assert(from != NULL && from->h.aux >= stride);
    if (from->h.aux == stride && from->h.ident == d->used) {
        Table *t = table_alloc(heap, from->capacity, stride);
        if (t == NULL) {
            return NULL;
        }
        memcpy(t, from, pd_table_bytes(from->capacity, stride));
        copy->table = pd_ref_to(heap, t);
    } else {
        Table *t = pd_table_new(heap, pd_table_capacity_for(d->used), stride);
        if (t == NULL) {
            return NULL;
        }
        append_all(t, from, d->used);
        copy->table = pd_ref_to(heap, t);
    }
    copy->used = d->used;
    return copy;
}

/* There is room for all of them. */
static Answer merge_reserved(Heap *heap, Dict *into, const Table *from)
{
    pd_assert_heap(heap);
    pd_assert_object(Dict, into);
    pd_assert_object(Table, from);
    forget_places(heap, into);
    Table *t = pd_at(heap, into->table);
    uint32_t stride = t->h.aux;
    uint32_t from_stride = from->h.aux;
    uint32_t count = from->count;
    const uint32_t *hashes = pd_table_hashes(from, from_stride);
    Probe p = pd_probe_start(t, 0, stride);
    for (uint32_t i = 0; i < count; i++) {
        const Value *at = pd_table_entry(from, i, from_stride);
        uint32_t hash = hashes[i];
        if (i + KEYS_AHEAD < count) {
            fetch_slot(&p, hashes[i + KEYS_AHEAD]);
        }
        if (pd_is_unbound(at[0])) {
            continue;
        }
        pd_probe_again(&p, hash);
        uint32_t number = pd_probe_hash(&p, hash);
        if (number == 0 && t->h.ident == into->used) {
            put_entry(t, at[0], hash, at[from_stride - 1]);
            probe_put(&p, t->count);
            into->used++;
            continue;
        }
        Value *present = number == 0 ? NULL : pd_table_entry(t, number - 1, stride);
        if (present != NULL && pd_is(present[0], at[0])) {
            pd_store(heap, &present[stride - 1], at[from_stride - 1]);
            continue;
        }
        Answer answer = set_any(heap, into, at[0], hash, at[from_stride - 1]);
        if (answer != ANSWER_YES) {
            return answer;
        }
    }
    return ANSWER_YES;
}

Answer pd_dict_merge(Heap *heap, Dict *into, const Dict *from)
{
    pd_assert_heap(heap);
    pd_assert_object(Dict, into);
    pd_assert_object(Dict, from);
    pd_assert(is_writable(heap, into));
    if (from->used == 0 || into == from) {
        return ANSWER_YES;
    }
    const Table *t = pd_dict_table(heap, into);
    uint64_t needed = (uint64_t)from->used + (t != NULL ? t->h.ident : 0);
    if (t == NULL || needed > t->capacity) {
        uint64_t used = (uint64_t)into->used + from->used;
        if (used > ENTRIES_MAX || !rebuild(heap, into, pd_table_capacity_for(used))) {
            return ANSWER_MEMORY;
        }
    }
    return merge_reserved(heap, into, pd_at(heap, from->table));
}

/* Whether walk->in has the key that the walk has come to. */
static ALWAYS_INLINE Answer look_in(Heap *heap, DictWalk *walk, const Table *t)
{
    pd_assert_heap(heap);
    pd_assert_object(Table, t);
    if (UNLIKELY(!pd_is_int(walk->key) && !pd_is_kind(heap, walk->key, KIND_STR))) {
        return find_any(heap, walk->in, walk->key, &walk->entry);
    }
    if (UNLIKELY(t == NULL)) {
        return ANSWER_NO;
    }
    uint32_t hash = walk->hash;
    Probe p = pd_probe_start(t, hash, t->h.aux);
    uint32_t number = pd_probe_hash(&p, hash);
    walk->entry = number - 1;
    if (number == 0 || LIKELY(pd_is(*entry_key(t, number - 1), walk->key))) {
        return number != 0 ? ANSWER_YES : ANSWER_NO;
    }
    return find_equal(heap, t, hash, walk->key, &walk->entry);
}

Answer pd_dict_walk(Heap *heap, DictWalk *walk, bool wanted)
{
    pd_assert_heap(heap);
    pd_assert_torture(walk != NULL);
    const Table *from = pd_dict_table(heap, walk->from);
    const Table *t = pd_dict_table(heap, walk->in);
    if (from == NULL) {
        return ANSWER_NO;
    }
    const uint32_t *hashes = pd_table_hashes(from, from->h.aux);
    uint32_t count = from->count;
    for (uint32_t i; (i = walk->position) < count;) {
        walk->position++;
        if (t != NULL && t->capacity >= UINT16_MAX && i + KEYS_AHEAD < count) {
            Probe ahead = pd_probe_start(t, 0, t->h.aux);
            fetch_slot(&ahead, hashes[i + KEYS_AHEAD]);
        }
        walk->key = *entry_key(from, i);
        walk->hash = hashes[i];
        if (pd_is_unbound(walk->key)) {
            continue;
        }
        Answer answer = look_in(heap, walk, t);
        if (answer != (wanted ? ANSWER_NO : ANSWER_YES)) {
            return answer == ANSWER_NO ? ANSWER_YES : answer;
        }
    }
    return ANSWER_NO;
}

bool pd_dict_next(const Heap *heap, const Dict *d, uint32_t *position, Value *key, Value *value)
{
    pd_assert_heap(heap);
    pd_assert_object(Dict, d);
    const Table *t = pd_dict_table(heap, d);
    if (*position == 0) {
        *position = pd_dict_front(heap, d);
    }
    while (t != NULL && *position < t->count) {
        const Value *at = entry_key(t, (*position)++);
        if (!pd_is_unbound(at[0])) {
            if (key != NULL) {
                *key = at[0];
            }
            if (value != NULL) {
                *value = at[t->h.aux - 1];
            }
            return true;
        }
    }
    return false;
}

/* ---- for snapshots ---- */

uint32_t pd_dict_entry_hash(const Heap *heap, const Dict *d, uint32_t entry)
{
    pd_assert_heap(heap);
    pd_assert_object(Dict, d);
    const Table *t = pd_dict_table(heap, d);
    pd_assert(t != NULL && entry < t->count);
    return pd_table_hashes(t, t->h.aux)[entry];
}

bool pd_dict_restore_table(Heap *heap, Dict *d, uint32_t capacity)
{
    pd_assert_heap(heap);
    pd_assert_object(Dict, d);
    pd_assert(d->table == 0 && pd_table_capacity_valid(capacity));
    return rebuild(heap, d, capacity);
}

void pd_dict_restore_entry(Heap *heap, Dict *d, Value key, uint32_t hash, Value v)
{
    pd_assert_heap(heap);
    pd_assert_object(Dict, d);
    Table *t = pd_dict_table(heap, d);
    pd_assert(t != NULL && t->count < t->capacity);
    if (pd_is_unbound(key)) {
        Value *at = entry_key(t, t->count);
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
    advance_front(heap, d);
}
