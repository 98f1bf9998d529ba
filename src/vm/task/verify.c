/*
 * What is wrong with tasks: single records for readers of snapshots, and all of them together.
 *
 * A task that is not terminal is in the list of live ones, or is the main one or the clock. It is
 * in exactly one place: running, in the queue of its priority, or parked, and then in the ring of
 * the task whose end it waits for. Timers are a heap, their sequences are below the next one.
 */
#include "vm/task/task.h"

static bool is_or_none(const Vm *vm, Value v, TypeId type)
{
    return pd_is_none(v) || pd_is_opaque(vm, v, type);
}

static bool is_count(Value v)
{
    return pd_is_int(v) && pd_int_of(v) >= 0;
}

/* Its fibers: suspended, up to one without a parent, with that many frames. */
static bool chain_fits(const Vm *vm, const Opaque *t)
{
    const Heap *heap = &vm->heap;
    Value head = t->items[TASK_FIBER];
    if (!pd_is_kind(heap, head, KIND_FIBER) && !pd_is_kind(heap, head, KIND_GENERATOR)) {
        return false;
    }
    int64_t frames = 0;
    for (Ref ref = pd_ref_of(head); ref != 0;) {
        const Fiber *fiber = pd_at(heap, ref);
        bool started = (fiber->h.flags & FIBER_STARTED) != 0;
        bool runs = (fiber->h.flags & FIBER_RUNNING) != 0;
        if (fiber->stack == 0 || fiber->frame_count == 0 || ref == vm->fiber || started != runs) {
            return false;
        }
        frames += fiber->frame_count;
        if (frames > pd_task_int(t, TASK_FRAMES)) {
            return false;
        }
        ref = fiber->parent;
    }
    return frames == pd_task_int(t, TASK_FRAMES);
}

static bool links_fit(const Vm *vm, const Opaque *t)
{
    static const uint8_t links[] = {TASK_NEXT, TASK_OLDER, TASK_NEWER, TASK_WAITERS};
    for (size_t i = 0; i < ARRAY_COUNT(links); i++) {
        if (!is_or_none(vm, t->items[links[i]], TYPE_TASK)) {
            return false;
        }
    }
    for (uint32_t i = 0; i < TASK_COUNT; i++) {
        if (pd_is_unbound(t->items[i])) {
            return false;
        }
    }
    return true;
}

/* A task with a turn before it has a chain, and nothing is left of one that has ended. */
static bool state_fits(const Vm *vm, const Opaque *t)
{
    bool none = pd_is_none(t->items[TASK_FIBER]);
    bool throws = (t->h.flags & TASK_THROWS) != 0;
    if (throws && !pd_is_kind(&vm->heap, t->items[TASK_VALUE], KIND_EXCEPTION)) {
        return false;
    }
    switch (pd_task_state(t)) {
    case TASK_READY: return !none && chain_fits(vm, t) && pd_is_none(t->items[TASK_TIMER]);
    case TASK_PARKED: return !none && !throws && chain_fits(vm, t);
    case TASK_RUNNING: return none && pd_is_none(t->items[TASK_NEXT]);
    case TASK_FAILED:
    case TASK_CANCELLED:
        if (!pd_is_kind(&vm->heap, t->items[TASK_VALUE], KIND_EXCEPTION)) {
            return false;
        }
        break;
    case TASK_DONE: break;
    case TASK_STATE_COUNT: return false;
    }
    bool unlinked = pd_task_state(t) == TASK_FAILED ||
                    (pd_is_none(t->items[TASK_OLDER]) && pd_is_none(t->items[TASK_NEWER]));
    return none && !throws && unlinked && pd_is_none(t->items[TASK_NEXT]) &&
           pd_is_none(t->items[TASK_WAITERS]) && pd_is_none(t->items[TASK_TIMER]);
}

