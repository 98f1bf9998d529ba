/*
 * bytes.decode: UTF-8, ASCII, Latin-1, cp1252, UTF-16 and UTF-32 with all error handlers.
 *
 * Valid UTF-8 becomes a str in one step. Otherwise the text is built point by point; reasons and
 * the extent of bad parts are those of CPython.
 */
#include "vm/bytes/codec_in.h"
#include "vm/text/repr_in.h"

/* A bad part of the bytes. */
typedef struct BadPart {
    size_t start, end;
    const char *reason;
} BadPart;

static void put_escapes(StrBuilder *out, const uint8_t *data, size_t count)
{
    char escape[16];
    for (size_t i = 0; i < count; i++) {
        pd_builder_ascii_n(out, escape, pd_text_escape(data[i], escape));
    }
}

static uint32_t unit_at(const Coding *c, Bytes bytes, size_t at, size_t size)
{
    uint32_t unit = 0;
    for (size_t i = 0; i < size; i++) {
        size_t shift = pd_codec_is_big(c->codec) ? size - 1 - i : i;
        unit |= (uint32_t)bytes.data[at + i] << 8 * shift;
    }
    return unit;
}

/* A surrogate encoded as if it were a character: passes. Its size, or 0. */
static size_t pass_surrogate(const Coding *c, Bytes bytes, size_t at, uint32_t *point)
{
    size_t size = pd_codec_is_utf32(c->codec) ? 4 : c->codec >= CODEC_UTF16 ? 2 : 3;
    if (bytes.size - at < size || (c->codec >= CODEC_ASCII && c->codec <= CODEC_CP1252)) {
        return 0;
    }
    if (size == 3) {
        size_t length = pd_utf8_decode(bytes, at, UTF8_SURROGATES, point);
        return length == 3 && pd_utf8_is_surrogate(*point) ? 3 : 0;
    }
    *point = unit_at(c, bytes, at, size);
    return pd_utf8_is_surrogate(*point) ? size : 0;
}

static LeafResult raise_decode(const Coding *c, const BadPart *bad)
{
    size_t range[2] = {bad->start, bad->end};
    return pd_coding_raise(c, EXC_UNICODE_DECODE_ERROR, range, bad->reason);
}

/* The handler is one of encoding. The codecs that are not built in wrap the complaint. */
static LeafResult only_for_encoding(const Coding *c)
{
    static const char text[] = "don't know how to handle UnicodeDecodeError in error callback";
    if (!c->wraps) {
        return pd_vm_raise(c->vm, EXC_TYPE_ERROR, "%s", text);
    }
    return pd_vm_raise(c->vm, EXC_TYPE_ERROR, "decoding with '%s' codec failed (TypeError: %s)",
                       pd_vm_text(c->vm, c->encoding).text, text);
}

/* Lets the handler deal with a bad part; *at becomes where to go on. */
static LeafResult decode_error(const Coding *c, Bytes bytes, const BadPart *bad, StrBuilder *out,
                               size_t *at)
{
    *at = bad->end;
    switch (c->mode) {
    case ERRORS_IGNORE: return LEAF_OK;
    case ERRORS_REPLACE: pd_builder_point(out, 0xfffd); return LEAF_OK;
    case ERRORS_BACKSLASH:
        put_escapes(out, bytes.data + bad->start, bad->end - bad->start);
        return LEAF_OK;
    case ERRORS_SURROGATE_ESCAPE: {
        size_t i = bad->start;
        while (i < bad->end && bytes.data[i] >= 0x80) {
            pd_builder_point(out, 0xdc00u + bytes.data[i++]);
        }
        *at = i;
        return i > bad->start ? LEAF_OK : raise_decode(c, bad);
    }
    case ERRORS_SURROGATE_PASS: {
        uint32_t point = 0;
        size_t size = pass_surrogate(c, bytes, bad->start, &point);
        if (size == 0) {
            return raise_decode(c, bad);
        }
        pd_builder_point(out, point);
        *at = bad->start + size;
        return LEAF_OK;
    }
    case ERRORS_XML:
    case ERRORS_NAME: return only_for_encoding(c);
    case ERRORS_STRICT: return raise_decode(c, bad);
    case ERRORS_UNKNOWN: break;
    }
    return pd_coding_bad_handler(c);
}

