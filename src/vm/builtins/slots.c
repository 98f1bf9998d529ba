/*
 * Special methods of the builtin types as leaves: what `int.__add__`, `[].__len__` and inherited
 * operators of subclasses call.
 *
 * The leaves here know no type: they pass on to the operators on builtin values and answer
 * NotImplemented where the type itself would. Which type has which is in slot_tables.c.
 */
#include "vm/builtins/slots.h"

#include "vm/number/number_in.h"
#include "vm/text/text_in.h"

#include <math.h>

/* ---- who works with whom ---- */

/* int < float < complex: a number's methods take operands up to its own rank. 0: no number. */
static int number_rank(const Vm *vm, Value v)
{
    if (pd_is_int(v) || pd_is_bool(v)) {
        return 1;
    }
    if (pd_is_float(v)) {
        return 2;
    }
    Kind kind = pd_vm_kind(vm, v);
    return kind == KIND_INT ? 1 : kind == KIND_COMPLEX ? 3 : 0;
}

/* Kinds that are compared with each other have the same family. */
static Kind family(const Vm *vm, Value v)
{
    Kind kind = pd_vm_kind(vm, v);
    switch (kind) {
    case KIND_BYTEARRAY: return KIND_BYTES;
    case KIND_FROZENSET: return KIND_SET;
    case KIND_DICT_VIEW:
        return pd_header(&vm->heap, v)->aux == VIEW_VALUES ? KIND_DICT_VIEW : KIND_SET;
    case KIND_INT:
    case KIND_COMPLEX: return KIND_FREE;
    default: return kind;
    }
}

static bool goes_together(const Vm *vm, Value self, Value other)
{
    int rank = number_rank(vm, self);
    if (rank > 0) {
        int other_rank = number_rank(vm, other);
        return other_rank > 0 && other_rank <= rank;
    }
    return family(vm, self) == family(vm, other);
}

/* What a set and a view of a dict make together is for the view to say. */
static bool leaves_to_view(const Vm *vm, Value self, Value other)
{
    Kind kind = pd_kind(&vm->heap, self);
    return (kind == KIND_SET || kind == KIND_FROZENSET) &&
           pd_is_kind(&vm->heap, other, KIND_DICT_VIEW);
}

/* ---- operators ---- */

/* The right operand without its class, but for %, which formats it as its class says, &, where
 * that says which operand gives the items, and what sequences do, which name it in errors. */
static Value operand(const Vm *vm, BinaryOp op, Value v)
{
    const unsigned keep = 1u << BINARY_MOD | 1u << BINARY_AND | 1u << BINARY_ADD | 1u << BINARY_MUL;
    return (keep >> op & 1) != 0 ? v : pd_vm_unwrap(vm, v);
}

static LeafResult binary(Vm *vm, BinaryOp op, const Value *args, Value *result)
{
    bool is_number = number_rank(vm, args[0]) > 0;
    Value other = is_number ? pd_vm_unwrap(vm, args[1]) : operand(vm, op, args[1]);
    *result = VALUE_NOT_IMPLEMENTED;
    if (is_number ? !goes_together(vm, args[0], other) : leaves_to_view(vm, args[0], other)) {
        return LEAF_OK;
    }
    return pd_vm_binary_builtin(vm, op, args[0], other, result);
}

static LeafResult reflected(Vm *vm, BinaryOp op, const Value *args, Value *result)
{
    Value other = op == BINARY_AND ? args[1] : pd_vm_unwrap(vm, args[1]);
    *result = VALUE_NOT_IMPLEMENTED;
    if (number_rank(vm, args[0]) > 0 && !goes_together(vm, args[0], other)) {
        return LEAF_OK;
    }
    return pd_vm_binary_builtin(vm, op, other, args[0], result);
}

/* The library works on the value inside an instance; what the instruction gets is the instance. */
static LeafResult answer_whole(Vm *vm, Value whole)
{
    Tail tail = vm->tail;
    pd_assert(tail.phase == PHASE_ONLY && pd_is_unbound(tail.star) && tail.count <= 3);
    for (uint32_t i = tail.count; i < 3; i++)
        tail.args[i] = VALUE_UNBOUND;
    Value args[5] = {whole, tail.callable, tail.args[0], tail.args[1], tail.args[2]};
    (void)pd_vm_tail_call(vm, LIB_in_place_whole, 0);
    return pd_vm_tail_value(vm, vm->tail.callable, tail.count + 2, args);
}

