/* Values: the 64 bits a register, an item or an attribute holds. NaN-boxed:
 *
 *   0x0000... .. 0xFFF7...   an IEEE double as it is; the one NaN is 0x7FF8000000000000
 *   0xFFF8 .... oooooooo     reference: o = 32-bit offset from the region's base, in 8 bytes
 *   0xFFF9 .... .......s     singleton s, numbered as enum Singleton of the layer code: None,
 *                            False, True, Ellipsis, NotImplemented, UNBOUND
 *   0xFFFA .... nnnnnnnn     the number of an object that has no place yet: only in what is being
 *                            read from a snapshot
 *   0xFFFC .. 0xFFFF         integer: 50 bits, two's complement
 *
 * Every other file uses the functions below, so another representation changes this file alone.
 * UNBOUND marks an unassigned variable, an empty cell, a missing argument; no program ever sees it.
 */
#ifndef HEAP_VALUE_H
#define HEAP_VALUE_H

#include "base/base.h"

#include <string.h>

typedef struct Value {
    uint64_t bits;
} Value;

#define VALUE_REF_TAG         UINT64_C(0xFFF8000000000000)
#define VALUE_SINGLETON_TAG   UINT64_C(0xFFF9000000000000)
#define VALUE_NUMBER_TAG      UINT64_C(0xFFFA000000000000)
#define VALUE_INT_TAG         UINT64_C(0xFFFC000000000000)
#define VALUE_NAN_BITS        UINT64_C(0x7FF8000000000000)
#define VALUE_INT_MAX         ((INT64_C(1) << 49) - 1)
#define VALUE_INT_MIN         (-(INT64_C(1) << 49))

#define VALUE_NONE            ((Value){VALUE_SINGLETON_TAG | 0})
#define VALUE_FALSE           ((Value){VALUE_SINGLETON_TAG | 1})
#define VALUE_TRUE            ((Value){VALUE_SINGLETON_TAG | 2})
#define VALUE_ELLIPSIS        ((Value){VALUE_SINGLETON_TAG | 3})
#define VALUE_NOT_IMPLEMENTED ((Value){VALUE_SINGLETON_TAG | 4})
#define VALUE_UNBOUND         ((Value){VALUE_SINGLETON_TAG | 5})

static inline bool pd_is_float(Value v)
{
    return v.bits < VALUE_REF_TAG;
}
static inline bool pd_is_int(Value v)
{
    return v.bits >= VALUE_INT_TAG;
}
static inline bool pd_is_ref(Value v)
{
    return (v.bits >> 48) == 0xFFF8;
}
static inline bool pd_is_singleton(Value v)
{
    return (v.bits >> 48) == 0xFFF9;
}
static inline bool pd_is(Value a, Value b)
{
    return a.bits == b.bits;
}
static inline bool pd_is_none(Value v)
{
    return v.bits == (VALUE_SINGLETON_TAG | 0);
}
static inline bool pd_is_unbound(Value v)
{
    return v.bits == (VALUE_SINGLETON_TAG | 5);
}
static inline bool pd_is_bool(Value v)
{
    return v.bits - (VALUE_SINGLETON_TAG | 1) <= 1;
}
static inline bool pd_both_int(Value a, Value b)
{
    return (a.bits & b.bits) >= VALUE_INT_TAG;
}

static inline int64_t pd_int_of(Value v)
{
    pd_assert_torture(pd_is_int(v));
    return (int64_t)(v.bits << 14) >> 14;
}
static inline bool pd_int_fits(int64_t i)
{
    return i >= VALUE_INT_MIN && i <= VALUE_INT_MAX;
}
/* i must fit (pd_int_fits). */
static inline Value pd_from_int(int64_t i)
{
    pd_assert_torture(pd_int_fits(i));
    return (Value){VALUE_INT_TAG | ((uint64_t)i & ~VALUE_INT_TAG)};
}
/* *out = a + b and kin; false: it does not fit. In the upper 50 bits of a word the overflow of the
 * word is that of the number. */
