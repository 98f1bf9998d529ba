/*
 * Measures of the embedded machine and of the disk, for bench/run.py; uses perdure.h alone. Prints
 * names and numbers, one a line; times are medians, rates are those of the whole.
 *
 *   fresh COUNT                  1+1 made, run and freed, also with compiling it; its heap's bytes
 *   state PROGRAM.py COUNT       a run at its first effect: to write, load and fork it; its bytes
 *   waiting ORDERS.py ORDERS.csv COUNT  the same of the orders run, where it waits for a signal
 *   steps STORE COUNT            durable steps per second of one run
 *   commits FILE COUNT           SQLite commits of one row per second
 *   probe FILE COUNT             fdatasync of one written block, per second
 *   spawn COUNT COMMAND...       milliseconds of a process from spawn to exit
 */
#include "perdure.h"

#include <fcntl.h>
#include <spawn.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <zstd.h>

extern char **environ;

static void fail(const char *what, const char *why)
{
    fprintf(stderr, "embed_bench: %s: %s\n", what, why);
    exit(1);
}

static void check(perdure_status status, const char *what, const perdure_error *err)
{
    if (status != PERDURE_OK) {
        fail(what, err->message);
    }
}

static double now_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *values, size_t count)
{
    qsort(values, count, sizeof *values, ascending);
    return values[count / 2];
}

static double *room_for(size_t count)
{
    double *values = calloc(count, sizeof *values);
    if (values == NULL) {
        fail("memory", "none left");
    }
    return values;
}

static perdure_data read_all(const char *path)
{
    FILE *file = fopen(path, "rb");
    perdure_data data = {malloc(1 << 20), 0};
    if (file == NULL || data.data == NULL) {
        fail(path, "cannot be read");
    }
    data.size = fread(data.data, 1, (1 << 20) - 1, file);
    data.data[data.size] = 0;
    fclose(file);
    return data;
}

static perdure_program *compile(perdure_runtime *runtime, const char *text)
{
    perdure_error err;
    perdure_program *program;
    perdure_source source = {.text = text, .size = strlen(text), .filename = "bench.py"};
    check(perdure_program_compile(runtime, &source, NULL, &program, &err), "compile", &err);
    return program;
}

/* ── fresh ── */

static perdure_vm *start(const perdure_program *program)
{
    perdure_error err;
    perdure_vm *vm;
    check(perdure_vm_new(program, NULL, &vm, &err), "vm", &err);
    return vm;
}

static void run_once(const perdure_program *program)
{
    perdure_vm *vm = start(program);
    if (perdure_vm_run(vm, 0) != PERDURE_STOP_DONE) {
        fail("fresh", "1+1 did not end");
    }
    perdure_vm_free(vm);
}

static void measure_fresh(size_t count)
{
    perdure_error err;
    perdure_runtime *runtime;
    check(perdure_runtime_new(&runtime, &err), "runtime", &err);
    perdure_program *program = compile(runtime, "1+1\n");
    double *times = room_for(count);
    double *whole = room_for(count);
    for (size_t i = 0; i < count; i++) {
        double begun = now_us();
        run_once(program);
        times[i] = now_us() - begun;
    }
    for (size_t i = 0; i < count; i++) {
        double begun = now_us();
        perdure_program *compiled = compile(runtime, "1+1\n");
        run_once(compiled);
        perdure_program_free(compiled);
        whole[i] = now_us() - begun;
    }
    perdure_vm *vm = start(program);
    perdure_stats stats;
    perdure_vm_stats(vm, &stats);
    perdure_vm_free(vm);
    printf("fresh_us %.3f\ncompiled_us %.3f\nheap_bytes %llu\n", median(times, count),
           median(whole, count), (unsigned long long)stats.used_bytes);
    free(times);
    free(whole);
    perdure_program_free(program);
    perdure_runtime_free(runtime);
}

/* ── states ── */

