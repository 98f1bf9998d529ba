/*
 * The in-memory half of the installed interface: values, programs, running, snapshots, bad bytes.
 */
#include "runtime_rig.h"

#include <stdio.h>

static perdure_bytes view(const perdure_data *data)
{
    return (perdure_bytes){data->data, data->size};
}

static perdure_program *compile_in(const perdure_runtime *in, const char *text)
{
    perdure_source source = {.text = text, .size = strlen(text), .filename = "main.py"};
    perdure_program *program = NULL;
    perdure_error err = {0};
    perdure_status status = perdure_program_compile(in, &source, NULL, &program, &err);
    if (status != PERDURE_OK) {
        fail_msg("%s", err.message);
    }
    return program;
}

static perdure_vm *start(const perdure_program *program)
{
    perdure_vm *vm = NULL;
    perdure_error err = {0};
    if (perdure_vm_new(program, NULL, &vm, &err) != PERDURE_OK) {
        fail_msg("%s", err.message);
    }
    return vm;
}

/* ── values ── */

static void check_round_trip(const char *json, const char *shown)
{
    perdure_data cbor = {0};
    perdure_data text = {0};
    perdure_error err = {0};
    if (perdure_json_to_cbor(bytes_of(json), &cbor, &err) != PERDURE_OK) {
        fail_msg("%s: %s", json, err.message);
    }
    assert_int_equal(perdure_cbor_check(view(&cbor), NULL), PERDURE_OK);
    assert_int_equal(cbor.data[cbor.size], 0);
    assert_int_equal(perdure_cbor_to_json(view(&cbor), 0, &text, &err), PERDURE_OK);
    assert_string_equal((const char *)text.data, shown);
    perdure_data_free(&cbor);
    perdure_data_free(&text);
    assert_null(text.data);
    perdure_data_free(NULL);
}

static void json_survives(void **state)
{
    (void)state;
    check_round_trip("null", "null");
    check_round_trip(" [ ] ", "[]");
    check_round_trip("[1,-1,0,-0,[true,false]]", "[1, -1, 0, 0, [true, false]]");
    check_round_trip("{\"b\":1,\"a\":{}}", "{\"a\": {}, \"b\": 1}");
    check_round_trip("1.0", "1.0");
    check_round_trip("1e3", "1000.0");
    check_round_trip("-2.5E-1", "-0.25");
    check_round_trip("\"a\\n\\u00e9\\ud83d\\ude00\"", "\"a\\n\xc3\xa9\xf0\x9f\x98\x80\"");
    check_round_trip("999999999999999999", "999999999999999999");
    check_round_trip("18446744073709551615", "18446744073709551615");
    check_round_trip("-18446744073709551616", "-18446744073709551616");
    check_round_trip("{\"$bytes\": \"00ff\"}", "{\"$bytes\": \"00ff\"}");
    check_round_trip("{\"$float\": \"-Infinity\"}", "{\"$float\": \"-Infinity\"}");
    check_round_trip("{\"$float\": \"NaN\"}", "{\"$float\": \"NaN\"}");
    check_round_trip("{\"$bytes\": 1}", "{\"$bytes\": 1}");
}

static void long_integers_keep_every_digit(void **state)
{
    (void)state;
    perdure_data cbor = {0};
    const uint8_t plus[] = {0xc2, 0x49, 1, 0, 0, 0, 0, 0, 0, 0, 0};
    const uint8_t minus[] = {0xc3, 0x49, 1, 0, 0, 0, 0, 0, 0, 0, 0};
    assert_int_equal(perdure_json_to_cbor(bytes_of("18446744073709551616"), &cbor, NULL), 0);
    assert_int_equal(cbor.size, sizeof plus);
    assert_memory_equal(cbor.data, plus, sizeof plus);
    perdure_data_free(&cbor);
    assert_int_equal(perdure_json_to_cbor(bytes_of("-18446744073709551617"), &cbor, NULL), 0);
    assert_int_equal(cbor.size, sizeof minus);
    assert_memory_equal(cbor.data, minus, sizeof minus);
    perdure_data_free(&cbor);
}

