/*
 * Simple statements.
 */
#include "lang/parse/parse.h"

#include <string.h>

/* ── assignments ── */

/* The operator of an augmented assignment plus one; 0 for other tokens. */
static const uint8_t augmented_operators[TOKEN_KIND_COUNT] = {
    [TOKEN_PLUS_EQUAL] = AST_OP_ADD + 1,
    [TOKEN_MINUS_EQUAL] = AST_OP_SUB + 1,
    [TOKEN_STAR_EQUAL] = AST_OP_MULT + 1,
    [TOKEN_AT_EQUAL] = AST_OP_MAT_MULT + 1,
    [TOKEN_SLASH_EQUAL] = AST_OP_DIV + 1,
    [TOKEN_PERCENT_EQUAL] = AST_OP_MOD + 1,
    [TOKEN_AMPERSAND_EQUAL] = AST_OP_BIT_AND + 1,
    [TOKEN_VBAR_EQUAL] = AST_OP_BIT_OR + 1,
    [TOKEN_CIRCUMFLEX_EQUAL] = AST_OP_BIT_XOR + 1,
    [TOKEN_LEFT_SHIFT_EQUAL] = AST_OP_LSHIFT + 1,
    [TOKEN_RIGHT_SHIFT_EQUAL] = AST_OP_RSHIFT + 1,
    [TOKEN_DOUBLE_STAR_EQUAL] = AST_OP_POW + 1,
    [TOKEN_DOUBLE_SLASH_EQUAL] = AST_OP_FLOOR_DIV + 1,
};

bool pd_parse_at_augmented(Parser *parser)
{
    return augmented_operators[peek_kind(parser)] != 0;
}

/* At the first `=`. */
static AstNode *parse_plain_assignment(Parser *parser, Start start, AstNode *target)
{
    uint32_t base = parser->stack_count;
    AstNode *value = target;
    while (value != NULL && at(parser, TOKEN_EQUAL)) {
        if (!pd_parse_set_target(parser, value, AST_CTX_STORE)) {
            value = NULL;
            break;
        }
        pd_parse_push(parser, value);
        parser->mark++;
        value = pd_parse_yield_or_star_expressions(parser);
    }
    if (value == NULL || parser->failed) {
        drop_items(parser, base);
        return NULL;
    }
    AstList targets = pd_parse_take(parser, base);
    AstNode *node = pd_parse_node(parser, AST_ASSIGN, start);
    if (node != NULL) {
        node->as.assign.targets = targets;
        node->as.assign.value = value;
        pd_parse_children(parser, node, targets);
        pd_parse_child(parser, node, value);
    }
    return node;
}

/* At the colon. */
static AstNode *parse_annotation(Parser *parser, Start start, AstNode *target, bool is_simple)
{
    if (!pd_parse_is_single_target(target)) {
        return NULL;
    }
    parser->mark++;
    AstNode *annotation = pd_parse_expression(parser);
    if (annotation == NULL) {
        return NULL;
    }
    AstNode *value = NULL;
    uint32_t mark = parser->mark;
    if (accept(parser, TOKEN_EQUAL)) {
        value = pd_parse_yield_or_star_expressions(parser);
        parser->mark = value == NULL ? mark : parser->mark;
    }
    bool ok = !parser->failed && pd_parse_set_target(parser, target, AST_CTX_STORE);
    AstNode *node = ok ? pd_parse_node(parser, AST_ANN_ASSIGN, start) : NULL;
    if (node != NULL) {
        node->as.ann_assign.target = target;
        node->as.ann_assign.annotation = annotation;
        node->as.ann_assign.value = value;
        node->as.ann_assign.simple = is_simple && target->kind == AST_NAME;
        pd_parse_child(parser, node, target);
        pd_parse_child(parser, node, annotation);
        pd_parse_child(parser, node, value);
    }
    return node;
}

