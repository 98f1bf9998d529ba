/*
 * list[int] and its like: an object that remembers the class and what stood in the brackets.
 *
 * Calling it calls the class, inheriting from it inherits from the class; nothing checks the
 * arguments.
 */
#include "vm/data/data.h"

enum { ALIAS_ORIGIN, ALIAS_ARGS, ALIAS_COUNT };

LeafResult pd_vm_new_alias(Vm *vm, Value cls, Value item, Value *out)
{
    Heap *heap = &vm->heap;
    Opaque *alias = pd_heap_alloc(heap, sizeof *alias + ALIAS_COUNT * sizeof(Value), KIND_OPAQUE,
                                  TYPE_GENERIC_ALIAS);
    if (alias == NULL) {
        return LEAF_MEMORY;
    }
    alias->count = ALIAS_COUNT;
    alias->unused = 0;
    alias->items[ALIAS_ORIGIN] = cls;
    alias->items[ALIAS_ARGS] = item;
    *out = pd_value_to(heap, alias);
    if (pd_is_kind(heap, item, KIND_TUPLE)) {
        return LEAF_OK;
    }
    const Tuple *args = pd_tuple_new(heap, &item, 1);
    if (args == NULL) {
        return LEAF_MEMORY;
    }
    alias->items[ALIAS_ARGS] = pd_value_to(heap, args);
    return LEAF_OK;
}

static const Opaque *self_alias(const Vm *vm, Value v)
{
    return PD_AS(const Opaque, &vm->heap, v);
}

static LeafResult alias_origin(Vm *vm, const Value *args, Value *result)
{
    *result = self_alias(vm, args[0])->items[ALIAS_ORIGIN];
    return LEAF_OK;
}

static LeafResult alias_args(Vm *vm, const Value *args, Value *result)
{
    *result = self_alias(vm, args[0])->items[ALIAS_ARGS];
    return LEAF_OK;
}

static LeafResult alias_repr(Vm *vm, const Value *args, Value *result)
{
    (void)result;
    const Opaque *alias = self_alias(vm, args[0]);
    return pd_vm_tail_call(vm, LIB_alias_repr, 2, alias->items[ALIAS_ORIGIN],
                           alias->items[ALIAS_ARGS]);
}

static LeafResult alias_call(Vm *vm, const Value *args, Value *result)
{
    (void)result;
    return pd_vm_tail_apply(vm, self_alias(vm, args[0])->items[ALIAS_ORIGIN], args[1], args[2]);
}

static LeafResult alias_mro_entries(Vm *vm, const Value *args, Value *result)
{
    const Value *origin = &self_alias(vm, args[0])->items[ALIAS_ORIGIN];
    return pd_data_give(vm, pd_tuple_new(&vm->heap, origin, 1), result);
}

static LeafResult alias_getitem(Vm *vm, const Value *args, Value *result)
{
    return pd_vm_new_alias(vm, self_alias(vm, args[0])->items[ALIAS_ORIGIN], args[1], result);
}

static LeafResult alias_eq(Vm *vm, const Value *args, Value *result)
{
    bool alias = pd_is_kind(&vm->heap, args[1], KIND_OPAQUE) &&
                 pd_header(&vm->heap, args[1])->aux == TYPE_GENERIC_ALIAS;
    if (!alias) {
        *result = VALUE_NOT_IMPLEMENTED;
        return LEAF_OK;
    }
    const Opaque *a = self_alias(vm, args[0]);
    const Opaque *b = self_alias(vm, args[1]);
    if (!pd_is(a->items[ALIAS_ORIGIN], b->items[ALIAS_ORIGIN])) {
        return pd_data_give_bool(false, result);
    }
    return pd_vm_compare_builtin(vm, COMPARE_EQ, a->items[ALIAS_ARGS], b->items[ALIAS_ARGS],
                                 result);
}

static const LeafDef leaves[] = {
    {"__origin__", "self, /", alias_origin, LEAF_GETTER},
    {"__args__", "self, /", alias_args, LEAF_GETTER},
    {"__repr__", "self, /", alias_repr, LEAF_SLOT},
    {"__call__", "self, /, *args, **kwargs", alias_call, LEAF_SLOT},
    {"__mro_entries__", "self, bases, /", alias_mro_entries, LEAF_METHOD},
    {"__getitem__", "self, item, /", alias_getitem, LEAF_SLOT},
    {"__eq__", "self, other, /", alias_eq, LEAF_SLOT},
};

TEXT_TABLE(pd_leaves_generic_alias, TYPE_GENERIC_ALIAS, leaves);
