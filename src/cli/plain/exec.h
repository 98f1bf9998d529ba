/*
 * A program that runs without a store, and the ways in which tests run it.
 *
 * exec.c reads the command line, machine.c runs the program, testing.c stops it at every
 * instruction, replays it or lets allocations fail.
 */
#ifndef CLI_PLAIN_EXEC_H
#define CLI_PLAIN_EXEC_H

#include "cli/cli.h"
#include "cli/source.h"
#include "cli/world.h"

typedef struct TestOptions {
    bool any;             /* a deterministic host */
    bool collects;        /* collect at each safepoint */
    bool replays;         /* execute twice, the second time from the results of the first */
    bool resumes_effects; /* snapshot and restore at each effect */
    uint64_t resumes_every; /* … after so many instructions; 0: never */
    uint64_t fails_at;    /* this allocation fails; 0: none */
    const char *report;   /* file for hash, fuel and allocations */
} TestOptions;

typedef struct Recording Recording;

/* A program being run. */
typedef struct Machine {
    Cli *cli;
    Host *host;
    Grants *grants;
    World world;
    TestOptions test;
    perdure_runtime *runtime;
    perdure_program *program;
    perdure_program *restored_program; /* of a snapshot that holds its program */
    perdure_vm *vm;
    AllocFailing failing;
    Recording *recording;
    uint64_t time_max_ms;
    bool has_answer; /* of the effect asked */
    HostAnswer answer;
} Machine;

/* Runs to the end and prints what the program leaves; the exit status. */
int pd_machine_run(Machine *machine);

/* Makes its vm from its program. False after printing. */
bool pd_machine_start(Machine *machine, const char *const *argv, size_t argv_count);

/* Frees vm, programs, runtime and host. */
void pd_machine_free(Machine *machine);

/* A host whose later answers come to this machine. False after printing. */
bool pd_machine_open_host(Machine *machine);

/* Asks the host for the effect that the vm waits for and gives the answer to the vm. */
void pd_machine_perform(Machine *machine);

/* The runtime, with an allocator that fails when the test wants it. False after printing. */
bool pd_testing_open(Machine *machine);

/* Runs the vm until it stops for something else than the test. */
perdure_stop pd_testing_run(Machine *machine);

/* Writes the report, and compares a second execution when the test wants it; the exit status. */
int pd_testing_finish(Machine *machine, int code);

/* Called with each answer that the vm was given. */
void pd_testing_record(Machine *machine);

#endif
