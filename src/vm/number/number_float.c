/*
 * float and complex: constructors and methods.
 */
#include "vm/number/number_in.h"

#include <math.h>
#include <string.h>

static bool has_program(Vm *vm, Value v, NameId name)
{
    if (!pd_data_is_object(pd_kind(&vm->heap, v))) {
        return false;
    }
    Value method = pd_vm_special(vm, v, name);
    return !pd_is_unbound(method) && !pd_is_none(method) &&
           !pd_is_kind(&vm->heap, method, KIND_BUILTIN);
}

static bool is_text(Kind kind)
{
    return kind == KIND_STR || kind == KIND_BYTES || kind == KIND_BYTEARRAY;
}

static LeafResult float_new(Vm *vm, const Value *args, Value *result)
{
    Value x = args[1];
    if (pd_is_unbound(x)) {
        return pd_num_give_float(0, result);
    }
    if (pd_is_float(x)) {
        *result = x;
        return LEAF_OK;
    }
    if (pd_is_int(x)) {
        return pd_num_give_float((double)pd_int_of(x), result);
    }
    if (pd_is_kind(&vm->heap, x, KIND_STR)) {
        return pd_num_parse_float(vm, x, result);
    }
    if (has_program(vm, x, NAME_float) || has_program(vm, x, NAME_index)) {
        return pd_vm_tail_call(vm, LIB_float_slow, 1, x);
    }
    Num n;
    if (pd_num_of(vm, x, &n) && n.cls != NUM_COMPLEX) {
        LeafResult r = pd_num_to_double(vm, &n);
        return r != LEAF_OK ? r : pd_num_give_float(n.real, result);
    }
    Value text = pd_vm_unwrap(vm, x);
    if (is_text(pd_kind(&vm->heap, text))) {
        return pd_num_parse_float(vm, text, result);
    }
    return pd_vm_raise_type(vm, "float() argument must be a string or a real number, not '%s'", x);
}

/* ---- float methods ---- */

static LeafResult float_itself(Vm *vm, const Value *args, Value *result)
{
    (void)vm;
    *result = args[0];
    return LEAF_OK;
}

static LeafResult float_imag(Vm *vm, const Value *args, Value *result)
{
    (void)vm;
    (void)args;
    return pd_num_give_float(0, result);
}

static LeafResult float_is_integer(Vm *vm, const Value *args, Value *result)
{
    (void)vm;
    double d = pd_float_of(args[0]);
    return pd_data_give_bool(isfinite(d) && floor(d) == d, result);
}

static LeafResult float_as_integer_ratio(Vm *vm, const Value *args, Value *result)
{
    enum { MANTISSA_BITS = 53 };
    Heap *heap = &vm->heap;
    double d = pd_float_of(args[0]);
    if (isinf(d)) {
        return pd_vm_raise(vm, EXC_OVERFLOW_ERROR, "cannot convert Infinity to integer ratio");
    }
    if (isnan(d)) {
        return pd_vm_raise(vm, EXC_VALUE_ERROR, "cannot convert NaN to integer ratio");
    }
    int exponent;
    double mantissa = frexp(d, &exponent);
    for (int i = 0; i < MANTISSA_BITS + 1 && mantissa != floor(mantissa); i++) {
        mantissa *= 2.0;
        exponent--;
    }
    Value parts[2] = {VALUE_NONE, pd_from_int(1)};
    Answer answer = pd_int_from_double(heap, mantissa, &parts[0]);
    uint64_t shift = (uint64_t)(exponent < 0 ? -exponent : exponent);
    Value *shifted = exponent < 0 ? &parts[1] : &parts[0];
    if (answer == ANSWER_YES) {
        answer = pd_int_shift_left(heap, *shifted, shift, UINT64_MAX, shifted);
    }
    if (answer != ANSWER_YES) {
        return pd_vm_answer_failed(vm, answer, args[0]);
    }
    return pd_data_give(vm, pd_tuple_new(heap, parts, 2), result);
}

static double round_half_even(double d)
{
    double rounded = round(d);
    return fabs(d - rounded) == 0.5 ? 2.0 * round(d / 2.0) : rounded;
}

