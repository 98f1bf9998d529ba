/*
 * What programs and the library say to tasks: the methods of Task, and intrinsics of module `_vm`.
 *
 * Programs cannot import `_vm`, but a forged snapshot can hold a frame of the library that calls
 * these leaves with anything.
 */
#include "vm/task/task.h"

#include <stdio.h>

static LeafResult misuse(Vm *vm)
{
    return pd_vm_raise(vm, EXC_TYPE_ERROR, "a task is expected here");
}

static LeafResult held(Vm *vm)
{
    return pd_vm_raise(vm, EXC_RUNTIME_ERROR,
                       "a step cannot wait for other tasks: they do not run inside it");
}

static Opaque *current_of(const Vm *vm, const Opaque *s)
{
    return pd_opaque(vm, s->items[SCHED_CURRENT]);
}

/* Inside a step nobody else gets a turn: what it does is recorded as one. */
static bool is_held(Vm *vm)
{
    Value step;
    const Dict *state = PD_AS(const Dict, &vm->heap, vm->roots[ROOT_STATE]);
    return pd_dict_get_name(&vm->heap, state, pd_name(vm, NAME_step), &step) && !pd_is_none(step);
}

/* ---- spawning ---- */

static LeafResult cannot_spawn(Vm *vm, const Opaque *s)
{
    if (pd_is_none(s->items[SCHED_EXIT])) {
        return pd_vm_raise(vm, EXC_RUNTIME_ERROR,
                           "the run is ending: no task can be spawned any more");
    }
    if ((uint64_t)pd_task_int(s, SCHED_LIVE) >= vm->limits.fiber_count) {
        return pd_vm_raise(vm, EXC_RUNTIME_ERROR, "too many tasks: the limit fiber_count is %llu",
                           (unsigned long long)vm->limits.fiber_count);
    }
    return LEAF_OK;
}

/* A parked task of those arguments: directly, or through the library where they have to be bound,
 * or handlers of the spawn site to be put around it. */
static LeafResult make(Vm *vm, const Value *args, Value keywords, Opaque **out)
{
    Opaque *s = pd_task_scheduler(vm);
    if (s == NULL) {
        return LEAF_MEMORY;
    }
    LeafResult r = cannot_spawn(vm, s);
    if (r != LEAF_OK) {
        return r;
    }
    const Tuple *tuple = PD_AS(const Tuple, &vm->heap, args[1]);
    bool plain = pd_is_unbound(keywords) || pd_is_none(keywords) ||
                 PD_AS(const Dict, &vm->heap, keywords)->used == 0;
    Value all[4] = {args[0], args[1], plain ? VALUE_NONE : keywords, VALUE_NONE};
    if (pd_vm_next_prompt(vm, vm->fiber) != 0) {
        r = pd_vm_context(vm, vm->fiber, &all[3]);
        if (r != LEAF_OK) {
            return r;
        }
        *out = pd_task_new(vm, vm->image->lib[LIB_task_under], all, 4);
    } else if (plain && pd_task_takes(vm, args[0], tuple->length)) {
        *out = pd_task_new(vm, args[0], tuple->items, tuple->length);
    } else {
        *out = pd_task_new(vm, vm->image->lib[LIB_task_body], all, 3);
    }
    return *out == NULL ? LEAF_MEMORY : LEAF_OK;
}

static LeafResult check_options(Vm *vm, Value name, Value priority)
{
    if (!pd_is_unbound(name) && !pd_is_none(name) && !pd_is_kind(&vm->heap, name, KIND_STR)) {
        return pd_vm_raise_type(vm, "the name of a task must be a str, not %s", name);
    }
    if (!pd_is_unbound(priority) && (!pd_is_int(priority) || pd_int_of(priority) < 0 ||
                                     pd_int_of(priority) >= PRIORITY_COUNT)) {
        return pd_vm_raise(vm, EXC_VALUE_ERROR,
                           "the priority of a task must be IDLE, NORMAL or HIGH");
    }
    return LEAF_OK;
}

