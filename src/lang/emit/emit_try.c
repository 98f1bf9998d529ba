/*
 * The emitter: try, with, and leaving them by break, continue and return.
 *
 * Code between a block's start and its handler is covered by rows of the handler table, inner
 * blocks first. The code that runs on the way out of a block is emitted where it is left, once for
 * each way, and is not covered by the block's own rows. The exception being handled is a register
 * (PUSH_HANDLED saves what was handled before), so leaving a handler only restores that.
 */
#include "lang/emit/emit_in.h"

/* ── blocks ── */

void pd_lang_block_push(Body *body, Block *block)
{
    block->outer = body->block;
    block->range_start = pd_lang_here(body);
    block->paused = false;
    body->block = block;
}

static void close_range(Body *body, Block *block)
{
    uint32_t end = pd_lang_here(body);
    if (block->kind == BLOCK_LOOP || block->range_start >= end) {
        return;
    }
    HandlerRow *rows = pd_lang_grow(body->compilation, body->handlers, body->handler_count,
                                    &body->handler_capacity, sizeof *rows);
    if (rows == NULL) {
        return;
    }
    body->handlers = rows;
    /* The target is set when the handler is placed: see pd_lang_place_handler. */
    rows[body->handler_count++] =
        (HandlerRow){block->range_start, end, UINT32_MAX, (uint16_t)block->exception};
    Patch *patch = pd_lang_alloc(body->compilation, 1, sizeof *patch);
    if (patch != NULL) {
        *patch = (Patch){body->handler_count - 1, block->rows};
        block->rows = patch;
    }
}

void pd_lang_block_pause(Body *body, Block *block)
{
    close_range(body, block);
    block->paused = true;
}

void pd_lang_block_resume(Body *body, Block *block)
{
    block->paused = false;
    block->range_start = pd_lang_here(body);
}

void pd_lang_block_pop(Body *body, Block *block)
{
    pd_assert(body->block == block);
    if (!block->paused) {
        close_range(body, block);
    }
    body->block = block->outer;
}

bool pd_lang_place_handler(Body *body, Block *block, const uint64_t *bound)
{
    if (block->rows == NULL || bound == NULL) {
        return body->reachable;
    }
    for (const Patch *patch = block->rows; patch != NULL; patch = patch->next) {
        body->handlers[patch->pc].target = pd_lang_here(body);
    }
    block->rows = NULL;
    Label label = {0};
    pd_lang_label_enter(body, &label, bound);
    pd_lang_bind(body, &label);
    return body->reachable;
}

uint64_t *pd_lang_bound_for_handler(Body *body)
{
    uint64_t *bound = pd_lang_bound_copy(body);
    for (uint32_t i = 0; bound != NULL && i < body->bound_words; i++) {
        bound[i] &= ~body->deletable[i];
    }
    return bound;
}

static void pop_handled(Body *body, Reg saved)
{
    (void)pd_lang_put(body, OP_POP_HANDLED, saved, 0, 0);
}

static void reraise(Body *body, Reg saved, Reg exception)
{
    pop_handled(body, saved);
    (void)pd_lang_put(body, OP_RERAISE_EXC, exception, 0, 0);
}

/* ── leaving ── */

static void call_exit_with_nones(Body *body, Reg exit, const AstNode *node)
{
    Reg mark = body->top;
    Reg base = pd_lang_temps(body, FRAME_HEADER_SLOTS + 3);
    pd_lang_at(body, node);
    pd_lang_move(body, base, exit);
    for (uint32_t i = 0; i < 3; i++) {
        pd_lang_load_singleton(body, base + FRAME_HEADER_SLOTS + i, SINGLETON_NONE);
    }
    (void)pd_lang_put(body, OP_CALL, base, 3, base);
    if (node->kind == AST_ASYNC_WITH) {
        pd_lang_await_value(body, AWAIT_AEXIT, base);
    }
    body->top = mark;
}

