/*
 * The % operator of str and bytes: conversions, flags, width and precision as CPython has them.
 *
 * One engine for both: a bytes format is read as Latin-1 and its result built as such. Where a
 * value needs program code it stops in front of that conversion, the library's percent_slow does
 * what is needed, and the engine goes on from there (pd_text_percent_next): so everything happens,
 * and is refused, in the order of the format.
 */
#include "vm/format/format_in.h"
#include "vm/text/repr_in.h"

#include <math.h>
#include <string.h>

enum {
    FLAG_LEFT = 1,
    FLAG_SIGN = 2,
    FLAG_BLANK = 4,
    FLAG_ALT = 8,
    FLAG_ZERO = 16,
    FLAG_NO_NEG_0 = 32
};

typedef struct Percent {
    Vm *vm;
    const Str *format;
    const uint8_t *data; /* of the format */
    size_t at, length;
    bool is_bytes;
    bool prepared;     /* the value is what the library has made of it */
    Value mapping;     /* UNBOUND: none */
    const Value *args; /* what is left of them starts at used */
    Value single;
    size_t count, used;
    /* Where a conversion needs the library: KEY_LOOKUP and the key, or its type and the value. When
     * it begins again: the same, with what the library has made of it. 0: none. */
    uint32_t how;
    Value ready;
    StrBuilder *out;
} Percent;
enum { KEY_LOOKUP = '(' };

typedef struct Conversion {
    uint32_t flags, type;
    int64_t width, precision; /* precision -1: none */
    bool has_key;
    size_t key_start, key_length;
} Conversion;

static bool at_end(const Percent *p)
{
    return p->at >= p->length;
}

static uint32_t current(const Percent *p)
{
    return at_end(p) ? 0 : pd_point_at(p->data, p->format->h.aux, p->at);
}

static LeafResult next_arg(Percent *p, Value *v)
{
    if (p->used >= p->count) {
        return pd_vm_raise(p->vm, EXC_TYPE_ERROR, "not enough arguments for format string");
    }
    *v = p->args[p->used++];
    return LEAF_OK;
}

/* ---- reading a conversion ---- */

static LeafResult incomplete(Percent *p, const char *what)
{
    return pd_vm_raise(p->vm, EXC_VALUE_ERROR, "incomplete format%s", what);
}

/* After "%(": the key up to the parenthesis that closes it. */
static LeafResult read_key(Percent *p, Conversion *c)
{
    int depth = 1;
    c->has_key = true;
    c->key_start = ++p->at;
    while (depth > 0) {
        if (at_end(p)) {
            return incomplete(p, " key");
        }
        uint32_t point = current(p);
        p->at++;
        depth += point == '(' ? 1 : point == ')' ? -1 : 0;
    }
    c->key_length = p->at - 1 - c->key_start;
    return LEAF_OK;
}

static LeafResult lookup_key(Percent *p, const Conversion *c)
{
    Vm *vm = p->vm;
    p->args = &p->single;
    p->count = 1;
    p->used = 0;
    if (p->how != 0) {
        p->single = p->ready;
        p->how = p->how == KEY_LOOKUP ? 0 : p->how;
        return LEAF_OK;
    }
    Value key = VALUE_NONE;
    if (p->is_bytes) {
        Bytes name = pd_bytes(pd_str_data(p->format) + c->key_start, c->key_length);
        LeafResult answer = pd_text_new_bytes(vm, KIND_BYTES, name, &key);
        if (answer != LEAF_OK) {
            return answer;
        }
    } else {
        Str *name = pd_str_slice(&vm->heap, p->format, c->key_start, c->key_length);
        if (name == NULL) {
            return LEAF_MEMORY;
        }
        key = pd_value_to(&vm->heap, name);
    }
    Kind kind = pd_vm_kind(vm, p->mapping);
    LeafResult answer = kind == KIND_WRAPPED || kind == KIND_INSTANCE
                            ? LEAF_CALL
                            : pd_vm_get_item(vm, p->mapping, key, &p->single);
    if (answer == LEAF_CALL) {
        p->how = KEY_LOOKUP;
        p->ready = key;
    }
    return answer;
}

