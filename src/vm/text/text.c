/*
 * The common ground of str, bytes and bytearray methods: arguments, results, copying.
 */
#include "vm/text/text_in.h"

#include <string.h>

Text pd_text_of_array(const Vm *vm, Value v)
{
    const Heap *heap = &vm->heap;
    pd_assert(pd_is_kind(heap, v, KIND_BYTEARRAY));
    const ByteArray *array = PD_AS(const ByteArray, heap, v);
    Ref storage = array->bytes == 0 ? (Ref)HEAP_EMPTY_BYTES : array->bytes;
    return (Text){pd_at(heap, storage), array->length, KIND_BYTEARRAY, v};
}

bool pd_text_bytes_of(const Vm *vm, Value v, Text *out)
{
    Value inner = pd_vm_unwrap(vm, v);
    Kind kind = pd_vm_kind(vm, inner);
    if (kind != KIND_BYTES && kind != KIND_BYTEARRAY) {
        return false;
    }
    *out = pd_text_of(vm, inner);
    return true;
}

/* ---- scratch memory ---- */

static void *scratch_resize(void *ctx, void *p, size_t old_bytes, size_t new_bytes)
{
    TextScratch *scratch = ctx;
    bool fits = new_bytes <= sizeof scratch->area;
    if (p == scratch->area) {
        if (new_bytes == 0) {
            scratch->taken = false;
            return NULL;
        }
        if (fits) {
            return p;
        }
        void *grown = pd_alloc_new(scratch->base, new_bytes);
        if (grown != NULL) {
            memcpy(grown, p, old_bytes < new_bytes ? old_bytes : new_bytes);
            scratch->taken = false;
        }
        return grown;
    }
    if (p == NULL && fits && !scratch->taken && new_bytes > 0) {
        scratch->taken = true;
        return scratch->area;
    }
    return scratch->base->resize(scratch->base->ctx, p, old_bytes, new_bytes);
}

void pd_text_scratch_buffer(Vm *vm, TextScratch *scratch, Buffer *b)
{
    scratch->alloc = *vm->alloc;
    scratch->alloc.ctx = scratch;
    scratch->alloc.resize = scratch_resize;
    scratch->base = vm->alloc;
    scratch->taken = true;
    pd_buffer_init(b, &scratch->alloc, vm->limits.string_bytes);
    b->data = scratch->area;
    b->capacity = sizeof scratch->area;
}

LeafResult pd_text_take(Vm *vm, StrBuilder *b, Value *result)
{
    return pd_text_give(vm, pd_builder_take(b, &vm->heap), result);
}

LeafResult pd_text_too_long(Vm *vm)
{
    return pd_vm_raise_args(vm, EXC_MEMORY_ERROR, NULL, 0);
}

LeafResult pd_text_new_bytes(Vm *vm, uint8_t kind, Bytes bytes, Value *result)
{
    pd_assert(kind == KIND_BYTES || kind == KIND_BYTEARRAY);
    if (bytes.size > vm->limits.string_bytes) {
        return pd_text_too_long(vm);
    }
    if (kind == KIND_BYTES) {
        return pd_text_give(vm, pd_bytes_new(&vm->heap, bytes.data, bytes.size), result);
    }
    return pd_text_give(vm, pd_bytearray_new(&vm->heap, bytes.data, bytes.size), result);
}

LeafResult pd_text_slice_any(Vm *vm, const Text *t, size_t start, size_t length, Value *result)
{
    if (t->kind != KIND_BYTEARRAY && length == t->length) {
        *result = t->value;
        return LEAF_OK;
    }
    if (t->kind == KIND_STR) {
        return pd_text_give(vm, pd_str_slice(&vm->heap, t->s, start, length), result);
    }
    return pd_text_new_bytes(vm, t->kind, pd_bytes(pd_str_data(t->s) + start, length), result);
}

