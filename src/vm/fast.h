/*
 * What the opcode loop does in place for operands of the usual kinds, with the same result, fuel
 * and growth of stacks as the general way, which each of these leaves to the caller for everything
 * else: what the loop happens to remember must not show. None runs program code.
 */
#ifndef VM_FAST_H
#define VM_FAST_H

#include "vm/data/quick.h"
#include "vm/image/leafbind.h"
#include "vm/vm_in.h"

/* The index that a key is in a sequence: that of an int, counted from the end where it is below 0.
 * The length: the sequence has nothing there. */
static ALWAYS_INLINE uint64_t pd_fast_index(const Value *key, uint32_t length)
{
    uint64_t i = pd_index_of(*key);
    if (UNLIKELY(i >= length)) {
        i = pd_int_at(key) ? (uint64_t)(pd_int_of(*key) + length) : length;
        i = i < length ? i : length;
    }
    return i;
}

/* The character of a text at an index. false = memory. */
static ALWAYS_INLINE bool pd_fast_character(Heap *heap, const Str *s, uint64_t at, Value *out)
{
    if (LIKELY(s->h.aux == 1)) {
        *out = pd_from_ref(pd_latin1_ref(pd_str_data(s)[at]));
        return true;
    }
    const Str *character = pd_str_from_point(heap, pd_str_at(s, (size_t)at));
    if (UNLIKELY(character == NULL))
        return false;
    *out = pd_value_to(heap, character);
    return true;
}

/* Item of a list, a tuple or a text at a small int. */
static ALWAYS_INLINE bool pd_fast_item(Heap *heap, const Value *container, const Value *key,
                                       Value *out)
{
    if (UNLIKELY(!pd_ref_at(container)))
        return false;
    const void *object = pd_at(heap, pd_lower_at(container));
    const Header *h = object;
    const Value *items;
    uint32_t length;
    if (LIKELY(h->kind == KIND_LIST)) {
        const List *list = object;
        length = list->length;
        items = pd_list_items(heap, list);
    } else if (h->kind == KIND_TUPLE) {
        const Tuple *tuple = object;
        length = tuple->length;
        items = tuple->items;
    } else {
        const Str *s = object;
        if (h->kind != KIND_STR)
            return false;
        uint64_t at = pd_fast_index(key, s->length);
        if (UNLIKELY(at >= s->length))
            return false;
        return pd_fast_character(heap, s, at, out);
    }
    uint64_t at = pd_fast_index(key, length);
    if (UNLIKELY(at >= length))
        return false;
    *out = items[at];
    return true;
}

/* len() of the usual containers: an int. false: it is something else. */
static ALWAYS_INLINE bool pd_fast_length(const Heap *heap, const Value *container, Value *out)
{
    if (UNLIKELY(!pd_ref_at(container)))
        return false;
    const void *object = pd_at(heap, pd_lower_at(container));
    uint32_t length;
    switch (((const Header *)object)->kind) {
    case KIND_STR: length = ((const Str *)object)->length; break;
    case KIND_LIST: length = ((const List *)object)->length; break;
    case KIND_TUPLE: length = ((const Tuple *)object)->length; break;
    case KIND_DICT:
    case KIND_SET: length = ((const Dict *)object)->used; break;
    default: return false;
    }
    *out = pd_from_int(length);
    return true;
}

/* Where a list has its item at a small int, or NULL. */
static ALWAYS_INLINE Value *pd_fast_place(const Heap *heap, const Value *container,
                                          const Value *key)
{
    if (UNLIKELY(!pd_ref_at(container)))
        return NULL;
    const List *list = pd_at(heap, pd_lower_at(container));
    if (list->h.kind != KIND_LIST)
        return NULL;
    uint64_t at = pd_fast_index(key, list->length);
    return LIKELY(at < list->length) ? &pd_list_items(heap, list)[at] : NULL;
}

/* Whether an object is an iterator of that kind: its flags are always 0. */
static ALWAYS_INLINE bool pd_is_iter(const Header *h, IterKind kind)
{
    const Header wanted = {.kind = KIND_ITER, .aux = (uint16_t)kind};
    return memcmp(h, &wanted, offsetof(Header, ident)) == 0;
}

/* What is known of a zip, in its is_certain; 0 is nothing yet. Items of those over bytes could be
 * taken apart as well, but then they would no longer be counted as allocated. */
