/*
 * Shared by the reader, the writer and the printer: heads and the shortest form of a float.
 */
#ifndef CBOR_CBOR_IN_H
#define CBOR_CBOR_IN_H

#include "cbor/cbor.h"

/* The three high bits of a head. */
enum {
    MAJOR_UINT,
    MAJOR_NEGATIVE,
    MAJOR_BYTES,
    MAJOR_TEXT,
    MAJOR_ARRAY,
    MAJOR_MAP,
    MAJOR_TAG,
    MAJOR_SIMPLE
};

/* The five low bits of a head. */
enum { INFO_1_BYTE = 24, INFO_2_BYTES = 25, INFO_4_BYTES = 26, INFO_8_BYTES = 27 };

/* The same with MAJOR_SIMPLE. */
enum {
    SIMPLE_FALSE = 20,
    SIMPLE_TRUE = 21,
    SIMPLE_NULL = 22,
    SIMPLE_UNDEFINED = 23,
    SIMPLE_HALF = 25,
    SIMPLE_SINGLE = 26,
    SIMPLE_DOUBLE = 27
};

#define CBOR_HEAD_BYTES_MAX 9

/* Writes a head with the shortest argument; returns its size. */
size_t pd_cbor_put_head(uint8_t out[CBOR_HEAD_BYTES_MAX], unsigned major, uint64_t argument);

/* The fewest bytes (2, 4 or 8) that hold value, and these bytes as a number. */
unsigned pd_cbor_narrow_double(double value, uint64_t *bits);

/* The double that 2, 4 or 8 bytes stand for. */
double pd_cbor_widen_double(uint64_t bits, unsigned byte_count);

#endif
