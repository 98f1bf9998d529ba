/*
 * Liveness: which registers may still be read, before each instruction and across each call.
 *
 * A backward analysis to its least fixpoint, so the result is a function of the code alone:
 * snapshots depend on it. Equal sets are stored once. The function must be verified.
 */
#include "code/code_in.h"

#include <string.h>

struct LiveMap {
    Arena arena;
    uint32_t words; /* of a set */
    uint32_t instr_count;
    uint32_t *at;     /* by pc: index of a set */
    uint32_t *across; /* by pc */
    uint64_t *sets;
    uint32_t set_count, set_capacity;
    uint32_t *slots; /* index + 1, open addressing */
    uint32_t slot_count;
};

typedef struct Analysis {
    const Function *function;
    uint32_t words;
    uint64_t *before;     /* by pc */
    uint32_t *handler_of; /* by pc: row + 1, or 0 */
    uint64_t *now;
} Analysis;

/* ── sets ── */

static void add_range(uint64_t *set, RegRange range)
{
    for (uint32_t r = range.first; r < range.first + range.count; r++) {
        set[r / 64] |= UINT64_C(1) << (r % 64);
    }
}

static void remove_range(uint64_t *set, RegRange range)
{
    for (uint32_t r = range.first; r < range.first + range.count; r++) {
        set[r / 64] &= ~(UINT64_C(1) << (r % 64));
    }
}

static void remove_from(uint64_t *set, uint32_t words, uint32_t first)
{
    if (first / 64 >= words) {
        return;
    }
    set[first / 64] &= (UINT64_C(1) << (first % 64)) - 1;
    for (uint32_t i = first / 64 + 1; i < words; i++) {
        set[i] = 0;
    }
}

static void add_set(uint64_t *set, const uint64_t *other, uint32_t words)
{
    for (uint32_t i = 0; i < words; i++) {
        set[i] |= other[i];
    }
}

static uint64_t *before(const Analysis *analysis, uint32_t pc)
{
    return analysis->before + (size_t)pc * analysis->words;
}

/* ── the analysis ── */

static void remove_writes(const Analysis *analysis, uint64_t *set, const Effects *effects)
{
    remove_from(set, analysis->words, effects->clobber);
    for (uint32_t i = 0; i < effects->write_count; i++) {
        remove_range(set, effects->writes[i]);
    }
}

static void add_reads(uint64_t *set, const Effects *effects)
{
    for (uint32_t i = 0; i < effects->read_count; i++) {
        add_range(set, effects->reads[i]);
    }
}

static void add_handler(const Analysis *analysis, uint64_t *set, uint32_t pc)
{
    uint32_t row = analysis->handler_of[pc];
    if (row == 0) {
        return;
    }
    const HandlerRow *handler = &analysis->function->handlers[row - 1];
    const uint64_t *target = before(analysis, handler->target);
    for (uint32_t i = 0; i < analysis->words; i++) {
        uint64_t live = target[i];
        if (handler->reg / 64 == i) {
            live &= ~(UINT64_C(1) << (handler->reg % 64));
        }
        set[i] |= live;
    }
}

static void keep_locals(const Analysis *analysis, uint64_t *set)
{
    if ((analysis->function->flags & FUNCTION_KEEP_LOCALS) != 0) {
        add_range(set, (RegRange){0, analysis->function->local_count});
    }
}

/* What is live behind the instruction and not made by it, in analysis->now. */
static void live_behind(Analysis *analysis, uint32_t pc, const Effects *effects)
{
    const Function *function = analysis->function;
    const Instr *instr = &function->instrs[pc];
    const OpInfo *info = &pd_op_info[instr->op];
    uint64_t *now = analysis->now;
    memset(now, 0, analysis->words * sizeof *now);
    if (pd_code_jumps(instr)) {
        uint32_t target = (uint32_t)pd_code_target(function->instrs, pc);
        add_set(now, before(analysis, target), analysis->words);
    }
    bool falls = info->flow == FLOW_NEXT || info->flow == FLOW_BRANCH;
    if (instr->op == OP_FOR_ITER) {
        remove_writes(analysis, now, effects);
    }
    if (falls) {
        add_set(now, before(analysis, pc + info->words), analysis->words);
    }
    if (instr->op != OP_FOR_ITER) {
        remove_writes(analysis, now, effects);
    }
    add_handler(analysis, now, pc);
    keep_locals(analysis, now);
}

static bool update(Analysis *analysis, uint32_t pc)
{
    Effects effects;
    pd_code_effects(&analysis->function->instrs[pc], &effects);
    live_behind(analysis, pc, &effects);
    add_reads(analysis->now, &effects);
    uint64_t *known = before(analysis, pc);
    if (memcmp(known, analysis->now, analysis->words * sizeof *known) == 0) {
        return false;
    }
    memcpy(known, analysis->now, analysis->words * sizeof *known);
    return true;
}

static bool solve(Analysis *analysis, Arena *scratch)
{
    const Function *function = analysis->function;
    uint32_t *starts = pd_arena_alloc_array(scratch, function->instr_count, sizeof *starts);
    if (starts == NULL) {
        return false;
    }
    uint32_t count = 0;
    for (uint32_t pc = 0; pc < function->instr_count;) {
        starts[count++] = pc;
        pc += pd_op_info[function->instrs[pc].op].words;
    }
    bool changed = true;
    while (changed) {
        changed = false;
        for (uint32_t i = count; i > 0; i--) {
            changed = update(analysis, starts[i - 1]) || changed;
        }
    }
    return true;
}

