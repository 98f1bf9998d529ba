/* Completion: an instruction that had to call program code gets the value.
 *
 * The frame that called stays at its instruction until the callee returns; here the value is put
 * where the instruction puts it, by opcode, and pc moves behind it. Because everything needed is in
 * the frame (operands, phase), a run can be stopped while any number of frames wait. An instruction
 * may need another call (an operator's next candidate, the truth of a comparison's value): then
 * LEAF_CALL is answered.
 *
 * A forged snapshot may have a frame wait at any instruction, for any phase. What the machine would
 * never do is answered with an exception.
 */
#include "vm/complete.h"
#include "vm/async/async.h"
#include "vm/data/data.h"
#include "vm/effect/effect.h"

typedef struct Site { /* the instruction being completed */
    Vm *vm;
    Value *registers;
    const Instr *ip;
} Site;

static LeafResult advance(Site *s, int32_t words)
{
    FrameHeader *header = pd_frame(s->registers);
    header->pc = (uint32_t)((int32_t)header->pc + words);
    return LEAF_OK;
}

static LeafResult store(Site *s, uint32_t reg, Value v)
{
    s->registers[reg] = v;
    return advance(s, pd_op_info[s->ip->op].words);
}

/* Nothing waits like that, unless it was made so. */
static LeafResult misplaced(const Site *s)
{
    return pd_vm_raise(s->vm, EXC_SYSTEM_ERROR,
                       "instruction %s got a value that it did not ask for",
                       pd_op_info[s->ip->op].name);
}

static bool is_compare_jump(uint32_t op)
{
    return op >= OP_JEQ && op <= OP_JGEI;
}

static LeafResult branch(Site *s, bool truth)
{
    uint32_t op = s->ip->op;
    if (op != OP_JUMP_IF && op != OP_JUMP_IFNOT && !is_compare_jump(op))
        return misplaced(s);
    return advance(s, pd_jump_words(s->ip, truth));
}

/* The instruction tests a value: tells what that means for it. */
static LeafResult with_truth(Site *s, bool truth)
{
    switch (s->ip->op) {
    case OP_NOT:
    case OP_NOT_IN: return store(s, s->ip->a, pd_from_bool(!truth));
    case OP_IN: return store(s, s->ip->a, pd_from_bool(truth));
    case OP_CALL:
    case OP_CALL_METHOD:
    case OP_CALL_KW:
    case OP_CALL_STAR: return store(s, s->ip->c, pd_from_bool(truth));
    default: return branch(s, truth);
    }
}

static LeafResult test(Site *s, Value v)
{
    Value truth = VALUE_NONE;
    LeafResult r = pd_vm_truth(s->vm, v, &truth);
    return r == LEAF_OK ? with_truth(s, pd_is(truth, VALUE_TRUE)) : r;
}

/* What __bool__ answered. */
static LeafResult truth_of_bool(Site *s, Value v)
{
    if (pd_is_bool(v)) {
        return with_truth(s, pd_is(v, VALUE_TRUE));
    }
    return pd_vm_raise_type(s->vm, "__bool__ should return bool, returned %s", v);
}

/* What __len__ answered. */
static LeafResult truth_of_length(Site *s, Value v)
{
    Value length = VALUE_NONE;
    LeafResult r = pd_data_check_len(s->vm, v, &length);
    if (r == LEAF_CALL)
        s->vm->tail.phase = PHASE_LENGTH;
    return r == LEAF_OK ? with_truth(s, pd_int_sign(&s->vm->heap, length) != 0) : r;
}

static LeafResult ask_next(Site *s, uint32_t from, Value *out)
{
    const Instr *ip = s->ip;
    Value *r = s->registers;
    if (ip->op >= OP_ADD && ip->op <= OP_ISUBI) {
        Binary binary = pd_binary_at(ip, r);
        return pd_vm_binary_from(s->vm, &binary, from, out);
    }
    if ((ip->op < OP_EQ || ip->op > OP_GE) && !is_compare_jump(ip->op))
        return misplaced(s);
    Comparison comparison = pd_comparison_at(ip, r);
    return pd_vm_compare_from(s->vm, &comparison, from, out);
}

static LeafResult finish(Site *s, Value v);

