/*
 * Dicts and sets against a plain model: random operations with collections in between, adversarial
 * keys, failing allocations, iteration, merging, and the snapshot's way of rebuilding a table.
 */
#include "heap_rig.h"

enum { MODEL_KEYS = 700 };

/* Keys are numbered; the model keeps value and order of insertion of each. */
typedef struct Model {
    int64_t value[MODEL_KEYS];
    uint64_t order[MODEL_KEYS]; /* 0 = absent */
    uint64_t next_order;
    uint32_t used;
} Model;

/* Root 0 is the dict, root 1 a list of the keys that are strings or tuples. */
static Value model_key(Rig *rig, size_t i)
{
    char text[32];
    switch (i % 7) {
    case 0: return pd_from_int((int64_t)i << 16);
    case 1: return pd_from_int(-(int64_t)i);
    case 2: return pd_from_float((double)i + 0.5);
    case 3: snprintf(text, sizeof text, "key%zu", i); return rig_str(rig, text);
    case 4: snprintf(text, sizeof text, "k\u00e9\u0142%zu", i); return rig_name(rig, text);
    case 5: {
        Value items[2] = {pd_from_int((int64_t)i), rig_str(rig, "x")};
        return rig_tuple(rig, 2, items);
    }
    default: {
        BytesObject *b = pd_bytes_new(&rig->heap, (const uint8_t *)&i, sizeof i);
        assert_non_null(b);
        return pd_value_to(&rig->heap, b);
    }
    }
}

static Dict *the_dict(Rig *rig)
{
    return PD_AS(Dict, &rig->heap, rig->roots[0]);
}

static void check_model(Rig *rig, const Model *model)
{
    Dict *d = the_dict(rig);
    assert_int_equal(d->used, model->used);
    uint64_t last = 0;
    uint32_t position = 0;
    Value key;
    Value value;
    uint32_t seen = 0;
    while (pd_dict_next(&rig->heap, d, &position, &key, &value)) {
        size_t i = (size_t)pd_int_of(value) % MODEL_KEYS;
        assert_int_equal(pd_int_of(value), model->value[i]);
        assert_true(model->order[i] > last);
        last = model->order[i];
        seen++;
    }
    assert_int_equal(seen, model->used);
}

static void model_set(Rig *rig, Model *model, size_t i)
{
    Value key = model_key(rig, i);
    int64_t value = (int64_t)(rig_below(rig, 1000) * MODEL_KEYS + i);
    Answer answer = pd_dict_set(&rig->heap, the_dict(rig), key, pd_from_int(value));
    if (answer == ANSWER_MEMORY) {
        return;
    }
    assert_int_equal(answer, ANSWER_YES);
    if (model->order[i] == 0) {
        model->order[i] = ++model->next_order;
        model->used++;
    }
    model->value[i] = value;
}

static void model_pop(Rig *rig, Model *model)
{
    Value key;
    Value value;
    bool popped = pd_dict_pop_last(&rig->heap, the_dict(rig), &key, &value);
    assert_int_equal(popped, model->used > 0);
    if (popped) {
        size_t i = (size_t)pd_int_of(value) % MODEL_KEYS;
        for (size_t k = 0; k < MODEL_KEYS; k++) {
            assert_true(model->order[k] <= model->order[i]);
        }
        model->order[i] = 0;
        model->used--;
    }
}

static void model_step(Rig *rig, Model *model, size_t keys)
{
    size_t i = rig_below(rig, keys);
    Value value = VALUE_NONE;
    switch (rig_below(rig, 10)) {
    case 0:
    case 1:
    case 2:
    case 3: model_set(rig, model, i); break;
    case 4:
    case 5:
    case 6: {
        Answer answer = pd_dict_get(&rig->heap, the_dict(rig), model_key(rig, i), &value);
        assert_int_equal(answer, model->order[i] != 0 ? ANSWER_YES : ANSWER_NO);
        assert_true(answer == ANSWER_NO || pd_int_of(value) == model->value[i]);
        break;
    }
    case 7:
    case 8: {
        Answer answer = pd_dict_delete(&rig->heap, the_dict(rig), model_key(rig, i), &value);
        assert_int_equal(answer, model->order[i] != 0 ? ANSWER_YES : ANSWER_NO);
        if (answer == ANSWER_YES) {
            assert_int_equal(pd_int_of(value), model->value[i]);
            model->order[i] = 0;
            model->used--;
        }
        break;
    }
    default: model_pop(rig, model); break;
    }
}

