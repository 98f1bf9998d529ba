/*
 * Comparing, searching and copying borrowed bytes, and integers inside them.
 */
#include "base/base.h"

Bytes pd_bytes_of_cstr(const char *text)
{
    return pd_bytes(text, strlen(text));
}

bool pd_bytes_equal(Bytes a, Bytes b)
{
    return a.size == b.size && (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

bool pd_bytes_equal_cstr(Bytes a, const char *text)
{
    return pd_bytes_equal(a, pd_bytes_of_cstr(text));
}

bool pd_bytes_starts_with(Bytes bytes, Bytes prefix)
{
    return bytes.size >= prefix.size &&
           (prefix.size == 0 || memcmp(bytes.data, prefix.data, prefix.size) == 0);
}

int pd_bytes_compare(Bytes a, Bytes b)
{
    size_t common = a.size < b.size ? a.size : b.size;
    int order = common == 0 ? 0 : memcmp(a.data, b.data, common);
    return order != 0 ? order : (a.size > b.size) - (a.size < b.size);
}

Bytes pd_bytes_slice(Bytes bytes, size_t offset, size_t size)
{
    if (offset >= bytes.size) {
        return (Bytes){NULL, 0};
    }
    size_t left = bytes.size - offset;
    return (Bytes){bytes.data + offset, size < left ? size : left};
}

size_t pd_bytes_find(Bytes bytes, Bytes needle, size_t start)
{
    if (start > bytes.size || bytes.size - start < needle.size) {
        return SIZE_MAX;
    }
    if (needle.size == 0) {
        return start;
    }
    size_t last = bytes.size - needle.size;
    while (start <= last) {
        const uint8_t *hit = memchr(bytes.data + start, needle.data[0], last - start + 1);
        if (hit == NULL) {
            break;
        }
        start = (size_t)(hit - bytes.data);
        if (memcmp(hit, needle.data, needle.size) == 0) {
            return start;
        }
        start++;
    }
    return SIZE_MAX;
}

void pd_bytes_free(const Alloc *alloc, Bytes bytes)
{
    if (bytes.size > 0) {
        /* The owner may write; Bytes only shows it as const. */
        union {
            const uint8_t *borrowed;
            void *owned;
        } data = {.borrowed = bytes.data};
        pd_alloc_free(alloc, data.owned, bytes.size);
    }
}

bool pd_bytes_copy(const Alloc *alloc, Bytes bytes, Bytes *out)
{
    *out = (Bytes){NULL, 0};
    if (bytes.size == 0) {
        return true;
    }
    uint8_t *data = pd_alloc_new(alloc, bytes.size);
    if (data == NULL) {
        return false;
    }
    memcpy(data, bytes.data, bytes.size);
    *out = (Bytes){data, bytes.size};
    return true;
}
