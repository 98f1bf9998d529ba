/*
 * Comparison and membership of builtin values.
 *
 * Equality is the heap's (pd_equal_values). Sequences are ordered by their first difference, which
 * is followed inward in a loop, so nesting needs no C stack. Wherever a method of a program class
 * has to decide, the whole comparison goes to the library.
 */
#include "vm/number/number_in.h"

#include <math.h>
#include <string.h>

static const char *const symbols[COMPARE_COUNT] = {"==", "!=", "<", "<=", ">", ">="};

static Answer answer_of(bool yes)
{
    return yes ? ANSWER_YES : ANSWER_NO;
}

/* ---- order ---- */

enum { ORDER_NOT_HANDLED = 100, ORDER_UNORDERED = 101 /* NaN */ };

static int order_doubles(double a, double b)
{
    if (a != a || b != b) {
        return ORDER_UNORDERED;
    }
    return (a > b) - (a < b);
}

static int order_numbers(const Vm *vm, const Num *a, const Num *b)
{
    if (a->cls == NUM_COMPLEX || b->cls == NUM_COMPLEX) {
        return ORDER_NOT_HANDLED;
    }
    if (a->cls == NUM_INT && b->cls == NUM_INT) {
        return pd_int_compare(&vm->heap, a->integer, b->integer);
    }
    if (a->cls == NUM_FLOAT && b->cls == NUM_FLOAT) {
        return order_doubles(a->real, b->real);
    }
    if (a->cls == NUM_INT) {
        return b->real != b->real ? ORDER_UNORDERED
                                  : pd_int_compare_double(&vm->heap, a->integer, b->real);
    }
    return a->real != a->real ? ORDER_UNORDERED
                              : -pd_int_compare_double(&vm->heap, b->integer, a->real);
}

static int order_bytes(const Text *a, const Text *b)
{
    size_t common = a->length < b->length ? a->length : b->length;
    int order = common == 0 ? 0 : memcmp(pd_str_data(a->s), pd_str_data(b->s), common);
    return order != 0 ? (order > 0) - (order < 0)
                      : (a->length > b->length) - (a->length < b->length);
}

/* Order of values that are no containers. */
static int order_plain(Vm *vm, Value a, Value b)
{
    Num x;
    Num y;
    if (pd_num_of(vm, a, &x)) {
        return pd_num_of(vm, b, &y) ? order_numbers(vm, &x, &y) : ORDER_NOT_HANDLED;
    }
    Kind kind = pd_kind(&vm->heap, a);
    Kind other = pd_kind(&vm->heap, b);
    if (kind == KIND_STR && other == KIND_STR) {
        const Str *s = PD_AS(const Str, &vm->heap, a);
        pd_text_charge(vm, s->length);
        return pd_str_compare(s, PD_AS(const Str, &vm->heap, b));
    }
    if (pd_data_is_bytes(kind) && pd_data_is_bytes(other)) {
        Text left = pd_text_of(vm, a);
        Text right = pd_text_of(vm, b);
        pd_text_charge(vm, left.length);
        return order_bytes(&left, &right);
    }
    return ORDER_NOT_HANDLED;
}

/* Whether every item of a is in b. */
static Answer is_subset(Vm *vm, Value a, Value b)
{
    DictWalk walk;
    pd_dict_walk_start(&walk, pd_data_dict(vm, a), pd_data_dict(vm, b));
    if (walk.from->used > walk.in->used) {
        return ANSWER_NO;
    }
    pd_data_charge(vm, walk.from->used);
    Answer answer = pd_dict_walk(&vm->heap, &walk, false);
    return answer == ANSWER_NO ? ANSWER_YES : answer == ANSWER_YES ? ANSWER_NO : answer;
}

