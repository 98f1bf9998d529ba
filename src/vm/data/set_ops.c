/*
 * Set algebra on tables of hashed items: sets, frozensets, dicts by their keys, views.
 *
 * Results keep the order of the left operand, then of the right one. When program code has to hash
 * or compare, the answer is LEAF_END and the caller hands the whole operation to the library.
 */
#include "vm/data/set_in.h"

Value pd_set_table_at_hand(const Vm *vm, Value v)
{
    v = pd_vm_unwrap(vm, v);
    switch (pd_kind(&vm->heap, v)) {
    case KIND_SET:
    case KIND_FROZENSET:
    case KIND_DICT: return v;
    case KIND_DICT_VIEW: {
        const DictView *view = PD_AS(const DictView, &vm->heap, v);
        return view->h.aux == VIEW_KEYS ? pd_from_ref(view->dict) : VALUE_UNBOUND;
    }
    default: return VALUE_UNBOUND;
    }
}

bool pd_set_is_any(const Vm *vm, Value v)
{
    return pd_data_is_set(pd_kind(&vm->heap, pd_vm_unwrap(vm, v)));
}

/* Unhashable items are an error, program code is LEAF_END. */
static LeafResult failed(Vm *vm, Answer answer, Value item)
{
    if (answer == ANSWER_SLOW) {
        return LEAF_END;
    }
    return pd_data_answer(vm, answer, answer == ANSWER_LIMIT ? VALUE_NONE : item);
}

static LeafResult set_of_items(Vm *vm, const Items *items, Kind kind, Value *out)
{
    Dict *made = pd_set_new(&vm->heap, 0, kind == KIND_FROZENSET);
    if (made == NULL) {
        return LEAF_MEMORY;
    }
    pd_data_charge(vm, (uint64_t)items->length * 2);
    *out = pd_value_to(&vm->heap, made);
    size_t done = 0;
    Values keys = {items->items, items->length};
    Answer answer = pd_dict_set_all(&vm->heap, made, keys, VALUE_NONE, &done);
    return answer == ANSWER_YES ? LEAF_OK : failed(vm, answer, items->items[done]);
}

LeafResult pd_set_of(Vm *vm, Value v, Kind kind, Value *out)
{
    Value table = pd_set_table_at_hand(vm, v);
    if (!pd_is_unbound(table) && pd_vm_iterates_in_c(vm, v)) {
        const Dict *d = pd_data_dict(vm, table);
        pd_data_charge(vm, d->used);
        if (pd_data_is_set(pd_kind(&vm->heap, table))) {
            return pd_data_give(vm, pd_dict_copy(&vm->heap, d, kind), out);
        }
        Dict *made = pd_set_new(&vm->heap, d->used, kind == KIND_FROZENSET);
        if (made == NULL) {
            return LEAF_MEMORY;
        }
        *out = pd_value_to(&vm->heap, made);
        return failed(vm, pd_dict_merge(&vm->heap, made, d), v);
    }
    if (!pd_vm_iterates_in_c(vm, v)) {
        return LEAF_END;
    }
    Items items = {0};
    SavedIters saved;
    saved.count = 0;
    if (pd_is_kind(&vm->heap, v, KIND_ITER)) {
        (void)pd_data_save_iters(vm, v, &saved);
    }
    LeafResult r = LEAF_OK;
    if (!pd_items_of(&vm->heap, v, &items)) {
        Value list = VALUE_NONE;
        r = pd_vm_collect_items(vm, v, &list);
        if (r == LEAF_OK) {
            (void)pd_items_of(&vm->heap, list, &items);
        }
    }
    if (r == LEAF_OK) {
        r = set_of_items(vm, &items, kind, out);
    }
    if (r == LEAF_MEMORY || r == LEAF_END) {
        pd_data_restore_iters(&saved);
    }
    return r;
}

LeafResult pd_set_table_of(Vm *vm, Value v, Value *out)
{
    *out = pd_set_table_at_hand(vm, v);
    return pd_is_unbound(*out) ? pd_set_of(vm, v, KIND_FROZENSET, out) : LEAF_OK;
}

/* Adds to `made` the items of a that are (wanted) or are not in b. */
static LeafResult add_filtered(Vm *vm, Dict *made, Value a, Value b, bool wanted)
{
    DictWalk walk;
    pd_dict_walk_start(&walk, pd_data_dict(vm, a), pd_data_dict(vm, b));
    Answer answer = pd_dict_filter(&vm->heap, made, &walk, wanted);
    return answer == ANSWER_YES ? LEAF_OK : failed(vm, answer, walk.key);
}

/* All of x, then what else y has. */
static LeafResult unite(Vm *vm, const SetOperation *what, Value *out)
{
    Heap *heap = &vm->heap;
    const Dict *x = pd_data_dict(vm, what->a);
    const Dict *y = pd_data_dict(vm, what->b);
    Dict *made = pd_set_new(heap, (size_t)x->used + y->used, what->kind == KIND_FROZENSET);
    if (made == NULL) {
        return LEAF_MEMORY;
    }
    *out = pd_value_to(heap, made);
    Answer answer = pd_dict_merge(heap, made, x);
    if (answer == ANSWER_YES) {
        answer = pd_dict_merge(heap, made, y);
    }
    return failed(vm, answer, what->a);
}