static void read_flags(Percent *p, Conversion *c)
{
    for (;; p->at++) {
        switch (current(p)) {
        case '-': c->flags |= FLAG_LEFT; break;
        case '+': c->flags |= FLAG_SIGN; break;
        case ' ': c->flags |= FLAG_BLANK; break;
        case '#': c->flags |= FLAG_ALT; break;
        case '0': c->flags |= FLAG_ZERO; break;
        case 'z':
            if (p->is_bytes) {
                c->flags |= FLAG_NO_NEG_0;
                break;
            }
            return;
        default: return;
        }
    }
}

/* A number of the format or '*', which takes an argument. max: what *out may be at most. */
static LeafResult read_number(Percent *p, int64_t max, const char *too_big, int64_t *out)
{
    Vm *vm = p->vm;
    if (current(p) == '*' && !at_end(p)) {
        p->at++;
        Value v = VALUE_NONE;
        LeafResult answer = next_arg(p, &v);
        if (answer != LEAF_OK) {
            return answer;
        }
        Value inner = pd_vm_unwrap(vm, v);
        *out = pd_is(inner, VALUE_TRUE);
        if (pd_is_bool(inner)) {
            return LEAF_OK;
        }
        if (!pd_is_integer(&vm->heap, inner)) {
            return pd_vm_raise(vm, EXC_TYPE_ERROR, "* wants int");
        }
        bool is_int = max == INT32_MAX;
        bool fits = pd_int_to_i64(&vm->heap, inner, out);
        if (!fits || (is_int && (*out > max || *out < INT32_MIN))) {
            return pd_vm_raise(vm, EXC_OVERFLOW_ERROR, "Python int too large to convert to C %s",
                               is_int ? "int" : "ssize_t");
        }
        *out = *out > max ? max : *out == INT64_MIN ? 0 : *out < -max ? -max : *out;
        return LEAF_OK;
    }
    int64_t value = 0;
    while (!at_end(p) && current(p) >= '0' && current(p) <= '9') {
        int64_t digit = (int64_t)current(p) - '0';
        if (value > (max - digit) / 10) {
            return pd_vm_raise(vm, EXC_VALUE_ERROR, "%s too big", too_big);
        }
        value = value * 10 + digit;
        p->at++;
    }
    *out = value;
    return LEAF_OK;
}

static LeafResult read_type(Percent *p, Conversion *c)
{
    if (current(p) == 'h' || current(p) == 'l' || current(p) == 'L') {
        p->at++;
    }
    if (at_end(p)) {
        return incomplete(p, "");
    }
    c->type = current(p);
    p->at++;
    return LEAF_OK;
}

/* p->at is behind the '%'. */
static LeafResult read_conversion(Percent *p, Conversion *c)
{
    *c = (Conversion){.precision = -1};
    LeafResult answer = LEAF_OK;
    if (!at_end(p) && current(p) == '(') {
        if (pd_is_unbound(p->mapping)) {
            return pd_vm_raise(p->vm, EXC_TYPE_ERROR, "format requires a mapping");
        }
        answer = read_key(p, c);
        if (answer == LEAF_OK) {
            answer = lookup_key(p, c);
        }
    }
    if (answer != LEAF_OK) {
        return answer;
    }
    if (LIKELY(current(p) > '9' && current(p) < 'z')) { /* neither flags nor numbers */
        return read_type(p, c);
    }
    read_flags(p, c);
    answer = read_number(p, INT64_MAX / 4, "width", &c->width);
    if (answer == LEAF_OK && c->width < 0) {
        c->flags |= FLAG_LEFT;
        c->width = -c->width;
    }
    if (answer == LEAF_OK && !at_end(p) && current(p) == '.') {
        p->at++;
        answer = read_number(p, INT32_MAX, p->is_bytes ? "prec" : "precision", &c->precision);
        c->precision = c->precision < 0 ? 0 : c->precision;
    }
    return answer == LEAF_OK ? read_type(p, c) : answer;
}

