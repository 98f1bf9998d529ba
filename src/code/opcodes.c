/*
 * The table of instructions, from opcodes.def.
 */
#include "code/code.h"

const OpInfo pd_op_info[OP_COUNT] = {
#define OP(name, a, b, c, words, flow, sentence) {#name, {a, b, c}, words, FLOW_##flow, sentence},
#include "code/opcodes.def"
#undef OP
};
