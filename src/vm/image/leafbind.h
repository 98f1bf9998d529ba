/*
 * Calling leaves: signatures parsed once, when the image is made, and arguments bound to them.
 *
 * The words of the errors for wrong arguments are CPython's, chosen by the shape of the signature,
 * because there they depend on how a C function is declared. Nothing here runs program code.
 */
#ifndef VM_IMAGE_LEAFBIND_H
#define VM_IMAGE_LEAFBIND_H

#include "vm/leaf.h"

enum { LEAF_PARAM_MAX = 16, LEAF_NO_SLOT = 255 };

typedef enum LeafFlag {
    LEAF_RAW = 1,         /* self is never unwrapped */
    LEAF_VARARGS = 2,     /* *name */
    LEAF_VARKEYWORDS = 4, /* **name */
    LEAF_SIMPLE = 8,      /* positional-only parameters and nothing else */
    LEAF_NAMED = 16,      /* some parameter may be given by name */
    LEAF_PARSED = 32,     /* the error texts of a function that parses its own arguments */
    LEAF_TYPED = 64       /* some parameter must be of a kind: see LeafWant */
} LeafFlag;

/* What an intrinsic of the library takes for granted about an argument, as its signature says:
 * "d: table". The library keeps to it; a frame of the library in a forged snapshot may not. */
#define LEAF_WANT_TABLE(WANT)             \
 WANT(ANY, "any")                         \
 WANT(TABLE, "table") /* dict or set */   \
 WANT(DICT, "dict")                       \
 WANT(SET, "set")                         \
 WANT(LIST, "list")                       \
 WANT(TUPLE, "tuple")                     \
 WANT(ITEMS, "items") /* list or tuple */ \
 WANT(STR, "str")                         \
 WANT(NAME, "name") /* interned str */    \
 WANT(TEXT, "text") /* str or bytes */    \
 WANT(INT, "int")   /* a small one */     \
 WANT(HASH, "hash") /* fits int64 */      \
 WANT(CLASS, "class")                     \
 WANT(MODULE, "module")                   \
 WANT(BUILTIN, "builtin")                 \
 WANT(ITER, "iter")                       \
 WANT(TRACEBACK, "traceback")
#define LEAF_WANT_ENUM(name, text) LEAF_WANT_##name,
typedef enum LeafWant { LEAF_WANT_TABLE(LEAF_WANT_ENUM) LEAF_WANT_COUNT } LeafWant;
#undef LEAF_WANT_ENUM

/* One parsed signature. bound[i] belongs to parameter i in the order of the text. */
typedef struct LeafBinding {
    LeafFn *fn;
    const LeafDef *def;
    uint8_t kind;       /* LeafKind */
    uint8_t flags;      /* LeafFlag */
    uint8_t self_kind;  /* methods: Kind of self that needs no further check, else KIND_FREE */
    uint16_t self_aux;  /* with KIND_OPAQUE: its TypeId; with KIND_GENERATOR: its GeneratorKind;
                           with KIND_FREE: TYPE_FLOAT where floats need none either, else 0 */
    uint8_t slot_count; /* parameters, stars included */
    uint8_t positional_count;               /* parameters that may be positional; the first ones */
    uint8_t posonly_count;                  /* those of them that must be */
    uint8_t required_count;                 /* those of them without a default; they come first */
    uint8_t varargs_slot, varkeywords_slot; /* LEAF_NO_SLOT for none */
    uint16_t required;                      /* bit i: parameter i must be given */
    uint8_t plain_min, plain_end;  /* so many positional arguments, the latter excluded, need no
                                      binding */
    uint8_t wants[LEAF_PARAM_MAX]; /* LeafWant of each parameter */
    uint16_t index_mask;           /* bit i: an instance with __index__ will do for it */
    uint32_t setter;               /* getters: leaf that stores the attribute, else 0 */
    Ref owner;                     /* class of methods, 0 for functions */
    const char *module;            /* of functions, NULL for methods */
    Value builtin;                 /* the Builtin object */
    const Value *names; /* slot_count of them: interned, UNBOUND when it cannot be given by name */
} LeafBinding;