/* ---- writing a value ---- */

static void append_spaces(Percent *p, size_t count)
{
    if (count > 0) {
        pd_builder_repeat(p->out, ' ', count);
    }
}

static void append_padded(Percent *p, const Conversion *c, const Str *s, size_t length)
{
    if (c->width == 0 && length == s->length) {
        pd_builder_str(p->out, s);
        return;
    }
    size_t width = (size_t)c->width;
    size_t padding = width > length ? width - length : 0;
    bool left = (c->flags & FLAG_LEFT) != 0;
    append_spaces(p, left ? 0 : padding);
    pd_builder_slice(p->out, s, 0, length);
    append_spaces(p, left ? padding : 0);
}

static LeafResult convert_text(Percent *p, const Conversion *c, Value v)
{
    Vm *vm = p->vm;
    Value text = VALUE_NONE;
    LeafResult answer;
    if (p->prepared) {
        text = pd_vm_unwrap(vm, v);
        answer = pd_is_kind(&vm->heap, text, KIND_STR) ? LEAF_OK : pd_vm_raise_misuse(vm, "%");
    } else if (c->type == 's') {
        answer = pd_vm_str(vm, v, &text);
    } else {
        answer = c->type == 'r' ? pd_vm_repr(vm, v, &text) : pd_vm_ascii(vm, v, &text);
    }
    if (answer != LEAF_OK) {
        return answer;
    }
    const Str *s = pd_text_str(vm, text);
    size_t length = s->length;
    if (c->precision >= 0 && (uint64_t)c->precision < length) {
        length = (size_t)c->precision;
    }
    pd_text_charge(vm, length);
    append_padded(p, c, s, length);
    return LEAF_OK;
}

static LeafResult convert_bytes(Percent *p, const Conversion *c, Value v)
{
    Vm *vm = p->vm;
    Value text = v;
    Text bytes;
    if (c->type == 'a' || c->type == 'r') {
        LeafResult answer = p->prepared ? LEAF_OK : pd_vm_ascii(vm, v, &text);
        if (p->prepared && !pd_is_kind(&vm->heap, v, KIND_BYTES)) {
            answer = pd_vm_raise_misuse(vm, "%");
        }
        if (answer != LEAF_OK) {
            return answer;
        }
        bytes = pd_text_of(vm, text);
    } else if (!pd_text_bytes_of(vm, v, &bytes)) {
        if (!pd_is_unbound(pd_vm_special(vm, v, NAME_bytes))) {
            return LEAF_CALL;
        }
        return pd_vm_raise_type(vm,
                                "%%b requires a bytes-like object, or an object that implements "
                                "__bytes__, not '%s'",
                                v);
    }
    size_t length = bytes.length;
    if (c->precision >= 0 && (uint64_t)c->precision < length) {
        length = (size_t)c->precision;
    }
    append_padded(p, c, bytes.s, length);
    return LEAF_OK;
}

/* sign, prefix (NULL: none) and digits with the flags; text begins with '-' when negative. */
static LeafResult append_number(Percent *p, const Conversion *c, Bytes text, const char *prefix)
{
    bool negative = text.size > 0 && text.data[0] == '-';
    const char *digits = (const char *)text.data + negative;
    size_t count = text.size - negative;
    char sign = negative                       ? '-'
                : (c->flags & FLAG_SIGN) != 0  ? '+'
                : (c->flags & FLAG_BLANK) != 0 ? ' '
                                               : 0;
    StrBuilder *out = p->out;
    size_t prefix_length = prefix == NULL ? 0 : strlen(prefix);
    size_t length = (sign != 0) + prefix_length + count;
    size_t padding = (size_t)c->width > length ? (size_t)c->width - length : 0;
    bool left = (c->flags & FLAG_LEFT) != 0;
    bool zero = !left && (c->flags & FLAG_ZERO) != 0;
    append_spaces(p, left || zero ? 0 : padding);
    if (sign != 0) {
        pd_builder_point(out, (uint8_t)sign);
    }
    if (prefix != NULL) {
        pd_builder_ascii_n(out, prefix, prefix_length);
    }
    if (zero && padding > 0) {
        pd_builder_repeat(out, '0', padding);
    }
    pd_builder_ascii_n(out, digits, count);
    append_spaces(p, left ? padding : 0);
    return LEAF_OK;
}

