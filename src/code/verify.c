/*
 * The verifier: what a unit must be before the machine runs it. This file checks the structure:
 * constants, operands, jumps, tables; verify_flow.c the registers.
 *
 * After it the machine may use every operand without a check, except that a register may hold any
 * value: what kind of value an instruction finds is looked at when it runs. Every cycle of a
 * function goes through JUMP_BACK or FOR_ITER, which charge fuel: jumps go forward, and a handler
 * lies behind the code it protects.
 */
#include "code/code_in.h"

#include <stdarg.h>
#include <string.h>

typedef struct Check {
    const CodeUnit *unit;
    const Function *function;
    uint32_t index; /* of the function */
    uint32_t pc;
    const uint64_t *starts; /* one bit a word: an instruction starts there */
    Error *err;
} Check;

static Status refuse(const Check *check, const char *what)
{
    return pd_error_set(check->err, STATUS_INVALID, "code: function %u, word %u: %s", check->index,
                        check->pc, what);
}

/* ── the pool ── */

static Status refuse_const(Error *err, uint32_t index, const char *what)
{
    return pd_error_set(err, STATUS_INVALID, "code: constant %u: %s", index, what);
}

static Status check_bigint(const Const *value, uint32_t index, Error *err)
{
    static const uint8_t limit[8] = {0x80};
    Bytes bytes = value->bytes;
    if (bytes.size < 8 || bytes.data[0] == 0) {
        return refuse_const(err, index, "big integer is not canonical");
    }
    if (bytes.size == 8 && (bytes.data[0] < 0x80 ||
                            (value->negative && memcmp(bytes.data, limit, sizeof limit) == 0))) {
        return refuse_const(err, index, "big integer is small");
    }
    return STATUS_OK;
}

static Status check_const(const CodeUnit *unit, uint32_t index, Error *err)
{
    const Const *value = &unit->pool[index];
    if (value->negative && value->kind != CONST_BIGINT) {
        return refuse_const(err, index, "sign without a big integer");
    }
    switch ((ConstKind)value->kind) {
    case CONST_BIGINT: return check_bigint(value, index, err);
    case CONST_STR:
        if (!pd_utf8_validate(value->bytes, UTF8_SURROGATES, NULL)) {
            return refuse_const(err, index, "string is not UTF-8");
        }
        return STATUS_OK;
    case CONST_TUPLE:
    case CONST_FROZENSET:
        for (uint32_t i = 0; i < value->item_count; i++) {
            if (value->items[i] >= index) {
                return refuse_const(err, index, "item is not an earlier constant");
            }
        }
        return STATUS_OK;
    default:
        return value->kind < CONST_KIND_COUNT ? STATUS_OK
                                              : refuse_const(err, index, "unknown kind");
    }
}

static bool is_string(const CodeUnit *unit, uint32_t pool_index)
{
    return pool_index < unit->pool_count && unit->pool[pool_index].kind == CONST_STR;
}

bool pd_code_looks_like_name(Bytes text)
{
    for (size_t i = 0; i < text.size; i++) {
        uint8_t c = text.data[i];
        bool letter = (c | 32) >= 'a' && (c | 32) <= 'z';
        if (!letter && !(c >= '0' && c <= '9') && c != '_' && c != '.' && c < 0x80) {
            return false;
        }
    }
    return true;
}

static bool is_name(const CodeUnit *unit, uint32_t pool_index)
{
    return is_string(unit, pool_index) && pd_code_looks_like_name(unit->pool[pool_index].bytes);
}

/* The names of named arguments, or those wanted of a module, which can be "*". */
static bool is_name_tuple(const CodeUnit *unit, const Function *function, uint32_t k, bool star)
{
    if (k >= function->const_count) {
        return false;
    }
    const Const *value = &unit->pool[function->consts[k]];
    if (value->kind != CONST_TUPLE) {
        return false;
    }
    for (uint32_t i = 0; i < value->item_count; i++) {
        uint32_t item = value->items[i];
        bool is_star =
            star && is_string(unit, item) && pd_bytes_equal_cstr(unit->pool[item].bytes, "*");
        if (!is_star && !is_name(unit, item)) {
            return false;
        }
    }
    return true;
}

/* ── operands ── */

static bool is_start(const Check *check, int64_t word)
{
    return word >= 0 && word < check->function->instr_count &&
           (check->starts[word / 64] >> (word % 64) & 1) != 0;
}

