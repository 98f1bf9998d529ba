/* The copying collector (C. J. Cheney, "A nonrecursive list compacting algorithm", 1970) and the
 * table of object layouts that it shares with verification and pd_object_bytes.
 *
 * Objects reachable from the roots are copied to the other half in the order they are met; a moved
 * object becomes KIND_FREE and holds its new Ref in the word after its header. Strings that only
 * the table of interned strings knows are dropped. The result depends on roots and objects alone.
 */
#include "heap/heap_in.h"

#define AT(type, field) ((uint8_t)offsetof(type, field))
#define FIXED(type)     .bytes = sizeof(type)

const KindLayout pd_heap_layouts[KIND_COUNT] = {
    [KIND_ARRAY] = {FIXED(Array), .tail = TAIL_ITEMS},
    [KIND_TABLE] = {FIXED(Table), .tail = TAIL_ENTRIES},
    [KIND_SHAPE] = {FIXED(Shape),
                    TAIL_NONE,
                    AT(Shape, name),
                    1,
                    {AT(Shape, cls), AT(Shape, parent), AT(Shape, transitions)}},
    [KIND_INT] = {FIXED(BigInt), .tail = TAIL_LIMBS},
    [KIND_COMPLEX] = {FIXED(Complex)},
    [KIND_STR] = {FIXED(Str), .tail = TAIL_TEXT},
    [KIND_BYTES] = {FIXED(Str), .tail = TAIL_TEXT},
    [KIND_BYTEARRAY] = {FIXED(ByteArray), .refs_at = {AT(ByteArray, bytes)}},
    [KIND_LIST] = {FIXED(List), .refs_at = {AT(List, items)}},
    [KIND_TUPLE] = {FIXED(Tuple), .tail = TAIL_ITEMS},
    [KIND_DICT] = {FIXED(Dict), .refs_at = {AT(Dict, table)}},
    [KIND_SET] = {FIXED(Dict), .refs_at = {AT(Dict, table)}},
    [KIND_FROZENSET] = {FIXED(Dict), .refs_at = {AT(Dict, table)}},
    [KIND_RANGE] = {FIXED(Range), TAIL_NONE, AT(Range, start), 4, {0}},
    [KIND_SLICE] = {FIXED(Slice), TAIL_NONE, AT(Slice, start), 3, {0}},
    [KIND_CELL] = {FIXED(Cell), TAIL_NONE, AT(Cell, content), 1, {0}},
    [KIND_FUNCTION] = {FIXED(FunctionObject),
                       TAIL_NONE,
                       AT(FunctionObject, name),
                       7,
                       {AT(FunctionObject, module)}},
    [KIND_BUILTIN] = {FIXED(Builtin), TAIL_NONE, AT(Builtin, name), 2, {AT(Builtin, owner)}},
    [KIND_METHOD] = {FIXED(Method), TAIL_NONE, AT(Method, function), 2, {0}},
    [KIND_CLASS] = {FIXED(Class),
                    TAIL_NONE,
                    AT(Class, name),
                    5,
                    {AT(Class, dict), AT(Class, root_shape), AT(Class, subclasses)}},
    [KIND_INSTANCE] = {FIXED(Instance), .tail = TAIL_SLOTS,
                       .refs_at = {AT(Instance, shape), AT(Instance, overflow)}},
    [KIND_WRAPPED] = {FIXED(Wrapped),
                      TAIL_SLOTS,
                      AT(Wrapped, payload),
                      1,
                      {AT(Wrapped, shape), AT(Wrapped, overflow)}},
    [KIND_EXCEPTION] = {FIXED(Exception),
                        TAIL_NONE,
                        AT(Exception, args),
                        5,
                        {AT(Exception, shape), AT(Exception, overflow)}},
    [KIND_PROPERTY] = {FIXED(Property), TAIL_NONE, AT(Property, getter), 5, {0}},
    [KIND_CLASSMETHOD] = {FIXED(StaticMethod), TAIL_NONE, AT(StaticMethod, function), 1, {0}},
    [KIND_STATICMETHOD] = {FIXED(StaticMethod), TAIL_NONE, AT(StaticMethod, function), 1, {0}},
    [KIND_SUPER] = {FIXED(Super), TAIL_NONE, AT(Super, cls), 3, {0}},
    [KIND_SLOT] = {FIXED(SlotMember), TAIL_NONE, AT(SlotMember, name), 1, {AT(SlotMember, owner)}},
    [KIND_MODULE] = {FIXED(Module), TAIL_NONE, AT(Module, name), 1, {AT(Module, dict)}},
    [KIND_FIBER] =
        {FIXED(Fiber), TAIL_NONE, AT(Fiber, handled), 5, {AT(Fiber, parent), AT(Fiber, stack)}},
    [KIND_GENERATOR] =
        {FIXED(Fiber), TAIL_NONE, AT(Fiber, handled), 5, {AT(Fiber, parent), AT(Fiber, stack)}},
    [KIND_TRACEBACK] = {FIXED(Traceback), TAIL_NONE, AT(Traceback, next), 1, {0}},
    [KIND_DICT_VIEW] = {FIXED(DictView), .refs_at = {AT(DictView, dict)}},
    [KIND_ITER] = {FIXED(Iter), TAIL_NONE, AT(Iter, source), 2, {0}},
    [KIND_OPAQUE] = {FIXED(Opaque), .tail = TAIL_ITEMS},
    [KIND_TEXT] = {FIXED(SharedText), .tail = TAIL_TEXT},
};

