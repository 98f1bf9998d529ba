/* Searching in strings, in time linear in their lengths whatever they contain.
 *
 * Bytes are left to memchr and memmem. Other widths, and searching from the end, scan for the first
 * code point and, once that has cost too much, go on with the two-way algorithm (M. Crochemore and
 * D. Perrin, "Two-way string-matching", 1991), which needs no memory.
 */
#define _GNU_SOURCE
#include "heap/heap_in.h"

enum { SIMPLE_WORK_FACTOR = 4, SIMPLE_WORK_MIN = 64 };

/* A run of code points, read from its end when reversed. */
typedef struct View {
    const uint8_t *data;
    size_t length;
    uint32_t width;
    bool reversed;
} View;

static inline uint32_t view_at(const View *v, size_t i)
{
    size_t at = v->reversed ? v->length - 1 - i : i;
    if (v->width == 1) {
        return v->data[at];
    }
    if (v->width == 2) {
        return ((const uint16_t *)(const void *)v->data)[at];
    }
    return ((const uint32_t *)(const void *)v->data)[at];
}

/* The place of point in [from, end), or end. */
static size_t find_point(const View *v, size_t from, size_t end, uint32_t point)
{
    if (from < end && v->width == 1 && !v->reversed) {
        const uint8_t *hit = memchr(v->data + from, (int)point, end - from);
        return hit != NULL ? (size_t)(hit - v->data) : end;
    }
    if (v->width == 2 && !v->reversed) {
        const uint16_t *points = (const uint16_t *)(const void *)v->data;
        while (from < end && points[from] != point) {
            from++;
        }
        return from;
    }
    while (from < end && view_at(v, from) != point) {
        from++;
    }
    return from;
}

/* The start of the largest suffix of x, less 1, in the order of code points or its inverse. */
static size_t largest_suffix(const View *x, bool inverse, size_t *period)
{
    size_t suffix = SIZE_MAX;
    size_t j = 0;
    size_t k = 1;
    *period = 1;
    while (j + k < x->length) {
        uint32_t a = view_at(x, j + k);
        uint32_t b = view_at(x, suffix + k);
        if (a == b) {
            if (k != *period) {
                k++;
            } else {
                j += *period;
                k = 1;
            }
        } else if ((a < b) != inverse) {
            j += k;
            k = 1;
            *period = j - suffix;
        } else {
            suffix = j++;
            k = *period = 1;
        }
    }
    return suffix;
}

static bool repeats(const View *x, size_t count, size_t period)
{
    for (size_t i = 0; i < count; i++) {
        if (view_at(x, i) != view_at(x, i + period)) {
            return false;
        }
    }
    return true;
}

/* First place of x in y from a place on, or -1; x is not empty and not longer. */
static int64_t search_two_way(const View *y, const View *x, size_t from)
{
    size_t period;
    size_t other_period;
    size_t cut = largest_suffix(x, false, &period) + 1;
    size_t other_cut = largest_suffix(x, true, &other_period) + 1;
    if (other_cut > cut) {
        cut = other_cut;
        period = other_period;
    }
    bool periodic = cut + period <= x->length && repeats(x, cut, period);
    if (!periodic) {
        period = (cut > x->length - cut ? cut : x->length - cut) + 1;
    }
    size_t known = 0; /* so many code points of x are known to match at j */
    for (size_t j = from; j <= y->length - x->length;) {
        size_t i = cut > known ? cut : known;
        while (i < x->length && view_at(x, i) == view_at(y, i + j)) {
            i++;
        }
        if (i < x->length) {
            j += i - cut + 1;
            known = 0;
            continue;
        }
        i = cut;
        while (i > known && view_at(x, i - 1) == view_at(y, i - 1 + j)) {
            i--;
        }
        if (i <= known) {
            return (int64_t)j;
        }
        j += period;
        known = periodic ? x->length - period : 0;
    }
    return -1;
}

static int64_t search(const View *y, const View *x)
{
    if (x->length > y->length) {
        return -1;
    }
    size_t end = y->length - x->length + 1;
    uint32_t first = view_at(x, 0);
    size_t work = SIMPLE_WORK_MIN;
    for (size_t j = 0;; j++) {
        j = find_point(y, j, end, first);
        if (j == end) {
            return -1;
        }
        size_t k = 1;
        while (k < x->length && view_at(y, j + k) == view_at(x, k)) {
            k++;
        }
        if (k == x->length) {
            return (int64_t)j;
        }
        work += k;
        if (work / SIMPLE_WORK_FACTOR > j + SIMPLE_WORK_MIN) {
            return search_two_way(y, x, j + 1);
        }
    }
}

static View view_of(const Str *s, size_t start, size_t end, bool reversed)
{
    pd_assert_object(Str, s);
    pd_assert(start <= end && end <= s->length);
    uint32_t width = s->h.aux;
    return (View){pd_str_data(s) + start * width, end - start, width, reversed};
}

int64_t pd_str_find(const Str *s, const Str *needle, size_t start, size_t end)
{
    pd_assert_object(Str, s);
    pd_assert_object(Str, needle);
    end = end < s->length ? end : s->length;
    if (start > end) {
        return -1;
    }
    if (needle->length == 0) {
        return (int64_t)start;
    }
    if (needle->length > end - start || needle->h.aux > s->h.aux) {
        return -1;
    }
    if (s->h.aux == 1 && needle->length > 1) {
        const uint8_t *hit =
            memmem(pd_str_data(s) + start, end - start, pd_str_data(needle), needle->length);
        return hit != NULL ? hit - pd_str_data(s) : -1;
    }
    View y = view_of(s, start, end, false);
    View x = view_of(needle, 0, needle->length, false);
    int64_t at = search(&y, &x);
    return at < 0 ? -1 : at + (int64_t)start;
}

int64_t pd_str_rfind(const Str *s, const Str *needle, size_t start, size_t end)
{
    pd_assert_object(Str, s);
    pd_assert_object(Str, needle);
    end = end < s->length ? end : s->length;
    if (start > end) {
        return -1;
    }
    if (needle->length == 0) {
        return (int64_t)end;
    }
    if (needle->length > end - start || needle->h.aux > s->h.aux) {
        return -1;
    }
    if (s->h.aux == 1 && needle->length == 1) {
        const uint8_t *hit = memrchr(pd_str_data(s) + start, pd_str_data(needle)[0], end - start);
        return hit != NULL ? hit - pd_str_data(s) : -1;
    }
    View y = view_of(s, start, end, true);
    View x = view_of(needle, 0, needle->length, true);
    int64_t at = search(&y, &x);
    return at < 0 ? -1 : (int64_t)(end - needle->length) - at;
}

uint64_t pd_str_count(const Str *s, const Str *needle, size_t start, size_t end)
{
    pd_assert_object(Str, s);
    pd_assert_object(Str, needle);
    end = end < s->length ? end : s->length;
    if (start > end) {
        return 0;
    }
    if (needle->length == 0) {
        return end - start + 1;
    }
    uint64_t count = 0;
    for (;;) {
        int64_t at = pd_str_find(s, needle, start, end);
        if (at < 0) {
            return count;
        }
        count++;
        start = (size_t)at + needle->length;
    }
}
