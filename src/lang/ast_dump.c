/*
 * The tree as text, byte for byte what CPython's ast.dump(tree, include_attributes=True) writes.
 *
 * For tests and for people who look at a tree. Recursion is bounded by AST_HEIGHT_MAX.
 */
#include "lang/lang_in.h"

#include <string.h>
#include <utf8proc.h>

typedef struct Dumper {
    Buffer *out;
    bool has_field; /* a field of the present node was written */
} Dumper;

static void dump_node(Dumper *dumper, const AstNode *node);

static void put(Dumper *dumper, const char *text)
{
    pd_buffer_append_cstr(dumper->out, text);
}

static void field(Dumper *dumper, const char *name)
{
    if (dumper->has_field) {
        put(dumper, ", ");
    }
    dumper->has_field = true;
    put(dumper, name);
    put(dumper, "=");
}

/* ── values ── */

static bool is_printable(uint32_t point)
{
    switch (utf8proc_category((utf8proc_int32_t)point)) {
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_CS:
    case UTF8PROC_CATEGORY_CO:
    case UTF8PROC_CATEGORY_CN:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP: return false;
    case UTF8PROC_CATEGORY_ZS: return point == ' ';
    default: return true;
    }
}

static bool put_short_escape(Dumper *dumper, uint32_t point, char quote)
{
    switch (point) {
    case '\\': put(dumper, "\\\\"); return true;
    case '\n': put(dumper, "\\n"); return true;
    case '\r': put(dumper, "\\r"); return true;
    case '\t': put(dumper, "\\t"); return true;
    default: break;
    }
    if (point == (uint32_t)quote) {
        pd_buffer_append_format(dumper->out, "\\%c", quote);
        return true;
    }
    return false;
}

static char choose_quote(Bytes text)
{
    bool has_single = text.size > 0 && memchr(text.data, '\'', text.size) != NULL;
    bool has_double = text.size > 0 && memchr(text.data, '"', text.size) != NULL;
    return has_single && !has_double ? '"' : '\'';
}

static void put_text(Dumper *dumper, Bytes text)
{
    char quote = choose_quote(text);
    pd_buffer_append_byte(dumper->out, (uint8_t)quote);
    size_t at = 0;
    while (at < text.size) {
        size_t from = at;
        uint32_t point = pd_utf8_next(text, &at);
        if (put_short_escape(dumper, point, quote)) {
            continue;
        }
        if (is_printable(point)) {
            pd_buffer_append(dumper->out, pd_bytes(text.data + from, at - from));
        } else if (point <= 0xff) {
            pd_buffer_append_format(dumper->out, "\\x%02x", (unsigned)point);
        } else if (point <= 0xffff) {
            pd_buffer_append_format(dumper->out, "\\u%04x", (unsigned)point);
        } else {
            pd_buffer_append_format(dumper->out, "\\U%08x", (unsigned)point);
        }
    }
    pd_buffer_append_byte(dumper->out, (uint8_t)quote);
}

static void put_bytes(Dumper *dumper, Bytes bytes)
{
    char quote = choose_quote(bytes);
    pd_buffer_append_format(dumper->out, "b%c", quote);
    for (size_t i = 0; i < bytes.size; i++) {
        uint8_t byte = bytes.data[i];
        if (put_short_escape(dumper, byte, quote)) {
            continue;
        }
        if (byte >= 0x20 && byte < 0x7f) {
            pd_buffer_append_byte(dumper->out, byte);
        } else {
            pd_buffer_append_format(dumper->out, "\\x%02x", (unsigned)byte);
        }
    }
    pd_buffer_append_byte(dumper->out, (uint8_t)quote);
}

static void put_name(Dumper *dumper, const AstName *name)
{
    put_text(dumper, pd_bytes(name->text, name->length_bytes));
}

