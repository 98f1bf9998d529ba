/*
 * perdure resume: goes on with runs that were interrupted, or that wait.
 */
#include "cli/drive.h"
#include "cli/world.h"

enum { RESUME_ALL = 1, RESUME_NO_WAIT, RESUME_VERBOSE };

static const Option resume_options[] = {
    {RESUME_ALL, 'a', "all", NULL, "every run that has not ended, until all have"},
    {RESUME_NO_WAIT, 0, "no-wait", NULL, "end with status 3 when what is left only waits"},
    {RESUME_VERBOSE, 'v', "verbose", NULL, "say on standard error what happens"},
    OPTION_ROWS_GRANTS,
    OPTION_ROW_JSON,
    OPTION_ROW_STORE,
    OPTION_ROW_SYNC,
    {0},
};

typedef struct ResumeCommand {
    World world;
    Grants *grants;
    DriveOptions drive;
} ResumeCommand;

static int read_options(ResumeCommand *command, Options *options)
{
    int id;
    while ((id = pd_options_next(options)) > 0) {
        switch (id) {
        case RESUME_ALL: command->drive.is_many = true; break;
        case RESUME_NO_WAIT: command->drive.ends_at_wait = true; break;
        case RESUME_VERBOSE: command->drive.verbose = true; break;
        case OPTION_JSON: command->drive.json = true; break;
        default:
            if (!pd_world_option(&command->world, options, id)) {
                return -1;
            }
            break;
        }
    }
    return id;
}

static int resume_named(ResumeCommand *command, const Options *options, Driver *driver)
{
    int code = EXIT_OK;
    for (int i = 0; i < options->word_count && code == EXIT_OK; i++) {
        char id[RUN_ID_TEXT_BYTES];
        if (pd_store_find(command->drive.cli, command->drive.store, options->words[i], id, &code)) {
            bool has_more = command->world.grant_count > 0;
            (void)pd_drive_resume(driver, id, has_more ? command->grants : NULL, &code);
        }
    }
    return code;
}

static int drive(ResumeCommand *command, const Options *options)
{
    int code;
    perdure_error err = {0};
    DriveOptions *drive = &command->drive;
    command->grants = pd_host_grants_new();
    if (command->grants == NULL) {
        return pd_cli_fail(drive->cli, EXIT_SYSTEM, "out of memory");
    }
    if (!pd_world_grant(&command->world, drive->cli, command->grants)) {
        return EXIT_BAD;
    }
    drive->store = pd_store_of(drive->cli, STORE_WRITES, &code);
    if (drive->store == NULL) {
        return code;
    }
    if (perdure_runtime_new(&drive->runtime, &err) != PERDURE_OK) {
        return pd_cli_report(drive->cli, NULL, &err);
    }
    Driver *driver = pd_drive_new(drive);
    if (driver == NULL) {
        return EXIT_SYSTEM;
    }
    code = resume_named(command, options, driver);
    if (code == EXIT_OK) {
        code = pd_drive_all(driver);
    }
    pd_drive_free(driver);
    return code;
}

static int resume_command(Cli *cli, Options *options)
{
    ResumeCommand command = {.drive.cli = cli};
    int id = read_options(&command, options);
    if (id != OPTION_END) {
        return pd_options_exit(id);
    }
    if (command.drive.is_many && options->word_count > 0) {
        return pd_cli_fail(cli, EXIT_BAD, "--all takes no run besides");
    }
    if (!command.drive.is_many && options->word_count == 0) {
        (void)pd_cli_fail(cli, EXIT_BAD, "name a run, or take --all");
        pd_cli_advise(cli, "`perdure resume last` is the newest one; see: perdure list");
        return EXIT_BAD;
    }
    if (!pd_options_words(options, 0, DRIVE_RUNS_MAX)) {
        return EXIT_BAD;
    }
    int code = drive(&command, options);
    perdure_store_close(command.drive.store);
    perdure_runtime_free(command.drive.runtime);
    pd_host_grants_free(command.grants);
    return code;
}

const Command pd_command_resume = {
    .name = "resume",
    .usage = "RUN…   or: --all",
    .summary = "Go on with runs that were interrupted or that wait",
    .details = "A run goes on from its newest snapshot and the records after it, with the code it\n"
               "started with. The grants of its start are remembered; those given here are added.\n"
               "RUN is an id, the beginning of one, or `last`. With --json each run that ends or\n"
               "is left is one line, as in `perdure list --json`, and nothing else is printed.\n",
    .example = "  perdure resume last\n"
               "  perdure resume --all --no-wait      # from cron: do what can be done, then end\n",
    .options = resume_options,
    .run = resume_command,
};
