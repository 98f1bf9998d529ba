/*
 * Names of code points: libunistring's table, and what follows a rule or is missing from it.
 *
 * Han ideographs are named by their number and Hangul syllables by their parts; the aliases of
 * control characters, which have no name of their own, are listed here.
 */
#include "base/uniname.h"

#include <stdio.h>
#include <string.h>
#include <uniname.h>

typedef struct Alias {
    uint32_t code_point;
    const char *name;
} Alias;

static const Alias aliases[] = {
    {0x0, "NULL"},
    {0x0, "NUL"},
    {0x1, "START OF HEADING"},
    {0x1, "SOH"},
    {0x2, "START OF TEXT"},
    {0x2, "STX"},
    {0x3, "END OF TEXT"},
    {0x3, "ETX"},
    {0x4, "END OF TRANSMISSION"},
    {0x4, "EOT"},
    {0x5, "ENQUIRY"},
    {0x5, "ENQ"},
    {0x6, "ACKNOWLEDGE"},
    {0x6, "ACK"},
    {0x7, "ALERT"},
    {0x7, "BEL"},
    {0x8, "BACKSPACE"},
    {0x8, "BS"},
    {0x9, "CHARACTER TABULATION"},
    {0x9, "HORIZONTAL TABULATION"},
    {0x9, "HT"},
    {0x9, "TAB"},
    {0xa, "LINE FEED"},
    {0xa, "NEW LINE"},
    {0xa, "END OF LINE"},
    {0xa, "LF"},
    {0xa, "NL"},
    {0xa, "EOL"},
    {0xb, "LINE TABULATION"},
    {0xb, "VERTICAL TABULATION"},
    {0xb, "VT"},
    {0xc, "FORM FEED"},
    {0xc, "FF"},
    {0xd, "CARRIAGE RETURN"},
    {0xd, "CR"},
    {0xe, "SHIFT OUT"},
    {0xe, "LOCKING-SHIFT ONE"},
    {0xe, "SO"},
    {0xf, "SHIFT IN"},
    {0xf, "LOCKING-SHIFT ZERO"},
    {0xf, "SI"},
    {0x10, "DATA LINK ESCAPE"},
    {0x10, "DLE"},
    {0x11, "DEVICE CONTROL ONE"},
    {0x11, "DC1"},
    {0x12, "DEVICE CONTROL TWO"},
    {0x12, "DC2"},
    {0x13, "DEVICE CONTROL THREE"},
    {0x13, "DC3"},
    {0x14, "DEVICE CONTROL FOUR"},
    {0x14, "DC4"},
    {0x15, "NEGATIVE ACKNOWLEDGE"},
    {0x15, "NAK"},
    {0x16, "SYNCHRONOUS IDLE"},
    {0x16, "SYN"},
    {0x17, "END OF TRANSMISSION BLOCK"},
    {0x17, "ETB"},
    {0x18, "CANCEL"},
    {0x18, "CAN"},
    {0x19, "END OF MEDIUM"},
    {0x19, "EOM"},
    {0x1a, "SUBSTITUTE"},
    {0x1a, "SUB"},
    {0x1b, "ESCAPE"},
    {0x1b, "ESC"},
    {0x1c, "INFORMATION SEPARATOR FOUR"},
    {0x1c, "FILE SEPARATOR"},
    {0x1c, "FS"},
    {0x1d, "INFORMATION SEPARATOR THREE"},
    {0x1d, "GROUP SEPARATOR"},
    {0x1d, "GS"},
    {0x1e, "INFORMATION SEPARATOR TWO"},
    {0x1e, "RECORD SEPARATOR"},
    {0x1e, "RS"},
    {0x1f, "INFORMATION SEPARATOR ONE"},
    {0x1f, "UNIT SEPARATOR"},
    {0x1f, "US"},
    {0x7f, "DELETE"},
    {0x7f, "DEL"},
    {0x80, "PADDING CHARACTER"},
    {0x80, "PAD"},
    {0x81, "HIGH OCTET PRESET"},
    {0x81, "HOP"},
    {0x82, "BREAK PERMITTED HERE"},
    {0x82, "BPH"},
    {0x83, "NO BREAK HERE"},
    {0x83, "NBH"},
    {0x84, "INDEX"},
    {0x84, "IND"},
    {0x85, "NEXT LINE"},
    {0x85, "NEL"},
    {0x86, "START OF SELECTED AREA"},
    {0x86, "SSA"},
    {0x87, "END OF SELECTED AREA"},
    {0x87, "ESA"},
    {0x88, "CHARACTER TABULATION SET"},
    {0x88, "HORIZONTAL TABULATION SET"},
    {0x88, "HTS"},
    {0x89, "CHARACTER TABULATION WITH JUSTIFICATION"},
    {0x89, "HORIZONTAL TABULATION WITH JUSTIFICATION"},
    {0x89, "HTJ"},
    {0x8a, "LINE TABULATION SET"},
    {0x8a, "VERTICAL TABULATION SET"},
    {0x8a, "VTS"},
    {0x8b, "PARTIAL LINE FORWARD"},
    {0x8b, "PARTIAL LINE DOWN"},
    {0x8b, "PLD"},
    {0x8c, "PARTIAL LINE BACKWARD"},
    {0x8c, "PARTIAL LINE UP"},
    {0x8c, "PLU"},
    {0x8d, "REVERSE LINE FEED"},
    {0x8d, "REVERSE INDEX"},
    {0x8d, "RI"},
    {0x8e, "SINGLE SHIFT TWO"},
    {0x8e, "SINGLE-SHIFT-2"},
    {0x8e, "SS2"},
    {0x8f, "SINGLE SHIFT THREE"},
    {0x8f, "SINGLE-SHIFT-3"},
    {0x8f, "SS3"},
    {0x90, "DEVICE CONTROL STRING"},
    {0x90, "DCS"},
    {0x91, "PRIVATE USE ONE"},
    {0x91, "PRIVATE USE-1"},
    {0x91, "PU1"},
    {0x92, "PRIVATE USE TWO"},
    {0x92, "PRIVATE USE-2"},
    {0x92, "PU2"},
    {0x93, "SET TRANSMIT STATE"},
    {0x93, "STS"},
    {0x94, "CANCEL CHARACTER"},
    {0x94, "CCH"},
    {0x95, "MESSAGE WAITING"},
    {0x95, "MW"},
    {0x96, "START OF GUARDED AREA"},
    {0x96, "START OF PROTECTED AREA"},
    {0x96, "SPA"},
    {0x97, "END OF GUARDED AREA"},
    {0x97, "END OF PROTECTED AREA"},
    {0x97, "EPA"},
    {0x98, "START OF STRING"},
    {0x98, "SOS"},
    {0x99, "SINGLE GRAPHIC CHARACTER INTRODUCER"},
    {0x99, "SGC"},
    {0x9a, "SINGLE CHARACTER INTRODUCER"},
    {0x9a, "SCI"},
    {0x9b, "CONTROL SEQUENCE INTRODUCER"},
    {0x9b, "CSI"},
    {0x9c, "STRING TERMINATOR"},
    {0x9c, "ST"},
    {0x9d, "OPERATING SYSTEM COMMAND"},
    {0x9d, "OSC"},
    {0x9e, "PRIVACY MESSAGE"},
    {0x9e, "PM"},
    {0x9f, "APPLICATION PROGRAM COMMAND"},
    {0x9f, "APC"},
};

