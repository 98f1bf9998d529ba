/*
 * dict: constructor, methods, updating from mappings and pairs; the views it hands out.
 *
 * Keys that program code hashes or compares go to the library, which probes the same table by
 * intrinsics. An update from pairs collects them first, so it can be abandoned and run again.
 */
#include "vm/data/data.h"

static Dict *self_dict(const Vm *vm, const Value *args)
{
    return pd_data_dict(vm, args[0]);
}

/* About a failed lookup: the key, unless that would change what the error means. */
static LeafResult failed(Vm *vm, Answer answer, Value key)
{
    return pd_data_answer(vm, answer, answer == ANSWER_LIMIT ? VALUE_NONE : key);
}

static Value or_none(Value v)
{
    return pd_is_unbound(v) ? VALUE_NONE : v;
}

/* ---- update ---- */

/* Key and value from an element of a sequence of pairs. LEAF_CALL without a tail: program code
 * would have to iterate it. */
static LeafResult pair_of(Vm *vm, Value element, uint32_t index, Value pair[2])
{
    Items items = {0};
    int64_t length = pd_data_length(vm, element);
    bool text = pd_is_kind(&vm->heap, element, KIND_STR);
    if (!pd_items_of(&vm->heap, element, &items) && !text) {
        if (pd_is_int(element) || pd_is_float(element) || pd_is_singleton(element)) {
            return pd_vm_raise(
                vm, EXC_TYPE_ERROR,
                "cannot convert dictionary update sequence element #%u to a sequence", index);
        }
        return LEAF_CALL;
    }
    if (length != 2) {
        return pd_vm_raise(vm, EXC_VALUE_ERROR,
                           "dictionary update sequence element #%u has length %lld; 2 is required",
                           index, (long long)length);
    }
    for (uint32_t i = 0; i < 2; i++) {
        if (text) {
            LeafResult r = pd_vm_get_item(vm, element, pd_from_int(i), &pair[i]);
            if (r != LEAF_OK) {
                return r;
            }
        } else {
            pair[i] = items.items[i];
        }
    }
    return LEAF_OK;
}

/* A new dict of all pairs in a list. LEAF_CALL without a tail: the library has to do it. */
static LeafResult dict_of_pairs(Vm *vm, Value list, Value *out)
{
    Items items = {0};
    (void)pd_items_of(&vm->heap, list, &items);
    Dict *made = pd_dict_new(&vm->heap, items.length);
    if (made == NULL) {
        return LEAF_MEMORY;
    }
    *out = pd_value_to(&vm->heap, made);
    pd_data_charge(vm, (uint64_t)items.length * 2);
    for (uint32_t i = 0; i < items.length; i++) {
        Value pair[2];
        LeafResult r = pair_of(vm, items.items[i], i, pair);
        if (r != LEAF_OK) {
            return r;
        }
        Answer answer = pd_dict_set(&vm->heap, made, pair[0], pair[1]);
        if (answer == ANSWER_SLOW) {
            return LEAF_CALL;
        }
        if (answer != ANSWER_YES) {
            return failed(vm, answer, pair[0]);
        }
    }
    return LEAF_OK;
}

Value pd_vm_as_dict(Vm *vm, Value v)
{
    Value plain = pd_data_proxied(vm, v);
    if (pd_is_kind(&vm->heap, v, KIND_WRAPPED)) {
        Value method = pd_vm_special(vm, v, NAME_iter);
        plain = pd_is_kind(&vm->heap, method, KIND_BUILTIN) ? pd_vm_unwrap(vm, v) : v;
    }
    return pd_is_kind(&vm->heap, plain, KIND_DICT) ? plain : VALUE_UNBOUND;
}

static LeafResult merge(Vm *vm, Value into, Value from)
{
    pd_data_charge(vm, pd_data_dict(vm, from)->used);
    Answer answer = pd_dict_merge(&vm->heap, pd_data_dict(vm, into), pd_data_dict(vm, from));
    if (answer == ANSWER_SLOW) {
        return LEAF_CALL;
    }
    return failed(vm, answer, VALUE_NONE);
}

