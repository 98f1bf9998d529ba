/*
 * Parameters of functions and lambdas, lambdas themselves, and type parameters (PEP 695).
 */
#include "lang/parse/parse.h"

/* Parameters under construction: the list stack holds name and default (or NULL) in turn. */
typedef struct Params {
    TokenKind end;
    uint32_t base;
    uint32_t slash_count; /* parameters before the `/`, 0 when there is none */
    uint32_t star_count;  /* parameters before the `*` */
    bool has_star;
    bool has_default;
    AstNode *vararg;
    AstNode *kwarg;
} Params;

static uint32_t params_count(const Parser *parser, const Params *params)
{
    return (parser->stack_count - params->base) / 2;
}

/* A name with its annotation; only `*args` may have a starred one. */
static AstNode *parse_param(Parser *parser, const Params *params, bool is_vararg)
{
    const Token *token = peek_token(parser, 0);
    if (token->kind != TOKEN_NAME) {
        return NULL;
    }
    const AstName *name = token->name;
    Start start = {token->line, token->column_bytes};
    uint32_t mark = parser->mark++;
    AstNode *annotation = NULL;
    if (params->end == TOKEN_RPAREN && accept(parser, TOKEN_COLON)) {
        annotation = is_vararg ? pd_parse_star_expression(parser) : pd_parse_expression(parser);
        if (annotation == NULL) {
            return back(parser, mark);
        }
    }
    AstNode *node = pd_parse_node(parser, AST_ARG, start);
    if (node != NULL) {
        node->as.arg.arg = name;
        node->as.arg.annotation = annotation;
        pd_parse_child(parser, node, annotation);
    }
    return node;
}

static bool parse_star(Parser *parser, Params *params)
{
    if (!params->has_star && parser->diagnosing) {
        pd_diagnose_star_param(parser, params->end);
    }
    if (params->has_star || parser->failed) {
        return false;
    }
    parser->mark++;
    params->has_star = true;
    params->star_count = params_count(parser, params);
    if (at(parser, TOKEN_COMMA)) {
        return peek_token(parser, 1)->kind == TOKEN_NAME;
    }
    params->vararg = parse_param(parser, params, true);
    return params->vararg != NULL;
}

static bool parse_double_star(Parser *parser, Params *params)
{
    if (parser->diagnosing) {
        pd_diagnose_double_star_param(parser, params->end);
    }
    parser->mark++;
    params->kwarg = parser->failed ? NULL : parse_param(parser, params, false);
    if (params->kwarg == NULL) {
        return false;
    }
    accept(parser, TOKEN_COMMA);
    return at(parser, params->end);
}

static bool parse_slash(Parser *parser, Params *params)
{
    uint32_t count = params_count(parser, params);
    if (params->has_star || params->slash_count > 0 || count == 0) {
        return false;
    }
    parser->mark++;
    params->slash_count = count;
    return true;
}

static bool parse_plain_param(Parser *parser, Params *params)
{
    AstNode *param = parse_param(parser, params, false);
    if (param == NULL) {
        return false;
    }
    AstNode *value = NULL;
    if (at(parser, TOKEN_EQUAL)) {
        uint32_t equal = parser->mark++;
        value = pd_parse_expression(parser);
        if (value == NULL) {
            if (parser->diagnosing && (at(parser, TOKEN_RPAREN) || at(parser, TOKEN_COMMA))) {
                pd_parse_fail_token(parser, equal, "expected default value expression");
            }
            return false;
        }
        params->has_default = true;
    } else if (params->has_default && !params->has_star) {
        return false;
    }
    pd_parse_push(parser, param);
    pd_parse_push(parser, value);
    return !parser->failed;
}

static bool parse_one(Parser *parser, Params *params)
{
    switch (peek_kind(parser)) {
    case TOKEN_STAR: return parse_star(parser, params);
    case TOKEN_DOUBLE_STAR: return parse_double_star(parser, params);
    case TOKEN_SLASH: return parse_slash(parser, params);
    default: return parse_plain_param(parser, params);
    }
}

/* Every other item of the list stack, `first` and on: 0 for names, 1 for defaults. */
static AstList take_every_other(Parser *parser, uint32_t first, uint32_t count)
{
    AstList list = {NULL, count};
    if (count == 0) {
        return list;
    }
    list.items = ARENA_NEW_ARRAY(parser->arena, count, AstNode *);
    if (list.items == NULL) {
        pd_parse_fail_status(parser, pd_arena_status(parser->arena));
        list.count = 0;
        return list;
    }
    for (uint32_t i = 0; i < count; i++) {
        list.items[i] = parser->stack[first + 2 * i];
    }
    return list;
}

