/*
 * The stable sort of values that C can compare: natural runs, merged in the order of powersort.
 *
 * Source: J. Munro and S. Wild, "Nearly-Optimal Mergesorts" (2018), the merge policy of CPython
 * 3.11; runs shorter than MIN_RUN are extended by binary insertion. Keys of one kind are compared
 * without looking at their kinds again, in code of their own (sort_as), which decides without
 * branches where it can: those on random keys are guessed wrong half of the time. Other sorts may
 * fail, and work on copies, so that they leave no trace.
 */
#include "vm/data/data.h"

#include <string.h>

enum { MIN_RUN = 32, RUNS_MAX = 64 };

/* What all keys are. INT: small ones; FLOAT: without NaN, which has no place in an order; TUPLE:
 * tuples whose first items are all of the mode that `first` tells. */
typedef enum SortMode {
    SORT_BOOL,
    SORT_INT,
    SORT_FLOAT,
    SORT_ASCII,
    SORT_STR,
    SORT_TUPLE,
    SORT_ANY
} SortMode;

typedef struct Run {
    uint32_t start, length;
    int power;
} Run;

typedef struct Sorter {
    Vm *vm;
    Heap *heap;
    SortMode mode, first;
    Value *keys, *values; /* values NULL: keys alone */
    Value *spare_keys, *spare_values;
    uint32_t count;
    Answer failed; /* YES while all comparisons succeeded */
    Run runs[RUNS_MAX];
    uint32_t run_count;
} Sorter;

/* ---- comparison ---- */

static bool less_any(Sorter *s, Value a, Value b)
{
    if (s->failed != ANSWER_YES) {
        return false;
    }
    Answer answer = pd_data_order(s->vm, COMPARE_LT, a, b);
    if (answer != ANSWER_YES && answer != ANSWER_NO) {
        s->failed = answer;
    }
    return answer == ANSWER_YES;
}

/* The first eight bytes of a text as a number that orders like them; zeros past its end. What
 * stands behind a text in the region may be read, but not used. */
static inline uint64_t leading_bytes(const Str *s)
{
    const uint8_t *d = pd_str_data(s);
    uint64_t word = (uint64_t)d[0] << 56 | (uint64_t)d[1] << 48 | (uint64_t)d[2] << 40 |
                    (uint64_t)d[3] << 32 | (uint64_t)d[4] << 24 | (uint64_t)d[5] << 16 |
                    (uint64_t)d[6] << 8 | d[7];
    if (s->length >= 8) {
        return word;
    }
    return s->length == 0 ? 0 : word & ~(UINT64_MAX >> (8 * s->length));
}

static inline bool less_bytes(const Str *x, const Str *y)
{
    uint64_t a = leading_bytes(x);
    uint64_t b = leading_bytes(y);
    if (a != b) {
        return a < b;
    }
    uint32_t common = x->length < y->length ? x->length : y->length;
    int order = common <= 8 ? 0 : memcmp(pd_str_data(x) + 8, pd_str_data(y) + 8, common - 8);
    return order != 0 ? order < 0 : x->length < y->length;
}

static ALWAYS_INLINE bool less_plain(Sorter *s, SortMode mode, Value a, Value b)
{
    switch (mode) {
    case SORT_BOOL: return a.bits < b.bits;
    case SORT_INT: return pd_int_of(a) < pd_int_of(b);
    case SORT_FLOAT: return pd_float_of(a) < pd_float_of(b);
    case SORT_ASCII: return less_bytes(PD_AS(const Str, s->heap, a), PD_AS(const Str, s->heap, b));
    case SORT_STR:
        return pd_str_compare(PD_AS(const Str, s->heap, a), PD_AS(const Str, s->heap, b)) < 0;
    default: return less_any(s, a, b);
    }
}

/* The first items mostly decide. */
static bool less_tuple(Sorter *s, Value a, Value b)
{
    Value x = PD_AS(const Tuple, s->heap, a)->items[0];
    Value y = PD_AS(const Tuple, s->heap, b)->items[0];
    if (less_plain(s, s->first, x, y)) {
        return true;
    }
    return !less_plain(s, s->first, y, x) && less_any(s, a, b);
}

static ALWAYS_INLINE bool less(Sorter *s, SortMode mode, Value a, Value b)
{
    return mode == SORT_TUPLE ? less_tuple(s, a, b) : less_plain(s, mode, a, b);
}

static SortMode mode_of(const Heap *heap, Value v)
{
    if (pd_is_float(v)) {
        return pd_float_of(v) == pd_float_of(v) ? SORT_FLOAT : SORT_ANY;
    }
    if (pd_is_int(v)) {
        return SORT_INT;
    }
    if (pd_is_bool(v)) {
        return SORT_BOOL;
    }
    switch (pd_kind(heap, v)) {
    case KIND_STR: return PD_AS(const Str, heap, v)->h.aux == 1 ? SORT_ASCII : SORT_STR;
    case KIND_TUPLE: return PD_AS(const Tuple, heap, v)->length > 0 ? SORT_TUPLE : SORT_ANY;
    default: return SORT_ANY;
    }
}

