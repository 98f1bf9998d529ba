/*
 * The emitter: statements, except assignments, definitions, try and with.
 */
#include "lang/emit/emit_in.h"

static void emit_if(Body *body, const AstNode *node)
{
    Label otherwise = {0};
    Label end = {0};
    pd_lang_condition(body, node->as.branch.test, &otherwise, false);
    pd_lang_statements(body, node->as.branch.body);
    if (node->as.branch.orelse.count > 0) {
        pd_lang_jump(body, &end);
    }
    pd_lang_bind(body, &otherwise);
    pd_lang_statements(body, node->as.branch.orelse);
    pd_lang_bind(body, &end);
}

static void emit_while(Body *body, const AstNode *node)
{
    Label otherwise = {0};
    Label end = {0};
    Label next = {0};
    Block block = {.kind = BLOCK_LOOP, .break_label = &end, .continue_label = &next};
    LoopStart loop = pd_lang_loop_start(body);
    pd_lang_block_push(body, &block);
    pd_lang_condition(body, node->as.branch.test, &otherwise, false);
    pd_lang_statements(body, node->as.branch.body);
    pd_lang_bind(body, &next);
    pd_lang_at(body, node);
    pd_lang_jump_back(body, &loop);
    pd_lang_block_pop(body, &block);
    pd_lang_bind(body, &otherwise);
    pd_lang_statements(body, node->as.branch.orelse);
    pd_lang_bind(body, &end);
}

static void emit_for(Body *body, const AstNode *node)
{
    const AstNode *target = node->as.for_.target;
    Label end = {0};
    Label next = {0};
    Block block = {.kind = BLOCK_LOOP, .break_label = &end, .continue_label = &next};
    Reg mark = body->top;
    Reg place = pd_lang_temps(body, FOR_PLACE_REGISTERS);
    Reg local = target->kind == AST_NAME ? pd_lang_local_of(body, target->as.name.id) : REG_ANY;
    Reg item = pd_lang_result(body, local);
    Reg inner = body->top;
    Reg source = pd_lang_expr(body, node->as.for_.iter, REG_ANY);
    body->top = inner;
    pd_lang_at(body, node);
    (void)pd_lang_put(body, OP_FOR_BEGIN, place, source, 0);
    pd_lang_block_push(body, &block);
    bool live = body->reachable;
    pd_lang_jump(body, &next);
    body->reachable = live && !body->too_large && !body->compilation->out_of_memory;
    LoopStart loop = pd_lang_loop_start(body);
    pd_lang_store(body, target, item);
    pd_lang_statements(body, node->as.for_.body);
    pd_lang_bind(body, &next);
    pd_lang_at(body, node);
    pd_lang_for_iter(body, &loop, place, item);
    pd_lang_block_pop(body, &block);
    body->top = mark;
    pd_lang_statements(body, node->as.for_.orelse);
    pd_lang_bind(body, &end);
}

static void emit_raise(Body *body, const AstNode *node)
{
    const AstNode *exc = node->as.raise.exc;
    const AstNode *cause = node->as.raise.cause;
    Reg mark = body->top;
    if (exc == NULL) {
        pd_lang_at(body, node);
        (void)pd_lang_put(body, OP_RERAISE, 0, 0, 0);
    } else if (cause == NULL) {
        Reg value = pd_lang_expr(body, exc, REG_ANY);
        pd_lang_at(body, node);
        (void)pd_lang_put(body, OP_RAISE, value, 0, 0);
    } else {
        Reg value = pd_lang_operand(body, exc, cause);
        Reg from = pd_lang_expr(body, cause, REG_ANY);
        pd_lang_at(body, node);
        (void)pd_lang_put(body, OP_RAISE_FROM, value, from, 0);
    }
    body->top = mark;
}