static Answer order_sets(Vm *vm, CompareOp op, Value a, Value b)
{
    bool mirrored = op == COMPARE_GT || op == COMPARE_GE;
    Value small = mirrored ? b : a;
    Value large = mirrored ? a : b;
    bool strict = op == COMPARE_LT || op == COMPARE_GT;
    if (strict && pd_data_dict(vm, small)->used >= pd_data_dict(vm, large)->used) {
        return ANSWER_NO;
    }
    return is_subset(vm, small, large);
}

static LeafResult not_supported(Vm *vm, CompareOp op, Value a, Value b)
{
    TypeName left = pd_vm_type_name(vm, a);
    TypeName right = pd_vm_type_name(vm, b);
    return pd_vm_raise(vm, EXC_TYPE_ERROR, "'%s' not supported between instances of '%s' and '%s'",
                       symbols[op], left.text, right.text);
}

/* The three parts of a slice are compared like those of a tuple. */
static bool ordered_items(const Vm *vm, Value v, Items *out)
{
    if (pd_is_kind(&vm->heap, v, KIND_SLICE)) {
        *out = (Items){&PD_AS(Slice, &vm->heap, v)->start, 3};
        return true;
    }
    return pd_items_of(&vm->heap, v, out);
}

/* First index at which the items differ, or the shorter length. */
static Answer first_difference(Vm *vm, const Items *a, const Items *b, uint32_t *out)
{
    uint32_t common = a->length < b->length ? a->length : b->length;
    for (uint32_t i = 0; i < common; i++) {
        Answer answer = pd_data_same(vm, a->items[i], b->items[i]);
        if (answer != ANSWER_YES) {
            *out = i;
            return answer == ANSWER_NO ? ANSWER_YES : answer;
        }
    }
    pd_data_charge(vm, common);
    *out = common;
    return ANSWER_YES;
}

/* Neither is a sequence. *known false: the types do not go together. */
static Answer order_leaf(Vm *vm, CompareOp op, Value a, Value b, bool *known)
{
    int order = order_plain(vm, a, b);
    *known = true;
    if (order == ORDER_UNORDERED) {
        return ANSWER_NO;
    }
    if (order != ORDER_NOT_HANDLED) {
        return answer_of(pd_data_order_holds(op, order));
    }
    if (pd_data_is_program(vm, a) || pd_data_is_program(vm, b)) {
        return ANSWER_SLOW;
    }
    Kind kind = pd_kind(&vm->heap, a);
    Kind other = pd_kind(&vm->heap, b);
    if (pd_data_is_set(kind) && pd_data_is_set(other)) {
        return order_sets(vm, op, a, b);
    }
    if (kind == KIND_DICT_VIEW || other == KIND_DICT_VIEW) {
        return ANSWER_SLOW;
    }
    *known = false;
    return ANSWER_NO;
}

/* As pd_data_order, but *known tells apart the outermost operands not going together. */
static Answer order_values(Vm *vm, CompareOp op, Value a, Value b, bool *known)
{
    Items x;
    Items y;
    uint32_t depth = 0;
    for (;; depth++) {
        bool sequences = ordered_items(vm, a, &x) && ordered_items(vm, b, &y) &&
                         pd_kind(&vm->heap, a) == pd_kind(&vm->heap, b);
        if (!sequences) {
            Answer answer = order_leaf(vm, op, a, b, known);
            if (*known || depth == 0) {
                return answer;
            }
            *known = true;
            return not_supported(vm, op, a, b) == LEAF_MEMORY ? ANSWER_MEMORY : ANSWER_ERROR;
        }
        *known = true;
        uint32_t at;
        Answer answer = first_difference(vm, &x, &y, &at);
        if (answer != ANSWER_YES) {
            return answer;
        }
        if (at == x.length || at == y.length) {
            return answer_of(
                pd_data_order_holds(op, (x.length > y.length) - (x.length < y.length)));
        }
        a = x.items[at];
        b = y.items[at];
        if (depth > HEAP_NESTING_MAX) {
            return ANSWER_LIMIT;
        }
    }
}

