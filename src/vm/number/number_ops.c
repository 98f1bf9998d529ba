/*
 * Arithmetic of int, bool and float: + - * / // % and the bit operators.
 *
 * Ints are exact, floats are IEEE binary64 with one NaN, mixed operands are converted as CPython
 * converts them. Costs of big ints are charged before the work is done.
 */
#include "vm/number/number_in.h"

#include <math.h>

bool pd_num_of(const Vm *vm, Value v, Num *out)
{
    v = pd_vm_unwrap(vm, v);
    *out = (Num){.cls = NUM_INT, .integer = v};
    if (pd_is_int(v)) {
        return true;
    }
    if (pd_is_float(v)) {
        out->cls = NUM_FLOAT;
        out->real = pd_float_of(v);
        return true;
    }
    if (pd_is_bool(v)) {
        out->integer = pd_from_int(pd_is(v, VALUE_TRUE));
        return true;
    }
    switch (pd_kind(&vm->heap, v)) {
    case KIND_INT: return true;
    case KIND_COMPLEX: {
        const Complex *c = PD_AS(const Complex, &vm->heap, v);
        *out = (Num){.cls = NUM_COMPLEX, .real = c->real, .imag = c->imag};
        return true;
    }
    default: out->cls = NUM_NONE; return false;
    }
}

LeafResult pd_num_to_double(Vm *vm, Num *n)
{
    if (n->cls != NUM_INT) {
        return LEAF_OK;
    }
    n->imag = 0;
    if (pd_int_to_double(&vm->heap, n->integer, &n->real)) {
        return LEAF_OK;
    }
    return pd_vm_raise(vm, EXC_OVERFLOW_ERROR, "int too large to convert to float");
}

uint64_t pd_num_limbs(const Vm *vm, Value v)
{
    return pd_is_int(v) ? 1 : PD_AS(const BigInt, &vm->heap, v)->limb_count;
}

/* ---- int ---- */

/* Charges a product or quotient of ints of those sizes; false: no fuel is left. */
static bool charge_product(Vm *vm, uint64_t a, uint64_t b)
{
    if (a + b < 32) {
        return true;
    }
    uint64_t small = a < b ? a : b;
    uint64_t large = a < b ? b : a;
    /* GMP leaves the schoolbook method at some dozens of limbs. */
    uint64_t factor = small;
    for (uint64_t s = 64; s < small; s *= 4) {
        factor = factor / 2 + 16;
    }
    return pd_vm_charge_big(vm, large * factor / 64);
}

static LeafResult int_shift(Vm *vm, bool left, Value a, Value b, Value *out)
{
    Heap *heap = &vm->heap;
    if (pd_int_sign(heap, b) < 0) {
        return pd_vm_raise(vm, EXC_VALUE_ERROR, "negative shift count");
    }
    int64_t bits;
    bool fits = pd_int_to_i64(heap, b, &bits);
    if (pd_int_sign(heap, a) == 0) {
        *out = pd_from_int(0);
        return LEAF_OK;
    }
    if (!left) {
        if (!fits) {
            *out = pd_from_int(pd_int_sign(heap, a) < 0 ? -1 : 0);
            return LEAF_OK;
        }
        pd_data_charge(vm, pd_num_limbs(vm, a));
        return pd_data_answer(vm, pd_int_shift_right(heap, a, (uint64_t)bits, out), a);
    }
    if (!fits) {
        return pd_vm_raise(vm, EXC_OVERFLOW_ERROR, "too many digits in integer");
    }
    if ((uint64_t)bits <= vm->limits.int_bits) {
        pd_data_charge(vm, pd_num_limbs(vm, a) + (uint64_t)bits / 64);
    }
    Answer answer = pd_int_shift_left(heap, a, (uint64_t)bits, vm->limits.int_bits, out);
    return pd_data_answer(vm, answer, a);
}

