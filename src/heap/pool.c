/*
 * Regions that heaps over one image have left, for the next heaps over it.
 *
 * Mapping a region and its image takes longer than all that a small run does. What a heap finds
 * behind its image is never read before it is written, so a region need not be emptied; the image
 * part is as it was, for no run writes there. Only regions of which little was used are kept.
 */
#include "heap/heap_in.h"

#include <stdatomic.h>
#include <string.h>

enum { POOL_REGIONS = 2, POOL_USED_BYTES = 2 << 20 };
#define POOL_REGION_BYTES (UINT64_C(2) << 30) /* larger ones are not kept */

/* Lies in a region whose heap is gone, behind the image. */
typedef struct Region {
    size_t bytes;
} Region;

struct HeapPool {
    const Alloc *alloc;
    size_t image_bytes;
    _Atomic(uint8_t *) regions[POOL_REGIONS]; /* NULL: the place is free */
};

static Region *region_at(const HeapPool *pool, uint8_t *base)
{
    pd_assert(base != NULL && pool->image_bytes % 8 == 0);
    return (Region *)(void *)(base + pool->image_bytes);
}

HeapPool *pd_heap_pool_new(const Alloc *alloc, size_t image_bytes)
{
    HeapPool *pool = pd_alloc_new_array(alloc, 1, sizeof *pool);
    if (pool == NULL) {
        return NULL;
    }
    pool->alloc = alloc;
    pool->image_bytes = image_bytes;
    for (int i = 0; i < POOL_REGIONS; i++) {
        atomic_init(&pool->regions[i], NULL);
    }
    return pool;
}

void pd_heap_pool_free(HeapPool *pool)
{
    if (pool == NULL) {
        return;
    }
    const Alloc *alloc = pool->alloc;
    for (int i = 0; i < POOL_REGIONS; i++) {
        uint8_t *base = atomic_load(&pool->regions[i]);
        if (base != NULL) {
            alloc->release(alloc->ctx, base, region_at(pool, base)->bytes);
        }
    }
    pd_alloc_free_array(alloc, pool, 1, sizeof *pool);
}

/* Into a free place, or away. */
static void put(HeapPool *pool, uint8_t *base)
{
    pd_assert(base != NULL);
    for (int i = 0; i < POOL_REGIONS; i++) {
        uint8_t *none = NULL;
        if (atomic_compare_exchange_strong(&pool->regions[i], &none, base)) {
            return;
        }
    }
    pool->alloc->release(pool->alloc->ctx, base, region_at(pool, base)->bytes);
}

uint8_t *pd_heap_pool_take(HeapPool *pool, const Alloc *alloc, size_t *bytes)
{
    pd_assert(*bytes >= sizeof(Region));
    if (pool == NULL || pool->alloc != alloc) {
        return NULL;
    }
    for (int i = 0; i < POOL_REGIONS; i++) {
        uint8_t *base = atomic_exchange(&pool->regions[i], NULL);
        if (base == NULL) {
            continue;
        }
        size_t has = region_at(pool, base)->bytes;
        if (has < *bytes) {
            put(pool, base);
            continue;
        }
        *bytes = has;
        if (PD_TORTURE) { /* what is there was somebody else's */
            memset(base + pool->image_bytes, 0xDD, POOL_USED_BYTES);
        }
        return base;
    }
    return NULL;
}

bool pd_heap_pool_put(HeapPool *pool, const Heap *heap)
{
    pd_assert(heap->base != NULL);
    size_t room = heap->reserved_bytes - (pool == NULL ? 0 : pool->image_bytes);
    if (pool == NULL || pool->alloc != heap->alloc || room < 2 * (size_t)POOL_USED_BYTES) {
        return false;
    }
    size_t used = (size_t)(heap->cursor - heap->space_start) * 8;
    size_t extra = (size_t)heap->image_end * 8 - pool->image_bytes;
    bool small = heap->reserved_bytes <= POOL_REGION_BYTES && heap->peak_bytes <= POOL_USED_BYTES &&
                 heap->sealed_image && used <= POOL_USED_BYTES && heap->large.high == 0 &&
                 extra <= POOL_USED_BYTES;
    if (!small) {
        return false;
    }
    *region_at(pool, heap->base) = (Region){heap->reserved_bytes};
    put(pool, heap->base);
    return true;
}
