/* Traces objects: the table of their layouts, which it shares with verification and
 * pd_object_bytes, and the two passes of a collection.
 *
 * The first marks what the roots reach: a bit for each unit of an object of the space, a mark in
 * the span of a large one, and where the objects begin that have references. The second slides the
 * marked objects of the space together, in the order in which they lie, and sets every reference to
 * the new place, which is that of the first object of its 64 units plus the marked units between
 * (the "Compressor" of H. Kermany and E. Petrank, 2006, without its concurrency). So nothing is
 * copied that nothing died before, objects without references are not looked at twice, and no
 * memory is needed but the notes. What a collection keeps depends on roots and objects alone.
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

static ALWAYS_INLINE size_t object_bytes_as(const Header *h, Kind kind)
{
    pd_assert(kind < KIND_COUNT);
    const KindLayout *layout = &pd_heap_layouts[kind];
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
    return object_bytes_as(h, (Kind)h->kind);
}

/* ---- references ---- */

/* The units of a large object that was not marked, or 0. */
static NEVER_INLINE uint32_t mark_large(const Heap *heap, Ref r)
{
    pd_assert_heap(heap);
    LargeSpan *span = pd_large_span(heap, r);
    pd_assert(span->units != 0);
    if (span->marked) {
        return 0;
    }
    span->marked = true;
    return span->units;
}

/* References into the image are below the space. */
static ALWAYS_INLINE void mark_ref(HeapVisit *visit, Ref r)
{
    pd_assert_visit(visit);
    Ref at = r - visit->first;
    if (at < visit->units) {
        uint64_t bit = UINT64_C(1) << (at % 64);
        uint64_t *word = &visit->marks[at / 64];
        if ((*word & bit) == 0) {
            *word |= bit;
            *visit->top++ = r;
        }
    } else if (UNLIKELY(pd_is_large(visit->heap, r))) {
        uint32_t units = mark_large(visit->heap, r);
        *visit->top = r;
        visit->top += units != 0;
        visit->live_units += units;
    }
}

/* Bits set in a word, for processors that cannot be relied on to count them. */
static ALWAYS_INLINE uint32_t count_bits(uint64_t word)
{
    word -= word >> 1 & UINT64_C(0x5555555555555555);
    word = (word & UINT64_C(0x3333333333333333)) + (word >> 2 & UINT64_C(0x3333333333333333));
    word = (word + (word >> 4)) & UINT64_C(0x0f0f0f0f0f0f0f0f);
    return (uint32_t)(word * UINT64_C(0x0101010101010101) >> 56);
}

/* Where the marked object at r will be, or is. */
static ALWAYS_INLINE Ref new_place(const HeapVisit *visit, Ref r)
{
    Ref at = r - visit->first;
    if (at - visit->moved >= visit->units - visit->moved) {
        return r; /* of the image, large, or not moved */
    }
    uint64_t before = visit->marks[at / 64] & ((UINT64_C(1) << (at % 64)) - 1);
    return visit->new_places[at / 64] + count_bits(before);
}

static ALWAYS_INLINE void visit_value(HeapVisit *visit, Value *slot, enum VisitMode mode)
{
    pd_assert_visit(visit);
    if (!pd_is_ref(*slot)) {
        return;
    }
    switch (mode) {
    case VISIT_MARK: mark_ref(visit, pd_ref_of(*slot)); break;
    case VISIT_MOVE: *slot = pd_from_ref(new_place(visit, pd_ref_of(*slot))); break;
    case VISIT_ORDER: *slot = pd_from_ref(pd_order_copy(visit, pd_ref_of(*slot))); break;
    case VISIT_CHECK:
    case VISIT_IMAGE: pd_heap_check_value(visit, *slot); break;
    }
}

static ALWAYS_INLINE void visit_ref(HeapVisit *visit, Ref *slot, enum VisitMode mode)
{
    pd_assert_visit(visit);
    if (*slot == 0) {
        return;
    }
    switch (mode) {
    case VISIT_MARK: mark_ref(visit, *slot); break;
    case VISIT_MOVE: *slot = new_place(visit, *slot); break;
    case VISIT_ORDER: *slot = pd_order_copy(visit, *slot); break;
    case VISIT_CHECK:
    case VISIT_IMAGE: pd_heap_check_ref(visit, *slot); break;
    }
}