/* What it takes to write a stopped run and to load it again. */
static void print_state(const perdure_program *program, perdure_runtime *runtime, perdure_vm *vm,
                        size_t count)
{
    perdure_error err;
    perdure_stats stats;
    double *writes = room_for(count);
    double *loads = room_for(count);
    double *forks = room_for(count);
    size_t bytes = 0;
    for (size_t i = 0; i < count; i++) {
        perdure_data snapshot;
        perdure_restored restored;
        double begun = now_us();
        check(perdure_vm_snapshot(vm, false, &snapshot, &err), "snapshot", &err);
        double written = now_us();
        perdure_bytes given = {snapshot.data, snapshot.size};
        check(perdure_vm_restore(runtime, given, program, &restored, &err), "restore", &err);
        loads[i] = now_us() - written;
        writes[i] = written - begun;
        bytes = snapshot.size;
        perdure_vm_free(restored.vm);
        begun = now_us();
        check(perdure_vm_fork(vm, &restored.vm, &err), "fork", &err);
        forks[i] = now_us() - begun;
        perdure_vm_free(restored.vm);
        perdure_data_free(&snapshot);
    }
    perdure_vm_stats(vm, &stats);
    printf("snapshot_us %.3f\nrestore_us %.3f\nfork_us %.3f\n", median(writes, count),
           median(loads, count), median(forks, count));
    printf("snapshot_bytes %zu\nheap_bytes %llu\n", bytes, (unsigned long long)stats.used_bytes);
    free(writes);
    free(loads);
    free(forks);
}

static void measure_state(const char *program_path, size_t count)
{
    perdure_error err;
    perdure_runtime *runtime;
    perdure_data text = read_all(program_path);
    check(perdure_runtime_new(&runtime, &err), "runtime", &err);
    perdure_program *program = compile(runtime, (const char *)text.data);
    perdure_vm *vm = start(program);
    if (perdure_vm_run(vm, 0) != PERDURE_STOP_EFFECT) {
        fail(program_path, "asks for nothing");
    }
    print_state(program, runtime, vm, count);
    free(text.data);
    perdure_vm_free(vm);
    perdure_program_free(program);
    perdure_runtime_free(runtime);
}

/* ── waiting ── */

/* The bytes that a store keeps of a snapshot. */
static size_t stored_size(perdure_bytes snapshot)
{
    enum { STORE_LEVEL = 1 };
    size_t bound = ZSTD_compressBound(snapshot.size);
    void *room = malloc(bound);
    size_t size = ZSTD_compress(room, bound, snapshot.data, snapshot.size, STORE_LEVEL);
    if (room == NULL || ZSTD_isError(size)) {
        fail("zstd", "failed");
    }
    free(room);
    return size;
}

static void answer(perdure_vm *vm, perdure_data value)
{
    perdure_error err;
    perdure_bytes bytes = {value.data, value.size};
    check(perdure_vm_answer(vm, bytes, &err), perdure_vm_effect(vm)->name, &err);
    perdure_data_free(&value);
}

static void answer_json(perdure_vm *vm, const char *json)
{
    perdure_error err;
    perdure_bytes bytes = {(const uint8_t *)json, strlen(json)};
    check(perdure_vm_answer_json(vm, bytes, &err), perdure_vm_effect(vm)->name, &err);
}

static void answer_bytes(perdure_vm *vm, perdure_bytes bytes)
{
    perdure_error err;
    perdure_data value;
    perdure_writer *writer = perdure_writer_new();
    perdure_write_bytes(writer, bytes);
    check(perdure_writer_take(writer, &value, &err), "writer", &err);
    perdure_writer_free(writer);
    answer(vm, value);
}

/* ["done", outcome], where arguments is [outcome]. */
static void answer_step(perdure_vm *vm, perdure_bytes arguments)
{
    perdure_error err;
    perdure_data value;
    perdure_item head;
    perdure_bytes outcome;
    check(perdure_cbor_read(&arguments, &head), "step", &err);
    check(perdure_cbor_skip(&arguments, &outcome), "step", &err);
    perdure_writer *writer = perdure_writer_new();
    perdure_write_array(writer, 2);
    perdure_write_text(writer, "done", 4);
    perdure_write_cbor(writer, outcome);
    check(perdure_writer_take(writer, &value, &err), "writer", &err);
    perdure_writer_free(writer);
    answer(vm, value);
}

