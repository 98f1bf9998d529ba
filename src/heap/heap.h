/* Door of the layer heap: values and objects of one run, their allocation and collection. One file
 * per type.
 *
 * A heap is one region of addresses, reserved once: [shared image | space | large objects | what
 * collections note]. References are offsets from its base, so a region can be copied or moved.
 * Allocation bumps a cursor in the space, or takes pages for a large object that never moves, and
 * never collects: when the budget until the next collection is used up it returns NULL, the caller
 * abandons its instruction, and the VM collects at that safepoint. Hence the rule for everybody:
 * allocate first, mutate after; raw pointers are good until the next safepoint. The image part is
 * immutable and never points out of itself. Counting is logical, so it is the same on every
 * machine. Thread rule: a heap belongs to one thread at a time.
 */
#ifndef HEAP_HEAP_H
#define HEAP_HEAP_H

#include "heap/object.h"
#include "heap/value.h"

typedef struct Heap Heap;
typedef struct HeapVisit HeapVisit;

/* Visits one slot that holds a Value or a Ref: marks, moves, and updates it. */
void pd_heap_visit_value(HeapVisit *visit, Value *slot);
void pd_heap_visit_ref(HeapVisit *visit, Ref *slot);

/* What the owner of a heap (the VM) tells its collector. Either may be NULL. While a hook runs,
 * a slot must be visited before what it points at is read; of an object so reached, plain fields
 * are right and slots may still be old. A collection calls them twice: to mark, and to move. */
typedef struct HeapHooks {
    void *ctx;
    void (*roots)(void *ctx, HeapVisit *visit); /* visit every root slot */
    /* Visit the live slots of a fiber's stack and clear the dead ones to UNBOUND. */
    void (*fiber)(void *ctx, Fiber *fiber, Array *stack, HeapVisit *visit);
    /* What is wrong with a fiber and its stack first, or NULL; asked before `fiber` while a heap is
     * verified. */
    const char *(*verify_fiber)(void *ctx, const Fiber *fiber, const Array *stack);
} HeapHooks;

/* The part of large objects, in pages of HEAP_PAGE_BYTES: see large.c. */
enum { HEAP_LARGE_CLASSES = 21 };
typedef struct LargeSpan LargeSpan;
typedef struct LargeArea {
    Ref start;      /* its first unit; no object of the space lies there or behind */
    uint32_t pages; /* so many there are */
    uint32_t top;   /* those below belong to spans, in use or free */
    uint32_t high;  /* those from here on have no memory */
    uint32_t used;  /* so many are in use */
    uint32_t dirty; /* so many of free spans may have memory */
    uint32_t kept;  /* so many that are free keep theirs */
    uint32_t free[HEAP_LARGE_CLASSES]; /* lists of free spans: first page + 1, or 0 */
    LargeSpan *spans;                  /* by page */
} LargeArea;

/* Lookups answer ANSWER_LIMIT when lookup_work is beyond this. */
#define LOOKUP_WORK_MAX (UINT64_C(1) << 24)

struct Heap {
    uint8_t *base; /* address of offset 0; offset 0 itself is never an object */
    Ref cursor;    /* next free unit of 8 bytes */
    Ref limit; /* allocation beyond this fails: the next collection is due, or test_fail_at hit */
    Ref image_end; /* refs below belong to the shared image */
    Ref space_start, space_end;
    Ref space_high; /* the space has no memory from here on, when that is above the cursor */
    LargeArea large;
    uint64_t *notes;   /* what collections note */
    bool sealed_image; /* true once the image part is complete */
    bool contiguous;   /* all objects lie in the space: it becomes part of an image */
    /* Logical bytes in use = base_used_bytes + (cursor - base_cursor) * 8. */
    uint64_t base_used_bytes;
    Ref base_cursor;
    uint64_t threshold_bytes; /* logical bytes in use at which the next collection is due */
    uint64_t max_bytes;       /* limit heap_bytes */
    uint64_t due_bytes;       /* bytes of memory in use at which pd_heap_is_due */
    uint32_t next_ident;      /* next ordinal for id() */
    uint32_t collection_count;
    uint64_t peak_bytes;
    /* Raised when a Value may be elsewhere than it was: see pd_dict_watch. */
    uint32_t places_epoch;
    /* Comparisons of keys whose hashes were equal and that were not the same, since the owner of
     * the heap last took them into account: what keys made by an enemy cost. */
    uint64_t lookup_work;
    /* Tests: the test_fail_at-th allocation fails once; 0 = never. alloc_count counts only then. */
    uint64_t alloc_count, test_fail_at;
    const Alloc *alloc;
    size_t reserved_bytes;
    struct HeapPool *pool; /* where the region goes in the end, or NULL */
    HeapHooks hooks;
    Ref intern_table;       /* ref to a set of the strings interned by this run; weak */
    Ref image_intern_table; /* ref into the image */
    Ref extra_intern_table; /* ref into the extra part of the image, or 0 */
    Ref image_shapes;       /* ref to a Dict: class of the image -> root Shape of this run, or 0 */
};

/* Reserves a region for at most max_bytes of live data. image/image_bytes: contents of the
 * shared image to copy to the start (image_bytes is a multiple of 8; NULL when building one:
 * allocation then happens in the image part, whose end pd_heap_seal_image fixes). Errors:
 * STATUS_NO_MEMORY. */
Status pd_heap_init(Heap *heap, const Alloc *alloc, uint64_t max_bytes, Bytes image);
/* While building an image, before anything else: the strings of one Latin-1 character
 * (interned), the empty str, bytes and tuple, at the refs below. */
void pd_heap_build_constants(Heap *heap);
void pd_heap_seal_image(Heap *heap); /* everything allocated so far becomes the image */
/* Makes the image by running: seals what there is, and goes on as the heap of a run that nothing
 * limits but max_bytes. pd_heap_finish_image then makes all that the hooks reach part of the image,
 * next to each other in the order in which it is reached, and nothing else; refs change, ids and
 * hashes do not. False = memory. */
