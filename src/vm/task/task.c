/*
 * Whose turn it is: making tasks, parking, waking, switching, ending.
 *
 * Owns the queue and the list of live tasks. All of it is in the heap; a switch moves the chain of
 * the running task into its Task and another one out of its own. Must not know what tasks wait for,
 * except for the end of another task and for a time.
 */
#include "vm/task/task.h"

enum { PC_BITS = 26 };

/* ---- making ---- */

bool pd_task_takes(const Vm *vm, Value function, uint32_t count)
{
    if (!pd_is_kind(&vm->heap, function, KIND_FUNCTION)) {
        return false;
    }
    const Function *fn = pd_function(vm, PD_AS(const FunctionObject, &vm->heap, function)->code);
    const uint32_t special =
        FUNCTION_VARARGS | FUNCTION_VARKEYWORDS | FUNCTION_GENERATOR | FUNCTION_COROUTINE;
    return fn->param_count == count && fn->kwonly_count == 0 && (fn->flags & special) == 0;
}

/* A fiber whose one frame will run the function, with a stack that is as small as can be. */
static Fiber *new_chain(Vm *vm, Value function, const Value *args, uint32_t count)
{
    pd_assert(pd_task_takes(vm, function, count));
    uint32_t code = PD_AS(const FunctionObject, &vm->heap, function)->code;
    const Function *fn = pd_function(vm, code);
    uint32_t slots = FRAME_HEADER_SLOTS + fn->register_count + STACK_SLACK_SLOTS;
    Fiber *fiber = pd_vm_new_fiber(vm, KIND_FIBER, slots);
    if (fiber == NULL || pd_vm_code(vm, code) == NULL) {
        return NULL;
    }
    Value *registers = pd_stack(vm, fiber) + FRAME_HEADER_SLOTS;
    *pd_frame(registers) = (FrameHeader){.function = function, .code = code};
    for (uint32_t i = 0; i < fn->register_count; i++) {
        registers[i] = i < count ? args[i] : VALUE_UNBOUND;
    }
    fiber->base = FRAME_HEADER_SLOTS;
    fiber->frame_count = 1;
    return fiber;
}

/* The nearest frame that is not the library's. */
static Value spawn_site(const Vm *vm)
{
    for (Ref ref = vm->fiber; ref != 0;) {
        const Fiber *fiber = pd_at(&vm->heap, ref);
        for (uint32_t base = fiber->base; base != 0;) {
            const FrameHeader *header = pd_frame(pd_stack(vm, fiber) + base);
            if ((pd_function(vm, header->code)->flags & FUNCTION_HIDDEN) == 0) {
                return pd_from_int((int64_t)header->code << PC_BITS | header->pc);
            }
            base = header->previous;
        }
        ref = fiber->parent;
    }
    return VALUE_NONE;
}

bool pd_task_site(const Vm *vm, const Opaque *t, uint32_t *code, uint32_t *pc)
{
    if (!pd_is_int(t->items[TASK_SITE])) {
        return false;
    }
    uint64_t site = (uint64_t)pd_task_int(t, TASK_SITE);
    *code = (uint32_t)(site >> PC_BITS);
    *pc = (uint32_t)(site & ((UINT64_C(1) << PC_BITS) - 1));
    return *code < vm->loaded_count && *pc < pd_function(vm, *code)->instr_count;
}

static Opaque *new_task(Vm *vm, TaskState state, Fiber *fiber)
{
    Opaque *t = pd_vm_new_opaque(vm, TYPE_TASK, TASK_COUNT);
    if (t != NULL) {
        t->h.flags = (uint8_t)(state | PRIORITY_NORMAL << TASK_PRIORITY_SHIFT);
        t->items[TASK_FRAMES] = pd_from_int(1);
        t->items[TASK_FIBER] = fiber == NULL ? VALUE_NONE : pd_value_to(&vm->heap, fiber);
    }
    return t;
}

