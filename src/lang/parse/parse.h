/*
 * The parser: a hand-written recursive descent over a buffer of tokens.
 *
 * A parse function returns its node and has moved past it, or returns NULL and has not moved. That
 * is all a failure says; the mistake itself is worked out only when a whole statement has failed:
 * the parser then goes over the statement once more with `diagnosing` set, and on that second pass
 * diagnose*.c look for known mistakes at the places where CPython's grammar looks for them. So the
 * first pass stays fast and the messages stay CPython's.
 *
 * Recursion is counted in `depth`; on the second pass results are remembered by token, so its time
 * stays in proportion to the text.
 */
#ifndef LANG_PARSE_PARSE_H
#define LANG_PARSE_PARSE_H

#include "lang/lex/lexer.h"

/* Rules whose results the second pass remembers. */
typedef enum MemoRule {
    MEMO_EXPRESSION,
    MEMO_STAR_EXPRESSION,
    MEMO_NAMED_EXPRESSION,
    MEMO_DISJUNCTION,
    MEMO_BITWISE_OR,
    MEMO_PRIMARY,
    MEMO_ARGUMENTS,
    MEMO_ARGS,
    MEMO_FOR_CLAUSES,
    MEMO_TARGET,
    MEMO_BLOCK,
    MEMO_PATTERN,
    MEMO_STRINGS
} MemoRule;

typedef struct MemoEntry {
    uint32_t rule;
    uint32_t next; /* the next entry of the same token, 0 for none */
    uint32_t end;  /* the mark after it */
    void *result;  /* AstNode or ParsedList, NULL when the rule failed here */
} MemoEntry;

typedef struct Parser {
    Arena *arena; /* of the tree */
    Arena scratch;
    SyntaxProblem *problem;
    AstModule *module;
    Token *tokens; /* of the present top-level statement */
    uint32_t token_count;
    uint32_t token_capacity;
    uint32_t mark;             /* index of the next token */
    uint32_t first_pass_count; /* second pass: tokens that the first one had read */
    uint32_t depth;
    bool second_pass; /* going over a failed statement again, remembering results */
    bool diagnosing;  /* second pass: and looking for known mistakes */
    bool failed;      /* there is a problem; nothing matches any more */
    AstNode **stack;  /* items of lists under construction */
    uint32_t stack_count;
    uint32_t stack_capacity;
    MemoEntry *memos; /* entry 0 is not used */
    uint32_t memo_count;
    uint32_t memo_capacity;
    uint32_t work; /* second pass: memo misses, to bound its time */
    Lexer lexer;
} Parser;

/* ── tokens (parse.c) ── */

/* Reads one more token into the buffer; a TOKEN_ERROR after a failure. */
void pd_parse_fetch(Parser *parser);

/* The token `ahead` places on. Pointers to tokens are valid until the next fetch only. */
static inline const Token *peek_token(Parser *parser, uint32_t ahead)
{
    while (parser->mark + ahead >= parser->token_count) {
        pd_parse_fetch(parser);
    }
    return &parser->tokens[parser->mark + ahead];
}

static inline TokenKind peek_kind(Parser *parser)
{
    return (TokenKind)peek_token(parser, 0)->kind;
}

static inline bool at(Parser *parser, TokenKind kind)
{
    return peek_kind(parser) == kind;
}

/* Moves past a token of this kind, if it is next. */
static inline bool accept(Parser *parser, TokenKind kind)
{
    if (peek_kind(parser) != kind) {
        return false;
    }
    parser->mark++;
    return true;
}

/* Whether the next token is this soft keyword: match, case, type, _. */
bool pd_parse_at_word(Parser *parser, const char *word);

/* ── nodes (parse.c) ── */

/* Where a node begins: taken before its first token is passed. */
typedef struct Start {
    uint32_t line;
    uint32_t column_bytes;
} Start;

static inline Start start_here(Parser *parser)
{
    const Token *token = peek_token(parser, 0);
    return (Start){token->line, token->column_bytes};
}

/*
 * A node from `start` to the end of the token before the mark. NULL when memory is out. Its height
 * is 1; each child is announced with pd_parse_child or pd_parse_children.
 */
AstNode *pd_parse_node(Parser *parser, AstKind kind, Start start) MUST_USE;

/* Raises the node's height over the child's, which may be NULL; fails when it gets too high. */
void pd_parse_child(Parser *parser, AstNode *node, const AstNode *child);
void pd_parse_children(Parser *parser, AstNode *node, AstList list);
void pd_parse_arguments_height(Parser *parser, AstNode *node, const AstArguments *arguments);

