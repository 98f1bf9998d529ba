/*
 * Continuations going on: one use each, on top of whoever resumes them.
 *
 * Resuming puts the segment of fibers back on the running chain; its depth does not matter. In
 * `return k.send(v)` nothing of the frames that only pass the answer on is kept: they are dropped
 * up to the clause's, so a loop of handlers runs in constant space.
 */
#include "vm/effect/effect.h"
#include "vm/object/object_in.h"
#include "vm/task/task.h"

bool pd_vm_is_abandoned(const Vm *vm, Value continuation)
{
    const Opaque *k = pd_opaque(vm, continuation);
    return (k->h.flags & K_GIVEN) == 0 && pd_is_ref(k->items[K_HEAD]);
}

static void forget(Vm *vm, Opaque *k)
{
    Heap *heap = &vm->heap;
    Value older = k->items[K_OLDER];
    Value newer = k->items[K_NEWER];
    if (pd_is_ref(older)) {
        pd_store(heap, &pd_opaque(vm, older)->items[K_NEWER], newer);
    }
    if (pd_is_ref(newer)) {
        pd_store(heap, &pd_opaque(vm, newer)->items[K_OLDER], older);
    } else if (pd_is_ref(k->items[K_PROMPT]) && (k->h.flags & K_DETACHED) == 0) {
        pd_store(heap, &pd_opaque(vm, k->items[K_PROMPT])->items[PROMPT_NEWEST], older);
    }
    k->items[K_OLDER] = VALUE_NONE;
    k->items[K_NEWER] = VALUE_NONE;
}

/* Its fibers become the running ones. */
static void attach(Vm *vm, Opaque *k)
{
    Heap *heap = &vm->heap;
    Fiber *tail = PD_AS(Fiber, heap, k->items[K_TAIL]);
    uint32_t frames = (uint32_t)pd_int_of(k->items[K_FRAMES]);
    pd_running(vm)->frame_count = vm->depth - vm->fiber_depth;
    pd_store_ref(heap, &tail->parent, vm->fiber);
    pd_run_fiber(vm, pd_ref_of(k->items[K_HEAD]));
    vm->depth += frames;
    vm->fiber_depth = vm->depth - pd_running(vm)->frame_count;
    forget(vm, k);
    k->items[K_HEAD] = VALUE_NONE;
    k->items[K_TAIL] = VALUE_NONE;
}

/* ---- tail transfer ---- */

/* The running frame's instruction is a call whose value the frame returns at once. */
static bool is_tail_call(const Vm *vm, const FrameHeader *header)
{
    const Function *fn = pd_function(vm, header->code);
    const Instr *ip = fn->instrs + header->pc; /* calls are one word */
    if ((ip->op != OP_CALL && ip->op != OP_CALL_METHOD) || ip[1].op != OP_RETURN ||
        ip[1].a != ip->c) {
        return false;
    }
    for (uint32_t i = 0; i < fn->handler_count; i++) {
        if (header->pc >= fn->handlers[i].start && header->pc < fn->handlers[i].end) {
            return false;
        }
    }
    return (fn->flags & FUNCTION_GENERATOR) == 0;
}

/* Drops the frames that only pass the answer of k on, the clause's at most, and that only if it
 * leaves no continuation of its own behind. Whether the clause that got k was dropped. */
static bool drop_tail_callers(Vm *vm, const Opaque *k)
{
    Fiber *fiber = pd_running(vm);
    for (;;) {
        const Value *registers = pd_registers(vm);
        const FrameHeader *header = pd_frame((Value *)(uintptr_t)registers);
        bool clause = header->phase == PHASE_CONTROL;
        if (header->previous == 0 || (!clause && header->phase != PHASE_ONLY) ||
            !is_tail_call(vm, header)) {
            return false;
        }
        Value own = registers[-FRAME_HEADER_SLOTS - 1];
        if (clause && pd_opaque(vm, own) != k && pd_vm_is_abandoned(vm, own)) {
            return false;
        }
        fiber->base = header->previous;
        vm->depth--;
        if (clause) {
            return pd_opaque(vm, own) == k;
        }
    }
}

/* ---- using ---- */

