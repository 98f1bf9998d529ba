/*
 * bytes() and the methods that make bytes or str of bytes: decode, hex, fromhex, translate.
 */
#include "vm/bytes/bytes_in.h"

#include <string.h>

LeafResult pd_bytes_byte(Vm *vm, Value v, const char *message, uint8_t *out)
{
    Value inner = pd_vm_unwrap(vm, v);
    int64_t i = pd_is(inner, VALUE_TRUE);
    if (!pd_is_bool(inner) && !pd_is_integer(&vm->heap, inner)) {
        return pd_vm_raise_type(vm, "'%s' object cannot be interpreted as an integer", v);
    }
    bool fits = pd_is_bool(inner) || pd_int_to_i64(&vm->heap, inner, &i);
    if (!fits || i < 0 || i > 255) {
        return pd_vm_raise(vm, EXC_VALUE_ERROR, "%s", message);
    }
    *out = (uint8_t)i;
    return LEAF_OK;
}

LeafResult pd_bytes_of_items(Vm *vm, Value v, const char *message, Value *out)
{
    const Value *items;
    size_t count;
    if (pd_is_kind(&vm->heap, v, KIND_LIST)) {
        const List *list = PD_AS(const List, &vm->heap, v);
        items = pd_list_items(&vm->heap, list);
        count = list->length;
    } else {
        const Tuple *tuple = PD_AS(const Tuple, &vm->heap, v);
        items = tuple->items;
        count = tuple->length;
    }
    pd_text_charge(vm, 4 * (uint64_t)count);
    uint8_t *data;
    LeafResult answer = pd_text_new_narrow(vm, KIND_BYTES, count, &data, out);
    for (size_t i = 0; answer == LEAF_OK && i < count; i++) {
        answer = pd_bytes_byte(vm, items[i], message, &data[i]);
    }
    return answer;
}

/* From a str: needs an encoding. */
static LeafResult from_str(Vm *vm, const Value source[3], Value inner, Value *out)
{
    if (pd_is_unbound(source[1])) {
        return pd_vm_raise(vm, EXC_TYPE_ERROR, "string argument without an encoding");
    }
    return pd_text_encode(vm, inner, source[1], source[2], out);
}

static LeafResult from_count(Vm *vm, Value inner, Value *out)
{
    int64_t count = pd_is(inner, VALUE_TRUE);
    if (!pd_is_bool(inner) && !pd_int_to_i64(&vm->heap, inner, &count)) {
        return pd_vm_raise(vm, EXC_OVERFLOW_ERROR, "cannot fit 'int' into an index-sized integer");
    }
    if (count < 0) {
        return pd_vm_raise(vm, EXC_VALUE_ERROR, "negative count");
    }
    uint64_t limit = vm->limits.string_bytes;
    pd_text_charge(vm, (uint64_t)count > limit ? 0 : (uint64_t)count);
    return pd_text_new_bytes(vm, KIND_BYTES, pd_bytes(NULL, (size_t)count), out);
}

static LeafResult from_iterable(Vm *vm, Value v, const char *name, Value *out)
{
    const char *message = strcmp(name, "bytes") == 0 ? "bytes must be in range(0, 256)"
                                                     : "byte must be in range(0, 256)";
    Kind kind = pd_vm_kind(vm, v);
    if (kind == KIND_LIST || kind == KIND_TUPLE) {
        return pd_bytes_of_items(vm, v, message, out);
    }
    bool iterable = !pd_is_unbound(pd_vm_special(vm, v, NAME_iter)) ||
                    !pd_is_unbound(pd_vm_special(vm, v, NAME_getitem));
    if (!iterable) {
        return pd_vm_raise(vm, EXC_TYPE_ERROR, "cannot convert '%s' object to %s",
                           pd_vm_type_name(vm, v).text, name);
    }
    if (!pd_vm_iterates_in_c(vm, v)) {
        return LEAF_CALL;
    }
    Value list = VALUE_NONE;
    LeafResult answer = pd_vm_collect_items(vm, v, &list);
    return answer == LEAF_OK ? pd_bytes_of_items(vm, list, message, out) : answer;
}