static Status check_operand(const Check *check, const Instr *instr, int which)
{
    const Function *function = check->function;
    const uint16_t operands[3] = {instr->a, instr->b, instr->c};
    uint16_t value = operands[which];
    switch (pd_op_info[instr->op].operands[which]) {
    case 'W':
    case 'R':
    case 'M':
        return value < function->register_count ? STATUS_OK
                                                : refuse(check, "register out of range");
    case 'B':
        return (uint32_t)value + FRAME_HEADER_SLOTS <= function->register_count
                   ? STATUS_OK
                   : refuse(check, "call window out of range");
    case 'K':
        if (value >= function->const_count || !is_name(check->unit, function->consts[value])) {
            return refuse(check, "not the index of a name");
        }
        return STATUS_OK;
    case 'F':
        return value < function->free_count ? STATUS_OK
                                            : refuse(check, "free variable out of range");
    case 'N':
        return value > 0 && value < check->unit->function_count
                   ? STATUS_OK
                   : refuse(check, "nested function out of range");
    case 'Q':
        return pd_code_wide(instr) < function->const_count ? STATUS_OK
                                                           : refuse(check, "constant out of range");
    case '-': {
        char before = which > 0 ? pd_op_info[instr->op].operands[which - 1] : '-';
        bool wide = before == 'J' || before == 'L' || before == 'Q';
        return value == 0 || wide ? STATUS_OK : refuse(check, "unused operand is not 0");
    }
    default: return STATUS_OK;
    }
}

/* Immediates that are not just numbers. */
static Status check_immediate(const Check *check, const Instr *instr)
{
    bool right = true;
    switch ((Op)instr->op) {
    case OP_LOADS: right = instr->b < SINGLETON_COUNT; break;
    case OP_JUMP_BACK: right = instr->a >= 1; break;
    case OP_FORMAT: right = instr->c <= 7; break;
    case OP_GET_AWAITABLE: right = instr->c <= 3; break;
    case OP_GET_ITER:
    case OP_FOR_BEGIN: right = instr->c <= 1; break;
    case OP_CALL_STAR:
    case OP_ANNOTATIONS: right = instr->b <= 1; break;
    case OP_CALL_KW:
        right = instr[1].y <= 1 && is_name_tuple(check->unit, check->function, instr[1].x, false) &&
                check->unit->pool[check->function->consts[instr[1].x]].item_count <= instr->b;
        break;
    case OP_IMPORT:
        right = instr[1].y == 0 && (instr[1].x == 0 || is_name_tuple(check->unit, check->function,
                                                                     instr[1].x - 1, true));
        break;
    default:
        if (instr->op >= OP_JEQ && instr->op <= OP_JNONE) {
            right = instr->c <= 1;
        }
        break;
    }
    return right ? STATUS_OK : refuse(check, "immediate operand is wrong");
}

/* An instruction is only in a function of the kind it belongs to. */
static Status check_place(const Check *check, const Instr *instr)
{
    uint32_t flags = check->function->flags;
    bool right = true;
    switch ((Op)instr->op) {
    case OP_LOAD_CLASSFREE:
    case OP_LOAD_NAME:
    case OP_STORE_NAME:
    case OP_DELETE_NAME: right = (flags & FUNCTION_CLASS_BODY) != 0; break;
    case OP_ANNOTATIONS: right = instr->b == 0 || (flags & FUNCTION_CLASS_BODY) != 0; break;
    case OP_YIELD: right = (flags & (FUNCTION_GENERATOR | FUNCTION_COROUTINE)) != 0; break;
    case OP_YIELD_ASYNC:
        right = (flags & FUNCTION_GENERATOR) != 0 && (flags & FUNCTION_COROUTINE) != 0;
        break;
    case OP_CHECK_LOCAL: right = instr->a < check->function->local_count; break;
    default: break;
    }
    return right ? STATUS_OK : refuse(check, "instruction is in the wrong kind of function");
}

static Status check_extension(const Check *check, const Instr *instr)
{
    const OpInfo *info = &pd_op_info[instr->op];
    if (pd_code_has_xjump((Op)instr->op)) {
        bool is_loop = instr->op == OP_FOR_ITER;
        return (instr[1].y > 0) == is_loop ? STATUS_OK : refuse(check, "fuel of a jump is wrong");
    }
    if (instr->op == OP_CALL_KW || instr->op == OP_IMPORT) {
        return STATUS_OK;
    }
    for (unsigned i = 1; i < info->words; i++) {
        if (instr[i].word != 0) {
            return refuse(check, "cache word is not 0");
        }
    }
    return STATUS_OK;
}

