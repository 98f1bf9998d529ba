/*
 * Case of str: upper, lower, title and their like, and the questions isalpha, islower ...
 *
 * ASCII is mapped byte by byte; the rest goes through the full mappings of Unicode, in which one
 * point may become three.
 */
#include "vm/text/text_in.h"

#include <string.h>

static const Str *self_of(const Vm *vm, const Value *args)
{
    return pd_text_str(vm, args[0]);
}

static uint8_t ascii_upper(uint8_t c)
{
    return c >= 'a' && c <= 'z' ? (uint8_t)(c - 32) : c;
}

static uint8_t ascii_lower(uint8_t c)
{
    return c >= 'A' && c <= 'Z' ? (uint8_t)(c + 32) : c;
}

/* 0x20 in each of eight bytes that is an ASCII letter between first and last. */
static uint64_t letters_of(uint64_t word, uint8_t first, uint8_t last)
{
    const uint64_t each = UINT64_C(0x0101010101010101);
    uint64_t plain = word & each * 0x7f;
    uint64_t from = plain + each * (uint64_t)(128 - first);
    uint64_t past = plain + each * (uint64_t)(127 - last);
    return (from & ~past & ~word & each * 0x80) >> 2;
}

typedef enum AsciiMap { ASCII_UPPER, ASCII_LOWER, ASCII_SWAP } AsciiMap;

static uint64_t map_word(uint64_t word, AsciiMap map)
{
    switch (map) {
    case ASCII_UPPER: return word ^ letters_of(word, 'a', 'z');
    case ASCII_LOWER: return word ^ letters_of(word, 'A', 'Z');
    case ASCII_SWAP: return word ^ letters_of(word, 'a', 'z') ^ letters_of(word, 'A', 'Z');
    }
    pd_unreachable();
}

/* Objects are padded to whole words, so the last one may be read and written beyond the end. */
static LeafResult map_ascii(Vm *vm, const Str *s, AsciiMap map, Value *result)
{
    if (s->length == 0) {
        *result = pd_from_ref(HEAP_EMPTY_STR);
        return LEAF_OK;
    }
    if (s->length == 1) {
        uint32_t point = (uint32_t)map_word(pd_str_data(s)[0], map);
        return pd_text_give(vm, pd_str_from_point(&vm->heap, point), result);
    }
    Str *mapped = pd_str_new_plain(&vm->heap, s->length);
    if (mapped == NULL) {
        return LEAF_MEMORY;
    }
    const uint8_t *data = pd_str_data(s);
    for (size_t i = 0; i < s->length; i += 8) {
        uint64_t word;
        memcpy(&word, data + i, 8);
        word = map_word(word, map);
        memcpy(mapped->own + i, &word, 8);
    }
    return pd_text_give(vm, mapped, result);
}

/* Greek sigma at i: final when a cased letter stands before it and none after it. */
static uint32_t lower_sigma(const Str *s, size_t i)
{
    size_t before = i;
    while (before > 0 && pd_unicode_is(pd_str_at(s, before - 1), UNICODE_IGNORABLE)) {
        before--;
    }
    if (before == 0 || !pd_unicode_is(pd_str_at(s, before - 1), UNICODE_CASED)) {
        return 0x3c3;
    }
    size_t after = i + 1;
    while (after < s->length && pd_unicode_is(pd_str_at(s, after), UNICODE_IGNORABLE)) {
        after++;
    }
    bool letter = after < s->length && pd_unicode_is(pd_str_at(s, after), UNICODE_CASED);
    return letter ? 0x3c3 : 0x3c2;
}

/* What a method makes of point i of s: the count of points written. */
typedef uint32_t MapPoint(const Str *s, size_t i, uint32_t out[UNICODE_MAPPED_MAX]);

static uint32_t map_lower(const Str *s, size_t i, uint32_t out[UNICODE_MAPPED_MAX])
{
    uint32_t point = pd_str_at(s, i);
    if (point < 128) {
        out[0] = ascii_lower((uint8_t)point);
        return 1;
    }
    if (point == 0x3a3) {
        out[0] = lower_sigma(s, i);
        return 1;
    }
    return pd_unicode_lower(point, out);
}

static uint32_t map_upper(const Str *s, size_t i, uint32_t out[UNICODE_MAPPED_MAX])
{
    uint32_t point = pd_str_at(s, i);
    if (point < 128) {
        out[0] = ascii_upper((uint8_t)point);
        return 1;
    }
    return pd_unicode_upper(point, out);
}

static uint32_t map_folded(const Str *s, size_t i, uint32_t out[UNICODE_MAPPED_MAX])
{
    uint32_t point = pd_str_at(s, i);
    if (point < 128) {
        out[0] = ascii_lower((uint8_t)point);
        return 1;
    }
    return pd_unicode_fold(point, out);
}

