/*
 * Strings against arrays of code points: every width, slices, searching both ways (also on texts
 * made to be slow), UTF-8, StrBuilder with failing memory, bytes.
 */
#include "heap_rig.h"

static Rig rig;

enum { TEXT_MAX = 600 };

typedef struct Text {
    uint32_t points[TEXT_MAX];
    size_t length;
} Text;

/* Letters of a small alphabet, of which each kind of text uses another part. */
static uint32_t random_point(size_t kind)
{
    static const uint32_t letters[] = {'a',    'b',    0xe9,    0xff,    0x100,
                                       0x20ac, 0xd800, 0x1f600, 0x10ffff};
    static const size_t used[] = {2, 4, 7, 9};
    return letters[rig_below(&rig, used[kind % 4])];
}

static Text random_text(size_t max_length)
{
    Text t = {.length = rig_below(&rig, max_length + 1)};
    size_t kind = rig_below(&rig, 4);
    for (size_t i = 0; i < t.length; i++) {
        t.points[i] = random_point(kind);
    }
    return t;
}

static Str *make(const Text *t)
{
    Str *s = pd_str_from_points(&rig.heap, t->points, t->length);
    while (s == NULL) {
        pd_heap_collect(&rig.heap, false);
        s = pd_str_from_points(&rig.heap, t->points, t->length);
    }
    return s;
}

static void check_str(const Str *s, const uint32_t *points, size_t length)
{
    assert_int_equal(s->length, length);
    uint32_t most = 0;
    for (size_t i = 0; i < length; i++) {
        assert_int_equal(pd_str_at(s, i), points[i]);
        most = points[i] > most ? points[i] : most;
    }
    assert_int_equal(s->h.aux, most < 0x100 ? 1 : most < 0x10000 ? 2 : 4);
    assert_int_equal((s->h.flags & STR_ASCII) != 0, most < 0x80);
}

static int compare_texts(const Text *a, const Text *b)
{
    for (size_t i = 0; i < a->length && i < b->length; i++) {
        if (a->points[i] != b->points[i]) {
            return a->points[i] < b->points[i] ? -1 : 1;
        }
    }
    return (a->length > b->length) - (a->length < b->length);
}

static void check_utf8(Str *s)
{
    Buffer out;
    pd_buffer_init(&out, pd_alloc_system(), 4 * TEXT_MAX);
    assert_int_equal(pd_str_append_utf8(s, &out), STATUS_OK);
    assert_int_equal(out.size, pd_str_utf8_bytes(s));
    assert_true(pd_utf8_validate(pd_buffer_peek(&out), UTF8_SURROGATES, NULL));
    Str *back = pd_str_new_utf8(&rig.heap, pd_buffer_peek(&out));
    assert_true(pd_str_equal(s, back));
    assert_int_equal(back->h.flags & STR_ASCII, s->h.flags & STR_ASCII);
    Str *interned = pd_str_intern_utf8(&rig.heap, pd_buffer_peek(&out));
    assert_true(pd_str_equal(s, interned));
    assert_ptr_equal(pd_str_intern(&rig.heap, s), interned);
    pd_buffer_deinit(&out);
}

static void test_operations(void **state)
{
    (void)state;
    rig_open(&rig);
    Heap *heap = &rig.heap;
    for (int round = 0; round < 20000; round++) {
        pd_heap_settle(heap);
        if (round % 100 == 0) {
            rig_collect(&rig);
        }
        Text a = random_text(30);
        Text b = round % 3 == 0 ? a : random_text(30);
        Str *s = make(&a);
        Str *t = make(&b);
        check_str(s, a.points, a.length);
        int order = compare_texts(&a, &b);
        assert_int_equal(pd_str_compare(s, t), order);
        assert_int_equal(pd_str_equal(s, t), order == 0);
        assert_true(order != 0 || pd_str_hash(s) == pd_str_hash(t));
        assert_int_equal(pd_str_equal(s, t), order == 0);
        int64_t wide = pd_table_hash(0);
        assert_int_equal(pd_hash_value(heap, pd_value_to(heap, s), &wide), ANSWER_YES);
        assert_int_equal(pd_table_hash(wide), pd_str_hash(s));

        Text joined = a;
        memcpy(joined.points + a.length, b.points, b.length * sizeof b.points[0]);
        joined.length += b.length;
        check_str(pd_str_concat(heap, s, t), joined.points, joined.length);
        size_t start = rig_below(&rig, a.length + 1);
        size_t length = rig_below(&rig, a.length - start + 1);
        check_str(pd_str_slice(heap, s, start, length), a.points + start, length);
        size_t count = rig_below(&rig, 5);
        Text repeated = {.length = 0};
        for (size_t i = 0; i < count; i++) {
            memcpy(repeated.points + repeated.length, a.points, a.length * sizeof a.points[0]);
            repeated.length += a.length;
        }
        check_str(pd_str_repeat(heap, s, count), repeated.points, repeated.length);
        check_utf8(s);
    }
    assert_null(pd_str_repeat(heap, pd_str_new_ascii(heap, "abc"), UINT64_C(1) << 60));
    assert_true(pd_str_equals_ascii(pd_str_new_ascii(heap, "abc"), "abc"));
    assert_false(pd_str_equals_ascii(pd_str_new_ascii(heap, "abc"), "abd"));
    assert_false(pd_str_equals_ascii(pd_str_new_ascii(heap, "abc"), "ab"));
    rig_close(&rig);
}