static void test_random_operations(void **state)
{
    (void)state;
    static Rig rig;
    rig_open(&rig);
    for (size_t round = 0; round < 4; round++) {
        size_t keys = (size_t[]){6, 40, 300, MODEL_KEYS}[round];
        Model model = {0};
        rig.roots[0] = pd_value_to(&rig.heap, pd_dict_new(&rig.heap, round * 3));
        for (size_t step = 0; step < 100000; step++) {
            model_step(&rig, &model, keys);
            if (step % 64 == 0) {
                pd_heap_collect(&rig.heap, false);
            }
            if (step % 256 == 0) {
                check_model(&rig, &model);
                assert_null(pd_heap_verify(&rig.heap, HEAP_WITH_GARBAGE));
            }
        }
        check_model(&rig, &model);
    }
    rig_close(&rig);
}

static void test_failing_allocations(void **state)
{
    (void)state;
    static Rig rig;
    rig_open(&rig);
    Model model = {0};
    rig.roots[0] = pd_value_to(&rig.heap, pd_dict_new(&rig.heap, 0));
    for (size_t i = 0; i < 300; i++) {
        size_t k = i - i % 7; /* an int, which needs no memory itself */
        rig.heap.alloc_count = 0;
        rig.heap.test_fail_at = 1;
        uint32_t used = model.used;
        model_set(&rig, &model, k);
        check_model(&rig, &model);
        bool failed = model.used == used && model.order[k] == 0;
        rig_collect(&rig);
        if (failed) {
            model_set(&rig, &model, k);
            assert_int_equal(model.used, used + 1);
        }
        rig.heap.test_fail_at = 0;
    }
    assert_int_equal(model.used, 43);
    rig_close(&rig);
}

static void test_systematic_keys(void **state)
{
    (void)state;
    static Rig rig;
    rig_open(&rig);
    for (unsigned shift = 0; shift <= 32; shift += 16) {
        rig.roots[0] = pd_value_to(&rig.heap, pd_dict_new(&rig.heap, 0));
        double start = rig_seconds();
        for (int64_t i = 0; i < 100000; i++) {
            while (pd_dict_set(&rig.heap, the_dict(&rig),
                               pd_from_int(i * (1 << shift / 2) * (1 << shift / 2)),
                               pd_from_int(i)) == ANSWER_MEMORY) {
                rig_make_room(&rig);
            }
        }
        double insert = rig_seconds() - start;
        start = rig_seconds();
        for (int64_t i = 0; i < 100000; i++) {
            Value value;
            Value key = pd_from_int(i * (1 << shift / 2) * (1 << shift / 2));
            assert_int_equal(pd_dict_get(&rig.heap, the_dict(&rig), key, &value), ANSWER_YES);
            assert_int_equal(pd_int_of(value), i);
        }
        double get = rig_seconds() - start;
        print_message("keys i << %u: insert %.0f ns, get %.0f ns\n", shift, insert * 1e4,
                      get * 1e4);
        assert_true(insert + get < 1.0);
    }
    rig_close(&rig);
}

