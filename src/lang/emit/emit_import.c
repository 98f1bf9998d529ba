/*
 * The emitter: import statements, and the list of modules that a module may import.
 *
 * The list has absolute names, packages before what is in them: it is what a bundler needs. Of
 * `from p import a` it has p and p.a, because a may be a module of package p. A package also has
 * what its __all__ names, because `from p import *` imports these.
 */
#include "lang/emit/emit_in.h"

#include <string.h>

/* ── the list ── */

static void note_module(Body *body, Bytes name)
{
    Unit *unit = body->unit;
    uint32_t index = pd_lang_pool_string(unit, name);
    while (index >= unit->import_seen_capacity) {
        uint8_t *seen = pd_lang_grow(body->compilation, unit->import_seen,
                                     unit->import_seen_capacity, &unit->import_seen_capacity, 1);
        if (seen == NULL) {
            return;
        }
        unit->import_seen = seen;
    }
    uint32_t *imports = pd_lang_grow(body->compilation, unit->imports, unit->import_count,
                                     &unit->import_capacity, sizeof *imports);
    if (imports != NULL) {
        unit->imports = imports;
        imports[unit->import_count] = index;
        unit->import_count += unit->import_seen[index] == 0;
        unit->import_seen[index] = 1;
    }
}

/* a, a.b, a.b.c */
static void note_dotted(Body *body, Bytes name)
{
    for (size_t i = 0; i < name.size; i++) {
        if (name.data[i] == '.') {
            note_module(body, pd_bytes_slice(name, 0, i));
        }
    }
    if (name.size > 0) {
        note_module(body, name);
    }
}

static Bytes join(Body *body, Bytes package, Bytes name)
{
    if (package.size == 0 || name.size == 0) {
        return package.size == 0 ? name : package;
    }
    size_t size = package.size + 1 + name.size;
    uint8_t *text = pd_lang_alloc(body->compilation, size, 1);
    if (text == NULL) {
        return name;
    }
    memcpy(text, package.data, package.size);
    text[package.size] = '.';
    memcpy(text + package.size + 1, name.data, name.size);
    return pd_bytes(text, size);
}

/* The package that `level` dots mean; false when they lead out of the top one. */
static bool package_of_level(Body *body, uint32_t level, Bytes *out)
{
    const CompileOptions *options = body->compilation->options;
    Bytes name = options->module_name;
    uint32_t up = options->is_package ? level - 1 : level;
    while (up > 0) {
        size_t end = name.size;
        while (end > 0 && name.data[end - 1] != '.') {
            end--;
        }
        if (end == 0) {
            return false;
        }
        name = pd_bytes_slice(name, 0, end - 1);
        up--;
    }
    *out = name;
    return true;
}

static void note_from(Body *body, const AstNode *node)
{
    Bytes package = {NULL, 0};
    Bytes module = {NULL, 0};
    if (node->as.import.module != NULL) {
        module = pd_lang_name_bytes(node->as.import.module);
    }
    if (node->as.import.level > 0 && !package_of_level(body, node->as.import.level, &package)) {
        return;
    }
    Bytes from = join(body, package, module);
    note_dotted(body, from);
    for (uint32_t i = 0; i < node->as.import.names.count; i++) {
        Bytes name = pd_lang_name_bytes(node->as.import.names.items[i]->as.alias.name);
        if (!pd_bytes_equal_cstr(name, "*")) {
            note_module(body, join(body, from, name));
        }
    }
}

void pd_lang_note_all(Body *body, const AstNode *target, const AstNode *value)
{
    const CompileOptions *options = body->compilation->options;
    bool list = value->kind == AST_LIST || value->kind == AST_TUPLE;
    if (!options->is_package || body->scope->kind != SCOPE_MODULE || !list ||
        target->kind != AST_NAME || !pd_lang_name_is(target->as.name.id, "__all__")) {
        return;
    }
    for (uint32_t i = 0; i < value->as.sequence.elts.count; i++) {
        const AstNode *item = value->as.sequence.elts.items[i];
        if (item->kind == AST_CONSTANT && item->as.constant.kind == AST_CONST_STR) {
            const AstText *text = &item->as.constant.as.text;
            note_module(
                body, join(body, options->module_name, pd_bytes(text->bytes, text->length_bytes)));
        }
    }
}

/* ── statements ── */

