/*
 * The emitter: a tree and its symbol tables to a draft of a code unit.
 */
#ifndef LANG_EMIT_EMIT_H
#define LANG_EMIT_EMIT_H

#include "lang/scope.h"

/*
 * The draft lives in the compilation's arena. NULL when memory is out; after a problem was reported
 * the draft must not be used.
 */
CodeUnit *pd_lang_emit(Compilation *compilation, const ScopeTable *scopes) MUST_USE;

#endif