static void test_names(void **state)
{
    (void)state;
    static Rig rig;
    rig_open(&rig);
    rig.roots[0] = pd_value_to(&rig.heap, pd_dict_new(&rig.heap, 0));
    char text[16];
    for (int i = 0; i < 1000; i++) {
        snprintf(text, sizeof text, "name%d", i);
        Value name = rig_name(&rig, text);
        assert_true(pd_dict_set_name(&rig.heap, the_dict(&rig), name, pd_from_int(i)));
    }
    for (int i = 0; i < 1000; i++) {
        snprintf(text, sizeof text, "name%d", i);
        Value value;
        assert_true(pd_dict_get_name(&rig.heap, the_dict(&rig), rig_name(&rig, text), &value));
        assert_int_equal(pd_int_of(value), i);
        assert_int_equal(pd_dict_find_name(&rig.heap, the_dict(&rig), rig_name(&rig, text)), i);
        assert_int_equal(pd_dict_get(&rig.heap, the_dict(&rig), rig_str(&rig, text), &value),
                         ANSWER_YES);
    }
    Value value;
    assert_false(pd_dict_get_name(&rig.heap, the_dict(&rig), rig_name(&rig, "other"), &value));
    Dict *mixed = pd_dict_new(&rig.heap, 0); /* a key that is not interned is found all the same */
    assert_int_equal(pd_dict_set(&rig.heap, mixed, rig_str(&rig, "plain"), pd_from_int(7)),
                     ANSWER_YES);
    assert_true(pd_dict_get_name(&rig.heap, mixed, rig_name(&rig, "plain"), &value));
    assert_int_equal(pd_int_of(value), 7);
    assert_true(pd_dict_set_name(&rig.heap, mixed, rig_name(&rig, "plain"), VALUE_NONE));
    assert_int_equal(mixed->used, 1);
    Value name = rig_name(&rig, "name500");
    double start = rig_seconds();
    for (int i = 0; i < 3000000; i++) {
        pd_dict_get_name(&rig.heap, the_dict(&rig), name, &value);
    }
    print_message("get_name %.1f ns\n", (rig_seconds() - start) * 1e9 / 3e6);
    rig_close(&rig);
}

static void test_copy_merge_clear(void **state)
{
    (void)state;
    static Rig rig;
    rig_open(&rig);
    Heap *heap = &rig.heap;
    Dict *d = pd_dict_new(heap, 100);
    rig.roots[0] = pd_value_to(heap, d);
    for (int i = 0; i < 100; i++) {
        assert_int_equal(pd_dict_set(heap, d, pd_from_int(i), pd_from_int(i * i)), ANSWER_YES);
    }
    Dict *same = pd_dict_copy(heap, d, KIND_DICT);
    for (int i = 0; i < 100; i += 2) {
        assert_int_equal(pd_dict_delete(heap, d, pd_from_int(i), NULL), ANSWER_YES);
    }
    assert_int_equal(same->used, 100);
    Dict *copy = pd_dict_copy(heap, d, KIND_DICT);
    Dict *set = pd_dict_copy(heap, d, KIND_SET);
    Dict *frozen = pd_dict_copy(heap, set, KIND_FROZENSET);
    assert_int_equal(copy->used, 50);
    assert_int_equal(frozen->used, 50);
    assert_int_equal(frozen->h.kind, KIND_FROZENSET);
    assert_int_equal(pd_dict_get(heap, frozen, pd_from_int(7), NULL), ANSWER_YES);
    assert_int_equal(pd_dict_get(heap, frozen, pd_from_int(8), NULL), ANSWER_NO);
    uint64_t work = 0;
    assert_int_equal(
        pd_equal_values(heap, pd_value_to(heap, set), pd_value_to(heap, frozen), &work),
        ANSWER_YES);
    assert_int_equal(pd_dict_set(heap, copy, pd_from_int(1), VALUE_NONE), ANSWER_YES);
    assert_int_equal(pd_dict_set(heap, copy, pd_from_int(1000), VALUE_NONE), ANSWER_YES);
    assert_int_equal(pd_dict_merge(heap, d, copy), ANSWER_YES);
    assert_int_equal(d->used, 51);
    Value value;
    assert_int_equal(pd_dict_get(heap, d, pd_from_int(1), &value), ANSWER_YES);
    assert_true(pd_is_none(value));
    assert_int_equal(pd_dict_merge(heap, d, d), ANSWER_YES);
    pd_dict_clear(heap, d);
    assert_int_equal(d->used, 0);
    assert_int_equal(pd_dict_get(heap, d, pd_from_int(1), &value), ANSWER_NO);
    assert_int_equal(pd_dict_merge(heap, d, same), ANSWER_YES);
    assert_int_equal(d->used, 100);
    assert_int_equal(pd_dict_delete(heap, copy, pd_from_int(1000), NULL), ANSWER_YES);
    assert_int_equal(pd_dict_merge(heap, d, copy), ANSWER_YES);
    assert_int_equal(d->used, 100);
    Value list = pd_value_to(heap, pd_list_new(heap, 0));
    assert_int_equal(pd_dict_get(heap, d, list, &value), ANSWER_ERROR);
    assert_int_equal(pd_dict_set(heap, d, list, list), ANSWER_ERROR);
    assert_int_equal(pd_dict_delete(heap, d, list, NULL), ANSWER_ERROR);
    rig_close(&rig);
}

