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

#endif