void pd_heap_visit_value(HeapVisit *visit, Value *slot)
{
    pd_assert_visit(visit);
    visit_value(visit, slot, visit->mode);
}

void pd_heap_visit_ref(HeapVisit *visit, Ref *slot)
{
    pd_assert_visit(visit);
    visit_ref(visit, slot, visit->mode);
}

static ALWAYS_INLINE void mark_values(HeapVisit *visit, const Value *values, size_t count)
{
    pd_assert_visit(visit);
    for (size_t i = 0; i < count; i++) {
        if (pd_is_ref(values[i])) {
            mark_ref(visit, pd_ref_of(values[i]));
        }
    }
}

/* Many values are marked in portions, so that what they refer to is looked at in about the order
 * in which it lies, by a small stack. There the rest is three words: how many, where, and 0. */
enum { PORTION = 32 };

static ALWAYS_INLINE void put_off(HeapVisit *visit, const Value *values, size_t count)
{
    pd_assert(count <= UINT32_MAX);
    visit->top[0] = (Ref)count;
    visit->top[1] = pd_ref_to(visit->heap, values);
    visit->top[2] = 0;
    visit->top += 3;
}

static ALWAYS_INLINE void move_values(HeapVisit *visit, Value *values, size_t count)
{
    pd_assert_visit(visit);
    for (size_t i = 0; i < count; i++) {
        if (pd_is_ref(values[i])) {
            values[i] = pd_from_ref(new_place(visit, pd_ref_of(values[i])));
        }
    }
}

static ALWAYS_INLINE void visit_values(HeapVisit *visit, Value *values, size_t count,
                                       enum VisitMode mode)
{
    pd_assert_visit(visit);
    if (mode == VISIT_MARK) {
        if (UNLIKELY(count > PORTION)) {
            put_off(visit, values, count);
        } else {
            mark_values(visit, values, count);
        }
        return;
    }
    if (mode == VISIT_MOVE) {
        move_values(visit, values, count);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        visit_value(visit, &values[i], mode);
    }
}

/* ---- objects ---- */

static ALWAYS_INLINE void scan_view(HeapVisit *visit, StrView *view, enum VisitMode mode)
{
    pd_assert_visit(visit);
    pd_assert_object(Str, view);
    visit_ref(visit, &view->text, mode);
    if (mode == VISIT_MOVE) {
        pd_view_aim(visit->heap, view);
    } else if (mode == VISIT_ORDER) { /* the view is not where it will be yet */
        pd_view_aim(visit->heap, view);
        view->away += (int32_t)visit->units;
    }
}

/* A fiber's own scan sees to the slots of its stack. */
static ALWAYS_INLINE void scan_array(HeapVisit *visit, Array *array, enum VisitMode mode)
{
    pd_assert_visit(visit);
    if (LIKELY((array->h.flags & (ARRAY_STACK | ARRAY_LIST)) == 0)) {
        visit_values(visit, array->items, array->capacity, mode);
    } else if ((array->h.flags & ARRAY_LIST) != 0) {
        visit_values(visit, array->items, array->used, mode);
    } else if (visit->heap->hooks.fiber == NULL) {
        visit_values(visit, array->items, array->capacity, mode);
    }
}

static ALWAYS_INLINE void scan_tail(HeapVisit *visit, Header *h, Kind kind, enum VisitMode mode)
{
    pd_assert_visit(visit);
    const KindLayout *layout = &pd_heap_layouts[kind];
    Value *items = (Value *)(void *)((uint8_t *)h + layout->bytes);
    switch ((TailKind)layout->tail) {
    case TAIL_ITEMS:
        if (kind == KIND_ARRAY) {
            scan_array(visit, (Array *)(void *)h, mode);
        } else {
            visit_values(visit, items, tail_count(h), mode);
        }
        break;
    case TAIL_SLOTS: visit_values(visit, items, h->aux, mode); break;
    case TAIL_ENTRIES:
        visit_values(visit, items, (size_t)((Table *)(void *)h)->count * h->aux, mode);
        break;
    case TAIL_TEXT:
        if ((h->flags & STR_VIEW) != 0) {
            scan_view(visit, (StrView *)(void *)h, mode);
        }
        break;
    case TAIL_NONE:
    case TAIL_LIMBS: break;
    }
}

