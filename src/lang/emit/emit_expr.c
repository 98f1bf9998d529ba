/*
 * The emitter: expressions, except calls, conditions, displays and comprehensions.
 *
 * Operands are evaluated left to right. A local variable is its own operand, so it must be copied
 * when a walrus in a later operand assigns it before the instruction reads it.
 */
#include "lang/emit/emit_in.h"

/* ── hazards ── */

static bool contains_walrus(const AstNode *node);

static bool list_contains_walrus(AstList list)
{
    for (uint32_t i = 0; i < list.count; i++) {
        if (list.items[i] != NULL && contains_walrus(list.items[i])) {
            return true;
        }
    }
    return false;
}

/* Whether evaluating an expression may assign a local of its function. The depth is at most
 * that of the tree. */
static bool contains_walrus(const AstNode *node)
{
    switch ((AstKind)node->kind) {
    case AST_NAMED_EXPR: return true;
    case AST_BOOL_OP: return list_contains_walrus(node->as.bool_op.values);
    case AST_BIN_OP:
        return contains_walrus(node->as.bin_op.left) || contains_walrus(node->as.bin_op.right);
    case AST_UNARY_OP: return contains_walrus(node->as.unary_op.operand);
    case AST_IF_EXP:
        return contains_walrus(node->as.if_exp.test) || contains_walrus(node->as.if_exp.body) ||
               contains_walrus(node->as.if_exp.orelse);
    case AST_COMPARE:
        return contains_walrus(node->as.compare.left) ||
               list_contains_walrus(node->as.compare.comparators);
    case AST_ATTRIBUTE: return contains_walrus(node->as.attribute.value);
    case AST_CONSTANT:
    case AST_NAME: return false;
    default:
        /* Calls, displays and what else holds expressions: taken for one without a look. */
        return true;
    }
}

Reg pd_lang_operand(Body *body, const AstNode *node, const AstNode *later)
{
    Reg reg = pd_lang_expr(body, node, REG_ANY);
    if (later == NULL || !pd_lang_is_local(body, reg) || body->scope->kind < SCOPE_FUNCTION) {
        return reg;
    }
    const Symbol *symbol = body->scope->locals[reg];
    if ((symbol->flags & SYMBOL_WALRUS) == 0 || !contains_walrus(later)) {
        return reg;
    }
    Reg copy = pd_lang_temp(body);
    pd_lang_move(body, copy, reg);
    return copy;
}

/* ── operators ── */

Op pd_lang_binary_op(AstOperator op, bool in_place)
{
    static const uint8_t order[] = {BINARY_ADD,     BINARY_SUB, BINARY_MUL, BINARY_MATMUL,
                                    BINARY_TRUEDIV, BINARY_MOD, BINARY_POW, BINARY_LSHIFT,
                                    BINARY_RSHIFT,  BINARY_OR,  BINARY_XOR, BINARY_AND,
                                    BINARY_FLOORDIV};
    return (Op)((in_place ? OP_IADD : OP_ADD) + order[op]);
}

static Reg emit_binary(Body *body, const AstNode *node, Reg want)
{
    const AstNode *left = node->as.bin_op.left;
    const AstNode *right = node->as.bin_op.right;
    AstOperator op = (AstOperator)node->op;
    Reg mark = body->top;
    int16_t immediate = 0;
    bool additive = op == AST_OP_ADD || op == AST_OP_SUB;
    if (additive && pd_lang_fold_immediate(body, right, &immediate)) {
        Reg a = pd_lang_expr(body, left, REG_ANY);
        body->top = mark;
        Reg to = pd_lang_result(body, want);
        pd_lang_at(body, node);
        (void)pd_lang_put(body, op == AST_OP_ADD ? OP_ADDI : OP_SUBI, to, a, (uint16_t)immediate);
        return to;
    }
    Reg a = pd_lang_operand(body, left, right);
    Reg b = pd_lang_expr(body, right, REG_ANY);
    body->top = mark;
    Reg to = pd_lang_result(body, want);
    pd_lang_at(body, node);
    (void)pd_lang_put(body, pd_lang_binary_op(op, false), to, a, b);
    return to;
}

