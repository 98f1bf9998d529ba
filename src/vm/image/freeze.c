/*
 * The shared image as plain data: one block of bytes and the list of places in it that point into
 * the block. The build freezes the image it has made from the library and links the block into the
 * binary, where the linker makes the pointers; a process then thaws it in microseconds instead of
 * running the library's modules.
 *
 * A block belongs to the build that made it: it is laid out as this compiler lays out the structs.
 * It begins with the Image. Pointers out of the block (memory functions, leaves) are empty in it
 * and filled when it is thawed. The same image gives the same bytes.
 */
#include "vm/image/image_in.h"
#include "vm/image/leafbind.h"

#include <stddef.h>
#include <string.h>

enum {
    POINTER_BYTES = sizeof(void *),
    BLOCK_ALIGN = 16,
    PAGE_BYTES = 4096,
    ARENA_BYTES = 64 << 20
};

typedef struct Freezer {
    FrozenImage *out;
    const Image *image;
} Freezer;

typedef struct FrozenUnit { /* where things are in the block */
    uint32_t unit, functions;
} FrozenUnit;

/* ---- writing ---- */

/* Appends bytes at the next multiple of align and answers where they are. */
static uint32_t put(Freezer *f, const void *data, size_t size, size_t align)
{
    Buffer *block = &f->out->block;
    pd_buffer_append_fill(block, 0, (align - block->size % align) % align);
    size_t at = block->size;
    pd_buffer_append(block, pd_bytes(data, size));
    pd_assert(at <= UINT32_MAX);
    return (uint32_t)at;
}

/* The pointer at `at` shall point to `to`; its bytes are emptied. */
static void link_to(Freezer *f, size_t at, uint32_t to)
{
    Buffer *block = &f->out->block;
    if (block->status != STATUS_OK) {
        return;
    }
    pd_assert(at % POINTER_BYTES == 0 && at + POINTER_BYTES <= block->size);
    memset(block->data + at, 0, POINTER_BYTES);
    const FrozenLink link = {.at = (uint32_t)at, .to = to};
    pd_buffer_append(&f->out->links, pd_bytes(&link, sizeof link));
}

static void put_part(Freezer *f, size_t at, const void *data, size_t size)
{
    if (data == NULL) {
        return;
    }
    uint32_t to = put(f, data, size, BLOCK_ALIGN);
    link_to(f, at, to);
}

static void put_text(Freezer *f, size_t at, Bytes text)
{
    put_part(f, at + offsetof(Bytes, data), text.data, text.size);
}

/* ---- units ---- */

static void put_function(Freezer *f, const Function *function, size_t at)
{
    put_part(f, at + offsetof(Function, instrs), function->instrs,
             function->instr_count * sizeof *function->instrs);
    put_part(f, at + offsetof(Function, consts), function->consts,
             function->const_count * sizeof *function->consts);
    put_part(f, at + offsetof(Function, names), function->names,
             ((size_t)function->local_count + function->free_count) * sizeof *function->names);
    put_part(f, at + offsetof(Function, handlers), function->handlers,
             function->handler_count * sizeof *function->handlers);
    put_part(f, at + offsetof(Function, positions), function->positions,
             function->position_count * sizeof *function->positions);
}

static void put_const(Freezer *f, const Const *c, size_t at)
{
    switch (c->kind) {
    case CONST_BIGINT:
    case CONST_STR:
    case CONST_BYTES: put_text(f, at + offsetof(Const, bytes), c->bytes); break;
    case CONST_TUPLE:
    case CONST_FROZENSET:
        put_part(f, at + offsetof(Const, items), c->items, c->item_count * sizeof *c->items);
        break;
    default: break;
    }
}

static FrozenUnit put_unit(Freezer *f, const CodeUnit *unit)
{
    CodeUnit plain = *unit;
    memset(&plain.arena, 0, sizeof plain.arena);
    size_t at = put(f, &plain, sizeof plain, BLOCK_ALIGN);
    put_text(f, at + offsetof(CodeUnit, module_name), unit->module_name);
    put_text(f, at + offsetof(CodeUnit, filename), unit->filename);
    put_text(f, at + offsetof(CodeUnit, source), unit->source);
    put_part(f, at + offsetof(CodeUnit, imports), unit->imports,
             unit->import_count * sizeof *unit->imports);
    size_t pool = put(f, unit->pool, unit->pool_count * sizeof *unit->pool, BLOCK_ALIGN);
    link_to(f, at + offsetof(CodeUnit, pool), (uint32_t)pool);
    for (uint32_t i = 0; i < unit->pool_count; i++) {
        put_const(f, &unit->pool[i], pool + i * sizeof *unit->pool);
    }
    uint32_t functions =
        put(f, unit->functions, unit->function_count * sizeof *unit->functions, BLOCK_ALIGN);
    link_to(f, at + offsetof(CodeUnit, functions), functions);
    for (uint32_t i = 0; i < unit->function_count; i++) {
        put_function(f, &unit->functions[i], functions + i * sizeof *unit->functions);
    }
    return (FrozenUnit){(uint32_t)at, functions};
}

static void put_row(Freezer *f, const LoadedCode *row, size_t at)
{
    const Function *function = row->function;
    put_part(f, at + offsetof(LoadedCode, consts), row->consts,
             function->const_count * sizeof *row->consts);
    put_part(f, at + offsetof(LoadedCode, names), row->names,
             ((size_t)function->local_count + function->free_count) * sizeof *row->names);
}

