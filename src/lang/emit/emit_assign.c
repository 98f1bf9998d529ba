/*
 * The emitter: assignments, augmented and annotated ones, `del`, and every other kind of target.
 *
 * The value is made in the target's own register where that is a plain local. A tuple assigned to a
 * tuple of names is never built: the values are made first, then moved from left to right.
 */
#include "lang/emit/emit_in.h"

static void check_name(Body *body, const AstName *name, const AstNode *node, const char *verb)
{
    if (pd_lang_name_is(name, "__debug__")) {
        EMIT_REPORT(body, node, "cannot %s __debug__", verb);
    }
}

static Reg local_target(Body *body, const AstNode *target)
{
    return target->kind == AST_NAME ? pd_lang_local_of(body, target->as.name.id) : REG_ANY;
}

/* ── unpacking ── */

/* The first of the locals that the targets are, one behind the other; else REG_ANY. */
static Reg run_of_locals(Body *body, AstList targets)
{
    Reg first = targets.count == 0 ? REG_ANY : local_target(body, targets.items[0]);
    for (uint32_t i = 1; i < targets.count && first != REG_ANY; i++) {
        if (local_target(body, targets.items[i]) != first + i) {
            return REG_ANY;
        }
    }
    return first;
}

/* Items that go where the locals lie need no moves, but cost what these would. */
static void unpack_to_locals(Body *body, AstList targets, Reg value, Reg first)
{
    (void)pd_lang_put(body, OP_UNPACK, first, value, targets.count);
    for (uint32_t i = 0; i < targets.count; i++) {
        check_name(body, targets.items[i]->as.name.id, targets.items[i], "assign to");
        pd_lang_set_bound(body, first + i, true);
    }
    body->fuel += body->reachable ? targets.count : 0;
}

static void store_items(Body *body, AstList targets, Reg first)
{
    for (uint32_t i = 0; i < targets.count; i++) {
        const AstNode *target = targets.items[i];
        if (target->kind == AST_STARRED) {
            target = target->as.value.value;
        }
        pd_lang_store(body, target, first + i);
    }
}

static void store_sequence(Body *body, const AstNode *node, Reg value)
{
    AstList targets = node->as.sequence.elts;
    uint32_t star = UINT32_MAX;
    for (uint32_t i = 0; i < targets.count; i++) {
        if (targets.items[i]->kind != AST_STARRED) {
            continue;
        }
        if (star != UINT32_MAX) {
            EMIT_REPORT(body, node, "multiple starred expressions in assignment");
            return;
        }
        star = i;
    }
    uint32_t after = star == UINT32_MAX ? 0 : targets.count - star - 1;
    if (star != UINT32_MAX && (star >= 256 || after >= 256)) {
        EMIT_REPORT(body, node, "too many expressions in star-unpacking assignment");
        return;
    }
    pd_lang_at(body, node);
    Reg locals = star == UINT32_MAX ? run_of_locals(body, targets) : REG_ANY;
    if (locals != REG_ANY) {
        unpack_to_locals(body, targets, value, locals);
        return;
    }
    Reg mark = body->top;
    Reg first = pd_lang_temps(body, targets.count);
    if (star == UINT32_MAX) {
        (void)pd_lang_put(body, OP_UNPACK, first, value, targets.count);
    } else {
        (void)pd_lang_put(body, OP_UNPACK_STAR, first, value, star | after << 8);
    }
    store_items(body, targets, first);
    body->top = mark;
}

