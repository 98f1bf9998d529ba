/*
 * One JSON text (RFC 8259) to canonical CBOR.
 *
 * No recursion: open containers are rows of a table, so nesting costs no stack and is bounded. Each
 * container's content is written first and gets its head when it ends.
 */
#include "api/api_in.h"
#include "cbor/cbor.h"

enum { INTEGER_DIGITS_MAX = 1000000, CHUNK_DIGITS = 9 };

typedef struct Open {
    size_t start; /* of its content in out */
    uint64_t count;
    bool is_map;
} Open;

typedef struct Json {
    Bytes text;
    size_t at;
    Buffer *out;
    Buffer scratch;
    Error *err;
    Open open[CBOR_NESTING_MAX];
    uint32_t depth;
} Json;

static Status bad(const Json *json, size_t at, const char *what)
{
    return pd_error_at(json->err, STATUS_INVALID, at, "not JSON: %s at byte %zu", what, at);
}

static void skip_space(Json *json)
{
    while (json->at < json->text.size) {
        uint8_t c = json->text.data[json->at];
        if (c != ' ' && c != '\t' && c != '\n' && c != '\r') {
            return;
        }
        json->at++;
    }
}

static int peek(const Json *json)
{
    return json->at < json->text.size ? json->text.data[json->at] : -1;
}

/* ── strings ── */

static Status read_hex(Json *json, uint32_t *out)
{
    uint8_t digits[2];
    Bytes hex = pd_bytes_slice(json->text, json->at, 4);
    if (!pd_hex_decode(hex, digits, sizeof digits)) {
        return bad(json, json->at, "\\u needs four hex digits");
    }
    json->at += 4;
    *out = (uint32_t)digits[0] << 8 | digits[1];
    return STATUS_OK;
}

/* Behind \u. A high surrogate and the low one after it are one character. */
static Status read_unicode(Json *json)
{
    uint32_t code = 0;
    uint8_t encoded[UTF8_BYTES_MAX];
    Status status = read_hex(json, &code);
    Bytes next = pd_bytes_slice(json->text, json->at, 2);
    if (status == STATUS_OK && (code & 0xfc00u) == 0xd800u && pd_bytes_equal_cstr(next, "\\u")) {
        size_t before = json->at;
        uint32_t low = 0;
        json->at += 2;
        status = read_hex(json, &low);
        if ((low & 0xfc00u) == 0xdc00u) {
            code = 0x10000u + ((code & 0x3ffu) << 10) + (low & 0x3ffu);
        } else {
            json->at = before;
        }
    }
    if (status == STATUS_OK) {
        size_t size = pd_utf8_encode(code, UTF8_SURROGATES, encoded);
        pd_buffer_append(&json->scratch, pd_bytes(encoded, size));
    }
    return status;
}

static Status read_escape(Json *json)
{
    static const char letters[] = "\"\\/bfnrt";
    static const char meanings[] = "\"\\/\b\f\n\r\t";
    int c = peek(json);
    const char *found = c <= 0 ? NULL : strchr(letters, c);
    if (c == 'u') {
        json->at++;
        return read_unicode(json);
    }
    if (found == NULL) {
        return bad(json, json->at, "an unknown escape");
    }
    json->at++;
    pd_buffer_append_byte(&json->scratch, (uint8_t)meanings[found - letters]);
    return STATUS_OK;
}

/* A string from its opening quote; its text is left in scratch. */
static Status read_text(Json *json)
{
    size_t start = json->at++;
    pd_buffer_reset(&json->scratch);
    for (;;) {
        size_t run = json->at;
        while (json->at < json->text.size && json->text.data[json->at] >= ' ' &&
               json->text.data[json->at] != '"' && json->text.data[json->at] != '\\') {
            json->at++;
        }
        pd_buffer_append(&json->scratch, pd_bytes_slice(json->text, run, json->at - run));
        int c = peek(json);
        if (c < 0) {
            return bad(json, start, "a string without an end");
        }
        if (c != '"' && c != '\\') {
            return bad(json, json->at, "a control character in a string");
        }
        json->at++;
        if (c == '"') {
            return pd_buffer_status(&json->scratch);
        }
        Status status = read_escape(json);
        if (status != STATUS_OK) {
            return status;
        }
    }
}

