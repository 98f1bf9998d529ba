/*
 * The toy programs of the comparison of value encodings: instructions, constants, limits.
 *
 * A stand-alone measurement, not part of the product: see main.c.
 */
#ifndef BENCH_VALUES_H
#define BENCH_VALUES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#define LIKELY(condition)   __builtin_expect(!!(condition), 1)
#define UNLIKELY(condition) __builtin_expect(!!(condition), 0)

enum { STACK_SLOTS = 1 << 16, FRAMES = 1000, CONSTANTS = 32, HEAP_UNITS = 1 << 17 };

typedef enum Op {
    OP_LOADK, /* R[a] = K[b] */
    OP_MOVE,  /* R[a] = R[b] */
    OP_ADD,   /* R[a] = R[b] + R[c]; and so on */
    OP_SUB,
    OP_MUL,
    OP_DIV,
    OP_JLT,     /* if R[a] < R[b] jump by c */
    OP_JMP,     /* jump by c */
    OP_CALL,    /* call instruction b with registers from a on */
    OP_RET,     /* return R[a] */
    OP_ITEM,    /* R[a] = R[b][R[c]] */
    OP_SETITEM, /* R[a][R[b]] = R[c] */
    OP_SQRT     /* R[a] = sqrt(R[b]) */
} Op;

typedef struct Instr {
    uint16_t op, a, b, c;
} Instr;

typedef enum ConstantKind { CONSTANT_INT, CONSTANT_FLOAT, CONSTANT_ARRAY } ConstantKind;

/* An array has `number` floats: first, first + step ... */
typedef struct Constant {
    ConstantKind kind;
    double number, first, step;
} Constant;

typedef struct Program {
    const char *name;
    const Instr *code;
    const Constant *constants;
    size_t constant_count;
} Program;

/* Runs a program and gives its result; *boxed_count: floats that had to go to the heap. */
double run_nanbox(const Program *program, uint64_t *boxed_count);
double run_tagged(const Program *program, uint64_t *boxed_count);

/* HEAP_UNITS * 8 bytes, the same each time. */
uint8_t *heap_memory(void);

#endif
