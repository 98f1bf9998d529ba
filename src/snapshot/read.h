/* What the files that read snapshots share: the reader's state and its checks.
 *
 * open.c reads the outside, read.c the objects, check.c what the machine relies on.
 */
#ifndef SNAPSHOT_READ_H
#define SNAPSHOT_READ_H

#include "snapshot/format.h"

typedef struct Fields {
    size_t start, end;
} Fields;

typedef struct Reader {
    Vm *vm;
    Error *err;
    const HeapImage *image;
    CborReader *cbor;
    Fields roots; /* where fiber, shapes, answer and roots are */
    Arena arena;
    Ref *refs;         /* place of each object */
    uint32_t *tables;  /* numbers of those that are dicts or sets */
    uint32_t *fibers;  /* of fibers and generators */
    uint32_t *records; /* of opaques, which may own a chain of fibers */
    uint32_t table_count, fiber_count, record_count;
    Fields *fields;   /* where they are in the payload */
    uint32_t *counts; /* of instances: their attributes, to be compared with their shapes;
                         of texts: how many points stand before the first that needs more
                         than ASCII or, in a wider one, a narrower width */
    uint32_t count, current;
    bool is_making; /* objects get their memory: they have no places that others could refer to */
    uint64_t used_bytes, threshold_bytes;
    uint8_t *roles;     /* of each object: bits of enum Role */
    BoundMap **bounds;  /* of each function that has a frame; NULL: none was asked for yet */
    uint64_t work_left; /* for finding out what frames must hold */
} Reader;

/* Tables of shapes are the machine's own: a program must not see them, nor shapes as values. */
enum Role { ROLE_SHAPES = 1, ROLE_SEEN = 2, ROLE_OWNED = 4 /* a fiber that has an owner */ };

/* What holds at the head of every function that gets the reader. */
#define pd_assert_reader(r) pd_assert((r)->vm != NULL && (r)->current <= (r)->count)

#define TRY(expression)             \
 do {                               \
  Status try_status = (expression); \
  if (try_status != STATUS_OK)      \
   return try_status;               \
 } while (0)

Status pd_snapshot_bad(Reader *r, const char *what);

/* Objects that no program gets to see as values. */
static inline bool pd_snapshot_is_hidden(Kind kind)
{
    const uint64_t hidden = PD_KIND_BIT(KIND_FREE) | PD_KIND_BIT(KIND_ARRAY) |
                            PD_KIND_BIT(KIND_TABLE) | PD_KIND_BIT(KIND_SHAPE) |
                            PD_KIND_BIT(KIND_FIBER) | PD_KIND_BIT(KIND_TEXT);
    return (hidden >> kind & 1) != 0;
}

/* Magic, length, checksum and header; the reader is left at the code. */
Status pd_snapshot_open(Bytes bytes, CborReader *reader, SnapshotHeader *header, Error *err);
Status pd_snapshot_check_versions(const SnapshotHeader *header, const Program *program, Error *err);

/* What is wrong first with a state that was read, as the machine sees it, or NULL. Torture builds
 * look at the whole heap too. */
const char *pd_snapshot_state_fault(const Vm *vm);

/* Everything the machine relies on, over all objects and roots. */
Status pd_snapshot_check(Reader *r);

#endif