/* The depth is at most that of the tree. */
void pd_lang_store(Body *body, const AstNode *target, Reg value)
{
    Reg mark = body->top;
    switch ((AstKind)target->kind) {
    case AST_NAME:
        check_name(body, target->as.name.id, target, "assign to");
        pd_lang_at(body, target);
        pd_lang_store_variable(body, target->as.name.id, value);
        break;
    case AST_ATTRIBUTE: {
        check_name(body, target->as.attribute.attr, target, "assign to");
        Reg object = pd_lang_expr(body, target->as.attribute.value, REG_ANY);
        pd_lang_at_attribute(body, target, target);
        (void)pd_lang_put(body, OP_STORE_ATTR, object,
                          pd_lang_const_name(body, target->as.attribute.attr), value);
        break;
    }
    case AST_SUBSCRIPT: {
        const AstNode *slice = target->as.subscript.slice;
        Reg object = pd_lang_operand(body, target->as.subscript.value, slice);
        Reg index = pd_lang_expr(body, slice, REG_ANY);
        pd_lang_at(body, target);
        (void)pd_lang_put(body, OP_SET_ITEM, object, index, value);
        break;
    }
    case AST_LIST:
    case AST_TUPLE: store_sequence(body, target, value); break;
    case AST_STARRED:
        EMIT_REPORT(body, target, "starred assignment target must be in a list or tuple");
        break;
    default: EMIT_REPORT(body, target, "invalid syntax"); break;
    }
    body->top = mark;
}

/* ── plain assignment ── */

/* Whether an earlier target of a pairwise assignment overwrites the local that a value lies in. */
static bool is_overwritten(Body *body, AstList targets, uint32_t before, Reg local)
{
    for (uint32_t i = 0; i < before; i++) {
        AstKind kind = (AstKind)targets.items[i]->kind;
        if (kind == AST_TUPLE || kind == AST_LIST ||
            (kind == AST_NAME && local_target(body, targets.items[i]) == local)) {
            return true;
        }
    }
    return false;
}

static bool has_star(AstList items)
{
    for (uint32_t i = 0; i < items.count; i++) {
        if (items.items[i]->kind == AST_STARRED) {
            return true;
        }
    }
    return false;
}

/* More values than this are paired through a tuple: the check above is quadratic. */
#define PAIRS_MAX 32

static bool assign_pairwise(Body *body, const AstNode *target, const AstNode *value)
{
    if (target->kind != AST_TUPLE || value->kind != AST_TUPLE) {
        return false;
    }
    AstList targets = target->as.sequence.elts;
    AstList values = value->as.sequence.elts;
    if (targets.count != values.count || targets.count == 0 || targets.count > PAIRS_MAX ||
        has_star(targets) || has_star(values)) {
        return false;
    }
    Reg regs[PAIRS_MAX];
    Const constant;
    for (uint32_t i = 0; i < values.count; i++) {
        regs[i] = REG_ANY;
        if (pd_lang_fold(body, values.items[i], &constant)) {
            continue;
        }
        regs[i] = pd_lang_operand(body, values.items[i], i + 1 < values.count ? value : NULL);
        if (pd_lang_is_local(body, regs[i]) && is_overwritten(body, targets, i, regs[i])) {
            Reg copy = pd_lang_temp(body);
            pd_lang_move(body, copy, regs[i]);
            regs[i] = copy;
        }
    }
    for (uint32_t i = 0; i < targets.count; i++) {
        if (regs[i] == REG_ANY) {
            regs[i] = pd_lang_expr(body, values.items[i], local_target(body, targets.items[i]));
        }
        pd_lang_store(body, targets.items[i], regs[i]);
    }
    return true;
}

void pd_lang_assign(Body *body, const AstNode *node)
{
    AstList targets = node->as.assign.targets;
    const AstNode *value = node->as.assign.value;
    Reg mark = body->top;
    if (targets.count == 1) {
        const AstNode *target = targets.items[0];
        pd_lang_note_all(body, target, value);
        if (!assign_pairwise(body, target, value)) {
            Reg reg = pd_lang_expr(body, value, local_target(body, target));
            pd_lang_store(body, target, reg);
        }
        body->top = mark;
        return;
    }
    bool simple = true;
    for (uint32_t i = 0; i < targets.count; i++) {
        simple =
            simple && targets.items[i]->kind != AST_TUPLE && targets.items[i]->kind != AST_LIST;
    }
    /* A value that lies in a local would change with it while the targets are stored. */
    Reg first = simple ? local_target(body, targets.items[0]) : REG_ANY;
    Reg reg = pd_lang_expr(body, value, first != REG_ANY ? first : pd_lang_temp(body));
    for (uint32_t i = 0; i < targets.count; i++) {
        pd_lang_store(body, targets.items[i], reg);
    }
    body->top = mark;
}