static LeafResult append_decimal(Percent *p, const Conversion *c, int64_t value)
{
    char digits[NUMBER_DECIMAL_BYTES];
    return append_number(p, c, pd_bytes(digits, pd_number_decimal(value, digits)), NULL);
}

static bool has_conversion(Vm *vm, Value v, NameId name)
{
    return !pd_is_unbound(pd_vm_special(vm, v, name));
}

/* The int that a conversion shows; LEAF_CALL when the library has to make it. */
static LeafResult integer_of(Percent *p, const Conversion *c, Value v, Value *out)
{
    Vm *vm = p->vm;
    Value inner = pd_vm_unwrap(vm, v);
    bool truncates = c->type == 'd' || c->type == 'i' || c->type == 'u';
    *out = inner;
    if (pd_is_bool(inner) || pd_is_integer(&vm->heap, inner)) {
        return LEAF_OK;
    }
    if (pd_is_float(inner) && truncates) {
        double d = pd_float_of(inner);
        if (isnan(d)) {
            return pd_vm_raise(vm, EXC_VALUE_ERROR, "cannot convert float NaN to integer");
        }
        if (isinf(d)) {
            return pd_vm_raise(vm, EXC_OVERFLOW_ERROR, "cannot convert float infinity to integer");
        }
        return pd_int_from_double(&vm->heap, d, out) == ANSWER_YES ? LEAF_OK : LEAF_MEMORY;
    }
    Kind kind = pd_vm_kind(vm, v);
    bool is_object = kind == KIND_INSTANCE || kind == KIND_WRAPPED || kind == KIND_EXCEPTION;
    bool convertible = is_object && (has_conversion(vm, v, NAME_index) ||
                                     (truncates && has_conversion(vm, v, NAME_int)));
    if (convertible && !p->prepared) {
        return LEAF_CALL;
    }
    int shown = p->is_bytes && c->type == 'i' ? 'd' : (int)c->type;
    return pd_vm_raise(vm, EXC_TYPE_ERROR, "%%%c format: %s is required, not %s", shown,
                       truncates ? "a real number" : "an integer", pd_vm_type_name(vm, v).text);
}

static void upper_text(Buffer *text)
{
    for (size_t i = 0; i < text->size; i++) {
        if (text->data[i] >= 'a' && text->data[i] <= 'z') {
            text->data[i] = (uint8_t)(text->data[i] - 32);
        }
    }
}

/* With a precision, in another base, or big. */
static LeafResult convert_digits(Percent *p, const Conversion *c, Value integer, uint32_t base)
{
    Vm *vm = p->vm;
    Buffer digits;
    Buffer text;
    TextScratch scratches[2];
    pd_text_scratch_buffer(vm, &scratches[0], &digits);
    pd_text_scratch_buffer(vm, &scratches[1], &text);
    LeafResult answer = pd_text_int_digits(vm, integer, base, &digits);
    if (answer == LEAF_OK) {
        bool negative = digits.data[0] == '-';
        size_t count = digits.size - negative;
        size_t least = c->precision < 0 ? 0 : (size_t)c->precision;
        if (negative) {
            pd_buffer_append_byte(&text, '-');
        }
        pd_buffer_append_fill(&text, '0', least > count ? least - count : 0);
        pd_buffer_append(&text, pd_bytes(digits.data + negative, count));
        if (c->type == 'X') {
            upper_text(&text);
        }
        bool has_prefix = (c->flags & FLAG_ALT) != 0 && base != 10;
        const char *prefix = c->type == 'o' ? "0o" : c->type == 'x' ? "0x" : "0X";
        answer = text.status != STATUS_OK
                     ? LEAF_MEMORY
                     : append_number(p, c, pd_buffer_peek(&text), has_prefix ? prefix : NULL);
    }
    pd_buffer_deinit(&digits);
    pd_buffer_deinit(&text);
    return answer;
}