static Opaque *make_scheduler(Vm *vm)
{
    Heap *heap = &vm->heap;
    Fiber *clock_fiber = new_chain(vm, vm->image->lib[LIB_task_clock], NULL, 0);
    Fiber *exit_fiber = new_chain(vm, vm->image->lib[LIB_task_exit], NULL, 0);
    Opaque *s = pd_vm_new_opaque(vm, TYPE_SCHEDULER, SCHED_COUNT);
    List *timers = pd_list_new(heap, 0);
    Opaque *main_task = new_task(vm, TASK_RUNNING, NULL);
    Opaque *clock = clock_fiber == NULL ? NULL : new_task(vm, TASK_PARKED, clock_fiber);
    if (exit_fiber == NULL || s == NULL || timers == NULL || main_task == NULL || clock == NULL) {
        return NULL;
    }
    static const uint8_t counts[] = {SCHED_LIVE, SCHED_TIMER_NEXT, SCHED_TIMER_DEAD, SCHED_NOW_FUEL,
                                     SCHED_NOW_EFFECTS};
    for (size_t i = 0; i < ARRAY_COUNT(counts); i++) {
        s->items[counts[i]] = pd_from_int(0);
    }
    main_task->items[TASK_NAME] = pd_from_int(0);
    s->items[SCHED_NAMES] = pd_from_int(1);
    s->items[SCHED_CURRENT] = s->items[SCHED_MAIN] = pd_value_to(heap, main_task);
    s->items[SCHED_CLOCK] = pd_value_to(heap, clock);
    s->items[SCHED_TIMERS] = pd_value_to(heap, timers);
    s->items[SCHED_EXIT] = pd_value_to(heap, exit_fiber);
    s->items[SCHED_FAILED] = VALUE_FALSE;
    vm->roots[ROOT_TASKS] = pd_value_to(heap, s);
    return s;
}

Opaque *pd_task_scheduler(Vm *vm)
{
    Value root = vm->roots[ROOT_TASKS];
    return pd_is_none(root) ? make_scheduler(vm) : pd_opaque(vm, root);
}

Value pd_task_inherited(const Vm *vm, const Opaque *t)
{
    Value v = t->items[TASK_CONTEXT];
    if (!pd_is_kind(&vm->heap, v, KIND_LIST))
        return v;
    const List *box = PD_AS(const List, &vm->heap, v);
    return box->length == 0 ? VALUE_NONE : pd_list_items(&vm->heap, box)[0];
}

Opaque *pd_task_new(Vm *vm, Value function, const Value *args, uint32_t count)
{
    Opaque *s = pd_task_scheduler(vm);
    Fiber *fiber = s == NULL ? NULL : new_chain(vm, function, args, count);
    Opaque *t = fiber == NULL ? NULL : new_task(vm, TASK_PARKED, fiber);
    if (t == NULL) {
        return NULL;
    }
    Value self = pd_value_to(&vm->heap, t);
    Value newest = s->items[SCHED_NEWEST];
    t->items[TASK_SITE] = spawn_site(vm);
    t->items[TASK_CONTEXT] = pd_task_inherited(vm, pd_opaque(vm, s->items[SCHED_CURRENT]));
    t->items[TASK_OLDER] = newest;
    if (pd_is_ref(newest)) {
        pd_task_set(vm, pd_opaque(vm, newest), TASK_NEWER, self);
    }
    pd_task_set(vm, s, SCHED_NEWEST, self);
    pd_task_count(s, SCHED_LIVE, 1);
    return t;
}

/* ---- the queue ---- */

static void set_state(Opaque *t, TaskState state)
{
    t->h.flags = (uint8_t)((t->h.flags & ~TASK_STATE_MASK) | (int)state);
}

