/*
 * perdure repl: a prompt whose whole state can be written to a file and read back.
 *
 * Each input is a small program that goes on in the namespace of those before it. In a pipe there
 * are no prompts, and what is read is executed input by input.
 */
#include "cli/plain/edit.h"
#include "cli/plain/exec.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const Option repl_options[] = {
    OPTION_ROWS_GRANTS,
    OPTION_ROWS_LIMITS,
    OPTION_ROW_JSON,
    {0},
};

#define PROGRAMS_MAX 100000
#define READ_BYTES   65536

typedef struct Repl {
    Cli *cli;
    Machine machine;
    Editor *editor;
    Buffer input;        /* lines of the input being typed */
    Buffer piped;        /* read from standard input without an editor */
    size_t piped_offset; /* of what was not handed out yet */
    bool piped_ended;
    perdure_program **programs; /* every input so far: the vm runs on them */
    size_t program_count;
    bool is_terminal;
    bool json;
    bool ends;
    int code; /* of an input in a pipe that failed */
} Repl;

/* ── reading ── */

/* Reads more of standard input behind what there is. */
static EditResult read_more(Repl *repl)
{
    Buffer *piped = &repl->piped;
    if (repl->piped_offset > 0) {
        memmove(piped->data, piped->data + repl->piped_offset, piped->size - repl->piped_offset);
    }
    pd_buffer_truncate(piped, piped->size - repl->piped_offset);
    repl->piped_offset = 0;
    uint8_t *room = pd_buffer_reserve(piped, READ_BYTES);
    if (room == NULL) {
        repl->code = pd_cli_fail(repl->cli, EXIT_BAD, "a line of the input is too long");
        return EDIT_END;
    }
    bool was_interrupted = pd_host_interrupts() != repl->machine.interrupts;
    ssize_t count = was_interrupted ? 0 : read(STDIN_FILENO, room, READ_BYTES);
    if (was_interrupted || (count < 0 && errno == EINTR)) {
        bool ends = pd_host_terminations() > 0;
        was_interrupted = pd_host_interrupts() != repl->machine.interrupts;
        return ends ? EDIT_END : was_interrupted ? EDIT_INTERRUPTED : EDIT_LINE;
    }
    if (count < 0) {
        repl->code = pd_cli_fail(repl->cli, EXIT_BAD, "can't read the input: [Errno %d] %s", errno,
                                 strerror(errno));
        return EDIT_END;
    }
    pd_buffer_commit(piped, (size_t)count);
    repl->piped_ended = count == 0;
    return EDIT_LINE;
}

/* Line by line, so that a process at the other end of the pipe can wait for each answer. */
static EditResult read_piped(Repl *repl, Bytes *line)
{
    for (;;) {
        Bytes rest = pd_bytes_slice(pd_buffer_peek(&repl->piped), repl->piped_offset, SIZE_MAX);
        const uint8_t *end = rest.size > 0 ? memchr(rest.data, '\n', rest.size) : NULL;
        if (end != NULL || (repl->piped_ended && rest.size > 0)) {
            size_t size = end != NULL ? (size_t)(end - rest.data) + 1 : rest.size;
            *line = pd_bytes_slice(rest, 0, size);
            repl->piped_offset += size;
            return EDIT_LINE;
        }
        if (repl->piped_ended) {
            return EDIT_END;
        }
        EditResult result = read_more(repl);
        if (result != EDIT_LINE) {
            return result;
        }
    }
}

static EditResult read_line(Repl *repl, const char *prompt, Bytes *line)
{
    if (repl->editor != NULL) {
        return pd_edit_line(repl->editor, prompt, repl->machine.interrupts, line);
    }
    if (repl->is_terminal) {
        pd_cli_note(repl->cli, "%s", prompt);
    }
    return read_piped(repl, line);
}

/* Whether a statement that begins so goes on until an empty line. */
static bool begins_block(const char *text)
{
    static const char *const words[] = {"if",   "for", "while", "def",   "class",
                                        "with", "try", "async", "match", "@"};
    for (size_t i = 0; i < ARRAY_COUNT(words); i++) {
        size_t size = strlen(words[i]);
        if (strncmp(text, words[i], size) == 0 &&
            (words[i][0] == '@' || strchr(" \t(:", text[size]) != NULL)) {
            return true;
        }
    }
    return false;
}

