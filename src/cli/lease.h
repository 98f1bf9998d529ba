/*
 * Who has a lease: processes named so that another process of the same machine can tell whether
 * they are still there.
 */
#ifndef CLI_LEASE_H
#define CLI_LEASE_H

#include "base/base.h"

#define LEASE_WORKER_BYTES 128

/* "HOST/PID/START" of this process; START tells it from a later one with the same number. */
void pd_lease_worker(char out[LEASE_WORKER_BYTES]);

/* Whether the worker was a process of this machine that has ended: its lease may be taken over. */
bool pd_lease_is_dead(const char *worker);

/* The worker in words: "process 123 of this machine", "process 123 on HOST". */
void pd_lease_text(const char *worker, char *out, size_t out_bytes);

#endif
