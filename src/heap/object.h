/* Objects: what references point at. Every object starts with an 8-byte Header; sizes are multiples
 * of 8.
 *
 * Layouts are part of the snapshot contract only through their meaning, never through their bytes,
 * but logical sizes are (they decide when collections happen), so a layout change raises
 * HEAP_LAYOUT_VERSION. No object holds a host pointer. Ref fields are 0 for none. Fields named "ref
 * to X" are Refs, Values can be anything.
 */
#ifndef HEAP_OBJECT_H
#define HEAP_OBJECT_H

#include "heap/value.h"

enum { HEAP_LAYOUT_VERSION = 8 };

typedef enum Kind {
    KIND_FREE,    /* no object; a copied one while an image is laid out */
    KIND_ARRAY,   /* Array: storage of lists, slots, fiber stacks */
    KIND_TABLE,   /* Table: storage of dicts and sets */
    KIND_SHAPE,   /* Shape */
    KIND_INT,     /* BigInt: outside the 50-bit range */
    KIND_COMPLEX, /* Complex */
    KIND_STR,
    KIND_BYTES,
    KIND_BYTEARRAY,
    KIND_LIST,
    KIND_TUPLE,
    KIND_DICT,
    KIND_SET,
    KIND_FROZENSET,
    KIND_RANGE,
    KIND_SLICE,
    KIND_CELL,
    KIND_FUNCTION,  /* Function of the language */
    KIND_BUILTIN,   /* Builtin: function in C (a leaf) */
    KIND_METHOD,    /* Method: bound */
    KIND_CLASS,     /* Class */
    KIND_INSTANCE,  /* Instance */
    KIND_WRAPPED,   /* Wrapped: instance of a subclass of a builtin type; holds the builtin value */
    KIND_EXCEPTION, /* Exception: instance of BaseException or a subclass */
    KIND_PROPERTY,
    KIND_CLASSMETHOD,
    KIND_STATICMETHOD,
    KIND_SUPER,
    KIND_SLOT, /* SlotMember: descriptor made by __slots__ */
    KIND_MODULE,
    KIND_FIBER,     /* Fiber: a stack of frames */
    KIND_GENERATOR, /* Fiber too: a generator object */
    KIND_TRACEBACK,
    KIND_DICT_VIEW, /* DictView: aux is enum ViewKind */
    KIND_ITER,      /* Iter: aux is enum IterKind */
    KIND_OPAQUE,    /* Opaque: small records of the library, aux tells which (vm) */
    KIND_TEXT,      /* SharedText: storage that strs share */
    KIND_COUNT
} Kind;

typedef struct Header {
    uint8_t kind;   /* Kind */
    uint8_t flags;  /* HeaderFlag and per-kind bits */
    uint16_t aux;   /* per kind */
    uint32_t ident; /* ordinal handed out by id() or default hash(); 0 = not asked for yet */
} Header;

/* Per-kind bits in Header.flags. */
enum {
    STR_ASCII = 1,     /* all code points < 128 (width 1) */
    STR_INTERNED = 2,  /* the one string of its text: equal interned strings are the same object */
    STR_VIEW = 4,      /* a StrView */
    DICT_WATCHED = 4,  /* see pd_dict_watch; of this process only: snapshots leave it out */
    INSTANCE_DICT = 4, /* overflow is a ref to a Dict that holds all attributes */
    TRACEBACK_SPAWNED = 4, /* no frame: where the task was spawned that the entries behind it are of
                            */
    TRACEBACK_AT_START = 8, /* the frame had not begun: at the first line of its function */
    ARRAY_STACK = 4, /* storage of a fiber: its live slots are visited through the fiber only */
    ARRAY_LIST = 8,  /* large storage of a list: what lies past the list's end was never set */
    FIBER_RUNNING = 8,
    FIBER_STARTED = 16,
    FIBER_DONE = 32,
    /* A generator or continuation is being closed; asynchronous generator: aclose() has begun. */
    FIBER_CLOSING = 128,
    BIGINT_NEGATIVE = 64
};

/* Header.aux of KIND_GENERATOR. */
typedef enum GeneratorKind {
    GENERATOR_PLAIN,
    GENERATOR_COROUTINE,
    GENERATOR_ASYNC,
    GENERATOR_KIND_COUNT
} GeneratorKind;

typedef struct Array {
    Header h;
    uint32_t capacity;
    uint32_t used; /* ARRAY_LIST: length of the list, noted before the array is looked at */
    Value items[];
} Array;

/* Compact insertion-ordered hash table (the design of CPython 3.6 dicts). Open addressing over
 * `index`, which holds entry numbers + 1; 0 is free, deleted entries keep their number and have
 * an UNBOUND key. Memory: capacity entries (pairs of Values for dicts, single Values for sets:
 * aux 2 or 1), capacity uint32 hashes, then the index of pd_table_index_size(capacity) slots of
 * 1, 2 or 4 bytes; those of 4 hold what is above the index mask of the hash beside the number.
 * Linear order of entries is insertion order. A table has no identity: h.ident
 * counts the insertions since it was made, at most capacity, each of which took a slot of the
 * index. */