/* ---- searching ---- */

static bool matches(const Text *a, const Text *b, size_t at)
{
    for (size_t i = 0; i < b->length; i++) {
        if (a->points[at + i] != b->points[i]) {
            return false;
        }
    }
    return true;
}

static void check_search(const Text *a, const Text *b, size_t start, size_t end)
{
    Str *s = make(a);
    rig.roots[0] = pd_value_to(&rig.heap, s);
    Str *t = make(b);
    s = PD_AS(Str, &rig.heap, rig.roots[0]);
    int64_t first = -1;
    int64_t last = -1;
    uint64_t count = 0;
    size_t next = start;
    for (size_t i = start; i + b->length <= end; i++) {
        if (matches(a, b, i)) {
            first = first < 0 ? (int64_t)i : first;
            last = (int64_t)i;
            if (i >= next) {
                count++;
                next = i + (b->length > 0 ? b->length : 1);
            }
        }
    }
    assert_int_equal(pd_str_find(s, t, start, end), first);
    assert_int_equal(pd_str_rfind(s, t, start, end), last);
    assert_int_equal(pd_str_count(s, t, start, end), count);
}

static void test_search(void **state)
{
    (void)state;
    rig_open(&rig);
    for (int round = 0; round < 60000; round++) {
        Text a = random_text(round % 2 == 0 ? 40 : TEXT_MAX);
        Text b = random_text(6);
        if (round % 3 == 0 && a.length > 0) { /* a part of a, perhaps with a change */
            size_t start = rig_below(&rig, a.length);
            b.length = rig_below(&rig, a.length - start) + 1;
            memcpy(b.points, a.points + start, b.length * sizeof b.points[0]);
            if (round % 2 == 0) {
                b.points[rig_below(&rig, b.length)] = random_point(3);
            }
        }
        if (round % 5 == 0) { /* periodic texts, for which the two-way search has its own way */
            size_t period = 1 + rig_below(&rig, 4);
            for (size_t i = period; i < a.length; i++) {
                a.points[i] = rig_below(&rig, 100) == 0 ? 'b' : a.points[i - period];
            }
            b.length = a.length / 3;
            memcpy(b.points, a.points, b.length * sizeof b.points[0]);
        }
        size_t start = rig_below(&rig, a.length + 1);
        size_t end = start + rig_below(&rig, a.length - start + 1);
        check_search(&a, &b, round % 4 == 0 ? 0 : start, round % 4 < 2 ? a.length : end);
        pd_heap_settle(&rig.heap);
    }
    Str *s = pd_str_new_ascii(&rig.heap, "abc");
    Str *empty = pd_str_new_ascii(&rig.heap, "");
    assert_int_equal(pd_str_find(s, empty, 3, 100), 3);
    assert_int_equal(pd_str_find(s, empty, 4, 100), -1);
    assert_int_equal(pd_str_rfind(s, empty, 0, 100), 3);
    assert_int_equal(pd_str_count(s, empty, 0, 3), 4);
    assert_int_equal(pd_str_count(s, empty, 4, 3), 0);
    rig_close(&rig);
}

/* aaaa...a with a needle aa..ab..a: a naive search would compare their product. */
static void test_hostile_search(void **state)
{
    (void)state;
    rig_open(&rig);
    enum { LONG = 400000, NEEDLE = 20001 };
    for (uint32_t width = 1; width <= 4; width *= 2) {
        uint32_t letter = width == 1 ? 'a' : width == 2 ? 0x20ac : 0x1f600;
        for (size_t odd = 0; odd < NEEDLE; odd += NEEDLE / 2) {
            rig_make_room(&rig);
            Str *s = pd_str_repeat(&rig.heap, pd_str_from_point(&rig.heap, letter), LONG);
            Str *t = pd_str_repeat(&rig.heap, pd_str_from_point(&rig.heap, letter), NEEDLE);
            uint32_t other = letter - 1;
            memcpy(t->own + odd * width, &other, width);
            double start = rig_seconds();
            assert_int_equal(pd_str_find(s, t, 0, LONG), -1);
            double forward = rig_seconds() - start;
            assert_int_equal(pd_str_rfind(s, t, 0, LONG), -1);
            double both = rig_seconds() - start;
            print_message("width %u, odd one at %zu: find %.1f ms, rfind %.1f ms\n", width, odd,
                          forward * 1e3, (both - forward) * 1e3);
            assert_true(both < 0.5);
        }
    }
    rig_close(&rig);
}

