/*
 * Literals: numbers, strings, bytes and f-strings as constants of the tree.
 *
 * Adjacent literals are one constant. Text is decoded once, straight into the arena: a decoded
 * literal is never longer than its source. Malformed escapes are reported as CPython does, with the
 * positions of its codecs.
 */
#include "lang/parse/parse.h"

#include <string.h>

/* ── numbers ── */

/* A token's text without underscores; borrowed from the source when there are none. */
static Bytes plain_digits(Parser *parser, const Token *token)
{
    Bytes text = pd_bytes(parser->lexer.text + token->start, token->end - token->start);
    if (memchr(text.data, '_', text.size) == NULL) {
        return text;
    }
    uint8_t *copy = pd_arena_alloc(&parser->scratch, text.size);
    if (copy == NULL) {
        pd_parse_fail_status(parser, pd_arena_status(&parser->scratch));
        return (Bytes){NULL, 0};
    }
    size_t size = 0;
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] != '_') {
            copy[size++] = text.data[i];
        }
    }
    return pd_bytes(copy, size);
}

static uint32_t digit_value(uint8_t c)
{
    if (c <= '9') {
        return (uint32_t)(c - '0');
    }
    return (uint32_t)((c | 0x20) - 'a' + 10);
}

static void set_integer(Parser *parser, AstConstant *constant, Bytes digits, uint32_t radix)
{
    while (digits.size > 0 && digits.data[0] == '0') {
        digits.data++;
        digits.size--;
    }
    constant->kind = AST_CONST_INT;
    uint64_t value = 0;
    bool fits = true;
    for (size_t i = 0; i < digits.size && fits; i++) {
        uint64_t digit = digit_value(digits.data[i]);
        fits = value <= (UINT64_MAX - digit) / radix;
        value = value * radix + digit;
    }
    if (fits) {
        constant->as.integer.value = value;
        return;
    }
    if (radix == 10 && digits.size > PARSE_INT_DIGITS_MAX) {
        pd_parse_fail_token(parser, parser->mark - 1,
                            "Exceeds the limit (%d digits) for integer string conversion: value "
                            "has %zu digits; use sys.set_int_max_str_digits() to increase the "
                            "limit - Consider hexadecimal for huge integer literals to avoid "
                            "decimal conversion limits.",
                            PARSE_INT_DIGITS_MAX, digits.size);
        parser->problem->column = 0;
        parser->problem->end_column = 0;
        return;
    }
    constant->as.integer.digits = pd_arena_copy_string(parser->arena, digits);
    constant->as.integer.digit_count = (uint32_t)digits.size;
    constant->as.integer.radix = radix;
    if (constant->as.integer.digits == NULL) {
        pd_parse_fail_status(parser, pd_arena_status(parser->arena));
    }
}

static void set_number(Parser *parser, AstConstant *constant, Bytes text)
{
    if (text.size > 2 && text.data[0] == '0' && (text.data[1] | 0x20) > 'a') {
        uint8_t letter = text.data[1] | 0x20;
        if (letter == 'x' || letter == 'o' || letter == 'b') {
            uint32_t radix = letter == 'x' ? 16 : letter == 'o' ? 8 : 2;
            set_integer(parser, constant, pd_bytes_slice(text, 2, text.size), radix);
            return;
        }
    }
    bool is_imaginary = (text.data[text.size - 1] | 0x20) == 'j';
    bool is_float = is_imaginary;
    for (size_t i = 0; i < text.size && !is_float; i++) {
        is_float = text.data[i] == '.' || (text.data[i] | 0x20) == 'e';
    }
    if (!is_float) {
        set_integer(parser, constant, text, 10);
        return;
    }
    constant->kind = is_imaginary ? AST_CONST_COMPLEX : AST_CONST_FLOAT;
    text.size -= is_imaginary;
    Status status = pd_number_parse(text, 0, &constant->as.number);
    pd_assert(status == STATUS_OK);
}

