/*
 * Journals and stores: one table of tests for both drivers, then what only a file can suffer.
 *
 * Held here: a commit is there whole or not at all, whatever fails; nobody appends without the
 * newest fence; the first result wins; a changed record is found; a killed process loses nothing
 * that was acknowledged.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "journal/journal.h"

/* ── fixtures ── */

typedef struct Fixture {
    bool in_file;
    char path[64];
    Store *store;
    uint64_t run;
    RecordHead head;
    Error err;
} Fixture;

static StoreOptions default_options(void)
{
    return (StoreOptions){.alloc = pd_alloc_system(), .sync = SYNC_OFF};
}

static void remove_files(const char *path)
{
    static const char *const endings[] = {"", "-wal", "-shm", "-journal"};
    for (size_t i = 0; i < ARRAY_COUNT(endings); i++) {
        char name[96];
        (void)snprintf(name, sizeof name, "%s%s", path, endings[i]);
        (void)unlink(name);
    }
}

static void open_store(Fixture *f)
{
    StoreOptions options = default_options();
    const char *url = f->in_file ? f->path : "memory:";
    assert_int_equal(pd_store_open(url, &options, &f->store, &f->err), STATUS_OK);
}

static void close_store(Fixture *f)
{
    pd_store_close(f->store);
    f->store = NULL;
}

/* A record whose payload is one text. */
static void make_record(Buffer *out, RecordHead *head, RecordType type, const char *text)
{
    Buffer payload;
    pd_buffer_init(&payload, pd_alloc_system(), 4096);
    pd_cbor_write_cstr(&payload, text);
    Record record = {.type = type, .time_ms = 1000, .payload = pd_buffer_peek(&payload)};
    pd_record_encode(out, &record, head);
    assert_int_equal(pd_buffer_status(out), STATUS_OK);
    pd_buffer_deinit(&payload);
}

static Status create_run(Fixture *f, const char *id, uint64_t *number, RecordHead *head)
{
    Buffer body;
    pd_buffer_init(&body, pd_alloc_system(), 4096);
    *head = pd_record_head(pd_bytes_of_cstr(id));
    make_record(&body, head, RECORD_STARTED, id[0] == '\xff' ? "" : id);
    Bytes record = pd_buffer_peek(&body);
    NewRun run = {.id = pd_bytes_of_cstr(id),
                  .program = pd_sha256(pd_bytes_of_cstr("program")),
                  .now_ms = 1000,
                  .worker = pd_bytes_of_cstr("worker one"),
                  .lease_until_ms = 5000,
                  .records = &record,
                  .record_count = 1,
                  .note = pd_bytes_of_cstr("noted")};
    Status status = pd_store_create(f->store, &run, number, &f->err);
    pd_buffer_deinit(&body);
    return status;
}

static int set_up_store(void **state, bool in_file)
{
    Fixture *f = calloc(1, sizeof *f);
    f->in_file = in_file;
    (void)snprintf(f->path, sizeof f->path, "journal_test_%d.db", (int)getpid());
    remove_files(f->path);
    open_store(f);
    assert_int_equal(create_run(f, "run-1", &f->run, &f->head), STATUS_OK);
    *state = f;
    return 0;
}

static int set_up_memory(void **state)
{
    return set_up_store(state, false);
}

static int set_up_file(void **state)
{
    return set_up_store(state, true);
}

static int tear_down(void **state)
{
    Fixture *f = *state;
    close_store(f);
    remove_files(f->path);
    free(f);
    return 0;
}

/* A batch of run-1 that says nothing yet. */
static RunBatch empty_batch(const Fixture *f)
{
    return (RunBatch){.run = f->run,
                      .fence = 1,
                      .head = f->head.sequence,
                      .now_ms = 2000,
                      .lease_until_ms = 9000};
}

/* Appends one text as a record of run-1 with this fence. */
static Status append_text(Fixture *f, uint64_t fence, const char *text, Status *of_run)
{
    Buffer body;
    pd_buffer_init(&body, pd_alloc_system(), 4096);
    RecordHead head = f->head;
    make_record(&body, &head, RECORD_STEP, text);
    Bytes record = pd_buffer_peek(&body);
    RunBatch batch = empty_batch(f);
    batch.fence = fence;
    batch.records = &record;
    batch.record_count = 1;
    Status status = pd_store_append(f->store, &batch, 1, &f->err);
    if (status == STATUS_OK && batch.status == STATUS_OK) {
        f->head = head;
    }
    *of_run = batch.status;
    pd_buffer_deinit(&body);
    return status;
}

static void append_ok(Fixture *f, const char *text)
{
    Status of_run;
    assert_int_equal(append_text(f, 1, text, &of_run), STATUS_OK);
    assert_int_equal(of_run, STATUS_OK);
}

/* Commits that run-1 waits for effect 7, having seen messages up to `seen`. */
static void wait_for_effect(Fixture *f, int64_t wake_ms, uint64_t seen)
{
    RunBatch batch = empty_batch(f);
    batch.changes_life = true;
    batch.life = LIFE_WAITING;
    batch.wake_ms = wake_ms;
    batch.effect = 7;
    batch.seen_message = seen;
    batch.lease_until_ms = 0;
    batch.wait = pd_bytes_of_cstr("\x61w");
    assert_int_equal(pd_store_append(f->store, &batch, 1, &f->err), STATUS_OK);
    assert_int_equal(batch.status, STATUS_OK);
}

typedef struct Texts {
    RecordHead head;
    uint64_t from;
    char joined[4096];
    Status status;
    Error err;
} Texts;

static bool join_text(void *ctx, uint64_t sequence, Bytes stored)
{
    Texts *texts = ctx;
    Record record;
    assert_int_equal(sequence, texts->head.sequence + 1);
    texts->status = pd_record_decode(stored, &texts->head, &record, &texts->err);
    if (texts->status != STATUS_OK) {
        return false;
    }
    Bytes text = pd_bytes_slice(record.payload, 1, SIZE_MAX); /* short texts have one head byte */
    size_t used = strlen(texts->joined);
    if (sequence >= texts->from) {
        (void)snprintf(texts->joined + used, sizeof texts->joined - used, "%.*s,", (int)text.size,
                       (const char *)text.data);
    }
    return true;
}

/* All records of run-1, decoded and joined by commas. */
static const char *all_texts(Fixture *f, Texts *texts)
{
    *texts = (Texts){.head = pd_record_head(pd_bytes_of_cstr("run-1"))};
    StoredVisitor visitor = {.ctx = texts, .visit = join_text};
    assert_int_equal(pd_store_records(f->store, f->run, 1, visitor, &f->err), STATUS_OK);
    assert_int_equal(texts->status, STATUS_OK);
    return texts->joined;
}

typedef struct Shown {
    size_t count;
    char ids[256];
    RunRow last; /* its Bytes are not valid any more */
} Shown;

static bool show_row(void *ctx, const RunRow *row)
{
    Shown *shown = ctx;
    size_t used = strlen(shown->ids);
    (void)snprintf(shown->ids + used, sizeof shown->ids - used, "%.*s,", (int)row->id.size,
                   (const char *)row->id.data);
    shown->last = *row;
    shown->count++;
    return true;
}