/* Updates dict in C. LEAF_CALL without a tail: the library has to. */
static LeafResult update_in_c(Vm *vm, Value dict, Value other)
{
    Value from = pd_vm_as_dict(vm, other);
    if (!pd_is_unbound(from)) {
        return merge(vm, dict, from);
    }
    Kind kind = pd_kind(&vm->heap, other);
    bool pairs = kind == KIND_LIST || kind == KIND_TUPLE || kind == KIND_ITER ||
                 kind == KIND_DICT_VIEW || pd_data_is_set(kind);
    if (!pairs || !pd_vm_iterates_in_c(vm, other)) {
        return LEAF_CALL;
    }
    SavedIters saved;
    saved.count = 0;
    if (kind == KIND_ITER) {
        (void)pd_data_save_iters(vm, other, &saved);
    }
    Value list = VALUE_NONE;
    Value made = VALUE_NONE;
    LeafResult r = pd_vm_collect_items(vm, other, &list);
    if (r == LEAF_OK) {
        r = dict_of_pairs(vm, list, &made);
    }
    if (r == LEAF_OK || r == LEAF_RAISED) {
        LeafResult merged = pd_is_none(made) ? LEAF_OK : merge(vm, dict, made);
        r = merged != LEAF_OK ? merged : r;
    }
    if (r == LEAF_MEMORY || r == LEAF_CALL) {
        pd_data_restore_iters(&saved);
    }
    return r;
}

LeafResult pd_data_dict_update(Vm *vm, Value dict, Value other)
{
    LeafResult r = update_in_c(vm, dict, other);
    return r == LEAF_CALL ? pd_vm_tail_call(vm, LIB_dict_update_slow, 2, dict, other) : r;
}

/* What dict(), dict.__init__ and dict.update are given: at most one positional argument. */
static LeafResult given(Vm *vm, const Value *args, const char *name, Value out[2])
{
    const Tuple *positional = PD_AS(const Tuple, &vm->heap, args[1]);
    out[0] = positional->length > 0 ? positional->items[0] : VALUE_UNBOUND;
    out[1] = args[2];
    if (positional->length > 1) {
        return pd_vm_raise(vm, EXC_TYPE_ERROR, "%s expected at most 1 argument, got %u", name,
                           positional->length);
    }
    return LEAF_OK;
}

/* from[0]: iterable or UNBOUND, from[1]: keywords or UNBOUND. */
static LeafResult update(Vm *vm, Value dict, const Value *from)
{
    LeafResult r = pd_is_unbound(from[0]) ? LEAF_OK : update_in_c(vm, dict, from[0]);
    if (r == LEAF_OK && !pd_is_unbound(from[1])) {
        r = merge(vm, dict, from[1]);
    }
    return r;
}

/* The library updates instead. */
static LeafResult fill(Vm *vm, Value dict, const Value *from, bool wanted)
{
    Value first = pd_is_unbound(from[0]) ? from[1] : from[0];
    return pd_vm_tail_call(vm, LIB_dict_fill, 4, dict, first, or_none(from[1]),
                           pd_from_bool(wanted));
}

static LeafResult dict_new(Vm *vm, const Value *args, Value *result)
{
    Value from[2];
    Dict *made = pd_dict_new(&vm->heap, 0);
    if (made == NULL) {
        return LEAF_MEMORY;
    }
    *result = pd_value_to(&vm->heap, made);
    LeafResult r = given(vm, args, "dict", from);
    if (r == LEAF_OK) {
        r = update(vm, *result, from);
    }
    return r == LEAF_CALL ? fill(vm, *result, from, true) : r;
}

static LeafResult update_self(Vm *vm, const Value *args, const char *name, Value *result)
{
    Value from[2];
    *result = VALUE_NONE;
    LeafResult r = given(vm, args, name, from);
    if (r == LEAF_OK) {
        r = update(vm, args[0], from);
    }
    return r == LEAF_CALL ? fill(vm, args[0], from, false) : r;
}

static LeafResult dict_init(Vm *vm, const Value *args, Value *result)
{
    return update_self(vm, args, "dict", result);
}

static LeafResult dict_update(Vm *vm, const Value *args, Value *result)
{
    return update_self(vm, args, "update", result);
}

/* ---- lookups ---- */

static LeafResult dict_getitem(Vm *vm, const Value *args, Value *result)
{
    return pd_data_dict_item(vm, args[0], args[1], result);
}

