/*
 * What the files about text share: str, bytes and bytearray seen as one thing, and results.
 *
 * bytes are laid out like a str of width 1, so most methods are written once for all three. A Text
 * borrows from the heap and is good during one leaf.
 */
#ifndef VM_TEXT_TEXT_IN_H
#define VM_TEXT_TEXT_IN_H

#include "vm/leaf.h"
#include "vm/text/text.h"
#include "vm/text/unicode.h"

typedef struct Text {
    const Str *s;  /* the str, the bytes, or the storage of a bytearray */
    size_t length; /* of the storage of a bytearray only this much counts */
    uint8_t kind;  /* KIND_STR, KIND_BYTES or KIND_BYTEARRAY */
    Value value;
} Text;

static inline const Str *pd_text_str(const Vm *vm, Value v)
{
    return PD_AS(const Str, &vm->heap, v);
}
static inline bool pd_text_is_str(const Vm *vm, Value v)
{
    return pd_is_kind(&vm->heap, v, KIND_STR);
}
static inline bool pd_text_is_given(Value v)
{
    return !pd_is_unbound(v) && !pd_is_none(v);
}
Text pd_text_of_array(const Vm *vm, Value v);
/* v is a str, bytes or bytearray. */
static inline Text pd_text_of(const Vm *vm, Value v)
{
    Kind kind = pd_kind(&vm->heap, v);
    if (kind == KIND_STR || kind == KIND_BYTES) {
        const Str *s = pd_text_str(vm, v);
        return (Text){s, s->length, (uint8_t)kind, v};
    }
    return pd_text_of_array(vm, v);
}
/* The same if it is, after unwrapping, bytes or bytearray. */
bool pd_text_bytes_of(const Vm *vm, Value v, Text *out);
static inline Bytes pd_text_bytes(const Text *t)
{
    return pd_bytes(pd_str_data(t->s), t->length);
}

/* Fuel for work on count items; the first 64 are free. */
static inline void pd_text_charge(Vm *vm, uint64_t count)
{
    if (count > 64) {
        pd_vm_charge(vm, count / 64);
    }
}

/* The end of leaves that made an object: NULL is LEAF_MEMORY. */
static inline LeafResult pd_text_give(Vm *vm, const void *object, Value *result)
{
    if (object == NULL) {
        return LEAF_MEMORY;
    }
    *result = pd_value_to(&vm->heap, object);
    return LEAF_OK;
}
static inline LeafResult pd_text_give_bool(bool truth, Value *result)
{
    *result = pd_from_bool(truth);
    return LEAF_OK;
}
/* LEAF_OK and the built str; LEAF_MEMORY when it failed or is over the limit. Deinits. */
LeafResult pd_text_take(Vm *vm, StrBuilder *b, Value *result);
static inline void pd_text_builder(Vm *vm, StrBuilder *b)
{
    uint64_t most = vm->limits.string_bytes;
    pd_builder_init(b, &vm->heap, most < vm->limits.heap_bytes ? most : vm->limits.heap_bytes);
}

/* Memory for texts that are mostly short: the first block comes from the C stack, everything else
 * from the run's Alloc. Good for one buffer at a time. */
typedef struct TextScratch {
    Alloc alloc;
    const Alloc *base;
    bool taken;
    _Alignas(16) uint8_t area[256];
} TextScratch;
void pd_text_scratch_buffer(Vm *vm, TextScratch *scratch, Buffer *b);

/* a + b of two strs. */
LeafResult pd_text_plus_any(Vm *vm, Value a, Value b, Value *out);
static ALWAYS_INLINE LeafResult pd_text_plus(Vm *vm, Value a, Value b, Value *out)
{
    const Str *x = pd_text_str(vm, a);
    const Str *y = pd_text_str(vm, b);
    uint64_t length = (uint64_t)x->length + y->length;
    if (!pd_str_is_short_concat(x, y) || length > vm->limits.string_bytes) {
        return pd_text_plus_any(vm, a, b, out);
    }
    pd_text_charge(vm, length);
    return pd_text_give(vm, pd_str_concat_short(&vm->heap, x, y), out);
}

/* Whether that part of t is a str of its own of known content: ASCII, and neither all of t nor one
 * of the single characters that all share. */
static inline bool pd_text_cuts_ascii(const Text *t, size_t length)
{
    return (t->s->h.flags & STR_ASCII) != 0 && length > 1 && length < t->length;
}
/* NULL = memory. */
static inline Str *pd_text_cut_ascii(Vm *vm, const Text *t, size_t start, size_t length)
{
    Str *part = pd_str_new_plain(&vm->heap, (uint32_t)length);
    if (LIKELY(part != NULL)) {
        pd_bytes_move(part->own, pd_str_data(t->s) + start, length);
    }
    return part;
}
/* A part of t as a new object of its kind; t itself when that is all of an immutable one. */
LeafResult pd_text_slice_any(Vm *vm, const Text *t, size_t start, size_t length, Value *result);
static inline LeafResult pd_text_slice(Vm *vm, const Text *t, size_t start, size_t length,
                                       Value *result)
{
    pd_assert(start <= t->length && length <= t->length - start);
    if (LIKELY(pd_text_cuts_ascii(t, length))) {
        return pd_text_give(vm, pd_text_cut_ascii(vm, t, start, length), result);
    }
    return pd_text_slice_any(vm, t, start, length, result);
}
/* New object of t's kind with these bytes (kinds bytes and bytearray). */
LeafResult pd_text_new_bytes(Vm *vm, uint8_t kind, Bytes bytes, Value *result);
/* Where the points of a text being made go. */
typedef struct Points {
    uint8_t *data;
    uint32_t width;
} Points;
/* Uninitialised object of a kind with room for length points of made->width; made->data is set. A
 * str must be sealed (pd_text_seal) when filled. */
