/*
 * Any text as a module: it compiles to code that the verifier accepts, or is refused with a reason;
 * never does the compiler make code that is refused.
 */
#include "lang/lang.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void hear(void *ctx, const Diagnostic *diagnostic)
{
    int *count = ctx;
    pd_assert(diagnostic->message != NULL && diagnostic->message[0] != 0);
    ++*count;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    int problem_count = 0;
    CodeUnit *unit = NULL;
    Error err;
    CompileOptions options = {
        .filename = "fuzz.py",
        .module_name = BYTES_LITERAL("__main__"),
        .interactive = size > 0 && data[0] == '>',
        .reporter = {hear, &problem_count},
    };
    Status status = pd_lang_compile(pd_bytes(data, size), &options, pd_alloc_system(), &unit, &err);
    pd_assert(status != STATUS_INVALID);
    pd_assert((status == STATUS_OK) == (unit != NULL));
    pd_assert(status == STATUS_OK || problem_count > 0 || status == STATUS_LIMIT);
    pd_code_free(unit, pd_alloc_system());
    return 0;
}