AstNode *pd_parse_number(Parser *parser)
{
    if (!at(parser, TOKEN_NUMBER)) {
        return NULL;
    }
    Start start = start_here(parser);
    Token token = *peek_token(parser, 0);
    parser->mark++;
    AstNode *node = pd_parse_node(parser, AST_CONSTANT, start);
    Bytes text = plain_digits(parser, &token);
    if (node == NULL || text.size == 0) {
        return NULL;
    }
    set_number(parser, &node->as.constant, text);
    return parser->failed ? NULL : node;
}

/* ── text ── */

/* A part of a string: literal text still to be decoded, or a finished replacement field. */
typedef struct Piece {
    AstNode *field; /* NULL for text */
    uint32_t start; /* text: offsets of the source */
    uint32_t end;
    bool raw;
    bool is_bytes;
    SourceSpan span;
    struct Piece *next;
} Piece;

typedef struct PieceList {
    Piece *first;
    Piece *last;
    uint32_t count;
    bool has_fields; /* there was an f-string, with fields or without */
    bool is_bytes;
    bool has_u_prefix;
} PieceList;

typedef struct Decoder {
    Parser *parser;
    const char *at;
    const char *end;
    const char *begin;
    uint32_t widened; /* bytes by which CPython's escaped copy is longer up to here */
    uint8_t *out;
} Decoder;

static bool is_octal(char c)
{
    return c >= '0' && c <= '7';
}

static int hex_value(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f') {
        return (c | 0x20) - 'a' + 10;
    }
    return -1;
}

static void put_point(Decoder *decoder, uint32_t point)
{
    decoder->out += pd_utf8_encode(point, UTF8_SURROGATES, decoder->out);
}

static bool fail_escape(Decoder *decoder, const char *from, const char *message)
{
    unsigned first = (unsigned)(from - decoder->begin) + decoder->widened;
    unsigned last = (unsigned)(decoder->at - decoder->begin) + decoder->widened - 1;
    if (first == last) {
        pd_parse_fail_last(decoder->parser, SYNTAX_ERROR,
                           "(unicode error) 'unicodeescape' codec can't decode byte 0x5c in "
                           "position %u: %s",
                           first, message);
    } else {
        pd_parse_fail_last(decoder->parser, SYNTAX_ERROR,
                           "(unicode error) 'unicodeescape' codec can't decode bytes in position "
                           "%u-%u: %s",
                           first, last, message);
    }
    return false;
}

/* After \x, \u or \U: exactly `count` hex digits. */
static bool decode_hex(Decoder *decoder, const char *from, int count, const char *message)
{
    uint32_t point = 0;
    for (int i = 0; i < count; i++) {
        int digit = decoder->at < decoder->end ? hex_value(*decoder->at) : -1;
        if (digit < 0) {
            return fail_escape(decoder, from, message);
        }
        point = (point << 4) | (uint32_t)digit;
        decoder->at++;
    }
    if (point > UTF8_CODE_POINT_MAX) {
        return fail_escape(decoder, from, "illegal Unicode character");
    }
    put_point(decoder, point);
    return true;
}

static uint32_t decode_octal(Decoder *decoder)
{
    uint32_t value = 0;
    for (int i = 0; i < 3 && decoder->at < decoder->end && is_octal(*decoder->at); i++) {
        value = value * 8 + (uint32_t)(*decoder->at++ - '0');
    }
    return value;
}

static bool decode_named(Decoder *decoder, const char *from)
{
    bool has_name = false;
    const char *open = decoder->at;
    if (decoder->at < decoder->end && *decoder->at == '{') {
        decoder->at++;
        while (decoder->at < decoder->end && *decoder->at != '}') {
            decoder->at++;
        }
        has_name = decoder->at < decoder->end && decoder->at > open + 1;
    }
    if (!has_name) {
        return fail_escape(decoder, from, "malformed \\N character escape");
    }
    Bytes name = pd_bytes(open + 1, (size_t)(decoder->at - open) - 1);
    decoder->at++;
    uint32_t point = 0;
    if (!pd_uniname_find(name, &point)) {
        return fail_escape(decoder, from, "unknown Unicode character name");
    }
    put_point(decoder, point);
    return true;
}