/* ---- StrBuilder, bytes ---- */

static void builder_step(StrBuilder *b, Text *t)
{
    Text part = random_text(rig_below(&rig, 4) == 0 ? 90 : 8);
    if (t->length + 100 > TEXT_MAX) {
        return;
    }
    switch (rig_below(&rig, 5)) {
    case 0:
        t->points[t->length] = random_point(rig_below(&rig, 4));
        pd_builder_point(b, t->points[t->length++]);
        return;
    case 1: {
        size_t count = rig_below(&rig, 5);
        uint32_t point = random_point(rig_below(&rig, 4));
        pd_builder_repeat(b, point, count);
        for (size_t i = 0; i < count; i++) {
            t->points[t->length++] = point;
        }
        return;
    }
    case 2:
        pd_builder_ascii(b, "xyz");
        t->points[t->length++] = 'x';
        t->points[t->length++] = 'y';
        t->points[t->length++] = 'z';
        return;
    case 3: pd_builder_str(b, make(&part)); break;
    default: {
        size_t start = rig_below(&rig, part.length + 1);
        pd_builder_slice(b, make(&part), start, part.length - start);
        part.length -= start;
        memmove(part.points, part.points + start, part.length * sizeof part.points[0]);
        break;
    }
    }
    memcpy(t->points + t->length, part.points, part.length * sizeof part.points[0]);
    t->length += part.length;
}

static void test_builder(void **state)
{
    (void)state;
    AllocFailing failing;
    pd_alloc_failing_init(&failing, pd_alloc_system(), 0);
    rig_open_with(&rig, &failing.alloc, 64 << 20);
    size_t failures = 0;
    for (int round = 0; round < 5000; round++) {
        Text t = {.length = 0};
        StrBuilder b;
        pd_builder_init(&b, &rig.heap, TEXT_MAX);
        failing.fail_at = round % 3 == 0 ? failing.call_count + 1 + rig_below(&rig, 2) : 0;
        failing.failed = false;
        size_t steps = rig_below(&rig, 40);
        for (size_t i = 0; i < steps; i++) {
            builder_step(&b, &t);
        }
        failing.fail_at = 0;
        bool failed = b.failed;
        assert_int_equal(failed, failing.failed);
        Str *s = pd_builder_take(&b, &rig.heap);
        if (failed) {
            failures++;
            assert_null(s);
        } else {
            check_str(s, t.points, t.length);
        }
        assert_int_equal(failing.live_count, 1);
        if (round % 50 == 0) {
            rig_collect(&rig);
        }
    }
    assert_true(failures > 300);

    StrBuilder b;
    pd_builder_init(&b, &rig.heap, 10);
    pd_builder_ascii(&b, "0123456789");
    assert_false(b.failed);
    pd_builder_ascii(&b, "");
    assert_false(b.failed);
    pd_builder_point(&b, 'x');
    assert_true(b.failed && b.length > b.max_length);
    pd_builder_ascii(&b, "more");
    assert_null(pd_builder_take(&b, &rig.heap));
    pd_builder_init(&b, &rig.heap, 10);
    pd_builder_repeat(&b, 'x', SIZE_MAX);
    assert_true(b.failed);
    pd_builder_deinit(&b);
    rig_close(&rig);
    assert_int_equal(failing.live_bytes, 0);
}

static void test_bytes(void **state)
{
    (void)state;
    rig_open(&rig);
    BytesObject *b = pd_bytes_new(&rig.heap, NULL, 100);
    for (size_t i = 0; i < 100; i++) {
        assert_int_equal(pd_str_data(b)[i], 0);
    }
    b = pd_bytes_new(&rig.heap, (const uint8_t *)"x\0y", 3);
    assert_memory_equal(pd_str_data(b), "x\0y", 3);
    ByteArray *array = pd_bytearray_new(&rig.heap, NULL, 0);
    assert_int_equal(array->bytes, 0);
    array = pd_bytearray_new(&rig.heap, (const uint8_t *)"abc", 3);
    rig.roots[0] = pd_value_to(&rig.heap, array);
    rig_collect(&rig);
    array = PD_AS(ByteArray, &rig.heap, rig.roots[0]);
    assert_int_equal(array->length, 3);
    rig_close(&rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_operations),     cmocka_unit_test(test_search),
        cmocka_unit_test(test_hostile_search), cmocka_unit_test(test_builder),
        cmocka_unit_test(test_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
