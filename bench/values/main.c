/*
 * Compares two encodings of values on a toy register machine: NaN-boxing, as the product has it,
 * against 61-bit tagged ints with self-tagged floats. Prints a table; docs/DECISIONS.md has one.
 *
 *   cc -O2 -I. bench/values/main.c bench/values/nanbox.c bench/values/tagged.c -lm -o values
 */
#include "bench/values/values.h"

#include <stdio.h>
#include <time.h>

enum { ROUNDS = 15 };

uint8_t *heap_memory(void)
{
    static uint64_t memory[HEAP_UNITS];
    return (uint8_t *)memory;
}

#define BACK(count) ((uint16_t) - (count))

/* s = 0; i = 0; while i < n: s = s + i; i = i + 1 */
static const Instr sum_code[] = {
    {OP_LOADK, 0, 0, 0}, {OP_LOADK, 1, 0, 0}, {OP_LOADK, 2, 1, 0},     {OP_LOADK, 3, 2, 0},
    {OP_ADD, 0, 0, 1},   {OP_ADD, 1, 1, 2},   {OP_JLT, 1, 3, BACK(3)}, {OP_RET, 0, 0, 0},
};
static const Constant sum_constants[] = {
    {CONSTANT_INT, 0, 0, 0}, {CONSTANT_INT, 1, 0, 0}, {CONSTANT_INT, 2e7, 0, 0}};

/* fib(n): if n < 2: return n; return fib(n - 1) + fib(n - 2) */
static const Instr fib_code[] = {
    {OP_LOADK, 0, 0, 0},         {OP_CALL, 0, 3, 0}, {OP_RET, 0, 0, 0},
    /* 3 */ {OP_LOADK, 1, 1, 0}, {OP_JLT, 0, 1, 8},  {OP_LOADK, 2, 2, 0}, {OP_SUB, 3, 0, 2},
    {OP_CALL, 3, 3, 0},          {OP_SUB, 4, 0, 1},  {OP_CALL, 4, 3, 0},  {OP_ADD, 3, 3, 4},
    {OP_RET, 3, 0, 0},           {OP_RET, 0, 0, 0},  {OP_RET, 0, 0, 0},
};
static const Constant fib_constants[] = {
    {CONSTANT_INT, 31, 0, 0}, {CONSTANT_INT, 2, 0, 0}, {CONSTANT_INT, 1, 0, 0}};

/*
 * Pairs of bodies in a plane. Registers: 0 x, 1 y, 2 vx, 3 vy (arrays), 4 i, 5 j, 6 n, 7 one, 8 dt,
 * 9 round, 10 rounds, 11 softening, 12.. temporaries.
 */
static const Instr body_code[] = {
    {OP_LOADK, 0, 0, 0},
    {OP_LOADK, 1, 1, 0},
    {OP_LOADK, 2, 2, 0},
    {OP_LOADK, 3, 3, 0},
    {OP_LOADK, 6, 4, 0},
    {OP_LOADK, 7, 5, 0},
    {OP_LOADK, 8, 6, 0},
    {OP_LOADK, 9, 7, 0},
    {OP_LOADK, 10, 8, 0},
    {OP_LOADK, 11, 9, 0},
    /* 10: round */ {OP_LOADK, 4, 7, 0},
    /* 11: body i */ {OP_LOADK, 5, 7, 0},
    /* 12: body j */ {OP_ITEM, 12, 0, 4},
    {OP_ITEM, 13, 0, 5},
    {OP_SUB, 12, 13, 12},
    {OP_ITEM, 14, 1, 4},
    {OP_ITEM, 13, 1, 5},
    {OP_SUB, 14, 13, 14},
    {OP_MUL, 15, 12, 12},
    {OP_MUL, 16, 14, 14},
    {OP_ADD, 15, 15, 16},
    {OP_ADD, 15, 15, 11},
    {OP_SQRT, 16, 15, 0},
    {OP_MUL, 16, 16, 15},
    {OP_DIV, 16, 8, 16},
    {OP_ITEM, 17, 2, 4},
    {OP_MUL, 12, 12, 16},
    {OP_ADD, 17, 17, 12},
    {OP_SETITEM, 2, 4, 17},
    {OP_ITEM, 17, 3, 4},
    {OP_MUL, 14, 14, 16},
    {OP_ADD, 17, 17, 14},
    {OP_SETITEM, 3, 4, 17},
    {OP_ADD, 5, 5, 7},
    {OP_JLT, 5, 6, BACK(23)},
    /* 35: move i */ {OP_ITEM, 12, 0, 4},
    {OP_ITEM, 13, 2, 4},
    {OP_MUL, 13, 13, 8},
    {OP_ADD, 12, 12, 13},
    {OP_SETITEM, 0, 4, 12},
    {OP_ITEM, 12, 1, 4},
    {OP_ITEM, 13, 3, 4},
    {OP_MUL, 13, 13, 8},
    {OP_ADD, 12, 12, 13},
    {OP_SETITEM, 1, 4, 12},
    {OP_ADD, 4, 4, 7},
    {OP_JLT, 4, 6, BACK(36)},
    {OP_ADD, 9, 9, 7},
    {OP_JLT, 9, 10, BACK(39)},
    {OP_ITEM, 12, 0, 7},
    {OP_RET, 12, 0, 0},
};
static const Constant body_constants[] = {
    {CONSTANT_ARRAY, 5, 0.5, 1.25},  {CONSTANT_ARRAY, 5, -2.0, 0.75},
    {CONSTANT_ARRAY, 5, 0.01, 0.02}, {CONSTANT_ARRAY, 5, -0.03, 0.01},
    {CONSTANT_INT, 5, 0, 0},         {CONSTANT_INT, 1, 0, 0},
    {CONSTANT_FLOAT, 0.001, 0, 0},   {CONSTANT_INT, 0, 0, 0},
    {CONSTANT_INT, 60000, 0, 0},     {CONSTANT_FLOAT, 0.01, 0, 0}};