static void emit_finally(Body *body, Block *block)
{
    bool again = block->copied;
    block->copied = true;
    body->unit->silent += again;
    pd_lang_statements(body, block->node->as.try_.finalbody);
    body->unit->silent -= again;
}

static void leave_block(Body *body, Block *block)
{
    switch (block->kind) {
    case BLOCK_FINALLY: emit_finally(body, block); break;
    case BLOCK_HANDLED: pop_handled(body, block->saved); break;
    case BLOCK_HANDLER_NAME:
        pd_lang_unbind_variable(body, block->node->as.except_handler.name);
        break;
    case BLOCK_WITH: call_exit_with_nones(body, block->saved, block->node); break;
    default: break;
    }
}

static bool leaving_needs_code(const Body *body, const Block *until)
{
    for (const Block *block = body->block; block != until; block = block->outer) {
        if (block->kind != BLOCK_LOOP && block->kind != BLOCK_TRY) {
            return true;
        }
    }
    return false;
}

/* Emits what runs on the way out of all blocks inside `until` (NULL: of the function). */
static void leave_blocks(Body *body, Block *until)
{
    if (!leaving_needs_code(body, until)) {
        return;
    }
    Block *innermost = body->block;
    for (Block *block = innermost; block != until; block = block->outer) {
        bool was_paused = block->paused;
        if (!was_paused) {
            pd_lang_block_pause(body, block);
        }
        block->paused = was_paused;
        body->block = block->outer;
        leave_block(body, block);
    }
    body->block = innermost;
}

/* After the jump: what follows belongs to the blocks again. */
static void reenter_blocks(Body *body, Block *until, bool left)
{
    for (Block *block = body->block; left && block != until; block = block->outer) {
        if (!block->paused) {
            pd_lang_block_resume(body, block);
        }
    }
}

static Block *find_loop(const Body *body)
{
    Block *block = body->block;
    while (block != NULL && block->kind != BLOCK_LOOP) {
        block = block->outer;
    }
    return block;
}

static void leave_loop(Body *body, const AstNode *node, Block *loop, bool is_break)
{
    uint64_t *bound = pd_lang_bound_copy(body);
    bool left = leaving_needs_code(body, loop);
    leave_blocks(body, loop);
    pd_lang_at(body, node);
    pd_lang_jump(body, is_break ? loop->break_label : loop->continue_label);
    reenter_blocks(body, loop, left);
    pd_lang_bound_set(body, bound);
}

/* The block's function returns which way it is left and the value of a return. */
static void leave_block_function(Body *body, const AstNode *node, BlockExit how, Reg value)
{
    uint64_t *bound = pd_lang_bound_copy(body);
    bool left = leaving_needs_code(body, NULL);
    Reg mark = body->top;
    Reg pair = pd_lang_temps(body, 2);
    pd_lang_at(body, node);
    (void)pd_lang_put_wide(body, OP_LOADI, pair, how);
    pd_lang_move(body, pair + 1, value);
    (void)pd_lang_put(body, OP_BUILD_TUPLE, pair, pair, 2);
    leave_blocks(body, NULL);
    pd_lang_at(body, node);
    (void)pd_lang_put(body, OP_RETURN, pair, 0, 0);
    reenter_blocks(body, NULL, left);
    pd_lang_bound_set(body, bound);
    body->block_exits |= 1u << how;
    body->top = mark;
}

/* break or continue of a loop around the block of a `with handle`. */
static bool leave_to_loop(Body *body, const AstNode *node, BlockExit how)
{
    const Body *outer = body;
    while (outer->scope->kind == SCOPE_BLOCK) {
        outer = outer->outer;
        if (find_loop(outer) != NULL) {
            Reg mark = body->top;
            Reg none = pd_lang_temp(body);
            pd_lang_load_singleton(body, none, SINGLETON_NONE);
            leave_block_function(body, node, how, none);
            body->top = mark;
            return true;
        }
    }
    return false;
}

