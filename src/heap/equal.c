/* hash() and == of builtin values, as CPython 3.11 defines them, without recursion.
 *
 * Nested containers are kept on an explicit stack of at most HEAP_NESTING_MAX levels, so cyclic
 * data ends in ANSWER_LIMIT. Whatever depends on methods of program classes is ANSWER_SLOW. Strings
 * have a hash of their own; None and a few other constants have fixed ones.
 */
#include "heap/heap_in.h"

#include <math.h>

enum {
    INLINE_FRAMES = 8,
    HASH_INFINITY = 314159,
    HASH_NAN = 0,
    HASH_BITS = 61 /* numbers are hashed modulo the prime 2^61 - 1 */
};

#define HASH_MODULUS ((UINT64_C(1) << HASH_BITS) - 1)
#define HASH_NONE    INT64_C(0xfca86420)

/* Shared parts of nested data can make the work exponential; past this the language goes on, which
 * is metered, or, for hash(), the answer is LIMIT. */
#define WORK_MAX (UINT64_C(1) << 26)

/* ---- stacks of nested containers ---- */

typedef struct Level {
    Value a, b;        /* b: equality only */
    uint64_t cursor;   /* equality of sets: place in the probe of b; hash: accumulator */
    uint32_t position; /* in a */
    uint32_t entry;    /* equality of dicts: entry of b that is being compared */
    uint32_t hash;     /* equality of sets: of the present key of a */
    uint8_t state;     /* enum LevelState */
} Level;

enum LevelState { LEVEL_NEXT, LEVEL_KEY, LEVEL_VALUE };

typedef struct Levels {
    const Alloc *alloc;
    Level *items;
    size_t count, capacity;
    Level first[INLINE_FRAMES];
} Levels;

static void levels_init(Levels *levels, const Heap *heap)
{
    pd_assert_torture(levels != NULL);
    pd_assert_heap(heap);
    levels->alloc = heap->alloc;
    levels->items = levels->first;
    levels->count = 0;
    levels->capacity = INLINE_FRAMES;
}

static void levels_deinit(Levels *levels)
{
    pd_assert_torture(levels != NULL);
    if (levels->items != levels->first) {
        pd_alloc_free_array(levels->alloc, levels->items, levels->capacity, sizeof(Level));
    }
}

static Answer levels_push(Levels *levels, Value a, Value b)
{
    pd_assert_torture(levels != NULL);
    if (levels->count == HEAP_NESTING_MAX) {
        return ANSWER_LIMIT;
    }
    if (levels->count == levels->capacity) {
        size_t capacity = levels->capacity * 4;
        Level *items = pd_alloc_new_array(levels->alloc, capacity, sizeof(Level));
        if (items == NULL) {
            return ANSWER_MEMORY;
        }
        memcpy(items, levels->items, levels->count * sizeof(Level));
        levels_deinit(levels);
        levels->items = items;
        levels->capacity = capacity;
    }
    levels->items[levels->count++] = (Level){.a = a, .b = b};
    return ANSWER_YES;
}

/* ---- hash ---- */

static int64_t not_minus_one(int64_t hash)
{
    return hash == -1 ? -2 : hash;
}

/* _Py_HashDouble: the value modulo 2^61 - 1, 28 bits at a time. */
static int64_t hash_double(double d)
{
    if (d >= -0x1p53 && d <= 0x1p53 && (double)(int64_t)d == d) {
        return not_minus_one((int64_t)d);
    }
    if (d != d) {
        return HASH_NAN;
    }
    if (d - d != 0) {
        return d > 0 ? HASH_INFINITY : -HASH_INFINITY;
    }
    int exponent;
    double m = frexp(fabs(d), &exponent);
    uint64_t x = 0;
    while (m != 0) {
        x = (x << 28 & HASH_MODULUS) | x >> (HASH_BITS - 28);
        m *= 268435456.0;
        exponent -= 28;
        uint64_t y = (uint64_t)m;
        m -= (double)y;
        x += y;
        x -= x >= HASH_MODULUS ? HASH_MODULUS : 0;
    }
    int shift = exponent >= 0 ? exponent % HASH_BITS : HASH_BITS - 1 - (-1 - exponent) % HASH_BITS;
    x = (x << shift & HASH_MODULUS) | x >> (HASH_BITS - shift);
    return not_minus_one(d < 0 ? -(int64_t)x : (int64_t)x);
}

