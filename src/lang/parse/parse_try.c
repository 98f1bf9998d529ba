/*
 * `try` with its handlers.
 */
#include "lang/parse/parse.h"

/* The head of a handler up to its colon; false when it is wrong. */
static bool parse_except_head(Parser *parser, bool is_star, AstNode **type, const AstName **name)
{
    *type = NULL;
    *name = NULL;
    parser->mark++;
    if (accept(parser, TOKEN_STAR) != is_star) {
        return false;
    }
    if (!is_star && at(parser, TOKEN_COLON)) {
        return true;
    }
    *type = pd_parse_expression(parser);
    if (*type == NULL) {
        return false;
    }
    uint32_t mark = parser->mark;
    if (accept(parser, TOKEN_AS)) {
        *name = peek_token(parser, 0)->name;
        if (!accept(parser, TOKEN_NAME)) {
            *name = NULL;
            parser->mark = mark;
        }
    }
    return at(parser, TOKEN_COLON);
}

/* At `except`. */
AstNode *pd_parse_except(Parser *parser, bool is_star)
{
    Start start = start_here(parser);
    uint32_t mark = parser->mark;
    AstNode *type = NULL;
    const AstName *name = NULL;
    const AstList *body = NULL;
    if (at(parser, TOKEN_EXCEPT) && parse_except_head(parser, is_star, &type, &name)) {
        parser->mark++;
        if (parser->diagnosing) {
            pd_diagnose_indent(parser, is_star ? "'except*' statement" : "'except' statement",
                               start.line);
        }
        body = parser->failed ? NULL : pd_parse_block(parser);
    }
    AstNode *node = body == NULL ? NULL : pd_parse_node(parser, AST_EXCEPT_HANDLER, start);
    if (node == NULL) {
        parser->mark = mark;
        if (parser->diagnosing && !parser->failed) {
            pd_diagnose_except(parser);
            parser->mark = mark;
        }
        return NULL;
    }
    node->as.except_handler.type = type;
    node->as.except_handler.name = name;
    node->as.except_handler.body = *body;
    pd_parse_child(parser, node, type);
    pd_parse_children(parser, node, *body);
    return node;
}

/* A `finally` block when there is one; false when something failed for good. */
static bool parse_finally(Parser *parser, AstList *body)
{
    uint32_t mark = parser->mark;
    *body = (AstList){NULL, 0};
    if (!at(parser, TOKEN_FINALLY)) {
        return !parser->failed;
    }
    uint32_t line = peek_token(parser, 0)->line;
    parser->mark++;
    if (parser->diagnosing && at(parser, TOKEN_COLON)) {
        parser->mark++;
        pd_diagnose_indent(parser, "'finally' statement", line);
        parser->mark--;
    }
    const AstList *block = pd_parse_expect(parser, TOKEN_COLON) ? pd_parse_block(parser) : NULL;
    if (block == NULL) {
        parser->mark = mark;
        return !parser->failed;
    }
    *body = *block;
    return true;
}

/* All handlers in a row, of the kind that the first one has. */
static AstList parse_handlers(Parser *parser, bool *is_star)
{
    uint32_t base = parser->stack_count;
    *is_star = at(parser, TOKEN_EXCEPT) && peek_token(parser, 1)->kind == TOKEN_STAR;
    while (at(parser, TOKEN_EXCEPT)) {
        AstNode *handler = pd_parse_except(parser, *is_star);
        if (handler == NULL) {
            break;
        }
        pd_parse_push(parser, handler);
    }
    return pd_parse_take(parser, base);
}

AstNode *pd_parse_try(Parser *parser)
{
    Start start = start_here(parser);
    uint32_t mark = parser->mark;
    if (parser->diagnosing) {
        pd_diagnose_try(parser);
        parser->mark = mark;
    }
    parser->mark++;
    const AstList *body = NULL;
    if (!parser->failed && pd_parse_expect(parser, TOKEN_COLON)) {
        body = pd_parse_block(parser);
    }
    if (body == NULL) {
        return back(parser, mark);
    }
    bool is_star = false;
    AstList handlers = parse_handlers(parser, &is_star);
    AstList orelse = {NULL, 0};
    AstList finalbody = {NULL, 0};
    bool ok = !parser->failed && (handlers.count == 0 || pd_parse_else(parser, &orelse)) &&
              parse_finally(parser, &finalbody) && (handlers.count > 0 || finalbody.count > 0);
    AstNode *node = ok ? pd_parse_node(parser, is_star ? AST_TRY_STAR : AST_TRY, start) : NULL;
    if (node == NULL) {
        return back(parser, mark);
    }
    node->as.try_.body = *body;
    node->as.try_.handlers = handlers;
    node->as.try_.orelse = orelse;
    node->as.try_.finalbody = finalbody;
    pd_parse_children(parser, node, *body);
    pd_parse_children(parser, node, handlers);
    pd_parse_children(parser, node, orelse);
    pd_parse_children(parser, node, finalbody);
    return node;
}
