/*
 * Methods of str, bytes and bytearray that fill up to a width: center, ljust, rjust, zfill,
 * expandtabs.
 */
#include "vm/text/text_in.h"

static LeafResult fill_point(Vm *vm, const Text *t, Value v, const char *method, uint32_t *out)
{
    *out = ' ';
    if (pd_is_unbound(v)) {
        return LEAF_OK;
    }
    Value inner = pd_vm_unwrap(vm, v);
    if (t->kind == KIND_STR) {
        if (!pd_text_is_str(vm, inner)) {
            return pd_vm_raise_type(vm, "The fill character must be a unicode character, not %s",
                                    v);
        }
        if (pd_text_str(vm, inner)->length != 1) {
            return pd_vm_raise(vm, EXC_TYPE_ERROR,
                               "The fill character must be exactly one character long");
        }
        *out = pd_str_at(pd_text_str(vm, inner), 0);
        return LEAF_OK;
    }
    Text fill;
    if (!pd_text_bytes_of(vm, inner, &fill) || fill.length != 1) {
        return pd_vm_raise(vm, EXC_TYPE_ERROR,
                           "%s() argument 2 must be a byte string of length 1, not %s", method,
                           pd_vm_type_name(vm, v).text);
    }
    *out = pd_str_data(fill.s)[0];
    return LEAF_OK;
}

static LeafResult pad(Vm *vm, const Text *t, const size_t sides[2], uint32_t fill, Value *result)
{
    uint32_t width = pd_text_width(t);
    uint32_t needed = fill < 256 ? 1 : fill < 0x10000 ? 2 : 4;
    size_t length = t->length;
    if (pd_add_size_overflows(length, sides[0], &length) ||
        pd_add_size_overflows(length, sides[1], &length)) {
        return pd_text_too_long(vm);
    }
    if (length == t->length) {
        return pd_text_slice(vm, t, 0, t->length, result);
    }
    pd_text_charge(vm, length > vm->limits.string_bytes ? 0 : length);
    width = needed > width ? needed : width;
    Points made = {.width = width};
    LeafResult answer = pd_text_new(vm, t->kind, length, &made, result);
    if (answer != LEAF_OK) {
        return answer;
    }
    pd_text_fill(made, 0, fill, sides[0]);
    pd_text_copy_all(made, sides[0], t);
    pd_text_fill(made, sides[0] + t->length, fill, sides[1]);
    pd_text_seal(vm, *result);
    return LEAF_OK;
}

/* args: self, width#, fillchar=. side: 'l', 'r' or 'c', where the text stays. */
static LeafResult justify(Vm *vm, const Value *args, char side, Value *result)
{
    Text t = pd_text_of(vm, args[0]);
    int64_t width = 0;
    uint32_t fill;
    LeafResult answer = pd_text_count(vm, args[1], 0, &width);
    if (answer == LEAF_OK) {
        const char *method = side == 'l' ? "ljust" : side == 'r' ? "rjust" : "center";
        answer = fill_point(vm, &t, args[2], method, &fill);
    }
    if (answer != LEAF_OK) {
        return answer;
    }
    size_t sides[2] = {0, 0};
    if (width > (int64_t)t.length) {
        size_t margin = (size_t)width - t.length;
        size_t left = margin / 2 + (margin & (size_t)width & 1);
        sides[0] = side == 'l' ? 0 : side == 'r' ? margin : left;
        sides[1] = margin - sides[0];
    }
    return pad(vm, &t, sides, fill, result);
}

static LeafResult text_center(Vm *vm, const Value *args, Value *result)
{
    return justify(vm, args, 'c', result);
}

static LeafResult text_ljust(Vm *vm, const Value *args, Value *result)
{
    return justify(vm, args, 'l', result);
}

static LeafResult text_rjust(Vm *vm, const Value *args, Value *result)
{
    return justify(vm, args, 'r', result);
}