/* The int nearest to d, the even one of two; |d| < NUM_SMALL_FLOAT. The rest is exact. */
static int64_t nearest_int(double d)
{
    int64_t i = (int64_t)d;
    double rest = d - (double)i;
    bool odd = (i & 1) != 0;
    i += rest > 0.5 || (rest == 0.5 && odd);
    return i - (rest < -0.5 || (rest == -0.5 && odd));
}

LeafResult pd_num_float_round(Vm *vm, const Value *args, Value *result)
{
    double d = pd_float_of(args[0]);
    if (pd_is_unbound(args[1]) || pd_is_none(args[1])) {
        if (LIKELY(fabs(d) < NUM_SMALL_FLOAT)) {
            *result = pd_from_int(nearest_int(d));
            return LEAF_OK;
        }
        return pd_num_float_to_int(vm, isfinite(d) ? round_half_even(d) : d, result);
    }
    if (pd_data_needs_index(vm, args[1])) {
        return pd_data_with_index(vm, pd_num_float_round, args, 2, 2);
    }
    int64_t digits;
    LeafResult r = pd_vm_index_i64(vm, args[1], &digits, NULL);
    if (r != LEAF_OK) {
        return r;
    }
    enum { DIGITS_MAX = 323, DIGITS_MIN = -308 };
    if (!isfinite(d) || digits > DIGITS_MAX) {
        return pd_num_give_float(d, result);
    }
    if (digits < DIGITS_MIN) {
        return pd_num_give_float(copysign(0.0, d), result);
    }
    double rounded = pd_number_round(d, (int)digits);
    if (isinf(rounded)) {
        return pd_vm_raise(vm, EXC_OVERFLOW_ERROR, "rounded value too large to represent");
    }
    return pd_num_give_float(rounded, result);
}

static LeafResult give_ascii(Vm *vm, const char *text, Value *result)
{
    return pd_data_give(vm, pd_str_new_ascii(&vm->heap, text), result);
}

static LeafResult float_hex(Vm *vm, const Value *args, Value *result)
{
    enum { FRACTION_DIGITS = 13, BIAS = 1023, EXPONENT_MASK = 0x7ff };
    double d = pd_float_of(args[0]);
    if (!isfinite(d)) {
        return give_ascii(vm, isnan(d) ? "nan" : d < 0 ? "-inf" : "inf", result);
    }
    uint64_t bits = pd_double_bits(d);
    const char *sign = (bits >> 63) != 0 ? "-" : "";
    if (d == 0) {
        return give_ascii(vm, *sign != 0 ? "-0x0.0p+0" : "0x0.0p+0", result);
    }
    int exponent = (int)(bits >> 52 & EXPONENT_MASK);
    uint64_t fraction = bits & ((UINT64_C(1) << 52) - 1);
    int lead = exponent != 0;
    exponent = exponent == 0 ? 1 - BIAS : exponent - BIAS;
    Buffer text;
    pd_buffer_init(&text, vm->alloc, 64);
    pd_buffer_append_format(&text, "%s0x%d.%0*llxp%+d", sign, lead, FRACTION_DIGITS,
                            (unsigned long long)fraction, exponent);
    const char *ascii = pd_buffer_peek_cstr(&text);
    LeafResult r = ascii == NULL ? LEAF_MEMORY : give_ascii(vm, ascii, result);
    pd_buffer_deinit(&text);
    return r;
}

/* ---- float.fromhex ---- */

typedef struct HexText {
    const char *at, *end;
    bool negative;
    uint64_t mantissa; /* the first bits, the last one sticky */
    int64_t exponent;  /* value = mantissa * 2 ** exponent */
    bool any;
} HexText;

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    c = (char)(c | 32);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static void hex_digits(HexText *t, bool fraction)
{
    for (; t->at < t->end && hex_digit(*t->at) >= 0; t->at++) {
        t->any = true;
        uint64_t digit = (uint64_t)hex_digit(*t->at);
        if (t->mantissa >> 58 == 0) {
            t->mantissa = t->mantissa << 4 | digit;
            t->exponent -= fraction ? 4 : 0;
        } else {
            t->mantissa |= digit != 0;
            t->exponent += fraction ? 0 : 4;
        }
    }
}

