/*
 * Formatting where the result is short and all of it ASCII: it is laid out in its place, or in an
 * array, without a builder. For the same fuel as the general ways, which do everything else.
 */
#include "vm/format/format_in.h"

#include <math.h>
#include <string.h>

/* ---- by a specification ---- */

enum { BRIEF_SPEC = 15, BRIEF_RESULT = 128 };

typedef struct BriefSpec {
    uint8_t fill, align, sign, type; /* sign and type 0: none */
    uint64_t width;
    int64_t precision; /* -1: none */
} BriefSpec;

static ALWAYS_INLINE bool is_align(uint8_t c)
{
    return c - (unsigned)'<' < 3 || c == '^';
}

static ALWAYS_INLINE const uint8_t *read_digits(const uint8_t *at, uint64_t *out)
{
    for (*out = 0; *at - (unsigned)'0' < 10; at++) {
        *out = *out * 10 + (*at - (unsigned)'0');
    }
    return at;
}

/* As pd_spec_parse. false: that has to, for there is more to it, or something wrong. */
static ALWAYS_INLINE bool read_spec(const Str *text, uint8_t align, BriefSpec *out)
{
    if ((text->h.flags & STR_ASCII) == 0 || text->length - 1 >= BRIEF_SPEC) {
        return false; /* among others the empty one: what is formatted stays what it is */
    }
    uint8_t copy[BRIEF_SPEC + 1] = {0}; /* ended by NUL */
    pd_bytes_move(copy, pd_str_data(text), text->length);
    const uint8_t *at = copy;
    *out = (BriefSpec){.fill = ' ', .align = align, .precision = -1};
    bool has_fill = at[0] != 0 && is_align(at[1]);
    if (has_fill) {
        out->fill = *at++;
    }
    bool has_align = is_align(*at);
    if (has_align) {
        out->align = *at++;
    }
    if (*at == '+' || *at == '-' || *at == ' ') {
        out->sign = *at++;
    }
    if (*at == '0' && !has_fill) {
        out->fill = '0';
        out->align = !has_align && align == '>' ? '=' : out->align;
    }
    at = read_digits(at, &out->width);
    if (*at == '.') {
        uint64_t precision;
        const uint8_t *end = read_digits(at + 1, &precision);
        if (end == at + 1) {
            return false;
        }
        out->precision = (int64_t)precision;
        at = end;
    }
    out->type = *at;
    at += out->type != 0;
    return at == copy + text->length;
}

/* Digits of a number in a base of 1 << shift, before `end`: the first of them. */
static char *put_binary_digits(uint64_t value, uint32_t shift, bool upper, char *end)
{
    const char *digits = upper ? "0123456789ABCDEF" : "0123456789abcdef";
    do {
        *--end = digits[value & ((1u << shift) - 1)];
        value >>= shift;
    } while (value != 0);
    return end;
}

/* The digits before `end`, or NULL when it is no type of ints. */
static ALWAYS_INLINE char *put_int(uint64_t value, uint8_t type, char *end)
{
    if (LIKELY(type == 'd' || type == 0)) {
        pd_number_put_digits(value, end);
        return end - pd_number_digit_count(value);
    }
    switch (type) {
    case 'x':
    case 'X': return put_binary_digits(value, 4, type == 'X', end);
    case 'o': return put_binary_digits(value, 3, false, end);
    case 'b': return put_binary_digits(value, 1, false, end);
    default: return NULL;
    }
}

/* What is shown, apart from padding: sign (0: none) and body. */
typedef struct BriefText {
    uint8_t sign;
    const uint8_t *body;
    size_t size;
} BriefText;

/* scratch holds 64 bytes. */
static ALWAYS_INLINE bool number_text(Value v, const BriefSpec *spec, char *scratch, BriefText *out)
{
    bool negative;
    if (spec->type == 'f') {
        enum { PLACES_DEFAULT = 6, PLACES_MAX = 19 };
        int64_t places = spec->precision < 0 ? PLACES_DEFAULT : spec->precision;
        double value = pd_is_int(v) ? (double)pd_int_of(v) : pd_float_of(v);
        size_t size = 0;
        if (places <= PLACES_MAX && isfinite(value)) {
            size = pd_number_fixed_text(value, (int)places, scratch);
        }
        negative = scratch[0] == '-';
        *out = (BriefText){0, (const uint8_t *)scratch + negative, size - negative};
        if (size == 0) {
            return false;
        }
    } else {
        if (!pd_is_int(v) || spec->precision >= 0) {
            return false;
        }
        int64_t i = pd_int_of(v);
        negative = i < 0;
        char *end = scratch + 64;
        char *start = put_int(negative ? (uint64_t)-i : (uint64_t)i, spec->type, end);
        if (start == NULL) {
            return false;
        }
        *out = (BriefText){0, (const uint8_t *)start, (size_t)(end - start)};
    }
    out->sign = negative ? '-' : spec->sign == '-' ? 0 : spec->sign;
    return true;
}

