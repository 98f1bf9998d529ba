/*
 * Running in memory: a vm is a Vm of the machine and the C strings that its effects need.
 */
#include "api/api_in.h"
#include "cbor/cbor.h"
#include "snapshot/snapshot.h"

#include <string.h>

struct perdure_vm {
    Vm *vm;
    perdure_trace_fn *trace;
    void *trace_ctx;
    const perdure_runtime *runtime;
    Program *joined; /* ours: what perdure_vm_continue made; NULL before */
    Buffer name;     /* of the effect, ended by NUL */
    perdure_effect effect;
};

static perdure_status wrap(Vm *inner, const perdure_runtime *runtime, perdure_vm **out,
                           perdure_error *err)
{
    Error told = {0};
    perdure_vm *vm = pd_alloc_new_array(pd_alloc_system(), 1, sizeof *vm);
    if (vm == NULL) {
        pd_vm_free(inner);
        return pd_api_told(pd_error_plain(&told, STATUS_NO_MEMORY), &told, err);
    }
    vm->vm = inner;
    vm->runtime = runtime;
    pd_buffer_init(&vm->name, pd_alloc_system(), 1 << 20);
    *out = vm;
    return PERDURE_OK;
}

perdure_status perdure_vm_new(const perdure_program *program, const perdure_vm_options *options,
                              perdure_vm **out, perdure_error *err)
{
    static const perdure_vm_options no_options = {0};
    Error told = {0};
    Vm *inner = NULL;
    *out = NULL;
    if (options == NULL) {
        options = &no_options;
    }
    VmOptions wanted = {.alloc = program->alloc,
                        .limits = pd_limits_default(),
                        .seed = options->seed,
                        .argv_count = options->argv_count};
    Status status = pd_api_limits(options->limits, options->limit_count, &wanted.limits, &told);
    Bytes *argv = NULL;
    if (status == STATUS_OK && options->argv_count != 0) {
        argv = pd_alloc_new_array(pd_alloc_system(), options->argv_count, sizeof *argv);
        status = argv == NULL ? pd_error_plain(&told, STATUS_NO_MEMORY) : STATUS_OK;
    }
    for (size_t i = 0; argv != NULL && i < options->argv_count; i++) {
        argv[i] = pd_bytes_of_cstr(options->argv[i]);
        if (!pd_utf8_validate(argv[i], UTF8_SURROGATES, NULL)) {
            status = pd_error_set(&told, STATUS_INVALID, "argument %zu is not UTF-8", i);
        }
    }
    wanted.argv = argv;
    if (status == STATUS_OK) {
        status = pd_vm_new(program->program, &wanted, &inner, &told);
    }
    if (argv != NULL) {
        pd_alloc_free_array(pd_alloc_system(), argv, options->argv_count, sizeof *argv);
    }
    return status == STATUS_OK ? wrap(inner, program->runtime, out, err)
                               : pd_api_told(status, &told, err);
}

void perdure_vm_free(perdure_vm *vm)
{
    if (vm != NULL) {
        pd_vm_free(vm->vm);
        pd_program_free(vm->joined);
        pd_buffer_deinit(&vm->name);
        pd_alloc_free_array(pd_alloc_system(), vm, 1, sizeof *vm);
    }
}

static perdure_stop stop_of(VmStop stop)
{
    switch (stop) {
    case VM_DONE: return PERDURE_STOP_DONE;
    case VM_RAISED: return PERDURE_STOP_RAISED;
    case VM_EFFECT: return PERDURE_STOP_EFFECT;
    default: return PERDURE_STOP_FUEL;
    }
}

perdure_stop perdure_vm_run(perdure_vm *vm, uint64_t slice)
{
    return stop_of(pd_vm_run(vm->vm, slice, 0));
}

perdure_stop perdure_vm_run_instructions(perdure_vm *vm, uint64_t count)
{
    return stop_of(pd_vm_run(vm->vm, 0, count));
}

static void pass_on(void *ctx, const VmTrace *trace)
{
    const perdure_vm *vm = ctx;
    const perdure_trace told = {.kind = (perdure_trace_kind)trace->kind,
                                .effect = trace->effect,
                                .clause = trace->clause,
                                .file = trace->file,
                                .line = trace->line,
                                .to_file = trace->to_file == NULL ? "" : trace->to_file,
                                .to_line = trace->to_line};
    vm->trace(vm->trace_ctx, &told);
}

