/*
 * Encodings by name, their errors, and str.encode.
 *
 * Encoding appends to a bounded buffer. The fast way is a copy; what an encoding cannot say is
 * collected as one run, as CPython does, and handed to the error handler.
 */
#include "vm/bytes/codec_in.h"
#include "vm/text/repr_in.h"

#include <string.h>

typedef struct CodecName {
    const char *name;
    uint8_t codec;
} CodecName;

/* Lower case, with '-' for '_' and ' '. */
static const CodecName codec_names[] = {
    {"utf-8", CODEC_UTF8},         {"utf8", CODEC_UTF8},           {"u8", CODEC_UTF8},
    {"utf", CODEC_UTF8},           {"cp65001", CODEC_UTF8},        {"utf-8-sig", CODEC_UTF8_SIG},
    {"utf8-sig", CODEC_UTF8_SIG},  {"ascii", CODEC_ASCII},         {"us-ascii", CODEC_ASCII},
    {"646", CODEC_ASCII},          {"latin-1", CODEC_LATIN1},      {"latin1", CODEC_LATIN1},
    {"iso-8859-1", CODEC_LATIN1},  {"iso8859-1", CODEC_LATIN1},    {"8859", CODEC_LATIN1},
    {"cp819", CODEC_LATIN1},       {"latin", CODEC_LATIN1},        {"l1", CODEC_LATIN1},
    {"cp1252", CODEC_CP1252},      {"windows-1252", CODEC_CP1252}, {"1252", CODEC_CP1252},
    {"utf-16", CODEC_UTF16},       {"utf16", CODEC_UTF16},         {"u16", CODEC_UTF16},
    {"utf-16-le", CODEC_UTF16_LE}, {"utf-16le", CODEC_UTF16_LE},   {"utf-16-be", CODEC_UTF16_BE},
    {"utf-16be", CODEC_UTF16_BE},  {"utf-32", CODEC_UTF32},        {"utf32", CODEC_UTF32},
    {"u32", CODEC_UTF32},          {"utf-32-le", CODEC_UTF32_LE},  {"utf-32le", CODEC_UTF32_LE},
    {"utf-32-be", CODEC_UTF32_BE}, {"utf-32be", CODEC_UTF32_BE},
};

static const char *const shown_names[] = {
    [CODEC_UTF8] = "utf-8",         [CODEC_UTF8_SIG] = "utf-8",     [CODEC_ASCII] = "ascii",
    [CODEC_LATIN1] = "latin-1",     [CODEC_CP1252] = "charmap",     [CODEC_UTF16] = "utf-16",
    [CODEC_UTF16_LE] = "utf-16-le", [CODEC_UTF16_BE] = "utf-16-be", [CODEC_UTF32] = "utf-32",
    [CODEC_UTF32_LE] = "utf-32-le", [CODEC_UTF32_BE] = "utf-32-be", [CODEC_UNKNOWN] = "",
};

static const char *const mode_names[] = {
    [ERRORS_STRICT] = "strict",
    [ERRORS_IGNORE] = "ignore",
    [ERRORS_REPLACE] = "replace",
    [ERRORS_BACKSLASH] = "backslashreplace",
    [ERRORS_XML] = "xmlcharrefreplace",
    [ERRORS_SURROGATE_ESCAPE] = "surrogateescape",
    [ERRORS_SURROGATE_PASS] = "surrogatepass",
    [ERRORS_NAME] = "namereplace",
};

const uint16_t pd_codec_cp1252[32] = {
    0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017d, 0,      0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
    0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,      0x017e, 0x0178,
};

static CodecId codec_of(const Str *name)
{
    char text[20];
    if (name->length >= sizeof text) {
        return CODEC_UNKNOWN;
    }
    for (size_t i = 0; i < name->length; i++) {
        uint32_t point = pd_str_at(name, i);
        if (point >= 128) {
            return CODEC_UNKNOWN;
        }
        bool upper = point >= 'A' && point <= 'Z';
        bool dash = point == '_' || point == ' ';
        text[i] = dash ? '-' : (char)(upper ? point + 32 : point);
    }
    text[name->length] = 0;
    for (size_t i = 0; i < ARRAY_COUNT(codec_names); i++) {
        if (strcmp(codec_names[i].name, text) == 0) {
            return (CodecId)codec_names[i].codec;
        }
    }
    return CODEC_UNKNOWN;
}

