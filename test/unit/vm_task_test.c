/*
 * The records of tasks, damaged on purpose: each promise about them is broken in a run that stands
 * still, and must be missed by the machine's verification, or by the reader of its snapshot.
 */
#include "program_rig.h"

#include "snapshot/snapshot.h"
#include "vm/effect/effect.h"
#include "vm/task/task.h"

static const char source[] = "from perdure import HIGH, IDLE, Promise, sleep, spawn, yield_now\n"
                             "def turns():\n"
                             "    while True:\n"
                             "        yield_now()\n"
                             "def waits(task):\n"
                             "    task.wait()\n"
                             "def fails():\n"
                             "    1 / 0\n"
                             "gate = spawn(Promise().wait, name='gate')\n"
                             "joining = [spawn(waits, gate) for _ in range(3)]\n"
                             "asleep = [spawn(sleep, n) for n in (50, 90, 30, 70)]\n"
                             "ready = [spawn(turns) for _ in range(3)]\n"
                             "spawn(turns, priority=IDLE)\n"
                             "spawn(fails)\n"
                             "turns()\n";

enum { SLICE = 400, SLICES = 12 };

static Vm *vm;

static Opaque *scheduler(void)
{
    return pd_opaque(vm, vm->roots[ROOT_TASKS]);
}

static Opaque *task_at(const Opaque *o, uint32_t item)
{
    return pd_opaque(vm, o->items[item]);
}

static int make_run(void **state)
{
    static const uint8_t zero[] = {0x00};
    VmOptions options = {.alloc = pd_alloc_system(), .limits = pd_limits_default()};
    Error err = {0};
    if (make_image_and_program(state, source) != 0 ||
        pd_vm_new(program, &options, &vm, &err) != STATUS_OK) {
        return -1;
    }
    for (int i = 0; i < SLICES; i++) {
        if (pd_vm_run(vm, SLICE, 0) == VM_EFFECT &&
            pd_vm_answer(vm, pd_bytes(zero, 1), &err) != STATUS_OK) {
            return -1;
        }
    }
    return vm->state == RUN_RUNNABLE && pd_vm_verify(vm) == NULL ? 0 : -1;
}

static int free_run(void **state)
{
    pd_vm_free(vm);
    return free_program(state);
}

/* The first live task, the newest first, in that state. */
static Opaque *in_state(TaskState wanted)
{
    for (Value at = scheduler()->items[SCHED_NEWEST]; pd_is_ref(at);
         at = pd_opaque(vm, at)->items[TASK_OLDER]) {
        if (pd_task_state(pd_opaque(vm, at)) == wanted) {
            return pd_opaque(vm, at);
        }
    }
    fail_msg("no task is in state %d", (int)wanted);
    return NULL;
}

static Opaque *joining(void)
{
    for (Value at = scheduler()->items[SCHED_NEWEST]; pd_is_ref(at);
         at = pd_opaque(vm, at)->items[TASK_OLDER]) {
        if (pd_is_task(vm, pd_opaque(vm, at)->items[TASK_WAITS])) {
            return pd_opaque(vm, at);
        }
    }
    fail_msg("no task waits for another one");
    return NULL;
}

static Value *timer_at(uint32_t i)
{
    return pd_list_items(&vm->heap, PD_AS(List, &vm->heap, scheduler()->items[SCHED_TIMERS])) +
           (size_t)i * 3;
}

static Value self(const Opaque *o)
{
    return pd_value_to(&vm->heap, o);
}

/* Whether the snapshot of the run as it stands is one. */
static bool reads_back(void)
{
    Error err = {0};
    Vm *again = NULL;
    Status status = pd_snapshot_move(vm, program, &again, &err);
    if (status == STATUS_OK) {
        (void)pd_vm_run(again, SLICE, 0);
        pd_vm_free(again);
        return true;
    }
    assert_int_equal(status, STATUS_CORRUPT);
    return false;
}

static void missed(const char *what)
{
    const char *fault = pd_vm_verify(vm);
    if (fault == NULL) {
        fail_msg("nobody misses: %s", what);
    }
    if (reads_back()) {
        fail_msg("a snapshot may have: %s", what);
    }
}

static void break_item(Opaque *o, uint32_t item, Value v, const char *what)
{
    Value was = o->items[item];
    o->items[item] = v;
    missed(what);
    o->items[item] = was;
    assert_null(pd_vm_verify(vm));
}

static void break_flags(Opaque *o, uint8_t flags, const char *what)
{
    uint8_t was = o->h.flags;
    o->h.flags = flags;
    missed(what);
    o->h.flags = was;
    assert_null(pd_vm_verify(vm));
}

static uint8_t with_state(const Opaque *o, TaskState state)
{
    return (uint8_t)((o->h.flags & ~TASK_STATE_MASK) | (int)state);
}

static void test_is_sound(void **state)
{
    (void)state;
    assert_null(pd_vm_verify(vm));
    assert_true(reads_back());
}

