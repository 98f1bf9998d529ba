/*
 * Assertions that stay on in release: a machine that is wrong must stop before it writes.
 *
 * For our own mistakes only. Foreign bytes and programs never reach an assertion.
 */
#ifndef BASE_ASSERT_H
#define BASE_ASSERT_H

#include "base/platform.h"

/* Prints "file:line: assertion failed: text" to standard error and aborts. */
NORETURN COLD void pd_assert_failed(const char *file, int line, const char *text);

#define pd_assert(condition) \
 (LIKELY(condition) ? (void)0 : pd_assert_failed(__FILE__, __LINE__, #condition))

#define pd_unreachable() pd_assert_failed(__FILE__, __LINE__, "unreachable")

#endif