static void bad_json_is_refused(void **state)
{
    (void)state;
    static const char *const texts[] = {"",
                                        "[",
                                        "[1",
                                        "[1,]",
                                        "{",
                                        "{\"a\"}",
                                        "{\"a\":}",
                                        "{\"a\":1,}",
                                        "01",
                                        "1.",
                                        "1e",
                                        "+1",
                                        ".5",
                                        "nul",
                                        "\"",
                                        "\"\\x\"",
                                        "\"\\u12\"",
                                        "\"\x01\"",
                                        "1 2",
                                        "[1 2]",
                                        "{1:2}",
                                        "NaN",
                                        "'a'",
                                        "\"\xff\"",
                                        "]",
                                        "{\"a\":1]",
                                        "--1",
                                        "-",
                                        "{\"a\":1,\"a\":2}",
                                        "{\"$bytes\":\"0\"}",
                                        "{\"$float\":\"1\"}"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        perdure_data cbor = {0};
        perdure_error err = {0};
        if (perdure_json_to_cbor(bytes_of(texts[i]), &cbor, &err) != PERDURE_INVALID) {
            fail_msg("taken: %s", texts[i]);
        }
        assert_int_equal(err.status, PERDURE_INVALID);
        assert_null(cbor.data);
    }
    char deep[1002];
    perdure_data cbor = {0};
    memset(deep, '[', 1001);
    deep[1001] = '\0';
    assert_int_equal(perdure_json_to_cbor(bytes_of(deep), &cbor, NULL), PERDURE_LIMIT);
}

static void writer_puts_keys_in_order(void **state)
{
    (void)state;
    perdure_writer *writer = perdure_writer_new();
    perdure_data cbor = {0};
    perdure_data text = {0};
    perdure_write_map_begin(writer);
    perdure_write_text(writer, "name", 4);
    perdure_write_array(writer, 3);
    perdure_write_null(writer);
    perdure_write_double(writer, 2.0);
    perdure_write_bytes(writer, bytes_of("ab"));
    perdure_write_text(writer, "a", 1);
    perdure_write_map_begin(writer);
    perdure_write_map_end(writer);
    perdure_write_map_end(writer);
    assert_int_equal(perdure_writer_take(writer, &cbor, NULL), PERDURE_OK);
    assert_int_equal(perdure_cbor_to_diagnostic(view(&cbor), 0, &text, NULL), PERDURE_OK);
    assert_string_equal((const char *)text.data, "{\"a\": {}, \"name\": [null, 2.0, h'6162']}");
    perdure_data_free(&cbor);
    perdure_data_free(&text);

    perdure_write_int(writer, 1);
    perdure_write_int(writer, 2);
    assert_int_equal(perdure_writer_take(writer, &cbor, NULL), PERDURE_INVALID);
    perdure_write_array(writer, 2);
    perdure_write_bool(writer, true);
    assert_int_equal(perdure_writer_take(writer, &cbor, NULL), PERDURE_INVALID);
    perdure_write_map_begin(writer);
    assert_int_equal(perdure_writer_take(writer, &cbor, NULL), PERDURE_INVALID);
    perdure_write_text(writer, "\xff", 1);
    assert_int_equal(perdure_writer_take(writer, &cbor, NULL), PERDURE_INVALID);
    perdure_write_map_end(writer);
    assert_int_equal(perdure_writer_take(writer, &cbor, NULL), PERDURE_INVALID);
    perdure_write_int(writer, -7);
    assert_int_equal(perdure_writer_take(writer, &cbor, NULL), PERDURE_OK);
    assert_int_equal(cbor.size, 1);
    perdure_data_free(&cbor);
    perdure_writer_free(writer);
}

