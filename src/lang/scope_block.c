/*
 * Which with statements are blocks of `handle`.
 *
 * Half a frame cannot be captured, so the block of `with handle(h):` is compiled as a function of
 * its own. That is decided by the text: `handle` as the module imported it from perdure. Should the
 * name mean something else when the statement runs, the library runs the block as an ordinary with.
 */
#include "lang/scope.h"

static void add_name(Compilation *compilation, const AstName *name)
{
    const AstName **names =
        pd_lang_grow(compilation, compilation->effect_names, compilation->effect_name_count,
                     &compilation->effect_name_capacity, sizeof *names);
    if (names != NULL && name != NULL) {
        compilation->effect_names = names;
        names[compilation->effect_name_count++] = name;
    }
}

void pd_lang_note_effect_import(Compilation *compilation, const AstNode *node)
{
    bool from = node->kind == AST_IMPORT_FROM;
    if (from && (node->as.import.level != 0 || node->as.import.module == NULL ||
                 !pd_lang_name_is(node->as.import.module, "perdure"))) {
        return;
    }
    for (uint32_t i = 0; i < node->as.import.names.count; i++) {
        const AstNode *alias = node->as.import.names.items[i];
        const AstName *name = alias->as.alias.name;
        if (from && pd_lang_name_is(name, "*")) {
            add_name(compilation, pd_lang_name(compilation, pd_bytes("handle", 6)));
        } else if (pd_lang_name_is(name, from ? "handle" : "perdure")) {
            add_name(compilation, alias->as.alias.asname != NULL ? alias->as.alias.asname : name);
        }
    }
}

static bool is_known(const Compilation *compilation, const AstName *name, const char *usual)
{
    for (uint32_t i = 0; i < compilation->effect_name_count; i++) {
        if (compilation->effect_names[i] == name) {
            return true;
        }
    }
    return compilation->options->interactive && pd_lang_name_is(name, usual);
}

bool pd_lang_is_handle_item(const Compilation *compilation, const AstNode *item)
{
    const AstNode *call = item->as.with_item.context_expr;
    if (call->kind != AST_CALL) {
        return false;
    }
    const AstNode *callee = call->as.call.func;
    if (callee->kind == AST_NAME) {
        return is_known(compilation, callee->as.name.id, "handle");
    }
    return callee->kind == AST_ATTRIBUTE && pd_lang_name_is(callee->as.attribute.attr, "handle") &&
           callee->as.attribute.value->kind == AST_NAME &&
           is_known(compilation, callee->as.attribute.value->as.name.id, "perdure");
}
