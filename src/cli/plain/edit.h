/*
 * A line editor with history and completion, opened when there is a terminal: libedit, by name.
 *
 * Linking it would load four libraries at each start of the process.
 */
#ifndef CLI_PLAIN_EDIT_H
#define CLI_PLAIN_EDIT_H

#include "cli/plain/names.h"

typedef struct Editor Editor;

/* Finds what could go on a line, up to the cursor, as pd_names_find does. */
typedef struct EditNames {
    void *ctx;
    void (*find)(void *ctx, Bytes line, Names *out);
} EditNames;

/* NULL when standard input or output is no terminal, or the library is not there. The Tab key asks
 * `names`. */
Editor *pd_edit_open(const char *history_path, EditNames names);
void pd_edit_close(Editor *editor);

typedef enum EditResult {
    EDIT_LINE,
    EDIT_END,        /* Ctrl-D */
    EDIT_INTERRUPTED /* Ctrl-C */
} EditResult;

/* Reads a line with its end; valid until the next call. It was interrupted when
 * pd_host_interrupts is not `interrupts`, before the call too. */
EditResult pd_edit_line(Editor *editor, const char *prompt, int interrupts, Bytes *line);

/* Puts a whole input into the history. */
void pd_edit_remember(Editor *editor, const char *text);

#endif
