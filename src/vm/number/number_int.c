/*
 * int and bool: constructors and methods.
 */
#include "vm/number/number_in.h"

#include <math.h>
#include <string.h>

/* ---- constructors ---- */

LeafResult pd_num_float_to_int(Vm *vm, double d, Value *out)
{
    if (LIKELY(fabs(d) < NUM_SMALL_FLOAT)) {
        *out = pd_from_int((int64_t)d);
        return LEAF_OK;
    }
    if (isinf(d)) {
        return pd_vm_raise(vm, EXC_OVERFLOW_ERROR, "cannot convert float infinity to integer");
    }
    if (isnan(d)) {
        return pd_vm_raise(vm, EXC_VALUE_ERROR, "cannot convert float NaN to integer");
    }
    return pd_data_answer(vm, pd_int_from_double(&vm->heap, d, out), pd_from_float(d));
}

/* Whether a special method of v is program code. */
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

static LeafResult int_of(Vm *vm, Value x, Value *out)
{
    if (pd_is_int(x)) {
        *out = x;
        return LEAF_OK;
    }
    if (pd_is_float(x)) {
        return pd_num_float_to_int(vm, pd_float_of(x), out);
    }
    if (pd_is_kind(&vm->heap, x, KIND_STR)) {
        return pd_num_parse_int(vm, x, 10, out);
    }
    if (has_program(vm, x, NAME_int) || has_program(vm, x, NAME_index) ||
        has_program(vm, x, NAME_trunc)) {
        return pd_vm_tail_call(vm, LIB_int_slow, 1, x);
    }
    Num n;
    if (pd_num_of(vm, x, &n) && n.cls != NUM_COMPLEX) {
        *out = n.integer;
        return n.cls == NUM_INT ? LEAF_OK : pd_num_float_to_int(vm, n.real, out);
    }
    Value text = pd_vm_unwrap(vm, x);
    if (is_text(pd_kind(&vm->heap, text))) {
        return pd_num_parse_int(vm, text, 10, out);
    }
    return pd_vm_raise_type(vm,
                            "int() argument must be a string, a bytes-like object or a real "
                            "number, not '%s'",
                            x);
}

static LeafResult int_new(Vm *vm, const Value *args, Value *result)
{
    enum { BASE_MAX = 36 };
    Value x = args[1];
    if (pd_is_unbound(args[2])) {
        *result = pd_from_int(0);
        return pd_is_unbound(x) ? LEAF_OK : int_of(vm, x, result);
    }
    if (pd_is_unbound(x)) {
        return pd_vm_raise(vm, EXC_TYPE_ERROR, "int() missing string argument");
    }
    if (pd_data_needs_index(vm, args[2])) {
        return pd_data_with_index(vm, int_new, args, 3, 4);
    }
    int64_t base;
    LeafResult r = pd_vm_index_i64(vm, args[2], &base, NULL);
    if (r != LEAF_OK) {
        return r;
    }
    if (base != 0 && (base < 2 || base > BASE_MAX)) {
        return pd_vm_raise(vm, EXC_VALUE_ERROR, "int() base must be >= 2 and <= 36, or 0");
    }
    Value text = pd_vm_unwrap(vm, x);
    if (!is_text(pd_kind(&vm->heap, text))) {
        return pd_vm_raise(vm, EXC_TYPE_ERROR, "int() can't convert non-string with explicit base");
    }
    return pd_num_parse_int(vm, text, (uint32_t)base, result);
}

static LeafResult bool_new(Vm *vm, const Value *args, Value *result)
{
    if (pd_is_unbound(args[1])) {
        *result = VALUE_FALSE;
        return LEAF_OK;
    }
    return pd_vm_truth(vm, args[1], result);
}

/* ---- methods ---- */

static Value self_int(const Vm *vm, const Value *args)
{
    Value v = VALUE_NONE;
    bool found = pd_data_int(vm, args[0], &v);
    pd_assert(found);
    return v;
}