void pd_heap_grow_image(Heap *heap);
bool pd_heap_finish_image(Heap *heap);
/* Keeps regions of small heaps over an image of so many bytes for the next ones, in any thread.
 * NULL: no memory. It is freed (NULL is fine) after all of them. */
typedef struct HeapPool HeapPool;
HeapPool *pd_heap_pool_new(const Alloc *alloc, size_t image_bytes);
void pd_heap_pool_free(HeapPool *pool);
/* An image, and an extra part that lies behind it (a program's constants). The bytes stay the
 * owner's and must outlive every heap made with them. */
typedef struct HeapImage {
    Bytes base;                 /* what pd_heap_image gave */
    const void *shared;         /* base made known with Alloc.share, or NULL: it is copied */
    HeapPool *pool;             /* of heaps over base, or NULL */
    Bytes extra;                /* what pd_heap_take_extra gave, or empty */
    Ref extra_intern_table;     /* with extra */
    const uint8_t *base_starts; /* what pd_heap_find_starts gave for each part, or NULL */
    const uint8_t *extra_starts;
} HeapImage;
/* As pd_heap_init with a given image; without copying base when it is shared. */
Status pd_heap_init_image(Heap *heap, const Alloc *alloc, uint64_t max_bytes,
                          const HeapImage *image);
/* All that is allocated from here on in a fresh heap over image->base becomes an extra part, with
 * pd_heap_take_extra, which fills extra (borrowed until deinit) and its intern table. Objects may
 * refer to each other and the image. Allocation may use all of max_bytes. */
void pd_heap_begin_extra(Heap *heap);
void pd_heap_take_extra(Heap *heap, HeapImage *image);
/* Allocation may use all of max_bytes: before reading a snapshot. */
void pd_heap_lift_limit(Heap *heap);
/* The image's bytes, to be given to pd_heap_init; borrowed until deinit. */
Bytes pd_heap_image(const Heap *heap);
void pd_heap_deinit(Heap *heap);
/* Makes a fresh heap over the same image, with the same max_bytes, a copy of another one; hooks
 * stay its own. Refs are offsets, so they mean the same in both. */
void pd_heap_copy(Heap *heap, const Heap *from);
/* Empties the run's part but keeps region, image and hooks: a fresh heap without system calls
 * (unless it was large). max_bytes is at most what pd_heap_init was given. */
void pd_heap_reset(Heap *heap, uint64_t max_bytes);

enum {
    HEAP_MIN_THRESHOLD_BYTES = 1 << 20,
    HEAP_LARGE_BYTES = 64 << 10, /* objects from this size on are large */
    HEAP_PAGE_BYTES = 4096,
    HEAP_PAGE_UNITS = HEAP_PAGE_BYTES / 8,
    HEAP_RESERVE_BYTES = 1 << 20, /* what pd_heap_alloc_reserve may go past max_bytes */
    HEAP_TIGHT_BYTES = 8, /* what a threshold that is never reached lies above the reserve */
    HEAP_INTERN_BYTES =
        24, /* logical cost of a string in intern_table, whose size is not counted */
    HEAP_IMAGE_IDENT = 1 << 27, /* idents handed out while an image is made by running */
    HEAP_FIRST_IDENT = 1 << 28, /* idents of the run; an object of the image has its ref as ident */
    HEAP_LATIN1_FIRST = 1,      /* ref of the string of code point 0 */
    HEAP_LATIN1_UNITS = 3,
    HEAP_EMPTY_STR = HEAP_LATIN1_FIRST + 256 * HEAP_LATIN1_UNITS,
    HEAP_EMPTY_BYTES = HEAP_EMPTY_STR + 2,
    HEAP_EMPTY_TUPLE = HEAP_EMPTY_BYTES + 2
};

/* Where the objects of a part of an image begin, one bit a unit: for references that foreign bytes
 * hold. In the arena; NULL: no memory. */
const uint8_t *pd_heap_find_starts(const Heap *heap, Ref start, Ref end, Arena *arena);
static inline bool pd_heap_is_image_object(const HeapImage *image, uint64_t ref)
{
    uint64_t extra = image->base.size / 8;
    const uint8_t *starts = ref < extra ? image->base_starts : image->extra_starts;
    uint64_t at = ref < extra ? ref - HEAP_LATIN1_FIRST : ref - extra;
    return ref >= HEAP_LATIN1_FIRST && ref < extra + image->extra.size / 8 &&
           (starts[at / 8] >> (at % 8) & 1) != 0;
}

/* Moves all small objects that are reachable together, in their order, and drops the others. Only
 * between instructions. Never fails. Afterwards threshold = max(HEAP_MIN_THRESHOLD_BYTES, 2 *
 * live), at most max_bytes. force_room lifts the limit to max_bytes for the next instruction
 * (pd_heap_settle restores the threshold). Where less than a 32nd of max_bytes is free after it,
 * the heap is tight: the next collection would gain next to nothing, and comes only when an
 * allocation finds no room at all. Torture builds run pd_heap_verify after it. */
void pd_heap_collect(Heap *heap, bool force_room);
void pd_heap_settle(Heap *heap);
static inline bool pd_heap_is_tight(const Heap *heap)
{
    return heap->threshold_bytes > heap->max_bytes;
}

/* Bytes of memory in use by objects of the run, living or not. Differs from process to process. */
static inline uint64_t pd_heap_memory_bytes(const Heap *heap)
{
    return (uint64_t)(heap->cursor - heap->space_start) * 8 +
           (uint64_t)heap->large.used * HEAP_PAGE_BYTES;
}
/* Whether so much memory has been used since the last collection as it took work, not counting what
 * takes none: large texts, and large arrays without references. Then another one is worth its time
 * though none is due by what is counted; what is counted must be as if there had been none. */
static inline bool pd_heap_is_due(const Heap *heap)
{
    return pd_heap_memory_bytes(heap) >= heap->due_bytes;
}

/* Logical bytes in use; state that a snapshot keeps. */
uint64_t pd_heap_used_bytes(const Heap *heap);
/* After a snapshot was loaded: sets the counters so that the next collection happens where it
 * would have. */
