/*
 * Symbol tables: the walk over the tree that enters every name into its scope.
 *
 * The order of the walk is that of CPython's symtable.c, because the first mistake in that order is
 * the one a person sees. Recursion is bounded by AST_HEIGHT_MAX.
 */
#include "lang/scope.h"

typedef struct Walk {
    Compilation *compilation;
    ScopeTable *table;
    Scope *scope;
} Walk;

static void visit(Walk *walk, const AstNode *node);

static void visit_list(Walk *walk, AstList list)
{
    for (uint32_t i = 0; i < list.count; i++) {
        if (list.items[i] != NULL) {
            visit(walk, list.items[i]);
        }
    }
}

static void visit_optional(Walk *walk, const AstNode *node)
{
    if (node != NULL) {
        visit(walk, node);
    }
}

static const AstName *mangle(Walk *walk, const AstName *name)
{
    return pd_lang_mangle(walk->compilation, walk->scope->private_class, name);
}

/* ── entering names ── */

static Symbol *add_name_to(Walk *walk, Scope *scope, const AstName *name, unsigned flag)
{
    Symbol *symbol = pd_lang_symbol_add(walk->compilation, scope, mangle(walk, name));
    if (symbol == NULL) {
        return NULL;
    }
    symbol->flags = (uint16_t)(symbol->flags | flag);
    return symbol;
}

/* What a block binds belongs to the scope around it. */
static Symbol *add_name(Walk *walk, const AstName *name, unsigned flag, const AstNode *node)
{
    Scope *scope = walk->scope;
    if (scope->kind == SCOPE_BLOCK && (flag & (SYMBOL_USE | SYMBOL_PARAM)) == 0) {
        (void)add_name_to(walk, scope, name, SYMBOL_USE);
        while (scope->kind == SCOPE_BLOCK) {
            scope = scope->parent;
        }
    }
    Symbol *symbol = add_name_to(walk, scope, name, flag);
    if (symbol == NULL) {
        return NULL;
    }
    if (walk->scope->in_target) {
        if ((symbol->flags & (SYMBOL_GLOBAL | SYMBOL_NONLOCAL)) != 0) {
            REPORT_AT(walk->compilation, node,
                      "comprehension inner loop cannot rebind assignment expression target '%s'",
                      name->text);
        }
        symbol->flags |= SYMBOL_ITERATION;
    }
    return symbol;
}

static void add_parameter(Walk *walk, const AstNode *arg)
{
    const AstName *name = arg->as.arg.arg;
    const Symbol *known = pd_lang_symbol(walk->scope, mangle(walk, name));
    if (known != NULL && (known->flags & SYMBOL_PARAM) != 0) {
        REPORT_AT(walk->compilation, arg, "duplicate argument '%s' in function definition",
                  name->text);
    }
    (void)add_name(walk, name, SYMBOL_PARAM, arg);
}

static void add_parameters(Walk *walk, const AstArguments *args)
{
    const AstList lists[] = {args->posonlyargs, args->args, args->kwonlyargs};
    for (size_t i = 0; i < ARRAY_COUNT(lists); i++) {
        for (uint32_t j = 0; j < lists[i].count; j++) {
            add_parameter(walk, lists[i].items[j]);
        }
    }
    if (args->vararg != NULL) {
        add_parameter(walk, args->vararg);
    }
    if (args->kwarg != NULL) {
        add_parameter(walk, args->kwarg);
    }
}

static void add_import(Walk *walk, const AstNode *alias)
{
    const AstName *name = alias->as.alias.asname;
    if (name == NULL) {
        Bytes dotted = pd_lang_name_bytes(alias->as.alias.name);
        if (pd_bytes_equal_cstr(dotted, "*")) {
            walk->scope->has_import_star = true;
            if (walk->scope->kind != SCOPE_MODULE) {
                REPORT_AT(walk->compilation, alias, "import * only allowed at module level");
            }
            return;
        }
        size_t end = pd_bytes_find(dotted, pd_bytes(".", 1), 0);
        name = pd_lang_name(walk->compilation, pd_bytes_slice(dotted, 0, end));
    }
    if (name != NULL) {
        (void)add_name(walk, name, SYMBOL_IMPORT, alias);
    }
}

/* ── scopes ── */

