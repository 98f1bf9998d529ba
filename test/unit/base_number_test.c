/*
 * Numbers against CPython's answers (data/number_cases.inc, printed by data/number_cases.py), and
 * against each other on seeded random doubles; with a hostile rounding mode.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fenv.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/base.h"
#include "base/number/number_in.h"

typedef struct NumberCase {
    char kind; /* r repr, efgEFG format, o round, p parse, x refused */
    uint64_t bits;
    int precision;
    unsigned flags;
    const char *text;
} NumberCase;

static const NumberCase cases[] = {
#include "data/number_cases.inc"
};

static uint64_t next_random(uint64_t *state)
{
    *state += UINT64_C(0x9e3779b97f4a7c15);
    return pd_hash_u64(*state);
}

static void check_format(const NumberCase *test, double value)
{
    Buffer out;
    pd_buffer_init(&out, pd_alloc_system(), 4096);
    pd_number_format(&out, value, test->kind, test->precision, test->flags);
    assert_string_equal(pd_buffer_peek_cstr(&out), test->text);
    pd_buffer_deinit(&out);
}

static void check_repr(const NumberCase *test, double value)
{
    char text[NUMBER_REPR_BYTES];
    assert_int_equal(pd_number_repr(value, text), strlen(test->text));
    assert_string_equal(text, test->text);
    double back = 0;
    assert_int_equal(pd_number_parse(pd_bytes_of_cstr(text), NUMBER_SPECIAL, &back), STATUS_OK);
    assert_int_equal(pd_double_bits(back), test->bits);
}

static void check_case(const NumberCase *test)
{
    double value = pd_double_of_bits(test->bits);
    double parsed = 42;
    switch (test->kind) {
    case 'r': check_repr(test, value); break;
    case 'o':
        assert_int_equal(pd_double_bits(pd_number_round(value, test->precision)),
                         strtoull(test->text, NULL, 16));
        break;
    case 'p':
        assert_int_equal(pd_number_parse(pd_bytes_of_cstr(test->text), test->flags, &parsed),
                         STATUS_OK);
        assert_int_equal(pd_double_bits(parsed), test->bits);
        break;
    case 'x':
        assert_int_equal(pd_number_parse(pd_bytes_of_cstr(test->text), test->flags, &parsed),
                         STATUS_INVALID);
        assert_int_equal(pd_double_bits(parsed), pd_double_bits(42));
        break;
    default: check_format(test, value); break;
    }
}

static void all_cases(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        check_case(&cases[i]);
    }
}

static void rounding_mode_does_not_matter(void **state)
{
    (void)state;
    static const int modes[] = {FE_UPWARD, FE_DOWNWARD, FE_TOWARDZERO};
    for (size_t i = 0; i < ARRAY_COUNT(modes); i++) {
        assert_int_equal(fesetround(modes[i]), 0);
        all_cases(state);
    }
    assert_int_equal(fesetround(FE_TONEAREST), 0);
}

static void random_doubles_come_back(void **state)
{
    (void)state;
    uint64_t seed = 7;
    for (int i = 0; i < 20000; i++) {
        uint64_t bits = next_random(&seed) % UINT64_C(0x7ff0000000000000);
        double value = pd_double_of_bits(bits);
        char text[NUMBER_REPR_BYTES];
        char libc[64];
        pd_number_repr(value, text);
        assert_int_equal(pd_double_bits(strtod(text, NULL)), bits);
        NumberDigits digits;
        pd_number_exact(value, &digits);
        assert_int_equal(pd_double_bits(pd_number_of_digits(&digits)), bits);
        pd_number_shortest(value, &digits);
        assert_in_range(digits.count, 1, 17);
        assert_int_equal(pd_double_bits(pd_number_of_digits(&digits)), bits);
        /* One digit less is never enough. */
        if (digits.count > 1) {
            (void)snprintf(libc, sizeof libc, "%.*e", digits.count - 2, value);
            assert_true(pd_double_bits(strtod(libc, NULL)) != bits);
        }
    }
}

/* The table of powers against the exact expansion of its entries. */
static void powers_are_cut_off(void **state)
{
    (void)state;
    for (int k = NUMBER_POWER_MIN; k <= NUMBER_POWER_MAX; k++) {
        const uint64_t *power = pd_number_powers[k - NUMBER_POWER_MIN];
        assert_true(power[0] >> 63 == 1);
        assert_true(power[1] != UINT64_MAX);
        /* 2^-63 relative is more than what the high word loses. */
        long double high = (long double)power[0];
        for (int e = pd_number_log2_of_power(k) - 63; e != 0; e += e < 0 ? 1 : -1) {
            high = e < 0 ? high / 2 : high * 2;
        }
        char text[16];
        (void)snprintf(text, sizeof text, "1e%d", k);
        long double wanted = strtold(text, NULL);
        assert_true(high <= wanted && wanted - high <= wanted / (1ULL << 62));
    }
    uint64_t ten_to_19 = UINT64_C(10000000000000000000);
    assert_int_equal(pd_number_powers[19 - NUMBER_POWER_MIN][0], ten_to_19);
    assert_int_equal(pd_number_powers[19 - NUMBER_POWER_MIN][1], 0);
}

static void digits_beyond_the_stored_ones_count(void **state)
{
    (void)state;
    /* 2^53 + 1 lies half way; only the last of many digits decides. */
    static char text[3000];
    memset(text, '0', sizeof text);
    Bytes start = BYTES_LITERAL("9007199254740993.");
    memcpy(text, start.data, start.size);
    double value;
    Bytes all = pd_bytes(text, sizeof text);
    assert_int_equal(pd_number_parse(all, 0, &value), STATUS_OK);
    assert_true(value == 9007199254740992.0);
    text[sizeof text - 1] = '1';
    assert_int_equal(pd_number_parse(all, 0, &value), STATUS_OK);
    assert_true(value == 9007199254740994.0);
    assert_int_equal(pd_number_parse(pd_bytes_of_cstr("inf"), 0, &value), STATUS_INVALID);
}

static void format_respects_the_buffer(void **state)
{
    (void)state;
    Buffer out;
    pd_buffer_init(&out, pd_alloc_system(), 12);
    pd_number_format(&out, 1.0, 'f', 10, 0);
    assert_int_equal(out.status, STATUS_OK);
    assert_int_equal(out.size, 12);
    pd_buffer_reset(&out);
    pd_number_format(&out, 1.0, 'f', 11, 0);
    assert_int_equal(out.status, STATUS_LIMIT);
    pd_buffer_reset(&out);
    pd_number_format(&out, -1e300, 'f', INT32_MAX, 0);
    assert_int_equal(out.status, STATUS_LIMIT);
    pd_buffer_deinit(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_cases),
        cmocka_unit_test(rounding_mode_does_not_matter),
        cmocka_unit_test(random_doubles_come_back),
        cmocka_unit_test(powers_are_cut_off),
        cmocka_unit_test(digits_beyond_the_stored_ones_count),
        cmocka_unit_test(format_respects_the_buffer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
