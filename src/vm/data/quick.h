/*
 * What the opcode loop asks about lists and tuples of usual contents before it takes the general
 * way, which has the same result and fuel and does everything else. None runs program code.
 */
#ifndef VM_DATA_QUICK_H
#define VM_DATA_QUICK_H

#include "vm/vm_in.h"

/* Whether a short list or tuple has that item: ANSWER_YES or ANSWER_NO. ANSWER_SLOW: it is
 * something else, or has items that do not tell at a look. */
Answer pd_quick_in(const Heap *heap, Value container, Value item);
/* The same for the equality of two short ones of the same kind. */
Answer pd_quick_equal(const Heap *heap, Value a, Value b);

/* a + b of two tuples or two lists. LEAF_END: they are something else; nothing was done. */
LeafResult pd_quick_concat(Vm *vm, Value a, Value b, Value *out);
/* Appends the items of another list or a tuple to a list; LEAF_END as above. */
LeafResult pd_quick_extend(Vm *vm, Value list, Value by);
/* container[key], where key is a slice. LEAF_END: the container is no list or tuple, or a part of
 * the slice is no small int. */
LeafResult pd_quick_slice(Vm *vm, Value container, Value key, Value *out);
/* container[key] = v for a list and a slice of it without a step of its own; v is another list, or
 * a tuple. */
LeafResult pd_quick_assign(Vm *vm, Value container, Value key, Value v);

#endif
