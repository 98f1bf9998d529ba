/*
 * Door of the layer code: verified bytecode and constants, immutable, named by the hash of its
 * bytes.
 *
 * A CodeUnit is one compiled module: all its functions, its pool of constants, its source text.
 * Function 0 is the module body. Units are plain data: no heap value, no pointer into a run. One is
 * made from a draft of the compiler (pd_code_make) or from foreign bytes (pd_code_decode); both
 * verify, so every CodeUnit in memory is safe to run. It is immutable once made and may be shared
 * by threads.
 */
#ifndef CODE_CODE_H
#define CODE_CODE_H

#include "base/base.h"

/* One instruction word. Extension words reuse the same 64 bits as two 32-bit halves. */
typedef union Instr {
    struct {
        uint16_t op, a, b, c;
    };
    struct {
        uint32_t x, y;
    };
    uint64_t word;
} Instr;

typedef enum Op {
#define OP(name, a, b, c, words, flow, sentence) OP_##name,
#include "code/opcodes.def"
#undef OP
    OP_COUNT
} Op;

enum { OP_WORDS_MAX = 4 }; /* the longest instruction */

typedef enum Flow { FLOW_NEXT, FLOW_JUMP, FLOW_BRANCH, FLOW_STOP } Flow;

typedef struct OpInfo {
    const char *name;
    char operands[3]; /* as in opcodes.def */
    uint8_t words;
    uint8_t flow; /* Flow */
    const char *sentence;
} OpInfo;

extern const OpInfo pd_op_info[OP_COUNT];

/* Order of ADD..XOR, IADD..IXOR in opcodes.def and of the tables in vm. */
typedef enum BinaryOp {
    BINARY_ADD,
    BINARY_SUB,
    BINARY_MUL,
    BINARY_TRUEDIV,
    BINARY_FLOORDIV,
    BINARY_MOD,
    BINARY_POW,
    BINARY_MATMUL,
    BINARY_LSHIFT,
    BINARY_RSHIFT,
    BINARY_AND,
    BINARY_OR,
    BINARY_XOR,
    BINARY_COUNT
} BinaryOp;

typedef enum CompareOp {
    COMPARE_EQ,
    COMPARE_NE,
    COMPARE_LT,
    COMPARE_LE,
    COMPARE_GT,
    COMPARE_GE,
    COMPARE_COUNT
} CompareOp;

/* Operand of LOADS. */
typedef enum Singleton {
    SINGLETON_NONE,
    SINGLETON_FALSE,
    SINGLETON_TRUE,
    SINGLETON_ELLIPSIS,
    SINGLETON_NOT_IMPLEMENTED,
    SINGLETON_UNBOUND,
    SINGLETON_COUNT
} Singleton;

/* A call window: R[a] holds the callee and becomes the first header slot of its frame, R[a+1] and
 * R[a+2] are the other header slots, arguments start at R[a+3] and become the callee's R[0] ..;
 * nothing alive may sit at or above R[a+1] other than the arguments, because the callee's
 * registers extend upward from there (zero-copy calls). */
enum { FRAME_HEADER_SLOTS = 3 };

typedef enum ConstKind {
    CONST_NONE,
    CONST_FALSE,
    CONST_TRUE,
    CONST_ELLIPSIS,
    CONST_INT,     /* small: value in .integer */
    CONST_BIGINT,  /* .bytes: big-endian magnitude, no leading zero; .negative */
    CONST_FLOAT,   /* .number */
    CONST_COMPLEX, /* .number imaginary part */
    CONST_STR,     /* .bytes: UTF-8, lone surrogates as three bytes */
    CONST_BYTES,   /* .bytes */
    CONST_TUPLE,   /* .items: pool indices, each smaller than the own index */
    CONST_FROZENSET,
    CONST_KIND_COUNT
} ConstKind;

typedef struct Const {
    uint8_t kind; /* ConstKind */
    bool negative;
    uint32_t item_count;
    union {
        int64_t integer;
        double number;
        Bytes bytes;
        const uint32_t *items;
    };
} Const;

typedef enum FunctionFlag {
    FUNCTION_VARARGS = 1,     /* *args: parameter register after the keyword-only ones */
    FUNCTION_VARKEYWORDS = 2, /* **kwargs: last parameter register */
    FUNCTION_GENERATOR = 4,
    FUNCTION_CLASS_BODY = 8,  /* R[0] is the namespace */
    FUNCTION_NESTED = 16,     /* has free variables */
    FUNCTION_HIDDEN = 32,     /* part of the library: not shown in tracebacks */
    FUNCTION_MAY_UNBIND = 64, /* some local may be read before it is bound: locals start UNBOUND */
    FUNCTION_MODULE = 128,
    FUNCTION_COROUTINE = 256, /* async; with GENERATOR: an asynchronous generator */
    /* uses locals() or the like: named locals never count as dead; implies MAY_UNBIND */
    FUNCTION_KEEP_LOCALS = 512,
    FUNCTION_CONTROL =
        1024, /* @ctl: a control clause of a handler; its second parameter is GIVEn */
    FUNCTION_RESUMES = 2048, /* a control clause that may run in place and return what it sends */
    FUNCTION_FLAGS_ALL = 4095
} FunctionFlag;

/* Where an exception at words [start, end) is handled: R[reg] = the exception, continue at
 * target. First match wins. */
typedef struct HandlerRow {
    uint32_t start, end, target;
    uint16_t reg;
} HandlerRow;

/* Source position of the instruction at word pc and those after it until the next row. Columns
 * are in code points of the line, 0-based, end exclusive; line 0 means none. anchor..anchor_end:
 * the operator of a binary operation or the brackets of a subscript, which tracebacks mark;
 * anchor_end 0 means none. */
