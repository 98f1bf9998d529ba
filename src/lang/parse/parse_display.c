/*
 * What stands in brackets: groups, tuples, lists, sets, dicts, and their comprehensions.
 */
#include "lang/parse/parse.h"

/* ── comprehensions ── */

bool pd_parse_at_for(Parser *parser)
{
    TokenKind kind = peek_kind(parser);
    return kind == TOKEN_FOR || kind == TOKEN_ASYNC;
}

/* After `in`: the iterable and the conditions. */
static AstNode *parse_clause_rest(Parser *parser, Start start, AstNode *target, bool is_async)
{
    AstNode *iter = pd_parse_disjunction(parser);
    if (iter == NULL) {
        return NULL;
    }
    uint32_t base = parser->stack_count;
    for (;;) {
        uint32_t mark = parser->mark;
        AstNode *test = accept(parser, TOKEN_IF) ? pd_parse_disjunction(parser) : NULL;
        if (test == NULL) {
            parser->mark = mark;
            break;
        }
        pd_parse_push(parser, test);
    }
    AstList ifs = pd_parse_take(parser, base);
    AstNode *node = parser->failed ? NULL : pd_parse_node(parser, AST_COMPREHENSION, start);
    if (node != NULL) {
        node->as.comprehension.target = target;
        node->as.comprehension.iter = iter;
        node->as.comprehension.ifs = ifs;
        node->as.comprehension.is_async = is_async;
        pd_parse_child(parser, node, target);
        pd_parse_child(parser, node, iter);
        pd_parse_children(parser, node, ifs);
    }
    return node;
}

static AstNode *parse_for_clause(Parser *parser)
{
    if (!pd_parse_at_for(parser)) {
        return NULL;
    }
    Start start = start_here(parser);
    uint32_t mark = parser->mark;
    bool is_async = accept(parser, TOKEN_ASYNC);
    AstNode *target = accept(parser, TOKEN_FOR) ? pd_parse_star_targets(parser) : NULL;
    if (target != NULL && accept(parser, TOKEN_IN)) {
        AstNode *clause = parse_clause_rest(parser, start, target, is_async);
        return clause == NULL ? back(parser, mark) : clause;
    }
    parser->mark = mark;
    if (parser->diagnosing && !parser->failed) {
        pd_diagnose_for_target(parser);
    }
    return NULL;
}

static AstList *parse_for_clauses(Parser *parser)
{
    uint32_t base = parser->stack_count;
    AstNode *clause = parse_for_clause(parser);
    while (clause != NULL) {
        pd_parse_push(parser, clause);
        clause = parse_for_clause(parser);
    }
    if (parser->failed || parser->stack_count == base) {
        drop_items(parser, base);
        return NULL;
    }
    AstList *clauses = ARENA_NEW(&parser->scratch, AstList);
    if (clauses == NULL) {
        pd_parse_fail_status(parser, pd_arena_status(&parser->scratch));
        return NULL;
    }
    *clauses = pd_parse_take(parser, base);
    return clauses;
}

AstList *pd_parse_for_clauses(Parser *parser)
{
    void *known = NULL;
    if (!parser->second_pass) {
        return parse_for_clauses(parser);
    }
    if (pd_parse_recall(parser, MEMO_FOR_CLAUSES, &known)) {
        return known;
    }
    uint32_t mark = parser->mark;
    AstList *clauses = parse_for_clauses(parser);
    pd_parse_remember(parser, MEMO_FOR_CLAUSES, mark, clauses);
    return clauses;
}

AstNode *pd_parse_comprehension(Parser *parser, AstKind kind, Start start, AstNode *element,
                                const AstList *clauses)
{
    AstNode *node = pd_parse_node(parser, kind, start);
    if (node != NULL) {
        node->as.comp.elt = element;
        node->as.comp.generators = *clauses;
        pd_parse_child(parser, node, element);
        pd_parse_children(parser, node, *clauses);
    }
    return node;
}

/* An element was parsed: its clauses and the closing bracket. */
static AstNode *parse_comprehension_rest(Parser *parser, AstKind kind, Start start,
                                         AstNode *element, TokenKind close)
{
    if (element->kind == AST_STARRED) {
        return NULL;
    }
    const AstList *clauses = pd_parse_for_clauses(parser);
    if (clauses == NULL || !accept(parser, close)) {
        return NULL;
    }
    return pd_parse_comprehension(parser, kind, start, element, clauses);
}

