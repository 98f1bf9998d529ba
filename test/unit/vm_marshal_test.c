/*
 * Values to canonical CBOR and back: every kind, what is refused and with which words, equal bytes
 * for equal values, hostile bytes.
 */
#include "image_rig.h"

#include "cbor/cbor.h"
#include "vm/leaf.h"

#include <stdio.h>
#include <string.h>

typedef struct Rig {
    Program *program;
    Vm *vm;
    Value v; /* what the program left in the variable v */
} Rig;

static Value variable(const Vm *vm, const char *name)
{
    Heap *heap = (Heap *)(uintptr_t)&vm->heap;
    Value module = VALUE_NONE;
    Value v = VALUE_NONE;
    Value main_name = pd_name(vm, NAME_main);
    assert_true(
        pd_dict_get_name(heap, PD_AS(Dict, heap, vm->roots[ROOT_MODULES]), main_name, &module));
    const Dict *dict = pd_at(heap, PD_AS(Module, heap, module)->dict);
    Str *key = pd_str_intern_utf8(heap, pd_bytes_of_cstr(name));
    assert_non_null(key);
    assert_true(pd_dict_get_name(heap, dict, pd_value_to(heap, key), &v));
    return v;
}

static void rig_open(Rig *rig, const char *source)
{
    Error err = {0};
    rig->program = program_of(source);
    VmOptions how = {.alloc = pd_alloc_system(), .limits = pd_limits_default(), .seed = 1};
    assert_int_equal(pd_vm_new(rig->program, &how, &rig->vm, &err), STATUS_OK);
    assert_int_equal(pd_vm_run(rig->vm, 0, 0), VM_DONE);
    rig->v = variable(rig->vm, "v");
}

static void rig_close(Rig *rig)
{
    pd_vm_free(rig->vm);
    pd_program_free(rig->program);
}

static void encode(Rig *rig, Buffer *out)
{
    pd_buffer_init(out, pd_alloc_system(), 1 << 20);
    assert_int_equal(pd_vm_encode(rig->vm, rig->v, out), LEAF_OK);
    assert_int_equal(pd_buffer_status(out), STATUS_OK);
    assert_int_equal(pd_cbor_validate(pd_buffer_peek(out), CBOR_NESTING_MAX, NULL), STATUS_OK);
}

/* v = expression; its bytes in hex; and what is read back has the same bytes. */
static void expect_bytes(const char *expression, const char *hex)
{
    char source[4000];
    (void)snprintf(source, sizeof source, "v = %s\n", expression);
    Rig rig;
    rig_open(&rig, source);
    Buffer first;
    Buffer second;
    encode(&rig, &first);
    char text[2 * 200 + 1] = {0};
    assert_true(first.size <= 200);
    pd_hex_encode(pd_buffer_peek(&first), text);
    assert_string_equal(text, hex);
    Error err = {0};
    assert_int_equal(pd_vm_decode(rig.vm, pd_buffer_peek(&first), &rig.v, &err), STATUS_OK);
    encode(&rig, &second);
    assert_true(pd_bytes_equal(pd_buffer_peek(&first), pd_buffer_peek(&second)));
    pd_buffer_deinit(&first);
    pd_buffer_deinit(&second);
    rig_close(&rig);
}

static void test_scalars(void **state)
{
    (void)state;
    expect_bytes("None", "f6");
    expect_bytes("True", "f5");
    expect_bytes("-1", "20");
    expect_bytes("2**49", "1b0002000000000000");
    expect_bytes("2**64 - 1", "1bffffffffffffffff");
    expect_bytes("-2**64", "3bffffffffffffffff");
    expect_bytes("2**64", "c249010000000000000000");
    expect_bytes("-2**64 - 1", "c349010000000000000000");
    expect_bytes("1.0", "f93c00");
    expect_bytes("0.1", "fb3fb999999999999a");
    expect_bytes("-0.0", "f98000");
    expect_bytes("float('nan')", "f97e00");
    expect_bytes("'a\\u00e9'", "6361c3a9");
    expect_bytes("'\\ud800'", "d9011143eda080");
    expect_bytes("b'\\x00a'", "420061");
    expect_bytes("bytearray(b'a')", "d90fa74161");
    expect_bytes("1.5-2j", "d90fa682f93e00f9c000");
}

