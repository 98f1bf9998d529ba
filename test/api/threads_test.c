/*
 * Threads, as the installed interface allows them: a shared runtime and program, each thread with
 * its own store handle of one file; and runtimes of their own. Meant for the preset tsan as well.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "perdure.h"

enum { THREADS = 3, RUNS = 8 };

static const char text[] =
    "from perdure import step\n"
    "total = 0\n"
    "for i in range(20):\n"
    "    total += step.run('add', i, lambda n: n * n)\n"
    "print(sorted({str(i): i for i in range(50)}, key=len)[0], 10 ** 40, 1.5)\n"
    "import sys\n"
    "sys.exit(total - 2470)\n";

typedef struct Worker {
    const perdure_runtime *runtime;
    const perdure_program *program;
    const char *path;
    unsigned number;
    unsigned done_count;
} Worker;

static perdure_program *compile(perdure_runtime *runtime)
{
    perdure_error err;
    perdure_program *program = NULL;
    perdure_source source = {.text = text, .size = sizeof text - 1, .filename = "main.py"};
    return perdure_program_compile(runtime, &source, NULL, &program, &err) == PERDURE_OK ? program
                                                                                         : NULL;
}

static bool drive(perdure_store *store, const Worker *worker, unsigned index)
{
    char id[40];
    perdure_error err;
    perdure_run *run = NULL;
    perdure_progress progress = PERDURE_RUN_YIELDED;
    (void)snprintf(id, sizeof id, "run-%u-%u", worker->number, index);
    perdure_run_options options = {.id = id, .slice = 2000};
    if (perdure_run_start(store, worker->program, &options, &run, &err) != PERDURE_OK) {
        return false;
    }
    perdure_status status = PERDURE_OK;
    while (status == PERDURE_OK && progress == PERDURE_RUN_YIELDED) {
        status = perdure_run_advance(run, &progress, &err);
    }
    bool done = progress == PERDURE_RUN_ENDED && perdure_run_state_of(run) == PERDURE_STATE_DONE;
    perdure_run_close(run);
    return done;
}

/* No assertions in threads: cmocka leaves a failed test by longjmp. */
static void *work(void *ctx)
{
    Worker *worker = ctx;
    perdure_error err;
    perdure_store *store = NULL;
    perdure_store_options options = {.sync = PERDURE_SYNC_OFF, .busy_ms = 30000};
    if (perdure_store_open(worker->path, &options, &store, &err) != PERDURE_OK) {
        return NULL;
    }
    for (unsigned i = 0; i < RUNS; i++) {
        worker->done_count += drive(store, worker, i) ? 1 : 0;
    }
    perdure_store_close(store);
    return NULL;
}

static void *work_alone(void *ctx)
{
    Worker *worker = ctx;
    perdure_error err;
    perdure_runtime *runtime = NULL;
    if (perdure_runtime_new(&runtime, &err) == PERDURE_OK) {
        perdure_program *program = compile(runtime);
        worker->program = program;
        (void)work(worker);
        perdure_program_free(program);
        perdure_runtime_free(runtime);
    }
    return NULL;
}

static void run_threads(void *(*body)(void *), const perdure_program *program)
{
    char folder[] = "/tmp/perdure-threads-XXXXXX";
    char path[64];
    pthread_t threads[THREADS];
    Worker workers[THREADS];
    assert_non_null(mkdtemp(folder));
    (void)snprintf(path, sizeof path, "%s/s.db", folder);
    for (unsigned i = 0; i < THREADS; i++) {
        workers[i] = (Worker){.program = program, .path = path, .number = i};
        assert_int_equal(pthread_create(&threads[i], NULL, body, &workers[i]), 0);
    }
    for (unsigned i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    }
    for (unsigned i = 0; i < THREADS; i++) {
        assert_int_equal(workers[i].done_count, RUNS);
    }
    (void)unlink(path);
    (void)rmdir(folder);
}

static void threads_share_a_program(void **state)
{
    (void)state;
    perdure_error err;
    perdure_runtime *runtime = NULL;
    assert_int_equal(perdure_runtime_new(&runtime, &err), PERDURE_OK);
    perdure_program *program = compile(runtime);
    assert_non_null(program);
    run_threads(work, program);
    perdure_program_free(program);
    perdure_runtime_free(runtime);
}

