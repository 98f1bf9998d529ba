/*
 * The module math: functions of floats.
 *
 * What the C library computes exactly or rounds correctly (sqrt, fmod, ldexp ...) is asked of it;
 * the rest goes through base/libm or MPFR and is correctly rounded, so a result is the same on
 * every machine and may differ from CPython's in the last bit where the C library there does not
 * round well. Which arguments are errors, and their text, is CPython's. Constants and what iterates
 * in program code are in lib/math.py.
 */
#include "vm/number/exact.h"
#include "vm/number/math_in.h"

#include <limits.h>
#include <math.h>

#define MATH_PI 3.141592653589793238462643383279502884

LeafResult pd_math_domain_error(Vm *vm)
{
    return pd_vm_raise(vm, EXC_VALUE_ERROR, "math domain error");
}

LeafResult pd_math_range_error(Vm *vm)
{
    return pd_vm_raise(vm, EXC_OVERFLOW_ERROR, "math range error");
}

static bool has_program(Vm *vm, Value v, NameId name)
{
    Value method = pd_vm_special(vm, v, name);
    return !pd_is_unbound(method) && !pd_is_none(method) &&
           !pd_is_kind(&vm->heap, method, KIND_BUILTIN);
}

LeafResult pd_math_doubles(Vm *vm, const Value *args, uint32_t count, double *out)
{
    for (uint32_t i = 0; i < count; i++) {
        Value v = args[i];
        Num n = {.cls = NUM_NONE};
        if (pd_is_float(v)) {
            out[i] = pd_float_of(v);
            continue;
        }
        bool object = pd_data_is_object(pd_kind(&vm->heap, v));
        bool number = pd_num_of(vm, v, &n);
        if (object && n.cls != NUM_FLOAT && has_program(vm, v, NAME_float)) {
            return LEAF_END;
        }
        if (!number && object && has_program(vm, v, NAME_index)) {
            return LEAF_END;
        }
        if (!number || n.cls == NUM_COMPLEX) {
            return pd_vm_raise_type(vm, "must be real number, not %s", v);
        }
        LeafResult r = pd_num_to_double(vm, &n);
        if (r != LEAF_OK) {
            return r;
        }
        out[i] = n.real;
    }
    return LEAF_OK;
}

LeafResult pd_math_again(Vm *vm, LeafFn *fn, const Value *args, uint32_t count)
{
    while (count > 0 && pd_is_unbound(args[count - 1])) {
        count--;
    }
    Tuple *tuple = pd_tuple_new(&vm->heap, args, count);
    if (tuple == NULL) {
        return LEAF_MEMORY;
    }
    return pd_vm_tail_call(vm, LIB_with_floats, 2, pd_data_leaf(vm, fn),
                           pd_value_to(&vm->heap, tuple));
}

/* LEAF_OK and count doubles; all else is what the leaf answers. */
static ALWAYS_INLINE LeafResult take(Vm *vm, LeafFn *fn, const Value *args, uint32_t count,
                                     double *out)
{
    if (count == 1 && LIKELY(pd_is_float(args[0]))) {
        *out = pd_float_of(args[0]);
        return LEAF_OK;
    }
    LeafResult r = pd_math_doubles(vm, args, count, out);
    return r == LEAF_END ? pd_math_again(vm, fn, args, count) : r;
}

/* ---- functions of one float that give a float ---- */

typedef enum UnaryKind {
    UNARY_DOMAIN, /* an infinite result of a finite argument is a domain error */
    UNARY_RANGE,  /* it is an overflow */
    UNARY_TOTAL   /* defined everywhere */
} UnaryKind;

static LeafResult finish(Vm *vm, UnaryKind kind, double x, double y, Value *result)
{
    if (kind != UNARY_TOTAL && isnan(y) && !isnan(x)) {
        return pd_math_domain_error(vm);
    }
    if (kind != UNARY_TOTAL && isinf(y) && isfinite(x)) {
        return kind == UNARY_RANGE ? pd_math_range_error(vm) : pd_math_domain_error(vm);
    }
    return pd_num_give_float(y, result);
}

