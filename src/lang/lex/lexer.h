/*
 * Tokens of Python source text, on demand.
 *
 * The lexer owns the position in the text, the indentation stack, the open parentheses and the open
 * f-strings. It knows no grammar: f-strings (PEP 701) are cut into START, MIDDLE and END tokens
 * with ordinary tokens between the braces. The text must end with a line feed followed by a NUL,
 * and hold neither NULs nor carriage returns before that; pd_lang_parse_input makes it so.
 */
#ifndef LANG_LEX_LEXER_H
#define LANG_LEX_LEXER_H

#include "lang/lang_in.h"

/* TOKEN(name, text): the fixed text of operators and keywords. */
#define TOKEN_OPERATORS(TOKEN)   \
 TOKEN(LPAREN, "(")              \
 TOKEN(RPAREN, ")")              \
 TOKEN(LBRACKET, "[")            \
 TOKEN(RBRACKET, "]")            \
 TOKEN(LBRACE, "{")              \
 TOKEN(RBRACE, "}")              \
 TOKEN(COLON, ":")               \
 TOKEN(COMMA, ",")               \
 TOKEN(SEMICOLON, ";")           \
 TOKEN(DOT, ".")                 \
 TOKEN(ELLIPSIS, "...")          \
 TOKEN(ARROW, "->")              \
 TOKEN(WALRUS, ":=")             \
 TOKEN(EXCLAMATION, "!")         \
 TOKEN(TILDE, "~")               \
 TOKEN(VBAR, "|")                \
 TOKEN(CIRCUMFLEX, "^")          \
 TOKEN(AMPERSAND, "&")           \
 TOKEN(LEFT_SHIFT, "<<")         \
 TOKEN(RIGHT_SHIFT, ">>")        \
 TOKEN(PLUS, "+")                \
 TOKEN(MINUS, "-")               \
 TOKEN(STAR, "*")                \
 TOKEN(SLASH, "/")               \
 TOKEN(DOUBLE_SLASH, "//")       \
 TOKEN(PERCENT, "%")             \
 TOKEN(AT, "@")                  \
 TOKEN(DOUBLE_STAR, "**")        \
 TOKEN(EQUAL_EQUAL, "==")        \
 TOKEN(NOT_EQUAL, "!=")          \
 TOKEN(LESS, "<")                \
 TOKEN(LESS_EQUAL, "<=")         \
 TOKEN(GREATER, ">")             \
 TOKEN(GREATER_EQUAL, ">=")      \
 TOKEN(EQUAL, "=")               \
 TOKEN(PLUS_EQUAL, "+=")         \
 TOKEN(MINUS_EQUAL, "-=")        \
 TOKEN(STAR_EQUAL, "*=")         \
 TOKEN(AT_EQUAL, "@=")           \
 TOKEN(SLASH_EQUAL, "/=")        \
 TOKEN(PERCENT_EQUAL, "%=")      \
 TOKEN(DOUBLE_STAR_EQUAL, "**=") \
 TOKEN(LEFT_SHIFT_EQUAL, "<<=")  \
 TOKEN(RIGHT_SHIFT_EQUAL, ">>=") \
 TOKEN(VBAR_EQUAL, "|=")         \
 TOKEN(CIRCUMFLEX_EQUAL, "^=")   \
 TOKEN(AMPERSAND_EQUAL, "&=")    \
 TOKEN(DOUBLE_SLASH_EQUAL, "//=")

#define TOKEN_KEYWORDS(TOKEN) \
 TOKEN(FALSE, "False")        \
 TOKEN(NONE, "None")          \
 TOKEN(TRUE, "True")          \
 TOKEN(AND, "and")            \
 TOKEN(AS, "as")              \
 TOKEN(ASSERT, "assert")      \
 TOKEN(ASYNC, "async")        \
 TOKEN(AWAIT, "await")        \
 TOKEN(BREAK, "break")        \
 TOKEN(CLASS, "class")        \
 TOKEN(CONTINUE, "continue")  \
 TOKEN(DEF, "def")            \
 TOKEN(DEL, "del")            \
 TOKEN(ELIF, "elif")          \
 TOKEN(ELSE, "else")          \
 TOKEN(EXCEPT, "except")      \
 TOKEN(FINALLY, "finally")    \
 TOKEN(FOR, "for")            \
 TOKEN(FROM, "from")          \
 TOKEN(GLOBAL, "global")      \
 TOKEN(IF, "if")              \
 TOKEN(IMPORT, "import")      \
 TOKEN(IN, "in")              \
 TOKEN(IS, "is")              \
 TOKEN(LAMBDA, "lambda")      \
 TOKEN(NONLOCAL, "nonlocal")  \
 TOKEN(NOT, "not")            \
 TOKEN(OR, "or")              \
 TOKEN(PASS, "pass")          \
 TOKEN(RAISE, "raise")        \
 TOKEN(RETURN, "return")      \
 TOKEN(TRY, "try")            \
 TOKEN(WHILE, "while")        \
 TOKEN(WITH, "with")          \
 TOKEN(YIELD, "yield")

