/*
 * The emitter: loading, storing and deleting variables, by what the symbol tables say they are.
 */
#include "lang/emit/emit_in.h"

static const Symbol *find_symbol(Body *body, const AstName *name)
{
    const AstName *mangled = pd_lang_mangle(body->compilation, body->scope->private_class, name);
    return pd_lang_symbol(body->scope, mangled);
}

/* What kind of variable it is for the instructions: a module has no locals of its own. */
typedef enum Place { PLACE_REGISTER, PLACE_CELL, PLACE_FREE, PLACE_GLOBAL, PLACE_NAMESPACE } Place;

static Place place_of(const Body *body, const Symbol *symbol)
{
    Access access = symbol != NULL ? (Access)symbol->access : ACCESS_IMPLICIT_GLOBAL;
    if (access == ACCESS_FREE) {
        return PLACE_FREE;
    }
    if (body->scope->kind == SCOPE_CLASS) {
        return access == ACCESS_GLOBAL ? PLACE_GLOBAL : PLACE_NAMESPACE;
    }
    if (body->scope->kind == SCOPE_MODULE || access >= ACCESS_GLOBAL) {
        return PLACE_GLOBAL;
    }
    return access == ACCESS_CELL ? PLACE_CELL : PLACE_REGISTER;
}

Reg pd_lang_local_of(Body *body, const AstName *name)
{
    const Symbol *symbol = find_symbol(body, name);
    return place_of(body, symbol) == PLACE_REGISTER ? symbol->index : REG_ANY;
}

static void check_local(Body *body, const AstName *name, Reg local)
{
    if (!pd_lang_is_bound(body, local)) {
        (void)pd_lang_put(body, OP_CHECK_LOCAL, local, pd_lang_const_name(body, name), 0);
        body->flags |= FUNCTION_MAY_UNBIND;
        pd_lang_set_bound(body, local, true);
    }
}

/* A function that may look at its own locals keeps them all. */
static void note_introspection(Body *body, const AstName *name)
{
    static const char *const names[] = {"locals", "vars", "dir", "eval", "exec"};
    for (size_t i = 0; i < ARRAY_COUNT(names); i++) {
        if (pd_lang_name_is(name, names[i])) {
            body->flags |= FUNCTION_KEEP_LOCALS | FUNCTION_MAY_UNBIND;
        }
    }
}

/* A continuation that is loaded for anything but a call of its methods is stored or passed on. */
static void note_gift(Body *body, const AstName *name, Reg reg)
{
    if (name == body->continuation && !body->is_receiver) {
        (void)pd_lang_put(body, OP_GIVE, reg, 0, 0);
    }
    body->is_receiver = false;
}

Reg pd_lang_load_variable(Body *body, const AstName *name, Reg want)
{
    const Symbol *symbol = find_symbol(body, name);
    Place place = place_of(body, symbol);
    if (place == PLACE_REGISTER) {
        check_local(body, name, symbol->index);
        note_gift(body, name, symbol->index);
        if (want == REG_ANY) {
            return symbol->index;
        }
        pd_lang_move(body, want, symbol->index);
        return want;
    }
    Reg to = pd_lang_result(body, want);
    uint32_t text = pd_lang_const_name(body, name);
    switch (place) {
    case PLACE_CELL:
        (void)pd_lang_put(body, OP_LOAD_CELL, to, symbol->index, text);
        note_gift(body, name, to);
        break;
    case PLACE_FREE:
        (void)pd_lang_put(body, body->scope->kind == SCOPE_CLASS ? OP_LOAD_CLASSFREE : OP_LOAD_FREE,
                          to, symbol->free_index, text);
        break;
    case PLACE_NAMESPACE: (void)pd_lang_put(body, OP_LOAD_NAME, to, text, 0); break;
    default:
        (void)pd_lang_put(body, OP_LOAD_GLOBAL, to, text, 0);
        note_introspection(body, name);
        break;
    }
    return to;
}

Reg pd_lang_load_name(Body *body, const AstNode *node, Reg want)
{
    pd_lang_at(body, node);
    if (pd_lang_name_is(node->as.name.id, "__debug__")) {
        Reg to = pd_lang_result(body, want);
        pd_lang_load_singleton(body, to, SINGLETON_TRUE);
        return to;
    }
    return pd_lang_load_variable(body, node->as.name.id, want);
}

void pd_lang_store_variable(Body *body, const AstName *name, Reg value)
{
    const Symbol *symbol = find_symbol(body, name);
    switch (place_of(body, symbol)) {
    case PLACE_REGISTER:
        pd_lang_move(body, symbol->index, value);
        pd_lang_set_bound(body, symbol->index, true);
        break;
    case PLACE_CELL: (void)pd_lang_put(body, OP_STORE_CELL, symbol->index, value, 0); break;
    case PLACE_FREE: (void)pd_lang_put(body, OP_STORE_FREE, value, symbol->free_index, 0); break;
    case PLACE_GLOBAL:
        (void)pd_lang_put(body, OP_STORE_GLOBAL, value, pd_lang_const_name(body, name), 0);
        break;
    case PLACE_NAMESPACE:
        (void)pd_lang_put(body, OP_STORE_NAME, value, pd_lang_const_name(body, name), 0);
        break;
    }
}

void pd_lang_delete_variable(Body *body, const AstName *name)
{
    const Symbol *symbol = find_symbol(body, name);
    uint32_t text = pd_lang_const_name(body, name);
    switch (place_of(body, symbol)) {
    case PLACE_REGISTER:
        (void)pd_lang_put(body, OP_DELETE_LOCAL, symbol->index, text, 0);
        body->flags |= FUNCTION_MAY_UNBIND;
        pd_lang_set_bound(body, symbol->index, false);
        break;
    case PLACE_CELL: (void)pd_lang_put(body, OP_DELETE_CELL, symbol->index, text, 0); break;
    case PLACE_FREE: (void)pd_lang_put(body, OP_DELETE_FREE, 0, symbol->free_index, text); break;
    case PLACE_GLOBAL: (void)pd_lang_put(body, OP_DELETE_GLOBAL, 0, text, 0); break;
    case PLACE_NAMESPACE: (void)pd_lang_put(body, OP_DELETE_NAME, 0, text, 0); break;
    }
}

void pd_lang_unbind_variable(Body *body, const AstName *name)
{
    Reg local = pd_lang_local_of(body, name);
    if (local != REG_ANY) {
        pd_lang_load_singleton(body, local, SINGLETON_UNBOUND);
        pd_lang_set_bound(body, local, false);
        body->flags |= FUNCTION_MAY_UNBIND;
        return;
    }
    Reg mark = body->top;
    Reg none = pd_lang_temp(body);
    pd_lang_load_singleton(body, none, SINGLETON_NONE);
    pd_lang_store_variable(body, name, none);
    pd_lang_delete_variable(body, name);
    body->top = mark;
}

void pd_lang_load_cell(Body *body, const Symbol *nested_free, Reg to)
{
    const Scope *scope = body->scope;
    if (scope->kind == SCOPE_CLASS && scope->needs_class_cell &&
        pd_lang_name_is(nested_free->name, "__class__")) {
        pd_lang_move(body, to, 1);
        return;
    }
    const Symbol *own = pd_lang_symbol(scope, nested_free->name);
    if (own == NULL) {
        pd_assert(body->compilation->problem_count > 0);
        return;
    }
    if (own->access == ACCESS_CELL) {
        pd_lang_move(body, to, own->index);
    } else {
        (void)pd_lang_put(body, OP_LOAD_CLOSURE, to, own->free_index, 0);
    }
}
