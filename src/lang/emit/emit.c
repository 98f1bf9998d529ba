/*
 * The emitter's core: instructions, positions, labels, loops, registers, and which locals are
 * bound.
 *
 * Bound locals are tracked along the flow: a set follows the code being emitted, is remembered at
 * each jump and intersected where jumps meet. Before a loop and at a handler every local that
 * something in the function unbinds counts as unbound. Too large a function is told once; after
 * that nothing more is emitted for it.
 */
#include "lang/emit/emit_in.h"

#include <string.h>

/* ── positions ── */

void pd_lang_at_attribute(Body *body, const AstNode *node, const AstNode *attribute)
{
    SourceSpan span = pd_lang_node_span(node);
    if (node->line != attribute->end_line) {
        uint32_t length = attribute->as.attribute.attr->length_bytes;
        span.line = attribute->end_line;
        span.column_bytes =
            attribute->end_column_bytes >= length ? attribute->end_column_bytes - length : 0;
    }
    pd_lang_at_span(body, span);
}

/* Bytes before an offset that continue a code point. */
static uint32_t continuations_before(const Unit *unit, size_t offset)
{
    Bytes source = unit->compilation->module->source;
    uint32_t count = unit->continuations[offset / 64];
    for (size_t i = offset / 64 * 64; i < offset; i++) {
        count += (source.data[i] & 0xc0) == 0x80;
    }
    return count;
}

/* Columns count code points; the tree counts bytes. */
static uint32_t column_of(const Unit *unit, uint32_t line, uint32_t column_bytes)
{
    size_t start = line > 0 && line <= unit->line_count ? unit->line_starts[line - 1] : SIZE_MAX;
    if (start > unit->compilation->module->source.size ||
        column_bytes > unit->compilation->module->source.size - start) {
        return column_bytes;
    }
    return column_bytes -
           (continuations_before(unit, start + column_bytes) - continuations_before(unit, start));
}

static bool is_space(uint8_t byte)
{
    return byte == ' ' || byte == '\t' || byte == '\f';
}

/* What tracebacks mark inside of the span: an operator, or the brackets of a subscript. As CPython
 * 3.11 has it, an operator is the first one or two characters behind the left operand, even when
 * that is a parenthesis. */
static void find_anchor(const Unit *unit, const AstNode *node, PositionRow *row)
{
    if (node == NULL || node->line != node->end_line || node->line > unit->line_count) {
        return;
    }
    uint32_t start;
    uint32_t end;
    if (node->kind == AST_SUBSCRIPT) {
        start = node->as.subscript.value->end_column_bytes;
        end = node->as.subscript.slice->end_column_bytes + 1;
    } else {
        Bytes line = pd_bytes_slice(unit->compilation->module->source,
                                    unit->line_starts[node->line - 1], node->end_column_bytes);
        uint32_t right = node->as.bin_op.right->column_bytes;
        start = node->as.bin_op.left->end_column_bytes;
        while (start < right && start < line.size && is_space(line.data[start])) {
            start++;
        }
        if (start >= right || right > line.size) {
            return;
        }
        end = start + 1;
        end += end < right && !is_space(line.data[end]);
    }
    uint32_t anchor = column_of(unit, node->line, start);
    uint32_t anchor_end = column_of(unit, node->line, end);
    if (row->column <= anchor && anchor < anchor_end) {
        row->anchor = anchor;
        row->anchor_end = anchor_end;
    }
}

static bool spans_equal(SourceSpan a, SourceSpan b)
{
    return a.line == b.line && a.column_bytes == b.column_bytes && a.end_line == b.end_line &&
           a.end_column_bytes == b.end_column_bytes;
}