static bool is_program(Vm *vm, Value v, NameId name)
{
    Kind kind = pd_vm_kind(vm, v);
    bool own = kind == KIND_INSTANCE || kind == KIND_WRAPPED || kind == KIND_EXCEPTION;
    if (!own) {
        return false;
    }
    Value method = pd_vm_special(vm, v, name);
    return !pd_is_unbound(method) && !pd_is_kind(&vm->heap, method, KIND_BUILTIN);
}

LeafResult pd_bytes_contents(Vm *vm, const Value source[3], const char *name, Value *out)
{
    Value v = source[0];
    Value inner = pd_is_unbound(v) ? v : pd_vm_unwrap(vm, v);
    if (!pd_is_unbound(v) && pd_text_is_str(vm, inner)) {
        return from_str(vm, source, inner, out);
    }
    if (!pd_is_unbound(source[1]) || !pd_is_unbound(source[2])) {
        return pd_vm_raise(vm, EXC_TYPE_ERROR, "%s without a string argument",
                           pd_is_unbound(source[1]) ? "errors" : "encoding");
    }
    *out = pd_from_ref(HEAP_EMPTY_BYTES);
    if (pd_is_unbound(v)) {
        return LEAF_OK;
    }
    if (is_program(vm, v, NAME_bytes) || is_program(vm, v, NAME_index)) {
        return LEAF_CALL;
    }
    Text text;
    if (pd_text_bytes_of(vm, v, &text)) {
        *out = text.value;
        return text.kind == KIND_BYTES
                   ? LEAF_OK
                   : pd_text_new_bytes(vm, KIND_BYTES, pd_text_bytes(&text), out);
    }
    if (pd_is_bool(inner) || pd_is_integer(&vm->heap, inner)) {
        return from_count(vm, inner, out);
    }
    return from_iterable(vm, v, name, out);
}

static LeafResult bytes_new(Vm *vm, const Value *args, Value *result)
{
    Value source[3] = {args[1], args[2], args[3]};
    LeafResult answer =
        pd_text_str_arg(vm, &source[1], "bytes() argument 'encoding' must be str, not %s");
    if (answer == LEAF_OK) {
        answer = pd_text_str_arg(vm, &source[2], "bytes() argument 'errors' must be str, not %s");
    }
    if (answer == LEAF_OK) {
        answer = pd_bytes_contents(vm, source, "bytes", result);
    }
    return answer == LEAF_CALL ? pd_vm_tail_call(vm, LIB_bytes_slow, 2, args[0], args[1]) : answer;
}

static LeafResult bytes_decode(Vm *vm, const Value *args, Value *result)
{
    Value encoding = args[1];
    Value errors = args[2];
    LeafResult answer =
        pd_text_str_arg(vm, &encoding, "decode() argument 'encoding' must be str, not %s");
    if (answer == LEAF_OK) {
        answer = pd_text_str_arg(vm, &errors, "decode() argument 'errors' must be str, not %s");
    }
    return answer == LEAF_OK ? pd_text_decode(vm, args[0], encoding, errors, result) : answer;
}

/* ---- hex ---- */

static LeafResult separator(Vm *vm, Value v, uint8_t *out)
{
    Value inner = pd_vm_unwrap(vm, v);
    Kind kind = pd_vm_kind(vm, inner);
    if (kind != KIND_STR && kind != KIND_BYTES) {
        return kind == KIND_BYTEARRAY ? pd_vm_raise(vm, EXC_TYPE_ERROR, "sep must be str or bytes.")
                                      : pd_vm_raise_type(vm, "object of type '%s' has no len()", v);
    }
    const Str *s = pd_text_str(vm, inner);
    if (s->length != 1) {
        return pd_vm_raise(vm, EXC_VALUE_ERROR, "sep must be length 1.");
    }
    if (pd_str_at(s, 0) >= 128) {
        return pd_vm_raise(vm, EXC_VALUE_ERROR, "sep must be ASCII.");
    }
    *out = (uint8_t)pd_str_at(s, 0);
    return LEAF_OK;
}