/* Of what comes first in a tuple; texts so long that comparing them is charged are left to the
 * general way. */
static SortMode mode_of_first(const Heap *heap, Value v)
{
    enum { FREE_CHARACTERS = 15 * 64 };
    Value first = PD_AS(const Tuple, heap, v)->items[0];
    SortMode mode = mode_of(heap, first);
    bool text = mode == SORT_ASCII || mode == SORT_STR;
    return mode == SORT_TUPLE || (text && PD_AS(const Str, heap, first)->length >= FREE_CHARACTERS)
               ? SORT_ANY
               : mode;
}

/* The mode of keys, some of which are of one mode and others of the other. */
static SortMode joined(SortMode a, SortMode b)
{
    bool texts = (a == SORT_ASCII || a == SORT_STR) && (b == SORT_ASCII || b == SORT_STR);
    return a == b ? a : texts ? SORT_STR : SORT_ANY;
}

static SortMode common_mode(const Heap *heap, const Value *keys, uint32_t count,
                            SortMode (*mode_of_key)(const Heap *heap, Value v))
{
    SortMode mode = mode_of_key(heap, keys[0]);
    for (uint32_t i = 1; i < count && mode != SORT_ANY; i++) {
        mode = joined(mode, mode_of_key(heap, keys[i]));
    }
    return mode;
}

static void choose_mode(Sorter *s, const Value *keys)
{
    s->mode = common_mode(s->heap, keys, s->count, mode_of);
    if (s->mode == SORT_TUPLE) {
        s->first = common_mode(s->heap, keys, s->count, mode_of_first);
        s->mode = s->first == SORT_ANY ? SORT_ANY : SORT_TUPLE;
    }
}

/* ---- runs ---- */

static void reverse(Value *items, uint32_t start, uint32_t end)
{
    for (uint32_t i = start, k = end; i + 1 < k; i++) {
        k--;
        Value v = items[i];
        items[i] = items[k];
        items[k] = v;
    }
}

/* Length of the run at start; a strictly descending one is turned round. */
static ALWAYS_INLINE uint32_t count_run(Sorter *s, SortMode mode, uint32_t start)
{
    Value *k = s->keys;
    uint32_t end = start + 1;
    if (end == s->count) {
        return 1;
    }
    bool down = less(s, mode, k[end], k[start]);
    end++;
    while (end < s->count && less(s, mode, k[end], k[end - 1]) == down) {
        end++;
    }
    if (down) {
        reverse(k, start, end);
        if (s->values != NULL) {
            reverse(s->values, start, end);
        }
    }
    return end - start;
}

/* Extends the sorted [start, sorted) to [start, end). */
static ALWAYS_INLINE void insert_sorted(Sorter *s, SortMode mode, uint32_t start, uint32_t sorted,
                                        uint32_t end)
{
    for (; sorted < end; sorted++) {
        Value pivot = s->keys[sorted];
        uint32_t low = start;
        uint32_t high = sorted;
        while (low < high) {
            uint32_t middle = low + (high - low) / 2;
            bool before = less(s, mode, pivot, s->keys[middle]);
            high = before ? middle : high;
            low = before ? low : middle + 1;
        }
        memmove(s->keys + low + 1, s->keys + low, (sorted - low) * sizeof(Value));
        s->keys[low] = pivot;
        if (s->values != NULL) {
            Value v = s->values[sorted];
            memmove(s->values + low + 1, s->values + low, (sorted - low) * sizeof(Value));
            s->values[low] = v;
        }
    }
}

/* ---- merging ---- */

/* Merges [start, middle) with [middle, end); the left one is copied aside. */
static ALWAYS_INLINE void merge(Sorter *s, SortMode mode, uint32_t start, uint32_t middle,
                                uint32_t end)
{
    bool has_values = s->values != NULL;
    /* What is in place already stays there. */
    while (start < middle && !less(s, mode, s->keys[middle], s->keys[start])) {
        start++;
    }
    uint32_t left = middle - start;
    memcpy(s->spare_keys, s->keys + start, left * sizeof(Value));
    if (has_values) {
        memcpy(s->spare_values, s->values + start, left * sizeof(Value));
    }
    const Value *aside = s->spare_keys;
    Value *keys = s->keys;
    size_t from = 0;
    size_t right = middle;
    size_t to = start;
    while (from < left && right < end) {
        Value a = aside[from];
        Value b = keys[right];
        bool take_right = less(s, mode, b, a);
        if (has_values) {
            s->values[to] = take_right ? s->values[right] : s->spare_values[from];
        }
        keys[to++] = take_right ? b : a;
        right += take_right;
        from += !take_right;
    }
    memcpy(keys + to, aside + from, (left - from) * sizeof(Value));
    if (has_values) {
        memcpy(s->values + to, s->spare_values + from, (left - from) * sizeof(Value));
    }
}

