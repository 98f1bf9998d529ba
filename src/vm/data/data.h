/*
 * What the files about numbers, containers and iterators share.
 *
 * Everything here is part of leaves and follows their rules (vm/leaf.h): allocate first, change
 * after, never call program code.
 */
#ifndef VM_DATA_DATA_H
#define VM_DATA_DATA_H

#include "vm/text/text_in.h"
#include "vm/vm_in.h"

/* The end of leaves that made an object: NULL is LEAF_MEMORY. */
static inline LeafResult pd_data_give(const Vm *vm, const void *object, Value *out)
{
    if (object == NULL) {
        return LEAF_MEMORY;
    }
    *out = pd_value_to(&vm->heap, object);
    return LEAF_OK;
}
static inline LeafResult pd_data_give_bool(bool truth, Value *out)
{
    *out = pd_from_bool(truth);
    return LEAF_OK;
}
static inline LeafResult pd_data_give_i64(Vm *vm, int64_t i, Value *out)
{
    return pd_int_from_i64(&vm->heap, i, out) == ANSWER_YES ? LEAF_OK : LEAF_MEMORY;
}
/* YES is LEAF_OK, everything else pd_vm_answer_failed. */
static inline LeafResult pd_data_answer(Vm *vm, Answer answer, Value about)
{
    return answer == ANSWER_YES ? LEAF_OK : pd_vm_answer_failed(vm, answer, about);
}
/* Fuel for work on count items; a few are free. */
static inline void pd_data_charge(Vm *vm, uint64_t count)
{
    pd_vm_charge(vm, count / 16);
}
/* MemoryError without arguments. */
LeafResult pd_data_no_room(Vm *vm);
/* Whether an object of that many bytes could never be: raise pd_data_no_room at once. */
static inline bool pd_data_too_large(const Vm *vm, uint64_t bytes)
{
    return bytes > vm->limits.heap_bytes;
}

static inline Dict *pd_data_dict(const Vm *vm, Value v)
{
    return PD_AS(Dict, &vm->heap, v);
}
static inline bool pd_data_is_set(Kind kind)
{
    return kind == KIND_SET || kind == KIND_FROZENSET;
}
static inline bool pd_data_is_bytes(Kind kind)
{
    return kind == KIND_BYTES || kind == KIND_BYTEARRAY;
}
/* Whether special methods of v may be program code. */
static inline bool pd_data_is_object(Kind kind)
{
    return kind == KIND_INSTANCE || kind == KIND_WRAPPED || kind == KIND_EXCEPTION ||
           kind == KIND_CLASS;
}

/* What a mappingproxy stands for; all else itself. */
static inline Value pd_data_proxied(const Vm *vm, Value v)
{
    bool proxy =
        pd_is_kind(&vm->heap, v, KIND_OPAQUE) && pd_header(&vm->heap, v)->aux == TYPE_MAPPING_PROXY;
    return proxy ? PD_AS(const Opaque, &vm->heap, v)->items[0] : v;
}

/* The same without plain classes, whose operators are those of object. */
static inline bool pd_data_is_program(const Vm *vm, Value v)
{
    Kind kind = pd_kind(&vm->heap, v);
    return kind == KIND_INSTANCE || kind == KIND_WRAPPED || kind == KIND_EXCEPTION ||
           (kind == KIND_CLASS && !pd_is_unbound(PD_AS(const Class, &vm->heap, v)->metaclass));
}

