/*
 * Integers against GMP's mpz functions on seeded random operands that crowd around 0, the edge of
 * small ints, of 64 bits and of limbs; and against hand-picked cases of Python's rules.
 */
#include "heap_rig.h"

#include <float.h>
#include <gmp.h>
#include <math.h>

static Rig rig;

#define MAX_BITS (UINT64_C(1) << 26)

/* An answer that must be YES; makes room when memory was short. */
#define MUST(call)                       \
 do {                                    \
  Answer answer_ = (call);               \
  if (answer_ == ANSWER_MEMORY) {        \
   rig_make_room(&rig);                  \
   answer_ = (call);                     \
  }                                      \
  assert_int_equal(answer_, ANSWER_YES); \
 } while (0)

static void random_mpz(mpz_t z)
{
    static const unsigned edges[] = {0,  1,  2,  31,  32,  48,  49,  50,  51,  62,
                                     63, 64, 65, 127, 128, 129, 192, 500, 640, 1024};
    unsigned bits = edges[rig_below(&rig, ARRAY_COUNT(edges))];
    mpz_set_ui(z, 1);
    mpz_mul_2exp(z, z, bits);
    switch (rig_below(&rig, 4)) {
    case 0: mpz_add_ui(z, z, rig_below(&rig, 3)); break;
    case 1: mpz_sub_ui(z, z, rig_below(&rig, 3)); break;
    default:
        mpz_set_ui(z, 0);
        for (unsigned i = 0; i < bits; i += 64) {
            mpz_mul_2exp(z, z, 64);
            mpz_add_ui(z, z, rig_random(&rig));
        }
        mpz_fdiv_r_2exp(z, z, bits + 1);
        break;
    }
    if (rig_below(&rig, 2) == 0) {
        mpz_neg(z, z);
    }
}

static Value from_mpz(const mpz_t z)
{
    static char text[400000];
    mpz_get_str(text, 16, z);
    bool negative = text[0] == '-';
    Value v = VALUE_NONE;
    MUST(pd_int_parse(&rig.heap, pd_bytes_of_cstr(text + negative), 16, negative, &v));
    return v;
}

static void check_form(Value v)
{
    if (pd_is_int(v)) {
        return;
    }
    const BigInt *b = PD_AS(BigInt, &rig.heap, v);
    assert_int_equal(b->h.kind, KIND_INT);
    assert_true(b->limb_count > 0 && b->limbs[b->limb_count - 1] != 0);
    bool negative = (b->h.flags & BIGINT_NEGATIVE) != 0;
    assert_true(b->limb_count > 1 || b->limbs[0] > (uint64_t)VALUE_INT_MAX + negative);
}

static void check_equal(Value v, const mpz_t z)
{
    check_form(v);
    Buffer text;
    pd_buffer_init(&text, pd_alloc_system(), 1 << 20);
    assert_int_equal(pd_int_append_text(&rig.heap, v, 16, &text), STATUS_OK);
    static char expected[400000];
    mpz_get_str(expected, 16, z);
    assert_string_equal(pd_buffer_peek_cstr(&text), expected);
    pd_buffer_deinit(&text);
}

static void check_arithmetic(Value a, Value b, const mpz_t x, const mpz_t y)
{
    Heap *heap = &rig.heap;
    Value v;
    Value w;
    mpz_t z;
    mpz_t r;
    mpz_inits(z, r, NULL);
    MUST(pd_int_add(heap, a, b, &v));
    mpz_add(z, x, y);
    check_equal(v, z);
    MUST(pd_int_sub(heap, a, b, &v));
    mpz_sub(z, x, y);
    check_equal(v, z);
    MUST(pd_int_mul(heap, a, b, MAX_BITS, &v));
    mpz_mul(z, x, y);
    check_equal(v, z);
    MUST(pd_int_neg(heap, a, &v));
    mpz_neg(z, x);
    check_equal(v, z);
    MUST(pd_int_invert(heap, a, &v));
    mpz_com(z, x);
    check_equal(v, z);
    MUST(pd_int_gcd(heap, a, b, &v));
    mpz_gcd(z, x, y);
    check_equal(v, z);
    if (mpz_sgn(y) != 0) {
        MUST(pd_int_divmod(heap, a, b, &v, &w));
        mpz_fdiv_qr(z, r, x, y);
        check_equal(v, z);
        check_equal(w, r);
        MUST(pd_int_divmod(heap, a, b, NULL, &w));
        check_equal(w, r);
        MUST(pd_int_divmod(heap, a, b, &v, NULL));
        check_equal(v, z);
    }
    if (mpz_sgn(x) >= 0) {
        MUST(pd_int_isqrt(heap, a, &v));
        mpz_sqrt(z, x);
        check_equal(v, z);
    }
    mpz_clears(z, r, NULL);
}

