/*
 * container[key], its assignment and deletion, len() and hash(), for every kind of value.
 *
 * Builtin containers are served here; instances through their special methods. What an int-like key
 * of a program class means is found out by the library, which then asks again with an int.
 */
#include "vm/data/sequence.h"

#include "vm/bytes/bytes_in.h"

#include <string.h>

/* ---- reading ---- */

static bool is_slice(const Vm *vm, Value v)
{
    return pd_is_kind(&vm->heap, v, KIND_SLICE);
}

/* Whether the library has to make the key plain first. */
static bool needs_library(Vm *vm, Value key)
{
    return is_slice(vm, key) ? pd_data_slice_needs_index(vm, key) : pd_data_needs_index(vm, key);
}

static LeafResult bad_index(Vm *vm, Value container, Value key)
{
    TypeName name = pd_vm_type_name(vm, container);
    TypeName got = pd_vm_type_name(vm, key);
    switch (pd_kind(&vm->heap, container)) {
    case KIND_STR:
        return pd_vm_raise(vm, EXC_TYPE_ERROR, "string indices must be integers, not '%s'",
                           got.text);
    case KIND_BYTES:
        return pd_vm_raise(vm, EXC_TYPE_ERROR, "byte indices must be integers or slices, not %s",
                           got.text);
    default:
        return pd_vm_raise(vm, EXC_TYPE_ERROR, "%s indices must be integers or slices, not %s",
                           name.text, got.text);
    }
}

static LeafResult out_of_range(Vm *vm, Value container)
{
    switch (pd_kind(&vm->heap, container)) {
    case KIND_STR: return pd_vm_raise(vm, EXC_INDEX_ERROR, "string index out of range");
    case KIND_BYTES: return pd_vm_raise(vm, EXC_INDEX_ERROR, "index out of range");
    case KIND_RANGE: return pd_vm_raise(vm, EXC_INDEX_ERROR, "range object index out of range");
    default:
        return pd_vm_raise(vm, EXC_INDEX_ERROR, "%s index out of range",
                           pd_vm_type_name(vm, container).text);
    }
}

/* Picks the items of a slice into a new list or tuple. */
static LeafResult slice_items(Vm *vm, Value container, const Items *from, const SliceRange *range,
                              Value *out)
{
    Heap *heap = &vm->heap;
    pd_data_charge(vm, range->count);
    Value *to;
    if (pd_is_kind(heap, container, KIND_LIST)) {
        List *list = pd_list_unset(heap, range->count);
        if (list == NULL) {
            return LEAF_MEMORY;
        }
        to = pd_list_items(heap, list);
        *out = pd_value_to(heap, list);
    } else {
        if (range->count == from->length && range->step == 1) {
            *out = container;
            return LEAF_OK;
        }
        Tuple *tuple = pd_tuple_new(heap, NULL, range->count);
        if (tuple == NULL) {
            return LEAF_MEMORY;
        }
        to = tuple->items;
        *out = pd_value_to(heap, tuple);
    }
    if (range->step == 1 && range->count > 0) {
        memcpy(to, from->items + range->start, range->count * sizeof(Value));
        return LEAF_OK;
    }
    uint64_t at = (uint64_t)range->start; /* wraps behind the last one */
    for (uint64_t i = 0; i < range->count; i++) {
        to[i] = from->items[at];
        at += (uint64_t)range->step;
    }
    return LEAF_OK;
}

