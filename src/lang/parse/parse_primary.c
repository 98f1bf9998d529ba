/*
 * Atoms and what follows them: attributes, calls, subscripts.
 */
#include "lang/parse/parse.h"

AstNode *pd_parse_name(Parser *parser, AstContext context)
{
    const Token *token = peek_token(parser, 0);
    if (token->kind != TOKEN_NAME) {
        return NULL;
    }
    const AstName *name = token->name;
    Start start = {token->line, token->column_bytes};
    parser->mark++;
    AstNode *node = pd_parse_node(parser, AST_NAME, start);
    if (node != NULL) {
        node->context = (uint8_t)context;
        node->as.name.id = name;
    }
    return node;
}

static AstNode *parse_constant(Parser *parser, AstConstantKind kind)
{
    Start start = start_here(parser);
    parser->mark++;
    AstNode *node = pd_parse_node(parser, AST_CONSTANT, start);
    if (node != NULL) {
        node->as.constant.kind = kind;
    }
    return node;
}

/* The depth is bounded: what is in brackets is parsed by pd_parse_expression, which counts it. */
static AstNode *parse_atom(Parser *parser)
{
    switch (peek_kind(parser)) {
    case TOKEN_NAME: return pd_parse_name(parser, AST_CTX_LOAD);
    case TOKEN_NUMBER: return pd_parse_number(parser);
    case TOKEN_STRING:
    case TOKEN_FSTRING_START: return pd_parse_strings(parser);
    case TOKEN_LPAREN: return pd_parse_paren_display(parser);
    case TOKEN_LBRACKET: return pd_parse_bracket_display(parser);
    case TOKEN_LBRACE: return pd_parse_brace_display(parser);
    case TOKEN_TRUE: return parse_constant(parser, AST_CONST_TRUE);
    case TOKEN_FALSE: return parse_constant(parser, AST_CONST_FALSE);
    case TOKEN_NONE: return parse_constant(parser, AST_CONST_NONE);
    case TOKEN_ELLIPSIS: return parse_constant(parser, AST_CONST_ELLIPSIS);
    default: return NULL;
    }
}

static AstNode *parse_attribute(Parser *parser, Start start, AstNode *value)
{
    parser->mark++;
    const Token *token = peek_token(parser, 0);
    if (token->kind != TOKEN_NAME) {
        return NULL;
    }
    const AstName *attr = token->name;
    parser->mark++;
    AstNode *node = pd_parse_node(parser, AST_ATTRIBUTE, start);
    if (node != NULL) {
        node->as.attribute.value = value;
        node->as.attribute.attr = attr;
        pd_parse_child(parser, node, value);
    }
    return node;
}

/* ── subscripts ── */

/* An optional bound: true unless something has failed for good. */
static bool parse_bound(Parser *parser, AstNode **bound)
{
    TokenKind kind = peek_kind(parser);
    *bound = NULL;
    if (kind != TOKEN_COLON && kind != TOKEN_RBRACKET && kind != TOKEN_COMMA) {
        *bound = pd_parse_expression(parser);
    }
    return !parser->failed;
}

static AstNode *parse_slice_rest(Parser *parser, Start start, AstNode *lower)
{
    parser->mark++;
    AstNode *upper = NULL;
    AstNode *step = NULL;
    if (!parse_bound(parser, &upper) ||
        (accept(parser, TOKEN_COLON) && !parse_bound(parser, &step))) {
        return NULL;
    }
    AstNode *node = pd_parse_node(parser, AST_SLICE, start);
    if (node != NULL) {
        node->as.slice.lower = lower;
        node->as.slice.upper = upper;
        node->as.slice.step = step;
        pd_parse_child(parser, node, lower);
        pd_parse_child(parser, node, upper);
        pd_parse_child(parser, node, step);
    }
    return node;
}

static AstNode *parse_slice(Parser *parser)
{
    uint32_t mark = parser->mark;
    Start start = start_here(parser);
    if (at(parser, TOKEN_COLON)) {
        return parse_slice_rest(parser, start, NULL);
    }
    if (at(parser, TOKEN_NAME) && peek_token(parser, 1)->kind == TOKEN_WALRUS) {
        return pd_parse_named_expression(parser);
    }
    AstNode *lower = pd_parse_expression(parser);
    if (lower != NULL && at(parser, TOKEN_COLON)) {
        return parse_slice_rest(parser, start, lower);
    }
    if (parser->second_pass) {
        parser->mark = mark;
        return parser->failed ? NULL : pd_parse_named_expression(parser);
    }
    return lower != NULL && at(parser, TOKEN_WALRUS) ? back(parser, mark) : lower;
}

AstNode *pd_parse_slices(Parser *parser)
{
    Start start = start_here(parser);
    bool is_starred = at(parser, TOKEN_STAR);
    AstNode *item = is_starred ? pd_parse_starred_expression(parser) : parse_slice(parser);
    if (item == NULL || (!is_starred && !at(parser, TOKEN_COMMA))) {
        return item;
    }
    uint32_t base = parser->stack_count;
    while (item != NULL) {
        pd_parse_push(parser, item);
        item = NULL;
        if (accept(parser, TOKEN_COMMA)) {
            item =
                at(parser, TOKEN_STAR) ? pd_parse_starred_expression(parser) : parse_slice(parser);
        }
    }
    AstList elts = pd_parse_take(parser, base);
    AstNode *node = parser->failed ? NULL : pd_parse_node(parser, AST_TUPLE, start);
    if (node != NULL) {
        node->as.sequence.elts = elts;
        pd_parse_children(parser, node, elts);
    }
    return node;
}