static bool ends_with_blank_line(const Buffer *input)
{
    size_t size = input->size;
    const uint8_t *data = input->data;
    if (size == 0 || data[size - 1] != '\n') {
        return false;
    }
    for (size--; size > 0 && data[size - 1] != '\n'; size--) {
        if (data[size - 1] != ' ' && data[size - 1] != '\t') {
            return false;
        }
    }
    return true;
}

/* ── executing ── */

static bool keep_program(Repl *repl, perdure_program *program)
{
    const Alloc *alloc = pd_alloc_system();
    if (repl->program_count == PROGRAMS_MAX) {
        return false;
    }
    if ((repl->program_count & (repl->program_count + 1)) == 0) {
        /* Full at one less than each power of two. */
        size_t max = repl->program_count + 1;
        perdure_program **more =
            pd_alloc_resize_array(alloc, repl->programs, max - 1, max * 2 - 1, sizeof *more);
        if (more == NULL) {
            return false;
        }
        repl->programs = more;
    }
    repl->programs[repl->program_count++] = program;
    return true;
}

static void execute(Repl *repl, perdure_program *program)
{
    Machine *machine = &repl->machine;
    perdure_error err = {0};
    static const char *const argv[] = {""};
    if (!keep_program(repl, program)) {
        perdure_program_free(program);
        repl->code = pd_cli_fail(repl->cli, EXIT_SYSTEM, "out of memory");
        return;
    }
    if (machine->vm == NULL) {
        machine->program = NULL; /* the list above owns them */
        machine->argv = argv;
        machine->argv_count = 1;
        if (!pd_machine_start_with(machine, program)) {
            repl->code = EXIT_SYSTEM;
            return;
        }
    } else if (perdure_vm_continue(machine->vm, program, &err) != PERDURE_OK) {
        repl->code = pd_cli_report(repl->cli, NULL, &err);
        return;
    }
    perdure_stop stop = pd_machine_advance(machine);
    if (stop == PERDURE_STOP_DONE && pd_machine_has_exited(machine)) {
        repl->ends = true;
        repl->code = pd_machine_finish(machine, stop);
    } else if (stop == PERDURE_STOP_RAISED) {
        pd_machine_print_traceback(machine);
        repl->code = repl->is_terminal ? EXIT_OK : EXIT_FAILED;
    } else if (stop == PERDURE_STOP_FUEL) {
        repl->ends = true;
    }
    pd_status_ignore(pd_host_flush(machine->host, NULL)); /* told at the end */
}

/* ── commands of the prompt ── */

static void save(Repl *repl, const char *path)
{
    perdure_data bytes = {NULL, 0};
    perdure_error err = {0};
    char size[TIME_TEXT_BYTES];
    if (repl->machine.vm == NULL) {
        pd_cli_note(repl->cli, "there is nothing to write yet\n");
    } else if (perdure_vm_snapshot(repl->machine.vm, true, &bytes, &err) != PERDURE_OK) {
        (void)pd_cli_report(repl->cli, path, &err);
    } else if (pd_cli_write_file(repl->cli, path, (perdure_bytes){bytes.data, bytes.size})) {
        pd_cli_size_text(bytes.size, size);
        pd_cli_note(repl->cli, "%s in %s\n", size, path);
    }
    perdure_data_free(&bytes);
}

static void load(Repl *repl, const char *path)
{
    Machine *machine = &repl->machine;
    Limits limits = pd_limits_default();
    Bytes file;
    perdure_error err = {0};
    perdure_restored restored = {NULL, NULL};
    if (!pd_cli_read_file(repl->cli, path, limits.snapshot_bytes, &file)) {
        return;
    }
    perdure_status status = perdure_vm_restore(
        machine->runtime, (perdure_bytes){file.data, file.size}, NULL, &restored, &err);
    pd_bytes_free(pd_alloc_system(), file);
    if (status != PERDURE_OK) {
        (void)pd_cli_report(repl->cli, path, &err);
        return;
    }
    perdure_vm_free(machine->vm);
    machine->vm = restored.vm;
    if (restored.program != NULL && !keep_program(repl, restored.program)) {
        repl->ends = true;
    }
    pd_cli_note(repl->cli, "restored %s\n", path);
}

