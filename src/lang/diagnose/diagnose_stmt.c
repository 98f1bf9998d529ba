/*
 * Known mistakes in statements and patterns. Second pass only, as in diagnose.c.
 */
#include "lang/diagnose/diagnose.h"

#include <string.h>

/* ── blocks ── */

void pd_diagnose_colon(Parser *parser)
{
    if (at(parser, TOKEN_NEWLINE)) {
        pd_parse_fail_last(parser, SYNTAX_ERROR, "expected ':'");
    }
}

void pd_diagnose_indent(Parser *parser, const char *what, uint32_t line)
{
    if (at(parser, TOKEN_NEWLINE) && peek_token(parser, 1)->kind != TOKEN_INDENT) {
        pd_parse_fail_last(parser, SYNTAX_INDENTATION,
                           "expected an indented block after %s on line %u", what, (unsigned)line);
    }
}

/* ── assignments ── */

/* A list or tuple, perhaps in parentheses, with an annotation. */
static void diagnose_annotated_display(Parser *parser)
{
    uint32_t parens = 0;
    while (at(parser, TOKEN_LPAREN)) {
        uint32_t mark = parser->mark;
        Start start = start_here(parser);
        const AstNode *node = pd_parse_paren_display(parser);
        bool is_tuple = node != NULL && node->kind == AST_TUPLE && node->line == start.line &&
                        node->column_bytes == start.column_bytes;
        parser->mark = mark;
        if (is_tuple || parser->failed) {
            break;
        }
        parser->mark++;
        parens++;
    }
    const AstNode *target = NULL;
    if (at(parser, TOKEN_LPAREN)) {
        target = pd_parse_paren_display(parser);
    } else if (at(parser, TOKEN_LBRACKET)) {
        target = pd_parse_bracket_display(parser);
    }
    if (target == NULL || (target->kind != AST_LIST && target->kind != AST_TUPLE)) {
        return;
    }
    while (parens > 0 && accept(parser, TOKEN_RPAREN)) {
        parens--;
    }
    if (parens == 0 && accept(parser, TOKEN_COLON) && pd_parse_expression(parser) != NULL) {
        pd_parse_fail_node(parser, target, "only single target (not %s) can be annotated",
                           pd_lang_expression_name(target));
    }
}

static void diagnose_annotated_tuple(Parser *parser)
{
    const AstNode *first = pd_parse_star_named_expression(parser);
    if (first == NULL || !accept(parser, TOKEN_COMMA)) {
        return;
    }
    uint32_t base = parser->stack_count;
    while (pd_parse_push_star_named(parser) > 0) {}
    drop_items(parser, base);
    if (accept(parser, TOKEN_COLON) && pd_parse_expression(parser) != NULL) {
        pd_parse_fail_node(parser, first, "only single target (not tuple) can be annotated");
    }
}

static void diagnose_annotated(Parser *parser)
{
    const AstNode *target = pd_parse_expression(parser);
    if (target != NULL && accept(parser, TOKEN_COLON) && pd_parse_expression(parser) != NULL) {
        pd_parse_fail_node(parser, target, "illegal target for annotation");
    }
}

/* `a = b = expression =` */
static void diagnose_chain(Parser *parser)
{
    for (;;) {
        uint32_t mark = parser->mark;
        if (pd_parse_star_targets(parser) == NULL || !accept(parser, TOKEN_EQUAL)) {
            parser->mark = mark;
            break;
        }
    }
    uint32_t mark = parser->mark;
    const AstNode *target = parser->failed ? NULL : pd_parse_star_expressions(parser);
    if (target != NULL && at(parser, TOKEN_EQUAL)) {
        pd_diagnose_target(parser, target, TARGET_ASSIGN);
    }
    parser->mark = mark;
    const AstNode *yield = parser->failed ? NULL : pd_parse_yield(parser);
    if (yield != NULL && at(parser, TOKEN_EQUAL)) {
        pd_parse_fail_node(parser, yield, "assignment to yield expression not possible");
    }
}

static void diagnose_augmented(Parser *parser)
{
    const AstNode *target = pd_parse_star_expressions(parser);
    if (target == NULL || !pd_parse_at_augmented(parser)) {
        return;
    }
    parser->mark++;
    if (pd_parse_yield_or_star_expressions(parser) != NULL) {
        pd_parse_fail_node(parser, target, "'%s' is an illegal expression for augmented assignment",
                           pd_lang_expression_name(target));
    }
}

