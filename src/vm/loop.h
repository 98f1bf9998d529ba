/*
 * The words that the instructions of loop.c are written with.
 *
 * They stand for text, for they use the loop's own variables, which are to stay in registers: ip,
 * the instruction; R, the frame's registers; dispatch, the table of labels; at, the turn under way,
 * where the rest lies for which there is no register; leaf and result, of the leaf that ran last.
 * They go to its labels: other, memory, poll, binary, compare, enter_window, not_a_number.
 */
#ifndef VM_LOOP_H
#define VM_LOOP_H

#include "vm/vm_in.h"

static inline double pd_number_of(Value v)
{
    return pd_is_float(v) ? pd_float_of(v) : (double)pd_int_of(v);
}

static inline bool pd_is_number(Value v)
{
    return pd_is_float(v) || pd_is_int(v);
}

/* Writes ip back to the frame; the fiber's base is never behind. */
#define SYNC() (pd_frame(R)->pc = (uint32_t)(ip - at->code0))
/* Goes on where the running fiber, or the frame at R, stands. */
#define LOAD_FROM(running)                                                     \
 do {                                                                          \
  at->fiber = (running);                                                       \
  at->stack = pd_stack(vm, at->fiber);                                         \
  at->stack_end = at->stack + ((Array *)pd_at(H, at->fiber->stack))->capacity; \
  R = at->stack + at->fiber->base;                                             \
  LOAD_CODE();                                                                 \
 } while (0)
#define LOAD() LOAD_FROM(pd_running(vm))
#define LOAD_CODE()                                         \
 do {                                                       \
  const VmCode *const body = &vm->codes[pd_frame(R)->code]; \
  at->code0 = body->instrs;                                 \
  at->consts = body->consts;                                \
  ip = body->instrs + pd_frame(R)->pc;                      \
 } while (0)
/* From the frame at R to the one that called it, in the same fiber. */
#define LEAVE_FRAME()         \
 do {                         \
  vm->depth--;                \
  at->fiber->base = previous; \
  R = at->stack + previous;   \
  LOAD_CODE();                \
 } while (0)
/* These are set only where instructions do not end in place: no dispatch has to keep them. */
#define NOT_COMPLETING() \
 (completing = false, phase = PHASE_ONLY, finished = VALUE_NONE, below = VALUE_UNBOUND)
#define DISPATCH() goto *dispatch[ip->op]
#define NEXT(words) \
 do {               \
  ip += (words);    \
  DISPATCH();       \
 } while (0)
/* Where the window of a call in the place of an instruction goes: above the frame's registers. */
#define WINDOW_ABOVE() (R + pd_registers_of(&vm->codes[pd_frame(R)->code]) + 1)
/* Goes on in the window that has become a frame of that code. */
#define ENTER(frame, entered)                  \
 do {                                          \
  const VmCode *const body = (entered);        \
  R = (frame) + FRAME_HEADER_SLOTS;            \
  at->fiber->base = (uint32_t)(R - at->stack); \
  at->code0 = ip = body->instrs;               \
  at->consts = body->consts;                   \
  POLL_AFTER(body->fuel);                      \
  DISPATCH();                                  \
 } while (0)
/* Enters the function in a window whose call lacks defaults, or whose own stars take arguments, if
 * there is no more to do. */
#define ENTER_BOUND(frame, entered, count)                                        \
 do {                                                                             \
  if ((entered)->plain_call > (count) + 1u) {                                     \
   const uint32_t params = (entered)->plain_call - 1;                             \
   if (LIKELY(pd_is_simple_call(vm, (entered), params, (frame), at->stack_end) && \
              pd_vm_fill_defaults(vm, (entered), (frame), (count)))) {            \
    pd_push_simple(vm, (frame), (entered), at->fiber->base, PHASE_ONLY);          \
    window = (frame);                                                             \
    code = (entered);                                                             \
    goto enter_window;                                                            \
   }                                                                              \
  } else if ((entered)->star_call != 0) {                                         \
   goto enter_star;                                                               \
  }                                                                               \
 } while (0)
