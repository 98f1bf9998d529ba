/*
 * What holds of effects at every instruction is looked at: a run is stopped where handlers, clauses
 * and continuations of all kinds are on its stack, one thing is changed, and the verifier must say
 * which. The numbers are those of docs/TESTING.md.
 */
#include "program_rig.h"

#include <string.h>

/* Stops in Inner.ask, which runs in place above a block of Inner, which a clause of Many called,
 * which has the continuation. */
static const char source[] = "from perdure import effect, handler, ctl, handle\n"
                             "@effect\n"
                             "def ask(n): ...\n"
                             "@effect\n"
                             "def fork(f): ...\n"
                             "@handler\n"
                             "class Outer:\n"
                             "    def ask(self, n):\n"
                             "        return n\n"
                             "@handler\n"
                             "class Inner:\n"
                             "    def ask(self, n):\n"
                             "        mark = n\n"
                             "        here = mark\n"
                             "        return here\n"
                             "@handler\n"
                             "class Many:\n"
                             "    @ctl\n"
                             "    def fork(self, k, f):\n"
                             "        f()\n"
                             "        return k.frames() and k.send(1)\n"
                             "def many():\n"
                             "    fork(lambda: handle(Inner(), ask, 5))\n"
                             "handle(Outer(), lambda: handle(Many(), many))\n";

static Vm *vm;

static int make_program(void **state)
{
    return make_image_and_program(state, source);
}

static Fiber *running(void)
{
    return pd_at(&vm->heap, vm->fiber);
}

static Value *registers_of(const Fiber *fiber)
{
    return ((Array *)pd_at(&vm->heap, fiber->stack))->items + fiber->base;
}

static FrameHeader *header_of(Value *registers)
{
    return (FrameHeader *)(void *)(registers - FRAME_HEADER_SLOTS);
}

/* The continuation below the youngest frame of a control clause, and where it stands. */
static Value *control_slot(void)
{
    for (Fiber *fiber = running();; fiber = pd_at(&vm->heap, fiber->parent)) {
        Value *stack = ((Array *)pd_at(&vm->heap, fiber->stack))->items;
        for (uint32_t base = fiber->base; base != 0; base = header_of(stack + base)->previous) {
            if (header_of(stack + base)->phase == PHASE_CONTROL) {
                return stack + base - FRAME_HEADER_SLOTS - 1;
            }
        }
        assert_int_not_equal(fiber->parent, 0);
    }
}

static Opaque *opaque(Value v)
{
    return PD_AS(Opaque, &vm->heap, v);
}

static Opaque *continuation(void)
{
    return opaque(*control_slot());
}

/* The fiber of Inner's block, on which its clause runs, and that of Outer's. */
static Fiber *outer(void)
{
    Fiber *fiber = running();
    do {
        fiber = pd_at(&vm->heap, fiber->parent);
    } while (!pd_is_ref(fiber->prompt));
    return fiber;
}

/* ---- the changes ---- */

