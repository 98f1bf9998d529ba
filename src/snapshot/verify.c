/* Tells whether a snapshot is one: it reads back, and what was read back has the same snapshot.
 *
 * Reads into a heap of its own from the system's memory, so that verifying changes neither the run
 * nor which allocation of a test fails. Must not write anything that is kept.
 */
#include "snapshot/read.h"

const char *pd_snapshot_verify(const Vm *vm, bool with_code, Bytes written, Error *err)
{
    pd_assert(vm->program != NULL);
    pd_assert_bytes(written);
    const Alloc *alloc = pd_alloc_system();
    Vm *second = NULL;
    if (pd_snapshot_read(written, vm->program, alloc, &second, err) != STATUS_OK)
        return err->message;
    pd_assert(second != NULL && second->program == vm->program);
    Buffer again;
    pd_buffer_init(&again, alloc, SIZE_MAX / 2);
    Status status = pd_snapshot_write_unchecked(second, with_code, &again, err);
    const char *fault = status == STATUS_OK ? NULL : "what was read back cannot be written";
    if (fault == NULL && !pd_bytes_equal(pd_buffer_peek(&again), written))
        fault = "what was read back has another snapshot";
    if (fault == NULL && second->fuel_used != pd_vm_stats(vm).fuel)
        fault = "what was read back has used another amount of fuel";
    pd_buffer_deinit(&again);
    pd_vm_free(second);
    return fault;
}

const char *pd_snapshot_state_fault(const Vm *vm)
{
    pd_assert(vm->program != NULL);
    const char *fault = pd_vm_verify(vm);
    if (fault == NULL && PD_TORTURE)
        fault = pd_heap_verify(&vm->heap, HEAP_WITH_GARBAGE);
    return fault;
}