void pd_heap_restore_counters(Heap *heap, uint64_t used_bytes, uint64_t threshold_bytes);
/* Walks everything reachable from the roots and tells the first promise of object.h or of this file
 * that does not hold, or NULL. HEAP_EXACT: there is nothing else, as after a collection.
 * Takes time and memory as large as the heap: for torture builds and tests. */
typedef enum HeapExtent { HEAP_WITH_GARBAGE, HEAP_EXACT } HeapExtent;
const char *pd_heap_verify(const Heap *heap, HeapExtent extent);

/* Address of an object. */
static inline void *pd_at(const Heap *heap, Ref r)
{
    pd_assert_torture((size_t)r * 8 < heap->reserved_bytes);
    return heap->base + (size_t)r * 8;
}
static inline Ref pd_ref_to(const Heap *heap, const void *object)
{
    return (Ref)((size_t)((const uint8_t *)object - heap->base) / 8);
}
static inline Value pd_value_to(const Heap *heap, const void *object)
{
    return pd_from_ref(pd_ref_to(heap, object));
}
static inline Header *pd_header(const Heap *heap, Value v)
{
    return (Header *)pd_at(heap, pd_ref_of(v));
}
static inline bool pd_is_kind(const Heap *heap, Value v, Kind kind)
{
    return pd_is_ref(v) && pd_header(heap, v)->kind == kind;
}
/* KIND_FREE for anything that is not a reference. */
static inline Kind pd_kind(const Heap *heap, Value v)
{
    return pd_is_ref(v) ? (Kind)pd_header(heap, v)->kind : KIND_FREE;
}
/* The same of a Value in memory. */
static inline Kind pd_kind_of_at(const Heap *heap, const Value *at)
{
    bool is_ref = LIKELY(pd_ref_at(at));
    return is_ref ? (Kind)((const Header *)pd_at(heap, pd_lower_at(at)))->kind : KIND_FREE;
}

/* Whether r is a part of the region that holds objects of the run now. */
static inline bool pd_heap_is_used(const Heap *heap, Ref r)
{
    return (r >= heap->space_start && r < heap->cursor) ||
           (r >= heap->large.start && r - heap->large.start < heap->large.top * HEAP_PAGE_UNITS);
}
/* For tables by object: a number of its own for each object of the run, below
 * pd_heap_place_count, which is at least twice the number of objects. */
static inline size_t pd_heap_place(const Heap *heap, Ref r)
{
    pd_assert_torture(pd_heap_is_used(heap, r));
    return r < heap->large.start ? r - heap->space_start
                                 : (size_t)(heap->cursor - heap->space_start) +
                                       (r - heap->large.start) / (HEAP_PAGE_UNITS / 2);
}
static inline size_t pd_heap_place_count(const Heap *heap)
{
    return (size_t)(heap->cursor - heap->space_start) + 2 * (size_t)heap->large.top;
}

/* The kinds whose objects are structs of that type, one bit each. */
#define PD_KIND_BIT(kind)    (UINT64_C(1) << (kind))
#define PD_TYPE(type, kinds) type * : (kinds), const type * : (kinds)
#define PD_KINDS_OF(type)                                                                          \
 _Generic(                                                                                         \
     (type *)NULL, PD_TYPE(Array, PD_KIND_BIT(KIND_ARRAY)),                                        \
     PD_TYPE(Table, PD_KIND_BIT(KIND_TABLE)), PD_TYPE(Shape, PD_KIND_BIT(KIND_SHAPE)),             \
     PD_TYPE(BigInt, PD_KIND_BIT(KIND_INT)), PD_TYPE(Complex, PD_KIND_BIT(KIND_COMPLEX)),          \
     PD_TYPE(Str, PD_KIND_BIT(KIND_STR) | PD_KIND_BIT(KIND_BYTES)),                                \
     PD_TYPE(StrView, PD_KIND_BIT(KIND_STR)), PD_TYPE(ByteArray, PD_KIND_BIT(KIND_BYTEARRAY)),     \
     PD_TYPE(List, PD_KIND_BIT(KIND_LIST)), PD_TYPE(Tuple, PD_KIND_BIT(KIND_TUPLE)),               \
     PD_TYPE(Dict, PD_KIND_BIT(KIND_DICT) | PD_KIND_BIT(KIND_SET) | PD_KIND_BIT(KIND_FROZENSET)),  \
     PD_TYPE(Range, PD_KIND_BIT(KIND_RANGE)), PD_TYPE(Slice, PD_KIND_BIT(KIND_SLICE)),             \
     PD_TYPE(Cell, PD_KIND_BIT(KIND_CELL)), PD_TYPE(FunctionObject, PD_KIND_BIT(KIND_FUNCTION)),   \
     PD_TYPE(Builtin, PD_KIND_BIT(KIND_BUILTIN)), PD_TYPE(Method, PD_KIND_BIT(KIND_METHOD)),       \
     PD_TYPE(Class, PD_KIND_BIT(KIND_CLASS)),                                                      \
     PD_TYPE(Instance, PD_KIND_BIT(KIND_INSTANCE) | PD_KIND_BIT(KIND_WRAPPED) |                    \
                           PD_KIND_BIT(KIND_EXCEPTION)),                                           \
     PD_TYPE(Wrapped, PD_KIND_BIT(KIND_WRAPPED)), PD_TYPE(Exception, PD_KIND_BIT(KIND_EXCEPTION)), \
     PD_TYPE(Property, PD_KIND_BIT(KIND_PROPERTY)),                                                \
     PD_TYPE(StaticMethod, PD_KIND_BIT(KIND_STATICMETHOD) | PD_KIND_BIT(KIND_CLASSMETHOD)),        \
     PD_TYPE(Super, PD_KIND_BIT(KIND_SUPER)), PD_TYPE(SlotMember, PD_KIND_BIT(KIND_SLOT)),         \
     PD_TYPE(Module, PD_KIND_BIT(KIND_MODULE)),                                                    \
     PD_TYPE(Fiber, PD_KIND_BIT(KIND_FIBER) | PD_KIND_BIT(KIND_GENERATOR)),                        \
     PD_TYPE(Traceback, PD_KIND_BIT(KIND_TRACEBACK)),                                              \
     PD_TYPE(DictView, PD_KIND_BIT(KIND_DICT_VIEW)), PD_TYPE(Iter, PD_KIND_BIT(KIND_ITER)),        \
     PD_TYPE(Opaque, PD_KIND_BIT(KIND_OPAQUE)), PD_TYPE(SharedText, PD_KIND_BIT(KIND_TEXT)))