enum { ZIP_APART = 1, ZIP_CERTAIN = 2, ZIP_UNCERTAIN = 3 };

/* After an UNPACK whose tuple was never made: the register that it would have been in. */
static ALWAYS_INLINE void pd_taken_apart(const Instr *unpack, Value *registers)
{
    if (LIKELY((uint32_t)unpack->b - unpack->a >= unpack->c))
        registers[unpack->b] = VALUE_NONE; /* the flow of code counts it as written */
}

/* The place of FOR_ITER at the beginning of a list, a tuple or a range of small ints in steps of 1:
 * the first two and an index, or the next number and the end. false: it is something else. */
static ALWAYS_INLINE bool pd_fast_begin(const Heap *heap, Value source, Kind kind, Value place[2])
{
    if (kind == KIND_LIST || kind == KIND_TUPLE) {
        place[0] = source;
        place[1] = pd_from_int(0);
        return true;
    }
    if (kind != KIND_RANGE)
        return false;
    const Range *r = PD_AS(Range, heap, source);
    const Value start = r->start, stop = r->stop;
    if (!pd_both_int(start, stop) || !pd_is_int(r->length) || !pd_is(r->step, pd_from_int(1)))
        return false;
    place[0] = start;
    place[1] = pd_is_nonzero_int(r->length) ? stop : start;
    return true;
}

/* The item at a place among those of a list or tuple, which goes on. false: it is at the end. */
static ALWAYS_INLINE bool pd_fast_each(const Value *items, uint32_t length, Value place[2],
                                       Value *out)
{
    const uint64_t index = pd_index_of(place[1]);
    if (UNLIKELY(index >= length))
        return false;
    *out = items[index];
    place[1] = (Value){place[1].bits + 1};
    return true;
}

/* Next item of an iterator over a range of small ints. false: there is none left, or it is another
 * iterator. */
static ALWAYS_INLINE bool pd_fast_range_next(Iter *it, Value *out)
{
    if (UNLIKELY(!pd_is_nonzero_int(it->source)))
        return false;
    it->source = pd_int_before(it->source);
    *out = pd_from_int(it->position);
    it->position += pd_int_of(it->state);
    return true;
}

/* What a dict has at a key, where a look is enough to find it. */
static ALWAYS_INLINE bool pd_fast_lookup(const Heap *heap, Value container, Value key, Value *out)
{
    Value *at = NULL;
    if (!pd_is_kind(heap, container, KIND_DICT) ||
        pd_dict_look(heap, PD_AS(Dict, heap, container), key, 2, &at) != ANSWER_YES)
        return false;
    *out = at[1];
    return true;
}

/* dict.get(key) and dict.get(key, default), whose arguments begin with the dict, where a look is
 * enough to find the key or to tell that it is not there. */
static ALWAYS_INLINE bool pd_fast_get(const Heap *heap, const Value *args, uint32_t count,
                                      Value *out)
{
    if (!pd_is_kind(heap, args[0], KIND_DICT))
        return false;
    Value *at = NULL;
    Answer answer = pd_dict_look(heap, PD_AS(Dict, heap, args[0]), args[1], 2, &at);
    if (UNLIKELY(answer == ANSWER_SLOW))
        return false;
    *out = answer == ANSWER_YES ? at[1] : count == 2 ? args[2] : VALUE_NONE;
    return true;
}

/* dict[key] = v, where a look is enough to find the key or to tell that it is new. */
static ALWAYS_INLINE bool pd_fast_store(Heap *heap, Value container, Value key, Value v)
{
    if (!pd_is_kind(heap, container, KIND_DICT))
        return false;
    Dict *d = PD_AS(Dict, heap, container);
    Value *at = NULL;
    Answer answer = pd_dict_look(heap, d, key, 2, &at);
    if (LIKELY(answer == ANSWER_YES)) {
        pd_store(heap, &at[1], v);
        return true;
    }
    uint32_t hash;
    return answer == ANSWER_NO && pd_table_hash_quick(heap, key, &hash) &&
           pd_dict_insert_hashed(heap, d, key, hash, v) == ANSWER_YES;
}

/* Whether a dict, a set, or a short list or tuple has a key: ANSWER_YES or ANSWER_NO; ANSWER_SLOW:
 * a look does not tell, or it is something else. */
