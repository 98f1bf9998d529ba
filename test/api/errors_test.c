/*
 * The errors that perdure.h tells of, each provoked once: values, programs, vms, stores, runs.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "perdure.h"

/* The call gives that status; unless it is OK, the error has it, too, and says something. */
#define IS(wanted, call)                             \
 do {                                                \
  err = (perdure_error){.status = PERDURE_INTERNAL}; \
  expect(PERDURE_##wanted, (call), #call);           \
 } while (0)

static perdure_error err;

static void expect(perdure_status wanted, perdure_status given, const char *call)
{
    if (given != wanted) {
        fail_msg("%s\nmust give %s, gives %s: %s", call, perdure_status_name(wanted),
                 perdure_status_name(given), given == PERDURE_OK ? "" : err.message);
    }
    assert_int_equal(err.status, given == PERDURE_OK ? PERDURE_INTERNAL : given);
    assert_true(given == PERDURE_OK || err.message[0] != '\0');
}

enum { DEEP = 3000 };

static perdure_runtime *runtime;
static char deep[DEEP]; /* arrays in each other, as CBOR */

static perdure_bytes text(const char *bytes)
{
    return (perdure_bytes){(const uint8_t *)bytes, strlen(bytes)};
}

static perdure_bytes bytes_of(const perdure_data *data)
{
    return (perdure_bytes){data->data, data->size};
}

static const perdure_bytes one = {(const uint8_t *)"\x01", 1};
static const perdure_bytes nothing = {NULL, 0};

static int set_up(void **state)
{
    (void)state;
    memset(deep, 0x81, sizeof deep - 1);
    deep[sizeof deep - 1] = 1;
    return perdure_runtime_new(&runtime, NULL) == PERDURE_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    perdure_runtime_free(runtime);
    return 0;
}

static perdure_program *compile(const char *program)
{
    perdure_program *out = NULL;
    perdure_source source = {.text = program, .size = strlen(program), .filename = "t.py"};
    IS(OK, perdure_program_compile(runtime, &source, NULL, &out, &err));
    return out;
}

/* ── values ── */

static void values(void **state)
{
    (void)state;
    perdure_data d;
    char nested[DEEP];
    perdure_bytes levels = {(const uint8_t *)deep, sizeof deep};
    perdure_bytes rest = levels;
    perdure_bytes value;
    memset(nested, '[', sizeof nested);
    static const char *const wrong[] = {"{\"a\": 1, \"a\": 2}", "[1",  "",   "{\"$bytes\": \"zz\"}",
                                        "{\"$float\": \"x\"}",  "nul", "1 2"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        IS(INVALID, perdure_json_to_cbor(text(wrong[i]), &d, &err));
        assert_null(d.data);
    }
    IS(LIMIT, perdure_json_to_cbor((perdure_bytes){(const uint8_t *)nested, DEEP}, &d, &err));
    IS(TRUNCATED, perdure_cbor_to_json(text("\x82\x01"), 0, &d, &err));
    IS(TRUNCATED, perdure_cbor_to_json(nothing, 0, &d, &err));
    IS(CORRUPT, perdure_cbor_to_json(text("\x18\x01"), 0, &d, &err));
    IS(CORRUPT, perdure_cbor_to_json(text("\x01\x01"), 0, &d, &err));
    IS(LIMIT, perdure_cbor_to_json(levels, 0, &d, &err));
    IS(TRUNCATED, perdure_cbor_to_diagnostic(text("\x82\x01"), 0, &d, &err));
    IS(CORRUPT, perdure_cbor_check(text("\x01\x01"), &err));
    IS(CORRUPT, perdure_cbor_check(text("\x9f\xff"), &err));
    IS(TRUNCATED, perdure_cbor_check(text("\x82"), &err));
    IS(LIMIT, perdure_cbor_check(levels, &err));
    assert_int_equal(perdure_cbor_skip(&rest, &value), PERDURE_LIMIT);
    rest = text("\x82\x01");
    assert_int_equal(perdure_cbor_skip(&rest, &value), PERDURE_TRUNCATED);
}

static void writers(void **state)
{
    (void)state;
    perdure_data d;
    perdure_writer *w = perdure_writer_new();
    IS(INVALID, perdure_writer_take(w, &d, &err)); /* nothing */
    perdure_write_int(w, 1);
    perdure_write_int(w, 1);
    IS(INVALID, perdure_writer_take(w, &d, &err)); /* two */
    perdure_write_text(w, "\xff", 1);
    IS(INVALID, perdure_writer_take(w, &d, &err));
    perdure_write_array(w, 2);
    perdure_write_int(w, 1);
    IS(INVALID, perdure_writer_take(w, &d, &err)); /* one of two */
    perdure_write_map_begin(w);
    for (int i = 0; i < 4; i++) {
        perdure_write_int(w, 1);
    }
    perdure_write_map_end(w);
    IS(INVALID, perdure_writer_take(w, &d, &err)); /* a key twice */
    for (int i = 0; i < 65; i++) {
        perdure_write_map_begin(w);
    }
    IS(LIMIT, perdure_writer_take(w, &d, &err));
    perdure_write_null(w);
    IS(OK, perdure_writer_take(w, &d, &err)); /* it can be used again */
    perdure_data_free(&d);
    perdure_writer_free(w);
}

/* ── programs and vms ── */

static perdure_status compile_text(const char *program, const perdure_compile_options *options)
{
    perdure_program *out = NULL;
    perdure_source source = {.text = program, .size = strlen(program), .filename = "t.py"};
    perdure_status status = perdure_program_compile(runtime, &source, options, &out, &err);
    assert_true((status == PERDURE_OK) == (out != NULL));
    perdure_program_free(out);
    return status;
}

static void programs(void **state)
{
    (void)state;
    perdure_data d;
    perdure_program *program = NULL;
    const perdure_limit unknown = {"nothing", 1};
    const perdure_limit large = {"recursion_frames", UINT64_C(1) << 40};
    perdure_compile_options options = {.limits = &unknown, .limit_count = 1};
    IS(NOT_FOUND, compile_text("pass", &options));
    options.limits = &large;
    IS(LIMIT, compile_text("pass", &options));
    IS(SYNTAX, compile_text("x = = 1", NULL));
    assert_int_equal(err.line, 1);
    assert_int_equal(err.column, 5);
    IS(SYNTAX, compile_text("\xff", NULL));
    IS(UNSUPPORTED, compile_text("type X = int", NULL));
    IS(CORRUPT, perdure_program_decode(runtime, one, &program, &err));
    IS(TRUNCATED, perdure_program_decode(runtime, nothing, &program, &err));
    IS(TRUNCATED, perdure_program_decode(runtime, text("\x84"), &program, &err));
    program = compile("pass");
    IS(NOT_FOUND, perdure_program_disassemble(program, 1, &d, &err));
    perdure_program_free(program);
}

static void vms(void **state)
{
    (void)state;
    perdure_data d;
    perdure_data e;
    perdure_vm *vm = NULL;
    perdure_program *program = compile("print(1)");
    const perdure_limit unknown = {"nothing", 1};
    const char *const argv[] = {"\xff"};
    perdure_vm_options options = {.limits = &unknown, .limit_count = 1};
    IS(NOT_FOUND, perdure_vm_new(program, &options, &vm, &err));
    options = (perdure_vm_options){.argv = argv, .argv_count = 1};
    IS(INVALID, perdure_vm_new(program, &options, &vm, &err));
    IS(OK, perdure_vm_new(program, NULL, &vm, &err));
    IS(USAGE, perdure_vm_answer(vm, one, &err));
    IS(USAGE, perdure_vm_answer_json(vm, text("1"), &err));
    IS(USAGE, perdure_vm_answer_error(vm, "KeyError", "", &err));
    IS(USAGE, perdure_vm_result(vm, &d, &err));
    IS(USAGE, perdure_vm_error(vm, &d, &e, &err));
    IS(USAGE, perdure_vm_traceback(vm, &d, &err));
    IS(USAGE, perdure_vm_continue(vm, program, &err));
    assert_int_equal(perdure_vm_run(vm, 0), PERDURE_STOP_EFFECT);
    IS(CORRUPT, perdure_vm_answer(vm, text("\x01\x01"), &err));
    IS(TRUNCATED, perdure_vm_answer(vm, nothing, &err));
    IS(INVALID, perdure_vm_answer(vm, text("\xd9\x0f\xa5\x82\x61x\x80"), &err)); /* class x */
    IS(LIMIT, perdure_vm_answer(vm, (perdure_bytes){(const uint8_t *)deep, DEEP}, &err));
    IS(INVALID, perdure_vm_answer_json(vm, text("x"), &err));
    IS(USAGE, perdure_vm_throw(vm, "KeyError", "", &err));
    IS(USAGE, perdure_vm_continue(vm, program, &err));
    IS(INVALID, perdure_vm_answer_error(vm, "KeyError", "\xff", &err));
    IS(OK, perdure_vm_answer_error(vm, "Nobody", "", &err)); /* it waited all the time */
    assert_int_equal(perdure_vm_run(vm, 0), PERDURE_STOP_RAISED);
    IS(OK, perdure_vm_error(vm, &d, &e, &err));
    assert_string_equal((const char *)d.data, "RuntimeError");
    perdure_data_free(&d);
    perdure_data_free(&e);
    IS(USAGE, perdure_vm_result(vm, &d, &err));
    IS(USAGE, perdure_vm_throw(vm, "KeyError", "", &err));
    IS(USAGE, perdure_vm_answer(vm, one, &err));
    perdure_vm_free(vm);
    perdure_program_free(program);
}

static void snapshots(void **state)
{
    (void)state;
    perdure_data d;
    perdure_data json;
    perdure_vm *vm = NULL;
    perdure_restored restored;
    perdure_program *program = compile("print(1)");
    perdure_program *other = compile("print(2)");
    IS(OK, perdure_vm_new(program, NULL, &vm, &err));
    IS(OK, perdure_vm_snapshot(vm, false, &d, &err));
    perdure_bytes bytes = bytes_of(&d);
    perdure_bytes cut = {bytes.data, bytes.size - 1};
    IS(NOT_FOUND, perdure_vm_restore(runtime, bytes, NULL, &restored, &err));
    IS(CONFLICT, perdure_vm_restore(runtime, bytes, other, &restored, &err));
    IS(TRUNCATED, perdure_vm_restore(runtime, cut, program, &restored, &err));
    IS(TRUNCATED, perdure_snapshot_inspect(cut, &json, &err));
    IS(TRUNCATED, perdure_snapshot_inspect(one, &json, &err));
    d.data[d.size / 2] ^= 1;
    IS(CORRUPT, perdure_vm_restore(runtime, bytes, program, &restored, &err));
    IS(CORRUPT, perdure_snapshot_inspect(bytes, &json, &err));
    assert_null(restored.vm);
    perdure_data_free(&d);
    perdure_vm_free(vm);
    perdure_program_free(program);
    perdure_program_free(other);
}

/* ── stores ── */

static bool see_run(void *ctx, const perdure_run_info *info)
{
    (void)info;
    return ctx == NULL;
}

static bool see_record(void *ctx, const perdure_record *record)
{
    (void)record;
    return ctx == NULL;
}

static void see_output(void *ctx, int stream, perdure_bytes output, uint64_t sequence)
{
    assert_true(ctx == NULL && stream > 0 && output.size > 0 && sequence > 0);
}

static void nobody(void **state)
{
    (void)state;
    perdure_data d;
    perdure_store *store = NULL;
    perdure_run *run = NULL;
    perdure_replayed replayed;
    perdure_store_options options = {.must_exist = true};
    IS(NOT_FOUND, perdure_store_open("no folder/a.db", &options, &store, &err));
    IS(CORRUPT, perdure_store_open("README.md", NULL, &store, &err));
    options = (perdure_store_options){.sync = (perdure_sync)9};
    IS(INVALID, perdure_store_open("memory:", &options, &store, &err));
    IS(OK, perdure_store_open("memory:", NULL, &store, &err));
    perdure_run_place place = {.runtime = runtime, .store = store, .id = "nobody"};
    perdure_run_visitor visitor = {.visit = see_run};
    perdure_run_filter filter = {.after = "nobody"};
    IS(NOT_FOUND, perdure_store_list(store, &filter, visitor, &err));
    IS(NOT_FOUND, perdure_store_show(store, "nobody", visitor, &err));
    perdure_record_visitor records = {.visit = see_record};
    IS(NOT_FOUND, perdure_store_log(store, "nobody", 0, records, &err));
    perdure_output_sink sink = {.write = see_output};
    IS(NOT_FOUND, perdure_store_output(store, "nobody", 0, sink, &err));
    IS(NOT_FOUND, perdure_store_signal(store, "nobody", "go", one, &err));
    IS(NOT_FOUND, perdure_store_resolve(store, "nobody/1", one, &err));
    IS(NOT_FOUND, perdure_store_resolve(store, "nobody", one, &err));
    IS(NOT_FOUND, perdure_store_reject(store, "nobody/1", "KeyError", "", &err));
    IS(NOT_FOUND, perdure_store_answer(store, "nobody", 1, one, &err));
    IS(NOT_FOUND, perdure_store_cancel(store, "nobody", 0, &err));
    IS(NOT_FOUND, perdure_store_pause(store, "nobody", &err));
    IS(NOT_FOUND, perdure_store_unpause(store, "nobody", &err));
    IS(NOT_FOUND, perdure_store_set_note(store, "nobody", one, &err));
    IS(NOT_FOUND, perdure_store_drop_snapshots(store, "nobody", &err));
    IS(NOT_FOUND, perdure_store_export(store, "nobody", &d, &err));
    IS(NOT_FOUND, perdure_store_verify(store, "nobody", (perdure_problem_sink){NULL, NULL}, &err));
    IS(NOT_FOUND, perdure_run_resume(&place, NULL, &run, &err));
    IS(NOT_FOUND, perdure_run_fork(&place, 0, NULL, &d, &err));
    IS(NOT_FOUND, perdure_run_replay(&place, 0, &replayed, &err));
    IS(TRUNCATED, perdure_store_import(store, one, NULL, &d, &err));
    perdure_store_close(store);
}

static void reading_only(void **state)
{
    (void)state;
    char folder[] = "/tmp/perdure-errors-XXXXXX";
    char path[60];
    perdure_store *store = NULL;
    perdure_run *run = NULL;
    perdure_program *program = compile("print(1)");
    perdure_store_options options = {.read_only = true};
    assert_non_null(mkdtemp(folder));
    (void)snprintf(path, sizeof path, "%s/a.db", folder);
    IS(NOT_FOUND, perdure_store_open(path, &options, &store, &err));
    IS(OK, perdure_store_open(path, NULL, &store, &err));
    perdure_store_close(store);
    IS(OK, perdure_store_open(path, &options, &store, &err));
    IS(DENIED, perdure_run_start(store, program, NULL, &run, &err));
    assert_null(run);
    perdure_store_close(store);
    perdure_program_free(program);
    static const char *const ends[] = {"", "-shm", "-wal"};
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        (void)snprintf(path, sizeof path, "%s/a.db%s", folder, ends[i]);
        (void)unlink(path);
    }
    assert_int_equal(rmdir(folder), 0);
}

