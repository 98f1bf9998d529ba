/* str and bytes: immutable text and bytes, their hashes, the interned strings, and StrBuilder.
 *
 * A str holds code points in the smallest width that fits all of them (1, 2 or 4 bytes), so equal
 * strings have equal bytes. Must not know about encodings other than UTF-8 or about case.
 */
#include "heap/heap_in.h"

/* The inverse of HASH_SPREAD modulo 2^64. */
#define HASH_GATHER UINT64_C(0xf1de83e19937733d)

/* ---- hashes ---- */

uint32_t pd_text_hash(const uint8_t *data, size_t bytes)
{
    uint32_t hash = (uint32_t)pd_hash_bytes((Bytes){data, bytes});
    return hash != 0 ? hash : 1;
}

int64_t pd_text_hash_wide(uint32_t hash)
{
    const uint64_t near = hash & HASH_NEAR_MASK;
    const uint32_t far = hash ^ (uint32_t)near;
    const uint32_t spread = far ^ far >> HASH_FOLD ^ far >> 2 * HASH_FOLD;
    /* What spreading drops is free: it makes the last bits as good as those of the hash. */
    const uint64_t product = (uint64_t)spread << 32 | far;
    const int64_t wide = (int64_t)(product * HASH_GATHER | near);
    pd_assert(pd_table_hash(wide) == hash);
    return wide == -1 ? -2 : wide;
}

uint32_t pd_str_hash(Str *s)
{
    pd_assert_object(Str, s);
    if (s->hash == 0) {
        s->hash = pd_text_hash(pd_str_data(s), (size_t)s->length * s->h.aux);
    }
    return s->hash;
}

/* ---- making ---- */

void pd_points_copy(uint8_t *to, uint32_t to_width, const uint8_t *from, uint32_t from_width,
                    size_t count)
{
    if (to_width == from_width) {
        pd_bytes_move(to, from, count * to_width);
        return;
    }
    uint16_t *to2 = (uint16_t *)(void *)to;
    uint32_t *to4 = (uint32_t *)(void *)to;
    const uint16_t *from2 = (const uint16_t *)(const void *)from;
    const uint32_t *from4 = (const uint32_t *)(const void *)from;
    for (size_t i = 0; i < count; i++) {
        uint32_t point = from_width == 1 ? from[i] : from_width == 2 ? from2[i] : from4[i];
        if (to_width == 1) {
            to[i] = (uint8_t)point;
        } else if (to_width == 2) {
            to2[i] = (uint16_t)point;
        } else {
            to4[i] = point;
        }
    }
}

static uint32_t width_of(uint32_t most)
{
    return most < 0x100 ? 1 : most < 0x10000 ? 2 : 4;
}

static bool is_ascii(const uint8_t *data, size_t count)
{
    return pd_utf8_is_ascii((Bytes){data, count});
}

/* A number with the width of the largest of count code points. */
static uint32_t points_bits(const uint8_t *data, uint32_t width, size_t count)
{
    uint32_t bits = 0;
    if (width == 1) {
        return 0x7f;
    }
    if (width == 2) {
        for (size_t i = 0; i < count; i++) {
            bits |= ((const uint16_t *)(const void *)data)[i];
        }
        return bits;
    }
    for (size_t i = 0; i < count; i++) {
        bits |= ((const uint32_t *)(const void *)data)[i];
    }
    return bits;
}

Str *pd_str_new_width(Heap *heap, size_t length, uint32_t width)
{
    pd_assert_heap(heap);
    pd_assert(width == 1 || width == 2 || width == 4);
    if (length > STR_LENGTH_MAX) {
        return NULL;
    }
    Str *s = pd_heap_alloc(heap, sizeof(Str) + length * width, KIND_STR, width);
    if (s != NULL) {
        s->length = (uint32_t)length;
        s->hash = 0;
    }
    return s;
}

void pd_str_seal(Str *s)
{
    pd_assert_object(Str, s);
    if (s->h.aux == 1 && is_ascii(pd_str_data(s), s->length)) {
        s->h.flags |= STR_ASCII;
    }
}

