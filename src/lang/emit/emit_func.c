/*
 * The emitter: function definitions, lambdas, comprehensions.
 *
 * MAKE_FUNCTION takes a window of four: defaults, keyword defaults, annotations, closure; UNBOUND
 * for none. A comprehension is a nested function that is called at once with its first iterator.
 */
#include "lang/emit/emit_in.h"

/* ── making function objects ── */

void pd_lang_make_closure(Body *body, const Scope *scope, Reg slot)
{
    if (scope->free_count == 0) {
        pd_lang_load_singleton(body, slot, SINGLETON_UNBOUND);
        return;
    }
    Reg mark = body->top;
    Reg first = pd_lang_temps(body, scope->free_count);
    for (uint32_t i = 0; i < scope->free_count; i++) {
        pd_lang_load_cell(body, scope->frees[i], first + i);
        if (scope->frees[i]->name == body->continuation) { /* the function may outlive the clause */
            (void)pd_lang_put(body, OP_GIVE, first + i, 0, 0);
        }
    }
    (void)pd_lang_put(body, OP_BUILD_TUPLE, slot, first, scope->free_count);
    body->top = mark;
}

void pd_lang_make_plain(Body *body, const Scope *scope, uint32_t index, Reg to)
{
    Reg mark = body->top;
    Reg window = pd_lang_temps(body, 4);
    for (uint32_t i = 0; i < 3; i++) {
        pd_lang_load_singleton(body, window + i, SINGLETON_UNBOUND);
    }
    pd_lang_make_closure(body, scope, window + 3);
    (void)pd_lang_put(body, OP_MAKE_FUNCTION, to, index, window);
    body->top = mark;
}

static void make_defaults(Body *body, const AstArguments *args, const AstNode *node, Reg slot)
{
    if (args->defaults.count == 0) {
        pd_lang_load_singleton(body, slot, SINGLETON_UNBOUND);
        return;
    }
    Const value;
    if (pd_lang_fold_items(body, args->defaults, CONST_TUPLE, &value)) {
        pd_lang_at(body, node);
        pd_lang_load_const(body, &value, slot);
        return;
    }
    Reg mark = body->top;
    for (uint32_t i = 0; i < args->defaults.count; i++) {
        (void)pd_lang_expr(body, args->defaults.items[i], pd_lang_temp(body));
    }
    pd_lang_at(body, node);
    (void)pd_lang_put(body, OP_BUILD_TUPLE, slot, mark, args->defaults.count);
    body->top = mark;
}

static void load_key(Body *body, const AstName *name, const AstNode *node, Reg to)
{
    const AstName *mangled = pd_lang_mangle(body->compilation, body->scope->private_class, name);
    pd_lang_at(body, node);
    pd_lang_load_const(body, &(Const){.kind = CONST_STR, .bytes = pd_lang_name_bytes(mangled)}, to);
}

static void make_keyword_defaults(Body *body, const AstArguments *args, const AstNode *node,
                                  Reg slot)
{
    bool any = false;
    MapBuilder builder;
    for (uint32_t i = 0; i < args->kw_defaults.count; i++) {
        if (args->kw_defaults.items[i] == NULL) {
            continue;
        }
        if (!any) {
            pd_lang_map_begin(body, &builder, slot);
            any = true;
        }
        Reg key = pd_lang_map_pair(body, &builder);
        load_key(body, args->kwonlyargs.items[i]->as.arg.arg, node, key);
        (void)pd_lang_expr(body, args->kw_defaults.items[i], key + 1);
    }
    pd_lang_at(body, node);
    if (any) {
        pd_lang_map_flush(body, &builder);
    } else {
        pd_lang_load_singleton(body, slot, SINGLETON_UNBOUND);
    }
}

typedef struct Annotations {
    MapBuilder builder;
    const AstNode *node;
    Reg slot;
    bool any;
} Annotations;

