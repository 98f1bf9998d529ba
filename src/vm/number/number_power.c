/*
 * Powers: int ** int, pow(a, b, m), float ** float, complex ** complex, as CPython defines them.
 */
#include "vm/number/number_in.h"

#include <math.h>

static LeafResult range_error(Vm *vm)
{
    enum { ERROR_RANGE = 34 };
    Str *text = pd_str_new_ascii(&vm->heap, "Numerical result out of range");
    if (text == NULL) {
        return LEAF_MEMORY;
    }
    Value args[2] = {pd_from_int(ERROR_RANGE), pd_value_to(&vm->heap, text)};
    return pd_vm_raise_args(vm, EXC_OVERFLOW_ERROR, args, 2);
}

static bool is_odd_integer(double d)
{
    return fabs(fmod(d, 2.0)) == 1.0;
}

/* Cases that need no arithmetic; false: none of them. */
static bool float_power_special(double a, double b, double *out)
{
    if (b == 0 || a == 1.0) {
        *out = 1.0;
    } else if (a != a || b != b) {
        *out = NAN;
    } else if (isinf(b)) {
        double size = fabs(a);
        *out = size == 1.0 ? 1.0 : (b > 0) == (size > 1.0) ? INFINITY : 0.0;
    } else if (isinf(a)) {
        double size = b > 0 ? INFINITY : 0.0;
        *out = is_odd_integer(b) ? copysign(size, a) : size;
    } else if (a == 0 && b > 0) {
        *out = is_odd_integer(b) ? a : 0.0;
    } else {
        return false;
    }
    return true;
}

LeafResult pd_num_float_power(Vm *vm, double a, double b, Value *out)
{
    double result;
    if (b == 2.0 && isfinite(a * a)) { /* rounded once, as it has to be */
        return pd_num_give_float(a * a, out);
    }
    if (float_power_special(a, b, &result)) {
        return pd_num_give_float(result, out);
    }
    if (a == 0) {
        return pd_vm_raise(vm, EXC_ZERO_DIVISION_ERROR, "0.0 cannot be raised to a negative power");
    }
    bool negative = false;
    if (a < 0) {
        if (b != floor(b)) {
            const Num x = {.cls = NUM_FLOAT, .real = a};
            const Num y = {.cls = NUM_FLOAT, .real = b};
            return pd_num_complex_power(vm, &x, &y, out);
        }
        negative = is_odd_integer(b);
        a = -a;
    }
    result = a == 1.0 ? 1.0 : pd_exact_pow(a, b);
    if (isinf(result)) {
        return range_error(vm);
    }
    return pd_num_give_float(negative ? -result : result, out);
}

LeafResult pd_num_int_power(Vm *vm, Value a, Value b, Value *out)
{
    Heap *heap = &vm->heap;
    if (pd_int_sign(heap, b) < 0) {
        Num x = {.cls = NUM_INT, .integer = a};
        Num y = {.cls = NUM_INT, .integer = b};
        LeafResult r = pd_num_to_double(vm, &x);
        if (r == LEAF_OK) {
            r = pd_num_to_double(vm, &y);
        }
        return r != LEAF_OK ? r : pd_num_float_power(vm, x.real, y.real, out);
    }
    int64_t exponent;
    if (!pd_int_to_i64(heap, b, &exponent)) {
        if (pd_is(a, pd_from_int(0)) || pd_is(a, pd_from_int(1))) {
            *out = a;
            return LEAF_OK;
        }
        if (pd_is(a, pd_from_int(-1))) {
            int64_t low = (int64_t)(PD_AS(const BigInt, heap, b)->limbs[0] & 1);
            *out = pd_from_int(low != 0 ? -1 : 1);
            return LEAF_OK;
        }
        return pd_vm_answer_failed(vm, ANSWER_LIMIT, a);
    }
    uint64_t bits = pd_int_bit_length(heap, a);
    if (bits > 1 && (uint64_t)exponent <= vm->limits.int_bits) {
        uint64_t limbs = bits * (uint64_t)exponent / 64;
        if (limbs > 16 && limbs <= vm->limits.int_bits / 64 &&
            !pd_vm_charge_big(vm, limbs / 4 + limbs / 1024 * (limbs / 1024))) {
            return pd_vm_out_of_fuel(vm);
        }
    }
    Answer answer = pd_int_pow(heap, a, (uint64_t)exponent, vm->limits.int_bits, out);
    return pd_data_answer(vm, answer, a);
}