Str *pd_str_from_point(Heap *heap, uint32_t point)
{
    pd_assert_heap(heap);
    if (point < 256) {
        return pd_at(heap, HEAP_LATIN1_FIRST + point * HEAP_LATIN1_UNITS);
    }
    uint32_t width = width_of(point);
    Str *s = pd_heap_alloc(heap, sizeof(Str) + width, KIND_STR, width);
    if (s != NULL) {
        uint16_t narrow = (uint16_t)point;
        s->length = 1;
        s->hash = 0;
        if (width == 2) {
            memcpy(s->own, &narrow, sizeof narrow);
        } else {
            memcpy(s->own, &point, sizeof point);
        }
    }
    return s;
}

static Str *str_from_data(Heap *heap, const uint8_t *data, uint32_t width, size_t length)
{
    pd_assert_heap(heap);
    if (length == 0) {
        return pd_at(heap, HEAP_EMPTY_STR);
    }
    uint32_t target = width_of(points_bits(data, width, length));
    if (length == 1 && target == 1) {
        uint8_t point;
        pd_points_copy(&point, 1, data, width, 1);
        return pd_str_from_point(heap, point);
    }
    Str *s = pd_str_new_width(heap, length, target);
    if (s != NULL) {
        pd_points_copy(s->own, target, data, width, length);
        pd_str_seal(s);
    }
    return s;
}

Str *pd_str_from_points(Heap *heap, const uint32_t *points, size_t length)
{
    pd_assert_heap(heap);
    return str_from_data(heap, (const uint8_t *)points, 4, length);
}

Str *pd_str_new_ascii(Heap *heap, const char *text)
{
    pd_assert_heap(heap);
    return str_from_data(heap, (const uint8_t *)text, 1, strlen(text));
}

Str *pd_str_new_utf8(Heap *heap, Bytes utf8)
{
    pd_assert_heap(heap);
    if (pd_utf8_is_ascii(utf8)) {
        return str_from_data(heap, utf8.data, 1, utf8.size);
    }
    size_t length = 0;
    uint32_t most = 0;
    for (size_t offset = 0; offset < utf8.size; length++) {
        uint32_t point = pd_utf8_next(utf8, &offset);
        most = point > most ? point : most;
    }
    if (length == 1) {
        return most < 256 ? pd_str_from_point(heap, most)
                          : str_from_data(heap, (uint8_t *)&most, 4, 1);
    }
    uint32_t width = width_of(most);
    Str *s = pd_str_new_width(heap, length, width);
    if (s == NULL) {
        return NULL;
    }
    size_t offset = 0;
    for (size_t i = 0; i < length; i++) {
        uint32_t point = pd_utf8_next(utf8, &offset);
        pd_points_copy(s->own + i * width, width, (const uint8_t *)&point, 4, 1);
    }
    return s;
}

/* ---- comparing ---- */

bool pd_str_equal(const Str *a, const Str *b)
{
    pd_assert_object(Str, a);
    pd_assert_object(Str, b);
    if (a == b) {
        return true;
    }
    if (a->length != b->length || a->h.aux != b->h.aux ||
        (a->h.flags & b->h.flags & STR_INTERNED) != 0 ||
        (a->hash != b->hash && a->hash != 0 && b->hash != 0)) {
        return false;
    }
    return pd_bytes_same(pd_str_data(a), pd_str_data(b), (size_t)a->length * a->h.aux);
}

/* Mostly they are, for their hashes are the same. */
bool pd_str_same_key(const Heap *heap, Value a, Value b)
{
    if (!pd_is_kind(heap, a, KIND_STR) || !pd_is_kind(heap, b, KIND_STR)) {
        return false;
    }
    const Str *x = PD_AS(const Str, heap, a);
    const Str *y = PD_AS(const Str, heap, b);
    if (x->length != y->length || x->h.aux != y->h.aux) {
        return false;
    }
    return pd_bytes_same(pd_str_data(x), pd_str_data(y), (size_t)x->length * x->h.aux);
}

int pd_str_compare(const Str *a, const Str *b)
{
    pd_assert_object(Str, a);
    pd_assert_object(Str, b);
    size_t common = a->length < b->length ? a->length : b->length;
    if (a->h.aux == 1 && b->h.aux == 1) {
        int order = memcmp(pd_str_data(a), pd_str_data(b), common);
        if (order != 0) {
            return order < 0 ? -1 : 1;
        }
    } else {
        for (size_t i = 0; i < common; i++) {
            uint32_t x = pd_str_at(a, i);
            uint32_t y = pd_str_at(b, i);
            if (x != y) {
                return x < y ? -1 : 1;
            }
        }
    }
    return (a->length > b->length) - (a->length < b->length);
}

