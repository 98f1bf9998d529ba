/*
 * Constants: the unit's pool, each function's own list, and expressions that are constant.
 *
 * Equal constants of the same type share one entry; 1, 1.0 and True are three, 0.0 and -0.0 two.
 * Folding is modest: signs, +, -, * of small ints and floats, shifts, not, tuples. What would raise
 * is left for the program to raise.
 */
#include "lang/emit/emit_in.h"

#include <math.h>
#include <string.h>

/* ── the pool ── */

static Bytes payload_of(const Const *value, uint64_t *scratch)
{
    switch ((ConstKind)value->kind) {
    case CONST_BIGINT:
    case CONST_STR:
    case CONST_BYTES: return value->bytes;
    case CONST_TUPLE:
    case CONST_FROZENSET: return pd_bytes(value->items, value->item_count * sizeof(uint32_t));
    case CONST_INT: *scratch = (uint64_t)value->integer; break;
    case CONST_FLOAT:
    case CONST_COMPLEX: *scratch = pd_double_bits(value->number); break;
    default: *scratch = 0; break;
    }
    return pd_bytes(scratch, sizeof *scratch);
}

static bool consts_equal(const Const *a, const Const *b)
{
    uint64_t scratch_a;
    uint64_t scratch_b;
    return a->kind == b->kind && a->negative == b->negative &&
           pd_bytes_equal(payload_of(a, &scratch_a), payload_of(b, &scratch_b));
}

static uint32_t const_hash(const Const *value)
{
    uint64_t scratch;
    uint64_t hash = pd_hash_bytes(payload_of(value, &scratch));
    return (uint32_t)pd_hash_u64(hash + value->kind * 2u + value->negative);
}

static uint32_t pool_slot(const Unit *unit, const Const *value)
{
    uint32_t mask = unit->pool_slot_count - 1;
    uint32_t slot = const_hash(value) & mask;
    while (unit->pool_slots[slot] != 0 &&
           !consts_equal(&unit->pool[unit->pool_slots[slot] - 1], value)) {
        slot = (slot + 1) & mask;
    }
    return slot;
}

static bool pool_grow(Unit *unit)
{
    Const *pool = pd_lang_grow(unit->compilation, unit->pool, unit->pool_count,
                               &unit->pool_capacity, sizeof *pool);
    if (pool == NULL) {
        return false;
    }
    unit->pool = pool;
    if ((unit->pool_count + 1) * 2 <= unit->pool_slot_count) {
        return true;
    }
    uint32_t larger = unit->pool_slot_count == 0 ? 64 : unit->pool_slot_count * 2;
    unit->pool_slots = pd_lang_alloc(unit->compilation, larger, sizeof *unit->pool_slots);
    if (unit->pool_slots == NULL) {
        unit->pool_slot_count = 0;
        return false;
    }
    unit->pool_slot_count = larger;
    for (uint32_t i = 0; i < unit->pool_count; i++) {
        unit->pool_slots[pool_slot(unit, &unit->pool[i])] = i + 1;
    }
    return true;
}

uint32_t pd_lang_pool(Unit *unit, const Const *value)
{
    if (unit->compilation->out_of_memory || !pool_grow(unit)) {
        return 0;
    }
    uint32_t slot = pool_slot(unit, value);
    if (unit->pool_slots[slot] == 0) {
        unit->pool[unit->pool_count] = *value;
        unit->pool_slots[slot] = ++unit->pool_count;
    }
    return unit->pool_slots[slot] - 1;
}

uint32_t pd_lang_pool_string(Unit *unit, Bytes text)
{
    return pd_lang_pool(unit, &(Const){.kind = CONST_STR, .bytes = text});
}

/* ── a function's constants ── */

