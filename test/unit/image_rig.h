/*
 * What tests of the machine without a run around it need: the shared image, and texts compiled to
 * programs over it. One image for a group of tests, made and freed by the group's functions.
 */
#ifndef TEST_UNIT_IMAGE_RIG_H
#define TEST_UNIT_IMAGE_RIG_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lang/lang.h"
#include "lib/lib.h"
#include "vm/vm.h"

static Image *image;

static inline int make_image(void **state)
{
    (void)state;
    Error err = {0};
    return pd_image_thaw(pd_lib_image, pd_alloc_system(), &image, &err) == STATUS_OK ? 0 : -1;
}

static inline int free_image(void **state)
{
    (void)state;
    pd_image_free(image);
    return 0;
}

static inline CodeUnit *compile_text(const char *text, const char *filename)
{
    CodeUnit *unit = NULL;
    Error err = {.status = STATUS_OK};
    CompileOptions options = {.filename = filename, .module_name = BYTES_LITERAL("__main__")};
    if (pd_lang_compile(pd_bytes_of_cstr(text), &options, pd_alloc_system(), &unit, &err) !=
        STATUS_OK) {
        fail_msg("%s: %s", text, err.message);
    }
    return unit;
}

static inline Program *program_of(const char *text)
{
    Program *program = NULL;
    Error err = {.status = STATUS_OK};
    CodeUnit *unit = compile_text(text, "t.py");
    assert_int_equal(pd_program_new(image, &unit, 1, &program, &err), STATUS_OK);
    return program;
}

#endif
