/* Tells what is wrong with a heap, from its roots: every reference hits the start of an object of a
 * possible kind, no two objects overlap, storage has one owner, and each object keeps the promises
 * of object.h.
 *
 * Answers the first fault as text, so that tests can see that each check fires. Uses the system's
 * memory and not the heap's Alloc, so that checking does not shift the failures that a test has
 * ordered. Must not change a heap, except that a hook may clear dead stack slots.
 */
#include "heap/verify/verify.h"

typedef struct Check {
    const char *fault; /* the first one */
    const Alloc *alloc;
    uint64_t *starts;  /* a bit for each place (pd_heap_place): an object starts here */
    uint64_t *covered; /* a bit for each unit of the space: part of an object met so far */
    uint64_t *owned;   /* a bit for each place: storage that an object met so far owns */
    size_t word_count;
    size_t covered_count;            /* units of the space */
    uint32_t large_count, met_count; /* large objects that there are, that were met */
    Ref *work;                       /* objects whose references are not checked yet */
    size_t work_count, work_capacity;
} Check;

/* What the Ref fields of a kind may point at, in the order of KindLayout.refs_at. */
static const uint64_t ref_kinds[KIND_COUNT][LAYOUT_REFS_MAX] = {
    [KIND_SHAPE] = {PD_KIND_BIT(KIND_CLASS), PD_KIND_BIT(KIND_SHAPE), PD_KIND_BIT(KIND_DICT)},
    [KIND_BYTEARRAY] = {PD_KIND_BIT(KIND_BYTES)},
    [KIND_LIST] = {PD_KIND_BIT(KIND_ARRAY)},
    [KIND_DICT] = {PD_KIND_BIT(KIND_TABLE)},
    [KIND_SET] = {PD_KIND_BIT(KIND_TABLE)},
    [KIND_FROZENSET] = {PD_KIND_BIT(KIND_TABLE)},
    [KIND_FUNCTION] = {PD_KIND_BIT(KIND_MODULE)},
    [KIND_BUILTIN] = {PD_KIND_BIT(KIND_CLASS)},
    [KIND_CLASS] = {PD_KIND_BIT(KIND_DICT), PD_KIND_BIT(KIND_SHAPE), PD_KIND_BIT(KIND_LIST)},
    [KIND_INSTANCE] = {PD_KIND_BIT(KIND_SHAPE), PD_KIND_BIT(KIND_ARRAY) | PD_KIND_BIT(KIND_DICT)},
    [KIND_WRAPPED] = {PD_KIND_BIT(KIND_SHAPE), PD_KIND_BIT(KIND_ARRAY) | PD_KIND_BIT(KIND_DICT)},
    [KIND_EXCEPTION] = {PD_KIND_BIT(KIND_SHAPE), PD_KIND_BIT(KIND_ARRAY) | PD_KIND_BIT(KIND_DICT)},
    [KIND_SLOT] = {PD_KIND_BIT(KIND_CLASS)},
    [KIND_MODULE] = {PD_KIND_BIT(KIND_DICT)},
    [KIND_FIBER] = {PD_KINDS_OF(Fiber), PD_KIND_BIT(KIND_ARRAY)},
    [KIND_GENERATOR] = {PD_KINDS_OF(Fiber), PD_KIND_BIT(KIND_ARRAY)},
    [KIND_DICT_VIEW] = {PD_KIND_BIT(KIND_DICT)},
};

static void keep_first(Check *check, const char *fault)
{
    if (check->fault == NULL) {
        check->fault = fault;
    }
}

/* ---- where objects are ---- */

static bool bit_at(const uint64_t *bits, size_t i)
{
    return (bits[i / 64] >> (i % 64) & 1) != 0;
}