static void add_position(Body *body)
{
    if (body->position_count > 0 && spans_equal(body->span, body->last_span) &&
        body->anchored == body->last_anchored) {
        return;
    }
    if (body->position_count > 0 &&
        body->positions[body->position_count - 1].pc == body->instr_count) {
        body->position_count--;
    }
    PositionRow *rows = pd_lang_grow(body->compilation, body->positions, body->position_count,
                                     &body->position_capacity, sizeof *rows);
    if (rows == NULL) {
        return;
    }
    body->positions = rows;
    SourceSpan span = body->span;
    PositionRow *row = &rows[body->position_count++];
    *row = (PositionRow){
        .pc = body->instr_count,
        .line = span.line,
        .end_line = span.end_line,
        .column = column_of(body->unit, span.line, span.column_bytes),
        .end_column = column_of(body->unit, span.end_line, span.end_column_bytes),
    };
    find_anchor(body->unit, body->anchored, row);
    body->last_span = span;
    body->last_anchored = body->anchored;
}

/* ── instructions ── */

void pd_lang_fail_large(Body *body)
{
    if (!body->too_large) {
        body->too_large = true;
        pd_lang_report(body->compilation, STATUS_LIMIT, body->span,
                       "the code of one function is too large");
    }
    body->reachable = false;
}

static void put_word(Body *body, Instr word)
{
    Instr *instrs = pd_lang_grow(body->compilation, body->instrs, body->instr_count,
                                 &body->instr_capacity, sizeof *instrs);
    if (instrs == NULL) {
        body->reachable = false;
        return;
    }
    body->instrs = instrs;
    instrs[body->instr_count++] = word;
}

static uint32_t put_instr(Body *body, Op op, Instr word)
{
    uint32_t pc = body->instr_count;
    if (!body->reachable) {
        return pc;
    }
    const OpInfo *info = &pd_op_info[op];
    if (pc + info->words > FUNCTION_WORDS_MAX) {
        pd_lang_fail_large(body);
        return pc;
    }
    add_position(body);
    put_word(body, word);
    for (unsigned i = 1; i < info->words && body->reachable; i++) {
        put_word(body, (Instr){.word = 0});
    }
    body->fuel++;
    if (info->flow == FLOW_JUMP || info->flow == FLOW_STOP) {
        body->reachable = false;
    }
    return pc;
}

uint32_t pd_lang_put(Body *body, Op op, uint32_t a, uint32_t b, uint32_t c)
{
    if (body->reachable && (a > UINT16_MAX || b > UINT16_MAX || c > UINT16_MAX)) {
        pd_lang_fail_large(body);
    }
    Instr word = {.word = 0};
    word.op = (uint16_t)op;
    word.a = (uint16_t)a;
    word.b = (uint16_t)b;
    word.c = (uint16_t)c;
    return put_instr(body, op, word);
}

uint32_t pd_lang_put_wide(Body *body, Op op, uint32_t a, uint32_t bc)
{
    return pd_lang_put(body, op, a, bc & UINT16_MAX, bc >> 16);
}

uint32_t pd_lang_put_extended(Body *body, Op op, const uint32_t operands[3], uint32_t x, uint32_t y)
{
    uint32_t pc = pd_lang_put(body, op, operands[0], operands[1], operands[2]);
    if (pc + 1 < body->instr_count) {
        body->instrs[pc + 1].x = x;
        body->instrs[pc + 1].y = y;
    }
    return pc;
}

void pd_lang_move(Body *body, Reg to, Reg from)
{
    if (to != from) {
        (void)pd_lang_put(body, OP_MOVE, to, from, 0);
    }
}

void pd_lang_load_singleton(Body *body, Reg to, Singleton singleton)
{
    (void)pd_lang_put(body, OP_LOADS, to, singleton, 0);
}

/* ── which locals are bound ── */

bool pd_lang_is_bound(const Body *body, Reg local)
{
    return (body->bound[local / 64] >> (local % 64) & 1) != 0;
}

void pd_lang_set_bound(Body *body, Reg local, bool bound)
{
    uint64_t bit = UINT64_C(1) << (local % 64);
    if (bound) {
        body->bound[local / 64] |= bit;
    } else {
        body->bound[local / 64] &= ~bit;
    }
}

uint64_t *pd_lang_bound_copy(Body *body)
{
    uint64_t *copy = pd_lang_alloc(body->compilation, body->bound_words, sizeof *copy);
    if (copy != NULL) {
        memcpy(copy, body->bound, body->bound_words * sizeof *copy);
    }
    return copy;
}

