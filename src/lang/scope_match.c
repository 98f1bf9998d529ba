/*
 * What patterns may not be: captures that make others unreachable, names bound twice, alternatives
 * that bind different names, keys and attributes that come twice.
 *
 * Told although `match` does not run yet. The order of the checks and the places are those of
 * CPython 3.11's compile.c, where a mistake is told at the pattern that was entered last.
 */
#include "lang/scope.h"

/* What comes after so many names or keys is not compared: the time must not grow with the square.
 */
#define COMPARED_MAX 2000u

typedef struct Patterns {
    Compilation *compilation;
    const AstName **names; /* bound so far in this case */
    uint32_t count, capacity;
    bool may_catch_all;
    bool failed;
    const AstNode *place; /* the pattern entered last */
} Patterns;

#define FAIL(patterns, ...)                                            \
 do {                                                                  \
  if (!(patterns)->failed) {                                           \
   (patterns)->failed = true;                                          \
   REPORT_AT((patterns)->compilation, (patterns)->place, __VA_ARGS__); \
  }                                                                    \
 } while (false)

static void check(Patterns *patterns, const AstNode *node);

static bool is_among(const AstName *name, const AstName *const *names, uint32_t count)
{
    for (uint32_t i = 0; i < count && i < COMPARED_MAX; i++) {
        if (names[i] == name) {
            return true;
        }
    }
    return false;
}

/* What a node is made of, as far as it stands in its first line. */
static Bytes text_of(const Patterns *patterns, const AstNode *node)
{
    Bytes line = pd_lang_line_text(patterns->compilation->module->source, node->line);
    size_t end = node->end_line == node->line ? node->end_column_bytes : line.size;
    end = end < line.size ? end : line.size;
    return pd_bytes_slice(line, node->column_bytes, end - node->column_bytes);
}

static void bind(Patterns *patterns, const AstName *name)
{
    if (name == NULL) {
        return;
    }
    if (is_among(name, patterns->names, patterns->count)) {
        FAIL(patterns, "multiple assignments to name '%s' in pattern", name->text);
        return;
    }
    void *names = pd_lang_grow(patterns->compilation, patterns->names, patterns->count,
                               &patterns->capacity, sizeof(AstName *));
    if (names == NULL) {
        patterns->failed = true;
        return;
    }
    patterns->names = names;
    patterns->names[patterns->count++] = name;
}

/* A pattern inside another one: alone it may match anything. */
static void check_inner(Patterns *patterns, const AstNode *node)
{
    bool outer = patterns->may_catch_all;
    patterns->may_catch_all = true;
    check(patterns, node);
    patterns->may_catch_all = outer;
}

static void check_sequence(Patterns *patterns, AstList list)
{
    uint32_t stars = 0;
    for (uint32_t i = 0; i < list.count; i++) {
        stars += list.items[i]->kind == AST_MATCH_STAR;
    }
    if (stars > 1) {
        FAIL(patterns, "multiple starred names in sequence pattern");
    }
    for (uint32_t i = 0; i < list.count; i++) {
        check_inner(patterns, list.items[i]);
    }
}

/* Keys that are written differently may be equal too: 1 and True, 0 and -0. */
typedef struct Key {
    bool is_number;
    bool negative;
    uint64_t number;
    const AstNode *node;
} Key;

static Key key_of(const AstNode *node)
{
    Key key = {.node = node};
    const AstNode *value = node;
    if (node->kind == AST_UNARY_OP) {
        key.negative = true;
        value = node->as.unary_op.operand;
    }
    if (value->kind != AST_CONSTANT) {
        return key;
    }
    const AstConstant *constant = &value->as.constant;
    bool is_bool = constant->kind == AST_CONST_TRUE || constant->kind == AST_CONST_FALSE;
    key.is_number =
        is_bool || (constant->kind == AST_CONST_INT && constant->as.integer.digits == NULL);
    key.number = is_bool ? constant->kind == AST_CONST_TRUE : constant->as.integer.value;
    key.negative = key.negative && key.number != 0;
    return key;
}

static bool same_key(const Patterns *patterns, const Key *a, const Key *b)
{
    if (a->is_number && b->is_number) {
        return a->number == b->number && a->negative == b->negative;
    }
    if (a->node->kind != b->node->kind || a->is_number || b->is_number) {
        return false;
    }
    if (a->node->kind == AST_CONSTANT && a->node->as.constant.kind == b->node->as.constant.kind) {
        const AstText *x = &a->node->as.constant.as.text;
        const AstText *y = &b->node->as.constant.as.text;
        AstConstantKind kind = a->node->as.constant.kind;
        if (kind == AST_CONST_STR || kind == AST_CONST_BYTES) {
            return pd_bytes_equal(pd_bytes(x->bytes, x->length_bytes),
                                  pd_bytes(y->bytes, y->length_bytes));
        }
    }
    return pd_bytes_equal(text_of(patterns, a->node), text_of(patterns, b->node));
}

