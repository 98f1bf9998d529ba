/* Build tool: compiles the library's modules, runs them in a fresh image and writes that image as
 * an assembler file. Usage: lib_build OUTPUT.s ROOT FILE.py ...
 *
 * The order of the files is the order in which their bodies run. A file pkg/__init__.py is the
 * package pkg; pkg/mod.py is pkg.mod. Runs on the building machine only, so it may use stdio. The
 * output has a word a place; the linker makes the pointers.
 */
#include "base/base.h"
#include "code/code.h"
#include "lang/lang.h"
#include "vm/vm.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { UNITS_MAX = 256 };

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

/* Answers the encoded unit, to be freed; empty when there was an error, which is told. */
static Bytes compile(const char *path, const char *root)
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
    Bytes copy = {NULL, 0};
    if (!read_file(path, &source)) {
        fprintf(stderr, "%s: cannot be read\n", path);
    } else if (pd_lang_compile(pd_buffer_peek(&source), &options, pd_alloc_system(), &unit, &err) !=
               STATUS_OK) {
        fprintf(stderr, "%s: %s\n", path, err.message);
    } else if (pd_code_encode(unit, false, &encoded) != STATUS_OK ||
               !pd_bytes_copy(pd_alloc_system(), pd_buffer_peek(&encoded), &copy)) {
        fprintf(stderr, "%s: out of memory\n", path);
    }
    pd_code_free(unit, pd_alloc_system());
    pd_buffer_deinit(&source);
    pd_buffer_deinit(&encoded);
    return copy;
}

static int by_place(const void *a, const void *b)
{
    uint32_t x = ((const FrozenLink *)a)->at, y = ((const FrozenLink *)b)->at;
    return x < y ? -1 : x > y;
}

static bool write_assembler(const char *path, FrozenImage *frozen)
{
    FILE *out = fopen(path, "w");
    if (out == NULL) {
        return false;
    }
    FrozenLink *links = (FrozenLink *)(void *)frozen->links.data;
    size_t count = frozen->links.size / sizeof *links, next = 0;
    qsort(links, count, sizeof *links, by_place);
    fprintf(out, "    .section .data.rel.ro,\"aw\"\n    .globl pd_lib_image\n"
                 "    .hidden pd_lib_image\n    .balign 4096\npd_lib_image:\n");
    while (frozen->block.size % sizeof(uint64_t) != 0) {
        pd_buffer_append_byte(&frozen->block, 0);
    }
    for (size_t at = 0; at < frozen->block.size; at += sizeof(uint64_t)) {
        if (next < count && links[next].at == at) {
            fprintf(out, "    .quad pd_lib_image+%u\n", links[next++].to);
            continue;
        }
        uint64_t word;
        memcpy(&word, frozen->block.data + at, sizeof word);
        fprintf(out, "    .quad %#" PRIx64 "\n", word);
    }
    fprintf(out, "    .section .note.GNU-stack,\"\"\n");
    bool written = next == count && ferror(out) == 0;
    return (fclose(out) == 0) && written;
}

static bool make_image(const char *path, const Bytes *units, size_t count)
{
    const Alloc *alloc = pd_alloc_system();
    FrozenImage frozen;
    pd_buffer_init(&frozen.block, alloc, UINT32_MAX);
    pd_buffer_init(&frozen.links, alloc, UINT32_MAX);
    Image *image = NULL;
    Error err = {0};
    bool done = pd_image_new(alloc, units, count, &image, &err) == STATUS_OK &&
                pd_image_freeze(image, &frozen) == STATUS_OK;
    if (!done) {
        fprintf(stderr, "the image cannot be made: %s\n", err.message);
    } else if (!write_assembler(path, &frozen)) {
        fprintf(stderr, "%s: cannot be written\n", path);
        done = false;
    }
    pd_image_free(image);
    pd_buffer_deinit(&frozen.block);
    pd_buffer_deinit(&frozen.links);
    return done;
}

int main(int argc, char **argv)
{
    static Bytes units[UNITS_MAX];
    if (argc < 4 || argc - 3 > UNITS_MAX) {
        fprintf(stderr, "usage: lib_build OUTPUT.s ROOT FILE.py ... (at most %d)\n", UNITS_MAX);
        return 2;
    }
    bool done = true;
    for (int i = 3; i < argc; i++) {
        units[i - 3] = compile(argv[i], argv[2]);
        done &= units[i - 3].data != NULL;
    }
    done = done && make_image(argv[1], units, (size_t)argc - 3);
    for (int i = 3; i < argc; i++) {
        pd_bytes_free(pd_alloc_system(), units[i - 3]);
    }
    return done ? 0 : 1;
}
