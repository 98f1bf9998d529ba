/* A run from the outside: made, advanced, answered, collected, asked how it ended.
 *
 * Owns the Vm struct and its roots. Outside the loop the whole state is in the heap: the running
 * fiber's base, each frame's pc. The collector learns here which registers of which frame are
 * alive.
 */
#include "vm/vm_in.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

/* LIBRARY_CALL_FUEL bounds what the program's own __str__ may do while its end is shown. */
enum {
    FUEL_EXCEPTION_BYTES = 1024,
    FUEL_CHUNK = 1 << 14, /* so often it is asked whether a collection is worth its time */
    CLEANUP_FUEL = 100000,
    LIBRARY_CALL_FUEL = 100000000
};

const Instr *pd_vm_code(Vm *vm, uint32_t code)
{
    VmCode *slot = &vm->codes[code];
    if (slot->instrs != NULL)
        return slot->instrs;
    const Function *fn = pd_function(vm, code);
    size_t bytes = (size_t)fn->instr_count * sizeof(Instr);
    LiveMap *live = pd_code_live_new(fn, vm->alloc);
    Instr *own = live == NULL ? NULL : pd_alloc_new(vm->alloc, bytes);
    if (own == NULL) {
        if (live != NULL)
            pd_code_live_free(live, vm->alloc);
        return NULL;
    }
    memcpy(own, fn->instrs, bytes);
    const uint32_t stars = FUNCTION_VARARGS | FUNCTION_VARKEYWORDS;
    const bool by_place =
        fn->kwonly_count == 0 && (fn->flags & (FUNCTION_GENERATOR | FUNCTION_COROUTINE)) == 0;
    const bool plain = by_place && (fn->flags & stars) == 0;
    *slot = (VmCode){.instrs = own,
                     .consts = pd_loaded(vm, code)->consts,
                     .fuel = fn->fuel,
                     .plain_call = plain ? fn->param_count + 1u : 0,
                     .star_call = by_place && !plain ? fn->param_count + 1u : 0,
                     .room = FRAME_HEADER_SLOTS + fn->register_count + STACK_SLACK_SLOTS,
                     .unbound = plain && (fn->flags & FUNCTION_MAY_UNBIND) != 0
                                    ? (uint32_t)fn->local_count - fn->param_count
                                    : 0,
                     .index = code,
                     .extras = (fn->flags & FUNCTION_RESUMES) != 0   ? 2
                               : (fn->flags & FUNCTION_CONTROL) != 0 ? 0
                                                                     : 1,
                     .older = vm->newest_code,
                     .own = own,
                     .live = live};
    vm->newest_code = code + 1;
    return own;
}

/* ---- collection ---- */

static void visit_roots(void *ctx, HeapVisit *visit)
{
    Vm *vm = ctx;
    for (int i = 0; i < ROOT_COUNT; i++)
        pd_heap_visit_value(visit, &vm->roots[i]);
    pd_heap_visit_value(visit, &vm->answer);
    pd_heap_visit_value(visit, &vm->raised);
    if (vm->fiber != 0)
        pd_heap_visit_ref(visit, &vm->fiber);
}

/* Visits the live registers of a frame and clears the dead ones below `end`. */
static void visit_frame(const uint64_t *live, Value *registers, uint32_t count, HeapVisit *visit)
{
    for (uint32_t r = 0; r < count; r++) {
        if ((live[r / 64] >> (r % 64) & 1) != 0) {
            pd_heap_visit_value(visit, &registers[r]);
        } else {
            registers[r] = VALUE_UNBOUND;
        }
    }
}

const uint64_t *pd_vm_frame_live(const Vm *vm, const Fiber *fiber, const FrameHeader *header,
                                 bool youngest)
{
    const LiveMap *live = vm->codes[header->code].live;
    bool running = pd_ref_to(&vm->heap, fiber) == vm->fiber;
    bool at_start = running ? vm->state != RUN_EFFECT && !vm->has_answer
                            : (fiber->h.flags & FIBER_STARTED) == 0;
    if (youngest && at_start)
        return pd_code_live_at(live, header->pc);
    return pd_code_live_across(live, header->pc);
}

