/*
 * Which builtin type has which special methods, as CPython's have them. The leaves are in slots.c;
 * __new__, __init__ and what only one type has stand in that type's own files.
 */
#include "vm/builtins/slots.h"
#include "vm/text/text_in.h"

#define UNARY(name)                                     \
 {                                                      \
  "__" #name "__", "self, /", pd_slot_##name, LEAF_SLOT \
 }
#define BINARY(name)                                           \
 {                                                             \
  "__" #name "__", "self, value, /", pd_slot_##name, LEAF_SLOT \
 }
#define BOTH(name)                                               \
 {"__" #name "__", "self, value, /", pd_slot_##name, LEAF_SLOT}, \
 {                                                               \
  "__r" #name "__", "self, value, /", pd_slot_r##name, LEAF_SLOT \
 }
#define IN_PLACE(name)                                            \
 {                                                                \
  "__i" #name "__", "!self, value, /", pd_slot_i##name, LEAF_SLOT \
 }

#define REPR                                      \
 {                                                \
  "__repr__", "!self, /", pd_slot_repr, LEAF_SLOT \
 }
#define HASH UNARY(hash)
#define BOOL UNARY(bool)
#define LEN  UNARY(len)
#define ITER UNARY(iter)
#define FORMAT                                                       \
 {                                                                   \
  "__format__", "!self, format_spec, /", pd_slot_format, LEAF_METHOD \
 }
#define CONTAINS                                              \
 {                                                            \
  "__contains__", "self, key, /", pd_slot_contains, LEAF_SLOT \
 }
#define GETITEM                                             \
 {                                                          \
  "__getitem__", "self, key, /", pd_slot_getitem, LEAF_SLOT \
 }
#define SETITEM                                                    \
 {                                                                 \
  "__setitem__", "self, key, value, /", pd_slot_setitem, LEAF_SLOT \
 }
#define DELITEM                                             \
 {                                                          \
  "__delitem__", "self, key, /", pd_slot_delitem, LEAF_SLOT \
 }
#define EQUAL BINARY(eq), BINARY(ne)
#define ORDER EQUAL, BINARY(lt), BINARY(le), BINARY(gt), BINARY(ge)

static const LeafDef int_slots[] = {
    REPR,
    HASH,
    BOOL,
    FORMAT,
    ORDER,
    BOTH(add),
    BOTH(sub),
    BOTH(mul),
    BOTH(truediv),
    BOTH(floordiv),
    BOTH(mod),
    BOTH(pow),
    BOTH(lshift),
    BOTH(rshift),
    BOTH(and),
    BOTH(or),
    BOTH(xor),
    BOTH(divmod),
    UNARY(neg),
    UNARY(pos),
    UNARY(invert),
    UNARY(abs),
    UNARY(int),
    UNARY(float),
    {"__index__", "self, /", pd_slot_int, LEAF_SLOT},
    {"__trunc__", "self, /", pd_slot_int, LEAF_METHOD},
    {"__floor__", "self, /", pd_slot_floor, LEAF_METHOD},
    {"__ceil__", "self, /", pd_slot_ceil, LEAF_METHOD},
};

static const LeafDef bool_slots[] = {REPR, BOTH(and), BOTH(or), BOTH(xor)};

static const LeafDef float_slots[] = {
    REPR,
    HASH,
    BOOL,
    FORMAT,
    ORDER,
    BOTH(add),
    BOTH(sub),
    BOTH(mul),
    BOTH(truediv),
    BOTH(floordiv),
    BOTH(mod),
    BOTH(pow),
    BOTH(divmod),
    UNARY(neg),
    UNARY(pos),
    UNARY(abs),
    UNARY(int),
    UNARY(float),
    {"__trunc__", "self, /", pd_slot_int, LEAF_METHOD},
    {"__floor__", "self, /", pd_slot_floor, LEAF_METHOD},
    {"__ceil__", "self, /", pd_slot_ceil, LEAF_METHOD},
};

static const LeafDef complex_slots[] = {
    REPR,      HASH,          BOOL,      FORMAT,     EQUAL,      BOTH(add),  BOTH(sub),
    BOTH(mul), BOTH(truediv), BOTH(pow), UNARY(neg), UNARY(pos), UNARY(abs),
};

static const LeafDef none_slots[] = {REPR, BOOL};
static const LeafDef repr_slots[] = {REPR};

static const LeafDef str_slots[] = {
    REPR,        {"__str__", "!self, /", pd_slot_str, LEAF_SLOT},
    HASH,        FORMAT,
    LEN,         ITER,
    CONTAINS,    GETITEM,
    ORDER,       BINARY(add),
    BINARY(mul), {"__rmul__", "self, value, /", pd_slot_rmul, LEAF_SLOT},
    BOTH(mod),
};

static const LeafDef bytes_slots[] = {
    REPR,        HASH,
    LEN,         ITER,
    CONTAINS,    GETITEM,
    ORDER,       BINARY(add),
    BINARY(mul), {"__rmul__", "self, value, /", pd_slot_rmul, LEAF_SLOT},
    BOTH(mod),
};

static const LeafDef bytearray_slots[] = {
    REPR,
    LEN,
    ITER,
    CONTAINS,
    GETITEM,
    SETITEM,
    DELITEM,
    ORDER,
    BINARY(add),
    BINARY(mul),
    {"__rmul__", "self, value, /", pd_slot_rmul, LEAF_SLOT},
    BOTH(mod),
    IN_PLACE(add),
    IN_PLACE(mul),
};

static const LeafDef list_slots[] = {
    REPR,
    LEN,
    ITER,
    CONTAINS,
    GETITEM,
    SETITEM,
    DELITEM,
    ORDER,
    BINARY(add),
    BINARY(mul),
    {"__rmul__", "self, value, /", pd_slot_rmul, LEAF_SLOT},
    IN_PLACE(add),
    IN_PLACE(mul),
};

static const LeafDef tuple_slots[] = {
    REPR,        HASH,
    LEN,         ITER,
    CONTAINS,    GETITEM,
    ORDER,       BINARY(add),
    BINARY(mul), {"__rmul__", "self, value, /", pd_slot_rmul, LEAF_SLOT},
};

static const LeafDef dict_slots[] = {
    REPR, LEN, ITER, CONTAINS, SETITEM, DELITEM, EQUAL, BOTH(or), IN_PLACE(or),
};

static const LeafDef set_slots[] = {
    REPR,     LEN,       ITER,          CONTAINS,      ORDER,        BOTH(sub),     BOTH(and),
    BOTH(or), BOTH(xor), IN_PLACE(sub), IN_PLACE(and), IN_PLACE(or), IN_PLACE(xor),
};

static const LeafDef frozenset_slots[] = {
    REPR, HASH, LEN, ITER, CONTAINS, ORDER, BOTH(sub), BOTH(and), BOTH(or), BOTH(xor),
};

static const LeafDef range_slots[] = {REPR, HASH, BOOL, LEN, ITER, CONTAINS, GETITEM, EQUAL};
static const LeafDef slice_slots[] = {REPR, ORDER};

static const LeafDef set_view_slots[] = {
    REPR, LEN, ITER, CONTAINS, ORDER, BOTH(sub), BOTH(and), BOTH(or), BOTH(xor),
};
static const LeafDef values_slots[] = {REPR, LEN, ITER};
static const LeafDef proxy_slots[] = {REPR, LEN, ITER, CONTAINS, GETITEM, EQUAL, BOTH(or)};

static const LeafDef iterator_slots[] = {
    {"__iter__", "self, /", pd_slot_self, LEAF_SLOT},
    UNARY(next),
};

#define SLOTS(id, leaves)                                                \
 {                                                                       \
  .type = (id), .defs = (leaves), .count = (uint32_t)ARRAY_COUNT(leaves) \
 }

const LeafTable pd_leaves_slots[] = {
    SLOTS(TYPE_INT, int_slots),
    SLOTS(TYPE_BOOL, bool_slots),
    SLOTS(TYPE_FLOAT, float_slots),
    SLOTS(TYPE_COMPLEX, complex_slots),
    SLOTS(TYPE_NONE, none_slots),
    SLOTS(TYPE_ELLIPSIS, repr_slots),
    SLOTS(TYPE_NOT_IMPLEMENTED, repr_slots),
    SLOTS(TYPE_STR, str_slots),
    SLOTS(TYPE_BYTES, bytes_slots),
    SLOTS(TYPE_BYTEARRAY, bytearray_slots),
    SLOTS(TYPE_LIST, list_slots),
    SLOTS(TYPE_TUPLE, tuple_slots),
    SLOTS(TYPE_DICT, dict_slots),
    SLOTS(TYPE_SET, set_slots),
    SLOTS(TYPE_FROZENSET, frozenset_slots),
    SLOTS(TYPE_RANGE, range_slots),
    SLOTS(TYPE_SLICE, slice_slots),
    SLOTS(TYPE_CELL, repr_slots),
    SLOTS(TYPE_SUPER, repr_slots),
    SLOTS(TYPE_MODULE, repr_slots),
    SLOTS(TYPE_GENERATOR, repr_slots),
    SLOTS(TYPE_COROUTINE, repr_slots),
    SLOTS(TYPE_ASYNC_GENERATOR, repr_slots),
    SLOTS(TYPE_DICT_KEYS, set_view_slots),
    SLOTS(TYPE_DICT_VALUES, values_slots),
    SLOTS(TYPE_DICT_ITEMS, set_view_slots),
    SLOTS(TYPE_MAPPING_PROXY, proxy_slots),
    SLOTS(TYPE_LIST_ITERATOR, iterator_slots),
    SLOTS(TYPE_TUPLE_ITERATOR, iterator_slots),
    SLOTS(TYPE_STR_ITERATOR, iterator_slots),
    SLOTS(TYPE_STR_ASCII_ITERATOR, iterator_slots),
    SLOTS(TYPE_BYTES_ITERATOR, iterator_slots),
    SLOTS(TYPE_BYTEARRAY_ITERATOR, iterator_slots),
    SLOTS(TYPE_RANGE_ITERATOR, iterator_slots),
    SLOTS(TYPE_KEY_ITERATOR, iterator_slots),
    SLOTS(TYPE_VALUE_ITERATOR, iterator_slots),
    SLOTS(TYPE_ITEM_ITERATOR, iterator_slots),
    SLOTS(TYPE_SET_ITERATOR, iterator_slots),
    SLOTS(TYPE_LIST_REVERSEITERATOR, iterator_slots),
    SLOTS(TYPE_KEY_REVERSEITERATOR, iterator_slots),
    SLOTS(TYPE_VALUE_REVERSEITERATOR, iterator_slots),
    SLOTS(TYPE_ITEM_REVERSEITERATOR, iterator_slots),
    SLOTS(TYPE_REVERSED, iterator_slots),
    SLOTS(TYPE_ENUMERATE, iterator_slots),
    SLOTS(TYPE_ZIP, iterator_slots),
    SLOTS(TYPE_MAP, iterator_slots),
    SLOTS(TYPE_FILTER, iterator_slots),
    SLOTS(TYPE_CALLABLE_ITERATOR, iterator_slots),
    SLOTS(TYPE_ITERATOR, iterator_slots),
};
const uint32_t pd_leaves_slots_count = (uint32_t)ARRAY_COUNT(pd_leaves_slots);
