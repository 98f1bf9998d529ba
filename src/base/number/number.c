/*
 * The texts of doubles: CPython's layouts around the digits of number_digits.c, and reading decimal
 * text.
 */
#include "base/number/number_in.h"

/* ── writing ── */

/* Where each part of a finite number's text goes; positions count digits from the first one. */
typedef struct Layout {
    int64_t start; /* zeros before the digits when negative */
    int64_t point; /* the decimal point stands before this position */
    int64_t end;
    bool with_exponent;
    int exponent;
} Layout;

static Layout make_layout(const NumberDigits *digits, char code, int precision, unsigned flags)
{
    /* Zero has one digit before the point, unless rounding produced it. */
    int64_t point = digits->point;
    bool add_dot_0 = (flags & NUMBER_ADD_DOT_0) != 0;
    Layout layout = {.end = digits->count > 0 ? digits->count : 1};
    switch (code) {
    case 'e':
        layout.with_exponent = true;
        layout.end = (int64_t)precision + 1;
        break;
    case 'f': layout.end = point + precision; break;
    case 'g':
        layout.with_exponent = point <= -4 || point > precision - (add_dot_0 ? 1 : 0);
        layout.end = (flags & NUMBER_ALT) != 0 ? precision : layout.end;
        break;
    default: layout.with_exponent = point <= -4 || point > 16; break;
    }
    if (layout.with_exponent) {
        layout.exponent = (int)point - 1;
        point = 1;
    }
    layout.point = point;
    layout.start = point <= 0 ? point - 1 : 0;
    int64_t least = !layout.with_exponent && add_dot_0 ? point + 1 : point;
    layout.end = layout.end < least ? least : layout.end;
    return layout;
}

static size_t exponent_text(int exponent, bool upper, char out[8])
{
    int size = exponent < 0 ? -exponent : exponent;
    size_t length = 0;
    out[length++] = upper ? 'E' : 'e';
    out[length++] = exponent < 0 ? '-' : '+';
    if (size >= 100) {
        out[length++] = (char)('0' + size / 100);
    }
    out[length++] = (char)('0' + size / 10 % 10);
    out[length++] = (char)('0' + size % 10);
    return length;
}

/* Copies the digits at positions from up to to; positions without a digit are zeros. */
static uint8_t *put_digits(uint8_t *p, const NumberDigits *digits, int64_t from, int64_t to)
{
    for (; from < to && from < 0; from++) {
        *p++ = '0';
    }
    for (; from < to && from < digits->count; from++) {
        *p++ = (uint8_t)('0' + digits->digits[from]);
    }
    if (from < to) {
        memset(p, '0', (size_t)(to - from));
        p += to - from;
    }
    return p;
}

typedef struct TextStyle {
    char code; /* lower case */
    bool upper;
    int precision;
    unsigned flags;
} TextStyle;

static void append_finite(Buffer *out, const NumberDigits *digits, const TextStyle *style)
{
    Layout layout = make_layout(digits, style->code, style->precision, style->flags);
    char sign = digits->negative ? '-' : (style->flags & NUMBER_SIGN) != 0 ? '+' : '\0';
    bool with_point = layout.end > layout.point || (style->flags & NUMBER_ALT) != 0;
    char exponent[8];
    size_t exponent_size =
        layout.with_exponent ? exponent_text(layout.exponent, style->upper, exponent) : 0;
    size_t length =
        (size_t)(layout.end - layout.start) + (sign != '\0') + with_point + exponent_size;
    uint8_t *p = pd_buffer_reserve(out, length);
    if (p == NULL) {
        return;
    }
    if (sign != '\0') {
        *p++ = (uint8_t)sign;
    }
    p = put_digits(p, digits, layout.start, layout.point);
    if (with_point) {
        *p++ = '.';
    }
    p = put_digits(p, digits, layout.point, layout.end);
    memcpy(p, exponent, exponent_size);
    pd_buffer_commit(out, length);
}