/* SEND_THROW knows how to throw into its iterator: by the method, or not at all (None). */
static LeafResult throw_by(Site *s, Value method)
{
    Vm *vm = s->vm;
    Value exception = s->registers[s->ip->b];
    if (!pd_is_none(method))
        return pd_vm_tail_value(vm, method, 1, &exception);
    if (!pd_is_kind(&vm->heap, exception, KIND_EXCEPTION))
        return misplaced(s);
    vm->thrown = THROWN;
    return pd_vm_raise_value(vm, exception);
}

/* A candidate of an operator answered v. */
static LeafResult candidate(Site *s, Value v, uint32_t index)
{
    if (s->ip->op == OP_SEND_THROW)
        return throw_by(s, v);
    if (pd_is(v, VALUE_NOT_IMPLEMENTED)) {
        Value out = VALUE_NONE;
        LeafResult r = ask_next(s, index + 1, &out);
        return r == LEAF_OK ? finish(s, out) : r;
    }
    bool negated = pd_is_unequal(s->ip->op) && (pd_frame(s->registers)->flags & FRAME_NEGATE) != 0;
    if (negated) {
        Value truth = VALUE_NONE;
        LeafResult r = pd_vm_truth(s->vm, v, &truth);
        if (r != LEAF_OK)
            return r;
        v = pd_from_bool(!pd_is(truth, VALUE_TRUE));
    }
    return finish(s, v);
}

static LeafResult spread(Site *s, Value v)
{
    Heap *heap = &s->vm->heap;
    const Instr *ip = s->ip;
    uint32_t count = ip->op == OP_UNPACK ? ip->c : (ip->c & 255u) + 1 + (ip->c >> 8);
    if (!pd_is_kind(heap, v, KIND_LIST) || PD_AS(List, heap, v)->length != count)
        return misplaced(s);
    const Value *items = pd_list_items(heap, PD_AS(List, heap, v));
    for (uint32_t i = 0; i < count; i++)
        s->registers[ip->a + i] = items[i];
    return advance(s, 1);
}

/* Of an enumerate the loop resumes the generator itself. */
static LeafResult give_item(Site *s, Value v)
{
    const Instr *ip = s->ip;
    if (pd_is_kind(&s->vm->heap, s->registers[ip->a], KIND_ITER)) {
        Iter *it = PD_AS(Iter, &s->vm->heap, s->registers[ip->a]);
        bool bare = it->h.aux == ITER_ENUMERATE && pd_is_plain_generator(&s->vm->heap, it->source);
        LeafResult r = bare ? pd_vm_enumerated(s->vm, it, v, &v) : LEAF_OK;
        if (r != LEAF_OK)
            return r;
    }
    s->registers[ip->b] = v;
    s->vm->fuel_left -= (int64_t)ip[1].y;
    return advance(s, 2 + (int32_t)ip[1].x);
}

static LeafResult finish(Site *s, Value v)
{
    const Instr *ip = s->ip;
    if (is_compare_jump(ip->op))
        return test(s, v);
    switch (ip->op) {
    case OP_CALL:
    case OP_CALL_METHOD:
    case OP_CALL_KW:
    case OP_CALL_STAR:
    case OP_CALL_SUPER:
    case OP_WITH_ENTER:
    case OP_ASYNC_ENTER: return store(s, ip->c, v);
    case OP_JUMP_IF:
    case OP_JUMP_IFNOT:
    case OP_NOT:
    case OP_IN:
    case OP_NOT_IN: return test(s, v);
    case OP_FOR_ITER: return give_item(s, v);
    case OP_SEND:
    case OP_SEND_THROW: s->registers[ip->b] = v; return advance(s, 2);
    case OP_UNPACK:
    case OP_UNPACK_STAR: return spread(s, v);
    case OP_STORE_ATTR:
    case OP_DELETE_ATTR:
    case OP_SET_ITEM:
    case OP_DELETE_ITEM:
    case OP_STORE_NAME:
    case OP_DELETE_NAME:
    case OP_SET_ADD:
    case OP_MAP_SET:
    case OP_LIST_EXTEND:
    case OP_SET_UPDATE:
    case OP_MAP_UPDATE:
    case OP_MAP_MERGE:
    case OP_IMPORT_STAR:
    case OP_PRINT_RESULT: return advance(s, pd_op_info[ip->op].words);
    case OP_FOR_BEGIN: s->registers[ip->a + 1] = VALUE_NONE; FALLTHROUGH;
    case OP_GET_ITER:
    case OP_GET_YIELD_FROM:
        if (!pd_vm_is_iterator(s->vm, v))
            return pd_vm_raise_type(s->vm, "iter() returned non-iterator of type '%s'", v);
        return store(s, ip->a, v);
    case OP_GET_AITER:
    case OP_GET_AWAITABLE: {
        LeafResult r = ip->op == OP_GET_AITER ? pd_vm_check_aiter(s->vm, v)
                                              : pd_vm_check_awaitable(s->vm, v, ip->c);
        return r == LEAF_OK ? store(s, ip->a, v) : r;
    }
    case OP_LOAD_METHOD: /* what a property or __getattr__ gave */
        s->registers[ip->a + FRAME_HEADER_SLOTS] = VALUE_UNBOUND;
        return store(s, ip->a, v);
    default: break;
    }
    const OpInfo *info = &pd_op_info[ip->op];
    return info->operands[0] == 'W' && info->flow == FLOW_NEXT ? store(s, ip->a, v) : misplaced(s);
}

