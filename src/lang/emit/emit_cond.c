/*
 * The emitter: comparisons, `and`, `or`, and conditions that jump.
 *
 * A condition never makes a bool that it only tests: comparisons of ==, !=, <, <=, > and >= are one
 * instruction with their jump, with a small integer on the right even without a register for it.
 * A comparison that is tested gives its position to what follows in the statement, as in CPython:
 * a failing assert marks the comparison only.
 */
#include "lang/emit/emit_in.h"

static bool is_ordering(AstCmpOp op)
{
    return op <= AST_CMP_GT_E;
}

/* OP_EQ or OP_JEQ or OP_JEQI, and the comparison. */
static Op compare_op(Op first, AstCmpOp op)
{
    static const uint8_t order[] = {COMPARE_EQ, COMPARE_NE, COMPARE_LT,
                                    COMPARE_LE, COMPARE_GT, COMPARE_GE};
    return (Op)((unsigned)first + order[op]);
}

static Op plain_compare_op(AstCmpOp op)
{
    static const uint8_t others[] = {OP_IS, OP_IS_NOT, OP_IN, OP_NOT_IN};
    return is_ordering(op) ? compare_op(OP_EQ, op) : (Op)others[op - AST_CMP_IS];
}

/* The right side of `in` that is a display of constants becomes a constant itself. */
static Reg right_operand(Body *body, AstCmpOp op, const AstNode *right, const AstNode *later)
{
    Const value;
    bool is_in = op == AST_CMP_IN || op == AST_CMP_NOT_IN;
    if (is_in && (right->kind == AST_LIST || right->kind == AST_SET) &&
        right->as.sequence.elts.count > 0 &&
        pd_lang_fold_items(body, right->as.sequence.elts,
                           right->kind == AST_SET ? CONST_FROZENSET : CONST_TUPLE, &value)) {
        Reg to = pd_lang_temp(body);
        pd_lang_at(body, right);
        pd_lang_load_const(body, &value, to);
        return to;
    }
    return pd_lang_operand(body, right, later);
}

/* ── values ── */

static Reg compare_once(Body *body, const AstNode *node, Reg want)
{
    AstCmpOp op = (AstCmpOp)node->as.compare.ops[0];
    const AstNode *right_node = node->as.compare.comparators.items[0];
    Reg mark = body->top;
    Reg left = pd_lang_operand(body, node->as.compare.left, right_node);
    Reg right = right_operand(body, op, right_node, NULL);
    body->top = mark;
    Reg to = pd_lang_result(body, want);
    pd_lang_at(body, node);
    (void)pd_lang_put(body, plain_compare_op(op), to, left, right);
    return to;
}

Reg pd_lang_compare(Body *body, const AstNode *node, Reg want)
{
    AstList comparators = node->as.compare.comparators;
    pd_lang_warn_compare(body, node);
    if (comparators.count == 1) {
        return compare_once(body, node, want);
    }
    Label end = {0};
    Reg to = pd_lang_scratch(body, want);
    Reg mark = body->top;
    Reg left = pd_lang_operand(body, node->as.compare.left, comparators.items[0]);
    for (uint32_t i = 0; i < comparators.count; i++) {
        bool last = i + 1 == comparators.count;
        AstCmpOp op = (AstCmpOp)node->as.compare.ops[i];
        Reg right =
            right_operand(body, op, comparators.items[i], last ? NULL : comparators.items[i + 1]);
        pd_lang_at(body, node);
        (void)pd_lang_put(body, plain_compare_op(op), to, left, right);
        if (!last) {
            pd_lang_branch(body, to, false, &end);
        }
        left = right;
    }
    pd_lang_bind(body, &end);
    body->top = mark;
    return pd_lang_settle(body, to, want);
}

/*
 * Evaluates an operand of `or` (is_or) or `and` into `to`; jumps when it decides the outcome. An
 * operand that is itself of the other kind goes on behind this one without a second test when it
 * stops early, as each value's truth is asked once. The tree's height bounds the depth.
 */
static void bool_operand(Body *body, const AstNode *node, Reg to, bool is_or, Label *end)
{
    if (node->kind != AST_BOOL_OP) {
        (void)pd_lang_expr(body, node, to);
        pd_lang_at(body, node);
        pd_lang_branch(body, to, is_or, end);
        return;
    }
    AstList values = node->as.bool_op.values;
    bool same = ((AstBoolOp)node->op == AST_BOOL_OR) == is_or;
    Label next = {0};
    for (uint32_t i = 0; i < values.count; i++) {
        bool decides = same || i + 1 == values.count;
        bool_operand(body, values.items[i], to, decides ? is_or : !is_or, decides ? end : &next);
    }
    pd_lang_bind(body, &next);
}

Reg pd_lang_bool_op(Body *body, const AstNode *node, Reg want)
{
    AstList values = node->as.bool_op.values;
    bool is_or = (AstBoolOp)node->op == AST_BOOL_OR;
    Label end = {0};
    Reg to = pd_lang_scratch(body, want);
    for (uint32_t i = 0; i + 1 < values.count; i++) {
        bool_operand(body, values.items[i], to, is_or, &end);
    }
    (void)pd_lang_expr(body, values.items[values.count - 1], to);
    pd_lang_bind(body, &end);
    return pd_lang_settle(body, to, want);
}

