/* Operators on instances: which methods an operator asks, in which order.
 *
 * An operator on two values has up to four candidates, a pure function of (operator, types):
 * CPython's rules for reflected methods and subclasses (Objects/abstract.c binary_op1, typeobject.c
 * slot_tp_richcompare, 3.11). The candidates are asked in order; a builtin one answers at once, one
 * in program code gets a frame whose phase is its index, so when it returns NotImplemented the next
 * is found by computing the list again. No state but the frame.
 */
#include "vm/data/data.h"
#include "vm/data/sequence.h"
#include "vm/text/text.h"
#include "vm/vm_in.h"

typedef struct Candidate {
    Value method; /* as found in the class */
    Value self, other;
    bool negate; /* != through __eq__ */
} Candidate;

typedef struct Candidates {
    Candidate list[4];
    uint32_t count;
} Candidates;

static const char *const binary_symbols[BINARY_COUNT] = {
    "+", "-", "*", "/", "//", "%", "** or pow()", "@", "<<", ">>", "&", "|", "^"};
static const char *const compare_symbols[COMPARE_COUNT] = {"==", "!=", "<", "<=", ">", ">="};
static const uint8_t forward_names[BINARY_COUNT] = {
    NAME_add,    NAME_sub,    NAME_mul,    NAME_truediv, NAME_floordiv, NAME_mod, NAME_pow,
    NAME_matmul, NAME_lshift, NAME_rshift, NAME_and,     NAME_or,       NAME_xor};
static const uint8_t reflected_names[BINARY_COUNT] = {
    NAME_radd,    NAME_rsub,    NAME_rmul,    NAME_rtruediv, NAME_rfloordiv, NAME_rmod, NAME_rpow,
    NAME_rmatmul, NAME_rlshift, NAME_rrshift, NAME_rand,     NAME_ror,       NAME_rxor};
static const uint8_t inplace_names[BINARY_COUNT] = {
    NAME_iadd,    NAME_isub,    NAME_imul,    NAME_itruediv, NAME_ifloordiv, NAME_imod, NAME_ipow,
    NAME_imatmul, NAME_ilshift, NAME_irshift, NAME_iand,     NAME_ior,       NAME_ixor};
static const uint8_t compare_names[COMPARE_COUNT] = {NAME_eq, NAME_ne, NAME_lt,
                                                     NAME_le, NAME_gt, NAME_ge};
static const uint8_t mirrored[COMPARE_COUNT] = {COMPARE_EQ, COMPARE_NE, COMPARE_GT,
                                                COMPARE_GE, COMPARE_LT, COMPARE_LE};

/* Whether operators on v may be decided by a class of the program. */
static bool is_instance_like(const Vm *vm, Value v)
{
    Kind kind = pd_kind(&vm->heap, v);
    return kind == KIND_INSTANCE || kind == KIND_WRAPPED || kind == KIND_EXCEPTION ||
           kind == KIND_OPAQUE ||
           (kind == KIND_CLASS && !pd_is_unbound(PD_AS(Class, &vm->heap, v)->metaclass));
}

static void add_candidate(Candidates *all, Value method, Value self, Value other, bool negate)
{
    if (pd_is_unbound(method))
        return;
    all->list[all->count++] = (Candidate){method, self, other, negate};
}

/* Whether method is the +, *, += or *= of a builtin sequence (sq_concat, sq_repeat), which is asked
 * after the other operand. */
static bool is_sequence_method(const Vm *vm, BinaryOp op, Value method, Value self)
{
    const uint64_t sequences = PD_KIND_BIT(KIND_STR) | PD_KIND_BIT(KIND_BYTES) |
                               PD_KIND_BIT(KIND_BYTEARRAY) | PD_KIND_BIT(KIND_LIST) |
                               PD_KIND_BIT(KIND_TUPLE);
    return (op == BINARY_ADD || op == BINARY_MUL) && pd_is_kind(&vm->heap, method, KIND_BUILTIN) &&
           (sequences >> pd_kind(&vm->heap, pd_vm_unwrap(vm, self)) & 1) != 0;
}