static Scope *enter(Walk *walk, const AstNode *node, ScopeKind kind)
{
    Scope *scope = pd_lang_scope_new(walk->compilation, walk->table, walk->scope, node);
    if (scope != NULL) {
        scope->kind = kind;
        scope->iterable_depth = walk->scope->iterable_depth;
        walk->scope = scope;
    }
    return scope;
}

static void leave(Walk *walk)
{
    walk->scope = walk->scope->parent;
}

static void visit_defaults(Walk *walk, const AstArguments *args)
{
    visit_list(walk, args->defaults);
    visit_list(walk, args->kw_defaults);
}

static void visit_annotation(Walk *walk, const AstNode *annotation)
{
    if (annotation != NULL && !walk->compilation->future_annotations) {
        visit(walk, annotation);
    }
}

static void visit_annotations(Walk *walk, const AstArguments *args, const AstNode *returns)
{
    const AstList lists[] = {args->posonlyargs, args->args};
    for (size_t i = 0; i < ARRAY_COUNT(lists); i++) {
        for (uint32_t j = 0; j < lists[i].count; j++) {
            visit_annotation(walk, lists[i].items[j]->as.arg.annotation);
        }
    }
    if (args->vararg != NULL) {
        visit_annotation(walk, args->vararg->as.arg.annotation);
    }
    if (args->kwarg != NULL) {
        visit_annotation(walk, args->kwarg->as.arg.annotation);
    }
    for (uint32_t j = 0; j < args->kwonlyargs.count; j++) {
        visit_annotation(walk, args->kwonlyargs.items[j]->as.arg.annotation);
    }
    visit_annotation(walk, returns);
}

static void visit_function(Walk *walk, const AstNode *node)
{
    const AstArguments *args = node->as.function.args;
    (void)add_name(walk, node->as.function.name, SYMBOL_LOCAL, node);
    visit_defaults(walk, args);
    visit_annotations(walk, args, node->as.function.returns);
    visit_list(walk, node->as.function.decorator_list);
    if (enter(walk, node, SCOPE_FUNCTION) == NULL) {
        return;
    }
    add_parameters(walk, args);
    visit_list(walk, node->as.function.body);
    pd_lang_place_function_end(walk->compilation, walk->scope);
    leave(walk);
}

static void visit_lambda(Walk *walk, const AstNode *node)
{
    visit_defaults(walk, node->as.lambda.args);
    if (enter(walk, node, SCOPE_LAMBDA) == NULL) {
        return;
    }
    add_parameters(walk, node->as.lambda.args);
    visit(walk, node->as.lambda.body);
    leave(walk);
}

static void visit_class(Walk *walk, const AstNode *node)
{
    (void)add_name(walk, node->as.class_def.name, SYMBOL_LOCAL, node);
    visit_list(walk, node->as.class_def.bases);
    visit_list(walk, node->as.class_def.keywords);
    visit_list(walk, node->as.class_def.decorator_list);
    Scope *scope = enter(walk, node, SCOPE_CLASS);
    if (scope == NULL) {
        return;
    }
    scope->private_class = node->as.class_def.name;
    visit_list(walk, node->as.class_def.body);
    leave(walk);
}

static void visit_target(Walk *walk, const AstNode *target)
{
    walk->scope->in_target = true;
    visit(walk, target);
    walk->scope->in_target = false;
}

static void visit_iterable(Walk *walk, const AstNode *iterable)
{
    walk->scope->iterable_depth++;
    visit(walk, iterable);
    walk->scope->iterable_depth--;
}

static void visit_comprehension(Walk *walk, const AstNode *node)
{
    static const uint8_t kinds[] = {SCOPE_LIST_COMP, SCOPE_SET_COMP, SCOPE_DICT_COMP,
                                    SCOPE_GENERATOR};
    AstList generators = node->as.comp.generators;
    const AstNode *first = generators.items[0];
    visit_iterable(walk, first->as.comprehension.iter);
    Scope *scope = enter(walk, node, kinds[node->kind - AST_LIST_COMP]);
    const AstName *iterator = pd_lang_name(walk->compilation, pd_bytes(".0", 2));
    if (scope == NULL || iterator == NULL) {
        return;
    }
    (void)add_name(walk, iterator, SYMBOL_PARAM, node);
    visit_target(walk, first->as.comprehension.target);
    visit_list(walk, first->as.comprehension.ifs);
    for (uint32_t i = 1; i < generators.count; i++) {
        const AstNode *next = generators.items[i];
        visit_target(walk, next->as.comprehension.target);
        visit_iterable(walk, next->as.comprehension.iter);
        visit_list(walk, next->as.comprehension.ifs);
    }
    visit_optional(walk, node->as.comp.value);
    visit(walk, node->as.comp.elt);
    scope->is_generator = node->kind == AST_GENERATOR_EXP;
    pd_lang_place_comprehension(walk->compilation, scope, node);
    leave(walk);
}

