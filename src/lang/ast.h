/*
 * The abstract syntax tree of one module.
 *
 * Owns the node types; node kinds and their fields have the names of CPython's `ast` module.
 * Everything lives in the arena given to pd_lang_parse and dies with it; nothing is freed alone.
 * A tree is finished when the parser returns it: the symbol table and the emitter only read it and
 * keep what they learn in tables of their own, indexed by AstNode.serial and AstName.id.
 * Must not know: scopes, bytecode, values.
 */
#ifndef LANG_AST_H
#define LANG_AST_H

#include <stdbool.h>
#include <stdint.h>

#include "base/base.h"

/* An identifier. Equal identifiers of one module are the same pointer. NFKC-normalised UTF-8. */
typedef struct AstName {
    const char *text;      /* NUL-terminated */
    uint32_t length_bytes; /* without the NUL */
    uint32_t hash;
    uint32_t id;                /* 0 .. AstModule.name_count - 1, in order of first appearance */
    struct AstName *next_equal; /* chain of the interning table; of no use to others */
} AstName;

typedef enum AstKind {
    /* statements */
    AST_FUNCTION_DEF,
    AST_ASYNC_FUNCTION_DEF,
    AST_CLASS_DEF,
    AST_RETURN,
    AST_DELETE,
    AST_ASSIGN,
    AST_TYPE_ALIAS,
    AST_AUG_ASSIGN,
    AST_ANN_ASSIGN,
    AST_FOR,
    AST_ASYNC_FOR,
    AST_WHILE,
    AST_IF,
    AST_WITH,
    AST_ASYNC_WITH,
    AST_MATCH,
    AST_RAISE,
    AST_TRY,
    AST_TRY_STAR,
    AST_ASSERT,
    AST_IMPORT,
    AST_IMPORT_FROM,
    AST_GLOBAL,
    AST_NONLOCAL,
    AST_EXPR,
    AST_PASS,
    AST_BREAK,
    AST_CONTINUE,
    /* expressions */
    AST_BOOL_OP,
    AST_NAMED_EXPR,
    AST_BIN_OP,
    AST_UNARY_OP,
    AST_LAMBDA,
    AST_IF_EXP,
    AST_DICT,
    AST_SET,
    AST_LIST_COMP,
    AST_SET_COMP,
    AST_DICT_COMP,
    AST_GENERATOR_EXP,
    AST_AWAIT,
    AST_YIELD,
    AST_YIELD_FROM,
    AST_COMPARE,
    AST_CALL,
    AST_FORMATTED_VALUE,
    AST_JOINED_STR,
    AST_CONSTANT,
    AST_ATTRIBUTE,
    AST_SUBSCRIPT,
    AST_STARRED,
    AST_NAME,
    AST_LIST,
    AST_TUPLE,
    AST_SLICE,
    /* patterns */
    AST_MATCH_VALUE,
    AST_MATCH_SINGLETON,
    AST_MATCH_SEQUENCE,
    AST_MATCH_MAPPING,
    AST_MATCH_CLASS,
    AST_MATCH_STAR,
    AST_MATCH_AS,
    AST_MATCH_OR,
    /* parts */
    AST_COMPREHENSION,
    AST_EXCEPT_HANDLER,
    AST_ARG,
    AST_KEYWORD,
    AST_ALIAS,
    AST_WITH_ITEM,
    AST_MATCH_CASE,
    /* PEP 695 */
    AST_TYPE_VAR,
    AST_PARAM_SPEC,
    AST_TYPE_VAR_TUPLE,
    AST_KIND_COUNT
} AstKind;

typedef enum AstContext { AST_CTX_LOAD, AST_CTX_STORE, AST_CTX_DEL } AstContext;

typedef enum AstBoolOp { AST_BOOL_AND, AST_BOOL_OR } AstBoolOp;

typedef enum AstOperator {
    AST_OP_ADD,
    AST_OP_SUB,
    AST_OP_MULT,
    AST_OP_MAT_MULT,
    AST_OP_DIV,
    AST_OP_MOD,
    AST_OP_POW,
    AST_OP_LSHIFT,
    AST_OP_RSHIFT,
    AST_OP_BIT_OR,
    AST_OP_BIT_XOR,
    AST_OP_BIT_AND,
    AST_OP_FLOOR_DIV
} AstOperator;

