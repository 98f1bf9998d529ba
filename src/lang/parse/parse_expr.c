/*
 * Expressions from `x if y else z` down to `await x`.
 *
 * Binary operators are parsed by precedence climbing. Where the right operand is missing, the
 * expression ends before the operator and the caller finds the operator in its way: that is what
 * CPython's grammar does, and the place of its errors depends on it.
 */
#include "lang/parse/parse.h"

#include <string.h>

typedef AstNode *ParseRule(Parser *parser);

/* Runs a rule, or recalls its result on the second pass. */
static AstNode *remembered(Parser *parser, MemoRule rule, ParseRule *parse)
{
    void *known = NULL;
    if (!parser->second_pass) {
        return parse(parser);
    }
    if (pd_parse_recall(parser, rule, &known)) {
        return known;
    }
    uint32_t mark = parser->mark;
    AstNode *node = parse(parser);
    pd_parse_remember(parser, rule, mark, node);
    return node;
}

/* ── operators ── */

typedef struct BinaryOperator {
    uint8_t precedence; /* 0: no binary operator */
    uint8_t op;
} BinaryOperator;

static const BinaryOperator binary_operators[TOKEN_KIND_COUNT] = {
    [TOKEN_VBAR] = {1, AST_OP_BIT_OR},        [TOKEN_CIRCUMFLEX] = {2, AST_OP_BIT_XOR},
    [TOKEN_AMPERSAND] = {3, AST_OP_BIT_AND},  [TOKEN_LEFT_SHIFT] = {4, AST_OP_LSHIFT},
    [TOKEN_RIGHT_SHIFT] = {4, AST_OP_RSHIFT}, [TOKEN_PLUS] = {5, AST_OP_ADD},
    [TOKEN_MINUS] = {5, AST_OP_SUB},          [TOKEN_STAR] = {6, AST_OP_MULT},
    [TOKEN_SLASH] = {6, AST_OP_DIV},          [TOKEN_DOUBLE_SLASH] = {6, AST_OP_FLOOR_DIV},
    [TOKEN_PERCENT] = {6, AST_OP_MOD},        [TOKEN_AT] = {6, AST_OP_MAT_MULT},
};

static AstNode *make_binary(Parser *parser, Start start, AstNode *left, uint8_t op, AstNode *right)
{
    AstNode *node = pd_parse_node(parser, AST_BIN_OP, start);
    if (node == NULL) {
        return NULL;
    }
    node->op = op;
    node->as.bin_op.left = left;
    node->as.bin_op.right = right;
    pd_parse_child(parser, node, left);
    pd_parse_child(parser, node, right);
    return node;
}

static AstNode *parse_factor(Parser *parser);

static AstNode *parse_await_primary(Parser *parser)
{
    if (!at(parser, TOKEN_AWAIT)) {
        return pd_parse_primary(parser);
    }
    Start start = start_here(parser);
    uint32_t mark = parser->mark++;
    AstNode *value = pd_parse_primary(parser);
    AstNode *node = value == NULL ? NULL : pd_parse_node(parser, AST_AWAIT, start);
    if (node == NULL) {
        return back(parser, mark);
    }
    node->as.value.value = value;
    pd_parse_child(parser, node, value);
    return node;
}

static AstNode *parse_power(Parser *parser)
{
    Start start = start_here(parser);
    AstNode *base = parse_await_primary(parser);
    if (base == NULL || !at(parser, TOKEN_DOUBLE_STAR)) {
        return base;
    }
    uint32_t mark = parser->mark++;
    AstNode *exponent = parse_factor(parser);
    if (exponent == NULL) {
        parser->mark = mark;
        return parser->failed ? NULL : base;
    }
    return make_binary(parser, start, base, AST_OP_POW, exponent);
}

static AstNode *parse_unary(Parser *parser, AstUnaryOp op, ParseRule *parse_operand)
{
    Start start = start_here(parser);
    uint32_t mark = parser->mark;
    if (!pd_parse_enter(parser)) {
        return NULL;
    }
    parser->mark++;
    AstNode *operand = parse_operand(parser);
    leave(parser);
    AstNode *node = operand == NULL ? NULL : pd_parse_node(parser, AST_UNARY_OP, start);
    if (node == NULL) {
        return back(parser, mark);
    }
    node->op = (uint8_t)op;
    node->as.unary_op.operand = operand;
    pd_parse_child(parser, node, operand);
    return node;
}

