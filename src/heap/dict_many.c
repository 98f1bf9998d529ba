/*
 * Dicts and sets: many keys at once. Keys that are put together, looked for together, or known to
 * be new.
 *
 * In large tables chains end where no processor guesses and lie where no cache reaches, so keys
 * that are known together are looked for together, in blocks. Slots of four bytes hold parts of
 * hashes, which spares most looks at the hashes themselves. Few keys go one by one; what is found
 * out, and what comparing counts, is the same.
 */
#include "heap/dict_in.h"

/* ---- blocks of keys ---- */

/* Keys that are looked for together: one after the other, the processor would guess wrong where
 * each chain ends, and wait for memory alone. That pays for more than a few. */
enum { FEW_KEYS = 16 };

/* Fills the block with the next keys of a table that has so many; gives the position behind
 * them. */
static uint32_t take_block(KeyBlock *b, const Table *from, uint32_t used, uint32_t position)
{
    pd_assert_object(Table, from);
    uint32_t stride = from->h.aux;
    const uint32_t *hashes = pd_table_hashes(from, stride);
    uint32_t count = 0;
    if (from->count == used && stride == 1) { /* none is deleted */
        count = used - position < KEY_BLOCK ? used - position : KEY_BLOCK;
        memcpy(b->keys, from->entries + position, count * sizeof(Value));
        memcpy(b->hashes, hashes + position, count * sizeof(uint32_t));
        for (uint32_t i = 0; i < count; i++) {
            b->places[i] = position + i;
        }
        b->count = count;
        return position + count;
    }
    for (; position < from->count && count < KEY_BLOCK; position++) {
        Value key = *pd_table_entry(from, position, stride);
        b->keys[count] = key;
        b->hashes[count] = hashes[position];
        b->places[count] = position;
        count += !pd_is_unbound(key);
    }
    b->count = count;
    return position;
}

/* Whether a chain goes on behind a slot. Before the first hash there are entries, which may be
 * read. */
static ALWAYS_INLINE uint32_t is_other(const Probe *p, uint32_t word, uint32_t hash,
                                       size_t slot_bytes)
{
    bool agrees = slot_bytes == 4 ? (word ^ hash) <= p->mask : (p->hashes - 1)[word] == hash;
    return (uint32_t)(word != 0) & (uint32_t)!agrees;
}

/* Follows the chain of each key to its end, or to the first entry of its hash; where slots hold
 * parts of hashes, of a hash that has the same part. Most chains are one slot long. */
static ALWAYS_INLINE void probe_block_in(KeyBlock *b, const Table *t, size_t slot_bytes)
{
    uint8_t waiting[KEY_BLOCK];
    Probe p = pd_probe_start(t, 0, t->h.aux);
    const void *index = p.hashes + p.capacity;
    uint32_t left = 0;
    for (uint32_t i = 0; slot_bytes == 4 && i < b->count; i++) {
        __builtin_prefetch((const uint32_t *)index + (b->hashes[i] & p.mask));
    }
    for (uint32_t i = 0; i < b->count; i++) {
        uint32_t hash = b->hashes[i];
        uint32_t word = pd_slot_get(index, hash & p.mask, slot_bytes);
        b->slots[i] = hash & p.mask;
        b->perturbs[i] = hash;
        b->numbers[i] = pd_slot_number(word, p.mask, slot_bytes);
        waiting[left] = (uint8_t)i;
        left += is_other(&p, word, hash, slot_bytes);
    }
    while (left > 0) {
        uint32_t kept = 0;
        for (uint32_t k = 0; k < left; k++) {
            uint32_t i = waiting[k];
            uint32_t hash = b->hashes[i];
            p.slot = b->slots[i];
            p.perturb = b->perturbs[i];
            pd_probe_next(&p);
            uint32_t word = pd_slot_get(index, p.slot, slot_bytes);
            b->slots[i] = p.slot;
            b->perturbs[i] = p.perturb;
            b->numbers[i] = pd_slot_number(word, p.mask, slot_bytes);
            waiting[kept] = (uint8_t)i;
            kept += is_other(&p, word, hash, slot_bytes);
        }
        left = kept;
    }
}