/* spawn(function, /, *args, name=None, priority=NORMAL, daemon=False, **kwargs) */
static LeafResult spawn(Vm *vm, const Value *args, Value *result)
{
    const Value name = args[2];
    const Value priority = args[3];
    LeafResult r = check_options(vm, name, priority);
    if (r != LEAF_OK) {
        return r;
    }
    Opaque *t = NULL;
    r = make(vm, args, args[5], &t);
    if (r != LEAF_OK) {
        return r;
    }
    Opaque *s = pd_opaque(vm, vm->roots[ROOT_TASKS]);
    if (pd_is_unbound(name) || pd_is_none(name)) {
        t->items[TASK_NAME] = s->items[SCHED_NAMES];
        pd_task_count(s, SCHED_NAMES, 1);
    } else {
        t->items[TASK_NAME] = name;
    }
    if (!pd_is_unbound(priority)) {
        t->h.flags = (uint8_t)((t->h.flags & ~TASK_PRIORITY_MASK) | pd_int_of(priority)
                                                                        << TASK_PRIORITY_SHIFT);
    }
    if (pd_is(args[4], VALUE_TRUE)) {
        t->h.flags |= TASK_DAEMON;
    }
    pd_task_wake(vm, t, VALUE_NONE, false);
    *result = pd_value_to(&vm->heap, t);
    return LEAF_OK;
}

/* task_start(function, args, local, name, ready): a task of the library's own; with a name it is
 * one of the program's. ready: True; None: when no other is; the time when it will be; or False:
 * when it is woken */
static LeafResult start(Vm *vm, const Value *args, Value *result)
{
    Opaque *t = NULL;
    if (!pd_is_kind(&vm->heap, args[1], KIND_TUPLE)) {
        return pd_vm_raise_misuse(vm, "task_start");
    }
    LeafResult r = make(vm, args, VALUE_NONE, &t);
    if (r != LEAF_OK) {
        return r;
    }
    t->items[TASK_LOCAL] = args[2];
    if (pd_is_kind(&vm->heap, args[3], KIND_STR)) {
        t->items[TASK_NAME] = args[3];
    }
    if (pd_is_float(args[4]) &&
        !pd_task_set_timer(vm, pd_opaque(vm, vm->roots[ROOT_TASKS]), pd_float_of(args[4]), t)) {
        pd_task_drop(vm, t);
        return LEAF_MEMORY;
    }
    if (pd_is_none(args[4])) {
        t->h.flags =
            (uint8_t)((t->h.flags & ~TASK_PRIORITY_MASK) | PRIORITY_IDLE << TASK_PRIORITY_SHIFT);
    }
    if (pd_is(args[4], VALUE_TRUE) || pd_is_none(args[4])) {
        pd_task_wake(vm, t, VALUE_NONE, false);
    }
    *result = pd_value_to(&vm->heap, t);
    return LEAF_OK;
}

/* ---- Task ---- */

static LeafResult no_result(Vm *vm)
{
    return pd_vm_raise(vm, EXC_RUNTIME_ERROR, "the task has not ended");
}

/* What a task that has ended gives. */
static LeafResult outcome(Vm *vm, Opaque *t, Value *result)
{
    if (pd_task_state(t) == TASK_DONE) {
        *result = t->items[TASK_VALUE];
        return LEAF_OK;
    }
    pd_task_seen(vm, t);
    return pd_vm_raise_value(vm, t->items[TASK_VALUE]);
}

static LeafResult join(Vm *vm, Opaque *target, Value when)
{
    Opaque *s = pd_task_scheduler(vm);
    if (s == NULL) {
        return LEAF_MEMORY;
    }
    Opaque *t = current_of(vm, s);
    if (is_held(vm)) {
        return held(vm);
    }
    if (t == target) {
        return pd_vm_raise(vm, EXC_RUNTIME_ERROR, "a task cannot wait for its own end");
    }
    if (pd_is_float(when) && (t->h.flags & TASK_THROWS) == 0 &&
        !pd_task_set_timer(vm, s, pd_float_of(when), t)) {
        return LEAF_MEMORY;
    }
    LeafResult r = pd_task_park(vm, pd_value_to(&vm->heap, target));
    if (r == LEAF_RESUME) {
        pd_task_join(vm, target, t);
    }
    return r;
}