static void visit_fiber(void *ctx, Fiber *fiber, Array *stack, HeapVisit *visit)
{
    Vm *vm = ctx;
    uint32_t above = 0;
    for (uint32_t base = fiber->base; base != 0;) {
        pd_assert(base >= FRAME_HEADER_SLOTS && base <= stack->capacity);
        Value *registers = stack->items + base;
        FrameHeader *header = pd_frame(registers);
        uint32_t count = pd_vm_frame_registers(vm, stack, base, above);
        visit_frame(pd_vm_frame_live(vm, fiber, header, above == 0), registers, count, visit);
        if (pd_phase_has_below(header->phase)) {
            pd_heap_visit_value(visit, &registers[-FRAME_HEADER_SLOTS - 1]);
        }
        pd_heap_visit_value(visit, &header->function);
        above = base;
        base = header->previous;
    }
}

uint32_t pd_vm_frame_registers(const Vm *vm, const Array *stack, uint32_t base, uint32_t above)
{
    const Value *registers = stack->items + base;
    const FrameHeader *header = (const FrameHeader *)(const void *)(registers - FRAME_HEADER_SLOTS);
    uint32_t count = pd_function(vm, header->code)->register_count;
    if (above == 0) {
        return count;
    }
    const FrameHeader *next =
        (const FrameHeader *)(const void *)(stack->items + above - FRAME_HEADER_SLOTS);
    uint32_t end = above - FRAME_HEADER_SLOTS - (pd_phase_has_below(next->phase) ? 1 : 0);
    return count < end - base ? count : end - base;
}

void pd_vm_begin_epoch(Vm *vm)
{
    pd_void_turns(vm);
    vm->epoch++;
    if (LIKELY(vm->epoch != 0))
        return;
    /* Entries of 2^32 epochs ago would be good again. */
    memset(vm->method_cache, 0, sizeof vm->method_cache);
    memset(vm->attr_memo, 0, sizeof vm->attr_memo);
    for (uint32_t i = vm->newest_code; i != 0; i = vm->codes[i - 1].older) {
        const Function *fn = pd_function(vm, vm->codes[i - 1].index);
        memcpy(vm->codes[i - 1].own, fn->instrs, (size_t)fn->instr_count * sizeof(Instr));
    }
    vm->epoch = 1;
}

void pd_vm_collect(Vm *vm, bool force_room)
{
    if (vm->program == NULL)
        return; /* the image is being made: only its maker knows the roots */
    pd_vm_begin_epoch(vm);
    pd_heap_collect(&vm->heap, force_room);
}

void pd_vm_collect_charged(Vm *vm, bool force_room)
{
    enum { BYTES_PER_FUEL = 16 };
    Heap *heap = &vm->heap;
    uint64_t before = pd_heap_used_bytes(heap);
    pd_vm_collect(vm, force_room);
    uint64_t kept = pd_heap_used_bytes(heap);
    uint64_t gained = before > kept ? before - kept : 0;
    if (heap->threshold_bytes >= heap->max_bytes && kept > gained)
        vm->fuel_left -= (int64_t)((kept - gained) / BYTES_PER_FUEL);
}

void pd_vm_collect_unseen(Vm *vm)
{
    uint64_t used = pd_heap_used_bytes(&vm->heap), threshold = vm->heap.threshold_bytes;
    uint32_t count = vm->heap.collection_count;
    pd_vm_collect(vm, false);
    vm->heap.collection_count = count;
    pd_heap_restore_counters(&vm->heap, used, threshold);
}

/* ---- making ---- */

static bool set_name(Vm *vm, Dict *dict, NameId name, Value v)
{
    return !pd_is_unbound(v) && pd_dict_set_name(&vm->heap, dict, pd_name(vm, name), v);
}

/* Exceptions that must be raised when there is no memory find their shapes made. */
static bool make_shapes(Vm *vm)
{
    static const uint8_t wanted[] = {EXC_MEMORY_ERROR, EXC_STOP_ITERATION, EXC_RUNTIME_ERROR};
    for (size_t i = 0; i < ARRAY_COUNT(wanted); i++) {
        if (pd_shape_root(&vm->heap, pd_class(vm, pd_exc(vm, (ExcId)wanted[i]))) == NULL) {
            return false;
        }
    }
    return true;
}

/* sys.argv lives in the library's state, which makes an empty one when it is asked for. */
static bool set_arguments(Vm *vm, const VmOptions *options)
{
    Heap *heap = &vm->heap;
    if (options->argv_count == 0)
        return true;
    List *argv = pd_list_new(heap, options->argv_count);
    Str *name = pd_str_intern_utf8(heap, pd_bytes_of_cstr("argv"));
    if (argv == NULL || name == NULL)
        return false;
    for (size_t i = 0; i < options->argv_count; i++) {
        Str *argument = pd_str_new_utf8(heap, options->argv[i]);
        if (argument == NULL || !pd_list_append(heap, argv, pd_value_to(heap, argument)))
            return false;
    }
    Dict *state = PD_AS(Dict, heap, vm->roots[ROOT_STATE]);
    return pd_dict_set_name(heap, state, pd_value_to(heap, name), pd_value_to(heap, argv));
}