Answer pd_data_order(Vm *vm, CompareOp op, Value a, Value b)
{
    bool known;
    Answer answer = order_values(vm, op, a, b, &known);
    if (known) {
        return answer;
    }
    return not_supported(vm, op, a, b) == LEAF_MEMORY ? ANSWER_MEMORY : ANSWER_ERROR;
}

/* ---- operators ---- */

static LeafResult finish(Vm *vm, Answer answer, Value about, Value *out)
{
    if (answer == ANSWER_YES || answer == ANSWER_NO) {
        return pd_data_give_bool(answer == ANSWER_YES, out);
    }
    return pd_vm_answer_failed(vm, answer, about);
}

LeafResult pd_data_equality(Vm *vm, bool negate, Value a, Value b, Value *out)
{
    Answer answer = pd_data_equal(vm, a, b);
    if (answer == ANSWER_SLOW) {
        return pd_vm_tail_call(vm, negate ? LIB_ne_slow : LIB_eq_slow, 2, a, b);
    }
    if (answer == ANSWER_LIMIT) {
        return pd_vm_answer_failed(vm, answer, VALUE_NONE);
    }
    if (negate && (answer == ANSWER_YES || answer == ANSWER_NO)) {
        answer = answer_of(answer == ANSWER_NO);
    }
    return finish(vm, answer, a, out);
}

/* What an order that is known comes to. */
static LeafResult give_order(Vm *vm, const Comparison *comparison, Answer answer, Value *out)
{
    if (answer == ANSWER_ERROR) {
        return LEAF_RAISED;
    }
    if (answer == ANSWER_SLOW) {
        return pd_vm_tail_call(vm, LIB_order_slow, 3, comparison->a, comparison->b,
                               pd_from_int(comparison->op));
    }
    if (answer == ANSWER_LIMIT) {
        return pd_vm_answer_failed(vm, answer, VALUE_NONE);
    }
    return finish(vm, answer, comparison->a, out);
}

LeafResult pd_data_order_sets(Vm *vm, const Comparison *comparison, Value *out)
{
    pd_assert(comparison->op >= COMPARE_LT);
    Answer answer = order_sets(vm, comparison->op, comparison->a, comparison->b);
    return give_order(vm, comparison, answer, out);
}

LeafResult pd_vm_compare_builtin(Vm *vm, CompareOp op, Value a, Value b, Value *out)
{
    a = pd_data_proxied(vm, pd_vm_unwrap(vm, a));
    b = pd_data_proxied(vm, pd_vm_unwrap(vm, b));
    if (op == COMPARE_EQ || op == COMPARE_NE) {
        return pd_data_equality(vm, op == COMPARE_NE, a, b, out);
    }
    bool known;
    Answer answer = order_values(vm, op, a, b, &known);
    if (!known) {
        *out = VALUE_NOT_IMPLEMENTED;
        return LEAF_OK;
    }
    return give_order(vm, &(Comparison){op, a, b}, answer, out);
}

/* ---- membership ---- */

static LeafResult contains_slow(Vm *vm, Value container, Value item)
{
    return pd_vm_tail_call(vm, LIB_contains_slow, 2, container, item);
}

static LeafResult in_items(Vm *vm, Value container, const Items *items, Value item, Value *out)
{
    for (uint32_t i = 0; i < items->length; i++) {
        Answer answer = pd_data_same(vm, items->items[i], item);
        if (answer == ANSWER_SLOW) {
            return contains_slow(vm, container, item);
        }
        if (answer != ANSWER_NO) {
            pd_data_charge(vm, i);
            return finish(vm, answer, item, out);
        }
    }
    pd_data_charge(vm, items->length);
    return pd_data_give_bool(false, out);
}

