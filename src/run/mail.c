/*
 * What others send to a run, and what interrupts it: the mailbox, cancellation, host signals.
 *
 * An interruption is recorded with the place where it took effect, so that replay raises it there
 * again: as the outcome of the effect that was waited for, or after an exact amount of fuel.
 */
#include "run/run_in.h"

/* ── mailbox ── */

static void free_mail(const Alloc *alloc, Mail *mail)
{
    pd_assert(alloc != NULL);
    pd_assert(mail != NULL);
    pd_bytes_free(alloc, mail->name);
    pd_bytes_free(alloc, mail->body);
}

void pd_run_mailbox_clear(Run *run)
{
    pd_assert_run(run);
    Mailbox *mailbox = &run->mailbox;
    for (size_t i = 0; i < mailbox->count; i++) {
        free_mail(run->alloc, &mailbox->items[i]);
    }
    if (mailbox->items != NULL) {
        pd_alloc_free_array(run->alloc, mailbox->items, mailbox->capacity, sizeof(Mail));
    }
    *mailbox = (Mailbox){.items = NULL};
}

static bool reserve_mail(Run *run)
{
    pd_assert_run(run);
    Mailbox *mailbox = &run->mailbox;
    if (mailbox->count < mailbox->capacity) {
        return true;
    }
    size_t capacity = mailbox->capacity == 0 ? 8 : mailbox->capacity * 2;
    Mail *items = pd_alloc_resize_array(run->alloc, mailbox->items, mailbox->capacity, capacity,
                                        sizeof *items);
    if (items == NULL) {
        return false;
    }
    mailbox->items = items;
    mailbox->capacity = capacity;
    return true;
}

typedef struct MailLoader {
    Run *run;
    Status status;
} MailLoader;

static bool load_mail(void *ctx, const Message *message)
{
    MailLoader *loader = ctx;
    Run *run = loader->run;
    Mail mail = {.number = message->number, .kind = message->kind, .slot = message->slot};
    loader->status = STATUS_NO_MEMORY;
    if (!reserve_mail(run) || !pd_bytes_copy(run->alloc, message->name, &mail.name)) {
        return false;
    }
    if (!pd_bytes_copy(run->alloc, message->body, &mail.body)) {
        pd_bytes_free(run->alloc, mail.name);
        return false;
    }
    run->mailbox.items[run->mailbox.count++] = mail;
    run->mailbox.seen = message->number;
    loader->status = STATUS_OK;
    return true;
}

/* Cancellation is acted upon at once; a second one changes nothing. */
static Status read_cancel(Run *run, Error *err)
{
    pd_assert_run(run);
    const Mail *mail = pd_run_find_mail(run, MESSAGE_CANCEL, (Bytes){NULL, 0}, 0);
    if (mail == NULL || run->cancel_message == mail->number) {
        return STATUS_OK;
    }
    if (run->cancel_message != 0 || run->cancel_deadline_ms != 0) {
        return pd_run_take_mail(run, mail->number, err);
    }
    uint64_t grace_ms = RUN_GRACE_MS;
    if (!pd_run_item_uint(mail->body, &grace_ms) || grace_ms > INT32_MAX) {
        grace_ms = RUN_GRACE_MS;
    }
    pd_buffer_reset(&run->interrupt_name);
    pd_buffer_reset(&run->interrupt_message);
    pd_buffer_append_cstr(&run->interrupt_name, "Cancelled");
    run->cancel_message = mail->number;
    run->cancel_grace_ms = (int64_t)grace_ms;
    run->interrupt_wanted = true;
    return pd_buffer_status(&run->interrupt_name);
}

static bool read_paused(void *ctx, const RunRow *row)
{
    ((Run *)ctx)->paused = row->paused;
    return false;
}

