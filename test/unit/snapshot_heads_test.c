/*
 * Snapshots of which one byte is another, at every place, with a checksum that fits: each is
 * refused, or gives a run whose heap is sound and that can be written and read once more. And
 * objects whose heads promise what does not follow, and the limit of a snapshot's size.
 */
#include "snapshot_rig.h"

static const char source[] =
    "class Point(bytearray):\n"
    "    def turn(self):\n"
    "        return self.x\n"
    "def numbers():\n"
    "    yield 1\n"
    "some = [1, -2**70, 1.5, 'text', b'bytes', (None, True), {'k': [3]}, {4}, frozenset(), 1j]\n"
    "point = Point(b'ab')\n"
    "point.x = some\n"
    "waiting = numbers()\n"
    "next(waiting)\n"
    "queue = {1: 2, 3: 4, (5,): 6}\n"
    "del queue[1]\n"
    "emptied = {7}\n"
    "emptied.discard(7)\n"
    "view = queue.items()\n"
    "wide = 'w\\u20ac' + 'x' * 300\n"
    "grown = 'grow' * 150 + 'n'\n"
    "error = ValueError('wrong')\n"
    "class Thing:\n"
    "    pass\n"
    "slots = Thing()\n"
    "slots.x = slots.y = 1\n"
    "moved = Thing()\n"
    "moved.x = moved.y = 2\n"
    "vars(moved)\n"
    "print('asked')\n";

static int make_program(void **state)
{
    return make_image_and_program(state, source);
}

static void write_stopped(Buffer *out)
{
    Vm *vm = run_to_effect(pd_limits_default());
    write_snapshot(vm, out);
    pd_vm_free(vm);
}

/* Whether it was read, and then is as sound as any. */
static bool is_taken(Bytes forged)
{
    Vm *vm;
    Vm *again;
    Error err = {0};
    if (read_snapshot(forged, &vm, &err) != STATUS_OK) {
        assert_true(err.message[0] != '\0');
        return false;
    }
    Buffer out;
    assert_null(pd_vm_verify(vm));
    assert_null(pd_heap_verify(&vm->heap, HEAP_WITH_GARBAGE));
    write_snapshot(vm, &out);
    if (read_snapshot(pd_buffer_peek(&out), &again, &err) != STATUS_OK) {
        fail_msg("what was read is written so that it is refused: %s", err.message);
    }
    pd_vm_free(again);
    pd_vm_free(vm);
    pd_buffer_deinit(&out);
    return true;
}

static void each_byte_is_another(void **state)
{
    (void)state;
    static const uint8_t others[] = {0, 1, 0x17, 0x18, 0x1b, 0x20, 0x80, 0x84, 0xc6, 0xf6, 0xf7};
    const size_t step = PD_TORTURE ? 13 : 1; /* the whole heap is looked at each time */
    size_t taken = 0;
    Buffer out;
    write_stopped(&out);
    Bytes bytes = pd_buffer_peek(&out);
    assert_true(is_taken(bytes));
    for (size_t at = SNAPSHOT_PREFIX_BYTES; at < bytes.size - CHECKSUM_BYTES; at += step) {
        uint8_t is = bytes.data[at];
        for (size_t i = 0; i < ARRAY_COUNT(others) + 3; i++) {
            uint8_t to = i < ARRAY_COUNT(others)        ? others[i]
                         : i == ARRAY_COUNT(others)     ? (uint8_t)(is + 1)
                         : i == ARRAY_COUNT(others) + 1 ? (uint8_t)(is - 1)
                                                        : (uint8_t)(is ^ 0x80);
            Bytes forged = golden_forge_snapshot(bytes, at, is, to);
            taken += is_taken(forged);
            golden_free(forged);
        }
    }
    assert_true(taken > 0);
    pd_buffer_deinit(&out);
}

/* Where object `number` begins; the number of all. */
static size_t find_object(Bytes bytes, uint64_t number, size_t *offset)
{
    CborReader reader;
    Bytes payload = pd_bytes_slice(bytes, SNAPSHOT_PREFIX_BYTES,
                                   bytes.size - SNAPSHOT_PREFIX_BYTES - CHECKSUM_BYTES);
    uint64_t count;
    pd_cbor_reader_init(&reader, payload, SNAPSHOT_DEPTH_MAX, NULL);
    assert_int_equal(pd_cbor_expect_array(&reader, 5), STATUS_OK);
    for (int i = 0; i < 4; i++) {
        assert_int_equal(pd_cbor_skip(&reader), STATUS_OK);
    }
    assert_int_equal(pd_cbor_read_array(&reader, &count), STATUS_OK);
    for (uint64_t i = 0; i < number; i++) {
        assert_int_equal(pd_cbor_skip(&reader), STATUS_OK);
    }
    *offset = SNAPSHOT_PREFIX_BYTES + reader.offset;
    return (size_t)count;
}

/* The snapshot with another last object. */
static void refuse_last(Bytes bytes, Bytes object)
{
    size_t at;
    Buffer out;
    Vm *vm;
    Error err = {0};
    pd_buffer_init(&out, pd_alloc_system(), 1 << 20);
    (void)find_object(bytes, find_object(bytes, 0, &at) - 1, &at);
    pd_buffer_append(&out, pd_bytes_slice(bytes, 0, at));
    pd_buffer_append(&out, object);
    pd_bytes_put_u64(out.data + SNAPSHOT_MAGIC_BYTES, out.size + CHECKSUM_BYTES);
    Checksum checksum = pd_checksum(pd_buffer_peek(&out));
    pd_buffer_append(&out, pd_bytes(checksum.bytes, CHECKSUM_BYTES));
    assert_int_not_equal(read_snapshot(pd_buffer_peek(&out), &vm, &err), STATUS_OK);
    assert_true(err.message[0] != '\0');
    pd_buffer_deinit(&out);
}

