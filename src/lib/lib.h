/* Door of the layer lib: the library written in the language, as part of the shared image.
 *
 * The .py files of this folder are compiled and run by a build tool (build.c), and the image that
 * comes out is linked into the binary: a process neither compiles nor runs them. _prelude*.py are
 * what the machine itself calls; the others are the modules programs import.
 */
#ifndef LIB_LIB_H
#define LIB_LIB_H

#include <stdint.h>

/* What pd_image_thaw takes. */
extern const uint64_t pd_lib_image[];

#endif
