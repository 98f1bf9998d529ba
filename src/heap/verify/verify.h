/* What verify.c asks verify_object.c and dict.c: whether one object keeps its promises.
 *
 * Each answers NULL or the first fault as text. They trust that the object's references hit objects
 * of possible kinds, which verify.c has seen to. For verification only: they take time.
 */
#ifndef HEAP_VERIFY_H
#define HEAP_VERIFY_H

#include "heap/heap_in.h"

const char *pd_heap_object_fault(const Heap *heap, const Header *h);

#endif
