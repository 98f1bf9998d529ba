/* Tells what is wrong with a stopped run: its fibers, their frames, its roots and counters.
 *
 * A fiber owns its stack and is in one of four states: not started, suspended at a YIELD, running
 * (it or a fiber above it), ended. The running ones form one chain from vm->fiber by `parent`, and
 * vm->depth counts its frames. Each frame stands at the start of an instruction of the function it
 * belongs to and lies inside the stack above the frame that called it.
 *
 * Answers the first fault as text. Changes nothing and allocates nothing. Objects are seen to by
 * the heap's own verification, which asks pd_vm_verify_fiber about each fiber that it meets.
 */
#include "vm/task/task.h"

static bool is_kind(const Vm *vm, Value v, Kind kind)
{
    return pd_is_kind(&vm->heap, v, kind);
}

static bool is_start(const Function *fn, uint32_t pc)
{
    uint32_t at = 0;
    while (at < pc && at < fn->instr_count)
        at += pd_op_info[fn->instrs[at].op].words;
    return at == pc && pc < fn->instr_count;
}

static const char *function_fault(const Vm *vm, const FrameHeader *header)
{
    if (!is_kind(vm, header->function, KIND_FUNCTION))
        return "a frame has no function";
    const FunctionObject *f = PD_AS(const FunctionObject, &vm->heap, header->function);
    if (header->code >= vm->loaded_count || f->code != header->code)
        return "a frame runs other code than its function has";
    const Function *fn = pd_function(vm, header->code);
    uint32_t cells =
        is_kind(vm, f->closure, KIND_TUPLE) ? PD_AS(const Tuple, &vm->heap, f->closure)->length : 0;
    if (cells != fn->free_count)
        return "the function of a frame has the wrong number of cells";
    if (vm->codes[header->code].instrs == NULL || vm->codes[header->code].live == NULL)
        return "the code of a frame was not made ready";
    return is_start(fn, header->pc) ? NULL : "a frame stands inside an instruction";
}

/* None hides all handlers outside. */
static bool is_mask(const Vm *vm, Value v)
{
    return pd_is_unbound(v) || pd_is_none(v) || is_kind(vm, v, KIND_FIBER);
}

/* The value below the header of a frame that has one. */
static const char *below_fault(const Vm *vm, uint8_t phase, Value below)
{
    if (phase == PHASE_CLAUSE && !is_mask(vm, below))
        return "the mask below a clause is no fiber";
    if (phase == PHASE_CONTROL && !pd_is_opaque(vm, below, TYPE_CONTINUATION))
        return "a control clause has no continuation";
    if (phase >= PHASE_KEY_HASH && !pd_is_kind(&vm->heap, below, KIND_TUPLE))
        return "a method is asked about a key and nothing looks for one";
    return NULL;
}

/* above: base of the frame that this one waits for, 0 for the youngest. */
static const char *frame_fault(const Vm *vm, const Array *stack, uint32_t base, uint32_t above)
{
    if (base < FRAME_HEADER_SLOTS || base > stack->capacity)
        return "a frame lies outside its stack";
    const Value *registers = stack->items + base;
    const FrameHeader *header = (const FrameHeader *)(const void *)(registers - FRAME_HEADER_SLOTS);
    if (header->phase >= PHASE_COUNT || (header->flags & ~FRAME_NEGATE) != 0)
        return "a frame answers a part of an instruction that does not exist";
    if (header->previous != 0 && header->previous + FRAME_HEADER_SLOTS > base)
        return "a frame lies below the one that called it";
    const char *fault = function_fault(vm, header);
    if (fault == NULL)
        fault = below_fault(vm, header->phase, registers[-FRAME_HEADER_SLOTS - 1]);
    if (fault != NULL)
        return fault;
    uint32_t count = pd_function(vm, header->code)->register_count;
    if (above == 0)
        return count <= stack->capacity - base ? NULL : "the registers of a frame leave its stack";
    const FrameHeader *next =
        (const FrameHeader *)(const void *)(stack->items + above - FRAME_HEADER_SLOTS);
    uint32_t end = above - FRAME_HEADER_SLOTS - (pd_phase_has_below(next->phase) ? 1 : 0);
    bool inside = end >= base && end <= base + count + STACK_SLACK_SLOTS;
    return inside ? NULL : "the window of a frame is not above its caller's";
}

