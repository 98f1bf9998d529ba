/* Dicts and sets: one compact, insertion-ordered hash table for both.
 *
 * Index slots hold entry numbers + 1 and are probed as CPython does (i = 5 i + perturb + 1 with all
 * 32 bits of the hash). Every insertion takes a fresh entry, so a table is rebuilt after `capacity`
 * insertions: larger, equal or smaller, by what is in it then. Slots of deleted entries are taken
 * again, so that what comes and goes does not make chains longer. An entry number may be used again
 * after pop_last; the old slot then leads to the new entry too, which is harmless because keys are
 * compared. Keys of program classes are never compared here.
 */
#include "heap/dict_in.h"

enum { INDEX_MIN = 8 };

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
    return capacity > 0 && capacity <= TABLE_ENTRIES_MAX &&
           pd_table_capacity_for(capacity) == capacity;
}

size_t pd_table_bytes(size_t capacity, uint32_t stride)
{
    size_t bytes = sizeof(Table) + capacity * (stride * sizeof(Value) + sizeof(uint32_t));
    return pd_round_up(bytes + (capacity + capacity / 2 + 1) * pd_slot_bytes(capacity), 8);
}

/* Without an index yet. */
Table *pd_table_alloc(Heap *heap, size_t capacity, uint32_t stride)
{
    pd_assert_heap(heap);
    if (capacity > TABLE_ENTRIES_MAX) {
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

/* Also what pads it. */
void pd_table_clear_index(Table *t)
{
    pd_assert_object(Table, t);
    enum { FEW = 16 };
    uint32_t *word = pd_table_hashes(t, t->h.aux) + t->capacity;
    uint32_t *end = (uint32_t *)(void *)((uint8_t *)t + pd_table_bytes(t->capacity, t->h.aux));
    if (UNLIKELY(end - word > FEW)) {
        memset(word, 0, (size_t)(end - word) * sizeof *word);
        return;
    }
    while (word < end) {
        *word++ = 0;
    }
}

Table *pd_table_new(Heap *heap, size_t capacity, uint32_t stride)
{
    pd_assert_heap(heap);
    Table *t = pd_table_alloc(heap, capacity, stride);
    if (t != NULL) {
        pd_table_clear_index(t);
    }
    return t;
}

/* ---- probing ---- */

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
        if (other >= t->count || pd_is_unbound(*pd_table_key(t, other - 1))) {
            free = free == none ? p.slot : free;
        } else {
            alone = alone && p.hashes[other - 1] != hash;
        }
    }
    p.slot = free != none && alone ? free : p.slot;
    return p;
}

/* To a table of which no entry was deleted. */
static ALWAYS_INLINE void append_fresh(Table *t, const TableEntry *e, uint32_t stride)
{
    pd_table_put(t, e, stride);
    Probe p = pd_probe_start(t, e->hash, stride);
    pd_probe_end(&p);
    pd_probe_put(&p, e->hash, t->count);
}

