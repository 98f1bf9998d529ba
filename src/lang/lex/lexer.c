/*
 * The lexer's main loop: lines, indentation, parentheses, operators.
 *
 * It follows CPython's tokenizer where a program can see it: tabs go to multiples of 8 and must not
 * change the meaning of indentation if they were 1 wide, a form feed resets the column, a backslash
 * joins lines, blank lines and comments count for nothing. Positions of errors are those that
 * CPython 3.11 reports, even where they are odd.
 */
#include "lang/lex/lexer.h"

#include <string.h>

#define TAB_COLUMNS            8

#define TOKEN_TEXT(name, text) [TOKEN_##name] = (text),
static const char *const token_texts[TOKEN_KIND_COUNT] = {TOKEN_OPERATORS(TOKEN_TEXT)
                                                              TOKEN_KEYWORDS(TOKEN_TEXT)};
#undef TOKEN_TEXT

const char *pd_lexer_token_text(TokenKind kind)
{
    const char *text = token_texts[kind];
    return text == NULL ? "" : text;
}

void pd_lexer_init(Lexer *lexer, Bytes text, SyntaxProblem *problem)
{
    pd_assert(text.size > 0 && text.size < UINT32_MAX / 2 && text.data[text.size - 1] == '\n');
    memset(lexer, 0, sizeof *lexer);
    lexer->text = (const char *)text.data;
    lexer->size_bytes = (uint32_t)text.size;
    lexer->line = 1;
    lexer->at_line_start = true;
    lexer->problem = problem;
}

/* Sets the problem; columns are CPython's offsets, already in code points. */
static bool fail_args(Lexer *lexer, SyntaxKind kind, int32_t column, const char *format,
                      va_list args) PRINTF_LIKE(4, 0);

static bool fail_args(Lexer *lexer, SyntaxKind kind, int32_t column, const char *format,
                      va_list args)
{
    SyntaxProblem *problem = lexer->problem;
    if (problem->status == STATUS_OK) {
        pd_lang_problem_format(problem, kind, format, args);
        problem->line = lexer->line;
        problem->end_line = lexer->line;
        problem->column = column;
        problem->end_column = column;
    }
    return false;
}

static bool fail_at(Lexer *lexer, SyntaxKind kind, int32_t column, const char *format, ...)
    PRINTF_LIKE(4, 5);

static bool fail_at(Lexer *lexer, SyntaxKind kind, int32_t column, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fail_args(lexer, kind, column, format, args);
    va_end(args);
    return false;
}

/* For failures that CPython's tokenizer signals by a status and not by an exception. */
static bool fail_quietly(Lexer *lexer, SyntaxKind kind, int32_t column, int32_t end_column,
                         const char *message)
{
    lexer->failed_quietly = true;
    fail_at(lexer, kind, column, "%s", message);
    lexer->problem->end_column = end_column;
    return false;
}

static uint32_t points_in_line(const Lexer *lexer, uint32_t end)
{
    uint32_t count = 0;
    for (uint32_t i = lexer->line_start; i < end; i++) {
        count += ((uint8_t)lexer->text[i] & 0xc0) != 0x80;
    }
    return count;
}

bool pd_lexer_fail(Lexer *lexer, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int32_t column = (int32_t)points_in_line(lexer, lexer->position);
    fail_args(lexer, SYNTAX_ERROR, column, format, args);
    va_end(args);
    return false;
}

bool pd_lexer_fail_range(Lexer *lexer, uint32_t first, uint32_t last, const char *message)
{
    fail_at(lexer, SYNTAX_ERROR, (int32_t)points_in_line(lexer, first) + 1, "%s", message);
    lexer->problem->end_column = (int32_t)points_in_line(lexer, last);
    return false;
}

bool pd_lexer_fail_unclosed(Lexer *lexer)
{
    const OpenParen *paren = &lexer->parens[lexer->level - 1];
    char message[] = "'(' was never closed";
    message[1] = paren->character;
    uint32_t column = pd_lang_column_points(pd_bytes(lexer->text, lexer->size_bytes), paren->line,
                                            paren->column_bytes);
    fail_quietly(lexer, SYNTAX_ERROR, (int32_t)column + 1, 0, message);
    lexer->problem->line = paren->line;
    lexer->problem->end_line = paren->line;
    return false;
}