/* ── runs ── */

typedef struct Desk {
    perdure_store *store;
    perdure_program *program;
    perdure_program *other;
    perdure_run_options options;
    perdure_run_place place;
    perdure_run *run;
    uint64_t effect; /* that waits */
} Desk;

static perdure_progress advance(perdure_run *run)
{
    perdure_progress progress = PERDURE_RUN_STOPPED;
    IS(OK, perdure_run_advance(run, &progress, &err));
    return progress;
}

static int open_desk(void **state)
{
    Desk *desk = calloc(1, sizeof *desk);
    desk->program = compile("from perdure import perform, promise, signals\n"
                            "p = promise()\n"
                            "print(perform('ask', 1))\n"
                            "print(signals.wait('go'))\n");
    desk->other = compile("print(2)");
    desk->options = (perdure_run_options){.id = "a", .worker = "w", .seed = 1};
    IS(OK, perdure_store_open("memory:", NULL, &desk->store, &err));
    IS(OK, perdure_run_start(desk->store, desk->program, &desk->options, &desk->run, &err));
    desk->place = (perdure_run_place){.runtime = runtime, .store = desk->store, .id = "a"};
    assert_int_equal(advance(desk->run), PERDURE_RUN_EFFECT);
    desk->effect = perdure_run_effect(desk->run)->sequence;
    *state = desk;
    return 0;
}