/* The target of := inside a comprehension belongs to the function or module around it. */
static void extend_walrus(Walk *walk, const AstNode *target)
{
    const AstName *name = target->as.name.id;
    const AstName *mangled = mangle(walk, name);
    for (Scope *scope = walk->scope; scope != NULL; scope = scope->parent) {
        const Symbol *symbol = pd_lang_symbol(scope, mangled);
        unsigned flags = symbol != NULL ? symbol->flags : 0;
        if (pd_lang_scope_is_comprehension(scope)) {
            if ((flags & SYMBOL_ITERATION) != 0 && (flags & SYMBOL_LOCAL) != 0) {
                REPORT_AT(walk->compilation, target,
                          "assignment expression cannot rebind comprehension iteration variable "
                          "'%s'",
                          name->text);
                return;
            }
            continue;
        }
        if (scope->kind == SCOPE_BLOCK) {
            continue;
        }
        if (scope->kind == SCOPE_CLASS) {
            REPORT_AT(walk->compilation, target,
                      "assignment expression within a comprehension cannot be used in a class "
                      "body");
            return;
        }
        bool is_global = scope->kind == SCOPE_MODULE || (flags & SYMBOL_GLOBAL) != 0;
        Symbol *own = add_name(walk, name, is_global ? SYMBOL_GLOBAL : SYMBOL_NONLOCAL, target);
        if (own != NULL) {
            own->directive = pd_lang_node_span(target);
        }
        (void)add_name_to(walk, scope, name,
                          scope->kind == SCOPE_MODULE ? SYMBOL_GLOBAL : SYMBOL_LOCAL);
        return;
    }
}

static void visit_walrus(Walk *walk, const AstNode *node)
{
    const AstNode *target = node->as.named_expr.target;
    if (walk->scope->iterable_depth > 0) {
        REPORT_AT(walk->compilation, node,
                  "assignment expression cannot be used in a comprehension iterable expression");
    } else if (pd_lang_scope_is_comprehension(walk->scope)) {
        extend_walrus(walk, target);
    }
    visit(walk, node->as.named_expr.value);
    (void)add_name(walk, target->as.name.id, SYMBOL_LOCAL | SYMBOL_WALRUS, target);
}

static void visit_yield(Walk *walk, const AstNode *node)
{
    static const char *const places[] = {"list comprehension", "set comprehension",
                                         "dict comprehension", "generator expression"};
    visit_optional(walk, node->as.value.value);
    if (walk->scope->kind == SCOPE_BLOCK) {
        REPORT_AT(walk->compilation, node, "'yield' cannot leave the block of 'with handle'");
        return;
    }
    walk->scope->is_generator = true;
    if (pd_lang_scope_is_comprehension(walk->scope)) {
        REPORT_AT(walk->compilation, node, "'yield' inside %s",
                  places[walk->scope->kind - SCOPE_LIST_COMP]);
    }
    if (node->kind == AST_YIELD_FROM) {
        pd_lang_place_yield_from(walk->compilation, walk->scope, node);
    }
}

/* ── declarations ── */

static void visit_directive(Walk *walk, const AstNode *node)
{
    bool is_global = node->kind == AST_GLOBAL;
    const char *word = is_global ? "global" : "nonlocal";
    for (uint32_t i = 0; i < node->as.scope.names.count; i++) {
        const AstName *name = node->as.scope.names.items[i];
        const Symbol *known = pd_lang_symbol(pd_lang_scope_home(walk->scope), mangle(walk, name));
        unsigned flags = known != NULL ? known->flags : 0;
        const char *text = name->text;
        if ((flags & SYMBOL_PARAM) != 0) {
            REPORT_AT(walk->compilation, node, "name '%s' is parameter and %s", text, word);
        } else if ((flags & SYMBOL_USE) != 0) {
            REPORT_AT(walk->compilation, node, "name '%s' is used prior to %s declaration", text,
                      word);
        } else if ((flags & SYMBOL_ANNOTATED) != 0) {
            REPORT_AT(walk->compilation, node, "annotated name '%s' can't be %s", text, word);
        } else if ((flags & SYMBOL_LOCAL) != 0) {
            REPORT_AT(walk->compilation, node, "name '%s' is assigned to before %s declaration",
                      text, word);
        }
        Symbol *symbol = add_name(walk, name, is_global ? SYMBOL_GLOBAL : SYMBOL_NONLOCAL, node);
        if (symbol != NULL && symbol->directive.line == 0) {
            symbol->directive = pd_lang_node_span(node);
        }
    }
}