/* group: bytes between separators, counted from the right, or from the left when negative. */
static void write_hex(uint8_t *out, Bytes bytes, uint8_t mark, int64_t group)
{
    static const char hex[] = "0123456789abcdef";
    size_t size = (size_t)(group < 0 ? -group : group);
    size_t at = 0;
    for (size_t i = 0; i < bytes.size; i++) {
        size_t counted = group < 0 ? i : bytes.size - i;
        if (size > 0 && i > 0 && counted % size == 0) {
            out[at++] = mark;
        }
        out[at++] = (uint8_t)hex[bytes.data[i] >> 4];
        out[at++] = (uint8_t)hex[bytes.data[i] & 15];
    }
}

static LeafResult bytes_hex(Vm *vm, const Value *args, Value *result)
{
    Text t = pd_text_of(vm, args[0]);
    uint8_t mark = 0;
    int64_t group = 1;
    LeafResult answer = LEAF_OK;
    if (!pd_is_unbound(args[1])) {
        answer = separator(vm, args[1], &mark);
    }
    if (answer == LEAF_OK) {
        answer = pd_text_count(vm, args[2], 1, &group);
    }
    if (answer != LEAF_OK) {
        return answer;
    }
    if (pd_is_unbound(args[1]) || group == INT64_MIN) {
        group = 0;
    }
    size_t size = (size_t)(group < 0 ? -group : group);
    size_t marks = size > 0 && t.length > 0 ? (t.length - 1) / size : 0;
    pd_text_charge(vm, 2 * (uint64_t)t.length);
    uint8_t *data;
    answer = pd_text_new_narrow(vm, KIND_STR, 2 * t.length + marks, &data, result);
    if (answer == LEAF_OK) {
        write_hex(data, pd_text_bytes(&t), mark, group);
        pd_text_seal(vm, *result);
    }
    return answer;
}

static int hex_value(uint32_t point)
{
    if (point >= '0' && point <= '9') {
        return (int)point - '0';
    }
    uint32_t lower = point | 32;
    return lower >= 'a' && lower <= 'f' && point < 128 ? (int)lower - 'a' + 10 : -1;
}

/* Reads pairs of digits with spaces between; *bad is where it went wrong. */
static bool read_hex(const Str *s, Buffer *out, size_t *bad)
{
    size_t i = 0;
    while (i < s->length) {
        uint32_t point = pd_str_at(s, i);
        if (point == ' ' || (point >= '\t' && point <= '\r')) {
            i++;
            continue;
        }
        int high = hex_value(point);
        int low = high >= 0 && i + 1 < s->length ? hex_value(pd_str_at(s, i + 1)) : -1;
        if (low < 0) {
            *bad = i + (high >= 0);
            return false;
        }
        pd_buffer_append_byte(out, (uint8_t)(high << 4 | low));
        i += 2;
    }
    return true;
}

static LeafResult from_hex(Vm *vm, const Value *args, uint8_t kind, Value *result)
{
    Value text = args[1];
    LeafResult answer = pd_text_str_arg(vm, &text, "fromhex() argument must be str, not %s");
    if (answer != LEAF_OK) {
        return answer;
    }
    const Str *s = pd_text_str(vm, text);
    pd_text_charge(vm, s->length);
    Buffer out;
    size_t bad = 0;
    pd_buffer_init(&out, vm->alloc, vm->limits.string_bytes);
    if (!read_hex(s, &out, &bad)) {
        answer = pd_vm_raise(vm, EXC_VALUE_ERROR,
                             "non-hexadecimal number found in fromhex() arg at position %zu", bad);
    } else {
        answer = out.status == STATUS_OK ? pd_text_new_bytes(vm, kind, pd_buffer_peek(&out), result)
                                         : LEAF_MEMORY;
    }
    pd_buffer_deinit(&out);
    bool is_subclass =
        !pd_is(args[0], pd_type(vm, TYPE_BYTES)) && !pd_is(args[0], pd_type(vm, TYPE_BYTEARRAY));
    return answer == LEAF_OK && is_subclass ? pd_vm_tail_value(vm, args[0], 1, result) : answer;
}

static LeafResult bytes_fromhex(Vm *vm, const Value *args, Value *result)
{
    return from_hex(vm, args, KIND_BYTES, result);
}

static LeafResult bytearray_fromhex(Vm *vm, const Value *args, Value *result)
{
    return from_hex(vm, args, KIND_BYTEARRAY, result);
}