static AstArguments *finish_params(Parser *parser, Params *params)
{
    AstArguments *arguments = ARENA_NEW(parser->arena, AstArguments);
    if (arguments == NULL) {
        pd_parse_fail_status(parser, pd_arena_status(parser->arena));
        return NULL;
    }
    uint32_t count = params_count(parser, params);
    uint32_t positional = params->has_star ? params->star_count : count;
    uint32_t slash = params->slash_count;
    uint32_t base = params->base;
    uint32_t without = 0;
    while (without < positional && parser->stack[base + 2 * without + 1] == NULL) {
        without++;
    }
    arguments->posonlyargs = take_every_other(parser, base, slash);
    arguments->args = take_every_other(parser, base + 2 * slash, positional - slash);
    arguments->defaults = take_every_other(parser, base + 2 * without + 1, positional - without);
    arguments->kwonlyargs = take_every_other(parser, base + 2 * positional, count - positional);
    arguments->kw_defaults =
        take_every_other(parser, base + 2 * positional + 1, count - positional);
    arguments->vararg = params->vararg;
    arguments->kwarg = params->kwarg;
    drop_items(parser, base);
    return parser->failed ? NULL : arguments;
}

AstArguments *pd_parse_parameters(Parser *parser, TokenKind end)
{
    Params params = {.end = end, .base = parser->stack_count};
    uint32_t mark = parser->mark;
    if (parser->diagnosing && !at(parser, end)) {
        pd_diagnose_parameters(parser, end);
    }
    while (!parser->failed && !at(parser, end)) {
        if (!parse_one(parser, &params)) {
            drop_items(parser, params.base);
            return back(parser, mark);
        }
        if (!accept(parser, TOKEN_COMMA)) {
            break;
        }
    }
    if (parser->failed || !at(parser, end)) {
        drop_items(parser, params.base);
        return back(parser, mark);
    }
    return finish_params(parser, &params);
}

AstNode *pd_parse_lambda(Parser *parser)
{
    uint32_t mark = parser->mark;
    Start start = start_here(parser);
    parser->mark++;
    AstArguments *args = pd_parse_parameters(parser, TOKEN_COLON);
    AstNode *body = NULL;
    if (args != NULL && accept(parser, TOKEN_COLON)) {
        body = pd_parse_expression(parser);
    }
    AstNode *node = body == NULL ? NULL : pd_parse_node(parser, AST_LAMBDA, start);
    if (node == NULL) {
        return back(parser, mark);
    }
    node->as.lambda.args = args;
    node->as.lambda.body = body;
    pd_parse_arguments_height(parser, node, args);
    pd_parse_child(parser, node, body);
    return node;
}

static AstNode *parse_type_param(Parser *parser)
{
    Start start = start_here(parser);
    AstKind kind = AST_TYPE_VAR;
    if (accept(parser, TOKEN_STAR)) {
        kind = AST_TYPE_VAR_TUPLE;
    } else if (accept(parser, TOKEN_DOUBLE_STAR)) {
        kind = AST_PARAM_SPEC;
    }
    const Token *token = peek_token(parser, 0);
    if (token->kind != TOKEN_NAME) {
        return NULL;
    }
    const AstName *name = token->name;
    parser->mark++;
    AstNode *bound = NULL;
    if (kind == AST_TYPE_VAR && accept(parser, TOKEN_COLON)) {
        bound = pd_parse_expression(parser);
        if (bound == NULL) {
            return NULL;
        }
    } else if (parser->diagnosing && at(parser, TOKEN_COLON)) {
        uint32_t colon = parser->mark++;
        const AstNode *wrong = pd_parse_expression(parser);
        if (wrong != NULL) {
            bool is_tuple = wrong->kind == AST_TUPLE;
            pd_parse_fail_token(parser, colon, "cannot use %s with %s",
                                is_tuple ? "constraints" : "bound",
                                kind == AST_PARAM_SPEC ? "ParamSpec" : "TypeVarTuple");
        }
        return NULL;
    }
    AstNode *node = pd_parse_node(parser, kind, start);
    if (node != NULL) {
        node->as.type_param.name = name;
        node->as.type_param.bound = bound;
        pd_parse_child(parser, node, bound);
    }
    return node;
}

bool pd_parse_type_params(Parser *parser, AstList *params)
{
    *params = (AstList){NULL, 0};
    if (!accept(parser, TOKEN_LBRACKET)) {
        return true;
    }
    uint32_t base = parser->stack_count;
    AstNode *param = parse_type_param(parser);
    while (param != NULL) {
        pd_parse_push(parser, param);
        param = accept(parser, TOKEN_COMMA) && !at(parser, TOKEN_RBRACKET)
                    ? parse_type_param(parser)
                    : NULL;
    }
    if (parser->failed || parser->stack_count == base || !accept(parser, TOKEN_RBRACKET)) {
        drop_items(parser, base);
        return false;
    }
    *params = pd_parse_take(parser, base);
    return !parser->failed;
}