static void visit_ann_assign(Walk *walk, const AstNode *node)
{
    const AstNode *target = node->as.ann_assign.target;
    bool simple = node->as.ann_assign.simple;
    if (target->kind == AST_NAME) {
        const AstName *name = target->as.name.id;
        const Symbol *known = pd_lang_symbol(walk->scope, mangle(walk, name));
        unsigned declared = known != NULL ? known->flags & (SYMBOL_GLOBAL | SYMBOL_NONLOCAL) : 0;
        if (declared != 0 && walk->scope->kind != SCOPE_MODULE && simple) {
            REPORT_AT(walk->compilation, node, "annotated name '%s' can't be %s", name->text,
                      (declared & SYMBOL_GLOBAL) != 0 ? "global" : "nonlocal");
        }
        if (simple) {
            (void)add_name(walk, name, SYMBOL_ANNOTATED | SYMBOL_LOCAL, target);
            walk->scope->has_annotations = true;
        } else if (node->as.ann_assign.value != NULL) {
            (void)add_name(walk, name, SYMBOL_LOCAL, target);
        }
    } else {
        visit(walk, target);
    }
    visit_annotation(walk, node->as.ann_assign.annotation);
    visit_optional(walk, node->as.ann_assign.value);
}

/* super() in a block is that of the function around it. */
static void use_first_parameter(Walk *walk)
{
    const Scope *home = pd_lang_scope_home(walk->scope);
    if (home != walk->scope && home->symbol_count > 0 &&
        (home->symbols[0]->flags & SYMBOL_PARAM) != 0) {
        Symbol *own = pd_lang_symbol_add(walk->compilation, walk->scope, home->symbols[0]->name);
        if (own != NULL) {
            own->flags |= SYMBOL_USE;
        }
    }
}

static void visit_name(Walk *walk, const AstNode *node)
{
    const AstName *name = node->as.name.id;
    if (node->context != AST_CTX_LOAD) {
        (void)add_name(walk, name,
                       node->context == AST_CTX_DEL ? SYMBOL_LOCAL | SYMBOL_DELETED : SYMBOL_LOCAL,
                       node);
        return;
    }
    (void)add_name(walk, name, SYMBOL_USE, node);
    if (pd_lang_scope_is_function(walk->scope) && pd_lang_name_is(name, "super")) {
        const AstName *cell = pd_lang_name(walk->compilation, pd_bytes("__class__", 9));
        if (cell != NULL) {
            (void)add_name(walk, cell, SYMBOL_USE, node);
            use_first_parameter(walk);
        }
    }
}

/* ── statements and expressions ── */

static void visit_try(Walk *walk, const AstNode *node)
{
    if (node->kind == AST_TRY_STAR) {
        pd_lang_place_try_star(walk->compilation, node);
    }
    visit_list(walk, node->as.try_.body);
    visit_list(walk, node->as.try_.orelse);
    for (uint32_t i = 0; i < node->as.try_.handlers.count; i++) {
        const AstNode *handler = node->as.try_.handlers.items[i];
        visit_optional(walk, handler->as.except_handler.type);
        if (handler->as.except_handler.name != NULL) {
            (void)add_name(walk, handler->as.except_handler.name, SYMBOL_LOCAL | SYMBOL_DELETED,
                           handler);
        }
        visit_list(walk, handler->as.except_handler.body);
    }
    visit_list(walk, node->as.try_.finalbody);
}