static int close_desk(void **state)
{
    Desk *desk = *state;
    perdure_run_close(desk->run);
    perdure_store_close(desk->store);
    perdure_program_free(desk->program);
    perdure_program_free(desk->other);
    free(desk);
    return 0;
}

static perdure_status start_another(const Desk *desk, const perdure_run_options *options)
{
    perdure_run *run = NULL;
    perdure_status status = perdure_run_start(desk->store, desk->program, options, &run, &err);
    assert_true((status == PERDURE_OK) == (run != NULL));
    perdure_run_close(run);
    return status;
}

static void starting(void **state)
{
    const Desk *desk = *state;
    static uint8_t note[65537];
    const perdure_limit unknown = {"nothing", 1};
    const char *const argv[] = {"\xff"};
    perdure_run_options options = desk->options;
    IS(EXISTS, start_another(desk, &options));
    options.id = "a/b";
    IS(INVALID, start_another(desk, &options));
    options.id = "b";
    options.worker = "";
    IS(INVALID, start_another(desk, &options));
    options.worker = NULL;
    options.limits = &unknown;
    options.limit_count = 1;
    IS(NOT_FOUND, start_another(desk, &options));
    options.limit_count = 0;
    options.input = text("\x18\x01");
    IS(CORRUPT, start_another(desk, &options));
    options.input = nothing;
    options.argv = argv;
    options.argv_count = 1;
    IS(INVALID, start_another(desk, &options));
    options.argv_count = 0;
    options.note = (perdure_bytes){note, sizeof note};
    IS(LIMIT, start_another(desk, &options));
    IS(LIMIT, perdure_store_set_note(desk->store, "a", options.note, &err));
    options.note = nothing;
    IS(OK, start_another(desk, &options));
}