static LeafResult dict_get(Vm *vm, const Value *args, Value *result)
{
    Value *at = NULL;
    Answer answer = pd_dict_look(&vm->heap, self_dict(vm, args), args[1], 2, &at);
    if (LIKELY(answer == ANSWER_YES)) {
        *result = at[1];
        return LEAF_OK;
    }
    if (answer != ANSWER_NO) {
        answer = pd_dict_get(&vm->heap, self_dict(vm, args), args[1], result);
    }
    switch (answer) {
    case ANSWER_YES: return LEAF_OK;
    case ANSWER_NO: *result = or_none(args[2]); return LEAF_OK;
    case ANSWER_SLOW:
        return pd_vm_search(vm, SEARCH_GET_OR, (const Value[]){args[0], args[1], or_none(args[2])},
                            result);
    default: return failed(vm, answer, args[1]);
    }
}

static LeafResult dict_setdefault(Vm *vm, const Value *args, Value *result)
{
    Dict *d = self_dict(vm, args);
    Value v = or_none(args[2]);
    Answer answer = pd_dict_get(&vm->heap, d, args[1], result);
    if (answer == ANSWER_NO) {
        *result = v;
        answer = pd_dict_set(&vm->heap, d, args[1], v);
    }
    if (answer == ANSWER_SLOW) {
        return pd_vm_search(vm, SEARCH_SET_DEFAULT, (const Value[]){args[0], args[1], v}, result);
    }
    return failed(vm, answer, args[1]);
}

static LeafResult dict_pop(Vm *vm, const Value *args, Value *result)
{
    Dict *dict = self_dict(vm, args);
    Answer answer = dict->used == 0 ? ANSWER_NO : pd_dict_delete(&vm->heap, dict, args[1], result);
    bool has_default = !pd_is_unbound(args[2]);
    switch (answer) {
    case ANSWER_YES: return LEAF_OK;
    case ANSWER_NO: *result = args[2]; return has_default ? LEAF_OK : pd_vm_raise_key(vm, args[1]);
    case ANSWER_SLOW:
        return pd_vm_search(vm, has_default ? SEARCH_POP_OR : SEARCH_POP,
                            (const Value[]){args[0], args[1], or_none(args[2])}, result);
    default: return failed(vm, answer, args[1]);
    }
}

static LeafResult dict_popitem(Vm *vm, const Value *args, Value *result)
{
    Dict *d = self_dict(vm, args);
    Tuple *pair = pd_tuple_new(&vm->heap, NULL, 2);
    if (pair == NULL) {
        return LEAF_MEMORY;
    }
    if (!pd_dict_pop_last(&vm->heap, d, &pair->items[0], &pair->items[1])) {
        Str *text = pd_str_new_ascii(&vm->heap, "popitem(): dictionary is empty");
        return text == NULL ? LEAF_MEMORY : pd_vm_raise_key(vm, pd_value_to(&vm->heap, text));
    }
    *result = pd_value_to(&vm->heap, pair);
    return LEAF_OK;
}

static LeafResult dict_clear(Vm *vm, const Value *args, Value *result)
{
    *result = VALUE_NONE;
    pd_dict_clear(&vm->heap, self_dict(vm, args));
    return LEAF_OK;
}

static LeafResult dict_copy(Vm *vm, const Value *args, Value *result)
{
    const Dict *d = self_dict(vm, args);
    pd_data_charge(vm, d->used);
    return pd_data_give(vm, pd_dict_copy(&vm->heap, d, KIND_DICT), result);
}

static LeafResult dict_fromkeys(Vm *vm, const Value *args, Value *result)
{
    Value v = or_none(args[2]);
    Items keys = {0};
    Value list = VALUE_NONE;
    bool plain = pd_is(args[0], pd_type(vm, TYPE_DICT)) &&
                 !pd_is_kind(&vm->heap, args[1], KIND_ITER) && pd_vm_iterates_in_c(vm, args[1]);
    if (!plain) {
        return pd_vm_tail_call(vm, LIB_fromkeys_slow, 3, args[0], args[1], v);
    }
    LeafResult r = pd_vm_collect_items(vm, args[1], &list);
    if (r != LEAF_OK) {
        return r;
    }
    (void)pd_items_of(&vm->heap, list, &keys);
    Dict *made = pd_dict_new(&vm->heap, keys.length);
    if (made == NULL) {
        return LEAF_MEMORY;
    }
    *result = pd_value_to(&vm->heap, made);
    size_t done = 0;
    Values given = {keys.items, keys.length};
    Answer answer = pd_dict_set_all(&vm->heap, made, given, v, &done);
    if (answer == ANSWER_SLOW) {
        return pd_vm_tail_call(vm, LIB_fromkeys_slow, 3, args[0], args[1], v);
    }
    return answer == ANSWER_YES ? LEAF_OK : failed(vm, answer, keys.items[done]);
}

