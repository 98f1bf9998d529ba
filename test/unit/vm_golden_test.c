/*
 * Golden files of the machine: values that cross, snapshots, and what work costs.
 *
 * A file of fuel holds code as it was compiled once, so that only the machine's own charges count:
 * when one of them changes, FUEL_TABLE_VERSION has to be raised, because runs on both sides of the
 * change would differ. A file of a snapshot is its payload as text, without what depends on the
 * library.
 */
#include "golden.h"
#include "image_rig.h"

#include "cbor/cbor.h"
#include "snapshot/snapshot.h"
#include "vm/vm_in.h"

static CodeUnit *compile(const char *text)
{
    return compile_text(text, "golden.py");
}

/* Takes the unit. */
static Vm *start(CodeUnit *unit, Program **program)
{
    Vm *vm = NULL;
    Error err;
    VmOptions options = {.alloc = pd_alloc_system(), .limits = pd_limits_default()};
    assert_int_equal(pd_program_new(image, &unit, 1, program, &err), STATUS_OK);
    assert_int_equal(pd_vm_new(*program, &options, &vm, &err), STATUS_OK);
    return vm;
}

/* ── values ── */

static void append_hex(Buffer *out, Bytes bytes)
{
    for (size_t i = 0; i < bytes.size; i++) {
        pd_buffer_append_format(out, "%02x", bytes.data[i]);
    }
}

/* The expression's value crosses, and comes back as it was. */
static void cross(const char *expression, Buffer *out)
{
    char text[600];
    Program *program = NULL;
    Error err;
    (void)snprintf(text, sizeof text,
                   "from perdure import perform\nv = %s\nw = perform('golden', v)\n"
                   "perform('same', repr(v) == repr(w), type(v) is type(w))\n",
                   expression);
    Vm *vm = start(compile(text), &program);
    assert_int_equal(pd_vm_run(vm, 0, 0), VM_EFFECT);
    Bytes value = pd_vm_effect(vm)->arguments;
    assert_int_equal(value.data[0], 0x81);
    append_hex(out, pd_bytes(value.data + 1, value.size - 1));
    Bytes copy = golden_forge(value, 0, 0x81, 0x81);
    assert_int_equal(pd_vm_answer(vm, pd_bytes(copy.data + 1, copy.size - 1), &err), STATUS_OK);
    golden_free(copy);
    assert_int_equal(pd_vm_run(vm, 0, 0), VM_EFFECT);
    Bytes same = pd_vm_effect(vm)->arguments;
    if (!pd_bytes_equal(same, pd_bytes("\x82\xf5\xf5", 3))) {
        fail_msg("%s does not come back as it was", expression);
    }
    pd_vm_free(vm);
    pd_program_free(program);
}

static void test_values(void **state)
{
    (void)state;
    Buffer out;
    char *text = golden_text("values.txt");
    char *rest = text;
    assert_non_null(text);
    pd_buffer_init(&out, pd_alloc_system(), GOLDEN_BYTES_MAX);
    for (char *line = golden_line(&rest); line != NULL; line = golden_line(&rest)) {
        pd_buffer_append_format(&out, "%s\n", line);
        if (line[0] != '#') {
            cross(line, &out);
            pd_buffer_append_cstr(&out, "\n");
        }
    }
    golden_hold_text("values_cbor.txt", pd_buffer_peek_cstr(&out));
    pd_buffer_deinit(&out);
    free(text);
}

/* ── snapshots ── */

enum { SNAPSHOT_FUEL = 2000, SNAPSHOT_VERSIONS_AT = 18 };

/* Of a key that is a class of the shared image: its hash, which follows from its place. */
static size_t hash_behind(const char *p)
{
    size_t digits = strncmp(p, ", ", 2) == 0 ? strspn(p + 2, "0123456789") : 0;
    return digits != 0 && strncmp(p + 2 + digits, ", 6(", 4) == 0 ? 2 + digits : 0;
}

/* What p begins with and depends on the library, in other words; 0 when it is neither a digest, a
 * place in the shared image, nor a function's index: those of the program follow the library's. */
static size_t replace(const char *p, uint32_t first_code, Buffer *out)
{
    size_t digits = strspn(p, "0123456789");
    uint64_t number = strtoull(p, NULL, 10);
    if (strncmp(p, "h'", 2) == 0 && strcspn(p + 2, "'") == 2 * DIGEST_BYTES) {
        pd_buffer_append_cstr(out, "h'…'");
        return 2 + 2 * DIGEST_BYTES + 1;
    }
    if (strncmp(p, "7(", 2) == 0) {
        size_t place = 2 + strspn(p + 2, "0123456789") + 1;
        size_t hash = hash_behind(p + place);
        pd_buffer_append_cstr(out, hash == 0 ? "7(…)" : "7(…), …");
        return place + hash;
    }
    if (digits > 0 && number >= first_code && number < first_code + 10) {
        pd_buffer_append_format(out, "code+%u", (unsigned)(number - first_code));
        return digits;
    }
    return 0;
}