/* Module object of the main program, registered under __main__. */
static bool make_main_module(Vm *vm, Value *out)
{
    const CodeUnit *unit = vm->program->units[0];
    Heap *heap = &vm->heap;
    Dict *modules = pd_dict_new(heap, 1), *dict = pd_dict_new(heap, 5);
    Module *module = pd_heap_alloc(heap, sizeof(Module), KIND_MODULE, 0);
    Str *file = pd_str_new_utf8(heap, unit->filename);
    List *active = pd_list_new(heap, 0);
    Dict *state = pd_dict_new(heap, 0), *subclasses = pd_dict_new(heap, 0);
    if (modules == NULL || dict == NULL || module == NULL || file == NULL)
        return false;
    if (active == NULL || state == NULL || subclasses == NULL)
        return false;
    Value main_name = pd_name(vm, NAME_main);
    module->dict = pd_ref_to(heap, dict);
    module->state = 0;
    module->name = main_name;
    *out = pd_value_to(heap, module);
    vm->roots[ROOT_MODULES] = pd_value_to(heap, modules);
    vm->roots[ROOT_REPR_ACTIVE] = pd_value_to(heap, active);
    vm->roots[ROOT_STATE] = pd_value_to(heap, state);
    vm->roots[ROOT_SUBCLASSES] = pd_value_to(heap, subclasses);
    return set_name(vm, dict, NAME_name, main_name) && set_name(vm, dict, NAME_doc, VALUE_NONE) &&
           set_name(vm, dict, NAME_package, VALUE_NONE) &&
           set_name(vm, dict, NAME_file, pd_value_to(heap, file)) &&
           pd_dict_set_name(heap, modules, main_name, *out);
}

Status pd_vm_start(Vm *vm, uint32_t code, Value module)
{
    const Function *fn = pd_function(vm, code);
    Fiber *fiber = pd_vm_new_fiber(vm, KIND_FIBER, FIRST_STACK_SLOTS + fn->register_count);
    FunctionObject *f = pd_heap_alloc(&vm->heap, sizeof *f, KIND_FUNCTION, 0);
    if (fiber == NULL || f == NULL || pd_vm_code(vm, code) == NULL)
        return STATUS_NO_MEMORY;
    *f = (FunctionObject){.h = f->h, .code = code, .module = pd_ref_of(module)};
    f->name = pd_loaded(vm, code)->name;
    f->qualname = pd_loaded(vm, code)->qualname;
    f->defaults = f->kwdefaults = f->closure = f->annotations = f->attributes = VALUE_UNBOUND;
    fiber->base = FRAME_HEADER_SLOTS;
    fiber->h.flags |= FIBER_RUNNING | FIBER_STARTED;
    Value *registers = pd_stack(vm, fiber) + FRAME_HEADER_SLOTS;
    *pd_frame(registers) = (FrameHeader){.function = pd_value_to(&vm->heap, f), .code = code};
    for (uint32_t i = 0; i < fn->register_count; i++)
        registers[i] = VALUE_UNBOUND;
    pd_run_fiber(vm, pd_ref_to(&vm->heap, fiber));
    vm->depth = 1;
    vm->fiber_depth = 0;
    vm->state = RUN_RUNNABLE;
    vm->fuel_left -= (int64_t)fn->fuel;
    return STATUS_OK;
}

/* What a Vm has of its own, whatever run is in it: good for every run of the program, for what its
 * caches hold is void in the next epoch. */
typedef struct Belongings {
    Heap heap;
    VmCode *codes;
    uint32_t newest_code, epoch;
    Buffer effect_name, effect_arguments;
} Belongings;

static Belongings belongings_of(const Vm *vm)
{
    return (Belongings){vm->heap,  vm->codes,       vm->newest_code,
                        vm->epoch, vm->effect_name, vm->effect_arguments};
}

static void give_back(Vm *vm, const Belongings *own)
{
    vm->heap = own->heap;
    vm->codes = own->codes;
    vm->newest_code = own->newest_code;
    vm->epoch = own->epoch;
    vm->effect_name = own->effect_name;
    vm->effect_arguments = own->effect_arguments;
}