static LeafResult int_itself(Vm *vm, const Value *args, Value *result)
{
    *result = self_int(vm, args);
    return LEAF_OK;
}

static LeafResult int_zero(Vm *vm, const Value *args, Value *result)
{
    (void)vm;
    (void)args;
    *result = pd_from_int(0);
    return LEAF_OK;
}

static LeafResult int_one(Vm *vm, const Value *args, Value *result)
{
    (void)vm;
    (void)args;
    *result = pd_from_int(1);
    return LEAF_OK;
}

static LeafResult int_bit_length(Vm *vm, const Value *args, Value *result)
{
    uint64_t bits = pd_int_bit_length(&vm->heap, self_int(vm, args));
    return pd_data_give_i64(vm, (int64_t)bits, result);
}

static LeafResult int_bit_count(Vm *vm, const Value *args, Value *result)
{
    Value v = self_int(vm, args);
    pd_data_charge(vm, pd_num_limbs(vm, v));
    return pd_data_give_i64(vm, (int64_t)pd_int_bit_count(&vm->heap, v), result);
}

static LeafResult int_as_integer_ratio(Vm *vm, const Value *args, Value *result)
{
    Value parts[2] = {self_int(vm, args), pd_from_int(1)};
    return pd_data_give(vm, pd_tuple_new(&vm->heap, parts, 2), result);
}

/* 10 ** digits as an int. */
static Answer power_of_ten(Vm *vm, uint64_t digits, Value *out)
{
    return pd_int_pow(&vm->heap, pd_from_int(10), digits, vm->limits.int_bits, out);
}

/* round(a, -digits): to the nearest multiple of 10 ** digits, ties to even. */
static LeafResult round_to_power(Vm *vm, Value a, uint64_t digits, Value *out)
{
    Heap *heap = &vm->heap;
    if (digits > pd_int_bit_length(heap, a) / 3 + 2) {
        *out = pd_from_int(0);
        return LEAF_OK;
    }
    Value unit = VALUE_NONE;
    Value quotient = VALUE_NONE;
    Value rest = VALUE_NONE;
    Value twice = VALUE_NONE;
    Answer answer = power_of_ten(vm, digits, &unit);
    if (answer == ANSWER_YES) {
        answer = pd_int_divmod(heap, a, unit, &quotient, &rest);
    }
    if (answer == ANSWER_YES) {
        answer = pd_int_add(heap, rest, rest, &twice);
    }
    if (answer != ANSWER_YES) {
        return pd_vm_answer_failed(vm, answer, a);
    }
    int side = pd_int_compare(heap, twice, unit);
    Value odd = VALUE_NONE;
    answer = pd_int_bitwise(heap, '&', quotient, pd_from_int(1), &odd);
    bool up = side > 0 || (side == 0 && pd_is(odd, pd_from_int(1)));
    if (answer == ANSWER_YES && up) {
        answer = pd_int_add(heap, quotient, pd_from_int(1), &quotient);
    }
    if (answer == ANSWER_YES) {
        answer = pd_int_mul(heap, quotient, unit, UINT64_MAX, out);
    }
    return pd_data_answer(vm, answer, a);
}

static LeafResult int_round(Vm *vm, const Value *args, Value *result)
{
    Value a = self_int(vm, args);
    *result = a;
    if (pd_is_unbound(args[1])) {
        return LEAF_OK;
    }
    if (pd_data_needs_index(vm, args[1])) {
        return pd_data_with_index(vm, int_round, args, 2, 2);
    }
    int64_t digits;
    LeafResult r = pd_vm_index_i64(vm, args[1], &digits, NULL);
    if (r != LEAF_OK || digits >= 0) {
        return r;
    }
    pd_data_charge(vm, pd_num_limbs(vm, a));
    return round_to_power(vm, a, digits == INT64_MIN ? INT64_MAX : (uint64_t)-digits, result);
}