void pd_lang_break(Body *body, const AstNode *node)
{
    Block *loop = find_loop(body);
    if (loop == NULL && leave_to_loop(body, node, BLOCK_EXIT_BREAK)) {
        return;
    }
    if (loop == NULL) {
        EMIT_REPORT(body, node, "'break' outside loop");
        return;
    }
    leave_loop(body, node, loop, true);
}

void pd_lang_continue(Body *body, const AstNode *node)
{
    Block *loop = find_loop(body);
    if (loop == NULL && leave_to_loop(body, node, BLOCK_EXIT_CONTINUE)) {
        return;
    }
    if (loop == NULL) {
        EMIT_REPORT(body, node, "'continue' not properly in loop");
        return;
    }
    leave_loop(body, node, loop, false);
}

void pd_lang_return(Body *body, const AstNode *node)
{
    const AstNode *value = node->as.value.value;
    if (!pd_lang_scope_is_function(pd_lang_scope_home(body->scope))) {
        EMIT_REPORT(body, node, "'return' outside function");
        return;
    }
    Reg mark = body->top;
    if (body->scope->kind == SCOPE_BLOCK) {
        Reg given = pd_lang_temp(body);
        if (value == NULL) {
            pd_lang_load_singleton(body, given, SINGLETON_NONE);
        } else {
            (void)pd_lang_expr(body, value, given);
        }
        leave_block_function(body, node, BLOCK_EXIT_RETURN, given);
        body->top = mark;
        return;
    }
    bool left = leaving_needs_code(body, NULL);
    Const constant = {.kind = CONST_NONE};
    bool is_constant = value == NULL || pd_lang_fold(body, value, &constant);
    Reg reg = REG_ANY;
    if (!is_constant) {
        reg = pd_lang_expr(body, value, REG_ANY);
        if (left && pd_lang_is_local(body, reg)) {
            Reg copy = pd_lang_temp(body);
            pd_lang_move(body, copy, reg);
            reg = copy;
        }
    }
    uint64_t *bound = pd_lang_bound_copy(body);
    leave_blocks(body, NULL);
    pd_lang_at(body, node);
    if (is_constant) {
        reg = pd_lang_temp(body);
        pd_lang_load_const(body, &constant, reg);
    }
    (void)pd_lang_put(body, OP_RETURN, reg, 0, 0);
    reenter_blocks(body, NULL, left);
    pd_lang_bound_set(body, bound);
    body->top = mark;
}

/* The same for a value that is in a temporary. */
static void return_register(Body *body, const AstNode *node, Reg value)
{
    if (body->scope->kind == SCOPE_BLOCK) {
        leave_block_function(body, node, BLOCK_EXIT_RETURN, value);
        return;
    }
    uint64_t *bound = pd_lang_bound_copy(body);
    bool left = leaving_needs_code(body, NULL);
    leave_blocks(body, NULL);
    pd_lang_at(body, node);
    (void)pd_lang_put(body, OP_RETURN, value, 0, 0);
    reenter_blocks(body, NULL, left);
    pd_lang_bound_set(body, bound);
}

/* ── except ── */

typedef struct TryState {
    Reg exception;
    Reg saved;
    uint64_t *bound; /* where an exception may come from */
    Label *end;
    Label *tail; /* restore what was handled before and go on raising */
    Block handled;
} TryState;

/* The last clause's cleanup falls into the tail. */
static void emit_named_handler(Body *body, const AstNode *handler, TryState *state, bool last)
{
    const AstName *name = handler->as.except_handler.name;
    Block named = {.kind = BLOCK_HANDLER_NAME, .node = handler, .exception = state->exception};
    if (pd_lang_name_is(name, "__debug__")) {
        EMIT_REPORT(body, handler, "cannot assign to __debug__");
    }
    pd_lang_at(body, handler);
    pd_lang_store_variable(body, name, state->exception);
    uint64_t *bound = pd_lang_bound_for_handler(body);
    pd_lang_block_push(body, &named);
    pd_lang_statements(body, handler->as.except_handler.body);
    pd_lang_block_pop(body, &named);
    pd_lang_at(body, handler);
    pd_lang_block_pause(body, &state->handled);
    pop_handled(body, state->saved);
    pd_lang_unbind_variable(body, name);
    pd_lang_jump(body, state->end);
    if (pd_lang_place_handler(body, &named, bound)) {
        pd_lang_unbind_variable(body, name);
        if (!last) {
            pd_lang_jump(body, state->tail);
        }
    }
}

