/*
 * set and frozenset: constructors and methods.
 */
#include "vm/data/set_in.h"

static Dict *self_set(const Vm *vm, const Value *args)
{
    return pd_data_dict(vm, args[0]);
}

static LeafResult failed(Vm *vm, Answer answer, Value item)
{
    return pd_data_answer(vm, answer, answer == ANSWER_LIMIT ? VALUE_NONE : item);
}

/* ---- constructors ---- */

static LeafResult set_new(Vm *vm, const Value *args, Value *result)
{
    if (pd_is_unbound(args[1])) {
        return pd_data_give(vm, pd_set_new(&vm->heap, 0, false), result);
    }
    LeafResult r = pd_set_of(vm, args[1], KIND_SET, result);
    return r == LEAF_END ? pd_vm_tail_call(vm, LIB_set_from, 1, args[1]) : r;
}

static LeafResult frozenset_new(Vm *vm, const Value *args, Value *result)
{
    if (pd_is_unbound(args[1])) {
        return pd_data_give(vm, pd_set_new(&vm->heap, 0, true), result);
    }
    if (pd_is_kind(&vm->heap, args[1], KIND_FROZENSET)) {
        *result = args[1];
        return LEAF_OK;
    }
    LeafResult r = pd_set_of(vm, args[1], KIND_FROZENSET, result);
    return r == LEAF_END ? pd_vm_tail_call(vm, LIB_frozenset_from, 1, args[1]) : r;
}

static LeafResult set_init(Vm *vm, const Value *args, Value *result)
{
    *result = VALUE_NONE;
    if (pd_is_unbound(args[1])) {
        pd_dict_clear(&vm->heap, self_set(vm, args));
        return LEAF_OK;
    }
    Value made = VALUE_NONE;
    LeafResult r = pd_set_of(vm, args[1], KIND_SET, &made);
    if (r == LEAF_END) {
        return pd_vm_tail_call(vm, LIB_set_init, 2, args[0], args[1]);
    }
    if (r == LEAF_OK) {
        pd_dict_take(&vm->heap, self_set(vm, args), pd_data_dict(vm, made));
    }
    return r;
}

/* ---- single items ---- */

static LeafResult set_add(Vm *vm, const Value *args, Value *result)
{
    *result = VALUE_NONE;
    Answer answer = pd_set_add(&vm->heap, self_set(vm, args), args[1]);
    if (LIKELY(answer == ANSWER_YES)) {
        return LEAF_OK;
    }
    if (answer == ANSWER_SLOW) {
        const Value parts[3] = {args[0], args[1], VALUE_NONE};
        return pd_vm_search(vm, SEARCH_ADD, parts, result);
    }
    return failed(vm, answer, args[1]);
}

/* A set stands for the frozenset of its items when it is looked for. */
static Answer delete_item(Vm *vm, const Value *args)
{
    Answer answer = pd_dict_delete(&vm->heap, self_set(vm, args), args[1], NULL);
    if (LIKELY(answer <= ANSWER_YES)) {
        return answer;
    }
    bool set = pd_is_kind(&vm->heap, pd_vm_unwrap(vm, args[1]), KIND_SET);
    return answer == ANSWER_ERROR && set ? ANSWER_SLOW : answer;
}

static LeafResult set_discard(Vm *vm, const Value *args, Value *result)
{
    *result = VALUE_NONE;
    Answer answer = delete_item(vm, args);
    if (LIKELY(answer == ANSWER_YES)) {
        return LEAF_OK;
    }
    if (answer == ANSWER_SLOW) {
        const Value parts[3] = {args[0], args[1], VALUE_NONE};
        return pd_vm_search(vm, SEARCH_DISCARD, parts, result);
    }
    return answer == ANSWER_NO ? LEAF_OK : failed(vm, answer, args[1]);
}

static LeafResult set_remove(Vm *vm, const Value *args, Value *result)
{
    *result = VALUE_NONE;
    Answer answer = delete_item(vm, args);
    if (LIKELY(answer == ANSWER_YES)) {
        return LEAF_OK;
    }
    if (answer == ANSWER_SLOW) {
        const Value parts[3] = {args[0], args[1], VALUE_NONE};
        return pd_vm_search(vm, SEARCH_REMOVE, parts, result);
    }
    return answer == ANSWER_NO ? pd_vm_raise_key(vm, args[1]) : failed(vm, answer, args[1]);
}

static LeafResult set_pop(Vm *vm, const Value *args, Value *result)
{
    if (pd_dict_pop_last(&vm->heap, self_set(vm, args), result, NULL)) {
        return LEAF_OK;
    }
    Str *text = pd_str_new_ascii(&vm->heap, "pop from an empty set");
    return text == NULL ? LEAF_MEMORY : pd_vm_raise_key(vm, pd_value_to(&vm->heap, text));
}