static ALWAYS_INLINE Answer pd_fast_in(const Heap *heap, Value container, Value key)
{
    Kind kind = pd_kind(heap, container);
    Value *at = NULL;
    if (kind != KIND_DICT && kind != KIND_SET && kind != KIND_FROZENSET)
        return pd_quick_in(heap, container, key);
    uint32_t stride = kind == KIND_DICT ? 2 : 1;
    return pd_dict_look(heap, PD_AS(Dict, heap, container), key, stride, &at);
}

/* Next item of an iterator over a text. false: it has ended, or memory is short. */
static ALWAYS_INLINE bool pd_fast_str_next(Heap *heap, Iter *it, Value *out)
{
    if (UNLIKELY(!pd_ref_at(&it->source)))
        return false;
    const Str *s = pd_at(heap, pd_lower_at(&it->source));
    const uint64_t position = (uint64_t)it->position;
    if (UNLIKELY(position >= s->length || !pd_fast_character(heap, s, position, out)))
        return false;
    it->position++;
    return true;
}

/* Next item of an iterator over a list, a tuple or a text, if there is one. LEAF_CALL: it is
 * another iterator, the text has ended, or memory is short. */
static ALWAYS_INLINE LeafResult pd_fast_next(Heap *heap, Iter *it, Value *out)
{
    if (UNLIKELY(!pd_ref_at(&it->source)))
        return LEAF_CALL;
    const void *source = pd_at(heap, pd_lower_at(&it->source));
    const Value *items;
    uint32_t length;
    if (LIKELY(pd_is_iter(&it->h, ITER_LIST))) {
        const List *list = source;
        items = pd_list_items(heap, list);
        length = list->length;
    } else if (pd_is_iter(&it->h, ITER_TUPLE)) {
        const Tuple *tuple = source;
        items = tuple->items;
        length = tuple->length;
    } else if (pd_is_iter(&it->h, ITER_STR)) {
        return pd_fast_str_next(heap, it, out) ? LEAF_OK : LEAF_CALL;
    } else {
        return LEAF_CALL;
    }
    int64_t position = it->position;
    if (UNLIKELY(position >= (int64_t)length)) {
        it->source = VALUE_UNBOUND;
        return LEAF_END;
    }
    it->position = position + 1;
    *out = items[position];
    return LEAF_OK;
}

/* Whether two texts, too short for their comparison to be charged, are equal: ANSWER_YES or
 * ANSWER_NO; ANSWER_SLOW: they are something else. */
static ALWAYS_INLINE Answer pd_fast_equal(const Heap *heap, Value a, Value b)
{
    enum { FREE_CHARACTERS = 15 * 64 };
    if (!pd_is_kind(heap, a, KIND_STR) || !pd_is_kind(heap, b, KIND_STR))
        return ANSWER_SLOW;
    const Str *x = PD_AS(const Str, heap, a);
    const Str *y = PD_AS(const Str, heap, b);
    if (x == y)
        return ANSWER_YES;
    if (UNLIKELY(x->length >= FREE_CHARACTERS))
        return ANSWER_SLOW;
    return x->length == y->length && pd_str_equal(x, y) ? ANSWER_YES : ANSWER_NO;
}

/* Whether a value of a builtin type that needs no looking further is true; else ANSWER_SLOW. */
static ALWAYS_INLINE Answer pd_fast_truth(const Heap *heap, Value v)
{
    if (pd_is_int(v))
        return pd_is_nonzero_int(v) ? ANSWER_YES : ANSWER_NO;
    Value length;
    if (!pd_fast_length(heap, &v, &length))
        return ANSWER_SLOW;
    return pd_is_nonzero_int(length) ? ANSWER_YES : ANSWER_NO;
}

/* Runs a Builtin on arguments in a window as they are. LEAF_END: they need binding. */
static ALWAYS_INLINE LeafResult pd_fast_builtin(Vm *vm, Value builtin, Value *args, uint32_t count,
                                                Value *result)
{
    const uint32_t unchecked = 1u << LEAF_FUNCTION | 1u << LEAF_CLASSMETHOD | 1u << LEAF_STATIC;
    const LeafBinding *b = pd_binding(vm, PD_AS(Builtin, &vm->heap, builtin)->leaf);
    if (UNLIKELY(count < b->plain_min || count >= b->plain_end))
        return pd_vm_gather_leaf(vm, b, args, count, result);
    if ((unchecked >> b->kind & 1) == 0 && UNLIKELY(!pd_is_certain_self(vm, b, args[0])))
        return LEAF_END;
    for (uint32_t i = count; i < b->slot_count; i++)
        args[i] = VALUE_UNBOUND;
    LeafResult r = LEAF_OK;
    if (UNLIKELY((b->flags & LEAF_TYPED) != 0))
        r = pd_vm_check_wants(vm, b, args);
    *result = VALUE_NONE;
    if (LIKELY(r == LEAF_OK))
        r = pd_vm_leaf_body(vm, b, args, result);
    return UNLIKELY(r == LEAF_END) ? pd_vm_raise_args(vm, EXC_STOP_ITERATION, NULL, 0) : r;
}

