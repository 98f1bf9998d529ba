/*
 * SyntaxWarnings: what is a program but hardly meant. The checks and words are those of CPython
 * 3.11's compile.c; each is made where the emitter would evaluate the expression.
 */
#include "lang/emit/emit_in.h"

static void warn(Body *body, const AstNode *node, const char *format, ...) PRINTF_LIKE(3, 4);

static void warn(Body *body, const AstNode *node, const char *format, ...)
{
    if (body->unit->silent != 0 || body->compilation->options->hidden) {
        return;
    }
    SyntaxProblem problem = {.status = STATUS_OK};
    va_list args;
    va_start(args, format);
    pd_lang_problem_format(&problem, SYNTAX_WARNING, format, args);
    va_end(args);
    pd_lang_problem_place(&problem, body->compilation->module->source, pd_lang_node_span(node));
    problem.status = STATUS_OK;
    pd_lang_tell(body->compilation->options, &problem);
}

/* Made of constants alone: CPython folds it before it looks. The depth is at most that of the tree.
 */
static bool is_constant(Body *body, const AstNode *node, ConstKind *kind)
{
    Const value;
    if (node->kind != AST_TUPLE) {
        bool folds = pd_lang_fold(body, node, &value);
        *kind = folds ? (ConstKind)value.kind : CONST_NONE;
        return folds;
    }
    for (uint32_t i = 0; i < node->as.sequence.elts.count; i++) {
        ConstKind item;
        if (!is_constant(body, node->as.sequence.elts.items[i], &item)) {
            return false;
        }
    }
    *kind = CONST_TUPLE;
    return true;
}

/* The type that a display or a literal surely has, or NULL. */
static const char *type_of(Body *body, const AstNode *node)
{
    static const char *const names[CONST_KIND_COUNT] = {
        [CONST_NONE] = "NoneType",     [CONST_FALSE] = "bool",      [CONST_TRUE] = "bool",
        [CONST_ELLIPSIS] = "ellipsis", [CONST_INT] = "int",         [CONST_BIGINT] = "int",
        [CONST_FLOAT] = "float",       [CONST_COMPLEX] = "complex", [CONST_STR] = "str",
        [CONST_BYTES] = "bytes",       [CONST_TUPLE] = "tuple",     [CONST_FROZENSET] = "frozenset",
    };
    ConstKind kind;
    switch ((AstKind)node->kind) {
    case AST_TUPLE: return "tuple";
    case AST_LIST:
    case AST_LIST_COMP: return "list";
    case AST_DICT:
    case AST_DICT_COMP: return "dict";
    case AST_SET:
    case AST_SET_COMP: return "set";
    case AST_GENERATOR_EXP: return "generator";
    case AST_LAMBDA: return "function";
    case AST_JOINED_STR:
    case AST_FORMATTED_VALUE: return "str";
    default: return is_constant(body, node, &kind) ? names[kind] : NULL;
    }
}

static bool is_odd_identity(Body *body, const AstNode *node)
{
    ConstKind kind;
    return is_constant(body, node, &kind) && kind > CONST_ELLIPSIS;
}

void pd_lang_warn_compare(Body *body, const AstNode *node)
{
    bool left = is_odd_identity(body, node->as.compare.left);
    for (uint32_t i = 0; i < node->as.compare.comparators.count; i++) {
        AstCmpOp op = (AstCmpOp)node->as.compare.ops[i];
        bool right = is_odd_identity(body, node->as.compare.comparators.items[i]);
        bool is_not = op == AST_CMP_IS_NOT;
        if (node == body->negated && node->as.compare.comparators.count == 1) {
            is_not = op == AST_CMP_IS;
        }
        if ((op == AST_CMP_IS_NOT || op == AST_CMP_IS) && (left || right)) {
            warn(body, node, "\"is%s\" with a literal. Did you mean \"%s=\"?", is_not ? " not" : "",
                 is_not ? "!" : "=");
            return;
        }
        left = right;
    }
}

/* CPython has made `is not` of `not … is …` before it warns, and the reverse. */
void pd_lang_note_not(Body *body, const AstNode *node)
{
    body->negated = body->negated == node ? NULL : node->as.unary_op.operand;
}

void pd_lang_warn_assert(Body *body, const AstNode *node)
{
    const AstNode *test = node->as.assert_.test;
    if (test->kind == AST_TUPLE && test->as.sequence.elts.count > 0) {
        warn(body, node, "assertion is always true, perhaps remove parentheses?");
    }
}

void pd_lang_warn_call(Body *body, const AstNode *node)
{
    const AstNode *callee = node->as.call.func;
    const char *type = callee->kind == AST_LAMBDA ? NULL : type_of(body, callee);
    if (type != NULL) {
        warn(body, node, "'%s' object is not callable; perhaps you missed a comma?", type);
    }
}

/* An item that is read. */
void pd_lang_warn_subscript(Body *body, const AstNode *node)
{
    const AstNode *object = node->as.subscript.value;
    const AstNode *index = node->as.subscript.slice;
    const char *type = type_of(body, object);
    if (type == NULL || object->kind == AST_DICT || object->kind == AST_DICT_COMP) {
        return;
    }
    ConstKind kind = CONST_NONE;
    bool constant = is_constant(body, object, &kind);
    bool takes_index = object->kind == AST_TUPLE || object->kind == AST_LIST ||
                       object->kind == AST_LIST_COMP || object->kind == AST_JOINED_STR ||
                       (constant && (kind == CONST_STR || kind == CONST_BYTES));
    if (!takes_index) {
        warn(body, node, "'%s' object is not subscriptable; perhaps you missed a comma?", type);
        return;
    }
    const char *given = type_of(body, index);
    bool number = is_constant(body, index, &kind) && (kind == CONST_FALSE || kind == CONST_TRUE ||
                                                      kind == CONST_INT || kind == CONST_BIGINT);
    if (given != NULL && !number) {
        warn(body, node,
             "%s indices must be integers or slices, not %s; perhaps you missed a comma?", type,
             given);
    }
}
