/*
 * Doubles to text and back, exactly as CPython writes and reads them.
 *
 * Every result is correctly rounded (nearest, ties to even) by integer arithmetic: it depends
 * neither on the locale nor on the rounding mode nor on the C library. Must not know about Python
 * objects: underscores, white space and the int type are the caller's.
 */
#ifndef BASE_NUMBER_NUMBER_H
#define BASE_NUMBER_NUMBER_H

#include "base/buffer.h"
#include "base/bytes.h"
#include "base/platform.h"
#include "base/status.h"

#include <string.h>

#define NUMBER_ALT       1u  /* '#': always a decimal point; with g keep trailing zeros */
#define NUMBER_SIGN      2u  /* '+': a sign also for positive numbers and inf, never for nan */
#define NUMBER_ADD_DOT_0 4u  /* with g and r: ".0" when the text would look like an int */
#define NUMBER_SPECIAL   8u  /* parse: accept inf, infinity, nan, any case, with a sign */
#define NUMBER_NO_NEG_0  16u /* 'z' of format(): what rounds to -0 is written as 0 */

/* The longest decimal text of 64 bits is "-9223372036854775808". */
#define NUMBER_DECIMAL_BYTES 24

/* The longest repr is "-2.2250738585072014e-308"; with NUL it fits. */
#define NUMBER_REPR_BYTES 32

/* More digits than any double, or any point half way between two doubles, has (768). */
#define NUMBER_DIGITS_MAX 810

/* The value 0.d1 d2 d3 … × 10^point with the sign aside. */
typedef struct NumberDigits {
    uint8_t digits[NUMBER_DIGITS_MAX]; /* 0 to 9; the first is not 0 */
    int count;                         /* 0 only for the value 0 */
    int point;                         /* the decimal point's place, relative to the first digit */
    bool negative;
    bool inexact; /* digits that are not all 0 follow the stored ones */
} NumberDigits;

/*
 * The bits of a double, and the one NaN: every NaN that enters a heap or a snapshot becomes this
 * one.
 */
#define NUMBER_NAN_BITS UINT64_C(0x7ff8000000000000)

static inline uint64_t pd_double_bits(double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

static inline double pd_double_of_bits(uint64_t bits)
{
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static inline double pd_double_canonical(double value)
{
    return value == value ? value : pd_double_of_bits(NUMBER_NAN_BITS);
}

extern const uint64_t pd_number_powers_of_ten[20]; /* 10^0 to 10^19 */

/* The decimal digits of a word: how many, 1 to 20; and written so that they end before `end`. */
static inline uint32_t pd_number_digit_count(uint64_t value)
{
    /* 1233 / 4096 is the logarithm of 2 to the base 10. */
    uint32_t count = (64 - pd_clz64(value | 1)) * 1233 >> 12;
    return count + (value >= pd_number_powers_of_ten[count]) + (value == 0);
}
void pd_number_put_digits(uint64_t value, char *end);
/* The decimal text of an int, not ended by NUL: its length. */
size_t pd_number_decimal(int64_t value, char out[NUMBER_DECIMAL_BYTES]);

/* repr(value) with NUL at the end; returns the length without it. */
size_t pd_number_repr(double value, char out[NUMBER_REPR_BYTES]);

/*
 * Appends value as CPython's PyOS_double_to_string does. code: 'e' 'f' 'g', 'E' 'F' 'G' (upper case
 * exponent, INF, NAN), or 'r' (repr; precision is not used). precision: digits after the point for
 * e and f, significant digits for g (0 counts as 1); never negative. flags: NUMBER_ALT, _SIGN,
 * _ADD_DOT_0, _NO_NEG_0. A text over the buffer's maximum makes the buffer fail with STATUS_LIMIT
 * before any work is done.
 */
void pd_number_format(Buffer *out, double value, char code, int precision, unsigned flags);

/*
 * What pd_number_format writes for code 'f' without flags, not ended by NUL, where a word holds all
 * of the digits of value, which must be finite: the length of the text; else 0.
 */
size_t pd_number_fixed_text(double value, int places, char out[NUMBER_REPR_BYTES]);

/*
 * Reads the whole text: an optional sign, decimal digits with an optional point (at least one
 * digit), an optional exponent; no spaces, no underscores, no hex. Too large gives an infinity, too
 * small a zero, as float() does. STATUS_INVALID when the text is anything else; *out is then not
 * changed.
 */
Status pd_number_parse(Bytes text, unsigned flags, double *out) MUST_USE;

/* round(value, digit_count) for finite values; the result is an infinity when it overflows. */
double pd_number_round(double value, int digit_count);

/*
 * The fewest digits that read back as value, which must be finite; the closest of them when there
 * are several.
 */
void pd_number_shortest(double value, NumberDigits *out);

/* The double nearest to the digits (ties to even), an infinity when they are too large. */
double pd_number_of_digits(const NumberDigits *digits);

/* The digits of a finite value rounded to so many places behind the point (fewer than 0: before
 * it), half to even; no trailing zeros. */
void pd_number_fixed(double value, int64_t places, NumberDigits *out);

/* All digits of the exact value, which must be finite; no trailing zeros. */
void pd_number_exact(double value, NumberDigits *out);

#endif
