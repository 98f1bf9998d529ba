/* Lists, tuples and the arrays under lists.
 *
 * A list grows by CPython's pattern and gives its storage up only when it becomes empty. Items past
 * the length are UNBOUND or garbage that the collector clears; of large storage they are never
 * looked at, so that what is not used yet takes no memory.
 */
#include "heap/heap_in.h"

enum { LIST_KEEP_CAPACITY = 16 }; /* an emptied list keeps storage up to this */
enum { LIST_FIRST_CAPACITY = 4 }; /* what the pattern gives for a first item */

enum { AT_ONCE_MAX = 512 }; /* of no more items is storage made together with its list */

#define ITEMS_MAX ((size_t)UINT32_MAX)

static size_t array_bytes(size_t capacity)
{
    return sizeof(Array) + capacity * sizeof(Value);
}

static void clear_items(Value *items, size_t count)
{
    for (; count >= 4; items += 4, count -= 4) { /* two stores, for compilers that are told so */
        items[0] = items[1] = items[2] = items[3] = VALUE_UNBOUND;
    }
    for (size_t i = 0; i < count; i++) {
        items[i] = VALUE_UNBOUND;
    }
}

/* The caller sets the items. */
static ALWAYS_INLINE Array *array_new(Heap *heap, size_t capacity)
{
    pd_assert_heap(heap);
    if (capacity > ITEMS_MAX) {
        return NULL;
    }
    Array *array = pd_heap_alloc(heap, array_bytes(capacity), KIND_ARRAY, 0);
    if (array != NULL) {
        array->capacity = (uint32_t)capacity;
        array->used = 0;
    }
    return array;
}

Array *pd_array_new(Heap *heap, size_t capacity)
{
    Array *array = array_new(heap, capacity);
    if (array != NULL) {
        clear_items(array->items, capacity);
    }
    return array;
}

Array *pd_array_unset(Heap *heap, size_t capacity)
{
    return array_new(heap, capacity);
}

/* Storage of a list, which sets the first `length` items. */
static ALWAYS_INLINE Array *storage_new(Heap *heap, size_t capacity, size_t length)
{
    pd_assert_heap(heap);
    Array *array = array_new(heap, capacity);
    if (array == NULL) {
        return NULL;
    }
    if (UNLIKELY(pd_is_large(heap, pd_ref_to(heap, array)))) {
        array->h.flags |= ARRAY_LIST;
    } else {
        clear_items(array->items + length, capacity - length);
    }
    return array;
}

Tuple *pd_tuple_new(Heap *heap, const Value *items, size_t count)
{
    pd_assert_heap(heap);
    if (count == 0 && heap->cursor > HEAP_EMPTY_TUPLE) {
        return pd_at(heap, HEAP_EMPTY_TUPLE);
    }
    if (count > ITEMS_MAX) {
        return NULL;
    }
    Tuple *tuple = pd_heap_alloc(heap, sizeof(Tuple) + count * sizeof(Value), KIND_TUPLE, 0);
    if (tuple == NULL) {
        return NULL;
    }
    tuple->length = (uint32_t)count;
    tuple->unused = 0;
    if (items != NULL) {
        memcpy(tuple->items, items, count * sizeof(Value));
    } else {
        for (size_t i = 0; i < count; i++) {
            tuple->items[i] = VALUE_NONE;
        }
    }
    return tuple;
}

static ALWAYS_INLINE List *list_new(Heap *heap, size_t capacity, size_t length)
{
    pd_assert_heap(heap);
    if (LIKELY(capacity - 1 < AT_ONCE_MAX)) {
        /* Both objects lie next to each other: one look for room is enough for them. */
        List *list = pd_heap_bump(heap, sizeof(List) + array_bytes(capacity));
        if (LIKELY(list != NULL)) {
            Array *array = (Array *)(void *)(list + 1);
            list->h = (Header){.kind = KIND_LIST};
            list->length = (uint32_t)length;
            list->items = pd_ref_to(heap, array);
            array->h = (Header){.kind = KIND_ARRAY};
            array->capacity = (uint32_t)capacity;
            array->used = 0;
            clear_items(array->items + length, capacity - length);
            return list;
        }
    }
    List *list = PD_NEW(List, heap, KIND_LIST);
    if (list == NULL) {
        return NULL;
    }
    list->length = (uint32_t)length;
    list->items = 0;
    if (capacity > 0) {
        Array *array = storage_new(heap, capacity, length);
        if (array == NULL) {
            return NULL;
        }
        list->items = pd_ref_to(heap, array);
    }
    return list;
}