static LeafResult convert_integer(Percent *p, const Conversion *c, Value v)
{
    Vm *vm = p->vm;
    Value integer = VALUE_NONE;
    LeafResult answer = integer_of(p, c, v, &integer);
    if (answer != LEAF_OK) {
        return answer;
    }
    if (c->precision > INT32_MAX - 3) {
        return pd_vm_raise(vm, EXC_OVERFLOW_ERROR, "precision too large");
    }
    uint32_t base = c->type == 'o' ? 8 : c->type == 'x' || c->type == 'X' ? 16 : 10;
    if (base == 10 && c->precision < 0 && pd_is_int(integer)) {
        return append_decimal(p, c, pd_int_of(integer));
    }
    return convert_digits(p, c, integer, base);
}

static LeafResult double_of(Percent *p, Value v, double *out)
{
    Vm *vm = p->vm;
    Value inner = pd_vm_unwrap(vm, v);
    if (pd_is_float(inner)) {
        *out = pd_float_of(inner);
        return LEAF_OK;
    }
    if (pd_is_bool(inner)) {
        *out = pd_is(inner, VALUE_TRUE);
        return LEAF_OK;
    }
    if (pd_is_integer(&vm->heap, inner)) {
        return pd_int_to_double(&vm->heap, inner, out)
                   ? LEAF_OK
                   : pd_vm_raise(vm, EXC_OVERFLOW_ERROR, "int too large to convert to float");
    }
    bool convertible = pd_vm_kind(vm, v) == KIND_INSTANCE &&
                       (has_conversion(vm, v, NAME_float) || has_conversion(vm, v, NAME_index));
    if (convertible && !p->prepared) {
        return LEAF_CALL;
    }
    return p->is_bytes ? pd_vm_raise_type(vm, "float argument required, not %s", v)
                       : pd_vm_raise_type(vm, "must be real number, not %s", v);
}

static LeafResult convert_float(Percent *p, const Conversion *c, Value v)
{
    Vm *vm = p->vm;
    double value = 0;
    LeafResult answer = double_of(p, v, &value);
    if (answer != LEAF_OK) {
        return answer;
    }
    int precision = c->precision < 0 ? 6 : (int)c->precision;
    bool plain = c->type == 'f' && (c->flags & (FLAG_ALT | FLAG_NO_NEG_0)) == 0 && isfinite(value);
    char digits[NUMBER_REPR_BYTES];
    size_t size = plain ? pd_number_fixed_text(value, precision, digits) : 0;
    if (size > 0) {
        return append_number(p, c, pd_bytes(digits, size), NULL);
    }
    Buffer text;
    TextScratch scratch;
    pd_text_scratch_buffer(vm, &scratch, &text);
    pd_text_charge(vm, (uint64_t)precision);
    unsigned flags = ((c->flags & FLAG_ALT) != 0 ? NUMBER_ALT : 0) |
                     ((c->flags & FLAG_NO_NEG_0) != 0 ? NUMBER_NO_NEG_0 : 0);
    pd_number_format(&text, value, (char)c->type, precision, flags);
    answer =
        text.status == STATUS_OK ? append_number(p, c, pd_buffer_peek(&text), NULL) : LEAF_MEMORY;
    pd_buffer_deinit(&text);
    return answer;
}