/* wait(timeout=None): its result, or its exception, when it has ended */
static LeafResult task_wait(Vm *vm, const Value *args, Value *result)
{
    Opaque *t = pd_opaque(vm, args[0]);
    if (pd_task_has_ended(t)) {
        return outcome(vm, t, result);
    }
    if (!pd_is_unbound(args[1]) && !pd_is_none(args[1])) {
        return pd_vm_tail_call(vm, LIB_task_wait_for, 2, args[0], args[1]);
    }
    return join(vm, t, VALUE_NONE);
}

/* task_join(task, when): parks until it has ended or the time has come */
static LeafResult task_join(Vm *vm, const Value *args, Value *result)
{
    *result = VALUE_NONE;
    if (!pd_is_task(vm, args[0])) {
        return misuse(vm);
    }
    Opaque *t = pd_opaque(vm, args[0]);
    return pd_task_has_ended(t) ? LEAF_OK : join(vm, t, args[1]);
}

static LeafResult task_result(Vm *vm, const Value *args, Value *result)
{
    Opaque *t = pd_opaque(vm, args[0]);
    return pd_task_has_ended(t) ? outcome(vm, t, result) : no_result(vm);
}

static LeafResult task_exception(Vm *vm, const Value *args, Value *result)
{
    Opaque *t = pd_opaque(vm, args[0]);
    if (!pd_task_has_ended(t)) {
        return no_result(vm);
    }
    if (pd_task_state(t) == TASK_CANCELLED) {
        return outcome(vm, t, result);
    }
    *result = VALUE_NONE;
    if (pd_task_state(t) == TASK_FAILED) {
        pd_task_seen(vm, t);
        *result = t->items[TASK_VALUE];
    }
    return LEAF_OK;
}

static LeafResult task_done(Vm *vm, const Value *args, Value *result)
{
    *result = pd_from_bool(pd_task_has_ended(pd_opaque(vm, args[0])));
    return LEAF_OK;
}

static LeafResult task_cancelled(Vm *vm, const Value *args, Value *result)
{
    *result = pd_from_bool(pd_task_state(pd_opaque(vm, args[0])) == TASK_CANCELLED);
    return LEAF_OK;
}

/* cancel(): whether this ended it, or will; a second one changes nothing */
static LeafResult task_cancel(Vm *vm, const Value *args, Value *result)
{
    Opaque *t = pd_opaque(vm, args[0]);
    *result = VALUE_FALSE;
    if (pd_task_has_ended(t) || (t->h.flags & TASK_STOPPED) != 0) {
        return LEAF_OK;
    }
    Exception *e = pd_vm_new_exception(vm, pd_class(vm, pd_exc(vm, EXC_CANCELLED_ERROR)),
                                       pd_from_ref(HEAP_EMPTY_TUPLE));
    if (e == NULL) {
        return LEAF_MEMORY;
    }
    t->h.flags |= TASK_STOPPED;
    *result = pd_from_bool(pd_task_throw(vm, t, pd_value_to(&vm->heap, e)));
    return LEAF_OK;
}

static LeafResult name_of(Vm *vm, const Opaque *t, Value *result)
{
    char text[32];
    if (!pd_is_int(t->items[TASK_NAME])) {
        *result = t->items[TASK_NAME];
        return LEAF_OK;
    }
    int64_t number = pd_task_int(t, TASK_NAME);
    (void)snprintf(text, sizeof text, number == 0 ? "main" : "Task-%lld", (long long)number);
    Str *s = pd_str_new_ascii(&vm->heap, text);
    *result = pd_vm_str_value(vm, s);
    return s == NULL ? LEAF_MEMORY : LEAF_OK;
}

static LeafResult task_name(Vm *vm, const Value *args, Value *result)
{
    return name_of(vm, pd_opaque(vm, args[0]), result);
}

static LeafResult task_priority(Vm *vm, const Value *args, Value *result)
{
    *result = pd_from_int(pd_task_priority(pd_opaque(vm, args[0])));
    return LEAF_OK;
}

static LeafResult task_repr(Vm *vm, const Value *args, Value *result)
{
    (void)result;
    return pd_vm_tail_call(vm, LIB_task_repr, 1, args[0]);
}

static LeafResult task_await(Vm *vm, const Value *args, Value *result)
{
    (void)result;
    return pd_vm_tail_call(vm, LIB_task_await, 1, args[0]);
}