static LeafResult text_zfill(Vm *vm, const Value *args, Value *result)
{
    Text t = pd_text_of(vm, args[0]);
    int64_t width = 0;
    LeafResult answer = pd_text_count(vm, args[1], 0, &width);
    if (answer != LEAF_OK) {
        return answer;
    }
    if (width <= (int64_t)t.length) {
        return pd_text_slice(vm, &t, 0, t.length, result);
    }
    if ((uint64_t)width > vm->limits.string_bytes) {
        return pd_text_too_long(vm);
    }
    pd_text_charge(vm, (uint64_t)width);
    size_t zeros = (size_t)width - t.length;
    Points made = {.width = pd_text_width(&t)};
    answer = pd_text_new(vm, t.kind, (size_t)width, &made, result);
    if (answer != LEAF_OK) {
        return answer;
    }
    uint32_t first = t.length == 0 ? 0 : pd_str_at(t.s, 0);
    size_t sign = first == '+' || first == '-';
    pd_text_copy(made, 0, t.s, 0, sign);
    pd_text_fill(made, sign, '0', zeros);
    pd_text_copy(made, sign + zeros, t.s, sign, t.length - sign);
    pd_text_seal(vm, *result);
    return LEAF_OK;
}

/* Length with all tabs expanded; over the limit at most once. */
static uint64_t expanded_length(const Vm *vm, const Text *t, uint64_t tab)
{
    uint64_t length = 0;
    uint64_t column = 0;
    for (size_t i = 0; i < t->length && length <= vm->limits.string_bytes; i++) {
        uint32_t point = pd_str_at(t->s, i);
        uint64_t step = 1;
        if (point == '\t') {
            step = tab == 0 ? 0 : tab - column % tab;
        }
        length += step;
        column = point == '\n' || point == '\r' ? 0 : column + step;
    }
    return length;
}

static LeafResult text_expandtabs(Vm *vm, const Value *args, Value *result)
{
    Text t = pd_text_of(vm, args[0]);
    int64_t tab = 8;
    LeafResult answer = pd_text_count(vm, args[1], 8, &tab);
    if (answer != LEAF_OK) {
        return answer;
    }
    if (tab > INT32_MAX || tab < INT32_MIN) {
        return pd_vm_raise(vm, EXC_OVERFLOW_ERROR, "Python int too large to convert to C int");
    }
    tab = tab < 0 ? 0 : tab;
    uint64_t length = expanded_length(vm, &t, (uint64_t)tab);
    pd_text_charge(vm, t.length + length);
    Points made = {.width = pd_text_width(&t)};
    answer = pd_text_new(vm, t.kind, (size_t)length, &made, result);
    if (answer != LEAF_OK) {
        return answer;
    }
    size_t at = 0;
    size_t column = 0;
    for (size_t i = 0; i < t.length; i++) {
        uint32_t point = pd_str_at(t.s, i);
        size_t step = 1;
        if (point == '\t') {
            step = tab == 0 ? 0 : (size_t)tab - column % (size_t)tab;
            pd_text_fill(made, at, ' ', step);
        } else {
            pd_text_fill(made, at, point, 1);
        }
        at += step;
        column = point == '\n' || point == '\r' ? 0 : column + step;
    }
    pd_text_seal(vm, *result);
    return LEAF_OK;
}

static const LeafDef leaves[] = {
    {"center", "self, width#, fillchar=, /", text_center, LEAF_METHOD},
    {"ljust", "self, width#, fillchar=, /", text_ljust, LEAF_METHOD},
    {"rjust", "self, width#, fillchar=, /", text_rjust, LEAF_METHOD},
    {"zfill", "self, width#, /", text_zfill, LEAF_METHOD},
    {"expandtabs", "self, /, tabsize#=", text_expandtabs, LEAF_METHOD},
};

TEXT_TABLE(pd_leaves_str_pad, TYPE_STR, leaves);
TEXT_TABLE(pd_leaves_bytes_pad, TYPE_BYTES, leaves);
TEXT_TABLE(pd_leaves_bytearray_pad, TYPE_BYTEARRAY, leaves);
