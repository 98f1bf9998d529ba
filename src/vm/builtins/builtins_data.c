/*
 * Builtin functions about containers and iteration, and those that speak to the host: all any ascii
 * format hash id input iter len max min next print repr.
 */
#include "vm/data/data.h"
#include "vm/effect/effect.h"

static bool is_object(const Vm *vm, Value v)
{
    return pd_data_is_object(pd_kind(&vm->heap, v));
}

/* ---- protocols ---- */

static LeafResult builtin_len(Vm *vm, const Value *args, Value *result)
{
    return pd_vm_len(vm, args[0], result);
}

static LeafResult builtin_hash(Vm *vm, const Value *args, Value *result)
{
    return pd_vm_hash(vm, args[0], result);
}

static LeafResult builtin_id(Vm *vm, const Value *args, Value *result)
{
    if (pd_is_ref(args[0])) {
        /* Small and distinct: odd for the run's own objects, even for shared ones and singletons.
         */
        int64_t ident = pd_object_ident(&vm->heap, pd_header(&vm->heap, args[0]));
        bool own = ident >= HEAP_FIRST_IDENT;
        *result = pd_from_int(own ? (ident - HEAP_FIRST_IDENT) * 2 + 1 : ident * 2);
        return LEAF_OK;
    }
    return pd_data_answer(vm, pd_int_from_u64(&vm->heap, args[0].bits, result), args[0]);
}

static LeafResult builtin_repr(Vm *vm, const Value *args, Value *result)
{
    return pd_vm_repr(vm, args[0], result);
}

static LeafResult builtin_ascii(Vm *vm, const Value *args, Value *result)
{
    return pd_vm_ascii(vm, args[0], result);
}

static LeafResult builtin_format(Vm *vm, const Value *args, Value *result)
{
    if (!pd_is_unbound(args[1]) && !pd_is_kind(&vm->heap, pd_vm_unwrap(vm, args[1]), KIND_STR)) {
        return pd_vm_raise_type(vm, "format() argument 2 must be str, not %s", args[1]);
    }
    return pd_vm_format(vm, args[0], args[1], result);
}

static bool is_callable(Vm *vm, Value v)
{
    switch (pd_kind(&vm->heap, v)) {
    case KIND_FUNCTION:
    case KIND_BUILTIN:
    case KIND_METHOD:
    case KIND_CLASS: return true;
    default: return !pd_is_unbound(pd_vm_special(vm, v, NAME_call));
    }
}

static LeafResult builtin_iter(Vm *vm, const Value *args, Value *result)
{
    if (pd_is_unbound(args[1])) {
        return pd_data_iter_checked(vm, args[0], result);
    }
    if (!is_callable(vm, args[0])) {
        return pd_vm_raise(vm, EXC_TYPE_ERROR, "iter(v, w): v must be callable");
    }
    Iter *it = pd_data_new_iter(vm, ITER_CALL, args[0]);
    if (it == NULL) {
        return LEAF_MEMORY;
    }
    it->state = args[1];
    *result = pd_value_to(&vm->heap, it);
    return LEAF_OK;
}

static LeafResult builtin_next(Vm *vm, const Value *args, Value *result)
{
    bool has_default = !pd_is_unbound(args[1]);
    switch (pd_kind(&vm->heap, args[0])) {
    case KIND_ITER: {
        LeafResult r = pd_vm_iter_next(vm, PD_AS(Iter, &vm->heap, args[0]), result);
        if (r == LEAF_END) {
            *result = args[1];
            return has_default ? LEAF_OK : pd_vm_raise_args(vm, EXC_STOP_ITERATION, NULL, 0);
        }
        if (r != LEAF_CALL || !has_default) {
            return r;
        }
        break;
    }
    case KIND_GENERATOR:
        if (!pd_is_plain_generator(&vm->heap, args[0])) {
            return pd_vm_next_call(vm, args[0]);
        }
        if (!has_default) {
            return pd_vm_resume(vm, args[0], RESUME_SEND, VALUE_NONE);
        }
        break;
    default:
        if (!has_default || !pd_vm_is_iterator(vm, args[0])) {
            return pd_vm_next_call(vm, args[0]);
        }
        break;
    }
    return pd_vm_tail_call(vm, LIB_next_default, 2, args[0], args[1]);
}

/* ---- any, all ---- */

/* Whether any item's truth is `wanted`, which decides. LEAF_CALL: an item is a program's, or there
 * are so many that the library has to go over them, which can be interrupted. */