AstNode *pd_parse_generator(Parser *parser)
{
    uint32_t mark = parser->mark;
    Start start = start_here(parser);
    AstNode *node = NULL;
    if (accept(parser, TOKEN_LPAREN)) {
        AstNode *element = pd_parse_assignment_expression(parser);
        if (element == NULL && !parser->failed) {
            element = pd_parse_expression(parser);
        }
        if (element != NULL && pd_parse_at_for(parser)) {
            node =
                parse_comprehension_rest(parser, AST_GENERATOR_EXP, start, element, TOKEN_RPAREN);
        }
    }
    if (node == NULL) {
        parser->mark = mark;
        if (parser->diagnosing && !parser->failed) {
            pd_diagnose_comprehension(parser);
        }
    }
    return node;
}

/* ── parentheses and brackets ── */

/* `first` was parsed: more items after a comma, then the closing bracket. */
static AstNode *parse_items_rest(Parser *parser, AstKind kind, Start start, AstNode *first,
                                 TokenKind close)
{
    uint32_t base = parser->stack_count;
    pd_parse_push(parser, first);
    if (accept(parser, TOKEN_COMMA)) {
        pd_parse_push_star_named(parser);
    }
    if (parser->failed || !accept(parser, close)) {
        drop_items(parser, base);
        return NULL;
    }
    AstList elts = pd_parse_take(parser, base);
    AstNode *node = parser->failed ? NULL : pd_parse_node(parser, kind, start);
    if (node != NULL) {
        node->as.sequence.elts = elts;
        pd_parse_children(parser, node, elts);
    }
    return node;
}

/* After the opening parenthesis. */
static AstNode *parse_in_parens(Parser *parser, Start start)
{
    if (accept(parser, TOKEN_RPAREN)) {
        return pd_parse_node(parser, AST_TUPLE, start);
    }
    if (at(parser, TOKEN_YIELD)) {
        AstNode *yield = pd_parse_yield(parser);
        return yield != NULL && accept(parser, TOKEN_RPAREN) ? yield : NULL;
    }
    AstNode *item = pd_parse_star_named_expression(parser);
    if (item == NULL) {
        return NULL;
    }
    switch (peek_kind(parser)) {
    case TOKEN_RPAREN:
        if (item->kind == AST_STARRED) {
            return NULL;
        }
        parser->mark++;
        return item;
    case TOKEN_COMMA: return parse_items_rest(parser, AST_TUPLE, start, item, TOKEN_RPAREN);
    case TOKEN_FOR:
    case TOKEN_ASYNC:
        return parse_comprehension_rest(parser, AST_GENERATOR_EXP, start, item, TOKEN_RPAREN);
    default: return NULL;
    }
}

AstNode *pd_parse_paren_display(Parser *parser)
{
    uint32_t mark = parser->mark;
    Start start = start_here(parser);
    parser->mark++;
    AstNode *node = parse_in_parens(parser, start);
    if (node == NULL) {
        parser->mark = mark;
        if (parser->diagnosing && !parser->failed) {
            pd_diagnose_group(parser);
            pd_diagnose_comprehension(parser);
        }
    }
    return node;
}

static AstNode *parse_in_brackets(Parser *parser, Start start)
{
    if (accept(parser, TOKEN_RBRACKET)) {
        return pd_parse_node(parser, AST_LIST, start);
    }
    AstNode *item = pd_parse_star_named_expression(parser);
    if (item == NULL) {
        return NULL;
    }
    if (pd_parse_at_for(parser)) {
        return parse_comprehension_rest(parser, AST_LIST_COMP, start, item, TOKEN_RBRACKET);
    }
    return parse_items_rest(parser, AST_LIST, start, item, TOKEN_RBRACKET);
}

AstNode *pd_parse_bracket_display(Parser *parser)
{
    uint32_t mark = parser->mark;
    Start start = start_here(parser);
    parser->mark++;
    AstNode *node = parse_in_brackets(parser, start);
    if (node == NULL) {
        parser->mark = mark;
        if (parser->diagnosing && !parser->failed) {
            pd_diagnose_comprehension(parser);
        }
    }
    return node;
}

/* ── braces ── */

/* `**mapping` (key NULL) or `key: value`; the value, or NULL. */
AstNode *pd_parse_double_starred_pair(Parser *parser, AstNode **key)
{
    uint32_t mark = parser->mark;
    *key = NULL;
    AstNode *value = NULL;
    if (accept(parser, TOKEN_DOUBLE_STAR)) {
        value = pd_parse_bitwise_or(parser);
    } else {
        *key = pd_parse_expression(parser);
        if (*key != NULL && accept(parser, TOKEN_COLON)) {
            value = pd_parse_expression(parser);
        }
    }
    return value == NULL ? back(parser, mark) : value;
}

