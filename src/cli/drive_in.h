/*
 * Shared by the loop (drive.c), what takes runs from a store (refill.c) and what people see of it
 * (progress.c).
 */
#ifndef CLI_DRIVE_IN_H
#define CLI_DRIVE_IN_H

#include "cli/drive.h"
#include "cli/lease.h"
#include "cli/world.h"

typedef enum Phase {
    PHASE_EMPTY,
    PHASE_READY,    /* to be advanced */
    PHASE_ADVANCED, /* inside advance_ready */
    PHASE_ASKED,    /* the host works on its effect */
    PHASE_WAITS     /* for its time or for a change of the store */
} Phase;

typedef struct DrivenRun {
    Driver *driver;
    perdure_run *run;
    Grants *grants;
    perdure_host host;
    Phase phase;
    bool is_outside; /* its effect is performed by nobody here */
    bool is_noted;
    int busy_count;
    uint64_t told_sequence; /* of the wait that was told */
    char id[RUN_ID_TEXT_BYTES];
    char doing[64];
} DrivenRun;

struct Driver {
    DriveOptions options;
    Host *host;
    DrivenRun runs[DRIVE_RUNS_MAX];
    size_t run_count;
    uint64_t version; /* of the store, when it was last looked at */
    uint64_t refill_version;
    int64_t next_due_ms;
    bool is_refilled;
    bool stops;
    bool output_failed;
    bool damage_told; /* of a run that nobody can drive; the others go on */
    int interrupts;
    int code;
    char worker[LEASE_WORKER_BYTES];

    bool shows_progress;
    bool has_line; /* the progress line is on the screen */
    int64_t begin_ms;
    int64_t shown_ms;
    unsigned frame;
};

void pd_drive_close_run(DrivenRun *run);

/* Takes due runs of the store into free seats; false when no run of the store is left to drive. */
bool pd_drive_refill(Driver *driver);

/* "RUN waits for …" and how to answer, on standard error. */
void pd_drive_tell_wait(Driver *driver, DrivenRun *run);

/* The line at the bottom of a terminal; all of these do nothing elsewhere. */
void pd_progress_show(Driver *driver, DrivenRun *run);
void pd_progress_wait(Driver *driver, DrivenRun *run);
void pd_progress_tick(Driver *driver);
void pd_progress_clear(Driver *driver);

#endif