/* ---- one encoding each: a step reads one point at *at, or finds a bad part ---- */

static bool step_byte(const Coding *c, Bytes bytes, size_t *at, uint32_t *point, BadPart *bad)
{
    uint8_t byte = bytes.data[*at];
    *point = byte;
    bool is_bad = c->codec == CODEC_ASCII && byte >= 0x80;
    if (c->codec == CODEC_CP1252 && byte >= 0x80 && byte < 0xa0) {
        *point = pd_codec_cp1252[byte - 0x80];
        is_bad = *point == 0;
    }
    if (is_bad) {
        *bad = (BadPart){*at, *at + 1,
                         c->codec == CODEC_ASCII ? "ordinal not in range(128)"
                                                 : "character maps to <undefined>"};
        return false;
    }
    (*at)++;
    return true;
}

static bool step_utf16(const Coding *c, Bytes bytes, size_t *at, uint32_t *point, BadPart *bad)
{
    size_t left = bytes.size - *at;
    if (left < 2) {
        *bad = (BadPart){*at, bytes.size, "truncated data"};
        return false;
    }
    *point = unit_at(c, bytes, *at, 2);
    if (!pd_utf8_is_surrogate(*point)) {
        *at += 2;
        return true;
    }
    if (*point >= 0xdc00) {
        *bad = (BadPart){*at, *at + 2, "illegal encoding"};
        return false;
    }
    if (left < 4) {
        *bad = (BadPart){*at, bytes.size, "unexpected end of data"};
        return false;
    }
    uint32_t low = unit_at(c, bytes, *at + 2, 2);
    if (low < 0xdc00 || low > 0xdfff) {
        *bad = (BadPart){*at, *at + 2, "illegal UTF-16 surrogate"};
        return false;
    }
    *point = 0x10000 + ((*point - 0xd800) << 10) + (low - 0xdc00);
    *at += 4;
    return true;
}

static bool step_utf32(const Coding *c, Bytes bytes, size_t *at, uint32_t *point, BadPart *bad)
{
    if (bytes.size - *at < 4) {
        *bad = (BadPart){*at, bytes.size, "truncated data"};
        return false;
    }
    *point = unit_at(c, bytes, *at, 4);
    if (*point > UTF8_CODE_POINT_MAX || pd_utf8_is_surrogate(*point)) {
        *bad = (BadPart){*at, *at + 4,
                         *point > UTF8_CODE_POINT_MAX
                             ? "code point not in range(0x110000)"
                             : "code point in surrogate code point range(0xd800, 0xe000)"};
        return false;
    }
    *at += 4;
    return true;
}

static bool step(const Coding *c, Bytes bytes, size_t *at, uint32_t *point, BadPart *bad)
{
    if (c->codec >= CODEC_UTF32) {
        return step_utf32(c, bytes, at, point, bad);
    }
    return c->codec >= CODEC_UTF16 ? step_utf16(c, bytes, at, point, bad)
                                   : step_byte(c, bytes, at, point, bad);
}

static LeafResult decode_steps(const Coding *c, Bytes bytes, size_t start, StrBuilder *out)
{
    size_t at = start;
    while (at < bytes.size && !out->failed) {
        uint32_t point = 0;
        BadPart bad;
        if (step(c, bytes, &at, &point, &bad)) {
            pd_builder_point(out, point);
            continue;
        }
        LeafResult answer = decode_error(c, bytes, &bad, out, &at);
        if (answer != LEAF_OK) {
            return answer;
        }
    }
    return LEAF_OK;
}

