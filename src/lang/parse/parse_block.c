/*
 * Compound statements and their blocks.
 */
#include "lang/parse/parse.h"

/* ── blocks ── */

static bool push_indented(Parser *parser)
{
    if (!accept(parser, TOKEN_INDENT)) {
        return false;
    }
    bool any = false;
    while (!at(parser, TOKEN_DEDENT) && pd_parse_statement(parser)) {
        any = true;
    }
    return any && accept(parser, TOKEN_DEDENT);
}

static AstList *parse_block(Parser *parser)
{
    uint32_t base = parser->stack_count;
    uint32_t mark = parser->mark;
    bool ok =
        accept(parser, TOKEN_NEWLINE) ? push_indented(parser) : pd_parse_simple_statements(parser);
    AstList *body = ok && !parser->failed ? ARENA_NEW(&parser->scratch, AstList) : NULL;
    if (body == NULL) {
        drop_items(parser, base);
        parser->mark = mark;
        if (ok) {
            pd_parse_fail_status(parser, pd_arena_status(&parser->scratch));
        } else if (parser->diagnosing && at(parser, TOKEN_NEWLINE) &&
                   peek_token(parser, 1)->kind != TOKEN_INDENT) {
            pd_parse_fail_last(parser, SYNTAX_INDENTATION, "expected an indented block");
        }
        return NULL;
    }
    *body = pd_parse_take(parser, base);
    return parser->failed ? NULL : body;
}

AstList *pd_parse_block(Parser *parser)
{
    void *known = NULL;
    if (!parser->second_pass) {
        return parse_block(parser);
    }
    if (pd_parse_recall(parser, MEMO_BLOCK, &known)) {
        return known;
    }
    uint32_t mark = parser->mark;
    AstList *body = parse_block(parser);
    pd_parse_remember(parser, MEMO_BLOCK, mark, body);
    return body;
}

