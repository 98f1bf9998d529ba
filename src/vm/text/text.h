/*
 * What other files of the machine may ask of text: encodings, representations, formatting.
 *
 * All functions here are parts of leaves and follow their rules (vm/leaf.h).
 */
#ifndef VM_TEXT_TEXT_H
#define VM_TEXT_TEXT_H

#include "vm/leaf.h"

/* bytes.decode and str.encode; encoding and errors are str or UNBOUND. source is bytes or
 * bytearray, str for encode. */
LeafResult pd_text_decode(Vm *vm, Value source, Value encoding, Value errors, Value *result);
LeafResult pd_text_encode(Vm *vm, Value source, Value encoding, Value errors, Value *result);

/* str of a small int. */
LeafResult pd_text_decimal(Vm *vm, int64_t value, Value *out);
/* ascii(v). */
LeafResult pd_vm_ascii(Vm *vm, Value v, Value *out);
/* object.__repr__: never program code. */
LeafResult pd_vm_repr_default(Vm *vm, Value v, Value *out);
/* repr of what is inside v, whatever its class says: list.__repr__ on an instance of a subclass. */
LeafResult pd_vm_repr_payload(Vm *vm, Value v, Value *out);
/* BaseException.__repr__ and the __str__ of the builtin exception class v derives from. */
LeafResult pd_vm_repr_exception(Vm *vm, Value v, Value *out);
LeafResult pd_vm_str_exception(Vm *vm, Value v, Value *out);
/* int.__format__ and its like on what is inside v; spec is a str. */
LeafResult pd_text_format_payload(Vm *vm, Value v, Value spec, Value *out);
/* A str, a small int or a float by a specification, where the result is short and ASCII, for the
 * same fuel as otherwise. LEAF_END: the general way has to. */
LeafResult pd_text_format_brief(Vm *vm, Value v, Value spec, Value *out);
/* object.__format__; spec is a str. */
LeafResult pd_vm_format_default(Vm *vm, Value v, Value spec, Value *out);
/* Whether v's class has the special method `name` in program code. */
bool pd_vm_has_program_method(Vm *vm, Value v, NameId name);

/* The str with everything but ASCII escaped. */
LeafResult pd_text_ascii(Vm *vm, Value text, Value *out);
/* What the library's repr_slow is made of: see repr.c. */
LeafResult pd_text_repr_begin(Vm *vm, Value v, Value *out);
void pd_text_repr_end(Vm *vm);

/* format % args for bytes and bytearray. */
LeafResult pd_vm_bytes_percent(Vm *vm, Value format, Value args, Value *out);
/* format % args of a str, where the result is short and ASCII and nothing has to be looked at but
 * strs and small ints. LEAF_END: the general way has to. */
LeafResult pd_text_percent_brief(Vm *vm, Value format, Value args, Value *out);
/* Goes on with format % args (str or bytes): state is the place in the format, the arguments used,
 * and how the library has prepared the conversion there, with the value that gave; None: not at
 * all. *out: the text so far and the next such state, where how is a conversion's type, or "(" for
 * the key to be looked up; None: this is the end. */
LeafResult pd_text_percent_next(Vm *vm, Value format, Value args, const Value *state, Value *out);
/* List of (literal, name or None, spec, conversion or None) of the parts of a str.format format. */
LeafResult pd_text_format_fields(Vm *vm, Value format, Value *out);
/* (first, [(is_attr, name) ...]) of a field's name; digits become ints. */
LeafResult pd_text_format_name(Vm *vm, Value name, Value *out);
/* Appends digits of an int (small, big, bool) in base 2 .. 36; LEAF_RAISED past limits.int_digits.
 */
LeafResult pd_text_int_digits(Vm *vm, Value v, uint32_t base, Buffer *out);
/* Appends a literal as repr writes it. */
void pd_text_repr_str(StrBuilder *b, const Str *s);
void pd_text_repr_bytes(StrBuilder *b, Bytes bytes);
void pd_text_repr_bytearray(StrBuilder *b, Bytes bytes); /* without the name */

#endif
