/*
 * Compiles a module: parser, symbol tables, emitter, in this order, and tells their problems.
 *
 * Owns the arena of a compilation and the table of names. Promises that no problem is lost and that
 * the first one is the one returned. Must not know grammar or instructions.
 */
#include "lang/compile_in.h"
#include "lang/emit/emit.h"
#include "lang/scope.h"

#include <stdio.h>
#include <string.h>

void *pd_lang_alloc(Compilation *compilation, size_t count, size_t item_bytes)
{
    void *memory = pd_arena_alloc_array(compilation->arena, count, item_bytes);
    if (memory == NULL) {
        compilation->out_of_memory = true;
    }
    return memory;
}

void *pd_lang_grow(Compilation *compilation, void *items, uint32_t count, uint32_t *capacity,
                   size_t item_bytes)
{
    if (count < *capacity) {
        return items;
    }
    uint32_t larger = *capacity == 0 ? 8 : *capacity * 2;
    void *grown = NULL;
    if (larger > *capacity) {
        grown =
            pd_arena_grow(compilation->arena, items, *capacity * item_bytes, larger * item_bytes);
    }
    if (grown == NULL) {
        compilation->out_of_memory = true;
        return NULL;
    }
    *capacity = larger;
    return grown;
}

/* ── problems ── */

void pd_lang_tell(const CompileOptions *options, const SyntaxProblem *problem)
{
    if (options->reporter.report == NULL) {
        return;
    }
    Diagnostic diagnostic = {
        .status = problem->status,
        .kind = pd_lang_problem_type(problem),
        .message = problem->message,
        .incomplete = problem->incomplete,
        .line = problem->line,
        .end_line = problem->end_line,
        .column = problem->column,
        .end_column = problem->end_column,
        .text = problem->text,
    };
    options->reporter.report(options->reporter.ctx, &diagnostic);
}

static void add_problem(Compilation *compilation, const SyntaxProblem *problem)
{
    if (compilation->problem_count == 0) {
        compilation->first = *problem;
    }
    if (compilation->problem_count < PROBLEMS_MAX) {
        compilation->problem_count++;
        pd_lang_tell(compilation->options, problem);
    }
}

void pd_lang_report(Compilation *compilation, Status status, SourceSpan span, const char *format,
                    ...)
{
    char message[SYNTAX_MESSAGE_BYTES];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(message, sizeof message, format, args);
    va_end(args);
    SyntaxProblem problem = {.status = STATUS_OK};
    pd_status_ignore(
        pd_lang_problem_at(&problem, compilation->module->source, span, "%s", message));
    problem.status = status;
    add_problem(compilation, &problem);
}

void pd_lang_report_unsupported(Compilation *compilation, const AstNode *node, const char *what)
{
    pd_lang_report(compilation, STATUS_UNSUPPORTED, pd_lang_node_span(node),
                   "'%s' does not run yet", what);
}

static bool is_blank(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\f';
}

static void print_warning(Buffer *out, const Diagnostic *diagnostic, const char *filename)
{
    Bytes text = diagnostic->text;
    while (text.size > 0 && is_blank(text.data[0])) {
        text = pd_bytes_slice(text, 1, text.size);
    }
    while (text.size > 0 && is_blank(text.data[text.size - 1])) {
        text.size--;
    }
    pd_buffer_append_format(out, "%s:%u: %s: %s\n  ", filename, diagnostic->line, diagnostic->kind,
                            diagnostic->message);
    pd_buffer_append(out, text);
    pd_buffer_append_byte(out, '\n');
}

void pd_lang_diagnostic_print(Buffer *out, const Diagnostic *diagnostic, const char *filename)
{
    if (diagnostic->status == STATUS_OK) {
        print_warning(out, diagnostic, filename);
        return;
    }
    bool has_place = diagnostic->column >= 0;
    if (has_place) {
        pd_buffer_append_format(out, "  File \"%s\", line %u\n", filename, diagnostic->line);
    }
    Bytes text = has_place ? diagnostic->text : (Bytes){NULL, 0};
    size_t indent = 0;
    while (indent < text.size && is_blank(text.data[indent])) {
        indent++;
    }
    Bytes shown = pd_bytes_slice(text, indent, text.size);
    if (has_place && text.data != NULL) {
        pd_buffer_append_cstr(out, "    ");
        pd_buffer_append(out, shown);
        pd_buffer_append_byte(out, '\n');
    }
    int64_t start = (int64_t)diagnostic->column - 1 - (int64_t)indent;
    if (shown.size > 0 && diagnostic->column >= 1 && start >= 0) {
        int64_t end = (int64_t)diagnostic->end_column - 1 - (int64_t)indent;
        int64_t text_end = (int64_t)pd_utf8_count(shown);
        if (diagnostic->end_line != diagnostic->line) {
            end = text_end;
        }
        /* A range is CPython's way with SyntaxError itself only. */
        bool is_range = end > start && strcmp(diagnostic->kind, "SyntaxError") == 0;
        pd_buffer_append_fill(out, ' ', (size_t)start + 4);
        pd_buffer_append_fill(out, '^', is_range ? (size_t)(end - start) : 1);
        pd_buffer_append_byte(out, '\n');
    }
    pd_buffer_append_format(out, "%s: %s\n", diagnostic->kind, diagnostic->message);
}