static LeafResult no_copy(Vm *vm, const Value *args, Value *result)
{
    (void)args;
    (void)result;
    return pd_vm_raise(vm, EXC_TYPE_ERROR, "a task cannot be copied");
}

/* ---- intrinsics ---- */

/* task_state(task): an int of enum TaskState, or -1 when it is no task */
static LeafResult task_state(Vm *vm, const Value *args, Value *result)
{
    bool task = pd_is_task(vm, args[0]);
    *result = pd_from_int(task ? (int64_t)pd_task_state(pd_opaque(vm, args[0])) : -1);
    return LEAF_OK;
}

/* task_current(), task_main() */
static LeafResult task_current(Vm *vm, const Value *args, Value *result)
{
    (void)args;
    const Opaque *s = pd_task_scheduler(vm);
    if (s == NULL) {
        return LEAF_MEMORY;
    }
    *result = s->items[SCHED_CURRENT];
    return LEAF_OK;
}

static LeafResult task_main(Vm *vm, const Value *args, Value *result)
{
    (void)args;
    const Opaque *s = pd_task_scheduler(vm);
    if (s == NULL) {
        return LEAF_MEMORY;
    }
    *result = s->items[SCHED_MAIN];
    return LEAF_OK;
}

/* task_alone(): whether there is no other task than the main one */
static LeafResult task_alone(Vm *vm, const Value *args, Value *result)
{
    (void)args;
    Value root = vm->roots[ROOT_TASKS];
    bool alone =
        pd_is_none(root) || pd_task_int(pd_opaque(vm, root), SCHED_LIVE) == 0 || is_held(vm);
    *result = pd_from_bool(alone);
    return LEAF_OK;
}

/* task_park(what, when): what it is woken with; None when that time came first */
static LeafResult task_park(Vm *vm, const Value *args, Value *result)
{
    *result = VALUE_NONE;
    Opaque *s = pd_task_scheduler(vm);
    if (s == NULL) {
        return LEAF_MEMORY;
    }
    if (is_held(vm)) {
        return held(vm);
    }
    if (pd_is_task(vm, args[0])) {
        return pd_vm_raise_misuse(vm, "task_park");
    }
    Opaque *t = current_of(vm, s);
    if (pd_is_float(args[1]) && (t->h.flags & TASK_THROWS) == 0 &&
        !pd_task_set_timer(vm, s, pd_float_of(args[1]), t)) {
        return LEAF_MEMORY;
    }
    return pd_task_park(vm, args[0]);
}

/* task_yield(): behind all that are ready */
static LeafResult task_yield(Vm *vm, const Value *args, Value *result)
{
    (void)args;
    *result = VALUE_NONE;
    const Opaque *s = pd_task_scheduler(vm);
    if (s == NULL) {
        return LEAF_MEMORY;
    }
    return is_held(vm) ? LEAF_OK : pd_task_yield(vm);
}

static bool is_parked(const Vm *vm, Value v)
{
    return pd_is_task(vm, v) && pd_task_state(pd_opaque(vm, v)) == TASK_PARKED &&
           !pd_is_none(vm->roots[ROOT_TASKS]) &&
           !pd_is(v, pd_opaque(vm, vm->roots[ROOT_TASKS])->items[SCHED_CLOCK]);
}

/* task_wake(task, value) -> whether it was parked */
static LeafResult task_wake(Vm *vm, const Value *args, Value *result)
{
    *result = pd_from_bool(is_parked(vm, args[0]));
    if (is_parked(vm, args[0])) {
        pd_task_wake(vm, pd_opaque(vm, args[0]), args[1], false);
    }
    return LEAF_OK;
}

/* task_wake_after_round(task, value) */
static LeafResult task_wake_after_round(Vm *vm, const Value *args, Value *result)
{
    *result = pd_from_bool(is_parked(vm, args[0]));
    if (is_parked(vm, args[0])) {
        pd_task_wake_after_round(vm, pd_opaque(vm, args[0]), args[1]);
    }
    return LEAF_OK;
}

/* task_throw(task, exception, first=) -> whether it had not ended. first: before those that are
 * ready */