static LeafResult int_divide(Vm *vm, BinaryOp op, Value a, Value b, Value *out)
{
    Heap *heap = &vm->heap;
    if (pd_int_sign(heap, b) == 0) {
        const char *text = op == BINARY_TRUEDIV ? "division by zero"
                           : op == BINARY_MOD   ? "integer modulo by zero"
                                                : "integer division or modulo by zero";
        return pd_vm_raise(vm, EXC_ZERO_DIVISION_ERROR, "%s", text);
    }
    if (!charge_product(vm, pd_num_limbs(vm, a), pd_num_limbs(vm, b))) {
        return pd_vm_out_of_fuel(vm);
    }
    if (op == BINARY_TRUEDIV) {
        double d = 0;
        Answer answer = pd_int_true_divide(heap, a, b, &d);
        if (answer == ANSWER_LIMIT) {
            return pd_vm_raise(vm, EXC_OVERFLOW_ERROR,
                               "integer division result too large for a float");
        }
        *out = pd_from_float(d);
        return pd_data_answer(vm, answer, a);
    }
    bool mod = op == BINARY_MOD;
    return pd_data_answer(vm, pd_int_divmod(heap, a, b, mod ? NULL : out, mod ? out : NULL), a);
}

LeafResult pd_num_int_binary(Vm *vm, BinaryOp op, Value a, Value b, Value *out)
{
    Heap *heap = &vm->heap;
    uint64_t limbs = pd_num_limbs(vm, a) + pd_num_limbs(vm, b);
    if (limbs > 2) {
        pd_data_charge(vm, limbs);
    }
    Answer answer;
    switch (op) {
    case BINARY_ADD: answer = pd_int_add(heap, a, b, out); break;
    case BINARY_SUB: answer = pd_int_sub(heap, a, b, out); break;
    case BINARY_MUL:
        if (!charge_product(vm, pd_num_limbs(vm, a), pd_num_limbs(vm, b))) {
            return pd_vm_out_of_fuel(vm);
        }
        answer = pd_int_mul(heap, a, b, vm->limits.int_bits, out);
        break;
    case BINARY_TRUEDIV:
    case BINARY_FLOORDIV:
    case BINARY_MOD: return int_divide(vm, op, a, b, out);
    case BINARY_POW: return pd_num_int_power(vm, a, b, out);
    case BINARY_LSHIFT:
    case BINARY_RSHIFT: return int_shift(vm, op == BINARY_LSHIFT, a, b, out);
    case BINARY_AND: answer = pd_int_bitwise(heap, '&', a, b, out); break;
    case BINARY_OR: answer = pd_int_bitwise(heap, '|', a, b, out); break;
    case BINARY_XOR: answer = pd_int_bitwise(heap, '^', a, b, out); break;
    default: *out = VALUE_NOT_IMPLEMENTED; return LEAF_OK;
    }
    return pd_data_answer(vm, answer, a);
}

/* ---- float ---- */

/* CPython's float_divmod (Objects/floatobject.c _float_div_mod). */
void pd_num_float_divmod(double a, double b, double *quotient, double *remainder)
{
    double mod = fmod(a, b);
    double div = (a - mod) / b;
    if (mod != 0) {
        if ((b < 0) != (mod < 0)) {
            mod += b;
            div -= 1.0;
        }
    } else {
        mod = copysign(0.0, b);
    }
    double floordiv;
    if (div != 0) {
        floordiv = floor(div);
        if (div - floordiv > 0.5) {
            floordiv += 1.0;
        }
    } else {
        floordiv = copysign(0.0, a / b);
    }
    *quotient = floordiv;
    *remainder = mod;
}

static double float_mod(double a, double b)
{
    double mod = fmod(a, b);
    if (mod == 0) {
        return copysign(0.0, b);
    }
    return (b < 0) != (mod < 0) ? mod + b : mod;
}

