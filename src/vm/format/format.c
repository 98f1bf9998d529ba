/*
 * format(): values of the builtin types by a format specification; everything else goes to the
 * library's format_slow.
 */
#include "vm/builtins/slots.h"
#include "vm/format/format_in.h"

#include <math.h>

/* ---- str ---- */

static LeafResult refuse(Vm *vm, const char *what)
{
    return pd_vm_raise(vm, EXC_VALUE_ERROR, "%s not allowed in string format specifier", what);
}

static LeafResult check_str_spec(Vm *vm, const Spec *spec, Value v)
{
    if (spec->has_type && spec->type != 's') {
        return pd_spec_unknown(vm, spec, v);
    }
    if (spec->sign != 0) {
        return refuse(vm, spec->sign == ' ' ? "Space" : "Sign");
    }
    if (spec->no_negative_zero) {
        return refuse(vm, "Negative zero coercion (z)");
    }
    if (spec->alternate) {
        return refuse(vm, "Alternate form (#)");
    }
    if (spec->align == '=') {
        return pd_vm_raise(vm, EXC_VALUE_ERROR,
                           "'=' alignment not allowed in string format specifier");
    }
    return LEAF_OK;
}

static void append_padded(StrBuilder *b, const Spec *spec, const Str *s, size_t length)
{
    size_t width = spec->width < 0 ? 0 : (size_t)spec->width;
    size_t padding = width > length ? width - length : 0;
    bool right = spec->align == '>' || spec->align == '=';
    size_t left = right ? padding : spec->align == '^' ? padding / 2 : 0;
    if (left > 0) {
        pd_builder_repeat(b, spec->fill, left);
    }
    pd_builder_slice(b, s, 0, length);
    if (padding > left) {
        pd_builder_repeat(b, spec->fill, padding - left);
    }
}

static LeafResult format_str(Vm *vm, Value v, const Str *s, const Str *spec_text, StrBuilder *b)
{
    Spec spec;
    LeafResult answer = pd_spec_parse(vm, spec_text, '<', v, &spec);
    if (answer == LEAF_OK && spec.type == 0 && spec.grouping != 0) {
        answer = pd_vm_raise(vm, EXC_VALUE_ERROR, "Cannot specify '%c' with 's'.", spec.grouping);
    }
    if (answer == LEAF_OK) {
        answer = check_str_spec(vm, &spec, v);
    }
    if (answer != LEAF_OK) {
        return answer;
    }
    size_t length = s->length;
    if (spec.precision >= 0 && (uint64_t)spec.precision < length) {
        length = (size_t)spec.precision;
    }
    append_padded(b, &spec, s, length);
    return LEAF_OK;
}

/* ---- numbers ---- */

static LeafResult format_char(Vm *vm, Value integer, const Spec *spec, StrBuilder *b)
{
    if (spec->sign != 0) {
        return pd_vm_raise(vm, EXC_VALUE_ERROR,
                           "Sign not allowed with integer format specifier 'c'");
    }
    if (spec->alternate) {
        return pd_vm_raise(vm, EXC_VALUE_ERROR,
                           "Alternate form (#) not allowed with integer format specifier 'c'");
    }
    int64_t point = pd_is(integer, VALUE_TRUE);
    if (!pd_is_bool(integer) && !pd_int_to_i64(&vm->heap, integer, &point)) {
        return pd_vm_raise(vm, EXC_OVERFLOW_ERROR, "Python int too large to convert to C long");
    }
    if (point < 0 || point > UTF8_CODE_POINT_MAX) {
        return pd_vm_raise(vm, EXC_OVERFLOW_ERROR, "%%c arg not in range(0x110000)");
    }
    uint32_t narrow = (uint32_t)point;
    Str *s = pd_str_from_points(&vm->heap, &narrow, 1);
    if (s == NULL) {
        return LEAF_MEMORY;
    }
    append_padded(b, spec, s, 1);
    return LEAF_OK;
}

static void to_upper(Buffer *text)
{
    for (size_t i = 0; i < text->size; i++) {
        if (text->data[i] >= 'a' && text->data[i] <= 'z') {
            text->data[i] = (uint8_t)(text->data[i] - 32);
        }
    }
}