static RunRow row_of(Fixture *f, const char *id)
{
    Shown shown = {.count = 0};
    RunQuery query = {.kind = QUERY_ID, .id = pd_bytes_of_cstr(id)};
    RowVisitor visitor = {.ctx = &shown, .visit = show_row};
    assert_int_equal(pd_store_rows(f->store, &query, visitor, &f->err), STATUS_OK);
    assert_int_equal(shown.count, 1);
    return shown.last;
}

static const char *due_ids(Fixture *f, int64_t now_ms, Shown *shown)
{
    *shown = (Shown){.count = 0};
    RunQuery query = {.kind = QUERY_DUE, .now_ms = now_ms};
    RowVisitor visitor = {.ctx = shown, .visit = show_row};
    assert_int_equal(pd_store_rows(f->store, &query, visitor, &f->err), STATUS_OK);
    return shown->ids;
}

/* ── records ── */

static void records_are_chained(void **state)
{
    (void)state;
    Buffer one;
    Buffer two;
    Record record;
    Error err;
    pd_buffer_init(&one, pd_alloc_system(), 4096);
    pd_buffer_init(&two, pd_alloc_system(), 4096);
    RecordHead start = pd_record_head(pd_bytes_of_cstr("run-1"));
    RecordHead head = start;
    make_record(&one, &head, RECORD_STARTED, "a");
    make_record(&two, &head, RECORD_STEP, "b");
    assert_true(one.size <= 60);
    RecordHead read = start;
    assert_int_equal(pd_record_decode(pd_buffer_peek(&one), &read, &record, &err), STATUS_OK);
    assert_int_equal(record.type, RECORD_STARTED);
    assert_int_equal(record.sequence, 1);
    assert_int_equal(record.time_ms, 1000);
    assert_int_equal(pd_record_decode(pd_buffer_peek(&two), &read, &record, &err), STATUS_OK);
    assert_memory_equal(&read, &head, sizeof head);
    /* Out of order, or in another run: refused. */
    read = start;
    assert_int_equal(pd_record_decode(pd_buffer_peek(&two), &read, &record, &err), STATUS_CORRUPT);
    read = pd_record_head(pd_bytes_of_cstr("run-2"));
    assert_int_equal(pd_record_decode(pd_buffer_peek(&one), &read, &record, &err), STATUS_CORRUPT);
    assert_string_equal(pd_record_type_name(RECORD_STEP), "step");
    assert_string_equal(pd_record_type_name(RECORD_TYPE_COUNT), "unknown");
    pd_buffer_deinit(&one);
    pd_buffer_deinit(&two);
}