static ALWAYS_INLINE void *pd_at_kinds(const Heap *heap, Value v, uint64_t kinds)
{
    void *object = pd_at(heap, pd_ref_of(v));
    pd_assert_torture((kinds >> ((const Header *)object)->kind & 1) != 0);
    (void)kinds;
    return object;
}
/* The object of a Value as a struct of that type: a checked cast, by the object's kind, in torture
 * builds. */
#define PD_AS(type, heap, value) ((type *)pd_at_kinds((heap), (value), PD_KINDS_OF(type)))

/* That an object is of a kind whose objects are structs of that type; NULL is none. */
#define pd_assert_object(type, object) \
 pd_assert_torture((object) == NULL || (PD_KINDS_OF(type) >> (object)->h.kind & 1) != 0)

/* Whether a store goes into an object that may change: of the run, or of an image that is being
 * made. For torture builds. */
bool pd_heap_may_store(const Heap *heap, const void *slot);

/* The one way to store into an object (the seam for a write barrier). */
static inline void pd_store(Heap *heap, Value *slot, Value v)
{
    (void)heap;
    pd_assert_torture(pd_heap_may_store(heap, slot));
    *slot = v;
}
static inline void pd_store_ref(Heap *heap, Ref *slot, Ref r)
{
    (void)heap;
    pd_assert_torture(pd_heap_may_store(heap, slot));
    *slot = r;
}

/* bytes is rounded up to 8. NULL = collect first. Only header fields kind/aux/flags/ident are
 * set. */
static inline void *pd_heap_alloc(Heap *heap, size_t bytes, Kind kind, uint32_t aux);
void *pd_heap_alloc_slow(Heap *heap, size_t bytes, Kind kind, uint32_t aux);
/* Lets allocations go past the limit by so many bytes of what pd_heap_alloc_reserve has, until the
 * limit that was, which it gives, is put back: for what has to be done when memory is short. */
Ref pd_heap_begin_reserve(Heap *heap, size_t bytes);
void pd_heap_end_reserve(Heap *heap, Ref limit);
/* For what should not fail while unwinding (tracebacks): may exceed the limit by
 * HEAP_RESERVE_BYTES, NULL past that. */
void *pd_heap_alloc_reserve(Heap *heap, size_t bytes, Kind kind, uint32_t aux);

/* Room for objects that are not large, one behind the other; the caller sets them before it does
 * anything else. NULL: the slow way may still find room for each. */
static ALWAYS_INLINE void *pd_heap_bump(Heap *heap, size_t bytes)
{
    size_t units = (bytes + 7) / 8;
    if (UNLIKELY(units > (size_t)(heap->limit - heap->cursor)) ||
        UNLIKELY(bytes >= HEAP_LARGE_BYTES) || UNLIKELY(heap->test_fail_at != 0)) {
        return NULL;
    }
    void *room = pd_at(heap, heap->cursor);
    heap->cursor += (Ref)units;
    return room;
}

static inline void *pd_heap_alloc(Heap *heap, size_t bytes, Kind kind, uint32_t aux)
{
    Header *h = (Header *)pd_heap_bump(heap, bytes);
    if (UNLIKELY(h == NULL)) {
        return pd_heap_alloc_slow(heap, bytes, kind, aux);
    }
    *h = (Header){.kind = (uint8_t)kind, .aux = (uint16_t)aux};
    return h;
}

/* Gives back the end of the object allocated last, which needs only `bytes` (rounded up to 8; 0
 * gives all of it back). */
void pd_heap_trim(Heap *heap, void *object, size_t bytes);
/* Makes the object allocated last, or a large one, longer where it is, in the place of one of
 * `bytes` to which its old_bytes would be copied; what is counted is as if that had been done.
 * false: that must be. */
bool pd_heap_extend(Heap *heap, const void *object, size_t old_bytes, size_t bytes);
/* Storage that its one owner has given up: the memory of a large one is used again before the next
 * collection. It is counted until then. */
void pd_heap_drop(Heap *heap, Ref storage);
/* Whether that many bytes can be allocated before the next collection. */
static inline bool pd_heap_has_room(const Heap *heap, uint64_t bytes)
{
    return bytes / 8 < heap->limit - heap->cursor;
}
/* Whether r is part of the shared image, which nothing may change. */
static inline bool pd_is_shared(const Heap *heap, Ref r)
{
    return r < heap->image_end;
}

/* Logical size of an object, header included, multiple of 8. */
size_t pd_object_bytes(const Heap *heap, const Header *h);
/* Ordinal of an object for id() and default hashes; hands one out at first use. */
uint32_t pd_object_ident(Heap *heap, Header *h);

/* ---- answers of operations that may need program code ---- */
typedef enum Answer {
    ANSWER_NO,
    ANSWER_YES,
    ANSWER_SLOW,   /* depends on program code (__eq__, __hash__): go the way through the language */
    ANSWER_MEMORY, /* allocation failed: abandon the instruction */
    ANSWER_ERROR,  /* wrong type (unhashable, unorderable ...): the caller raises */
    ANSWER_LIMIT   /* past a limit (nesting, size): the caller raises */
} Answer;

