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

enum { INDEX_MIN = 8, PERTURB_SHIFT = 5 };

#define ENTRIES_MAX (UINT64_C(1) << 30)

/* ---- geometry ---- */

/* Capacity is two thirds of the index, rounded down, hence capacity * 3 / 2 is the index mask. */
static inline uint32_t index_mask(const Table *t)
{
    pd_assert_object(Table, t);
    return t->capacity + t->capacity / 2;
}

static size_t capacity_of_index(size_t index_size)
{
    return index_size * 2 / 3;
}

size_t pd_table_index_size(size_t capacity)
{
    size_t size = INDEX_MIN;
    while (capacity_of_index(size) < capacity) {
        size *= 2;
    }
    return size;
}

size_t pd_table_capacity_for(size_t count)
{
    return capacity_of_index(pd_table_index_size(count));
}

bool pd_table_capacity_valid(uint64_t capacity)
{
    return capacity > 0 && capacity <= ENTRIES_MAX && pd_table_capacity_for(capacity) == capacity;
}

static size_t slot_bytes(size_t capacity)
{
    return capacity < UINT8_MAX ? 1 : capacity < UINT16_MAX ? 2 : 4;
}

size_t pd_table_bytes(size_t capacity, uint32_t stride)
{
    size_t bytes = sizeof(Table) + capacity * (stride * sizeof(Value) + sizeof(uint32_t));
    return pd_round_up(bytes + (capacity + capacity / 2 + 1) * slot_bytes(capacity), 8);
}

static inline uint8_t *table_index(const Table *t)
{
    pd_assert_object(Table, t);
    return (uint8_t *)(pd_table_hashes(t) + t->capacity);
}

static inline Value *entry_key(const Table *t, uint32_t entry)
{
    pd_assert_object(Table, t);
    return (Value *)(uintptr_t)&t->entries[(size_t)entry * t->h.aux];
}

Table *pd_table_new(Heap *heap, size_t capacity, uint32_t stride)
{
    pd_assert_heap(heap);
    if (capacity > ENTRIES_MAX) {
        return NULL;
    }
    size_t bytes = pd_table_bytes(capacity, stride);
    Table *t = pd_heap_alloc(heap, bytes, KIND_TABLE, stride);
    if (t == NULL) {
        return NULL;
    }
    pd_assert(pd_table_capacity_valid(capacity));
    t->capacity = (uint32_t)capacity;
    t->count = 0;
    uint8_t *index = table_index(t);
    memset(index, 0, (size_t)((uint8_t *)t + bytes - index));
    return t;
}

/* ---- probing ---- */

typedef struct Probe {
    const uint8_t *index;
    uint32_t mask;
    uint32_t slot;
    uint32_t perturb;
    uint32_t capacity;
} Probe;

static inline Probe probe_start(const Table *t, uint32_t hash)
{
    pd_assert_object(Table, t);
    return (Probe){table_index(t), index_mask(t), hash & index_mask(t), hash, t->capacity};
}

/* Entry number + 1 in the present slot, 0 at the end of the chain. */
static inline uint32_t probe_number(const Probe *p)
{
    if (p->capacity < UINT8_MAX) {
        return p->index[p->slot];
    }
    if (p->capacity < UINT16_MAX) {
        return ((const uint16_t *)(const void *)p->index)[p->slot];
    }
    return ((const uint32_t *)(const void *)p->index)[p->slot];
}

static inline void probe_next(Probe *p)
{
    p->perturb >>= PERTURB_SHIFT;
    p->slot = (p->slot * 5 + p->perturb + 1) & p->mask;
}

/* Puts the number of the last entry into the index. Beside keys of the same hash it takes a fresh
 * slot, so that they are met in the order in which they came, as they are in a table made anew. */
static void index_add(Table *t, uint32_t hash, uint32_t number)
{
    pd_assert_object(Table, t);
    const uint32_t none = UINT32_MAX;
    uint32_t free = none;
    bool alone = true;
    Probe p = probe_start(t, hash);
    for (uint32_t other; (other = probe_number(&p)) != 0; probe_next(&p)) {
        if (other >= number || pd_is_unbound(*entry_key(t, other - 1))) {
            free = free == none ? p.slot : free;
        } else {
            alone = alone && pd_table_hashes(t)[other - 1] != hash;
        }
    }
    p.slot = free != none && alone ? free : p.slot;
    uint8_t *index = table_index(t);
    if (t->capacity < UINT8_MAX) {
        index[p.slot] = (uint8_t)number;
    } else if (t->capacity < UINT16_MAX) {
        ((uint16_t *)(void *)index)[p.slot] = (uint16_t)number;
    } else {
        ((uint32_t *)(void *)index)[p.slot] = number;
    }
}