bool pd_str_equals_ascii(const Str *s, const char *text)
{
    pd_assert_object(Str, s);
    return s->h.aux == 1 && strlen(text) == s->length &&
           memcmp(pd_str_data(s), text, s->length) == 0;
}

/* ---- deriving ---- */

Str *pd_str_slice(Heap *heap, const Str *s, size_t start, size_t length)
{
    pd_assert_heap(heap);
    pd_assert_object(Str, s);
    pd_assert(start <= s->length && length <= s->length - start);
    if (length == s->length) {
        return (Str *)(uintptr_t)s;
    }
    return str_from_data(heap, pd_str_data(s) + start * s->h.aux, s->h.aux, length);
}

Str *pd_str_repeat(Heap *heap, const Str *s, uint64_t count)
{
    pd_assert_heap(heap);
    pd_assert_object(Str, s);
    if (count == 0 || s->length == 0) {
        return pd_at(heap, HEAP_EMPTY_STR);
    }
    if (count == 1) {
        return (Str *)(uintptr_t)s;
    }
    if (count > STR_LENGTH_MAX / s->length) {
        return NULL;
    }
    Str *r = pd_str_new_width(heap, s->length * (size_t)count, s->h.aux);
    if (r == NULL) {
        return NULL;
    }
    r->h.flags |= s->h.flags & STR_ASCII;
    size_t total = (size_t)r->length * s->h.aux;
    size_t done = (size_t)s->length * s->h.aux;
    if (done == 1) {
        memset(r->own, pd_str_data(s)[0], total);
        return r;
    }
    memcpy(r->own, pd_str_data(s), done);
    while (done < total) {
        size_t more = done < total - done ? done : total - done;
        memcpy(r->own + done, pd_str_data(r), more);
        done += more;
    }
    return r;
}

static size_t utf8_bytes(const uint8_t *data, uint32_t width, size_t count)
{
    size_t bytes = 0;
    for (size_t i = 0; i < count; i++) {
        bytes += pd_utf8_size(pd_point_at(data, width, i));
    }
    return bytes;
}

static uint8_t *put_point(uint32_t point, uint8_t *to)
{
    if (point < 0x80) {
        *to = (uint8_t)point;
        return to + 1;
    }
    if (point < 0x800) {
        to[0] = (uint8_t)(0xc0 | point >> 6);
        to[1] = (uint8_t)(0x80 | (point & 0x3f));
        return to + 2;
    }
    return to + pd_utf8_encode(point, UTF8_SURROGATES, to);
}

static void put_utf8(const uint8_t *data, uint32_t width, size_t count, uint8_t *to)
{
    for (size_t i = 0; i < count; i++) {
        to = put_point(pd_point_at(data, width, i), to);
    }
}

void pd_str_put_utf8(const Str *s, uint8_t *to)
{
    pd_assert_object(Str, s);
    put_utf8(pd_str_data(s), s->h.aux, s->length, to);
}

static Status append_utf8(const uint8_t *data, uint32_t width, size_t count, Buffer *out)
{
    size_t bytes = utf8_bytes(data, width, count);
    if (bytes == count) {
        pd_buffer_append(out, (Bytes){data, count});
        return pd_buffer_status(out);
    }
    uint8_t *at = pd_buffer_reserve(out, bytes);
    if (at == NULL) {
        return pd_buffer_status(out);
    }
    put_utf8(data, width, count, at);
    pd_buffer_commit(out, bytes);
    return pd_buffer_status(out);
}

size_t pd_str_utf8_bytes(const Str *s)
{
    pd_assert_object(Str, s);
    bool ascii = (s->h.flags & STR_ASCII) != 0;
    return ascii ? s->length : utf8_bytes(pd_str_data(s), s->h.aux, s->length);
}

Status pd_str_append_utf8(const Str *s, Buffer *out)
{
    pd_assert_object(Str, s);
    if ((s->h.flags & STR_ASCII) != 0) {
        pd_buffer_append(out, (Bytes){pd_str_data(s), s->length});
        return pd_buffer_status(out);
    }
    return append_utf8(pd_str_data(s), s->h.aux, s->length, out);
}