/* Enters the function in that window, if its call is simple. */
#define PUSH_ABOVE(count, phase)                                             \
 do {                                                                        \
  code = pd_code_of(vm, window[0]);                                          \
  if (LIKELY(pd_is_simple_call(vm, code, (count), window, at->stack_end))) { \
   pd_push_simple(vm, window, code, at->fiber->base, (phase));               \
   goto enter_window;                                                        \
  }                                                                          \
 } while (0)
/* Enters the method that an operator asks, unless it is UNBOUND. */
#define ASK(method, self, other, phase)      \
 do {                                        \
  result = (method);                         \
  if (LIKELY(!pd_is_unbound(result))) {      \
   window = WINDOW_ABOVE();                  \
   window[0] = result;                       \
   window[FRAME_HEADER_SLOTS] = (self);      \
   window[FRAME_HEADER_SLOTS + 1] = (other); \
   PUSH_ABOVE(2, phase);                     \
  }                                          \
 } while (0)
/* Runs a leaf whose value goes to R[a]. */
#define LEAF_A(expression, words) \
 do {                             \
  SYNC();                         \
  leaf = (expression);            \
  if (LIKELY(leaf == LEAF_OK)) {  \
   pd_vm_commit_fuel(vm);         \
   R[ip->a] = result;             \
   NEXT(words);                   \
  }                               \
  goto other;                     \
 } while (0)
/* Runs a leaf without a value. */
#define LEAF_NONE(expression, words) \
 do {                                \
  SYNC();                            \
  leaf = (expression);               \
  if (LIKELY(leaf == LEAF_OK)) {     \
   pd_vm_commit_fuel(vm);            \
   NEXT(words);                      \
  }                                  \
  goto other;                        \
 } while (0)
/* Runs a leaf that does the instruction in the usual cases; in others (LEAF_END) what follows has
 * to. */
#define QUICK(expression, store) \
 do {                            \
  leaf = (expression);           \
  if (LIKELY(leaf == LEAF_OK)) { \
   pd_vm_commit_fuel(vm);        \
   store;                        \
   NEXT(1);                      \
  }                              \
  if (leaf != LEAF_END)          \
   goto other;                   \
 } while (0)
#define BOUND(value, raising)           \
 do {                                   \
  if (UNLIKELY(pd_is_unbound(value))) { \
   SYNC();                              \
   leaf = (raising);                    \
   goto other;                          \
  }                                     \
 } while (0)
#define NEED(pointer)                \
 do {                                \
  if (UNLIKELY((pointer) == NULL)) { \
   SYNC();                           \
   goto memory;                      \
  }                                  \
 } while (0)
#define POLL_AFTER(cost)            \
 do {                               \
  vm->fuel_left -= (int64_t)(cost); \
  if (UNLIKELY(vm->fuel_left < 0))  \
   goto poll;                       \
 } while (0)

/* The body of a loop; and into it, behind so many of its words, for it got an item. */
#define NEXT_BODY() (ip + 2 + (ptrdiff_t)(int32_t)ip[1].x)
#define NEXT_ITEM(words)      \
 do {                         \
  uint32_t cost = ip[1].y;    \
  ip = NEXT_BODY() + (words); \
  POLL_AFTER(cost);           \
  DISPATCH();                 \
 } while (0)

/* OTHERS: where neither case is one. */
#define ARITHMETIC(NAME, INT_CASE, FLOAT_CASE, OTHERS) \
 do_##NAME : do_I##NAME:                               \
 {                                                     \
  Value x = R[ip->b], y = R[ip->c], v;                 \
  double i, j;                                         \
  (void)v;                                             \
  if (LIKELY(pd_both_int(x, y))) {                     \
   INT_CASE                                            \
   goto binary;                                        \
  }                                                    \
  if (LIKELY(pd_is_float(x) && pd_is_float(y))) {      \
   i = pd_float_of(x);                                 \
   j = pd_float_of(y);                                 \
  } else if (pd_is_number(x) && pd_is_number(y)) {     \
   i = pd_number_of(x);                                \
   j = pd_number_of(y);                                \
  } else {                                             \
   OTHERS;                                             \
  }                                                    \
  FLOAT_CASE                                           \
  goto binary;                                         \
 }
#define RESULT(value) \
 do {                 \
  R[ip->a] = (value); \
  NEXT(1);            \
 } while (0)