static void resuming(void **state)
{
    Desk *desk = *state;
    perdure_run *run = NULL;
    perdure_progress progress;
    perdure_outcome outcome;
    IS(CONFLICT, perdure_run_resume(&desk->place, &desk->options, &run, &err));
    desk->options.force_lease = true;
    desk->place.program = desk->other;
    IS(CONFLICT, perdure_run_resume(&desk->place, &desk->options, &run, &err));
    desk->place.program = NULL;
    IS(OK, perdure_run_resume(&desk->place, &desk->options, &run, &err));
    /* The first one has lost it, and says so once. */
    IS(OK, perdure_run_answer(desk->run, desk->effect, one, &err));
    IS(CONFLICT, perdure_run_advance(desk->run, &progress, &err));
    assert_int_equal(progress, PERDURE_RUN_STOPPED);
    IS(USAGE, perdure_run_advance(desk->run, &progress, &err));
    assert_int_equal(progress, PERDURE_RUN_STOPPED);
    assert_int_equal(perdure_run_outcome(run, &outcome), PERDURE_USAGE);
    perdure_run_close(desk->run);
    desk->run = run;
}

static void answering(void **state)
{
    Desk *desk = *state;
    perdure_run *run = desk->run;
    perdure_bytes levels = {(const uint8_t *)deep, sizeof deep};
    perdure_bytes stranger = text("\xd9\x0f\xa5\x82\x61x\x80");
    uint64_t effect = desk->effect;
    IS(CORRUPT, perdure_run_answer(run, effect, text("\x18\x01"), &err));
    IS(TRUNCATED, perdure_run_answer(run, effect, nothing, &err));
    IS(LIMIT, perdure_run_answer(run, effect, levels, &err));
    IS(INVALID, perdure_run_answer(run, effect, stranger, &err));
    IS(EXISTS, perdure_run_answer(run, effect + 9, one, &err));
    IS(INVALID, perdure_run_answer_error(run, effect, "\xff", "", &err));
    IS(CORRUPT, perdure_store_answer(desk->store, "a", effect, text("\x18\x01"), &err));
    IS(TRUNCATED, perdure_store_answer(desk->store, "a", effect, nothing, &err));
    IS(EXISTS, perdure_store_answer(desk->store, "a", effect + 9, one, &err));
    IS(EXISTS, perdure_store_answer(desk->store, "a", 0, one, &err));
    IS(OK, perdure_store_answer(desk->store, "a", effect, one, &err));
    IS(EXISTS, perdure_store_answer(desk->store, "a", effect, one, &err));
    assert_int_equal(advance(run), PERDURE_RUN_WAITS);
    IS(EXISTS, perdure_run_answer(run, effect, one, &err));
}

