/*
 * What the files of lang share: parsing, syntax problems and positions.
 *
 * A text that is not a program ends in one SyntaxProblem: the first mistake, worded and placed as
 * CPython 3.11 does. Parsing never prints, never recovers and never recurses deeper than
 * PARSE_DEPTH_MAX; each limit ends in a problem, not in a crash.
 */
#ifndef LANG_LANG_IN_H
#define LANG_LANG_IN_H

#include "base/base.h"
#include "lang/ast.h"

#include <stdarg.h>

/* Open parentheses, as in CPython's tokenizer. */
#define PARSE_PARENS_MAX 200
/* Indentation levels, as in CPython's tokenizer. */
#define PARSE_INDENTS_MAX 100
/* Nested f-strings. */
#define PARSE_FSTRINGS_MAX 100
/* Nested constructs of the parser: blocks, expressions, patterns, targets. */
#define PARSE_DEPTH_MAX 1000
/* Decimal digits of an integer literal, as sys.get_int_max_str_digits(). */
#define PARSE_INT_DIGITS_MAX 4300

typedef enum SyntaxKind {
    SYNTAX_ERROR,
    SYNTAX_INDENTATION,
    SYNTAX_TAB,
    SYNTAX_RECURSION, /* RecursionError: the tree would be too high */
    SYNTAX_MEMORY,    /* MemoryError: constructs are nested too deeply for the parser */
    SYNTAX_WARNING    /* SyntaxWarning: a program all the same */
} SyntaxKind;

#define SYNTAX_MESSAGE_BYTES 320

/*
 * One mistake. Lines and columns are the lineno, offset, end_lineno and end_offset of CPython's
 * SyntaxError: from 1, columns in code points, 0 or -1 where CPython has 0 or -1.
 */
typedef struct SyntaxProblem {
    Status status; /* STATUS_OK while there is none; SYNTAX, LIMIT, UNSUPPORTED, NO_MEMORY */
    SyntaxKind kind;
    bool incomplete; /* the text is the beginning of a statement: more lines could complete it */
    uint32_t line;
    uint32_t end_line;
    int32_t column;
    int32_t end_column;
    Bytes text; /* the line, without its end; lives as long as the tree; empty when not known */
    char message[SYNTAX_MESSAGE_BYTES];
} SyntaxProblem;

typedef struct ParseInput {
    Bytes source;
    const char *filename; /* shown in messages; must outlive the tree */
    AstMode mode;
} ParseInput;

/*
 * Parses a file. The tree and a copy of the text live in `arena`. On failure *out is NULL, *err
 * (which may be NULL) has line, column and "SyntaxError: message". STATUS_SYNTAX for a mistake,
 * STATUS_UNSUPPORTED for what Perdure cannot compile, STATUS_LIMIT for an arena that is too small
 * or a text that is too long or nested too deeply, STATUS_NO_MEMORY.
 */
Status pd_lang_parse(Arena *arena, Bytes source, const char *filename, AstModule **out,
                     Error *err) MUST_USE;

/* The same for any mode, with the problem in full. `problem` is always set. */
Status pd_lang_parse_input(Arena *arena, const ParseInput *input, AstModule **out,
                           SyntaxProblem *problem) MUST_USE;

/* "SyntaxError", "IndentationError", "TabError", "RecursionError", "MemoryError" */
const char *pd_lang_problem_type(const SyntaxProblem *problem);

/* A span of text: lines from 1, columns in bytes from 0, the end exclusive. */
typedef struct SourceSpan {
    uint32_t line;
    uint32_t column_bytes;
    uint32_t end_line;
    uint32_t end_column_bytes;
} SourceSpan;

static inline SourceSpan pd_lang_node_span(const AstNode *node)
{
    return (SourceSpan){node->line, node->column_bytes, node->end_line, node->end_column_bytes};
}

/*
 * Fills *problem with a SyntaxError at a span unless there is a problem already; returns
 * STATUS_SYNTAX, or the status of the earlier problem. For the phases after parsing as well.
 */
Status pd_lang_problem_at(SyntaxProblem *problem, Bytes source, SourceSpan span, const char *format,
                          ...) PRINTF_LIKE(4, 5);

/* Writes the message, cut to its room at a code point, and sets status SYNTAX and the kind. */
void pd_lang_problem_format(SyntaxProblem *problem, SyntaxKind kind, const char *format,
                            va_list args) PRINTF_LIKE(3, 0);

/* Sets the lines and columns of a problem to those of a span. */
void pd_lang_problem_place(SyntaxProblem *problem, Bytes source, SourceSpan span);

/* Copies status, line, column and "Type: message" to *err, which may be NULL; returns the status.
 */
Status pd_lang_problem_to_error(const SyntaxProblem *problem, Error *err);

/*
 * Appends a tree exactly as CPython's ast.dump(tree, include_attributes=True) writes it; with the
 * fields that CPython 3.12 added only where they are not empty.
 */
void pd_lang_dump(Buffer *out, const AstModule *module);

#endif
