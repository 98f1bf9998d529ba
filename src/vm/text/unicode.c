/*
 * Properties and case mappings of code points: utf8proc first, then the tables of unicode_data.c.
 *
 * A property is what the general category says unless the point lies in a range of exceptions. The
 * same tables make points that the library assigns and Python does not yet know unassigned.
 */
#include "vm/text/unicode.h"

#include <utf8proc.h>

uint32_t pd_unicode_flags_slow(uint32_t point)
{
    uint32_t low = 0;
    uint32_t high = UNICODE_EXCEPTION_COUNT;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (pd_unicode_exceptions[middle].last < point) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (low < UNICODE_EXCEPTION_COUNT && pd_unicode_exceptions[low].first <= point) {
        return pd_unicode_exceptions[low].flags;
    }
    return pd_unicode_category_flags[utf8proc_category((utf8proc_int32_t)point)];
}

int pd_unicode_decimal(uint32_t point)
{
    if (point < 128) {
        return point >= '0' && point <= '9' ? (int)(point - '0') : -1;
    }
    uint32_t low = 0;
    uint32_t high = UNICODE_ZERO_COUNT;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (pd_unicode_zeros[middle] <= point) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    uint32_t distance = point - pd_unicode_zeros[low == 0 ? 0 : low - 1];
    return distance < 10 ? (int)distance : -1;
}

static uint32_t map_special(const UnicodeSpecial *table, uint32_t count, uint32_t point,
                            uint32_t *out)
{
    uint32_t low = 0;
    uint32_t high = count;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (table[middle].point < point) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (low == count || table[low].point != point) {
        return 0;
    }
    uint32_t length = 0;
    while (length < 3 && table[low].mapped[length] != 0) {
        out[length] = table[low].mapped[length];
        length++;
    }
    return length;
}

uint32_t pd_unicode_upper(uint32_t point, uint32_t out[UNICODE_MAPPED_MAX])
{
    uint32_t count = map_special(pd_unicode_special_upper, UNICODE_UPPER_COUNT, point, out);
    if (count == 0) {
        out[0] = (uint32_t)utf8proc_toupper((utf8proc_int32_t)point);
        count = 1;
    }
    return count;
}

uint32_t pd_unicode_title(uint32_t point, uint32_t out[UNICODE_MAPPED_MAX])
{
    uint32_t count = map_special(pd_unicode_special_title, UNICODE_TITLE_COUNT, point, out);
    if (count == 0) {
        out[0] = (uint32_t)utf8proc_totitle((utf8proc_int32_t)point);
        count = 1;
    }
    return count;
}

uint32_t pd_unicode_lower(uint32_t point, uint32_t out[UNICODE_MAPPED_MAX])
{
    if (point == 0x130) {
        out[0] = 'i';
        out[1] = 0x307;
        return 2;
    }
    out[0] = (uint32_t)utf8proc_tolower((utf8proc_int32_t)point);
    return 1;
}

uint32_t pd_unicode_fold(uint32_t point, uint32_t out[UNICODE_MAPPED_MAX])
{
    utf8proc_int32_t mapped[UNICODE_MAPPED_MAX];
    int boundary = 0;
    utf8proc_ssize_t count = utf8proc_decompose_char(
        (utf8proc_int32_t)point, mapped, UNICODE_MAPPED_MAX, UTF8PROC_CASEFOLD, &boundary);
    if (count <= 0 || count > UNICODE_MAPPED_MAX) {
        out[0] = point;
        return 1;
    }
    for (utf8proc_ssize_t i = 0; i < count; i++) {
        out[i] = (uint32_t)mapped[i];
    }
    return (uint32_t)count;
}