void pd_lang_bound_set(Body *body, const uint64_t *bound)
{
    if (bound == NULL) {
        memset(body->bound, 0, body->bound_words * sizeof *bound);
        return;
    }
    memcpy(body->bound, bound, body->bound_words * sizeof *bound);
}

static void bound_intersect(uint64_t *into, const uint64_t *with, uint32_t words)
{
    for (uint32_t i = 0; i < words; i++) {
        into[i] &= with[i];
    }
}

static void forget_deletable(Body *body)
{
    for (uint32_t i = 0; i < body->bound_words; i++) {
        body->bound[i] &= ~body->deletable[i];
    }
}

/* ── labels ── */

void pd_lang_label_enter(Body *body, Label *label, const uint64_t *bound)
{
    if (label->bound != NULL) {
        bound_intersect(label->bound, bound, body->bound_words);
        return;
    }
    label->bound = pd_lang_alloc(body->compilation, body->bound_words, sizeof *bound);
    if (label->bound != NULL) {
        memcpy(label->bound, bound, body->bound_words * sizeof *bound);
    }
}

static void add_patch(Body *body, Label *label, uint32_t pc)
{
    Patch *patch = pd_lang_alloc(body->compilation, 1, sizeof *patch);
    if (patch == NULL) {
        return;
    }
    *patch = (Patch){pc, label->patches};
    label->patches = patch;
    pd_lang_label_enter(body, label, body->bound);
}

void pd_lang_jump(Body *body, Label *label)
{
    if (body->reachable) {
        uint32_t pc = pd_lang_put_wide(body, OP_JUMP, 0, 0);
        add_patch(body, label, pc);
    }
}

void pd_lang_branch(Body *body, Reg reg, bool if_true, Label *label)
{
    if (body->reachable) {
        uint32_t pc = pd_lang_put_wide(body, if_true ? OP_JUMP_IF : OP_JUMP_IFNOT, reg, 0);
        add_patch(body, label, pc);
    }
}

void pd_lang_branch_extended(Body *body, Op op, const uint32_t operands[3], Label *label)
{
    if (body->reachable) {
        uint32_t pc = pd_lang_put_extended(body, op, operands, 0, 0);
        add_patch(body, label, pc);
    }
}

static void set_displacement(Body *body, uint32_t pc, uint32_t target)
{
    if (pc >= body->instr_count) {
        return;
    }
    Instr *instr = &body->instrs[pc];
    unsigned words = pd_op_info[instr->op].words;
    uint32_t displacement = target - (pc + words);
    if (words == 1) {
        instr->b = (uint16_t)(displacement & UINT16_MAX);
        instr->c = (uint16_t)(displacement >> 16);
    } else if (pc + 1 < body->instr_count) {
        instr[1].x = displacement;
    }
}

uint32_t pd_lang_here(Body *body)
{
    body->fixed_pc = body->instr_count;
    return body->instr_count;
}

/* A jump to the very next instruction is taken back. */
static void drop_useless_jump(Body *body, Label *label)
{
    const Patch *patch = label->patches;
    if (patch == NULL || body->reachable || body->instr_count == 0 ||
        patch->pc != body->instr_count - 1 || body->fixed_pc > patch->pc ||
        body->instrs[patch->pc].op != OP_JUMP) {
        return;
    }
    body->instr_count--;
    body->fuel--;
    label->patches = patch->next;
}

void pd_lang_bind(Body *body, Label *label)
{
    drop_useless_jump(body, label);
    for (const Patch *patch = label->patches; patch != NULL; patch = patch->next) {
        set_displacement(body, patch->pc, body->instr_count);
    }
    if (label->patches != NULL) {
        (void)pd_lang_here(body);
    }
    label->patches = NULL;
    if (label->bound == NULL) {
        return;
    }
    if (body->reachable) {
        bound_intersect(body->bound, label->bound, body->bound_words);
    } else {
        pd_lang_bound_set(body, label->bound);
    }
    body->reachable = !body->too_large && !body->compilation->out_of_memory;
    label->bound = NULL;
}

