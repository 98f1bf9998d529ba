/*
 * Names of code points: all of them against CPython 3.11 by one digest, and back.
 *
 * The digest is that of a line "point NAME" for each code point with a name, the point in hex, made
 * there from unicodedata.name.
 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const char golden[] = "b2b95f9b781cd1555f9bea34c8b9caa6dc4489dae75e66bdfe970dc48aa2f1d6";

static void test_all_names(void **state)
{
    (void)state;
    Sha256 sha;
    pd_sha256_init(&sha);
    for (uint32_t point = 0; point <= UTF8_CODE_POINT_MAX; point++) {
        char name[UNINAME_BYTES];
        size_t size = pd_uniname_of(point, name);
        if (size == 0) {
            continue;
        }
        uint32_t found = 0;
        assert_true(pd_uniname_find(pd_bytes(name, size), &found));
        assert_int_equal(found, point);
        char text[16];
        int length = snprintf(text, sizeof text, "%x ", point);
        pd_sha256_update(&sha, pd_bytes(text, (size_t)length));
        pd_sha256_update(&sha, pd_bytes(name, size));
        pd_sha256_update(&sha, pd_bytes("\n", 1));
    }
    Digest digest = pd_sha256_finish(&sha);
    char hex[DIGEST_HEX_CHARS + 1];
    pd_digest_hex(&digest, hex);
    assert_string_equal(hex, golden);
}

static void expect(const char *name, uint32_t point)
{
    uint32_t found = 0;
    assert_true(pd_uniname_find(pd_bytes_of_cstr(name), &found));
    assert_int_equal(found, point);
}

static void refuse(const char *name)
{
    uint32_t found = 0;
    assert_false(pd_uniname_find(pd_bytes_of_cstr(name), &found));
}

static void test_find(void **state)
{
    (void)state;
    expect("greek small letter alpha", 0x3b1);
    expect("NULL", 0);
    expect("LINE FEED", 0x0a);
    expect("APC", 0x9f);
    expect("ZWJ", 0x200d);
    expect("BELL", 0x1f514);
    expect("HANGUL SYLLABLE GANJ", 0xac05);
    expect("CJK UNIFIED IDEOGRAPH-3134A", 0x3134a);
    refuse("");
    refuse("GREEK SMALL LETTER");
    refuse("GREEK_SMALL_LETTER_ALPHA");
    refuse("HANGUL SYLLABLE GANJX");
    refuse("HANGUL SYLLABLE ");
    refuse("CJK UNIFIED IDEOGRAPH-");
    refuse("CJK UNIFIED IDEOGRAPH-3134B");
    refuse("CJK UNIFIED IDEOGRAPH-65e5");
    refuse("A\tB");
}

static void test_limits(void **state)
{
    (void)state;
    char name[2 * UNINAME_BYTES];
    uint32_t found = 0;
    memset(name, 'A', sizeof name);
    assert_false(pd_uniname_find(pd_bytes(name, UNINAME_BYTES - 1), &found));
    assert_false(pd_uniname_find(pd_bytes(name, UNINAME_BYTES), &found));
    assert_false(pd_uniname_find(pd_bytes(name, sizeof name), &found));
    char out[UNINAME_BYTES];
    assert_int_equal(pd_uniname_of(0, out), 0);
    assert_int_equal(pd_uniname_of(0xd800, out), 0);
    assert_int_equal(pd_uniname_of(UTF8_CODE_POINT_MAX, out), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_names),
        cmocka_unit_test(test_find),
        cmocka_unit_test(test_limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
