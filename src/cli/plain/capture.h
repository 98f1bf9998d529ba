/*
 * What a program writes, kept for one JSON object instead of the streams of the process.
 */
#ifndef CLI_PLAIN_CAPTURE_H
#define CLI_PLAIN_CAPTURE_H

#include "cli/cli.h"

#define CAPTURE_BYTES_MAX LIMIT_MIB(64) /* of each stream; more is MemoryError in the program */

typedef struct Capture {
    bool is_on;
    Buffer out;
    Buffer err; /* what the command itself would say on standard error, too */
} Capture;

/* From now on the notes of the command go into the capture. */
void pd_capture_begin(Capture *capture, Cli *cli);

/* Takes what a program wrote to a stream. */
Status pd_capture_write(Capture *capture, int stream, Bytes text);

/*
 * Prints {"stdout", "stderr", "exit_status"} and, with a vm, what it used, and begins again empty.
 * The exit status of the command.
 */
int pd_capture_print(Capture *capture, Cli *cli, const perdure_vm *vm, int code);

/* The notes go to standard error again. */
void pd_capture_end(Capture *capture, Cli *cli);

#endif
