/*
 * str.format and str.format_map: replacement fields with attributes, items, conversions and nested
 * specifications.
 *
 * Works as long as no program code is needed; then the library's str_format_slow starts over with
 * the parts that pd_text_format_fields gives it. The parser and its messages are CPython's
 * (Objects/stringlib/unicode_format.h).
 */
#include "vm/format/format_in.h"

enum { NUMBERING_UNKNOWN, NUMBERING_AUTO, NUMBERING_MANUAL };

/* Part of a format string. */
typedef struct Span {
    size_t start, end;
} Span;

/* ".name" or "[name]" of a field. */
typedef struct Access {
    bool is_attr;
    Span name;
} Access;

typedef struct Field {
    Span literal;
    bool present; /* a replacement field follows the literal */
    Span name, spec;
    bool spec_has_fields;
    uint32_t conversion; /* 0: none */
} Field;

typedef struct Formatter {
    Vm *vm;
    const Tuple *args; /* NULL: format_map */
    Value mapping;     /* dict, or what format_map was given, or UNBOUND */
    int numbering;
    size_t next_index;
} Formatter;

typedef struct Reader {
    Vm *vm;
    const Str *text;
    size_t at;
} Reader;

static LeafResult bad_format(Vm *vm, const char *message)
{
    return pd_vm_raise(vm, EXC_VALUE_ERROR, "%s", message);
}

/* ---- parsing ---- */

/* The name of a field: up to '}', ':' or '!', which becomes *stop (0 at the end). */
static LeafResult read_name(Reader *r, Field *field, uint32_t *stop)
{
    uint32_t point = 0;
    field->name.start = r->at;
    while (r->at < r->text->length) {
        point = pd_str_at(r->text, r->at++);
        if (point == '{') {
            return bad_format(r->vm, "unexpected '{' in field name");
        }
        if (point == '[') {
            while (r->at < r->text->length && pd_str_at(r->text, r->at) != ']') {
                r->at++;
            }
        } else if (point == '}' || point == ':' || point == '!') {
            field->name.end = r->at - 1;
            *stop = point;
            return LEAF_OK;
        }
    }
    return bad_format(r->vm, "expected '}' before end of string");
}

static LeafResult read_spec(Reader *r, Field *field)
{
    size_t depth = 1;
    field->spec.start = r->at;
    while (r->at < r->text->length) {
        uint32_t point = pd_str_at(r->text, r->at++);
        if (point == '{') {
            field->spec_has_fields = true;
            depth++;
        } else if (point == '}' && --depth == 0) {
            field->spec.end = r->at - 1;
            return LEAF_OK;
        }
    }
    return bad_format(r->vm, "unmatched '{' in format spec");
}

static LeafResult read_field(Reader *r, Field *field)
{
    uint32_t stop = 0;
    LeafResult answer = read_name(r, field, &stop);
    if (answer != LEAF_OK || stop == '}') {
        return answer;
    }
    if (stop == '!') {
        if (r->at >= r->text->length) {
            return bad_format(r->vm, "end of string while looking for conversion specifier");
        }
        field->conversion = pd_str_at(r->text, r->at++);
        if (r->at < r->text->length) {
            uint32_t point = pd_str_at(r->text, r->at++);
            if (point == '}') {
                return LEAF_OK;
            }
            if (point != ':') {
                return bad_format(r->vm, "expected ':' after conversion specifier");
            }
        }
    }
    return read_spec(r, field);
}

/* The next literal and the field behind it; LEAF_END behind the last. */
static LeafResult read_next(Reader *r, Field *field)
{
    const Str *text = r->text;
    *field = (Field){.literal = {r->at, r->at}};
    if (r->at >= text->length) {
        return LEAF_END;
    }
    uint32_t point = 0;
    bool markup = false;
    while (r->at < text->length && !markup) {
        point = pd_str_at(text, r->at++);
        markup = point == '{' || point == '}';
    }
    field->literal.end = r->at;
    if (!markup) {
        return LEAF_OK;
    }
    bool doubled = r->at < text->length && pd_str_at(text, r->at) == point;
    if (doubled) {
        r->at++;
        return LEAF_OK;
    }
    if (point == '}') {
        return bad_format(r->vm, "Single '}' encountered in format string");
    }
    if (r->at >= text->length) {
        return bad_format(r->vm, "Single '{' encountered in format string");
    }
    field->literal.end--;
    field->present = true;
    return read_field(r, field);
}

