/*
 * Concatenation and repetition of str, bytes, bytearray, list and tuple, also in place.
 *
 * Sizes are checked against the limits before anything is made: an object that could never exist is
 * a MemoryError at once.
 */
#include "vm/data/sequence.h"

#include "vm/bytes/bytes_in.h"

#include <string.h>

/* ---- concatenation ---- */

/* Whether the class of v has a reflected method of its own, which is asked before we complain. */
static bool may_reflect(Vm *vm, Value v, NameId name)
{
    return pd_data_is_object(pd_kind(&vm->heap, v)) && !pd_is_unbound(pd_vm_special(vm, v, name));
}

static LeafResult raise_no_concat(Vm *vm, Value a, Value b)
{
    TypeName left = pd_vm_type_name(vm, a);
    TypeName right = pd_vm_type_name(vm, b);
    if (pd_data_is_bytes(pd_kind(&vm->heap, a))) {
        return pd_vm_raise(vm, EXC_TYPE_ERROR, "can't concat %s to %s", right.text, left.text);
    }
    return pd_vm_raise(vm, EXC_TYPE_ERROR, "can only concatenate %s (not \"%s\") to %s", left.text,
                       right.text, left.text);
}

static LeafResult cannot_concat(Vm *vm, Value a, Value b, Value *out)
{
    *out = VALUE_NOT_IMPLEMENTED;
    return may_reflect(vm, b, NAME_radd) ? LEAF_OK : raise_no_concat(vm, a, b);
}

static LeafResult concat_bytes(Vm *vm, Value a, Value b, Value *out)
{
    Text x = pd_text_of(vm, a);
    Text y;
    if (!pd_text_bytes_of(vm, pd_vm_unwrap(vm, b), &y)) {
        return cannot_concat(vm, a, b, out);
    }
    if (x.length + y.length > vm->limits.string_bytes) {
        return pd_data_no_room(vm);
    }
    pd_text_charge(vm, x.length + y.length);
    uint8_t *data = NULL;
    LeafResult r = pd_text_new_narrow(vm, x.kind, x.length + y.length, &data, out);
    if (r == LEAF_OK) {
        pd_text_copy_all((Points){data, 1}, 0, &x);
        pd_text_copy_all((Points){data, 1}, x.length, &y);
    }
    return r;
}

static LeafResult concat_items(Vm *vm, Value a, Value b, Value *out)
{
    Heap *heap = &vm->heap;
    Items x = {0};
    Items y = {0};
    bool found = pd_items_of(&vm->heap, a, &x) && pd_items_of(&vm->heap, b, &y);
    pd_assert(found);
    uint64_t length = (uint64_t)x.length + y.length;
    if (pd_data_too_large(vm, length * sizeof(Value))) {
        return pd_data_no_room(vm);
    }
    pd_data_charge(vm, length);
    Value *items;
    if (pd_is_kind(heap, a, KIND_LIST)) {
        List *list = pd_list_unset(heap, length);
        if (list == NULL) {
            return LEAF_MEMORY;
        }
        items = pd_list_items(heap, list);
        *out = pd_value_to(heap, list);
    } else {
        if (x.length == 0 || y.length == 0) {
            *out = x.length == 0 ? b : a;
            return LEAF_OK;
        }
        Tuple *tuple = pd_tuple_new(heap, NULL, length);
        if (tuple == NULL) {
            return LEAF_MEMORY;
        }
        items = tuple->items;
        *out = pd_value_to(heap, tuple);
    }
    if (x.length > 0) {
        memcpy(items, x.items, x.length * sizeof(Value));
    }
    if (y.length > 0) {
        memcpy(items + x.length, y.items, y.length * sizeof(Value));
    }
    return LEAF_OK;
}