/* Every step-th point of a text. */
static LeafResult slice_text(Vm *vm, const Text *text, const SliceRange *range, Value *out)
{
    pd_text_charge(vm, range->count);
    if (range->step == 1 || range->count == 0) {
        size_t start = range->count == 0 ? 0 : (size_t)range->start;
        return pd_text_slice(vm, text, start, (size_t)range->count, out);
    }
    if (text->kind == KIND_STR && (text->s->h.flags & STR_ASCII) != 0 && range->count > 1) {
        Str *made = pd_str_new_plain(&vm->heap, (uint32_t)range->count);
        if (made == NULL) {
            return LEAF_MEMORY;
        }
        const uint8_t *data = pd_str_data(text->s);
        for (uint64_t i = 0; i < range->count; i++) {
            made->own[i] = data[range->start + (int64_t)i * range->step];
        }
        return pd_data_give(vm, made, out);
    }
    if (text->kind == KIND_STR) {
        StrBuilder b;
        pd_text_builder(vm, &b);
        for (uint64_t i = 0; i < range->count; i++) {
            pd_builder_point(&b,
                             pd_str_at(text->s, (size_t)(range->start + (int64_t)i * range->step)));
        }
        return pd_text_take(vm, &b, out);
    }
    uint8_t *data = NULL;
    LeafResult r = pd_text_new_narrow(vm, text->kind, (size_t)range->count, &data, out);
    for (uint64_t i = 0; r == LEAF_OK && i < range->count; i++) {
        data[i] = pd_str_data(text->s)[range->start + (int64_t)i * range->step];
    }
    return r;
}

/* start + i * step */
static Answer range_point(Vm *vm, const Range *r, Value i, Value *out)
{
    Value product = VALUE_NONE;
    Answer answer = pd_int_mul(&vm->heap, i, r->step, UINT64_MAX, &product);
    return answer == ANSWER_YES ? pd_int_add(&vm->heap, r->start, product, out) : answer;
}

LeafResult pd_data_range_at(Vm *vm, const Range *r, Value i, Value *out)
{
    return pd_data_answer(vm, range_point(vm, r, i, out), i);
}

static LeafResult range_index(Vm *vm, Value container, Value i, Value *out)
{
    Heap *heap = &vm->heap;
    const Range *r = PD_AS(const Range, heap, container);
    if (pd_int_sign(heap, i) < 0) {
        Answer answer = pd_int_add(heap, i, r->length, &i);
        if (answer != ANSWER_YES) {
            return pd_vm_answer_failed(vm, answer, i);
        }
    }
    if (pd_int_sign(heap, i) < 0 || pd_int_compare(heap, i, r->length) >= 0) {
        return out_of_range(vm, container);
    }
    return pd_data_range_at(vm, r, i, out);
}

static LeafResult range_slice(Vm *vm, Value container, Value key, Value *out)
{
    Heap *heap = &vm->heap;
    const Range *r = PD_AS(const Range, heap, container);
    Value bounds[3] = {VALUE_NONE, VALUE_NONE, VALUE_NONE};
    LeafResult result = pd_data_slice_bounds(vm, PD_AS(const Slice, heap, key), r->length, bounds);
    if (result != LEAF_OK) {
        return result;
    }
    Value parts[3] = {VALUE_NONE, VALUE_NONE, VALUE_NONE};
    Answer answer = range_point(vm, r, bounds[0], &parts[0]);
    answer = answer == ANSWER_YES ? range_point(vm, r, bounds[1], &parts[1]) : answer;
    answer =
        answer == ANSWER_YES ? pd_int_mul(heap, r->step, bounds[2], UINT64_MAX, &parts[2]) : answer;
    if (answer != ANSWER_YES) {
        return pd_vm_answer_failed(vm, answer, key);
    }
    return pd_data_new_range(vm, parts[0], parts[1], parts[2], out);
}

static LeafResult index_text(Vm *vm, const Text *text, size_t at, Value *out)
{
    if (text->kind == KIND_STR) {
        return pd_data_give(vm, pd_str_from_point(&vm->heap, pd_str_at(text->s, at)), out);
    }
    *out = pd_from_int(pd_str_data(text->s)[at]);
    return LEAF_OK;
}

/* list, tuple, str, bytes, bytearray */
static LeafResult slice_sequence(Vm *vm, Value container, const Slice *slice, Value *out)
{
    Items items = {0};
    Text text = {0};
    SliceRange range;
    bool has_items = pd_items_of(&vm->heap, container, &items);
    if (!has_items) {
        text = pd_text_of(vm, container);
    }
    LeafResult r = pd_vm_slice_range(vm, slice, has_items ? items.length : text.length, &range);
    if (r != LEAF_OK) {
        return r;
    }
    return has_items ? slice_items(vm, container, &items, &range, out)
                     : slice_text(vm, &text, &range, out);
}