static void check_bits(Value a, Value b, const mpz_t x, const mpz_t y)
{
    Heap *heap = &rig.heap;
    Value v;
    mpz_t z;
    mpz_init(z);
    MUST(pd_int_bitwise(heap, '&', a, b, &v));
    mpz_and(z, x, y);
    check_equal(v, z);
    MUST(pd_int_bitwise(heap, '|', a, b, &v));
    mpz_ior(z, x, y);
    check_equal(v, z);
    MUST(pd_int_bitwise(heap, '^', a, b, &v));
    mpz_xor(z, x, y);
    check_equal(v, z);
    static const uint64_t shifts[] = {0, 1, 13, 49, 50, 63, 64, 65, 128, 200, 1000};
    uint64_t bits = shifts[rig_below(&rig, ARRAY_COUNT(shifts))];
    MUST(pd_int_shift_left(heap, a, bits, MAX_BITS, &v));
    mpz_mul_2exp(z, x, bits);
    check_equal(v, z);
    MUST(pd_int_shift_right(heap, a, bits, &v));
    mpz_fdiv_q_2exp(z, x, bits);
    check_equal(v, z);
    assert_int_equal(pd_int_bit_length(heap, a), mpz_sgn(x) == 0 ? 0 : mpz_sizeinbase(x, 2));
    mpz_abs(z, x);
    assert_int_equal(pd_int_bit_count(heap, a), mpz_popcount(z));
    mpz_clear(z);
}

static void check_queries(Value a, Value b, const mpz_t x, const mpz_t y)
{
    Heap *heap = &rig.heap;
    int order = mpz_cmp(x, y);
    assert_int_equal(pd_int_compare(heap, a, b), (order > 0) - (order < 0));
    assert_int_equal(pd_int_sign(heap, a), mpz_sgn(x));
    int64_t i;
    assert_int_equal(pd_int_to_i64(heap, a, &i), mpz_fits_slong_p(x) != 0);
    assert_true(!mpz_fits_slong_p(x) || i == mpz_get_si(x));
    mpz_t z;
    mpz_init_set_ui(z, 1);
    mpz_mul_2exp(z, z, 61);
    mpz_sub_ui(z, z, 1);
    mpz_tdiv_r(z, x, z);
    int64_t hash = mpz_get_si(z);
    assert_int_equal(pd_int_hash(heap, a), hash == -1 ? -2 : hash);

    uint8_t bytes[200];
    bool is_signed = rig_below(&rig, 2) == 0;
    unsigned flags = (is_signed ? INT_SIGNED : 0u) | (unsigned)rig_below(&rig, 2) * INT_LITTLE;
    size_t count = rig_below(&rig, sizeof bytes);
    bool negative = mpz_sgn(x) < 0;
    mpz_set(z, x);
    if (negative) {
        mpz_com(z, z);
    }
    size_t needed = mpz_sgn(z) == 0 ? 0 : mpz_sizeinbase(z, 2);
    bool fits = is_signed ? needed < count * 8 || (count == 0 && mpz_sgn(x) == 0)
                          : !negative && needed <= count * 8;
    assert_int_equal(pd_int_to_bytes(heap, a, flags, bytes, count), fits);
    if (fits) {
        Value v;
        MUST(pd_int_from_bytes(heap, (Bytes){bytes, count}, flags, &v));
        check_equal(v, x);
    }
    mpz_clear(z);
}

static void check_text(Value a, const mpz_t x)
{
    int base = 2 + (int)rig_below(&rig, 35);
    static char expected[8000];
    mpz_get_str(expected, base, x);
    Buffer text;
    pd_buffer_init(&text, pd_alloc_system(), 1 << 20);
    assert_int_equal(pd_int_append_text(&rig.heap, a, (uint32_t)base, &text), STATUS_OK);
    assert_string_equal(pd_buffer_peek_cstr(&text), expected);
    pd_buffer_deinit(&text);
    bool negative = expected[0] == '-';
    Value v = VALUE_NONE;
    MUST(pd_int_parse(&rig.heap, pd_bytes_of_cstr(expected + negative), (uint32_t)base, negative,
                      &v));
    check_equal(v, x);
}

