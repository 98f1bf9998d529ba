/*
 * Where await, async comprehensions, yield from, return, break and continue may not stand.
 *
 * Called by the walk that fills the symbol tables, so that these mistakes are told as such, also
 * inside constructs that do not run yet (match, except*). The words and places are those of
 * CPython's compile.c.
 */
#include "lang/scope.h"

static bool is_async_function(const Scope *scope)
{
    return scope->kind == SCOPE_FUNCTION && scope->node->kind == AST_ASYNC_FUNCTION_DEF;
}

void pd_lang_place_async(Compilation *compilation, Scope *scope, const AstNode *node)
{
    bool is_await = node->kind == AST_AWAIT;
    const char *what = is_await ? "await" : "async for";
    if (node->kind == AST_FOR || node->kind == AST_WITH) {
        return;
    }
    if (node->kind == AST_ASYNC_WITH) {
        what = "async with";
    }
    if (scope->kind == SCOPE_BLOCK) {
        REPORT_AT(compilation, node, "'%s' cannot leave the block of 'with handle'", what);
        return;
    }
    scope->is_async = scope->is_async || is_await;
    if (is_async_function(scope) || (is_await && pd_lang_scope_is_comprehension(scope))) {
        return;
    }
    bool in_function = !is_await || pd_lang_scope_is_function(scope);
    REPORT_AT(compilation, node, "'%s' outside %sfunction", what, in_function ? "async " : "");
}

static void report_value_return(Compilation *compilation, Scope *scope)
{
    if (scope->value_return != NULL) {
        REPORT_AT(compilation, scope->value_return, "'return' with value in async generator");
        scope->value_return = NULL;
    }
}

/* A return before it is the first mistake of the two. */
void pd_lang_place_yield_from(Compilation *compilation, Scope *scope, const AstNode *node)
{
    if (is_async_function(scope)) {
        report_value_return(compilation, scope);
        REPORT_AT(compilation, node, "'yield from' inside async function");
    }
}

void pd_lang_place_comprehension(Compilation *compilation, Scope *scope, const AstNode *node)
{
    Scope *outer = scope->parent;
    for (uint32_t i = 0; i < node->as.comp.generators.count; i++) {
        const AstNode *clause = node->as.comp.generators.items[i];
        scope->is_async = scope->is_async || clause->as.comprehension.is_async;
    }
    if (!scope->is_async || scope->kind == SCOPE_GENERATOR) {
        return;
    }
    outer->is_async = true;
    if (!is_async_function(outer) && !pd_lang_scope_is_comprehension(outer)) {
        REPORT_AT(compilation, node,
                  "asynchronous comprehension outside of an asynchronous function");
    }
}

void pd_lang_place_return(Scope *scope, const AstNode *node)
{
    while (scope->kind == SCOPE_BLOCK) {
        scope = scope->parent;
    }
    if (node->as.value.value != NULL && scope->value_return == NULL) {
        scope->value_return = node;
    }
}

void pd_lang_place_function_end(Compilation *compilation, Scope *scope)
{
    if (is_async_function(scope) && scope->is_generator) {
        report_value_return(compilation, scope);
    }
}

static void check_jumps(Compilation *compilation, AstList body, bool in_loop);

/* A constant that is returned is not made before the way out is looked for. */
static const AstNode *jump_place(const AstNode *node)
{
    const AstNode *value = node->kind == AST_RETURN ? node->as.value.value : NULL;
    return value != NULL && value->kind == AST_CONSTANT ? value : node;
}

static void check_jump(Compilation *compilation, const AstNode *node, bool in_loop)
{
    switch ((AstKind)node->kind) {
    case AST_BREAK:
    case AST_CONTINUE:
    case AST_RETURN:
        if (!in_loop || node->kind == AST_RETURN) {
            REPORT_AT(compilation, jump_place(node),
                      "'break', 'continue' and 'return' cannot appear in an except* block");
        }
        break;
    case AST_FOR:
    case AST_ASYNC_FOR:
        check_jumps(compilation, node->as.for_.body, true);
        check_jumps(compilation, node->as.for_.orelse, in_loop);
        break;
    case AST_WHILE:
    case AST_IF:
        check_jumps(compilation, node->as.branch.body, in_loop || node->kind == AST_WHILE);
        check_jumps(compilation, node->as.branch.orelse, in_loop);
        break;
    case AST_WITH:
    case AST_ASYNC_WITH: check_jumps(compilation, node->as.with.body, in_loop); break;
    case AST_MATCH:
        for (uint32_t i = 0; i < node->as.match.cases.count; i++) {
            const AstNode *branch = node->as.match.cases.items[i];
            check_jumps(compilation, branch->as.match_case.body, in_loop);
        }
        break;
    case AST_TRY:
        check_jumps(compilation, node->as.try_.body, in_loop);
        for (uint32_t i = 0; i < node->as.try_.handlers.count; i++) {
            const AstNode *handler = node->as.try_.handlers.items[i];
            check_jumps(compilation, handler->as.except_handler.body, in_loop);
        }
        check_jumps(compilation, node->as.try_.orelse, in_loop);
        check_jumps(compilation, node->as.try_.finalbody, in_loop);
        break;
    default: break; /* a nested try* has its own turn */
    }
}

/* The depth is at most that of the tree. */
static void check_jumps(Compilation *compilation, AstList body, bool in_loop)
{
    for (uint32_t i = 0; i < body.count; i++) {
        check_jump(compilation, body.items[i], in_loop);
    }
}

void pd_lang_place_try_star(Compilation *compilation, const AstNode *node)
{
    for (uint32_t i = 0; i < node->as.try_.handlers.count; i++) {
        const AstNode *handler = node->as.try_.handlers.items[i];
        check_jumps(compilation, handler->as.except_handler.body, false);
    }
}