/* The token's end is the position; its start has been set. */
void pd_lexer_finish(const Lexer *lexer, Token *token, TokenKind kind)
{
    token->kind = (uint8_t)kind;
    token->level = (uint16_t)lexer->level;
    token->end = lexer->position;
    token->end_line = lexer->line;
    token->end_column_bytes = lexer->position - lexer->line_start;
}

static void begin_token(const Lexer *lexer, Token *token)
{
    memset(token, 0, sizeof *token);
    token->start = lexer->position;
    token->line = lexer->line;
    token->column_bytes = lexer->position - lexer->line_start;
}

static void next_line(Lexer *lexer)
{
    pd_assert(lexer->text[lexer->position] == '\n');
    lexer->position++;
    if (lexer->position < lexer->size_bytes) {
        lexer->line++;
        lexer->line_start = lexer->position;
    }
}

/* At a backslash: moves to the start of the next line, or fails. */
static bool join_lines(Lexer *lexer)
{
    lexer->position++;
    if (lexer->text[lexer->position] != '\n') {
        const uint8_t *text = (const uint8_t *)lexer->text;
        lexer->position++;
        while ((text[lexer->position] & 0xc0) == 0x80) {
            lexer->position++;
        }
        int32_t column = (int32_t)points_in_line(lexer, lexer->position);
        return fail_quietly(lexer, SYNTAX_ERROR, column, 0,
                            "unexpected character after line continuation character");
    }
    if (lexer->position + 1 >= lexer->size_bytes) {
        lexer->hit_end = true;
        lexer->position++;
        if (lexer->level > 0) {
            return pd_lexer_fail_unclosed(lexer);
        }
        int32_t column = (int32_t)points_in_line(lexer, lexer->position);
        return fail_quietly(lexer, SYNTAX_ERROR, column, -1, "unexpected EOF while parsing");
    }
    next_line(lexer);
    return true;
}

static bool fail_tabs(Lexer *lexer)
{
    return fail_quietly(lexer, SYNTAX_TAB, 1, 0,
                        "inconsistent use of tabs and spaces in indentation");
}

/* Compares the indentation of a line with the stack and decides how many tokens it gives. */
static bool apply_indentation(Lexer *lexer, uint32_t column, uint32_t alternative)
{
    uint32_t *indents = lexer->indents;
    uint32_t *alternatives = lexer->indents_alternative;
    uint32_t top = lexer->indent_count;
    if (column > indents[top]) {
        if (top + 1 >= PARSE_INDENTS_MAX) {
            return fail_quietly(lexer, SYNTAX_INDENTATION, 1, 0, "too many levels of indentation");
        }
        if (alternative <= alternatives[top]) {
            return fail_tabs(lexer);
        }
        top++;
        indents[top] = column;
        alternatives[top] = alternative;
        lexer->pending_indents = 1;
    } else {
        while (top > 0 && column < indents[top]) {
            top--;
            lexer->pending_indents--;
        }
        if (column != indents[top]) {
            const char *end = strchr(lexer->text + lexer->position, '\n');
            uint32_t line_end = (uint32_t)(end - lexer->text) + 1;
            return fail_quietly(lexer, SYNTAX_INDENTATION, (int32_t)points_in_line(lexer, line_end),
                                -1, "unindent does not match any outer indentation level");
        }
        if (alternative != alternatives[top]) {
            return fail_tabs(lexer);
        }
    }
    lexer->indent_count = top;
    return true;
}

/* Reads the white space at the start of a line; *blank says that the line has nothing else. */
static bool read_indentation(Lexer *lexer, bool *blank)
{
    uint32_t column = 0;
    uint32_t alternative = 0;
    uint32_t joined_column = 0;
    *blank = false;
    lexer->at_line_start = false;
    for (;;) {
        char c = lexer->text[lexer->position];
        if (c == ' ') {
            column++;
            alternative++;
        } else if (c == '\t') {
            column = (column / TAB_COLUMNS + 1) * TAB_COLUMNS;
            alternative++;
        } else if (c == '\f') {
            column = 0;
            alternative = 0;
        } else if (c == '\\') {
            if (joined_column == 0) {
                joined_column = column;
            }
            if (!join_lines(lexer)) {
                return false;
            }
            continue;
        } else {
            break;
        }
        lexer->position++;
    }
    char c = lexer->text[lexer->position];
    if (c == '#' || c == '\n') {
        *blank = true;
        return true;
    }
    if (joined_column != 0) {
        column = joined_column;
        alternative = joined_column;
    }
    return apply_indentation(lexer, column, alternative);
}

