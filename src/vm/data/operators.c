/*
 * The operators on builtin values: which family of types an operator belongs to.
 *
 * Owns the answer for + - * / and their in-place forms, unary operators and truth. Nothing here
 * runs program code, except through LEAF_CALL where an iterable must be asked.
 */
#include "vm/data/sequence.h"
#include "vm/number/number_in.h"

#include <math.h>

char pd_data_set_symbol(BinaryOp op)
{
    switch (op) {
    case BINARY_SUB: return '-';
    case BINARY_AND: return '&';
    case BINARY_OR: return '|';
    case BINARY_XOR: return '^';
    default: return 0;
    }
}

static bool is_set_view(const Vm *vm, Value v)
{
    return pd_is_kind(&vm->heap, v, KIND_DICT_VIEW) && pd_header(&vm->heap, v)->aux != VIEW_VALUES;
}

static bool is_dict_like(const Vm *vm, Value v)
{
    return pd_is_kind(&vm->heap, v, KIND_DICT);
}

/* True & 1 is an int, True & False a bool. */
static bool bool_operator(BinaryOp op, Value a, Value b, Value *out)
{
    bool x = pd_is(a, VALUE_TRUE);
    bool y = pd_is(b, VALUE_TRUE);
    switch (op) {
    case BINARY_AND: *out = pd_from_bool(x && y); return true;
    case BINARY_OR: *out = pd_from_bool(x || y); return true;
    case BINARY_XOR: *out = pd_from_bool(x != y); return true;
    default: return false;
    }
}

static LeafResult dict_or(Vm *vm, Value a, Value b, Value *out)
{
    Heap *heap = &vm->heap;
    *out = VALUE_NOT_IMPLEMENTED;
    if (!is_dict_like(vm, a) || !is_dict_like(vm, b)) {
        return LEAF_OK;
    }
    const Dict *x = pd_data_dict(vm, a);
    const Dict *y = pd_data_dict(vm, b);
    pd_data_charge(vm, (uint64_t)x->used + y->used);
    Dict *made = pd_dict_copy(heap, x, KIND_DICT);
    if (made == NULL) {
        return LEAF_MEMORY;
    }
    Answer answer = pd_dict_merge(heap, made, y);
    if (answer == ANSWER_SLOW) {
        return pd_vm_tail_call(vm, LIB_set_op_slow, 3, a, b, pd_from_int('+'));
    }
    *out = pd_value_to(heap, made);
    return pd_data_answer(vm, answer, b);
}

/* Whatever is done by the kinds of the operands, numbers excepted. */
static LeafResult other_binary(Vm *vm, BinaryOp op, Value a, Value b, Value *out)
{
    Heap *heap = &vm->heap;
    Value x = pd_vm_unwrap(vm, a);
    Value y = pd_vm_unwrap(vm, b);
    *out = VALUE_NOT_IMPLEMENTED;
    if (op == BINARY_ADD) {
        return pd_sequence_concat(vm, x, b, out);
    }
    if (op == BINARY_MUL) {
        return pd_sequence_repeat(vm, x, b, out);
    }
    if (op == BINARY_MOD) {
        if (pd_is_kind(heap, x, KIND_STR)) {
            return pd_vm_str_percent(vm, x, b, out);
        }
        return pd_data_is_bytes(pd_kind(heap, x)) ? pd_vm_bytes_percent(vm, x, b, out) : LEAF_OK;
    }
    char symbol = pd_data_set_symbol(op);
    if (symbol == 0) {
        return LEAF_OK;
    }
    if (is_set_view(vm, x) || is_set_view(vm, y)) {
        return pd_data_set_operator(vm, symbol, a, b, out);
    }
    bool sets = pd_data_is_set(pd_kind(heap, x)) && pd_data_is_set(pd_kind(heap, y));
    if (sets) {
        return pd_data_set_operator(vm, symbol, x, y, out);
    }
    return op == BINARY_OR ? dict_or(vm, x, y, out) : LEAF_OK;
}

