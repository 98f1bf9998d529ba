/*
 * The parser's ground floor: tokens, nodes, lists, failures, the memory of the second pass.
 *
 * Knows no grammar. Running out of memory or of depth is one more way not to match: `failed` is
 * set, every later token is a TOKEN_ERROR and the rules unwind by themselves.
 */
#include "lang/parse/parse.h"

#include <string.h>

/* Memo misses and levels entered on the second pass, before it gives up looking for mistakes. */
#define WORK_MAX 20000000u

void pd_parse_fail_status(Parser *parser, Status status)
{
    parser->failed = true;
    if (parser->problem->status == STATUS_OK) {
        parser->problem->status = status == STATUS_OK ? STATUS_NO_MEMORY : status;
    }
}

static void fail_memory(Parser *parser, const Arena *arena)
{
    pd_parse_fail_status(parser, pd_arena_status(arena));
}

/* Room for one more item of an array that lives in the scratch arena. */
static bool make_room(Parser *parser, void **items, uint32_t *capacity, uint32_t count,
                      size_t item_bytes)
{
    if (count < *capacity) {
        return true;
    }
    uint32_t wanted = *capacity == 0 ? 64 : *capacity * 2;
    void *grown = wanted < *capacity ? NULL
                                     : pd_arena_grow(&parser->scratch, *items,
                                                     *capacity * item_bytes, wanted * item_bytes);
    if (grown == NULL) {
        fail_memory(parser, &parser->scratch);
        return false;
    }
    *items = grown;
    *capacity = wanted;
    return true;
}

/* Places that stay free in the buffer, so that TOKEN_ERRORs fit when it cannot grow any more. */
#define SPARE_TOKENS 8

void pd_parse_fetch(Parser *parser)
{
    void *tokens = parser->tokens;
    uint32_t wanted = parser->token_count + SPARE_TOKENS;
    make_room(parser, &tokens, &parser->token_capacity, wanted, sizeof(Token));
    parser->tokens = tokens;
    pd_assert(parser->token_count < parser->token_capacity);
    Token *token = &parser->tokens[parser->token_count++];
    if (parser->failed) {
        memset(token, 0, sizeof *token);
        return;
    }
    if (!pd_lexer_next(&parser->lexer, token)) {
        parser->failed = true;
    }
}

bool pd_parse_at_word(Parser *parser, const char *word)
{
    const Token *token = peek_token(parser, 0);
    return token->kind == TOKEN_NAME && strcmp(token->name->text, word) == 0;
}

