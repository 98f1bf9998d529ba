/*
 * What the files about bytes and bytearray share.
 */
#ifndef VM_BYTES_BYTES_IN_H
#define VM_BYTES_BYTES_IN_H

#include "vm/text/text_in.h"

/* What bytes(source, encoding, errors) and its like hold: *out is a bytes object (not copied when
 * source is one). name: "bytes" or "bytearray". LEAF_CALL: the library's bytes_slow goes on. */
LeafResult pd_bytes_contents(Vm *vm, const Value source[3], const char *name, Value *out);
/* A value 0 .. 255 for a bytearray. */
LeafResult pd_bytes_byte(Vm *vm, Value v, const char *message, uint8_t *out);
/* The bytes of a list or tuple of ints as a new bytes object. */
LeafResult pd_bytes_of_items(Vm *vm, Value items, const char *message, Value *out);
/* Replaces part[1] bytes from part[0] on by others, in place where there is room. They may be the
 * array's own only at its end. LEAF_OK, LEAF_MEMORY or LEAF_RAISED, the last two without a change.
 * Charges for what it moves, not for the new bytes. */
LeafResult pd_bytearray_splice(Vm *vm, ByteArray *array, const size_t part[2], Bytes bytes);

#endif