/* The depth is bounded: operands count it, signs and powers add a level of the tree each. */
static AstNode *parse_factor(Parser *parser)
{
    switch (peek_kind(parser)) {
    case TOKEN_PLUS: return parse_unary(parser, AST_UNARY_ADD, parse_factor);
    case TOKEN_MINUS: return parse_unary(parser, AST_UNARY_SUB, parse_factor);
    case TOKEN_TILDE: return parse_unary(parser, AST_UNARY_INVERT, parse_factor);
    default: return parse_power(parser);
    }
}

/* Operators of at least this precedence; the depth is bounded by the six precedences. */
static AstNode *parse_binary(Parser *parser, unsigned precedence_min)
{
    Start start = start_here(parser);
    AstNode *left = parse_factor(parser);
    while (left != NULL) {
        BinaryOperator operator= binary_operators[peek_kind(parser)];
        if (operator.precedence<precedence_min || operator.precedence == 0) {
            break;
        }
        uint32_t mark = parser->mark++;
        AstNode *right = parse_binary(parser, operator.precedence + 1u);
        if (right == NULL) {
            parser->mark = mark;
            return parser->failed ? NULL : left;
        }
        left = make_binary(parser, start, left, operator.op, right);
    }
    return parser->failed ? NULL : left;
}

static AstNode *parse_bitwise_or(Parser *parser)
{
    return parse_binary(parser, 1);
}

AstNode *pd_parse_bitwise_or(Parser *parser)
{
    return remembered(parser, MEMO_BITWISE_OR, parse_bitwise_or);
}

/* Moves past a comparison operator; false when there is none. */
static bool accept_comparison(Parser *parser, uint8_t *op)
{
    switch (peek_kind(parser)) {
    case TOKEN_EQUAL_EQUAL: *op = AST_CMP_EQ; break;
    case TOKEN_NOT_EQUAL: *op = AST_CMP_NOT_EQ; break;
    case TOKEN_LESS: *op = AST_CMP_LT; break;
    case TOKEN_LESS_EQUAL: *op = AST_CMP_LT_E; break;
    case TOKEN_GREATER: *op = AST_CMP_GT; break;
    case TOKEN_GREATER_EQUAL: *op = AST_CMP_GT_E; break;
    case TOKEN_IN: *op = AST_CMP_IN; break;
    case TOKEN_NOT:
        if (peek_token(parser, 1)->kind != TOKEN_IN) {
            return false;
        }
        *op = AST_CMP_NOT_IN;
        parser->mark++;
        break;
    case TOKEN_IS:
        *op = AST_CMP_IS;
        if (peek_token(parser, 1)->kind == TOKEN_NOT) {
            *op = AST_CMP_IS_NOT;
            parser->mark++;
        }
        break;
    default: return false;
    }
    parser->mark++;
    return true;
}

/* After the first operand, when an operator follows. Operators wait on the list stack as bytes. */
static AstNode *parse_comparison_rest(Parser *parser, Start start, AstNode *left)
{
    uint8_t few[8];
    uint8_t *ops = few;
    uint32_t capacity = ARRAY_COUNT(few);
    uint32_t base = parser->stack_count;
    uint32_t count = 0;
    for (;;) {
        uint32_t mark = parser->mark;
        uint8_t op = 0;
        AstNode *right = accept_comparison(parser, &op) ? pd_parse_bitwise_or(parser) : NULL;
        if (right == NULL) {
            parser->mark = mark;
            break;
        }
        if (count == capacity) {
            uint8_t *more = pd_arena_alloc(&parser->scratch, (size_t)capacity * 2);
            if (more == NULL) {
                pd_parse_fail_status(parser, pd_arena_status(&parser->scratch));
                break;
            }
            memcpy(more, ops, capacity);
            ops = more;
            capacity *= 2;
        }
        ops[count++] = op;
        pd_parse_push(parser, right);
    }
    AstList comparators = pd_parse_take(parser, base);
    if (count == 0 || parser->failed) {
        return parser->failed ? NULL : left;
    }
    AstNode *node = pd_parse_node(parser, AST_COMPARE, start);
    Bytes copy = {NULL, 0};
    if (node == NULL || !pd_arena_copy_bytes(parser->arena, pd_bytes(ops, count), &copy)) {
        pd_parse_fail_status(parser, pd_arena_status(parser->arena));
        return NULL;
    }
    node->as.compare.left = left;
    node->as.compare.ops = copy.data;
    node->as.compare.comparators = comparators;
    pd_parse_child(parser, node, left);
    pd_parse_children(parser, node, comparators);
    return node;
}

