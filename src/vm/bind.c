/* Arguments of calls to functions of the language: from a window to the callee's registers.
 *
 * Follows the order of CPython's initialize_locals (Python/ceval.c, 3.11) because the first error
 * wins, with its texts. Everything that allocates comes before the first register changes.
 */
#include "vm/push.h"
#include "vm/vm_in.h"

#include <stdio.h>
#include <string.h>

typedef struct Binder {
    Vm *vm;
    const Function *fn;
    FunctionObject *f;
    const Value *names; /* interned names of the parameters */
    const Value *given; /* the arguments, out of the way of the registers */
    uint32_t positional_count, named_count;
    Value keyword_names; /* tuple or UNBOUND */
    Tuple *varargs;
    Dict *varkeywords;
} Binder;

static LeafResult unexpected_keyword(Binder *b, Value name)
{
    TypeName f = pd_vm_text(b->vm, b->f->qualname), n = pd_vm_text(b->vm, name);
    return pd_vm_raise(b->vm, EXC_TYPE_ERROR, "%s() got an unexpected keyword argument '%s'",
                       f.text, n.text);
}

static LeafResult repeated_argument(Binder *b, Value name)
{
    TypeName f = pd_vm_text(b->vm, b->f->qualname), n = pd_vm_text(b->vm, name);
    return pd_vm_raise(b->vm, EXC_TYPE_ERROR, "%s() got multiple values for argument '%s'", f.text,
                       n.text);
}

/* "'a'", "'a' and 'b'", "'a', 'b', and 'c'". */
static void list_names(Binder *b, const uint32_t *which, uint32_t count, Buffer *out)
{
    for (uint32_t i = 0; i < count; i++) {
        TypeName n = pd_vm_text(b->vm, b->names[which[i]]);
        const char *before = i == 0 ? "" : i + 1 < count ? ", " : count == 2 ? " and " : ", and ";
        pd_buffer_append_format(out, "%s'%s'", before, n.text);
    }
}

static LeafResult missing(Binder *b, const uint32_t *which, uint32_t count, const char *kind)
{
    Buffer text;
    pd_buffer_init(&text, b->vm->alloc, 4096);
    TypeName f = pd_vm_text(b->vm, b->f->qualname);
    pd_buffer_append_format(&text, "%s() missing %u required %s argument%s: ", f.text, count, kind,
                            count == 1 ? "" : "s");
    list_names(b, which, count, &text);
    LeafResult r = LEAF_MEMORY;
    if (pd_buffer_status(&text) != STATUS_NO_MEMORY) {
        r = pd_vm_raise(b->vm, EXC_TYPE_ERROR, "%.*s", (int)text.size, (const char *)text.data);
    }
    pd_buffer_deinit(&text);
    return r;
}

static uint32_t default_count(Binder *b)
{
    return pd_is_kind(&b->vm->heap, b->f->defaults, KIND_TUPLE)
               ? PD_AS(Tuple, &b->vm->heap, b->f->defaults)->length
               : 0;
}

static LeafResult too_many(Binder *b, const Value *registers)
{
    uint32_t defaults = default_count(b), params = b->fn->param_count, named_only = 0;
    for (uint32_t i = 0; i < b->fn->kwonly_count; i++)
        named_only += !pd_is_unbound(registers[params + i]);
    TypeName f = pd_vm_text(b->vm, b->f->qualname);
    char takes[64], extra[96] = "";
    bool plural = defaults != 0 || params != 1;
    if (defaults != 0) {
        snprintf(takes, sizeof takes, "from %u to %u", params - defaults, params);
    } else {
        snprintf(takes, sizeof takes, "%u", params);
    }
    if (named_only != 0) {
        snprintf(extra, sizeof extra, " positional argument%s (and %u keyword-only argument%s)",
                 b->positional_count == 1 ? "" : "s", named_only, named_only == 1 ? "" : "s");
    }
    return pd_vm_raise(b->vm, EXC_TYPE_ERROR,
                       "%s() takes %s positional argument%s but %u%s %s given", f.text, takes,
                       plural ? "s" : "", b->positional_count, extra,
                       b->positional_count == 1 && named_only == 0 ? "was" : "were");
}