static bool hex_exponent(HexText *t)
{
    if (t->at == t->end || (*t->at | 32) != 'p') {
        return true;
    }
    t->at++;
    bool negative = t->at < t->end && *t->at == '-';
    t->at += t->at < t->end && (*t->at == '-' || *t->at == '+');
    if (t->at == t->end || *t->at < '0' || *t->at > '9') {
        return false;
    }
    int64_t exponent = 0;
    for (; t->at < t->end && *t->at >= '0' && *t->at <= '9'; t->at++) {
        exponent = exponent < INT32_MAX ? exponent * 10 + (*t->at - '0') : exponent;
    }
    t->exponent += negative ? -exponent : exponent;
    return true;
}

static bool read_hex(HexText *t)
{
    t->negative = t->at < t->end && *t->at == '-';
    t->at += t->at < t->end && (*t->at == '-' || *t->at == '+');
    if (t->end - t->at >= 2 && t->at[0] == '0' && (t->at[1] | 32) == 'x') {
        t->at += 2;
    }
    hex_digits(t, false);
    if (t->at < t->end && *t->at == '.') {
        t->at++;
        hex_digits(t, true);
    }
    return t->any && hex_exponent(t) && t->at == t->end;
}

/* mantissa * 2 ** exponent, rounded once; the mantissa's last bit is sticky. */
static double scale(uint64_t mantissa, int64_t exponent)
{
    enum { DOUBLE_BITS = 53, EXPONENT_MIN = -1074 };
    if (mantissa == 0) {
        return 0;
    }
    int64_t length = 64 - __builtin_clzll(mantissa);
    int64_t drop = length - DOUBLE_BITS;
    if (exponent + drop < EXPONENT_MIN) {
        drop = EXPONENT_MIN - exponent;
    }
    if (drop > 0) {
        if (drop > 63) {
            return 0;
        }
        uint64_t rest = mantissa & ((UINT64_C(1) << drop) - 1);
        uint64_t half = UINT64_C(1) << (drop - 1);
        mantissa >>= drop;
        mantissa += rest > half || (rest == half && (mantissa & 1) != 0);
        exponent += drop;
    }
    return exponent > 2000 ? INFINITY : ldexp((double)mantissa, (int)exponent);
}

static LeafResult float_fromhex(Vm *vm, const Value *args, Value *result)
{
    Value v = pd_vm_unwrap(vm, args[1]);
    if (!pd_is_kind(&vm->heap, v, KIND_STR)) {
        return pd_vm_raise(vm, EXC_TYPE_ERROR, "bad argument type for built-in operation");
    }
    const Str *s = PD_AS(const Str, &vm->heap, v);
    HexText t = {.at = (const char *)pd_str_data(s),
                 .end = (const char *)pd_str_data(s) + s->length};
    double d = 0;
    bool good = (s->h.flags & STR_ASCII) != 0;
    while (good && t.at < t.end && (*t.at == ' ' || (*t.at >= '\t' && *t.at <= '\r'))) {
        t.at++;
    }
    while (good && t.end > t.at && (t.end[-1] == ' ' || (t.end[-1] >= '\t' && t.end[-1] <= '\r'))) {
        t.end--;
    }
    pd_data_charge(vm, s->length);
    Bytes text = pd_bytes(t.at, good ? (size_t)(t.end - t.at) : 0);
    bool word =
        text.size > 0 && memchr("iInN",
                                text.data[text.size > 1 && hex_digit((char)text.data[0]) < 0 &&
                                          (text.data[0] == '-' || text.data[0] == '+')],
                                4) != NULL;
    if (good && word) {
        good = pd_number_parse(text, NUMBER_SPECIAL, &d) == STATUS_OK;
    } else if (good) {
        good = read_hex(&t);
        d = good ? scale(t.mantissa, t.exponent) : 0;
        if (isinf(d)) {
            return pd_vm_raise(vm, EXC_OVERFLOW_ERROR,
                               "hexadecimal value too large to represent as a float");
        }
        d = t.negative ? -d : d;
    }
    if (!good) {
        return pd_vm_raise(vm, EXC_VALUE_ERROR, "invalid hexadecimal floating-point string");
    }
    *result = pd_from_float(d);
    return pd_is(args[0], pd_type(vm, TYPE_FLOAT)) ? LEAF_OK
                                                   : pd_vm_tail_value(vm, args[0], 1, result);
}

/* ---- complex ---- */