LeafResult pd_set_combine(Vm *vm, const SetOperation *what, Value *out)
{
    Heap *heap = &vm->heap;
    const Dict *x = pd_data_dict(vm, what->a);
    const Dict *y = pd_data_dict(vm, what->b);
    pd_data_charge(vm, 2 * ((uint64_t)x->used + y->used));
    if (what->op == '|') {
        return unite(vm, what, out);
    }
    Dict *made = pd_set_new(heap, 0, what->kind == KIND_FROZENSET);
    if (made == NULL) {
        return LEAF_MEMORY;
    }
    *out = pd_value_to(heap, made);
    /* Which side gives the items they share can be seen: 1 == True. */
    bool swapped = what->op == '&' && (what->b_gives || y->used <= x->used);
    Value a = swapped ? what->b : what->a;
    Value b = swapped ? what->a : what->b;
    LeafResult r = add_filtered(vm, made, a, b, what->op == '&');
    if (r == LEAF_OK && what->op == '^') {
        r = add_filtered(vm, made, b, a, false);
    }
    if (r == LEAF_OK) {
        pd_dict_finish(heap, made);
    }
    return r;
}

static LeafResult operator_slow(Vm *vm, char op, Value a, Value b)
{
    return pd_vm_tail_call(vm, LIB_set_op_slow, 3, a, b, pd_from_int(op));
}

/* What CPython's views of dicts do for '&' (_PyDictView_Intersect). */
static SetOperation intersect_view(const Vm *vm, SetOperation what, Value a, Value b)
{
    if (!pd_is_kind(&vm->heap, a, KIND_DICT_VIEW)) {
        Value v = a;
        a = b;
        b = v;
        what.b = what.a;
        what.a = pd_set_table_at_hand(vm, a);
    }
    uint32_t view_count = pd_data_dict(vm, what.a)->used;
    uint32_t count = pd_data_dict(vm, what.b)->used;
    bool of_set = pd_is_kind(&vm->heap, b, KIND_SET) && view_count <= count;
    if (of_set || (pd_is_kind(&vm->heap, b, KIND_DICT_VIEW) && view_count < count)) {
        Value v = what.a;
        what.a = what.b;
        what.b = v;
    }
    what.b_gives = true;
    return what;
}

LeafResult pd_data_set_operator(Vm *vm, char op, Value a, Value b, Value *out)
{
    Value x = pd_set_table_at_hand(vm, a);
    Value y = pd_set_table_at_hand(vm, b);
    bool plain = !pd_is_unbound(x) && !pd_is_unbound(y) && !pd_is_kind(&vm->heap, a, KIND_DICT) &&
                 !pd_is_kind(&vm->heap, b, KIND_DICT);
    if (!plain) {
        return operator_slow(vm, op, a, b);
    }
    bool view =
        pd_is_kind(&vm->heap, a, KIND_DICT_VIEW) || pd_is_kind(&vm->heap, b, KIND_DICT_VIEW);
    Kind kind = pd_kind(&vm->heap, pd_vm_unwrap(vm, a));
    kind = kind == KIND_FROZENSET && !view ? KIND_FROZENSET : KIND_SET;
    SetOperation what = {x, y, op, kind, false};
    if (view && op == '&') {
        what = intersect_view(vm, what, a, b);
    }
    LeafResult r = pd_set_combine(vm, &what, out);
    return r == LEAF_END ? operator_slow(vm, op, a, b) : r;
}

static LeafResult remove_all(Vm *vm, Value a, Value b)
{
    Heap *heap = &vm->heap;
    Dict *x = pd_data_dict(vm, a);
    DictWalk walk;
    pd_dict_walk_start(&walk, pd_data_dict(vm, b), x);
    if (walk.from == x) {
        pd_dict_clear(heap, x);
        return LEAF_OK;
    }
    Answer answer;
    while ((answer = pd_dict_walk(heap, &walk, true)) == ANSWER_YES) {
        pd_dict_delete_entry(heap, x, walk.entry);
    }
    return answer == ANSWER_NO ? LEAF_OK : failed(vm, answer, walk.key);
}

/* LEAF_END: the library has to compare; what was done before stays right when it begins again. */
LeafResult pd_set_update_table(Vm *vm, const SetOperation *what)
{
    Dict *a = pd_data_dict(vm, what->a);
    const Dict *b = pd_data_dict(vm, what->b);
    pd_data_charge(vm, 2 * (uint64_t)b->used);
    if (what->op == '|') {
        return failed(vm, pd_dict_merge(&vm->heap, a, b), what->b);
    }
    if (what->op == '-') {
        return remove_all(vm, what->a, what->b);
    }
    Value made = VALUE_NONE;
    LeafResult r = pd_set_combine(vm, what, &made);
    if (r == LEAF_OK) {
        pd_dict_take(&vm->heap, a, pd_data_dict(vm, made));
    }
    return r;
}

LeafResult pd_set_update_in_place(Vm *vm, char op, Value a, Value b, Value *out)
{
    *out = a;
    SetOperation what = {a, b, op, KIND_SET, false};
    LeafResult r = pd_set_update_table(vm, &what);
    if (r == LEAF_END) {
        const Tuple *others = pd_tuple_new(&vm->heap, &b, 1);
        if (others == NULL) {
            return LEAF_MEMORY;
        }
        return pd_vm_tail_call(vm, LIB_set_update_by, 3, a, pd_value_to(&vm->heap, others),
                               pd_from_int(op));
    }
    return r;
}