LeafResult pd_coding_init(Vm *vm, Value encoding, Value errors, Coding *out)
{
    *out = (Coding){.vm = vm,
                    .encoding = encoding,
                    .errors = errors,
                    .codec = CODEC_UTF8,
                    .mode = ERRORS_STRICT};
    if (!pd_is_unbound(encoding)) {
        out->codec = codec_of(pd_text_str(vm, encoding));
        if (out->codec == CODEC_UNKNOWN) {
            return pd_vm_raise(vm, EXC_LOOKUP_ERROR, "unknown encoding: %s",
                               pd_vm_text(vm, encoding).text);
        }
    }
    out->wraps = out->codec != CODEC_UTF8 && out->codec != CODEC_ASCII &&
                 out->codec != CODEC_LATIN1 && out->codec != CODEC_UTF16 &&
                 out->codec != CODEC_UTF32;
    out->name = shown_names[out->codec];
    if (!pd_is_unbound(errors)) {
        uint32_t mode = 0;
        while (mode < ERRORS_UNKNOWN &&
               !pd_str_equals_ascii(pd_text_str(vm, errors), mode_names[mode])) {
            mode++;
        }
        out->mode = (ErrorMode)mode;
    }
    return LEAF_OK;
}

LeafResult pd_coding_bad_handler(const Coding *c)
{
    return pd_vm_raise(c->vm, EXC_LOOKUP_ERROR, "unknown error handler name '%s'",
                       pd_vm_text(c->vm, c->errors).text);
}

LeafResult pd_coding_raise(const Coding *c, ExcId id, const size_t range[2], const char *reason)
{
    Vm *vm = c->vm;
    Str *name = pd_str_new_ascii(&vm->heap, c->name);
    Str *text = pd_str_new_ascii(&vm->heap, reason);
    if (name == NULL || text == NULL) {
        return LEAF_MEMORY;
    }
    Value source = c->source;
    if (pd_is_kind(&vm->heap, source, KIND_BYTEARRAY)) {
        Text bytes = pd_text_of(vm, source);
        LeafResult answer = pd_text_new_bytes(vm, KIND_BYTES, pd_text_bytes(&bytes), &source);
        if (answer != LEAF_OK) {
            return answer;
        }
    }
    Value args[5] = {pd_value_to(&vm->heap, name), source, pd_from_int((int64_t)range[0]),
                     pd_from_int((int64_t)range[1]), pd_value_to(&vm->heap, text)};
    Tuple *tuple = pd_tuple_new(&vm->heap, args, 5);
    if (tuple == NULL) {
        return LEAF_MEMORY;
    }
    Value fields = pd_value_to(&vm->heap, tuple);
    Exception *e = pd_vm_new_exception(vm, pd_class(vm, pd_exc(vm, id)), fields);
    if (e == NULL) {
        return LEAF_MEMORY;
    }
    pd_store(&vm->heap, &e->detail, fields);
    return pd_vm_raise_value(vm, pd_value_to(&vm->heap, e));
}

/* ---- encoding ---- */

static void put_unit(const Coding *c, Buffer *out, uint32_t unit, size_t bytes)
{
    uint8_t data[4];
    for (size_t i = 0; i < bytes; i++) {
        size_t shift = pd_codec_is_big(c->codec) ? bytes - 1 - i : i;
        data[i] = (uint8_t)(unit >> 8 * shift);
    }
    pd_buffer_append(out, pd_bytes(data, bytes));
}