static void add_annotation(Body *body, Annotations *all, const AstName *name,
                           const AstNode *annotation)
{
    if (annotation == NULL) {
        return;
    }
    if (!all->any) {
        pd_lang_map_begin(body, &all->builder, all->slot);
        all->any = true;
    }
    Reg key = pd_lang_map_pair(body, &all->builder);
    load_key(body, name, all->node, key);
    pd_lang_annotation(body, annotation, key + 1);
}

static void add_argument_annotations(Body *body, Annotations *all, AstList args)
{
    for (uint32_t i = 0; i < args.count; i++) {
        add_annotation(body, all, args.items[i]->as.arg.arg, args.items[i]->as.arg.annotation);
    }
}

static void make_annotations(Body *body, const AstNode *node, Reg slot)
{
    const AstArguments *args = node->as.function.args;
    Annotations all = {.node = node, .slot = slot};
    add_argument_annotations(body, &all, args->args);
    add_argument_annotations(body, &all, args->posonlyargs);
    if (args->vararg != NULL) {
        add_annotation(body, &all, args->vararg->as.arg.arg, args->vararg->as.arg.annotation);
    }
    add_argument_annotations(body, &all, args->kwonlyargs);
    if (args->kwarg != NULL) {
        add_annotation(body, &all, args->kwarg->as.arg.arg, args->kwarg->as.arg.annotation);
    }
    if (node->as.function.returns != NULL) {
        const AstName *name = pd_lang_name(body->compilation, pd_bytes("return", 6));
        if (name != NULL) {
            add_annotation(body, &all, name, node->as.function.returns);
        }
    }
    pd_lang_at(body, node);
    if (all.any) {
        pd_lang_map_flush(body, &all.builder);
    } else {
        pd_lang_load_singleton(body, slot, SINGLETON_UNBOUND);
    }
}

/* ── definitions ── */

static void check_parameter(Body *body, const AstNode *arg, const AstNode *function)
{
    if (arg != NULL && pd_lang_name_is(arg->as.arg.arg, "__debug__")) {
        EMIT_REPORT(body, function, "cannot assign to __debug__");
    }
}

static void check_parameters(Body *body, const AstArguments *args, const AstNode *function)
{
    const AstList lists[] = {args->posonlyargs, args->args, args->kwonlyargs};
    for (size_t i = 0; i < ARRAY_COUNT(lists); i++) {
        for (uint32_t j = 0; j < lists[i].count; j++) {
            check_parameter(body, lists[i].items[j], function);
        }
    }
    check_parameter(body, args->vararg, function);
    check_parameter(body, args->kwarg, function);
}

static void return_none(Body *body)
{
    Reg none = pd_lang_temp(body);
    pd_lang_load_singleton(body, none, SINGLETON_NONE);
    (void)pd_lang_put(body, OP_RETURN, none, 0, 0);
}

static uint32_t doc_of(Body *body, AstList statements)
{
    const AstNode *docstring = pd_lang_docstring(statements);
    if (docstring == NULL) {
        return 0;
    }
    const AstText *text = &docstring->as.constant.as.text;
    return 1 + pd_lang_pool_string(body->unit, pd_bytes(text->bytes, text->length_bytes));
}

static const Scope *scope_of(Body *body, const AstNode *node)
{
    return body->unit->scopes->by_serial[node->serial];
}

/* `@ctl` or `@something.ctl` stands above it. */
static bool is_control_clause(const AstNode *node)
{
    AstList decorators = node->as.function.decorator_list;
    for (uint32_t i = 0; i < decorators.count; i++) {
        const AstNode *d = decorators.items[i];
        const AstName *name = d->kind == AST_NAME        ? d->as.name.id
                              : d->kind == AST_ATTRIBUTE ? d->as.attribute.attr
                                                         : NULL;
        if (name != NULL && pd_lang_name_is(name, "ctl")) {
            return true;
        }
    }
    return false;
}