#define TUPLE_PRIME_1 UINT64_C(11400714785074694791)
#define TUPLE_PRIME_2 UINT64_C(14029467366897019727)
#define TUPLE_PRIME_5 UINT64_C(2870177450012600261)

/* xxHash as CPython's tuplehash uses it. */
static uint64_t tuple_hash_add(uint64_t acc, int64_t hash)
{
    acc += (uint64_t)hash * TUPLE_PRIME_2;
    acc = acc << 31 | acc >> 33;
    return acc * TUPLE_PRIME_1;
}

static int64_t tuple_hash_end(uint64_t acc, size_t length)
{
    acc += length ^ (TUPLE_PRIME_5 ^ UINT64_C(3527539));
    return acc == UINT64_MAX ? 1546275796 : (int64_t)acc;
}

/* From the hashes that the table has stored: like CPython, never asks the elements again. */
static int64_t hash_frozenset(const Heap *heap, const Dict *d)
{
    pd_assert_heap(heap);
    pd_assert_object(Dict, d);
    uint64_t hash = 0;
    const Table *t = pd_dict_table(heap, d);
    uint32_t count = t == NULL ? 0 : t->count;
    const uint32_t *hashes = count == 0 ? NULL : pd_table_hashes(t, 1);
    for (uint32_t i = 0; i < count; i++) {
        uint64_t h = hashes[i];
        uint64_t mixed = ((h ^ UINT64_C(89869747)) ^ (h << 16)) * UINT64_C(3644798167);
        hash ^= pd_is_unbound(t->entries[i]) ? 0 : mixed;
    }
    hash ^= ((uint64_t)d->used + 1) * UINT64_C(1927868237);
    hash ^= (hash >> 11) ^ (hash >> 25);
    hash = hash * 69069 + UINT64_C(907133923);
    return hash == UINT64_MAX ? 590923713 : (int64_t)hash;
}

static int64_t hash_range(const Heap *heap, const Range *r)
{
    pd_assert_heap(heap);
    pd_assert_object(Range, r);
    uint64_t acc = tuple_hash_add(TUPLE_PRIME_5, pd_int_hash(heap, r->length));
    bool empty = pd_int_sign(heap, r->length) == 0;
    bool one = pd_is(r->length, pd_from_int(1));
    acc = tuple_hash_add(acc, empty ? HASH_NONE : pd_int_hash(heap, r->start));
    acc = tuple_hash_add(acc, empty || one ? HASH_NONE : pd_int_hash(heap, r->step));
    return tuple_hash_end(acc, 3);
}

static int64_t hash_identity(Heap *heap, Value v)
{
    pd_assert_heap(heap);
    if (!pd_is_ref(v)) {
        return not_minus_one((int64_t)pd_hash_u64(v.bits));
    }
    return pd_object_ident(heap, pd_header(heap, v));
}

static int64_t hash_plain(const Heap *heap, Value v)
{
    pd_assert_heap(heap);
    if (pd_is_int(v)) {
        return pd_int_hash(heap, v);
    }
    if (pd_is_float(v)) {
        return hash_double(pd_float_of(v));
    }
    if (pd_is_bool(v)) {
        return pd_is(v, VALUE_TRUE);
    }
    if (pd_is_none(v)) {
        return HASH_NONE;
    }
    pd_assert(!pd_is_unbound(v));
    return not_minus_one((int64_t)pd_hash_u64(v.bits));
}

/* The class whose flags speak for an object; NULL for builtin values. */
static const Class *class_of_object(const Heap *heap, const Header *h)
{
    pd_assert_heap(heap);
    switch ((Kind)h->kind) {
    case KIND_INSTANCE:
    case KIND_WRAPPED:
    case KIND_EXCEPTION: return pd_instance_class(heap, h);
    case KIND_CLASS: {
        Value metaclass = ((const Class *)(const void *)h)->metaclass;
        return pd_is_kind(heap, metaclass, KIND_CLASS) ? PD_AS(Class, heap, metaclass) : NULL;
    }
    default: return NULL;
    }
}

