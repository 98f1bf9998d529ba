/* How C functions of the machine are written: leaves.
 *
 * A leaf never calls program code. It gets its arguments as values, gives a result, and says how it
 * went. If program code must run it returns pd_vm_tail_call(...): that call takes the leaf's place.
 * If memory is short it returns LEAF_MEMORY having changed nothing visible: the machine collects
 * and runs the whole instruction once more. So: check everything, allocate everything, then mutate.
 * Raw pointers into the heap are good during the whole leaf (nothing moves). Work that grows with
 * data is charged with pd_vm_charge before it is done.
 */
#ifndef VM_LEAF_H
#define VM_LEAF_H

#include "vm/vm.h"

typedef enum LeafResult {
    LEAF_OK,
    LEAF_RAISED, /* vm->raised is set (pd_vm_raise) */
    LEAF_MEMORY, /* collect and run the instruction again */
    LEAF_CALL,   /* vm->tail is set (pd_vm_tail_call) */
    LEAF_EFFECT, /* the run waits for the host (pd_vm_perform) */
    LEAF_END,    /* iterators: no more items */
    LEAF_RESUME  /* a generator goes on: vm->resume_* are set (pd_vm_resume) */
} LeafResult;

/* args[i] is parameter i of the signature; UNBOUND when it was omitted; *name gives a tuple, **name
 * a dict or UNBOUND. */
typedef LeafResult LeafFn(Vm *vm, const Value *args, Value *result);

typedef enum LeafKind {
    LEAF_FUNCTION,    /* module-level function */
    LEAF_METHOD,      /* method of a builtin type: args[0] is self (payload already unwrapped for
                         subclasses) */
    LEAF_CLASSMETHOD, /* args[0] is the class */
    LEAF_STATIC,      /* static method */
    LEAF_GETTER,      /* attribute: args[0] is self */
    LEAF_SETTER, /* stores the attribute of the same name (its getter comes before it): args[1] is
                    the value, UNBOUND to delete; always raw */
    LEAF_NEW,    /* __new__: args[0] is the class wanted */
    LEAF_SLOT    /* special method such as __add__, __len__ */
} LeafKind;

/* signature: Python parameter syntax without annotations; `name=` is optional (omitted: UNBOUND).
 * `name#` and `name#=`: an int, or an instance whose __index__ gives one.
 * Examples: "self, /"  "self, sep=, maxsplit="  "iterable, /, *, key=, reverse="  "*args, sep=,
 * end="  "self, /, *args, **kwargs". A `raw` leaf (first character '!': "!self, /, ...") gets self
 * unwrapped never (needs the instance itself). '~' before the parameters: a wrong number of
 * arguments is told as PyArg_ParseTuple does ("f() takes at least 1 argument (0 given)"). `d: dict`
 * of an intrinsic (module _vm): another kind is a SystemError before the leaf is called; the words
 * are those of LeafWant. */
typedef struct LeafDef {
    const char *name;
    const char *signature;
    LeafFn *fn;
    uint8_t kind; /* LeafKind */
} LeafDef;

typedef enum TypeId {
#define TYPE(id, name, base, kind, flags) TYPE_##id,
#define EXCEPTION(id, name, base)
#include "vm/types.def"
#undef TYPE
#undef EXCEPTION
    TYPE_COUNT
} TypeId;

typedef enum ExcId {
#define TYPE(id, name, base, kind, flags)
#define EXCEPTION(id, name, base) EXC_##id,
#include "vm/types.def"
#undef TYPE
#undef EXCEPTION
    EXC_COUNT
} ExcId;

typedef enum NameId {
#define NAME(id, text) NAME_##id,
#include "vm/names.def"
#undef NAME
    NAME_COUNT
} NameId;

typedef enum LibId {
#define LIB(id) LIB_##id,
#include "vm/lib.def"
#undef LIB
    LIB_COUNT
} LibId;

/* One table per file: the leaves of a builtin type or of a library module. All tables are listed in
 * leaf_tables.c. */
typedef struct LeafTable {
    const char *module; /* NULL for a type's methods; else "builtins", "_vm", "math" ... */
    TypeId type;        /* owner when module is NULL */
    const LeafDef *defs;
    uint32_t count;
} LeafTable;