static void every_flipped_bit_is_found(void **state)
{
    (void)state;
    Buffer body;
    pd_buffer_init(&body, pd_alloc_system(), 4096);
    RecordHead start = pd_record_head(pd_bytes_of_cstr("run-1"));
    RecordHead head = start;
    make_record(&body, &head, RECORD_STARTED, "some text");
    for (size_t bit = 0; bit < body.size * 8; bit++) {
        body.data[bit / 8] ^= (uint8_t)(1u << bit % 8);
        Record record;
        Error err = {.status = STATUS_OK};
        RecordHead read = start;
        Status status = pd_record_decode(pd_buffer_peek(&body), &read, &record, &err);
        assert_int_not_equal(status, STATUS_OK);
        assert_int_equal(err.status, status);
        assert_memory_equal(&read, &start, sizeof start);
        body.data[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
    for (size_t size = 0; size < body.size; size++) {
        Record record;
        RecordHead read = start;
        Bytes cut = pd_bytes_slice(pd_buffer_peek(&body), 0, size);
        assert_int_not_equal(pd_record_decode(cut, &read, &record, NULL), STATUS_OK);
    }
    pd_buffer_deinit(&body);
}

static void time_may_go_backwards(void **state)
{
    (void)state;
    Buffer body;
    pd_buffer_init(&body, pd_alloc_system(), 4096);
    const int64_t times[] = {INT64_MAX, -5, INT64_MIN, 0};
    RecordHead head = pd_record_head(pd_bytes_of_cstr("r"));
    RecordHead read = head;
    for (size_t i = 0; i < ARRAY_COUNT(times); i++) {
        Record record = {.type = RECORD_STEP, .time_ms = times[i], .payload = pd_bytes("\xf6", 1)};
        Record back;
        pd_buffer_reset(&body);
        pd_record_encode(&body, &record, &head);
        assert_int_equal(pd_record_decode(pd_buffer_peek(&body), &read, &back, NULL), STATUS_OK);
        assert_int_equal(back.time_ms, times[i]);
    }
    pd_buffer_deinit(&body);
}

/* ── every driver ── */

static void ids_are_taken_once(void **state)
{
    Fixture *f = *state;
    uint64_t number = 0;
    RecordHead head;
    assert_int_equal(create_run(f, "run-1", &number, &head), STATUS_EXISTS);
    assert_int_equal(create_run(f, "r\xc3\xa4n", &number, &head), STATUS_OK);
    assert_int_equal(row_of(f, "r\xc3\xa4n").run, number);
    assert_int_equal(create_run(f, "", &number, &head), STATUS_INVALID);
    assert_int_equal(create_run(f, "a/b", &number, &head), STATUS_INVALID);
    assert_int_equal(create_run(f, "a\nb", &number, &head), STATUS_INVALID);
    assert_int_equal(create_run(f, "\xff", &number, &head), STATUS_INVALID);
    char longest[RUN_ID_BYTES_MAX + 2];
    memset(longest, 'x', sizeof longest);
    longest[RUN_ID_BYTES_MAX + 1] = '\0';
    assert_int_equal(create_run(f, longest, &number, &head), STATUS_INVALID);
    longest[RUN_ID_BYTES_MAX] = '\0';
    assert_int_equal(create_run(f, longest, &number, &head), STATUS_OK);
    RunQuery query = {.kind = QUERY_ID, .id = pd_bytes_of_cstr("nobody")};
    Shown shown = {.count = 0};
    RowVisitor visitor = {.ctx = &shown, .visit = show_row};
    assert_int_equal(pd_store_rows(f->store, &query, visitor, &f->err), STATUS_NOT_FOUND);
}

static void records_come_back_in_order(void **state)
{
    Fixture *f = *state;
    Texts texts;
    assert_string_equal(all_texts(f, &texts), "run-1,");
    for (int i = 0; i < 20; i++) {
        char text[12];
        (void)snprintf(text, sizeof text, "%d", i);
        append_ok(f, text);
    }
    assert_string_equal(all_texts(f, &texts),
                        "run-1,0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,");
    assert_memory_equal(&texts.head, &f->head, sizeof f->head);
    RunRow row = row_of(f, "run-1");
    assert_int_equal(row.head, 21);
    assert_int_equal(row.updated_ms, 2000);
    assert_int_equal(row.created_ms, 1000);
    assert_int_equal(row.lease_until_ms, 9000);
    assert_int_equal(row.note.size, 5); /* it came with the run, not after it */
}

static bool note_sequence(void *ctx, uint64_t sequence, Bytes stored)
{
    uint64_t *range = ctx;
    assert_true(stored.size > 0);
    range[0] = range[0] == 0 ? sequence : range[0];
    assert_true(range[1] == 0 || sequence == range[1] + 1);
    range[1] = sequence;
    return sequence != 6;
}

/* Three commits of three records each after the first. */
static void ranges_start_anywhere(void **state)
{
    Fixture *f = *state;
    for (int i = 0; i < 3; i++) {
        Buffer bodies[3];
        Bytes records[3];
        for (int k = 0; k < 3; k++) {
            pd_buffer_init(&bodies[k], pd_alloc_system(), 4096);
            make_record(&bodies[k], &f->head, RECORD_STEP, "x");
            records[k] = pd_buffer_peek(&bodies[k]);
        }
        RunBatch batch = empty_batch(f);
        batch.head = f->head.sequence - 3;
        batch.records = records;
        batch.record_count = 3;
        assert_int_equal(pd_store_append(f->store, &batch, 1, &f->err), STATUS_OK);
        for (int k = 0; k < 3; k++) {
            pd_buffer_deinit(&bodies[k]);
        }
    }
    for (uint64_t from = 0; from <= 12; from++) {
        uint64_t range[2] = {0, 0};
        StoredVisitor visitor = {.ctx = range, .visit = note_sequence};
        assert_int_equal(pd_store_records(f->store, f->run, from, visitor, &f->err), STATUS_OK);
        uint64_t first = from == 0 ? 1 : from;
        assert_int_equal(range[0], first > 10 ? 0 : first);
        assert_int_equal(range[1], first > 10 ? 0 : first <= 6 ? 6 : 10);
    }
}

static void a_lost_lease_cannot_append(void **state)
{
    Fixture *f = *state;
    uint64_t fence = 0;
    Status of_run;
    LeaseRequest request = {
        .run = f->run, .worker = pd_bytes_of_cstr("worker two"), .now_ms = 4999, .until_ms = 8000};
    assert_int_equal(pd_store_take_lease(f->store, &request, &fence, &f->err), STATUS_CONFLICT);
    assert_non_null(strstr(f->err.message, "worker one drives the run for another 1 ms"));
    request.now_ms = 5000;
    assert_int_equal(pd_store_take_lease(f->store, &request, &fence, &f->err), STATUS_OK);
    assert_int_equal(fence, 2);
    assert_int_equal(append_text(f, 1, "late", &of_run), STATUS_OK);
    assert_int_equal(of_run, STATUS_CONFLICT);
    assert_int_equal(append_text(f, 2, "mine", &of_run), STATUS_OK);
    assert_int_equal(of_run, STATUS_OK);
    request.worker = pd_bytes_of_cstr("worker three");
    request.force = true;
    assert_int_equal(pd_store_take_lease(f->store, &request, &fence, &f->err), STATUS_OK);
    assert_int_equal(append_text(f, 2, "late", &of_run), STATUS_OK);
    assert_int_equal(of_run, STATUS_CONFLICT);
    /* Giving back a lease that was lost changes nothing. */
    assert_int_equal(pd_store_give_lease(f->store, f->run, 2, &f->err), STATUS_OK);
    request.force = false;
    assert_int_equal(pd_store_take_lease(f->store, &request, &fence, &f->err), STATUS_CONFLICT);
    assert_int_equal(pd_store_give_lease(f->store, f->run, 3, &f->err), STATUS_OK);
    assert_int_equal(pd_store_take_lease(f->store, &request, &fence, &f->err), STATUS_OK);
    assert_int_equal(fence, 4);
    Texts texts;
    assert_string_equal(all_texts(f, &texts), "run-1,mine,");
}

static void a_wrong_head_cannot_append(void **state)
{
    Fixture *f = *state;
    Status of_run;
    append_ok(f, "a");
    f->head.sequence--; /* as if that commit had not been seen */
    assert_int_equal(append_text(f, 1, "again", &of_run), STATUS_OK);
    assert_int_equal(of_run, STATUS_CONFLICT);
    f->head.sequence += 2;
    assert_int_equal(append_text(f, 1, "gap", &of_run), STATUS_OK);
    assert_int_equal(of_run, STATUS_CONFLICT);
    Texts texts;
    assert_string_equal(all_texts(f, &texts), "run-1,a,");
}

static void groups_commit_together(void **state)
{
    Fixture *f = *state;
    enum { RUNS = 5 };
    RunBatch batches[RUNS];
    Buffer bodies[RUNS];
    Bytes records[RUNS];
    for (size_t i = 0; i < RUNS; i++) {
        char id[8];
        uint64_t number;
        RecordHead head;
        (void)snprintf(id, sizeof id, "g%zu", i);
        assert_int_equal(create_run(f, id, &number, &head), STATUS_OK);
        pd_buffer_init(&bodies[i], pd_alloc_system(), 4096);
        make_record(&bodies[i], &head, RECORD_STEP, "together");
        records[i] = pd_buffer_peek(&bodies[i]);
        batches[i] = (RunBatch){.run = number,
                                .fence = i == 2 ? 9 : 1, /* one has lost its lease */
                                .head = 1,
                                .records = &records[i],
                                .record_count = 1,
                                .now_ms = 3000,
                                .lease_until_ms = 9000};
    }
    uint64_t before = 0;
    uint64_t after = 0;
    assert_int_equal(pd_store_version(f->store, &before, &f->err), STATUS_OK);
    assert_int_equal(pd_store_append(f->store, batches, RUNS, &f->err), STATUS_OK);
    assert_int_equal(pd_store_version(f->store, &after, &f->err), STATUS_OK);
    assert_true(after != before);
    for (size_t i = 0; i < RUNS; i++) {
        char id[8];
        (void)snprintf(id, sizeof id, "g%zu", i);
        assert_int_equal(batches[i].status, i == 2 ? STATUS_CONFLICT : STATUS_OK);
        assert_int_equal(row_of(f, id).head, i == 2 ? 1 : 2);
        pd_buffer_deinit(&bodies[i]);
    }
}

static bool take_all(void *ctx, const Message *message)
{
    char *joined = ctx;
    size_t used = strlen(joined);
    (void)snprintf(joined + used, 200 - used, "%d:%.*s=%.*s,", (int)message->kind,
                   (int)message->name.size, (const char *)message->name.data,
                   (int)message->body.size, (const char *)message->body.data);
    return true;
}

static Status send(Fixture *f, MessageKind kind, uint64_t slot, const char *body)
{
    Message message = {
        .kind = kind, .slot = slot, .name = pd_bytes_of_cstr("n"), .body = pd_bytes_of_cstr(body)};
    return pd_store_send(f->store, f->run, &message, &f->err);
}

static bool note_number(void *ctx, const Message *message)
{
    *(uint64_t *)ctx = message->number;
    return false;
}

static void messages_keep_their_order(void **state)
{
    Fixture *f = *state;
    char joined[200] = "";
    MessageVisitor visitor = {.ctx = joined, .visit = take_all};
    wait_for_effect(f, WAKE_NEVER, 0);
    Shown shown;
    assert_string_equal(due_ids(f, 100000, &shown), "");
    assert_int_equal(send(f, MESSAGE_SIGNAL, 0, "a"), STATUS_OK);
    assert_int_equal(send(f, MESSAGE_CANCEL, 0, ""), STATUS_OK);
    assert_int_equal(send(f, MESSAGE_SIGNAL, 0, "b"), STATUS_OK);
    assert_string_equal(due_ids(f, 100000, &shown), "run-1,");
    assert_int_equal(row_of(f, "run-1").message_count, 3);
    assert_int_equal(pd_store_messages(f->store, f->run, 0, visitor, &f->err), STATUS_OK);
    assert_string_equal(joined, "1:n=a,4:n=,1:n=b,");
    uint64_t number = 0;
    MessageVisitor first = {.ctx = &number, .visit = note_number};
    assert_int_equal(pd_store_messages(f->store, f->run, 0, first, &f->err), STATUS_OK);
    RunBatch batch = empty_batch(f);
    batch.changes_life = true;
    batch.life = LIFE_WAITING;
    batch.wake_ms = WAKE_NEVER;
    batch.taken = &number;
    batch.taken_count = 1;
    batch.seen_message = number + 2;
    assert_int_equal(pd_store_append(f->store, &batch, 1, &f->err), STATUS_OK);
    joined[0] = '\0';
    assert_int_equal(pd_store_messages(f->store, f->run, number, visitor, &f->err), STATUS_OK);
    assert_string_equal(joined, "4:n=,1:n=b,");
    assert_int_equal(row_of(f, "run-1").message_count, 2);
    assert_int_equal(row_of(f, "run-1").wake_ms, WAKE_NEVER);
}

/* A message that arrives between a run's look at its mailbox and the commit of its waiting. */
static void no_wake_up_is_lost(void **state)
{
    Fixture *f = *state;
    assert_int_equal(send(f, MESSAGE_SIGNAL, 0, "a"), STATUS_OK);
    uint64_t seen = 0;
    MessageVisitor first = {.ctx = &seen, .visit = note_number};
    assert_int_equal(pd_store_messages(f->store, f->run, 0, first, &f->err), STATUS_OK);
    assert_int_equal(send(f, MESSAGE_SIGNAL, 0, "b"), STATUS_OK);
    wait_for_effect(f, WAKE_NEVER, seen);
    assert_int_equal(row_of(f, "run-1").wake_ms, 0);
    wait_for_effect(f, WAKE_NEVER, seen + 1);
    assert_int_equal(row_of(f, "run-1").wake_ms, WAKE_NEVER);
}

static void the_first_result_wins(void **state)
{
    Fixture *f = *state;
    assert_int_equal(send(f, MESSAGE_RESULT, 7, "early"), STATUS_EXISTS);
    wait_for_effect(f, WAKE_NEVER, 0);
    assert_int_equal(send(f, MESSAGE_RESULT, 6, "other"), STATUS_EXISTS);
    assert_int_equal(send(f, MESSAGE_RESULT, 7, "first"), STATUS_OK);
    assert_int_equal(send(f, MESSAGE_RESULT, 7, "second"), STATUS_EXISTS);
    char joined[200] = "";
    MessageVisitor visitor = {.ctx = joined, .visit = take_all};
    assert_int_equal(pd_store_messages(f->store, f->run, 0, visitor, &f->err), STATUS_OK);
    assert_string_equal(joined, "2:n=first,");
}

static void promises_settle_once(void **state)
{
    Fixture *f = *state;
    const uint64_t numbers[] = {1, 2};
    RunBatch batch = empty_batch(f);
    batch.promises = numbers;
    batch.promise_count = 2;
    assert_int_equal(pd_store_append(f->store, &batch, 1, &f->err), STATUS_OK);
    assert_int_equal(send(f, MESSAGE_PROMISE, 3, "x"), STATUS_NOT_FOUND);
    assert_int_equal(send(f, MESSAGE_PROMISE, 2, "x"), STATUS_OK);
    assert_int_equal(send(f, MESSAGE_PROMISE, 2, "y"), STATUS_EXISTS);
    assert_int_equal(send(f, MESSAGE_PROMISE, 1, "z"), STATUS_OK);
}

static void mailboxes_have_a_limit(void **state)
{
    Fixture *f = *state;
    for (int i = 0; i < MAILBOX_COUNT_MAX && !f->in_file; i++) { /* a file would take too long */
        assert_int_equal(send(f, MESSAGE_SIGNAL, 0, ""), STATUS_OK);
    }
    assert_int_equal(send(f, MESSAGE_SIGNAL, 0, ""), f->in_file ? STATUS_OK : STATUS_LIMIT);
    char name[MESSAGE_NAME_MAX + 1];
    memset(name, 'n', sizeof name);
    Message message = {.kind = MESSAGE_SIGNAL, .name = pd_bytes(name, sizeof name)};
    assert_int_equal(pd_store_send(f->store, f->run, &message, &f->err), STATUS_LIMIT);
}

static void messages_travel_with_a_commit(void **state)
{
    Fixture *f = *state;
    uint64_t other;
    RecordHead head;
    assert_int_equal(create_run(f, "other", &other, &head), STATUS_OK);
    const Outgoing sent[] = {
        {.run_id = pd_bytes_of_cstr("other"),
         .message = {.kind = MESSAGE_SIGNAL,
                     .name = pd_bytes_of_cstr("n"),
                     .body = pd_bytes_of_cstr("hi")}},
        {.run_id = pd_bytes_of_cstr("nobody"), .message = {.kind = MESSAGE_SIGNAL}},
    };
    RunBatch batch = empty_batch(f);
    batch.fence = 3;
    batch.sent = sent;
    batch.sent_count = 2;
    assert_int_equal(pd_store_append(f->store, &batch, 1, &f->err), STATUS_OK);
    assert_int_equal(row_of(f, "other").message_count, 0); /* the fence was wrong */
    batch.fence = 1;
    assert_int_equal(pd_store_append(f->store, &batch, 1, &f->err), STATUS_OK);
    assert_int_equal(row_of(f, "other").message_count, 1);
}

static void runs_become_due(void **state)
{
    Fixture *f = *state;
    Shown shown;
    int64_t due_ms = 0;
    assert_string_equal(due_ids(f, 4999, &shown), ""); /* leased */
    assert_string_equal(due_ids(f, 5000, &shown), "run-1,");
    wait_for_effect(f, 70000, 0);
    assert_string_equal(due_ids(f, 69999, &shown), "");
    assert_string_equal(due_ids(f, 70000, &shown), "run-1,");
    assert_int_equal(pd_store_next_due(f->store, &due_ms, &f->err), STATUS_OK);
    assert_int_equal(due_ms, 70000);
    assert_int_equal(pd_store_set_paused(f->store, f->run, true, &f->err), STATUS_OK);
    assert_string_equal(due_ids(f, 70000, &shown), "");
    assert_int_equal(pd_store_next_due(f->store, &due_ms, &f->err), STATUS_OK);
    assert_int_equal(due_ms, WAKE_NEVER);
    assert_int_equal(pd_store_set_paused(f->store, f->run, false, &f->err), STATUS_OK);
    uint64_t other;
    RecordHead head;
    assert_int_equal(create_run(f, "other", &other, &head), STATUS_OK);
    assert_string_equal(due_ids(f, 80000, &shown), "other,run-1,");
}

static void ended_runs_take_nothing(void **state)
{
    Fixture *f = *state;
    RunBatch batch = empty_batch(f);
    batch.changes_life = true;
    batch.life = LIFE_DONE;
    batch.wake_ms = WAKE_NEVER;
    batch.lease_until_ms = 0;
    assert_int_equal(pd_store_append(f->store, &batch, 1, &f->err), STATUS_OK);
    assert_int_equal(send(f, MESSAGE_SIGNAL, 0, "x"), STATUS_USAGE);
    assert_int_equal(pd_store_set_paused(f->store, f->run, true, &f->err), STATUS_USAGE);
    Shown shown;
    assert_string_equal(due_ids(f, INT64_MAX - 1, &shown), "");
    shown = (Shown){.count = 0};
    RunQuery query = {.kind = QUERY_STATE, .life = LIFE_DONE};
    RowVisitor visitor = {.ctx = &shown, .visit = show_row};
    assert_int_equal(pd_store_rows(f->store, &query, visitor, &f->err), STATUS_OK);
    assert_string_equal(shown.ids, "run-1,");
    assert_string_equal(pd_life_name(shown.last.life), "DONE");
}

static void lists_go_on_where_they_stopped(void **state)
{
    Fixture *f = *state;
    static const char *const ids[] = {"b", "a", "c"};
    uint64_t number = 0;
    RecordHead head;
    for (size_t i = 0; i < ARRAY_COUNT(ids); i++) {
        assert_int_equal(create_run(f, ids[i], &number, &head), STATUS_OK);
    }
    RunQuery query = {.kind = QUERY_ALL, .limit = 2};
    Shown shown = {.count = 0};
    RowVisitor visitor = {.ctx = &shown, .visit = show_row};
    assert_int_equal(pd_store_rows(f->store, &query, visitor, &f->err), STATUS_OK);
    assert_string_equal(shown.ids, "run-1,b,");
    query.after = shown.last.run;
    assert_int_equal(pd_store_rows(f->store, &query, visitor, &f->err), STATUS_OK);
    assert_string_equal(shown.ids, "run-1,b,a,c,");
}

static void programs_and_snapshots_are_kept(void **state)
{
    Fixture *f = *state;
    Buffer out;
    pd_buffer_init(&out, pd_alloc_system(), 100);
    Digest id = pd_sha256(pd_bytes_of_cstr("x"));
    Bytes body = pd_bytes_of_cstr("code");
    uint64_t sequence = 0;
    assert_int_equal(pd_store_get_program(f->store, &id, &out, &f->err), STATUS_NOT_FOUND);
    assert_int_equal(pd_store_put_program(f->store, &id, body, &f->err), STATUS_OK);
    assert_int_equal(pd_store_put_program(f->store, &id, body, &f->err), STATUS_OK);
    assert_int_equal(pd_store_get_program(f->store, &id, &out, &f->err), STATUS_OK);
    assert_true(pd_bytes_equal(pd_buffer_peek(&out), body));
    pd_buffer_reset(&out);
    assert_int_equal(pd_store_get_snapshot(f->store, f->run, &sequence, &out, &f->err),
                     STATUS_NOT_FOUND);
    for (int i = 0; i < 2; i++) {
        RunBatch batch = empty_batch(f);
        batch.snapshot = pd_bytes_of_cstr(i == 0 ? "old" : "new");
        assert_int_equal(pd_store_append(f->store, &batch, 1, &f->err), STATUS_OK);
    }
    assert_int_equal(pd_store_get_snapshot(f->store, f->run, &sequence, &out, &f->err), STATUS_OK);
    assert_true(pd_bytes_equal_cstr(pd_buffer_peek(&out), "new"));
    assert_int_equal(sequence, 1);
    assert_int_equal(pd_store_drop_snapshots(f->store, f->run, &f->err), STATUS_OK);
    assert_int_equal(pd_store_get_snapshot(f->store, f->run, &sequence, &out, &f->err),
                     STATUS_NOT_FOUND);
    pd_buffer_deinit(&out);
}

static void verify_problem(void *ctx, const RunRow *row, uint64_t sequence, const Error *problem)
{
    (void)row;
    assert_true(problem->message[0] != '\0');
    *(uint64_t *)ctx = sequence;
}

static bool copy_row(void *ctx, const RunRow *row)
{
    *(RunRow *)ctx = *row;
    ((RunRow *)ctx)->id = pd_bytes_of_cstr("run-1");
    return true;
}

static Status verify(Fixture *f, uint64_t *found)
{
    RunRow row = {.run = 0};
    RunQuery query = {.kind = QUERY_ID, .id = pd_bytes_of_cstr("run-1")};
    RowVisitor visitor = {.ctx = &row, .visit = copy_row};
    Status status = pd_store_rows(f->store, &query, visitor, &f->err);
    if (status != STATUS_OK) {
        return status;
    }
    *found = 0;
    ProblemSink sink = {.ctx = found, .problem = verify_problem};
    return pd_store_verify_run(f->store, &row, sink, &f->err);
}

static void whole_journals_verify(void **state)
{
    Fixture *f = *state;
    uint64_t found;
    append_ok(f, "a");
    append_ok(f, "b");
    assert_int_equal(verify(f, &found), STATUS_OK);
    assert_int_equal(found, 0);
}

/* ── failing memory ── */

/* Each allocation of a commit fails in turn; the store is as before or as after. */
static void memory_failures_change_nothing(void **state)
{
    (void)state;
    for (uint64_t fail_at = 1; fail_at < 1000; fail_at++) {
        Fixture f = {.in_file = false};
        AllocFailing failing;
        pd_alloc_failing_init(&failing, pd_alloc_system(), 0);
        StoreOptions options = {.alloc = &failing.alloc};
        assert_int_equal(pd_store_open("memory:", &options, &f.store, &f.err), STATUS_OK);
        assert_int_equal(create_run(&f, "run-1", &f.run, &f.head), STATUS_OK);
        failing.fail_at = failing.call_count + fail_at;
        Status of_run;
        Status status = append_text(&f, 1, "x", &of_run);
        Status sent = send(&f, MESSAGE_SIGNAL, 0, "y");
        bool failed = failing.failed;
        assert_true(failed ? status == STATUS_NO_MEMORY || sent == STATUS_NO_MEMORY
                           : status == STATUS_OK && sent == STATUS_OK);
        Texts texts;
        assert_string_equal(all_texts(&f, &texts), status == STATUS_OK ? "run-1,x," : "run-1,");
        assert_int_equal(row_of(&f, "run-1").message_count, sent == STATUS_OK ? 1 : 0);
        close_store(&f);
        assert_int_equal(failing.live_bytes, 0);
        if (!failed) {
            assert_true(fail_at > 3);
            return;
        }
    }
    fail();
}

/* ── a file layer that fails ── */

/* Wraps the system's files; the fail_at-th write, sync or truncation fails, and all after it. */
typedef struct FaultyFile {
    sqlite3_file base;
    sqlite3_file *real;
} FaultyFile;

typedef struct FaultyDisk {
    sqlite3_vfs vfs;
    sqlite3_vfs *real;
    sqlite3_io_methods methods;
    uint64_t count;
    uint64_t fail_at; /* 0: never */
    int code;
    bool once; /* only that one */
} FaultyDisk;

static FaultyDisk disk;

static bool disk_fails(void)
{
    disk.count++;
    return disk.fail_at != 0 &&
           (disk.count == disk.fail_at || (!disk.once && disk.count > disk.fail_at));
}

static sqlite3_file *real_of(sqlite3_file *file)
{
    return ((FaultyFile *)file)->real;
}

static int faulty_close(sqlite3_file *file)
{
    int code = real_of(file)->pMethods->xClose(real_of(file));
    free(real_of(file));
    return code;
}

static int faulty_read(sqlite3_file *file, void *out, int size, sqlite3_int64 offset)
{
    return real_of(file)->pMethods->xRead(real_of(file), out, size, offset);
}

static int faulty_write(sqlite3_file *file, const void *data, int size, sqlite3_int64 offset)
{
    if (disk_fails()) { /* half of it arrives */
        (void)real_of(file)->pMethods->xWrite(real_of(file), data, size / 2, offset);
        return disk.code == SQLITE_IOERR_FSYNC ? SQLITE_IOERR_WRITE : disk.code;
    }
    return real_of(file)->pMethods->xWrite(real_of(file), data, size, offset);
}

static int faulty_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    return disk_fails() ? SQLITE_IOERR_TRUNCATE
                        : real_of(file)->pMethods->xTruncate(real_of(file), size);
}

static int faulty_sync(sqlite3_file *file, int flags)
{
    return disk_fails() ? SQLITE_IOERR_FSYNC : real_of(file)->pMethods->xSync(real_of(file), flags);
}

static int faulty_size(sqlite3_file *file, sqlite3_int64 *size)
{
    return real_of(file)->pMethods->xFileSize(real_of(file), size);
}

static int faulty_lock(sqlite3_file *file, int level)
{
    return real_of(file)->pMethods->xLock(real_of(file), level);
}

static int faulty_unlock(sqlite3_file *file, int level)
{
    return real_of(file)->pMethods->xUnlock(real_of(file), level);
}

static int faulty_check(sqlite3_file *file, int *out)
{
    return real_of(file)->pMethods->xCheckReservedLock(real_of(file), out);
}

static int faulty_control(sqlite3_file *file, int op, void *arg)
{
    return real_of(file)->pMethods->xFileControl(real_of(file), op, arg);
}

static int faulty_sector(sqlite3_file *file)
{
    return real_of(file)->pMethods->xSectorSize(real_of(file));
}

static int faulty_device(sqlite3_file *file)
{
    return real_of(file)->pMethods->xDeviceCharacteristics(real_of(file));
}

static int faulty_map(sqlite3_file *file, int page, int size, int extend, void volatile **out)
{
    return real_of(file)->pMethods->xShmMap(real_of(file), page, size, extend, out);
}

static int faulty_shm_lock(sqlite3_file *file, int offset, int n, int flags)
{
    return real_of(file)->pMethods->xShmLock(real_of(file), offset, n, flags);
}

static void faulty_barrier(sqlite3_file *file)
{
    real_of(file)->pMethods->xShmBarrier(real_of(file));
}

static int faulty_unmap(sqlite3_file *file, int delete_it)
{
    return real_of(file)->pMethods->xShmUnmap(real_of(file), delete_it);
}

static int faulty_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out)
{
    (void)vfs;
    FaultyFile *faulty = (FaultyFile *)file;
    faulty->real = calloc(1, (size_t)disk.real->szOsFile);
    int code = disk.real->xOpen(disk.real, name, faulty->real, flags, out);
    faulty->base.pMethods = code == SQLITE_OK ? &disk.methods : NULL;
    if (code != SQLITE_OK) {
        free(faulty->real);
    }
    return code;
}

