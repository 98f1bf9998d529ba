/*
 * The module math: exact functions of ints, and those of many numbers.
 *
 * fsum, hypot and dist add in MPFR at a precision that loses nothing, and round once. Products of
 * many ints are halved again and again, so that multiplications are of like sizes.
 */
#include "vm/number/exact.h"
#include "vm/number/math_in.h"

#include <math.h>

/* The leaf again with all of its arguments converted by a function of the library. */
static LeafResult again(Vm *vm, LibId how, LeafFn *fn, const Value *args, uint32_t count)
{
    while (count > 0 && pd_is_unbound(args[count - 1])) {
        count--;
    }
    Tuple *tuple = pd_tuple_new(&vm->heap, args, count);
    if (tuple == NULL) {
        return LEAF_MEMORY;
    }
    return pd_vm_tail_call(vm, how, 2, pd_data_leaf(vm, fn), pd_value_to(&vm->heap, tuple));
}

/* ---- gcd, lcm, isqrt ---- */

static LeafResult integer(Vm *vm, Value v, Value *out)
{
    if (pd_data_int(vm, v, out)) {
        return LEAF_OK;
    }
    return pd_vm_raise_type(vm, "'%s' object cannot be interpreted as an integer", v);
}

/* Whether some of the values has to be made an int by program code first. */
static bool need_index(Vm *vm, const Value *args, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        if (!pd_is_unbound(args[i]) && pd_data_needs_index(vm, args[i])) {
            return true;
        }
    }
    return false;
}

/* a = lcm(a, b); both are at least 0. */
static Answer lcm_step(Vm *vm, Value *a, Value b)
{
    Heap *heap = &vm->heap;
    Value common;
    if (pd_is(*a, pd_from_int(0)) || pd_is(b, pd_from_int(0))) {
        *a = pd_from_int(0);
        return ANSWER_YES;
    }
    Answer answer = pd_int_gcd(heap, *a, b, &common);
    answer = answer == ANSWER_YES ? pd_int_divmod(heap, *a, common, a, NULL) : answer;
    return answer == ANSWER_YES ? pd_int_mul(heap, *a, b, vm->limits.int_bits, a) : answer;
}

static LeafResult combine(Vm *vm, LeafFn *self, bool lcm, const Value *args, Value *result)
{
    const Tuple *given = PD_AS(const Tuple, &vm->heap, args[0]);
    if (need_index(vm, given->items, given->length)) {
        return again(vm, LIB_with_ints, self, given->items, given->length);
    }
    Value sofar = pd_from_int(lcm);
    for (uint32_t i = 0; i < given->length; i++) {
        Value v;
        LeafResult r = integer(vm, given->items[i], &v);
        if (r != LEAF_OK) {
            return r;
        }
        uint64_t limbs = pd_num_limbs(vm, sofar) + pd_num_limbs(vm, v);
        if (limbs > 16 && !pd_vm_charge_big(vm, limbs / 4 + limbs / 64 * (limbs / 64))) {
            return pd_vm_out_of_fuel(vm);
        }
        Answer answer = ANSWER_YES;
        if (pd_int_sign(&vm->heap, v) < 0) {
            answer = pd_int_neg(&vm->heap, v, &v);
        }
        if (answer == ANSWER_YES) {
            answer = lcm ? lcm_step(vm, &sofar, v) : pd_int_gcd(&vm->heap, sofar, v, &sofar);
        }
        if (answer != ANSWER_YES) {
            return pd_vm_answer_failed(vm, answer, v);
        }
    }
    *result = sofar;
    return LEAF_OK;
}

static LeafResult math_gcd(Vm *vm, const Value *args, Value *result)
{
    return combine(vm, math_gcd, false, args, result);
}

static LeafResult math_lcm(Vm *vm, const Value *args, Value *result)
{
    return combine(vm, math_lcm, true, args, result);
}

static LeafResult math_isqrt(Vm *vm, const Value *args, Value *result)
{
    Value n;
    if (need_index(vm, args, 1)) {
        return again(vm, LIB_with_ints, math_isqrt, args, 1);
    }
    LeafResult r = integer(vm, args[0], &n);
    if (r != LEAF_OK) {
        return r;
    }
    if (pd_int_sign(&vm->heap, n) < 0) {
        return pd_vm_raise(vm, EXC_VALUE_ERROR, "isqrt() argument must be nonnegative");
    }
    uint64_t limbs = pd_num_limbs(vm, n);
    if (limbs > 16 && !pd_vm_charge_big(vm, limbs + limbs / 64 * (limbs / 64))) {
        return pd_vm_out_of_fuel(vm);
    }
    return pd_data_answer(vm, pd_int_isqrt(&vm->heap, n, result), n);
}