/* ── loops ── */

LoopStart pd_lang_loop_start(Body *body)
{
    forget_deletable(body);
    LoopStart loop = {.pc = pd_lang_here(body), .outer_fuel = body->fuel};
    body->fuel = 0;
    return loop;
}

void pd_lang_loop_end(Body *body, LoopStart *loop)
{
    body->fuel += loop->outer_fuel;
}

void pd_lang_jump_back(Body *body, LoopStart *loop)
{
    if (!body->reachable) {
        pd_lang_loop_end(body, loop);
        return;
    }
    uint32_t fuel = body->fuel + 1;
    uint32_t displacement = loop->pc - (body->instr_count + pd_op_info[OP_JUMP_BACK].words);
    (void)pd_lang_put_wide(body, OP_JUMP_BACK, fuel < UINT16_MAX ? fuel : UINT16_MAX, displacement);
    body->fuel = loop->outer_fuel;
}

void pd_lang_for_iter(Body *body, LoopStart *loop, Reg place, Reg target)
{
    uint32_t displacement = loop->pc - (body->instr_count + pd_op_info[OP_FOR_ITER].words);
    (void)pd_lang_put_extended(body, OP_FOR_ITER, (uint32_t[]){place, target, 0}, displacement,
                               body->fuel + 1);
    body->fuel = loop->outer_fuel;
}

/* ── temporaries ── */

Reg pd_lang_temps(Body *body, uint32_t count)
{
    Reg first = body->top;
    if (count > UINT16_MAX || first + count > UINT16_MAX) {
        pd_lang_fail_large(body);
        return first;
    }
    body->top = first + count;
    if (body->top > body->top_max) {
        body->top_max = body->top;
    }
    return first;
}

Reg pd_lang_temp(Body *body)
{
    return pd_lang_temps(body, 1);
}

Reg pd_lang_scratch(Body *body, Reg want)
{
    return want == REG_ANY || pd_lang_is_local(body, want) ? pd_lang_temp(body) : want;
}

Reg pd_lang_settle(Body *body, Reg scratch, Reg want)
{
    if (want == REG_ANY) {
        return scratch;
    }
    pd_lang_move(body, want, scratch);
    return want;
}

/* ── functions ── */

static uint32_t name_of_scope(Unit *unit, const Scope *scope, Bytes *text)
{
    static const char *const names[] = {"<module>",   "",          "",           "<lambda>", "",
                                        "<listcomp>", "<setcomp>", "<dictcomp>", "<genexpr>"};
    scope = pd_lang_scope_home(scope);
    if (scope->kind == SCOPE_CLASS) {
        *text = pd_lang_name_bytes(scope->node->as.class_def.name);
    } else if (scope->kind == SCOPE_FUNCTION) {
        *text = pd_lang_name_bytes(scope->node->as.function.name);
    } else {
        *text = pd_bytes_of_cstr(names[scope->kind]);
    }
    return pd_lang_pool_string(unit, *text);
}

/* As CPython: outer.<locals>.name, outer class.name, or the name alone when it is global. */
static Bytes make_qualname(Body *body, Bytes name)
{
    const Body *outer = body->outer;
    if (outer != NULL && body->scope->kind == SCOPE_BLOCK) {
        return outer->qualname;
    }
    const Scope *home = outer == NULL ? NULL : pd_lang_scope_home(outer->scope);
    if (home == NULL || home->kind == SCOPE_MODULE) {
        return name;
    }
    if (body->scope->kind == SCOPE_FUNCTION || body->scope->kind == SCOPE_CLASS) {
        const AstName *own = pd_lang_name(body->compilation, name);
        const AstName *mangled =
            own != NULL ? pd_lang_mangle(body->compilation, home->private_class, own) : NULL;
        const Symbol *symbol = mangled != NULL ? pd_lang_symbol(home, mangled) : NULL;
        if (symbol != NULL && symbol->access == ACCESS_GLOBAL) {
            return name;
        }
    }
    static const char locals[] = ".<locals>.";
    bool in_function = home->kind == SCOPE_FUNCTION || home->kind == SCOPE_LAMBDA;
    const char *link = in_function ? locals : ".";
    size_t link_size = strlen(link);
    size_t size = outer->qualname.size + link_size + name.size;
    uint8_t *text = size < UINT16_MAX ? pd_lang_alloc(body->compilation, size + 1, 1) : NULL;
    if (text == NULL) {
        return name;
    }
    if (outer->qualname.size > 0) {
        memcpy(text, outer->qualname.data, outer->qualname.size);
    }
    memcpy(text + outer->qualname.size, link, link_size);
    memcpy(text + outer->qualname.size + link_size, name.data, name.size);
    return pd_bytes(text, size);
}

