/* Concatenation of strs, and room to grow for those that programs build by appending.
 *
 * Appending to the str that ends where the used part of its text ends writes behind it and makes a
 * longer view: other strs of that text do not look there, so none of them changes. Otherwise a long
 * str gets a text of its own with a quarter to spare, so that building one of n code points copies
 * O(n) of them. All that depends on the program alone, as the bytes that are counted must. Must
 * not write into a text of the image.
 */
#include "heap/heap_in.h"

static uint32_t common_width(const Str *a, const Str *b)
{
    return a->h.aux > b->h.aux ? a->h.aux : b->h.aux;
}

size_t pd_str_concat_work(const Heap *heap, const Str *a, const Str *b)
{
    pd_assert_object(Str, a);
    pd_assert_object(Str, b);
    return b->length + (pd_str_room(heap, a, b) != NULL ? 0 : (size_t)a->length);
}

SharedText *pd_text_make(Heap *heap, size_t capacity, uint32_t width)
{
    pd_assert_heap(heap);
    pd_assert(width == 1 || width == 2 || width == 4);
    if (capacity > STR_LENGTH_MAX) {
        return NULL;
    }
    SharedText *text = pd_heap_alloc(heap, sizeof(SharedText) + capacity * width, KIND_TEXT, width);
    if (text != NULL) {
        text->capacity = (uint32_t)capacity;
        text->used = 0;
    }
    return text;
}

Str *pd_str_append(Heap *heap, SharedText *text, const Str *a, const Str *b)
{
    pd_assert_heap(heap);
    pd_assert(text->used == a->length && b->length <= text->capacity - text->used);
    StrView *view = PD_NEW(StrView, heap, KIND_STR);
    if (view == NULL) {
        return NULL;
    }
    uint32_t width = text->h.aux;
    uint8_t *end = text->data + (size_t)a->length * width;
    if (LIKELY(width == b->h.aux)) {
        pd_bytes_move(end, pd_str_data(b), (size_t)b->length * width);
    } else {
        pd_points_copy(end, width, pd_str_data(b), b->h.aux, b->length);
    }
    text->used = a->length + b->length;
    view->h.aux = (uint16_t)width;
    view->h.flags = STR_VIEW | (a->h.flags & b->h.flags & STR_ASCII);
    view->length = text->used;
    view->hash = 0;
    view->text = pd_ref_to(heap, text);
    pd_view_aim(heap, view);
    return (Str *)(void *)view;
}

Str *pd_str_concat(Heap *heap, const Str *a, const Str *b)
{
    pd_assert_heap(heap);
    pd_assert_object(Str, a);
    pd_assert_object(Str, b);
    if (a->length == 0 || b->length == 0) {
        return (Str *)(uintptr_t)(a->length == 0 ? b : a);
    }
    uint32_t width = common_width(a, b);
    size_t length = (size_t)a->length + b->length;
    if (pd_str_is_short_concat(a, b)) {
        return pd_str_concat_short(heap, a, b);
    }
    SharedText *text = pd_str_room(heap, a, b);
    if (text != NULL) {
        return pd_str_append(heap, text, a, b);
    }
    if (b->length < a->length && length * width >= STR_GROW_MIN_BYTES && length <= STR_LENGTH_MAX) {
        size_t room = pd_text_room(length);
        text = pd_text_make(heap, room < STR_LENGTH_MAX ? room : STR_LENGTH_MAX, width);
        if (text == NULL) {
            return NULL;
        }
        pd_points_copy(text->data, width, pd_str_data(a), a->h.aux, a->length);
        text->used = a->length;
        return pd_str_append(heap, text, a, b);
    }
    Str *s = pd_str_new_width(heap, length, width);
    if (s == NULL) {
        return NULL;
    }
    pd_points_copy(s->own, width, pd_str_data(a), a->h.aux, a->length);
    pd_points_copy(s->own + (size_t)a->length * width, width, pd_str_data(b), b->h.aux, b->length);
    s->h.flags |= a->h.flags & b->h.flags & STR_ASCII;
    return s;
}