static Reg emit_unary(Body *body, const AstNode *node, Reg want)
{
    static const uint8_t ops[] = {OP_INVERT, OP_NOT, OP_POS, OP_NEG};
    Reg mark = body->top;
    if ((AstUnaryOp)node->op == AST_UNARY_NOT) {
        pd_lang_note_not(body, node);
    }
    Reg operand = pd_lang_expr(body, node->as.unary_op.operand, REG_ANY);
    body->top = mark;
    Reg to = pd_lang_result(body, want);
    pd_lang_at(body, node);
    (void)pd_lang_put(body, ops[node->op], to, operand, 0);
    return to;
}

static Reg emit_if_exp(Body *body, const AstNode *node, Reg want)
{
    Label otherwise = {0};
    Label end = {0};
    Reg to = pd_lang_result(body, want);
    SourceSpan loc = body->loc;
    body->loc = pd_lang_node_span(node);
    pd_lang_condition(body, node->as.if_exp.test, &otherwise, false);
    body->loc = loc;
    (void)pd_lang_expr(body, node->as.if_exp.body, to);
    pd_lang_jump(body, &end);
    pd_lang_bind(body, &otherwise);
    (void)pd_lang_expr(body, node->as.if_exp.orelse, to);
    pd_lang_bind(body, &end);
    return to;
}

static Reg emit_walrus(Body *body, const AstNode *node, Reg want)
{
    const AstNode *target = node->as.named_expr.target;
    const AstName *name = target->as.name.id;
    if (pd_lang_name_is(name, "__debug__")) {
        EMIT_REPORT(body, target, "cannot assign to __debug__");
    }
    Reg local = pd_lang_local_of(body, name);
    if (local != REG_ANY) {
        (void)pd_lang_expr(body, node->as.named_expr.value, local);
        pd_lang_set_bound(body, local, true);
        return pd_lang_settle(body, local, want);
    }
    Reg value = pd_lang_expr(body, node->as.named_expr.value, want);
    pd_lang_at(body, target);
    pd_lang_store_variable(body, name, value);
    return value;
}

/* ── attributes and items ── */

static Reg emit_attribute(Body *body, const AstNode *node, Reg want)
{
    Reg mark = body->top;
    const AstNode *value = node->as.attribute.value;
    /* To ask whether a continuation was used is not to pass it on; to take a method of it is. */
    body->is_receiver = value->kind == AST_NAME && pd_lang_name_is(node->as.attribute.attr, "used");
    Reg object = pd_lang_expr(body, value, REG_ANY);
    body->is_receiver = false;
    body->top = mark;
    Reg to = pd_lang_result(body, want);
    pd_lang_at_attribute(body, node, node);
    (void)pd_lang_put(body, OP_LOAD_ATTR, to, object,
                      pd_lang_const_name(body, node->as.attribute.attr));
    return to;
}

static void slice_part(Body *body, const AstNode *part, Reg to)
{
    if (part != NULL) {
        (void)pd_lang_expr(body, part, to);
    } else {
        pd_lang_load_singleton(body, to, SINGLETON_NONE);
    }
}

static Reg emit_slice(Body *body, const AstNode *node, Reg want)
{
    Reg mark = body->top;
    Reg parts[3];
    const AstNode *nodes[3] = {node->as.slice.lower, node->as.slice.upper, node->as.slice.step};
    for (int i = 0; i < 3; i++) {
        parts[i] = pd_lang_temp(body);
        pd_lang_at(body, node);
        slice_part(body, nodes[i], parts[i]);
    }
    body->top = mark;
    Reg to = pd_lang_result(body, want);
    pd_lang_at(body, node);
    (void)pd_lang_put(body, OP_BUILD_SLICE, to, parts[0], 0);
    return to;
}

static Reg emit_subscript(Body *body, const AstNode *node, Reg want)
{
    Reg mark = body->top;
    pd_lang_warn_subscript(body, node);
    Reg object = pd_lang_operand(body, node->as.subscript.value, node->as.subscript.slice);
    Reg index = pd_lang_expr(body, node->as.subscript.slice, REG_ANY);
    body->top = mark;
    Reg to = pd_lang_result(body, want);
    pd_lang_at(body, node);
    (void)pd_lang_put(body, OP_GET_ITEM, to, object, index);
    return to;
}

/* ── f-strings ── */

static void emit_formatted(Body *body, const AstNode *node, Reg to, const AstNode *whole)
{
    Reg mark = body->top;
    Reg value = pd_lang_temp(body);
    (void)pd_lang_expr(body, node->as.formatted_value.value, value);
    uint32_t how = 0;
    switch (node->as.formatted_value.conversion) {
    case 's': how = 1; break;
    case 'r': how = 2; break;
    case 'a': how = 3; break;
    default: break;
    }
    if (node->as.formatted_value.format_spec != NULL) {
        Reg spec = pd_lang_temp(body);
        (void)pd_lang_expr(body, node->as.formatted_value.format_spec, spec);
        how |= 4;
    }
    body->top = mark;
    pd_lang_at(body, whole);
    (void)pd_lang_put(body, OP_FORMAT, to, value, how);
}

