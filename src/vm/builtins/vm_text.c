/*
 * What the library's functions about text are made of (module `_vm`).
 *
 * Programs cannot import `_vm`, but a forged snapshot can hold a frame of the library that calls
 * these leaves with anything.
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
    Value text = pd_vm_unwrap(vm, args[0]);
    return pd_is_kind(&vm->heap, text, KIND_STR) ? pd_text_ascii(vm, text, result)
                                                 : pd_vm_raise_misuse(vm, "ascii_escape");
}

/* percent_next(format, args, at, used, how, value): (text, at, used, how, value) */
static LeafResult percent_next(Vm *vm, const Value *args, Value *result)
{
    return pd_text_percent_next(vm, args[0], args[1], &args[2], result);
}

/* format_fields(format): [(literal, name, spec, conversion) ...] */
static LeafResult format_fields(Vm *vm, const Value *args, Value *result)
{
    Value format = pd_vm_unwrap(vm, args[0]);
    return pd_is_kind(&vm->heap, format, KIND_STR) ? pd_text_format_fields(vm, format, result)
                                                   : pd_vm_raise_misuse(vm, "format_fields");
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
    {"percent_next", "format: text, args, at, used, how, value, /", percent_next, LEAF_FUNCTION},
    {"format_fields", "format, /", format_fields, LEAF_FUNCTION},
    {"format_name", "name: str, /", format_name, LEAF_FUNCTION},
};

const LeafTable pd_leaves_vm_text = {.module = "_vm", .defs = leaves, .count = ARRAY_COUNT(leaves)};
