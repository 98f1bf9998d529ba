/*
 * What happens when an assertion fails. The one place in base that writes to the outside.
 */
#include "base/assert.h"

#include <stdio.h>
#include <stdlib.h>

void pd_assert_failed(const char *file, int line, const char *text)
{
    char message[600];
    (void)snprintf(message, sizeof message, "%s:%d: assertion failed: %s\n", file, line, text);
    (void)fputs(message, stderr);
    abort();
}

void pd_assert_sound_at(const char *file, int line, const char *fault)
{
    if (fault != NULL) {
        pd_assert_failed(file, line, fault);
    }
}