/* ── names ── */

static uint32_t name_slot(const NameTable *names, Bytes text)
{
    uint32_t mask = names->capacity - 1;
    uint32_t slot = (uint32_t)pd_hash_bytes(text) & mask;
    while (names->slots[slot] != NULL &&
           !pd_bytes_equal(pd_lang_name_bytes(names->slots[slot]), text)) {
        slot = (slot + 1) & mask;
    }
    return slot;
}

static bool names_resize(Compilation *compilation, uint32_t capacity)
{
    NameTable *names = &compilation->names;
    NameTable larger = {.capacity = capacity, .count = names->count};
    larger.slots = pd_lang_alloc(compilation, capacity, sizeof *larger.slots);
    if (larger.slots == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < names->capacity; i++) {
        if (names->slots[i] != NULL) {
            larger.slots[name_slot(&larger, pd_lang_name_bytes(names->slots[i]))] = names->slots[i];
        }
    }
    *names = larger;
    return true;
}

void pd_lang_names_init(Compilation *compilation)
{
    const AstModule *module = compilation->module;
    uint32_t capacity = 64;
    while (capacity / 2 < module->name_count) {
        capacity *= 2;
    }
    compilation->names = (NameTable){.count = module->name_count};
    if (!names_resize(compilation, capacity)) {
        return;
    }
    for (uint32_t i = 0; i < module->name_count; i++) {
        const AstName *name = module->names[i];
        compilation->names.slots[name_slot(&compilation->names, pd_lang_name_bytes(name))] = name;
    }
}

const AstName *pd_lang_name(Compilation *compilation, Bytes text)
{
    NameTable *names = &compilation->names;
    if (names->slots == NULL) {
        return NULL;
    }
    uint32_t slot = name_slot(names, text);
    if (names->slots[slot] != NULL) {
        return names->slots[slot];
    }
    if (names->count / 2 >= names->capacity / 4) {
        if (!names_resize(compilation, names->capacity * 2)) {
            return NULL;
        }
        slot = name_slot(names, text);
    }
    AstName *name = pd_lang_alloc(compilation, 1, sizeof *name);
    char *copy = pd_arena_copy_string(compilation->arena, text);
    if (name == NULL || copy == NULL) {
        compilation->out_of_memory = true;
        return NULL;
    }
    name->text = copy;
    name->length_bytes = (uint32_t)text.size;
    name->id = names->count++;
    names->slots[slot] = name;
    return name;
}

const AstName *pd_lang_mangle(Compilation *compilation, const AstName *private_class,
                              const AstName *name)
{
    Bytes text = pd_lang_name_bytes(name);
    if (private_class == NULL || text.size < 2 || text.data[0] != '_' || text.data[1] != '_' ||
        (text.data[text.size - 1] == '_' && text.data[text.size - 2] == '_') ||
        memchr(text.data, '.', text.size) != NULL) {
        return name;
    }
    Bytes class_text = pd_lang_name_bytes(private_class);
    size_t skip = 0;
    while (skip < class_text.size && class_text.data[skip] == '_') {
        skip++;
    }
    class_text = pd_bytes_slice(class_text, skip, class_text.size);
    if (class_text.size == 0) {
        return name;
    }
    size_t size = 1 + class_text.size + text.size;
    uint8_t *mangled = pd_lang_alloc(compilation, size, 1);
    if (mangled == NULL) {
        return name;
    }
    mangled[0] = '_';
    memcpy(mangled + 1, class_text.data, class_text.size);
    memcpy(mangled + 1 + class_text.size, text.data, text.size);
    const AstName *made = pd_lang_name(compilation, pd_bytes(mangled, size));
    return made != NULL ? made : name;
}

/* ── __future__ ── */

static void report_feature(Compilation *compilation, const AstNode *node, const AstName *name)
{
    SyntaxProblem problem = {.status = STATUS_OK};
    Bytes source = compilation->module->source;
    SourceSpan span = pd_lang_node_span(node);
    if (pd_lang_name_is(name, "braces")) {
        pd_status_ignore(pd_lang_problem_at(&problem, source, span, "not a chance"));
    } else {
        pd_status_ignore(pd_lang_problem_at(&problem, source, span,
                                            "future feature %.100s is not defined", name->text));
    }
    problem.end_column = 0; /* CPython gives no end for these. */
    add_problem(compilation, &problem);
}

