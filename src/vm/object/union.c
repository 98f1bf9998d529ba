/*
 * int | str: a set of classes and aliases in the order in which they were written.
 *
 * isinstance and issubclass take one where they take a tuple (in the library). None stands for its
 * class.
 */
#include "vm/object/object_in.h"

static bool is_union(const Vm *vm, Value v)
{
    return pd_is_kind(&vm->heap, v, KIND_OPAQUE) && pd_header(&vm->heap, v)->aux == TYPE_UNION;
}

static const Tuple *members(const Vm *vm, Value v)
{
    return PD_AS(Tuple, &vm->heap, PD_AS(Opaque, &vm->heap, v)->items[0]);
}

static bool can_be_member(const Vm *vm, Value v)
{
    bool alias =
        pd_is_kind(&vm->heap, v, KIND_OPAQUE) && pd_header(&vm->heap, v)->aux == TYPE_GENERIC_ALIAS;
    return alias || pd_is_none(v) || pd_is_kind(&vm->heap, v, KIND_CLASS);
}

/* Adds v, or what is in it, to the list unless it is there. LEAF_OK or LEAF_MEMORY. */
static LeafResult add_member(Vm *vm, List *list, Value v)
{
    Heap *heap = &vm->heap;
    if (pd_is_none(v)) {
        v = pd_type(vm, TYPE_NONE);
    }
    pd_vm_charge(vm, list->length / 4 + 1);
    for (uint32_t i = 0; i < list->length; i++) {
        Value same = VALUE_FALSE;
        LeafResult result =
            pd_vm_compare_builtin(vm, COMPARE_EQ, pd_list_items(heap, list)[i], v, &same);
        if (pd_is(pd_list_items(heap, list)[i], v) ||
            (result == LEAF_OK && pd_is(same, VALUE_TRUE))) {
            return LEAF_OK;
        }
    }
    return pd_list_append(heap, list, v) ? LEAF_OK : LEAF_MEMORY;
}

static LeafResult add_members(Vm *vm, List *list, Value v)
{
    if (!is_union(vm, v)) {
        return add_member(vm, list, v);
    }
    LeafResult result = LEAF_OK;
    bool all = list->length == 0; /* the members of a union differ from each other */
    for (uint32_t i = 0; result == LEAF_OK && i < members(vm, v)->length; i++) {
        Value member = members(vm, v)->items[i];
        if (all) {
            result = pd_list_append(&vm->heap, list, member) ? LEAF_OK : LEAF_MEMORY;
        } else {
            result = add_member(vm, list, member);
        }
    }
    return result;
}

static LeafResult make_union(Vm *vm, Value left, Value right, Value *out)
{
    Heap *heap = &vm->heap;
    if ((!is_union(vm, left) && !can_be_member(vm, left)) ||
        (!is_union(vm, right) && !can_be_member(vm, right))) {
        *out = VALUE_NOT_IMPLEMENTED;
        return LEAF_OK;
    }
    List *list = pd_list_new(heap, 4);
    if (list == NULL || add_members(vm, list, left) != LEAF_OK ||
        add_members(vm, list, right) != LEAF_OK) {
        return LEAF_MEMORY;
    }
    if (list->length == 1) {
        *out = pd_list_items(heap, list)[0];
        return LEAF_OK;
    }
    Tuple *tuple = pd_tuple_new(heap, pd_list_items(heap, list), list->length);
    Opaque *made = pd_heap_alloc(heap, sizeof *made + sizeof(Value), KIND_OPAQUE, TYPE_UNION);
    if (tuple == NULL || made == NULL) {
        return LEAF_MEMORY;
    }
    made->count = 1;
    made->unused = 0;
    made->items[0] = pd_value_to(heap, tuple);
    return pd_object_give(vm, made, out);
}

static LeafResult union_or(Vm *vm, const Value *args, Value *result)
{
    return make_union(vm, args[0], args[1], result);
}

static LeafResult union_ror(Vm *vm, const Value *args, Value *result)
{
    return make_union(vm, args[1], args[0], result);
}

static LeafResult union_args(Vm *vm, const Value *args, Value *result)
{
    *result = PD_AS(Opaque, &vm->heap, args[0])->items[0];
    return LEAF_OK;
}

static LeafResult union_repr(Vm *vm, const Value *args, Value *result)
{
    (void)result;
    return pd_vm_tail_call(vm, LIB_union_repr, 1, PD_AS(Opaque, &vm->heap, args[0])->items[0]);
}

/* The members as a frozenset. */
static LeafResult as_set(Vm *vm, Value v, Value *out)
{
    Heap *heap = &vm->heap;
    Dict *set = pd_set_new(heap, members(vm, v)->length, true);
    for (uint32_t i = 0; set != NULL && i < members(vm, v)->length; i++) {
        if (pd_dict_set(heap, set, members(vm, v)->items[i], VALUE_NONE) != ANSWER_YES) {
            return LEAF_MEMORY;
        }
    }
    return pd_object_give(vm, set, out);
}

static LeafResult union_eq(Vm *vm, const Value *args, Value *result)
{
    if (!is_union(vm, args[1])) {
        *result = VALUE_NOT_IMPLEMENTED;
        return LEAF_OK;
    }
    Value sets[2];
    if (as_set(vm, args[0], &sets[0]) != LEAF_OK || as_set(vm, args[1], &sets[1]) != LEAF_OK) {
        return LEAF_MEMORY;
    }
    return pd_vm_compare_builtin(vm, COMPARE_EQ, sets[0], sets[1], result);
}

static LeafResult union_hash(Vm *vm, const Value *args, Value *result)
{
    Value set;
    return as_set(vm, args[0], &set) == LEAF_OK ? pd_vm_hash(vm, set, result) : LEAF_MEMORY;
}

#define OR_DEFS                                     \
 {"__or__", "self, value, /", union_or, LEAF_SLOT}, \
 {                                                  \
  "__ror__", "self, value, /", union_ror, LEAF_SLOT \
 }

static const LeafDef union_defs[] = {
    OR_DEFS,
    {"__args__", "self, /", union_args, LEAF_GETTER},
    {"__repr__", "self, /", union_repr, LEAF_SLOT},
    {"__eq__", "self, value, /", union_eq, LEAF_SLOT},
    {"__hash__", "self, /", union_hash, LEAF_SLOT},
};

static const LeafDef member_defs[] = {OR_DEFS};

const LeafTable pd_leaves_union = {NULL, TYPE_UNION, union_defs, ARRAY_COUNT(union_defs)};
const LeafTable pd_leaves_type_union = {NULL, TYPE_TYPE, member_defs, ARRAY_COUNT(member_defs)};
const LeafTable pd_leaves_alias_union = {NULL, TYPE_GENERIC_ALIAS, member_defs,
                                         ARRAY_COUNT(member_defs)};