typedef struct LeafArgs {
    const Value *args; /* self first for methods; the named ones last */
    uint32_t count;    /* all of them */
    Value names;       /* tuple of the names of the last ones, or UNBOUND */
} LeafArgs;

/* Fills bound[0 .. slot_count). LEAF_OK, LEAF_RAISED or LEAF_MEMORY. */
LeafResult pd_vm_bind_leaf(Vm *vm, uint32_t leaf, const LeafArgs *in, Value bound[LEAF_PARAM_MAX]);

/* Binds and runs, whatever the kind of leaf: the whole call of a Builtin. */
LeafResult pd_vm_run_leaf(Vm *vm, uint32_t leaf, const LeafArgs *in, Value *out);

/* The same for positional arguments, the last of which are gathered in *name, without looking at
 * what does not matter then. LEAF_END: they need binding; nothing was run. */
LeafResult pd_vm_gather_leaf(Vm *vm, const LeafBinding *b, const Value *args, uint32_t count,
                             Value *out);

/* The same for the constructor of the class in a window, which is no argument yet. */
LeafResult pd_vm_gather_new(Vm *vm, const LeafBinding *b, const Value *window, uint32_t count,
                            Value *out);

/* SystemError when an argument is not of the kind that the signature says. */
LeafResult pd_vm_check_wants(Vm *vm, const LeafBinding *binding, const Value *bound);

static inline const LeafBinding *pd_binding(const Vm *vm, uint32_t leaf)
{
    return &vm->image->bindings[leaf];
}

/* Whether that self needs no further check. Ints and floats may be no objects. */
static inline bool pd_is_certain_self(const Vm *vm, const LeafBinding *b, Value self)
{
    if (!pd_is_ref(self))
        return pd_is_int(self)
                   ? b->self_kind == KIND_INT
                   : pd_is_float(self) && b->self_kind == KIND_FREE && b->self_aux == TYPE_FLOAT;
    return b->self_kind != KIND_FREE && pd_header(&vm->heap, self)->kind == b->self_kind &&
           ((b->self_kind != KIND_OPAQUE && b->self_kind != KIND_GENERATOR) ||
            pd_header(&vm->heap, self)->aux == b->self_aux);
}

/* The leaf raised: if instances with __index__ stand where it wants ints, calls it again with what
 * they give, else LEAF_RAISED. */
LeafResult pd_vm_leaf_index(Vm *vm, const LeafBinding *b, const Value *args);

static inline LeafResult pd_vm_leaf_body(Vm *vm, const LeafBinding *b, const Value *args,
                                         Value *out)
{
    LeafResult result = b->fn(vm, args, out);
    bool again = result == LEAF_RAISED && b->index_mask != 0;
    return UNLIKELY(again) ? pd_vm_leaf_index(vm, b, args) : result;
}

static inline LeafResult pd_vm_call_leaf(Vm *vm, uint32_t leaf, const LeafArgs *in, Value *out)
{
    const LeafBinding *b = pd_binding(vm, leaf);
    bool fits = (b->flags & LEAF_SIMPLE) != 0 && in->count == b->positional_count &&
                pd_is_unbound(in->names);
    if (LIKELY(fits) && (b->kind == LEAF_FUNCTION || pd_is_certain_self(vm, b, in->args[0]))) {
        LeafResult checked = LEAF_OK;
        if ((b->flags & LEAF_TYPED) != 0) {
            checked = pd_vm_check_wants(vm, b, in->args);
        }
        return checked == LEAF_OK ? pd_vm_leaf_body(vm, b, in->args, out) : checked;
    }
    return pd_vm_run_leaf(vm, leaf, in, out);
}

/* Checks args[0] of a method against its owner and unwraps it. */
LeafResult pd_vm_bind_self(Vm *vm, const LeafBinding *binding, Value self, Value *out);

/* For the maker of the image: parses def into *binding; names are interned in the image's heap.
 * Aborts on a signature that is not well formed: it is our text. */
bool pd_vm_parse_signature(Heap *heap, Arena *arena, const LeafDef *def, LeafBinding *binding);

#endif