/* The same at an int. */
static LeafResult index_sequence(Vm *vm, Value container, Value i, Value *out)
{
    Items items = {0};
    Text text = {0};
    int64_t at;
    bool has_items = pd_items_of(&vm->heap, container, &items);
    if (!has_items) {
        text = pd_text_of(vm, container);
    }
    uint64_t length = has_items ? items.length : text.length;
    LeafResult r = pd_data_position(vm, i, length, &at);
    if (r != LEAF_OK) {
        return r;
    }
    if (at < 0 || (uint64_t)at >= length) {
        return out_of_range(vm, container);
    }
    if (has_items) {
        *out = items.items[at];
        return LEAF_OK;
    }
    return index_text(vm, &text, (size_t)at, out);
}

/* list, tuple, str, bytes, bytearray, range */
static LeafResult get_from_sequence(Vm *vm, Value container, Value key, Value *out)
{
    Value i;
    bool is_range = pd_is_kind(&vm->heap, container, KIND_RANGE);
    bool slice = is_slice(vm, key);
    if (!slice && pd_data_int(vm, key, &i)) {
        return is_range ? range_index(vm, container, i, out)
                        : index_sequence(vm, container, i, out);
    }
    if (needs_library(vm, key)) {
        return pd_vm_tail_call(vm, LIB_item_slow, 4, container, key, VALUE_NONE,
                               pd_from_int(ITEM_GET));
    }
    if (!slice) {
        return bad_index(vm, container, key);
    }
    return is_range ? range_slice(vm, container, key, out)
                    : slice_sequence(vm, container, PD_AS(const Slice, &vm->heap, key), out);
}

LeafResult pd_data_dict_item(Vm *vm, Value d, Value key, Value *out)
{
    Value dict = pd_vm_unwrap(vm, d);
    Answer answer = pd_dict_get(&vm->heap, pd_data_dict(vm, dict), key, out);
    if (answer == ANSWER_YES) {
        return LEAF_OK;
    }
    Value missing = pd_is(dict, d) ? VALUE_UNBOUND : pd_vm_special(vm, d, NAME_missing);
    if (answer == ANSWER_SLOW) {
        const Value parts[3] = {d, key, VALUE_NONE};
        return pd_is(dict, d) ? pd_vm_search(vm, SEARCH_GET, parts, out)
                              : pd_vm_tail_call(vm, LIB_dict_get_slow, 3, d, key, VALUE_NONE);
    }
    if (answer != ANSWER_NO) {
        return pd_vm_answer_failed(vm, answer, answer == ANSWER_LIMIT ? VALUE_NONE : key);
    }
    if (!pd_is_unbound(missing)) {
        return pd_data_call(vm, missing, (const Value[]){d, key}, 2, out);
    }
    return pd_vm_raise_key(vm, key);
}

static LeafResult get_from_class(Vm *vm, Value container, Value key, Value *out)
{
    Value method = pd_vm_special(vm, container, NAME_getitem);
    if (!pd_is_unbound(method)) {
        return pd_data_call(vm, method, (const Value[]){container, key}, 2, out);
    }
    if (pd_is(container, pd_type(vm, TYPE_TYPE))) {
        return pd_vm_new_alias(vm, container, key, out);
    }
    Value name = pd_name(vm, NAME_class_getitem);
    if (pd_is_unbound(pd_vm_class_lookup(vm, pd_class(vm, container), name))) {
        return pd_vm_raise(vm, EXC_TYPE_ERROR, "type '%s' is not subscriptable",
                           pd_vm_text(vm, pd_class(vm, container)->name).text);
    }
    Value bound = VALUE_NONE;
    LeafResult r = pd_vm_get_attr(vm, container, name, &bound);
    return r != LEAF_OK ? r : pd_vm_tail_value(vm, bound, 1, &key);
}