static void install_faulty_disk(void)
{
    if (disk.real != NULL) {
        return;
    }
    disk.real = sqlite3_vfs_find(NULL);
    disk.vfs = *disk.real;
    disk.vfs.szOsFile = (int)sizeof(FaultyFile);
    disk.vfs.zName = "faulty";
    disk.vfs.xOpen = faulty_open;
    disk.methods = (sqlite3_io_methods){.iVersion = 2,
                                        .xClose = faulty_close,
                                        .xRead = faulty_read,
                                        .xWrite = faulty_write,
                                        .xTruncate = faulty_truncate,
                                        .xSync = faulty_sync,
                                        .xFileSize = faulty_size,
                                        .xLock = faulty_lock,
                                        .xUnlock = faulty_unlock,
                                        .xCheckReservedLock = faulty_check,
                                        .xFileControl = faulty_control,
                                        .xSectorSize = faulty_sector,
                                        .xDeviceCharacteristics = faulty_device,
                                        .xShmMap = faulty_map,
                                        .xShmLock = faulty_shm_lock,
                                        .xShmBarrier = faulty_barrier,
                                        .xShmUnmap = faulty_unmap};
    assert_int_equal(sqlite3_vfs_register(&disk.vfs, 0), SQLITE_OK);
}

static void open_faulty(Fixture *f)
{
    StoreOptions options = {.alloc = pd_alloc_system(), .sync = SYNC_FULL, .vfs = "faulty"};
    disk.count = 0;
    disk.fail_at = 0;
    assert_int_equal(pd_store_open_sqlite(f->path, &options, &f->store, &f->err), STATUS_OK);
}

