/*
 * Representations of single values: numbers, strings, and everything that shows only its name.
 *
 * Appends to a builder; what holds other values is repr.c's.
 */
#include "vm/object/class.h"
#include "vm/text/repr_in.h"

#include <stdio.h>
#include <string.h>

LeafResult pd_text_int_digits(Vm *vm, Value v, uint32_t base, Buffer *out)
{
    char text[NUMBER_DECIMAL_BYTES];
    if (pd_is_bool(v)) {
        pd_buffer_append_byte(out, pd_is(v, VALUE_TRUE) ? '1' : '0');
        return LEAF_OK;
    }
    if (pd_is_int(v) && base == 10) {
        pd_buffer_append(out, pd_bytes(text, pd_number_decimal(pd_int_of(v), text)));
        return LEAF_OK;
    }
    uint64_t bits = pd_int_bit_length(&vm->heap, v);
    bool is_power = (base & (base - 1)) == 0;
    uint64_t limit = is_power ? 0 : vm->limits.int_digits;
    uint64_t words = bits / 64;
    if (!pd_vm_charge_big(vm, is_power ? words : words * words / 4)) {
        return pd_vm_out_of_fuel(vm);
    }
    size_t before = out->size;
    /* A digit holds more than 3.3 bits, so the text is not made when it must be too long. */
    bool too_long = limit != 0 && bits > limit * 10 / 3 + 4;
    if (!too_long) {
        pd_status_ignore(pd_int_append_text(&vm->heap, v, base, out));
        size_t sign = pd_int_sign(&vm->heap, v) < 0;
        if (out->status != STATUS_OK) {
            return LEAF_MEMORY; /* and without what was made it cannot be measured */
        }
        too_long = limit != 0 && out->size - before - sign > limit;
    }
    if (too_long) {
        return pd_vm_raise(vm, EXC_VALUE_ERROR,
                           "Exceeds the limit (%llu digits) for integer string conversion; use "
                           "sys.set_int_max_str_digits() to increase the limit",
                           (unsigned long long)limit);
    }
    return out->status == STATUS_OK ? LEAF_OK : LEAF_MEMORY;
}

/* ---- str and bytes ---- */

bool pd_text_is_plain(const Str *s)
{
    const uint8_t *data = pd_str_data(s);
    if ((s->h.flags & STR_ASCII) == 0) {
        return false;
    }
    for (size_t i = 0; i < s->length; i++) {
        uint8_t c = data[i];
        if (c < 32 || c == 127 || c == '\'' || c == '\\') {
            return false;
        }
    }
    return true;
}

static bool needs_escape(uint32_t point, uint32_t quote)
{
    if (point == quote || point == '\\') {
        return true;
    }
    if (point < 128) {
        return point < 32 || point == 127;
    }
    return !pd_unicode_is(point, UNICODE_PRINTABLE);
}

static void append_escape(StrBuilder *b, uint32_t point)
{
    char text[16];
    switch (point) {
    case '\t': pd_builder_ascii_n(b, "\\t", 2); return;
    case '\n': pd_builder_ascii_n(b, "\\n", 2); return;
    case '\r': pd_builder_ascii_n(b, "\\r", 2); return;
    case '\\': pd_builder_ascii_n(b, "\\\\", 2); return;
    case '\'': pd_builder_ascii_n(b, "\\'", 2); return;
    default: break;
    }
    pd_builder_ascii_n(b, text, pd_text_escape(point, text));
}

size_t pd_text_escape(uint32_t point, char out[16])
{
    static const char hex[] = "0123456789abcdef";
    size_t digits = point < 256 ? 2 : point < 0x10000 ? 4 : 8;
    out[0] = '\\';
    out[1] = point < 256 ? 'x' : point < 0x10000 ? 'u' : 'U';
    for (size_t i = 0; i < digits; i++) {
        out[2 + i] = hex[point >> 4 * (digits - 1 - i) & 15];
    }
    return 2 + digits;
}

/* The quote that repr takes: double ones when there are only single ones inside. */
static uint32_t quote_for(const Str *s)
{
    bool has_single = false;
    for (size_t i = 0; i < s->length; i++) {
        uint32_t point = pd_str_at(s, i);
        if (point == '"') {
            return '\'';
        }
        has_single |= point == '\'';
    }
    return has_single ? '"' : '\'';
}