static LeafResult format_decimal(int64_t value, const Spec *spec, StrBuilder *b)
{
    char text[NUMBER_DECIMAL_BYTES];
    size_t length = pd_number_decimal(value, text);
    NumberText number = {.text = text + (value < 0),
                         .digit_count = length - (value < 0),
                         .sign = pd_format_sign(value < 0, spec->sign)};
    pd_format_number(b, &number, spec);
    return LEAF_OK;
}

static LeafResult format_digits(Vm *vm, Value integer, const Spec *spec, StrBuilder *b)
{
    uint32_t base = spec->type == 'b'                        ? 2
                    : spec->type == 'o'                      ? 8
                    : spec->type == 'x' || spec->type == 'X' ? 16
                                                             : 10;
    if (base == 10 && pd_is_int(integer)) {
        return format_decimal(pd_int_of(integer), spec, b);
    }
    Buffer text;
    TextScratch scratch;
    pd_text_scratch_buffer(vm, &scratch, &text);
    LeafResult answer = pd_text_int_digits(vm, integer, base, &text);
    if (answer == LEAF_OK) {
        NumberText number = pd_format_parts(pd_buffer_peek(&text), spec->sign);
        number.digit_count += number.rest_count; /* letters are digits here */
        number.rest_count = 0;
        if (spec->type == 'X') {
            to_upper(&text);
        }
        if (spec->alternate && base != 10) {
            number.prefix = base == 2 ? "0b" : base == 8 ? "0o" : spec->type == 'x' ? "0x" : "0X";
        }
        pd_format_number(b, &number, spec);
    }
    pd_buffer_deinit(&text);
    return answer;
}

static bool is_int_type(uint32_t type)
{
    switch (type) {
    case 'b':
    case 'c':
    case 'd':
    case 'n':
    case 'o':
    case 'x':
    case 'X': return true;
    default: return false;
    }
}

LeafResult pd_format_int(Vm *vm, Value v, Value integer, const Spec *spec, StrBuilder *b)
{
    if (pd_spec_is_float(spec->type)) {
        double value = pd_is(integer, VALUE_TRUE);
        if (!pd_is_bool(integer) && !pd_int_to_double(&vm->heap, integer, &value)) {
            return pd_vm_raise(vm, EXC_OVERFLOW_ERROR, "int too large to convert to float");
        }
        return pd_format_float(vm, v, value, spec, b);
    }
    if (spec->has_type && !is_int_type(spec->type)) {
        return pd_spec_unknown(vm, spec, v);
    }
    if (spec->precision >= 0) {
        return pd_vm_raise(vm, EXC_VALUE_ERROR,
                           "Precision not allowed in integer format specifier");
    }
    if (spec->no_negative_zero) {
        return pd_vm_raise(vm, EXC_VALUE_ERROR,
                           "Negative zero coercion (z) not allowed in "
                           "integer format specifier");
    }
    if (spec->type == 'c') {
        return format_char(vm, integer, spec, b);
    }
    return format_digits(vm, integer, spec, b);
}

/* The text of one double by type and precision of the specification. */
static LeafResult float_text(Vm *vm, double value, const Spec *spec, unsigned flags, Buffer *text)
{
    char code = spec->type == 0 ? 'r' : spec->type == 'n' ? 'g' : (char)spec->type;
    int64_t precision = spec->precision;
    bool percent = code == '%';
    if (percent) {
        code = 'f';
        value *= 100;
    }
    if (precision < 0) {
        precision = spec->type == 0 ? 0 : 6;
    } else if (code == 'r') {
        code = 'g';
    }
    if (precision > INT32_MAX) {
        return pd_vm_raise(vm, EXC_VALUE_ERROR, "precision too big");
    }
    flags |= spec->alternate ? NUMBER_ALT : 0;
    flags |= spec->no_negative_zero ? NUMBER_NO_NEG_0 : 0;
    pd_text_charge(vm, (uint64_t)precision);
    pd_number_format(text, value, code, (int)precision, flags);
    if (percent) {
        pd_buffer_append_byte(text, '%');
    }
    return text->status == STATUS_OK ? LEAF_OK : LEAF_MEMORY;
}