static const char *frames_fault(const Vm *vm, const Fiber *fiber, const Array *stack,
                                uint32_t *frame_count)
{
    uint32_t above = 0;
    uint32_t base = fiber->base;
    if (base == 0)
        return "a fiber with a stack has no frame";
    while (base != 0) {
        const char *fault = frame_fault(vm, stack, base, above);
        if (fault != NULL)
            return fault;
        above = base;
        base = pd_frame((Value *)(uintptr_t)stack->items + base)->previous;
        (*frame_count)++;
    }
    return above == FRAME_HEADER_SLOTS ? NULL : "the oldest frame of a fiber is not at its bottom";
}

/* Of a generator that does not run: it waits at its start or at a YIELD of its one frame. */
static const char *suspended_fault(const Vm *vm, const Fiber *fiber, const Array *stack)
{
    const FrameHeader *header = pd_frame((Value *)(uintptr_t)stack->items + fiber->base);
    if (fiber->h.kind != KIND_GENERATOR && (fiber->h.flags & FIBER_STARTED) != 0)
        return "a fiber that is no generator is suspended at a YIELD";
    if (fiber->parent != 0 || header->previous != 0)
        return "a suspended generator has a caller";
    if ((fiber->h.flags & FIBER_STARTED) == 0)
        return NULL;
    const Instr *at = &pd_function(vm, header->code)->instrs[header->pc];
    bool at_yield = at->op == OP_YIELD || at->op == OP_YIELD_ASYNC;
    return at_yield ? NULL : "a generator is suspended elsewhere than at a YIELD";
}

/* Functions that yield are the oldest frame of a generator, of the kind that calling them makes,
 * and no others are. */
static const char *kind_fault(const Vm *vm, const Fiber *fiber, const Array *stack)
{
    if (fiber->h.kind != KIND_GENERATOR && fiber->h.aux > FIBER_IGNORES_EXIT)
        return "a fiber is of a kind that it cannot be";
    for (uint32_t base = fiber->base; base != 0;) {
        const FrameHeader *header = pd_frame((Value *)(uintptr_t)stack->items + base);
        const Function *fn = pd_function(vm, header->code);
        bool yields = (fn->flags & (FUNCTION_GENERATOR | FUNCTION_COROUTINE)) != 0;
        bool oldest = fiber->h.kind == KIND_GENERATOR && header->previous == 0;
        if (yields != oldest || (oldest && fiber->h.aux != pd_vm_generator_kind(fn)))
            return "a frame runs a function of another kind than its fiber";
        base = header->previous;
    }
    return NULL;
}

/* Whether it belongs to the running chain, or to a segment that ends as those of continuations do.
 */
static bool is_in_chain(const Vm *vm, const Fiber *fiber)
{
    for (uint32_t i = 0; i <= vm->limits.recursion_frames; i++) {
        if (fiber->parent == 0)
            return fiber->h.kind == KIND_FIBER;
        fiber = pd_at(&vm->heap, fiber->parent);
    }
    return false;
}

static const char *prompt_fault(const Vm *vm, const Fiber *fiber)
{
    if (fiber->h.kind == KIND_GENERATOR) {
        bool driver = pd_is_opaque(vm, fiber->prompt, TYPE_ASYNC_SEND) ||
                      pd_is_opaque(vm, fiber->prompt, TYPE_ASYNC_THROW);
        if (!pd_is_unbound(fiber->prompt) && (fiber->h.aux != GENERATOR_ASYNC || !driver))
            return "what awaits a generator is no such thing";
    } else if (!pd_is_unbound(fiber->prompt) && !pd_is_opaque(vm, fiber->prompt, TYPE_PROMPT))
        return "the prompt of a fiber is none";
    return is_mask(vm, fiber->mask) ? NULL : "the mask of a fiber is no fiber";
}

const char *pd_vm_verify_fiber(void *ctx, const Fiber *fiber, const Array *stack)
{
    const Vm *vm = ctx;
    uint32_t frames = 0;
    bool running = (fiber->h.flags & FIBER_RUNNING) != 0;
    if ((fiber->h.flags & FIBER_DONE) != 0)
        return "a fiber that has ended keeps its stack";
    if (running && (fiber->h.flags & FIBER_STARTED) == 0)
        return "a fiber runs and was not started";
    if (!pd_is_none(fiber->handled) && !is_kind(vm, fiber->handled, KIND_EXCEPTION))
        return "a fiber handles something that is no exception";
    if (fiber->h.kind == KIND_GENERATOR && !is_kind(vm, fiber->name, KIND_STR))
        return "the name of a generator is no str";
    const char *fault = prompt_fault(vm, fiber);
    if (fault == NULL)
        fault = frames_fault(vm, fiber, stack, &frames);
    if (fault == NULL)
        fault = kind_fault(vm, fiber, stack);
    if (fault != NULL)
        return fault;
    if (!running)
        return suspended_fault(vm, fiber, stack);
    return is_in_chain(vm, fiber) ? NULL : "a fiber is marked as running and nobody waits for it";
}

