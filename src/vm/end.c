/* How a run ended: exit status, texts of its exception, its value; and the checks for state that
 * comes from outside.
 */
#include "vm/vm_in.h"

bool pd_vm_charge_big(Vm *vm, uint64_t units)
{
    pd_vm_charge(vm, units);
    uint64_t used = vm->fuel_used + (uint64_t)(vm->slice_start - vm->fuel_left);
    uint64_t left = vm->fuel_end > used ? vm->fuel_end - used : 0;
    return vm->fuel_end == 0 || vm->leaf_fuel <= left;
}

LeafResult pd_vm_out_of_fuel(Vm *vm)
{
    return pd_vm_raise(vm, EXC_FUEL_EXHAUSTED, "the run's fuel limit of %llu is used up",
                       (unsigned long long)vm->limits.fuel);
}

/* The exception that ended the run, or NULL. */
static const Exception *ending(const Vm *vm)
{
    Value v = vm->roots[ROOT_EXCEPTION];
    return pd_is_kind(&vm->heap, v, KIND_EXCEPTION) ? PD_AS(Exception, &vm->heap, v) : NULL;
}

int pd_vm_exit_status(const Vm *vm)
{
    const Exception *e = ending(vm);
    if (vm->state == RUN_FAILED)
        return 1;
    if (e == NULL)
        return 0;
    if (pd_is_unbound(e->detail) || pd_is_none(e->detail))
        return 0;
    if (pd_is_bool(e->detail))
        return pd_is(e->detail, VALUE_TRUE);
    int64_t status = 0;
    if (!pd_is_integer(&vm->heap, e->detail))
        return 1;
    return pd_int_to_i64(&vm->heap, e->detail, &status) ? (int)(status & 255) : 255;
}

/* What running code outside the program's own life must not count. */
typedef struct Counters {
    uint64_t fuel_used, fuel_end, slice_end, instructions, effect_count, next_sequence;
    int64_t fuel_left, slice_start;
    RunState state;
} Counters;

static Counters counters_of(const Vm *vm)
{
    return (Counters){.fuel_used = vm->fuel_used,
                      .fuel_end = vm->fuel_end,
                      .slice_end = vm->slice_end,
                      .instructions = vm->instructions,
                      .effect_count = vm->effect_count,
                      .next_sequence = vm->next_sequence,
                      .fuel_left = vm->fuel_left,
                      .slice_start = vm->slice_start,
                      .state = vm->state};
}

static void restore_counters(Vm *vm, const Counters *was)
{
    vm->fuel_used = was->fuel_used;
    vm->fuel_end = was->fuel_end;
    vm->slice_end = was->slice_end;
    vm->instructions = was->instructions;
    vm->effect_count = was->effect_count;
    vm->next_sequence = was->next_sequence;
    vm->fuel_left = was->fuel_left;
    vm->slice_start = was->slice_start;
    vm->state = was->state;
}

/* Text that a library function makes of the exception. The run stays as it ended. */
static Status text_of(Vm *vm, LibId id, Buffer *out)
{
    Value result = VALUE_NONE;
    Counters was = counters_of(vm);
    vm->answer = vm->roots[ROOT_EXCEPTION]; /* kept alive and found again there */
    vm->roots[ROOT_EXCEPTION] = VALUE_NONE;
    /* The run may have ended because its heap was full: its text gets room of its own. */
    uint64_t max_bytes = vm->heap.max_bytes;
    pd_vm_collect(vm, false);
    vm->heap.max_bytes = max_bytes * 2 + HEAP_RESERVE_BYTES;
    pd_heap_lift_limit(&vm->heap);
    Status status = pd_vm_call_library(vm, id, vm->answer, &result);
    vm->heap.max_bytes = max_bytes;
    if (status == STATUS_OK && pd_is_kind(&vm->heap, result, KIND_STR)) {
        status = pd_str_append_utf8(PD_AS(Str, &vm->heap, result), out);
    }
    vm->roots[ROOT_EXCEPTION] = vm->answer;
    vm->roots[ROOT_RESULT] = VALUE_NONE;
    vm->roots[ROOT_EFFECT] = VALUE_NONE; /* its __str__ may have asked for one */
    vm->answer = VALUE_NONE;
    restore_counters(vm, &was);
    pd_run_fiber(vm, 0);
    vm->depth = 0;
    return status == STATUS_OK ? pd_buffer_status(out) : status;
}

Status pd_vm_error_name(Vm *vm, Buffer *out)
{
    const Exception *e = ending(vm);
    if (e == NULL)
        return STATUS_NOT_FOUND;
    TypeName name = pd_vm_type_name(vm, vm->roots[ROOT_EXCEPTION]);
    pd_buffer_append_cstr(out, name.text);
    return pd_buffer_status(out);
}

void pd_vm_error_hint(const Vm *vm, Buffer *out)
{
    const Exception *e = ending(vm);
    if (e == NULL || !pd_is_kind(&vm->heap, e->args, KIND_TUPLE))
        return;
    const Tuple *args = PD_AS(Tuple, &vm->heap, e->args);
    if (args->length == 0 || !pd_is_kind(&vm->heap, args->items[0], KIND_STR))
        return;
    pd_buffer_append_cstr(out, ": ");
    pd_status_ignore(pd_str_append_utf8(PD_AS(Str, &vm->heap, args->items[0]), out));
}

Status pd_vm_error_message(Vm *vm, Buffer *out)
{
    return ending(vm) == NULL ? STATUS_NOT_FOUND : text_of(vm, LIB_exception_message, out);
}

Status pd_vm_error_traceback(Vm *vm, Buffer *out)
{
    if (ending(vm) == NULL)
        return STATUS_NOT_FOUND;
    return text_of(vm, vm->state == RUN_FAILED ? LIB_traceback_text : LIB_exit_text, out);
}

Status pd_vm_result(Vm *vm, Buffer *out, Error *err)
{
    if (vm->state != RUN_ENDED)
        return pd_error_set(err, STATUS_INVALID, "the run has not ended with a value");
    uint64_t charged = vm->leaf_fuel;
    LeafResult r = pd_vm_encode(vm, vm->roots[ROOT_RESULT], out);
    vm->leaf_fuel = charged;
    if (r == LEAF_OK)
        return STATUS_OK;
    if (r == LEAF_MEMORY)
        return pd_error_plain(err, STATUS_NO_MEMORY);
    vm->raised = VALUE_NONE;
    return pd_error_set(err, STATUS_UNSUPPORTED, "the run's value cannot be encoded");
}

/* ---- state from outside ---- */

const Image *pd_program_image(const Program *program)
{
    return program->image;
}

bool pd_vm_payload_fits(const Vm *vm, const Class *cls, Value payload)
{
    Kind kind = pd_kind(&vm->heap, payload);
    if (kind == KIND_INSTANCE || kind == KIND_WRAPPED || kind == KIND_EXCEPTION ||
        pd_is_unbound(payload))
        return false;
    return pd_vm_is_subclass(vm, cls, pd_vm_class_of(vm, payload));
}