static void const_slots_grow(Body *body)
{
    uint32_t larger = body->const_slot_count == 0 ? 16 : body->const_slot_count * 2;
    body->const_slots = pd_lang_alloc(body->compilation, larger, sizeof *body->const_slots);
    body->const_slot_count = body->const_slots == NULL ? 0 : larger;
    for (uint32_t i = 0; i < body->const_count && body->const_slot_count > 0; i++) {
        uint32_t slot = (uint32_t)pd_hash_u64(body->consts[i]);
        while (body->const_slots[slot & (larger - 1)] != 0) {
            slot++;
        }
        body->const_slots[slot & (larger - 1)] = i + 1;
    }
}

uint32_t pd_lang_const_of_pool(Body *body, uint32_t pool_index)
{
    if (body->compilation->out_of_memory) {
        return 0; /* a table that could not grow is gone */
    }
    if ((body->const_count + 1) * 2 > body->const_slot_count) {
        const_slots_grow(body);
    }
    uint32_t *consts = pd_lang_grow(body->compilation, body->consts, body->const_count,
                                    &body->const_capacity, sizeof *consts);
    if (consts == NULL || body->const_slot_count == 0) {
        return 0;
    }
    body->consts = consts;
    uint32_t mask = body->const_slot_count - 1;
    uint32_t slot = (uint32_t)pd_hash_u64(pool_index);
    while (body->const_slots[slot & mask] != 0) {
        uint32_t index = body->const_slots[slot & mask] - 1;
        if (consts[index] == pool_index) {
            return index;
        }
        slot++;
    }
    consts[body->const_count] = pool_index;
    body->const_slots[slot & mask] = ++body->const_count;
    return body->const_count - 1;
}

uint32_t pd_lang_const(Body *body, const Const *value)
{
    if (!body->reachable) {
        return 0;
    }
    return pd_lang_const_of_pool(body, pd_lang_pool(body->unit, value));
}

uint32_t pd_lang_const_string(Body *body, Bytes text)
{
    return pd_lang_const(body, &(Const){.kind = CONST_STR, .bytes = text});
}

uint32_t pd_lang_const_name(Body *body, const AstName *name)
{
    const AstName *mangled = pd_lang_mangle(body->compilation, body->scope->private_class, name);
    return pd_lang_const_string(body, pd_lang_name_bytes(mangled));
}

void pd_lang_load_const(Body *body, const Const *value, Reg to)
{
    static const uint8_t singletons[] = {SINGLETON_NONE, SINGLETON_FALSE, SINGLETON_TRUE,
                                         SINGLETON_ELLIPSIS};
    if (value->kind <= CONST_ELLIPSIS) {
        pd_lang_load_singleton(body, to, singletons[value->kind]);
    } else if (value->kind == CONST_INT && value->integer >= INT32_MIN &&
               value->integer <= INT32_MAX) {
        (void)pd_lang_put_wide(body, OP_LOADI, to, (uint32_t)(int32_t)value->integer);
    } else {
        (void)pd_lang_put_wide(body, OP_LOADK, to, pd_lang_const(body, value));
    }
}

/* ── literals ── */

static uint8_t digit_value(char digit)
{
    if (digit <= '9') {
        return (uint8_t)(digit - '0');
    }
    return (uint8_t)((digit | 32) - 'a' + 10);
}

/* Appends the digits of a radix that is a power of two; bytes are big endian, filled from the end.
 */
static uint32_t pack_digits(const AstInteger *integer, uint8_t *bytes, uint32_t count)
{
    unsigned bits_per_digit = integer->radix == 16 ? 4 : integer->radix == 8 ? 3 : 1;
    unsigned pending = 0;
    unsigned pending_bits = 0;
    uint32_t used = 0;
    for (uint32_t i = integer->digit_count; i > 0; i--) {
        pending |= (unsigned)digit_value(integer->digits[i - 1]) << pending_bits;
        pending_bits += bits_per_digit;
        if (pending_bits >= 8) {
            bytes[count - 1 - used++] = (uint8_t)pending;
            pending >>= 8;
            pending_bits -= 8;
        }
    }
    if (pending != 0) {
        bytes[count - 1 - used++] = (uint8_t)pending;
    }
    return used;
}