LeafResult pd_text_new(Vm *vm, uint8_t kind, size_t length, Points *made, Value *result)
{
    if (length > vm->limits.string_bytes) {
        return pd_text_too_long(vm);
    }
    if (length == 0 && kind != KIND_BYTEARRAY) {
        *result = pd_from_ref(kind == KIND_STR ? (Ref)HEAP_EMPTY_STR : (Ref)HEAP_EMPTY_BYTES);
        made->data = PD_AS(Str, &vm->heap, *result)->own;
        return LEAF_OK;
    }
    if (kind == KIND_STR) {
        Str *s = pd_str_new_width(&vm->heap, length, made->width);
        made->data = s == NULL ? NULL : s->own;
        return pd_text_give(vm, s, result);
    }
    LeafResult answer = pd_text_new_bytes(vm, kind, pd_bytes(NULL, length), result);
    if (answer == LEAF_OK) {
        Ref storage = kind == KIND_BYTES ? pd_ref_of(*result)
                                         : PD_AS(const ByteArray, &vm->heap, *result)->bytes;
        storage = storage == 0 ? (Ref)HEAP_EMPTY_BYTES : storage;
        made->data = ((Str *)pd_at(&vm->heap, storage))->own;
    }
    return answer;
}

LeafResult pd_text_new_narrow(Vm *vm, uint8_t kind, size_t length, uint8_t **data, Value *result)
{
    Points made = {.width = 1};
    LeafResult answer = pd_text_new(vm, kind, length, &made, result);
    *data = made.data;
    return answer;
}

void pd_text_seal(Vm *vm, Value v)
{
    Header *h = pd_header(&vm->heap, v);
    if (h->kind == KIND_STR && pd_ref_of(v) != HEAP_EMPTY_STR) {
        pd_str_seal((Str *)h);
    }
}

LeafResult pd_text_plus_any(Vm *vm, Value a, Value b, Value *out)
{
    const Str *x = pd_text_str(vm, a);
    const Str *y = pd_text_str(vm, b);
    if (y->length == 0 || x->length == 0) {
        *out = y->length == 0 ? a : b;
        return LEAF_OK;
    }
    uint64_t length = (uint64_t)x->length + y->length;
    uint64_t width = x->h.aux > y->h.aux ? x->h.aux : y->h.aux;
    if (length * width > vm->limits.string_bytes) {
        return pd_text_too_long(vm);
    }
    SharedText *room = pd_str_room(&vm->heap, x, y);
    if (room != NULL) {
        pd_text_charge(vm, y->length);
        return pd_text_give(vm, pd_str_append(&vm->heap, room, x, y), out);
    }
    pd_text_charge(vm, length);
    return pd_text_give(vm, pd_str_concat(&vm->heap, x, y), out);
}

void pd_text_copy(Points to, size_t at, const Str *s, size_t start, size_t length)
{
    pd_assert(s->h.aux <= to.width);
    if (s->h.aux == to.width) {
        memcpy(to.data + at * to.width, pd_str_data(s) + start * to.width, length * to.width);
        return;
    }
    for (size_t i = 0; i < length; i++) {
        uint32_t point = pd_str_at(s, start + i);
        if (to.width == 2) {
            uint16_t narrow = (uint16_t)point;
            memcpy(to.data + 2 * (at + i), &narrow, 2);
        } else {
            memcpy(to.data + 4 * (at + i), &point, 4);
        }
    }
}

void pd_text_fill(Points to, size_t at, uint32_t point, size_t count)
{
    if (to.width == 1) {
        memset(to.data + at, (int)point, count);
        return;
    }
    for (size_t i = at; i < at + count; i++) {
        if (to.width == 2) {
            uint16_t narrow = (uint16_t)point;
            memcpy(to.data + 2 * i, &narrow, 2);
        } else {
            memcpy(to.data + 4 * i, &point, 4);
        }
    }
}

/* The complaint of a parsed argument: format with one %s, which becomes "None" or v's type. */
static LeafResult wrong_argument(Vm *vm, const char *format, Value v)
{
    if (!pd_is_none(v)) {
        return pd_vm_raise_type(vm, format, v);
    }
    const char *hole = strstr(format, "%s");
    pd_assert(hole != NULL);
    return pd_vm_raise(vm, EXC_TYPE_ERROR, "%.*sNone%s", (int)(hole - format), format, hole + 2);
}

LeafResult pd_text_str_arg(Vm *vm, Value *v, const char *format)
{
    if (pd_is_unbound(*v)) {
        return LEAF_OK;
    }
    Value inner = pd_vm_unwrap(vm, *v);
    if (!pd_text_is_str(vm, inner)) {
        return wrong_argument(vm, format, *v);
    }
    *v = inner;
    return LEAF_OK;
}

