/*
 * libedit's own interface, found with dlsym.
 */
#include "cli/plain/edit.h"

#include <dlfcn.h>
#include <errno.h>
#include <histedit.h>
#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

#include "host/host.h"

#define HISTORY_COUNT 1000
#define SHOWN_MAX     300 /* names in a list */
#define TAB_SPACES    "    "

struct Editor {
    EditLine *line;
    History *history;
    const char *prompt;
    const char *path;
    EditNames names;
    int interrupts;        /* that somebody was told of */
    sigset_t open_signals; /* the mask outside of pd_edit_line */
    EditLine *(*init)(const char *, FILE *, FILE *, FILE *);
    void (*end)(EditLine *);
    int (*set)(EditLine *, int, ...);
    int (*get)(EditLine *, int, ...);
    const char *(*gets)(EditLine *, int *);
    const LineInfo *(*where)(EditLine *);
    int (*insert)(EditLine *, const char *);
    History *(*history_init)(void);
    void (*history_end)(History *);
    int (*history_do)(History *, HistEvent *, int, ...);
};

static bool find(void *library, const char *name, void *function, size_t size)
{
    void *address = dlsym(library, name);
    pd_assert(size == sizeof address);
    memcpy(function, &address, size);
    return address != NULL;
}

#define FIND(member, name) find(library, name, &editor->member, sizeof editor->member)

static bool load(Editor *editor)
{
    void *library = dlopen("libedit.so.2", RTLD_NOW | RTLD_LOCAL);
    return library != NULL && FIND(init, "el_init") && FIND(end, "el_end") && FIND(set, "el_set") &&
           FIND(get, "el_get") && FIND(gets, "el_gets") && FIND(where, "el_line") &&
           FIND(insert, "el_insertstr") && FIND(history_init, "history_init") &&
           FIND(history_end, "history_end") && FIND(history_do, "history");
}

/* What libedit was given with EL_CLIENTDATA: its callbacks get nothing else. */
static Editor *editor_of(EditLine *line)
{
    Editor *editor = NULL;
    int (*get)(EditLine *, int, ...) = NULL;
    void *library = dlopen("libedit.so.2", RTLD_NOW | RTLD_NOLOAD);
    if (library == NULL || !find(library, "el_get", &get, sizeof get) ||
        get(line, EL_CLIENTDATA, &editor) != 0) {
        return NULL;
    }
    return editor;
}

/* libedit takes the prompt as a string that it does not change, but does not say so. */
static char *give_prompt(EditLine *line)
{
    const Editor *editor = editor_of(line);
    if (editor == NULL) {
        static char none[] = "";
        return none;
    }
    char *prompt;
    memcpy(&prompt, &editor->prompt, sizeof prompt);
    return prompt;
}

/* One byte: 1, 0 at the end, -1 when a signal came. Signals are let in only while it waits, so that
 * none is missed between looking for it and waiting. */
static int read_byte(const Editor *editor, char *byte)
{
    for (;;) {
        struct pollfd wait = {.fd = STDIN_FILENO, .events = POLLIN};
        if (pd_host_interrupts() != editor->interrupts || pd_host_terminations() > 0) {
            return -1;
        }
        int ready = ppoll(&wait, 1, NULL, &editor->open_signals);
        ssize_t count = ready > 0 ? read(STDIN_FILENO, byte, 1) : -1;
        if (count >= 0) {
            return (int)count;
        }
        if (errno != EINTR && errno != EAGAIN) {
            return 0;
        }
    }
}

static int give_character(EditLine *line, wchar_t *out)
{
    const Editor *editor = editor_of(line);
    mbstate_t state;
    memset(&state, 0, sizeof state);
    while (editor != NULL) {
        char byte;
        int count = read_byte(editor, &byte);
        if (count <= 0) {
            return count;
        }
        if (byte == '\0') { /* what a Ctrl-D before the prompt has become: libedit would quote */
            continue;
        }
        size_t size = mbrtowc(out, &byte, 1, &state);
        if (size == 1) {
            return 1;
        }
        if (size == (size_t)-1) { /* no character: what is typed next may be one */
            memset(&state, 0, sizeof state);
        }
    }
    return 0;
}

/* ── the Tab key ── */

/* How many bytes all the names begin with; whole characters. */
static size_t common_bytes(const Names *names)
{
    const char *first = (const char *)names->texts.data;
    const char *name = first;
    size_t size = strlen(first);
    for (size_t i = 1; i < names->count; i++) {
        name += strlen(name) + 1;
        for (size_t at = 0; at < size; at++) {
            size = name[at] != first[at] ? at : size;
        }
    }
    while (size > 0 && ((uint8_t)first[size] & 0xc0) == 0x80) {
        size--;
    }
    return size;
}

static void insert_text(Editor *editor, const char *text, size_t size)
{
    char part[200];
    (void)snprintf(part, sizeof part, "%.*s", (int)(size < sizeof part ? size : 0), text);
    (void)editor->insert(editor->line, part);
}

/* Below the line, in columns. */
static void show_names(const Names *names)
{
    struct winsize window = {.ws_col = 0};
    const char *name = (const char *)names->texts.data;
    size_t widest = 0;
    size_t shown = names->count < SHOWN_MAX ? names->count : SHOWN_MAX;
    for (size_t i = 0; i < shown; i++) {
        size_t size = strlen(name);
        widest = size > widest ? size : widest;
        name += size + 1;
    }
    bool told = ioctl(STDOUT_FILENO, TIOCGWINSZ, &window) == 0 && window.ws_col > 0;
    size_t columns = (told ? window.ws_col : 80u) / (widest + 2);
    name = (const char *)names->texts.data;
    for (size_t i = 0; i < shown; i++) {
        bool begins = columns < 2 || i % columns == 0;
        (void)printf("%s%-*s", begins ? "\n" : "  ", (int)widest, name);
        name += strlen(name) + 1;
    }
    if (shown < names->count) {
        (void)printf("\n… and %zu more", names->count - shown);
    }
    (void)printf("\n");
    (void)fflush(stdout);
}