static bool task_fits(const Vm *vm, const Opaque *t)
{
    Value name = t->count == TASK_COUNT ? t->items[TASK_NAME] : VALUE_UNBOUND;
    return t->count == TASK_COUNT && pd_task_state(t) < TASK_STATE_COUNT &&
           pd_task_priority(t) < PRIORITY_COUNT && links_fit(vm, t) &&
           is_count(t->items[TASK_FRAMES]) &&
           (pd_is_none(name) || is_count(name) || pd_is_kind(&vm->heap, name, KIND_STR)) &&
           (pd_is_none(t->items[TASK_SITE]) || is_count(t->items[TASK_SITE])) &&
           (pd_is_none(t->items[TASK_TIMER]) || is_count(t->items[TASK_TIMER])) &&
           state_fits(vm, t);
}

static bool timers_fit(const Vm *vm, Value v)
{
    if (!pd_is_kind(&vm->heap, v, KIND_LIST)) {
        return false;
    }
    const List *list = PD_AS(const List, &vm->heap, v);
    const Value *items = pd_list_items(&vm->heap, list);
    for (uint32_t i = 0; i < list->length; i++) {
        bool good = i % 3 == 0   ? pd_is_float(items[i])
                    : i % 3 == 1 ? is_count(items[i])
                                 : pd_is_task(vm, items[i]);
        if (!good) {
            return false;
        }
    }
    return list->length % 3 == 0;
}

static bool scheduler_fits(const Vm *vm, const Opaque *s)
{
    if (s->count != SCHED_COUNT || !timers_fit(vm, s->items[SCHED_TIMERS])) {
        return false;
    }
    for (uint32_t i = 0; i < SCHED_COUNT; i++) {
        Value v = s->items[i];
        bool good = !pd_is_unbound(v);
        if (i <= SCHED_CLOCK) {
            good = pd_is_task(vm, v);
        } else if (i <= SCHED_NEWEST) {
            good = is_or_none(vm, v, TYPE_TASK);
        } else if (i == SCHED_FAILED) {
            good = pd_is_bool(v);
        } else if (i == SCHED_NOW) {
            good = pd_is_none(v) || pd_is_float(v);
        } else if (i == SCHED_EXIT) {
            good = pd_is_none(v) || pd_is_kind(&vm->heap, v, KIND_FIBER);
        } else if (i != SCHED_TIMERS && i != SCHED_OUTCOME) {
            good = is_count(v);
        }
        if (!good) {
            return false;
        }
    }
    return pd_is(s->items[SCHED_FAILED], VALUE_FALSE) ||
           pd_is_kind(&vm->heap, s->items[SCHED_OUTCOME], KIND_EXCEPTION);
}

bool pd_vm_task_fits(const Vm *vm, const Opaque *o)
{
    return o->h.aux == TYPE_TASK ? task_fits(vm, o) : scheduler_fits(vm, o);
}

bool pd_vm_may_hold_fiber(const Opaque *o, uint64_t item)
{
    switch (o->h.aux) {
    case TYPE_CONTINUATION: return item == K_HEAD || item == K_TAIL;
    case TYPE_TASK: return item == TASK_FIBER;
    case TYPE_SCHEDULER: return item == SCHED_EXIT;
    default: return false;
    }
}

Value pd_vm_held_fiber(const Opaque *o)
{
    switch (o->h.aux) {
    case TYPE_CONTINUATION: return o->items[K_HEAD];
    case TYPE_TASK: return o->items[TASK_FIBER];
    case TYPE_SCHEDULER: return o->items[SCHED_EXIT];
    default: return VALUE_NONE;
    }
}

bool pd_vm_is_live_task(const Opaque *o)
{
    return (o->h.aux == TYPE_TASK && !pd_task_has_ended(o)) || o->h.aux == TYPE_SCHEDULER;
}

uint64_t pd_vm_live_tasks(const Vm *vm)
{
    Value root = vm->roots[ROOT_TASKS];
    /* The main one, the clock, and the scheduler itself. */
    return !pd_is_opaque(vm, root, TYPE_SCHEDULER)
               ? 0
               : (uint64_t)pd_task_int(pd_opaque(vm, root), SCHED_LIVE) + 3;
}

/* ---- all together ---- */