/* ":name argument"; the line has its end. */
static void run_colon(Repl *repl, Bytes line)
{
    char text[4200];
    (void)snprintf(text, sizeof text, "%.*s", (int)(line.size < 4096 ? line.size : 4096),
                   (const char *)line.data);
    text[strcspn(text, "\r\n")] = '\0';
    size_t name_size = strcspn(text, " \t");
    const char *argument = text + name_size + strspn(text + name_size, " \t");
    text[name_size] = '\0';
    bool has_argument = *argument != '\0';
    if (strcmp(text, ":snapshot") == 0 && has_argument) {
        save(repl, argument);
    } else if (strcmp(text, ":restore") == 0 && has_argument) {
        load(repl, argument);
    } else if (strcmp(text, ":quit") == 0 || strcmp(text, ":q") == 0) {
        repl->ends = true;
    } else {
        pd_cli_note(repl->cli, ":snapshot FILE  write the whole state into a file\n"
                               ":restore FILE   go on from such a file\n"
                               ":quit           end (Ctrl-D and exit() do as well)\n");
    }
}

/* ── the loop ── */

/* Compiles what was typed. True when more lines are needed. */
static bool run_text(Repl *repl, bool is_last)
{
    const char *text = pd_buffer_peek_cstr(&repl->input);
    if (text == NULL) {
        repl->code = pd_cli_fail(repl->cli, EXIT_SYSTEM, "the input is too long");
        return false;
    }
    SourceFile source;
    SourceCompile compile = {.runtime = repl->machine.runtime, .interactive = true};
    pd_source_open_text(&source, repl->cli, text);
    (void)snprintf(source.filename, sizeof source.filename, "<stdin>");
    int code;
    if (!is_last && begins_block(text) && !ends_with_blank_line(&repl->input)) {
        return true;
    }
    perdure_program *program = pd_source_compile(&source, &compile, &code);
    pd_source_close(&source);
    if (program != NULL) {
        execute(repl, program);
    } else if (compile.incomplete && !is_last) {
        return true;
    } else if (!repl->is_terminal) {
        repl->code = code;
    }
    return false;
}

/* The same, with what it left as one line of JSON when that is wanted. */
static bool run_input(Repl *repl, bool is_last)
{
    bool needs_more = run_text(repl, is_last);
    if (repl->json && !needs_more) {
        int code =
            pd_capture_print(&repl->machine.capture, repl->cli, repl->machine.vm, repl->code);
        pd_cli_flush(repl->cli);
        repl->code = code;
    }
    return needs_more;
}

static bool is_blank(Bytes line)
{
    for (size_t i = 0; i < line.size; i++) {
        if (strchr(" \t\r\n", line.data[i]) == NULL) {
            return false;
        }
    }
    return true;
}

/* What people type to leave any prompt. The language has no such names: a program ends itself. */
static bool says_goodbye(const Repl *repl, Bytes line)
{
    static const char *const words[] = {"exit", "exit()", "quit", "quit()"};
    char text[16];
    size_t size = line.size;
    while (size > 0 && strchr(" \t\r\n", line.data[size - 1]) != NULL) {
        size--;
    }
    (void)snprintf(text, sizeof text, "%.*s", (int)(size < 15 ? size : 15),
                   (const char *)line.data);
    for (size_t i = 0; i < ARRAY_COUNT(words); i++) {
        if (repl->is_terminal && strcmp(text, words[i]) == 0) {
            return true;
        }
    }
    return false;
}

static void take_line(Repl *repl, Bytes line)
{
    if (repl->input.size == 0) {
        if (is_blank(line)) {
            return;
        }
        if (says_goodbye(repl, line)) {
            repl->ends = true;
            return;
        }
        if (line.data[0] == ':') {
            if (repl->editor != NULL) {
                pd_edit_remember(repl->editor, (const char *)line.data);
            }
            run_colon(repl, line);
            return;
        }
    }
    pd_buffer_append(&repl->input, line);
    if (line.data[line.size - 1] != '\n') {
        pd_buffer_append_byte(&repl->input, '\n');
    }
    if (!run_input(repl, false)) {
        const char *text = pd_buffer_peek_cstr(&repl->input);
        if (repl->editor != NULL && text != NULL) {
            pd_edit_remember(repl->editor, text);
        }
        pd_buffer_reset(&repl->input);
    }
}