static AstNode *parse_subscript(Parser *parser, Start start, AstNode *value)
{
    parser->mark++;
    AstNode *slice = pd_parse_slices(parser);
    if (slice == NULL || !accept(parser, TOKEN_RBRACKET)) {
        return NULL;
    }
    AstNode *node = pd_parse_node(parser, AST_SUBSCRIPT, start);
    if (node != NULL) {
        node->as.subscript.value = value;
        node->as.subscript.slice = slice;
        pd_parse_child(parser, node, value);
        pd_parse_child(parser, node, slice);
    }
    return node;
}

/* ── calls ── */

static AstNode *finish_call(Parser *parser, Start start, AstNode *call, AstNode *func)
{
    call->line = start.line;
    call->column_bytes = start.column_bytes;
    call->as.call.func = func;
    pd_parse_extend(parser, call);
    pd_parse_child(parser, call, func);
    pd_parse_children(parser, call, call->as.call.args);
    pd_parse_children(parser, call, call->as.call.keywords);
    return parser->failed ? NULL : call;
}

/* A call whose only argument is a generator expression: `f(x for x in y)`. */
static AstNode *call_generator(Parser *parser, Start start, AstNode *func, AstNode *generator)
{
    uint32_t base = parser->stack_count;
    AstNode *call = generator == NULL ? NULL : pd_parse_node(parser, AST_CALL, start);
    if (call == NULL) {
        return NULL;
    }
    pd_parse_push(parser, generator);
    call->as.call.args = pd_parse_take(parser, base);
    return finish_call(parser, start, call, func);
}

/* First pass: the arguments were parsed and `for` follows. */
static AstNode *finish_generator_call(Parser *parser, Start start, AstNode *func, AstNode *call,
                                      Start paren)
{
    AstList args = call->as.call.args;
    if (args.count != 1 || call->as.call.keywords.count != 0 ||
        args.items[0]->kind == AST_STARRED) {
        return NULL;
    }
    const AstList *clauses = pd_parse_for_clauses(parser);
    if (clauses == NULL || !accept(parser, TOKEN_RPAREN)) {
        return NULL;
    }
    AstNode *generator =
        pd_parse_comprehension(parser, AST_GENERATOR_EXP, paren, args.items[0], clauses);
    return call_generator(parser, start, func, generator);
}

static AstNode *parse_call(Parser *parser, Start start, AstNode *func)
{
    Start paren = start_here(parser);
    if (parser->second_pass) {
        AstNode *generator = pd_parse_generator(parser);
        if (generator != NULL || parser->failed) {
            return call_generator(parser, start, func, generator);
        }
    }
    parser->mark++;
    AstNode *call = NULL;
    if (!at(parser, TOKEN_RPAREN)) {
        call = parser->second_pass ? pd_parse_arguments(parser) : pd_parse_args(parser);
        if (call != NULL && !parser->second_pass) {
            if (pd_parse_at_for(parser)) {
                return finish_generator_call(parser, start, func, call, paren);
            }
            accept(parser, TOKEN_COMMA);
        } else if (call != NULL) {
            accept(parser, TOKEN_COMMA);
        }
    }
    if (parser->failed || !accept(parser, TOKEN_RPAREN)) {
        return NULL;
    }
    if (call == NULL) {
        call = pd_parse_node(parser, AST_CALL, start);
    }
    return call == NULL ? NULL : finish_call(parser, start, call, func);
}

/* ── the chain ── */

/* The depth is bounded: arguments are parsed by pd_parse_expression, which counts it. */
static AstNode *parse_primary(Parser *parser)
{
    Start start = start_here(parser);
    AstNode *node = parse_atom(parser);
    while (node != NULL) {
        uint32_t mark = parser->mark;
        AstNode *longer = NULL;
        TokenKind kind = peek_kind(parser);
        if (parser->diagnosing && (kind == TOKEN_LBRACKET || kind == TOKEN_LBRACE)) {
            /* CPython looks here for a generator expression, and so for mistakes in one. */
            pd_diagnose_comprehension(parser);
        }
        switch (kind) {
        case TOKEN_DOT: longer = parse_attribute(parser, start, node); break;
        case TOKEN_LPAREN: longer = parse_call(parser, start, node); break;
        case TOKEN_LBRACKET: longer = parse_subscript(parser, start, node); break;
        default: return node;
        }
        if (longer == NULL) {
            parser->mark = mark;
            return parser->failed ? NULL : node;
        }
        node = longer;
    }
    return NULL;
}

AstNode *pd_parse_primary(Parser *parser)
{
    void *known = NULL;
    if (!parser->second_pass) {
        return parse_primary(parser);
    }
    if (pd_parse_recall(parser, MEMO_PRIMARY, &known)) {
        return known;
    }
    uint32_t mark = parser->mark;
    AstNode *node = parse_primary(parser);
    pd_parse_remember(parser, MEMO_PRIMARY, mark, node);
    return node;
}
