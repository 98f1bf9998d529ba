/*
 * Any bytes as a value for a run: a Status or a value whose encoding is read back to the same
 * bytes.
 */
#include "vm/leaf.h"
#include "vm/vm_in.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static Vm *vm;

/* A unit whose body returns None. */
static CodeUnit *make_unit(const Alloc *alloc)
{
    static const Instr instrs[] = {{.op = OP_LOADS}, {.op = OP_RETURN}};
    static const Const pool[] = {{.kind = CONST_STR, .bytes = BYTES_LITERAL("<module>")}};
    static const Function function = {.flags = FUNCTION_MODULE,
                                      .register_count = 1,
                                      .first_line = 1,
                                      .fuel = 1,
                                      .instr_count = ARRAY_COUNT(instrs),
                                      .instrs = instrs};
    CodeUnit draft = {.module_name = BYTES_LITERAL("__main__"),
                      .filename = BYTES_LITERAL("fuzz"),
                      .function_count = 1,
                      .pool_count = ARRAY_COUNT(pool),
                      .functions = &function,
                      .pool = pool};
    CodeUnit *unit = NULL;
    Error err;
    return pd_code_make(&draft, alloc, &unit, &err) == STATUS_OK ? unit : NULL;
}

static void make_vm(void)
{
    const Alloc *alloc = pd_alloc_system();
    Error err;
    Image *image = NULL;
    Program *program = NULL;
    CodeUnit *unit = make_unit(alloc);
    VmOptions options = {.alloc = alloc, .limits = pd_limits_default(), .seed = 1};
    if (unit == NULL || pd_image_new(alloc, NULL, 0, &image, &err) != STATUS_OK ||
        pd_program_new(image, &unit, 1, &program, &err) != STATUS_OK ||
        pd_vm_new(program, &options, &vm, &err) != STATUS_OK) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (vm == NULL) {
        make_vm();
    }
    pd_heap_reset(&vm->heap, vm->limits.heap_bytes);
    pd_vm_begin_epoch(vm);
    Value v = VALUE_NONE;
    Error err;
    if (pd_vm_decode(vm, pd_bytes(data, size), &v, &err) != STATUS_OK) {
        return 0;
    }
    Buffer first;
    Buffer second;
    pd_buffer_init(&first, vm->alloc, 1 << 24);
    pd_buffer_init(&second, vm->alloc, 1 << 24);
    Value again = VALUE_NONE;
    if (pd_vm_encode(vm, v, &first) != LEAF_OK || pd_buffer_status(&first) != STATUS_OK ||
        pd_vm_decode(vm, pd_buffer_peek(&first), &again, &err) != STATUS_OK ||
        pd_vm_encode(vm, again, &second) != LEAF_OK ||
        !pd_bytes_equal(pd_buffer_peek(&first), pd_buffer_peek(&second))) {
        abort();
    }
    pd_buffer_deinit(&first);
    pd_buffer_deinit(&second);
    return 0;
}
