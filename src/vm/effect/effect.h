/*
 * Effects inside the machine: prompts, continuations, and what moves fibers between them.
 *
 * A prompt is the bottom of a fiber that `handle` started; the handlers on the running chain are
 * found by walking fibers, never frames. Performing an effect finds the nearest prompt that has a
 * clause for it. A function clause runs in place, as a frame above the perform site, and until it
 * returns the fiber's `mask` makes lookups start outside that prompt. A control clause gets the
 * continuation: the fibers from the running one down to the prompt's leave the chain, and the
 * clause's frame goes where `handle` waits.
 *
 * Ownership: a chain of suspended fibers belongs to exactly one continuation cell (K_HEAD is not
 * None), or the running chain has it. The first use of a cell takes the chain out of it.
 */
#ifndef VM_EFFECT_EFFECT_H
#define VM_EFFECT_EFFECT_H

#include "vm/vm_in.h"

static inline bool pd_is_opaque(const Vm *vm, Value v, TypeId type)
{
    return pd_is_kind(&vm->heap, v, KIND_OPAQUE) && pd_header(&vm->heap, v)->aux == type;
}
/* The prompt at the bottom of a fiber, or UNBOUND. The field of a generator has another meaning. */
static inline Value pd_prompt_of(const Fiber *fiber)
{
    return fiber->h.kind == KIND_FIBER ? fiber->prompt : VALUE_UNBOUND;
}
static inline Opaque *pd_opaque(const Vm *vm, Value v)
{
    return PD_AS(Opaque, &vm->heap, v);
}

typedef struct Target {
    Value clause;
    Ref fiber;       /* whose prompt it is; 0 = none */
    uint32_t frames; /* from the running one to the end of that fiber; 0: they were not counted */
    bool refused;    /* a fiber on the way is being closed and does not take it for its end */
    bool closing;    /* one on the way is being closed: another time it may be refused */
} Target;
/* The nearest prompt from that fiber outward that has a clause for the effect. */
Target pd_vm_find_clause(const Vm *vm, Value effect, Ref from);
/* Whether it gets a continuation. */
static inline bool pd_vm_is_control(const Vm *vm, Value clause)
{
    uint32_t code = PD_AS(FunctionObject, &vm->heap, clause)->code;
    return (pd_function(vm, code)->flags & (FUNCTION_CONTROL | FUNCTION_RESUMES)) ==
           FUNCTION_CONTROL;
}
/* Arguments that a clause in place gets before those of the operation: its handler, and what a
 * control clause sends to there. */
static inline uint32_t pd_clause_extras(const Vm *vm, Value clause)
{
    uint32_t code = PD_AS(FunctionObject, &vm->heap, clause)->code;
    return (pd_function(vm, code)->flags & FUNCTION_RESUMES) != 0 ? 2 : 1;
}
/* What performing the effect on the running fiber comes to, where that is known; else NULL. */
static inline const KnownClause *pd_known_clause(const Vm *vm, const Fiber *running, Ref effect)
{
    const KnownClause *known = &vm->known_clauses[effect / 2 % KNOWN_CLAUSES];
    bool same = known->chain == vm->chain && known->effect == effect && known->fiber == vm->fiber &&
                pd_is(known->mask, running->mask);
    pd_assert_torture(!same || pd_is(pd_vm_find_clause(vm, pd_from_ref(effect), vm->fiber).clause,
                                     known->clause));
    return LIKELY(same) ? known : NULL;
}
/* Finds it out, and remembers it until the chain changes. NULL: no clause takes it for sure. */
const KnownClause *pd_vm_learn_clause(Vm *vm, Value effect);
/* Makes the window of an effect, in the running fiber, that of its clause in place, one slot
 * higher: the mask that was stays below the frame's header. extras: pd_clause_extras. */