LeafResult pd_vm_raise_used(Vm *vm, Value continuation)
{
    const Opaque *k = pd_opaque(vm, continuation);
    enum { NAME_BYTES = 200 };
    if (!pd_is_int(k->items[K_SITE_CODE])) {
        return pd_vm_raise(vm, EXC_CONTINUATION_USED, "this continuation was used before");
    }
    uint32_t code = (uint32_t)pd_int_of(k->items[K_SITE_CODE]);
    const PositionRow *row =
        pd_code_position(pd_function(vm, code), (uint32_t)pd_int_of(k->items[K_SITE_PC]));
    Bytes file = pd_loaded(vm, code)->unit->filename;
    int size = file.size < NAME_BYTES ? (int)file.size : NAME_BYTES;
    SourcePlace again = pd_vm_site(vm, vm->fiber);
    return pd_vm_raise(vm, EXC_CONTINUATION_USED,
                       "this continuation was used before: %.*s, line %u; again: %s, line %u", size,
                       (const char *)file.data, row == NULL ? 0 : row->line, again.file,
                       again.line);
}

/* Remembers the nearest frame that is not the library's. */
static void note_site(Vm *vm, Opaque *k)
{
    const Fiber *fiber = pd_running(vm);
    const Value *stack = pd_stack(vm, fiber);
    for (uint32_t base = fiber->base; base != 0;) {
        const FrameHeader *header = pd_frame((Value *)(uintptr_t)stack + base);
        if ((pd_function(vm, header->code)->flags & FUNCTION_HIDDEN) == 0) {
            k->items[K_SITE_CODE] = pd_from_int(header->code);
            k->items[K_SITE_PC] = pd_from_int(header->pc);
            return;
        }
        base = header->previous;
    }
}

/* A fiber that has not begun is put on top of the running one. */
static LeafResult begin(Vm *vm, Ref ref, Called *called)
{
    Fiber *fiber = pd_at(&vm->heap, ref);
    if (vm->depth >= vm->limits.recursion_frames) {
        return pd_vm_raise(vm, EXC_RECURSION_ERROR, "maximum recursion depth exceeded");
    }
    pd_vm_enter_fiber(vm, ref);
    vm->depth++;
    fiber->h.flags |= FIBER_RUNNING | FIBER_STARTED;
    called->pushed = true;
    return LEAF_OK;
}

/* Its head goes on with v. */
static LeafResult send(Vm *vm, Opaque *k, Value v, Called *called)
{
    bool unreachable = drop_tail_callers(vm, k);
    attach(vm, k);
    called->pushed = (k->h.flags & K_STARTED) == 0;
    if (unreachable) {
        pd_vm_recycle(vm, pd_value_to(&vm->heap, k));
    }
    if (called->pushed) {
        pd_running(vm)->h.flags |= FIBER_RUNNING | FIBER_STARTED;
    }
    called->phase = PHASE_ONLY;
    called->below = VALUE_UNBOUND;
    called->result = v;
    return LEAF_OK;
}

/* The operation is performed once more where k was captured, for the prompts outside k. */
static LeafResult forward(Vm *vm, Opaque *k, Value operation, Called *called)
{
    LeafResult r = pd_vm_check_operation(vm, operation);
    if (r != LEAF_OK) {
        return r;
    }
    const Fiber *head = PD_AS(const Fiber, &vm->heap, k->items[K_HEAD]);
    if (!pd_vm_has_room_to_perform(vm, head, operation)) {
        return LEAF_MEMORY; /* afterwards there is no way back */
    }
    (void)drop_tail_callers(vm, k);
    uint32_t frames = (uint32_t)pd_int_of(k->items[K_FRAMES]);
    const Reach reach = {.from = vm->fiber, .above = frames, .prompt = VALUE_NONE};
    attach(vm, k);
    r = pd_vm_perform_to(vm, &reach, operation, called);
    /* It was seen to that there is room; with more arguments than that it is too much. */
    return r == LEAF_MEMORY ? pd_vm_raise_args(vm, EXC_MEMORY_ERROR, NULL, 0) : r;
}

/* The exception that is being handled where k was captured, or None: the context of what is thrown
 * there. */
static Value handled_in(const Vm *vm, const Opaque *k)
{
    for (Ref ref = pd_ref_of(k->items[K_HEAD]);;) {
        const Fiber *fiber = pd_at(&vm->heap, ref);
        if (pd_is_kind(&vm->heap, fiber->handled, KIND_EXCEPTION) ||
            ref == pd_ref_of(k->items[K_TAIL])) {
            return fiber->handled;
        }
        ref = fiber->parent;
    }
}