/* Key and value were parsed; the rest of a dict. The stack holds keys and values in turn. */
static AstNode *parse_dict_rest(Parser *parser, Start start, AstNode *key, AstNode *value)
{
    uint32_t base = parser->stack_count;
    while (value != NULL) {
        pd_parse_push(parser, key);
        pd_parse_push(parser, value);
        value = accept(parser, TOKEN_COMMA) ? pd_parse_double_starred_pair(parser, &key) : NULL;
    }
    if (parser->failed || !accept(parser, TOKEN_RBRACE)) {
        drop_items(parser, base);
        return NULL;
    }
    uint32_t count = (parser->stack_count - base) / 2;
    AstNode *node = pd_parse_node(parser, AST_DICT, start);
    AstNode **keys = ARENA_NEW_ARRAY(parser->arena, count, AstNode *);
    AstNode **values = ARENA_NEW_ARRAY(parser->arena, count, AstNode *);
    if (node == NULL || keys == NULL || values == NULL) {
        pd_parse_fail_status(parser, pd_arena_status(parser->arena));
        return NULL;
    }
    for (uint32_t i = 0; i < count; i++) {
        keys[i] = parser->stack[base + 2 * i];
        values[i] = parser->stack[base + 2 * i + 1];
    }
    drop_items(parser, base);
    node->as.dict.keys = (AstList){keys, count};
    node->as.dict.values = (AstList){values, count};
    pd_parse_children(parser, node, node->as.dict.keys);
    pd_parse_children(parser, node, node->as.dict.values);
    return node;
}

/* `key: value` was parsed: a dict comprehension or the first pair of a dict. */
static AstNode *parse_after_pair(Parser *parser, Start start, AstNode *key, AstNode *value)
{
    if (key == NULL || !pd_parse_at_for(parser)) {
        return parse_dict_rest(parser, start, key, value);
    }
    AstNode *node = parse_comprehension_rest(parser, AST_DICT_COMP, start, key, TOKEN_RBRACE);
    if (node != NULL) {
        node->as.comp.value = value;
        pd_parse_child(parser, node, value);
    }
    return node;
}

/* After the opening brace. */
static AstNode *parse_in_braces(Parser *parser, Start start)
{
    if (accept(parser, TOKEN_RBRACE)) {
        return pd_parse_node(parser, AST_DICT, start);
    }
    AstNode *key = NULL;
    if (at(parser, TOKEN_DOUBLE_STAR)) {
        AstNode *value = pd_parse_double_starred_pair(parser, &key);
        return value == NULL ? NULL : parse_after_pair(parser, start, NULL, value);
    }
    bool is_walrus = at(parser, TOKEN_NAME) && peek_token(parser, 1)->kind == TOKEN_WALRUS;
    AstNode *item = pd_parse_star_named_expression(parser);
    if (item == NULL) {
        return NULL;
    }
    if (at(parser, TOKEN_COLON) && !is_walrus && item->kind != AST_STARRED) {
        parser->mark++;
        AstNode *value = pd_parse_expression(parser);
        return value == NULL ? NULL : parse_after_pair(parser, start, item, value);
    }
    if (pd_parse_at_for(parser)) {
        return parse_comprehension_rest(parser, AST_SET_COMP, start, item, TOKEN_RBRACE);
    }
    return parse_items_rest(parser, AST_SET, start, item, TOKEN_RBRACE);
}

/* Second pass: tries the readings one after the other, as CPython does. */
static AstNode *parse_dict_first(Parser *parser, Start start)
{
    uint32_t mark = parser->mark++;
    AstNode *key = NULL;
    AstNode *value = pd_parse_double_starred_pair(parser, &key);
    AstNode *dict = value == NULL ? NULL : parse_dict_rest(parser, start, key, value);
    if (dict == NULL && !parser->failed) {
        parser->mark = mark;
        pd_diagnose_dict(parser);
        parser->mark = mark;
    }
    return dict;
}

AstNode *pd_parse_brace_display(Parser *parser)
{
    uint32_t mark = parser->mark;
    Start start = start_here(parser);
    bool is_first_pass = !parser->second_pass;
    if (!is_first_pass && peek_token(parser, 1)->kind != TOKEN_RBRACE) {
        AstNode *dict = parse_dict_first(parser, start);
        if (dict != NULL || parser->failed) {
            return dict;
        }
    }
    parser->mark++;
    AstNode *node = parse_in_braces(parser, start);
    if (node == NULL) {
        parser->mark = mark;
        if (is_first_pass && !parser->failed) {
            pd_diagnose_dict(parser);
        } else if (parser->diagnosing && !parser->failed) {
            pd_diagnose_dict_comprehension(parser);
            pd_diagnose_comprehension(parser);
        }
        parser->mark = mark;
    }
    return node;
}
