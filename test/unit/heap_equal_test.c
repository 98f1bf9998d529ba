/*
 * hash() against CPython's answers (data/heap_hash_cases.inc, printed by data/heap_hash_cases.py),
 * and equality of builtin values: numbers across types, identity, nesting, cycles, program classes.
 */
#include "heap_rig.h"

#include <math.h>

static Rig rig;

typedef struct HashCase {
    const char *text;
    int64_t hash;
} HashCase;

static const HashCase cases[] = {
#include "data/heap_hash_cases.inc"
};

static const char *next_word(const char **text, char out[128])
{
    size_t n = strcspn(*text, " ");
    assert_true(n < 128);
    memcpy(out, *text, n);
    out[n] = '\0';
    *text += n + ((*text)[n] == ' ');
    return out;
}

static Value parse_int(const char *word)
{
    bool negative = word[0] == '-';
    Value v = VALUE_NONE;
    word += negative;
    assert_int_equal(pd_int_parse(&rig.heap, pd_bytes_of_cstr(word), 10, negative, &v), ANSWER_YES);
    return v;
}

static double parse_double(const char *word)
{
    return strtod(word, NULL);
}

static Value parse_value(const char **text)
{
    char word[128];
    char second[128];
    switch (next_word(text, word)[0]) {
    case 'i': return parse_int(next_word(text, word));
    case 'b': return pd_from_bool(next_word(text, word)[0] == '1');
    case 'f': return pd_from_float(parse_double(next_word(text, word)));
    case 'c': {
        Complex *c = pd_heap_alloc(&rig.heap, sizeof *c, KIND_COMPLEX, 0);
        c->real = parse_double(next_word(text, word));
        c->imag = parse_double(next_word(text, second));
        return pd_value_to(&rig.heap, c);
    }
    case 'r': {
        Range *r = pd_heap_alloc(&rig.heap, sizeof *r, KIND_RANGE, 0);
        r->start = parse_int(next_word(text, word));
        r->stop = parse_int(next_word(text, word));
        r->step = parse_int(next_word(text, word));
        int64_t span = pd_int_of(r->stop) - pd_int_of(r->start);
        int64_t step = pd_int_of(r->step);
        r->length = pd_from_int((span + step - 1) / step);
        return pd_value_to(&rig.heap, r);
    }
    case 't': {
        size_t count = (size_t)strtoul(next_word(text, word), NULL, 10);
        Tuple *t = pd_tuple_new(&rig.heap, NULL, count);
        for (size_t i = 0; i < count; i++) {
            t->items[i] = parse_value(text);
        }
        return pd_value_to(&rig.heap, t);
    }
    default: fail_msg("bad case"); return VALUE_NONE;
    }
}

static int64_t hash_of(Value v)
{
    int64_t hash = 0;
    assert_int_equal(pd_hash_value(&rig.heap, v, &hash), ANSWER_YES);
    return hash;
}

static Answer equal(Value a, Value b)
{
    uint64_t work = 0;
    Answer answer = pd_equal_values(&rig.heap, a, b, &work);
    assert_true(work > 0);
    assert_int_equal(pd_equal_values(&rig.heap, b, a, &work), answer);
    return answer;
}

static void test_hash_cases(void **state)
{
    (void)state;
    rig_open(&rig);
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        const char *text = cases[i].text;
        Value v = parse_value(&text);
        if (hash_of(v) != cases[i].hash) {
            print_message("%s\n", cases[i].text);
        }
        assert_int_equal(hash_of(v), cases[i].hash);
        text = cases[i].text;
        assert_int_equal(equal(v, parse_value(&text)), ANSWER_YES);
    }
    rig_close(&rig);
}

static void test_equal_means_same_hash(void **state)
{
    (void)state;
    rig_open(&rig);
    static Value values[1000];
    size_t count = 0;
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        const char *text = cases[i].text;
        values[count++] = parse_value(&text);
    }
    for (int64_t i = -3; i < 4; i++) {
        Complex *c = pd_heap_alloc(&rig.heap, sizeof *c, KIND_COMPLEX, 0);
        c->real = (double)i;
        c->imag = 0;
        values[count++] = pd_value_to(&rig.heap, c);
        values[count++] = pd_from_int(i);
        values[count++] = pd_from_float((double)i);
        Str *s = pd_str_from_point(&rig.heap, (uint32_t)(i + 300));
        values[count++] = pd_value_to(&rig.heap, s);
        BytesObject *b = pd_bytes_new(&rig.heap, pd_str_data(s), 2);
        values[count++] = pd_value_to(&rig.heap, b);
        values[count++] = pd_value_to(&rig.heap, pd_set_new(&rig.heap, 0, true));
    }
    size_t pairs = 0;
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < count; k++) {
            if (i != k && equal(values[i], values[k]) == ANSWER_YES) {
                assert_int_equal(hash_of(values[i]), hash_of(values[k]));
                pairs++;
            }
        }
    }
    assert_true(pairs > 60);
    rig_close(&rig);
}