/* The uint32_t after the header: capacity, length or count. */
static uint32_t tail_count(const Header *h)
{
    return ((const Array *)(const void *)h)->capacity;
}

_Static_assert(offsetof(Tuple, length) == offsetof(Array, capacity), "read by tail_count");
_Static_assert(offsetof(Opaque, count) == offsetof(Array, capacity), "read by tail_count");
_Static_assert(offsetof(BigInt, limb_count) == offsetof(Array, capacity), "read by tail_count");
_Static_assert(offsetof(Str, length) == offsetof(Array, capacity), "read by tail_count");
_Static_assert(offsetof(SharedText, capacity) == offsetof(Array, capacity), "read by tail_count");
_Static_assert(offsetof(Table, capacity) == offsetof(Array, capacity), "read by tail_count");

static ALWAYS_INLINE size_t object_bytes(const Header *h)
{
    pd_assert(h->kind < KIND_COUNT);
    const KindLayout *layout = &pd_heap_layouts[h->kind];
    size_t bytes = layout->bytes;
    pd_assert(bytes != 0);
    switch ((TailKind)layout->tail) {
    case TAIL_NONE: return bytes;
    case TAIL_ITEMS:
    case TAIL_LIMBS: return bytes + (size_t)tail_count(h) * 8;
    case TAIL_SLOTS: return bytes + (size_t)h->aux * 8;
    case TAIL_ENTRIES: return pd_table_bytes(tail_count(h), h->aux);
    case TAIL_TEXT:
        if ((h->flags & STR_VIEW) != 0) {
            return sizeof(StrView);
        }
        return pd_round_up(bytes + (size_t)tail_count(h) * h->aux, 8);
    }
    pd_unreachable();
}

size_t pd_object_bytes(const Heap *heap, const Header *h)
{
    pd_assert_heap(heap);
    (void)heap;
    return object_bytes(h);
}

/* Copies whole words; most objects have few. */
static inline void copy_words(void *to, const void *from, size_t bytes)
{
    enum { FEW_BYTES = 64 };
    if (bytes > FEW_BYTES) {
        memcpy(to, from, bytes);
        return;
    }
    for (size_t at = 0; at < bytes; at += 8) {
        uint64_t word;
        memcpy(&word, (const uint8_t *)from + at, 8);
        memcpy((uint8_t *)to + at, &word, 8);
    }
}

/* Where the object at r is now. */
static Ref move_object(HeapVisit *visit, Ref r)
{
    pd_assert_visit(visit);
    Heap *heap = visit->heap;
    Header *h = pd_at(heap, r);
    Ref *forward = (Ref *)(void *)(h + 1);
    if (h->kind == KIND_FREE) {
        return *forward;
    }
    size_t bytes = object_bytes(h);
    Ref to = heap->cursor;
    pd_assert(bytes / 8 <= heap->half_end[heap->half] - to);
    copy_words(pd_at(heap, to), h, bytes);
    heap->cursor += (Ref)(bytes / 8);
    h->kind = KIND_FREE;
    *forward = to;
    return to;
}

static inline bool is_left_behind(const HeapVisit *visit, Ref r)
{
    pd_assert_visit(visit);
    return r - visit->from_start < visit->from_end - visit->from_start;
}