/* Decimal digits of a big integer: schoolbook conversion into groups of nine. */
static void put_big_integer(Dumper *dumper, const AstInteger *integer)
{
    if (integer->radix == 10) {
        put(dumper, integer->digits);
        return;
    }
    Buffer groups;
    pd_buffer_init(&groups, dumper->out->alloc, SIZE_MAX / 2);
    size_t count = 0;
    for (uint32_t i = 0; i < integer->digit_count; i++) {
        char c = integer->digits[i];
        uint64_t carry = (uint64_t)(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
        for (size_t k = 0; k < count; k++) {
            uint8_t *group = groups.data + k * 4;
            carry += (uint64_t)pd_bytes_get_u32(group) * integer->radix;
            pd_bytes_put_u32(group, (uint32_t)(carry % 1000000000u));
            carry /= 1000000000u;
        }
        if (carry > 0) {
            pd_buffer_append_u32(&groups, (uint32_t)carry);
            count++;
        }
    }
    for (size_t k = count; k > 0 && pd_buffer_status(&groups) == STATUS_OK; k--) {
        unsigned group = (unsigned)pd_bytes_get_u32(groups.data + (k - 1) * 4);
        pd_buffer_append_format(dumper->out, k == count ? "%u" : "%09u", group);
    }
    pd_buffer_deinit(&groups);
}

static void put_constant(Dumper *dumper, const AstConstant *constant)
{
    char number[NUMBER_REPR_BYTES];
    Bytes text = pd_bytes(constant->as.text.bytes, constant->as.text.length_bytes);
    switch (constant->kind) {
    case AST_CONST_NONE: put(dumper, "None"); break;
    case AST_CONST_FALSE: put(dumper, "False"); break;
    case AST_CONST_TRUE: put(dumper, "True"); break;
    case AST_CONST_ELLIPSIS: put(dumper, "Ellipsis"); break;
    case AST_CONST_INT:
        if (constant->as.integer.digits != NULL) {
            put_big_integer(dumper, &constant->as.integer);
        } else {
            pd_buffer_append_format(dumper->out, "%llu",
                                    (unsigned long long)constant->as.integer.value);
        }
        break;
    case AST_CONST_FLOAT:
        pd_number_repr(constant->as.number, number);
        put(dumper, number);
        break;
    case AST_CONST_COMPLEX:
        pd_number_format(dumper->out, constant->as.number, 'r', 0, 0);
        put(dumper, "j");
        break;
    case AST_CONST_STR: put_text(dumper, text); break;
    case AST_CONST_BYTES: put_bytes(dumper, text); break;
    }
}

/* ── fields ── */

static void node_field(Dumper *dumper, const char *name, const AstNode *node)
{
    if (node != NULL) {
        field(dumper, name);
        dump_node(dumper, node);
    }
}

static void put_list(Dumper *dumper, AstList list)
{
    put(dumper, "[");
    for (uint32_t i = 0; i < list.count; i++) {
        put(dumper, i == 0 ? "" : ", ");
        if (list.items[i] == NULL) {
            put(dumper, "None");
        } else {
            dump_node(dumper, list.items[i]);
        }
    }
    put(dumper, "]");
}

static void list_field(Dumper *dumper, const char *name, AstList list)
{
    field(dumper, name);
    put_list(dumper, list);
}

/* A field that CPython 3.11 does not have. */
static void new_list_field(Dumper *dumper, const char *name, AstList list)
{
    if (list.count > 0) {
        list_field(dumper, name, list);
    }
}

static void name_field(Dumper *dumper, const char *name, const AstName *value)
{
    if (value != NULL) {
        field(dumper, name);
        put_name(dumper, value);
    }
}

static void names_field(Dumper *dumper, const char *name, AstNameList names)
{
    field(dumper, name);
    put(dumper, "[");
    for (uint32_t i = 0; i < names.count; i++) {
        put(dumper, i == 0 ? "" : ", ");
        put_name(dumper, names.items[i]);
    }
    put(dumper, "]");
}

static void number_field(Dumper *dumper, const char *name, int number)
{
    field(dumper, name);
    pd_buffer_append_format(dumper->out, "%d", number);
}

static void word_field(Dumper *dumper, const char *name, const char *word)
{
    field(dumper, name);
    put(dumper, word);
    put(dumper, "()");
}

static void context_field(Dumper *dumper, const AstNode *node)
{
    static const char *const words[] = {"Load", "Store", "Del"};
    word_field(dumper, "ctx", words[node->context]);
}

static const char *const operator_words[] = {
    [AST_OP_ADD] = "Add",
    [AST_OP_SUB] = "Sub",
    [AST_OP_MULT] = "Mult",
    [AST_OP_MAT_MULT] = "MatMult",
    [AST_OP_DIV] = "Div",
    [AST_OP_MOD] = "Mod",
    [AST_OP_POW] = "Pow",
    [AST_OP_LSHIFT] = "LShift",
    [AST_OP_RSHIFT] = "RShift",
    [AST_OP_BIT_OR] = "BitOr",
    [AST_OP_BIT_XOR] = "BitXor",
    [AST_OP_BIT_AND] = "BitAnd",
    [AST_OP_FLOOR_DIV] = "FloorDiv",
};

/* The depth of the functions below in each other is the tree's height, which the parser limits. */
static void compare_fields(Dumper *dumper, const AstNode *node)
{
    static const char *const words[] = {"Eq",  "NotEq", "Lt",    "LtE", "Gt",
                                        "GtE", "Is",    "IsNot", "In",  "NotIn"};
    node_field(dumper, "left", node->as.compare.left);
    field(dumper, "ops");
    put(dumper, "[");
    for (uint32_t i = 0; i < node->as.compare.comparators.count; i++) {
        put(dumper, i == 0 ? "" : ", ");
        put(dumper, words[node->as.compare.ops[i]]);
        put(dumper, "()");
    }
    put(dumper, "]");
    list_field(dumper, "comparators", node->as.compare.comparators);
}

static void arguments_field(Dumper *dumper, const AstArguments *arguments)
{
    field(dumper, "args");
    put(dumper, "arguments(");
    dumper->has_field = false;
    list_field(dumper, "posonlyargs", arguments->posonlyargs);
    list_field(dumper, "args", arguments->args);
    node_field(dumper, "vararg", arguments->vararg);
    list_field(dumper, "kwonlyargs", arguments->kwonlyargs);
    list_field(dumper, "kw_defaults", arguments->kw_defaults);
    node_field(dumper, "kwarg", arguments->kwarg);
    list_field(dumper, "defaults", arguments->defaults);
    dumper->has_field = true;
    put(dumper, ")");
}

/* ── kinds ── */

static bool dump_definition(Dumper *dumper, const AstNode *node)
{
    switch (node->kind) {
    case AST_FUNCTION_DEF:
    case AST_ASYNC_FUNCTION_DEF:
        name_field(dumper, "name", node->as.function.name);
        arguments_field(dumper, node->as.function.args);
        list_field(dumper, "body", node->as.function.body);
        list_field(dumper, "decorator_list", node->as.function.decorator_list);
        node_field(dumper, "returns", node->as.function.returns);
        new_list_field(dumper, "type_params", node->as.function.type_params);
        return true;
    case AST_CLASS_DEF:
        name_field(dumper, "name", node->as.class_def.name);
        list_field(dumper, "bases", node->as.class_def.bases);
        list_field(dumper, "keywords", node->as.class_def.keywords);
        list_field(dumper, "body", node->as.class_def.body);
        list_field(dumper, "decorator_list", node->as.class_def.decorator_list);
        new_list_field(dumper, "type_params", node->as.class_def.type_params);
        return true;
    case AST_TYPE_ALIAS:
        node_field(dumper, "name", node->as.type_alias.name);
        new_list_field(dumper, "type_params", node->as.type_alias.type_params);
        node_field(dumper, "value", node->as.type_alias.value);
        return true;
    case AST_TYPE_VAR:
    case AST_PARAM_SPEC:
    case AST_TYPE_VAR_TUPLE:
        name_field(dumper, "name", node->as.type_param.name);
        node_field(dumper, "bound", node->as.type_param.bound);
        return true;
    case AST_ARG:
        name_field(dumper, "arg", node->as.arg.arg);
        node_field(dumper, "annotation", node->as.arg.annotation);
        return true;
    default: return false;
    }
}

static bool dump_simple_statement(Dumper *dumper, const AstNode *node)
{
    switch (node->kind) {
    case AST_RETURN:
    case AST_EXPR: node_field(dumper, "value", node->as.value.value); return true;
    case AST_DELETE: list_field(dumper, "targets", node->as.delete_.targets); return true;
    case AST_ASSIGN:
        list_field(dumper, "targets", node->as.assign.targets);
        node_field(dumper, "value", node->as.assign.value);
        return true;
    case AST_AUG_ASSIGN:
        node_field(dumper, "target", node->as.aug_assign.target);
        word_field(dumper, "op", operator_words[node->op]);
        node_field(dumper, "value", node->as.aug_assign.value);
        return true;
    case AST_ANN_ASSIGN:
        node_field(dumper, "target", node->as.ann_assign.target);
        node_field(dumper, "annotation", node->as.ann_assign.annotation);
        node_field(dumper, "value", node->as.ann_assign.value);
        number_field(dumper, "simple", node->as.ann_assign.simple);
        return true;
    case AST_RAISE:
        node_field(dumper, "exc", node->as.raise.exc);
        node_field(dumper, "cause", node->as.raise.cause);
        return true;
    case AST_ASSERT:
        node_field(dumper, "test", node->as.assert_.test);
        node_field(dumper, "msg", node->as.assert_.msg);
        return true;
    case AST_IMPORT_FROM: name_field(dumper, "module", node->as.import.module); FALLTHROUGH;
    case AST_IMPORT:
        list_field(dumper, "names", node->as.import.names);
        if (node->kind == AST_IMPORT_FROM) {
            number_field(dumper, "level", (int)node->as.import.level);
        }
        return true;
    case AST_ALIAS:
        name_field(dumper, "name", node->as.alias.name);
        name_field(dumper, "asname", node->as.alias.asname);
        return true;
    case AST_GLOBAL:
    case AST_NONLOCAL: names_field(dumper, "names", node->as.scope.names); return true;
    default: return false;
    }
}

static bool dump_compound_statement(Dumper *dumper, const AstNode *node)
{
    switch (node->kind) {
    case AST_FOR:
    case AST_ASYNC_FOR:
        node_field(dumper, "target", node->as.for_.target);
        node_field(dumper, "iter", node->as.for_.iter);
        list_field(dumper, "body", node->as.for_.body);
        list_field(dumper, "orelse", node->as.for_.orelse);
        return true;
    case AST_WHILE:
    case AST_IF:
        node_field(dumper, "test", node->as.branch.test);
        list_field(dumper, "body", node->as.branch.body);
        list_field(dumper, "orelse", node->as.branch.orelse);
        return true;
    case AST_WITH:
    case AST_ASYNC_WITH:
        list_field(dumper, "items", node->as.with.items);
        list_field(dumper, "body", node->as.with.body);
        return true;
    case AST_WITH_ITEM:
        node_field(dumper, "context_expr", node->as.with_item.context_expr);
        node_field(dumper, "optional_vars", node->as.with_item.optional_vars);
        return true;
    case AST_TRY:
    case AST_TRY_STAR:
        list_field(dumper, "body", node->as.try_.body);
        list_field(dumper, "handlers", node->as.try_.handlers);
        list_field(dumper, "orelse", node->as.try_.orelse);
        list_field(dumper, "finalbody", node->as.try_.finalbody);
        return true;
    case AST_EXCEPT_HANDLER:
        node_field(dumper, "type", node->as.except_handler.type);
        name_field(dumper, "name", node->as.except_handler.name);
        list_field(dumper, "body", node->as.except_handler.body);
        return true;
    default: return false;
    }
}

static bool dump_pattern(Dumper *dumper, const AstNode *node)
{
    switch (node->kind) {
    case AST_MATCH:
        node_field(dumper, "subject", node->as.match.subject);
        list_field(dumper, "cases", node->as.match.cases);
        return true;
    case AST_MATCH_CASE:
        node_field(dumper, "pattern", node->as.match_case.pattern);
        node_field(dumper, "guard", node->as.match_case.guard);
        list_field(dumper, "body", node->as.match_case.body);
        return true;
    case AST_MATCH_VALUE: node_field(dumper, "value", node->as.match_value.value); return true;
    case AST_MATCH_SINGLETON:
        field(dumper, "value");
        put_constant(dumper, &(AstConstant){.kind = node->as.match_singleton.value});
        return true;
    case AST_MATCH_SEQUENCE:
    case AST_MATCH_OR: list_field(dumper, "patterns", node->as.match_list.patterns); return true;
    case AST_MATCH_MAPPING:
        list_field(dumper, "keys", node->as.match_mapping.keys);
        list_field(dumper, "patterns", node->as.match_mapping.patterns);
        name_field(dumper, "rest", node->as.match_mapping.rest);
        return true;
    case AST_MATCH_CLASS:
        node_field(dumper, "cls", node->as.match_class.cls);
        list_field(dumper, "patterns", node->as.match_class.patterns);
        names_field(dumper, "kwd_attrs", node->as.match_class.kwd_attrs);
        list_field(dumper, "kwd_patterns", node->as.match_class.kwd_patterns);
        return true;
    case AST_MATCH_STAR: name_field(dumper, "name", node->as.match_star.name); return true;
    case AST_MATCH_AS:
        node_field(dumper, "pattern", node->as.match_as.pattern);
        name_field(dumper, "name", node->as.match_as.name);
        return true;
    default: return false;
    }
}

static bool dump_operation(Dumper *dumper, const AstNode *node)
{
    static const char *const unary_words[] = {"Invert", "Not", "UAdd", "USub"};
    switch (node->kind) {
    case AST_BOOL_OP:
        word_field(dumper, "op", node->op == AST_BOOL_AND ? "And" : "Or");
        list_field(dumper, "values", node->as.bool_op.values);
        return true;
    case AST_NAMED_EXPR:
        node_field(dumper, "target", node->as.named_expr.target);
        node_field(dumper, "value", node->as.named_expr.value);
        return true;
    case AST_BIN_OP:
        node_field(dumper, "left", node->as.bin_op.left);
        word_field(dumper, "op", operator_words[node->op]);
        node_field(dumper, "right", node->as.bin_op.right);
        return true;
    case AST_UNARY_OP:
        word_field(dumper, "op", unary_words[node->op]);
        node_field(dumper, "operand", node->as.unary_op.operand);
        return true;
    case AST_LAMBDA:
        arguments_field(dumper, node->as.lambda.args);
        node_field(dumper, "body", node->as.lambda.body);
        return true;
    case AST_IF_EXP:
        node_field(dumper, "test", node->as.if_exp.test);
        node_field(dumper, "body", node->as.if_exp.body);
        node_field(dumper, "orelse", node->as.if_exp.orelse);
        return true;
    case AST_AWAIT:
    case AST_YIELD:
    case AST_YIELD_FROM: node_field(dumper, "value", node->as.value.value); return true;
    case AST_COMPARE: compare_fields(dumper, node); return true;
    case AST_CALL:
        node_field(dumper, "func", node->as.call.func);
        list_field(dumper, "args", node->as.call.args);
        list_field(dumper, "keywords", node->as.call.keywords);
        return true;
    case AST_KEYWORD:
        name_field(dumper, "arg", node->as.keyword.arg);
        node_field(dumper, "value", node->as.keyword.value);
        return true;
    default: return false;
    }
}

static bool dump_display(Dumper *dumper, const AstNode *node)
{
    switch (node->kind) {
    case AST_DICT:
        list_field(dumper, "keys", node->as.dict.keys);
        list_field(dumper, "values", node->as.dict.values);
        return true;
    case AST_SET: list_field(dumper, "elts", node->as.sequence.elts); return true;
    case AST_LIST:
    case AST_TUPLE:
        list_field(dumper, "elts", node->as.sequence.elts);
        context_field(dumper, node);
        return true;
    case AST_DICT_COMP:
        node_field(dumper, "key", node->as.comp.elt);
        node_field(dumper, "value", node->as.comp.value);
        list_field(dumper, "generators", node->as.comp.generators);
        return true;
    case AST_LIST_COMP:
    case AST_SET_COMP:
    case AST_GENERATOR_EXP:
        node_field(dumper, "elt", node->as.comp.elt);
        list_field(dumper, "generators", node->as.comp.generators);
        return true;
    case AST_COMPREHENSION:
        node_field(dumper, "target", node->as.comprehension.target);
        node_field(dumper, "iter", node->as.comprehension.iter);
        list_field(dumper, "ifs", node->as.comprehension.ifs);
        number_field(dumper, "is_async", node->as.comprehension.is_async);
        return true;
    case AST_JOINED_STR: list_field(dumper, "values", node->as.sequence.elts); return true;
    case AST_FORMATTED_VALUE:
        node_field(dumper, "value", node->as.formatted_value.value);
        number_field(dumper, "conversion", node->as.formatted_value.conversion);
        node_field(dumper, "format_spec", node->as.formatted_value.format_spec);
        return true;
    default: return false;
    }
}

static void dump_primary(Dumper *dumper, const AstNode *node)
{
    switch (node->kind) {
    case AST_CONSTANT:
        field(dumper, "value");
        put_constant(dumper, &node->as.constant);
        if (node->as.constant.has_u_prefix) {
            field(dumper, "kind");
            put(dumper, "'u'");
        }
        break;
    case AST_ATTRIBUTE:
        node_field(dumper, "value", node->as.attribute.value);
        name_field(dumper, "attr", node->as.attribute.attr);
        context_field(dumper, node);
        break;
    case AST_SUBSCRIPT:
        node_field(dumper, "value", node->as.subscript.value);
        node_field(dumper, "slice", node->as.subscript.slice);
        context_field(dumper, node);
        break;
    case AST_STARRED:
        node_field(dumper, "value", node->as.value.value);
        context_field(dumper, node);
        break;
    case AST_NAME:
        name_field(dumper, "id", node->as.name.id);
        context_field(dumper, node);
        break;
    case AST_SLICE:
        node_field(dumper, "lower", node->as.slice.lower);
        node_field(dumper, "upper", node->as.slice.upper);
        node_field(dumper, "step", node->as.slice.step);
        break;
    default: break;
    }
}

static void position_fields(Dumper *dumper, const AstNode *node)
{
    if (node->kind == AST_COMPREHENSION || node->kind == AST_WITH_ITEM ||
        node->kind == AST_MATCH_CASE) {
        return;
    }
    number_field(dumper, "lineno", (int)node->line);
    number_field(dumper, "col_offset", (int)node->column_bytes);
    number_field(dumper, "end_lineno", (int)node->end_line);
    number_field(dumper, "end_col_offset", (int)node->end_column_bytes);
}

/* The depth is bounded by the height of the tree. */
static void dump_node(Dumper *dumper, const AstNode *node)
{
    bool outer = dumper->has_field;
    dumper->has_field = false;
    put(dumper, pd_lang_kind_name((AstKind)node->kind));
    put(dumper, "(");
    bool done = dump_definition(dumper, node) || dump_simple_statement(dumper, node) ||
                dump_compound_statement(dumper, node) || dump_pattern(dumper, node) ||
                dump_operation(dumper, node) || dump_display(dumper, node);
    if (!done) {
        dump_primary(dumper, node);
    }
    position_fields(dumper, node);
    put(dumper, ")");
    dumper->has_field = outer;
}

void pd_lang_dump(Buffer *out, const AstModule *module)
{
    Dumper dumper = {.out = out, .has_field = false};
    if (module->mode == AST_MODE_EXPRESSION) {
        put(&dumper, "Expression(body=");
        dump_node(&dumper, module->body.items[0]->as.value.value);
        put(&dumper, ")");
        return;
    }
    bool is_file = module->mode == AST_MODE_MODULE;
    put(&dumper, is_file ? "Module(body=" : "Interactive(body=");
    put_list(&dumper, module->body);
    put(&dumper, is_file ? ", type_ignores=[])" : ")");
}
