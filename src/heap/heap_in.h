/* What the files of heap share and nobody else sees: where the references of each kind of object
 * are, the ways into tables, hashes of text, limbs of ints and working memory for them.
 *
 * Must not hold anything that a layer above could want: that belongs into heap.h.
 */
#ifndef HEAP_HEAP_IN_H
#define HEAP_HEAP_IN_H

#include "heap/heap.h"

/* What holds at the head of every function that gets one of these. Torture builds only: most of
 * this layer is too hot for more. */
#define pd_assert_heap(heap) \
 pd_assert_torture((heap)->base != NULL && (heap)->cursor <= (heap)->limit)
#define pd_assert_visit(visit)              \
 pd_assert_torture((visit)->heap != NULL && \
                   ((visit)->mode != VISIT_CHECK || (visit)->check != NULL))
#define pd_assert_limbs(limbs) \
 pd_assert_torture((limbs)->count == 0 || (limbs)->data[(limbs)->count - 1] != 0)
#define pd_assert_integer(heap, v) pd_assert_torture(pd_is_integer((heap), (v)))
#define pd_assert_builder(b) \
 pd_assert_torture((b)->width == 1 || (b)->width == 2 || (b)->width == 4)

/* ---- layouts by kind (trace.c): the one place that knows where references are ---- */

/* What follows the fixed part of an object. */
typedef enum TailKind {
    TAIL_NONE,
    TAIL_ITEMS,   /* Values, as many as the uint32_t after the header says */
    TAIL_SLOTS,   /* Values, as many as h.aux says */
    TAIL_ENTRIES, /* of a Table */
    TAIL_LIMBS,   /* 8 bytes each, as many as the uint32_t after the header says */
    TAIL_TEXT     /* h.aux bytes each, as many as the uint32_t after the header says */
} TailKind;

enum { LAYOUT_REFS_MAX = 3 };

typedef struct KindLayout {
    uint8_t bytes;     /* size of the fixed part; 0 for a kind that no object has */
    uint8_t tail;      /* TailKind */
    uint8_t values_at; /* offset of the Values of the fixed part, which lie next to each other */
    uint8_t value_count;
    uint8_t refs_at[LAYOUT_REFS_MAX]; /* offsets of Refs; 0 for none */
} KindLayout;

extern const KindLayout pd_heap_layouts[KIND_COUNT];

enum VisitMode { VISIT_MARK, VISIT_MOVE, VISIT_ORDER, VISIT_CHECK, VISIT_IMAGE };

/* Notes of a collection lie at the end of the region: a bit for each unit of the space, set when it
 * is part of an object that lives; another, set where such an object begins that has references;
 * for each 64 of them the new place of the first that lives; a stack of objects whose references
 * are not marked yet, and from its end down the fibers. */
struct HeapVisit {
    Heap *heap;
    enum VisitMode mode;
    /* MARK, MOVE, ORDER: of the space, what it had in use */
    Ref first, units;
    Ref moved; /* MOVE: objects before it stay */
    uint64_t *marks, *starts;
    Ref *new_places;
    Ref *stack, *top, *highest, *fibers, *stack_end;
    uint64_t live_units;
    uint64_t plain_units; /* of them, in large objects that need not be looked at */
    void *check;          /* CHECK: verify.c's state */
};

/* A region with the pool's image, of at least *bytes, which becomes what it has; or NULL. */
uint8_t *pd_heap_pool_take(HeapPool *pool, const Alloc *alloc, size_t *bytes);
/* Takes the region of a heap that ends. False: it is not kept. */
bool pd_heap_pool_put(HeapPool *pool, const Heap *heap);

/* Visits all references in an object (at its new place, when moving). */
void pd_heap_scan(HeapVisit *visit, Header *h);
/* Before the storage of a list is looked at. False: it is looked at to its own end. */
static inline bool pd_list_note_end(const Heap *heap, const List *list)
{
    if (list->items == 0 || pd_is_shared(heap, list->items)) {
        return false;
    }
    Array *array = pd_at(heap, list->items);
    pd_assert(list->length <= array->capacity);
    if ((array->h.flags & ARRAY_LIST) == 0) {
        return false;
    }
    array->used = list->length;
    return true;
}
/* Visits hooks and the heap's own strong roots. */
void pd_heap_visit_roots(HeapVisit *visit);

/* ---- marking and moving (trace.c), in this order ---- */

