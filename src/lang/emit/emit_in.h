/*
 * What the files of the emitter share: the unit and the function being emitted.
 *
 * Registers: named locals first, then temporaries as a stack (`top` is the next free one).
 * pd_lang_expr puts a value where it is wanted; with REG_ANY a local that is known to be bound is
 * its own operand. An expression writes a wanted named local only with its last instruction,
 * because the old value may be read until then, also by an exception handler.
 * Code that cannot be reached is walked, for its mistakes, but not emitted.
 */
#ifndef LANG_EMIT_EMIT_IN_H
#define LANG_EMIT_EMIT_IN_H

#include "lang/emit/emit.h"

typedef uint32_t Reg;
#define REG_ANY UINT32_MAX

/* More instruction words than this in one function are refused. */
#define FUNCTION_WORDS_MAX (1u << 20)
/* Items of a display that are built in one go; longer ones grow in steps. */
#define DISPLAY_ITEMS_MAX 64

typedef struct Patch {
    uint32_t pc; /* of the jumping instruction */
    struct Patch *next;
} Patch;

/* A place to jump forward to. `bound` is what every jump to it left bound. */
typedef struct Label {
    Patch *patches;
    uint64_t *bound;
} Label;

typedef struct PoolEntry PoolEntry;

/* The unit in progress. */
typedef struct Unit {
    Compilation *compilation;
    const ScopeTable *scopes;
    Function *functions;
    uint32_t function_count, function_capacity;
    Const *pool;
    uint32_t pool_count, pool_capacity;
    uint32_t *pool_slots; /* index + 1, open addressing */
    uint32_t pool_slot_count;
    uint32_t *imports; /* pool indices */
    uint32_t import_count, import_capacity;
    uint8_t *import_seen; /* by pool index */
    uint32_t import_seen_capacity;
    uint32_t *line_starts; /* byte offsets, by line - 1 */
    uint32_t line_count;
    /* Bytes before each 64th that continue a code point: to turn bytes into columns. */
    uint32_t *continuations;
    uint32_t *keyword_seen; /* by name id: the last call (keyword_round) that had it */
    uint32_t keyword_round;
    uint32_t silent; /* > 0: emitting a second copy, whose problems are already told */
} Unit;

typedef enum BlockKind {
    BLOCK_LOOP,
    BLOCK_TRY,          /* body of try with except clauses */
    BLOCK_FINALLY,      /* body that a finally clause follows */
    BLOCK_HANDLED,      /* an exception is being handled; leaving restores the one before */
    BLOCK_HANDLER_NAME, /* body of `except E as name`; leaving unbinds the name */
    BLOCK_WITH
} BlockKind;

/* How the block of a `with handle` is left for code outside it. */
typedef enum BlockExit { BLOCK_EXIT_BREAK = 1, BLOCK_EXIT_CONTINUE, BLOCK_EXIT_RETURN } BlockExit;

/* A construct whose body is being emitted, for break, continue, return and the handler rows. */
typedef struct Block {
    BlockKind kind;
    struct Block *outer;
    const AstNode *node; /* FINALLY: the try; HANDLER_NAME: the clause; WITH: the statement */
    Label *break_label;  /* LOOP */
    Label *continue_label;
    Reg exception;        /* register that the handler finds the exception in */
    Reg saved;            /* HANDLED: what to restore; WITH: the bound __exit__ */
    Patch *rows;          /* rows made so far; pc is the row's index */
    uint32_t range_start; /* first word not yet covered by a row */
    bool paused;
    bool copied; /* FINALLY: its clause was emitted before */
} Block;

