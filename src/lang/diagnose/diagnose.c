/*
 * Known mistakes in expressions: which wording a failed statement deserves.
 *
 * Each function stands for one group of error rules of CPython 3.11 and is called where its grammar
 * would try them, on the second pass only. It looks ahead from the mark, which callers put back
 * themselves, and either sets the problem or does nothing. The messages and the spans are
 * CPython's; those of f-strings follow 3.12, where their contents became part of the grammar.
 */
#include "lang/diagnose/diagnose.h"

#include <string.h>

/* ── shared ── */

bool pd_diagnose_is_legacy(const AstNode *node)
{
    if (node->kind != AST_NAME) {
        return false;
    }
    const char *name = node->as.name.id->text;
    return strcmp(name, "print") == 0 || strcmp(name, "exec") == 0;
}

/* The part of an expression that cannot be a target, or NULL. The depth is the tree's height. */
static const AstNode *find_invalid_target(const AstNode *node, TargetUse use)
{
    switch (node->kind) {
    case AST_LIST:
    case AST_TUPLE:
        for (uint32_t i = 0; i < node->as.sequence.elts.count; i++) {
            const AstNode *found = find_invalid_target(node->as.sequence.elts.items[i], use);
            if (found != NULL) {
                return found;
            }
        }
        return NULL;
    case AST_STARRED:
        return use == TARGET_DELETE ? node : find_invalid_target(node->as.value.value, use);
    case AST_COMPARE:
        /* `for a in b` parsed as an expression is a comparison. */
        if (use == TARGET_FOR) {
            bool is_in = node->as.compare.ops[0] == AST_CMP_IN;
            return is_in ? find_invalid_target(node->as.compare.left, use) : NULL;
        }
        return node;
    case AST_NAME:
    case AST_SUBSCRIPT:
    case AST_ATTRIBUTE: return NULL;
    default: return node;
    }
}

void pd_diagnose_target(Parser *parser, const AstNode *node, TargetUse use)
{
    const AstNode *invalid = find_invalid_target(node, use);
    if (invalid != NULL) {
        pd_parse_fail_node(parser, invalid,
                           use == TARGET_DELETE ? "cannot delete %s" : "cannot assign to %s",
                           pd_lang_expression_name(invalid));
    }
}

static void fail_range(Parser *parser, const AstNode *first, const AstNode *last,
                       const char *message)
{
    pd_parse_fail_span(parser, join_spans(pd_lang_node_span(first), pd_lang_node_span(last)), "%s",
                       message);
}

/* From a node to the end of a token. */
static void fail_to_token(Parser *parser, const AstNode *first, uint32_t last, const char *message)
{
    pd_parse_fail_span(parser, join_spans(pd_lang_node_span(first), token_span(parser, last)), "%s",
                       message);
}

static AstNode *parse_quietly(Parser *parser)
{
    parser->diagnosing = false;
    AstNode *node = pd_parse_expression_plain(parser);
    parser->diagnosing = true;
    return node;
}

/* Where a comprehension ends for messages: its last condition, or what it iterates over. */
static const AstNode *last_part(const AstList *clauses)
{
    const AstNode *clause = clauses->items[clauses->count - 1];
    AstList ifs = clause->as.comprehension.ifs;
    return ifs.count > 0 ? ifs.items[ifs.count - 1] : clause->as.comprehension.iter;
}

/* CPython compares no more than the name's length, so beginnings of these words count too. */
static bool at_soft_keyword(Parser *parser)
{
    const Token *token = peek_token(parser, 0);
    if (token->kind != TOKEN_NAME) {
        return false;
    }
    const char *text = token->name->text;
    size_t size = token->name->length_bytes;
    return strncmp("_", text, size) == 0 || strncmp("case", text, size) == 0 ||
           strncmp("match", text, size) == 0;
}

/* ── expressions ── */

