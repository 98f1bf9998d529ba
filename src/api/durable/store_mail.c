/*
 * Talking to a run from outside: everything becomes a message in its mailbox, or a flag of its row.
 */
#include "api/durable/store_in.h"

static const Bytes null_value = BYTES_LITERAL("\xf6");

static Status send(perdure_store *store, const char *id, const Message *message, Error *err)
{
    uint64_t number = 0;
    Status status = pd_api_find(store, id, &number, err);
    return status == STATUS_OK ? pd_store_send(store->store, number, message, err) : status;
}

perdure_status perdure_store_signal(perdure_store *store, const char *id, const char *name,
                                    perdure_bytes payload, perdure_error *err)
{
    Error told = {.status = STATUS_OK};
    Bytes body = payload.size > 0 ? pd_api_in(payload) : null_value;
    Status status = pd_cbor_validate(body, CBOR_NESTING_MAX, &told);
    if (status == STATUS_OK && !pd_utf8_validate(pd_bytes_of_cstr(name), UTF8_STRICT, NULL)) {
        status = pd_error_set(&told, STATUS_INVALID, "the signal's name must be UTF-8");
    }
    if (status == STATUS_OK) {
        Message message = {.kind = MESSAGE_SIGNAL, .name = pd_bytes_of_cstr(name), .body = body};
        status = send(store, id, &message, &told);
    }
    return pd_api_told(status, &told, err);
}

/* Sends what store->scratch holds to the run of a promise. */
static Status settle(perdure_store *store, const char *promise_id, Error *err)
{
    Bytes run_id;
    uint64_t number = 0;
    char id[RUN_ID_BYTES_MAX + 1];
    Status status = pd_buffer_status(&store->scratch);
    if (status != STATUS_OK) {
        return pd_error_set(err, status, "the texts must be UTF-8");
    }
    if (!pd_run_split_promise(pd_bytes_of_cstr(promise_id), &run_id, &number) ||
        run_id.size > RUN_ID_BYTES_MAX) {
        return pd_error_set(err, STATUS_NOT_FOUND, "'%s' is not the id of a promise: RUN/NUMBER",
                            promise_id);
    }
    memcpy(id, run_id.data, run_id.size);
    id[run_id.size] = '\0';
    Message message = {
        .kind = MESSAGE_PROMISE, .slot = number, .body = pd_buffer_peek(&store->scratch)};
    return send(store, id, &message, err);
}

perdure_status perdure_store_resolve(perdure_store *store, const char *promise_id,
                                     perdure_bytes value, perdure_error *err)
{
    Error told = {.status = STATUS_OK};
    Status status = pd_cbor_validate(pd_api_in(value), CBOR_NESTING_MAX, &told);
    if (status == STATUS_OK) {
        pd_buffer_reset(&store->scratch);
        pd_run_write_outcome(&store->scratch, pd_api_in(value));
        status = settle(store, promise_id, &told);
    }
    return pd_api_told(status, &told, err);
}

perdure_status perdure_store_reject(perdure_store *store, const char *promise_id,
                                    const char *exception, const char *message, perdure_error *err)
{
    Error told = {.status = STATUS_OK};
    pd_buffer_reset(&store->scratch);
    pd_run_write_outcome_error(&store->scratch, pd_bytes_of_cstr(exception),
                               pd_bytes_of_cstr(message));
    return pd_api_told(settle(store, promise_id, &told), &told, err);
}

perdure_status perdure_store_answer(perdure_store *store, const char *id, uint64_t sequence,
                                    perdure_bytes value, perdure_error *err)
{
    Error told = {.status = STATUS_OK};
    Status status = pd_cbor_validate(pd_api_in(value), CBOR_NESTING_MAX, &told);
    if (status == STATUS_OK) {
        pd_buffer_reset(&store->scratch);
        pd_run_write_outcome(&store->scratch, pd_api_in(value));
        status = pd_buffer_status(&store->scratch);
    }
    if (status == STATUS_OK) {
        Message message = {
            .kind = MESSAGE_RESULT, .slot = sequence, .body = pd_buffer_peek(&store->scratch)};
        status = sequence == 0 ? pd_error_set(&told, STATUS_EXISTS, "there is no effect 0")
                               : send(store, id, &message, &told);
    }
    return pd_api_told(status, &told, err);
}

perdure_status perdure_store_cancel(perdure_store *store, const char *id, uint32_t grace_ms,
                                    perdure_error *err)
{
    Error told = {.status = STATUS_OK};
    pd_buffer_reset(&store->scratch);
    pd_cbor_write_uint(&store->scratch, grace_ms == 0 ? RUN_GRACE_MS : grace_ms);
    Message message = {.kind = MESSAGE_CANCEL, .body = pd_buffer_peek(&store->scratch)};
    return pd_api_told(send(store, id, &message, &told), &told, err);
}

static perdure_status set_paused(perdure_store *store, const char *id, bool paused,
                                 perdure_error *err)
{
    Error told = {.status = STATUS_OK};
    uint64_t number = 0;
    Status status = pd_api_find(store, id, &number, &told);
    if (status == STATUS_OK) {
        status = pd_store_set_paused(store->store, number, paused, &told);
    }
    return pd_api_told(status, &told, err);
}

perdure_status perdure_store_pause(perdure_store *store, const char *id, perdure_error *err)
{
    return set_paused(store, id, true, err);
}

perdure_status perdure_store_unpause(perdure_store *store, const char *id, perdure_error *err)
{
    return set_paused(store, id, false, err);
}

perdure_status perdure_store_set_note(perdure_store *store, const char *id, perdure_bytes note,
                                      perdure_error *err)
{
    Error told = {.status = STATUS_OK};
    uint64_t number = 0;
    Status status = pd_api_find(store, id, &number, &told);
    if (status == STATUS_OK) {
        status = pd_store_set_note(store->store, number, pd_api_in(note), &told);
    }
    return pd_api_told(status, &told, err);
}

perdure_status perdure_store_drop_snapshots(perdure_store *store, const char *id,
                                            perdure_error *err)
{
    Error told = {.status = STATUS_OK};
    uint64_t number = 0;
    Status status = pd_api_find(store, id, &number, &told);
    if (status == STATUS_OK) {
        status = pd_store_drop_snapshots(store->store, number, &told);
    }
    return pd_api_told(status, &told, err);
}
