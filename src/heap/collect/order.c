/* Lays an image that was made by running out anew: what is reached is copied behind all that there
 * is, breadth first from the roots (C. J. Cheney, "A nonrecursive list compacting algorithm",
 * 1970), and then moved to the place that its references tell already.
 *
 * So the layout follows from what the image holds, not from how it was made, and what belongs
 * together lies together. For the maker of an image only: no object is large, no fiber runs.
 */
#include "heap/heap_in.h"

/* A copied object is KIND_FREE, and the word after its header tells where it will be. */
Ref pd_order_copy(HeapVisit *visit, Ref r)
{
    pd_assert_visit(visit);
    Heap *heap = visit->heap;
    if (r - visit->first >= visit->units) {
        return r;
    }
    Header *h = pd_at(heap, r);
    Ref *forward = (Ref *)(void *)(h + 1);
    if (h->kind != KIND_FREE) {
        size_t bytes = pd_object_bytes(heap, h);
        pd_assert(bytes / 8 <= heap->space_end - heap->cursor);
        memcpy(pd_at(heap, heap->cursor), h, bytes);
        h->kind = KIND_FREE;
        *forward = heap->cursor - visit->units;
        heap->cursor += (Ref)(bytes / 8);
    }
    return *forward;
}

/* Whether an interned string was reached, or is of the part that is sealed already. */
static bool is_kept(const HeapVisit *visit, Value s)
{
    pd_assert_visit(visit);
    Ref r = pd_ref_of(s);
    const Header *h = pd_at(visit->heap, r);
    return r - visit->first >= visit->units || h->kind == KIND_FREE;
}

/* Makes the table of interned strings anew, behind what was copied. */
static void order_interned(HeapVisit *visit)
{
    pd_assert_visit(visit);
    Heap *heap = visit->heap;
    const Table *from = pd_dict_table(heap, pd_at(heap, heap->intern_table));
    pd_assert(from != NULL);
    uint32_t count = 0;
    for (uint32_t i = 0; i < from->count; i++) {
        count += is_kept(visit, from->entries[i]);
    }
    Dict *d = PD_NEW(Dict, heap, KIND_SET);
    Table *to = pd_table_new(heap, pd_table_capacity_for(count), 1);
    pd_assert(d != NULL && to != NULL);
    for (uint32_t i = 0; i < from->count; i++) {
        if (is_kept(visit, from->entries[i])) {
            Value s = pd_from_ref(pd_order_copy(visit, pd_ref_of(from->entries[i])));
            pd_table_append(to, s, pd_table_hashes(from, 1)[i], VALUE_UNBOUND);
        }
    }
    d->used = count;
    d->table = pd_ref_to(heap, to) - visit->units;
    heap->intern_table = pd_ref_to(heap, d) - visit->units;
}

void pd_heap_order(Heap *heap)
{
    pd_assert_heap(heap);
    pd_assert(heap->contiguous && heap->intern_table != 0);
    pd_heap_collect(heap, true);
    HeapVisit visit = {.heap = heap, .mode = VISIT_ORDER, .first = heap->space_start};
    visit.units = heap->cursor - heap->space_start;
    heap->limit = heap->space_end;
    pd_heap_visit_roots(&visit);
    for (Ref at = heap->space_start + visit.units; at < heap->cursor;) {
        Header *h = pd_at(heap, at);
        pd_heap_scan(&visit, h);
        at += (Ref)(pd_object_bytes(heap, h) / 8);
    }
    order_interned(&visit);
    Ref first = heap->space_start + visit.units;
    memmove(pd_at(heap, heap->space_start), pd_at(heap, first), (size_t)(heap->cursor - first) * 8);
    heap->cursor -= visit.units;
}