void pd_text_repr_str(StrBuilder *b, const Str *s)
{
    if (pd_text_is_plain(s)) {
        pd_builder_ascii_n(b, "'", 1);
        pd_builder_str(b, s);
        pd_builder_ascii_n(b, "'", 1);
        return;
    }
    uint32_t quote = quote_for(s);
    pd_builder_point(b, quote);
    size_t i = 0;
    while (i < s->length) {
        size_t start = i;
        while (i < s->length && !needs_escape(pd_str_at(s, i), quote)) {
            i++;
        }
        if (i > start) {
            pd_builder_slice(b, s, start, i - start);
        }
        if (i < s->length) {
            append_escape(b, pd_str_at(s, i++));
        }
    }
    pd_builder_point(b, quote);
}

/* single: single quotes are escaped even where they need not be. */
static void append_bytes(StrBuilder *b, Bytes bytes, bool single)
{
    static const char hex[] = "0123456789abcdef";
    bool has_single = false;
    bool has_double = false;
    for (size_t i = 0; i < bytes.size; i++) {
        has_single |= bytes.data[i] == '\'';
        has_double |= bytes.data[i] == '"';
    }
    uint8_t quote = has_single && !has_double ? '"' : '\'';
    pd_builder_point(b, 'b');
    pd_builder_point(b, quote);
    for (size_t i = 0; i < bytes.size; i++) {
        uint8_t c = bytes.data[i];
        bool escaped =
            c == quote || (single && c == '\'') || c == '\\' || c == '\t' || c == '\n' || c == '\r';
        if (escaped) {
            append_escape(b, c);
        } else if (c < 32 || c >= 127) {
            char text[4] = {'\\', 'x', hex[c >> 4], hex[c & 15]};
            pd_builder_ascii_n(b, text, 4);
        } else {
            pd_builder_point(b, c);
        }
    }
    pd_builder_point(b, quote);
}

void pd_text_repr_bytes(StrBuilder *b, Bytes bytes)
{
    append_bytes(b, bytes, false);
}

void pd_text_repr_bytearray(StrBuilder *b, Bytes bytes)
{
    append_bytes(b, bytes, true);
}

/* ---- numbers ---- */

static void append_float(StrBuilder *b, double value)
{
    char text[NUMBER_REPR_BYTES];
    pd_builder_ascii_n(b, text, pd_number_repr(value, text));
}

/* Part of a complex number: as repr of a float, but without a point when there are no fractions. */
static size_t complex_part(double value, bool sign, char out[NUMBER_REPR_BYTES + 2])
{
    char text[NUMBER_REPR_BYTES];
    size_t size = pd_number_repr(value, text);
    if (size > 2 && memcmp(text + size - 2, ".0", 2) == 0) {
        size -= 2;
    }
    size_t at = 0;
    if (sign && text[0] != '-') {
        out[at++] = '+';
    }
    memcpy(out + at, text, size);
    return at + size;
}

static void append_complex(StrBuilder *b, const Complex *c)
{
    char text[NUMBER_REPR_BYTES + 2];
    bool imaginary_only = pd_double_bits(c->real) == 0;
    if (!imaginary_only) {
        pd_builder_ascii_n(b, "(", 1);
        pd_builder_ascii_n(b, text, complex_part(c->real, false, text));
    }
    pd_builder_ascii_n(b, text, complex_part(c->imag, !imaginary_only, text));
    pd_builder_ascii(b, imaginary_only ? "j" : "j)");
}

static LeafResult append_big(Repr *r, Value v)
{
    Buffer digits;
    pd_buffer_init(&digits, r->vm->alloc, r->vm->limits.string_bytes);
    LeafResult answer = pd_text_int_digits(r->vm, v, 10, &digits);
    if (answer == LEAF_OK) {
        pd_builder_ascii_n(r->out, (const char *)digits.data, digits.size);
    }
    pd_buffer_deinit(&digits);
    return answer;
}

static LeafResult append_int(Repr *r, Value v)
{
    char text[NUMBER_DECIMAL_BYTES];
    if (!pd_is_int(v)) {
        return append_big(r, v);
    }
    pd_builder_ascii_n(r->out, text, pd_number_decimal(pd_int_of(v), text));
    return LEAF_OK;
}

/* ---- things with a name and an address ---- */

static void append_title(Repr *r, const Class *cls)
{
    TypeName title = pd_vm_class_title(r->vm, cls);
    Bytes text = pd_bytes_of_cstr(title.text);
    size_t offset = 0;
    while (offset < text.size) {
        pd_builder_point(r->out, pd_utf8_next(text, &offset));
    }
}

static void append_name(Repr *r, Value name)
{
    if (pd_text_is_str(r->vm, name)) {
        pd_builder_str(r->out, pd_text_str(r->vm, name));
    }
}

