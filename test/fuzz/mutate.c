/*
 * Changes of CBOR that stay well formed. It knows CBOR and nothing of what is encoded; equal seeds
 * make equal changes.
 */
#include "mutate.h"

#include "cbor/cbor.h"

#include <string.h>

enum { ITEM_COUNT_MAX = 1 << 16, CHANGE_COUNT_MAX = 4 };

#define NO_PARENT UINT32_MAX

typedef struct Span {
    size_t start, end;
    CborKind kind;
    uint64_t value;
    uint32_t parent; /* the array it is an element of, or NO_PARENT */
    uint64_t left;   /* items still to come, while reading */
} Span;

typedef struct Map {
    Span spans[ITEM_COUNT_MAX];
    uint32_t count;
    uint32_t first; /* the first one that may change */
    uint64_t random;
} Map;

static Map map;

static uint64_t any(uint64_t below)
{
    map.random += 0x9e3779b97f4a7c15;
    uint64_t x = map.random;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
    x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
    return (x ^ (x >> 31)) % below;
}

/* An item has ended at `end`: so may have the containers around it. */
static void close_items(uint32_t open, size_t end)
{
    while (open != NO_PARENT && --map.spans[open].left == 0) {
        map.spans[open].end = end;
        open = map.spans[open].parent;
    }
}

static bool scan(const uint8_t *data, size_t size)
{
    static CborReader reader;
    pd_cbor_reader_init(&reader, pd_bytes(data, size), CBOR_NESTING_MAX, NULL);
    uint32_t open = NO_PARENT;
    map.count = 0;
    while (!pd_cbor_at_end(&reader) && map.count < ITEM_COUNT_MAX) {
        CborItem item;
        Span *span = &map.spans[map.count];
        while (open != NO_PARENT && map.spans[open].left == 0) {
            open = map.spans[open].parent;
        }
        span->start = reader.offset;
        if (pd_cbor_next(&reader, &item) != STATUS_OK) {
            return false;
        }
        bool holds = item.kind == CBOR_ARRAY || item.kind == CBOR_MAP || item.kind == CBOR_TAG;
        span->end = reader.offset;
        span->kind = item.kind;
        span->value = item.value;
        span->parent = open;
        span->left = !holds                  ? 0
                     : item.kind == CBOR_TAG ? 1
                     : item.kind == CBOR_MAP ? 2 * item.value
                                             : item.value;
        if (span->left == 0) {
            close_items(open, reader.offset);
        } else {
            open = map.count;
        }
        map.count++;
    }
    return pd_cbor_at_end(&reader) && map.count > 1;
}

/* Replaces the bytes [start, end) by others; false when there is no room. */
static bool splice(Buffer *all, size_t start, size_t end, Bytes with, size_t max_size)
{
    Buffer next;
    if (all->size - (end - start) + with.size > max_size) {
        return false;
    }
    pd_buffer_init(&next, all->alloc, max_size);
    pd_buffer_append(&next, pd_bytes(all->data, start));
    pd_buffer_append(&next, with);
    pd_buffer_append(&next, pd_bytes(all->data + end, all->size - end));
    pd_buffer_deinit(all);
    *all = next;
    return pd_buffer_status(all) == STATUS_OK;
}

static uint64_t strange_number(uint64_t value)
{
    static const uint64_t edges[] = {
        0,       1,        2,          3,          8,          255,       256, 65535,      65536,
        1 << 20, 1u << 31, UINT32_MAX, 1ull << 32, 1ull << 49, INT64_MAX, 7,   UINT64_MAX, 16};
    switch (any(4)) {
    case 0: return edges[any(ARRAY_COUNT(edges))];
    case 1: return value + 1;
    case 2: return value - 1;
    default: return any(2 * (value % 4096) + 8);
    }
}

static void write_strange(Buffer *out, const Span *span)
{
    switch (any(8)) {
    case 0: pd_cbor_write_null(out); break;
    case 1: pd_cbor_write_bool(out, any(2) != 0); break;
    case 2: pd_cbor_write_undefined(out); break;
    case 3: pd_cbor_write_double(out, (double)any(1000) / 4 - 100); break;
    case 4: pd_cbor_write_negative(out, strange_number(span->value)); break;
    case 5:
        pd_cbor_write_tag(out, 6);
        pd_cbor_write_uint(out, any(map.count / 4 + 2));
        break;
    default: pd_cbor_write_uint(out, strange_number(span->value)); break;
    }
}

