/*
 * Tests of scopes and emitter: what code a text becomes, and how its mistakes are told.
 *
 * Expected instructions are written as their names; the verifier looks at every unit that is made,
 * so these tests watch over the shape of the code, not over its safety.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "lang/lang.h"

typedef struct Told {
    int count;
    char first[400];
    uint32_t line;
    int32_t column;
    char kind[40];
} Told;

static void remember(void *ctx, const Diagnostic *diagnostic)
{
    Told *told = ctx;
    if (told->count++ == 0) {
        (void)snprintf(told->first, sizeof told->first, "%s", diagnostic->message);
        (void)snprintf(told->kind, sizeof told->kind, "%s", diagnostic->kind);
        told->line = diagnostic->line;
        told->column = diagnostic->column;
    }
}

static Status compile_with(const char *text, const Alloc *alloc, Told *told, CodeUnit **out)
{
    CompileOptions options = {
        .filename = "test.py",
        .module_name = BYTES_LITERAL("pkg.sub.mod"),
        .reporter = {remember, told},
    };
    memset(told, 0, sizeof *told);
    return pd_lang_compile(pd_bytes_of_cstr(text), &options, alloc, out, NULL);
}

static CodeUnit *compile(const char *text)
{
    Told told;
    CodeUnit *unit = NULL;
    Status status = compile_with(text, pd_alloc_system(), &told, &unit);
    if (status != STATUS_OK) {
        print_error("%s: line %u: %s\n", text, told.line, told.first);
    }
    assert_int_equal(status, STATUS_OK);
    return unit;
}

static void release(CodeUnit *unit)
{
    pd_code_free(unit, pd_alloc_system());
}

static const Function *function_named(const CodeUnit *unit, const char *name)
{
    for (uint32_t i = 0; i < unit->function_count; i++) {
        if (pd_bytes_equal_cstr(unit->pool[unit->functions[i].qualname].bytes, name)) {
            return &unit->functions[i];
        }
    }
    fail_msg("no function %s", name);
    return NULL;
}

/* The names of a function's instructions, separated by spaces. */
static void names_of(const Function *function, char *out, size_t size)
{
    size_t used = 0;
    out[0] = 0;
    for (uint32_t pc = 0; pc < function->instr_count;) {
        const OpInfo *info = &pd_op_info[function->instrs[pc].op];
        int written = snprintf(out + used, size - used, "%s%s", used > 0 ? " " : "", info->name);
        assert_true(written > 0 && (size_t)written < size - used);
        used += (size_t)written;
        pc += info->words;
    }
}

static void expect_code(const char *text, const char *function, const char *expected)
{
    char names[2000];
    CodeUnit *unit = compile(text);
    names_of(function_named(unit, function), names, sizeof names);
    assert_string_equal(names, expected);
    release(unit);
}

static void expect_problem(const char *text, Status status, const char *message, uint32_t line,
                           int32_t column)
{
    Told told;
    CodeUnit *unit = NULL;
    Status got = compile_with(text, pd_alloc_system(), &told, &unit);
    assert_null(unit);
    assert_string_equal(told.first, message);
    assert_int_equal(got, status);
    assert_int_equal(told.line, line);
    assert_int_equal(told.column, column);
}

/* ── shape of the code ── */

static void test_locals_are_operands(void **state)
{
    (void)state;
    expect_code("def f(a, b):\n return a + b\n", "f", "ADD RETURN");
    expect_code("def f(a):\n a += 1\n return a - 2\n", "f", "IADDI SUBI RETURN");
    expect_code("def f(a):\n b = a.x.y\n return b\n", "f", "LOAD_ATTR LOAD_ATTR RETURN");
    expect_code("def f(a, b):\n a, b = b, a + b\n return a\n", "f", "ADD MOVE MOVE RETURN");
    expect_code("def f():\n a, b = 0, 1\n return a\n", "f", "LOADI LOADI RETURN");
}

static void test_walrus_copies_the_operand_it_changes(void **state)
{
    (void)state;
    expect_code("def f(a):\n return a + (a := 2)\n", "f", "MOVE LOADI ADD RETURN");
    expect_code("def f(a, b):\n return a + (b := 2)\n", "f", "LOADI ADD RETURN");
}

static void test_conditions_branch(void **state)
{
    (void)state;
    expect_code("def f(n):\n while n > 0:\n  n -= 1\n", "f", "JGTI ISUBI JUMP_BACK LOADS RETURN");
    expect_code("def f(a, b):\n if a < b and not a is None:\n  return a\n", "f",
                "JLT JNONE RETURN LOADS RETURN");
    expect_code("def f(a):\n while True:\n  a()\n", "f", "MOVE CALL JUMP_BACK");
    expect_code("def f(a):\n if 0:\n  a()\n", "f", "LOADS RETURN");
    expect_code("def f(a):\n return a in [1, 2]\n", "f", "LOADK IN RETURN");
}

