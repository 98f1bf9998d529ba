/*
 * Intrinsics of the library about containers, hashes and special methods (module _vm).
 *
 * The library finds keys with program-made hashes by them: the candidates of a hash in probe order,
 * the comparison in the language, then the entry, checked to be the same still. Programs cannot
 * import them, but a forged snapshot can hold a frame that calls them with anything.
 */
#include "vm/number/number_in.h"

#define TUPLE_PRIME_1 UINT64_C(11400714785074694791)
#define TUPLE_PRIME_2 UINT64_C(14029467366897019727)
#define TUPLE_PRIME_5 UINT64_C(2870177450012600261)

static int64_t hash_of(const Vm *vm, Value v)
{
    int64_t hash = 0;
    bool fits = pd_int_to_i64(&vm->heap, v, &hash);
    pd_assert(fits);
    return hash;
}

/* ---- tables ---- */

static Value key_at(const Vm *vm, const Dict *d, uint32_t entry)
{
    const Table *t = pd_dict_table(&vm->heap, d);
    pd_assert(t != NULL && entry < t->count);
    return t->entries[(size_t)entry * t->h.aux];
}

/* The first steps of a probe may come to an entry that was met before. */
static bool was_met(const Items *met, uint32_t entry)
{
    enum { STEPS_PERTURBED = 8 };
    for (uint32_t i = 0; i < met->length && i < 2 * STEPS_PERTURBED; i += 2) {
        if (pd_int_of(met->items[i]) == entry) {
            return true;
        }
    }
    return false;
}

/* table_candidates(d, hash): [entry, key, entry, key ...] in probe order */
static LeafResult table_candidates(Vm *vm, const Value *args, Value *result)
{
    const Dict *d = pd_data_dict(vm, args[0]);
    uint32_t hash = pd_table_hash(hash_of(vm, args[1]));
    uint64_t cursor = 0;
    uint32_t entry;
    List *list = pd_list_new(&vm->heap, 0);
    if (list == NULL) {
        return LEAF_MEMORY;
    }
    while (pd_dict_probe(&vm->heap, d, hash, &cursor, &entry)) {
        Items met = {pd_list_items(&vm->heap, list), list->length};
        if (was_met(&met, entry)) {
            continue; /* uncharged: which slots are met again depends on those of removed keys */
        }
        pd_vm_charge(vm, 1);
        if (!pd_list_append(&vm->heap, list, pd_from_int(entry)) ||
            !pd_list_append(&vm->heap, list, key_at(vm, d, entry))) {
            return LEAF_MEMORY;
        }
    }
    *result = pd_value_to(&vm->heap, list);
    return LEAF_OK;
}

/* table_same(d, hash, candidates): whether the candidates are the same still */
static LeafResult table_same(Vm *vm, const Value *args, Value *result)
{
    const Dict *d = pd_data_dict(vm, args[0]);
    uint32_t hash = pd_table_hash(hash_of(vm, args[1]));
    Items items = {0};
    (void)pd_items_of(&vm->heap, args[2], &items);
    uint64_t cursor = 0;
    uint32_t entry;
    uint32_t i = 0;
    bool same = true;
    while (same && pd_dict_probe(&vm->heap, d, hash, &cursor, &entry)) {
        Items met = {items.items, i};
        if (was_met(&met, entry)) {
            continue;
        }
        pd_vm_charge(vm, 1);
        same = i + 1 < items.length && pd_int_of(items.items[i]) == entry &&
               pd_is(items.items[i + 1], key_at(vm, d, entry));
        i += 2;
    }
    return pd_data_give_bool(same && i == items.length, result);
}

/* table_insert(d, key, hash, value): key is not in it */
static LeafResult table_insert(Vm *vm, const Value *args, Value *result)
{
    uint32_t hash = pd_table_hash(hash_of(vm, args[2]));
    Dict *d = pd_data_dict(vm, args[0]);
    *result = VALUE_NONE;
    Answer answer = pd_dict_insert_hashed(&vm->heap, d, args[1], hash, args[3]);
    return pd_data_answer(vm, answer, args[1]);
}

/* Whether args[1] is the number of an entry of table args[0] that was not deleted. */
static bool is_entry(const Vm *vm, const Value *args)
{
    const Table *t = pd_dict_table(&vm->heap, pd_data_dict(vm, args[0]));
    uint64_t entry = (uint64_t)pd_int_of(args[1]);
    return t != NULL && entry < t->count && !pd_is_unbound(t->entries[entry * t->h.aux]);
}

static Value *value_slot(const Vm *vm, const Value *args)
{
    Table *t = pd_dict_table(&vm->heap, pd_data_dict(vm, args[0]));
    return &t->entries[(uint64_t)pd_int_of(args[1]) * t->h.aux + (t->h.aux - 1u)];
}

/* table_value(d, entry) */
static LeafResult table_value(Vm *vm, const Value *args, Value *result)
{
    if (!is_entry(vm, args)) {
        return pd_vm_raise_misuse(vm, "table_value");
    }
    *result = *value_slot(vm, args);
    return LEAF_OK;
}

