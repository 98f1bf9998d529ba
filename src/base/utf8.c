/*
 * UTF-8 decoding by the table of well-formed byte sequences (Unicode Standard, table 3-7).
 *
 * What is replaced at an error is the maximal subpart of an ill-formed sequence, as the standard
 * recommends and CPython does.
 */
#include "base/base.h"

/*
 * How many continuation bytes follow, and the range of the first of them; count 0 is no start byte.
 */
typedef struct LeadInfo {
    uint8_t count;
    uint8_t low;
    uint8_t high;
} LeadInfo;

static LeadInfo lead_info(uint8_t lead, unsigned flags)
{
    if (lead >= 0xc2 && lead <= 0xdf) {
        return (LeadInfo){1, 0x80, 0xbf};
    }
    if (lead >= 0xe0 && lead <= 0xef) {
        bool below_surrogates_only = lead == 0xed && (flags & UTF8_SURROGATES) == 0;
        return (LeadInfo){2, lead == 0xe0 ? 0xa0 : 0x80, below_surrogates_only ? 0x9f : 0xbf};
    }
    if (lead >= 0xf0 && lead <= 0xf4) {
        return (LeadInfo){3, lead == 0xf0 ? 0x90 : 0x80, lead == 0xf4 ? 0x8f : 0xbf};
    }
    return (LeadInfo){0, 0, 0};
}

/* Reads at most one sequence; *good bytes of it are well formed. True when it is complete. */
static bool scan_sequence(Bytes text, size_t offset, unsigned flags, size_t *good)
{
    const uint8_t *p = text.data + offset;
    size_t left = text.size - offset;
    if (p[0] < 0x80) {
        *good = 1;
        return true;
    }
    LeadInfo info = lead_info(p[0], flags);
    *good = info.count > 0;
    for (size_t i = 1; i <= info.count; i++) {
        uint8_t low = i == 1 ? info.low : 0x80;
        uint8_t high = i == 1 ? info.high : 0xbf;
        if (i >= left || p[i] < low || p[i] > high) {
            return false;
        }
        *good = i + 1;
    }
    return info.count > 0;
}

/* The code point of a well-formed sequence. */
static uint32_t sequence_value(const uint8_t *p, size_t size)
{
    switch (size) {
    case 1: return p[0];
    case 2: return (uint32_t)(p[0] & 0x1f) << 6 | (p[1] & 0x3fu);
    case 3: return (uint32_t)(p[0] & 0x0f) << 12 | (uint32_t)(p[1] & 0x3f) << 6 | (p[2] & 0x3fu);
    default:
        return (uint32_t)(p[0] & 0x07) << 18 | (uint32_t)(p[1] & 0x3f) << 12 |
               (uint32_t)(p[2] & 0x3f) << 6 | (p[3] & 0x3fu);
    }
}

size_t pd_utf8_decode(Bytes text, size_t offset, unsigned flags, uint32_t *code_point)
{
    pd_assert(offset < text.size);
    size_t size;
    if (!scan_sequence(text, offset, flags, &size)) {
        return 0;
    }
    *code_point = sequence_value(text.data + offset, size);
    return size;
}

uint32_t pd_utf8_next(Bytes text, size_t *offset)
{
    pd_assert(*offset < text.size);
    const uint8_t *p = text.data + *offset;
    size_t size = p[0] < 0x80 ? 1 : p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;
    pd_assert(size <= text.size - *offset);
    *offset += size;
    return sequence_value(p, size);
}

size_t pd_utf8_size(uint32_t code_point)
{
    if (code_point < 0x80) {
        return 1;
    }
    if (code_point < 0x800) {
        return 2;
    }
    return code_point < 0x10000 ? 3 : code_point <= UTF8_CODE_POINT_MAX ? 4 : 0;
}

size_t pd_utf8_encode(uint32_t code_point, unsigned flags, uint8_t out[UTF8_BYTES_MAX])
{
    if (pd_utf8_is_surrogate(code_point) && (flags & UTF8_SURROGATES) == 0) {
        return 0;
    }
    size_t size = pd_utf8_size(code_point);
    static const uint8_t leads[] = {0, 0, 0xc0, 0xe0, 0xf0};
    for (size_t i = size; i > 1; i--) {
        out[i - 1] = (uint8_t)(0x80 | (code_point & 0x3f));
        code_point >>= 6;
    }
    if (size > 0) {
        out[0] = (uint8_t)(leads[size] | code_point);
    }
    return size;
}

/* How many bytes from offset on are ASCII, a word at a time. */
static size_t ascii_run(Bytes text, size_t offset)
{
    size_t i = offset;
    while (text.size - i >= 8) {
        uint64_t word;
        memcpy(&word, text.data + i, sizeof word);
        if ((word & UINT64_C(0x8080808080808080)) != 0) {
            break;
        }
        i += 8;
    }
    while (i < text.size && text.data[i] < 0x80) {
        i++;
    }
    return i - offset;
}

bool pd_utf8_validate(Bytes text, unsigned flags, Utf8Error *error)
{
    size_t offset = ascii_run(text, 0);
    while (offset < text.size) {
        size_t good;
        if (!scan_sequence(text, offset, flags, &good)) {
            if (error != NULL) {
                bool ends = good > 0 && offset + good == text.size;
                error->offset = offset;
                error->size = good > 0 ? good : 1;
                error->reason = good == 0 ? "invalid start byte"
                                : ends    ? "unexpected end of data"
                                          : "invalid continuation byte";
            }
            return false;
        }
        offset += good;
        if (offset < text.size && text.data[offset] < 0x80) {
            offset += ascii_run(text, offset);
        }
    }
    return true;
}

/* Code points are the bytes that do not continue one. */
static unsigned starts_in_word(uint64_t word)
{
    uint64_t continuation = word & ~(word << 1) & UINT64_C(0x8080808080808080);
    return 8 - pd_popcount64(continuation);
}

size_t pd_utf8_count(Bytes text)
{
    size_t count = 0;
    size_t i = 0;
    for (; text.size - i >= 8; i += 8) {
        uint64_t word;
        memcpy(&word, text.data + i, sizeof word);
        count += starts_in_word(word);
    }
    for (; i < text.size; i++) {
        count += (text.data[i] & 0xc0) != 0x80;
    }
    return count;
}

size_t pd_utf8_offset(Bytes text, size_t index)
{
    size_t i = 0;
    while (text.size - i >= 8) {
        uint64_t word;
        memcpy(&word, text.data + i, sizeof word);
        unsigned starts = starts_in_word(word);
        if (starts > index) {
            break;
        }
        index -= starts;
        i += 8;
    }
    for (; i < text.size; i++) {
        if ((text.data[i] & 0xc0) != 0x80) {
            if (index == 0) {
                return i;
            }
            index--;
        }
    }
    return text.size;
}

bool pd_utf8_is_ascii(Bytes text)
{
    return ascii_run(text, 0) == text.size;
}
