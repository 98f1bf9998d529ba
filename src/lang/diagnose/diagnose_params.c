/*
 * Known mistakes in parameter lists, of functions and of lambdas alike.
 *
 * The small recognisers follow CPython's rules for one parameter: it takes the comma behind it, or
 * stands before the end of the list. Second pass only, as in diagnose.c.
 */
#include "lang/diagnose/diagnose.h"

/* A name with its annotation. */
static bool skip_param(Parser *parser, TokenKind end)
{
    uint32_t mark = parser->mark;
    if (!accept(parser, TOKEN_NAME)) {
        return false;
    }
    if (end == TOKEN_RPAREN && accept(parser, TOKEN_COLON) && pd_parse_expression(parser) == NULL) {
        parser->mark = mark;
        return false;
    }
    return true;
}

static bool skip_default(Parser *parser)
{
    uint32_t equal = parser->mark;
    if (!accept(parser, TOKEN_EQUAL)) {
        return false;
    }
    if (pd_parse_expression(parser) != NULL) {
        return true;
    }
    if (at(parser, TOKEN_RPAREN) || at(parser, TOKEN_COMMA)) {
        pd_parse_fail_token(parser, equal, "expected default value expression");
    }
    parser->mark = equal;
    return false;
}

static bool skip_end(Parser *parser, TokenKind end)
{
    return accept(parser, TOKEN_COMMA) || at(parser, end);
}

typedef enum DefaultUse { WITHOUT_DEFAULT, WITH_DEFAULT, MAYBE_DEFAULT } DefaultUse;

static bool skip_one(Parser *parser, TokenKind end, DefaultUse use)
{
    uint32_t mark = parser->mark;
    bool ok = skip_param(parser, end);
    if (ok && use == WITH_DEFAULT) {
        ok = skip_default(parser);
    } else if (ok && use == MAYBE_DEFAULT) {
        skip_default(parser);
    }
    if (ok && !parser->failed && skip_end(parser, end)) {
        return true;
    }
    parser->mark = mark;
    return false;
}

static uint32_t skip_many(Parser *parser, TokenKind end, DefaultUse use)
{
    uint32_t count = 0;
    while (!at(parser, end) && skip_one(parser, end, use)) {
        count++;
    }
    return count;
}

static bool skip_slash(Parser *parser, TokenKind end, bool with_defaults)
{
    uint32_t mark = parser->mark;
    uint32_t plain = skip_many(parser, end, WITHOUT_DEFAULT);
    uint32_t needed = with_defaults ? skip_many(parser, end, WITH_DEFAULT) : plain;
    if (needed > 0 && accept(parser, TOKEN_SLASH) && skip_end(parser, end)) {
        return true;
    }
    parser->mark = mark;
    return false;
}

/* The span of the parameter that begins at a token, without its comma. */
static void fail_param(Parser *parser, uint32_t first, const char *message)
{
    uint32_t last = parser->mark - 1;
    if (parser->tokens[last].kind == TOKEN_COMMA) {
        last--;
    }
    pd_parse_fail_span(parser, join_spans(token_span(parser, first), token_span(parser, last)),
                       "%s", message);
}

static void diagnose_order(Parser *parser, TokenKind end)
{
    skip_many(parser, end, WITHOUT_DEFAULT);
    if (!skip_slash(parser, end, true) && skip_many(parser, end, WITH_DEFAULT) == 0) {
        return;
    }
    uint32_t first = parser->mark;
    if (skip_one(parser, end, WITHOUT_DEFAULT)) {
        fail_param(parser, first, "non-default argument follows default argument");
    }
}

static void diagnose_parens(Parser *parser, TokenKind end)
{
    skip_many(parser, end, WITHOUT_DEFAULT);
    uint32_t open = parser->mark;
    if (!accept(parser, TOKEN_LPAREN)) {
        return;
    }
    bool any = false;
    if (end == TOKEN_RPAREN) {
        any = skip_many(parser, end, WITHOUT_DEFAULT) > 0;
    } else {
        while (accept(parser, TOKEN_NAME)) {
            any = true;
            if (!at(parser, TOKEN_COMMA) || peek_token(parser, 1)->kind != TOKEN_NAME) {
                break;
            }
            parser->mark++;
        }
    }
    accept(parser, TOKEN_COMMA);
    if (any && at(parser, TOKEN_RPAREN)) {
        pd_parse_fail_span(parser,
                           join_spans(token_span(parser, open), token_span(parser, parser->mark)),
                           "%s parameters cannot be parenthesized",
                           end == TOKEN_RPAREN ? "Function" : "Lambda expression");
    }
}