static Status check_jump(const Check *check, const Instr *instr)
{
    if (!pd_code_jumps(instr)) {
        return STATUS_OK;
    }
    int64_t target = pd_code_target(check->function->instrs, check->pc);
    bool backward = instr->op == OP_JUMP_BACK || instr->op == OP_FOR_ITER;
    if (!is_start(check, target) || (target <= (int64_t)check->pc) != backward) {
        return refuse(check, "jump to a wrong place");
    }
    return STATUS_OK;
}

static bool range_fits(RegRange range, uint32_t register_count)
{
    return (uint64_t)range.first + range.count <= register_count;
}

static Status check_runs(const Check *check, const Instr *instr)
{
    Effects effects;
    pd_code_effects(instr, &effects);
    for (uint32_t i = 0; i < effects.read_count; i++) {
        if (!range_fits(effects.reads[i], check->function->register_count)) {
            return refuse(check, "run of registers out of range");
        }
    }
    for (uint32_t i = 0; i < effects.write_count; i++) {
        if (!range_fits(effects.writes[i], check->function->register_count)) {
            return refuse(check, "run of registers out of range");
        }
    }
    return STATUS_OK;
}

static Status check_instr(const Check *check)
{
    const Instr *instr = &check->function->instrs[check->pc];
    const OpInfo *info = &pd_op_info[instr->op];
    Status status = STATUS_OK;
    for (int i = 0; i < 3 && status == STATUS_OK; i++) {
        status = check_operand(check, instr, i);
    }
    if (status == STATUS_OK) {
        status = check_immediate(check, instr);
    }
    if (status == STATUS_OK) {
        status = check_place(check, instr);
    }
    if (status == STATUS_OK) {
        status = check_extension(check, instr);
    }
    if (status == STATUS_OK) {
        status = check_jump(check, instr);
    }
    if (status == STATUS_OK) {
        status = check_runs(check, instr);
    }
    if (status == STATUS_OK && (info->flow == FLOW_NEXT || info->flow == FLOW_BRANCH) &&
        check->pc + info->words >= check->function->instr_count) {
        status = refuse(check, "the code runs off its end");
    }
    return status;
}

/* ── functions ── */

static uint32_t parameter_registers(const Function *function)
{
    return (uint32_t)function->param_count + function->kwonly_count +
           ((function->flags & FUNCTION_VARARGS) != 0) +
           ((function->flags & FUNCTION_VARKEYWORDS) != 0);
}

static Status check_flags(const Check *check)
{
    const Function *function = check->function;
    uint32_t flags = function->flags;
    bool is_module = (flags & FUNCTION_MODULE) != 0;
    bool is_class = (flags & FUNCTION_CLASS_BODY) != 0;
    bool plain = function->kwonly_count == 0 && function->posonly_count == 0 &&
                 (flags & (FUNCTION_VARARGS | FUNCTION_VARKEYWORDS | FUNCTION_GENERATOR |
                           FUNCTION_COROUTINE)) == 0;
    if ((flags & ~(uint32_t)FUNCTION_FLAGS_ALL) != 0 || is_module != (check->index == 0) ||
        (is_module && is_class)) {
        return refuse(check, "function flags are wrong");
    }
    if ((is_module && (!plain || function->param_count != 0 || function->free_count != 0)) ||
        (is_class && (!plain || function->param_count != 1))) {
        return refuse(check, "a body has the wrong parameters");
    }
    if (((flags & FUNCTION_NESTED) != 0) != (function->free_count > 0)) {
        return refuse(check, "free variables disagree with the flags");
    }
    if ((flags & FUNCTION_KEEP_LOCALS) != 0 && (flags & FUNCTION_MAY_UNBIND) == 0) {
        return refuse(check, "kept locals must start unbound");
    }
    if ((flags & FUNCTION_RESUMES) != 0 && (flags & FUNCTION_CONTROL) == 0) {
        return refuse(check, "only control clauses resume");
    }
    return STATUS_OK;
}

static Status check_shape(const Check *check)
{
    const Function *function = check->function;
    const CodeUnit *unit = check->unit;
    if (function->posonly_count > function->param_count ||
        parameter_registers(function) > function->local_count ||
        function->local_count > function->register_count) {
        return refuse(check, "counts of registers disagree");
    }
    if (!is_string(unit, function->name) || !is_string(unit, function->qualname) ||
        (function->doc != 0 && !is_string(unit, function->doc - 1))) {
        return refuse(check, "name or docstring is not a string");
    }
    for (uint32_t i = 0; i < (uint32_t)function->local_count + function->free_count; i++) {
        if (!is_name(unit, function->names[i])) {
            return refuse(check, "name of a variable is not a string");
        }
    }
    for (uint32_t i = 0; i < function->const_count; i++) {
        if (function->consts[i] >= unit->pool_count) {
            return refuse(check, "constant out of range");
        }
    }
    if (function->fuel == 0 || function->instr_count == 0) {
        return refuse(check, "function is empty");
    }
    return STATUS_OK;
}

