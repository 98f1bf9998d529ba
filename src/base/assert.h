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

/* For paths that release builds cannot pay for: compiled always, checked in torture builds. */
#define pd_assert_torture(condition) (PD_TORTURE ? pd_assert(condition) : (void)0)

/* The answer of a verifier: NULL, or what is wrong first. */
#define pd_assert_sound(fault) pd_assert_sound_at(__FILE__, __LINE__, (fault))
void pd_assert_sound_at(const char *file, int line, const char *fault);

#define pd_unreachable() pd_assert_failed(__FILE__, __LINE__, "unreachable")

#endif