/* The same for few keys, one by one. */
static void probe_few(KeyBlock *b, const Table *t)
{
    for (uint32_t i = 0; i < b->count; i++) {
        Probe p = pd_probe_start(t, b->hashes[i], t->h.aux);
        b->numbers[i] = pd_probe_hash(&p, b->hashes[i]);
        b->slots[i] = p.slot;
        b->perturbs[i] = p.perturb;
    }
}

static void probe_block(KeyBlock *b, const Table *t)
{
    pd_assert_object(Table, t);
    if (b->count <= FEW_KEYS) {
        probe_few(b, t);
        return;
    }
    switch (pd_slot_bytes(t->capacity)) {
    case 1: probe_block_in(b, t, 1); break;
    case 2: probe_block_in(b, t, 2); break;
    default: probe_block_in(b, t, 4); break;
    }
}

/* ---- few keys ---- */

/* A table of one byte a slot of which no entry was deleted, while keys are put into it. */
typedef struct SmallTable {
    Value *entries;
    uint32_t *hashes;
    Probe probe;
    uint32_t count;
} SmallTable;

/* false: the dict has no such table. */
static ALWAYS_INLINE bool open_small(Heap *heap, Dict *d, SmallTable *s, uint32_t stride)
{
    pd_assert_heap(heap);
    pd_assert_object(Dict, d);
    if (d->table == 0) {
        return false;
    }
    Table *t = pd_at(heap, d->table);
    if (t->h.ident != d->used || pd_slot_bytes(t->capacity) != 1) {
        return false;
    }
    pd_dict_forget_places(heap, d);
    s->entries = t->entries;
    s->hashes = pd_table_hashes(t, stride);
    s->probe = pd_probe_start(t, 0, stride);
    s->count = t->count;
    return true;
}

static ALWAYS_INLINE void close_small(const Heap *heap, Dict *d, const SmallTable *s)
{
    pd_assert_object(Dict, d);
    Table *t = pd_at(heap, d->table);
    pd_assert(s->count >= d->used && s->count <= t->capacity);
    t->count = t->h.ident = d->used = s->count;
}

/* false, and nothing was done: there is another key of its hash, or no room. */
static ALWAYS_INLINE bool put_small(Heap *heap, SmallTable *s, const TableEntry *e, uint32_t stride)
{
    pd_probe_again(&s->probe, e->hash);
    const uint32_t number = pd_probe_hash_in(&s->probe, e->hash, 1);
    if (number != 0) {
        Value *at = s->entries + (size_t)(number - 1) * stride;
        if (!pd_is(at[0], e->key) && !pd_str_same_key(heap, at[0], e->key)) {
            return false;
        }
        if (stride == 2) {
            pd_store(heap, &at[1], e->value);
        }
        return true;
    }
    if (UNLIKELY(s->count == s->probe.capacity)) {
        return false;
    }
    Value *at = s->entries + (size_t)s->count * stride;
    at[0] = e->key;
    if (stride == 2) {
        at[1] = e->value;
    }
    s->hashes[s->count] = e->hash;
    ((uint8_t *)(s->hashes + s->probe.capacity))[s->probe.slot] = (uint8_t)++s->count;
    return true;
}

/* Puts keys while that is as simple as this; gives how many it was. */
static ALWAYS_INLINE size_t put_few_keys(Heap *heap, Dict *d, Values keys, Value v, uint32_t stride)
{
    SmallTable s = {0};
    size_t at = 0;
    if (!open_small(heap, d, &s, stride)) {
        return 0;
    }
    for (; at < keys.count; at++) {
        TableEntry e = {keys.items[at], v, 0};
        if (!pd_table_hash_quick(heap, e.key, &e.hash) || !put_small(heap, &s, &e, stride)) {
            break;
        }
    }
    close_small(heap, d, &s);
    return at;
}

