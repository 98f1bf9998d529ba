/*
 * String tokens and the literal parts of f-strings.
 *
 * Only extents are found here; escapes are decoded by literal.c. An f-string becomes START, then
 * MIDDLEs and replacement fields, then END; between the braces of a field the main loop of the
 * lexer reads ordinary tokens, and this file takes over again at the colon of a format spec and at
 * the closing brace (PEP 701).
 */
#include "lang/lex/lexer.h"

#include <string.h>

/* Replacement fields inside the format specs of one f-string, as in CPython 3.12. */
#define FIELDS_MAX 3

static void cross_line(Lexer *lexer)
{
    lexer->position++;
    if (lexer->position < lexer->size_bytes) {
        lexer->line++;
        lexer->line_start = lexer->position;
    }
}

/* Reports at the first character of the literal, and says where its end was missed. */
static bool fail_unterminated(Lexer *lexer, uint32_t line, uint32_t start, uint32_t column_bytes,
                              const char *what)
{
    unsigned detected = (unsigned)lexer->line;
    lexer->hit_end = lexer->hit_end || lexer->position >= lexer->size_bytes;
    lexer->position = start + 1;
    lexer->line = line;
    lexer->line_start = start - column_bytes;
    return pd_lexer_fail(lexer, "unterminated %s literal (detected at line %u)", what, detected);
}

static bool fail_string(Lexer *lexer, const Token *token, char quote, uint32_t quote_count)
{
    if (lexer->fstring_count > 0) {
        const OpenFString *outer = &lexer->fstrings[lexer->fstring_count - 1];
        if (outer->quote == quote && outer->quote_count == quote_count) {
            lexer->position = token->start + 1;
            lexer->line = token->line;
            lexer->line_start = token->start - token->column_bytes;
            return pd_lexer_fail(lexer, "f-string: expecting '}'");
        }
    }
    return fail_unterminated(lexer, token->line, token->start, token->column_bytes,
                             quote_count == 3 ? "triple-quoted string" : "string");
}

/* After the opening quotes. */
static bool skip_string(Lexer *lexer, const Token *token, char quote, uint32_t quote_count)
{
    uint32_t seen = 0;
    while (seen != quote_count) {
        char c = lexer->text[lexer->position];
        if (c == quote) {
            seen++;
            lexer->position++;
            continue;
        }
        seen = 0;
        if (c == '\\') {
            lexer->position++;
            c = lexer->text[lexer->position];
            if (c != '\n' && c != '\0') {
                lexer->position++;
                continue;
            }
            if (c == '\n') {
                cross_line(lexer);
                continue;
            }
        }
        if (c == '\0' || (c == '\n' && quote_count == 1)) {
            return fail_string(lexer, token, quote, quote_count);
        }
        if (c == '\n') {
            cross_line(lexer);
        } else {
            lexer->position++;
        }
    }
    return true;
}

static bool open_fstring(Lexer *lexer, Token *token, char quote, uint32_t quote_count)
{
    if (lexer->fstring_count >= PARSE_FSTRINGS_MAX) {
        return pd_lexer_fail(lexer, "too many nested f-strings");
    }
    lexer->fstrings[lexer->fstring_count++] = (OpenFString){.quote = quote,
                                                            .quote_count = (uint8_t)quote_count,
                                                            .raw = token->raw,
                                                            .level = lexer->level,
                                                            .start = token->start,
                                                            .line = token->line,
                                                            .column_bytes = token->column_bytes};
    lexer->in_middle = true;
    pd_lexer_finish(lexer, token, TOKEN_FSTRING_START);
    return true;
}

bool pd_lexer_string(Lexer *lexer, Token *token, uint32_t quote_at)
{
    bool is_fstring = false;
    for (uint32_t i = token->start; i < quote_at; i++) {
        char c = lexer->text[i];
        is_fstring = is_fstring || c == 'f' || c == 'F';
        token->raw = token->raw || c == 'r' || c == 'R';
    }
    const char *at = lexer->text + quote_at;
    char quote = at[0];
    bool is_empty = at[1] == quote && at[2] != quote;
    uint32_t quote_count = at[1] == quote && at[2] == quote ? 3 : 1;
    lexer->position = quote_at + quote_count;
    if (is_fstring) {
        return open_fstring(lexer, token, quote, quote_count);
    }
    if (is_empty) {
        lexer->position++;
    } else if (!skip_string(lexer, token, quote, quote_count)) {
        return false;
    }
    pd_lexer_finish(lexer, token, TOKEN_STRING);
    return true;
}