static LeafResult check_use(Vm *vm, const Opaque *k, Value v)
{
    if (!pd_is_ref(k->items[K_HEAD])) {
        return pd_vm_raise_used(vm, pd_value_to(&vm->heap, k));
    }
    bool started = (k->h.flags & K_STARTED) != 0;
    if (!started && vm->resume_mode == RESUME_SEND && !pd_is_none(v)) {
        return pd_vm_raise(vm, EXC_TYPE_ERROR,
                           "can't send non-None value to a continuation that has not begun");
    }
    if (!started && vm->resume_mode == RESUME_FORWARD) {
        return pd_vm_raise(vm, EXC_TYPE_ERROR,
                           "a continuation that has not begun performs nothing to forward");
    }
    if (vm->depth + (uint32_t)pd_int_of(k->items[K_FRAMES]) > vm->limits.recursion_frames) {
        return pd_vm_raise(vm, EXC_RECURSION_ERROR, "maximum recursion depth exceeded");
    }
    return LEAF_OK;
}

bool pd_vm_send_at_once(Vm *vm)
{
    if (vm->resume_mode != RESUME_SEND || vm->trace != NULL) {
        return false;
    }
    Opaque *k = pd_at(&vm->heap, vm->resume_fiber);
    bool usable = k->h.kind == KIND_OPAQUE && k->h.aux == TYPE_CONTINUATION &&
                  (k->h.flags & K_STARTED) != 0 && pd_is_ref(k->items[K_HEAD]);
    if (UNLIKELY(!usable) ||
        vm->depth + (uint32_t)pd_int_of(k->items[K_FRAMES]) > vm->limits.recursion_frames) {
        return false;
    }
    note_site(vm, k);
    bool unreachable = drop_tail_callers(vm, k);
    attach(vm, k);
    if (unreachable) {
        pd_vm_recycle(vm, pd_value_to(&vm->heap, k));
    }
    return true;
}

LeafResult pd_vm_continue(Vm *vm, Called *called)
{
    Value v = vm->resume_value;
    vm->resume_value = VALUE_NONE;
    if (((const Header *)pd_at(&vm->heap, vm->resume_fiber))->kind == KIND_FIBER) {
        return begin(vm, vm->resume_fiber, called);
    }
    if (vm->resume_mode == RESUME_PERFORM) {
        const Reach reach = {.from = vm->fiber, .prompt = v};
        return pd_vm_perform_to(vm, &reach, pd_from_ref(vm->resume_fiber), called);
    }
    Opaque *k = pd_at(&vm->heap, vm->resume_fiber);
    if (k->h.aux == TYPE_SCHEDULER) {
        return pd_task_switch(vm, called);
    }
    LeafResult r = check_use(vm, k, v);
    if (r != LEAF_OK) {
        return r;
    }
    pd_vm_trace_resume(vm, k);
    note_site(vm, k);
    if (vm->resume_mode == RESUME_SEND) {
        return send(vm, k, v, called);
    }
    if (vm->resume_mode == RESUME_FORWARD) {
        return forward(vm, k, v, called);
    }
    pd_vm_set_context(vm, v, handled_in(vm, k));
    attach(vm, k);
    vm->thrown = (k->h.flags & K_STARTED) != 0 ? THROWN : THROWN_AT_START;
    return pd_vm_raise_value(vm, v);
}

bool pd_vm_give_back(Vm *vm, Value continuation)
{
    if (!pd_vm_is_abandoned(vm, continuation)) {
        return false;
    }
    Opaque *k = pd_opaque(vm, continuation);
    pd_vm_set_context(vm, vm->raised, handled_in(vm, k));
    attach(vm, k);
    return true;
}

/* ---- methods ---- */

static LeafResult resume(Vm *vm, Value k, ResumeMode mode, Value v)
{
    vm->resume_fiber = pd_ref_of(k);
    vm->resume_mode = (uint8_t)mode;
    vm->resume_value = v;
    return LEAF_RESUME;
}

static LeafResult continuation_send(Vm *vm, const Value *args, Value *result)
{
    if (pd_is(args[0], vm->image->in_place)) {
        *result = args[1];
        return LEAF_OK;
    }
    return resume(vm, args[0], RESUME_SEND, args[1]);
}

static LeafResult continuation_throw(Vm *vm, const Value *args, Value *result)
{
    (void)result;
    if (pd_is_kind(&vm->heap, args[1], KIND_EXCEPTION)) {
        return resume(vm, args[0], RESUME_THROW, args[1]);
    }
    return pd_vm_tail_call(vm, LIB_continuation_throw, 2, args[0], args[1]);
}

static LeafResult continuation_forward(Vm *vm, const Value *args, Value *result)
{
    (void)result;
    return resume(vm, args[0], RESUME_FORWARD, args[1]);
}

