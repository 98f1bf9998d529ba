/*
 * The ways in which tests run a program: collected at each safepoint, written down and restored
 * after every so many instructions, executed twice.
 *
 * None of them may change what the program does; tools/test.py compares.
 */
#include "cli/plain/exec.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Each so many restores the program comes out of the snapshot, not from memory. */
#define WITH_PROGRAM_EVERY 16
/* And each so many what was restored is written down once more: the bytes must be the same. */
#define TWICE_EVERY 8

static void broken(Machine *machine, const char *what, const perdure_error *err)
{
    machine->is_broken = true;
    (void)pd_cli_report(machine->cli, what, err);
}

/* What the report tells of all snapshots: each digest covers those before it. */
static void add_snapshot(Machine *machine, Bytes snapshot)
{
    Sha256 sha;
    pd_sha256_init(&sha);
    pd_sha256_update(&sha, pd_digest_bytes(&machine->snapshots));
    pd_sha256_update(&sha, snapshot);
    machine->snapshots = pd_sha256_finish(&sha);
}

static void compare_bytes(Machine *machine, bool with_program, const perdure_data *before)
{
    perdure_error err = {0};
    perdure_data after = {NULL, 0};
    if (perdure_vm_snapshot(machine->vm, with_program, &after, &err) != PERDURE_OK) {
        broken(machine, "--test-resume: snapshot of what was restored", &err);
    } else if (after.size != before->size || memcmp(after.data, before->data, before->size) != 0) {
        machine->is_broken = true;
        (void)pd_cli_fail(machine->cli, 0, "--test-resume: what was restored gives other bytes");
    }
    perdure_data_free(&after);
}

/* Writes the run down, frees it, and goes on with what was written. */
static void swap(Machine *machine)
{
    perdure_error err = {0};
    perdure_data snapshot = {NULL, 0};
    bool with_program = machine->swap_count++ % WITH_PROGRAM_EVERY == 0;
    if (perdure_vm_snapshot(machine->vm, with_program, &snapshot, &err) != PERDURE_OK) {
        broken(machine, "--test-resume: snapshot", &err);
        return;
    }
    add_snapshot(machine, (Bytes){snapshot.data, snapshot.size});
    const perdure_program *program =
        machine->restored_program != NULL ? machine->restored_program : machine->program;
    perdure_restored restored = {NULL, NULL};
    perdure_bytes bytes = {snapshot.data, snapshot.size};
    pd_host_interrupt_vm(NULL);
    perdure_vm_free(machine->vm);
    machine->vm = NULL;
    perdure_status status =
        perdure_vm_restore(machine->runtime, bytes, with_program ? NULL : program, &restored, &err);
    if (status != PERDURE_OK) {
        broken(machine, "--test-resume: restore", &err);
        perdure_data_free(&snapshot);
        return;
    }
    machine->vm = restored.vm;
    if (machine->swap_count % TWICE_EVERY == 1) {
        compare_bytes(machine, with_program, &snapshot);
    }
    perdure_data_free(&snapshot);
    if (restored.program != NULL) {
        perdure_program_free(machine->restored_program);
        machine->restored_program = restored.program;
    }
    perdure_vm_set_collect_every(machine->vm, machine->test.collects_every);
    pd_host_interrupt_vm(machine->vm);
}

perdure_stop pd_testing_run(Machine *machine)
{
    const TestOptions *test = &machine->test;
    if (test->collects_every != 0) {
        perdure_vm_set_collect_every(machine->vm, test->collects_every);
    }
    perdure_stop stop;
    if (test->resumes_every == 0) {
        stop = perdure_vm_run(machine->vm, 0);
    } else {
        stop = perdure_vm_run_instructions(machine->vm, test->resumes_every);
    }
    bool swaps = (stop == PERDURE_STOP_FUEL && test->resumes_every > 0) ||
                 (stop == PERDURE_STOP_EFFECT && test->resumes_effects);
    if (swaps) {
        swap(machine);
    }
    return stop;
}

/* ── executing twice ── */

static bool state_hash(Machine *machine, perdure_vm *vm, char hash[65])
{
    perdure_error err = {0};
    if (perdure_vm_state_hash(vm, hash, &err) != PERDURE_OK) {
        broken(machine, "the state's hash", &err);
        return false;
    }
    return true;
}

