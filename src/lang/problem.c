/*
 * Syntax problems: how they are placed, copied to an Error and shown to a person.
 */
#include "lang/lang_in.h"

#include <stdio.h>

static const char *const type_names[] = {
    [SYNTAX_ERROR] = "SyntaxError",  [SYNTAX_INDENTATION] = "IndentationError",
    [SYNTAX_TAB] = "TabError",       [SYNTAX_RECURSION] = "RecursionError",
    [SYNTAX_MEMORY] = "MemoryError",
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
    problem->end_line = span.end_line;
    problem->column = offset_in_line(line, span.column_bytes);
    /* CPython measures the end in the first line too. */
    problem->end_column = offset_in_line(line, span.end_column_bytes);
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

/* The line without leading blanks, and the carets under it. */
static void print_text(Buffer *out, const SyntaxProblem *problem, Bytes text)
{
    size_t blanks = 0;
    while (blanks < text.size &&
           (text.data[blanks] == ' ' || text.data[blanks] == '\t' || text.data[blanks] == '\f')) {
        blanks++;
    }
    size_t size = text.size;
    while (size > blanks && (text.data[size - 1] == ' ' || text.data[size - 1] == '\t')) {
        size--;
    }
    pd_buffer_append_cstr(out, "    ");
    pd_buffer_append(out, pd_bytes(text.data + blanks, size - blanks));
    pd_buffer_append_byte(out, '\n');
    int32_t column = problem->column - 1 - (int32_t)blanks;
    int32_t end = problem->end_column - 1 - (int32_t)blanks;
    int32_t points = (int32_t)pd_utf8_count(pd_bytes(text.data + blanks, size - blanks));
    if (problem->end_line != problem->line) {
        end = points;
    }
    if (column < 0) {
        return;
    }
    column = column > points ? points : column;
    pd_buffer_append_fill(out, ' ', 4 + (size_t)column);
    pd_buffer_append_fill(out, '^', end > column ? (size_t)(end - column) : 1);
    pd_buffer_append_byte(out, '\n');
}

void pd_lang_problem_print(Buffer *out, const SyntaxProblem *problem, Bytes source,
                           const char *filename)
{
    if (problem->line > 0) {
        pd_buffer_append_format(out, "  File \"%s\", line %u\n", filename, (unsigned)problem->line);
        Bytes text = pd_lang_line_text(source, problem->line);
        if (text.size > 0 && problem->column > 0) {
            print_text(out, problem, text);
        }
    }
    const char *type = pd_lang_problem_type(problem);
    const char *message = problem->message;
    pd_buffer_append_format(out, "%s: %s\n", type,
                            message[0] == '\0' ? pd_status_text(problem->status) : message);
}