static void visit_pattern(Walk *walk, const AstNode *node)
{
    const AstName *bound = NULL;
    switch ((AstKind)node->kind) {
    case AST_MATCH_VALUE: visit(walk, node->as.match_value.value); break;
    case AST_MATCH_SEQUENCE:
    case AST_MATCH_OR: visit_list(walk, node->as.match_list.patterns); break;
    case AST_MATCH_MAPPING:
        visit_list(walk, node->as.match_mapping.keys);
        visit_list(walk, node->as.match_mapping.patterns);
        bound = node->as.match_mapping.rest;
        break;
    case AST_MATCH_CLASS:
        visit(walk, node->as.match_class.cls);
        visit_list(walk, node->as.match_class.patterns);
        visit_list(walk, node->as.match_class.kwd_patterns);
        break;
    case AST_MATCH_STAR: bound = node->as.match_star.name; break;
    case AST_MATCH_AS:
        visit_optional(walk, node->as.match_as.pattern);
        bound = node->as.match_as.name;
        break;
    default: break;
    }
    if (bound != NULL) {
        (void)add_name(walk, bound, SYMBOL_LOCAL, node);
    }
}

/* `handle(...)` makes a block of its target, the items after it and the body. */
static void visit_with(Walk *walk, const AstNode *node)
{
    Scope *outer = walk->scope;
    for (uint32_t i = 0; i < node->as.with.items.count; i++) {
        const AstNode *item = node->as.with.items.items[i];
        visit(walk, item->as.with_item.context_expr);
        if (node->kind == AST_WITH && pd_lang_is_handle_item(walk->compilation, item)) {
            if (walk->scope->kind == SCOPE_CLASS) {
                REPORT_AT(walk->compilation, node, "'with handle' cannot stand in a class body");
            }
            Scope *block = enter(walk, item, SCOPE_BLOCK);
            const AstName *prompt = pd_lang_name(walk->compilation, pd_bytes(".prompt", 7));
            if (block == NULL || prompt == NULL) {
                return;
            }
            (void)add_name(walk, prompt, SYMBOL_PARAM, item);
        }
        visit_optional(walk, item->as.with_item.optional_vars);
    }
    visit_list(walk, node->as.with.body);
    walk->scope = outer;
}

static void visit_statement(Walk *walk, const AstNode *node)
{
    switch ((AstKind)node->kind) {
    case AST_FUNCTION_DEF:
    case AST_ASYNC_FUNCTION_DEF: visit_function(walk, node); break;
    case AST_CLASS_DEF: visit_class(walk, node); break;
    case AST_DELETE: visit_list(walk, node->as.delete_.targets); break;
    case AST_ASSIGN:
        visit_list(walk, node->as.assign.targets);
        visit(walk, node->as.assign.value);
        break;
    case AST_TYPE_ALIAS: visit(walk, node->as.type_alias.name); break;
    case AST_AUG_ASSIGN:
        visit(walk, node->as.aug_assign.target);
        visit(walk, node->as.aug_assign.value);
        break;
    case AST_ANN_ASSIGN: visit_ann_assign(walk, node); break;
    case AST_FOR:
    case AST_ASYNC_FOR:
        pd_lang_place_async(walk->compilation, walk->scope, node);
        visit(walk, node->as.for_.target);
        visit(walk, node->as.for_.iter);
        visit_list(walk, node->as.for_.body);
        visit_list(walk, node->as.for_.orelse);
        break;
    case AST_WHILE:
    case AST_IF:
        visit(walk, node->as.branch.test);
        visit_list(walk, node->as.branch.body);
        visit_list(walk, node->as.branch.orelse);
        break;
    case AST_WITH:
    case AST_ASYNC_WITH:
        pd_lang_place_async(walk->compilation, walk->scope, node);
        visit_with(walk, node);
        break;
    case AST_MATCH:
        pd_lang_place_match(walk->compilation, node);
        visit(walk, node->as.match.subject);
        visit_list(walk, node->as.match.cases);
        break;
    case AST_RAISE:
        visit_optional(walk, node->as.raise.exc);
        visit_optional(walk, node->as.raise.cause);
        break;
    case AST_TRY:
    case AST_TRY_STAR: visit_try(walk, node); break;
    case AST_ASSERT:
        visit(walk, node->as.assert_.test);
        visit_optional(walk, node->as.assert_.msg);
        break;
    case AST_IMPORT:
    case AST_IMPORT_FROM:
        pd_lang_note_effect_import(walk->compilation, node);
        for (uint32_t i = 0; i < node->as.import.names.count; i++) {
            add_import(walk, node->as.import.names.items[i]);
        }
        break;
    case AST_GLOBAL:
    case AST_NONLOCAL: visit_directive(walk, node); break;
    case AST_RETURN:
        pd_lang_place_return(walk->scope, node);
        visit_optional(walk, node->as.value.value);
        break;
    case AST_EXPR: visit_optional(walk, node->as.value.value); break;
    default: break;
    }
}