#define SIZE_OF(member) (offsetof(AstNode, as) + sizeof(((AstNode *)NULL)->as.member))
static const uint8_t node_bytes[AST_KIND_COUNT] = {
    [AST_FUNCTION_DEF] = SIZE_OF(function),
    [AST_ASYNC_FUNCTION_DEF] = SIZE_OF(function),
    [AST_CLASS_DEF] = SIZE_OF(class_def),
    [AST_RETURN] = SIZE_OF(value),
    [AST_DELETE] = SIZE_OF(delete_),
    [AST_ASSIGN] = SIZE_OF(assign),
    [AST_TYPE_ALIAS] = SIZE_OF(type_alias),
    [AST_AUG_ASSIGN] = SIZE_OF(aug_assign),
    [AST_ANN_ASSIGN] = SIZE_OF(ann_assign),
    [AST_FOR] = SIZE_OF(for_),
    [AST_ASYNC_FOR] = SIZE_OF(for_),
    [AST_WHILE] = SIZE_OF(branch),
    [AST_IF] = SIZE_OF(branch),
    [AST_WITH] = SIZE_OF(with),
    [AST_ASYNC_WITH] = SIZE_OF(with),
    [AST_MATCH] = SIZE_OF(match),
    [AST_RAISE] = SIZE_OF(raise),
    [AST_TRY] = SIZE_OF(try_),
    [AST_TRY_STAR] = SIZE_OF(try_),
    [AST_ASSERT] = SIZE_OF(assert_),
    [AST_IMPORT] = SIZE_OF(import),
    [AST_IMPORT_FROM] = SIZE_OF(import),
    [AST_GLOBAL] = SIZE_OF(scope),
    [AST_NONLOCAL] = SIZE_OF(scope),
    [AST_EXPR] = SIZE_OF(value),
    [AST_PASS] = offsetof(AstNode, as),
    [AST_BREAK] = offsetof(AstNode, as),
    [AST_CONTINUE] = offsetof(AstNode, as),
    [AST_BOOL_OP] = SIZE_OF(bool_op),
    [AST_NAMED_EXPR] = SIZE_OF(named_expr),
    [AST_BIN_OP] = SIZE_OF(bin_op),
    [AST_UNARY_OP] = SIZE_OF(unary_op),
    [AST_LAMBDA] = SIZE_OF(lambda),
    [AST_IF_EXP] = SIZE_OF(if_exp),
    [AST_DICT] = SIZE_OF(dict),
    [AST_SET] = SIZE_OF(sequence),
    [AST_LIST_COMP] = SIZE_OF(comp),
    [AST_SET_COMP] = SIZE_OF(comp),
    [AST_DICT_COMP] = SIZE_OF(comp),
    [AST_GENERATOR_EXP] = SIZE_OF(comp),
    [AST_AWAIT] = SIZE_OF(value),
    [AST_YIELD] = SIZE_OF(value),
    [AST_YIELD_FROM] = SIZE_OF(value),
    [AST_COMPARE] = SIZE_OF(compare),
    [AST_CALL] = SIZE_OF(call),
    [AST_FORMATTED_VALUE] = SIZE_OF(formatted_value),
    [AST_JOINED_STR] = SIZE_OF(sequence),
    [AST_CONSTANT] = SIZE_OF(constant),
    [AST_ATTRIBUTE] = SIZE_OF(attribute),
    [AST_SUBSCRIPT] = SIZE_OF(subscript),
    [AST_STARRED] = SIZE_OF(value),
    [AST_NAME] = SIZE_OF(name),
    [AST_LIST] = SIZE_OF(sequence),
    [AST_TUPLE] = SIZE_OF(sequence),
    [AST_SLICE] = SIZE_OF(slice),
    [AST_MATCH_VALUE] = SIZE_OF(match_value),
    [AST_MATCH_SINGLETON] = SIZE_OF(match_singleton),
    [AST_MATCH_SEQUENCE] = SIZE_OF(match_list),
    [AST_MATCH_MAPPING] = SIZE_OF(match_mapping),
    [AST_MATCH_CLASS] = SIZE_OF(match_class),
    [AST_MATCH_STAR] = SIZE_OF(match_star),
    [AST_MATCH_AS] = SIZE_OF(match_as),
    [AST_MATCH_OR] = SIZE_OF(match_list),
    [AST_COMPREHENSION] = SIZE_OF(comprehension),
    [AST_EXCEPT_HANDLER] = SIZE_OF(except_handler),
    [AST_ARG] = SIZE_OF(arg),
    [AST_KEYWORD] = SIZE_OF(keyword),
    [AST_ALIAS] = SIZE_OF(alias),
    [AST_WITH_ITEM] = SIZE_OF(with_item),
    [AST_MATCH_CASE] = SIZE_OF(match_case),
    [AST_TYPE_VAR] = SIZE_OF(type_param),
    [AST_PARAM_SPEC] = SIZE_OF(type_param),
    [AST_TYPE_VAR_TUPLE] = SIZE_OF(type_param),
};

AstNode *pd_parse_node(Parser *parser, AstKind kind, Start start)
{
    pd_assert(node_bytes[kind] != 0);
    AstNode *node = pd_arena_alloc(parser->arena, node_bytes[kind]);
    if (node == NULL) {
        fail_memory(parser, parser->arena);
        return NULL;
    }
    node->kind = (uint8_t)kind;
    node->height = 1;
    node->line = start.line;
    node->column_bytes = start.column_bytes;
    node->serial = parser->module->node_count++;
    pd_parse_extend(parser, node);
    return node;
}

/* A statement with a block ends where its last statement does, not at the DEDENT behind it. */
void pd_parse_extend(Parser *parser, AstNode *node)
{
    uint32_t index = parser->mark;
    while (index > 0) {
        const Token *last = &parser->tokens[--index];
        if (last->kind > TOKEN_DEDENT) {
            node->end_line = last->end_line;
            node->end_column_bytes = last->end_column_bytes;
            return;
        }
    }
}

void pd_parse_child(Parser *parser, AstNode *node, const AstNode *child)
{
    if (child == NULL || child->height < node->height) {
        return;
    }
    if (child->height >= AST_HEIGHT_MAX) {
        pd_parse_fail_node(parser, child, "maximum recursion depth exceeded during compilation");
        parser->problem->kind = SYNTAX_RECURSION;
        return;
    }
    node->height = (uint16_t)(child->height + 1);
}

void pd_parse_children(Parser *parser, AstNode *node, AstList list)
{
    for (uint32_t i = 0; i < list.count; i++) {
        pd_parse_child(parser, node, list.items[i]);
    }
}

void pd_parse_arguments_height(Parser *parser, AstNode *node, const AstArguments *arguments)
{
    pd_parse_children(parser, node, arguments->posonlyargs);
    pd_parse_children(parser, node, arguments->args);
    pd_parse_child(parser, node, arguments->vararg);
    pd_parse_children(parser, node, arguments->kwonlyargs);
    pd_parse_children(parser, node, arguments->kw_defaults);
    pd_parse_child(parser, node, arguments->kwarg);
    pd_parse_children(parser, node, arguments->defaults);
}