static bool open_paren(Lexer *lexer, Token *token, char character, TokenKind kind)
{
    lexer->position++;
    if (lexer->level >= PARSE_PARENS_MAX) {
        return pd_lexer_fail(lexer, "too many nested parentheses");
    }
    lexer->parens[lexer->level++] = (OpenParen){
        .character = character, .line = token->line, .column_bytes = token->column_bytes};
    pd_lexer_finish(lexer, token, kind);
    return true;
}

static bool close_paren(Lexer *lexer, Token *token, char character, TokenKind kind)
{
    lexer->position++;
    bool in_fstring = lexer->fstring_count > 0;
    uint32_t base = in_fstring ? lexer->fstrings[lexer->fstring_count - 1].level : 0;
    const OpenParen *paren = lexer->level > base ? &lexer->parens[lexer->level - 1] : NULL;
    if (paren == NULL || (paren->is_field && character != '}')) {
        return pd_lexer_fail(lexer, "%sunmatched '%c'", in_fstring ? "f-string: " : "", character);
    }
    char open = paren->character;
    if ((open == '(' && character != ')') || (open == '[' && character != ']') ||
        (open == '{' && character != '}')) {
        if (paren->line != lexer->line) {
            return pd_lexer_fail(lexer,
                                 "closing parenthesis '%c' does not match opening parenthesis "
                                 "'%c' on line %u",
                                 character, open, (unsigned)paren->line);
        }
        return pd_lexer_fail(lexer,
                             "closing parenthesis '%c' does not match opening parenthesis '%c'",
                             character, open);
    }
    lexer->level--;
    if (paren->is_field) {
        OpenFString *fstring = &lexer->fstrings[lexer->fstring_count - 1];
        lexer->in_middle = true;
        fstring->in_spec = paren->field_in_spec;
        fstring->field_count--;
    }
    pd_lexer_finish(lexer, token, kind);
    return true;
}

/* Whether the next token stands directly in the replacement field of the innermost f-string. */
static bool is_in_field(const Lexer *lexer)
{
    return lexer->fstring_count > 0 && lexer->level > 0 && lexer->parens[lexer->level - 1].is_field;
}

static bool finish_operator(Lexer *lexer, Token *token, uint32_t size, TokenKind kind)
{
    lexer->position += size;
    pd_lexer_finish(lexer, token, kind);
    return true;
}

static bool read_colon(Lexer *lexer, Token *token, char second)
{
    if (is_in_field(lexer)) {
        lexer->fstrings[lexer->fstring_count - 1].in_spec = true;
        lexer->in_middle = true;
        return finish_operator(lexer, token, 1, TOKEN_COLON);
    }
    if (second == '=') {
        return finish_operator(lexer, token, 2, TOKEN_WALRUS);
    }
    return finish_operator(lexer, token, 1, TOKEN_COLON);
}

/* `c` doubled, `c=`, `cc=` for the operators that have these forms. */
static bool read_doubling(Lexer *lexer, Token *token, const TokenKind kinds[4])
{
    const char *at = lexer->text + lexer->position;
    if (at[1] == at[0]) {
        if (at[2] == '=') {
            return finish_operator(lexer, token, 3, kinds[3]);
        }
        return finish_operator(lexer, token, 2, kinds[2]);
    }
    if (at[1] == '=') {
        return finish_operator(lexer, token, 2, kinds[1]);
    }
    return finish_operator(lexer, token, 1, kinds[0]);
}

static bool read_with_equal(Lexer *lexer, Token *token, TokenKind plain, TokenKind with_equal)
{
    if (lexer->text[lexer->position + 1] == '=') {
        return finish_operator(lexer, token, 2, with_equal);
    }
    return finish_operator(lexer, token, 1, plain);
}

