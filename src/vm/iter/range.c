/*
 * range and slice: constructors, attributes, methods.
 */
#include "vm/data/data.h"

static LeafResult failed(Vm *vm, Answer answer)
{
    return pd_vm_answer_failed(vm, answer, pd_from_int(0));
}

/* The number of items of start, start + step, ... before stop. */
static Answer range_length(Vm *vm, const Range *r, Value *out)
{
    Heap *heap = &vm->heap;
    bool up = pd_int_sign(heap, r->step) > 0;
    int order = pd_int_compare(heap, r->start, r->stop);
    *out = pd_from_int(0);
    if (up ? order >= 0 : order <= 0) {
        return ANSWER_YES;
    }
    Value span = VALUE_NONE;
    Value step = r->step;
    Answer answer = up ? pd_int_sub(heap, r->stop, r->start, &span)
                       : pd_int_sub(heap, r->start, r->stop, &span);
    if (answer == ANSWER_YES && !up) {
        answer = pd_int_neg(heap, r->step, &step);
    }
    answer = answer == ANSWER_YES ? pd_int_sub(heap, span, pd_from_int(1), &span) : answer;
    answer = answer == ANSWER_YES ? pd_int_divmod(heap, span, step, &span, NULL) : answer;
    return answer == ANSWER_YES ? pd_int_add(heap, span, pd_from_int(1), out) : answer;
}

LeafResult pd_data_new_range(Vm *vm, Value start, Value stop, Value step, Value *out)
{
    Range *r = pd_heap_alloc(&vm->heap, sizeof *r, KIND_RANGE, 0);
    if (r == NULL) {
        return LEAF_MEMORY;
    }
    r->start = start;
    r->stop = stop;
    r->step = step;
    r->length = pd_from_int(0);
    *out = pd_value_to(&vm->heap, r);
    Answer answer = range_length(vm, r, &r->length);
    return answer == ANSWER_YES ? LEAF_OK : failed(vm, answer);
}

static LeafResult range_new(Vm *vm, const Value *args, Value *result)
{
    Value parts[3] = {pd_from_int(0), pd_from_int(0), pd_from_int(1)};
    bool single = pd_is_unbound(args[2]);
    for (uint32_t i = 1; i < 4; i++) {
        if (!pd_is_unbound(args[i]) && pd_data_needs_index(vm, args[i])) {
            return pd_data_with_index(vm, range_new, args, 4, 14);
        }
    }
    for (uint32_t i = 1; i < 4 && !pd_is_unbound(args[i]); i++) {
        if (!pd_data_int(vm, args[i], &parts[single ? 1 : i - 1])) {
            return pd_vm_raise_type(vm, "'%s' object cannot be interpreted as an integer", args[i]);
        }
    }
    if (pd_is(parts[2], pd_from_int(0))) {
        return pd_vm_raise(vm, EXC_VALUE_ERROR, "range() arg 3 must not be zero");
    }
    return pd_data_new_range(vm, parts[0], parts[1], parts[2], result);
}

static const Range *self_range(const Vm *vm, const Value *args)
{
    return PD_AS(const Range, &vm->heap, args[0]);
}

static LeafResult range_start(Vm *vm, const Value *args, Value *result)
{
    *result = self_range(vm, args)->start;
    return LEAF_OK;
}

static LeafResult range_stop(Vm *vm, const Value *args, Value *result)
{
    *result = self_range(vm, args)->stop;
    return LEAF_OK;
}

static LeafResult range_step(Vm *vm, const Value *args, Value *result)
{
    *result = self_range(vm, args)->step;
    return LEAF_OK;
}

static LeafResult range_count(Vm *vm, const Value *args, Value *result)
{
    Value found = VALUE_FALSE;
    if (pd_data_is_object(pd_kind(&vm->heap, args[1]))) {
        return pd_vm_tail_call(vm, LIB_list_count_slow, 2, args[0], args[1]);
    }
    LeafResult r = pd_vm_contains(vm, args[0], args[1], &found);
    *result = pd_from_int(pd_is(found, VALUE_TRUE));
    return r;
}

static LeafResult range_index(Vm *vm, const Value *args, Value *result)
{
    Heap *heap = &vm->heap;
    const Range *r = self_range(vm, args);
    Value found = VALUE_FALSE;
    Value i = args[1];
    if (pd_data_is_object(pd_kind(heap, i)) || pd_is_float(i)) {
        return pd_vm_tail_call(vm, LIB_range_index_slow, 2, args[0], i);
    }
    LeafResult result_of = pd_vm_contains(vm, args[0], i, &found);
    if (result_of != LEAF_OK) {
        return result_of;
    }
    if (!pd_is(found, VALUE_TRUE) || !pd_data_int(vm, i, &i)) {
        Value ignored;
        bool number = pd_data_int(vm, args[1], &ignored);
        return number ? pd_data_raise_repr(vm, EXC_VALUE_ERROR, "%s is not in range", args[1])
                      : pd_vm_raise(vm, EXC_VALUE_ERROR, "sequence.index(x): x not in sequence");
    }
    Answer answer = pd_int_sub(heap, i, r->start, &i);
    answer = answer == ANSWER_YES ? pd_int_divmod(heap, i, r->step, result, NULL) : answer;
    return answer == ANSWER_YES ? LEAF_OK : failed(vm, answer);
}

/* ---- slice ---- */