static LeafResult get_from_object(Vm *vm, Value container, Value key, Value *out)
{
    Value method = pd_vm_special(vm, container, NAME_getitem);
    if (pd_is_unbound(method) || pd_is_none(method)) {
        return pd_vm_raise_type(vm, "'%s' object is not subscriptable", container);
    }
    return pd_data_call(vm, method, (const Value[]){container, key}, 2, out);
}

LeafResult pd_vm_get_item(Vm *vm, Value container, Value key, Value *out)
{
    /* Those of the loop mostly end in pd_fast_item. */
    if (pd_is_kind(&vm->heap, container, KIND_STR) && pd_is_int(key)) {
        const Str *s = PD_AS(const Str, &vm->heap, container);
        int64_t i = pd_int_of(key);
        i += i < 0 ? (int64_t)s->length : 0;
        if (LIKELY((uint64_t)i < s->length)) {
            return pd_data_give(vm, pd_str_from_point(&vm->heap, pd_str_at(s, (size_t)i)), out);
        }
    }
    container = pd_data_proxied(vm, container);
    switch (pd_kind(&vm->heap, container)) {
    case KIND_LIST:
    case KIND_TUPLE:
    case KIND_STR:
    case KIND_BYTES:
    case KIND_BYTEARRAY:
    case KIND_RANGE: return get_from_sequence(vm, container, key, out);
    case KIND_DICT: return pd_data_dict_item(vm, container, key, out);
    case KIND_CLASS: return get_from_class(vm, container, key, out);
    default: return get_from_object(vm, container, key, out);
    }
}

/* ---- writing ---- */

/* The value of a byte to be stored. */
static LeafResult byte_of(Vm *vm, Value v, uint8_t *out)
{
    int64_t byte;
    LeafResult r = pd_vm_index_i64(vm, v, &byte, NULL);
    if (r == LEAF_OK && (byte < 0 || byte > UINT8_MAX)) {
        r = pd_vm_raise(vm, EXC_VALUE_ERROR, "byte must be in range(0, 256)");
    }
    *out = (uint8_t)byte;
    return r;
}

/* with: not the container's own bytes. */
static LeafResult assign_bytes(Vm *vm, Value container, const SliceRange *range, const Text *with)
{
    Heap *heap = &vm->heap;
    ByteArray *array = PD_AS(ByteArray, heap, container);
    BytesObject *storage = array->bytes == 0 ? NULL : pd_at(heap, array->bytes);
    if (range->step != 1) {
        if (with->length == 0 && range->count > 0) {
            return LEAF_END; /* deletion of an extended slice */
        }
        if (with->length != range->count) {
            return pd_vm_raise(vm, EXC_VALUE_ERROR,
                               "attempt to assign bytes of size %zu to extended slice of size %llu",
                               with->length, (unsigned long long)range->count);
        }
        for (uint64_t i = 0; i < range->count; i++) {
            storage->own[range->start + (int64_t)i * range->step] = pd_str_data(with->s)[i];
        }
        return LEAF_OK;
    }
    return pd_bytearray_splice(vm, array, (size_t[]){(size_t)range->start, (size_t)range->count},
                               pd_text_bytes(with));
}

static LeafResult delete_bytes(Vm *vm, Value container, SliceRange range)
{
    ByteArray *array = PD_AS(ByteArray, &vm->heap, container);
    if (range.count == 0) {
        return LEAF_OK;
    }
    if (range.step == 1) {
        return pd_bytearray_splice(vm, array, (size_t[]){(size_t)range.start, (size_t)range.count},
                                   pd_bytes(NULL, 0));
    }
    if (range.step < 0) {
        range.start += (int64_t)(range.count - 1) * range.step;
        range.step = -range.step;
    }
    pd_text_charge(vm, array->length);
    uint8_t *data = ((BytesObject *)pd_at(&vm->heap, array->bytes))->own;
    uint64_t next = (uint64_t)range.start;
    uint64_t left = range.count;
    size_t to = (size_t)range.start;
    for (size_t from = to; from < array->length; from++) {
        if (left > 0 && from == next) {
            next += (uint64_t)range.step;
            left--;
        } else {
            data[to++] = data[from];
        }
    }
    array->length = (uint32_t)to;
    return LEAF_OK;
}