/* One argument of complex() as a number. */
static LeafResult complex_part(Vm *vm, Value v, const char *message, Num *out)
{
    if (!pd_num_of(vm, v, out)) {
        return pd_vm_raise_type(vm, message, v);
    }
    return pd_num_to_double(vm, out);
}

static LeafResult complex_new(Vm *vm, const Value *args, Value *result)
{
    Value real = args[1];
    Value imag = args[2];
    Num r = {.cls = NUM_INT, .integer = pd_from_int(0)};
    Num i = r;
    if (has_program(vm, real, NAME_complex) || has_program(vm, real, NAME_float) ||
        has_program(vm, real, NAME_index) || has_program(vm, imag, NAME_float) ||
        has_program(vm, imag, NAME_index)) {
        return pd_vm_tail_call(vm, LIB_complex_slow, 2, real,
                               pd_is_unbound(imag) ? VALUE_NONE : imag);
    }
    Value text = pd_is_unbound(real) ? real : pd_vm_unwrap(vm, real);
    if (pd_is_kind(&vm->heap, text, KIND_STR)) {
        if (!pd_is_unbound(imag)) {
            return pd_vm_raise(vm, EXC_TYPE_ERROR,
                               "complex() can't take second arg if first is a string");
        }
        return pd_num_parse_complex(vm, text, result);
    }
    if (!pd_is_unbound(imag) && pd_is_kind(&vm->heap, pd_vm_unwrap(vm, imag), KIND_STR)) {
        return pd_vm_raise(vm, EXC_TYPE_ERROR, "complex() second arg can't be a string");
    }
    LeafResult answer = LEAF_OK;
    if (!pd_is_unbound(real)) {
        answer = complex_part(
            vm, real, "complex() first argument must be a string or a number, not '%s'", &r);
    }
    if (answer == LEAF_OK && !pd_is_unbound(imag)) {
        answer = complex_part(vm, imag, "complex() second argument must be a number, not '%s'", &i);
    }
    if (answer != LEAF_OK) {
        return answer;
    }
    bool whole = r.cls == NUM_COMPLEX;
    double a = r.cls == NUM_INT && pd_is_unbound(real) ? 0 : r.real;
    double b = whole ? r.imag : 0;
    if (!pd_is_unbound(imag)) {
        a -= i.cls == NUM_COMPLEX ? i.imag : 0;
        b = whole ? b + i.real : i.real;
    }
    return pd_num_give_complex(vm, a, b, result);
}

static LeafResult complex_real(Vm *vm, const Value *args, Value *result)
{
    return pd_num_give_float(PD_AS(const Complex, &vm->heap, args[0])->real, result);
}

static LeafResult complex_imag(Vm *vm, const Value *args, Value *result)
{
    return pd_num_give_float(PD_AS(const Complex, &vm->heap, args[0])->imag, result);
}

static LeafResult complex_conjugate(Vm *vm, const Value *args, Value *result)
{
    const Complex *c = PD_AS(const Complex, &vm->heap, args[0]);
    return pd_num_give_complex(vm, c->real, -c->imag, result);
}

static const LeafDef float_leaves[] = {
    {"__new__", "cls, x=, /", float_new, LEAF_NEW},
    {"as_integer_ratio", "self, /", float_as_integer_ratio, LEAF_METHOD},
    {"conjugate", "self, /", float_itself, LEAF_METHOD},
    {"is_integer", "self, /", float_is_integer, LEAF_METHOD},
    {"hex", "self, /", float_hex, LEAF_METHOD},
    {"fromhex", "cls, string, /", float_fromhex, LEAF_CLASSMETHOD},
    {"real", "self, /", float_itself, LEAF_GETTER},
    {"imag", "self, /", float_imag, LEAF_GETTER},
    {"__round__", "self, ndigits=, /", pd_num_float_round, LEAF_METHOD},
};

static const LeafDef complex_leaves[] = {
    {"__new__", "cls, /, real=, imag=", complex_new, LEAF_NEW},
    {"conjugate", "self, /", complex_conjugate, LEAF_METHOD},
    {"real", "self, /", complex_real, LEAF_GETTER},
    {"imag", "self, /", complex_imag, LEAF_GETTER},
};

TEXT_TABLE(pd_leaves_float, TYPE_FLOAT, float_leaves);
TEXT_TABLE(pd_leaves_complex, TYPE_COMPLEX, complex_leaves);