static LeafResult char_point(Percent *p, Value v, uint32_t *point)
{
    Vm *vm = p->vm;
    Value inner = pd_vm_unwrap(vm, v);
    int64_t i = pd_is(inner, VALUE_TRUE);
    bool is_int = pd_is_bool(inner) || pd_is_integer(&vm->heap, inner);
    bool fits = pd_is_bool(inner) || (is_int && pd_int_to_i64(&vm->heap, inner, &i));
    *point = (uint32_t)i;
    bool convertible = !is_int && !p->prepared && pd_vm_kind(vm, v) == KIND_INSTANCE;
    if (convertible && has_conversion(vm, v, NAME_index)) {
        return LEAF_CALL;
    }
    if (p->is_bytes) {
        Text bytes;
        if (is_int && (!fits || i < 0 || i > 255)) {
            return pd_vm_raise(vm, EXC_OVERFLOW_ERROR, "%%c arg not in range(256)");
        }
        if (!is_int && pd_text_bytes_of(vm, v, &bytes) && bytes.length == 1) {
            *point = pd_str_data(bytes.s)[0];
            return LEAF_OK;
        }
        return is_int ? LEAF_OK
                      : pd_vm_raise(vm, EXC_TYPE_ERROR,
                                    "%%c requires an integer in range(256) or a single byte");
    }
    if (is_int) {
        bool valid = fits && i >= 0 && i <= UTF8_CODE_POINT_MAX;
        return valid ? LEAF_OK
                     : pd_vm_raise(vm, EXC_OVERFLOW_ERROR, "%%c arg not in range(0x110000)");
    }
    if (pd_text_is_str(vm, inner) && pd_text_str(vm, inner)->length == 1) {
        *point = pd_str_at(pd_text_str(vm, inner), 0);
        return LEAF_OK;
    }
    return pd_vm_raise(vm, EXC_TYPE_ERROR, "%%c requires int or char");
}

static LeafResult convert_char(Percent *p, const Conversion *c, Value v)
{
    uint32_t point;
    LeafResult answer = char_point(p, v, &point);
    if (answer == LEAF_OK) {
        Str *s = pd_str_from_points(&p->vm->heap, &point, 1);
        if (s == NULL) {
            return LEAF_MEMORY;
        }
        append_padded(p, c, s, 1);
    }
    return answer;
}

static LeafResult convert_value(Percent *p, const Conversion *c, Value v)
{
    switch (c->type) {
    case 'b':
        if (!p->is_bytes) {
            break;
        }
        return convert_bytes(p, c, v);
    case 's':
    case 'r':
    case 'a': return p->is_bytes ? convert_bytes(p, c, v) : convert_text(p, c, v);
    case 'd':
    case 'i':
    case 'u':
    case 'o':
    case 'x':
    case 'X': return convert_integer(p, c, v);
    case 'e':
    case 'E':
    case 'f':
    case 'F':
    case 'g':
    case 'G': return convert_float(p, c, v);
    case 'c': return convert_char(p, c, v);
    default: break;
    }
    char shown = c->type >= 31 && c->type <= '~' ? (char)c->type : '?';
    return pd_vm_raise(p->vm, EXC_VALUE_ERROR,
                       "unsupported format character '%c' (0x%x) at index %zu", shown, c->type,
                       p->at - 1);
}

static LeafResult convert(Percent *p, const Conversion *c)
{
    Value v = VALUE_NONE;
    LeafResult answer = next_arg(p, &v);
    if (answer != LEAF_OK) {
        return answer;
    }
    p->prepared = p->how != 0;
    answer = convert_value(p, c, p->prepared ? p->ready : v);
    p->how = answer == LEAF_CALL ? c->type : 0;
    p->ready = v;
    return answer;
}

/* %s and %d without more, of a str or a small int. p->at is behind the '%'. false: something else.
 */
static bool append_bare(Percent *p)
{
    uint32_t type = current(p);
    if ((type != 's' && type != 'd') || p->used == p->count || p->is_bytes) {
        return false;
    }
    Value v = p->args[p->used];
    if (pd_is_int(v)) {
        char digits[NUMBER_DECIMAL_BYTES];
        pd_builder_ascii_n(p->out, digits, pd_number_decimal(pd_int_of(v), digits));
    } else if (type == 's' && pd_text_is_str(p->vm, v)) {
        const Str *s = pd_text_str(p->vm, v);
        pd_text_charge(p->vm, s->length);
        pd_builder_str(p->out, s);
    } else {
        return false;
    }
    p->used++;
    p->at++;
    return true;
}

