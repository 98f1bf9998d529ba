/*
 * Golden files of the interface: programs, runs as files, snapshots with their program.
 *
 * Each version that is read is read from bytes that it has written; version 0 and the next one are
 * refused by name. The run of these files is that of test/golden/program.py, stopped where it waits
 * for a signal, with one signal that it has not taken.
 */
#include "golden.h"

#include "api/api_in.h"
#include "perdure.h"

static perdure_bytes in(Bytes bytes)
{
    return (perdure_bytes){bytes.data, bytes.size};
}

static perdure_store *open_store(void)
{
    perdure_store *store = NULL;
    assert_int_equal(perdure_store_open("memory:", NULL, &store, NULL), PERDURE_OK);
    return store;
}

/* ── programs ── */

enum { PROGRAM_VERSION_AT = 17, PROGRAM_IMAGE_AT = 20 };

static void refuse_program(const perdure_runtime *runtime, Bytes bytes, uint8_t version)
{
    perdure_error err;
    perdure_program *program = NULL;
    char wanted[60];
    Bytes forged = golden_forge(bytes, PROGRAM_VERSION_AT, 1, version);
    (void)snprintf(wanted, sizeof wanted, "program format %d, this perdure reads 1", version);
    assert_int_equal(perdure_program_decode(runtime, in(forged), &program, &err), PERDURE_VERSION);
    assert_string_equal(err.message, wanted);
    Error told;
    Digest id = {{0}};
    assert_int_equal(pd_api_check_program(forged, &id, &told), STATUS_VERSION);
    assert_string_equal(told.message, wanted);
    golden_free(forged);
}

/* A file for a version of code that has none: of no library. */
static Bytes make_program(const perdure_runtime *runtime, const char *name)
{
    perdure_data made;
    perdure_program *program = NULL;
    char *text = golden_text("program.py");
    assert_true(golden_makes());
    assert_non_null(text);
    perdure_source source = {.text = text, .size = strlen(text), .filename = "program.py"};
    assert_int_equal(perdure_program_compile(runtime, &source, NULL, &program, NULL), PERDURE_OK);
    assert_int_equal(perdure_program_encode(program, &made, NULL), PERDURE_OK);
    memset((void *)(uintptr_t)(made.data + PROGRAM_IMAGE_AT), 0, DIGEST_BYTES);
    golden_hold(name, pd_bytes(made.data, made.size));
    perdure_data_free(&made);
    perdure_program_free(program);
    free(text);
    return golden_bytes(name);
}

/* Says that a program is of this library. */
static void adopt(const perdure_runtime *runtime, Bytes bytes)
{
    perdure_error err;
    perdure_program *program = NULL;
    const Digest *image = pd_image_id(runtime->image);
    assert_int_equal(perdure_program_decode(runtime, in(bytes), &program, &err), PERDURE_VERSION);
    assert_string_equal(err.message, "the program was made with another standard library");
    memcpy((void *)(uintptr_t)(bytes.data + PROGRAM_IMAGE_AT), image->bytes, DIGEST_BYTES);
}

static void test_program_of_older_code(void **state)
{
    (void)state;
    char wanted[60];
    perdure_error err;
    perdure_runtime *runtime = NULL;
    perdure_program *program = NULL;
    Bytes bytes = golden_bytes("program_1.hex");
    assert_int_equal(perdure_runtime_new(&runtime, &err), PERDURE_OK);
    adopt(runtime, bytes);
    assert_int_equal(perdure_program_decode(runtime, in(bytes), &program, &err), PERDURE_VERSION);
    (void)snprintf(wanted, sizeof wanted, "code format 1, this perdure reads %d", CODE_VERSION);
    assert_string_equal(err.message, wanted);
    assert_null(program);
    perdure_runtime_free(runtime);
    golden_free(bytes);
}