/* The state of a run that has not begun. */
static void begin(Vm *vm, const Program *program, const VmOptions *options)
{
    const Belongings own = belongings_of(vm);
    pd_void_turns(vm);
    memset(vm, 0, offsetof(Vm, turn_top));
    give_back(vm, &own);
    vm->program = program;
    vm->image = program->image;
    vm->alloc = options->alloc;
    vm->limits = options->limits;
    vm->shared = program->image->loaded;
    vm->shared_count = program->first_code;
    vm->own = program->loaded;
    vm->loaded_count = program->loaded_count;
    pd_vm_begin_epoch(vm);
    vm->seed = options->seed;
    for (int i = 0; i < ROOT_COUNT; i++)
        vm->roots[i] = VALUE_NONE;
    vm->answer = vm->raised = vm->resume_value = VALUE_NONE;
    vm->tail.star = vm->tail.keywords = VALUE_UNBOUND;
    pd_buffer_init(&vm->effect_name, vm->alloc, 4096);
    pd_buffer_init(&vm->effect_arguments, vm->alloc, (size_t)vm->limits.effect_argument_bytes);
}

static size_t codes_bytes(const Program *program)
{
    return ((size_t)program->loaded_count + 1) * sizeof(VmCode);
}

static Status make_room(Vm *vm)
{
    const Program *program = vm->program;
    vm->codes = vm->alloc->reserve(vm->alloc->ctx, codes_bytes(program));
    if (vm->codes == NULL)
        return STATUS_NO_MEMORY;
    pd_holds_pointers(vm->codes, codes_bytes(program));
    Status status =
        pd_heap_init_image(&vm->heap, vm->alloc, vm->limits.heap_bytes, &program->heap_image);
    vm->heap.hooks = (HeapHooks){vm, visit_roots, visit_fiber, pd_vm_verify_fiber};
    return status;
}

void pd_vm_delete(Vm *vm)
{
    const Alloc *alloc = vm->alloc;
    for (uint32_t i = vm->newest_code; i != 0; i = vm->codes[i - 1].older) {
        const VmCode *code = &vm->codes[i - 1];
        pd_alloc_free(alloc, code->own,
                      (size_t)pd_function(vm, code->index)->instr_count * sizeof(Instr));
        pd_code_live_free(code->live, alloc);
    }
    if (vm->codes != NULL) {
        pd_held_pointers(vm->codes, codes_bytes(vm->program));
        alloc->release(alloc->ctx, vm->codes, codes_bytes(vm->program));
    }
    pd_buffer_deinit(&vm->effect_name);
    pd_buffer_deinit(&vm->effect_arguments);
    pd_heap_deinit(&vm->heap);
    pd_alloc_free_array(alloc, vm, 1, sizeof *vm);
}

Status pd_vm_new_empty(const Program *program, const VmOptions *options, Vm **out, Error *err)
{
    Vm *vm = pd_vm_take_spare(program, options);
    if (vm != NULL) {
        begin(vm, program, options);
        pd_heap_reset(&vm->heap, options->limits.heap_bytes);
        *out = vm;
        return STATUS_OK;
    }
    vm = pd_alloc_new_array(options->alloc, 1, sizeof *vm);
    if (vm == NULL)
        return pd_error_plain(err, STATUS_NO_MEMORY);
    begin(vm, program, options);
    Status status = make_room(vm);
    if (status != STATUS_OK) {
        pd_vm_delete(vm);
        return pd_error_plain(err, status);
    }
    *out = vm;
    return STATUS_OK;
}

Status pd_vm_new(const Program *program, const VmOptions *options, Vm **out, Error *err)
{
    Vm *vm = NULL;
    Status status = pd_vm_new_empty(program, options, &vm, err);
    if (status != STATUS_OK)
        return status;
    pd_assert(vm != NULL);
    Value module = VALUE_NONE;
    status = STATUS_NO_MEMORY;
    if (make_shapes(vm) && make_main_module(vm, &module) && set_arguments(vm, options))
        status = pd_vm_start(vm, program->first_code, module);
    if (status != STATUS_OK) {
        pd_vm_free(vm);
        return pd_error_set(err, status,
                            "heap_bytes is too small to begin the run: raise the limit");
    }
    *out = vm;
    return STATUS_OK;
}

