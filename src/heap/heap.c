/* The region of a heap: its life, allocation, counters, and the image at its start.
 *
 * Layout: [unit 0: ImageHead | objects of the image | space | large objects | notes]. While an
 * image is built the first part is open-ended and the others do not exist. The space is larger than
 * max_bytes, because the table of interned strings takes room that is not counted, and large
 * objects go there when their area is too full of gaps; what is counted depends on the program
 * alone. Must not know what roots are.
 */
#include "heap/heap_in.h"

/* In the place of the object that offset 0 never is. */
typedef struct ImageHead {
    Ref intern_table;
    Ref end;
} ImageHead;

_Static_assert(sizeof(ImageHead) == 8, "takes unit 0");

enum {
    RESET_KEPT_BYTES = 16 << 20, /* pages that a heap keeps for the next run */
    OBJECT_MIN_BYTES = 16        /* the notes of collections count on it */
};

#define REGION_MAX_BYTES  (UINT64_C(1) << 35)
#define REGION_STEP_BYTES ((size_t)4 << 20) /* so that one fits many programs */

static size_t space_bytes(uint64_t max_bytes)
{
    return pd_round_up((size_t)max_bytes * 2 + HEAP_RESERVE_BYTES, 64);
}

/* With the space less than what StrView.away tells apart, for the largest of heaps. */
static size_t large_bytes(uint64_t max_bytes)
{
    return pd_round_up((size_t)max_bytes, HEAP_PAGE_BYTES);
}

/* What a region for a run takes behind its image, up to where its parts begin with pages. */
static size_t run_bytes(uint64_t max_bytes)
{
    size_t space = space_bytes(max_bytes);
    size_t large = large_bytes(max_bytes);
    size_t notes = pd_trace_note_bytes(space, large) + large / HEAP_PAGE_BYTES * sizeof(LargeSpan);
    return space + large + notes + 2 * (size_t)HEAP_PAGE_BYTES;
}

static void place_parts(Heap *heap)
{
    size_t large = large_bytes(heap->max_bytes);
    size_t end = (size_t)heap->image_end * 8 + space_bytes(heap->max_bytes);
    size_t start = pd_round_up(end, HEAP_PAGE_BYTES);
    uint8_t *spans = heap->base + start + large;
    uint32_t pages = (uint32_t)(large / HEAP_PAGE_BYTES);
    heap->space_start = heap->image_end;
    heap->space_end = (Ref)(end / 8);
    heap->space_high = heap->space_high > heap->space_start ? heap->space_high : heap->space_start;
    pd_large_init(&heap->large, (Ref)(start / 8), pages, spans);
    heap->notes = (uint64_t *)(void *)(spans + pages * sizeof(LargeSpan));
    size_t notes = pd_trace_note_bytes(space_bytes(heap->max_bytes), large);
    pd_assert((uint8_t *)heap->notes + notes <= heap->base + heap->reserved_bytes);
}

static void start_run(Heap *heap)
{
    heap->cursor = heap->space_start;
    heap->contiguous = false;
    heap->base_cursor = heap->cursor;
    heap->base_used_bytes = 0;
    heap->threshold_bytes = HEAP_MIN_THRESHOLD_BYTES;
    heap->due_bytes = HEAP_MIN_THRESHOLD_BYTES;
    if (heap->threshold_bytes > heap->max_bytes) {
        heap->threshold_bytes = heap->max_bytes;
    }
    heap->next_ident = HEAP_FIRST_IDENT;
    pd_heap_forget_places(heap);
    heap->collection_count = 0;
    heap->peak_bytes = 0;
    heap->alloc_count = 0;
    heap->test_fail_at = 0;
    heap->intern_table = 0;
    heap->image_shapes = 0;
    pd_heap_update_limit(heap, false);
}