/* ---- str (str.c): immutable; lengths and indexes in code points ---- */
/* Valid UTF-8, lone surrogates allowed; NULL = memory. */
Str *pd_str_new_utf8(Heap *heap, Bytes utf8);
Str *pd_str_new_ascii(Heap *heap, const char *text); /* zero-terminated ASCII */
/* Uninitialised data; the caller fills with a content that needs that width. */
Str *pd_str_new_width(Heap *heap, size_t length, uint32_t width);
void pd_str_seal(Str *s); /* sets STR_ASCII after such a fill */
/* Uninitialised ASCII, at least two code points: of shorter ones there is one each. */
static inline Str *pd_str_new_plain(Heap *heap, uint32_t length)
{
    pd_assert_torture(length > 1);
    Str *s = (Str *)pd_heap_alloc(heap, sizeof(Str) + (size_t)length, KIND_STR, 1);
    if (LIKELY(s != NULL)) {
        s->h.flags = STR_ASCII;
        s->length = length;
        s->hash = 0;
    }
    return s;
}
/* Picks the smallest width. */
Str *pd_str_from_points(Heap *heap, const uint32_t *points, size_t length);
/* The image has all of Latin-1 preallocated. */
static inline Ref pd_latin1_ref(uint8_t point)
{
    return HEAP_LATIN1_FIRST + point * (Ref)HEAP_LATIN1_UNITS;
}
Str *pd_str_from_point(Heap *heap, uint32_t point);
/* The interned string of that text, s itself when there was none; NULL = memory. Interned
 * strings that nothing but the table holds disappear at a collection; a program cannot tell. */
Str *pd_str_intern(Heap *heap, Str *s);
Str *pd_str_intern_utf8(Heap *heap, Bytes utf8);
static inline const uint8_t *pd_str_data(const Str *s)
{
    if (UNLIKELY((s->h.flags & STR_VIEW) != 0)) {
        ptrdiff_t away = ((const StrView *)(const void *)s)->away;
        return (const uint8_t *)s + away * 8 + offsetof(SharedText, data);
    }
    return s->own;
}
static inline uint32_t pd_point_at(const uint8_t *data, uint32_t width, size_t i)
{
    if (width == 1) {
        return data[i];
    }
    if (width == 2) {
        uint16_t u;
        memcpy(&u, data + 2 * i, 2);
        return u;
    }
    uint32_t u;
    memcpy(&u, data + 4 * i, 4);
    return u;
}
static inline uint32_t pd_str_at(const Str *s, size_t i)
{
    pd_assert_torture(i < s->length);
    return pd_point_at(pd_str_data(s), s->h.aux, i);
}
uint32_t pd_str_hash(Str *s); /* computed once, never 0 */
bool pd_str_equal(const Str *a, const Str *b);
bool pd_str_same_key(const Heap *heap, Value a, Value b); /* two equal texts? */
int pd_str_compare(const Str *a, const Str *b);           /* by code points: -1, 0, 1 */
/* A long result gets room to grow, so appending in a loop takes time linear in what is appended. */
Str *pd_str_concat(Heap *heap, const Str *a, const Str *b);
/* Shorter results are copied, whatever they are made of: that costs less than what a view costs. */
enum { STR_GROW_MIN_BYTES = 512 };
/* Neither is empty nor a view, and their concatenation is as pd_str_concat_short makes it. */
static inline bool pd_str_is_short_concat(const Str *a, const Str *b)
{
    return a->length != 0 && b->length != 0 && (a->h.aux | b->h.aux) == 1 &&
           (uint64_t)a->length + b->length < STR_GROW_MIN_BYTES;
}
static inline Str *pd_str_concat_short(Heap *heap, const Str *a, const Str *b)
{
    Str *s = pd_str_new_plain(heap, a->length + b->length);
    if (LIKELY(s != NULL)) {
        s->h.flags = a->h.flags & b->h.flags & STR_ASCII;
        pd_bytes_move(s->own, a->own, a->length);
        pd_bytes_move(s->own + a->length, b->own, b->length);
    }
    return s;
}
/* The text of a, when b can be written behind a in it; and a + b made so, where neither is empty.
 */
static inline SharedText *pd_str_room(const Heap *heap, const Str *a, const Str *b)
{
    if ((a->h.flags & STR_VIEW) == 0) {
        return NULL;
    }
    Ref ref = ((const StrView *)(const void *)a)->text;
    SharedText *text = (SharedText *)pd_at(heap, ref);
    bool own = !heap->sealed_image || !pd_is_shared(heap, ref);
    bool fits = b->h.aux <= text->h.aux && b->length <= text->capacity - text->used;
    return own && fits && a->length == text->used ? text : NULL;
}
Str *pd_str_append(Heap *heap, SharedText *text, const Str *a, const Str *b);
/* How many code points that copies. */
size_t pd_str_concat_work(const Heap *heap, const Str *a, const Str *b);
/* The most room that the text of a view of that length has. */
static inline size_t pd_text_room(size_t length)
{
    return length + length / 4;
}
/* After a view or its text has got its place: sets `away`. */
static inline void pd_view_aim(const Heap *heap, StrView *view)
{
    view->away = (int32_t)(view->text - pd_ref_to(heap, view));
}
/* For snapshots: an empty text; NULL = memory. */
SharedText *pd_text_make(Heap *heap, size_t capacity, uint32_t width);
/* Contiguous; narrows the width. */
Str *pd_str_slice(Heap *heap, const Str *s, size_t start, size_t length);
Str *pd_str_repeat(Heap *heap, const Str *s, uint64_t count);
/* First (or last) occurrence of needle within [start, end) of s, or -1. Worst case linear (two-
 * way or better). */
int64_t pd_str_find(const Str *s, const Str *needle, size_t start, size_t end);
int64_t pd_str_rfind(const Str *s, const Str *needle, size_t start, size_t end);
uint64_t pd_str_count(const Str *s, const Str *needle, size_t start, size_t end);
Status pd_str_append_utf8(const Str *s, Buffer *out);            /* surrogates as three bytes */
Status pd_text_append_utf8(const SharedText *text, Buffer *out); /* what is used of it */
size_t pd_str_utf8_bytes(const Str *s);
void pd_str_put_utf8(const Str *s, uint8_t *to); /* there is room for that many */
bool pd_str_equals_ascii(const Str *s, const char *text);

/* Builds a str piece by piece off the heap: widths grow as needed. Short ones stay in the builder,
 * which must not be copied then; longer ones use the heap's Alloc: always deinit. failed tells that
 * max_length (in code points) was passed, then length > max_length, or that the Alloc had no
 * memory. */