/* The hash of anything but a tuple with items, for which it answers NO. */
static Answer hash_shallow(Heap *heap, Value v, int64_t *out)
{
    pd_assert_heap(heap);
    for (;;) {
        if (!pd_is_ref(v)) {
            *out = hash_plain(heap, v);
            return ANSWER_YES;
        }
        Header *h = pd_header(heap, v);
        const Class *cls = class_of_object(heap, h);
        if (cls != NULL && (cls->flags & (CLASS_UNHASHABLE | CLASS_HASH)) != 0) {
            return (cls->flags & CLASS_UNHASHABLE) != 0 ? ANSWER_ERROR : ANSWER_SLOW;
        }
        if (h->kind != KIND_WRAPPED) {
            break;
        }
        v = PD_AS(Wrapped, heap, v)->payload;
    }
    void *object = pd_header(heap, v);
    switch (pd_kind(heap, v)) {
    case KIND_STR:
    case KIND_BYTES: *out = pd_text_hash_wide(pd_str_hash(object)); return ANSWER_YES;
    case KIND_INT: *out = pd_int_hash(heap, v); return ANSWER_YES;
    case KIND_COMPLEX: {
        uint64_t real = (uint64_t)hash_double(((Complex *)object)->real);
        uint64_t imag = (uint64_t)hash_double(((Complex *)object)->imag);
        *out = not_minus_one((int64_t)(real + 1000003 * imag));
        return ANSWER_YES;
    }
    case KIND_TUPLE: return ANSWER_NO;
    case KIND_FROZENSET: *out = hash_frozenset(heap, object); return ANSWER_YES;
    case KIND_RANGE: *out = hash_range(heap, object); return ANSWER_YES;
    case KIND_METHOD: {
        const Method *m = object;
        *out = hash_identity(heap, m->self) ^ hash_identity(heap, m->function);
        *out = not_minus_one(*out);
        return ANSWER_YES;
    }
    case KIND_LIST:
    case KIND_DICT:
    case KIND_SET:
    case KIND_BYTEARRAY:
    case KIND_SLICE: return ANSWER_ERROR;
    case KIND_DICT_VIEW:
        if (pd_header(heap, v)->aux != VIEW_VALUES) {
            return ANSWER_ERROR;
        }
        break;
    default: break;
    }
    *out = hash_identity(heap, v);
    return ANSWER_YES;
}

/* The same, with what tuples mostly hold first. */
static ALWAYS_INLINE Answer hash_item(Heap *heap, Value v, int64_t *out)
{
    if (pd_is_int(v)) {
        *out = not_minus_one(pd_int_of(v));
        return ANSWER_YES;
    }
    if (pd_is_kind(heap, v, KIND_STR)) {
        *out = pd_text_hash_wide(pd_str_hash(PD_AS(Str, heap, v)));
        return ANSWER_YES;
    }
    return hash_shallow(heap, v, out);
}

/* The hash of a tuple; NO: there are tuples in it, or too much else. */
static Answer hash_flat(Heap *heap, const Tuple *tuple, int64_t *out)
{
    pd_assert_heap(heap);
    pd_assert_object(Tuple, tuple);
    if (tuple->length >= WORK_MAX) {
        return ANSWER_NO;
    }
    uint64_t acc = TUPLE_PRIME_5;
    for (uint32_t i = 0; i < tuple->length; i++) {
        int64_t hash = 0;
        Answer answer = hash_item(heap, tuple->items[i], &hash);
        if (answer != ANSWER_YES) {
            return answer;
        }
        acc = tuple_hash_add(acc, hash);
    }
    *out = tuple_hash_end(acc, tuple->length);
    return ANSWER_YES;
}

static Value unwrap(const Heap *heap, Value v)
{
    pd_assert_heap(heap);
    while (pd_is_kind(heap, v, KIND_WRAPPED)) {
        v = PD_AS(Wrapped, heap, v)->payload;
    }
    return v;
}

