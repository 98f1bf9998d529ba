/*
 * Whether the fields of an iterator or of a small record go together: what readers of snapshots ask
 * of objects that they have made from foreign bytes, and what the leaves then rely on.
 */
#include "vm/data/data.h"

static bool table_fits(const Vm *vm, const Iter *it)
{
    Kind kind = pd_kind(&vm->heap, it->source);
    bool set = it->h.aux == ITER_SET;
    bool source = set ? pd_data_is_set(kind) : kind == KIND_DICT;
    return source && pd_is_int(it->state) && pd_int_of(it->state) >= 0;
}

static bool range_fits(const Vm *vm, const Iter *it)
{
    if (pd_is_int(it->source)) {
        int64_t left = pd_int_of(it->source);
        int64_t last = 0;
        if (!pd_is_int(it->state) || left < 0) {
            return false;
        }
        return left == 0 ||
               (pd_int_fits(it->position) &&
                !__builtin_mul_overflow(pd_int_of(it->state), left - 1, &last) &&
                !__builtin_add_overflow(last, it->position, &last) && pd_int_fits(last));
    }
    return pd_is_kind(&vm->heap, it->source, KIND_RANGE) && pd_is_integer(&vm->heap, it->state);
}

static bool tuple_fits(const Vm *vm, const Iter *it, uint32_t least, uint32_t most)
{
    if (!pd_is_kind(&vm->heap, it->source, KIND_TUPLE)) {
        return false;
    }
    uint32_t length = PD_AS(const Tuple, &vm->heap, it->source)->length;
    return length >= least && length <= most;
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
    case ITER_RANGE: return range_fits(vm, it);
    case ITER_KEYS:
    case ITER_VALUES:
    case ITER_ITEMS:
    case ITER_SET: return table_fits(vm, it);
    case ITER_KEYS_REVERSED:
    case ITER_VALUES_REVERSED:
    case ITER_ITEMS_REVERSED: return kind == KIND_DICT;
    case ITER_ENUMERATE:
        return pd_is_unbound(it->state) ? pd_int_fits(it->position)
                                        : pd_is_integer(&vm->heap, it->state);
    case ITER_ZIP: return tuple_fits(vm, it, 0, UINT32_MAX);
    case ITER_MAP: return tuple_fits(vm, it, 1, UINT32_MAX);
    case ITER_FILTER: return tuple_fits(vm, it, 2, 2);
    case ITER_CALL: return !pd_is_unbound(it->state);
    case ITER_SEQUENCE_REVERSED:
    case ITER_SEQUENCE: return true;
    case ITER_KIND_COUNT: break;
    }
    return false;
}

bool pd_vm_iter_fits(const Vm *vm, const Iter *it)
{
    if (pd_is_unbound(it->source)) {
        return true;
    }
    bool counts = it->h.aux == ITER_RANGE || it->h.aux == ITER_ENUMERATE;
    bool backward = it->h.aux >= ITER_LIST_REVERSED && it->h.aux <= ITER_SEQUENCE_REVERSED;
    if (!counts && (it->position < (backward ? -1 : 0) || it->position > UINT32_MAX)) {
        return false;
    }
    return source_fits(vm, it);
}

bool pd_vm_opaque_fits(const Vm *vm, const Opaque *o)
{
    const Heap *heap = &vm->heap;
    switch (o->h.aux) {
    case TYPE_MAPPING_PROXY:
        return o->count == 1 && !(pd_is_kind(heap, o->items[0], KIND_OPAQUE) &&
                                  pd_header(heap, o->items[0])->aux == TYPE_MAPPING_PROXY);
    case TYPE_GENERIC_ALIAS: return o->count == 2 && pd_is_kind(heap, o->items[1], KIND_TUPLE);
    case TYPE_UNION: return o->count == 1 && pd_is_kind(heap, o->items[0], KIND_TUPLE);
    case TYPE_CODE:
        return o->count == 1 && pd_is_int(o->items[0]) && pd_int_of(o->items[0]) >= 0 &&
               pd_int_of(o->items[0]) < (int64_t)vm->loaded_count;
    case TYPE_EFFECT:
    case TYPE_OPERATION:
    case TYPE_PROMPT:
    case TYPE_CONTINUATION: return pd_vm_effect_fits(vm, o);
    case TYPE_COROUTINE_WRAPPER:
    case TYPE_ASYNC_SEND:
    case TYPE_ASYNC_THROW: return pd_vm_awaitable_fits(vm, o);
    case TYPE_TASK:
    case TYPE_SCHEDULER: return pd_vm_task_fits(vm, o);
    default: return false;
    }
}