static void emit_handler(Body *body, const AstNode *handler, TryState *state, Label *next,
                         bool last)
{
    Reg mark = body->top;
    const AstNode *type = handler->as.except_handler.type;
    if (type != NULL) {
        Reg match = pd_lang_temp(body);
        Reg class = pd_lang_expr(body, type, REG_ANY);
        pd_lang_at(body, handler);
        (void)pd_lang_put(body, OP_EXC_MATCH, match, state->exception, class);
        pd_lang_branch(body, match, false, next);
        body->top = mark;
    }
    if (handler->as.except_handler.name != NULL) {
        emit_named_handler(body, handler, state, last);
    } else {
        pd_lang_statements(body, handler->as.except_handler.body);
        pd_lang_at(body, handler);
        pd_lang_block_pause(body, &state->handled);
        pop_handled(body, state->saved);
        pd_lang_jump(body, state->end);
    }
    body->top = mark;
}

static void emit_handlers(Body *body, const AstNode *node, TryState *state)
{
    AstList handlers = node->as.try_.handlers;
    Label tail = {0};
    state->tail = &tail;
    state->handled =
        (Block){.kind = BLOCK_HANDLED, .exception = state->exception, .saved = state->saved};
    (void)pd_lang_put(body, OP_PUSH_HANDLED, state->saved, state->exception, 0);
    pd_lang_block_push(body, &state->handled);
    Label next = {0};
    for (uint32_t i = 0; i < handlers.count; i++) {
        const AstNode *handler = handlers.items[i];
        if (handler->as.except_handler.type == NULL && i + 1 < handlers.count) {
            EMIT_REPORT(body, handler, "default 'except:' must be last");
        }
        if (i > 0) {
            pd_lang_bind(body, &next);
            pd_lang_block_resume(body, &state->handled);
        }
        next = (Label){0};
        emit_handler(body, handler, state, &next, i + 1 == handlers.count);
    }
    pd_lang_bind(body, &next);
    pd_lang_block_pop(body, &state->handled);
    pd_lang_bind(body, &tail);
    (void)pd_lang_place_handler(body, &state->handled, state->bound);
    reraise(body, state->saved, state->exception);
}

static void emit_try_except(Body *body, const AstNode *node)
{
    Label end = {0};
    Reg mark = body->top;
    TryState state = {.end = &end};
    state.exception = pd_lang_temp(body);
    state.saved = pd_lang_temp(body);
    state.bound = pd_lang_bound_for_handler(body);
    Block block = {.kind = BLOCK_TRY, .exception = state.exception};
    pd_lang_block_push(body, &block);
    pd_lang_statements(body, node->as.try_.body);
    pd_lang_block_pop(body, &block);
    pd_lang_statements(body, node->as.try_.orelse);
    pd_lang_jump(body, &end);
    pd_lang_at(body, node);
    (void)pd_lang_place_handler(body, &block, state.bound);
    emit_handlers(body, node, &state);
    pd_lang_bind(body, &end);
    body->top = mark;
}

/* ── finally ── */

static void emit_try_finally(Body *body, const AstNode *node)
{
    Label end = {0};
    Reg mark = body->top;
    Reg exception = pd_lang_temp(body);
    Reg saved = pd_lang_temp(body);
    uint64_t *bound = pd_lang_bound_for_handler(body);
    Block block = {.kind = BLOCK_FINALLY, .node = node, .exception = exception};
    pd_lang_block_push(body, &block);
    if (node->as.try_.handlers.count > 0) {
        emit_try_except(body, node);
    } else {
        pd_lang_statements(body, node->as.try_.body);
        pd_lang_statements(body, node->as.try_.orelse);
    }
    pd_lang_block_pop(body, &block);
    emit_finally(body, &block);
    pd_lang_jump(body, &end);
    if (pd_lang_place_handler(body, &block, bound)) {
        Block handled = {.kind = BLOCK_HANDLED, .exception = exception, .saved = saved};
        (void)pd_lang_put(body, OP_PUSH_HANDLED, saved, exception, 0);
        pd_lang_block_push(body, &handled);
        emit_finally(body, &block);
        pd_lang_block_pop(body, &handled);
        (void)pd_lang_place_handler(body, &handled, bound);
        reraise(body, saved, exception);
    }
    pd_lang_bind(body, &end);
    body->top = mark;
}