static Answer hash_nested(Heap *heap, Levels *levels, Value v, int64_t *out)
{
    pd_assert_heap(heap);
    pd_assert_torture(levels != NULL);
    uint64_t work = 0;
    for (;;) {
        Answer answer = hash_shallow(heap, v, out);
        if (answer == ANSWER_NO) {
            answer = levels_push(levels, unwrap(heap, v), VALUE_NONE);
            if (answer != ANSWER_YES) {
                return answer;
            }
            levels->items[levels->count - 1].cursor = TUPLE_PRIME_5;
        } else if (answer != ANSWER_YES) {
            return answer;
        } else if (levels->count > 0) {
            Level *top = &levels->items[levels->count - 1];
            top->cursor = tuple_hash_add(top->cursor, *out);
            top->position++;
        }
        if (++work > WORK_MAX) {
            return ANSWER_LIMIT;
        }
        for (;;) {
            if (levels->count == 0) {
                return ANSWER_YES;
            }
            Level *top = &levels->items[levels->count - 1];
            const Tuple *tuple = PD_AS(Tuple, heap, top->a);
            if (top->position < tuple->length) {
                v = tuple->items[top->position];
                break;
            }
            *out = tuple_hash_end(top->cursor, tuple->length);
            levels->count--;
            if (levels->count > 0) {
                top = &levels->items[levels->count - 1];
                top->cursor = tuple_hash_add(top->cursor, *out);
                top->position++;
            }
        }
    }
}

Answer pd_hash_value(Heap *heap, Value v, int64_t *out)
{
    pd_assert_heap(heap);
    const Kind kind = pd_kind(heap, v);
    if (kind == KIND_FROZENSET) {
        *out = hash_frozenset(heap, PD_AS(Dict, heap, v));
        return ANSWER_YES;
    }
    Answer answer =
        kind == KIND_TUPLE ? hash_flat(heap, PD_AS(Tuple, heap, v), out) : hash_item(heap, v, out);
    if (answer != ANSWER_NO) {
        return answer;
    }
    Levels levels;
    levels_init(&levels, heap);
    answer = hash_nested(heap, &levels, v, out);
    levels_deinit(&levels);
    return answer;
}

/* ---- equality ---- */

static Answer answer_of(bool yes)
{
    return yes ? ANSWER_YES : ANSWER_NO;
}

static bool is_number(const Heap *heap, Value v)
{
    pd_assert_heap(heap);
    Kind kind = pd_kind(heap, v);
    return pd_is_int(v) || pd_is_float(v) || pd_is_bool(v) || kind == KIND_INT ||
           kind == KIND_COMPLEX;
}

static bool numbers_equal(const Heap *heap, Value a, Value b)
{
    pd_assert_heap(heap);
    Value sides[2] = {a, b};
    double imag[2] = {0, 0};
    for (int i = 0; i < 2; i++) {
        if (pd_is_bool(sides[i])) {
            sides[i] = pd_from_int(pd_is(sides[i], VALUE_TRUE));
        } else if (pd_is_kind(heap, sides[i], KIND_COMPLEX)) {
            const Complex *c = PD_AS(Complex, heap, sides[i]);
            imag[i] = c->imag;
            sides[i] = pd_from_float(c->real);
        }
    }
    if (!(imag[0] == imag[1])) {
        return false;
    }
    bool float0 = pd_is_float(sides[0]);
    bool float1 = pd_is_float(sides[1]);
    if (float0 && float1) {
        return pd_float_of(sides[0]) == pd_float_of(sides[1]);
    }
    if (!float0 && !float1) {
        return pd_int_compare(heap, sides[0], sides[1]) == 0;
    }
    double d = pd_float_of(sides[float0 ? 0 : 1]);
    return d == d && pd_int_compare_double(heap, sides[float0 ? 1 : 0], d) == 0;
}

static bool ranges_equal(const Heap *heap, const Range *a, const Range *b)
{
    pd_assert_heap(heap);
    pd_assert_object(Range, a);
    pd_assert_object(Range, b);
    if (pd_int_compare(heap, a->length, b->length) != 0) {
        return false;
    }
    if (pd_int_sign(heap, a->length) == 0) {
        return true;
    }
    return pd_int_compare(heap, a->start, b->start) == 0 &&
           (pd_is(a->length, pd_from_int(1)) || pd_int_compare(heap, a->step, b->step) == 0);
}