enum { BUILDER_OWN_BYTES = 256 };
typedef struct StrBuilder {
    const Alloc *alloc;
    uint8_t *data; /* own, or memory of capacity code points */
    size_t length, capacity;
    size_t end; /* up to where nothing has to be asked: length after a failure */
    uint32_t width;
    bool failed;
    bool is_ascii; /* all that was appended is known to be ASCII; false tells nothing */
    uint64_t max_length;
    _Alignas(8) uint8_t own[BUILDER_OWN_BYTES];
} StrBuilder;
void pd_builder_init(StrBuilder *b, Heap *heap, uint64_t max_length);
void pd_builder_point(StrBuilder *b, uint32_t point);
void pd_builder_str(StrBuilder *b, const Str *s);
void pd_builder_slice(StrBuilder *b, const Str *s, size_t start, size_t length);
void pd_builder_ascii(StrBuilder *b, const char *text);
void pd_builder_ascii_n(StrBuilder *b, const char *text, size_t length);
void pd_builder_repeat(StrBuilder *b, uint32_t point, size_t count);
Str *pd_builder_take(StrBuilder *b, Heap *heap); /* NULL = memory (or failed); deinits */
void pd_builder_deinit(StrBuilder *b);

/* ---- bytes (str.c) ---- */
BytesObject *pd_bytes_new(Heap *heap, const uint8_t *data, size_t length); /* data NULL = zeroed */
ByteArray *pd_bytearray_new(Heap *heap, const uint8_t *data, size_t length);

/* ---- int (int.c): small ints are Values, big ones BigInt in normal form (never a value that
 * fits 50 bits) ---- */
/* Small or big; not bool. */
static inline bool pd_is_integer(const Heap *heap, Value v)
{
    return pd_is_int(v) || pd_is_kind(heap, v, KIND_INT);
}
/* All give ANSWER_YES and *out, ANSWER_MEMORY, or ANSWER_LIMIT past max_bits. Operands are small
 * or big ints. */
Answer pd_int_from_i64(Heap *heap, int64_t i, Value *out);
Answer pd_int_from_u64(Heap *heap, uint64_t i, Value *out);
Answer pd_int_from_double(Heap *heap, double d, Value *out); /* truncates; d is finite */
Answer pd_int_add(Heap *heap, Value a, Value b, Value *out);
Answer pd_int_sub(Heap *heap, Value a, Value b, Value *out);
Answer pd_int_mul(Heap *heap, Value a, Value b, uint64_t max_bits, Value *out);
/* Floor; b != 0; either out may be NULL. */
Answer pd_int_divmod(Heap *heap, Value a, Value b, Value *quotient, Value *remainder);
Answer pd_int_pow(Heap *heap, Value a, uint64_t exponent, uint64_t max_bits, Value *out);
/* exponent >= 0, modulus != 0; sign as Python. */
Answer pd_int_pow_mod(Heap *heap, Value a, Value exponent, Value modulus, Value *out);
Answer pd_int_shift_left(Heap *heap, Value a, uint64_t bits, uint64_t max_bits, Value *out);
Answer pd_int_shift_right(Heap *heap, Value a, uint64_t bits, Value *out); /* floor */
/* '&' '|' '^', two's complement. */
Answer pd_int_bitwise(Heap *heap, char op, Value a, Value b, Value *out);
Answer pd_int_neg(Heap *heap, Value a, Value *out);
Answer pd_int_invert(Heap *heap, Value a, Value *out);
Answer pd_int_gcd(Heap *heap, Value a, Value b, Value *out);
Answer pd_int_isqrt(Heap *heap, Value a, Value *out); /* a >= 0 */
int pd_int_compare(const Heap *heap, Value a, Value b);
int pd_int_compare_double(const Heap *heap, Value a, double d); /* exact; d is not NaN */
bool pd_int_to_i64(const Heap *heap, Value a, int64_t *out);    /* false when out of range */
int pd_int_sign(const Heap *heap, Value a);
uint64_t pd_int_bit_length(const Heap *heap, Value a);
uint64_t pd_int_bit_count(const Heap *heap, Value a);
/* Round half even; false on overflow. */
bool pd_int_to_double(const Heap *heap, Value a, double *out);
/* Correctly rounded; ANSWER_LIMIT on overflow; b != 0. */
Answer pd_int_true_divide(Heap *heap, Value a, Value b, double *out);
int64_t pd_int_hash(const Heap *heap, Value a); /* CPython's: modulo 2^61 - 1 */
/* Digits in base 2..36, lower case, with '-' when negative, into a Buffer. */
Status pd_int_append_text(Heap *heap, Value a, uint32_t base, Buffer *out);
/* digits: only valid digits of the base (no sign, no prefix, no underscore), at least one. */
Answer pd_int_parse(Heap *heap, Bytes digits, uint32_t base, bool negative, Value *out);
/* Two's complement with INT_SIGNED, least significant byte first with INT_LITTLE. */
enum { INT_LITTLE = 1, INT_SIGNED = 2 };
Answer pd_int_from_bytes(Heap *heap, Bytes bytes, unsigned flags, Value *out);
/* Writes count bytes; false when it does not fit. */
bool pd_int_to_bytes(const Heap *heap, Value a, unsigned flags, uint8_t *out, size_t count);

/* ---- list, tuple ---- */
List *pd_list_new(Heap *heap, size_t capacity);
static inline List *pd_list_empty(Heap *heap)
{
    List *list = (List *)pd_heap_alloc(heap, sizeof(List), KIND_LIST, 0);
    if (LIKELY(list != NULL)) {
        list->length = 0;
        list->items = 0;
    }
    return list;
}
List *pd_list_from(Heap *heap, const Value *items, size_t count);
/* Of that length; the caller sets the items before it does anything else. */
List *pd_list_unset(Heap *heap, size_t length);
/* Growth: CPython's over-allocation pattern. */
bool pd_list_reserve(Heap *heap, List *list, size_t capacity);
bool pd_list_insert(Heap *heap, List *list, size_t at, Value v);
/* Replaces count items at `at` by others (which may not alias the list's own storage). Never fails
 * when the list does not become longer. */
