/* Large objects: whole pages for each, so that they never move and that growing, shrinking or
 * dropping one costs next to nothing.
 *
 * The area is a row of spans of pages, each in use by one object or free; what lies behind the last
 * one in use (`top`) is in no span. No two free spans are neighbours. A free span is in the list of
 * its class, which is the logarithm of its length. Which pages have memory is only estimated, from
 * above: the host may be asked to take the same page back twice. Where objects lie depends on what
 * happened in this process; nothing that a program can see depends on it.
 */
#include "heap/heap_in.h"

enum {
    TRIES_MAX = 16, /* spans of the wanted class that are looked at */
    FIRST_KEPT_PAGES = (1 << 20) / HEAP_PAGE_BYTES
};

_Static_assert(sizeof(LargeSpan) % 8 == 0, "lies in front of words");

static LargeSpan *span_at(const Heap *heap, uint32_t page)
{
    pd_assert_torture(page < heap->large.pages);
    return &heap->large.spans[page];
}

static Ref ref_of_page(const Heap *heap, uint32_t page)
{
    return heap->large.start + page * HEAP_PAGE_UNITS;
}

static uint32_t page_of_ref(const Heap *heap, Ref r)
{
    pd_assert((r - heap->large.start) % HEAP_PAGE_UNITS == 0);
    return (r - heap->large.start) / HEAP_PAGE_UNITS;
}

static uint32_t pages_for(size_t units)
{
    return (uint32_t)((units + HEAP_PAGE_UNITS - 1) / HEAP_PAGE_UNITS);
}

static uint32_t class_of(uint32_t pages)
{
    pd_assert(pages > 0);
    uint32_t class = 63 - pd_clz64(pages);
    return class < HEAP_LARGE_CLASSES ? class : HEAP_LARGE_CLASSES - 1;
}

void pd_large_init(LargeArea *area, Ref start, uint32_t pages, void *spans)
{
    *area = (LargeArea){.start = start, .pages = pages, .kept = FIRST_KEPT_PAGES, .spans = spans};
}

/* ---- free spans ---- */

/* Both ends of a span tell what it is. */
static LargeSpan *set_span(Heap *heap, uint32_t page, uint32_t pages, uint32_t units)
{
    LargeSpan *first = span_at(heap, page);
    LargeSpan *last = span_at(heap, page + pages - 1);
    first->pages = last->pages = pages;
    first->units = last->units = units;
    return first;
}

static void link_free(Heap *heap, uint32_t page, uint32_t pages, uint32_t dirty)
{
    LargeArea *area = &heap->large;
    LargeSpan *span = set_span(heap, page, pages, 0);
    uint32_t *list = &area->free[class_of(pages)];
    span->dirty = dirty < pages ? dirty : pages;
    span->prev = 0;
    span->next = *list;
    if (*list != 0) {
        span_at(heap, *list - 1)->prev = page + 1;
    }
    *list = page + 1;
    area->dirty += span->dirty;
}

static LargeSpan unlink_free(Heap *heap, uint32_t page)
{
    LargeArea *area = &heap->large;
    const LargeSpan span = *span_at(heap, page);
    pd_assert(span.units == 0 && area->dirty >= span.dirty);
    if (span.next != 0) {
        span_at(heap, span.next - 1)->prev = span.prev;
    }
    if (span.prev != 0) {
        span_at(heap, span.prev - 1)->next = span.next;
    } else {
        area->free[class_of(span.pages)] = span.next;
    }
    area->dirty -= span.dirty;
    return span;
}

/* Makes pages free that are part of no span: joins them with what is free beside them. */
static void release(Heap *heap, uint32_t page, uint32_t pages, uint32_t dirty)
{
    LargeArea *area = &heap->large;
    if (page + pages < area->top && span_at(heap, page + pages)->units == 0) {
        LargeSpan next = unlink_free(heap, page + pages);
        pages += next.pages;
        dirty += next.dirty;
    }
    if (page > 0 && span_at(heap, page - 1)->units == 0) {
        page -= span_at(heap, page - 1)->pages;
        LargeSpan before = unlink_free(heap, page);
        pages += before.pages;
        dirty += before.dirty;
    }
    if (page + pages == area->top) {
        area->top = page;
    } else {
        link_free(heap, page, pages, dirty);
    }
    if (area->dirty + (area->high > area->top ? area->high - area->top : 0) > area->kept) {
        pd_large_discard(heap, area->kept);
    }
}

/* Takes the first pages of a free span out of it. */
static void split(Heap *heap, uint32_t page, uint32_t pages)
{
    LargeSpan span = unlink_free(heap, page);
    pd_assert(span.pages >= pages);
    if (span.pages > pages) {
        link_free(heap, page + pages, span.pages - pages, span.dirty);
    }
}

/* A free span of at least so many pages: first page + 1, or 0. */
static uint32_t find_free(const Heap *heap, uint32_t pages)
{
    const LargeArea *area = &heap->large;
    uint32_t class = class_of(pages);
    uint32_t at = area->free[class];
    for (int i = 0; i < TRIES_MAX && at != 0; i++) {
        if (span_at(heap, at - 1)->pages >= pages) {
            return at;
        }
        at = span_at(heap, at - 1)->next;
    }
    for (class ++; class < HEAP_LARGE_CLASSES; class ++) {
        at = area->free[class];
        if (at != 0 && span_at(heap, at - 1)->pages >= pages) {
            return at;
        }
    }
    return 0;
}

static void raise_top(LargeArea *area, uint32_t top)
{
    pd_assert(top > area->top && top <= area->pages);
    area->top = top;
    area->high = area->high > top ? area->high : top;
}