/* An int, bool or instance of a subclass of int as an int without a class. */
static inline bool pd_data_int(const Vm *vm, Value v, Value *out)
{
    if (LIKELY(pd_is_int(v))) {
        *out = v;
        return true;
    }
    v = pd_vm_unwrap(vm, v);
    if (pd_is_bool(v)) {
        v = pd_from_int(pd_is(v, VALUE_TRUE));
    }
    *out = v;
    return pd_is_integer(&vm->heap, v);
}
bool pd_data_object_needs_index(Vm *vm, Value v);
/* Whether v is no int but has __index__ in program code: the library has to convert it. */
static inline bool pd_data_needs_index(Vm *vm, Value v)
{
    return pd_is_ref(v) && pd_data_object_needs_index(vm, v);
}
/* The same for a part of the slice. */
bool pd_data_slice_needs_index(Vm *vm, Value slice);
/* A bound of a slice of so long a sequence: -1 may be before the first when it goes down. */
static inline int64_t pd_data_clamp_bound(int64_t at, int64_t length, bool down)
{
    int64_t first = down ? -1 : 0;
    int64_t last = down ? length - 1 : length;
    if (at < 0) {
        at = at < -length ? first : at + length;
    }
    return at > last ? last : at;
}
/* How many items there are, once the bounds and the step are known. */
static inline void pd_data_count_range(SliceRange *range)
{
    bool down = range->step < 0;
    int64_t span = down ? range->start - range->stop : range->stop - range->start;
    uint64_t stride = (uint64_t)(down ? -range->step : range->step);
    range->count = span <= 0 ? 0 : (uint64_t)span;
    if (stride > 1 && span > 0) {
        range->count = (uint64_t)(span - 1) / stride + 1;
    }
}
/* One bound, which is as it is when the slice leaves it out. */
static inline bool pd_data_plain_bound(Value v, int64_t length, bool down, int64_t *bound)
{
    if (pd_is_int(v)) {
        *bound = pd_data_clamp_bound(pd_int_of(v), length, down);
        return true;
    }
    return pd_is_none(v);
}
/* As pd_vm_slice_range for a slice whose parts are small ints or left out. false: it is none. */
static inline bool pd_data_plain_range(const Slice *slice, uint64_t length, SliceRange *out)
{
    int64_t size = (int64_t)length;
    if (pd_is_none(slice->step)) {
        int64_t start = 0;
        int64_t stop = size;
        if (!pd_data_plain_bound(slice->start, size, false, &start) ||
            !pd_data_plain_bound(slice->stop, size, false, &stop)) {
            return false;
        }
        *out = (SliceRange){start, stop, 1, start < stop ? (uint64_t)(stop - start) : 0};
        return true;
    }
    if (!pd_is_int(slice->step) || pd_int_of(slice->step) == 0) {
        return false;
    }
    out->step = pd_int_of(slice->step);
    bool down = out->step < 0;
    out->start = down ? size - 1 : 0;
    out->stop = down ? -1 : size;
    if (!pd_data_plain_bound(slice->start, size, down, &out->start) ||
        !pd_data_plain_bound(slice->stop, size, down, &out->stop)) {
        return false;
    }
    pd_data_count_range(out);
    return true;
}
/* As pd_vm_index_i64 but for positions in sequences: IndexError when it does not fit. */
LeafResult pd_data_position(Vm *vm, Value v, uint64_t length, int64_t *out);

/* A special method as found in the class, called with args[0] as self: a Builtin runs at once, all
 * else is LEAF_CALL. */
LeafResult pd_data_call(Vm *vm, Value method, const Value *args, uint32_t count, Value *out);
/* The Builtin that runs fn: what to give the library to call this leaf again. */
Value pd_data_leaf(const Vm *vm, LeafFn *fn);
/* The leaf again with those of its arguments converted by their __index__ that have a bit in mask;
 * omitted ones must stand at the end. */
LeafResult pd_data_with_index(Vm *vm, LeafFn *fn, const Value *args, uint32_t count, uint32_t mask);
/* The same for the leaf that is this Builtin. */
LeafResult pd_data_with_index_of(Vm *vm, Value leaf, const Value *args, uint32_t count,
                                 uint32_t mask);
/* Raises with a text that may hold any characters; deinits the builder. */
LeafResult pd_data_raise_built(Vm *vm, ExcId id, StrBuilder *text);
/* KeyError and other errors with repr in them: format has one %s for the short repr of v. */
LeafResult pd_data_raise_repr(Vm *vm, ExcId id, const char *format, Value v);

