/*
 * str() of exceptions, as CPython words it.
 */
#include "vm/error/exception_in.h"

#include <stdio.h>

/* Whether str() of v is BaseException's. */
static bool is_plain_exception(Vm *vm, Value v)
{
    if (!pd_is_kind(&vm->heap, v, KIND_EXCEPTION)) {
        return false;
    }
    Value method = pd_vm_special(vm, v, NAME_str);
    return pd_is_kind(&vm->heap, method, KIND_BUILTIN) &&
           PD_AS(Builtin, &vm->heap, method)->owner == vm->image->exceptions[EXC_BASE_EXCEPTION];
}

/* Exceptions inside exceptions are followed here, so the depth of calls does not grow with them. */
LeafResult pd_exception_str_plain(Vm *vm, Value exception, Value *out)
{
    for (;;) {
        pd_vm_charge(vm, 1);
        const Exception *e = PD_AS(Exception, &vm->heap, exception);
        const Tuple *args = PD_AS(Tuple, &vm->heap, e->args);
        if (args->length == 0) {
            *out = pd_name(vm, NAME_empty);
            return LEAF_OK;
        }
        if (args->length > 1) {
            return pd_vm_repr(vm, e->args, out);
        }
        if (!is_plain_exception(vm, args->items[0])) {
            return pd_is_kind(&vm->heap, args->items[0], KIND_EXCEPTION)
                       ? pd_vm_tail_call(vm, LIB_str_slow, 1, args->items[0])
                       : pd_vm_str(vm, args->items[0], out);
        }
        exception = args->items[0];
    }
}

/* A text in the making: every step may fail, the first failure sticks. When a part needs program
 * code, or is an exception itself, the library makes all of it. */
typedef struct Words {
    Vm *vm;
    Value exception;
    StrBuilder builder;
    LeafResult result;
} Words;

static void words_init(Words *w, Vm *vm, Value exception)
{
    w->vm = vm;
    w->exception = exception;
    w->result = LEAF_OK;
    pd_builder_init(&w->builder, &vm->heap, vm->limits.string_bytes);
}

static void add_text(Words *w, const char *text)
{
    pd_builder_ascii(&w->builder, text);
}

/* The depth of calls is bounded: exceptions are left to the library. */
static void add_str(Words *w, Value v)
{
    Value text = VALUE_UNBOUND;
    if (w->result == LEAF_OK) {
        bool nested = pd_is_kind(&w->vm->heap, v, KIND_EXCEPTION);
        w->result = nested ? LEAF_CALL : pd_vm_str(w->vm, v, &text);
    }
    if (w->result == LEAF_OK) {
        pd_builder_str(&w->builder, PD_AS(Str, &w->vm->heap, text));
    }
}

static void add_repr(Words *w, Value v)
{
    Value text = VALUE_UNBOUND;
    if (w->result == LEAF_OK) {
        w->result = pd_vm_repr(w->vm, v, &text);
    }
    if (w->result == LEAF_OK) {
        pd_builder_str(&w->builder, PD_AS(Str, &w->vm->heap, text));
    }
}

static LeafResult words_take(Words *w, Value *out)
{
    if (w->result != LEAF_OK) {
        pd_builder_deinit(&w->builder);
        return w->result == LEAF_CALL
                   ? pd_vm_tail_call(w->vm, LIB_exception_str_slow, 1, w->exception)
                   : w->result;
    }
    return pd_object_give(w->vm, pd_builder_take(&w->builder, &w->vm->heap), out);
}

/* [Errno 2] No such file: 'a' -> 'b' */
static LeafResult os_error_text(Vm *vm, Value exception, Value *out)
{
    const Exception *e = PD_AS(Exception, &vm->heap, exception);
    Value number = pd_exception_field(vm, e, 0);
    Value filename = pd_exception_field(vm, e, 2);
    Value filename2 = pd_exception_field(vm, e, 3);
    if (!pd_is_kind(&vm->heap, e->detail, KIND_TUPLE)) {
        return pd_exception_str_plain(vm, exception, out);
    }
    Words w;
    words_init(&w, vm, exception);
    add_text(&w, "[Errno ");
    add_str(&w, number);
    add_text(&w, "] ");
    add_str(&w, pd_exception_field(vm, e, 1));
    if (!pd_is_none(filename)) {
        add_text(&w, ": ");
        add_repr(&w, filename);
        if (!pd_is_none(filename2)) {
            add_text(&w, " -> ");
            add_repr(&w, filename2);
        }
    }
    return words_take(&w, out);
}

/* The last part of a path. */
static void add_base_name(Words *w, Value path)
{
    const Str *s = PD_AS(Str, &w->vm->heap, path);
    uint32_t start = s->length;
    while (start > 0 && pd_str_at(s, start - 1) != '/') {
        start--;
    }
    pd_builder_slice(&w->builder, s, start, s->length - start);
}

/* msg (file.py, line 3) */
static LeafResult syntax_error_text(Vm *vm, Value exception, Value *out)
{
    const Exception *e = PD_AS(Exception, &vm->heap, exception);
    Value filename = pd_exception_field(vm, e, 1);
    Value line = pd_exception_field(vm, e, 2);
    bool has_file = pd_is_kind(&vm->heap, filename, KIND_STR);
    bool has_line = pd_is_int(line);
    Words w;
    words_init(&w, vm, exception);
    add_str(&w, pd_exception_field(vm, e, 0));
    if (has_file || has_line) {
        add_text(&w, " (");
    }
    if (has_file) {
        add_base_name(&w, filename);
        add_text(&w, has_line ? ", " : "");
    }
    if (has_line) {
        add_text(&w, "line ");
        add_str(&w, line);
    }
    if (has_file || has_line) {
        add_text(&w, ")");
    }
    return words_take(&w, out);
}