static void test_each_task_is_in_one_place(void **state)
{
    (void)state;
    Opaque *s = scheduler();
    Opaque *ready = in_state(TASK_READY);
    Opaque *current = task_at(s, SCHED_CURRENT);
    break_flags(ready, with_state(ready, TASK_PARKED), "a parked task in the queue");
    break_flags(ready, with_state(ready, TASK_RUNNING), "two running tasks");
    break_flags(ready, with_state(ready, TASK_DONE), "a task in the queue that has ended");
    break_flags(ready, with_state(ready, TASK_STATE_COUNT), "a state that is none");
    break_flags(ready, ready->h.flags | TASK_PRIORITY_MASK, "a priority that is none");
    break_flags(current, with_state(current, TASK_READY), "nobody runs");
    Opaque *parked = in_state(TASK_PARKED);
    break_flags(parked, with_state(parked, TASK_READY), "a ready task that is in no queue");
    break_item(s, SCHED_CURRENT, self(parked), "a parked task runs");
    break_item(s, SCHED_CLOCK, s->items[SCHED_MAIN], "the main task is the clock");
}

static void test_queues(void **state)
{
    (void)state;
    Opaque *s = scheduler();
    uint32_t first = SCHED_FIRST + PRIORITY_NORMAL;
    uint32_t last = SCHED_LAST + PRIORITY_NORMAL;
    Opaque *front = task_at(s, first);
    assert_false(pd_is(s->items[first], s->items[last]));
    break_item(front, TASK_NEXT, VALUE_NONE, "a queue that is cut off");
    break_item(front, TASK_NEXT, self(front), "a queue that is a ring");
    break_item(s, last, s->items[first], "another last task");
    break_item(s, first, VALUE_NONE, "an empty queue with a last task");
    break_item(s, SCHED_FIRST + PRIORITY_HIGH, s->items[first], "a task in two queues");
    break_item(s, SCHED_BATCH, self(in_state(TASK_PARKED)), "a round that ends with no ready task");
}

static void test_live_list(void **state)
{
    (void)state;
    Opaque *s = scheduler();
    Opaque *newest = task_at(s, SCHED_NEWEST);
    Opaque *next = task_at(newest, TASK_OLDER);
    break_item(s, SCHED_LIVE, pd_from_int(pd_task_int(s, SCHED_LIVE) + 1), "one task too many");
    break_item(s, SCHED_NEWEST, newest->items[TASK_OLDER], "a live task that nobody knows");
    break_item(newest, TASK_OLDER, VALUE_NONE, "a list of live tasks that is cut off");
    break_item(next, TASK_NEWER, VALUE_NONE, "a list of live tasks that goes one way");
    break_item(newest, TASK_NEWER, self(newest), "a list of live tasks that is a ring");
}

static void test_rings(void **state)
{
    (void)state;
    Opaque *t = joining();
    Opaque *target = task_at(t, TASK_WAITS);
    break_item(t, TASK_NEXT, self(t), "a ring that leaves out others");
    break_item(t, TASK_NEXT, VALUE_NONE, "a ring that is open");
    break_item(t, TASK_VALUE, VALUE_NONE, "a ring that goes one way");
    break_item(target, TASK_WAITERS, VALUE_NONE, "a task that does not know who waits for it");
    break_item(t, TASK_WAITS, VALUE_NONE, "a task in a ring that waits for nothing");
    break_item(t, TASK_WAITS, self(in_state(TASK_READY)), "a task in another one's ring");
}

static void test_timers(void **state)
{
    (void)state;
    Opaque *s = scheduler();
    Value *top = timer_at(0);
    Value was = top[0];
    top[0] = pd_from_float(1e9);
    missed("timers that are no heap");
    top[0] = was;
    was = top[1];
    top[1] = s->items[SCHED_TIMER_NEXT];
    missed("a timer with a number to come");
    top[1] = was;
    assert_null(pd_vm_verify(vm));
    break_item(s, SCHED_TIMER_NEXT, pd_from_int(1), "numbers of timers that come again");
    break_item(s, SCHED_TIMER_DEAD, pd_from_int(1), "a dead timer too many");
    break_item(pd_opaque(vm, top[2]), TASK_TIMER, VALUE_NONE, "a timer that nobody waits for");
    break_item(s, SCHED_TIMERS, VALUE_NONE, "timers that are no list");
}

/* What only a reader can meet. */
static void refused(Opaque *o, uint32_t item, Value v, const char *what)
{
    Value was = o->items[item];
    o->items[item] = v;
    if (reads_back()) {
        fail_msg("a snapshot may have: %s", what);
    }
    o->items[item] = was;
    assert_true(reads_back());
}

