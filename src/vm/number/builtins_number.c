/*
 * Builtin functions about numbers and characters: abs bin chr divmod hex oct ord pow round sum.
 */
#include "vm/number/number_in.h"

#include <math.h>

static LeafResult not_an_integer(Vm *vm, Value v)
{
    return pd_vm_raise_type(vm, "'%s' object cannot be interpreted as an integer", v);
}

/* ---- abs ---- */

static LeafResult abs_of_complex(Vm *vm, const Num *n, Value *out)
{
    double size = pd_exact_hypot(n->real, n->imag);
    if (isinf(size) && isfinite(n->real) && isfinite(n->imag)) {
        return pd_vm_raise(vm, EXC_OVERFLOW_ERROR, "absolute value too large");
    }
    return pd_num_give_float(size, out);
}

static LeafResult builtin_abs(Vm *vm, const Value *args, Value *result)
{
    Num n;
    if (pd_is_int(args[0])) {
        int64_t i = pd_int_of(args[0]);
        return pd_data_give_i64(vm, i < 0 ? -i : i, result);
    }
    if (pd_is_float(args[0])) {
        return pd_num_give_float(fabs(pd_float_of(args[0])), result);
    }
    Kind kind = pd_kind(&vm->heap, args[0]);
    if (kind == KIND_COMPLEX) {
        const Complex *c = PD_AS(const Complex, &vm->heap, args[0]);
        n = (Num){.cls = NUM_COMPLEX, .real = c->real, .imag = c->imag};
        return abs_of_complex(vm, &n, result);
    }
    if (pd_data_is_object(kind)) {
        Value method = pd_vm_special(vm, args[0], NAME_abs);
        if (!pd_is_unbound(method)) {
            return pd_data_call(vm, method, args, 1, result);
        }
    }
    if (!pd_num_of(vm, args[0], &n)) {
        return pd_vm_raise_type(vm, "bad operand type for abs(): '%s'", args[0]);
    }
    switch (n.cls) {
    case NUM_FLOAT: return pd_num_give_float(fabs(n.real), result);
    case NUM_COMPLEX: return abs_of_complex(vm, &n, result);
    default: break;
    }
    *result = n.integer;
    if (pd_int_sign(&vm->heap, n.integer) >= 0) {
        return LEAF_OK;
    }
    pd_data_charge(vm, pd_num_limbs(vm, n.integer));
    return pd_data_answer(vm, pd_int_neg(&vm->heap, n.integer, result), n.integer);
}

/* ---- bin, oct, hex ---- */

typedef struct Base {
    LeafFn *self;
    const char *prefix;
    uint32_t base;
} Base;

static LeafResult in_base(Vm *vm, const Value *args, const Base *b, Value *result)
{
    Value v;
    if (pd_data_needs_index(vm, args[0])) {
        return pd_data_with_index(vm, b->self, args, 1, 1);
    }
    if (!pd_data_int(vm, args[0], &v)) {
        return not_an_integer(vm, args[0]);
    }
    pd_data_charge(vm, 4 * pd_num_limbs(vm, v));
    bool negative = pd_int_sign(&vm->heap, v) < 0;
    if (negative) {
        Answer answer = pd_int_neg(&vm->heap, v, &v);
        if (answer != ANSWER_YES) {
            return pd_vm_answer_failed(vm, answer, v);
        }
    }
    Buffer text;
    pd_buffer_init(&text, vm->alloc, (size_t)vm->limits.string_bytes);
    pd_buffer_append_cstr(&text, negative ? "-" : "");
    pd_buffer_append_cstr(&text, b->prefix);
    Status status = pd_int_append_text(&vm->heap, v, b->base, &text);
    Str *s = status == STATUS_OK && pd_buffer_status(&text) == STATUS_OK
                 ? pd_str_new_utf8(&vm->heap, pd_buffer_peek(&text))
                 : NULL;
    bool too_long = pd_buffer_status(&text) == STATUS_LIMIT;
    pd_buffer_deinit(&text);
    return too_long ? pd_data_no_room(vm) : pd_data_give(vm, s, result);
}