/* '\xe9', '\u20ac', '\U0001f600' */
static void add_escaped(Words *w, uint32_t point)
{
    char text[16];
    if (point < 0x100) {
        (void)snprintf(text, sizeof text, "'\\x%02x'", point);
    } else if (point < 0x10000) {
        (void)snprintf(text, sizeof text, "'\\u%04x'", point);
    } else {
        (void)snprintf(text, sizeof text, "'\\U%08x'", point);
    }
    add_text(w, text);
}

typedef struct UnicodeSpan {
    Value object;
    int64_t start, end;
} UnicodeSpan;

static UnicodeSpan span_of(const Vm *vm, const Exception *e)
{
    UnicodeSpan span = {pd_vm_unwrap(vm, pd_exception_field(vm, e, 1)), 0, 0};
    Value start = pd_exception_field(vm, e, 2);
    Value end = pd_exception_field(vm, e, 3);
    span.start = pd_is_int(start) ? pd_int_of(start) : 0;
    span.end = pd_is_int(end) ? pd_int_of(end) : 0;
    return span;
}

/* What is wrong: "byte 0xff in position 3" or "characters in position 1-4". */
static void add_span(Words *w, const UnicodeSpan *span)
{
    Vm *vm = w->vm;
    char text[80];
    bool is_str = pd_is_kind(&vm->heap, span->object, KIND_STR);
    bool is_bytes = pd_is_kind(&vm->heap, span->object, KIND_BYTES);
    const Str *s = is_str || is_bytes ? PD_AS(Str, &vm->heap, span->object) : NULL;
    bool single = s != NULL && span->end == span->start + 1 && span->start >= 0 &&
                  span->start < (int64_t)s->length;
    if (single && is_bytes) {
        (void)snprintf(text, sizeof text, "byte 0x%02x in position %lld",
                       pd_str_data(s)[span->start], (long long)span->start);
        add_text(w, text);
        return;
    }
    if (single) {
        add_text(w, "character ");
        add_escaped(w, pd_str_at(s, (size_t)span->start));
        (void)snprintf(text, sizeof text, " in position %lld", (long long)span->start);
        add_text(w, text);
        return;
    }
    (void)snprintf(text, sizeof text, "%s in position %lld-%lld", is_str ? "characters" : "bytes",
                   (long long)span->start, (long long)span->end - 1);
    add_text(w, text);
}

static LeafResult unicode_error_text(Vm *vm, Value exception, const char *verb, Value *out)
{
    const Exception *e = PD_AS(Exception, &vm->heap, exception);
    if (!pd_is_kind(&vm->heap, e->detail, KIND_TUPLE)) {
        *out = pd_name(vm, NAME_empty);
        return LEAF_OK;
    }
    UnicodeSpan span = span_of(vm, e);
    Words w;
    words_init(&w, vm, exception);
    Value encoding = pd_exception_field(vm, e, 0);
    if (!pd_is_none(encoding)) {
        add_text(&w, "'");
        add_str(&w, encoding);
        add_text(&w, "' codec ");
    }
    add_text(&w, "can't ");
    add_text(&w, verb);
    add_text(&w, " ");
    add_span(&w, &span);
    add_text(&w, ": ");
    add_str(&w, pd_exception_field(vm, e, 4));
    return words_take(&w, out);
}

static LeafResult special_text(Vm *vm, Value exception, Value *out)
{
    const Exception *e = PD_AS(Exception, &vm->heap, exception);
    const Class *cls = pd_instance_class(&vm->heap, &e->h);
    if (pd_exception_is(vm, cls, EXC_KEY_ERROR)) {
        const Tuple *args = PD_AS(Tuple, &vm->heap, e->args);
        return args->length == 1 ? pd_vm_repr(vm, args->items[0], out)
                                 : pd_exception_str_plain(vm, exception, out);
    }
    if (pd_exception_is(vm, cls, EXC_OS_ERROR)) {
        return os_error_text(vm, exception, out);
    }
    if (pd_exception_is(vm, cls, EXC_SYNTAX_ERROR)) {
        return syntax_error_text(vm, exception, out);
    }
    if (pd_exception_is(vm, cls, EXC_UNICODE_DECODE_ERROR)) {
        return unicode_error_text(vm, exception, "decode", out);
    }
    if (pd_exception_is(vm, cls, EXC_UNICODE_ENCODE_ERROR)) {
        return unicode_error_text(vm, exception, "encode", out);
    }
    if (pd_exception_is(vm, cls, EXC_UNICODE_TRANSLATE_ERROR)) {
        return unicode_error_text(vm, exception, "translate", out);
    }
    if (pd_exception_is(vm, cls, EXC_IMPORT_ERROR) &&
        pd_is_kind(&vm->heap, pd_exception_field(vm, e, 0), KIND_STR)) {
        *out = pd_exception_field(vm, e, 0);
        return LEAF_OK;
    }
    return pd_exception_str_plain(vm, exception, out);
}

LeafResult pd_exception_str_special(Vm *vm, const Value *args, Value *result)
{
    return special_text(vm, args[0], result);
}

LeafResult pd_vm_str_exception(Vm *vm, Value v, Value *out)
{
    Value method = pd_vm_special(vm, v, NAME_str);
    Ref base = vm->image->exceptions[EXC_BASE_EXCEPTION];
    if (pd_is_kind(&vm->heap, method, KIND_BUILTIN) &&
        PD_AS(Builtin, &vm->heap, method)->owner == base) {
        return pd_exception_str_plain(vm, v, out);
    }
    return special_text(vm, v, out);
}