/* table_replace(d, entry, value) */
static LeafResult table_replace(Vm *vm, const Value *args, Value *result)
{
    if (!is_entry(vm, args)) {
        return pd_vm_raise_misuse(vm, "table_replace");
    }
    *result = VALUE_NONE;
    pd_store(&vm->heap, value_slot(vm, args), args[2]);
    return LEAF_OK;
}

/* table_remove(d, entry) */
static LeafResult table_remove(Vm *vm, const Value *args, Value *result)
{
    if (!is_entry(vm, args)) {
        return pd_vm_raise_misuse(vm, "table_remove");
    }
    *result = VALUE_NONE;
    pd_dict_delete_entry(&vm->heap, pd_data_dict(vm, args[0]), (uint32_t)pd_int_of(args[1]));
    return LEAF_OK;
}

/* table_next(d, position): (next position, key, value, hash) or None at the end */
static LeafResult table_next(Vm *vm, const Value *args, Value *result)
{
    const Dict *d = pd_data_dict(vm, args[0]);
    uint32_t position = (uint32_t)pd_int_of(args[1]);
    Value parts[4];
    *result = VALUE_NONE;
    if (!pd_dict_next(&vm->heap, d, &position, &parts[1], &parts[2])) {
        return LEAF_OK;
    }
    parts[0] = pd_from_int(position);
    parts[3] = pd_from_int(pd_dict_entry_hash(&vm->heap, d, position - 1));
    return pd_data_give(vm, pd_tuple_new(&vm->heap, parts, 4), result);
}

/* table_of(v): the dict behind a keys or items view; all else itself, unwrapped */
static LeafResult table_of(Vm *vm, const Value *args, Value *result)
{
    *result = pd_vm_unwrap(vm, args[0]);
    if (pd_is_kind(&vm->heap, *result, KIND_DICT_VIEW)) {
        *result = pd_from_ref(PD_AS(const DictView, &vm->heap, *result)->dict);
    }
    return LEAF_OK;
}

/* table_move(to, from): set `to` gets the items of a set that nobody else has */
static LeafResult table_move(Vm *vm, const Value *args, Value *result)
{
    Dict *to = pd_data_dict(vm, args[0]);
    Dict *from = pd_data_dict(vm, args[1]);
    *result = VALUE_NONE;
    pd_dict_take(&vm->heap, to, from);
    pd_dict_clear(&vm->heap, from);
    return LEAF_OK;
}

/* freeze(set): the same items as a frozenset; the set is empty then */
static LeafResult freeze(Vm *vm, const Value *args, Value *result)
{
    Dict *made = pd_set_new(&vm->heap, 0, true);
    if (made == NULL) {
        return LEAF_MEMORY;
    }
    const Value both[2] = {pd_value_to(&vm->heap, made), args[0]};
    Value ignored;
    (void)table_move(vm, both, &ignored);
    *result = both[0];
    return LEAF_OK;
}

/* ---- hashes ---- */

/* tuple_hash(hashes): hash() of a tuple whose items have these hashes */
static LeafResult tuple_hash(Vm *vm, const Value *args, Value *result)
{
    Items items = {0};
    (void)pd_items_of(&vm->heap, args[0], &items);
    uint64_t acc = TUPLE_PRIME_5;
    for (uint32_t i = 0; i < items.length; i++) {
        if (!pd_is_integer(&vm->heap, items.items[i]) ||
            !pd_int_to_i64(&vm->heap, items.items[i], &(int64_t){0})) {
            return pd_vm_raise_misuse(vm, "tuple_hash");
        }
        acc += (uint64_t)hash_of(vm, items.items[i]) * TUPLE_PRIME_2;
        acc = acc << 31 | acc >> 33;
        acc *= TUPLE_PRIME_1;
    }
    acc += items.length ^ (TUPLE_PRIME_5 ^ UINT64_C(3527539));
    return pd_data_give_i64(vm, acc == UINT64_MAX ? 1546275796 : (int64_t)acc, result);
}

LeafResult pd_data_check_hash(Vm *vm, Value answer, Value *result)
{
    Value v;
    int64_t hash;
    if (!pd_data_int(vm, answer, &v)) {
        return pd_vm_raise(vm, EXC_TYPE_ERROR, "__hash__ method should return an integer");
    }
    if (!pd_int_to_i64(&vm->heap, v, &hash)) {
        hash = pd_int_hash(&vm->heap, v);
    }
    return pd_data_give_i64(vm, hash == -1 ? -2 : hash, result);
}

/* ---- protocols ---- */

/* special(v, name): special method of v's class bound to v, or None */
static LeafResult special(Vm *vm, const Value *args, Value *result)
{
    Str *name = pd_str_intern(&vm->heap, PD_AS(Str, &vm->heap, args[1]));
    if (name == NULL) {
        return LEAF_MEMORY;
    }
    Class *cls = pd_vm_class_of(vm, args[0]);
    Value method = pd_vm_class_lookup(vm, cls, pd_value_to(&vm->heap, name));
    *result = VALUE_NONE;
    if (pd_is_unbound(method) || pd_is_none(method)) {
        return LEAF_OK;
    }
    return pd_vm_bind_descriptor(vm, method, args[0], pd_value_to(&vm->heap, cls), result);
}