void pd_lang_try(Body *body, const AstNode *node)
{
    if (node->as.try_.finalbody.count > 0) {
        emit_try_finally(body, node);
    } else {
        emit_try_except(body, node);
    }
}

/* ── with ── */

typedef struct WithState {
    Block block;
    uint64_t *bound;
    Reg exception;
    Reg saved;
    Reg mark;
} WithState;

static void enter_with(Body *body, const AstNode *node, const AstNode *item, WithState *state)
{
    const AstNode *target = item->as.with_item.optional_vars;
    state->mark = body->top;
    state->exception = pd_lang_temp(body);
    state->saved = pd_lang_temp(body);
    Reg exit = pd_lang_temp(body);
    Reg mark = body->top;
    Reg local = REG_ANY;
    if (target != NULL && target->kind == AST_NAME) {
        local = pd_lang_local_of(body, target->as.name.id);
    }
    Reg context = pd_lang_expr(body, item->as.with_item.context_expr, REG_ANY);
    body->top = mark;
    Reg entered = pd_lang_result(body, local);
    pd_lang_at(body, node);
    if (node->kind == AST_ASYNC_WITH) {
        Reg value = pd_lang_scratch(body, entered);
        (void)pd_lang_put(body, OP_ASYNC_ENTER, exit, context, value);
        pd_lang_await_value(body, AWAIT_AENTER, value);
        (void)pd_lang_settle(body, value, entered);
    } else {
        (void)pd_lang_put(body, OP_WITH_ENTER, exit, context, entered);
    }
    state->bound = pd_lang_bound_for_handler(body);
    state->block =
        (Block){.kind = BLOCK_WITH, .node = node, .exception = state->exception, .saved = exit};
    pd_lang_block_push(body, &state->block);
    if (target != NULL) {
        pd_lang_store(body, target, entered);
    }
    body->top = mark;
}

/* Goes the way that the block was left by: `answer` is None at its end, else a tuple. */
static void follow_exits(Body *body, const AstNode *node, uint32_t exits, Reg answer)
{
    Label end = {0};
    if (exits == 0) {
        return;
    }
    Reg pair = pd_lang_temps(body, 2);
    pd_lang_branch_extended(body, OP_JNONE, (const uint32_t[3]){answer, 0, 1}, &end);
    (void)pd_lang_put(body, OP_UNPACK, pair, answer, 2);
    for (uint32_t how = BLOCK_EXIT_BREAK; how <= BLOCK_EXIT_RETURN; how++) {
        Label next = {0};
        if ((exits >> how & 1) == 0) {
            continue;
        }
        pd_lang_branch_extended(body, OP_JEQI, (const uint32_t[3]){pair, how, 0}, &next);
        if (how == BLOCK_EXIT_BREAK) {
            pd_lang_break(body, node);
        } else if (how == BLOCK_EXIT_CONTINUE) {
            pd_lang_continue(body, node);
        } else {
            return_register(body, node, pair + 1);
        }
        pd_lang_bind(body, &next);
    }
    pd_lang_bind(body, &end);
}

static void emit_items(Body *body, const AstNode *node, uint32_t first);