static void reader_gives_one_head_at_a_time(void **state)
{
    (void)state;
    perdure_data cbor = {0};
    perdure_item item;
    perdure_bytes value;
    const char *json = "{\"k\": [1, -2, 1.5, \"t\", true, null, 99999999999999999999]}";
    assert_int_equal(perdure_json_to_cbor(bytes_of(json), &cbor, NULL), PERDURE_OK);
    perdure_bytes rest = view(&cbor);
    static const perdure_kind kinds[] = {PERDURE_KIND_MAP,  PERDURE_KIND_TEXT, PERDURE_KIND_ARRAY,
                                         PERDURE_KIND_INT,  PERDURE_KIND_INT,  PERDURE_KIND_DOUBLE,
                                         PERDURE_KIND_TEXT, PERDURE_KIND_BOOL, PERDURE_KIND_NULL,
                                         PERDURE_KIND_BIG,  PERDURE_KIND_END};
    static const int64_t integers[] = {0, 0, 0, 1, -2, 0, 0, 0, 0, 0, 0};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        assert_int_equal(perdure_cbor_read(&rest, &item), PERDURE_OK);
        assert_int_equal(item.kind, kinds[i]);
        assert_int_equal(item.integer, integers[i]);
    }
    rest = view(&cbor);
    assert_int_equal(perdure_cbor_skip(&rest, &value), PERDURE_OK);
    assert_int_equal(value.size, cbor.size);
    assert_int_equal(rest.size, 0);
    rest = (perdure_bytes){cbor.data, cbor.size - 1};
    assert_int_equal(perdure_cbor_skip(&rest, &value), PERDURE_TRUNCATED);
    assert_int_equal(perdure_cbor_check(rest, NULL), PERDURE_TRUNCATED);
    assert_int_equal(perdure_cbor_check((perdure_bytes){(const uint8_t *)"\x18\x01", 2}, NULL),
                     PERDURE_CORRUPT);
    perdure_data_free(&cbor);
}

/* ── programs ── */

typedef struct Folder {
    const char *const *files; /* name, text, name, text … NULL */
    int open_count;
} Folder;

static perdure_status load(void *ctx, const char *name, perdure_source *out)
{
    Folder *folder = ctx;
    for (size_t i = 0; folder->files[i] != NULL; i += 2) {
        if (strcmp(folder->files[i], name) == 0) {
            *out = (perdure_source){.text = folder->files[i + 1],
                                    .size = strlen(folder->files[i + 1]),
                                    .filename = name,
                                    .is_package = strcmp(name, "pack") == 0};
            folder->open_count++;
            return PERDURE_OK;
        }
    }
    return PERDURE_NOT_FOUND;
}

static void release(void *ctx, perdure_source *source)
{
    (void)source;
    ((Folder *)ctx)->open_count--;
}

static void count_problem(void *ctx, const perdure_diagnostic *diagnostic)
{
    assert_int_equal(diagnostic->status, PERDURE_SYNTAX);
    assert_non_null(strstr(diagnostic->text, diagnostic->message));
    ++*(int *)ctx;
}

static void modules_come_through_the_loader(void **state)
{
    (void)state;
    static const char *const files[] = {"pack",  "from . import part\n", "pack.part", "x = 20\n",
                                        "other", "import json\ny = 1\n", NULL};
    Folder folder = {.files = files};
    perdure_loader loader = {.ctx = &folder, .load = load, .release = release};
    perdure_compile_options options = {.loader = &loader};
    const char *text = "import pack.part, other\n"
                       "try:\n    import nowhere\nexcept ImportError:\n    other.y += 1\n"
                       "import perdure\nperdure.perform('ask', pack.part.x + other.y)\n";
    perdure_source source = {.text = text, .size = strlen(text), .filename = "main.py"};
    perdure_program *program = NULL;
    perdure_program *again = NULL;
    perdure_data bytes = {0};
    perdure_data more = {0};
    perdure_error err = {0};
    if (perdure_program_compile(runtime, &source, &options, &program, &err) != PERDURE_OK) {
        fail_msg("%s", err.message);
    }
    assert_int_equal(folder.open_count, 0);
    assert_int_equal(perdure_program_module_count(program), 4);
    assert_int_equal(perdure_program_encode(program, &bytes, &err), PERDURE_OK);
    assert_int_equal(perdure_program_decode(runtime, view(&bytes), &again, &err), PERDURE_OK);
    assert_string_equal(perdure_program_id(again), perdure_program_id(program));
    assert_int_equal(perdure_program_encode(again, &more, &err), PERDURE_OK);
    assert_int_equal(more.size, bytes.size);
    assert_memory_equal(more.data, bytes.data, bytes.size);
    perdure_vm *vm = start(again);
    assert_int_equal(perdure_vm_run(vm, 0), PERDURE_STOP_EFFECT);
    const perdure_effect *effect = perdure_vm_effect(vm);
    assert_string_equal(effect->name, "ask");
    assert_int_equal(effect->arguments.size, 2);
    assert_memory_equal(effect->arguments.data, "\x81\x16", 2); /* [22] */
    perdure_vm_free(vm);
    for (size_t i = 0; i < bytes.size; i += 7) {
        perdure_program *bad = NULL;
        perdure_bytes cut = {bytes.data, i};
        assert_int_not_equal(perdure_program_decode(runtime, cut, &bad, &err), PERDURE_OK);
        assert_null(bad);
    }
    perdure_program_free(again);
    perdure_program_free(program);
    perdure_data_free(&bytes);
    perdure_data_free(&more);
}