/* A code point that the encoding can say (a lone surrogate when it must pass). */
static void put_point(const Coding *c, Buffer *out, uint32_t point)
{
    uint8_t data[UTF8_BYTES_MAX];
    switch (c->codec) {
    case CODEC_UTF8:
    case CODEC_UTF8_SIG:
        pd_buffer_append(out, pd_bytes(data, pd_utf8_encode(point, UTF8_SURROGATES, data)));
        return;
    case CODEC_UTF16:
    case CODEC_UTF16_LE:
    case CODEC_UTF16_BE:
        if (point >= 0x10000) {
            put_unit(c, out, 0xd800 + ((point - 0x10000) >> 10), 2);
            point = 0xdc00 + ((point - 0x10000) & 0x3ff);
        }
        put_unit(c, out, point, 2);
        return;
    case CODEC_UTF32:
    case CODEC_UTF32_LE:
    case CODEC_UTF32_BE: put_unit(c, out, point, 4); return;
    case CODEC_CP1252:
        for (uint32_t i = 0; point >= 0x100 && i < 32; i++) {
            point = pd_codec_cp1252[i] == point ? 0x80 + i : point;
        }
        break;
    case CODEC_ASCII:
    case CODEC_LATIN1:
    case CODEC_UNKNOWN: break;
    }
    pd_buffer_append_byte(out, (uint8_t)point);
}

static bool can_say(const Coding *c, uint32_t point)
{
    switch (c->codec) {
    case CODEC_ASCII: return point < 0x80;
    case CODEC_LATIN1: return point < 0x100;
    case CODEC_CP1252:
        if (point < 0x80 || (point >= 0xa0 && point < 0x100)) {
            return true;
        }
        for (uint32_t i = 0; i < 32; i++) {
            if (pd_codec_cp1252[i] == point) {
                return true;
            }
        }
        return false;
    default: return !pd_utf8_is_surrogate(point);
    }
}

static const char *encode_reason(const Coding *c)
{
    switch (c->codec) {
    case CODEC_ASCII: return "ordinal not in range(128)";
    case CODEC_LATIN1: return "ordinal not in range(256)";
    case CODEC_CP1252: return "character maps to <undefined>";
    default: return "surrogates not allowed";
    }
}

static void put_ascii(const Coding *c, Buffer *out, const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        put_point(c, out, (uint8_t)text[i]);
    }
}

static void put_reference(const Coding *c, Buffer *out, uint32_t point)
{
    char text[16];
    char digits[12];
    size_t count = 0;
    do {
        digits[count++] = (char)('0' + point % 10);
        point /= 10;
    } while (point != 0);
    size_t size = 0;
    text[size++] = '&';
    text[size++] = '#';
    while (count > 0) {
        text[size++] = digits[--count];
    }
    text[size++] = ';';
    put_ascii(c, out, text, size);
}

static void put_name(const Coding *c, Buffer *out, uint32_t point)
{
    char name[UNINAME_BYTES];
    size_t size = pd_uniname_of(point, name);
    if (size == 0) {
        char escape[16];
        put_ascii(c, out, escape, pd_text_escape(point, escape));
        return;
    }
    put_ascii(c, out, "\\N{", 3);
    put_ascii(c, out, name, size);
    put_ascii(c, out, "}", 1);
}

/* What stands for one point; false: this handler cannot do it. */
static bool put_substitute(const Coding *c, Buffer *out, uint32_t point)
{
    char escape[16];
    switch (c->mode) {
    case ERRORS_IGNORE: return true;
    case ERRORS_REPLACE: put_ascii(c, out, "?", 1); return true;
    case ERRORS_NAME: put_name(c, out, point); return true;
    case ERRORS_BACKSLASH: put_ascii(c, out, escape, pd_text_escape(point, escape)); return true;
    case ERRORS_XML: put_reference(c, out, point); return true;
    case ERRORS_SURROGATE_ESCAPE:
        if (point < 0xdc80 || point > 0xdcff) {
            return false;
        }
        pd_buffer_append_byte(out, (uint8_t)(point - 0xdc00));
        return true;
    case ERRORS_SURROGATE_PASS:
        if (!pd_utf8_is_surrogate(point) || c->codec == CODEC_ASCII || c->codec == CODEC_LATIN1 ||
            c->codec == CODEC_CP1252) {
            return false;
        }
        put_point(c, out, point);
        return true;
    case ERRORS_STRICT:
    case ERRORS_UNKNOWN: break;
    }
    return false;
}