/* x with a * x = 1 modulo m, m > 0, by Euclid; ValueError when there is none. */
static LeafResult inverse(Vm *vm, Value a, Value m, Value *out)
{
    Heap *heap = &vm->heap;
    Value r0 = m;
    Value r1 = a;
    Value t0 = pd_from_int(0);
    Value t1 = pd_from_int(1);
    Answer answer = pd_int_divmod(heap, a, m, NULL, &r1);
    while (answer == ANSWER_YES && pd_int_sign(heap, r1) != 0) {
        Value quotient = VALUE_NONE;
        Value rest = VALUE_NONE;
        Value product = VALUE_NONE;
        Value next = VALUE_NONE;
        pd_data_charge(vm, 16 + pd_num_limbs(vm, r0));
        answer = pd_int_divmod(heap, r0, r1, &quotient, &rest);
        if (answer == ANSWER_YES) {
            answer = pd_int_mul(heap, quotient, t1, UINT64_MAX, &product);
        }
        if (answer == ANSWER_YES) {
            answer = pd_int_sub(heap, t0, product, &next);
        }
        t0 = t1;
        t1 = next;
        r0 = r1;
        r1 = rest;
    }
    if (answer != ANSWER_YES) {
        return pd_vm_answer_failed(vm, answer, a);
    }
    if (!pd_is(r0, pd_from_int(1))) {
        return pd_vm_raise(vm, EXC_VALUE_ERROR, "base is not invertible for the given modulus");
    }
    return pd_data_answer(vm, pd_int_divmod(heap, t0, m, NULL, out), a);
}

LeafResult pd_num_power_mod(Vm *vm, Value a, Value b, Value m, Value *out)
{
    Heap *heap = &vm->heap;
    if (pd_int_sign(heap, m) == 0) {
        return pd_vm_raise(vm, EXC_VALUE_ERROR, "pow() 3rd argument cannot be 0");
    }
    uint64_t limbs = pd_num_limbs(vm, m);
    if (!pd_vm_charge_big(vm, 1 + limbs * limbs / 8 * (1 + pd_num_limbs(vm, b)))) {
        return pd_vm_out_of_fuel(vm);
    }
    if (pd_int_sign(heap, b) >= 0) {
        return pd_data_answer(vm, pd_int_pow_mod(heap, a, b, m, out), a);
    }
    Value modulus = m;
    Value exponent = VALUE_NONE;
    Answer answer = pd_int_neg(heap, b, &exponent);
    if (answer == ANSWER_YES && pd_int_sign(heap, m) < 0) {
        answer = pd_int_neg(heap, m, &modulus);
    }
    if (answer != ANSWER_YES) {
        return pd_vm_answer_failed(vm, answer, a);
    }
    Value inverted = VALUE_NONE;
    LeafResult r = inverse(vm, a, modulus, &inverted);
    if (r != LEAF_OK) {
        return r;
    }
    return pd_data_answer(vm, pd_int_pow_mod(heap, inverted, exponent, m, out), a);
}

/* ---- complex ---- */

static void complex_multiply(Num *a, const Num *b)
{
    double real = a->real * b->real - a->imag * b->imag;
    a->imag = a->real * b->imag + a->imag * b->real;
    a->real = real;
}

/* c_powu by squaring, as CPython, so that the rounding is the same. */
static Num complex_power_int(const Num *base, int64_t n)
{
    Num result = {.cls = NUM_COMPLEX, .real = 1, .imag = 0};
    Num power = *base;
    for (int64_t mask = 1; mask > 0 && n >= mask; mask <<= 1) {
        if ((n & mask) != 0) {
            complex_multiply(&result, &power);
        }
        complex_multiply(&power, &power);
    }
    return result;
}

/* false: the angle is infinite. */
static bool complex_power_general(const Num *a, const Num *b, Num *out)
{
    double size = pd_exact_hypot(a->real, a->imag);
    double length = pd_exact_pow(size, b->real);
    double angle = pd_exact_atan2(a->imag, a->real);
    double phase = angle * b->real;
    if (b->imag != 0) {
        length *= pd_exact_exp(-angle * b->imag);
        phase += b->imag * pd_exact_log(size);
    }
    *out = (Num){.cls = NUM_COMPLEX,
                 .real = length * pd_exact_cos(phase),
                 .imag = length * pd_exact_sin(phase)};
    return !isinf(phase);
}

LeafResult pd_num_complex_power(Vm *vm, const Num *a, const Num *b, Value *out)
{
    enum { POWER_INT_MAX = 100 };
    static const char no_power[] = "0.0 to a negative or complex power";
    Num result;
    if (b->real == 0 && b->imag == 0) {
        return pd_num_give_complex(vm, 1, 0, out);
    }
    if (a->real == 0 && a->imag == 0) {
        if (b->imag != 0 || b->real < 0) {
            return pd_vm_raise(vm, EXC_ZERO_DIVISION_ERROR, "%s", no_power);
        }
        return pd_num_give_complex(vm, 0, 0, out);
    }
    bool small = b->imag == 0 && b->real == floor(b->real) && fabs(b->real) <= POWER_INT_MAX;
    if (!small) {
        if (!complex_power_general(a, b, &result)) {
            return pd_vm_raise(vm, EXC_ZERO_DIVISION_ERROR, "%s", no_power);
        }
    } else if (b->real > 0) {
        result = complex_power_int(a, (int64_t)b->real);
    } else {
        Num inverted = complex_power_int(a, (int64_t)-b->real);
        Num one = {.cls = NUM_COMPLEX, .real = 1};
        LeafResult r = pd_num_binary(vm, BINARY_TRUEDIV, &one, &inverted, out);
        return r;
    }
    if (isinf(result.real) || isinf(result.imag)) {
        return pd_vm_raise(vm, EXC_OVERFLOW_ERROR, "complex exponentiation");
    }
    return pd_num_give_complex(vm, result.real, result.imag, out);
}