/* The part for an image that is being built: open-ended. */
static void start_building(Heap *heap, size_t image_bytes)
{
    heap->cursor = HEAP_LATIN1_FIRST;
    heap->base_cursor = heap->cursor;
    heap->space_start = HEAP_LATIN1_FIRST;
    heap->space_end = (Ref)((8 + image_bytes) / 8);
    heap->contiguous = true;
    heap->large.start = UINT32_MAX;
    heap->threshold_bytes = heap->max_bytes;
    heap->next_ident = HEAP_FIRST_IDENT;
    pd_heap_forget_places(heap);
    pd_heap_update_limit(heap, true);
}

Status pd_heap_init(Heap *heap, const Alloc *alloc, uint64_t max_bytes, Bytes image)
{
    if (image.data != NULL) {
        return pd_heap_init_image(heap, alloc, max_bytes, &(HeapImage){.base = image});
    }
    *heap = (Heap){.alloc = alloc, .max_bytes = max_bytes};
    if (max_bytes > REGION_MAX_BYTES / 8) {
        return STATUS_LIMIT;
    }
    size_t bytes = pd_round_up(8 + (size_t)max_bytes, 8) + run_bytes(max_bytes);
    heap->base = alloc->reserve(alloc->ctx, bytes);
    if (heap->base == NULL) {
        return STATUS_NO_MEMORY;
    }
    heap->reserved_bytes = bytes;
    start_building(heap, (size_t)max_bytes);
    return STATUS_OK;
}

Status pd_heap_init_image(Heap *heap, const Alloc *alloc, uint64_t max_bytes,
                          const HeapImage *image)
{
    size_t image_bytes = image->base.size + image->extra.size;
    *heap = (Heap){.alloc = alloc, .max_bytes = max_bytes};
    if (max_bytes > REGION_MAX_BYTES / 4) {
        return STATUS_LIMIT;
    }
    size_t bytes = pd_round_up(8 + image_bytes, 8) + run_bytes(max_bytes);
    bytes = pd_round_up(bytes, REGION_STEP_BYTES);
    if (bytes >= REGION_MAX_BYTES) {
        return STATUS_LIMIT;
    }
    heap->pool = image->pool;
    heap->base = pd_heap_pool_take(image->pool, alloc, &bytes);
    if (heap->base == NULL) {
        heap->base = image->shared != NULL ? alloc->reserve_shared(alloc->ctx, bytes, image->shared)
                                           : alloc->reserve(alloc->ctx, bytes);
        if (heap->base == NULL) {
            return STATUS_NO_MEMORY;
        }
        if (image->shared == NULL) {
            memcpy(heap->base, image->base.data, image->base.size);
        }
    }
    heap->reserved_bytes = bytes;
    if (image->extra.size != 0) {
        memcpy(heap->base + image->base.size, image->extra.data, image->extra.size);
    }
    ImageHead head;
    pd_assert(image->base.size >= sizeof head && image_bytes % 8 == 0);
    memcpy(&head, image->base.data, sizeof head);
    pd_assert((size_t)head.end * 8 == image->base.size);
    heap->image_end = (Ref)(image_bytes / 8);
    heap->image_intern_table = head.intern_table;
    heap->extra_intern_table = image->extra_intern_table;
    heap->sealed_image = true;
    place_parts(heap);
    start_run(heap);
    return STATUS_OK;
}

void pd_heap_build_constants(Heap *heap)
{
    pd_assert_heap(heap);
    pd_assert(!heap->sealed_image && heap->cursor == HEAP_LATIN1_FIRST);
    for (uint32_t point = 0; point < 256; point++) {
        Str *s = pd_str_new_width(heap, 1, 1);
        pd_assert(s != NULL);
        pd_assert(pd_ref_to(heap, s) == HEAP_LATIN1_FIRST + point * HEAP_LATIN1_UNITS);
        s->own[0] = (uint8_t)point;
        pd_str_seal(s);
    }
    Str *empty = pd_heap_alloc(heap, sizeof(Str), KIND_STR, 1);
    BytesObject *empty_bytes = pd_heap_alloc(heap, sizeof(Str), KIND_BYTES, 1);
    Tuple *empty_tuple = pd_heap_alloc(heap, sizeof(Tuple), KIND_TUPLE, 0);
    pd_assert(empty != NULL && empty_bytes != NULL && empty_tuple != NULL);
    pd_assert(pd_ref_to(heap, empty) == HEAP_EMPTY_STR);
    pd_assert(pd_ref_to(heap, empty_bytes) == HEAP_EMPTY_BYTES);
    pd_assert(pd_ref_to(heap, empty_tuple) == HEAP_EMPTY_TUPLE);
    empty->length = empty->hash = 0;
    empty_bytes->length = empty_bytes->hash = 0;
    empty_tuple->length = empty_tuple->unused = 0;
    pd_str_seal(empty);
    bool interned = pd_str_intern(heap, empty) == empty;
    for (Ref point = 0; point < 256; point++) {
        Str *s = pd_at(heap, HEAP_LATIN1_FIRST + point * HEAP_LATIN1_UNITS);
        interned = interned && pd_str_intern(heap, s) == s;
    }
    pd_assert(interned);
}