static LeafResult in_place(Vm *vm, BinaryOp op, const Value *args, Value *result)
{
    Value other = operand(vm, op, args[1]);
    LeafResult answer = pd_vm_inplace_builtin(vm, op, pd_vm_unwrap(vm, args[0]), other, result);
    bool done = answer == LEAF_OK && !pd_is(*result, VALUE_NOT_IMPLEMENTED);
    if (done && pd_is(*result, pd_vm_unwrap(vm, args[0]))) {
        *result = args[0];
    }
    bool called = answer == LEAF_CALL && pd_is_kind(&vm->heap, args[0], KIND_WRAPPED);
    return called ? answer_whole(vm, args[0]) : answer;
}

static LeafResult compare(Vm *vm, CompareOp op, const Value *args, Value *result)
{
    Value self = pd_data_proxied(vm, args[0]);
    Value other = pd_data_proxied(vm, pd_vm_unwrap(vm, args[1]));
    *result = VALUE_NOT_IMPLEMENTED;
    if (!goes_together(vm, self, other)) {
        return LEAF_OK;
    }
    return pd_vm_compare_builtin(vm, op, self, other, result);
}

#define BINARY_SLOT(name, op)                                         \
 LeafResult pd_slot_##name(Vm *vm, const Value *args, Value *result)  \
 {                                                                    \
  return binary(vm, op, args, result);                                \
 }                                                                    \
 LeafResult pd_slot_r##name(Vm *vm, const Value *args, Value *result) \
 {                                                                    \
  return reflected(vm, op, args, result);                             \
 }                                                                    \
 LeafResult pd_slot_i##name(Vm *vm, const Value *args, Value *result) \
 {                                                                    \
  return in_place(vm, op, args, result);                              \
 }
SLOT_BINARY(BINARY_SLOT)

#define COMPARE_SLOT(name, op)                                       \
 LeafResult pd_slot_##name(Vm *vm, const Value *args, Value *result) \
 {                                                                   \
  return compare(vm, op, args, result);                              \
 }
SLOT_COMPARE(COMPARE_SLOT)

#define UNARY_SLOT(name, op)                                         \
 LeafResult pd_slot_##name(Vm *vm, const Value *args, Value *result) \
 {                                                                   \
  return pd_vm_unary_builtin(vm, op, args[0], result);               \
 }
SLOT_UNARY(UNARY_SLOT)

/* ---- text ---- */

LeafResult pd_slot_repr(Vm *vm, const Value *args, Value *result)
{
    return pd_vm_repr_payload(vm, args[0], result);
}

/* __str__ of str. */
LeafResult pd_slot_str(Vm *vm, const Value *args, Value *result)
{
    *result = pd_vm_unwrap(vm, args[0]);
    return LEAF_OK;
}

LeafResult pd_slot_format(Vm *vm, const Value *args, Value *result)
{
    if (!pd_text_is_str(vm, pd_vm_unwrap(vm, args[1]))) {
        return pd_vm_raise_type(vm, "__format__() argument must be str, not %s", args[1]);
    }
    return pd_text_format_payload(vm, args[0], pd_vm_unwrap(vm, args[1]), result);
}

/* ---- containers and iterators ---- */

LeafResult pd_slot_hash(Vm *vm, const Value *args, Value *result)
{
    return pd_vm_hash(vm, args[0], result);
}

LeafResult pd_slot_bool(Vm *vm, const Value *args, Value *result)
{
    return pd_vm_truth(vm, args[0], result);
}

LeafResult pd_slot_len(Vm *vm, const Value *args, Value *result)
{
    return pd_vm_len(vm, args[0], result);
}

LeafResult pd_slot_iter(Vm *vm, const Value *args, Value *result)
{
    return pd_vm_iter(vm, args[0], result);
}

LeafResult pd_slot_contains(Vm *vm, const Value *args, Value *result)
{
    return pd_vm_contains(vm, args[0], args[1], result);
}

LeafResult pd_slot_getitem(Vm *vm, const Value *args, Value *result)
{
    return pd_vm_get_item(vm, args[0], args[1], result);
}

LeafResult pd_slot_setitem(Vm *vm, const Value *args, Value *result)
{
    *result = VALUE_NONE;
    return pd_vm_set_item(vm, args[0], args[1], args[2]);
}

LeafResult pd_slot_delitem(Vm *vm, const Value *args, Value *result)
{
    *result = VALUE_NONE;
    return pd_vm_delete_item(vm, args[0], args[1]);
}