void perdure_vm_set_trace(perdure_vm *vm, perdure_trace_fn *fn, void *ctx)
{
    vm->trace = fn;
    vm->trace_ctx = ctx;
    pd_vm_set_trace(vm->vm, fn == NULL ? NULL : pass_on, vm);
}

void perdure_vm_set_collect_every(perdure_vm *vm, uint64_t n)
{
    pd_vm_test_collect_every(vm->vm, n);
}

perdure_status perdure_vm_state_hash(perdure_vm *vm, char hex[65], perdure_error *err)
{
    Error told = {0};
    Digest digest;
    Status status = pd_snapshot_digest(vm->vm, &digest, &told);
    if (status == STATUS_OK) {
        pd_digest_hex(&digest, hex);
    }
    return pd_api_told(status, &told, err);
}

/* ── going on with more code ── */

static bool has_module(const Program *program, Bytes name)
{
    for (size_t i = 1; i < pd_program_unit_count(program); i++) {
        if (pd_bytes_equal(pd_program_unit(program, i)->module_name, name)) {
            return true;
        }
    }
    return false;
}

/* Appends the encodings of a program's units to `bytes`, the end of each to `ends`. */
static void add_units(const Program *from, const Program *without, Buffer *bytes, Buffer *ends)
{
    for (size_t i = 0; i < pd_program_unit_count(from); i++) {
        const CodeUnit *unit = pd_program_unit(from, i);
        if (i > 0 && without != NULL && has_module(without, unit->module_name)) {
            continue;
        }
        pd_status_ignore(pd_code_encode(unit, true, bytes)); /* the buffer keeps a failure */
        pd_buffer_append_u64(ends, bytes->size);
    }
}

/* A program with the units of both, the second of which may be NULL; the main module of the second
 * one comes after the first's. */
static Status join(const perdure_vm *vm, const Program *added, Program **out, Error *err)
{
    const Program *present = vm->vm->program;
    Buffer bytes;
    Buffer ends;
    pd_buffer_init(&bytes, pd_alloc_system(), SIZE_MAX / 2);
    pd_buffer_init(&ends, pd_alloc_system(), SIZE_MAX / 2);
    add_units(present, NULL, &bytes, &ends);
    if (added != NULL) {
        add_units(added, present, &bytes, &ends);
    }
    size_t count = ends.size / sizeof(uint64_t);
    Bytes *units = pd_alloc_new_array(pd_alloc_system(), count + 1, sizeof *units);
    Status status = pd_buffer_status(&bytes);
    if (units == NULL || pd_buffer_status(&ends) != STATUS_OK) {
        status = STATUS_NO_MEMORY;
    }
    size_t start = 0;
    for (size_t i = 0; status == STATUS_OK && i < count; i++) {
        size_t end = (size_t)pd_bytes_get_u64(ends.data + i * sizeof(uint64_t));
        units[i] = pd_bytes(bytes.data + start, end - start);
        start = end;
    }
    if (status == STATUS_OK) {
        status = pd_api_bundle(vm->runtime, units, count, out, err);
    } else {
        pd_error_plain(err, status);
    }
    if (units != NULL) {
        pd_alloc_free_array(pd_alloc_system(), units, count + 1, sizeof *units);
    }
    pd_buffer_deinit(&bytes);
    pd_buffer_deinit(&ends);
    return status;
}

/* Code is part of a program and a program never changes, so the state moves to a larger one. */
perdure_status perdure_vm_continue(perdure_vm *vm, const perdure_program *program,
                                   perdure_error *err)
{
    Error told = {.status = STATUS_OK};
    Program *joined = NULL;
    Vm *moved = NULL;
    if (vm->vm->state != RUN_ENDED && vm->vm->state != RUN_FAILED) {
        return pd_api_fail(STATUS_USAGE, err, "the run has not ended");
    }
    size_t main = pd_program_unit_count(vm->vm->program);
    Status status = join(vm, program->program, &joined, &told);
    if (status == STATUS_OK) {
        status = pd_snapshot_move(vm->vm, joined, &moved, &told);
    }
    if (status == STATUS_OK) {
        status = pd_vm_go_on(moved, main, &told);
    }
    if (status != STATUS_OK) {
        pd_vm_free(moved);
        pd_program_free(joined);
        return pd_api_told(status, &told, err);
    }
    pd_vm_test_collect_every(moved, vm->vm->collect_every);
    pd_vm_free(vm->vm);
    pd_program_free(vm->joined);
    vm->vm = moved;
    vm->joined = joined;
    return PERDURE_OK;
}