static LeafResult set_clear(Vm *vm, const Value *args, Value *result)
{
    *result = VALUE_NONE;
    pd_dict_clear(&vm->heap, self_set(vm, args));
    return LEAF_OK;
}

static LeafResult set_copy(Vm *vm, const Value *args, Value *result)
{
    const Dict *d = self_set(vm, args);
    if (d->h.kind == KIND_FROZENSET) {
        *result = args[0];
        return LEAF_OK;
    }
    pd_data_charge(vm, d->used);
    return pd_data_give(vm, pd_dict_copy(&vm->heap, d, KIND_SET), result);
}

/* ---- with other iterables ---- */

/* Combines self with each of args[1], a tuple. In C only when all of them are tables or iterate in
 * C; iterators would be consumed by an attempt, so they go to the library. */
static LeafResult combine_all(Vm *vm, char op, const Value *args, Value *result)
{
    const Tuple *others = PD_AS(const Tuple, &vm->heap, args[1]);
    Kind kind = pd_kind(&vm->heap, args[0]);
    Value made = args[0];
    LeafResult r = LEAF_OK;
    for (uint32_t i = 0; i < others->length && r == LEAF_OK; i++) {
        Value table = VALUE_NONE;
        bool iterator = pd_is_kind(&vm->heap, others->items[i], KIND_ITER);
        r = iterator ? LEAF_END : pd_set_table_of(vm, others->items[i], &table);
        if (r == LEAF_OK) {
            bool any = pd_set_is_any(vm, others->items[i]);
            SetOperation what = {made, table, op, kind, !any};
            r = pd_set_combine(vm, &what, &made);
        }
    }
    if (r == LEAF_END) {
        return pd_vm_tail_call(vm, LIB_set_combine_by, 3, args[0], args[1], pd_from_int(op));
    }
    if (r == LEAF_OK && others->length == 0 && kind == KIND_SET) {
        return pd_data_give(vm, pd_dict_copy(&vm->heap, self_set(vm, args), kind), result);
    }
    *result = made;
    return r;
}

static LeafResult update_all(Vm *vm, char op, const Value *args, Value *result)
{
    const Tuple *others = PD_AS(const Tuple, &vm->heap, args[1]);
    Value table = VALUE_NONE;
    *result = VALUE_NONE;
    bool single = others->length == 1 && !pd_is_kind(&vm->heap, others->items[0], KIND_ITER);
    LeafResult r = single ? pd_set_table_of(vm, others->items[0], &table) : LEAF_END;
    if (r == LEAF_OK) {
        bool any = pd_set_is_any(vm, others->items[0]);
        SetOperation what = {args[0], table, op, KIND_SET, !any};
        r = pd_set_update_table(vm, &what);
    }
    if (r == LEAF_END) {
        return pd_vm_tail_call(vm, LIB_set_update_all, 3, args[0], args[1], pd_from_int(op));
    }
    return r;
}

static LeafResult set_union(Vm *vm, const Value *args, Value *result)
{
    return combine_all(vm, '|', args, result);
}

static LeafResult set_intersection(Vm *vm, const Value *args, Value *result)
{
    return combine_all(vm, '&', args, result);
}

static LeafResult set_difference(Vm *vm, const Value *args, Value *result)
{
    return combine_all(vm, '-', args, result);
}

/* args with the one other iterable as a tuple. */
static LeafResult as_tuple(Vm *vm, const Value *args, Value out[2])
{
    out[0] = args[0];
    return pd_data_give(vm, pd_tuple_new(&vm->heap, &args[1], 1), &out[1]);
}

static LeafResult set_symmetric(Vm *vm, const Value *args, Value *result)
{
    Value both[2];
    LeafResult r = as_tuple(vm, args, both);
    return r != LEAF_OK ? r : combine_all(vm, '^', both, result);
}

static LeafResult set_update(Vm *vm, const Value *args, Value *result)
{
    return update_all(vm, '|', args, result);
}

static LeafResult set_intersection_update(Vm *vm, const Value *args, Value *result)
{
    return update_all(vm, '&', args, result);
}

static LeafResult set_difference_update(Vm *vm, const Value *args, Value *result)
{
    return update_all(vm, '-', args, result);
}

static LeafResult set_symmetric_update(Vm *vm, const Value *args, Value *result)
{
    Value both[2];
    LeafResult r = as_tuple(vm, args, both);
    return r != LEAF_OK ? r : update_all(vm, '^', both, result);
}