/* One commit with everything in it: a record, a life, a snapshot, a message taken. */
static Status big_commit(Fixture *f)
{
    Buffer body;
    pd_buffer_init(&body, pd_alloc_system(), 4096);
    RecordHead head = f->head;
    make_record(&body, &head, RECORD_STEP, "big");
    Bytes record = pd_buffer_peek(&body);
    RunBatch batch = empty_batch(f);
    batch.records = &record;
    batch.record_count = 1;
    batch.changes_life = true;
    batch.life = LIFE_WAITING;
    batch.wake_ms = 77;
    batch.snapshot = pd_bytes_of_cstr("snapshot");
    Status status = pd_store_append(f->store, &batch, 1, &f->err);
    f->head = status == STATUS_OK ? head : f->head;
    pd_buffer_deinit(&body);
    return status;
}

/* After a failure: nothing or everything of the commit is there once the file is opened again. */
static void check_after_failure(Fixture *f, bool acknowledged)
{
    Buffer out;
    pd_buffer_init(&out, pd_alloc_system(), 100);
    Texts texts;
    uint64_t found;
    uint64_t sequence;
    close_store(f);
    disk.fail_at = 0;
    open_faulty(f);
    bool there = strcmp(all_texts(f, &texts), "run-1,big,") == 0;
    assert_true(there || strcmp(texts.joined, "run-1,") == 0);
    assert_true(there || !acknowledged);
    RunRow row = row_of(f, "run-1");
    assert_int_equal(row.wake_ms, there ? 77 : 0);
    assert_int_equal(pd_store_get_snapshot(f->store, f->run, &sequence, &out, &f->err),
                     there ? STATUS_OK : STATUS_NOT_FOUND);
    assert_int_equal(verify(f, &found), STATUS_OK);
    pd_buffer_deinit(&out);
}

