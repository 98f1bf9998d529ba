/*
 * Small things that leaves about numbers, containers and iterators need: special methods, indexes,
 * slices, calling a leaf again after the library has prepared its arguments.
 */
#include "vm/data/data.h"

#include <string.h>

LeafResult pd_data_no_room(Vm *vm)
{
    return pd_vm_raise_args(vm, EXC_MEMORY_ERROR, NULL, 0);
}

LeafResult pd_data_not_iterable(Vm *vm, Value v)
{
    return pd_vm_raise_type(vm, "'%s' object is not iterable", v);
}

/* ---- calls ---- */

LeafResult pd_data_call(Vm *vm, Value method, const Value *args, uint32_t count, Value *out)
{
    pd_assert(count > 0);
    switch (pd_kind(&vm->heap, method)) {
    case KIND_FUNCTION: return pd_vm_tail_value(vm, method, count, args);
    case KIND_BUILTIN: {
        LeafArgs in = {args, count, VALUE_UNBOUND};
        return pd_vm_call_leaf(vm, PD_AS(Builtin, &vm->heap, method)->leaf, &in, out);
    }
    default: break;
    }
    Value bound = VALUE_NONE;
    LeafResult r = pd_vm_bind_special(vm, method, args[0], &bound);
    return r != LEAF_OK ? r : pd_vm_tail_value(vm, bound, count - 1, args + 1);
}

Value pd_data_leaf(const Vm *vm, LeafFn *fn)
{
    for (uint32_t i = 0; i < vm->image->leaf_count; i++) {
        const LeafBinding *b = pd_binding(vm, i);
        if (b->fn == fn) {
            return b->builtin;
        }
    }
    pd_unreachable();
}

/* args without the omitted ones at the end. */
static Tuple *given_args(Vm *vm, const Value *args, uint32_t count)
{
    while (count > 0 && pd_is_unbound(args[count - 1])) {
        count--;
    }
    Tuple *tuple = pd_tuple_new(&vm->heap, args, count);
    for (uint32_t i = 0; tuple != NULL && i < count; i++) {
        if (pd_is_unbound(tuple->items[i])) {
            tuple->items[i] = VALUE_NONE;
        }
    }
    return tuple;
}

LeafResult pd_data_with_index_of(Vm *vm, Value leaf, const Value *args, uint32_t count,
                                 uint32_t mask)
{
    Tuple *tuple = given_args(vm, args, count);
    if (tuple == NULL) {
        return LEAF_MEMORY;
    }
    return pd_vm_tail_call(vm, LIB_with_index, 3, leaf, pd_value_to(&vm->heap, tuple),
                           pd_from_int(mask));
}

LeafResult pd_data_with_index(Vm *vm, LeafFn *fn, const Value *args, uint32_t count, uint32_t mask)
{
    return pd_data_with_index_of(vm, pd_data_leaf(vm, fn), args, count, mask);
}

/* ---- indexes ---- */

bool pd_data_object_needs_index(Vm *vm, Value v)
{
    Value ignored;
    if (!pd_data_is_object(pd_kind(&vm->heap, v)) || pd_data_int(vm, v, &ignored)) {
        return false;
    }
    Value method = pd_vm_special(vm, v, NAME_index);
    return !pd_is_unbound(method) && !pd_is_none(method) &&
           !pd_is_kind(&vm->heap, method, KIND_BUILTIN);
}

bool pd_data_slice_needs_index(Vm *vm, Value slice)
{
    const Slice *s = PD_AS(Slice, &vm->heap, slice);
    return pd_data_needs_index(vm, s->start) || pd_data_needs_index(vm, s->stop) ||
           pd_data_needs_index(vm, s->step);
}

LeafResult pd_vm_index_i64(Vm *vm, Value v, int64_t *out, const char *overflow_message)
{
    Value i;
    if (!pd_data_int(vm, v, &i)) {
        return pd_vm_raise_type(vm, "'%s' object cannot be interpreted as an integer", v);
    }
    if (pd_int_to_i64(&vm->heap, i, out)) {
        return LEAF_OK;
    }
    if (overflow_message != NULL) {
        return pd_vm_raise(vm, EXC_OVERFLOW_ERROR, "%s", overflow_message);
    }
    *out = pd_int_sign(&vm->heap, i) < 0 ? INT64_MIN : INT64_MAX;
    return LEAF_OK;
}