/* Index of the parameter a name may be given to, or -1. */
static int32_t find_parameter(Binder *b, Value name)
{
    uint32_t all = (uint32_t)b->fn->param_count + b->fn->kwonly_count;
    for (uint32_t i = b->fn->posonly_count; i < all; i++) {
        if (pd_is(b->names[i], name))
            return (int32_t)i;
    }
    return -1;
}

/* The positional-only parameters that were given by name: the error of that. */
static LeafResult positional_only_named(Binder *b)
{
    Tuple *keyword_names = PD_AS(Tuple, &b->vm->heap, b->keyword_names);
    Buffer text;
    pd_buffer_init(&text, b->vm->alloc, 4096);
    TypeName f = pd_vm_text(b->vm, b->f->qualname);
    pd_buffer_append_format(
        &text, "%s() got some positional-only arguments passed as keyword arguments: '", f.text);
    uint32_t found = 0;
    for (uint32_t i = 0; i < b->fn->posonly_count; i++) {
        for (uint32_t j = 0; j < b->named_count; j++) {
            if (!pd_is(b->names[i], keyword_names->items[j]))
                continue;
            TypeName n = pd_vm_text(b->vm, b->names[i]);
            pd_buffer_append_format(&text, "%s%s", found++ == 0 ? "" : ", ", n.text);
        }
    }
    LeafResult r = LEAF_OK;
    if (pd_buffer_status(&text) == STATUS_NO_MEMORY) {
        r = LEAF_MEMORY;
    } else if (found != 0) {
        r = pd_vm_raise(b->vm, EXC_TYPE_ERROR, "%.*s'", (int)text.size, (const char *)text.data);
    }
    pd_buffer_deinit(&text);
    return r;
}

static LeafResult bind_named(Binder *b, Value *registers)
{
    Heap *heap = &b->vm->heap;
    for (uint32_t j = 0; j < b->named_count; j++) {
        Value name = PD_AS(Tuple, heap, b->keyword_names)->items[j];
        Value v = b->given[b->positional_count + j];
        int32_t i = find_parameter(b, name);
        if (i < 0) {
            if (b->varkeywords == NULL) {
                LeafResult r = positional_only_named(b);
                return r != LEAF_OK ? r : unexpected_keyword(b, name);
            }
            Answer a = pd_dict_set(heap, b->varkeywords, name, v);
            if (a != ANSWER_YES)
                return pd_vm_answer_failed(b->vm, a, name);
            continue;
        }
        if (!pd_is_unbound(registers[i]))
            return repeated_argument(b, name);
        registers[i] = v;
    }
    return LEAF_OK;
}

static LeafResult fill_defaults(Binder *b, Value *registers)
{
    Heap *heap = &b->vm->heap;
    uint32_t params = b->fn->param_count, defaults = default_count(b),
             first = params - (defaults > params ? params : defaults);
    uint32_t absent[256], count = 0;
    for (uint32_t i = b->positional_count; i < first; i++) {
        if (pd_is_unbound(registers[i]) && count < 256)
            absent[count++] = i;
    }
    if (count != 0)
        return missing(b, absent, count, "positional");
    for (uint32_t i = first; i < params; i++) {
        if (pd_is_unbound(registers[i]))
            registers[i] = PD_AS(Tuple, heap, b->f->defaults)->items[i - first];
    }
    for (uint32_t i = params; i < params + b->fn->kwonly_count; i++) {
        if (!pd_is_unbound(registers[i]))
            continue;
        bool there =
            pd_is_kind(heap, b->f->kwdefaults, KIND_DICT) &&
            pd_dict_get_name(heap, PD_AS(Dict, heap, b->f->kwdefaults), b->names[i], &registers[i]);
        if (!there && count < 256)
            absent[count++] = i;
    }
    return count == 0 ? LEAF_OK : missing(b, absent, count, "keyword-only");
}