/* ── augmented assignment ── */

/* The new value of an old one: in `to` when that is wanted, else in a temporary. */
static Reg combine(Body *body, const AstNode *node, Reg old, Reg to)
{
    const AstNode *value = node->as.aug_assign.value;
    AstOperator op = (AstOperator)node->op;
    int16_t immediate;
    if ((op == AST_OP_ADD || op == AST_OP_SUB) && pd_lang_fold_immediate(body, value, &immediate)) {
        to = pd_lang_result(body, to);
        pd_lang_at(body, node);
        (void)pd_lang_put(body, op == AST_OP_ADD ? OP_IADDI : OP_ISUBI, to, old,
                          (uint16_t)immediate);
        return to;
    }
    Reg right = pd_lang_expr(body, value, REG_ANY);
    to = pd_lang_result(body, to);
    pd_lang_at(body, node);
    (void)pd_lang_put(body, pd_lang_binary_op(op, true), to, old, right);
    return to;
}

void pd_lang_aug_assign(Body *body, const AstNode *node)
{
    const AstNode *target = node->as.aug_assign.target;
    const AstNode *value = node->as.aug_assign.value;
    Reg mark = body->top;
    switch ((AstKind)target->kind) {
    case AST_NAME: {
        check_name(body, target->as.name.id, target, "assign to");
        Reg local = local_target(body, target);
        Reg old = pd_lang_operand(body, target, value);
        Reg made = combine(body, node, old, local);
        pd_lang_at(body, node);
        pd_lang_store_variable(body, target->as.name.id, made);
        break;
    }
    case AST_ATTRIBUTE: {
        check_name(body, target->as.attribute.attr, target, "assign to");
        Reg object = pd_lang_operand(body, target->as.attribute.value, value);
        Reg old = pd_lang_temp(body);
        pd_lang_at_attribute(body, target, target);
        uint32_t name = pd_lang_const_name(body, target->as.attribute.attr);
        (void)pd_lang_put(body, OP_LOAD_ATTR, old, object, name);
        Reg made = combine(body, node, old, old);
        pd_lang_at_attribute(body, target, target);
        (void)pd_lang_put(body, OP_STORE_ATTR, object, name, made);
        break;
    }
    case AST_SUBSCRIPT: {
        Reg object = pd_lang_operand(body, target->as.subscript.value, value);
        Reg index = pd_lang_operand(body, target->as.subscript.slice, value);
        Reg old = pd_lang_temp(body);
        pd_lang_at(body, target);
        (void)pd_lang_put(body, OP_GET_ITEM, old, object, index);
        Reg made = combine(body, node, old, old);
        pd_lang_at(body, target);
        (void)pd_lang_put(body, OP_SET_ITEM, object, index, made);
        break;
    }
    default: EMIT_REPORT(body, target, "invalid syntax"); break;
    }
    body->top = mark;
}

/* ── annotated assignment ── */

void pd_lang_annotation(Body *body, const AstNode *annotation, Reg to)
{
    if (!body->compilation->future_annotations) {
        if (annotation->kind != AST_STARRED) {
            (void)pd_lang_expr(body, annotation, to);
            return;
        }
        /* *args: *Ts means the only item of Ts. */
        Reg mark = body->top;
        Reg value = pd_lang_expr(body, annotation->as.value.value, REG_ANY);
        pd_lang_at(body, annotation);
        (void)pd_lang_put(body, OP_UNPACK, to, value, 1);
        body->top = mark;
        return;
    }
    Bytes source = body->compilation->module->source;
    size_t start = body->unit->line_starts[annotation->line - 1] + annotation->column_bytes;
    size_t end = body->unit->line_starts[annotation->end_line - 1] + annotation->end_column_bytes;
    pd_lang_at(body, annotation);
    pd_lang_load_const(
        body,
        &(Const){.kind = CONST_STR,
                 .bytes = pd_bytes_slice(source, start, end > start ? end - start : 0)},
        to);
}

