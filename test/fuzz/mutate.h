/*
 * Changes of CBOR that stay well formed: an item becomes another one, a number moves, an array
 * gains or loses an element. Bytes changed blindly hardly ever get past a reader.
 */
#ifndef TEST_FUZZ_MUTATE_H
#define TEST_FUZZ_MUTATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The target's: so many bytes at the start are nearly always left alone. */
size_t mutate_fixed_bytes(const uint8_t *data, size_t size);

/* Changes the CBOR item in data, which has room for max_size bytes; false when nothing came of it.
 */
bool mutate(uint8_t *data, size_t *size, size_t max_size, uint64_t seed);

#endif