static Status read_string(Json *json)
{
    Status status = read_text(json);
    if (status == STATUS_OK) {
        pd_cbor_write_string(json->out, pd_buffer_peek(&json->scratch));
    }
    return status;
}

/* ── numbers ── */

static uint32_t chunk_of(Bytes digits, size_t start, size_t count)
{
    uint32_t chunk = 0;
    for (size_t i = 0; i < count; i++) {
        chunk = chunk * 10 + (uint32_t)(digits.data[start + i] - '0');
    }
    return chunk;
}

/* Decimal digits as little-endian limbs of 32 bits; the number of limbs. */
static size_t limbs_of(Bytes digits, uint32_t *limbs)
{
    static const uint32_t powers[] = {1,      10,      100,      1000,      10000,
                                      100000, 1000000, 10000000, 100000000, 1000000000};
    size_t count = 0;
    for (size_t at = 0; at < digits.size;) {
        size_t take = digits.size - at < CHUNK_DIGITS ? digits.size - at : CHUNK_DIGITS;
        uint64_t carry = chunk_of(digits, at, take);
        for (size_t i = 0; i < count; i++) {
            carry += (uint64_t)limbs[i] * powers[take];
            limbs[i] = (uint32_t)carry;
            carry >>= 32;
        }
        if (carry != 0) {
            limbs[count++] = (uint32_t)carry;
        }
        at += take;
    }
    return count;
}

/* An integer of more than 18 digits. CBOR keeps -1-n of a negative one, so its size is one less. */
static Status write_long(Json *json, bool negative, Bytes digits)
{
    if (digits.size > INTEGER_DIGITS_MAX) {
        return pd_error_set(json->err, STATUS_LIMIT, "an integer has more than %d digits",
                            INTEGER_DIGITS_MAX);
    }
    const Alloc *alloc = json->out->alloc;
    size_t room = digits.size / CHUNK_DIGITS + 1;
    uint32_t *limbs = pd_alloc_new_array(alloc, room, sizeof *limbs);
    if (limbs == NULL) {
        return pd_error_plain(json->err, STATUS_NO_MEMORY);
    }
    size_t count = limbs_of(digits, limbs);
    for (size_t i = 0; negative && i < count && limbs[i]-- == 0; i++) {}
    pd_buffer_reset(&json->scratch);
    for (size_t i = count; i-- > 0;) {
        pd_buffer_append_u32(&json->scratch, limbs[i]);
    }
    Status status = pd_buffer_status(&json->scratch);
    if (status == STATUS_OK) {
        pd_cbor_write_big(json->out, negative, pd_buffer_peek(&json->scratch));
    }
    pd_alloc_free_array(alloc, limbs, room, sizeof *limbs);
    return status;
}

static size_t skip_digits(Json *json)
{
    size_t start = json->at;
    while (peek(json) >= '0' && peek(json) <= '9') {
        json->at++;
    }
    return json->at - start;
}

static Status read_fraction(Json *json)
{
    if (peek(json) == '.') {
        json->at++;
        if (skip_digits(json) == 0) {
            return bad(json, json->at, "a digit is missing after the point");
        }
    }
    if (peek(json) == 'e' || peek(json) == 'E') {
        json->at++;
        if (peek(json) == '+' || peek(json) == '-') {
            json->at++;
        }
        if (skip_digits(json) == 0) {
            return bad(json, json->at, "an exponent without digits");
        }
    }
    return STATUS_OK;
}