static size_t next_percent(const Percent *p)
{
    size_t i = p->at;
    if (p->format->h.aux == 1) {
        const uint8_t *found = memchr(p->data + i, '%', p->length - i);
        return found == NULL ? p->length : (size_t)(found - p->data);
    }
    while (i < p->length && pd_point_at(p->data, p->format->h.aux, i) != '%') {
        i++;
    }
    return i;
}

/* What stands behind a '%'. LEAF_CALL: the library has to do something first, then it begins again.
 */
static LeafResult run_conversion(Percent *p)
{
    if (current(p) == '%') {
        pd_builder_point(p->out, '%');
        p->at++;
        return LEAF_OK;
    }
    if (p->how == 0 && append_bare(p)) {
        return LEAF_OK;
    }
    size_t at = p->at, used = p->used;
    Conversion c;
    LeafResult answer = read_conversion(p, &c);
    if (answer == LEAF_OK) {
        answer = convert(p, &c);
    }
    if (answer == LEAF_CALL) {
        p->at = at - 1;
        p->used = used;
    }
    return answer;
}

static LeafResult run(Percent *p)
{
    while (!at_end(p)) {
        size_t next = next_percent(p);
        if (next > p->at) {
            pd_builder_slice(p->out, p->format, p->at, next - p->at);
        }
        p->at = next + 1;
        if (next == p->length) {
            break;
        }
        LeafResult answer = run_conversion(p);
        if (answer != LEAF_OK) {
            return answer;
        }
    }
    if (p->used < p->count && pd_is_unbound(p->mapping)) {
        return pd_vm_raise(p->vm, EXC_TYPE_ERROR,
                           "not all arguments converted during %s formatting",
                           p->is_bytes ? "bytes" : "string");
    }
    return LEAF_OK;
}

/* Whether args can be asked for keys: anything with __getitem__ but tuples and strings. */
static bool is_mapping(Vm *vm, Value args, bool is_bytes)
{
    Value inner = pd_vm_unwrap(vm, args);
    Kind kind = pd_vm_kind(vm, inner);
    if (kind == KIND_TUPLE || kind == KIND_STR ||
        (is_bytes && (kind == KIND_BYTES || kind == KIND_BYTEARRAY))) {
        return false;
    }
    return kind == KIND_DICT || kind == KIND_LIST ||
           (pd_is_ref(inner) && has_conversion(vm, args, NAME_getitem));
}

static void begin(Percent *p, Value args)
{
    Value inner = pd_vm_unwrap(p->vm, args);
    p->mapping = is_mapping(p->vm, args, p->is_bytes) ? args : VALUE_UNBOUND;
    p->single = args;
    p->args = &p->single;
    p->count = 1;
    if (pd_is_kind(&p->vm->heap, inner, KIND_TUPLE)) {
        const Tuple *tuple = PD_AS(const Tuple, &p->vm->heap, inner);
        p->args = tuple->items;
        p->count = tuple->length;
    }
}

static LeafResult finish(Percent *p, uint8_t kind, Value *out)
{
    Vm *vm = p->vm;
    if (kind == KIND_STR) {
        return pd_text_take(vm, p->out, out);
    }
    if (p->out->failed) {
        return LEAF_MEMORY;
    }
    pd_assert(p->out->width == 1 || p->out->length == 0);
    return pd_text_new_bytes(vm, kind, pd_bytes(p->out->data, p->out->length), out);
}

