/*
 * Golden files: bytes in test/golden that a version of a format has written. They are never edited
 * again; a new version of a format gets new files beside them, and what is read no longer has to be
 * refused. With PERDURE_GOLDEN=new in the environment a test writes the files that are missing.
 */
#ifndef TEST_UNIT_GOLDEN_H
#define TEST_UNIT_GOLDEN_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"

enum { GOLDEN_BYTES_MAX = 1 << 20, GOLDEN_LINE_BYTES = 40 };

static inline FILE *golden_open(const char *name, const char *mode)
{
    char path[200];
    (void)snprintf(path, sizeof path, "test/golden/%s", name);
    return fopen(path, mode);
}

/* The whole file with a NUL behind it; free it. NULL: there is none. */
static inline char *golden_text(const char *name)
{
    FILE *file = golden_open(name, "rb");
    if (file == NULL) {
        return NULL;
    }
    char *text = calloc(1, GOLDEN_BYTES_MAX);
    assert_non_null(text);
    size_t size = fread(text, 1, GOLDEN_BYTES_MAX - 1, file);
    assert_true(size > 0 && size < GOLDEN_BYTES_MAX - 1);
    assert_int_equal(fclose(file), 0);
    return text;
}

static inline unsigned golden_digit(char c)
{
    assert_true(isxdigit((unsigned char)c));
    return (unsigned)(c <= '9' ? c - '0' : tolower(c) - 'a' + 10);
}

/* Hex digits to bytes in place; white space is passed over, and what follows `end` is left. */
static inline Bytes golden_unhex(char *text, const char *end)
{
    uint8_t *out = (uint8_t *)text;
    size_t size = 0;
    for (const char *p = text; p < end; p++) {
        if (isspace((unsigned char)*p) == 0) {
            out[size++] = (uint8_t)(golden_digit(p[0]) << 4 | golden_digit(p[1]));
            p++;
        }
    }
    return pd_bytes(out, size);
}

/* The bytes of a file of hex digits; free their data. */
static inline Bytes golden_bytes(const char *name)
{
    char *text = golden_text(name);
    if (text == NULL) {
        fail_msg("test/golden/%s is missing", name);
        return (Bytes){NULL, 0};
    }
    return golden_unhex(text, text + strlen(text));
}

static inline void golden_free(Bytes bytes)
{
    free((void *)(uintptr_t)bytes.data);
}

/* Whether a missing file is to be made. */
static inline bool golden_makes(void)
{
    const char *wish = getenv("PERDURE_GOLDEN");
    return wish != NULL && strcmp(wish, "new") == 0;
}

/* Ends the line at *rest with a NUL, moves *rest behind it and gives the line; NULL at the end. */
static inline char *golden_line(char **rest)
{
    char *line = *rest;
    char *end = strchr(line, '\n');
    if (end == NULL) {
        return NULL;
    }
    *end = '\0';
    *rest = end + 1;
    return line;
}

/* A text must be what the file holds. */
static inline void golden_hold_text(const char *name, const char *text)
{
    char *wanted = golden_text(name);
    if (wanted == NULL && golden_makes()) {
        FILE *file = golden_open(name, "wb");
        assert_non_null(file);
        assert_true(fputs(text, file) >= 0);
        assert_int_equal(fclose(file), 0);
        return;
    }
    if (wanted == NULL || strcmp(wanted, text) != 0) {
        fail_msg("a version was not raised, or a file not made: test/golden/%s, now it is\n%s",
                 name, text);
    }
    free(wanted);
}

/* Bytes must be those of a file of hex digits. */
static inline void golden_hold(const char *name, Bytes bytes)
{
    Buffer text;
    pd_buffer_init(&text, pd_alloc_system(), GOLDEN_BYTES_MAX);
    for (size_t i = 0; i < bytes.size; i++) {
        bool ends = (i + 1) % GOLDEN_LINE_BYTES == 0 || i + 1 == bytes.size;
        pd_buffer_append_format(&text, "%02x%s", bytes.data[i], ends ? "\n" : "");
    }
    golden_hold_text(name, pd_buffer_peek_cstr(&text));
    pd_buffer_deinit(&text);
}

/* A copy of bytes in which one is another; free its data. */
static inline Bytes golden_forge(Bytes bytes, size_t offset, uint8_t from, uint8_t to)
{
    uint8_t *copy = malloc(bytes.size);
    assert_non_null(copy);
    assert_true(offset < bytes.size);
    memcpy(copy, bytes.data, bytes.size);
    assert_int_equal(copy[offset], from);
    copy[offset] = to;
    return pd_bytes(copy, bytes.size);
}

/* What stands before an end of that size, and that end put behind it. */
static inline Bytes golden_before(Bytes bytes, size_t end_bytes)
{
    assert_true(bytes.size > end_bytes);
    return pd_bytes(bytes.data, bytes.size - end_bytes);
}
static inline void golden_put_end(Bytes bytes, const uint8_t *end, size_t end_bytes)
{
    memcpy((void *)(uintptr_t)(bytes.data + bytes.size - end_bytes), end, end_bytes);
}

/* golden_forge with the SHA-256 at the end made right again. */
static inline Bytes golden_forge_digested(Bytes bytes, size_t offset, uint8_t from, uint8_t to)
{
    Bytes forged = golden_forge(bytes, offset, from, to);
    Digest digest = pd_sha256(golden_before(forged, DIGEST_BYTES));
    golden_put_end(forged, digest.bytes, DIGEST_BYTES);
    return forged;
}

/* The same of a snapshot, whose end is a checksum. */
static inline Bytes golden_forge_snapshot(Bytes bytes, size_t offset, uint8_t from, uint8_t to)
{
    Bytes forged = golden_forge(bytes, offset, from, to);
    Checksum checksum = pd_checksum(golden_before(forged, CHECKSUM_BYTES));
    golden_put_end(forged, checksum.bytes, CHECKSUM_BYTES);
    return forged;
}

#endif