static LeafResult decode_utf8(const Coding *c, Bytes bytes, StrBuilder *out)
{
    size_t at = 0;
    while (at < bytes.size && !out->failed) {
        Utf8Error error;
        Bytes rest = pd_bytes_slice(bytes, at, bytes.size);
        bool valid = pd_utf8_validate(rest, UTF8_STRICT, &error);
        size_t end = valid ? bytes.size : at + error.offset;
        while (at < end) {
            if (bytes.data[at] < 0x80) {
                size_t first = at;
                while (at < end && bytes.data[at] < 0x80) {
                    at++;
                }
                pd_builder_ascii_n(out, (const char *)bytes.data + first, at - first);
            } else {
                pd_builder_point(out, pd_utf8_next(bytes, &at));
            }
        }
        if (valid) {
            break;
        }
        BadPart bad = {at, at + error.size, error.reason};
        LeafResult answer = decode_error(c, bytes, &bad, out, &at);
        if (answer != LEAF_OK) {
            return answer;
        }
    }
    return LEAF_OK;
}

/* The byte order mark decides between the two orders and is skipped. */
static size_t read_mark(Coding *c, Bytes bytes)
{
    static const uint8_t marks[4] = {0xff, 0xfe, 0, 0};
    bool wide = c->codec == CODEC_UTF32;
    size_t size = wide ? 4 : 2;
    c->codec = wide ? CODEC_UTF32_LE : CODEC_UTF16_LE;
    bool little = bytes.size >= size;
    bool big = little;
    for (size_t i = 0; i < size && bytes.size >= size; i++) {
        little = little && bytes.data[i] == marks[i];
        big = big && bytes.data[size - 1 - i] == marks[i];
    }
    if (big) {
        c->codec = wide ? CODEC_UTF32_BE : CODEC_UTF16_BE;
    }
    c->name = c->codec == CODEC_UTF32_LE   ? "utf-32-le"
              : c->codec == CODEC_UTF32_BE ? "utf-32-be"
              : c->codec == CODEC_UTF16_LE ? "utf-16-le"
                                           : "utf-16-be";
    return little || big ? size : 0;
}

static LeafResult decode_slowly(Coding *c, Bytes bytes, Value *result)
{
    StrBuilder out;
    pd_text_builder(c->vm, &out);
    LeafResult answer;
    if (c->codec == CODEC_UTF8 || c->codec == CODEC_UTF8_SIG) {
        answer = decode_utf8(c, bytes, &out);
    } else {
        bool marked = c->codec == CODEC_UTF16 || c->codec == CODEC_UTF32;
        answer = decode_steps(c, bytes, marked ? read_mark(c, bytes) : 0, &out);
    }
    if (answer == LEAF_OK) {
        answer = pd_text_take(c->vm, &out, result);
    }
    pd_builder_deinit(&out);
    return answer;
}

LeafResult pd_text_decode(Vm *vm, Value source, Value encoding, Value errors, Value *result)
{
    Coding c;
    LeafResult answer = pd_coding_init(vm, encoding, errors, &c);
    if (answer != LEAF_OK) {
        return answer;
    }
    c.source = source;
    Text text = pd_text_of(vm, source);
    Bytes bytes = pd_text_bytes(&text);
    pd_text_charge(vm, bytes.size);
    if (c.codec == CODEC_UTF8_SIG && bytes.size >= 3 &&
        pd_bytes_starts_with(bytes, pd_bytes("\xef\xbb\xbf", 3))) {
        bytes = pd_bytes_slice(bytes, 3, bytes.size);
    }
    bool utf8 = c.codec == CODEC_UTF8 || c.codec == CODEC_UTF8_SIG;
    bool direct = utf8 ? pd_utf8_validate(bytes, UTF8_STRICT, NULL)
                       : (c.codec == CODEC_ASCII && pd_utf8_is_ascii(bytes));
    if (direct) {
        return pd_text_give(vm, pd_str_new_utf8(&vm->heap, bytes), result);
    }
    if (c.codec == CODEC_LATIN1 && bytes.size > 0) {
        uint8_t *data;
        answer = pd_text_new_narrow(vm, KIND_STR, bytes.size, &data, result);
        if (answer == LEAF_OK) {
            pd_text_copy((Points){data, 1}, 0, text.s, 0, bytes.size);
            pd_text_seal(vm, *result);
        }
        return answer;
    }
    return decode_slowly(&c, bytes, result);
}