/* A world in which every file is the orders and every payment succeeds. */
static void answer_effect(perdure_vm *vm, perdure_bytes orders)
{
    static const char receipt[] = "{\"status\": 200, \"headers\": [], \"url\": \"\", \"body\": "
                                  "{\"$bytes\": \"7b2272656365697074223a223030633066666565227d\"}}";
    const perdure_effect *effect = perdure_vm_effect(vm);
    if (strcmp(effect->name, "read_file") == 0) {
        answer_bytes(vm, orders);
    } else if (strcmp(effect->name, "http") == 0) {
        answer_json(vm, receipt);
    } else if (strcmp(effect->name, "step_begin") == 0) {
        answer_json(vm, "[\"go\", 1, \"key\"]");
    } else if (strcmp(effect->name, "step_end") == 0) {
        answer_step(vm, effect->arguments);
    } else if (strcmp(effect->name, "file_size") == 0) {
        answer_json(vm, "0");
    } else {
        answer_json(vm, "null");
    }
}

static perdure_vm *run_to_signal(const perdure_program *program, perdure_bytes orders)
{
    static const char *const argv[] = {"orders.py", "orders.csv", "http://payments", "ledger.csv"};
    perdure_vm_options options = {.argv = argv, .argv_count = 4};
    perdure_error err;
    perdure_vm *vm;
    check(perdure_vm_new(program, &options, &vm, &err), "vm", &err);
    while (perdure_vm_run(vm, 0) == PERDURE_STOP_EFFECT) {
        if (strcmp(perdure_vm_effect(vm)->name, "signal_wait") == 0) {
            return vm;
        }
        answer_effect(vm, orders);
    }
    perdure_data text = {0};
    check(perdure_vm_traceback(vm, &text, &err), "orders", &err);
    fail("orders", (const char *)text.data);
    return NULL;
}

static void measure_waiting(const char *program_path, const char *orders_path, size_t count)
{
    perdure_error err;
    perdure_runtime *runtime;
    perdure_data text = read_all(program_path);
    perdure_data orders = read_all(orders_path);
    check(perdure_runtime_new(&runtime, &err), "runtime", &err);
    perdure_program *program = compile(runtime, (const char *)text.data);
    perdure_vm *vm = run_to_signal(program, (perdure_bytes){orders.data, orders.size});
    perdure_data snapshot;
    check(perdure_vm_snapshot(vm, false, &snapshot, &err), "snapshot", &err);
    print_state(program, runtime, vm, count);
    printf("stored_bytes %zu\n", stored_size((perdure_bytes){snapshot.data, snapshot.size}));
    perdure_data_free(&snapshot);
    free(text.data);
    free(orders.data);
    perdure_vm_free(vm);
    perdure_program_free(program);
    perdure_runtime_free(runtime);
}

/* ── steps and commits ── */

static void measure_steps(const char *path, size_t count)
{
    char text[200];
    perdure_error err;
    perdure_runtime *runtime;
    perdure_store *store;
    perdure_run *run;
    perdure_progress progress;
    snprintf(text, sizeof text,
             "from perdure import step\n"
             "for i in range(%zu):\n"
             "    step.run('work', lambda: i * i)\n",
             count);
    check(perdure_runtime_new(&runtime, &err), "runtime", &err);
    perdure_program *program = compile(runtime, text);
    check(perdure_store_open(path, NULL, &store, &err), path, &err);
    check(perdure_run_start(store, program, NULL, &run, &err), "start", &err);
    double start = now_us();
    do {
        check(perdure_run_advance(run, &progress, &err), "advance", &err);
    } while (progress == PERDURE_RUN_YIELDED);
    double elapsed = now_us() - start;
    if (progress != PERDURE_RUN_ENDED || perdure_run_state_of(run) != PERDURE_STATE_DONE) {
        fail("steps", "the run did not end well");
    }
    printf("steps_per_s %.1f\n", (double)count * 1e6 / elapsed);
    perdure_run_close(run);
    perdure_store_close(store);
    perdure_program_free(program);
    perdure_runtime_free(runtime);
}

