/*
 * The verifier's second half: on every path each register is written before it is read, and holds
 * a value, not UNBOUND, unless the reader says that it takes that too.
 *
 * A forward analysis of two sets in a row, registers written and registers bound. Places where
 * paths meet (targets of jumps and handlers) hold the intersection of what comes in; it only
 * shrinks, so the analysis ends. What a call window may overwrite counts as not written after the
 * call, also for a handler.
 */
#include "code/code_in.h"

#include <string.h>

#define NO_PLACE UINT32_MAX
/* Words of sets that may be looked at before the code is refused; real code is walked a few times.
 */
#define WORK_MAX (UINT64_C(1) << 27)

struct BoundMap {
    const Function *function;
    uint32_t index;
    uint32_t words;     /* of both sets together */
    uint32_t half;      /* of one of them */
    uint32_t *place_of; /* by pc: the place there, or NO_PLACE */
    uint64_t *sets;     /* by place */
    uint8_t *reached;   /* by place */
    uint8_t *dirty;
    uint32_t place_count;
    uint32_t *handler_of; /* by pc: row + 1 that covers it, or 0 */
    uint64_t *now;
    uint64_t *raised;
    uint64_t work; /* words of sets looked at */
    Error *err;
    uint32_t pc;
};
typedef struct BoundMap Paths;

static Status refuse(const Paths *flow, const char *what, uint32_t reg)
{
    return pd_error_set(flow->err, STATUS_INVALID, "code: function %u, word %u: %s %u", flow->index,
                        flow->pc, what, reg);
}

/* ── sets ── */

static void set_range(uint64_t *set, RegRange range)
{
    for (uint32_t r = range.first; r < range.first + range.count; r++) {
        set[r / 64] |= UINT64_C(1) << (r % 64);
    }
}

static void clear_from(uint64_t *set, uint32_t words, uint32_t first)
{
    if (first / 64 >= words) {
        return;
    }
    set[first / 64] &= (UINT64_C(1) << (first % 64)) - 1;
    for (uint32_t i = first / 64 + 1; i < words; i++) {
        set[i] = 0;
    }
}

static bool has(const uint64_t *set, uint32_t reg)
{
    return (set[reg / 64] >> (reg % 64) & 1) != 0;
}

/* From here on the registers hold what an instruction wrote. */
static void note_written(const Paths *flow, uint64_t *sets, RegRange range)
{
    set_range(sets, range);
    set_range(sets + flow->half, range);
}

static void note_unbound(const Paths *flow, uint64_t *sets, uint32_t reg)
{
    sets[flow->half + reg / 64] &= ~(UINT64_C(1) << (reg % 64));
}

static void note_clobbered(const Paths *flow, uint64_t *sets, uint32_t first)
{
    clear_from(sets, flow->half, first);
    clear_from(sets + flow->half, flow->half, first);
}

/* What the instruction does to its registers besides reading and writing values. */
static void note_special(const Paths *flow, uint64_t *sets, const Instr *instr)
{
    switch ((Op)instr->op) {
    case OP_LOADS:
        if (instr->b == SINGLETON_UNBOUND) {
            note_unbound(flow, sets, instr->a);
        }
        break;
    case OP_DELETE_LOCAL: note_unbound(flow, sets, instr->a); break;
    case OP_LOAD_METHOD: note_unbound(flow, sets, (uint32_t)instr->a + FRAME_HEADER_SLOTS); break;
    case OP_CHECK_LOCAL: set_range(sets + flow->half, (RegRange){instr->a, 1}); break;
    default: break;
    }
}

/* Whether the instruction takes UNBOUND in that register. */
static bool takes_unbound(const Instr *instr, uint32_t reg)
{
    switch ((Op)instr->op) {
    case OP_CHECK_LOCAL:
    case OP_DELETE_LOCAL:
    case OP_MAKE_CELL:
    case OP_MAKE_FUNCTION: return true;
    case OP_CALL_METHOD: return reg == (uint32_t)instr->a + FRAME_HEADER_SLOTS;
    case OP_CALL_KW: return instr[1].y != 0 && reg == (uint32_t)instr->a + FRAME_HEADER_SLOTS;
    default: return false;
    }
}

static void merge(Paths *flow, uint32_t place, const uint64_t *set)
{
    uint64_t *into = flow->sets + (size_t)place * flow->words;
    if (!flow->reached[place]) {
        flow->reached[place] = 1;
        flow->dirty[place] = 1;
        memcpy(into, set, flow->words * sizeof *set);
        return;
    }
    for (uint32_t i = 0; i < flow->words; i++) {
        if ((into[i] & ~set[i]) != 0) {
            into[i] &= set[i];
            flow->dirty[place] = 1;
        }
    }
}

