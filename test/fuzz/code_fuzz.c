/*
 * Units from any bytes: what is accepted is encoded again to the same bytes, can be shown, and has
 * liveness that the verifier agrees with: nothing is live at the start of a function but what its
 * caller wrote.
 */
#include "code/code.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_live(const Function *function)
{
    LiveMap *map = pd_code_live_new(function, pd_alloc_system());
    pd_assert(map != NULL);
    uint32_t written = (uint32_t)function->param_count + function->kwonly_count +
                       ((function->flags & FUNCTION_VARARGS) != 0) +
                       ((function->flags & FUNCTION_VARKEYWORDS) != 0);
    if ((function->flags & FUNCTION_MAY_UNBIND) != 0) {
        written = function->local_count;
    }
    const uint64_t *live = pd_code_live_at(map, 0);
    for (uint32_t r = written; r < function->register_count; r++) {
        pd_assert((live[r / 64] >> (r % 64) & 1) == 0);
    }
    pd_code_live_free(map, pd_alloc_system());
}

static void check_unit(const CodeUnit *unit, Bytes bytes)
{
    Buffer again;
    pd_buffer_init(&again, pd_alloc_system(), SIZE_MAX);
    bool with_source = (bytes.data[0] & 0x1f) == 2;
    pd_assert(pd_code_encode(unit, with_source, &again) == STATUS_OK);
    pd_assert(pd_bytes_equal(pd_buffer_peek(&again), bytes));
    for (uint32_t i = 0; i < unit->function_count; i++) {
        pd_buffer_reset(&again);
        pd_assert(pd_code_disassemble(unit, i, &again) == STATUS_OK);
        check_live(&unit->functions[i]);
    }
    pd_buffer_deinit(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Bytes bytes = pd_bytes(data, size);
    CodeUnit *unit = NULL;
    Error err;
    if (pd_code_decode(bytes, pd_alloc_system(), &unit, &err) == STATUS_OK) {
        check_unit(unit, bytes);
        pd_code_free(unit, pd_alloc_system());
    }
    return 0;
}
