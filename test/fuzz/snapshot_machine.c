/*
 * What the targets that run hostile states and hostile code share. It knows the public interface
 * and the outermost form of a snapshot, nothing of what is inside.
 */
#include "machine.h"

#include "base/base.h"
#include "snapshot/format.h"

#include <stdlib.h>
#include <string.h>

enum {
    RUN_SLICE = 20000,
    COLLECTING_INSTRUCTIONS = 150,
    ANSWER_COUNT_MAX = 6,
    SNAPSHOTS_EACH = 3,
    EXPLORE_INSTRUCTIONS = 1000000,
    EXPLORE_FUEL = 3000000
};

const perdure_runtime *machine_runtime(void)
{
    static perdure_runtime *runtime;
    if (runtime == NULL && perdure_runtime_new(&runtime, NULL) != PERDURE_OK) {
        abort();
    }
    return runtime;
}

static const char *plausible(const perdure_effect *effect)
{
    static const struct {
        const char *name, *json;
    } answers[] = {{"time", "1700000000000000000"},
                   {"monotonic", "1000000"},
                   {"entropy", "{\"$bytes\": \"00112233445566778899aabbccddeeff\"}"},
                   {"read_line", "\"line\\n\""},
                   {"read_file", "{\"$bytes\": \"6162\"}"},
                   {"promise", "\"p\""},
                   {"step_begin", "[\"go\", 1, \"key\"]"},
                   {"step_retry", "[\"go\", 2, \"key\"]"},
                   {"step_end", "[\"done\", [\"value\", 1]]"},
                   {"signal_poll", "[[1, {\"a\": 2.5}]]"},
                   {"list_files", "[\"a\", \"b\"]"}};
    for (size_t i = 0; i < ARRAY_COUNT(answers); i++) {
        if (strcmp(answers[i].name, effect->name) == 0) {
            return answers[i].json;
        }
    }
    return "null";
}

void machine_answer(perdure_vm *vm)
{
    const perdure_effect *effect = perdure_vm_effect(vm);
    if (effect == NULL) {
        return;
    }
    const char *json = plausible(effect);
    perdure_bytes bytes = {(const uint8_t *)json, strlen(json)};
    if (perdure_vm_answer_json(vm, bytes, NULL) != PERDURE_OK &&
        perdure_vm_answer_error(vm, "OSError", "refused", NULL) != PERDURE_OK) {
        return; /* no memory within the run's own limit */
    }
}

static void look_at_end(perdure_vm *vm)
{
    perdure_data first = {0};
    perdure_data second = {0};
    pd_status_ignore((Status)perdure_vm_result(vm, &first, NULL));
    perdure_data_free(&first);
    pd_status_ignore((Status)perdure_vm_error(vm, &first, &second, NULL));
    perdure_data_free(&first);
    perdure_data_free(&second);
    pd_status_ignore((Status)perdure_vm_traceback(vm, &first, NULL));
    perdure_data_free(&first);
}

/* What was read, however strange, can be written, and what was written can be read. */
static void check_snapshot(perdure_vm *vm)
{
    perdure_data snapshot = {0};
    perdure_error err = {0};
    if (perdure_vm_snapshot(vm, true, &snapshot, &err) != PERDURE_OK) {
        pd_assert(err.status == PERDURE_LIMIT || err.status == PERDURE_NO_MEMORY);
        return;
    }
    perdure_restored restored = {0};
    perdure_status status = perdure_vm_restore(
        machine_runtime(), (perdure_bytes){snapshot.data, snapshot.size}, NULL, &restored, &err);
    pd_assert(status == PERDURE_OK || status == PERDURE_LIMIT);
    perdure_vm_free(restored.vm);
    perdure_program_free(restored.program);
    perdure_data_free(&snapshot);
}

void machine_run(perdure_vm *vm)
{
    perdure_stop stop = PERDURE_STOP_EFFECT;
    perdure_vm_set_collect_every(vm, 1);
    for (int i = 0; i < ANSWER_COUNT_MAX && stop == PERDURE_STOP_EFFECT; i++) {
        stop = i == 0 ? perdure_vm_run_instructions(vm, COLLECTING_INSTRUCTIONS)
                      : perdure_vm_run(vm, RUN_SLICE);
        perdure_vm_set_collect_every(vm, 0);
        if (stop == PERDURE_STOP_FUEL) {
            stop = perdure_vm_run(vm, RUN_SLICE);
        }
        machine_answer(vm);
    }
    check_snapshot(vm);
    look_at_end(vm);
}