/* "little" or "big", big when omitted. */
static LeafResult byte_order(Vm *vm, Value v, const char *function, bool *little)
{
    *little = false;
    if (pd_is_unbound(v)) {
        return LEAF_OK;
    }
    v = pd_vm_unwrap(vm, v);
    if (!pd_is_kind(&vm->heap, v, KIND_STR)) {
        TypeName name = pd_vm_type_name(vm, v);
        return pd_vm_raise(vm, EXC_TYPE_ERROR, "%s() argument 'byteorder' must be str, not %s",
                           function, name.text);
    }
    const Str *s = PD_AS(const Str, &vm->heap, v);
    const bool bytes = s->h.aux == 1; /* one for each character */
    if (bytes && s->length == 3 && memcmp(pd_str_data(s), "big", 3) == 0) {
        return LEAF_OK;
    }
    *little = bytes && s->length == 6 && memcmp(pd_str_data(s), "little", 6) == 0;
    if (!*little) {
        return pd_vm_raise(vm, EXC_VALUE_ERROR, "byteorder must be either 'little' or 'big'");
    }
    return LEAF_OK;
}

static LeafResult is_signed(Vm *vm, Value v, bool *out)
{
    Value truth = VALUE_FALSE;
    LeafResult r = pd_is_unbound(v) ? LEAF_OK : pd_vm_truth_builtin(vm, v, &truth);
    *out = pd_is(truth, VALUE_TRUE);
    return r;
}

static LeafResult int_to_bytes(Vm *vm, const Value *args, Value *result)
{
    Value v = self_int(vm, args);
    int64_t length = 1;
    bool little;
    bool with_sign;
    LeafResult r = LEAF_OK;
    if (!pd_is_unbound(args[1])) {
        if (pd_data_needs_index(vm, args[1])) {
            return pd_data_with_index(vm, int_to_bytes, args, 4, 2);
        }
        r = pd_vm_index_i64(vm, args[1], &length, "Python int too large to convert to C ssize_t");
    }
    if (r == LEAF_OK) {
        r = byte_order(vm, args[2], "to_bytes", &little);
    }
    if (r == LEAF_OK) {
        r = is_signed(vm, args[3], &with_sign);
    }
    if (r != LEAF_OK) {
        return r;
    }
    if (length < 0) {
        return pd_vm_raise(vm, EXC_VALUE_ERROR, "length argument must be non-negative");
    }
    if (pd_int_sign(&vm->heap, v) < 0 && !with_sign) {
        return pd_vm_raise(vm, EXC_OVERFLOW_ERROR, "can't convert negative int to unsigned");
    }
    if ((uint64_t)length > vm->limits.string_bytes) {
        return pd_data_no_room(vm);
    }
    pd_data_charge(vm, (uint64_t)length / 8);
    BytesObject *bytes = pd_bytes_new(&vm->heap, NULL, (size_t)length);
    if (bytes == NULL) {
        return LEAF_MEMORY;
    }
    unsigned flags = (little ? INT_LITTLE : 0u) | (with_sign ? INT_SIGNED : 0u);
    if (!pd_int_to_bytes(&vm->heap, v, flags, bytes->own, (size_t)length)) {
        return pd_vm_raise(vm, EXC_OVERFLOW_ERROR, "int too big to convert");
    }
    *result = pd_value_to(&vm->heap, bytes);
    return LEAF_OK;
}

