/*
 * The making of the shared image: what image.c (the order of things, the library) and image_types.c
 * (builtin classes, leaves, modules) share.
 */
#ifndef VM_IMAGE_IMAGE_IN_H
#define VM_IMAGE_IMAGE_IN_H

#include "vm/vm_in.h"

typedef struct ImageMaker {
    Image *image;  /* being filled */
    Vm *vm;        /* runs the library's modules; its heap's image part is open */
    Value modules; /* dict: every module, private ones too */
    Error *err;
} ImageMaker;

/* All of these answer false when memory is short or the image full. */

bool pd_image_intern_names(ImageMaker *maker);
/* The classes of types.def, without methods. */
bool pd_image_make_types(ImageMaker *maker);
/* Bindings and Builtins of all leaves, in class and module dicts. */
bool pd_image_make_leaves(ImageMaker *maker);
/* Types, exceptions and constants in `builtins` and `_vm`; names that need all leaves. */
bool pd_image_fill_builtins(ImageMaker *maker);
/* The module of that name, made when it is missing; NULL = memory. */
Module *pd_image_module(ImageMaker *maker, Bytes name);

/* leaf_tables.c */
uint32_t pd_leaf_table_count(void);
const LeafTable *pd_leaf_table(uint32_t index);

#endif
