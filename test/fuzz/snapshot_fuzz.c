/*
 * Snapshots whose digest is right and whose contents are anything: refused with a reason, or a run
 * that can be advanced, collected, looked at and written again. The input is what lies between
 * length and digest, so that changes get past the digest; the program is inside. An input that
 * begins with # is a program: the target makes snapshots of it and changes them.
 */
#include "machine.h"

#include "base/base.h"
#include "mutate.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { CHANGES_EACH = 40, INPUT_BYTES_MAX = 1 << 16 };

/* Header and code stay as they are most of the time: the code has a target of its own. */
size_t mutate_fixed_bytes(const uint8_t *data, size_t size)
{
    perdure_bytes rest = {data, size};
    perdure_bytes value;
    perdure_item item;
    if (perdure_cbor_read(&rest, &item) != PERDURE_OK || item.kind != PERDURE_KIND_ARRAY ||
        perdure_cbor_skip(&rest, &value) != PERDURE_OK ||
        perdure_cbor_skip(&rest, &value) != PERDURE_OK) {
        return 0;
    }
    return size - rest.size;
}

static void try_one(const uint8_t *data, size_t size)
{
    perdure_data framed = machine_frame((perdure_bytes){data, size});
    perdure_bytes snapshot = {framed.data, framed.size};
    perdure_restored restored = {0};
    perdure_error err = {0};
    perdure_data json = {0};
    perdure_status status = perdure_vm_restore(machine_runtime(), snapshot, NULL, &restored, &err);
    pd_assert(status == PERDURE_OK || (err.status == status && err.message[0] != '\0'));
    if (status == PERDURE_OK) {
        machine_run(restored.vm);
    }
    status = perdure_snapshot_inspect(snapshot, &json, &err);
    pd_assert(status == PERDURE_OK || restored.vm == NULL);
    perdure_data_free(&json);
    perdure_vm_free(restored.vm);
    perdure_program_free(restored.program);
    free(framed.data);
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
        machine_sink sink = {.ctx = &seed, .payload = try_changed, .unit = pass_over};
        machine_explore((perdure_bytes){data, size}, &sink);
    } else {
        try_one(data, size);
    }
    return 0;
}