/* Ends the node after the token before the mark. */
void pd_parse_extend(Parser *parser, AstNode *node);

/* Lists: remember stack_count, push items, then take what was pushed since; or drop it. */
void pd_parse_push(Parser *parser, AstNode *item);
AstList pd_parse_take(Parser *parser, uint32_t base);
static inline void drop_items(Parser *parser, uint32_t base)
{
    parser->stack_count = base;
}

/* ── failure (parse.c) ── */

/* Counts a level of recursion in; false when there are too many. Pairs with leave. */
bool pd_parse_enter(Parser *parser) MUST_USE;
static inline void leave(Parser *parser)
{
    parser->depth--;
}

/* Back to a mark; always NULL, so that a rule can `return back(parser, mark)`. */
static inline void *back(Parser *parser, uint32_t mark)
{
    parser->mark = mark;
    return NULL;
}

/* Fails for good without words: STATUS_NO_MEMORY or STATUS_LIMIT. */
void pd_parse_fail_status(Parser *parser, Status status);

/* Fails with a SyntaxError at the last token that was read. */
void pd_parse_fail_last(Parser *parser, SyntaxKind kind, const char *format, ...) PRINTF_LIKE(3, 4);

/* Fails with a SyntaxError that reaches from a node to where the lexer is. */
void pd_parse_fail_from(Parser *parser, Start start, const char *message);

/* Moves past a token that must be here, or fails at once: "expected ':'". */
bool pd_parse_expect(Parser *parser, TokenKind kind);

/* Fails with a SyntaxError over a span. */
void pd_parse_fail_span(Parser *parser, SourceSpan span, const char *format, ...) PRINTF_LIKE(3, 4);
void pd_parse_fail_node(Parser *parser, const AstNode *node, const char *format, ...)
    PRINTF_LIKE(3, 4);
void pd_parse_fail_token(Parser *parser, uint32_t token_index, const char *format, ...)
    PRINTF_LIKE(3, 4);

static inline SourceSpan token_span(const Parser *parser, uint32_t index)
{
    const Token *token = &parser->tokens[index];
    return (SourceSpan){token->line, token->column_bytes, token->end_line, token->end_column_bytes};
}

static inline SourceSpan join_spans(SourceSpan first, SourceSpan last)
{
    return (SourceSpan){first.line, first.column_bytes, last.end_line, last.end_column_bytes};
}

/* Second pass: true when the rule's result at the mark is known; moves past it. */
bool pd_parse_recall(Parser *parser, MemoRule rule, void **result);

/* Second pass: remembers what the rule gave at `mark`. */
void pd_parse_remember(Parser *parser, MemoRule rule, uint32_t mark, void *result);

/* ── expressions (parse_expr.c) ── */

AstNode *pd_parse_expression(Parser *parser);
AstNode *pd_parse_disjunction(Parser *parser);
AstNode *pd_parse_bitwise_or(Parser *parser);
AstNode *pd_parse_named_expression(Parser *parser);
AstNode *pd_parse_assignment_expression(Parser *parser);
AstNode *pd_parse_star_expression(Parser *parser);
AstNode *pd_parse_star_expressions(Parser *parser);
AstNode *pd_parse_expressions(Parser *parser);
AstNode *pd_parse_yield(Parser *parser);
AstNode *pd_parse_yield_or_star_expressions(Parser *parser);
/* A disjunction, conditional expression or lambda, without looking for mistakes. */
AstNode *pd_parse_expression_plain(Parser *parser);

/* ── primaries and displays (parse_primary.c, parse_display.c, parse_call.c) ── */

AstNode *pd_parse_primary(Parser *parser);
AstNode *pd_parse_name(Parser *parser, AstContext context);
AstNode *pd_parse_slices(Parser *parser);
AstNode *pd_parse_star_named_expression(Parser *parser);
AstNode *pd_parse_starred_expression(Parser *parser);
AstNode *pd_parse_paren_display(Parser *parser);
AstNode *pd_parse_bracket_display(Parser *parser);
AstNode *pd_parse_brace_display(Parser *parser);
AstNode *pd_parse_double_starred_pair(Parser *parser, AstNode **key);

/* Comma-separated star_named_expressions with an optional last comma, pushed; how many. */
uint32_t pd_parse_push_star_named(Parser *parser);

