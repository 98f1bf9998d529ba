/*
 * Tests of code: making, verifying, liveness, encoding and decoding of units made by hand.
 *
 * Each refusal of the verifier is provoked by one change to a unit that is right, so that no check
 * can vanish unnoticed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "code/code.h"
#include "golden.h"

/* ── a unit that is right ── */

enum { POOL_F, POOL_X, POOL_BIG, POOL_FLOAT, POOL_NAMES, POOL_COMPLEX, POOL_SET, POOL_SURROGATE };

typedef struct Draft {
    Const pool[8];
    uint32_t items[2];
    Instr code[32];
    Instr module_code[8];
    uint32_t consts[4];
    uint32_t names[8];
    HandlerRow handlers[1];
    PositionRow positions[2];
    Function functions[2];
    uint32_t imports[1];
    CodeUnit unit;
} Draft;

static Instr instr(Op op, unsigned a, unsigned b, unsigned c)
{
    Instr made = {.word = 0};
    made.op = (uint16_t)op;
    made.a = (uint16_t)a;
    made.b = (uint16_t)b;
    made.c = (uint16_t)c;
    return made;
}

static Instr extension(uint32_t x, uint32_t y)
{
    Instr made = {.word = 0};
    made.x = x;
    made.y = y;
    return made;
}

/* def f(x): for r3 in x: try x(r3) except ...: pass; return x */
static void fill_code(Draft *draft)
{
    const Instr code[] = {
        /*  0 */ instr(OP_FOR_BEGIN, 1, 0, 0),
        /*  1 */ instr(OP_JUMP, 0, 5, 0), /* to 7 */
        /*  2 */ instr(OP_MOVE, 4, 0, 0),
        /*  3 */ instr(OP_MOVE, 7, 3, 0),
        /*  4 */ instr(OP_CALL, 4, 1, 4),
        /*  5 */ instr(OP_JUMP, 0, 1, 0), /* to 7 */
        /*  6 */ instr(OP_NOP, 0, 0, 0),
        /*  7 */ instr(OP_FOR_ITER, 1, 3, 0),
        /*  8 */ extension((uint32_t)-7, 5), /* to 2 */
        /*  9 */ instr(OP_RETURN, 0, 0, 0),
        /* 10 */ instr(OP_PUSH_HANDLED, 4, 3, 0),
        /* 11 */ instr(OP_POP_HANDLED, 4, 0, 0),
        /* 12 */ instr(OP_RETURN, 3, 0, 0),
    };
    memcpy(draft->code, code, sizeof code);
    draft->functions[1].instr_count = ARRAY_COUNT(code);
    const Instr module_code[] = {
        instr(OP_LOADS, 1, SINGLETON_UNBOUND, 0),
        instr(OP_LOADS, 2, SINGLETON_UNBOUND, 0),
        instr(OP_LOADS, 3, SINGLETON_UNBOUND, 0),
        instr(OP_LOADS, 4, SINGLETON_UNBOUND, 0),
        instr(OP_MAKE_FUNCTION, 0, 1, 1),
        instr(OP_STORE_GLOBAL, 0, 0, 0),
        instr(OP_RETURN, 0, 0, 0),
    };
    memcpy(draft->module_code, module_code, sizeof module_code);
    draft->functions[0].instr_count = ARRAY_COUNT(module_code);
}