static LeafResult task_throw(Vm *vm, const Value *args, Value *result)
{
    if (!pd_is_task(vm, args[0]) || !pd_is_kind(&vm->heap, args[1], KIND_EXCEPTION) ||
        pd_is_none(vm->roots[ROOT_TASKS]) ||
        pd_is(args[0], pd_opaque(vm, vm->roots[ROOT_TASKS])->items[SCHED_CLOCK])) {
        return misuse(vm);
    }
    Opaque *t = pd_opaque(vm, args[0]);
    if (pd_is(args[2], VALUE_TRUE) && pd_task_state(t) == TASK_PARKED) {
        pd_task_throw_first(vm, t, args[1]);
        *result = VALUE_TRUE;
    } else {
        *result = pd_from_bool(pd_task_throw(vm, t, args[1]));
    }
    return LEAF_OK;
}

/* task_local(): what the library keeps with the running task */
static LeafResult task_local(Vm *vm, const Value *args, Value *result)
{
    (void)args;
    Value root = vm->roots[ROOT_TASKS];
    *result =
        pd_is_none(root) ? VALUE_NONE : current_of(vm, pd_opaque(vm, root))->items[TASK_LOCAL];
    return LEAF_OK;
}

/* task_context(): the values of context variables in the running task, or None */
static LeafResult task_context(Vm *vm, const Value *args, Value *result)
{
    (void)args;
    Value root = vm->roots[ROOT_TASKS];
    *result =
        pd_is_none(root) ? VALUE_NONE : pd_task_inherited(vm, current_of(vm, pd_opaque(vm, root)));
    return LEAF_OK;
}

/* task_scope(): the same, or the list that holds them */
static LeafResult task_scope(Vm *vm, const Value *args, Value *result)
{
    (void)args;
    Value root = vm->roots[ROOT_TASKS];
    *result =
        pd_is_none(root) ? VALUE_NONE : current_of(vm, pd_opaque(vm, root))->items[TASK_CONTEXT];
    return LEAF_OK;
}

/* task_enter(scope): what task_scope() gives from now on */
static LeafResult task_enter(Vm *vm, const Value *args, Value *result)
{
    const Opaque *s = pd_task_scheduler(vm);
    if (s == NULL) {
        return LEAF_MEMORY;
    }
    pd_task_set(vm, current_of(vm, s), TASK_CONTEXT, args[0]);
    *result = VALUE_NONE;
    return LEAF_OK;
}

/* task_about(task) -> (what it waits for, local, daemon, name, file, line, function) */
static LeafResult task_about(Vm *vm, const Value *args, Value *result)
{
    if (!pd_is_task(vm, args[0])) {
        return misuse(vm);
    }
    const Opaque *t = pd_opaque(vm, args[0]);
    bool daemon = (t->h.flags & TASK_DAEMON) != 0;
    Value items[7] = {t->items[TASK_WAITS],
                      t->items[TASK_LOCAL],
                      pd_from_bool(daemon),
                      VALUE_NONE,
                      VALUE_NONE,
                      VALUE_NONE,
                      VALUE_NONE};
    uint32_t code;
    uint32_t pc;
    LeafResult r = name_of(vm, t, &items[3]);
    if (r != LEAF_OK) {
        return r;
    }
    if (pd_task_site(vm, t, &code, &pc)) {
        const LoadedCode *loaded = pd_loaded(vm, code);
        const PositionRow *row = pd_code_position(loaded->function, pc);
        const Str *file = pd_str_new_utf8(&vm->heap, loaded->unit->filename);
        if (file == NULL) {
            return LEAF_MEMORY;
        }
        items[4] = pd_value_to(&vm->heap, file);
        items[5] = pd_from_int(row == NULL ? 0 : row->line);
        items[6] = loaded->name;
    }
    const Tuple *about = pd_tuple_new(&vm->heap, items, 7);
    *result = about == NULL ? VALUE_NONE : pd_value_to(&vm->heap, about);
    return about == NULL ? LEAF_MEMORY : LEAF_OK;
}

/* tasks(): those that have not ended or that failed unseen, the newest first; without the main one
 */