static void sending(void **state)
{
    Desk *desk = *state;
    perdure_store *store = desk->store;
    char name[1026];
    memset(name, 'n', sizeof name);
    name[sizeof name - 1] = '\0';
    IS(CORRUPT, perdure_store_signal(store, "a", "go", text("\x18\x01"), &err));
    IS(INVALID, perdure_store_signal(store, "a", "\xff", one, &err));
    IS(LIMIT, perdure_store_signal(store, "a", name, one, &err));
    IS(TRUNCATED, perdure_store_resolve(store, "a/1", nothing, &err));
    IS(NOT_FOUND, perdure_store_resolve(store, "a/9", one, &err));
    IS(INVALID, perdure_store_reject(store, "a/1", "\xff", "", &err));
    IS(OK, perdure_store_resolve(store, "a/1", one, &err));
    IS(EXISTS, perdure_store_resolve(store, "a/1", one, &err));
    IS(EXISTS, perdure_store_reject(store, "a/1", "KeyError", "", &err));
}

static void histories(void **state)
{
    Desk *desk = *state;
    perdure_data d;
    perdure_data e;
    perdure_replayed replayed;
    IS(INVALID, perdure_run_fork(&desk->place, 99, NULL, &d, &err));
    IS(EXISTS, perdure_run_fork(&desk->place, 1, "a", &d, &err));
    IS(INVALID, perdure_run_fork(&desk->place, 1, "x/y", &d, &err));
    desk->place.program = desk->other;
    IS(CONFLICT, perdure_run_replay(&desk->place, 0, &replayed, &err));
    IS(OK, perdure_store_export(desk->store, "a", &d, &err));
    perdure_bytes file = bytes_of(&d);
    IS(EXISTS, perdure_store_import(desk->store, file, NULL, &e, &err));
    IS(INVALID, perdure_store_import(desk->store, file, "x/y", &e, &err));
    IS(CORRUPT,
       perdure_store_import(desk->store, (perdure_bytes){file.data, file.size - 1}, "b", &e, &err));
    assert_null(e.data);
    perdure_data_free(&d);
}

