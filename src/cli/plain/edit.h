/*
 * A line editor with history, opened when there is a terminal: libedit, by name.
 *
 * Linking it would load four libraries at each start of the process.
 */
#ifndef CLI_PLAIN_EDIT_H
#define CLI_PLAIN_EDIT_H

#include "base/base.h"

typedef struct Editor Editor;

/* NULL when standard input or output is no terminal, or the library is not there. */
Editor *pd_edit_open(const char *history_path);
void pd_edit_close(Editor *editor);

typedef enum EditResult {
    EDIT_LINE,
    EDIT_END,        /* Ctrl-D */
    EDIT_INTERRUPTED /* Ctrl-C */
} EditResult;

/* Reads a line with its end; valid until the next call. */
EditResult pd_edit_line(Editor *editor, const char *prompt, Bytes *line);

/* Puts a whole input into the history. */
void pd_edit_remember(Editor *editor, const char *text);

#endif