/* The run of points from start that cannot be said; *end becomes its end. */
static LeafResult encode_error(const Coding *c, const Str *s, size_t start, size_t *end,
                               Buffer *out)
{
    if (c->mode == ERRORS_UNKNOWN) {
        return pd_coding_bad_handler(c);
    }
    bool single = c->codec >= CODEC_UTF16;
    *end = start + 1;
    while (!single && *end < s->length && !can_say(c, pd_str_at(s, *end))) {
        (*end)++;
    }
    for (size_t i = start; i < *end; i++) {
        if (!put_substitute(c, out, pd_str_at(s, i))) {
            size_t range[2] = {i, *end};
            return pd_coding_raise(c, EXC_UNICODE_ENCODE_ERROR, range, encode_reason(c));
        }
    }
    return LEAF_OK;
}

static LeafResult encode_into(const Coding *c, const Str *s, Buffer *out)
{
    if (c->codec == CODEC_UTF8_SIG) {
        pd_buffer_append(out, pd_bytes("\xef\xbb\xbf", 3));
    } else if (c->codec == CODEC_UTF16 || c->codec == CODEC_UTF32) {
        put_unit(c, out, 0xfeff, c->codec == CODEC_UTF16 ? 2 : 4);
    }
    size_t i = 0;
    while (i < s->length) {
        uint32_t point = pd_str_at(s, i);
        if (can_say(c, point)) {
            put_point(c, out, point);
            i++;
            continue;
        }
        LeafResult answer = encode_error(c, s, i, &i, out);
        if (answer != LEAF_OK) {
            return answer;
        }
    }
    return out->status == STATUS_OK ? LEAF_OK : LEAF_MEMORY;
}

/* Whether the encoded bytes are the bytes of the str itself. */
static bool is_copy(const Coding *c, const Str *s)
{
    bool ascii = s->length == 0 || (s->h.flags & STR_ASCII) != 0;
    return (ascii &&
            (c->codec == CODEC_UTF8 || (c->codec >= CODEC_ASCII && c->codec <= CODEC_CP1252))) ||
           (s->h.aux == 1 && c->codec == CODEC_LATIN1);
}

static bool has_surrogate(const Str *s)
{
    const uint8_t *data = pd_str_data(s);
    for (size_t i = 0; s->h.aux > 1 && i < s->length; i++) {
        if (pd_utf8_is_surrogate(pd_point_at(data, s->h.aux, i))) {
            return true;
        }
    }
    return false;
}

static LeafResult encode_utf8(Vm *vm, const Str *s, Value *result)
{
    uint8_t *to = NULL;
    size_t size = pd_str_utf8_bytes(s);
    if (size > vm->limits.string_bytes) {
        return pd_text_too_long(vm);
    }
    pd_text_charge(vm, size);
    LeafResult answer = pd_text_new_narrow(vm, KIND_BYTES, size, &to, result);
    if (answer == LEAF_OK) {
        pd_str_put_utf8(s, to);
    }
    return answer;
}

LeafResult pd_text_encode(Vm *vm, Value source, Value encoding, Value errors, Value *result)
{
    Coding c;
    LeafResult answer = pd_coding_init(vm, encoding, errors, &c);
    if (answer != LEAF_OK) {
        return answer;
    }
    c.source = source;
    const Str *s = pd_text_str(vm, source);
    pd_text_charge(vm, s->length);
    if (is_copy(&c, s)) {
        return pd_text_new_bytes(vm, KIND_BYTES, pd_bytes(pd_str_data(s), s->length), result);
    }
    if (c.codec == CODEC_UTF8 && !has_surrogate(s)) {
        return encode_utf8(vm, s, result);
    }
    Buffer out;
    TextScratch scratch;
    pd_text_scratch_buffer(vm, &scratch, &out);
    answer = encode_into(&c, s, &out);
    if (answer == LEAF_OK) {
        pd_text_charge(vm, out.size);
        answer = pd_text_new_bytes(vm, KIND_BYTES, pd_buffer_peek(&out), result);
    }
    pd_buffer_deinit(&out);
    return answer;
}