static void test_against_mpz(void **state)
{
    (void)state;
    rig_open(&rig);
    mpz_t x;
    mpz_t y;
    mpz_inits(x, y, NULL);
    for (int i = 0; i < 20000; i++) {
        random_mpz(x);
        random_mpz(y);
        rig.roots[0] = from_mpz(x);
        rig.roots[1] = from_mpz(y);
        check_equal(rig.roots[0], x);
        check_arithmetic(rig.roots[0], rig.roots[1], x, y);
        check_bits(rig.roots[0], rig.roots[1], x, y);
        check_queries(rig.roots[0], rig.roots[1], x, y);
        check_text(rig.roots[0], x);
        if (i % 100 == 0) {
            rig_collect(&rig);
        }
    }
    mpz_clears(x, y, NULL);
    rig_close(&rig);
}

static void test_powers(void **state)
{
    (void)state;
    rig_open(&rig);
    Heap *heap = &rig.heap;
    mpz_t x;
    mpz_t y;
    mpz_t m;
    mpz_t z;
    mpz_inits(x, y, m, z, NULL);
    for (int i = 0; i < 3000; i++) {
        random_mpz(x);
        random_mpz(m);
        uint64_t exponent = rig_below(&rig, 40);
        Value v;
        MUST(pd_int_pow(heap, from_mpz(x), exponent, MAX_BITS, &v));
        mpz_pow_ui(z, x, exponent);
        check_equal(v, z);
        uint64_t bits = mpz_sgn(z) == 0 ? 1 : mpz_sizeinbase(z, 2);
        Answer answer = pd_int_pow(heap, from_mpz(x), exponent, bits, &v);
        assert_int_equal(answer, ANSWER_YES);
        if (bits > 64 && exponent > 1) {
            assert_int_equal(pd_int_pow(heap, from_mpz(x), exponent, bits - 1, &v), ANSWER_LIMIT);
        }
        random_mpz(y);
        mpz_abs(y, y);
        if (mpz_sgn(m) != 0) {
            MUST(pd_int_pow_mod(heap, from_mpz(x), from_mpz(y), from_mpz(m), &v));
            mpz_powm(z, x, y, m);
            if (mpz_sgn(m) < 0 && mpz_sgn(z) > 0) {
                mpz_add(z, z, m);
            }
            check_equal(v, z);
        }
        if (i % 50 == 0) {
            rig_collect(&rig);
        }
    }
    mpz_clears(x, y, m, z, NULL);
    rig_close(&rig);
}

static void test_limits(void **state)
{
    (void)state;
    rig_open(&rig);
    Heap *heap = &rig.heap;
    Value one = pd_from_int(1);
    Value v;
    Value big;
    MUST(pd_int_shift_left(heap, one, 999, 1000, &big));
    assert_int_equal(pd_int_bit_length(heap, big), 1000);
    assert_int_equal(pd_int_shift_left(heap, one, 1000, 1000, &v), ANSWER_LIMIT);
    assert_int_equal(pd_int_shift_left(heap, one, UINT64_MAX, 1000, &v), ANSWER_LIMIT);
    MUST(pd_int_shift_left(heap, pd_from_int(0), UINT64_MAX, 1000, &v));
    assert_true(pd_is(v, pd_from_int(0)));
    MUST(pd_int_mul(heap, big, one, 1000, &v));
    assert_int_equal(pd_int_mul(heap, big, pd_from_int(2), 1000, &v), ANSWER_LIMIT);
    assert_int_equal(pd_int_mul(heap, big, pd_from_int(3), 1000, &v), ANSWER_LIMIT);
    assert_int_equal(pd_int_pow(heap, pd_from_int(2), 1000, 1000, &v), ANSWER_LIMIT);
    MUST(pd_int_pow(heap, pd_from_int(-2), 999, 1000, &v));
    assert_int_equal(pd_int_sign(heap, v), -1);
    assert_int_equal(pd_int_pow(heap, pd_from_int(10), UINT64_MAX, 1000, &v), ANSWER_LIMIT);
    MUST(pd_int_pow(heap, pd_from_int(-1), UINT64_MAX, 1000, &v));
    assert_true(pd_is(v, pd_from_int(-1)));
    MUST(pd_int_shift_right(heap, big, UINT64_MAX, &v));
    assert_true(pd_is(v, pd_from_int(0)));
    MUST(pd_int_from_i64(heap, INT64_MIN, &v));
    int64_t i;
    assert_true(pd_int_to_i64(heap, v, &i) && i == INT64_MIN);
    MUST(pd_int_from_u64(heap, UINT64_MAX, &v));
    assert_false(pd_int_to_i64(heap, v, &i));
    MUST(pd_int_divmod(heap, pd_from_int(VALUE_INT_MIN), pd_from_int(-1), &v, NULL));
    assert_true(pd_int_to_i64(heap, v, &i) && i == -VALUE_INT_MIN);
    check_form(v);
    MUST(pd_int_neg(heap, v, &v));
    assert_true(pd_is(v, pd_from_int(VALUE_INT_MIN)));
    MUST(pd_int_parse(heap, pd_bytes_of_cstr("00000000000000000000000000012"), 10, true, &v));
    assert_true(pd_is(v, pd_from_int(-12)));
    assert_true(pd_is_integer(heap, big) && pd_is_integer(heap, v));
    assert_false(pd_is_integer(heap, VALUE_TRUE) || pd_is_integer(heap, pd_from_float(1)));

    for (uint64_t fail_at = 1; fail_at < 3; fail_at++) {
        rig.roots[0] = big;
        heap->alloc_count = 0;
        heap->test_fail_at = 1;
        switch (fail_at) {
        case 1: assert_int_equal(pd_int_add(heap, big, one, &v), ANSWER_MEMORY); break;
        default: assert_int_equal(pd_int_divmod(heap, big, one, &v, NULL), ANSWER_MEMORY); break;
        }
        heap->test_fail_at = 0;
    }
    rig_close(&rig);
}