static void append(Vm *vm, Opaque *s, Opaque *t)
{
    uint32_t p = pd_task_priority(t);
    Value self = pd_value_to(&vm->heap, t);
    t->items[TASK_NEXT] = VALUE_NONE;
    if (pd_is_ref(s->items[SCHED_LAST + p])) {
        pd_task_set(vm, pd_opaque(vm, s->items[SCHED_LAST + p]), TASK_NEXT, self);
    } else {
        pd_task_set(vm, s, SCHED_FIRST + p, self);
    }
    pd_task_set(vm, s, SCHED_LAST + p, self);
}

/* Behind the task `before`, or at the front when that is None. */
static void insert(Vm *vm, Opaque *s, Value before, Opaque *t)
{
    uint32_t p = pd_task_priority(t);
    Value self = pd_value_to(&vm->heap, t);
    Opaque *owner = pd_is_ref(before) ? pd_opaque(vm, before) : s;
    uint32_t link = pd_is_ref(before) ? (uint32_t)TASK_NEXT : SCHED_FIRST + p;
    t->items[TASK_NEXT] = owner->items[link];
    pd_task_set(vm, owner, link, self);
    if (pd_is_none(t->items[TASK_NEXT])) {
        pd_task_set(vm, s, SCHED_LAST + p, self);
    }
}

static Opaque *take_first(Vm *vm, Opaque *s, uint32_t p)
{
    Value first = s->items[SCHED_FIRST + p];
    Opaque *t = pd_opaque(vm, first);
    pd_task_set(vm, s, SCHED_FIRST + p, t->items[TASK_NEXT]);
    if (pd_is_none(t->items[TASK_NEXT])) {
        s->items[SCHED_LAST + p] = VALUE_NONE;
    }
    t->items[TASK_NEXT] = VALUE_NONE;
    if (p == PRIORITY_NORMAL && pd_is(s->items[SCHED_BATCH], first)) {
        s->items[SCHED_BATCH] = VALUE_NONE;
    }
    return t;
}

/* The task whose turn it is. Between rounds, and when nobody is ready, the clock may be it. */
static Opaque *take_next(Vm *vm, Opaque *s)
{
    Opaque *clock = pd_opaque(vm, s->items[SCHED_CLOCK]);
    bool high = pd_is_ref(s->items[SCHED_FIRST + PRIORITY_HIGH]);
    bool between = pd_is_none(s->items[SCHED_BATCH]);
    if ((high || between) && pd_task_state(clock) == TASK_PARKED && pd_task_clock_is_old(vm, s)) {
        return clock;
    }
    if (high) {
        return take_first(vm, s, PRIORITY_HIGH);
    }
    if (between) {
        pd_task_set(vm, s, SCHED_BATCH, s->items[SCHED_LAST + PRIORITY_NORMAL]);
    }
    if (pd_is_ref(s->items[SCHED_FIRST + PRIORITY_NORMAL])) {
        return take_first(vm, s, PRIORITY_NORMAL);
    }
    bool idle = pd_is_ref(s->items[SCHED_FIRST + PRIORITY_IDLE]);
    return idle ? take_first(vm, s, PRIORITY_IDLE) : clock;
}

/* ---- waiting for the end of a task: a ring, so that its first and last are at hand ---- */

void pd_task_join(Vm *vm, Opaque *target, Opaque *t)
{
    Value self = pd_value_to(&vm->heap, t);
    Value waiters = target->items[TASK_WAITERS];
    Value last = pd_is_ref(waiters) ? waiters : self;
    Value first = pd_is_ref(waiters) ? pd_opaque(vm, last)->items[TASK_NEXT] : self;
    pd_task_set(vm, t, TASK_NEXT, first);
    pd_task_set(vm, t, TASK_VALUE, last);
    pd_task_set(vm, pd_opaque(vm, last), TASK_NEXT, self);
    pd_task_set(vm, pd_opaque(vm, first), TASK_VALUE, self);
    pd_task_set(vm, target, TASK_WAITERS, self);
}

