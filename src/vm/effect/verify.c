/*
 * What holds of effects at every instruction: of their objects alone, which readers of snapshots
 * ask, and of the running chain with its prompts, masks and continuations.
 *
 * The numbers in the texts are those of the list in docs/TESTING.md. Changes nothing and allocates
 * nothing.
 */
#include "vm/effect/effect.h"

/* ---- one object ---- */

bool pd_vm_clauses_fit(const Vm *vm, Value v)
{
    if (!pd_is_kind(&vm->heap, v, KIND_TUPLE)) {
        return false;
    }
    const Tuple *clauses = PD_AS(const Tuple, &vm->heap, v);
    bool fits = clauses->length % 2 == 0;
    for (uint32_t i = 0; fits && i < clauses->length; i += 2) {
        fits = pd_is_int(clauses->items[i]) &&
               pd_is_kind(&vm->heap, clauses->items[i + 1], KIND_FUNCTION);
    }
    return fits;
}

static bool is_or_none(const Vm *vm, Value v, TypeId type)
{
    return pd_is_none(v) || pd_is_opaque(vm, v, type);
}

static bool effect_fits(const Vm *vm, const Opaque *o)
{
    return o->count == EFFECT_COUNT &&
           pd_is_kind(&vm->heap, o->items[EFFECT_FUNCTION], KIND_FUNCTION) &&
           pd_is_bool(o->items[EFFECT_HAS_DEFAULT]);
}

static bool operation_fits(const Vm *vm, const Opaque *o)
{
    const Heap *heap = &vm->heap;
    if (o->count != OPERATION_COUNT || !pd_is_opaque(vm, o->items[OPERATION_EFFECT], TYPE_EFFECT) ||
        !pd_is_kind(heap, o->items[OPERATION_ARGS], KIND_TUPLE)) {
        return false;
    }
    if (!pd_is_kind(heap, o->items[OPERATION_KEYWORDS], KIND_DICT)) {
        return pd_is_none(o->items[OPERATION_KEYWORDS]);
    }
    uint32_t position = 0;
    Value key;
    Value value;
    const Dict *keywords = PD_AS(const Dict, heap, o->items[OPERATION_KEYWORDS]);
    while (pd_dict_next(heap, keywords, &position, &key, &value)) {
        if (!pd_is_kind(heap, key, KIND_STR)) {
            return false;
        }
    }
    return true;
}

static bool prompt_fits(const Vm *vm, const Opaque *o)
{
    return o->count == PROMPT_COUNT && pd_vm_clauses_fit(vm, o->items[PROMPT_CLAUSES]) &&
           is_or_none(vm, o->items[PROMPT_NEWEST], TYPE_CONTINUATION) &&
           is_or_none(vm, o->items[PROMPT_SPARE], TYPE_CONTINUATION);
}

/* Its fibers: suspended, one after the other from head to tail, with that many frames. */
static bool segment_fits(const Vm *vm, const Opaque *k)
{
    const Heap *heap = &vm->heap;
    if (!pd_is_kind(heap, k->items[K_HEAD], KIND_FIBER) &&
        !pd_is_kind(heap, k->items[K_HEAD], KIND_GENERATOR)) {
        return false;
    }
    if (!pd_is_kind(heap, k->items[K_TAIL], KIND_FIBER) || !pd_is_int(k->items[K_FRAMES])) {
        return false;
    }
    int64_t frames = 0;
    for (Ref ref = pd_ref_of(k->items[K_HEAD]);;) {
        const Fiber *fiber = pd_at(heap, ref);
        if (fiber->stack == 0 || fiber->frame_count == 0 || ref == vm->fiber) {
            return false;
        }
        frames += fiber->frame_count;
        if (ref == pd_ref_of(k->items[K_TAIL])) {
            return fiber->parent == 0 && frames == pd_int_of(k->items[K_FRAMES]);
        }
        if (fiber->parent == 0 || frames > pd_int_of(k->items[K_FRAMES])) {
            return false;
        }
        ref = fiber->parent;
    }
}

static bool points_back(const Vm *vm, Value from, uint32_t item, const Opaque *to)
{
    return pd_is_opaque(vm, from, TYPE_CONTINUATION) && pd_opaque(vm, from)->count == K_COUNT &&
           pd_is(pd_opaque(vm, from)->items[item], pd_value_to(&vm->heap, to));
}