static Candidates binary_candidates(Vm *vm, BinaryOp op, bool inplace, Value a, Value b)
{
    Candidates all = {.count = 0};
    Class *ca = pd_vm_class_of(vm, a), *cb = pd_vm_class_of(vm, b);
    Value forward = pd_vm_special(vm, a, (NameId)forward_names[op]);
    Value reflected = ca == cb ? VALUE_UNBOUND : pd_vm_special(vm, b, (NameId)reflected_names[op]);
    Value own = inplace ? pd_vm_special(vm, a, (NameId)inplace_names[op]) : VALUE_UNBOUND;
    bool own_last = is_sequence_method(vm, op, own, a);
    bool forward_last = is_sequence_method(vm, op, forward, a);
    if (forward_last && is_sequence_method(vm, op, reflected, b))
        reflected = VALUE_UNBOUND;
    if (!own_last)
        add_candidate(&all, own, a, b, false);
    bool reflected_first =
        own_last || forward_last ||
        (!pd_is_unbound(reflected) && pd_vm_is_subclass(vm, cb, ca) &&
         !pd_is(reflected, pd_vm_class_lookup(vm, ca, pd_name(vm, (NameId)reflected_names[op]))));
    if (reflected_first)
        add_candidate(&all, reflected, b, a, false);
    if (own_last)
        add_candidate(&all, own, a, b, false);
    add_candidate(&all, forward, a, b, false);
    if (!reflected_first)
        add_candidate(&all, reflected, b, a, false);
    return all;
}

/* The method that decides `op` for v: __ne__ of object asks __eq__. */
static void compare_candidate(Vm *vm, Candidates *all, CompareOp op, Value v, Value other)
{
    Value method = pd_vm_special(vm, v, (NameId)compare_names[op]);
    if (op == COMPARE_NE && pd_is(method, vm->image->object_ne)) {
        add_candidate(all, pd_vm_special(vm, v, NAME_eq), v, other, true);
    } else {
        add_candidate(all, method, v, other, false);
    }
}

static Candidates compare_candidates(Vm *vm, CompareOp op, Value a, Value b)
{
    Candidates all = {.count = 0};
    Class *ca = pd_vm_class_of(vm, a), *cb = pd_vm_class_of(vm, b);
    bool mirrored_first = ca != cb && pd_vm_is_subclass(vm, cb, ca);
    if (mirrored_first)
        compare_candidate(vm, &all, (CompareOp)mirrored[op], b, a);
    compare_candidate(vm, &all, op, a, b);
    if (!mirrored_first)
        compare_candidate(vm, &all, (CompareOp)mirrored[op], b, a);
    return all;
}

/* The running != asks an __eq__, or it does not. */
static void set_negate(Vm *vm, bool negate)
{
    FrameHeader *header = pd_frame(pd_registers(vm));
    header->flags =
        (uint8_t)(negate ? header->flags | FRAME_NEGATE : header->flags & ~FRAME_NEGATE);
}

/* Whether the reflected method of an instance of cb may come before the method of one of ca. */
static bool may_come_first(const Vm *vm, const Class *ca, const Class *cb)
{
    bool unrelated = (cb->flags & CLASS_BUILTIN) != 0 && (ca->flags & CLASS_BUILTIN) == 0;
    return ca != cb && !unrelated && pd_vm_is_subclass(vm, cb, ca);
}

Value pd_vm_binary_first(Vm *vm, const Binary *binary)
{
    const Heap *heap = &vm->heap;
    if (!pd_is_kind(heap, binary->a, KIND_INSTANCE)) {
        return VALUE_UNBOUND;
    }
    Class *ca = pd_instance_class(heap, pd_header(heap, binary->a));
    Value method = VALUE_UNBOUND;
    if (binary->inplace) {
        method = pd_vm_class_lookup(vm, ca, pd_name(vm, (NameId)inplace_names[binary->op]));
    }
    if (pd_is_unbound(method)) {
        if (may_come_first(vm, ca, pd_vm_class_of(vm, binary->b))) {
            return VALUE_UNBOUND;
        }
        method = pd_vm_class_lookup(vm, ca, pd_name(vm, (NameId)forward_names[binary->op]));
    }
    if (!pd_is_kind(heap, method, KIND_FUNCTION)) {
        return VALUE_UNBOUND;
    }
    set_negate(vm, false);
    return method;
}

