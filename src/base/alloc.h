/*
 * Where memory comes from: one vtable, the system's implementation of it, and one that fails on
 * purpose.
 *
 * The only file that calls malloc or mmap is alloc.c. Everybody else takes a `const Alloc *` and
 * tells the size when giving memory back, so an implementation can count exactly. An Alloc may be
 * used by several threads at once if its implementation says so; the system's may.
 */
#ifndef BASE_ALLOC_H
#define BASE_ALLOC_H

#include "base/platform.h"

typedef struct Alloc {
    void *ctx;
    /*
     * Makes a block new_bytes long, keeping the common prefix; new bytes are not initialised. p ==
     * NULL (old_bytes 0) allocates, new_bytes == 0 frees and returns NULL. On failure returns NULL
     * and p stays as it was. Blocks are aligned to 16 bytes.
     */
    void *(*resize)(void *ctx, void *p, size_t old_bytes, size_t new_bytes);
    /*
     * A zeroed range of addresses aligned to a page, backed by memory only where touched; NULL on
     * failure.
     */
    void *(*reserve)(void *ctx, size_t bytes);
    /* Gives a whole reserved range back. */
    void (*release)(void *ctx, void *p, size_t bytes);
    /*
     * Gives the memory of a part of a reserved range back; whole pages inside read as zero
     * afterwards, the partial pages at both ends are set to zero.
     */
    void (*discard)(void *ctx, void *p, size_t bytes);
    /*
     * Makes contents that many ranges begin with known, so that they need not be copied: a handle
     * for reserve_shared, or NULL when there is no memory. Safe from any thread, as the two that
     * follow.
     */
    void *(*share)(void *ctx, const void *contents, size_t bytes);
    void (*unshare)(void *ctx, void *shared); /* ranges made with it stay good */
    /* As reserve, but the range begins with a private copy of the contents (bytes is not less). */
    void *(*reserve_shared)(void *ctx, size_t bytes, const void *shared);
} Alloc;

/* malloc and mmap. Safe from any thread. */
const Alloc *pd_alloc_system(void);

/*
 * For tests: an Alloc that makes the fail_at-th call fail (counted from 1; 0 means never) and, when
 * persistent is set, each later one too. Counts calls of resize with new_bytes > 0 and of reserve.
 * It also keeps the books: after a test live_bytes and live_count must be 0. One thread.
 */
typedef struct AllocFailing {
    Alloc alloc; /* pass &failing.alloc on; valid while the struct stays where it is */
    const Alloc *base;
    uint64_t call_count;
    uint64_t fail_at;
    bool persistent;
    bool failed; /* whether any call was refused */
    size_t live_bytes;
    size_t live_count;
} AllocFailing;

void pd_alloc_failing_init(AllocFailing *failing, const Alloc *base, uint64_t fail_at);

/* Shorthands. All return NULL on failure, also when the size in bytes would overflow. */
static inline void *pd_alloc_new(const Alloc *alloc, size_t bytes)
{
    return alloc->resize(alloc->ctx, NULL, 0, bytes);
}

static inline void *pd_alloc_resize(const Alloc *alloc, void *p, size_t old_bytes, size_t new_bytes)
{
    return alloc->resize(alloc->ctx, p, old_bytes, new_bytes);
}

/* p may be NULL. */
static inline void pd_alloc_free(const Alloc *alloc, void *p, size_t bytes)
{
    if (p != NULL) {
        (void)alloc->resize(alloc->ctx, p, bytes, 0);
    }
}

/*
 * Zeroed memory for count items; count * item_bytes must not be 0. Free with pd_alloc_free_array.
 */
void *pd_alloc_new_array(const Alloc *alloc, size_t count, size_t item_bytes) MUST_USE;

/* Grows or shrinks an array; items past old_count are zeroed. new_count must not be 0. */
void *pd_alloc_resize_array(const Alloc *alloc, void *p, size_t old_count, size_t new_count,
                            size_t item_bytes) MUST_USE;

static inline void pd_alloc_free_array(const Alloc *alloc, void *p, size_t count, size_t item_bytes)
{
    pd_alloc_free(alloc, p, count * item_bytes);
}

#endif
