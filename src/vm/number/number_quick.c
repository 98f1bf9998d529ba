/*
 * Arithmetic of ints that are one machine word, or nearly: what random generators, hashes and
 * counters of nanoseconds are made of. Operands of at most 64 bits and a sign are computed as 128
 * bits, without the steps that numbers of any length need. Answers exactly what number_ops.c
 * answers, and charges the same; whatever is not so simple is left to it.
 */
#include "vm/leaf.h"

/* v as an object of one limb, or NULL. */
static ALWAYS_INLINE const BigInt *one_limb(const Heap *heap, Value v)
{
    const BigInt *b = pd_is_kind(heap, v, KIND_INT) ? PD_AS(BigInt, heap, v) : NULL;
    return b != NULL && b->limb_count == 1 ? b : NULL;
}

static inline bool widen(const Heap *heap, Value v, Int128 *out)
{
    if (pd_is_int(v)) {
        *out = pd_int_of(v);
        return true;
    }
    const BigInt *b = one_limb(heap, v);
    if (b == NULL) {
        return false;
    }
    Int128 magnitude = b->limbs[0];
    *out = (b->h.flags & BIGINT_NEGATIVE) != 0 ? -magnitude : magnitude;
    return true;
}

static inline bool give(Heap *heap, bool negative, uint64_t magnitude, Value *out)
{
    BigInt *b = pd_heap_alloc(heap, sizeof(BigInt) + sizeof(uint64_t), KIND_INT, 0);
    if (b == NULL) {
        return false;
    }
    b->h.flags = negative ? BIGINT_NEGATIVE : 0;
    b->limb_count = 1;
    b->unused = 0;
    b->limbs[0] = magnitude;
    *out = pd_value_to(heap, b);
    return true;
}

static inline bool give_word(Heap *heap, int64_t word, Value *out)
{
    if (pd_int_fits(word)) {
        *out = pd_from_int(word);
        return true;
    }
    return give(heap, word < 0, word < 0 ? -(uint64_t)word : (uint64_t)word, out);
}

static bool give_wide(Heap *heap, Int128 wide, Value *out)
{
    if (wide >= VALUE_INT_MIN && wide <= VALUE_INT_MAX) {
        *out = pd_from_int((int64_t)wide);
        return true;
    }
    Int128 magnitude = wide < 0 ? -wide : wide;
    return magnitude <= UINT64_MAX && give(heap, wide < 0, (uint64_t)magnitude, out);
}

/* Rounds down, as the language does. */
static Int128 floor_divide(Int128 a, Int128 b)
{
    Int128 quotient = a / b;
    return quotient * b != a && (a < 0) != (b < 0) ? quotient - 1 : quotient;
}

/* v as 63 bits and a sign. */
static ALWAYS_INLINE bool word_of(const Heap *heap, Value v, int64_t *out)
{
    if (pd_is_int(v)) {
        *out = pd_int_of(v);
        return true;
    }
    const BigInt *b = one_limb(heap, v);
    if (b == NULL || b->limbs[0] > INT64_MAX) {
        return false;
    }
    int64_t magnitude = (int64_t)b->limbs[0];
    *out = (b->h.flags & BIGINT_NEGATIVE) != 0 ? -magnitude : magnitude;
    return true;
}

/* What such operands give, if that is one too. */
static ALWAYS_INLINE bool in_words(BinaryOp op, int64_t x, int64_t y, int64_t *out)
{
    switch (op) {
    case BINARY_ADD: return !__builtin_add_overflow(x, y, out);
    case BINARY_SUB: return !__builtin_sub_overflow(x, y, out);
    case BINARY_MUL: return !__builtin_mul_overflow(x, y, out);
    case BINARY_AND: *out = x & y; return true;
    case BINARY_OR: *out = x | y; return true;
    case BINARY_XOR: *out = x ^ y; return true;
    case BINARY_MOD:
        if (y <= 0) {
            return false;
        }
        *out = x % y + (x % y < 0 ? y : 0);
        return true;
    default: return false;
    }
}

bool pd_vm_binary_wide(Vm *vm, BinaryOp op, Value a, Value b, Value *out)
{
    Heap *heap = &vm->heap;
    int64_t i = 0;
    int64_t j = 0;
    int64_t word = 0;
    if (LIKELY(word_of(heap, a, &i) && word_of(heap, b, &j)) && in_words(op, i, j, &word)) {
        return give_word(heap, word, out);
    }
    Int128 x;
    Int128 y;
    if (!widen(heap, a, &x) || !widen(heap, b, &y)) {
        return false;
    }
    switch (op) {
    case BINARY_ADD: return give_wide(heap, x + y, out);
    case BINARY_SUB: return give_wide(heap, x - y, out);
    case BINARY_MUL: return !__builtin_mul_overflow(x, y, &x) && give_wide(heap, x, out);
    case BINARY_FLOORDIV: return y != 0 && give_wide(heap, floor_divide(x, y), out);
    case BINARY_MOD: return y != 0 && give_wide(heap, x - floor_divide(x, y) * y, out);
    case BINARY_AND: return give_wide(heap, x & y, out);
    case BINARY_OR: return give_wide(heap, x | y, out);
    case BINARY_XOR: return give_wide(heap, x ^ y, out);
    default: return false;
    }
}
