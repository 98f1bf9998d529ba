/*
 * What the phases after parsing share: the compilation in progress, its problems, its names.
 *
 * Scope analysis and emission run over the whole module even after a mistake, so that every problem
 * of a module can be told at once; the first one is what pd_lang_compile returns.
 */
#ifndef LANG_COMPILE_IN_H
#define LANG_COMPILE_IN_H

#include "lang/lang.h"
#include "lang/lang_in.h"

/* More problems than this are not told; the compilation fails all the same. */
#define PROBLEMS_MAX 1000

typedef struct NameTable {
    const AstName **slots; /* open addressing, a power of two */
    uint32_t capacity;
    uint32_t count; /* names of the module and those made since; the next name's id */
} NameTable;

typedef struct Compilation {
    Arena *arena;
    const AstModule *module;
    const CompileOptions *options;
    NameTable names;
    SyntaxProblem first; /* the first problem */
    uint32_t problem_count;
    bool out_of_memory; /* the arena failed; everything after it is void */
    bool future_annotations;
    const AstName **effect_names; /* perdure, and handle from it, as imports bind them so far */
    uint32_t effect_name_count, effect_name_capacity;
    uint32_t future_line; /* of the last import from __future__ that is in its place; 0: none */
} Compilation;

/* Zeroed memory or NULL; a failure is remembered. */
void *pd_lang_alloc(Compilation *compilation, size_t count, size_t item_bytes);

/* The array with room for one more item: doubles *capacity when count reached it. NULL on failure.
 */
void *pd_lang_grow(Compilation *compilation, void *items, uint32_t count, uint32_t *capacity,
                   size_t item_bytes);

/* Tells one problem. STATUS_SYNTAX or STATUS_UNSUPPORTED. */
void pd_lang_report(Compilation *compilation, Status status, SourceSpan span, const char *format,
                    ...) PRINTF_LIKE(4, 5);

/* The same for a SyntaxError at a node. */
#define REPORT_AT(compilation, node, ...) \
 pd_lang_report(compilation, STATUS_SYNTAX, pd_lang_node_span(node), __VA_ARGS__)

/* Tells "'what' does not run yet" at a node. */
void pd_lang_report_unsupported(Compilation *compilation, const AstNode *node, const char *what);

/* Makes the reporter hear about a problem. */
void pd_lang_tell(const CompileOptions *options, const SyntaxProblem *problem);

/* Reads the imports from __future__ at the start of the module. */
void pd_lang_future(Compilation *compilation);

/* Fills the table with the module's names. */
void pd_lang_names_init(Compilation *compilation);

/* The name with this text, made when there is none. NULL when memory is out. */
const AstName *pd_lang_name(Compilation *compilation, Bytes text);

/* `name` as it is inside class `private_class` (may be NULL): __x becomes _Class__x. */
const AstName *pd_lang_mangle(Compilation *compilation, const AstName *private_class,
                              const AstName *name);

static inline Bytes pd_lang_name_bytes(const AstName *name)
{
    return pd_bytes(name->text, name->length_bytes);
}

static inline bool pd_lang_name_is(const AstName *name, const char *text)
{
    return pd_bytes_equal_cstr(pd_lang_name_bytes(name), text);
}

#endif