static void threads_have_their_own_runtime(void **state)
{
    (void)state;
    run_threads(work_alone, NULL);
}

/* What a caller may get wrong is told, whatever the order. */
static void wrong_calls_are_told(void **state)
{
    (void)state;
    perdure_error err;
    perdure_runtime *runtime = NULL;
    perdure_store *store = NULL;
    perdure_run *run = NULL;
    perdure_run *other = NULL;
    perdure_outcome outcome;
    perdure_progress progress;
    perdure_data id = {NULL, 0};
    const perdure_bytes one = {(const uint8_t *)"\x01", 1};
    const perdure_bytes bad = {(const uint8_t *)"\x18\x01", 2};
    assert_int_equal(perdure_runtime_new(&runtime, NULL), PERDURE_OK);
    assert_int_equal(perdure_store_open("memory:", NULL, &store, NULL), PERDURE_OK);
    perdure_program *program = compile(runtime);
    perdure_run_options options = {.id = "r", .input = bad};
    assert_int_not_equal(perdure_run_start(store, program, &options, &run, &err), PERDURE_OK);
    assert_null(run);
    options = (perdure_run_options){.id = "a/b"};
    assert_int_equal(perdure_run_start(store, program, &options, &run, &err), PERDURE_INVALID);
    options = (perdure_run_options){.id = "r", .worker = ""};
    assert_int_equal(perdure_run_start(store, program, &options, &run, &err), PERDURE_INVALID);
    options = (perdure_run_options){.id = "r", .lease_ms = UINT32_MAX, .slice = UINT64_MAX};
    assert_int_equal(perdure_run_start(store, program, &options, &run, &err), PERDURE_OK);
    assert_int_equal(perdure_run_start(store, program, &options, &other, &err), PERDURE_EXISTS);
    assert_int_equal(perdure_run_outcome(run, &outcome), PERDURE_USAGE);
    assert_null(perdure_run_effect(run));
    assert_int_equal(perdure_run_answer(run, 1, one, &err), PERDURE_EXISTS);
    assert_int_equal(perdure_store_answer(store, "r", UINT64_MAX, one, &err), PERDURE_NOT_FOUND);
    assert_int_equal(perdure_store_answer(store, "r", 0, one, &err), PERDURE_EXISTS);
    assert_int_equal(perdure_store_answer(store, "r", 1, bad, &err), PERDURE_CORRUPT);
    assert_int_equal(perdure_store_signal(store, "nobody", "x", one, &err), PERDURE_NOT_FOUND);
    assert_int_equal(perdure_store_resolve(store, "", one, &err), PERDURE_NOT_FOUND);
    assert_int_equal(perdure_run_interrupt(run, "E\xff", "m", &err), PERDURE_INVALID);
    perdure_run_place place = {.store = store, .runtime = runtime, .id = "r"};
    assert_int_equal(perdure_run_resume(&place, NULL, &other, &err), PERDURE_CONFLICT);
    assert_int_equal(perdure_run_fork(&place, UINT64_MAX, NULL, &id, &err), PERDURE_INVALID);
    assert_int_equal(perdure_run_advance(run, &progress, &err), PERDURE_OK);
    assert_int_equal(progress, PERDURE_RUN_ENDED);
    assert_int_equal(perdure_run_advance(run, &progress, &err), PERDURE_OK);
    assert_int_equal(progress, PERDURE_RUN_ENDED);
    assert_int_equal(perdure_run_interrupt(run, "E", "m", &err), PERDURE_USAGE);
    assert_int_equal(perdure_run_checkpoint(run, &err), PERDURE_USAGE);
    assert_int_equal(perdure_store_signal(store, "r", "x", one, &err), PERDURE_USAGE);
    assert_int_equal(perdure_run_outcome(run, &outcome), PERDURE_OK);
    assert_int_equal(outcome.exit_status, 0);
    perdure_run_close(run);
    perdure_run_close(NULL);
    perdure_data_free(&id);
    perdure_data_free(&id);
    perdure_store_close(store);
    perdure_program_free(program);
    perdure_runtime_free(runtime);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(threads_share_a_program),
        cmocka_unit_test(threads_have_their_own_runtime),
        cmocka_unit_test(wrong_calls_are_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
