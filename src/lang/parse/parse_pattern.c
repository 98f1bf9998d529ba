/*
 * `match` and its patterns (PEP 634).
 */
#include "lang/parse/parse.h"

#include <string.h>

/* ── literals and names ── */

static bool is_imaginary(const AstNode *number)
{
    return number->as.constant.kind == AST_CONST_COMPLEX;
}

/* A number with an optional minus. */
static AstNode *parse_signed_number(Parser *parser)
{
    Start start = start_here(parser);
    uint32_t mark = parser->mark;
    bool is_negative = accept(parser, TOKEN_MINUS);
    AstNode *number = pd_parse_number(parser);
    if (number == NULL || !is_negative) {
        return number == NULL ? back(parser, mark) : number;
    }
    AstNode *node = pd_parse_node(parser, AST_UNARY_OP, start);
    if (node != NULL) {
        node->op = AST_UNARY_SUB;
        node->as.unary_op.operand = number;
        pd_parse_child(parser, node, number);
    }
    return node;
}

/* `-1`, `2.5`, `-1 + 2j` */
static AstNode *parse_number_literal(Parser *parser)
{
    Start start = start_here(parser);
    AstNode *real = parse_signed_number(parser);
    if (real == NULL || (!at(parser, TOKEN_PLUS) && !at(parser, TOKEN_MINUS))) {
        return real;
    }
    uint8_t op = at(parser, TOKEN_PLUS) ? AST_OP_ADD : AST_OP_SUB;
    const AstNode *number = real->kind == AST_CONSTANT ? real : real->as.unary_op.operand;
    if (is_imaginary(number)) {
        pd_parse_fail_node(parser, number, "real number required in complex literal");
        return NULL;
    }
    parser->mark++;
    AstNode *imaginary = pd_parse_number(parser);
    if (imaginary == NULL) {
        return NULL;
    }
    if (!is_imaginary(imaginary)) {
        pd_parse_fail_node(parser, imaginary, "imaginary number required in complex literal");
        return NULL;
    }
    AstNode *node = pd_parse_node(parser, AST_BIN_OP, start);
    if (node != NULL) {
        node->op = op;
        node->as.bin_op.left = real;
        node->as.bin_op.right = imaginary;
        pd_parse_child(parser, node, real);
        pd_parse_child(parser, node, imaginary);
    }
    return node;
}

static AstNode *make_value(Parser *parser, Start start, AstNode *value)
{
    AstNode *node = value == NULL ? NULL : pd_parse_node(parser, AST_MATCH_VALUE, start);
    if (node != NULL) {
        node->as.match_value.value = value;
        pd_parse_child(parser, node, value);
    }
    return node;
}

static bool singleton_kind(TokenKind kind, AstConstantKind *constant)
{
    switch (kind) {
    case TOKEN_NONE: *constant = AST_CONST_NONE; return true;
    case TOKEN_TRUE: *constant = AST_CONST_TRUE; return true;
    case TOKEN_FALSE: *constant = AST_CONST_FALSE; return true;
    default: return false;
    }
}

static AstNode *parse_singleton(Parser *parser, Start start)
{
    AstConstantKind constant = AST_CONST_NONE;
    singleton_kind(peek_kind(parser), &constant);
    parser->mark++;
    AstNode *node = pd_parse_node(parser, AST_MATCH_SINGLETON, start);
    if (node != NULL) {
        node->as.match_singleton.value = constant;
    }
    return node;
}

/* `a.b.c`, or `a` alone. */
static AstNode *parse_name_or_attribute(Parser *parser)
{
    Start start = start_here(parser);
    AstNode *value = pd_parse_name(parser, AST_CTX_LOAD);
    while (value != NULL && at(parser, TOKEN_DOT)) {
        const Token *token = peek_token(parser, 1);
        if (token->kind != TOKEN_NAME) {
            break;
        }
        const AstName *attr = token->name;
        parser->mark += 2;
        AstNode *node = pd_parse_node(parser, AST_ATTRIBUTE, start);
        if (node == NULL) {
            return NULL;
        }
        node->as.attribute.value = value;
        node->as.attribute.attr = attr;
        pd_parse_child(parser, node, value);
        value = node;
    }
    return parser->failed ? NULL : value;
}