static void test_numbers(void **state)
{
    (void)state;
    rig_open(&rig);
    assert_int_equal(equal(VALUE_TRUE, pd_from_int(1)), ANSWER_YES);
    assert_int_equal(equal(VALUE_TRUE, pd_from_float(1)), ANSWER_YES);
    assert_int_equal(equal(VALUE_FALSE, pd_from_float(-0.0)), ANSWER_YES);
    assert_int_equal(equal(VALUE_FALSE, VALUE_NONE), ANSWER_NO);
    assert_int_equal(equal(VALUE_NONE, VALUE_NONE), ANSWER_YES);
    Value big;
    Value one_more;
    pd_int_from_i64(&rig.heap, INT64_C(1) << 53, &big);
    pd_int_add(&rig.heap, big, pd_from_int(1), &one_more);
    assert_int_equal(equal(big, pd_from_float(0x1p53)), ANSWER_YES);
    assert_int_equal(equal(one_more, pd_from_float(0x1p53)), ANSWER_NO);
    Value nan = pd_from_float((double)NAN);
    assert_int_equal(equal(nan, nan), ANSWER_NO);
    assert_int_equal(equal(rig_tuple(&rig, 1, &nan), rig_tuple(&rig, 1, &nan)), ANSWER_YES);
    assert_int_equal(equal(pd_from_float(INFINITY), pd_from_float(INFINITY)), ANSWER_YES);
    assert_int_equal(equal(big, pd_from_float(INFINITY)), ANSWER_NO);
    assert_int_equal(equal(rig_str(&rig, "1"), pd_from_int(1)), ANSWER_NO);
    rig_close(&rig);
}

static Value list_of(const Value *items, size_t count)
{
    List *list = pd_list_from(&rig.heap, items, count);
    assert_non_null(list);
    return pd_value_to(&rig.heap, list);
}

static void test_containers(void **state)
{
    (void)state;
    rig_open(&rig);
    Heap *heap = &rig.heap;
    Value a[3] = {pd_from_int(1), rig_str(&rig, "two"), pd_from_float(3)};
    Value b[3] = {pd_from_float(1), rig_str(&rig, "two"), pd_from_int(3)};
    assert_int_equal(equal(list_of(a, 3), list_of(b, 3)), ANSWER_YES);
    assert_int_equal(equal(list_of(a, 3), list_of(b, 2)), ANSWER_NO);
    assert_int_equal(equal(list_of(a, 3), rig_tuple(&rig, 3, a)), ANSWER_NO);
    b[2] = pd_from_int(4);
    assert_int_equal(equal(list_of(a, 3), list_of(b, 3)), ANSWER_NO);
    Value inner[2] = {list_of(a, 3), rig_tuple(&rig, 2, a)};
    Value inner2[2] = {list_of(a, 3), rig_tuple(&rig, 2, b)};
    assert_int_equal(equal(list_of(inner, 2), list_of(inner2, 2)), ANSWER_YES);

    Dict *d = pd_dict_new(heap, 0);
    Dict *e = pd_dict_new(heap, 0);
    for (int i = 0; i < 20; i++) { /* the other way round, keys and values of another type */
        Value pair[2] = {pd_from_int(i), list_of(a, 2)};
        assert_int_equal(pd_dict_set(heap, d, rig_tuple(&rig, 1, pair), pair[1]), ANSWER_YES);
        Value other[2] = {pd_from_float(19 - i), list_of(b, 2)};
        assert_int_equal(pd_dict_set(heap, e, rig_tuple(&rig, 1, other), other[1]), ANSWER_YES);
    }
    assert_int_equal(equal(pd_value_to(heap, d), pd_value_to(heap, e)), ANSWER_YES);
    Value pair[2] = {pd_from_int(7), VALUE_NONE};
    assert_int_equal(pd_dict_set(heap, d, rig_tuple(&rig, 1, pair), VALUE_NONE), ANSWER_YES);
    assert_int_equal(equal(pd_value_to(heap, d), pd_value_to(heap, e)), ANSWER_NO);

    Dict *s = pd_set_new(heap, 0, false);
    Dict *t = pd_set_new(heap, 0, true);
    for (int i = 0; i < 30; i++) {
        Dict *nested = pd_set_new(heap, 0, true);
        Dict *twin = pd_set_new(heap, 0, true);
        for (int k = 0; k <= i; k++) {
            assert_int_equal(pd_dict_set(heap, nested, pd_from_int(k), VALUE_NONE), ANSWER_YES);
            assert_int_equal(pd_dict_set(heap, twin, pd_from_float(i - k), VALUE_NONE), ANSWER_YES);
        }
        assert_int_equal(hash_of(pd_value_to(heap, nested)), hash_of(pd_value_to(heap, twin)));
        assert_int_equal(pd_dict_set(heap, s, pd_value_to(heap, nested), VALUE_NONE), ANSWER_YES);
        assert_int_equal(pd_dict_set(heap, t, pd_value_to(heap, twin), VALUE_NONE), ANSWER_YES);
        assert_int_equal(pd_dict_get(heap, t, pd_value_to(heap, nested), NULL), ANSWER_YES);
    }
    assert_int_equal(equal(pd_value_to(heap, s), pd_value_to(heap, t)), ANSWER_YES);
    assert_int_equal(pd_dict_set(heap, t, pd_from_int(1), VALUE_NONE), ANSWER_YES);
    assert_int_equal(pd_dict_set(heap, s, pd_from_int(2), VALUE_NONE), ANSWER_YES);
    assert_int_equal(equal(pd_value_to(heap, s), pd_value_to(heap, t)), ANSWER_NO);
    Value bytes = pd_value_to(heap, pd_bytes_new(heap, (const uint8_t *)"abc", 3));
    Value array = pd_value_to(heap, pd_bytearray_new(heap, (const uint8_t *)"abc", 3));
    assert_int_equal(equal(bytes, array), ANSWER_YES);
    assert_int_equal(equal(bytes, rig_str(&rig, "abc")), ANSWER_NO);
    rig_close(&rig);
}

