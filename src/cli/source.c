/*
 * Reading the files of a program and telling what is wrong with them.
 *
 * A module that is not found is not an error here: its import raises when it runs.
 */
#include "cli/source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MODULE_NAME_MAX 512

/* ── the loader ── */

/* A module's file, and what of it has to be given back. */
typedef struct LoadedFile {
    Bytes text;
    size_t size; /* of this struct with its path */
    char path[];
} LoadedFile;

static bool is_file(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && S_ISREG(info.st_mode);
}

/* "a.b" below the folder as a/b/__init__.py or a/b.py; each package on the way has an __init__. */
static bool find_module(const SourceFile *source, const char *name, char path[SOURCE_PATH_BYTES],
                        bool *is_package)
{
    size_t size = strlen(source->folder);
    if (size + strlen(name) + 16 > SOURCE_PATH_BYTES || name[0] == '\0') {
        return false;
    }
    memcpy(path, source->folder, size + 1);
    for (const char *part = name; *part != '\0';) {
        size_t part_size = strcspn(part, ".");
        if (part_size == 0 || memchr(part, '/', part_size) != NULL) {
            return false;
        }
        path[size++] = '/';
        memcpy(path + size, part, part_size);
        size += part_size;
        part += part_size;
        *is_package = true;
        memcpy(path + size, "/__init__.py", sizeof "/__init__.py");
        if (is_file(path)) {
            part += *part == '.';
            continue;
        }
        *is_package = false;
        memcpy(path + size, ".py", sizeof ".py");
        return *part == '\0' && is_file(path);
    }
    return true;
}

static perdure_status load(void *ctx, const char *name, perdure_source *out)
{
    SourceFile *source = ctx;
    char path[SOURCE_PATH_BYTES];
    bool is_package = false;
    if (source->folder[0] == '\0' || strlen(name) > MODULE_NAME_MAX ||
        !find_module(source, name, path, &is_package)) {
        return PERDURE_NOT_FOUND;
    }
    const Alloc *alloc = pd_alloc_system();
    size_t size = sizeof(LoadedFile) + strlen(path) + 1;
    LoadedFile *file = pd_alloc_new(alloc, size);
    if (file == NULL) {
        return PERDURE_NO_MEMORY;
    }
    Limits limits = pd_limits_default();
    if (!pd_cli_read_file(source->cli, path, limits.source_bytes, &file->text)) {
        pd_alloc_free(alloc, file, size);
        source->broken = name;
        return PERDURE_IO;
    }
    file->size = size;
    memcpy(file->path, path, strlen(path) + 1);
    *out = (perdure_source){.text = (const char *)file->text.data,
                            .size = file->text.size,
                            .filename = file->path,
                            .is_package = is_package,
                            .owner = file};
    return PERDURE_OK;
}

static void release(void *ctx, perdure_source *source)
{
    (void)ctx;
    LoadedFile *file = source->owner;
    pd_bytes_free(pd_alloc_system(), file->text);
    pd_alloc_free(pd_alloc_system(), file, file->size);
}

/* ── the main module ── */

static void set_up(SourceFile *source)
{
    source->main = (perdure_source){.text = (const char *)source->text.data,
                                    .size = source->text.size,
                                    .filename = source->filename};
    if (source->text.data == NULL) {
        source->main.text = "";
    }
    source->loader = (perdure_loader){.ctx = source, .load = load, .release = release};
}

static void set_folder(SourceFile *source, const char *path)
{
    char real[SOURCE_PATH_BYTES];
    source->folder[0] = '\0';
    if (path == NULL) {
        if (getcwd(source->folder, sizeof source->folder) == NULL) {
            source->folder[0] = '\0';
        }
        return;
    }
    if (realpath(path, real) != NULL) {
        char *slash = strrchr(real, '/');
        slash[slash == real ? 1 : 0] = '\0';
        (void)snprintf(source->folder, sizeof source->folder, "%s", real);
    }
}