static uint32_t map_swapped(const Str *s, size_t i, uint32_t out[UNICODE_MAPPED_MAX])
{
    uint32_t flags = pd_unicode_flags(pd_str_at(s, i));
    if ((flags & UNICODE_UPPER) != 0) {
        return map_lower(s, i, out);
    }
    if ((flags & UNICODE_LOWER) != 0) {
        return map_upper(s, i, out);
    }
    out[0] = pd_str_at(s, i);
    return 1;
}

static uint32_t map_capitalized(const Str *s, size_t i, uint32_t out[UNICODE_MAPPED_MAX])
{
    return i == 0 ? pd_unicode_title(pd_str_at(s, 0), out) : map_lower(s, i, out);
}

static uint32_t map_title(const Str *s, size_t i, uint32_t out[UNICODE_MAPPED_MAX])
{
    bool inside = i > 0 && pd_unicode_is(pd_str_at(s, i - 1), UNICODE_CASED);
    return inside ? map_lower(s, i, out) : pd_unicode_title(pd_str_at(s, i), out);
}

static LeafResult map_unicode(Vm *vm, const Str *s, MapPoint *map, Value *result)
{
    enum { SHORT_LENGTH = 64 };
    uint32_t points[SHORT_LENGTH * UNICODE_MAPPED_MAX];
    pd_text_charge(vm, 4 * (uint64_t)s->length);
    if (s->length <= SHORT_LENGTH) {
        size_t count = 0;
        for (size_t i = 0; i < s->length; i++) {
            count += map(s, i, points + count);
        }
        return pd_text_give(vm, pd_str_from_points(&vm->heap, points, count), result);
    }
    StrBuilder b;
    pd_text_builder(vm, &b);
    for (size_t i = 0; i < s->length && !b.failed; i++) {
        uint32_t count = map(s, i, points);
        for (uint32_t k = 0; k < count; k++) {
            pd_builder_point(&b, points[k]);
        }
    }
    return pd_text_take(vm, &b, result);
}

static LeafResult map_case(Vm *vm, const Value *args, AsciiMap ascii, MapPoint *map, Value *result)
{
    const Str *s = self_of(vm, args);
    if ((s->h.flags & STR_ASCII) != 0) {
        pd_text_charge(vm, s->length);
        return map_ascii(vm, s, ascii, result);
    }
    return map_unicode(vm, s, map, result);
}

static LeafResult str_upper(Vm *vm, const Value *args, Value *result)
{
    return map_case(vm, args, ASCII_UPPER, map_upper, result);
}

static LeafResult str_lower(Vm *vm, const Value *args, Value *result)
{
    return map_case(vm, args, ASCII_LOWER, map_lower, result);
}

static LeafResult str_casefold(Vm *vm, const Value *args, Value *result)
{
    return map_case(vm, args, ASCII_LOWER, map_folded, result);
}

static LeafResult str_swapcase(Vm *vm, const Value *args, Value *result)
{
    return map_case(vm, args, ASCII_SWAP, map_swapped, result);
}

static LeafResult str_capitalize(Vm *vm, const Value *args, Value *result)
{
    const Str *s = self_of(vm, args);
    LeafResult answer = map_case(vm, args, ASCII_LOWER, map_capitalized, result);
    if (answer == LEAF_OK && (s->h.flags & STR_ASCII) != 0 && s->length > 0) {
        uint8_t first = ascii_upper(pd_str_data(s)[0]);
        if (s->length == 1) {
            return pd_text_give(vm, pd_str_from_point(&vm->heap, first), result);
        }
        PD_AS(Str, &vm->heap, *result)->own[0] = first;
    }
    return answer;
}

static LeafResult str_title(Vm *vm, const Value *args, Value *result)
{
    const Str *s = self_of(vm, args);
    if ((s->h.flags & STR_ASCII) == 0) {
        return map_unicode(vm, s, map_title, result);
    }
    pd_text_charge(vm, s->length);
    uint8_t *data;
    LeafResult answer = pd_text_new_narrow(vm, KIND_STR, s->length, &data, result);
    if (answer != LEAF_OK) {
        return answer;
    }
    bool inside = false;
    for (size_t i = 0; i < s->length; i++) {
        uint8_t c = pd_str_data(s)[i];
        data[i] = inside ? ascii_lower(c) : ascii_upper(c);
        inside = (pd_unicode_latin1[c] & UNICODE_CASED) != 0;
    }
    pd_text_seal(vm, *result);
    return LEAF_OK;
}

/* ---- questions ---- */

/* Whether all points have one of the flags; an empty str has when_empty. */
static LeafResult all_have(Vm *vm, const Value *args, uint32_t flags, bool when_empty,
                           Value *result)
{
    const Str *s = self_of(vm, args);
    if (s->length == 0) {
        return pd_text_give_bool(when_empty, result);
    }
    pd_text_charge(vm, s->length);
    for (size_t i = 0; i < s->length; i++) {
        if (!pd_unicode_is(pd_str_at(s, i), flags)) {
            return pd_text_give_bool(false, result);
        }
    }
    return pd_text_give_bool(true, result);
}