static bool read_comparison(Lexer *lexer, Token *token, char first, char second)
{
    if (first == '<') {
        if (second == '>') {
            return finish_operator(lexer, token, 2, TOKEN_UNKNOWN);
        }
        static const TokenKind kinds[4] = {TOKEN_LESS, TOKEN_LESS_EQUAL, TOKEN_LEFT_SHIFT,
                                           TOKEN_LEFT_SHIFT_EQUAL};
        return read_doubling(lexer, token, kinds);
    }
    if (first == '>') {
        static const TokenKind kinds[4] = {TOKEN_GREATER, TOKEN_GREATER_EQUAL, TOKEN_RIGHT_SHIFT,
                                           TOKEN_RIGHT_SHIFT_EQUAL};
        return read_doubling(lexer, token, kinds);
    }
    if (second == '=') {
        return finish_operator(lexer, token, 2, first == '=' ? TOKEN_EQUAL_EQUAL : TOKEN_NOT_EQUAL);
    }
    if (first == '=') {
        return finish_operator(lexer, token, 1, TOKEN_EQUAL);
    }
    return finish_operator(lexer, token, 1, is_in_field(lexer) ? TOKEN_EXCLAMATION : TOKEN_UNKNOWN);
}

static bool read_arithmetic(Lexer *lexer, Token *token, char first, char second)
{
    static const TokenKind stars[4] = {TOKEN_STAR, TOKEN_STAR_EQUAL, TOKEN_DOUBLE_STAR,
                                       TOKEN_DOUBLE_STAR_EQUAL};
    static const TokenKind slashes[4] = {TOKEN_SLASH, TOKEN_SLASH_EQUAL, TOKEN_DOUBLE_SLASH,
                                         TOKEN_DOUBLE_SLASH_EQUAL};
    switch (first) {
    case '+': return read_with_equal(lexer, token, TOKEN_PLUS, TOKEN_PLUS_EQUAL);
    case '-':
        if (second == '>') {
            return finish_operator(lexer, token, 2, TOKEN_ARROW);
        }
        return read_with_equal(lexer, token, TOKEN_MINUS, TOKEN_MINUS_EQUAL);
    case '*': return read_doubling(lexer, token, stars);
    case '/': return read_doubling(lexer, token, slashes);
    case '%': return read_with_equal(lexer, token, TOKEN_PERCENT, TOKEN_PERCENT_EQUAL);
    case '@': return read_with_equal(lexer, token, TOKEN_AT, TOKEN_AT_EQUAL);
    case '|': return read_with_equal(lexer, token, TOKEN_VBAR, TOKEN_VBAR_EQUAL);
    case '^': return read_with_equal(lexer, token, TOKEN_CIRCUMFLEX, TOKEN_CIRCUMFLEX_EQUAL);
    default: return read_with_equal(lexer, token, TOKEN_AMPERSAND, TOKEN_AMPERSAND_EQUAL);
    }
}

static bool read_dot(Lexer *lexer, Token *token)
{
    const char *at = lexer->text + lexer->position;
    if (at[1] >= '0' && at[1] <= '9') {
        return pd_lexer_number(lexer, token);
    }
    if (at[1] == '.' && at[2] == '.') {
        return finish_operator(lexer, token, 3, TOKEN_ELLIPSIS);
    }
    return finish_operator(lexer, token, 1, TOKEN_DOT);
}

static bool read_other(Lexer *lexer, Token *token, char first)
{
    uint8_t byte = (uint8_t)first;
    if (byte < 0x20 || byte == 0x7f) {
        lexer->position++;
        return pd_lexer_fail(lexer, "invalid non-printable character U+%04X", (unsigned)byte);
    }
    return finish_operator(lexer, token, 1, TOKEN_UNKNOWN);
}