/* The function in progress. */
typedef struct Body {
    Unit *unit;
    Compilation *compilation;
    const Scope *scope;
    struct Body *outer;
    uint32_t index; /* of the function in the unit */
    Bytes qualname;
    uint32_t flags; /* FunctionFlag */
    uint32_t first_line;
    Instr *instrs;
    uint32_t instr_count, instr_capacity;
    PositionRow *positions;
    uint32_t position_count, position_capacity;
    HandlerRow *handlers;
    uint32_t handler_count, handler_capacity;
    uint32_t *consts; /* pool indices */
    uint32_t const_count, const_capacity;
    uint32_t *const_slots;
    uint32_t const_slot_count;
    uint32_t local_count;
    Reg top, top_max;
    const AstName *continuation; /* of a control clause: its second parameter */
    uint32_t block_exits;        /* of a block: bits 1 << BlockExit that occur in it */
    bool is_receiver;            /* the name to be loaded is what a method is called on, or asked */
    bool reachable;
    bool too_large;
    uint64_t *bound;     /* locals that certainly have a value here */
    uint64_t *deletable; /* locals that something unbinds */
    uint32_t bound_words;
    Block *block;
    SourceSpan span; /* of the instructions to come */
    SourceSpan loc;  /* of what is about the statement: the statement or its last comparison */
    const AstNode *anchored; /* the operation or subscript that the span is of, or NULL */
    SourceSpan last_span;    /* of the last row */
    const AstNode *last_anchored;
    const AstNode *negated; /* the operand of an odd number of `not`, for warnings */
    uint32_t fixed_pc;      /* no instruction before this word may be taken back */
    uint32_t fuel;          /* instructions since the start of the innermost loop or function */
} Body;

/* ── emit.c: instructions ── */

/* The position of the instructions to come. */
static inline void pd_lang_at(Body *body, const AstNode *node)
{
    body->span = pd_lang_node_span(node);
    body->anchored = node->kind == AST_BIN_OP || node->kind == AST_SUBSCRIPT ? node : NULL;
}
static inline void pd_lang_at_span(Body *body, SourceSpan span)
{
    body->span = span;
    body->anchored = NULL;
}
/* The same for an attribute: when it ends on a later line, only its name is marked. */
void pd_lang_at_attribute(Body *body, const AstNode *node, const AstNode *attribute);

/* Each gives the word where the instruction starts. */
uint32_t pd_lang_put(Body *body, Op op, uint32_t a, uint32_t b, uint32_t c);
uint32_t pd_lang_put_wide(Body *body, Op op, uint32_t a, uint32_t bc);
/* With one extension word. */
uint32_t pd_lang_put_extended(Body *body, Op op, const uint32_t operands[3], uint32_t x,
                              uint32_t y);

void pd_lang_move(Body *body, Reg to, Reg from);
void pd_lang_load_singleton(Body *body, Reg to, Singleton singleton);

/* Forward jumps and the place they go to. */
void pd_lang_jump(Body *body, Label *label);
void pd_lang_branch(Body *body, Reg reg, bool if_true, Label *label);
/* An instruction with an X_JUMP extension. */
void pd_lang_branch_extended(Body *body, Op op, const uint32_t operands[3], Label *label);
void pd_lang_bind(Body *body, Label *label);
/* The next instruction's word; from now on something refers to it. */
uint32_t pd_lang_here(Body *body);
/* Enters a state at a label without a jump: where an exception may come from. */
void pd_lang_label_enter(Body *body, Label *label, const uint64_t *bound);

/* A place to jump back to: what the loop unbinds counts as unbound from here on. */
typedef struct LoopStart {
    uint32_t pc;
    uint32_t outer_fuel;
} LoopStart;
LoopStart pd_lang_loop_start(Body *body);
void pd_lang_jump_back(Body *body, LoopStart *loop);
/* What FOR_BEGIN writes. */
enum { FOR_PLACE_REGISTERS = 2 };
/* FOR_ITER that jumps back to loop->pc; ends the loop's fuel count. */
void pd_lang_for_iter(Body *body, LoopStart *loop, Reg place, Reg target);
/* Ends the fuel count of a loop that turned out to have no back edge. */
void pd_lang_loop_end(Body *body, LoopStart *loop);

/* Temporaries. */
Reg pd_lang_temp(Body *body);
Reg pd_lang_temps(Body *body, uint32_t count);
static inline bool pd_lang_is_local(const Body *body, Reg reg)
{
    return reg < body->local_count;
}
/* `want`, or a new temporary. */
static inline Reg pd_lang_result(Body *body, Reg want)
{
    return want == REG_ANY ? pd_lang_temp(body) : want;
}
/* The same for values made in several steps: never a named local. */
Reg pd_lang_scratch(Body *body, Reg want);
/* Moves such a value to where it is wanted. */
Reg pd_lang_settle(Body *body, Reg scratch, Reg want);

/* Which locals have a value. */
bool pd_lang_is_bound(const Body *body, Reg local);
void pd_lang_set_bound(Body *body, Reg local, bool bound);
uint64_t *pd_lang_bound_copy(Body *body);
void pd_lang_bound_set(Body *body, const uint64_t *bound);

