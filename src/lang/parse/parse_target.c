/*
 * Targets of assignments, loops, `with`, `del`.
 *
 * A target is parsed as an expression and then turned into a target, which is refused for anything
 * that cannot be one. Context is set only after the whole target was found to be right.
 */
#include "lang/parse/parse.h"

bool pd_parse_is_single_target(const AstNode *node)
{
    return node->kind == AST_NAME || node->kind == AST_ATTRIBUTE || node->kind == AST_SUBSCRIPT;
}

/* The depth is bounded by the height of the tree. */
static bool can_be_target(const AstNode *node, AstContext context)
{
    switch (node->kind) {
    case AST_NAME:
    case AST_ATTRIBUTE:
    case AST_SUBSCRIPT: return true;
    case AST_STARRED: {
        const AstNode *value = node->as.value.value;
        return context == AST_CTX_STORE && value->kind != AST_STARRED &&
               can_be_target(value, context);
    }
    case AST_LIST:
    case AST_TUPLE:
        for (uint32_t i = 0; i < node->as.sequence.elts.count; i++) {
            if (!can_be_target(node->as.sequence.elts.items[i], context)) {
                return false;
            }
        }
        return true;
    default: return false;
    }
}

/* The depth is bounded by the height of the tree. */
static void set_context(AstNode *node, AstContext context)
{
    node->context = (uint8_t)context;
    if (node->kind == AST_STARRED) {
        set_context(node->as.value.value, context);
    } else if (node->kind == AST_LIST || node->kind == AST_TUPLE) {
        for (uint32_t i = 0; i < node->as.sequence.elts.count; i++) {
            set_context(node->as.sequence.elts.items[i], context);
        }
    }
}

bool pd_parse_set_target(Parser *parser, AstNode *node, AstContext context)
{
    if (!can_be_target(node, context)) {
        return false;
    }
    /* The second pass shares nodes between its attempts, and its tree is thrown away. */
    if (!parser->second_pass) {
        set_context(node, context);
    }
    return true;
}

/* Calls itself to a depth of one: a second star is refused before. */
AstNode *pd_parse_star_target(Parser *parser)
{
    uint32_t mark = parser->mark;
    Start start = start_here(parser);
    if (accept(parser, TOKEN_STAR)) {
        AstNode *value = at(parser, TOKEN_STAR) ? NULL : pd_parse_star_target(parser);
        AstNode *node = value == NULL ? NULL : pd_parse_node(parser, AST_STARRED, start);
        if (node == NULL) {
            return back(parser, mark);
        }
        node->context = AST_CTX_STORE;
        node->as.value.value = value;
        pd_parse_child(parser, node, value);
        return node;
    }
    AstNode *node = pd_parse_primary(parser);
    if (node != NULL && !pd_parse_set_target(parser, node, AST_CTX_STORE)) {
        return back(parser, mark);
    }
    return node;
}

AstNode *pd_parse_star_targets(Parser *parser)
{
    Start start = start_here(parser);
    AstNode *item = pd_parse_star_target(parser);
    if (item == NULL || !at(parser, TOKEN_COMMA)) {
        return item;
    }
    uint32_t base = parser->stack_count;
    while (item != NULL) {
        pd_parse_push(parser, item);
        item = accept(parser, TOKEN_COMMA) ? pd_parse_star_target(parser) : NULL;
    }
    AstList elts = pd_parse_take(parser, base);
    AstNode *node = parser->failed ? NULL : pd_parse_node(parser, AST_TUPLE, start);
    if (node != NULL) {
        node->context = AST_CTX_STORE;
        node->as.sequence.elts = elts;
        pd_parse_children(parser, node, elts);
    }
    return node;
}

bool pd_parse_push_del_targets(Parser *parser)
{
    uint32_t base = parser->stack_count;
    do {
        uint32_t mark = parser->mark;
        AstNode *item = pd_parse_primary(parser);
        if (item != NULL && !pd_parse_set_target(parser, item, AST_CTX_DEL)) {
            parser->mark = mark;
            item = NULL;
        }
        if (item == NULL) {
            break;
        }
        pd_parse_push(parser, item);
    } while (accept(parser, TOKEN_COMMA));
    return !parser->failed && parser->stack_count > base;
}