static void record_annotation(Body *body, const AstNode *node)
{
    const AstName *name = node->as.ann_assign.target->as.name.id;
    const AstName *mangled = pd_lang_mangle(body->compilation, body->scope->private_class, name);
    Reg value = pd_lang_temps(body, 3);
    pd_lang_annotation(body, node->as.ann_assign.annotation, value);
    pd_lang_at(body, node);
    (void)pd_lang_put(body, OP_ANNOTATIONS, value + 1, body->scope->kind == SCOPE_CLASS, 0);
    pd_lang_load_const(body, &(Const){.kind = CONST_STR, .bytes = pd_lang_name_bytes(mangled)},
                       value + 2);
    (void)pd_lang_put(body, OP_SET_ITEM, value + 1, value + 2, value);
}

void pd_lang_ann_assign(Body *body, const AstNode *node)
{
    const AstNode *target = node->as.ann_assign.target;
    const AstNode *value = node->as.ann_assign.value;
    bool evaluates = !pd_lang_scope_is_function(body->scope);
    Reg mark = body->top;
    if (value != NULL) {
        Reg reg = pd_lang_expr(body, value, local_target(body, target));
        pd_lang_store(body, target, reg);
        body->top = mark;
    } else if (target->kind == AST_ATTRIBUTE) {
        (void)pd_lang_expr(body, target->as.attribute.value, REG_ANY);
    } else if (target->kind == AST_SUBSCRIPT) {
        (void)pd_lang_expr(body, target->as.subscript.value, REG_ANY);
        (void)pd_lang_expr(body, target->as.subscript.slice, REG_ANY);
    }
    body->top = mark;
    if (target->kind == AST_NAME && value == NULL) {
        check_name(body, target->as.name.id, node, "assign to");
    }
    if (evaluates && node->as.ann_assign.simple && target->kind == AST_NAME) {
        record_annotation(body, node);
    } else if (evaluates && !node->as.ann_assign.simple && !body->compilation->future_annotations) {
        (void)pd_lang_expr(body, node->as.ann_assign.annotation, REG_ANY);
    }
    body->top = mark;
}

/* ── del ── */

/* The depth is at most that of the tree. */
static void delete_target(Body *body, const AstNode *target)
{
    Reg mark = body->top;
    switch ((AstKind)target->kind) {
    case AST_NAME:
        check_name(body, target->as.name.id, target, "delete");
        pd_lang_at(body, target);
        pd_lang_delete_variable(body, target->as.name.id);
        break;
    case AST_ATTRIBUTE: {
        check_name(body, target->as.attribute.attr, target, "delete");
        Reg object = pd_lang_expr(body, target->as.attribute.value, REG_ANY);
        pd_lang_at_attribute(body, target, target);
        (void)pd_lang_put(body, OP_DELETE_ATTR, object,
                          pd_lang_const_name(body, target->as.attribute.attr), 0);
        break;
    }
    case AST_SUBSCRIPT: {
        Reg object = pd_lang_operand(body, target->as.subscript.value, target->as.subscript.slice);
        Reg index = pd_lang_expr(body, target->as.subscript.slice, REG_ANY);
        pd_lang_at(body, target);
        (void)pd_lang_put(body, OP_DELETE_ITEM, object, index, 0);
        break;
    }
    case AST_LIST:
    case AST_TUPLE:
        for (uint32_t i = 0; i < target->as.sequence.elts.count; i++) {
            delete_target(body, target->as.sequence.elts.items[i]);
        }
        break;
    default: EMIT_REPORT(body, target, "invalid syntax"); break;
    }
    body->top = mark;
}

void pd_lang_delete(Body *body, const AstNode *node)
{
    for (uint32_t i = 0; i < node->as.delete_.targets.count; i++) {
        delete_target(body, node->as.delete_.targets.items[i]);
    }
}