/* ---- translate ---- */

static LeafResult bytes_like(Vm *vm, Value v, Text *out)
{
    return pd_text_bytes_of(vm, v, out)
               ? LEAF_OK
               : pd_vm_raise_type(vm, "a bytes-like object is required, not '%s'", v);
}

static LeafResult bytes_translate(Vm *vm, const Value *args, Value *result)
{
    Text t = pd_text_of(vm, args[0]);
    Text table = {0};
    Text removed = {0};
    LeafResult answer = pd_is_none(args[1]) ? LEAF_OK : bytes_like(vm, args[1], &table);
    if (answer == LEAF_OK && table.s != NULL && table.length != 256) {
        return pd_vm_raise(vm, EXC_VALUE_ERROR, "translation table must be 256 characters long");
    }
    if (answer == LEAF_OK && !pd_is_unbound(args[2])) {
        answer = bytes_like(vm, args[2], &removed);
    }
    if (answer != LEAF_OK) {
        return answer;
    }
    bool gone[256] = {false};
    for (size_t i = 0; i < removed.length; i++) {
        gone[pd_str_data(removed.s)[i]] = true;
    }
    size_t kept = 0;
    for (size_t i = 0; i < t.length; i++) {
        kept += !gone[pd_str_data(t.s)[i]];
    }
    pd_text_charge(vm, 2 * (uint64_t)t.length);
    uint8_t *data;
    answer = pd_text_new_narrow(vm, t.kind, kept, &data, result);
    size_t at = 0;
    for (size_t i = 0; answer == LEAF_OK && i < t.length; i++) {
        uint8_t c = pd_str_data(t.s)[i];
        if (!gone[c]) {
            data[at++] = table.s == NULL ? c : pd_str_data(table.s)[c];
        }
    }
    return answer;
}

static LeafResult bytes_maketrans(Vm *vm, const Value *args, Value *result)
{
    Text from;
    Text to;
    LeafResult answer = bytes_like(vm, args[0], &from);
    if (answer == LEAF_OK) {
        answer = bytes_like(vm, args[1], &to);
    }
    if (answer != LEAF_OK) {
        return answer;
    }
    if (from.length != to.length) {
        return pd_vm_raise(vm, EXC_VALUE_ERROR, "maketrans arguments must have same length");
    }
    uint8_t table[256];
    for (int i = 0; i < 256; i++) {
        table[i] = (uint8_t)i;
    }
    for (size_t i = 0; i < from.length; i++) {
        table[pd_str_data(from.s)[i]] = pd_str_data(to.s)[i];
    }
    return pd_text_new_bytes(vm, KIND_BYTES, pd_bytes(table, 256), result);
}

static LeafResult bytes_bytes(Vm *vm, const Value *args, Value *result)
{
    (void)vm;
    *result = args[0];
    return LEAF_OK;
}

#define SHARED_LEAVES                                                        \
 {"decode", "self, /, encoding=, errors=", bytes_decode, LEAF_METHOD},       \
     {"hex", "self, /, sep=, bytes_per_sep=", bytes_hex, LEAF_METHOD},       \
     {"translate", "self, table, /, delete=", bytes_translate, LEAF_METHOD}, \
 {                                                                           \
  "maketrans", "frm, to, /", bytes_maketrans, LEAF_STATIC                    \
 }

static const LeafDef bytes_leaves[] = {
    {"__new__", "cls, /, source=, encoding=, errors=", bytes_new, LEAF_NEW},
    {"__bytes__", "self, /", bytes_bytes, LEAF_METHOD},
    {"fromhex", "cls, string, /", bytes_fromhex, LEAF_CLASSMETHOD},
    SHARED_LEAVES,
};

static const LeafDef bytearray_leaves[] = {
    {"fromhex", "cls, string, /", bytearray_fromhex, LEAF_CLASSMETHOD},
    SHARED_LEAVES,
};

TEXT_TABLE(pd_leaves_bytes_build, TYPE_BYTES, bytes_leaves);
TEXT_TABLE(pd_leaves_bytearray_build, TYPE_BYTEARRAY, bytearray_leaves);