void pd_testing_record(Machine *machine, const HostAnswer *answer)
{
    const Alloc *alloc = pd_alloc_system();
    if (!machine->test.replays) {
        return;
    }
    if (machine->recorded_count == machine->recorded_max) {
        size_t max = machine->recorded_max * 2 + 64;
        Recorded *more = pd_alloc_resize_array(alloc, machine->recorded, machine->recorded_max, max,
                                               sizeof *more);
        pd_assert(more != NULL);
        machine->recorded = more;
        machine->recorded_max = max;
    }
    Recorded *recorded = &machine->recorded[machine->recorded_count++];
    *recorded = (Recorded){0};
    if (answer->exception != NULL) {
        (void)snprintf(recorded->exception, sizeof recorded->exception, "%s", answer->exception);
        (void)snprintf(recorded->message, sizeof recorded->message, "%s", answer->message);
    } else {
        Bytes copy;
        pd_assert(pd_bytes_copy(alloc, (Bytes){answer->value.data, answer->value.size}, &copy));
        recorded->copy = copy;
    }
    (void)state_hash(machine, machine->vm, recorded->hash);
}

static perdure_status answer_again(perdure_vm *vm, const Recorded *recorded, perdure_error *err)
{
    if (recorded->exception[0] != '\0') {
        return perdure_vm_answer_error(vm, recorded->exception, recorded->message, err);
    }
    return perdure_vm_answer(vm, (perdure_bytes){recorded->copy.data, recorded->copy.size}, err);
}

/* Executes from the start with the results of the first execution; the states must be equal. */
static bool replay(Machine *machine, perdure_vm *again)
{
    char hash[65];
    char end[65];
    perdure_error err = {0};
    size_t position = 0;
    for (;;) {
        perdure_stop stop = perdure_vm_run(again, 0);
        if (stop == PERDURE_STOP_DONE || stop == PERDURE_STOP_RAISED) {
            break;
        }
        if (stop != PERDURE_STOP_EFFECT || position == machine->recorded_count) {
            (void)pd_cli_fail(machine->cli, 0, "--test-replay: effect %zu was not asked before",
                              position + 1);
            return false;
        }
        const Recorded *recorded = &machine->recorded[position++];
        if (answer_again(again, recorded, &err) != PERDURE_OK ||
            !state_hash(machine, again, hash)) {
            return false;
        }
        if (strcmp(hash, recorded->hash) != 0) {
            (void)pd_cli_fail(machine->cli, 0, "--test-replay: the states after effect %zu differ",
                              position);
            return false;
        }
    }
    if (!state_hash(machine, again, hash) || !state_hash(machine, machine->vm, end)) {
        return false;
    }
    if (strcmp(hash, end) != 0 || position != machine->recorded_count) {
        (void)pd_cli_fail(machine->cli, 0, "--test-replay: the ends differ");
        return false;
    }
    return true;
}

static bool replay_all(Machine *machine)
{
    perdure_error err = {0};
    perdure_vm *again = NULL;
    perdure_vm_options options = {.limits = machine->world.limits,
                                  .limit_count = machine->world.limit_count,
                                  .seed = machine->world.seed,
                                  .argv = machine->argv,
                                  .argv_count = machine->argv_count};
    if (perdure_vm_new(machine->program, &options, &again, &err) != PERDURE_OK) {
        broken(machine, "--test-replay", &err);
        return false;
    }
    bool equal = replay(machine, again);
    perdure_vm_free(again);
    return equal;
}

/* ── the report ── */

static bool write_report(Machine *machine)
{
    char text[256];
    char hash[65] = "none";
    char snapshots[DIGEST_HEX_CHARS + 1];
    perdure_stats stats = {0};
    if (machine->vm != NULL) {
        if (!state_hash(machine, machine->vm, hash)) {
            return false;
        }
        perdure_vm_stats(machine->vm, &stats);
    }
    pd_digest_hex(&machine->snapshots, snapshots);
    int size = snprintf(text, sizeof text, "hash %s\nfuel %llu\nsnapshots %llu %s\n", hash,
                        (unsigned long long)stats.fuel, (unsigned long long)machine->swap_count,
                        snapshots);
    int descriptor = open(machine->test.report, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    bool written = descriptor >= 0 && write(descriptor, text, (size_t)size) == size;
    if (!written) {
        (void)pd_cli_fail(machine->cli, EXIT_SYSTEM, "can't write '%s': %s", machine->test.report,
                          strerror(errno));
    }
    if (descriptor >= 0) {
        close(descriptor);
    }
    return written;
}

int pd_testing_finish(Machine *machine, int code)
{
    if (machine->test.replays && machine->vm != NULL && !machine->is_broken &&
        !replay_all(machine)) {
        code = EXIT_SYSTEM;
    }
    if (machine->test.report != NULL && !write_report(machine)) {
        code = EXIT_SYSTEM;
    }
    return code;
}

void pd_testing_free(Machine *machine)
{
    const Alloc *alloc = pd_alloc_system();
    for (size_t i = 0; i < machine->recorded_count; i++) {
        pd_bytes_free(alloc, machine->recorded[i].copy);
    }
    if (machine->recorded != NULL) {
        pd_alloc_free_array(alloc, machine->recorded, machine->recorded_max,
                            sizeof *machine->recorded);
    }
}
