/*
 * perdure restore: puts a run from a file into the store.
 */
#include "cli/store.h"

enum { RESTORE_ID = 1 };

static const Option restore_options[] = {
    {RESTORE_ID, 0, "id", "ID", "give it another name"},
    OPTION_ROW_JSON,
    OPTION_ROW_STORE,
    OPTION_ROW_SYNC,
    {0},
};

static int import_file(Cli *cli, Bytes file, const char *path, const char *new_id, bool json)
{
    perdure_error err = {0};
    perdure_data id = {NULL, 0};
    int code;
    perdure_store *store = pd_store_of(cli, STORE_MAKES, &code);
    if (store == NULL) {
        return code;
    }
    perdure_status status =
        perdure_store_import(store, (perdure_bytes){file.data, file.size}, new_id, &id, &err);
    if (status == PERDURE_EXISTS) {
        code = pd_cli_report(cli, path, &err);
        pd_cli_advise(cli, "give it another name with --id");
    } else if (status != PERDURE_OK) {
        code = pd_cli_report(cli, path, &err);
    } else if (json) {
        perdure_writer *writer = perdure_writer_new();
        if (writer != NULL) {
            perdure_write_map_begin(writer);
            pd_cli_put_text(writer, "run", (const char *)id.data);
            perdure_write_map_end(writer);
        }
        code = pd_cli_print_json(cli, writer, 0);
    } else {
        pd_cli_print(cli, "%s\n", (const char *)id.data);
        pd_cli_flush(cli);
        pd_cli_note(cli, "perdure: go on with it: perdure resume GRANTS %s\n",
                    (const char *)id.data);
    }
    perdure_data_free(&id);
    perdure_store_close(store);
    return code;
}

static int restore_command(Cli *cli, Options *options)
{
    const char *new_id = NULL;
    bool json = false;
    Bytes file;
    Limits limits = pd_limits_default();
    int option;
    while ((option = pd_options_next(options)) > 0) {
        if (option == RESTORE_ID) {
            new_id = options->value;
        } else {
            json = true;
        }
    }
    if (option != OPTION_END) {
        return pd_options_exit(option);
    }
    if (!pd_options_words(options, 1, 1) ||
        !pd_cli_read_file(cli, options->words[0], limits.snapshot_bytes, &file)) {
        return EXIT_BAD;
    }
    int code = import_file(cli, file, options->words[0], new_id, json);
    pd_bytes_free(pd_alloc_system(), file);
    return code;
}

const Command pd_command_restore = {
    .name = "restore",
    .usage = "FILE",
    .summary = "Put a run from a file of `perdure snapshot` into the store",
    .details =
        "Everything in the file is verified first. `perdure resume` goes on from the file's\n"
        "snapshot. The run is granted nothing: a file may come from anywhere, so give the\n"
        "grants when you resume it. --json prints {\"run\"}.\n",
    .example = "  perdure restore order.perdure\n"
               "  perdure resume --allow-net=localhost:8080 order-1001\n",
    .options = restore_options,
    .run = restore_command,
};