/* The unified ideographs of Unicode 14, first and last. */
static const uint32_t ideographs[][2] = {
    {0x3400, 0x4dbf},   {0x4e00, 0x9fff},   {0x20000, 0x2a6df}, {0x2a700, 0x2b738},
    {0x2b740, 0x2b81d}, {0x2b820, 0x2cea1}, {0x2ceb0, 0x2ebe0}, {0x30000, 0x3134a},
};

static const char ideograph_prefix[] = "CJK UNIFIED IDEOGRAPH-";
static const char syllable_prefix[] = "HANGUL SYLLABLE ";

enum { SYLLABLE_FIRST = 0xac00, VOWEL_COUNT = 21, TAIL_COUNT = 28, SYLLABLE_COUNT = 11172 };

static const char *const leads[] = {"G",  "GG", "N", "D",  "DD", "R", "M", "B", "BB", "S",
                                    "SS", "",   "J", "JJ", "C",  "K", "T", "P", "H"};
static const char *const vowels[VOWEL_COUNT] = {"A",   "AE", "YA", "YAE", "EO", "E",  "YEO",
                                                "YE",  "O",  "WA", "WAE", "OE", "YO", "U",
                                                "WEO", "WE", "WI", "YU",  "EU", "YI", "I"};
static const char *const tails[TAIL_COUNT] = {
    "",   "G",  "GG", "GS", "N",  "NJ", "NH", "D",  "L", "LG", "LM", "LB", "LS", "LT",
    "LP", "LH", "M",  "B",  "BS", "S",  "SS", "NG", "J", "C",  "K",  "T",  "P",  "H"};

