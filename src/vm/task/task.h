/*
 * Tasks: whole chains of fibers that take turns, and the queue that says whose turn it is.
 *
 * The main program is a task like the others. No frame lies beneath them: a switch puts the
 * running chain into its Task and takes another one out, whatever its depth. The scheduler is one
 * record behind ROOT_TASKS, made at the first need; without it there is the main program alone.
 *
 *     READY ──switch──▶ RUNNING ──▶ DONE FAILED CANCELLED
 *       ▲                  │ park
 *       └──wake── PARKED ◀─┘
 *
 * A task that is not terminal is in the list of live ones (or is the main one or the clock), and in
 * exactly one place: running, in the queue of its priority, or parked. Nothing here allocates while
 * it switches, so an instruction that parks is never run twice.
 */
#ifndef VM_TASK_TASK_H
#define VM_TASK_TASK_H

#include "vm/effect/effect.h"

/* Items of TYPE_TASK. */
enum {
    TASK_FIBER,  /* READY, PARKED: the youngest Fiber of its chain; else None */
    TASK_FRAMES, /* int: frames of the chain */
    TASK_VALUE,  /* READY: what its instruction gets; terminal: result or exception; RUNNING: None,
                    or with TASK_THROWS what its next park raises; waiting for a task: the one
                    before it in that one's ring */
    TASK_NEXT,  /* READY: behind it in the queue; waiting for a task: next in its ring, else None */
    TASK_OLDER, /* neighbours in the list of live ones */
    TASK_NEWER,
    TASK_WAITS,   /* PARKED: what it waits for: a Task, or any object */
    TASK_WAITERS, /* the last of the ring of tasks that wait for its end, or None */
    TASK_TIMER,   /* PARKED: int, sequence of its timer, or None */
    TASK_NAME,    /* str; int: number of a task without a name (0: main); None: the library's own */
    TASK_SITE,    /* int: where it was spawned (code and pc), or None */
    TASK_LOCAL,   /* what the library keeps with it, or None */
    TASK_CONTEXT, /* values of context variables: a dict that nobody changes, None: there are none;
                     or a list that begins with such a dict, which no other task may be given */
    TASK_COUNT
};

typedef enum TaskState {
    TASK_READY,
    TASK_RUNNING,
    TASK_PARKED,
    TASK_DONE,
    TASK_FAILED,
    TASK_CANCELLED,
    TASK_STATE_COUNT
} TaskState;
typedef enum TaskPriority {
    PRIORITY_IDLE,
    PRIORITY_NORMAL,
    PRIORITY_HIGH,
    PRIORITY_COUNT
} TaskPriority;

/* Header.flags of a Task. */
enum {
    TASK_STATE_MASK = 7,
    TASK_PRIORITY_SHIFT = 3,
    TASK_PRIORITY_MASK = 3 << TASK_PRIORITY_SHIFT,
    TASK_THROWS = 32,  /* TASK_VALUE is raised */
    TASK_DAEMON = 64,  /* is not reported when the run ends without it */
    TASK_STOPPED = 128 /* was cancelled: once more changes nothing */
};

/* Items of TYPE_SCHEDULER. */
enum {
    SCHED_CURRENT,
    SCHED_MAIN,
    SCHED_CLOCK, /* the library's task that runs when no other is ready */
    SCHED_FIRST, /* of each priority's queue, or None */
    SCHED_LAST = SCHED_FIRST + PRIORITY_COUNT,
    SCHED_BATCH = SCHED_LAST + PRIORITY_COUNT, /* last of those of NORMAL that were ready when the
                                                  round began, or None */
    SCHED_NEWEST,     /* of the live tasks; those that failed unseen are among them */
    SCHED_LIVE,       /* int: how many of them are not terminal */
    SCHED_NAMES,      /* int: next number of a task without a name */
    SCHED_TIMERS,     /* list: a heap of when (float), sequence (int), Task */
    SCHED_TIMER_NEXT, /* int: next sequence */
    SCHED_TIMER_DEAD, /* int: timers whose task does not wait for them any more */
    SCHED_NOW,        /* float: the clock when it was read last, or None */
    SCHED_NOW_FUEL,   /* int: fuel and effects of the run then */
    SCHED_NOW_EFFECTS,
    SCHED_EXIT,    /* Fiber that ends the others when main has ended; None once it began */
    SCHED_OUTCOME, /* what main ended with meanwhile */
    SCHED_FAILED,  /* bool: that is its exception */
    SCHED_COUNT
};