static Draft *make_draft(void)
{
    static const uint8_t big[9] = {1, 2, 3, 4, 5, 6, 7, 8, 9};
    Draft *draft = calloc(1, sizeof *draft);
    assert_non_null(draft);
    draft->pool[POOL_F] = (Const){.kind = CONST_STR, .bytes = BYTES_LITERAL("f")};
    draft->pool[POOL_X] = (Const){.kind = CONST_STR, .bytes = BYTES_LITERAL("x")};
    draft->pool[POOL_BIG] =
        (Const){.kind = CONST_BIGINT, .negative = true, .bytes = pd_bytes(big, sizeof big)};
    draft->pool[POOL_FLOAT] = (Const){.kind = CONST_FLOAT, .number = -0.0};
    draft->items[0] = POOL_F;
    draft->items[1] = POOL_X;
    draft->pool[POOL_NAMES] = (Const){.kind = CONST_TUPLE, .item_count = 2, .items = draft->items};
    draft->pool[POOL_COMPLEX] = (Const){.kind = CONST_COMPLEX, .number = 2.5};
    draft->pool[POOL_SET] =
        (Const){.kind = CONST_FROZENSET, .item_count = 1, .items = draft->items};
    draft->pool[POOL_SURROGATE] =
        (Const){.kind = CONST_STR, .bytes = BYTES_LITERAL("\xed\xa0\x80")};
    draft->consts[0] = POOL_F;
    draft->consts[1] = POOL_NAMES;
    draft->names[0] = POOL_X;
    draft->names[1] = POOL_F;
    draft->names[2] = POOL_F;
    draft->handlers[0] = (HandlerRow){2, 5, 10, 3};
    draft->positions[0] = (PositionRow){0, 10, 12, 3, 4, 0, 0};
    draft->positions[1] = (PositionRow){4, 9, 9, 1, 80, 2, 70};
    draft->imports[0] = POOL_X;
    fill_code(draft);
    Function *module = &draft->functions[0];
    Function *f = &draft->functions[1];
    module->flags = FUNCTION_MODULE;
    module->register_count = 5;
    module->instrs = draft->module_code;
    f->param_count = 1;
    f->local_count = 3;
    f->register_count = 8;
    f->instrs = draft->code;
    f->handlers = draft->handlers;
    f->handler_count = 1;
    f->positions = draft->positions;
    f->position_count = 2;
    f->doc = 1 + POOL_X;
    for (int i = 0; i < 2; i++) {
        draft->functions[i].consts = draft->consts;
        draft->functions[i].const_count = 2;
        draft->functions[i].names = draft->names;
        draft->functions[i].fuel = 1;
        draft->functions[i].first_line = 1;
    }
    draft->unit = (CodeUnit){.module_name = BYTES_LITERAL("m"),
                             .filename = BYTES_LITERAL("m.py"),
                             .source = BYTES_LITERAL("text\n"),
                             .function_count = 2,
                             .functions = draft->functions,
                             .pool_count = 8,
                             .pool = draft->pool,
                             .import_count = 1,
                             .imports = draft->imports};
    return draft;
}

static CodeUnit *make(const Draft *draft)
{
    Error err = {0};
    CodeUnit *unit = NULL;
    Status status = pd_code_make(&draft->unit, pd_alloc_system(), &unit, &err);
    if (status != STATUS_OK) {
        print_error("%s\n", err.message);
    }
    assert_int_equal(status, STATUS_OK);
    return unit;
}

static void test_a_right_unit_is_made(void **state)
{
    (void)state;
    Draft *draft = make_draft();
    CodeUnit *unit = make(draft);
    assert_int_equal(unit->function_count, 2);
    assert_ptr_not_equal(unit->functions[1].instrs, draft->code);
    pd_code_free(unit, pd_alloc_system());
    free(draft);
}

/* ── refusals ── */

typedef void (*Change)(Draft *draft);

#define CHANGE(name, statement)       \
 static void name(Draft *draft)       \
 {                                    \
  Function *f = &draft->functions[1]; \
  (void)f;                            \
  statement;                          \
 }