/* The payload as text, each object on a line of its own. */
static void describe(Bytes snapshot, uint32_t first_code, Buffer *out)
{
    enum { PREFIX = 16 };
    Buffer text;
    pd_buffer_init(&text, pd_alloc_system(), GOLDEN_BYTES_MAX);
    Bytes payload = pd_bytes(snapshot.data + PREFIX, snapshot.size - PREFIX - CHECKSUM_BYTES);
    assert_int_equal(pd_cbor_to_diagnostic(&text, payload, 0, NULL), STATUS_OK);
    const char *p = pd_buffer_peek_cstr(&text);
    assert_non_null(p);
    for (bool begins = true; *p != '\0';) {
        size_t size = begins ? replace(p, first_code, out) : 0;
        if (size == 0) {
            pd_buffer_append(out, pd_bytes(p, 1));
            pd_buffer_append_cstr(out, strncmp(p, ", [", 3) == 0 ? "\n" : "");
            size = 1;
        }
        begins = strchr(" [(", p[size - 1]) != NULL;
        p += size;
    }
    pd_buffer_append_cstr(out, "\n");
    pd_buffer_deinit(&text);
}

static const char objects_text[] =
    "class Point(bytearray):\n" /* of a class that the library has not derived from */
    "    def turn(self):\n"
    "        return self.x\n"
    "\n"
    "def numbers():\n"
    "    yield 1\n"
    "    yield 2\n"
    "\n"
    "some = [1, -2**70, 1.5, 'text', b'bytes', (None, True), {'k': [3]}, {4}, frozenset(), 1j]\n"
    "point = Point(b'ab')\n"
    "point.x = some\n"
    "waiting = numbers()\n"
    "next(waiting)\n"
    "bound = [].append\n"
    "view = {1: 2}.items()\n"
    "step = iter(range(3))\n"
    "error = ValueError('wrong')\n"
    "array = bytearray(b'ab')\n"
    "grown = 'grow' * 150 + 'n'\n"
    "while True:\n"
    "    pass\n";

/* What today's writer says of a fixed program is what it said when its version was made. */
static void test_snapshot_is_written(void **state)
{
    (void)state;
    char name[60];
    Buffer bytes;
    Buffer text;
    Error err;
    Program *program = NULL;
    Vm *vm = start(compile(objects_text), &program);
    pd_buffer_init(&bytes, pd_alloc_system(), GOLDEN_BYTES_MAX);
    pd_buffer_init(&text, pd_alloc_system(), GOLDEN_BYTES_MAX);
    assert_int_equal(pd_vm_run(vm, SNAPSHOT_FUEL, 0), VM_FUEL);
    assert_int_equal(pd_snapshot_write(vm, false, &bytes, &err), STATUS_OK);
    describe(pd_buffer_peek(&bytes), program->first_code, &text);
    (void)snprintf(name, sizeof name, "objects_%d_%d_%d.txt", SNAPSHOT_VERSION, CODE_VERSION,
                   HEAP_LAYOUT_VERSION);
    golden_hold_text(name, pd_buffer_peek_cstr(&text));
    pd_buffer_deinit(&bytes);
    pd_buffer_deinit(&text);
    pd_vm_free(vm);
    pd_program_free(program);
}

static void refuse_snapshot(const Program *program, Bytes bytes, const char *message)
{
    Error err;
    Vm *vm = NULL;
    assert_int_equal(pd_snapshot_read(bytes, program, pd_alloc_system(), &vm, &err),
                     STATUS_VERSION);
    assert_null(vm);
    if (strstr(err.message, message) == NULL) {
        fail_msg("%s", err.message);
    }
}

/* Each version that a header tells, and the one before and after it. */
static void test_snapshot_versions(void **state)
{
    (void)state;
    Error err;
    Buffer bytes;
    Program *program = NULL;
    static const uint8_t now[] = {SNAPSHOT_VERSION, CODE_VERSION, FUEL_TABLE_VERSION,
                                  HEAP_LAYOUT_VERSION};
    Vm *vm = start(compile("pass"), &program);
    pd_buffer_init(&bytes, pd_alloc_system(), GOLDEN_BYTES_MAX);
    assert_int_equal(pd_snapshot_write(vm, false, &bytes, &err), STATUS_OK);
    for (size_t field = 0; field < ARRAY_COUNT(now); field++) {
        for (int step = -1; step <= 1; step += 2) {
            Bytes forged =
                golden_forge_snapshot(pd_buffer_peek(&bytes), SNAPSHOT_VERSIONS_AT + field,
                                      now[field], (uint8_t)(now[field] + step));
            refuse_snapshot(program, forged,
                            field == 0 ? ", this perdure reads 2: replay"
                                       : "made by another version of perdure: replay");
            golden_free(forged);
        }
    }
    pd_buffer_deinit(&bytes);
    pd_vm_free(vm);
    pd_program_free(program);
}

/* What headers of kept snapshots tell. */
typedef struct Told {
    uint64_t format, code, fuel_table, heap_layout, seed, fuel_used, used_bytes, object_count;
} Told;