/* The digits of a span as a number, -1 when it is none; false: too many. */
static bool span_number(const Str *text, Span span, int64_t *out)
{
    *out = -1;
    int64_t value = 0;
    for (size_t i = span.start; i < span.end; i++) {
        int digit = pd_unicode_decimal(pd_str_at(text, i));
        if (digit < 0) {
            return true;
        }
        if (value > (INT64_MAX - digit) / 10) {
            return false;
        }
        value = value * 10 + digit;
    }
    *out = span.end > span.start ? value : -1;
    return true;
}

static LeafResult span_str(Vm *vm, const Str *text, Span span, Value *out)
{
    return pd_text_give(vm, pd_str_slice(&vm->heap, text, span.start, span.end - span.start), out);
}

/* First part of a field's name: its end, where attributes and items begin. */
static size_t first_end(const Str *text, Span name)
{
    size_t i = name.start;
    while (i < name.end && pd_str_at(text, i) != '.' && pd_str_at(text, i) != '[') {
        i++;
    }
    return i;
}

/* The next ".name" or "[name]" at *at; LEAF_END when there is none. */
static LeafResult next_access(Vm *vm, const Str *text, size_t *at, size_t end, Access *out)
{
    *out = (Access){0};
    if (*at >= end) {
        return LEAF_END;
    }
    uint32_t point = pd_str_at(text, (*at)++);
    size_t i = *at;
    out->is_attr = point == '.';
    if (point == '.') {
        while (i < end && pd_str_at(text, i) != '.' && pd_str_at(text, i) != '[') {
            i++;
        }
        out->name = (Span){*at, i};
        *at = i;
    } else if (point == '[') {
        while (i < end && pd_str_at(text, i) != ']') {
            i++;
        }
        if (i >= end) {
            return bad_format(vm, "Missing ']' in format string");
        }
        out->name = (Span){*at, i};
        *at = i + 1;
    } else {
        return bad_format(vm, "Only '.' or '[' may follow ']' in format field specifier");
    }
    return out->name.start == out->name.end ? bad_format(vm, "Empty attribute in format string")
                                            : LEAF_OK;
}

/* ---- values ---- */

static LeafResult number_field(Formatter *f, bool is_auto, int64_t *index)
{
    int wanted = is_auto ? NUMBERING_AUTO : NUMBERING_MANUAL;
    if (f->numbering != NUMBERING_UNKNOWN && f->numbering != wanted) {
        return bad_format(f->vm, is_auto ? "cannot switch from manual field specification to "
                                           "automatic field numbering"
                                         : "cannot switch from automatic field numbering to "
                                           "manual field specification");
    }
    f->numbering = wanted;
    if (is_auto) {
        *index = (int64_t)f->next_index++;
    }
    return LEAF_OK;
}

static LeafResult positional(Formatter *f, int64_t index, Value *out)
{
    if (f->args == NULL) {
        return bad_format(f->vm, "Format string contains positional fields");
    }
    if (index >= (int64_t)f->args->length) {
        return pd_vm_raise(f->vm, EXC_INDEX_ERROR,
                           "Replacement index %lld out of range for positional args tuple",
                           (long long)index);
    }
    *out = f->args->items[index];
    return LEAF_OK;
}

