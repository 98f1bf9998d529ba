/*
 * The format specification: parsing it, and laying out a number's text by it (grouping, padding).
 *
 * The rules and messages are those of CPython 3.11, Python/formatter_unicode.c.
 */
#include "vm/format/format_in.h"

#include <string.h>

typedef struct SpecReader {
    const uint8_t *data;
    size_t at, length;
    uint32_t width;
    uint32_t point; /* what is at `at`, 0 past the end */
} SpecReader;

/* 0 past the end. */
static inline uint32_t peek_at(const SpecReader *r, size_t i)
{
    return i < r->length ? pd_point_at(r->data, r->width, i) : 0;
}

static inline void skip(SpecReader *r, size_t count)
{
    r->at += count;
    r->point = peek_at(r, r->at);
}

static bool is_align(uint32_t point)
{
    return point == '<' || point == '>' || point == '=' || point == '^';
}

static inline bool take(SpecReader *r, uint32_t point)
{
    bool found = r->point == point;
    if (found) {
        skip(r, 1);
    }
    return found;
}

/* Reads digits into *out, -1 when there are none; false when there are too many. */
static ALWAYS_INLINE bool take_int(SpecReader *r, int64_t *out)
{
    int64_t value = 0;
    bool found = false;
    for (;;) {
        uint32_t point = r->point;
        int digit = point - '0' < 10 ? (int)(point - '0') : -1;
        if (point >= 128) {
            digit = pd_unicode_decimal(point);
        }
        if (digit < 0) {
            break;
        }
        if (value > (INT64_MAX - digit) / 10) {
            return false;
        }
        value = value * 10 + digit;
        found = true;
        skip(r, 1);
    }
    *out = found ? value : -1;
    return true;
}

static LeafResult too_many_digits(Vm *vm)
{
    return pd_vm_raise(vm, EXC_VALUE_ERROR, "Too many decimal digits in format string");
}

static ALWAYS_INLINE void parse_align(SpecReader *r, Spec *spec, char align)
{
    bool has_fill = r->length >= 2 && is_align(peek_at(r, 1));
    spec->fill = has_fill ? r->point : ' ';
    if (has_fill) {
        skip(r, 1);
    }
    bool has_align = is_align(r->point);
    spec->align = has_align ? (char)r->point : align;
    if (has_align) {
        skip(r, 1);
    }
    if (r->point == ' ' || r->point == '+' || r->point == '-') {
        spec->sign = (char)r->point;
        skip(r, 1);
    }
    spec->no_negative_zero = take(r, 'z');
    spec->alternate = take(r, '#');
    if (!has_fill && take(r, '0')) {
        spec->fill = '0';
        if (!has_align && align == '>') {
            spec->align = '=';
        }
    }
}

static LeafResult check_grouping(Vm *vm, const Spec *spec)
{
    uint32_t type = spec->type;
    if (spec->grouping == 0 || type == 0 || type == 'd' || pd_spec_is_float(type)) {
        return LEAF_OK;
    }
    bool is_binary = type == 'b' || type == 'o' || type == 'x' || type == 'X';
    if (is_binary && spec->grouping == '_') {
        return LEAF_OK;
    }
    if (type > 32 && type < 128) {
        return pd_vm_raise(vm, EXC_VALUE_ERROR, "Cannot specify '%c' with '%c'.", spec->grouping,
                           (int)type);
    }
    return pd_vm_raise(vm, EXC_VALUE_ERROR, "Cannot specify '%c' with '\\x%x'.", spec->grouping,
                       type);
}

/* The specification may hold any character, so it does not go through a C string. */
static LeafResult invalid(Vm *vm, const Str *text, Value v)
{
    StrBuilder builder;
    pd_text_builder(vm, &builder);
    pd_builder_ascii(&builder, "Invalid format specifier '");
    pd_builder_str(&builder, text);
    pd_builder_ascii(&builder, "' for object of type '");
    pd_builder_str(&builder, pd_text_str(vm, pd_vm_class_of(vm, v)->name));
    pd_builder_ascii(&builder, "'");
    Value message = VALUE_NONE;
    LeafResult answer = pd_text_take(vm, &builder, &message);
    pd_builder_deinit(&builder);
    return answer == LEAF_OK ? pd_vm_raise_args(vm, EXC_VALUE_ERROR, &message, 1) : answer;
}

LeafResult pd_spec_parse(Vm *vm, const Str *text, char align, Value v, Spec *out)
{
    SpecReader r = {pd_str_data(text), 0, text->length, text->h.aux, 0};
    skip(&r, 0);
    *out = (Spec){.width = -1, .precision = -1};
    parse_align(&r, out, align);
    if (!take_int(&r, &out->width)) {
        return too_many_digits(vm);
    }
    out->grouping = take(&r, ',') ? ',' : 0;
    bool both = false;
    if (take(&r, '_')) {
        both = out->grouping != 0;
        out->grouping = '_';
    }
    if (both || (out->grouping == '_' && take(&r, ','))) {
        return pd_vm_raise(vm, EXC_VALUE_ERROR, "Cannot specify both ',' and '_'.");
    }
    if (take(&r, '.')) {
        if (!take_int(&r, &out->precision)) {
            return too_many_digits(vm);
        }
        if (out->precision < 0) {
            return pd_vm_raise(vm, EXC_VALUE_ERROR, "Format specifier missing precision");
        }
    }
    if (text->length - r.at > 1) {
        return invalid(vm, text, v);
    }
    out->type = r.point;
    out->has_type = r.at < text->length;
    return check_grouping(vm, out);
}