typedef enum AstUnaryOp {
    AST_UNARY_INVERT,
    AST_UNARY_NOT,
    AST_UNARY_ADD,
    AST_UNARY_SUB
} AstUnaryOp;

typedef enum AstCmpOp {
    AST_CMP_EQ,
    AST_CMP_NOT_EQ,
    AST_CMP_LT,
    AST_CMP_LT_E,
    AST_CMP_GT,
    AST_CMP_GT_E,
    AST_CMP_IS,
    AST_CMP_IS_NOT,
    AST_CMP_IN,
    AST_CMP_NOT_IN
} AstCmpOp;

typedef enum AstConstantKind {
    AST_CONST_NONE,
    AST_CONST_FALSE,
    AST_CONST_TRUE,
    AST_CONST_ELLIPSIS,
    AST_CONST_INT,
    AST_CONST_FLOAT,
    AST_CONST_COMPLEX, /* the real part of a literal is always 0.0 */
    AST_CONST_STR,
    AST_CONST_BYTES
} AstConstantKind;

typedef struct AstNode AstNode;

/*
 * No tree is higher, so a recursive walk is bounded. Chains that grow to the left (a+b+c…, a.b.c…)
 * and the elif branches of an `if` count one each.
 */
#define AST_HEIGHT_MAX 1000

/* `items` is NULL when `count` is 0. */
typedef struct AstList {
    AstNode **items;
    uint32_t count;
} AstList;

typedef struct AstNameList {
    const AstName **items;
    uint32_t count;
} AstNameList;

/* Text of a str constant is UTF-8, lone surrogates encoded like other code points (WTF-8). */
typedef struct AstText {
    const char *bytes; /* NUL-terminated, may hold NULs inside */
    uint32_t length_bytes;
} AstText;

/* A non-negative integer literal. */
typedef struct AstInteger {
    uint64_t value; /* the value when `digits` is NULL */
    const char
        *digits; /* else its digits: NUL-terminated, no prefix, no underscores, no leading 0 */
    uint32_t digit_count;
    uint32_t radix; /* of `digits`: 2, 8, 10 or 16 (lower or upper case digits) */
} AstInteger;

typedef struct AstConstant {
    AstConstantKind kind;
    bool has_u_prefix; /* u'...': ast.dump shows kind='u' */
    union {
        AstInteger integer; /* INT */
        double number;      /* FLOAT; COMPLEX: the imaginary part */
        AstText text;       /* STR, BYTES */
    } as;
} AstConstant;

typedef struct AstArguments {
    AstList posonlyargs; /* AST_ARG */
    AstList args;        /* AST_ARG */
    AstNode *vararg;     /* AST_ARG or NULL */
    AstList kwonlyargs;  /* AST_ARG */
    AstList kw_defaults; /* one per kwonlyarg; an item is NULL where there is no default */
    AstNode *kwarg;      /* AST_ARG or NULL */
    AstList defaults;    /* of the last `count` of posonlyargs + args */
} AstArguments;

/*
 * One node. Only the member of `as` that belongs to `kind` is allocated, so nodes are never copied
 * by assignment of the struct. A pointer member may be NULL only where its comment says so.
 *
 * Lines count from 1; columns are UTF-8 byte offsets from 0 in the line; the end is exclusive. They
 * equal lineno, col_offset, end_lineno, end_col_offset of CPython. AST_COMPREHENSION, AST_WITH_ITEM
 * and AST_MATCH_CASE have positions here although CPython gives them none.
 */
