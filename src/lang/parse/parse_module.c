/*
 * The door of the parser: prepares the text, runs the two passes, chooses what to report.
 *
 * The text is copied into the arena with line feeds only and with one at its end. Top-level
 * statements are parsed one by one and their tokens dropped; when one fails it is gone over again
 * with an eye on known mistakes. What is reported follows CPython: a mistake found on the second
 * pass, else "invalid syntax" at the last token the first pass had read; and before either of them
 * a malformed token anywhere later in the file.
 */
#include "lang/parse/parse.h"

#include <string.h>

#define SOURCE_BYTES_MAX (UINT32_C(1) << 30)

typedef bool UnitRule(Parser *parser);

/* ── the text ── */

static Status fail_text(SyntaxProblem *problem, Status status, uint32_t line, const char *format,
                        ...) PRINTF_LIKE(4, 5);

/* A problem of the file as a whole: no column, and no line is shown. */
static Status fail_text(SyntaxProblem *problem, Status status, uint32_t line, const char *format,
                        ...)
{
    va_list args;
    va_start(args, format);
    pd_lang_problem_format(problem, SYNTAX_ERROR, format, args);
    va_end(args);
    problem->status = status;
    problem->line = line;
    problem->end_line = line;
    problem->column = problem->end_column = -1;
    return status;
}

static bool ends_line(Bytes text, size_t i)
{
    bool is_pair = i + 1 < text.size && text.data[i + 1] == '\n';
    return text.data[i] == '\n' || (text.data[i] == '\r' && !is_pair);
}

static uint32_t line_of(Bytes text, size_t offset)
{
    uint32_t line = 1;
    for (size_t i = 0; i < offset; i++) {
        line += ends_line(text, i);
    }
    return line;
}

/* From 1, in code points. */
static int32_t column_of(Bytes text, size_t offset)
{
    int32_t column = 1;
    for (size_t i = 0; i < offset; i++) {
        column = ends_line(text, i) ? 1 : column + ((text.data[i] & 0xc0) != 0x80);
    }
    return column;
}

static bool is_blank_byte(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\f';
}

static bool is_cookie_byte(uint8_t c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
           c == '_' || c == '.';
}

/* The encoding that a comment line declares (PEP 263), empty when it declares none. */
static Bytes find_cookie(Bytes line)
{
    static const char word[] = "coding";
    size_t start = 0;
    while (start < line.size && is_blank_byte(line.data[start])) {
        start++;
    }
    if (start == line.size || line.data[start] != '#') {
        return (Bytes){NULL, 0};
    }
    size_t found = pd_bytes_find(line, pd_bytes_of_cstr(word), start);
    while (found != SIZE_MAX) {
        size_t begin = found + sizeof word - 1;
        if (begin < line.size && (line.data[begin] == ':' || line.data[begin] == '=')) {
            begin++;
            while (begin < line.size && is_blank_byte(line.data[begin])) {
                begin++;
            }
            size_t end = begin;
            while (end < line.size && is_cookie_byte(line.data[end])) {
                end++;
            }
            if (end > begin) {
                return pd_bytes(line.data + begin, end - begin);
            }
        }
        found = pd_bytes_find(line, pd_bytes_of_cstr(word), found + 1);
    }
    return (Bytes){NULL, 0};
}

static bool is_only_comment(Bytes line)
{
    size_t i = 0;
    while (i < line.size && is_blank_byte(line.data[i])) {
        i++;
    }
    return i == line.size || line.data[i] == '#' || line.data[i] == '\r';
}

