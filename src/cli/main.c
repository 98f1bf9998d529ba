/*
 * perdure: the command. Finds the command's row and runs it.
 */
#include "cli/cli.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* In the order of --help, which shows them in three groups. */
static const Command *const commands[] = {
    &pd_command_exec,     &pd_command_check,   &pd_command_repl,

    &pd_command_run,      &pd_command_resume,  &pd_command_list,    &pd_command_show,
    &pd_command_signal,   &pd_command_resolve, &pd_command_reject,  &pd_command_answer,
    &pd_command_cancel,

    &pd_command_log,      &pd_command_output,  &pd_command_fork,    &pd_command_replay,
    &pd_command_snapshot, &pd_command_restore, &pd_command_inspect, &pd_command_verify,
};

static const Command *find_command(const char *name)
{
    for (size_t i = 0; i < ARRAY_COUNT(commands); i++) {
        if (strcmp(commands[i]->name, name) == 0) {
            return commands[i];
        }
    }
    return NULL;
}

static void print_group(Cli *cli, const char *title, size_t from, size_t to)
{
    pd_cli_print(cli, "\n%s%s%s\n", pd_cli_bold(cli), title, pd_cli_plain(cli));
    for (size_t i = from; i < to; i++) {
        pd_cli_print(cli, "  %-9s %s\n", commands[i]->name, commands[i]->summary);
    }
}

static void print_help(Cli *cli)
{
    pd_cli_print(cli, "usage: perdure COMMAND [OPTION…] [WORD…]\n\n"
                      "Runs programs in Python syntax that outlive the process that runs them.\n");
    print_group(cli, "programs", 0, 3);
    print_group(cli, "durable runs", 3, 12);
    print_group(cli, "histories", 12, ARRAY_COUNT(commands));
    pd_cli_print(
        cli,
        "\nperdure COMMAND --help has the options of a command and an example.\n"
        "Durable runs live in a store: --store, else $PERDURE_STORE, else perdure.db.\n"
        "\nexit statuses\n"
        "  0 well ended · 1 the program failed, or a check found something · 2 wrong usage,\n"
        "  or input that is missing or damaged · 3 the run waits and can be resumed · 4 another\n"
        "  process has the run or the store · 5 the system failed · 6 replay disagreed with the\n"
        "  journal · 120 the output could not be written · 130 interrupted\n"
        "\nexample\n"
        "  perdure run orders.py     # runs until it ends or waits; kill it at any time\n"
        "  perdure resume --all      # goes on with what was interrupted\n");
}

static int no_command(Cli *cli, const char *name)
{
    const char *names[ARRAY_COUNT(commands)];
    for (size_t i = 0; i < ARRAY_COUNT(commands); i++) {
        names[i] = commands[i]->name;
    }
    const char *nearest = pd_options_nearest(name, names, ARRAY_COUNT(names));
    size_t size = strlen(name);
    (void)pd_cli_fail(cli, EXIT_BAD, "there is no command \"%s\"", name);
    if (size > 3 && strcmp(name + size - 3, ".py") == 0) {
        pd_cli_advise(cli, "to run a file: perdure exec %s", name);
    } else if (nearest != NULL) {
        pd_cli_advise(cli, "did you mean: perdure %s", nearest);
    } else {
        pd_cli_advise(cli, "see: perdure --help");
    }
    return EXIT_BAD;
}

static int run_command(Cli *cli, const Command *command, int argc, char **argv)
{
    Options options = {.cli = cli, .command = command, .argv = argv, .argc = argc, .words = argv};
    cli->command = command;
    int code = command->run(cli, &options);
    /* What could not be read for want of memory is no fault of what was typed. */
    return code == EXIT_BAD && cli->system_failed ? EXIT_SYSTEM : code;
}

static int dispatch(Cli *cli, int argc, char **argv)
{
    if (argc < 2) {
        print_help(cli);
        return EXIT_BAD;
    }
    const char *name = argv[1];
    if (strcmp(name, "--version") == 0 || strcmp(name, "-V") == 0 || strcmp(name, "version") == 0) {
        pd_cli_print(cli, "perdure %s\n", perdure_version());
        return EXIT_OK;
    }
    bool wants_help =
        strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0 || strcmp(name, "help") == 0;
    if (wants_help && argc < 3) {
        print_help(cli);
        return EXIT_OK;
    }
    const Command *command = find_command(wants_help ? argv[2] : name);
    if (command == NULL) {
        return no_command(cli, wants_help ? argv[2] : name);
    }
    if (wants_help) {
        pd_options_print_help(cli, command);
        return EXIT_OK;
    }
    return run_command(cli, command, argc - 2, argv + 2);
}

static bool takes_sequences(int descriptor)
{
    const char *terminal = getenv("TERM");
    return isatty(descriptor) != 0 && (terminal == NULL || strcmp(terminal, "dumb") != 0);
}

static bool wants_colours(int descriptor)
{
    const char *no_color = getenv("NO_COLOR");
    return takes_sequences(descriptor) && (no_color == NULL || no_color[0] == '\0');
}

/* What is opened here must not come to be a standard stream that the caller left closed: a program
 * would read or print into it. Nothing can be read from these, nor written to them. */
static void keep_streams(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
        if (fcntl(fd, F_GETFD) == -1 && errno == EBADF)
            (void)open("/dev/null", O_RDONLY);
    }
}

int main(int argc, char **argv)
{
    keep_streams();
    (void)signal(SIGPIPE, SIG_IGN);
    (void)signal(SIGXFSZ, SIG_IGN); /* a file that may not grow is a failed write */
    Cli cli = {.begin_ns = pd_host_monotonic_ns(), .commands = commands};
    pd_buffer_init(&cli.out, pd_alloc_system(), LIMIT_MIB(256));
    cli.colours_out = wants_colours(STDOUT_FILENO);
    cli.colours_err = wants_colours(STDERR_FILENO);
    cli.draws_err = takes_sequences(STDERR_FILENO);
    int code = pd_cli_finish(&cli, dispatch(&cli, argc, argv));
    pd_buffer_deinit(&cli.out);
    return code;
}