Status pd_text_append_utf8(const SharedText *text, Buffer *out)
{
    pd_assert_object(SharedText, text);
    return append_utf8(text->data, text->h.aux, text->used, out);
}

/* ---- interned strings ---- */

static Str *find_interned(const Heap *heap, uint32_t hash, const Str *like, const uint8_t *data)
{
    pd_assert_heap(heap);
    pd_assert_object(Str, like);
    const Ref tables[3] = {heap->image_intern_table, heap->extra_intern_table, heap->intern_table};
    for (int i = 0; i < 3; i++) {
        if (tables[i] != 0) {
            Ref found = pd_dict_find_text(heap, pd_at(heap, tables[i]), hash, like, data);
            if (found != 0) {
                return pd_at(heap, found);
            }
        }
    }
    return NULL;
}

/* A string of the image that is not interned there cannot be changed into one that is; an interned
 * one must not keep the text that others share. */
static Str *copy_to_run(Heap *heap, const Str *s)
{
    pd_assert_heap(heap);
    pd_assert_object(Str, s);
    Str *copy = pd_str_new_width(heap, s->length, s->h.aux);
    if (copy != NULL) {
        memcpy(copy->own, pd_str_data(s), (size_t)s->length * s->h.aux);
        copy->h.flags = s->h.flags & STR_ASCII;
        copy->hash = s->hash;
    }
    return copy;
}

/* What is counted is not the table's own size but a fixed cost for each string in it. */
static bool add_interned(Heap *heap, Value s, uint32_t hash)
{
    pd_assert_heap(heap);
    uint64_t used = pd_heap_used_bytes(heap);
    Ref room = heap->limit - heap->cursor;
    bool contiguous = heap->contiguous;
    if (room < HEAP_INTERN_BYTES / 8) {
        return false;
    }
    heap->limit = heap->space_end;
    heap->contiguous = true; /* collections look for the table in the space */
    Dict *set =
        heap->intern_table != 0 ? pd_at(heap, heap->intern_table) : pd_set_new(heap, 0, false);
    bool added = set != NULL && pd_dict_insert_hashed(heap, set, s, hash, VALUE_NONE) == ANSWER_YES;
    heap->contiguous = contiguous;
    heap->base_used_bytes -= pd_heap_used_bytes(heap) - used;
    if (added) {
        pd_store_ref(heap, &heap->intern_table, pd_ref_to(heap, set));
        heap->base_used_bytes += HEAP_INTERN_BYTES;
        room -= HEAP_INTERN_BYTES / 8;
    }
    Ref physical = heap->space_end - heap->cursor;
    heap->limit = heap->cursor + (room < physical ? room : physical);
    return added;
}

Str *pd_str_intern(Heap *heap, Str *s)
{
    pd_assert_heap(heap);
    pd_assert_object(Str, s);
    pd_assert(s->h.kind == KIND_STR);
    if ((s->h.flags & STR_INTERNED) != 0) {
        return s;
    }
    uint32_t hash = pd_str_hash(s);
    Str *found = find_interned(heap, hash, s, pd_str_data(s));
    if (found != NULL) {
        return found;
    }
    bool shared = heap->sealed_image && pd_is_shared(heap, pd_ref_to(heap, s));
    if (shared || (s->h.flags & STR_VIEW) != 0) {
        s = copy_to_run(heap, s);
        if (s == NULL) {
            return NULL;
        }
    }
    if (!add_interned(heap, pd_value_to(heap, s), hash)) {
        return NULL;
    }
    s->h.flags |= STR_INTERNED;
    return s;
}

Str *pd_str_intern_utf8(Heap *heap, Bytes utf8)
{
    pd_assert_heap(heap);
    if (utf8.size == 0) {
        return pd_at(heap, HEAP_EMPTY_STR);
    }
    if (pd_utf8_is_ascii(utf8) && utf8.size <= STR_LENGTH_MAX) {
        Str like = {.h = {.kind = KIND_STR, .aux = 1}, .length = (uint32_t)utf8.size};
        Str *found = find_interned(heap, pd_text_hash(utf8.data, utf8.size), &like, utf8.data);
        if (found != NULL) {
            return found;
        }
    }
    Str *s = pd_str_new_utf8(heap, utf8);
    return s == NULL ? NULL : pd_str_intern(heap, s);
}