static LeafResult set_bytes_slice(Vm *vm, Value container, Value key, Value v)
{
    Text with;
    SliceRange range;
    uint32_t length = PD_AS(const ByteArray, &vm->heap, container)->length;
    if (!pd_text_bytes_of(vm, v, &with)) {
        if (pd_is_int(v) || pd_kind(&vm->heap, v) == KIND_STR) {
            return pd_vm_raise(
                vm, EXC_TYPE_ERROR,
                "can assign only bytes, buffers, or iterables of ints in range(0, 256)");
        }
        return pd_vm_tail_call(vm, LIB_slice_assign_slow, 3, container, key, v);
    }
    LeafResult r = pd_vm_slice_range(vm, PD_AS(const Slice, &vm->heap, key), length, &range);
    if (r != LEAF_OK) {
        return r;
    }
    pd_text_charge(vm, with.length);
    if (pd_is(with.value, container)) {
        r = pd_text_new_bytes(vm, KIND_BYTES, pd_text_bytes(&with), &v);
        if (r != LEAF_OK) {
            return r;
        }
        with = pd_text_of(vm, v);
    }
    r = assign_bytes(vm, container, &range, &with);
    return r == LEAF_END ? delete_bytes(vm, container, range) : r;
}

static LeafResult set_in_bytearray(Vm *vm, Value container, Value key, Value v)
{
    Value i;
    ByteArray *array = PD_AS(ByteArray, &vm->heap, container);
    if (is_slice(vm, key)) {
        return set_bytes_slice(vm, container, key, v);
    }
    if (!pd_data_int(vm, key, &i)) {
        return bad_index(vm, container, key);
    }
    int64_t at;
    uint8_t byte = 0;
    LeafResult r = pd_data_position(vm, i, array->length, &at);
    if (r == LEAF_OK && (at < 0 || at >= (int64_t)array->length)) {
        r = out_of_range(vm, container);
    }
    if (r == LEAF_OK && pd_data_needs_index(vm, v)) {
        return pd_vm_tail_call(vm, LIB_item_slow, 4, container, key, v, pd_from_int(ITEM_SET_BYTE));
    }
    if (r == LEAF_OK) {
        r = byte_of(vm, v, &byte);
    }
    if (r == LEAF_OK) {
        ((BytesObject *)pd_at(&vm->heap, array->bytes))->own[at] = byte;
    }
    return r;
}

/* Finds the place of key in a list for assignment and deletion. */
static LeafResult list_place(Vm *vm, Value container, Value key, int64_t *at)
{
    Value i;
    const List *list = PD_AS(const List, &vm->heap, container);
    if (!pd_data_int(vm, key, &i)) {
        return bad_index(vm, container, key);
    }
    LeafResult r = pd_data_position(vm, i, list->length, at);
    if (r == LEAF_OK && (*at < 0 || *at >= (int64_t)list->length)) {
        r = pd_vm_raise(vm, EXC_INDEX_ERROR, "list assignment index out of range");
    }
    return r;
}

static LeafResult set_list_slice(Vm *vm, Value container, Value key, Value v)
{
    Value with = pd_vm_unwrap(vm, v);
    Items items = {0};
    if (!pd_items_of(&vm->heap, with, &items) || pd_is(with, container)) {
        if (!pd_vm_iterates_in_c(vm, with) || pd_is_kind(&vm->heap, with, KIND_ITER)) {
            return pd_vm_tail_call(vm, LIB_slice_assign_slow, 3, container, key, v);
        }
        LeafResult r = pd_vm_collect_items(vm, with, &with);
        if (r != LEAF_OK) {
            return r;
        }
    }
    return pd_data_list_assign(vm, container, PD_AS(const Slice, &vm->heap, key), with);
}

static LeafResult set_in_list(Vm *vm, Value container, Value key, Value v)
{
    if (is_slice(vm, key)) {
        return set_list_slice(vm, container, key, v);
    }
    int64_t at;
    LeafResult r = list_place(vm, container, key, &at);
    if (r == LEAF_OK) {
        List *list = PD_AS(List, &vm->heap, container);
        pd_list_touch(&vm->heap, list);
        pd_store(&vm->heap, &pd_list_items(&vm->heap, list)[at], v);
    }
    return r;
}

