/*
 * Strings that grow by appending, against arrays of code points: those that share a text never see
 * each other, through collections and every width; and what appending costs.
 */
#include "heap_rig.h"

static Rig rig;

enum { STRS = 24, POINTS_MAX = 4000, PART_MAX = 90 };

typedef struct Model {
    uint32_t points[POINTS_MAX];
    size_t length;
} Model;

static Model models[STRS];
static Model part;

static uint32_t random_point(size_t kind)
{
    static const uint32_t letters[] = {'a', 'b', 0xe9, 0xff, 0x100, 0x20ac, 0xd800, 0x1f600};
    static const size_t used[] = {2, 4, 7, 8};
    return letters[rig_below(&rig, used[kind])];
}

static void random_part(void)
{
    size_t kind = rig_below(&rig, 40);
    part.length = 1 + rig_below(&rig, PART_MAX);
    for (size_t i = 0; i < part.length; i++) {
        part.points[i] = random_point(kind < 4 ? kind : 0);
    }
}

static const Str *str_at(size_t i)
{
    return PD_AS(const Str, &rig.heap, rig.roots[i]);
}

static void check(size_t i)
{
    const Str *s = str_at(i);
    const Model *m = &models[i];
    Str *wanted = pd_str_from_points(&rig.heap, m->points, m->length);
    assert_non_null(wanted);
    assert_int_equal(s->length, m->length);
    assert_int_equal(s->h.aux, wanted->h.aux);
    assert_int_equal(s->h.flags & STR_ASCII, wanted->h.flags & STR_ASCII);
    assert_true(pd_str_equal(s, wanted));
    assert_int_equal(pd_str_compare(s, wanted), 0);
    assert_int_equal(pd_str_hash((Str *)(uintptr_t)s), pd_str_hash(wanted));
    Str *end = pd_str_slice(&rig.heap, s, m->length / 2, m->length - m->length / 2);
    assert_int_equal(pd_str_find(s, end, m->length / 2, m->length), m->length / 2);
}

static void put(size_t i, Str *s)
{
    pd_store(&rig.heap, &rig.roots[i], pd_value_to(&rig.heap, s));
}

/* A str grows out of another one or of itself; sometimes it begins anew. */
static bool step(void)
{
    size_t from = rig_below(&rig, STRS);
    size_t to = rig_below(&rig, 3) != 0 ? from : rig_below(&rig, STRS);
    random_part();
    Str *more = pd_str_from_points(&rig.heap, part.points, part.length);
    assert_non_null(more);
    if (models[from].length + part.length > POINTS_MAX) {
        models[to] = part;
        put(to, more);
        return false;
    }
    Model grown = models[from];
    memcpy(grown.points + grown.length, part.points, part.length * sizeof part.points[0]);
    grown.length += part.length;
    Str *made = pd_str_concat(&rig.heap, str_at(from), more);
    assert_non_null(made);
    models[to] = grown;
    put(to, made);
    return (made->h.flags & STR_VIEW) != 0;
}

static void test_sharing(void **state)
{
    (void)state;
    rig_open(&rig);
    for (size_t i = 0; i < STRS; i++) {
        models[i].length = 0;
        put(i, pd_at(&rig.heap, HEAP_EMPTY_STR));
    }
    size_t views = 0;
    const size_t steps = PD_TORTURE ? 5000 : 20000;
    for (size_t n = 0; n < steps; n++) {
        rig_make_room(&rig);
        views += step();
        if (n % 16 == 0) {
            for (size_t i = 0; i < STRS; i++) {
                check(i);
            }
        }
        if (n % 512 == 0) {
            rig_collect(&rig);
        }
    }
    assert_true(views > steps / 2);
    rig_close(&rig);
}

/* A str by its own: interned, or made of a short one. */
static void test_no_view(void **state)
{
    (void)state;
    rig_open(&rig);
    Heap *heap = &rig.heap;
    Str *a = pd_str_repeat(heap, pd_str_new_ascii(heap, "a"), 700);
    Str *b = pd_str_new_ascii(heap, "bc");
    Str *grown = pd_str_concat(heap, a, b);
    assert_true((grown->h.flags & STR_VIEW) != 0);
    assert_int_equal(pd_str_concat_work(heap, a, b), 702);
    assert_int_equal(pd_str_concat_work(heap, grown, b), 2);
    Str *own = pd_str_intern(heap, grown);
    assert_int_equal(own->h.flags & (STR_VIEW | STR_INTERNED), STR_INTERNED);
    assert_true(pd_str_equal(own, grown));
    assert_ptr_equal(pd_str_intern(heap, own), own);
    assert_int_equal(pd_str_concat(heap, b, a)->h.flags & STR_VIEW, 0);
    assert_int_equal(pd_str_concat(heap, a, a)->h.flags & STR_VIEW, 0);
    assert_int_equal(pd_str_concat(heap, b, b)->h.flags & STR_VIEW, 0);
    /* wider than its text, and a second one from the same beginning */
    Str *wide = pd_str_concat(heap, grown, pd_str_from_point(heap, 0x20ac));
    Str *first = pd_str_concat(heap, grown, b);
    Str *second = pd_str_concat(heap, grown, a);
    assert_int_equal(wide->h.aux, 2);
    assert_int_equal(pd_str_at(wide, 702), 0x20ac);
    assert_int_equal(pd_str_at(first, 702), 'b');
    assert_int_equal(pd_str_at(second, 702), 'a');
    assert_int_equal(((StrView *)(void *)first)->text, ((StrView *)(void *)grown)->text);
    rig_close(&rig);
}

/* What is copied and what is kept stay in proportion to the text. */
static void test_cost(void **state)
{
    (void)state;
    enum { LENGTH = 2000000 };
    rig_open(&rig);
    Heap *heap = &rig.heap;
    uint64_t copied = 0;
    put(0, pd_at(heap, HEAP_EMPTY_STR));
    for (size_t i = 0; i < LENGTH; i++) {
        Str *x = pd_str_from_point(heap, 'x');
        copied += pd_str_concat_work(heap, str_at(0), x);
        Str *made = pd_str_concat(heap, str_at(0), x);
        if (made == NULL) {
            rig_make_room(&rig);
            made = pd_str_concat(heap, str_at(0), x);
        }
        assert_non_null(made);
        put(0, made);
    }
    print_message("%d code points: %llu copied\n", LENGTH, (unsigned long long)copied);
    assert_true(copied < UINT64_C(7) * LENGTH);
    rig_collect(&rig);
    assert_true(pd_heap_used_bytes(heap) < LENGTH + LENGTH / 4 + 100);
    rig_close(&rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sharing),
        cmocka_unit_test(test_no_view),
        cmocka_unit_test(test_cost),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
