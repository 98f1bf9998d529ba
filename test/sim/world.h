/*
 * The simulated world: runs of one program in a store on the simulated disk, two workers that drive
 * them, a client that sends to them, the service that their effects reach, and a clock.
 *
 * It drives the engine as it is shipped and keeps books about what it saw, for run_check.c.
 */
#ifndef TEST_SIM_WORLD_H
#define TEST_SIM_WORLD_H

#include "disk.h"
#include "lang/lang.h"
#include "lib/lib.h"
#include "run/run.h"

enum {
    WORKERS = 2,
    CLIENT = 2, /* its process */
    RUNS = 3,
    SIGNALS_MAX = 200,
    PERFORMED_MAX = 4000,
    PROMISES_MAX = 400,
    LATE_MAX = 8
};

/* What one run has shown, and what was seen of its journal. */
typedef struct Book {
    char id[16];
    uint64_t number; /* the store's, 0: not known */
    Buffer shown;    /* texts on standard output, each ended by NUL */
    Buffer journal;  /* records as stored, each after its size as u32 */
    uint64_t head;   /* records in it */
    bool acked[SIGNALS_MAX];
    uint64_t sent_count; /* signals tried so far: their payloads are 0, 1, 2 ... */
    bool ended;
} Book;

/* One call of the service. */
typedef struct Performed {
    char key[64];
    uint64_t value;
    bool recorded; /* seen as a result in the journal: must not be performed again */
} Performed;

/* An effect whose answer comes later. */
typedef struct Late {
    uint64_t sequence;
    uint64_t value;
} Late;

typedef struct World World;

typedef struct Worker {
    World *world;
    int process;
    Store *store;
    Run *runs[RUNS];
    Late late[RUNS]; /* sequence 0: none */
    int64_t skew_ms;
} Worker;

struct World {
    uint64_t seed;
    Program *program;
    int64_t now_ms;
    bool calm; /* no more faults */
    Worker workers[WORKERS];
    Store *client;
    Book books[RUNS];
    Performed performed[PERFORMED_MAX];
    size_t performed_count;
    char promises[PROMISES_MAX][64]; /* offered by the runs */
    bool settled[PROMISES_MAX];
    size_t promise_count;
    uint64_t events, ends, losses, failures, conflicts;
    char problem[600]; /* the first thing that is not as promised; empty: none */
};

/* Notes that something is not as promised. */
void problem(World *world, const char *format, ...) PRINTF_LIKE(2, 3);

/* One simulation from its start to the end of all runs. */
void world_run(World *world, const Image *image, uint64_t seed);

/* Takes the newest records of a run into its book; they must go on from what is there. */
void check_journal(World *world, Store *store, Book *book);

/* When all is over: that everything is as promised. */
void check_end(World *world, Store *store, const RunOptions *options);

/* The program that all runs execute; its arguments say which of them it is. */
extern const char world_program[];

enum { GIVEN = 3, SIGNALED = 4 }; /* messages between runs, and signals, that each run takes */

#endif
