/*
 * What the files of code share: the effects of an instruction on registers and flow.
 */
#ifndef CODE_CODE_IN_H
#define CODE_CODE_IN_H

#include "cbor/cbor.h"
#include "code/code.h"

/* Of the encoding: see encode.c. */
#define CODE_MAGIC "perdure code"
enum { UNIT_FIELDS = 8, FUNCTION_NUMBERS = 12, FUNCTION_FIELDS = 17 };
enum { CODED_COMPLEX, CODED_TUPLE, CODED_FROZENSET };

/* How much of a unit may be encoded; bounds what reading foreign bytes can cost. */
#define CODE_NESTING_MAX 8
/* Words of code times words of a register set: what verification and liveness may take. */
#define CODE_FLOW_MAX (UINT64_C(1) << 23)

typedef struct RegRange {
    uint32_t first, count;
} RegRange;

/* What one instruction does to the registers of its frame. */
typedef struct Effects {
    RegRange reads[5];
    RegRange writes[3];
    uint32_t read_count, write_count;
    uint32_t clobber; /* registers from here on are lost before the writes; UINT32_MAX: none */
    bool is_window_call;
} Effects;

/* The instruction must be structurally right: see verify.c. */
void pd_code_effects(const Instr *instr, Effects *out);

/* b and c of a J, L or Q operand, as an unsigned word. */
static inline uint32_t pd_code_wide(const Instr *instr)
{
    return instr->b | (uint32_t)instr->c << 16;
}

/* Whether the first extension word is a displacement and fuel. */
bool pd_code_has_xjump(Op op);

/* Where a jumping instruction at pc goes, in words; may be outside the function. */
int64_t pd_code_target(const Instr *instrs, uint32_t pc);

/* Whether an instruction may continue at another place than the next word. */
static inline bool pd_code_jumps(const Instr *instr)
{
    return pd_op_info[instr->op].flow == FLOW_JUMP || pd_op_info[instr->op].flow == FLOW_BRANCH;
}

/* The register part of verification: every register is written before it is read. The function is
 * structurally right. scratch is reset by the caller. */
Status pd_code_verify_flow(const Function *function, uint32_t index, Arena *scratch, Error *err);

/* Digest of the encoded bytes without source. */
Status pd_code_identity(const CodeUnit *unit, const Alloc *alloc, Digest *out);

/* A unit and the arena that owns it; NULL when memory is out. */
CodeUnit *pd_code_new(const Alloc *alloc);

#endif