/* Scratch memory that fails must give MEMORY and leak nothing. */
static void test_failing_scratch(void **state)
{
    (void)state;
    AllocFailing failing;
    pd_alloc_failing_init(&failing, pd_alloc_system(), 0);
    rig_open_with(&rig, &failing.alloc, 64 << 20);
    Heap *heap = &rig.heap;
    Value big;
    Value v;
    MUST(pd_int_pow(heap, pd_from_int(3), 20000, MAX_BITS, &big));
    Buffer text;
    pd_buffer_init(&text, pd_alloc_system(), 1 << 20);
    for (int i = 0; i < 6; i++) {
        failing.fail_at = failing.call_count + 1;
        Answer answer = ANSWER_MEMORY;
        switch (i) {
        case 0: answer = pd_int_pow(heap, big, 3, MAX_BITS, &v); break;
        case 1: answer = pd_int_divmod(heap, big, pd_from_int(7), &v, NULL); break;
        case 2: answer = pd_int_gcd(heap, big, pd_from_int(VALUE_INT_MAX), &v); break;
        case 3: answer = pd_int_pow_mod(heap, pd_from_int(3), big, big, &v); break;
        case 4: assert_int_equal(pd_int_append_text(heap, big, 10, &text), STATUS_NO_MEMORY); break;
        default: {
            static char digits[5000];
            memset(digits, '7', sizeof digits);
            answer = pd_int_parse(heap, pd_bytes(digits, sizeof digits), 10, false, &v);
            break;
        }
        }
        assert_int_equal(answer, ANSWER_MEMORY);
        assert_true(failing.failed);
        failing.failed = false;
        assert_int_equal(failing.live_count, 1);
    }
    pd_buffer_deinit(&text);
    failing.fail_at = 0;
    rig_close(&rig);
    assert_int_equal(failing.live_bytes, 0);
}

static double random_double(void)
{
    switch (rig_below(&rig, 3)) {
    case 0: return pd_double_canonical(pd_double_of_bits(rig_random(&rig)));
    case 1: return ldexp((double)(rig_random(&rig) >> 11), (int)rig_below(&rig, 100) - 20);
    default: return (double)((int64_t)rig_random(&rig) >> rig_below(&rig, 64)) + 0.5;
    }
}

static void test_doubles(void **state)
{
    (void)state;
    rig_open(&rig);
    Heap *heap = &rig.heap;
    mpz_t x;
    mpz_t z;
    mpz_inits(x, z, NULL);
    for (int i = 0; i < 50000; i++) {
        double d = random_double();
        Value v;
        if (d - d == 0) {
            MUST(pd_int_from_double(heap, d, &v));
            mpz_set_d(z, d);
            check_equal(v, z);
        }
        random_mpz(x);
        if (i % 3 == 0) {
            mpz_set(x, z); /* the double itself, and its neighbours */
            mpz_add_ui(x, x, rig_below(&rig, 3));
            mpz_sub_ui(x, x, 1);
        }
        v = from_mpz(x);
        if (d == d) {
            int order = mpz_cmp_d(x, d);
            assert_int_equal(pd_int_compare_double(heap, v, d), (order > 0) - (order < 0));
        }
        double back;
        bool finite = pd_int_to_double(heap, v, &back);
        static char text[8000];
        mpz_get_str(text, 10, x);
        double expected = strtod(text, NULL); /* rounds correctly */
        assert_int_equal(finite, expected - expected == 0);
        assert_true(!finite || back == expected);
        if (i % 1000 == 0) {
            rig_collect(&rig);
        }
    }
    mpz_clears(x, z, NULL);
    rig_close(&rig);
}