static LeafResult named(Formatter *f, Value name, Value *out)
{
    Vm *vm = f->vm;
    if (pd_is_unbound(f->mapping)) {
        return pd_vm_raise_key(vm, name);
    }
    if (!pd_is_kind(&vm->heap, f->mapping, KIND_DICT)) {
        Kind kind = pd_vm_kind(vm, f->mapping);
        bool own = kind == KIND_INSTANCE || kind == KIND_WRAPPED || kind == KIND_EXCEPTION;
        return own ? LEAF_CALL : pd_vm_get_item(vm, f->mapping, name, out);
    }
    Answer answer = pd_dict_get(&vm->heap, PD_AS(Dict, &vm->heap, f->mapping), name, out);
    switch (answer) {
    case ANSWER_YES: return LEAF_OK;
    case ANSWER_NO: return pd_vm_raise_key(vm, name);
    case ANSWER_SLOW: return LEAF_CALL;
    case ANSWER_MEMORY:
    case ANSWER_ERROR:
    case ANSWER_LIMIT: break;
    }
    return pd_vm_answer_failed(vm, answer, name);
}

static LeafResult first_value(Formatter *f, const Str *text, Span name, Value *out)
{
    int64_t index = -1;
    bool is_auto = name.start == name.end;
    if (!span_number(text, name, &index)) {
        return bad_format(f->vm, "Too many decimal digits in format string");
    }
    if (is_auto || index >= 0) {
        LeafResult answer = number_field(f, is_auto, &index);
        return answer == LEAF_OK ? positional(f, index, out) : answer;
    }
    Value key = VALUE_NONE;
    LeafResult answer = span_str(f->vm, text, name, &key);
    return answer == LEAF_OK ? named(f, key, out) : answer;
}

static LeafResult access(Formatter *f, const Str *text, const Access *part, Value *v)
{
    bool is_attr = part->is_attr;
    Span name = part->name;
    Vm *vm = f->vm;
    int64_t index = -1;
    Value key = VALUE_NONE;
    if (!is_attr && !span_number(text, name, &index)) {
        return bad_format(vm, "Too many decimal digits in format string");
    }
    LeafResult answer = LEAF_OK;
    if (index >= 0) {
        answer = pd_int_from_i64(&vm->heap, index, &key) == ANSWER_YES ? LEAF_OK : LEAF_MEMORY;
    } else {
        answer = span_str(vm, text, name, &key);
    }
    if (answer != LEAF_OK) {
        return answer;
    }
    if (!is_attr) {
        Kind kind = pd_vm_kind(vm, *v);
        bool own = kind == KIND_INSTANCE || kind == KIND_WRAPPED || kind == KIND_EXCEPTION;
        return own ? LEAF_CALL : pd_vm_get_item(vm, *v, key, v);
    }
    Str *interned = pd_str_intern(&vm->heap, PD_AS(Str, &vm->heap, key));
    if (interned == NULL) {
        return LEAF_MEMORY;
    }
    return pd_vm_get_attr(vm, *v, pd_value_to(&vm->heap, interned), v);
}

static LeafResult field_value(Formatter *f, const Str *text, Span name, Value *v)
{
    size_t at = first_end(text, name);
    LeafResult answer = first_value(f, text, (Span){name.start, at}, v);
    while (answer == LEAF_OK) {
        Access part;
        answer = next_access(f->vm, text, &at, name.end, &part);
        if (answer == LEAF_END) {
            return LEAF_OK;
        }
        if (answer == LEAF_OK) {
            answer = access(f, text, &part, v);
        }
    }
    return answer;
}

static LeafResult convert(Vm *vm, uint32_t conversion, Value *v)
{
    switch (conversion) {
    case 0: return LEAF_OK;
    case 'r': return pd_vm_repr(vm, *v, v);
    case 's': return pd_vm_str(vm, *v, v);
    case 'a': return pd_vm_ascii(vm, *v, v);
    default: break;
    }
    if (conversion > 32 && conversion < 127) {
        return pd_vm_raise(vm, EXC_VALUE_ERROR, "Unknown conversion specifier %c", (int)conversion);
    }
    return pd_vm_raise(vm, EXC_VALUE_ERROR, "Unknown conversion specifier \\x%x", conversion);
}

static LeafResult expand(Formatter *f, const Str *text, int depth, Value *out);