static void append_special(Buffer *out, uint64_t bits, bool upper, unsigned flags)
{
    /* CPython never gives a NaN a sign here. */
    if (bits << 12 != 0) {
        pd_buffer_append_cstr(out, upper ? "NAN" : "nan");
        return;
    }
    if (bits >> 63 != 0) {
        pd_buffer_append_byte(out, '-');
    } else if ((flags & NUMBER_SIGN) != 0) {
        pd_buffer_append_byte(out, '+');
    }
    pd_buffer_append_cstr(out, upper ? "INF" : "inf");
}

static bool is_special(uint64_t bits)
{
    return (bits >> 52 & 0x7ff) == 0x7ff;
}

/* The digits that the style shows. */
static void style_digits(double value, const TextStyle *style, NumberDigits *digits)
{
    if (style->code == 'r') {
        pd_number_shortest(value, digits);
    } else if (style->code == 'f' && value != 0) {
        pd_number_fixed(value, style->precision, digits);
        digits->point = digits->count == 0 ? -style->precision : digits->point;
        return;
    } else {
        pd_number_exact(value, digits);
    }
    if (digits->count == 0) {
        digits->point = 1;
        return;
    }
    if (style->code == 'e') {
        pd_number_round_digits(digits, (int64_t)style->precision + 1);
    } else if (style->code == 'g') {
        pd_number_round_digits(digits, style->precision);
    }
}

void pd_number_format(Buffer *out, double value, char code, int precision, unsigned flags)
{
    bool upper = code >= 'A' && code <= 'Z';
    TextStyle style = {(char)(code | 0x20), upper, precision, flags};
    pd_assert(style.code == 'r' || style.code == 'e' || style.code == 'f' || style.code == 'g');
    pd_assert(precision >= 0 && !(style.code == 'r' && upper));
    uint64_t bits = pd_double_bits(value);
    if (is_special(bits)) {
        append_special(out, bits, upper, flags);
        return;
    }
    char text[NUMBER_REPR_BYTES];
    size_t size =
        style.code == 'f' && flags == 0 ? pd_number_fixed_text(value, precision, text) : 0;
    if (size > 0) {
        pd_buffer_append(out, (Bytes){(const uint8_t *)text, size});
        return;
    }
    if (style.code == 'g' && precision == 0) {
        style.precision = 1;
    }
    NumberDigits digits;
    style_digits(value, &style, &digits);
    if (digits.count == 0 && (flags & NUMBER_NO_NEG_0) != 0) {
        digits.negative = false;
    }
    append_finite(out, &digits, &style);
}

size_t pd_number_repr(double value, char out[NUMBER_REPR_BYTES])
{
    if (!is_special(pd_double_bits(value))) {
        size_t size = pd_number_repr_text(value, out);
        if (size > 0) {
            out[size] = '\0';
            return size;
        }
    }
    /* A buffer over the caller's array: it never grows, so it needs no Alloc. */
    Buffer text = {.data = (uint8_t *)out,
                   .capacity = NUMBER_REPR_BYTES,
                   .max_bytes = NUMBER_REPR_BYTES - 1,
                   .status = STATUS_OK};
    pd_number_format(&text, value, 'r', 0, NUMBER_ADD_DOT_0);
    pd_assert(text.status == STATUS_OK);
    out[text.size] = '\0';
    return text.size;
}

/* ── reading ── */

typedef struct Scanner {
    Bytes text;
    size_t at;
} Scanner;

static int scan_digit(const Scanner *scan)
{
    if (scan->at >= scan->text.size) {
        return -1;
    }
    unsigned digit = scan->text.data[scan->at] - (unsigned)'0';
    return digit <= 9 ? (int)digit : -1;
}

/* Moves over one of two characters. */
static bool scan_either(Scanner *scan, uint8_t a, uint8_t b)
{
    if (scan->at < scan->text.size &&
        (scan->text.data[scan->at] == a || scan->text.data[scan->at] == b)) {
        scan->at++;
        return true;
    }
    return false;
}

