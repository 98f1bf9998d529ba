/* The state of a run as structs: what the loop works on, what snapshots write, what collections
 * visit.
 *
 * A fiber's stack is an Array of slots. Each frame is a window of it: three header slots, then its
 * registers. A call puts the callee's window over the caller's temporaries (see
 * FRAME_HEADER_SLOTS), so arguments are not copied.
 *
 *     ... caller's registers ...  | function | pc,code | previous,phase | R[0] R[1] ...
 * R[register_count-1] | ^ base - 3                            ^ base
 *
 * A suspended frame's pc is the instruction that called: when the callee returns, that instruction
 * is completed with the value (vm/complete.c) and the frame goes on behind it. So no C function is
 * ever waiting for program code.
 */
#ifndef VM_STATE_H
#define VM_STATE_H

#include "heap/heap.h"

typedef struct FrameHeader {
    Value function;    /* FunctionObject */
    uint32_t pc, code; /* word of the current instruction; index into the run's functions */
    uint32_t previous; /* base of the calling frame in this fiber; 0 = none (bases are >= 3) */
    uint8_t phase;     /* enum Phase: which part of the caller's instruction this frame answers */
    uint8_t flags;
    uint16_t unused;
} FrameHeader;

/* What the value that a frame returns is for, when its caller's instruction makes more than one
 * call. */
typedef enum Phase {
    PHASE_ONLY,  /* it completes the instruction */
    PHASE_TRY_0, /* operators: it answers candidate 0, 1, 2 ... of the operands' methods (vm/ops.c);
                    on NotImplemented */
    PHASE_TRY_1, /* the next candidate is asked */
    PHASE_TRY_2,
    PHASE_TRY_3,
    PHASE_INIT, /* __init__: must be None; the new instance is in the slot below this frame's header
                 */
    PHASE_TRUTH,     /* __bool__ of the value that the instruction tests */
    PHASE_LENGTH,    /* its __len__ */
    PHASE_DISCARD,   /* it is ignored, the instruction's value is None */
    PHASE_CLAUSE,    /* a function clause: the fiber's mask before it is in the slot below */
    PHASE_CONTROL,   /* a control clause: its continuation is in the slot below */
    PHASE_LEN,       /* __len__ for len(): what it gives is checked (pd_vm_check_answer) */
    PHASE_HASH,      /* the same for hash(); */
    PHASE_ITER,      /* iter(); */
    PHASE_STR,       /* str(); */
    PHASE_REPR,      /* repr(); */
    PHASE_FORMAT,    /* and format() */
    PHASE_KEY_HASH,  /* __hash__ of a key that is looked for: what for is below the header
                        (vm/builtins/search.c) */
    PHASE_KEY_EQUAL, /* the same for __eq__ of a key of that hash, which may not know; */
    PHASE_KEY_SAME,  /* and for what knows */
    PHASE_COUNT
} Phase;

/* Frames of these phases have a value in the slot below their header. */
static inline bool pd_phase_has_below(uint8_t phase)
{
    return phase == PHASE_INIT || phase == PHASE_CLAUSE || phase == PHASE_CONTROL ||
           phase >= PHASE_KEY_HASH;
}

/* What frames of these phases give is checked before it is the value of a leaf. */
static inline bool pd_phase_checks(uint8_t phase)
{
    return phase >= PHASE_LEN && phase <= PHASE_FORMAT;
}

/* Items of the Opaque objects of these types. */
enum { EFFECT_FUNCTION, EFFECT_HAS_DEFAULT, EFFECT_COUNT };                     /* TYPE_EFFECT */
enum { OPERATION_EFFECT, OPERATION_ARGS, OPERATION_KEYWORDS, OPERATION_COUNT }; /* tuple, dict */
enum {
    PROMPT_HANDLER, /* the instance */
    PROMPT_CLAUSES, /* tuple: ident of an effect, FunctionObject, ident, FunctionObject ... */
    PROMPT_NEWEST,  /* of the unused continuations captured in it, or None */
    PROMPT_SPARE,   /* a used continuation that nothing refers to any more, or None */
    PROMPT_COUNT
}; /* TYPE_PROMPT */
enum {
    K_HEAD,   /* Fiber that goes on when it is resumed; None when it was used */
    K_TAIL,   /* Fiber at its other end, whose value is its answer */
    K_FRAMES, /* int: frames in it */
    K_PROMPT, /* that it was captured in, or None */
    K_OLDER,  /* neighbours in the prompt's list of unused ones, or None */
    K_NEWER,
    K_SITE_CODE, /* where it was used: code and pc, or None */
    K_SITE_PC,
    K_COUNT
}; /* TYPE_CONTINUATION */

/* Header.aux of a fiber that is no generator. */
enum { FIBER_IGNORES_EXIT = 1 /* it went on although it is being closed */ };

