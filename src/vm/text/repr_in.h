/*
 * What the two files that make representations share: one in the making.
 */
#ifndef VM_TEXT_REPR_IN_H
#define VM_TEXT_REPR_IN_H

#include "vm/text/text_in.h"

enum { REPR_INLINE_LEVELS = 8 };

typedef enum LevelShape {
    LEVEL_ITEMS, /* items[0 .. count) */
    LEVEL_KEYS,  /* keys of a dict, or the items of a set */
    LEVEL_VALUES,
    LEVEL_PAIRS /* keys and values of a dict */
} LevelShape;

/* A container whose representation has been begun. */
typedef struct Level {
    Value source; /* what a cycle would come back to; UNBOUND when it cannot */
    const Value *items;
    const Dict *dict;
    const char *close; /* what stands after the last item */
    Value pending;     /* value that belongs to the key just written, or UNBOUND */
    uint32_t count, position, done;
    uint8_t shape;    /* LevelShape */
    bool tuple_pairs; /* pairs as (k, v), not k: v */
} Level;

typedef struct Repr {
    Vm *vm;
    StrBuilder *out;
    Level *levels;
    uint32_t depth, capacity;
    Level first[REPR_INLINE_LEVELS];
} Repr;

/* Appends what holds no other values (strings and ranges included). LEAF_OK or LEAF_RAISED. */
LeafResult pd_repr_scalar(Repr *r, Value v);
/* "<__main__.A object at 0x...>" */
void pd_repr_default(Repr *r, Value v);
void pd_repr_builtin_method(Repr *r, const Method *method);

/* ASCII that stands for itself in a literal with single quotes. */
bool pd_text_is_plain(const Str *s);
/* \xNN, \uNNNN or \UNNNNNNNN. */
size_t pd_text_escape(uint32_t point, char out[16]);

#endif
