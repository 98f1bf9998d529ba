/* Checks a heap from its roots: every reference hits the start of an object of a possible kind, no
 * two objects overlap, and each object keeps the promises of object.h.
 *
 * Uses the system's memory and not the heap's Alloc, so that checking does not shift the failures
 * that a test has ordered. Must not change a heap, except that a hook may clear dead stack slots.
 */
#include "heap/heap_in.h"

typedef struct Check {
    const Alloc *alloc;
    Ref first, end;    /* the used part of the half */
    uint64_t *starts;  /* a bit for each unit: an object starts here */
    uint64_t *covered; /* a bit for each unit: part of an object met so far */
    size_t word_count;
    Ref *work; /* objects whose references are not checked yet */
    size_t work_count, work_capacity;
} Check;

#define MASK(kind) (UINT64_C(1) << (kind))

/* What the Ref fields of a kind may point at, in the order of KindLayout.refs_at. */
static const uint64_t ref_kinds[KIND_COUNT][LAYOUT_REFS_MAX] = {
    [KIND_SHAPE] = {MASK(KIND_CLASS), MASK(KIND_SHAPE), MASK(KIND_DICT)},
    [KIND_BYTEARRAY] = {MASK(KIND_BYTES)},
    [KIND_LIST] = {MASK(KIND_ARRAY)},
    [KIND_DICT] = {MASK(KIND_TABLE)},
    [KIND_SET] = {MASK(KIND_TABLE)},
    [KIND_FROZENSET] = {MASK(KIND_TABLE)},
    [KIND_FUNCTION] = {MASK(KIND_MODULE)},
    [KIND_BUILTIN] = {MASK(KIND_CLASS)},
    [KIND_CLASS] = {MASK(KIND_DICT), MASK(KIND_SHAPE), MASK(KIND_LIST)},
    [KIND_INSTANCE] = {MASK(KIND_SHAPE), MASK(KIND_ARRAY) | MASK(KIND_DICT)},
    [KIND_WRAPPED] = {MASK(KIND_SHAPE), MASK(KIND_ARRAY) | MASK(KIND_DICT)},
    [KIND_EXCEPTION] = {MASK(KIND_SHAPE), MASK(KIND_ARRAY) | MASK(KIND_DICT)},
    [KIND_SLOT] = {MASK(KIND_CLASS)},
    [KIND_MODULE] = {MASK(KIND_DICT)},
    [KIND_FIBER] = {MASK(KIND_FIBER) | MASK(KIND_GENERATOR), MASK(KIND_ARRAY)},
    [KIND_GENERATOR] = {MASK(KIND_FIBER) | MASK(KIND_GENERATOR), MASK(KIND_ARRAY)},
    [KIND_DICT_VIEW] = {MASK(KIND_DICT)},
};

static bool bit_at(const uint64_t *bits, size_t i)
{
    return (bits[i / 64] >> (i % 64) & 1) != 0;
}

static void cover(Check *check, size_t first, size_t count)
{
    for (size_t i = first; i < first + count;) {
        if (i % 64 == 0 && first + count - i >= 64) {
            pd_assert(check->covered[i / 64] == 0); /* objects do not overlap */
            check->covered[i / 64] = ~UINT64_C(0);
            i += 64;
        } else {
            pd_assert(!bit_at(check->covered, i)); /* objects do not overlap */
            check->covered[i / 64] |= UINT64_C(1) << (i % 64);
            i++;
        }
    }
}

static void push_work(Check *check, Ref r)
{
    if (check->work_count == check->work_capacity) {
        size_t capacity = check->work_capacity * 2;
        check->work = pd_alloc_resize_array(check->alloc, check->work, check->work_capacity,
                                            capacity, sizeof(Ref));
        pd_assert(check->work != NULL);
        check->work_capacity = capacity;
    }
    check->work[check->work_count++] = r;
}