/* The stored code runs, once it is said to be of this library. */
static void test_program(void **state)
{
    (void)state;
    char name[40];
    perdure_error err;
    perdure_runtime *runtime = NULL;
    perdure_program *program = NULL;
    perdure_vm *vm = NULL;
    perdure_data again;
    assert_int_equal(perdure_runtime_new(&runtime, &err), PERDURE_OK);
    (void)snprintf(name, sizeof name, "program_1_%d.hex", CODE_VERSION);
    char *kept = golden_text(name);
    Bytes bytes = kept == NULL ? make_program(runtime, name) : golden_bytes(name);
    free(kept);
    refuse_program(runtime, bytes, 0);
    refuse_program(runtime, bytes, 2);
    adopt(runtime, bytes);
    assert_int_equal(perdure_program_decode(runtime, in(bytes), &program, &err), PERDURE_OK);
    assert_int_equal(perdure_program_encode(program, &again, &err), PERDURE_OK);
    assert_int_equal(again.size, bytes.size);
    assert_memory_equal(again.data, bytes.data, bytes.size);
    assert_int_equal(perdure_vm_new(program, NULL, &vm, &err), PERDURE_OK);
    assert_int_equal(perdure_vm_run(vm, 0), PERDURE_STOP_EFFECT);
    assert_string_equal(perdure_vm_effect(vm)->name, "ask");
    perdure_vm_free(vm);
    perdure_data_free(&again);
    perdure_program_free(program);
    perdure_runtime_free(runtime);
    golden_free(bytes);
}

/* ── runs as files ── */

enum { RUN_VERSION_AT = 14, SNAPSHOT_VERSION_AT = 18 };

typedef struct Seen {
    perdure_run_state state;
    char wait[40];
    uint64_t record_count;
    uint64_t message_count;
    char types[400];
} Seen;

static bool see_run(void *ctx, const perdure_run_info *info)
{
    Seen *seen = ctx;
    seen->state = info->state;
    seen->record_count = info->record_count;
    seen->message_count = info->message_count;
    (void)snprintf(seen->wait, sizeof seen->wait, "%s",
                   info->wait.name != NULL ? info->wait.name : "");
    return true;
}

static bool see_record(void *ctx, const perdure_record *record)
{
    Seen *seen = ctx;
    size_t used = strlen(seen->types);
    (void)snprintf(seen->types + used, sizeof seen->types - used, "%s ", record->type);
    return true;
}

static void look(perdure_store *store, const char *id, Seen *seen)
{
    perdure_error err;
    *seen = (Seen){.record_count = 0};
    assert_int_equal(perdure_store_show(store, id, (perdure_run_visitor){seen, see_run}, &err),
                     PERDURE_OK);
    assert_int_equal(
        perdure_store_log(store, id, 1, (perdure_record_visitor){seen, see_record}, &err),
        PERDURE_OK);
}

static void import(perdure_store *store, Bytes file, const char *new_id)
{
    perdure_error err;
    perdure_data id;
    if (perdure_store_import(store, in(file), new_id, &id, &err) != PERDURE_OK) {
        fail_msg("%s", err.message);
    }
    perdure_data_free(&id);
}

static const char records_of_golden[] =
    "started asked result output logged output step output effect asked result snapshot asked ";

/* Before it held what the run waits for and what was sent to it. */
static void test_run_file_1(void **state)
{
    (void)state;
    Seen seen;
    Bytes file = golden_bytes("run_1.hex");
    perdure_store *store = open_store();
    import(store, file, NULL);
    look(store, "golden", &seen);
    assert_int_equal(seen.state, PERDURE_STATE_READY);
    assert_string_equal(seen.types, records_of_golden);
    assert_int_equal(seen.record_count, 13);
    assert_int_equal(seen.message_count, 0);
    perdure_store_close(store);
    golden_free(file);
}

