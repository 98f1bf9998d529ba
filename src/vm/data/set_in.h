/*
 * What the files about sets share: any iterable seen as a table of hashed items.
 */
#ifndef VM_DATA_SET_IN_H
#define VM_DATA_SET_IN_H

#include "vm/data/data.h"

/* The table behind a set, a dict or a view of keys: that object itself; a new frozenset of what
 * else iterates in C. LEAF_END: the library has to iterate or to hash. */
LeafResult pd_set_table_of(Vm *vm, Value v, Value *out);
/* The same if that needs nothing new; UNBOUND else. */
Value pd_set_table_at_hand(const Vm *vm, Value v);
/* a op b of two tables as a new set of that kind. LEAF_END: the library has to compare. */
typedef struct SetOperation {
    Value a, b;
    char op;
    Kind kind;    /* KIND_SET or KIND_FROZENSET */
    bool b_gives; /* '&': the items are b's; else those of the smaller one */
} SetOperation;
LeafResult pd_set_combine(Vm *vm, const SetOperation *what, Value *out);
/* a op= b; LEAF_END as above. */
LeafResult pd_set_update_table(Vm *vm, const SetOperation *what);
/* Whether v is a set or frozenset, or an instance of a class derived from them. */
bool pd_set_is_any(const Vm *vm, Value v);
/* A set of the items of v; LEAF_END as above. */
LeafResult pd_set_of(Vm *vm, Value v, Kind kind, Value *out);

#endif