/* The second parameter is the continuation. */
static void begin_control_clause(Body *body, const AstNode *node)
{
    const AstArguments *args = node->as.function.args;
    uint32_t first = args->posonlyargs.count;
    if (first + args->args.count < 2) {
        EMIT_REPORT(body, node, "a control clause needs the parameters self and k");
        return;
    }
    const AstNode *k = first >= 2 ? args->posonlyargs.items[1] : args->args.items[1 - first];
    body->flags |= FUNCTION_CONTROL;
    body->continuation = k->as.arg.arg;
}

static uint32_t emit_function_body(Body *outer, const AstNode *node)
{
    Body body;
    if (!pd_lang_body_begin(&body, outer->unit, outer, scope_of(outer, node))) {
        return 0;
    }
    AstList statements = node->as.function.body;
    if (is_control_clause(node)) {
        begin_control_clause(&body, node);
    }
    uint32_t doc = doc_of(&body, statements);
    if (doc != 0) {
        statements.items++;
        statements.count--;
    }
    pd_lang_statements(&body, statements);
    return_none(&body);
    return pd_lang_body_end(&body, doc);
}

static uint32_t emit_lambda_body(Body *outer, const AstNode *node)
{
    Body body;
    if (!pd_lang_body_begin(&body, outer->unit, outer, scope_of(outer, node))) {
        return 0;
    }
    Reg value = pd_lang_expr(&body, node->as.lambda.body, REG_ANY);
    pd_lang_at(&body, node->as.lambda.body);
    (void)pd_lang_put(&body, OP_RETURN, value, 0, 0);
    return pd_lang_body_end(&body, 0);
}

/* Evaluates decorators into call windows that lie one above the other; the value decorated comes
 * to be in the first argument of the last. */
static Reg begin_decorators(Body *body, AstList decorators)
{
    for (uint32_t i = 0; i < decorators.count; i++) {
        Reg base = pd_lang_temps(body, FRAME_HEADER_SLOTS);
        (void)pd_lang_expr(body, decorators.items[i], base);
    }
    return pd_lang_temp(body);
}

static Reg apply_decorators(Body *body, AstList decorators, Reg value)
{
    for (uint32_t i = decorators.count; i > 0; i--) {
        Reg base = value - FRAME_HEADER_SLOTS;
        pd_lang_at(body, decorators.items[i - 1]);
        (void)pd_lang_put(body, OP_CALL, base, 1, base);
        value = base;
    }
    return value;
}

void pd_lang_function_def(Body *body, const AstNode *node)
{
    const AstName *name = node->as.function.name;
    AstList decorators = node->as.function.decorator_list;
    const AstArguments *args = node->as.function.args;
    Reg mark = body->top;
    if (node->as.function.type_params.count > 0 && body->unit->silent == 0) {
        pd_lang_report_unsupported(body->compilation, node->as.function.type_params.items[0],
                                   "type parameter");
    }
    check_parameters(body, args, node);
    Reg local = decorators.count == 0 ? pd_lang_local_of(body, name) : REG_ANY;
    Reg value = begin_decorators(body, decorators);
    Reg window = pd_lang_temps(body, 4);
    pd_lang_at(body, node);
    make_defaults(body, args, node, window);
    make_keyword_defaults(body, args, node, window + 1);
    make_annotations(body, node, window + 2);
    uint32_t index = emit_function_body(body, node);
    pd_lang_at(body, node);
    pd_lang_make_closure(body, scope_of(body, node), window + 3);
    value = local != REG_ANY ? local : value;
    (void)pd_lang_put(body, OP_MAKE_FUNCTION, value, index, window);
    value = apply_decorators(body, decorators, value);
    pd_lang_at(body, node);
    pd_lang_store_variable(body, name, value);
    body->top = mark;
}