/* A name that a pattern may bind: not `_`, and not the beginning of something longer. */
static const AstName *parse_capture_name(Parser *parser)
{
    const Token *token = peek_token(parser, 0);
    if (token->kind != TOKEN_NAME || pd_parse_at_word(parser, "_")) {
        return NULL;
    }
    const AstName *name = token->name;
    TokenKind next = (TokenKind)peek_token(parser, 1)->kind;
    if (next == TOKEN_DOT || next == TOKEN_LPAREN || next == TOKEN_EQUAL) {
        return NULL;
    }
    parser->mark++;
    return name;
}

static AstNode *make_capture(Parser *parser, Start start, AstNode *pattern, const AstName *name)
{
    AstNode *node = pd_parse_node(parser, AST_MATCH_AS, start);
    if (node != NULL) {
        node->as.match_as.pattern = pattern;
        node->as.match_as.name = name;
        pd_parse_child(parser, node, pattern);
    }
    return node;
}

/* ── sequences ── */

static AstNode *parse_star_pattern(Parser *parser)
{
    Start start = start_here(parser);
    uint32_t mark = parser->mark++;
    const AstName *name = parse_capture_name(parser);
    if (name == NULL) {
        if (!pd_parse_at_word(parser, "_")) {
            return back(parser, mark);
        }
        parser->mark++;
    }
    AstNode *node = pd_parse_node(parser, AST_MATCH_STAR, start);
    if (node != NULL) {
        node->as.match_star.name = name;
    }
    return node;
}

static AstNode *parse_maybe_star(Parser *parser)
{
    return at(parser, TOKEN_STAR) ? parse_star_pattern(parser) : pd_parse_pattern(parser);
}

static AstNode *make_list(Parser *parser, AstKind kind, Start start, uint32_t base)
{
    AstList patterns = pd_parse_take(parser, base);
    AstNode *node = parser->failed ? NULL : pd_parse_node(parser, kind, start);
    if (node != NULL) {
        node->as.match_list.patterns = patterns;
        pd_parse_children(parser, node, patterns);
    }
    return node;
}

/* Pushes patterns with commas between them, `first` being parsed, and an optional last comma. */
static void push_sequence(Parser *parser, AstNode *first)
{
    AstNode *item = first;
    while (item != NULL) {
        pd_parse_push(parser, item);
        item = accept(parser, TOKEN_COMMA) ? parse_maybe_star(parser) : NULL;
    }
}

static AstNode *parse_bracket_pattern(Parser *parser, Start start)
{
    uint32_t base = parser->stack_count;
    parser->mark++;
    if (!at(parser, TOKEN_RBRACKET)) {
        push_sequence(parser, parse_maybe_star(parser));
    }
    if (parser->failed || !accept(parser, TOKEN_RBRACKET)) {
        drop_items(parser, base);
        return NULL;
    }
    return make_list(parser, AST_MATCH_SEQUENCE, start, base);
}

/* `(pattern)` is the pattern; with a comma it is a sequence. */
static AstNode *parse_paren_pattern(Parser *parser, Start start)
{
    uint32_t base = parser->stack_count;
    parser->mark++;
    AstNode *first = NULL;
    if (!at(parser, TOKEN_RPAREN)) {
        first = parse_maybe_star(parser);
        if (first == NULL) {
            return NULL;
        }
        if (!at(parser, TOKEN_COMMA)) {
            bool is_group = first->kind != AST_MATCH_STAR && accept(parser, TOKEN_RPAREN);
            return is_group ? first : NULL;
        }
        push_sequence(parser, first);
    }
    if (parser->failed || !accept(parser, TOKEN_RPAREN)) {
        drop_items(parser, base);
        return NULL;
    }
    return make_list(parser, AST_MATCH_SEQUENCE, start, base);
}

/* ── mappings ── */

static AstNode *parse_mapping_key(Parser *parser)
{
    switch (peek_kind(parser)) {
    case TOKEN_NUMBER:
    case TOKEN_MINUS: return parse_number_literal(parser);
    case TOKEN_STRING:
    case TOKEN_FSTRING_START: return pd_parse_strings(parser);
    case TOKEN_NONE:
    case TOKEN_TRUE:
    case TOKEN_FALSE: return pd_parse_primary(parser);
    case TOKEN_NAME: {
        AstNode *key = parse_name_or_attribute(parser);
        return key != NULL && key->kind == AST_ATTRIBUTE ? key : NULL;
    }
    default: return NULL;
    }
}

/* Pushes key and pattern. */
static bool push_pair(Parser *parser)
{
    AstNode *key = parse_mapping_key(parser);
    if (key == NULL || !accept(parser, TOKEN_COLON)) {
        return false;
    }
    AstNode *pattern = pd_parse_pattern(parser);
    if (pattern == NULL) {
        return false;
    }
    pd_parse_push(parser, key);
    pd_parse_push(parser, pattern);
    return !parser->failed;
}