static void visit_expression(Walk *walk, const AstNode *node)
{
    switch ((AstKind)node->kind) {
    case AST_BOOL_OP: visit_list(walk, node->as.bool_op.values); break;
    case AST_NAMED_EXPR: visit_walrus(walk, node); break;
    case AST_BIN_OP:
        visit(walk, node->as.bin_op.left);
        visit(walk, node->as.bin_op.right);
        break;
    case AST_UNARY_OP: visit(walk, node->as.unary_op.operand); break;
    case AST_LAMBDA: visit_lambda(walk, node); break;
    case AST_IF_EXP:
        visit(walk, node->as.if_exp.test);
        visit(walk, node->as.if_exp.body);
        visit(walk, node->as.if_exp.orelse);
        break;
    case AST_DICT:
        visit_list(walk, node->as.dict.keys);
        visit_list(walk, node->as.dict.values);
        break;
    case AST_SET:
    case AST_LIST:
    case AST_TUPLE:
    case AST_JOINED_STR: visit_list(walk, node->as.sequence.elts); break;
    case AST_LIST_COMP:
    case AST_SET_COMP:
    case AST_DICT_COMP:
    case AST_GENERATOR_EXP: visit_comprehension(walk, node); break;
    case AST_YIELD:
    case AST_YIELD_FROM: visit_yield(walk, node); break;
    case AST_AWAIT:
        pd_lang_place_async(walk->compilation, walk->scope, node);
        visit(walk, node->as.value.value);
        break;
    case AST_STARRED: visit(walk, node->as.value.value); break;
    case AST_COMPARE:
        visit(walk, node->as.compare.left);
        visit_list(walk, node->as.compare.comparators);
        break;
    case AST_CALL:
        visit(walk, node->as.call.func);
        visit_list(walk, node->as.call.args);
        visit_list(walk, node->as.call.keywords);
        break;
    case AST_FORMATTED_VALUE:
        visit(walk, node->as.formatted_value.value);
        visit_optional(walk, node->as.formatted_value.format_spec);
        break;
    case AST_ATTRIBUTE: visit(walk, node->as.attribute.value); break;
    case AST_SUBSCRIPT:
        visit(walk, node->as.subscript.value);
        visit(walk, node->as.subscript.slice);
        break;
    case AST_NAME: visit_name(walk, node); break;
    case AST_SLICE:
        visit_optional(walk, node->as.slice.lower);
        visit_optional(walk, node->as.slice.upper);
        visit_optional(walk, node->as.slice.step);
        break;
    default: break;
    }
}

/* Recursion ends at the depth of the tree, which the parser bounds by AST_HEIGHT_MAX. */
static void visit(Walk *walk, const AstNode *node)
{
    if (walk->compilation->out_of_memory) {
        return;
    }
    if (node->kind <= AST_CONTINUE) {
        visit_statement(walk, node);
    } else if (node->kind <= AST_SLICE) {
        visit_expression(walk, node);
    } else if (node->kind <= AST_MATCH_OR) {
        visit_pattern(walk, node);
    } else if (node->kind == AST_KEYWORD) {
        visit(walk, node->as.keyword.value);
    } else if (node->kind == AST_WITH_ITEM) {
        visit(walk, node->as.with_item.context_expr);
        visit_optional(walk, node->as.with_item.optional_vars);
    } else if (node->kind == AST_MATCH_CASE) {
        visit(walk, node->as.match_case.pattern);
        visit_optional(walk, node->as.match_case.guard);
        visit_list(walk, node->as.match_case.body);
    }
}

void pd_lang_scope_visit_module(Compilation *compilation, ScopeTable *table)
{
    Walk walk = {.compilation = compilation, .table = table};
    walk.scope = pd_lang_scope_new(compilation, table, NULL, NULL);
    if (walk.scope != NULL) {
        walk.scope->kind = SCOPE_MODULE;
        visit_list(&walk, compilation->module->body);
    }
}