static void test_containers(void **state)
{
    (void)state;
    expect_bytes("[1, [], 'a']", "8301806161");
    expect_bytes("(1, ())", "d90fa28201d90fa280");
    expect_bytes("{}", "a0");
    expect_bytes("{'a': 1, 'b': 2}", "a2616101616202");
    expect_bytes("{'b': 1, 'a': 2}", "d90fa184616201616102");
    expect_bytes("{1: 2}", "d90fa1820102");
    expect_bytes("{3, 1}", "d90fa3820301");
    expect_bytes("frozenset([2])", "d90fa48102");
    expect_bytes("ValueError('x', 1)", "d90fa5826a56616c75654572726f7282617801");
    expect_bytes("type('I', (int,), {})(5)", "05");
}

static void test_sharing_of_the_immutable(void **state)
{
    (void)state;
    expect_bytes("(lambda t: [t, t])((1, 'a'))", "82d90fa282016161d90fa282016161");
}

/* The exception that encoding v raises. */
static void expect_refusal(const char *source, const char *message)
{
    Rig rig;
    Buffer out;
    rig_open(&rig, source);
    pd_buffer_init(&out, pd_alloc_system(), 1 << 20);
    assert_int_equal(pd_vm_encode(rig.vm, rig.v, &out), LEAF_RAISED);
    const Heap *heap = &rig.vm->heap;
    const Exception *e = PD_AS(const Exception, heap, rig.vm->raised);
    const Tuple *args = PD_AS(const Tuple, heap, e->args);
    assert_int_equal(args->length, 1);
    Buffer text;
    pd_buffer_init(&text, pd_alloc_system(), 4000);
    assert_int_equal(pd_str_append_utf8(PD_AS(const Str, heap, args->items[0]), &text), STATUS_OK);
    assert_string_equal(pd_buffer_peek_cstr(&text), message);
    pd_buffer_deinit(&text);
    pd_buffer_deinit(&out);
    rig_close(&rig);
}

static void test_refusals(void **state)
{
    (void)state;
    expect_refusal("class Conn: pass\nv = {'items': [1, 2, 3, {'conn': Conn()}]}\n",
                   "cannot encode value.items[3].conn: 'Conn' object");
    expect_refusal("v = len\n", "cannot encode value: 'builtin_function_or_method' object");
    expect_refusal("v = [1]\nv.append(v)\n", "cannot encode value[1]: it contains itself");
    expect_refusal("a = []\nv = (a, {'x y': a})\n",
                   "cannot encode value[1]['x y']: it occurs more than once");
    expect_refusal("class E(Exception): pass\nv = [E('x')]\n",
                   "cannot encode value[0]: 'E' object");
    expect_refusal("v = []\nfor i in range(1200): v = [v]\n"
                   "w = v\n"
                   "v = {1: w}\n",
                   "cannot encode value...: it is nested too deeply");
}

static void expect_bad(Rig *rig, const char *hex, Status status)
{
    uint8_t bytes[64];
    size_t size = strlen(hex) / 2;
    Error err = {0};
    Value v;
    assert_true(pd_hex_decode(pd_bytes_of_cstr(hex), bytes, size));
    assert_int_equal(pd_vm_decode(rig->vm, pd_bytes(bytes, size), &v, &err), status);
    assert_true(err.message[0] != 0);
}

static void test_hostile_bytes(void **state)
{
    (void)state;
    Rig rig;
    rig_open(&rig, "v = 1\n");
    expect_bad(&rig, "", STATUS_TRUNCATED);
    expect_bad(&rig, "82", STATUS_TRUNCATED);
    expect_bad(&rig, "0101", STATUS_CORRUPT);
    expect_bad(&rig, "1801", STATUS_CORRUPT);
    expect_bad(&rig, "f7", STATUS_INVALID);
    expect_bad(&rig, "c24101", STATUS_INVALID);
    expect_bad(&rig, "d9011141ff", STATUS_INVALID);
    expect_bad(&rig, "d901114161", STATUS_INVALID);
    expect_bad(&rig, "d9ffff01", STATUS_INVALID);
    expect_bad(&rig, "d90fa18101", STATUS_INVALID);
    expect_bad(&rig, "d90fa1828001", STATUS_INVALID);
    expect_bad(&rig, "d90fa1840101f93c0002", STATUS_INVALID);
    expect_bad(&rig, "d90fa3820101", STATUS_INVALID);
    expect_bad(&rig, "d90fa58263466f6f80", STATUS_INVALID);
    expect_bad(&rig, "d90fa6820102", STATUS_INVALID);
    expect_bad(&rig, "9bffffffffffffffff", STATUS_TRUNCATED);
    rig_close(&rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_scalars),
        cmocka_unit_test(test_containers),
        cmocka_unit_test(test_sharing_of_the_immutable),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_hostile_bytes),
    };
    return cmocka_run_group_tests(tests, make_image, free_image);
}