static void leave_ring(Vm *vm, Opaque *target, Opaque *t)
{
    Value self = pd_value_to(&vm->heap, t);
    Value before = t->items[TASK_VALUE];
    Value next = t->items[TASK_NEXT];
    pd_task_set(vm, pd_opaque(vm, before), TASK_NEXT, next);
    pd_task_set(vm, pd_opaque(vm, next), TASK_VALUE, before);
    if (pd_is(target->items[TASK_WAITERS], self)) {
        pd_task_set(vm, target, TASK_WAITERS, pd_is(before, self) ? VALUE_NONE : before);
    }
    t->items[TASK_NEXT] = VALUE_NONE;
    t->items[TASK_VALUE] = VALUE_NONE;
}

/* ---- parking and waking ---- */

LeafResult pd_task_next_turn(Vm *vm, Opaque *s)
{
    vm->resume_fiber = pd_ref_to(&vm->heap, s);
    vm->resume_mode = RESUME_SEND;
    vm->resume_value = VALUE_NONE;
    return LEAF_RESUME;
}

/* What was thrown at the running task before it parks. */
static LeafResult raise_pending(Vm *vm, Opaque *t)
{
    Value exception = t->items[TASK_VALUE];
    t->items[TASK_VALUE] = VALUE_NONE;
    t->h.flags &= (uint8_t)~TASK_THROWS;
    return pd_vm_raise_value(vm, exception);
}

LeafResult pd_task_park(Vm *vm, Value what)
{
    Opaque *s = pd_opaque(vm, vm->roots[ROOT_TASKS]);
    Opaque *t = pd_opaque(vm, s->items[SCHED_CURRENT]);
    if ((t->h.flags & TASK_THROWS) != 0) {
        return raise_pending(vm, t);
    }
    set_state(t, TASK_PARKED);
    pd_task_set(vm, t, TASK_WAITS, what);
    return pd_task_next_turn(vm, s);
}

LeafResult pd_task_yield(Vm *vm)
{
    Opaque *s = pd_opaque(vm, vm->roots[ROOT_TASKS]);
    Opaque *t = pd_opaque(vm, s->items[SCHED_CURRENT]);
    if ((t->h.flags & TASK_THROWS) != 0) {
        return raise_pending(vm, t);
    }
    set_state(t, TASK_READY);
    append(vm, s, t);
    return pd_task_next_turn(vm, s);
}

/* It waits for nothing any more. */
static void unpark(Vm *vm, Opaque *s, Opaque *t, Value v, bool throws)
{
    pd_assert(pd_task_state(t) == TASK_PARKED);
    if (pd_is_task(vm, t->items[TASK_WAITS])) {
        leave_ring(vm, pd_opaque(vm, t->items[TASK_WAITS]), t);
    }
    if (pd_is_int(t->items[TASK_TIMER])) {
        pd_task_drop_timer(vm, s, t);
    }
    t->items[TASK_WAITS] = VALUE_NONE;
    set_state(t, TASK_READY);
    pd_task_set(vm, t, TASK_VALUE, v);
    t->h.flags = (uint8_t)((t->h.flags & ~TASK_THROWS) | (throws ? TASK_THROWS : 0));
}

void pd_task_wake(Vm *vm, Opaque *t, Value v, bool throws)
{
    Opaque *s = pd_opaque(vm, vm->roots[ROOT_TASKS]);
    unpark(vm, s, t, v, throws);
    append(vm, s, t);
}

void pd_task_wake_after_round(Vm *vm, Opaque *t, Value v)
{
    Opaque *s = pd_opaque(vm, vm->roots[ROOT_TASKS]);
    unpark(vm, s, t, v, false);
    if (pd_task_priority(t) == PRIORITY_NORMAL) {
        insert(vm, s, s->items[SCHED_BATCH], t);
    } else {
        append(vm, s, t);
    }
}