/* pd_equal_values with its fuel: YES, NO, or what the leaf must answer in *failed. SLOW is YES or
 * NO never: it is answered as such. */
Answer pd_data_equal(Vm *vm, Value a, Value b);
/* Equality of items of containers: identity counts. */
static inline Answer pd_data_same(Vm *vm, Value a, Value b)
{
    if (pd_is(a, b)) {
        return ANSWER_YES;
    }
    if (pd_both_int(a, b)) {
        return ANSWER_NO;
    }
    return pd_data_equal(vm, a, b);
}

/* ---- iterators ---- */
Iter *pd_data_new_iter(Vm *vm, IterKind kind, Value source); /* NULL = memory */
/* iter(v) for builtin values; LEAF_END: v is none of them. */
LeafResult pd_data_iter_builtin(Vm *vm, Value v, Value *out);
/* As pd_vm_iter; the library checks what a program's __iter__ returns. */
LeafResult pd_data_iter_checked(Vm *vm, Value v, Value *out);
/* Items left, or -1 when that is not known. */
int64_t pd_data_iter_length(const Vm *vm, const Iter *it);
/* The length of a builtin container or range, or -1. */
int64_t pd_data_length(const Vm *vm, Value v);
/* What a key is looked for for, in a dict up to SEARCH_IN, in a set from there. */
typedef enum SearchFor {
    SEARCH_GET,
    SEARCH_GET_OR, /* or the value */
    SEARCH_SET,
    SEARCH_SET_DEFAULT,
    SEARCH_DELETE,
    SEARCH_POP,
    SEARCH_POP_OR, /* or the value */
    SEARCH_IN,
    SEARCH_ADD,
    SEARCH_DISCARD,
    SEARCH_REMOVE,
    SEARCH_COUNT
} SearchFor;
/* Looks for a key that C could not find, in a leaf's place: parts are the dict or set, the key, and
 * the value to store or to give, or None. */
LeafResult pd_vm_search(Vm *vm, SearchFor what, const Value parts[3], Value *out);
/* What len() and hash() make of what __len__ and __hash__ of a program answered. */
LeafResult pd_data_check_len(Vm *vm, Value answer, Value *result);
LeafResult pd_data_check_hash(Vm *vm, Value answer, Value *result);

/* Copies of iterators, to undo consuming them when memory gets short in the middle. */
enum { DATA_SAVED_MAX = 24 };
typedef struct SavedIters {
    uint32_t count;
    Iter *iters[DATA_SAVED_MAX];
    Iter copies[DATA_SAVED_MAX];
} SavedIters;
bool pd_data_save_composed(const Vm *vm, Value v, SavedIters *saved);
/* Iterators over builtin containers, which hold no others. */
static inline bool pd_data_is_over_builtin(const Iter *it)
{
    return it->h.aux < ITER_SEQUENCE_REVERSED;
}
/* v and all iterators inside it; false: too many, or some of them need program code. */
static inline bool pd_data_save_iters(const Vm *vm, Value v, SavedIters *saved)
{
    if (!pd_is_kind(&vm->heap, v, KIND_ITER)) {
        return false;
    }
    Iter *it = PD_AS(Iter, &vm->heap, v);
    if (!pd_data_is_over_builtin(it)) {
        return pd_data_save_composed(vm, v, saved);
    }
    saved->count = 1;
    saved->iters[0] = it;
    saved->copies[0] = *it;
    return true;
}

/* So many items are gone over in one instruction when none of them is kept. */
enum { DATA_AT_ONCE_MAX = 1 << 20 };

/* Whether v is a range, or an iterator over one, of more items than that. What needs them one by
 * one only leaves them to the library: it makes no list of them and can be interrupted. */
bool pd_data_is_long(const Vm *vm, Value v);
void pd_data_restore_iters(const SavedIters *saved);
/* As pd_vm_iter_next for an iterator that was saved: after LEAF_MEMORY it has to be restored. */
LeafResult pd_data_next_saved(Vm *vm, Iter *it, Value *out);

