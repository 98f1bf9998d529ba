/* The outside of a snapshot: magic, length, checksum, header, versions.
 *
 * Promises that nothing inside is looked at before the checksum of the whole was found right.
 */
#include "snapshot/read.h"

#include <string.h>

static Status read_digest(CborReader *reader, Digest *out)
{
    pd_assert(reader != NULL);
    pd_assert(out != NULL);
    Bytes bytes;
    TRY(pd_cbor_read_bytes(reader, &bytes));
    if (bytes.size != sizeof out->bytes)
        return pd_cbor_fail(reader, STATUS_CORRUPT, "a digest has the wrong length");
    memcpy(out->bytes, bytes.data, bytes.size);
    return STATUS_OK;
}

static Status other_format(uint64_t format, Error *err)
{
    return pd_error_set(
        err, STATUS_VERSION,
        "snapshot format %llu, this perdure reads %d: replay the run from its journal",
        (unsigned long long)format, SNAPSHOT_VERSION);
}

/* The format that the first bytes tell: 0 for what is no snapshot. */
static unsigned format_of(Bytes bytes)
{
    pd_assert(bytes.size >= SNAPSHOT_MAGIC_BYTES);
    if (memcmp(bytes.data, SNAPSHOT_MAGIC, SNAPSHOT_MAGIC_BYTES) == 0)
        return SNAPSHOT_VERSION;
    return memcmp(bytes.data, SNAPSHOT_MAGIC_1, SNAPSHOT_MAGIC_BYTES) == 0 ? 1 : 0;
}

/* What a snapshot of that format ends with; its size. */
static size_t make_seal(unsigned format, Bytes before, uint8_t seal[DIGEST_BYTES])
{
    if (format == 1) {
        Digest digest = pd_sha256(before);
        memcpy(seal, digest.bytes, DIGEST_BYTES);
        return DIGEST_BYTES;
    }
    Checksum checksum = pd_checksum(before);
    memcpy(seal, checksum.bytes, CHECKSUM_BYTES);
    return CHECKSUM_BYTES;
}

/* *payload: what lies between the prefix and the seal. */
static Status check_frame(Bytes bytes, unsigned *format, Bytes *payload, Error *err)
{
    pd_assert_bytes(bytes);
    if (bytes.size < SNAPSHOT_PREFIX_BYTES + DIGEST_BYTES) {
        return pd_error_set(err, STATUS_TRUNCATED, "no snapshot: %zu bytes are too few",
                            bytes.size);
    }
    *format = format_of(bytes);
    if (*format == 0) {
        return pd_error_set(err, STATUS_CORRUPT,
                            "no snapshot: it does not begin with the mark of one");
    }
    uint64_t total = pd_bytes_get_u64(bytes.data + SNAPSHOT_MAGIC_BYTES);
    if (total > bytes.size)
        return pd_error_set(err, STATUS_TRUNCATED, "the snapshot is cut off: %zu of %llu bytes",
                            bytes.size, (unsigned long long)total);
    if (total < bytes.size)
        return pd_error_set(err, STATUS_CORRUPT, "bytes follow the end of the snapshot");
    uint8_t seal[DIGEST_BYTES];
    size_t end = bytes.size - (*format == 1 ? DIGEST_BYTES : CHECKSUM_BYTES);
    size_t seal_bytes = make_seal(*format, pd_bytes(bytes.data, end), seal);
    if (memcmp(seal, bytes.data + end, seal_bytes) != 0) {
        return pd_error_set(err, STATUS_CORRUPT,
                            "the snapshot is damaged: its checksum does not match");
    }
    *payload = pd_bytes(bytes.data + SNAPSHOT_PREFIX_BYTES, end - SNAPSHOT_PREFIX_BYTES);
    return STATUS_OK;
}

static Status read_limits(CborReader *reader, Limits *out, Error *err)
{
    pd_assert(reader != NULL);
    TRY(pd_cbor_expect_array(reader, LIMIT_COUNT));
    *out = pd_limits_default();
    for (int i = 0; i < LIMIT_COUNT; i++) {
        uint64_t value;
        TRY(pd_cbor_read_uint(reader, &value));
        TRY(pd_limits_put(out, (LimitId)i, value, err));
    }
    return STATUS_OK;
}