static LeafResult class_getitem(Vm *vm, const Value *args, Value *result)
{
    return pd_vm_new_alias(vm, args[0], args[1], result);
}

/* ---- views ---- */

static LeafResult view(Vm *vm, ViewKind kind, Value dict, Value *result)
{
    DictView *made = pd_heap_alloc(&vm->heap, sizeof *made, KIND_DICT_VIEW, kind);
    if (made == NULL) {
        return LEAF_MEMORY;
    }
    made->dict = pd_ref_of(dict);
    made->unused = 0;
    *result = pd_value_to(&vm->heap, made);
    return LEAF_OK;
}

static LeafResult dict_keys(Vm *vm, const Value *args, Value *result)
{
    return view(vm, VIEW_KEYS, args[0], result);
}

static LeafResult dict_values(Vm *vm, const Value *args, Value *result)
{
    return view(vm, VIEW_VALUES, args[0], result);
}

static LeafResult dict_items(Vm *vm, const Value *args, Value *result)
{
    return view(vm, VIEW_ITEMS, args[0], result);
}

static LeafResult view_isdisjoint(Vm *vm, const Value *args, Value *result)
{
    (void)result;
    return pd_vm_tail_call(vm, LIB_isdisjoint_slow, 2, args[0], args[1]);
}

/* The dict of a view, read-only. */
static LeafResult view_mapping(Vm *vm, const Value *args, Value *result)
{
    Opaque *proxy =
        pd_heap_alloc(&vm->heap, sizeof *proxy + sizeof(Value), KIND_OPAQUE, TYPE_MAPPING_PROXY);
    if (proxy == NULL) {
        return LEAF_MEMORY;
    }
    proxy->count = 1;
    proxy->unused = 0;
    proxy->items[0] = pd_from_ref(PD_AS(const DictView, &vm->heap, args[0])->dict);
    *result = pd_value_to(&vm->heap, proxy);
    return LEAF_OK;
}

static const LeafDef dict_leaves[] = {
    {"__new__", "cls, /, *args, **kwargs", dict_new, LEAF_NEW},
    {"__init__", "self, /, *args, **kwargs", dict_init, LEAF_SLOT},
    {"__getitem__", "!self, key, /", dict_getitem, LEAF_METHOD},
    {"get", "self, key, default=, /", dict_get, LEAF_METHOD},
    {"setdefault", "self, key, default=, /", dict_setdefault, LEAF_METHOD},
    {"pop", "self, key, default=, /", dict_pop, LEAF_METHOD},
    {"popitem", "self, /", dict_popitem, LEAF_METHOD},
    {"update", "self, /, *args, **kwargs", dict_update, LEAF_METHOD},
    {"clear", "self, /", dict_clear, LEAF_METHOD},
    {"copy", "self, /", dict_copy, LEAF_METHOD},
    {"keys", "self, /", dict_keys, LEAF_METHOD},
    {"values", "self, /", dict_values, LEAF_METHOD},
    {"items", "self, /", dict_items, LEAF_METHOD},
    {"fromkeys", "cls, iterable, value=, /", dict_fromkeys, LEAF_CLASSMETHOD},
    {"__class_getitem__", "cls, item, /", class_getitem, LEAF_CLASSMETHOD},
};

static const LeafDef set_view_leaves[] = {
    {"isdisjoint", "self, other, /", view_isdisjoint, LEAF_METHOD},
    {"mapping", "self, /", view_mapping, LEAF_GETTER},
};

static const LeafDef view_leaves[] = {
    {"mapping", "self, /", view_mapping, LEAF_GETTER},
};

TEXT_TABLE(pd_leaves_dict, TYPE_DICT, dict_leaves);
TEXT_TABLE(pd_leaves_dict_keys, TYPE_DICT_KEYS, set_view_leaves);
TEXT_TABLE(pd_leaves_dict_items, TYPE_DICT_ITEMS, set_view_leaves);
TEXT_TABLE(pd_leaves_dict_values, TYPE_DICT_VALUES, view_leaves);