static Value nested_tuples(size_t depth, Value seed)
{
    Value v = seed;
    for (size_t i = 0; i < depth; i++) {
        v = rig_tuple(&rig, 1, &v);
    }
    return v;
}

static void test_nesting(void **state)
{
    (void)state;
    rig_open(&rig);
    Heap *heap = &rig.heap;
    int64_t hash;
    Value one = pd_from_int(1);
    Value deep = nested_tuples(HEAP_NESTING_MAX, one);
    assert_int_equal(equal(deep, nested_tuples(HEAP_NESTING_MAX, one)), ANSWER_YES);
    assert_int_equal(equal(deep, nested_tuples(HEAP_NESTING_MAX, pd_from_int(2))), ANSWER_NO);
    assert_int_equal(pd_hash_value(heap, deep, &hash), ANSWER_YES);
    deep = nested_tuples(HEAP_NESTING_MAX + 1, one);
    assert_int_equal(equal(deep, nested_tuples(HEAP_NESTING_MAX + 1, one)), ANSWER_LIMIT);
    assert_int_equal(pd_hash_value(heap, deep, &hash), ANSWER_LIMIT);

    List *a = pd_list_new(heap, 1);
    List *b = pd_list_new(heap, 1);
    assert_true(pd_list_append(heap, a, pd_value_to(heap, a)));
    assert_true(pd_list_append(heap, b, pd_value_to(heap, b)));
    assert_int_equal(equal(pd_value_to(heap, a), pd_value_to(heap, b)), ANSWER_LIMIT);
    assert_int_equal(equal(pd_value_to(heap, a), pd_value_to(heap, a)), ANSWER_YES);

    Value wide = one; /* 2^40 paths to the one leaf */
    Value twin = one;
    for (int i = 0; i < 40; i++) {
        wide = rig_tuple(&rig, 2, (Value[]){wide, wide});
        twin = rig_tuple(&rig, 2, (Value[]){twin, twin});
    }
    uint64_t work = 0;
    assert_int_equal(pd_equal_values(heap, wide, twin, &work), ANSWER_SLOW);
    assert_true(work > 1000000 && work < 1000000000);
    assert_int_equal(pd_hash_value(heap, wide, &hash), ANSWER_LIMIT);
    rig_close(&rig);
}

static Class *new_class(uint32_t flags)
{
    Class *cls = rig_class(&rig.heap, KIND_INSTANCE);
    cls->flags = flags;
    return cls;
}