/* Slots past the length are not looked at, or cleared, so that what they held does not live on by
 * accident. That comes before the storage itself is looked at. */
static void end_items(const Heap *heap, const List *list)
{
    pd_assert_heap(heap);
    pd_assert_object(List, list);
    if (list->items == 0 || pd_is_shared(heap, list->items) || pd_list_note_end(heap, list)) {
        return;
    }
    Array *array = pd_at(heap, list->items);
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

/* The slots of a fiber's stack are set when all is in place: not with the fiber. */
static void scan_fiber(HeapVisit *visit, Fiber *fiber, enum VisitMode mode)
{
    pd_assert_visit(visit);
    if (mode == VISIT_MARK) {
        *--visit->fibers = pd_ref_to(visit->heap, fiber);
        pd_assert(visit->fibers > visit->top);
    }
    if (mode != VISIT_MOVE) {
        scan_stack(visit, fiber);
    }
}

static ALWAYS_INLINE void scan_as(HeapVisit *visit, Header *h, Kind kind, enum VisitMode mode)
{
    pd_assert_visit(visit);
    const KindLayout *layout = &pd_heap_layouts[kind];
    uint8_t *start = (uint8_t *)h;
    _Static_assert(LAYOUT_REFS_MAX == 3,
                   "one by one, so that nothing is left of it for known kinds");
    if (layout->refs_at[0] != 0) {
        visit_ref(visit, (Ref *)(void *)(start + layout->refs_at[0]), mode);
    }
    if (layout->refs_at[1] != 0) {
        visit_ref(visit, (Ref *)(void *)(start + layout->refs_at[1]), mode);
    }
    if (layout->refs_at[2] != 0) {
        visit_ref(visit, (Ref *)(void *)(start + layout->refs_at[2]), mode);
    }
    if (layout->value_count != 0) {
        Value *values = (Value *)(void *)(start + layout->values_at);
        visit_values(visit, values, layout->value_count, mode);
    }
    if (layout->tail != TAIL_NONE) {
        scan_tail(visit, h, kind, mode);
    } else if (kind == KIND_LIST && mode == VISIT_MARK) {
        end_items(visit->heap, (const List *)(const void *)h);
    } else if (kind == KIND_FIBER || kind == KIND_GENERATOR) {
        scan_fiber(visit, (Fiber *)(void *)h, mode);
    }
}

void pd_heap_scan(HeapVisit *visit, Header *h)
{
    pd_assert_visit(visit);
    scan_as(visit, h, (Kind)h->kind, visit->mode);
}

void pd_heap_visit_roots(HeapVisit *visit)
{
    pd_assert_visit(visit);
    Heap *heap = visit->heap;
    if (heap->hooks.roots != NULL) {
        heap->hooks.roots(heap->hooks.ctx, visit);
    }
    pd_heap_visit_ref(visit, &heap->image_shapes);
}

/* ---- marking ---- */

/* Sizes of the notes, in bytes. An object takes two units at least; one of two is no fiber, and
 * one of which values are put off is larger than three. */
static size_t mark_bytes(size_t space_units)
{
    return (space_units / 64 + 1) * sizeof(uint64_t);
}

static size_t place_bytes(size_t space_units)
{
    return pd_round_up((space_units / 64 + 1) * sizeof(Ref), 8);
}

static size_t stack_bytes(size_t space_units, size_t large_pages)
{
    return pd_round_up((space_units / 2 + large_pages + 64) * sizeof(Ref), 8);
}

size_t pd_trace_note_bytes(size_t space_bytes, size_t large_bytes)
{
    size_t units = space_bytes / 8;
    return 2 * mark_bytes(units) + place_bytes(units) +
           stack_bytes(units, large_bytes / HEAP_PAGE_BYTES);
}

void pd_trace_start(HeapVisit *visit, Heap *heap)
{
    pd_assert_heap(heap);
    size_t room = heap->space_end - heap->space_start;
    *visit = (HeapVisit){.heap = heap, .mode = VISIT_MARK, .first = heap->space_start};
    visit->units = heap->cursor - heap->space_start;
    visit->marks = heap->notes;
    visit->starts = heap->notes + mark_bytes(room) / sizeof(uint64_t);
    visit->new_places = (Ref *)(void *)((uint8_t *)heap->notes + 2 * mark_bytes(room));
    visit->stack = (Ref *)(void *)((uint8_t *)visit->new_places + place_bytes(room));
    visit->top = visit->highest = visit->stack;
    visit->stack_end =
        (Ref *)(void *)((uint8_t *)visit->stack + stack_bytes(room, heap->large.pages));
    visit->fibers = visit->stack_end;
    memset(visit->marks, 0, mark_bytes(visit->units));
    memset(visit->starts, 0, mark_bytes(visit->units));
}

/* Marks the units of an object whose first is marked. */
static ALWAYS_INLINE void mark_units(const HeapVisit *visit, Ref r, size_t units)
{
    size_t from = (size_t)(r - visit->first) + 1;
    size_t end = from + units - 1;
    uint64_t head = ~UINT64_C(0) << (from % 64);
    uint64_t tail = ~(~UINT64_C(0) << (end % 64)); /* none, where a word ends */
    uint64_t *word = &visit->marks[from / 64];
    uint64_t *last = &visit->marks[end / 64];
    if (word == last) {
        *word |= head & tail;
        return;
    }
    *word++ |= head;
    for (; word < last; word++) {
        *word = ~UINT64_C(0);
    }
    *last |= tail;
}

/* Whether an object of a kind that has no references and no views, or is none. */
static ALWAYS_INLINE bool is_plain_as(const Header *h, Kind kind)
{
    const uint64_t kinds = PD_KIND_BIT(KIND_STR) | PD_KIND_BIT(KIND_BYTES) | PD_KIND_BIT(KIND_INT) |
                           PD_KIND_BIT(KIND_COMPLEX);
    return (kinds >> kind & 1) != 0 && (h->flags & STR_VIEW) == 0;
}

static bool is_plain(const Header *h)
{
    return is_plain_as(h, (Kind)h->kind);
}

static ALWAYS_INLINE bool is_run_ref(const HeapVisit *visit, Value v)
{
    return pd_is_ref(v) && pd_ref_of(v) >= visit->first;
}

static bool has_run_refs(const HeapVisit *visit, const Value *values, size_t count)
{
    pd_assert_visit(visit);
    size_t i = 0;
    for (; i + 4 <= count; i += 4) {
        const Value *v = values + i;
        /* One branch for four, which are mostly alike. */
        int refs = (int)pd_is_ref(v[0]) | (int)pd_is_ref(v[1]) | (int)pd_is_ref(v[2]) |
                   (int)pd_is_ref(v[3]);
        if (refs != 0 && (is_run_ref(visit, v[0]) || is_run_ref(visit, v[1]) ||
                          is_run_ref(visit, v[2]) || is_run_ref(visit, v[3]))) {
            return true;
        }
    }
    for (; i < count; i++) {
        if (is_run_ref(visit, values[i])) {
            return true;
        }
    }
    return false;
}

/* Whether storage of a list holds no references into the run: only items are looked at of which
 * that is not known. */
static bool is_plain_array(const HeapVisit *visit, LargeSpan *span, const Array *array)
{
    pd_assert_visit(visit);
    uint32_t length = array->used;
    uint32_t known = span->plain < length ? span->plain : length;
    pd_assert(length <= array->capacity);
    pd_assert_torture(!has_run_refs(visit, array->items, known));
    bool plain = !has_run_refs(visit, array->items + known, length - known);
    span->plain = plain ? length : 0;
    return plain;
}

/* Marks what a large object refers to, or finds that there is nothing. */
static void scan_large(HeapVisit *visit, Ref r)
{
    pd_assert_visit(visit);
    LargeSpan *span = pd_large_span(visit->heap, r);
    Header *h = pd_at(visit->heap, r);
    const Table *table = (const Table *)(const void *)h;
    bool is_list = h->kind == KIND_ARRAY && (h->flags & ARRAY_LIST) != 0;
    bool is_cheap = is_plain(h) || h->kind == KIND_TEXT ||
                    (is_list && is_plain_array(visit, span, (const Array *)(const void *)h));
    span->is_plain = is_cheap || (h->kind == KIND_TABLE &&
                                  !has_run_refs(visit, table->entries,
                                                (size_t)table->count * pd_table_stride(table)));
    visit->plain_units += is_cheap ? span->units : 0;
    if (!span->is_plain) {
        scan_as(visit, h, (Kind)h->kind, VISIT_MARK);
    }
}

/* Moving will look at the object at r. */
static ALWAYS_INLINE void note_start(const HeapVisit *visit, Ref r)
{
    Ref at = r - visit->first;
    visit->starts[at / 64] |= UINT64_C(1) << (at % 64);
}

/* An object of the space that is known to be of that kind. */
static ALWAYS_INLINE void mark_as(HeapVisit *visit, Ref r, Kind kind)
{
    pd_assert_visit(visit);
    Header *h = pd_at(visit->heap, r);
    size_t units = object_bytes_as(h, kind) / 8;
    pd_assert(units <= visit->first + visit->units - r);
    visit->live_units += units;
    mark_units(visit, r, units);
    if (!is_plain_as(h, kind)) {
        note_start(visit, r);
        scan_as(visit, h, kind, VISIT_MARK);
    }
}

static NEVER_INLINE void mark_any(HeapVisit *visit, Ref r)
{
    pd_assert_visit(visit);
    if (pd_is_large(visit->heap, r)) {
        scan_large(visit, r);
    } else {
        mark_as(visit, r, (Kind)((const Header *)pd_at(visit->heap, r))->kind);
    }
}

/* The kinds that are most frequent have code of their own. What it needs of the visit is in
 * registers, for nobody else sees `here`. */
static ALWAYS_INLINE void mark_object(HeapVisit *here, HeapVisit *visit, Ref r)
{
    Kind kind = (Kind)((const Header *)pd_at(here->heap, r))->kind;
    switch (r - here->first < here->units ? kind : KIND_COUNT) {
    case KIND_TUPLE: mark_as(here, r, KIND_TUPLE); break;
    case KIND_INSTANCE: mark_as(here, r, KIND_INSTANCE); break;
    case KIND_LIST: mark_as(here, r, KIND_LIST); break;
    case KIND_ARRAY: mark_as(here, r, KIND_ARRAY); break;
    case KIND_TABLE: mark_as(here, r, KIND_TABLE); break;
    case KIND_DICT:
    case KIND_SET:
    case KIND_FROZENSET: mark_as(here, r, KIND_DICT); break;
    default:
        visit->top = here->top;
        mark_any(visit, r);
        here->top = visit->top;
        break;
    }
}

/* Marks a str of the space that has its text in itself, which most objects are. false: it is
 * something else. */
static ALWAYS_INLINE bool mark_str(HeapVisit *here, Ref r)
{
    const Str *s = pd_at(here->heap, r);
    Ref at = r - here->first;
    if (at >= here->units || s->h.kind != KIND_STR || (s->h.flags & STR_VIEW) != 0) {
        return false;
    }
    size_t units = (sizeof(Str) + (size_t)s->length * s->h.aux + 7) / 8;
    pd_assert(units <= here->units - at);
    here->live_units += units;
    if (LIKELY(units <= 64 - at % 64)) {
        here->marks[at / 64] |= ~UINT64_C(0) >> (64 - units) << (at % 64);
    } else {
        mark_units(here, r, units);
    }
    return true;
}

/* Marks the next portion of what was put off last, the 0 of which is taken. */
static ALWAYS_INLINE void mark_portion(HeapVisit *visit)
{
    pd_assert_visit(visit);
    pd_assert(visit->top - visit->stack >= 2);
    visit->top -= 2;
    uint32_t count = visit->top[0];
    const Value *values = pd_at(visit->heap, visit->top[1]);
    if (count > PORTION) {
        put_off(visit, values + PORTION, count - PORTION);
        count = PORTION;
    }
    mark_values(visit, values, count);
}

/* Objects wait a little between the stack and being looked at, while they are fetched. */
void pd_trace_mark(HeapVisit *visit)
{
    pd_assert_visit(visit);
    enum { AHEAD = 8 };
    Ref fetched[AHEAD] = {0};
    pd_heap_visit_roots(visit);
    HeapVisit here = {.heap = visit->heap, .mode = VISIT_MARK, .top = visit->top};
    here.first = visit->first;
    here.units = visit->units;
    here.marks = visit->marks;
    here.starts = visit->starts;
    here.stack = here.highest = visit->stack;
    for (uint32_t turn = 0, idle = 0; idle < AHEAD; turn = (turn + 1) % AHEAD) {
        here.highest = here.top > here.highest ? here.top : here.highest;
        Ref next = 0;
        while (here.top > here.stack && (next = *--here.top) == 0) {
            mark_portion(&here);
        }
        Ref r = fetched[turn];
        fetched[turn] = next;
        __builtin_prefetch(pd_at(here.heap, next));
        idle = (r | next) != 0 ? 0 : idle + 1;
        if (r != 0 && !mark_str(&here, r)) {
            mark_object(&here, visit, r);
        }
    }
    visit->top = here.top;
    visit->highest = here.highest;
    visit->live_units += here.live_units;
}

bool pd_trace_is_marked(const HeapVisit *visit, Ref r)
{
    pd_assert_visit(visit);
    Ref at = r - visit->first;
    if (at < visit->units) {
        return (visit->marks[at / 64] >> (at % 64) & 1) != 0;
    }
    return !pd_is_large(visit->heap, r) || pd_large_span(visit->heap, r)->marked;
}

void pd_trace_keep(HeapVisit *visit, Ref r)
{
    pd_assert_visit(visit);
    pd_assert(r - visit->first < visit->units && !pd_trace_is_marked(visit, r));
    Ref at = r - visit->first;
    visit->marks[at / 64] |= UINT64_C(1) << (at % 64);
    mark_units(visit, r, pd_object_bytes(visit->heap, pd_at(visit->heap, r)) / 8);
    note_start(visit, r);
}

/* ---- moving ---- */

/* Computes the new places; what lies before the first gap stays. */
static void find_places(HeapVisit *visit)
{
    pd_assert_visit(visit);
    const uint64_t *marks = visit->marks;
    size_t words = visit->units / 64 + 1;
    size_t i = 0;
    while (i < words && marks[i] == ~UINT64_C(0)) {
        i++;
    }
    Ref gap = (Ref)(i * 64) + (i < words ? pd_ctz64(~marks[i]) : 0);
    visit->moved = gap < visit->units ? gap : visit->units;
    Ref place = visit->first + (Ref)(i * 64);
    for (; i < words; i++) {
        if (marks[i] != 0) {
            visit->new_places[i] = place;
            place += count_bits(marks[i]);
        }
    }
}

/* The first unit at or behind `at` that is marked (flip: 0), or not (flip: all ones); or units. */
static Ref find_mark(const HeapVisit *visit, Ref at, uint64_t flip)
{
    pd_assert_visit(visit);
    size_t i = at / 64;
    size_t last = visit->units / 64;
    uint64_t word = (visit->marks[i] ^ flip) & ~UINT64_C(0) << (at % 64);
    while (word == 0 && i < last) {
        word = visit->marks[++i] ^ flip;
    }
    size_t found = word == 0 ? visit->units : i * 64 + pd_ctz64(word);
    return found < visit->units ? (Ref)found : visit->units;
}

static NEVER_INLINE void move_any(HeapVisit *visit, Header *h)
{
    pd_assert_visit(visit);
    scan_as(visit, h, (Kind)h->kind, VISIT_MOVE);
}

/* As mark_object. */
static ALWAYS_INLINE void move_object(HeapVisit *here, HeapVisit *visit, Header *h)
{
    switch (h->kind) {
    case KIND_TUPLE: scan_as(here, h, KIND_TUPLE, VISIT_MOVE); break;
    case KIND_INSTANCE: scan_as(here, h, KIND_INSTANCE, VISIT_MOVE); break;
    case KIND_LIST: scan_as(here, h, KIND_LIST, VISIT_MOVE); break;
    case KIND_ARRAY: scan_as(here, h, KIND_ARRAY, VISIT_MOVE); break;
    case KIND_TABLE: scan_as(here, h, KIND_TABLE, VISIT_MOVE); break;
    case KIND_DICT:
    case KIND_SET:
    case KIND_FROZENSET: scan_as(here, h, KIND_DICT, VISIT_MOVE); break;
    default: move_any(visit, h); break;
    }
}

/* Sets the references of the objects of a run of units, which lies at `to` already. */
static ALWAYS_INLINE void move_run(HeapVisit *here, HeapVisit *visit, Ref at, Ref end, Ref to)
{
    pd_assert_visit(visit);
    Header *run = pd_at(here->heap, to);
    Ref last = (end - 1) / 64;
    uint64_t starts = here->starts[at / 64] & ~UINT64_C(0) << (at % 64);
    for (Ref i = at / 64; i <= last; starts = here->starts[++i]) {
        starts &= i == last ? ~UINT64_C(0) >> (63 - (end - 1) % 64) : ~UINT64_C(0);
        for (; starts != 0; starts &= starts - 1) {
            move_object(here, visit, run + (i * 64 + pd_ctz64(starts) - at));
        }
    }
}

/* The same run, looked at otherwise: whether each start of an object with references is known. */
static bool starts_are_right(const HeapVisit *visit, Ref at, Ref end, Ref to)
{
    pd_assert_visit(visit);
    while (at < end) {
        const Header *h = pd_at(visit->heap, to);
        Ref units = (Ref)(pd_object_bytes(visit->heap, h) / 8);
        for (Ref i = at; i < at + units; i++) {
            bool start = (visit->starts[i / 64] >> (i % 64) & 1) != 0;
            if (start != (i == at && !is_plain(h))) {
                return false;
            }
        }
        at += units;
        to += units;
    }
    return at == end;
}

/* Slides the objects of the space together, run by run; their references become right. */
static void slide(HeapVisit *visit)
{
    pd_assert_visit(visit);
    Heap *heap = visit->heap;
    HeapVisit here = {.heap = heap, .mode = VISIT_MOVE, .first = visit->first};
    here.units = visit->units;
    here.moved = visit->moved;
    here.marks = visit->marks;
    here.starts = visit->starts;
    here.new_places = visit->new_places;
    Ref to = visit->first;
    for (Ref at = find_mark(visit, 0, 0); at < visit->units;) {
        Ref end = find_mark(visit, at, ~UINT64_C(0));
        if (to != visit->first + at) {
            memmove(pd_at(heap, to), pd_at(heap, visit->first + at), (size_t)(end - at) * 8);
        }
        pd_assert_torture(starts_are_right(visit, at, end, to));
        move_run(&here, visit, at, end, to);
        to += end - at;
        at = find_mark(visit, end, 0);
    }
    heap->cursor = to;
}

void pd_trace_move(HeapVisit *visit)
{
    pd_assert_visit(visit);
    Heap *heap = visit->heap;
    visit->mode = VISIT_MOVE;
    find_places(visit);
    if (visit->moved == visit->units) {
        return;
    }
    slide(visit);
    uint32_t page = 0;
    for (Ref r = pd_large_next(heap, &page); r != 0; r = pd_large_next(heap, &page)) {
        const LargeSpan *span = pd_large_span(heap, r);
        if (span->marked && !span->is_plain) {
            move_any(visit, pd_at(heap, r));
        }
    }
    pd_heap_visit_roots(visit);
    if (heap->intern_table != 0) {
        visit_ref(visit, &heap->intern_table, VISIT_MOVE);
    }
    for (const Ref *fiber = visit->fibers; fiber < visit->stack_end; fiber++) {
        scan_stack(visit, pd_at(heap, new_place(visit, *fiber)));
    }
}