static void problems_are_told(void **state)
{
    (void)state;
    const char *text = "x = 1\ndef f(:\n    pass\n";
    int count = 0;
    perdure_source source = {.text = text, .size = strlen(text), .filename = "main.py"};
    perdure_compile_options options = {.report = count_problem, .report_ctx = &count};
    perdure_program *program = NULL;
    perdure_error err = {0};
    assert_int_equal(perdure_program_compile(runtime, &source, &options, &program, &err),
                     PERDURE_SYNTAX);
    assert_int_equal(err.line, 2);
    assert_int_equal(count, 1);
    assert_null(program);
    assert_true(perdure_runtime_has_module(runtime, "json"));
    assert_false(perdure_runtime_has_module(runtime, "nowhere"));
    size_t modules = 0;
    while (perdure_runtime_module(runtime, modules) != NULL) {
        assert_true(perdure_runtime_has_module(runtime, perdure_runtime_module(runtime, modules)));
        modules++;
    }
    assert_true(modules > 3);
}

/* ── running ── */

static const char asking[] = "import perdure\n"
                             "def work(n):\n"
                             "    total = 0\n"
                             "    for i in range(n):\n"
                             "        total += perdure.perform('ask', i)\n"
                             "    return total\n"
                             "answer = work(3)\n"
                             "perdure.perform('tell', answer, {'k': [1, 2]})\n";

static perdure_vm *move(perdure_vm *vm, perdure_runtime *to, perdure_program **program)
{
    perdure_data snapshot = {0};
    perdure_data again = {0};
    perdure_restored restored = {0};
    perdure_error err = {0};
    char before[65];
    char after[65];
    assert_int_equal(perdure_vm_snapshot(vm, true, &snapshot, &err), PERDURE_OK);
    assert_int_equal(perdure_vm_state_hash(vm, before, &err), PERDURE_OK);
    perdure_vm_free(vm);
    if (perdure_vm_restore(to, view(&snapshot), NULL, &restored, &err) != PERDURE_OK) {
        fail_msg("%s", err.message);
    }
    assert_int_equal(perdure_vm_snapshot(restored.vm, true, &again, &err), PERDURE_OK);
    assert_int_equal(again.size, snapshot.size);
    assert_memory_equal(again.data, snapshot.data, snapshot.size);
    assert_int_equal(perdure_vm_state_hash(restored.vm, after, &err), PERDURE_OK);
    assert_string_equal(before, after);
    perdure_data_free(&snapshot);
    perdure_data_free(&again);
    *program = restored.program;
    return restored.vm;
}

static void a_run_goes_on_in_another_runtime(void **state)
{
    (void)state;
    perdure_runtime *other = NULL;
    perdure_program *moved = NULL;
    perdure_error err = {0};
    assert_int_equal(perdure_runtime_new(&other, &err), PERDURE_OK);
    perdure_program *program = compile_in(runtime, asking);
    perdure_vm *vm = start(program);
    assert_null(perdure_vm_effect(vm));
    assert_int_equal(perdure_vm_answer(vm, bytes_of("\x01"), &err), PERDURE_USAGE);
    for (uint64_t i = 1; i <= 3; i++) {
        assert_int_equal(perdure_vm_run(vm, 0), PERDURE_STOP_EFFECT);
        assert_string_equal(perdure_vm_effect(vm)->name, "ask");
        assert_int_equal(perdure_vm_effect(vm)->sequence, i);
        if (i == 2) {
            vm = move(vm, other, &moved);
            perdure_program_free(program);
            assert_int_equal(perdure_vm_run(vm, 0), PERDURE_STOP_EFFECT);
        }
        assert_int_not_equal(perdure_vm_answer(vm, bytes_of("\x18"), &err), PERDURE_OK);
        assert_int_equal(perdure_vm_answer_json(vm, bytes_of("14"), &err), PERDURE_OK);
    }
    assert_int_equal(perdure_vm_run(vm, 0), PERDURE_STOP_EFFECT);
    perdure_data json = {0};
    assert_int_equal(perdure_cbor_to_json(perdure_vm_effect(vm)->arguments, 0, &json, &err), 0);
    assert_string_equal((const char *)json.data, "[42, {\"k\": [1, 2]}]");
    perdure_data_free(&json);
    assert_int_equal(perdure_vm_answer_json(vm, bytes_of("null"), &err), PERDURE_OK);
    assert_int_equal(perdure_vm_run(vm, 0), PERDURE_STOP_DONE);
    assert_int_equal(perdure_vm_run(vm, 0), PERDURE_STOP_DONE);
    assert_int_equal(perdure_vm_exit_status(vm), 0);
    perdure_data result = {0};
    assert_int_equal(perdure_vm_result(vm, &result, &err), PERDURE_OK);
    assert_int_equal(perdure_cbor_check(view(&result), NULL), PERDURE_OK);
    perdure_data_free(&result);
    perdure_vm_free(vm);
    perdure_program_free(moved);
    perdure_runtime_free(other);
}