static LeafResult find_truth(Vm *vm, Iter *it, bool wanted, bool *found)
{
    *found = false;
    for (uint64_t count = 1;; count++) {
        if (count > DATA_AT_ONCE_MAX) {
            return LEAF_CALL;
        }
        Value item = VALUE_NONE;
        Value truth = VALUE_FALSE;
        LeafResult r = pd_data_next_saved(vm, it, &item);
        if (r == LEAF_OK) {
            r = is_object(vm, item) ? LEAF_CALL : pd_vm_truth_builtin(vm, item, &truth);
        }
        *found = r == LEAF_OK && pd_is(truth, VALUE_TRUE) == wanted;
        if (r != LEAF_OK || *found) {
            pd_data_charge(vm, count);
            return r == LEAF_END ? LEAF_OK : r;
        }
    }
}

static LeafResult any_or_all(Vm *vm, Value v, bool any, Value *result)
{
    LibId slow = any ? LIB_any_slow : LIB_all_slow;
    Value it = VALUE_NONE;
    if (!pd_vm_iterates_in_c(vm, v)) {
        return pd_vm_tail_call(vm, slow, 1, v);
    }
    LeafResult r = pd_vm_iter(vm, v, &it);
    if (r != LEAF_OK) {
        return r;
    }
    SavedIters saved;
    bool found;
    (void)pd_data_save_iters(vm, it, &saved);
    r = find_truth(vm, PD_AS(Iter, &vm->heap, it), any, &found);
    if (r == LEAF_MEMORY || r == LEAF_CALL) {
        pd_data_restore_iters(&saved);
    }
    if (r == LEAF_CALL) {
        return pd_vm_tail_call(vm, slow, 1, v);
    }
    *result = pd_from_bool(found == any);
    return r;
}

static LeafResult builtin_any(Vm *vm, const Value *args, Value *result)
{
    return any_or_all(vm, args[0], true, result);
}

static LeafResult builtin_all(Vm *vm, const Value *args, Value *result)
{
    return any_or_all(vm, args[0], false, result);
}

/* ---- min, max ---- */

typedef struct Extreme {
    const char *name;
    LibId slow;
    CompareOp op;
} Extreme;

static LeafResult find_extreme(Vm *vm, const Extreme *which, Value list, Value *result)
{
    Items items = {0};
    bool found = pd_items_of(&vm->heap, list, &items);
    pd_assert(found && items.items != NULL && items.length != 0);
    uint32_t best_at = 0;
    bool least = which->op == COMPARE_LT;
    pd_data_charge(vm, items.length);
    for (uint32_t i = 1; i < items.length; i++) {
        Value item = items.items[i];
        Value best = items.items[best_at];
        if (pd_both_int(item, best)) {
            int64_t difference = pd_int_of(item) - pd_int_of(best);
            best_at = (least ? difference < 0 : difference > 0) ? i : best_at;
            continue;
        }
        if (pd_is_float(item) && pd_is_float(best)) {
            double a = pd_float_of(item);
            double b = pd_float_of(best);
            best_at = (least ? a < b : a > b) ? i : best_at;
            continue;
        }
        Answer answer = pd_data_order(vm, which->op, item, best);
        switch (answer) {
        case ANSWER_YES: best_at = i; break;
        case ANSWER_NO: break;
        case ANSWER_SLOW:
            return pd_vm_tail_call(vm, which->slow, 4, list, VALUE_NONE, VALUE_NONE, VALUE_FALSE);
        case ANSWER_ERROR: return LEAF_RAISED;
        default: return pd_vm_answer_failed(vm, answer, VALUE_NONE);
        }
    }
    *result = items.items[best_at];
    return LEAF_OK;
}

/* Of the items of one iterable. */
static LeafResult extreme_in(Vm *vm, const Extreme *which, Value v, Value missing, Value *result)
{
    Items items = {0};
    SavedIters saved;
    saved.count = 0;
    LeafResult r = LEAF_OK;
    if (!pd_items_of(&vm->heap, v, &items)) {
        if (pd_is_kind(&vm->heap, v, KIND_ITER)) {
            (void)pd_data_save_iters(vm, v, &saved);
        }
        r = pd_vm_collect_items(vm, v, &v);
        if (r != LEAF_OK) {
            return r;
        }
        (void)pd_items_of(&vm->heap, v, &items);
    }
    if (items.length == 0) {
        *result = missing;
        return pd_is_unbound(missing)
                   ? pd_vm_raise(vm, EXC_VALUE_ERROR, "%s() arg is an empty sequence", which->name)
                   : LEAF_OK;
    }
    r = find_extreme(vm, which, v, result);
    if (r == LEAF_MEMORY) {
        pd_data_restore_iters(&saved);
    }
    return r;
}