static LeafResult continuation_close(Vm *vm, const Value *args, Value *result)
{
    (void)result;
    return pd_vm_tail_call(vm, LIB_continuation_close, 1, args[0]);
}

/* Leaves its prompt's list: the scope does not close it. Its value is the continuation, so the
 * clause does not own it alone any more. */
static LeafResult continuation_detach(Vm *vm, const Value *args, Value *result)
{
    Opaque *k = pd_opaque(vm, args[0]);
    if (pd_is_ref(k->items[K_HEAD]) && (k->h.flags & K_DETACHED) == 0) {
        forget(vm, k);
        k->h.flags |= K_DETACHED | K_GIVEN;
    }
    *result = args[0];
    return LEAF_OK;
}

static LeafResult continuation_used(Vm *vm, const Value *args, Value *result)
{
    *result = pd_from_bool(!pd_is_ref(pd_opaque(vm, args[0])->items[K_HEAD]));
    return LEAF_OK;
}

static LeafResult continuation_rehandle(Vm *vm, const Value *args, Value *result)
{
    (void)result;
    return pd_vm_tail_call(vm, LIB_continuation_rehandle, 2, args[0], args[1]);
}

/* (file, line, function) of each frame that is not the library's, the innermost first; none once it
 * was used. */
static LeafResult continuation_frames(Vm *vm, const Value *args, Value *result)
{
    Heap *heap = &vm->heap;
    List *list = pd_list_new(heap, 0);
    Value head = pd_opaque(vm, args[0])->items[K_HEAD];
    for (Ref ref = pd_is_ref(head) ? pd_ref_of(head) : 0; list != NULL && ref != 0;) {
        const Fiber *fiber = pd_at(heap, ref);
        for (uint32_t base = fiber->base; base != 0;) {
            const FrameHeader *header = pd_frame(pd_stack(vm, fiber) + base);
            base = header->previous;
            if ((pd_function(vm, header->code)->flags & FUNCTION_HIDDEN) != 0) {
                continue;
            }
            const PositionRow *row = pd_code_position(pd_function(vm, header->code), header->pc);
            const Str *file = pd_str_new_utf8(heap, pd_loaded(vm, header->code)->unit->filename);
            Value parts[3] = {VALUE_NONE, pd_from_int(row == NULL ? 0 : row->line),
                              pd_loaded(vm, header->code)->qualname};
            parts[0] = file == NULL ? VALUE_NONE : pd_value_to(heap, file);
            const Tuple *one = file == NULL ? NULL : pd_tuple_new(heap, parts, 3);
            if (one == NULL || !pd_list_append(heap, list, pd_value_to(heap, one))) {
                return LEAF_MEMORY;
            }
        }
        ref = fiber->parent;
    }
    const Tuple *all =
        list == NULL ? NULL : pd_tuple_new(heap, pd_list_items(heap, list), list->length);
    return pd_object_give(vm, all, result);
}

/* The prompts in it, the innermost first. */
static LeafResult continuation_context(Vm *vm, const Value *args, Value *result)
{
    Value head = pd_opaque(vm, args[0])->items[K_HEAD];
    return pd_vm_context(vm, pd_is_ref(head) ? pd_ref_of(head) : 0, result);
}

static LeafResult no_copy(Vm *vm, const Value *args, Value *result)
{
    (void)args;
    (void)result;
    return pd_vm_raise(vm, EXC_TYPE_ERROR, "a continuation cannot be copied: it is used once");
}

static const LeafDef leaves[] = {
    {"send", "self, value, /", continuation_send, LEAF_METHOD},
    {"throw", "self, exception, /", continuation_throw, LEAF_METHOD},
    {"forward", "self, operation, /", continuation_forward, LEAF_METHOD},
    {"close", "self, /", continuation_close, LEAF_METHOD},
    {"rehandle", "self, handler, /", continuation_rehandle, LEAF_METHOD},
    {"frames", "self, /", continuation_frames, LEAF_METHOD},
    {"context", "self, /", continuation_context, LEAF_METHOD},
    {"detach", "self, /", continuation_detach, LEAF_METHOD},
    {"used", "self, /", continuation_used, LEAF_GETTER},
    {"__copy__", "self, /", no_copy, LEAF_METHOD},
    {"__deepcopy__", "self, memo, /", no_copy, LEAF_METHOD},
    {"__reduce_ex__", "self, protocol, /", no_copy, LEAF_METHOD},
};

const LeafTable pd_leaves_continuation = {
    .type = TYPE_CONTINUATION, .defs = leaves, .count = (uint32_t)ARRAY_COUNT(leaves)};
