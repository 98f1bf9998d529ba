/*
 * A runtime for groups of tests of the installed interface: made and freed by the group's
 * functions.
 */
#ifndef TEST_API_RUNTIME_RIG_H
#define TEST_API_RUNTIME_RIG_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "perdure.h"

static perdure_runtime *runtime;

static inline int open_runtime(void **state)
{
    (void)state;
    return perdure_runtime_new(&runtime, NULL) == PERDURE_OK ? 0 : -1;
}

static inline int close_runtime(void **state)
{
    (void)state;
    perdure_runtime_free(runtime);
    return 0;
}

static inline perdure_bytes bytes_of(const char *text)
{
    return (perdure_bytes){(const uint8_t *)text, strlen(text)};
}

#endif