static bool read_token(Lexer *lexer, Token *token)
{
    char first = lexer->text[lexer->position];
    char second = lexer->text[lexer->position + 1];
    switch (first) {
    case '(': return open_paren(lexer, token, first, TOKEN_LPAREN);
    case '[': return open_paren(lexer, token, first, TOKEN_LBRACKET);
    case '{': return open_paren(lexer, token, first, TOKEN_LBRACE);
    case ')': return close_paren(lexer, token, first, TOKEN_RPAREN);
    case ']': return close_paren(lexer, token, first, TOKEN_RBRACKET);
    case '}': return close_paren(lexer, token, first, TOKEN_RBRACE);
    case ':': return read_colon(lexer, token, second);
    case ',': return finish_operator(lexer, token, 1, TOKEN_COMMA);
    case ';': return finish_operator(lexer, token, 1, TOKEN_SEMICOLON);
    case '~': return finish_operator(lexer, token, 1, TOKEN_TILDE);
    case '.': return read_dot(lexer, token);
    case '"':
    case '\'': return pd_lexer_string(lexer, token, lexer->position);
    case '0':
    case '1':
    case '2':
    case '3':
    case '4':
    case '5':
    case '6':
    case '7':
    case '8':
    case '9': return pd_lexer_number(lexer, token);
    case '=':
    case '!':
    case '<':
    case '>': return read_comparison(lexer, token, first, second);
    case '+':
    case '-':
    case '*':
    case '/':
    case '%':
    case '@':
    case '|':
    case '^':
    case '&': return read_arithmetic(lexer, token, first, second);
    default: return read_other(lexer, token, first);
    }
}

static bool is_name_start(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (uint8_t)c >= 0x80;
}

/* The end of the text: closes every block, then gives TOKEN_END. */
static bool read_end(Lexer *lexer, Token *token)
{
    lexer->hit_end = true;
    if (lexer->level > 0) {
        return pd_lexer_fail_unclosed(lexer);
    }
    begin_token(lexer, token);
    pd_lexer_finish(lexer, token, TOKEN_END);
    return true;
}

static void skip_blanks(Lexer *lexer)
{
    const char *at = lexer->text + lexer->position;
    while (*at == ' ' || *at == '\t' || *at == '\f') {
        at++;
    }
    lexer->position = (uint32_t)(at - lexer->text);
}

/* A NEWLINE begins at the comment before the line end, if there is one. */
static bool read_line_end(Lexer *lexer, Token *token)
{
    begin_token(lexer, token);
    while (lexer->text[lexer->position] != '\n') {
        lexer->position++;
    }
    pd_lexer_finish(lexer, token, TOKEN_NEWLINE);
    next_line(lexer);
    lexer->at_line_start = true;
    return true;
}

static bool give_indent(Lexer *lexer, Token *token)
{
    begin_token(lexer, token);
    if (lexer->pending_indents > 0) {
        lexer->pending_indents--;
        pd_lexer_finish(lexer, token, TOKEN_INDENT);
    } else {
        lexer->pending_indents++;
        pd_lexer_finish(lexer, token, TOKEN_DEDENT);
    }
    return true;
}

/* One step: true and *done when there is a token, true alone when a line ended without one. */
static bool step(Lexer *lexer, Token *token, bool *done)
{
    bool blank = false;
    *done = true;
    if (lexer->at_line_start) {
        if (lexer->level > 0) {
            lexer->at_line_start = false;
        } else if (!read_indentation(lexer, &blank)) {
            return false;
        }
    }
    if (lexer->pending_indents != 0) {
        return give_indent(lexer, token);
    }
    skip_blanks(lexer);
    char c = lexer->text[lexer->position];
    if (is_name_start(c)) {
        begin_token(lexer, token);
        return pd_lexer_name(lexer, token);
    }
    if (c == '\n' || c == '#') {
        *done = !blank && lexer->level == 0;
        return read_line_end(lexer, token);
    }
    if (c == '\0') {
        return read_end(lexer, token);
    }
    if (c == '\\') {
        *done = false;
        return join_lines(lexer);
    }
    begin_token(lexer, token);
    return read_token(lexer, token);
}

bool pd_lexer_next(Lexer *lexer, Token *token)
{
    bool done = false;
    bool ok = true;
    if (lexer->in_middle) {
        begin_token(lexer, token);
        ok = pd_lexer_fstring_middle(lexer, token);
        done = true;
    }
    while (ok && !done) {
        ok = step(lexer, token, &done);
    }
    if (!ok) {
        begin_token(lexer, token);
        pd_lexer_finish(lexer, token, TOKEN_ERROR);
    }
    return ok;
}
