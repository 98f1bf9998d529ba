/* Inline caches as the loop reads them: words behind LOAD_GLOBAL (pd_vm_load_global), and two
 * behind LOAD_ATTR, STORE_ATTR and LOAD_METHOD, in a function's private copy.
 *
 * Of these, first word: key of the object and payload; second: the epoch they were filled in, kind
 * and tag (see AttrCache). An entry of another epoch is void, so collections and class changes need
 * not find the entries. A site keeps the first key it sees in an epoch; what it sees besides is
 * found in the run's memo, whose entries have the same two words.
 */
#ifndef VM_CACHE_H
#define VM_CACHE_H

#include "vm/vm_in.h"

static inline void pd_cache_fill(const Vm *vm, Instr *words, const AttrCache *entry)
{
    words[0].x = entry->key;
    words[0].y = entry->payload;
    words[1].x = vm->epoch;
    words[1].y = (uint32_t)entry->kind | (uint32_t)entry->tag << 16;
}

static inline AttrMemo *pd_attr_memo(Vm *vm, Ref key, Value name, uint32_t use)
{
    return &vm->attr_memo[((size_t)key * 31 + pd_ref_of(name) + use) % ATTR_MEMO_SIZE];
}

static inline bool pd_attr_memo_hit(const Vm *vm, const AttrMemo *memo, Ref key, Value name,
                                    uint32_t use)
{
    return memo->words[0].x == key && memo->words[1].x == vm->epoch &&
           memo->name == pd_ref_of(name) && memo->use == use;
}

/* What is known of the attribute, here or elsewhere: two words, whose kind may be ATTR_CACHE_NONE.
 */
static ALWAYS_INLINE const Instr *pd_cache_entry(Vm *vm, Value object, Value name, AttrUse use,
                                                 const Instr *words)
{
    static const Instr nothing[2];
    if (UNLIKELY(words[1].x != vm->epoch))
        return nothing;
    Ref key = pd_attr_key(vm, object);
    if (LIKELY(words[0].x == key))
        return words;
    const AttrMemo *memo = pd_attr_memo(vm, key, name, use);
    return LIKELY(pd_attr_memo_hit(vm, memo, key, name, use)) ? memo->words : nothing;
}

static inline AttrCacheKind pd_cache_kind(const Instr *entry)
{
    return (AttrCacheKind)(entry[1].y & 0xFFFF);
}

static inline Value pd_cache_value(const Instr *entry)
{
    return pd_attr_cache_value((uint16_t)(entry[1].y >> 16), entry[0].y);
}

/* The slot of an instance without a builtin value, where the entry in the code has it, or NULL. */
static inline Value *pd_vm_slot_cached(const Vm *vm, const Value *object, const Instr *words)
{
    if (UNLIKELY(!pd_ref_at(object)))
        return NULL;
    Instance *o = pd_at(&vm->heap, pd_lower_at(object));
    if (UNLIKELY(o->h.kind != KIND_INSTANCE))
        return NULL;
    bool hit = words[0].x == o->shape && words[1].x == vm->epoch && words[1].y == ATTR_CACHE_SLOT;
    return LIKELY(hit) ? pd_instance_slot(&vm->heap, o, words[0].y) : NULL;
}

/* The attribute itself, where the entry says it without a call. */
static inline bool pd_vm_attr_cached(const Vm *vm, Value object, Value name, const Instr *entry,
                                     Value *out)
{
    switch (pd_cache_kind(entry)) {
    case ATTR_CACHE_SLOT:
        *out = *pd_instance_slot(&vm->heap, PD_AS(Instance, &vm->heap, object), entry[0].y);
        return !pd_is_unbound(*out);
    case ATTR_CACHE_VALUE: *out = pd_cache_value(entry); return true;
    case ATTR_CACHE_MODULE: {
        Dict *dict = pd_at(&vm->heap, PD_AS(Module, &vm->heap, object)->dict);
        if (dict->table == 0)
            return false;
        Table *table = pd_at(&vm->heap, dict->table);
        if (entry[0].y >= table->count || !pd_is(table->entries[entry[0].y * 2], name))
            return false;
        *out = table->entries[entry[0].y * 2 + 1];
        return true;
    }
    default: return false;
    }
}

static inline bool pd_vm_store_cached(Vm *vm, Value object, const Instr *entry, Value v)
{
    AttrCacheKind kind = pd_cache_kind(entry);
    if (kind == ATTR_CACHE_SLOT) {
        Instance *o = PD_AS(Instance, &vm->heap, object);
        pd_store(&vm->heap, pd_instance_slot(&vm->heap, o, entry[0].y), v);
        return true;
    }
    if (kind != ATTR_CACHE_ADD)
        return false;
    Instance *o = PD_AS(Instance, &vm->heap, object);
    uint32_t slot = ((Shape *)pd_at(&vm->heap, entry[0].y))->count - 1;
    if (slot >= o->h.aux)
        return false;
    pd_store_ref(&vm->heap, &o->shape, entry[0].y);
    pd_store(&vm->heap, pd_instance_slot(&vm->heap, o, slot), v);
    return true;
}

/* Module dict of the running frame. */
static inline Dict *pd_globals_of(const Vm *vm, Value *registers)
{
    FunctionObject *f = PD_AS(FunctionObject, &vm->heap, pd_frame(registers)->function);
    Module *module = pd_at(&vm->heap, f->module);
    return pd_at(&vm->heap, module->dict);
}

/* The value of the global, where it is known to lie. */
static ALWAYS_INLINE bool pd_global_cached(const Vm *vm, Value *registers, const Instr *cache,
                                           Value *out)
{
    const Heap *heap = &vm->heap;
    const FunctionObject *f = PD_AS(FunctionObject, heap, pd_frame(registers)->function);
    if (UNLIKELY(cache[0].y != heap->places_epoch || cache[1].x != f->module))
        return false;
    *out = *(const Value *)pd_at(heap, cache[0].x);
    return true;
}

/* Where the value of an existing global lies, or NULL. It is in the memo, under its module, with
 * places_epoch instead of kind and tag. */
static ALWAYS_INLINE Value *pd_global_place(Vm *vm, Value *registers, Value name)
{
    const Heap *heap = &vm->heap;
    Ref module = PD_AS(FunctionObject, heap, pd_frame(registers)->function)->module;
    const AttrMemo *memo = pd_attr_memo(vm, module, name, ATTR_GLOBAL);
    bool known = pd_attr_memo_hit(vm, memo, module, name, ATTR_GLOBAL) &&
                 memo->words[1].y == heap->places_epoch;
    return LIKELY(known) ? pd_at(heap, memo->words[0].y) : NULL;
}

#endif
