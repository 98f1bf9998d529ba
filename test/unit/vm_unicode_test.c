/*
 * Properties and case mappings of every code point, compared with CPython 3.11 by one digest.
 *
 * The digest is that of a line "point flags decimal upper;lower;title;folded;" for each code point
 * but the surrogates, all numbers in hex but the decimal digit, made there from the str methods.
 */
#include "vm/text/unicode.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const char golden[] = "365e670337fa10a767f749645635be37c8ec143570400d077269c63796c096a0";

static void add_points(Sha256 *sha, UnicodeMap *map, uint32_t point)
{
    uint32_t mapped[UNICODE_MAPPED_MAX];
    char text[16];
    uint32_t count = map(point, mapped);
    assert_in_range(count, 1, UNICODE_MAPPED_MAX);
    for (uint32_t i = 0; i < count; i++) {
        int size = snprintf(text, sizeof text, " %x", mapped[i]);
        pd_sha256_update(sha, pd_bytes(text, (size_t)size));
    }
    pd_sha256_update(sha, pd_bytes(";", 1));
}

static void test_all_points(void **state)
{
    (void)state;
    Sha256 sha;
    pd_sha256_init(&sha);
    for (uint32_t point = 0; point <= UTF8_CODE_POINT_MAX; point++) {
        if (pd_utf8_is_surrogate(point)) {
            continue;
        }
        char text[64];
        int size = snprintf(text, sizeof text, "%x %x %d", point, pd_unicode_flags(point),
                            pd_unicode_decimal(point));
        pd_sha256_update(&sha, pd_bytes(text, (size_t)size));
        add_points(&sha, pd_unicode_upper, point);
        add_points(&sha, pd_unicode_lower, point);
        add_points(&sha, pd_unicode_title, point);
        add_points(&sha, pd_unicode_fold, point);
        pd_sha256_update(&sha, pd_bytes("\n", 1));
    }
    Digest digest = pd_sha256_finish(&sha);
    char hex[DIGEST_HEX_CHARS + 1];
    pd_digest_hex(&digest, hex);
    assert_string_equal(hex, golden);
}

static void test_line_breaks(void **state)
{
    (void)state;
    static const uint32_t breaks[] = {0x0a, 0x0b, 0x0c, 0x0d,   0x1c,
                                      0x1d, 0x1e, 0x85, 0x2028, 0x2029};
    size_t found = 0;
    for (uint32_t point = 0; point < 0x3000; point++) {
        if (pd_unicode_is_line_break(point)) {
            assert_int_equal(point, breaks[found]);
            found++;
        }
    }
    assert_int_equal(found, ARRAY_COUNT(breaks));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_points),
        cmocka_unit_test(test_line_breaks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