void pd_parse_push(Parser *parser, AstNode *item)
{
    void *stack = parser->stack;
    if (make_room(parser, &stack, &parser->stack_capacity, parser->stack_count,
                  sizeof(AstNode *))) {
        parser->stack = stack;
        parser->stack[parser->stack_count++] = item;
    }
}

AstList pd_parse_take(Parser *parser, uint32_t base)
{
    AstList list = {NULL, parser->stack_count - base};
    parser->stack_count = base;
    if (list.count == 0) {
        return list;
    }
    list.items = ARENA_NEW_ARRAY(parser->arena, list.count, AstNode *);
    if (list.items == NULL) {
        fail_memory(parser, parser->arena);
        list.count = 0;
        return list;
    }
    memcpy(list.items, parser->stack + base, list.count * sizeof(AstNode *));
    return list;
}

bool pd_parse_enter(Parser *parser)
{
    if (parser->failed) {
        return false;
    }
    bool is_too_deep = parser->depth >= PARSE_DEPTH_MAX;
    if (parser->second_pass && (is_too_deep || ++parser->work > WORK_MAX)) {
        parser->failed = true;
        return false;
    }
    if (is_too_deep) {
        pd_parse_fail_last(parser, SYNTAX_MEMORY,
                           "Parser stack overflowed - Python source too complex to compile");
        return false;
    }
    parser->depth++;
    return true;
}

static void fail_args(Parser *parser, SourceSpan span, const char *format, va_list args)
    PRINTF_LIKE(3, 0);

static void fail_args(Parser *parser, SourceSpan span, const char *format, va_list args)
{
    if (parser->failed) {
        return;
    }
    SyntaxProblem *problem = parser->problem;
    Bytes source = parser->module->source;
    parser->failed = true;
    pd_lang_problem_format(problem, SYNTAX_ERROR, format, args);
    pd_lang_problem_place(problem, source, span);
}

void pd_parse_fail_span(Parser *parser, SourceSpan span, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fail_args(parser, span, format, args);
    va_end(args);
}

void pd_parse_fail_node(Parser *parser, const AstNode *node, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fail_args(parser, pd_lang_node_span(node), format, args);
    va_end(args);
}

void pd_parse_fail_token(Parser *parser, uint32_t token_index, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fail_args(parser, token_span(parser, token_index), format, args);
    va_end(args);
}

void pd_parse_fail_last(Parser *parser, SyntaxKind kind, const char *format, ...)
{
    if (parser->failed) {
        return;
    }
    pd_assert(parser->token_count > 0);
    uint32_t last = parser->token_count - 1;
    va_list args;
    va_start(args, format);
    fail_args(parser, token_span(parser, last), format, args);
    va_end(args);
    parser->problem->kind = kind;
    TokenKind token = (TokenKind)parser->tokens[last].kind;
    if (token == TOKEN_INDENT || token == TOKEN_DEDENT || token == TOKEN_END) {
        /* These have no column of their own: CPython takes the tokenizer's. */
        const Lexer *lexer = &parser->lexer;
        parser->problem->column =
            lexer->hit_end || lexer->position >= lexer->size_bytes
                ? 0
                : (int32_t)pd_lang_column_points(parser->module->source, lexer->line,
                                                 lexer->position - lexer->line_start);
        parser->problem->end_column = -1;
    }
}

void pd_parse_fail_from(Parser *parser, Start start, const char *message)
{
    if (parser->failed) {
        return;
    }
    const Lexer *lexer = &parser->lexer;
    SourceSpan span = {start.line, start.column_bytes, lexer->line,
                       lexer->position - lexer->line_start};
    pd_parse_fail_span(parser, span, "%s", message);
    parser->problem->end_column--;
}

bool pd_parse_expect(Parser *parser, TokenKind kind)
{
    if (accept(parser, kind)) {
        return true;
    }
    pd_parse_fail_token(parser, parser->mark, "expected '%s'", pd_lexer_token_text(kind));
    return false;
}

bool pd_parse_recall(Parser *parser, MemoRule rule, void **result)
{
    uint32_t index = peek_token(parser, 0)->memo;
    for (; index != 0; index = parser->memos[index].next) {
        const MemoEntry *entry = &parser->memos[index];
        if (entry->rule == rule) {
            *result = entry->result;
            if (entry->result != NULL) {
                parser->mark = entry->end;
            }
            return true;
        }
    }
    return false;
}

void pd_parse_remember(Parser *parser, MemoRule rule, uint32_t mark, void *result)
{
    if (parser->failed) {
        return;
    }
    if (parser->memo_count == 0) {
        parser->memo_count = 1;
    }
    void *memos = parser->memos;
    if (!make_room(parser, &memos, &parser->memo_capacity, parser->memo_count, sizeof(MemoEntry))) {
        return;
    }
    parser->memos = memos;
    uint32_t index = parser->memo_count++;
    parser->memos[index] = (MemoEntry){
        .rule = rule, .next = parser->tokens[mark].memo, .end = parser->mark, .result = result};
    parser->tokens[mark].memo = index;
}