/* ── preparation ── */

static void add_place(Paths *flow, uint32_t pc)
{
    if (flow->place_of[pc] == NO_PLACE) {
        flow->place_of[pc] = flow->place_count++;
    }
}

static void find_places(Paths *flow)
{
    const Function *function = flow->function;
    memset(flow->place_of, 0xff, function->instr_count * sizeof *flow->place_of);
    add_place(flow, 0);
    for (uint32_t pc = 0; pc < function->instr_count;) {
        const Instr *instr = &function->instrs[pc];
        if (pd_code_jumps(instr)) {
            add_place(flow, (uint32_t)pd_code_target(function->instrs, pc));
        }
        pc += pd_op_info[instr->op].words;
    }
    for (uint32_t i = 0; i < function->handler_count; i++) {
        add_place(flow, function->handlers[i].target);
    }
}

/* First match wins: rows are entered from the last to the first. Rows that cover much of the code
 * again and again are bounded by the budget. */
static bool find_handlers(Paths *flow)
{
    const Function *function = flow->function;
    uint64_t budget = CODE_FLOW_MAX;
    for (uint32_t i = function->handler_count; i > 0; i--) {
        const HandlerRow *row = &function->handlers[i - 1];
        if (row->end - row->start > budget) {
            return false;
        }
        budget -= row->end - row->start;
        for (uint32_t pc = row->start; pc < row->end; pc++) {
            flow->handler_of[pc] = i;
        }
    }
    return true;
}

static bool prepare(Paths *flow, Arena *scratch)
{
    const Function *function = flow->function;
    uint32_t count = function->instr_count;
    flow->half = function->register_count / 64u + 1;
    flow->words = 2 * flow->half;
    flow->place_of = pd_arena_alloc_array(scratch, count, sizeof *flow->place_of);
    flow->handler_of = pd_arena_alloc_array(scratch, count, sizeof *flow->handler_of);
    flow->now = pd_arena_alloc_array(scratch, flow->words, sizeof *flow->now);
    flow->raised = pd_arena_alloc_array(scratch, flow->words, sizeof *flow->raised);
    if (flow->place_of == NULL || flow->handler_of == NULL || flow->now == NULL ||
        flow->raised == NULL) {
        return false;
    }
    find_places(flow);
    flow->reached = pd_arena_alloc(scratch, flow->place_count);
    flow->dirty = pd_arena_alloc(scratch, flow->place_count);
    flow->sets =
        pd_arena_alloc_array(scratch, (size_t)flow->place_count * flow->words, sizeof *flow->sets);
    return flow->reached != NULL && flow->dirty != NULL && flow->sets != NULL;
}

static void enter_function(Paths *flow)
{
    const Function *function = flow->function;
    uint32_t written = (uint32_t)function->param_count + function->kwonly_count +
                       ((function->flags & FUNCTION_VARARGS) != 0) +
                       ((function->flags & FUNCTION_VARKEYWORDS) != 0);
    note_written(flow, flow->now, (RegRange){0, written});
    if ((function->flags & FUNCTION_MAY_UNBIND) != 0) {
        set_range(flow->now, (RegRange){0, function->local_count});
    }
    merge(flow, 0, flow->now);
}

/* ── the analysis ── */

static Status check_reads(Paths *flow, const Instr *instr, const Effects *effects)
{
    for (uint32_t i = 0; i < effects->read_count; i++) {
        RegRange range = effects->reads[i];
        for (uint32_t r = range.first; r < range.first + range.count; r++) {
            if (!has(flow->now, r)) {
                return refuse(flow, "reads a register that may be unwritten:", r);
            }
            if (!has(flow->now + flow->half, r) && !takes_unbound(instr, r)) {
                return refuse(flow, "reads a register that may be unbound:", r);
            }
        }
    }
    return STATUS_OK;
}

static void merge_handler(Paths *flow)
{
    uint32_t row = flow->handler_of[flow->pc];
    if (row == 0) {
        return;
    }
    const HandlerRow *handler = &flow->function->handlers[row - 1];
    memcpy(flow->raised, flow->now, flow->words * sizeof *flow->now);
    Effects effects;
    pd_code_effects(&flow->function->instrs[flow->pc], &effects);
    note_clobbered(flow, flow->raised, effects.clobber);
    note_written(flow, flow->raised, (RegRange){handler->reg, 1});
    merge(flow, flow->place_of[handler->target], flow->raised);
}

/* Follows the code from a place to the next one, or to the word `stop`: then `now` is what holds
 * before it. */
