/*
 * What could be typed next at the prompt: names of the program, of builtins, keywords, attributes
 * behind a dot, modules behind `import`, and the prompt's own commands.
 *
 * Attributes are asked of the program's own objects, which may run its code. So they are asked in a
 * fork of its state, with little fuel and without a host: nothing of it can be seen afterwards.
 */
#ifndef CLI_PLAIN_NAMES_H
#define CLI_PLAIN_NAMES_H

#include "base/base.h"
#include "perdure.h"

typedef struct Names {
    Buffer texts; /* each with a NUL behind it, ascending */
    size_t count;
    size_t stem_bytes; /* at the end of the line, with which each begins */
} Names;

/*
 * The names for the end of a line. vm: the state at the prompt, NULL before the first input. None
 * when nothing fits, or what stands before a dot is more than names and dots. Free texts.
 */
void pd_names_find(const perdure_runtime *runtime, perdure_vm *vm, Bytes line, Names *out);

#endif