static void test_loops(void **state)
{
    (void)state;
    expect_code("def f(a):\n for i in a:\n  i\n", "f", "FOR_BEGIN JUMP FOR_ITER LOADS RETURN");
    expect_code("def f(a):\n return [x for x in a]\n", "f.<locals>.<listcomp>",
                "BUILD_LIST FOR_BEGIN JUMP LIST_APPEND FOR_ITER RETURN");
}

static void test_calls(void **state)
{
    (void)state;
    expect_code("def f(a, b):\n return a.m(b)\n", "f", "LOAD_METHOD MOVE CALL_METHOD RETURN");
    expect_code("def f(a, b):\n return a(b, k=b)\n", "f", "MOVE MOVE MOVE CALL_KW RETURN");
    expect_code("class C:\n def m(self):\n  return super().m()\n", "C.m",
                "LOAD_GLOBAL LOAD_FREE MOVE CALL_SUPER LOAD_METHOD CALL_METHOD RETURN");
}

static void test_long_displays_need_few_registers(void **state)
{
    (void)state;
    Buffer text;
    pd_buffer_init(&text, pd_alloc_system(), SIZE_MAX);
    pd_buffer_append_cstr(&text, "def f(a):\n return [");
    for (int i = 0; i < 2000; i++) {
        pd_buffer_append_cstr(&text, "a(),");
    }
    pd_buffer_append_cstr(&text, "]\n");
    CodeUnit *unit = compile(pd_buffer_peek_cstr(&text));
    pd_buffer_deinit(&text);
    assert_true(function_named(unit, "f")->register_count < 100);
    release(unit);
}

static void test_bound_locals(void **state)
{
    (void)state;
    expect_code("def f(c):\n if c:\n  x = 1\n return x\n", "f",
                "JUMP_IFNOT LOADI CHECK_LOCAL RETURN");
    expect_code("def f(c):\n if c:\n  x = 1\n else:\n  x = 2\n return x\n", "f",
                "JUMP_IFNOT LOADI JUMP LOADI RETURN");
    CodeUnit *unit = compile("def f(c):\n x = 1\n for i in c:\n  del x\n return x\n"
                             "def g(c):\n x = 1\n for i in c:\n  x = 2\n return x\n");
    char names[500];
    names_of(function_named(unit, "f"), names, sizeof names);
    assert_non_null(strstr(names, "CHECK_LOCAL"));
    assert_true((function_named(unit, "f")->flags & FUNCTION_MAY_UNBIND) != 0);
    assert_true((function_named(unit, "g")->flags & FUNCTION_MAY_UNBIND) == 0);
    release(unit);
}

static void test_handlers_are_inner_first(void **state)
{
    (void)state;
    CodeUnit *unit = compile("def f(a):\n try:\n  try:\n   a()\n  except E:\n   b()\n"
                             " finally:\n  c()\n");
    const Function *function = function_named(unit, "f");
    assert_true(function->handler_count >= 3);
    for (uint32_t i = 0; i < function->handler_count; i++) {
        for (uint32_t j = i + 1; j < function->handler_count; j++) {
            const HandlerRow *a = &function->handlers[i];
            const HandlerRow *b = &function->handlers[j];
            assert_true(a->end <= b->start || b->end <= a->start ||
                        (b->start <= a->start && a->end <= b->end));
        }
    }
    release(unit);
}

static void test_positions_count_code_points(void **state)
{
    (void)state;
    CodeUnit *unit = compile("x = 'é' + f(1)\n");
    const Function *module = &unit->functions[0];
    bool found = false;
    for (uint32_t pc = 0; pc < module->instr_count;) {
        if (module->instrs[pc].op == OP_CALL) {
            const PositionRow *row = pd_code_position(module, pc);
            assert_int_equal(row->line, 1);
            assert_int_equal(row->column, 10);
            assert_int_equal(row->end_column, 14);
            found = true;
        }
        pc += pd_op_info[module->instrs[pc].op].words;
    }
    assert_true(found);
    release(unit);
}