static Value new_instance(Class *cls)
{
    Instance *o = pd_heap_alloc(&rig.heap, sizeof(Instance), KIND_INSTANCE, 0);
    o->shape = pd_ref_to(&rig.heap, pd_shape_root(&rig.heap, cls));
    o->overflow = 0;
    return pd_value_to(&rig.heap, o);
}

static Value new_wrapped(Class *cls, Value payload)
{
    Wrapped *w = pd_heap_alloc(&rig.heap, sizeof(Wrapped), KIND_WRAPPED, 0);
    w->shape = pd_ref_to(&rig.heap, pd_shape_root(&rig.heap, cls));
    w->overflow = 0;
    w->payload = payload;
    return pd_value_to(&rig.heap, w);
}

static void test_classes(void **state)
{
    (void)state;
    rig_open(&rig);
    Heap *heap = &rig.heap;
    Class *plain = new_class(0);
    Class *with_eq = new_class(CLASS_EQ | CLASS_UNHASHABLE);
    Class *with_hash = new_class(CLASS_EQ | CLASS_HASH);
    Value a = new_instance(plain);
    Value b = new_instance(plain);
    Value e = new_instance(with_eq);
    Value h = new_instance(with_hash);
    int64_t hash;
    assert_int_equal(equal(a, a), ANSWER_YES);
    assert_int_equal(equal(a, b), ANSWER_NO);
    assert_int_equal(equal(a, e), ANSWER_SLOW);
    assert_int_equal(equal(e, e), ANSWER_SLOW);
    assert_int_equal(equal(list_of(&e, 1), list_of(&e, 1)), ANSWER_YES);
    assert_int_equal(equal(list_of(&a, 1), list_of(&e, 1)), ANSWER_SLOW);
    assert_int_not_equal(hash_of(a), hash_of(b));
    assert_int_equal(pd_hash_value(heap, e, &hash), ANSWER_ERROR);
    assert_int_equal(pd_hash_value(heap, h, &hash), ANSWER_SLOW);
    assert_int_equal(pd_hash_value(heap, rig_tuple(&rig, 1, &h), &hash), ANSWER_SLOW);
    assert_int_equal(pd_hash_value(heap, rig_tuple(&rig, 1, &e), &hash), ANSWER_ERROR);

    Value w = new_wrapped(plain, rig_str(&rig, "text"));
    assert_int_equal(equal(w, rig_str(&rig, "text")), ANSWER_YES);
    assert_int_equal(hash_of(w), hash_of(rig_str(&rig, "text")));
    assert_int_equal(equal(new_wrapped(with_eq, pd_from_int(1)), pd_from_int(1)), ANSWER_SLOW);
    Value items[2] = {w, a};
    Value tuple = new_wrapped(plain, rig_tuple(&rig, 2, items));
    assert_int_equal(equal(tuple, rig_tuple(&rig, 2, items)), ANSWER_YES);
    assert_int_equal(hash_of(tuple), hash_of(rig_tuple(&rig, 2, items)));
    assert_int_equal(pd_hash_value(heap, new_wrapped(plain, list_of(items, 2)), &hash),
                     ANSWER_ERROR);

    Dict *d = pd_dict_new(heap, 0);
    assert_int_equal(pd_dict_set(heap, d, w, pd_from_int(1)), ANSWER_YES);
    assert_int_equal(pd_dict_set(heap, d, a, pd_from_int(2)), ANSWER_YES);
    Value v;
    assert_int_equal(pd_dict_get(heap, d, rig_str(&rig, "text"), &v), ANSWER_YES);
    assert_int_equal(pd_dict_get(heap, d, a, &v), ANSWER_YES);
    assert_int_equal(pd_int_of(v), 2);
    assert_int_equal(pd_dict_get(heap, d, b, &v), ANSWER_NO);
    assert_int_equal(pd_dict_get(heap, d, h, &v), ANSWER_SLOW);
    uint32_t key_hash = pd_table_hash(hash_of(rig_str(&rig, "x")));
    assert_int_equal(pd_dict_insert_hashed(heap, d, h, key_hash, VALUE_NONE), ANSWER_YES);
    assert_int_equal(pd_dict_get(heap, d, rig_str(&rig, "x"), &v), ANSWER_SLOW);

    Method *m = pd_heap_alloc(heap, sizeof(Method), KIND_METHOD, 0);
    m->function = a;
    m->self = b;
    Method *n = pd_heap_alloc(heap, sizeof(Method), KIND_METHOD, 0);
    n->function = a;
    n->self = b;
    assert_int_equal(equal(pd_value_to(heap, m), pd_value_to(heap, n)), ANSWER_YES);
    assert_int_equal(hash_of(pd_value_to(heap, m)), hash_of(pd_value_to(heap, n)));
    n->self = a;
    assert_int_equal(equal(pd_value_to(heap, m), pd_value_to(heap, n)), ANSWER_NO);
    rig_close(&rig);
}

