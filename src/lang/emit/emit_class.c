/*
 * The emitter: class statements and the module body.
 *
 * A class body is a function of one parameter, the namespace, where its names live. It returns the
 * cell of __class__ when a method needs it, else None; the builder of classes fills the cell.
 */
#include "lang/emit/emit_in.h"

#include <string.h>

static void store_name(Body *body, const char *name, Reg value)
{
    (void)pd_lang_put(body, OP_STORE_NAME, value,
                      pd_lang_const_string(body, pd_bytes_of_cstr(name)), 0);
}

static void begin_annotations(Body *body)
{
    if (body->scope->has_annotations) {
        Reg mark = body->top;
        (void)pd_lang_put(body, OP_ANNOTATIONS, pd_lang_temp(body),
                          body->scope->kind == SCOPE_CLASS, 0);
        body->top = mark;
    }
}

static AstList without_docstring(AstList statements, Bytes *docstring)
{
    const AstNode *node = pd_lang_docstring(statements);
    *docstring = (Bytes){NULL, 0};
    if (node != NULL) {
        const AstText *text = &node->as.constant.as.text;
        *docstring = pd_bytes(text->bytes, text->length_bytes);
        statements.items++;
        statements.count--;
    }
    return statements;
}

static void load_string(Body *body, Bytes text, Reg to)
{
    pd_lang_load_const(body, &(Const){.kind = CONST_STR, .bytes = text}, to);
}

static uint32_t emit_class_body(Body *outer, const AstNode *node)
{
    Body body;
    const Scope *scope = outer->unit->scopes->by_serial[node->serial];
    if (!pd_lang_body_begin(&body, outer->unit, outer, scope)) {
        return 0;
    }
    Reg value = pd_lang_temp(&body);
    (void)pd_lang_put(&body, OP_LOAD_NAME, value,
                      pd_lang_const_string(&body, pd_bytes("__name__", 8)), 0);
    store_name(&body, "__module__", value);
    load_string(&body, body.qualname, value);
    store_name(&body, "__qualname__", value);
    begin_annotations(&body);
    Bytes docstring;
    const AstNode *doc_node = pd_lang_docstring(node->as.class_def.body);
    AstList statements = without_docstring(node->as.class_def.body, &docstring);
    if (doc_node != NULL) {
        pd_lang_at(&body, doc_node);
        load_string(&body, docstring, value);
        store_name(&body, "__doc__", value);
    }
    pd_lang_statements(&body, statements);
    if (scope->needs_class_cell) {
        store_name(&body, "__classcell__", 1);
        (void)pd_lang_put(&body, OP_RETURN, 1, 0, 0);
    } else {
        pd_lang_load_singleton(&body, value, SINGLETON_NONE);
        (void)pd_lang_put(&body, OP_RETURN, value, 0, 0);
    }
    return pd_lang_body_end(&body, 0);
}

static Reg call_builder(Body *body, const AstNode *node, Reg base)
{
    const Scope *scope = body->unit->scopes->by_serial[node->serial];
    body->top = base + FRAME_HEADER_SLOTS;
    pd_lang_at(body, node);
    (void)pd_lang_put(body, OP_LOAD_BUILD_CLASS, base, 0, 0);
    Reg function = pd_lang_temp(body);
    uint32_t index = emit_class_body(body, node);
    pd_lang_at(body, node);
    pd_lang_make_plain(body, scope, index, function);
    load_string(body, pd_lang_name_bytes(node->as.class_def.name), pd_lang_temp(body));
    CallParts parts = {
        .args = node->as.class_def.bases,
        .keywords = node->as.class_def.keywords,
        .base = base,
        .first = 2,
        .node = node,
    };
    return pd_lang_call_parts(body, &parts, base);
}