/* ---- factorial, perm, comb ---- */

/* The product n * (n - 1) * ... of the factors n - from up to n - (to - 1). */
typedef struct Falling {
    Value n;
    uint64_t from, to;
} Falling;

enum { PRODUCT_DEPTH_MAX = 64, PRODUCT_RUN = 8 };

static Answer product_run(Vm *vm, Falling f, Value *out)
{
    Value sofar = pd_from_int(1);
    for (uint64_t i = f.from; i < f.to; i++) {
        Value factor;
        Answer answer = pd_int_from_u64(&vm->heap, i, &factor);
        answer = answer == ANSWER_YES ? pd_int_sub(&vm->heap, f.n, factor, &factor) : answer;
        answer = answer == ANSWER_YES
                     ? pd_int_mul(&vm->heap, sofar, factor, vm->limits.int_bits, &sofar)
                     : answer;
        if (answer != ANSWER_YES) {
            return answer;
        }
    }
    *out = sofar;
    return ANSWER_YES;
}

/* depth is bounded by the bits of to - from. */
static Answer product(Vm *vm, Falling f, uint32_t depth, Value *out)
{
    pd_assert(depth <= PRODUCT_DEPTH_MAX);
    if (f.to - f.from <= PRODUCT_RUN) {
        return product_run(vm, f, out);
    }
    uint64_t middle = f.from + (f.to - f.from) / 2;
    Value left;
    Value right;
    Answer answer = product(vm, (Falling){f.n, f.from, middle}, depth + 1, &left);
    answer = answer == ANSWER_YES ? product(vm, (Falling){f.n, middle, f.to}, depth + 1, &right)
                                  : answer;
    return answer == ANSWER_YES ? pd_int_mul(&vm->heap, left, right, vm->limits.int_bits, out)
                                : answer;
}

/* n * (n - 1) * ... with count factors, at the price of its size. */
static LeafResult falling(Vm *vm, Value n, uint64_t count, Value *out)
{
    uint64_t bits = pd_int_bit_length(&vm->heap, n);
    /* Half of the factors are at least n / 2. */
    if (bits > 2 && count / 2 > vm->limits.int_bits / (bits - 2)) {
        return pd_vm_answer_failed(vm, ANSWER_LIMIT, n);
    }
    uint64_t limbs = bits * count / 64;
    if (limbs > 16 && !pd_vm_charge_big(vm, count + limbs / 4 + limbs / 1024 * (limbs / 1024))) {
        return pd_vm_out_of_fuel(vm);
    }
    return pd_data_answer(vm, product(vm, (Falling){n, 0, count}, 0, out), n);
}

static LeafResult math_factorial(Vm *vm, const Value *args, Value *result)
{
    Value n;
    int64_t count;
    if (need_index(vm, args, 1)) {
        return again(vm, LIB_with_ints, math_factorial, args, 1);
    }
    LeafResult r = integer(vm, args[0], &n);
    if (r != LEAF_OK) {
        return r;
    }
    if (pd_int_sign(&vm->heap, n) < 0) {
        return pd_vm_raise(vm, EXC_VALUE_ERROR, "factorial() not defined for negative values");
    }
    if (!pd_int_to_i64(&vm->heap, n, &count)) {
        return pd_vm_raise(vm, EXC_OVERFLOW_ERROR, "factorial() argument should not exceed %lld",
                           (long long)INT64_MAX);
    }
    return falling(vm, n, (uint64_t)count, result);
}

/* n and k of perm and comb: both at least 0. */
static LeafResult choices(Vm *vm, const Value *args, Value out[2])
{
    for (int i = 0; i < 2; i++) {
        LeafResult r = integer(vm, args[i], &out[i]);
        if (r != LEAF_OK) {
            return r;
        }
    }
    for (int i = 0; i < 2; i++) {
        if (pd_int_sign(&vm->heap, out[i]) < 0) {
            return pd_vm_raise(vm, EXC_VALUE_ERROR, "%s must be a non-negative integer",
                               i == 0 ? "n" : "k");
        }
    }
    return LEAF_OK;
}