static Value new_view(Value dict, ViewKind kind)
{
    DictView *view = pd_heap_alloc(&rig.heap, sizeof(DictView), KIND_DICT_VIEW, kind);
    view->dict = pd_ref_of(dict);
    view->unused = 0;
    return pd_value_to(&rig.heap, view);
}

static Value new_slice(Value start, Value stop)
{
    Slice *slice = pd_heap_alloc(&rig.heap, sizeof(Slice), KIND_SLICE, 0);
    slice->start = start;
    slice->stop = stop;
    slice->step = VALUE_NONE;
    return pd_value_to(&rig.heap, slice);
}

static void test_other_kinds(void **state)
{
    (void)state;
    rig_open(&rig);
    Heap *heap = &rig.heap;
    int64_t hash;
    Value slice = new_slice(pd_from_int(1), rig_str(&rig, "x"));
    assert_int_equal(equal(slice, new_slice(VALUE_TRUE, rig_str(&rig, "x"))), ANSWER_YES);
    assert_int_equal(equal(slice, new_slice(VALUE_FALSE, rig_str(&rig, "x"))), ANSWER_NO);
    assert_int_equal(pd_hash_value(heap, slice, &hash), ANSWER_ERROR);

    Value dict = pd_value_to(heap, pd_dict_new(heap, 0));
    Value set = pd_value_to(heap, pd_set_new(heap, 0, false));
    assert_int_equal(equal(new_view(dict, VIEW_KEYS), set), ANSWER_SLOW);
    assert_int_equal(equal(new_view(dict, VIEW_KEYS), new_view(dict, VIEW_KEYS)), ANSWER_SLOW);
    assert_int_equal(equal(new_view(dict, VIEW_KEYS), dict), ANSWER_NO);
    assert_int_equal(pd_hash_value(heap, new_view(dict, VIEW_ITEMS), &hash), ANSWER_ERROR);
    assert_int_equal(pd_hash_value(heap, new_view(dict, VIEW_VALUES), &hash), ANSWER_YES);

    Class *meta = new_class(CLASS_EQ | CLASS_HASH | CLASS_META);
    Class *cls = new_class(0);
    Class *plain = new_class(0);
    cls->metaclass = pd_value_to(heap, meta);
    assert_int_equal(pd_hash_value(heap, pd_value_to(heap, cls), &hash), ANSWER_SLOW);
    assert_int_equal(pd_hash_value(heap, pd_value_to(heap, plain), &hash), ANSWER_YES);
    assert_int_equal(equal(pd_value_to(heap, cls), pd_value_to(heap, plain)), ANSWER_SLOW);
    assert_int_equal(equal(pd_value_to(heap, meta), pd_value_to(heap, plain)), ANSWER_NO);
    assert_int_not_equal(hash_of(VALUE_ELLIPSIS), hash_of(VALUE_NONE));
    assert_int_equal(hash_of(VALUE_NONE), INT64_C(0xfca86420));
    rig_close(&rig);
}

static void test_failing_levels(void **state)
{
    (void)state;
    AllocFailing failing;
    pd_alloc_failing_init(&failing, pd_alloc_system(), 0);
    rig_open_with(&rig, &failing.alloc, 8 << 20);
    Value a = nested_tuples(500, VALUE_NONE);
    Value b = nested_tuples(500, VALUE_NONE);
    for (uint64_t n = 1; n <= 4; n++) {
        uint64_t work = 0;
        int64_t hash;
        failing.fail_at = failing.call_count + n;
        Answer answer = pd_equal_values(&rig.heap, a, b, &work);
        assert_int_equal(answer, n <= 3 ? ANSWER_MEMORY : ANSWER_YES);
        failing.fail_at = failing.call_count + n;
        answer = pd_hash_value(&rig.heap, a, &hash);
        assert_int_equal(answer, n <= 3 ? ANSWER_MEMORY : ANSWER_YES);
        assert_int_equal(failing.live_count, 1);
    }
    rig_close(&rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hash_cases),     cmocka_unit_test(test_equal_means_same_hash),
        cmocka_unit_test(test_numbers),        cmocka_unit_test(test_containers),
        cmocka_unit_test(test_nesting),        cmocka_unit_test(test_classes),
        cmocka_unit_test(test_failing_levels), cmocka_unit_test(test_other_kinds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