static AstNode *parse_comparison(Parser *parser)
{
    Start start = start_here(parser);
    AstNode *left = pd_parse_bitwise_or(parser);
    return left == NULL ? NULL : parse_comparison_rest(parser, start, left);
}

static AstNode *parse_inversion(Parser *parser)
{
    if (at(parser, TOKEN_NOT)) {
        return parse_unary(parser, AST_UNARY_NOT, parse_inversion);
    }
    return parse_comparison(parser);
}

/* `a and b and c` is one node with three values. */
static AstNode *parse_boolean(Parser *parser, TokenKind operator, AstBoolOp op,
                              ParseRule *parse_operand)
{
    Start start = start_here(parser);
    AstNode *first = parse_operand(parser);
    if (first == NULL || !at(parser, operator)) {
        return first;
    }
    uint32_t base = parser->stack_count;
    pd_parse_push(parser, first);
    for (;;) {
        uint32_t mark = parser->mark;
        AstNode *operand = accept(parser, operator) ? parse_operand(parser) : NULL;
        if (operand == NULL) {
            parser->mark = mark;
            break;
        }
        pd_parse_push(parser, operand);
    }
    AstList values = pd_parse_take(parser, base);
    if (values.count < 2 || parser->failed) {
        return parser->failed ? NULL : first;
    }
    AstNode *node = pd_parse_node(parser, AST_BOOL_OP, start);
    if (node != NULL) {
        node->op = (uint8_t)op;
        node->as.bool_op.values = values;
        pd_parse_children(parser, node, values);
    }
    return node;
}

static AstNode *parse_conjunction(Parser *parser)
{
    return parse_boolean(parser, TOKEN_AND, AST_BOOL_AND, parse_inversion);
}

static AstNode *parse_disjunction(Parser *parser)
{
    return parse_boolean(parser, TOKEN_OR, AST_BOOL_OR, parse_conjunction);
}

AstNode *pd_parse_disjunction(Parser *parser)
{
    return remembered(parser, MEMO_DISJUNCTION, parse_disjunction);
}

/* ── conditional expressions, lambdas, names given on the way ── */

static AstNode *parse_conditional_rest(Parser *parser, Start start, AstNode *body)
{
    uint32_t mark = parser->mark++;
    AstNode *test = pd_parse_disjunction(parser);
    AstNode *orelse = NULL;
    if (test != NULL && accept(parser, TOKEN_ELSE)) {
        orelse = pd_parse_expression(parser);
    }
    if (orelse == NULL) {
        parser->mark = mark;
        return parser->failed ? NULL : body;
    }
    AstNode *node = pd_parse_node(parser, AST_IF_EXP, start);
    if (node != NULL) {
        node->as.if_exp.test = test;
        node->as.if_exp.body = body;
        node->as.if_exp.orelse = orelse;
        pd_parse_child(parser, node, test);
        pd_parse_child(parser, node, body);
        pd_parse_child(parser, node, orelse);
    }
    return node;
}

AstNode *pd_parse_expression_plain(Parser *parser)
{
    if (at(parser, TOKEN_LAMBDA)) {
        return pd_parse_lambda(parser);
    }
    Start start = start_here(parser);
    AstNode *body = pd_parse_disjunction(parser);
    if (body == NULL || !at(parser, TOKEN_IF)) {
        return body;
    }
    return parse_conditional_rest(parser, start, body);
}

static AstNode *parse_expression(Parser *parser)
{
    if (!pd_parse_enter(parser)) {
        return NULL;
    }
    if (parser->diagnosing) {
        pd_diagnose_expression(parser);
    }
    AstNode *node = parser->failed ? NULL : pd_parse_expression_plain(parser);
    leave(parser);
    return node;
}

AstNode *pd_parse_expression(Parser *parser)
{
    return remembered(parser, MEMO_EXPRESSION, parse_expression);
}

AstNode *pd_parse_assignment_expression(Parser *parser)
{
    if (!at(parser, TOKEN_NAME) || peek_token(parser, 1)->kind != TOKEN_WALRUS) {
        return NULL;
    }
    uint32_t mark = parser->mark;
    Start start = start_here(parser);
    AstNode *target = pd_parse_name(parser, AST_CTX_STORE);
    parser->mark++;
    AstNode *value = target == NULL ? NULL : pd_parse_expression(parser);
    AstNode *node = value == NULL ? NULL : pd_parse_node(parser, AST_NAMED_EXPR, start);
    if (node == NULL) {
        return back(parser, mark);
    }
    node->as.named_expr.target = target;
    node->as.named_expr.value = value;
    pd_parse_child(parser, node, target);
    pd_parse_child(parser, node, value);
    return node;
}

