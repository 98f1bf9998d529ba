/*
 * The verifier's second half: on every path each register is written before it is read.
 *
 * A forward analysis of sets of written registers. Places where paths meet (targets of jumps and
 * handlers) hold the intersection of what comes in; it only shrinks, so the analysis ends. What a
 * call window may overwrite counts as not written after the call, also for a handler.
 */
#include "code/code_in.h"

#include <string.h>

#define NO_PLACE UINT32_MAX
/* Words of sets that may be looked at before the code is refused; real code is walked a few times.
 */
#define WORK_MAX (UINT64_C(1) << 27)

typedef struct Paths {
    const Function *function;
    uint32_t index;
    uint32_t words;     /* of a set */
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
} Paths;

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
    flow->words = function->register_count / 64u + 1;
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
    if ((function->flags & FUNCTION_MAY_UNBIND) != 0) {
        written = function->local_count;
    }
    set_range(flow->now, (RegRange){0, written});
    merge(flow, 0, flow->now);
}

/* ── the analysis ── */

static Status check_reads(Paths *flow, const Effects *effects)
{
    for (uint32_t i = 0; i < effects->read_count; i++) {
        RegRange range = effects->reads[i];
        for (uint32_t r = range.first; r < range.first + range.count; r++) {
            if ((flow->now[r / 64] >> (r % 64) & 1) == 0) {
                return refuse(flow, "reads a register that may be unwritten:", r);
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
    clear_from(flow->raised, flow->words, effects.clobber);
    set_range(flow->raised, (RegRange){handler->reg, 1});
    merge(flow, flow->place_of[handler->target], flow->raised);
}

/* Follows the code from a place to the next one. */
static Status walk(Paths *flow, uint32_t pc)
{
    const Function *function = flow->function;
    uint32_t place = flow->place_of[pc];
    memcpy(flow->now, flow->sets + (size_t)place * flow->words, flow->words * sizeof *flow->now);
    for (uint32_t at = pc; at < function->instr_count;) {
        const Instr *instr = &function->instrs[at];
        const OpInfo *info = &pd_op_info[instr->op];
        Effects effects;
        flow->pc = at;
        flow->work += flow->words;
        pd_code_effects(instr, &effects);
        Status status = check_reads(flow, &effects);
        if (status != STATUS_OK) {
            return status;
        }
        merge_handler(flow);
        clear_from(flow->now, flow->words, effects.clobber);
        bool writes_on_jump_only = instr->op == OP_FOR_ITER;
        if (writes_on_jump_only) {
            memcpy(flow->raised, flow->now, flow->words * sizeof *flow->now);
        }
        for (uint32_t i = 0; i < effects.write_count; i++) {
            set_range(flow->now, effects.writes[i]);
        }
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
            Status status = walk(flow, pc);
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