perdure_status perdure_vm_fork(const perdure_vm *vm, perdure_vm **out, perdure_error *err)
{
    Error told = {.status = STATUS_OK};
    Program *joined = NULL;
    Vm *inner = NULL;
    *out = NULL;
    Status status = vm->joined == NULL ? STATUS_OK : join(vm, NULL, &joined, &told);
    if (status == STATUS_OK) {
        const Program *program = joined == NULL ? vm->vm->program : joined;
        status = pd_vm_fork(vm->vm, program, &inner, &told);
    }
    perdure_status result = pd_api_told(status, &told, err);
    if (result == PERDURE_OK) {
        result = wrap(inner, vm->runtime, out, err);
    }
    if (result != PERDURE_OK) {
        pd_program_free(joined);
        return result;
    }
    (*out)->joined = joined;
    return PERDURE_OK;
}

void perdure_vm_interrupt(perdure_vm *vm)
{
    pd_vm_interrupt(vm->vm);
}

const perdure_effect *perdure_vm_effect(const perdure_vm *given)
{
    perdure_vm *vm = (perdure_vm *)(uintptr_t)given;
    const VmEffect *effect = pd_vm_effect(vm->vm);
    if (effect == NULL) {
        return NULL;
    }
    pd_buffer_reset(&vm->name);
    pd_buffer_append(&vm->name, effect->name);
    pd_buffer_append_byte(&vm->name, 0);
    if (pd_buffer_status(&vm->name) != STATUS_OK) {
        return NULL;
    }
    vm->effect = (perdure_effect){.name = (const char *)vm->name.data,
                                  .arguments = {effect->arguments.data, effect->arguments.size},
                                  .sequence = effect->sequence};
    return &vm->effect;
}

static perdure_status no_effect(perdure_error *err)
{
    return pd_api_fail(STATUS_USAGE, err, "the run does not wait for an effect");
}

perdure_status perdure_vm_answer(perdure_vm *vm, perdure_bytes value, perdure_error *err)
{
    Error told = {0};
    if (vm->vm->state != RUN_EFFECT) {
        return no_effect(err);
    }
    Status status = pd_vm_answer(vm->vm, pd_bytes(value.data, value.size), &told);
    return pd_api_told(status, &told, err);
}

perdure_status perdure_vm_answer_json(perdure_vm *vm, perdure_bytes json, perdure_error *err)
{
    perdure_data cbor = {0};
    perdure_status status = perdure_json_to_cbor(json, &cbor, err);
    if (status == PERDURE_OK) {
        status = perdure_vm_answer(vm, (perdure_bytes){cbor.data, cbor.size}, err);
    }
    perdure_data_free(&cbor);
    return status;
}

perdure_status perdure_vm_answer_error(perdure_vm *vm, const char *exception, const char *message,
                                       perdure_error *err)
{
    Error told = {0};
    if (vm->vm->state != RUN_EFFECT) {
        return no_effect(err);
    }
    Status status =
        pd_vm_answer_error(vm->vm, pd_bytes_of_cstr(exception), pd_bytes_of_cstr(message), &told);
    return pd_api_told(status, &told, err);
}

perdure_status perdure_vm_throw(perdure_vm *vm, const char *exception, const char *message,
                                perdure_error *err)
{
    Error told = {0};
    if (vm->vm->state != RUN_RUNNABLE) {
        return pd_api_fail(STATUS_USAGE, err, "the run has ended or waits for an answer");
    }
    Status status =
        pd_vm_throw(vm->vm, pd_bytes_of_cstr(exception), pd_bytes_of_cstr(message), &told);
    return pd_api_told(status, &told, err);
}

int perdure_vm_exit_status(const perdure_vm *vm)
{
    return pd_vm_exit_status(vm->vm);
}