static AstNode *make_mapping(Parser *parser, Start start, uint32_t base, const AstName *rest)
{
    uint32_t count = (parser->stack_count - base) / 2;
    AstNode *node = pd_parse_node(parser, AST_MATCH_MAPPING, start);
    AstNode **keys = ARENA_NEW_ARRAY(parser->arena, count, AstNode *);
    AstNode **patterns = ARENA_NEW_ARRAY(parser->arena, count, AstNode *);
    if (node == NULL || keys == NULL || patterns == NULL) {
        pd_parse_fail_status(parser, pd_arena_status(parser->arena));
        return NULL;
    }
    for (uint32_t i = 0; i < count; i++) {
        keys[i] = parser->stack[base + 2 * i];
        patterns[i] = parser->stack[base + 2 * i + 1];
    }
    drop_items(parser, base);
    node->as.match_mapping.rest = rest;
    if (count > 0) {
        node->as.match_mapping.keys = (AstList){keys, count};
        node->as.match_mapping.patterns = (AstList){patterns, count};
        pd_parse_children(parser, node, node->as.match_mapping.keys);
        pd_parse_children(parser, node, node->as.match_mapping.patterns);
    }
    return node;
}

static AstNode *parse_mapping_pattern(Parser *parser, Start start)
{
    uint32_t base = parser->stack_count;
    const AstName *rest = NULL;
    bool ok = true;
    parser->mark++;
    while (ok && rest == NULL && !at(parser, TOKEN_RBRACE)) {
        if (accept(parser, TOKEN_DOUBLE_STAR)) {
            rest = parse_capture_name(parser);
            ok = rest != NULL;
        } else {
            ok = push_pair(parser);
        }
        if (!accept(parser, TOKEN_COMMA)) {
            break;
        }
    }
    if (!ok || parser->failed || !accept(parser, TOKEN_RBRACE)) {
        drop_items(parser, base);
        return NULL;
    }
    return make_mapping(parser, start, base, rest);
}

/* ── classes ── */

/* The list stack holds the positional patterns, then the keyword patterns. */
static AstNode *make_class(Parser *parser, Start start, AstNode *cls, uint32_t keyword_base,
                           const AstNameList *names)
{
    AstList keywords = pd_parse_take(parser, keyword_base);
    AstNode *node = parser->failed ? NULL : pd_parse_node(parser, AST_MATCH_CLASS, start);
    if (node != NULL) {
        node->as.match_class.cls = cls;
        node->as.match_class.kwd_attrs = *names;
        node->as.match_class.kwd_patterns = keywords;
        pd_parse_child(parser, node, cls);
        pd_parse_children(parser, node, keywords);
    }
    return node;
}

/* Pushes the patterns of `name=pattern` and notes the names; false when one is wrong. */
static bool push_keyword(Parser *parser, AstNameList *names, uint32_t *capacity)
{
    if (names->count == *capacity) {
        size_t old_bytes = *capacity * sizeof(AstName *);
        *capacity = *capacity == 0 ? 4 : *capacity * 2;
        names->items =
            pd_arena_grow(parser->arena, names->items, old_bytes, *capacity * sizeof(AstName *));
        if (names->items == NULL) {
            pd_parse_fail_status(parser, pd_arena_status(parser->arena));
            return false;
        }
    }
    names->items[names->count++] = peek_token(parser, 0)->name;
    parser->mark += 2;
    AstNode *pattern = pd_parse_pattern(parser);
    if (pattern != NULL) {
        pd_parse_push(parser, pattern);
    }
    return pattern != NULL && !parser->failed;
}

static AstNode *parse_class_pattern(Parser *parser, Start start, AstNode *cls)
{
    uint32_t base = parser->stack_count;
    uint32_t keyword_base = base;
    AstNameList names = {NULL, 0};
    uint32_t capacity = 0;
    bool ok = true;
    uint32_t open = parser->mark++;
    while (ok && !at(parser, TOKEN_RPAREN)) {
        if (at(parser, TOKEN_NAME) && peek_token(parser, 1)->kind == TOKEN_EQUAL) {
            ok = push_keyword(parser, &names, &capacity);
        } else {
            AstNode *pattern = names.count > 0 ? NULL : pd_parse_pattern(parser);
            ok = pattern != NULL;
            if (ok) {
                pd_parse_push(parser, pattern);
                keyword_base = parser->stack_count;
            }
        }
        if (!accept(parser, TOKEN_COMMA)) {
            break;
        }
    }
    AstNode *node = NULL;
    if (ok && !parser->failed && accept(parser, TOKEN_RPAREN)) {
        node = make_class(parser, start, cls, keyword_base, &names);
    }
    if (node == NULL) {
        drop_items(parser, base);
        if (parser->diagnosing && !parser->failed) {
            parser->mark = open;
            pd_diagnose_class_pattern(parser);
        }
        return NULL;
    }
    node->as.match_class.patterns = pd_parse_take(parser, base);
    pd_parse_children(parser, node, node->as.match_class.patterns);
    return node;
}