static void append_address(Repr *r, Value v)
{
    char text[32];
    uint64_t ident = v.bits & UINT64_C(0xffffffffffff);
    if (pd_is_ref(v)) {
        ident = pd_object_ident(&r->vm->heap, pd_header(&r->vm->heap, v));
    }
    int size = snprintf(text, sizeof text, " at 0x%012llx", (unsigned long long)ident);
    pd_builder_ascii_n(r->out, text, (size_t)size);
}

void pd_repr_default(Repr *r, Value v)
{
    pd_builder_ascii(r->out, "<");
    append_title(r, pd_vm_class_of(r->vm, v));
    pd_builder_ascii(r->out, " object");
    append_address(r, v);
    pd_builder_ascii(r->out, ">");
}

static void append_named(Repr *r, const char *what, Value name, Value v)
{
    pd_builder_ascii(r->out, what);
    append_name(r, name);
    append_address(r, v);
    pd_builder_ascii(r->out, ">");
}

static Value class_name(const Vm *vm, Ref cls)
{
    return ((const Class *)pd_at(&vm->heap, cls))->name;
}

/* "<method 'append' of 'list' objects>" and its like. */
static void append_descriptor(Repr *r, const char *what, Value name, Ref owner)
{
    pd_builder_ascii(r->out, what);
    append_name(r, name);
    pd_builder_ascii(r->out, "' of '");
    append_name(r, class_name(r->vm, owner));
    pd_builder_ascii(r->out, "' objects>");
}

static void append_builtin(Repr *r, Value v, const Builtin *builtin)
{
    uint8_t kind = r->vm->image->leaves[builtin->leaf]->kind;
    if (builtin->owner == 0) {
        pd_builder_ascii(r->out, "<built-in function ");
        append_name(r, builtin->name);
        pd_builder_ascii(r->out, ">");
        return;
    }
    switch ((LeafKind)kind) {
    case LEAF_METHOD:
    case LEAF_CLASSMETHOD: append_descriptor(r, "<method '", builtin->name, builtin->owner); return;
    case LEAF_SLOT: append_descriptor(r, "<slot wrapper '", builtin->name, builtin->owner); return;
    case LEAF_GETTER:
    case LEAF_SETTER: append_descriptor(r, "<attribute '", builtin->name, builtin->owner); return;
    case LEAF_FUNCTION:
    case LEAF_STATIC:
    case LEAF_NEW: break;
    }
    pd_builder_ascii(r->out, "<built-in method ");
    append_name(r, builtin->name);
    pd_builder_ascii(r->out, " of type object");
    append_address(r, v);
    pd_builder_ascii(r->out, ">");
}

void pd_repr_builtin_method(Repr *r, const Method *method)
{
    const Builtin *builtin = PD_AS(const Builtin, &r->vm->heap, method->function);
    bool slot = r->vm->image->leaves[builtin->leaf]->kind == LEAF_SLOT;
    pd_builder_ascii(r->out, slot ? "<method-wrapper '" : "<built-in method ");
    append_name(r, builtin->name);
    pd_builder_ascii(r->out, slot ? "' of " : " of ");
    append_name(r, pd_vm_class_of(r->vm, method->self)->name);
    pd_builder_ascii(r->out, " object");
    append_address(r, method->self);
    pd_builder_ascii(r->out, ">");
}

static void append_module(Repr *r, const Module *module)
{
    Vm *vm = r->vm;
    Value file = VALUE_UNBOUND;
    const Dict *dict = pd_at(&vm->heap, module->dict);
    bool found = module->dict != 0 &&
                 pd_dict_get_name(&vm->heap, dict, pd_name(vm, NAME_file), &file) &&
                 pd_text_is_str(vm, file);
    pd_builder_ascii(r->out, "<module ");
    if (pd_text_is_str(vm, module->name)) {
        pd_text_repr_str(r->out, pd_text_str(vm, module->name));
    }
    if (found) {
        pd_builder_ascii(r->out, " from ");
        pd_text_repr_str(r->out, pd_text_str(vm, file));
        pd_builder_ascii(r->out, ">");
    } else {
        pd_builder_ascii(r->out, " (built-in)>");
    }
}

static void append_cell(Repr *r, Value v, const Cell *cell)
{
    pd_builder_ascii(r->out, "<cell");
    append_address(r, v);
    if (pd_is_unbound(cell->content)) {
        pd_builder_ascii(r->out, ": empty>");
        return;
    }
    pd_builder_ascii(r->out, ": ");
    append_name(r, pd_vm_class_of(r->vm, cell->content)->name);
    pd_builder_ascii(r->out, " object");
    append_address(r, cell->content);
    pd_builder_ascii(r->out, ">");
}