List *pd_list_new(Heap *heap, size_t capacity)
{
    return list_new(heap, capacity, 0);
}

List *pd_list_unset(Heap *heap, size_t length)
{
    return list_new(heap, length, length);
}

List *pd_list_from(Heap *heap, const Value *items, size_t count)
{
    List *list = list_new(heap, count, count);
    if (list == NULL || count == 0) {
        return list;
    }
    Value *to = pd_list_items(heap, list);
    if (count == 1) {
        to[0] = items[0];
    } else {
        memcpy(to, items, count * sizeof(Value));
    }
    return list;
}

static size_t list_capacity(const Heap *heap, const List *list)
{
    pd_assert_heap(heap);
    pd_assert_object(List, list);
    return list->items == 0 ? 0 : ((const Array *)pd_at(heap, list->items))->capacity;
}

bool pd_list_reserve(Heap *heap, List *list, size_t capacity)
{
    pd_assert_heap(heap);
    pd_assert_object(List, list);
    pd_assert(!pd_is_shared(heap, pd_ref_to(heap, list)) || !heap->sealed_image);
    if (capacity <= list_capacity(heap, list)) {
        return true;
    }
    if (list->items == 0 && capacity == 1) {
        const Array *first = storage_new(heap, LIST_FIRST_CAPACITY, 0);
        if (first == NULL) {
            return false;
        }
        pd_store_ref(heap, &list->items, pd_ref_to(heap, first));
        return true;
    }
    if (capacity > ITEMS_MAX) {
        return false;
    }
    size_t room = (capacity + (capacity >> 3) + 6) & ~(size_t)3;
    room = room < ITEMS_MAX ? room : ITEMS_MAX;
    if (list->items != 0) {
        Array *array = pd_at(heap, list->items);
        size_t old = array->capacity;
        if (pd_heap_extend(heap, array, array_bytes(old), array_bytes(room))) {
            array->capacity = (uint32_t)room;
            if ((array->h.flags & ARRAY_LIST) == 0) {
                clear_items(array->items + old, room - old);
            }
            return true;
        }
    }
    Array *array = storage_new(heap, room, list->length);
    if (array == NULL) {
        return false;
    }
    if (list->length > 0) {
        memcpy(array->items, pd_list_items(heap, list), list->length * sizeof(Value));
    }
    Ref old = list->items;
    pd_store_ref(heap, &list->items, pd_ref_to(heap, array));
    pd_heap_drop(heap, old);
    return true;
}

bool pd_list_insert(Heap *heap, List *list, size_t at, Value v)
{
    pd_assert_heap(heap);
    pd_assert_object(List, list);
    return pd_list_splice(heap, list, at, 0, (Values){&v, 1});
}

bool pd_list_splice(Heap *heap, List *list, size_t at, size_t count, Values by)
{
    pd_assert_heap(heap);
    pd_assert_object(List, list);
    pd_assert(at <= list->length && count <= list->length - at);
    pd_assert(!pd_is_shared(heap, pd_ref_to(heap, list)) || !heap->sealed_image);
    size_t length = list->length - count + by.count;
    if (!pd_list_reserve(heap, list, length)) {
        return false;
    }
    pd_list_touch(heap, list);
    Value *data = pd_list_items(heap, list);
    if (data == NULL) {
        return true;
    }
    size_t after = list->length - at - count;
    if (by.count != count) {
        memmove(data + at + by.count, data + at + count, after * sizeof(Value));
    }
    if (by.count > 0) {
        memcpy(data + at, by.items, by.count * sizeof(Value));
    }
    if (length < list->length) {
        pd_list_truncate(heap, list, length);
    }
    list->length = (uint32_t)length;
    return true;
}

void pd_list_truncate(Heap *heap, List *list, size_t length)
{
    pd_assert_heap(heap);
    pd_assert_object(List, list);
    pd_assert(length <= list->length);
    if (length < list->length) {
        pd_list_touch(heap, list);
        clear_items(pd_list_items(heap, list) + length, list->length - length);
    }
    list->length = (uint32_t)length;
    if (length == 0 && list_capacity(heap, list) > LIST_KEEP_CAPACITY) {
        pd_heap_drop(heap, list->items);
        list->items = 0;
    }
}