/* ── jumps ── */

static bool is_none(const AstNode *node)
{
    return node->kind == AST_CONSTANT && node->as.constant.kind == AST_CONST_NONE;
}

/* Where to jump, and whether when true or when false. */
typedef struct Aim {
    Label *label;
    bool jump_if;
} Aim;

/* Jumps when a comparison of a chain is as aimed. Gives the right operand's register. */
static Reg branch_compare(Body *body, Reg left, const AstNode *compare, uint32_t index, Aim aim)
{
    Label *label = aim.label;
    bool jump_if = aim.jump_if;
    AstList comparators = compare->as.compare.comparators;
    AstCmpOp op = (AstCmpOp)compare->as.compare.ops[index];
    const AstNode *right_node = comparators.items[index];
    const AstNode *later = index + 1 < comparators.count ? comparators.items[index + 1] : NULL;
    int16_t immediate;
    if (later == NULL && is_ordering(op) && pd_lang_fold_immediate(body, right_node, &immediate)) {
        pd_lang_at(body, compare);
        pd_lang_branch_extended(body, compare_op(OP_JEQI, op),
                                (uint32_t[]){left, (uint16_t)immediate, jump_if}, label);
        return left;
    }
    if (later == NULL && (op == AST_CMP_IS || op == AST_CMP_IS_NOT) && is_none(right_node)) {
        pd_lang_at(body, compare);
        pd_lang_branch_extended(body, OP_JNONE,
                                (uint32_t[]){left, 0, jump_if == (op == AST_CMP_IS)}, label);
        return left;
    }
    Reg right = right_operand(body, op, right_node, later);
    pd_lang_at(body, compare);
    if (is_ordering(op)) {
        pd_lang_branch_extended(body, compare_op(OP_JEQ, op), (uint32_t[]){left, right, jump_if},
                                label);
        return right;
    }
    Reg mark = body->top;
    Reg truth = pd_lang_temp(body);
    (void)pd_lang_put(body, plain_compare_op(op), truth, left, right);
    pd_lang_branch(body, truth, jump_if, label);
    body->top = mark;
    return right;
}

static void condition_compare(Body *body, const AstNode *node, Label *label, bool jump_if)
{
    AstList comparators = node->as.compare.comparators;
    Label fails = {0};
    Reg mark = body->top;
    pd_lang_warn_compare(body, node);
    body->loc = pd_lang_node_span(node);
    Reg left = pd_lang_operand(body, node->as.compare.left, comparators.items[0]);
    for (uint32_t i = 0; i + 1 < comparators.count; i++) {
        left = branch_compare(body, left, node, i, (Aim){jump_if ? &fails : label, false});
    }
    (void)branch_compare(body, left, node, comparators.count - 1, (Aim){label, jump_if});
    body->top = mark;
    pd_lang_bind(body, &fails);
}

static void condition_bool_op(Body *body, const AstNode *node, Label *label, bool jump_if)
{
    AstList values = node->as.bool_op.values;
    bool is_or = (AstBoolOp)node->op == AST_BOOL_OR;
    Label decided = {0};
    for (uint32_t i = 0; i + 1 < values.count; i++) {
        pd_lang_condition(body, values.items[i], is_or == jump_if ? label : &decided, is_or);
    }
    pd_lang_condition(body, values.items[values.count - 1], label, jump_if);
    pd_lang_bind(body, &decided);
}

static void condition_if_exp(Body *body, const AstNode *node, Label *label, bool jump_if)
{
    Label otherwise = {0};
    Label end = {0};
    pd_lang_condition(body, node->as.if_exp.test, &otherwise, false);
    pd_lang_condition(body, node->as.if_exp.body, label, jump_if);
    pd_lang_jump(body, &end);
    pd_lang_bind(body, &otherwise);
    pd_lang_condition(body, node->as.if_exp.orelse, label, jump_if);
    pd_lang_bind(body, &end);
}

/* The depth is at most that of the tree. */
void pd_lang_condition(Body *body, const AstNode *node, Label *label, bool jump_if)
{
    Const value;
    if (body->compilation->out_of_memory || body->too_large) {
        return;
    }
    if (pd_lang_fold(body, node, &value)) {
        if (pd_lang_const_truth(&value) == jump_if) {
            pd_lang_at_span(body, body->loc);
            pd_lang_jump(body, label);
        }
        return;
    }
    if (node->kind == AST_UNARY_OP && (AstUnaryOp)node->op == AST_UNARY_NOT) {
        pd_lang_note_not(body, node);
        pd_lang_condition(body, node->as.unary_op.operand, label, !jump_if);
        return;
    }
    switch ((AstKind)node->kind) {
    case AST_BOOL_OP: condition_bool_op(body, node, label, jump_if); return;
    case AST_COMPARE: condition_compare(body, node, label, jump_if); return;
    case AST_IF_EXP: condition_if_exp(body, node, label, jump_if); return;
    default: break;
    }
    Reg mark = body->top;
    Reg truth = pd_lang_expr(body, node, REG_ANY);
    pd_lang_at_span(body, body->loc);
    pd_lang_branch(body, truth, jump_if, label);
    body->top = mark;
}
