/*
 * Control clauses that may need no continuation.
 *
 * A clause that uses k for nothing but `return k.send(v)` may as well run in place and return v to
 * whoever performed: law L3 of the effects says that both are the same. This is the tail-resumptive
 * case of Leijen, "Type directed compilation of row-typed algebraic effects" (POPL 2017). Where
 * such a clause returns without having sent, the continuation is captured there, which is early
 * enough, and abandoned; opcodes say which return is which.
 */
#include "code/code_in.h"

enum { CONTINUATION = 1 }; /* its register: the second parameter */

static bool is_handled(const Function *function, uint32_t pc)
{
    for (uint32_t i = 0; i < function->handler_count; i++) {
        if (pc >= function->handlers[i].start && pc < function->handlers[i].end)
            return true;
    }
    return false;
}

static bool is_target(const Function *function, uint32_t wanted)
{
    for (uint32_t pc = 0; pc < function->instr_count;) {
        const Instr *ip = function->instrs + pc;
        if (pd_code_jumps(ip) && pd_code_target(function->instrs, pc) == wanted)
            return true;
        pc += pd_op_info[ip->op].words;
    }
    return false;
}

static bool touches_continuation(const Instr *ip)
{
    Effects effects;
    pd_code_effects(ip, &effects);
    bool touched = effects.clobber <= CONTINUATION;
    for (uint32_t i = 0; i < effects.read_count; i++)
        touched |= CONTINUATION - effects.reads[i].first < effects.reads[i].count;
    for (uint32_t i = 0; i < effects.write_count; i++)
        touched |= CONTINUATION - effects.writes[i].first < effects.writes[i].count;
    return touched;
}

/* The word of the CALL_METHOD that ends `return k.send(v)` begun by the LOAD_METHOD at pc; 0: it is
 * something else. */
static uint32_t end_of_send(const Function *function, uint32_t pc)
{
    uint32_t window = function->instrs[pc].a;
    uint32_t at = pc;
    do {
        at += pd_op_info[function->instrs[at].op].words;
        if (at + 1 >= function->instr_count)
            return 0;
    } while (function->instrs[at].op != OP_CALL_METHOD || function->instrs[at].a != window);
    const Instr *call = function->instrs + at;
    bool returned = call->b == 1 && call[1].op == OP_RETURN && call[1].a == call->c;
    return returned && !is_handled(function, at) && !is_target(function, at + 1) ? at : 0;
}

bool pd_code_runs_in_place(const Function *draft, uint32_t send)
{
    uint32_t sends = 0;
    for (uint32_t pc = 0; pc < draft->instr_count;) {
        const Instr *ip = draft->instrs + pc;
        if (ip->op == OP_LOAD_METHOD && ip->b == CONTINUATION) {
            if (draft->consts[ip->c] != send || end_of_send(draft, pc) == 0)
                return false;
            sends++;
        } else if (touches_continuation(ip)) {
            return false;
        }
        pc += pd_op_info[ip->op].words;
    }
    return sends != 0;
}

void pd_code_abandon_at_returns(const Function *draft, Instr *instrs)
{
    uint32_t answered =
        0; /* the RETURN of a send: nothing jumps there, nothing returns before it */
    for (uint32_t pc = 0; pc < draft->instr_count;) {
        const Instr *ip = draft->instrs + pc;
        if (ip->op == OP_LOAD_METHOD && ip->b == CONTINUATION)
            answered = end_of_send(draft, pc) + 1;
        if (ip->op == OP_RETURN && pc != answered)
            instrs[pc].op = OP_RETURN_ABANDON;
        pc += pd_op_info[ip->op].words;
    }
}