/* ---- bytes ---- */

BytesObject *pd_bytes_new(Heap *heap, const uint8_t *data, size_t length)
{
    pd_assert_heap(heap);
    if (length == 0 && heap->cursor > HEAP_EMPTY_TUPLE) {
        return pd_at(heap, HEAP_EMPTY_BYTES);
    }
    if (length > STR_LENGTH_MAX) {
        return NULL;
    }
    BytesObject *b = pd_heap_alloc(heap, sizeof(BytesObject) + length, KIND_BYTES, 1);
    if (b == NULL) {
        return NULL;
    }
    b->length = (uint32_t)length;
    b->hash = 0;
    if (data != NULL) {
        memcpy(b->own, data, length);
    } else {
        memset(b->own, 0, length);
    }
    return b;
}

ByteArray *pd_bytearray_new(Heap *heap, const uint8_t *data, size_t length)
{
    pd_assert_heap(heap);
    ByteArray *array = PD_NEW(ByteArray, heap, KIND_BYTEARRAY);
    if (array == NULL) {
        return NULL;
    }
    array->length = 0;
    array->bytes = 0;
    if (length > 0) {
        BytesObject *storage = pd_bytes_new(heap, data, length);
        if (storage == NULL) {
            return NULL;
        }
        array->length = (uint32_t)length;
        array->bytes = pd_ref_to(heap, storage);
    }
    return array;
}

/* ---- StrBuilder ---- */

void pd_builder_init(StrBuilder *b, Heap *heap, uint64_t max_length)
{
    pd_assert_heap(heap);
    b->alloc = heap->alloc;
    b->data = b->own;
    b->length = 0;
    b->capacity = BUILDER_OWN_BYTES;
    b->end = max_length < BUILDER_OWN_BYTES ? (size_t)max_length : BUILDER_OWN_BYTES;
    b->width = 1;
    b->failed = false;
    b->is_ascii = true;
    b->max_length = max_length;
}

void pd_builder_deinit(StrBuilder *b)
{
    pd_assert_builder(b);
    if (b->data != b->own) {
        pd_alloc_free(b->alloc, b->data, b->capacity * b->width);
        b->data = b->own;
        b->capacity = BUILDER_OWN_BYTES / b->width;
    }
}

static uint8_t *builder_fail(StrBuilder *b)
{
    pd_assert_builder(b);
    b->failed = true;
    b->end = b->length;
    return NULL;
}

/* Makes what is in the builder itself wider. */
static void builder_widen(StrBuilder *b, uint32_t width)
{
    pd_assert_builder(b);
    uint8_t narrow[BUILDER_OWN_BYTES];
    memcpy(narrow, b->own, b->length * b->width);
    pd_points_copy(b->own, width, narrow, b->width, b->length);
    b->capacity = BUILDER_OWN_BYTES / width;
    b->width = width;
}

/* Moves to memory for capacity code points of a width; false: there is none. */
static bool builder_grow(StrBuilder *b, size_t capacity, uint32_t width)
{
    pd_assert_builder(b);
    uint8_t *data = pd_alloc_new(b->alloc, capacity * width);
    if (data == NULL) {
        return false;
    }
    pd_points_copy(data, width, b->data, b->width, b->length);
    pd_builder_deinit(b);
    b->data = data;
    b->capacity = capacity;
    b->width = width;
    return true;
}

static uint8_t *builder_room_slow(StrBuilder *b, size_t count, uint32_t width)
{
    pd_assert_builder(b);
    if (b->failed) {
        return NULL;
    }
    if (count > STR_LENGTH_MAX - b->length || b->length + count > b->max_length) {
        b->length = (size_t)b->max_length + 1;
        return builder_fail(b);
    }
    width = width > b->width ? width : b->width;
    size_t needed = b->length + count;
    size_t capacity = needed <= b->capacity ? b->capacity : needed + needed / 2 + 16;
    if (b->data == b->own && needed <= BUILDER_OWN_BYTES / width) {
        builder_widen(b, width);
    } else if (width == b->width && b->data != b->own) {
        uint8_t *data = pd_alloc_resize(b->alloc, b->data, b->capacity * width, capacity * width);
        if (data == NULL) {
            return builder_fail(b);
        }
        b->data = data;
        b->capacity = capacity;
    } else if (!builder_grow(b, capacity, width)) {
        return builder_fail(b);
    }
    b->end = b->capacity < b->max_length ? b->capacity : (size_t)b->max_length;
    b->length = needed;
    return b->data + (needed - count) * b->width;
}