static LeafResult append_range(Repr *r, const Range *range)
{
    const Value parts[3] = {range->start, range->stop, range->step};
    uint32_t count = pd_is(range->step, pd_from_int(1)) ? 2 : 3;
    pd_builder_ascii(r->out, "range(");
    for (uint32_t i = 0; i < count; i++) {
        pd_builder_ascii(r->out, i == 0 ? "" : ", ");
        LeafResult answer = append_int(r, parts[i]);
        if (answer != LEAF_OK) {
            return answer;
        }
    }
    pd_builder_ascii(r->out, ")");
    return LEAF_OK;
}

static void append_super(Repr *r, const Super *super)
{
    pd_builder_ascii(r->out, "<super: <class '");
    append_name(r, PD_AS(const Class, &r->vm->heap, super->cls)->name);
    pd_builder_ascii(r->out, "'>, ");
    if (pd_is_unbound(super->self) || pd_is_none(super->self)) {
        pd_builder_ascii(r->out, "NULL>");
        return;
    }
    pd_builder_ascii(r->out, "<");
    append_name(r, pd_vm_class_of(r->vm, super->self)->name);
    pd_builder_ascii(r->out, " object>>");
}

static void append_singleton(Repr *r, Value v)
{
    const char *text = "NotImplemented";
    if (pd_is_none(v)) {
        text = "None";
    } else if (pd_is_bool(v)) {
        text = pd_is(v, VALUE_TRUE) ? "True" : "False";
    } else if (pd_is(v, VALUE_ELLIPSIS)) {
        text = "Ellipsis";
    }
    pd_builder_ascii(r->out, text);
}

static void append_bytearray(Repr *r, Value v)
{
    Text t = pd_text_of(r->vm, v);
    pd_builder_ascii(r->out, "bytearray(");
    pd_text_repr_bytearray(r->out, pd_text_bytes(&t));
    pd_builder_ascii(r->out, ")");
}

static const char *const generator_titles[GENERATOR_KIND_COUNT] = {
    [GENERATOR_PLAIN] = "<generator object ",
    [GENERATOR_COROUTINE] = "<coroutine object ",
    [GENERATOR_ASYNC] = "<async_generator object ",
};

/* What is known by its name and address. */
static void append_object(Repr *r, Value v)
{
    Heap *heap = &r->vm->heap;
    switch (pd_kind(heap, v)) {
    case KIND_FUNCTION:
        append_named(r, "<function ", PD_AS(FunctionObject, heap, v)->qualname, v);
        return;
    case KIND_GENERATOR:
        append_named(r, generator_titles[pd_header(heap, v)->aux], PD_AS(Fiber, heap, v)->qualname,
                     v);
        return;
    case KIND_BUILTIN: append_builtin(r, v, PD_AS(Builtin, heap, v)); return;
    case KIND_CLASS:
        pd_builder_ascii(r->out, "<class '");
        append_title(r, PD_AS(Class, heap, v));
        pd_builder_ascii(r->out, "'>");
        return;
    case KIND_SLOT: {
        const SlotMember *member = PD_AS(SlotMember, heap, v);
        append_descriptor(r, "<member '", member->name, member->owner);
        return;
    }
    case KIND_MODULE: append_module(r, PD_AS(Module, heap, v)); return;
    case KIND_CELL: append_cell(r, v, PD_AS(Cell, heap, v)); return;
    case KIND_SUPER: append_super(r, PD_AS(Super, heap, v)); return;
    default: pd_repr_default(r, v); return;
    }
}

LeafResult pd_repr_scalar(Repr *r, Value v)
{
    Heap *heap = &r->vm->heap;
    if (pd_is_int(v)) {
        return append_int(r, v);
    }
    if (pd_is_float(v)) {
        append_float(r->out, pd_float_of(v));
        return LEAF_OK;
    }
    switch (pd_kind(heap, v)) {
    case KIND_FREE: append_singleton(r, v); return LEAF_OK;
    case KIND_STR: {
        const Str *s = pd_text_str(r->vm, v);
        pd_text_charge(r->vm, s->length);
        pd_text_repr_str(r->out, s);
        return LEAF_OK;
    }
    case KIND_BYTES:
        pd_text_charge(r->vm, pd_text_str(r->vm, v)->length);
        pd_text_repr_bytes(
            r->out, pd_bytes(pd_str_data(pd_text_str(r->vm, v)), pd_text_str(r->vm, v)->length));
        return LEAF_OK;
    case KIND_BYTEARRAY: append_bytearray(r, v); return LEAF_OK;
    case KIND_INT: return append_big(r, v);
    case KIND_COMPLEX: append_complex(r->out, PD_AS(Complex, heap, v)); return LEAF_OK;
    case KIND_RANGE: return append_range(r, PD_AS(Range, heap, v));
    default: append_object(r, v); return LEAF_OK;
    }
}