void pd_large_discard(Heap *heap, uint32_t kept)
{
    pd_assert_heap(heap);
    LargeArea *area = &heap->large;
    uint32_t behind = area->high > area->top ? area->high - area->top : 0;
    uint64_t total = (uint64_t)area->dirty + behind;
    uint64_t excess = total > kept ? total - kept : 0;
    if (behind > 0 && excess > 0) {
        uint32_t cut = excess < behind ? (uint32_t)excess : behind;
        area->high -= cut;
        heap->alloc->discard(heap->alloc->ctx, pd_at(heap, ref_of_page(heap, area->high)),
                             (size_t)cut * HEAP_PAGE_BYTES);
        excess -= cut;
    }
    for (uint32_t class = HEAP_LARGE_CLASSES; class -- > 0 && excess > 0;) {
        for (uint32_t at = area->free[class]; at != 0 && excess > 0;) {
            LargeSpan *span = span_at(heap, at - 1);
            if (span->dirty > 0) {
                heap->alloc->discard(heap->alloc->ctx, pd_at(heap, ref_of_page(heap, at - 1)),
                                     (size_t)span->pages * HEAP_PAGE_BYTES);
                excess -= excess < span->dirty ? excess : span->dirty;
                area->dirty -= span->dirty;
                span->dirty = 0;
            }
            at = span->next;
        }
    }
}

/* ---- objects ---- */

Ref pd_large_take(Heap *heap, size_t units)
{
    pd_assert_heap(heap);
    LargeArea *area = &heap->large;
    if (units > (size_t)area->pages * HEAP_PAGE_UNITS) {
        return 0;
    }
    uint32_t pages = pages_for(units);
    uint32_t page = find_free(heap, pages);
    if (page != 0) {
        split(heap, --page, pages);
    } else if (pages <= area->pages - area->top) {
        page = area->top;
        raise_top(area, page + pages);
    } else {
        return 0;
    }
    area->used += pages;
    LargeSpan *span = set_span(heap, page, pages, (uint32_t)units);
    span->marked = span->is_plain = false;
    span->plain = 0;
    return ref_of_page(heap, page);
}

bool pd_large_resize(Heap *heap, Ref r, size_t units)
{
    pd_assert_heap(heap);
    LargeArea *area = &heap->large;
    uint32_t page = page_of_ref(heap, r);
    uint32_t had = span_at(heap, page)->pages;
    pd_assert(span_at(heap, page)->units != 0 && units > 0);
    if (units > (size_t)(area->pages - page) * HEAP_PAGE_UNITS) {
        return false;
    }
    uint32_t pages = pages_for(units);
    uint32_t behind = page + had;
    if (pages < had) {
        area->used -= had - pages;
        set_span(heap, page, pages, (uint32_t)units);
        release(heap, page + pages, had - pages, had - pages);
        return true;
    }
    if (pages > had && behind == area->top) {
        raise_top(area, page + pages);
    } else if (pages > had) {
        const LargeSpan *next = span_at(heap, behind);
        if (next->units != 0 || next->pages < pages - had) {
            return false;
        }
        split(heap, behind, pages - had);
    }
    area->used += pages - had;
    set_span(heap, page, pages, (uint32_t)units);
    return true;
}

void pd_large_free(Heap *heap, Ref r)
{
    pd_assert_heap(heap);
    uint32_t page = page_of_ref(heap, r);
    uint32_t pages = span_at(heap, page)->pages;
    pd_assert(span_at(heap, page)->units != 0);
    if (PD_TORTURE) { /* nobody may read it any more */
        memset(pd_at(heap, r), 0xDD, (size_t)pages * HEAP_PAGE_BYTES);
    }
    heap->large.used -= pages;
    release(heap, page, pages, pages);
}

void pd_large_touch(Heap *heap, Ref array)
{
    pd_assert_heap(heap);
    pd_assert(pd_large_span(heap, array)->units != 0);
    pd_large_span(heap, array)->plain = 0;
}

Ref pd_large_next(const Heap *heap, uint32_t *page)
{
    while (*page < heap->large.top) {
        uint32_t at = *page;
        *page += span_at(heap, at)->pages;
        if (span_at(heap, at)->units != 0) {
            return ref_of_page(heap, at);
        }
    }
    return 0;
}

void pd_large_sweep(Heap *heap)
{
    pd_assert_heap(heap);
    uint32_t page = 0;
    Ref r = pd_large_next(heap, &page);
    while (r != 0) {
        LargeSpan *span = pd_large_span(heap, r);
        Ref next = pd_large_next(heap, &page); /* while what is free is not joined with r */
        if (span->marked) {
            span->marked = false;
        } else {
            pd_large_free(heap, r);
        }
        r = next;
    }
}

void pd_large_clear(Heap *heap)
{
    pd_assert_heap(heap);
    LargeArea *area = &heap->large;
    area->top = area->used = area->dirty = 0;
    memset(area->free, 0, sizeof area->free);
    pd_large_discard(heap, 0);
}

void pd_large_copy(Heap *heap, const Heap *from)
{
    pd_assert_heap(from);
    LargeSpan *spans = heap->large.spans;
    uint32_t high = heap->large.high;
    heap->large = from->large;
    heap->large.spans = spans;
    if (from->large.top == 0) {
        return;
    }
    heap->large.high = high > from->large.top ? high : from->large.top;
    memcpy(spans, from->large.spans, from->large.top * sizeof *spans);
    uint32_t page = 0;
    for (Ref r = pd_large_next(from, &page); r != 0; r = pd_large_next(from, &page)) {
        memcpy(pd_at(heap, r), pd_at(from, r), (size_t)pd_large_span(from, r)->units * 8);
    }
}
