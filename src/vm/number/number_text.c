/*
 * Text to numbers: what int(), float() and complex() accept and how they refuse.
 *
 * Digits of all scripts count, underscores may stand between digits, white space around is dropped.
 * The texts of the errors are CPython 3.11's. Nothing is parsed before its size is known to be
 * within the limits.
 */
#include "vm/number/number_in.h"

#include <string.h>

/* The text as ASCII: other decimal digits and spaces replaced by theirs, the rest by '?'. */
typedef struct PlainText {
    const Alloc *alloc;
    char *data; /* first when it fits */
    size_t capacity, length;
    char first[128];
} PlainText;

static bool plain_reserve(PlainText *p, Vm *vm, size_t length)
{
    p->alloc = vm->alloc;
    p->data = p->first;
    p->capacity = sizeof p->first;
    p->length = length;
    if (length < sizeof p->first) {
        return true;
    }
    p->capacity = length + 1;
    p->data = pd_alloc_new(vm->alloc, p->capacity);
    return p->data != NULL;
}

static void plain_deinit(PlainText *p)
{
    if (p->data != p->first) {
        pd_alloc_free(p->alloc, p->data, p->capacity);
    }
}

static bool plain_of(PlainText *p, Vm *vm, Value v)
{
    Text text = pd_text_of(vm, v);
    if (!plain_reserve(p, vm, text.length)) {
        return false;
    }
    pd_data_charge(vm, text.length);
    if (text.kind == KIND_STR && (text.s->h.flags & STR_ASCII) != 0) {
        memcpy(p->data, pd_str_data(text.s), text.length);
        p->data[text.length] = 0;
        return true;
    }
    for (size_t i = 0; i < text.length; i++) {
        uint32_t point = pd_str_at(text.s, i);
        if (point >= 128 && text.kind == KIND_STR) {
            int digit = pd_unicode_decimal(point);
            point = digit >= 0 ? (uint32_t)('0' + digit)
                               : (pd_unicode_is(point, UNICODE_SPACE) ? ' ' : '?');
        }
        p->data[i] = point < 128 ? (char)point : '?';
    }
    p->data[text.length] = 0;
    return true;
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static Bytes stripped(const PlainText *p)
{
    const char *start = p->data;
    const char *end = p->data + p->length;
    while (start < end && is_space(*start)) {
        start++;
    }
    while (end > start && is_space(end[-1])) {
        end--;
    }
    return pd_bytes(start, (size_t)(end - start));
}

/* Removes underscores that stand between two digits; false: one stands elsewhere. */
static bool remove_underscores(char *text, size_t *length, bool (*is_digit)(char))
{
    size_t out = 0;
    char before = 0;
    for (size_t i = 0; i < *length; i++) {
        char c = text[i];
        if (c == '_') {
            if (!is_digit(before) || i + 1 == *length || !is_digit(text[i + 1])) {
                return false;
            }
        } else {
            text[out++] = c;
        }
        before = c;
    }
    *length = out;
    return true;
}

static bool is_alnum(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_decimal(char c)
{
    return c >= '0' && c <= '9';
}

/* ---- int ---- */

static LeafResult bad_int(Vm *vm, Value v, uint32_t base)
{
    enum { REPR_MAX = 200 };
    Value repr = VALUE_NONE;
    if (pd_is_kind(&vm->heap, v, KIND_BYTEARRAY)) {
        Text text = pd_text_of(vm, v);
        LeafResult made = pd_text_new_bytes(vm, KIND_BYTES, pd_text_bytes(&text), &v);
        if (made != LEAF_OK) {
            return made;
        }
    }
    LeafResult r = pd_vm_repr(vm, v, &repr);
    if (r != LEAF_OK) {
        return r;
    }
    StrBuilder text;
    pd_text_builder(vm, &text);
    pd_builder_ascii(&text, "invalid literal for int() with base ");
    char digits[3] = {(char)('0' + base / 10), (char)('0' + base % 10), 0};
    pd_builder_ascii(&text, base < 10 ? digits + 1 : digits);
    pd_builder_ascii(&text, ": ");
    const Str *s = PD_AS(const Str, &vm->heap, repr);
    pd_builder_slice(&text, s, 0, s->length < REPR_MAX ? s->length : REPR_MAX);
    return pd_data_raise_built(vm, EXC_VALUE_ERROR, &text);
}

static uint32_t digit_value(char c)
{
    if (c >= '0' && c <= '9') {
        return (uint32_t)(c - '0');
    }
    if (c >= 'a' && c <= 'z') {
        return (uint32_t)(c - 'a') + 10;
    }
    return c >= 'A' && c <= 'Z' ? (uint32_t)(c - 'A') + 10 : 99;
}

typedef struct IntText {
    char *digits;
    size_t count;
    uint32_t base;
    bool negative;
} IntText;

static uint32_t prefix_base(const char *text, size_t length)
{
    if (length < 2 || text[0] != '0') {
        return 0;
    }
    switch (text[1]) {
    case 'x':
    case 'X': return 16;
    case 'o':
    case 'O': return 8;
    case 'b':
    case 'B': return 2;
    default: return 0;
    }
}

/* Sign, prefix, underscores, digits; false when the text is no int. */
static bool read_int_text(char *text, size_t length, uint32_t base, IntText *out)
{
    *out = (IntText){.base = base};
    if (length > 0 && (*text == '+' || *text == '-')) {
        out->negative = *text == '-';
        text++;
        length--;
    }
    uint32_t prefixed = prefix_base(text, length);
    bool leading_zero = false;
    if (base == 0) {
        out->base = prefixed != 0 ? prefixed : 10;
        leading_zero = prefixed == 0 && length > 0 && *text == '0';
    }
    if (prefixed != 0 && prefixed == out->base) {
        text += 2;
        length -= 2;
        if (length > 0 && *text == '_') {
            text++;
            length--;
        }
    }
    if (length == 0 || !remove_underscores(text, &length, is_alnum)) {
        return false;
    }
    bool nonzero = false;
    for (size_t i = 0; i < length; i++) {
        if (digit_value(text[i]) >= out->base) {
            return false;
        }
        nonzero |= text[i] != '0';
    }
    out->digits = text;
    out->count = length;
    return !(leading_zero && nonzero);
}

static LeafResult int_of_digits(Vm *vm, const IntText *t, Value *out)
{
    bool power_of_two = (t->base & (t->base - 1)) == 0;
    uint64_t max = vm->limits.int_digits;
    if (!power_of_two && max != 0 && t->count > max) {
        return pd_vm_raise(vm, EXC_VALUE_ERROR,
                           "Exceeds the limit (%llu digits) for integer string conversion: value "
                           "has %zu digits; use sys.set_int_max_str_digits() to increase the limit",
                           (unsigned long long)max, t->count);
    }
    uint64_t bits_of_digit = 1;
    while ((UINT32_C(1) << (bits_of_digit + 1)) <= t->base) {
        bits_of_digit++;
    }
    if (t->count > vm->limits.int_bits / bits_of_digit) {
        return pd_vm_answer_failed(vm, ANSWER_LIMIT, pd_from_int(0));
    }
    if (!power_of_two && !pd_vm_charge_big(vm, t->count / 64 * (t->count / 64))) {
        return pd_vm_out_of_fuel(vm);
    }
    Bytes digits = pd_bytes(t->digits, t->count);
    Answer answer = pd_int_parse(&vm->heap, digits, t->base, t->negative, out);
    return pd_data_answer(vm, answer, pd_from_int(0));
}

/* What most texts of ints are: a few decimal digits of ASCII, and a sign or none. So few cost no
 * fuel. */
static bool parse_short(const Vm *vm, Value v, Value *out)
{
    enum { SHORT_DIGITS_MAX = 14 };
    const Str *s = pd_is_kind(&vm->heap, v, KIND_STR) ? PD_AS(const Str, &vm->heap, v) : NULL;
    if (s == NULL || s->h.aux != 1 || s->length == 0) {
        return false;
    }
    const uint8_t *text = pd_str_data(s);
    const bool negative = text[0] == '-';
    const uint32_t sign = negative || text[0] == '+';
    const uint32_t count = s->length - sign;
    const uint64_t max = vm->limits.int_digits;
    if (count == 0 || count > SHORT_DIGITS_MAX || (max != 0 && count > max)) {
        return false;
    }
    int64_t i = 0;
    for (uint32_t at = sign; at < s->length; at++) {
        if (text[at] < '0' || text[at] > '9') {
            return false;
        }
        i = i * 10 + (text[at] - '0');
    }
    *out = pd_from_int(negative ? -i : i);
    return true;
}

LeafResult pd_num_parse_int(Vm *vm, Value v, uint32_t base, Value *out)
{
    if (base == 10 && parse_short(vm, v, out)) {
        return LEAF_OK;
    }
    PlainText plain;
    if (!plain_of(&plain, vm, v)) {
        return LEAF_MEMORY;
    }
    Bytes text = stripped(&plain);
    IntText digits;
    char *start = plain.data + (text.size == 0 ? 0 : (text.data - (const uint8_t *)plain.data));
    LeafResult r;
    if (memchr(text.data, 0, text.size) != NULL ||
        !read_int_text(start, text.size, base, &digits)) {
        r = bad_int(vm, v, base);
    } else {
        r = int_of_digits(vm, &digits, out);
    }
    plain_deinit(&plain);
    return r;
}

/* ---- float ---- */

/* What most texts of floats are: ASCII without spaces and underscores. */
static bool parse_plain(Vm *vm, Value v, double *out)
{
    const Str *s = pd_is_kind(&vm->heap, v, KIND_STR) ? PD_AS(const Str, &vm->heap, v) : NULL;
    if (s == NULL || (s->h.flags & STR_ASCII) == 0 ||
        pd_number_parse(pd_bytes(pd_str_data(s), s->length), NUMBER_SPECIAL, out) != STATUS_OK) {
        return false;
    }
    pd_data_charge(vm, s->length);
    return true;
}

LeafResult pd_num_parse_float(Vm *vm, Value v, Value *out)
{
    double plain_value;
    if (parse_plain(vm, v, &plain_value)) {
        return pd_num_give_float(plain_value, out);
    }
    PlainText plain;
    if (!plain_of(&plain, vm, v)) {
        return LEAF_MEMORY;
    }
    Bytes text = stripped(&plain);
    size_t offset = text.size == 0 ? 0 : (size_t)(text.data - (const uint8_t *)plain.data);
    size_t length = text.size;
    double d = 0;
    bool good =
        remove_underscores(plain.data + offset, &length, is_decimal) &&
        pd_number_parse(pd_bytes(plain.data + offset, length), NUMBER_SPECIAL, &d) == STATUS_OK;
    plain_deinit(&plain);
    if (!good) {
        return pd_data_raise_repr(vm, EXC_VALUE_ERROR, "could not convert string to float: %s", v);
    }
    return pd_num_give_float(d, out);
}

/* ---- complex ---- */

/* Length of the float at the start of text: sign, digits, point, exponent, or inf and nan. */
static size_t float_length(const char *text, size_t length)
{
    size_t at = 0;
    if (at < length && (text[at] == '+' || text[at] == '-')) {
        at++;
    }
    size_t word = at;
    while (word < length && is_alnum(text[word]) && !is_decimal(text[word]) && text[word] != 'j' &&
           text[word] != 'J') {
        word++;
    }
    double ignored;
    if (word > at &&
        pd_number_parse(pd_bytes(text + at, word - at), NUMBER_SPECIAL, &ignored) == STATUS_OK) {
        return word;
    }
    size_t digits = at;
    while (at < length && is_decimal(text[at])) {
        at++;
    }
    size_t point = at < length && text[at] == '.';
    at += point;
    while (at < length && is_decimal(text[at])) {
        at++;
    }
    if (at - digits - point == 0) {
        return 0;
    }
    if (at < length && (text[at] == 'e' || text[at] == 'E')) {
        size_t exponent = at + 1;
        exponent += exponent < length && (text[exponent] == '+' || text[exponent] == '-');
        if (exponent < length && is_decimal(text[exponent])) {
            at = exponent;
            while (at < length && is_decimal(text[at])) {
                at++;
            }
        }
    }
    return at;
}

typedef struct ComplexText {
    const char *at, *end;
    double real, imag;
} ComplexText;

static bool read_part(ComplexText *t, double *out)
{
    size_t length = float_length(t->at, (size_t)(t->end - t->at));
    if (length == 0 || pd_number_parse(pd_bytes(t->at, length), NUMBER_SPECIAL, out) != STATUS_OK) {
        return false;
    }
    t->at += length;
    return true;
}

static bool at_sign(const ComplexText *t)
{
    return t->at < t->end && (*t->at == '+' || *t->at == '-');
}

static bool take_j(ComplexText *t)
{
    bool found = t->at < t->end && (*t->at == 'j' || *t->at == 'J');
    t->at += found;
    return found;
}

/* The grammar of complex_from_string_inner: x, xj, x+yj, with j alone meaning 1j. */
static bool read_complex(ComplexText *t)
{
    double first = 0;
    bool has_first = read_part(t, &first);
    if (!has_first) {
        first = at_sign(t) && *t->at == '-' ? -1 : 1;
        t->at += at_sign(t);
        t->imag = first;
        return take_j(t);
    }
    if (take_j(t)) {
        t->imag = first;
        return true;
    }
    t->real = first;
    if (!at_sign(t)) {
        return true;
    }
    bool minus = *t->at == '-';
    if (!read_part(t, &t->imag)) {
        t->at++;
        t->imag = minus ? -1 : 1;
    }
    return take_j(t);
}

static void trim(ComplexText *t)
{
    while (t->at < t->end && is_space(*t->at)) {
        t->at++;
    }
}

LeafResult pd_num_parse_complex(Vm *vm, Value v, Value *out)
{
    PlainText plain;
    if (!plain_of(&plain, vm, v)) {
        return LEAF_MEMORY;
    }
    Bytes text = stripped(&plain);
    size_t offset = text.size == 0 ? 0 : (size_t)(text.data - (const uint8_t *)plain.data);
    size_t length = text.size;
    bool placed = remove_underscores(plain.data + offset, &length, is_decimal);
    bool good = placed && length > 0;
    ComplexText t = {plain.data + offset, plain.data + offset + length, 0, 0};
    if (good) {
        bool bracket = *t.at == '(';
        t.at += bracket;
        trim(&t);
        good = read_complex(&t);
        trim(&t);
        if (bracket) {
            good = good && t.at < t.end && *t.at++ == ')';
        }
        good = good && t.at == t.end;
    }
    plain_deinit(&plain);
    if (!placed) {
        return pd_data_raise_repr(vm, EXC_VALUE_ERROR, "could not convert string to complex: %s",
                                  v);
    }
    if (!good) {
        return pd_vm_raise(vm, EXC_VALUE_ERROR, "complex() arg is a malformed string");
    }
    return pd_num_give_complex(vm, t.real, t.imag, out);
}
