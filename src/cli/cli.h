/*
 * Shared by the commands: options, output, errors, exit statuses.
 *
 * A command is a row of data and one function. It promises to tell what went wrong and what to do
 * next on standard error, and to end with a status of the table below. It sees the machine only
 * through perdure.h.
 */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include "base/base.h"
#include "host/host.h"
#include "perdure.h"

/* Exit statuses. `exec` and `run` end with the program's own status when it calls sys.exit. */
enum {
    EXIT_OK = 0,
    EXIT_FAILED = 1,  /* the program failed, or a check found something */
    EXIT_BAD = 2,     /* wrong usage, or input that is missing, wrong or damaged */
    EXIT_WAITS = 3,   /* the run has not ended; it can be resumed */
    EXIT_BUSY = 4,    /* another process has the run or the store */
    EXIT_SYSTEM = 5,  /* input, output or memory failed */
    EXIT_STUCK = 6,   /* replay disagreed with the journal */
    EXIT_OUTPUT = 120 /* standard output could not be written, as with CPython */
};

/* ── options ── */

typedef struct Option {
    int id; /* above 0; the last row has 0 */
    char letter;
    const char *name;
    const char *argument; /* what --help shows; NULL: takes none */
    const char *help;     /* NULL: not shown */
} Option;

enum {
    OPTION_END = 0,
    OPTION_HELP = 1000,
    OPTION_JSON,
    OPTION_STORE,
    OPTION_SYNC,
    OPTION_WORKER,
    OPTION_ALLOW_READ, /* in the order of GrantKind */
    OPTION_ALLOW_WRITE,
    OPTION_ALLOW_ENV,
    OPTION_ALLOW_NET,
    OPTION_FUEL,
    OPTION_HEAP_MAX,
    OPTION_RECURSION_MAX,
    OPTION_TASKS_MAX,
    OPTION_SEED
};

/* clang-format off */
#define OPTION_ROW_JSON {OPTION_JSON, 0, "json", NULL, "print JSON"}
#define OPTION_ROW_STORE                                                              \
    {OPTION_STORE, 0, "store", "PATH",                                                \
     "the store; otherwise $PERDURE_STORE, otherwise perdure.db"}
#define OPTION_ROW_SYNC                                                               \
    {OPTION_SYNC, 0, "sync", "MODE", "full, normal or off: what a commit waits for (full)"}
#define OPTION_ROWS_GRANTS                                                            \
    {OPTION_ALLOW_READ, 0, "allow-read", "PATH", "let it read this file or folder"},  \
    {OPTION_ALLOW_WRITE, 0, "allow-write", "PATH", "let it write there"},             \
    {OPTION_ALLOW_ENV, 0, "allow-env", "NAME", "let it read this variable"},          \
    {OPTION_ALLOW_NET, 0, "allow-net", "HOST[:PORT]", "let it make requests to this address"}
#define OPTION_ROWS_LIMITS                                                            \
    {OPTION_FUEL, 0, "fuel", "N", "end it after this much work"},                     \
    {OPTION_HEAP_MAX, 0, "heap-max", "BYTES", "live bytes; K, M and G may follow the number"}, \
    {OPTION_RECURSION_MAX, 0, "recursion-max", "N", "calls inside each other"},       \
    {OPTION_TASKS_MAX, 0, "tasks-max", "N", "tasks that have not ended"},             \
    {OPTION_SEED, 0, "seed", "N", "of `random`, instead of one that nobody knows"}
/* clang-format on */

typedef struct Cli Cli;
typedef struct Options Options;

typedef struct Command {
    const char *name;
    const char *usage;   /* the words after the name: "RUN NAME [JSON]" */
    const char *summary; /* one line, no full stop */
    const char *details; /* what --help says besides; NULL: nothing */
    const char *example; /* command lines, each with its line end */
    const Option *options;
    bool stops_at_word; /* options after the first word belong to somebody else */
    bool takes_program; /* words after the first one are a program's, options only behind -- */
    int (*run)(Cli *cli, Options *options);
} Command;

/* The words of one command line while they are read. */
struct Options {
    Cli *cli;
    const Command *command;
    char **argv;
    int argc;
    int next;
    char *letters; /* the rest of "-abc" */
    bool only_words;
    const char *name;  /* of the option just read, for messages */
    const char *value; /* its argument */
    char **words;      /* what is not an option, word_count of them, in argv's own array */
    int word_count;
};

/*
 * The next option's id; OPTION_END when all are read and `words` is whole; -1 after printing what
 * is wrong: end with EXIT_BAD. --help is answered here: -2, end with EXIT_OK.
 */
int pd_options_next(Options *options);

/* What a command returns for a negative result of pd_options_next. */
int pd_options_exit(int result);

/* The option's value as a number up to max, K, M and G allowed. False after printing. */
bool pd_options_number(Options *options, uint64_t max, uint64_t *value);

