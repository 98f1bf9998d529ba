/*
 * Bytes being written: grows up to a maximum that is fixed when it is made.
 *
 * The first failure sticks: appends after it do nothing, and the writer asks once at the end. What
 * was written before a failure is never a valid result. One thread.
 */
#ifndef BASE_BUFFER_H
#define BASE_BUFFER_H

#include "base/alloc.h"
#include "base/assert.h"
#include "base/bytes.h"
#include "base/status.h"

#include <stdarg.h>

typedef struct Buffer {
    const Alloc *alloc;
    uint8_t *data; /* size bytes written, room for capacity */
    size_t size;
    size_t capacity;
    size_t max_bytes;
    Status status; /* STATUS_OK or the first failure: LIMIT, NO_MEMORY, or of pd_buffer_fail */
} Buffer;

/* That what is written lies in its memory. */
#define pd_assert_buffer(buffer) \
 pd_assert((buffer)->size <= (buffer)->capacity && (buffer)->alloc != NULL)

/* Takes no memory yet. */
void pd_buffer_init(Buffer *buffer, const Alloc *alloc, size_t max_bytes);
void pd_buffer_deinit(Buffer *buffer);

/* Empty and without failure again; keeps the memory. */
void pd_buffer_reset(Buffer *buffer);

/* Cuts back to size, which must not exceed the present size. The status stays. */
void pd_buffer_truncate(Buffer *buffer, size_t size);

/* bytes may point into the buffer itself. */
void pd_buffer_append(Buffer *buffer, Bytes bytes);
void pd_buffer_append_cstr(Buffer *buffer, const char *text);
void pd_buffer_append_byte(Buffer *buffer, uint8_t byte);
void pd_buffer_append_fill(Buffer *buffer, uint8_t byte, size_t count);
void pd_buffer_append_u16(Buffer *buffer, uint16_t value); /* big endian, as the next two */
void pd_buffer_append_u32(Buffer *buffer, uint32_t value);
void pd_buffer_append_u64(Buffer *buffer, uint64_t value);
void pd_buffer_append_hex(Buffer *buffer, Bytes bytes); /* lower case, two digits a byte */

/*
 * For integers and strings; floating point goes through number.h because printf follows the locale.
 */
void pd_buffer_append_format(Buffer *buffer, const char *format, ...) PRINTF_LIKE(2, 3);
void pd_buffer_append_vformat(Buffer *buffer, const char *format, va_list args) PRINTF_LIKE(2, 0);

/*
 * Room for count more bytes: the address to write to, or NULL after a failure. Say afterwards with
 * pd_buffer_commit how many of them were written.
 */
uint8_t *pd_buffer_make_room(Buffer *buffer, size_t count) MUST_USE;
/* The same where the room is there already; else NULL and nothing has changed. */
static inline MUST_USE uint8_t *pd_buffer_room(const Buffer *buffer, size_t count)
{
    bool fits = buffer->status == STATUS_OK && buffer->capacity - buffer->size > count &&
                buffer->max_bytes - buffer->size >= count;
    return fits ? buffer->data + buffer->size : NULL;
}
static inline MUST_USE uint8_t *pd_buffer_reserve(Buffer *buffer, size_t count)
{
    uint8_t *room = pd_buffer_room(buffer, count);
    return LIKELY(room != NULL) ? room : pd_buffer_make_room(buffer, count);
}
static inline void pd_buffer_commit(Buffer *buffer, size_t count)
{
    pd_assert(count <= buffer->capacity - buffer->size);
    pd_assert(count <= buffer->max_bytes - buffer->size);
    buffer->size += count;
}

/* Makes the buffer fail with this status unless it has failed already. */
void pd_buffer_fail(Buffer *buffer, Status status);

static inline MUST_USE Status pd_buffer_status(const Buffer *buffer)
{
    return buffer->status;
}

/* What was written; valid until the next append, reset or deinit. */
static inline Bytes pd_buffer_peek(const Buffer *buffer)
{
    return (Bytes){buffer->data, buffer->size};
}

/* The same ended by a NUL that is not counted; NULL after a failure. */
const char *pd_buffer_peek_cstr(Buffer *buffer);

/*
 * Moves the bytes out: the caller frees them with pd_bytes_free and the buffer is empty. When the
 * buffer has failed, or its memory cannot be cut to size, returns that status and leaves *out
 * empty.
 */
Status pd_buffer_take(Buffer *buffer, Bytes *out) MUST_USE;

#endif
