/*
 * What Python's str methods know about code points: properties and case mappings.
 *
 * utf8proc gives general categories and simple mappings; unicode_data.c holds where the methods
 * differ from them. Must not know about strings: points in, points out, no memory.
 */
#ifndef VM_TEXT_UNICODE_H
#define VM_TEXT_UNICODE_H

#include "base/base.h"

/* The first ten are the str methods of that name for one code point; TITLE without UPPER. */
typedef enum UnicodeFlag {
    UNICODE_ALPHA = 1,
    UNICODE_DECIMAL = 2,
    UNICODE_DIGIT = 4,
    UNICODE_NUMERIC = 8,
    UNICODE_LOWER = 16,
    UNICODE_UPPER = 32,
    UNICODE_TITLE = 64,
    UNICODE_SPACE = 128,
    UNICODE_PRINTABLE = 256,
    UNICODE_NAME_START = 512,
    UNICODE_NAME_CONTINUE = 1024,
    UNICODE_CASED = 2048,     /* a letter with case that does not count as ignorable */
    UNICODE_IGNORABLE = 4096, /* does not matter for whether a sigma is final */
    UNICODE_ALNUM = UNICODE_ALPHA | UNICODE_DECIMAL | UNICODE_DIGIT | UNICODE_NUMERIC
} UnicodeFlag;

typedef struct UnicodeRange {
    uint32_t first, last;
    uint32_t flags;
} UnicodeRange;

typedef struct UnicodeSpecial {
    uint32_t point;
    uint32_t mapped[3]; /* 0 ends it */
} UnicodeSpecial;

enum {
    UNICODE_EXCEPTION_COUNT = 225,
    UNICODE_UPPER_COUNT = 102,
    UNICODE_TITLE_COUNT = 48,
    UNICODE_ZERO_COUNT = 66,
    UNICODE_MAPPED_MAX = 4 /* points a case mapping gives at most */
};
extern const uint16_t pd_unicode_category_flags[30];
extern const uint16_t pd_unicode_latin1[256];
extern const UnicodeRange pd_unicode_exceptions[UNICODE_EXCEPTION_COUNT];
extern const UnicodeSpecial pd_unicode_special_upper[UNICODE_UPPER_COUNT];
extern const UnicodeSpecial pd_unicode_special_title[UNICODE_TITLE_COUNT];
extern const uint32_t pd_unicode_zeros[UNICODE_ZERO_COUNT];

/* Flags of a code point outside Latin-1; use pd_unicode_flags. */
uint32_t pd_unicode_flags_slow(uint32_t point);

static inline uint32_t pd_unicode_flags(uint32_t point)
{
    return LIKELY(point < 256) ? pd_unicode_latin1[point] : pd_unicode_flags_slow(point);
}
static inline bool pd_unicode_is(uint32_t point, uint32_t flags)
{
    return (pd_unicode_flags(point) & flags) != 0;
}
static inline bool pd_unicode_is_line_break(uint32_t point)
{
    if (point < 0x85) {
        return (point >= 0x0a && point <= 0x0d) || (point >= 0x1c && point <= 0x1e);
    }
    return point == 0x85 || point == 0x2028 || point == 0x2029;
}

/* 0 to 9 for decimal digits of any script, else -1. */
int pd_unicode_decimal(uint32_t point);

/* Full mappings of one point, whatever stands around it: the count of points written. */
typedef uint32_t UnicodeMap(uint32_t point, uint32_t out[UNICODE_MAPPED_MAX]);
uint32_t pd_unicode_upper(uint32_t point, uint32_t out[UNICODE_MAPPED_MAX]);
uint32_t pd_unicode_lower(uint32_t point, uint32_t out[UNICODE_MAPPED_MAX]);
uint32_t pd_unicode_title(uint32_t point, uint32_t out[UNICODE_MAPPED_MAX]);
uint32_t pd_unicode_fold(uint32_t point, uint32_t out[UNICODE_MAPPED_MAX]);

#endif