bool pd_task_throw(Vm *vm, Opaque *t, Value exception)
{
    if (pd_task_has_ended(t)) {
        return false;
    }
    if (pd_task_state(t) == TASK_PARKED) {
        pd_task_wake(vm, t, exception, true);
        return true;
    }
    pd_task_set(vm, t, TASK_VALUE, exception);
    t->h.flags |= TASK_THROWS;
    return true;
}

void pd_task_throw_first(Vm *vm, Opaque *t, Value exception)
{
    Opaque *s = pd_opaque(vm, vm->roots[ROOT_TASKS]);
    unpark(vm, s, t, exception, true);
    insert(vm, s, VALUE_NONE, t);
}

/* ---- switching ---- */

static void put_away(Vm *vm, Opaque *t)
{
    pd_running(vm)->frame_count = vm->depth - vm->fiber_depth;
    pd_task_set(vm, t, TASK_FIBER, pd_from_ref(vm->fiber));
    t->items[TASK_FRAMES] = pd_from_int(vm->depth);
}

static LeafResult enter(Vm *vm, Opaque *s, Opaque *t, Called *called)
{
    pd_run_fiber(vm, pd_ref_of(t->items[TASK_FIBER]));
    Fiber *fiber = pd_running(vm);
    vm->depth = (uint32_t)pd_task_int(t, TASK_FRAMES);
    vm->fiber_depth = vm->depth - fiber->frame_count;
    bool throws = (t->h.flags & TASK_THROWS) != 0;
    bool started = (fiber->h.flags & FIBER_STARTED) != 0;
    Value v = t->items[TASK_VALUE];
    t->items[TASK_FIBER] = VALUE_NONE;
    t->items[TASK_VALUE] = VALUE_NONE;
    t->h.flags &= (uint8_t)~TASK_THROWS;
    set_state(t, TASK_RUNNING);
    pd_task_set(vm, s, SCHED_CURRENT, pd_value_to(&vm->heap, t));
    fiber->h.flags |= FIBER_RUNNING | FIBER_STARTED;
    called->pushed = !started;
    called->phase = PHASE_ONLY;
    called->below = VALUE_UNBOUND;
    called->result = v;
    if (!throws) {
        return LEAF_OK;
    }
    pd_vm_set_context(vm, v, pd_vm_handled(vm));
    vm->thrown = started ? THROWN : THROWN_AT_START;
    return pd_vm_raise_value(vm, v);
}

LeafResult pd_task_enter_next(Vm *vm, Called *called)
{
    Opaque *s = pd_opaque(vm, vm->roots[ROOT_TASKS]);
    Opaque *t = take_next(vm, s);
    return enter(vm, s, t, called);
}

LeafResult pd_task_switch(Vm *vm, Called *called)
{
    Opaque *s = pd_opaque(vm, vm->roots[ROOT_TASKS]);
    put_away(vm, pd_opaque(vm, s->items[SCHED_CURRENT]));
    return pd_task_enter_next(vm, called);
}

/* ---- ending ---- */

void pd_task_seen(Vm *vm, Opaque *t)
{
    Opaque *s = pd_opaque(vm, vm->roots[ROOT_TASKS]);
    Value older = t->items[TASK_OLDER];
    Value newer = t->items[TASK_NEWER];
    if (pd_is_ref(newer)) {
        pd_task_set(vm, pd_opaque(vm, newer), TASK_OLDER, older);
    } else if (pd_is(s->items[SCHED_NEWEST], pd_value_to(&vm->heap, t))) {
        pd_task_set(vm, s, SCHED_NEWEST, older);
    } else {
        return;
    }
    if (pd_is_ref(older)) {
        pd_task_set(vm, pd_opaque(vm, older), TASK_NEWER, newer);
    }
    t->items[TASK_OLDER] = VALUE_NONE;
    t->items[TASK_NEWER] = VALUE_NONE;
}