/* Whether there are so many words; false after printing the usage. */
bool pd_options_words(Options *options, int least, int most);

/* The name in the list that is closest to what was typed; NULL: none is close. */
const char *pd_options_nearest(const char *typed, const char *const *names, size_t count);

void pd_options_print_help(Cli *cli, const Command *command);

/* ── output and errors ── */

struct Cli {
    int64_t begin_ns; /* monotonic, of the process */
    const Command *command;
    const Command *const *commands;
    Buffer out;
    int exit_code; /* of a failed write */
    bool colours_out;
    bool colours_err;
    bool system_failed; /* something was told that EXIT_SYSTEM means */
    bool draws_err;     /* standard error is a terminal on which a line can be drawn again */
    const char *store;  /* of --store */
    perdure_sync sync;
    Buffer *notes; /* takes what would go to standard error; NULL: it goes there */
};

/* Standard output, flushed by pd_cli_finish. */
void pd_cli_print(Cli *cli, const char *format, ...) PRINTF_LIKE(2, 3);
void pd_cli_print_bytes(Cli *cli, perdure_bytes bytes);
void pd_cli_flush(Cli *cli);

/* The exit status of the command: code, or EXIT_OUTPUT when output failed. */
int pd_cli_finish(Cli *cli, int code);

/* "perdure run: message" on standard error. Returns code. */
int pd_cli_fail(Cli *cli, int code, const char *format, ...) PRINTF_LIKE(3, 4);

/* A second line that says what to do. */
void pd_cli_advise(Cli *cli, const char *format, ...) PRINTF_LIKE(2, 3);

/* Prints *err with a context ("opening the store") and what to do; the exit status for it. */
int pd_cli_report(Cli *cli, const char *context, const perdure_error *err);

/* The exit status that stands for a status. */
int pd_cli_exit_of(perdure_status status);

/* Standard error, unbuffered; failures are dropped. */
void pd_cli_note(Cli *cli, const char *format, ...) PRINTF_LIKE(2, 3);

/* The same for a whole text of any length. */
void pd_cli_note_bytes(Cli *cli, Bytes text);

/* A traceback: coloured on a terminal, where its last lines and its markers stand out. */
void pd_cli_note_traceback(Cli *cli, Bytes text);

/* ANSI sequences, empty when the stream is not a terminal. */
const char *pd_cli_bold(const Cli *cli);
const char *pd_cli_dim(const Cli *cli);
const char *pd_cli_plain(const Cli *cli);

/* A JSON value from a writer to standard output with a line end; takes the writer. */
int pd_cli_print_json(Cli *cli, perdure_writer *writer, unsigned indent);

/* The same for a map of two texts: {name: value, other: other_value}. NULL as other: only one. */
int pd_cli_print_pair(Cli *cli, const char *const names[2], const char *const values[2]);

/* Shorthands for map entries. */
void pd_cli_put_text(perdure_writer *writer, const char *name, const char *value);
void pd_cli_put_int(perdure_writer *writer, const char *name, int64_t value);
void pd_cli_put_bool(perdure_writer *writer, const char *name, bool value);
void pd_cli_put_name(perdure_writer *writer, const char *name);

/* "2026-01-31 12:00:00" in UTC, and "4.2 s", "3 min 5 s", "2 d 4 h". */
#define TIME_TEXT_BYTES 32
void pd_cli_time_text(int64_t time_ms, char out[TIME_TEXT_BYTES]);
void pd_cli_span_text(int64_t span_ms, char out[TIME_TEXT_BYTES]);

/* "1.2 KiB" */
void pd_cli_size_text(uint64_t bytes, char out[TIME_TEXT_BYTES]);

/* ── input ── */

/* The whole of a file, "-" for standard input. Yours: pd_bytes_free. False after printing. */
bool pd_cli_read_file(Cli *cli, const char *path, uint64_t max_bytes, Bytes *out);

/* Writes a file through a temporary name, so that it is whole or not there. False after printing.
 */
bool pd_cli_write_file(Cli *cli, const char *path, perdure_bytes bytes);

/* JSON, or @FILE with JSON. False after printing. */
bool pd_cli_read_json(Cli *cli, const char *text, perdure_data *out);

/* ── the commands ── */

extern const Command pd_command_exec;
extern const Command pd_command_check;
extern const Command pd_command_repl;
extern const Command pd_command_run;
extern const Command pd_command_resume;
extern const Command pd_command_list;
extern const Command pd_command_show;
extern const Command pd_command_log;
extern const Command pd_command_output;
extern const Command pd_command_signal;
extern const Command pd_command_cancel;
extern const Command pd_command_resolve;
extern const Command pd_command_reject;
extern const Command pd_command_answer;
extern const Command pd_command_fork;
extern const Command pd_command_replay;
extern const Command pd_command_snapshot;
extern const Command pd_command_restore;
extern const Command pd_command_inspect;
extern const Command pd_command_verify;

#endif