LeafResult pd_spec_unknown(Vm *vm, const Spec *spec, Value v)
{
    TypeName name = pd_vm_type_name(vm, v);
    if (spec->type > 32 && spec->type < 128) {
        return pd_vm_raise(vm, EXC_VALUE_ERROR, "Unknown format code '%c' for object of type '%s'",
                           (int)spec->type, name.text);
    }
    return pd_vm_raise(vm, EXC_VALUE_ERROR, "Unknown format code '\\x%x' for object of type '%s'",
                       spec->type, name.text);
}

/* ---- numbers ---- */

NumberText pd_format_parts(Bytes text, char sign)
{
    NumberText number = {.text = (const char *)text.data};
    bool negative = text.size > 0 && text.data[0] == '-';
    if (negative) {
        number.text++;
        text.size--;
    }
    number.sign = pd_format_sign(negative, sign);
    while (number.digit_count < text.size && number.text[number.digit_count] >= '0' &&
           number.text[number.digit_count] <= '9') {
        number.digit_count++;
    }
    number.has_point = number.digit_count < text.size && number.text[number.digit_count] == '.';
    number.rest_count = text.size - number.digit_count - number.has_point;
    return number;
}

/* Size of the groups of digits for a type. */
static int64_t group_size(const Spec *spec)
{
    bool is_binary =
        spec->type == 'b' || spec->type == 'o' || spec->type == 'x' || spec->type == 'X';
    return is_binary ? 4 : 3;
}

/* How digits are grouped: the first group written has first digits (leading zeros included). */
typedef struct Grouping {
    int64_t first, rest_groups, size;
    int64_t zeros;  /* leading zeros among all digits */
    int64_t length; /* of digits, zeros and separators */
} Grouping;

/* At least min_width wide, but never beginning with a separator. */
static Grouping group_digits(int64_t digits, int64_t min_width, int64_t size)
{
    Grouping g = {.size = size};
    int64_t remaining = digits;
    for (;;) {
        int64_t wanted = remaining > min_width ? remaining : min_width;
        wanted = wanted < 1 ? 1 : wanted;
        g.first = wanted < size ? wanted : size;
        g.zeros += g.first > remaining ? g.first - (remaining < 0 ? 0 : remaining) : 0;
        g.length += g.first + (g.rest_groups > 0);
        remaining = remaining > g.first ? remaining - g.first : 0;
        min_width -= g.first;
        if (remaining <= 0 && min_width <= 0) {
            return g;
        }
        min_width--;
        g.rest_groups++;
    }
}

static void append_grouped(StrBuilder *b, const NumberText *number, const Grouping *g, char mark)
{
    const char *digits = number->text;
    int64_t zeros = g->zeros;
    for (int64_t group = 0; group <= g->rest_groups && !b->failed; group++) {
        int64_t size = group == 0 ? g->first : g->size;
        if (group > 0) {
            pd_builder_point(b, (uint8_t)mark);
        }
        int64_t padding = zeros < size ? zeros : size;
        pd_builder_repeat(b, '0', (size_t)padding);
        pd_builder_ascii_n(b, digits, (size_t)(size - padding));
        digits += size - padding;
        zeros -= padding;
    }
}

static inline void append_fill(StrBuilder *b, uint32_t fill, size_t count)
{
    if (count > 0) {
        pd_builder_repeat(b, fill, count);
    }
}

void pd_format_number(StrBuilder *b, const NumberText *number, const Spec *spec)
{
    size_t prefix = number->prefix == NULL ? 0 : strlen(number->prefix);
    int64_t fixed =
        (int64_t)(prefix + number->rest_count) + (number->sign != 0) + number->has_point;
    int64_t width = spec->width < INT64_MAX / 4 ? spec->width : INT64_MAX / 4;
    int64_t min_width = spec->fill == '0' && spec->align == '=' ? width - fixed : 0;
    Grouping g = {0};
    if (min_width > (int64_t)b->max_length) {
        pd_builder_repeat(b, '0', (size_t)min_width);
        return;
    }
    if (spec->grouping == 0) {
        int64_t digits = (int64_t)number->digit_count;
        g.zeros = digits > 0 && min_width > digits ? min_width - digits : 0;
        g.length = digits + g.zeros;
    } else if (number->digit_count > 0) {
        g = group_digits((int64_t)number->digit_count, min_width, group_size(spec));
    }
    int64_t padding = width - fixed - g.length;
    padding = padding < 0 ? 0 : padding;
    int64_t left = spec->align == '>' ? padding : spec->align == '^' ? padding / 2 : 0;
    int64_t inner = spec->align == '=' ? padding : 0;
    append_fill(b, spec->fill, (size_t)left);
    if (number->sign != 0) {
        pd_builder_point(b, (uint8_t)number->sign);
    }
    if (prefix > 0) {
        pd_builder_ascii_n(b, number->prefix, prefix);
    }
    append_fill(b, spec->fill, (size_t)inner);
    size_t written = 0;
    if (spec->grouping == 0) {
        append_fill(b, '0', (size_t)g.zeros);
    } else if (number->digit_count > 0) {
        append_grouped(b, number, &g, spec->grouping);
        written = number->digit_count;
    }
    pd_builder_ascii_n(b, number->text + written,
                       number->digit_count - written + number->rest_count + number->has_point);
    append_fill(b, spec->fill, (size_t)(padding - left - inner));
}
