/*
 * The encoding of src/heap/value.h: doubles as they are, 50-bit ints and 32-bit references in the
 * space of the NaNs.
 */
#include "bench/values/values.h"

#include <string.h>

#define REF_TAG UINT64_C(0xfff8000000000000)
#define INT_TAG UINT64_C(0xfffc000000000000)

typedef struct Value {
    uint64_t bits;
} Value;

typedef struct Machine Machine;

static inline bool is_int(Value v)
{
    return v.bits >= INT_TAG;
}
static inline bool both_int(Value a, Value b)
{
    return (a.bits & b.bits) >= INT_TAG;
}
static inline bool both_float(Value a, Value b)
{
    return a.bits < REF_TAG && b.bits < REF_TAG;
}
static inline bool is_ref(Value v)
{
    return v.bits >> 48 == 0xfff8;
}
static inline uint32_t ref_of(Value v)
{
    return (uint32_t)v.bits;
}
static inline Value make_ref(uint32_t ref)
{
    return (Value){REF_TAG | ref};
}
static inline int64_t int_of(Value v)
{
    return (int64_t)(v.bits << 14) >> 14;
}
static inline Value make_int(int64_t i)
{
    return (Value){INT_TAG | ((uint64_t)i & ~INT_TAG)};
}
/* The int in the upper 50 bits, so that overflow of 64 bits is overflow of 50. */
static inline int64_t high_of(Value v)
{
    return (int64_t)(v.bits << 14);
}
static inline Value of_high(int64_t high)
{
    return (Value){INT_TAG | (uint64_t)high >> 14};
}
static inline bool int_add(Value a, Value b, Value *out)
{
    int64_t sum;
    if (UNLIKELY(__builtin_add_overflow(high_of(a), high_of(b), &sum))) {
        return false;
    }
    *out = of_high(sum);
    return true;
}
static inline bool int_sub(Value a, Value b, Value *out)
{
    int64_t difference;
    if (UNLIKELY(__builtin_sub_overflow(high_of(a), high_of(b), &difference))) {
        return false;
    }
    *out = of_high(difference);
    return true;
}
static inline bool int_mul(Value a, Value b, Value *out)
{
    int64_t product;
    if (UNLIKELY(__builtin_mul_overflow(high_of(a), int_of(b), &product))) {
        return false;
    }
    *out = of_high(product);
    return true;
}
static inline bool int_less(Value a, Value b)
{
    return high_of(a) < high_of(b);
}
static inline double float_of(Value v)
{
    double d;
    memcpy(&d, &v.bits, sizeof d);
    return d;
}
static inline double any_float_of(const Machine *m, Value v)
{
    (void)m;
    return float_of(v);
}
static inline Value make_float(Machine *m, double d)
{
    (void)m;
    Value v;
    memcpy(&v.bits, &d, sizeof d);
    if (UNLIKELY(d != d)) {
        v.bits = UINT64_C(0x7ff8000000000000);
    }
    return v;
}

#define RUN_NAME run_nanbox
#include "bench/values/interp.inc"
