/*
 * Tells whether a store holds what was just appended to it: the records byte for byte with an
 * unbroken chain, and a row that agrees with them.
 *
 * Asks the store as any caller would, so it is the same for every driver. Another process may have
 * gone on meanwhile: what that may change is compared only while the lease is still the same. A
 * store that cannot be read is no fault of ours and not judged here.
 */
#include "journal/record.h"
#include "journal/store.h"

enum { CHAIN_BYTES = 32 };

typedef struct Judge {
    const RunBatch *batch;
    const char *fault; /* the first one */
    RecordHead head;
    uint64_t next;  /* sequence of the record to come */
    bool has_chain; /* head holds the chain before it */
    bool seen_row;
} Judge;

static void keep_first(Judge *judge, bool good, const char *fault)
{
    if (!good && judge->fault == NULL) {
        judge->fault = fault;
    }
}

/* The records from the one before the batch on; that one is where the chain is taken from. */
static bool judge_record(void *ctx, uint64_t sequence, Bytes stored)
{
    pd_assert(ctx != NULL);
    pd_assert_bytes(stored);
    Judge *judge = ctx;
    const RunBatch *batch = judge->batch;
    keep_first(judge, sequence == judge->next, "the journal has a gap");
    judge->next = sequence + 1;
    if (sequence == batch->head && !judge->has_chain) {
        judge->has_chain = stored.size > CHAIN_BYTES;
        judge->head.sequence = sequence;
        if (judge->has_chain) {
            memcpy(judge->head.chain.bytes, stored.data + stored.size - CHAIN_BYTES, CHAIN_BYTES);
        }
        return judge->fault == NULL;
    }
    size_t index = (size_t)(sequence - batch->head - 1);
    if (index >= batch->record_count) {
        return false; /* what somebody appended after it */
    }
    Record record;
    bool continues =
        judge->has_chain && pd_record_decode(stored, &judge->head, &record, NULL) == STATUS_OK;
    keep_first(judge, pd_bytes_equal(stored, batch->records[index]), "a record was stored wrongly");
    keep_first(judge, continues, "a record does not continue the records before it");
    return judge->fault == NULL;
}

static bool judge_row(void *ctx, const RunRow *row)
{
    pd_assert(ctx != NULL);
    pd_assert(row != NULL);
    Judge *judge = ctx;
    const RunBatch *batch = judge->batch;
    uint64_t head = batch->head + batch->record_count;
    if (row->run != batch->run) {
        return false;
    }
    judge->seen_row = true;
    if (batch->head == 0) {
        judge->head = pd_record_head(row->id);
        judge->has_chain = true;
    }
    keep_first(judge, row->head >= head, "the run's row does not count the records");
    keep_first(judge, row->fence >= batch->fence, "the run's fence went backwards");
    if (row->head != head || row->fence != batch->fence) {
        return false;
    }
    bool last = batch->record_count == 0 ||
                pd_bytes_equal(row->head_record, batch->records[batch->record_count - 1]);
    keep_first(judge, last, "the run's row has another newest record");
    if (batch->changes_life) {
        keep_first(judge, row->life == batch->life, "the run's row has another state");
        keep_first(judge, pd_bytes_equal(row->wait, batch->wait), "the run's row waits for else");
    }
    keep_first(judge, !pd_life_ended(row->life) || row->wake_ms == WAKE_NEVER,
               "a run that has ended is due");
    return false;
}

/* A message that was taken must be gone. */
static bool judge_message(void *ctx, const Message *message)
{
    pd_assert(ctx != NULL);
    pd_assert(message->kind >= MESSAGE_SIGNAL && message->kind <= MESSAGE_CANCEL);
    Judge *judge = ctx;
    for (size_t i = 0; i < judge->batch->taken_count; i++) {
        keep_first(judge, message->number != judge->batch->taken[i],
                   "a message that was taken is still there");
    }
    return judge->fault == NULL;
}

const char *pd_store_verify_batch(Store *store, const RunBatch *batch)
{
    pd_assert(batch->run != 0 && batch->status == STATUS_OK);
    Error err;
    Judge judge = {.batch = batch, .next = batch->head == 0 ? 1 : batch->head};
    RunQuery query = {.kind = QUERY_ALL, .after = batch->run - 1, .limit = 1};
    Status status = pd_store_rows(store, &query, (RowVisitor){&judge, judge_row}, &err);
    if (status != STATUS_OK) {
        return NULL;
    }
    keep_first(&judge, judge.seen_row, "the run is not in the store");
    if (judge.fault == NULL && batch->record_count > 0) {
        StoredVisitor visitor = {.ctx = &judge, .visit = judge_record};
        status = pd_store_records(store, batch->run, judge.next, visitor, &err);
        keep_first(&judge, status != STATUS_OK || judge.next > batch->head + batch->record_count,
                   "a record is missing");
    }
    if (status == STATUS_OK && judge.fault == NULL && batch->taken_count > 0) {
        MessageVisitor visitor = {.ctx = &judge, .visit = judge_message};
        pd_status_ignore(pd_store_messages(store, batch->run, 0, visitor, &err));
    }
    return judge.fault;
}