Value pd_vm_binary_reflected(Vm *vm, const Binary *binary)
{
    const Heap *heap = &vm->heap;
    bool of_numbers = binary->op <= BINARY_POW; /* all of them have those */
    if (!of_numbers || !pd_is_kind(heap, binary->b, KIND_INSTANCE)) {
        return VALUE_UNBOUND;
    }
    Value method = pd_vm_special(vm, binary->b, (NameId)reflected_names[binary->op]);
    if (!pd_is_kind(heap, method, KIND_FUNCTION)) {
        return VALUE_UNBOUND;
    }
    set_negate(vm, false);
    return method;
}

Value pd_vm_compare_first(Vm *vm, const Comparison *comparison)
{
    const Heap *heap = &vm->heap;
    if (!pd_is_kind(heap, comparison->a, KIND_INSTANCE)) {
        return VALUE_UNBOUND;
    }
    Class *ca = pd_instance_class(heap, pd_header(heap, comparison->a));
    Value method = pd_vm_class_lookup(vm, ca, pd_name(vm, (NameId)compare_names[comparison->op]));
    bool negate = comparison->op == COMPARE_NE && pd_is(method, vm->image->object_ne);
    if (negate) {
        method = pd_vm_class_lookup(vm, ca, pd_name(vm, NAME_eq));
    }
    if (!pd_is_kind(heap, method, KIND_FUNCTION) ||
        may_come_first(vm, ca, pd_vm_class_of(vm, comparison->b))) {
        return VALUE_UNBOUND;
    }
    set_negate(vm, negate);
    return method;
}

/* Asks candidate i. LEAF_OK with NotImplemented: ask the next. */
static LeafResult ask(Vm *vm, const Candidate *c, uint32_t i, Value *out)
{
    if (pd_is_kind(&vm->heap, c->method, KIND_BUILTIN)) {
        LeafArgs in = {(const Value[]){c->self, c->other}, 2, VALUE_UNBOUND};
        LeafResult r = pd_vm_call_leaf(vm, PD_AS(Builtin, &vm->heap, c->method)->leaf, &in, out);
        if (r == LEAF_CALL && vm->tail.phase < PHASE_LEN)
            vm->tail.phase = (uint8_t)(PHASE_TRY_0 + i);
        return r;
    }
    LeafResult r;
    if (pd_is_kind(&vm->heap, c->method, KIND_FUNCTION)) {
        r = pd_vm_tail_value(vm, c->method, 2, (const Value[]){c->self, c->other});
    } else {
        Value bound = VALUE_NONE;
        r = pd_vm_bind_special(vm, c->method, c->self, &bound);
        if (r != LEAF_OK)
            return r;
        r = pd_vm_tail_value(vm, bound, 1, &c->other);
    }
    vm->tail.phase = (uint8_t)(PHASE_TRY_0 + i);
    return r;
}

/* Whether v's special method is that of object. */
static bool is_of_object(Vm *vm, Value v, NameId name)
{
    Value method = pd_vm_special(vm, v, name);
    return pd_is_kind(&vm->heap, method, KIND_BUILTIN) &&
           PD_AS(Builtin, &vm->heap, method)->owner == vm->image->types[TYPE_OBJECT];
}

/* Whether v is equal or unequal to others as objects are: == or != is op. */
static bool compares_as_object(Vm *vm, CompareOp op, Value v)
{
    return is_of_object(vm, v, NAME_eq) && (op == COMPARE_EQ || is_of_object(vm, v, NAME_ne));
}

