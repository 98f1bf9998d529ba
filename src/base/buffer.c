/*
 * The bounded buffer: one block that doubles, with room for a NUL beyond the maximum.
 */
#include "base/base.h"

#include <stdio.h>

#define BUFFER_BYTES_FIRST 64u

void pd_buffer_init(Buffer *buffer, const Alloc *alloc, size_t max_bytes)
{
    *buffer = (Buffer){.alloc = alloc, .max_bytes = max_bytes, .status = STATUS_OK};
}

void pd_buffer_deinit(Buffer *buffer)
{
    pd_alloc_free(buffer->alloc, buffer->data, buffer->capacity);
    *buffer = (Buffer){.status = STATUS_INTERNAL};
}

void pd_buffer_reset(Buffer *buffer)
{
    buffer->size = 0;
    buffer->status = STATUS_OK;
}

void pd_buffer_truncate(Buffer *buffer, size_t size)
{
    pd_assert(size <= buffer->size);
    buffer->size = size;
}

void pd_buffer_fail(Buffer *buffer, Status status)
{
    pd_assert(status != STATUS_OK);
    if (buffer->status == STATUS_OK) {
        buffer->status = status;
    }
}

/* Makes capacity at least `least` bytes, which may be the maximum and one more. */
static bool grow_to(Buffer *buffer, size_t least)
{
    size_t most = buffer->max_bytes == SIZE_MAX ? SIZE_MAX : buffer->max_bytes + 1;
    size_t capacity = buffer->capacity < BUFFER_BYTES_FIRST ? BUFFER_BYTES_FIRST : buffer->capacity;
    while (capacity < least) {
        capacity = capacity > most / 2 ? most : capacity * 2;
    }
    capacity = capacity > most ? most : capacity;
    uint8_t *data = pd_alloc_resize(buffer->alloc, buffer->data, buffer->capacity, capacity);
    if (data == NULL) {
        pd_buffer_fail(buffer, STATUS_NO_MEMORY);
        return false;
    }
    buffer->data = data;
    buffer->capacity = capacity;
    return true;
}

uint8_t *pd_buffer_make_room(Buffer *buffer, size_t count)
{
    if (buffer->status != STATUS_OK) {
        return NULL;
    }
    if (count > buffer->max_bytes - buffer->size) {
        pd_buffer_fail(buffer, STATUS_LIMIT);
        return NULL;
    }
    /* An empty buffer has no address yet, and NULL means failure here. */
    size_t least = buffer->size + count;
    if ((least > buffer->capacity || buffer->data == NULL) && !grow_to(buffer, least)) {
        return NULL;
    }
    return buffer->data + buffer->size;
}

void pd_buffer_append(Buffer *buffer, Bytes bytes)
{
    if (bytes.size == 0) {
        return;
    }
    uintptr_t from = (uintptr_t)bytes.data - (uintptr_t)buffer->data;
    bool inside = buffer->data != NULL && from < buffer->size;
    uint8_t *to = pd_buffer_reserve(buffer, bytes.size);
    if (to != NULL) {
        memmove(to, inside ? buffer->data + from : bytes.data, bytes.size);
        buffer->size += bytes.size;
    }
}

void pd_buffer_append_cstr(Buffer *buffer, const char *text)
{
    pd_buffer_append(buffer, pd_bytes_of_cstr(text));
}

void pd_buffer_append_byte(Buffer *buffer, uint8_t byte)
{
    uint8_t *to = pd_buffer_reserve(buffer, 1);
    if (to != NULL) {
        *to = byte;
        buffer->size++;
    }
}

void pd_buffer_append_fill(Buffer *buffer, uint8_t byte, size_t count)
{
    uint8_t *to = pd_buffer_reserve(buffer, count);
    if (to != NULL) {
        memset(to, byte, count);
        buffer->size += count;
    }
}

void pd_buffer_append_u16(Buffer *buffer, uint16_t value)
{
    uint8_t *to = pd_buffer_reserve(buffer, sizeof value);
    if (to != NULL) {
        pd_bytes_put_u16(to, value);
        buffer->size += sizeof value;
    }
}

void pd_buffer_append_u32(Buffer *buffer, uint32_t value)
{
    uint8_t *to = pd_buffer_reserve(buffer, sizeof value);
    if (to != NULL) {
        pd_bytes_put_u32(to, value);
        buffer->size += sizeof value;
    }
}

void pd_buffer_append_u64(Buffer *buffer, uint64_t value)
{
    uint8_t *to = pd_buffer_reserve(buffer, sizeof value);
    if (to != NULL) {
        pd_bytes_put_u64(to, value);
        buffer->size += sizeof value;
    }
}

void pd_buffer_append_hex(Buffer *buffer, Bytes bytes)
{
    if (bytes.size > SIZE_MAX / 2) {
        pd_buffer_fail(buffer, STATUS_LIMIT);
        return;
    }
    uint8_t *to = pd_buffer_reserve(buffer, bytes.size * 2);
    if (to != NULL) {
        pd_hex_encode(bytes, (char *)to);
        buffer->size += bytes.size * 2;
    }
}

void pd_buffer_append_vformat(Buffer *buffer, const char *format, va_list args)
{
    va_list again;
    va_copy(again, args);
    char text[256];
    int wanted = vsnprintf(text, sizeof text, format, args);
    if (wanted < 0) {
        pd_buffer_fail(buffer, STATUS_INVALID);
    } else if ((size_t)wanted < sizeof text) {
        pd_buffer_append(buffer, pd_bytes(text, (size_t)wanted));
    } else if (buffer->status == STATUS_OK && (size_t)wanted > buffer->max_bytes - buffer->size) {
        pd_buffer_fail(buffer, STATUS_LIMIT);
    } else if (buffer->status == STATUS_OK) {
        /* vsnprintf writes a NUL behind, for which the capacity has room even at the maximum. */
        size_t least = buffer->size + (size_t)wanted + 1;
        if (least <= buffer->capacity || grow_to(buffer, least)) {
            (void)vsnprintf((char *)buffer->data + buffer->size, (size_t)wanted + 1, format, again);
            buffer->size += (size_t)wanted;
        }
    }
    va_end(again);
}

void pd_buffer_append_format(Buffer *buffer, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    pd_buffer_append_vformat(buffer, format, args);
    va_end(args);
}

const char *pd_buffer_peek_cstr(Buffer *buffer)
{
    if (buffer->status != STATUS_OK) {
        return NULL;
    }
    if (buffer->size == buffer->capacity && !grow_to(buffer, buffer->size + 1)) {
        return NULL;
    }
    buffer->data[buffer->size] = '\0';
    return (const char *)buffer->data;
}

Status pd_buffer_take(Buffer *buffer, Bytes *out)
{
    *out = (Bytes){NULL, 0};
    if (buffer->status != STATUS_OK) {
        return buffer->status;
    }
    uint8_t *data = buffer->data;
    if (buffer->size != buffer->capacity) {
        data = pd_alloc_resize(buffer->alloc, data, buffer->capacity, buffer->size);
        if (data == NULL && buffer->size > 0) {
            pd_buffer_fail(buffer, STATUS_NO_MEMORY);
            return STATUS_NO_MEMORY;
        }
    }
    *out = (Bytes){data, buffer->size};
    buffer->data = NULL;
    buffer->size = 0;
    buffer->capacity = 0;
    return STATUS_OK;
}