/* Two expressions side by side, or `x if y` without `else`. */
static void diagnose_neighbours(Parser *parser)
{
    uint32_t mark = parser->mark;
    TokenKind second = at(parser, TOKEN_NAME) ? (TokenKind)peek_token(parser, 1)->kind : TOKEN_END;
    bool is_prefix = second == TOKEN_STRING || second == TOKEN_FSTRING_START;
    const AstNode *first = pd_parse_disjunction(parser);
    if (first == NULL || parser->failed) {
        return;
    }
    uint32_t middle = parser->mark;
    parser->mark = mark;
    bool is_soft = at_soft_keyword(parser);
    parser->mark = middle;
    if (!is_prefix && !is_soft) {
        const AstNode *next = parse_quietly(parser);
        if (next != NULL && !pd_diagnose_is_legacy(first) &&
            parser->tokens[parser->mark - 1].level > 0) {
            fail_range(parser, first, next, "invalid syntax. Perhaps you forgot a comma?");
        }
        parser->mark = middle;
    }
    if (parser->failed || !accept(parser, TOKEN_IF)) {
        return;
    }
    const AstNode *test = pd_parse_disjunction(parser);
    if (test != NULL && !at(parser, TOKEN_ELSE) && !at(parser, TOKEN_COLON)) {
        fail_range(parser, first, test, "expected 'else' after 'if' expression");
    }
}

/* A lambda whose colon begins a format spec. */
static void diagnose_lambda_in_field(Parser *parser)
{
    uint32_t first = parser->mark++;
    if (pd_parse_parameters(parser, TOKEN_COLON) != NULL && at(parser, TOKEN_COLON)) {
        TokenKind next = (TokenKind)peek_token(parser, 1)->kind;
        if (next == TOKEN_FSTRING_MIDDLE || next == TOKEN_RBRACE) {
            SourceSpan span =
                join_spans(token_span(parser, first), token_span(parser, parser->mark));
            pd_parse_fail_span(parser, span,
                               "f-string: lambda expressions are not allowed without parentheses");
        }
    }
}

/* `print x`, `exec x` */
static void diagnose_legacy(Parser *parser)
{
    const AstNode *name = pd_parse_name(parser, AST_CTX_LOAD);
    if (name == NULL || at(parser, TOKEN_LPAREN)) {
        return;
    }
    const AstNode *value = pd_parse_star_expressions(parser);
    if (value != NULL && pd_diagnose_is_legacy(name)) {
        const char *text = name->as.name.id->text;
        pd_parse_fail_span(parser, join_spans(pd_lang_node_span(name), pd_lang_node_span(value)),
                           "Missing parentheses in call to '%s'. Did you mean %s(...)?", text,
                           text);
    }
}

void pd_diagnose_expression(Parser *parser)
{
    uint32_t mark = parser->mark;
    diagnose_neighbours(parser);
    parser->mark = mark;
    if (at(parser, TOKEN_LAMBDA) && parser->lexer.fstring_count > 0) {
        diagnose_lambda_in_field(parser);
        parser->mark = mark;
    }
    if (!parser->failed && at(parser, TOKEN_NAME)) {
        diagnose_legacy(parser);
    }
    parser->mark = mark;
}

/* Whether a list, tuple, generator expression or a constant that is no target stands here. */
static bool at_display_or_constant(Parser *parser)
{
    uint32_t mark = parser->mark;
    Start start = start_here(parser);
    TokenKind kind = peek_kind(parser);
    const AstNode *node = NULL;
    if (kind == TOKEN_TRUE || kind == TOKEN_FALSE || kind == TOKEN_NONE) {
        return true;
    }
    if (kind == TOKEN_LBRACKET) {
        node = pd_parse_bracket_display(parser);
    } else if (kind == TOKEN_LPAREN) {
        node = pd_parse_paren_display(parser);
    }
    parser->mark = mark;
    if (node == NULL || node->line != start.line || node->column_bytes != start.column_bytes) {
        return false;
    }
    return node->kind == AST_LIST || node->kind == AST_TUPLE || node->kind == AST_GENERATOR_EXP;
}

/* `a = b` where an expression was wanted. */
static void diagnose_equal(Parser *parser)
{
    uint32_t mark = parser->mark;
    bool is_name = at(parser, TOKEN_NAME) && peek_token(parser, 1)->kind == TOKEN_EQUAL;
    const AstNode *left = NULL;
    if (!is_name && at_display_or_constant(parser)) {
        return;
    }
    left = parser->failed ? NULL : pd_parse_bitwise_or(parser);
    if (left == NULL || !accept(parser, TOKEN_EQUAL)) {
        return;
    }
    const AstNode *right = pd_parse_bitwise_or(parser);
    if (right == NULL || at(parser, TOKEN_EQUAL) || at(parser, TOKEN_WALRUS)) {
        return;
    }
    if (is_name) {
        fail_range(parser, left, right,
                   "invalid syntax. Maybe you meant '==' or ':=' instead of '='?");
        return;
    }
    pd_parse_fail_node(parser, left,
                       "cannot assign to %s here. Maybe you meant '==' instead of '='?",
                       pd_lang_expression_name(left));
    parser->mark = mark;
}