void pd_diagnose_assignment(Parser *parser)
{
    static void (*const steps[])(Parser *) = {diagnose_annotated_display, diagnose_annotated_tuple,
                                              diagnose_annotated, diagnose_chain,
                                              diagnose_augmented};
    uint32_t mark = parser->mark;
    for (size_t i = 0; i < ARRAY_COUNT(steps) && !parser->failed; i++) {
        steps[i](parser);
        parser->mark = mark;
    }
}

/* At `del`. */
void pd_diagnose_del(Parser *parser)
{
    parser->mark++;
    const AstNode *target = pd_parse_star_expressions(parser);
    if (target != NULL) {
        pd_diagnose_target(parser, target, TARGET_DELETE);
    }
}

/* ── for, with ── */

/* At `for` or `async for`. */
void pd_diagnose_for_target(Parser *parser)
{
    uint32_t mark = parser->mark;
    accept(parser, TOKEN_ASYNC);
    if (accept(parser, TOKEN_FOR)) {
        const AstNode *target = pd_parse_star_expressions(parser);
        if (target != NULL) {
            pd_diagnose_target(parser, target, TARGET_FOR);
        }
    }
    parser->mark = mark;
}

/* At `as`. */
void pd_diagnose_with_item(Parser *parser)
{
    parser->mark++;
    const AstNode *target = pd_parse_expression(parser);
    TokenKind next = peek_kind(parser);
    if (target != NULL && (next == TOKEN_COMMA || next == TOKEN_RPAREN || next == TOKEN_COLON)) {
        pd_diagnose_target(parser, target, TARGET_ASSIGN);
    }
}

/* `expression [as target]`, with commas between; in parentheses tuples may stand for expressions.
 */
static bool skip_with_items(Parser *parser, bool in_parens)
{
    uint32_t count = 0;
    for (;;) {
        uint32_t mark = parser->mark;
        if (count > 0 && !accept(parser, TOKEN_COMMA)) {
            break;
        }
        const AstNode *context =
            in_parens ? pd_parse_expressions(parser) : pd_parse_expression(parser);
        if (context == NULL) {
            parser->mark = mark;
            break;
        }
        mark = parser->mark;
        if (!accept(parser, TOKEN_AS) || pd_parse_star_target(parser) == NULL) {
            parser->mark = mark;
        }
        count++;
    }
    return count > 0 && !parser->failed;
}

/* At `with` or `async with`. */
void pd_diagnose_with(Parser *parser)
{
    accept(parser, TOKEN_ASYNC);
    uint32_t after = ++parser->mark;
    if (skip_with_items(parser, false)) {
        pd_diagnose_colon(parser);
    }
    parser->mark = after;
    if (!parser->failed && accept(parser, TOKEN_LPAREN) && skip_with_items(parser, true)) {
        accept(parser, TOKEN_COMMA);
        if (accept(parser, TOKEN_RPAREN)) {
            pd_diagnose_colon(parser);
        }
    }
}

/* ── try ── */

/* `as name`, if it is there. */
static void skip_as_name(Parser *parser)
{
    if (at(parser, TOKEN_AS) && peek_token(parser, 1)->kind == TOKEN_NAME) {
        parser->mark += 2;
    }
}

static const char both_kinds[] = "cannot have both 'except' and 'except*' on the same 'try'";

/* After `try:` and its block: handlers of one kind, then one of the other. */
static void diagnose_mixed(Parser *parser, bool is_star)
{
    while (pd_parse_block(parser) != NULL) {}
    bool any = false;
    while (!parser->failed && pd_parse_except(parser, is_star) != NULL) {
        any = true;
    }
    uint32_t first = parser->mark;
    if (!any || !accept(parser, TOKEN_EXCEPT)) {
        return;
    }
    if (!is_star) {
        if (!accept(parser, TOKEN_STAR) || pd_parse_expression(parser) == NULL) {
            return;
        }
        skip_as_name(parser);
        if (at(parser, TOKEN_COLON)) {
            pd_parse_fail_span(parser,
                               join_spans(token_span(parser, first), token_span(parser, first + 1)),
                               "%s", both_kinds);
        }
        return;
    }
    if (!at(parser, TOKEN_COLON)) {
        if (pd_parse_expression(parser) == NULL) {
            return;
        }
        skip_as_name(parser);
    }
    if (at(parser, TOKEN_COLON)) {
        pd_parse_fail_token(parser, first, "%s", both_kinds);
    }
}