typedef struct Values {
    const Value *items;
    size_t count;
} Values;
bool pd_list_splice(Heap *heap, List *list, size_t at, size_t count, Values by);
/* An address even where there is no item yet. */
static inline Value *pd_list_items(const Heap *heap, const List *list)
{
    return ((Array *)pd_at(heap, list->items))->items;
}
/* Before items of a list are replaced by references or put into another order, unless a function of
 * list.c does it: collections do not look again at the items of a large list that held no
 * references into the run. Appending needs nothing. */
void pd_large_touch(Heap *heap, Ref array);
static inline void pd_list_touch(Heap *heap, const List *list)
{
    if (UNLIKELY(list->items >= heap->large.start)) {
        pd_large_touch(heap, list->items);
    }
}
/* false = memory, list unchanged */
static inline bool pd_list_append(Heap *heap, List *list, Value v)
{
    uint32_t length = list->length;
    bool full = list->items == 0 || length == ((const Array *)pd_at(heap, list->items))->capacity;
    if (UNLIKELY(full) && !pd_list_reserve(heap, list, (size_t)length + 1)) {
        return false;
    }
    pd_store(heap, &pd_list_items(heap, list)[length], v);
    list->length = length + 1;
    return true;
}
/* Keeps the first length items, which may not grow; never fails. */
void pd_list_truncate(Heap *heap, List *list, size_t length);
Array *pd_array_new(Heap *heap, size_t capacity); /* items set to UNBOUND */
/* Whose items the caller sets before it does anything else, or which it drops. */
Array *pd_array_unset(Heap *heap, size_t capacity);
/* items NULL: filled with None; empty: the image's one. */
Tuple *pd_tuple_new(Heap *heap, const Value *items, size_t count);
/* Of that length; the caller sets the items before it does anything else. */
static inline Tuple *pd_tuple_unset(Heap *heap, uint32_t length)
{
    if (UNLIKELY(length == 0)) {
        return pd_tuple_new(heap, NULL, 0);
    }
    size_t bytes = sizeof(Tuple) + length * sizeof(Value);
    Tuple *tuple = (Tuple *)pd_heap_alloc(heap, bytes, KIND_TUPLE, 0);
    if (LIKELY(tuple != NULL)) {
        tuple->length = length;
        tuple->unused = 0;
    }
    return tuple;
}
static inline Tuple *pd_pair_new(Heap *heap, Value first, Value second)
{
    Tuple *pair = pd_tuple_unset(heap, 2);
    if (LIKELY(pair != NULL)) {
        pair->items[0] = first;
        pair->items[1] = second;
    }
    return pair;
}
/* The items of a list or tuple, where they are; false: v is neither. */
typedef struct Items {
    Value *items;
    uint32_t length;
} Items;
static ALWAYS_INLINE bool pd_items_of(const Heap *heap, Value v, Items *out)
{
    if (!pd_is_ref(v)) {
        return false;
    }
    Header *h = pd_header(heap, v);
    if (h->kind == KIND_LIST) {
        const List *list = (List *)(void *)h;
        *out = (Items){pd_list_items(heap, list), list->length};
        return true;
    }
    if (h->kind == KIND_TUPLE) {
        Tuple *tuple = (Tuple *)(void *)h;
        *out = (Items){tuple->items, tuple->length};
        return true;
    }
    return false;
}
/* The same as pd_tuple_new for a few items, where it matters. */
static inline Tuple *pd_tuple_of(Heap *heap, const Value *items, uint32_t count)
{
    Tuple *tuple = pd_tuple_unset(heap, count);
    for (uint32_t i = 0; LIKELY(tuple != NULL) && i < count; i++) {
        tuple->items[i] = items[i];
    }
    return tuple;
}

/* ---- dict, set (dict.c): lookups compare keys of builtin types in C; ANSWER_SLOW when program
 * code must decide ---- */
Dict *pd_dict_new(Heap *heap, size_t expected);             /* KIND_DICT */
Dict *pd_set_new(Heap *heap, size_t expected, bool frozen); /* KIND_SET or KIND_FROZENSET */
/* Also tells membership of sets (out NULL). */
Answer pd_dict_get(Heap *heap, const Dict *d, Value key, Value *out);
/* sets: v ignored. YES = done (new or replaced). */
Answer pd_dict_set(Heap *heap, Dict *d, Value key, Value v);
Answer pd_set_add(Heap *heap, Dict *d, Value key); /* the same of a set or frozenset */
/* YES, NO = absent; out may be NULL. */
Answer pd_dict_delete(Heap *heap, Dict *d, Value key, Value *out);
bool pd_dict_pop_last(Heap *heap, Dict *d, Value *key, Value *value);
void pd_dict_clear(Heap *heap, Dict *d);
/* d gets the contents of a dict or set that nobody else has. */
void pd_dict_take(Heap *heap, Dict *d, const Dict *from);
Dict *pd_dict_copy(Heap *heap, const Dict *d, Kind kind); /* dict->dict, set->set or frozenset */
/* Gives v to all of these keys in turn; *done: how many have it. Not YES: what pd_dict_set said of
 * the next one. */
Answer pd_dict_set_all(Heap *heap, Dict *d, Values keys, Value v, size_t *done);
/* Update. Reserves everything before it changes anything; SLOW may come after some of the keys are
 * in, and to do all of it again in the language is right then. */
Answer pd_dict_merge(Heap *heap, Dict *into, const Dict *from);
/* The entries with a given hash in probe order, for whoever compares keys in the language. *cursor
 * starts at 0; false at the end. */
bool pd_dict_probe(const Heap *heap, const Dict *d, uint32_t hash, uint64_t *cursor,
                   uint32_t *entry);
/* Key known to be absent. */
Answer pd_dict_insert_hashed(Heap *heap, Dict *d, Value key, uint32_t hash, Value v);
void pd_dict_delete_entry(Heap *heap, Dict *d, uint32_t entry);
/* Whoever remembers where the values of some keys lie, or that keys are not there, watches the
 * dict: it holds while places_epoch, which then is not PLACES_EPOCH_END, stays the same. Other
 * values for these keys do not change it. */