/* A step of a map that applies a function of the program, which is then to be called (LEAF_CALL).
 * LEAF_OK: the map is none of these, and nothing has moved. */
LeafResult pd_data_map_call(Vm *vm, const Iter *it);
/* The next item of a map or filter whose function is a leaf; LEAF_CALL: the library has to. */
LeafResult pd_data_map_next(Vm *vm, const Iter *it, Value *out);
LeafResult pd_data_filter_next(Vm *vm, const Iter *it, Value *out);

/* Whether what compares so (below 0, 0, above 0) is what the operator asks for. */
static inline bool pd_data_order_holds(CompareOp op, int order)
{
    switch (op) {
    case COMPARE_EQ: return order == 0;
    case COMPARE_NE: return order != 0;
    case COMPARE_LT: return order < 0;
    case COMPARE_LE: return order <= 0;
    case COMPARE_GT: return order > 0;
    case COMPARE_GE: return order >= 0;
    default: pd_unreachable();
    }
}

/* ---- sequences and tables ---- */
/* Raises TypeError "'X' object is not iterable". */
LeafResult pd_data_not_iterable(Vm *vm, Value v);
/* A value of range r at index i (0 <= i < length). */
LeafResult pd_data_range_at(Vm *vm, const Range *r, Value i, Value *out);
/* What slice.indices(length) gives, for ints of any size: where the slice begins, where it ends (-1
 * may be before the first) and its step. Instances with __index__ are TypeErrors here. */
LeafResult pd_data_slice_bounds(Vm *vm, const Slice *slice, Value length, Value bounds[3]);
LeafResult pd_data_new_range(Vm *vm, Value start, Value stop, Value step, Value *out);
/* Replaces slice of a list by the items of v (a list or tuple). */
LeafResult pd_data_list_assign(Vm *vm, Value v, const Slice *slice, Value with);
/* Stable sort by < of keys, or of values by them: then the keys are in any order. SLOW: program
 * code compares; ERROR: vm->raised is set. Scratch memory is the heap's. */
typedef struct SortRequest {
    Value *keys, *values;
    uint32_t count;
    bool reverse;
} SortRequest;
LeafResult pd_data_sort(Vm *vm, const SortRequest *request, bool *slow);
/* a < b and so on for builtin values; SLOW: program code; ERROR: vm->raised is set. */
Answer pd_data_order(Vm *vm, CompareOp op, Value a, Value b);
/* a == b or a != b of types whose == means more than identity, or of which one is such a type. */
LeafResult pd_data_equality(Vm *vm, bool negate, Value a, Value b, Value *out);
/* The other comparisons of two sets or frozensets; as pd_vm_compare. */
LeafResult pd_data_order_sets(Vm *vm, const Comparison *comparison, Value *out);
/* Set operators on sets and key or item views; op is '|', '&', '-' or '^'. */
LeafResult pd_data_set_operator(Vm *vm, char op, Value a, Value b, Value *out);
/* The operator of sets as that function wants it; 0: they have none such. */
char pd_data_set_symbol(BinaryOp op);
/* a |= b and so on for a set a and a set or frozenset b; *out = a. */
LeafResult pd_set_update_in_place(Vm *vm, char op, Value a, Value b, Value *out);
/* d[key] with __missing__ of d's class; d is a dict or wraps one. */
LeafResult pd_data_dict_item(Vm *vm, Value d, Value key, Value *out);
/* Items of list or tuple v picked by a slice, as a new object of its kind. */
LeafResult pd_data_list_delete(Vm *vm, Value list, const Slice *slice);
/* cls[item] for builtin generic classes. */
LeafResult pd_vm_new_alias(Vm *vm, Value cls, Value item, Value *out);
/* dict.update by a dict or an iterable of pairs, for C only; LEAF_CALL goes to the library. */
LeafResult pd_data_dict_update(Vm *vm, Value dict, Value other);

#endif