/* Where a word holds the digits. */
static bool append_fixed(double value, const Spec *spec, StrBuilder *b)
{
    enum { PLACES_MAX = 19 };
    if (spec->precision > PLACES_MAX || !isfinite(value)) {
        return false;
    }
    char text[NUMBER_REPR_BYTES] = {0};
    int places = spec->precision < 0 ? 6 : (int)spec->precision;
    size_t size = pd_number_fixed_text(value, places, text);
    size_t negative = text[0] == '-';
    size_t rest = places == 0 ? 0 : (size_t)places + 1;
    NumberText number = {.text = text + negative,
                         .digit_count = size - negative - rest,
                         .has_point = places > 0,
                         .rest_count = (size_t)places,
                         .sign = pd_format_sign(negative, spec->sign)};
    if (size > 0) {
        pd_format_number(b, &number, spec);
    }
    return size > 0;
}

LeafResult pd_format_float(Vm *vm, Value v, double value, const Spec *spec, StrBuilder *b)
{
    if (spec->type != 0 && spec->type != 'n' && !pd_spec_is_float(spec->type)) {
        return pd_spec_unknown(vm, spec, v);
    }
    if (spec->type == 'f' && !spec->alternate && !spec->no_negative_zero &&
        append_fixed(value, spec, b)) {
        return LEAF_OK;
    }
    Buffer text;
    TextScratch scratch;
    pd_text_scratch_buffer(vm, &scratch, &text);
    unsigned flags = spec->type == 0 ? NUMBER_ADD_DOT_0 : 0;
    LeafResult answer = float_text(vm, value, spec, flags, &text);
    if (answer == LEAF_OK) {
        NumberText number = pd_format_parts(pd_buffer_peek(&text), spec->sign);
        pd_format_number(b, &number, spec);
    }
    pd_buffer_deinit(&text);
    return answer;
}

/* One part of a complex number, unpadded. */
static LeafResult append_part(Vm *vm, double value, const Spec *spec, char sign, StrBuilder *b)
{
    Buffer text;
    TextScratch scratch;
    pd_text_scratch_buffer(vm, &scratch, &text);
    LeafResult answer = float_text(vm, value, spec, 0, &text);
    if (answer == LEAF_OK) {
        Spec plain = *spec;
        plain.width = -1;
        plain.fill = 0;
        plain.align = '<';
        NumberText number = pd_format_parts(pd_buffer_peek(&text), sign);
        pd_format_number(b, &number, &plain);
    }
    pd_buffer_deinit(&text);
    return answer;
}

LeafResult pd_format_complex(Vm *vm, Value v, const Spec *spec, StrBuilder *b)
{
    bool is_known = pd_spec_is_float(spec->type) ? spec->type != '%' : spec->type == 'n';
    if (spec->type != 0 && !is_known) {
        return pd_spec_unknown(vm, spec, v);
    }
    if (spec->fill == '0') {
        return pd_vm_raise(vm, EXC_VALUE_ERROR,
                           "Zero padding is not allowed in complex format specifier");
    }
    if (spec->align == '=') {
        return pd_vm_raise(vm, EXC_VALUE_ERROR,
                           "'=' alignment flag is not allowed in complex format specifier");
    }
    const Complex *c = PD_AS(const Complex, &vm->heap, pd_vm_unwrap(vm, v));
    bool imaginary_only = spec->type == 0 && pd_double_bits(c->real) == 0;
    bool parens = spec->type == 0 && !imaginary_only;
    StrBuilder inner;
    pd_text_builder(vm, &inner);
    pd_builder_ascii(&inner, parens ? "(" : "");
    LeafResult answer =
        imaginary_only ? LEAF_OK : append_part(vm, c->real, spec, spec->sign, &inner);
    if (answer == LEAF_OK) {
        char sign = imaginary_only ? spec->sign : '+';
        answer = append_part(vm, c->imag, spec, sign, &inner);
    }
    pd_builder_ascii(&inner, parens ? "j)" : "j");
    Value text = VALUE_NONE;
    if (answer == LEAF_OK) {
        answer = pd_text_take(vm, &inner, &text);
    }
    if (answer == LEAF_OK) {
        append_padded(b, spec, pd_text_str(vm, text), pd_text_str(vm, text)->length);
    }
    pd_builder_deinit(&inner);
    return answer;
}

