/*
 * Compiling a program: its main module, and every module it can import, found through the caller's
 * loader.
 *
 * The compiled units are the worklist: each unit's list of imports names the next ones, packages
 * before what is in them. Modules of the library and modules that nobody has are left out.
 */
#include "api/api_in.h"
#include "lang/lang.h"

enum { MODULE_NAME_BYTES_MAX = 1024 };

typedef struct Bundler {
    const perdure_runtime *runtime;
    const perdure_compile_options *options;
    const Alloc *alloc;
    Limits limits;
    CodeUnit **units;
    size_t count;
    size_t capacity;
    Bytes *missing; /* names that the loader does not have; borrowed from units */
    size_t missing_count;
    size_t missing_capacity;
    const char *filename; /* of the module being compiled */
    Buffer shown;         /* text of one diagnostic */
    Status first;         /* of the first problem, whose error is `told` */
    Error told;
} Bundler;

/* Keeps the first failure; later ones only fail. */
static Status fail(Bundler *bundler, Status status, const Error *err)
{
    if (bundler->first == STATUS_OK) {
        bundler->first = status;
        bundler->told = *err;
    }
    return status;
}

static Status no_memory(Bundler *bundler)
{
    Error err;
    return fail(bundler, pd_error_plain(&err, STATUS_NO_MEMORY), &err);
}

static void report(void *ctx, const Diagnostic *diagnostic)
{
    Bundler *bundler = ctx;
    const perdure_compile_options *options = bundler->options;
    if (options->report == NULL) {
        return;
    }
    pd_buffer_reset(&bundler->shown);
    pd_lang_diagnostic_print(&bundler->shown, diagnostic, bundler->filename);
    const char *text = pd_buffer_peek_cstr(&bundler->shown);
    perdure_diagnostic told = {.status = (perdure_status)diagnostic->status,
                               .filename = bundler->filename,
                               .kind = diagnostic->kind,
                               .message = diagnostic->message,
                               .incomplete = diagnostic->incomplete,
                               .line = diagnostic->line,
                               .end_line = diagnostic->end_line,
                               .column = diagnostic->column,
                               .end_column = diagnostic->end_column,
                               .text = text == NULL ? "(no memory to show this)\n" : text};
    options->report(options->report_ctx, &told);
}

/* Room for one more item of an array. */
static bool grow(const Alloc *alloc, void **items, size_t count, size_t *capacity, size_t bytes)
{
    if (count < *capacity) {
        return true;
    }
    size_t larger = *capacity == 0 ? 16 : *capacity * 2;
    void *grown = *capacity == 0 ? pd_alloc_new_array(alloc, larger, bytes)
                                 : pd_alloc_resize_array(alloc, *items, *capacity, larger, bytes);
    if (grown == NULL) {
        return false;
    }
    *items = grown;
    *capacity = larger;
    return true;
}

static bool is_utf8(const char *text)
{
    return pd_utf8_validate(pd_bytes_of_cstr(text), UTF8_STRICT, NULL);
}

/* A module whose text is wrong has told its problems; the others are still compiled, so that all of
 * them are heard. */
static Status compile_module(Bundler *bundler, const perdure_source *source, Bytes name)
{
    Error err = {.status = STATUS_OK};
    CodeUnit *unit = NULL;
    void *units = bundler->units;
    if (source->filename == NULL || !is_utf8(source->filename)) {
        pd_error_set(&err, STATUS_INVALID, "the file name of module %.*s is not UTF-8",
                     (int)name.size, (const char *)name.data);
        return fail(bundler, STATUS_INVALID, &err);
    }
    if (!grow(bundler->alloc, &units, bundler->count, &bundler->capacity, sizeof(CodeUnit *))) {
        return no_memory(bundler);
    }
    bundler->units = units;
    bundler->filename = source->filename;
    CompileOptions options = {.filename = source->filename,
                              .module_name = name,
                              .is_package = source->is_package,
                              .interactive = bundler->count == 0 && bundler->options->interactive,
                              .limits = &bundler->limits,
                              .reporter = {report, bundler}};
    Status status = pd_lang_compile(pd_bytes(source->text, source->size), &options, bundler->alloc,
                                    &unit, &err);
    if (status != STATUS_OK) {
        return fail(bundler, status, &err);
    }
    bundler->units[bundler->count++] = unit;
    return STATUS_OK;
}

/* ── imports ── */

static bool is_known(const Bundler *bundler, Bytes name)
{
    if (pd_image_has_module(bundler->runtime->image, name)) {
        return true;
    }
    for (size_t i = 1; i < bundler->count; i++) {
        if (pd_bytes_equal(bundler->units[i]->module_name, name)) {
            return true;
        }
    }
    for (size_t i = 0; i < bundler->missing_count; i++) {
        if (pd_bytes_equal(bundler->missing[i], name)) {
            return true;
        }
    }
    return false;
}

static Status note_missing(Bundler *bundler, Bytes name)
{
    void *missing = bundler->missing;
    if (!grow(bundler->alloc, &missing, bundler->missing_count, &bundler->missing_capacity,
              sizeof(Bytes))) {
        return no_memory(bundler);
    }
    bundler->missing = missing;
    bundler->missing[bundler->missing_count++] = name;
    return STATUS_OK;
}

