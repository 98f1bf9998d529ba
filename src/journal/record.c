/*
 * The stored form of a record and its chain. Knows nothing of stores.
 */
#include "journal/record.h"

#define RECORD_NAME(name, text) text,
static const char *const type_names[RECORD_TYPE_COUNT] = {RECORD_TABLE(RECORD_NAME)};
#undef RECORD_NAME

const char *pd_record_type_name(RecordType type)
{
    return (unsigned)type < RECORD_TYPE_COUNT ? type_names[type] : "unknown";
}

RecordHead pd_record_head(Bytes run_id)
{
    pd_assert_bytes(run_id);
    static const Bytes domain = BYTES_LITERAL("perdure/journal/1\0");
    RecordHead head = {.sequence = 0, .time_ms = 0};
    Sha256 sha;
    pd_sha256_init(&sha);
    pd_sha256_update(&sha, domain);
    pd_sha256_update(&sha, run_id);
    head.chain = pd_sha256_finish(&sha);
    return head;
}

static Digest chain_after(const RecordHead *head, Bytes content)
{
    pd_assert(head != NULL);
    pd_assert_bytes(content);
    uint8_t sequence[8];
    pd_bytes_put_u64(sequence, head->sequence + 1);
    Sha256 sha;
    pd_sha256_init(&sha);
    pd_sha256_update(&sha, pd_digest_bytes(&head->chain));
    pd_sha256_update(&sha, pd_bytes(sequence, sizeof sequence));
    pd_sha256_update(&sha, content);
    return pd_sha256_finish(&sha);
}

void pd_record_encode(Buffer *out, const Record *record, RecordHead *head)
{
    pd_assert_buffer(out);
    pd_assert(head != NULL);
    pd_assert(record->type > RECORD_NONE && record->type < RECORD_TYPE_COUNT);
    pd_assert(record->payload.size > 0);
    size_t start = out->size;
    pd_cbor_write_array(out, 4);
    pd_cbor_write_uint(out, (uint64_t)record->type);
    pd_cbor_write_int(out, (int64_t)((uint64_t)record->time_ms - (uint64_t)head->time_ms));
    pd_buffer_append(out, record->payload);
    if (pd_buffer_status(out) != STATUS_OK) {
        return;
    }
    Bytes content = pd_bytes_slice(pd_buffer_peek(out), start, SIZE_MAX);
    head->chain = chain_after(head, content);
    head->sequence++;
    head->time_ms = record->time_ms;
    pd_cbor_write_bytes(out, pd_digest_bytes(&head->chain));
}

bool pd_record_ends_with(Bytes stored, const Digest *chain)
{
    return stored.size > DIGEST_BYTES &&
           pd_bytes_equal(pd_bytes_slice(stored, stored.size - DIGEST_BYTES, SIZE_MAX),
                          pd_digest_bytes(chain));
}

/* The parts of a stored record, its chain not yet compared. */
typedef struct Stored {
    uint64_t type;
    int64_t time_delta_ms;
    Bytes payload;
    Bytes content; /* what the chain is computed over */
    Bytes chain;
} Stored;

static Status read_stored(Bytes bytes, Stored *out, Error *err)
{
    pd_assert_bytes(bytes);
    CborReader reader;
    pd_cbor_reader_init(&reader, bytes, CBOR_NESTING_MAX, err);
    Status status = pd_cbor_expect_array(&reader, 4);
    if (status == STATUS_OK) {
        status = pd_cbor_read_uint(&reader, &out->type);
    }
    if (status == STATUS_OK) {
        status = pd_cbor_read_int(&reader, &out->time_delta_ms);
    }
    if (status == STATUS_OK) {
        status = pd_cbor_read_raw(&reader, &out->payload);
    }
    if (status == STATUS_OK) {
        out->content = pd_bytes_slice(bytes, 0, reader.offset);
        status = pd_cbor_read_bytes(&reader, &out->chain);
    }
    if (status == STATUS_OK) {
        status = pd_cbor_finish(&reader);
    }
    return status;
}

Status pd_record_decode(Bytes stored, RecordHead *head, Record *out, Error *err)
{
    pd_assert_bytes(stored);
    pd_assert(head != NULL);
    Stored parts;
    unsigned long long sequence = head->sequence + 1;
    Status status = read_stored(stored, &parts, err);
    if (status == STATUS_INVALID) { /* the right form of CBOR, but not of a record */
        return pd_error_set(err, STATUS_CORRUPT, "record %llu is not a record", sequence);
    }
    if (status != STATUS_OK) {
        return status;
    }
    Digest chain = chain_after(head, parts.content);
    if (!pd_bytes_equal(parts.chain, pd_digest_bytes(&chain))) {
        return pd_error_set(err, STATUS_CORRUPT,
                            "record %llu does not continue the records before it: it was changed, "
                            "moved or one is missing",
                            sequence);
    }
    if (parts.type == RECORD_NONE || parts.type >= RECORD_TYPE_COUNT) {
        return pd_error_set(err, STATUS_VERSION, "record %llu has the unknown type %llu", sequence,
                            (unsigned long long)parts.type);
    }
    head->sequence++;
    head->time_ms = (int64_t)((uint64_t)head->time_ms + (uint64_t)parts.time_delta_ms);
    head->chain = chain;
    *out = (Record){.type = (RecordType)parts.type,
                    .sequence = head->sequence,
                    .time_ms = head->time_ms,
                    .payload = parts.payload};
    return STATUS_OK;
}
