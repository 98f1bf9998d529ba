/*
 * The emitter: calls.
 *
 * A call's window lies above every live temporary: callee, two header slots, arguments. The
 * callee's frame grows over it, so nothing is copied and nothing else may live there.
 */
#include "lang/emit/emit_in.h"

/* More arguments than this are passed in a list or dict. */
#define ARGUMENTS_MAX 255

static bool has_star(AstList args, AstList keywords)
{
    for (uint32_t i = 0; i < args.count; i++) {
        if (args.items[i]->kind == AST_STARRED) {
            return true;
        }
    }
    for (uint32_t i = 0; i < keywords.count; i++) {
        if (keywords.items[i]->as.keyword.arg == NULL) {
            return true;
        }
    }
    return false;
}

/* Whether the arguments are collected in a list and a dict: stars, or too many for registers. */
static bool is_long(AstList args, AstList keywords)
{
    return args.count > ARGUMENTS_MAX || keywords.count > ARGUMENTS_MAX || has_star(args, keywords);
}

static void check_keywords(Body *body, AstList keywords, const AstNode *call)
{
    Unit *unit = body->unit;
    for (uint32_t i = 0; i < keywords.count; i++) {
        const AstName *name = keywords.items[i]->as.keyword.arg;
        if (name != NULL && pd_lang_name_is(name, "__debug__")) {
            EMIT_REPORT(body, call, "cannot assign to __debug__");
        }
    }
    if (keywords.count < 2) {
        return;
    }
    if (unit->keyword_seen == NULL) {
        unit->keyword_seen = pd_lang_alloc(
            body->compilation, (size_t)body->compilation->module->name_count + 1, sizeof(uint32_t));
        if (unit->keyword_seen == NULL) {
            return;
        }
    }
    uint32_t round = ++unit->keyword_round;
    for (uint32_t i = 0; i < keywords.count; i++) {
        const AstName *name = keywords.items[i]->as.keyword.arg;
        if (name == NULL) {
            continue;
        }
        if (unit->keyword_seen[name->id] == round) {
            EMIT_REPORT(body, keywords.items[i], "keyword argument repeated: %s", name->text);
        }
        unit->keyword_seen[name->id] = round;
    }
}

static void at_call(Body *body, const CallParts *parts)
{
    if (parts->attribute != NULL) {
        pd_lang_at_attribute(body, parts->node, parts->attribute);
    } else {
        pd_lang_at(body, parts->node);
    }
}

static Reg result_of_call(Body *body, const CallParts *parts, Reg want)
{
    body->top = parts->base;
    Reg to = pd_lang_result(body, want);
    at_call(body, parts);
    return to;
}

/* ── stars ── */

/* The first argument's slot becomes a list of all of them. */
static void list_of_args(Body *body, const CallParts *parts)
{
    Reg list = parts->base + FRAME_HEADER_SLOTS;
    uint32_t plain = 0;
    if (parts->first == 0 && parts->args.count == 1 && parts->args.items[0]->kind == AST_STARRED) {
        /* f(*x): the call itself takes any iterable */
        body->top = list;
        (void)pd_lang_expr(body, parts->args.items[0]->as.value.value, pd_lang_temp(body));
        return;
    }
    while (plain < parts->args.count && plain < DISPLAY_ITEMS_MAX &&
           parts->args.items[plain]->kind != AST_STARRED) {
        (void)pd_lang_expr(body, parts->args.items[plain], pd_lang_temp(body));
        plain++;
    }
    body->top = list;
    (void)pd_lang_temp(body);
    at_call(body, parts);
    (void)pd_lang_put(body, OP_BUILD_LIST, list, list, parts->first + plain);
    Reg mark = body->top;
    for (uint32_t i = plain; i < parts->args.count; i++) {
        const AstNode *arg = parts->args.items[i];
        bool star = arg->kind == AST_STARRED;
        Reg item = pd_lang_expr(body, star ? arg->as.value.value : arg, REG_ANY);
        at_call(body, parts);
        (void)pd_lang_put(body, star ? OP_LIST_EXTEND : OP_LIST_APPEND, list, item, 0);
        body->top = mark;
    }
}

/* Named arguments from start on up to the next **, as a dict. */
static uint32_t map_of_names(Body *body, const CallParts *parts, uint32_t start, Reg map)
{
    MapBuilder builder;
    uint32_t i = start;
    pd_lang_map_begin(body, &builder, map);
    for (; i < parts->keywords.count && parts->keywords.items[i]->as.keyword.arg != NULL; i++) {
        const AstNode *keyword = parts->keywords.items[i];
        Reg key = pd_lang_map_pair(body, &builder);
        at_call(body, parts);
        pd_lang_load_const(
            body, &(Const){.kind = CONST_STR, .bytes = pd_lang_name_bytes(keyword->as.keyword.arg)},
            key);
        (void)pd_lang_expr(body, keyword->as.keyword.value, key + 1);
    }
    at_call(body, parts);
    pd_lang_map_flush(body, &builder);
    return i;
}

static void map_of_keywords(Body *body, const CallParts *parts, Reg map)
{
    uint32_t i = map_of_names(body, parts, 0, map);
    Reg mark = body->top;
    while (i < parts->keywords.count) {
        Reg more;
        const AstNode *keyword = parts->keywords.items[i];
        if (keyword->as.keyword.arg == NULL) {
            more = pd_lang_expr(body, keyword->as.keyword.value, REG_ANY);
            i++;
        } else {
            more = pd_lang_temp(body);
            i = map_of_names(body, parts, i, more);
        }
        at_call(body, parts);
        (void)pd_lang_put(body, OP_MAP_MERGE, map, more, parts->base);
        body->top = mark;
    }
}