static void fail_key(Patterns *patterns, const AstNode *node)
{
    bool is_text = node->kind == AST_CONSTANT && node->as.constant.kind == AST_CONST_STR;
    Bytes text = text_of(patterns, node);
    if (is_text) {
        const AstText *value = &node->as.constant.as.text;
        text = pd_bytes(value->bytes, value->length_bytes);
    }
    const char *quote = is_text ? "'" : "";
    FAIL(patterns, "mapping pattern checks duplicate key (%s%.*s%s)", quote,
         (int)(text.size < 200 ? text.size : 200), (const char *)text.data, quote);
}

static void check_keys(Patterns *patterns, AstList keys)
{
    Key *seen = pd_lang_alloc(patterns->compilation, COMPARED_MAX, sizeof *seen);
    if (seen == NULL) {
        patterns->failed = true;
        return;
    }
    uint32_t count = 0;
    for (uint32_t i = 0; i < keys.count; i++) {
        const AstNode *node = keys.items[i];
        if (node->kind == AST_JOINED_STR) {
            FAIL(patterns, "mapping pattern keys may only match literals and attribute lookups");
        }
        if (node->kind == AST_ATTRIBUTE || node->kind == AST_JOINED_STR) {
            continue;
        }
        Key key = key_of(node);
        for (uint32_t j = 0; j < count && !patterns->failed; j++) {
            if (same_key(patterns, &seen[j], &key)) {
                fail_key(patterns, node);
            }
        }
        if (count < COMPARED_MAX) {
            seen[count++] = key;
        }
    }
}

static void check_class(Patterns *patterns, const AstNode *node)
{
    AstNameList names = node->as.match_class.kwd_attrs;
    for (uint32_t i = 1; i < names.count && !patterns->failed; i++) {
        if (is_among(names.items[i], names.items, i)) {
            patterns->place = node->as.match_class.kwd_patterns.items[i];
            FAIL(patterns, "attribute name repeated in class pattern: %s", names.items[i]->text);
        }
    }
    for (uint32_t i = 0; i < node->as.match_class.patterns.count; i++) {
        check_inner(patterns, node->as.match_class.patterns.items[i]);
    }
    for (uint32_t i = 0; i < names.count; i++) {
        check_inner(patterns, node->as.match_class.kwd_patterns.items[i]);
    }
}

static void check_or(Patterns *patterns, AstList list)
{
    Patterns outer = *patterns;
    Patterns first = {0};
    for (uint32_t i = 0; i < list.count; i++) {
        patterns->names = NULL;
        patterns->count = patterns->capacity = 0;
        patterns->may_catch_all = outer.may_catch_all && i + 1 == list.count;
        check(patterns, list.items[i]);
        if (i == 0) {
            first = *patterns;
        }
        bool same = patterns->count == first.count;
        for (uint32_t j = 0; same && j < first.count; j++) {
            same = is_among(first.names[j], patterns->names, patterns->count);
        }
        if (!same) {
            FAIL(patterns, "alternative patterns bind different names");
        }
    }
    outer.failed = patterns->failed;
    outer.place = patterns->place;
    *patterns = outer;
    for (uint32_t j = 0; j < first.count; j++) {
        bind(patterns, first.names[j]);
    }
}

static void check_as(Patterns *patterns, const AstNode *node)
{
    const AstName *name = node->as.match_as.name;
    if (node->as.match_as.pattern != NULL) {
        check(patterns, node->as.match_as.pattern);
    } else if (!patterns->may_catch_all && name != NULL) {
        FAIL(patterns, "name capture '%s' makes remaining patterns unreachable", name->text);
    } else if (!patterns->may_catch_all) {
        FAIL(patterns, "wildcard makes remaining patterns unreachable");
    }
    bind(patterns, name);
}

/* The depth is at most that of the tree. */
static void check(Patterns *patterns, const AstNode *node)
{
    patterns->place = node;
    switch ((AstKind)node->kind) {
    case AST_MATCH_VALUE:
        if (node->as.match_value.value->kind == AST_JOINED_STR) {
            FAIL(patterns, "patterns may only match literals and attribute lookups");
        }
        break;
    case AST_MATCH_SEQUENCE: check_sequence(patterns, node->as.match_list.patterns); break;
    case AST_MATCH_MAPPING:
        check_keys(patterns, node->as.match_mapping.keys);
        for (uint32_t i = 0; i < node->as.match_mapping.patterns.count; i++) {
            check_inner(patterns, node->as.match_mapping.patterns.items[i]);
        }
        bind(patterns, node->as.match_mapping.rest);
        break;
    case AST_MATCH_CLASS: check_class(patterns, node); break;
    case AST_MATCH_STAR: bind(patterns, node->as.match_star.name); break;
    case AST_MATCH_AS: check_as(patterns, node); break;
    case AST_MATCH_OR: check_or(patterns, node->as.match_list.patterns); break;
    default: break;
    }
}

void pd_lang_place_match(Compilation *compilation, const AstNode *node)
{
    AstList cases = node->as.match.cases;
    for (uint32_t i = 0; i < cases.count; i++) {
        const AstNode *branch = cases.items[i];
        bool last = i + 1 == cases.count;
        Patterns patterns = {.compilation = compilation};
        patterns.may_catch_all = last || branch->as.match_case.guard != NULL;
        check(&patterns, branch->as.match_case.pattern);
    }
}
