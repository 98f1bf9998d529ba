/*
 * How the world's failures are told: a Status, and an optional Error that says where and why.
 *
 * Status is for the world (memory, files, foreign bytes). A failure of the program is a Python
 * exception, a failure of ours is pd_assert. The names in the table are part of the interface:
 * append, never reorder.
 */
#ifndef BASE_STATUS_H
#define BASE_STATUS_H

#include "base/platform.h"

/* STATUS(name, text): the text is a short phrase for people, lower case, without a full stop. */
#define STATUS_TABLE(STATUS)                             \
 STATUS(OK, "ok")                                        \
 STATUS(NO_MEMORY, "out of memory")                      \
 STATUS(LIMIT, "a limit was reached")                    \
 STATUS(INVALID, "invalid argument or value")            \
 STATUS(SYNTAX, "syntax error")                          \
 STATUS(TRUNCATED, "the data ends too early")            \
 STATUS(CORRUPT, "the data is damaged or not canonical") \
 STATUS(VERSION, "the version is not supported")         \
 STATUS(UNSUPPORTED, "not supported")                    \
 STATUS(NOT_FOUND, "not found")                          \
 STATUS(EXISTS, "exists already")                        \
 STATUS(CONFLICT, "somebody else was first")             \
 STATUS(DENIED, "not allowed")                           \
 STATUS(BUSY, "busy, try again")                         \
 STATUS(IO, "input or output failed")                    \
 STATUS(STUCK, "replay disagreed with the journal")      \
 STATUS(CANCELLED, "cancelled")                          \
 STATUS(TIMEOUT, "the time is over")                     \
 STATUS(USAGE, "wrong use")                              \
 STATUS(INTERNAL, "internal error")

#define STATUS_ENUM(name, text) STATUS_##name,
typedef enum Status { STATUS_TABLE(STATUS_ENUM) STATUS_COUNT } Status;
#undef STATUS_ENUM

#define ERROR_MESSAGE_BYTES 400

/*
 * Where and why something failed. offset is in bytes from the start of the input, line and column
 * count from 1 and are 0 when they have no meaning. message is UTF-8, always ends with NUL, cut
 * when it is too long.
 */
typedef struct Error {
    Status status;
    uint64_t offset;
    uint32_t line;
    uint32_t column;
    char message[ERROR_MESSAGE_BYTES];
} Error;

/*
 * "NO_MEMORY" and "out of memory". A number outside the table gives "UNKNOWN" and "unknown status".
 */
const char *pd_status_name(Status status);
const char *pd_status_text(Status status);

/*
 * Fills *err (offset, line and column become 0) and returns status, so that a caller writes `return
 * pd_error_set(err, STATUS_IO, "…")`. err may be NULL. Arguments may point into *err itself.
 */
Status pd_error_set(Error *err, Status status, const char *format, ...) PRINTF_LIKE(3, 4);

/* The same with the byte offset at which the input is wrong. */
Status pd_error_at(Error *err, Status status, uint64_t offset, const char *format, ...)
    PRINTF_LIKE(4, 5);

/*
 * Fills *err with the status's own text, for failures that have nothing to add (NO_MEMORY). Returns
 * status.
 */
Status pd_error_plain(Error *err, Status status);

/* Makes *err say "no error". err may be NULL. */
void pd_error_clear(Error *err);

/* For the rare place where a failure may be dropped; the call site says why. */
static inline void pd_status_ignore(Status status)
{
    (void)status;
}

#endif