LeafResult pd_num_float_binary(Vm *vm, BinaryOp op, double a, double b, Value *out)
{
    double unused;
    switch (op) {
    case BINARY_ADD: return pd_num_give_float(a + b, out);
    case BINARY_SUB: return pd_num_give_float(a - b, out);
    case BINARY_MUL: return pd_num_give_float(a * b, out);
    case BINARY_POW: return pd_num_float_power(vm, a, b, out);
    case BINARY_TRUEDIV:
        if (b == 0) {
            return pd_vm_raise(vm, EXC_ZERO_DIVISION_ERROR, "float division by zero");
        }
        return pd_num_give_float(a / b, out);
    case BINARY_FLOORDIV:
        if (b == 0) {
            return pd_vm_raise(vm, EXC_ZERO_DIVISION_ERROR, "float floor division by zero");
        }
        pd_num_float_divmod(a, b, &a, &unused);
        return pd_num_give_float(a, out);
    case BINARY_MOD:
        if (b == 0) {
            return pd_vm_raise(vm, EXC_ZERO_DIVISION_ERROR, "float modulo");
        }
        return pd_num_give_float(float_mod(a, b), out);
    default: *out = VALUE_NOT_IMPLEMENTED; return LEAF_OK;
    }
}

/* ---- all ---- */

static bool is_bit_operator(BinaryOp op)
{
    return op >= BINARY_MATMUL;
}

/* A power may end in a complex division here, which ends it: the depth is 2. */
LeafResult pd_num_binary(Vm *vm, BinaryOp op, const Num *a, const Num *b, Value *out)
{
    if (a->cls == NUM_INT && b->cls == NUM_INT) {
        return pd_num_int_binary(vm, op, a->integer, b->integer, out);
    }
    bool complex = a->cls == NUM_COMPLEX || b->cls == NUM_COMPLEX;
    if (is_bit_operator(op) || (complex && (op == BINARY_FLOORDIV || op == BINARY_MOD))) {
        *out = VALUE_NOT_IMPLEMENTED;
        return LEAF_OK;
    }
    Num x = *a;
    Num y = *b;
    LeafResult r = pd_num_to_double(vm, &x);
    if (r == LEAF_OK) {
        r = pd_num_to_double(vm, &y);
    }
    if (r != LEAF_OK) {
        return r;
    }
    if (complex) {
        return pd_num_complex_binary(vm, op, &x, &y, out);
    }
    return pd_num_float_binary(vm, op, x.real, y.real, out);
}

LeafResult pd_num_divmod(Vm *vm, const Num *a, const Num *b, Value *out)
{
    Heap *heap = &vm->heap;
    Value parts[2] = {VALUE_NONE, VALUE_NONE};
    if (a->cls == NUM_COMPLEX || b->cls == NUM_COMPLEX) {
        *out = VALUE_NOT_IMPLEMENTED;
        return LEAF_OK;
    }
    if (a->cls == NUM_INT && b->cls == NUM_INT) {
        if (pd_int_sign(heap, b->integer) == 0) {
            return pd_vm_raise(vm, EXC_ZERO_DIVISION_ERROR, "integer division or modulo by zero");
        }
        if (!charge_product(vm, pd_num_limbs(vm, a->integer), pd_num_limbs(vm, b->integer))) {
            return pd_vm_out_of_fuel(vm);
        }
        Answer answer = pd_int_divmod(heap, a->integer, b->integer, &parts[0], &parts[1]);
        if (answer != ANSWER_YES) {
            return pd_vm_answer_failed(vm, answer, a->integer);
        }
        return pd_data_give(vm, pd_tuple_new(heap, parts, 2), out);
    }
    Num x = *a;
    Num y = *b;
    LeafResult r = pd_num_to_double(vm, &x);
    if (r == LEAF_OK) {
        r = pd_num_to_double(vm, &y);
    }
    if (r != LEAF_OK) {
        return r;
    }
    if (y.real == 0) {
        return pd_vm_raise(vm, EXC_ZERO_DIVISION_ERROR, "float divmod()");
    }
    double quotient;
    double remainder;
    pd_num_float_divmod(x.real, y.real, &quotient, &remainder);
    parts[0] = pd_from_float(quotient);
    parts[1] = pd_from_float(remainder);
    return pd_data_give(vm, pd_tuple_new(heap, parts, 2), out);
}