/* The quotient as a decimal text that strtod rounds correctly: enough digits, and a last one that
 * stands for the rest. */
static double divide_exactly(const mpz_t x, const mpz_t y)
{
    mpz_t q;
    mpz_t r;
    mpz_inits(q, r, NULL);
    mpz_ui_pow_ui(q, 10, 1200);
    mpz_mul(q, q, x);
    mpz_tdiv_qr(q, r, q, y);
    static char text[8000];
    mpz_get_str(text, 10, q);
    size_t length = strlen(text);
    snprintf(text + length, sizeof text - length, "%de-1201", mpz_sgn(r) != 0);
    double d = strtod(text, NULL);
    if (mpz_sgn(q) == 0 && (mpz_sgn(x) < 0) != (mpz_sgn(y) < 0)) {
        d = -0.0;
    }
    mpz_clears(q, r, NULL);
    return d;
}

static void test_true_divide(void **state)
{
    (void)state;
    rig_open(&rig);
    Heap *heap = &rig.heap;
    mpz_t x;
    mpz_t y;
    mpz_inits(x, y, NULL);
    size_t overflows = 0;
    size_t subnormals = 0;
    for (int i = 0; i < 4000; i++) {
        random_mpz(x);
        random_mpz(y);
        switch (i % 4) {
        case 0: mpz_mul_2exp(x, x, rig_below(&rig, 1100)); break;
        case 1: mpz_mul_2exp(y, y, rig_below(&rig, 1100)); break;
        default: break;
        }
        if (mpz_sgn(y) == 0) {
            continue;
        }
        double expected = divide_exactly(x, y);
        double d = 0;
        Answer answer = pd_int_true_divide(heap, from_mpz(x), from_mpz(y), &d);
        if (expected - expected != 0) {
            assert_int_equal(answer, ANSWER_LIMIT);
            overflows++;
        } else {
            assert_int_equal(answer, ANSWER_YES);
            if (d != expected) {
                print_message("%a %a\n", d, expected);
            }
            assert_true(d == expected);
            subnormals += d != 0 && fabs(d) < DBL_MIN;
        }
        if (i % 100 == 0) {
            rig_collect(&rig);
        }
    }
    assert_true(overflows > 20 && subnormals > 5);
    double d;
    MUST(pd_int_true_divide(heap, pd_from_int(0), pd_from_int(-5), &d));
    assert_true(signbit(d));
    mpz_clears(x, y, NULL);
    rig_close(&rig);
}

static void test_speed(void **state)
{
    (void)state;
    rig_open(&rig);
    Heap *heap = &rig.heap;
    Value big;
    Value v;
    MUST(pd_int_pow(heap, pd_from_int(7), 400000, MAX_BITS, &big));
    rig.roots[0] = big;
    Buffer text;
    pd_buffer_init(&text, pd_alloc_system(), 1 << 20);
    double start = rig_seconds();
    assert_int_equal(pd_int_append_text(heap, big, 10, &text), STATUS_OK);
    double write = rig_seconds() - start;
    Bytes digits = pd_buffer_peek(&text);
    start = rig_seconds();
    MUST(pd_int_parse(heap, digits, 10, false, &v));
    print_message("%zu digits: to text %.1f ms, from text %.1f ms\n", digits.size, write * 1e3,
                  (rig_seconds() - start) * 1e3);
    assert_int_equal(pd_int_compare(heap, v, big), 0);
    assert_true(write < 1.0); /* a quadratic way would take far longer */
    pd_buffer_deinit(&text);
    Value x;
    MUST(pd_int_pow(heap, pd_from_int(3), 100, MAX_BITS, &x));
    rig.roots[1] = x;
    start = rig_seconds();
    for (int i = 0; i < 1000000; i++) {
        if (pd_int_add(heap, rig.roots[1], rig.roots[1], &v) != ANSWER_YES) {
            pd_heap_collect(heap, false);
        }
    }
    print_message("add of three limbs: %.1f ns\n", (rig_seconds() - start) * 1e3);
    rig_close(&rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_against_mpz), cmocka_unit_test(test_powers),
        cmocka_unit_test(test_limits),      cmocka_unit_test(test_failing_scratch),
        cmocka_unit_test(test_doubles),     cmocka_unit_test(test_true_divide),
        cmocka_unit_test(test_speed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