static LeafResult tasks(Vm *vm, const Value *args, Value *result)
{
    (void)args;
    Value root = vm->roots[ROOT_TASKS];
    List *list = pd_list_new(&vm->heap, 0);
    Value at = pd_is_none(root) ? VALUE_NONE : pd_opaque(vm, root)->items[SCHED_NEWEST];
    if (list == NULL) {
        return LEAF_MEMORY;
    }
    for (; pd_is_ref(at); at = pd_opaque(vm, at)->items[TASK_OLDER]) {
        pd_vm_charge(vm, 1);
        if (!pd_list_append(&vm->heap, list, at)) {
            return LEAF_MEMORY;
        }
    }
    *result = pd_value_to(&vm->heap, list);
    return LEAF_OK;
}

/* task_newest(): the first of these, or None */
static LeafResult task_newest(Vm *vm, const Value *args, Value *result)
{
    (void)args;
    Value root = vm->roots[ROOT_TASKS];
    *result = pd_is_none(root) ? VALUE_NONE : pd_opaque(vm, root)->items[SCHED_NEWEST];
    return LEAF_OK;
}

/* exit_error(): what left the main program, or None */
static LeafResult exit_error(Vm *vm, const Value *args, Value *result)
{
    (void)args;
    Value root = vm->roots[ROOT_TASKS];
    bool failed = !pd_is_none(root) && pd_is(pd_opaque(vm, root)->items[SCHED_FAILED], VALUE_TRUE);
    *result = failed ? pd_opaque(vm, root)->items[SCHED_OUTCOME] : VALUE_NONE;
    return LEAF_OK;
}

/* task_drop(task) -> whether it has ended or is parked: then it is not among tasks() any more, and
 * never runs again */
static LeafResult task_drop(Vm *vm, const Value *args, Value *result)
{
    Value root = vm->roots[ROOT_TASKS];
    *result = VALUE_FALSE;
    if (!pd_is_task(vm, args[0]) || pd_is_none(root) ||
        pd_is(args[0], pd_opaque(vm, root)->items[SCHED_CLOCK]) ||
        pd_is(args[0], pd_opaque(vm, root)->items[SCHED_MAIN])) {
        return misuse(vm);
    }
    Opaque *t = pd_opaque(vm, args[0]);
    *result = pd_from_bool(pd_task_has_ended(t) || pd_task_state(t) == TASK_PARKED);
    if (pd_task_has_ended(t)) {
        pd_task_seen(vm, t);
    } else if (pd_task_state(t) == TASK_PARKED) {
        pd_task_drop(vm, t);
    }
    return LEAF_OK;
}

/* ---- the clock ---- */

/* clock_now(): the time as it was read last, or None when that is too long ago */
static LeafResult clock_now(Vm *vm, const Value *args, Value *result)
{
    (void)args;
    const Opaque *s = pd_task_scheduler(vm);
    if (s == NULL) {
        return LEAF_MEMORY;
    }
    *result = pd_task_clock_is_exact(vm, s) ? s->items[SCHED_NOW] : VALUE_NONE;
    return LEAF_OK;
}

/* clock_set(now) -> now, which never goes back */
static LeafResult clock_set(Vm *vm, const Value *args, Value *result)
{
    Opaque *s = pd_task_scheduler(vm);
    if (s == NULL) {
        return LEAF_MEMORY;
    }
    if (!pd_is_float(args[0])) {
        return pd_vm_raise_misuse(vm, "clock_set");
    }
    double now = pd_float_of(args[0]);
    if (pd_is_float(s->items[SCHED_NOW]) && !(now > pd_float_of(s->items[SCHED_NOW]))) {
        now = pd_float_of(s->items[SCHED_NOW]);
    }
    pd_task_clock_read(vm, s, now);
    *result = s->items[SCHED_NOW];
    return LEAF_OK;
}

static bool is_any_ready(const Opaque *s)
{
    for (uint32_t p = 0; p < PRIORITY_COUNT; p++) {
        if (pd_is_ref(s->items[SCHED_FIRST + p])) {
            return true;
        }
    }
    return false;
}

/* clock_wait(): seconds until the earliest timer, 0 when tasks are ready; None: nothing will ever
 * be ready */
