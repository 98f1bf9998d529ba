/*
 * A program: the closed bundle of its units, with their constants as values on top of the image.
 *
 * A program is immutable once made. Its image bytes are what every region of its runs begins with,
 * so constants are shared by value and never collected.
 */
#include "vm/image/consts.h"
#include "vm/vm_in.h"

#include <string.h>

enum { PROGRAM_ARENA_BYTES = 1 << 30 };
#define PROGRAM_HEAP_BYTES (UINT64_C(256) << 20)

typedef struct ProgramMaker {
    Program *program;
    Arena *arena;
    Heap heap;
} ProgramMaker;

/* The struct and the arena of everything it points at, but for its image bytes. */
typedef struct ProgramBlock {
    Program program;
    Arena arena;
} ProgramBlock;

static Status no_memory(Error *err)
{
    return pd_error_set(err, STATUS_NO_MEMORY, "no memory for the program");
}

static Status allocate_tables(ProgramMaker *maker, const Image *image, CodeUnit **units,
                              size_t unit_count)
{
    Program *program = maker->program;
    uint32_t functions = image->loaded_count;
    uint32_t *unit_code = ARENA_NEW_ARRAY(maker->arena, unit_count + 1, uint32_t);
    CodeUnit **own = ARENA_NEW_ARRAY(maker->arena, unit_count + 1, CodeUnit *);
    if (unit_code == NULL || own == NULL) {
        return STATUS_NO_MEMORY;
    }
    for (size_t i = 0; i < unit_count; i++) {
        unit_code[i] = functions;
        own[i] = units[i];
        functions += units[i]->function_count;
    }
    program->spares = pd_vm_new_spares(maker->arena);
    if (program->spares == NULL) {
        return STATUS_NO_MEMORY;
    }
    program->image = image;
    program->units = own;
    program->unit_count = (uint32_t)unit_count;
    program->unit_code = unit_code;
    program->first_code = image->loaded_count;
    program->loaded_count = functions;
    program->loaded =
        ARENA_NEW_ARRAY(maker->arena, functions - program->first_code + 1u, LoadedCode);
    return program->loaded == NULL ? STATUS_NO_MEMORY : STATUS_OK;
}

static Status load_constants(ProgramMaker *maker)
{
    Program *program = maker->program;
    Heap *heap = &maker->heap;
    program->heap_image = program->image->heap_image;
    Status status =
        pd_heap_init_image(heap, program->alloc, PROGRAM_HEAP_BYTES, &program->heap_image);
    if (status != STATUS_OK) {
        return status;
    }
    pd_heap_begin_extra(heap);
    for (uint32_t i = 0; status == STATUS_OK && i < program->unit_count; i++) {
        uint32_t first = program->unit_code[i];
        status =
            pd_vm_load_unit(heap, maker->arena, program->units[i],
                            (LoadedRows){program->loaded + first - program->first_code, first});
    }
    if (status == STATUS_OK) {
        Bytes copy = {NULL, 0};
        pd_heap_take_extra(heap, &program->heap_image);
        bool copied = pd_bytes_copy(program->alloc, program->heap_image.extra, &copy);
        program->heap_image.extra = copy;
        Ref start = (Ref)(program->heap_image.base.size / 8);
        program->heap_image.extra_starts =
            pd_heap_find_starts(heap, start, start + (Ref)(copy.size / 8), maker->arena);
        status = copied && program->heap_image.extra_starts != NULL ? STATUS_OK : STATUS_NO_MEMORY;
    }
    pd_heap_deinit(heap);
    return status;
}

void pd_program_digest_begin(Sha256 *sha, const Digest *image_id)
{
    pd_sha256_init(sha);
    pd_sha256_update(sha, pd_digest_bytes(image_id));
}

void pd_program_digest_unit(Sha256 *sha, const Digest *unit, const Digest *text)
{
    pd_sha256_update(sha, pd_digest_bytes(unit));
    pd_sha256_update(sha, pd_digest_bytes(text));
}

static Digest identity(const Digest *image_id, CodeUnit *const *units, size_t count)
{
    Sha256 sha;
    pd_program_digest_begin(&sha, image_id);
    for (size_t i = 0; i < count; i++) {
        Digest text = pd_sha256(units[i]->source);
        pd_program_digest_unit(&sha, &units[i]->id, &text);
    }
    return pd_sha256_finish(&sha);
}

Status pd_program_new(const Image *image, CodeUnit **units, size_t unit_count, Program **out,
                      Error *err)
{
    *out = NULL;
    pd_assert(unit_count > 0);
    const Alloc *alloc = image->alloc;
    ProgramBlock *block = pd_alloc_new_array(alloc, 1, sizeof *block);
    if (block == NULL) {
        return no_memory(err);
    }
    pd_arena_init(&block->arena, alloc, PROGRAM_ARENA_BYTES);
    block->program.alloc = alloc;
    ProgramMaker maker = {.program = &block->program, .arena = &block->arena};
    Status status = allocate_tables(&maker, image, units, unit_count);
    if (status == STATUS_OK) {
        status = load_constants(&maker);
    }
    if (status != STATUS_OK) {
        block->program.unit_count = 0; /* the units stay the caller's */
        pd_program_free(&block->program);
        return status == STATUS_NO_MEMORY
                   ? no_memory(err)
                   : pd_error_set(err, status, "the constants of the program are too large");
    }
    block->program.id = identity(&image->id, units, unit_count);
    *out = &block->program;
    return STATUS_OK;
}

void pd_program_free(Program *program)
{
    if (program == NULL) {
        return;
    }
    ProgramBlock *block = (ProgramBlock *)(void *)program;
    const Alloc *alloc = program->alloc;
    pd_vm_free_spares(program->spares);
    for (uint32_t i = 0; i < program->unit_count; i++) {
        pd_code_free(program->units[i], alloc);
    }
    pd_bytes_free(alloc, program->heap_image.extra);
    pd_arena_deinit(&block->arena);
    pd_alloc_free_array(alloc, block, 1, sizeof *block);
}

const Digest *pd_program_id(const Program *program)
{
    return &program->id;
}

const HeapImage *pd_program_heap_image(const Program *program)
{
    return &program->heap_image;
}

size_t pd_program_unit_count(const Program *program)
{
    return program->unit_count;
}

const CodeUnit *pd_program_unit(const Program *program, size_t index)
{
    pd_assert(index < program->unit_count);
    return program->units[index];
}