static Bytes content_of(const Heap *heap, Value v)
{
    pd_assert_heap(heap);
    if (pd_is_kind(heap, v, KIND_BYTEARRAY)) {
        const ByteArray *b = PD_AS(ByteArray, heap, v);
        return (Bytes){b->bytes != 0 ? pd_str_data((const Str *)pd_at(heap, b->bytes)) : NULL,
                       b->length};
    }
    const BytesObject *b = PD_AS(BytesObject, heap, v);
    return (Bytes){pd_str_data(b), b->length};
}

/* Neither a number nor an instance nor a view, none of which is all that its kind says. */
static bool is_plain(const Heap *heap, Value v)
{
    pd_assert_heap(heap);
    const uint64_t plain = PD_KIND_BIT(KIND_STR) | PD_KIND_BIT(KIND_BYTES) |
                           PD_KIND_BIT(KIND_BYTEARRAY) | PD_KIND_BIT(KIND_LIST) |
                           PD_KIND_BIT(KIND_TUPLE) | PD_KIND_BIT(KIND_DICT) |
                           PD_KIND_BIT(KIND_SET) | PD_KIND_BIT(KIND_FROZENSET);
    return (plain >> pd_kind(heap, v) & 1) != 0;
}

static Kind family_of(const Heap *heap, Value v)
{
    pd_assert_heap(heap);
    Kind kind = pd_kind(heap, v);
    return kind == KIND_FROZENSET ? KIND_SET : kind == KIND_BYTEARRAY ? KIND_BYTES : kind;
}

static bool has_program_eq(const Heap *heap, Value v)
{
    pd_assert_heap(heap);
    const Class *cls = pd_is_ref(v) ? class_of_object(heap, pd_header(heap, v)) : NULL;
    return cls != NULL && (cls->flags & CLASS_EQ) != 0;
}

#define ANSWER_DESCEND ((Answer)(ANSWER_LIMIT + 1)) /* equal if the items are */

/* Both are references to builtin values of one family and not numbers. */
static Answer compare_family(const Heap *heap, Kind family, Value a, Value b, uint64_t *work)
{
    pd_assert_heap(heap);
    const void *x = pd_header(heap, a);
    const void *y = pd_header(heap, b);
    switch (family) {
    case KIND_STR: *work += ((const Str *)x)->length >> 6; return answer_of(pd_str_equal(x, y));
    case KIND_BYTES: {
        Bytes left = content_of(heap, a);
        *work += left.size >> 6;
        return answer_of(pd_bytes_equal(left, content_of(heap, b)));
    }
    case KIND_LIST: {
        uint32_t length = ((const List *)x)->length;
        return length != ((const List *)y)->length ? ANSWER_NO
               : length == 0                       ? ANSWER_YES
                                                   : ANSWER_DESCEND;
    }
    case KIND_TUPLE: {
        uint32_t length = ((const Tuple *)x)->length;
        return length != ((const Tuple *)y)->length ? ANSWER_NO
               : length == 0                        ? ANSWER_YES
                                                    : ANSWER_DESCEND;
    }
    case KIND_SET:
    case KIND_DICT: {
        uint32_t used = ((const Dict *)x)->used;
        return used != ((const Dict *)y)->used ? ANSWER_NO
               : used == 0                     ? ANSWER_YES
                                               : ANSWER_DESCEND;
    }
    case KIND_SLICE: return ANSWER_DESCEND;
    case KIND_RANGE: return answer_of(ranges_equal(heap, x, y));
    case KIND_METHOD: {
        const Method *m = x;
        const Method *n = y;
        return answer_of(pd_is(m->function, n->function) && pd_is(m->self, n->self));
    }
    default: return ANSWER_NO;
    }
}

/* An Answer or ANSWER_DESCEND; then a and b have become the containers to compare. contained: the
 * values are items of containers, where identity counts as equality. */