Status pd_vm_fork(const Vm *vm, const Program *program, Vm **out, Error *err)
{
    VmOptions options = {.alloc = vm->alloc, .limits = vm->limits, .seed = vm->seed};
    Vm *fork = NULL;
    *out = NULL;
    pd_assert(program->loaded_count == vm->loaded_count && !vm->settle);
    Status status = pd_vm_new_empty(program, &options, &fork, err);
    pd_assert(status != STATUS_OK || fork != NULL);
    for (uint32_t i = vm->newest_code; status == STATUS_OK && i != 0; i = vm->codes[i - 1].older) {
        if (pd_vm_code(fork, i - 1) == NULL) {
            pd_vm_free(fork);
            status = pd_error_plain(err, STATUS_NO_MEMORY);
        }
    }
    if (status != STATUS_OK)
        return status;
    const Belongings own = belongings_of(fork);
    memcpy(fork, vm, offsetof(Vm, turn_top));
    give_back(fork, &own);
    pd_heap_copy(&fork->heap, &vm->heap);
    fork->program = program;
    fork->own = program->loaded;
    fork->effect = (VmEffect){.sequence = 0};
    fork->interrupt = false;
    pd_vm_set_trace(fork, NULL, NULL);
    *out = fork;
    return STATUS_OK;
}

Status pd_vm_go_on(Vm *vm, size_t unit, Error *err)
{
    if (vm->state != RUN_ENDED && vm->state != RUN_FAILED)
        return pd_error_set(err, STATUS_USAGE, "the run has not ended");
    pd_assert(unit < vm->program->unit_count);
    Value module = VALUE_NONE;
    Dict *modules = PD_AS(Dict, &vm->heap, vm->roots[ROOT_MODULES]);
    if (!pd_dict_get_name(&vm->heap, modules, pd_name(vm, NAME_main), &module) ||
        !pd_is_kind(&vm->heap, module, KIND_MODULE))
        return pd_error_set(err, STATUS_NOT_FOUND, "the run has no module __main__");
    RunState ended = vm->state;
    Status status = pd_vm_start(vm, vm->program->unit_code[unit], module);
    if (status == STATUS_NO_MEMORY) {
        pd_vm_collect(vm, true);
        Dict *moved = PD_AS(Dict, &vm->heap, vm->roots[ROOT_MODULES]);
        (void)pd_dict_get_name(&vm->heap, moved, pd_name(vm, NAME_main), &module);
        status = pd_vm_start(vm, vm->program->unit_code[unit], module);
        pd_heap_settle(&vm->heap);
    }
    if (status != STATUS_OK) {
        vm->state = ended;
        pd_run_fiber(vm, 0);
        vm->depth = 0;
        return pd_error_plain(err, status);
    }
    vm->roots[ROOT_EXCEPTION] = vm->roots[ROOT_RESULT] = VALUE_NONE;
    return STATUS_OK;
}

void pd_vm_free(Vm *vm)
{
    if (vm != NULL && !pd_vm_keep_spare(vm))
        pd_vm_delete(vm);
}

/* ---- advancing ---- */

static uint64_t fuel_used(const Vm *vm)
{
    return vm->fuel_used + (uint64_t)(vm->slice_start - vm->fuel_left);
}

/* Sets how far the loop may go before it polls: to the nearest of slice end, fuel limit, one chunk.
 */
static void refill(Vm *vm)
{
    vm->fuel_used = fuel_used(vm);
    uint64_t left = FUEL_CHUNK;
    if (vm->slice_end - vm->fuel_used < left)
        left = vm->slice_end - vm->fuel_used;
    if (vm->fuel_end - vm->fuel_used < left)
        left = vm->fuel_end - vm->fuel_used;
    vm->slice_start = vm->fuel_left = (int64_t)left;
}

LeafResult pd_vm_poll(Vm *vm)
{
    uint64_t used = fuel_used(vm);
    if (used > vm->fuel_end) {
        Ref limit = pd_heap_begin_reserve(&vm->heap, FUEL_EXCEPTION_BYTES);
        LeafResult raised = pd_vm_out_of_fuel(vm);
        pd_heap_end_reserve(&vm->heap, limit);
        if (raised != LEAF_RAISED) { /* poll again after a collection, or end without memory */
            vm->fuel_is_gone = pd_heap_is_tight(&vm->heap);
            return raised;
        }
        /* Cleanup code may run, but not for long, and it cannot begin once more. */
        vm->fuel_is_gone = vm->fuel_end > vm->limits.fuel;
        vm->fuel_end = used + CLEANUP_FUEL;
        if (vm->slice_end < used)
            vm->slice_end = used;
        refill(vm);
        return raised;
    }
    if (vm->interrupt || used > vm->slice_end) {
        vm->interrupt = false;
        return LEAF_EFFECT;
    }
    refill(vm);
    if (pd_heap_is_due(&vm->heap) && vm->settle == 0)
        pd_vm_collect_unseen(vm);
    return LEAF_OK;
}

