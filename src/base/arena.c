/*
 * The arena: a list of chunks, each twice as large as the one before up to a bound, filled from the
 * front.
 */
#include "base/base.h"

struct ArenaChunk {
    ArenaChunk *older;
    size_t bytes; /* of the whole block, this header included */
};

#define CHUNK_BYTES_FIRST 4096u
#define CHUNK_BYTES_MAX   (1u << 20)
#define ARENA_ALIGN       8u

_Static_assert(sizeof(ArenaChunk) % ARENA_ALIGN == 0, "content starts aligned");

void pd_arena_init(Arena *arena, const Alloc *alloc, size_t max_bytes)
{
    *arena = (Arena){.alloc = alloc, .max_bytes = max_bytes, .status = STATUS_OK};
}

static void free_chunks(Arena *arena, ArenaChunk *chunk)
{
    while (chunk != NULL) {
        ArenaChunk *older = chunk->older;
        pd_alloc_free(arena->alloc, chunk, chunk->bytes);
        chunk = older;
    }
}

void pd_arena_deinit(Arena *arena)
{
    free_chunks(arena, arena->chunks);
    *arena = (Arena){.status = STATUS_INTERNAL};
}

static void use_chunk(Arena *arena, ArenaChunk *chunk)
{
    arena->chunks = chunk;
    arena->next = (uint8_t *)chunk + sizeof(ArenaChunk);
    arena->end = (uint8_t *)chunk + chunk->bytes;
}

void pd_arena_reset(Arena *arena)
{
    if (arena->chunks != NULL) {
        /* The newest is among the largest. */
        free_chunks(arena, arena->chunks->older);
        arena->chunks->older = NULL;
        use_chunk(arena, arena->chunks);
    }
    arena->used_bytes = 0;
    arena->status = STATUS_OK;
}

static void *arena_fail(Arena *arena, Status status)
{
    if (arena->status == STATUS_OK) {
        arena->status = status;
    }
    return NULL;
}

static bool add_chunk(Arena *arena, size_t wanted)
{
    size_t bytes = arena->chunks == NULL ? CHUNK_BYTES_FIRST : arena->chunks->bytes * 2;
    bytes = bytes > CHUNK_BYTES_MAX ? CHUNK_BYTES_MAX : bytes;
    size_t least;
    if (pd_add_size_overflows(wanted, sizeof(ArenaChunk), &least)) {
        return false;
    }
    bytes = bytes < least ? least : bytes;
    ArenaChunk *chunk = pd_alloc_new(arena->alloc, bytes);
    if (chunk == NULL) {
        return false;
    }
    *chunk = (ArenaChunk){.older = arena->chunks, .bytes = bytes};
    use_chunk(arena, chunk);
    return true;
}

void *pd_arena_take(Arena *arena, size_t bytes)
{
    if (bytes > arena->max_bytes) {
        return arena_fail(arena, STATUS_LIMIT);
    }
    size_t rounded = bytes == 0 ? ARENA_ALIGN : pd_round_up(bytes, ARENA_ALIGN);
    if (rounded < bytes || rounded > arena->max_bytes - arena->used_bytes) {
        return arena_fail(arena, STATUS_LIMIT);
    }
    if ((size_t)(arena->end - arena->next) < rounded && !add_chunk(arena, rounded)) {
        return arena_fail(arena, STATUS_NO_MEMORY);
    }
    uint8_t *p = arena->next;
    arena->next += rounded;
    arena->used_bytes += rounded;
    return p;
}

void *pd_arena_alloc(Arena *arena, size_t bytes)
{
    void *p = pd_arena_take(arena, bytes);
    if (p != NULL) {
        memset(p, 0, bytes == 0 ? ARENA_ALIGN : pd_round_up(bytes, ARENA_ALIGN));
    }
    return p;
}

void *pd_arena_take_array(Arena *arena, size_t count, size_t item_bytes)
{
    size_t bytes;
    if (pd_mul_size_overflows(count, item_bytes, &bytes)) {
        return arena_fail(arena, STATUS_LIMIT);
    }
    return pd_arena_take(arena, bytes);
}

void *pd_arena_alloc_array(Arena *arena, size_t count, size_t item_bytes)
{
    size_t bytes;
    if (pd_mul_size_overflows(count, item_bytes, &bytes)) {
        return arena_fail(arena, STATUS_LIMIT);
    }
    return pd_arena_alloc(arena, bytes);
}

void *pd_arena_grow(Arena *arena, void *p, size_t old_bytes, size_t new_bytes)
{
    pd_assert(new_bytes >= old_bytes);
    size_t old_rounded = pd_round_up(old_bytes, ARENA_ALIGN);
    if (p != NULL && old_bytes > 0 && (uint8_t *)p + old_rounded == arena->next &&
        new_bytes <= arena->max_bytes) {
        size_t more = pd_round_up(new_bytes, ARENA_ALIGN) - old_rounded;
        if (more <= (size_t)(arena->end - arena->next) &&
            more <= arena->max_bytes - arena->used_bytes) {
            memset(arena->next, 0, more);
            arena->next += more;
            arena->used_bytes += more;
            return p;
        }
    }
    void *moved = pd_arena_alloc(arena, new_bytes);
    if (moved != NULL && old_bytes > 0) {
        memcpy(moved, p, old_bytes);
    }
    return moved;
}

char *pd_arena_copy_string(Arena *arena, Bytes text)
{
    if (text.size == SIZE_MAX) {
        return arena_fail(arena, STATUS_LIMIT);
    }
    char *copy = pd_arena_alloc(arena, text.size + 1);
    if (copy != NULL && text.size > 0) {
        memcpy(copy, text.data, text.size);
    }
    return copy;
}

bool pd_arena_copy_bytes(Arena *arena, Bytes bytes, Bytes *out)
{
    uint8_t *copy = pd_arena_alloc(arena, bytes.size);
    *out = (Bytes){copy, copy == NULL ? 0 : bytes.size};
    if (copy != NULL && bytes.size > 0) {
        memcpy(copy, bytes.data, bytes.size);
    }
    return copy != NULL;
}