void pd_diagnose_named_expression(Parser *parser)
{
    uint32_t mark = parser->mark;
    const AstNode *target = pd_parse_expression(parser);
    if (target != NULL && accept(parser, TOKEN_WALRUS) && pd_parse_expression(parser) != NULL) {
        pd_parse_fail_node(parser, target, "cannot use assignment expressions with %s",
                           pd_lang_expression_name(target));
    }
    parser->mark = mark;
    if (!parser->failed) {
        diagnose_equal(parser);
    }
    parser->mark = mark;
}

/* ── displays ── */

void pd_diagnose_group(Parser *parser)
{
    uint32_t mark = parser->mark;
    if (accept(parser, TOKEN_LPAREN)) {
        uint32_t first = parser->mark;
        const AstNode *starred = pd_parse_starred_expression(parser);
        if (starred != NULL && at(parser, TOKEN_RPAREN)) {
            pd_parse_fail_node(parser, starred, "cannot use starred expression here");
        }
        parser->mark = first;
        if (accept(parser, TOKEN_DOUBLE_STAR) && pd_parse_expression(parser) != NULL &&
            at(parser, TOKEN_RPAREN)) {
            pd_parse_fail_token(parser, first, "cannot use double starred expression here");
        }
    }
    parser->mark = mark;
}

/* Parsing on counts the depth. */
static void diagnose_comprehension_target(Parser *parser)
{
    static const char message[] = "did you forget parentheses around the comprehension target?";
    const AstNode *first = pd_parse_star_named_expression(parser);
    uint32_t comma = parser->mark;
    if (first == NULL || !accept(parser, TOKEN_COMMA)) {
        return;
    }
    uint32_t base = parser->stack_count;
    if (pd_parse_push_star_named(parser) > 0) {
        const AstNode *last = parser->stack[parser->stack_count - 1];
        drop_items(parser, base);
        if (pd_parse_for_clauses(parser) != NULL) {
            fail_range(parser, first, last, message);
        }
    }
    drop_items(parser, base);
    parser->mark = comma + 1;
    if (!parser->failed && pd_parse_for_clauses(parser) != NULL) {
        fail_to_token(parser, first, comma, message);
    }
}

void pd_diagnose_comprehension(Parser *parser)
{
    uint32_t mark = parser->mark;
    TokenKind open = peek_kind(parser);
    if (open != TOKEN_LPAREN && open != TOKEN_LBRACKET && open != TOKEN_LBRACE) {
        return;
    }
    parser->mark++;
    const AstNode *starred = pd_parse_starred_expression(parser);
    if (starred != NULL && pd_parse_for_clauses(parser) != NULL) {
        pd_parse_fail_node(parser, starred, "iterable unpacking cannot be used in comprehension");
    }
    parser->mark = mark + 1;
    if (!parser->failed && open != TOKEN_LPAREN) {
        diagnose_comprehension_target(parser);
    }
    parser->mark = mark;
}

void pd_diagnose_dict_comprehension(Parser *parser)
{
    uint32_t mark = parser->mark;
    if (accept(parser, TOKEN_LBRACE) && accept(parser, TOKEN_DOUBLE_STAR) &&
        pd_parse_bitwise_or(parser) != NULL && pd_parse_for_clauses(parser) != NULL &&
        at(parser, TOKEN_RBRACE)) {
        pd_parse_fail_token(parser, mark + 1,
                            "dict unpacking cannot be used in dict comprehension");
    }
    parser->mark = mark;
}

/* A key whose value is missing or starred. */
static void diagnose_pair(Parser *parser, bool wants_colon)
{
    const AstNode *key = pd_parse_expression(parser);
    if (key == NULL) {
        return;
    }
    uint32_t colon = parser->mark;
    if (!accept(parser, TOKEN_COLON)) {
        if (wants_colon) {
            SourceSpan span = {key->line, key->end_column_bytes - 1, key->end_line, 0};
            pd_parse_fail_span(parser, span, "':' expected after dictionary key");
            parser->problem->end_column = 0;
        }
        return;
    }
    Start start = start_here(parser);
    uint32_t value = parser->mark;
    if (accept(parser, TOKEN_STAR) && pd_parse_bitwise_or(parser) != NULL) {
        pd_parse_fail_from(parser, start, "cannot use a starred expression in a dictionary value");
        return;
    }
    parser->mark = value;
    if (at(parser, TOKEN_RBRACE) || at(parser, TOKEN_COMMA)) {
        pd_parse_fail_token(parser, colon, "expression expected after dictionary key and ':'");
    }
}

