/* Door of the layer snapshot: a stopped run as canonical bytes, and back.
 *
 * Equal states give equal bytes on every machine, compiler and day. A snapshot can be taken at
 * every stop of pd_vm_run and taking it changes nothing. Reading trusts nothing: every length,
 * index, kind and code offset is checked before use, and a flipped byte anywhere is refused.
 * Format: docs/FORMATS.md, "Snapshot". Thread rule: as the Vm.
 */
#ifndef SNAPSHOT_SNAPSHOT_H
#define SNAPSHOT_SNAPSHOT_H

#include "base/base.h"
#include "vm/vm.h"

enum { SNAPSHOT_VERSION = 2 };

typedef struct SnapshotHeader {
    uint64_t format, code, fuel_table, heap_layout; /* versions */
    Digest image, program;                          /* what the run is bound to */
    uint64_t fuel_used, effect_count, sequence, used_bytes;
    uint64_t object_count, total_bytes;
    uint8_t state; /* enum RunState */
    bool has_code;
    Limits limits;
    uint64_t seed;
} SnapshotHeader;

/* Appends the snapshot of a stopped run to out. with_code: the program's code is inside, so the
 * bytes are self-contained. Errors: STATUS_LIMIT (larger than limits.snapshot_bytes),
 * STATUS_NO_MEMORY. */
Status pd_snapshot_write(const Vm *vm, bool with_code, Buffer *out, Error *err);

/* The same without the verification that follows in torture builds: also of what is forged. */
Status pd_snapshot_write_unchecked(const Vm *vm, bool with_code, Buffer *out, Error *err);

/* What is wrong first with a snapshot of that run, or NULL: it must read back into a second heap,
 * and the snapshot of that must be the same bytes. *err holds the text when it does not read back.
 * Torture builds ask after each write. */
const char *pd_snapshot_verify(const Vm *vm, bool with_code, Bytes written, Error *err);

/* Makes a Vm of the given program in the state of the bytes. Limits and seed are those of the
 * snapshot; options give the Alloc. Errors: STATUS_CORRUPT, STATUS_TRUNCATED, STATUS_VERSION
 * (another format, library or program: err says which), STATUS_LIMIT, STATUS_NO_MEMORY. */
Status pd_snapshot_read(Bytes bytes, const Program *program, const Alloc *alloc, Vm **out,
                        Error *err);

/* Header alone, after the checksum was checked. */
Status pd_snapshot_read_header(Bytes bytes, SnapshotHeader *out, Error *err);

/* The encoded code units inside (with_code), in program order: views into bytes. count: room in
 * units, then their number. STATUS_NOT_FOUND when the snapshot holds no code, STATUS_VERSION when
 * it was made by another version of Perdure. */
Status pd_snapshot_read_code(Bytes bytes, Bytes *units, size_t *count, Error *err);

/* SHA-256 of the snapshot without code and without what only decides when to collect: names the
 * state. */
Status pd_snapshot_digest(const Vm *vm, Digest *out, Error *err);

/* The same state in a program that begins with all units of the vm's program: a new Vm. */
Status pd_snapshot_move(const Vm *vm, const Program *program, Vm **out, Error *err);

#endif