CHANGE(unknown_opcode, draft->code[6].op = OP_COUNT)
CHANGE(register_too_large, draft->code[0].a = 8)
CHANGE(place_too_high, draft->code[0].a = draft->code[7].a = 7)
CHANGE(second_of_place_unwritten, draft->code[0] = instr(OP_GET_ITER, 1, 0, 0))
CHANGE(iterable_of_unknown_kind, draft->code[0].c = 2)
CHANGE(unused_operand_set, draft->code[2].c = 1)
CHANGE(jump_into_extension, draft->code[1].b = 6)
CHANGE(jump_backward, draft->code[5].b = (uint16_t)-2; draft->code[5].c = UINT16_MAX)
CHANGE(loop_without_fuel, draft->code[8].y = 0)
CHANGE(loop_goes_forward, draft->code[8].x = 0)
CHANGE(code_runs_off, f->instr_count = 9)
CHANGE(window_too_high, draft->code[4].a = 6)
CHANGE(arguments_too_many, draft->code[4].b = 2)
CHANGE(reads_unwritten, draft->code[2].b = 5)
CHANGE(reads_unbound, draft->module_code[3] = instr(OP_MOVE, 4, 1, 0))
CHANGE(stores_unbound, draft->module_code[5].a = 1)
CHANGE(reads_what_a_call_overwrote, draft->code[6] = instr(OP_MOVE, 5, 7, 0);
       draft->code[5] = instr(OP_NOP, 0, 0, 0))
CHANGE(reads_loop_variable_after_loop, draft->code[9].a = 3)
CHANGE(handler_backward, draft->handlers[0].target = 2)
CHANGE(handler_empty, draft->handlers[0].end = 2)
CHANGE(handler_register, draft->handlers[0].reg = 8)
CHANGE(handler_reads_unwritten, draft->code[12].a = 7)
CHANGE(positions_out_of_order, draft->positions[1].pc = 0)
CHANGE(anchor_before_column, draft->positions[1].anchor = 0)
CHANGE(position_outside, draft->positions[1].pc = 13)
CHANGE(nested_out_of_range, draft->module_code[4].b = 2)
CHANGE(nested_is_module, draft->module_code[4].b = 0)
CHANGE(name_is_no_string, draft->consts[0] = POOL_FLOAT)
CHANGE(constant_out_of_range, draft->consts[1] = 8)
CHANGE(doc_is_no_string, f->doc = 1 + POOL_BIG)
CHANGE(local_name_is_no_string, draft->names[1] = POOL_BIG)
CHANGE(locals_exceed_registers, f->register_count = 2)
CHANGE(params_exceed_locals, f->param_count = 4)
CHANGE(module_is_not_first, f->flags |= FUNCTION_MODULE)
CHANGE(first_is_not_module, draft->functions[0].flags = 0)
CHANGE(flags_unknown, f->flags |= 1u << 20)
CHANGE(module_coroutine, draft->functions[0].flags |= FUNCTION_COROUTINE)
CHANGE(async_yield_in_function, draft->code[6] = instr(OP_YIELD_ASYNC, 3, 0, 0))
CHANGE(await_of_unknown_kind, draft->code[6] = instr(OP_GET_AWAITABLE, 3, 0, 4))
CHANGE(nested_without_free, f->flags |= FUNCTION_NESTED)
CHANGE(keeps_locals_that_do_not_start, f->flags |= FUNCTION_KEEP_LOCALS)
CHANGE(no_fuel, f->fuel = 0)
CHANGE(free_variable_missing, draft->code[6] = instr(OP_LOAD_FREE, 3, 0, 0))
CHANGE(class_instruction_in_function, draft->code[6] = instr(OP_LOAD_NAME, 3, 0, 0))
CHANGE(yield_in_function, draft->code[6] = instr(OP_YIELD, 3, 0, 0))
CHANGE(singleton_unknown, draft->code[6] = instr(OP_LOADS, 3, SINGLETON_COUNT, 0))
CHANGE(wide_constant_out_of_range, draft->code[6] = instr(OP_LOADK, 3, 2, 0))
CHANGE(tuple_item_is_later, draft->items[1] = POOL_NAMES)
CHANGE(bigint_is_small, draft->pool[POOL_BIG].bytes.size = 7)
CHANGE(sign_on_string, draft->pool[POOL_F].negative = true)
CHANGE(string_is_not_utf8, draft->pool[POOL_F].bytes = (Bytes)BYTES_LITERAL("\xff"))
CHANGE(kind_unknown, draft->pool[POOL_F].kind = CONST_KIND_COUNT)
CHANGE(import_is_no_string, draft->imports[0] = POOL_BIG)
CHANGE(no_functions, draft->unit.function_count = 0)