void pd_lang_fail_large(Body *body);

/* ── emit_pool.c: constants ── */

uint32_t pd_lang_pool(Unit *unit, const Const *value);
uint32_t pd_lang_pool_string(Unit *unit, Bytes text);
/* Index for K operands. */
uint32_t pd_lang_const(Body *body, const Const *value);
uint32_t pd_lang_const_string(Body *body, Bytes text);
/* The name as the function's class mangles it. */
uint32_t pd_lang_const_name(Body *body, const AstName *name);
uint32_t pd_lang_const_of_pool(Body *body, uint32_t pool_index);
void pd_lang_load_const(Body *body, const Const *value, Reg to);
/* The value of a constant expression; false when it is none. */
bool pd_lang_fold(Body *body, const AstNode *node, Const *out);
/* A tuple (or frozenset) of constant items; false when one of them is none. */
bool pd_lang_fold_items(Body *body, AstList items, ConstKind kind, Const *out);
/* Whether a constant counts as true. */
bool pd_lang_const_truth(const Const *value);
/* The operand of an immediate form. */
bool pd_lang_fold_immediate(Body *body, const AstNode *node, int16_t *out);

/* ── emit_name.c ── */

Reg pd_lang_load_name(Body *body, const AstNode *node, Reg want);
Reg pd_lang_load_variable(Body *body, const AstName *name, Reg want);
void pd_lang_store_variable(Body *body, const AstName *name, Reg value);
void pd_lang_delete_variable(Body *body, const AstName *name);
/* The end of an except clause: the name is unbound, whether or not it was bound. */
void pd_lang_unbind_variable(Body *body, const AstName *name);
/* The register of a name that is a plain local, else REG_ANY. */
Reg pd_lang_local_of(Body *body, const AstName *name);
/* The cell of a free variable of a nested scope, into a register. */
void pd_lang_load_cell(Body *body, const Symbol *nested_free, Reg to);

/* ── expressions ── */

Reg pd_lang_expr(Body *body, const AstNode *node, Reg want);
/* As pd_lang_expr with REG_ANY, for a value that is used after `later` (may be NULL) is evaluated.
 */
Reg pd_lang_operand(Body *body, const AstNode *node, const AstNode *later);
void pd_lang_condition(Body *body, const AstNode *node, Label *label, bool jump_if);
Reg pd_lang_compare(Body *body, const AstNode *node, Reg want);
Reg pd_lang_bool_op(Body *body, const AstNode *node, Reg want);
Op pd_lang_binary_op(AstOperator op, bool in_place);

Reg pd_lang_call(Body *body, const AstNode *node, Reg want);
/* A call whose callee is in place: window at base, `first` arguments already there, top behind
 * them. */
typedef struct CallParts {
    AstList args;
    AstList keywords;
    Reg base;
    uint32_t first;
    bool is_method;
    const AstNode *node;      /* position of the call */
    const AstNode *attribute; /* a method's attribute expression, else NULL */
} CallParts;
Reg pd_lang_call_parts(Body *body, const CallParts *parts, Reg want);

Reg pd_lang_display(Body *body, const AstNode *node, Reg want);
Reg pd_lang_dict(Body *body, const AstNode *node, Reg want);
Reg pd_lang_joined_str(Body *body, const AstNode *node, Reg want);
Reg pd_lang_comprehension(Body *body, const AstNode *node, Reg want);
Reg pd_lang_yield(Body *body, const AstNode *node, Reg want);

/* ── generators and asynchronous constructs (async/emit_async.c) ── */

Reg pd_lang_yield_from(Body *body, const AstNode *node, Reg want);
Reg pd_lang_await(Body *body, const AstNode *node, Reg want);
/* What a function yields with. */
static inline Op pd_lang_yield_op(const Body *body)
{
    return pd_lang_scope_is_async(body->scope) ? OP_YIELD_ASYNC : OP_YIELD;
}
/* Operand c of GET_AWAITABLE. */
typedef enum AwaitKind { AWAIT_ANY, AWAIT_AENTER, AWAIT_AEXIT, AWAIT_ANEXT } AwaitKind;
/* Awaits the value of a temporary; the result takes its place. */
void pd_lang_await_value(Body *body, AwaitKind kind, Reg value);
/* The loop of an async for. */
typedef struct AsyncLoop {
    LoopStart start;
    Block block; /* around the awaiting of the next item */
    uint64_t *bound;
    Reg exception;
} AsyncLoop;
/* Starts it and gives the register of the item. */
Reg pd_lang_async_loop(Body *body, AsyncLoop *loop, Reg iterator);
/* Behind its body: what follows is reached when there are no more items. */
void pd_lang_async_loop_end(Body *body, AsyncLoop *loop);
void pd_lang_async_for(Body *body, const AstNode *node);