/* An interruption that is refused leaves the one before it as it was. */
static void ending(void **state)
{
    Desk *desk = *state;
    perdure_store *store = desk->store;
    perdure_run *run = desk->run;
    perdure_outcome outcome;
    assert_int_equal(perdure_outcome_read(one, &outcome), PERDURE_CORRUPT);
    IS(OK, perdure_run_interrupt(run, "KeyError", "enough", &err));
    IS(INVALID, perdure_run_interrupt(run, "\xff", "", &err));
    assert_int_equal(advance(run), PERDURE_RUN_ENDED);
    assert_int_equal(advance(run), PERDURE_RUN_ENDED);
    assert_int_equal(perdure_run_state_of(run), PERDURE_STATE_FAILED);
    assert_int_equal(perdure_run_outcome(run, &outcome), PERDURE_OK);
    assert_int_equal(outcome.error.size, 8);
    assert_memory_equal(outcome.error.data, "KeyError", 8);
    assert_memory_equal(outcome.message.data, "'enough'", 8);
    IS(USAGE, perdure_run_interrupt(run, "KeyError", "", &err));
    IS(USAGE, perdure_run_checkpoint(run, &err));
    IS(EXISTS, perdure_run_answer(run, desk->effect, one, &err));
    IS(USAGE, perdure_store_signal(store, "a", "go", one, &err));
    IS(USAGE, perdure_store_resolve(store, "a/1", one, &err));
    IS(USAGE, perdure_store_answer(store, "a", desk->effect, one, &err));
    IS(USAGE, perdure_store_cancel(store, "a", 0, &err));
    IS(USAGE, perdure_store_pause(store, "a", &err));
    IS(USAGE, perdure_store_unpause(store, "a", &err));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values),
        cmocka_unit_test(writers),
        cmocka_unit_test(programs),
        cmocka_unit_test(vms),
        cmocka_unit_test(snapshots),
        cmocka_unit_test(nobody),
        cmocka_unit_test(reading_only),
        cmocka_unit_test_setup_teardown(starting, open_desk, close_desk),
        cmocka_unit_test_setup_teardown(resuming, open_desk, close_desk),
        cmocka_unit_test_setup_teardown(answering, open_desk, close_desk),
        cmocka_unit_test_setup_teardown(sending, open_desk, close_desk),
        cmocka_unit_test_setup_teardown(histories, open_desk, close_desk),
        cmocka_unit_test_setup_teardown(ending, open_desk, close_desk),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