static Answer compare_shallow(const Heap *heap, Value *a, Value *b, bool contained, uint64_t *work)
{
    pd_assert_heap(heap);
    pd_assert_torture(a != NULL);
    pd_assert_torture(b != NULL);
    ++*work;
    if (contained && pd_is(*a, *b)) {
        return ANSWER_YES;
    }
    if (pd_both_int(*a, *b)) {
        return answer_of(pd_is(*a, *b));
    }
    if (is_plain(heap, *a) && is_plain(heap, *b)) {
        Kind family = family_of(heap, *a);
        return pd_is(*a, *b)                   ? ANSWER_YES
               : family == family_of(heap, *b) ? compare_family(heap, family, *a, *b, work)
                                               : ANSWER_NO;
    }
    if (has_program_eq(heap, *a) || has_program_eq(heap, *b)) {
        return ANSWER_SLOW;
    }
    *a = unwrap(heap, *a);
    *b = unwrap(heap, *b);
    bool number = is_number(heap, *a);
    if (number || is_number(heap, *b)) {
        return answer_of(number && is_number(heap, *b) && numbers_equal(heap, *a, *b));
    }
    if (pd_is(*a, *b)) {
        return ANSWER_YES;
    }
    if (!pd_is_ref(*a) || !pd_is_ref(*b)) {
        return ANSWER_NO;
    }
    Kind family = family_of(heap, *a);
    Kind other = family_of(heap, *b);
    if (family == KIND_DICT_VIEW || other == KIND_DICT_VIEW) {
        /* Views of keys and items compare as sets, which the language does. */
        bool sets = family == other || family == KIND_SET || other == KIND_SET;
        return sets ? ANSWER_SLOW : ANSWER_NO;
    }
    return family == other ? compare_family(heap, family, *a, *b, work) : ANSWER_NO;
}

/* What a level does next: compare *x with *y (DESCEND), or its own result. last: the result of the
 * pair before; not used at the start. */
static Answer step_sequence(const Heap *heap, Level *level, Answer last, Value *x, Value *y)
{
    pd_assert_heap(heap);
    pd_assert_torture(x != NULL);
    pd_assert_torture(y != NULL);
    const Value *a;
    const Value *b;
    uint32_t length;
    if (pd_is_kind(heap, level->a, KIND_LIST)) {
        const List *list = PD_AS(List, heap, level->a);
        a = pd_list_items(heap, list);
        b = pd_list_items(heap, PD_AS(List, heap, level->b));
        length = list->length;
        pd_assert(a != NULL && b != NULL);
    } else if (pd_is_kind(heap, level->a, KIND_TUPLE)) {
        const Tuple *tuple = PD_AS(Tuple, heap, level->a);
        a = tuple->items;
        b = PD_AS(Tuple, heap, level->b)->items;
        length = tuple->length;
    } else {
        a = &PD_AS(Slice, heap, level->a)->start;
        b = &PD_AS(Slice, heap, level->b)->start;
        length = 3;
    }
    if (level->state == LEVEL_VALUE) {
        if (last != ANSWER_YES) {
            return ANSWER_NO;
        }
        level->position++;
    }
    level->state = LEVEL_VALUE;
    if (level->position == length) {
        return ANSWER_YES;
    }
    *x = a[level->position];
    *y = b[level->position];
    return ANSWER_DESCEND;
}

/* Each key of a must have an equal key in b, for dicts with an equal value. */
static Answer step_table(const Heap *heap, Level *level, Answer last, Value *x, Value *y)
{
    pd_assert_heap(heap);
    pd_assert_torture(x != NULL);
    pd_assert_torture(y != NULL);
    const Dict *a = PD_AS(Dict, heap, level->a);
    const Dict *b = PD_AS(Dict, heap, level->b);
    const Table *ta = pd_dict_table(heap, a);
    const Table *tb = pd_dict_table(heap, b);
    bool has_values = a->h.kind == KIND_DICT;
    if (level->state == LEVEL_KEY && last == ANSWER_YES) {
        if (has_values) {
            level->state = LEVEL_VALUE;
            *x = ta->entries[2 * (size_t)(level->position - 1) + 1];
            *y = tb->entries[2 * (size_t)level->entry + 1];
            return ANSWER_DESCEND;
        }
        level->state = LEVEL_NEXT;
    } else if (level->state == LEVEL_VALUE) {
        if (last != ANSWER_YES) {
            return ANSWER_NO;
        }
        level->state = LEVEL_NEXT;
    }
    if (level->state == LEVEL_NEXT) {
        if (!pd_dict_next(heap, a, &level->position, NULL, NULL)) {
            return ANSWER_YES;
        }
        level->cursor = 0;
        level->hash = pd_dict_entry_hash(heap, a, level->position - 1);
        level->state = LEVEL_KEY;
    }
    if (!pd_dict_probe(heap, b, level->hash, &level->cursor, &level->entry)) {
        return ANSWER_NO;
    }
    *x = tb->entries[(size_t)level->entry * tb->h.aux];
    *y = ta->entries[(size_t)(level->position - 1) * ta->h.aux];
    return ANSWER_DESCEND;
}

