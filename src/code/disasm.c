/*
 * Instructions as text for people, tests and logs: one a line, a stable format.
 *
 *     line  word  NAME  operands  ; constant, name or target
 */
#include "code/code_in.h"

static void append_text(Buffer *out, Bytes text)
{
    pd_buffer_append_byte(out, '\'');
    for (size_t i = 0; i < text.size && i < 40; i++) {
        uint8_t byte = text.data[i];
        if (byte < 0x20 || byte == '\'' || byte == '\\' || byte >= 0x7f) {
            pd_buffer_append_format(out, "\\x%02x", byte);
        } else {
            pd_buffer_append_byte(out, byte);
        }
    }
    pd_buffer_append_cstr(out, text.size > 40 ? "'..." : "'");
}

static void append_const(Buffer *out, const CodeUnit *unit, uint32_t index, int depth)
{
    const Const *value = &unit->pool[index];
    char number[NUMBER_REPR_BYTES];
    switch ((ConstKind)value->kind) {
    case CONST_NONE: pd_buffer_append_cstr(out, "None"); break;
    case CONST_FALSE: pd_buffer_append_cstr(out, "False"); break;
    case CONST_TRUE: pd_buffer_append_cstr(out, "True"); break;
    case CONST_ELLIPSIS: pd_buffer_append_cstr(out, "Ellipsis"); break;
    case CONST_INT: pd_buffer_append_format(out, "%lld", (long long)value->integer); break;
    case CONST_BIGINT:
        pd_buffer_append_cstr(out, value->negative ? "-0x" : "0x");
        pd_buffer_append_hex(out, value->bytes);
        break;
    case CONST_FLOAT:
    case CONST_COMPLEX:
        (void)pd_number_repr(value->number, number);
        pd_buffer_append_format(out, "%s%s", number, value->kind == CONST_COMPLEX ? "j" : "");
        break;
    case CONST_STR: append_text(out, value->bytes); break;
    case CONST_BYTES:
        pd_buffer_append_byte(out, 'b');
        append_text(out, value->bytes);
        break;
    default:
        pd_buffer_append_cstr(out, value->kind == CONST_TUPLE ? "(" : "frozenset(");
        for (uint32_t i = 0; i < value->item_count && i < 10 && depth > 0; i++) {
            pd_buffer_append_cstr(out, i > 0 ? ", " : "");
            append_const(out, unit, value->items[i], depth - 1);
        }
        pd_buffer_append_cstr(out, value->item_count > 10 || depth == 0 ? ", ...)" : ")");
        break;
    }
}

static void append_operand(Buffer *out, const Instr *instr, int which)
{
    const uint16_t operands[3] = {instr->a, instr->b, instr->c};
    uint16_t value = operands[which];
    char letter = pd_op_info[instr->op].operands[which];
    switch (letter) {
    case '-': return;
    case 'W':
    case 'R':
    case 'M':
    case 'V':
    case 'B': pd_buffer_append_format(out, " r%u", value); break;
    case 'S': pd_buffer_append_format(out, " %d", (int16_t)value); break;
    case 'L': pd_buffer_append_format(out, " %d", (int32_t)pd_code_wide(instr)); break;
    case 'J': break;
    case 'Q': pd_buffer_append_format(out, " k%u", pd_code_wide(instr)); break;
    case 'I': pd_buffer_append_format(out, " %u", value); break;
    default: pd_buffer_append_format(out, " %c%u", letter + ('a' - 'A'), value); break;
    }
}

static void append_comment(Buffer *out, const CodeUnit *unit, const Function *function, uint32_t pc)
{
    const Instr *instr = &function->instrs[pc];
    const uint16_t operands[3] = {instr->a, instr->b, instr->c};
    const char *before = "  ; ";
    if (pd_code_jumps(instr)) {
        pd_buffer_append_format(out, "  -> %lld", (long long)pd_code_target(function->instrs, pc));
    }
    if (instr->op == OP_FOR_ITER) {
        pd_buffer_append_format(out, " fuel %u", instr[1].y);
    }
    for (int i = 0; i < 3; i++) {
        char letter = pd_op_info[instr->op].operands[i];
        if (letter == 'K' || letter == 'Q') {
            uint32_t k = letter == 'K' ? operands[i] : pd_code_wide(instr);
            pd_buffer_append_cstr(out, before);
            append_const(out, unit, function->consts[k], 3);
            before = ", ";
        } else if (letter == 'N') {
            pd_buffer_append_cstr(out, before);
            append_const(out, unit, unit->functions[operands[i]].qualname, 3);
        } else if (letter == 'F') {
            pd_buffer_append_cstr(out, before);
            append_const(out, unit, function->names[function->local_count + operands[i]], 3);
            before = ", ";
        }
    }
    if (instr->op == OP_CALL_KW) {
        pd_buffer_append_cstr(out, instr[1].y != 0 ? " method" : "");
        pd_buffer_append_cstr(out, before);
        append_const(out, unit, function->consts[instr[1].x], 3);
    }
}

static void append_header(Buffer *out, const CodeUnit *unit, uint32_t index)
{
    const Function *function = &unit->functions[index];
    pd_buffer_append_format(out, "function %u ", index);
    append_const(out, unit, function->qualname, 1);
    pd_buffer_append_format(out,
                            " params %u/%u/%u locals %u registers %u free %u flags %u fuel %u\n",
                            function->posonly_count, function->param_count, function->kwonly_count,
                            function->local_count, function->register_count, function->free_count,
                            function->flags, function->fuel);
    for (uint32_t i = 0; i < function->local_count; i++) {
        pd_buffer_append_format(out, "%s r%u=", i == 0 ? "   " : "", i);
        pd_buffer_append(out, unit->pool[function->names[i]].bytes);
    }
    pd_buffer_append_cstr(out, function->local_count > 0 ? "\n" : "");
}

Status pd_code_disassemble(const CodeUnit *unit, uint32_t index, Buffer *out)
{
    const Function *function = &unit->functions[index];
    append_header(out, unit, index);
    uint32_t line = 0;
    for (uint32_t pc = 0; pc < function->instr_count;) {
        const Instr *instr = &function->instrs[pc];
        const OpInfo *info = &pd_op_info[instr->op];
        const PositionRow *row = pd_code_position(function, pc);
        if (row != NULL && row->line != line) {
            line = row->line;
            pd_buffer_append_format(out, "%5u %5u  %-15s", line, pc, info->name);
        } else {
            pd_buffer_append_format(out, "      %5u  %-15s", pc, info->name);
        }
        for (int i = 0; i < 3; i++) {
            append_operand(out, instr, i);
        }
        append_comment(out, unit, function, pc);
        pd_buffer_append_byte(out, '\n');
        pc += info->words;
    }
    for (uint32_t i = 0; i < function->handler_count; i++) {
        const HandlerRow *row = &function->handlers[i];
        pd_buffer_append_format(out, "      %u..%u -> %u r%u\n", row->start, row->end, row->target,
                                row->reg);
    }
    return pd_buffer_status(out);
}
