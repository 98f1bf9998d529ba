/*
 * The table of instructions, from opcodes.def.
 */
#include "code/code.h"

#define OP(name, a, b, c, words, flow, sentence) \
 _Static_assert((words) <= OP_WORDS_MAX, #name " is longer than instructions may be");
#include "code/opcodes.def"
#undef OP

const OpInfo pd_op_info[OP_COUNT] = {
#define OP(name, a, b, c, words, flow, sentence) {#name, {a, b, c}, words, FLOW_##flow, sentence},
#include "code/opcodes.def"
#undef OP
};
