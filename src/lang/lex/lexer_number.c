/*
 * Number tokens: finds where a number ends and refuses malformed ones as CPython's tokenizer does.
 *
 * Only the extent is decided here; the value is made by literal.c.
 */
#include "lang/lex/lexer.h"

#include <string.h>

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_hex_digit(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static bool is_name_char(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           (uint8_t)c >= 0x80;
}

static char current(const Lexer *lexer)
{
    return lexer->text[lexer->position];
}

static bool fail_literal(Lexer *lexer, const char *kind)
{
    return pd_lexer_fail(lexer, "invalid %s literal", kind);
}

static bool follows_word(const char *at, const char *word)
{
    size_t size = strlen(word);
    return strncmp(at, word, size) == 0 && !is_name_char(at[size]);
}

/* A keyword may follow a number without a space: `1if x else 2`. */
static bool is_keyword_after_number(const char *at)
{
    if (at[0] == 'i') {
        return at[1] == 'f' || at[1] == 'n' || at[1] == 's';
    }
    static const char *const words[] = {"and", "else", "for", "or", "not"};
    for (size_t i = 0; i < ARRAY_COUNT(words); i++) {
        if (follows_word(at, words[i])) {
            return true;
        }
    }
    return false;
}

static bool check_end(Lexer *lexer, const char *kind)
{
    const char *at = lexer->text + lexer->position;
    if (is_name_char(*at) && !is_keyword_after_number(at)) {
        return fail_literal(lexer, kind);
    }
    return true;
}

/* Decimal digits with single underscores between them; the position is at a digit. */
static bool skip_decimal(Lexer *lexer)
{
    for (;;) {
        while (is_digit(current(lexer))) {
            lexer->position++;
        }
        if (current(lexer) != '_') {
            return true;
        }
        lexer->position++;
        if (!is_digit(current(lexer))) {
            return fail_literal(lexer, "decimal");
        }
    }
}

/* After 0x, 0o or 0b. */
static bool read_prefixed(Lexer *lexer, uint32_t radix)
{
    const char *kind = radix == 16 ? "hexadecimal" : radix == 8 ? "octal" : "binary";
    char digit_end = (char)('0' + radix);
    do {
        if (current(lexer) == '_') {
            lexer->position++;
        }
        char c = current(lexer);
        bool good = radix == 16 ? is_hex_digit(c) : (c >= '0' && c < digit_end);
        if (!good) {
            if (radix != 16 && is_digit(c)) {
                lexer->position++;
                return pd_lexer_fail(lexer, "invalid digit '%c' in %s literal", c, kind);
            }
            return fail_literal(lexer, kind);
        }
        while (radix == 16 ? is_hex_digit(c) : (c >= '0' && c < digit_end)) {
            lexer->position++;
            c = current(lexer);
        }
    } while (current(lexer) == '_');
    char c = current(lexer);
    if (radix != 16 && is_digit(c)) {
        lexer->position++;
        return pd_lexer_fail(lexer, "invalid digit '%c' in %s literal", c, kind);
    }
    return check_end(lexer, kind);
}

static bool read_imaginary_or_end(Lexer *lexer)
{
    if (current(lexer) == 'j' || current(lexer) == 'J') {
        lexer->position++;
        return check_end(lexer, "imaginary");
    }
    return check_end(lexer, "decimal");
}

/* At `e`; a letter that begins no exponent ends the number: `1else`. */
static bool read_exponent(Lexer *lexer)
{
    const char *at = lexer->text + lexer->position;
    if (at[1] == '+' || at[1] == '-') {
        lexer->position += 2;
        if (!is_digit(current(lexer))) {
            return fail_literal(lexer, "decimal");
        }
    } else if (is_digit(at[1])) {
        lexer->position++;
    } else {
        return check_end(lexer, "decimal");
    }
    return skip_decimal(lexer) && read_imaginary_or_end(lexer);
}

/* After the integer part and its point, if there is one. */
static bool read_fraction(Lexer *lexer)
{
    if (current(lexer) == '.') {
        lexer->position++;
        if (is_digit(current(lexer)) && !skip_decimal(lexer)) {
            return false;
        }
    }
    if (current(lexer) == 'e' || current(lexer) == 'E') {
        return read_exponent(lexer);
    }
    return read_imaginary_or_end(lexer);
}

/* A decimal number that begins with 0: only zeros, or a float, or an imaginary number. */
static bool read_zeros(Lexer *lexer, uint32_t start)
{
    for (;;) {
        if (current(lexer) == '_') {
            lexer->position++;
            if (!is_digit(current(lexer))) {
                return fail_literal(lexer, "decimal");
            }
        }
        if (current(lexer) != '0') {
            break;
        }
        lexer->position++;
    }
    uint32_t zeros_end = lexer->position + 1;
    bool is_octal_like = is_digit(current(lexer));
    if (is_octal_like && !skip_decimal(lexer)) {
        return false;
    }
    char c = current(lexer);
    bool is_plain = c != '.' && c != 'e' && c != 'E' && c != 'j' && c != 'J';
    if (is_octal_like && is_plain) {
        return pd_lexer_fail_range(lexer, start, zeros_end,
                                   "leading zeros in decimal integer literals are not permitted; "
                                   "use an 0o prefix for octal integers");
    }
    return read_fraction(lexer);
}

static bool read_number(Lexer *lexer, uint32_t start)
{
    if (current(lexer) == '.') {
        return read_fraction(lexer);
    }
    if (current(lexer) != '0') {
        return skip_decimal(lexer) && read_fraction(lexer);
    }
    lexer->position++;
    uint32_t radix = 0;
    switch (current(lexer)) {
    case 'x':
    case 'X': radix = 16; break;
    case 'o':
    case 'O': radix = 8; break;
    case 'b':
    case 'B': radix = 2; break;
    default: return read_zeros(lexer, start);
    }
    lexer->position++;
    return read_prefixed(lexer, radix);
}

bool pd_lexer_number(Lexer *lexer, Token *token)
{
    if (!read_number(lexer, token->start)) {
        return false;
    }
    pd_lexer_finish(lexer, token, TOKEN_NUMBER);
    return true;
}