/* The same for what another table has from entry i on; gives the first that was not put. */
static ALWAYS_INLINE uint32_t put_few_entries(Heap *heap, Dict *d, const Table *from, uint32_t i,
                                              uint32_t stride)
{
    SmallTable s = {0};
    const uint32_t from_stride = from->h.aux;
    const uint32_t *hashes = pd_table_hashes(from, from_stride);
    const bool opened = open_small(heap, d, &s, stride);
    for (; i < from->count; i++) {
        const Value *at = pd_table_entry(from, i, from_stride);
        if (pd_is_unbound(at[0])) {
            continue;
        }
        TableEntry e = {at[0], at[from_stride - 1], hashes[i]};
        if (!opened || !put_small(heap, &s, &e, stride)) {
            break;
        }
    }
    if (opened) {
        close_small(heap, d, &s);
    }
    return i;
}

/* ---- putting many keys ---- */

/* Puts one key of a block into a table that has room for all of it. */
static ALWAYS_INLINE Answer put_probed(Heap *heap, Dict *d, const KeyBlock *b, uint32_t i, Value v)
{
    pd_assert_heap(heap);
    Table *t = pd_at(heap, d->table);
    uint32_t hash = b->hashes[i];
    uint32_t number = b->numbers[i];
    if (number == 0 && t->h.ident == d->used) {
        /* Others of the block may have come to the end of its chain. */
        Probe p = pd_probe_start(t, hash, t->h.aux);
        p.slot = b->slots[i];
        p.perturb = b->perturbs[i];
        number = pd_probe_hash(&p, hash);
        if (number == 0) {
            pd_table_put(t, &(TableEntry){b->keys[i], v, hash}, t->h.aux);
            pd_probe_put(&p, hash, t->count);
            d->used++;
            return ANSWER_YES;
        }
    }
    Value *present = number == 0 ? NULL : pd_table_key(t, number - 1);
    if (present == NULL ||
        (!pd_is(present[0], b->keys[i]) && !pd_str_same_key(heap, present[0], b->keys[i]))) {
        return pd_dict_set_any(heap, d, b->keys[i], hash, v);
    }
    if (t->h.aux == 2) {
        pd_store(heap, &present[1], v);
    }
    return ANSWER_YES;
}

/* Likewise, of few entries, for which there is room. */
static Answer merge_few(Heap *heap, Dict *into, const Table *from)
{
    pd_assert_object(Table, from);
    const uint32_t stride = from->h.aux;
    const uint32_t *hashes = pd_table_hashes(from, stride);
    for (uint32_t i = 0; i < from->count;) {
        i = into->h.kind == KIND_DICT ? put_few_entries(heap, into, from, i, 2)
                                      : put_few_entries(heap, into, from, i, 1);
        if (i < from->count) {
            const Value *at = pd_table_entry(from, i, stride);
            TableEntry e = {at[0], at[stride - 1], hashes[i]};
            Answer answer = pd_dict_put(heap, into, &e);
            if (answer != ANSWER_YES) {
                return answer;
            }
            i++;
        }
    }
    return ANSWER_YES;
}

/* There is room for all of them. */
static Answer merge_reserved(Heap *heap, Dict *into, const Dict *source)
{
    pd_assert_heap(heap);
    pd_assert_object(Dict, into);
    pd_assert_object(Dict, source);
    const Table *from = pd_at(heap, source->table);
    if (from->count <= FEW_KEYS) {
        return merge_few(heap, into, from);
    }
    const Table *t = pd_at(heap, into->table);
    uint32_t stride = from->h.aux;
    KeyBlock b;
    for (uint32_t position = 0; position < from->count;) {
        position = take_block(&b, from, source->used, position);
        probe_block(&b, t);
        for (uint32_t i = 0; i < b.count; i++) {
            Value v = pd_table_entry(from, b.places[i], stride)[stride - 1];
            Answer answer = put_probed(heap, into, &b, i, v);
            if (answer != ANSWER_YES) {
                return answer;
            }
        }
    }
    return ANSWER_YES;
}

