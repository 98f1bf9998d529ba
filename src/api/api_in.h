/*
 * What the files of api share: the handles of runtimes and programs, and the way between the
 * installed types and the ones inside.
 *
 * The installed handles are opaque; a status or an error crosses by copying. Bytes that become the
 * caller's come from the system's Alloc and have a NUL behind them, whatever the runtime uses.
 */
#ifndef API_API_IN_H
#define API_API_IN_H

#include "base/base.h"
#include "perdure.h"
#include "vm/vm.h"

struct perdure_runtime {
    Alloc own;          /* made of the caller's; unused with the system's */
    const Alloc *alloc; /* of everything that belongs to the runtime */
    Image *image;
    Buffer names; /* importable modules, each ended by NUL */
    size_t name_count;
};

struct perdure_program {
    Program *program;
    const perdure_runtime *runtime;
    const Alloc *alloc;
    char id[DIGEST_HEX_CHARS + 1];
};

static inline Bytes pd_api_in(perdure_bytes bytes)
{
    return pd_bytes(bytes.data, bytes.size);
}

static inline perdure_bytes pd_api_out(Bytes bytes)
{
    return (perdure_bytes){bytes.data, bytes.size};
}

/* Tells the caller; returns the status. */
perdure_status pd_api_told(Status status, const Error *told, perdure_error *err);

/* The same for a failure found here. */
perdure_status pd_api_fail(Status status, perdure_error *err, const char *format, ...)
    PRINTF_LIKE(3, 4);

/* The bytes of a buffer as the caller's own, ended by NUL; the buffer's Alloc is the system's.
 * Empties the buffer. */
perdure_status pd_api_give(Buffer *buffer, perdure_data *out, perdure_error *err);

/* The defaults with the caller's settings. NOT_FOUND, LIMIT. */
Status pd_api_limits(const perdure_limit *settings, size_t count, Limits *out, Error *err) MUST_USE;

/* A handle of a program that it takes over (frees it when memory is out). */
Status pd_api_wrap_program(const perdure_runtime *runtime, Program *program, perdure_program **out,
                           Error *err) MUST_USE;

/* Reads encoded units and bundles them. What pd_code_decode and pd_program_new may give. */
Status pd_api_bundle(const perdure_runtime *runtime, const Bytes *encoded, size_t count,
                     Program **out, Error *err) MUST_USE;

/* Appends the canonical CBOR of one JSON text. INVALID, LIMIT, NO_MEMORY. */
Status pd_api_json_to_cbor(Bytes json, Buffer *out, Error *err) MUST_USE;

/* Whether the stored form of a program is the one of that identity, whatever version of Perdure it
 * was compiled by. CORRUPT, VERSION. */
Status pd_api_check_program(Bytes body, const Digest *id, Error *err) MUST_USE;

#endif