static void check_features(Compilation *compilation, const AstNode *node)
{
    static const char *const known[] = {
        "nested_scopes",  "generators",       "division",       "absolute_import", "with_statement",
        "print_function", "unicode_literals", "barry_as_FLUFL", "generator_stop",  "annotations"};
    for (uint32_t i = 0; i < node->as.import.names.count; i++) {
        const AstName *name = node->as.import.names.items[i]->as.alias.name;
        bool found = false;
        for (size_t j = 0; j < ARRAY_COUNT(known); j++) {
            found = found || pd_lang_name_is(name, known[j]);
        }
        if (pd_lang_name_is(name, "annotations")) {
            compilation->future_annotations = true;
        }
        if (!found) {
            report_feature(compilation, node, name);
        }
    }
}

static bool is_future_import(const AstNode *node)
{
    return node->kind == AST_IMPORT_FROM && node->as.import.level == 0 &&
           node->as.import.module != NULL && pd_lang_name_is(node->as.import.module, "__future__");
}

/* Statements on the line of the last import from __future__ still count as the start of the file,
 * so that a late import among them is noticed. */
void pd_lang_future(Compilation *compilation)
{
    AstList body = compilation->module->body;
    uint32_t first = pd_lang_docstring(body) != NULL ? 1 : 0;
    bool done = false;
    uint32_t last_line = 0;
    for (uint32_t i = first; i < body.count; i++) {
        const AstNode *node = body.items[i];
        if (done && node->line > last_line) {
            return;
        }
        last_line = node->line;
        if (!is_future_import(node)) {
            done = true;
        } else if (done) {
            REPORT_AT(compilation, node,
                      "from __future__ imports must occur at the beginning of the file");
        } else {
            check_features(compilation, node);
            compilation->future_line = node->line;
        }
    }
}

/* ── the phases ── */

static Status error_of_problem(const SyntaxProblem *problem, Error *err)
{
    Status status = pd_error_set(err, problem->status, "%s", problem->message);
    if (err != NULL) {
        err->line = problem->line;
        err->column = problem->column > 0 ? (uint32_t)problem->column : 0;
    }
    return status;
}

/* The verifier would not finish in time: that is told of the largest function. */
static Status report_large(Compilation *compilation, const CodeUnit *draft, Error *err)
{
    const Function *largest = &draft->functions[0];
    for (uint32_t i = 1; i < draft->function_count; i++) {
        const Function *function = &draft->functions[i];
        largest = function->instr_count > largest->instr_count ? function : largest;
    }
    SourceSpan span = {largest->first_line, 0, largest->first_line, 0};
    pd_lang_report(compilation, STATUS_LIMIT, span, "the code of one function is too large");
    return error_of_problem(&compilation->first, err);
}

static Status compile_tree(Compilation *compilation, const Alloc *alloc, CodeUnit **out, Error *err)
{
    ScopeTable scopes = {0};
    CodeUnit *draft = NULL;
    pd_lang_names_init(compilation);
    pd_lang_future(compilation);
    if (!compilation->out_of_memory && pd_lang_scopes(compilation, &scopes)) {
        draft = pd_lang_emit(compilation, &scopes);
    }
    if (compilation->out_of_memory) {
        return pd_error_plain(err, compilation->arena->status != STATUS_OK
                                       ? compilation->arena->status
                                       : STATUS_NO_MEMORY);
    }
    if (compilation->problem_count > 0) {
        return error_of_problem(&compilation->first, err);
    }
    pd_assert(draft != NULL);
    Status status = pd_code_make(draft, alloc, out, err);
    return status == STATUS_LIMIT ? report_large(compilation, draft, err) : status;
}

/* The tree, its tables and the code take a bounded multiple of the text. */
static uint64_t arena_max(uint64_t source_bytes)
{
    return LIMIT_MIB(16) + source_bytes * 4096;
}

Status pd_lang_compile(Bytes source, const CompileOptions *options, const Alloc *alloc,
                       CodeUnit **out, Error *err)
{
    *out = NULL;
    Limits defaults = pd_limits_default();
    const Limits *limits = options->limits != NULL ? options->limits : &defaults;
    if (source.size > limits->source_bytes) {
        return pd_error_set(err, STATUS_LIMIT, "the source text is longer than %llu bytes",
                            (unsigned long long)limits->source_bytes);
    }
    Arena arena;
    pd_arena_init(&arena, alloc, arena_max(source.size));
    ParseInput input = {
        .source = source,
        .filename = options->filename,
        .mode = options->interactive ? AST_MODE_INTERACTIVE : AST_MODE_MODULE,
    };
    AstModule *module = NULL;
    SyntaxProblem problem = {.status = STATUS_OK};
    Status status = pd_lang_parse_input(&arena, &input, &module, &problem);
    if (status != STATUS_OK) {
        if (status == STATUS_NO_MEMORY) {
            status = pd_error_plain(err, status);
        } else {
            problem.status = status;
            pd_lang_tell(options, &problem);
            status = error_of_problem(&problem, err);
        }
        pd_arena_deinit(&arena);
        return status;
    }
    Compilation compilation = {.arena = &arena, .module = module, .options = options};
    status = compile_tree(&compilation, alloc, out, err);
    pd_arena_deinit(&arena);
    return status;
}