perdure_status perdure_vm_result(perdure_vm *vm, perdure_data *out, perdure_error *err)
{
    Error told = {0};
    Buffer bytes;
    *out = (perdure_data){0};
    if (vm->vm->state != RUN_ENDED) {
        return pd_api_fail(STATUS_USAGE, err, "the run has not ended with a value");
    }
    pd_buffer_init(&bytes, pd_alloc_system(), SIZE_MAX / 2);
    Status status = pd_vm_result(vm->vm, &bytes, &told);
    perdure_status result =
        status == STATUS_OK ? pd_api_give(&bytes, out, err) : pd_api_told(status, &told, err);
    pd_buffer_deinit(&bytes);
    return result;
}

/* One of the texts about the exception that ended the run. */
static perdure_status give_text(perdure_vm *vm, Status (*text)(Vm *, Buffer *), perdure_data *out,
                                perdure_error *err)
{
    Error told = {0};
    Buffer bytes;
    *out = (perdure_data){0};
    pd_buffer_init(&bytes, pd_alloc_system(), SIZE_MAX / 2);
    Status status = text(vm->vm, &bytes);
    perdure_status result = PERDURE_OK;
    if (status == STATUS_OK) {
        result = pd_api_give(&bytes, out, err);
    } else if (status == STATUS_NOT_FOUND) {
        result = pd_api_fail(STATUS_USAGE, err, "no exception ended the run");
    } else {
        result = pd_api_told(pd_error_plain(&told, status), &told, err);
    }
    pd_buffer_deinit(&bytes);
    return result;
}

perdure_status perdure_vm_error(perdure_vm *vm, perdure_data *name, perdure_data *message,
                                perdure_error *err)
{
    *message = (perdure_data){0};
    perdure_status status = give_text(vm, pd_vm_error_name, name, err);
    if (status == PERDURE_OK) {
        status = give_text(vm, pd_vm_error_message, message, err);
    }
    if (status != PERDURE_OK) {
        perdure_data_free(name);
    }
    return status;
}

perdure_status perdure_vm_traceback(perdure_vm *vm, perdure_data *out, perdure_error *err)
{
    return give_text(vm, pd_vm_error_traceback, out, err);
}

void perdure_vm_stats(const perdure_vm *vm, perdure_stats *out)
{
    VmStats stats = pd_vm_stats(vm->vm);
    *out = (perdure_stats){.fuel = stats.fuel,
                           .instructions = stats.instructions,
                           .effects = stats.effects,
                           .collections = stats.collections,
                           .used_bytes = stats.used_bytes,
                           .peak_bytes = stats.peak_bytes};
}

perdure_status perdure_vm_snapshot(perdure_vm *vm, bool with_program, perdure_data *out,
                                   perdure_error *err)
{
    Error told = {0};
    Buffer bytes;
    *out = (perdure_data){0};
    pd_buffer_init(&bytes, pd_alloc_system(), SIZE_MAX / 2);
    Status status = pd_snapshot_write(vm->vm, with_program, &bytes, &told);
    perdure_status result =
        status == STATUS_OK ? pd_api_give(&bytes, out, err) : pd_api_told(status, &told, err);
    pd_buffer_deinit(&bytes);
    return result;
}

enum { SNAPSHOT_UNITS_MAX = 10001 };

/* The program inside a snapshot. */
static perdure_status program_of(const perdure_runtime *runtime, Bytes snapshot,
                                 perdure_program **out, perdure_error *err)
{
    Error told = {.status = STATUS_OK};
    size_t count = SNAPSHOT_UNITS_MAX;
    Program *program = NULL;
    Bytes *units = pd_alloc_new_array(pd_alloc_system(), count, sizeof *units);
    if (units == NULL) {
        return pd_api_told(pd_error_plain(&told, STATUS_NO_MEMORY), &told, err);
    }
    Status status = pd_snapshot_read_code(snapshot, units, &count, &told);
    if (status == STATUS_OK) {
        status = pd_api_bundle(runtime, units, count, &program, &told);
    }
    if (status == STATUS_OK) {
        status = pd_api_wrap_program(runtime, program, out, &told);
    }
    pd_alloc_free_array(pd_alloc_system(), units, SNAPSHOT_UNITS_MAX, sizeof *units);
    return pd_api_told(status, &told, err);
}