/* Those that wait for it are woken in the order in which they came. */
static void wake_waiters(Vm *vm, Opaque *t, Value v, bool throws)
{
    while (pd_is_ref(t->items[TASK_WAITERS])) {
        Value last = t->items[TASK_WAITERS];
        pd_task_wake(vm, pd_opaque(vm, pd_opaque(vm, last)->items[TASK_NEXT]), v, throws);
    }
}

/* It has no frame any more. */
static void end(Vm *vm, Opaque *s, Opaque *t, TaskState state, Value v)
{
    bool seen = state != TASK_FAILED || pd_is_ref(t->items[TASK_WAITERS]) ||
                (t->h.flags & TASK_DAEMON) != 0 || pd_is_none(t->items[TASK_NAME]);
    t->h.flags &= (uint8_t)~TASK_THROWS;
    set_state(t, state);
    pd_task_set(vm, t, TASK_VALUE, v);
    t->items[TASK_FRAMES] = pd_from_int(0);
    wake_waiters(vm, t, v, state != TASK_DONE);
    if (seen) {
        pd_task_seen(vm, t);
    }
    pd_task_count(s, SCHED_LIVE, -1);
}

void pd_task_drop(Vm *vm, Opaque *t)
{
    Opaque *s = pd_opaque(vm, vm->roots[ROOT_TASKS]);
    unpark(vm, s, t, VALUE_NONE, false);
    t->items[TASK_FIBER] = VALUE_NONE;
    t->h.flags |= TASK_DAEMON;
    end(vm, s, t, TASK_DONE, VALUE_NONE);
}

/* Nothing of it goes on, and no other task is linked to it. */
static void finish(Vm *vm, Opaque *t, TaskState state, Value v)
{
    static const uint8_t links[] = {TASK_FIBER, TASK_NEXT,  TASK_OLDER,  TASK_NEWER,
                                    TASK_WAITS, TASK_TIMER, TASK_WAITERS};
    for (size_t i = 0; i < ARRAY_COUNT(links); i++) {
        t->items[links[i]] = VALUE_NONE;
    }
    if (!pd_task_has_ended(t)) {
        t->h.flags &= (uint8_t)~TASK_THROWS;
        set_state(t, state);
        pd_task_set(vm, t, TASK_VALUE, v);
        t->items[TASK_FRAMES] = pd_from_int(0);
    }
}

void pd_task_end_all(Vm *vm, Value outcome, bool failed)
{
    if (pd_is_none(vm->roots[ROOT_TASKS])) {
        return;
    }
    const Opaque *s = pd_opaque(vm, vm->roots[ROOT_TASKS]);
    TaskState state = failed ? TASK_FAILED : TASK_DONE;
    for (Value at = s->items[SCHED_NEWEST]; pd_is_ref(at);) {
        Opaque *t = pd_opaque(vm, at);
        at = t->items[TASK_OLDER];
        finish(vm, t, state, outcome);
    }
    finish(vm, pd_opaque(vm, s->items[SCHED_MAIN]), state, outcome);
    finish(vm, pd_opaque(vm, s->items[SCHED_CLOCK]), TASK_DONE, VALUE_NONE);
    vm->roots[ROOT_TASKS] = VALUE_NONE;
}

/* Main has ended and others have not: it goes on with what ends them. */
static bool begin_exit(Vm *vm, Opaque *s, Value v, bool failed)
{
    Opaque *t = pd_opaque(vm, s->items[SCHED_MAIN]);
    if (pd_is_none(s->items[SCHED_EXIT]) || pd_is_none(s->items[SCHED_NEWEST])) {
        return false;
    }
    pd_task_set(vm, t, TASK_FIBER, s->items[SCHED_EXIT]);
    t->items[TASK_FRAMES] = pd_from_int(1);
    t->items[TASK_VALUE] = VALUE_NONE;
    t->h.flags = PRIORITY_HIGH << TASK_PRIORITY_SHIFT | TASK_READY;
    insert(vm, s, VALUE_NONE, t);
    s->items[SCHED_EXIT] = VALUE_NONE;
    pd_task_set(vm, s, SCHED_OUTCOME, v);
    s->items[SCHED_FAILED] = pd_from_bool(failed);
    return true;
}