/* Room for count more code points of a width; the address of the first, NULL after a failure. */
static inline uint8_t *builder_room(StrBuilder *b, size_t count, uint32_t width)
{
    pd_assert_builder(b);
    if (UNLIKELY(count > b->end - b->length || width > b->width)) {
        return builder_room_slow(b, count, width);
    }
    uint8_t *at = b->data + b->length * b->width;
    b->length += count;
    return at;
}

/* Appends code points that need that width. */
static inline void builder_points(StrBuilder *b, const uint8_t *data, uint32_t width, size_t count)
{
    uint8_t *at = count > 0 ? builder_room(b, count, width) : NULL;
    if (at != NULL && LIKELY(b->width == width)) {
        pd_bytes_move(at, data, count * width);
    } else if (at != NULL) {
        pd_points_copy(at, b->width, data, width, count);
    }
}

void pd_builder_point(StrBuilder *b, uint32_t point)
{
    pd_assert_builder(b);
    b->is_ascii &= point < 128;
    uint8_t *at = builder_room(b, 1, width_of(point));
    if (at != NULL && LIKELY(b->width == 1)) {
        *at = (uint8_t)point;
    } else if (at != NULL) {
        pd_points_copy(at, b->width, (const uint8_t *)&point, 4, 1);
    }
}

void pd_builder_str(StrBuilder *b, const Str *s)
{
    pd_assert_builder(b);
    pd_assert_object(Str, s);
    b->is_ascii &= (s->h.flags & STR_ASCII) != 0;
    builder_points(b, pd_str_data(s), s->h.aux, s->length);
}

void pd_builder_slice(StrBuilder *b, const Str *s, size_t start, size_t length)
{
    pd_assert_builder(b);
    pd_assert_object(Str, s);
    pd_assert(start <= s->length && length <= s->length - start);
    const uint8_t *data = pd_str_data(s) + start * s->h.aux;
    b->is_ascii &= (s->h.flags & STR_ASCII) != 0;
    if (LIKELY(s->h.aux == 1)) {
        builder_points(b, data, 1, length);
        return;
    }
    uint8_t *at =
        length > 0 ? builder_room(b, length, width_of(points_bits(data, s->h.aux, length))) : NULL;
    if (at != NULL) {
        pd_points_copy(at, b->width, data, s->h.aux, length);
    }
}

void pd_builder_ascii(StrBuilder *b, const char *text)
{
    pd_assert_builder(b);
    pd_builder_ascii_n(b, text, strlen(text));
}

void pd_builder_ascii_n(StrBuilder *b, const char *text, size_t length)
{
    pd_assert_builder(b);
    builder_points(b, (const uint8_t *)text, 1, length);
}

void pd_builder_repeat(StrBuilder *b, uint32_t point, size_t count)
{
    pd_assert_builder(b);
    if (count == 0) {
        return;
    }
    b->is_ascii &= point < 128;
    uint8_t *at = builder_room(b, count, width_of(point));
    if (at != NULL && LIKELY(b->width == 1)) {
        memset(at, (int)point, count);
        return;
    }
    for (size_t i = 0; at != NULL && i < count; i++) {
        pd_points_copy(at + i * b->width, b->width, (const uint8_t *)&point, 4, 1);
    }
}

Str *pd_builder_take(StrBuilder *b, Heap *heap)
{
    pd_assert_heap(heap);
    Str *s = NULL;
    if (LIKELY(b->is_ascii && b->length > 1 && b->width == 1 && !b->failed)) {
        s = pd_str_new_plain(heap, (uint32_t)b->length);
        if (s != NULL) {
            pd_bytes_move(s->own, b->data, b->length);
        }
    } else if (!b->failed) {
        s = str_from_data(heap, b->data, b->width, b->length);
    }
    pd_builder_deinit(b);
    return s;
}