static inline int64_t pd_int_upper(Value v)
{
    pd_assert_torture(pd_is_int(v));
    return (int64_t)(v.bits << 14);
}
static inline Value pd_from_upper(int64_t upper)
{
    return (Value){VALUE_INT_TAG | (uint64_t)upper >> 14};
}
static inline Value pd_from_object_number(uint32_t number)
{
    return (Value){VALUE_NUMBER_TAG | number};
}
static inline bool pd_is_object_number(Value v)
{
    return v.bits >> 48 == VALUE_NUMBER_TAG >> 48;
}
static inline uint32_t pd_object_number_of(Value v)
{
    return (uint32_t)v.bits;
}
static inline bool pd_int_plus(Value a, Value b, Value *out)
{
    int64_t upper;
    if (__builtin_add_overflow(pd_int_upper(a), pd_int_upper(b), &upper)) {
        return false;
    }
    *out = pd_from_upper(upper);
    return true;
}
static inline bool pd_int_minus(Value a, Value b, Value *out)
{
    int64_t upper;
    if (__builtin_sub_overflow(pd_int_upper(a), pd_int_upper(b), &upper)) {
        return false;
    }
    *out = pd_from_upper(upper);
    return true;
}
static inline bool pd_int_times(Value a, Value b, Value *out)
{
    int64_t upper;
    if (__builtin_mul_overflow(pd_int_upper(a), pd_int_of(b), &upper)) {
        return false;
    }
    *out = pd_from_upper(upper);
    return true;
}
/* As // and % of the language: rounded down. false: b is 0, or the quotient does not fit. */
static inline bool pd_int_floor_divide(Value a, Value b, Value *out)
{
    int64_t i = pd_int_of(a), j = pd_int_of(b);
    if (UNLIKELY(j == 0)) {
        return false;
    }
    int64_t quotient = i / j - (i % j != 0 && (i < 0) != (j < 0));
    if (UNLIKELY(!pd_int_fits(quotient))) {
        return false;
    }
    *out = pd_from_int(quotient);
    return true;
}
static inline bool pd_int_modulo(Value a, Value b, Value *out)
{
    int64_t i = pd_int_of(a), j = pd_int_of(b);
    if (UNLIKELY(j == 0)) {
        return false;
    }
    int64_t rest = i % j;
    *out = pd_from_int(rest + (rest != 0 && (rest < 0) != (j < 0) ? j : 0));
    return true;
}
/* Whether v is an int other than 0: of ints that are never negative, the positive ones. */
static inline bool pd_is_nonzero_int(Value v)
{
    return v.bits > VALUE_INT_TAG;
}
/* v + 1, and of the largest int the smallest. */
static inline Value pd_int_after(Value v)
{
    pd_assert_torture(pd_is_int(v));
    return (Value){(v.bits + 1) | VALUE_INT_TAG};
}
/* An int that is not negative, as an index: anything else is beyond all lengths. */
static inline uint64_t pd_index_of(Value v)
{
    return v.bits - VALUE_INT_TAG;
}
/* v - 1; v is a positive int. */
static inline Value pd_int_before(Value v)
{
    pd_assert_torture(pd_int_of(v) > 0);
    return (Value){v.bits - 1};
}
static inline Value pd_from_bool(bool b)
{
    return b ? VALUE_TRUE : VALUE_FALSE;
}

static inline double pd_float_of(Value v)
{
    double d;
    pd_assert_torture(pd_is_float(v));
    memcpy(&d, &v.bits, sizeof d);
    return d;
}
static inline Value pd_from_float(double d)
{
    Value v;
    memcpy(&v.bits, &d, sizeof d);
    if (UNLIKELY(d != d)) {
        v.bits = VALUE_NAN_BITS;
    }
    return v;
}

/* Offset of an object in its region, in units of 8 bytes; 0 is no object. */
typedef uint32_t Ref;
static inline Ref pd_ref_of(Value v)
{
    pd_assert_torture(pd_is_ref(v));
    return (Ref)v.bits;
}
static inline Value pd_from_ref(Ref r)
{
    return (Value){VALUE_REF_TAG | r};
}

/* The same questions about a Value in memory. Its halves are read apart, so that a test needs no
 * register for the Value and no constant of 64 bits: for the opcode loop. */
static inline uint32_t pd_half_at(const Value *at, size_t offset)
{
    uint32_t half;
    memcpy(&half, (const uint8_t *)at + offset, sizeof half);
    return half;
}
static inline uint32_t pd_upper_at(const Value *at)
{
    return pd_half_at(at, PD_LITTLE_ENDIAN ? 4 : 0);
}
static inline bool pd_float_at(const Value *at)
{
    return pd_upper_at(at) < VALUE_REF_TAG >> 32;
}
static inline bool pd_int_at(const Value *at)
{
    return pd_upper_at(at) >= VALUE_INT_TAG >> 32;
}
static inline bool pd_ints_at(const Value *a, const Value *b)
{
    return (pd_upper_at(a) & pd_upper_at(b)) >= VALUE_INT_TAG >> 32;
}
static inline bool pd_ref_at(const Value *at)
{
    return pd_upper_at(at) == VALUE_REF_TAG >> 32;
}
/* The Ref of a reference. */
static inline uint32_t pd_lower_at(const Value *at)
{
    return pd_half_at(at, PD_LITTLE_ENDIAN ? 0 : 4);
}
static inline double pd_double_at(const Value *at)
{
    double d;
    pd_assert_torture(pd_float_at(at));
    memcpy(&d, at, sizeof d);
    return d;
}

#endif