/* Hashes are computed now, so that nothing ever writes into an image. */
static void finish_image_objects(Heap *heap, Ref start, Ref end)
{
    pd_assert_heap(heap);
    HeapVisit visit = {.heap = heap, .mode = VISIT_IMAGE};
    for (Ref r = start; r < end;) {
        Header *h = pd_at(heap, r);
        if (h->kind == KIND_STR || h->kind == KIND_BYTES) {
            (void)pd_str_hash((Str *)(void *)h);
        }
        pd_assert(h->kind != KIND_FREE && h->kind < KIND_COUNT);
        pd_heap_scan(&visit, h);
        r += (Ref)(pd_object_bytes(heap, h) / 8);
        pd_assert(r <= end);
    }
}

void pd_heap_seal_image(Heap *heap)
{
    pd_assert_heap(heap);
    pd_assert(!heap->sealed_image);
    heap->image_end = heap->cursor;
    pd_assert(heap->image_end < HEAP_FIRST_IDENT);
    ImageHead head = {.intern_table = heap->intern_table, .end = heap->cursor};
    memcpy(heap->base, &head, sizeof head);
    finish_image_objects(heap, HEAP_LATIN1_FIRST, heap->image_end);
    heap->image_intern_table = heap->intern_table;
    heap->sealed_image = true;
    place_parts(heap);
    start_run(heap);
}

void pd_heap_grow_image(Heap *heap)
{
    pd_assert_heap(heap);
    pd_heap_seal_image(heap);
    heap->next_ident = HEAP_IMAGE_IDENT;
    heap->contiguous = true;
    pd_heap_lift_limit(heap);
}

/* The image's interned strings join those made since. */
static bool merge_interned(Heap *heap)
{
    pd_assert_heap(heap);
    Dict *into =
        heap->intern_table != 0 ? pd_at(heap, heap->intern_table) : pd_set_new(heap, 0, false);
    const Dict *from = pd_at(heap, heap->image_intern_table);
    uint32_t position = 0;
    Value key;
    Value unused;
    bool done = into != NULL;
    while (done && pd_dict_next(heap, from, &position, &key, &unused)) {
        uint32_t hash = pd_str_hash(PD_AS(Str, heap, key));
        done = pd_dict_insert_hashed(heap, into, key, hash, VALUE_NONE) == ANSWER_YES;
    }
    heap->intern_table = into == NULL ? 0 : pd_ref_to(heap, into);
    return done;
}

bool pd_heap_finish_image(Heap *heap)
{
    pd_assert_heap(heap);
    pd_assert(heap->sealed_image && heap->next_ident >= HEAP_IMAGE_IDENT);
    if (!merge_interned(heap)) {
        return false;
    }
    pd_heap_order(heap); /* right behind the part that is sealed already */
    Ref start = heap->space_start;
    pd_assert(start == heap->image_end && heap->next_ident < HEAP_FIRST_IDENT);
    heap->image_end = heap->cursor;
    if (heap->image_end >= HEAP_IMAGE_IDENT) {
        return false;
    }
    ImageHead head = {.intern_table = heap->intern_table, .end = heap->cursor};
    memcpy(heap->base, &head, sizeof head);
    finish_image_objects(heap, start, heap->image_end);
    heap->image_intern_table = heap->intern_table;
    place_parts(heap);
    start_run(heap);
    return true;
}