static inline void pd_lay_out_clause(const Vm *vm, Value *window, uint32_t count, uint32_t extras,
                                     const KnownClause *clause)
{
    Value *args = window + FRAME_HEADER_SLOTS;
    for (uint32_t i = count; i-- > 0;) {
        args[i + 1 + extras] = args[i];
    }
    window[0] = clause->mask;
    window[1] = clause->clause;
    args[extras] = vm->image->in_place;
    args[1] = clause->handler;
}
Opaque *pd_vm_new_opaque(Vm *vm, TypeId type, uint32_t count); /* items None; NULL = memory */
/* An effect's arguments are in the window; its control clause gets them with the continuation.
 * Answers as pd_vm_call; unless that is LEAF_OK the window and the chain are as they were. */
LeafResult pd_vm_capture(Vm *vm, const Call *call, const Target *target, Called *called);
/* The running frame, a control clause in place, returns that register without having sent: what
 * performed is captured and left with that value. As pd_vm_capture; unless that is LEAF_OK the
 * frame is as it was. LEAF_END: it is no such clause, which only forged states know. */
LeafResult pd_vm_leave_clause(Vm *vm, uint32_t value, Called *called);
/* A control clause is left: its continuation, if it was used and never given away, can be the next
 * one of its prompt. */
void pd_vm_recycle(Vm *vm, Value continuation);
/* The callee in the window is an effect. LEAF_END: the window holds another callee now (the
 * effect's own body). Otherwise as pd_vm_call. */
LeafResult pd_vm_call_effect(Vm *vm, Call *call, Called *called);
/* A continuation goes on, or a fiber begins, as vm->resume_* ask; answers as pd_vm_call: its head
 * is the running fiber, and *called tells what its instruction gets. LEAF_RAISED: in it, or, if it
 * was used before, at the caller. */
LeafResult pd_vm_continue(Vm *vm, Called *called);
/* The usual case of that, done in place: vm->resume_value is sent to a continuation that nobody
 * watches, and its head is the running fiber, whose instruction gets the value. false: nothing was
 * done. */
bool pd_vm_send_at_once(Vm *vm);
/* Whom an operation is for: the prompts from a fiber outward, above which those frames are; or a
 * prompt alone (else VALUE_NONE). */
typedef struct Reach {
    Ref from;
    uint32_t above;
    Value prompt;
} Reach;
/* Performs an operation (TYPE_OPERATION) on top of the running frame. */
LeafResult pd_vm_perform_to(Vm *vm, const Reach *reach, Value operation, Called *called);
/* The prompts that take part for the fiber `ref`, the innermost first, as a tuple. */
LeafResult pd_vm_context(Vm *vm, Ref ref, Value *out);
/* The fibers whose prompts take part, from `ref` outward: gives the next one, or 0. */
Ref pd_vm_next_prompt(const Vm *vm, Ref ref);
/* Whether that will not run out of memory when it is performed on top of the fiber `head`, outside
 * of which the running fiber is. */
bool pd_vm_has_room_to_perform(const Vm *vm, const Fiber *head, Value operation);
bool pd_vm_clauses_fit(const Vm *vm, Value v); /* a tuple as PROMPT_CLAUSES */
typedef struct SourcePlace {
    char file[204];
    uint32_t line; /* 0: no frame of the program */
} SourcePlace;
/* The nearest frame from the fiber outward that is the program's own (trace.c). */
SourcePlace pd_vm_site(const Vm *vm, Ref fiber);
/* ---- who watches (trace.c): nothing when nobody does ---- */
void pd_vm_trace_perform(const Vm *vm, Value effect, const Target *target);
void pd_vm_trace_resume(const Vm *vm, const Opaque *k);
LeafResult pd_vm_raise_used(Vm *vm, Value continuation);   /* ContinuationUsed, with the place */
LeafResult pd_vm_check_operation(Vm *vm, Value operation); /* LEAF_RAISED when it is none */
/* The running fiber's clause frame is gone, its exception stays vm->raised: when it alone owned the
 * continuation, that is the running chain again and the exception arrives where it was captured. */
bool pd_vm_give_back(Vm *vm, Value continuation);
/* Whether a clause that ends leaves it behind: unused, and nobody else has it. */
bool pd_vm_is_abandoned(const Vm *vm, Value continuation);

#endif