/* A length of 2^64 - 1 wrapped around to an object without fields once. */
static void counts_stand_outside(void **state)
{
    (void)state;
    static const uint8_t numbers[][9] = {
        {0x1b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}, {0x18, 0xff}, {0x00}, {0x41, 0x61}};
    Buffer out;
    write_stopped(&out);
    for (unsigned kind = 0; kind < KIND_COUNT; kind++) {
        for (size_t i = 0; i < ARRAY_COUNT(numbers); i++) {
            for (unsigned fields = 4; fields < 7; fields++) {
                uint8_t object[64] = {(uint8_t)(0x80 + fields), 0x18, (uint8_t)kind};
                size_t size = kind < CBOR_SHORT_END ? 2 : 3;
                object[size - 1] = (uint8_t)kind;
                memset(object + size, 1, sizeof object - size);
                memset(object + size, 0, 3);
                memcpy(object + size + 3, numbers[i], sizeof numbers[i]);
                refuse_last(pd_buffer_peek(&out), pd_bytes(object, sizeof object));
            }
        }
    }
    pd_buffer_deinit(&out);
}

static void contents_stand_in_their_arrays(void **state)
{
    (void)state;
    Buffer out;
    size_t at;
    size_t tables = 0;
    size_t contents = 0;
    write_stopped(&out);
    Bytes bytes = pd_buffer_peek(&out);
    size_t count = find_object(bytes, 0, &at);
    for (size_t i = 0; i < count; i++) {
        (void)find_object(bytes, i, &at);
        unsigned kind = bytes.data[at + 1];
        bool table = kind == KIND_DICT || kind == KIND_SET || kind == KIND_FROZENSET;
        bool content = kind == KIND_STR || kind == KIND_BYTES || kind == KIND_INT;
        if (table) { /* what follows from the entries is not told */
            Bytes forged = golden_forge_snapshot(bytes, at + 3, 0, 1);
            assert_false(is_taken(forged));
            golden_free(forged);
        }
        if (content) {
            Bytes forged =
                golden_forge_snapshot(bytes, at, bytes.data[at], (uint8_t)(bytes.data[at] - 1));
            assert_false(is_taken(forged));
            golden_free(forged);
        }
        tables += table;
        contents += content;
    }
    assert_true(tables > 3 && contents > 3);
    pd_buffer_deinit(&out);
}

/* The status of writing with that limit; *size as far as that went well. */
static Status write_limited(uint64_t snapshot_bytes, size_t *size)
{
    Buffer out;
    Error err = {0};
    Limits limits = pd_limits_default();
    limits.snapshot_bytes = snapshot_bytes;
    Vm *vm = run_to_effect(limits);
    pd_buffer_init(&out, pd_alloc_system(), 1 << 20);
    Status status = pd_snapshot_write(vm, false, &out, &err);
    *size = out.size;
    pd_buffer_deinit(&out);
    pd_vm_free(vm);
    return status;
}

/* What a dict of names has under one. */
static Value value_named(const Heap *heap, Ref dict, const char *name)
{
    const Table *t = pd_dict_table(heap, pd_at(heap, dict));
    for (uint32_t i = 0; i < t->count; i++) {
        const Str *key = PD_AS(const Str, heap, t->entries[2 * i]);
        if (key->length == strlen(name) && memcmp(pd_str_data(key), name, key->length) == 0)
            return t->entries[2 * i + 1];
    }
    fail_msg("there is no %s", name);
    return VALUE_NONE;
}

/* An instance that the program has as a global. */
static Instance *instance_named(const Vm *vm, const char *name)
{
    const Heap *heap = &vm->heap;
    Value module = value_named(heap, pd_ref_of(vm->roots[ROOT_MODULES]), "__main__");
    return PD_AS(Instance, heap, value_named(heap, PD_AS(Module, heap, module)->dict, name));
}

/* Shape and place of the attributes belong together: their caches look at the shape only. */
static void dicts_have_their_shape(void **state)
{
    (void)state;
    Vm *vm = run_to_effect(pd_limits_default());
    Vm *forged;
    Error err = {0};
    Buffer out;
    Instance *moved = instance_named(vm, "moved");
    assert_true((moved->h.flags & INSTANCE_DICT) != 0);
    const Ref shape = moved->shape;
    moved->shape = instance_named(vm, "slots")->shape;
    pd_buffer_init(&out, pd_alloc_system(), 1 << 20);
    assert_int_equal(pd_snapshot_write_unchecked(vm, false, &out, &err), STATUS_OK);
    moved->shape = shape;
    assert_int_equal(read_snapshot(pd_buffer_peek(&out), &forged, &err), STATUS_CORRUPT);
    assert_non_null(strstr(err.message, "wrong kind"));
    pd_buffer_deinit(&out);
    pd_vm_free(vm);
}

static void size_has_a_limit(void **state)
{
    (void)state;
    size_t size;
    size_t same;
    /* Its own number takes as many bytes as that of the limits below. */
    assert_int_equal(write_limited(UINT16_MAX, &size), STATUS_OK);
    assert_int_equal(write_limited(size, &same), STATUS_OK);
    assert_int_equal(same, size);
    assert_int_equal(write_limited(size - 1, &same), STATUS_LIMIT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_byte_is_another),
        cmocka_unit_test(counts_stand_outside),
        cmocka_unit_test(contents_stand_in_their_arrays),
        cmocka_unit_test(dicts_have_their_shape),
        cmocka_unit_test(size_has_a_limit),
    };
    return cmocka_run_group_tests(tests, make_program, free_program);
}
