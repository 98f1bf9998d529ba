/* A collection: what lives is marked, then the small objects of it slide together, and the memory
 * of the others is used again. Strings that only the table of interned strings knows are dropped.
 *
 * Decides what a collection costs and when the next one is due; trace.c does the work. What is
 * counted afterwards, and the next threshold, depend on roots and objects alone; how much memory
 * the process keeps does not show.
 */
#include "heap/heap_in.h"

enum {
    KEPT_BYTES = 2 << 20,      /* free memory that a heap keeps in any case, of each part */
    KEPT_STACK_BYTES = 1 << 16 /* of what marking used */
};

/* Leaves only marked strings in the table of interned strings, and gives their number. The table is
 * not counted as used but by HEAP_INTERN_BYTES for each. */
static uint64_t keep_interned(HeapVisit *visit)
{
    pd_assert_visit(visit);
    Heap *heap = visit->heap;
    if (heap->intern_table == 0) {
        return 0;
    }
    Dict *d = pd_at(heap, heap->intern_table);
    Table *t = pd_dict_table(heap, d);
    uint32_t count = t == NULL ? 0 : t->count;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < count; i++) {
        pd_assert(!pd_is_unbound(t->entries[i]));
        if (pd_trace_is_marked(visit, pd_ref_of(t->entries[i]))) {
            uint32_t *hashes = pd_table_hashes(t, 1);
            t->entries[kept] = t->entries[i];
            hashes[kept++] = hashes[i];
        }
    }
    if (kept == 0) {
        heap->intern_table = 0;
        return 0;
    }
    if (kept < count) {
        pd_table_shrink(t, kept);
    }
    d->used = kept;
    pd_trace_keep(visit, heap->intern_table);
    pd_trace_keep(visit, d->table);
    return kept;
}

/* What is counted makes a collection due after as many allocations as live. One that looks at
 * little of that costs little, and is worth its time earlier. */
static void set_due(Heap *heap, const HeapVisit *visit)
{
    pd_assert_heap(heap);
    enum { WORTH = 4 };
    uint64_t looked_at = (visit->live_units - visit->plain_units) * 8;
    uint64_t room = looked_at * WORTH;
    room = room > HEAP_MIN_THRESHOLD_BYTES ? room : HEAP_MIN_THRESHOLD_BYTES;
    heap->due_bytes = pd_heap_memory_bytes(heap) + room;
}

static void set_threshold(Heap *heap, uint64_t live)
{
    pd_assert_heap(heap);
    uint64_t threshold = live * 2;
    threshold = threshold > HEAP_MIN_THRESHOLD_BYTES ? threshold : HEAP_MIN_THRESHOLD_BYTES;
    heap->threshold_bytes = threshold < heap->max_bytes ? threshold : heap->max_bytes;
    if (live > heap->max_bytes - heap->max_bytes / 32) {
        heap->threshold_bytes = heap->max_bytes + HEAP_RESERVE_BYTES + HEAP_TIGHT_BYTES;
    }
}

/* Gives back what the next allocations will not need. */
static void discard(Heap *heap, const HeapVisit *visit)
{
    pd_assert_heap(heap);
    uint64_t kept = heap->due_bytes - pd_heap_memory_bytes(heap);
    uint64_t room = heap->threshold_bytes - pd_heap_used_bytes(heap);
    kept = kept < room ? kept : room;
    kept = kept > KEPT_BYTES ? kept : KEPT_BYTES;
    pd_heap_discard_space(heap, kept);
    heap->large.kept = (uint32_t)(kept / HEAP_PAGE_BYTES);
    pd_large_discard(heap, heap->large.kept);
    size_t stack_bytes = (size_t)(visit->highest - visit->stack) * sizeof(Ref);
    if (stack_bytes > KEPT_STACK_BYTES) {
        heap->alloc->discard(heap->alloc->ctx, visit->stack, stack_bytes);
    }
}

void pd_heap_collect(Heap *heap, bool force_room)
{
    pd_assert_heap(heap);
    pd_assert(heap->sealed_image);
    uint64_t used = pd_heap_used_bytes(heap);
    heap->peak_bytes = used > heap->peak_bytes ? used : heap->peak_bytes;
    heap->collection_count++;
    heap->space_high = heap->space_high > heap->cursor ? heap->space_high : heap->cursor;
    pd_heap_forget_places(heap);

    HeapVisit visit;
    pd_trace_start(&visit, heap);
    pd_trace_mark(&visit);
    uint64_t interned = keep_interned(&visit);
    uint64_t live = visit.live_units * 8 + interned * HEAP_INTERN_BYTES;
    pd_trace_move(&visit);
    heap->large.kept = UINT32_MAX;
    pd_large_sweep(heap);

    heap->base_cursor = heap->cursor;
    heap->base_used_bytes = live;
    set_threshold(heap, live);
    set_due(heap, &visit);
    pd_heap_update_limit(heap, force_room);
    discard(heap, &visit);
    if (PD_TORTURE) {
        pd_assert_sound(pd_heap_verify(heap, HEAP_EXACT));
    }
}