/* Numbers of tasks that were met; what they should be is known when all have been. */
typedef struct Census {
    uint64_t live, ready, running, parked, joining; /* the main one and the clock included */
    uint64_t timed;
    uint64_t queued, waiting, timers; /* in queues, in rings, alive in the heap */
} Census;

static void take_in(const Vm *vm, const Opaque *t, Census *census)
{
    TaskState state = pd_task_state(t);
    census->live += state < TASK_DONE;
    census->ready += state == TASK_READY;
    census->running += state == TASK_RUNNING;
    census->parked += state == TASK_PARKED;
    census->joining += state == TASK_PARKED && pd_is_task(vm, t->items[TASK_WAITS]);
    census->timed += pd_is_int(t->items[TASK_TIMER]);
}

/* The ring of those that wait for a task. At most `most` are in all of them. */
static const char *ring_fault(const Vm *vm, const Opaque *target, uint64_t most, Census *census)
{
    Value last = target->items[TASK_WAITERS];
    Value self = pd_value_to(&vm->heap, target);
    if (pd_is_none(last)) {
        return NULL;
    }
    Value at = last;
    do {
        if (!pd_is_task(vm, at)) {
            return "the ring of those that wait for a task is open";
        }
        const Opaque *t = pd_opaque(vm, at);
        if (pd_task_state(t) != TASK_PARKED || !pd_is(t->items[TASK_WAITS], self)) {
            return "a task waits in the ring of another one";
        }
        if (++census->waiting > most) {
            return "tasks wait in more than one ring";
        }
        if (!pd_is_task(vm, t->items[TASK_NEXT]) ||
            !pd_is(pd_opaque(vm, t->items[TASK_NEXT])->items[TASK_VALUE], at)) {
            return "the ring of those that wait for a task is broken";
        }
        at = t->items[TASK_NEXT];
    } while (!pd_is(at, last));
    return NULL;
}

static const char *live_fault(const Vm *vm, const Opaque *s, uint64_t most, Census *census)
{
    Value newer = VALUE_NONE;
    for (Value at = s->items[SCHED_NEWEST]; pd_is_ref(at);) {
        const Opaque *t = pd_opaque(vm, at);
        bool linked = pd_task_state(t) < TASK_DONE || pd_task_state(t) == TASK_FAILED;
        if (!pd_is(t->items[TASK_NEWER], newer) || !linked || most-- == 0) {
            return "the list of live tasks is broken";
        }
        take_in(vm, t, census);
        newer = at;
        at = t->items[TASK_OLDER];
    }
    return census->live == (uint64_t)pd_task_int(s, SCHED_LIVE) ? NULL
                                                                : "live tasks are counted wrongly";
}

static const char *queue_fault(const Vm *vm, const Opaque *s, uint32_t p, uint64_t most,
                               Census *census)
{
    Value last = VALUE_NONE;
    bool batch = pd_is_none(s->items[SCHED_BATCH]) || p != PRIORITY_NORMAL;
    for (Value at = s->items[SCHED_FIRST + p]; pd_is_ref(at);) {
        const Opaque *t = pd_opaque(vm, at);
        if (pd_task_state(t) != TASK_READY || pd_task_priority(t) != (TaskPriority)p) {
            return "a task is in a queue that is not its own";
        }
        if (++census->queued > most) {
            return "a task is in two queues";
        }
        batch = batch || pd_is(s->items[SCHED_BATCH], at);
        last = at;
        at = t->items[TASK_NEXT];
    }
    if (!batch) {
        return "a round ends with a task that is not ready";
    }
    return pd_is(last, s->items[SCHED_LAST + p]) ? NULL : "a queue does not end with its last task";
}