perdure_data machine_frame(perdure_bytes payload)
{
    size_t total = SNAPSHOT_PREFIX_BYTES + payload.size + CHECKSUM_BYTES;
    perdure_data out = {malloc(total), total};
    if (out.data == NULL) {
        abort();
    }
    memcpy(out.data, SNAPSHOT_MAGIC, SNAPSHOT_MAGIC_BYTES);
    for (size_t i = 0; i < 8; i++) {
        out.data[SNAPSHOT_MAGIC_BYTES + i] = (uint8_t)(total >> (56 - 8 * i));
    }
    if (payload.size != 0) {
        memcpy(out.data + SNAPSHOT_PREFIX_BYTES, payload.data, payload.size);
    }
    Checksum checksum = pd_checksum(pd_bytes(out.data, total - CHECKSUM_BYTES));
    memcpy(out.data + total - CHECKSUM_BYTES, checksum.bytes, CHECKSUM_BYTES);
    return out;
}

/* The main module out of the encoding of a program: the first byte string in its array of units. */
static void give_unit(const perdure_program *program, const machine_sink *sink)
{
    perdure_data encoded = {0};
    perdure_item item = {.kind = PERDURE_KIND_NULL};
    if (perdure_program_encode(program, &encoded, NULL) != PERDURE_OK) {
        return;
    }
    perdure_bytes rest = {encoded.data, encoded.size};
    for (int arrays = 0; arrays < 2 || item.kind != PERDURE_KIND_BYTES;
         arrays += item.kind == PERDURE_KIND_ARRAY) {
        pd_assert(perdure_cbor_read(&rest, &item) == PERDURE_OK);
    }
    sink->unit(sink->ctx, item.bytes);
    perdure_data_free(&encoded);
}

static void give_payload(perdure_vm *vm, const machine_sink *sink)
{
    perdure_data snapshot = {0};
    if (perdure_vm_snapshot(vm, true, &snapshot, NULL) == PERDURE_OK) {
        perdure_bytes payload = {snapshot.data + SNAPSHOT_PREFIX_BYTES,
                                 snapshot.size - SNAPSHOT_PREFIX_BYTES - CHECKSUM_BYTES};
        sink->payload(sink->ctx, payload);
    }
    perdure_data_free(&snapshot);
}

/* Runs a program to a number of instructions; true when it ended before. */
static bool run_to(const perdure_program *program, uint64_t target, perdure_vm **out)
{
    /* What a program uses up on purpose is used up soon. */
    static const perdure_limit limits[] = {{"fuel", EXPLORE_FUEL}, {"heap_bytes", 4 << 20}};
    perdure_vm_options options = {.limits = limits, .limit_count = ARRAY_COUNT(limits), .seed = 1};
    perdure_stats stats = {0};
    *out = NULL;
    if (perdure_vm_new(program, &options, out, NULL) != PERDURE_OK) {
        abort();
    }
    while (stats.instructions < target) {
        perdure_stop stop = perdure_vm_run_instructions(*out, target - stats.instructions);
        if (stop == PERDURE_STOP_DONE || stop == PERDURE_STOP_RAISED) {
            return true;
        }
        machine_answer(*out);
        perdure_vm_stats(*out, &stats);
    }
    return false;
}

void machine_explore(perdure_bytes text, const machine_sink *sink)
{
    perdure_program *program = NULL;
    perdure_vm *vm = NULL;
    perdure_stats stats = {0};
    perdure_source source = {
        .text = (const char *)text.data, .size = text.size, .filename = "main.py"};
    if (perdure_program_compile(machine_runtime(), &source, NULL, &program, NULL) != PERDURE_OK) {
        return;
    }
    give_unit(program, sink);
    if (run_to(program, EXPLORE_INSTRUCTIONS, &vm)) {
        perdure_vm_stats(vm, &stats);
        give_payload(vm, sink);
        for (uint64_t i = 1; i < SNAPSHOTS_EACH; i++) {
            perdure_vm_free(vm);
            if (!run_to(program, stats.instructions * i / SNAPSHOTS_EACH + 1, &vm)) {
                give_payload(vm, sink);
            }
        }
    }
    perdure_vm_free(vm);
    perdure_program_free(program);
}
