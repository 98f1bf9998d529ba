/*
 * For groups of tests about snapshots of one program: it runs to its first effect, is written and
 * read, with or without bytes that were forged.
 */
#ifndef TEST_UNIT_SNAPSHOT_RIG_H
#define TEST_UNIT_SNAPSHOT_RIG_H

#include "program_rig.h"

#include "golden.h"
#include "snapshot/format.h"

/* A run that waits for its first effect. */
static inline Vm *run_to_effect(Limits limits)
{
    Vm *vm = NULL;
    Error err = {0};
    VmOptions how = {.alloc = pd_alloc_system(), .limits = limits, .seed = 1};
    assert_int_equal(pd_vm_new(program, &how, &vm, &err), STATUS_OK);
    assert_int_equal(pd_vm_run(vm, 0, 0), VM_EFFECT);
    return vm;
}

/* Deinit out. */
static inline void write_snapshot(const Vm *vm, Buffer *out)
{
    Error err = {0};
    pd_buffer_init(out, pd_alloc_system(), 1 << 20);
    assert_int_equal(pd_snapshot_write(vm, false, out, &err), STATUS_OK);
}

static inline Status read_snapshot(Bytes bytes, Vm **vm, Error *err)
{
    *vm = NULL;
    return pd_snapshot_read(bytes, program, pd_alloc_system(), vm, err);
}

#endif