static const Change changes[] = {unknown_opcode,
                                 register_too_large,
                                 place_too_high,
                                 second_of_place_unwritten,
                                 iterable_of_unknown_kind,
                                 unused_operand_set,
                                 jump_into_extension,
                                 jump_backward,
                                 loop_without_fuel,
                                 loop_goes_forward,
                                 code_runs_off,
                                 window_too_high,
                                 arguments_too_many,
                                 reads_unwritten,
                                 reads_unbound,
                                 stores_unbound,
                                 reads_what_a_call_overwrote,
                                 reads_loop_variable_after_loop,
                                 handler_backward,
                                 handler_empty,
                                 handler_register,
                                 handler_reads_unwritten,
                                 positions_out_of_order,
                                 anchor_before_column,
                                 position_outside,
                                 nested_out_of_range,
                                 nested_is_module,
                                 name_is_no_string,
                                 constant_out_of_range,
                                 doc_is_no_string,
                                 local_name_is_no_string,
                                 locals_exceed_registers,
                                 params_exceed_locals,
                                 module_is_not_first,
                                 first_is_not_module,
                                 flags_unknown,
                                 module_coroutine,
                                 async_yield_in_function,
                                 await_of_unknown_kind,
                                 nested_without_free,
                                 keeps_locals_that_do_not_start,
                                 no_fuel,
                                 free_variable_missing,
                                 class_instruction_in_function,
                                 yield_in_function,
                                 singleton_unknown,
                                 wide_constant_out_of_range,
                                 tuple_item_is_later,
                                 bigint_is_small,
                                 sign_on_string,
                                 string_is_not_utf8,
                                 kind_unknown,
                                 import_is_no_string,
                                 no_functions};

static void test_refusals(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_COUNT(changes); i++) {
        Draft *draft = make_draft();
        Error err = {0};
        CodeUnit *unit = NULL;
        changes[i](draft);
        Status status = pd_code_make(&draft->unit, pd_alloc_system(), &unit, &err);
        if (status != STATUS_INVALID) {
            print_error("change %zu gave %s\n", i, pd_status_name(status));
        }
        assert_int_equal(status, STATUS_INVALID);
        assert_null(unit);
        assert_true(strlen(err.message) > 10);
        free(draft);
    }
}

/* ── liveness ── */

static uint64_t bits(unsigned count, ...)
{
    uint64_t set = 0;
    va_list args;
    va_start(args, count);
    for (unsigned i = 0; i < count; i++) {
        set |= UINT64_C(1) << va_arg(args, int);
    }
    va_end(args);
    return set;
}

static void test_liveness(void **state)
{
    (void)state;
    Draft *draft = make_draft();
    CodeUnit *unit = make(draft);
    LiveMap *map = pd_code_live_new(&unit->functions[1], pd_alloc_system());
    assert_non_null(map);
    assert_int_equal(*pd_code_live_at(map, 0), bits(1, 0));
    assert_int_equal(*pd_code_live_at(map, 2), bits(4, 0, 1, 2, 3));
    assert_int_equal(*pd_code_live_at(map, 4), bits(5, 0, 1, 2, 4, 7));
    /* The callee has its window; the loop goes on with its place and x. */
    assert_int_equal(*pd_code_live_across(map, 4), bits(3, 0, 1, 2));
    assert_int_equal(*pd_code_live_across(map, 7), bits(3, 0, 1, 2));
    assert_int_equal(*pd_code_live_at(map, 9), bits(1, 0));
    assert_int_equal(*pd_code_live_at(map, 10), bits(1, 3));
    assert_int_equal(*pd_code_live_at(map, 11), bits(2, 3, 4));
    pd_code_live_free(map, pd_alloc_system());
    pd_code_free(unit, pd_alloc_system());
    free(draft);
}