/* Older ones are looked at and not run. */
static void look_at(Bytes bytes, const Told *told)
{
    SnapshotHeader header;
    Error err;
    Program *program = NULL;
    Vm *other = start(compile("pass"), &program);
    assert_int_equal(pd_snapshot_read_header(bytes, &header, &err), STATUS_OK);
    assert_int_equal(header.format, told->format);
    assert_int_equal(header.code, told->code);
    assert_int_equal(header.fuel_table, told->fuel_table);
    assert_int_equal(header.heap_layout, told->heap_layout);
    assert_int_equal(header.seed, told->seed);
    assert_int_equal(header.fuel_used, told->fuel_used);
    assert_int_equal(header.used_bytes, told->used_bytes);
    assert_int_equal(header.object_count, told->object_count);
    assert_true(header.has_code);
    assert_int_equal(header.limits.recursion_frames, 1000);
    refuse_snapshot(program, bytes, "made by another version of perdure: replay");
    pd_vm_free(other);
    pd_program_free(program);
}

static void test_snapshot_1(void **state)
{
    (void)state;
    const Told told = {1, 1, 1, 1, 7, 404, 4928, 35};
    Bytes bytes = golden_bytes("snapshot_1.hex");
    look_at(bytes, &told);
    golden_free(bytes);
}

static void test_snapshot_2(void **state)
{
    (void)state;
    enum { WRITTEN = 8, OLDER = 7 };
    const Told told = {2, 1, 3, OLDER, 7, 717, 4888, 33};
    Bytes written = golden_bytes("snapshot_2.hex");
    Bytes bytes = golden_forge_snapshot(written, SNAPSHOT_VERSIONS_AT + 3, WRITTEN, OLDER);
    look_at(bytes, &told);
    golden_free(bytes);
    golden_free(written);
}

/* ── fuel ── */

/* Lines "fuel hex-of-code text". */
static uint64_t burn(Bytes code)
{
    Error err;
    CodeUnit *unit = NULL;
    Program *program = NULL;
    assert_int_equal(pd_code_decode(code, pd_alloc_system(), &unit, &err), STATUS_OK);
    Vm *vm = start(unit, &program);
    VmStop stop = pd_vm_run(vm, 0, 0);
    uint64_t fuel = pd_vm_stats(vm).fuel;
    assert_int_equal(stop, VM_DONE);
    pd_vm_free(vm);
    pd_program_free(program);
    return fuel;
}

static void compile_line(const char *text, Buffer *out)
{
    Buffer code;
    CodeUnit *unit = compile(text);
    pd_buffer_init(&code, pd_alloc_system(), GOLDEN_BYTES_MAX);
    assert_int_equal(pd_code_encode(unit, false, &code), STATUS_OK);
    pd_buffer_append_format(out, "%llu ", (unsigned long long)burn(pd_buffer_peek(&code)));
    append_hex(out, pd_buffer_peek(&code));
    pd_buffer_append_format(out, " %s\n", text);
    pd_code_free(unit, pd_alloc_system());
    pd_buffer_deinit(&code);
}

/* A file for a version that has none, of the lines in fuel.txt. */
static void make_fuel(const char *name)
{
    Buffer out;
    char *text = golden_text("fuel.txt");
    char *rest = text;
    assert_non_null(text);
    pd_buffer_init(&out, pd_alloc_system(), GOLDEN_BYTES_MAX);
    for (char *line = golden_line(&rest); line != NULL; line = golden_line(&rest)) {
        compile_line(line, &out);
    }
    golden_hold_text(name, pd_buffer_peek_cstr(&out));
    pd_buffer_deinit(&out);
    free(text);
}

static void test_fuel(void **state)
{
    (void)state;
    char name[60];
    size_t count = 0;
    (void)snprintf(name, sizeof name, "fuel_%d.txt", FUEL_TABLE_VERSION);
    char *text = golden_text(name);
    char *rest = text;
    if (text == NULL) {
        assert_true(golden_makes());
        make_fuel(name);
        return;
    }
    for (char *line = golden_line(&rest); line != NULL; line = golden_line(&rest)) {
        char *hex = strchr(line, ' ') + 1;
        char *program = strchr(hex, ' ');
        uint64_t wanted = strtoull(line, NULL, 10);
        uint64_t fuel = burn(golden_unhex(hex, program));
        count++;
        if (fuel != wanted) {
            fail_msg("costs %llu, %llu in version %d: raise FUEL_TABLE_VERSION:%s",
                     (unsigned long long)fuel, (unsigned long long)wanted, FUEL_TABLE_VERSION,
                     program);
        }
    }
    assert_true(count > 20);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_snapshot_is_written),
        cmocka_unit_test(test_snapshot_versions),
        cmocka_unit_test(test_snapshot_1),
        cmocka_unit_test(test_snapshot_2),
        cmocka_unit_test(test_fuel),
    };
    return cmocka_run_group_tests(tests, make_image, free_image);
}