/* The units, and the rows of their functions. */
static void put_units(Freezer *f)
{
    const Image *image = f->image;
    size_t units = put(f, image->units, image->unit_count * sizeof *image->units, BLOCK_ALIGN);
    link_to(f, offsetof(Image, units), (uint32_t)units);
    size_t at = put(f, image->loaded, image->loaded_count * sizeof *image->loaded, BLOCK_ALIGN);
    link_to(f, offsetof(Image, loaded), (uint32_t)at);
    const LoadedCode *row = image->loaded;
    for (uint32_t i = 0; i < image->unit_count; i++) {
        const CodeUnit *unit = image->units[i];
        FrozenUnit frozen = put_unit(f, unit);
        link_to(f, units + i * sizeof *image->units, frozen.unit);
        for (uint32_t k = 0; k < unit->function_count; k++, row++, at += sizeof *row) {
            pd_assert(row->function == &unit->functions[k] && row->unit == unit);
            link_to(f, at + offsetof(LoadedCode, unit), frozen.unit);
            link_to(f, at + offsetof(LoadedCode, function),
                    frozen.functions + k * (uint32_t)sizeof *row->function);
            put_row(f, row, at);
        }
    }
}

/* ---- leaves ---- */

/* What was parsed from the signatures; which functions they are of is filled in when thawed. */
static void put_leaves(Freezer *f)
{
    const Image *image = f->image;
    LeafBinding *plain = pd_alloc_new_array(image->alloc, image->leaf_count, sizeof *plain);
    if (plain == NULL) {
        pd_buffer_fail(&f->out->block, STATUS_NO_MEMORY);
        return;
    }
    for (uint32_t i = 0; i < image->leaf_count; i++) {
        plain[i] = image->bindings[i];
        plain[i].fn = NULL;
        plain[i].def = NULL;
        plain[i].module = NULL;
    }
    size_t at = put(f, plain, image->leaf_count * sizeof *plain, BLOCK_ALIGN);
    link_to(f, offsetof(Image, bindings), (uint32_t)at);
    for (uint32_t i = 0; i < image->leaf_count; i++) {
        put_part(f, at + i * sizeof *plain + offsetof(LeafBinding, names), plain[i].names,
                 plain[i].slot_count * sizeof *plain[i].names);
    }
    pd_alloc_free_array(image->alloc, plain, image->leaf_count, sizeof *plain);
}

/* ---- the whole ---- */

Status pd_image_freeze(const Image *image, FrozenImage *out)
{
    Freezer f = {.out = out, .image = image};
    Image plain = *image;
    plain.alloc = NULL;
    plain.shared = NULL;
    plain.heap_image.shared = NULL;
    plain.heap_image.pool = NULL;
    plain.leaves = NULL;
    plain.making = NULL;
    memset(&plain.arena, 0, sizeof plain.arena);
    pd_assert(image->heap_image.extra.size == 0);
    uint32_t first = put(&f, &plain, sizeof plain, BLOCK_ALIGN);
    pd_assert(first == 0);
    Bytes base = image->heap_image.base;
    uint32_t heap = put(&f, base.data, base.size, PAGE_BYTES);
    link_to(&f, offsetof(Image, heap_image.base.data), heap);
    put_part(&f, offsetof(Image, heap_image.base_starts), image->heap_image.base_starts,
             base.size / 8 / 8 + 1);
    put_units(&f);
    put_leaves(&f);
    Status status = pd_buffer_status(&out->block);
    return status == STATUS_OK ? pd_buffer_status(&out->links) : status;
}

/* The pointers of the leaves, from the tables of this binary. */
static bool fill_leaves(Image *image)
{
    uint32_t count = image->leaf_count;
    LeafBinding *bindings = ARENA_NEW_ARRAY(&image->arena, count, LeafBinding);
    const LeafDef **leaves = ARENA_NEW_ARRAY(&image->arena, count, const LeafDef *);
    if (bindings == NULL || leaves == NULL) {
        return false;
    }
    memcpy(bindings, image->bindings, count * sizeof *bindings);
    uint32_t leaf = 0;
    for (uint32_t i = 0; i < pd_leaf_table_count(); i++) {
        const LeafTable *table = pd_leaf_table(i);
        pd_assert(table->count <= count - leaf);
        for (uint32_t k = 0; k < table->count; k++, leaf++) {
            leaves[leaf] = &table->defs[k];
            bindings[leaf].def = &table->defs[k];
            bindings[leaf].fn = table->defs[k].fn;
            bindings[leaf].module = table->module;
        }
    }
    pd_assert(leaf == count);
    image->leaves = leaves;
    image->bindings = bindings;
    return true;
}

Status pd_image_thaw(const void *frozen, const Alloc *alloc, Image **out, Error *err)
{
    *out = NULL;
    Image *image = pd_alloc_new_array(alloc, 1, sizeof *image);
    if (image == NULL) {
        return pd_error_plain(err, STATUS_NO_MEMORY);
    }
    memcpy(image, frozen, sizeof *image);
    image->alloc = alloc;
    image->is_frozen = true;
    pd_arena_init(&image->arena, alloc, ARENA_BYTES);
    if (!fill_leaves(image)) {
        pd_image_free(image);
        return pd_error_plain(err, STATUS_NO_MEMORY);
    }
    pd_image_share(image);
    *out = image;
    return STATUS_OK;
}
