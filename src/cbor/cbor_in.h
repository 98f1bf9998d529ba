/*
 * Shared by the reader, the writer and the printer: heads and the shortest form of a float.
 */
#ifndef CBOR_CBOR_IN_H
#define CBOR_CBOR_IN_H

#include "cbor/cbor.h"

/* The fewest bytes (2, 4 or 8) that hold value, and these bytes as a number. */
unsigned pd_cbor_narrow_double(double value, uint64_t *bits);

/* The double that 2, 4 or 8 bytes stand for. */
double pd_cbor_widen_double(uint64_t bits, unsigned byte_count);

#endif