/* The first key is found in few steps; -1: there is none. */
static void check_front(const Heap *heap, const Dict *d, int64_t first)
{
    uint32_t position = 0;
    Value key;
    bool found = pd_dict_next(heap, d, &position, &key, NULL);
    assert_int_equal(found, first >= 0);
    assert_true(!found || pd_int_of(key) == first);
    assert_true(position - pd_dict_front(heap, d) <= pd_dict_table(heap, d)->capacity / 65535 + 1);
}

/* Queues, the larger of which has a front too long to be counted one by one. */
static void test_deleted_front(void **state)
{
    (void)state;
    static Rig rig;
    for (int64_t count = 10; count <= 1000000; count *= 10) {
        rig_open(&rig);
        Heap *heap = &rig.heap;
        pd_heap_lift_limit(heap);
        Dict *d = pd_dict_new(heap, (size_t)count);
        rig.roots[0] = pd_value_to(heap, d);
        for (int64_t i = 0; i < count; i++) {
            assert_int_equal(pd_dict_set(heap, d, pd_from_int(i), VALUE_NONE), ANSWER_YES);
        }
        for (int64_t i = 0; i < count / 2; i++) {
            assert_int_equal(pd_dict_delete(heap, d, pd_from_int(i), NULL), ANSWER_YES);
            check_front(heap, d, i + 1);
        }
        assert_null(pd_heap_verify(heap, HEAP_WITH_GARBAGE));
        Value key;
        while (d->used > 1) {
            assert_true(pd_dict_pop_last(heap, d, &key, NULL));
        }
        check_front(heap, d, count / 2);
        assert_true(pd_dict_pop_last(heap, d, &key, NULL));
        check_front(heap, d, -1);
        assert_int_equal(pd_dict_set(heap, d, pd_from_int(count), VALUE_NONE), ANSWER_YES);
        check_front(heap, d, count);
        assert_null(pd_heap_verify(heap, HEAP_WITH_GARBAGE));
        pd_dict_clear(heap, d);
        assert_int_equal(pd_dict_front(heap, d), 0);
        rig_close(&rig);
    }
}

/* Sets of every width of slot: made from arrays, by filtering and by merging, grown in place and by
 * copying, with entries whose numbers were used before. */
