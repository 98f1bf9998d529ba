/* The opcode loop: direct-threaded dispatch over the running frame.
 *
 * Owns the fast paths. Everything else is a C leaf that answers with a LeafResult; whatever that
 * is, the loop is at an instruction boundary again afterwards: a value completes the instruction, a
 * call pushes a frame, an exception unwinds, short memory collects and runs the instruction once
 * more, an effect leaves the loop. No C function is ever waiting for program code. While the loop
 * runs, ip and R are local; SYNC writes them back to the frame and the fiber, LOAD reads them again
 * after anything that may have switched frames, fibers, or moved the heap.
 */
#include "vm/loop.h"
#include "vm/async/async.h"
#include "vm/cache.h"
#include "vm/complete.h"
#include "vm/data/sequence.h"
#include "vm/fast.h"
#include "vm/push.h"
#include "vm/task/task.h"
#include "vm/text/text_in.h"

#include <math.h>

#pragma GCC diagnostic ignored \
    "-Wpedantic" /* labels as values: the dispatch technique this file is about */

/* The one function that may be long: the loop must be one function for its locals to stay in
 * registers. */
VmStop pd_vm_loop(Vm *vm)
{
    static const void *const labels[OP_COUNT] = {
#define OP(name, a, b, c, words, flow, sentence) &&do_##name,
#include "code/opcodes.def"
#undef OP
    };
    static const void *const step_labels[OP_COUNT] = {
#define OP(name, a, b, c, words, flow, sentence) &&step,
#include "code/opcodes.def"
#undef OP
    };
    Heap *const H = &vm->heap;
    const void *const *dispatch = vm->stepping ? step_labels : labels;
    Turn *at = vm->turns, *turn;
    Value *R, *window;
    const VmCode *code; /* of the frame that is entered */
    const Instr *ip;
    LeafResult leaf = LEAF_OK;
    Called called = {0};
    Value result = VALUE_NONE;
    bool completing; /* the instruction's callee has returned `finished` */
    uint8_t phase;
    Value finished, below, sent;

    LOAD();
    if (!pd_is_none(vm->roots[ROOT_THROW])) {
        vm->raised = vm->roots[ROOT_THROW];
        vm->roots[ROOT_THROW] = VALUE_NONE;
        vm->has_answer = false;
        pd_task_thrown(vm);
        goto raise;
    }
    if (vm->has_answer) {
        vm->has_answer = false;
        result = vm->answer;
        vm->answer = VALUE_NONE;
        goto complete;
    }
    DISPATCH();

step:
    SYNC();
    pd_assert(vm->leaf_fuel == 0); /* between instructions nothing is pending */
    if (vm->settle != 0 && --vm->settle == 0) {
        pd_heap_settle(H);
        if (!vm->stepping) {
            dispatch = labels;
            DISPATCH();
        }
    }
    if (vm->stepping && vm->settle == 0) {
        if (vm->steps_left != 0 && vm->instructions == vm->steps_left)
            return VM_STEPPED;
        if (PD_TORTURE)
            pd_assert_sound(pd_vm_verify_effects(vm));
        vm->instructions++;
        if (vm->collect_every != 0 && vm->instructions % vm->collect_every == 0) {
            pd_vm_collect_unseen(vm);
            LOAD();
        }
    }
    goto *labels[ip->op];

poll:
    SYNC();
    leaf = pd_vm_poll(vm);
    if (leaf == LEAF_OK) {
        LOAD(); /* there may have been a collection */
        DISPATCH();
    }
    if (leaf == LEAF_EFFECT)
        return VM_FUEL;
    goto other;

memory:
    NOT_COMPLETING();
memory_again:
    vm->leaf_fuel = 0;
    vm->raised = VALUE_NONE;
    H->lookup_work = 0;
    if (vm->settle != 0)
        goto no_memory;
    vm->answer = completing ? finished : VALUE_NONE;
    vm->raised = completing ? below : VALUE_NONE;
    pd_vm_collect_charged(vm, true);
    result = vm->answer;
    below = vm->raised;
    vm->answer = vm->raised = VALUE_NONE;
    if (pd_heap_is_tight(H))
        goto no_memory;
    dispatch = step_labels;
    if (completing) { /* what was called is not called again: only its completion is */
        vm->settle = 1;
        LOAD();
        goto finishing;
    }
    vm->settle = 2;
    LOAD();
    DISPATCH();

no_memory:
    pd_vm_raise_args(vm, EXC_MEMORY_ERROR, NULL, 0);

raise:
    vm->leaf_fuel = 0;
    pd_vm_commit_lookups(vm); /* those that failed count */
    if (pd_vm_unwind(vm, false) == UNWIND_ENDED)
        goto ended;
unwound: /* tracebacks may have used up what was left until the next collection, and more */
    if (UNLIKELY(H->limit == H->cursor) && pd_heap_used_bytes(H) >= H->threshold_bytes)
        pd_vm_collect_charged(vm, false);
    LOAD();
    DISPATCH();

ended: /* the run, or only a task */
    if (vm->state != RUN_RUNNABLE)
        return vm->state == RUN_FAILED ? VM_RAISED : VM_DONE;
    leaf = pd_task_enter_next(vm, &called);
    goto after_call;

compare : { /* of any kind of instruction */
    Comparison comparison = pd_comparison_at(ip, R);
    SYNC();
    if (pd_is_kind(H, comparison.a, KIND_INSTANCE))
        ASK(pd_vm_compare_first(vm, &comparison), comparison.a, comparison.b, PHASE_TRY_0);
    Answer same =
        comparison.op <= COMPARE_NE ? pd_quick_equal(H, comparison.a, comparison.b) : ANSWER_SLOW;
    if (same != ANSWER_SLOW) {
        result = pd_from_bool((same == ANSWER_YES) == (comparison.op == COMPARE_EQ));
    } else {
        leaf = pd_vm_compare(vm, comparison.op, comparison.a, comparison.b, &result);
        if (UNLIKELY(leaf != LEAF_OK))
            goto other;
    }
    if (ip->op <= OP_GE) {
        pd_vm_commit_fuel(vm);
        R[ip->a] = result;
        NEXT(1);
    }
    if (UNLIKELY(!pd_is_bool(result)))
        goto complete;
    pd_vm_commit_fuel(vm);
    BRANCH_ON(pd_is(result, VALUE_TRUE));
}

other: /* a leaf did not give a value */
    NOT_COMPLETING();
other_again:
    switch (leaf) {
    case LEAF_OK: goto complete;
    case LEAF_CALL:
        pd_vm_commit_fuel(vm);
        window = WINDOW_ABOVE();
        pd_unfold_tail(vm, at->stack_end - window);
        code = pd_simple_tail(vm, window, at->stack_end);
        if (LIKELY(code != NULL)) {
            pd_place_tail(&vm->tail, window);
            pd_push_simple(vm, window, code, at->fiber->base, (Phase)vm->tail.phase);
            goto enter_window;
        }
        leaf = pd_tail_generator(vm, window, &result);
        if (leaf == LEAF_OK) {
            phase = vm->tail.phase;
            below = VALUE_UNBOUND;
            goto finishing;
        }
        if (leaf != LEAF_END)
            goto other_again;
        leaf = pd_vm_call_tail(vm, &called);
        goto after_call_again;
    case LEAF_RAISED: goto raise;
    case LEAF_MEMORY: goto memory_again;
    case LEAF_EFFECT:
        pd_vm_commit_fuel(vm);
        vm->state = RUN_EFFECT;
        return VM_EFFECT;
    case LEAF_RESUME:
        pd_vm_commit_fuel(vm);
        if (((Header *)pd_at(H, vm->resume_fiber))->kind != KIND_GENERATOR) {
            if (!pd_vm_send_at_once(vm)) {
                leaf = pd_vm_continue(vm, &called);
                goto after_call_again;
            }
            LOAD();
            result = vm->resume_value;
            vm->resume_value = VALUE_NONE;
            if (UNLIKELY(ip->op != OP_CALL && ip->op != OP_CALL_METHOD))
                goto complete;
            R[ip->c] = result;
            ip += 1;
            POLL_AFTER(0);
            DISPATCH();
        }
        if (vm->resume_mode == RESUME_SEND &&
            (turn = pd_begin_turn(vm, at, pd_from_ref(vm->resume_fiber), vm->resume_value,
                                  GENERATOR_COROUTINE)) != NULL) {
            sent = vm->resume_value;
            vm->resume_value = VALUE_NONE;
            goto turn;
        }
        leaf = pd_vm_do_resume(vm);
        if (leaf == LEAF_CALL) { /* closed a generator that had not started or had ended */
            result = VALUE_NONE;
            goto complete;
        }
        if (leaf != LEAF_OK && leaf != LEAF_END)
            goto other_again;
        LOAD();
        if (UNLIKELY(vm->fuel_left < 0))
            goto poll;
        DISPATCH();
    case LEAF_END: leaf = pd_vm_raise_args(vm, EXC_STOP_ITERATION, NULL, 0); goto other_again;
    }

after_call:
    NOT_COMPLETING();
after_call_again:
    if (leaf != LEAF_OK) {
        LOAD();
        goto other_again;
    }
    if (called.pushed)
        goto entered;
    LOAD();
    pd_vm_commit_fuel(vm);
    if (called.phase == PHASE_ONLY && (ip->op == OP_CALL || ip->op == OP_CALL_METHOD)) {
        R[ip->c] = called.result;
        ip++;
        if (UNLIKELY(vm->fuel_left < 0))
            goto poll;
        DISPATCH();
    }
    result = called.result;
    phase = called.phase;
    below = called.below;
    goto finishing;

complete:
    phase = PHASE_ONLY;
    below = VALUE_UNBOUND;
finishing:
    completing = true;
    finished = result;
    leaf = pd_vm_complete(vm, result, phase, below);
    if (leaf != LEAF_OK)
        goto other_again;
    pd_vm_commit_fuel(vm);
    LOAD();
    if (UNLIKELY(vm->fuel_left < 0))
        goto poll;
    DISPATCH();

entered:
    pd_vm_commit_lookups(vm);
    LOAD();
    POLL_AFTER(vm->codes[pd_frame(R)->code].fuel);
    DISPATCH();

not_a_number:
    R[ip->a] = (Value){VALUE_NAN_BITS};
    NEXT(1);

do_NOP:
    NEXT(1);
do_MOVE:
    R[ip->a] = R[ip->b];
    NEXT(1);
do_LOADK:
    R[ip->a] = at->consts[(uint32_t)ip->b | (uint32_t)ip->c << 16];
    NEXT(1);
do_LOADI:
    R[ip->a] = pd_from_int(pd_jump_displacement(ip));
    NEXT(1);
do_LOADS:
    R[ip->a] = (Value){VALUE_SINGLETON_TAG | ip->b};
    NEXT(1);
do_CHECK_LOCAL:
    BOUND(R[ip->a], pd_vm_raise_unbound(vm, at->consts[ip->b]));
    NEXT(1);
do_DELETE_LOCAL:
    BOUND(R[ip->a], pd_vm_raise_unbound(vm, at->consts[ip->b]));
    R[ip->a] = VALUE_UNBOUND;
    NEXT(1);
do_MAKE_CELL : {
    Cell *cell = pd_heap_alloc(H, sizeof(Cell), KIND_CELL, 0);
    NEED(cell);
    cell->content = R[ip->a];
    R[ip->a] = pd_value_to(H, cell);
    NEXT(1);
}
do_LOAD_CELL : {
    if (UNLIKELY(!pd_is_kind(H, R[ip->b], KIND_CELL)))
        goto bad_code;
    Value v = PD_AS(Cell, H, R[ip->b])->content;
    BOUND(v, pd_vm_raise_unbound(vm, at->consts[ip->c]));
    R[ip->a] = v;
    NEXT(1);
}
do_STORE_CELL:
    if (UNLIKELY(!pd_is_kind(H, R[ip->a], KIND_CELL)))
        goto bad_code;
    pd_store(H, &PD_AS(Cell, H, R[ip->a])->content, R[ip->b]);
    NEXT(1);
do_DELETE_CELL : {
    if (UNLIKELY(!pd_is_kind(H, R[ip->a], KIND_CELL)))
        goto bad_code;
    Cell *cell = PD_AS(Cell, H, R[ip->a]);
    BOUND(cell->content, pd_vm_raise_unbound(vm, at->consts[ip->b]));
    pd_store(H, &cell->content, VALUE_UNBOUND);
    NEXT(1);
}
do_LOAD_CLOSURE : {
    Cell *cell = pd_vm_free_cell(vm, R, ip->b);
    R[ip->a] = pd_value_to(H, cell);
    NEXT(1);
}
do_LOAD_FREE : {
    Cell *cell = pd_vm_free_cell(vm, R, ip->b);
    Value v = cell->content;
    BOUND(v, pd_vm_raise_free(vm, at->consts[ip->c]));
    R[ip->a] = v;
    NEXT(1);
}
do_STORE_FREE : {
    Cell *cell = pd_vm_free_cell(vm, R, ip->b);
    pd_store(H, &cell->content, R[ip->a]);
    NEXT(1);
}
do_DELETE_FREE : {
    Cell *cell = pd_vm_free_cell(vm, R, ip->b);
    BOUND(cell->content, pd_vm_raise_free(vm, at->consts[ip->c]));
    pd_store(H, &cell->content, VALUE_UNBOUND);
    NEXT(1);
}
do_LOAD_CLASSFREE : {
    Cell *cell = pd_vm_free_cell(vm, R, ip->b);
    LEAF_A(pd_vm_load_class_free(vm, R[0], at->consts[ip->c], cell->content, &result), 1);
}
do_LOAD_GLOBAL : {
    if (LIKELY(pd_global_cached(vm, R, ip + 1, &result))) {
        R[ip->a] = result;
        NEXT(4);
    }
    LEAF_A(
        pd_vm_load_global(vm, R, pd_vm_cache(vm, R, ip + 1, at->code0), at->consts[ip->b], &result),
        4);
}
do_STORE_GLOBAL : {
    Value *place = pd_global_place(vm, R, at->consts[ip->b]);
    if (LIKELY(place != NULL)) {
        pd_store(H, place, R[ip->a]);
        NEXT(1);
    }
    if (UNLIKELY(H->sealed_image && pd_ref_to(H, pd_globals_of(vm, R)) < H->image_end))
        goto bad_code;
    LEAF_NONE(pd_vm_store_global(vm, R, at->consts[ip->b], R[ip->a]), 1);
}
do_DELETE_GLOBAL:
    LEAF_NONE(pd_vm_delete_global(vm, pd_globals_of(vm, R), at->consts[ip->b]), 1);
do_LOAD_NAME:
    LEAF_A(pd_vm_load_name(vm, R[0], pd_globals_of(vm, R), at->consts[ip->b], &result), 1);
do_STORE_NAME:
    LEAF_NONE(pd_vm_set_item(vm, R[0], at->consts[ip->b], R[ip->a]), 1);
do_DELETE_NAME:
    LEAF_NONE(pd_vm_delete_name(vm, R[0], at->consts[ip->b]), 1);
do_LOAD_ATTR : {
    const Value *slot = pd_vm_slot_cached(vm, &R[ip->b], ip + 1);
    if (LIKELY(slot != NULL && !pd_is_unbound(*slot))) {
        R[ip->a] = *slot;
        NEXT(3);
    }
    const Instr *entry = pd_cache_entry(vm, R[ip->b], at->consts[ip->c], ATTR_LOAD, ip + 1);
    if (LIKELY(pd_vm_attr_cached(vm, R[ip->b], at->consts[ip->c], entry, &result))) {
        R[ip->a] = result;
        NEXT(3);
    }
    if (pd_cache_kind(entry) == ATTR_CACHE_PROPERTY) {
        SYNC();
        window = WINDOW_ABOVE();
        window[0] = pd_cache_value(entry);
        window[FRAME_HEADER_SLOTS] = R[ip->b];
        PUSH_ABOVE(1, PHASE_ONLY);
        leaf = pd_vm_tail_value(vm, window[0], 1, &R[ip->b]);
        goto other;
    }
    LEAF_A(pd_vm_load_attr(vm, R[ip->b], at->consts[ip->c], pd_vm_cache(vm, R, ip + 1, at->code0),
                           &result),
           3);
}
do_STORE_ATTR : {
    Value *slot = pd_vm_slot_cached(vm, &R[ip->a], ip + 1);
    if (LIKELY(slot != NULL)) {
        pd_store(H, slot, R[ip->c]);
        NEXT(3);
    }
    const Instr *entry = pd_cache_entry(vm, R[ip->a], at->consts[ip->b], ATTR_STORE, ip + 1);
    if (LIKELY(pd_vm_store_cached(vm, R[ip->a], entry, R[ip->c])))
        NEXT(3);
    if (pd_cache_kind(entry) == ATTR_CACHE_SETTER) {
        SYNC();
        window = WINDOW_ABOVE();
        window[0] = pd_cache_value(entry);
        window[FRAME_HEADER_SLOTS] = R[ip->a];
        window[FRAME_HEADER_SLOTS + 1] = R[ip->c];
        PUSH_ABOVE(2, PHASE_DISCARD);
        leaf = pd_vm_tail_value(vm, window[0], 2, &window[FRAME_HEADER_SLOTS]);
        vm->tail.phase = PHASE_DISCARD;
        goto other;
    }
    LEAF_NONE(pd_vm_store_attr(vm, R[ip->a], at->consts[ip->b], R[ip->c],
                               pd_vm_cache(vm, R, ip + 1, at->code0)),
              3);
}
do_DELETE_ATTR:
    LEAF_NONE(pd_vm_delete_attr(vm, R[ip->a], at->consts[ip->b]), 1);
do_LOAD_METHOD : {
    Value object = R[ip->b];
    const Instr *entry = pd_cache_entry(vm, object, at->consts[ip->c], ATTR_LOAD, ip + 1);
    if (LIKELY(pd_cache_kind(entry) == ATTR_CACHE_METHOD)) {
        R[ip->a] = pd_cache_value(entry);
        R[ip->a + FRAME_HEADER_SLOTS] = object;
        NEXT(3);
    }
    if (pd_vm_attr_cached(vm, object, at->consts[ip->c], entry, &result)) {
        R[ip->a] = result;
        R[ip->a + FRAME_HEADER_SLOTS] = VALUE_UNBOUND;
        NEXT(3);
    }
    SYNC();
    Value callable[2] = {VALUE_NONE, VALUE_UNBOUND};
    leaf = pd_vm_method_for_call(vm, object, at->consts[ip->c],
                                 pd_vm_cache(vm, R, ip + 1, at->code0), callable);
    if (leaf != LEAF_OK)
        goto other;
    pd_vm_commit_fuel(vm);
    R[ip->a] = callable[0];
    R[ip->a + 3] = callable[1];
    NEXT(3);
}
do_GET_ITEM : {
    Value item;
    if (LIKELY(pd_fast_item(H, &R[ip->b], &R[ip->c], &item))) {
        R[ip->a] = item;
        NEXT(1);
    }
    Value container = R[ip->b], key = R[ip->c];
    if (LIKELY(pd_fast_lookup(H, container, key, &item))) {
        R[ip->a] = item;
        NEXT(1);
    }
    if (pd_is_kind(H, container, KIND_DICT) &&
        pd_dict_get(H, PD_AS(Dict, H, container), key, &result) == ANSWER_YES) {
        pd_vm_commit_lookups(vm);
        R[ip->a] = result;
        NEXT(1);
    }
    if (!pd_is_kind(H, key, KIND_SLICE))
        LEAF_A(pd_vm_get_item(vm, container, key, &result), 1);
get_slice:
    SYNC();
    QUICK(pd_quick_slice(vm, R[ip->b], R[ip->c], &result), R[ip->a] = result);
    LEAF_A(pd_vm_get_item(vm, R[ip->b], R[ip->c], &result), 1);
}
do_SET_ITEM : {
    Value *place = pd_fast_place(H, &R[ip->a], &R[ip->b]);
    if (LIKELY(place != NULL)) {
        if (pd_ref_at(&R[ip->c]))
            pd_list_touch(H, PD_AS(List, H, R[ip->a]));
        pd_store(H, place, R[ip->c]);
        NEXT(1);
    }
    Value container = R[ip->a], key = R[ip->b];
    if (LIKELY(pd_fast_store(H, container, key, R[ip->c])))
        NEXT(1);
    if (pd_is_kind(H, key, KIND_SLICE)) {
        SYNC();
        QUICK(pd_quick_assign(vm, container, key, R[ip->c]), (void)0);
    }
    LEAF_NONE(pd_vm_set_item(vm, container, key, R[ip->c]), 1);
}
do_DELETE_ITEM:
    LEAF_NONE(pd_vm_delete_item(vm, R[ip->a], R[ip->b]), 1);
do_BUILD_SLICE : {
    Slice *slice = pd_heap_alloc(H, sizeof(Slice), KIND_SLICE, 0);
    NEED(slice);
    slice->start = R[ip->b];
    slice->stop = R[ip->b + 1];
    slice->step = R[ip->b + 2];
    R[ip->a] = pd_value_to(H, slice);
    ip += 1;
    if (ip->op == OP_GET_ITEM && ip->c == ip[-1].a && LIKELY(dispatch == labels))
        goto get_slice;
    DISPATCH();
}
do_NEG:
    if (pd_int_at(&R[ip->b]) && pd_int_of(R[ip->b]) != VALUE_INT_MIN)
        RESULT_INT(-pd_int_of(R[ip->b]));
    if (pd_float_at(&R[ip->b]))
        RESULT_FLOAT(-pd_double_at(&R[ip->b]));
    LEAF_A(pd_vm_unary(vm, OP_NEG, R[ip->b], &result), 1);
do_POS:
    if (pd_is_number(R[ip->b])) {
        R[ip->a] = R[ip->b];
        NEXT(1);
    }
    LEAF_A(pd_vm_unary(vm, OP_POS, R[ip->b], &result), 1);
do_INVERT:
    if (pd_is_int(R[ip->b]))
        RESULT_INT(~pd_int_of(R[ip->b]));
    LEAF_A(pd_vm_unary(vm, OP_INVERT, R[ip->b], &result), 1);
do_NOT:
    result = R[ip->b];
    TRUTH(result);
    R[ip->a] = pd_from_bool(!pd_is(result, VALUE_TRUE));
    NEXT(1);

    ARITHMETIC(ADD, if (pd_int_plus(x, y, &v)) RESULT(v);, RESULT_FLOAT(i + j);, goto plus)
    ARITHMETIC(SUB, if (pd_int_minus(x, y, &v)) RESULT(v);, RESULT_FLOAT(i - j);, goto binary)
    ARITHMETIC(MUL, if (pd_int_times(x, y, &v)) RESULT(v);, RESULT_FLOAT(i * j);, goto binary)
    ARITHMETIC(TRUEDIV,
               if (LIKELY(pd_int_of(y) != 0)) RESULT_FLOAT(pd_number_of(x) / pd_number_of(y));
               , if (LIKELY(j != 0)) RESULT_FLOAT(i / j);, goto binary)
    ARITHMETIC(FLOORDIV, if (pd_int_floor_divide(x, y, &v)) RESULT(v);, (void)(i + j);, goto binary)
    ARITHMETIC(MOD, if (pd_int_modulo(x, y, &v)) RESULT(v);, (void)(i + j);, goto binary)
do_AND:
do_IAND:
    if (LIKELY(pd_ints_at(&R[ip->b], &R[ip->c]))) {
        R[ip->a] = (Value){R[ip->b].bits & R[ip->c].bits};
        NEXT(1);
    }
    goto binary;
do_OR:
do_IOR:
    if (LIKELY(pd_ints_at(&R[ip->b], &R[ip->c]))) {
        R[ip->a] = (Value){R[ip->b].bits | R[ip->c].bits};
        NEXT(1);
    }
    goto binary;
do_XOR:
do_IXOR:
    if (LIKELY(pd_ints_at(&R[ip->b], &R[ip->c]))) {
        R[ip->a] = (Value){(R[ip->b].bits ^ R[ip->c].bits) | VALUE_INT_TAG};
        NEXT(1);
    }
    goto binary;
do_LSHIFT:
do_ILSHIFT:
    if (LIKELY(pd_ints_at(&R[ip->b], &R[ip->c]))) {
        int64_t i = pd_int_of(R[ip->b]), j = pd_int_of(R[ip->c]);
        if (i >= 0 && j >= 0 && j < 49 && (i >> (49 - j)) == 0)
            RESULT_INT(i << j);
    }
    goto binary;
do_RSHIFT:
do_IRSHIFT:
    if (LIKELY(pd_ints_at(&R[ip->b], &R[ip->c]))) {
        int64_t j = pd_int_of(R[ip->c]);
        if (j >= 0)
            RESULT_INT(pd_int_of(R[ip->b]) >> (j > 63 ? 63 : j));
    }
    goto binary;
do_POW:
do_IPOW:
    if (pd_is_float(R[ip->b]) && pd_is_number(R[ip->c])) { /* exact, and rounded once */
        double x = pd_float_of(R[ip->b]), y = pd_number_of(R[ip->c]);
        if (y == 2.0 && isfinite(x * x))
            RESULT_FLOAT(x * x);
        if (y == 0.5 && x > 0)
            RESULT_FLOAT(sqrt(x));
    }
do_MATMUL:
do_IMATMUL:
    goto binary;
plus: /* of what are no numbers */
    if (LIKELY(pd_is_kind(H, R[ip->b], KIND_STR) && pd_is_kind(H, R[ip->c], KIND_STR)))
        LEAF_A(pd_text_plus(vm, R[ip->b], R[ip->c], &result), 1);
binary : {
    Binary binary = pd_binary_at(ip, R);
    SYNC();
    const Kind kind = pd_kind(H, binary.a);
    if (kind == KIND_INSTANCE) {
        ASK(pd_vm_binary_first(vm, &binary), binary.a, binary.b, PHASE_TRY_0);
    } else if (kind == KIND_STR) {
        LEAF_A(pd_vm_binary_of_text(vm, &binary, &result), 1);
    } else if (pd_is_number(binary.a) && pd_is_kind(H, binary.b, KIND_INSTANCE)) {
        ASK(pd_vm_binary_reflected(vm, &binary), binary.b, binary.a, PHASE_TRY_1);
    } else if (kind == KIND_FREE || kind == KIND_INT || kind == KIND_COMPLEX) {
        QUICK(pd_vm_binary_numbers(vm, binary.op, binary.a, binary.b, &result), R[ip->a] = result);
    } else if (binary.op == BINARY_ADD && (kind == KIND_TUPLE || kind == KIND_LIST)) {
        result = binary.a;
        QUICK(binary.inplace && kind == KIND_LIST
                  ? pd_quick_extend(vm, binary.a, binary.b)
                  : pd_quick_concat(vm, binary.a, binary.b, &result),
              R[ip->a] = result);
    }
    leaf = pd_vm_binary_from(vm, &binary, 0, &result);
}
    if (LIKELY(leaf == LEAF_OK)) {
        pd_vm_commit_fuel(vm);
        R[ip->a] = result;
        NEXT(1);
    }
    goto other;
    IMMEDIATE(ADDI, +, pd_int_plus)
    IMMEDIATE(SUBI, -, pd_int_minus)
    IMMEDIATE(IADDI, +, pd_int_plus)
    IMMEDIATE(ISUBI, -, pd_int_minus)
    COMPARE(EQ, ==, TEXTS_EQ)
    COMPARE(NE, !=, TEXTS_NE)
    COMPARE(LT, <, TEXTS_ORDER)
    COMPARE(LE, <=, TEXTS_ORDER)
    COMPARE(GT, >, TEXTS_ORDER)
    COMPARE(GE, >=, TEXTS_ORDER)
do_IS:
    R[ip->a] = pd_from_bool(pd_is(R[ip->b], R[ip->c]));
    NEXT(1);
do_IS_NOT:
    R[ip->a] = pd_from_bool(!pd_is(R[ip->b], R[ip->c]));
    NEXT(1);
do_IN : {
    Answer found = pd_fast_in(H, R[ip->c], R[ip->b]);
    if (LIKELY(found != ANSWER_SLOW)) {
        R[ip->a] = pd_from_bool(found == ANSWER_YES);
        NEXT(1);
    }
    LEAF_A(pd_vm_contains(vm, R[ip->c], R[ip->b], &result), 1);
}
do_NOT_IN : {
    Answer found = pd_fast_in(H, R[ip->c], R[ip->b]);
    if (LIKELY(found != ANSWER_SLOW)) {
        R[ip->a] = pd_from_bool(found == ANSWER_NO);
        NEXT(1);
    }
    SYNC();
    leaf = pd_vm_contains(vm, R[ip->c], R[ip->b], &result);
    if (leaf == LEAF_OK && LIKELY(pd_is_bool(result))) {
        pd_vm_commit_fuel(vm);
        R[ip->a] = pd_from_bool(!pd_is(result, VALUE_TRUE));
        NEXT(1);
    }
    goto other;
}

do_JUMP:
    ip += 1 + pd_jump_displacement(ip);
    DISPATCH();
do_JUMP_BACK : {
    uint32_t cost = ip->a;
    ip += 1 + pd_jump_displacement(ip);
    POLL_AFTER(cost);
    DISPATCH();
}
do_JUMP_IF:
    result = R[ip->a];
    if (pd_is(result, VALUE_TRUE)) {
        ip += 1 + pd_jump_displacement(ip);
        DISPATCH();
    }
    if (pd_is(result, VALUE_FALSE) || pd_is_none(result))
        NEXT(1);
    if (LIKELY(pd_is_int(result))) {
        ip += pd_is_nonzero_int(result) ? 1 + pd_jump_displacement(ip) : 1;
        DISPATCH();
    }
    TRUTH(result);
    ip += pd_is(result, VALUE_TRUE) ? 1 + pd_jump_displacement(ip) : 1;
    DISPATCH();
do_JUMP_IFNOT:
    result = R[ip->a];
    if (pd_is(result, VALUE_TRUE))
        NEXT(1);
    if (pd_is(result, VALUE_FALSE) || pd_is_none(result)) {
        ip += 1 + pd_jump_displacement(ip);
        DISPATCH();
    }
    if (LIKELY(pd_is_int(result))) {
        ip += pd_is_nonzero_int(result) ? 1 : 1 + pd_jump_displacement(ip);
        DISPATCH();
    }
    TRUTH(result);
    ip += pd_is(result, VALUE_TRUE) ? 1 : 1 + pd_jump_displacement(ip);
    DISPATCH();
    COMPARE_JUMP(EQ, ==, TEXTS_EQ)
    COMPARE_JUMP(NE, !=, TEXTS_NE)
    COMPARE_JUMP(LT, <, TEXTS_ORDER)
    COMPARE_JUMP(LE, <=, TEXTS_ORDER)
    COMPARE_JUMP(GT, >, TEXTS_ORDER)
    COMPARE_JUMP(GE, >=, TEXTS_ORDER)
do_JNONE:
    BRANCH_ON((uint32_t)pd_is_none(R[ip->a]));
do_GET_ITER : {
    Value source = R[ip->b];
    Kind kind = pd_kind(H, source);
    if (kind == KIND_ITER || pd_is_plain_generator(H, source) ||
        (ip->c != 0 && (kind == KIND_LIST || kind == KIND_TUPLE || kind == KIND_RANGE))) {
        R[ip->a] = source;
        NEXT(1);
    }
    LEAF_A(pd_vm_iter(vm, source, &result), 1);
}
do_FOR_BEGIN : {
    Value source = R[ip->b];
    Kind kind = pd_kind(H, source);
    if (LIKELY(pd_fast_begin(H, source, kind, &R[ip->a])))
        NEXT(1);
    bool made = kind == KIND_ITER || (ip->c != 0 && kind != KIND_RANGE);
    if (!made && !pd_is_plain_generator(H, source)) {
        SYNC();
        leaf = pd_vm_iter(vm, source, &result);
        if (UNLIKELY(leaf != LEAF_OK))
            goto other;
        pd_vm_commit_fuel(vm);
        source = result;
    }
    R[ip->a] = source;
    R[ip->a + 1] = VALUE_NONE;
    NEXT(1);
}
do_FOR_ITER : {
    Value *iterator = &R[ip->a];
    if (LIKELY(pd_is_int(iterator[0]))) {
        const Value next = iterator[0];
        if (UNLIKELY(pd_is(next, iterator[1])))
            NEXT(2);
        iterator[0] = pd_int_after(next);
        R[ip->b] = next;
        NEXT_ITEM(0);
    }
    if (LIKELY(pd_ref_at(iterator))) {
        Iter *it = pd_at(H, pd_lower_at(iterator));
        if (it->h.kind == KIND_LIST) {
            const List *list = (const List *)(const void *)it;
            if (LIKELY(pd_fast_each(pd_list_items(H, list), list->length, iterator, &R[ip->b])))
                NEXT_ITEM(0);
            NEXT(2);
        }
        if (LIKELY(it->h.kind == KIND_ITER)) {
            if (it->h.aux == ITER_RANGE && pd_fast_range_next(it, &R[ip->b]))
                NEXT_ITEM(0);
            if (it->h.aux == ITER_STR && pd_fast_str_next(H, it, &R[ip->b]))
                NEXT_ITEM(0);
            Each each = pd_quick_each(H, it, ip, R);
            if (LIKELY(each != EACH_OTHER))
                NEXT_ITEM((int)each);
            if (it->h.aux == ITER_ENUMERATE && pd_is_plain_generator(H, it->source)) {
                iterator = &it->source; /* what it yields comes with its number (complete.c) */
                goto next_of_generator;
            }
            SYNC();
            const Instr *unpack = NEXT_BODY();
            if (unpack->op == OP_UNPACK && unpack->b == ip->b) {
                leaf = pd_vm_iter_next_apart(vm, it, unpack->c, &R[unpack->a]);
                if (LIKELY(leaf == LEAF_OK)) {
                    pd_vm_commit_fuel(vm);
                    pd_taken_apart(unpack, R);
                    NEXT_ITEM(1);
                }
                if (leaf != LEAF_CALL)
                    goto next_ended;
            }
            leaf = pd_vm_for_next(vm, it, &result);
            if (LIKELY(leaf == LEAF_OK)) {
                pd_vm_commit_fuel(vm);
                R[ip->b] = result;
                NEXT_ITEM(0);
            }
        next_ended:
            if (leaf != LEAF_END)
                goto other;
            pd_vm_commit_fuel(vm);
            NEXT(2);
        }
        if (it->h.kind == KIND_TUPLE) {
            const Tuple *tuple = (const Tuple *)(const void *)it;
            if (LIKELY(pd_fast_each(tuple->items, tuple->length, iterator, &R[ip->b])))
                NEXT_ITEM(0);
            NEXT(2);
        }
        if (it->h.kind == KIND_GENERATOR) {
        next_of_generator:
            SYNC();
            turn = pd_begin_turn(vm, at, *iterator, VALUE_NONE, GENERATOR_COROUTINE);
            if (LIKELY(turn != NULL)) {
                sent = VALUE_NONE;
                goto turn;
            }
            leaf = pd_vm_resume(vm, *iterator, RESUME_SEND, VALUE_NONE);
            goto other;
        }
    }
    SYNC();
    leaf = pd_vm_next_call(vm, *iterator);
    if (leaf == LEAF_OK)
        goto bad_code;
    goto other;
}
do_BUILD_LIST : {
    List *list = ip->c == 0 ? pd_list_empty(H) : pd_list_from(H, &R[ip->b], ip->c);
    NEED(list);
    R[ip->a] = pd_value_to(H, list);
    NEXT(1);
}
do_BUILD_TUPLE : {
    Tuple *tuple = pd_tuple_of(H, &R[ip->b], ip->c);
    NEED(tuple);
    R[ip->a] = pd_value_to(H, tuple);
    NEXT(1);
}
do_BUILD_SET:
    LEAF_A(pd_vm_build_set(vm, &R[ip->b], ip->c, &result), 1);
do_BUILD_MAP:
    LEAF_A(pd_vm_build_map(vm, &R[ip->b], ip->c, &result), 1);
do_BUILD_STRING:
    LEAF_A(pd_vm_build_string(vm, &R[ip->b], ip->c, &result), 1);
do_LIST_APPEND:
    if (UNLIKELY(!pd_is_kind(H, R[ip->a], KIND_LIST)))
        goto bad_code;
    if (UNLIKELY(!pd_list_append(H, PD_AS(List, H, R[ip->a]), R[ip->b]))) {
        SYNC();
        goto memory;
    }
    NEXT(1);
do_SET_ADD : {
    if (UNLIKELY(!pd_is_kind(H, R[ip->a], KIND_SET)))
        goto bad_code;
    Answer added = pd_set_add(H, PD_AS(Dict, H, R[ip->a]), R[ip->b]);
    if (LIKELY(added == ANSWER_YES)) {
        pd_vm_commit_lookups(vm);
        NEXT(1);
    }
    SYNC();
    leaf = pd_vm_set_not_added(vm, added, R[ip->a], R[ip->b]);
    goto other;
}
do_MAP_SET:
    if (UNLIKELY(!pd_is_kind(H, R[ip->a], KIND_DICT)))
        goto bad_code;
    LEAF_NONE(pd_vm_set_item(vm, R[ip->a], R[ip->b], R[ip->c]), 1);
do_LIST_EXTEND:
    if (UNLIKELY(!pd_is_kind(H, R[ip->a], KIND_LIST)))
        goto bad_code;
    LEAF_NONE(pd_vm_list_extend(vm, R[ip->a], R[ip->b]), 1);
do_SET_UPDATE:
    if (UNLIKELY(!pd_is_kind(H, R[ip->a], KIND_SET)))
        goto bad_code;
    LEAF_NONE(pd_vm_set_update(vm, R[ip->a], R[ip->b]), 1);
do_MAP_UPDATE:
    if (UNLIKELY(!pd_is_kind(H, R[ip->a], KIND_DICT)))
        goto bad_code;
    LEAF_NONE(pd_vm_map_update(vm, R[ip->a], R[ip->b]), 1);
do_MAP_MERGE:
    if (UNLIKELY(!pd_is_kind(H, R[ip->a], KIND_DICT)))
        goto bad_code;
    LEAF_NONE(pd_vm_map_merge(vm, R[ip->a], R[ip->b], R[ip->c]), 1);
do_LIST_TO_TUPLE : {
    if (UNLIKELY(!pd_is_kind(H, R[ip->b], KIND_LIST)))
        goto bad_code;
    List *list = PD_AS(List, H, R[ip->b]);
    Tuple *tuple = pd_tuple_new(H, pd_list_items(H, list), list->length);
    NEED(tuple);
    R[ip->a] = pd_value_to(H, tuple);
    NEXT(1);
}
do_UNPACK : {
    Items from;
    if (LIKELY(pd_items_of(H, R[ip->b], &from)) && LIKELY(from.length == ip->c)) {
        for (uint32_t i = 0; i < from.length; i++)
            R[ip->a + i] = from.items[i];
        NEXT(1);
    }
    LEAF_NONE(pd_vm_unpack(vm, R[ip->b], ip->c), 1);
}
do_UNPACK_STAR:
    LEAF_NONE(pd_vm_unpack_star(vm, R[ip->b], ip->c & 255, ip->c >> 8, &R[ip->a]), 1);
do_FORMAT:
    LEAF_A(pd_vm_format_value(vm, &R[ip->b], ip->c, &result), 1);

do_CALL : {
    Value *const callable = R + ip->a;
    Kind kind = pd_kind_of_at(H, callable);
    if (LIKELY(kind == KIND_FUNCTION)) {
        const VmCode *callee = pd_code_at(vm, callable);
        SYNC();
        if (LIKELY(pd_is_simple_call(vm, callee, ip->b, callable, at->stack_end))) {
            pd_push_simple(vm, callable, callee, at->fiber->base, PHASE_ONLY);
            ENTER(callable, callee);
        }
        ENTER_BOUND(callable, callee, ip->b);
        leaf = pd_vm_call_generator(vm, callable, ip->b, &result);
        goto called_in_place;
    }
    if (LIKELY(kind == KIND_BUILTIN)) {
        SYNC();
        if (pd_is(callable[0], vm->image->next) && ip->b == 1 &&
            LIKELY(pd_ref_at(&callable[FRAME_HEADER_SLOTS])) &&
            (turn = pd_begin_turn(vm, at, callable[FRAME_HEADER_SLOTS], VALUE_NONE,
                                  GENERATOR_PLAIN))) {
            sent = VALUE_NONE;
            goto turn;
        }
        if (pd_is(callable[0], vm->image->len) && ip->b == 1 &&
            pd_fast_length(H, &callable[FRAME_HEADER_SLOTS], &R[ip->c])) {
            ip += 1;
            POLL_AFTER(0);
            DISPATCH();
        }
        leaf = pd_fast_builtin(vm, callable[0], callable + FRAME_HEADER_SLOTS, ip->b, &result);
        goto called_in_place;
    }
    switch (kind) {
    case KIND_METHOD:
    case KIND_INSTANCE: {
        Value *args = callable + FRAME_HEADER_SLOTS;
        Value self = VALUE_UNBOUND;
        Value function = pd_unfolded(vm, callable[0], &self);
        if (UNLIKELY(!pd_has_room(at->stack_end - callable, ip->b, UNFOLD_MAX)))
            break;
        SYNC();
        if (pd_is_kind(H, function, KIND_BUILTIN)) {
            args[-1] = self;
            leaf = pd_fast_builtin(vm, function, args - 1, ip->b + 1u, &result);
            goto called_in_place;
        }
        if (!pd_is_kind(H, function, KIND_FUNCTION))
            break;
        code = pd_code_of(vm, function);
        if (!pd_is_simple_call(vm, code, ip->b + 1u, callable, at->stack_end))
            break;
        for (uint32_t i = ip->b; i > 0; i--)
            args[i] = args[i - 1];
        callable[0] = function;
        args[0] = self;
        window = callable;
        pd_push_simple(vm, callable, code, at->fiber->base, PHASE_ONLY);
        goto enter_window;
    }
    case KIND_CLASS: {
        SYNC();
        if (pd_lower_at(callable) == vm->image->types[TYPE_STR] && ip->b == 1 &&
            pd_int_at(&callable[FRAME_HEADER_SLOTS])) {
            leaf = pd_text_decimal(vm, pd_int_of(callable[FRAME_HEADER_SLOTS]), &result);
            goto called_in_place;
        }
        Value callee = pd_fast_class_call(vm, pd_ref_of(callable[0]));
        if (pd_is_kind(H, callee, KIND_BUILTIN)) {
            leaf = pd_fast_construct(vm, callable, ip->b, callee, &result);
            goto called_in_place;
        }
        if (pd_is_unbound(callee)) {
            if (!pd_is(callable[0], pd_type(vm, TYPE_TYPE)) || ip->b != 1)
                break;
            result = pd_value_to(H, pd_vm_class_of(vm, callable[FRAME_HEADER_SLOTS]));
            leaf = LEAF_OK;
            goto called_in_place;
        }
        code = pd_code_of(vm, callee);
        if (!pd_is_simple_call(vm, code, ip->b + 1u, callable + 2, at->stack_end))
            break;
        if (UNLIKELY(!pd_fast_instance(vm, callable, ip->b, callee)))
            goto memory;
        window = callable + 1;
        pd_push_simple(vm, window, code, at->fiber->base, PHASE_INIT);
        goto enter_window;
    }
    case KIND_OPAQUE: {
        if (pd_header(H, callable[0])->aux != TYPE_EFFECT || UNLIKELY(vm->trace != NULL))
            break;
        const KnownClause *clause = pd_known_clause(vm, at->fiber, pd_lower_at(callable));
        if (UNLIKELY(clause == NULL))
            clause = pd_vm_learn_clause(vm, callable[0]);
        if (clause == NULL)
            break;
        code = clause->code;
        SYNC();
        if (code->extras == 0 && pd_vm_is_control(vm, clause->clause)) {
            Call call = {(uint32_t)(callable - at->stack), ip->b, VALUE_UNBOUND, PHASE_ONLY};
            Target target = {.clause = clause->clause, .fiber = clause->prompt_fiber};
            leaf = pd_vm_capture(vm, &call, &target, &called);
            goto after_call;
        }
        if (!pd_is_simple_call(vm, code, ip->b + code->extras, callable + 2, at->stack_end))
            break;
        pd_lay_out_clause(vm, callable, ip->b, code->extras, clause);
        at->fiber->mask = pd_from_ref(clause->prompt_fiber);
        window = callable + 1;
        pd_push_simple(vm, window, code, at->fiber->base, PHASE_CLAUSE);
        goto enter_window;
    }
    default: break;
    }
call_any_way:
    window = R + ip->a;
    SYNC();
    leaf = pd_vm_call(vm, &(Call){(uint32_t)(window - at->stack), ip->b, VALUE_UNBOUND, PHASE_ONLY},
                      &called);
    goto after_call;
called_in_place: /* LEAF_END: it was not */
    if (LIKELY(leaf == LEAF_OK)) {
        pd_vm_commit_fuel(vm);
        R[ip->c] = result;
        ip += 1;
        POLL_AFTER(0);
        DISPATCH();
    }
    if (leaf != LEAF_END)
        goto other;
    if (ip->op == OP_CALL)
        goto call_any_way;
    goto call_method_any_way;
enter_star:
    window = R + ip->a;
    code = pd_code_at(vm, window);
    if (LIKELY(pd_vm_push_star(vm, code, window, ip->b + (uint32_t)(ip->op != OP_CALL),
                               at->stack_end)))
        goto enter_window;
    leaf = LEAF_END;
    goto called_in_place;
enter_window:
    ENTER(window, code);
}
do_CALL_METHOD : {
    Value *const callable = R + ip->a;
    Value self = callable[FRAME_HEADER_SLOTS];
    Kind kind = LIKELY(!pd_is_unbound(self)) ? pd_kind_of_at(H, callable) : KIND_FREE;
    if (LIKELY(kind == KIND_FUNCTION)) {
        const VmCode *callee = pd_code_at(vm, callable);
        SYNC();
        if (LIKELY(pd_is_simple_call(vm, callee, ip->b + 1u, callable, at->stack_end))) {
            pd_push_simple(vm, callable, callee, at->fiber->base, PHASE_ONLY);
            ENTER(callable, callee);
        }
        ENTER_BOUND(callable, callee, ip->b + 1u);
        leaf = pd_vm_call_generator(vm, callable, ip->b + 1u, &result);
        goto called_in_place;
    }
    if (LIKELY(kind == KIND_BUILTIN)) {
        SYNC();
        if (pd_is(callable[0], vm->image->generator_send) && ip->b == 1 &&
            LIKELY(pd_is_ref(self)) &&
            (turn =
                 pd_begin_turn(vm, at, self, callable[FRAME_HEADER_SLOTS + 1], GENERATOR_PLAIN))) {
            sent = callable[FRAME_HEADER_SLOTS + 1];
            goto turn;
        }
        if (pd_is(callable[0], vm->image->list_append) && ip->b == 1 &&
            pd_is_kind(H, self, KIND_LIST)) {
            if (UNLIKELY(
                    !pd_list_append(H, PD_AS(List, H, self), callable[FRAME_HEADER_SLOTS + 1])))
                goto memory;
            R[ip->c] = VALUE_NONE;
            ip += 1;
            POLL_AFTER(0);
            DISPATCH();
        }
        if (pd_is(callable[0], vm->image->dict_get) && (ip->b == 1 || ip->b == 2) &&
            pd_fast_get(H, &callable[FRAME_HEADER_SLOTS], ip->b, &result)) {
            R[ip->c] = result;
            ip += 1;
            POLL_AFTER(0);
            DISPATCH();
        }
        leaf = pd_fast_builtin(vm, callable[0], callable + FRAME_HEADER_SLOTS, ip->b + 1u, &result);
        goto called_in_place;
    }
    if (LIKELY(kind == KIND_FREE)) { /* no method: without self */
        Value *args = callable + FRAME_HEADER_SLOTS;
        SYNC();
        switch (pd_kind(H, callable[0])) {
        case KIND_BUILTIN:
            leaf = pd_fast_builtin(vm, callable[0], args + 1, ip->b, &result);
            goto called_in_place;
        case KIND_FUNCTION:
            code = pd_code_of(vm, callable[0]);
            if (UNLIKELY(!pd_is_simple_call(vm, code, ip->b, callable, at->stack_end)))
                break;
            for (uint32_t i = 0; i < ip->b; i++)
                args[i] = args[i + 1];
            window = callable;
            pd_push_simple(vm, callable, code, at->fiber->base, PHASE_ONLY);
            goto enter_window;
        case KIND_METHOD:
        case KIND_INSTANCE: {
            Value function = pd_unfolded(vm, callable[0], &self);
            if (UNLIKELY(!pd_has_room(at->stack_end - callable, ip->b, UNFOLD_MAX)))
                break;
            if (pd_is_kind(H, function, KIND_BUILTIN)) {
                args[0] = self;
                leaf = pd_fast_builtin(vm, function, args, ip->b + 1u, &result);
                if (leaf != LEAF_OK)
                    args[0] = VALUE_UNBOUND; /* it may be called once more */
                goto called_in_place;
            }
            if (!pd_is_kind(H, function, KIND_FUNCTION))
                break;
            code = pd_code_of(vm, function);
            if (!pd_is_simple_call(vm, code, ip->b + 1u, callable, at->stack_end))
                break;
            callable[0] = function;
            args[0] = self;
            window = callable;
            pd_push_simple(vm, callable, code, at->fiber->base, PHASE_ONLY);
            goto enter_window;
        }
        default: break;
        }
    }
}
call_method_any_way:
    window = R + ip->a;
    SYNC();
    leaf = pd_vm_call_method(vm, (uint32_t)(window - at->stack), ip->b, VALUE_UNBOUND, &called);
    goto after_call;
do_CALL_KW : {
    Value names = at->consts[ip[1].x];
    bool method = ip[1].y != 0 && !pd_is_unbound(R[ip->a + FRAME_HEADER_SLOTS]);
    Call call = {(uint32_t)(R + ip->a - at->stack), ip->b + (uint32_t)method, names, PHASE_ONLY};
    window = R + ip->a;
    SYNC();
    if (LIKELY(pd_kind_of_at(H, window) == KIND_FUNCTION) && LIKELY(ip[1].y == 0 || method)) {
        code = pd_code_at(vm, window);
        if (LIKELY(code->plain_call != 0) &&
            LIKELY(pd_is_simple_call(vm, code, code->plain_call - 1, window, at->stack_end)) &&
            LIKELY(pd_vm_fill_named(vm, code, window, &call))) {
            pd_push_simple(vm, window, code, at->fiber->base, PHASE_ONLY);
            goto enter_window;
        }
    }
    leaf = ip[1].y == 0 ? pd_vm_call(vm, &call, &called)
                        : pd_vm_call_method(vm, call.window, ip->b, names, &called);
    goto after_call;
}
do_CALL_STAR:
    SYNC();
    window = WINDOW_ABOVE();
    code = pd_vm_place_star(vm, R + ip->a, ip->b == 1, window, at->stack_end);
    if (LIKELY(code != NULL)) {
        pd_push_simple(vm, window, code, at->fiber->base, PHASE_ONLY);
        goto enter_window;
    }
    leaf = pd_vm_call_star(vm, R[ip->a], R[ip->a + 3], ip->b == 1 ? R[ip->a + 4] : VALUE_UNBOUND,
                           &called);
    goto after_call;
do_CALL_SUPER:
    SYNC();
    if (pd_is(R[ip->a], pd_type(vm, TYPE_SUPER))) {
        leaf = pd_vm_new_super(vm, R[ip->b], R[ip->b + 1], &result);
        if (UNLIKELY(leaf != LEAF_OK))
            goto other;
        pd_vm_commit_fuel(vm);
        R[ip->c] = result;
        ip += 1;
        POLL_AFTER(0);
        DISPATCH();
    }
    leaf = pd_vm_call(vm, &(Call){(uint32_t)(R + ip->a - at->stack), 0, VALUE_UNBOUND, PHASE_ONLY},
                      &called);
    goto after_call;
do_RETURN : {
    const FrameHeader *header = pd_frame(R);
    uint32_t previous = header->previous;
    uint8_t ended_phase = header->phase;
    if (LIKELY(previous != 0 && ended_phase == PHASE_ONLY)) {
        Value value = R[ip->a];
        LEAVE_FRAME();
        if (LIKELY(ip->op == OP_CALL || ip->op == OP_CALL_METHOD)) {
            R[ip->c] = value;
            NEXT(1);
        }
        if (ip->op == OP_LOAD_ATTR) { /* a property */
            R[ip->a] = value;
            NEXT(3);
        }
        if (ip->op == OP_FOR_ITER) {
            R[ip->b] = value;
            NEXT_ITEM(0);
        }
        result = value;
        below = VALUE_UNBOUND;
        goto returned;
    }
    result = R[ip->a];
    if (UNLIKELY(previous == 0)) {
        bool ended = false;
        if (at->generator == vm->fiber &&
            (at[-1].ip->op == OP_FOR_ITER || at[-1].ip->op == OP_SEND)) {
            pd_end_turn(vm, at);
            pd_vm_end_fiber(vm, at->fiber);
            at->generator = 0;
            at--;
            pd_assert_torture(pd_is_place(vm, at));
            R = at->registers;
            ip = at->ip;
            pd_assert_torture(ip == at->code0 + pd_frame(R)->pc);
            if (ip->op == OP_FOR_ITER)
                NEXT(2);
            R[ip->b] = result;
            NEXT(2 + (int32_t)ip[1].x);
        }
        SYNC();
        leaf = pd_vm_fiber_return(vm, &result, &ended);
        if (ended)
            goto ended;
        LOAD();
        if (leaf == LEAF_OK)
            goto complete;
        if (leaf == LEAF_END)
            DISPATCH(); /* behind the loop or yield from that it ended */
        goto other;
    }
    below = pd_phase_has_below(ended_phase) ? R[-FRAME_HEADER_SLOTS - 1] : VALUE_UNBOUND;
    LEAVE_FRAME();
    if (ip->op == OP_CALL || ip->op == OP_CALL_METHOD) {
        if (ended_phase == PHASE_CLAUSE) {
            at->fiber->mask = below;
            R[ip->c] = result;
            NEXT(1);
        }
        if (ended_phase == PHASE_INIT && pd_is_none(result)) {
            R[ip->c] = below;
            NEXT(1);
        }
    }
returned:;
    int32_t words = pd_complete_in_place(H, R, ip, ended_phase, result);
    if (LIKELY(words != 0)) {
        ip += words;
        POLL_AFTER(0);
        DISPATCH();
    }
    phase = ended_phase;
    goto finishing;
}
do_RETURN_ABANDON:
    if (pd_frame(R)->phase != PHASE_CLAUSE || pd_frame(R)->previous == 0)
        goto do_RETURN;
    SYNC();
    leaf = pd_vm_leave_clause(vm, ip->a, &called);
    if (UNLIKELY(leaf == LEAF_END))
        goto bad_code;
    goto after_call;
do_MAKE_FUNCTION:
    SYNC();
    leaf = pd_vm_make_function(vm, R, ip->b, &R[ip->c], &result);
    if (LIKELY(leaf == LEAF_OK)) {
        R[ip->a] = result;
        NEXT(1);
    }
    if (leaf == LEAF_END)
        goto bad_code;
    goto other;
do_LOAD_BUILD_CLASS:
    R[ip->a] = vm->image->lib[LIB_build_class];
    NEXT(1);
do_LOAD_RUN_BLOCK:
    R[ip->a] = vm->image->lib[LIB_run_block];
    NEXT(1);
do_LOAD_ASSERTION:
    R[ip->a] = pd_exc(vm, EXC_ASSERTION_ERROR);
    NEXT(1);

turn: /* which has begun: the generator gets the value sent at its YIELD, or begins */
    turn[-1].registers = R;
    turn[-1].ip = ip;
    at = turn;
    if (LIKELY(at->generator == vm->fiber)) {
        pd_assert_torture(pd_is_place(vm, at));
        R = at->registers;
        ip = at->code0 + pd_frame(R)->pc; /* it may have had other turns than this since */
    } else {
        LOAD();
        at->generator = vm->fiber;
        uint32_t under_way = (uint32_t)(at - vm->turns);
        vm->turn_top = under_way > vm->turn_top ? under_way : vm->turn_top;
        if ((at->fiber->h.flags & FIBER_STARTED) == 0) {
            at->fiber->h.flags |= FIBER_STARTED;
            POLL_AFTER(vm->codes[pd_frame(R)->code].fuel);
            DISPATCH();
        }
    }
    R[ip->a] = sent;
    NEXT(1);
do_YIELD : {
    Value item = R[ip->b];
    const Ref generator = vm->fiber;
    SYNC();
    if (LIKELY(at->generator == generator)) {
        pd_end_turn(vm, at);
        at->registers = R;
        at--;
        pd_assert_torture(pd_is_place(vm, at));
        R = at->registers;
        ip = at->ip;
        pd_assert_torture(ip == at->code0 + pd_frame(R)->pc);
    } else {
        result = item;
        leaf = pd_vm_yield(vm);
        LOAD();
        if (leaf != LEAF_OK)
            goto other;
    }
    if (ip->op == OP_FOR_ITER && LIKELY(pd_lower_at(&R[ip->a]) == generator)) {
        R[ip->b] = item; /* what completing these does, in place */
        NEXT_ITEM(0);
    }
    if (ip->op == OP_SEND) {
        R[ip->b] = item;
        NEXT(2);
    }
    if (LIKELY(ip->op == OP_CALL || ip->op == OP_CALL_METHOD)) { /* next() and send() */
        R[ip->c] = item;
        ip += 1;
        POLL_AFTER(0);
        DISPATCH();
    }
    result = item;
    goto complete;
}
do_GET_YIELD_FROM:
    if (pd_is_plain_generator(H, R[ip->b])) {
        R[ip->a] = R[ip->b];
        NEXT(1);
    }
    LEAF_A(pd_vm_get_yield_from(vm, R[ip->b], &result), 1);
do_SEND:
    SYNC();
    result = R[ip->b];
    turn = pd_ref_at(&R[ip->a]) ? pd_begin_turn(vm, at, R[ip->a], R[ip->b], GENERATOR_COROUTINE)
                                : NULL;
    if (LIKELY(turn != NULL)) {
        sent = R[ip->b];
        goto turn;
    }
    leaf = pd_vm_send(vm, R[ip->a], R[ip->b], &result);
    if (leaf == LEAF_OK)
        goto complete;
    if (leaf == LEAF_END) {
        pd_vm_commit_fuel(vm);
        R[ip->b] = result;
        ip += 2 + (int32_t)ip[1].x;
        DISPATCH();
    }
    goto other;
do_SEND_THROW:
    if (UNLIKELY(!pd_is_kind(H, R[ip->b], KIND_EXCEPTION)))
        goto bad_code;
    SYNC();
    if (pd_is_kind(H, R[ip->a], KIND_GENERATOR) &&
        !pd_vm_is_instance(vm, R[ip->b], pd_exc(vm, EXC_GENERATOR_EXIT))) {
        leaf = pd_vm_resume(vm, R[ip->a], RESUME_THROW, R[ip->b]);
    } else {
        leaf = pd_vm_tail_call(vm, LIB_yield_from_throw, 2, R[ip->a], R[ip->b]);
        vm->tail.phase = PHASE_TRY_0;
    }
    goto other;

do_YIELD_ASYNC:
    SYNC();
    leaf = pd_vm_yield_async(vm, R[ip->b]);
    LOAD();
    if (LIKELY(leaf == LEAF_END))
        DISPATCH();
    goto other;
do_GET_AWAITABLE:
    if (LIKELY(pd_vm_is_fresh_coroutine(vm, R[ip->b]) ||
               pd_is_opaque(vm, R[ip->b], TYPE_ASYNC_SEND))) {
        R[ip->a] = R[ip->b];
        NEXT(1);
    }
    LEAF_A(pd_vm_get_awaitable(vm, R[ip->b], ip->c, &result), 1);
do_GET_AITER:
    LEAF_A(pd_vm_get_aiter(vm, R[ip->b], &result), 1);
do_GET_ANEXT:
    LEAF_A(pd_vm_get_anext(vm, R[ip->b], &result), 1);
do_END_ASYNC_FOR:
    if (UNLIKELY(!pd_is_kind(H, R[ip->a], KIND_EXCEPTION)))
        goto bad_code;
    if (pd_vm_is_instance(vm, R[ip->a], pd_exc(vm, EXC_STOP_ASYNC_ITERATION)))
        NEXT(1);
    SYNC();
    vm->raised = R[ip->a];
    goto again;

do_RAISE:
    SYNC();
    leaf = pd_vm_do_raise(vm, R[ip->a], VALUE_UNBOUND);
    goto other;
do_RAISE_FROM:
    SYNC();
    leaf = pd_vm_do_raise(vm, R[ip->a], R[ip->b]);
    goto other;
do_RERAISE:
    SYNC();
    leaf = pd_vm_reraise(vm);
    if (leaf == LEAF_OK)
        goto again;
    goto other;
do_RERAISE_EXC:
    SYNC();
    if (UNLIKELY(!pd_is_kind(H, R[ip->a], KIND_EXCEPTION)))
        goto bad_code;
    vm->raised = R[ip->a];
    goto again;
again:
    if (pd_vm_unwind(vm, true) == UNWIND_ENDED)
        goto ended;
    goto unwound;
do_PUSH_HANDLED:
    result = R[ip->b];
    if (UNLIKELY(!pd_is_kind(H, result, KIND_EXCEPTION)))
        goto bad_code;
    R[ip->a] = at->fiber->handled;
    at->fiber->handled = result;
    NEXT(1);
do_POP_HANDLED:
    if (UNLIKELY(!pd_is_none(R[ip->a]) && !pd_is_kind(H, R[ip->a], KIND_EXCEPTION)))
        goto bad_code;
    at->fiber->handled = R[ip->a];
    NEXT(1);
do_EXC_MATCH:
    LEAF_A(pd_vm_exception_matches(vm, R[ip->b], R[ip->c], &result), 1);
do_EXC_INFO : {
    Value exception = R[ip->b];
    if (UNLIKELY(!pd_is_kind(H, exception, KIND_EXCEPTION)))
        goto bad_code;
    R[ip->a] = pd_value_to(H, pd_vm_class_of(vm, exception));
    R[ip->a + 1] = exception;
    R[ip->a + 2] = PD_AS(Exception, H, exception)->traceback;
    NEXT(1);
}
do_WITH_ENTER:
do_ASYNC_ENTER : {
    Value exit = VALUE_UNBOUND;
    SYNC();
    leaf = pd_vm_with_enter(vm, R[ip->b], ip->op == OP_ASYNC_ENTER, &exit);
    if (leaf == LEAF_CALL)
        R[ip->a] = exit;
    goto other;
}
do_GIVE : {
    bool cell = pd_is_kind(H, R[ip->a], KIND_CELL);
    Value v = cell ? PD_AS(Cell, H, R[ip->a])->content : R[ip->a];
    if (pd_is_opaque(vm, v, TYPE_CONTINUATION))
        pd_opaque(vm, v)->h.flags |= K_GIVEN;
    NEXT(1);
}
do_IMPORT : {
    Value names = ip[1].x == 0 ? VALUE_NONE : at->consts[ip[1].x - 1];
    LEAF_A(pd_vm_import(vm, &(Import){pd_vm_module_of(vm, R), at->consts[ip->b], ip->c, names},
                        &result),
           2);
}
do_IMPORT_FROM:
    LEAF_A(pd_vm_import_from(vm, R[ip->b], at->consts[ip->c], &result), 1);
do_IMPORT_STAR:
    LEAF_NONE(pd_vm_tail_call(vm, LIB_import_star, 2, R[ip->a], pd_vm_module_of(vm, R)), 1);
do_ANNOTATIONS:
    LEAF_A(pd_vm_annotations(vm, ip->b == 0 ? pd_value_to(H, pd_globals_of(vm, R)) : R[0], &result),
           1);
do_PRINT_RESULT:
    LEAF_NONE(pd_vm_tail_call(vm, LIB_print_result, 1, R[ip->a]), 1);

bad_code: /* only code that was not made by the compiler gets here: it passed the verifier but mixes
             kinds */
    SYNC();
    leaf = pd_vm_raise(vm, EXC_SYSTEM_ERROR, "instruction %s got an operand of the wrong kind",
                       pd_op_info[ip->op].name);
    goto other;
}