void pd_heap_check_ref(HeapVisit *visit, Ref r)
{
    const Heap *heap = visit->heap;
    if (r < heap->image_end) {
        pd_assert(r >= HEAP_LATIN1_FIRST);
        const Header *h = pd_at(heap, r);
        pd_assert(h->kind != KIND_FREE && h->kind < KIND_COUNT);
        return;
    }
    pd_assert(visit->mode == VISIT_CHECK); /* an image does not point out of itself */
    Check *check = visit->check;
    pd_assert(r >= check->first && r < check->end);
    size_t unit = r - check->first;
    if (bit_at(check->starts, unit)) {
        return;
    }
    const Header *h = pd_at(heap, r);
    pd_assert(h->kind != KIND_FREE && h->kind < KIND_COUNT);
    size_t units = pd_object_bytes(heap, h) / 8;
    pd_assert(units <= check->end - r);
    check->starts[unit / 64] |= UINT64_C(1) << (unit % 64);
    cover(check, unit, units);
    push_work(check, r);
}

void pd_heap_check_value(HeapVisit *visit, Value v)
{
    pd_assert(pd_is_ref(v) && v.bits >> 32 == VALUE_REF_TAG >> 32 && pd_ref_of(v) != 0);
    pd_heap_check_ref(visit, pd_ref_of(v));
}

static void check_plain_value(Value v)
{
    if (pd_is_singleton(v)) {
        pd_assert((v.bits & ~VALUE_SINGLETON_TAG) <= 5);
    } else if (pd_is_float(v)) {
        double d = pd_float_of(v);
        pd_assert(d == d || v.bits == VALUE_NAN_BITS);
    } else {
        pd_assert(pd_is_ref(v) || pd_is_int(v));
    }
}

static void check_values(const Heap *heap, const Header *h)
{
    const KindLayout *layout = &pd_heap_layouts[h->kind];
    const uint8_t *start = (const uint8_t *)h;
    const Value *values = (const Value *)(const void *)(start + layout->values_at);
    for (size_t i = 0; i < layout->value_count; i++) {
        check_plain_value(values[i]);
    }
    values = (const Value *)(const void *)(start + layout->bytes);
    size_t count = 0;
    if (layout->tail == TAIL_ITEMS && !(h->kind == KIND_ARRAY && (h->flags & ARRAY_STACK) != 0)) {
        count = (pd_object_bytes(heap, h) - layout->bytes) / 8;
    } else if (layout->tail == TAIL_SLOTS) {
        count = h->aux;
    } else if (layout->tail == TAIL_ENTRIES) {
        count = (size_t)((const Table *)(const void *)h)->count * h->aux;
    }
    for (size_t i = 0; i < count; i++) {
        check_plain_value(values[i]);
    }
}

static void check_ref_kinds(const Heap *heap, const Header *h)
{
    const KindLayout *layout = &pd_heap_layouts[h->kind];
    for (int i = 0; i < LAYOUT_REFS_MAX && layout->refs_at[i] != 0; i++) {
        Ref r;
        memcpy(&r, (const uint8_t *)h + layout->refs_at[i], sizeof r);
        if (r != 0) {
            const Header *target = pd_at(heap, r);
            pd_assert((ref_kinds[h->kind][i] & MASK(target->kind)) != 0);
        }
    }
}

static void check_str(const Str *s)
{
    pd_assert(s->h.aux == 1 || s->h.aux == 2 || s->h.aux == 4);
    uint32_t all = 0;
    uint32_t most = 0;
    for (size_t i = 0; i < s->length; i++) {
        uint32_t point = pd_str_at(s, i);
        all |= point;
        most = point > most ? point : most;
    }
    pd_assert(most <= UTF8_CODE_POINT_MAX);
    pd_assert(s->h.aux == (most < 0x100 ? 1 : most < 0x10000 ? 2 : 4));
    if ((s->h.flags & STR_ASCII) != 0) {
        pd_assert(all < 0x80);
    }
    pd_assert(s->hash == 0 || s->hash == pd_text_hash(s->data, (size_t)s->length * s->h.aux));
}

static void check_instance(const Heap *heap, const Instance *o)
{
    const Shape *shape = pd_at(heap, o->shape);
    pd_assert(o->shape != 0);
    const Header *overflow = o->overflow != 0 ? pd_at(heap, o->overflow) : NULL;
    if ((o->h.flags & INSTANCE_DICT) != 0) {
        pd_assert(overflow == NULL || overflow->kind == KIND_DICT);
        return;
    }
    pd_assert(overflow == NULL || overflow->kind == KIND_ARRAY);
    uint32_t inline_count = o->h.kind == KIND_EXCEPTION ? 0 : o->h.aux;
    uint32_t room = overflow != NULL ? ((const Array *)(const void *)overflow)->capacity : 0;
    pd_assert(shape->count <= inline_count || shape->count - inline_count <= room);
}