bool pd_task_returned(Vm *vm, Value *v)
{
    if (pd_is_none(vm->roots[ROOT_TASKS])) {
        return false;
    }
    Opaque *s = pd_opaque(vm, vm->roots[ROOT_TASKS]);
    Value current = s->items[SCHED_CURRENT];
    if (pd_is(current, s->items[SCHED_MAIN])) {
        if (begin_exit(vm, s, *v, false)) {
            return true;
        }
        if (pd_is_none(s->items[SCHED_EXIT])) {
            *v = s->items[SCHED_OUTCOME];
        }
        return false;
    }
    end(vm, s, pd_opaque(vm, current), TASK_DONE, *v);
    return true;
}

/* The program shall see in tracebacks where a task comes from. */
static void note_spawn(Vm *vm, const Opaque *t)
{
    uint32_t code;
    uint32_t pc;
    if (!pd_task_site(vm, t, &code, &pc) || pd_is_none(t->items[TASK_NAME])) {
        return;
    }
    Traceback *tb = pd_heap_alloc_reserve(&vm->heap, sizeof(Traceback), KIND_TRACEBACK, 0);
    if (tb == NULL) {
        return;
    }
    Exception *exception = PD_AS(Exception, &vm->heap, vm->raised);
    tb->h.flags |= TRACEBACK_SPAWNED;
    tb->code = code;
    tb->pc = pc;
    tb->next = exception->traceback;
    pd_store(&vm->heap, &exception->traceback, pd_value_to(&vm->heap, tb));
}

bool pd_task_raised(Vm *vm)
{
    if (pd_is_none(vm->roots[ROOT_TASKS]) || vm->fuel_is_gone) {
        return false;
    }
    Opaque *s = pd_opaque(vm, vm->roots[ROOT_TASKS]);
    Value current = s->items[SCHED_CURRENT];
    Value raised = vm->raised;
    if (pd_is(current, s->items[SCHED_MAIN])) {
        bool begun = begin_exit(vm, s, raised, true);
        vm->raised = begun ? VALUE_NONE : raised;
        return begun;
    }
    if (pd_is(current, s->items[SCHED_CLOCK])) {
        return false;
    }
    bool cancelled = pd_vm_is_instance(vm, raised, pd_exc(vm, EXC_CANCELLED));
    if (!cancelled) {
        note_spawn(vm, pd_opaque(vm, current));
    }
    end(vm, s, pd_opaque(vm, current), cancelled ? TASK_CANCELLED : TASK_FAILED, raised);
    if (pd_vm_is_instance(vm, raised, pd_exc(vm, EXC_SYSTEM_EXIT))) {
        pd_task_seen(vm, pd_opaque(vm, current));
        (void)pd_task_throw(vm, pd_opaque(vm, s->items[SCHED_MAIN]), raised);
    }
    vm->raised = VALUE_NONE;
    return true;
}

void pd_task_thrown(Vm *vm)
{
    Value thrown = vm->raised;
    if (pd_is_none(vm->roots[ROOT_TASKS]) ||
        !pd_vm_is_instance(vm, thrown, pd_exc(vm, EXC_CANCELLED))) {
        return;
    }
    const Opaque *s = pd_opaque(vm, vm->roots[ROOT_TASKS]);
    if (!pd_is(s->items[SCHED_CURRENT], s->items[SCHED_MAIN]) &&
        !pd_is(s->items[SCHED_CURRENT], s->items[SCHED_CLOCK])) {
        (void)pd_task_throw(vm, pd_opaque(vm, s->items[SCHED_MAIN]), thrown);
    }
}