static LeafResult math_perm(Vm *vm, const Value *args, Value *result)
{
    Value v[2];
    int64_t k;
    if (need_index(vm, args, 2)) {
        return again(vm, LIB_with_ints, math_perm, args, 2);
    }
    if (pd_is_unbound(args[1]) || pd_is_none(args[1])) {
        return math_factorial(vm, args, result);
    }
    LeafResult r = choices(vm, args, v);
    if (r != LEAF_OK) {
        return r;
    }
    if (pd_int_compare(&vm->heap, v[0], v[1]) < 0) {
        *result = pd_from_int(0);
        return LEAF_OK;
    }
    if (!pd_int_to_i64(&vm->heap, v[1], &k)) {
        return pd_vm_raise(vm, EXC_OVERFLOW_ERROR, "k must not exceed %lld", (long long)INT64_MAX);
    }
    return falling(vm, v[0], (uint64_t)k, result);
}

static LeafResult math_comb(Vm *vm, const Value *args, Value *result)
{
    Heap *heap = &vm->heap;
    Value v[2];
    Value rest;
    int64_t k;
    if (need_index(vm, args, 2)) {
        return again(vm, LIB_with_ints, math_comb, args, 2);
    }
    LeafResult r = choices(vm, args, v);
    if (r != LEAF_OK) {
        return r;
    }
    if (pd_int_sub(heap, v[0], v[1], &rest) != ANSWER_YES) {
        return LEAF_MEMORY;
    }
    if (pd_int_sign(heap, rest) < 0) {
        *result = pd_from_int(0);
        return LEAF_OK;
    }
    Value least = pd_int_compare(heap, rest, v[1]) < 0 ? rest : v[1];
    if (!pd_int_to_i64(heap, least, &k)) {
        return pd_vm_raise(vm, EXC_OVERFLOW_ERROR, "min(n - k, k) must not exceed %lld",
                           (long long)INT64_MAX);
    }
    Value upper;
    Value lower;
    r = falling(vm, v[0], (uint64_t)k, &upper);
    r = r == LEAF_OK ? falling(vm, least, (uint64_t)k, &lower) : r;
    return r == LEAF_OK ? pd_data_answer(vm, pd_int_divmod(heap, upper, lower, result, NULL), upper)
                        : r;
}

/* ---- sums ---- */

/* More bits than lie between the largest sum of 2**32 doubles or squares and the smallest part of
 * one, so additions are exact. */
enum { SUM_BITS = 2240, SQUARES_BITS = 4400 };

typedef struct Special {
    double infinity; /* the sum of the infinite ones; NaN when they disagree */
    bool nan;
} Special;

/* Whether the exact sum rounds to an infinity. */
static bool too_large(mpfr_srcptr sum)
{
    enum { DOUBLE_EXPONENT_MAX = 1024 };
    return mpfr_regular_p(sum) && mpfr_get_exp(sum) >= DOUBLE_EXPONENT_MAX &&
           isinf(pd_exact_wide(mpfr_set, sum));
}

static LeafResult sum_items(Vm *vm, const Items *items, mpfr_ptr sum, Special *special)
{
    for (uint32_t i = 0; i < items->length; i++) {
        double x = 0;
        LeafResult r = pd_math_doubles(vm, &items->items[i], 1, &x);
        if (r != LEAF_OK) {
            return r;
        }
        special->nan = special->nan || isnan(x);
        if (isinf(x)) {
            special->infinity += x;
        } else if (!isnan(x)) {
            (void)mpfr_add_d(sum, sum, x, MPFR_RNDN);
            if (too_large(sum)) {
                return pd_vm_raise(vm, EXC_OVERFLOW_ERROR, "intermediate overflow in fsum");
            }
        }
    }
    return LEAF_OK;
}

static LeafResult math_fsum(Vm *vm, const Value *args, Value *result)
{
    Items items = {0};
    if (!pd_items_of(&vm->heap, args[0], &items)) {
        return again(vm, LIB_with_lists, math_fsum, args, 1);
    }
    pd_vm_charge(vm, items.length);
    MPFR_DECL_INIT(sum, SUM_BITS);
    mpfr_set_zero(sum, 1);
    Special special = {0, false};
    LeafResult r = sum_items(vm, &items, sum, &special);
    if (r == LEAF_END) {
        return again(vm, LIB_with_float_lists, math_fsum, args, 1);
    }
    if (r != LEAF_OK) {
        return r;
    }
    if (isnan(special.infinity)) {
        return pd_vm_raise(vm, EXC_VALUE_ERROR, "-inf + inf in fsum");
    }
    if (special.nan || special.infinity != 0) {
        return pd_num_give_float(special.nan ? NAN : special.infinity, result);
    }
    return pd_num_give_float(pd_exact_wide(mpfr_set, sum), result);
}