/* Pairs that become a dict: put a key register's value and a value register's value in turn. */
typedef struct MapBuilder {
    Reg map;   /* where the dict is to be */
    Reg first; /* of the pending pairs */
    uint32_t pending;
    bool made; /* the dict exists */
} MapBuilder;
void pd_lang_map_begin(Body *body, MapBuilder *builder, Reg map);
/* Two fresh registers: key, then value. */
Reg pd_lang_map_pair(Body *body, MapBuilder *builder);
void pd_lang_map_flush(Body *body, MapBuilder *builder);

/* ── functions and classes ── */

void pd_lang_function_def(Body *body, const AstNode *node);
void pd_lang_class_def(Body *body, const AstNode *node);
Reg pd_lang_lambda(Body *body, const AstNode *node, Reg want);
void pd_lang_annotation(Body *body, const AstNode *annotation, Reg to);

/* Begins the function of a scope, ends it and enters it in the unit; gives its index. */
bool pd_lang_body_begin(Body *body, Unit *unit, Body *outer, const Scope *scope);
uint32_t pd_lang_body_end(Body *body, uint32_t doc);
/* MAKE_FUNCTION of a function that has no defaults and annotations. */
void pd_lang_make_plain(Body *body, const Scope *scope, uint32_t index, Reg to);
/* Fills slot 3 of a MAKE_FUNCTION window. */
void pd_lang_make_closure(Body *body, const Scope *scope, Reg slot);

/* ── assignments ── */

void pd_lang_assign(Body *body, const AstNode *node);
void pd_lang_aug_assign(Body *body, const AstNode *node);
void pd_lang_ann_assign(Body *body, const AstNode *node);
void pd_lang_delete(Body *body, const AstNode *node);
/* Stores a register's value in a target. */
void pd_lang_store(Body *body, const AstNode *target, Reg value);

/* ── warnings (emit_warn.c): asked before the code of such a node is made ── */

void pd_lang_warn_compare(Body *body, const AstNode *node);
void pd_lang_warn_assert(Body *body, const AstNode *node);
/* Before the operand of `not` is emitted. */
void pd_lang_note_not(Body *body, const AstNode *node);
void pd_lang_warn_call(Body *body, const AstNode *node);
void pd_lang_warn_subscript(Body *body, const AstNode *node);

/* ── statements ── */

void pd_lang_statements(Body *body, AstList statements);
void pd_lang_import(Body *body, const AstNode *node);
/* An assignment: the submodules that the __all__ of a package names. */
void pd_lang_note_all(Body *body, const AstNode *target, const AstNode *value);
void pd_lang_import_from(Body *body, const AstNode *node);
void pd_lang_try(Body *body, const AstNode *node);
void pd_lang_with(Body *body, const AstNode *node);
void pd_lang_return(Body *body, const AstNode *node);
void pd_lang_break(Body *body, const AstNode *node);
void pd_lang_continue(Body *body, const AstNode *node);

void pd_lang_block_push(Body *body, Block *block);
/* Starts the code of a block's handler, into which the code before it may fall; false when nothing
 * can come here. */
bool pd_lang_place_handler(Body *body, Block *block, const uint64_t *bound);
/* What is bound wherever an exception may come from, from here on. */
uint64_t *pd_lang_bound_for_handler(Body *body);
/* Ends the block's range and leaves it. */
void pd_lang_block_pop(Body *body, Block *block);
/* Leaves a part of the code out of the block's range. */
void pd_lang_block_pause(Body *body, Block *block);
void pd_lang_block_resume(Body *body, Block *block);

/* A problem at a node, unless this is a second copy. */
#define EMIT_REPORT(body, node, ...)                    \
 do {                                                   \
  if ((body)->unit->silent == 0) {                      \
   REPORT_AT((body)->compilation, (node), __VA_ARGS__); \
  }                                                     \
 } while (false)

#endif