typedef struct PositionRow {
    uint32_t pc, line, end_line, column, end_column;
    uint32_t anchor, anchor_end;
} PositionRow;

typedef struct Function {
    uint32_t name, qualname; /* pool indices of strings */
    uint32_t flags;          /* FunctionFlag */
    uint16_t posonly_count;  /* positional-only parameters */
    uint16_t param_count;    /* positional parameters, positional-only ones included */
    uint16_t kwonly_count;
    /* named locals in R[0 .. local_count), all parameters first: positional, keyword-only, *args,
     * **kwargs */
    uint16_t local_count;
    uint16_t register_count; /* locals and temporaries, call windows included */
    uint16_t free_count;
    uint32_t first_line;
    uint32_t fuel; /* charged at entry */
    uint32_t instr_count, const_count, handler_count, position_count;
    const Instr *instrs;
    const uint32_t *consts; /* K[i] = pool[consts[i]] */
    const uint32_t *names;  /* local_count then free_count pool indices of names */
    const HandlerRow *handlers;
    const PositionRow *positions;
    uint32_t doc; /* 0 none, else 1 + pool index */
} Function;

typedef struct CodeUnit {
    Digest id;         /* SHA-256 of the encoded bytes */
    Bytes module_name; /* dotted, UTF-8 */
    Bytes filename;    /* as shown in tracebacks */
    Bytes source;      /* text for tracebacks; may be empty; not part of the identity */
    uint32_t function_count, pool_count;
    const Function *functions;
    const Const *pool;
    bool is_package;
    uint32_t import_count;
    /* pool indices: absolute names of modules this one may import (static), for bundling */
    const uint32_t *imports;
    Arena arena; /* owns everything above */
} CodeUnit;

/* What the compiler hands over; all pointers stay the caller's. pd_code_make copies, verifies,
 * computes the identity. Errors: STATUS_INVALID (verifier; err says function and pc),
 * STATUS_LIMIT, STATUS_NO_MEMORY. */
Status pd_code_make(const CodeUnit *draft, const Alloc *alloc, CodeUnit **out, Error *err);

/* Canonical bytes (CBOR, docs/FORMATS.md). with_source adds the source text outside the hashed
 * part. */
Status pd_code_encode(const CodeUnit *unit, bool with_source, Buffer *out);

/* Reads and verifies foreign bytes. */
Status pd_code_decode(Bytes bytes, const Alloc *alloc, CodeUnit **out, Error *err);

/* The identity of a unit in bytes and the digest of its text, whatever version of code it is: what
 * is in it is not looked at. */
Status pd_code_identify(Bytes bytes, Digest *unit, Digest *text, Error *err);

void pd_code_free(CodeUnit *unit, const Alloc *alloc);

/* Letters, digits, underscore, dot and anything beyond ASCII: constants of this form are interned,
 * and only they can be names of variables, attributes, parameters and modules. */
bool pd_code_looks_like_name(Bytes text);

/* Checks every function of a unit: operands in range, jumps on instruction starts, every register
 * written before it is read on every path (also into handlers), call windows inside the frame,
 * constants of the right kind. */
Status pd_code_verify(const CodeUnit *unit, Error *err);

/* Registers that hold a value, not UNBOUND, whenever word pc of a function is about to be executed:
 * for readers of stopped frames. Lives in the arena; NULL: no memory. The function must be
 * verified. */
typedef struct BoundMap BoundMap;
BoundMap *pd_code_bound_new(const Function *function, Arena *arena);
/* Bit r of word r / 64; NULL when no path leads to pc. Valid until the next call. Takes time that
 * grows with the function: *work is lowered by it, and NULL is also the answer when it is used up.
 */
const uint64_t *pd_code_bound_at(BoundMap *map, uint32_t pc, uint64_t *work);

/* Registers whose value may still be read at or after word pc of a function, one bit each, as
 * canonical liveness: what is not in it is dead, is not scanned by the collector and not written
 * to snapshots. Results for all safepoints are computed once per function and kept by the caller:
 * see LiveMap. */
typedef struct LiveMap LiveMap;
LiveMap *pd_code_live_new(const Function *function, const Alloc *alloc);
void pd_code_live_free(LiveMap *map, const Alloc *alloc);
/* Bit r of word r / 64. The pointer is valid as long as the map. pc is the instruction about to
 * be executed. */
const uint64_t *pd_code_live_at(const LiveMap *map, uint32_t pc);
/* Registers alive across the instruction that starts at word pc while a frame it pushed runs: live
 * after it or in its handler, minus what it writes, plus, unless it is a call with a window, all
 * its operands, because it may read them again when the frame returns. R[a] of WITH_ENTER counts,
 * as it is written before __enter__ runs. For suspended callers; pc starts an instruction. */
const uint64_t *pd_code_live_across(const LiveMap *map, uint32_t pc);

/* For compilers: whether a control clause does nothing with its continuation, register 1, but
 * `return k.send(v)`: it may be flagged FUNCTION_RESUMES, when its other returns were made ways to
 * abandon. send is the pool index of that name; instrs are those of the draft. */
bool pd_code_runs_in_place(const Function *draft, uint32_t send);
void pd_code_abandon_at_returns(const Function *draft, Instr *instrs);

/* Position row that covers pc, or NULL. */
const PositionRow *pd_code_position(const Function *function, uint32_t pc);

/* Text of a function's instructions, one a line, stable format. */
Status pd_code_disassemble(const CodeUnit *unit, uint32_t function, Buffer *out);

/* Version of opcodes.def and of the fuel costs; part of snapshot headers. */
enum { CODE_VERSION = 2, FUEL_TABLE_VERSION = 4 };

#endif