/* The one-character escapes: what \c stands for, or -1. */
static int simple_escape(char c)
{
    switch (c) {
    case '\\': return '\\';
    case '\'': return '\'';
    case '"': return '"';
    case 'a': return '\a';
    case 'b': return '\b';
    case 'f': return '\f';
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    case 'v': return '\v';
    default: return -1;
    }
}

/* At a backslash of a str. An unknown escape stands for itself. */
static bool decode_escape(Decoder *decoder)
{
    const char *from = decoder->at++;
    if (decoder->at == decoder->end) {
        *decoder->out++ = '\\';
        return true;
    }
    char c = *decoder->at;
    int simple = simple_escape(c);
    if (simple >= 0) {
        *decoder->out++ = (uint8_t)simple;
        decoder->at++;
        return true;
    }
    if (is_octal(c)) {
        put_point(decoder, decode_octal(decoder));
        return true;
    }
    decoder->at++;
    switch (c) {
    case '\n': return true;
    case 'x': return decode_hex(decoder, from, 2, "truncated \\xXX escape");
    case 'u': return decode_hex(decoder, from, 4, "truncated \\uXXXX escape");
    case 'U': return decode_hex(decoder, from, 8, "truncated \\UXXXXXXXX escape");
    case 'N': return decode_named(decoder, from);
    default:
        decoder->at--;
        *decoder->out++ = '\\';
        return true;
    }
}

static bool decode_text(Decoder *decoder)
{
    while (decoder->at < decoder->end) {
        char c = *decoder->at;
        if (c == '\\') {
            if (!decode_escape(decoder)) {
                return false;
            }
            continue;
        }
        /* CPython decodes a copy in which each character outside ASCII is \UXXXXXXXX. */
        if ((uint8_t)c >= 0xc0) {
            decoder->widened += 10;
        }
        decoder->widened -= (uint8_t)c >= 0x80;
        *decoder->out++ = (uint8_t)c;
        decoder->at++;
    }
    return true;
}

static bool decode_bytes(Decoder *decoder)
{
    while (decoder->at < decoder->end) {
        const char *from = decoder->at++;
        if (*from != '\\') {
            *decoder->out++ = (uint8_t)*from;
            continue;
        }
        char c = *decoder->at;
        int simple = simple_escape(c);
        if (simple >= 0) {
            *decoder->out++ = (uint8_t)simple;
            decoder->at++;
        } else if (is_octal(c)) {
            *decoder->out++ = (uint8_t)decode_octal(decoder);
        } else if (c == 'x') {
            int high = decoder->end - decoder->at > 1 ? hex_value(decoder->at[1]) : -1;
            int low = decoder->end - decoder->at > 2 ? hex_value(decoder->at[2]) : -1;
            if (high < 0 || low < 0) {
                pd_parse_fail_last(decoder->parser, SYNTAX_ERROR,
                                   "(value error) invalid \\x escape at position %u",
                                   (unsigned)(from - decoder->begin));
                return false;
            }
            *decoder->out++ = (uint8_t)(high << 4 | low);
            decoder->at += 3;
        } else if (c == '\n') {
            decoder->at++;
        } else {
            *decoder->out++ = '\\';
        }
    }
    return true;
}

static bool decode_piece(Parser *parser, const Piece *piece, uint8_t **out)
{
    const char *text = parser->lexer.text + piece->start;
    size_t size = piece->end - piece->start;
    if (piece->raw || memchr(text, '\\', size) == NULL) {
        memcpy(*out, text, size);
        *out += size;
        return true;
    }
    Decoder decoder = {
        .parser = parser, .at = text, .begin = text, .end = text + size, .out = *out};
    bool ok = piece->is_bytes ? decode_bytes(&decoder) : decode_text(&decoder);
    *out = decoder.out;
    return ok;
}

/* ── pieces ── */