const char *pd_vm_verify_frames(const Vm *vm)
{
    uint32_t frames = 0;
    for (Ref ref = vm->fiber; ref != 0;) {
        if (!pd_heap_is_used(&vm->heap, ref))
            return "the chain of running fibers leads out of the heap";
        const Fiber *fiber = pd_at(&vm->heap, ref);
        if (fiber->h.kind != KIND_FIBER && fiber->h.kind != KIND_GENERATOR)
            return "something that is no fiber runs";
        if ((fiber->h.flags & FIBER_RUNNING) == 0 || fiber->stack == 0)
            return "a fiber of the running chain does not run";
        if (fiber->h.kind != KIND_FIBER && fiber->parent == 0)
            return "the running chain does not end at the main fiber";
        const Array *stack = pd_at(&vm->heap, fiber->stack);
        const char *fault = frames_fault(vm, fiber, stack, &frames);
        if (fault != NULL)
            return fault;
        if (frames > vm->depth)
            break;
        ref = fiber->parent;
    }
    return frames == vm->depth ? NULL : "the number of frames is wrong";
}

static const char *roots_fault(const Vm *vm)
{
    const Value *roots = vm->roots;
    if (!is_kind(vm, roots[ROOT_MODULES], KIND_DICT) || !is_kind(vm, roots[ROOT_STATE], KIND_DICT))
        return "the modules or the library's state are no dict";
    if (!is_kind(vm, roots[ROOT_REPR_ACTIVE], KIND_LIST) ||
        !is_kind(vm, roots[ROOT_SUBCLASSES], KIND_DICT))
        return "a root is of the wrong kind";
    static const uint8_t exceptions[] = {ROOT_EXCEPTION, ROOT_THROW};
    for (size_t i = 0; i < ARRAY_COUNT(exceptions); i++) {
        Value v = roots[exceptions[i]];
        if (!pd_is_none(v) && !is_kind(vm, v, KIND_EXCEPTION))
            return "a root for an exception holds something else";
    }
    if (vm->state != RUN_EFFECT)
        return pd_is_none(roots[ROOT_EFFECT]) ? NULL : "an effect is left that nobody waits for";
    if (!is_kind(vm, roots[ROOT_EFFECT], KIND_TUPLE))
        return "a run waits for an effect that it does not have";
    const Tuple *effect = PD_AS(const Tuple, &vm->heap, roots[ROOT_EFFECT]);
    bool good = effect->length == 2 && is_kind(vm, effect->items[0], KIND_STR) &&
                is_kind(vm, effect->items[1], KIND_LIST);
    return good ? NULL : "an effect is no name with a list";
}

static const char *counters_fault(const Vm *vm)
{
    if (vm->slice_start < 0 || vm->fuel_left > vm->slice_start)
        return "more fuel is left than the slice had";
    if (vm->leaf_fuel != 0)
        return "fuel of an instruction was neither charged nor dropped";
    if (vm->settle != 0)
        return "the room made for one instruction was not given back";
    if (vm->thrown != 0 || !pd_is_none(vm->raised))
        return "an exception is still on its way";
    bool is_open = vm->state == RUN_EFFECT;
    if (vm->next_sequence > EFFECTS_MAX)
        return "more effects were asked than there are numbers for";
    if (vm->effect_count > vm->next_sequence || (is_open && vm->effect_count == vm->next_sequence))
        return "more effects were answered than asked";
    return vm->has_answer || pd_is_none(vm->answer) ? NULL : "an answer is left that was taken";
}

const char *pd_vm_verify(const Vm *vm)
{
    bool ended = vm->state == RUN_ENDED || vm->state == RUN_FAILED;
    if (ended != (vm->fiber == 0))
        return "a run has ended and still runs, or the other way round";
    if (vm->has_answer && vm->state != RUN_RUNNABLE)
        return "an answer is there and the run does not go on";
    if (vm->state == RUN_FAILED && pd_is_none(vm->roots[ROOT_EXCEPTION]))
        return "a run failed without an exception";
    const char *fault = roots_fault(vm);
    if (fault == NULL)
        fault = counters_fault(vm);
    if (fault == NULL)
        fault = pd_task_fault(vm);
    if (fault == NULL)
        fault = pd_vm_verify_frames(vm);
    return fault != NULL ? fault : pd_vm_verify_effects(vm);
}