/* How many items of a are in b, at most `most`; LEAF_END: program code has to compare. */
static LeafResult count_common(Vm *vm, Value a, Value b, uint32_t *count)
{
    DictWalk walk;
    pd_dict_walk_start(&walk, pd_data_dict(vm, a), pd_data_dict(vm, b));
    pd_data_charge(vm, walk.from->used);
    Answer answer = pd_dict_count_common(&vm->heap, &walk, count);
    if (answer == ANSWER_SLOW) {
        return LEAF_END;
    }
    return answer == ANSWER_NO ? LEAF_OK : failed(vm, answer, walk.key);
}

typedef enum SetRelation { SET_SUBSET, SET_SUPERSET, SET_DISJOINT } SetRelation;

static LeafResult relation(Vm *vm, SetRelation wanted, const Value *args, Value *result)
{
    Value table = VALUE_NONE;
    uint32_t common = 0;
    bool iterator = pd_is_kind(&vm->heap, args[1], KIND_ITER);
    LeafResult r = iterator ? LEAF_END : pd_set_table_of(vm, args[1], &table);
    if (r == LEAF_OK) {
        bool mirrored = wanted == SET_SUPERSET;
        r = count_common(vm, mirrored ? table : args[0], mirrored ? args[0] : table, &common);
    }
    if (r == LEAF_END) {
        LibId id = wanted == SET_DISJOINT ? LIB_isdisjoint_slow : LIB_issubset_slow;
        return wanted == SET_SUPERSET ? pd_vm_tail_call(vm, id, 2, args[1], args[0])
                                      : pd_vm_tail_call(vm, id, 2, args[0], args[1]);
    }
    if (r != LEAF_OK) {
        return r;
    }
    uint32_t all =
        wanted == SET_SUPERSET ? pd_data_dict(vm, table)->used : self_set(vm, args)->used;
    return pd_data_give_bool(wanted == SET_DISJOINT ? common == 0 : common == all, result);
}

static LeafResult set_issubset(Vm *vm, const Value *args, Value *result)
{
    return relation(vm, SET_SUBSET, args, result);
}

static LeafResult set_issuperset(Vm *vm, const Value *args, Value *result)
{
    return relation(vm, SET_SUPERSET, args, result);
}

static LeafResult set_isdisjoint(Vm *vm, const Value *args, Value *result)
{
    return relation(vm, SET_DISJOINT, args, result);
}

static LeafResult class_getitem(Vm *vm, const Value *args, Value *result)
{
    return pd_vm_new_alias(vm, args[0], args[1], result);
}

#define COMMON_LEAVES                                                        \
 {"copy", "self, /", set_copy, LEAF_METHOD},                                 \
     {"union", "self, /, *others", set_union, LEAF_METHOD},                  \
     {"intersection", "self, /, *others", set_intersection, LEAF_METHOD},    \
     {"difference", "self, /, *others", set_difference, LEAF_METHOD},        \
     {"symmetric_difference", "self, other, /", set_symmetric, LEAF_METHOD}, \
     {"issubset", "self, other, /", set_issubset, LEAF_METHOD},              \
     {"issuperset", "self, other, /", set_issuperset, LEAF_METHOD},          \
     {"isdisjoint", "self, other, /", set_isdisjoint, LEAF_METHOD},          \
 {                                                                           \
  "__class_getitem__", "cls, item, /", class_getitem, LEAF_CLASSMETHOD       \
 }

static const LeafDef set_leaves[] = {
    {"__new__", "cls, iterable=, /", set_new, LEAF_NEW},
    {"__init__", "self, iterable=, /", set_init, LEAF_SLOT},
    {"add", "self, item, /", set_add, LEAF_METHOD},
    {"discard", "self, item, /", set_discard, LEAF_METHOD},
    {"remove", "self, item, /", set_remove, LEAF_METHOD},
    {"pop", "self, /", set_pop, LEAF_METHOD},
    {"clear", "self, /", set_clear, LEAF_METHOD},
    {"update", "self, /, *others", set_update, LEAF_METHOD},
    {"intersection_update", "self, /, *others", set_intersection_update, LEAF_METHOD},
    {"difference_update", "self, /, *others", set_difference_update, LEAF_METHOD},
    {"symmetric_difference_update", "self, other, /", set_symmetric_update, LEAF_METHOD},
    COMMON_LEAVES,
};

static const LeafDef frozenset_leaves[] = {
    {"__new__", "cls, iterable=, /", frozenset_new, LEAF_NEW},
    COMMON_LEAVES,
};

TEXT_TABLE(pd_leaves_set, TYPE_SET, set_leaves);
TEXT_TABLE(pd_leaves_frozenset, TYPE_FROZENSET, frozenset_leaves);