static Piece *add_piece(Parser *parser, PieceList *list, SourceSpan span)
{
    Piece *piece = ARENA_NEW(&parser->scratch, Piece);
    if (piece == NULL) {
        pd_parse_fail_status(parser, pd_arena_status(&parser->scratch));
        return NULL;
    }
    piece->span = span;
    if (list->first == NULL) {
        list->first = piece;
    } else {
        list->last->next = piece;
    }
    list->last = piece;
    list->count++;
    return piece;
}

/* A STRING token: strips prefix and quotes. */
static bool add_string(Parser *parser, PieceList *list, uint32_t index)
{
    const Token *token = &parser->tokens[index];
    Piece *piece = add_piece(parser, list, token_span(parser, index));
    if (piece == NULL) {
        return false;
    }
    const char *text = parser->lexer.text;
    uint32_t start = token->start;
    if (piece == list->first && text[start] == 'u') {
        list->has_u_prefix = true;
    }
    while (text[start] != '\'' && text[start] != '"') {
        piece->is_bytes = piece->is_bytes || (text[start] | 0x20) == 'b';
        start++;
    }
    bool is_triple =
        token->end - start >= 6 && text[start + 1] == text[start] && text[start + 2] == text[start];
    piece->start = start + (is_triple ? 3 : 1);
    piece->end = token->end - (is_triple ? 3 : 1);
    piece->raw = token->raw;
    return true;
}

/* A constant of the text pieces from `first` to the one before `end`. */
static AstNode *join_pieces(Parser *parser, const PieceList *list, Piece *first, Piece *end)
{
    size_t room = 1;
    SourceSpan span = first->span;
    for (Piece *piece = first; piece != end; piece = piece->next) {
        room += piece->end - piece->start;
        span = join_spans(span, piece->span);
    }
    uint8_t *text = pd_arena_alloc(parser->arena, room);
    AstNode *node = pd_parse_node(parser, AST_CONSTANT, (Start){span.line, span.column_bytes});
    if (text == NULL || node == NULL) {
        pd_parse_fail_status(parser, pd_arena_status(parser->arena));
        return NULL;
    }
    node->end_line = span.end_line;
    node->end_column_bytes = span.end_column_bytes;
    uint8_t *out = text;
    for (Piece *piece = first; piece != end; piece = piece->next) {
        if (!decode_piece(parser, piece, &out)) {
            return NULL;
        }
    }
    node->as.constant = (AstConstant){
        .kind = first->is_bytes ? AST_CONST_BYTES : AST_CONST_STR,
        .has_u_prefix = list->has_u_prefix,
        .as.text = {.bytes = (const char *)text, .length_bytes = (uint32_t)(out - text)},
    };
    return node;
}

/* The values of a JoinedStr: neighbouring texts become one constant, empty ones vanish. */
static AstNode *join_fields(Parser *parser, const PieceList *list, Start start)
{
    uint32_t base = parser->stack_count;
    Piece *piece = list->first;
    while (piece != NULL) {
        if (piece->field != NULL) {
            pd_parse_push(parser, piece->field);
            piece = piece->next;
            continue;
        }
        Piece *end = piece;
        while (end != NULL && end->field == NULL) {
            end = end->next;
        }
        AstNode *text = join_pieces(parser, list, piece, end);
        if (text == NULL) {
            drop_items(parser, base);
            return NULL;
        }
        if (text->as.constant.as.text.length_bytes > 0) {
            pd_parse_push(parser, text);
        }
        piece = end;
    }
    AstNode *node = pd_parse_node(parser, AST_JOINED_STR, start);
    if (node != NULL) {
        node->as.sequence.elts = pd_parse_take(parser, base);
        pd_parse_children(parser, node, node->as.sequence.elts);
    }
    return parser->failed ? NULL : node;
}

/* ── f-strings ── */

static bool parse_fstring_parts(Parser *parser, PieceList *list, TokenKind end);

static bool add_middle(Parser *parser, PieceList *list)
{
    uint32_t index = parser->mark++;
    Piece *piece = add_piece(parser, list, token_span(parser, index));
    if (piece == NULL) {
        return false;
    }
    piece->start = parser->tokens[index].start;
    piece->end = parser->tokens[index].end;
    piece->raw = parser->tokens[index].raw;
    return true;
}

