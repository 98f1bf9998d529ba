/*
 * Shared by the number files: the table of powers of ten and rounding of decimal digits.
 */
#ifndef BASE_NUMBER_NUMBER_IN_H
#define BASE_NUMBER_NUMBER_IN_H

#include "base/base.h"

#define NUMBER_POWER_MIN   (-342)
#define NUMBER_POWER_MAX   324
#define NUMBER_POWER_EXACT 55 /* 10^0 to 10^55 lose nothing */

extern const uint64_t pd_number_powers[NUMBER_POWER_MAX - NUMBER_POWER_MIN + 1][2];

/* floor(log2(10^power)); exact for |power| <= 1233. */
static inline int pd_number_log2_of_power(int power)
{
    return (power * 1741647) >> 19;
}

/* The double m * 2^exponent with m < 2^53, for a finite value without its sign. */
typedef struct BinaryParts {
    uint64_t m;
    int exponent;
} BinaryParts;

BinaryParts pd_number_split(uint64_t bits);

/* All digits of m * 2^exponent, m < 2^54, -1075 <= exponent <= 971; the sign becomes positive. */
void pd_number_expand(uint64_t m, int exponent, NumberDigits *out);

/*
 * repr(value) of a finite value, not ended by NUL, where a word holds the digits and no exponent is
 * shown: the length of the text; else 0.
 */
size_t pd_number_repr_text(double value, char out[NUMBER_REPR_BYTES]);

/*
 * Keeps the first count digits, rounding half to even, and drops trailing zeros. count may be 0 or
 * negative: what is left is then 1 or no digit at all.
 */
void pd_number_round_digits(NumberDigits *digits, int64_t count);

#endif
