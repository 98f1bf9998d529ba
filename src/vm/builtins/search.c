/* Keys whose hash or equality is the program's: __hash__ and __eq__ run in the place of whatever
 * looks for the key, an instruction or a leaf.
 *
 * What is looked for, where, and what is to become of it, is a tuple below the frame of the method
 * (PHASE_KEY_HASH, PHASE_KEY_EQUAL, PHASE_KEY_SAME); when that returns, the search goes on with
 * what it gave. The tuple does not change: a completion that runs short of memory begins anew.
 * Entries of equal hashes are met in the order of their numbers, so the last one asked is all that
 * has to be known. If it is not there any more when the answer comes, the search begins again. A
 * forged snapshot may have any tuple there.
 */
#include "vm/data/data.h"

enum {
    PART_WHAT,
    PART_TABLE,
    PART_KEY,
    PART_VALUE,
    PART_HASH,
    PART_ENTRY,
    PART_STORED,
    PART_COUNT
};

typedef struct Search {
    SearchFor what;
    Value table, key, value;
    uint32_t hash;
    int64_t entry; /* that was asked last, -1: none */
    Value stored;  /* its key */
} Search;

/* The same in the language. */
static const LibId libraries[SEARCH_COUNT] = {
    [SEARCH_GET] = LIB_dict_get_slow,       [SEARCH_GET_OR] = LIB_dict_get_default,
    [SEARCH_SET] = LIB_dict_set_slow,       [SEARCH_SET_DEFAULT] = LIB_dict_setdefault_slow,
    [SEARCH_DELETE] = LIB_dict_delete_slow, [SEARCH_POP] = LIB_dict_take_slow,
    [SEARCH_POP_OR] = LIB_dict_pop_slow,    [SEARCH_IN] = LIB_key_in_slow,
    [SEARCH_ADD] = LIB_set_add_slow,        [SEARCH_DISCARD] = LIB_set_discard_slow,
    [SEARCH_REMOVE] = LIB_set_remove_slow,
};

/* ---- the tuple ---- */

static LeafResult wait_for(Vm *vm, const Search *s, Phase phase, Value callable, Values args)
{
    const Value parts[PART_COUNT] = {
        [PART_WHAT] = pd_from_int(s->what),
        [PART_TABLE] = s->table,
        [PART_KEY] = s->key,
        [PART_VALUE] = s->value,
        [PART_HASH] = pd_from_int(s->hash),
        [PART_ENTRY] = pd_from_int(s->entry),
        [PART_STORED] = s->stored,
    };
    const Tuple *tuple = pd_tuple_of(&vm->heap, parts, PART_COUNT);
    if (tuple == NULL) {
        return LEAF_MEMORY;
    }
    LeafResult r = pd_vm_tail_value(vm, callable, (uint32_t)args.count, args.items);
    vm->tail.phase = (uint8_t)phase;
    vm->tail.below = pd_value_to(&vm->heap, tuple);
    return r;
}

static bool is_table_for(const Vm *vm, SearchFor what, Value table)
{
    bool sealed =
        vm->heap.sealed_image && pd_is_ref(table) && pd_ref_of(table) < vm->heap.image_end;
    bool reads = what == SEARCH_GET || what == SEARCH_GET_OR || what == SEARCH_IN;
    if (sealed && !reads) {
        return false;
    }
    switch (pd_kind(&vm->heap, table)) {
    case KIND_DICT: return what <= SEARCH_IN;
    case KIND_SET: return what >= SEARCH_IN;
    case KIND_FROZENSET: return what == SEARCH_IN;
    default: return false;
    }
}

/* False: no such tuple is ever made. */
static bool read_search(const Vm *vm, Value below, Search *s)
{
    if (!pd_is_kind(&vm->heap, below, KIND_TUPLE) ||
        PD_AS(const Tuple, &vm->heap, below)->length != PART_COUNT) {
        return false;
    }
    const Value *parts = PD_AS(const Tuple, &vm->heap, below)->items;
    if (!pd_is_int(parts[PART_WHAT]) || !pd_is_int(parts[PART_HASH]) ||
        !pd_is_int(parts[PART_ENTRY])) {
        return false;
    }
    int64_t what = pd_int_of(parts[PART_WHAT]);
    *s = (Search){(SearchFor)what,
                  parts[PART_TABLE],
                  parts[PART_KEY],
                  parts[PART_VALUE],
                  (uint32_t)pd_int_of(parts[PART_HASH]),
                  pd_int_of(parts[PART_ENTRY]),
                  parts[PART_STORED]};
    return what >= 0 && what < SEARCH_COUNT && is_table_for(vm, s->what, s->table);
}