#define TOKEN_ENUM(name, text) TOKEN_##name,
typedef enum TokenKind {
    TOKEN_ERROR, /* the lexer failed; nothing follows */
    TOKEN_END,
    TOKEN_NEWLINE,
    TOKEN_INDENT,
    TOKEN_DEDENT,
    TOKEN_NAME,
    TOKEN_NUMBER,
    TOKEN_STRING,
    TOKEN_FSTRING_START,  /* prefix and opening quotes */
    TOKEN_FSTRING_MIDDLE, /* literal text; "{{" and "}}" end one and are half in it */
    TOKEN_FSTRING_END,
    TOKEN_UNKNOWN, /* a character or operator that no rule takes: $ ? ` <> */
    TOKEN_OPERATORS(TOKEN_ENUM) TOKEN_KEYWORDS(TOKEN_ENUM) TOKEN_KIND_COUNT
} TokenKind;
#undef TOKEN_ENUM

typedef struct Token {
    uint8_t kind;   /* TokenKind */
    bool raw;       /* STRING, FSTRING_MIDDLE: backslashes stand for themselves */
    uint16_t level; /* open parentheses after this token */
    uint32_t start; /* offsets into the text */
    uint32_t end;
    uint32_t line;
    uint32_t column_bytes;
    uint32_t end_line;
    uint32_t end_column_bytes;
    uint32_t memo;       /* the parser's: first memo entry at this token, 0 for none */
    const AstName *name; /* NAME */
} Token;

typedef struct OpenParen {
    char character;
    bool is_field;      /* the brace of an f-string's replacement field */
    bool field_in_spec; /* that field stands in a format spec */
    uint32_t line;
    uint32_t column_bytes;
} OpenParen;

typedef struct OpenFString {
    char quote;
    uint8_t quote_count; /* 1 or 3 */
    bool raw;
    bool in_spec;
    uint8_t field_count; /* open replacement fields, one in the spec of the other */
    uint32_t level;      /* open parentheses where it starts */
    uint32_t start;
    uint32_t line;
    uint32_t column_bytes;
} OpenFString;

typedef struct NameTable {
    AstName **slots;
    uint32_t capacity; /* a power of two */
    uint32_t count;
} NameTable;

typedef struct Lexer {
    const char *text;
    uint32_t size_bytes; /* without the final NUL */
    uint32_t position;
    uint32_t line;
    uint32_t line_start;
    bool at_line_start;
    bool in_middle;      /* inside the literal text of the innermost f-string */
    bool hit_end;        /* the end of the text was read */
    bool failed_quietly; /* the failure is one that CPython reports only when the parser gets there
                          */
    int32_t pending_indents; /* > 0: INDENTs, < 0: DEDENTs still to be given */
    uint32_t indent_count;
    uint32_t level;
    uint32_t fstring_count;
    SyntaxProblem *problem;
    Arena *arena;   /* of names */
    Arena *scratch; /* of the name table */
    NameTable names;
    uint32_t indents[PARSE_INDENTS_MAX + 1];             /* columns with tabs to multiples of 8 */
    uint32_t indents_alternative[PARSE_INDENTS_MAX + 1]; /* columns with tabs of 1 */
    OpenParen parens[PARSE_PARENS_MAX];
    OpenFString fstrings[PARSE_FSTRINGS_MAX];
} Lexer;

/* `text` as the file comment demands. */
void pd_lexer_init(Lexer *lexer, Bytes text, SyntaxProblem *problem);

/*
 * The next token. On failure *token is a TOKEN_ERROR and the lexer's problem is set; calling again
 * is not allowed then. After TOKEN_END it gives TOKEN_END again.
 */
bool pd_lexer_next(Lexer *lexer, Token *token) MUST_USE;

/* The name with this text; NULL when memory is out. */
const AstName *pd_lexer_intern(Lexer *lexer, const char *text, uint32_t length_bytes) MUST_USE;

/* The fixed text of an operator or a keyword, "" for other kinds. */
const char *pd_lexer_token_text(TokenKind kind);

/*
 * For the lexer's own files. A problem at bytes column_bytes .. end_column_bytes (exclusive; -1: as
 * the start) of the current line; always returns false.
 */
bool pd_lexer_fail(Lexer *lexer, const char *format, ...) PRINTF_LIKE(2, 3); /* at the position */
bool pd_lexer_fail_range(Lexer *lexer, uint32_t first, uint32_t last, const char *message);
bool pd_lexer_fail_unclosed(Lexer *lexer);
bool pd_lexer_number(Lexer *lexer, Token *token) MUST_USE;
bool pd_lexer_string(Lexer *lexer, Token *token, uint32_t quote_at) MUST_USE;
bool pd_lexer_fstring_middle(Lexer *lexer, Token *token) MUST_USE;
bool pd_lexer_name(Lexer *lexer, Token *token) MUST_USE;
void pd_lexer_finish(const Lexer *lexer, Token *token, TokenKind kind);

#endif