static LeafResult in_table(Vm *vm, Value container, Value item, Value *out)
{
    Answer answer = pd_dict_get(&vm->heap, pd_data_dict(vm, container), item, NULL);
    if (answer == ANSWER_YES || answer == ANSWER_NO) {
        return pd_data_give_bool(answer == ANSWER_YES, out);
    }
    bool set = pd_kind(&vm->heap, container) != KIND_DICT;
    Value plain = pd_vm_unwrap(vm, item);
    if (answer == ANSWER_SLOW) {
        return pd_vm_search(vm, SEARCH_IN, (const Value[]){container, item, VALUE_NONE}, out);
    }
    if ((answer == ANSWER_ERROR && set && pd_is_kind(&vm->heap, plain, KIND_SET))) {
        return contains_slow(vm, container, item);
    }
    if (answer == ANSWER_LIMIT) {
        return pd_vm_answer_failed(vm, answer, VALUE_NONE);
    }
    return finish(vm, answer, item, out);
}

static LeafResult in_str(Vm *vm, Value container, Value item, Value *out)
{
    Value needle = pd_vm_unwrap(vm, item);
    if (!pd_is_kind(&vm->heap, needle, KIND_STR)) {
        return pd_vm_raise_type(vm, "'in <string>' requires string as left operand, not %s", item);
    }
    Text text = pd_text_of(vm, container);
    Text wanted = pd_text_of(vm, needle);
    pd_text_charge(vm, text.length);
    return pd_data_give_bool(pd_text_find(&text, &wanted, 0, text.length) >= 0, out);
}

static LeafResult in_bytes(Vm *vm, Value container, Value item, Value *out)
{
    Text text = pd_text_of(vm, container);
    Text needle;
    Value i;
    pd_text_charge(vm, text.length);
    if (pd_data_int(vm, item, &i)) {
        int64_t byte;
        if (!pd_int_to_i64(&vm->heap, i, &byte) || byte < 0 || byte > UINT8_MAX) {
            return pd_vm_raise(vm, EXC_VALUE_ERROR, "byte must be in range(0, 256)");
        }
        return pd_data_give_bool(
            text.length > 0 && memchr(pd_str_data(text.s), (int)byte, text.length) != NULL, out);
    }
    if (!pd_text_bytes_of(vm, item, &needle)) {
        return pd_vm_raise_type(vm, "a bytes-like object is required, not '%s'", item);
    }
    return pd_data_give_bool(pd_text_find(&text, &needle, 0, text.length) >= 0, out);
}

/* i is one of start, start + step, ... before stop. */
static LeafResult int_in_range(Vm *vm, const Range *r, Value i, Value *out)
{
    Heap *heap = &vm->heap;
    bool up = pd_int_sign(heap, r->step) > 0;
    bool inside =
        up ? pd_int_compare(heap, i, r->start) >= 0 && pd_int_compare(heap, i, r->stop) < 0
           : pd_int_compare(heap, i, r->start) <= 0 && pd_int_compare(heap, i, r->stop) > 0;
    if (!inside) {
        return pd_data_give_bool(false, out);
    }
    Value offset = VALUE_NONE;
    Value rest = VALUE_NONE;
    Answer answer = pd_int_sub(heap, i, r->start, &offset);
    if (answer == ANSWER_YES) {
        answer = pd_int_divmod(heap, offset, r->step, NULL, &rest);
    }
    return answer == ANSWER_YES ? pd_data_give_bool(pd_is(rest, pd_from_int(0)), out)
                                : pd_vm_answer_failed(vm, answer, i);
}

static LeafResult in_range(Vm *vm, Value container, Value item, Value *out)
{
    Num n;
    if (pd_data_is_object(pd_kind(&vm->heap, item))) {
        return contains_slow(vm, container, item);
    }
    if (!pd_num_of(vm, item, &n) || (n.cls == NUM_COMPLEX && n.imag != 0)) {
        return pd_data_give_bool(false, out);
    }
    if (n.cls != NUM_INT) {
        if (!isfinite(n.real) || n.real != floor(n.real)) {
            return pd_data_give_bool(false, out);
        }
        Answer answer = pd_int_from_double(&vm->heap, n.real, &n.integer);
        if (answer != ANSWER_YES) {
            return pd_vm_answer_failed(vm, answer, item);
        }
    }
    return int_in_range(vm, PD_AS(const Range, &vm->heap, container), n.integer, out);
}

