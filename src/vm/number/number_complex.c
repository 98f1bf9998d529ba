/*
 * Arithmetic of complex numbers: + - * /. Powers are in number_power.c.
 */
#include "vm/number/number_in.h"

#include <math.h>

static ALWAYS_INLINE LeafResult give(Vm *vm, double real, double imag, Value *out)
{
    Complex *c = pd_heap_alloc(&vm->heap, sizeof *c, KIND_COMPLEX, 0);
    if (c == NULL) {
        return LEAF_MEMORY;
    }
    c->real = pd_double_canonical(real);
    c->imag = pd_double_canonical(imag);
    *out = pd_value_to(&vm->heap, c);
    return LEAF_OK;
}

LeafResult pd_num_give_complex(Vm *vm, double real, double imag, Value *out)
{
    return give(vm, real, imag, out);
}

/* _Py_c_quot: scales by the larger part of the divisor. */
static LeafResult complex_divide(Vm *vm, const Num *a, const Num *b, Value *out)
{
    double abs_real = fabs(b->real);
    double abs_imag = fabs(b->imag);
    if (abs_real >= abs_imag) {
        if (abs_real == 0) {
            return pd_vm_raise(vm, EXC_ZERO_DIVISION_ERROR, "complex division by zero");
        }
        double ratio = b->imag / b->real;
        double divisor = b->real + b->imag * ratio;
        return give(vm, (a->real + a->imag * ratio) / divisor,
                    (a->imag - a->real * ratio) / divisor, out);
    }
    if (abs_imag >= abs_real) {
        double ratio = b->real / b->imag;
        double divisor = b->real * ratio + b->imag;
        return give(vm, (a->real * ratio + a->imag) / divisor,
                    (a->imag * ratio - a->real) / divisor, out);
    }
    return give(vm, NAN, NAN, out);
}

/* LEAF_END: another operator. */
static ALWAYS_INLINE LeafResult quick(Vm *vm, BinaryOp op, const Num *a, const Num *b, Value *out)
{
    switch (op) {
    case BINARY_ADD: return give(vm, a->real + b->real, a->imag + b->imag, out);
    case BINARY_SUB: return give(vm, a->real - b->real, a->imag - b->imag, out);
    case BINARY_MUL:
        return give(vm, a->real * b->real - a->imag * b->imag,
                    a->real * b->imag + a->imag * b->real, out);
    default: return LEAF_END;
    }
}

LeafResult pd_num_complex_binary(Vm *vm, BinaryOp op, const Num *a, const Num *b, Value *out)
{
    switch (op) {
    case BINARY_TRUEDIV: return complex_divide(vm, a, b, out);
    case BINARY_POW: return pd_num_complex_power(vm, a, b, out);
    default: break;
    }
    LeafResult r = quick(vm, op, a, b, out);
    if (r == LEAF_END) {
        *out = VALUE_NOT_IMPLEMENTED;
        return LEAF_OK;
    }
    return r;
}

static ALWAYS_INLINE bool parts_of(const Heap *heap, Value v, Num *out)
{
    if (pd_is_kind(heap, v, KIND_COMPLEX)) {
        const Complex *c = PD_AS(const Complex, heap, v);
        out->real = c->real;
        out->imag = c->imag;
        return true;
    }
    out->imag = 0;
    out->real = pd_is_float(v) ? pd_float_of(v) : 0;
    return pd_is_float(v);
}

LeafResult pd_num_complex_quick(Vm *vm, BinaryOp op, Value a, Value b, Value *out)
{
    Num x;
    Num y;
    if (!parts_of(&vm->heap, a, &x) || !parts_of(&vm->heap, b, &y)) {
        return LEAF_END;
    }
    return quick(vm, op, &x, &y, out);
}
