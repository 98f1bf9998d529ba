/*
 * perdure snapshot: a whole run as one file.
 */
#include "cli/store.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { SNAPSHOT_FILE = 1 };

static const Option snapshot_options[] = {
    {SNAPSHOT_FILE, 'o', "output", "FILE", "where to; - is standard output; otherwise RUN.perdure"},
    OPTION_ROW_JSON,
    OPTION_ROW_STORE,
    {0},
};

static int tell_written(Cli *cli, const char *id, const char *path, size_t bytes, bool json)
{
    char size[TIME_TEXT_BYTES];
    if (!json) {
        pd_cli_size_text(bytes, size);
        pd_cli_note(cli, "perdure: %s is in %s (%s)\n", id, path, size);
        return EXIT_OK;
    }
    perdure_writer *writer = perdure_writer_new();
    if (writer != NULL) {
        perdure_write_map_begin(writer);
        pd_cli_put_text(writer, "run", id);
        pd_cli_put_text(writer, "file", path);
        pd_cli_put_int(writer, "bytes", (int64_t)bytes);
        perdure_write_map_end(writer);
    }
    return pd_cli_print_json(cli, writer, 0);
}

static int write_run(Cli *cli, perdure_store *store, const char *id, const char *path, bool json)
{
    char name[RUN_ID_TEXT_BYTES + 16];
    perdure_error err = {0};
    perdure_data file = {NULL, 0};
    if (path == NULL) {
        (void)snprintf(name, sizeof name, "%s.perdure", id);
        path = name;
    }
    if (perdure_store_export(store, id, &file, &err) != PERDURE_OK) {
        return pd_cli_report(cli, id, &err);
    }
    int code =
        pd_cli_write_file(cli, path, (perdure_bytes){file.data, file.size}) ? EXIT_OK : EXIT_SYSTEM;
    if (code == EXIT_OK && strcmp(path, "-") != 0) {
        code = tell_written(cli, id, path, file.size, json);
    }
    perdure_data_free(&file);
    return code;
}

static int snapshot_command(Cli *cli, Options *options)
{
    const char *path = NULL;
    bool json = false;
    char id[RUN_ID_TEXT_BYTES];
    int code;
    int option;
    while ((option = pd_options_next(options)) > 0) {
        json = json || option == OPTION_JSON;
        path = option == SNAPSHOT_FILE ? options->value : path;
    }
    if (option != OPTION_END) {
        return pd_options_exit(option);
    }
    if (!pd_options_words(options, 1, 1)) {
        return EXIT_BAD;
    }
    if (path != NULL && strcmp(path, "-") == 0 && isatty(STDOUT_FILENO)) {
        return pd_cli_fail(cli, EXIT_BAD, "bytes do not go to a terminal: name a file");
    }
    if (json && path != NULL && strcmp(path, "-") == 0) {
        return pd_cli_fail(cli, EXIT_BAD, "--json and --output=- both want standard output");
    }
    perdure_store *store = pd_store_of(cli, STORE_READS, &code);
    if (store == NULL) {
        return code;
    }
    if (pd_store_find(cli, store, options->words[0], id, &code)) {
        code = write_run(cli, store, id, path, json);
    }
    perdure_store_close(store);
    return code;
}

const Command pd_command_snapshot = {
    .name = "snapshot",
    .usage = "RUN",
    .summary = "Write a run into a file: its program, its records and its state",
    .details = "`perdure restore` puts it into another store, also on another machine, where it\n"
               "goes on. The run in this store stays as it is: only one of the two should go on.\n"
               "--json prints {\"run\", \"file\", \"bytes\"}.\n",
    .example = "  perdure snapshot last -o order.perdure\n",
    .options = snapshot_options,
    .run = snapshot_command,
};