static void each_disk_operation_fails(void **state)
{
    (void)state;
    static const int codes[] = {SQLITE_FULL, SQLITE_IOERR_WRITE, SQLITE_IOERR_FSYNC};
    install_faulty_disk();
    for (size_t i = 0; i < ARRAY_COUNT(codes); i++) {
        bool failed = true;
        for (uint64_t fail_at = 1; failed; fail_at++) {
            assert_true(fail_at < 200);
            Fixture f = {.in_file = true};
            (void)snprintf(f.path, sizeof f.path, "journal_test_%d.db", (int)getpid());
            remove_files(f.path);
            open_faulty(&f);
            assert_int_equal(create_run(&f, "run-1", &f.run, &f.head), STATUS_OK);
            disk.code = codes[i];
            disk.count = 0;
            disk.fail_at = fail_at;
            Status status = big_commit(&f);
            failed = status != STATUS_OK;
            assert_true(!failed || status == STATUS_IO);
            assert_true(!failed || f.err.message[0] != '\0');
            assert_true(fail_at > 1 || failed);
            check_after_failure(&f, !failed);
            close_store(&f);
            remove_files(f.path);
        }
    }
}

static void a_disk_that_cannot_sync_is_not_trusted(void **state)
{
    (void)state;
    install_faulty_disk();
    Fixture f = {.in_file = true};
    (void)snprintf(f.path, sizeof f.path, "journal_test_%d.db", (int)getpid());
    remove_files(f.path);
    bool found_sync = false;
    for (uint64_t fail_at = 1; fail_at < 50 && !found_sync; fail_at++) {
        remove_files(f.path);
        open_faulty(&f);
        assert_int_equal(create_run(&f, "run-1", &f.run, &f.head), STATUS_OK);
        disk.code = SQLITE_IOERR_FSYNC;
        disk.once = true;
        disk.count = 0;
        disk.fail_at = fail_at;
        Status status = big_commit(&f);
        disk.fail_at = 0;
        found_sync = status == STATUS_IO && strstr(f.err.message, "1034") != NULL;
        if (found_sync) {
            assert_int_equal(big_commit(&f), STATUS_IO);
            assert_non_null(strstr(f.err.message, "open the store again"));
        } else if (status != STATUS_OK) {
            assert_int_equal(big_commit(&f), STATUS_OK); /* a failed write may be tried again */
        }
        close_store(&f);
    }
    disk.once = false;
    assert_true(found_sync);
    remove_files(f.path);
}

