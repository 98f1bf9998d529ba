/*
 * UTF-8 as RFC 3629 has it: shortest form only, nothing above U+10FFFF, no surrogates unless
 * allowed.
 *
 * With UTF8_SURROGATES lone surrogates take the three bytes that the pattern gives them (ED A0 80 …
 * ED BF BF), so that every sequence of code points has exactly one encoding; a high one followed by
 * a low one stays two code points and is not joined.
 */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include "base/bytes.h"
#include "base/platform.h"

#define UTF8_STRICT         0u
#define UTF8_SURROGATES     1u /* allow U+D800 … U+DFFF */

#define UTF8_CODE_POINT_MAX 0x10ffffu
#define UTF8_BYTES_MAX      4

/* Where decoding failed, in the terms of CPython's UnicodeDecodeError. */
typedef struct Utf8Error {
    size_t offset; /* of the first byte of the bad sequence */
    size_t size;   /* bytes to replace by one U+FFFD: the maximal subpart, 1 to 3 */
    const char
        *reason; /* "invalid start byte", "invalid continuation byte", "unexpected end of data" */
} Utf8Error;

static inline bool pd_utf8_is_surrogate(uint32_t code_point)
{
    return (code_point & 0xfffff800u) == 0xd800u;
}

/*
 * Reads one code point at offset < text.size: its length in bytes (1 to 4), or 0 when the bytes are
 * wrong.
 */
size_t pd_utf8_decode(Bytes text, size_t offset, unsigned flags, uint32_t *code_point);

/* The same for text known to be valid (surrogates allowed): *offset moves past the code point. */
uint32_t pd_utf8_next(Bytes text, size_t *offset);

/*
 * Writes one code point: its length, or 0 when it is above the maximum or a surrogate that flags
 * forbid.
 */
size_t pd_utf8_encode(uint32_t code_point, unsigned flags, uint8_t out[UTF8_BYTES_MAX]);

/* The length that pd_utf8_encode would give with UTF8_SURROGATES. */
size_t pd_utf8_size(uint32_t code_point);

/* Whether the whole text is valid; if not and error is not NULL, *error says where. */
bool pd_utf8_validate(Bytes text, unsigned flags, Utf8Error *error);

/* The number of code points of valid text. */
size_t pd_utf8_count(Bytes text);

/* The byte offset of the index-th code point of valid text; text.size when there are no more. */
size_t pd_utf8_offset(Bytes text, size_t index);

bool pd_utf8_is_ascii(Bytes text);

#endif