static void emit_assert(Body *body, const AstNode *node)
{
    Label end = {0};
    Reg mark = body->top;
    pd_lang_warn_assert(body, node);
    pd_lang_condition(body, node->as.assert_.test, &end, true);
    Reg base = pd_lang_temps(body, FRAME_HEADER_SLOTS);
    pd_lang_at_span(body, body->loc);
    (void)pd_lang_put(body, OP_LOAD_ASSERTION, base, 0, 0);
    if (node->as.assert_.msg != NULL) {
        (void)pd_lang_expr(body, node->as.assert_.msg, pd_lang_temp(body));
        pd_lang_at_span(body, body->loc);
        (void)pd_lang_put(body, OP_CALL, base, 1, base);
    }
    (void)pd_lang_put(body, OP_RAISE, base, 0, 0);
    pd_lang_bind(body, &end);
    body->top = mark;
}

static void emit_expression(Body *body, const AstNode *node)
{
    const AstNode *value = node->as.value.value;
    Reg mark = body->top;
    bool shows = body->compilation->options->interactive &&
                 pd_lang_scope_home(body->scope)->kind == SCOPE_MODULE;
    if (shows) {
        Reg reg = pd_lang_expr(body, value, REG_ANY);
        pd_lang_at(body, node);
        (void)pd_lang_put(body, OP_PRINT_RESULT, reg, 0, 0);
    } else if (value->kind != AST_CONSTANT) {
        (void)pd_lang_expr(body, value, REG_ANY);
    }
    body->top = mark;
}

static void refuse(Body *body, const AstNode *node, const char *what)
{
    if (body->unit->silent == 0) {
        pd_lang_report_unsupported(body->compilation, node, what);
    }
}

static void emit_compound(Body *body, const AstNode *node)
{
    switch ((AstKind)node->kind) {
    case AST_FUNCTION_DEF:
    case AST_ASYNC_FUNCTION_DEF: pd_lang_function_def(body, node); break;
    case AST_CLASS_DEF: pd_lang_class_def(body, node); break;
    case AST_FOR: emit_for(body, node); break;
    case AST_WHILE: emit_while(body, node); break;
    case AST_IF: emit_if(body, node); break;
    case AST_WITH:
    case AST_ASYNC_WITH: pd_lang_with(body, node); break;
    case AST_TRY: pd_lang_try(body, node); break;
    case AST_ASYNC_FOR: pd_lang_async_for(body, node); break;
    case AST_MATCH: refuse(body, node, "match"); break;
    case AST_TRY_STAR: refuse(body, node, "except*"); break;
    case AST_TYPE_ALIAS: refuse(body, node, "type"); break;
    default: break;
    }
}

static void emit_statement(Body *body, const AstNode *node)
{
    switch ((AstKind)node->kind) {
    case AST_RETURN: pd_lang_return(body, node); break;
    case AST_DELETE: pd_lang_delete(body, node); break;
    case AST_ASSIGN: pd_lang_assign(body, node); break;
    case AST_AUG_ASSIGN: pd_lang_aug_assign(body, node); break;
    case AST_ANN_ASSIGN: pd_lang_ann_assign(body, node); break;
    case AST_RAISE: emit_raise(body, node); break;
    case AST_ASSERT: emit_assert(body, node); break;
    case AST_IMPORT: pd_lang_import(body, node); break;
    case AST_IMPORT_FROM: pd_lang_import_from(body, node); break;
    case AST_EXPR: emit_expression(body, node); break;
    case AST_BREAK: pd_lang_break(body, node); break;
    case AST_CONTINUE: pd_lang_continue(body, node); break;
    case AST_GLOBAL:
    case AST_NONLOCAL:
    case AST_PASS: break;
    default: emit_compound(body, node); break;
    }
}

/* Recursion ends at the depth of the tree, which the parser bounds by AST_HEIGHT_MAX. */
void pd_lang_statements(Body *body, AstList statements)
{
    for (uint32_t i = 0; i < statements.count; i++) {
        if (body->compilation->out_of_memory || body->too_large) {
            return;
        }
        Reg mark = body->top;
        body->loc = pd_lang_node_span(statements.items[i]);
        emit_statement(body, statements.items[i]);
        pd_assert(body->top == mark || body->too_large);
    }
}