/* After the colon: text and fields up to the closing brace. */
static AstNode *parse_format_spec(Parser *parser, Start start)
{
    PieceList list = {0};
    if (!parse_fstring_parts(parser, &list, TOKEN_RBRACE)) {
        return NULL;
    }
    return join_fields(parser, &list, start);
}

/* `!r` when it is next: false when it is malformed. */
static bool parse_conversion(Parser *parser, int *conversion)
{
    *conversion = -1;
    uint32_t mark = parser->mark;
    if (!accept(parser, TOKEN_EXCLAMATION)) {
        return true;
    }
    const Token *token = peek_token(parser, 0);
    if (token->kind != TOKEN_NAME) {
        parser->mark = mark;
        return false;
    }
    const Token *bang = &parser->tokens[mark];
    const char *name = token->name->text;
    if (bang->end != token->start) {
        pd_parse_fail_span(parser,
                           join_spans(token_span(parser, mark), token_span(parser, mark + 1)),
                           "f-string: conversion type must come right after the exclamation mark");
        return false;
    }
    bool good = name[1] == '\0' && (name[0] == 's' || name[0] == 'r' || name[0] == 'a');
    if (!good) {
        pd_parse_fail_token(
            parser, mark + 1,
            "f-string: invalid conversion character '%s': expected 's', 'r', or 'a'", name);
        return false;
    }
    *conversion = (unsigned char)name[0];
    parser->mark++;
    return true;
}

/* The text of `{expr=` between the brace and what follows the equals sign. */
static bool add_debug_text(Parser *parser, PieceList *list, uint32_t brace, uint32_t equal)
{
    Piece *piece = add_piece(parser, list, token_span(parser, brace));
    if (piece == NULL) {
        return false;
    }
    const Token *next = peek_token(parser, 0);
    SourceSpan last = token_span(parser, equal);
    piece->start = parser->tokens[brace].end;
    piece->end = next->start;
    piece->raw = true;
    piece->span.column_bytes++;
    piece->span.end_line = last.end_line;
    piece->span.end_column_bytes =
        last.end_column_bytes + (next->start - parser->tokens[equal].end);
    return true;
}

static bool parse_field_rest(Parser *parser, PieceList *list, AstNode *field, uint32_t brace)
{
    uint32_t equal = parser->mark;
    bool is_debug = accept(parser, TOKEN_EQUAL);
    if (is_debug && !add_debug_text(parser, list, brace, equal)) {
        return false;
    }
    int conversion = -1;
    if (!parse_conversion(parser, &conversion)) {
        return false;
    }
    Start start = start_here(parser);
    AstNode *spec = NULL;
    if (accept(parser, TOKEN_COLON)) {
        spec = parse_format_spec(parser, start);
        if (spec == NULL) {
            return false;
        }
    }
    if (!accept(parser, TOKEN_RBRACE)) {
        return false;
    }
    if (is_debug && conversion == -1 && spec == NULL) {
        conversion = 'r';
    }
    field->as.formatted_value.conversion = conversion;
    field->as.formatted_value.format_spec = spec;
    pd_parse_child(parser, field, spec);
    pd_parse_extend(parser, field);
    return !parser->failed;
}

static bool parse_field(Parser *parser, PieceList *list)
{
    uint32_t mark = parser->mark;
    Start start = start_here(parser);
    if (!accept(parser, TOKEN_LBRACE) || !pd_parse_enter(parser)) {
        return false;
    }
    PieceList before = *list;
    AstNode *value = pd_parse_yield_or_star_expressions(parser);
    AstNode *field = NULL;
    bool ok = false;
    if (value != NULL) {
        field = pd_parse_node(parser, AST_FORMATTED_VALUE, start);
    }
    if (field != NULL) {
        field->as.formatted_value.value = value;
        pd_parse_child(parser, field, value);
        ok = parse_field_rest(parser, list, field, mark);
    }
    leave(parser);
    if (!ok) {
        *list = before;
        if (list->last != NULL) {
            list->last->next = NULL;
        }
        parser->mark = mark;
        if (parser->diagnosing) {
            pd_diagnose_field(parser);
        }
        return false;
    }
    Piece *piece = add_piece(parser, list, token_span(parser, mark));
    if (piece != NULL) {
        piece->field = field;
    }
    return piece != NULL;
}