static LeafResult ask_from(Vm *vm, const Candidates *all, uint32_t from, Value *out)
{
    *out = VALUE_NOT_IMPLEMENTED;
    for (uint32_t i = from; i < all->count; i++) {
        const Candidate *c = &all->list[i];
        set_negate(vm, c->negate);
        LeafResult r = ask(vm, c, i, out);
        if (r != LEAF_OK)
            return r;
        if (pd_is(*out, VALUE_NOT_IMPLEMENTED))
            continue;
        if (c->negate) {
            Value truth = VALUE_NONE;
            r = pd_vm_truth(vm, *out, &truth);
            if (r != LEAF_OK)
                return r;
            *out = pd_from_bool(!pd_is(truth, VALUE_TRUE));
        }
        return LEAF_OK;
    }
    return LEAF_OK;
}

static LeafResult unsupported(Vm *vm, const char *symbol, const char *equals, Value a, Value b)
{
    TypeName left = pd_vm_type_name(vm, a), right = pd_vm_type_name(vm, b);
    return pd_vm_raise(vm, EXC_TYPE_ERROR, "unsupported operand type(s) for %s%s: '%s' and '%s'",
                       symbol, equals, left.text, right.text);
}

static NEVER_INLINE LeafResult binary_of_any(Vm *vm, const Binary *binary, uint32_t from,
                                             Value *out)
{
    BinaryOp op = binary->op;
    bool inplace = binary->inplace;
    Value a = binary->a, b = binary->b;
    bool instances = is_instance_like(vm, a) || is_instance_like(vm, b) ||
                     pd_is_kind(&vm->heap, a, KIND_CLASS) || pd_is_kind(&vm->heap, b, KIND_CLASS);
    LeafResult r;
    if (!instances) {
        r = inplace ? pd_vm_inplace_builtin(vm, op, a, b, out) : LEAF_OK;
        if (!inplace || (r == LEAF_OK && pd_is(*out, VALUE_NOT_IMPLEMENTED)))
            r = pd_vm_binary_builtin(vm, op, a, b, out);
    } else {
        Candidates all = binary_candidates(vm, op, inplace, a, b);
        r = ask_from(vm, &all, from, out);
    }
    if (r != LEAF_OK || !pd_is(*out, VALUE_NOT_IMPLEMENTED))
        return r;
    bool repeats = !inplace || op != BINARY_MUL || !pd_is_kind(&vm->heap, a, KIND_INSTANCE);
    r = repeats ? pd_sequence_unsupported(vm, op, a, b) : LEAF_OK;
    if (r != LEAF_OK) {
        return r;
    }
    const char *symbol = inplace && op == BINARY_POW ? "**" : binary_symbols[op];
    return unsupported(vm, symbol, inplace ? "=" : "", a, b);
}

/* a is a str, a list or a tuple: what these do themselves, where b has no say, comes first. */
static NEVER_INLINE LeafResult binary_of_sequence(Vm *vm, const Binary *binary, uint32_t from,
                                                  Value *out)
{
    Value a = binary->a, b = binary->b;
    Kind kind = pd_kind(&vm->heap, a);
    if (binary->op == BINARY_ADD && pd_is_kind(&vm->heap, b, kind)) {
        if (kind == KIND_STR)
            return pd_text_plus(vm, a, b, out);
        if (kind == KIND_TUPLE || !binary->inplace)
            return pd_sequence_concat(vm, a, b, out);
    }
    if (binary->op == BINARY_MOD && kind == KIND_STR && !is_instance_like(vm, b) &&
        !pd_is_kind(&vm->heap, b, KIND_CLASS))
        return pd_vm_str_percent(vm, a, b, out);
    if (binary->op == BINARY_MUL && kind == KIND_STR && pd_is_int(b))
        return pd_sequence_repeat(vm, a, b, out);
    return binary_of_any(vm, binary, from, out);
}

LeafResult pd_vm_binary_of_text(Vm *vm, const Binary *binary, Value *out)
{
    Value a = binary->a, b = binary->b;
    LeafResult r = LEAF_END;
    if (binary->op == BINARY_MOD)
        r = pd_text_percent_brief(vm, a, b, out);
    else if (binary->op == BINARY_MUL && pd_is_int(b))
        r = pd_sequence_repeat_brief(vm, a, pd_int_of(b), out);
    return r == LEAF_END ? binary_of_sequence(vm, binary, 0, out) : r;
}

