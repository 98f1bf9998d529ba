/*
 * Code from any bytes, executed: whatever the verifier accepts can be run, collected, stopped and
 * shown. The input is one encoded unit, the main module; the rest of the program is put around it.
 * An input that begins with # is a program: the target compiles it and changes its code.
 */
#include "machine.h"

#include "base/base.h"
#include "mutate.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { CHANGES_EACH = 40, INPUT_BYTES_MAX = 1 << 16 };

size_t mutate_fixed_bytes(const uint8_t *data, size_t size)
{
    (void)data;
    (void)size;
    return 0;
}

/* What comes before the unit in the encoding of a program of one module; never freed. */
static perdure_bytes prefix_of_program(void)
{
    static perdure_data encoded;
    static perdure_bytes prefix;
    if (encoded.data == NULL) {
        perdure_program *program = NULL;
        perdure_source source = {.text = "pass\n", .size = 5, .filename = "main.py"};
        perdure_item item = {.kind = PERDURE_KIND_NULL};
        if (perdure_program_compile(machine_runtime(), &source, NULL, &program, NULL) !=
                PERDURE_OK ||
            perdure_program_encode(program, &encoded, NULL) != PERDURE_OK) {
            abort();
        }
        perdure_program_free(program);
        perdure_bytes rest = {encoded.data, encoded.size};
        while (item.kind != PERDURE_KIND_ARRAY || item.count != 1) {
            pd_assert(perdure_cbor_read(&rest, &item) == PERDURE_OK && rest.size > 0);
        }
        prefix = (perdure_bytes){encoded.data, encoded.size - rest.size};
    }
    return prefix;
}

static perdure_data wrap(const uint8_t *data, size_t size)
{
    perdure_data out = {0};
    perdure_writer *writer = perdure_writer_new();
    perdure_write_bytes(writer, (perdure_bytes){data, size});
    if (perdure_writer_take(writer, &out, NULL) != PERDURE_OK) {
        abort();
    }
    perdure_writer_free(writer);
    return out;
}

static void run(const perdure_program *program)
{
    perdure_vm *vm = NULL;
    /* One instruction, as the repr of shared data, may do much where fuel has no limit. */
    perdure_limit limits[] = {{"heap_bytes", 64 << 20}, {"fuel", 1000000}};
    perdure_vm_options options = {.seed = 1, .limits = limits, .limit_count = 2};
    if (perdure_vm_new(program, &options, &vm, NULL) == PERDURE_OK) {
        machine_run(vm);
        perdure_vm_free(vm);
    }
}

static void try_one(const uint8_t *data, size_t size)
{
    perdure_bytes prefix = prefix_of_program();
    perdure_data unit = wrap(data, size);
    perdure_data bytes = {malloc(prefix.size + unit.size), prefix.size + unit.size};
    if (bytes.data == NULL) {
        abort();
    }
    memcpy(bytes.data, prefix.data, prefix.size);
    memcpy(bytes.data + prefix.size, unit.data, unit.size);
    perdure_program *program = NULL;
    perdure_error err = {0};
    perdure_status status = perdure_program_decode(
        machine_runtime(), (perdure_bytes){bytes.data, bytes.size}, &program, &err);
    pd_assert(status == PERDURE_OK || (err.status == status && err.message[0] != '\0'));
    if (status == PERDURE_OK) {
        run(program);
        perdure_program_free(program);
    }
    perdure_data_free(&unit);
    free(bytes.data);
}

/* It as it is, and changed in many ways. */
static void try_changed(void *ctx, perdure_bytes bytes)
{
    static uint8_t changed[INPUT_BYTES_MAX];
    uint64_t *seed = ctx;
    if (bytes.size > sizeof changed) {
        return;
    }
    try_one(bytes.data, bytes.size);
    for (int i = 0; i < CHANGES_EACH; i++) {
        size_t size = bytes.size;
        memcpy(changed, bytes.data, size);
        if (mutate(changed, &size, sizeof changed, ++*seed)) {
            try_one(changed, size);
        }
    }
}

static void pass_over(void *ctx, perdure_bytes bytes)
{
    (void)ctx;
    (void)bytes;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > 0 && data[0] == '#') {
        uint64_t seed = 0;
        machine_sink sink = {.ctx = &seed, .unit = try_changed, .payload = pass_over};
        machine_explore((perdure_bytes){data, size}, &sink);
    } else {
        try_one(data, size);
    }
    return 0;
}