LeafResult pd_text_other_needle(Vm *vm, const Text *self, Value v, const TextMessages *messages,
                                Text *out)
{
    Value inner = pd_vm_unwrap(vm, v);
    Kind kind = pd_vm_kind(vm, inner);
    if (self->kind == KIND_STR) {
        if (kind != KIND_STR) {
            return messages->is_parsed ? wrong_argument(vm, messages->str, v)
                                       : pd_vm_raise_type(vm, messages->str, v);
        }
        *out = pd_text_of(vm, inner);
        return LEAF_OK;
    }
    if (kind == KIND_BYTES) {
        *out = pd_text_of(vm, inner);
        return LEAF_OK;
    }
    uint8_t one = 0;
    Bytes bytes = {&one, 1};
    if (kind == KIND_BYTEARRAY) {
        Text text = pd_text_of(vm, inner);
        bytes = pd_text_bytes(&text);
    } else if (messages->int_allowed && (pd_is_integer(&vm->heap, inner) || pd_is_bool(inner))) {
        int64_t i = pd_is_bool(inner) ? pd_is(inner, VALUE_TRUE) : -1;
        bool small = pd_is_bool(inner) || pd_int_to_i64(&vm->heap, inner, &i);
        if (!small || i < 0 || i > 255) {
            return pd_vm_raise(vm, EXC_VALUE_ERROR, "byte must be in range(0, 256)");
        }
        one = (uint8_t)i;
    } else {
        return pd_vm_raise_type(vm, messages->bytes, v);
    }
    Value copy = VALUE_NONE;
    LeafResult answer = pd_text_new_bytes(vm, KIND_BYTES, bytes, &copy);
    if (answer == LEAF_OK) {
        *out = pd_text_of(vm, copy);
    }
    return answer;
}

static LeafResult clamp_bound(Vm *vm, Value v, size_t length, int64_t *out)
{
    if (!pd_text_is_given(v)) {
        return LEAF_OK;
    }
    Value inner = pd_vm_unwrap(vm, v);
    if (pd_is_bool(inner)) {
        *out = pd_is(inner, VALUE_TRUE);
        return LEAF_OK;
    }
    if (!pd_is_integer(&vm->heap, inner)) {
        return pd_vm_raise(vm, EXC_TYPE_ERROR,
                           "slice indices must be integers or None or have an __index__ method");
    }
    if (!pd_int_to_i64(&vm->heap, inner, out)) {
        *out = pd_int_sign(&vm->heap, inner) < 0 ? INT64_MIN / 2 : INT64_MAX / 2;
    }
    if (*out < 0) {
        *out += (int64_t)length;
        *out = *out < 0 ? 0 : *out;
    }
    return LEAF_OK;
}

LeafResult pd_text_given_range(Vm *vm, const Value bounds[2], size_t length, size_t *start,
                               size_t *end)
{
    int64_t first = 0;
    int64_t last = (int64_t)length;
    LeafResult answer = clamp_bound(vm, bounds[0], length, &first);
    if (answer == LEAF_OK) {
        answer = clamp_bound(vm, bounds[1], length, &last);
    }
    *start = (size_t)first;
    *end = (size_t)last < length ? (size_t)last : length;
    return answer;
}

LeafResult pd_text_count(Vm *vm, Value v, int64_t missing, int64_t *out)
{
    if (pd_is_unbound(v)) {
        *out = missing;
        return LEAF_OK;
    }
    if (LIKELY(pd_is_int(v))) {
        *out = pd_int_of(v);
        return LEAF_OK;
    }
    return pd_vm_index_i64(vm, v, out, "Python int too large to convert to C ssize_t");
}

bool pd_text_matches(const Text *t, size_t at, const Text *needle)
{
    if (at > t->length || needle->length > t->length - at) {
        return false;
    }
    uint32_t width = pd_text_width(t);
    if (width == pd_text_width(needle)) {
        return memcmp(pd_str_data(t->s) + at * width, pd_str_data(needle->s),
                      needle->length * width) == 0;
    }
    for (size_t i = 0; i < needle->length; i++) {
        if (pd_str_at(t->s, at + i) != pd_str_at(needle->s, i)) {
            return false;
        }
    }
    return true;
}

/* Looks for a short needle by its first byte; after some false hits goes on with the search that is
 * linear whatever the text. */
