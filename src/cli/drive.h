/*
 * Driving durable runs in the foreground: one loop for a single run and for many.
 *
 *   advance ─┬→ ended  → told, closed
 *            ├→ effect → the host performs it, its answer makes the run ready
 *            ├→ waits  → for its time or for a change of the store
 *            └→ yields → ready
 *
 * Ctrl-C stops the driving in order: what is not committed is given up and nothing is lost.
 */
#ifndef CLI_DRIVE_H
#define CLI_DRIVE_H

#include "cli/cli.h"
#include "cli/store.h"

#define DRIVE_RUNS_MAX 64

typedef struct Driver Driver;

typedef struct DriveOptions {
    Cli *cli;
    perdure_runtime *runtime;
    perdure_store *store;
    bool ends_at_wait; /* do not wait for time or for somebody */
    bool verbose;      /* say what happens on standard error */
    bool is_silent;    /* do not show what the programs print */
    bool json;         /* … but one line of JSON for each run that ended or was left */
    bool is_many;      /* runs that wait are closed and taken again when they are due */
} DriveOptions;

/* NULL after printing. Catches the signals of the process. */
Driver *pd_drive_new(const DriveOptions *options);
void pd_drive_free(Driver *driver);

/* The options with which a run of this driver is started or resumed; grants become the driver's. */
typedef struct DriveSeat {
    perdure_run_options options;
    struct DrivenRun *run;
} DriveSeat;

/* Room for one more run; false when all is taken, the grants then stay the caller's. */
bool pd_drive_seat(Driver *driver, Grants *grants, DriveSeat *seat);

/* Puts the run that was made with the seat's options into it. */
void pd_drive_add(Driver *driver, DriveSeat *seat, perdure_run *run);

/* Gives the seat back when no run could be made. */
void pd_drive_leave(Driver *driver, DriveSeat *seat);

/* Resumes the run of that id into the driver. False after printing, *code then says why. */
bool pd_drive_resume(Driver *driver, const char *id, const Grants *more, int *code);

/* Drives until all have ended, or wait when the options say so, or a signal came. The exit status.
 */
int pd_drive_all(Driver *driver);

/* "HOST/PID/START": who has a lease. */
const char *pd_drive_worker(const Driver *driver);

#endif