/* Text of a length, laid out by a specification. */
static ALWAYS_INLINE Str *lay_out(Vm *vm, const BriefText *text, const BriefSpec *spec,
                                  size_t length)
{
    Str *made = pd_str_new_plain(&vm->heap, (uint32_t)length);
    if (UNLIKELY(made == NULL)) {
        return NULL;
    }
    uint8_t *at = made->own;
    size_t padding = length - text->size - (text->sign != 0);
    if (padding > 0) { /* first all of it: objects are padded to whole words */
        uint64_t eight = spec->fill * UINT64_C(0x0101010101010101);
        for (size_t i = 0; i < length; i += 8) {
            memcpy(at + i, &eight, 8);
        }
        at += spec->align == '>' ? padding : spec->align == '^' ? padding / 2 : 0;
    }
    if (text->sign != 0) {
        *at++ = text->sign;
    }
    at += spec->align == '=' ? padding : 0;
    pd_bytes_move(at, text->body, text->size);
    return made;
}

LeafResult pd_text_format_brief(Vm *vm, Value v, Value spec, Value *out)
{
    BriefSpec how;
    BriefText text;
    char scratch[64] = {0};
    const Heap *heap = &vm->heap;
    bool is_number = pd_is_int(v) || pd_is_float(v);
    if (!is_number && !pd_is_kind(heap, v, KIND_STR)) {
        return LEAF_END;
    }
    if (!pd_is_kind(heap, spec, KIND_STR) ||
        !read_spec(pd_text_str(vm, spec), is_number ? '>' : '<', &how)) {
        return LEAF_END;
    }
    if (is_number) {
        if (!number_text(v, &how, scratch, &text)) {
            return LEAF_END;
        }
    } else {
        const Str *s = pd_text_str(vm, v);
        if ((s->h.flags & STR_ASCII) == 0 || (how.type != 0 && how.type != 's') || how.sign != 0 ||
            how.align == '=') {
            return LEAF_END;
        }
        bool is_cut = how.precision >= 0 && (uint64_t)how.precision < s->length;
        size_t size = is_cut ? (size_t)how.precision : s->length;
        text = (BriefText){0, pd_str_data(s), size};
    }
    uint64_t length = text.size + (text.sign != 0);
    length = length < how.width ? how.width : length;
    if (length < 2 || length > BRIEF_RESULT || length > vm->limits.string_bytes ||
        length > vm->limits.heap_bytes) {
        return LEAF_END;
    }
    pd_text_charge(vm, length);
    return pd_text_give(vm, lay_out(vm, &text, &how, length), out);
}

/* ---- % ---- */

/* What is written, at most as much as a builder holds itself, and the fuel for it. */
typedef struct Brief {
    uint8_t data[BUILDER_OWN_BYTES];
    size_t length;
    uint64_t fuel;
} Brief;

static bool brief_bytes(Brief *b, const uint8_t *data, size_t size)
{
    if (size > sizeof b->data - b->length) {
        return false;
    }
    pd_bytes_move(b->data + b->length, data, size);
    b->length += size;
    return true;
}

/* As append_bare. */
static bool brief_value(const Vm *vm, Brief *b, uint8_t type, Value v)
{
    if (pd_is_int(v)) {
        char digits[NUMBER_DECIMAL_BYTES];
        size_t size = pd_number_decimal(pd_int_of(v), digits);
        return (type == 'd' || type == 's') && brief_bytes(b, (const uint8_t *)digits, size);
    }
    if (type != 's' || !pd_text_is_str(vm, v)) {
        return false;
    }
    const Str *s = pd_text_str(vm, v);
    b->fuel += s->length > 64 ? s->length / 64 : 0;
    return ((s->h.flags & STR_ASCII) != 0 || s->length == 0) &&
           brief_bytes(b, pd_str_data(s), s->length);
}

/* A format of ASCII with nothing but %s, %d and %%, whose arguments are a tuple or a single str or
 * small int; all of them are used. */
static bool brief_percent(const Vm *vm, const Str *format, Items args, Brief *b)
{
    const uint8_t *at = pd_str_data(format);
    const uint8_t *end = at + format->length;
    uint32_t used = 0;
    while (at < end) {
        const uint8_t *next = *at == '%' ? at : memchr(at, '%', (size_t)(end - at));
        if (!brief_bytes(b, at, (size_t)((next == NULL ? end : next) - at))) {
            return false;
        }
        if (next == NULL) {
            break;
        }
        at = next + 2;
        if (at > end) {
            return false;
        }
        if (next[1] == '%') {
            if (!brief_bytes(b, next, 1)) {
                return false;
            }
        } else if (used == args.length || !brief_value(vm, b, next[1], args.items[used++])) {
            return false;
        }
    }
    return used == args.length;
}

LeafResult pd_text_percent_brief(Vm *vm, Value format, Value args, Value *out)
{
    const Str *text = pd_text_str(vm, format);
    Items items = {&args, 1};
    if ((text->h.flags & STR_ASCII) == 0) {
        return LEAF_END;
    }
    if (pd_is_kind(&vm->heap, args, KIND_TUPLE)) {
        pd_items_of(&vm->heap, args, &items);
    }
    Brief b;
    b.length = 0;
    b.fuel = text->length > 64 ? text->length / 64 : 0;
    if (!brief_percent(vm, text, items, &b) || b.length < 2 || b.length > vm->limits.string_bytes ||
        b.length > vm->limits.heap_bytes) {
        return LEAF_END;
    }
    pd_vm_charge(vm, b.fuel);
    Str *made = pd_str_new_plain(&vm->heap, (uint32_t)b.length);
    if (made == NULL) {
        return LEAF_MEMORY;
    }
    pd_bytes_move(made->own, b.data, b.length);
    return pd_text_give(vm, made, out);
}