static bool fail_fstring(Lexer *lexer, const OpenFString *fstring)
{
    return fail_unterminated(lexer, fstring->line, fstring->start, fstring->column_bytes,
                             fstring->quote_count == 3 ? "triple-quoted f-string" : "f-string");
}

static bool at_closing_quotes(const Lexer *lexer, const OpenFString *fstring)
{
    const char *at = lexer->text + lexer->position;
    return at[0] == fstring->quote &&
           (fstring->quote_count == 1 || (at[1] == fstring->quote && at[2] == fstring->quote));
}

static bool close_fstring(Lexer *lexer, Token *token, const OpenFString *fstring)
{
    lexer->position += fstring->quote_count;
    lexer->level = fstring->level;
    lexer->fstring_count--;
    lexer->in_middle = false;
    pd_lexer_finish(lexer, token, TOKEN_FSTRING_END);
    return true;
}

static bool open_field(Lexer *lexer, Token *token, OpenFString *fstring)
{
    if (fstring->field_count >= FIELDS_MAX) {
        return pd_lexer_fail(lexer, "f-string: expressions nested too deeply");
    }
    lexer->position++;
    if (lexer->level >= PARSE_PARENS_MAX) {
        return pd_lexer_fail(lexer, "too many nested parentheses");
    }
    lexer->parens[lexer->level++] = (OpenParen){.character = '{',
                                                .is_field = true,
                                                .field_in_spec = fstring->in_spec,
                                                .line = token->line,
                                                .column_bytes = token->column_bytes};
    fstring->field_count++;
    fstring->in_spec = false;
    lexer->in_middle = false;
    pd_lexer_finish(lexer, token, TOKEN_LBRACE);
    return true;
}

/* At the brace that ends a field with a format spec. */
static bool close_field(Lexer *lexer, Token *token, OpenFString *fstring)
{
    lexer->position++;
    lexer->level--;
    fstring->in_spec = lexer->parens[lexer->level].field_in_spec;
    fstring->field_count--;
    pd_lexer_finish(lexer, token, TOKEN_RBRACE);
    return true;
}

/* Moves past a backslash and what it escapes; braces are left alone, except those of \N{name}. */
static void skip_escape(Lexer *lexer, const OpenFString *fstring)
{
    lexer->position++;
    const char *at = lexer->text + lexer->position;
    if (*at == '{' || *at == '}' || *at == '\0') {
        return;
    }
    if (*at == '\n') {
        cross_line(lexer);
        return;
    }
    lexer->position++;
    if (at[0] != 'N' || at[1] != '{' || fstring->raw) {
        return;
    }
    size_t size = strcspn(at, "}\n'\"");
    lexer->position += (uint32_t)size - (at[size] == '}' ? 0 : 1);
}

/* Ends a MIDDLE at the position, when there is text since its start. */
static bool finish_middle(Lexer *lexer, Token *token, const OpenFString *fstring)
{
    token->raw = fstring->raw;
    pd_lexer_finish(lexer, token, TOKEN_FSTRING_MIDDLE);
    return true;
}

/* Ends a MIDDLE that holds the first of two equal braces. */
static bool finish_doubled(Lexer *lexer, Token *token, const OpenFString *fstring)
{
    lexer->position += 2;
    finish_middle(lexer, token, fstring);
    token->end--;
    return true;
}

bool pd_lexer_fstring_middle(Lexer *lexer, Token *token)
{
    OpenFString *fstring = &lexer->fstrings[lexer->fstring_count - 1];
    for (;;) {
        const char *at = lexer->text + lexer->position;
        bool is_empty = lexer->position == token->start;
        if (at_closing_quotes(lexer, fstring)) {
            return is_empty ? close_fstring(lexer, token, fstring)
                            : finish_middle(lexer, token, fstring);
        }
        if (*at == '{' || *at == '}') {
            if (at[1] == at[0] && !fstring->in_spec) {
                return finish_doubled(lexer, token, fstring);
            }
            if (!is_empty) {
                return finish_middle(lexer, token, fstring);
            }
            if (*at == '{') {
                return open_field(lexer, token, fstring);
            }
            if (fstring->in_spec) {
                return close_field(lexer, token, fstring);
            }
            lexer->position++;
            return pd_lexer_fail(lexer, "f-string: single '}' is not allowed");
        }
        if (*at == '\0' || (*at == '\n' && fstring->quote_count == 1)) {
            return fail_fstring(lexer, fstring);
        }
        if (*at == '\\') {
            skip_escape(lexer, fstring);
        } else if (*at == '\n') {
            cross_line(lexer);
        } else {
            lexer->position++;
        }
    }
}
