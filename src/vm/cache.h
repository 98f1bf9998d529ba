/* Inline caches as the loop reads them: two words behind LOAD_ATTR, STORE_ATTR and LOAD_METHOD in a
 * function's private copy.
 *
 * First word: key of the object and payload; second: the epoch they were filled in, kind and tag
 * (see AttrCache). An entry of another epoch is void, so collections and class changes need not
 * find the entries.
 */
#ifndef VM_CACHE_H
#define VM_CACHE_H

#include "vm/object/attr.h"

static inline void pd_cache_fill(const Vm *vm, Instr *words, const AttrCache *entry)
{
    words[0].x = entry->key;
    words[0].y = entry->payload;
    words[1].x = vm->epoch;
    words[1].y = (uint32_t)entry->kind | (uint32_t)entry->tag << 16;
}

static inline bool pd_cache_hit(const Vm *vm, Value object, const Instr *words)
{
    return words[1].x == vm->epoch && words[0].x != 0 && words[0].x == pd_attr_key(vm, object);
}

static inline AttrCacheKind pd_cache_kind(const Instr *words)
{
    return (AttrCacheKind)(words[1].y & 0xFFFF);
}

static inline Value pd_cache_value(const Instr *words)
{
    return pd_attr_cache_value((uint16_t)(words[1].y >> 16), words[0].y);
}

/* The cached slot of an instance, when it is one of those that lie in the object itself; else NULL.
 */
static inline Value *pd_vm_slot_cached(const Vm *vm, Value object, const Instr *words)
{
    if (UNLIKELY(!pd_is_ref(object)))
        return NULL;
    Instance *o = (Instance *)(void *)pd_header(&vm->heap, object);
    bool hit = o->h.kind == KIND_INSTANCE && words[0].x == o->shape && words[1].x == vm->epoch &&
               words[1].y == ATTR_CACHE_SLOT && words[0].y < o->h.aux;
    return LIKELY(hit) ? &o->slots[words[0].y] : NULL;
}

static inline bool pd_vm_attr_cached(const Vm *vm, Value object, Value name, const Instr *words,
                                     Value *out)
{
    if (!pd_cache_hit(vm, object, words))
        return false;
    switch (pd_cache_kind(words)) {
    case ATTR_CACHE_SLOT:
        *out = *pd_instance_slot(&vm->heap, PD_AS(Instance, &vm->heap, object), words[0].y);
        return !pd_is_unbound(*out);
    case ATTR_CACHE_VALUE: *out = pd_cache_value(words); return true;
    case ATTR_CACHE_MODULE: {
        Dict *dict = pd_at(&vm->heap, PD_AS(Module, &vm->heap, object)->dict);
        if (dict->table == 0)
            return false;
        Table *table = pd_at(&vm->heap, dict->table);
        if (words[0].y >= table->count || !pd_is(table->entries[words[0].y * 2], name))
            return false;
        *out = table->entries[words[0].y * 2 + 1];
        return true;
    }
    default: return false;
    }
}

/* The getter of a property, to be called with the object. */
static inline bool pd_vm_property_cached(const Vm *vm, Value object, const Instr *words,
                                         Value *getter)
{
    if (!pd_cache_hit(vm, object, words) || pd_cache_kind(words) != ATTR_CACHE_PROPERTY)
        return false;
    *getter = pd_cache_value(words);
    return true;
}

static inline bool pd_vm_method_cached(const Vm *vm, Value object, const Instr *words, Value *out)
{
    if (!pd_cache_hit(vm, object, words) || pd_cache_kind(words) != ATTR_CACHE_METHOD)
        return false;
    *out = pd_cache_value(words);
    return true;
}

static inline bool pd_vm_store_cached(Vm *vm, Value object, const Instr *words, Value v)
{
    if (!pd_cache_hit(vm, object, words))
        return false;
    Instance *o = PD_AS(Instance, &vm->heap, object);
    if (pd_cache_kind(words) == ATTR_CACHE_SLOT) {
        pd_store(&vm->heap, pd_instance_slot(&vm->heap, o, words[0].y), v);
        return true;
    }
    if (pd_cache_kind(words) != ATTR_CACHE_ADD)
        return false;
    uint32_t slot = ((Shape *)pd_at(&vm->heap, words[0].y))->count - 1;
    if (slot >= o->h.aux)
        return false;
    pd_store_ref(&vm->heap, &o->shape, words[0].y);
    pd_store(&vm->heap, pd_instance_slot(&vm->heap, o, slot), v);
    return true;
}

#endif