Status pd_snapshot_open(Bytes bytes, CborReader *reader, SnapshotHeader *h, Error *err)
{
    pd_assert_bytes(bytes);
    pd_assert(reader != NULL);
    pd_assert(h != NULL);
    unsigned format = 0;
    Bytes payload;
    TRY(check_frame(bytes, &format, &payload, err));
    *h = (SnapshotHeader){.total_bytes = bytes.size};
    pd_cbor_reader_init(reader, payload, SNAPSHOT_DEPTH_MAX, err);
    TRY(pd_cbor_expect_array(reader, 5));
    TRY(pd_cbor_expect_array(reader, HEADER_FIELDS));
    TRY(pd_cbor_read_uint(reader, &h->format));
    if (h->format != format)
        return other_format(h->format, err);
    TRY(pd_cbor_read_uint(reader, &h->code));
    TRY(pd_cbor_read_uint(reader, &h->fuel_table));
    TRY(pd_cbor_read_uint(reader, &h->heap_layout));
    TRY(read_digest(reader, &h->image));
    TRY(read_digest(reader, &h->program));
    TRY(read_limits(reader, &h->limits, err));
    TRY(pd_cbor_read_uint(reader, &h->seed));
    CborKind kind;
    TRY(pd_cbor_peek(reader, &kind));
    h->has_code = kind == CBOR_ARRAY;
    return STATUS_OK;
}

static Status check_formats(const SnapshotHeader *h, Error *err)
{
    pd_assert(h != NULL);
    if (h->format == SNAPSHOT_VERSION && h->code == CODE_VERSION &&
        h->fuel_table == FUEL_TABLE_VERSION && h->heap_layout == HEAP_LAYOUT_VERSION) {
        return STATUS_OK;
    }
    return pd_error_set(
        err, STATUS_VERSION,
        "the snapshot was made by another version of perdure: replay the run from its journal");
}

Status pd_snapshot_check_versions(const SnapshotHeader *h, const Program *program, Error *err)
{
    pd_assert(program != NULL);
    TRY(check_formats(h, err));
    if (!pd_digest_equal(&h->image, pd_image_id(pd_program_image(program)))) {
        return pd_error_set(
            err, STATUS_VERSION,
            "the snapshot was made with another standard library: replay the run from its journal");
    }
    if (!pd_digest_equal(&h->program, pd_program_id(program))) {
        return pd_error_set(err, STATUS_VERSION,
                            "the snapshot belongs to another program, or its source has changed");
    }
    return STATUS_OK;
}

Status pd_snapshot_read_header(Bytes bytes, SnapshotHeader *h, Error *err)
{
    pd_assert_bytes(bytes);
    pd_assert(h != NULL);
    CborReader reader;
    uint64_t fields[6], count;
    bool has_answer;
    TRY(pd_snapshot_open(bytes, &reader, h, err));
    TRY(pd_cbor_skip(&reader));
    TRY(pd_cbor_expect_array(&reader, RUN_FIELDS));
    for (int i = 0; i < 6; i++)
        TRY(pd_cbor_read_uint(&reader, &fields[i]));
    TRY(pd_cbor_read_bool(&reader, &has_answer));
    TRY(pd_cbor_read_uint(&reader, &count));
    TRY(pd_cbor_read_uint(&reader, &h->used_bytes));
    for (int i = 0; i < 5; i++)
        TRY(pd_cbor_skip(&reader)); /* threshold, fiber, shapes, answer, roots */
    TRY(pd_cbor_read_array(&reader, &h->object_count));
    h->state = (uint8_t)fields[0];
    h->fuel_used = fields[2];
    h->effect_count = fields[4];
    h->sequence = fields[5];
    return STATUS_OK;
}

Status pd_snapshot_read_code(Bytes bytes, Bytes *units, size_t *count, Error *err)
{
    pd_assert_bytes(bytes);
    pd_assert(count != NULL);
    CborReader reader;
    SnapshotHeader h;
    uint64_t n;
    TRY(pd_snapshot_open(bytes, &reader, &h, err));
    if (!h.has_code)
        return pd_error_set(err, STATUS_NOT_FOUND,
                            "the snapshot holds no code: give the program's source as well");
    TRY(check_formats(&h, err));
    TRY(pd_cbor_read_array(&reader, &n));
    if (n > *count)
        return pd_error_set(err, STATUS_LIMIT,
                            "the snapshot holds %llu modules, more than there is room for",
                            (unsigned long long)n);
    for (uint64_t i = 0; i < n; i++)
        TRY(pd_cbor_read_bytes(&reader, &units[i]));
    *count = (size_t)n;
    return STATUS_OK;
}
