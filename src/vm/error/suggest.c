/*
 * "Did you mean": the name of a list that is closest to one that was not found.
 *
 * The distance and its bounds are those of CPython 3.11 (Python/suggestions.c): a weighted
 * Levenshtein distance over UTF-8 bytes, in which a change of case costs half. The library's
 * traceback code decides which names are candidates.
 */
#include "vm/object/object_in.h"
#include "vm/vm_in.h"

#include <string.h>

enum {
    CANDIDATES_MAX = 750, /* a list that is as long is not searched */
    WORD_BYTES_MAX = 40,  /* longer words, without what they share at both ends, never match */
    NAME_BYTES_MAX = 4096,
    MOVE_COST = 2,
    CASE_COST = 1
};

typedef struct Word {
    uint8_t bytes[NAME_BYTES_MAX];
    size_t size;
} Word;

static uint32_t substitution_cost(uint8_t a, uint8_t b)
{
    if ((a & 31) != (b & 31)) {
        return MOVE_COST;
    }
    if (a == b) {
        return 0;
    }
    a = a >= 'A' && a <= 'Z' ? a | 0x20 : a;
    b = b >= 'A' && b <= 'Z' ? b | 0x20 : b;
    return a == b ? CASE_COST : MOVE_COST;
}

/* One row of the matrix after the other, in place; anything over max once it cannot be reached. */
static uint32_t row_distance(Bytes a, Bytes b, uint32_t max)
{
    uint32_t row[WORD_BYTES_MAX];
    uint32_t result = 0;
    pd_assert(a.size <= WORD_BYTES_MAX);
    for (uint32_t i = 0; i < a.size; i++) {
        row[i] = (i + 1) * MOVE_COST;
    }
    for (uint32_t j = 0; j < b.size; j++) {
        uint32_t distance = result = j * MOVE_COST;
        uint32_t least = UINT32_MAX;
        for (uint32_t i = 0; i < a.size; i++) {
            uint32_t substitute = distance + substitution_cost(b.data[j], a.data[i]);
            distance = row[i];
            uint32_t step = (result < distance ? result : distance) + MOVE_COST;
            result = step < substitute ? step : substitute;
            row[i] = result;
            least = result < least ? result : least;
        }
        if (least > max) {
            return max + 1;
        }
    }
    return result;
}

static uint32_t distance_of(Bytes a, Bytes b, uint32_t max)
{
    while (a.size > 0 && b.size > 0 && a.data[0] == b.data[0]) {
        a = pd_bytes_slice(a, 1, a.size);
        b = pd_bytes_slice(b, 1, b.size);
    }
    while (a.size > 0 && b.size > 0 && a.data[a.size - 1] == b.data[b.size - 1]) {
        a.size--;
        b.size--;
    }
    if (a.size == 0 || b.size == 0) {
        return (uint32_t)(a.size + b.size) * MOVE_COST;
    }
    if (a.size > WORD_BYTES_MAX || b.size > WORD_BYTES_MAX) {
        return max + 1;
    }
    if (b.size < a.size) {
        Bytes longer = a;
        a = b;
        b = longer;
    }
    return (b.size - a.size) * MOVE_COST > max ? max + 1 : row_distance(a, b, max);
}

/* False for what is no text, has a surrogate or is far too long to be meant. */
static bool read_word(const Vm *vm, Value v, Word *word)
{
    word->size = 0;
    if (!pd_is_kind(&vm->heap, v, KIND_STR)) {
        return false;
    }
    const Str *s = PD_AS(const Str, &vm->heap, v);
    if (s->length > NAME_BYTES_MAX / UTF8_BYTES_MAX) {
        return false;
    }
    for (size_t i = 0; i < s->length; i++) {
        uint32_t c = pd_str_at(s, i);
        if (c >= 0xd800 && c < 0xe000) {
            return false;
        }
        word->size += pd_utf8_encode(c, UTF8_STRICT, word->bytes + word->size);
    }
    return true;
}

static bool is_text(const Vm *vm, Value v)
{
    return pd_is_kind(&vm->heap, v, KIND_STR);
}

/* suggest(list, name) -> the closest item, or None */
static LeafResult suggest(Vm *vm, const Value *args, Value *result)
{
    const List *list = PD_AS(const List, &vm->heap, args[0]);
    Word name;
    *result = VALUE_NONE;
    if (list->length >= CANDIDATES_MAX || !read_word(vm, args[1], &name)) {
        return LEAF_OK;
    }
    pd_vm_charge(vm, list->length);
    uint32_t best = UINT32_MAX;
    Word item;
    for (uint32_t i = 0; i < list->length; i++) {
        Value candidate = pd_list_items(&vm->heap, list)[i];
        if (!is_text(vm, candidate)) {
            *result = VALUE_NONE;
            return LEAF_OK;
        }
        if (!read_word(vm, candidate, &item)) {
            continue;
        }
        Bytes a = pd_bytes(name.bytes, name.size);
        Bytes b = pd_bytes(item.bytes, item.size);
        /* No more than a third of the letters may change. */
        uint32_t max = (uint32_t)(a.size + b.size + 3) * MOVE_COST / 6;
        if (best == 0 || pd_bytes_equal(a, b)) {
            continue;
        }
        max = max < best - 1 ? max : best - 1;
        uint32_t distance = distance_of(a, b, max);
        if (distance <= max) {
            best = distance;
            *result = candidate;
        }
    }
    return LEAF_OK;
}

/* traceback_names(traceback) -> (code, names of its module's globals) of the innermost entry */
static LeafResult traceback_names(Vm *vm, const Value *args, Value *result)
{
    Heap *heap = &vm->heap;
    const Traceback *tb = PD_AS(const Traceback, heap, args[0]);
    while (pd_is_kind(heap, tb->next, KIND_TRACEBACK)) {
        tb = PD_AS(const Traceback, heap, tb->next);
    }
    const LoadedCode *loaded = pd_loaded(vm, tb->code);
    Str *name = pd_str_intern_utf8(heap, loaded->unit->module_name);
    List *names = pd_list_new(heap, 16);
    if (name == NULL || names == NULL) {
        return LEAF_MEMORY;
    }
    Value module = VALUE_NONE;
    const Dict *modules = PD_AS(const Dict, heap, vm->roots[ROOT_MODULES]);
    if (pd_dict_get_name(heap, modules, pd_value_to(heap, name), &module) &&
        pd_is_kind(heap, module, KIND_MODULE)) {
        const Dict *globals = pd_at(heap, PD_AS(const Module, heap, module)->dict);
        uint32_t position = 0;
        Value key;
        Value value;
        while (pd_dict_next(heap, globals, &position, &key, &value)) {
            if (!pd_list_append(heap, names, key)) {
                return LEAF_MEMORY;
            }
        }
    }
    Value items[] = {loaded->code_object, pd_value_to(heap, names)};
    Tuple *pair = pd_tuple_new(heap, items, 2);
    return pd_object_give(vm, pair, result);
}

static const LeafDef defs[] = {
    {"suggest", "names: list, name: str, /", suggest, LEAF_FUNCTION},
    {"traceback_names", "traceback: traceback, /", traceback_names, LEAF_FUNCTION},
};

const LeafTable pd_leaves_vm_suggest = {"_vm", TYPE_OBJECT, defs, ARRAY_COUNT(defs)};