void pd_trace_start(HeapVisit *visit, Heap *heap);
/* Marks all that the roots reach. */
void pd_trace_mark(HeapVisit *visit);
bool pd_trace_is_marked(const HeapVisit *visit, Ref r);
/* Marks one object and not what it refers to. */
void pd_trace_keep(HeapVisit *visit, Ref r);
/* Moves what is marked and sets all references to it. */
void pd_trace_move(HeapVisit *visit);

/* Lays out the living objects of an image that is being made by running in the order in which they
 * are reached, next to each other (order.c). */
void pd_heap_order(Heap *heap);
/* ORDER: copies the object at r unless that was done, and gives the place it will have. */
Ref pd_order_copy(HeapVisit *visit, Ref r);

/* Bytes that the notes of a collection take in the region of so large a space and large area. */
size_t pd_trace_note_bytes(size_t space_bytes, size_t large_bytes);

/* ---- large objects (large.c) ---- */

/* A span of pages: in use by one object, or free. Told by the entries of its first and its last
 * page; all but pages and units by the first only. */
struct LargeSpan {
    uint32_t pages;
    uint32_t units; /* of the object, as it is counted; 0: the span is free */
    union {
        uint32_t plain; /* so many items of its list held no references into the run, nor do now */
        uint32_t dirty; /* free: so many of its pages may have memory */
    };
    bool marked;         /* the collection has met it */
    bool is_plain;       /* and need not look at its references */
    uint32_t next, prev; /* free: neighbours in the list of its class, first page + 1, or 0 */
};

/* The area lies at start, page-aligned, and has so many pages; its notes lie at spans. */
void pd_large_init(LargeArea *area, Ref start, uint32_t pages, void *spans);
/* Room for a large object, or 0. What is counted is the caller's affair. */
Ref pd_large_take(Heap *heap, size_t units);
/* Gives the object another length where it is. false: there is no room behind it. */
bool pd_large_resize(Heap *heap, Ref r, size_t units);
void pd_large_free(Heap *heap, Ref r);
/* Frees what is not marked and takes the marks away. */
void pd_large_sweep(Heap *heap);
/* Gives memory of free pages back until `kept` of them have any. */
void pd_large_discard(Heap *heap, uint32_t kept);
/* Empties the area and gives all its memory back. */
void pd_large_clear(Heap *heap);
/* As `from` is, whose notes are at the same place of its region; objects are copied. */
void pd_large_copy(Heap *heap, const Heap *from);
static inline bool pd_is_large(const Heap *heap, Ref r)
{
    return r >= heap->large.start;
}
static inline LargeSpan *pd_large_span(const Heap *heap, Ref r)
{
    return &heap->large.spans[(r - heap->large.start) / HEAP_PAGE_UNITS];
}
/* Goes over the objects: *page starts at 0; 0 at the end. */
Ref pd_large_next(const Heap *heap, uint32_t *page);
void pd_heap_check_value(HeapVisit *visit, Value v);
void pd_heap_check_ref(HeapVisit *visit, Ref r);

/* Recomputes limit from the logical counters; room: up to max_bytes. */
void pd_heap_update_limit(Heap *heap, bool room);

/* Gives memory of the space back that lies more than kept_bytes behind the cursor. */
void pd_heap_discard_space(Heap *heap, uint64_t kept_bytes);

/* A fresh object of a fixed size type with the header set; NULL = memory. */
#define PD_NEW(type, heap, kind) ((type *)pd_heap_alloc((heap), sizeof(type), (kind), 0))

/* ---- tables ---- */

size_t pd_table_bytes(size_t capacity, uint32_t stride);
void pd_table_append(Table *t, Value key, uint32_t hash, Value v);
Table *pd_table_new(Heap *heap, size_t capacity, uint32_t stride);
/* The smallest capacity for at least count entries. */
size_t pd_table_capacity_for(size_t count);
/* Only the first `used` entries are left, none of which is deleted; makes the index anew, and the
 * table no larger than it must be for them. */
void pd_table_shrink(Table *t, uint32_t used);