static inline void visit_value(HeapVisit *visit, Value *slot)
{
    pd_assert_visit(visit);
    if (!pd_is_ref(*slot)) {
        return;
    }
    if (visit->mode == VISIT_MOVE) {
        if (is_left_behind(visit, pd_ref_of(*slot))) {
            *slot = pd_from_ref(move_object(visit, pd_ref_of(*slot)));
        }
    } else {
        pd_heap_check_value(visit, *slot);
    }
}

static inline void visit_ref(HeapVisit *visit, Ref *slot)
{
    pd_assert_visit(visit);
    if (*slot == 0) {
        return;
    }
    if (visit->mode == VISIT_MOVE) {
        if (is_left_behind(visit, *slot)) {
            *slot = move_object(visit, *slot);
        }
    } else {
        pd_heap_check_ref(visit, *slot);
    }
}

void pd_heap_visit_value(HeapVisit *visit, Value *slot)
{
    pd_assert_visit(visit);
    visit_value(visit, slot);
}

void pd_heap_visit_ref(HeapVisit *visit, Ref *slot)
{
    pd_assert_visit(visit);
    visit_ref(visit, slot);
}

static void visit_values(HeapVisit *visit, Value *values, size_t count)
{
    pd_assert_visit(visit);
    for (size_t i = 0; i < count; i++) {
        visit_value(visit, &values[i]);
    }
}

static void scan_view(HeapVisit *visit, StrView *view)
{
    pd_assert_visit(visit);
    pd_assert_object(Str, view);
    visit_ref(visit, &view->text);
    if (visit->mode == VISIT_MOVE) {
        pd_view_aim(visit->heap, view);
    }
}

static void scan_tail(HeapVisit *visit, Header *h, TailKind tail)
{
    pd_assert_visit(visit);
    Value *items = (Value *)(void *)((uint8_t *)h + pd_heap_layouts[h->kind].bytes);
    switch (tail) {
    case TAIL_ITEMS:
        /* A fiber's own scan has seen to the slots of its stack, or will. */
        if (h->kind != KIND_ARRAY || (h->flags & ARRAY_STACK) == 0 ||
            visit->heap->hooks.fiber == NULL) {
            visit_values(visit, items, tail_count(h));
        }
        break;
    case TAIL_SLOTS: visit_values(visit, items, h->aux); break;
    case TAIL_ENTRIES:
        visit_values(visit, items, (size_t)((Table *)(void *)h)->count * h->aux);
        break;
    case TAIL_TEXT:
        if ((h->flags & STR_VIEW) != 0) {
            scan_view(visit, (StrView *)(void *)h);
        }
        break;
    case TAIL_NONE:
    case TAIL_LIMBS: break;
    }
}

/* Slots past the length are cleared, so that what they held does not live on by accident. */
static void clear_unused_items(HeapVisit *visit, const List *list)
{
    pd_assert_visit(visit);
    pd_assert_object(List, list);
    if (list->items == 0 || visit->mode != VISIT_MOVE || pd_is_shared(visit->heap, list->items)) {
        return;
    }
    Array *array = pd_at(visit->heap, list->items);
    pd_assert(list->length <= array->capacity);
    for (uint32_t i = list->length; i < array->capacity; i++) {
        array->items[i] = VALUE_UNBOUND;
    }
}

static void scan_stack(HeapVisit *visit, Fiber *fiber)
{
    pd_assert_visit(visit);
    pd_assert_object(Fiber, fiber);
    Heap *heap = visit->heap;
    if (fiber->stack == 0 || heap->hooks.fiber == NULL || visit->mode == VISIT_IMAGE) {
        return;
    }
    Array *stack = pd_at(heap, fiber->stack);
    stack->h.flags |= ARRAY_STACK;
    heap->hooks.fiber(heap->hooks.ctx, fiber, stack, visit);
}

void pd_heap_scan(HeapVisit *visit, Header *h)
{
    pd_assert_visit(visit);
    const KindLayout *layout = &pd_heap_layouts[h->kind];
    uint8_t *start = (uint8_t *)h;
    for (int i = 0; i < LAYOUT_REFS_MAX && layout->refs_at[i] != 0; i++) {
        visit_ref(visit, (Ref *)(void *)(start + layout->refs_at[i]));
    }
    visit_values(visit, (Value *)(void *)(start + layout->values_at), layout->value_count);
    if (layout->tail != TAIL_NONE) {
        scan_tail(visit, h, (TailKind)layout->tail);
    } else if (h->kind == KIND_LIST) {
        clear_unused_items(visit, (const List *)(const void *)h);
    } else if (h->kind == KIND_FIBER || h->kind == KIND_GENERATOR) {
        scan_stack(visit, (Fiber *)(void *)h);
    }
}