/* ── patterns ── */

/* `_`, a capture, a dotted value, a class. */
static AstNode *parse_name_pattern(Parser *parser, Start start)
{
    if (pd_parse_at_word(parser, "_")) {
        parser->mark++;
        return make_capture(parser, start, NULL, NULL);
    }
    const AstName *name = parse_capture_name(parser);
    if (name != NULL) {
        return make_capture(parser, start, NULL, name);
    }
    AstNode *value = parse_name_or_attribute(parser);
    if (value == NULL || at(parser, TOKEN_EQUAL) || at(parser, TOKEN_DOT)) {
        return NULL;
    }
    if (at(parser, TOKEN_LPAREN)) {
        return parse_class_pattern(parser, start, value);
    }
    return value->kind == AST_ATTRIBUTE ? make_value(parser, start, value) : NULL;
}

static AstNode *parse_closed(Parser *parser)
{
    Start start = start_here(parser);
    switch (peek_kind(parser)) {
    case TOKEN_NUMBER:
    case TOKEN_MINUS: return make_value(parser, start, parse_number_literal(parser));
    case TOKEN_STRING:
    case TOKEN_FSTRING_START: return make_value(parser, start, pd_parse_strings(parser));
    case TOKEN_NONE:
    case TOKEN_TRUE:
    case TOKEN_FALSE: return parse_singleton(parser, start);
    case TOKEN_NAME: return parse_name_pattern(parser, start);
    case TOKEN_LPAREN: return parse_paren_pattern(parser, start);
    case TOKEN_LBRACKET: return parse_bracket_pattern(parser, start);
    case TOKEN_LBRACE: return parse_mapping_pattern(parser, start);
    default: return NULL;
    }
}

static AstNode *parse_closed_pattern(Parser *parser)
{
    void *known = NULL;
    if (parser->second_pass && pd_parse_recall(parser, MEMO_PATTERN, &known)) {
        return known;
    }
    uint32_t mark = parser->mark;
    if (!pd_parse_enter(parser)) {
        return NULL;
    }
    AstNode *node = parse_closed(parser);
    leave(parser);
    if (node == NULL || parser->failed) {
        parser->mark = mark;
        node = NULL;
    }
    if (parser->second_pass) {
        pd_parse_remember(parser, MEMO_PATTERN, mark, node);
    }
    return node;
}

AstNode *pd_parse_or_pattern(Parser *parser)
{
    Start start = start_here(parser);
    AstNode *first = parse_closed_pattern(parser);
    if (first == NULL || !at(parser, TOKEN_VBAR)) {
        return first;
    }
    uint32_t base = parser->stack_count;
    AstNode *item = first;
    uint32_t mark = parser->mark;
    while (item != NULL) {
        pd_parse_push(parser, item);
        mark = parser->mark;
        item = accept(parser, TOKEN_VBAR) ? parse_closed_pattern(parser) : NULL;
    }
    parser->mark = mark;
    if (parser->stack_count == base + 1) {
        drop_items(parser, base);
        return parser->failed ? NULL : first;
    }
    return make_list(parser, AST_MATCH_OR, start, base);
}

AstNode *pd_parse_pattern(Parser *parser)
{
    Start start = start_here(parser);
    AstNode *pattern = pd_parse_or_pattern(parser);
    if (pattern == NULL || !at(parser, TOKEN_AS)) {
        return pattern;
    }
    uint32_t mark = parser->mark++;
    const AstName *name = parse_capture_name(parser);
    if (name != NULL) {
        return make_capture(parser, start, pattern, name);
    }
    if (parser->diagnosing && !parser->failed) {
        pd_diagnose_as_pattern(parser);
    }
    parser->mark = mark;
    return parser->failed ? NULL : pattern;
}

