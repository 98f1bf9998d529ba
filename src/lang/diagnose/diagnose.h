/*
 * What the files that recognise known mistakes share.
 */
#ifndef LANG_DIAGNOSE_DIAGNOSE_H
#define LANG_DIAGNOSE_DIAGNOSE_H

#include "lang/parse/parse.h"

typedef enum TargetUse { TARGET_ASSIGN, TARGET_FOR, TARGET_DELETE } TargetUse;

/* Whether a node is the name of a statement of Python 2 that became a function. */
bool pd_diagnose_is_legacy(const AstNode *node);

/* Fails at the part of an expression that cannot be a target, if there is one. */
void pd_diagnose_target(Parser *parser, const AstNode *node, TargetUse use);

#endif