/* Whether nobody has to be asked if two different keys of a table are equal: they are not. */
static bool is_all_quick(const Heap *heap, const Table *t)
{
    pd_assert_object(Table, t);
    uint32_t i = 0;
    while (i < t->count &&
           (pd_is_int(*pd_table_key(t, i)) || pd_is_kind(heap, *pd_table_key(t, i), KIND_STR))) {
        i++;
    }
    return i == t->count;
}

/* Into a table to which nothing has come yet: all at once. Comparing keys of one hash counts as
 * work, which is known beforehand where keys are ints and strs. */
static bool merge_first(Heap *heap, Dict *into, const Dict *from)
{
    pd_assert_heap(heap);
    pd_assert_object(Dict, into);
    pd_assert_object(Dict, from);
    Table *t = pd_at(heap, into->table);
    if (t->h.ident != 0) {
        return false;
    }
    uint64_t twins = 0;
    pd_table_copy_entries(t, pd_at(heap, from->table), from->used);
    pd_table_fill_index(t, &twins);
    if (twins != 0 && (heap->lookup_work + twins > LOOKUP_WORK_MAX || !is_all_quick(heap, t))) {
        t->count = t->h.ident = 0;
        pd_table_clear_index(t);
        return false;
    }
    heap->lookup_work += twins;
    into->used = from->used;
    return true;
}

Answer pd_dict_merge(Heap *heap, Dict *into, const Dict *from)
{
    pd_assert_heap(heap);
    pd_assert_object(Dict, into);
    pd_assert_object(Dict, from);
    pd_assert(pd_dict_is_writable(heap, into));
    if (from->used == 0 || into == from) {
        return ANSWER_YES;
    }
    const Table *t = pd_dict_table(heap, into);
    uint64_t needed = (uint64_t)from->used + (t != NULL ? t->h.ident : 0);
    if (t == NULL || needed > t->capacity) {
        uint64_t used = (uint64_t)into->used + from->used;
        if (used > TABLE_ENTRIES_MAX || !pd_dict_rebuild(heap, into, pd_table_capacity_for(used))) {
            return ANSWER_MEMORY;
        }
    }
    pd_dict_forget_places(heap, into);
    return merge_first(heap, into, from) ? ANSWER_YES : merge_reserved(heap, into, from);
}

/* The next keys of an array whose hashes are quickly known, at most so many. */
static void take_quick(KeyBlock *b, const Heap *heap, const Value *keys, uint32_t count)
{
    b->count = 0;
    while (b->count < count && pd_table_hash_quick(heap, keys[b->count], &b->hashes[b->count])) {
        b->keys[b->count] = keys[b->count];
        b->count++;
    }
}

/* One after the other. */
static Answer set_few(Heap *heap, Dict *d, Values keys, Value v, size_t *done)
{
    pd_assert_heap(heap);
    pd_assert_object(Dict, d);
    Answer answer = ANSWER_YES;
    size_t at = 0;
    while (at < keys.count) {
        Values left = {keys.items + at, keys.count - at};
        at += d->h.kind == KIND_DICT ? put_few_keys(heap, d, left, v, 2)
                                     : put_few_keys(heap, d, left, v, 1);
        if (at < keys.count) {
            answer = pd_dict_set(heap, d, keys.items[at], v);
            if (UNLIKELY(answer != ANSWER_YES)) {
                break;
            }
            at++;
        }
    }
    *done = at;
    return answer;
}