LeafResult pd_data_position(Vm *vm, Value v, uint64_t length, int64_t *out)
{
    if (!pd_int_to_i64(&vm->heap, v, out)) {
        TypeName name = pd_vm_type_name(vm, v);
        return pd_vm_raise(vm, EXC_INDEX_ERROR, "cannot fit '%s' into an index-sized integer",
                           name.text);
    }
    if (*out < 0) {
        *out += (int64_t)length;
    }
    return LEAF_OK;
}

static LeafResult wide_bound(Vm *vm, Value v, int64_t *out)
{
    Value i;
    if (!pd_data_int(vm, v, &i)) {
        return pd_vm_raise(vm, EXC_TYPE_ERROR,
                           "slice indices must be integers or None or have an __index__ method");
    }
    return pd_vm_index_i64(vm, i, out, NULL);
}

/* A bound of a slice: missing when it is None. */
static inline LeafResult slice_bound(Vm *vm, Value v, int64_t missing, int64_t *out)
{
    if (!pd_is_none(v) && !pd_is_int(v)) {
        return wide_bound(vm, v, out);
    }
    *out = pd_is_int(v) ? pd_int_of(v) : missing;
    return LEAF_OK;
}

LeafResult pd_vm_slice_range(Vm *vm, const Slice *slice, uint64_t length, SliceRange *out)
{
    pd_assert(length <= INT64_MAX);
    if (LIKELY(pd_data_plain_range(slice, length, out))) {
        return LEAF_OK;
    }
    int64_t size = (int64_t)length;
    LeafResult r = slice_bound(vm, slice->step, 1, &out->step);
    if (r != LEAF_OK) {
        return r;
    }
    if (out->step == 0) {
        return pd_vm_raise(vm, EXC_VALUE_ERROR, "slice step cannot be zero");
    }
    if (out->step == INT64_MIN) {
        out->step = -INT64_MAX;
    }
    bool down = out->step < 0;
    int64_t start;
    int64_t stop;
    r = slice_bound(vm, slice->start, down ? INT64_MAX : 0, &start);
    if (r == LEAF_OK) {
        r = slice_bound(vm, slice->stop, down ? INT64_MIN : INT64_MAX, &stop);
    }
    if (r != LEAF_OK) {
        return r;
    }
    out->start = pd_data_clamp_bound(start, size, down);
    out->stop = pd_data_clamp_bound(stop, size, down);
    pd_data_count_range(out);
    return LEAF_OK;
}

/* ---- errors ---- */

LeafResult pd_data_raise_built(Vm *vm, ExcId id, StrBuilder *text)
{
    Value message = VALUE_NONE;
    LeafResult r = pd_text_take(vm, text, &message);
    return r != LEAF_OK ? r : pd_vm_raise_args(vm, id, &message, 1);
}

/* Appends repr(v), or "<X object>" where program code decides about it. */
static LeafResult append_repr(Vm *vm, Value v, StrBuilder *out)
{
    Value text = VALUE_NONE;
    LeafResult r = pd_vm_repr(vm, v, &text);
    if (r == LEAF_OK) {
        pd_builder_str(out, PD_AS(const Str, &vm->heap, text));
        return r;
    }
    if (r == LEAF_MEMORY) {
        return r;
    }
    pd_builder_ascii(out, "<");
    pd_builder_ascii(out, pd_vm_type_name(vm, v).text);
    pd_builder_ascii(out, " object>");
    return LEAF_OK;
}

LeafResult pd_data_raise_repr(Vm *vm, ExcId id, const char *format, Value v)
{
    const char *at = strstr(format, "%s");
    pd_assert(at != NULL);
    StrBuilder text;
    pd_text_builder(vm, &text);
    pd_builder_ascii_n(&text, format, (size_t)(at - format));
    if (append_repr(vm, v, &text) != LEAF_OK) {
        pd_builder_deinit(&text);
        return LEAF_MEMORY;
    }
    pd_builder_ascii(&text, at + 2);
    return pd_data_raise_built(vm, id, &text);
}

Answer pd_data_equal(Vm *vm, Value a, Value b)
{
    uint64_t work = 0;
    Answer answer = pd_equal_values(&vm->heap, a, b, &work);
    pd_data_charge(vm, work);
    return answer;
}