static void cover(Check *check, size_t first, size_t count)
{
    bool overlap = false;
    for (size_t i = first; i < first + count;) {
        if (i % 64 == 0 && first + count - i >= 64) {
            overlap = overlap || check->covered[i / 64] != 0;
            check->covered[i / 64] = ~UINT64_C(0);
            i += 64;
        } else {
            overlap = overlap || bit_at(check->covered, i);
            check->covered[i / 64] |= UINT64_C(1) << (i % 64);
            i++;
        }
    }
    check->covered_count += count;
    if (overlap) {
        keep_first(check, "two objects overlap");
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

static bool is_object(const Header *h)
{
    return h->kind < KIND_COUNT && pd_heap_layouts[h->kind].bytes != 0;
}

static bool is_large_object(const Heap *heap, Ref r)
{
    const LargeSpan *span = pd_large_span(heap, r);
    return (r - heap->large.start) % HEAP_PAGE_UNITS == 0 && span->units != 0 &&
           span->pages * HEAP_PAGE_UNITS >= span->units && is_object(pd_at(heap, r));
}

void pd_heap_check_ref(HeapVisit *visit, Ref r)
{
    const Heap *heap = visit->heap;
    if (visit->mode == VISIT_IMAGE) { /* an image that points out of itself is never used */
        pd_assert(r >= HEAP_LATIN1_FIRST && r < heap->image_end);
        pd_assert(is_object(pd_at(heap, r)));
        return;
    }
    Check *check = visit->check;
    if (r < heap->image_end) {
        if (r < HEAP_LATIN1_FIRST || !is_object(pd_at(heap, r))) {
            keep_first(check, "a reference into the image hits no object");
        }
        return;
    }
    if (!pd_heap_is_used(heap, r)) {
        keep_first(check, "a reference points out of what is in use");
        return;
    }
    size_t place = pd_heap_place(heap, r);
    if (bit_at(check->starts, place)) {
        return;
    }
    const Header *h = pd_at(heap, r);
    if (pd_is_large(heap, r) ? !is_large_object(heap, r) : !is_object(h)) {
        keep_first(check, "a reference hits no object");
        return;
    }
    size_t units = pd_object_bytes(heap, h) / 8;
    if (units > (pd_is_large(heap, r) ? pd_large_span(heap, r)->units : heap->cursor - r)) {
        keep_first(check, "an object is longer than its place");
        return;
    }
    if (h->ident >= heap->next_ident && h->kind != KIND_TABLE &&
        heap->next_ident >= HEAP_FIRST_IDENT) {
        keep_first(check, "an object has an ordinal that was not handed out yet");
    }
    check->starts[place / 64] |= UINT64_C(1) << (place % 64);
    if (pd_is_large(heap, r)) {
        check->met_count++;
    } else {
        cover(check, place, units);
    }
    push_work(check, r);
}

void pd_heap_check_value(HeapVisit *visit, Value v)
{
    bool good = v.bits >> 32 == VALUE_REF_TAG >> 32 && (Ref)v.bits != 0;
    if (good) {
        pd_heap_check_ref(visit, (Ref)v.bits);
    } else {
        pd_assert(visit->mode == VISIT_CHECK); /* an image is made of whole values */
        keep_first(visit->check, "a reference has bits outside its offset");
    }
}

/* ---- what objects hold ---- */

static bool is_plain_value(Value v)
{
    if (pd_is_singleton(v)) {
        return (v.bits & ~VALUE_SINGLETON_TAG) <= 5;
    }
    if (pd_is_float(v)) {
        double d = pd_float_of(v);
        return d == d || v.bits == VALUE_NAN_BITS;
    }
    return pd_is_ref(v) || pd_is_int(v);
}

static void check_values(Check *check, const Heap *heap, const Header *h)
{
    const KindLayout *layout = &pd_heap_layouts[h->kind];
    const uint8_t *start = (const uint8_t *)h;
    const Value *values = (const Value *)(const void *)(start + layout->values_at);
    bool good = true;
    for (size_t i = 0; i < layout->value_count; i++) {
        good = good && is_plain_value(values[i]);
    }
    values = (const Value *)(const void *)(start + layout->bytes);
    size_t count = 0;
    if (h->kind == KIND_ARRAY && (h->flags & (ARRAY_STACK | ARRAY_LIST)) != 0) {
        count = (h->flags & ARRAY_LIST) != 0 ? ((const Array *)(const void *)h)->used : 0;
    } else if (layout->tail == TAIL_ITEMS) {
        count = (pd_object_bytes(heap, h) - layout->bytes) / 8;
    } else if (layout->tail == TAIL_SLOTS) {
        count = h->aux;
    } else if (layout->tail == TAIL_ENTRIES) {
        count = (size_t)((const Table *)(const void *)h)->count * h->aux;
    }
    for (size_t i = 0; i < count; i++) {
        good = good && is_plain_value(values[i]);
    }
    if (!good) {
        keep_first(check, "an object holds bits that are no value");
    }
}

static void check_ref_kinds(Check *check, const Heap *heap, const Header *h)
{
    const KindLayout *layout = &pd_heap_layouts[h->kind];
    for (int i = 0; i < LAYOUT_REFS_MAX && layout->refs_at[i] != 0; i++) {
        Ref r;
        memcpy(&r, (const uint8_t *)h + layout->refs_at[i], sizeof r);
        if (r >= heap->image_end && !pd_heap_is_used(heap, r)) {
            keep_first(check, "a reference points out of what is in use");
        } else if (r != 0) {
            const Header *target = pd_at(heap, r);
            if ((ref_kinds[h->kind][i] & PD_KIND_BIT(target->kind)) == 0) {
                keep_first(check, "a field refers to an object of the wrong kind");
            }
        }
    }
}

/* Storage of lists, tables, stacks and attributes changes in place: it has one owner. */
static void check_owner(Check *check, const Heap *heap, const Header *h)
{
    const KindLayout *layout = &pd_heap_layouts[h->kind];
    for (int i = 0; i < LAYOUT_REFS_MAX && layout->refs_at[i] != 0; i++) {
        Ref r;
        memcpy(&r, (const uint8_t *)h + layout->refs_at[i], sizeof r);
        if (r < heap->image_end) {
            continue;
        }
        uint8_t kind = ((const Header *)pd_at(heap, r))->kind;
        if (kind != KIND_ARRAY && kind != KIND_TABLE) {
            continue;
        }
        size_t place = pd_heap_place(heap, r);
        if (bit_at(check->owned, place)) {
            keep_first(check, "storage has two owners");
        }
        check->owned[place / 64] |= UINT64_C(1) << (place % 64);
    }
}

/* What the machine knows of a fiber's frames. */
static void check_fiber(Check *check, const Heap *heap, const Header *h)
{
    const Fiber *fiber = (const Fiber *)(const void *)h;
    if (fiber->stack == 0 || heap->hooks.verify_fiber == NULL) {
        return;
    }
    const Array *stack = pd_at(heap, fiber->stack);
    if ((stack->h.flags & ARRAY_STACK) == 0) {
        keep_first(check, "the stack of a fiber is not marked as one");
        return;
    }
    const char *fault = heap->hooks.verify_fiber(heap->hooks.ctx, fiber, stack);
    if (fault != NULL) {
        keep_first(check, fault);
    }
}

static void check_interned(Check *check, const Heap *heap, HeapVisit *visit)
{
    if (heap->intern_table == 0) {
        return;
    }
    const Dict *d = pd_at(heap, heap->intern_table);
    const Table *t = pd_dict_table(heap, d);
    for (uint32_t i = 0; t != NULL && i < t->count; i++) {
        Value s = t->entries[i];
        bool good =
            pd_is_kind(heap, s, KIND_STR) && (pd_header(heap, s)->flags & STR_INTERNED) != 0;
        if (!good) {
            keep_first(check, "the table of interned strings holds something else");
        }
    }
    pd_heap_check_ref(visit, heap->intern_table);
}

/* ---- the whole ---- */

static const char *counters_fault(const Heap *heap)
{
    if (!heap->sealed_image) {
        return heap->cursor <= heap->limit ? NULL : "the cursor is past the limit";
    }
    if (heap->image_end > heap->space_start || heap->space_start > heap->space_end ||
        heap->space_end > heap->large.start || heap->large.top > heap->large.pages ||
        (size_t)heap->large.start * 8 + (size_t)heap->large.pages * HEAP_PAGE_BYTES >
            heap->reserved_bytes) {
        return "the parts of the region do not lie one behind the other";
    }
    if (heap->cursor < heap->space_start || heap->cursor > heap->space_end) {
        return "the cursor is outside the space";
    }
    if (heap->limit < heap->cursor || heap->limit > heap->space_end) {
        return "the limit is outside the free part of the space";
    }
    if (heap->threshold_bytes > heap->max_bytes + HEAP_RESERVE_BYTES + HEAP_TIGHT_BYTES) {
        return "the threshold is past the limit of the heap";
    }
    return NULL;
}

static void check_all(Check *check, const Heap *heap, HeapVisit *visit)
{
    pd_heap_visit_roots(visit);
    check_interned(check, heap, visit);
    while (check->work_count > 0 && check->fault == NULL) {
        Header *h = pd_at(heap, check->work[--check->work_count]);
        check_ref_kinds(check, heap, h);
        check_values(check, heap, h);
        if (check->fault == NULL && (h->kind == KIND_FIBER || h->kind == KIND_GENERATOR)) {
            check_fiber(check, heap, h);
        }
        if (check->fault != NULL) {
            return; /* what scans trusts these */
        }
        pd_heap_scan(visit, h);
        check_owner(check, heap, h);
        if (check->fault == NULL) {
            const char *fault = pd_heap_object_fault(heap, h);
            if (fault != NULL) {
                keep_first(check, fault);
            } else if (h->kind == KIND_LIST) {
                pd_list_note_end(heap, (const List *)(const void *)h);
            }
        }
    }
}

const char *pd_heap_verify(const Heap *heap, HeapExtent extent)
{
    Check check = {.fault = counters_fault(heap), .alloc = pd_alloc_system(), .work_capacity = 256};
    if (check.fault != NULL) {
        return check.fault;
    }
    check.word_count = pd_heap_place_count(heap) / 64 + 1;
    uint32_t page = 0;
    while (pd_large_next(heap, &page) != 0) {
        check.large_count++;
    }
    check.starts = pd_alloc_new_array(check.alloc, check.word_count, 8);
    check.covered = pd_alloc_new_array(check.alloc, check.word_count, 8);
    check.owned = pd_alloc_new_array(check.alloc, check.word_count, 8);
    check.work = pd_alloc_new_array(check.alloc, check.work_capacity, sizeof(Ref));
    pd_assert(check.starts != NULL && check.covered != NULL);
    pd_assert(check.owned != NULL && check.work != NULL);

    Heap copy = *heap; /* a visit needs one that it may change; in this mode it changes nothing */
    HeapVisit visit = {.heap = &copy, .mode = VISIT_CHECK, .check = &check};
    check_all(&check, heap, &visit);
    if (extent == HEAP_EXACT && (check.covered_count != heap->cursor - heap->space_start ||
                                 check.met_count != check.large_count)) {
        keep_first(&check, "something that nothing reaches was kept");
    }
    pd_alloc_free_array(check.alloc, check.starts, check.word_count, 8);
    pd_alloc_free_array(check.alloc, check.covered, check.word_count, 8);
    pd_alloc_free_array(check.alloc, check.owned, check.word_count, 8);
    pd_alloc_free_array(check.alloc, check.work, check.work_capacity, sizeof(Ref));
    return check.fault;
}
