/*
 * Units as canonical bytes: one unit, one encoding, whose digest is the unit's identity. The source
 * text stays outside of it. decode.c is the inverse.
 */

/* The format, in CBOR:
 *
 *   unit      [ "perdure code", CODE_VERSION, module name, filename, is package,
 *               [import: index of a string], [constant], [function] ]
 *   with text [ unit as a byte string, source text as a byte string ]
 *   constant  null | bool | undefined (Ellipsis) | integer | float | string | bytes
 *             | [0, imaginary part] | [1, item ...] (tuple) | [2, item ...] (frozenset)
 *   function  [ name, qualname, doc (0 or 1 + string), flags, positional-only, positional,
 *               keyword-only, locals, registers, free, first line, fuel,
 *               [constant], [name of a local or free variable], code, handlers, positions ]
 *
 * code, handlers and positions are byte strings of numbers in base 128, least digit first, the high
 * bit set on all but the last; signed ones as 0, -1, 1, -2 ... An instruction is its opcode (one
 * byte), its operands that are used, and its extension words unless they are a cache. A handler row
 * is start, end - start, target - end, register. A position row is its distance from the row before
 * in words and (signed) in lines, then end line - line (signed), end column - column (signed),
 * column, length of the anchor or 0, and unless it is 0 the anchor's distance from the column.
 */
#include "code/code_in.h"

/* ── numbers ── */

static void put_number(Buffer *out, uint32_t value)
{
    while (value >= 0x80) {
        pd_buffer_append_byte(out, (uint8_t)(value | 0x80));
        value >>= 7;
    }
    pd_buffer_append_byte(out, (uint8_t)value);
}

static void put_signed(Buffer *out, int32_t value)
{
    put_number(out, (uint32_t)value << 1 ^ (value < 0 ? UINT32_MAX : 0));
}

/* ── a function ── */

static void put_operand(Buffer *out, const Instr *instr, int which)
{
    const uint16_t operands[3] = {instr->a, instr->b, instr->c};
    switch (pd_op_info[instr->op].operands[which]) {
    case '-': break;
    case 'J':
    case 'L': put_signed(out, (int32_t)pd_code_wide(instr)); break;
    case 'Q': put_number(out, pd_code_wide(instr)); break;
    case 'S': put_signed(out, (int16_t)operands[which]); break;
    default: put_number(out, operands[which]); break;
    }
}

static void put_code(Buffer *out, const Function *function)
{
    for (uint32_t pc = 0; pc < function->instr_count;) {
        const Instr *instr = &function->instrs[pc];
        pd_buffer_append_byte(out, (uint8_t)instr->op);
        for (int i = 0; i < 3; i++) {
            put_operand(out, instr, i);
        }
        if (pd_code_has_xjump((Op)instr->op)) {
            put_signed(out, (int32_t)instr[1].x);
            put_number(out, instr[1].y);
        } else if (instr->op == OP_CALL_KW || instr->op == OP_IMPORT) {
            put_number(out, instr[1].x);
            put_number(out, instr[1].y);
        }
        pc += pd_op_info[instr->op].words;
    }
}

static void put_handlers(Buffer *out, const Function *function)
{
    for (uint32_t i = 0; i < function->handler_count; i++) {
        const HandlerRow *row = &function->handlers[i];
        put_number(out, row->start);
        put_number(out, row->end - row->start);
        put_number(out, row->target - row->end);
        put_number(out, row->reg);
    }
}

static void put_positions(Buffer *out, const Function *function)
{
    PositionRow last = {0};
    for (uint32_t i = 0; i < function->position_count; i++) {
        const PositionRow *row = &function->positions[i];
        put_number(out, row->pc - last.pc);
        put_signed(out, (int32_t)(row->line - last.line));
        put_signed(out, (int32_t)(row->end_line - row->line));
        put_signed(out, (int32_t)(row->end_column - row->column));
        put_number(out, row->column);
        put_number(out, row->anchor_end == 0 ? 0 : row->anchor_end - row->anchor);
        if (row->anchor_end != 0) {
            put_number(out, row->anchor - row->column);
        }
        last = *row;
    }
}

static void write_packed(Buffer *out, Buffer *scratch, const Function *function,
                         void (*put)(Buffer *, const Function *))
{
    pd_buffer_reset(scratch);
    put(scratch, function);
    if (pd_buffer_status(scratch) != STATUS_OK) {
        pd_buffer_fail(out, pd_buffer_status(scratch));
    }
    pd_cbor_write_bytes(out, pd_buffer_peek(scratch));
}

static void write_indices(Buffer *out, const uint32_t *indices, uint32_t count)
{
    pd_cbor_write_array(out, count);
    for (uint32_t i = 0; i < count; i++) {
        pd_cbor_write_uint(out, indices[i]);
    }
}