static void test_foreign_records(void **state)
{
    (void)state;
    Opaque *s = scheduler();
    Opaque *a = in_state(TASK_READY);
    Opaque *b = task_at(s, SCHED_FIRST + PRIORITY_NORMAL);
    assert_ptr_not_equal(a, b);
    Value frames = a->items[TASK_FRAMES];
    refused(a, TASK_FIBER, b->items[TASK_FIBER], "two tasks with one chain");
    refused(a, TASK_FIBER, pd_from_ref(vm->fiber), "a task with the running chain");
    refused(a, TASK_FIBER, VALUE_NONE, "a ready task without a chain");
    refused(a, TASK_FRAMES, pd_from_int(pd_int_of(frames) + 1), "frames counted wrongly");
    refused(a, TASK_NAME, VALUE_TRUE, "a name that is none");
    refused(a, TASK_SITE, pd_from_float(1), "a site that is none");
    refused(a, TASK_NEXT, VALUE_TRUE, "a link to no task");
    refused(s, SCHED_EXIT, a->items[TASK_FIBER], "an exit with the chain of a task");
    refused(s, SCHED_OUTCOME, VALUE_UNBOUND, "an unbound outcome");
    Value root = vm->roots[ROOT_TASKS];
    vm->roots[ROOT_TASKS] = self(a);
    assert_false(reads_back());
    vm->roots[ROOT_TASKS] = VALUE_TRUE;
    assert_false(reads_back());
    vm->roots[ROOT_TASKS] = root;
    assert_true(reads_back());
}

/* Each item of the record in turn is the running fiber: read back it is refused, or it stands where
 * fibers do and the run can go on. Returns how often it was refused. */
static uint32_t hold_a_fiber(Vm *of, const Program *own, Value record)
{
    Opaque *o = pd_opaque(of, record);
    uint32_t refused = 0;
    Buffer bytes;
    Error err = {0};
    pd_buffer_init(&bytes, pd_alloc_system(), 1 << 24);
    for (uint32_t i = 0; i < o->count; i++) {
        Vm *again = NULL;
        Value item = o->items[i];
        bool fits = (o->h.aux == TYPE_TASK && i == TASK_FIBER) ||
                    (o->h.aux == TYPE_SCHEDULER && i == SCHED_EXIT) ||
                    (o->h.aux == TYPE_CONTINUATION && (i == K_HEAD || i == K_TAIL));
        o->items[i] = pd_value_to(&of->heap, pd_at(&of->heap, of->fiber));
        pd_buffer_reset(&bytes);
        assert_int_equal(pd_snapshot_write_unchecked(of, false, &bytes, &err), STATUS_OK);
        o->items[i] = item;
        Status status =
            pd_snapshot_read(pd_buffer_peek(&bytes), own, pd_alloc_system(), &again, &err);
        if (status == STATUS_OK && fits) {
            (void)pd_vm_run(again, 0, SLICE);
        } else {
            assert_int_equal(status, STATUS_CORRUPT);
            refused++;
        }
        pd_vm_free(again);
    }
    pd_buffer_deinit(&bytes);
    return refused;
}

/* Whatever else a task, the scheduler or a continuation holds is read by the library as a value:
 * what a task keeps for it was a fiber once, and its attribute was asked for. */
static void test_fibers_as_parts(void **state)
{
    (void)state;
    Program *own = program_of("from perdure import spawn, effect, handler, ctl, handle\n"
                              "@effect\n"
                              "def ask(n): ...\n"
                              "@handler(ask)\n"
                              "class H:\n"
                              "    @ctl\n"
                              "    def ask(self, k, n):\n"
                              "        global held\n"
                              "        held = k\n"
                              "        t = spawn(lambda: n)\n"
                              "        return held.send(t.wait())\n"
                              "t = spawn(lambda: handle(H(), lambda: ask(1)))\n"
                              "u = spawn(lambda: t.wait())\n"
                              "assert u.wait() == 1\n");
    enum { STOP_EVERY = 3 };
    Vm *of = NULL;
    Error err = {0};
    VmOptions options = {.alloc = pd_alloc_system(), .limits = pd_limits_default()};
    assert_int_equal(pd_vm_new(own, &options, &of, &err), STATUS_OK);
    uint32_t tasks = 0;
    uint32_t continuations = 0;
    uint32_t refused = 0;
    VmStop stop;
    while ((stop = pd_vm_run(of, 0, STOP_EVERY)) == VM_STEPPED) {
        Value schedule = of->roots[ROOT_TASKS];
        if (pd_is_none(schedule)) {
            continue;
        }
        refused += hold_a_fiber(of, own, schedule);
        for (Value t = pd_opaque(of, schedule)->items[SCHED_NEWEST]; !pd_is_none(t); tasks++) {
            refused += hold_a_fiber(of, own, t);
            t = pd_opaque(of, t)->items[TASK_OLDER];
        }
        Value held = global_named(of, "held");
        if (pd_is_opaque(of, held, TYPE_CONTINUATION)) {
            refused += hold_a_fiber(of, own, held);
            continuations++;
        }
    }
    assert_int_equal(stop, VM_DONE);
    assert_true(tasks > 20 && continuations > 5 && refused > 500);
    pd_vm_free(of);
    pd_program_free(own);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_is_sound),        cmocka_unit_test(test_each_task_is_in_one_place),
        cmocka_unit_test(test_queues),          cmocka_unit_test(test_live_list),
        cmocka_unit_test(test_rings),           cmocka_unit_test(test_timers),
        cmocka_unit_test(test_foreign_records), cmocka_unit_test(test_fibers_as_parts),
    };
    return cmocka_run_group_tests(tests, make_run, free_run);
}
