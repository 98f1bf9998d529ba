/*
 * For groups of tests about runs of one program, with the image that it needs: made and freed by
 * the group's functions.
 */
#ifndef TEST_UNIT_PROGRAM_RIG_H
#define TEST_UNIT_PROGRAM_RIG_H

#include "image_rig.h"

static Program *program;

static inline int make_image_and_program(void **state, const char *source)
{
    int made = make_image(state);
    program = made == 0 ? program_of(source) : NULL;
    return made;
}

static inline int free_program(void **state)
{
    pd_program_free(program);
    return free_image(state);
}

/* Of the main module. */
static inline const Dict *globals_of(const Vm *vm)
{
    const Dict *modules = PD_AS(const Dict, &vm->heap, vm->roots[ROOT_MODULES]);
    uint32_t position = 0;
    Value name;
    Value module;
    assert_true(pd_dict_next(&vm->heap, modules, &position, &name, &module));
    return pd_at(&vm->heap, PD_AS(const Module, &vm->heap, module)->dict);
}

/* UNBOUND: none has that name. */
static inline Value global_named(const Vm *vm, const char *name)
{
    const Dict *globals = globals_of(vm);
    uint32_t position = 0;
    Value key;
    Value v;
    while (pd_dict_next(&vm->heap, globals, &position, &key, &v)) {
        if (pd_str_equals_ascii(PD_AS(const Str, &vm->heap, key), name)) {
            return v;
        }
    }
    return VALUE_UNBOUND;
}

#endif
