/*
 * Operators on numbers, by the shortest way: ints of at most 127 bits are computed as one or two
 * machine words, floats as such. What loops, hashes, random generators and counters of nanoseconds
 * do is done here, without the steps that numbers of any length and type need. Answers exactly what
 * number_ops.c answers, and charges the same; whatever is not so simple is left to it.
 */
#include "vm/number/number_in.h"

/* ---- ints ---- */

/* v as an object of one or two limbs, or NULL. */
static ALWAYS_INLINE const BigInt *few_limbs(const Heap *heap, Value v)
{
    const BigInt *b = pd_is_kind(heap, v, KIND_INT) ? PD_AS(BigInt, heap, v) : NULL;
    return b != NULL && b->limb_count <= 2 ? b : NULL;
}

/* An int of at most 127 bits and a sign. */
static inline bool widen(const Heap *heap, Value v, Int128 *out)
{
    if (pd_is_int(v)) {
        *out = pd_int_of(v);
        return true;
    }
    const BigInt *b = few_limbs(heap, v);
    if (b == NULL) {
        return false;
    }
    Uint128 magnitude = b->limbs[0];
    if (b->limb_count == 2) {
        magnitude |= (Uint128)b->limbs[1] << 64;
    }
    if ((uint64_t)(magnitude >> 64) > INT64_MAX) {
        return false;
    }
    *out = (b->h.flags & BIGINT_NEGATIVE) != 0 ? -(Int128)magnitude : (Int128)magnitude;
    return true;
}

static inline bool give(Heap *heap, bool negative, Uint128 magnitude, Value *out)
{
    const uint32_t count = (uint64_t)(magnitude >> 64) != 0 ? 2 : 1;
    BigInt *b = pd_heap_alloc(heap, sizeof(BigInt) + count * sizeof(uint64_t), KIND_INT, 0);
    if (b == NULL) {
        return false;
    }
    b->h.flags = negative ? BIGINT_NEGATIVE : 0;
    b->limb_count = count;
    b->unused = 0;
    b->limbs[0] = (uint64_t)magnitude;
    if (count == 2) {
        b->limbs[1] = (uint64_t)(magnitude >> 64);
    }
    *out = pd_value_to(heap, b);
    return true;
}

static inline bool give_word(Heap *heap, int64_t word, Value *out)
{
    if (pd_int_fits(word)) {
        *out = pd_from_int(word);
        return true;
    }
    return give(heap, word < 0, word < 0 ? 0 - (uint64_t)word : (uint64_t)word, out);
}

static bool give_wide(Heap *heap, Int128 wide, Value *out)
{
    if (wide >= VALUE_INT_MIN && wide <= VALUE_INT_MAX) {
        *out = pd_from_int((int64_t)wide);
        return true;
    }
    return give(heap, wide < 0, wide < 0 ? -(Uint128)wide : (Uint128)wide, out);
}

/* v as 63 bits and a sign. */
static ALWAYS_INLINE bool word_of(const Heap *heap, Value v, int64_t *out)
{
    if (pd_is_int(v)) {
        *out = pd_int_of(v);
        return true;
    }
    const BigInt *b = few_limbs(heap, v);
    if (b == NULL || b->limb_count != 1 || b->limbs[0] > INT64_MAX) {
        return false;
    }
    int64_t magnitude = (int64_t)b->limbs[0];
    *out = (b->h.flags & BIGINT_NEGATIVE) != 0 ? -magnitude : magnitude;
    return true;
}

/* Powers by squaring, where none of the numbers on the way is too large for a word. */
static bool power_in_words(int64_t base, int64_t exponent, int64_t *out)
{
    if (exponent < 0) {
        return false;
    }
    int64_t power = 1;
    for (;;) {
        if ((exponent & 1) != 0 && __builtin_mul_overflow(power, base, &power)) {
            return false;
        }
        exponent >>= 1;
        if (exponent == 0) {
            *out = power;
            return true;
        }
        if (__builtin_mul_overflow(base, base, &base)) {
            return false;
        }
    }
}

/* What such operands give, if that is one too. Division rounds down, as the language does. */
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
    case BINARY_FLOORDIV:
        if (y <= 0) {
            return false;
        }
        *out = x / y - (x % y < 0);
        return true;
    case BINARY_POW: return power_in_words(x, y, out);
    default: return false;
    }
}

/* Rounds down. */
static Int128 floor_divide(Int128 a, Int128 b)
{
    Int128 quotient = a / b;
    return quotient * b != a && (a < 0) != (b < 0) ? quotient - 1 : quotient;
}

/* What that leaves; the product of quotient and divisor may be too wide. */
static Int128 floor_modulo(Int128 a, Int128 b)
{
    Int128 rest = a % b;
    return rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest;
}

static bool shift_left(Int128 x, Int128 bits, Int128 *out)
{
    const Uint128 magnitude = x < 0 ? -(Uint128)x : (Uint128)x;
    if (bits < 0 || bits >= 127 || magnitude >> (127 - bits) != 0) {
        return false;
    }
    *out = (Int128)((Uint128)x << bits);
    return true;
}