static VmStop stop_of(const Vm *vm)
{
    switch (vm->state) {
    case RUN_EFFECT: return VM_EFFECT;
    case RUN_FAILED: return VM_RAISED;
    case RUN_ENDED: return VM_DONE;
    default: return VM_FUEL;
    }
}

VmStop pd_vm_run(Vm *vm, uint64_t slice, uint64_t max_instructions)
{
    if (vm->state == RUN_EFFECT && pd_is_none(vm->roots[ROOT_THROW]))
        return VM_EFFECT;
    if (vm->state != RUN_RUNNABLE && vm->state != RUN_EFFECT)
        return stop_of(vm);
    vm->state = RUN_RUNNABLE;
    vm->roots[ROOT_EFFECT] = VALUE_NONE; /* what is thrown takes the place of an answer */
    uint64_t used = fuel_used(vm);
    vm->slice_end = slice == 0 || slice > UINT64_MAX - used ? UINT64_MAX : used + slice;
    if (vm->fuel_end == 0)
        vm->fuel_end = vm->limits.fuel == 0 ? UINT64_MAX : vm->limits.fuel;
    if (used <= vm->slice_end && used <= vm->fuel_end)
        refill(vm);
    vm->heap.lookup_work = 0; /* of readers: no act of the run */
    vm->steps_left = max_instructions == 0 ? 0 : vm->instructions + max_instructions;
    vm->stepping = max_instructions != 0 || vm->collect_every != 0;
    VmStop stop = pd_vm_loop(vm);
    if (vm->settle != 0) { /* as the next instruction would do: a stop is no part of the run */
        vm->settle = 0;
        pd_heap_settle(&vm->heap);
    }
    pd_assert(fuel_used(vm) >= used);
    if (PD_TORTURE)
        pd_assert_sound(pd_vm_verify(vm));
    return stop;
}

void pd_vm_interrupt(Vm *vm)
{
    vm->interrupt = true;
}

/* ---- effects ---- */

void pd_vm_set_trace(Vm *vm, VmTraceFn *fn, void *ctx)
{
    vm->trace = fn;
    vm->trace_ctx = ctx;
}

LeafResult pd_vm_perform(Vm *vm, const char *name, const Value *args, uint32_t count)
{
    List *list = pd_list_from(&vm->heap, args, count);
    Str *text = pd_str_new_ascii(&vm->heap, name);
    if (list == NULL || text == NULL)
        return LEAF_MEMORY;
    Tuple *effect = pd_tuple_new(
        &vm->heap, (const Value[]){pd_value_to(&vm->heap, text), pd_value_to(&vm->heap, list)}, 2);
    if (effect == NULL)
        return LEAF_MEMORY;
    if (vm->next_sequence == EFFECTS_MAX) /* a forged snapshot: nobody asks so often */
        return pd_vm_raise(vm, EXC_OVERFLOW_ERROR, "no number is left for effect %s", name);
    Buffer *out = &vm->effect_arguments;
    pd_buffer_reset(out);
    LeafResult r = pd_vm_encode(vm, pd_value_to(&vm->heap, list), out);
    if (r != LEAF_OK)
        return r;
    if (pd_buffer_status(out) == STATUS_LIMIT) {
        return pd_vm_raise(vm, EXC_OVERFLOW_ERROR,
                           "arguments of effect %s are larger than %llu bytes", name,
                           (unsigned long long)vm->limits.effect_argument_bytes);
    }
    if (pd_buffer_status(out) != STATUS_OK)
        return LEAF_MEMORY;
    pd_vm_trace_host(vm, name);
    vm->roots[ROOT_EFFECT] = pd_value_to(&vm->heap, effect);
    vm->next_sequence++;
    return LEAF_EFFECT;
}

