/*
 * Names of code points: "GREEK SMALL LETTER ALPHA" and back, as Unicode 14 has them.
 */
#ifndef BASE_UNINAME_H
#define BASE_UNINAME_H

#include "base/bytes.h"

#define UNINAME_BYTES 256

/* Writes the name and a NUL: its length, or 0 when the code point has no name. */
size_t pd_uniname_of(uint32_t code_point, char out[UNINAME_BYTES]);

/* The code point with this name or alias; false when there is none. Case does not matter but in the
 * names that follow a rule (ideographs, Hangul syllables). */
bool pd_uniname_find(Bytes name, uint32_t *code_point);

#endif