/* Nine decimal digits a round: quadratic, but the parser limits their number. */
static uint32_t convert_decimal(const AstInteger *integer, uint8_t *bytes, uint32_t count)
{
    uint32_t used = 0;
    uint32_t i = 0;
    while (i < integer->digit_count) {
        uint64_t factor = 1;
        uint64_t carry = 0;
        for (unsigned j = 0; j < 9 && i < integer->digit_count; j++, i++) {
            factor *= 10;
            carry = carry * 10 + digit_value(integer->digits[i]);
        }
        for (uint32_t j = 0; j < used; j += 4) {
            uint8_t *limb = bytes + (count - 4 - j);
            carry += pd_bytes_get_u32(limb) * factor;
            pd_bytes_put_u32(limb, (uint32_t)carry);
            carry >>= 32;
        }
        if (carry != 0) {
            pd_bytes_put_u32(bytes + (count - 4 - used), (uint32_t)carry);
            used += 4;
        }
    }
    return used;
}

/* Big-endian magnitude without leading zeros. */
static bool magnitude_of(Body *body, const AstInteger *integer, Bytes *out)
{
    uint32_t count = integer->digit_count / 2 + 16;
    uint8_t *bytes = pd_lang_alloc(body->compilation, count, 1);
    if (bytes == NULL) {
        return false;
    }
    uint32_t used = integer->radix == 10 ? convert_decimal(integer, bytes, count)
                                         : pack_digits(integer, bytes, count);
    while (used > 0 && bytes[count - used] == 0) {
        used--;
    }
    *out = pd_bytes(bytes + (count - used), used);
    return true;
}

static bool fold_integer(Body *body, const AstInteger *integer, Const *out)
{
    if (integer->digits == NULL && integer->value <= INT64_MAX) {
        *out = (Const){.kind = CONST_INT, .integer = (int64_t)integer->value};
        return true;
    }
    Bytes magnitude;
    if (integer->digits != NULL) {
        if (!magnitude_of(body, integer, &magnitude)) {
            return false;
        }
    } else {
        uint8_t *bytes = pd_lang_alloc(body->compilation, 8, 1);
        if (bytes == NULL) {
            return false;
        }
        pd_bytes_put_u64(bytes, integer->value);
        magnitude = pd_bytes(bytes, 8);
    }
    if (magnitude.size < 8 || (magnitude.size == 8 && magnitude.data[0] < 0x80)) {
        uint64_t value = 0;
        for (size_t i = 0; i < magnitude.size; i++) {
            value = value << 8 | magnitude.data[i];
        }
        *out = (Const){.kind = CONST_INT, .integer = (int64_t)value};
        return true;
    }
    *out = (Const){.kind = CONST_BIGINT, .bytes = magnitude};
    return true;
}

static bool fold_literal(Body *body, const AstConstant *constant, Const *out)
{
    static const uint8_t kinds[] = {CONST_NONE,     CONST_FALSE, CONST_TRUE,
                                    CONST_ELLIPSIS, CONST_INT,   CONST_FLOAT,
                                    CONST_COMPLEX,  CONST_STR,   CONST_BYTES};
    *out = (Const){.kind = kinds[constant->kind]};
    switch (constant->kind) {
    case AST_CONST_INT: return fold_integer(body, &constant->as.integer, out);
    case AST_CONST_FLOAT:
    case AST_CONST_COMPLEX: out->number = constant->as.number; break;
    case AST_CONST_STR:
    case AST_CONST_BYTES:
        out->bytes = pd_bytes(constant->as.text.bytes, constant->as.text.length_bytes);
        break;
    default: break;
    }
    return true;
}

/* ── folding ── */