/* Encodings that agree with UTF-8 on ASCII: fine as long as the text is ASCII. */
static bool is_ascii_superset(const char *name)
{
    static const char *const prefixes[] = {"ascii", "us-ascii", "latin",   "iso-8859", "iso8859",
                                           "l1",    "cp",       "windows", "koi8",     "euc",
                                           "shift", "sjis",     "gb",      "big5",     "mac"};
    for (size_t i = 0; i < ARRAY_COUNT(prefixes); i++) {
        if (strncmp(name, prefixes[i], strlen(prefixes[i])) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_latin_1(const char *name)
{
    static const char *const names[] = {"latin-1", "iso-8859-1", "iso-latin-1",
                                        "latin1",  "iso8859-1",  "l1",
                                        "8859",    "cp819",      "latin"};
    for (size_t i = 0; i < ARRAY_COUNT(names); i++) {
        if (strcmp(name, names[i]) == 0) {
            return true;
        }
    }
    return false;
}

/* *is_latin: each byte is a code point. */
static Status check_cookie(Bytes text, bool has_mark, bool *is_latin, SyntaxProblem *problem)
{
    *is_latin = false;
    Bytes line = pd_lang_line_text(text, 1);
    Bytes cookie = find_cookie(line);
    if (cookie.size == 0 && is_only_comment(line)) {
        cookie = find_cookie(pd_lang_line_text(text, 2));
    }
    if (cookie.size == 0) {
        return STATUS_OK;
    }
    char name[32] = {0};
    for (size_t i = 0; i < cookie.size && i < sizeof name - 1; i++) {
        uint8_t c = cookie.data[i];
        name[i] = (char)(c == '_' ? '-' : c >= 'A' && c <= 'Z' ? c | 0x20 : c);
    }
    bool is_utf8 = strcmp(name, "utf-8") == 0 || strncmp(name, "utf-8-", 6) == 0;
    if (is_utf8 || (!has_mark && strcmp(name, "utf8") == 0)) {
        return STATUS_OK;
    }
    if (has_mark) {
        bool is_known = strcmp(name, "latin-1") == 0 || strcmp(name, "iso-latin-1") == 0;
        Bytes told = is_known ? pd_bytes_of_cstr("iso-8859-1") : cookie;
        return fail_text(problem, STATUS_SYNTAX, 0, "encoding problem: %.*s with BOM",
                         (int)told.size, (const char *)told.data);
    }
    if (!is_ascii_superset(name)) {
        return fail_text(problem, STATUS_SYNTAX, 0, "encoding problem: %.*s", (int)cookie.size,
                         (const char *)cookie.data);
    }
    *is_latin = is_latin_1(name);
    if (*is_latin || pd_utf8_is_ascii(text)) {
        return STATUS_OK;
    }
    return fail_text(problem, STATUS_UNSUPPORTED, 0,
                     "encoding %.*s is not supported: save the file as UTF-8", (int)cookie.size,
                     (const char *)cookie.data);
}

static Status check_bytes(const ParseInput *input, Bytes text, bool is_latin,
                          SyntaxProblem *problem)
{
    Utf8Error bad;
    const uint8_t *nul = text.size == 0 ? NULL : memchr(text.data, 0, text.size);
    if (nul != NULL) {
        size_t offset = (size_t)(nul - text.data);
        Status status = fail_text(problem, STATUS_SYNTAX, line_of(text, offset),
                                  "source code cannot contain null bytes");
        problem->column = problem->end_column = column_of(text, offset);
        return status;
    }
    if (!is_latin && !pd_utf8_validate(text, UTF8_STRICT, &bad)) {
        return fail_text(problem, STATUS_SYNTAX, line_of(text, bad.offset),
                         "Non-UTF-8 code starting with '\\x%02x' in file %s on line %u, but no "
                         "encoding declared; see https://peps.python.org/pep-0263/ for details",
                         (unsigned)text.data[bad.offset], input->filename,
                         (unsigned)line_of(text, bad.offset));
    }
    return STATUS_OK;
}

/* The copy that the lexer reads: LF line ends, one at the end, a NUL behind. */
static Status prepare_text(Arena *arena, const ParseInput *input, Bytes *out,
                           SyntaxProblem *problem)
{
    static const uint8_t mark[] = {0xef, 0xbb, 0xbf};
    Bytes text = input->source;
    if (text.size > SOURCE_BYTES_MAX) {
        return fail_text(problem, STATUS_LIMIT, 0, "the source text is too long");
    }
    bool has_mark = pd_bytes_starts_with(text, pd_bytes(mark, sizeof mark));
    if (has_mark) {
        text = pd_bytes_slice(text, sizeof mark, text.size);
    }
    bool is_latin;
    Status status = check_cookie(text, has_mark, &is_latin, problem);
    if (status == STATUS_OK) {
        status = check_bytes(input, text, is_latin, problem);
    }
    if (status != STATUS_OK) {
        return status;
    }
    uint8_t *copy = pd_arena_alloc(arena, text.size * (is_latin ? 2 : 1) + 2);
    if (copy == NULL) {
        return pd_arena_status(arena);
    }
    size_t size = 0;
    for (size_t i = 0; i < text.size; i++) {
        uint8_t c = text.data[i];
        if (c == '\r') {
            c = '\n';
            i += i + 1 < text.size && text.data[i + 1] == '\n';
        }
        if (is_latin && c >= 0x80) {
            copy[size++] = (uint8_t)(0xc0 | c >> 6);
            c = 0x80 | (c & 0x3f);
        }
        copy[size++] = c;
    }
    if (size == 0 || copy[size - 1] != '\n') {
        copy[size++] = '\n';
    }
    *out = pd_bytes(copy, size);
    return STATUS_OK;
}

/* ── failures ── */

/*
 * A malformed token further on is told instead of what was found, if there is one; but not one in
 * the f-string that the failure was found in.
 */
static void prefer_token_errors(Parser *parser)
{
    Lexer *lexer = &parser->lexer;
    SyntaxProblem found = *parser->problem;
    uint32_t line = parser->tokens[parser->token_count - 1].line;
    uint32_t fstring_count = lexer->fstring_count;
    Token token;
    bool ok = true;
    *parser->problem = (SyntaxProblem){.status = STATUS_OK};
    do {
        ok = pd_lexer_next(lexer, &token);
        fstring_count = fstring_count < lexer->fstring_count ? fstring_count : lexer->fstring_count;
    } while (ok && token.kind != TOKEN_END);
    bool is_loud = !ok && !lexer->failed_quietly && fstring_count == 0;
    if (!ok && lexer->failed_quietly && lexer->level > 0 &&
        line > lexer->parens[lexer->level - 1].line) {
        *parser->problem = (SyntaxProblem){.status = STATUS_OK};
        pd_lexer_fail_unclosed(lexer);
        is_loud = true;
    }
    if (!is_loud) {
        *parser->problem = found;
    }
}

/* Words the failure; true when a malformed token further on is to be preferred to it. */
static bool report(Parser *parser)
{
    if (parser->problem->status != STATUS_OK) {
        return parser->problem->status == STATUS_SYNTAX;
    }
    uint32_t last = parser->first_pass_count - 1;
    TokenKind kind = (TokenKind)parser->tokens[last].kind;
    parser->failed = false;
    if (kind == TOKEN_INDENT) {
        pd_parse_fail_last(parser, SYNTAX_INDENTATION, "unexpected indent");
        return false;
    }
    if (kind == TOKEN_DEDENT) {
        pd_parse_fail_last(parser, SYNTAX_INDENTATION, "unexpected unindent");
        return false;
    }
    pd_parse_fail_token(parser, last, "invalid syntax");
    if (kind == TOKEN_END) {
        parser->problem->column = 0;
        parser->problem->end_column = 0;
    }
    return true;
}

/* The first pass remembers results too, once it has met a dict with a mistake. */
static void forget_results(Parser *parser)
{
    for (uint32_t i = 0; i < parser->token_count; i++) {
        parser->tokens[i].memo = 0;
    }
    parser->memo_count = 0;
}

/* The first pass has failed at a unit that begins at token 0. */
static void diagnose_unit(Parser *parser, UnitRule *rule, uint32_t base)
{
    bool at_end = parser->lexer.hit_end;
    bool is_lexical = parser->tokens[parser->token_count - 1].kind == TOKEN_ERROR;
    if (!parser->failed) {
        forget_results(parser);
        parser->first_pass_count = parser->token_count;
        parser->mark = 0;
        parser->depth = 0;
        parser->second_pass = true;
        parser->diagnosing = true;
        drop_items(parser, base);
        rule(parser);
        is_lexical = parser->tokens[parser->token_count - 1].kind == TOKEN_ERROR || !report(parser);
        parser->failed = true;
    }
    if (!is_lexical && parser->problem->status == STATUS_SYNTAX) {
        prefer_token_errors(parser);
    }
    parser->problem->incomplete = at_end;
}

/* ── units ── */

/* Forgets the first tokens. */
static void drop_tokens(Parser *parser, uint32_t count)
{
    uint32_t left = parser->token_count - count;
    memmove(parser->tokens, parser->tokens + count, left * sizeof(Token));
    parser->token_count = left;
    parser->mark -= count;
}

static bool parse_statements(Parser *parser)
{
    while (!at(parser, TOKEN_END)) {
        if (!pd_parse_statement(parser)) {
            return false;
        }
    }
    return true;
}

/*
 * The tokens of the statement before the present one are kept: what fails may belong to it, as an
 * `elif` with a mistake does.
 */
static bool parse_file(Parser *parser)
{
    uint32_t previous = 0;
    while (!at(parser, TOKEN_END) && !parser->failed) {
        drop_tokens(parser, previous);
        previous = parser->mark;
        if (!pd_parse_statement(parser) || parser->failed) {
            diagnose_unit(parser, parse_statements, parser->stack_count);
            return false;
        }
    }
    if (parser->failed) {
        parser->problem->incomplete = parser->lexer.hit_end;
    }
    return !parser->failed;
}

static bool parse_whole_expression(Parser *parser)
{
    Start start = start_here(parser);
    AstNode *value = pd_parse_expressions(parser);
    AstNode *node = value == NULL ? NULL : pd_parse_node(parser, AST_EXPR, start);
    if (node == NULL) {
        return false;
    }
    node->as.value.value = value;
    pd_parse_child(parser, node, value);
    while (accept(parser, TOKEN_NEWLINE)) {}
    pd_parse_push(parser, node);
    return at(parser, TOKEN_END);
}

static bool parse_whole_statement(Parser *parser)
{
    while (accept(parser, TOKEN_NEWLINE)) {}
    return at(parser, TOKEN_END) || (pd_parse_statement(parser) && at(parser, TOKEN_END));
}

/* Whether the last line holds nothing, which ends a compound statement of the REPL. */
static bool ends_with_blank_line(Bytes text)
{
    size_t i = text.size - 1;
    while (i > 0 && is_blank_byte(text.data[i - 1])) {
        i--;
    }
    return i == 0 || text.data[i - 1] == '\n';
}

static bool has_block(const AstNode *node)
{
    return node->kind <= AST_CLASS_DEF || (node->kind >= AST_FOR && node->kind <= AST_MATCH) ||
           node->kind == AST_TRY || node->kind == AST_TRY_STAR;
}

static bool parse_interactive(Parser *parser)
{
    if (!parse_whole_statement(parser) || parser->failed) {
        diagnose_unit(parser, parse_whole_statement, 0);
        return false;
    }
    if (parser->stack_count > 0 && has_block(parser->stack[parser->stack_count - 1]) &&
        !ends_with_blank_line(parser->module->source)) {
        pd_parse_fail_last(parser, SYNTAX_ERROR, "incomplete input");
        parser->problem->incomplete = true;
        return false;
    }
    return true;
}

static bool parse_unit(Parser *parser)
{
    switch (parser->module->mode) {
    case AST_MODE_INTERACTIVE: return parse_interactive(parser);
    case AST_MODE_EXPRESSION:
        if (parse_whole_expression(parser) && !parser->failed) {
            return true;
        }
        diagnose_unit(parser, parse_whole_expression, 0);
        return false;
    default: return parse_file(parser);
    }
}

/* ── the door ── */

static bool list_names(Parser *parser)
{
    const NameTable *table = &parser->lexer.names;
    AstModule *module = parser->module;
    module->names = ARENA_NEW_ARRAY(parser->arena, table->count, const AstName *);
    if (module->names == NULL) {
        return false;
    }
    module->name_count = table->count;
    for (uint32_t i = 0; i < table->capacity; i++) {
        for (const AstName *name = table->slots[i]; name != NULL; name = name->next_equal) {
            module->names[name->id] = name;
        }
    }
    return true;
}

static Status parse_text(Parser *parser, const ParseInput *input, AstModule **out)
{
    SyntaxProblem *problem = parser->problem;
    AstModule *module = ARENA_NEW(parser->arena, AstModule);
    if (module == NULL) {
        return pd_arena_status(parser->arena);
    }
    module->arena = parser->arena;
    module->mode = input->mode;
    module->filename = input->filename;
    parser->module = module;
    Status status = prepare_text(parser->arena, input, &module->source, problem);
    if (status != STATUS_OK) {
        return status;
    }
    pd_lexer_init(&parser->lexer, module->source, problem);
    parser->lexer.arena = parser->arena;
    parser->lexer.scratch = &parser->scratch;
    parser->token_capacity = 256;
    parser->tokens = ARENA_NEW_ARRAY(&parser->scratch, parser->token_capacity, Token);
    if (parser->tokens == NULL) {
        return pd_arena_status(&parser->scratch);
    }
    if (!parse_unit(parser)) {
        return problem->status == STATUS_OK ? STATUS_NO_MEMORY : problem->status;
    }
    module->body = pd_parse_take(parser, 0);
    module->line_count = parser->lexer.line;
    if (parser->failed || !list_names(parser)) {
        status = pd_arena_status(parser->arena);
        return status == STATUS_OK ? STATUS_NO_MEMORY : status;
    }
    *out = module;
    return STATUS_OK;
}

Status pd_lang_parse_input(Arena *arena, const ParseInput *input, AstModule **out,
                           SyntaxProblem *problem)
{
    Parser parser;
    memset(&parser, 0, sizeof parser);
    *out = NULL;
    *problem = (SyntaxProblem){.status = STATUS_OK};
    parser.arena = arena;
    parser.problem = problem;
    pd_arena_init(&parser.scratch, arena->alloc, arena->max_bytes);
    problem->status = parse_text(&parser, input, out);
    pd_arena_deinit(&parser.scratch);
    if (problem->status != STATUS_OK && parser.module != NULL) {
        problem->text = pd_lang_line_text(parser.module->source, problem->line);
    }
    return problem->status;
}

Status pd_lang_parse(Arena *arena, Bytes source, const char *filename, AstModule **out, Error *err)
{
    ParseInput input = {.source = source, .filename = filename, .mode = AST_MODE_MODULE};
    SyntaxProblem problem;
    Status status = pd_lang_parse_input(arena, &input, out, &problem);
    pd_status_ignore(pd_lang_problem_to_error(&problem, err));
    return status;
}