static unsigned char complete(EditLine *line, int key)
{
    Editor *editor = editor_of(line);
    unsigned char result = CC_ERROR;
    Names names = {.count = 0};
    (void)key;
    if (editor == NULL) {
        return CC_ERROR;
    }
    const LineInfo *info = editor->where(line);
    Bytes typed = pd_bytes(info->buffer, (size_t)(info->cursor - info->buffer));
    size_t blanks = 0;
    while (blanks < typed.size && (typed.data[blanks] == ' ' || typed.data[blanks] == '\t')) {
        blanks++;
    }
    if (blanks == typed.size) { /* the beginning of a line in a block */
        (void)editor->insert(line, TAB_SPACES);
        return CC_REFRESH;
    }
    editor->names.find(editor->names.ctx, typed, &names);
    size_t common = names.count > 0 ? common_bytes(&names) : 0;
    if (common > names.stem_bytes) {
        insert_text(editor, (const char *)names.texts.data + names.stem_bytes,
                    common - names.stem_bytes);
        result = CC_REFRESH;
    } else if (names.count > 1) {
        show_names(&names);
        result = CC_REDISPLAY;
    }
    pd_buffer_deinit(&names.texts);
    return result;
}

Editor *pd_edit_open(const char *history_path, EditNames names)
{
    HistEvent event;
    if (isatty(STDIN_FILENO) == 0 || isatty(STDOUT_FILENO) == 0) {
        return NULL;
    }
    Editor *editor = pd_alloc_new_array(pd_alloc_system(), 1, sizeof *editor);
    if (editor == NULL || !load(editor)) {
        pd_alloc_free(pd_alloc_system(), editor, sizeof *editor);
        return NULL;
    }
    /* What is typed is UTF-8 whatever the environment says: in another locale it would be lost. */
    if (setlocale(LC_CTYPE, "") == NULL || strcmp(nl_langinfo(CODESET), "UTF-8") != 0) {
        (void)setlocale(LC_CTYPE, "C.UTF-8");
    }
    editor->path = history_path;
    editor->names = names;
    editor->line = editor->init("perdure", stdin, stdout, stderr);
    editor->history = editor->history_init();
    if (editor->line == NULL || editor->history == NULL) {
        pd_edit_close(editor);
        return NULL;
    }
    (void)editor->history_do(editor->history, &event, H_SETSIZE, HISTORY_COUNT);
    (void)editor->history_do(editor->history, &event, H_SETUNIQUE, 1);
    if (history_path != NULL) {
        (void)editor->history_do(editor->history, &event, H_LOAD, history_path);
    }
    (void)editor->set(editor->line, EL_CLIENTDATA, editor);
    (void)editor->set(editor->line, EL_PROMPT, give_prompt);
    (void)editor->set(editor->line, EL_EDITOR, "emacs");
    (void)editor->set(editor->line, EL_SIGNAL, 0);
    (void)editor->set(editor->line, EL_GETCFN, give_character);
    (void)editor->set(editor->line, EL_HIST, editor->history_do, editor->history);
    (void)editor->set(editor->line, EL_BIND, "^R", "em-inc-search-prev", NULL);
    (void)editor->set(editor->line, EL_ADDFN, "complete", "complete a name", complete);
    (void)editor->set(editor->line, EL_BIND, "^I", "complete", NULL);
    return editor;
}

void pd_edit_close(Editor *editor)
{
    HistEvent event;
    if (editor == NULL) {
        return;
    }
    if (editor->history != NULL) {
        if (editor->path != NULL) {
            (void)editor->history_do(editor->history, &event, H_SAVE, editor->path);
        }
        editor->history_end(editor->history);
    }
    if (editor->line != NULL) {
        editor->end(editor->line);
    }
    pd_alloc_free(pd_alloc_system(), editor, sizeof *editor);
}

EditResult pd_edit_line(Editor *editor, const char *prompt, int interrupts, Bytes *line)
{
    int count = 0;
    sigset_t closed;
    (void)sigemptyset(&closed);
    (void)sigaddset(&closed, SIGINT);
    (void)sigaddset(&closed, SIGTERM);
    (void)sigprocmask(SIG_BLOCK, &closed, &editor->open_signals);
    editor->interrupts = interrupts;
    editor->prompt = prompt;
    const char *text = NULL;
    if (pd_host_interrupts() == interrupts) {
        /* Before the prompt is shown, which libedit does first: what is typed at a prompt is for
         * the editor, and the terminal's own line takes a Ctrl-D for itself. */
        (void)editor->set(editor->line, EL_PREP_TERM, 1);
        text = editor->gets(editor->line, &count);
    }
    bool was_interrupted = pd_host_interrupts() != interrupts;
    (void)sigprocmask(SIG_SETMASK, &editor->open_signals, NULL);
    if (was_interrupted) {
        return EDIT_INTERRUPTED;
    }
    if (text == NULL || count <= 0) {
        return EDIT_END;
    }
    *line = (Bytes){(const uint8_t *)text, (size_t)count};
    return EDIT_LINE;
}

void pd_edit_remember(Editor *editor, const char *text)
{
    HistEvent event;
    if (text[strspn(text, " \t\n")] != '\0') {
        (void)editor->history_do(editor->history, &event, H_ENTER, text);
    }
}
