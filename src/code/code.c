/*
 * Making units: a draft copied into an arena of its own, verified, and named by its digest.
 *
 * A unit in memory is always verified: pd_code_make and pd_code_decode are the only ways to get
 * one, and neither hands out a unit that pd_code_verify refuses.
 */
#include "code/code_in.h"

#include <string.h>

CodeUnit *pd_code_new(const Alloc *alloc)
{
    CodeUnit *unit = pd_alloc_new(alloc, sizeof *unit);
    if (unit != NULL) {
        memset(unit, 0, sizeof *unit);
        pd_arena_init(&unit->arena, alloc, SIZE_MAX);
    }
    return unit;
}

void pd_code_free(CodeUnit *unit, const Alloc *alloc)
{
    if (unit != NULL) {
        pd_arena_deinit(&unit->arena);
        pd_alloc_free(alloc, unit, sizeof *unit);
    }
}

/* An array copied into the arena; NULL when memory is out, also for empty ones a valid address. */
static void *copy_array(Arena *arena, const void *items, size_t count, size_t item_bytes)
{
    void *copy = pd_arena_alloc_array(arena, count, item_bytes);
    if (copy != NULL && count > 0) {
        memcpy(copy, items, count * item_bytes);
    }
    return copy;
}

static bool copy_function(Arena *arena, const Function *draft, Function *out)
{
    *out = *draft;
    out->instrs = copy_array(arena, draft->instrs, draft->instr_count, sizeof *draft->instrs);
    out->consts = copy_array(arena, draft->consts, draft->const_count, sizeof *draft->consts);
    out->names = copy_array(arena, draft->names, (size_t)draft->local_count + draft->free_count,
                            sizeof *draft->names);
    out->handlers =
        copy_array(arena, draft->handlers, draft->handler_count, sizeof *draft->handlers);
    out->positions =
        copy_array(arena, draft->positions, draft->position_count, sizeof *draft->positions);
    return out->instrs != NULL && out->consts != NULL && out->names != NULL &&
           out->handlers != NULL && out->positions != NULL;
}

static bool copy_const(Arena *arena, const Const *draft, Const *out)
{
    *out = *draft;
    switch ((ConstKind)draft->kind) {
    case CONST_BIGINT:
    case CONST_STR:
    case CONST_BYTES: return pd_arena_copy_bytes(arena, draft->bytes, &out->bytes);
    case CONST_TUPLE:
    case CONST_FROZENSET:
        out->items = copy_array(arena, draft->items, draft->item_count, sizeof *draft->items);
        return out->items != NULL;
    default: return true;
    }
}

static bool copy_draft(const CodeUnit *draft, CodeUnit *unit)
{
    Arena *arena = &unit->arena;
    Function *functions = pd_arena_alloc_array(arena, draft->function_count, sizeof *functions);
    Const *pool = pd_arena_alloc_array(arena, draft->pool_count, sizeof *pool);
    uint32_t *imports =
        copy_array(arena, draft->imports, draft->import_count, sizeof *draft->imports);
    if (functions == NULL || pool == NULL || imports == NULL ||
        !pd_arena_copy_bytes(arena, draft->module_name, &unit->module_name) ||
        !pd_arena_copy_bytes(arena, draft->filename, &unit->filename) ||
        !pd_arena_copy_bytes(arena, draft->source, &unit->source)) {
        return false;
    }
    for (uint32_t i = 0; i < draft->function_count; i++) {
        if (!copy_function(arena, &draft->functions[i], &functions[i])) {
            return false;
        }
    }
    for (uint32_t i = 0; i < draft->pool_count; i++) {
        if (!copy_const(arena, &draft->pool[i], &pool[i])) {
            return false;
        }
    }
    unit->functions = functions;
    unit->function_count = draft->function_count;
    unit->pool = pool;
    unit->pool_count = draft->pool_count;
    unit->imports = imports;
    unit->import_count = draft->import_count;
    unit->is_package = draft->is_package;
    return true;
}

Status pd_code_make(const CodeUnit *draft, const Alloc *alloc, CodeUnit **out, Error *err)
{
    *out = NULL;
    CodeUnit *unit = pd_code_new(alloc);
    if (unit == NULL) {
        return pd_error_plain(err, STATUS_NO_MEMORY);
    }
    Status status = STATUS_OK;
    if (!copy_draft(draft, unit)) {
        status = pd_error_plain(err, STATUS_NO_MEMORY);
    }
    if (status == STATUS_OK) {
        status = pd_code_verify(unit, err);
    }
    if (status == STATUS_OK) {
        status = pd_code_identity(unit, alloc, &unit->id);
        if (status != STATUS_OK) {
            status = pd_error_plain(err, status);
        }
    }
    if (status != STATUS_OK) {
        pd_code_free(unit, alloc);
        return status;
    }
    *out = unit;
    return STATUS_OK;
}

const PositionRow *pd_code_position(const Function *function, uint32_t pc)
{
    uint32_t low = 0;
    uint32_t high = function->position_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (function->positions[middle].pc <= pc) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low == 0 ? NULL : &function->positions[low - 1];
}