static bool is_ideograph(uint32_t code_point)
{
    for (size_t i = 0; i < ARRAY_COUNT(ideographs); i++) {
        if (code_point >= ideographs[i][0] && code_point <= ideographs[i][1]) {
            return true;
        }
    }
    return false;
}

static size_t syllable_name(uint32_t index, char out[UNINAME_BYTES])
{
    int size = snprintf(out, UNINAME_BYTES, "%s%s%s%s", syllable_prefix,
                        leads[index / (VOWEL_COUNT * TAIL_COUNT)],
                        vowels[index / TAIL_COUNT % VOWEL_COUNT], tails[index % TAIL_COUNT]);
    return (size_t)size;
}

size_t pd_uniname_of(uint32_t code_point, char out[UNINAME_BYTES])
{
    _Static_assert(UNINAME_BYTES >= UNINAME_MAX, "every name of the library fits");
    if (is_ideograph(code_point)) {
        return (size_t)snprintf(out, UNINAME_BYTES, "%s%X", ideograph_prefix, code_point);
    }
    if (code_point - SYLLABLE_FIRST < SYLLABLE_COUNT) {
        return syllable_name(code_point - SYLLABLE_FIRST, out);
    }
    bool found = unicode_character_name(code_point, out) != NULL;
    return found ? strlen(out) : 0;
}

static bool find_ideograph(const char *digits, uint32_t *code_point)
{
    uint32_t value = 0;
    size_t count = strlen(digits);
    for (size_t i = 0; i < count; i++) {
        bool decimal = digits[i] >= '0' && digits[i] <= '9';
        if (!decimal && (digits[i] < 'A' || digits[i] > 'F')) {
            return false;
        }
        value = value * 16 + (uint32_t)(decimal ? digits[i] - '0' : digits[i] - 'A' + 10);
    }
    *code_point = value;
    return (count == 4 || count == 5) && is_ideograph(value);
}

/* The longest of the parts that text begins with, or -1. */
static int take_part(const char **text, const char *const *parts, int count)
{
    int best = -1;
    size_t best_size = 0;
    for (int i = 0; i < count; i++) {
        size_t size = strlen(parts[i]);
        if (strncmp(*text, parts[i], size) == 0 && (best < 0 || size > best_size)) {
            best = i;
            best_size = size;
        }
    }
    *text += best_size;
    return best;
}

static bool find_syllable(const char *text, uint32_t *code_point)
{
    int lead = take_part(&text, leads, (int)ARRAY_COUNT(leads));
    int vowel = take_part(&text, vowels, VOWEL_COUNT);
    int tail = take_part(&text, tails, TAIL_COUNT);
    *code_point = SYLLABLE_FIRST + (uint32_t)((lead * VOWEL_COUNT + vowel) * TAIL_COUNT + tail);
    return lead >= 0 && vowel >= 0 && tail >= 0 && *text == 0;
}

static bool find_alias(const char *name, uint32_t *code_point)
{
    for (size_t i = 0; i < ARRAY_COUNT(aliases); i++) {
        if (strcmp(aliases[i].name, name) == 0) {
            *code_point = aliases[i].code_point;
            return true;
        }
    }
    return false;
}

bool pd_uniname_find(Bytes name, uint32_t *code_point)
{
    char text[UNINAME_BYTES];
    if (name.size == 0 || name.size >= sizeof text) {
        return false;
    }
    bool lower = false;
    for (size_t i = 0; i < name.size; i++) {
        uint8_t c = name.data[i];
        lower |= c >= 'a' && c <= 'z';
        if (c < ' ' || c >= 127) {
            return false;
        }
        text[i] = (char)(c >= 'a' && c <= 'z' ? c - 32 : c);
    }
    text[name.size] = 0;
    size_t ideograph = sizeof ideograph_prefix - 1;
    if (strncmp(text, ideograph_prefix, ideograph) == 0) {
        return !lower && find_ideograph(text + ideograph, code_point);
    }
    size_t syllable = sizeof syllable_prefix - 1;
    if (strncmp(text, syllable_prefix, syllable) == 0) {
        return !lower && find_syllable(text + syllable, code_point);
    }
    if (find_alias(text, code_point)) {
        return true;
    }
    ucs4_t found = unicode_name_character(text);
    *code_point = found;
    return found != UNINAME_INVALID;
}
