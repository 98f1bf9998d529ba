/*
 * Stored records on any bytes: as one record, and as a row of several. What is accepted is what the
 * writer makes of it; what is refused is refused with a reason.
 */
#include "journal/journal.h"
#include "journal/sqlite_in.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_again(const RecordHead *before, const Record *record, Bytes stored)
{
    Buffer again;
    RecordHead head = *before;
    pd_buffer_init(&again, pd_alloc_system(), stored.size);
    pd_record_encode(&again, record, &head);
    pd_assert(pd_bytes_equal(pd_buffer_peek(&again), stored));
    pd_buffer_deinit(&again);
}

static bool decode(void *ctx, uint64_t sequence, Bytes stored)
{
    RecordHead *head = ctx;
    RecordHead before = *head;
    Record record;
    Error err = {.status = STATUS_OK};
    Status status = pd_record_decode(stored, head, &record, &err);
    if (status != STATUS_OK) {
        pd_assert(err.status == status && err.message[0] != '\0');
        pd_assert(head->sequence == before.sequence);
        return false;
    }
    pd_assert(record.sequence == before.sequence + 1 && sequence > 0);
    check_again(&before, &record, stored);
    return true;
}

/* The first byte chooses: bytes as they come, or wrapped so that their chain fits. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2) {
        return 0;
    }
    RecordHead head = pd_record_head(pd_bytes_of_cstr("r"));
    Bytes rest = pd_bytes(data + 1, size - 1);
    Buffer row;
    pd_buffer_init(&row, pd_alloc_system(), size + 200);
    if (data[0] % 2 == 0 && pd_cbor_validate(rest, CBOR_NESTING_MAX - 1, NULL) == STATUS_OK) {
        RecordHead writing = head;
        Record record = {.type = (RecordType)(1 + data[0] / 2 % (RECORD_TYPE_COUNT - 1)),
                         .time_ms = data[0],
                         .payload = rest};
        pd_record_encode(&row, &record, &writing);
        pd_assert(pd_buffer_status(&row) == STATUS_OK);
    }
    pd_buffer_append(&row, rest);
    bool go_on = true;
    StoredVisitor visitor = {.ctx = &head, .visit = decode};
    pd_status_ignore(pd_sqlite_split(pd_buffer_peek(&row), 1, visitor, &go_on, NULL));
    pd_buffer_deinit(&row);
    return 0;
}