Reg pd_lang_lambda(Body *body, const AstNode *node, Reg want)
{
    const AstArguments *args = node->as.lambda.args;
    Reg to = pd_lang_result(body, want);
    Reg mark = body->top;
    Reg window = pd_lang_temps(body, 4);
    check_parameters(body, args, node);
    pd_lang_at(body, node);
    make_defaults(body, args, node, window);
    make_keyword_defaults(body, args, node, window + 1);
    pd_lang_load_singleton(body, window + 2, SINGLETON_UNBOUND);
    uint32_t index = emit_lambda_body(body, node);
    pd_lang_at(body, node);
    pd_lang_make_closure(body, scope_of(body, node), window + 3);
    (void)pd_lang_put(body, OP_MAKE_FUNCTION, to, index, window);
    body->top = mark;
    return to;
}

/* ── comprehensions ── */

static void emit_element(Body *body, const AstNode *node, Reg result)
{
    Reg mark = body->top;
    const AstNode *elt = node->as.comp.elt;
    if (node->kind == AST_DICT_COMP) {
        Reg key = pd_lang_operand(body, elt, node->as.comp.value);
        Reg value = pd_lang_expr(body, node->as.comp.value, REG_ANY);
        pd_lang_at(body, node);
        (void)pd_lang_put(body, OP_MAP_SET, result, key, value);
    } else {
        Reg value = pd_lang_expr(body, elt, REG_ANY);
        pd_lang_at_span(body, body->loc);
        switch ((AstKind)node->kind) {
        case AST_LIST_COMP: (void)pd_lang_put(body, OP_LIST_APPEND, result, value, 0); break;
        case AST_SET_COMP: (void)pd_lang_put(body, OP_SET_ADD, result, value, 0); break;
        default:
            body->top = mark;
            (void)pd_lang_put(body, pd_lang_yield_op(body), pd_lang_temp(body), value, 0);
            break;
        }
    }
    body->top = mark;
}

/* More `for` clauses in one comprehension are refused: each is a recursion. */
#define GENERATORS_MAX 200

static void emit_generator(Body *body, const AstNode *node, uint32_t index, Reg result);

/* What is done with each item: the conditions, and the clauses or the element inside. */
static void emit_item(Body *body, const AstNode *node, uint32_t index, Reg result, Label *next)
{
    AstList ifs = node->as.comp.generators.items[index]->as.comprehension.ifs;
    for (uint32_t i = 0; i < ifs.count; i++) {
        pd_lang_condition(body, ifs.items[i], next, false);
    }
    if (index + 1 < node->as.comp.generators.count) {
        emit_generator(body, node, index + 1, result);
    } else {
        emit_element(body, node, result);
    }
}

/* One `async for` of it. */
static void emit_async_generator(Body *body, const AstNode *node, uint32_t index, Reg result)
{
    const AstNode *generator = node->as.comp.generators.items[index];
    Label next = {0};
    AsyncLoop loop;
    Reg iterator = index == 0 ? 0 : pd_lang_temp(body);
    if (index > 0) {
        Reg source = pd_lang_expr(body, generator->as.comprehension.iter, REG_ANY);
        body->top = iterator + 1;
        pd_lang_at(body, node);
        (void)pd_lang_put(body, OP_GET_AITER, iterator, source, 0);
    }
    pd_lang_at(body, node);
    Reg item = pd_lang_async_loop(body, &loop, iterator);
    Reg inner = body->top;
    pd_lang_store(body, generator->as.comprehension.target, item);
    emit_item(body, node, index, result, &next);
    body->top = inner;
    pd_lang_bind(body, &next);
    pd_lang_at(body, node);
    pd_lang_async_loop_end(body, &loop);
}

