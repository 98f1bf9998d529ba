/*
 * What the targets that run hostile states and hostile code share: the runtime, and a short run of
 * a vm with collections, answers to its effects, and a snapshot that must be readable again.
 */
#ifndef TEST_FUZZ_MACHINE_H
#define TEST_FUZZ_MACHINE_H

#include "perdure.h"

/* Made at the first call, for the whole process. */
const perdure_runtime *machine_runtime(void);

/* Answers the effect a vm waits for, with a plausible value. */
void machine_answer(perdure_vm *vm);

/* Runs it for a while, collecting at every safepoint for a part of it, and looks at what it left.
 */
void machine_run(perdure_vm *vm);

/* Hears of what comes of a program. */
typedef struct machine_sink {
    void *ctx;
    void (*unit)(void *ctx, perdure_bytes unit);       /* its main module, encoded */
    void (*payload)(void *ctx, perdure_bytes payload); /* of a snapshot on its way */
} machine_sink;

/* Compiles a program and runs it to its end, stopping on the way; one that cannot be compiled alone
 * or does not end is passed over. */
void machine_explore(perdure_bytes source, const machine_sink *sink);

/* A snapshot's payload between magic, length and digest: the whole, yours. */
perdure_data machine_frame(perdure_bytes payload);

#endif