void pd_heap_lift_limit(Heap *heap)
{
    pd_assert_heap(heap);
    heap->threshold_bytes = heap->max_bytes;
    pd_heap_update_limit(heap, true);
}

void pd_heap_begin_extra(Heap *heap)
{
    pd_assert_heap(heap);
    pd_assert(heap->sealed_image && heap->cursor == heap->space_start);
    heap->contiguous = true;
    pd_heap_lift_limit(heap);
}

void pd_heap_take_extra(Heap *heap, HeapImage *image)
{
    pd_assert_heap(heap);
    pd_assert(heap->sealed_image && heap->extra_intern_table == 0);
    pd_assert(heap->contiguous && heap->collection_count == 0);
    Ref start = heap->space_start;
    pd_assert(start == heap->image_end && heap->cursor < HEAP_FIRST_IDENT);
    heap->image_end = heap->cursor;
    finish_image_objects(heap, start, heap->cursor);
    size_t bytes = (size_t)(heap->cursor - start) * 8;
    image->extra = (Bytes){heap->base + (size_t)start * 8, bytes};
    image->extra_intern_table = heap->intern_table;
}

const uint8_t *pd_heap_find_starts(const Heap *heap, Ref start, Ref end, Arena *arena)
{
    pd_assert_heap(heap);
    pd_assert(start >= HEAP_LATIN1_FIRST && start <= end);
    uint8_t *starts = ARENA_NEW_ARRAY(arena, (end - start) / 8 + 1, uint8_t);
    for (Ref at = start; starts != NULL && at < end;) {
        starts[(at - start) / 8] |= (uint8_t)(1u << ((at - start) % 8));
        at += (Ref)(pd_object_bytes(heap, pd_at(heap, at)) / 8);
    }
    return starts;
}

Bytes pd_heap_image(const Heap *heap)
{
    pd_assert_heap(heap);
    pd_assert(heap->sealed_image);
    return (Bytes){heap->base, (size_t)heap->image_end * 8};
}

void pd_heap_deinit(Heap *heap)
{
    if (heap->base != NULL && !pd_heap_pool_put(heap->pool, heap)) {
        heap->alloc->release(heap->alloc->ctx, heap->base, heap->reserved_bytes);
    }
    *heap = (Heap){.alloc = heap->alloc};
}

void pd_heap_discard_space(Heap *heap, uint64_t kept_bytes)
{
    pd_assert_heap(heap);
    Ref high = heap->space_high > heap->cursor ? heap->space_high : heap->cursor;
    size_t behind = (size_t)(high - heap->cursor) * 8;
    if (behind > kept_bytes) {
        size_t kept = (size_t)kept_bytes & ~(size_t)7;
        uint8_t *start = pd_at(heap, heap->cursor);
        heap->alloc->discard(heap->alloc->ctx, start + kept, behind - kept);
        heap->space_high = heap->cursor + (Ref)(kept / 8);
    }
}

void pd_heap_reset(Heap *heap, uint64_t max_bytes)
{
    pd_assert_heap(heap);
    pd_assert(heap->sealed_image);
    heap->space_high = heap->space_high > heap->cursor ? heap->space_high : heap->cursor;
    heap->cursor = heap->space_start;
    pd_heap_discard_space(heap, RESET_KEPT_BYTES);
    pd_large_clear(heap);
    heap->max_bytes = max_bytes;
    place_parts(heap);
    start_run(heap);
}

