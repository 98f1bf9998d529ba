/*
 * Symbol tables: the tables themselves, and what each name turns out to be.
 *
 * A name that a function uses but does not bind belongs to the nearest enclosing function that
 * binds it; class bodies are skipped, except that __class__ belongs to a class. Every function on
 * the way hands the variable down and so has it among its free variables too.
 */
#include "lang/scope.h"

#include <string.h>

Symbol *pd_lang_symbol(const Scope *scope, const AstName *mangled)
{
    if (scope->slot_count == 0) {
        return NULL;
    }
    uint32_t mask = scope->slot_count - 1;
    for (uint32_t slot = mangled->id * 0x9e3779b1u >> 7;; slot++) {
        uint32_t entry = scope->slots[slot & mask];
        if (entry == 0) {
            return NULL;
        }
        if (scope->symbols[entry - 1]->name == mangled) {
            return scope->symbols[entry - 1];
        }
    }
}

static void slot_insert(Scope *scope, uint32_t symbol_index)
{
    uint32_t mask = scope->slot_count - 1;
    uint32_t slot = scope->symbols[symbol_index]->name->id * 0x9e3779b1u >> 7;
    while (scope->slots[slot & mask] != 0) {
        slot++;
    }
    scope->slots[slot & mask] = symbol_index + 1;
}

static bool slots_resize(Compilation *compilation, Scope *scope)
{
    uint32_t larger = scope->slot_count == 0 ? 16 : scope->slot_count * 2;
    uint32_t *slots = pd_lang_alloc(compilation, larger, sizeof *slots);
    if (slots == NULL) {
        return false;
    }
    scope->slots = slots;
    scope->slot_count = larger;
    for (uint32_t i = 0; i < scope->symbol_count; i++) {
        slot_insert(scope, i);
    }
    return true;
}

Symbol *pd_lang_symbol_add(Compilation *compilation, Scope *scope, const AstName *mangled)
{
    Symbol *found = pd_lang_symbol(scope, mangled);
    if (found != NULL) {
        return found;
    }
    Symbol **symbols = pd_lang_grow(compilation, scope->symbols, scope->symbol_count,
                                    &scope->symbol_capacity, sizeof *symbols);
    if (symbols == NULL) {
        return NULL;
    }
    scope->symbols = symbols;
    if ((scope->symbol_count + 1) * 2 > scope->slot_count && !slots_resize(compilation, scope)) {
        return NULL;
    }
    Symbol *symbol = pd_lang_alloc(compilation, 1, sizeof *symbol);
    if (symbol == NULL) {
        return NULL;
    }
    symbol->name = mangled;
    symbols[scope->symbol_count++] = symbol;
    slot_insert(scope, scope->symbol_count - 1);
    return symbol;
}

Scope *pd_lang_scope_new(Compilation *compilation, ScopeTable *table, Scope *parent,
                         const AstNode *node)
{
    Scope **scopes =
        pd_lang_grow(compilation, table->scopes, table->count, &table->capacity, sizeof *scopes);
    Scope *scope = pd_lang_alloc(compilation, 1, sizeof *scope);
    if (scopes == NULL || scope == NULL) {
        return NULL;
    }
    table->scopes = scopes;
    scopes[table->count++] = scope;
    scope->parent = parent;
    scope->node = node;
    if (parent != NULL) {
        scope->private_class = parent->private_class;
    }
    if (node != NULL) {
        table->by_serial[node->serial] = scope;
    }
    return scope;
}

/* ── resolution ── */

/* The scope that binds a name for scope's use, or NULL when it is global. */
static Scope *find_binder(const Scope *scope, const AstName *name)
{
    bool is_class_cell = pd_lang_name_is(name, "__class__");
    for (Scope *outer = scope->parent; outer != NULL; outer = outer->parent) {
        if (outer->kind == SCOPE_CLASS && is_class_cell) {
            return outer;
        }
        if (!pd_lang_scope_is_function(outer)) {
            continue;
        }
        const Symbol *symbol = pd_lang_symbol(outer, name);
        if (symbol == NULL || (symbol->flags & SYMBOL_NONLOCAL) != 0) {
            continue;
        }
        if ((symbol->flags & SYMBOL_GLOBAL) != 0) {
            return NULL;
        }
        if ((symbol->flags & SYMBOL_BOUND) != 0) {
            return outer;
        }
    }
    return NULL;
}

/* Marks the binding as captured, and every scope between as handing it down. */
static void capture(Compilation *compilation, Scope *scope, Scope *binder, Symbol *symbol)
{
    symbol->is_free = true;
    for (Scope *between = scope->parent; between != binder; between = between->parent) {
        Symbol *through = pd_lang_symbol_add(compilation, between, symbol->name);
        if (through == NULL) {
            return;
        }
        if (through->flags == 0) {
            through->access = ACCESS_FREE;
        }
        through->is_free = true;
    }
    if (binder->kind == SCOPE_CLASS) {
        binder->needs_class_cell = true;
        return;
    }
    pd_lang_symbol(binder, symbol->name)->captured = true;
}

static void resolve_nonlocal(Compilation *compilation, Scope *scope, Symbol *symbol)
{
    if (scope->kind == SCOPE_MODULE) {
        pd_lang_report(compilation, STATUS_SYNTAX, symbol->directive,
                       "nonlocal declaration not allowed at module level");
        return;
    }
    Scope *binder = find_binder(scope, symbol->name);
    if (binder == NULL) {
        pd_lang_report(compilation, STATUS_SYNTAX, symbol->directive,
                       "no binding for nonlocal '%s' found", symbol->name->text);
        return;
    }
    symbol->access = ACCESS_FREE;
    capture(compilation, scope, binder, symbol);
}