/* Bits in their Header.flags. */
enum {
    PROMPT_CLOSED = 8,   /* its handlers do not take part any more */
    PROMPT_ENTERED = 16, /* a fiber has it */
    PROMPT_SEEN = 64,    /* while a reader looks for fibers that share it */
    PROMPT_PLAIN = 32,   /* the value of its body is the answer: on_return is not asked */
    K_GIVEN = 8,         /* stored or passed on: the clause that got it does not own it alone */
    K_STARTED = 16,      /* its head waits for a value; else it has not begun */
    K_DETACHED = 32      /* stays when the scope it was captured in is left */
};

/* FrameHeader.flags */
enum { FRAME_NEGATE = 1 /* the running != asks an __eq__: its answer is to be negated */ };

/* Values outside every frame. Snapshots write them in this order. */
typedef enum Root {
    ROOT_MODULES,     /* dict: dotted name -> module */
    ROOT_EXCEPTION,   /* exception that left the main module, else None */
    ROOT_RESULT,      /* value of the finished run */
    ROOT_REPR_ACTIVE, /* list of containers whose repr is being made */
    ROOT_STATE, /* dict the library keeps per-run state in (random generator, output buffers ...) */
    ROOT_EFFECT,     /* tuple (name, list of arguments) of the effect waited for, else None */
    ROOT_THROW,      /* exception to raise at the next safepoint, else None */
    ROOT_SUBCLASSES, /* dict: builtin class -> list of the run's subclasses */
    ROOT_TASKS,      /* the scheduler (vm/task/task.h), or None while there is only one task */
    ROOT_COUNT
} Root;

typedef enum ModuleState { MODULE_NEW, MODULE_RUNNING, MODULE_DONE } ModuleState; /* Module.state */

typedef enum RunState { RUN_RUNNABLE, RUN_EFFECT, RUN_ENDED, RUN_FAILED } RunState;

/* A function loaded in a run. Index = position in the order: image units, then program units,
 * functions in unit order. */
typedef struct LoadedCode {
    const Function *function;
    const CodeUnit *unit;
    const Value *consts;  /* K[]: values of the image part, they never move */
    Value name, qualname; /* of its functions */
    const Value *names;   /* interned names of locals, then of free variables, as Function.names */
    Value doc;            /* str or None */
    Value code_object;    /* what programs see as __code__ */
} LoadedCode;

/* A function in this run; all zero until it is called first. What calls and returns need is here,
 * so that they touch nothing else of the function. */
typedef struct VmCode {
    const Instr *instrs; /* the private copy */
    const Value *consts; /* LoadedCode.consts */
    uint32_t fuel;       /* Function.fuel */
    uint32_t plain_call; /* 1 + the number of arguments of calls that need no binding, or 0 */
    uint32_t room;       /* slots of its window and what must be free above */
    uint32_t unbound;    /* so many locals that no argument of a plain call fills start UNBOUND */
    uint32_t index;      /* its own */
    uint32_t extras;     /* clauses that may run in place: pd_clause_extras; else 0 */
    uint32_t older;      /* 1 + index of the function that was called first before it, or 0 */
    uint32_t star_call;  /* 1 + the parameters before its own stars, or 0: pd_vm_push_star */
    Instr *own;          /* instrs, for filling caches */
    LiveMap *live;
} VmCode;

typedef enum ResumeMode {
    RESUME_SEND,
    RESUME_THROW,
    RESUME_CLOSE,
    RESUME_FORWARD,
    RESUME_PERFORM
} ResumeMode;

typedef enum Thrown {
    THROWN_NOT,      /* by its instruction */
    THROWN,          /* into what was resumed */
    THROWN_AT_START, /* the same, which had not begun: none of its handlers is entered yet */
    THROWN_TO_END,   /* nothing takes it before it has left the continuation that is being closed */
    THROWN_IN_VAIN   /* into what has ended: the instruction raises it as it is */
} Thrown;

typedef struct Tail { /* what a leaf that answered LEAF_CALL wants called */
    Value callable;
    uint32_t count;
    Value args[8];
    Value star;     /* UNBOUND, or list/tuple of all arguments (then count is 0) */
    Value keywords; /* UNBOUND or dict */
    uint8_t phase;
    Value below; /* PHASE_KEY_HASH and its kin: what goes below the header */
} Tail;

/* What is remembered of a class besides its attributes, under names that no string has. */
enum {
    CACHED_CALL,    /* what calling it comes to (vm/fast.h) */
    CACHED_FILLERS, /* what an exception makes of its arguments (vm/error/exception.c) */
    CACHED_SHAPE    /* the shape of new exceptions of a class of the image (vm/error/raise.c) */
};
enum { METHOD_CACHE_SIZE = 512 };
typedef struct MethodCacheEntry {
    Ref cls;
    Ref name;
    uint32_t epoch;
    uint32_t unused;
    Value value;
} MethodCacheEntry;

/* What is known of attributes, for sites that see objects of several keys (AttrCache in
 * vm/object/attr.h), and where globals are stored (pd_global_place in vm/cache.h). */
enum { ATTR_MEMO_SIZE = 512 };
typedef struct AttrMemo {
    Instr words[2]; /* as behind a site (vm/cache.h) */
    Ref name;
    uint32_t use; /* enum AttrUse; or the class behind which super() looks, and key is self's */
} AttrMemo;

