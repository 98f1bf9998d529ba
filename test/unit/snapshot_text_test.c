/*
 * Snapshots with strs that share a text: they come back as they were, can be appended to as before,
 * and each forged part of one is refused.
 */
#include "snapshot_rig.h"

static const char source[] =
    "v = 'v' * 600 + 'iew'\n"
    "w = v + '\\u20ac'\n"
    "l = [v]\n"
    "print('asked')\n"
    "x = v + 'x'\n"
    "y = v + 'y'\n"
    "z = x + 'z'\n"
    "assert x == 'v' * 600 + 'iewx' and y[-4:] == 'iewy' and z[-2:] == 'xz'\n"
    "assert w[-4:] == 'iew\\u20ac' and len({v, w, x, y, z}) == 5\n"
    "print('again')\n";

static int make_program(void **state)
{
    return make_image_and_program(state, source);
}

static Vm *read_back(Bytes bytes)
{
    Vm *vm = NULL;
    Error err = {0};
    if (read_snapshot(bytes, &vm, &err) != STATUS_OK) {
        fail_msg("%s", err.message);
    }
    assert_null(pd_heap_verify(&vm->heap, HEAP_WITH_GARBAGE));
    return vm;
}

static void go_on(Vm *vm)
{
    Error err = {0};
    assert_int_equal(pd_vm_answer(vm, pd_bytes((const uint8_t *)"\xf6", 1), &err), STATUS_OK);
    assert_int_equal(pd_vm_run(vm, 0, 0), VM_EFFECT);
}

/* Goes on after being read as without, collected or not: the same state in the end. */
static void test_goes_on(void **state)
{
    (void)state;
    Buffer before;
    Buffer after[3];
    Vm *vm = run_to_effect(pd_limits_default());
    write_snapshot(vm, &before);
    for (int i = 0; i < 3; i++) {
        Vm *other = i == 0 ? vm : read_back(pd_buffer_peek(&before));
        if (i == 2) {
            pd_vm_test_collect_every(other, 1);
        }
        go_on(other);
        assert_null(pd_heap_verify(&other->heap, HEAP_WITH_GARBAGE));
        pd_heap_restore_counters(&other->heap, 0, 0);
        write_snapshot(other, &after[i]);
        assert_true(pd_bytes_equal(pd_buffer_peek(&after[0]), pd_buffer_peek(&after[i])));
        pd_vm_free(other);
    }
    for (int i = 0; i < 3; i++) {
        pd_buffer_deinit(&after[i]);
    }
    pd_buffer_deinit(&before);
}

/* Where a pattern of bytes begins for the first time. */
static size_t place_of(Bytes bytes, Bytes pattern)
{
    for (size_t at = 0; at + pattern.size <= bytes.size; at++) {
        if (memcmp(bytes.data + at, pattern.data, pattern.size) == 0) {
            return at;
        }
    }
    fail_msg("the snapshot does not hold what is to be forged");
    return 0;
}

static void refuse(Bytes bytes, size_t at, uint8_t to, const char *message)
{
    Vm *vm = NULL;
    Error err = {0};
    Bytes forged = golden_forge_snapshot(bytes, at, bytes.data[at], to);
    Status status = read_snapshot(forged, &vm, &err);
    if (status != STATUS_CORRUPT || strstr(err.message, message) == NULL) {
        fail_msg("at %zu, %d: %s, not %s", at, to, err.message, message);
    }
    assert_null(vm);
    golden_free(forged);
}

static void test_forged(void **state)
{
    (void)state;
    static const uint8_t view_head[] = {0x86, KIND_STR, STR_VIEW | STR_ASCII, 1, 0, 0xc6};
    static const uint8_t text_head[] = {0x86, 0x18, KIND_TEXT, 0, 1, 0, 0x19};
    static const uint8_t list_head[] = {0x87, KIND_LIST, 0, 0, 0, 1, 1, 0xc6};
    Buffer out;
    Vm *vm = run_to_effect(pd_limits_default());
    write_snapshot(vm, &out);
    pd_vm_free(vm);
    Bytes b = pd_buffer_peek(&out);
    size_t view = place_of(b, pd_bytes(view_head, sizeof view_head));
    size_t text = place_of(b, pd_bytes(text_head, sizeof text_head));
    size_t list = place_of(b, pd_bytes(list_head, sizeof list_head)) + sizeof list_head;
    size_t number = view + sizeof view_head; /* numbers below 24 are a byte */
    size_t content = text + sizeof text_head + 2;
    assert_true(b.data[number] < 24 && b.data[list] < 24);
    assert_int_equal(b.data[number + 1], 0x19);
    assert_int_equal(b.data[content], 0x59);

    refuse(b, view + 2, STR_VIEW | STR_ASCII | STR_INTERNED, "a str has a mark that none has");
    refuse(b, view + 2, STR_VIEW, "a str has the wrong width");
    refuse(b, view + 3, 2, "a str has the wrong width");
    refuse(b, view + 5, 0xc7, "a str is part of something that is no text");
    refuse(b, number, b.data[number] - 1, "a str is part of something that is no text");
    refuse(b, number + 3, b.data[number + 3] + 1, "a str has the wrong share of its text");
    refuse(b, number + 2, 1, "a str has the wrong share of its text");

    refuse(b, text + 3, STR_VIEW, "a text has no room for itself, or a mark that none has");
    refuse(b, text + 4, 2, "a str has the wrong width");
    refuse(b, text + 4, 3, "a str has an impossible width");
    refuse(b, content - 2, 3, "a str has the wrong share of its text");
    refuse(b, content - 2, 1, "a text has no room for itself, or a mark that none has");
    refuse(b, content + 9, 0xff, "a str is not UTF-8");
    refuse(b, list, b.data[number], "a value is none that programs have");
    pd_buffer_deinit(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_goes_on),
        cmocka_unit_test(test_forged),
    };
    return cmocka_run_group_tests(tests, make_program, free_program);
}