static LeafResult in_view(Vm *vm, Value container, Value item, Value *out)
{
    const DictView *view = PD_AS(const DictView, &vm->heap, container);
    if (view->h.aux == VIEW_KEYS) {
        return in_table(vm, pd_from_ref(view->dict), item, out);
    }
    if (view->h.aux == VIEW_VALUES) {
        return contains_slow(vm, container, item);
    }
    Items pair;
    if (!pd_is_kind(&vm->heap, item, KIND_TUPLE) || !pd_items_of(&vm->heap, item, &pair) ||
        pair.length != 2) {
        return pd_data_is_object(pd_kind(&vm->heap, item)) ? contains_slow(vm, container, item)
                                                           : pd_data_give_bool(false, out);
    }
    Value found;
    Answer answer = pd_dict_get(&vm->heap, pd_at(&vm->heap, view->dict), pair.items[0], &found);
    if (answer == ANSWER_YES) {
        answer = pd_data_same(vm, found, pair.items[1]);
    }
    return answer == ANSWER_SLOW ? contains_slow(vm, container, item)
                                 : finish(vm, answer, pair.items[0], out);
}

/* What an instance's __contains__ answers may be any value: the instruction takes its truth. */
static LeafResult in_object(Vm *vm, Value container, Value item, Value *out)
{
    Value method = pd_vm_special(vm, container, NAME_contains);
    if (pd_is_kind(&vm->heap, method, KIND_BUILTIN)) {
        return pd_data_call(vm, method, (const Value[]){container, item}, 2, out);
    }
    if (pd_is_kind(&vm->heap, method, KIND_FUNCTION)) {
        return pd_vm_tail_value(vm, method, 2, (const Value[]){container, item});
    }
    bool iterable = !pd_is_unbound(pd_vm_special(vm, container, NAME_iter)) ||
                    !pd_is_unbound(pd_vm_special(vm, container, NAME_getitem));
    if (pd_is_none(method) || (pd_is_unbound(method) && !iterable)) {
        const char *text = pd_is_none(method) ? "'%s' object is not a container"
                                              : "argument of type '%s' is not iterable";
        return pd_vm_raise_type(vm, text, container);
    }
    return contains_slow(vm, container, item);
}

LeafResult pd_vm_contains(Vm *vm, Value container, Value item, Value *out)
{
    Items items = {0};
    container = pd_data_proxied(vm, container);
    if (pd_items_of(&vm->heap, container, &items)) {
        return in_items(vm, container, &items, item, out);
    }
    switch (pd_kind(&vm->heap, container)) {
    case KIND_DICT:
    case KIND_SET:
    case KIND_FROZENSET: return in_table(vm, container, item, out);
    case KIND_STR: return in_str(vm, container, item, out);
    case KIND_BYTES:
    case KIND_BYTEARRAY: return in_bytes(vm, container, item, out);
    case KIND_RANGE: return in_range(vm, container, item, out);
    case KIND_DICT_VIEW: return in_view(vm, container, item, out);
    case KIND_ITER: return contains_slow(vm, container, item);
    case KIND_GENERATOR:
        if (pd_is_plain_generator(&vm->heap, container)) {
            return contains_slow(vm, container, item);
        }
        break;
    case KIND_INSTANCE:
    case KIND_WRAPPED:
    case KIND_EXCEPTION:
    case KIND_CLASS: return in_object(vm, container, item, out);
    default: break;
    }
    if (!pd_is_unbound(pd_vm_special(vm, container, NAME_contains))) {
        return in_object(vm, container, item, out);
    }
    return pd_vm_raise_type(vm, "argument of type '%s' is not iterable", container);
}