static Answer equal_nested(const Heap *heap, Levels *levels, uint64_t *work)
{
    pd_assert_heap(heap);
    pd_assert_torture(levels != NULL);
    uint64_t work_max = *work + WORK_MAX;
    Answer last = ANSWER_YES;
    for (;;) {
        Level *top = &levels->items[levels->count - 1];
        Kind family = family_of(heap, top->a);
        Value x;
        Value y;
        Answer step = family == KIND_SET || family == KIND_DICT
                          ? step_table(heap, top, last, &x, &y)
                          : step_sequence(heap, top, last, &x, &y);
        if (step != ANSWER_DESCEND) {
            last = step;
            if (--levels->count == 0) {
                return last;
            }
            continue;
        }
        Answer answer = compare_shallow(heap, &x, &y, true, work);
        if (answer == ANSWER_DESCEND) {
            Answer pushed = levels_push(levels, x, y);
            if (pushed != ANSWER_YES) {
                return pushed;
            }
        } else if (answer != ANSWER_YES && answer != ANSWER_NO) {
            return answer;
        } else {
            last = answer;
        }
        if (*work > work_max) {
            return ANSWER_SLOW;
        }
    }
}

/* Two items of containers, where that they are the same, or ints, or strs decides; else DESCEND. */
static ALWAYS_INLINE Answer equal_item(const Heap *heap, Value a, Value b, uint64_t *work)
{
    ++*work;
    if (pd_is(a, b)) {
        return ANSWER_YES;
    }
    if (pd_is_kind(heap, a, KIND_STR) && pd_is_kind(heap, b, KIND_STR)) {
        return compare_family(heap, KIND_STR, a, b, work);
    }
    return pd_both_int(a, b) ? ANSWER_NO : ANSWER_DESCEND;
}

/* The same for as many items of two tuples or lists; DESCEND counts no work. */
static Answer equal_flat(const Heap *heap, const Value *a, const Value *b, size_t length,
                         uint64_t *work)
{
    pd_assert_heap(heap);
    pd_assert_torture(length == 0 || (a != NULL && b != NULL));
    uint64_t spent = *work;
    Answer answer = ANSWER_YES;
    for (size_t i = 0; answer == ANSWER_YES && i < length; i++) {
        answer = equal_item(heap, a[i], b[i], &spent);
        answer = spent > *work + WORK_MAX ? ANSWER_DESCEND : answer;
    }
    *work = answer == ANSWER_DESCEND ? *work : spent;
    return answer;
}

/* The same for tables of two sets or dicts that have as many items. */
static ALWAYS_INLINE Answer equal_entries(const Heap *heap, const Table *from, const Table *in,
                                          uint32_t stride, uint64_t *work)
{
    const uint32_t *hashes = pd_table_hashes(from, stride);
    const bool small = pd_slot_bytes(in->capacity) == 1;
    uint64_t spent = *work;
    Answer answer = ANSWER_YES;
    for (uint32_t i = 0; answer == ANSWER_YES && i < from->count; i++) {
        const Value *x = pd_table_entry(from, i, stride);
        uint32_t hash = hashes[i];
        if (pd_is_unbound(x[0])) {
            continue;
        }
        Probe p = pd_probe_start(in, hash, stride);
        uint32_t number = LIKELY(small) ? pd_probe_hash_in(&p, hash, 1) : pd_probe_hash(&p, hash);
        if (number == 0) {
            answer = ANSWER_NO;
            break;
        }
        const Value *y = pd_table_entry(in, number - 1, stride);
        answer = equal_item(heap, y[0], x[0], &spent);
        if (answer != ANSWER_YES) {
            return ANSWER_DESCEND; /* another key of the same hash, which may not be the only one */
        }
        answer = stride == 1 ? answer : equal_item(heap, x[1], y[1], &spent);
        answer = spent > *work + WORK_MAX ? ANSWER_DESCEND : answer;
    }
    *work = answer == ANSWER_DESCEND ? *work : spent;
    return answer;
}