static void loop(Repl *repl)
{
    while (!repl->ends && pd_host_terminations() == 0) {
        Bytes line = {NULL, 0};
        EditResult result = read_line(repl, repl->input.size == 0 ? ">>> " : "... ", &line);
        if (result == EDIT_INTERRUPTED) {
            repl->machine.interrupts = pd_host_interrupts();
            pd_cli_note(repl->cli, "\nKeyboardInterrupt\n");
            pd_buffer_reset(&repl->input);
            continue;
        }
        if (result == EDIT_END) {
            if (repl->input.size > 0) {
                (void)run_input(repl, true);
            }
            break;
        }
        take_line(repl, line);
        if (!repl->is_terminal && repl->code != EXIT_OK) {
            break;
        }
    }
    if (repl->is_terminal && !repl->ends) {
        pd_cli_note(repl->cli, "\n");
    }
}

static void find_names(void *ctx, Bytes line, Names *out)
{
    Repl *repl = ctx;
    pd_names_find(repl->machine.runtime, repl->machine.vm, line, out);
}

static void open_input(Repl *repl, char history[4096])
{
    EditNames names = {.ctx = repl, .find = find_names};
    Limits limits = pd_limits_default();
    const char *home = getenv("HOME");
    bool has_home = home != NULL && home[0] != '\0' && strlen(home) < 4000;
    if (has_home) {
        (void)snprintf(history, 4096, "%s/.perdure_history", home);
    }
    pd_buffer_init(&repl->piped, pd_alloc_system(), (size_t)limits.source_bytes + READ_BYTES);
    repl->is_terminal = !repl->json && isatty(STDIN_FILENO) != 0;
    repl->editor = repl->is_terminal ? pd_edit_open(has_home ? history : NULL, names) : NULL;
    if (repl->is_terminal) {
        pd_cli_note(repl->cli, "perdure %s · :help for what a prompt can do besides, Ctrl-D ends\n",
                    perdure_version());
    }
}

static void clean_up(Repl *repl)
{
    const Alloc *alloc = pd_alloc_system();
    pd_edit_close(repl->editor);
    perdure_vm_free(repl->machine.vm);
    repl->machine.vm = NULL;
    size_t max = 1;
    for (size_t i = 0; i < repl->program_count; i++) {
        perdure_program_free(repl->programs[i]);
    }
    while (max < repl->program_count) {
        max = max * 2 + 1;
    }
    if (repl->programs != NULL) {
        pd_alloc_free_array(alloc, repl->programs, max, sizeof *repl->programs);
    }
    pd_machine_free(&repl->machine);
    pd_buffer_deinit(&repl->input);
    pd_buffer_deinit(&repl->piped);
}

static int repl_command(Cli *cli, Options *options)
{
    Repl repl = {.cli = cli, .machine.cli = cli};
    Limits limits = pd_limits_default();
    char history[4096];
    int id;
    while ((id = pd_options_next(options)) > 0) {
        if (id == OPTION_JSON) {
            repl.json = true;
        } else if (!pd_world_option(&repl.machine.world, options, id)) {
            return EXIT_BAD;
        }
    }
    if (id != OPTION_END) {
        return pd_options_exit(id);
    }
    if (!pd_options_words(options, 0, 0)) {
        return EXIT_BAD;
    }
    pd_buffer_init(&repl.input, pd_alloc_system(), (size_t)limits.source_bytes);
    int code = EXIT_BAD;
    if (repl.json) {
        pd_capture_begin(&repl.machine.capture, cli);
    }
    if (!pd_machine_open_runtime(&repl.machine)) {
        code = EXIT_SYSTEM;
    } else if (pd_machine_open_host(&repl.machine)) {
        pd_host_catch_signals();
        open_input(&repl, history);
        loop(&repl);
        code = pd_machine_flush(&repl.machine, repl.code);
    }
    pd_capture_end(&repl.machine.capture, cli);
    clean_up(&repl);
    return code;
}

const Command pd_command_repl = {
    .name = "repl",
    .usage = "",
    .summary = "Type programs and see what they do; the state can be saved at any time",
    .details = "On a terminal: line editing, history, Tab completes names and attributes, Ctrl-C\n"
               "stops what runs. :snapshot FILE writes the whole state, :restore FILE goes on\n"
               "from it. In a pipe the input is executed statement by statement until one fails;\n"
               "with --json each statement leaves one line as `perdure exec --json` does.\n",
    .example = "  perdure repl\n"
               "  echo 'print(6 * 7)' | perdure repl\n",
    .options = repl_options,
    .run = repl_command,
};