/*
 * CPython looks for these mistakes on the first pass already, so they win over others in the keys.
 * From the first of them on results are remembered, because each level of braces is parsed again.
 */
void pd_diagnose_dict(Parser *parser)
{
    uint32_t first = ++parser->mark;
    parser->second_pass = true;
    AstNode *key = NULL;
    uint32_t end = first;
    bool any = false;
    while (pd_parse_double_starred_pair(parser, &key) != NULL) {
        any = true;
        end = parser->mark;
        if (!accept(parser, TOKEN_COMMA)) {
            break;
        }
    }
    parser->mark = end;
    if (any && accept(parser, TOKEN_COMMA)) {
        diagnose_pair(parser, true);
    }
    parser->mark = first;
    if (!parser->failed) {
        diagnose_pair(parser, false);
    }
}

/* ── calls ── */

static bool has_mapping(const AstNode *call)
{
    AstList keywords = call->as.call.keywords;
    for (uint32_t i = 0; i < keywords.count; i++) {
        if (keywords.items[i]->as.keyword.arg == NULL) {
            return true;
        }
    }
    return false;
}

/* `f(x for x in y, 1)`, `f(1, x for x in y)` */
static void fail_generator(Parser *parser, const AstNode *first, const AstList *clauses)
{
    fail_range(parser, first, last_part(clauses), "Generator expression must be parenthesized");
}

/* `name=value for ...` where the equals sign cannot be meant. */
static void diagnose_keyword_generator(Parser *parser)
{
    uint32_t first = parser->mark;
    if (!accept(parser, TOKEN_NAME) || !accept(parser, TOKEN_EQUAL)) {
        return;
    }
    if (pd_parse_expression(parser) != NULL && pd_parse_for_clauses(parser) != NULL) {
        pd_parse_fail_span(parser,
                           join_spans(token_span(parser, first), token_span(parser, first + 1)),
                           "invalid syntax. Maybe you meant '==' or ':=' instead of '='?");
    }
}

/* What may follow arguments that are right as far as they go. Parsing on counts the depth. */
static void diagnose_after_args(Parser *parser, const AstNode *call)
{
    uint32_t mark = parser->mark;
    const AstList *clauses = pd_parse_for_clauses(parser);
    if (clauses != NULL && call->as.call.args.count > 1) {
        AstList args = call->as.call.args;
        fail_generator(parser, args.items[args.count - 1], clauses);
    }
    parser->mark = mark;
    if (parser->failed || !accept(parser, TOKEN_COMMA)) {
        return;
    }
    const AstNode *element = pd_parse_expression(parser);
    clauses = element == NULL ? NULL : pd_parse_for_clauses(parser);
    if (clauses != NULL) {
        fail_generator(parser, element, clauses);
    }
    parser->mark = mark + 1;
    if (!parser->failed && pd_parse_args(parser) != NULL) {
        pd_parse_fail_last(parser, SYNTAX_ERROR, "%s",
                           has_mapping(call)
                               ? "positional argument follows keyword argument unpacking"
                               : "positional argument follows keyword argument");
    }
}

void pd_diagnose_arguments(Parser *parser)
{
    uint32_t mark = parser->mark;
    const AstNode *call = pd_parse_args(parser);
    uint32_t end = parser->mark;
    if (call != NULL && accept(parser, TOKEN_COMMA) && at(parser, TOKEN_STAR)) {
        pd_parse_fail_node(parser, call,
                           "iterable argument unpacking follows keyword argument unpacking");
    }
    parser->mark = mark;
    const AstNode *element = parser->failed ? NULL : pd_parse_expression(parser);
    const AstList *clauses = element == NULL ? NULL : pd_parse_for_clauses(parser);
    if (clauses != NULL && accept(parser, TOKEN_COMMA)) {
        if (pd_parse_args(parser) == NULL && pd_parse_expression(parser) != NULL) {
            pd_parse_for_clauses(parser);
        }
        fail_generator(parser, element, clauses);
    }
    parser->mark = mark;
    if (!parser->failed) {
        diagnose_keyword_generator(parser);
    }
    if (call != NULL && !parser->failed) {
        parser->mark = end;
        diagnose_after_args(parser, call);
    }
    parser->mark = mark;
}