/* At the operator; *is_committed: nothing else can be meant. */
static AstNode *parse_augmented(Parser *parser, Start start, AstNode *target, bool *is_committed)
{
    if (!pd_parse_is_single_target(target)) {
        return NULL;
    }
    *is_committed = true;
    uint8_t op = (uint8_t)(augmented_operators[peek_kind(parser)] - 1);
    parser->mark++;
    AstNode *value = pd_parse_yield_or_star_expressions(parser);
    bool ok = value != NULL && pd_parse_set_target(parser, target, AST_CTX_STORE);
    AstNode *node = ok ? pd_parse_node(parser, AST_AUG_ASSIGN, start) : NULL;
    if (node != NULL) {
        node->op = op;
        node->as.aug_assign.target = target;
        node->as.aug_assign.value = value;
        pd_parse_child(parser, node, target);
        pd_parse_child(parser, node, value);
    }
    return node;
}

static AstNode *make_expression_statement(Parser *parser, Start start, AstNode *value)
{
    AstNode *node = pd_parse_node(parser, AST_EXPR, start);
    if (node != NULL) {
        node->as.value.value = value;
        pd_parse_child(parser, node, value);
    }
    return node;
}

/*
 * An assignment of any form; NULL with the mark at the start when it is none. *expression is what
 * stood there instead, when it was followed by no operator of assignment.
 */
static AstNode *parse_assignment(Parser *parser, AstNode **expression, bool *is_committed)
{
    uint32_t mark = parser->mark;
    Start start = start_here(parser);
    bool is_simple = at(parser, TOKEN_NAME);
    AstNode *target = pd_parse_star_expressions(parser);
    AstNode *node = NULL;
    *expression = NULL;
    if (target != NULL && at(parser, TOKEN_EQUAL)) {
        node = parse_plain_assignment(parser, start, target);
    } else if (target != NULL && at(parser, TOKEN_COLON)) {
        node = parse_annotation(parser, start, target, is_simple);
    } else if (target != NULL && pd_parse_at_augmented(parser)) {
        node = parse_augmented(parser, start, target, is_committed);
    } else if (target != NULL && !parser->second_pass) {
        *expression = target;
        return NULL;
    }
    return node == NULL ? back(parser, mark) : node;
}

static AstNode *parse_type_alias(Parser *parser)
{
    uint32_t mark = parser->mark;
    Start start = start_here(parser);
    if (!pd_parse_at_word(parser, "type") || peek_token(parser, 1)->kind != TOKEN_NAME) {
        return NULL;
    }
    parser->mark++;
    AstNode *name = pd_parse_name(parser, AST_CTX_STORE);
    AstList params = {NULL, 0};
    AstNode *value = NULL;
    if (name != NULL && pd_parse_type_params(parser, &params) && accept(parser, TOKEN_EQUAL)) {
        value = pd_parse_expression(parser);
    }
    AstNode *node = value == NULL ? NULL : pd_parse_node(parser, AST_TYPE_ALIAS, start);
    if (node == NULL) {
        return back(parser, mark);
    }
    node->as.type_alias.name = name;
    node->as.type_alias.type_params = params;
    node->as.type_alias.value = value;
    pd_parse_child(parser, node, name);
    pd_parse_children(parser, node, params);
    pd_parse_child(parser, node, value);
    return node;
}

/* An assignment, or an expression alone. */
static AstNode *parse_expression_statement(Parser *parser)
{
    Start start = start_here(parser);
    AstNode *expression = NULL;
    bool is_committed = false;
    AstNode *node = parse_type_alias(parser);
    if (node == NULL && !parser->failed) {
        node = parse_assignment(parser, &expression, &is_committed);
    }
    if (node != NULL || parser->failed) {
        return node;
    }
    if (parser->diagnosing && !is_committed) {
        pd_diagnose_assignment(parser);
    }
    if (expression == NULL && parser->second_pass && !parser->failed) {
        expression = pd_parse_yield_or_star_expressions(parser);
    }
    if (expression == NULL || parser->failed) {
        return NULL;
    }
    return make_expression_statement(parser, start, expression);
}

