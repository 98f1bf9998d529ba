/* How a run ended: exit status, texts of its exception, its value; and the checks for state that
 * comes from outside.
 */
#include "vm/vm_in.h"

bool pd_vm_charge_big(Vm *vm, uint64_t units)
{
    pd_vm_charge(vm, units);
    uint64_t used = vm->fuel_used + (uint64_t)(vm->slice_start - vm->fuel_left);
    uint64_t left = vm->fuel_end > used ? vm->fuel_end - used : 0;
    if (vm->fuel_end == 0 || vm->leaf_fuel <= left)
        return true;
    pd_vm_raise(vm, EXC_FUEL_EXHAUSTED, "the run's fuel limit of %llu is used up",
                (unsigned long long)vm->limits.fuel);
    return false;
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

/* Text that a library function makes of the exception. The run stays as it ended. */
static Status text_of(Vm *vm, LibId id, Buffer *out)
{
    Value result = VALUE_NONE;
    RunState state = vm->state;
    vm->answer = vm->roots[ROOT_EXCEPTION]; /* kept alive and found again there */
    vm->roots[ROOT_EXCEPTION] = VALUE_NONE;
    Status status = pd_vm_call_library(vm, id, vm->answer, &result);
    if (status == STATUS_OK && pd_is_kind(&vm->heap, result, KIND_STR)) {
        status = pd_str_append_utf8(PD_AS(Str, &vm->heap, result), out);
    }
    vm->roots[ROOT_EXCEPTION] = vm->answer;
    vm->roots[ROOT_RESULT] = VALUE_NONE;
    vm->answer = VALUE_NONE;
    vm->state = state;
    vm->fiber = 0;
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
    LeafResult r = pd_vm_encode(vm, vm->roots[ROOT_RESULT], out);
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

static bool source_fits(const Vm *vm, const Iter *it)
{
    Kind kind = pd_kind(&vm->heap, it->source);
    switch ((IterKind)it->h.aux) {
    case ITER_LIST:
    case ITER_LIST_REVERSED: return kind == KIND_LIST;
    case ITER_TUPLE: return kind == KIND_TUPLE;
    case ITER_STR: return kind == KIND_STR;
    case ITER_BYTES: return kind == KIND_BYTES;
    case ITER_BYTEARRAY: return kind == KIND_BYTEARRAY;
    case ITER_RANGE:
        if (pd_is_int(it->source))
            return pd_is_int(it->state) && pd_int_of(it->state) != 0 && pd_int_fits(it->position);
        return kind == KIND_RANGE &&
               (pd_is_unbound(it->state) || pd_is_integer(&vm->heap, it->state));
    case ITER_SET: return kind == KIND_SET || kind == KIND_FROZENSET;
    case ITER_KEYS:
    case ITER_VALUES:
    case ITER_ITEMS:
    case ITER_KEYS_REVERSED:
    case ITER_VALUES_REVERSED:
    case ITER_ITEMS_REVERSED: return kind == KIND_DICT;
    case ITER_ZIP:
    case ITER_MAP:
    case ITER_FILTER:
        return kind == KIND_TUPLE &&
               PD_AS(Tuple, &vm->heap, it->source)->length >= (it->h.aux == ITER_ZIP ? 0u : 2u);
    default: return true;
    }
}

bool pd_vm_iter_fits(const Vm *vm, const Iter *it)
{
    if (pd_is_unbound(it->source))
        return true;
    bool counts = it->h.aux == ITER_RANGE || it->h.aux == ITER_ENUMERATE;
    if (!counts && (it->position < -1 || it->position > UINT32_MAX))
        return false;
    bool forward = it->h.aux == ITER_LIST || it->h.aux == ITER_TUPLE || it->h.aux == ITER_STR ||
                   it->h.aux == ITER_BYTES;
    return !(forward && it->position < 0) && source_fits(vm, it);
}