/* is_object(v): whether v is an instance or class of the program, not a builtin value */
static LeafResult is_object(Vm *vm, const Value *args, Value *result)
{
    return pd_data_give_bool(pd_data_is_object(pd_kind(&vm->heap, args[0])), result);
}

static LeafResult is_iterator(Vm *vm, const Value *args, Value *result)
{
    return pd_data_give_bool(pd_vm_is_iterator(vm, args[0]), result);
}

/* is_iterable(v): whether iter(v) may work */
static LeafResult is_iterable(Vm *vm, const Value *args, Value *result)
{
    Value it = VALUE_NONE;
    LeafResult r = pd_data_iter_builtin(vm, args[0], &it);
    if (r != LEAF_END) {
        *result = VALUE_TRUE;
        return r;
    }
    Value iter = pd_vm_special(vm, args[0], NAME_iter);
    bool sequence = pd_is_unbound(iter) && !pd_is_unbound(pd_vm_special(vm, args[0], NAME_getitem));
    return pd_data_give_bool(sequence || (!pd_is_unbound(iter) && !pd_is_none(iter)), result);
}

/* payload(v): the builtin value inside an instance of a subclass of a builtin type, else v */
static LeafResult payload(Vm *vm, const Value *args, Value *result)
{
    *result = pd_vm_unwrap(vm, args[0]);
    return LEAF_OK;
}

/* type_name(v): as error texts name it */
static LeafResult type_name(Vm *vm, const Value *args, Value *result)
{
    *result = pd_vm_class_of(vm, args[0])->name;
    return LEAF_OK;
}

/* check_len(v): what a program's __len__ returned, as len() gives it */
static LeafResult check_len(Vm *vm, const Value *args, Value *result)
{
    int64_t length;
    if (pd_data_needs_index(vm, args[0])) {
        return pd_data_with_index(vm, check_len, args, 1, 1);
    }
    Value v;
    if (pd_data_int(vm, args[0], &v) && pd_int_sign(&vm->heap, v) < 0) {
        return pd_vm_raise(vm, EXC_VALUE_ERROR, "__len__() should return >= 0");
    }
    LeafResult r =
        pd_vm_index_i64(vm, args[0], &length, "cannot fit 'int' into an index-sized integer");
    return r != LEAF_OK ? r : pd_data_give_i64(vm, length, result);
}

LeafResult pd_data_check_len(Vm *vm, Value answer, Value *result)
{
    return check_len(vm, &answer, result);
}

/* check_answer(phase, v): what a leaf gives that asked a special method */
static LeafResult check_answer(Vm *vm, const Value *args, Value *result)
{
    int64_t phase = pd_int_of(args[0]);
    if (phase < 0 || phase >= PHASE_COUNT || !pd_phase_checks((uint8_t)phase)) {
        return pd_vm_raise_misuse(vm, "check_answer");
    }
    return pd_vm_check_answer(vm, (uint8_t)phase, args[1], result);
}

static const LeafDef leaves[] = {
    {"table_candidates", "d: table, hash: hash, /", table_candidates, LEAF_FUNCTION},
    {"table_same", "d: table, hash: hash, candidates: items, /", table_same, LEAF_FUNCTION},
    {"table_insert", "d: table, key, hash: hash, value, /", table_insert, LEAF_FUNCTION},
    {"table_value", "d: table, entry: int, /", table_value, LEAF_FUNCTION},
    {"table_replace", "d: table, entry: int, value, /", table_replace, LEAF_FUNCTION},
    {"table_remove", "d: table, entry: int, /", table_remove, LEAF_FUNCTION},
    {"table_next", "d: table, position: int, /", table_next, LEAF_FUNCTION},
    {"table_of", "v, /", table_of, LEAF_FUNCTION},
    {"table_move", "to: set, source: set, /", table_move, LEAF_FUNCTION},
    {"freeze", "set: set, /", freeze, LEAF_FUNCTION},
    {"tuple_hash", "hashes: items, /", tuple_hash, LEAF_FUNCTION},
    {"special", "v, name: str, /", special, LEAF_FUNCTION},
    {"is_object", "v, /", is_object, LEAF_FUNCTION},
    {"is_iterator", "v, /", is_iterator, LEAF_FUNCTION},
    {"is_iterable", "v, /", is_iterable, LEAF_FUNCTION},
    {"payload", "v, /", payload, LEAF_FUNCTION},
    {"type_name", "v, /", type_name, LEAF_FUNCTION},
    {"check_len", "v, /", check_len, LEAF_FUNCTION},
    {"check_answer", "phase: int, v, /", check_answer, LEAF_FUNCTION},
};

const LeafTable pd_leaves_vm_data = {"_vm", TYPE_OBJECT, leaves, ARRAY_COUNT(leaves)};