/* ── files ── */

static void other_files_are_refused(void **state)
{
    Fixture *f = *state;
    StoreOptions options = default_options();
    Store *store = NULL;
    char name[80];
    (void)snprintf(name, sizeof name, "%s.other", f->path);
    options.must_exist = true;
    assert_int_equal(pd_store_open(name, &options, &store, &f->err), STATUS_NOT_FOUND);
    options.must_exist = false;
    FILE *file = fopen(name, "wb");
    for (int i = 0; i < 5000; i++) {
        (void)fputc('x', file);
    }
    (void)fclose(file);
    assert_int_equal(pd_store_open(name, &options, &store, &f->err), STATUS_CORRUPT);
    assert_null(store);
    (void)unlink(name);
    sqlite3 *db;
    assert_int_equal(sqlite3_open(name, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "CREATE TABLE t(x)", NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(pd_store_open(name, &options, &store, &f->err), STATUS_CORRUPT);
    assert_non_null(strstr(f->err.message, "not a Perdure store"));
    assert_int_equal(sqlite3_exec(db, "PRAGMA application_id=0x50445552; PRAGMA user_version=99",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
    assert_int_equal(pd_store_open(name, &options, &store, &f->err), STATUS_VERSION);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
    remove_files(name);
    assert_int_equal(pd_store_open("postgres://x", &options, &store, &f->err), STATUS_UNSUPPORTED);
    assert_int_equal(pd_store_open("sqlite:", &options, &store, &f->err), STATUS_INVALID);
    assert_int_equal(pd_store_open("/nowhere/at/all", &options, &store, &f->err), STATUS_NOT_FOUND);
}

static void a_locked_store_says_so(void **state)
{
    Fixture *f = *state;
    Status of_run;
    sqlite3 *db;
    close_store(f);
    StoreOptions options = default_options();
    options.busy_ms = 20;
    assert_int_equal(pd_store_open(f->path, &options, &f->store, &f->err), STATUS_OK);
    assert_int_equal(sqlite3_open(f->path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(append_text(f, 1, "x", &of_run), STATUS_BUSY);
    assert_non_null(strstr(f->err.message, "another process"));
    assert_int_equal(sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
    append_ok(f, "x");
}

static void versions_tell_of_other_connections(void **state)
{
    Fixture *f = *state;
    uint64_t before = 0;
    uint64_t after = 0;
    Fixture other = *f;
    open_store(&other);
    assert_int_equal(pd_store_version(f->store, &before, &f->err), STATUS_OK);
    append_ok(&other, "x");
    assert_int_equal(pd_store_version(f->store, &after, &f->err), STATUS_OK);
    assert_true(before != after);
    close_store(&other);
}

static void read_only_stores_refuse_writes(void **state)
{
    Fixture *f = *state;
    append_ok(f, "a");
    Fixture reader = *f;
    StoreOptions options = default_options();
    options.read_only = true;
    assert_int_equal(pd_store_open(f->path, &options, &reader.store, &f->err), STATUS_OK);
    Texts texts;
    Status of_run;
    assert_string_equal(all_texts(&reader, &texts), "run-1,a,");
    assert_int_equal(append_text(&reader, 1, "x", &of_run), STATUS_DENIED);
    close_store(&reader);
}

/* Edits the body of each row in turn, as somebody with the sqlite3 command could. */
static void edited_rows_are_found(void **state)
{
    Fixture *f = *state;
    append_ok(f, "ten");
    append_ok(f, "twenty");
    static const char *const edits[] = {
        "UPDATE journal SET body = CAST(replace(body, 'ten', 'two') AS BLOB) WHERE n = 2",
        "DELETE FROM journal WHERE n = 3",
        "UPDATE journal SET prev = 1 WHERE n = 3",
        "UPDATE run SET tail = 2",
        "UPDATE run SET head = 2",
        "UPDATE journal SET first = 9 WHERE n = 3",
        "UPDATE journal SET body = CAST(substr(body, 1, 20) AS BLOB) WHERE n = 2",
        "UPDATE journal SET body = x'' WHERE n = 2",
    };
    for (size_t i = 0; i < ARRAY_COUNT(edits); i++) {
        sqlite3 *db;
        uint64_t found = 0;
        assert_int_equal(sqlite3_open(f->path, &db), SQLITE_OK);
        assert_int_equal(sqlite3_exec(db,
                                      "CREATE TABLE j AS SELECT * FROM journal;"
                                      "CREATE TABLE r AS SELECT * FROM run",
                                      NULL, NULL, NULL),
                         SQLITE_OK);
        assert_int_equal(sqlite3_exec(db, edits[i], NULL, NULL, NULL), SQLITE_OK);
        Status status = verify(f, &found);
        assert_int_not_equal(status, STATUS_OK);
        assert_int_equal(sqlite3_exec(db,
                                      "DELETE FROM journal; INSERT INTO journal SELECT *"
                                      " FROM j; DROP TABLE j; DELETE FROM run;"
                                      "INSERT INTO run SELECT * FROM r; DROP TABLE r",
                                      NULL, NULL, NULL),
                         SQLITE_OK);
        assert_int_equal(sqlite3_close(db), SQLITE_OK);
        assert_int_equal(verify(f, &found), STATUS_OK);
    }
}

/* Every byte of the closed file flipped in turn (a stride of primes): never a crash, and what is
 * still readable and verifies has every record. */
static void flipped_bytes_never_crash(void **state)
{
    Fixture *f = *state;
    append_ok(f, "a");
    append_ok(f, "b");
    close_store(f);
    FILE *file = fopen(f->path, "rb");
    static uint8_t image[1 << 20];
    size_t size = fread(image, 1, sizeof image, file);
    (void)fclose(file);
    assert_true(size > 4096 && size < sizeof image);
    size_t refused = 0;
    for (size_t at = 0; at < size; at += 131) {
        image[at] ^= 0x41;
        file = fopen(f->path, "wb");
        assert_int_equal(fwrite(image, 1, size, file), size);
        (void)fclose(file);
        image[at] ^= 0x41;
        StoreOptions options = default_options();
        uint64_t found;
        if (pd_store_open(f->path, &options, &f->store, &f->err) != STATUS_OK) {
            refused++;
            continue;
        }
        if (verify(f, &found) == STATUS_OK) {
            Texts texts;
            assert_string_equal(all_texts(f, &texts), "run-1,a,b,");
        } else {
            assert_true(f->err.message[0] != '\0');
            refused++;
        }
        close_store(f);
    }
    assert_true(refused > 0);
    remove_files(f->path);
    open_store(f);
}

/* A process appends and tells each acknowledged commit; it is killed; all of those are there. */
static void a_killed_process_loses_nothing(void **state)
{
    Fixture *f = *state;
    close_store(f);
    uint64_t acknowledged = 0;
    for (int round = 0; round < 12; round++) {
        int fds[2];
        assert_int_equal(pipe(fds), 0);
        pid_t child = fork();
        if (child == 0) {
            (void)close(fds[0]);
            open_store(f);
            for (;;) {
                append_ok(f, "k");
                uint64_t sequence = f->head.sequence;
                if (write(fds[1], &sequence, sizeof sequence) != (ssize_t)sizeof sequence) {
                    _exit(1);
                }
            }
        }
        (void)close(fds[1]);
        (void)usleep((useconds_t)(3000 + round * 1700));
        assert_int_equal(kill(child, SIGKILL), 0);
        uint64_t sequence = 0;
        while (read(fds[0], &sequence, sizeof sequence) == (ssize_t)sizeof sequence) {
            acknowledged = sequence;
        }
        (void)close(fds[0]);
        assert_int_equal(waitpid(child, NULL, 0), child);
        uint64_t found = 0;
        open_store(f);
        assert_int_equal(verify(f, &found), STATUS_OK);
        RunRow row = row_of(f, "run-1");
        assert_true(row.head >= acknowledged);
        /* Go on from the head that is there. */
        Texts texts = {.head = pd_record_head(pd_bytes_of_cstr("run-1")), .from = UINT64_MAX};
        StoredVisitor visitor = {.ctx = &texts, .visit = join_text};
        assert_int_equal(pd_store_records(f->store, f->run, 1, visitor, &f->err), STATUS_OK);
        f->head = texts.head;
        assert_int_equal(f->head.sequence, row.head);
        close_store(f);
    }
    assert_true(acknowledged > 12);
    open_store(f);
}

/* A step of a run and its place in the file. */
static void records_are_small(void **state)
{
    Fixture *f = *state;
    for (int i = 0; i < 2000; i++) {
        append_ok(f, "a step with a key of usual length and a small value");
    }
    close_store(f);
    struct stat info;
    assert_int_equal(stat(f->path, &info), 0);
    open_store(f);
    assert_true(info.st_size / 2000 < 200);
}

#define BOTH(name)                                                \
 cmocka_unit_test_setup_teardown(name, set_up_memory, tear_down), \
 {                                                                \
#  name " (file)", name, set_up_file, tear_down, NULL             \
 }
#define FILE_ONLY(name) cmocka_unit_test_setup_teardown(name, set_up_file, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(records_are_chained),
        cmocka_unit_test(every_flipped_bit_is_found),
        cmocka_unit_test(time_may_go_backwards),
        BOTH(ids_are_taken_once),
        BOTH(records_come_back_in_order),
        BOTH(ranges_start_anywhere),
        BOTH(a_lost_lease_cannot_append),
        BOTH(a_wrong_head_cannot_append),
        BOTH(groups_commit_together),
        BOTH(messages_keep_their_order),
        BOTH(no_wake_up_is_lost),
        BOTH(the_first_result_wins),
        BOTH(promises_settle_once),
        BOTH(mailboxes_have_a_limit),
        BOTH(messages_travel_with_a_commit),
        BOTH(runs_become_due),
        BOTH(ended_runs_take_nothing),
        BOTH(lists_go_on_where_they_stopped),
        BOTH(programs_and_snapshots_are_kept),
        BOTH(whole_journals_verify),
        cmocka_unit_test(memory_failures_change_nothing),
        cmocka_unit_test(each_disk_operation_fails),
        cmocka_unit_test(a_disk_that_cannot_sync_is_not_trusted),
        FILE_ONLY(other_files_are_refused),
        FILE_ONLY(a_locked_store_says_so),
        FILE_ONLY(versions_tell_of_other_connections),
        FILE_ONLY(read_only_stores_refuse_writes),
        FILE_ONLY(edited_rows_are_found),
        FILE_ONLY(flipped_bytes_never_crash),
        FILE_ONLY(a_killed_process_loses_nothing),
        FILE_ONLY(records_are_small),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