/* As CPython names its main file: absolute, but not tidied up. */
static void set_filename(SourceFile *source, const char *path)
{
    char folder[SOURCE_PATH_BYTES];
    int size = -1;
    if (path[0] != '/' && getcwd(folder, sizeof folder) != NULL) {
        size = snprintf(source->filename, sizeof source->filename, "%s/%s",
                        strcmp(folder, "/") == 0 ? "" : folder, path);
    }
    if (size < 0 || (size_t)size >= sizeof source->filename) {
        (void)snprintf(source->filename, sizeof source->filename, "%s", path);
    }
}

bool pd_source_open(SourceFile *source, Cli *cli, const char *path)
{
    Limits limits = pd_limits_default();
    memset(source, 0, sizeof *source);
    source->cli = cli;
    if (strcmp(path, "-") == 0) {
        memcpy(source->filename, "<stdin>", sizeof "<stdin>");
        set_folder(source, NULL);
    } else {
        struct stat info;
        set_filename(source, path);
        set_folder(source, path);
        if (stat(path, &info) == 0 && S_ISDIR(info.st_mode)) {
            (void)pd_cli_fail(cli, EXIT_BAD, "'%s' is a folder", source->filename);
            pd_cli_advise(cli, "name the file to run, such as %s/main.py", path);
            return false;
        }
    }
    if (!pd_cli_read_file(cli, strcmp(path, "-") == 0 ? path : source->filename,
                          limits.source_bytes, &source->text)) {
        return false;
    }
    set_up(source);
    return true;
}

void pd_source_open_text(SourceFile *source, Cli *cli, const char *text)
{
    memset(source, 0, sizeof *source);
    source->cli = cli;
    memcpy(source->filename, "<string>", sizeof "<string>");
    set_folder(source, NULL);
    set_up(source);
    source->main.text = text;
    source->main.size = strlen(text);
}

void pd_source_close(SourceFile *source)
{
    pd_bytes_free(pd_alloc_system(), source->text);
    source->text = (Bytes){NULL, 0};
}

/* ── compiling ── */

static void hear(void *ctx, const perdure_diagnostic *diagnostic)
{
    SourceCompile *compile = ctx;
    if (diagnostic->status == PERDURE_OK) {
        pd_cli_note_bytes(compile->cli, pd_bytes_of_cstr(diagnostic->text));
        return;
    }
    compile->problem_count++;
    compile->incomplete = compile->incomplete || diagnostic->incomplete;
    if (compile->interactive && diagnostic->incomplete) {
        return;
    }
    if (compile->problem_count == 1 || compile->reports_all) {
        Bytes text = pd_bytes_of_cstr(diagnostic->text);
        if (compile->problem_count > 1) {
            pd_cli_note_bytes(compile->cli, (Bytes)BYTES_LITERAL("\n"));
        }
        pd_cli_note_traceback(compile->cli, text);
        if (text.size > 0 && text.data[text.size - 1] != '\n') {
            pd_cli_note_bytes(compile->cli, (Bytes)BYTES_LITERAL("\n"));
        }
    }
}

perdure_program *pd_source_compile(SourceFile *source, SourceCompile *compile, int *code)
{
    perdure_program *program = NULL;
    perdure_error err = {0};
    compile->cli = source->cli;
    compile->problem_count = 0;
    compile->incomplete = false;
    perdure_compile_options options = {.loader = &source->loader,
                                       .interactive = compile->interactive,
                                       .report = hear,
                                       .report_ctx = compile,
                                       .limits = compile->limits,
                                       .limit_count = compile->limit_count};
    perdure_status status =
        perdure_program_compile(compile->runtime, &source->main, &options, &program, &err);
    *code = EXIT_OK;
    if (status == PERDURE_OK) {
        return program;
    }
    *code = compile->problem_count > 0 ? EXIT_FAILED : pd_cli_exit_of(status);
    if (compile->problem_count == 0) {
        err.status = status;
        *code = pd_cli_report(source->cli, source->broken != NULL ? source->broken : NULL, &err);
    }
    return NULL;
}
