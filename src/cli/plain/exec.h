/*
 * A program that runs without a store, and the ways in which tests run it.
 *
 * exec.c reads the command line, machine.c runs the program, testing.c stops it at every
 * instruction, replays it or lets allocations fail.
 */
#ifndef CLI_PLAIN_EXEC_H
#define CLI_PLAIN_EXEC_H

#include "cli/cli.h"
#include "cli/plain/capture.h"
#include "cli/source.h"
#include "cli/world.h"

typedef struct TestOptions {
    bool any;                /* a deterministic host */
    uint64_t collects_every; /* collect after so many instructions */
    bool replays;            /* execute twice, the second time from the results of the first */
    bool resumes_effects;    /* snapshot and restore at each effect */
    uint64_t resumes_every;  /* … after so many instructions; 0: never */
    const char *report;      /* file for hash, fuel and the digest of all snapshots */
} TestOptions;

/* What was answered to one effect, and the state right after it. */
typedef struct Recorded {
    Bytes copy; /* of its value; empty: an exception */
    char exception[64];
    char message[1000];
    char hash[65];
} Recorded;

/* A program being run. */
typedef struct Machine {
    Cli *cli;
    Capture capture; /* of --json */
    Host *host;
    Grants *grants;
    World world;
    TestOptions test;
    perdure_runtime *runtime;
    perdure_program *program;
    perdure_program *restored_program; /* of a snapshot that holds its program */
    perdure_vm *vm;
    const char *const *argv; /* of the program */
    size_t argv_count;
    Recorded *recorded; /* room for recorded_max of them */
    size_t recorded_count;
    size_t recorded_max;
    uint64_t swap_count;
    Digest snapshots; /* of all that were taken */
    bool traces;      /* tells what effects do */
    bool is_broken;   /* the test itself failed: its message was printed */
    uint64_t time_max_ms;
    int interrupts;  /* how many of pd_host_interrupts somebody was told of */
    bool has_answer; /* of the effect asked */
    bool has_told;   /* and it is the exception that stands for a signal */
} Machine;

/* Makes its vm from its program (or another one) and argv. False after printing. */
bool pd_machine_start(Machine *machine);
bool pd_machine_start_with(Machine *machine, const perdure_program *program);

/*
 * Runs until the program has ended (DONE or RAISED), performing what it asks for. FUEL: it has to
 * end at once, see pd_machine_end_early.
 */
perdure_stop pd_machine_advance(Machine *machine);

/* Prints what an ended program leaves; the exit status. */
int pd_machine_finish(Machine *machine, perdure_stop stop);

/* The exit status after FUEL, or death by the signal that asked for the end. */
int pd_machine_end_early(Machine *machine);

/* Whether it was sys.exit that ended the program. */
bool pd_machine_has_exited(Machine *machine);
bool pd_machine_print_traceback(const Machine *machine);

/* The last flush; the exit status becomes CPython's when it fails. */
int pd_machine_flush(Machine *machine, int code);

/* Frees vm, programs, runtime and host. */
void pd_machine_free(Machine *machine);

bool pd_machine_open_runtime(Machine *machine); /* false after printing */

/* A host whose later answers come to this machine. False after printing. */
bool pd_machine_open_host(Machine *machine);

/* Asks the host for the effect that the vm waits for and gives the answer to the vm. */
void pd_machine_perform(Machine *machine);

/* Runs the vm until it stops for something else than the test. */
perdure_stop pd_testing_run(Machine *machine);

/* Writes the report, and compares a second execution when the test wants it; the exit status. */
int pd_testing_finish(Machine *machine, int code);

/* Called with each answer that the vm was given. */
void pd_testing_record(Machine *machine, const HostAnswer *answer);

void pd_testing_free(Machine *machine);

#endif