typedef struct Table {
    Header h;
    uint32_t capacity, count; /* entries in use, deleted ones included */
    Value entries[];
} Table;

typedef struct Dict {
    Header h;
    uint32_t used;
    Ref table;
} Dict; /* also sets and frozensets; table 0 while empty; aux: see dict.c, no part of a snapshot */

/* A hidden class: the attribute `name` at slot `index`, after those of parent. The root has
 * index 0 and name UNBOUND; an instance of shape s has s->count attributes. */
typedef struct Shape {
    Header h;
    Ref cls;         /* ref to Class */
    Ref parent;      /* ref to Shape, 0 for the root */
    Value name;      /* interned str */
    uint32_t count;  /* attributes including this one */
    Ref transitions; /* ref to Dict: name -> Shape; 0 for none */
} Shape;

typedef struct BigInt {
    Header h;
    uint32_t limb_count, unused;
    uint64_t limbs[];
} BigInt;
typedef struct Complex {
    Header h;
    double real, imag;
} Complex;

/* str: aux = bytes per code point (1, 2 or 4; the smallest that fits all). bytes: aux = 1. hash 0 =
 * not computed yet. `own` is the content, except of a StrView: read it with pd_str_data. */
typedef struct Str {
    Header h;
    uint32_t length;
    uint32_t hash;
    uint8_t own[];
} Str;
typedef Str BytesObject;

/* A long str that was made by appending: the beginning of a SharedText of its width, at least four
 * fifths of its room. So it keeps little more than its length, and appending to the longest one
 * writes behind it, where no other str looks. Never interned, never a bytes object. */
typedef struct StrView {
    Header h;
    uint32_t length, hash;
    Ref text;     /* ref to SharedText */
    int32_t away; /* units from here to there: follows from text, and needs no heap to be used */
} StrView;

/* What is behind `used` belongs to nobody yet; what is before it never changes. aux as in Str. */
typedef struct SharedText {
    Header h;
    uint32_t capacity, used; /* in code points */
    uint8_t data[];
} SharedText;

typedef struct ByteArray {
    Header h;
    uint32_t length;
    Ref bytes; /* ref to BytesObject used as storage, its length = capacity */
} ByteArray;

typedef struct List {
    Header h;
    uint32_t length;
    Ref items; /* ref to Array; 0 = no capacity */
} List;
typedef struct Tuple {
    Header h;
    uint32_t length, unused;
    Value items[];
} Tuple;
typedef struct Range {
    Header h;
    Value start, stop, step, length;
} Range; /* ints */
typedef struct Slice {
    Header h;
    Value start, stop, step;
} Slice;
typedef struct Cell {
    Header h;
    Value content;
} Cell;

typedef struct FunctionObject {
    Header h;
    uint32_t code; /* index of the function among all functions loaded in the run */
    Ref module;    /* ref to Module */
    Value name, qualname;
    Value defaults;    /* tuple or UNBOUND */
    Value kwdefaults;  /* dict or UNBOUND */
    Value closure;     /* tuple of cells or UNBOUND */
    Value annotations; /* dict or UNBOUND */
    Value attributes;  /* dict or UNBOUND: __dict__, __doc__ when changed */
} FunctionObject;

typedef struct Builtin {
    Header h;
    uint32_t leaf; /* index into the table of C leaves */
    Ref owner;     /* ref to Class for methods, 0 for functions */
    Value name, qualname;
} Builtin;

typedef struct Method {
    Header h;
    Value function, self;
} Method;

/* Facts about a class that lookups need at once; inherited facts are copied when the class is
 * made or changed. */
typedef enum ClassFlag {
    CLASS_EQ = 1,                 /* __eq__ or __ne__ is program code: comparing may have to call */
    CLASS_HASH = 2,               /* __hash__ is program code */
    CLASS_UNHASHABLE = 4,         /* __hash__ is None */
    CLASS_GETATTRIBUTE = 8,       /* __getattribute__ is program code */
    CLASS_GETATTR = 16,           /* has __getattr__ */
    CLASS_SETATTR = 32,           /* __setattr__ is program code */
    CLASS_DELATTR = 64,           /* __delattr__ is program code */
    CLASS_EXCEPTION = 128,        /* subclass of BaseException */
    CLASS_BUILTIN = 256,          /* part of the shared image: immutable */
    CLASS_FINAL = 512,            /* cannot be subclassed (bool, NoneType, range, function ...) */
    CLASS_NO_DICT = 1024,         /* instances have no __dict__ (all of the MRO has __slots__) */
    CLASS_META = 2048,            /* subclass of type: its instances are classes */
    CLASS_DATA_DESCRIPTOR = 4096, /* has __set__ or __delete__ */
    CLASS_DESCRIPTOR = 8192,      /* has __get__ */
    CLASS_ABSTRACT = 16384,       /* __abstractmethods__ is not empty */
    CLASS_ITER_NEXT = 32768,      /* has __next__ in program code */
    CLASS_SLOTS = 65536,          /* some class of the MRO has members made by __slots__ */
    CLASS_VISITED = 131072        /* while a walk over a hierarchy lasts */
} ClassFlag;