/* Puts the number of an entry of that hash into the present slot. */
static ALWAYS_INLINE void pd_slot_put(const Probe *p, size_t bytes, uint32_t hash, uint32_t number)
{
    pd_assert_torture(number <= p->capacity);
    void *index = (uint32_t *)(uintptr_t)p->hashes + p->capacity;
    if (bytes == 1) {
        ((uint8_t *)index)[p->slot] = (uint8_t)number;
    } else if (bytes == 2) {
        ((uint16_t *)index)[p->slot] = (uint16_t)number;
    } else {
        ((uint32_t *)index)[p->slot] = (hash & ~p->mask) | number;
    }
}

static ALWAYS_INLINE void pd_probe_put(const Probe *p, uint32_t hash, uint32_t number)
{
    pd_slot_put(p, pd_slot_bytes(p->capacity), hash, number);
}

/* Goes on to the end of the chain. */
static ALWAYS_INLINE void pd_probe_end(Probe *p)
{
    while (pd_probe_number(p) != 0) {
        pd_probe_next(p);
    }
}

/* Finds out how many entries at the front are deleted. */
void pd_dict_advance_front(Heap *heap, Dict *d);

/* The string of that content in a set of strings, or 0. */
Ref pd_dict_find_text(const Heap *heap, const Dict *d, uint32_t hash, const Str *like,
                      const uint8_t *data);

/* pd_equal_values of two keys of one hash that are not the same; work not counted. */
Answer pd_equal_keys(Heap *heap, Value a, Value b);

/* What is wrong first with counters, hashes or index of a table that has so many items, or NULL. */
const char *pd_table_fault(const Heap *heap, const Table *t, uint32_t used);

/* ---- strings ---- */

#define STR_LENGTH_MAX ((size_t)UINT32_MAX - 64)

/* Copies count code points between widths; a narrower target must have room for each of them. */
void pd_points_copy(uint8_t *to, uint32_t to_width, const uint8_t *from, uint32_t from_width,
                    size_t count);
/* The hash of a content of canonical width; never 0. */
uint32_t pd_text_hash(const uint8_t *data, size_t bytes);
/* The 64-bit hash() of which pd_table_hash gives back the 32 bits of a string's hash. */
int64_t pd_text_hash_wide(uint32_t hash);

/* ---- limbs of ints ---- */

typedef uint64_t Limb;

/* An int as sign and magnitude; small ints use the limb inside, so it must stay where it is. */
typedef struct Limbs {
    const Limb *data;
    size_t count; /* 0 for the value 0; the last limb is not 0 */
    bool negative;
    Limb small;
} Limbs;

static inline void pd_limbs_of(const Heap *heap, Value v, Limbs *out)
{
    pd_assert_heap(heap);
    if (pd_is_int(v)) {
        int64_t i = pd_int_of(v);
        out->small = i < 0 ? 0 - (uint64_t)i : (uint64_t)i;
        out->data = &out->small;
        out->count = i != 0;
        out->negative = i < 0;
        return;
    }
    pd_assert(pd_is_kind(heap, v, KIND_INT));
    const BigInt *b = PD_AS(BigInt, heap, v);
    out->data = b->limbs;
    out->count = b->limb_count;
    out->negative = (b->h.flags & BIGINT_NEGATIVE) != 0;
}
/* An int of that sign and magnitude, leading zeros allowed. */
Answer pd_int_from_limbs(Heap *heap, const Limb *limbs, size_t count, bool negative, Value *out);

/* Working memory for limbs, from the heap's Alloc when it is much. Stays where it is; deinit. */
enum { SCRATCH_INLINE_LIMBS = 40 };
typedef struct Scratch {
    const Alloc *alloc;
    Limb *data; /* NULL = no memory */
    size_t count;
    Limb first[SCRATCH_INLINE_LIMBS];
} Scratch;
void pd_scratch_init(Scratch *scratch, const Heap *heap, size_t count);
void pd_scratch_deinit(Scratch *scratch);

static inline size_t pd_limbs_strip(const Limb *limbs, size_t count)
{
    while (count > 0 && limbs[count - 1] == 0) {
        count--;
    }
    return count;
}
static inline uint64_t pd_limbs_bits(const Limb *limbs, size_t count)
{
    return count == 0 ? 0 : (uint64_t)count * 64 - pd_clz64(limbs[count - 1]);
}

/* An uninitialised big int to be given to pd_int_finish before anything else is allocated. */
BigInt *pd_bigint_new(Heap *heap, size_t limb_count);
/* Normal form of a big int of which count limbs are written. */
Value pd_int_finish(Heap *heap, BigInt *b, size_t count, bool negative);

#endif