/* Whether it is the program, not the version, that does not fit. */
static Status blame(Bytes snapshot, const perdure_program *program, bool is_inside, Error *told)
{
    SnapshotHeader h;
    if (pd_snapshot_read_header(snapshot, &h, NULL) != STATUS_OK || h.code != CODE_VERSION ||
        h.fuel_table != FUEL_TABLE_VERSION || h.heap_layout != HEAP_LAYOUT_VERSION ||
        !pd_digest_equal(&h.image, pd_image_id(program->runtime->image))) {
        return STATUS_VERSION;
    }
    if (is_inside) {
        return pd_error_set(told, STATUS_CORRUPT, "the snapshot holds another program's code");
    }
    return pd_error_set(told, STATUS_CONFLICT, "the snapshot belongs to another program");
}

perdure_status perdure_vm_restore(const perdure_runtime *runtime, perdure_bytes snapshot,
                                  const perdure_program *program, perdure_restored *out,
                                  perdure_error *err)
{
    Error told = {0};
    Vm *inner = NULL;
    Bytes bytes = pd_bytes(snapshot.data, snapshot.size);
    *out = (perdure_restored){0};
    if (program == NULL) {
        perdure_status found = program_of(runtime, bytes, &out->program, err);
        if (found != PERDURE_OK) {
            return found;
        }
        program = out->program;
    }
    Status status = pd_snapshot_read(bytes, program->program, runtime->alloc, &inner, &told);
    if (status == STATUS_VERSION) {
        status = blame(bytes, program, out->program != NULL, &told);
    }
    perdure_status result =
        status == STATUS_OK ? wrap(inner, runtime, &out->vm, err) : pd_api_told(status, &told, err);
    if (result != PERDURE_OK) {
        perdure_program_free(out->program);
        *out = (perdure_restored){0};
    }
    return result;
}

static void inspect_pair(Buffer *out, const char *name, uint64_t value, bool last)
{
    pd_buffer_append_format(out, "  \"%s\": %llu%s\n", name, (unsigned long long)value,
                            last ? "" : ",");
}

perdure_status perdure_snapshot_inspect(perdure_bytes snapshot, perdure_data *json,
                                        perdure_error *err)
{
    static const char *const states[] = {"runnable", "waiting for an effect", "ended", "failed"};
    Error told = {0};
    SnapshotHeader h;
    Buffer out;
    char hex[DIGEST_HEX_CHARS + 1];
    *json = (perdure_data){0};
    Status status = pd_snapshot_read_header(pd_bytes(snapshot.data, snapshot.size), &h, &told);
    if (status != STATUS_OK) {
        return pd_api_told(status, &told, err);
    }
    pd_buffer_init(&out, pd_alloc_system(), 1 << 20);
    pd_buffer_append_cstr(&out, "{\n");
    inspect_pair(&out, "format", h.format, false);
    inspect_pair(&out, "code_version", h.code, false);
    inspect_pair(&out, "fuel_table_version", h.fuel_table, false);
    inspect_pair(&out, "heap_layout_version", h.heap_layout, false);
    pd_digest_hex(&h.image, hex);
    pd_buffer_append_format(&out, "  \"library\": \"%s\",\n", hex);
    pd_digest_hex(&h.program, hex);
    pd_buffer_append_format(&out, "  \"program\": \"%s\",\n", hex);
    pd_buffer_append_format(&out, "  \"holds_program\": %s,\n", h.has_code ? "true" : "false");
    pd_buffer_append_format(&out, "  \"state\": \"%s\",\n", states[h.state & 3]);
    inspect_pair(&out, "fuel", h.fuel_used, false);
    inspect_pair(&out, "effects", h.effect_count, false);
    inspect_pair(&out, "objects", h.object_count, false);
    inspect_pair(&out, "heap_used_bytes", h.used_bytes, false);
    pd_buffer_append_cstr(&out, "  \"limits\": {\n");
    for (int i = 0; i < LIMIT_COUNT; i++) {
        pd_buffer_append_cstr(&out, "  ");
        inspect_pair(&out, pd_limits_info((LimitId)i)->name, pd_limits_get(&h.limits, (LimitId)i),
                     i + 1 == LIMIT_COUNT);
    }
    pd_buffer_append_cstr(&out, "  },\n");
    inspect_pair(&out, "total_bytes", h.total_bytes, true);
    pd_buffer_append_cstr(&out, "}\n");
    perdure_status result = pd_api_give(&out, json, err);
    pd_buffer_deinit(&out);
    return result;
}