bool pd_lang_const_truth(const Const *value)
{
    switch ((ConstKind)value->kind) {
    case CONST_NONE:
    case CONST_FALSE: return false;
    case CONST_INT: return value->integer != 0;
    case CONST_FLOAT:
    case CONST_COMPLEX: return value->number != 0.0;
    case CONST_STR:
    case CONST_BYTES: return value->bytes.size > 0;
    case CONST_TUPLE:
    case CONST_FROZENSET: return value->item_count > 0;
    default: return true;
    }
}

static bool negate(const Const *operand, Const *out)
{
    *out = *operand;
    if (operand->kind == CONST_INT && operand->integer != INT64_MIN) {
        out->integer = -operand->integer;
        return true;
    }
    if (operand->kind == CONST_BIGINT) {
        static const uint8_t limit[8] = {0x80};
        out->negative = !operand->negative;
        if (out->negative && pd_bytes_equal(operand->bytes, pd_bytes(limit, sizeof limit))) {
            *out = (Const){.kind = CONST_INT, .integer = INT64_MIN};
        }
        return true;
    }
    if (operand->kind == CONST_FLOAT) {
        out->number = -operand->number;
        return true;
    }
    return false;
}

static bool fold_unary(Body *body, const AstNode *node, Const *out)
{
    Const operand;
    if (!pd_lang_fold(body, node->as.unary_op.operand, &operand)) {
        return false;
    }
    switch ((AstUnaryOp)node->op) {
    case AST_UNARY_NOT:
        *out = (Const){.kind = pd_lang_const_truth(&operand) ? CONST_FALSE : CONST_TRUE};
        return true;
    case AST_UNARY_SUB: return negate(&operand, out);
    case AST_UNARY_ADD:
        *out = operand;
        return operand.kind == CONST_INT || operand.kind == CONST_FLOAT;
    case AST_UNARY_INVERT:
        *out = (Const){.kind = CONST_INT, .integer = ~operand.integer};
        return operand.kind == CONST_INT;
    }
    return false;
}

static bool fold_ints(AstOperator op, int64_t a, int64_t b, Const *out)
{
    int64_t value = 0;
    bool overflows = true;
    switch (op) {
    case AST_OP_ADD: overflows = pd_add_i64_overflows(a, b, &value); break;
    case AST_OP_SUB: overflows = pd_sub_i64_overflows(a, b, &value); break;
    case AST_OP_MULT: overflows = pd_mul_i64_overflows(a, b, &value); break;
    case AST_OP_LSHIFT:
        overflows = b < 0 || b > 62 || a < 0 || a > INT64_MAX >> b;
        value = overflows ? 0 : (int64_t)((uint64_t)a << b);
        break;
    case AST_OP_RSHIFT:
        overflows = b < 0 || b > 62 || a < 0;
        value = overflows ? 0 : a >> b;
        break;
    case AST_OP_BIT_OR:
        overflows = false;
        value = a | b;
        break;
    case AST_OP_BIT_AND:
        overflows = false;
        value = a & b;
        break;
    case AST_OP_BIT_XOR:
        overflows = false;
        value = a ^ b;
        break;
    case AST_OP_POW:
        overflows = b < 0 || b > 64;
        value = 1;
        for (int64_t i = 0; i < b && !overflows; i++) {
            overflows = pd_mul_i64_overflows(value, a, &value);
        }
        break;
    case AST_OP_FLOOR_DIV:
    case AST_OP_MOD:
        overflows = a < 0 || b <= 0;
        value = overflows ? 0 : op == AST_OP_MOD ? a % b : a / b;
        break;
    default: break;
    }
    *out = (Const){.kind = CONST_INT, .integer = value};
    return !overflows;
}

