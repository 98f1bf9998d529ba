/*
 * Timers of tasks, and how old the last reading of the clock is.
 *
 * A heap of (when, sequence, Task) in a flat list; equal times keep the order in which they were
 * set. A timer that is not waited for any more stays until it comes to the top, or until there are
 * more of these than others. Reading the clock is an effect, so it is read when enough has happened
 * since the last time: that is told by the run's fuel and effects, which every replay has again.
 */
#include "vm/task/task.h"

enum {
    ENTRY_VALUES = 3,
    DEAD_MIN = 64,       /* fewer are left where they are */
    EXACT_FUEL = 50000,  /* in which less than a millisecond goes by */
    OLD_FUEL = 200000,   /* after which timers are looked at though tasks are ready */
    EFFECT_FUEL = 10000, /* how much an effect counts in that */
    FUEL_BITS = 49
};

static List *timers_of(const Vm *vm, const Opaque *s)
{
    return PD_AS(List, &vm->heap, s->items[SCHED_TIMERS]);
}

static Value *entries_of(const Vm *vm, const Opaque *s)
{
    return pd_list_items(&vm->heap, timers_of(vm, s));
}

static bool is_before(const Value *a, const Value *b)
{
    double x = pd_float_of(a[0]);
    double y = pd_float_of(b[0]);
    return x < y || (!(y < x) && pd_int_of(a[1]) < pd_int_of(b[1]));
}

static void swap(Vm *vm, Value *a, Value *b)
{
    for (int i = 0; i < ENTRY_VALUES; i++) {
        Value v = a[i];
        pd_store(&vm->heap, &a[i], b[i]);
        pd_store(&vm->heap, &b[i], v);
    }
}

static void sift_up(Vm *vm, Value *entries, uint32_t at)
{
    while (at != 0) {
        uint32_t parent = (at - 1) / 2;
        if (!is_before(entries + (size_t)at * 3, entries + (size_t)parent * 3)) {
            return;
        }
        swap(vm, entries + (size_t)at * 3, entries + (size_t)parent * 3);
        at = parent;
    }
}

static void sift_down(Vm *vm, Value *entries, uint32_t count, uint32_t at)
{
    for (;;) {
        uint32_t least = 2 * at + 1;
        if (least >= count) {
            return;
        }
        if (least + 1 < count &&
            is_before(entries + (size_t)(least + 1) * 3, entries + (size_t)least * 3)) {
            least++;
        }
        if (!is_before(entries + (size_t)least * 3, entries + (size_t)at * 3)) {
            return;
        }
        swap(vm, entries + (size_t)least * 3, entries + (size_t)at * 3);
        at = least;
    }
}

static bool is_alive(const Vm *vm, const Value *entry)
{
    return pd_is(pd_opaque(vm, entry[2])->items[TASK_TIMER], entry[1]);
}

static void remove_top(Vm *vm, Opaque *s)
{
    List *list = timers_of(vm, s);
    Value *entries = entries_of(vm, s);
    uint32_t count = list->length / ENTRY_VALUES - 1;
    swap(vm, entries, entries + (size_t)count * 3);
    list->length -= ENTRY_VALUES;
    sift_down(vm, entries, count, 0);
}

/* Leaves out those that nobody waits for. */
static void compact(Vm *vm, Opaque *s)
{
    List *list = timers_of(vm, s);
    Value *entries = entries_of(vm, s);
    uint32_t count = list->length / ENTRY_VALUES;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (is_alive(vm, entries + (size_t)i * 3)) {
            swap(vm, entries + (size_t)kept * 3, entries + (size_t)i * 3);
            kept++;
        }
    }
    list->length = kept * ENTRY_VALUES;
    for (uint32_t i = kept / 2; i-- > 0;) {
        sift_down(vm, entries, kept, i);
    }
    s->items[SCHED_TIMER_DEAD] = pd_from_int(0);
    vm->fuel_left -= count / 4;
}

bool pd_task_set_timer(Vm *vm, Opaque *s, double when, Opaque *t)
{
    Value entry[ENTRY_VALUES] = {pd_from_float(when), s->items[SCHED_TIMER_NEXT],
                                 pd_value_to(&vm->heap, t)};
    List *list = timers_of(vm, s);
    for (uint32_t i = 0; i < ENTRY_VALUES; i++) {
        if (!pd_list_append(&vm->heap, list, entry[i])) {
            list->length -= i;
            return false;
        }
    }
    t->items[TASK_TIMER] = entry[1];
    pd_task_count(s, SCHED_TIMER_NEXT, 1);
    sift_up(vm, entries_of(vm, s), list->length / ENTRY_VALUES - 1);
    return true;
}

void pd_task_drop_timer(Vm *vm, Opaque *s, Opaque *t)
{
    t->items[TASK_TIMER] = VALUE_NONE;
    pd_task_count(s, SCHED_TIMER_DEAD, 1);
    int64_t dead = pd_task_int(s, SCHED_TIMER_DEAD);
    if (dead > DEAD_MIN && dead * 2 * ENTRY_VALUES > (int64_t)timers_of(vm, s)->length) {
        compact(vm, s);
    }
}

bool pd_task_earliest(Vm *vm, Opaque *s, double *when)
{
    while (timers_of(vm, s)->length != 0) {
        const Value *top = entries_of(vm, s);
        if (is_alive(vm, top)) {
            *when = pd_float_of(top[0]);
            return true;
        }
        remove_top(vm, s);
        pd_task_count(s, SCHED_TIMER_DEAD, -1);
    }
    return false;
}

void pd_task_advance(Vm *vm, Opaque *s, double now)
{
    double when;
    pd_task_clock_read(vm, s, now);
    while (pd_task_earliest(vm, s, &when) && when <= now) {
        Opaque *t = pd_opaque(vm, entries_of(vm, s)[2]);
        remove_top(vm, s);
        t->items[TASK_TIMER] = VALUE_NONE;
        pd_task_wake(vm, t, VALUE_NONE, false);
    }
}

static int64_t fuel_now(const Vm *vm)
{
    return (int64_t)(pd_vm_stats(vm).fuel & ((UINT64_C(1) << FUEL_BITS) - 1));
}

static int64_t since(const Vm *vm, const Opaque *s, int64_t *effects)
{
    *effects = (int64_t)vm->effect_count - pd_task_int(s, SCHED_NOW_EFFECTS);
    return fuel_now(vm) - pd_task_int(s, SCHED_NOW_FUEL);
}

bool pd_task_clock_is_old(const Vm *vm, const Opaque *s)
{
    int64_t effects;
    if (timers_of(vm, s)->length == 0) {
        return false;
    }
    int64_t fuel = since(vm, s, &effects);
    return effects < 0 || fuel < 0 || effects > OLD_FUEL / EFFECT_FUEL ||
           fuel + effects * EFFECT_FUEL > OLD_FUEL;
}

bool pd_task_clock_is_exact(const Vm *vm, const Opaque *s)
{
    int64_t effects;
    int64_t fuel = since(vm, s, &effects);
    return pd_is_float(s->items[SCHED_NOW]) && effects == 0 && fuel >= 0 && fuel < EXACT_FUEL;
}

void pd_task_clock_read(Vm *vm, Opaque *s, double now)
{
    s->items[SCHED_NOW] = pd_from_float(now);
    s->items[SCHED_NOW_FUEL] = pd_from_int(fuel_now(vm));
    s->items[SCHED_NOW_EFFECTS] = pd_from_int((int64_t)vm->effect_count);
}