static uint32_t first_line_of(const Scope *scope)
{
    if (scope->node == NULL) {
        return 1;
    }
    uint32_t line = scope->node->line;
    AstList decorators = {0};
    if (scope->kind == SCOPE_FUNCTION) {
        decorators = scope->node->as.function.decorator_list;
    } else if (scope->kind == SCOPE_CLASS) {
        decorators = scope->node->as.class_def.decorator_list;
    }
    return decorators.count > 0 ? decorators.items[0]->line : line;
}

static uint32_t count_locals(const Scope *scope)
{
    if (scope->kind == SCOPE_CLASS) {
        return scope->needs_class_cell ? 2 : 1;
    }
    return scope->local_count;
}

static void begin_locals(Body *body)
{
    const Scope *scope = body->scope;
    if (scope->kind == SCOPE_CLASS) {
        pd_lang_set_bound(body, 0, true);
        if (scope->needs_class_cell) {
            pd_lang_load_singleton(body, 1, SINGLETON_UNBOUND);
            (void)pd_lang_put(body, OP_MAKE_CELL, 1, 0, 0);
        }
        return;
    }
    for (uint32_t i = 0; i < scope->local_count; i++) {
        const Symbol *symbol = scope->locals[i];
        bool is_param = (symbol->flags & SYMBOL_PARAM) != 0;
        pd_lang_set_bound(body, i, is_param);
        if ((symbol->flags & SYMBOL_DELETED) != 0) {
            body->deletable[i / 64] |= UINT64_C(1) << (i % 64);
        }
        if (symbol->access == ACCESS_CELL) {
            if (!is_param) {
                pd_lang_load_singleton(body, i, SINGLETON_UNBOUND);
            }
            (void)pd_lang_put(body, OP_MAKE_CELL, i, 0, 0);
        }
    }
}

bool pd_lang_body_begin(Body *body, Unit *unit, Body *outer, const Scope *scope)
{
    *body = (Body){.unit = unit, .compilation = unit->compilation, .outer = outer, .scope = scope};
    Function *functions = pd_lang_grow(unit->compilation, unit->functions, unit->function_count,
                                       &unit->function_capacity, sizeof *functions);
    if (functions == NULL) {
        return false;
    }
    unit->functions = functions;
    body->index = unit->function_count++;
    body->local_count = count_locals(scope);
    if (body->local_count > UINT16_MAX - FRAME_HEADER_SLOTS || scope->free_count > UINT16_MAX ||
        body->index > UINT16_MAX) {
        pd_lang_fail_large(body);
        body->local_count = 1;
    }
    body->top = body->top_max = body->local_count;
    body->bound_words = body->local_count / 64 + 1;
    body->bound = pd_lang_alloc(unit->compilation, body->bound_words, sizeof(uint64_t));
    body->deletable = pd_lang_alloc(unit->compilation, body->bound_words, sizeof(uint64_t));
    if (body->bound == NULL || body->deletable == NULL) {
        return false;
    }
    Bytes name;
    (void)name_of_scope(unit, scope, &name);
    body->qualname = make_qualname(body, name);
    body->first_line = first_line_of(scope);
    body->span = (SourceSpan){.line = body->first_line, .end_line = body->first_line};
    body->reachable = !body->too_large;
    begin_locals(body);
    return !unit->compilation->out_of_memory;
}