AstNode *pd_parse_patterns(Parser *parser)
{
    uint32_t mark = parser->mark;
    Start start = start_here(parser);
    AstNode *first = parse_maybe_star(parser);
    if (first == NULL) {
        return NULL;
    }
    if (!at(parser, TOKEN_COMMA)) {
        return first->kind == AST_MATCH_STAR ? back(parser, mark) : first;
    }
    uint32_t base = parser->stack_count;
    push_sequence(parser, first);
    return make_list(parser, AST_MATCH_SEQUENCE, start, base);
}

/* ── match ── */

static AstNode *parse_case(Parser *parser)
{
    Start start = start_here(parser);
    uint32_t mark = parser->mark;
    if (!pd_parse_at_word(parser, "case")) {
        return NULL;
    }
    parser->mark++;
    AstNode *pattern = pd_parse_patterns(parser);
    if (pattern == NULL) {
        return back(parser, mark);
    }
    AstNode *guard = NULL;
    uint32_t before = parser->mark;
    if (accept(parser, TOKEN_IF)) {
        guard = pd_parse_named_expression(parser);
        parser->mark = guard == NULL ? before : parser->mark;
    }
    if (parser->diagnosing) {
        pd_diagnose_colon(parser);
    }
    const AstList *body = NULL;
    if (!parser->failed && accept(parser, TOKEN_COLON)) {
        if (parser->diagnosing) {
            pd_diagnose_indent(parser, "'case' statement", start.line);
        }
        body = parser->failed ? NULL : pd_parse_block(parser);
    }
    AstNode *node = body == NULL ? NULL : pd_parse_node(parser, AST_MATCH_CASE, start);
    if (node == NULL) {
        return back(parser, mark);
    }
    node->as.match_case.pattern = pattern;
    node->as.match_case.guard = guard;
    node->as.match_case.body = *body;
    pd_parse_child(parser, node, pattern);
    pd_parse_child(parser, node, guard);
    pd_parse_children(parser, node, *body);
    return node;
}

/* A tuple without parentheses, or a named expression. */
static AstNode *parse_subject(Parser *parser)
{
    Start start = start_here(parser);
    uint32_t mark = parser->mark;
    AstNode *first = pd_parse_star_named_expression(parser);
    if (first == NULL) {
        return NULL;
    }
    if (!at(parser, TOKEN_COMMA)) {
        return first->kind == AST_STARRED ? back(parser, mark) : first;
    }
    uint32_t base = parser->stack_count;
    pd_parse_push(parser, first);
    parser->mark++;
    pd_parse_push_star_named(parser);
    AstList elts = pd_parse_take(parser, base);
    AstNode *node = parser->failed ? NULL : pd_parse_node(parser, AST_TUPLE, start);
    if (node != NULL) {
        node->as.sequence.elts = elts;
        pd_parse_children(parser, node, elts);
    }
    return node;
}

/* After the colon: the indented cases, pushed. */
static bool push_cases(Parser *parser)
{
    uint32_t base = parser->stack_count;
    if (!accept(parser, TOKEN_NEWLINE) || !accept(parser, TOKEN_INDENT)) {
        return false;
    }
    AstNode *node = parse_case(parser);
    while (node != NULL) {
        pd_parse_push(parser, node);
        node = parse_case(parser);
    }
    return parser->stack_count > base && accept(parser, TOKEN_DEDENT);
}

AstNode *pd_parse_match(Parser *parser)
{
    Start start = start_here(parser);
    uint32_t base = parser->stack_count;
    uint32_t mark = parser->mark++;
    AstNode *subject = parse_subject(parser);
    bool ok = subject != NULL && accept(parser, TOKEN_COLON) && push_cases(parser);
    AstList cases = {NULL, 0};
    if (ok) {
        cases = pd_parse_take(parser, base);
    }
    AstNode *node = ok && !parser->failed ? pd_parse_node(parser, AST_MATCH, start) : NULL;
    if (node == NULL) {
        drop_items(parser, base);
        if (parser->diagnosing && subject != NULL && !parser->failed) {
            parser->mark = mark + 1;
            subject = parse_subject(parser);
            pd_diagnose_colon(parser);
            if (!parser->failed && accept(parser, TOKEN_COLON)) {
                pd_diagnose_indent(parser, "'match' statement", start.line);
            }
        }
        return back(parser, mark);
    }
    node->as.match.subject = subject;
    node->as.match.cases = cases;
    pd_parse_child(parser, node, subject);
    pd_parse_children(parser, node, cases);
    return node;
}