static void keep_digit(NumberDigits *digits, int digit)
{
    if (digits->count < NUMBER_DIGITS_MAX) {
        digits->digits[digits->count++] = (uint8_t)digit;
    } else {
        digits->inexact = digits->inexact || digit != 0;
    }
}

/* The digits of a part; *point moves while they are zeros that stand before everything else. */
static size_t scan_digits(Scanner *scan, NumberDigits *digits, bool after_point, int64_t *point)
{
    size_t start = scan->at;
    for (int digit = scan_digit(scan); digit >= 0; digit = scan_digit(scan)) {
        bool leading_zero = digit == 0 && digits->count == 0;
        if (leading_zero) {
            *point -= after_point;
        } else {
            *point += !after_point;
            keep_digit(digits, digit);
        }
        scan->at++;
    }
    return scan->at - start;
}

/* False when there is an 'e' without digits. */
static bool scan_exponent(Scanner *scan, int64_t *exponent)
{
    *exponent = 0;
    if (!scan_either(scan, 'e', 'E')) {
        return true;
    }
    bool negative = scan_either(scan, '-', '-');
    if (!negative) {
        (void)scan_either(scan, '+', '+');
    }
    size_t start = scan->at;
    for (int digit = scan_digit(scan); digit >= 0; digit = scan_digit(scan)) {
        /* Beyond any sum with the length of a text; more digits change nothing. */
        if (*exponent < INT64_C(100000000000000000)) {
            *exponent = *exponent * 10 + digit;
        }
        scan->at++;
    }
    if (negative) {
        *exponent = -*exponent;
    }
    return scan->at > start;
}

static bool equal_ignoring_case(Bytes text, const char *lower)
{
    size_t i = 0;
    for (; i < text.size && lower[i] != '\0'; i++) {
        uint8_t c = text.data[i];
        if ((c >= 'A' && c <= 'Z' ? c | 0x20 : c) != (uint8_t)lower[i]) {
            return false;
        }
    }
    return i == text.size && lower[i] == '\0';
}

static Status parse_special(Bytes text, bool negative, unsigned flags, double *out)
{
    if ((flags & NUMBER_SPECIAL) == 0) {
        return STATUS_INVALID;
    }
    if (equal_ignoring_case(text, "nan")) {
        *out = pd_double_of_bits(NUMBER_NAN_BITS);
        return STATUS_OK;
    }
    if (equal_ignoring_case(text, "inf") || equal_ignoring_case(text, "infinity")) {
        *out = pd_double_of_bits(negative ? UINT64_C(0xfff0000000000000)
                                          : UINT64_C(0x7ff0000000000000));
        return STATUS_OK;
    }
    return STATUS_INVALID;
}

Status pd_number_parse(Bytes text, unsigned flags, double *out)
{
    Scanner scan = {text, 0};
    NumberDigits digits;
    digits.count = 0;
    digits.inexact = false;
    digits.negative = scan_either(&scan, '-', '-');
    if (!digits.negative) {
        (void)scan_either(&scan, '+', '+');
    }
    int64_t point = 0;
    size_t start = scan.at;
    size_t seen = scan_digits(&scan, &digits, false, &point);
    if (scan_either(&scan, '.', '.')) {
        seen += scan_digits(&scan, &digits, true, &point);
    }
    if (seen == 0) {
        return parse_special(pd_bytes_slice(text, start, SIZE_MAX), digits.negative, flags, out);
    }
    int64_t exponent;
    if (!scan_exponent(&scan, &exponent) || scan.at != text.size) {
        return STATUS_INVALID;
    }
    while (digits.count > 0 && digits.digits[digits.count - 1] == 0 && !digits.inexact) {
        digits.count--;
    }
    /* Far outside the range of doubles all points are alike. */
    point += exponent;
    digits.point = point > 1000 ? 1000 : point < -1000 ? -1000 : (int)point;
    *out = pd_number_of_digits(&digits);
    return STATUS_OK;
}