Answer pd_dict_set_all(Heap *heap, Dict *d, Values keys, Value v, size_t *done)
{
    pd_assert_heap(heap);
    pd_assert(pd_dict_is_writable(heap, d) && keys.count <= UINT32_MAX);
    if (d->table == 0 && keys.count > 0) { /* some may be the same: there is not room for many */
        size_t expected = keys.count < KEY_BLOCK ? keys.count : KEY_BLOCK;
        if (!pd_dict_rebuild(heap, d, pd_table_capacity_for(expected))) {
            return ANSWER_MEMORY;
        }
    }
    if (keys.count <= FEW_KEYS) {
        return set_few(heap, d, keys, v, done);
    }
    KeyBlock b;
    Answer answer = ANSWER_YES;
    for (size_t at = 0; answer == ANSWER_YES && at < keys.count; *done = at) {
        const Table *t = pd_dict_table(heap, d);
        uint32_t room = t == NULL ? 0 : t->capacity - t->h.ident;
        b.count = 0;
        if (room > FEW_KEYS && keys.count - at > FEW_KEYS) {
            uint32_t most = room < KEY_BLOCK ? room : KEY_BLOCK;
            take_quick(&b, heap, keys.items + at,
                       keys.count - at < most ? (uint32_t)(keys.count - at) : most);
        }
        if (b.count == 0) {
            answer = pd_dict_set(heap, d, keys.items[at], v);
            at += answer == ANSWER_YES;
            continue;
        }
        probe_block(&b, t);
        pd_dict_forget_places(heap, d);
        for (uint32_t i = 0; answer == ANSWER_YES && i < b.count; i++) {
            answer = put_probed(heap, d, &b, i, v);
            at += answer == ANSWER_YES;
        }
    }
    return answer;
}

/* ---- walking ---- */

void pd_dict_walk_start(DictWalk *walk, const Dict *from, const Dict *in)
{
    pd_assert_object(Dict, from);
    pd_assert_object(Dict, in);
    walk->from = from;
    walk->in = in;
    walk->position = 0;
    walk->at = 0;
    walk->block.count = 0;
}

/* Goes on to the next block; false: there is none. */
static bool next_block(const Heap *heap, DictWalk *walk)
{
    pd_assert_heap(heap);
    const Table *from = pd_dict_table(heap, walk->from);
    const Table *in = pd_dict_table(heap, walk->in);
    if (from == NULL || walk->position == from->count) {
        return false;
    }
    walk->at = 0;
    walk->position = take_block(&walk->block, from, walk->from->used, walk->position);
    if (in != NULL) {
        probe_block(&walk->block, in);
    } else {
        memset(walk->block.numbers, 0, sizeof walk->block.numbers);
    }
    return true;
}

/* Whether the other table has a key, which becomes the walk's. number: of the first entry of its
 * hash, + 1; 0 where there is none, or no table. */
static ALWAYS_INLINE Answer look_at(Heap *heap, DictWalk *walk, Value key, uint32_t hash,
                                    uint32_t number)
{
    pd_assert_heap(heap);
    walk->key = key;
    if (UNLIKELY(!pd_is_int(key) && !pd_is_kind(heap, key, KIND_STR))) {
        return pd_dict_find_any(heap, walk->in, key, &walk->entry);
    }
    walk->entry = number - 1;
    if (number == 0) {
        return ANSWER_NO;
    }
    const Table *t = pd_at(heap, walk->in->table);
    if (LIKELY(pd_is(*pd_table_key(t, number - 1), key))) {
        return ANSWER_YES;
    }
    return pd_dict_find_equal(heap, t, hash, key, &walk->entry);
}

/* The same for the key at a place of the block. */
static ALWAYS_INLINE Answer look_in(Heap *heap, DictWalk *walk, uint32_t at)
{
    const KeyBlock *b = &walk->block;
    return look_at(heap, walk, b->keys[at], b->hashes[at], b->numbers[at]);
}

/* The same for a key of that hash, which is looked for now. */
static Answer look_for(Heap *heap, DictWalk *walk, Value key, uint32_t hash)
{
    pd_assert_heap(heap);
    const Table *t = pd_dict_table(heap, walk->in);
    uint32_t number = 0;
    if (LIKELY(t != NULL)) {
        Probe p = pd_probe_start(t, hash, t->h.aux);
        number = pd_probe_hash(&p, hash);
    }
    return look_at(heap, walk, key, hash, number);
}

/* The table that is looked in, if that has one byte a slot. */
typedef struct SmallIndex {
    const Value *entries; /* NULL: it has not */
    Probe probe;
    uint32_t stride;
} SmallIndex;