/* The columns that a traceback marks inside of an operation. */
static void test_anchors(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        Op op;
        uint32_t anchor, anchor_end;
    } cases[] = {
        {"x = é + b\n", OP_ADD, 6, 7},      {"x = a  // b\n", OP_FLOORDIV, 7, 9},
        {"x = (a) - b\n", OP_SUB, 6, 7},    {"x = a[b ]\n", OP_GET_ITEM, 5, 8},
        {"x = (a +\n b)\n", OP_ADD, 0, 0},  {"x += b\n", OP_IADD, 0, 0},
        {"x = f(a) ** b\n", OP_POW, 9, 11},
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        CodeUnit *unit = compile(cases[i].text);
        const Function *module = &unit->functions[0];
        uint32_t pc = 0;
        while (module->instrs[pc].op != cases[i].op) {
            pc += pd_op_info[module->instrs[pc].op].words;
            assert_true(pc < module->instr_count);
        }
        const PositionRow *row = pd_code_position(module, pc);
        assert_int_equal(row->anchor, cases[i].anchor);
        assert_int_equal(row->anchor_end, cases[i].anchor_end);
        release(unit);
    }
}

static void test_imports_are_listed(void **state)
{
    (void)state;
    CodeUnit *unit = compile("import a.b\ndef f():\n from ..x import y\nfrom . import z\n"
                             "from c import *\n");
    const char *expected[] = {"a", "a.b", "pkg", "pkg.x", "pkg.x.y", "pkg.sub", "pkg.sub.z", "c"};
    assert_int_equal(unit->import_count, ARRAY_COUNT(expected));
    for (uint32_t i = 0; i < unit->import_count; i++) {
        assert_true(pd_bytes_equal_cstr(unit->pool[unit->imports[i]].bytes, expected[i]));
    }
    release(unit);
}

static void test_names_and_flags(void **state)
{
    (void)state;
    CodeUnit *unit = compile("class C:\n def __m(self, /, a, *b, c, **d):\n  yield lambda: self\n");
    const Function *method = function_named(unit, "C.__m");
    assert_int_equal(method->posonly_count, 1);
    assert_int_equal(method->param_count, 2);
    assert_int_equal(method->kwonly_count, 1);
    assert_int_equal(method->flags, FUNCTION_VARARGS | FUNCTION_VARKEYWORDS | FUNCTION_GENERATOR);
    const char *names[] = {"self", "a", "c", "b", "d"};
    assert_int_equal(method->local_count, ARRAY_COUNT(names));
    for (uint32_t i = 0; i < ARRAY_COUNT(names); i++) {
        bool equal = pd_bytes_equal_cstr(unit->pool[method->names[i]].bytes, names[i]);
        assert_true(equal || i >= 2);
    }
    assert_int_equal(function_named(unit, "C.__m.<locals>.<lambda>")->flags, FUNCTION_NESTED);
    release(unit);
}

/* ── mistakes ── */

static void test_mistakes(void **state)
{
    (void)state;
    static const struct {
        const char *text, *message;
        uint32_t line;
        int32_t column;
    } cases[] = {
        {"return 1\n", "'return' outside function", 1, 1},
        {"x = 1\nbreak\n", "'break' outside loop", 2, 1},
        {"if x:\n continue\n", "'continue' not properly in loop", 2, 2},
        {"yield 1\n", "'yield' outside function", 1, 1},
        {"def f(a, a): pass\n", "duplicate argument 'a' in function definition", 1, 10},
        {"nonlocal x\n", "nonlocal declaration not allowed at module level", 1, 1},
        {"def f():\n nonlocal x\n", "no binding for nonlocal 'x' found", 2, 2},
        {"def f():\n x = 1\n global x\n", "name 'x' is assigned to before global declaration", 3,
         2},
        {"def f():\n x\n global x\n", "name 'x' is used prior to global declaration", 3, 2},
        {"def f(x):\n global x\n", "name 'x' is parameter and global", 2, 2},
        {"def f():\n global x\n nonlocal x\n", "name 'x' is nonlocal and global", 2, 2},
        {"def f():\n global x\n x: int\n", "annotated name 'x' can't be global", 3, 2},
        {"*a = 1\n", "starred assignment target must be in a list or tuple", 1, 1},
        {"*a, *b = 1\n", "multiple starred expressions in assignment", 1, 1},
        {"__debug__ = 1\n", "cannot assign to __debug__", 1, 1},
        {"[(i := 1) for i in x]\n",
         "assignment expression cannot rebind comprehension iteration variable 'i'", 1, 3},
        {"class C:\n [(i := j) for j in x]\n",
         "assignment expression within a comprehension cannot be used in a class body", 2, 4},
        {"[j for j in (i := x)]\n",
         "assignment expression cannot be used in a comprehension iterable expression", 1, 14},
        {"def f():\n [(yield) for x in y]\n", "'yield' inside list comprehension", 2, 4},
        {"def f():\n from x import *\n", "import * only allowed at module level", 2, 16},
        {"try: pass\nexcept: pass\nexcept E: pass\n", "default 'except:' must be last", 2, 1},
        {"x = 1\nfrom __future__ import division\n",
         "from __future__ imports must occur at the beginning of the file", 2, 1},
        {"from __future__ import nothing\n", "future feature nothing is not defined", 1, 1},
        {"f(a=1, a=2)\n", "keyword argument repeated: a", 1, 8},
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        expect_problem(cases[i].text, STATUS_SYNTAX, cases[i].message, cases[i].line,
                       cases[i].column);
    }
}