static AstNode *parse_yield_statement(Parser *parser)
{
    if (parser->diagnosing) {
        pd_diagnose_assignment(parser);
    }
    Start start = start_here(parser);
    AstNode *value = parser->failed ? NULL : pd_parse_yield(parser);
    return value == NULL ? NULL : make_expression_statement(parser, start, value);
}

/* ── one keyword and what belongs to it ── */

static AstNode *parse_word(Parser *parser, AstKind kind)
{
    Start start = start_here(parser);
    parser->mark++;
    return pd_parse_node(parser, kind, start);
}

static AstNode *parse_return(Parser *parser)
{
    Start start = start_here(parser);
    parser->mark++;
    AstNode *value = pd_parse_star_expressions(parser);
    AstNode *node = parser->failed ? NULL : pd_parse_node(parser, AST_RETURN, start);
    if (node != NULL) {
        node->as.value.value = value;
        pd_parse_child(parser, node, value);
    }
    return node;
}

/* The keyword and an expression behind it; moves nowhere when the expression is wrong. */
static AstNode *parse_after(Parser *parser, TokenKind keyword)
{
    uint32_t mark = parser->mark;
    AstNode *value = accept(parser, keyword) ? pd_parse_expression(parser) : NULL;
    return value == NULL ? back(parser, mark) : value;
}

static AstNode *parse_raise(Parser *parser)
{
    Start start = start_here(parser);
    parser->mark++;
    AstNode *exc = pd_parse_expression(parser);
    AstNode *cause = exc == NULL ? NULL : parse_after(parser, TOKEN_FROM);
    AstNode *node = parser->failed ? NULL : pd_parse_node(parser, AST_RAISE, start);
    if (node != NULL) {
        node->as.raise.exc = exc;
        node->as.raise.cause = cause;
        pd_parse_child(parser, node, exc);
        pd_parse_child(parser, node, cause);
    }
    return node;
}

static AstNode *parse_assert(Parser *parser)
{
    Start start = start_here(parser);
    uint32_t mark = parser->mark++;
    AstNode *test = pd_parse_expression(parser);
    if (test == NULL) {
        return back(parser, mark);
    }
    AstNode *msg = parse_after(parser, TOKEN_COMMA);
    AstNode *node = parser->failed ? NULL : pd_parse_node(parser, AST_ASSERT, start);
    if (node != NULL) {
        node->as.assert_.test = test;
        node->as.assert_.msg = msg;
        pd_parse_child(parser, node, test);
        pd_parse_child(parser, node, msg);
    }
    return node;
}

static AstNode *parse_delete(Parser *parser)
{
    Start start = start_here(parser);
    uint32_t base = parser->stack_count;
    uint32_t mark = parser->mark++;
    bool ok = pd_parse_push_del_targets(parser);
    if (ok && (at(parser, TOKEN_SEMICOLON) || at(parser, TOKEN_NEWLINE))) {
        AstList targets = pd_parse_take(parser, base);
        AstNode *node = pd_parse_node(parser, AST_DELETE, start);
        if (node != NULL) {
            node->as.delete_.targets = targets;
            pd_parse_children(parser, node, targets);
        }
        return node;
    }
    drop_items(parser, base);
    parser->mark = mark;
    if (parser->diagnosing && !parser->failed) {
        pd_diagnose_del(parser);
        parser->mark = mark;
    }
    return NULL;
}

static AstNode *parse_scope(Parser *parser, AstKind kind)
{
    Start start = start_here(parser);
    uint32_t mark = parser->mark++;
    uint32_t count = 0;
    for (;;) {
        uint32_t before = parser->mark;
        bool more = (count == 0 || accept(parser, TOKEN_COMMA)) && accept(parser, TOKEN_NAME);
        if (!more) {
            parser->mark = before;
            break;
        }
        count++;
    }
    AstNode *node = count == 0 ? NULL : pd_parse_node(parser, kind, start);
    const AstName **names = ARENA_NEW_ARRAY(parser->arena, count, const AstName *);
    if (node == NULL || names == NULL) {
        return back(parser, mark);
    }
    for (uint32_t i = 0; i < count; i++) {
        names[i] = parser->tokens[mark + 1 + 2 * i].name;
    }
    node->as.scope.names = (AstNameList){names, count};
    return node;
}