void pd_table_append(Table *t, Value key, uint32_t hash, Value v)
{
    pd_assert_object(Table, t);
    pd_table_put(t, &(TableEntry){key, v, hash}, t->h.aux);
    Probe p = place_again(t, hash);
    pd_probe_put(&p, hash, t->count);
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

/* Whether the present slot is one that leads a hash to that number. */
static bool leads_to(const Probe *p, uint32_t hash, uint32_t number)
{
    size_t bytes = pd_slot_bytes(p->capacity);
    uint32_t word = pd_slot_get(p->hashes + p->capacity, p->slot, bytes);
    return word == (bytes == 4 ? (hash & ~p->mask) | number : number);
}

/* Whether a lookup of entry i finds it and nothing before it. */
static const char *entry_fault(const Heap *heap, const Table *t, uint32_t i)
{
    pd_assert_heap(heap);
    pd_assert_object(Table, t);
    Value key = *pd_table_key(t, i);
    uint32_t hash = pd_table_hashes(t, t->h.aux)[i];
    if (!hash_agrees(heap, key, hash)) {
        return "a table keeps another hash than its key has";
    }
    Probe p = pd_probe_start(t, hash, t->h.aux);
    for (uint32_t steps = 0; !leads_to(&p, hash, i + 1); steps++) {
        uint32_t number = pd_probe_number(&p);
        if (number == 0 || number > t->capacity || steps > p.mask + 64) {
            return "an entry of a table is not found by its hash";
        }
        bool other = number != i + 1 && number <= t->count;
        if (other && same_key(heap, *pd_table_key(t, number - 1), key)) {
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
        if (!pd_is_unbound(*pd_table_key(t, i))) {
            live++;
            const char *fault = entry_fault(heap, t, i);
            if (fault != NULL) {
                return fault;
            }
        } else if (t->h.aux == 2 && !pd_is_unbound(pd_table_key(t, i)[1])) {
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
        Value stored = *pd_table_key(t, number - 1);
        if (LIKELY(pd_is(stored, name)) ||
            (pd_is_kind(heap, stored, KIND_STR) && pd_str_equal(PD_AS(Str, heap, stored), text))) {
            return (int64_t)number - 1;
        }
    }
}

/* YES and *entry, NO, or what comparing said. */
Answer pd_dict_find_equal(Heap *heap, const Table *t, uint32_t hash, Value key, uint32_t *entry)
{
    pd_assert_heap(heap);
    pd_assert_object(Table, t);
    for (Probe p = pd_probe_start(t, hash, t->h.aux);; pd_probe_next(&p)) {
        uint32_t number = pd_probe_hash(&p, hash);
        if (number == 0) {
            return ANSWER_NO;
        }
        *entry = number - 1;
        Value stored = *pd_table_key(t, *entry);
        if (pd_is_unbound(stored)) {
            continue;
        }
        bool same = pd_is(stored, key) || pd_str_same_key(heap, stored, key);
        Answer answer = same ? ANSWER_YES : pd_equal_keys(heap, stored, key);
        if (answer != ANSWER_NO) {
            return answer;
        }
        if (++heap->lookup_work > LOOKUP_WORK_MAX) {
            return ANSWER_LIMIT;
        }
    }
}

/* Whether the class of an instance says so: most keys that only the program can hash. */
static inline bool is_hashed_by_program(const Heap *heap, Value key)
{
    pd_assert_heap(heap);
    return pd_is_kind(heap, key, KIND_INSTANCE) &&
           (pd_instance_class(heap, pd_header(heap, key))->flags &
            (CLASS_HASH | CLASS_UNHASHABLE)) == CLASS_HASH;
}

static inline Answer hash_key(Heap *heap, Value key, uint32_t *hash)
{
    pd_assert_heap(heap);
    if (pd_table_hash_quick(heap, key, hash)) {
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
Answer pd_dict_find_any(Heap *heap, const Dict *d, Value key, uint32_t *entry)
{
    pd_assert_heap(heap);
    pd_assert_object(Dict, d);
    uint32_t hash;
    Answer answer = hash_key(heap, key, &hash);
    if (answer != ANSWER_YES || d->used == 0) {
        return answer == ANSWER_YES ? ANSWER_NO : answer;
    }
    return pd_dict_find_equal(heap, pd_at(heap, d->table), hash, key, entry);
}

static NEVER_INLINE Answer get_any(Heap *heap, const Dict *d, Value key, Value *out)
{
    pd_assert_heap(heap);
    pd_assert_object(Dict, d);
    if (is_hashed_by_program(heap, key)) {
        return ANSWER_SLOW;
    }
    uint32_t entry;
    Answer answer = pd_dict_find_any(heap, d, key, &entry);
    if (answer == ANSWER_YES && out != NULL) {
        const Table *t = pd_at(heap, d->table);
        *out = pd_table_key(t, entry)[t->h.aux - 1];
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
    *out = pd_table_key(t, (uint32_t)entry)[t->h.aux - 1];
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
            Value stored = *pd_table_key(t, number - 1);
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
            !pd_is_unbound(*pd_table_key(t, number - 1))) {
            *entry = number - 1;
            *cursor = steps << 33 | ((uint64_t)p.slot + 1);
            return true;
        }
    }
}

/* ---- making and changing ---- */

void pd_dict_watch(Heap *heap, Dict *d)
{
    pd_assert_heap(heap);
    pd_assert_object(Dict, d);
    if (pd_dict_is_writable(heap, d)) {
        d->h.flags |= DICT_WATCHED;
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
        if (expected > TABLE_ENTRIES_MAX) {
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

/* Puts all entries of a table, none of which is deleted, into its empty index. twins: NULL, or
 * counts the pairs that have one hash. */
static ALWAYS_INLINE void fill_index_of(Table *t, size_t slot_bytes, uint64_t *twins)
{
    Probe p = pd_probe_start(t, 0, t->h.aux);
    const void *index = p.hashes + p.capacity;
    uint32_t count = t->count;
    for (uint32_t i = 0; i < count; i++) {
        if (i + KEYS_AHEAD < count) {
            fetch_slot(&p, p.hashes[i + KEYS_AHEAD]);
        }
        uint32_t hash = p.hashes[i];
        pd_probe_again(&p, hash);
        uint32_t word;
        while ((word = pd_slot_get(index, p.slot, slot_bytes)) != 0) {
            uint32_t other = pd_slot_number(word, p.mask, slot_bytes);
            if (twins != NULL && (slot_bytes < 4 || (word ^ hash) <= p.mask)) {
                *twins += p.hashes[other - 1] == hash;
            }
            pd_probe_next(&p);
        }
        pd_slot_put(&p, slot_bytes, hash, i + 1);
    }
}

void pd_table_fill_index(Table *t, uint64_t *twins)
{
    pd_assert_object(Table, t);
    switch (pd_slot_bytes(t->capacity)) {
    case 1: fill_index_of(t, 1, twins); break;
    case 2: fill_index_of(t, 2, twins); break;
    default: fill_index_of(t, 4, twins); break;
    }
}

static void fill_index(Table *t)
{
    pd_table_fill_index(t, NULL);
}

/* Copies what is not deleted to an empty table with room for it, which has no index then. */
void pd_table_copy_entries(Table *to, const Table *from, uint32_t used)
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
        const Value *at = pd_table_key(from, i);
        if (!pd_is_unbound(at[0])) {
            memcpy(pd_table_key(to, to->count), at, to->h.aux * sizeof(Value));
            to_hashes[to->count++] = hashes[i];
        }
    }
    to->h.ident = used;
}

/* Gives a table that was allocated last more room where it is; it has no index then. false: it
 * has to be copied. So has that of an image that is being made, where bytes count that no entry
 * uses. */
bool pd_table_stretch(Heap *heap, Table *t, size_t capacity)
{
    pd_assert_heap(heap);
    pd_assert_object(Table, t);
    uint32_t stride = t->h.aux;
    bool making_image = !heap->sealed_image || heap->next_ident < HEAP_FIRST_IDENT;
    if (making_image || capacity < t->capacity || capacity > TABLE_ENTRIES_MAX ||
        !pd_heap_extend(heap, t, pd_table_bytes(t->capacity, stride),
                        pd_table_bytes(capacity, stride))) {
        return false;
    }
    const uint32_t *hashes = pd_table_hashes(t, stride);
    t->capacity = (uint32_t)capacity;
    memmove(pd_table_hashes(t, stride), hashes, t->count * sizeof(uint32_t));
    return true;
}

/* Closes the gaps that deleted entries have left, and makes the index anew. */
void pd_table_tidy(Table *t, uint32_t used)
{
    pd_assert_object(Table, t);
    pd_assert(used <= t->count);
    uint32_t *hashes = pd_table_hashes(t, t->h.aux);
    uint32_t kept = 0;
    for (uint32_t i = 0; used < t->count && kept < used; i++) {
        const Value *at = pd_table_key(t, i);
        if (!pd_is_unbound(at[0])) {
            memmove(pd_table_key(t, kept), at, t->h.aux * sizeof(Value));
            hashes[kept++] = hashes[i];
        }
    }
    t->count = t->h.ident = used;
    pd_table_clear_index(t);
    fill_index(t);
}

void pd_table_shrink(Table *t, uint32_t used)
{
    pd_assert_object(Table, t);
    pd_assert(used > 0 && used <= t->count);
    const uint32_t *hashes = pd_table_hashes(t, t->h.aux);
    size_t capacity = pd_table_capacity_for(used);
    t->capacity = capacity < t->capacity ? (uint32_t)capacity : t->capacity;
    memmove(pd_table_hashes(t, t->h.aux), hashes, used * sizeof(uint32_t));
    t->count = t->h.ident = used;
    pd_table_clear_index(t);
    fill_index(t);
}

/* ---- the deleted front ---- */

void pd_dict_advance_front(Heap *heap, Dict *d)
{
    pd_assert_heap(heap);
    pd_assert_object(Dict, d);
    const Table *t = pd_at(heap, d->table);
    uint32_t front = pd_dict_front(heap, d);
    while (front < t->count && pd_is_unbound(*pd_table_key(t, front))) {
        front++;
    }
    const uint32_t unit = pd_table_front_unit(t);
    d->h.aux = (uint16_t)(LIKELY(unit == 1) ? front : front / unit);
}

/* Gives d another table, or none. */
static void set_table(Heap *heap, Dict *d, Ref table)
{
    pd_assert_heap(heap);
    pd_assert_object(Dict, d);
    pd_dict_forget_places(heap, d);
    pd_store_ref(heap, &d->table, table);
    d->h.aux = 0;
}

void pd_dict_take(Heap *heap, Dict *d, const Dict *from)
{
    pd_assert_heap(heap);
    pd_assert_object(Dict, d);
    pd_assert_object(Dict, from);
    pd_assert(pd_dict_is_writable(heap, d));
    set_table(heap, d, from->table);
    d->h.aux = from->h.aux;
    d->used = from->used;
}

bool pd_dict_rebuild(Heap *heap, Dict *d, size_t capacity)
{
    pd_assert_heap(heap);
    pd_assert_object(Dict, d);
    if (d->table != 0 && pd_table_stretch(heap, pd_at(heap, d->table), capacity)) {
        pd_table_tidy(pd_at(heap, d->table), d->used);
        set_table(heap, d, d->table);
        return true;
    }
    Table *to = pd_table_new(heap, capacity, d->h.kind == KIND_DICT ? 2 : 1);
    if (to == NULL) {
        return false;
    }
    Ref from = d->table;
    if (from != 0) {
        pd_table_copy_entries(to, pd_at(heap, from), d->used);
        fill_index(to);
    }
    set_table(heap, d, pd_ref_to(heap, to));
    pd_heap_drop(heap, from);
    return true;
}

/* CPython's growth: the new index has room for three times what is in use. */
size_t pd_dict_grown_capacity(const Dict *d)
{
    pd_assert_object(Dict, d);
    return capacity_of_index(index_of((size_t)d->used * 3));
}

Answer pd_dict_insert_hashed(Heap *heap, Dict *d, Value key, uint32_t hash, Value v)
{
    pd_assert_heap(heap);
    pd_assert_object(Dict, d);
    pd_assert(pd_dict_is_writable(heap, d) && !pd_is_unbound(key));
    Table *t = pd_dict_table(heap, d);
    pd_dict_forget_places(heap, d);
    if (t == NULL || t->h.ident == t->capacity) {
        if (!pd_dict_rebuild(heap, d, pd_dict_grown_capacity(d))) {
            return ANSWER_MEMORY;
        }
        t = pd_dict_table(heap, d);
    }
    if (t->h.ident == d->used) {
        append_fresh(t, &(TableEntry){key, v, hash}, t->h.aux);
    } else {
        pd_table_append(t, key, hash, v);
    }
    d->used++;
    return ANSWER_YES;
}

Answer pd_dict_set_any(Heap *heap, Dict *d, Value key, uint32_t hash, Value v)
{
    pd_assert_heap(heap);
    pd_assert_object(Dict, d);
    if (d->used != 0) {
        Table *t = pd_at(heap, d->table);
        uint32_t entry;
        Answer answer = pd_dict_find_equal(heap, t, hash, key, &entry);
        if (answer == ANSWER_YES && t->h.aux == 2) {
            pd_store(heap, &pd_table_key(t, entry)[1], v);
        }
        if (answer != ANSWER_NO) {
            return answer;
        }
    }
    return pd_dict_insert_hashed(heap, d, key, hash, v);
}

/* A key that is there itself, or has no other of its hash; everything else is left to set_any. */
static ALWAYS_INLINE Answer set_entry(Heap *heap, Dict *d, const TableEntry *e, uint32_t stride)
{
    pd_assert_heap(heap);
    pd_assert_object(Dict, d);
    if (UNLIKELY(d->table == 0)) {
        return pd_dict_insert_hashed(heap, d, e->key, e->hash, e->value);
    }
    Table *t = pd_at(heap, d->table);
    Probe p = pd_probe_start(t, e->hash, stride);
    uint32_t number = pd_probe_hash(&p, e->hash);
    if (number != 0) {
        Value *at = pd_table_entry(t, number - 1, stride);
        if (!pd_is(at[0], e->key) && !pd_str_same_key(heap, at[0], e->key)) {
            return pd_dict_set_any(heap, d, e->key, e->hash, e->value);
        }
        if (stride == 2) {
            pd_store(heap, &at[1], e->value);
        }
        return ANSWER_YES;
    }
    if (UNLIKELY(t->h.ident == t->capacity)) {
        return pd_dict_insert_hashed(heap, d, e->key, e->hash, e->value);
    }
    pd_dict_forget_places(heap, d);
    pd_table_put(t, e, stride);
    if (UNLIKELY(t->h.ident != ++d->used)) {
        p = place_again(t, e->hash);
    }
    pd_probe_put(&p, e->hash, t->count);
    return ANSWER_YES;
}

Answer pd_dict_put(Heap *heap, Dict *d, const TableEntry *e)
{
    pd_assert_heap(heap);
    pd_assert_object(Dict, d);
    return d->h.kind == KIND_DICT ? set_entry(heap, d, e, 2) : set_entry(heap, d, e, 1);
}

Answer pd_dict_hash_and_set(Heap *heap, Dict *d, Value key, Value v)
{
    pd_assert_heap(heap);
    pd_assert_object(Dict, d);
    if (is_hashed_by_program(heap, key)) {
        return ANSWER_SLOW;
    }
    uint32_t hash;
    Answer answer = hash_key(heap, key, &hash);
    return answer == ANSWER_YES ? pd_dict_set_any(heap, d, key, hash, v) : answer;
}

Answer pd_dict_set(Heap *heap, Dict *d, Value key, Value v)
{
    pd_assert_heap(heap);
    pd_assert_object(Dict, d);
    if (d->h.kind != KIND_DICT) {
        return pd_set_add(heap, d, key);
    }
    pd_assert(pd_dict_is_writable(heap, d));
    TableEntry e = {key, v, 0};
    return LIKELY(pd_table_hash_quick(heap, key, &e.hash)) ? set_entry(heap, d, &e, 2)
                                                           : pd_dict_hash_and_set(heap, d, key, v);
}

Answer pd_set_add(Heap *heap, Dict *d, Value key)
{
    pd_assert_heap(heap);
    pd_assert_object(Dict, d);
    pd_assert(pd_dict_is_writable(heap, d));
    TableEntry e = {key, VALUE_NONE, 0};
    return LIKELY(pd_table_hash_quick(heap, key, &e.hash))
               ? set_entry(heap, d, &e, 1)
               : pd_dict_hash_and_set(heap, d, key, VALUE_NONE);
}

bool pd_dict_set_name(Heap *heap, Dict *d, Value name, Value v)
{
    pd_assert_heap(heap);
    pd_assert_object(Dict, d);
    pd_assert(pd_dict_is_writable(heap, d));
    int64_t entry = pd_dict_find_name(heap, d, name);
    if (entry >= 0) {
        Table *t = pd_at(heap, d->table);
        pd_store(heap, &pd_table_key(t, (uint32_t)entry)[t->h.aux - 1], v);
        return true;
    }
    uint32_t hash = PD_AS(Str, heap, name)->hash;
    return pd_dict_insert_hashed(heap, d, name, hash, v) == ANSWER_YES;
}

static ALWAYS_INLINE void delete_at(Heap *heap, Dict *d, Value *at, uint32_t stride)
{
    pd_assert_object(Dict, d);
    pd_assert(pd_dict_is_writable(heap, d) && d->used > 0 && !pd_is_unbound(at[0]));
    pd_dict_forget_places(heap, d);
    const Table *t = pd_at(heap, d->table);
    const uint32_t entry = (uint32_t)((size_t)(at - t->entries) >> (stride - 1));
    at[0] = VALUE_UNBOUND;
    at[stride - 1] = VALUE_UNBOUND;
    d->used--;
    if (UNLIKELY(entry - d->h.aux * pd_table_front_unit(t) < pd_table_front_unit(t))) {
        pd_dict_advance_front(heap, d);
    }
}

void pd_dict_delete_entry(Heap *heap, Dict *d, uint32_t entry)
{
    pd_assert_heap(heap);
    pd_assert_object(Dict, d);
    const Table *t = pd_at(heap, d->table);
    pd_assert(entry < t->count);
    delete_at(heap, d, pd_table_key(t, entry), pd_table_stride(t));
}

static ALWAYS_INLINE Answer delete_in(Heap *heap, Dict *d, Value key, Value *out, uint32_t stride)
{
    pd_assert_heap(heap);
    Value *at = NULL;
    Answer answer = pd_dict_look(heap, d, key, stride, &at);
    if (UNLIKELY(answer == ANSWER_SLOW)) {
        uint32_t entry = 0;
        answer = pd_dict_find_any(heap, d, key, &entry);
        at = answer == ANSWER_YES ? pd_table_key(pd_at(heap, d->table), entry) : NULL;
    }
    if (answer == ANSWER_YES) {
        if (out != NULL) {
            *out = at[stride - 1];
        }
        delete_at(heap, d, at, stride);
    }
    return answer;
}

Answer pd_dict_delete(Heap *heap, Dict *d, Value key, Value *out)
{
    pd_assert_heap(heap);
    pd_assert_object(Dict, d);
    return d->h.kind == KIND_DICT ? delete_in(heap, d, key, out, 2)
                                  : delete_in(heap, d, key, out, 1);
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
    while (pd_is_unbound(*pd_table_key(t, entry))) {
        pd_assert(entry > 0);
        entry--;
    }
    const Value *at = pd_table_key(t, entry);
    *key = at[0];
    if (value != NULL) {
        *value = at[t->h.aux - 1];
    }
    pd_dict_delete_entry(heap, d, entry);
    t->count = entry;
    uint32_t front_max = entry / pd_table_front_unit(t);
    d->h.aux = d->h.aux > front_max ? (uint16_t)front_max : d->h.aux;
    return true;
}

void pd_dict_clear(Heap *heap, Dict *d)
{
    pd_assert_heap(heap);
    pd_assert_object(Dict, d);
    pd_assert(pd_dict_is_writable(heap, d));
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
        Table *t = pd_table_alloc(heap, from->capacity, stride);
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
        pd_table_copy_entries(t, from, d->used);
        fill_index(t);
        copy->table = pd_ref_to(heap, t);
    }
    copy->used = d->used;
    return copy;
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
        const Value *at = pd_table_key(t, (*position)++);
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