/* What the machine needs of the shared image at once. Refs below image_end, fixed for the life of
 * the image. */
struct Image {
    const Alloc *alloc;
    HeapImage heap_image; /* what every region begins with */
    void *shared;         /* the same, made known to the Alloc; NULL: it is copied */
    Ref types[TYPE_COUNT], exceptions[EXC_COUNT];
    Value names[NAME_COUNT];
    Value lib[LIB_COUNT]; /* functions of _prelude */
    Value builtins;       /* dict of the module builtins */
    Value modules;        /* dict: name -> module of the library */
    Value object_new, object_init, object_ne,
        type_call; /* the Builtins object.__new__ ..., type.__call__ */
    /* The Builtins that the loop does in place. */
    Value next, generator_send, len, list_append, dict_get;
    Value in_place; /* the continuation of clauses that run in place: to send to it is to return */
    Digest id;      /* of layout, leaves and library code */
    CodeUnit **units;
    uint32_t unit_count;
    LoadedCode *loaded;
    uint32_t loaded_count;
    const LeafDef **leaves;
    const struct LeafBinding *bindings; /* parsed signatures, same index */
    uint32_t leaf_count;
    struct LeafBinding *making; /* the same as bindings, while the image is made */
    bool is_frozen;             /* units, rows and heap image belong to the binary */
    Arena arena;                /* owns the other tables above */
};

static inline Value pd_name(const Vm *vm, NameId id)
{
    return vm->image->names[id];
}
static inline Value pd_type(const Vm *vm, TypeId id)
{
    return pd_from_ref(vm->image->types[id]);
}
/* The class of that interned name that an exception from outside may have: a builtin one, or one of
 * the machine's in module perdure. NULL: none. */
Class *pd_vm_exception_class(const Vm *vm, const Str *name);
static inline Value pd_exc(const Vm *vm, ExcId id)
{
    return pd_from_ref(vm->image->exceptions[id]);
}

/* ---- raising (raise.c) ---- */
/* Makes an exception with one str argument (printf format; %s is UTF-8) and answers LEAF_RAISED.
 * Never fails: under memory pressure the message is cut or LEAF_MEMORY is answered. */
LeafResult pd_vm_raise(Vm *vm, ExcId id, const char *format, ...) PRINTF_LIKE(3, 4);
LeafResult pd_vm_raise_value(Vm *vm, Value exception); /* raises an existing exception */
LeafResult pd_vm_raise_args(Vm *vm, ExcId id, const Value *args, uint32_t count);
LeafResult pd_vm_raise_key(Vm *vm, Value key); /* KeyError(key) */
/* TypeError about the type of v: format has one %s, which becomes its type name. */
LeafResult pd_vm_raise_type(Vm *vm, const char *format, Value v);
/* SystemError: an intrinsic of the library got what the library never gives it, as a frame of the
 * library in a forged snapshot may. */
LeafResult pd_vm_raise_misuse(Vm *vm, const char *intrinsic);
/* Turns an Answer other than YES/NO into the result of a leaf: MEMORY, LIMIT ->
 * OverflowError/RecursionError text. */
LeafResult pd_vm_answer_failed(Vm *vm, Answer answer, Value about);
/* Name of v's type as UTF-8, copied into a small buffer (cut at 200 bytes); for messages. */
typedef struct TypeName {
    char text[204];
} TypeName;
TypeName pd_vm_type_name(const Vm *vm, Value v);
/* UTF-8 of a str value for messages, cut at 200 bytes. */
TypeName pd_vm_text(const Vm *vm, Value str);
Exception *pd_vm_new_exception(Vm *vm, Class *cls, Value args); /* NULL = memory */

/* ---- letting program code run ---- */
/* Calls library function id with count (<= 8) values in the leaf's place. Answers LEAF_CALL. */
LeafResult pd_vm_tail_call(Vm *vm, LibId id, uint32_t count,
                           ...); /* variadic arguments are Value */
LeafResult pd_vm_tail_value(Vm *vm, Value callable, uint32_t count, const Value *args);
LeafResult pd_vm_tail_apply(Vm *vm, Value callable, Value star, Value keywords);
/* Calls a special method of the program, a function, in the leaf's place, which is to answer the
 * leaf's question: phase (enum Phase) says which that is. */
