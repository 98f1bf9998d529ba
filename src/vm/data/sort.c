/*
 * The stable sort of values that C can compare: natural runs, merged in the order of powersort.
 *
 * Source: J. Munro and S. Wild, "Nearly-Optimal Mergesorts" (2018), the merge policy of CPython
 * 3.11; runs shorter than MIN_RUN are extended by insertion. What is sorted is not the keys but a
 * number for each, its rank, that orders as it does as far as a number can tell: keys are looked at
 * again only where ranks are equal and do not say all. Beside its rank goes the place where the key
 * was, unless keys alone are sorted that their ranks give back. Merging decides without branches:
 * those on random keys are guessed wrong half of the time. Ranks in no order to speak of are not
 * merged but dealt out by their digits, which takes as many passes as they have bytes. Values move
 * when all is done, so a sort that fails leaves no trace.
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

/* What decides: ALONE and DECIDE: ranks, without or with places beside them; KEYS: the keys where
 * ranks are equal. How often, and which, is then part of the fuel that a sort takes. */
typedef enum SortBy { SORT_BY_ALONE, SORT_BY_DECIDE, SORT_BY_KEYS } SortBy;

typedef struct Sorter {
    Vm *vm;
    Heap *heap;
    SortMode mode, first;
    /* Of tuples that all begin with two ints, whose ranges fit into a rank: the least ones, and the
     * bits of the second. 0: of others. */
    int64_t low[2];
    uint32_t second_bits;
    const Value *keys;
    uint64_t *ranks, *spare_ranks;
    uint32_t *places, *spare_places; /* NULL: ranks alone */
    uint32_t count;
    bool in_place; /* ranks are where the keys were, and become keys again */
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

static bool less_plain(Sorter *s, SortMode mode, Value a, Value b)
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

/* The first items mostly decide, else often ints behind them. */
static bool less_tuple(Sorter *s, Value a, Value b)
{
    const Tuple *x = PD_AS(const Tuple, s->heap, a);
    const Tuple *y = PD_AS(const Tuple, s->heap, b);
    if (less_plain(s, s->first, x->items[0], y->items[0])) {
        return true;
    }
    if (less_plain(s, s->first, y->items[0], x->items[0]) || s->failed != ANSWER_YES) {
        return false;
    }
    uint32_t common = x->length < y->length ? x->length : y->length;
    for (uint32_t i = 0; i < common; i++) {
        if (!pd_is(x->items[i], y->items[i])) {
            return pd_both_int(x->items[i], y->items[i])
                       ? pd_int_of(x->items[i]) < pd_int_of(y->items[i])
                       : less_any(s, a, b);
        }
    }
    return less_any(s, a, b);
}

static NEVER_INLINE bool less_keys(Sorter *s, Value a, Value b)
{
    return s->mode == SORT_TUPLE ? less_tuple(s, a, b) : less_plain(s, s->mode, a, b);
}

typedef struct Ranked {
    uint64_t rank;
    uint32_t place;
} Ranked;

static ALWAYS_INLINE bool less(Sorter *s, SortBy by, Ranked a, Ranked b)
{
    if (by == SORT_BY_KEYS && a.rank == b.rank) {
        return less_keys(s, s->keys[a.place], s->keys[b.place]);
    }
    return a.rank < b.rank;
}

static ALWAYS_INLINE Ranked ranked_at(const Sorter *s, SortBy by, size_t i)
{
    return (Ranked){s->ranks[i], by == SORT_BY_ALONE ? 0 : s->places[i]};
}

static ALWAYS_INLINE void put_ranked(Sorter *s, SortBy by, size_t i, Ranked ranked)
{
    s->ranks[i] = ranked.rank;
    if (by != SORT_BY_ALONE) {
        s->places[i] = ranked.place;
    }
}

/* ---- ranks ---- */

#define RANK_SIGN (UINT64_C(1) << 63)

static uint64_t rank_of(const Heap *heap, SortMode mode, Value v)
{
    switch (mode) {
    case SORT_BOOL: return v.bits;
    case SORT_INT: return (uint64_t)pd_int_of(v) ^ RANK_SIGN;
    case SORT_FLOAT: {
        uint64_t bits = pd_float_of(v) == 0 ? 0 : v.bits; /* both zeros are equal */
        return (bits & RANK_SIGN) != 0 ? ~bits : bits | RANK_SIGN;
    }
    case SORT_ASCII: return leading_bytes(PD_AS(const Str, heap, v));
    default: return 0;
    }
}

static Value of_rank(SortMode mode, uint64_t rank)
{
    switch (mode) {
    case SORT_INT: return pd_from_int((int64_t)(rank ^ RANK_SIGN));
    case SORT_FLOAT: return (Value){(rank & RANK_SIGN) != 0 ? rank ^ RANK_SIGN : ~rank};
    default: return (Value){rank};
    }
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

/* Whether the first two items of all tuples make the rank. */
static void choose_pairs(Sorter *s)
{
    int64_t low[2] = {INT64_MAX, INT64_MAX};
    int64_t high[2] = {INT64_MIN, INT64_MIN};
    for (uint32_t i = 0; i < s->count; i++) {
        const Tuple *tuple = PD_AS(const Tuple, s->heap, s->keys[i]);
        if (tuple->length < 2 || !pd_both_int(tuple->items[0], tuple->items[1])) {
            return;
        }
        for (uint32_t k = 0; k < 2; k++) {
            int64_t v = pd_int_of(tuple->items[k]);
            low[k] = v < low[k] ? v : low[k];
            high[k] = v > high[k] ? v : high[k];
        }
    }
    uint32_t first_bits = 64 - (uint32_t)pd_clz64((uint64_t)(high[0] - low[0]) | 1);
    uint32_t second_bits = 64 - (uint32_t)pd_clz64((uint64_t)(high[1] - low[1]) | 1);
    if (first_bits + second_bits <= 64) {
        memcpy(s->low, low, sizeof low);
        s->second_bits = second_bits;
    }
}

static uint64_t rank_of_tuple(const Sorter *s, const Tuple *tuple)
{
    if (s->second_bits == 0) {
        return rank_of(s->heap, s->first, tuple->items[0]);
    }
    uint64_t first = (uint64_t)(pd_int_of(tuple->items[0]) - s->low[0]);
    return first << s->second_bits | (uint64_t)(pd_int_of(tuple->items[1]) - s->low[1]);
}

static void choose_mode(Sorter *s)
{
    s->mode = common_mode(s->heap, s->keys, s->count, mode_of);
    if (s->mode == SORT_TUPLE) {
        s->first = common_mode(s->heap, s->keys, s->count, mode_of_first);
        s->mode = s->first == SORT_ANY ? SORT_ANY : SORT_TUPLE;
    }
    if (s->mode == SORT_TUPLE && s->first == SORT_INT) {
        choose_pairs(s);
    }
}

/* Whether the ranks of all keys tell which keys they are: not those of a zero below zero. */
static bool ranks_are_keys(const Sorter *s)
{
    bool told = s->mode <= SORT_FLOAT;
    for (uint32_t i = 0; told && s->mode == SORT_FLOAT && i < s->count; i++) {
        told = s->keys[i].bits != RANK_SIGN;
    }
    return told;
}

/* ---- runs ---- */

static void reverse(const Sorter *s, uint32_t start, uint32_t end)
{
    for (; start + 1 < end; start++) {
        end--;
        uint64_t rank = s->ranks[start];
        s->ranks[start] = s->ranks[end];
        s->ranks[end] = rank;
        if (s->places != NULL) {
            uint32_t place = s->places[start];
            s->places[start] = s->places[end];
            s->places[end] = place;
        }
    }
}

/* Length of the run at start; a strictly descending one is turned round. */
static ALWAYS_INLINE uint32_t count_run(Sorter *s, SortBy by, uint32_t start)
{
    uint32_t end = start + 1;
    if (end == s->count) {
        return 1;
    }
    bool down = less(s, by, ranked_at(s, by, end), ranked_at(s, by, start));
    end++;
    while (end < s->count &&
           less(s, by, ranked_at(s, by, end), ranked_at(s, by, end - 1)) == down) {
        end++;
    }
    if (down) {
        reverse(s, start, end);
    }
    return end - start;
}

/* Where a key belongs in the sorted [low, high), behind those equal to it. */
static ALWAYS_INLINE uint32_t place_in(Sorter *s, SortBy by, uint32_t low, uint32_t high,
                                       Ranked pivot)
{
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        bool before = less(s, by, pivot, ranked_at(s, by, middle));
        high = before ? middle : high;
        low = before ? low : middle + 1;
    }
    return low;
}

/* Extends the sorted [start, sorted) to [start, end). */
static ALWAYS_INLINE void insert_sorted(Sorter *s, SortBy by, uint32_t start, uint32_t sorted,
                                        uint32_t end)
{
    for (; sorted < end; sorted++) {
        Ranked pivot = ranked_at(s, by, sorted);
        uint32_t to = sorted;
        uint32_t low = by == SORT_BY_KEYS ? place_in(s, by, start, sorted, pivot) : start;
        while (to > low && (by == SORT_BY_KEYS || pivot.rank < s->ranks[to - 1])) {
            put_ranked(s, by, to, ranked_at(s, by, to - 1));
            to--;
        }
        put_ranked(s, by, to, pivot);
    }
}

/* ---- merging ---- */

/* Merges [start, middle) with [middle, end); the left one is copied aside. */
static ALWAYS_INLINE void merge(Sorter *s, SortBy by, uint32_t start, uint32_t middle, uint32_t end)
{
    /* What is in place already stays there. */
    while (start < middle && !less(s, by, ranked_at(s, by, middle), ranked_at(s, by, start))) {
        start++;
    }
    size_t left = middle - start;
    memcpy(s->spare_ranks, s->ranks + start, left * sizeof *s->ranks);
    if (by != SORT_BY_ALONE) {
        memcpy(s->spare_places, s->places + start, left * sizeof *s->places);
    }
    const uint64_t *aside = s->spare_ranks;
    const uint32_t *aside_places = s->spare_places;
    size_t from = 0;
    size_t right = middle;
    size_t to = start;
    while (from < left && right < end) {
        Ranked a = {aside[from], by == SORT_BY_ALONE ? 0 : aside_places[from]};
        Ranked b = ranked_at(s, by, right);
        bool take_right = less(s, by, b, a);
        Ranked next = {take_right ? b.rank : a.rank, take_right ? b.place : a.place};
        put_ranked(s, by, to++, next);
        right += take_right;
        from += !take_right;
    }
    memcpy(s->ranks + to, aside + from, (left - from) * sizeof *aside);
    if (by != SORT_BY_ALONE) {
        memcpy(s->places + to, aside_places + from, (left - from) * sizeof *aside_places);
    }
}

static ALWAYS_INLINE void merge_last(Sorter *s, SortBy by)
{
    Run *a = &s->runs[s->run_count - 2];
    const Run *b = &s->runs[s->run_count - 1];
    merge(s, by, a->start, b->start, b->start + b->length);
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

static ALWAYS_INLINE void sort_by(Sorter *s, SortBy by)
{
    for (uint32_t start = 0; start < s->count;) {
        uint32_t length = count_run(s, by, start);
        uint32_t left = s->count - start;
        if (length < MIN_RUN && length < left) {
            uint32_t wanted = left < MIN_RUN ? left : MIN_RUN;
            insert_sorted(s, by, start, start + length, start + wanted);
            length = wanted;
        }
        Run run = {start, length, 0};
        int power = s->run_count == 0 ? 0 : node_power(&s->runs[s->run_count - 1], &run, s->count);
        while (is_merge_due(s, power)) {
            merge_last(s, by);
        }
        if (s->run_count > 0) {
            s->runs[s->run_count - 1].power = power;
        }
        pd_assert(s->run_count < RUNS_MAX);
        s->runs[s->run_count++] = run;
        start += length;
    }
    while (is_merge_due(s, 0)) {
        merge_last(s, by);
    }
}

static NEVER_INLINE void sort_by_keys(Sorter *s)
{
    sort_by(s, SORT_BY_KEYS);
}

static void sort_merging(Sorter *s)
{
    if (s->places == NULL) {
        sort_by(s, SORT_BY_ALONE);
    } else if (s->mode <= SORT_FLOAT) {
        sort_by(s, SORT_BY_DECIDE);
    } else {
        sort_by_keys(s);
    }
}

/* ---- digits ---- */

/* A digit is a byte of what ranks are above the least one. */
enum { DIGITS = 256, RANK_DIGITS = 8, DEALT_MIN = 64 };

/* Puts the ranks in the order of one digit, equal ones as they are. starts: how often each digit
 * is there, then where those ranks go that have it. */
static void deal(Sorter *s, uint64_t low, uint32_t shift, uint32_t *starts)
{
    uint32_t start = 0;
    for (uint32_t digit = 0; digit < DIGITS; digit++) {
        uint32_t many = starts[digit];
        starts[digit] = start;
        start += many;
    }
    uint64_t *ranks = s->ranks;
    uint32_t *places = s->places;
    for (uint32_t i = 0; i < s->count; i++) {
        uint32_t to = starts[(ranks[i] - low) >> shift & (DIGITS - 1)]++;
        s->spare_ranks[to] = ranks[i];
        if (places != NULL) {
            s->spare_places[to] = places[i];
        }
    }
    s->ranks = s->spare_ranks;
    s->places = s->spare_places;
    s->spare_ranks = ranks;
    s->spare_places = places;
}

/* Orders all by rank, unless there are so few runs that merging them takes less. */
static bool sort_dealing(Sorter *s)
{
    uint64_t low = s->ranks[0];
    uint64_t high = low;
    uint32_t falls = 0;
    for (uint32_t i = 1; i < s->count; i++) {
        uint64_t rank = s->ranks[i];
        falls += rank < s->ranks[i - 1];
        low = rank < low ? rank : low;
        high = rank > high ? rank : high;
    }
    uint32_t digits = (71 - (uint32_t)pd_clz64((high - low) | 1)) / 8;
    uint32_t merges = 64 - (uint32_t)pd_clz64(falls | 1);
    if (s->count < DEALT_MIN || digits >= merges || falls + 1 == s->count) {
        return false;
    }
    uint32_t counts[RANK_DIGITS][DIGITS];
    memset(counts, 0, digits * sizeof counts[0]);
    for (uint32_t i = 0; i < s->count; i++) {
        uint64_t rest = s->ranks[i] - low;
        for (uint32_t k = 0; k < digits; k++, rest >>= 8) {
            counts[k][rest & (DIGITS - 1)]++;
        }
    }
    for (uint32_t k = 0; k < digits; k++) {
        uint64_t digit = (s->ranks[0] - low) >> (8 * k) & (DIGITS - 1);
        if (counts[k][digit] != s->count) {
            deal(s, low, 8 * k, counts[k]);
        }
    }
    return true;
}

/* Orders by their keys what is in order by rank. */
static void sort_ties(Sorter *s)
{
    for (uint32_t start = 0; start < s->count;) {
        uint32_t end = start + 1;
        while (end < s->count && s->ranks[end] == s->ranks[start]) {
            end++;
        }
        if (end > start + 1) {
            Sorter tied = *s;
            tied.ranks += start;
            tied.places += start;
            tied.count = end - start;
            sort_by_keys(&tied);
        }
        start = end;
    }
}

/* Keys whose comparison may be charged are compared as merging does. */
static void sort(Sorter *s)
{
    if (s->mode > SORT_ASCII || !sort_dealing(s)) {
        sort_merging(s);
    } else if (s->mode == SORT_ASCII) {
        sort_ties(s);
    }
}

/* ---- the door ---- */

/* Memory, and ranks. Ranks that are keys take their place. */
static bool prepare(Sorter *s, const SortRequest *request)
{
    Array *spare = pd_array_unset(s->heap, s->count);
    if (spare == NULL) {
        return false;
    }
    s->in_place = ranks_are_keys(s);
    s->spare_ranks = (uint64_t *)(void *)spare->items;
    s->ranks = (uint64_t *)(void *)request->keys;
    if (!s->in_place) {
        Array *ranks = pd_array_unset(s->heap, s->count);
        if (ranks == NULL) {
            return false;
        }
        s->ranks = (uint64_t *)(void *)ranks->items;
    }
    if (request->values != NULL || !s->in_place) {
        Array *places = pd_array_unset(s->heap, s->count);
        if (places == NULL) {
            return false;
        }
        s->places = (uint32_t *)(void *)places->items;
        s->spare_places = s->places + s->count;
    }
    for (uint32_t i = 0; i < s->count; i++) {
        Value key = s->keys[i];
        s->ranks[i] = s->mode == SORT_TUPLE ? rank_of_tuple(s, PD_AS(const Tuple, s->heap, key))
                                            : rank_of(s->heap, s->mode, key);
        if (s->places != NULL) {
            s->places[i] = i;
        }
    }
    return true;
}

/* Puts values in the order of their places. */
static void arrange(const Sorter *s, Value *values)
{
    const Value *before =
        memcpy((Value *)(void *)s->spare_ranks, values, s->count * sizeof *values);
    for (uint32_t i = 0; i < s->count; i++) {
        values[i] = before[s->places[i]];
    }
}

static void finish(const Sorter *s, const SortRequest *request)
{
    if (request->values != NULL) {
        arrange(s, request->values);
    } else if (!s->in_place) {
        arrange(s, request->keys);
    }
    for (uint32_t i = 0; s->in_place && i < s->count; i++) {
        request->keys[i] = of_rank(s->mode, s->ranks[i]);
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
    Sorter s = {
        .vm = vm, .heap = &vm->heap, .keys = request->keys, .count = count, .failed = ANSWER_YES};
    choose_mode(&s);
    if (!prepare(&s, request)) {
        return LEAF_MEMORY;
    }
    /* Turning round before and after keeps equal items in order when sorting downwards. */
    if (request->reverse) {
        reverse(&s, 0, count);
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
        reverse(&s, 0, count);
    }
    finish(&s, request);
    return LEAF_OK;
}
