/*
 * Snapshots in the store: when one is worth it, what is in it, and how a run comes out of it.
 *
 * A stored snapshot is the CBOR array [2, sequence, time, chain, birth, ordinal, promises, mark,
 * attempt, cancel deadline, effect state, until, size, machine, digest]: the place in the journal,
 * the engine's counters, the machine's bytes compressed with zstd, and the SHA-256 of all that. It
 * is a cache: one that is damaged or does not belong to the journal is passed over, and the run is
 * executed from its start.
 */
#include <zstd.h>

#include "run/run_in.h"

#define SAVED_VERSION     2
#define SAVED_ITEMS       15
#define COMPRESSION_LEVEL 1

/* Whether the machine waits for an effect, and whether that was recorded. */
typedef enum SavedEffect { SAVED_NONE, SAVED_TAKEN, SAVED_ASKED, SAVED_EFFECT_COUNT } SavedEffect;

/* What a stored snapshot says; borrowed. */
typedef struct Saved {
    RecordHead head;
    Bytes birth;
    uint64_t ordinal;
    uint64_t promise_count;
    uint64_t mark_fuel;
    uint64_t attempt;
    int64_t cancel_deadline_ms;
    uint64_t effect;
    int64_t until_ms;
    uint64_t raw_size;
    Bytes compressed;
} Saved;

/* ── saving ── */

bool pd_run_worth_saving(const Run *run, uint64_t cost_min)
{
    pd_assert_run(run);
    if (run->vm == NULL || run->stage == STAGE_OVER || run->step.depth > 0) {
        return false;
    }
    VmStats stats = pd_vm_stats(run->vm);
    uint64_t records = run->head.sequence - run->saved_sequence;
    uint64_t cost = stats.fuel - run->saved_fuel + records * SNAPSHOT_RECORD_COST;
    return cost > cost_min && cost > stats.used_bytes;
}

static bool compress(Run *run, Bytes raw, Buffer *out)
{
    pd_assert_run(run);
    pd_assert_bytes(raw);
    pd_assert_buffer(out);
    size_t bound = ZSTD_compressBound(raw.size);
    uint8_t *place = pd_buffer_reserve(out, bound);
    if (place == NULL) {
        return false;
    }
    size_t size = ZSTD_compress(place, bound, raw.data, raw.size, COMPRESSION_LEVEL);
    if (ZSTD_isError(size) != 0) {
        return false;
    }
    pd_buffer_commit(out, size);
    (void)run;
    return true;
}

static bool waits_for_effect(const Run *run)
{
    pd_assert_run(run);
    return run->stage == STAGE_WAIT || run->stage == STAGE_PERFORM;
}

static void write_saved(Buffer *out, const Saved *saved)
{
    pd_assert_buffer(out);
    pd_assert(saved->effect < SAVED_EFFECT_COUNT);
    pd_buffer_reset(out);
    pd_cbor_write_array(out, SAVED_ITEMS);
    pd_cbor_write_uint(out, SAVED_VERSION);
    pd_cbor_write_uint(out, saved->head.sequence);
    pd_cbor_write_int(out, saved->head.time_ms);
    pd_cbor_write_bytes(out, pd_digest_bytes(&saved->head.chain));
    pd_buffer_append(out, saved->birth);
    pd_cbor_write_uint(out, saved->ordinal);
    pd_cbor_write_uint(out, saved->promise_count);
    pd_cbor_write_uint(out, saved->mark_fuel);
    pd_cbor_write_uint(out, saved->attempt);
    pd_cbor_write_int(out, saved->cancel_deadline_ms);
    pd_cbor_write_uint(out, saved->effect);
    pd_cbor_write_int(out, saved->until_ms);
    pd_cbor_write_uint(out, saved->raw_size);
    pd_cbor_write_bytes(out, saved->compressed);
    Digest digest = pd_sha256(pd_buffer_peek(out));
    pd_cbor_write_bytes(out, pd_digest_bytes(&digest));
}

static void save_machine(Run *run, size_t raw_size, Bytes compressed)
{
    pd_assert_run(run);
    pd_assert_bytes(compressed);
    SavedEffect effect = SAVED_NONE;
    if (waits_for_effect(run)) {
        effect = run->pending.asked ? SAVED_ASKED : SAVED_TAKEN;
    }
    Saved saved = {.head = run->head,
                   .birth = pd_buffer_peek(&run->birth_bytes),
                   .ordinal = run->ordinal,
                   .promise_count = run->promise_count,
                   .mark_fuel = run->mark_fuel,
                   .attempt = run->attempt,
                   .cancel_deadline_ms = run->cancel_deadline_ms,
                   .effect = (uint64_t)effect,
                   .until_ms = run->pending.until_ms,
                   .raw_size = raw_size,
                   .compressed = compressed};
    write_saved(&run->snapshot, &saved);
}