static Status read_number(Json *json)
{
    size_t start = json->at;
    bool negative = peek(json) == '-';
    json->at += negative;
    size_t first = json->at;
    size_t count = skip_digits(json);
    if (count == 0 || (count > 1 && json->text.data[first] == '0')) {
        return bad(json, start, "this is no number");
    }
    Status status = read_fraction(json);
    if (status != STATUS_OK) {
        return status;
    }
    if (json->at > first + count) {
        double value = 0;
        status = pd_number_parse(pd_bytes_slice(json->text, start, json->at - start), 0, &value);
        pd_cbor_write_double(json->out, value);
        return status;
    }
    Bytes digits = pd_bytes_slice(json->text, first, count);
    if (count > 18) {
        return write_long(json, negative, digits);
    }
    int64_t value = 0;
    for (size_t i = 0; i < count; i++) {
        value = value * 10 + (digits.data[i] - '0');
    }
    pd_cbor_write_int(json->out, negative ? -value : value);
    return STATUS_OK;
}

/* ── containers ── */

static Status enter(Json *json, bool is_map)
{
    if (json->depth == CBOR_NESTING_MAX) {
        return pd_error_at(json->err, STATUS_LIMIT, json->at, "nested more than %d levels",
                           CBOR_NESTING_MAX);
    }
    json->open[json->depth++] = (Open){.start = json->out->size, .is_map = is_map};
    json->at++;
    return STATUS_OK;
}

/* {"$bytes": "hex"} and {"$float": "NaN"}: what a map with this one text stands for. */
static Status write_special(Json *json, size_t start, Bytes key, Bytes text)
{
    static const char *const names[] = {"NaN", "Infinity", "-Infinity"};
    static const double values[] = {(double)__builtin_nanf(""), (double)__builtin_inff(),
                                    -(double)__builtin_inff()};
    pd_buffer_reset(&json->scratch);
    pd_buffer_append(&json->scratch, text); /* what follows overwrites it */
    Bytes copy = pd_buffer_peek(&json->scratch);
    bool is_bytes = pd_bytes_equal_cstr(key, "$bytes");
    pd_buffer_truncate(json->out, start);
    if (!is_bytes) {
        for (size_t i = 0; i < ARRAY_COUNT(names); i++) {
            if (pd_bytes_equal_cstr(copy, names[i])) {
                pd_cbor_write_double(json->out, values[i]);
                return STATUS_OK;
            }
        }
        return bad(json, json->at, "$float is \"NaN\", \"Infinity\" or \"-Infinity\"");
    }
    uint8_t *bytes = json->scratch.data;
    if (!pd_hex_decode(copy, bytes, copy.size / 2)) {
        return bad(json, json->at, "$bytes needs hex digits");
    }
    pd_cbor_write_bytes(json->out, pd_bytes(bytes, copy.size / 2));
    return pd_buffer_status(&json->scratch);
}

static Status end_map(Json *json, const Open *open)
{
    Bytes content = pd_bytes_slice(pd_buffer_peek(json->out), open->start, SIZE_MAX);
    if (open->count == 1 && content.size > 7 &&
        (pd_bytes_starts_with(content, pd_bytes("\x66$bytes", 7)) ||
         pd_bytes_starts_with(content, pd_bytes("\x66$float", 7)))) {
        CborReader reader;
        Bytes key;
        Bytes text;
        pd_cbor_reader_init(&reader, content, CBOR_NESTING_MAX, NULL);
        if (pd_cbor_read_text(&reader, &key) == STATUS_OK &&
            pd_cbor_read_text(&reader, &text) == STATUS_OK) {
            return write_special(json, open->start, key, text);
        }
    }
    pd_cbor_sort_map(json->out, open->start);
    if (pd_buffer_status(json->out) == STATUS_INVALID) {
        return pd_error_at(json->err, STATUS_INVALID, json->at,
                           "the object that ends at byte %zu has a key twice", json->at);
    }
    return STATUS_OK;
}

/* Puts the head in front of the items. */
static Status end_array(Json *json, const Open *open)
{
    uint8_t head[16];
    size_t end = json->out->size;
    pd_cbor_write_array(json->out, open->count);
    if (pd_buffer_status(json->out) != STATUS_OK) {
        return pd_buffer_status(json->out);
    }
    size_t size = json->out->size - end;
    pd_assert(size <= sizeof head);
    memcpy(head, json->out->data + end, size);
    memmove(json->out->data + open->start + size, json->out->data + open->start, end - open->start);
    memcpy(json->out->data + open->start, head, size);
    return STATUS_OK;
}