LeafResult pd_vm_binary_builtin(Vm *vm, BinaryOp op, Value a, Value b, Value *out)
{
    Num x;
    Num y;
    if (pd_is_bool(a) && pd_is_bool(b) && bool_operator(op, a, b, out)) {
        return LEAF_OK;
    }
    if (pd_num_of(vm, a, &x)) {
        if (pd_num_of(vm, b, &y)) {
            return pd_num_binary(vm, op, &x, &y, out);
        }
        if (op != BINARY_MUL && !is_set_view(vm, b)) {
            *out = VALUE_NOT_IMPLEMENTED;
            return LEAF_OK;
        }
    }
    return other_binary(vm, op, a, b, out);
}

/* ---- in place ---- */

static LeafResult set_in_place(Vm *vm, BinaryOp op, Value a, Value b, Value *out)
{
    Heap *heap = &vm->heap;
    char symbol = pd_data_set_symbol(op);
    *out = VALUE_NOT_IMPLEMENTED;
    if (symbol == 0 || !pd_data_is_set(pd_kind(heap, b))) {
        return LEAF_OK;
    }
    return pd_set_update_in_place(vm, symbol, a, b, out);
}

LeafResult pd_vm_inplace_builtin(Vm *vm, BinaryOp op, Value a, Value b, Value *out)
{
    Value x = pd_vm_unwrap(vm, a);
    Value y = pd_vm_unwrap(vm, b);
    *out = VALUE_NOT_IMPLEMENTED;
    LeafResult r = LEAF_OK;
    switch (pd_kind(&vm->heap, x)) {
    case KIND_LIST:
    case KIND_BYTEARRAY: r = pd_sequence_in_place(vm, op, x, b, out); break;
    case KIND_SET: r = set_in_place(vm, op, x, y, out); break;
    case KIND_DICT:
        if (op == BINARY_OR) {
            r = pd_data_dict_update(vm, x, b);
            *out = r == LEAF_OK ? x : *out;
        }
        break;
    default: break;
    }
    if (r == LEAF_OK && pd_is(*out, x)) {
        *out = a;
    }
    return r;
}

/* ---- unary ---- */

LeafResult pd_vm_unary_builtin(Vm *vm, Op op, Value v, Value *out)
{
    Num n;
    *out = VALUE_NOT_IMPLEMENTED;
    if (!pd_num_of(vm, v, &n) || (op == OP_INVERT && n.cls != NUM_INT)) {
        return LEAF_OK;
    }
    if (n.cls == NUM_FLOAT) {
        return pd_num_give_float(op == OP_NEG ? -n.real : n.real, out);
    }
    if (n.cls == NUM_COMPLEX) {
        return op == OP_NEG ? pd_num_give_complex(vm, -n.real, -n.imag, out)
                            : pd_num_give_complex(vm, n.real, n.imag, out);
    }
    *out = n.integer;
    if (op == OP_POS) {
        return LEAF_OK;
    }
    pd_data_charge(vm, pd_num_limbs(vm, n.integer));
    Answer answer = op == OP_NEG ? pd_int_neg(&vm->heap, n.integer, out)
                                 : pd_int_invert(&vm->heap, n.integer, out);
    return pd_data_answer(vm, answer, v);
}

/* ---- truth ---- */

LeafResult pd_vm_truth_builtin(Vm *vm, Value v, Value *out)
{
    Num n;
    if (pd_is_singleton(v)) {
        *out = pd_from_bool(!pd_is_none(v) && !pd_is(v, VALUE_FALSE));
        return LEAF_OK;
    }
    if (pd_num_of(vm, v, &n)) {
        bool zero = n.cls == NUM_INT ? pd_is(n.integer, pd_from_int(0))
                                     : n.real == 0 && (n.cls == NUM_FLOAT || n.imag == 0);
        return pd_data_give_bool(!zero, out);
    }
    v = pd_vm_unwrap(vm, v);
    if (pd_is_kind(&vm->heap, v, KIND_RANGE)) {
        Value length = PD_AS(const Range, &vm->heap, v)->length;
        return pd_data_give_bool(!pd_is(length, pd_from_int(0)), out);
    }
    return pd_data_give_bool(pd_data_length(vm, v) != 0, out);
}
