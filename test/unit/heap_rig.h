/*
 * What the heap's tests share: a heap over a small image whose roots are an array of values, and
 * seeded random numbers.
 */
#ifndef TEST_HEAP_RIG_H
#define TEST_HEAP_RIG_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "heap/heap.h"

enum { RIG_ROOTS = 4096 };

typedef struct Rig {
    Heap heap;
    Value roots[RIG_ROOTS];
    uint64_t random;
} Rig;

static inline void rig_roots(void *ctx, HeapVisit *visit)
{
    Rig *rig = ctx;
    for (size_t i = 0; i < RIG_ROOTS; i++) {
        pd_heap_visit_value(visit, &rig->roots[i]);
    }
}

static inline void rig_open_with(Rig *rig, const Alloc *alloc, uint64_t max_bytes)
{
    Heap builder;
    assert_int_equal(pd_heap_init(&builder, pd_alloc_system(), 1 << 20, (Bytes){NULL, 0}),
                     STATUS_OK);
    pd_heap_build_constants(&builder);
    pd_heap_seal_image(&builder);
    assert_int_equal(pd_heap_init(&rig->heap, alloc, max_bytes, pd_heap_image(&builder)),
                     STATUS_OK);
    pd_heap_deinit(&builder);
    rig->heap.hooks = (HeapHooks){.ctx = rig, .roots = rig_roots};
    for (size_t i = 0; i < RIG_ROOTS; i++) {
        rig->roots[i] = VALUE_UNBOUND;
    }
    rig->random = 1;
}

static inline void rig_open(Rig *rig)
{
    rig_open_with(rig, pd_alloc_system(), UINT64_C(512) << 20);
}

static inline void rig_close(Rig *rig)
{
    assert_null(pd_heap_verify(&rig->heap, HEAP_WITH_GARBAGE));
    pd_heap_deinit(&rig->heap);
}

static inline void rig_collect(Rig *rig)
{
    pd_heap_collect(&rig->heap, false);
    assert_null(pd_heap_verify(&rig->heap, HEAP_WITH_GARBAGE));
}

/* What a VM does at a safepoint when an allocation has failed. */
static inline void rig_make_room(Rig *rig)
{
    pd_heap_collect(&rig->heap, true);
}

static inline uint64_t rig_random(Rig *rig)
{
    rig->random += UINT64_C(0x9e3779b97f4a7c15);
    return pd_hash_u64(rig->random);
}

static inline size_t rig_below(Rig *rig, size_t bound)
{
    return (size_t)(rig_random(rig) % bound);
}

static inline Value rig_str(Rig *rig, const char *text)
{
    Str *s = pd_str_new_utf8(&rig->heap, pd_bytes_of_cstr(text));
    assert_non_null(s);
    return pd_value_to(&rig->heap, s);
}

static inline Value rig_name(Rig *rig, const char *text)
{
    Str *s = pd_str_intern_utf8(&rig->heap, pd_bytes_of_cstr(text));
    assert_non_null(s);
    return pd_value_to(&rig->heap, s);
}

static inline Value rig_tuple(Rig *rig, size_t count, const Value *items)
{
    Tuple *t = pd_tuple_new(&rig->heap, items, count);
    assert_non_null(t);
    return pd_value_to(&rig->heap, t);
}

/* A class without bases and attributes that keeps the promises of object.h. */
static inline Class *rig_class(Heap *heap, Kind instances)
{
    Class *cls = pd_heap_alloc(heap, sizeof(Class), KIND_CLASS, instances);
    Value self = pd_value_to(heap, cls);
    Value name = pd_value_to(heap, pd_str_new_ascii(heap, "C"));
    *cls = (Class){.h = cls->h,
                   .name = name,
                   .qualname = name,
                   .bases = pd_value_to(heap, pd_tuple_new(heap, NULL, 0)),
                   .mro = pd_value_to(heap, pd_tuple_new(heap, &self, 1)),
                   .metaclass = VALUE_UNBOUND,
                   .dict = pd_ref_to(heap, pd_dict_new(heap, 0))};
    return cls;
}

static inline double rig_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

#endif