static Reg call_star(Body *body, const CallParts *parts, Reg want)
{
    bool named = parts->keywords.count > 0;
    list_of_args(body, parts);
    if (named) {
        map_of_keywords(body, parts, pd_lang_temp(body));
    }
    Reg to = result_of_call(body, parts, want);
    (void)pd_lang_put(body, OP_CALL_STAR, parts->base, named, to);
    return to;
}

/* ── plain and named arguments ── */

static uint32_t names_of_keywords(Body *body, AstList keywords)
{
    uint32_t *indices = pd_lang_alloc(body->compilation, keywords.count, sizeof *indices);
    if (indices == NULL || !body->reachable) {
        return 0;
    }
    for (uint32_t i = 0; i < keywords.count; i++) {
        indices[i] =
            pd_lang_pool_string(body->unit, pd_lang_name_bytes(keywords.items[i]->as.keyword.arg));
    }
    return pd_lang_const(
        body, &(Const){.kind = CONST_TUPLE, .item_count = keywords.count, .items = indices});
}

Reg pd_lang_call_parts(Body *body, const CallParts *parts, Reg want)
{
    check_keywords(body, parts->keywords, parts->node);
    if (is_long(parts->args, parts->keywords)) {
        return call_star(body, parts, want);
    }
    for (uint32_t i = 0; i < parts->args.count; i++) {
        (void)pd_lang_expr(body, parts->args.items[i], pd_lang_temp(body));
    }
    uint32_t count = parts->first + parts->args.count + parts->keywords.count;
    if (parts->keywords.count == 0) {
        Reg to = result_of_call(body, parts, want);
        (void)pd_lang_put(body, parts->is_method ? OP_CALL_METHOD : OP_CALL, parts->base, count,
                          to);
        return to;
    }
    for (uint32_t i = 0; i < parts->keywords.count; i++) {
        (void)pd_lang_expr(body, parts->keywords.items[i]->as.keyword.value, pd_lang_temp(body));
    }
    Reg to = result_of_call(body, parts, want);
    (void)pd_lang_put_extended(body, OP_CALL_KW, (uint32_t[]){parts->base, count, to},
                               names_of_keywords(body, parts->keywords), parts->is_method);
    return to;
}

/* ── super() ── */

static bool is_bare_super(Body *body, const AstNode *node)
{
    const AstNode *func = node->as.call.func;
    const Scope *scope = body->scope;
    if (func->kind != AST_NAME || node->as.call.args.count > 0 ||
        node->as.call.keywords.count > 0 || !pd_lang_scope_is_function(scope) ||
        !pd_lang_name_is(func->as.name.id, "super")) {
        return false;
    }
    const Scope *home = pd_lang_scope_home(scope);
    if (!pd_lang_scope_is_function(home)) {
        return false;
    }
    const Symbol *name = pd_lang_symbol(scope, func->as.name.id);
    const AstName *cell_name = pd_lang_name(body->compilation, pd_bytes("__class__", 9));
    const Symbol *cell = cell_name != NULL ? pd_lang_symbol(scope, cell_name) : NULL;
    if (name == NULL || name->access < ACCESS_GLOBAL || cell == NULL || !cell->is_free) {
        return false;
    }
    if (pd_lang_scope_is_comprehension(scope)) {
        return true;
    }
    const AstArguments *args =
        home->kind == SCOPE_LAMBDA ? home->node->as.lambda.args : home->node->as.function.args;
    return args->posonlyargs.count + args->args.count > 0;
}

static Reg call_super(Body *body, const AstNode *node, Reg want)
{
    Reg base = pd_lang_temps(body, FRAME_HEADER_SLOTS);
    Reg cell = pd_lang_temps(body, 2);
    (void)pd_lang_load_name(body, node->as.call.func, base);
    pd_lang_at(body, node);
    const AstName *cell_name = pd_lang_name(body->compilation, pd_bytes("__class__", 9));
    if (cell_name != NULL) {
        (void)pd_lang_load_variable(body, cell_name, cell);
    }
    (void)pd_lang_load_variable(body, pd_lang_scope_home(body->scope)->locals[0]->name, cell + 1);
    body->top = base;
    Reg to = pd_lang_result(body, want);
    (void)pd_lang_put(body, OP_CALL_SUPER, base, cell, to);
    return to;
}

/* ── all of them ── */

Reg pd_lang_call(Body *body, const AstNode *node, Reg want)
{
    const AstNode *func = node->as.call.func;
    CallParts parts = {
        .args = node->as.call.args, .keywords = node->as.call.keywords, .node = node};
    pd_lang_warn_call(body, node);
    if (is_bare_super(body, node)) {
        return call_super(body, node, want);
    }
    if (func->kind == AST_ATTRIBUTE && !is_long(parts.args, parts.keywords)) {
        Reg mark = body->top;
        body->is_receiver = func->as.attribute.value->kind == AST_NAME;
        Reg object = pd_lang_expr(body, func->as.attribute.value, REG_ANY);
        body->is_receiver = false;
        body->top = mark;
        parts.base = pd_lang_temps(body, FRAME_HEADER_SLOTS + 1);
        parts.is_method = true;
        parts.attribute = func;
        pd_lang_at_attribute(body, func, func);
        (void)pd_lang_put(body, OP_LOAD_METHOD, parts.base, object,
                          pd_lang_const_name(body, func->as.attribute.attr));
        return pd_lang_call_parts(body, &parts, want);
    }
    parts.base = pd_lang_temps(body, FRAME_HEADER_SLOTS);
    (void)pd_lang_expr(body, func, parts.base);
    return pd_lang_call_parts(body, &parts, want);
}