static void execute(sqlite3 *db, const char *sql)
{
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK) {
        fail(sql, sqlite3_errmsg(db));
    }
}

static void measure_commits(const char *path, size_t count)
{
    sqlite3 *db;
    sqlite3_stmt *insert;
    static const char payload[100] = "the size of a small record";
    if (sqlite3_open(path, &db) != SQLITE_OK) {
        fail(path, sqlite3_errmsg(db));
    }
    execute(db, "PRAGMA journal_mode=WAL");
    execute(db, "PRAGMA synchronous=FULL");
    execute(db, "CREATE TABLE record(run INTEGER, seq INTEGER, payload BLOB,"
                " PRIMARY KEY(run, seq)) WITHOUT ROWID");
    if (sqlite3_prepare_v2(db, "INSERT INTO record VALUES(1, ?, ?)", -1, &insert, NULL) !=
        SQLITE_OK) {
        fail(path, sqlite3_errmsg(db));
    }
    double start = now_us();
    for (size_t i = 0; i < count; i++) {
        sqlite3_bind_int64(insert, 1, (sqlite3_int64)i);
        sqlite3_bind_blob(insert, 2, payload, sizeof payload, SQLITE_STATIC);
        if (sqlite3_step(insert) != SQLITE_DONE) {
            fail(path, sqlite3_errmsg(db));
        }
        sqlite3_reset(insert);
    }
    printf("commits_per_s %.1f\n", (double)count * 1e6 / (now_us() - start));
    sqlite3_finalize(insert);
    sqlite3_close(db);
}

static void measure_probe(const char *path, size_t count)
{
    static const char block[4096];
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (file < 0) {
        fail(path, "cannot be made");
    }
    double start = now_us();
    for (size_t i = 0; i < count; i++) {
        if (write(file, block, sizeof block) != sizeof block || fdatasync(file) != 0) {
            fail(path, "cannot be written");
        }
    }
    printf("syncs_per_s %.1f\n", (double)count * 1e6 / (now_us() - start));
    close(file);
}

static void measure_spawn(size_t count, char **command)
{
    double *times = room_for(count);
    for (size_t i = 0; i < count; i++) {
        pid_t child;
        int status;
        double start = now_us();
        if (posix_spawnp(&child, command[0], NULL, NULL, command, environ) != 0 ||
            waitpid(child, &status, 0) != child || status != 0) {
            fail(command[0], "did not run");
        }
        times[i] = (now_us() - start) / 1e3;
    }
    printf("spawn_ms %.3f\n", median(times, count));
    free(times);
}

static size_t number(const char *text)
{
    char *end;
    unsigned long value = strtoul(text, &end, 10);
    if (*end != 0 || value == 0) {
        fail(text, "is not a count");
    }
    return value;
}

int main(int argc, char **argv)
{
    const char *what = argc > 1 ? argv[1] : "";
    if (strcmp(what, "fresh") == 0 && argc == 3) {
        measure_fresh(number(argv[2]));
    } else if (strcmp(what, "state") == 0 && argc == 4) {
        measure_state(argv[2], number(argv[3]));
    } else if (strcmp(what, "waiting") == 0 && argc == 5) {
        measure_waiting(argv[2], argv[3], number(argv[4]));
    } else if (strcmp(what, "steps") == 0 && argc == 4) {
        measure_steps(argv[2], number(argv[3]));
    } else if (strcmp(what, "commits") == 0 && argc == 4) {
        measure_commits(argv[2], number(argv[3]));
    } else if (strcmp(what, "probe") == 0 && argc == 4) {
        measure_probe(argv[2], number(argv[3]));
    } else if (strcmp(what, "spawn") == 0 && argc > 3) {
        measure_spawn(number(argv[2]), argv + 3);
    } else {
        fail("usage", "see the head of bench/embed_bench.c");
    }
    return 0;
}