static LeafResult builtin_bin(Vm *vm, const Value *args, Value *result)
{
    static const Base base = {builtin_bin, "0b", 2};
    return in_base(vm, args, &base, result);
}

static LeafResult builtin_oct(Vm *vm, const Value *args, Value *result)
{
    static const Base base = {builtin_oct, "0o", 8};
    return in_base(vm, args, &base, result);
}

static LeafResult builtin_hex(Vm *vm, const Value *args, Value *result)
{
    static const Base base = {builtin_hex, "0x", 16};
    return in_base(vm, args, &base, result);
}

/* ---- chr, ord ---- */

static LeafResult builtin_chr(Vm *vm, const Value *args, Value *result)
{
    int64_t point;
    if (LIKELY(pd_is_int(args[0])) && (uint64_t)pd_int_of(args[0]) <= UTF8_CODE_POINT_MAX) {
        const Str *made = pd_str_from_point(&vm->heap, (uint32_t)pd_int_of(args[0]));
        return pd_data_give(vm, made, result);
    }
    if (pd_data_needs_index(vm, args[0])) {
        return pd_data_with_index(vm, builtin_chr, args, 1, 1);
    }
    LeafResult r = pd_vm_index_i64(vm, args[0], &point, "Python int too large to convert to C int");
    if (r != LEAF_OK) {
        return r;
    }
    if (point != (int32_t)point) {
        return pd_vm_raise(vm, EXC_OVERFLOW_ERROR, "Python int too large to convert to C int");
    }
    if (point < 0 || point > UTF8_CODE_POINT_MAX) {
        return pd_vm_raise(vm, EXC_VALUE_ERROR, "chr() arg not in range(0x110000)");
    }
    return pd_data_give(vm, pd_str_from_point(&vm->heap, (uint32_t)point), result);
}

static LeafResult builtin_ord(Vm *vm, const Value *args, Value *result)
{
    if (LIKELY(pd_is_kind(&vm->heap, args[0], KIND_STR))) {
        const Str *s = PD_AS(const Str, &vm->heap, args[0]);
        if (LIKELY(s->length == 1)) {
            *result = pd_from_int(pd_str_at(s, 0));
            return LEAF_OK;
        }
    }
    Value v = pd_vm_unwrap(vm, args[0]);
    Kind kind = pd_kind(&vm->heap, v);
    if (kind != KIND_STR && !pd_data_is_bytes(kind)) {
        return pd_vm_raise_type(vm, "ord() expected string of length 1, but %s found", args[0]);
    }
    Text text = pd_text_of(vm, v);
    if (text.length != 1) {
        return pd_vm_raise(vm, EXC_TYPE_ERROR,
                           "ord() expected a character, but string of length %zu found",
                           text.length);
    }
    *result = pd_from_int(pd_str_at(text.s, 0));
    return LEAF_OK;
}

/* ---- divmod, pow, round ---- */

static bool is_object(const Vm *vm, Value v)
{
    return pd_data_is_object(pd_kind(&vm->heap, v));
}

static LeafResult builtin_divmod(Vm *vm, const Value *args, Value *result)
{
    Num a;
    Num b;
    if (is_object(vm, args[0]) || is_object(vm, args[1])) {
        return pd_vm_tail_call(vm, LIB_divmod_slow, 2, args[0], args[1]);
    }
    *result = VALUE_NOT_IMPLEMENTED;
    LeafResult r = LEAF_OK;
    if (pd_num_of(vm, args[0], &a) && pd_num_of(vm, args[1], &b)) {
        r = pd_num_divmod(vm, &a, &b, result);
    }
    if (r != LEAF_OK || !pd_is(*result, VALUE_NOT_IMPLEMENTED)) {
        return r;
    }
    TypeName left = pd_vm_type_name(vm, args[0]);
    TypeName right = pd_vm_type_name(vm, args[1]);
    return pd_vm_raise(vm, EXC_TYPE_ERROR,
                       "unsupported operand type(s) for divmod(): '%s' and '%s'", left.text,
                       right.text);
}

