/*
 * A program for the differential tests of the compiler: reads "MODE SIZE\n" and SIZE bytes of
 * source, again and again, from standard input, and answers each with "ok SIZE\n" and the dump of
 * the tree, or with "error SIZE\n" and `line:column-end_line:end_column Type: message`.
 *
 * MODE is module, interactive or expression; or compile: then no tree is dumped, the later phases
 * run too, and what is printed for the first problem follows it. "unsupported SIZE\n" begins the
 * answer where that problem is a construct that does not run yet. Used by ast_oracle.py and
 * syntax_oracle.py.
 */
#include "lang/lang.h"
#include "lang/lang_in.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static AstMode mode_of(const char *name)
{
    if (strcmp(name, "interactive") == 0) {
        return AST_MODE_INTERACTIVE;
    }
    return strcmp(name, "expression") == 0 ? AST_MODE_EXPRESSION : AST_MODE_MODULE;
}

static void answer(Bytes source, AstMode mode)
{
    Arena arena;
    Buffer out;
    AstModule *module = NULL;
    SyntaxProblem problem;
    ParseInput input = {.source = source, .filename = "<test>", .mode = mode};
    pd_arena_init(&arena, pd_alloc_system(), SIZE_MAX / 4);
    pd_buffer_init(&out, pd_alloc_system(), SIZE_MAX / 4);
    Status status = pd_lang_parse_input(&arena, &input, &module, &problem);
    if (status == STATUS_OK) {
        pd_lang_dump(&out, module);
    } else {
        pd_buffer_append_format(
            &out, "%s%u:%d-%u:%d %s: %s", problem.incomplete ? "incomplete " : "",
            (unsigned)problem.line, (int)problem.column, (unsigned)problem.end_line,
            (int)problem.end_column, pd_lang_problem_type(&problem), problem.message);
    }
    printf("%s %zu\n", status == STATUS_OK ? "ok" : "error", out.size);
    fwrite(out.data, 1, out.size, stdout);
    fflush(stdout);
    pd_buffer_deinit(&out);
    pd_arena_deinit(&arena);
}

typedef struct First {
    Buffer out;
    Status status;
    bool told;
} First;

static void hear(void *ctx, const Diagnostic *diagnostic)
{
    First *first = ctx;
    if (first->told || diagnostic->status == STATUS_OK) {
        return;
    }
    first->told = true;
    first->status = diagnostic->status;
    if (diagnostic->column < 0) {
        pd_buffer_append_format(&first->out, "0:0-0:0 %s: %s\n", diagnostic->kind,
                                diagnostic->message);
    } else {
        pd_buffer_append_format(&first->out, "%u:%d-%u:%d %s: %s\n", (unsigned)diagnostic->line,
                                (int)diagnostic->column, (unsigned)diagnostic->end_line,
                                (int)diagnostic->end_column, diagnostic->kind, diagnostic->message);
    }
    pd_lang_diagnostic_print(&first->out, diagnostic, "<test>");
}

static void answer_compiled(Bytes source)
{
    First first = {.status = STATUS_OK};
    CodeUnit *unit = NULL;
    Error err = {0};
    pd_buffer_init(&first.out, pd_alloc_system(), SIZE_MAX / 4);
    CompileOptions options = {
        .filename = "<test>", .module_name = BYTES_LITERAL("__main__"), .reporter = {hear, &first}};
    Status status = pd_lang_compile(source, &options, pd_alloc_system(), &unit, &err);
    if (status != STATUS_OK && !first.told) {
        first.status = status;
        pd_buffer_append_format(&first.out, "%s", err.message);
    }
    const char *head = first.status == STATUS_UNSUPPORTED ? "unsupported" : "error";
    printf("%s %zu\n", status == STATUS_OK ? "ok" : head, first.out.size);
    if (first.out.size != 0) {
        fwrite(first.out.data, 1, first.out.size, stdout);
    }
    fflush(stdout);
    pd_code_free(unit, pd_alloc_system());
    pd_buffer_deinit(&first.out);
}

int main(void)
{
    char mode[64];
    while (fgets(mode, sizeof mode, stdin) != NULL) {
        char *space = strchr(mode, ' ');
        if (space == NULL) {
            return 1;
        }
        *space = '\0';
        size_t size = strtoul(space + 1, NULL, 10);
        const Alloc *alloc = pd_alloc_system();
        char *text = pd_alloc_new(alloc, size + 1);
        if (text == NULL || fread(text, 1, size, stdin) != size) {
            return 1;
        }
        if (strcmp(mode, "compile") == 0) {
            answer_compiled(pd_bytes(text, size));
        } else {
            answer(pd_bytes(text, size), mode_of(mode));
        }
        pd_alloc_free(alloc, text, size + 1);
    }
    return 0;
}