/* An unused continuation that its scope closes stands in the list of its prompt, others in none. */
static bool is_linked(const Vm *vm, const Opaque *k)
{
    Value older = k->items[K_OLDER];
    Value newer = k->items[K_NEWER];
    Value prompt = k->items[K_PROMPT];
    bool listed =
        pd_is_ref(k->items[K_HEAD]) && pd_is_ref(prompt) && (k->h.flags & K_DETACHED) == 0;
    if (!listed) {
        return pd_is_none(older) && pd_is_none(newer);
    }
    bool newest = pd_is_opaque(vm, prompt, TYPE_PROMPT) &&
                  pd_opaque(vm, prompt)->count == PROMPT_COUNT &&
                  pd_is(pd_opaque(vm, prompt)->items[PROMPT_NEWEST], pd_value_to(&vm->heap, k));
    return (pd_is_none(newer) ? newest : points_back(vm, newer, K_OLDER, k)) &&
           (pd_is_none(older) || points_back(vm, older, K_NEWER, k));
}

bool pd_vm_effect_fits(const Vm *vm, const Opaque *o)
{
    if (o->h.aux == TYPE_EFFECT) {
        return effect_fits(vm, o);
    }
    if (o->h.aux == TYPE_PROMPT) {
        return prompt_fits(vm, o);
    }
    if (o->h.aux == TYPE_OPERATION) {
        return operation_fits(vm, o);
    }
    if (o->count != K_COUNT) {
        return false;
    }
    if (!is_linked(vm, o)) {
        return false;
    }
    bool site = pd_is_none(o->items[K_SITE_CODE]) ||
                (pd_is_int(o->items[K_SITE_CODE]) && pd_is_int(o->items[K_SITE_PC]) &&
                 pd_int_of(o->items[K_SITE_CODE]) >= 0 && pd_int_of(o->items[K_SITE_PC]) >= 0 &&
                 pd_int_of(o->items[K_SITE_CODE]) < (int64_t)vm->loaded_count);
    return site && pd_is_int(o->items[K_FRAMES]) &&
           is_or_none(vm, o->items[K_PROMPT], TYPE_PROMPT) &&
           is_or_none(vm, o->items[K_OLDER], TYPE_CONTINUATION) &&
           is_or_none(vm, o->items[K_NEWER], TYPE_CONTINUATION) &&
           (pd_is_none(o->items[K_HEAD]) ? pd_is_none(o->items[K_TAIL]) : segment_fits(vm, o));
}

/* ---- the running chain ---- */

/* A continuation that was used and is kept for the next capture of its prompt. */
static const char *spare_fault(const Vm *vm, Value spare)
{
    if (pd_is_none(spare)) {
        return NULL;
    }
    const Opaque *k = pd_opaque(vm, spare);
    bool clear = pd_is_none(k->items[K_HEAD]) && pd_is_none(k->items[K_TAIL]) &&
                 pd_is_none(k->items[K_OLDER]) && pd_is_none(k->items[K_NEWER]) &&
                 (k->h.flags & (K_GIVEN | K_STARTED | K_DETACHED)) == 0;
    return clear ? NULL : "D8: a continuation that is to be used again still has something";
}

static const char *continuation_fault(const Vm *vm, const Opaque *k, Value prompt)
{
    if (!pd_is_ref(k->items[K_HEAD]) || (k->h.flags & K_DETACHED) != 0) {
        return "D9: a used or detached continuation is in the list of its prompt";
    }
    if (!segment_fits(vm, k)) {
        return "D5: the fibers of a continuation do not lead from its head to its tail";
    }
    if (!pd_is(k->items[K_PROMPT], prompt) ||
        !pd_is(PD_AS(const Fiber, &vm->heap, k->items[K_TAIL])->prompt, prompt)) {
        return "D7: a continuation is in the list of a prompt that does not end it";
    }
    return NULL;
}

/* The unused continuations of a prompt, the newest first, linked both ways. */
static const char *list_fault(const Vm *vm, Value prompt)
{
    enum { LOOKED_AT_MAX = 64 };
    Value newer = VALUE_NONE;
    Value at = pd_opaque(vm, prompt)->items[PROMPT_NEWEST];
    for (int i = 0; i < LOOKED_AT_MAX && pd_is_ref(at); i++) {
        const Opaque *k = pd_opaque(vm, at);
        if (!pd_is(k->items[K_NEWER], newer)) {
            return "D9: the list of a prompt's continuations is broken";
        }
        const char *fault = continuation_fault(vm, k, prompt);
        if (fault != NULL) {
            return fault;
        }
        newer = at;
        at = k->items[K_OLDER];
    }
    return NULL;
}

static bool is_outward(const Vm *vm, Ref from, Ref wanted)
{
    uint64_t left = vm->limits.recursion_frames + 1; /* the fiber may be of a parked task */
    for (Ref ref = from; ref != 0 && left != 0; left--) {
        if (ref == wanted) {
            return true;
        }
        ref = ((const Fiber *)pd_at(&vm->heap, ref))->parent;
    }
    return false;
}

