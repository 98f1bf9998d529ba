/*
 * bytearray(): making one, and the methods that change it.
 *
 * Its bytes are a bytes object that nobody else sees, with room to grow. Everything that may fail
 * is done before the first change.
 */
#include "vm/bytes/bytes_in.h"

#include <string.h>

static const char bad_byte[] = "byte must be in range(0, 256)";

static ByteArray *array_of(const Vm *vm, Value v)
{
    return PD_AS(ByteArray, &vm->heap, v);
}

static uint8_t *data_of(const Vm *vm, const ByteArray *array)
{
    return ((Str *)pd_at(&vm->heap, array->bytes))->own;
}

/* Room for length bytes; the contents stay. LEAF_OK, LEAF_MEMORY or LEAF_RAISED. */
static LeafResult reserve(Vm *vm, ByteArray *array, size_t length)
{
    const Str *old = array->bytes == 0 ? NULL : pd_at(&vm->heap, array->bytes);
    if (length > vm->limits.string_bytes) {
        return pd_text_too_long(vm);
    }
    if (old != NULL && !pd_is_shared(&vm->heap, array->bytes) && old->length >= length) {
        return LEAF_OK;
    }
    size_t capacity = length + length / 8 + (length < 9 ? 3 : 6);
    BytesObject *grown = pd_bytes_new(&vm->heap, NULL, capacity);
    if (grown == NULL) {
        return LEAF_MEMORY;
    }
    pd_text_charge(vm, array->length);
    if (array->length > 0) {
        memcpy(grown->own, data_of(vm, array), array->length);
    }
    pd_store_ref(&vm->heap, &array->bytes, pd_ref_to(&vm->heap, grown));
    return LEAF_OK;
}

LeafResult pd_bytearray_splice(Vm *vm, ByteArray *array, const size_t part[2], Bytes bytes)
{
    size_t at = part[0];
    size_t count = part[1];
    pd_assert(at + count <= array->length);
    size_t length = array->length - count + bytes.size;
    LeafResult answer = reserve(vm, array, length);
    if (answer != LEAF_OK) {
        return answer;
    }
    uint8_t *data = data_of(vm, array);
    pd_text_charge(vm, array->length - at);
    memmove(data + at + bytes.size, data + at + count, array->length - at - count);
    if (bytes.size > 0) {
        memcpy(data + at, bytes.data, bytes.size);
    }
    array->length = (uint32_t)length;
    return LEAF_OK;
}

static LeafResult bytearray_new(Vm *vm, const Value *args, Value *result)
{
    Value source[3] = {args[1], args[2], args[3]};
    LeafResult answer =
        pd_text_str_arg(vm, &source[1], "bytearray() argument 'encoding' must be str, not %s");
    if (answer == LEAF_OK) {
        answer =
            pd_text_str_arg(vm, &source[2], "bytearray() argument 'errors' must be str, not %s");
    }
    Value bytes = VALUE_NONE;
    if (answer == LEAF_OK) {
        answer = pd_bytes_contents(vm, source, "bytearray", &bytes);
    }
    if (answer == LEAF_CALL) {
        return pd_vm_tail_call(vm, LIB_bytes_slow, 2, args[0], args[1]);
    }
    if (answer != LEAF_OK) {
        return answer;
    }
    Text text = pd_text_of(vm, bytes);
    pd_text_charge(vm, text.length);
    return pd_text_new_bytes(vm, KIND_BYTEARRAY, pd_text_bytes(&text), result);
}

/* For instances of subclasses, which __new__ has made empty. */
static LeafResult bytearray_init(Vm *vm, const Value *args, Value *result)
{
    Value source[3] = {args[1], args[2], args[3]};
    Value bytes = VALUE_NONE;
    *result = VALUE_NONE;
    LeafResult answer =
        pd_text_str_arg(vm, &source[1], "bytearray() argument 'encoding' must be str, not %s");
    if (answer == LEAF_OK) {
        answer =
            pd_text_str_arg(vm, &source[2], "bytearray() argument 'errors' must be str, not %s");
    }
    if (answer == LEAF_OK) {
        answer = pd_bytes_contents(vm, source, "bytearray", &bytes);
    }
    if (answer == LEAF_CALL) {
        return pd_vm_tail_call(vm, LIB_bytearray_init_slow, 2, args[0], args[1]);
    }
    if (answer != LEAF_OK) {
        return answer;
    }
    Text text = pd_text_of(vm, bytes);
    ByteArray *array = array_of(vm, args[0]);
    return pd_bytearray_splice(vm, array, (size_t[]){0, array->length}, pd_text_bytes(&text));
}

static LeafResult bytearray_append(Vm *vm, const Value *args, Value *result)
{
    uint8_t byte;
    ByteArray *array = array_of(vm, args[0]);
    *result = VALUE_NONE;
    LeafResult answer = pd_bytes_byte(vm, args[1], bad_byte, &byte);
    if (answer == LEAF_OK) {
        answer = reserve(vm, array, (size_t)array->length + 1);
    }
    if (answer == LEAF_OK) {
        data_of(vm, array)[array->length++] = byte;
    }
    return answer;
}