void pd_heap_visit_roots(HeapVisit *visit)
{
    pd_assert_visit(visit);
    Heap *heap = visit->heap;
    if (heap->hooks.roots != NULL) {
        heap->hooks.roots(heap->hooks.ctx, visit);
    }
    visit_ref(visit, &heap->image_shapes);
}

/* Whether an interned string was reached, or (while an image is made) cannot move. */
static bool is_kept(const Heap *heap, Value s)
{
    pd_assert_heap(heap);
    return pd_header(heap, s)->kind == KIND_FREE || pd_is_shared(heap, pd_ref_of(s));
}

/* Makes the table of interned strings anew from those that were moved; not counted as used but by
 * HEAP_INTERN_BYTES for each. Gives their number. */
static uint64_t move_intern_table(Heap *heap)
{
    pd_assert_heap(heap);
    if (heap->intern_table == 0) {
        return 0;
    }
    const Dict *old = pd_at(heap, heap->intern_table);
    Table *from = pd_dict_table(heap, old);
    uint32_t count = 0;
    for (uint32_t i = 0; from != NULL && i < from->count; i++) {
        count += is_kept(heap, from->entries[i]);
    }
    heap->intern_table = 0;
    if (count == 0) {
        return 0;
    }
    Dict *d = PD_NEW(Dict, heap, KIND_SET);
    Table *to = pd_table_new(heap, pd_table_capacity_for(count), 1);
    pd_assert(d != NULL && to != NULL);
    d->used = count;
    d->table = pd_ref_to(heap, to);
    for (uint32_t i = 0; i < from->count; i++) {
        const Header *h = pd_header(heap, from->entries[i]);
        Value kept = from->entries[i];
        if (h->kind == KIND_FREE) {
            kept = pd_from_ref(*(const Ref *)(const void *)(h + 1));
        }
        if (is_kept(heap, from->entries[i])) {
            pd_table_append(to, kept, pd_table_hashes(from, 1)[i], VALUE_UNBOUND);
        }
    }
    heap->intern_table = pd_ref_to(heap, d);
    return count;
}

void pd_heap_collect(Heap *heap, bool force_room)
{
    pd_assert_heap(heap);
    pd_assert(heap->sealed_image);
    uint64_t used = pd_heap_used_bytes(heap);
    uint64_t fail_at = heap->test_fail_at;
    uint32_t old_half = heap->half;
    Ref old_end = heap->cursor;
    HeapVisit visit = {.heap = heap, .mode = VISIT_MOVE};
    visit.from_start = heap->half_start[old_half];
    visit.from_end = old_end;
    heap->test_fail_at = 0;
    heap->half = 1 - old_half;
    heap->cursor = heap->half_start[heap->half];
    heap->limit = heap->half_end[heap->half];
    heap->peak_bytes = used > heap->peak_bytes ? used : heap->peak_bytes;
    heap->collection_count++;
    pd_heap_forget_places(heap);

    pd_heap_visit_roots(&visit);
    for (Ref scan = heap->half_start[heap->half]; scan < heap->cursor;) {
        Header *h = pd_at(heap, scan);
        bool plain = h->kind == KIND_STR && (h->flags & STR_VIEW) == 0;
        if (!plain) {
            pd_heap_scan(&visit, h);
        }
        scan += (Ref)(object_bytes(h) / 8);
    }
    uint64_t live = (uint64_t)(heap->cursor - heap->half_start[heap->half]) * 8;
    live += move_intern_table(heap) * HEAP_INTERN_BYTES;

    heap->base_cursor = heap->cursor;
    heap->base_used_bytes = live;
    uint64_t threshold = live * 2;
    threshold = threshold > HEAP_MIN_THRESHOLD_BYTES ? threshold : HEAP_MIN_THRESHOLD_BYTES;
    heap->threshold_bytes = threshold < heap->max_bytes ? threshold : heap->max_bytes;
    if (live > heap->max_bytes - heap->max_bytes / 32) {
        heap->threshold_bytes = heap->max_bytes + HEAP_RESERVE_BYTES + HEAP_TIGHT_BYTES;
    }
    heap->test_fail_at = fail_at;
    pd_heap_update_limit(heap, force_room);
    pd_heap_discard_half(heap, old_half, old_end, heap->threshold_bytes);
    if (PD_TORTURE) {
        pd_assert_sound(pd_heap_verify(heap, HEAP_EXACT));
    }
}
