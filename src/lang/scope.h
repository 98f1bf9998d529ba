/*
 * Symbol tables: for each scope of a module, what each of its names is.
 *
 * A scope is a module, a class body, or a function; lambdas and comprehensions are functions. The
 * rules and their mistakes are those of CPython's symtable.c. The tree is only read; scopes are
 * found again by the serial of the node that makes them. Must not know registers or instructions
 * beyond the order of locals.
 */
#ifndef LANG_SCOPE_H
#define LANG_SCOPE_H

#include "lang/compile_in.h"

typedef enum SymbolFlag {
    SYMBOL_GLOBAL = 1,   /* declared `global` */
    SYMBOL_NONLOCAL = 2, /* declared `nonlocal` */
    SYMBOL_LOCAL = 4,    /* bound by an assignment, import, definition ... */
    SYMBOL_PARAM = 8,
    SYMBOL_USE = 16,
    SYMBOL_ANNOTATED = 32,
    SYMBOL_ITERATION = 64, /* bound by the `for` of a comprehension */
    SYMBOL_WALRUS = 128,   /* bound by := in this very scope */
    SYMBOL_DELETED = 256,  /* unbound somewhere: del, or the end of an except clause */
    SYMBOL_IMPORT = 512    /* bound by import, which may come before global and nonlocal */
} SymbolFlag;

#define SYMBOL_BOUND (SYMBOL_LOCAL | SYMBOL_PARAM | SYMBOL_IMPORT)

typedef enum Access {
    ACCESS_LOCAL,  /* a register; in a class body the namespace; in a module a global */
    ACCESS_CELL,   /* a register that holds a cell */
    ACCESS_FREE,   /* a free variable */
    ACCESS_GLOBAL, /* declared global */
    ACCESS_IMPLICIT_GLOBAL
} Access;

typedef struct Symbol {
    const AstName *name; /* mangled */
    uint16_t flags;      /* SymbolFlag */
    uint8_t access;      /* Access */
    bool captured;       /* a nested function uses this binding */
    bool is_free;   /* has a place among the free variables (also when it only passes through) */
    uint32_t index; /* LOCAL and CELL in functions: its register */
    uint32_t free_index;  /* is_free: which free variable */
    SourceSpan directive; /* the global or nonlocal statement; line 0 when there is none */
} Symbol;

typedef enum ScopeKind {
    SCOPE_MODULE,
    SCOPE_CLASS,
    SCOPE_FUNCTION,
    SCOPE_LAMBDA,
    SCOPE_BLOCK, /* of a `with handle`: a function of its own whose variables are those around it */
    SCOPE_LIST_COMP,
    SCOPE_SET_COMP,
    SCOPE_DICT_COMP,
    SCOPE_GENERATOR
} ScopeKind;

typedef struct Scope {
    ScopeKind kind;
    const AstNode *node; /* NULL for the module */
    struct Scope *parent;
    const AstName *private_class; /* for mangling; NULL outside classes */
    Symbol **symbols;             /* in order of first appearance */
    uint32_t symbol_count, symbol_capacity;
    uint32_t *slots; /* symbol index + 1 by name id, open addressing */
    uint32_t slot_count;
    Symbol **locals; /* by register: parameters, other locals, cells; see above for classes */
    uint32_t local_count;
    Symbol **frees; /* by free index, sorted by name */
    uint32_t free_count;
    uint32_t iterable_depth; /* while visiting: inside the iterable of a comprehension */
    bool in_target;          /* while visiting: inside the target of a comprehension's for */
    bool is_generator;
    bool is_async;               /* awaits, or holds an asynchronous comprehension */
    const AstNode *value_return; /* the first return with a value, or NULL */
    bool has_annotations;        /* module or class: annotates a simple name */
    bool needs_class_cell;       /* class: a method uses super() or __class__ */
    bool has_import_star;
} Scope;

typedef struct ScopeTable {
    Scope **by_serial; /* NULL where a node makes no scope */
    Scope **scopes;    /* parents before children; 0 is the module */
    uint32_t count, capacity;
} ScopeTable;

static inline bool pd_lang_scope_is_function(const Scope *scope)
{
    return scope->kind >= SCOPE_FUNCTION;
}

static inline bool pd_lang_scope_is_comprehension(const Scope *scope)
{
    return scope->kind >= SCOPE_LIST_COMP;
}

/* The scope that owns the variables bound here. */
static inline const Scope *pd_lang_scope_home(const Scope *scope)
{
    while (scope->kind == SCOPE_BLOCK) {
        scope = scope->parent;
    }
    return scope;
}

/* Calling it makes a coroutine or an asynchronous generator. */
static inline bool pd_lang_scope_is_async(const Scope *scope)
{
    return pd_lang_scope_is_comprehension(scope)
               ? scope->is_async
               : scope->kind == SCOPE_FUNCTION && scope->node->kind == AST_ASYNC_FUNCTION_DEF;
}

/*
 * Builds the tables of a module; problems are reported to the compilation. False when memory is
 * out. A class body's only locals are its namespace and, when needed, the cell __class__.
 */
bool pd_lang_scopes(Compilation *compilation, ScopeTable *table);

/* The symbol of a name that is already mangled, or NULL. */
Symbol *pd_lang_symbol(const Scope *scope, const AstName *mangled);

/* The same, made when there is none; NULL when memory is out. */
Symbol *pd_lang_symbol_add(Compilation *compilation, Scope *scope, const AstName *mangled);

/* Fills a table with the scopes and symbols of the module, unresolved (scope_visit.c). */
void pd_lang_scope_visit_module(Compilation *compilation, ScopeTable *table);

/* Imports of perdure, and of handle from it, as the walk meets them (scope_block.c). */
void pd_lang_note_effect_import(Compilation *compilation, const AstNode *node);
/* Whether the item of a with statement is `handle(...)` of perdure: what follows it is a block of
 * its own. */
bool pd_lang_is_handle_item(const Compilation *compilation, const AstNode *item);

/* What may stand where (scope_place.c); called as the walk meets such a node of a scope. */
void pd_lang_place_async(Compilation *compilation, Scope *scope, const AstNode *node);
void pd_lang_place_yield_from(Compilation *compilation, Scope *scope, const AstNode *node);
void pd_lang_place_return(Scope *scope, const AstNode *node);
void pd_lang_place_try_star(Compilation *compilation, const AstNode *node);
void pd_lang_place_match(Compilation *compilation, const AstNode *node); /* scope_match.c */
/* At the end of a comprehension, and of a function. */
void pd_lang_place_comprehension(Compilation *compilation, Scope *scope, const AstNode *node);
void pd_lang_place_function_end(Compilation *compilation, Scope *scope);

/* A new scope inside parent, entered in the table under its node's serial. NULL: memory is out. */
Scope *pd_lang_scope_new(Compilation *compilation, ScopeTable *table, Scope *parent,
                         const AstNode *node);

#endif