static LeafResult pow_mod(Vm *vm, const Value *args, Value *result)
{
    Num n[3];
    bool numbers = true;
    bool ints = true;
    for (uint32_t i = 0; i < 3; i++) {
        numbers = pd_num_of(vm, args[i], &n[i]) && numbers;
        ints = ints && n[i].cls == NUM_INT;
    }
    if (numbers && ints) {
        return pd_num_power_mod(vm, n[0].integer, n[1].integer, n[2].integer, result);
    }
    if (numbers && n[0].cls != NUM_COMPLEX && n[1].cls != NUM_COMPLEX) {
        return pd_vm_raise(vm, EXC_TYPE_ERROR,
                           "pow() 3rd argument not allowed unless all arguments are integers");
    }
    if (numbers) {
        return pd_vm_raise(vm, EXC_VALUE_ERROR, "complex modulo");
    }
    TypeName names[3] = {pd_vm_type_name(vm, args[0]), pd_vm_type_name(vm, args[1]),
                         pd_vm_type_name(vm, args[2])};
    return pd_vm_raise(vm, EXC_TYPE_ERROR,
                       "unsupported operand type(s) for ** or pow(): '%s', '%s', '%s'",
                       names[0].text, names[1].text, names[2].text);
}

static LeafResult builtin_pow(Vm *vm, const Value *args, Value *result)
{
    bool has_mod = !pd_is_unbound(args[2]) && !pd_is_none(args[2]);
    if (is_object(vm, args[0]) || is_object(vm, args[1])) {
        return pd_vm_tail_call(vm, LIB_pow_slow, 3, args[0], args[1],
                               has_mod ? args[2] : VALUE_NONE);
    }
    return has_mod ? pow_mod(vm, args, result)
                   : pd_vm_binary(vm, BINARY_POW, args[0], args[1], result);
}

static LeafResult builtin_round(Vm *vm, const Value *args, Value *result)
{
    bool has_digits = !pd_is_unbound(args[1]) && !pd_is_none(args[1]);
    if (pd_is_float(args[0])) {
        return pd_num_float_round(vm, args, result);
    }
    if (pd_is_int(args[0]) && !has_digits) {
        *result = args[0];
        return LEAF_OK;
    }
    Value method = pd_vm_special(vm, args[0], NAME_round);
    if (pd_is_unbound(method) || pd_is_none(method)) {
        return pd_vm_raise_type(vm, "type %s doesn't define __round__ method", args[0]);
    }
    return pd_data_call(vm, method, args, has_digits ? 2 : 1, result);
}

/* ---- sum ---- */

static LeafResult bad_start(Vm *vm, Value start)
{
    switch (pd_kind(&vm->heap, pd_vm_unwrap(vm, start))) {
    case KIND_STR:
        return pd_vm_raise(vm, EXC_TYPE_ERROR,
                           "sum() can't sum strings [use ''.join(seq) instead]");
    case KIND_BYTES:
        return pd_vm_raise(vm, EXC_TYPE_ERROR, "sum() can't sum bytes [use b''.join(seq) instead]");
    case KIND_BYTEARRAY:
        return pd_vm_raise(vm, EXC_TYPE_ERROR,
                           "sum() can't sum bytearray [use b''.join(seq) instead]");
    default: return LEAF_OK;
    }
}