void pd_table_append(Table *t, Value key, uint32_t hash, Value v)
{
    pd_assert_object(Table, t);
    pd_assert(t->h.ident < t->capacity && t->count <= t->h.ident);
    uint32_t entry = t->count;
    Value *at = entry_key(t, entry);
    at[0] = key;
    if (t->h.aux == 2) {
        at[1] = v;
    }
    pd_table_hashes(t)[entry] = hash;
    t->count++;
    t->h.ident++;
    index_add(t, hash, t->count);
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
    uint32_t hash = pd_table_hashes(t)[i];
    if (!hash_agrees(heap, key, hash)) {
        return "a table keeps another hash than its key has";
    }
    Probe p = probe_start(t, hash);
    for (uint32_t steps = 0; probe_number(&p) != i + 1; steps++) {
        uint32_t number = probe_number(&p);
        if (number == 0 || number > t->capacity || steps > p.mask + 64) {
            return "an entry of a table is not found by its hash";
        }
        if (number <= t->count && same_key(heap, *entry_key(t, number - 1), key)) {
            return "a key is in a table twice";
        }
        probe_next(&p);
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
    Probe p = probe_start(t, 0);
    for (p.slot = 0; p.slot <= p.mask; p.slot++) {
        uint32_t number = probe_number(&p);
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
    for (Probe p = probe_start(t, text->hash);; probe_next(&p)) {
        uint32_t number = probe_number(&p);
        if (number == 0) {
            return -1;
        }
        Value stored = *entry_key(t, number - 1);
        if (pd_is(stored, name)) {
            return (int64_t)number - 1;
        }
        if (UNLIKELY(pd_table_hashes(t)[number - 1] == text->hash) &&
            pd_is_kind(heap, stored, KIND_STR) && pd_str_equal(PD_AS(Str, heap, stored), text)) {
            return (int64_t)number - 1;
        }
    }
}

static Answer keys_match(Heap *heap, Value stored, Value key)
{
    pd_assert_heap(heap);
    if (pd_is_int(stored) && pd_is_int(key)) {
        return ANSWER_NO;
    }
    Kind stored_kind = pd_kind(heap, stored);
    Kind kind = pd_kind(heap, key);
    if (stored_kind == KIND_STR && kind == KIND_STR) {
        const Str *a = PD_AS(Str, heap, stored);
        const Str *b = PD_AS(Str, heap, key);
        return pd_str_equal(a, b) ? ANSWER_YES : ANSWER_NO;
    }
    uint64_t work = 0;
    return pd_equal_values(heap, stored, key, &work);
}

/* YES and *entry, NO, or what comparing said. */
static Answer find_key(Heap *heap, const Table *t, uint32_t hash, Value key, uint32_t *entry)
{
    pd_assert_heap(heap);
    pd_assert_object(Table, t);
    for (Probe p = probe_start(t, hash);; probe_next(&p)) {
        uint32_t number = probe_number(&p);
        if (number == 0) {
            return ANSWER_NO;
        }
        *entry = number - 1;
        Value stored = *entry_key(t, *entry);
        if (pd_is(stored, key)) {
            return ANSWER_YES;
        }
        if (pd_table_hashes(t)[*entry] == hash && !pd_is_unbound(stored)) {
            Answer answer = keys_match(heap, stored, key);
            if (answer != ANSWER_NO) {
                return answer;
            }
            if (++heap->lookup_work > LOOKUP_WORK_MAX) {
                return ANSWER_LIMIT;
            }
        }
    }
}

static inline Answer hash_key(Heap *heap, Value key, uint32_t *hash)
{
    pd_assert_heap(heap);
    if (pd_is_int(key)) {
        int64_t i = pd_int_of(key);
        *hash = pd_table_hash(i == -1 ? -2 : i);
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

Answer pd_dict_get(Heap *heap, const Dict *d, Value key, Value *out)
{
    pd_assert_heap(heap);
    pd_assert_object(Dict, d);
    uint32_t hash;
    Answer answer = hash_key(heap, key, &hash);
    if (answer != ANSWER_YES) {
        return answer;
    }
    if (d->used == 0) {
        return ANSWER_NO;
    }
    const Table *t = pd_dict_table(heap, d);
    uint32_t entry;
    answer = find_key(heap, t, hash, key, &entry);
    if (answer == ANSWER_YES && out != NULL) {
        *out = entry_key(t, entry)[t->h.aux - 1];
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
    for (Probe p = probe_start(t, hash);; probe_next(&p)) {
        uint32_t number = probe_number(&p);
        if (number == 0) {
            return 0;
        }
        if (pd_table_hashes(t)[number - 1] == hash) {
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
    Probe p = probe_start(t, hash);
    uint64_t steps = *cursor >> 33;
    if (*cursor != 0) {
        p.slot = (uint32_t)((*cursor & ((UINT64_C(1) << 33) - 1)) - 1);
        p.perturb = steps * PERTURB_SHIFT < 32 ? hash >> (steps * PERTURB_SHIFT) : 0;
        probe_next(&p);
        steps += steps < 32;
    }
    for (;; probe_next(&p), steps += steps < 32) {
        uint32_t number = probe_number(&p);
        if (number == 0) {
            return false;
        }
        if (pd_table_hashes(t)[number - 1] == hash && !pd_is_unbound(*entry_key(t, number - 1))) {
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
    return !heap->sealed_image || !pd_is_shared(heap, pd_ref_to(heap, d));
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

static void append_all(Table *to, const Table *from)
{
    pd_assert_object(Table, to);
    pd_assert_object(Table, from);
    const uint32_t *hashes = pd_table_hashes(from);
    for (uint32_t i = 0; i < from->count; i++) {
        const Value *at = entry_key(from, i);
        if (!pd_is_unbound(at[0])) {
            pd_table_append(to, at[0], hashes[i], at[from->h.aux - 1]);
        }
    }
}

static bool rebuild(Heap *heap, Dict *d, size_t capacity)
{
    pd_assert_heap(heap);
    pd_assert_object(Dict, d);
    Table *to = pd_table_new(heap, capacity, d->h.kind == KIND_DICT ? 2 : 1);
    if (to == NULL) {
        return false;
    }
    forget_places(heap, d);
    if (d->table != 0) {
        append_all(to, pd_at(heap, d->table));
    }
    pd_assert(to->count == d->used);
    pd_store_ref(heap, &d->table, pd_ref_to(heap, to));
    return true;
}

/* CPython's growth: the new index has room for three times what is in use. */
static size_t grown_capacity(const Dict *d)
{
    pd_assert_object(Dict, d);
    size_t size = INDEX_MIN;
    while (size < (size_t)d->used * 3) {
        size *= 2;
    }
    return capacity_of_index(size);
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
    pd_table_append(t, key, hash, v);
    d->used++;
    return ANSWER_YES;
}

static Answer set_hashed(Heap *heap, Dict *d, Value key, uint32_t hash, Value v)
{
    pd_assert_heap(heap);
    pd_assert_object(Dict, d);
    if (d->used != 0) {
        Table *t = pd_at(heap, d->table);
        uint32_t entry;
        Answer answer = find_key(heap, t, hash, key, &entry);
        if (answer == ANSWER_YES && t->h.aux == 2) {
            pd_store(heap, &entry_key(t, entry)[1], v);
        }
        if (answer != ANSWER_NO) {
            return answer;
        }
    }
    return pd_dict_insert_hashed(heap, d, key, hash, v);
}

Answer pd_dict_set(Heap *heap, Dict *d, Value key, Value v)
{
    pd_assert_heap(heap);
    pd_assert_object(Dict, d);
    pd_assert(is_writable(heap, d));
    uint32_t hash;
    Answer answer = hash_key(heap, key, &hash);
    return answer == ANSWER_YES ? set_hashed(heap, d, key, hash, v) : answer;
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
}

Answer pd_dict_delete(Heap *heap, Dict *d, Value key, Value *out)
{
    pd_assert_heap(heap);
    pd_assert_object(Dict, d);
    uint32_t hash;
    Answer answer = hash_key(heap, key, &hash);
    if (answer != ANSWER_YES || d->used == 0) {
        return answer == ANSWER_YES ? ANSWER_NO : answer;
    }
    const Table *t = pd_at(heap, d->table);
    uint32_t entry;
    answer = find_key(heap, t, hash, key, &entry);
    if (answer == ANSWER_YES) {
        if (out != NULL) {
            *out = entry_key(t, entry)[t->h.aux - 1];
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
    return true;
}

void pd_dict_clear(Heap *heap, Dict *d)
{
    pd_assert_heap(heap);
    pd_assert_object(Dict, d);
    pd_assert(is_writable(heap, d));
    forget_places(heap, d);
    pd_store_ref(heap, &d->table, 0);
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
        Table *t = pd_table_new(heap, from->capacity, stride);
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
        append_all(t, from);
        copy->table = pd_ref_to(heap, t);
    }
    copy->used = d->used;
    return copy;
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
    const Table *source = pd_dict_table(heap, from);
    pd_assert(source != NULL);
    for (uint32_t i = 0; i < source->count; i++) {
        const Value *at = entry_key(source, i);
        if (pd_is_unbound(at[0])) {
            continue;
        }
        uint32_t hash = pd_table_hashes(source)[i];
        Answer answer = set_hashed(heap, into, at[0], hash, at[source->h.aux - 1]);
        if (answer != ANSWER_YES) {
            return answer;
        }
    }
    return ANSWER_YES;
}

bool pd_dict_next(const Heap *heap, const Dict *d, uint32_t *position, Value *key, Value *value)
{
    pd_assert_heap(heap);
    pd_assert_object(Dict, d);
    const Table *t = pd_dict_table(heap, d);
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
    return pd_table_hashes(t)[entry];
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
        pd_table_hashes(t)[t->count] = hash;
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
}