/* An element leaves its array or comes twice. */
static bool recount(Buffer *all, const Span *span, size_t max_size)
{
    const Span *parent = &map.spans[span->parent];
    bool more = any(2) != 0;
    Buffer part;
    pd_buffer_init(&part, all->alloc, max_size);
    if (more) {
        pd_buffer_append(&part, pd_bytes(all->data + span->start, span->end - span->start));
    }
    bool done =
        pd_buffer_status(&part) == STATUS_OK &&
        splice(all, span->start, more ? span->start : span->end, pd_buffer_peek(&part), max_size);
    pd_buffer_reset(&part);
    pd_cbor_write_array(&part, more ? parent->value + 1 : parent->value - 1);
    size_t head = map.spans[parent - map.spans + 1].start;
    done = done && splice(all, parent->start, head, pd_buffer_peek(&part), max_size);
    pd_buffer_deinit(&part);
    return done;
}

/* The same kind of item with a number or content of its own. */
static bool vary(Buffer *all, const Span *span, size_t max_size)
{
    Buffer part;
    pd_buffer_init(&part, all->alloc, max_size);
    if (span->kind == CBOR_UINT) {
        pd_cbor_write_uint(&part, strange_number(span->value));
    } else if (span->kind == CBOR_BYTES && span->end - span->start > 1) {
        pd_buffer_append(&part, pd_bytes(all->data + span->start, span->end - span->start));
        size_t length = span->end - span->start;
        size_t at = length - 1 - (size_t)any(length / 2 + 1);
        at = at < length / 2 ? length / 2 : at;
        part.data[at] = (uint8_t)(part.data[at] ^ (1u << any(8)));
    } else {
        write_strange(&part, span);
    }
    bool done = splice(all, span->start, span->end, pd_buffer_peek(&part), max_size);
    pd_buffer_deinit(&part);
    return done;
}

/* A copy of another item takes its place, mostly one of the same kind. */
static bool copy_over(Buffer *all, const Span *span, size_t max_size)
{
    for (int tries = 0; tries < 20; tries++) {
        const Span *other = &map.spans[map.first + any(map.count - map.first)];
        bool nested = other->start <= span->start && other->end >= span->end;
        if (!nested && (other->kind == span->kind || any(12) == 0)) {
            Buffer part;
            pd_buffer_init(&part, all->alloc, max_size);
            pd_buffer_append(&part, pd_bytes(all->data + other->start, other->end - other->start));
            bool done = splice(all, span->start, span->end, pd_buffer_peek(&part), max_size);
            pd_buffer_deinit(&part);
            return done;
        }
    }
    return false;
}

static bool change(Buffer *all, size_t max_size)
{
    size_t fixed = any(32) == 0 ? 0 : mutate_fixed_bytes(all->data, all->size);
    if (!scan(all->data, all->size)) {
        return false;
    }
    map.first = 0;
    while (map.first < map.count && map.spans[map.first].start < fixed) {
        map.first++;
    }
    if (map.first == map.count) {
        return false;
    }
    const Span *span = &map.spans[map.first + any(map.count - map.first)];
    bool is_element = span->parent != NO_PARENT && map.spans[span->parent].kind == CBOR_ARRAY;
    switch (any(8)) {
    case 0: return is_element && recount(all, span, max_size);
    case 1:
    case 2:
    case 3: return copy_over(all, span, max_size);
    default: return vary(all, span, max_size);
    }
}

bool mutate(uint8_t *data, size_t *size, size_t max_size, uint64_t seed)
{
    Buffer all;
    bool changed = false;
    map.random = seed;
    pd_buffer_init(&all, pd_alloc_system(), max_size);
    pd_buffer_append(&all, pd_bytes(data, *size));
    for (uint64_t i = 0, count = 1 + any(CHANGE_COUNT_MAX); i < count; i++) {
        changed = change(&all, max_size) || changed;
    }
    changed = changed && pd_buffer_status(&all) == STATUS_OK;
    if (changed) {
        memcpy(data, all.data, all.size);
        *size = all.size;
    }
    pd_buffer_deinit(&all);
    return changed;
}
