/*
 * perdure run: starts a durable run and drives it in the foreground (or leaves it to a process of
 * its own).
 */
#include "cli/drive.h"
#include "cli/source.h"
#include "cli/world.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { RUN_ID = 1, RUN_INPUT, RUN_DETACH, RUN_NO_WAIT, RUN_VERBOSE };

static const Option run_options[] = {
    {RUN_ID, 0, "id", "ID", "the run's name; otherwise one is made"},
    {RUN_INPUT, 0, "input", "JSON|@FILE", "what perdure.info.input gives to the program"},
    {RUN_DETACH, 'd', "detach", NULL, "print the id and go on in the background"},
    {RUN_NO_WAIT, 0, "no-wait", NULL, "end with status 3 as soon as it waits"},
    {RUN_VERBOSE, 'v', "verbose", NULL, "say on standard error what happens"},
    OPTION_ROWS_GRANTS,
    OPTION_ROWS_LIMITS,
    OPTION_ROW_JSON,
    OPTION_ROW_STORE,
    OPTION_ROW_SYNC,
    {0},
};

typedef struct RunCommand {
    Cli *cli;
    World world;
    const char *id;
    perdure_data input;
    bool detaches;
    bool ends_at_wait;
    bool verbose;
    bool json;
    int report; /* descriptor to which a detached process tells id or failure; -1 */
    SourceFile source;
    Grants *grants;
    perdure_runtime *runtime;
    perdure_program *program;
    perdure_store *store;
} RunCommand;

static int read_options(RunCommand *command, Options *options)
{
    int id;
    while ((id = pd_options_next(options)) > 0) {
        switch (id) {
        case RUN_ID:
            command->id = options->value;
            if (command->id[0] == '\0') {
                (void)pd_cli_fail(command->cli, EXIT_BAD,
                                  "--id is empty: name the run, or leave --id out");
                return -1;
            }
            break;
        case RUN_DETACH: command->detaches = true; break;
        case RUN_NO_WAIT: command->ends_at_wait = true; break;
        case RUN_VERBOSE: command->verbose = true; break;
        case OPTION_JSON: command->json = true; break;
        case RUN_INPUT:
            perdure_data_free(&command->input);
            if (!pd_cli_read_json(command->cli, options->value, &command->input)) {
                return -1;
            }
            break;
        default:
            if (!pd_world_option(&command->world, options, id)) {
                return -1;
            }
            break;
        }
    }
    return id;
}

static int prepare(RunCommand *command, const Options *options)
{
    Cli *cli = command->cli;
    perdure_error err = {0};
    int code;
    command->grants = pd_host_grants_new();
    if (command->grants == NULL) {
        return pd_cli_fail(cli, EXIT_SYSTEM, "out of memory");
    }
    if (!pd_world_grant(&command->world, cli, command->grants) ||
        !pd_source_open(&command->source, cli, options->words[0])) {
        return EXIT_BAD;
    }
    if (perdure_runtime_new(&command->runtime, &err) != PERDURE_OK) {
        return pd_cli_report(cli, NULL, &err);
    }
    SourceCompile compile = {.runtime = command->runtime,
                             .limits = command->world.limits,
                             .limit_count = command->world.limit_count};
    command->program = pd_source_compile(&command->source, &compile, &code);
    if (command->program == NULL) {
        return code;
    }
    command->store = pd_store_of(cli, STORE_MAKES, &code);
    return code;
}

/* Tells the process that was typed how the start went. */
static void report(RunCommand *command, int code, const char *id)
{
    char line[RUN_ID_TEXT_BYTES + 16];
    if (command->report >= 0) {
        int size = snprintf(line, sizeof line, "%d %s\n", code, id);
        ssize_t written = write(command->report, line, (size_t)size);
        (void)written; /* nobody listens any more: then nobody wants to know */
        close(command->report);
        command->report = -1;
        int null = open("/dev/null", O_RDWR);
        if (null >= 0) {
            (void)dup2(null, STDIN_FILENO);
            (void)dup2(null, STDOUT_FILENO);
            (void)dup2(null, STDERR_FILENO);
            close(null);
        }
    }
}

static int start(RunCommand *command, const Options *options, Driver *driver)
{
    Cli *cli = command->cli;
    DriveSeat seat;
    perdure_error err = {0};
    perdure_data note = {NULL, 0};
    perdure_run *run = NULL;
    bool noted = pd_world_write_note(command->grants, &note);
    if (!noted || !pd_drive_seat(driver, command->grants, &seat)) {
        perdure_data_free(&note);
        return pd_cli_fail(cli, EXIT_SYSTEM, "out of memory");
    }
    command->grants = NULL; /* the driver's now */
    seat.options.id = command->id;
    seat.options.input = (perdure_bytes){command->input.data, command->input.size};
    seat.options.argv = (const char *const *)options->words;
    seat.options.argv_count = (size_t)options->word_count;
    seat.options.seed = command->world.seed;
    seat.options.limits = command->world.limits;
    seat.options.limit_count = command->world.limit_count;
    seat.options.note = (perdure_bytes){note.data, note.size};
    perdure_status status =
        perdure_run_start(command->store, command->program, &seat.options, &run, &err);
    perdure_data_free(&note);
    if (status != PERDURE_OK) {
        pd_drive_leave(driver, &seat);
        if (status == PERDURE_EXISTS) {
            (void)pd_cli_fail(cli, EXIT_BAD, "there is a run %s already", command->id);
            pd_cli_advise(cli, "go on with it: perdure resume %s; or choose another --id",
                          command->id);
            return EXIT_BAD;
        }
        return pd_cli_report(cli, "starting the run", &err);
    }
    pd_drive_add(driver, &seat, run);
    if (command->verbose) {
        pd_cli_note(cli, "perdure: %s started\n", perdure_run_id(run));
    }
    report(command, EXIT_OK, perdure_run_id(run));
    return EXIT_OK;
}