static LeafResult clock_wait(Vm *vm, const Value *args, Value *result)
{
    (void)args;
    Opaque *s = pd_task_scheduler(vm);
    if (s == NULL) {
        return LEAF_MEMORY;
    }
    double when = 0;
    bool waits = pd_task_earliest(vm, s, &when);
    double now = pd_is_float(s->items[SCHED_NOW]) ? pd_float_of(s->items[SCHED_NOW]) : when;
    bool ready = is_any_ready(s);
    *result = ready || when <= now ? pd_from_float(0) : pd_from_float(when - now);
    if (!ready && !waits) {
        *result = VALUE_NONE;
    }
    return LEAF_OK;
}

/* clock_advance(now): wakes those whose time has come */
static LeafResult clock_advance(Vm *vm, const Value *args, Value *result)
{
    LeafResult r = clock_set(vm, args, result);
    if (r == LEAF_OK) {
        pd_task_advance(vm, pd_opaque(vm, vm->roots[ROOT_TASKS]), pd_float_of(*result));
    }
    return r;
}

static const LeafDef defs[] = {
    {"spawn", "function, /, *args, name=, priority=, daemon=, **kwargs", spawn, LEAF_FUNCTION},
    {"task_start", "function, args, local, name, ready, /", start, LEAF_FUNCTION},
    {"task_join", "task, when, /", task_join, LEAF_FUNCTION},
    {"task_state", "task, /", task_state, LEAF_FUNCTION},
    {"task_current", "", task_current, LEAF_FUNCTION},
    {"task_main", "", task_main, LEAF_FUNCTION},
    {"task_alone", "", task_alone, LEAF_FUNCTION},
    {"task_park", "what, when, /", task_park, LEAF_FUNCTION},
    {"yield_now", "", task_yield, LEAF_FUNCTION},
    {"task_wake", "task, value, /", task_wake, LEAF_FUNCTION},
    {"task_wake_after_round", "task, value, /", task_wake_after_round, LEAF_FUNCTION},
    {"task_throw", "task, exception, first=, /", task_throw, LEAF_FUNCTION},
    {"task_local", "", task_local, LEAF_FUNCTION},
    {"task_context", "", task_context, LEAF_FUNCTION},
    {"task_scope", "", task_scope, LEAF_FUNCTION},
    {"task_enter", "scope, /", task_enter, LEAF_FUNCTION},
    {"task_about", "task, /", task_about, LEAF_FUNCTION},
    {"tasks", "", tasks, LEAF_FUNCTION},
    {"task_newest", "", task_newest, LEAF_FUNCTION},
    {"task_drop", "task, /", task_drop, LEAF_FUNCTION},
    {"exit_error", "", exit_error, LEAF_FUNCTION},
    {"clock_now", "", clock_now, LEAF_FUNCTION},
    {"clock_set", "now, /", clock_set, LEAF_FUNCTION},
    {"clock_wait", "", clock_wait, LEAF_FUNCTION},
    {"clock_advance", "now, /", clock_advance, LEAF_FUNCTION},
};

static const LeafDef methods[] = {
    {"wait", "self, /, timeout=", task_wait, LEAF_METHOD},
    {"result", "self, /", task_result, LEAF_METHOD},
    {"exception", "self, /", task_exception, LEAF_METHOD},
    {"done", "self, /", task_done, LEAF_METHOD},
    {"cancel", "self, /", task_cancel, LEAF_METHOD},
    {"cancelled", "self, /", task_cancelled, LEAF_METHOD},
    {"name", "self, /", task_name, LEAF_GETTER},
    {"priority", "self, /", task_priority, LEAF_GETTER},
    {"__repr__", "self, /", task_repr, LEAF_SLOT},
    {"__await__", "self, /", task_await, LEAF_METHOD},
    {"__copy__", "self, /", no_copy, LEAF_METHOD},
    {"__deepcopy__", "self, memo, /", no_copy, LEAF_METHOD},
    {"__reduce_ex__", "self, protocol, /", no_copy, LEAF_METHOD},
};

const LeafTable pd_leaves_vm_task = {"_vm", TYPE_OBJECT, defs, ARRAY_COUNT(defs)};
const LeafTable pd_leaves_task = {
    .type = TYPE_TASK, .defs = methods, .count = (uint32_t)ARRAY_COUNT(methods)};