/* ── imports ── */

/* `a.b.c` as one name, from tokens first to last of which every other is a name. */
static const AstName *join_dotted(Parser *parser, uint32_t first, uint32_t last)
{
    if (first == last) {
        return parser->tokens[first].name;
    }
    size_t size = 0;
    for (uint32_t i = first; i <= last; i += 2) {
        size += parser->tokens[i].name->length_bytes + 1u;
    }
    char *text = pd_arena_alloc(&parser->scratch, size);
    if (text == NULL) {
        pd_parse_fail_status(parser, pd_arena_status(&parser->scratch));
        return NULL;
    }
    size_t length = 0;
    for (uint32_t i = first; i <= last; i += 2) {
        const AstName *name = parser->tokens[i].name;
        memcpy(text + length, name->text, name->length_bytes);
        length += name->length_bytes;
        text[length++] = '.';
    }
    const AstName *name = pd_lexer_intern(&parser->lexer, text, (uint32_t)length - 1);
    if (name == NULL) {
        pd_parse_fail_status(parser, STATUS_OK);
    }
    return name;
}

static const AstName *parse_dotted_name(Parser *parser)
{
    uint32_t first = parser->mark;
    if (!accept(parser, TOKEN_NAME)) {
        return NULL;
    }
    uint32_t last = first;
    while (accept(parser, TOKEN_DOT)) {
        if (!accept(parser, TOKEN_NAME)) {
            parser->mark--;
            break;
        }
        last += 2;
    }
    return join_dotted(parser, first, last);
}

/* `name`, `name as other`; a dotted name where the statement has no `from`. */
static AstNode *parse_alias(Parser *parser, bool is_dotted)
{
    Start start = start_here(parser);
    const Token *token = peek_token(parser, 0);
    const AstName *name = token->kind == TOKEN_NAME ? token->name : NULL;
    if (is_dotted) {
        name = parse_dotted_name(parser);
    } else if (name != NULL) {
        parser->mark++;
    }
    if (name == NULL) {
        return NULL;
    }
    const AstName *asname = NULL;
    uint32_t mark = parser->mark;
    if (accept(parser, TOKEN_AS)) {
        token = peek_token(parser, 0);
        asname = token->kind == TOKEN_NAME ? token->name : NULL;
        parser->mark = asname == NULL ? mark : parser->mark + 1;
    }
    AstNode *node = pd_parse_node(parser, AST_ALIAS, start);
    if (node != NULL) {
        node->as.alias.name = name;
        node->as.alias.asname = asname;
    }
    return node;
}

/* Pushes aliases; stops before a comma that none follows. */
static bool push_aliases(Parser *parser, bool is_dotted)
{
    uint32_t base = parser->stack_count;
    uint32_t mark = parser->mark;
    AstNode *alias = parse_alias(parser, is_dotted);
    while (alias != NULL) {
        pd_parse_push(parser, alias);
        mark = parser->mark;
        alias = accept(parser, TOKEN_COMMA) ? parse_alias(parser, is_dotted) : NULL;
    }
    parser->mark = mark;
    return parser->stack_count > base && !parser->failed;
}

static AstNode *make_import(Parser *parser, AstKind kind, Start start, uint32_t base)
{
    AstList names = pd_parse_take(parser, base);
    AstNode *node = parser->failed ? NULL : pd_parse_node(parser, kind, start);
    if (node != NULL) {
        node->as.import.names = names;
        pd_parse_children(parser, node, names);
    }
    return node;
}

static AstNode *parse_import(Parser *parser)
{
    Start start = start_here(parser);
    uint32_t base = parser->stack_count;
    uint32_t mark = parser->mark++;
    if (!push_aliases(parser, true)) {
        drop_items(parser, base);
        return back(parser, mark);
    }
    return make_import(parser, AST_IMPORT, start, base);
}