static LeafResult slice_new(Vm *vm, const Value *args, Value *result)
{
    Slice *s = pd_heap_alloc(&vm->heap, sizeof *s, KIND_SLICE, 0);
    if (s == NULL) {
        return LEAF_MEMORY;
    }
    bool single = pd_is_unbound(args[2]);
    s->start = single ? VALUE_NONE : args[1];
    s->stop = single ? args[1] : args[2];
    s->step = pd_is_unbound(args[3]) ? VALUE_NONE : args[3];
    *result = pd_value_to(&vm->heap, s);
    return LEAF_OK;
}

static const Slice *self_slice(const Vm *vm, const Value *args)
{
    return PD_AS(const Slice, &vm->heap, args[0]);
}

static LeafResult slice_start(Vm *vm, const Value *args, Value *result)
{
    *result = self_slice(vm, args)->start;
    return LEAF_OK;
}

static LeafResult slice_stop(Vm *vm, const Value *args, Value *result)
{
    *result = self_slice(vm, args)->stop;
    return LEAF_OK;
}

static LeafResult slice_step(Vm *vm, const Value *args, Value *result)
{
    *result = self_slice(vm, args)->step;
    return LEAF_OK;
}

/* bound, which may count from the end, within lower and upper. */
static Answer clamp_bound(Heap *heap, Value length, const Value limits[2], Value *bound)
{
    if (pd_int_sign(heap, *bound) < 0) {
        Answer answer = pd_int_add(heap, *bound, length, bound);
        if (answer != ANSWER_YES) {
            return answer;
        }
    }
    for (int i = 0; i < 2; i++) {
        int order = pd_int_compare(heap, *bound, limits[i]);
        *bound = (i == 0 ? order < 0 : order > 0) ? limits[i] : *bound;
    }
    return ANSWER_YES;
}

LeafResult pd_data_slice_bounds(Vm *vm, const Slice *slice, Value length, Value bounds[3])
{
    Heap *heap = &vm->heap;
    const Value given[3] = {slice->start, slice->stop, slice->step};
    for (int i = 2; i >= 0; i--) {
        bounds[i] = pd_from_int(1);
        if (!pd_is_none(given[i]) && !pd_data_int(vm, given[i], &bounds[i])) {
            return pd_vm_raise(vm, EXC_TYPE_ERROR,
                               "slice indices must be integers or None or have "
                               "an __index__ method");
        }
        if (i == 2 && pd_is(bounds[i], pd_from_int(0))) {
            return pd_vm_raise(vm, EXC_VALUE_ERROR, "slice step cannot be zero");
        }
    }
    bool down = pd_int_sign(heap, bounds[2]) < 0;
    Value limits[2] = {pd_from_int(down ? -1 : 0), length};
    Answer answer = down ? pd_int_sub(heap, length, pd_from_int(1), &limits[1]) : ANSWER_YES;
    for (int i = 0; i < 2 && answer == ANSWER_YES; i++) {
        if (pd_is_none(given[i])) {
            bounds[i] = limits[down == (i == 0)];
        } else {
            answer = clamp_bound(heap, length, limits, &bounds[i]);
        }
    }
    return answer == ANSWER_YES ? LEAF_OK : failed(vm, answer);
}

static LeafResult slice_indices(Vm *vm, const Value *args, Value *result)
{
    if (pd_data_needs_index(vm, args[1]) || pd_data_slice_needs_index(vm, args[0])) {
        return pd_vm_tail_call(vm, LIB_slice_indices_slow, 2, args[0], args[1]);
    }
    Value length;
    if (!pd_data_int(vm, args[1], &length)) {
        return pd_vm_raise_type(vm, "'%s' object cannot be interpreted as an integer", args[1]);
    }
    if (pd_int_sign(&vm->heap, length) < 0) {
        return pd_vm_raise(vm, EXC_VALUE_ERROR, "length should not be negative");
    }
    Value parts[3] = {VALUE_NONE, VALUE_NONE, VALUE_NONE};
    LeafResult r = pd_data_slice_bounds(vm, self_slice(vm, args), length, parts);
    if (r != LEAF_OK) {
        return r;
    }
    return pd_data_give(vm, pd_tuple_new(&vm->heap, parts, 3), result);
}

static LeafResult readonly(Vm *vm, const Value *args, Value *result)
{
    (void)args;
    (void)result;
    return pd_vm_raise(vm, EXC_ATTRIBUTE_ERROR, "readonly attribute");
}

#define MEMBER(name, getter)                    \
 {name, "self, /", getter, LEAF_GETTER},        \
 {                                              \
  name, "self, value, /", readonly, LEAF_SETTER \
 }

static const LeafDef range_leaves[] = {
    {"__new__", "cls, start, stop=, step=, /", range_new, LEAF_NEW},
    MEMBER("start", range_start),
    MEMBER("stop", range_stop),
    MEMBER("step", range_step),
    {"count", "self, value, /", range_count, LEAF_METHOD},
    {"index", "self, value, /", range_index, LEAF_METHOD},
};

static const LeafDef slice_leaves[] = {
    {"__new__", "cls, start, stop=, step=, /", slice_new, LEAF_NEW},
    MEMBER("start", slice_start),
    MEMBER("stop", slice_stop),
    MEMBER("step", slice_step),
    {"indices", "self, length, /", slice_indices, LEAF_METHOD},
};

TEXT_TABLE(pd_leaves_range, TYPE_RANGE, range_leaves);
TEXT_TABLE(pd_leaves_slice, TYPE_SLICE, slice_leaves);