static LeafResult prepare(Vm *vm, Value format, Value args, Percent *p)
{
    Text text = pd_text_of(vm, format);
    *p = (Percent){.vm = vm,
                   .format = text.s,
                   .is_bytes = text.kind != KIND_STR,
                   .length = text.length,
                   .ready = VALUE_NONE};
    if (text.kind == KIND_BYTEARRAY) {
        Value copy = VALUE_NONE;
        LeafResult answer = pd_text_new_bytes(vm, KIND_BYTES, pd_text_bytes(&text), &copy);
        if (answer != LEAF_OK) {
            return answer;
        }
        p->format = pd_text_str(vm, copy);
    }
    p->data = pd_str_data(p->format);
    begin(p, args);
    return LEAF_OK;
}

static LeafResult percent(Vm *vm, Value format, Value args, Value *out)
{
    Percent p;
    LeafResult answer = prepare(vm, format, args, &p);
    if (answer != LEAF_OK) {
        return answer;
    }
    pd_text_charge(vm, p.length);
    StrBuilder builder;
    pd_text_builder(vm, &builder);
    p.out = &builder;
    answer = run(&p);
    if (answer == LEAF_OK) {
        answer = finish(&p, pd_text_of(vm, format).kind, out);
    }
    pd_builder_deinit(p.out);
    return answer == LEAF_CALL ? pd_vm_tail_call(vm, LIB_percent_slow, 2, format, args) : answer;
}

LeafResult pd_vm_str_percent(Vm *vm, Value format, Value args, Value *out)
{
    return percent(vm, format, args, out);
}

LeafResult pd_vm_bytes_percent(Vm *vm, Value format, Value args, Value *out)
{
    return percent(vm, format, args, out);
}

/* ---- for the library ---- */

/* (text, at, used, how, value): what comes next, None as how at the end. */
static LeafResult give_step(Percent *p, bool ended, Value text, Value *out)
{
    Heap *heap = &p->vm->heap;
    Value parts[5] = {text, pd_from_int((int64_t)p->at), pd_from_int((int64_t)p->used), VALUE_NONE,
                      VALUE_NONE};
    if (!ended) {
        const Str *how = pd_str_from_point(heap, p->how);
        if (how == NULL) {
            return LEAF_MEMORY;
        }
        parts[3] = pd_value_to(heap, how);
        parts[4] = p->ready;
    }
    return pd_text_give(p->vm, pd_tuple_new(heap, parts, 5), out);
}

static bool resume(Percent *p, const Value *state)
{
    bool ints = pd_is_int(state[0]) && pd_is_int(state[1]);
    if (!ints || pd_int_of(state[0]) < 0 || (uint64_t)pd_int_of(state[0]) > p->length ||
        pd_int_of(state[1]) < 0 || (uint64_t)pd_int_of(state[1]) > p->count) {
        return false;
    }
    p->at = (size_t)pd_int_of(state[0]);
    p->used = (size_t)pd_int_of(state[1]);
    bool has_how = pd_is_kind(&p->vm->heap, state[2], KIND_STR);
    p->how = has_how ? pd_str_at(pd_text_str(p->vm, state[2]), 0) : 0;
    p->ready = state[3];
    return true;
}

LeafResult pd_text_percent_next(Vm *vm, Value format, Value args, const Value *state, Value *out)
{
    Percent p;
    LeafResult answer = prepare(vm, format, args, &p);
    if (answer != LEAF_OK) {
        return answer;
    }
    if (!resume(&p, state)) {
        return pd_vm_raise(vm, EXC_SYSTEM_ERROR, "no place in a format");
    }
    StrBuilder builder;
    pd_text_builder(vm, &builder);
    p.out = &builder;
    size_t from = p.at;
    answer = run(&p);
    bool ended = answer == LEAF_OK;
    if (ended || answer == LEAF_CALL) {
        pd_text_charge(vm, p.at - from);
        Value text = VALUE_NONE;
        answer = finish(&p, p.is_bytes ? KIND_BYTES : KIND_STR, &text);
        if (answer == LEAF_OK) {
            answer = give_step(&p, ended, text, out);
        }
    }
    pd_builder_deinit(p.out);
    return answer;
}