static ALWAYS_INLINE void merge_last(Sorter *s, SortMode mode)
{
    Run *a = &s->runs[s->run_count - 2];
    const Run *b = &s->runs[s->run_count - 1];
    merge(s, mode, a->start, b->start, b->start + b->length);
    a->length += b->length;
    s->run_count--;
}

/* The node power of the boundary between two neighbouring runs (listobject.c powerloop). */
static int node_power(const Run *a, const Run *b, uint32_t count)
{
    uint64_t n = count;
    uint64_t x = 2 * (uint64_t)a->start + a->length;
    uint64_t y = x + a->length + b->length;
    int power = 0;
    for (;;) {
        power++;
        if (x >= n) {
            x -= n;
            y -= n;
        } else if (y >= n) {
            return power;
        }
        x <<= 1;
        y <<= 1;
    }
}

/* Whether the last two runs but one have to be merged before the last one's boundary, whose power
 * is given, can be passed; 0: at the end. */
static bool is_merge_due(const Sorter *s, int power)
{
    return s->run_count > 1 && s->runs[s->run_count - 2].power > power;
}

static ALWAYS_INLINE void sort_as(Sorter *s, SortMode mode)
{
    for (uint32_t start = 0; start < s->count;) {
        uint32_t length = count_run(s, mode, start);
        uint32_t left = s->count - start;
        if (length < MIN_RUN && length < left) {
            uint32_t wanted = left < MIN_RUN ? left : MIN_RUN;
            insert_sorted(s, mode, start, start + length, start + wanted);
            length = wanted;
        }
        Run run = {start, length, 0};
        int power = s->run_count == 0 ? 0 : node_power(&s->runs[s->run_count - 1], &run, s->count);
        while (is_merge_due(s, power)) {
            merge_last(s, mode);
        }
        if (s->run_count > 0) {
            s->runs[s->run_count - 1].power = power;
        }
        pd_assert(s->run_count < RUNS_MAX);
        s->runs[s->run_count++] = run;
        start += length;
    }
    while (is_merge_due(s, 0)) {
        merge_last(s, mode);
    }
}

static void sort(Sorter *s)
{
    switch (s->mode) {
    case SORT_INT: sort_as(s, SORT_INT); break;
    case SORT_FLOAT: sort_as(s, SORT_FLOAT); break;
    case SORT_ASCII: sort_as(s, SORT_ASCII); break;
    default: sort_as(s, s->mode); break;
    }
}

/* ---- the door ---- */

/* Where values are sorted, and room for as many: in their place, or in a copy where the sort may
 * fail. What is counted does not depend on that. */
static bool prepare(Sorter *s, Value *values, Value **sorted, Value **spare)
{
    Array *copy = pd_array_unset(s->heap, s->count);
    Array *room = copy == NULL ? NULL : pd_array_unset(s->heap, s->count);
    if (room == NULL) {
        return false;
    }
    *spare = room->items;
    *sorted = values;
    if (s->mode >= SORT_TUPLE) {
        *sorted = memcpy(copy->items, values, s->count * sizeof(Value));
    }
    return true;
}

static void reverse_all(Sorter *s)
{
    reverse(s->keys, 0, s->count);
    if (s->values != NULL) {
        reverse(s->values, 0, s->count);
    }
}

LeafResult pd_data_sort(Vm *vm, const SortRequest *request, bool *slow)
{
    *slow = false;
    uint32_t count = request->count;
    if (count < 2) {
        return LEAF_OK;
    }
    uint64_t depth = 64 - (uint64_t)__builtin_clzll(count);
    if (!pd_vm_charge_big(vm, count * depth / 8)) {
        return pd_vm_out_of_fuel(vm);
    }
    Sorter s = {.vm = vm, .heap = &vm->heap, .count = count, .failed = ANSWER_YES};
    choose_mode(&s, request->keys);
    if (!prepare(&s, request->keys, &s.keys, &s.spare_keys) ||
        (request->values != NULL && !prepare(&s, request->values, &s.values, &s.spare_values))) {
        return LEAF_MEMORY;
    }
    /* Turning round before and after keeps equal items in order when sorting downwards. */
    if (request->reverse) {
        reverse_all(&s);
    }
    sort(&s);
    if (s.failed == ANSWER_SLOW) {
        *slow = true;
        return LEAF_OK;
    }
    if (s.failed == ANSWER_ERROR) {
        return LEAF_RAISED;
    }
    if (s.failed != ANSWER_YES) {
        return pd_vm_answer_failed(vm, s.failed, VALUE_NONE);
    }
    if (request->reverse) {
        reverse_all(&s);
    }
    if (s.keys != request->keys) {
        memcpy(request->keys, s.keys, count * sizeof(Value));
    }
    if (s.values != request->values) {
        memcpy(request->values, s.values, count * sizeof(Value));
    }
    return LEAF_OK;
}
