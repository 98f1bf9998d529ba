/*
 * Constants of compiled units as values of an image that is being built.
 *
 * Used for the library's units when the image is made and for a program's units on top of it. The
 * values never move afterwards, so the tables made here stay good for every run.
 */
#ifndef VM_IMAGE_CONSTS_H
#define VM_IMAGE_CONSTS_H

#include "vm/vm.h"

/* The rows of a unit's functions, and the index of the first of them among all functions. */
typedef struct LoadedRows {
    LoadedCode *rows;
    uint32_t first;
} LoadedRows;

/* Makes the rows of all functions of a unit, with their constants.
 * Tables are allocated from arena, values from heap, whose image part must be open.
 * STATUS_NO_MEMORY, or STATUS_LIMIT when the image is full. */
Status pd_vm_load_unit(Heap *heap, Arena *arena, const CodeUnit *unit, LoadedRows to);

#endif