static const char *prompt_fault(const Vm *vm, const Fiber *fiber)
{
    Value prompt = pd_prompt_of(fiber);
    if (!pd_is_ref(prompt)) {
        return NULL;
    }
    if ((pd_opaque(vm, prompt)->h.flags & PROMPT_ENTERED) == 0) {
        return "D4: a fiber has a prompt that was not entered";
    }
    const char *fault = spare_fault(vm, pd_opaque(vm, prompt)->items[PROMPT_SPARE]);
    return fault != NULL ? fault : list_fault(vm, prompt);
}

static bool has_twin(const Vm *vm, const Fiber *fiber)
{
    Value prompt = pd_prompt_of(fiber);
    uint32_t left = vm->depth + 1;
    for (Ref ref = fiber->parent; pd_is_ref(prompt) && ref != 0 && left != 0; left--) {
        const Fiber *outer = pd_at(&vm->heap, ref);
        if (pd_is(pd_prompt_of(outer), prompt)) {
            return true;
        }
        ref = outer->parent;
    }
    return false;
}

/* The continuation that a control clause got. */
static const char *control_fault(const Vm *vm, Value continuation)
{
    if (!pd_is_opaque(vm, continuation, TYPE_CONTINUATION)) {
        return "D11: a control clause runs and has no continuation";
    }
    const Opaque *k = pd_opaque(vm, continuation);
    if (!pd_is_ref(k->items[K_HEAD])) {
        return pd_is_none(k->items[K_TAIL]) ? NULL : "D8: a used continuation still has fibers";
    }
    if (!segment_fits(vm, k)) {
        return "D5: the fibers of a continuation do not lead from its head to its tail";
    }
    if (!is_linked(vm, k)) {
        return "D9: an unused continuation is not in the list of its prompt";
    }
    bool listed = pd_is_ref(k->items[K_PROMPT]) && (k->h.flags & K_DETACHED) == 0;
    return listed ? list_fault(vm, k->items[K_PROMPT]) : NULL;
}

/* The clauses that run in the fiber: each function clause hides its own prompt and those inside,
 * and what was hidden before stays below its frame. */
static const char *clauses_fault(const Vm *vm, Ref ref)
{
    const Fiber *fiber = pd_at(&vm->heap, ref);
    Value *stack = pd_stack(vm, fiber);
    Value mask = fiber->mask;
    for (uint32_t base = fiber->base; base != 0;) {
        Value *registers = stack + base;
        const FrameHeader *header = pd_frame(registers);
        bool has_below = pd_phase_has_below(header->phase);
        Value below = has_below ? registers[-FRAME_HEADER_SLOTS - 1] : VALUE_UNBOUND;
        if (header->phase == PHASE_CLAUSE) {
            if (!pd_is_ref(mask) || !is_outward(vm, ref, pd_ref_of(mask)) ||
                !pd_is_ref(pd_prompt_of(PD_AS(const Fiber, &vm->heap, mask)))) {
                return "D12: a function clause runs and its prompt is not hidden";
            }
            mask = below;
        } else if (header->phase == PHASE_CONTROL) {
            const char *fault = control_fault(vm, below);
            if (fault != NULL) {
                return fault;
            }
        }
        base = header->previous;
    }
    return pd_is_ref(mask) ? "D12: a prompt is hidden and no function clause runs" : NULL;
}

bool pd_vm_mark_prompt(Vm *vm, const Fiber *fiber, bool mark)
{
    Value prompt = pd_prompt_of(fiber);
    if (!pd_is_ref(prompt)) {
        return true;
    }
    Header *h = pd_header(&vm->heap, prompt);
    bool is = (h->flags & PROMPT_SEEN) != 0;
    h->flags = (uint8_t)(mark ? h->flags | PROMPT_SEEN : h->flags & ~PROMPT_SEEN);
    return is != mark;
}

const char *pd_vm_verify_fiber_effects(const Vm *vm, const Fiber *fiber)
{
    const char *fault = prompt_fault(vm, fiber);
    return fault != NULL ? fault : clauses_fault(vm, pd_ref_to(&vm->heap, fiber));
}

const char *pd_vm_verify_effects(const Vm *vm)
{
    enum { LOOKED_AT_MAX = 64 };
    Ref ref = vm->fiber;
    for (int i = 0; i < LOOKED_AT_MAX && ref != 0; i++) {
        const Fiber *fiber = pd_at(&vm->heap, ref);
        const char *fault = pd_vm_verify_fiber_effects(vm, fiber);
        if (fault != NULL) {
            return fault;
        }
        if (has_twin(vm, fiber)) {
            return "D4: two fibers have one prompt";
        }
        ref = fiber->parent;
    }
    return NULL;
}