/* What the call of a class comes to, as it was found before: its __init__ in the language, on a
 * plain instance of a class of the program; or its own constructor, a Builtin, which does all; or
 * that of exceptions (pd_vm_constructs_exception), or of object for such an instance that has no
 * __init__; else UNBOUND. */
static ALWAYS_INLINE Value pd_fast_class_call(Vm *vm, Ref cls)
{
    const MethodCacheEntry *entry = pd_vm_class_entry(vm, cls, CACHED_CALL);
    return pd_vm_class_entry_is(vm, entry, cls, CACHED_CALL) ? entry->value : VALUE_UNBOUND;
}

/* A new plain instance of such a class; NULL = memory. */
static ALWAYS_INLINE Instance *pd_fast_new(Heap *heap, const Class *cls)
{
    uint32_t slots = cls->slot_hint;
    Instance *o = pd_heap_alloc(heap, sizeof *o + slots * sizeof(Value), KIND_INSTANCE, slots);
    if (UNLIKELY(o == NULL))
        return NULL;
    o->shape = cls->root_shape;
    o->overflow = 0;
    for (uint32_t i = 0; i < slots; i++)
        o->slots[i] = VALUE_UNBOUND;
    return o;
}

/* Runs a class's own constructor on the arguments in its window as they are. LEAF_END: they need
 * binding. Unless the answer is LEAF_OK the window is as it was: what the constructor wants called
 * may have to be put off until there is memory for it. */
static ALWAYS_INLINE LeafResult pd_fast_construct(Vm *vm, Value *window, uint32_t count,
                                                  Value constructor, Value *result)
{
    const LeafBinding *b = pd_binding(vm, PD_AS(Builtin, &vm->heap, constructor)->leaf);
    Value *args = window + FRAME_HEADER_SLOTS;
    if (pd_is(constructor, vm->image->object_new)) {
        if (UNLIKELY(count != 0))
            return LEAF_END;
        const Instance *o = pd_fast_new(&vm->heap, pd_class(vm, window[0]));
        *result = pd_value_to(&vm->heap, o);
        return LIKELY(o != NULL) ? LEAF_OK : LEAF_MEMORY;
    }
    if ((pd_class(vm, window[0])->flags & CLASS_EXCEPTION) != 0)
        return pd_vm_construct_exception(vm, window[0], args, count, result);
    if (UNLIKELY(count + 1 < b->plain_min || count + 1 >= b->plain_end))
        return pd_vm_gather_new(vm, b, window, count, result);
    for (uint32_t i = count; i-- > 0;)
        args[i + 1] = args[i];
    args[0] = window[0];
    for (uint32_t i = count + 1; i < b->slot_count; i++)
        args[i] = VALUE_UNBOUND;
    *result = VALUE_NONE;
    LeafResult r = pd_vm_leaf_body(vm, b, args, result);
    if (UNLIKELY(r == LEAF_END))
        r = pd_vm_raise_args(vm, EXC_STOP_ITERATION, NULL, 0);
    for (uint32_t i = 0; UNLIKELY(r != LEAF_OK) && i < count; i++)
        args[i] = args[i + 1];
    return r;
}

/* Lays the window of such a class out for its __init__, one slot higher; the new instance stays
 * below. false = memory, and the window is as it was. */
static ALWAYS_INLINE bool pd_fast_instance(Vm *vm, Value *window, uint32_t count, Value init)
{
    Heap *heap = &vm->heap;
    Instance *o = pd_fast_new(heap, PD_AS(Class, heap, window[0]));
    if (UNLIKELY(o == NULL))
        return false;
    Value *args = window + FRAME_HEADER_SLOTS;
    for (uint32_t i = count; i-- > 0;)
        args[i + 2] = args[i];
    window[0] = pd_value_to(heap, o);
    window[1] = init;
    args[1] = window[0];
    return true;
}

#endif
