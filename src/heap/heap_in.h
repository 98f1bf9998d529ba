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

/* ---- layouts by kind (collect.c): the one place that knows where references are ---- */

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

enum VisitMode { VISIT_MOVE, VISIT_CHECK, VISIT_IMAGE };

struct HeapVisit {
    Heap *heap;
    enum VisitMode mode;
    Ref from_start, from_end; /* MOVE: the half that is left behind */
    void *check;              /* CHECK: verify.c's state */
};

/* A region with the pool's image, of at least *bytes, which becomes what it has; or NULL. */
uint8_t *pd_heap_pool_take(HeapPool *pool, const Alloc *alloc, size_t *bytes);
/* Takes the region of a heap that ends. False: it is not kept. */
bool pd_heap_pool_put(HeapPool *pool, const Heap *heap);

/* Visits all references in an object (of the half that objects are moved to, when moving). */
void pd_heap_scan(HeapVisit *visit, Header *h);
/* Visits hooks and the heap's own strong roots. */
void pd_heap_visit_roots(HeapVisit *visit);
void pd_heap_check_value(HeapVisit *visit, Value v);
void pd_heap_check_ref(HeapVisit *visit, Ref r);

/* Recomputes limit from the logical counters; room: up to max_bytes. */
void pd_heap_update_limit(Heap *heap, bool room);

/* Gives memory of a half that is not used any more back: what is more than it will need soon. A
 * heap of a steady size so keeps its pages, which cost more to get than to fill. */
void pd_heap_discard_half(Heap *heap, uint32_t half, Ref used_end, uint64_t needed_bytes);

/* A fresh object of a fixed size type with the header set; NULL = memory. */
#define PD_NEW(type, heap, kind) ((type *)pd_heap_alloc((heap), sizeof(type), (kind), 0))

/* ---- tables ---- */

size_t pd_table_bytes(size_t capacity, uint32_t stride);
void pd_table_append(Table *t, Value key, uint32_t hash, Value v);
Table *pd_table_new(Heap *heap, size_t capacity, uint32_t stride);
/* The smallest capacity for at least count entries. */
size_t pd_table_capacity_for(size_t count);

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

void pd_limbs_of(const Heap *heap, Value v, Limbs *out);
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