static void not_running(void)
{
    running()->h.flags &= (uint8_t)~FIBER_RUNNING;
}
static void ring_of_fibers(void)
{
    Fiber *last = running();
    while (last->parent != 0) {
        last = pd_at(&vm->heap, last->parent);
    }
    last->parent = vm->fiber;
}
static void prompt_not_entered(void)
{
    opaque(running()->prompt)->h.flags &= (uint8_t)~PROMPT_ENTERED;
}
static void prompt_twice(void)
{
    outer()->prompt = running()->prompt;
}
static void more_frames(void)
{
    continuation()->items[K_FRAMES] = pd_from_int(pd_int_of(continuation()->items[K_FRAMES]) + 1);
}
static void tail_waits(void)
{
    PD_AS(Fiber, &vm->heap, continuation()->items[K_TAIL])->parent = vm->fiber;
}
static void runs_and_waits(void)
{
    continuation()->items[K_HEAD] = pd_from_ref(vm->fiber);
}
static void other_prompt(void)
{
    opaque(outer()->prompt)->items[PROMPT_NEWEST] = *control_slot();
    continuation()->items[K_PROMPT] = outer()->prompt;
}
static void used_with_fibers(void)
{
    continuation()->items[K_HEAD] = VALUE_NONE;
}
static void spare_in_use(void)
{
    opaque(running()->prompt)->items[PROMPT_SPARE] = *control_slot();
}
static void not_listed(void)
{
    opaque(continuation()->items[K_PROMPT])->items[PROMPT_NEWEST] = VALUE_NONE;
}
static void newer_than_itself(void)
{
    continuation()->items[K_NEWER] = *control_slot();
}
static void no_continuation(void)
{
    *control_slot() = VALUE_NONE;
}
static void nothing_hidden(void)
{
    running()->mask = VALUE_UNBOUND;
}
static void hidden_for_nobody(void)
{
    outer()->mask = pd_value_to(&vm->heap, outer());
}
static void inside_an_instruction(void)
{
    header_of(registers_of(running()))->pc = 100000;
}
static void exception_left(void)
{
    vm->thrown = 1;
}
static void answers_not_asked(void)
{
    vm->effect_count = vm->next_sequence + 1;
}

typedef struct Change {
    void (*make)(void);
    const char *number;
    const char *fault;
} Change;

static const Change changes[] = {
    {not_running, "D1", "a fiber of the running chain does not run"},
    {ring_of_fibers, "D2", "the number of frames is wrong"},
    {prompt_not_entered, "D4", "D4: a fiber has a prompt that was not entered"},
    {prompt_twice, "D4", "D4: two fibers have one prompt"},
    {more_frames, "D5", "D5: the fibers of a continuation do not lead from its head to its tail"},
    {tail_waits, "D5", "D5: the fibers of a continuation do not lead from its head to its tail"},
    {runs_and_waits, "D6",
     "D5: the fibers of a continuation do not lead from its head to its tail"},
    {other_prompt, "D7", "D7: a continuation is in the list of a prompt that does not end it"},
    {used_with_fibers, "D8", "D8: a used continuation still has fibers"},
    {spare_in_use, "D8", "D8: a continuation that is to be used again still has something"},
    {not_listed, "D9", "D9: an unused continuation is not in the list of its prompt"},
    {newer_than_itself, "D9", "D9: an unused continuation is not in the list of its prompt"},
    {no_continuation, "D11", "a control clause has no continuation"},
    {nothing_hidden, "D12", "D12: a function clause runs and its prompt is not hidden"},
    {hidden_for_nobody, "D12", "D12: a prompt is hidden and no function clause runs"},
    {inside_an_instruction, "D13", "a frame stands inside an instruction"},
    {exception_left, "D14", "an exception is still on its way"},
    {answers_not_asked, "D24", "more effects were answered than asked"},
};

/* Runs until a function clause of Inner is the running frame. */
static void run_to_clause(void)
{
    Error err = {0};
    VmOptions how = {.alloc = pd_alloc_system(), .limits = pd_limits_default(), .seed = 1};
    assert_int_equal(pd_vm_new(program, &how, &vm, &err), STATUS_OK);
    do {
        assert_int_equal(pd_vm_run(vm, 0, 1), VM_STEPPED);
        assert_null(pd_vm_verify(vm));
    } while (header_of(registers_of(running()))->phase != PHASE_CLAUSE);
}

static void each_change_is_seen(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_COUNT(changes); i++) {
        run_to_clause();
        changes[i].make();
        const char *fault = pd_vm_verify(vm);
        if (fault == NULL || strcmp(fault, changes[i].fault) != 0) {
            fail_msg("%s: %s", changes[i].number, fault == NULL ? "nothing seen" : fault);
        }
        pd_vm_free(vm);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(each_change_is_seen)};
    return cmocka_run_group_tests(tests, make_program, free_program);
}