static void check_dict(const Heap *heap, const Dict *d)
{
    const Table *t = pd_dict_table(heap, d);
    pd_assert(t != NULL || d->used == 0);
    if (t != NULL) {
        pd_assert(t->h.aux == (d->h.kind == KIND_DICT ? 2 : 1));
        pd_table_verify(t, d->used);
    }
}

static void check_object(const Heap *heap, const Header *h)
{
    const void *object = h;
    switch ((Kind)h->kind) {
    case KIND_STR: check_str(object); break;
    case KIND_BYTES: pd_assert(h->aux == 1); break;
    case KIND_BYTEARRAY: {
        const ByteArray *b = object;
        const Str *storage = b->bytes != 0 ? pd_at(heap, b->bytes) : NULL;
        pd_assert(b->length <= (storage != NULL ? storage->length : 0));
        break;
    }
    case KIND_INT: {
        const BigInt *b = object;
        pd_assert(b->limb_count > 0 && b->limbs[b->limb_count - 1] != 0);
        uint64_t magnitude_max = (uint64_t)VALUE_INT_MAX + ((h->flags & BIGINT_NEGATIVE) != 0);
        pd_assert(b->limb_count > 1 || b->limbs[0] > magnitude_max);
        break;
    }
    case KIND_LIST: {
        const List *list = object;
        const Array *items = list->items != 0 ? pd_at(heap, list->items) : NULL;
        pd_assert(list->length <= (items != NULL ? items->capacity : 0));
        break;
    }
    case KIND_DICT:
    case KIND_SET:
    case KIND_FROZENSET: check_dict(heap, object); break;
    case KIND_INSTANCE:
    case KIND_WRAPPED:
    case KIND_EXCEPTION: check_instance(heap, object); break;
    default: break;
    }
}

static void check_interned(const Heap *heap, HeapVisit *visit)
{
    if (heap->intern_table == 0) {
        return;
    }
    const Dict *d = pd_at(heap, heap->intern_table);
    const Table *t = pd_dict_table(heap, d);
    pd_heap_check_ref(visit, heap->intern_table);
    for (uint32_t i = 0; t != NULL && i < t->count; i++) {
        pd_assert(pd_is_kind(heap, t->entries[i], KIND_STR));
        pd_assert((pd_header(heap, t->entries[i])->flags & STR_INTERNED) != 0);
    }
}

void pd_heap_verify(const Heap *heap)
{
    pd_assert(heap->cursor >= heap->half_start[heap->half]);
    pd_assert(heap->cursor <= heap->half_end[heap->half] && heap->limit >= heap->cursor);
    Check check = {.alloc = pd_alloc_system(), .work_capacity = 256};
    check.first = heap->half_start[heap->half];
    check.end = heap->cursor;
    check.word_count = (check.end - check.first) / 64 + 1;
    check.starts = pd_alloc_new_array(check.alloc, check.word_count, 8);
    check.covered = pd_alloc_new_array(check.alloc, check.word_count, 8);
    check.work = pd_alloc_new_array(check.alloc, check.work_capacity, sizeof(Ref));
    pd_assert(check.starts != NULL && check.covered != NULL && check.work != NULL);

    Heap copy = *heap; /* a visit needs one that it may change; in this mode it changes nothing */
    HeapVisit visit = {.heap = &copy, .mode = VISIT_CHECK, .check = &check};
    pd_heap_visit_roots(&visit);
    check_interned(heap, &visit);
    while (check.work_count > 0) {
        Header *h = pd_at(heap, check.work[--check.work_count]);
        check_ref_kinds(heap, h);
        check_values(heap, h);
        pd_heap_scan(&visit, h);
        check_object(heap, h);
    }
    pd_alloc_free_array(check.alloc, check.starts, check.word_count, 8);
    pd_alloc_free_array(check.alloc, check.covered, check.word_count, 8);
    pd_alloc_free_array(check.alloc, check.work, check.work_capacity, sizeof(Ref));
}