static void set_parameters(Function *function, const Scope *scope)
{
    if (scope->kind == SCOPE_CLASS || scope->kind >= SCOPE_BLOCK) {
        function->param_count = 1;
        return;
    }
    if (!pd_lang_scope_is_function(scope)) {
        return;
    }
    const AstArguments *args =
        scope->kind == SCOPE_LAMBDA ? scope->node->as.lambda.args : scope->node->as.function.args;
    function->posonly_count = (uint16_t)args->posonlyargs.count;
    function->param_count = (uint16_t)(args->posonlyargs.count + args->args.count);
    function->kwonly_count = (uint16_t)args->kwonlyargs.count;
    function->flags |= args->vararg != NULL ? FUNCTION_VARARGS : 0u;
    function->flags |= args->kwarg != NULL ? FUNCTION_VARKEYWORDS : 0u;
}

static void set_names(Body *body, Function *function)
{
    const Scope *scope = body->scope;
    uint32_t count = body->local_count + scope->free_count;
    uint32_t *names = pd_lang_alloc(body->compilation, (size_t)count + 1, sizeof *names);
    if (names == NULL || body->too_large) {
        return;
    }
    if (scope->kind == SCOPE_CLASS) {
        static const char *const locals[] = {".namespace", "__class__"};
        for (uint32_t i = 0; i < body->local_count; i++) {
            names[i] = pd_lang_pool_string(body->unit, pd_bytes_of_cstr(locals[i]));
        }
    } else {
        for (uint32_t i = 0; i < body->local_count; i++) {
            names[i] = pd_lang_pool_string(body->unit, pd_lang_name_bytes(scope->locals[i]->name));
        }
    }
    for (uint32_t i = 0; i < scope->free_count; i++) {
        names[body->local_count + i] =
            pd_lang_pool_string(body->unit, pd_lang_name_bytes(scope->frees[i]->name));
    }
    function->names = names;
    function->local_count = (uint16_t)body->local_count;
    function->free_count = (uint16_t)scope->free_count;
}

uint32_t pd_lang_body_end(Body *body, uint32_t doc)
{
    Unit *unit = body->unit;
    Bytes name;
    Function function = {
        .name = name_of_scope(unit, body->scope, &name),
        .qualname = pd_lang_pool_string(unit, body->qualname),
        .flags = body->flags,
        .first_line = body->first_line,
        .fuel = body->fuel > 0 ? body->fuel : 1,
        .register_count = (uint16_t)body->top_max,
        .instr_count = body->instr_count,
        .const_count = body->const_count,
        .handler_count = body->handler_count,
        .position_count = body->position_count,
        .instrs = body->instrs,
        .consts = body->consts,
        .handlers = body->handlers,
        .positions = body->positions,
        .doc = doc,
    };
    set_parameters(&function, body->scope);
    set_names(body, &function);
    if (body->scope->is_generator) {
        function.flags |= FUNCTION_GENERATOR;
    }
    if (pd_lang_scope_is_async(body->scope)) {
        function.flags |= FUNCTION_COROUTINE;
    }
    if (body->scope->kind == SCOPE_CLASS) {
        function.flags |= FUNCTION_CLASS_BODY;
    } else if (body->scope->kind == SCOPE_MODULE) {
        function.flags |= FUNCTION_MODULE;
    }
    if (body->scope->free_count > 0) {
        function.flags |= FUNCTION_NESTED;
    }
    if (unit->compilation->options->hidden) {
        function.flags |= FUNCTION_HIDDEN;
    }
    const uint32_t kept = FUNCTION_GENERATOR | FUNCTION_COROUTINE | FUNCTION_KEEP_LOCALS;
    bool clause = (function.flags & FUNCTION_CONTROL) != 0 && (function.flags & kept) == 0;
    if (clause && !body->too_large &&
        pd_code_runs_in_place(&function, pd_lang_pool_string(unit, pd_bytes_of_cstr("send")))) {
        pd_code_abandon_at_returns(&function, body->instrs);
        function.flags |= FUNCTION_RESUMES;
    }
    unit->functions[body->index] = function;
    return body->index;
}