static LeafResult allocate(Binder *b)
{
    uint32_t params = b->fn->param_count;
    if ((b->fn->flags & FUNCTION_VARARGS) != 0) {
        bool more = b->positional_count > params;
        b->varargs = pd_tuple_new(&b->vm->heap, b->given + (more ? params : 0),
                                  more ? b->positional_count - params : 0);
        if (b->varargs == NULL)
            return LEAF_MEMORY;
    }
    if ((b->fn->flags & FUNCTION_VARKEYWORDS) != 0) {
        b->varkeywords = pd_dict_new(&b->vm->heap, b->named_count);
        if (b->varkeywords == NULL)
            return LEAF_MEMORY;
    }
    return LEAF_OK;
}

static LeafResult fill(Binder *b, Value *registers)
{
    const Function *fn = b->fn;
    uint32_t params = fn->param_count, all = params + fn->kwonly_count;
    uint32_t direct = b->positional_count < params ? b->positional_count : params;
    for (uint32_t i = 0; i < direct; i++)
        registers[i] = b->given[i];
    for (uint32_t i = direct; i < fn->local_count; i++)
        registers[i] = VALUE_UNBOUND;
    LeafResult r = b->named_count == 0 ? LEAF_OK : bind_named(b, registers);
    if (r != LEAF_OK)
        return r;
    if (b->positional_count > params && b->varargs == NULL)
        return too_many(b, registers);
    if (direct < params || fn->kwonly_count != 0)
        r = fill_defaults(b, registers);
    if (r != LEAF_OK)
        return r;
    if (b->varargs != NULL)
        registers[all++] = pd_value_to(&b->vm->heap, b->varargs);
    if (b->varkeywords != NULL)
        registers[all] = pd_value_to(&b->vm->heap, b->varkeywords);
    return LEAF_OK;
}

/* Puts defaults behind so many arguments; false: there are not the right ones. */
static ALWAYS_INLINE bool fill_missing(const Vm *vm, uint32_t params, Value *window, uint32_t count)
{
    const FunctionObject *f = PD_AS(FunctionObject, &vm->heap, window[0]);
    if (!pd_is_kind(&vm->heap, f->defaults, KIND_TUPLE))
        return false;
    const Tuple *defaults = PD_AS(const Tuple, &vm->heap, f->defaults);
    if (defaults->length > params || params - count > defaults->length)
        return false;
    const Value *from = defaults->items + (defaults->length - (params - count));
    for (uint32_t i = count; i < params; i++)
        window[FRAME_HEADER_SLOTS + i] = *from++;
    return true;
}

bool pd_vm_fill_defaults(const Vm *vm, const VmCode *code, Value *window, uint32_t count)
{
    pd_assert_torture(code->plain_call > count);
    return fill_missing(vm, code->plain_call - 1, window, count);
}

bool pd_vm_push_star(Vm *vm, const VmCode *code, Value *window, uint32_t count,
                     const Value *stack_end)
{
    const Function *fn = pd_function(vm, code->index);
    const uint32_t params = code->star_call - 1;
    const bool rest = (fn->flags & FUNCTION_VARARGS) != 0;
    pd_assert_torture(code->star_call != 0);
    if ((uintptr_t)window + code->room * sizeof(Value) > (uintptr_t)stack_end ||
        vm->depth >= vm->limits.recursion_frames || (count > params && !rest))
        return false;
    if (count < params && !fill_missing(vm, params, window, count))
        return false; /* before anything is allocated: an error is to cost what it always does */
    Value *registers = window + FRAME_HEADER_SLOTS;
    Value stars[2];
    uint32_t n = 0;
    if (rest) {
        Tuple *more =
            pd_tuple_of(&vm->heap, registers + params, count > params ? count - params : 0);
        if (more == NULL)
            return false;
        stars[n++] = pd_value_to(&vm->heap, more);
    }
    if ((fn->flags & FUNCTION_VARKEYWORDS) != 0) {
        Dict *named = pd_dict_new(&vm->heap, 0);
        if (named == NULL)
            return false;
        stars[n++] = pd_value_to(&vm->heap, named);
    }
    for (uint32_t i = 0; i < n; i++)
        registers[params + i] = stars[i];
    for (uint32_t i = params + n; i < fn->local_count; i++)
        registers[i] = VALUE_UNBOUND;
    pd_push_bound(vm, window, code, pd_running(vm)->base, PHASE_ONLY);
    return true;
}