LeafResult pd_text_new(Vm *vm, uint8_t kind, size_t length, Points *made, Value *result);
/* The same of width 1. */
LeafResult pd_text_new_narrow(Vm *vm, uint8_t kind, size_t length, uint8_t **data, Value *result);
void pd_text_seal(Vm *vm, Value v);
/* Copies points of s to place `at`; to.width is at least s's. */
void pd_text_copy(Points to, size_t at, const Str *s, size_t start, size_t length);
static inline void pd_text_copy_all(Points to, size_t at, const Text *t)
{
    pd_text_copy(to, at, t->s, 0, t->length);
}
void pd_text_fill(Points to, size_t at, uint32_t point, size_t count);
static inline uint32_t pd_text_width(const Text *t)
{
    return t->s->h.aux;
}

/* An argument that must be a str for str and bytes-like for bytes. The messages have one %s. */
typedef struct TextMessages {
    const char *str, *bytes;
    bool int_allowed; /* bytes: an int stands for one byte */
    bool is_parsed;   /* None is called None and not NoneType, as where CPython parses arguments */
} TextMessages;
/* An argument that must be a str, or is left out; format has one %s. Unwraps *v. */
LeafResult pd_text_str_arg(Vm *vm, Value *v, const char *format);
LeafResult pd_text_other_needle(Vm *vm, const Text *self, Value v, const TextMessages *messages,
                                Text *out);
static inline LeafResult pd_text_needle(Vm *vm, const Text *self, Value v,
                                        const TextMessages *messages, Text *out)
{
    if (LIKELY(self->kind == KIND_STR && pd_text_is_str(vm, v))) {
        *out = pd_text_of(vm, v);
        return LEAF_OK;
    }
    return pd_text_other_needle(vm, self, v, messages, out);
}
/* start and end of find, count, startswith: clamped to the length; *start may be past *end. */
LeafResult pd_text_given_range(Vm *vm, const Value bounds[2], size_t length, size_t *start,
                               size_t *end);
static inline LeafResult pd_text_range(Vm *vm, const Value bounds[2], size_t length, size_t *start,
                                       size_t *end)
{
    if (LIKELY(pd_is_unbound(bounds[0]) && pd_is_unbound(bounds[1]))) {
        *start = 0;
        *end = length;
        return LEAF_OK;
    }
    return pd_text_given_range(vm, bounds, length, start, end);
}
/* An int argument; UNBOUND gives missing. */
LeafResult pd_text_count(Vm *vm, Value v, int64_t missing, int64_t *out);
/* A result that would be longer than limits.string_bytes: MemoryError. */
LeafResult pd_text_too_long(Vm *vm);

/* Whether needle stands at position at of t. */
bool pd_text_matches(const Text *t, size_t at, const Text *needle);
int64_t pd_text_find_part(const Text *t, const Text *needle, size_t start, size_t end);
static inline int64_t pd_text_find(const Text *t, const Text *needle, size_t start, size_t end)
{
    if (needle->length != 1 || start >= end || (pd_text_width(t) | pd_text_width(needle)) != 1) {
        return pd_text_find_part(t, needle, start, end);
    }
    const uint8_t *data = pd_str_data(t->s);
    const uint8_t *hit = memchr(data + start, pd_str_data(needle->s)[0], end - start);
    return hit == NULL ? -1 : hit - data;
}
int64_t pd_text_rfind(const Text *t, const Text *needle, size_t start, size_t end);

/* Collects the parts of split and its like, the first of them without memory. */
typedef struct Parts {
    Vm *vm;
    List *list;
    uint32_t count;
    bool failed;
    Value items[48];
} Parts;
void pd_parts_init(Parts *parts, Vm *vm);
void pd_parts_add(Parts *parts, Value v);
void pd_parts_slice_any(Parts *parts, const Text *t, size_t start, size_t length);
static inline void pd_parts_slice(Parts *parts, const Text *t, size_t start, size_t length)
{
    bool has_room = !parts->failed && parts->count < ARRAY_COUNT(parts->items);
    if (UNLIKELY(!has_room || !pd_text_cuts_ascii(t, length))) {
        pd_parts_slice_any(parts, t, start, length);
        return;
    }
    const Str *part = pd_text_cut_ascii(parts->vm, t, start, length);
    parts->failed = part == NULL;
    if (LIKELY(part != NULL)) {
        parts->items[parts->count++] = pd_value_to(&parts->vm->heap, part);
    }
}
/* The list of all parts, in reverse order when reversed. */
LeafResult pd_parts_take(Parts *parts, bool reversed, Value *result);

/* The tables of one file for one type. */
#define TEXT_TABLE(name, type_id, leaves) \
 const LeafTable name = {                 \
     .type = (type_id), .defs = (leaves), .count = (uint32_t)ARRAY_COUNT(leaves)}

#endif