static void test_kept_locals_stay_alive(void **state)
{
    (void)state;
    Draft *draft = make_draft();
    draft->functions[1].flags |= FUNCTION_KEEP_LOCALS | FUNCTION_MAY_UNBIND;
    CodeUnit *unit = make(draft);
    LiveMap *map = pd_code_live_new(&unit->functions[1], pd_alloc_system());
    assert_non_null(map);
    assert_int_equal(*pd_code_live_at(map, 9), bits(3, 0, 1, 2));
    pd_code_live_free(map, pd_alloc_system());
    pd_code_free(unit, pd_alloc_system());
    free(draft);
}

static void test_positions(void **state)
{
    (void)state;
    Draft *draft = make_draft();
    CodeUnit *unit = make(draft);
    assert_int_equal(pd_code_position(&unit->functions[1], 0)->line, 10);
    assert_int_equal(pd_code_position(&unit->functions[1], 3)->line, 10);
    assert_int_equal(pd_code_position(&unit->functions[1], 12)->line, 9);
    assert_null(pd_code_position(&unit->functions[0], 0));
    pd_code_free(unit, pd_alloc_system());
    free(draft);
}

/* ── bytes ── */

static void encode(const CodeUnit *unit, bool with_source, Buffer *out)
{
    pd_buffer_init(out, pd_alloc_system(), SIZE_MAX);
    assert_int_equal(pd_code_encode(unit, with_source, out), STATUS_OK);
}

static void test_round_trip(void **state)
{
    (void)state;
    Draft *draft = make_draft();
    CodeUnit *unit = make(draft);
    for (int with_source = 0; with_source < 2; with_source++) {
        Buffer first;
        Buffer second;
        Error err = {0};
        CodeUnit *copy = NULL;
        encode(unit, with_source, &first);
        assert_int_equal(pd_code_decode(pd_buffer_peek(&first), pd_alloc_system(), &copy, &err),
                         STATUS_OK);
        encode(copy, with_source, &second);
        assert_true(pd_bytes_equal(pd_buffer_peek(&first), pd_buffer_peek(&second)));
        assert_true(pd_digest_equal(&unit->id, &copy->id));
        assert_int_equal(copy->source.size, with_source ? 5 : 0);
        assert_true(copy->pool[POOL_BIG].negative);
        assert_true(pd_bytes_equal(copy->pool[POOL_BIG].bytes, unit->pool[POOL_BIG].bytes));
        assert_memory_equal(copy->functions[1].instrs, draft->code,
                            draft->functions[1].instr_count * sizeof(Instr));
        assert_memory_equal(copy->functions[1].positions, draft->positions,
                            sizeof draft->positions);
        pd_code_free(copy, pd_alloc_system());
        pd_buffer_deinit(&first);
        pd_buffer_deinit(&second);
    }
    pd_code_free(unit, pd_alloc_system());
    free(draft);
}

