/*
 * Small questions about trees and their text: names of kinds, docstrings, columns, lines.
 */
#include "lang/ast.h"

#include <string.h>

static const char *const kind_names[AST_KIND_COUNT] = {
    [AST_FUNCTION_DEF] = "FunctionDef",
    [AST_ASYNC_FUNCTION_DEF] = "AsyncFunctionDef",
    [AST_CLASS_DEF] = "ClassDef",
    [AST_RETURN] = "Return",
    [AST_DELETE] = "Delete",
    [AST_ASSIGN] = "Assign",
    [AST_TYPE_ALIAS] = "TypeAlias",
    [AST_AUG_ASSIGN] = "AugAssign",
    [AST_ANN_ASSIGN] = "AnnAssign",
    [AST_FOR] = "For",
    [AST_ASYNC_FOR] = "AsyncFor",
    [AST_WHILE] = "While",
    [AST_IF] = "If",
    [AST_WITH] = "With",
    [AST_ASYNC_WITH] = "AsyncWith",
    [AST_MATCH] = "Match",
    [AST_RAISE] = "Raise",
    [AST_TRY] = "Try",
    [AST_TRY_STAR] = "TryStar",
    [AST_ASSERT] = "Assert",
    [AST_IMPORT] = "Import",
    [AST_IMPORT_FROM] = "ImportFrom",
    [AST_GLOBAL] = "Global",
    [AST_NONLOCAL] = "Nonlocal",
    [AST_EXPR] = "Expr",
    [AST_PASS] = "Pass",
    [AST_BREAK] = "Break",
    [AST_CONTINUE] = "Continue",
    [AST_BOOL_OP] = "BoolOp",
    [AST_NAMED_EXPR] = "NamedExpr",
    [AST_BIN_OP] = "BinOp",
    [AST_UNARY_OP] = "UnaryOp",
    [AST_LAMBDA] = "Lambda",
    [AST_IF_EXP] = "IfExp",
    [AST_DICT] = "Dict",
    [AST_SET] = "Set",
    [AST_LIST_COMP] = "ListComp",
    [AST_SET_COMP] = "SetComp",
    [AST_DICT_COMP] = "DictComp",
    [AST_GENERATOR_EXP] = "GeneratorExp",
    [AST_AWAIT] = "Await",
    [AST_YIELD] = "Yield",
    [AST_YIELD_FROM] = "YieldFrom",
    [AST_COMPARE] = "Compare",
    [AST_CALL] = "Call",
    [AST_FORMATTED_VALUE] = "FormattedValue",
    [AST_JOINED_STR] = "JoinedStr",
    [AST_CONSTANT] = "Constant",
    [AST_ATTRIBUTE] = "Attribute",
    [AST_SUBSCRIPT] = "Subscript",
    [AST_STARRED] = "Starred",
    [AST_NAME] = "Name",
    [AST_LIST] = "List",
    [AST_TUPLE] = "Tuple",
    [AST_SLICE] = "Slice",
    [AST_MATCH_VALUE] = "MatchValue",
    [AST_MATCH_SINGLETON] = "MatchSingleton",
    [AST_MATCH_SEQUENCE] = "MatchSequence",
    [AST_MATCH_MAPPING] = "MatchMapping",
    [AST_MATCH_CLASS] = "MatchClass",
    [AST_MATCH_STAR] = "MatchStar",
    [AST_MATCH_AS] = "MatchAs",
    [AST_MATCH_OR] = "MatchOr",
    [AST_COMPREHENSION] = "comprehension",
    [AST_EXCEPT_HANDLER] = "ExceptHandler",
    [AST_ARG] = "arg",
    [AST_KEYWORD] = "keyword",
    [AST_ALIAS] = "alias",
    [AST_WITH_ITEM] = "withitem",
    [AST_MATCH_CASE] = "match_case",
    [AST_TYPE_VAR] = "TypeVar",
    [AST_PARAM_SPEC] = "ParamSpec",
    [AST_TYPE_VAR_TUPLE] = "TypeVarTuple",
};

const char *pd_lang_kind_name(AstKind kind)
{
    pd_assert(kind < AST_KIND_COUNT);
    return kind_names[kind];
}

static const char *constant_name(const AstConstant *constant)
{
    switch (constant->kind) {
    case AST_CONST_NONE: return "None";
    case AST_CONST_FALSE: return "False";
    case AST_CONST_TRUE: return "True";
    case AST_CONST_ELLIPSIS: return "ellipsis";
    default: return "literal";
    }
}

const char *pd_lang_expression_name(const AstNode *expression)
{
    switch (expression->kind) {
    case AST_ATTRIBUTE: return "attribute";
    case AST_SUBSCRIPT: return "subscript";
    case AST_STARRED: return "starred";
    case AST_NAME: return "name";
    case AST_LIST: return "list";
    case AST_TUPLE: return "tuple";
    case AST_LAMBDA: return "lambda";
    case AST_CALL: return "function call";
    case AST_BOOL_OP:
    case AST_BIN_OP:
    case AST_UNARY_OP: return "expression";
    case AST_GENERATOR_EXP: return "generator expression";
    case AST_YIELD:
    case AST_YIELD_FROM: return "yield expression";
    case AST_AWAIT: return "await expression";
    case AST_LIST_COMP: return "list comprehension";
    case AST_SET_COMP: return "set comprehension";
    case AST_DICT_COMP: return "dict comprehension";
    case AST_DICT: return "dict literal";
    case AST_SET: return "set display";
    case AST_JOINED_STR:
    case AST_FORMATTED_VALUE: return "f-string expression";
    case AST_CONSTANT: return constant_name(&expression->as.constant);
    case AST_COMPARE: return "comparison";
    case AST_IF_EXP: return "conditional expression";
    case AST_NAMED_EXPR: return "named expression";
    default: return "expression";
    }
}

const AstNode *pd_lang_docstring(AstList body)
{
    if (body.count == 0 || body.items[0]->kind != AST_EXPR) {
        return NULL;
    }
    const AstNode *value = body.items[0]->as.value.value;
    bool is_text = value->kind == AST_CONSTANT && value->as.constant.kind == AST_CONST_STR;
    return is_text ? value : NULL;
}

Bytes pd_lang_line_text(Bytes source, uint32_t line)
{
    const uint8_t *at = source.data;
    size_t left = source.size;
    for (uint32_t i = 1; i < line && left > 0; i++) {
        const uint8_t *end = memchr(at, '\n', left);
        if (end == NULL) {
            return (Bytes){NULL, 0};
        }
        left -= (size_t)(end - at) + 1;
        at = end + 1;
    }
    if (left == 0) {
        return (Bytes){NULL, 0};
    }
    const uint8_t *end = memchr(at, '\n', left);
    return pd_bytes(at, end == NULL ? left : (size_t)(end - at));
}

uint32_t pd_lang_column_points(Bytes source, uint32_t line, uint32_t column_bytes)
{
    Bytes text = pd_lang_line_text(source, line);
    uint32_t count = 0;
    for (uint32_t i = 0; i < column_bytes; i++) {
        count += i >= text.size || (text.data[i] & 0xc0) != 0x80;
    }
    return count;
}
