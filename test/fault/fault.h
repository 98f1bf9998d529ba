/*
 * The command with faults: perdure_fault is `perdure` linked with these files.
 *
 * faults.c counts the calls that may fail and makes one of them fail; sweep.c runs the command once
 * for each of them and says what was not in order.
 */
#ifndef FAULT_H
#define FAULT_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

typedef enum FaultKind {
    FAULT_NONE,
    FAULT_ALLOCATION, /* malloc, realloc, mmap of the command's own code */
    FAULT_STORE       /* what SQLite asks of the system for the files of one folder */
} FaultKind;

/* Shared between the processes of a sweep, so that a count survives its process. */
typedef struct Faults {
    FaultKind kind;
    uint64_t fail_at; /* number of the call that fails, from 1; 0: none */
    uint64_t calls;
    uint64_t live; /* allocations that are not freed */
    bool failed;
    char call[32]; /* the name of the one that failed */
    char folder[512];
} Faults;

/* Which faults this process makes from now on. NULL: none. */
void faults_set(Faults *faults);

#endif
