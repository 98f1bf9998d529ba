/*
 * Golden files of the engine: stored snapshots, the first record, the stored form of each record.
 *
 * The parts are those of the files of runs that test/unit/api_golden_test.c reads whole.
 */
#include "golden.h"

#include "cbor/cbor.h"
#include "run/payload.h"
#include "run/run.h"

/* ── parts of run files: stored snapshots, the first record ── */

/* The n-th item of a run's file. */
static Bytes item_of(Bytes file, size_t n)
{
    CborReader reader;
    uint64_t count = 0;
    Bytes item = {NULL, 0};
    pd_cbor_reader_init(&reader, file, CBOR_NESTING_MAX, NULL);
    assert_int_equal(pd_cbor_read_array(&reader, &count), STATUS_OK);
    for (size_t i = 0; i <= n; i++) {
        assert_int_equal(pd_cbor_read_raw(&reader, &item), STATUS_OK);
    }
    return item;
}

enum { ITEM_RECORDS = 4, ITEM_SNAPSHOT = 5, SAVED_VERSION_AT = 1, TAKEN_AFTER = 12 };

static Bytes content_of(Bytes item)
{
    CborReader reader;
    Bytes content = {NULL, 0};
    pd_cbor_reader_init(&reader, item, CBOR_NESTING_MAX, NULL);
    assert_int_equal(pd_cbor_read_bytes(&reader, &content), STATUS_OK);
    return content;
}

static void check_saved(Bytes stored, Status wanted, const char *message)
{
    Error err = {.status = STATUS_OK};
    Digest chain;
    assert_int_equal(pd_run_check_snapshot(stored, TAKEN_AFTER, pd_alloc_system(), &chain, &err),
                     wanted);
    if (wanted != STATUS_OK) {
        assert_string_equal(err.message, message);
    }
}

static void test_stored_snapshots(void **state)
{
    (void)state;
    Bytes first = golden_bytes("run_1.hex");
    Bytes second = golden_bytes("run_2.hex");
    Bytes stored = content_of(item_of(second, ITEM_SNAPSHOT));
    check_saved(content_of(item_of(first, ITEM_SNAPSHOT)), STATUS_VERSION,
                "stored snapshot format 1, this perdure reads 2");
    check_saved(stored, STATUS_OK, NULL);
    /* The digest at its end is an item of its own. */
    Bytes newer = golden_forge_digested(stored, SAVED_VERSION_AT, 2, 3);
    check_saved(newer, STATUS_VERSION, "stored snapshot format 3, this perdure reads 2");
    Bytes none = golden_forge_digested(stored, SAVED_VERSION_AT, 2, 0);
    check_saved(none, STATUS_CORRUPT, "the snapshot is damaged");
    golden_free(newer);
    golden_free(none);
    golden_free(first);
    golden_free(second);
}

static void test_started(void **state)
{
    (void)state;
    Error err;
    Record record;
    RunBirth birth;
    CborReader reader;
    uint64_t count = 0;
    Bytes stored;
    RecordHead head = pd_record_head(pd_bytes_of_cstr("golden"));
    Bytes file = golden_bytes("run_2.hex");
    pd_cbor_reader_init(&reader, item_of(file, ITEM_RECORDS), CBOR_NESTING_MAX, &err);
    assert_int_equal(pd_cbor_read_array(&reader, &count), STATUS_OK);
    assert_int_equal(count, 13);
    assert_int_equal(pd_cbor_read_bytes(&reader, &stored), STATUS_OK);
    assert_int_equal(pd_record_decode(stored, &head, &record, &err), STATUS_OK);
    assert_int_equal(pd_run_read_birth(record.payload, &birth, &err), STATUS_OK);
    assert_true(pd_bytes_equal_cstr(birth.run_id, "golden"));
    assert_int_equal(birth.seed, 7);
    for (uint8_t version = 0; version < 3; version += 2) {
        char wanted[60];
        Bytes forged = golden_forge(record.payload, 1, 1, version);
        (void)snprintf(wanted, sizeof wanted, "run format %d, this perdure reads 1", version);
        assert_int_equal(pd_run_read_birth(forged, &birth, &err), STATUS_VERSION);
        assert_string_equal(err.message, wanted);
        golden_free(forged);
    }
    golden_free(file);
}

/* One record of each type, as bytes: numbers of types, times, the chain. */
static void test_records(void **state)
{
    (void)state;
    Buffer bytes;
    RecordHead head = pd_record_head(pd_bytes_of_cstr("golden"));
    pd_buffer_init(&bytes, pd_alloc_system(), 1 << 16);
    for (int type = 1; type < RECORD_TYPE_COUNT; type++) {
        const uint8_t payload[] = {0x81, (uint8_t)type};
        Record record = {.type = (RecordType)type,
                         .time_ms = 1700000000000 + type * 1000,
                         .payload = pd_bytes(payload, sizeof payload)};
        pd_record_encode(&bytes, &record, &head);
    }
    golden_hold("records_1.hex", pd_buffer_peek(&bytes));
    pd_buffer_deinit(&bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_stored_snapshots),
        cmocka_unit_test(test_started),
        cmocka_unit_test(test_records),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