static const char *timers_fault(const Vm *vm, const Opaque *s, Census *census)
{
    const List *list = PD_AS(const List, &vm->heap, s->items[SCHED_TIMERS]);
    const Value *items = pd_list_items(&vm->heap, list);
    uint32_t count = list->length / 3;
    for (uint32_t i = 0; i < count; i++) {
        const Value *entry = items + (size_t)i * 3;
        const Value *parent = items + (size_t)(i == 0 ? 0 : (i - 1) / 2) * 3;
        double when = pd_float_of(entry[0]);
        double above = pd_float_of(parent[0]);
        bool ordered = above < when ||
                       (!(when < above) && (i == 0 || pd_int_of(parent[1]) < pd_int_of(entry[1])));
        if (!ordered) {
            return "the timers are no heap";
        }
        if (pd_int_of(entry[1]) >= pd_task_int(s, SCHED_TIMER_NEXT)) {
            return "a timer has the number of one to come";
        }
        census->timers += pd_is(pd_opaque(vm, entry[2])->items[TASK_TIMER], entry[1]);
    }
    bool dead = count - census->timers == (uint64_t)pd_task_int(s, SCHED_TIMER_DEAD);
    return dead && census->timers == census->timed ? NULL : "timers are counted wrongly";
}

static const char *rings_fault(const Vm *vm, const Opaque *s, Census *census)
{
    static const uint8_t own[] = {SCHED_MAIN, SCHED_CLOCK};
    const char *fault = NULL;
    for (size_t i = 0; i < ARRAY_COUNT(own) && fault == NULL; i++) {
        fault = ring_fault(vm, pd_opaque(vm, s->items[own[i]]), census->joining, census);
    }
    for (Value at = s->items[SCHED_NEWEST]; pd_is_ref(at) && fault == NULL;) {
        fault = ring_fault(vm, pd_opaque(vm, at), census->joining, census);
        at = pd_opaque(vm, at)->items[TASK_OLDER];
    }
    if (fault == NULL && census->waiting != census->joining) {
        fault = "a task waits for another one that does not know it";
    }
    return fault;
}

static bool is_current(const Vm *vm, const Opaque *s)
{
    const Opaque *current = pd_opaque(vm, s->items[SCHED_CURRENT]);
    const Opaque *clock = pd_opaque(vm, s->items[SCHED_CLOCK]);
    const Opaque *main_task = pd_opaque(vm, s->items[SCHED_MAIN]);
    bool clock_rests = pd_task_state(clock) == TASK_PARKED && pd_is_none(clock->items[TASK_TIMER]);
    bool single = pd_is_none(main_task->items[TASK_NEWER]) &&
                  pd_is_none(main_task->items[TASK_OLDER]) && main_task != clock &&
                  pd_is_none(clock->items[TASK_NEWER]) && pd_is_none(clock->items[TASK_OLDER]);
    return pd_task_state(current) == TASK_RUNNING && !pd_task_has_ended(main_task) && single &&
           !pd_is(s->items[SCHED_NEWEST], s->items[SCHED_MAIN]) &&
           !pd_is(s->items[SCHED_NEWEST], s->items[SCHED_CLOCK]) &&
           (clock == current || clock_rests);
}

const char *pd_task_fault(const Vm *vm)
{
    if (pd_is_none(vm->roots[ROOT_TASKS])) {
        return NULL;
    }
    if (!pd_is_opaque(vm, vm->roots[ROOT_TASKS], TYPE_SCHEDULER)) {
        return "the scheduler is none";
    }
    const Opaque *s = pd_opaque(vm, vm->roots[ROOT_TASKS]);
    uint64_t most = vm->heap.cursor; /* units of the space: more tasks than that there are not */
    Census census = {0};
    if (!scheduler_fits(vm, s) || !is_current(vm, s)) {
        return "the scheduler does not know who runs";
    }
    const char *fault = live_fault(vm, s, most, &census);
    take_in(vm, pd_opaque(vm, s->items[SCHED_MAIN]), &census);
    take_in(vm, pd_opaque(vm, s->items[SCHED_CLOCK]), &census);
    for (uint32_t p = 0; p < PRIORITY_COUNT && fault == NULL; p++) {
        fault = queue_fault(vm, s, p, census.ready, &census);
    }
    if (fault == NULL && census.queued != census.ready) {
        fault = "a task is ready and in no queue";
    }
    if (fault == NULL && census.running != 1) {
        fault = "there is not exactly one running task";
    }
    if (fault == NULL) {
        fault = timers_fault(vm, s, &census);
    }
    return fault == NULL ? rings_fault(vm, s, &census) : fault;
}
