/*
 * Effects on files in durable runs: what a second attempt after a crash does.
 *
 * What grants allow and how failures are worded is tested through the command (test/cli/grants.sh).
 */
#include "host/host.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

typedef struct Fixture {
    char folder[64];
    char path[96];
    Host *host;
    Grants *grants;
} Fixture;

static void never_later(void *ctx, void *owner, uint64_t sequence, const HostAnswer *answer)
{
    (void)ctx;
    (void)owner;
    (void)sequence;
    (void)answer;
    fail();
}

static int setup(void **state)
{
    Fixture *fixture = calloc(1, sizeof *fixture);
    HostOptions options = {.durable = true, .finished = never_later};
    assert_non_null(fixture);
    (void)snprintf(fixture->folder, sizeof fixture->folder, "/tmp/perdure-host-XXXXXX");
    assert_non_null(mkdtemp(fixture->folder));
    (void)snprintf(fixture->path, sizeof fixture->path, "%s/file", fixture->folder);
    fixture->host = pd_host_new(&options);
    fixture->grants = pd_host_grants_new();
    assert_int_equal(pd_host_grants_add(fixture->grants, GRANT_WRITE, fixture->folder, NULL),
                     STATUS_OK);
    *state = fixture;
    return 0;
}

static int teardown(void **state)
{
    Fixture *fixture = *state;
    (void)unlink(fixture->path);
    (void)rmdir(fixture->folder);
    pd_host_free(fixture->host);
    pd_host_grants_free(fixture->grants);
    free(fixture);
    return 0;
}

static void put(const Fixture *fixture, const char *text)
{
    FILE *file = fopen(fixture->path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
    assert_int_equal(fclose(file), 0);
}

static void assert_file(const Fixture *fixture, const char *text)
{
    char found[256] = "";
    FILE *file = fopen(fixture->path, "rb");
    assert_non_null(file);
    size_t size = fread(found, 1, sizeof found - 1, file);
    found[size] = '\0';
    assert_int_equal(fclose(file), 0);
    assert_string_equal(found, text);
}

/* Performs it and gives the exception's class, "" for a value. */
static const char *perform(const Fixture *fixture, const char *name, perdure_writer *arguments,
                           bool repeated)
{
    perdure_data data;
    HostAnswer answer = {0};
    assert_int_equal(perdure_writer_take(arguments, &data, NULL), PERDURE_OK);
    perdure_effect effect = {
        .name = name, .arguments = {data.data, data.size}, .sequence = 1, .repeated = repeated};
    HostRequest request = {.effect = &effect, .grants = fixture->grants};
    assert_int_equal(pd_host_perform(fixture->host, &request, &answer), STATUS_OK);
    const char *exception = answer.exception != NULL ? answer.exception : "";
    pd_host_answer_deinit(&answer);
    perdure_data_free(&data);
    perdure_writer_free(arguments);
    return exception;
}

static const char *append(const Fixture *fixture, const char *text, int64_t offset, bool repeated)
{
    perdure_writer *writer = perdure_writer_new();
    assert_non_null(writer);
    perdure_write_array(writer, 3);
    perdure_write_text(writer, fixture->path, strlen(fixture->path));
    perdure_write_bytes(writer, (perdure_bytes){(const uint8_t *)text, strlen(text)});
    perdure_write_int(writer, offset);
    return perform(fixture, "append_file", writer, repeated);
}

static const char *write_new(const Fixture *fixture, const char *text, bool repeated)
{
    perdure_writer *writer = perdure_writer_new();
    assert_non_null(writer);
    perdure_write_array(writer, 3);
    perdure_write_text(writer, fixture->path, strlen(fixture->path));
    perdure_write_bytes(writer, (perdure_bytes){(const uint8_t *)text, strlen(text)});
    perdure_write_text(writer, "x", 1);
    return perform(fixture, "write_file", writer, repeated);
}

static const char *remove_file(const Fixture *fixture, bool repeated)
{
    perdure_writer *writer = perdure_writer_new();
    assert_non_null(writer);
    perdure_write_array(writer, 1);
    perdure_write_text(writer, fixture->path, strlen(fixture->path));
    return perform(fixture, "remove_file", writer, repeated);
}

static void test_append_twice_is_append_once(void **state)
{
    put(*state, "one\n");
    assert_string_equal(append(*state, "two\n", 4, false), "");
    assert_string_equal(append(*state, "two\n", 4, true), "");
    assert_file(*state, "one\ntwo\n");
    assert_string_equal(append(*state, "two\n", 8, false), "");
    assert_file(*state, "one\ntwo\ntwo\n");
}

static void test_append_completes_a_torn_attempt(void **state)
{
    put(*state, "one\ntw");
    assert_string_equal(append(*state, "two\n", 4, true), "");
    assert_file(*state, "one\ntwo\n");
}

static void test_append_spares_what_somebody_else_wrote(void **state)
{
    put(*state, "one\nother\n");
    assert_string_equal(append(*state, "two\n", 4, false), "OSError");
    assert_string_equal(append(*state, "two\n", 4, true), "OSError");
    assert_file(*state, "one\nother\n");
}

static void test_append_leaves_no_hole(void **state)
{
    put(*state, "one\n");
    assert_string_equal(append(*state, "two\n", 9, false), "OSError");
    assert_string_equal(append(*state, "two\n", -1, false), "ValueError");
    assert_file(*state, "one\n");
}

static void test_new_file_of_an_earlier_attempt(void **state)
{
    assert_string_equal(write_new(*state, "new\n", false), "");
    assert_string_equal(write_new(*state, "new\n", false), "FileExistsError");
    assert_string_equal(write_new(*state, "new\n", true), "");
    assert_string_equal(write_new(*state, "other\n", true), "FileExistsError");
    assert_file(*state, "new\n");
}

static void test_remove_after_a_crash(void **state)
{
    put(*state, "x");
    assert_string_equal(remove_file(*state, false), "");
    assert_string_equal(remove_file(*state, true), "");
    assert_string_equal(remove_file(*state, false), "FileNotFoundError");
}

static void test_wrong_arguments_are_the_programs_error(void **state)
{
    perdure_writer *writer = perdure_writer_new();
    assert_non_null(writer);
    perdure_write_array(writer, 2);
    perdure_write_int(writer, 1);
    perdure_write_null(writer);
    assert_string_equal(perform(*state, "append_file", writer, false), "TypeError");
    writer = perdure_writer_new();
    assert_non_null(writer);
    perdure_write_array(writer, 1);
    perdure_write_text(writer, "a\0b", 3);
    assert_string_equal(perform(*state, "read_file", writer, false), "ValueError");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_append_twice_is_append_once, setup, teardown),
        cmocka_unit_test_setup_teardown(test_append_completes_a_torn_attempt, setup, teardown),
        cmocka_unit_test_setup_teardown(test_append_spares_what_somebody_else_wrote, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_append_leaves_no_hole, setup, teardown),
        cmocka_unit_test_setup_teardown(test_new_file_of_an_earlier_attempt, setup, teardown),
        cmocka_unit_test_setup_teardown(test_remove_after_a_crash, setup, teardown),
        cmocka_unit_test_setup_teardown(test_wrong_arguments_are_the_programs_error, setup,
                                        teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
