/*
 * What the durable half of api shares: its handles, and the way between the installed types and the
 * ones inside.
 */
#ifndef API_DURABLE_STORE_IN_H
#define API_DURABLE_STORE_IN_H

#include "api/api_in.h"
#include "journal/journal.h"
#include "perdure.h"
#include "run/run.h"

/* How far the records of a run have been read and their chain checked, for who asks for more. */
typedef struct LogPlace {
    uint64_t run; /* 0: nowhere */
    RecordHead head;
} LogPlace;

struct perdure_store {
    Store *store;
    const Alloc *alloc;
    Buffer scratch;
    LogPlace log;
};

struct perdure_run {
    Run *run;
    perdure_store *store;
    perdure_program *loaded; /* ours when it came from the store */
    perdure_host host;       /* as the caller gave it */
    char id[RUN_ID_BYTES_MAX + 1];
    Buffer effect_name; /* ends with NUL */
    perdure_effect effect;
    Buffer wait_name;
};

struct perdure_reply {
    RunReply *inner;
};

/* The number of a run. NOT_FOUND. */
Status pd_api_find(perdure_store *store, const char *id, uint64_t *number, Error *err) MUST_USE;

/* A row as the caller sees it; its texts live in the struct. */
typedef struct ShownRow {
    perdure_run_info info;
    char id[RUN_ID_BYTES_MAX + 1];
    char worker[WORKER_BYTES_MAX + 1];
    char program_id[DIGEST_HEX_CHARS + 1];
    char wait_name[MESSAGE_NAME_MAX + 1];
} ShownRow;
void pd_api_show_row(ShownRow *shown, const RunRow *row);

/* The program of the place's run out of its store; the caller frees it. VERSION when it was made
 * with another library. */
perdure_status pd_api_load_program(const perdure_run_place *place, perdure_program **out,
                                   perdure_error *err);

/* The caller's host as the engine's. run->host must be set. */
RunHost pd_api_host(perdure_run *run);

#endif