static bool skip_any_slash(Parser *parser, TokenKind end)
{
    return skip_slash(parser, end, false) || skip_slash(parser, end, true);
}

static void diagnose_slash(Parser *parser, TokenKind end)
{
    uint32_t mark = parser->mark;
    if (at(parser, TOKEN_SLASH) && peek_token(parser, 1)->kind == TOKEN_COMMA) {
        pd_parse_fail_token(parser, mark, "at least one argument must precede /");
    }
    if (skip_any_slash(parser, end)) {
        skip_many(parser, end, MAYBE_DEFAULT);
        if (at(parser, TOKEN_SLASH)) {
            pd_parse_fail_token(parser, parser->mark, "/ may appear only once");
        }
    }
    parser->mark = mark;
    skip_any_slash(parser, end);
    skip_many(parser, end, MAYBE_DEFAULT);
    if (accept(parser, TOKEN_STAR) &&
        (accept(parser, TOKEN_COMMA) || skip_one(parser, end, WITHOUT_DEFAULT))) {
        skip_many(parser, end, MAYBE_DEFAULT);
        if (at(parser, TOKEN_SLASH)) {
            pd_parse_fail_token(parser, parser->mark, "/ must be ahead of *");
        }
    }
    parser->mark = mark;
    if (skip_many(parser, end, MAYBE_DEFAULT) > 0 && accept(parser, TOKEN_SLASH) &&
        at(parser, TOKEN_STAR)) {
        pd_parse_fail_token(parser, parser->mark, "expected comma between / and *");
    }
}

void pd_diagnose_parameters(Parser *parser, TokenKind end)
{
    uint32_t mark = parser->mark;
    diagnose_order(parser, end);
    parser->mark = mark;
    if (!parser->failed) {
        diagnose_parens(parser, end);
        parser->mark = mark;
    }
    if (!parser->failed) {
        diagnose_slash(parser, end);
        parser->mark = mark;
    }
}

void pd_diagnose_star_param(Parser *parser, TokenKind end)
{
    uint32_t mark = parser->mark++;
    TokenKind next = peek_kind(parser);
    if (next == TOKEN_COMMA) {
        next = (TokenKind)peek_token(parser, 1)->kind;
        next = next == TOKEN_DOUBLE_STAR ? end : next;
    }
    if (next == end) {
        if (end == TOKEN_RPAREN) {
            pd_parse_fail_token(parser, mark, "named arguments must follow bare *");
        } else {
            pd_parse_fail_last(parser, SYNTAX_ERROR, "named arguments must follow bare *");
        }
        return;
    }
    if (skip_param(parser, end) && at(parser, TOKEN_EQUAL)) {
        pd_parse_fail_token(parser, parser->mark,
                            "var-positional argument cannot have default value");
    }
    parser->mark = mark + 1;
    if (!parser->failed &&
        (skip_one(parser, end, WITHOUT_DEFAULT) || accept(parser, TOKEN_COMMA))) {
        skip_many(parser, end, MAYBE_DEFAULT);
        uint32_t star = parser->mark;
        if (accept(parser, TOKEN_STAR) &&
            (skip_one(parser, end, WITHOUT_DEFAULT) || at(parser, TOKEN_COMMA))) {
            pd_parse_fail_token(parser, star, "* argument may appear only once");
        }
    }
    parser->mark = mark;
}

void pd_diagnose_double_star_param(Parser *parser, TokenKind end)
{
    uint32_t mark = parser->mark++;
    if (skip_param(parser, end)) {
        if (at(parser, TOKEN_EQUAL)) {
            pd_parse_fail_token(parser, parser->mark,
                                "var-keyword argument cannot have default value");
        } else if (accept(parser, TOKEN_COMMA)) {
            uint32_t first = parser->mark;
            TokenKind kind = peek_kind(parser);
            if (skip_param(parser, end)) {
                fail_param(parser, first, "arguments cannot follow var-keyword argument");
            } else if (kind == TOKEN_STAR || kind == TOKEN_DOUBLE_STAR || kind == TOKEN_SLASH) {
                pd_parse_fail_token(parser, first, "arguments cannot follow var-keyword argument");
            }
        }
    }
    parser->mark = mark;
}