static void slices_do_not_change_the_state(void **state)
{
    (void)state;
    const char *text = "x = []\nfor i in range(300):\n    x.append(str(i) * 3)\n";
    perdure_program *program = compile_in(runtime, text);
    char hashes[3][65];
    for (int i = 0; i < 3; i++) {
        perdure_vm *vm = start(program);
        perdure_stop stop = PERDURE_STOP_FUEL;
        perdure_vm_set_collect_every(vm, i == 2);
        while (stop == PERDURE_STOP_FUEL) {
            stop =
                i == 1 ? perdure_vm_run_instructions(vm, 7) : perdure_vm_run(vm, i == 0 ? 0 : 50);
        }
        assert_int_equal(stop, PERDURE_STOP_DONE);
        assert_int_equal(perdure_vm_state_hash(vm, hashes[i], NULL), PERDURE_OK);
        perdure_vm_free(vm);
    }
    assert_string_equal(hashes[0], hashes[1]);
    assert_string_equal(hashes[0], hashes[2]);
    perdure_program_free(program);
}

static void looking_at_an_effect_changes_nothing(void **state)
{
    (void)state;
    perdure_program *program = compile_in(
        runtime, "import perdure\nperdure.perform('tell', 'x' * 1000)\nperdure.perform('end')\n");
    char hashes[2][65];
    for (int i = 0; i < 2; i++) {
        perdure_vm *vm = start(program);
        assert_int_equal(perdure_vm_run(vm, 0), PERDURE_STOP_EFFECT);
        for (int k = 0; k < i * 3; k++) {
            assert_string_equal(perdure_vm_effect(vm)->name, "tell");
        }
        assert_int_equal(perdure_vm_answer_json(vm, bytes_of("null"), NULL), PERDURE_OK);
        assert_int_equal(perdure_vm_run(vm, 0), PERDURE_STOP_EFFECT);
        assert_int_equal(perdure_vm_state_hash(vm, hashes[i], NULL), PERDURE_OK);
        perdure_vm_free(vm);
    }
    assert_string_equal(hashes[0], hashes[1]);
    perdure_program_free(program);
}

static void exceptions_have_name_message_and_traceback(void **state)
{
    (void)state;
    perdure_program *program = compile_in(
        runtime, "import perdure\ntry:\n    perdure.perform('ask')\nexcept PermissionError as e:\n"
                 "    raise ValueError(f'no: {e}')\n");
    perdure_vm *vm = start(program);
    perdure_data name = {0};
    perdure_data message = {0};
    perdure_data traceback = {0};
    char before[65];
    char after[65];
    assert_int_equal(perdure_vm_run(vm, 0), PERDURE_STOP_EFFECT);
    assert_int_equal(perdure_vm_error(vm, &name, &message, NULL), PERDURE_USAGE);
    assert_int_equal(perdure_vm_throw(vm, "KeyboardInterrupt", "", NULL), PERDURE_USAGE);
    assert_int_equal(perdure_vm_answer_error(vm, "PermissionError", "closed", NULL), PERDURE_OK);
    assert_int_equal(perdure_vm_run(vm, 0), PERDURE_STOP_RAISED);
    assert_int_equal(perdure_vm_exit_status(vm), 1);
    assert_int_equal(perdure_vm_state_hash(vm, before, NULL), PERDURE_OK);
    assert_int_equal(perdure_vm_error(vm, &name, &message, NULL), PERDURE_OK);
    assert_string_equal((const char *)name.data, "ValueError");
    assert_string_equal((const char *)message.data, "no: closed");
    assert_int_equal(perdure_vm_traceback(vm, &traceback, NULL), PERDURE_OK);
    assert_non_null(strstr((const char *)traceback.data, "Traceback (most recent call last):\n"));
    assert_non_null(strstr((const char *)traceback.data, "ValueError: no: closed\n"));
    assert_int_equal(perdure_vm_state_hash(vm, after, NULL), PERDURE_OK);
    assert_string_equal(before, after);
    perdure_data_free(&name);
    perdure_data_free(&message);
    perdure_data_free(&traceback);
    perdure_vm_free(vm);
    perdure_program_free(program);
}