/* Adds x * x or, when b is not NULL, (x - b) ** 2. */
static void add_square(mpfr_ptr sum, double x, const double *b)
{
    enum { DIFFERENCE_BITS = 2110 };
    MPFR_DECL_INIT(d, DIFFERENCE_BITS);
    MPFR_DECL_INIT(square, SQUARES_BITS);
    (void)mpfr_set_d(d, x, MPFR_RNDN);
    if (b != NULL) {
        (void)mpfr_sub_d(d, d, *b, MPFR_RNDN);
    }
    (void)mpfr_sqr(square, d, MPFR_RNDN);
    (void)mpfr_add(sum, sum, square, MPFR_RNDN);
}

static LeafResult give_root(mpfr_ptr sum, const Special *special, Value *result)
{
    if (special->infinity != 0 || special->nan) {
        return pd_num_give_float(special->infinity != 0 ? INFINITY : NAN, result);
    }
    return pd_num_give_float(pd_exact_wide(mpfr_sqrt, sum), result);
}

static LeafResult math_hypot(Vm *vm, const Value *args, Value *result)
{
    const Tuple *given = PD_AS(const Tuple, &vm->heap, args[0]);
    pd_vm_charge(vm, MATH_FUEL + given->length);
    if (given->length == 2 && pd_is_float(given->items[0]) && pd_is_float(given->items[1])) {
        double x = pd_float_of(given->items[0]);
        double y = pd_float_of(given->items[1]);
        if (isfinite(x) && isfinite(y)) {
            return pd_num_give_float(pd_exact_hypot(x, y), result);
        }
    }
    MPFR_DECL_INIT(sum, SQUARES_BITS);
    mpfr_set_zero(sum, 1);
    Special special = {0, false};
    for (uint32_t i = 0; i < given->length; i++) {
        double x = 0;
        LeafResult r = pd_math_doubles(vm, &given->items[i], 1, &x);
        if (r != LEAF_OK) {
            return r == LEAF_END ? pd_math_again(vm, math_hypot, given->items, given->length) : r;
        }
        special.nan = special.nan || isnan(x);
        special.infinity = isinf(x) ? INFINITY : special.infinity;
        if (isfinite(x)) {
            add_square(sum, x, NULL);
        }
    }
    return give_root(sum, &special, result);
}

static LeafResult math_dist(Vm *vm, const Value *args, Value *result)
{
    Items p;
    Items q;
    if (!pd_items_of(&vm->heap, args[0], &p) || !pd_items_of(&vm->heap, args[1], &q)) {
        return again(vm, LIB_with_lists, math_dist, args, 2);
    }
    if (p.length != q.length) {
        return pd_vm_raise(vm, EXC_VALUE_ERROR,
                           "both points must have the same number of dimensions");
    }
    MPFR_DECL_INIT(sum, SQUARES_BITS);
    mpfr_set_zero(sum, 1);
    Special special = {0, false};
    pd_vm_charge(vm, MATH_FUEL + p.length);
    for (uint32_t i = 0; i < p.length; i++) {
        double x[2] = {0, 0};
        LeafResult r = pd_math_doubles(vm, &p.items[i], 1, &x[0]);
        r = r == LEAF_OK ? pd_math_doubles(vm, &q.items[i], 1, &x[1]) : r;
        if (r != LEAF_OK) {
            return r == LEAF_END ? again(vm, LIB_with_float_lists, math_dist, args, 2) : r;
        }
        double apart = x[0] - x[1];
        special.nan = special.nan || isnan(apart);
        bool infinite = isinf(x[0]) || isinf(x[1]);
        special.infinity = infinite && !isnan(apart) ? INFINITY : special.infinity;
        if (isfinite(x[0]) && isfinite(x[1])) {
            add_square(sum, x[0], &x[1]);
        }
    }
    return give_root(sum, &special, result);
}

static const LeafDef defs[] = {
    {"gcd", "*integers", math_gcd, LEAF_FUNCTION},
    {"lcm", "*integers", math_lcm, LEAF_FUNCTION},
    {"isqrt", "n, /", math_isqrt, LEAF_FUNCTION},
    {"factorial", "n, /", math_factorial, LEAF_FUNCTION},
    {"perm", "n, k=, /", math_perm, LEAF_FUNCTION},
    {"comb", "n, k, /", math_comb, LEAF_FUNCTION},
    {"fsum", "seq, /", math_fsum, LEAF_FUNCTION},
    {"hypot", "*coordinates", math_hypot, LEAF_FUNCTION},
    {"dist", "p, q, /", math_dist, LEAF_FUNCTION},
};

const LeafTable pd_leaves_math_sum = {"math", TYPE_OBJECT, defs, ARRAY_COUNT(defs)};