LeafResult pd_vm_binary_from(Vm *vm, const Binary *binary, uint32_t from, Value *out)
{
    Kind kind = pd_kind(&vm->heap, binary->a);
    if (!binary->inplace && pd_data_is_set(kind) && pd_data_is_set(pd_kind(&vm->heap, binary->b)) &&
        pd_data_set_symbol(binary->op) != 0)
        return pd_data_set_operator(vm, pd_data_set_symbol(binary->op), binary->a, binary->b, out);
    bool sequence = kind == KIND_STR || kind == KIND_LIST || kind == KIND_TUPLE;
    return sequence ? binary_of_sequence(vm, binary, from, out)
                    : binary_of_any(vm, binary, from, out);
}

LeafResult pd_vm_binary(Vm *vm, BinaryOp op, Value a, Value b, Value *out)
{
    LeafResult r = pd_vm_binary_numbers(vm, op, a, b, out);
    return r != LEAF_END ? r : pd_vm_binary_from(vm, &(Binary){op, false, a, b}, 0, out);
}

LeafResult pd_vm_compare_from(Vm *vm, const Comparison *comparison, uint32_t from, Value *out)
{
    CompareOp op = comparison->op;
    Value a = comparison->a, b = comparison->b;
    LeafResult r;
    if (!is_instance_like(vm, a) && !is_instance_like(vm, b)) {
        r = pd_vm_compare_builtin(vm, op, a, b, out);
    } else if (from == 0 && (op == COMPARE_EQ || op == COMPARE_NE) &&
               compares_as_object(vm, op, a) && compares_as_object(vm, op, b)) {
        set_negate(vm, op == COMPARE_NE);
        *out = pd_from_bool(pd_is(a, b) == (op == COMPARE_EQ));
        return LEAF_OK;
    } else {
        Candidates all = compare_candidates(vm, op, a, b);
        r = ask_from(vm, &all, from, out);
    }
    if (r != LEAF_OK || !pd_is(*out, VALUE_NOT_IMPLEMENTED))
        return r;
    if (op == COMPARE_EQ || op == COMPARE_NE) {
        *out = pd_from_bool(pd_is(a, b) == (op == COMPARE_EQ));
        return LEAF_OK;
    }
    TypeName left = pd_vm_type_name(vm, a), right = pd_vm_type_name(vm, b);
    return pd_vm_raise(vm, EXC_TYPE_ERROR, "'%s' not supported between instances of '%s' and '%s'",
                       compare_symbols[op], left.text, right.text);
}

/* As pd_vm_compare_builtin, and for the same fuel. */
static ALWAYS_INLINE LeafResult compare_strs(Vm *vm, CompareOp op, Value a, Value b, Value *out)
{
    const Str *s = PD_AS(const Str, &vm->heap, a);
    const Str *t = PD_AS(const Str, &vm->heap, b);
    if (op == COMPARE_EQ || op == COMPARE_NE) {
        if (s != t)
            pd_data_charge(vm, 1 + (s->length >> 6));
        *out = pd_from_bool(pd_str_equal(s, t) == (op == COMPARE_EQ));
        return LEAF_OK;
    }
    int order;
    if (s->length == 1 && t->length == 1) {
        uint32_t x = pd_str_at(s, 0), y = pd_str_at(t, 0);
        order = (x > y) - (x < y);
    } else {
        pd_text_charge(vm, s->length);
        order = pd_str_compare(s, t);
    }
    bool holds = op == COMPARE_LT   ? order < 0
                 : op == COMPARE_LE ? order <= 0
                 : op == COMPARE_GT ? order > 0
                                    : order >= 0;
    *out = pd_from_bool(holds);
    return LEAF_OK;
}

