/*
 * Door of the layer lang: the text of one module in, verified code out.
 *
 * A text that is not a program, and a program that uses what does not run yet, is told as CPython
 * tells a SyntaxError: kind, message, line, column. Foreign text never crashes the compiler and
 * never recurses without a bound. One compilation belongs to one thread; nothing is kept between
 * two.
 */
#ifndef LANG_LANG_H
#define LANG_LANG_H

#include "base/base.h"
#include "code/code.h"

/* One mistake, unsupported construct or warning. Borrowed: valid during the call of the reporter.
 */
typedef struct Diagnostic {
    Status status;    /* SYNTAX, UNSUPPORTED, LIMIT; OK for a SyntaxWarning */
    const char *kind; /* "SyntaxError", "IndentationError", "TabError", "RecursionError", … */
    const char *message;
    bool incomplete; /* the text is the beginning of a statement: more lines could complete it */
    /* lineno, offset, end_lineno, end_offset of CPython's SyntaxError: from 1, columns in code
     * points; 0 or -1 where CPython has none. */
    uint32_t line, end_line;
    int32_t column, end_column;
    Bytes text; /* the source line, without its line end */
} Diagnostic;

typedef struct DiagnosticReporter {
    void (*report)(void *ctx, const Diagnostic *diagnostic);
    void *ctx;
} DiagnosticReporter;

typedef struct CompileOptions {
    const char *filename; /* as tracebacks show it */
    Bytes module_name;    /* dotted, UTF-8 */
    bool is_package;
    bool interactive; /* the source is one statement of a prompt: values of expressions are shown */
    bool hidden;      /* library code: its frames are left out of tracebacks */
    const Limits *limits;        /* NULL: the default limits */
    DiagnosticReporter reporter; /* report may be NULL; else it is told every diagnostic */
} CompileOptions;

/*
 * Compiles one module to *out, which the caller frees with pd_code_free. A mistake of the text
 * gives STATUS_SYNTAX, an unsupported construct STATUS_UNSUPPORTED ("'match' does not run
 * yet"), a limit STATUS_LIMIT; *err (may be NULL) then has the line, the column (from 1, code
 * points) and the message without its kind. The reporter hears about every problem of the module:
 * parsing stops at its first mistake, the later phases go on to the end. STATUS_NO_MEMORY is not
 * reported to it.
 */
Status pd_lang_compile(Bytes source, const CompileOptions *options, const Alloc *alloc,
                       CodeUnit **out, Error *err) MUST_USE;

/*
 * Appends what CPython prints for an uncaught SyntaxError: the `File "…", line N` line, the line of
 * text, the ^^^^ markers, and the kind with the message. A warning: place, kind and message in one
 * line, then the line of text.
 */
void pd_lang_diagnostic_print(Buffer *out, const Diagnostic *diagnostic, const char *filename);

#endif