static Status walk(Paths *flow, uint32_t pc, uint32_t stop)
{
    const Function *function = flow->function;
    uint32_t place = flow->place_of[pc];
    memcpy(flow->now, flow->sets + (size_t)place * flow->words, flow->words * sizeof *flow->now);
    for (uint32_t at = pc; at < function->instr_count && at != stop;) {
        const Instr *instr = &function->instrs[at];
        const OpInfo *info = &pd_op_info[instr->op];
        Effects effects;
        flow->pc = at;
        flow->work += flow->words;
        pd_code_effects(instr, &effects);
        Status status = check_reads(flow, instr, &effects);
        if (status != STATUS_OK) {
            return status;
        }
        merge_handler(flow);
        note_clobbered(flow, flow->now, effects.clobber);
        bool writes_on_jump_only = instr->op == OP_FOR_ITER;
        if (writes_on_jump_only) {
            memcpy(flow->raised, flow->now, flow->words * sizeof *flow->now);
        }
        for (uint32_t i = 0; i < effects.write_count; i++) {
            note_written(flow, flow->now, effects.writes[i]);
        }
        note_special(flow, flow->now, instr);
        if (pd_code_jumps(instr)) {
            uint32_t target = (uint32_t)pd_code_target(function->instrs, at);
            merge(flow, flow->place_of[target], flow->now);
        }
        if (writes_on_jump_only) {
            memcpy(flow->now, flow->raised, flow->words * sizeof *flow->now);
        }
        if (info->flow == FLOW_JUMP || info->flow == FLOW_STOP) {
            return STATUS_OK;
        }
        at += info->words;
        if (flow->place_of[at] != NO_PLACE) {
            merge(flow, flow->place_of[at], flow->now);
            return STATUS_OK;
        }
    }
    return STATUS_OK;
}

static Status analyse(Paths *flow)
{
    const Function *function = flow->function;
    bool changed = true;
    while (changed) {
        changed = false;
        for (uint32_t pc = 0; pc < function->instr_count; pc++) {
            uint32_t place = flow->place_of[pc];
            if (place == NO_PLACE || !flow->dirty[place]) {
                continue;
            }
            if (flow->work > WORK_MAX) {
                return pd_error_set(flow->err, STATUS_LIMIT, "code: function %u is too tangled",
                                    flow->index);
            }
            flow->dirty[place] = 0;
            changed = true;
            Status status = walk(flow, pc, NO_PLACE);
            if (status != STATUS_OK) {
                return status;
            }
        }
    }
    return STATUS_OK;
}

Status pd_code_verify_flow(const Function *function, uint32_t index, Arena *scratch, Error *err)
{
    Paths flow = {.function = function, .index = index, .err = err};
    uint64_t size = (uint64_t)function->instr_count * (function->register_count / 64u + 1);
    if (size > CODE_FLOW_MAX) {
        return pd_error_set(err, STATUS_LIMIT, "code: function %u is too large", index);
    }
    if (!prepare(&flow, scratch)) {
        return pd_error_plain(err, pd_arena_status(scratch));
    }
    if (!find_handlers(&flow)) {
        return pd_error_set(err, STATUS_LIMIT, "code: function %u has too many handlers", index);
    }
    enter_function(&flow);
    return analyse(&flow);
}

BoundMap *pd_code_bound_new(const Function *function, Arena *arena)
{
    BoundMap *map = ARENA_NEW_ARRAY(arena, 1, BoundMap);
    if (map == NULL) {
        return NULL;
    }
    *map = (BoundMap){.function = function};
    if (!prepare(map, arena) || !find_handlers(map)) {
        return NULL;
    }
    enter_function(map);
    Status status = analyse(map);
    pd_assert(status == STATUS_OK); /* it was verified */
    return map;
}

const uint64_t *pd_code_bound_at(BoundMap *map, uint32_t pc, uint64_t *work)
{
    pd_assert(pc < map->function->instr_count);
    uint32_t from = pc;
    while (map->place_of[from] == NO_PLACE) {
        from--; /* word 0 is a place */
    }
    uint64_t cost = (uint64_t)(pc - from + 1) * map->words;
    if (*work < cost || !map->reached[map->place_of[from]]) {
        return NULL;
    }
    *work -= cost;
    Status status = walk(map, from, pc);
    pd_assert(status == STATUS_OK);
    /* What comes before pc may end in a jump away: then nothing leads here. */
    for (uint32_t at = from; at < pc; at += pd_op_info[map->function->instrs[at].op].words) {
        uint8_t flow = pd_op_info[map->function->instrs[at].op].flow;
        if (flow == FLOW_JUMP || flow == FLOW_STOP) {
            return NULL;
        }
    }
    return map->now + map->half;
}