struct AstNode {
    uint8_t kind; /* AstKind */
    union {
        uint8_t op;      /* AstBoolOp, AstOperator, AstUnaryOp: nodes that have one operator */
        uint8_t context; /* AstContext: Attribute, Subscript, Starred, Name, List, Tuple */
    };
    uint16_t height; /* 1 for a leaf, else 1 + that of the highest child; <= AST_HEIGHT_MAX */
    uint32_t line;
    uint32_t column_bytes;
    uint32_t end_line;
    uint32_t end_column_bytes;
    uint32_t serial; /* unique, 0 .. AstModule.node_count - 1 */
    union {
        /* FUNCTION_DEF, ASYNC_FUNCTION_DEF. Position starts at `def`, not at a decorator. */
        struct {
            const AstName *name;
            AstArguments *args;
            AstList body;
            AstList decorator_list;
            AstNode *returns; /* or NULL */
            AstList type_params;
        } function;
        struct {
            const AstName *name;
            AstList bases;
            AstList keywords; /* AST_KEYWORD */
            AstList body;
            AstList decorator_list;
            AstList type_params;
        } class_def;
        struct {
            AstNode *value; /* RETURN, YIELD: or NULL. EXPR, AWAIT, YIELD_FROM, STARRED: never */
        } value;
        struct {
            AstList targets;
        } delete_;
        struct {
            AstList targets; /* a = b = value: two targets */
            AstNode *value;
        } assign;
        struct {
            AstNode *name; /* AST_NAME, context STORE */
            AstList type_params;
            AstNode *value;
        } type_alias;
        struct { /* the operator is in `op` */
            AstNode *target;
            AstNode *value;
        } aug_assign;
        struct {
            AstNode *target;
            AstNode *annotation;
            AstNode *value; /* or NULL */
            bool simple;    /* the target is a name without parentheses */
        } ann_assign;
        struct { /* FOR, ASYNC_FOR */
            AstNode *target;
            AstNode *iter;
            AstList body;
            AstList orelse;
        } for_;
        struct { /* WHILE, IF; `elif` is an IF alone in orelse */
            AstNode *test;
            AstList body;
            AstList orelse;
        } branch;
        struct {           /* WITH, ASYNC_WITH */
            AstList items; /* AST_WITH_ITEM */
            AstList body;
        } with;
        struct {
            AstNode *subject;
            AstList cases; /* AST_MATCH_CASE */
        } match;
        struct {
            AstNode *exc;   /* or NULL */
            AstNode *cause; /* or NULL */
        } raise;
        struct { /* TRY, TRY_STAR */
            AstList body;
            AstList handlers; /* AST_EXCEPT_HANDLER */
            AstList orelse;
            AstList finalbody;
        } try_;
        struct {
            AstNode *test;
            AstNode *msg; /* or NULL */
        } assert_;
        struct {                   /* IMPORT, IMPORT_FROM */
            AstList names;         /* AST_ALIAS */
            const AstName *module; /* IMPORT_FROM: dotted name, NULL in `from . import x` */
            uint32_t level;        /* IMPORT_FROM: number of leading dots */
        } import;
        struct { /* GLOBAL, NONLOCAL */
            AstNameList names;
        } scope;
        struct { /* the operator is in `op`; at least two values */
            AstList values;
        } bool_op;
        struct {
            AstNode *target; /* AST_NAME, context STORE */
            AstNode *value;
        } named_expr;
        struct { /* the operator is in `op` */
            AstNode *left;
            AstNode *right;
        } bin_op;
        struct { /* the operator is in `op` */
            AstNode *operand;
        } unary_op;
        struct {
            AstArguments *args;
            AstNode *body;
        } lambda;
        struct {
            AstNode *test;
            AstNode *body;
            AstNode *orelse;
        } if_exp;
        struct {
            AstList keys; /* an item is NULL where the value is `**value` */
            AstList values;
        } dict;
        struct { /* SET, LIST, TUPLE, JOINED_STR (Constants of kind STR and FORMATTED_VALUEs) */
            AstList elts;
        } sequence;
        struct { /* LIST_COMP, SET_COMP, GENERATOR_EXP; DICT_COMP: elt is the key */
            AstNode *elt;
            AstNode *value;     /* DICT_COMP only, else NULL */
            AstList generators; /* AST_COMPREHENSION, at least one */
        } comp;
        struct {
            AstNode *left;
            const uint8_t *ops; /* AstCmpOp, one per comparator */
            AstList comparators;
        } compare;
        struct {
            AstNode *func;
            AstList args;     /* may hold STARRED */
            AstList keywords; /* AST_KEYWORD */
        } call;
        struct {
            AstNode *value;
            int conversion;       /* -1, 's', 'r' or 'a' */
            AstNode *format_spec; /* JOINED_STR or NULL */
        } formatted_value;
        AstConstant constant;
        struct {
            AstNode *value;
            const AstName *attr;
        } attribute;
        struct {
            AstNode *value;
            AstNode *slice;
        } subscript;
        struct {
            const AstName *id;
        } name;
        struct {
            AstNode *lower; /* each may be NULL */
            AstNode *upper;
            AstNode *step;
        } slice;
        struct {
            AstNode *value; /* Constant, Attribute, UnaryOp, BinOp, JoinedStr */
        } match_value;
        struct {
            AstConstantKind value; /* NONE, TRUE or FALSE */
        } match_singleton;
        struct { /* MATCH_SEQUENCE, MATCH_OR */
            AstList patterns;
        } match_list;
        struct {
            AstList keys;        /* expressions */
            AstList patterns;    /* one per key */
            const AstName *rest; /* or NULL */
        } match_mapping;
        struct {
            AstNode *cls;
            AstList patterns;
            AstNameList kwd_attrs;
            AstList kwd_patterns; /* one per kwd_attr */
        } match_class;
        struct {
            const AstName *name; /* NULL for `*_` */
        } match_star;
        struct {
            AstNode *pattern;    /* NULL for a bare capture */
            const AstName *name; /* NULL for `_` */
        } match_as;
        struct {
            AstNode *target;
            AstNode *iter;
            AstList ifs;
            bool is_async;
        } comprehension;
        struct {
            AstNode *type;       /* or NULL */
            const AstName *name; /* or NULL */
            AstList body;
        } except_handler;
        struct {
            const AstName *arg;
            AstNode *annotation; /* or NULL */
        } arg;
        struct {
            const AstName *arg; /* NULL for **value */
            AstNode *value;
        } keyword;
        struct {
            const AstName *name;   /* dotted; "*" for `import *` */
            const AstName *asname; /* or NULL */
        } alias;
        struct {
            AstNode *context_expr;
            AstNode *optional_vars; /* or NULL */
        } with_item;
        struct {
            AstNode *pattern;
            AstNode *guard; /* or NULL */
            AstList body;
        } match_case;
        struct { /* TYPE_VAR, PARAM_SPEC, TYPE_VAR_TUPLE */
            const AstName *name;
            AstNode *bound; /* TYPE_VAR only, or NULL */
        } type_param;
    } as;
};

