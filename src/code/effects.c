/*
 * What each instruction does to registers, derived from its operand letters and, for runs of
 * registers, from the rules in opcodes.def. Verifier and liveness share it, so that they agree.
 */
#include "code/code_in.h"

static void add_read(Effects *out, uint32_t first, uint32_t count)
{
    if (count > 0) {
        out->reads[out->read_count++] = (RegRange){first, count};
    }
}

static void add_write(Effects *out, uint32_t first, uint32_t count)
{
    if (count > 0) {
        out->writes[out->write_count++] = (RegRange){first, count};
    }
}

static void window_call(const Instr *instr, uint32_t args, Effects *out)
{
    add_read(out, instr->a, 1);
    add_read(out, (uint32_t)instr->a + FRAME_HEADER_SLOTS, args);
    out->clobber = instr->a;
    out->is_window_call = true;
}

static void call_effects(const Instr *instr, Effects *out)
{
    switch ((Op)instr->op) {
    case OP_CALL: window_call(instr, instr->b, out); break;
    case OP_CALL_METHOD: window_call(instr, instr->b + 1u, out); break;
    case OP_CALL_KW: window_call(instr, instr->b + (instr[1].y != 0 ? 1u : 0u), out); break;
    case OP_CALL_STAR: window_call(instr, instr->b != 0 ? 2 : 1, out); break;
    case OP_CALL_SUPER:
        window_call(instr, 0, out);
        add_read(out, instr->b, 2);
        break;
    default: pd_unreachable();
    }
    add_write(out, instr->c, 1);
}

static uint32_t unpack_count(const Instr *instr)
{
    return instr->op == OP_UNPACK ? instr->c : (instr->c & 255u) + 1 + (instr->c >> 8);
}

/* Runs of registers (operand V) and the windows that are not calls. */
static void run_effects(const Instr *instr, Effects *out)
{
    switch ((Op)instr->op) {
    case OP_LOAD_METHOD:
        add_write(out, instr->a, 1);
        add_write(out, (uint32_t)instr->a + FRAME_HEADER_SLOTS, 1);
        break;
    case OP_FOR_BEGIN: add_write(out, instr->a + 1u, 1); break;
    case OP_FOR_ITER: add_read(out, instr->a + 1u, 1); break;
    case OP_BUILD_SLICE: add_read(out, instr->b, 3); break;
    case OP_BUILD_LIST:
    case OP_BUILD_TUPLE:
    case OP_BUILD_SET:
    case OP_BUILD_STRING: add_read(out, instr->b, instr->c); break;
    case OP_BUILD_MAP: add_read(out, instr->b, 2u * instr->c); break;
    case OP_UNPACK:
    case OP_UNPACK_STAR: add_write(out, instr->a, unpack_count(instr)); break;
    case OP_FORMAT: add_read(out, instr->b, (instr->c & 4) != 0 ? 2 : 1); break;
    case OP_MAKE_FUNCTION: add_read(out, instr->c, 4); break;
    case OP_EXC_INFO: add_write(out, instr->a, 3); break;
    default: break;
    }
}

/* The namespace of a class body is an operand that is not written down. */
static bool reads_namespace(const Instr *instr)
{
    switch ((Op)instr->op) {
    case OP_LOAD_CLASSFREE:
    case OP_LOAD_NAME:
    case OP_STORE_NAME:
    case OP_DELETE_NAME: return true;
    case OP_ANNOTATIONS: return instr->b == 1;
    default: return false;
    }
}

void pd_code_effects(const Instr *instr, Effects *out)
{
    const OpInfo *info = &pd_op_info[instr->op];
    const uint16_t operands[3] = {instr->a, instr->b, instr->c};
    *out = (Effects){.clobber = UINT32_MAX};
    if (instr->op >= OP_CALL && instr->op <= OP_CALL_SUPER) {
        call_effects(instr, out);
        return;
    }
    for (int i = 0; i < 3; i++) {
        char letter = info->operands[i];
        if (letter == 'R' || letter == 'M') {
            add_read(out, operands[i], 1);
        }
        if (letter == 'W' || letter == 'M') {
            add_write(out, operands[i], 1);
        }
    }
    run_effects(instr, out);
    if (reads_namespace(instr)) {
        add_read(out, 0, 1);
    }
}

bool pd_code_has_xjump(Op op)
{
    const OpInfo *info = &pd_op_info[op];
    return info->words == 2 && info->flow == FLOW_BRANCH;
}

int64_t pd_code_target(const Instr *instrs, uint32_t pc)
{
    const Instr *instr = &instrs[pc];
    uint32_t displacement =
        pd_code_has_xjump((Op)instr->op) ? instrs[pc + 1].x : pd_code_wide(instr);
    return (int64_t)pc + pd_op_info[instr->op].words + (int32_t)displacement;
}