static Status check_tables(const Check *check)
{
    const Function *function = check->function;
    for (uint32_t i = 0; i < function->handler_count; i++) {
        const HandlerRow *row = &function->handlers[i];
        if (row->start >= row->end || !is_start(check, row->start) ||
            (row->end != function->instr_count && !is_start(check, row->end)) ||
            row->target < row->end || !is_start(check, row->target) ||
            row->reg >= function->register_count) {
            return refuse(check, "row of the handler table is wrong");
        }
    }
    for (uint32_t i = 0; i < function->position_count; i++) {
        const PositionRow *row = &function->positions[i];
        if (row->pc >= function->instr_count ||
            (i > 0 && row->pc <= function->positions[i - 1].pc)) {
            return refuse(check, "table of positions is not in order");
        }
        bool anchored = row->anchor >= row->column && row->anchor < row->anchor_end;
        if (!anchored && (row->anchor != 0 || row->anchor_end != 0)) {
            return refuse(check, "anchor of a position is wrong");
        }
    }
    return STATUS_OK;
}

static Status find_starts(Check *check, uint64_t *starts)
{
    const Function *function = check->function;
    for (uint32_t pc = 0; pc < function->instr_count;) {
        check->pc = pc;
        uint16_t op = function->instrs[pc].op;
        if (op >= OP_COUNT || pd_op_info[op].words > function->instr_count - pc) {
            return refuse(check, "not an instruction");
        }
        starts[pc / 64] |= UINT64_C(1) << (pc % 64);
        pc += pd_op_info[op].words;
    }
    check->starts = starts;
    return STATUS_OK;
}

static Status check_function(Check *check, Arena *scratch)
{
    const Function *function = check->function;
    check->pc = 0;
    Status status = check_shape(check);
    if (status == STATUS_OK) {
        status = check_flags(check);
    }
    if (status != STATUS_OK) {
        return status;
    }
    uint64_t *starts =
        pd_arena_alloc_array(scratch, function->instr_count / 64 + 1, sizeof *starts);
    if (starts == NULL) {
        return pd_error_plain(check->err, pd_arena_status(scratch));
    }
    status = find_starts(check, starts);
    for (uint32_t pc = 0; pc < function->instr_count && status == STATUS_OK;) {
        check->pc = pc;
        status = check_instr(check);
        pc += pd_op_info[function->instrs[pc].op].words;
    }
    if (status == STATUS_OK) {
        status = check_tables(check);
    }
    if (status == STATUS_OK) {
        status = pd_code_verify_flow(function, check->index, scratch, check->err);
    }
    return status;
}

static Status check_names(const CodeUnit *unit, Error *err)
{
    if (!pd_utf8_validate(unit->module_name, UTF8_STRICT, NULL) ||
        !pd_utf8_validate(unit->filename, UTF8_STRICT, NULL) ||
        !pd_utf8_validate(unit->source, UTF8_STRICT, NULL)) {
        return pd_error_set(err, STATUS_INVALID, "code: a name or the source is not UTF-8");
    }
    for (uint32_t i = 0; i < unit->import_count; i++) {
        if (!is_string(unit, unit->imports[i])) {
            return pd_error_set(err, STATUS_INVALID, "code: an import is not a name");
        }
    }
    if (unit->function_count == 0 || unit->function_count > UINT16_MAX + 1u) {
        return pd_error_set(err, STATUS_INVALID, "code: wrong number of functions");
    }
    return STATUS_OK;
}

Status pd_code_verify(const CodeUnit *unit, Error *err)
{
    Status status = STATUS_OK;
    for (uint32_t i = 0; i < unit->pool_count && status == STATUS_OK; i++) {
        status = check_const(unit, i, err);
    }
    if (status == STATUS_OK) {
        status = check_names(unit, err);
    }
    Arena scratch;
    pd_arena_init(&scratch, unit->arena.alloc, SIZE_MAX);
    for (uint32_t i = 0; i < unit->function_count && status == STATUS_OK; i++) {
        Check check = {.unit = unit, .function = &unit->functions[i], .index = i, .err = err};
        status = check_function(&check, &scratch);
        pd_arena_reset(&scratch);
    }
    pd_arena_deinit(&scratch);
    return status;
}