/* At `try`. */
void pd_diagnose_try(Parser *parser)
{
    uint32_t line = peek_token(parser, 0)->line;
    parser->mark++;
    if (!accept(parser, TOKEN_COLON)) {
        return;
    }
    uint32_t mark = parser->mark;
    pd_diagnose_indent(parser, "'try' statement", line);
    if (!parser->failed && pd_parse_block(parser) != NULL && !at(parser, TOKEN_EXCEPT) &&
        !at(parser, TOKEN_FINALLY)) {
        pd_parse_fail_last(parser, SYNTAX_ERROR, "expected 'except' or 'finally' block");
    }
    for (int is_star = 0; is_star < 2 && !parser->failed; is_star++) {
        parser->mark = mark;
        diagnose_mixed(parser, is_star != 0);
    }
}

/* At `except`, or where a handler was looked for. */
void pd_diagnose_except(Parser *parser)
{
    if (!accept(parser, TOKEN_EXCEPT)) {
        return;
    }
    bool is_star = accept(parser, TOKEN_STAR);
    uint32_t mark = parser->mark;
    Start start = start_here(parser);
    if (pd_parse_expression(parser) != NULL) {
        uint32_t after = parser->mark;
        if (accept(parser, TOKEN_COMMA) && pd_parse_expressions(parser) != NULL) {
            skip_as_name(parser);
            if (at(parser, TOKEN_COLON)) {
                pd_parse_fail_from(parser, start, "multiple exception types must be parenthesized");
            }
        }
        parser->mark = after;
        skip_as_name(parser);
        if (!parser->failed) {
            pd_diagnose_colon(parser);
        }
    }
    parser->mark = mark;
    if (parser->failed) {
        return;
    }
    if (!is_star) {
        pd_diagnose_colon(parser);
    } else if (at(parser, TOKEN_NEWLINE) || at(parser, TOKEN_COLON)) {
        pd_parse_fail_last(parser, SYNTAX_ERROR, "expected one or more exception types");
    }
}

/* ── patterns ── */

/* After `as`. */
void pd_diagnose_as_pattern(Parser *parser)
{
    if (pd_parse_at_word(parser, "_")) {
        pd_parse_fail_token(parser, parser->mark, "cannot use '_' as a target");
    } else if (!at(parser, TOKEN_NAME)) {
        const AstNode *target = pd_parse_expression(parser);
        if (target != NULL) {
            pd_parse_fail_node(parser, target, "invalid pattern target");
        }
    }
}

static bool at_keyword_pattern(Parser *parser)
{
    return at(parser, TOKEN_NAME) && peek_token(parser, 1)->kind == TOKEN_EQUAL;
}

static bool skip_keyword_pattern(Parser *parser)
{
    if (!at_keyword_pattern(parser)) {
        return false;
    }
    parser->mark += 2;
    return pd_parse_pattern(parser) != NULL;
}

/* At the parenthesis of a class pattern. */
void pd_diagnose_class_pattern(Parser *parser)
{
    parser->mark++;
    while (!at_keyword_pattern(parser)) {
        if (pd_parse_pattern(parser) == NULL || !accept(parser, TOKEN_COMMA)) {
            return;
        }
    }
    while (at_keyword_pattern(parser)) {
        if (!skip_keyword_pattern(parser) || !accept(parser, TOKEN_COMMA)) {
            return;
        }
    }
    const AstNode *first = pd_parse_pattern(parser);
    const AstNode *last = first;
    while (last != NULL && accept(parser, TOKEN_COMMA)) {
        const AstNode *next = pd_parse_pattern(parser);
        if (next == NULL) {
            break;
        }
        last = next;
    }
    if (first != NULL) {
        pd_parse_fail_span(parser, join_spans(pd_lang_node_span(first), pd_lang_node_span(last)),
                           "positional patterns follow keyword patterns");
    }
}
