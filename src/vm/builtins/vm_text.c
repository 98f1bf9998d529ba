/*
 * What the library's functions about text are made of (module `_vm`).
 *
 * Programs cannot import `_vm`: these leaves check only what the library could get wrong.
 */
#include "vm/text/text_in.h"

/* repr_begin(object): None when its class shows it in program code; a str when that is all; else
 * (before, items, after, kind), and then repr_end() must follow. */
static LeafResult repr_begin(Vm *vm, const Value *args, Value *result)
{
    return pd_text_repr_begin(vm, args[0], result);
}

static LeafResult repr_end(Vm *vm, const Value *args, Value *result)
{
    (void)args;
    *result = VALUE_NONE;
    pd_text_repr_end(vm);
    return LEAF_OK;
}

/* ascii_escape(text) */
static LeafResult ascii_escape(Vm *vm, const Value *args, Value *result)
{
    return pd_text_ascii(vm, pd_vm_unwrap(vm, args[0]), result);
}

/* percent_fields(format): the arguments that % takes, as (type, key) */
static LeafResult percent_fields(Vm *vm, const Value *args, Value *result)
{
    return pd_text_percent_fields(vm, args[0], result);
}

/* percent_apply(format, values): % with values that need no program code any more */
static LeafResult percent_apply(Vm *vm, const Value *args, Value *result)
{
    return pd_text_percent_apply(vm, args[0], args[1], result);
}

/* format_fields(format): [(literal, name, spec, conversion) ...] */
static LeafResult format_fields(Vm *vm, const Value *args, Value *result)
{
    return pd_text_format_fields(vm, pd_vm_unwrap(vm, args[0]), result);
}

/* format_name(name): (first, [(is_attribute, name) ...]) */
static LeafResult format_name(Vm *vm, const Value *args, Value *result)
{
    return pd_text_format_name(vm, args[0], result);
}

static const LeafDef leaves[] = {
    {"repr_begin", "object, /", repr_begin, LEAF_FUNCTION},
    {"repr_end", "", repr_end, LEAF_FUNCTION},
    {"ascii_escape", "text, /", ascii_escape, LEAF_FUNCTION},
    {"percent_fields", "format, /", percent_fields, LEAF_FUNCTION},
    {"percent_apply", "format, values, /", percent_apply, LEAF_FUNCTION},
    {"format_fields", "format, /", format_fields, LEAF_FUNCTION},
    {"format_name", "name, /", format_name, LEAF_FUNCTION},
};

const LeafTable pd_leaves_vm_text = {.module = "_vm", .defs = leaves, .count = ARRAY_COUNT(leaves)};