/* One name of a unit's list. Packages come first in the list, so a parent is known by now. */
static Status load_module(Bundler *bundler, Bytes name)
{
    const perdure_loader *loader = bundler->options->loader;
    char text[MODULE_NAME_BYTES_MAX + 1];
    perdure_source source = {.text = NULL};
    Error err = {.status = STATUS_OK};
    if (is_known(bundler, name)) {
        return STATUS_OK;
    }
    if (loader == NULL || name.size > MODULE_NAME_BYTES_MAX) {
        return note_missing(bundler, name);
    }
    if (bundler->count >= bundler->limits.module_count) {
        pd_error_set(&err, STATUS_LIMIT, "the program has more than %llu modules",
                     (unsigned long long)bundler->limits.module_count);
        return fail(bundler, STATUS_LIMIT, &err);
    }
    memcpy(text, name.data, name.size);
    text[name.size] = '\0';
    Status status = (Status)loader->load(loader->ctx, text, &source);
    if (status == STATUS_NOT_FOUND) {
        return note_missing(bundler, name);
    }
    if (status != STATUS_OK) {
        pd_error_set(&err, status, "module %s: %s", text, pd_status_text(status));
        return fail(bundler, status, &err);
    }
    status = compile_module(bundler, &source, name);
    if (loader->release != NULL) {
        loader->release(loader->ctx, &source);
    }
    if (status == STATUS_SYNTAX || status == STATUS_UNSUPPORTED || status == STATUS_LIMIT) {
        return note_missing(bundler, name);
    }
    return status;
}

static Status load_imports(Bundler *bundler)
{
    Status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < bundler->count; i++) {
        const CodeUnit *unit = bundler->units[i];
        for (uint32_t k = 0; status == STATUS_OK && k < unit->import_count; k++) {
            status = load_module(bundler, unit->pool[unit->imports[k]].bytes);
        }
    }
    return status;
}

/* ── the whole ── */

static Status check_code_bytes(Bundler *bundler)
{
    Buffer bytes;
    Error err;
    pd_buffer_init(&bytes, bundler->alloc, (size_t)bundler->limits.code_bytes);
    for (size_t i = 0; i < bundler->count; i++) {
        pd_status_ignore(pd_code_encode(bundler->units[i], false, &bytes)); /* asked below */
    }
    Status status = pd_buffer_status(&bytes);
    pd_buffer_deinit(&bytes);
    if (status == STATUS_LIMIT) {
        pd_error_set(&err, status, "the program's code is larger than %llu bytes",
                     (unsigned long long)bundler->limits.code_bytes);
        return fail(bundler, status, &err);
    }
    return status == STATUS_OK ? status : no_memory(bundler);
}

static Status bundle(Bundler *bundler, const perdure_source *main, Program **out)
{
    const perdure_compile_options *options = bundler->options;
    const char *name = options->main_name == NULL ? "__main__" : options->main_name;
    Error err = {.status = STATUS_OK};
    Status status = pd_api_limits(options->limits, options->limit_count, &bundler->limits, &err);
    if (status == STATUS_OK && !is_utf8(name)) {
        status = pd_error_set(&err, STATUS_INVALID, "main_name is not UTF-8");
    }
    if (status != STATUS_OK) {
        return fail(bundler, status, &err);
    }
    status = compile_module(bundler, main, pd_bytes_of_cstr(name));
    if (status == STATUS_OK) {
        status = load_imports(bundler);
    }
    if (status == STATUS_OK && bundler->first == STATUS_OK) {
        status = check_code_bytes(bundler);
    }
    if (status != STATUS_OK || bundler->first != STATUS_OK) {
        return bundler->first;
    }
    status = pd_program_new(bundler->runtime->image, bundler->units, bundler->count, out, &err);
    if (status != STATUS_OK) {
        return fail(bundler, status, &err);
    }
    bundler->count = 0; /* the program has them */
    return STATUS_OK;
}

static void bundler_deinit(Bundler *bundler)
{
    const Alloc *alloc = bundler->alloc;
    for (size_t i = 0; i < bundler->count; i++) {
        pd_code_free(bundler->units[i], alloc);
    }
    if (bundler->capacity > 0) {
        pd_alloc_free_array(alloc, bundler->units, bundler->capacity, sizeof(CodeUnit *));
    }
    if (bundler->missing_capacity > 0) {
        pd_alloc_free_array(alloc, bundler->missing, bundler->missing_capacity, sizeof(Bytes));
    }
    pd_buffer_deinit(&bundler->shown);
}

perdure_status perdure_program_compile(const perdure_runtime *runtime, const perdure_source *main,
                                       const perdure_compile_options *options,
                                       perdure_program **out, perdure_error *err)
{
    static const perdure_compile_options no_options = {.loader = NULL};
    Bundler bundler = {.runtime = runtime,
                       .options = options == NULL ? &no_options : options,
                       .alloc = runtime->alloc};
    Program *program = NULL;
    *out = NULL;
    pd_buffer_init(&bundler.shown, pd_alloc_system(), SIZE_MAX / 2);
    Status status = bundle(&bundler, main, &program);
    if (status == STATUS_OK) {
        status = pd_api_wrap_program(runtime, program, out, &bundler.told);
    }
    bundler_deinit(&bundler);
    return pd_api_told(status, &bundler.told, err);
}