void pd_lang_class_def(Body *body, const AstNode *node)
{
    AstList decorators = node->as.class_def.decorator_list;
    Reg mark = body->top;
    if (node->as.class_def.type_params.count > 0 && body->unit->silent == 0) {
        pd_lang_report_unsupported(body->compilation, node->as.class_def.type_params.items[0],
                                   "type parameter");
    }
    for (uint32_t i = 0; i < decorators.count; i++) {
        Reg window = pd_lang_temps(body, FRAME_HEADER_SLOTS);
        (void)pd_lang_expr(body, decorators.items[i], window);
    }
    /* The class takes the place of its own call window, which is the decorator's argument. */
    Reg value = call_builder(body, node, pd_lang_temps(body, FRAME_HEADER_SLOTS));
    for (uint32_t i = decorators.count; i > 0; i--) {
        Reg base = value - FRAME_HEADER_SLOTS;
        pd_lang_at(body, decorators.items[i - 1]);
        (void)pd_lang_put(body, OP_CALL, base, 1, base);
        value = base;
    }
    pd_lang_at(body, node);
    pd_lang_store_variable(body, node->as.class_def.name, value);
    body->top = mark;
}

/* ── the unit ── */

static bool ends_line(Bytes source, size_t i)
{
    return source.data[i] == '\n' ||
           (source.data[i] == '\r' && (i + 1 == source.size || source.data[i + 1] != '\n'));
}

static void find_lines(Unit *unit)
{
    Bytes source = unit->compilation->module->source;
    uint32_t count = 1;
    for (size_t i = 0; i < source.size; i++) {
        count += ends_line(source, i);
    }
    unit->line_starts = pd_lang_alloc(unit->compilation, count, sizeof(uint32_t));
    unit->continuations = pd_lang_alloc(unit->compilation, source.size / 64 + 1, sizeof(uint32_t));
    if (unit->line_starts == NULL || unit->continuations == NULL) {
        return;
    }
    unit->line_count = count;
    uint32_t line = 1;
    uint32_t continuations = 0;
    for (size_t i = 0; i < source.size; i++) {
        if (i % 64 == 0) {
            unit->continuations[i / 64] = continuations;
        }
        continuations += (source.data[i] & 0xc0) == 0x80;
        if (ends_line(source, i)) {
            unit->line_starts[line++] = (uint32_t)(i + 1);
        }
    }
    if (source.size % 64 == 0) {
        unit->continuations[source.size / 64] = continuations;
    }
}

static void emit_module(Unit *unit, const Scope *scope)
{
    Body body;
    if (!pd_lang_body_begin(&body, unit, NULL, scope)) {
        return;
    }
    Bytes docstring;
    AstList statements = unit->compilation->module->body;
    begin_annotations(&body);
    if (!unit->compilation->options->interactive) {
        const AstNode *doc_node = pd_lang_docstring(statements);
        statements = without_docstring(statements, &docstring);
        if (doc_node != NULL) {
            Reg value = pd_lang_temp(&body);
            pd_lang_at(&body, doc_node);
            load_string(&body, docstring, value);
            (void)pd_lang_put(&body, OP_STORE_GLOBAL, value,
                              pd_lang_const_string(&body, pd_bytes("__doc__", 7)), 0);
            body.top = body.local_count;
        }
    }
    pd_lang_statements(&body, statements);
    Reg none = pd_lang_temp(&body);
    pd_lang_load_singleton(&body, none, SINGLETON_NONE);
    (void)pd_lang_put(&body, OP_RETURN, none, 0, 0);
    (void)pd_lang_body_end(&body, 0);
}

CodeUnit *pd_lang_emit(Compilation *compilation, const ScopeTable *scopes)
{
    Unit unit = {.compilation = compilation, .scopes = scopes};
    CodeUnit *draft = pd_lang_alloc(compilation, 1, sizeof *draft);
    find_lines(&unit);
    if (draft == NULL || compilation->out_of_memory) {
        return NULL;
    }
    emit_module(&unit, scopes->scopes[0]);
    const CompileOptions *options = compilation->options;
    draft->module_name = options->module_name;
    draft->filename = pd_bytes_of_cstr(options->filename);
    draft->source = compilation->module->source;
    draft->function_count = unit.function_count;
    draft->functions = unit.functions;
    draft->pool_count = unit.pool_count;
    draft->pool = unit.pool;
    draft->is_package = options->is_package;
    draft->import_count = unit.import_count;
    draft->imports = unit.imports;
    return compilation->out_of_memory ? NULL : draft;
}
