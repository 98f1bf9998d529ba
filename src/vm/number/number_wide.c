/*
 * Arithmetic of ints that are one machine word, or nearly: what random generators, hashes and
 * counters of nanoseconds are made of. Operands of at most 64 bits and a sign are computed as 128
 * bits, without the steps that numbers of any length need. Answers exactly what number_ops.c
 * answers, and charges the same; whatever is not so simple is left to it.
 */
#include "vm/leaf.h"

static bool widen(const Heap *heap, Value v, Int128 *out)
{
    if (pd_is_int(v)) {
        *out = pd_int_of(v);
        return true;
    }
    if (!pd_is_kind(heap, v, KIND_INT)) {
        return false;
    }
    const BigInt *b = PD_AS(BigInt, heap, v);
    if (b->limb_count != 1) {
        return false;
    }
    Int128 magnitude = b->limbs[0];
    *out = (b->h.flags & BIGINT_NEGATIVE) != 0 ? -magnitude : magnitude;
    return true;
}

static bool narrow(Heap *heap, Int128 wide, Value *out)
{
    if (wide >= VALUE_INT_MIN && wide <= VALUE_INT_MAX) {
        *out = pd_from_int((int64_t)wide);
        return true;
    }
    bool negative = wide < 0;
    Int128 magnitude = negative ? -wide : wide;
    if (magnitude > UINT64_MAX) {
        return false;
    }
    BigInt *b = pd_heap_alloc(heap, sizeof(BigInt) + sizeof(uint64_t), KIND_INT, 0);
    if (b == NULL) {
        return false;
    }
    b->h.flags = negative ? BIGINT_NEGATIVE : 0;
    b->limb_count = 1;
    b->unused = 0;
    b->limbs[0] = (uint64_t)magnitude;
    *out = pd_value_to(heap, b);
    return true;
}

/* Rounds down, as the language does. */
static Int128 floor_divide(Int128 a, Int128 b)
{
    Int128 quotient = a / b;
    return quotient * b != a && (a < 0) != (b < 0) ? quotient - 1 : quotient;
}

bool pd_vm_binary_wide(Vm *vm, BinaryOp op, Value a, Value b, Value *out)
{
    Heap *heap = &vm->heap;
    Int128 x;
    Int128 y;
    if (!widen(heap, a, &x) || !widen(heap, b, &y)) {
        return false;
    }
    switch (op) {
    case BINARY_ADD: return narrow(heap, x + y, out);
    case BINARY_SUB: return narrow(heap, x - y, out);
    case BINARY_MUL: return !__builtin_mul_overflow(x, y, &x) && narrow(heap, x, out);
    case BINARY_FLOORDIV: return y != 0 && narrow(heap, floor_divide(x, y), out);
    case BINARY_MOD: return y != 0 && narrow(heap, x - floor_divide(x, y) * y, out);
    case BINARY_AND: return narrow(heap, x & y, out);
    case BINARY_OR: return narrow(heap, x | y, out);
    case BINARY_XOR: return narrow(heap, x ^ y, out);
    default: return false;
    }
}