static void exits_have_a_status_and_a_text(void **state)
{
    (void)state;
    perdure_data name = {0};
    perdure_data message = {0};
    perdure_data text = {0};
    perdure_program *program = compile_in(runtime, "import sys\nsys.exit('enough')\n");
    perdure_vm *vm = start(program);
    assert_int_equal(perdure_vm_run(vm, 0), PERDURE_STOP_DONE);
    assert_int_equal(perdure_vm_exit_status(vm), 1);
    assert_int_equal(perdure_vm_error(vm, &name, &message, NULL), PERDURE_OK);
    assert_string_equal((const char *)name.data, "SystemExit");
    assert_int_equal(perdure_vm_traceback(vm, &text, NULL), PERDURE_OK);
    assert_string_equal((const char *)text.data, "enough\n");
    perdure_data_free(&name);
    perdure_data_free(&message);
    perdure_data_free(&text);
    perdure_vm_free(vm);
    perdure_program_free(program);
}

static void more_code_goes_on_in_the_same_module(void **state)
{
    (void)state;
    perdure_program *first =
        compile_in(runtime, "def f(x):\n    return x * 2\ny = 'kept'\n1 / 0\n");
    perdure_program *second = compile_in(
        runtime, "import perdure, json\nperdure.perform('ask', f(21), y, json.dumps([1]))\n");
    perdure_program *moved = NULL;
    perdure_data json = {0};
    perdure_vm *vm = start(first);
    assert_int_equal(perdure_vm_continue(vm, second, NULL), PERDURE_USAGE);
    assert_int_equal(perdure_vm_run(vm, 0), PERDURE_STOP_RAISED);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(perdure_vm_continue(vm, second, NULL), PERDURE_OK);
        assert_int_equal(perdure_vm_run(vm, 0), PERDURE_STOP_EFFECT);
        assert_int_equal(perdure_cbor_to_json(perdure_vm_effect(vm)->arguments, 0, &json, NULL), 0);
        assert_string_equal((const char *)json.data, "[42, \"kept\", \"[1]\"]");
        perdure_data_free(&json);
        assert_int_equal(perdure_vm_answer_json(vm, bytes_of("null"), NULL), PERDURE_OK);
        assert_int_equal(perdure_vm_run(vm, 0), PERDURE_STOP_DONE);
        if (i == 0) {
            vm = move(vm, runtime, &moved);
        }
    }
    perdure_vm_free(vm);
    perdure_program_free(moved);
    perdure_program_free(first);
    perdure_program_free(second);
}