static void test_many_at_once(void **state)
{
    (void)state;
    enum { COUNT_MAX = 100000 };
    static Rig rig;
    static Value keys[COUNT_MAX];
    const uint32_t counts[] = {0, 1, 15, 16, 65, 300, 40000, COUNT_MAX};
    for (size_t c = 0; c < ARRAY_COUNT(counts); c++) {
        uint32_t count = counts[c];
        rig_open(&rig);
        Heap *heap = &rig.heap;
        pd_heap_lift_limit(heap);
        for (uint32_t i = 0; i < count; i++) { /* each key twice, some of one hash */
            keys[i] = pd_from_int((int64_t)(i / 2) * 3 - 2);
        }
        size_t done = 0;
        Dict *threes = pd_set_new(heap, 0, false);
        rig.roots[0] = pd_value_to(heap, threes);
        assert_int_equal(pd_dict_set_all(heap, threes, (Values){keys, count}, VALUE_NONE, &done),
                         ANSWER_YES);
        assert_int_equal(done, count);
        assert_int_equal(threes->used, (count + 1) / 2);
        Dict *evens = pd_set_new(heap, 0, false);
        rig.roots[1] = pd_value_to(heap, evens);
        for (uint32_t i = 0; i < count; i++) {
            Value key;
            (void)pd_dict_set(heap, evens, pd_from_int((int64_t)i * 2 + 1), VALUE_NONE);
            (void)pd_dict_pop_last(heap, evens, &key, NULL);
            (void)pd_dict_set(heap, evens, pd_from_int((int64_t)i * 2 - 2), VALUE_NONE);
        }
        assert_null(pd_heap_verify(heap, HEAP_WITH_GARBAGE));
        Dict *both = pd_set_new(heap, 0, false);
        Dict *rest = pd_set_new(heap, 0, true);
        static DictWalk walk;
        pd_dict_walk_start(&walk, threes, evens);
        assert_int_equal(pd_dict_filter(heap, both, &walk, true), ANSWER_YES);
        pd_dict_walk_start(&walk, threes, evens);
        assert_int_equal(pd_dict_filter(heap, rest, &walk, false), ANSWER_YES);
        pd_dict_finish(heap, both);
        pd_dict_finish(heap, rest);
        rig.roots[2] = pd_value_to(heap, both);
        rig.roots[3] = pd_value_to(heap, rest);
        assert_null(pd_heap_verify(heap, HEAP_WITH_GARBAGE));
        assert_int_equal(both->used + rest->used, threes->used);
        uint32_t position = 0;
        Value key;
        while (pd_dict_next(heap, threes, &position, &key, NULL)) {
            bool even = pd_int_of(key) % 2 == 0;
            assert_int_equal(pd_dict_get(heap, evens, key, NULL), even);
            assert_int_equal(pd_dict_get(heap, both, key, NULL), even);
            assert_int_equal(pd_dict_get(heap, rest, key, NULL), !even);
        }
        assert_int_equal(pd_dict_merge(heap, both, rest), ANSWER_YES);
        assert_int_equal(pd_dict_merge(heap, both, threes), ANSWER_YES);
        assert_int_equal(both->used, threes->used);
        assert_null(pd_heap_verify(heap, HEAP_WITH_GARBAGE));
        rig_close(&rig);
    }
}

/* Comparing keys of one hash is work, whether they come one by one or all at once; where program
 * code may compare them, too. */
static void test_twins(void **state)
{
    (void)state;
    enum { COUNT = 400000 };
    static Rig rig;
    for (int with_tuple = 0; with_tuple < 2; with_tuple++) {
        rig_open(&rig);
        Heap *heap = &rig.heap;
        pd_heap_lift_limit(heap);
        Dict *from = pd_set_new(heap, 0, false);
        rig.roots[0] = pd_value_to(heap, from);
        for (uint64_t i = 0; i < COUNT; i++) {
            Value any = pd_from_int((int64_t)(pd_hash_u64(i) >> 16));
            assert_int_equal(pd_set_add(heap, from, any), ANSWER_YES);
        }
        uint64_t pairs = heap->lookup_work;
        assert_in_range(pairs, 1, 100); /* about 19, were hashes chance */
        if (with_tuple != 0) {
            Value one = pd_from_int(1);
            assert_int_equal(pd_set_add(heap, from, rig_tuple(&rig, 1, &one)), ANSWER_YES);
        }
        heap->lookup_work = 0;
        Dict *into = pd_set_new(heap, 0, false);
        rig.roots[1] = pd_value_to(heap, into);
        assert_int_equal(pd_dict_merge(heap, into, from), ANSWER_YES);
        assert_int_equal(heap->lookup_work, pairs);
        assert_int_equal(into->used, from->used);
        heap->lookup_work = LOOKUP_WORK_MAX;
        into = pd_set_new(heap, 0, false);
        rig.roots[1] = pd_value_to(heap, into);
        assert_int_equal(pd_dict_merge(heap, into, from), ANSWER_LIMIT);
        assert_true(into->used > 0 && into->used < from->used);
        rig_close(&rig);
    }
}