static int drive(RunCommand *command, const Options *options)
{
    int code = prepare(command, options);
    if (code != EXIT_OK) {
        return code;
    }
    DriveOptions drive_options = {.cli = command->cli,
                                  .runtime = command->runtime,
                                  .store = command->store,
                                  .ends_at_wait = command->ends_at_wait,
                                  .verbose = command->verbose,
                                  .json = command->json && !command->detaches,
                                  .is_silent = command->detaches};
    Driver *driver = pd_drive_new(&drive_options);
    if (driver == NULL) {
        return EXIT_SYSTEM;
    }
    code = start(command, options, driver);
    if (code == EXIT_OK) {
        code = pd_drive_all(driver);
    }
    pd_drive_free(driver);
    return code;
}

static void clean_up(RunCommand *command)
{
    perdure_store_close(command->store);
    perdure_program_free(command->program);
    perdure_runtime_free(command->runtime);
    pd_host_grants_free(command->grants);
    pd_source_close(&command->source);
    perdure_data_free(&command->input);
}

/* Reads what the detached process tells: its exit status when it could not start, or the id. */
static int wait_for_start(const RunCommand *command, int descriptor)
{
    static const char *const names[2] = {"run", NULL};
    Cli *cli = command->cli;
    char line[RUN_ID_TEXT_BYTES + 16];
    size_t size = 0;
    ssize_t count;
    while (size + 1 < sizeof line &&
           (count = read(descriptor, line + size, sizeof line - 1 - size)) > 0) {
        size += (size_t)count;
    }
    line[size] = '\0';
    char *blank = strchr(line, ' ');
    if (blank == NULL) {
        return pd_cli_fail(cli, EXIT_SYSTEM, "the process in the background ended at once");
    }
    int code = 0;
    for (const char *p = line; p < blank; p++) {
        code = code * 10 + (*p - '0');
    }
    blank[1 + strcspn(blank + 1, "\n")] = '\0';
    if (code == EXIT_OK && command->json) {
        return pd_cli_print_pair(cli, names, (const char *const[2]){blank + 1, NULL});
    }
    if (code == EXIT_OK) {
        pd_cli_print(cli, "%s\n", blank + 1);
    }
    return code;
}

/* The store is opened by the process that will use it: SQLite does not survive a fork. */
static int detach(RunCommand *command, const Options *options)
{
    int ends[2];
    pid_t child = -1;
    if (pipe2(ends, O_CLOEXEC) == 0) {
        child = fork();
    }
    if (child < 0) {
        return pd_cli_fail(command->cli, EXIT_SYSTEM, "no process can be made");
    }
    if (child > 0) {
        close(ends[1]);
        int code = wait_for_start(command, ends[0]);
        close(ends[0]);
        return code;
    }
    close(ends[0]);
    (void)setsid();
    command->report = ends[1];
    int code = drive(command, options);
    report(command, code, "");
    return code;
}

static int run_command(Cli *cli, Options *options)
{
    RunCommand command = {.cli = cli, .report = -1};
    int id = read_options(&command, options);
    int code = pd_options_exit(id);
    if (id == OPTION_END) {
        code = EXIT_BAD;
        if (pd_options_words(options, 1, -1)) {
            code = command.detaches ? detach(&command, options) : drive(&command, options);
        }
    }
    clean_up(&command);
    return code;
}

const Command pd_command_run = {
    .name = "run",
    .usage = "FILE [ARG…] [-- ARG…]",
    .summary = "Start a durable run and drive it",
    .details =
        "What stands behind FILE is sys.argv of the program; behind -- that may begin with -.\n"
        "The run is in the store before its first instruction. Whatever ends this process,\n"
        "`perdure resume` goes on where it was. Ctrl-C stops it in order. The exit status\n"
        "is the program's; 3 when the run still waits, 130 after Ctrl-C. With --json how\n"
        "the run ended, or stands, is one line as in `perdure list --json`; what it prints\n"
        "is shown by `perdure output`.\n",
    .example = "  perdure run --allow-read=orders.csv --allow-net=localhost:8080 orders.py\n"
               "  perdure run onboarding.py --detach --input='{\"customer\": 7}' -- --dry-run\n",
    .options = run_options,
    .takes_program = true,
    .run = run_command,
};