/* Name and arguments as bytes are made again from ROOT_EFFECT, which is what a snapshot keeps. */
const VmEffect *pd_vm_effect(const Vm *given)
{
    Vm *vm = (Vm *)(uintptr_t)given;
    if (vm->state != RUN_EFFECT)
        return NULL;
    Tuple *effect = PD_AS(Tuple, &vm->heap, vm->roots[ROOT_EFFECT]);
    pd_buffer_reset(&vm->effect_name);
    pd_buffer_reset(&vm->effect_arguments);
    Status status = pd_str_append_utf8(PD_AS(Str, &vm->heap, effect->items[0]), &vm->effect_name);
    uint64_t charged = vm->leaf_fuel;
    LeafResult r = pd_vm_encode(vm, effect->items[1], &vm->effect_arguments);
    vm->leaf_fuel = charged; /* a question, not an act of the run */
    vm->raised = VALUE_NONE;
    bool is_whole = pd_buffer_status(&vm->effect_name) == STATUS_OK &&
                    pd_buffer_status(&vm->effect_arguments) == STATUS_OK;
    if (status != STATUS_OK || r != LEAF_OK || !is_whole)
        return NULL;
    vm->effect.name = (Bytes){vm->effect_name.data, vm->effect_name.size};
    vm->effect.arguments = (Bytes){vm->effect_arguments.data, vm->effect_arguments.size};
    vm->effect.sequence = vm->next_sequence;
    return &vm->effect;
}

static void answered(Vm *vm)
{
    vm->roots[ROOT_EFFECT] = VALUE_NONE;
    vm->state = RUN_RUNNABLE;
    vm->effect_count++;
}

Status pd_vm_answer(Vm *vm, Bytes value, Error *err)
{
    if (vm->state != RUN_EFFECT)
        return pd_error_set(err, STATUS_INVALID, "the run does not wait for an effect");
    Value v = VALUE_NONE;
    Status status = pd_vm_decode(vm, value, &v, err);
    if (status == STATUS_NO_MEMORY) {
        pd_vm_collect(vm, true);
        status = pd_vm_decode(vm, value, &v, err);
        pd_heap_settle(&vm->heap);
    }
    if (status != STATUS_OK)
        return status;
    vm->answer = v;
    vm->has_answer = true;
    answered(vm);
    return STATUS_OK;
}

Class *pd_vm_exception_class(const Vm *vm, const Str *name)
{
    static const ExcId ours[] = {EXC_FUEL_EXHAUSTED, EXC_CANCELLED}; /* are no builtins */
    const Dict *builtins = PD_AS(const Dict, &vm->heap, vm->image->builtins);
    Value key = pd_value_to(&vm->heap, name);
    Value found = VALUE_NONE;
    for (size_t i = 0; i < ARRAY_COUNT(ours); i++) {
        Class *cls = pd_class(vm, pd_exc(vm, ours[i]));
        if (pd_is(cls->name, key))
            return cls;
    }
    if (!pd_dict_get_name(&vm->heap, builtins, key, &found) ||
        !pd_is_kind(&vm->heap, found, KIND_CLASS))
        return NULL;
    Class *cls = pd_class(vm, found);
    return (cls->flags & CLASS_EXCEPTION) != 0 ? cls : NULL;
}

/* For an error from the host: another name is RuntimeError. */
static Class *exception_class(Vm *vm, Bytes name)
{
    Str *text = pd_str_new_utf8(&vm->heap, name);
    Str *interned = text == NULL ? NULL : pd_str_intern(&vm->heap, text);
    return interned == NULL ? NULL : pd_vm_exception_class(vm, interned);
}

static Status make_exception(Vm *vm, Bytes exception, Bytes message, Value *out)
{
    Class *cls = exception_class(vm, exception);
    Str *text = pd_str_new_utf8(&vm->heap, message);
    if (text == NULL)
        return STATUS_NO_MEMORY;
    Value arg = pd_value_to(&vm->heap, text);
    if (cls == NULL)
        cls = pd_class(vm, pd_exc(vm, EXC_RUNTIME_ERROR));
    Tuple *args = pd_tuple_new(&vm->heap, &arg, message.size == 0 ? 0 : 1);
    Exception *e = args == NULL ? NULL : pd_vm_new_exception(vm, cls, pd_value_to(&vm->heap, args));
    if (e == NULL)
        return STATUS_NO_MEMORY;
    *out = pd_value_to(&vm->heap, e);
    return STATUS_OK;
}

Status pd_vm_throw(Vm *vm, Bytes exception, Bytes message, Error *err)
{
    if (vm->state != RUN_RUNNABLE && vm->state != RUN_EFFECT)
        return pd_error_set(err, STATUS_INVALID, "the run has ended");
    if (!pd_utf8_validate(exception, UTF8_SURROGATES, NULL) ||
        !pd_utf8_validate(message, UTF8_SURROGATES, NULL))
        return pd_error_set(err, STATUS_INVALID, "the exception's texts must be UTF-8");
    Status status = make_exception(vm, exception, message, &vm->roots[ROOT_THROW]);
    if (status == STATUS_NO_MEMORY) {
        pd_vm_collect(vm, true);
        status = make_exception(vm, exception, message, &vm->roots[ROOT_THROW]);
        pd_heap_settle(&vm->heap);
    }
    return status == STATUS_OK ? status : pd_error_plain(err, status);
}