void pd_diagnose_keyword(Parser *parser)
{
    uint32_t mark = parser->mark;
    TokenKind kind = peek_kind(parser);
    bool is_constant = kind == TOKEN_TRUE || kind == TOKEN_FALSE || kind == TOKEN_NONE;
    bool is_assignment =
        (is_constant || kind == TOKEN_NAME) && peek_token(parser, 1)->kind == TOKEN_EQUAL;
    if (is_assignment && is_constant) {
        pd_parse_fail_span(parser,
                           join_spans(token_span(parser, mark), token_span(parser, mark + 1)),
                           "cannot assign to %s", pd_lexer_token_text(kind));
        return;
    }
    if (is_assignment) {
        diagnose_keyword_generator(parser);
        parser->mark = mark;
        return;
    }
    const AstNode *left = pd_parse_expression(parser);
    if (left != NULL && at(parser, TOKEN_EQUAL)) {
        fail_to_token(parser, left, parser->mark,
                      "expression cannot contain assignment, perhaps you meant \"==\"?");
    }
    parser->mark = mark;
}

/* ── replacement fields of f-strings ── */

static void fail_next(Parser *parser, const char *message)
{
    peek_token(parser, 0);
    pd_parse_fail_token(parser, parser->mark, "f-string: %s", message);
}

/* After the expression and an equals sign, if there is one. */
static void diagnose_field_rest(Parser *parser)
{
    if (accept(parser, TOKEN_EXCLAMATION)) {
        if (at(parser, TOKEN_COLON) || at(parser, TOKEN_RBRACE)) {
            fail_next(parser, "missing conversion character");
        } else if (!at(parser, TOKEN_NAME)) {
            fail_next(parser, "invalid conversion character");
        }
        parser->mark++;
    }
    if (parser->failed) {
        return;
    }
    if (!at(parser, TOKEN_COLON)) {
        if (!at(parser, TOKEN_RBRACE)) {
            fail_next(parser, "expecting ':' or '}'");
        }
        return;
    }
    parser->mark++;
    while (at(parser, TOKEN_FSTRING_MIDDLE) || at(parser, TOKEN_LBRACE)) {
        uint32_t mark = parser->mark;
        if (accept(parser, TOKEN_FSTRING_MIDDLE)) {
            continue;
        }
        if (!pd_parse_skip_field(parser)) {
            parser->mark = mark;
            break;
        }
    }
    if (!parser->failed && !at(parser, TOKEN_RBRACE)) {
        fail_next(parser, "expecting '}', or format specs");
    }
}

void pd_diagnose_field(Parser *parser)
{
    uint32_t mark = parser->mark++;
    TokenKind kind = peek_kind(parser);
    if (parser->failed) {
        return;
    }
    if (kind == TOKEN_EQUAL || kind == TOKEN_EXCLAMATION || kind == TOKEN_COLON ||
        kind == TOKEN_RBRACE) {
        pd_parse_fail_token(parser, parser->mark, "f-string: valid expression required before '%s'",
                            pd_lexer_token_text(kind));
    } else if (pd_parse_yield_or_star_expressions(parser) == NULL) {
        if (!parser->failed) {
            parser->mark = mark + 1;
            fail_next(parser, "expecting a valid expression after '{'");
        }
    } else if (accept(parser, TOKEN_EQUAL)) {
        kind = peek_kind(parser);
        if (kind != TOKEN_EXCLAMATION && kind != TOKEN_COLON && kind != TOKEN_RBRACE) {
            fail_next(parser, "expecting '!', or ':', or '}'");
        } else {
            diagnose_field_rest(parser);
        }
    } else {
        kind = peek_kind(parser);
        if (kind != TOKEN_EXCLAMATION && kind != TOKEN_COLON && kind != TOKEN_RBRACE) {
            fail_next(parser, "expecting '=', or '!', or ':', or '}'");
        } else {
            diagnose_field_rest(parser);
        }
    }
    parser->mark = mark;
}