static LeafResult bytearray_extend(Vm *vm, const Value *args, Value *result)
{
    *result = VALUE_NONE;
    Value v = args[1];
    Text text;
    LeafResult answer = LEAF_OK;
    if (pd_text_bytes_of(vm, v, &text)) {
        if (pd_is(text.value, args[0])) {
            answer = pd_text_new_bytes(vm, KIND_BYTES, pd_text_bytes(&text), &v);
            text = answer == LEAF_OK ? pd_text_of(vm, v) : text;
        }
    } else {
        bool iterable = !pd_is_unbound(pd_vm_special(vm, v, NAME_iter)) ||
                        !pd_is_unbound(pd_vm_special(vm, v, NAME_getitem));
        if (!iterable) {
            return pd_vm_raise_type(vm, "can't extend bytearray with %s", v);
        }
        if (!pd_vm_iterates_in_c(vm, v)) {
            return pd_vm_tail_call(vm, LIB_bytearray_extend_slow, 2, args[0], v);
        }
        Value list = VALUE_NONE;
        answer = pd_vm_collect_items(vm, v, &list);
        if (answer == LEAF_OK) {
            answer = pd_bytes_of_items(vm, list, bad_byte, &v);
        }
        text = answer == LEAF_OK ? pd_text_of(vm, v) : (Text){0};
    }
    if (answer != LEAF_OK) {
        return answer;
    }
    ByteArray *array = array_of(vm, args[0]);
    return pd_bytearray_splice(vm, array, (size_t[]){array->length, 0}, pd_text_bytes(&text));
}

static LeafResult bytearray_insert(Vm *vm, const Value *args, Value *result)
{
    int64_t at = 0;
    uint8_t byte;
    ByteArray *array = array_of(vm, args[0]);
    *result = VALUE_NONE;
    LeafResult answer = pd_text_count(vm, args[1], 0, &at);
    if (answer == LEAF_OK) {
        answer = pd_bytes_byte(vm, args[2], bad_byte, &byte);
    }
    if (answer != LEAF_OK) {
        return answer;
    }
    int64_t length = array->length;
    at = at < 0 ? at + length : at;
    at = at < 0 ? 0 : at > length ? length : at;
    return pd_bytearray_splice(vm, array, (size_t[]){(size_t)at, 0}, pd_bytes(&byte, 1));
}

static LeafResult bytearray_pop(Vm *vm, const Value *args, Value *result)
{
    int64_t at = -1;
    ByteArray *array = array_of(vm, args[0]);
    LeafResult answer = pd_text_count(vm, args[1], -1, &at);
    if (answer != LEAF_OK) {
        return answer;
    }
    if (array->length == 0) {
        return pd_vm_raise(vm, EXC_INDEX_ERROR, "pop from empty bytearray");
    }
    at = at < 0 ? at + (int64_t)array->length : at;
    if (at < 0 || at >= (int64_t)array->length) {
        return pd_vm_raise(vm, EXC_INDEX_ERROR, "pop index out of range");
    }
    *result = pd_from_int(data_of(vm, array)[at]);
    return pd_bytearray_splice(vm, array, (size_t[]){(size_t)at, 1}, pd_bytes(NULL, 0));
}

static LeafResult bytearray_remove(Vm *vm, const Value *args, Value *result)
{
    uint8_t byte;
    ByteArray *array = array_of(vm, args[0]);
    *result = VALUE_NONE;
    LeafResult answer = pd_bytes_byte(vm, args[1], bad_byte, &byte);
    if (answer != LEAF_OK) {
        return answer;
    }
    pd_text_charge(vm, array->length);
    const uint8_t *data = array->length == 0 ? NULL : data_of(vm, array);
    const uint8_t *found = data == NULL ? NULL : memchr(data, byte, array->length);
    if (found == NULL) {
        return pd_vm_raise(vm, EXC_VALUE_ERROR, "value not found in bytearray");
    }
    return pd_bytearray_splice(vm, array, (size_t[]){(size_t)(found - data), 1}, pd_bytes(NULL, 0));
}

static LeafResult bytearray_reverse(Vm *vm, const Value *args, Value *result)
{
    ByteArray *array = array_of(vm, args[0]);
    *result = VALUE_NONE;
    pd_text_charge(vm, array->length);
    LeafResult answer = reserve(vm, array, array->length);
    uint8_t *data = answer == LEAF_OK ? data_of(vm, array) : NULL;
    for (size_t i = 0; data != NULL && i < array->length / 2; i++) {
        uint8_t byte = data[i];
        data[i] = data[array->length - 1 - i];
        data[array->length - 1 - i] = byte;
    }
    return answer;
}

static LeafResult bytearray_clear(Vm *vm, const Value *args, Value *result)
{
    array_of(vm, args[0])->length = 0;
    *result = VALUE_NONE;
    return LEAF_OK;
}

static LeafResult bytearray_copy(Vm *vm, const Value *args, Value *result)
{
    Text t = pd_text_of(vm, args[0]);
    pd_text_charge(vm, t.length);
    return pd_text_new_bytes(vm, KIND_BYTEARRAY, pd_text_bytes(&t), result);
}

static const LeafDef leaves[] = {
    {"__new__", "cls, /, source=, encoding=, errors=", bytearray_new, LEAF_NEW},
    {"__init__", "self, /, source=, encoding=, errors=", bytearray_init, LEAF_SLOT},
    {"append", "self, item#, /", bytearray_append, LEAF_METHOD},
    {"extend", "self, iterable_of_ints, /", bytearray_extend, LEAF_METHOD},
    {"insert", "self, index#, item#, /", bytearray_insert, LEAF_METHOD},
    {"pop", "self, index#=, /", bytearray_pop, LEAF_METHOD},
    {"remove", "self, value#, /", bytearray_remove, LEAF_METHOD},
    {"reverse", "self, /", bytearray_reverse, LEAF_METHOD},
    {"clear", "self, /", bytearray_clear, LEAF_METHOD},
    {"copy", "self, /", bytearray_copy, LEAF_METHOD},
};

TEXT_TABLE(pd_leaves_bytearray, TYPE_BYTEARRAY, leaves);
