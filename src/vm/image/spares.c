/*
 * Vms whose run has ended, kept by their program for its next runs.
 *
 * Making a Vm maps a region and prepares code; emptying one takes neither. Programs are shared
 * between threads, so a spare changes hands by one exchange of a pointer. Only small ones are kept:
 * what a program keeps is bounded.
 */
#include "vm/vm_in.h"

#include <stdatomic.h>

enum { SPARE_COUNT = 4, SPARE_HEAP_BYTES = 2 << 20 };

typedef struct Spares {
    _Atomic(Vm *) vms[SPARE_COUNT]; /* NULL: the place is free */
} Spares;

Spares *pd_vm_new_spares(Arena *arena)
{
    Spares *spares = ARENA_NEW_ARRAY(arena, 1, Spares);
    for (int i = 0; spares != NULL && i < SPARE_COUNT; i++) {
        atomic_init(&spares->vms[i], NULL);
    }
    return spares;
}

void pd_vm_free_spares(Spares *spares)
{
    for (int i = 0; spares != NULL && i < SPARE_COUNT; i++) {
        Vm *vm = atomic_exchange(&spares->vms[i], NULL);
        if (vm != NULL) {
            pd_vm_delete(vm);
        }
    }
}

Vm *pd_vm_take_spare(const Program *program, const VmOptions *options)
{
    for (int i = 0; i < SPARE_COUNT; i++) {
        Vm *vm = atomic_exchange(&program->spares->vms[i], NULL);
        if (vm == NULL) {
            continue;
        }
        if (vm->heap.max_bytes == options->limits.heap_bytes && vm->alloc == options->alloc) {
            return vm;
        }
        pd_vm_delete(vm);
    }
    return NULL;
}

bool pd_vm_keep_spare(Vm *vm)
{
    const Heap *heap = &vm->heap;
    bool small =
        pd_heap_used_bytes(heap) <= SPARE_HEAP_BYTES && heap->peak_bytes <= SPARE_HEAP_BYTES;
    if (!small || vm->alloc != vm->program->alloc) {
        return false;
    }
    pd_buffer_deinit(&vm->effect_name);
    pd_buffer_deinit(&vm->effect_arguments);
    for (int i = 0; i < SPARE_COUNT; i++) {
        Vm *none = NULL;
        if (atomic_compare_exchange_strong(&vm->program->spares->vms[i], &none, vm)) {
            return true;
        }
    }
    return false;
}