static void test_integers_keep_their_edges(void **state)
{
    (void)state;
    static const uint8_t edge[8] = {0x80, 0, 0, 0, 0, 0, 0, 1};
    static const uint8_t power[9] = {1};
    const Const values[] = {
        {.kind = CONST_INT, .integer = INT64_MIN},
        {.kind = CONST_INT, .integer = INT64_MAX},
        {.kind = CONST_BIGINT, .negative = true, .bytes = pd_bytes(edge, sizeof edge)},
        {.kind = CONST_BIGINT, .bytes = pd_bytes(edge, sizeof edge)},
        {.kind = CONST_BIGINT, .negative = true, .bytes = pd_bytes(power, sizeof power)},
        {.kind = CONST_BIGINT, .bytes = pd_bytes(power, sizeof power)},
    };
    for (size_t i = 0; i < ARRAY_COUNT(values); i++) {
        Draft *draft = make_draft();
        draft->pool[POOL_BIG] = values[i];
        CodeUnit *unit = make(draft);
        CodeUnit *copy = NULL;
        Buffer bytes;
        encode(unit, false, &bytes);
        assert_int_equal(pd_code_decode(pd_buffer_peek(&bytes), pd_alloc_system(), &copy, NULL),
                         STATUS_OK);
        const Const *got = &copy->pool[POOL_BIG];
        assert_int_equal(got->kind, values[i].kind);
        assert_int_equal(got->negative, values[i].negative);
        if (got->kind == CONST_INT) {
            assert_true(got->integer == values[i].integer);
        } else {
            assert_true(pd_bytes_equal(got->bytes, values[i].bytes));
        }
        pd_code_free(unit, pd_alloc_system());
        pd_code_free(copy, pd_alloc_system());
        pd_buffer_deinit(&bytes);
        free(draft);
    }
}

/* Every change of one byte is refused, or is the encoding of another unit that is right. */
static void test_flipped_bytes(void **state)
{
    (void)state;
    Draft *draft = make_draft();
    CodeUnit *unit = make(draft);
    Buffer bytes;
    encode(unit, true, &bytes);
    for (size_t i = 0; i < bytes.size; i++) {
        for (unsigned bit = 0; bit < 8; bit++) {
            bytes.data[i] = (uint8_t)(bytes.data[i] ^ 1u << bit);
            CodeUnit *copy = NULL;
            Status status = pd_code_decode(pd_buffer_peek(&bytes), pd_alloc_system(), &copy, NULL);
            if (status == STATUS_OK) {
                Buffer again;
                encode(copy, true, &again);
                assert_true(pd_bytes_equal(pd_buffer_peek(&bytes), pd_buffer_peek(&again)));
                pd_buffer_deinit(&again);
            }
            pd_code_free(copy, pd_alloc_system());
            bytes.data[i] = (uint8_t)(bytes.data[i] ^ 1u << bit);
        }
    }
    for (size_t size = 0; size < bytes.size; size++) {
        CodeUnit *copy = NULL;
        assert_int_not_equal(pd_code_decode(pd_bytes_slice(pd_buffer_peek(&bytes), 0, size),
                                            pd_alloc_system(), &copy, NULL),
                             STATUS_OK);
    }
    pd_buffer_deinit(&bytes);
    pd_code_free(unit, pd_alloc_system());
    free(draft);
}

static void test_allocation_failures(void **state)
{
    (void)state;
    Draft *draft = make_draft();
    CodeUnit *unit = make(draft);
    Buffer bytes;
    encode(unit, true, &bytes);
    Status status = STATUS_NO_MEMORY;
    AllocFailing failing;
    for (uint64_t n = 1; status != STATUS_OK; n++) {
        CodeUnit *copy = NULL;
        pd_alloc_failing_init(&failing, pd_alloc_system(), n);
        status = pd_code_decode(pd_buffer_peek(&bytes), &failing.alloc, &copy, NULL);
        assert_true(status == STATUS_OK || status == STATUS_NO_MEMORY);
        pd_code_free(copy, &failing.alloc);
        assert_int_equal(failing.live_count, 0);
    }
    LiveMap *map = NULL;
    for (uint64_t n = 1; map == NULL; n++) {
        pd_alloc_failing_init(&failing, pd_alloc_system(), n);
        map = pd_code_live_new(&unit->functions[1], &failing.alloc);
        pd_code_live_free(map, &failing.alloc);
        assert_int_equal(failing.live_count, 0);
    }
    pd_buffer_deinit(&bytes);
    pd_code_free(unit, pd_alloc_system());
    free(draft);
}