static LeafResult check_text(Vm *vm, uint8_t phase, Value v)
{
    if (pd_is_kind(&vm->heap, pd_vm_unwrap(vm, v), KIND_STR))
        return LEAF_OK;
    return pd_vm_raise_type(vm,
                            phase == PHASE_STR    ? "__str__ returned non-string (type %s)"
                            : phase == PHASE_REPR ? "__repr__ returned non-string (type %s)"
                                                  : "__format__ must return a str, not %s",
                            v);
}

LeafResult pd_vm_check_answer(Vm *vm, uint8_t phase, Value v, Value *out)
{
    *out = v;
    switch (phase) {
    case PHASE_LEN: return pd_data_check_len(vm, v, out);
    case PHASE_HASH: return pd_data_check_hash(vm, v, out);
    case PHASE_ITER:
        if (pd_vm_is_iterator(vm, v))
            return LEAF_OK;
        return pd_vm_raise_type(vm, "iter() returned non-iterator of type '%s'", v);
    default: return check_text(vm, phase, v);
    }
}

/* The answer to a leaf's question. */
static LeafResult checked(Site *s, uint8_t phase, Value v)
{
    LeafResult r = pd_vm_check_answer(s->vm, phase, v, &v);
    return r == LEAF_OK ? finish(s, v) : r;
}

/* A method answered v that a search for a key waits for. */
static LeafResult searched(Site *s, uint8_t phase, Value search, Value v)
{
    Value out = VALUE_NONE;
    LeafResult r = pd_vm_search_on(s->vm, phase, search, v, &out);
    return r == LEAF_OK ? finish(s, out) : r;
}

/* A control clause answered v and left its continuation. */
static LeafResult after_control(Site *s, Value v, Value continuation)
{
    if (pd_vm_is_abandoned(s->vm, continuation))
        return pd_vm_tail_call(s->vm, LIB_abandon, 2, continuation, v);
    LeafResult r = finish(s, v);
    if (r == LEAF_OK)
        pd_vm_recycle(s->vm, continuation);
    return r;
}

LeafResult pd_vm_complete(Vm *vm, Value value, uint8_t phase, Value below_header)
{
    Value *registers = pd_registers(vm);
    FrameHeader *header = pd_frame(registers);
    Site s = {vm, registers, vm->codes[header->code].instrs + header->pc};
    pd_assert(phase < PHASE_COUNT);
    switch (phase) {
    case PHASE_INIT:
        if (!pd_is_none(value))
            return pd_vm_raise_type(vm, "__init__() should return None, not '%s'", value);
        return finish(&s, below_header);
    case PHASE_CLAUSE: pd_running(vm)->mask = below_header; return finish(&s, value);
    case PHASE_CONTROL: return after_control(&s, value, below_header);
    case PHASE_TRUTH: return truth_of_bool(&s, value);
    case PHASE_LENGTH: return truth_of_length(&s, value);
    case PHASE_DISCARD: return finish(&s, VALUE_NONE);
    case PHASE_TRY_0:
    case PHASE_TRY_1:
    case PHASE_TRY_2:
    case PHASE_TRY_3: return candidate(&s, value, phase - PHASE_TRY_0);
    case PHASE_ONLY: return finish(&s, value);
    case PHASE_KEY_HASH:
    case PHASE_KEY_EQUAL:
    case PHASE_KEY_SAME: return searched(&s, phase, below_header, value);
    default: return checked(&s, phase, value);
    }
}