LeafResult pd_sequence_concat(Vm *vm, Value a, Value b, Value *out)
{
    Heap *heap = &vm->heap;
    Kind kind = pd_kind(heap, a);
    Value other = pd_vm_unwrap(vm, b);
    switch (kind) {
    case KIND_STR:
        return pd_is_kind(heap, other, KIND_STR) ? pd_text_plus(vm, a, other, out)
                                                 : cannot_concat(vm, a, b, out);
    case KIND_BYTES:
    case KIND_BYTEARRAY: return concat_bytes(vm, a, b, out);
    case KIND_LIST:
    case KIND_TUPLE:
        return pd_is_kind(heap, other, kind) ? concat_items(vm, a, other, out)
                                             : cannot_concat(vm, a, b, out);
    default: *out = VALUE_NOT_IMPLEMENTED; return LEAF_OK;
    }
}

/* ---- repetition ---- */

static LeafResult too_long(Vm *vm, Kind kind)
{
    if (kind == KIND_STR) {
        return pd_vm_raise(vm, EXC_OVERFLOW_ERROR, "repeated string is too long");
    }
    if (kind == KIND_BYTES) {
        return pd_vm_raise(vm, EXC_OVERFLOW_ERROR, "repeated bytes are too long");
    }
    return pd_data_no_room(vm);
}

/* How often: negative counts are 0. */
static LeafResult repeat_count(Vm *vm, Value v, uint64_t *out)
{
    int64_t i = 0;
    Value n;
    bool found = pd_data_int(vm, v, &n);
    pd_assert(found);
    if (!pd_int_to_i64(&vm->heap, n, &i)) {
        TypeName name = pd_vm_type_name(vm, v);
        return pd_vm_raise(vm, EXC_OVERFLOW_ERROR, "cannot fit '%s' into an index-sized integer",
                           name.text);
    }
    *out = i < 0 ? 0 : (uint64_t)i;
    return LEAF_OK;
}

static void repeat_values(Value *to, const Value *items, size_t length, uint64_t count)
{
    if (length == 1) {
        for (uint64_t i = 0; i < count; i++) {
            to[i] = items[0];
        }
        return;
    }
    for (uint64_t i = 0; i < count; i++) {
        memcpy(to + i * length, items, length * sizeof(Value));
    }
}

static LeafResult repeat_items(Vm *vm, Value v, uint64_t count, Value *out)
{
    Heap *heap = &vm->heap;
    Items from = {0};
    bool found = pd_items_of(&vm->heap, v, &from);
    pd_assert(found);
    uint64_t length = from.length * count;
    if (pd_data_too_large(vm, length * sizeof(Value))) {
        return pd_data_no_room(vm);
    }
    pd_data_charge(vm, length);
    if (pd_is_kind(heap, v, KIND_TUPLE)) {
        if (count == 1) {
            *out = v;
            return LEAF_OK;
        }
        Tuple *tuple = pd_tuple_new(heap, NULL, length);
        if (tuple == NULL) {
            return LEAF_MEMORY;
        }
        if (length > 0) {
            repeat_values(tuple->items, from.items, from.length, count);
        }
        *out = pd_value_to(heap, tuple);
        return LEAF_OK;
    }
    List *list = pd_list_unset(heap, length);
    if (list == NULL) {
        return LEAF_MEMORY;
    }
    if (length > 0) {
        repeat_values(pd_list_items(heap, list), from.items, from.length, count);
    }
    *out = pd_value_to(heap, list);
    return LEAF_OK;
}

static LeafResult repeat_text(Vm *vm, Value v, uint64_t count, Value *out)
{
    Text text = pd_text_of(vm, v);
    uint64_t bytes = text.length * pd_text_width(&text) * count;
    if (bytes > vm->limits.string_bytes || pd_data_too_large(vm, bytes)) {
        return pd_data_no_room(vm);
    }
    if (count == 1 && text.kind != KIND_BYTEARRAY) {
        *out = v;
        return LEAF_OK;
    }
    pd_text_charge(vm, bytes);
    if (text.kind == KIND_STR) {
        return pd_data_give(vm, pd_str_repeat(&vm->heap, text.s, count), out);
    }
    uint8_t *data = NULL;
    LeafResult r = pd_text_new_narrow(vm, text.kind, text.length * count, &data, out);
    for (uint64_t i = 0; r == LEAF_OK && i < count && text.length > 0; i++) {
        memcpy(data + i * text.length, pd_str_data(text.s), text.length);
    }
    return r;
}