static LeafResult set_in_dict(Vm *vm, Value container, Value key, Value v)
{
    Answer answer = pd_dict_set(&vm->heap, pd_data_dict(vm, container), key, v);
    if (answer == ANSWER_SLOW) {
        Value ignored;
        return pd_vm_search(vm, SEARCH_SET, (const Value[]){container, key, v}, &ignored);
    }
    return pd_data_answer(vm, answer, answer == ANSWER_LIMIT ? VALUE_NONE : key);
}

LeafResult pd_vm_set_item(Vm *vm, Value container, Value key, Value v)
{
    Kind kind = pd_kind(&vm->heap, container);
    if (LIKELY(kind == KIND_DICT)) {
        return set_in_dict(vm, container, key, v);
    }
    bool sequence = kind == KIND_LIST || kind == KIND_BYTEARRAY;
    if (sequence && needs_library(vm, key)) {
        return pd_vm_tail_call(vm, LIB_item_slow, 4, container, key, v, pd_from_int(ITEM_SET));
    }
    switch (kind) {
    case KIND_LIST: return set_in_list(vm, container, key, v);
    case KIND_BYTEARRAY: return set_in_bytearray(vm, container, key, v);
    default: break;
    }
    Value method = pd_vm_special(vm, container, NAME_setitem);
    if (pd_is_unbound(method) || pd_is_none(method)) {
        return pd_vm_raise_type(vm, "'%s' object does not support item assignment", container);
    }
    Value ignored = VALUE_NONE;
    return pd_data_call(vm, method, (const Value[]){container, key, v}, 3, &ignored);
}

/* ---- deleting ---- */

static LeafResult delete_from_list(Vm *vm, Value container, Value key)
{
    if (is_slice(vm, key)) {
        return pd_data_list_delete(vm, container, PD_AS(const Slice, &vm->heap, key));
    }
    int64_t at;
    LeafResult r = list_place(vm, container, key, &at);
    if (r != LEAF_OK) {
        return r;
    }
    List *list = PD_AS(List, &vm->heap, container);
    pd_data_charge(vm, list->length - (uint64_t)at);
    bool done = pd_list_splice(&vm->heap, list, (size_t)at, 1, (Values){NULL, 0});
    return done ? LEAF_OK : LEAF_MEMORY;
}

static LeafResult delete_from_bytearray(Vm *vm, Value container, Value key)
{
    Value i;
    ByteArray *array = PD_AS(ByteArray, &vm->heap, container);
    SliceRange range = {.step = 1, .count = 1};
    LeafResult r;
    if (is_slice(vm, key)) {
        r = pd_vm_slice_range(vm, PD_AS(const Slice, &vm->heap, key), array->length, &range);
    } else if (pd_data_int(vm, key, &i)) {
        r = pd_data_position(vm, i, array->length, &range.start);
        if (r == LEAF_OK && (range.start < 0 || range.start >= (int64_t)array->length)) {
            r = out_of_range(vm, container);
        }
    } else {
        r = bad_index(vm, container, key);
    }
    return r == LEAF_OK ? delete_bytes(vm, container, range) : r;
}

/* CPython words it by whether the type is a sequence and the key an index. */
static LeafResult no_deletion(Vm *vm, Value container, Value key)
{
    Value ignored;
    bool sequence = pd_data_length(vm, container) >= 0 && pd_data_int(vm, key, &ignored);
    return pd_vm_raise_type(vm,
                            sequence ? "'%s' object doesn't support item deletion"
                                     : "'%s' object does not support item deletion",
                            container);
}