static AstNode *parse_named_expression(Parser *parser)
{
    uint32_t mark = parser->mark;
    AstNode *node = pd_parse_assignment_expression(parser);
    if (node != NULL) {
        return node;
    }
    if (parser->diagnosing) {
        pd_diagnose_named_expression(parser);
    }
    node = parser->failed ? NULL : pd_parse_expression(parser);
    if (node != NULL && at(parser, TOKEN_WALRUS)) {
        return back(parser, mark);
    }
    return node;
}

AstNode *pd_parse_named_expression(Parser *parser)
{
    return remembered(parser, MEMO_NAMED_EXPRESSION, parse_named_expression);
}

/* ── lists without brackets ── */

/* `a`, or a tuple when commas follow; the last comma may have nothing behind it. */
static AstNode *parse_tuple(Parser *parser, ParseRule *parse_item)
{
    Start start = start_here(parser);
    AstNode *first = parse_item(parser);
    if (first == NULL || !at(parser, TOKEN_COMMA)) {
        return first;
    }
    uint32_t base = parser->stack_count;
    AstNode *item = first;
    while (item != NULL) {
        pd_parse_push(parser, item);
        item = accept(parser, TOKEN_COMMA) ? parse_item(parser) : NULL;
    }
    AstList elts = pd_parse_take(parser, base);
    AstNode *node = parser->failed ? NULL : pd_parse_node(parser, AST_TUPLE, start);
    if (node != NULL) {
        node->as.sequence.elts = elts;
        pd_parse_children(parser, node, elts);
    }
    return node;
}

static AstNode *parse_starred(Parser *parser, ParseRule *parse_value)
{
    Start start = start_here(parser);
    uint32_t mark = parser->mark++;
    AstNode *value = parse_value(parser);
    AstNode *node = value == NULL ? NULL : pd_parse_node(parser, AST_STARRED, start);
    if (node == NULL) {
        return back(parser, mark);
    }
    node->as.value.value = value;
    pd_parse_child(parser, node, value);
    return node;
}

static AstNode *parse_star_expression(Parser *parser)
{
    if (at(parser, TOKEN_STAR)) {
        return parse_starred(parser, pd_parse_bitwise_or);
    }
    return pd_parse_expression(parser);
}

AstNode *pd_parse_star_expression(Parser *parser)
{
    return remembered(parser, MEMO_STAR_EXPRESSION, parse_star_expression);
}

AstNode *pd_parse_star_named_expression(Parser *parser)
{
    if (at(parser, TOKEN_STAR)) {
        return parse_starred(parser, pd_parse_bitwise_or);
    }
    return pd_parse_named_expression(parser);
}

AstNode *pd_parse_starred_expression(Parser *parser)
{
    return at(parser, TOKEN_STAR) ? parse_starred(parser, pd_parse_expression) : NULL;
}

AstNode *pd_parse_star_expressions(Parser *parser)
{
    return parse_tuple(parser, pd_parse_star_expression);
}

AstNode *pd_parse_expressions(Parser *parser)
{
    return parse_tuple(parser, pd_parse_expression);
}

uint32_t pd_parse_push_star_named(Parser *parser)
{
    uint32_t count = 0;
    AstNode *item = pd_parse_star_named_expression(parser);
    while (item != NULL) {
        pd_parse_push(parser, item);
        count++;
        item = accept(parser, TOKEN_COMMA) ? pd_parse_star_named_expression(parser) : NULL;
    }
    return count;
}

AstNode *pd_parse_yield(Parser *parser)
{
    if (!at(parser, TOKEN_YIELD)) {
        return NULL;
    }
    Start start = start_here(parser);
    uint32_t mark = parser->mark++;
    AstKind kind = AST_YIELD;
    AstNode *value = NULL;
    if (accept(parser, TOKEN_FROM)) {
        kind = AST_YIELD_FROM;
        value = pd_parse_expression(parser);
        if (value == NULL) {
            parser->mark = mark + 1;
            kind = AST_YIELD;
        }
    } else {
        value = pd_parse_star_expressions(parser);
    }
    AstNode *node = parser->failed ? NULL : pd_parse_node(parser, kind, start);
    if (node == NULL) {
        return back(parser, mark);
    }
    node->as.value.value = value;
    pd_parse_child(parser, node, value);
    return node;
}

AstNode *pd_parse_yield_or_star_expressions(Parser *parser)
{
    return at(parser, TOKEN_YIELD) ? pd_parse_yield(parser) : pd_parse_star_expressions(parser);
}