static void put_import(Body *body, Reg to, Bytes module, uint32_t level, uint32_t names)
{
    uint32_t operands[3] = {to, pd_lang_const_string(body, module), level};
    (void)pd_lang_put_extended(body, OP_IMPORT, operands, names, 0);
}

static void check_name(Body *body, const AstName *name, const AstNode *node)
{
    if (pd_lang_name_is(name, "__debug__")) {
        EMIT_REPORT(body, node, "cannot assign to __debug__");
    }
}

/* import a.b.c as d: from package to package to the last module. */
static void import_as(Body *body, const AstNode *alias, Bytes dotted, Reg module)
{
    size_t start = pd_bytes_find(dotted, pd_bytes(".", 1), 0);
    while (start != SIZE_MAX) {
        size_t end = pd_bytes_find(dotted, pd_bytes(".", 1), start + 1);
        Bytes part =
            pd_bytes_slice(dotted, start + 1, (end == SIZE_MAX ? dotted.size : end) - start - 1);
        (void)pd_lang_put(body, OP_IMPORT_FROM, module, module, pd_lang_const_string(body, part));
        start = end;
    }
    check_name(body, alias->as.alias.asname, alias);
    pd_lang_store_variable(body, alias->as.alias.asname, module);
}

void pd_lang_import(Body *body, const AstNode *node)
{
    Reg mark = body->top;
    for (uint32_t i = 0; i < node->as.import.names.count; i++) {
        const AstNode *alias = node->as.import.names.items[i];
        Bytes dotted = pd_lang_name_bytes(alias->as.alias.name);
        note_dotted(body, dotted);
        Reg module = pd_lang_temp(body);
        pd_lang_at(body, node);
        put_import(body, module, dotted, 0, 0);
        if (alias->as.alias.asname != NULL) {
            import_as(body, alias, dotted, module);
        } else {
            size_t end = pd_bytes_find(dotted, pd_bytes(".", 1), 0);
            const AstName *name = pd_lang_name(body->compilation, pd_bytes_slice(dotted, 0, end));
            if (name != NULL) {
                check_name(body, name, alias);
                pd_lang_store_variable(body, name, module);
            }
        }
        body->top = mark;
    }
}

static uint32_t names_wanted(Body *body, AstList aliases)
{
    uint32_t *indices = pd_lang_alloc(body->compilation, aliases.count, sizeof *indices);
    if (indices == NULL || !body->reachable) {
        return 0;
    }
    for (uint32_t i = 0; i < aliases.count; i++) {
        indices[i] =
            pd_lang_pool_string(body->unit, pd_lang_name_bytes(aliases.items[i]->as.alias.name));
    }
    return 1 +
           pd_lang_const(
               body, &(Const){.kind = CONST_TUPLE, .item_count = aliases.count, .items = indices});
}

void pd_lang_import_from(Body *body, const AstNode *node)
{
    AstList aliases = node->as.import.names;
    Bytes module_name = {NULL, 0};
    if (node->as.import.module != NULL) {
        module_name = pd_lang_name_bytes(node->as.import.module);
    }
    bool is_future = node->as.import.level == 0 && pd_bytes_equal_cstr(module_name, "__future__");
    if (is_future && node->line > body->compilation->future_line) {
        EMIT_REPORT(body, node, "from __future__ imports must occur at the beginning of the file");
    }
    if (!is_future) {
        note_from(body, node);
    }
    Reg mark = body->top;
    Reg module = pd_lang_temp(body);
    Reg value = pd_lang_temp(body);
    pd_lang_at(body, node);
    put_import(body, module, module_name, node->as.import.level, names_wanted(body, aliases));
    for (uint32_t i = 0; i < aliases.count; i++) {
        const AstNode *alias = aliases.items[i];
        const AstName *name = alias->as.alias.name;
        if (pd_lang_name_is(name, "*")) {
            (void)pd_lang_put(body, OP_IMPORT_STAR, module, 0, 0);
            break;
        }
        const AstName *stored = alias->as.alias.asname != NULL ? alias->as.alias.asname : name;
        Reg local = pd_lang_local_of(body, stored);
        Reg to = local != REG_ANY ? local : value;
        (void)pd_lang_put(body, OP_IMPORT_FROM, to, module,
                          pd_lang_const_string(body, pd_lang_name_bytes(name)));
        check_name(body, stored, alias);
        pd_lang_store_variable(body, stored, to);
    }
    body->top = mark;
}
