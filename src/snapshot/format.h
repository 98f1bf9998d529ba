/* What writer and reader share.
 *
 *   snapshot = magic (8 bytes) | total length (8 bytes, big-endian) | payload | checksum of
 *              everything before (16 bytes)
 *   payload  = CBOR [ header, code, run, [root value...], [object...] ]
 *   header   = [SNAPSHOT_VERSION, CODE_VERSION, FUEL_TABLE_VERSION, HEAP_LAYOUT_VERSION, image id,
 * program id, [limit...], seed] code     = null | [encoded unit...] run      = [state, depth, fuel,
 * fuel end, effects, sequence, has answer, next ident, used, threshold, fiber, shapes, answer]
 *   object   = [kind, flags, aux, ident, field...]; objects are numbered by first visit, starting
 * at the running fiber value    = int | double | null | bool | undefined (UNBOUND) | tag 6 (object
 * number) | tag 7 (offset in the shared image) | tag 8 (other singleton)
 *
 * Numbers after kind: by kind, see write.c, whose order of fields is the format. Storage objects
 * (arrays, tables) are part of the object that owns them.
 */
#ifndef SNAPSHOT_FORMAT_H
#define SNAPSHOT_FORMAT_H

#include "cbor/cbor.h"
#include "snapshot/snapshot.h"

#define SNAPSHOT_MAGIC "PERDURE\x02"
/* Of format 1, which a SHA-256 ends: it can be looked at. */
#define SNAPSHOT_MAGIC_1 "PERDURE\x1a"

enum {
    SNAPSHOT_MAGIC_BYTES = 8,
    SNAPSHOT_PREFIX_BYTES = 16,
    SNAPSHOT_DEPTH_MAX = 8,
    TAG_OBJECT = 6,
    TAG_IMAGE = 7,
    TAG_SINGLETON = 8,
    HEADER_FIELDS = 8,
    RUN_FIELDS = 13
};

/* Number of Values that make up kinds without anything else; 0 for other kinds. */
uint32_t pd_snapshot_plain_values(Kind kind);

/* Whether the table hash of a key follows from the key itself, so that snapshots need not hold it.
 */
static inline bool pd_snapshot_key_hashes_itself(const Heap *heap, Value key)
{
    Kind kind = pd_kind(heap, key);
    return !pd_is_ref(key) || kind == KIND_STR || kind == KIND_BYTES || kind == KIND_INT;
}

#endif