static LeafResult str_isalpha(Vm *vm, const Value *args, Value *result)
{
    return all_have(vm, args, UNICODE_ALPHA, false, result);
}

static LeafResult str_isalnum(Vm *vm, const Value *args, Value *result)
{
    return all_have(vm, args, UNICODE_ALNUM, false, result);
}

static LeafResult str_isdecimal(Vm *vm, const Value *args, Value *result)
{
    return all_have(vm, args, UNICODE_DECIMAL, false, result);
}

static LeafResult str_isdigit(Vm *vm, const Value *args, Value *result)
{
    return all_have(vm, args, UNICODE_DIGIT, false, result);
}

static LeafResult str_isnumeric(Vm *vm, const Value *args, Value *result)
{
    return all_have(vm, args, UNICODE_NUMERIC, false, result);
}

static LeafResult str_isspace(Vm *vm, const Value *args, Value *result)
{
    return all_have(vm, args, UNICODE_SPACE, false, result);
}

static LeafResult str_isprintable(Vm *vm, const Value *args, Value *result)
{
    return all_have(vm, args, UNICODE_PRINTABLE, true, result);
}

static LeafResult str_isascii(Vm *vm, const Value *args, Value *result)
{
    const Str *s = self_of(vm, args);
    return pd_text_give_bool(s->length == 0 || (s->h.flags & STR_ASCII) != 0, result);
}

static LeafResult str_isidentifier(Vm *vm, const Value *args, Value *result)
{
    const Str *s = self_of(vm, args);
    if (s->length == 0 || !pd_unicode_is(pd_str_at(s, 0), UNICODE_NAME_START)) {
        return pd_text_give_bool(false, result);
    }
    return all_have(vm, args, UNICODE_NAME_CONTINUE, false, result);
}

/* All cased points are of the wanted case, and there is one. */
static LeafResult all_cased(Vm *vm, const Value *args, uint32_t wanted, uint32_t unwanted,
                            Value *result)
{
    const Str *s = self_of(vm, args);
    bool found = false;
    pd_text_charge(vm, s->length);
    for (size_t i = 0; i < s->length; i++) {
        uint32_t flags = pd_unicode_flags(pd_str_at(s, i));
        if ((flags & unwanted) != 0) {
            return pd_text_give_bool(false, result);
        }
        found |= (flags & wanted) != 0;
    }
    return pd_text_give_bool(found, result);
}

static LeafResult str_islower(Vm *vm, const Value *args, Value *result)
{
    return all_cased(vm, args, UNICODE_LOWER, UNICODE_UPPER | UNICODE_TITLE, result);
}

static LeafResult str_isupper(Vm *vm, const Value *args, Value *result)
{
    return all_cased(vm, args, UNICODE_UPPER, UNICODE_LOWER | UNICODE_TITLE, result);
}

static LeafResult str_istitle(Vm *vm, const Value *args, Value *result)
{
    const Str *s = self_of(vm, args);
    bool inside = false;
    bool found = false;
    pd_text_charge(vm, s->length);
    for (size_t i = 0; i < s->length; i++) {
        uint32_t flags = pd_unicode_flags(pd_str_at(s, i));
        bool upper = (flags & (UNICODE_UPPER | UNICODE_TITLE)) != 0;
        bool lower = !upper && (flags & UNICODE_LOWER) != 0;
        if ((upper && inside) || (lower && !inside)) {
            return pd_text_give_bool(false, result);
        }
        inside = upper || lower;
        found |= inside;
    }
    return pd_text_give_bool(found, result);
}

static const LeafDef leaves[] = {
    {"upper", "self, /", str_upper, LEAF_METHOD},
    {"lower", "self, /", str_lower, LEAF_METHOD},
    {"casefold", "self, /", str_casefold, LEAF_METHOD},
    {"swapcase", "self, /", str_swapcase, LEAF_METHOD},
    {"capitalize", "self, /", str_capitalize, LEAF_METHOD},
    {"title", "self, /", str_title, LEAF_METHOD},
    {"isalpha", "self, /", str_isalpha, LEAF_METHOD},
    {"isalnum", "self, /", str_isalnum, LEAF_METHOD},
    {"isdecimal", "self, /", str_isdecimal, LEAF_METHOD},
    {"isdigit", "self, /", str_isdigit, LEAF_METHOD},
    {"isnumeric", "self, /", str_isnumeric, LEAF_METHOD},
    {"isspace", "self, /", str_isspace, LEAF_METHOD},
    {"isprintable", "self, /", str_isprintable, LEAF_METHOD},
    {"isascii", "self, /", str_isascii, LEAF_METHOD},
    {"isidentifier", "self, /", str_isidentifier, LEAF_METHOD},
    {"islower", "self, /", str_islower, LEAF_METHOD},
    {"isupper", "self, /", str_isupper, LEAF_METHOD},
    {"istitle", "self, /", str_istitle, LEAF_METHOD},
};

TEXT_TABLE(pd_leaves_str_case, TYPE_STR, leaves);
