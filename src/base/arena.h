/*
 * Memory that lives and dies together: a chunked bump allocator with a maximum.
 *
 * Everything is 8-aligned and, unless taken, zeroed. Nothing is freed alone. Running into the
 * maximum and running out of memory both give NULL; pd_arena_status tells them apart. One thread.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/alloc.h"
#include "base/bytes.h"
#include "base/status.h"

typedef struct ArenaChunk ArenaChunk;

typedef struct Arena {
    const Alloc *alloc;
    ArenaChunk *chunks; /* newest first */
    uint8_t *next;      /* the free part of the newest chunk: next up to end */
    uint8_t *end;
    size_t used_bytes; /* handed out, each size rounded up to 8 */
    size_t max_bytes;
    Status status; /* STATUS_OK, or the first failure: STATUS_LIMIT or STATUS_NO_MEMORY */
} Arena;

/* Takes no memory yet. used_bytes never exceeds max_bytes. */
void pd_arena_init(Arena *arena, const Alloc *alloc, size_t max_bytes);

/* Gives everything back; the arena can only be initialised again. */
void pd_arena_deinit(Arena *arena);

/* Forgets everything handed out and the status, and keeps one chunk for the next use. */
void pd_arena_reset(Arena *arena);

/* Zeroed memory aligned to 8 bytes, or NULL. bytes == 0 gives a valid address. */
void *pd_arena_alloc(Arena *arena, size_t bytes) MUST_USE;
void *pd_arena_alloc_array(Arena *arena, size_t count, size_t item_bytes) MUST_USE;

/* The same for what is written before it is read: not zeroed. */
void *pd_arena_take(Arena *arena, size_t bytes) MUST_USE;
void *pd_arena_take_array(Arena *arena, size_t count, size_t item_bytes) MUST_USE;

/*
 * The same content in new_bytes (>= old_bytes) of memory, the rest zeroed; extends in place when p
 * was handed out last. The old place must not be used afterwards. p may be NULL with old_bytes 0.
 * NULL on failure.
 */
void *pd_arena_grow(Arena *arena, void *p, size_t old_bytes, size_t new_bytes) MUST_USE;

/* A copy that ends with NUL (not counted in the size), or NULL. */
char *pd_arena_copy_string(Arena *arena, Bytes text) MUST_USE;

/* A copy in *out; false on failure. */
bool pd_arena_copy_bytes(Arena *arena, Bytes bytes, Bytes *out) MUST_USE;

/* STATUS_OK while nothing failed since init or reset. */
static inline Status pd_arena_status(const Arena *arena)
{
    return arena->status;
}

#define ARENA_NEW(arena, Type) ((Type *)pd_arena_alloc((arena), sizeof(Type)))
#define ARENA_NEW_ARRAY(arena, count, Type) \
 ((Type *)pd_arena_alloc_array((arena), (count), sizeof(Type)))
#define ARENA_TAKE_ARRAY(arena, count, Type) \
 ((Type *)pd_arena_take_array((arena), (count), sizeof(Type)))

#endif