static ALWAYS_INLINE SmallIndex small_index(const Table *t)
{
    if (t == NULL || pd_slot_bytes(t->capacity) != 1) {
        return (SmallIndex){0};
    }
    return (SmallIndex){t->entries, pd_probe_start(t, 0, t->h.aux), t->h.aux};
}

/* YES and *entry, NO, or SLOW where a look does not tell: look_for has to. */
static ALWAYS_INLINE Answer look_small(const Heap *heap, const SmallIndex *s, const Value key,
                                       uint32_t hash, uint32_t *entry)
{
    if (s->entries == NULL || UNLIKELY(!pd_is_int(key) && !pd_is_kind(heap, key, KIND_STR))) {
        return ANSWER_SLOW;
    }
    Probe p = s->probe;
    pd_probe_again(&p, hash);
    for (uint32_t number; (number = pd_probe_hash_in(&p, hash, 1)) != 0; pd_probe_next(&p)) {
        const Value found = s->entries[(size_t)(number - 1) * s->stride];
        if (LIKELY(pd_is(found, key))) {
            *entry = number - 1;
            return ANSWER_YES;
        }
        if (!pd_is_unbound(found)) {
            return ANSWER_SLOW;
        }
    }
    return ANSWER_NO;
}

/* Whether the keys are too few for blocks. */
static inline bool is_short(const Table *from)
{
    return from != NULL && from->count <= FEW_KEYS;
}

/* pd_dict_walk without blocks. count: NULL, or all of them are counted at once. */
static ALWAYS_INLINE Answer walk_few(Heap *heap, DictWalk *walk, bool wanted, uint32_t *count)
{
    pd_assert_heap(heap);
    const Table *from = pd_at(heap, walk->from->table);
    const uint32_t stride = from->h.aux;
    const uint32_t *hashes = pd_table_hashes(from, stride);
    const SmallIndex in = small_index(pd_dict_table(heap, walk->in));
    uint32_t found = 0;
    uint32_t i = walk->position;
    while (i < from->count) {
        const uint32_t hash = hashes[i];
        const Value key = from->entries[(size_t)i++ * stride];
        if (pd_is_unbound(key)) {
            continue;
        }
        uint32_t entry = 0;
        Answer answer = look_small(heap, &in, key, hash, &entry);
        if (UNLIKELY(answer == ANSWER_SLOW)) {
            answer = look_for(heap, walk, key, hash);
            entry = walk->entry;
        }
        if (answer != (wanted ? ANSWER_NO : ANSWER_YES)) {
            if (count == NULL || answer > ANSWER_YES) {
                walk->position = i;
                walk->key = key;
                walk->entry = entry;
                return answer == ANSWER_NO ? ANSWER_YES : answer;
            }
            found++;
        }
    }
    walk->position = i;
    if (count != NULL) {
        *count = found;
    }
    return ANSWER_NO;
}

Answer pd_dict_count_common(Heap *heap, DictWalk *walk, uint32_t *count)
{
    pd_assert_heap(heap);
    pd_assert(walk->position == 0);
    if (is_short(pd_dict_table(heap, walk->from))) {
        return walk_few(heap, walk, true, count);
    }
    Answer answer;
    *count = 0;
    while ((answer = pd_dict_walk(heap, walk, true)) == ANSWER_YES) {
        ++*count;
    }
    return answer;
}

Answer pd_dict_walk(Heap *heap, DictWalk *walk, bool wanted)
{
    pd_assert_heap(heap);
    pd_assert_torture(walk != NULL);
    if (is_short(pd_dict_table(heap, walk->from))) {
        return walk_few(heap, walk, wanted, NULL);
    }
    for (;;) {
        while (walk->at < walk->block.count) {
            Answer answer = look_in(heap, walk, walk->at++);
            if (answer != (wanted ? ANSWER_NO : ANSWER_YES)) {
                return answer == ANSWER_NO ? ANSWER_YES : answer;
            }
        }
        if (!next_block(heap, walk)) {
            return ANSWER_NO;
        }
    }
}

/* ---- sets made of what is known to be new ---- */