static void write_function(Buffer *out, Buffer *scratch, const Function *function)
{
    const uint32_t numbers[FUNCTION_NUMBERS] = {
        function->name,         function->qualname,      function->doc,
        function->flags,        function->posonly_count, function->param_count,
        function->kwonly_count, function->local_count,   function->register_count,
        function->free_count,   function->first_line,    function->fuel};
    pd_cbor_write_array(out, FUNCTION_FIELDS);
    for (size_t i = 0; i < FUNCTION_NUMBERS; i++) {
        pd_cbor_write_uint(out, numbers[i]);
    }
    write_indices(out, function->consts, function->const_count);
    write_indices(out, function->names, (uint32_t)function->local_count + function->free_count);
    write_packed(out, scratch, function, put_code);
    write_packed(out, scratch, function, put_handlers);
    write_packed(out, scratch, function, put_positions);
}

/* ── constants ── */

static void write_big(Buffer *out, const Const *value)
{
    if (!value->negative) {
        pd_cbor_write_big(out, false, value->bytes);
        return;
    }
    /* CBOR has -1-n: the magnitude less one. */
    Buffer less;
    pd_buffer_init(&less, out->alloc, SIZE_MAX);
    uint8_t *bytes = pd_buffer_reserve(&less, value->bytes.size);
    if (bytes != NULL) {
        bool borrow = true;
        for (size_t i = value->bytes.size; i > 0; i--) {
            bytes[i - 1] = (uint8_t)(value->bytes.data[i - 1] - borrow);
            borrow = borrow && value->bytes.data[i - 1] == 0;
        }
        pd_buffer_commit(&less, value->bytes.size);
        pd_cbor_write_big(out, true, pd_buffer_peek(&less));
    } else {
        pd_buffer_fail(out, pd_buffer_status(&less));
    }
    pd_buffer_deinit(&less);
}

static void write_const(Buffer *out, const Const *value)
{
    switch ((ConstKind)value->kind) {
    case CONST_NONE: pd_cbor_write_null(out); break;
    case CONST_FALSE:
    case CONST_TRUE: pd_cbor_write_bool(out, value->kind == CONST_TRUE); break;
    case CONST_ELLIPSIS: pd_cbor_write_undefined(out); break;
    case CONST_INT: pd_cbor_write_int(out, value->integer); break;
    case CONST_BIGINT: write_big(out, value); break;
    case CONST_FLOAT: pd_cbor_write_double(out, value->number); break;
    case CONST_STR: pd_cbor_write_string(out, value->bytes); break;
    case CONST_BYTES: pd_cbor_write_bytes(out, value->bytes); break;
    case CONST_COMPLEX:
        pd_cbor_write_array(out, 2);
        pd_cbor_write_uint(out, CODED_COMPLEX);
        pd_cbor_write_double(out, value->number);
        break;
    default:
        pd_cbor_write_array(out, value->item_count + UINT64_C(1));
        pd_cbor_write_uint(out, value->kind == CONST_TUPLE ? CODED_TUPLE : CODED_FROZENSET);
        for (uint32_t i = 0; i < value->item_count; i++) {
            pd_cbor_write_uint(out, value->items[i]);
        }
        break;
    }
}

/* ── the unit ── */

static void write_unit(Buffer *out, const CodeUnit *unit)
{
    Buffer scratch;
    pd_buffer_init(&scratch, out->alloc, SIZE_MAX);
    pd_cbor_write_array(out, UNIT_FIELDS);
    pd_cbor_write_cstr(out, CODE_MAGIC);
    pd_cbor_write_uint(out, CODE_VERSION);
    pd_cbor_write_text(out, unit->module_name);
    pd_cbor_write_text(out, unit->filename);
    pd_cbor_write_bool(out, unit->is_package);
    write_indices(out, unit->imports, unit->import_count);
    pd_cbor_write_array(out, unit->pool_count);
    for (uint32_t i = 0; i < unit->pool_count; i++) {
        write_const(out, &unit->pool[i]);
    }
    pd_cbor_write_array(out, unit->function_count);
    for (uint32_t i = 0; i < unit->function_count; i++) {
        write_function(out, &scratch, &unit->functions[i]);
    }
    pd_buffer_deinit(&scratch);
}

Status pd_code_encode(const CodeUnit *unit, bool with_source, Buffer *out)
{
    if (!with_source) {
        write_unit(out, unit);
        return pd_buffer_status(out);
    }
    Buffer inner;
    pd_buffer_init(&inner, out->alloc, out->max_bytes);
    write_unit(&inner, unit);
    if (pd_buffer_status(&inner) != STATUS_OK) {
        pd_buffer_fail(out, pd_buffer_status(&inner));
    }
    pd_cbor_write_array(out, 2);
    pd_cbor_write_bytes(out, pd_buffer_peek(&inner));
    pd_cbor_write_bytes(out, unit->source);
    pd_buffer_deinit(&inner);
    return pd_buffer_status(out);
}

Status pd_code_identity(const CodeUnit *unit, const Alloc *alloc, Digest *out)
{
    Buffer bytes;
    pd_buffer_init(&bytes, alloc, SIZE_MAX);
    Status status = pd_code_encode(unit, false, &bytes);
    if (status == STATUS_OK) {
        *out = pd_sha256(pd_buffer_peek(&bytes));
    }
    pd_buffer_deinit(&bytes);
    return status;
}
