/* Door of the layer lib: the library written in the language, as encoded code units in import
 * order.
 *
 * The .py files of this folder are compiled by a build tool (build.c) and embedded, so a program
 * that only runs code needs no compiler. _prelude*.py are what the machine itself calls; the others
 * are the modules programs import.
 */
#ifndef LIB_LIB_H
#define LIB_LIB_H

#include "base/base.h"

enum { LIB_UNITS_MAX = 256 };

/* The encoded units; they live as long as the process. units has room for LIB_UNITS_MAX. */
size_t pd_lib_units(Bytes *units);

#endif