/* More room for a set that has no index yet. */
static Table *grow_unindexed(Heap *heap, Dict *made)
{
    pd_assert_heap(heap);
    pd_assert_object(Dict, made);
    Table *from = pd_dict_table(heap, made);
    if (from != NULL) {
        from->count = made->used;
        if (pd_table_stretch(heap, from, pd_dict_grown_capacity(made))) {
            return from;
        }
    }
    Table *to = pd_table_alloc(heap, pd_dict_grown_capacity(made), 1);
    if (to == NULL) {
        return NULL;
    }
    if (from != NULL) {
        memcpy(to->entries, from->entries, made->used * sizeof(Value));
        memcpy(pd_table_hashes(to, 1), pd_table_hashes(from, 1), made->used * sizeof(uint32_t));
    }
    made->table = pd_ref_to(heap, to);
    return to;
}

/* Adds the first keys of a block. */
static bool append_unindexed(Heap *heap, Dict *made, const KeyBlock *b, uint32_t count)
{
    pd_assert_heap(heap);
    Table *t = pd_dict_table(heap, made);
    for (uint32_t i = 0; i < count;) {
        if (t == NULL || made->used == t->capacity) {
            t = grow_unindexed(heap, made);
            if (t == NULL) {
                return false;
            }
        }
        uint32_t room = t->capacity - made->used;
        uint32_t part = count - i < room ? count - i : room;
        memcpy(t->entries + made->used, b->keys + i, part * sizeof(Value));
        memcpy(pd_table_hashes(t, 1) + made->used, b->hashes + i, part * sizeof(uint32_t));
        made->used += part;
        i += part;
    }
    return true;
}

/* pd_dict_filter without blocks. */
static Answer filter_few(Heap *heap, Dict *made, DictWalk *walk, bool wanted)
{
    pd_assert_heap(heap);
    const Table *from = pd_at(heap, walk->from->table);
    const uint32_t stride = from->h.aux;
    const uint32_t *hashes = pd_table_hashes(from, stride);
    const SmallIndex in = small_index(pd_dict_table(heap, walk->in));
    KeyBlock *b = &walk->block;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < from->count; i++) {
        const uint32_t hash = hashes[i];
        const Value key = from->entries[(size_t)i * stride];
        if (pd_is_unbound(key)) {
            continue;
        }
        uint32_t entry;
        Answer answer = look_small(heap, &in, key, hash, &entry);
        if (UNLIKELY(answer == ANSWER_SLOW)) {
            answer = look_for(heap, walk, key, hash);
            if (UNLIKELY(answer > ANSWER_YES)) {
                return answer;
            }
        }
        b->keys[kept] = key;
        b->hashes[kept] = hash;
        kept += (answer == ANSWER_YES) == wanted;
    }
    return append_unindexed(heap, made, b, kept) ? ANSWER_YES : ANSWER_MEMORY;
}

Answer pd_dict_filter(Heap *heap, Dict *made, DictWalk *walk, bool wanted)
{
    pd_assert_heap(heap);
    pd_assert(made->h.kind != KIND_DICT && walk->position == 0);
    if (is_short(pd_dict_table(heap, walk->from))) {
        return filter_few(heap, made, walk, wanted);
    }
    KeyBlock *b = &walk->block;
    while (next_block(heap, walk)) {
        uint32_t kept = 0;
        for (uint32_t i = 0; i < b->count; i++) {
            Answer answer = look_in(heap, walk, i);
            if (UNLIKELY(answer > ANSWER_YES)) {
                return answer;
            }
            b->keys[kept] = walk->key;
            b->hashes[kept] = b->hashes[i];
            kept += (answer == ANSWER_YES) == wanted;
        }
        if (!append_unindexed(heap, made, b, kept)) {
            return ANSWER_MEMORY;
        }
    }
    return ANSWER_YES;
}

void pd_dict_finish(Heap *heap, Dict *made)
{
    pd_assert_heap(heap);
    pd_assert_object(Dict, made);
    Table *t = pd_dict_table(heap, made);
    if (t != NULL) {
        t->count = made->used;
        pd_table_tidy(t, made->used);
    }
}