typedef enum AstMode {
    AST_MODE_MODULE,      /* a file */
    AST_MODE_INTERACTIVE, /* one statement of the REPL */
    AST_MODE_EXPRESSION   /* one expression; it is the value of the only EXPR in body */
} AstMode;

typedef struct AstModule {
    Arena *arena;
    AstMode mode;
    AstList body;
    const char *filename; /* as given to pd_lang_parse, not copied */
    Bytes source;         /* the text without its byte order mark; not copied */
    uint32_t node_count;
    uint32_t name_count;
    const AstName **names; /* by id */
    uint32_t line_count;
} AstModule;

/*
 * The docstring of a body: the STR constant that is its first statement, or NULL.
 */
const AstNode *pd_lang_docstring(AstList body);

/*
 * The column of byte `column_bytes` of line `line` in code points, from 0: what messages count.
 * A column past the end of the line counts one per byte past it.
 */
uint32_t pd_lang_column_points(Bytes source, uint32_t line, uint32_t column_bytes);

/* The text of line `line` (from 1) of `source` without its line end; empty when there is none. */
Bytes pd_lang_line_text(Bytes source, uint32_t line);

/* The name of a node kind as CPython's ast module spells it: "FunctionDef". */
const char *pd_lang_kind_name(AstKind kind);

/*
 * How CPython's messages call an expression: "function call", "attribute", "True", "literal",
 * "f-string expression" ... for "cannot assign to %s".
 */
const char *pd_lang_expression_name(const AstNode *expression);

#endif