static LeafResult field_spec(Formatter *f, const Str *text, const Field *field, int depth,
                             Value *out)
{
    *out = pd_from_ref(HEAP_EMPTY_STR);
    if (field->spec.end <= field->spec.start) {
        return LEAF_OK;
    }
    LeafResult answer = span_str(f->vm, text, field->spec, out);
    if (answer == LEAF_OK && field->spec_has_fields) {
        answer = expand(f, pd_text_str(f->vm, *out), depth - 1, out);
    }
    return answer;
}

static LeafResult append_field(Formatter *f, const Str *text, const Field *field, int depth,
                               StrBuilder *b)
{
    Vm *vm = f->vm;
    Value v = VALUE_NONE;
    Value spec = VALUE_NONE;
    LeafResult answer = field_value(f, text, field->name, &v);
    if (answer == LEAF_OK) {
        answer = convert(vm, field->conversion, &v);
    }
    if (answer == LEAF_OK) {
        answer = field_spec(f, text, field, depth, &spec);
    }
    if (answer == LEAF_OK) {
        answer = pd_vm_format(vm, v, spec, &v);
    }
    if (answer == LEAF_OK) {
        pd_builder_str(b, pd_text_str(vm, v));
    }
    return answer;
}

/* depth: how often specifications may still hold fields; at most two, so is the recursion. */
static LeafResult expand(Formatter *f, const Str *text, int depth, Value *out)
{
    if (depth <= 0) {
        return bad_format(f->vm, "Max string recursion exceeded");
    }
    StrBuilder b;
    pd_text_builder(f->vm, &b);
    Reader r = {f->vm, text, 0};
    LeafResult answer = LEAF_OK;
    while (answer == LEAF_OK) {
        Field field;
        answer = read_next(&r, &field);
        if (answer != LEAF_OK) {
            break;
        }
        size_t start = field.literal.start;
        pd_builder_slice(&b, text, start, field.literal.end - start);
        if (field.present) {
            answer = append_field(f, text, &field, depth, &b);
        }
    }
    if (answer == LEAF_END) {
        pd_text_charge(f->vm, b.length);
        answer = pd_text_take(f->vm, &b, out);
    }
    pd_builder_deinit(&b);
    return answer;
}

static LeafResult str_format(Vm *vm, const Value *args, Value *result)
{
    Formatter f = {.vm = vm, .args = PD_AS(const Tuple, &vm->heap, args[1]), .mapping = args[2]};
    LeafResult answer = expand(&f, pd_text_str(vm, args[0]), 2, result);
    if (answer != LEAF_CALL) {
        return answer;
    }
    Value named = args[2];
    if (pd_is_unbound(named)) {
        Dict *empty = pd_dict_new(&vm->heap, 0);
        if (empty == NULL) {
            return LEAF_MEMORY;
        }
        named = pd_value_to(&vm->heap, empty);
    }
    return pd_vm_tail_call(vm, LIB_str_format_slow, 3, args[0], args[1], named);
}

static LeafResult str_format_map(Vm *vm, const Value *args, Value *result)
{
    Formatter f = {.vm = vm, .mapping = args[1]};
    LeafResult answer = expand(&f, pd_text_str(vm, args[0]), 2, result);
    return answer == LEAF_CALL
               ? pd_vm_tail_call(vm, LIB_str_format_slow, 3, args[0], VALUE_NONE, args[1])
               : answer;
}

/* ---- for the library ---- */

/* (literal, name or None, spec, conversion or None) */
static LeafResult field_tuple(Vm *vm, const Str *text, const Field *field, Value *out)
{
    Value parts[4] = {VALUE_NONE, VALUE_NONE, pd_from_ref(HEAP_EMPTY_STR), VALUE_NONE};
    LeafResult answer = span_str(vm, text, field->literal, &parts[0]);
    if (answer == LEAF_OK && field->present) {
        answer = span_str(vm, text, field->name, &parts[1]);
    }
    if (answer == LEAF_OK && field->spec.end > field->spec.start) {
        answer = span_str(vm, text, field->spec, &parts[2]);
    }
    if (answer == LEAF_OK && field->conversion != 0) {
        answer = pd_text_give(vm, pd_str_from_point(&vm->heap, field->conversion), &parts[3]);
    }
    return answer == LEAF_OK ? pd_text_give(vm, pd_tuple_new(&vm->heap, parts, 4), out) : answer;
}

