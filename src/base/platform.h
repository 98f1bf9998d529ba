/*
 * What differs between compilers and machines: attributes, bit operations, wide integers.
 *
 * The only file with `#if` on compilers. It promises that the rest of the code sees plain C11
 * names, and it must not hold anything that could change a result from one machine to another.
 */
#ifndef BASE_PLATFORM_H
#define BASE_PLATFORM_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if !defined(__GNUC__)
# error "gcc or clang is needed"
#endif

_Static_assert(CHAR_BIT == 8, "bytes have 8 bits");
_Static_assert(sizeof(void *) == 8, "addresses have 64 bits");
_Static_assert(sizeof(double) == 8, "doubles are IEEE binary64");

#define LIKELY(condition)        __builtin_expect(!!(condition), 1)
#define UNLIKELY(condition)      __builtin_expect(!!(condition), 0)

#define MUST_USE                 __attribute__((warn_unused_result))
#define NORETURN                 __attribute__((noreturn))
#define COLD                     __attribute__((cold))
#define UNUSED                   __attribute__((unused))
#define ALWAYS_INLINE            inline __attribute__((always_inline))
#define NEVER_INLINE             __attribute__((noinline)) /* also keeps the caller's frame small */
#define FALLTHROUGH              __attribute__((fallthrough))
#define PRINTF_LIKE(text, first) __attribute__((format(printf, text, first)))

/* Mapped memory, which finders of leaks do not look into by themselves, holds pointers to what was
 * allocated; or no longer does. */
#if defined(__has_feature)
# if __has_feature(address_sanitizer)
#  define PD_FINDS_LEAKS
# endif
#elif defined(__SANITIZE_ADDRESS__)
# define PD_FINDS_LEAKS
#endif
#ifdef PD_FINDS_LEAKS
# include <sanitizer/lsan_interface.h>
# define pd_holds_pointers(memory, bytes) __lsan_register_root_region(memory, bytes)
# define pd_held_pointers(memory, bytes)  __lsan_unregister_root_region(memory, bytes)
#else
# define pd_holds_pointers(memory, bytes) ((void)0)
# define pd_held_pointers(memory, bytes)  ((void)0)
#endif

/* Which half of a word comes first in memory. */
#define PD_LITTLE_ENDIAN (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__)

/* The number of items of a true array (not of a pointer). */
#define ARRAY_COUNT(array) (sizeof(array) / sizeof((array)[0]))

__extension__ typedef unsigned __int128 Uint128;
__extension__ typedef __int128 Int128;

/* Leading and trailing zero bits of a value that is not 0. */
static inline unsigned pd_clz64(uint64_t value)
{
    return (unsigned)__builtin_clzll(value);
}

static inline unsigned pd_ctz64(uint64_t value)
{
    return (unsigned)__builtin_ctzll(value);
}

static inline unsigned pd_popcount64(uint64_t value)
{
    return (unsigned)__builtin_popcountll(value);
}

static inline uint64_t pd_byte_swap64(uint64_t value)
{
    return __builtin_bswap64(value);
}

/* True when the result does not fit; *out then holds the wrapped value and must not be used. */
static inline bool pd_add_size_overflows(size_t a, size_t b, size_t *out)
{
    return __builtin_add_overflow(a, b, out);
}

static inline bool pd_mul_size_overflows(size_t a, size_t b, size_t *out)
{
    return __builtin_mul_overflow(a, b, out);
}

static inline bool pd_add_i64_overflows(int64_t a, int64_t b, int64_t *out)
{
    return __builtin_add_overflow(a, b, out);
}

static inline bool pd_sub_i64_overflows(int64_t a, int64_t b, int64_t *out)
{
    return __builtin_sub_overflow(a, b, out);
}

static inline bool pd_mul_i64_overflows(int64_t a, int64_t b, int64_t *out)
{
    return __builtin_mul_overflow(a, b, out);
}

/* Rounds up to a multiple of a power of two. The caller knows that the result fits. */
static inline size_t pd_round_up(size_t value, size_t power_of_two)
{
    return (value + power_of_two - 1) & ~(power_of_two - 1);
}

#endif