/* A snapshot that fails costs nothing but time, so nobody is told. */
void pd_run_save(Run *run)
{
    pd_assert_run(run);
    run->wants_snapshot = false;
    if (run->vm == NULL || run->stage == STAGE_OVER || run->step.depth > 0 || run->dry) {
        return;
    }
    Buffer raw;
    Buffer compressed;
    pd_buffer_init(&raw, run->alloc, RUN_BUFFER_BYTES_MAX); /* the writer knows the limit */
    pd_buffer_init(&compressed, run->alloc, RUN_BUFFER_BYTES_MAX);
    bool ok = pd_snapshot_write(run->vm, false, &raw, NULL) == STATUS_OK &&
              compress(run, pd_buffer_peek(&raw), &compressed);
    if (ok) {
        pd_buffer_reset(&run->scratch);
        pd_cbor_write_array(&run->scratch, 1);
        pd_cbor_write_uint(&run->scratch, compressed.size);
        ok = pd_buffer_status(&run->scratch) == STATUS_OK &&
             pd_run_record_now(run, RECORD_SNAPSHOT, pd_buffer_peek(&run->scratch), NULL) ==
                 STATUS_OK;
    }
    if (ok) {
        save_machine(run, raw.size, pd_buffer_peek(&compressed));
    }
    if (!ok || pd_buffer_status(&run->snapshot) != STATUS_OK) {
        pd_buffer_reset(&run->snapshot);
    }
    pd_buffer_deinit(&raw);
    pd_buffer_deinit(&compressed);
}

Status pd_run_checkpoint(Run *run, Error *err)
{
    pd_assert_run(run);
    if (run->stage == STAGE_OVER) {
        return pd_error_set(err, STATUS_USAGE, "the run has ended");
    }
    if (run->broken || run->step.depth > 0 || run->retakes || run->tail.next < run->tail.count) {
        return STATUS_OK;
    }
    pd_run_save(run);
    if (!pd_run_has_pending(run)) {
        return STATUS_OK;
    }
    RunTurn turn = {.run = run, .progress = PROGRESS_COMMIT};
    RunTurn *turns[] = {&turn};
    Status status = pd_run_commit(turns, 1, err);
    return status == STATUS_OK && turn.status != STATUS_OK
               ? pd_error_set(err, turn.status, "%s", turn.err.message)
               : status;
}

/* ── coming back ── */

static bool item_int(Bytes item, int64_t *out)
{
    pd_assert_bytes(item);
    pd_assert(out != NULL);
    CborReader reader;
    pd_cbor_reader_init(&reader, item, CBOR_NESTING_MAX, NULL);
    return pd_cbor_read_int(&reader, out) == STATUS_OK;
}

static bool item_bytes(Bytes item, Bytes *out)
{
    pd_assert_bytes(item);
    pd_assert(out != NULL);
    CborReader reader;
    pd_cbor_reader_init(&reader, item, CBOR_NESTING_MAX, NULL);
    return pd_cbor_read_bytes(&reader, out) == STATUS_OK;
}

/* Whether the last item is the digest of what is before it. */
static bool has_digest(Bytes bytes, Bytes last)
{
    Bytes told;
    Digest digest = pd_sha256(pd_bytes(bytes.data, (size_t)(last.data - bytes.data)));
    return item_bytes(last, &told) && pd_bytes_equal(told, pd_digest_bytes(&digest));
}

/* Its format; 0 when that cannot be told. */
static uint64_t saved_version(Bytes bytes)
{
    pd_assert_bytes(bytes);
    CborReader reader;
    uint64_t count = 0;
    uint64_t version = 0;
    pd_cbor_reader_init(&reader, bytes, CBOR_NESTING_MAX, NULL);
    bool told = pd_cbor_read_array(&reader, &count) == STATUS_OK && count > 0 &&
                pd_cbor_read_uint(&reader, &version) == STATUS_OK;
    return told ? version : 0;
}

