/*
 * Compiles the files given and prints their instructions; with -q only what is refused, with -e
 * also checks that encoding and decoding give the same unit, with -l prints liveness as well.
 */
#include "lang/lang.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct Options {
    bool quiet, encode, live, interactive, positions;
    int failures;
} Options;

static void print_diagnostic(void *ctx, const Diagnostic *diagnostic)
{
    printf("%s:%u:%d: %s: %s\n", (const char *)ctx, diagnostic->line, (int)diagnostic->column,
           diagnostic->kind, diagnostic->message);
}

static bool read_file(const char *path, Buffer *out)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return false;
    }
    uint8_t chunk[65536];
    size_t size;
    while ((size = fread(chunk, 1, sizeof chunk, file)) > 0) {
        pd_buffer_append(out, pd_bytes(chunk, size));
    }
    (void)fclose(file);
    return true;
}

static void print_live(const Function *function)
{
    LiveMap *map = pd_code_live_new(function, pd_alloc_system());
    pd_assert(map != NULL);
    for (uint32_t pc = 0; pc < function->instr_count;) {
        printf("  %u at", pc);
        for (uint32_t r = 0; r < function->register_count; r++) {
            if ((pd_code_live_at(map, pc)[r / 64] >> (r % 64) & 1) != 0) {
                printf(" r%u", r);
            }
        }
        printf(" across");
        for (uint32_t r = 0; r < function->register_count; r++) {
            if ((pd_code_live_across(map, pc)[r / 64] >> (r % 64) & 1) != 0) {
                printf(" r%u", r);
            }
        }
        printf("\n");
        pc += pd_op_info[function->instrs[pc].op].words;
    }
    pd_code_live_free(map, pd_alloc_system());
}

static void print_positions(const CodeUnit *unit, const Function *function)
{
    for (uint32_t pc = 0; pc < function->instr_count;) {
        const PositionRow *row = pd_code_position(function, pc);
        Bytes name = unit->pool[function->qualname].bytes;
        printf("%.*s %s %u %u %u %u %u %u\n", (int)name.size, (const char *)name.data,
               pd_op_info[function->instrs[pc].op].name, row->line, row->end_line, row->column,
               row->end_column, row->anchor, row->anchor_end);
        pc += pd_op_info[function->instrs[pc].op].words;
    }
}

static void check_encoding(const CodeUnit *unit, const char *path, Options *options)
{
    for (int with_source = 0; with_source < 2; with_source++) {
        Buffer bytes;
        Buffer again;
        Error err = {0};
        CodeUnit *copy = NULL;
        pd_buffer_init(&bytes, pd_alloc_system(), SIZE_MAX);
        pd_buffer_init(&again, pd_alloc_system(), SIZE_MAX);
        Status status = pd_code_encode(unit, with_source, &bytes);
        if (status == STATUS_OK) {
            status = pd_code_decode(pd_buffer_peek(&bytes), pd_alloc_system(), &copy, &err);
        }
        if (status == STATUS_OK) {
            status = pd_code_encode(copy, with_source, &again);
        }
        if (status != STATUS_OK ||
            !pd_bytes_equal(pd_buffer_peek(&bytes), pd_buffer_peek(&again)) ||
            !pd_digest_equal(&copy->id, &unit->id)) {
            printf("%s: encoding: %s\n", path, err.message);
            options->failures++;
        }
        pd_code_free(copy, pd_alloc_system());
        pd_buffer_deinit(&bytes);
        pd_buffer_deinit(&again);
    }
}

static void compile_file(const char *path, Options *options)
{
    Buffer text;
    Buffer out;
    Error err = {0};
    CodeUnit *unit = NULL;
    pd_buffer_init(&text, pd_alloc_system(), SIZE_MAX);
    pd_buffer_init(&out, pd_alloc_system(), SIZE_MAX);
    if (!read_file(path, &text)) {
        printf("%s: cannot be read\n", path);
        options->failures++;
        return;
    }
    char *name = strdup(path);
    CompileOptions compile = {.filename = path,
                              .module_name = BYTES_LITERAL("__main__"),
                              .interactive = options->interactive,
                              .reporter = {print_diagnostic, name}};
    Status status =
        pd_lang_compile(pd_buffer_peek(&text), &compile, pd_alloc_system(), &unit, &err);
    if (status != STATUS_OK) {
        printf("%s:%u: %s: %s\n", path, err.line, pd_status_name(status), err.message);
        options->failures++;
    } else {
        for (uint32_t i = 0; i < unit->function_count && !options->quiet; i++) {
            pd_status_ignore(pd_code_disassemble(unit, i, &out));
            (void)fwrite(out.data, 1, out.size, stdout);
            pd_buffer_reset(&out);
            if (options->live) {
                print_live(&unit->functions[i]);
            }
        }
        for (uint32_t i = 0; i < unit->function_count && options->positions; i++) {
            print_positions(unit, &unit->functions[i]);
        }
        for (uint32_t i = 0; i < unit->import_count && !options->quiet; i++) {
            Bytes import = unit->pool[unit->imports[i]].bytes;
            printf("imports %.*s\n", (int)import.size, (const char *)import.data);
        }
        if (options->encode) {
            check_encoding(unit, path, options);
        }
    }
    free(name);
    pd_code_free(unit, pd_alloc_system());
    pd_buffer_deinit(&text);
    pd_buffer_deinit(&out);
}

int main(int argc, char **argv)
{
    Options options = {0};
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "-q") == 0) {
            options.quiet = true;
        } else if (strcmp(argv[i], "-e") == 0) {
            options.encode = true;
        } else if (strcmp(argv[i], "-l") == 0) {
            options.live = true;
        } else if (strcmp(argv[i], "-p") == 0) {
            options.positions = options.quiet = true;
        } else if (strcmp(argv[i], "-i") == 0) {
            options.interactive = true;
        } else {
            compile_file(argv[i], &options);
        }
    }
    return options.failures != 0;
}