static void resolve(Compilation *compilation, Scope *scope, Symbol *symbol)
{
    if ((symbol->flags & SYMBOL_GLOBAL) != 0) {
        symbol->access = ACCESS_GLOBAL;
        if ((symbol->flags & SYMBOL_NONLOCAL) != 0) {
            pd_lang_report(compilation, STATUS_SYNTAX, symbol->directive,
                           "name '%s' is nonlocal and global", symbol->name->text);
        }
    } else if ((symbol->flags & SYMBOL_NONLOCAL) != 0) {
        resolve_nonlocal(compilation, scope, symbol);
    } else if ((symbol->flags & SYMBOL_BOUND) != 0) {
        symbol->access = ACCESS_LOCAL;
    } else if ((symbol->flags & SYMBOL_USE) != 0) {
        Scope *binder = find_binder(scope, symbol->name);
        symbol->access = ACCESS_IMPLICIT_GLOBAL;
        if (binder != NULL) {
            symbol->access = ACCESS_FREE;
            capture(compilation, scope, binder, symbol);
        }
    }
}

/* ── the order of locals and free variables ── */

static int compare_names(const Symbol *a, const Symbol *b)
{
    return pd_bytes_compare(pd_lang_name_bytes(a->name), pd_lang_name_bytes(b->name));
}

/* Merge sort: the lists come from the program, so the cost must not depend on their order. */
static void sort_symbols(Symbol **items, Symbol **scratch, uint32_t count)
{
    for (uint32_t width = 1; width < count; width *= 2) {
        for (uint32_t start = 0; start < count; start += 2 * width) {
            uint32_t middle = start + width < count ? start + width : count;
            uint32_t end = middle + width < count ? middle + width : count;
            uint32_t left = start;
            uint32_t right = middle;
            for (uint32_t i = start; i < end; i++) {
                bool take_left = left < middle &&
                                 (right >= end || compare_names(items[left], items[right]) <= 0);
                scratch[i] = take_left ? items[left++] : items[right++];
            }
        }
        memcpy(items, scratch, count * sizeof *items);
    }
}

static void order_frees(Compilation *compilation, Scope *scope)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < scope->symbol_count; i++) {
        count += scope->symbols[i]->is_free;
    }
    Symbol **frees = pd_lang_alloc(compilation, 2 * (size_t)count + 1, sizeof(Symbol *));
    if (frees == NULL) {
        return;
    }
    uint32_t next = 0;
    for (uint32_t i = 0; i < scope->symbol_count; i++) {
        if (scope->symbols[i]->is_free) {
            frees[next++] = scope->symbols[i];
        }
    }
    sort_symbols(frees, frees + count, count);
    for (uint32_t i = 0; i < count; i++) {
        frees[i]->free_index = i;
    }
    scope->frees = frees;
    scope->free_count = count;
}

static void order_locals(Compilation *compilation, Scope *scope)
{
    Symbol **locals =
        pd_lang_alloc(compilation, 2 * (size_t)scope->symbol_count + 1, sizeof(Symbol *));
    if (locals == NULL) {
        return;
    }
    uint32_t count = 0;
    for (int pass = 0; pass < 3; pass++) {
        uint32_t first = count;
        for (uint32_t i = 0; i < scope->symbol_count; i++) {
            Symbol *symbol = scope->symbols[i];
            bool is_param = (symbol->flags & SYMBOL_PARAM) != 0;
            int own_pass = is_param ? 0 : symbol->access == ACCESS_CELL ? 2 : 1;
            if (symbol->access <= ACCESS_CELL && own_pass == pass) {
                locals[count++] = symbol;
            }
        }
        if (pass == 2) {
            sort_symbols(locals + first, locals + scope->symbol_count, count - first);
        }
    }
    for (uint32_t i = 0; i < count; i++) {
        locals[i]->index = i;
    }
    scope->locals = locals;
    scope->local_count = count;
}

bool pd_lang_scopes(Compilation *compilation, ScopeTable *table)
{
    *table = (ScopeTable){0};
    table->by_serial =
        pd_lang_alloc(compilation, (size_t)compilation->module->node_count + 1, sizeof(Scope *));
    if (table->by_serial == NULL) {
        return false;
    }
    pd_lang_scope_visit_module(compilation, table);
    for (uint32_t i = 0; i < table->count && !compilation->out_of_memory; i++) {
        Scope *scope = table->scopes[i];
        for (uint32_t j = 0; j < scope->symbol_count; j++) {
            resolve(compilation, scope, scope->symbols[j]);
        }
    }
    for (uint32_t i = 0; i < table->count && !compilation->out_of_memory; i++) {
        Scope *scope = table->scopes[i];
        order_frees(compilation, scope);
        if (pd_lang_scope_is_function(scope)) {
            for (uint32_t j = 0; j < scope->symbol_count; j++) {
                Symbol *symbol = scope->symbols[j];
                if (symbol->access == ACCESS_LOCAL && symbol->captured) {
                    symbol->access = ACCESS_CELL;
                }
            }
            order_locals(compilation, scope);
        }
    }
    return !compilation->out_of_memory;
}