static bool fold_doubles(AstOperator op, double a, double b, Const *out)
{
    double value = 0.0;
    switch (op) {
    case AST_OP_ADD: value = a + b; break;
    case AST_OP_SUB: value = a - b; break;
    case AST_OP_MULT: value = a * b; break;
    case AST_OP_DIV:
        if (b == 0.0) {
            return false;
        }
        value = a / b;
        break;
    default: return false;
    }
    *out = (Const){.kind = CONST_FLOAT, .number = value};
    return !isnan(value);
}

/* Arithmetic is folded only on small numbers and only a few levels deep, so that it costs little
 * however often an expression is looked at. */
#define FOLD_HEIGHT_MAX 8

static bool may_fold(const AstNode *node)
{
    if (node->kind == AST_CONSTANT) {
        const AstConstant *constant = &node->as.constant;
        return constant->kind == AST_CONST_FLOAT ||
               (constant->kind == AST_CONST_INT && constant->as.integer.digits == NULL);
    }
    return node->kind == AST_BIN_OP || node->kind == AST_UNARY_OP;
}

static bool fold_binary(Body *body, const AstNode *node, Const *out)
{
    if (node->height > FOLD_HEIGHT_MAX || !may_fold(node->as.bin_op.left) ||
        !may_fold(node->as.bin_op.right)) {
        return false;
    }
    Const right;
    Const left;
    if (!pd_lang_fold(body, node->as.bin_op.right, &right) ||
        !pd_lang_fold(body, node->as.bin_op.left, &left)) {
        return false;
    }
    if (left.kind == CONST_INT && right.kind == CONST_INT && (AstOperator)node->op != AST_OP_DIV) {
        return fold_ints((AstOperator)node->op, left.integer, right.integer, out);
    }
    if (left.kind == CONST_FLOAT && right.kind == CONST_FLOAT) {
        return fold_doubles((AstOperator)node->op, left.number, right.number, out);
    }
    return false;
}

bool pd_lang_fold_items(Body *body, AstList items, ConstKind kind, Const *out)
{
    for (uint32_t i = 0; i < items.count; i++) {
        AstKind item = (AstKind)items.items[i]->kind;
        if (item != AST_CONSTANT && item != AST_TUPLE && item != AST_UNARY_OP &&
            item != AST_BIN_OP) {
            return false;
        }
    }
    uint32_t *indices = pd_lang_alloc(body->compilation, (size_t)items.count + 1, sizeof *indices);
    if (indices == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < items.count; i++) {
        Const item;
        if (!pd_lang_fold(body, items.items[i], &item)) {
            return false;
        }
        indices[i] = body->reachable ? pd_lang_pool(body->unit, &item) : 0;
    }
    *out = (Const){.kind = (uint8_t)kind, .item_count = items.count, .items = indices};
    return true;
}

/* The depth is at most that of the tree. */
bool pd_lang_fold(Body *body, const AstNode *node, Const *out)
{
    switch ((AstKind)node->kind) {
    case AST_CONSTANT: return fold_literal(body, &node->as.constant, out);
    case AST_UNARY_OP: return fold_unary(body, node, out);
    case AST_BIN_OP: return fold_binary(body, node, out);
    case AST_NAME:
        *out = (Const){.kind = CONST_TRUE};
        return node->context == AST_CTX_LOAD && pd_lang_name_is(node->as.name.id, "__debug__");
    case AST_TUPLE:
        return node->context == AST_CTX_LOAD &&
               pd_lang_fold_items(body, node->as.sequence.elts, CONST_TUPLE, out);
    default: return false;
    }
}

bool pd_lang_fold_immediate(Body *body, const AstNode *node, int16_t *out)
{
    AstKind kind = (AstKind)node->kind;
    if (kind != AST_CONSTANT && kind != AST_UNARY_OP) {
        return false;
    }
    Const value;
    if (!pd_lang_fold(body, node, &value) || value.kind != CONST_INT || value.integer < INT16_MIN ||
        value.integer > INT16_MAX) {
        return false;
    }
    *out = (int16_t)value.integer;
    return true;
}