static int64_t find_short(const Text *t, const Text *needle, size_t start, size_t end)
{
    enum { FALSE_HITS_MAX = 8 };
    const uint8_t *data = pd_str_data(t->s);
    const uint8_t *wanted = pd_str_data(needle->s);
    size_t last = end - needle->length + 1;
    for (int hits = 0; hits < FALSE_HITS_MAX; hits++) {
        const uint8_t *hit = start < last ? memchr(data + start, wanted[0], last - start) : NULL;
        if (hit == NULL) {
            return -1;
        }
        if (memcmp(hit, wanted, needle->length) == 0) {
            return hit - data;
        }
        start = (size_t)(hit - data) + 1;
    }
    return pd_str_find(t->s, needle->s, start, end);
}

int64_t pd_text_find_part(const Text *t, const Text *needle, size_t start, size_t end)
{
    if (start > end || needle->length > end - start) {
        return -1;
    }
    bool is_short = needle->length - 1 < 16 && pd_text_width(t) == 1;
    if (is_short && pd_text_width(needle) == 1) {
        return find_short(t, needle, start, end);
    }
    return pd_str_find(t->s, needle->s, start, end);
}

int64_t pd_text_rfind(const Text *t, const Text *needle, size_t start, size_t end)
{
    if (start > end || needle->length > end - start) {
        return -1;
    }
    return pd_str_rfind(t->s, needle->s, start, end);
}

/* ---- parts ---- */

void pd_parts_init(Parts *parts, Vm *vm)
{
    parts->vm = vm;
    parts->list = NULL;
    parts->count = 0;
    parts->failed = false;
}

static void flush(Parts *parts)
{
    Heap *heap = &parts->vm->heap;
    if (parts->list == NULL) {
        parts->list = pd_list_new(heap, 4 * ARRAY_COUNT(parts->items));
        parts->failed |= parts->list == NULL;
    }
    /* Twice as much each time: nothing can be collected before the leaf ends. */
    List *list = parts->list;
    uint32_t capacity = list == NULL ? 0 : ((Array *)pd_at(heap, list->items))->capacity;
    if (!parts->failed && parts->count > capacity - list->length) {
        parts->failed = !pd_list_reserve(heap, list, 2 * (size_t)capacity);
    }
    if (!parts->failed) {
        memcpy(pd_list_items(heap, list) + list->length, parts->items,
               parts->count * sizeof *parts->items);
        list->length += parts->count;
    }
    parts->count = 0;
}

/* The list, without more room than appending would have left. */
static void fit(Parts *parts)
{
    Heap *heap = &parts->vm->heap;
    List *list = parts->list;
    uint32_t capacity = ((Array *)pd_at(heap, list->items))->capacity;
    if (capacity - list->length > list->length / 8 + ARRAY_COUNT(parts->items)) {
        parts->list = pd_list_from(heap, pd_list_items(heap, list), list->length);
    }
}

void pd_parts_add(Parts *parts, Value v)
{
    if (parts->failed) {
        return;
    }
    if (parts->count == ARRAY_COUNT(parts->items)) {
        flush(parts);
    }
    parts->items[parts->count++] = v;
}

void pd_parts_slice_any(Parts *parts, const Text *t, size_t start, size_t length)
{
    Value v = VALUE_NONE;
    if (parts->failed) {
        return;
    }
    if (t->kind == KIND_STR && length == 1 && pd_text_width(t) == 1) {
        pd_parts_add(parts, pd_from_ref(pd_latin1_ref(pd_str_data(t->s)[start])));
        return;
    }
    if (pd_text_slice(parts->vm, t, start, length, &v) == LEAF_OK) {
        pd_parts_add(parts, v);
    } else {
        parts->failed = true;
    }
}

LeafResult pd_parts_take(Parts *parts, bool reversed, Value *result)
{
    Heap *heap = &parts->vm->heap;
    if (parts->list == NULL && !parts->failed) {
        parts->list = pd_list_from(heap, parts->items, parts->count);
    } else if (!parts->failed) {
        flush(parts);
    }
    if (parts->list != NULL && !parts->failed) {
        fit(parts);
    }
    if (parts->failed || parts->list == NULL) {
        return LEAF_MEMORY;
    }
    Value *items = pd_list_items(heap, parts->list);
    uint32_t length = parts->list->length;
    for (uint32_t i = 0; reversed && i < length / 2; i++) {
        Value swapped = items[i];
        pd_store(heap, &items[i], items[length - 1 - i]);
        pd_store(heap, &items[length - 1 - i], swapped);
    }
    return pd_text_give(parts->vm, parts->list, result);
}