LeafResult pd_vm_delete_item(Vm *vm, Value container, Value key)
{
    Kind kind = pd_kind(&vm->heap, container);
    bool sequence = kind == KIND_LIST || kind == KIND_BYTEARRAY;
    if (sequence && needs_library(vm, key)) {
        return pd_vm_tail_call(vm, LIB_item_slow, 4, container, key, VALUE_NONE,
                               pd_from_int(ITEM_DELETE));
    }
    if (kind == KIND_LIST) {
        return delete_from_list(vm, container, key);
    }
    if (kind == KIND_BYTEARRAY) {
        return delete_from_bytearray(vm, container, key);
    }
    if (kind == KIND_DICT) {
        Answer answer = pd_dict_delete(&vm->heap, pd_data_dict(vm, container), key, NULL);
        if (answer == ANSWER_SLOW) {
            const Value parts[3] = {container, key, VALUE_NONE};
            Value ignored;
            return pd_vm_search(vm, SEARCH_DELETE, parts, &ignored);
        }
        return answer == ANSWER_NO
                   ? pd_vm_raise_key(vm, key)
                   : pd_data_answer(vm, answer, answer == ANSWER_LIMIT ? VALUE_NONE : key);
    }
    Value method = pd_vm_special(vm, container, NAME_delitem);
    if (pd_is_unbound(method) || pd_is_none(method)) {
        return no_deletion(vm, container, key);
    }
    Value ignored = VALUE_NONE;
    return pd_data_call(vm, method, (const Value[]){container, key}, 2, &ignored);
}

/* ---- length and hash ---- */

int64_t pd_data_length(const Vm *vm, Value v)
{
    const Heap *heap = &vm->heap;
    v = pd_data_proxied(vm, v);
    switch (pd_kind(heap, v)) {
    case KIND_LIST: return PD_AS(const List, heap, v)->length;
    case KIND_TUPLE: return PD_AS(const Tuple, heap, v)->length;
    case KIND_STR:
    case KIND_BYTES: return PD_AS(const Str, heap, v)->length;
    case KIND_BYTEARRAY: return PD_AS(const ByteArray, heap, v)->length;
    case KIND_DICT:
    case KIND_SET:
    case KIND_FROZENSET: return PD_AS(const Dict, heap, v)->used;
    case KIND_DICT_VIEW:
        return ((const Dict *)pd_at(heap, PD_AS(const DictView, heap, v)->dict))->used;
    case KIND_RANGE: {
        int64_t length;
        return pd_int_to_i64(heap, PD_AS(const Range, heap, v)->length, &length) ? length
                                                                                 : INT64_MAX;
    }
    default: return -1;
    }
}

LeafResult pd_vm_len(Vm *vm, Value v, Value *out)
{
    int64_t length = pd_data_length(vm, v);
    if (length >= 0) {
        if (length == INT64_MAX) {
            return pd_vm_raise(vm, EXC_OVERFLOW_ERROR,
                               "Python int too large to convert to C ssize_t");
        }
        return pd_data_give_i64(vm, length, out);
    }
    Value method = pd_vm_special(vm, v, NAME_len);
    if (pd_is_unbound(method)) {
        return pd_vm_raise_type(vm, "object of type '%s' has no len()", v);
    }
    if (pd_is_kind(&vm->heap, method, KIND_BUILTIN)) {
        return pd_data_call(vm, method, &v, 1, out);
    }
    return pd_is_kind(&vm->heap, method, KIND_FUNCTION)
               ? pd_vm_tail_ask(vm, method, PHASE_LEN, 1, &v)
               : pd_vm_tail_call(vm, LIB_len_slow, 1, v);
}

LeafResult pd_vm_hash(Vm *vm, Value v, Value *out)
{
    int64_t hash;
    Answer answer = pd_hash_value(&vm->heap, v, &hash);
    if (answer == ANSWER_YES) {
        return pd_data_give_i64(vm, hash, out);
    }
    if (answer == ANSWER_SLOW) {
        Value method = pd_vm_special(vm, v, NAME_hash);
        return pd_is_kind(&vm->heap, method, KIND_FUNCTION)
                   ? pd_vm_tail_ask(vm, method, PHASE_HASH, 1, &v)
                   : pd_vm_tail_call(vm, LIB_hash_slow, 1, v);
    }
    return pd_vm_answer_failed(vm, answer, answer == ANSWER_LIMIT ? VALUE_NONE : v);
}