LeafResult pd_vm_tail_ask(Vm *vm, Value method, uint8_t phase, uint32_t count, const Value *args);
/* Asks the host: name, arguments are encoded as a CBOR array. Answers LEAF_EFFECT or LEAF_RAISED.
 */
LeafResult pd_vm_perform(Vm *vm, const char *name, const Value *args, uint32_t count);

/* The generator goes on with value v (sent or thrown) in the leaf's place; what it yields is the
 * leaf's result. */
LeafResult pd_vm_resume(Vm *vm, Value generator, ResumeMode mode, Value v);

/* ---- fuel ---- */
static inline void pd_vm_charge(Vm *vm, uint64_t units)
{
    vm->leaf_fuel += units;
}
/* For long work: false when the run's fuel would be exceeded. Return pd_vm_out_of_fuel then. */
bool pd_vm_charge_big(Vm *vm, uint64_t units);
LeafResult pd_vm_out_of_fuel(Vm *vm); /* raises FuelExhausted */

/* ---- classes and attributes (class.c, attr.c) ---- */
Class *pd_vm_class_of(const Vm *vm, Value v);
static inline Class *pd_class(const Vm *vm, Value cls)
{
    return PD_AS(Class, &vm->heap, cls);
}
bool pd_vm_is_subclass(const Vm *vm, const Class *cls, const Class *base); /* by MRO, no hooks */
bool pd_vm_is_instance(const Vm *vm, Value v, Value cls);                  /* by MRO, no hooks */
/* Attribute of the class along its MRO (cached); UNBOUND when missing. name is interned. */
Value pd_vm_class_lookup(Vm *vm, Class *cls, Value name);
/* Special method of v's class, as found (unbound function, builtin, descriptor), or UNBOUND. */
Value pd_vm_special(Vm *vm, Value v, NameId name);
/* v itself, or the builtin value inside an instance of a subclass of a builtin type. */
static inline Value pd_vm_unwrap(const Vm *vm, Value v)
{
    return pd_is_kind(&vm->heap, v, KIND_WRAPPED) ? PD_AS(Wrapped, &vm->heap, v)->payload : v;
}
LeafResult pd_vm_get_attr(Vm *vm, Value object, Value name,
                          Value *out); /* full semantics; may answer LEAF_CALL */
LeafResult pd_vm_set_attr(Vm *vm, Value object, Value name, Value v);
LeafResult pd_vm_delete_attr(Vm *vm, Value object, Value name);

/* ---- operators on builtin values: never program code; NOT_IMPLEMENTED in *out when the types do
 * not go together ---- */
/* The same for two numbers of builtin types, by the shortest way; LEAF_END: not done. */
LeafResult pd_vm_binary_numbers(Vm *vm, BinaryOp op, Value a, Value b, Value *out);
/* a op b of such, in *out. false: not done. */
bool pd_vm_compare_numbers(const Heap *heap, CompareOp op, Value a, Value b, Value *out);
LeafResult pd_vm_binary_builtin(Vm *vm, BinaryOp op, Value a, Value b, Value *out);
LeafResult pd_vm_inplace_builtin(Vm *vm, BinaryOp op, Value a, Value b,
                                 Value *out); /* list +=, set |= ...: mutates a */
LeafResult pd_vm_unary_builtin(Vm *vm, Op op, Value v, Value *out); /* OP_NEG OP_POS OP_INVERT */
LeafResult pd_vm_compare_builtin(Vm *vm, CompareOp op, Value a, Value b,
                                 Value *out); /* LEAF_CALL when items need it */
/* The full operators, instances included (ops.c); LEAF_CALL as needed. */
LeafResult pd_vm_binary(Vm *vm, BinaryOp op, Value a, Value b, Value *out);
LeafResult pd_vm_compare(Vm *vm, CompareOp op, Value a, Value b, Value *out);
/* Truth of a value: LEAF_OK and *out True/False, or LEAF_CALL with PHASE_TRUTH (instances with
 * __bool__ or __len__). */