/* Adds bools, small ints and floats from items[*at] on without allocating. */
static void sum_fast(const Items *items, uint32_t *at, Value *sum)
{
    const Value *items_end = items->items + items->length;
    const Value *v = items->items + *at;
    if (pd_is_int(*sum)) {
        int64_t total = pd_int_of(*sum);
        for (; v < items_end && (pd_is_int(*v) || pd_is_bool(*v)); v++) {
            int64_t next = total + (pd_is_int(*v) ? pd_int_of(*v) : pd_is(*v, VALUE_TRUE));
            if (!pd_int_fits(next)) {
                break;
            }
            total = next;
        }
        *sum = pd_from_int(total);
    } else if (pd_is_float(*sum)) {
        double total = pd_float_of(*sum);
        for (; v < items_end && (pd_is_float(*v) || pd_is_int(*v)); v++) {
            total += pd_is_float(*v) ? pd_float_of(*v) : (double)pd_int_of(*v);
        }
        *sum = pd_from_float(total);
    }
    *at = (uint32_t)(v - items->items);
}

static LeafResult sum_items(Vm *vm, Value list, Value start, Value *result)
{
    Items items;
    if (!pd_items_of(&vm->heap, list, &items)) {
        return pd_vm_raise(vm, EXC_SYSTEM_ERROR, "sum_items() expects a list or tuple");
    }
    pd_data_charge(vm, items.length);
    Value sum = start;
    for (uint32_t i = 0; i < items.length;) {
        sum_fast(&items, &i, &sum);
        if (i == items.length) {
            break;
        }
        LeafResult r = LEAF_CALL;
        if (!is_object(vm, sum) && !is_object(vm, items.items[i])) {
            r = pd_vm_binary(vm, BINARY_ADD, sum, items.items[i], &sum);
        }
        if (r == LEAF_CALL) {
            return pd_vm_tail_call(vm, LIB_sum_slow, 2, list, start);
        }
        if (r != LEAF_OK) {
            return r;
        }
        i++;
    }
    *result = sum;
    return LEAF_OK;
}

static LeafResult builtin_sum(Vm *vm, const Value *args, Value *result)
{
    if (pd_is_unbound(args[0])) {
        return pd_vm_raise(vm, EXC_TYPE_ERROR,
                           "sum() takes at least 1 positional argument (0 given)");
    }
    Value start = pd_is_unbound(args[1]) ? pd_from_int(0) : args[1];
    LeafResult r = bad_start(vm, start);
    if (r != LEAF_OK) {
        return r;
    }
    Items items = {0};
    if (pd_items_of(&vm->heap, args[0], &items)) {
        return sum_items(vm, args[0], start, result);
    }
    if (!pd_vm_iterates_in_c(vm, args[0]) || pd_data_is_long(vm, args[0])) {
        return pd_vm_tail_call(vm, LIB_sum_slow, 2, args[0], start);
    }
    SavedIters saved;
    saved.count = 0;
    if (pd_is_kind(&vm->heap, args[0], KIND_ITER)) {
        (void)pd_data_save_iters(vm, args[0], &saved);
    }
    Value list = VALUE_NONE;
    r = pd_vm_collect_items(vm, args[0], &list);
    if (r == LEAF_OK) {
        r = sum_items(vm, list, start, result);
    }
    if (r == LEAF_MEMORY) {
        pd_data_restore_iters(&saved);
    }
    return r;
}

static const LeafDef leaves[] = {
    {"abs", "x, /", builtin_abs, LEAF_FUNCTION},
    {"bin", "number, /", builtin_bin, LEAF_FUNCTION},
    {"oct", "number, /", builtin_oct, LEAF_FUNCTION},
    {"hex", "number, /", builtin_hex, LEAF_FUNCTION},
    {"chr", "i, /", builtin_chr, LEAF_FUNCTION},
    {"ord", "c, /", builtin_ord, LEAF_FUNCTION},
    {"divmod", "x, y, /", builtin_divmod, LEAF_FUNCTION},
    {"pow", "base, exp, mod=", builtin_pow, LEAF_FUNCTION},
    {"round", "number, ndigits=", builtin_round, LEAF_FUNCTION},
    {"sum", "iterable=, /, start=", builtin_sum, LEAF_FUNCTION},
};

const LeafTable pd_leaves_builtins_number = {"builtins", TYPE_OBJECT, leaves, ARRAY_COUNT(leaves)};
