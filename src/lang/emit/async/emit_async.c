/*
 * The emitter: yield, yield from, await, async for.
 *
 * Delegating to an iterator is one loop, whether `yield from` or one of the asynchronous constructs
 * asks for it; they differ in how the iterator is found. What an asynchronous generator yields is
 * told apart from what it awaits by the instruction.
 */
#include "lang/emit/emit_in.h"

static bool check_yield(Body *body, const AstNode *node)
{
    if (!pd_lang_scope_is_function(body->scope)) {
        EMIT_REPORT(body, node, "'yield' outside function");
        return false;
    }
    return true;
}

Reg pd_lang_yield(Body *body, const AstNode *node, Reg want)
{
    if (!check_yield(body, node)) {
        return pd_lang_result(body, want);
    }
    Reg mark = body->top;
    Reg value;
    if (node->as.value.value != NULL) {
        value = pd_lang_expr(body, node->as.value.value, REG_ANY);
    } else {
        value = pd_lang_temp(body);
        pd_lang_load_singleton(body, value, SINGLETON_NONE);
    }
    body->top = mark;
    Reg to = pd_lang_result(body, want);
    pd_lang_at(body, node);
    (void)pd_lang_put(body, pd_lang_yield_op(body), to, value, 0);
    return to;
}

static void add_row(Body *body, uint32_t start, uint32_t end, uint32_t target, Reg reg)
{
    HandlerRow *rows = pd_lang_grow(body->compilation, body->handlers, body->handler_count,
                                    &body->handler_capacity, sizeof *rows);
    if (rows != NULL) {
        body->handlers = rows;
        rows[body->handler_count++] = (HandlerRow){start, end, target, (uint16_t)reg};
    }
}

/*
 * again:  SEND iterator, value -> done
 * given:  YIELD value, value        (exceptions thrown in here go to thrown)
 *         JUMP_BACK again
 * thrown: SEND_THROW iterator, value -> done
 *         JUMP_BACK given
 * done:   the result is in value
 */
static void emit_delegation(Body *body, Reg iterator, Reg value)
{
    pd_lang_load_singleton(body, value, SINGLETON_NONE);
    if (!body->reachable) {
        return;
    }
    Label done = {0};
    uint32_t outer_fuel = body->fuel;
    LoopStart again = {.pc = pd_lang_here(body)};
    body->fuel = 0;
    uint32_t operands[3] = {iterator, value, 0};
    pd_lang_branch_extended(body, OP_SEND, operands, &done);
    LoopStart given = {.pc = pd_lang_here(body)};
    (void)pd_lang_put(body, OP_YIELD, value, value, 0);
    pd_lang_jump_back(body, &again);
    body->reachable = !body->too_large && !body->compilation->out_of_memory;
    if (body->reachable) {
        add_row(body, given.pc, given.pc + 1, pd_lang_here(body), value);
    }
    pd_lang_branch_extended(body, OP_SEND_THROW, operands, &done);
    pd_lang_jump_back(body, &given);
    pd_lang_bind(body, &done);
    body->fuel += outer_fuel;
}

Reg pd_lang_yield_from(Body *body, const AstNode *node, Reg want)
{
    if (!check_yield(body, node)) {
        return pd_lang_result(body, want);
    }
    Reg value = pd_lang_scratch(body, want);
    Reg mark = body->top;
    Reg iterator = pd_lang_temp(body);
    Reg source = pd_lang_expr(body, node->as.value.value, REG_ANY);
    pd_lang_at(body, node);
    (void)pd_lang_put(body, OP_GET_YIELD_FROM, iterator, source, 0);
    emit_delegation(body, iterator, value);
    body->top = mark;
    return pd_lang_settle(body, value, want);
}

/* ── await ── */

void pd_lang_await_value(Body *body, AwaitKind kind, Reg value)
{
    Reg mark = body->top;
    Reg iterator = pd_lang_temp(body);
    (void)pd_lang_put(body, OP_GET_AWAITABLE, iterator, value, kind);
    emit_delegation(body, iterator, value);
    body->top = mark;
}

Reg pd_lang_await(Body *body, const AstNode *node, Reg want)
{
    Reg value = pd_lang_scratch(body, want);
    Reg mark = body->top;
    Reg iterator = pd_lang_temp(body);
    Reg source = pd_lang_expr(body, node->as.value.value, REG_ANY);
    pd_lang_at(body, node);
    (void)pd_lang_put(body, OP_GET_AWAITABLE, iterator, source, AWAIT_ANY);
    emit_delegation(body, iterator, value);
    body->top = mark;
    return pd_lang_settle(body, value, want);
}

/* ── async for ── */

Reg pd_lang_async_loop(Body *body, AsyncLoop *loop, Reg iterator)
{
    loop->exception = pd_lang_temp(body);
    Reg item = pd_lang_temp(body);
    loop->start = pd_lang_loop_start(body);
    loop->bound = pd_lang_bound_for_handler(body);
    loop->block = (Block){.kind = BLOCK_TRY, .exception = loop->exception};
    pd_lang_block_push(body, &loop->block);
    (void)pd_lang_put(body, OP_GET_ANEXT, item, iterator, 0);
    pd_lang_await_value(body, AWAIT_ANEXT, item);
    pd_lang_block_pop(body, &loop->block);
    return item;
}

void pd_lang_async_loop_end(Body *body, AsyncLoop *loop)
{
    pd_lang_jump_back(body, &loop->start);
    if (pd_lang_place_handler(body, &loop->block, loop->bound)) {
        (void)pd_lang_put(body, OP_END_ASYNC_FOR, loop->exception, 0, 0);
    }
}

void pd_lang_async_for(Body *body, const AstNode *node)
{
    Label end = {0};
    Label next = {0};
    Block block = {.kind = BLOCK_LOOP, .break_label = &end, .continue_label = &next};
    AsyncLoop loop;
    Reg mark = body->top;
    Reg iterator = pd_lang_temp(body);
    Reg inner = body->top;
    Reg source = pd_lang_expr(body, node->as.for_.iter, REG_ANY);
    body->top = inner;
    pd_lang_at(body, node);
    (void)pd_lang_put(body, OP_GET_AITER, iterator, source, 0);
    pd_lang_block_push(body, &block);
    Reg item = pd_lang_async_loop(body, &loop, iterator);
    pd_lang_store(body, node->as.for_.target, item);
    pd_lang_statements(body, node->as.for_.body);
    pd_lang_bind(body, &next);
    pd_lang_at(body, node);
    pd_lang_block_pop(body, &block);
    pd_lang_async_loop_end(body, &loop);
    body->top = mark;
    pd_lang_statements(body, node->as.for_.orelse);
    pd_lang_bind(body, &end);
}