LeafResult pd_vm_truth(Vm *vm, Value v, Value *out);
LeafResult pd_vm_contains(Vm *vm, Value container, Value item, Value *out);
LeafResult pd_vm_get_item(Vm *vm, Value container, Value key, Value *out);
LeafResult pd_vm_set_item(Vm *vm, Value container, Value key, Value v);
LeafResult pd_vm_delete_item(Vm *vm, Value container, Value key);
LeafResult pd_vm_len(Vm *vm, Value v, Value *out);
LeafResult pd_vm_hash(Vm *vm, Value v, Value *out); /* an int value */
LeafResult pd_vm_iter(Vm *vm, Value v, Value *out); /* iter(v) */
/* Next item of an iterator of kind ITER: LEAF_OK, LEAF_END, LEAF_RAISED, or LEAF_CALL (map, filter,
 * zip of generators). */
LeafResult pd_vm_iter_next(Vm *vm, Iter *it, Value *out);
/* The same for an instruction that goes on with what is called (LEAF_CALL), whatever it is: an
 * iterator may have moved by then. */
LeafResult pd_vm_for_next(Vm *vm, Iter *it, Value *out);
/* The usual next step of FOR_ITER, for the iterator of a loop at ip: the item is in its register,
 * or, where UNPACK takes a pair apart at once, that was done as well. EACH_OTHER: it is not as
 * usual as that, and nothing has moved. */
typedef enum Each { EACH_ITEM, EACH_PAIR, EACH_OTHER } Each;
Each pd_quick_each(const Heap *heap, Iter *it, const Instr *ip, Value *registers);
/* The pair that an enumerate gives for an item of what it counts; it has counted it then. */
LeafResult pd_vm_enumerated(Vm *vm, Iter *it, Value item, Value *out);
/* The same for an item that is a tuple of count values, at once taken apart: no tuple is made.
 * LEAF_CALL: it is not as simple as that, and nothing has moved. */
enum { ITER_APART_MAX = 4 };
LeafResult pd_vm_iter_next_apart(Vm *vm, Iter *it, uint32_t count, Value *out);
/* Whether iterating v never needs program code: list, tuple, str, dict, set, range, views, and
 * iterators over these. */
bool pd_vm_iterates_in_c(const Vm *vm, Value v);
/* All items of such a v as a new list (does not consume until it succeeds). */
LeafResult pd_vm_collect_items(Vm *vm, Value v, Value *list_out);
/* An index: small or big int, bool, or LEAF_CALL-free failure TypeError. Instances with __index__
 * are converted by the library's slow path before: answers LEAF_RAISED with the TypeError "'%s'
 * object cannot be interpreted as an integer". */
LeafResult pd_vm_index_i64(Vm *vm, Value v, int64_t *out, const char *overflow_message);
/* Resolves slice bounds for a sequence of that length, as slice.indices. */
typedef struct SliceRange {
    int64_t start, stop, step;
    uint64_t count;
} SliceRange;
LeafResult pd_vm_slice_range(Vm *vm, const Slice *slice, uint64_t length, SliceRange *out);

/* ---- text ---- */
/* repr/str of a value: LEAF_CALL when an instance's own method must run. *out is a str. */
LeafResult pd_vm_repr(Vm *vm, Value v, Value *out);
LeafResult pd_vm_str(Vm *vm, Value v, Value *out);
LeafResult pd_vm_format(Vm *vm, Value v, Value spec,
                        Value *out); /* format(v, spec); spec may be UNBOUND */
LeafResult pd_vm_str_percent(Vm *vm, Value format, Value args, Value *out); /* format % args */

/* Strings for C: interned or plain str from UTF-8/ASCII; UNBOUND = memory. */
static inline Value pd_vm_str_value(Vm *vm, const Str *s)
{
    return s == NULL ? VALUE_UNBOUND : pd_value_to(&vm->heap, s);
}

/* ---- values to and from canonical CBOR (marshal.c): None bool int float str bytes list tuple dict
 * set, nested ---- */
LeafResult pd_vm_encode(Vm *vm, Value v,
                        Buffer *out); /* TypeError names the path of what cannot be encoded */
Status pd_vm_decode(Vm *vm, Bytes bytes, Value *out,
                    Error *err); /* STATUS_NO_MEMORY: collect, again */

/* For tests of kinds in leaves. */
static inline Kind pd_vm_kind(const Vm *vm, Value v)
{
    return pd_kind(&vm->heap, v);
}

#endif