void pd_heap_copy(Heap *heap, const Heap *from)
{
    pd_assert_heap(heap);
    pd_assert_heap(from);
    const Heap own = *heap;
    pd_assert(own.image_end == from->image_end && own.max_bytes == from->max_bytes);
    pd_assert(own.large.start == from->large.start && own.cursor == own.space_start);
    *heap = *from;
    heap->base = own.base;
    heap->space_high = own.space_high;
    heap->large = own.large;
    heap->notes = own.notes;
    heap->places_epoch = own.places_epoch;
    heap->alloc = own.alloc;
    heap->reserved_bytes = own.reserved_bytes;
    heap->pool = own.pool;
    heap->hooks = own.hooks;
    Ref start = from->space_start;
    memcpy(pd_at(heap, start), pd_at(from, start), (size_t)(from->cursor - start) * 8);
    pd_large_copy(heap, from);
}

uint64_t pd_heap_used_bytes(const Heap *heap)
{
    /* base_used_bytes may be "negative": what is not counted was subtracted from it. */
    return heap->base_used_bytes + (uint64_t)heap->cursor * 8 - (uint64_t)heap->base_cursor * 8;
}

void pd_heap_update_limit(Heap *heap, bool room)
{
    uint64_t used = pd_heap_used_bytes(heap);
    bool all = room || pd_heap_is_tight(heap);
    uint64_t allowed = all ? heap->max_bytes : heap->threshold_bytes;
    uint64_t units = used < allowed ? (allowed - used) / 8 : 0;
    uint64_t physical = heap->space_end - heap->cursor;
    heap->limit = heap->cursor + (Ref)(units < physical ? units : physical);
}

void pd_heap_settle(Heap *heap)
{
    pd_assert_heap(heap);
    pd_heap_update_limit(heap, false);
}

void pd_heap_restore_counters(Heap *heap, uint64_t used_bytes, uint64_t threshold_bytes)
{
    pd_assert_heap(heap);
    heap->base_used_bytes = used_bytes;
    heap->base_cursor = heap->cursor;
    bool valid = threshold_bytes <= heap->max_bytes + HEAP_RESERVE_BYTES + HEAP_TIGHT_BYTES;
    heap->threshold_bytes = valid ? threshold_bytes : heap->max_bytes;
    if (pd_heap_is_due(heap)) { /* it is all new to this heap */
        heap->due_bytes = 2 * pd_heap_memory_bytes(heap);
    }
    pd_heap_update_limit(heap, false);
}

bool pd_heap_may_store(const Heap *heap, const void *slot)
{
    const uint8_t *at = slot;
    if (at < heap->base || at >= heap->base + heap->reserved_bytes) {
        return true; /* a root */
    }
    return pd_heap_is_used(heap, (Ref)((size_t)(at - heap->base) / 8));
}

static void *place_object(Heap *heap, size_t units, Kind kind, uint32_t aux)
{
    pd_assert_heap(heap);
    Header *h = pd_at(heap, heap->cursor);
    heap->cursor += (Ref)units;
    *h = (Header){.kind = (uint8_t)kind, .aux = (uint16_t)aux};
    return h;
}

/* Units that do not lie behind the cursor are allocated. */
static void count_large(Heap *heap, size_t units)
{
    pd_assert(units <= heap->limit - heap->cursor);
    heap->limit -= (Ref)units;
    heap->base_used_bytes += units * 8;
}

void *pd_heap_alloc_slow(Heap *heap, size_t bytes, Kind kind, uint32_t aux)
{
    pd_assert_heap(heap);
    pd_assert(bytes >= OBJECT_MIN_BYTES && heap->limit >= heap->cursor);
    size_t units = bytes / 8 + (bytes % 8 != 0);
    heap->alloc_count++;
    if (heap->alloc_count == heap->test_fail_at || units > (size_t)(heap->limit - heap->cursor)) {
        return NULL;
    }
    Ref large = bytes >= HEAP_LARGE_BYTES && !heap->contiguous ? pd_large_take(heap, units) : 0;
    if (large == 0) {
        return place_object(heap, units, kind, aux);
    }
    count_large(heap, units);
    Header *h = pd_at(heap, large);
    *h = (Header){.kind = (uint8_t)kind, .aux = (uint16_t)aux};
    return h;
}