static void limits_hold(void **state)
{
    (void)state;
    const perdure_limit wrong[] = {{"no_such_limit", 1}};
    const perdure_limit high[] = {{"recursion_frames", UINT64_MAX}};
    const perdure_limit low[] = {{"fuel", 10000}, {"recursion_frames", 50}};
    perdure_vm_options options = {.limits = wrong, .limit_count = 1};
    perdure_program *program = compile_in(
        runtime, "def f(n):\n    return f(n + 1)\ntry:\n    f(0)\nexcept RecursionError:\n"
                 "    pass\nwhile True:\n    pass\n");
    perdure_vm *vm = NULL;
    perdure_data name = {0};
    perdure_data message = {0};
    assert_int_equal(perdure_vm_new(program, &options, &vm, NULL), PERDURE_NOT_FOUND);
    options.limits = high;
    assert_int_equal(perdure_vm_new(program, &options, &vm, NULL), PERDURE_LIMIT);
    options.limits = low;
    options.limit_count = 2;
    assert_int_equal(perdure_vm_new(program, &options, &vm, NULL), PERDURE_OK);
    assert_int_equal(perdure_vm_run(vm, 0), PERDURE_STOP_RAISED);
    assert_int_equal(perdure_vm_error(vm, &name, &message, NULL), PERDURE_OK);
    assert_string_equal((const char *)name.data, "FuelExhausted");
    perdure_stats stats;
    perdure_vm_stats(vm, &stats);
    assert_true(stats.fuel >= 10000 && stats.fuel < 200000);
    perdure_data_free(&name);
    perdure_data_free(&message);
    perdure_vm_free(vm);
    perdure_program_free(program);
    perdure_limit_info info;
    size_t count = 0;
    while (perdure_limit_describe(count, &info)) {
        assert_true(info.initial <= info.max && info.meaning[0] != '\0');
        count++;
    }
    assert_true(count > 10);
}

/* Tasks that the program still refers to when it has ended, in each way it can end. */
static void ended_runs_with_tasks_move(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "import perdure\ndef work(): pass\nt = perdure.spawn(work)\nt.wait()\n"
        "m = perdure.current_task()\n",
        "import perdure\ndef work(): pass\nt = perdure.spawn(work)\nt.wait()\n"
        "m = perdure.current_task()\n1 / 0\n",
        "import perdure\ndef work(): perdure.sleep(1)\nt = perdure.spawn(work)\n"
        "m = perdure.current_task()\nwhile True: pass\n"};
    const perdure_limit low[] = {{"fuel", 100000}};
    const perdure_vm_options options = {.limits = low, .limit_count = 1};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        perdure_program *program = compile_in(runtime, texts[i]);
        perdure_program *moved = NULL;
        perdure_vm *vm = NULL;
        assert_int_equal(perdure_vm_new(program, &options, &vm, NULL), PERDURE_OK);
        perdure_stop stop = perdure_vm_run(vm, 0);
        while (stop == PERDURE_STOP_EFFECT) { /* what was cancelled is told on stderr */
            assert_int_equal(perdure_vm_answer_json(vm, bytes_of("null"), NULL), PERDURE_OK);
            stop = perdure_vm_run(vm, 0);
        }
        assert_int_equal(stop, i == 0 ? PERDURE_STOP_DONE : PERDURE_STOP_RAISED);
        vm = move(vm, runtime, &moved);
        perdure_vm_free(vm);
        perdure_program_free(program);
        perdure_program_free(moved);
    }
}

static void damaged_snapshots_are_refused(void **state)
{
    (void)state;
    perdure_program *program = compile_in(runtime, asking);
    perdure_program *other = compile_in(runtime, "x = 1\n");
    perdure_vm *vm = start(program);
    perdure_data snapshot = {0};
    perdure_data plain = {0};
    perdure_data json = {0};
    perdure_restored restored = {0};
    perdure_error err = {0};
    assert_int_equal(perdure_vm_run(vm, 0), PERDURE_STOP_EFFECT);
    assert_int_equal(perdure_vm_snapshot(vm, true, &snapshot, &err), PERDURE_OK);
    assert_int_equal(perdure_vm_snapshot(vm, false, &plain, &err), PERDURE_OK);
    assert_int_equal(perdure_snapshot_inspect(view(&plain), &json, &err), PERDURE_OK);
    assert_non_null(strstr((const char *)json.data, perdure_program_id(program)));
    perdure_data cbor = {0};
    assert_int_equal(perdure_json_to_cbor(view(&json), &cbor, &err), PERDURE_OK);
    perdure_data_free(&cbor);
    perdure_data_free(&json);
    assert_int_equal(perdure_vm_restore(runtime, view(&plain), NULL, &restored, &err),
                     PERDURE_NOT_FOUND);
    assert_int_equal(perdure_vm_restore(runtime, view(&plain), other, &restored, &err),
                     PERDURE_CONFLICT);
    for (size_t i = 0; i < snapshot.size; i += 97) {
        perdure_bytes cut = {snapshot.data, i};
        perdure_status status = perdure_vm_restore(runtime, cut, program, &restored, &err);
        assert_true(status == PERDURE_TRUNCATED || status == PERDURE_CORRUPT);
        snapshot.data[i] ^= 0x10;
        status = perdure_vm_restore(runtime, view(&snapshot), NULL, &restored, &err);
        assert_true(status == PERDURE_TRUNCATED || status == PERDURE_CORRUPT);
        assert_null(restored.vm);
        assert_null(restored.program);
        status = perdure_snapshot_inspect(view(&snapshot), &json, &err);
        assert_true(status == PERDURE_TRUNCATED || status == PERDURE_CORRUPT);
        snapshot.data[i] ^= 0x10;
    }
    perdure_data_free(&snapshot);
    perdure_data_free(&plain);
    perdure_vm_free(vm);
    perdure_program_free(program);
    perdure_program_free(other);
}