#define ROUNDED(name, kind, value)                                       \
 static LeafResult math_##name(Vm *vm, const Value *args, Value *result) \
 {                                                                       \
  double x = 0;                                                          \
  LeafResult r = take(vm, math_##name, args, 1, &x);                     \
  if (r != LEAF_OK) {                                                    \
   return r;                                                             \
  }                                                                      \
  pd_vm_charge(vm, MATH_FUEL);                                           \
  return finish(vm, kind, x, value, result);                             \
 }
#define EXACT(name, kind) ROUNDED(name, kind, pd_exact_unary(mpfr_##name, x))
#define QUICK(name, kind) ROUNDED(name, kind, pd_exact_##name(x))
#define PLAIN(name, kind, fn)
#include "vm/number/math.def"
#undef ROUNDED
#undef EXACT
#undef QUICK
#undef PLAIN

static double degrees_of(double x)
{
    return x * (180.0 / MATH_PI);
}

static double radians_of(double x)
{
    return x * (MATH_PI / 180.0);
}

static double ulp_of(double x)
{
    if (!isfinite(x)) {
        return fabs(x);
    }
    x = fabs(x);
    double next = nextafter(x, INFINITY);
    return isinf(next) ? x - nextafter(x, -INFINITY) : next - x;
}

#define PLAIN(name, kind, fn)                                            \
 static LeafResult math_##name(Vm *vm, const Value *args, Value *result) \
 {                                                                       \
  double x = 0;                                                          \
  LeafResult r = take(vm, math_##name, args, 1, &x);                     \
  return r != LEAF_OK ? r : finish(vm, kind, x, fn(x), result);          \
 }
#define EXACT(name, kind)
#define QUICK(name, kind)
#include "vm/number/math.def"
#undef EXACT
#undef QUICK
#undef PLAIN

static int log_of_gamma(mpfr_ptr out, mpfr_srcptr a, mpfr_rnd_t round)
{
    int sign;
    return mpfr_lgamma(out, &sign, a, round);
}

static LeafResult math_gamma(Vm *vm, const Value *args, Value *result)
{
    double x = 0;
    LeafResult r = take(vm, math_gamma, args, 1, &x);
    if (r != LEAF_OK) {
        return r;
    }
    if (isnan(x) || (isinf(x) && x > 0)) {
        return pd_num_give_float(x, result);
    }
    if (isinf(x) || (x <= 0 && x == floor(x))) {
        return pd_math_domain_error(vm);
    }
    pd_vm_charge(vm, MATH_FUEL);
    return finish(vm, UNARY_RANGE, x, pd_exact_unary(mpfr_gamma, x), result);
}

static LeafResult math_lgamma(Vm *vm, const Value *args, Value *result)
{
    double x = 0;
    LeafResult r = take(vm, math_lgamma, args, 1, &x);
    if (r != LEAF_OK) {
        return r;
    }
    if (!isfinite(x)) {
        return pd_num_give_float(fabs(x), result);
    }
    if (x <= 0 && x == floor(x)) {
        return pd_math_domain_error(vm);
    }
    pd_vm_charge(vm, MATH_FUEL);
    return finish(vm, UNARY_RANGE, x, pd_exact_unary(log_of_gamma, x), result);
}

/* ---- logarithms: ints of any size ---- */

typedef double RoundedFn(double x);

/* log fn of v, as CPython: an int too large for a float is split into mantissa and exponent. */
static LeafResult log_of(Vm *vm, RoundedFn *fn, Value v, double *out)
{
    enum { KEPT_BITS = 1000 };
    Value i;
    double x = 0;
    if (!pd_data_int(vm, v, &i) || pd_is_int(i)) {
        LeafResult r = pd_math_doubles(vm, &v, 1, &x);
        if (r != LEAF_OK) {
            return r;
        }
        if (x <= 0) {
            return pd_math_domain_error(vm);
        }
        *out = fn(x);
        return LEAF_OK;
    }
    if (pd_int_sign(&vm->heap, i) <= 0) {
        return pd_math_domain_error(vm);
    }
    uint64_t bits = pd_int_bit_length(&vm->heap, i);
    if (pd_int_to_double(&vm->heap, i, &x)) {
        *out = fn(x);
        return LEAF_OK;
    }
    pd_data_charge(vm, pd_num_limbs(vm, i));
    Answer answer = pd_int_shift_right(&vm->heap, i, bits - KEPT_BITS, &i);
    if (answer != ANSWER_YES) {
        return pd_vm_answer_failed(vm, answer, i);
    }
    bool fits = pd_int_to_double(&vm->heap, i, &x);
    pd_assert(fits);
    x = ldexp(x, -KEPT_BITS);
    *out = fn(x) + fn(2.0) * (double)bits;
    return LEAF_OK;
}

static LeafResult give_log(Vm *vm, LeafFn *self, RoundedFn *fn, const Value *args, Value *result)
{
    double y = 0;
    pd_vm_charge(vm, MATH_FUEL);
    LeafResult r = log_of(vm, fn, args[0], &y);
    if (r == LEAF_END) {
        return pd_math_again(vm, self, args, 1);
    }
    return r != LEAF_OK ? r : pd_num_give_float(y, result);
}

static LeafResult math_log(Vm *vm, const Value *args, Value *result)
{
    if (pd_is_unbound(args[1])) {
        return give_log(vm, math_log, pd_exact_log, args, result);
    }
    double y[2] = {0, 0};
    pd_vm_charge(vm, 2 * MATH_FUEL);
    for (int i = 0; i < 2; i++) {
        LeafResult r = log_of(vm, pd_exact_log, args[i], &y[i]);
        if (r != LEAF_OK) {
            return r == LEAF_END ? pd_math_again(vm, math_log, args, 2) : r;
        }
    }
    if (y[1] == 0) {
        return pd_vm_raise(vm, EXC_ZERO_DIVISION_ERROR, "float division by zero");
    }
    return pd_num_give_float(y[0] / y[1], result);
}

static LeafResult math_log2(Vm *vm, const Value *args, Value *result)
{
    return give_log(vm, math_log2, pd_exact_log2, args, result);
}

static LeafResult math_log10(Vm *vm, const Value *args, Value *result)
{
    return give_log(vm, math_log10, pd_exact_log10, args, result);
}

/* ---- functions of two floats ---- */

static LeafResult math_atan2(Vm *vm, const Value *args, Value *result)
{
    double x[2] = {0, 0};
    LeafResult r = take(vm, math_atan2, args, 2, x);
    pd_vm_charge(vm, MATH_FUEL);
    return r != LEAF_OK ? r : pd_num_give_float(pd_exact_atan2(x[0], x[1]), result);
}

static LeafResult math_copysign(Vm *vm, const Value *args, Value *result)
{
    double x[2] = {0, 0};
    LeafResult r = take(vm, math_copysign, args, 2, x);
    return r != LEAF_OK ? r : pd_num_give_float(copysign(x[0], x[1]), result);
}

static LeafResult math_nextafter(Vm *vm, const Value *args, Value *result)
{
    double x[2] = {0, 0};
    LeafResult r = take(vm, math_nextafter, args, 2, x);
    return r != LEAF_OK ? r : pd_num_give_float(nextafter(x[0], x[1]), result);
}

static LeafResult math_fmod(Vm *vm, const Value *args, Value *result)
{
    double x[2] = {0, 0};
    LeafResult r = take(vm, math_fmod, args, 2, x);
    if (r != LEAF_OK) {
        return r;
    }
    double y = fmod(x[0], x[1]);
    if (isnan(y) && !isnan(x[0]) && !isnan(x[1])) {
        return pd_math_domain_error(vm);
    }
    return pd_num_give_float(y, result);
}

static LeafResult math_remainder(Vm *vm, const Value *args, Value *result)
{
    double x[2] = {0, 0};
    LeafResult r = take(vm, math_remainder, args, 2, x);
    if (r != LEAF_OK) {
        return r;
    }
    double y = remainder(x[0], x[1]);
    if (isnan(y) && !isnan(x[0]) && !isnan(x[1])) {
        return pd_math_domain_error(vm);
    }
    return pd_num_give_float(y, result);
}

static LeafResult math_pow(Vm *vm, const Value *args, Value *result)
{
    double x[2] = {0, 0};
    LeafResult r = take(vm, math_pow, args, 2, x);
    if (r != LEAF_OK) {
        return r;
    }
    pd_vm_charge(vm, MATH_FUEL);
    double y = pd_exact_pow(x[0], x[1]);
    bool finite = isfinite(x[0]) && isfinite(x[1]);
    if (finite && (isnan(y) || (isinf(y) && x[0] == 0))) {
        return pd_math_domain_error(vm);
    }
    if (finite && isinf(y)) {
        return pd_math_range_error(vm);
    }
    return pd_num_give_float(y, result);
}

static LeafResult math_ldexp(Vm *vm, const Value *args, Value *result)
{
    double x = 0;
    Value i;
    int64_t exponent;
    LeafResult r = pd_math_doubles(vm, args, 1, &x);
    if (r == LEAF_END) {
        return pd_vm_tail_call(vm, LIB_ldexp_slow, 3, pd_data_leaf(vm, math_ldexp), args[0],
                               args[1]);
    }
    if (r != LEAF_OK) {
        return r;
    }
    if (!pd_data_int(vm, args[1], &i)) {
        return pd_vm_raise(vm, EXC_TYPE_ERROR, "Expected an int as second argument to ldexp.");
    }
    if (!pd_int_to_i64(&vm->heap, i, &exponent)) {
        exponent = pd_int_sign(&vm->heap, i) < 0 ? INT_MIN : INT_MAX;
    }
    if (x == 0 || !isfinite(x)) {
        return pd_num_give_float(x, result);
    }
    exponent = exponent > INT_MAX ? INT_MAX : exponent < INT_MIN ? INT_MIN : exponent;
    double y = ldexp(x, (int)exponent);
    return isinf(y) ? pd_math_range_error(vm) : pd_num_give_float(y, result);
}

static LeafResult math_isclose(Vm *vm, const Value *args, Value *result)
{
    double x[4] = {0, 0, 0, 0};
    Value all[4] = {args[0], args[1], args[2], args[3]};
    all[2] = pd_is_unbound(all[2]) ? pd_from_float(1e-9) : all[2];
    all[3] = pd_is_unbound(all[3]) ? pd_from_float(0) : all[3];
    LeafResult r = pd_math_doubles(vm, all, 4, x);
    if (r == LEAF_END) {
        return pd_vm_tail_call(vm, LIB_isclose_slow, 5, pd_data_leaf(vm, math_isclose), all[0],
                               all[1], all[2], all[3]);
    }
    if (r != LEAF_OK) {
        return r;
    }
    if (x[2] < 0 || x[3] < 0) {
        return pd_vm_raise(vm, EXC_VALUE_ERROR, "tolerances must be non-negative");
    }
    if (x[0] == x[1]) {
        return pd_data_give_bool(true, result);
    }
    if (isinf(x[0]) || isinf(x[1])) {
        return pd_data_give_bool(false, result);
    }
    double apart = fabs(x[1] - x[0]);
    bool close = apart <= fabs(x[2] * x[1]) || apart <= fabs(x[2] * x[0]) || apart <= x[3];
    return pd_data_give_bool(close, result);
}

/* ---- what a float is, and its parts ---- */

static LeafResult math_isnan(Vm *vm, const Value *args, Value *result)
{
    double x = 0;
    LeafResult r = take(vm, math_isnan, args, 1, &x);
    return r != LEAF_OK ? r : pd_data_give_bool(isnan(x), result);
}

static LeafResult math_isinf(Vm *vm, const Value *args, Value *result)
{
    double x = 0;
    LeafResult r = take(vm, math_isinf, args, 1, &x);
    return r != LEAF_OK ? r : pd_data_give_bool(isinf(x), result);
}

static LeafResult math_isfinite(Vm *vm, const Value *args, Value *result)
{
    double x = 0;
    LeafResult r = take(vm, math_isfinite, args, 1, &x);
    return r != LEAF_OK ? r : pd_data_give_bool(isfinite(x), result);
}

static LeafResult math_frexp(Vm *vm, const Value *args, Value *result)
{
    double x = 0;
    int exponent = 0;
    LeafResult r = take(vm, math_frexp, args, 1, &x);
    if (r != LEAF_OK) {
        return r;
    }
    if (isfinite(x)) {
        x = frexp(x, &exponent);
    }
    Value parts[2] = {pd_from_float(x), pd_from_int(exponent)};
    return pd_data_give(vm, pd_tuple_new(&vm->heap, parts, 2), result);
}

static LeafResult math_modf(Vm *vm, const Value *args, Value *result)
{
    double x = 0;
    LeafResult r = take(vm, math_modf, args, 1, &x);
    if (r != LEAF_OK) {
        return r;
    }
    double whole = x;
    double part = isinf(x) ? copysign(0.0, x) : modf(x, &whole);
    Value parts[2] = {pd_from_float(part), pd_from_float(whole)};
    return pd_data_give(vm, pd_tuple_new(&vm->heap, parts, 2), result);
}

/* ---- to ints ---- */

static LeafResult math_floor(Vm *vm, const Value *args, Value *result)
{
    double x = 0;
    if (pd_is_float(args[0]) && fabs(pd_float_of(args[0])) < NUM_SMALL_FLOAT) {
        int64_t i = (int64_t)pd_float_of(args[0]);
        *result = pd_from_int(i - ((double)i > pd_float_of(args[0])));
        return LEAF_OK;
    }
    if (!pd_is_float(args[0])) {
        Value method = pd_vm_special(vm, args[0], NAME_floor);
        if (!pd_is_unbound(method)) {
            return pd_data_call(vm, method, args, 1, result);
        }
    }
    LeafResult r = take(vm, math_floor, args, 1, &x);
    return r != LEAF_OK ? r : pd_num_float_to_int(vm, floor(x), result);
}

static LeafResult math_ceil(Vm *vm, const Value *args, Value *result)
{
    double x = 0;
    if (pd_is_float(args[0]) && fabs(pd_float_of(args[0])) < NUM_SMALL_FLOAT) {
        int64_t i = (int64_t)pd_float_of(args[0]);
        *result = pd_from_int(i + ((double)i < pd_float_of(args[0])));
        return LEAF_OK;
    }
    if (!pd_is_float(args[0])) {
        Value method = pd_vm_special(vm, args[0], NAME_ceil);
        if (!pd_is_unbound(method)) {
            return pd_data_call(vm, method, args, 1, result);
        }
    }
    LeafResult r = take(vm, math_ceil, args, 1, &x);
    return r != LEAF_OK ? r : pd_num_float_to_int(vm, ceil(x), result);
}

static LeafResult math_trunc(Vm *vm, const Value *args, Value *result)
{
    if (pd_is_float(args[0])) {
        return pd_num_float_to_int(vm, pd_float_of(args[0]), result);
    }
    Value method = pd_vm_special(vm, args[0], NAME_trunc);
    if (pd_is_unbound(method)) {
        return pd_vm_raise_type(vm, "type %s doesn't define __trunc__ method", args[0]);
    }
    return pd_data_call(vm, method, args, 1, result);
}

static const LeafDef defs[] = {
#define EXACT(name, kind)     {#name, "x, /", math_##name, LEAF_FUNCTION},
#define QUICK(name, kind)     {#name, "x, /", math_##name, LEAF_FUNCTION},
#define PLAIN(name, kind, fn) {#name, "x, /", math_##name, LEAF_FUNCTION},
#include "vm/number/math.def"
#undef EXACT
#undef QUICK
#undef PLAIN
    {"gamma", "x, /", math_gamma, LEAF_FUNCTION},
    {"lgamma", "x, /", math_lgamma, LEAF_FUNCTION},
    {"log", "x, base=, /", math_log, LEAF_FUNCTION},
    {"log2", "x, /", math_log2, LEAF_FUNCTION},
    {"log10", "x, /", math_log10, LEAF_FUNCTION},
    {"atan2", "y, x, /", math_atan2, LEAF_FUNCTION},
    {"copysign", "x, y, /", math_copysign, LEAF_FUNCTION},
    {"nextafter", "x, y, /", math_nextafter, LEAF_FUNCTION},
    {"fmod", "x, y, /", math_fmod, LEAF_FUNCTION},
    {"remainder", "x, y, /", math_remainder, LEAF_FUNCTION},
    {"pow", "x, y, /", math_pow, LEAF_FUNCTION},
    {"ldexp", "x, i, /", math_ldexp, LEAF_FUNCTION},
    {"isclose", "a, b, *, rel_tol=, abs_tol=", math_isclose, LEAF_FUNCTION},
    {"isnan", "x, /", math_isnan, LEAF_FUNCTION},
    {"isinf", "x, /", math_isinf, LEAF_FUNCTION},
    {"isfinite", "x, /", math_isfinite, LEAF_FUNCTION},
    {"frexp", "x, /", math_frexp, LEAF_FUNCTION},
    {"modf", "x, /", math_modf, LEAF_FUNCTION},
    {"floor", "x, /", math_floor, LEAF_FUNCTION},
    {"ceil", "x, /", math_ceil, LEAF_FUNCTION},
    {"trunc", "x, /", math_trunc, LEAF_FUNCTION},
};

const LeafTable pd_leaves_math = {"math", TYPE_OBJECT, defs, ARRAY_COUNT(defs)};