Status pd_vm_answer_error(Vm *vm, Bytes exception, Bytes message, Error *err)
{
    if (vm->state != RUN_EFFECT)
        return pd_error_set(err, STATUS_INVALID, "the run does not wait for an effect");
    Status status = pd_vm_throw(vm, exception, message, err);
    if (status == STATUS_OK)
        answered(vm);
    return status;
}

/* ---- how it ended, statistics, tests ---- */

VmStats pd_vm_stats(const Vm *vm)
{
    VmStats stats = {
        .fuel = fuel_used(vm), .instructions = vm->instructions, .effects = vm->effect_count};
    stats.collections = vm->heap.collection_count;
    stats.used_bytes = pd_heap_used_bytes(&vm->heap);
    stats.peak_bytes =
        vm->heap.peak_bytes > stats.used_bytes ? vm->heap.peak_bytes : stats.used_bytes;
    return stats;
}

void pd_vm_test_collect_every(Vm *vm, uint64_t n)
{
    vm->collect_every = n;
}

void pd_vm_test_fail_alloc(Vm *vm, uint64_t n)
{
    vm->heap.test_fail_at = n;
}

Status pd_vm_call_library(Vm *vm, LibId id, Value argument, Value *out)
{
    Value callable = vm->image->lib[id];
    uint32_t code = PD_AS(FunctionObject, &vm->heap, callable)->code;
    Status status =
        pd_vm_start(vm, code, pd_from_ref(PD_AS(FunctionObject, &vm->heap, callable)->module));
    if (status != STATUS_OK)
        return status;
    pd_registers(vm)[0] = argument;
    pd_frame(pd_registers(vm))->function = callable;
    vm->fuel_end = UINT64_MAX;
    vm->slice_end = fuel_used(vm) + LIBRARY_CALL_FUEL;
    vm->stepping = false;
    refill(vm);
    VmStop stop = pd_vm_loop(vm);
    while (stop == VM_FUEL && fuel_used(vm) <= vm->slice_end)
        stop = pd_vm_loop(vm);
    if (stop != VM_DONE || !pd_is_none(vm->roots[ROOT_EXCEPTION]))
        return STATUS_INVALID;
    *out = vm->roots[ROOT_RESULT];
    return STATUS_OK;
}

Status pd_vm_run_image_module(Vm *vm, uint32_t unit, Error *err)
{
    uint32_t code = 0;
    for (uint32_t i = 0; i < unit; i++)
        code += vm->image->units[i]->function_count;
    Bytes name = vm->image->units[unit]->module_name;
    Str *text = pd_str_intern_utf8(&vm->heap, name);
    Value module = VALUE_NONE;
    bool found =
        text != NULL && pd_dict_get_name(&vm->heap, PD_AS(Dict, &vm->heap, vm->roots[ROOT_MODULES]),
                                         pd_value_to(&vm->heap, text), &module);
    if (!found)
        return pd_error_set(err, STATUS_INTERNAL, "library module %.*s has no object",
                            (int)name.size, (const char *)name.data);
    Status status = pd_vm_start(vm, code, module);
    if (status != STATUS_OK)
        return pd_error_plain(err, status);
    vm->fuel_end = vm->slice_end = UINT64_MAX;
    refill(vm);
    VmStop stop = pd_vm_loop(vm);
    while (stop == VM_FUEL)
        stop = pd_vm_loop(vm);
    if (stop == VM_DONE)
        return STATUS_OK;
    Buffer text_out;
    pd_buffer_init(&text_out, vm->alloc, 4096);
    if (stop == VM_RAISED)
        pd_status_ignore(pd_vm_error_name(vm, &text_out));
    if (pd_bytes_equal_cstr(pd_buffer_peek(&text_out), "MemoryError")) {
        pd_buffer_deinit(&text_out);
        return pd_error_plain(err, STATUS_NO_MEMORY);
    }
    pd_vm_error_hint(vm, &text_out);
    pd_error_set(err, STATUS_INTERNAL, "library module %.*s does not run: %.*s", (int)name.size,
                 (const char *)name.data, (int)text_out.size, (const char *)text_out.data);
    pd_buffer_deinit(&text_out);
    return STATUS_INTERNAL;
}

const Digest *pd_image_id(const Image *image)
{
    return &image->id;
}