/* ── the map ── */

static uint32_t set_hash(const LiveMap *map, const uint64_t *set)
{
    return (uint32_t)pd_hash_bytes(pd_bytes(set, map->words * sizeof *set));
}

static bool map_grow(LiveMap *map)
{
    uint32_t larger = map->set_capacity == 0 ? 16 : map->set_capacity * 2;
    size_t set_bytes = map->words * sizeof *map->sets;
    uint64_t *sets =
        pd_arena_grow(&map->arena, map->sets, map->set_capacity * set_bytes, larger * set_bytes);
    uint32_t *slots = pd_arena_alloc_array(&map->arena, 2 * (size_t)larger, sizeof *slots);
    if (sets == NULL || slots == NULL) {
        return false;
    }
    map->sets = sets;
    map->set_capacity = larger;
    map->slots = slots;
    map->slot_count = 2 * larger;
    for (uint32_t i = 0; i < map->set_count; i++) {
        uint32_t slot = set_hash(map, sets + (size_t)i * map->words);
        while (slots[slot & (map->slot_count - 1)] != 0) {
            slot++;
        }
        slots[slot & (map->slot_count - 1)] = i + 1;
    }
    return true;
}

static bool map_add(LiveMap *map, const uint64_t *set, uint32_t *out)
{
    if (map->set_count == map->set_capacity && !map_grow(map)) {
        return false;
    }
    size_t set_bytes = map->words * sizeof *set;
    uint32_t mask = map->slot_count - 1;
    uint32_t slot = set_hash(map, set);
    while (map->slots[slot & mask] != 0) {
        uint32_t index = map->slots[slot & mask] - 1;
        if (memcmp(map->sets + (size_t)index * map->words, set, set_bytes) == 0) {
            *out = index;
            return true;
        }
        slot++;
    }
    memcpy(map->sets + (size_t)map->set_count * map->words, set, set_bytes);
    *out = map->set_count++;
    map->slots[slot & mask] = map->set_count;
    return true;
}

static bool fill_at(LiveMap *map, Analysis *analysis, uint32_t pc)
{
    const Instr *instr = &analysis->function->instrs[pc];
    Effects effects;
    pd_code_effects(instr, &effects);
    if (!map_add(map, before(analysis, pc), &map->at[pc])) {
        return false;
    }
    live_behind(analysis, pc, &effects);
    if (!effects.is_window_call) {
        add_reads(analysis->now, &effects);
    }
    if (instr->op == OP_WITH_ENTER || instr->op == OP_ASYNC_ENTER) {
        /* Written before __enter__ runs. */
        const uint64_t *next = before(analysis, pc + pd_op_info[instr->op].words);
        analysis->now[instr->a / 64] |= next[instr->a / 64] & UINT64_C(1) << (instr->a % 64);
    }
    return map_add(map, analysis->now, &map->across[pc]);
}

static bool fill(LiveMap *map, const Function *function, Arena *scratch)
{
    Analysis analysis = {.function = function, .words = map->words};
    uint32_t count = function->instr_count;
    analysis.before =
        pd_arena_alloc_array(scratch, (size_t)count * map->words, sizeof *analysis.before);
    analysis.handler_of = pd_arena_alloc_array(scratch, count, sizeof *analysis.handler_of);
    analysis.now = pd_arena_alloc_array(scratch, map->words, sizeof *analysis.now);
    map->at = pd_arena_alloc_array(&map->arena, count, sizeof *map->at);
    map->across = pd_arena_alloc_array(&map->arena, count, sizeof *map->across);
    if (analysis.before == NULL || analysis.handler_of == NULL || analysis.now == NULL ||
        map->at == NULL || map->across == NULL) {
        return false;
    }
    for (uint32_t i = function->handler_count; i > 0; i--) {
        const HandlerRow *row = &function->handlers[i - 1];
        for (uint32_t pc = row->start; pc < row->end; pc++) {
            analysis.handler_of[pc] = i;
        }
    }
    if (!solve(&analysis, scratch)) {
        return false;
    }
    for (uint32_t pc = 0; pc < count;) {
        if (!fill_at(map, &analysis, pc)) {
            return false;
        }
        pc += pd_op_info[function->instrs[pc].op].words;
    }
    return true;
}

LiveMap *pd_code_live_new(const Function *function, const Alloc *alloc)
{
    LiveMap *map = pd_alloc_new(alloc, sizeof *map);
    if (map == NULL) {
        return NULL;
    }
    memset(map, 0, sizeof *map);
    pd_arena_init(&map->arena, alloc, SIZE_MAX);
    map->words = function->register_count / 64u + 1;
    map->instr_count = function->instr_count;
    Arena scratch;
    pd_arena_init(&scratch, alloc, SIZE_MAX);
    bool filled = fill(map, function, &scratch);
    pd_arena_deinit(&scratch);
    if (!filled) {
        pd_code_live_free(map, alloc);
        return NULL;
    }
    return map;
}

void pd_code_live_free(LiveMap *map, const Alloc *alloc)
{
    if (map != NULL) {
        pd_arena_deinit(&map->arena);
        pd_alloc_free(alloc, map, sizeof *map);
    }
}

const uint64_t *pd_code_live_at(const LiveMap *map, uint32_t pc)
{
    pd_assert(pc < map->instr_count);
    return map->sets + (size_t)map->at[pc] * map->words;
}

const uint64_t *pd_code_live_across(const LiveMap *map, uint32_t pc)
{
    pd_assert(pc < map->instr_count);
    return map->sets + (size_t)map->across[pc] * map->words;
}