void *pd_heap_alloc_reserve(Heap *heap, size_t bytes, Kind kind, uint32_t aux)
{
    pd_assert_heap(heap);
    pd_assert(bytes >= OBJECT_MIN_BYTES && bytes <= HEAP_RESERVE_BYTES);
    size_t units = (bytes + 7) / 8;
    if (pd_heap_used_bytes(heap) + units * 8 > heap->max_bytes + HEAP_RESERVE_BYTES ||
        units > heap->space_end - heap->cursor) {
        return NULL;
    }
    void *object = place_object(heap, units, kind, aux);
    if (heap->limit < heap->cursor) {
        heap->limit = heap->cursor;
    }
    return object;
}

Ref pd_heap_begin_reserve(Heap *heap, size_t bytes)
{
    pd_assert_heap(heap);
    pd_assert(bytes <= HEAP_RESERVE_BYTES);
    Ref limit = heap->limit;
    uint64_t used = pd_heap_used_bytes(heap);
    uint64_t most = heap->max_bytes + HEAP_RESERVE_BYTES;
    uint64_t units = used >= most ? 0 : (bytes < most - used ? bytes : most - used) / 8;
    Ref physical = heap->space_end - heap->cursor;
    Ref wanted = heap->cursor + (Ref)(units < physical ? units : physical);
    if (heap->test_fail_at == 0 && wanted > limit) {
        heap->limit = wanted;
    }
    return limit;
}

void pd_heap_end_reserve(Heap *heap, Ref limit)
{
    heap->limit = limit > heap->cursor ? limit : heap->cursor;
    pd_assert_heap(heap);
}

/* Of the large object that was allocated last. */
static void trim_large(Heap *heap, Ref r, size_t units)
{
    pd_assert_heap(heap);
    size_t had = pd_large_span(heap, r)->units;
    pd_assert(units <= had);
    heap->limit += (Ref)(had - units);
    heap->base_used_bytes -= (had - units) * 8;
    if (units == 0) {
        pd_large_free(heap, r);
    } else if (!pd_large_resize(heap, r, units)) {
        pd_unreachable();
    }
}

void pd_heap_trim(Heap *heap, void *object, size_t bytes)
{
    pd_assert_heap(heap);
    Ref start = pd_ref_to(heap, object);
    if (pd_is_large(heap, start)) {
        trim_large(heap, start, (bytes + 7) / 8);
        return;
    }
    Ref end = start + (Ref)((bytes + 7) / 8);
    pd_assert(end <= heap->cursor && start >= heap->space_start);
    heap->cursor = end;
}

bool pd_heap_extend(Heap *heap, const void *object, size_t old_bytes, size_t bytes)
{
    pd_assert_heap(heap);
    pd_assert(old_bytes % 8 == 0 && bytes >= old_bytes);
    Ref start = pd_ref_to(heap, object);
    Ref old_units = (Ref)(old_bytes / 8);
    size_t units = (bytes + 7) / 8;
    if (units > (size_t)(heap->limit - heap->cursor) || heap->test_fail_at != 0) {
        return false;
    }
    if (pd_is_large(heap, start)) {
        bool done = pd_large_resize(heap, start, units);
        if (done) {
            count_large(heap, units);
        }
        return done;
    }
    if (start + old_units != heap->cursor || (bytes >= HEAP_LARGE_BYTES && !heap->contiguous)) {
        return false;
    }
    pd_assert(start >= heap->space_start);
    heap->cursor = start + (Ref)units;
    heap->limit -= old_units;
    heap->base_used_bytes += old_bytes;
    return true;
}

void pd_heap_drop(Heap *heap, Ref storage)
{
    pd_assert_heap(heap);
    if (pd_is_large(heap, storage)) {
        pd_large_free(heap, storage);
    }
}

uint32_t pd_object_ident(Heap *heap, Header *h)
{
    pd_assert_heap(heap);
    Ref r = pd_ref_to(heap, h);
    if (h->ident != 0) {
        return h->ident;
    }
    if (!heap->sealed_image || r < heap->image_end) {
        return r;
    }
    h->ident = heap->next_ident++;
    if (heap->next_ident == 0) {
        heap->next_ident = HEAP_FIRST_IDENT;
    }
    return h->ident;
}