static void names_are_those_of_the_header(void **state)
{
    (void)state;
    char version[16];
    (void)snprintf(version, sizeof version, "%d.%d.%d", PERDURE_VERSION_MAJOR,
                   PERDURE_VERSION_MINOR, PERDURE_VERSION_PATCH);
    assert_string_equal(perdure_version(), version);
    assert_string_equal(perdure_status_name(PERDURE_NOT_FOUND), "NOT_FOUND");
    assert_string_equal(perdure_status_text(PERDURE_NOT_FOUND), "not found");
    assert_string_equal(perdure_status_name((perdure_status)99), "UNKNOWN");
}

static void note_trace(void *ctx, const perdure_trace *trace)
{
    static const char letters[] = "fcdhstw";
    char *told = ctx;
    size_t size = strlen(told);
    assert_true(trace->line > 0 && strcmp(trace->file, "main.py") == 0);
    told[size] = letters[trace->kind];
    told[size + 1] = '\0';
}

static void effects_are_told_of(void **state)
{
    (void)state;
    perdure_program *program = compile_in(
        runtime, "from perdure import effect, handler, ctl, handle, perform\n"
                 "@effect\ndef ask(): return 1\n"
                 "@handler\nclass F:\n    def ask(self): return 2\n"
                 "@handler\nclass C:\n    @ctl\n    def ask(self, k):\n"
                 "        return k.frames() and k.send(3)\n"
                 "@handler\nclass P:\n    @ctl\n    def ask(self, k): return k.send(4)\n"
                 "ask()\nhandle(F(), ask)\nhandle(C(), lambda: ask())\nhandle(P(), lambda: ask())\n"
                 "perform('own')\n");
    perdure_vm *vm = start(program);
    char told[64] = "";
    perdure_vm_set_trace(vm, note_trace, told);
    assert_int_equal(perdure_vm_run(vm, 0), PERDURE_STOP_EFFECT);
    assert_string_equal(told, "dfcsfh");
    perdure_vm_set_trace(vm, NULL, NULL);
    assert_int_equal(perdure_vm_answer_error(vm, "OSError", "no", NULL), PERDURE_OK);
    assert_int_equal(perdure_vm_run(vm, 0), PERDURE_STOP_RAISED);
    assert_string_equal(told, "dfcsfh");
    perdure_vm_free(vm);
    perdure_program_free(program);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_survives),
        cmocka_unit_test(long_integers_keep_every_digit),
        cmocka_unit_test(bad_json_is_refused),
        cmocka_unit_test(writer_puts_keys_in_order),
        cmocka_unit_test(reader_gives_one_head_at_a_time),
        cmocka_unit_test(modules_come_through_the_loader),
        cmocka_unit_test(problems_are_told),
        cmocka_unit_test(a_run_goes_on_in_another_runtime),
        cmocka_unit_test(slices_do_not_change_the_state),
        cmocka_unit_test(looking_at_an_effect_changes_nothing),
        cmocka_unit_test(exceptions_have_name_message_and_traceback),
        cmocka_unit_test(effects_are_told_of),
        cmocka_unit_test(exits_have_a_status_and_a_text),
        cmocka_unit_test(more_code_goes_on_in_the_same_module),
        cmocka_unit_test(limits_hold),
        cmocka_unit_test(ended_runs_with_tasks_move),
        cmocka_unit_test(damaged_snapshots_are_refused),
        cmocka_unit_test(names_are_those_of_the_header),
    };
    return cmocka_run_group_tests(tests, open_runtime, close_runtime);
}
