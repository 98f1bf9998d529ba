/*
 * What the files about formatting share: a parsed format specification and numbers laid out by it.
 */
#ifndef VM_FORMAT_FORMAT_IN_H
#define VM_FORMAT_FORMAT_IN_H

#include "vm/text/text_in.h"

/* [[fill]align][sign][z][#][0][width][grouping][.precision][type] */
typedef struct Spec {
    uint32_t fill;
    char align;    /* '<' '>' '^' '=' */
    char sign;     /* '+' '-' ' ' or 0 */
    char grouping; /* ',' '_' or 0 */
    bool alternate, no_negative_zero;
    int64_t width;     /* -1: none */
    int64_t precision; /* -1: none */
    uint32_t type;     /* 0: none; also a NUL, which has_type tells */
    bool has_type;
} Spec;

/* Parses spec for values of v's type: align is the default one. LEAF_OK or LEAF_RAISED. */
LeafResult pd_spec_parse(Vm *vm, const Str *spec, char align, Value v, Spec *out);
/* Whether a type is one that formats a float: n aside. */
static inline bool pd_spec_is_float(uint32_t type)
{
    switch (type) {
    case 'e':
    case 'E':
    case 'f':
    case 'F':
    case 'g':
    case 'G':
    case '%': return true;
    default: return false;
    }
}
/* "Unknown format code". */
LeafResult pd_spec_unknown(Vm *vm, const Spec *spec, Value v);

/* A number as text, in parts. text is digits, then '.' if has_point, then rest. */
typedef struct NumberText {
    const char *text;
    size_t digit_count;
    bool has_point;
    size_t rest_count;  /* fraction, exponent, '%', or "inf" */
    char sign;          /* to be written, or 0 */
    const char *prefix; /* "0x" and its like */
} NumberText;

/* Appends the number with sign, grouping and padding. */
void pd_format_number(StrBuilder *b, const NumberText *number, const Spec *spec);
/* The sign to write for a number, by that of the specification. */
static inline char pd_format_sign(bool is_negative, char wanted)
{
    return is_negative ? '-' : wanted == '-' ? 0 : wanted;
}
/* Finds the parts of what pd_number_format wrote; the sign by the specification. */
NumberText pd_format_parts(Bytes text, char sign);

/* Format into b. */
LeafResult pd_format_int(Vm *vm, Value v, Value integer, const Spec *spec, StrBuilder *b);
LeafResult pd_format_float(Vm *vm, Value v, double value, const Spec *spec, StrBuilder *b);
LeafResult pd_format_complex(Vm *vm, Value v, const Spec *spec, StrBuilder *b);

#endif