/* One or more `for` clauses: a list of AST_COMPREHENSION, or NULL. */
AstList *pd_parse_for_clauses(Parser *parser);
bool pd_parse_at_for(Parser *parser);
/* `(x for x in y)` with its parentheses */
AstNode *pd_parse_generator(Parser *parser);
/* Finishes a comprehension of an element and clauses that were parsed, up to the mark. */
AstNode *pd_parse_comprehension(Parser *parser, AstKind kind, Start start, AstNode *element,
                                const AstList *clauses);

/*
 * Call arguments up to, but without, the closing parenthesis: a CALL without func, or NULL when
 * there are none. pd_parse_args takes the longest beginning that is right.
 */
AstNode *pd_parse_arguments(Parser *parser);
AstNode *pd_parse_args(Parser *parser);

/* ── literals (literal.c) ── */

AstNode *pd_parse_number(Parser *parser);
AstNode *pd_parse_strings(Parser *parser);
/* Moves past a replacement field of an f-string; false when it is wrong. */
bool pd_parse_skip_field(Parser *parser);

/* ── parameters (parse_params.c) ── */

/* Up to, but without, `end`, which is RPAREN for functions and COLON for lambdas. */
AstArguments *pd_parse_parameters(Parser *parser, TokenKind end);
AstNode *pd_parse_lambda(Parser *parser);
/* `[T, *Ts, **P]` when a bracket is next; false when it is wrong. */
bool pd_parse_type_params(Parser *parser, AstList *params);

/* ── targets (parse_target.c) ── */

/* Makes an expression a target, or returns false and changes nothing. */
bool pd_parse_set_target(Parser *parser, AstNode *node, AstContext context);
/* name, attribute, subscript */
bool pd_parse_is_single_target(const AstNode *node);
AstNode *pd_parse_star_target(Parser *parser);
AstNode *pd_parse_star_targets(Parser *parser);
/* Comma-separated, with an optional last comma; false when there is none. */
bool pd_parse_push_del_targets(Parser *parser);

/* ── statements (parse_stmt.c, parse_block.c, parse_try.c, parse_pattern.c) ── */

/* Pushes the statements of one logical line, or one compound statement. */
bool pd_parse_statement(Parser *parser);
bool pd_parse_simple_statements(Parser *parser);
/* At an augmented assignment's operator. */
bool pd_parse_at_augmented(Parser *parser);
/* After the colon; NULL when there is no block that is right. */
AstList *pd_parse_block(Parser *parser);
/* An `else` block when there is one; false when something failed for good. */
bool pd_parse_else(Parser *parser, AstList *body);
AstNode *pd_parse_try(Parser *parser);
AstNode *pd_parse_except(Parser *parser, bool is_star);
AstNode *pd_parse_match(Parser *parser);
AstNode *pd_parse_pattern(Parser *parser);
AstNode *pd_parse_or_pattern(Parser *parser);
AstNode *pd_parse_patterns(Parser *parser);

/* ── known mistakes, on the second pass only (diagnose.c, diagnose_stmt.c) ── */

void pd_diagnose_expression(Parser *parser);
void pd_diagnose_named_expression(Parser *parser);
void pd_diagnose_group(Parser *parser);
void pd_diagnose_comprehension(Parser *parser);
void pd_diagnose_dict_comprehension(Parser *parser);
void pd_diagnose_dict(Parser *parser);
void pd_diagnose_arguments(Parser *parser);
void pd_diagnose_keyword(Parser *parser);
void pd_diagnose_field(Parser *parser);
void pd_diagnose_for_target(Parser *parser);
void pd_diagnose_assignment(Parser *parser);
void pd_diagnose_del(Parser *parser);
void pd_diagnose_with(Parser *parser);
void pd_diagnose_with_item(Parser *parser);
void pd_diagnose_try(Parser *parser);
void pd_diagnose_except(Parser *parser);
void pd_diagnose_as_pattern(Parser *parser);
void pd_diagnose_class_pattern(Parser *parser);
/* At a line end where a colon was wanted: says so. */
void pd_diagnose_colon(Parser *parser);
/* After a colon: says so when the line ends and no indented block follows. */
void pd_diagnose_indent(Parser *parser, const char *what, uint32_t line);
/* `end` as for pd_parse_parameters */
void pd_diagnose_parameters(Parser *parser, TokenKind end);
void pd_diagnose_star_param(Parser *parser, TokenKind end);
void pd_diagnose_double_star_param(Parser *parser, TokenKind end);

#endif