bool pd_parse_else(Parser *parser, AstList *body)
{
    uint32_t mark = parser->mark;
    *body = (AstList){NULL, 0};
    if (!at(parser, TOKEN_ELSE)) {
        return !parser->failed;
    }
    uint32_t line = peek_token(parser, 0)->line;
    parser->mark++;
    if (parser->diagnosing && at(parser, TOKEN_COLON)) {
        parser->mark++;
        pd_diagnose_indent(parser, "'else' statement", line);
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

/* The colon and the block of a statement that `what` names in messages. */
static const AstList *parse_body(Parser *parser, const char *what, uint32_t line)
{
    if (parser->diagnosing) {
        pd_diagnose_colon(parser);
    }
    if (!accept(parser, TOKEN_COLON)) {
        return NULL;
    }
    if (parser->diagnosing) {
        pd_diagnose_indent(parser, what, line);
    }
    return parser->failed ? NULL : pd_parse_block(parser);
}

/* ── if, while ── */

/* `if`, `elif` or `while` with test and body. */
static AstNode *parse_branch(Parser *parser, AstKind kind, const char *what)
{
    Start start = start_here(parser);
    uint32_t mark = parser->mark++;
    AstNode *test = pd_parse_named_expression(parser);
    const AstList *body = test == NULL ? NULL : parse_body(parser, what, start.line);
    AstNode *node = body == NULL ? NULL : pd_parse_node(parser, kind, start);
    if (node == NULL) {
        return back(parser, mark);
    }
    node->as.branch.test = test;
    node->as.branch.body = *body;
    pd_parse_child(parser, node, test);
    pd_parse_children(parser, node, *body);
    return node;
}

static bool set_orelse(Parser *parser, AstNode *node, AstList orelse)
{
    node->as.branch.orelse = orelse;
    pd_parse_children(parser, node, orelse);
    pd_parse_extend(parser, node);
    return !parser->failed;
}

/* The branches are parsed in a row and nested afterwards, the last one innermost. */
static AstNode *parse_if(Parser *parser)
{
    uint32_t base = parser->stack_count;
    AstNode *node = parse_branch(parser, AST_IF, "'if' statement");
    if (node == NULL) {
        return NULL;
    }
    AstNode *branch = node;
    while (branch != NULL) {
        pd_parse_push(parser, branch);
        branch = at(parser, TOKEN_ELIF) ? parse_branch(parser, AST_IF, "'elif' statement") : NULL;
    }
    AstList orelse;
    bool ok = !parser->failed && pd_parse_else(parser, &orelse);
    while (ok && parser->stack_count > base) {
        node = parser->stack[--parser->stack_count];
        ok = set_orelse(parser, node, orelse);
        if (ok && parser->stack_count > base) {
            pd_parse_push(parser, node);
            orelse = pd_parse_take(parser, parser->stack_count - 1);
        }
    }
    drop_items(parser, base);
    return ok && !parser->failed ? node : NULL;
}

static AstNode *parse_while(Parser *parser)
{
    AstNode *node = parse_branch(parser, AST_WHILE, "'while' statement");
    AstList orelse;
    if (node == NULL || !pd_parse_else(parser, &orelse)) {
        return NULL;
    }
    return set_orelse(parser, node, orelse) ? node : NULL;
}

/* ── for, with ── */

static AstNode *parse_for_rest(Parser *parser, Start start, AstNode *target, uint32_t line)
{
    AstNode *iter = pd_parse_star_expressions(parser);
    const AstList *body = iter == NULL ? NULL : parse_body(parser, "'for' statement", line);
    AstList orelse;
    if (body == NULL || !pd_parse_else(parser, &orelse)) {
        return NULL;
    }
    AstNode *node = pd_parse_node(parser, AST_FOR, start);
    if (node != NULL) {
        node->as.for_.target = target;
        node->as.for_.iter = iter;
        node->as.for_.body = *body;
        node->as.for_.orelse = orelse;
        pd_parse_child(parser, node, target);
        pd_parse_child(parser, node, iter);
        pd_parse_children(parser, node, *body);
        pd_parse_children(parser, node, orelse);
    }
    return node;
}

/* At `for` or `async for`. */
static AstNode *parse_for(Parser *parser)
{
    Start start = start_here(parser);
    uint32_t mark = parser->mark;
    bool is_async = accept(parser, TOKEN_ASYNC);
    uint32_t line = peek_token(parser, 0)->line;
    parser->mark++;
    AstNode *target = pd_parse_star_targets(parser);
    if (target == NULL || !accept(parser, TOKEN_IN)) {
        parser->mark = mark;
        if (parser->diagnosing && !parser->failed) {
            pd_diagnose_for_target(parser);
        }
        return NULL;
    }
    AstNode *node = parse_for_rest(parser, start, target, line);
    if (node == NULL) {
        return back(parser, mark);
    }
    node->kind = is_async ? AST_ASYNC_FOR : AST_FOR;
    return node;
}

static AstNode *parse_with_item(Parser *parser)
{
    Start start = start_here(parser);
    AstNode *context = pd_parse_expression(parser);
    if (context == NULL) {
        return NULL;
    }
    uint32_t mark = parser->mark;
    AstNode *target = accept(parser, TOKEN_AS) ? pd_parse_star_target(parser) : NULL;
    TokenKind next = peek_kind(parser);
    if (next != TOKEN_COMMA && next != TOKEN_RPAREN && next != TOKEN_COLON) {
        target = NULL;
    }
    if (target == NULL) {
        parser->mark = mark;
        if (parser->diagnosing && at(parser, TOKEN_AS)) {
            pd_diagnose_with_item(parser);
            parser->mark = mark;
        }
    }
    AstNode *node = parser->failed ? NULL : pd_parse_node(parser, AST_WITH_ITEM, start);
    if (node != NULL) {
        node->as.with_item.context_expr = context;
        node->as.with_item.optional_vars = target;
        pd_parse_child(parser, node, context);
        pd_parse_child(parser, node, target);
    }
    return node;
}

/* Pushes items and leaves the mark before a comma that no item follows. */
static bool push_with_items(Parser *parser)
{
    uint32_t base = parser->stack_count;
    uint32_t mark = parser->mark;
    AstNode *item = parse_with_item(parser);
    while (item != NULL) {
        pd_parse_push(parser, item);
        mark = parser->mark;
        item = accept(parser, TOKEN_COMMA) ? parse_with_item(parser) : NULL;
    }
    parser->mark = mark;
    return parser->stack_count > base && !parser->failed;
}

/* `(item, item) :` — or the parentheses belong to the first expression. */
static bool push_items_in_parens(Parser *parser)
{
    uint32_t base = parser->stack_count;
    uint32_t mark = parser->mark;
    if (accept(parser, TOKEN_LPAREN) && push_with_items(parser)) {
        accept(parser, TOKEN_COMMA);
        if (accept(parser, TOKEN_RPAREN) && at(parser, TOKEN_COLON)) {
            return true;
        }
    }
    drop_items(parser, base);
    parser->mark = mark;
    return false;
}

static AstNode *parse_with_rest(Parser *parser, Start start, uint32_t line, bool in_parens)
{
    uint32_t base = parser->stack_count;
    bool ok = in_parens ? push_items_in_parens(parser) : push_with_items(parser);
    ok = ok && accept(parser, TOKEN_COLON);
    if (!ok) {
        drop_items(parser, base);
        return NULL;
    }
    if (parser->diagnosing) {
        pd_diagnose_indent(parser, "'with' statement", line);
    }
    AstList items = pd_parse_take(parser, base);
    const AstList *body = parser->failed ? NULL : pd_parse_block(parser);
    AstNode *node = body == NULL ? NULL : pd_parse_node(parser, AST_WITH, start);
    if (node != NULL) {
        node->as.with.items = items;
        node->as.with.body = *body;
        pd_parse_children(parser, node, items);
        pd_parse_children(parser, node, *body);
    }
    return node;
}

/* At `with` or `async with`. */
static AstNode *parse_with(Parser *parser)
{
    Start start = start_here(parser);
    uint32_t mark = parser->mark;
    bool is_async = accept(parser, TOKEN_ASYNC);
    uint32_t line = peek_token(parser, 0)->line;
    uint32_t after = ++parser->mark;
    AstNode *node = NULL;
    if (at(parser, TOKEN_LPAREN)) {
        node = parse_with_rest(parser, start, line, true);
    }
    if (node == NULL && !parser->failed) {
        parser->mark = after;
        node = parse_with_rest(parser, start, line, false);
    }
    if (node == NULL) {
        parser->mark = mark;
        if (parser->diagnosing && !parser->failed) {
            pd_diagnose_with(parser);
            parser->mark = mark;
        }
        return NULL;
    }
    node->kind = is_async ? AST_ASYNC_WITH : AST_WITH;
    return node;
}

/* ── def, class ── */

/* After `def`; the node is made when all of it was parsed. */
static AstNode *parse_def_rest(Parser *parser, Start start, uint32_t line)
{
    const AstName *name = peek_token(parser, 0)->name;
    AstList type_params;
    if (!accept(parser, TOKEN_NAME) || !pd_parse_type_params(parser, &type_params) ||
        !pd_parse_expect(parser, TOKEN_LPAREN)) {
        return NULL;
    }
    AstArguments *args = pd_parse_parameters(parser, TOKEN_RPAREN);
    if (args == NULL || !accept(parser, TOKEN_RPAREN)) {
        return NULL;
    }
    AstNode *returns = NULL;
    uint32_t mark = parser->mark;
    if (accept(parser, TOKEN_ARROW)) {
        returns = pd_parse_expression(parser);
        parser->mark = returns == NULL ? mark : parser->mark;
    }
    if (parser->failed || !pd_parse_expect(parser, TOKEN_COLON)) {
        return NULL;
    }
    if (parser->diagnosing) {
        pd_diagnose_indent(parser, "function definition", line);
    }
    const AstList *body = parser->failed ? NULL : pd_parse_block(parser);
    AstNode *node = body == NULL ? NULL : pd_parse_node(parser, AST_FUNCTION_DEF, start);
    if (node != NULL) {
        node->as.function.name = name;
        node->as.function.args = args;
        node->as.function.body = *body;
        node->as.function.returns = returns;
        node->as.function.type_params = type_params;
        pd_parse_arguments_height(parser, node, args);
        pd_parse_children(parser, node, *body);
        pd_parse_child(parser, node, returns);
        pd_parse_children(parser, node, type_params);
    }
    return node;
}

/* At `def` or `async def`. */
static AstNode *parse_def(Parser *parser)
{
    Start start = start_here(parser);
    uint32_t mark = parser->mark;
    bool is_async = accept(parser, TOKEN_ASYNC);
    uint32_t line = peek_token(parser, 0)->line;
    parser->mark++;
    AstNode *node = parse_def_rest(parser, start, line);
    if (node == NULL) {
        return back(parser, mark);
    }
    node->kind = is_async ? AST_ASYNC_FUNCTION_DEF : AST_FUNCTION_DEF;
    return node;
}

/* After the name: `[T]`, `(bases)`. A CALL with the bases and keywords, or NULL. */
static bool parse_class_head(Parser *parser, AstList *type_params, AstNode **bases)
{
    *bases = NULL;
    if (!pd_parse_type_params(parser, type_params)) {
        return false;
    }
    uint32_t mark = parser->mark;
    if (accept(parser, TOKEN_LPAREN)) {
        *bases = at(parser, TOKEN_RPAREN) ? NULL : pd_parse_arguments(parser);
        if (parser->failed) {
            return false;
        }
        if (*bases != NULL) {
            accept(parser, TOKEN_COMMA);
        }
        if (!accept(parser, TOKEN_RPAREN)) {
            parser->mark = mark;
        }
    }
    return !parser->failed;
}

static AstNode *parse_class(Parser *parser)
{
    Start start = start_here(parser);
    uint32_t mark = parser->mark++;
    const AstName *name = peek_token(parser, 0)->name;
    AstList type_params;
    AstNode *bases = NULL;
    const AstList *body = NULL;
    if (accept(parser, TOKEN_NAME) && parse_class_head(parser, &type_params, &bases)) {
        body = parse_body(parser, "class definition", start.line);
    }
    AstNode *node = body == NULL ? NULL : pd_parse_node(parser, AST_CLASS_DEF, start);
    if (node == NULL) {
        return back(parser, mark);
    }
    node->as.class_def.name = name;
    node->as.class_def.body = *body;
    node->as.class_def.type_params = type_params;
    if (bases != NULL) {
        node->as.class_def.bases = bases->as.call.args;
        node->as.class_def.keywords = bases->as.call.keywords;
    }
    pd_parse_children(parser, node, node->as.class_def.bases);
    pd_parse_children(parser, node, node->as.class_def.keywords);
    pd_parse_children(parser, node, *body);
    pd_parse_children(parser, node, type_params);
    return node;
}

static AstNode *parse_async(Parser *parser)
{
    switch (peek_token(parser, 1)->kind) {
    case TOKEN_DEF: return parse_def(parser);
    case TOKEN_WITH: return parse_with(parser);
    case TOKEN_FOR: return parse_for(parser);
    default: return NULL;
    }
}

static AstNode *parse_decorated(Parser *parser)
{
    uint32_t base = parser->stack_count;
    uint32_t mark = parser->mark;
    while (accept(parser, TOKEN_AT)) {
        AstNode *decorator = pd_parse_named_expression(parser);
        if (decorator == NULL || !accept(parser, TOKEN_NEWLINE)) {
            drop_items(parser, base);
            return back(parser, mark);
        }
        pd_parse_push(parser, decorator);
    }
    AstList decorators = pd_parse_take(parser, base);
    AstNode *node = NULL;
    if (at(parser, TOKEN_CLASS)) {
        node = parse_class(parser);
    } else if (at(parser, TOKEN_DEF) ||
               (at(parser, TOKEN_ASYNC) && peek_token(parser, 1)->kind == TOKEN_DEF)) {
        node = parse_def(parser);
    }
    if (node == NULL || parser->failed) {
        return back(parser, mark);
    }
    if (node->kind == AST_CLASS_DEF) {
        node->as.class_def.decorator_list = decorators;
    } else {
        node->as.function.decorator_list = decorators;
    }
    pd_parse_children(parser, node, decorators);
    return node;
}

/* ── dispatch ── */

static AstNode *parse_compound(Parser *parser)
{
    switch (peek_kind(parser)) {
    case TOKEN_IF: return parse_if(parser);
    case TOKEN_WHILE: return parse_while(parser);
    case TOKEN_FOR: return parse_for(parser);
    case TOKEN_WITH: return parse_with(parser);
    case TOKEN_TRY: return pd_parse_try(parser);
    case TOKEN_DEF: return parse_def(parser);
    case TOKEN_CLASS: return parse_class(parser);
    case TOKEN_ASYNC: return parse_async(parser);
    case TOKEN_AT: return parse_decorated(parser);
    default: return pd_parse_match(parser);
    }
}

static bool is_compound(TokenKind kind)
{
    switch (kind) {
    case TOKEN_IF:
    case TOKEN_WHILE:
    case TOKEN_FOR:
    case TOKEN_WITH:
    case TOKEN_TRY:
    case TOKEN_DEF:
    case TOKEN_CLASS:
    case TOKEN_ASYNC:
    case TOKEN_AT: return true;
    default: return false;
    }
}

bool pd_parse_statement(Parser *parser)
{
    bool must_be_compound = is_compound(peek_kind(parser));
    if (must_be_compound || pd_parse_at_word(parser, "match")) {
        if (!pd_parse_enter(parser)) {
            return false;
        }
        AstNode *node = parse_compound(parser);
        leave(parser);
        if (node != NULL) {
            pd_parse_push(parser, node);
        }
        if (node != NULL || must_be_compound || parser->failed) {
            return node != NULL && !parser->failed;
        }
    }
    return pd_parse_simple_statements(parser);
}