/* A turn of a generator: from its being resumed at a YIELD to that or another YIELD in the same
 * frame. What the loop had in registers is kept for the way back, and for the generator's next
 * turn, so that neither has to find its way from the fiber through stack, frame and code again. */
typedef struct Turn {
    Ref generator;        /* the fiber that it is a turn of; 0: it is not known to be one's */
    Ref resumed_by;       /* the fiber of the turn before */
    uint32_t depth_below; /* Vm.fiber_depth of the latter */
    Fiber *fiber;         /* the rest is the place of the loop in it */
    Value *stack, *stack_end;
    const Instr *code0;
    const Value *consts;
    Value *registers; /* R: written when the next turn begins and when this one ends */
    const Instr *ip;  /* written when the next turn begins */
} Turn;
enum { TURN_MAX = 15 };

/* The clause that takes an effect where a fiber, with that mask, performs it. */
typedef struct KnownClause {
    uint64_t chain; /* Vm.chain then: void when that is another */
    Ref fiber, effect;
    Value mask;
    Value clause, handler;
    const VmCode *code;
    Ref prompt_fiber;
} KnownClause;
enum { KNOWN_CLAUSES = 8 };

/* Effects of a run: their numbers are ints of the machine. */
#define EFFECTS_MAX ((uint64_t)VALUE_INT_MAX)

struct Vm {
    Heap heap;
    VmTraceFn *trace; /* who watches, or NULL */
    void *trace_ctx;
    const Program *program;
    const Image *image;
    const LoadedCode *shared; /* rows of the image's functions */
    const LoadedCode *own;    /* rows of the program's, which come after them */
    uint32_t shared_count, loaded_count;
    VmCode *codes;        /* loaded_count of them, in a range of its own: few are ever touched */
    uint32_t newest_code; /* 1 + index of the function that was called first last, or 0 */
    Ref fiber;            /* the running fiber; 0 when ended */
    uint32_t depth;       /* frames of the active chain */
    uint32_t fiber_depth; /* those of the fibers below the running one */
    RunState state;
    Value roots[ROOT_COUNT];
    int64_t fuel_left;   /* of the current slice: the loop counts this down */
    uint64_t fuel_used;  /* up to the start of the slice */
    int64_t slice_start; /* fuel_left at the start of the slice */
    uint64_t slice_end;  /* fuel_used at which pd_vm_run stops with VM_FUEL */
    uint64_t fuel_end;   /* fuel_used at which FuelExhausted is raised; 0 = not set yet */
    uint64_t leaf_fuel;  /* charged by the leaf that is running; committed or dropped with its
                            instruction */
    uint32_t epoch; /* raised by every collection and class change: older cache entries are void */
    uint64_t collect_every; /* tests: after so many instructions; 0 = when due */
    volatile bool interrupt;
    bool fuel_is_gone; /* vm->raised ends the run, no handler takes it; only while it unwinds */
    uint8_t thrown;    /* enum Thrown: how vm->raised comes to be raised */
    uint64_t effect_count;
    uint64_t next_sequence;
    Limits limits;
    uint64_t seed;
    const Alloc *alloc;
    Tail tail;
    Value answer; /* what the host gave for the effect; taken by the next pd_vm_run */
    bool has_answer;
    uint8_t settle; /* instructions until pd_heap_settle after a collection made room (0: none) */
    bool stepping;  /* the stepping dispatch table is in use */
    uint64_t steps_left;   /* instructions until VM_STEPPED; 0 = no end */
    uint64_t instructions; /* executed while stepping */
    Ref resume_fiber;      /* what a leaf that answered LEAF_RESUME wants resumed */
    Ref resume_by;         /* what awaits it, when it is an asynchronous generator; else 0 */
    uint8_t resume_mode;   /* enum ResumeMode */
    Value resume_value;
    Value raised; /* exception a leaf raised, taken by the loop at once */
    Buffer effect_name, effect_arguments;
    VmEffect effect;
    Error *error; /* details of a failed load */
    /* Last, for these need no clearing when the Vm is used again: turns are void, entries of
     * another epoch. */
    uint32_t turn_top; /* turns[1 .. turn_top] may be of generators; others are of fiber 0 */
    Turn turns[1 + TURN_MAX + 1]; /* of those under way each follows that which resumed it; the
                                     first and the last are never known to be a generator's */
    uint64_t chain; /* counts what may change the fibers below the running one, or move objects */
    KnownClause known_clauses[KNOWN_CLAUSES]; /* by the effect */
    MethodCacheEntry method_cache[METHOD_CACHE_SIZE];
    AttrMemo attr_memo[ATTR_MEMO_SIZE];
};

static inline const LoadedCode *pd_loaded(const Vm *vm, uint32_t code)
{
    uint32_t shared = vm->shared_count;
    return code < shared ? &vm->shared[code] : &vm->own[code - shared];
}

#endif
