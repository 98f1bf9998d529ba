/*
 * The store of a command, and the runs that its words name.
 */
#ifndef CLI_STORE_H
#define CLI_STORE_H

#include "cli/cli.h"

#define RUN_ID_TEXT_BYTES 160

/* The store's place: --store, $PERDURE_STORE or perdure.db. */
const char *pd_store_url(const Cli *cli);

typedef enum StoreUse {
    STORE_READS, /* it must exist */
    STORE_WRITES,
    STORE_MAKES /* made when it is missing */
} StoreUse;

/* NULL after printing; *code is then the exit status. */
perdure_store *pd_store_of(Cli *cli, StoreUse use, int *code);

/*
 * The whole id for what was typed: an id, the beginning of exactly one, or "last" for the newest
 * run. False after printing; *code is then the exit status.
 */
bool pd_store_find(Cli *cli, perdure_store *store, const char *typed, char id[RUN_ID_TEXT_BYTES],
                   int *code);

/* What a run waits for, as a phrase: "for the signal approve", "until 2026-01-31 12:00:00". */
void pd_store_wait_text(const perdure_wait *wait, char *out, size_t out_bytes);

/* How to answer what it waits for, as a command line; empty when time does it. */
void pd_store_wait_advice(const char *id, const perdure_wait *wait, char *out, size_t out_bytes);

/* The fields of a run as map entries. */
void pd_store_put_run(perdure_writer *writer, const perdure_run_info *info);

#endif
