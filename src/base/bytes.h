/*
 * A borrowed run of bytes: pointer and size, not owned, not ended by NUL, any content.
 */
#ifndef BASE_BYTES_H
#define BASE_BYTES_H

#include <string.h>

#include "base/alloc.h"
#include "base/platform.h"

/* data may be NULL only when size is 0. */
typedef struct Bytes {
    const uint8_t *data;
    size_t size;
} Bytes;

/* The bytes of a string literal, usable in static initialisers. */
#define BYTES_LITERAL(literal)                       \
 {                                                   \
  (const uint8_t *)("" literal), sizeof(literal) - 1 \
 }

/* That only an empty one has no data. */
#define pd_assert_bytes(bytes) pd_assert((bytes).size == 0 || (bytes).data != NULL)

static inline Bytes pd_bytes(const void *data, size_t size)
{
    return (Bytes){(const uint8_t *)data, size};
}

/* Without the NUL; borrows text. */
Bytes pd_bytes_of_cstr(const char *text);

bool pd_bytes_equal(Bytes a, Bytes b);
bool pd_bytes_equal_cstr(Bytes a, const char *text);
bool pd_bytes_starts_with(Bytes bytes, Bytes prefix);

/* Bytewise order, a prefix comes first: negative, 0 or positive. */
int pd_bytes_compare(Bytes a, Bytes b);

/* The part from offset on, at most size bytes long; both are cut to what exists. */
Bytes pd_bytes_slice(Bytes bytes, size_t offset, size_t size);

/*
 * The offset of the first occurrence at or after start, or SIZE_MAX. An empty needle is found at
 * start.
 */
size_t pd_bytes_find(Bytes bytes, Bytes needle, size_t start);

/*
 * Frees bytes that were taken with pd_buffer_take or made by pd_bytes_copy. Empty bytes are fine.
 */
void pd_bytes_free(const Alloc *alloc, Bytes bytes);

/* A copy that the caller frees with pd_bytes_free. False when memory is out; *out is then empty. */
bool pd_bytes_copy(const Alloc *alloc, Bytes bytes, Bytes *out) MUST_USE;

/* As memcpy, without a call for the few bytes that most strings have. */
static inline void pd_bytes_move(uint8_t *to, const uint8_t *from, size_t size)
{
    uint64_t first, last;
    uint32_t low, high;
    if (size > 16) {
        memcpy(to, from, size);
    } else if (size >= 8) {
        memcpy(&first, from, 8);
        memcpy(&last, from + size - 8, 8);
        memcpy(to, &first, 8);
        memcpy(to + size - 8, &last, 8);
    } else if (size >= 4) {
        memcpy(&low, from, 4);
        memcpy(&high, from + size - 4, 4);
        memcpy(to, &low, 4);
        memcpy(to + size - 4, &high, 4);
    } else if (size > 0) {
        to[0] = from[0];
        to[size / 2] = from[size / 2];
        to[size - 1] = from[size - 1];
    }
}

/* Whether as many bytes are the same, without a call for the few that most strings have. */
static inline bool pd_bytes_same(const uint8_t *a, const uint8_t *b, size_t size)
{
    uint64_t first[2], last[2];
    uint32_t low[2], high[2];
    if (size > 16) {
        return memcmp(a, b, size) == 0;
    }
    if (size >= 8) {
        memcpy(&first[0], a, 8);
        memcpy(&first[1], b, 8);
        memcpy(&last[0], a + size - 8, 8);
        memcpy(&last[1], b + size - 8, 8);
        return ((first[0] ^ first[1]) | (last[0] ^ last[1])) == 0;
    }
    if (size >= 4) {
        memcpy(&low[0], a, 4);
        memcpy(&low[1], b, 4);
        memcpy(&high[0], a + size - 4, 4);
        memcpy(&high[1], b + size - 4, 4);
        return ((low[0] ^ low[1]) | (high[0] ^ high[1])) == 0;
    }
    return size == 0 ||
           ((a[0] ^ b[0]) | (a[size / 2] ^ b[size / 2]) | (a[size - 1] ^ b[size - 1])) == 0;
}

/* Big endian integers at an address that need not be aligned. */
static inline uint16_t pd_bytes_get_u16(const uint8_t *data)
{
    return (uint16_t)(data[0] << 8 | data[1]);
}
static inline uint32_t pd_bytes_get_u32(const uint8_t *data)
{
    return (uint32_t)data[0] << 24 | (uint32_t)data[1] << 16 | (uint32_t)data[2] << 8 | data[3];
}
static inline uint64_t pd_bytes_get_u64(const uint8_t *data)
{
    return (uint64_t)pd_bytes_get_u32(data) << 32 | pd_bytes_get_u32(data + 4);
}
static inline void pd_bytes_put_u16(uint8_t *data, uint16_t value)
{
    data[0] = (uint8_t)(value >> 8);
    data[1] = (uint8_t)value;
}
static inline void pd_bytes_put_u32(uint8_t *data, uint32_t value)
{
    pd_bytes_put_u16(data, (uint16_t)(value >> 16));
    pd_bytes_put_u16(data + 2, (uint16_t)value);
}
static inline void pd_bytes_put_u64(uint8_t *data, uint64_t value)
{
    pd_bytes_put_u32(data, (uint32_t)(value >> 32));
    pd_bytes_put_u32(data + 4, (uint32_t)value);
}

#endif
