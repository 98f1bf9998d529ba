/* Build tool: compiles the library's modules to one bundle. Usage: lib_build OUTPUT FILE.py ...
 *
 * The order of the files is the order in which their bodies run when the shared image is made. A
 * file pkg/__init__.py is the package pkg; pkg/mod.py is pkg.mod. Runs on the building machine
 * only, so it may use stdio.
 */
#include "base/base.h"
#include "code/code.h"
#include "lang/lang.h"

#include <stdio.h>
#include <string.h>

static bool read_file(const char *path, Buffer *out)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return false;
    uint8_t chunk[65536];
    size_t n;
    while ((n = fread(chunk, 1, sizeof chunk, file)) != 0)
        pd_buffer_append(out, pd_bytes(chunk, n));
    bool read = ferror(file) == 0;
    fclose(file);
    return read && pd_buffer_status(out) == STATUS_OK;
}

/* "json/decoder.py" is "json.decoder"; "json/__init__.py" is "json". */
static void module_name(const char *path, const char *root, char *out, size_t room,
                        bool *is_package)
{
    const char *relative = strncmp(path, root, strlen(root)) == 0 ? path + strlen(root) : path;
    while (*relative == '/')
        relative++;
    snprintf(out, room, "%s", relative);
    char *end = strrchr(out, '.');
    if (end != NULL)
        *end = 0;
    *is_package = false;
    char *last = strrchr(out, '/');
    if (last != NULL && strcmp(last, "/__init__") == 0) {
        *last = 0;
        *is_package = true;
    }
    for (char *p = out; *p != 0; p++) {
        if (*p == '/')
            *p = '.';
    }
}

static void report(void *ctx, const Diagnostic *d)
{
    fprintf(stderr, "%s:%u:%d: %s: %s\n", (const char *)ctx, d->line, d->column, d->kind,
            d->message);
}

static bool compile(const char *path, const char *root, Buffer *bundle)
{
    Buffer source, encoded;
    pd_buffer_init(&source, pd_alloc_system(), 16 << 20);
    pd_buffer_init(&encoded, pd_alloc_system(), 16 << 20);
    char name[200], filename[220], shown[400];
    bool is_package = false;
    module_name(path, root, name, sizeof name, &is_package);
    snprintf(filename, sizeof filename, "<perdure>/%s", name);
    snprintf(shown, sizeof shown, "%s", path);
    CompileOptions options = {.filename = filename,
                              .module_name = pd_bytes_of_cstr(name),
                              .is_package = is_package,
                              .hidden = true};
    options.reporter = (DiagnosticReporter){report, shown};
    CodeUnit *unit = NULL;
    Error err = {0};
    bool done = read_file(path, &source);
    if (!done)
        fprintf(stderr, "%s: cannot be read\n", path);
    if (done && pd_lang_compile(pd_buffer_peek(&source), &options, pd_alloc_system(), &unit,
                                &err) != STATUS_OK) {
        fprintf(stderr, "%s: %s\n", path, err.message);
        done = false;
    }
    if (done && pd_code_encode(unit, false, &encoded) == STATUS_OK) {
        pd_buffer_append_u32(bundle, (uint32_t)encoded.size);
        pd_buffer_append(bundle, pd_buffer_peek(&encoded));
    }
    pd_code_free(unit, pd_alloc_system());
    pd_buffer_deinit(&source);
    pd_buffer_deinit(&encoded);
    return done;
}

int main(int argc, char **argv)
{
    if (argc < 4) {
        fprintf(stderr, "usage: lib_build OUTPUT ROOT FILE.py ...\n");
        return 2;
    }
    Buffer bundle;
    pd_buffer_init(&bundle, pd_alloc_system(), 64 << 20);
    bool done = true;
    for (int i = 3; i < argc; i++)
        done &= compile(argv[i], argv[2], &bundle);
    FILE *out = done ? fopen(argv[1], "wb") : NULL;
    if (out != NULL) {
        done = fwrite(bundle.data, 1, bundle.size, out) == bundle.size;
        done &= fclose(out) == 0;
    }
    if (done && out == NULL)
        fprintf(stderr, "%s: cannot be written\n", argv[1]);
    pd_buffer_deinit(&bundle);
    return done && out != NULL ? 0 : 1;
}