typedef struct Class {
    Header h;           /* aux: enum Kind of its instances or of their payloads */
    uint32_t flags;     /* ClassFlag */
    uint32_t slot_hint; /* inline slots of a new instance: the most attributes seen, at most 16 */
    Value name, qualname;
    Value bases, mro; /* tuples of classes; mro[0] is the class itself */
    Value metaclass;  /* UNBOUND = type */
    Ref dict;         /* ref to Dict: own attributes */
    Ref root_shape;   /* ref to Shape; 0 = none made yet (never set in the shared image) */
    Ref subclasses;   /* ref to List of direct subclasses or 0 */
    uint32_t unused;
} Class;

/* The common start of KIND_INSTANCE, KIND_WRAPPED and KIND_EXCEPTION. Attribute i is inline slot
 * i when i < h.aux, else item i - h.aux of the overflow array; with INSTANCE_DICT all of them
 * are in the overflow dict. */
typedef struct Instance {
    Header h;
    Ref shape;
    Ref overflow;
    Value slots[];
} Instance;
typedef struct Wrapped {
    Header h;
    Ref shape;
    Ref overflow;
    Value payload;
    Value slots[];
} Wrapped;
typedef struct Exception {
    Header h;
    Ref shape;
    Ref overflow;         /* aux = 0: attributes live in the overflow array */
    Value args;           /* tuple */
    Value cause, context; /* None or exception */
    Value traceback;      /* None or Traceback */
    Value detail;         /* StopIteration/SystemExit value, or UNBOUND */
    uint32_t suppress_context, unused;
} Exception;

typedef struct Property {
    Header h;
    Value getter, setter, deleter, doc;
    Value name;
} Property;
typedef struct StaticMethod {
    Header h;
    Value function;
} StaticMethod; /* KIND_STATICMETHOD and KIND_CLASSMETHOD */
typedef struct Super {
    Header h;
    Value cls, self;
    Value self_class;
} Super;
typedef struct SlotMember {
    Header h;
    Value name;
    Ref owner;
    uint32_t unused;
} SlotMember;
typedef struct Module {
    Header h;
    Ref dict;
    uint32_t state; /* vm: not run, running, done */
    Value name;
} Module;

/* A stack of frames; see vm for the frame layout in `stack`. */
typedef struct Fiber {
    Header h;
    Ref parent;    /* ref to the Fiber to return to while running, else 0 */
    Ref stack;     /* ref to Array; capacity in slots */
    uint32_t base; /* slot of R[0] of the youngest frame; meaningless while the fiber is running */
    uint32_t frame_count; /* out of date while it is the running one */
    Value handled; /* exception being handled here, or None; code of a generator that has ended */
    Value name, qualname; /* of the generator function, UNBOUND for others */
    Value prompt;         /* the handlers at its bottom (vm/effect/effect.h), or UNBOUND; of an
                             asynchronous generator: the awaitable that drives it */
    Value mask; /* while a function clause runs in it: the Fiber of the prompt it belongs to */
} Fiber;

typedef struct Traceback {
    Header h;
    uint32_t code, pc;
    Value next; /* Traceback or None */
} Traceback;

typedef enum ViewKind { VIEW_KEYS, VIEW_VALUES, VIEW_ITEMS } ViewKind;
typedef struct DictView {
    Header h;
    Ref dict;
    uint32_t unused;
} DictView;

typedef enum IterKind {
    ITER_LIST,
    ITER_TUPLE,
    ITER_STR,
    ITER_BYTES,
    ITER_BYTEARRAY,
    ITER_RANGE,
    ITER_KEYS,
    ITER_VALUES,
    ITER_ITEMS,
    ITER_SET,
    ITER_LIST_REVERSED,
    ITER_KEYS_REVERSED,
    ITER_VALUES_REVERSED,
    ITER_ITEMS_REVERSED,
    ITER_SEQUENCE_REVERSED,
    ITER_ENUMERATE, /* source: inner iterator; position: next count (or state is a big int) */
    ITER_ZIP,       /* source: tuple of iterators; position 1 = strict */
    ITER_MAP,       /* source: tuple (function, iterators...) */
    ITER_FILTER,    /* source: tuple (function or None, iterator) */
    ITER_CALL,      /* iter(f, sentinel): source f, state sentinel */
    ITER_SEQUENCE,  /* __getitem__ protocol: source object, position next index */
    ITER_KIND_COUNT
} IterKind;

/* Iterator over builtin values. position counts up from 0 (or down for the reversed ones);
 * expected is the dict or set size that must not change. Exhausted: source becomes UNBOUND.
 * Ranges whose every number is a small int: position = next value, state = step, source = how many
 * items are left (small too); other ranges: source = Range, state = next value or UNBOUND.
 * is_certain: no step of what a zip holds can fail; of this process only: snapshots leave it out.
 */
typedef struct Iter {
    Header h;
    Value source;
    Value state;
    int64_t position;
    uint32_t expected, is_certain;
} Iter;

typedef struct Opaque {
    Header h;
    uint32_t count, unused;
    Value items[];
} Opaque;

#endif