Reg pd_lang_joined_str(Body *body, const AstNode *node, Reg want)
{
    AstList parts = node->as.sequence.elts;
    if (parts.count == 0) {
        Reg to = pd_lang_result(body, want);
        pd_lang_at(body, node);
        pd_lang_load_const(body, &(Const){.kind = CONST_STR}, to);
        return to;
    }
    Reg mark = body->top;
    Reg first = REG_ANY;
    if (parts.count == 1) {
        first = pd_lang_result(body, want);
        if (parts.items[0]->kind == AST_FORMATTED_VALUE) {
            emit_formatted(body, parts.items[0], first, node);
        } else {
            (void)pd_lang_expr(body, parts.items[0], first);
        }
        return first;
    }
    for (uint32_t i = 0; i < parts.count; i++) {
        Reg part = pd_lang_temp(body);
        first = i == 0 ? part : first;
        if (parts.items[i]->kind == AST_FORMATTED_VALUE) {
            emit_formatted(body, parts.items[i], part, node);
        } else {
            pd_lang_at(body, node);
            (void)pd_lang_expr(body, parts.items[i], part);
        }
    }
    body->top = mark;
    Reg to = pd_lang_result(body, want);
    pd_lang_at(body, node);
    (void)pd_lang_put(body, OP_BUILD_STRING, to, first, parts.count);
    return to;
}

/* ── all of them ── */

static Reg emit_constant(Body *body, const AstNode *node, const Const *value, Reg want)
{
    Reg to = pd_lang_result(body, want);
    pd_lang_at(body, node);
    pd_lang_load_const(body, value, to);
    return to;
}

static Reg refuse(Body *body, const AstNode *node, Reg want)
{
    if (node->kind == AST_STARRED) {
        EMIT_REPORT(body, node, "can't use starred expression here");
    } else {
        EMIT_REPORT(body, node, "invalid syntax");
    }
    return pd_lang_result(body, want);
}

static Reg emit_other(Body *body, const AstNode *node, Reg want)
{
    switch ((AstKind)node->kind) {
    case AST_NAME: return pd_lang_load_name(body, node, want);
    case AST_BIN_OP: return emit_binary(body, node, want);
    case AST_UNARY_OP: return emit_unary(body, node, want);
    case AST_BOOL_OP: return pd_lang_bool_op(body, node, want);
    case AST_COMPARE: return pd_lang_compare(body, node, want);
    case AST_NAMED_EXPR: return emit_walrus(body, node, want);
    case AST_IF_EXP: return emit_if_exp(body, node, want);
    case AST_LAMBDA: return pd_lang_lambda(body, node, want);
    case AST_DICT: return pd_lang_dict(body, node, want);
    case AST_SET:
    case AST_LIST:
    case AST_TUPLE: return pd_lang_display(body, node, want);
    case AST_LIST_COMP:
    case AST_SET_COMP:
    case AST_DICT_COMP:
    case AST_GENERATOR_EXP: return pd_lang_comprehension(body, node, want);
    case AST_YIELD: return pd_lang_yield(body, node, want);
    case AST_YIELD_FROM: return pd_lang_yield_from(body, node, want);
    case AST_AWAIT: return pd_lang_await(body, node, want);
    case AST_CALL: return pd_lang_call(body, node, want);
    case AST_JOINED_STR: return pd_lang_joined_str(body, node, want);
    case AST_ATTRIBUTE: return emit_attribute(body, node, want);
    case AST_SUBSCRIPT: return emit_subscript(body, node, want);
    case AST_SLICE: return emit_slice(body, node, want);
    default: return refuse(body, node, want);
    }
}

/* Recursion ends at the depth of the tree, which the parser bounds by AST_HEIGHT_MAX. */
Reg pd_lang_expr(Body *body, const AstNode *node, Reg want)
{
    if (body->compilation->out_of_memory || body->too_large) {
        return pd_lang_result(body, want);
    }
    Const value;
    if (pd_lang_fold(body, node, &value)) {
        return emit_constant(body, node, &value, want);
    }
    return emit_other(body, node, want);
}