static Status leave(Json *json)
{
    json->at++;
    const Open *open = &json->open[--json->depth];
    return open->is_map ? end_map(json, open) : end_array(json, open);
}

/* ── values ── */

static bool read_word(Json *json, const char *word)
{
    if (!pd_bytes_starts_with(pd_bytes_slice(json->text, json->at, SIZE_MAX),
                              pd_bytes_of_cstr(word))) {
        return false;
    }
    json->at += strlen(word);
    return true;
}

/* A value, or the head of a container, which is then open. */
static Status read_value(Json *json)
{
    int c = peek(json);
    if (c == '"') {
        return read_string(json);
    }
    if (c == '[' || c == '{') {
        return enter(json, c == '{');
    }
    if (c == '-' || (c >= '0' && c <= '9')) {
        return read_number(json);
    }
    if (read_word(json, "null")) {
        pd_cbor_write_null(json->out);
        return STATUS_OK;
    }
    if (read_word(json, "true")) {
        pd_cbor_write_bool(json->out, true);
        return STATUS_OK;
    }
    if (read_word(json, "false")) {
        pd_cbor_write_bool(json->out, false);
        return STATUS_OK;
    }
    return bad(json, json->at, c < 0 ? "the text ends too early" : "a value is missing");
}

static Status read_key(Json *json)
{
    if (peek(json) != '"') {
        return bad(json, json->at, "a key in double quotes is missing");
    }
    Status status = read_string(json);
    if (status != STATUS_OK) {
        return status;
    }
    skip_space(json);
    if (peek(json) != ':') {
        return bad(json, json->at, "':' is missing");
    }
    json->at++;
    skip_space(json);
    return STATUS_OK;
}

/* One step inside the innermost container: its end, or a comma and the next item. */
static Status read_next(Json *json)
{
    Open *open = &json->open[json->depth - 1];
    if (peek(json) == (open->is_map ? '}' : ']')) {
        return leave(json);
    }
    if (open->count > 0) {
        if (peek(json) != ',') {
            return bad(json, json->at,
                       open->is_map ? "',' or '}' is missing" : "',' or ']' is missing");
        }
        json->at++;
        skip_space(json);
    }
    open->count++;
    Status status = open->is_map ? read_key(json) : STATUS_OK;
    return status == STATUS_OK ? read_value(json) : status;
}

static Status read_all(Json *json)
{
    Utf8Error wrong;
    if (!pd_utf8_validate(json->text, UTF8_STRICT, &wrong)) {
        return bad(json, wrong.offset, "this is not UTF-8");
    }
    skip_space(json);
    Status status = read_value(json);
    while (status == STATUS_OK && json->depth > 0) {
        skip_space(json);
        status = read_next(json);
        if (pd_buffer_status(json->out) != STATUS_OK && status == STATUS_OK) {
            status = pd_buffer_status(json->out);
        }
    }
    skip_space(json);
    if (status == STATUS_OK && json->at < json->text.size) {
        return bad(json, json->at, "something follows the value");
    }
    return status == STATUS_OK ? pd_buffer_status(json->out) : status;
}

Status pd_api_json_to_cbor(Bytes text, Buffer *out, Error *err)
{
    Json *json = pd_alloc_new(out->alloc, sizeof *json);
    if (json == NULL) {
        return pd_error_plain(err, STATUS_NO_MEMORY);
    }
    Error told = {.status = STATUS_OK};
    json->text = text;
    json->at = 0;
    json->depth = 0;
    json->out = out;
    json->err = &told;
    pd_buffer_init(&json->scratch, out->alloc, SIZE_MAX / 2);
    Status status = read_all(json);
    pd_buffer_deinit(&json->scratch);
    pd_alloc_free(out->alloc, json, sizeof *json);
    if (status != STATUS_OK && told.status != status) {
        pd_error_plain(&told, status);
    }
    if (err != NULL && status != STATUS_OK) {
        *err = told;
    }
    return status;
}