LeafResult pd_sequence_repeat_brief(Vm *vm, Value text, int64_t times, Value *out)
{
    enum { BRIEF_TIMES = 64, BRIEF_LENGTH = 64 };
    const Str *s = pd_text_str(vm, text);
    uint64_t length = s->length * (uint64_t)times;
    if (s->h.aux != 1 || s->length == 0 || s->length >= BRIEF_LENGTH || times >= BRIEF_TIMES ||
        length > vm->limits.string_bytes || length > vm->limits.heap_bytes) {
        return LEAF_END;
    }
    if (times == 1) {
        *out = text;
        return LEAF_OK;
    }
    pd_text_charge(vm, length);
    return pd_text_give(vm, pd_str_repeat(&vm->heap, s, (uint64_t)times), out);
}

static bool is_sequence(Kind kind)
{
    return kind == KIND_STR || kind == KIND_LIST || kind == KIND_TUPLE || pd_data_is_bytes(kind);
}

static uint64_t length_of(const Vm *vm, Value v)
{
    Items items = {0};
    return pd_items_of(&vm->heap, v, &items) ? items.length : pd_text_of(vm, v).length;
}

static LeafResult repeat(Vm *vm, Value sequence, Value times, Value *out)
{
    uint64_t count;
    LeafResult r = repeat_count(vm, times, &count);
    if (r != LEAF_OK) {
        return r;
    }
    Kind kind = pd_kind(&vm->heap, sequence);
    uint64_t length = length_of(vm, sequence);
    if (length > 0 && count > INT64_MAX / sizeof(Value) / length) {
        return count > INT64_MAX / length ? too_long(vm, kind) : pd_data_no_room(vm);
    }
    count = length == 0 ? (count > 0) : count;
    bool items = kind == KIND_LIST || kind == KIND_TUPLE;
    return items ? repeat_items(vm, sequence, count, out) : repeat_text(vm, sequence, count, out);
}

static LeafResult cannot_repeat(Vm *vm, Value other, NameId reflected, Value *out)
{
    *out = VALUE_NOT_IMPLEMENTED;
    if (may_reflect(vm, other, reflected)) {
        return LEAF_OK;
    }
    return pd_vm_raise_type(vm, "can't multiply sequence by non-int of type '%s'", other);
}

LeafResult pd_sequence_repeat(Vm *vm, Value a, Value b, Value *out)
{
    Heap *heap = &vm->heap;
    Value count;
    bool left = is_sequence(pd_kind(heap, a));
    if (!left && !is_sequence(pd_kind(heap, pd_vm_unwrap(vm, b)))) {
        *out = VALUE_NOT_IMPLEMENTED;
        return LEAF_OK;
    }
    Value sequence = left ? a : pd_vm_unwrap(vm, b);
    Value times = left ? b : a;
    if (pd_data_int(vm, times, &count)) {
        return repeat(vm, sequence, times, out);
    }
    if (pd_data_needs_index(vm, times)) {
        if (may_reflect(vm, times, left ? NAME_rmul : NAME_mul)) {
            *out = VALUE_NOT_IMPLEMENTED;
            return LEAF_OK;
        }
        return pd_vm_tail_call(vm, LIB_item_slow, 4, sequence, times, VALUE_NONE,
                               pd_from_int(ITEM_REPEAT));
    }
    return cannot_repeat(vm, times, left ? NAME_rmul : NAME_mul, out);
}

LeafResult pd_sequence_unsupported(Vm *vm, BinaryOp op, Value a, Value b)
{
    Value x = pd_vm_unwrap(vm, a);
    Value y = pd_vm_unwrap(vm, b);
    bool left = is_sequence(pd_kind(&vm->heap, x));
    if (op == BINARY_ADD && left) {
        return raise_no_concat(vm, a, b);
    }
    if (op == BINARY_MUL && (left || is_sequence(pd_kind(&vm->heap, y)))) {
        return pd_vm_raise_type(vm, "can't multiply sequence by non-int of type '%s'",
                                left ? b : a);
    }
    return LEAF_OK;
}

