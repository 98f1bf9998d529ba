/*
 * Every limit of the language and of its files, in one table: name, default, largest setting,
 * meaning.
 *
 * Limits are part of the language: crossing one is a Python exception or a clear refusal, never a
 * crash. They count logical units, so a run meets a limit at the same instruction on every machine.
 * 0 means "no limit" only where the meaning says so.
 */
#ifndef BASE_LIMITS_H
#define BASE_LIMITS_H

#include "base/bytes.h"
#include "base/platform.h"
#include "base/status.h"

#define LIMIT_KIB(count) (UINT64_C(count) << 10)
#define LIMIT_MIB(count) (UINT64_C(count) << 20)
#define LIMIT_GIB(count) (UINT64_C(count) << 30)

/* LIMIT(name, default, max, meaning): max is the largest value that a setting may have. */
#define LIMIT_TABLE(LIMIT)                                                                    \
 LIMIT(recursion_frames, 1000, 1000000, "frames of one fiber and its parents")                \
 LIMIT(fiber_count, 100000, 1000000, "fibers of one run that are not finished")               \
 LIMIT(heap_bytes, LIMIT_MIB(256), LIMIT_GIB(4), "live logical bytes of one run")             \
 LIMIT(int_bits, UINT64_C(1) << 26, UINT64_C(1) << 30, "bits of an int")                      \
 LIMIT(int_digits, 4300, 1000000000, "decimal digits between int and str; 0 is no limit")     \
 LIMIT(string_bytes, LIMIT_GIB(1), LIMIT_GIB(1), "bytes of a str or bytes, encoded as UTF-8") \
 LIMIT(fuel, 0, UINT64_MAX, "fuel of one run; 0 is no limit")                                 \
 LIMIT(effect_argument_bytes, LIMIT_MIB(16), LIMIT_GIB(1), "encoded arguments of an effect")  \
 LIMIT(effect_result_bytes, LIMIT_MIB(16), LIMIT_GIB(1), "encoded result of an effect")       \
 LIMIT(data_nesting, 1000, 1000, "levels of containers in encoded data")                      \
 LIMIT(source_bytes, LIMIT_MIB(16), LIMIT_GIB(1), "one module's source text")                 \
 LIMIT(source_nesting, 200, 1000, "open parentheses, nested expressions and blocks")          \
 LIMIT(source_indents, 100, 1000, "indentation levels")                                       \
 LIMIT(module_count, 1000, 10000, "modules of one program")                                   \
 LIMIT(code_bytes, LIMIT_MIB(64), LIMIT_GIB(1), "one program's encoded code")                 \
 LIMIT(snapshot_bytes, LIMIT_GIB(1), LIMIT_GIB(64), "one snapshot")                           \
 LIMIT(output_bytes, LIMIT_GIB(1), LIMIT_GIB(64), "what one run may print")                   \
 LIMIT(regex_steps, 10000000, UINT64_C(1) << 40, "match steps of one regex operation")

#define LIMIT_FIELD(name, initial, max, meaning) uint64_t name;
typedef struct Limits {
    LIMIT_TABLE(LIMIT_FIELD)
} Limits;
#undef LIMIT_FIELD

#define LIMIT_ENUM(name, initial, max, meaning) LIMIT_##name,
typedef enum LimitId { LIMIT_TABLE(LIMIT_ENUM) LIMIT_COUNT } LimitId;
#undef LIMIT_ENUM

typedef struct LimitInfo {
    const char *name;
    const char *meaning;
    uint64_t initial;
    uint64_t max;
} LimitInfo;

Limits pd_limits_default(void);

/* Name, default, largest setting and meaning; id < LIMIT_COUNT. */
const LimitInfo *pd_limits_info(LimitId id);

uint64_t pd_limits_get(const Limits *limits, LimitId id);

/*
 * NOT_FOUND for a name outside the table, LIMIT for a value above its maximum; *limits is then not
 * changed.
 */
Status pd_limits_put(Limits *limits, LimitId id, uint64_t value, Error *err) MUST_USE;
Status pd_limits_set(Limits *limits, Bytes name, uint64_t value, Error *err) MUST_USE;

#endif