static LeafResult int_from_bytes(Vm *vm, const Value *args, Value *result)
{
    bool little;
    bool with_sign;
    LeafResult r = byte_order(vm, args[2], "from_bytes", &little);
    if (r == LEAF_OK) {
        r = is_signed(vm, args[3], &with_sign);
    }
    if (r != LEAF_OK) {
        return r;
    }
    Text text;
    if (!pd_text_bytes_of(vm, args[1], &text)) {
        Kind kind = pd_kind(&vm->heap, args[1]);
        if (kind == KIND_STR || pd_is_int(args[1]) || kind == KIND_FREE) {
            return pd_vm_raise_type(vm, "cannot convert '%s' object to bytes", args[1]);
        }
        return pd_vm_tail_call(vm, LIB_int_from_bytes, 4, args[0], args[1], pd_from_bool(little),
                               pd_from_bool(with_sign));
    }
    if (text.length > vm->limits.int_bits / 8) {
        return pd_vm_answer_failed(vm, ANSWER_LIMIT, pd_from_int(0));
    }
    pd_data_charge(vm, text.length / 8);
    unsigned flags = (little ? INT_LITTLE : 0u) | (with_sign ? INT_SIGNED : 0u);
    Answer answer = pd_int_from_bytes(&vm->heap, pd_text_bytes(&text), flags, result);
    if (answer != ANSWER_YES) {
        return pd_vm_answer_failed(vm, answer, pd_from_int(0));
    }
    if (!pd_is(args[0], pd_type(vm, TYPE_INT))) {
        return pd_vm_tail_value(vm, args[0], 1, result);
    }
    return LEAF_OK;
}

/* pow(a, b, m) of two leaves: args[0] and args[1] as they stand in the call. */
static LeafResult power(Vm *vm, const Value *a, const Value *b, Value modulus, Value *result)
{
    Num x;
    Num y;
    Num m;
    *result = VALUE_NOT_IMPLEMENTED;
    bool ints =
        pd_num_of(vm, *a, &x) && x.cls == NUM_INT && pd_num_of(vm, *b, &y) && y.cls == NUM_INT;
    if (!ints) {
        return LEAF_OK;
    }
    if (pd_is_unbound(modulus) || pd_is_none(modulus)) {
        return pd_num_int_power(vm, x.integer, y.integer, result);
    }
    if (!pd_num_of(vm, modulus, &m) || m.cls != NUM_INT) {
        return LEAF_OK;
    }
    return pd_num_power_mod(vm, x.integer, y.integer, m.integer, result);
}

static LeafResult int_pow(Vm *vm, const Value *args, Value *result)
{
    return power(vm, &args[0], &args[1], args[2], result);
}

static LeafResult int_rpow(Vm *vm, const Value *args, Value *result)
{
    return power(vm, &args[1], &args[0], args[2], result);
}

static const LeafDef int_leaves[] = {
    {"__new__", "cls, x=, /, base=", int_new, LEAF_NEW},
    {"bit_length", "self, /", int_bit_length, LEAF_METHOD},
    {"bit_count", "self, /", int_bit_count, LEAF_METHOD},
    {"conjugate", "self, /", int_itself, LEAF_METHOD},
    {"as_integer_ratio", "self, /", int_as_integer_ratio, LEAF_METHOD},
    {"to_bytes", "self, /, length=, byteorder=, *, signed=", int_to_bytes, LEAF_METHOD},
    {"from_bytes", "cls, /, bytes, byteorder=, *, signed=", int_from_bytes, LEAF_CLASSMETHOD},
    {"numerator", "self, /", int_itself, LEAF_GETTER},
    {"denominator", "self, /", int_one, LEAF_GETTER},
    {"real", "self, /", int_itself, LEAF_GETTER},
    {"imag", "self, /", int_zero, LEAF_GETTER},
    {"__pow__", "self, value, mod=, /", int_pow, LEAF_SLOT},
    {"__rpow__", "self, value, mod=, /", int_rpow, LEAF_SLOT},
    {"__round__", "self, ndigits=, /", int_round, LEAF_METHOD},
};

static const LeafDef bool_leaves[] = {
    {"__new__", "cls, x=, /", bool_new, LEAF_NEW},
};

TEXT_TABLE(pd_leaves_int, TYPE_INT, int_leaves);
TEXT_TABLE(pd_leaves_bool, TYPE_BOOL, bool_leaves);