static Answer equal_tables(const Heap *heap, const Dict *a, const Dict *b, uint64_t *work)
{
    pd_assert_heap(heap);
    pd_assert(a->used == b->used && a->table != 0 && b->table != 0);
    const Table *from = pd_at(heap, a->table);
    const Table *in = pd_at(heap, b->table);
    return pd_table_stride(from) == 1 ? equal_entries(heap, from, in, 1, work)
                                      : equal_entries(heap, from, in, 2, work);
}

static inline Answer equal_tuples(const Heap *heap, const Tuple *a, const Tuple *b, uint64_t *work)
{
    return a->length != b->length ? ANSWER_NO
                                  : equal_flat(heap, a->items, b->items, a->length, work);
}

Answer pd_equal_keys(Heap *heap, Value a, Value b)
{
    pd_assert_heap(heap);
    uint64_t work = 0;
    if (pd_both_int(a, b)) {
        return answer_of(pd_is(a, b));
    }
    Kind kind = pd_kind(heap, a);
    if (kind == pd_kind(heap, b)) {
        if (kind == KIND_STR) {
            return answer_of(pd_str_equal(PD_AS(Str, heap, a), PD_AS(Str, heap, b)));
        }
        if (kind == KIND_TUPLE) {
            const Tuple *x = PD_AS(Tuple, heap, a);
            Answer answer = equal_tuples(heap, x, PD_AS(Tuple, heap, b), &work);
            if (answer != ANSWER_DESCEND) {
                return answer;
            }
        }
        if (kind == KIND_FROZENSET) {
            const Dict *x = PD_AS(Dict, heap, a);
            const Dict *y = PD_AS(Dict, heap, b);
            Answer answer = ANSWER_NO;
            if (x->used == y->used) {
                answer = x->used == 0 ? ANSWER_YES : equal_tables(heap, x, y, &work);
            }
            if (answer != ANSWER_DESCEND) {
                return answer;
            }
        }
    }
    return pd_equal_values(heap, a, b, &work);
}

/* Two containers of one family and length, unless there is more in them; then DESCEND. */
static Answer equal_at_once(const Heap *heap, Value a, Value b, uint64_t *work)
{
    pd_assert_heap(heap);
    switch (family_of(heap, a)) {
    case KIND_TUPLE: return equal_tuples(heap, PD_AS(Tuple, heap, a), PD_AS(Tuple, heap, b), work);
    case KIND_LIST: {
        const List *x = PD_AS(List, heap, a);
        const Value *items = pd_list_items(heap, PD_AS(List, heap, b));
        return equal_flat(heap, pd_list_items(heap, x), items, x->length, work);
    }
    case KIND_SET:
    case KIND_DICT: return equal_tables(heap, PD_AS(Dict, heap, a), PD_AS(Dict, heap, b), work);
    default: return ANSWER_DESCEND;
    }
}

Answer pd_equal_values(Heap *heap, Value a, Value b, uint64_t *work)
{
    pd_assert_heap(heap);
    Kind kind = pd_kind(heap, a);
    Answer answer;
    if ((kind == KIND_LIST || kind == KIND_TUPLE) && pd_is_kind(heap, b, kind)) {
        ++*work;
        answer = pd_is(a, b) ? ANSWER_YES : compare_family(heap, kind, a, b, work);
    } else {
        answer = compare_shallow(heap, &a, &b, false, work);
    }
    if (answer == ANSWER_DESCEND) {
        answer = equal_at_once(heap, a, b, work);
    }
    if (answer != ANSWER_DESCEND) {
        return answer;
    }
    Levels levels;
    levels_init(&levels, heap);
    Answer result = levels_push(&levels, a, b);
    if (result == ANSWER_YES) {
        result = equal_nested(heap, &levels, work);
    }
    levels_deinit(&levels);
    return result;
}
