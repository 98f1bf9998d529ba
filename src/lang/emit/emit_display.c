/*
 * The emitter: displays of lists, tuples, sets and dicts.
 *
 * Short ones are built from consecutive registers in one instruction; long ones and those with
 * stars grow step by step, so that no display needs many registers.
 */
#include "lang/emit/emit_in.h"

/* ── dicts ── */

void pd_lang_map_begin(Body *body, MapBuilder *builder, Reg map)
{
    *builder = (MapBuilder){.map = map, .first = body->top};
}

void pd_lang_map_flush(Body *body, MapBuilder *builder)
{
    body->top = builder->first;
    if (!builder->made) {
        (void)pd_lang_put(body, OP_BUILD_MAP, builder->map,
                          builder->pending > 0 ? builder->first : builder->map, builder->pending);
        builder->made = true;
    } else if (builder->pending == 1) {
        (void)pd_lang_put(body, OP_MAP_SET, builder->map, builder->first, builder->first + 1);
    } else if (builder->pending > 0) {
        Reg more = pd_lang_temp(body);
        (void)pd_lang_put(body, OP_BUILD_MAP, more, builder->first, builder->pending);
        (void)pd_lang_put(body, OP_MAP_UPDATE, builder->map, more, 0);
    }
    body->top = builder->first;
    builder->pending = 0;
}

Reg pd_lang_map_pair(Body *body, MapBuilder *builder)
{
    if (builder->pending >= DISPLAY_ITEMS_MAX / 2) {
        pd_lang_map_flush(body, builder);
    }
    body->top = builder->first + 2 * builder->pending;
    builder->pending++;
    return pd_lang_temps(body, 2);
}

Reg pd_lang_dict(Body *body, const AstNode *node, Reg want)
{
    AstList keys = node->as.dict.keys;
    AstList values = node->as.dict.values;
    Reg map = pd_lang_scratch(body, want);
    MapBuilder builder;
    pd_lang_map_begin(body, &builder, map);
    for (uint32_t i = 0; i < values.count; i++) {
        if (keys.items[i] == NULL) {
            pd_lang_at(body, node);
            pd_lang_map_flush(body, &builder);
            Reg more = pd_lang_expr(body, values.items[i], REG_ANY);
            pd_lang_at(body, node);
            (void)pd_lang_put(body, OP_MAP_UPDATE, map, more, 0);
            body->top = builder.first;
            continue;
        }
        pd_lang_at(body, node);
        Reg key = pd_lang_map_pair(body, &builder);
        (void)pd_lang_expr(body, keys.items[i], key);
        (void)pd_lang_expr(body, values.items[i], key + 1);
    }
    pd_lang_at(body, node);
    pd_lang_map_flush(body, &builder);
    return pd_lang_settle(body, map, want);
}

/* ── lists, tuples, sets ── */

static bool has_star(AstList items)
{
    for (uint32_t i = 0; i < items.count; i++) {
        if (items.items[i]->kind == AST_STARRED) {
            return true;
        }
    }
    return false;
}

static Reg build_short(Body *body, const AstNode *node, Op op, Reg want)
{
    AstList items = node->as.sequence.elts;
    Reg mark = body->top;
    for (uint32_t i = 0; i < items.count; i++) {
        (void)pd_lang_expr(body, items.items[i], pd_lang_temp(body));
    }
    body->top = mark;
    Reg to = pd_lang_result(body, want);
    pd_lang_at(body, node);
    (void)pd_lang_put(body, op, to, items.count > 0 ? mark : to, items.count);
    return to;
}

/* A display of constants starts as a copy of one constant. */
static bool build_constant(Body *body, const AstNode *node, bool is_set, Reg to)
{
    AstList items = node->as.sequence.elts;
    Const value;
    if (items.count < 3 ||
        !pd_lang_fold_items(body, items, is_set ? CONST_FROZENSET : CONST_TUPLE, &value)) {
        return false;
    }
    Reg mark = body->top;
    Reg source = pd_lang_temp(body);
    pd_lang_at(body, node);
    (void)pd_lang_put(body, is_set ? OP_BUILD_SET : OP_BUILD_LIST, to, to, 0);
    pd_lang_load_const(body, &value, source);
    (void)pd_lang_put(body, is_set ? OP_SET_UPDATE : OP_LIST_EXTEND, to, source, 0);
    body->top = mark;
    return true;
}

static Reg build_long(Body *body, const AstNode *node, bool is_set, Reg want)
{
    AstList items = node->as.sequence.elts;
    Reg to = pd_lang_scratch(body, want);
    Reg mark = body->top;
    uint32_t plain = 0;
    while (plain < items.count && plain < DISPLAY_ITEMS_MAX &&
           items.items[plain]->kind != AST_STARRED) {
        (void)pd_lang_expr(body, items.items[plain], pd_lang_temp(body));
        plain++;
    }
    body->top = mark;
    pd_lang_at(body, node);
    (void)pd_lang_put(body, is_set ? OP_BUILD_SET : OP_BUILD_LIST, to, plain > 0 ? mark : to,
                      plain);
    Op add = is_set ? OP_SET_ADD : OP_LIST_APPEND;
    Op extend = is_set ? OP_SET_UPDATE : OP_LIST_EXTEND;
    for (uint32_t i = plain; i < items.count; i++) {
        const AstNode *item = items.items[i];
        bool star = item->kind == AST_STARRED;
        Reg value = pd_lang_expr(body, star ? item->as.value.value : item, REG_ANY);
        pd_lang_at(body, node);
        (void)pd_lang_put(body, star ? extend : add, to, value, 0);
        body->top = mark;
    }
    return to;
}

Reg pd_lang_display(Body *body, const AstNode *node, Reg want)
{
    AstList items = node->as.sequence.elts;
    bool is_tuple = node->kind == AST_TUPLE;
    bool is_set = node->kind == AST_SET;
    if (!is_tuple) {
        Reg mark = body->top;
        Reg to = pd_lang_scratch(body, want);
        if (build_constant(body, node, is_set, to)) {
            return pd_lang_settle(body, to, want);
        }
        body->top = mark;
    }
    if (items.count <= DISPLAY_ITEMS_MAX && !has_star(items)) {
        Op op = is_tuple ? OP_BUILD_TUPLE : is_set ? OP_BUILD_SET : OP_BUILD_LIST;
        return build_short(body, node, op, want);
    }
    Reg made = build_long(body, node, is_set, want);
    if (is_tuple) {
        pd_lang_at(body, node);
        (void)pd_lang_put(body, OP_LIST_TO_TUPLE, made, made, 0);
    }
    return pd_lang_settle(body, made, want);
}