static void test_restore(void **state)
{
    (void)state;
    static Rig rig;
    rig_open(&rig);
    Heap *heap = &rig.heap;
    Dict *d = pd_dict_new(heap, 0);
    rig.roots[0] = pd_value_to(heap, d);
    Value key;
    Value value;
    for (int i = 0; i < 37; i++) {
        assert_int_equal(pd_dict_set(heap, d, pd_from_int(i), pd_from_int(i * 2)), ANSWER_YES);
        if (i % 5 == 0) {
            assert_int_equal(pd_dict_delete(heap, d, pd_from_int(i / 2), NULL) != ANSWER_ERROR, 1);
        }
        if (i % 9 == 8) {
            assert_true(pd_dict_pop_last(heap, d, &key, &value));
        }
    }
    const Table *t = pd_dict_table(heap, d);
    assert_true(pd_table_capacity_valid(t->capacity));
    Dict *r = pd_dict_new(heap, 0);
    rig.roots[1] = pd_value_to(heap, r);
    assert_true(pd_dict_restore_table(heap, r, t->capacity));
    for (uint32_t i = 0; i < t->count; i++) {
        pd_dict_restore_entry(heap, r, t->entries[2 * i], pd_dict_entry_hash(heap, d, i),
                              t->entries[2 * i + 1]);
    }
    pd_dict_restore_insertions(heap, r, t->h.ident);
    assert_null(pd_heap_verify(heap, HEAP_WITH_GARBAGE));
    for (int i = 40; i < 200; i++) {
        uint64_t used = pd_heap_used_bytes(heap);
        assert_int_equal(pd_dict_set(heap, d, pd_from_int(i), pd_from_int(i)), ANSWER_YES);
        uint64_t first = pd_heap_used_bytes(heap) - used;
        assert_int_equal(pd_dict_set(heap, r, pd_from_int(i), pd_from_int(i)), ANSWER_YES);
        assert_int_equal(pd_heap_used_bytes(heap) - used, 2 * first);
    }
    uint64_t work = 0;
    assert_int_equal(pd_equal_values(heap, rig.roots[0], rig.roots[1], &work), ANSWER_YES);
    size_t valid = 0;
    for (uint64_t capacity = 0; capacity < 1000; capacity++) {
        valid += pd_table_capacity_valid(capacity);
    }
    assert_int_equal(valid, 8); /* 5 10 21 42 85 170 341 682 */
    rig_close(&rig);
}

static void test_probe(void **state)
{
    (void)state;
    static Rig rig;
    rig_open(&rig);
    Heap *heap = &rig.heap;
    Dict *d = pd_dict_new(heap, 0);
    rig.roots[0] = pd_value_to(heap, d);
    for (int i = 0; i < 50; i++) { /* all with one of three hashes */
        uint32_t hash = (uint32_t)(i % 3) * 0x10000001u;
        assert_int_equal(pd_dict_insert_hashed(heap, d, pd_from_int(i), hash, VALUE_NONE),
                         ANSWER_YES);
    }
    for (uint32_t k = 0; k < 3; k++) {
        uint64_t cursor = 0;
        uint64_t seen = 0;
        uint32_t entry;
        while (pd_dict_probe(heap, d, k * 0x10000001u, &cursor, &entry)) {
            assert_int_equal(entry % 3, k);
            assert_int_equal(seen >> entry & 1, 0);
            seen |= UINT64_C(1) << entry;
        }
        assert_int_equal(__builtin_popcountll(seen), k < 2 ? 17 : 16);
    }
    pd_dict_delete_entry(heap, d, 4);
    uint64_t cursor = 0;
    uint32_t entry;
    while (pd_dict_probe(heap, d, 0x10000001u, &cursor, &entry)) {
        assert_int_not_equal(entry, 4);
    }
    rig.roots[0] = VALUE_NONE; /* these hashes are not those of their keys */
    rig_close(&rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random_operations), cmocka_unit_test(test_failing_allocations),
        cmocka_unit_test(test_systematic_keys),   cmocka_unit_test(test_names),
        cmocka_unit_test(test_copy_merge_clear),  cmocka_unit_test(test_deleted_front),
        cmocka_unit_test(test_many_at_once),      cmocka_unit_test(test_twins),
        cmocka_unit_test(test_restore),           cmocka_unit_test(test_probe),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