/* ---- in place ---- */

static LeafResult append_items(Vm *vm, Value list, Value other, Value *out)
{
    Value collected = VALUE_NONE;
    if (!pd_vm_iterates_in_c(vm, other)) {
        return pd_vm_tail_call(vm, LIB_list_extend_slow, 2, list, other);
    }
    LeafResult r = pd_list_extend_in_c(vm, list, other, &collected);
    *out = list;
    return r;
}

static LeafResult repeat_list(Vm *vm, Value v, Value times, Value *out)
{
    Heap *heap = &vm->heap;
    uint64_t count;
    LeafResult r = repeat_count(vm, times, &count);
    if (r != LEAF_OK) {
        return r;
    }
    List *list = PD_AS(List, heap, v);
    uint32_t length = list->length;
    *out = v;
    if (count == 0 || length == 0) {
        pd_list_truncate(heap, list, 0);
        return LEAF_OK;
    }
    if (count > vm->limits.heap_bytes / sizeof(Value) / length) {
        return pd_data_no_room(vm);
    }
    pd_data_charge(vm, length * count);
    if (!pd_list_reserve(heap, list, length * count)) {
        return LEAF_MEMORY;
    }
    Value *items = pd_list_items(heap, list);
    repeat_values(items + length, items, length, count - 1);
    list->length = (uint32_t)(length * count);
    return LEAF_OK;
}

static LeafResult append_bytes(Vm *vm, Value a, Value b, Value *out)
{
    ByteArray *array = PD_AS(ByteArray, &vm->heap, a);
    Text added;
    if (!pd_text_bytes_of(vm, pd_vm_unwrap(vm, b), &added)) {
        return cannot_concat(vm, a, b, out);
    }
    if (pd_is(pd_vm_unwrap(vm, b), a) && added.length > 0) { /* CPython cannot, either */
        return pd_vm_raise(vm, EXC_BUFFER_ERROR,
                           "Existing exports of data: object cannot be re-sized");
    }
    pd_text_charge(vm, added.length);
    *out = a;
    return pd_bytearray_splice(vm, array, (size_t[]){array->length, 0}, pd_text_bytes(&added));
}

/* Gives a bytearray the contents of another, which nobody else has. */
static void take_contents(Vm *vm, Value to, Value from)
{
    ByteArray *target = PD_AS(ByteArray, &vm->heap, to);
    const ByteArray *source = PD_AS(const ByteArray, &vm->heap, from);
    pd_store_ref(&vm->heap, &target->bytes, source->bytes);
    target->length = source->length;
}

LeafResult pd_sequence_in_place(Vm *vm, BinaryOp op, Value a, Value b, Value *out)
{
    Heap *heap = &vm->heap;
    Value count;
    *out = VALUE_NOT_IMPLEMENTED;
    bool list = pd_is_kind(heap, a, KIND_LIST);
    if (list && op == BINARY_ADD) {
        return append_items(vm, a, b, out);
    }
    if (list && op == BINARY_MUL && pd_data_int(vm, b, &count)) {
        return repeat_list(vm, a, b, out);
    }
    if (op == BINARY_MUL && pd_data_needs_index(vm, b) && !may_reflect(vm, b, NAME_rmul)) {
        return pd_vm_tail_call(vm, LIB_repeat_in_place, 2, a, b);
    }
    if (list || (op != BINARY_ADD && op != BINARY_MUL)) {
        return LEAF_OK;
    }
    if (op == BINARY_ADD) {
        return append_bytes(vm, a, b, out);
    }
    Value made = VALUE_NONE;
    LeafResult r = pd_sequence_repeat(vm, a, b, &made);
    if (r == LEAF_OK && pd_is_kind(heap, made, KIND_BYTEARRAY)) {
        take_contents(vm, a, made);
        *out = a;
    }
    return r;
}