LeafResult pd_text_format_fields(Vm *vm, Value format, Value *out)
{
    Reader r = {vm, pd_text_str(vm, format), 0};
    List *list = pd_list_new(&vm->heap, 8);
    if (list == NULL) {
        return LEAF_MEMORY;
    }
    for (;;) {
        Field field;
        Value item = VALUE_NONE;
        LeafResult answer = read_next(&r, &field);
        if (answer == LEAF_END) {
            return pd_text_give(vm, list, out);
        }
        if (answer == LEAF_OK) {
            answer = field_tuple(vm, r.text, &field, &item);
        }
        if (answer != LEAF_OK) {
            return answer;
        }
        if (!pd_list_append(&vm->heap, list, item)) {
            return LEAF_MEMORY;
        }
    }
}

/* Appends (is_attr, name) to list; items that are digits are ints. */
static LeafResult add_access(Vm *vm, const Str *text, const Access *part, List *list)
{
    bool is_attr = part->is_attr;
    Span name = part->name;
    Value parts[2] = {pd_from_bool(is_attr), VALUE_NONE};
    int64_t index = -1;
    if (!is_attr && !span_number(text, name, &index)) {
        return bad_format(vm, "Too many decimal digits in format string");
    }
    LeafResult answer = LEAF_OK;
    if (index >= 0) {
        answer = pd_int_from_i64(&vm->heap, index, &parts[1]) == ANSWER_YES ? LEAF_OK : LEAF_MEMORY;
    } else {
        answer = span_str(vm, text, name, &parts[1]);
    }
    if (answer != LEAF_OK) {
        return answer;
    }
    Tuple *tuple = pd_tuple_new(&vm->heap, parts, 2);
    bool added = tuple != NULL && pd_list_append(&vm->heap, list, pd_value_to(&vm->heap, tuple));
    return added ? LEAF_OK : LEAF_MEMORY;
}

LeafResult pd_text_format_name(Vm *vm, Value name, Value *out)
{
    const Str *text = pd_text_str(vm, name);
    Span all = {0, text->length};
    size_t at = first_end(text, all);
    Value parts[2];
    int64_t index = -1;
    if (!span_number(text, (Span){0, at}, &index)) {
        return bad_format(vm, "Too many decimal digits in format string");
    }
    LeafResult answer = LEAF_OK;
    if (index >= 0) {
        answer = pd_int_from_i64(&vm->heap, index, &parts[0]) == ANSWER_YES ? LEAF_OK : LEAF_MEMORY;
    } else {
        answer = span_str(vm, text, (Span){0, at}, &parts[0]);
    }
    List *list = pd_list_new(&vm->heap, 2);
    if (answer != LEAF_OK || list == NULL) {
        return answer == LEAF_OK ? LEAF_MEMORY : answer;
    }
    for (;;) {
        Access part;
        answer = next_access(vm, text, &at, all.end, &part);
        if (answer == LEAF_OK) {
            answer = add_access(vm, text, &part, list);
        }
        if (answer != LEAF_OK) {
            break;
        }
    }
    if (answer != LEAF_END) {
        return answer;
    }
    parts[1] = pd_value_to(&vm->heap, list);
    return pd_text_give(vm, pd_tuple_new(&vm->heap, parts, 2), out);
}

static const LeafDef leaves[] = {
    {"format", "self, /, *args, **kwargs", str_format, LEAF_METHOD},
    {"format_map", "self, mapping, /", str_format_map, LEAF_METHOD},
};

TEXT_TABLE(pd_leaves_str_format, TYPE_STR, leaves);