LeafResult pd_slot_next(Vm *vm, const Value *args, Value *result)
{
    LeafResult answer = pd_vm_iter_next(vm, PD_AS(Iter, &vm->heap, args[0]), result);
    return answer == LEAF_END ? pd_vm_raise_args(vm, EXC_STOP_ITERATION, NULL, 0) : answer;
}

LeafResult pd_slot_self(Vm *vm, const Value *args, Value *result)
{
    (void)vm;
    *result = args[0];
    return LEAF_OK;
}

/* ---- conversions of numbers ---- */

LeafResult pd_slot_int(Vm *vm, const Value *args, Value *result)
{
    Value v = args[0];
    *result = pd_is_bool(v) ? pd_from_int(pd_is(v, VALUE_TRUE)) : v;
    if (!pd_is_float(v)) {
        return LEAF_OK;
    }
    double d = pd_float_of(v);
    if (!isfinite(d)) {
        return isnan(d) ? pd_vm_raise(vm, EXC_VALUE_ERROR, "cannot convert float NaN to integer")
                        : pd_vm_raise(vm, EXC_OVERFLOW_ERROR,
                                      "cannot convert float infinity to integer");
    }
    return pd_int_from_double(&vm->heap, d, result) == ANSWER_YES ? LEAF_OK : LEAF_MEMORY;
}

static LeafResult rounded(Vm *vm, const Value *args, double (*function)(double), Value *result)
{
    if (!pd_is_float(args[0])) {
        return pd_slot_int(vm, args, result);
    }
    Value whole = pd_from_float(function(pd_float_of(args[0])));
    return pd_slot_int(vm, &whole, result);
}

LeafResult pd_slot_floor(Vm *vm, const Value *args, Value *result)
{
    return rounded(vm, args, floor, result);
}

LeafResult pd_slot_ceil(Vm *vm, const Value *args, Value *result)
{
    return rounded(vm, args, ceil, result);
}

LeafResult pd_slot_float(Vm *vm, const Value *args, Value *result)
{
    double d = 0;
    if (pd_is_float(args[0])) {
        *result = args[0];
        return LEAF_OK;
    }
    if (pd_is_bool(args[0])) {
        d = pd_is(args[0], VALUE_TRUE);
    } else if (!pd_int_to_double(&vm->heap, args[0], &d)) {
        return pd_vm_raise(vm, EXC_OVERFLOW_ERROR, "int too large to convert to float");
    }
    *result = pd_from_float(d);
    return LEAF_OK;
}

LeafResult pd_slot_abs(Vm *vm, const Value *args, Value *result)
{
    Value v = args[0];
    if (pd_is_float(v)) {
        *result = pd_from_float(fabs(pd_float_of(v)));
        return LEAF_OK;
    }
    if (pd_is_kind(&vm->heap, v, KIND_COMPLEX)) {
        const Complex *c = PD_AS(const Complex, &vm->heap, v);
        *result = pd_from_float(pd_exact_hypot(c->real, c->imag));
        return LEAF_OK;
    }
    bool negative = !pd_is_bool(v) && pd_int_sign(&vm->heap, v) < 0;
    return pd_vm_unary_builtin(vm, negative ? OP_NEG : OP_POS, v, result);
}

static LeafResult divided(Vm *vm, Value a, Value b, Value *result)
{
    Value parts[2];
    LeafResult answer = pd_vm_binary_builtin(vm, BINARY_FLOORDIV, a, b, &parts[0]);
    if (answer == LEAF_OK && !pd_is(parts[0], VALUE_NOT_IMPLEMENTED)) {
        answer = pd_vm_binary_builtin(vm, BINARY_MOD, a, b, &parts[1]);
    }
    if (answer != LEAF_OK || pd_is(parts[0], VALUE_NOT_IMPLEMENTED)) {
        *result = VALUE_NOT_IMPLEMENTED;
        return answer;
    }
    return pd_text_give(vm, pd_tuple_new(&vm->heap, parts, 2), result);
}

LeafResult pd_slot_divmod(Vm *vm, const Value *args, Value *result)
{
    Value other = pd_vm_unwrap(vm, args[1]);
    *result = VALUE_NOT_IMPLEMENTED;
    return goes_together(vm, args[0], other) ? divided(vm, args[0], other, result) : LEAF_OK;
}

LeafResult pd_slot_rdivmod(Vm *vm, const Value *args, Value *result)
{
    Value other = pd_vm_unwrap(vm, args[1]);
    *result = VALUE_NOT_IMPLEMENTED;
    return goes_together(vm, args[0], other) ? divided(vm, other, args[0], result) : LEAF_OK;
}