/* One `for` of a comprehension with all that is inside it: GENERATORS_MAX bounds the depth. */
static void emit_generator(Body *body, const AstNode *node, uint32_t index, Reg result)
{
    const AstNode *generator = node->as.comp.generators.items[index];
    const AstNode *target = generator->as.comprehension.target;
    Reg mark = body->top;
    if (generator->as.comprehension.is_async) {
        emit_async_generator(body, node, index, result);
        body->top = mark;
        return;
    }
    Reg place = pd_lang_temps(body, FOR_PLACE_REGISTERS);
    Reg inner = body->top;
    Reg source = index == 0 ? 0 : pd_lang_expr(body, generator->as.comprehension.iter, REG_ANY);
    body->top = inner;
    pd_lang_at(body, node);
    (void)pd_lang_put(body, OP_FOR_BEGIN, place, source, index == 0);
    Label next = {0};
    pd_lang_jump(body, &next);
    bool live = next.patches != NULL;
    body->reachable = live && !body->too_large && !body->compilation->out_of_memory;
    LoopStart loop = pd_lang_loop_start(body);
    Reg item = target->kind == AST_NAME ? pd_lang_local_of(body, target->as.name.id) : REG_ANY;
    Reg into = item != REG_ANY ? item : pd_lang_temp(body);
    inner = body->top;
    pd_lang_store(body, target, into);
    emit_item(body, node, index, result, &next);
    body->top = inner;
    pd_lang_bind(body, &next);
    pd_lang_at(body, node);
    pd_lang_for_iter(body, &loop, place, into);
    body->top = mark;
}

static uint32_t emit_comprehension_body(Body *outer, const AstNode *node)
{
    Body body;
    if (!pd_lang_body_begin(&body, outer->unit, outer, scope_of(outer, node))) {
        return 0;
    }
    Reg result = pd_lang_temp(&body);
    pd_lang_at(&body, node);
    switch ((AstKind)node->kind) {
    case AST_LIST_COMP: (void)pd_lang_put(&body, OP_BUILD_LIST, result, result, 0); break;
    case AST_SET_COMP: (void)pd_lang_put(&body, OP_BUILD_SET, result, result, 0); break;
    case AST_DICT_COMP: (void)pd_lang_put(&body, OP_BUILD_MAP, result, result, 0); break;
    default: break;
    }
    body.loc = pd_lang_node_span(node);
    emit_generator(&body, node, 0, result);
    pd_lang_at(&body, node);
    if (node->kind == AST_GENERATOR_EXP) {
        pd_lang_load_singleton(&body, result, SINGLETON_NONE);
    }
    (void)pd_lang_put(&body, OP_RETURN, result, 0, 0);
    return pd_lang_body_end(&body, 0);
}

Reg pd_lang_comprehension(Body *body, const AstNode *node, Reg want)
{
    const AstNode *first = node->as.comp.generators.items[0];
    if (node->as.comp.generators.count > GENERATORS_MAX) {
        pd_lang_at(body, node);
        pd_lang_fail_large(body);
        return pd_lang_result(body, want);
    }
    Reg mark = body->top;
    Reg base = pd_lang_temps(body, FRAME_HEADER_SLOTS);
    Reg argument = pd_lang_temp(body);
    uint32_t index = emit_comprehension_body(body, node);
    pd_lang_at(body, node);
    pd_lang_make_plain(body, scope_of(body, node), index, base);
    Reg source = pd_lang_expr(body, first->as.comprehension.iter, argument);
    pd_lang_at(body, node);
    if (first->as.comprehension.is_async) {
        (void)pd_lang_put(body, OP_GET_AITER, argument, source, 0);
    } else { /* an iterator only where locals() can show it */
        bool shown = (body->unit->functions[index].flags & FUNCTION_KEEP_LOCALS) != 0;
        (void)pd_lang_put(body, OP_GET_ITER, argument, source, !shown);
    }
    body->top = mark;
    if (node->kind != AST_GENERATOR_EXP && pd_lang_scope_is_async(scope_of(body, node))) {
        Reg value = pd_lang_scratch(body, want);
        (void)pd_lang_put(body, OP_CALL, base, 1, value);
        pd_lang_await_value(body, AWAIT_ANY, value);
        return pd_lang_settle(body, value, want);
    }
    Reg to = pd_lang_result(body, want);
    (void)pd_lang_put(body, OP_CALL, base, 1, to);
    return to;
}