/* ---- what becomes of it ---- */

static LeafResult insert(Vm *vm, const Search *s)
{
    Dict *d = pd_data_dict(vm, s->table);
    return pd_data_answer(vm, pd_dict_insert_hashed(&vm->heap, d, s->key, s->hash, s->value),
                          s->key);
}

static LeafResult absent(Vm *vm, const Search *s, Value *out)
{
    switch (s->what) {
    case SEARCH_GET:
    case SEARCH_DELETE:
    case SEARCH_POP:
    case SEARCH_REMOVE: return pd_vm_raise_key(vm, s->key);
    case SEARCH_GET_OR:
    case SEARCH_POP_OR: *out = s->value; return LEAF_OK;
    case SEARCH_IN: *out = VALUE_FALSE; return LEAF_OK;
    case SEARCH_SET_DEFAULT: *out = s->value; return insert(vm, s);
    case SEARCH_SET:
    case SEARCH_ADD: return insert(vm, s);
    default: return LEAF_OK;
    }
}

static LeafResult present(Vm *vm, const Search *s, uint32_t entry, Value *out)
{
    Dict *d = pd_data_dict(vm, s->table);
    Table *t = pd_dict_table(&vm->heap, d);
    Value *slot = &t->entries[(size_t)entry * t->h.aux + (t->h.aux - 1u)];
    switch (s->what) {
    case SEARCH_SET: pd_store(&vm->heap, slot, s->value); return LEAF_OK;
    case SEARCH_IN: *out = VALUE_TRUE; return LEAF_OK;
    case SEARCH_GET:
    case SEARCH_GET_OR:
    case SEARCH_SET_DEFAULT: *out = *slot; return LEAF_OK;
    case SEARCH_POP:
    case SEARCH_POP_OR: *out = *slot; break;
    case SEARCH_ADD: return LEAF_OK;
    default: break;
    }
    pd_dict_delete_entry(&vm->heap, d, entry);
    return LEAF_OK;
}

/* ---- searching ---- */

/* stored == key, where the method of the program that is asked first is known, or UNBOUND. */
static LeafResult ask_equal(Vm *vm, const Search *s, Value method)
{
    const Value both[2] = {s->stored, s->key};
    bool plain = !pd_is_unbound(method);
    return wait_for(vm, s, plain ? PHASE_KEY_EQUAL : PHASE_KEY_SAME,
                    plain ? method : vm->image->lib[LIB_equal], (Values){both, 2});
}

/* The stored key does not know: key == stored. */
static LeafResult ask_mirrored(Vm *vm, const Search *s)
{
    const Value both[2] = {s->key, s->stored};
    Value method = pd_vm_special(vm, s->key, NAME_eq);
    bool plain = pd_is_kind(&vm->heap, method, KIND_FUNCTION);
    return wait_for(vm, s, PHASE_KEY_SAME, plain ? method : vm->image->lib[LIB_ask_equal],
                    (Values){both, 2});
}

static Value key_at(const Dict *d, const Table *t, uint32_t entry)
{
    pd_assert(d->table != 0 && entry < t->count);
    return t->entries[(size_t)entry * t->h.aux];
}

/* From behind the entry that was asked last. Every entry of the hash that is passed is charged. */
static LeafResult go_on(Vm *vm, Search *s, Value *out)
{
    Heap *heap = &vm->heap;
    const Dict *d = pd_data_dict(vm, s->table);
    const Table *t = pd_dict_table(heap, d);
    uint64_t cursor = 0;
    uint32_t entry;
    *out = VALUE_NONE;
    for (int64_t last = -1; pd_dict_probe(heap, d, s->hash, &cursor, &entry);) {
        if ((int64_t)entry <= last) {
            continue; /* the first steps of a probe may come to an entry that was met before */
        }
        last = entry;
        pd_vm_charge(vm, 1);
        if (last <= s->entry) {
            continue;
        }
        s->stored = key_at(d, t, entry);
        if (pd_is(s->stored, s->key)) {
            return present(vm, s, entry, out);
        }
        Value method = pd_vm_compare_first(vm, &(Comparison){COMPARE_EQ, s->stored, s->key});
        uint64_t work = 0;
        Answer same =
            pd_is_unbound(method) ? pd_equal_values(heap, s->stored, s->key, &work) : ANSWER_SLOW;
        pd_vm_charge(vm, work);
        if (same == ANSWER_YES) {
            return present(vm, s, entry, out);
        }
        if (same == ANSWER_SLOW) {
            s->entry = entry;
            return ask_equal(vm, s, method);
        }
        if (same != ANSWER_NO) {
            return pd_vm_answer_failed(vm, same, VALUE_NONE);
        }
    }
    return absent(vm, s, out);
}