static void test_run_file_2(void **state)
{
    (void)state;
    Seen seen;
    perdure_data again;
    Bytes file = golden_bytes("run_2.hex");
    perdure_store *store = open_store();
    import(store, file, NULL);
    look(store, "golden", &seen);
    assert_int_equal(seen.state, PERDURE_STATE_WAITING);
    assert_string_equal(seen.wait, "go");
    assert_string_equal(seen.types, records_of_golden);
    assert_int_equal(seen.message_count, 1);
    /* It gives the same file again: records, snapshot, what it waits for, what was sent. */
    assert_int_equal(perdure_store_export(store, "golden", &again, NULL), PERDURE_OK);
    assert_int_equal(again.size, file.size);
    assert_memory_equal(again.data, file.data, file.size);
    perdure_data_free(&again);
    perdure_store_close(store);
    golden_free(file);
}

static void test_run_file_refused(void **state)
{
    (void)state;
    static const char versions[] = "039";
    Bytes file = golden_bytes("run_2.hex");
    perdure_store *store = open_store();
    for (size_t i = 0; versions[i] != '\0'; i++) {
        perdure_error err;
        perdure_data id;
        char wanted[60];
        Bytes forged = golden_forge_digested(file, RUN_VERSION_AT, '2', (uint8_t)versions[i]);
        (void)snprintf(wanted, sizeof wanted, "run file format %c, this perdure reads 1 to 2",
                       versions[i]);
        assert_int_equal(perdure_store_import(store, in(forged), NULL, &id, &err), PERDURE_VERSION);
        assert_string_equal(err.message, wanted);
        golden_free(forged);
    }
    perdure_store_close(store);
    golden_free(file);
}

/* ── snapshots ── */

/* It brings its program, and it may be looked at; a run of an older version starts again. */
static void test_snapshot(void **state)
{
    (void)state;
    perdure_error err;
    perdure_runtime *runtime = NULL;
    perdure_restored restored;
    perdure_data json;
    Bytes bytes = golden_bytes("snapshot_2.hex");
    Bytes first = golden_bytes("snapshot_1.hex");
    assert_int_equal(perdure_runtime_new(&runtime, &err), PERDURE_OK);
    assert_int_equal(perdure_snapshot_inspect(in(bytes), &json, &err), PERDURE_OK);
    assert_non_null(strstr((const char *)json.data, "\"format\": 2"));
    assert_non_null(strstr((const char *)json.data, "\"holds_program\": true"));
    perdure_data_free(&json);
    Bytes older = golden_forge_snapshot(bytes, SNAPSHOT_VERSION_AT + 3, 8, 7);
    perdure_status status = perdure_vm_restore(runtime, in(older), NULL, &restored, &err);
    assert_int_equal(status, PERDURE_VERSION);
    assert_string_equal(err.message, "the snapshot was made by another version of perdure: "
                                     "replay the run from its journal");
    Bytes newer = golden_forge_snapshot(bytes, SNAPSHOT_VERSION_AT, 2, 3);
    assert_int_equal(perdure_snapshot_inspect(in(newer), &json, &err), PERDURE_VERSION);
    assert_string_equal(err.message, "snapshot format 3, this perdure reads 2: "
                                     "replay the run from its journal");
    assert_int_equal(perdure_snapshot_inspect(in(first), &json, &err), PERDURE_OK);
    assert_non_null(strstr((const char *)json.data, "\"format\": 1"));
    perdure_data_free(&json);
    assert_int_equal(perdure_vm_restore(runtime, in(first), NULL, &restored, &err),
                     PERDURE_VERSION);
    Bytes neither = golden_forge_digested(first, SNAPSHOT_VERSION_AT, 1, 2);
    assert_int_equal(perdure_snapshot_inspect(in(neither), &json, &err), PERDURE_VERSION);
    golden_free(neither);
    golden_free(first);
    golden_free(older);
    golden_free(newer);
    golden_free(bytes);
    perdure_runtime_free(runtime);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_program_of_older_code),
        cmocka_unit_test(test_program),
        cmocka_unit_test(test_run_file_1),
        cmocka_unit_test(test_run_file_2),
        cmocka_unit_test(test_run_file_refused),
        cmocka_unit_test(test_snapshot),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