bool pd_vm_fill_named(const Vm *vm, const VmCode *code, Value *window, const Call *call)
{
    enum { NAMED_MAX = 16 };
    const FunctionObject *f = PD_AS(FunctionObject, &vm->heap, window[0]);
    const Tuple *names = PD_AS(const Tuple, &vm->heap, call->names);
    const uint32_t params = code->plain_call - 1;
    const uint32_t count = call->count - names->length; /* those without names */
    pd_assert_torture(code->plain_call != 0 && call->count >= names->length);
    if (count > params || params - count > NAMED_MAX)
        return false;
    const uint32_t missing = params - count;
    const uint32_t only_by_place = pd_function(vm, code->index)->posonly_count;
    const Value *wanted = pd_loaded(vm, code->index)->names + count;
    Value *args = window + FRAME_HEADER_SLOTS + count;
    Value found[NAMED_MAX];
    for (uint32_t i = 0; i < missing; i++)
        found[i] = VALUE_UNBOUND;
    for (uint32_t j = 0; j < names->length; j++) {
        uint32_t i = only_by_place > count ? only_by_place - count : 0;
        while (i < missing && !pd_is(wanted[i], names->items[j]))
            i++;
        if (i >= missing || !pd_is_unbound(found[i]))
            return false;
        found[i] = args[j];
    }
    const Tuple *defaults = pd_is_kind(&vm->heap, f->defaults, KIND_TUPLE)
                                ? PD_AS(const Tuple, &vm->heap, f->defaults)
                                : NULL;
    const uint32_t have = defaults == NULL ? 0 : defaults->length;
    for (uint32_t i = 0; i < missing; i++) {
        if (!pd_is_unbound(found[i]))
            continue;
        if (missing - i > have)
            return false;
        found[i] = defaults->items[have - (missing - i)];
    }
    for (uint32_t i = 0; i < missing; i++)
        args[i] = found[i];
    return true;
}

LeafResult pd_vm_bind(Vm *vm, const Call *call, uint32_t code)
{
    const Function *fn = pd_function(vm, code);
    Value *registers = pd_stack(vm, pd_running(vm)) + call->window + FRAME_HEADER_SLOTS;
    const uint32_t stars = FUNCTION_VARARGS | FUNCTION_VARKEYWORDS;
    bool exact =
        call->count == fn->param_count && pd_is_unbound(call->names) && fn->kwonly_count == 0;
    if (exact && (fn->flags & stars) == 0) {
        for (uint32_t i = call->count; i < fn->local_count; i++)
            registers[i] = VALUE_UNBOUND;
        return LEAF_OK;
    }
    /* The slots above the registers are free: the caller of pd_vm_bind reserved count more. */
    uint32_t above = fn->register_count > call->count ? fn->register_count : call->count;
    Value *given = registers + above;
    memcpy(given, registers, (size_t)call->count * sizeof(Value));
    Binder b = {.vm = vm,
                .fn = fn,
                .names = pd_loaded(vm, code)->names,
                .given = given,
                .keyword_names = call->names};
    b.f = PD_AS(FunctionObject, &vm->heap, registers[-FRAME_HEADER_SLOTS]);
    b.named_count = pd_is_unbound(call->names) ? 0 : PD_AS(Tuple, &vm->heap, call->names)->length;
    b.positional_count = call->count - b.named_count;
    LeafResult r = allocate(&b);
    if (r == LEAF_OK)
        r = fill(&b, registers);
    if (r != LEAF_OK)
        memcpy(registers, given, (size_t)call->count * sizeof(Value));
    return r;
}