Status pd_run_look_at_mail(Run *run, bool force, Error *err)
{
    pd_assert_run(run);
    uint64_t version = 0;
    Status status = pd_store_version(run->store, &version, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (!force && run->mailbox.looked_ms != 0 && version == run->mailbox.store_version) {
        return STATUS_OK;
    }
    MailLoader loader = {.run = run};
    MessageVisitor visitor = {.ctx = &loader, .visit = load_mail};
    status = pd_store_messages(run->store, run->number, run->mailbox.seen, visitor, err);
    if (status == STATUS_OK && loader.status != STATUS_OK) {
        status = pd_error_plain(err, loader.status);
    }
    if (status == STATUS_OK) {
        RunQuery query = {.kind = QUERY_ID, .id = run->id};
        status =
            pd_store_rows(run->store, &query, (RowVisitor){.ctx = run, .visit = read_paused}, err);
    }
    if (status == STATUS_OK) {
        run->mailbox.store_version = version;
        run->mailbox.looked_ms = pd_run_now_ms(run);
        status = read_cancel(run, err);
    }
    return status;
}

const Mail *pd_run_find_mail(const Run *run, MessageKind kind, Bytes name, uint64_t slot)
{
    pd_assert_run(run);
    pd_assert_bytes(name);
    for (size_t i = 0; i < run->mailbox.count; i++) {
        const Mail *mail = &run->mailbox.items[i];
        bool named = kind != MESSAGE_SIGNAL || pd_bytes_equal(mail->name, name);
        bool slotted = kind == MESSAGE_SIGNAL || kind == MESSAGE_CANCEL || mail->slot == slot;
        if (mail->kind == kind && named && slotted) {
            return mail;
        }
    }
    return NULL;
}

Status pd_run_take_mail(Run *run, uint64_t number, Error *err)
{
    pd_assert_run(run);
    Mailbox *mailbox = &run->mailbox;
    Numbers *taken = run->step.depth > 0 ? &run->step.taken : &run->taken;
    for (size_t i = 0; i < mailbox->count; i++) {
        if (mailbox->items[i].number == number) {
            free_mail(run->alloc, &mailbox->items[i]);
            mailbox->count--;
            memmove(&mailbox->items[i], &mailbox->items[i + 1],
                    (mailbox->count - i) * sizeof(Mail));
            break;
        }
    }
    if (!pd_run_numbers_add(run->alloc, taken, number)) {
        run->broken = true; /* its effect is recorded, its end would not be */
        return pd_error_plain(err, STATUS_NO_MEMORY);
    }
    return STATUS_OK;
}

/* ── interruptions ── */

Status pd_run_interrupt(Run *run, Bytes exception, Bytes message, Error *err)
{
    pd_assert_run(run);
    pd_assert_bytes(exception);
    pd_assert_bytes(message);
    if (run->stage == STAGE_OVER) {
        return pd_error_set(err, STATUS_USAGE, "the run has ended");
    }
    bool texts = pd_utf8_validate(exception, UTF8_STRICT, NULL) &&
                 pd_utf8_validate(message, UTF8_STRICT, NULL);
    if (!texts) {
        return pd_error_set(err, STATUS_INVALID, "the exception's texts must be UTF-8");
    }
    pd_buffer_reset(&run->interrupt_name);
    pd_buffer_reset(&run->interrupt_message);
    pd_buffer_append(&run->interrupt_name, exception);
    pd_buffer_append(&run->interrupt_message, message);
    Status status = pd_buffer_status(&run->interrupt_name);
    status = status == STATUS_OK ? pd_buffer_status(&run->interrupt_message) : status;
    run->interrupt_wanted = status == STATUS_OK;
    return status == STATUS_OK ? STATUS_OK : pd_error_plain(err, status);
}

/* Raises in the machine: where it runs, or as the outcome of what it waits for. */
static Status raise_in_vm(Run *run, bool waiting, Bytes exception, Bytes message, Error *err)
{
    pd_assert_run(run);
    pd_assert_bytes(exception);
    pd_assert_bytes(message);
    Status status = waiting ? pd_vm_answer_error(run->vm, exception, message, err)
                            : pd_vm_throw(run->vm, exception, message, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (waiting && run->step.depth == 0) {
        run->mark_fuel = pd_vm_stats(run->vm).fuel;
    }
    pd_run_enter(run, STAGE_RUN);
    run->pending.wait = WAIT_NONE;
    if (run->next_life == LIFE_WAITING) {
        run->next_life = LIFE_READY;
        run->life_changed = true;
    }
    return STATUS_OK;
}

static Status record_interrupt(Run *run, const InterruptPayload *interrupt, Error *err)
{
    pd_assert_run(run);
    Buffer payload;
    pd_buffer_init(&payload, run->alloc, RUN_BUFFER_BYTES_MAX);
    pd_run_write_interrupt(&payload, interrupt);
    Status status = pd_buffer_status(&payload);
    status = status == STATUS_OK
                 ? pd_run_record(run, RECORD_INTERRUPTED, pd_buffer_peek(&payload), err)
                 : pd_error_plain(err, status);
    pd_buffer_deinit(&payload);
    return status;
}

/* A step that is begun again and waits for its next attempt is given up: its record stays open. */
static Status leave_step(Run *run, Error *err)
{
    pd_assert_run(run);
    Status status = pd_run_record_drafts(run, err);
    run->pending.ordinal = run->step.ordinal;
    pd_run_step_clear(run);
    return status;
}

Status pd_run_interrupt_now(Run *run, Error *err)
{
    pd_assert_run(run);
    bool waiting = run->stage != STAGE_RUN;
    Status status = STATUS_OK;
    if (waiting && run->pending.id == EFFECT_STEP_BEGIN) {
        status = leave_step(run, err);
    }
    bool in_step = run->step.depth > 0;
    InterruptPayload interrupt = {
        .ordinal = in_step   ? run->step.ordinal
                   : waiting ? run->pending.ordinal
                             : run->ordinal,
        .mode = in_step   ? INTERRUPT_IN_STEP
                : waiting ? INTERRUPT_WAITING
                          : INTERRUPT_RUNNING,
        .fuel = in_step || waiting ? 0 : pd_vm_stats(run->vm).fuel - run->mark_fuel,
        .exception = pd_buffer_peek(&run->interrupt_name),
        .message = pd_buffer_peek(&run->interrupt_message),
        .has_grace = run->cancel_grace_ms >= 0,
        .grace_ms = run->cancel_grace_ms};
    if (status == STATUS_OK) {
        status = raise_in_vm(run, waiting, interrupt.exception, interrupt.message, err);
    }
    if (status == STATUS_OK) {
        status = record_interrupt(run, &interrupt, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    run->interrupt_wanted = false;
    if (run->cancel_grace_ms >= 0) {
        run->cancel_deadline_ms = pd_run_now_ms(run) + run->cancel_grace_ms;
        run->cancel_grace_ms = -1;
    }
    if (run->cancel_message != 0) {
        status = pd_run_take_mail(run, run->cancel_message, err);
        run->cancel_message = 0;
    }
    return status;
}

Status pd_run_interrupt_again(Run *run, const InterruptPayload *interrupt, Error *err)
{
    pd_assert_run(run);
    if (interrupt->has_grace) {
        run->cancel_deadline_ms = run->tail.current.time_ms + interrupt->grace_ms;
    }
    bool waiting = interrupt->mode == INTERRUPT_WAITING;
    return raise_in_vm(run, waiting, interrupt->exception, interrupt->message, err);
}

Status pd_run_end_by_force(Run *run, Error *err)
{
    pd_assert_run(run);
    Buffer payload;
    pd_buffer_init(&payload, run->alloc, 1024);
    pd_cbor_write_array(&payload, 3);
    pd_cbor_write_cstr(&payload, "Cancelled");
    pd_cbor_write_cstr(&payload, "the run did not end within its grace");
    pd_cbor_write_cstr(&payload, "");
    Status status = pd_buffer_status(&payload);
    status = status == STATUS_OK
                 ? pd_run_finish(run, RECORD_CANCELLED, pd_buffer_peek(&payload), err)
                 : pd_error_plain(err, status);
    pd_buffer_deinit(&payload);
    return status;
}