static bool push_star_alias(Parser *parser)
{
    Start start = start_here(parser);
    parser->mark++;
    AstNode *node = pd_parse_node(parser, AST_ALIAS, start);
    const AstName *name = pd_lexer_intern(&parser->lexer, "*", 1);
    if (node == NULL || name == NULL) {
        pd_parse_fail_status(parser, STATUS_OK);
        return false;
    }
    node->as.alias.name = name;
    pd_parse_push(parser, node);
    return true;
}

/* After `import` of an import from. */
static bool push_import_targets(Parser *parser)
{
    if (at(parser, TOKEN_STAR)) {
        return push_star_alias(parser);
    }
    if (accept(parser, TOKEN_LPAREN)) {
        if (!push_aliases(parser, false)) {
            return false;
        }
        accept(parser, TOKEN_COMMA);
        return accept(parser, TOKEN_RPAREN);
    }
    if (!push_aliases(parser, false)) {
        return false;
    }
    if (!at(parser, TOKEN_COMMA)) {
        return true;
    }
    if (parser->diagnosing && peek_token(parser, 1)->kind == TOKEN_NEWLINE) {
        pd_parse_fail_last(parser, SYNTAX_ERROR,
                           "trailing comma not allowed without surrounding parentheses");
    }
    return false;
}

static AstNode *parse_import_from(Parser *parser)
{
    Start start = start_here(parser);
    uint32_t base = parser->stack_count;
    uint32_t mark = parser->mark++;
    uint32_t level = 0;
    while (at(parser, TOKEN_DOT) || at(parser, TOKEN_ELLIPSIS)) {
        level += at(parser, TOKEN_DOT) ? 1 : 3;
        parser->mark++;
    }
    const AstName *module = parse_dotted_name(parser);
    bool ok = (module != NULL || level > 0) && accept(parser, TOKEN_IMPORT) &&
              push_import_targets(parser);
    AstNode *node = ok ? make_import(parser, AST_IMPORT_FROM, start, base) : NULL;
    if (node == NULL) {
        drop_items(parser, base);
        return back(parser, mark);
    }
    node->as.import.module = module;
    node->as.import.level = level;
    return node;
}

/* ── lines ── */

static AstNode *parse_simple_statement(Parser *parser)
{
    switch (peek_kind(parser)) {
    case TOKEN_RETURN: return parse_return(parser);
    case TOKEN_IMPORT: return parse_import(parser);
    case TOKEN_FROM: return parse_import_from(parser);
    case TOKEN_RAISE: return parse_raise(parser);
    case TOKEN_PASS: return parse_word(parser, AST_PASS);
    case TOKEN_DEL: return parse_delete(parser);
    case TOKEN_YIELD: return parse_yield_statement(parser);
    case TOKEN_ASSERT: return parse_assert(parser);
    case TOKEN_BREAK: return parse_word(parser, AST_BREAK);
    case TOKEN_CONTINUE: return parse_word(parser, AST_CONTINUE);
    case TOKEN_GLOBAL: return parse_scope(parser, AST_GLOBAL);
    case TOKEN_NONLOCAL: return parse_scope(parser, AST_NONLOCAL);
    default: return parse_expression_statement(parser);
    }
}

bool pd_parse_simple_statements(Parser *parser)
{
    uint32_t base = parser->stack_count;
    uint32_t mark = parser->mark;
    do {
        AstNode *node = parse_simple_statement(parser);
        if (node == NULL) {
            break;
        }
        pd_parse_push(parser, node);
    } while (accept(parser, TOKEN_SEMICOLON) && !at(parser, TOKEN_NEWLINE));
    if (parser->failed || parser->stack_count == base || !accept(parser, TOKEN_NEWLINE)) {
        drop_items(parser, base);
        parser->mark = mark;
        return false;
    }
    return true;
}