static inline bool pd_is_task(const Vm *vm, Value v)
{
    return pd_is_opaque(vm, v, TYPE_TASK);
}
static inline TaskState pd_task_state(const Opaque *t)
{
    return (TaskState)(t->h.flags & TASK_STATE_MASK);
}
static inline TaskPriority pd_task_priority(const Opaque *t)
{
    return (TaskPriority)((t->h.flags & TASK_PRIORITY_MASK) >> TASK_PRIORITY_SHIFT);
}
static inline bool pd_task_has_ended(const Opaque *t)
{
    return pd_task_state(t) >= TASK_DONE;
}
static inline void pd_task_set(Vm *vm, Opaque *o, uint32_t item, Value v)
{
    pd_store(&vm->heap, &o->items[item], v);
}
static inline int64_t pd_task_int(const Opaque *o, uint32_t item)
{
    return pd_int_of(o->items[item]);
}
static inline void pd_task_count(Opaque *o, uint32_t item, int64_t by)
{
    o->items[item] = pd_from_int(pd_int_of(o->items[item]) + by);
}

/* ---- task.c ---- */
/* The run's scheduler, made if there is none; NULL = memory. */
Opaque *pd_task_scheduler(Vm *vm);
/* A task that will call the function on the arguments, which must fit its parameters (see
 * pd_task_takes), parked nowhere: the caller makes it ready. NULL = memory. */
Opaque *pd_task_new(Vm *vm, Value function, const Value *args, uint32_t count);
/* The values of context variables that a task has which the running one spawns. */
Value pd_task_inherited(const Vm *vm, const Opaque *t);
/* Whether the function takes so many positional arguments as they are. */
bool pd_task_takes(const Vm *vm, Value function, uint32_t count);
/* The running task parks for what; the caller answers its result. */
LeafResult pd_task_park(Vm *vm, Value what);
/* The same, but it stays in the queue. */
LeafResult pd_task_yield(Vm *vm);
/* A parked task gets a value, or raises it, at its next turn, which comes behind those that are
 * ready. */
void pd_task_wake(Vm *vm, Opaque *t, Value v, bool throws);
/* The same; its turn comes when the present round is over. */
void pd_task_wake_after_round(Vm *vm, Opaque *t, Value v);
/* The exception is raised in the task at its next turn. false: it has ended. */
bool pd_task_throw(Vm *vm, Opaque *t, Value exception);
/* The same for a parked task, whose turn comes before those that are ready. */
void pd_task_throw_first(Vm *vm, Opaque *t, Value exception);
/* It is not looked after any more, once somebody has seen how it failed. */
void pd_task_seen(Vm *vm, Opaque *t);
/* A parked task ends as it is, without a turn: nothing of it runs any more. */
void pd_task_drop(Vm *vm, Opaque *t);
/* The ring of those that wait for the end of a task. */
void pd_task_join(Vm *vm, Opaque *target, Opaque *t);
/* Asks for the turn of the next task: vm->resume_fiber is the scheduler. */
LeafResult pd_task_next_turn(Vm *vm, Opaque *s);
/* Where it was spawned; false: not known. */
bool pd_task_site(const Vm *vm, const Opaque *t, uint32_t *code, uint32_t *pc);
/* The running task, which has parked, gives way to the next one; answers as pd_vm_continue. */
LeafResult pd_task_switch(Vm *vm, Called *called);
/* The same when the running task is gone. */
LeafResult pd_task_enter_next(Vm *vm, Called *called);
/* The running chain's last frame returned *v, or vm->raised left it. true: a task has ended, and
 * pd_task_enter_next is to be asked. false: the run ends, with *v. */
bool pd_task_returned(Vm *vm, Value *v);
bool pd_task_raised(Vm *vm);
/* The run ends with that value or exception: tasks that have not ended end with it too, and there
 * is no scheduler any more. */
void pd_task_end_all(Vm *vm, Value outcome, bool failed);
/* vm->raised comes from outside: if that cancels the run, it is for the main task too. */
void pd_task_thrown(Vm *vm);

/* ---- timer.c ---- */
/* A timer for the running task, which parks next. false = memory. */
bool pd_task_set_timer(Vm *vm, Opaque *s, double when, Opaque *t);
void pd_task_drop_timer(Vm *vm, Opaque *s, Opaque *t);
/* When the earliest timer is due; false: there is none. */
bool pd_task_earliest(Vm *vm, Opaque *s, double *when);
/* Wakes those that are due, earliest first. */
void pd_task_advance(Vm *vm, Opaque *s, double now);
/* Whether so much was done since the clock was read that timers may be due, or that a new timer
 * would be set too early. */
bool pd_task_clock_is_old(const Vm *vm, const Opaque *s);
bool pd_task_clock_is_exact(const Vm *vm, const Opaque *s);
void pd_task_clock_read(Vm *vm, Opaque *s, double now);

/* ---- verify.c ---- */
/* What is wrong first with the run's tasks as a whole, or NULL (D16, D17). */
const char *pd_task_fault(const Vm *vm);

#endif