#define PLACES_EPOCH_END UINT32_MAX
void pd_dict_watch(Heap *heap, Dict *d);
static inline void pd_heap_forget_places(Heap *heap)
{
    heap->places_epoch += heap->places_epoch != PLACES_EPOCH_END;
}
/* Iteration in insertion order: *position starts at 0 and is an entry number; false at the end. */
bool pd_dict_next(const Heap *heap, const Dict *d, uint32_t *position, Value *key, Value *value);
/* Goes over the keys of one dict or set and looks for each in another, which may lose keys on the
 * way: key is the present one, and entry its place in the other table, if it is there. */
enum { KEY_BLOCK = 64 };
typedef struct KeyBlock {
    uint32_t count;
    Value keys[KEY_BLOCK];
    uint32_t hashes[KEY_BLOCK];                                         /* that their table keeps */
    uint32_t places[KEY_BLOCK];                                         /* in it */
    uint32_t numbers[KEY_BLOCK], slots[KEY_BLOCK], perturbs[KEY_BLOCK]; /* as of a Probe */
} KeyBlock;
typedef struct DictWalk {
    const Dict *from, *in;
    uint32_t position, at; /* behind the block; in it */
    uint32_t entry;
    Value key;
    KeyBlock block;
} DictWalk;
void pd_dict_walk_start(DictWalk *walk, const Dict *from, const Dict *in);
/* Goes on to the next key that `in` has (wanted) or has not: YES, NO at the end, or what looking
 * for walk->key said. */
Answer pd_dict_walk(Heap *heap, DictWalk *walk, bool wanted);
/* Counts the keys that `in` has, from the first on: NO, or what looking for walk->key said. */
Answer pd_dict_count_common(Heap *heap, DictWalk *walk, uint32_t *count);
/* Adds all such keys to a new set, which has none of them and is of no use to others before
 * pd_dict_finish: YES, or what looking for walk->key said. */
Answer pd_dict_filter(Heap *heap, Dict *made, DictWalk *walk, bool wanted);
void pd_dict_finish(Heap *heap, Dict *made);
/* name is an interned str: namespaces and attributes. Never slow. */
bool pd_dict_get_name(const Heap *heap, const Dict *d, Value name, Value *out);
/* Entry number of that name, or -1: for inline caches. */
int64_t pd_dict_find_name(const Heap *heap, const Dict *d, Value name);
bool pd_dict_set_name(Heap *heap, Dict *d, Value name, Value v); /* false = memory */
static inline uint32_t pd_table_stride(const Table *t)
{
    return t->h.aux;
}
/* For snapshots: a table is capacity, entries (deleted ones too) with their hashes, and its
 * number of insertions. */
Table *pd_dict_table(const Heap *heap, const Dict *d); /* NULL while there is none */
uint32_t pd_dict_entry_hash(const Heap *heap, const Dict *d, uint32_t entry);
size_t pd_table_index_size(size_t capacity);
bool pd_table_capacity_valid(uint64_t capacity); /* whether this layer ever makes such a table */
/* Empty, of a valid capacity; false = memory. */
bool pd_dict_restore_table(Heap *heap, Dict *d, uint32_t capacity);
/* Makes the index of such a table whose entries, count and insertions were put in place: none is
 * deleted, and keys have hashes of their own. */
void pd_dict_restore_index(Heap *heap, Dict *d);
/* That of a key which is no reference, or a str, a bytes object or an int. */
void pd_table_own_hash(Heap *heap, Value key, uint32_t *hash);
/* Or appends an entry, capacity permitting; key UNBOUND: a deleted one. */
void pd_dict_restore_entry(Heap *heap, Dict *d, Value key, uint32_t hash, Value v);
/* Last; entries <= count <= capacity. */
void pd_dict_restore_insertions(Heap *heap, Dict *d, uint32_t count);

/* ---- hashing and equality of builtin values (equal.c); worklists, no C recursion ---- */
/* Python's hash() of builtin values, 64 bits; SLOW: program code, ERROR: unhashable. */
Answer pd_hash_value(Heap *heap, Value v, int64_t *out);
/* The class of an object of KIND_INSTANCE, KIND_WRAPPED or KIND_EXCEPTION. */
static inline Class *pd_instance_class(const Heap *heap, const Header *h)
{
    const Shape *shape = (const Shape *)pd_at(heap, ((const Instance *)(const void *)h)->shape);
    return (Class *)pd_at(heap, shape->cls);
}
/* Containers nested deeper than this give ANSWER_LIMIT (the limit data_nesting). */
enum { HEAP_NESTING_MAX = 1000 };
/* == of builtin values, containers included. SLOW when an instance with its own __eq__ takes
 * part; work in units of elements compared is added to *work. */
Answer pd_equal_values(Heap *heap, Value a, Value b, uint64_t *work);

/* ---- shapes and instances (shape.c) ---- */
/* Made at first use; for classes of the image too (kept in image_shapes). NULL = memory. */
Shape *pd_shape_root(Heap *heap, Class *cls);
/* The shape after adding attribute name; NULL = memory. */
Shape *pd_shape_add(Heap *heap, Shape *s, Value name);
/* How many different attributes have been added next to s. */
uint32_t pd_shape_transition_count(const Heap *heap, const Shape *s);
int64_t pd_shape_find(const Heap *heap, const Shape *s, Value name); /* slot or -1 */
static inline Value *pd_instance_slot(const Heap *heap, Instance *o, uint32_t slot)
{
    Value *inline_slots = o->h.kind == KIND_INSTANCE ? o->slots : ((Wrapped *)o)->slots;
    pd_assert_torture((o->h.flags & INSTANCE_DICT) == 0);
    if (slot < o->h.aux) {
        return &inline_slots[slot];
    }
    pd_assert_torture(slot - o->h.aux < ((Array *)pd_at(heap, o->overflow))->capacity);
    return &((Array *)pd_at(heap, o->overflow))->items[slot - o->h.aux];
}

#include "heap/table.h"

#endif
