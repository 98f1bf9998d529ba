/*
 * What a template JIT would come to: for docs/DECISIONS.md.
 *
 *   template_bench TURNS        nanoseconds of one turn of some loops, one loop a line
 *
 * Copy-and-patch puts the handlers of opcodes one behind the other, with operands as constants and
 * without dispatch; registers stay in the frame, as snapshots and collections find them there. That
 * is what the first functions are: what the loop does in place, for one instruction each, fuel
 * counted and the way out kept at every place where the interpreter has one. The others keep values
 * unboxed in machine registers between guards, and count fuel all the same: what a compiler would
 * give that knows types. Beside them stands the same loop run by the interpreter (bench/run.py
 * --build DIR empty_loop).
 */
#include "vm/fast.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { ITERATOR, ITEM, TOTAL, PRODUCT, FACTOR, ADDEND, REGISTER_COUNT };

typedef struct Machine {
    uint8_t *base;
    int64_t fuel;
} Machine;

/* Nothing that is in the frame may be kept elsewhere across an instruction. */
#define INSTRUCTION() __asm__ volatile("" ::: "memory")

#define FOR_RANGE(top, cost)                                                           \
 do {                                                                                  \
  INSTRUCTION();                                                                       \
  Iter *it = (Iter *)(void *)(machine->base + (size_t)pd_ref_of(R[ITERATOR]) * 8);     \
  if (!pd_is_ref(R[ITERATOR]) || it->h.kind != KIND_ITER || it->h.aux != ITER_RANGE || \
      !pd_fast_range_next(it, &R[ITEM]))                                               \
   return;                                                                             \
  machine->fuel -= (cost);                                                             \
  if (machine->fuel < 0)                                                               \
   return;                                                                             \
  goto top;                                                                            \
 } while (0)
#define ADD_INTS(a, x, y)                                 \
 do {                                                     \
  INSTRUCTION();                                          \
  Value sum;                                              \
  if (!pd_both_int(x, y) || !pd_int_plus((x), (y), &sum)) \
   return;                                                \
  R[a] = sum;                                             \
 } while (0)
#define FLOATS(a, x, OPERATOR, y)                               \
 do {                                                           \
  INSTRUCTION();                                                \
  if (!pd_is_float(x) || !pd_is_float(y))                       \
   return;                                                      \
  R[a] = pd_from_float(pd_float_of(x) OPERATOR pd_float_of(y)); \
 } while (0)

static void empty_templates(Machine *machine, Value *R)
{
top:
    FOR_RANGE(top, 1);
}

static void sum_templates(Machine *machine, Value *R)
{
    goto test;
top:
    ADD_INTS(TOTAL, R[TOTAL], R[ITEM]);
test:
    FOR_RANGE(top, 2);
}

static void float_templates(Machine *machine, Value *R)
{
    goto test;
top:
    FLOATS(PRODUCT, R[TOTAL], *, R[FACTOR]);
    FLOATS(TOTAL, R[PRODUCT], +, R[ADDEND]);
test:
    FOR_RANGE(top, 3);
}

static void sum_typed(Machine *machine, Value *R)
{
    Iter *it = (Iter *)(void *)(machine->base + (size_t)pd_ref_of(R[ITERATOR]) * 8);
    int64_t left = pd_int_of(it->source);
    int64_t total = pd_int_of(R[TOTAL]);
    for (; left > 0 && machine->fuel >= 2 && pd_int_fits(total); left--) {
        total += it->position;
        it->position += 1;
        machine->fuel -= 2;
        __asm__ volatile("" : "+r"(total));
    }
    it->source = pd_from_int(left);
    R[TOTAL] = pd_from_int(total);
}

static void float_typed(Machine *machine, Value *R)
{
    Iter *it = (Iter *)(void *)(machine->base + (size_t)pd_ref_of(R[ITERATOR]) * 8);
    int64_t left = pd_int_of(it->source);
    double total = pd_float_of(R[TOTAL]);
    double factor = pd_float_of(R[FACTOR]);
    double addend = pd_float_of(R[ADDEND]);
    for (; left > 0 && machine->fuel >= 3; left--) {
        total = total * factor;
        total = total + addend;
        it->position += 1;
        machine->fuel -= 3;
        __asm__ volatile("" : "+x"(total));
    }
    it->source = pd_from_int(left);
    R[TOTAL] = pd_from_float(total);
}

static double seconds(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void measure(const char *name, void (*loop)(Machine *, Value *), int64_t turns, Value total)
{
    uint64_t memory[16] = {0};
    Machine machine = {(uint8_t *)memory, INT64_MAX};
    Iter *it = (Iter *)(void *)(memory + 1);
    it->h = (Header){.kind = KIND_ITER, .aux = ITER_RANGE};
    it->source = pd_from_int(turns);
    it->state = pd_from_int(1);
    Value R[REGISTER_COUNT] = {[ITERATOR] = pd_from_ref(1),
                               [TOTAL] = total,
                               [FACTOR] = pd_from_float(0.999),
                               [ADDEND] = pd_from_float(0.001)};
    double start = seconds();
    loop(&machine, R);
    double spent = seconds() - start;
    if (pd_is_nonzero_int(it->source)) {
        (void)printf("%-18s stopped early\n", name);
        return;
    }
    (void)printf("%-18s %6.2f ns\n", name, spent / (double)turns * 1e9);
}

int main(int argc, char **argv)
{
    int64_t turns = argc == 2 ? strtoll(argv[1], NULL, 10) : 0;
    if (turns < 1 || turns > 100000000) {
        (void)fprintf(stderr, "usage: template_bench TURNS (1 to 100000000)\n");
        return 2;
    }
    measure("empty, templates", empty_templates, turns, pd_from_int(0));
    measure("sum, templates", sum_templates, turns > 30000000 ? 30000000 : turns, pd_from_int(0));
    measure("sum, typed", sum_typed, turns > 30000000 ? 30000000 : turns, pd_from_int(0));
    measure("floats, templates", float_templates, turns, pd_from_float(0.5));
    measure("floats, typed", float_typed, turns, pd_from_float(0.5));
    return 0;
}
