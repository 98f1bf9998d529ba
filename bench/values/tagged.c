/*
 * Three tag bits below 61-bit ints and references; doubles of a usual exponent hold their own tag
 * (O. Melançon, M. Serrano, M. Feeley, "Float Self-Tagging", 2025), the others are boxed.
 *
 * A double rotated left by 4 ends in its three highest exponent bits. 011 and 100 are the numbers
 * from 2^-255 to 2^256, 000 is zero and the tiny ones; one is added, so that ints can have tag 0
 * and be added without being taken apart.
 */
#include "bench/values/values.h"

#include <string.h>

enum { TAG_REF = 2, TAG_BITS = 7, FLOAT_TAGS = 1 << 1 | 1 << 4 | 1 << 5 };

typedef struct Value {
    uint64_t bits;
} Value;

typedef struct Machine Machine;

static Value box_float(Machine *m, double d);
static double boxed_float_of(const Machine *m, Value v);

static inline bool is_int(Value v)
{
    return (v.bits & TAG_BITS) == 0;
}
static inline bool both_int(Value a, Value b)
{
    return ((a.bits | b.bits) & TAG_BITS) == 0;
}
static inline bool has_float_tag(uint64_t bits)
{
    return (FLOAT_TAGS >> (bits & TAG_BITS) & 1) != 0;
}
static inline bool both_float(Value a, Value b)
{
    return has_float_tag(a.bits) && has_float_tag(b.bits);
}
static inline bool is_ref(Value v)
{
    return (v.bits & TAG_BITS) == TAG_REF;
}
static inline uint32_t ref_of(Value v)
{
    return (uint32_t)(v.bits >> 3);
}
static inline Value make_ref(uint32_t ref)
{
    return (Value){(uint64_t)ref << 3 | TAG_REF};
}
static inline int64_t int_of(Value v)
{
    return (int64_t)v.bits >> 3;
}
static inline Value make_int(int64_t i)
{
    return (Value){(uint64_t)i << 3};
}
static inline bool int_add(Value a, Value b, Value *out)
{
    int64_t sum;
    if (UNLIKELY(__builtin_add_overflow((int64_t)a.bits, (int64_t)b.bits, &sum))) {
        return false;
    }
    out->bits = (uint64_t)sum;
    return true;
}
static inline bool int_sub(Value a, Value b, Value *out)
{
    int64_t difference;
    if (UNLIKELY(__builtin_sub_overflow((int64_t)a.bits, (int64_t)b.bits, &difference))) {
        return false;
    }
    out->bits = (uint64_t)difference;
    return true;
}
static inline bool int_mul(Value a, Value b, Value *out)
{
    int64_t product;
    if (UNLIKELY(__builtin_mul_overflow((int64_t)a.bits, int_of(b), &product))) {
        return false;
    }
    out->bits = (uint64_t)product;
    return true;
}
static inline bool int_less(Value a, Value b)
{
    return (int64_t)a.bits < (int64_t)b.bits;
}
static inline double float_of(Value v)
{
    uint64_t bits = v.bits - 1;
    bits = bits >> 4 | bits << 60;
    double d;
    memcpy(&d, &bits, sizeof d);
    return d;
}
static inline double any_float_of(const Machine *m, Value v)
{
    return has_float_tag(v.bits) ? float_of(v) : boxed_float_of(m, v);
}
static inline Value make_float(Machine *m, double d)
{
    uint64_t bits;
    memcpy(&bits, &d, sizeof d);
    bits = (bits << 4 | bits >> 60) + 1;
    return LIKELY(has_float_tag(bits)) ? (Value){bits} : box_float(m, d);
}

#define RUN_NAME run_tagged
#include "bench/values/interp.inc"

/* A kind is part of every object of the product, hence two words; a real test would read it. */
static __attribute__((noinline)) Value box_float(Machine *m, double d)
{
    uint32_t ref = make_object(m, 2);
    uint64_t *object = object_at(m, ref);
    object[0] = 1;
    memcpy(&object[1], &d, sizeof d);
    m->boxed_count++;
    return make_ref(ref);
}

static __attribute__((noinline)) double boxed_float_of(const Machine *m, Value v)
{
    double d;
    const uint64_t *object = object_at(m, ref_of(v));
    if (object[0] != 1) {
        abort();
    }
    memcpy(&d, &object[1], sizeof d);
    return d;
}