bool pd_parse_skip_field(Parser *parser)
{
    PieceList list = {0};
    return parse_field(parser, &list);
}

/* Text and fields up to, but without, `end`; stops where nothing fits. */
static bool parse_fstring_parts(Parser *parser, PieceList *list, TokenKind end)
{
    for (;;) {
        TokenKind kind = peek_kind(parser);
        if (kind == TOKEN_FSTRING_MIDDLE) {
            if (!add_middle(parser, list)) {
                return false;
            }
        } else if (kind == TOKEN_LBRACE) {
            if (!parse_field(parser, list)) {
                return false;
            }
        } else {
            return kind == end;
        }
    }
}

static bool add_fstring(Parser *parser, PieceList *list)
{
    parser->mark++;
    list->has_fields = true;
    return parse_fstring_parts(parser, list, TOKEN_FSTRING_END) &&
           accept(parser, TOKEN_FSTRING_END);
}

/* ── the rule ── */

static bool is_ascii_piece(const Parser *parser, const Piece *piece)
{
    const char *text = parser->lexer.text;
    return pd_utf8_is_ascii(pd_bytes(text + piece->start, piece->end - piece->start));
}

/* bytes hold ASCII only and do not mix with str. */
static bool check_pieces(Parser *parser, PieceList *list, bool has_plain_text)
{
    for (Piece *piece = list->first; piece != NULL; piece = piece->next) {
        list->is_bytes = list->is_bytes || piece->is_bytes;
    }
    if (!list->is_bytes) {
        return true;
    }
    bool is_mixed = list->has_fields || has_plain_text;
    for (Piece *piece = list->first; piece != NULL; piece = piece->next) {
        if (piece->is_bytes && !is_ascii_piece(parser, piece)) {
            pd_parse_fail_last(parser, SYNTAX_ERROR,
                               "bytes can only contain ASCII literal characters");
            return false;
        }
    }
    if (is_mixed) {
        pd_parse_fail_last(parser, SYNTAX_ERROR, "cannot mix bytes and nonbytes literals");
        return false;
    }
    return true;
}

static AstNode *parse_strings(Parser *parser, Start start)
{
    PieceList list = {0};
    bool has_plain_text = false;
    for (;;) {
        TokenKind kind = peek_kind(parser);
        if (kind == TOKEN_STRING) {
            if (!add_string(parser, &list, parser->mark)) {
                return NULL;
            }
            has_plain_text = has_plain_text || !list.last->is_bytes;
            parser->mark++;
        } else if (kind == TOKEN_FSTRING_START) {
            if (!add_fstring(parser, &list)) {
                return NULL;
            }
        } else {
            break;
        }
    }
    if (parser->failed || !check_pieces(parser, &list, has_plain_text)) {
        return NULL;
    }
    if (list.has_fields) {
        return join_fields(parser, &list, start);
    }
    return join_pieces(parser, &list, list.first, NULL);
}

AstNode *pd_parse_strings(Parser *parser)
{
    TokenKind kind = peek_kind(parser);
    if (kind != TOKEN_STRING && kind != TOKEN_FSTRING_START) {
        return NULL;
    }
    void *known = NULL;
    if (parser->second_pass && pd_parse_recall(parser, MEMO_STRINGS, &known)) {
        return known;
    }
    uint32_t mark = parser->mark;
    AstNode *node = parse_strings(parser, start_here(parser));
    if (node == NULL) {
        parser->mark = mark;
    }
    if (parser->second_pass) {
        pd_parse_remember(parser, MEMO_STRINGS, mark, node);
    }
    return node;
}
