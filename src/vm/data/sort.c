/*
 * The stable sort of values that C can compare: natural runs, merged in the order of powersort.
 *
 * Source: J. Munro and S. Wild, "Nearly-Optimal Mergesorts" (2018), the merge policy of CPython
 * 3.11; runs shorter than MIN_RUN are extended by binary insertion. Works on scratch arrays of the
 * heap, so a sort that fails leaves no trace. Keys of one kind are compared without looking at
 * their kinds again.
 */
#include "vm/data/data.h"

#include <string.h>

enum { MIN_RUN = 32, RUNS_MAX = 64 };

typedef enum SortMode { SORT_INT, SORT_FLOAT, SORT_ASCII, SORT_STR, SORT_ANY } SortMode;

typedef struct Run {
    uint32_t start, length;
    int power;
} Run;

typedef struct Sorter {
    Vm *vm;
    Heap *heap;
    SortMode mode;
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

static inline bool less(Sorter *s, Value a, Value b)
{
    switch (s->mode) {
    case SORT_INT: return pd_int_of(a) < pd_int_of(b);
    case SORT_FLOAT: return pd_float_of(a) < pd_float_of(b);
    case SORT_ASCII: return less_bytes(PD_AS(const Str, s->heap, a), PD_AS(const Str, s->heap, b));
    case SORT_STR:
        return pd_str_compare(PD_AS(const Str, s->heap, a), PD_AS(const Str, s->heap, b)) < 0;
    default: return less_any(s, a, b);
    }
}

static SortMode mode_of_first(const Heap *heap, Value v)
{
    if (pd_is_int(v)) {
        return SORT_INT;
    }
    if (pd_is_float(v)) {
        return SORT_FLOAT;
    }
    return pd_is_kind(heap, v, KIND_STR) ? SORT_ASCII : SORT_ANY;
}

static SortMode common_mode(const Heap *heap, const Value *keys, uint32_t count)
{
    SortMode mode = mode_of_first(heap, keys[0]);
    for (uint32_t i = 0; i < count && mode != SORT_ANY; i++) {
        Value v = keys[i];
        bool fits = mode == SORT_INT     ? pd_is_int(v)
                    : mode == SORT_FLOAT ? pd_is_float(v)
                                         : pd_is_kind(heap, v, KIND_STR);
        if (!fits) {
            return SORT_ANY;
        }
        if (mode == SORT_ASCII && PD_AS(const Str, heap, v)->h.aux != 1) {
            mode = SORT_STR;
        }
    }
    return mode;
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
static uint32_t count_run(Sorter *s, uint32_t start)
{
    Value *k = s->keys;
    uint32_t end = start + 1;
    if (end == s->count) {
        return 1;
    }
    bool down = less(s, k[end], k[start]);
    end++;
    while (end < s->count && less(s, k[end], k[end - 1]) == down) {
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
static void insert_sorted(Sorter *s, uint32_t start, uint32_t sorted, uint32_t end)
{
    for (; sorted < end; sorted++) {
        Value pivot = s->keys[sorted];
        uint32_t low = start;
        uint32_t high = sorted;
        while (low < high) {
            uint32_t middle = low + (high - low) / 2;
            if (less(s, pivot, s->keys[middle])) {
                high = middle;
            } else {
                low = middle + 1;
            }
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
static void merge(Sorter *s, uint32_t start, uint32_t middle, uint32_t end)
{
    bool has_values = s->values != NULL;
    /* What is in place already stays there. */
    while (start < middle && !less(s, s->keys[middle], s->keys[start])) {
        start++;
    }
    uint32_t left = middle - start;
    memcpy(s->spare_keys, s->keys + start, left * sizeof(Value));
    if (has_values) {
        memcpy(s->spare_values, s->values + start, left * sizeof(Value));
    }
    uint32_t from = 0;
    uint32_t right = middle;
    uint32_t to = start;
    while (from < left && right < end) {
        bool take_right = less(s, s->keys[right], s->spare_keys[from]);
        if (has_values) {
            s->values[to] = take_right ? s->values[right] : s->spare_values[from];
        }
        s->keys[to++] = take_right ? s->keys[right] : s->spare_keys[from];
        right += take_right;
        from += !take_right;
    }
    memcpy(s->keys + to, s->spare_keys + from, (left - from) * sizeof(Value));
    if (has_values) {
        memcpy(s->values + to, s->spare_values + from, (left - from) * sizeof(Value));
    }
}

static void merge_last(Sorter *s)
{
    Run *a = &s->runs[s->run_count - 2];
    const Run *b = &s->runs[s->run_count - 1];
    merge(s, a->start, b->start, b->start + b->length);
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

static void push_run(Sorter *s, Run run)
{
    if (s->run_count > 0) {
        int power = node_power(&s->runs[s->run_count - 1], &run, s->count);
        while (s->run_count > 1 && s->runs[s->run_count - 2].power > power) {
            merge_last(s);
        }
        s->runs[s->run_count - 1].power = power;
    }
    pd_assert(s->run_count < RUNS_MAX);
    s->runs[s->run_count++] = run;
}

static void sort(Sorter *s)
{
    for (uint32_t start = 0; start < s->count;) {
        uint32_t length = count_run(s, start);
        uint32_t left = s->count - start;
        if (length < MIN_RUN && length < left) {
            uint32_t wanted = left < MIN_RUN ? left : MIN_RUN;
            insert_sorted(s, start, start + length, start + wanted);
            length = wanted;
        }
        push_run(s, (Run){start, length, 0});
        start += length;
    }
    while (s->run_count > 1) {
        merge_last(s);
    }
}

/* ---- the door ---- */

static Value *scratch(Heap *heap, uint32_t count)
{
    Array *array = pd_array_new(heap, count);
    return array == NULL ? NULL : array->items;
}

static bool prepare(Sorter *s, const SortRequest *request)
{
    size_t bytes = request->count * sizeof(Value);
    s->keys = scratch(s->heap, request->count);
    s->spare_keys = s->keys == NULL ? NULL : scratch(s->heap, request->count);
    if (s->spare_keys == NULL) {
        return false;
    }
    memcpy(s->keys, request->keys, bytes);
    if (request->values != NULL) {
        s->values = scratch(s->heap, request->count);
        s->spare_values = s->values == NULL ? NULL : scratch(s->heap, request->count);
        if (s->spare_values == NULL) {
            return false;
        }
        memcpy(s->values, request->values, bytes);
    }
    return true;
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
    s.mode = common_mode(&vm->heap, request->keys, count);
    if (!prepare(&s, request)) {
        return LEAF_MEMORY;
    }
    /* Turning round before and after keeps equal items in order when sorting downwards. */
    if (request->reverse) {
        reverse(s.keys, 0, count);
        if (s.values != NULL) {
            reverse(s.values, 0, count);
        }
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
        reverse(s.keys, 0, count);
        if (s.values != NULL) {
            reverse(s.values, 0, count);
        }
    }
    memcpy(request->keys, s.keys, count * sizeof(Value));
    if (s.values != NULL) {
        memcpy(request->values, s.values, count * sizeof(Value));
    }
    return LEAF_OK;
}