static bool read_saved(Bytes bytes, Saved *out)
{
    pd_assert_bytes(bytes);
    Bytes items[SAVED_ITEMS];
    Bytes chain;
    size_t count = 0;
    uint64_t version = 0;
    if (pd_run_read_items(bytes, items, SAVED_ITEMS, &count) != STATUS_OK || count != SAVED_ITEMS ||
        !pd_run_item_uint(items[0], &version) || version != SAVED_VERSION ||
        !has_digest(bytes, items[SAVED_ITEMS - 1])) {
        return false;
    }
    bool ok =
        pd_run_item_uint(items[1], &out->head.sequence) && item_int(items[2], &out->head.time_ms) &&
        item_bytes(items[3], &chain) && chain.size == DIGEST_BYTES &&
        pd_run_item_uint(items[5], &out->ordinal) &&
        pd_run_item_uint(items[6], &out->promise_count) &&
        pd_run_item_uint(items[7], &out->mark_fuel) && pd_run_item_uint(items[8], &out->attempt) &&
        item_int(items[9], &out->cancel_deadline_ms) && pd_run_item_uint(items[10], &out->effect) &&
        out->effect < SAVED_EFFECT_COUNT && item_int(items[11], &out->until_ms) &&
        pd_run_item_uint(items[12], &out->raw_size) && item_bytes(items[13], &out->compressed);
    if (ok) {
        memcpy(out->head.chain.bytes, chain.data, DIGEST_BYTES);
        out->birth = items[4];
    }
    return ok;
}

/* The machine's bytes out of their compressed form, in raw; false when they are damaged. */
static bool decompress(const Saved *saved, uint64_t size_max, Buffer *raw)
{
    pd_assert_buffer(raw);
    if (saved->raw_size > size_max || saved->raw_size > RUN_BUFFER_BYTES_MAX) {
        return false;
    }
    uint8_t *place = pd_buffer_reserve(raw, (size_t)saved->raw_size);
    if (place == NULL) {
        return false;
    }
    size_t size = ZSTD_decompress(place, (size_t)saved->raw_size, saved->compressed.data,
                                  saved->compressed.size);
    if (ZSTD_isError(size) != 0 || size != saved->raw_size) {
        return false;
    }
    pd_buffer_commit(raw, size);
    return true;
}

/* The machine out of its compressed bytes; NULL when it cannot be used. */
static Vm *decompress_vm(Run *run, const Saved *saved)
{
    pd_assert_run(run);
    Vm *vm = NULL;
    Buffer raw;
    pd_buffer_init(&raw, run->alloc, RUN_BUFFER_BYTES_MAX);
    if (decompress(saved, run->birth.limits.snapshot_bytes, &raw) &&
        pd_snapshot_read(pd_buffer_peek(&raw), run->program, run->alloc, &vm, NULL) != STATUS_OK) {
        vm = NULL;
    }
    pd_buffer_deinit(&raw);
    return vm;
}

/* One that a reader of its own format would take: OK, CORRUPT, VERSION, NO_MEMORY. */
static Status check_saved(Bytes stored, const Alloc *alloc, Saved *saved, SnapshotHeader *header,
                          Error *err)
{
    pd_assert(saved != NULL);
    pd_assert(header != NULL);
    Buffer raw;
    uint64_t version = saved_version(stored);
    if (version != 0 && version != SAVED_VERSION) {
        return pd_error_set(err, STATUS_VERSION,
                            "stored snapshot format %llu, this perdure reads %d",
                            (unsigned long long)version, SAVED_VERSION);
    }
    pd_buffer_init(&raw, alloc, RUN_BUFFER_BYTES_MAX);
    Status status = STATUS_OK;
    if (!read_saved(stored, saved) || !decompress(saved, RUN_BUFFER_BYTES_MAX, &raw)) {
        bool is_full = pd_buffer_status(&raw) == STATUS_NO_MEMORY;
        status = is_full ? pd_error_plain(err, STATUS_NO_MEMORY)
                         : pd_error_set(err, STATUS_CORRUPT, "the snapshot is damaged");
    } else {
        status = pd_snapshot_read_header(pd_buffer_peek(&raw), header, err);
    }
    pd_buffer_deinit(&raw);
    return status;
}

Status pd_run_check_snapshot(Bytes stored, uint64_t sequence, const Alloc *alloc, Digest *chain,
                             Error *err)
{
    pd_assert_bytes(stored);
    pd_assert(alloc != NULL);
    Saved saved;
    SnapshotHeader header;
    Status status = check_saved(stored, alloc, &saved, &header, err);
    if (status == STATUS_OK && saved.head.sequence != sequence) {
        status = pd_error_set(err, STATUS_CORRUPT, "the snapshot is damaged");
    }
    if (status == STATUS_OK) {
        *chain = saved.head.chain;
    }
    return status;
}