static void test_unsupported(void **state)
{
    (void)state;
    expect_problem("x = 1\ntype X = int\n", STATUS_UNSUPPORTED, "'type' does not run yet", 2, 1);
    expect_problem("try: pass\nexcept* E: pass\n", STATUS_UNSUPPORTED, "'except*' does not run yet",
                   1, 1);
}

static void test_every_problem_is_told_once(void **state)
{
    (void)state;
    Told told;
    CodeUnit *unit = NULL;
    const char *text = "type X = int\n"
                       "def g():\n"
                       " try:\n  return 1\n finally:\n  break\n"
                       "nonlocal x\n"
                       "return\n";
    assert_int_not_equal(compile_with(text, pd_alloc_system(), &told, &unit), STATUS_OK);
    assert_null(unit);
    assert_int_equal(told.count, 4);
}

/* Nested finally clauses double the code; the limit ends it. */
static void test_code_that_explodes_is_refused(void **state)
{
    (void)state;
    Buffer text;
    pd_buffer_init(&text, pd_alloc_system(), SIZE_MAX);
    pd_buffer_append_cstr(&text, "def f():\n");
    for (int i = 1; i <= 60; i++) {
        pd_buffer_append_format(&text, "%*stry: a()\n%*sfinally:\n", i, "", i, "");
    }
    pd_buffer_append_format(&text, "%*sb()\n", 61, "");
    Told told;
    CodeUnit *unit = NULL;
    Status status = compile_with(pd_buffer_peek_cstr(&text), pd_alloc_system(), &told, &unit);
    assert_int_equal(status, STATUS_LIMIT);
    pd_buffer_deinit(&text);
    assert_null(unit);
}

static const char everything[] =
    "'''doc'''\nimport a.b as c\nfrom . import d\nx: int = 3\n"
    "def f(a, /, b=[], *args, k=1, **kw) -> int:\n"
    "    'doc'\n    try:\n        with a as b, c: return lambda: a + b\n"
    "    except (E, F) as e: raise G from e\n    finally: del k\n"
    "class C(B, m=1):\n    y = [i for i in range(3) if i]\n    def __g(self): super().x\n"
    "print(f'{x!r:>{10}} {y}', *[1, 2.5, 10**30, b'x', ...], **{'a': 1j})\n"
    "def g():\n    x = yield from [1]\n    while x < 3 <= 4: x += 1\n    else: assert x\n";

static void test_allocation_failures(void **state)
{
    (void)state;
    AllocFailing failing;
    Status status = STATUS_NO_MEMORY;
    for (uint64_t n = 1; status != STATUS_OK; n++) {
        Told told;
        CodeUnit *unit = NULL;
        pd_alloc_failing_init(&failing, pd_alloc_system(), n);
        status = compile_with(everything, &failing.alloc, &told, &unit);
        assert_true(status == STATUS_OK || status == STATUS_NO_MEMORY);
        assert_int_equal(unit != NULL, status == STATUS_OK);
        pd_code_free(unit, &failing.alloc);
        assert_int_equal(failing.live_count, 0);
    }
}

static void test_same_text_same_identity(void **state)
{
    (void)state;
    CodeUnit *a = compile(everything);
    CodeUnit *b = compile(everything);
    assert_true(pd_digest_equal(&a->id, &b->id));
    release(a);
    release(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_locals_are_operands),
        cmocka_unit_test(test_walrus_copies_the_operand_it_changes),
        cmocka_unit_test(test_conditions_branch),
        cmocka_unit_test(test_loops),
        cmocka_unit_test(test_calls),
        cmocka_unit_test(test_long_displays_need_few_registers),
        cmocka_unit_test(test_bound_locals),
        cmocka_unit_test(test_handlers_are_inner_first),
        cmocka_unit_test(test_positions_count_code_points),
        cmocka_unit_test(test_anchors),
        cmocka_unit_test(test_imports_are_listed),
        cmocka_unit_test(test_names_and_flags),
        cmocka_unit_test(test_mistakes),
        cmocka_unit_test(test_unsupported),
        cmocka_unit_test(test_every_problem_is_told_once),
        cmocka_unit_test(test_code_that_explodes_is_refused),
        cmocka_unit_test(test_allocation_failures),
        cmocka_unit_test(test_same_text_same_identity),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
