/*
 * Syntax problems: how they are placed and copied to an Error.
 */
#include "lang/lang_in.h"

#include <stdio.h>

static const char *const type_names[] = {
    [SYNTAX_ERROR] = "SyntaxError",  [SYNTAX_INDENTATION] = "IndentationError",
    [SYNTAX_TAB] = "TabError",       [SYNTAX_RECURSION] = "RecursionError",
    [SYNTAX_MEMORY] = "MemoryError", [SYNTAX_WARNING] = "SyntaxWarning",
};

const char *pd_lang_problem_type(const SyntaxProblem *problem)
{
    return type_names[problem->kind];
}

void pd_lang_problem_format(SyntaxProblem *problem, SyntaxKind kind, const char *format,
                            va_list args)
{
    int wanted = vsnprintf(problem->message, sizeof problem->message, format, args);
    size_t size = sizeof problem->message - 1;
    Utf8Error bad;
    if (wanted < 0) {
        problem->message[0] = '\0';
    } else if ((size_t)wanted > size &&
               !pd_utf8_validate(pd_bytes(problem->message, size), UTF8_STRICT, &bad)) {
        problem->message[bad.offset] = '\0';
    }
    problem->status = STATUS_SYNTAX;
    problem->kind = kind;
}

/* Code points in the first `column_bytes` + 1 bytes of a line, at most one past its end. */
static int32_t offset_in_line(Bytes line, uint32_t column_bytes)
{
    size_t end = column_bytes < line.size ? (size_t)column_bytes + 1 : line.size;
    int32_t count = column_bytes >= line.size;
    for (size_t i = 0; i < end; i++) {
        count += (line.data[i] & 0xc0) != 0x80;
    }
    return count;
}

void pd_lang_problem_place(SyntaxProblem *problem, Bytes source, SourceSpan span)
{
    Bytes line = pd_lang_line_text(source, span.line);
    problem->line = span.line;
    problem->text = line;
    problem->end_line = span.end_line;
    problem->column = offset_in_line(line, span.column_bytes);
    problem->end_column =
        offset_in_line(pd_lang_line_text(source, span.end_line), span.end_column_bytes);
}

Status pd_lang_problem_at(SyntaxProblem *problem, Bytes source, SourceSpan span, const char *format,
                          ...)
{
    if (problem->status != STATUS_OK) {
        return problem->status;
    }
    va_list args;
    va_start(args, format);
    pd_lang_problem_format(problem, SYNTAX_ERROR, format, args);
    va_end(args);
    pd_lang_problem_place(problem, source, span);
    return STATUS_SYNTAX;
}

Status pd_lang_problem_to_error(const SyntaxProblem *problem, Error *err)
{
    if (problem->status == STATUS_OK) {
        pd_error_clear(err);
        return STATUS_OK;
    }
    if (problem->message[0] == '\0') {
        return pd_error_plain(err, problem->status);
    }
    pd_error_set(err, problem->status, "%s: %s", pd_lang_problem_type(problem), problem->message);
    if (err != NULL) {
        err->line = problem->line;
        err->column = problem->column > 0 ? (uint32_t)problem->column : 0;
    }
    return problem->status;
}