/* The same of two words. */
static bool in_wide(BinaryOp op, Int128 x, Int128 y, Int128 *out)
{
    switch (op) {
    case BINARY_ADD: return !__builtin_add_overflow(x, y, out);
    case BINARY_SUB: return !__builtin_sub_overflow(x, y, out);
    case BINARY_MUL: return !__builtin_mul_overflow(x, y, out);
    case BINARY_AND: *out = x & y; return true;
    case BINARY_OR: *out = x | y; return true;
    case BINARY_XOR: *out = x ^ y; return true;
    case BINARY_LSHIFT: return shift_left(x, y, out);
    case BINARY_RSHIFT:
        if (y < 0) {
            return false;
        }
        *out = x >> (y > 127 ? 127 : y);
        return true;
    case BINARY_FLOORDIV:
    case BINARY_MOD:
        if (y == 0) {
            return false;
        }
        *out = op == BINARY_MOD ? floor_modulo(x, y) : floor_divide(x, y);
        return true;
    default: return false;
    }
}

static LeafResult of_ints(Vm *vm, BinaryOp op, Value a, Value b, Value *out)
{
    enum { WIDE_BITS = 128 };
    Heap *heap = &vm->heap;
    Int128 x;
    Int128 y;
    Int128 wide;
    if (LIKELY(vm->limits.int_bits >= WIDE_BITS) && widen(heap, a, &x) && widen(heap, b, &y) &&
        in_wide(op, x, y, &wide)) {
        return give_wide(heap, wide, out) ? LEAF_OK : LEAF_MEMORY;
    }
    return op == BINARY_MATMUL ? LEAF_END : pd_num_int_binary(vm, op, a, b, out);
}

/* ---- all ---- */

static ALWAYS_INLINE bool double_of(Value v, double *out)
{
    if (pd_is_float(v)) {
        *out = pd_float_of(v);
        return true;
    }
    *out = pd_is_int(v) ? (double)pd_int_of(v) : pd_is(v, VALUE_TRUE);
    return pd_is_int(v) || pd_is_bool(v);
}

/* A bool as the int that it is. */
static ALWAYS_INLINE Value plain(Value v)
{
    return pd_is_bool(v) ? pd_from_int(pd_is(v, VALUE_TRUE)) : v;
}

/* Apart, so that operators on words need few registers. */
static NEVER_INLINE LeafResult of_any(Vm *vm, BinaryOp op, Value a, Value b, Value *out)
{
    const Heap *heap = &vm->heap;
    if (pd_is_integer(heap, a) && pd_is_integer(heap, b)) {
        return of_ints(vm, op, a, b, out);
    }
    double x;
    double y;
    if ((pd_is_float(a) || pd_is_float(b)) && double_of(a, &x) && double_of(b, &y)) {
        return op >= BINARY_MATMUL ? LEAF_END : pd_num_float_binary(vm, op, x, y, out);
    }
    if (pd_is_kind(heap, a, KIND_COMPLEX) || pd_is_kind(heap, b, KIND_COMPLEX)) {
        return pd_num_complex_quick(vm, op, a, b, out);
    }
    if (op < BINARY_MATMUL && (pd_is_bool(a) || pd_is_bool(b))) {
        a = plain(a);
        b = plain(b);
        return pd_is_integer(heap, a) && pd_is_integer(heap, b) ? of_ints(vm, op, a, b, out)
                                                                : LEAF_END;
    }
    return LEAF_END;
}

LeafResult pd_vm_binary_numbers(Vm *vm, BinaryOp op, Value a, Value b, Value *out)
{
    Heap *heap = &vm->heap;
    int64_t i = 0;
    int64_t j = 0;
    int64_t word = 0;
    if (LIKELY(word_of(heap, a, &i) && word_of(heap, b, &j)) && in_words(op, i, j, &word)) {
        return give_word(heap, word, out) ? LEAF_OK : LEAF_MEMORY;
    }
    return of_any(vm, op, a, b, out);
}

/* ---- comparing ---- */

static bool double_order_holds(CompareOp op, double x, double y)
{
    switch (op) {
    case COMPARE_EQ: return x == y;
    case COMPARE_NE: return x != y;
    case COMPARE_LT: return x < y;
    case COMPARE_LE: return x <= y;
    case COMPARE_GT: return x > y;
    default: return x >= y;
    }
}

bool pd_vm_compare_numbers(const Heap *heap, CompareOp op, Value a, Value b, Value *out)
{
    double x;
    double y;
    if (double_of(a, &x) && double_of(b, &y)) { /* doubles hold small ints */
        *out = pd_from_bool(double_order_holds(op, x, y));
        return true;
    }
    if (!pd_is_integer(heap, a) || !pd_is_integer(heap, b)) {
        return false;
    }
    *out = pd_from_bool(pd_data_order_holds(op, pd_int_compare(heap, a, b)));
    return true;
}