static LeafResult extreme(Vm *vm, const Extreme *which, const Value *args, Value *result)
{
    const Tuple *values = PD_AS(const Tuple, &vm->heap, args[0]);
    if (values->length == 2 && pd_is_unbound(args[1]) && pd_is_unbound(args[2]) &&
        pd_both_int(values->items[0], values->items[1])) { /* as most calls are */
        int64_t first = pd_int_of(values->items[0]);
        int64_t second = pd_int_of(values->items[1]);
        bool later = which->op == COMPARE_LT ? second < first : second > first;
        *result = values->items[later];
        return LEAF_OK;
    }
    bool has_key = !pd_is_unbound(args[1]) && !pd_is_none(args[1]);
    bool has_default = !pd_is_unbound(args[2]);
    if (values->length == 0) {
        return pd_vm_raise(vm, EXC_TYPE_ERROR, "%s expected at least 1 argument, got 0",
                           which->name);
    }
    if (values->length > 1 && has_default) {
        return pd_vm_raise(vm, EXC_TYPE_ERROR,
                           "Cannot specify a default for %s() with multiple positional arguments",
                           which->name);
    }
    if (values->length > 1 && !has_key) {
        return find_extreme(vm, which, args[0], result);
    }
    Value from = values->length > 1 ? args[0] : values->items[0];
    if (has_key || !pd_vm_iterates_in_c(vm, from) || pd_data_is_long(vm, from)) {
        return pd_vm_tail_call(vm, which->slow, 4, from, has_key ? args[1] : VALUE_NONE,
                               has_default ? args[2] : VALUE_NONE, pd_from_bool(has_default));
    }
    return extreme_in(vm, which, from, args[2], result);
}

static LeafResult builtin_min(Vm *vm, const Value *args, Value *result)
{
    static const Extreme which = {"min", LIB_min_slow, COMPARE_LT};
    return extreme(vm, &which, args, result);
}

static LeafResult builtin_max(Vm *vm, const Value *args, Value *result)
{
    static const Extreme which = {"max", LIB_max_slow, COMPARE_GT};
    return extreme(vm, &which, args, result);
}

/* ---- print, input ---- */

/* sep or end: a str, or the one given here. */
static LeafResult separator(Vm *vm, Value v, const char *name, Value *out)
{
    *out = VALUE_NONE;
    if (pd_is_unbound(v) || pd_is_none(v)) {
        return LEAF_OK;
    }
    *out = pd_vm_unwrap(vm, v);
    if (!pd_is_kind(&vm->heap, *out, KIND_STR)) {
        TypeName type = pd_vm_type_name(vm, v);
        return pd_vm_raise(vm, EXC_TYPE_ERROR, "%s must be None or a string, not %s", name,
                           type.text);
    }
    return LEAF_OK;
}

static void append(Vm *vm, StrBuilder *text, Value part, const char *missing)
{
    if (pd_is_none(part)) {
        pd_builder_ascii(text, missing);
    } else {
        pd_builder_str(text, PD_AS(const Str, &vm->heap, part));
    }
}

/* The line that print writes. LEAF_CALL: an object makes its own text. */
static LeafResult line_of(Vm *vm, const Tuple *parts, Value sep, Value end, Value *out)
{
    StrBuilder text;
    pd_text_builder(vm, &text);
    for (uint32_t i = 0; i < parts->length; i++) {
        Value part = VALUE_NONE;
        LeafResult r = pd_vm_str(vm, parts->items[i], &part);
        if (r != LEAF_OK) {
            pd_builder_deinit(&text);
            return r;
        }
        if (i > 0) {
            append(vm, &text, sep, " ");
        }
        append(vm, &text, part, "");
    }
    append(vm, &text, end, "\n");
    pd_text_charge(vm, text.length);
    return pd_text_take(vm, &text, out);
}

/* Lone surrogates, which no stream takes. */
static bool has_surrogates(const Vm *vm, Value line)
{
    const Str *s = PD_AS(const Str, &vm->heap, line);
    for (uint32_t i = 0; (s->h.flags & STR_ASCII) == 0 && i < s->length; i++) {
        if (pd_utf8_is_surrogate(pd_str_at(s, i))) {
            return true;
        }
    }
    return false;
}