/* The function of the block that the item begins. */
static uint32_t emit_block_function(Body *outer, const AstNode *node, uint32_t index,
                                    uint32_t *exits)
{
    Body body;
    const AstNode *item = node->as.with.items.items[index];
    const AstNode *target = item->as.with_item.optional_vars;
    if (!pd_lang_body_begin(&body, outer->unit, outer,
                            outer->unit->scopes->by_serial[item->serial])) {
        return 0;
    }
    if (target != NULL) {
        pd_lang_store(&body, target, 0);
    }
    emit_items(&body, node, index + 1);
    Reg none = pd_lang_temp(&body);
    pd_lang_load_singleton(&body, none, SINGLETON_NONE);
    (void)pd_lang_put(&body, OP_RETURN, none, 0, 0);
    *exits = body.block_exits;
    return pd_lang_body_end(&body, 0);
}

/* with handle(...): the library runs the rest of the statement, as a function, under the prompt. */
static void emit_handle(Body *body, const AstNode *node, uint32_t index)
{
    const AstNode *item = node->as.with.items.items[index];
    const Scope *scope = body->unit->scopes->by_serial[item->serial];
    uint32_t exits = 0;
    Reg mark = body->top;
    Reg base = pd_lang_temps(body, FRAME_HEADER_SLOTS + 2);
    (void)pd_lang_expr(body, item->as.with_item.context_expr, base + FRAME_HEADER_SLOTS);
    uint32_t function = emit_block_function(body, node, index, &exits);
    pd_lang_at(body, node);
    pd_lang_make_plain(body, scope, function, base + FRAME_HEADER_SLOTS + 1);
    (void)pd_lang_put(body, OP_LOAD_RUN_BLOCK, base, 0, 0);
    (void)pd_lang_put(body, OP_CALL, base, 2, base);
    body->top = base + 1;
    follow_exits(body, node, exits, base);
    body->top = mark;
}

static void leave_with(Body *body, const AstNode *node, WithState *state)
{
    Label end = {0};
    Label suppressed = {0};
    Reg exit = state->block.saved;
    pd_lang_block_pop(body, &state->block);
    call_exit_with_nones(body, exit, node);
    pd_lang_jump(body, &end);
    pd_lang_at(body, node);
    if (pd_lang_place_handler(body, &state->block, state->bound)) {
        Block handled = {
            .kind = BLOCK_HANDLED, .exception = state->exception, .saved = state->saved};
        (void)pd_lang_put(body, OP_PUSH_HANDLED, state->saved, state->exception, 0);
        pd_lang_block_push(body, &handled);
        Reg base = pd_lang_temps(body, FRAME_HEADER_SLOTS + 3);
        pd_lang_move(body, base, exit);
        (void)pd_lang_put(body, OP_EXC_INFO, base + FRAME_HEADER_SLOTS, state->exception, 0);
        (void)pd_lang_put(body, OP_CALL, base, 3, base);
        if (node->kind == AST_ASYNC_WITH) {
            pd_lang_await_value(body, AWAIT_AEXIT, base);
        }
        pd_lang_branch(body, base, true, &suppressed);
        pd_lang_block_pop(body, &handled);
        (void)pd_lang_place_handler(body, &handled, state->bound);
        reraise(body, state->saved, state->exception);
        pd_lang_bind(body, &suppressed);
        pop_handled(body, state->saved);
    }
    pd_lang_bind(body, &end);
    body->top = state->mark;
}

/* The items from that one on, and the body. */
static void emit_items(Body *body, const AstNode *node, uint32_t first)
{
    AstList items = node->as.with.items;
    WithState *states = pd_lang_alloc(body->compilation, items.count + 1, sizeof *states);
    uint32_t end = first;
    if (states == NULL) {
        return;
    }
    while (end < items.count && body->unit->scopes->by_serial[items.items[end]->serial] == NULL) {
        enter_with(body, node, items.items[end], &states[end]);
        end++;
    }
    if (end < items.count) {
        emit_handle(body, node, end);
    } else {
        pd_lang_statements(body, node->as.with.body);
    }
    for (uint32_t i = end; i > first; i--) {
        leave_with(body, node, &states[i - 1]);
    }
}

void pd_lang_with(Body *body, const AstNode *node)
{
    emit_items(body, node, 0);
}