Status pd_run_carry_snapshot(Bytes stored, const SnapshotPlace *place, Buffer *out, Error *err)
{
    pd_assert_bytes(stored);
    pd_assert_buffer(out);
    Saved saved;
    SnapshotHeader header;
    Status status = check_saved(stored, out->alloc, &saved, &header, err);
    if (status == STATUS_VERSION) {
        return STATUS_OK;
    }
    if (status != STATUS_OK) {
        return status == STATUS_NO_MEMORY ? status : STATUS_CORRUPT;
    }
    if (saved.head.sequence != place->sequence ||
        !pd_digest_equal(&saved.head.chain, &place->from) ||
        !pd_bytes_equal(saved.birth, place->birth) ||
        !pd_digest_equal(&header.program, &place->program)) {
        return pd_error_set(err, STATUS_CORRUPT, "the snapshot is not one of this history");
    }
    saved.head.chain = place->to;
    write_saved(out, &saved);
    status = pd_buffer_status(out);
    return status == STATUS_OK ? STATUS_OK : pd_error_plain(err, status);
}

static bool use_saved(Run *run, Bytes bytes, uint64_t sequence)
{
    pd_assert_run(run);
    pd_assert_bytes(bytes);
    Saved saved;
    if (!read_saved(bytes, &saved) || saved.head.sequence != sequence) {
        return false;
    }
    pd_buffer_reset(&run->birth_bytes);
    pd_buffer_append(&run->birth_bytes, saved.birth);
    if (pd_buffer_status(&run->birth_bytes) != STATUS_OK ||
        pd_run_read_birth(pd_buffer_peek(&run->birth_bytes), &run->birth, NULL) != STATUS_OK) {
        return false;
    }
    Vm *vm = decompress_vm(run, &saved);
    bool at_effect = vm != NULL && pd_vm_effect(vm) != NULL;
    if (vm == NULL || at_effect != (saved.effect != SAVED_NONE)) {
        pd_vm_free(vm);
        return false;
    }
    run->vm = vm;
    run->head = saved.head;
    run->ordinal = saved.ordinal;
    run->promise_count = saved.promise_count;
    run->mark_fuel = saved.mark_fuel;
    run->attempt = saved.attempt;
    run->cancel_deadline_ms = saved.cancel_deadline_ms;
    run->saved_sequence = saved.head.sequence;
    run->saved_fuel = pd_vm_stats(vm).fuel;
    run->retakes = at_effect;
    run->pending.ordinal = saved.ordinal;
    run->pending.asked = saved.effect == SAVED_ASKED;
    run->pending.until_ms = saved.until_ms;
    return true;
}

/* Whether the newest snapshot was used; its records after it are loaded and fit to it. */
static bool restore_snapshot(Run *run)
{
    pd_assert_run(run);
    uint64_t sequence = 0;
    Buffer bytes;
    pd_buffer_init(&bytes, run->alloc, RUN_BUFFER_BYTES_MAX);
    bool used =
        pd_store_get_snapshot(run->store, run->number, &sequence, &bytes, NULL) == STATUS_OK &&
        use_saved(run, pd_buffer_peek(&bytes), sequence);
    pd_buffer_deinit(&bytes);
    if (used && pd_run_load_tail(run, UINT64_MAX, NULL) == STATUS_OK) {
        return true;
    }
    pd_vm_free(run->vm);
    run->vm = NULL;
    run->retakes = false;
    run->head = pd_record_head(run->id);
    run->ordinal = 0;
    run->promise_count = 0;
    run->mark_fuel = 0;
    run->attempt = 0;
    run->cancel_deadline_ms = 0;
    run->saved_sequence = 0;
    run->saved_fuel = 0;
    run->pending.asked = false;
    return false;
}

/* The first record says how the run was started. */
static Status read_first_record(Run *run, Error *err)
{
    pd_assert_run(run);
    TailRecord first;
    if (run->tail.count == 0) {
        return pd_error_set(err, STATUS_CORRUPT, "the run has no records");
    }
    memcpy(&first, run->tail.records.data, sizeof first);
    if (first.type != RECORD_STARTED) {
        return pd_error_set(err, STATUS_CORRUPT, "the first record of the run does not start it");
    }
    pd_buffer_reset(&run->birth_bytes);
    pd_buffer_append(&run->birth_bytes, pd_bytes(run->tail.bytes.data + first.offset, first.size));
    Status status = pd_buffer_status(&run->birth_bytes);
    return status == STATUS_OK
               ? pd_run_read_birth(pd_buffer_peek(&run->birth_bytes), &run->birth, err)
               : pd_error_plain(err, status);
}

Status pd_run_restore_start(Run *run, uint64_t to, Error *err)
{
    pd_assert_run(run);
    Status status = pd_run_load_tail(run, to, err);
    if (status == STATUS_OK) {
        status = read_first_record(run, err);
    }
    run->attempt = 1;
    return status == STATUS_OK ? pd_run_make_vm(run, err) : status;
}

Status pd_run_restore(Run *run, Error *err)
{
    pd_assert_run(run);
    return restore_snapshot(run) ? STATUS_OK : pd_run_restore_start(run, UINT64_MAX, err);
}