/*
 * Ints, floats, items and calls in turn: for i in range(n): a[i % 64] = mix(a[i % 64], i), where
 * mix(x, i) = x * 0.5 + i. Register 1 counts i, 2 counts i % 64.
 */
static const Instr mixed_code[] = {
    {OP_LOADK, 0, 0, 0},
    {OP_LOADK, 1, 1, 0},
    {OP_LOADK, 2, 1, 0},
    {OP_LOADK, 3, 2, 0},
    {OP_LOADK, 4, 3, 0},
    {OP_LOADK, 5, 4, 0},
    /* 6 */ {OP_ITEM, 6, 0, 2},
    {OP_MOVE, 7, 1, 0},
    {OP_CALL, 6, 16, 0},
    {OP_SETITEM, 0, 2, 6},
    {OP_ADD, 1, 1, 3},
    {OP_ADD, 2, 2, 3},
    {OP_JLT, 2, 4, 1},
    {OP_LOADK, 2, 1, 0},
    {OP_JLT, 1, 5, BACK(9)},
    {OP_RET, 6, 0, 0},
    /* 16 */ {OP_LOADK, 2, 5, 0},
    {OP_MUL, 0, 0, 2},
    {OP_ADD, 0, 0, 1},
    {OP_RET, 0, 0, 0},
};
static const Constant mixed_constants[] = {{CONSTANT_ARRAY, 64, 1, 1}, {CONSTANT_INT, 0, 0, 0},
                                           {CONSTANT_INT, 1, 0, 0},    {CONSTANT_INT, 64, 0, 0},
                                           {CONSTANT_INT, 3e6, 0, 0},  {CONSTANT_FLOAT, 0.5, 0, 0}};

/* The sum again with floats, and with floats beyond 2^256. */
static const Constant float_constants[] = {
    {CONSTANT_FLOAT, 0, 0, 0}, {CONSTANT_FLOAT, 1, 0, 0}, {CONSTANT_FLOAT, 2e7, 0, 0}};
static const Constant large_constants[] = {
    {CONSTANT_FLOAT, 0, 0, 0}, {CONSTANT_FLOAT, 1e200, 0, 0}, {CONSTANT_FLOAT, 2e207, 0, 0}};

#define PROGRAM(name, part)                                                                 \
 {                                                                                          \
  name, part##_code, part##_constants, sizeof part##_constants / sizeof part##_constants[0] \
 }

static const Program programs[] = {
    PROGRAM("int sum", sum),
    PROGRAM("fib", fib),
    PROGRAM("bodies", body),
    PROGRAM("mixed", mixed),
    {"float sum", sum_code, float_constants, 3},
    {"large floats", sum_code, large_constants, 3},
};

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static int compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;
    return (x > y) - (x < y);
}

int main(void)
{
    printf("%-14s %12s %12s %8s %12s\n", "kernel", "NaN-box ms", "tagged ms", "ratio", "boxed");
    for (size_t k = 0; k < sizeof programs / sizeof programs[0]; k++) {
        double times[2][ROUNDS];
        double results[2];
        uint64_t boxed = 0;
        for (int round = 0; round < ROUNDS; round++) {
            double start = seconds();
            results[0] = run_nanbox(&programs[k], &boxed);
            double middle = seconds();
            results[1] = run_tagged(&programs[k], &boxed);
            times[0][round] = middle - start;
            times[1][round] = seconds() - middle;
        }
        if (!(results[0] == results[1])) {
            printf("%s: results differ: %.17g %.17g\n", programs[k].name, results[0], results[1]);
            return 1;
        }
        for (int e = 0; e < 2; e++) {
            qsort(times[e], ROUNDS, sizeof times[e][0], compare_doubles);
        }
        double nanbox = times[0][ROUNDS / 2] * 1e3;
        double tagged = times[1][ROUNDS / 2] * 1e3;
        printf("%-14s %12.1f %12.1f %8.2f %12llu\n", programs[k].name, nanbox, tagged,
               tagged / nanbox, (unsigned long long)boxed);
    }
    return 0;
}
