/*
 * Call arguments.
 *
 * Positional arguments come first; after the first keyword only keywords and `*iterable` follow,
 * after the first `**mapping` only keywords and `**mapping`.
 */
#include "lang/parse/parse.h"

static bool at_keyword(Parser *parser)
{
    return at(parser, TOKEN_NAME) && peek_token(parser, 1)->kind == TOKEN_EQUAL;
}

static AstNode *parse_positional(Parser *parser)
{
    if (at(parser, TOKEN_STAR)) {
        return pd_parse_starred_expression(parser);
    }
    if (at_keyword(parser)) {
        return NULL;
    }
    uint32_t mark = parser->mark;
    AstNode *node = pd_parse_assignment_expression(parser);
    if (node == NULL && !parser->failed) {
        node = pd_parse_expression(parser);
        if (node != NULL && at(parser, TOKEN_WALRUS)) {
            return back(parser, mark);
        }
    }
    return node != NULL && at(parser, TOKEN_EQUAL) ? back(parser, mark) : node;
}

static AstNode *make_keyword(Parser *parser, Start start, const AstName *name, AstNode *value)
{
    AstNode *node = pd_parse_node(parser, AST_KEYWORD, start);
    if (node != NULL) {
        node->as.keyword.arg = name;
        node->as.keyword.value = value;
        pd_parse_child(parser, node, value);
    }
    return node;
}

/* `name=value`, `*iterable` before the first `**`, `**mapping`. */
static AstNode *parse_keyword(Parser *parser, bool *seen_mapping)
{
    uint32_t mark = parser->mark;
    Start start = start_here(parser);
    if (parser->diagnosing) {
        pd_diagnose_keyword(parser);
    }
    AstNode *value = NULL;
    if (at_keyword(parser)) {
        const AstName *name = peek_token(parser, 0)->name;
        parser->mark += 2;
        value = pd_parse_expression(parser);
        return value == NULL ? back(parser, mark) : make_keyword(parser, start, name, value);
    }
    if (at(parser, TOKEN_STAR)) {
        return *seen_mapping ? NULL : pd_parse_starred_expression(parser);
    }
    if (accept(parser, TOKEN_DOUBLE_STAR)) {
        value = pd_parse_expression(parser);
        if (value != NULL) {
            *seen_mapping = true;
            return make_keyword(parser, start, NULL, value);
        }
    }
    return back(parser, mark);
}

/* Moves the keywords behind the other arguments and puts both into a call. */
static AstNode *collect_call(Parser *parser, Start start, uint32_t base)
{
    AstList all = pd_parse_take(parser, base);
    AstNode *call = parser->failed ? NULL : pd_parse_node(parser, AST_CALL, start);
    AstNode **sorted = ARENA_NEW_ARRAY(parser->arena, all.count, AstNode *);
    if (call == NULL || sorted == NULL) {
        pd_parse_fail_status(parser, pd_arena_status(parser->arena));
        return NULL;
    }
    uint32_t count = 0;
    for (uint32_t i = 0; i < all.count; i++) {
        if (all.items[i]->kind != AST_KEYWORD) {
            sorted[count++] = all.items[i];
        }
    }
    uint32_t args_count = count;
    for (uint32_t i = 0; i < all.count; i++) {
        if (all.items[i]->kind == AST_KEYWORD) {
            sorted[count++] = all.items[i];
        }
    }
    if (args_count > 0) {
        call->as.call.args = (AstList){sorted, args_count};
    }
    if (args_count < all.count) {
        call->as.call.keywords = (AstList){sorted + args_count, all.count - args_count};
    }
    return call;
}

static AstNode *parse_args(Parser *parser)
{
    Start start = start_here(parser);
    uint32_t base = parser->stack_count;
    uint32_t mark = parser->mark;
    AstNode *item = parse_positional(parser);
    while (item != NULL) {
        pd_parse_push(parser, item);
        mark = parser->mark;
        item = accept(parser, TOKEN_COMMA) ? parse_positional(parser) : NULL;
    }
    parser->mark = mark;
    bool seen_mapping = false;
    while (!parser->failed) {
        mark = parser->mark;
        if (parser->stack_count > base && !accept(parser, TOKEN_COMMA)) {
            break;
        }
        item = parse_keyword(parser, &seen_mapping);
        if (item == NULL) {
            parser->mark = mark;
            break;
        }
        pd_parse_push(parser, item);
    }
    if (parser->failed || parser->stack_count == base) {
        drop_items(parser, base);
        return NULL;
    }
    return collect_call(parser, start, base);
}

AstNode *pd_parse_args(Parser *parser)
{
    void *known = NULL;
    if (!parser->second_pass) {
        return parse_args(parser);
    }
    if (pd_parse_recall(parser, MEMO_ARGS, &known)) {
        return known;
    }
    uint32_t mark = parser->mark;
    AstNode *call = parse_args(parser);
    pd_parse_remember(parser, MEMO_ARGS, mark, call);
    return call;
}

static AstNode *parse_arguments(Parser *parser)
{
    uint32_t mark = parser->mark;
    AstNode *call = pd_parse_args(parser);
    if (call != NULL) {
        accept(parser, TOKEN_COMMA);
        if (at(parser, TOKEN_RPAREN)) {
            return call;
        }
    }
    parser->mark = mark;
    if (parser->diagnosing && !parser->failed) {
        pd_diagnose_arguments(parser);
        parser->mark = mark;
    }
    return NULL;
}

AstNode *pd_parse_arguments(Parser *parser)
{
    void *known = NULL;
    if (!parser->second_pass) {
        return parse_arguments(parser);
    }
    if (pd_parse_recall(parser, MEMO_ARGUMENTS, &known)) {
        return known;
    }
    uint32_t mark = parser->mark;
    AstNode *call = parse_arguments(parser);
    pd_parse_remember(parser, MEMO_ARGUMENTS, mark, call);
    return call;
}