#define RESULT_INT(value)        \
 do {                            \
  R[ip->a] = pd_from_int(value); \
  NEXT(1);                       \
 } while (0)
#define RESULT_FLOAT(value)                  \
 do {                                        \
  double number = (value);                   \
  if (UNLIKELY(number != number))            \
   goto not_a_number;                        \
  memcpy(&R[ip->a], &number, sizeof number); \
  NEXT(1);                                   \
 } while (0)

#define IMMEDIATE(NAME, OPERATOR, INT_RESULT)       \
 do_##NAME:                                         \
 {                                                  \
  Value x = R[ip->b], v;                            \
  int64_t j = (int16_t)ip->c;                       \
  if (LIKELY(pd_is_int(x))) {                       \
   if (INT_RESULT(x, pd_from_int(j), &v))           \
    RESULT(v);                                      \
  } else if (pd_is_float(x)) {                      \
   RESULT_FLOAT(pd_float_of(x) OPERATOR(double) j); \
  }                                                 \
  goto binary;                                      \
 }
/* v = whether v is true. */
#define TRUTH(v)                          \
 do {                                     \
  Answer truth = pd_fast_truth(H, v);     \
  if (UNLIKELY(truth == ANSWER_SLOW)) {   \
   SYNC();                                \
   leaf = pd_vm_truth(vm, v, &result);    \
   if (leaf != LEAF_OK)                   \
    goto other;                           \
   pd_vm_commit_fuel(vm);                 \
   v = result;                            \
  } else {                                \
   v = pd_from_bool(truth == ANSWER_YES); \
  }                                       \
 } while (0)
#define RESULT_BOOL(condition)        \
 do {                                 \
  R[ip->a] = pd_from_bool(condition); \
  NEXT(1);                            \
 } while (0)
#define BRANCH_ON(condition)                                                  \
 do {                                                                         \
  ip += (uint32_t)(condition) == ip->c ? 2 + (ptrdiff_t)(int32_t)ip[1].x : 2; \
  DISPATCH();                                                                 \
 } while (0)
/* Texts x and y are compared in place; USE says what becomes of the answer. */
#define IF_TEXTS(WANTED, USE)             \
 do {                                     \
  Answer same = pd_fast_equal(H, x, y);   \
  if (LIKELY(same != ANSWER_SLOW))        \
   USE((same == ANSWER_YES) == (WANTED)); \
 } while (0)
#define TEXTS_EQ(USE)    IF_TEXTS(true, USE)
#define TEXTS_NE(USE)    IF_TEXTS(false, USE)
#define TEXTS_ORDER(USE) (void)0
#define COMPARE(NAME, OPERATOR, TEXTS)                    \
 do_##NAME:                                               \
 {                                                        \
  Value x = R[ip->b], y = R[ip->c];                       \
  if (LIKELY(pd_both_int(x, y)))                          \
   RESULT_BOOL(pd_int_upper(x) OPERATOR pd_int_upper(y)); \
  if (pd_is_float(x) && pd_is_float(y))                   \
   RESULT_BOOL(pd_float_of(x) OPERATOR pd_float_of(y));   \
  TEXTS(RESULT_BOOL);                                     \
  goto compare;                                           \
 }
#define COMPARE_JUMP(NAME, OPERATOR, TEXTS)             \
 do_J##NAME:                                            \
 {                                                      \
  Value x = R[ip->a], y = R[ip->b];                     \
  if (LIKELY(pd_both_int(x, y)))                        \
   BRANCH_ON(pd_int_upper(x) OPERATOR pd_int_upper(y)); \
  if (pd_is_float(x) && pd_is_float(y))                 \
   BRANCH_ON(pd_float_of(x) OPERATOR pd_float_of(y));   \
  TEXTS(BRANCH_ON);                                     \
  goto compare;                                         \
 }                                                      \
 do_J##NAME##I:                                         \
 {                                                      \
  Value x = R[ip->a];                                   \
  int64_t j = (int16_t)ip->b;                           \
  if (LIKELY(pd_is_int(x)))                             \
   BRANCH_ON(pd_int_of(x) OPERATOR j);                  \
  if (pd_is_float(x))                                   \
   BRANCH_ON(pd_float_of(x) OPERATOR(double) j);        \
  goto compare;                                         \
 }

#endif