/* ---- all ---- */

static LeafResult format_into(Vm *vm, Value v, Value inner, const Str *spec_text, StrBuilder *b)
{
    if (pd_text_is_str(vm, inner)) {
        return format_str(vm, v, pd_text_str(vm, inner), spec_text, b);
    }
    Spec spec;
    LeafResult answer = pd_spec_parse(vm, spec_text, '>', v, &spec);
    if (answer != LEAF_OK) {
        return answer;
    }
    if (pd_is_float(inner)) {
        return pd_format_float(vm, v, pd_float_of(inner), &spec, b);
    }
    return pd_is_kind(&vm->heap, inner, KIND_COMPLEX) ? pd_format_complex(vm, v, &spec, b)
                                                      : pd_format_int(vm, v, inner, &spec, b);
}

static bool has_format(const Vm *vm, Value inner)
{
    if (pd_is_int(inner) || pd_is_float(inner) || pd_is_bool(inner)) {
        return true;
    }
    Kind kind = pd_vm_kind(vm, inner);
    return kind == KIND_STR || kind == KIND_INT || kind == KIND_COMPLEX;
}

LeafResult pd_text_format_payload(Vm *vm, Value v, Value spec, Value *out)
{
    Value inner = pd_vm_unwrap(vm, v);
    const Str *text = pd_text_str(vm, spec);
    if (text->length == 0) {
        return pd_vm_str(vm, v, out);
    }
    LeafResult answer = pd_text_format_brief(vm, inner, spec, out);
    if (answer != LEAF_END) {
        return answer;
    }
    if (!has_format(vm, inner)) {
        return pd_vm_raise_type(vm, "unsupported format string passed to %s.__format__", v);
    }
    StrBuilder b;
    pd_text_builder(vm, &b);
    answer = format_into(vm, v, inner, text, &b);
    if (answer == LEAF_OK) {
        pd_text_charge(vm, b.length);
        answer = pd_text_take(vm, &b, out);
    }
    pd_builder_deinit(&b);
    return answer;
}

LeafResult pd_vm_format(Vm *vm, Value v, Value spec, Value *out)
{
    if (pd_is_unbound(spec)) {
        spec = pd_from_ref(HEAP_EMPTY_STR);
    }
    Value text = pd_vm_unwrap(vm, spec);
    if (!pd_text_is_str(vm, text)) {
        return pd_vm_raise_type(vm, "format() argument 2 must be str, not %s", spec);
    }
    switch (pd_vm_kind(vm, v)) {
    case KIND_INSTANCE:
    case KIND_WRAPPED:
    case KIND_EXCEPTION:
    case KIND_OPAQUE:
    case KIND_CLASS: break;
    default: return pd_text_format_payload(vm, v, text, out);
    }
    Value method = pd_vm_special(vm, v, NAME_format);
    if (pd_is_kind(&vm->heap, method, KIND_FUNCTION)) {
        return pd_vm_tail_ask(vm, method, PHASE_FORMAT, 2, (const Value[]){v, text});
    }
    if (!pd_is_kind(&vm->heap, method, KIND_BUILTIN)) {
        return pd_vm_tail_call(vm, LIB_format_slow, 2, v, text);
    }
    const Builtin *builtin = PD_AS(const Builtin, &vm->heap, method);
    if (builtin->owner == vm->image->types[TYPE_OBJECT]) {
        return pd_vm_format_default(vm, v, text, out);
    }
    if (vm->image->leaves[builtin->leaf]->fn == pd_slot_format) {
        return pd_text_format_payload(vm, v, text, out);
    }
    return pd_vm_tail_call(vm, LIB_format_slow, 2, v, text);
}

LeafResult pd_vm_format_default(Vm *vm, Value v, Value spec, Value *out)
{
    if (pd_text_str(vm, spec)->length > 0) {
        return pd_vm_raise_type(vm, "unsupported format string passed to %s.__format__", v);
    }
    return pd_vm_str(vm, v, out);
}