static void test_disassembly(void **state)
{
    (void)state;
    Draft *draft = make_draft();
    CodeUnit *unit = make(draft);
    Buffer text;
    pd_buffer_init(&text, pd_alloc_system(), SIZE_MAX);
    assert_int_equal(pd_code_disassemble(unit, 1, &text), STATUS_OK);
    const char *shown = pd_buffer_peek_cstr(&text);
    assert_non_null(strstr(shown, "CALL            r4 1 r4"));
    assert_non_null(strstr(shown, "FOR_ITER        r1 r3  -> 2 fuel 5"));
    assert_non_null(strstr(shown, "2..5 -> 10 r3"));
    pd_buffer_deinit(&text);
    pd_code_free(unit, pd_alloc_system());
    free(draft);
}

/* ── golden files ── */

static void refuse_version(Bytes bytes, uint8_t version)
{
    enum { VERSION_AT = 14 };
    char wanted[60];
    Error err = {0};
    CodeUnit *unit = NULL;
    Bytes forged = golden_forge(bytes, VERSION_AT, CODE_VERSION, version);
    (void)snprintf(wanted, sizeof wanted, "code format %d, this perdure reads %d", version,
                   CODE_VERSION);
    assert_int_equal(pd_code_decode(forged, pd_alloc_system(), &unit, &err), STATUS_VERSION);
    assert_null(unit);
    assert_string_equal(err.message, wanted);
    golden_free(forged);
}

/* Today's writer gives the bytes of its version, today's reader takes them and no other version. */
static void test_golden_unit(void **state)
{
    (void)state;
    char name[40];
    Buffer bytes;
    Buffer again;
    Error err = {0};
    CodeUnit *copy = NULL;
    Draft *draft = make_draft();
    CodeUnit *unit = make(draft);
    encode(unit, false, &bytes);
    (void)snprintf(name, sizeof name, "unit_%d.hex", CODE_VERSION);
    golden_hold(name, pd_buffer_peek(&bytes));
    Bytes golden = golden_bytes(name);
    assert_int_equal(pd_code_decode(golden, pd_alloc_system(), &copy, &err), STATUS_OK);
    encode(copy, false, &again);
    assert_true(pd_bytes_equal(pd_buffer_peek(&again), golden));
    for (uint8_t version = 0; version <= CODE_VERSION + 1; version++) {
        if (version != CODE_VERSION) {
            refuse_version(golden, version);
        }
    }
    golden_free(golden);
    pd_buffer_deinit(&bytes);
    pd_buffer_deinit(&again);
    pd_code_free(copy, pd_alloc_system());
    pd_code_free(unit, pd_alloc_system());
    free(draft);
}

/* The numbers and operands of the instructions are part of the format, too. */
static void test_golden_opcodes(void **state)
{
    (void)state;
    char name[40];
    Buffer text;
    pd_buffer_init(&text, pd_alloc_system(), 1 << 16);
    for (int i = 0; i < OP_COUNT; i++) {
        const OpInfo *info = &pd_op_info[i];
        pd_buffer_append_format(&text, "%d %s %.3s %d\n", i, info->name, info->operands,
                                (int)info->words);
    }
    (void)snprintf(name, sizeof name, "opcodes_%d.txt", CODE_VERSION);
    golden_hold_text(name, pd_buffer_peek_cstr(&text));
    pd_buffer_deinit(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_right_unit_is_made),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_liveness),
        cmocka_unit_test(test_kept_locals_stay_alive),
        cmocka_unit_test(test_positions),
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_integers_keep_their_edges),
        cmocka_unit_test(test_flipped_bytes),
        cmocka_unit_test(test_allocation_failures),
        cmocka_unit_test(test_disassembly),
        cmocka_unit_test(test_golden_unit),
        cmocka_unit_test(test_golden_opcodes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