LeafResult pd_vm_search(Vm *vm, SearchFor what, const Value parts[3], Value *out)
{
    Search s = {what, pd_vm_unwrap(vm, parts[0]), parts[1], parts[2], 0, -1, VALUE_NONE};
    int64_t hash;
    if (pd_is_kind(&vm->heap, s.key, KIND_INSTANCE)) {
        Value method = pd_vm_special(vm, s.key, NAME_hash);
        if (pd_is_kind(&vm->heap, method, KIND_FUNCTION)) {
            return wait_for(vm, &s, PHASE_KEY_HASH, method, (Values){&s.key, 1});
        }
    }
    if (pd_hash_value(&vm->heap, s.key, &hash) != ANSWER_YES) {
        return pd_vm_tail_call(vm, libraries[what], 3, parts[0], parts[1], parts[2]);
    }
    s.hash = pd_table_hash(hash);
    return go_on(vm, &s, out);
}

LeafResult pd_vm_search_apart(Vm *vm, Value below)
{
    Search s;
    if (!read_search(vm, below, &s)) {
        return pd_vm_raise_misuse(vm, "search");
    }
    return pd_vm_tail_call(vm, libraries[s.what], 3, s.table, s.key, s.value);
}

/* __hash__ answered v. */
static LeafResult with_hash(Vm *vm, Search *s, Value v, Value *out)
{
    int64_t hash;
    if (LIKELY(pd_is_int(v))) {
        hash = pd_int_of(v) == -1 ? -2 : pd_int_of(v);
    } else {
        Value reduced = VALUE_NONE;
        LeafResult r = pd_data_check_hash(vm, v, &reduced);
        if (r != LEAF_OK) {
            return r;
        }
        bool fits = pd_int_to_i64(&vm->heap, reduced, &hash);
        pd_assert(fits);
    }
    s->hash = pd_table_hash(hash);
    s->entry = -1;
    return go_on(vm, s, out);
}

/* Whether the entry asked is what it was. */
static bool is_there(const Vm *vm, const Search *s)
{
    const Dict *d = pd_data_dict(vm, s->table);
    const Table *t = pd_dict_table(&vm->heap, d);
    return t != NULL && s->entry >= 0 && s->entry < t->count &&
           pd_is(key_at(d, t, (uint32_t)s->entry), s->stored) && !pd_is_unbound(s->stored) &&
           pd_dict_entry_hash(&vm->heap, d, (uint32_t)s->entry) == s->hash;
}

LeafResult pd_vm_search_on(Vm *vm, uint8_t phase, Value below, Value v, Value *out)
{
    Search s;
    Value truth = VALUE_FALSE;
    if (!read_search(vm, below, &s)) {
        return pd_vm_raise_misuse(vm, "search");
    }
    if (phase == PHASE_KEY_HASH) {
        return with_hash(vm, &s, v, out);
    }
    bool unknown = pd_is(v, VALUE_NOT_IMPLEMENTED);
    if (unknown && phase == PHASE_KEY_EQUAL) {
        return ask_mirrored(vm, &s);
    }
    LeafResult r = LEAF_OK;
    if (LIKELY(pd_is_bool(v))) {
        truth = v;
    } else if (!unknown) {
        r = pd_vm_truth(vm, v, &truth);
    }
    if (r == LEAF_CALL) {
        return wait_for(vm, &s, PHASE_KEY_SAME, vm->image->lib[LIB_truth_of], (Values){&v, 1});
    }
    if (r != LEAF_OK) {
        return r;
    }
    if (!is_there(vm, &s)) {
        s.entry = -1;
        return go_on(vm, &s, out);
    }
    *out = VALUE_NONE;
    return pd_is(truth, VALUE_TRUE) ? present(vm, &s, (uint32_t)s.entry, out) : go_on(vm, &s, out);
}
