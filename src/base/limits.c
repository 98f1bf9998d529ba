/*
 * The limits table as data: defaults, names, and settings by name.
 */
#include "base/base.h"

#define LIMIT_INFO(name, initial, max, meaning) {#name, meaning, initial, max},
static const LimitInfo limit_table[LIMIT_COUNT] = {LIMIT_TABLE(LIMIT_INFO)};
#undef LIMIT_INFO

#define LIMIT_OFFSET(name, initial, max, meaning) offsetof(Limits, name),
static const size_t limit_offsets[LIMIT_COUNT] = {LIMIT_TABLE(LIMIT_OFFSET)};
#undef LIMIT_OFFSET

Limits pd_limits_default(void)
{
#define LIMIT_DEFAULT(name, initial, max, meaning) .name = (initial),
    return (Limits){LIMIT_TABLE(LIMIT_DEFAULT)};
#undef LIMIT_DEFAULT
}

const LimitInfo *pd_limits_info(LimitId id)
{
    pd_assert((unsigned)id < LIMIT_COUNT);
    return &limit_table[id];
}

uint64_t pd_limits_get(const Limits *limits, LimitId id)
{
    pd_assert((unsigned)id < LIMIT_COUNT);
    uint64_t value;
    memcpy(&value, (const uint8_t *)limits + limit_offsets[id], sizeof value);
    return value;
}

Status pd_limits_put(Limits *limits, LimitId id, uint64_t value, Error *err)
{
    if (value > limit_table[id].max) {
        return pd_error_set(err, STATUS_LIMIT, "limit %s is at most %llu", limit_table[id].name,
                            (unsigned long long)limit_table[id].max);
    }
    memcpy((uint8_t *)limits + limit_offsets[id], &value, sizeof value);
    return STATUS_OK;
}

Status pd_limits_set(Limits *limits, Bytes name, uint64_t value, Error *err)
{
    for (size_t i = 0; i < LIMIT_COUNT; i++) {
        if (pd_bytes_equal_cstr(name, limit_table[i].name)) {
            return pd_limits_put(limits, (LimitId)i, value, err);
        }
    }
    int shown = name.size < 64 ? (int)name.size : 64;
    return pd_error_set(err, STATUS_NOT_FOUND, "there is no limit named '%.*s'", shown,
                        name.size == 0 ? "" : (const char *)name.data);
}