static NEVER_INLINE LeafResult compare_others(Vm *vm, CompareOp op, Value a, Value b, Value *out)
{
    const uint64_t containers = PD_KIND_BIT(KIND_LIST) | PD_KIND_BIT(KIND_TUPLE) |
                                PD_KIND_BIT(KIND_DICT) | PD_KIND_BIT(KIND_SET);
    const Kind kind = pd_kind(&vm->heap, a);
    const Kind other = pd_kind(&vm->heap, b);
    if ((kind == KIND_FREE || kind == KIND_INT) && pd_vm_compare_numbers(&vm->heap, op, a, b, out))
        return LEAF_OK;
    if (op >= COMPARE_LT && pd_data_is_set(kind) && pd_data_is_set(other))
        return pd_data_order_sets(vm, &(Comparison){op, a, b}, out);
    if (kind == other && (op == COMPARE_EQ || op == COMPARE_NE) && (containers >> kind & 1) != 0)
        return pd_data_equality(vm, op == COMPARE_NE, a, b, out);
    return pd_vm_compare_from(vm, &(Comparison){op, a, b}, 0, out);
}

LeafResult pd_vm_compare(Vm *vm, CompareOp op, Value a, Value b, Value *out)
{
    if (pd_is_kind(&vm->heap, a, KIND_STR) && pd_is_kind(&vm->heap, b, KIND_STR))
        return compare_strs(vm, op, a, b, out);
    return compare_others(vm, op, a, b, out);
}

LeafResult pd_vm_unary(Vm *vm, Op op, Value v, Value *out)
{
    const char *symbol = op == OP_NEG ? "-" : op == OP_POS ? "+" : "~";
    if (is_instance_like(vm, v)) {
        NameId id = op == OP_NEG ? NAME_neg : op == OP_POS ? NAME_pos : NAME_invert;
        Value method = pd_vm_special(vm, v, id);
        if (pd_is_kind(&vm->heap, method, KIND_BUILTIN)) {
            LeafArgs in = {&v, 1, VALUE_UNBOUND};
            return pd_vm_call_leaf(vm, PD_AS(Builtin, &vm->heap, method)->leaf, &in, out);
        }
        if (pd_is_kind(&vm->heap, method, KIND_FUNCTION))
            return pd_vm_tail_value(vm, method, 1, &v);
        Value bound = VALUE_NONE;
        if (!pd_is_unbound(method)) {
            LeafResult r = pd_vm_bind_special(vm, method, v, &bound);
            return r == LEAF_OK ? pd_vm_tail_value(vm, bound, 0, NULL) : r;
        }
        *out = VALUE_NOT_IMPLEMENTED;
    } else {
        LeafResult r = pd_vm_unary_builtin(vm, op, v, out);
        if (r != LEAF_OK)
            return r;
    }
    if (!pd_is(*out, VALUE_NOT_IMPLEMENTED))
        return LEAF_OK;
    TypeName name = pd_vm_type_name(vm, v);
    return pd_vm_raise(vm, EXC_TYPE_ERROR, "bad operand type for unary %s: '%s'", symbol,
                       name.text);
}

LeafResult pd_vm_truth(Vm *vm, Value v, Value *out)
{
    if (!is_instance_like(vm, v))
        return pd_vm_truth_builtin(vm, v, out);
    uint8_t phase = PHASE_TRUTH;
    Value method = pd_vm_special(vm, v, NAME_bool);
    if (pd_is_unbound(method)) {
        method = pd_vm_special(vm, v, NAME_len);
        phase = PHASE_LENGTH;
    }
    if (pd_is_unbound(method)) {
        *out = VALUE_TRUE;
        return LEAF_OK;
    }
    if (pd_is_kind(&vm->heap, method, KIND_BUILTIN))
        return pd_vm_truth_builtin(vm, pd_vm_unwrap(vm, v), out);
    if (pd_is_kind(&vm->heap, method, KIND_FUNCTION)) {
        LeafResult asked = pd_vm_tail_value(vm, method, 1, &v);
        vm->tail.phase = phase;
        return asked;
    }
    Value bound = VALUE_NONE;
    LeafResult r = pd_vm_bind_special(vm, method, v, &bound);
    if (r != LEAF_OK)
        return r;
    r = pd_vm_tail_value(vm, bound, 0, NULL);
    vm->tail.phase = phase;
    return r;
}
