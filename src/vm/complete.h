/*
 * Completion of the usual instructions as the loop does it in place, and where their jumps lead.
 * pd_vm_complete does the same for all.
 */
#ifndef VM_COMPLETE_H
#define VM_COMPLETE_H

#include "vm/vm_in.h"

static inline int32_t pd_jump_displacement(const Instr *ip)
{
    return (int32_t)((uint32_t)ip->b | (uint32_t)ip->c << 16);
}

/* Where the jump at ip leads when what it tests is true or not; in words from there. */
static inline int32_t pd_jump_words(const Instr *ip, bool truth)
{
    if (ip->op == OP_JUMP_IF || ip->op == OP_JUMP_IFNOT)
        return truth == (ip->op == OP_JUMP_IF) ? 1 + pd_jump_displacement(ip) : 1;
    return (uint32_t)truth == ip->c ? 2 + (int32_t)ip[1].x : 2;
}

static inline bool pd_is_unequal(uint32_t op)
{
    return op == OP_NE || op == OP_JNE || op == OP_JNEI;
}

/* Whether v is as the checks of that phase let it pass, at a glance. */
static ALWAYS_INLINE bool pd_passes(const Heap *heap, uint8_t phase, Value v)
{
    switch (phase) {
    case PHASE_LEN: return pd_is_int(v) && pd_int_of(v) >= 0;
    case PHASE_HASH: return pd_is_int(v) && pd_int_of(v) != -1;
    case PHASE_ITER: return pd_is_kind(heap, v, KIND_ITER) || pd_is_plain_generator(heap, v);
    default: return pd_is_kind(heap, v, KIND_STR);
    }
}

/* What pd_vm_complete does with the value that a method of the program gave, for the usual
 * instructions and phases: how many words it goes on by. 0: it has to be asked. */
static ALWAYS_INLINE int32_t pd_complete_in_place(const Heap *heap, Value *R, const Instr *ip,
                                                  uint8_t phase, Value v)
{
    uint32_t op = ip->op;
    if (phase >= PHASE_TRY_0 && phase <= PHASE_TRY_3) {
        bool negated = (pd_frame(R)->flags & FRAME_NEGATE) != 0;
        if (pd_is(v, VALUE_NOT_IMPLEMENTED) || (negated && !(pd_is_unequal(op) && pd_is_bool(v))))
            return 0;
        v = negated ? pd_from_bool(!pd_is(v, VALUE_TRUE)) : v;
    } else if (phase == PHASE_DISCARD) {
        return op == OP_STORE_ATTR ? 3 : op == OP_SET_ITEM ? 1 : 0;
    } else if (phase == PHASE_TRUTH) {
        if (!pd_is_bool(v))
            return 0;
        if (op == OP_JUMP_IF || op == OP_JUMP_IFNOT)
            return pd_jump_words(ip, pd_is(v, VALUE_TRUE));
        if (op == OP_NOT) {
            R[ip->a] = pd_from_bool(!pd_is(v, VALUE_TRUE));
            return 1;
        }
        if (op != OP_CALL)
            return 0;
    } else if (pd_phase_checks(phase)) {
        if (!pd_passes(heap, phase, v))
            return 0;
    } else if (phase != PHASE_ONLY) {
        return 0;
    }
    if ((op >= OP_NEG && op <= OP_GE && op != OP_NOT) || op == OP_GET_ITEM) {
        R[ip->a] = v;
        return 1;
    }
    if (op >= OP_JEQ && op <= OP_JGEI && pd_is_bool(v))
        return pd_jump_words(ip, pd_is(v, VALUE_TRUE));
    if (op == OP_CALL || op == OP_CALL_METHOD || op == OP_CALL_KW || op == OP_CALL_STAR) {
        R[ip->c] = v;
        return op == OP_CALL_KW ? 2 : 1;
    }
    if ((op == OP_IN || op == OP_NOT_IN) && pd_is_bool(v)) {
        R[ip->a] = pd_from_bool(pd_is(v, VALUE_TRUE) == (op == OP_IN));
        return 1;
    }
    if (op == OP_FORMAT || (op == OP_GET_ITER && pd_passes(heap, PHASE_ITER, v))) {
        R[ip->a] = v;
        return 1;
    }
    if (op == OP_FOR_BEGIN && pd_passes(heap, PHASE_ITER, v)) {
        R[ip->a] = v;
        R[ip->a + 1] = VALUE_NONE;
        return 1;
    }
    if (op == OP_WITH_ENTER) {
        R[ip->c] = v;
        return 1;
    }
    return op == OP_SET_ITEM ? 1 : 0;
}

#endif