static Value module_attribute(const Vm *vm, Value modules, NameId module, NameId name)
{
    const Heap *heap = &vm->heap;
    Value found = VALUE_UNBOUND;
    bool known = pd_is_kind(heap, modules, KIND_DICT) &&
                 pd_dict_get_name(heap, PD_AS(Dict, heap, modules), pd_name(vm, module), &found);
    Value v = VALUE_UNBOUND;
    if (known && pd_is_kind(heap, found, KIND_MODULE)) {
        const Dict *dict = pd_at(heap, PD_AS(Module, heap, found)->dict);
        (void)pd_dict_get_name(heap, dict, pd_name(vm, name), &v);
    }
    return v;
}

/* Whether sys.stdout is the stream that the run began with. */
static bool prints_to_host(const Vm *vm)
{
    Value own = module_attribute(vm, vm->roots[ROOT_MODULES], NAME_sys, NAME_stdout);
    return pd_is_unbound(own) ||
           pd_is(own, module_attribute(vm, vm->image->modules, NAME_sys, NAME_stdout));
}

/* More is written in pieces by sys.stdout: what one effect takes is limited. */
#define PRINT_LENGTH_MAX (1u << 20)

static LeafResult builtin_print(Vm *vm, const Value *args, Value *result)
{
    Value sep;
    Value end;
    *result = VALUE_NONE;
    LeafResult r = separator(vm, args[1], "sep", &sep);
    if (r == LEAF_OK) {
        r = separator(vm, args[2], "end", &end);
    }
    if (r != LEAF_OK) {
        return r;
    }
    Value file = pd_is_unbound(args[3]) ? VALUE_NONE : args[3];
    Value line = VALUE_NONE;
    bool is_slow =
        !pd_is_none(file) || !prints_to_host(vm) || pd_vm_next_prompt(vm, vm->fiber) != 0;
    if (!is_slow) {
        r = line_of(vm, PD_AS(const Tuple, &vm->heap, args[0]), sep, end, &line);
    }
    bool is_long =
        r == LEAF_OK && !is_slow && PD_AS(const Str, &vm->heap, line)->length > PRINT_LENGTH_MAX;
    is_slow = is_slow || r == LEAF_CALL || (r == LEAF_OK && has_surrogates(vm, line));
    if (is_slow || is_long) {
        return pd_vm_tail_call(vm, LIB_print_slow, 5, args[0], sep, end, file,
                               pd_is_unbound(args[4]) ? VALUE_FALSE : args[4]);
    }
    const Value parts[2] = {pd_from_int(1), line};
    return r != LEAF_OK ? r : pd_vm_perform(vm, "write", parts, 2);
}

static LeafResult builtin_input(Vm *vm, const Value *args, Value *result)
{
    (void)result;
    Value prompt = pd_is_unbound(args[0]) ? pd_from_ref(HEAP_EMPTY_STR) : args[0];
    return pd_vm_tail_call(vm, LIB_input_slow, 1, prompt);
}

static const LeafDef leaves[] = {
    {"all", "iterable, /", builtin_all, LEAF_FUNCTION},
    {"any", "iterable, /", builtin_any, LEAF_FUNCTION},
    {"ascii", "obj, /", builtin_ascii, LEAF_FUNCTION},
    {"format", "value, format_spec=, /", builtin_format, LEAF_FUNCTION},
    {"hash", "obj, /", builtin_hash, LEAF_FUNCTION},
    {"id", "obj, /", builtin_id, LEAF_FUNCTION},
    {"input", "prompt=, /", builtin_input, LEAF_FUNCTION},
    {"iter", "object, sentinel=, /", builtin_iter, LEAF_FUNCTION},
    {"len", "obj, /", builtin_len, LEAF_FUNCTION},
    {"max", "*args, key=, default=", builtin_max, LEAF_FUNCTION},
    {"min", "*args, key=, default=", builtin_min, LEAF_FUNCTION},
    {"next", "iterator, default=, /", builtin_next, LEAF_FUNCTION},
    {"print", "*args, sep=, end=, file=, flush=", builtin_print, LEAF_FUNCTION},
    {"repr", "obj, /", builtin_repr, LEAF_FUNCTION},
};

const LeafTable pd_leaves_builtins_data = {"builtins", TYPE_OBJECT, leaves, ARRAY_COUNT(leaves)};
