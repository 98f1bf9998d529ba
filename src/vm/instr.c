/* Instructions that are too long for the loop and belong to no type: names, displays, functions,
 * with, raise, imports, filling inline caches.
 *
 * Each is a leaf: allocate first, mutate after, and never wait for program code.
 */
#include "vm/async/async.h"
#include "vm/cache.h"
#include "vm/data/data.h"
#include "vm/text/text.h"
#include "vm/vm_in.h"

#include <string.h>

/* Gives a NameError its attribute `name`. */
static LeafResult name_it(Vm *vm, LeafResult raised, Value name)
{
    if (raised == LEAF_RAISED) {
        Tuple *detail = pd_tuple_new(&vm->heap, &name, 1);
        if (detail == NULL) {
            return LEAF_MEMORY;
        }
        PD_AS(Exception, &vm->heap, vm->raised)->detail = pd_value_to(&vm->heap, detail);
    }
    return raised;
}

LeafResult pd_vm_raise_name(Vm *vm, Value name)
{
    LeafResult raised =
        pd_vm_raise(vm, EXC_NAME_ERROR, "name '%s' is not defined", pd_vm_text(vm, name).text);
    return name_it(vm, raised, name);
}

LeafResult pd_vm_raise_unbound(Vm *vm, Value name)
{
    return pd_vm_raise(vm, EXC_UNBOUND_LOCAL_ERROR,
                       "cannot access local variable '%s' where it is not associated with a value",
                       pd_vm_text(vm, name).text);
}

LeafResult pd_vm_raise_free(Vm *vm, Value name)
{
    LeafResult raised =
        pd_vm_raise(vm, EXC_NAME_ERROR,
                    "cannot access free variable '%s' where it is not associated with a value "
                    "in enclosing scope",
                    pd_vm_text(vm, name).text);
    return name_it(vm, raised, name);
}

/* A namespace is nearly always a dict; __prepare__ may give any mapping, which the library asks. */
LeafResult pd_vm_load_name(Vm *vm, Value space, Dict *globals, Value name, Value *out)
{
    if (!pd_is_kind(&vm->heap, space, KIND_DICT)) {
        return pd_vm_tail_call(vm, LIB_load_name_slow, 3, space, name,
                               pd_value_to(&vm->heap, globals));
    }
    if (pd_dict_get_name(&vm->heap, PD_AS(Dict, &vm->heap, space), name, out))
        return LEAF_OK;
    if (pd_dict_get_name(&vm->heap, globals, name, out))
        return LEAF_OK;
    if (pd_dict_get_name(&vm->heap, PD_AS(Dict, &vm->heap, vm->image->builtins), name, out))
        return LEAF_OK;
    return pd_vm_raise_name(vm, name);
}

LeafResult pd_vm_load_class_free(Vm *vm, Value space, Value name, Value content, Value *out)
{
    if (pd_is_kind(&vm->heap, space, KIND_DICT) &&
        pd_dict_get_name(&vm->heap, PD_AS(Dict, &vm->heap, space), name, out)) {
        return LEAF_OK;
    }
    *out = content;
    return pd_is_unbound(content) ? pd_vm_raise_free(vm, name) : LEAF_OK;
}

LeafResult pd_vm_delete_name(Vm *vm, Value space, Value name)
{
    if (!pd_is_kind(&vm->heap, space, KIND_DICT))
        return pd_vm_delete_item(vm, space, name);
    return pd_vm_delete_global(vm, PD_AS(Dict, &vm->heap, space), name);
}

LeafResult pd_vm_delete_global(Vm *vm, Dict *globals, Value name)
{
    Answer a = pd_dict_delete(&vm->heap, globals, name, NULL);
    return a == ANSWER_YES ? LEAF_OK : pd_vm_raise_name(vm, name);
}

LeafResult pd_vm_build_set(Vm *vm, const Value *items, uint32_t count, Value *out)
{
    Dict *set = pd_set_new(&vm->heap, count, false);
    if (set == NULL)
        return LEAF_MEMORY;
    size_t done = 0;
    Answer a = pd_dict_set_all(&vm->heap, set, (Values){items, count}, VALUE_NONE, &done);
    if (a == ANSWER_SLOW) {
        Tuple *all = pd_tuple_new(&vm->heap, items, count);
        if (all == NULL)
            return LEAF_MEMORY;
        return pd_vm_tail_call(vm, LIB_build_set_slow, 1, pd_value_to(&vm->heap, all));
    }
    if (a != ANSWER_YES)
        return pd_vm_answer_failed(vm, a, items[done]);
    *out = pd_value_to(&vm->heap, set);
    return LEAF_OK;
}

LeafResult pd_vm_build_map(Vm *vm, const Value *pairs, uint32_t count, Value *out)
{
    Dict *map = pd_dict_new(&vm->heap, count);
    if (map == NULL)
        return LEAF_MEMORY;
    for (uint32_t i = 0; i < count; i++) {
        Answer a = pd_dict_set(&vm->heap, map, pairs[2 * i], pairs[2 * i + 1]);
        if (a == ANSWER_SLOW) {
            Tuple *all = pd_tuple_new(&vm->heap, pairs, (size_t)count * 2);
            if (all == NULL)
                return LEAF_MEMORY;
            return pd_vm_tail_call(vm, LIB_build_map_slow, 1, pd_value_to(&vm->heap, all));
        }
        if (a != ANSWER_YES)
            return pd_vm_answer_failed(vm, a, pairs[2 * i]);
    }
    *out = pd_value_to(&vm->heap, map);
    return LEAF_OK;
}

/* What is shown may be of a subclass of str. */
static const Str *text_part(const Vm *vm, Value v)
{
    Value text = LIKELY(pd_is_kind(&vm->heap, v, KIND_STR)) ? v : pd_vm_unwrap(vm, v);
    return pd_is_kind(&vm->heap, text, KIND_STR) ? PD_AS(const Str, &vm->heap, text) : NULL;
}

/* The length of parts that are all of ASCII; UINT64_MAX: one is not, or is no str itself. */
static inline uint64_t ascii_length(const Heap *heap, const Value *parts, uint32_t count)
{
    uint64_t length = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (!pd_is_kind(heap, parts[i], KIND_STR))
            return UINT64_MAX;
        const Str *s = PD_AS(Str, heap, parts[i]);
        if ((s->h.flags & STR_ASCII) == 0 && s->length != 0)
            return UINT64_MAX;
        length += s->length;
    }
    return length;
}

static LeafResult build_any_string(Vm *vm, const Value *parts, uint32_t count, Value *out)
{
    uint64_t length = 0;
    uint32_t width = 1;
    for (uint32_t i = 0; i < count; i++) {
        const Str *s = text_part(vm, parts[i]);
        if (s == NULL)
            return pd_vm_raise(vm, EXC_SYSTEM_ERROR, "f-string part is no str");
        length += s->length;
        width = s->h.aux > width ? s->h.aux : width;
    }
    if (length * width > vm->limits.string_bytes)
        return pd_vm_raise_args(vm, EXC_MEMORY_ERROR, NULL, 0);
    pd_vm_charge(vm, length / 64);
    StrBuilder builder;
    pd_builder_init(&builder, &vm->heap, vm->limits.string_bytes);
    for (uint32_t i = 0; i < count; i++)
        pd_builder_str(&builder, text_part(vm, parts[i]));
    return pd_data_give(vm, pd_builder_take(&builder, &vm->heap), out);
}

LeafResult pd_vm_build_string(Vm *vm, const Value *parts, uint32_t count, Value *out)
{
    uint64_t length = ascii_length(&vm->heap, parts, count);
    if (length < 2 || length > vm->limits.string_bytes)
        return build_any_string(vm, parts, count, out);
    pd_vm_charge(vm, length / 64);
    Str *made = pd_str_new_plain(&vm->heap, (uint32_t)length);
    if (made == NULL)
        return LEAF_MEMORY;
    uint8_t *at = made->own;
    for (uint32_t i = 0; i < count; i++) {
        const Str *s = PD_AS(Str, &vm->heap, parts[i]);
        if (s->length == 1) {
            *at++ = *pd_str_data(s);
            continue;
        }
        pd_bytes_move(at, pd_str_data(s), s->length);
        at += s->length;
    }
    return pd_data_give(vm, made, out);
}

LeafResult pd_vm_set_not_added(Vm *vm, Answer why, Value set, Value item)
{
    Value ignored;
    return why == ANSWER_SLOW
               ? pd_vm_search(vm, SEARCH_ADD, (const Value[]){set, item, VALUE_NONE}, &ignored)
               : pd_vm_answer_failed(vm, why, item);
}

LeafResult pd_vm_list_extend(Vm *vm, Value list, Value items)
{
    if (!pd_vm_iterates_in_c(vm, items))
        return pd_vm_tail_call(vm, LIB_list_extend_star, 2, list, items);
    Value collected = VALUE_NONE;
    LeafResult r = pd_vm_collect_items(vm, items, &collected);
    if (r != LEAF_OK)
        return r;
    List *from = PD_AS(List, &vm->heap, collected), *to = PD_AS(List, &vm->heap, list);
    const Value *values = pd_list_items(&vm->heap, from);
    return pd_list_splice(&vm->heap, to, to->length, 0, (Values){values, from->length})
               ? LEAF_OK
               : LEAF_MEMORY;
}

LeafResult pd_vm_set_update(Vm *vm, Value set, Value items)
{
    return pd_vm_tail_call(vm, LIB_set_update_slow, 2, set, items);
}

LeafResult pd_vm_map_update(Vm *vm, Value map, Value other)
{
    Value from = pd_vm_as_dict(vm, other);
    if (!pd_is_unbound(from)) {
        Answer a =
            pd_dict_merge(&vm->heap, PD_AS(Dict, &vm->heap, map), PD_AS(Dict, &vm->heap, from));
        if (a != ANSWER_SLOW)
            return a == ANSWER_YES ? LEAF_OK : pd_vm_answer_failed(vm, a, other);
    }
    return pd_vm_tail_call(vm, LIB_map_update_slow, 2, map, other);
}

/* Whether all keys are strings that are not in a map of names. */
static bool are_new_names(Vm *vm, const Dict *map, const Dict *more)
{
    uint32_t position = 0;
    Value key, value;
    while (pd_dict_next(&vm->heap, more, &position, &key, &value)) {
        if (!pd_is_kind(&vm->heap, key, KIND_STR) ||
            (map->used != 0 && pd_dict_get(&vm->heap, map, key, NULL) != ANSWER_NO))
            return false;
    }
    return true;
}

LeafResult pd_vm_map_merge(Vm *vm, Value map, Value other, Value callee)
{
    Dict *into = PD_AS(Dict, &vm->heap, map);
    Value from = pd_vm_as_dict(vm, other);
    if (!pd_is_unbound(from) && are_new_names(vm, into, PD_AS(const Dict, &vm->heap, from))) {
        Answer a = pd_dict_merge(&vm->heap, into, PD_AS(const Dict, &vm->heap, from));
        if (a != ANSWER_SLOW)
            return a == ANSWER_YES ? LEAF_OK : pd_vm_answer_failed(vm, a, other);
    }
    return pd_vm_tail_call(vm, LIB_map_merge_slow, 3, map, other, callee);
}

LeafResult pd_vm_unpack(Vm *vm, Value source, uint32_t count)
{
    Items from;
    if (pd_items_of(&vm->heap, source, &from)) {
        if (from.length > count)
            return pd_vm_raise(vm, EXC_VALUE_ERROR, "too many values to unpack (expected %u)",
                               count);
        return pd_vm_raise(vm, EXC_VALUE_ERROR, "not enough values to unpack (expected %u, got %u)",
                           count, from.length);
    }
    return pd_vm_tail_call(vm, LIB_unpack_slow, 2, source, pd_from_int(count));
}

LeafResult pd_vm_unpack_star(Vm *vm, Value source, uint32_t before, uint32_t after, Value *out)
{
    Items from;
    if (!pd_items_of(&vm->heap, source, &from) || from.length < before + after)
        return pd_vm_tail_call(vm, LIB_unpack_star_slow, 3, source, pd_from_int(before),
                               pd_from_int(after));
    const uint32_t rest = from.length - before - after;
    pd_vm_charge(vm, rest / 16);
    List *list = pd_list_from(&vm->heap, from.items + before, rest);
    if (list == NULL)
        return LEAF_MEMORY;
    for (uint32_t i = 0; i < before; i++)
        out[i] = from.items[i];
    out[before] = pd_value_to(&vm->heap, list);
    for (uint32_t i = 0; i < after; i++)
        out[before + 1 + i] = from.items[before + rest + i];
    return LEAF_OK;
}

LeafResult pd_vm_format_value(Vm *vm, const Value *value, uint32_t how, Value *out)
{
    Value spec = (how & 4) != 0 ? value[1] : VALUE_UNBOUND;
    if (how == 0 && pd_is_int(value[0]))
        return pd_text_decimal(vm, pd_int_of(value[0]), out);
    if (how == 0 && pd_is_kind(&vm->heap, value[0], KIND_STR)) {
        *out = value[0];
        return LEAF_OK;
    }
    if ((how & 3) == 0) {
        LeafResult brief = pd_text_format_brief(vm, value[0], spec, out);
        return brief != LEAF_END ? brief : pd_vm_format(vm, value[0], spec, out);
    }
    Value text = VALUE_NONE;
    LeafResult r = (how & 3) == 1   ? pd_vm_str(vm, value[0], &text)
                   : (how & 3) == 2 ? pd_vm_repr(vm, value[0], &text)
                                    : pd_vm_ascii(vm, value[0], &text);
    if (r == LEAF_CALL && ((how & 3) == 3 || !pd_is_unbound(spec))) {
        return pd_vm_tail_call(vm, LIB_convert_format, 3, value[0], pd_from_int(how & 3),
                               pd_is_unbound(spec) ? VALUE_NONE : spec);
    }
    if (r != LEAF_OK)
        return r;
    if (pd_is_unbound(spec)) {
        *out = text;
        return LEAF_OK;
    }
    return pd_vm_format(vm, text, spec, out);
}

/* Whether the parts of a function are what they must be, apart from its closure. */
static inline bool parts_fit(const Vm *vm, const Value *parts)
{
    static const Kind kinds[3] = {KIND_TUPLE, KIND_DICT, KIND_DICT};
    if (LIKELY(pd_is_unbound(parts[0]) && pd_is_unbound(parts[1]) && pd_is_unbound(parts[2])))
        return true;
    for (int i = 0; i < 3; i++) {
        if (!pd_is_unbound(parts[i]) && !pd_is_kind(&vm->heap, parts[i], kinds[i]))
            return false;
    }
    return true;
}

static inline bool closure_fits(const Vm *vm, Value v, uint32_t cells)
{
    if (pd_is_unbound(v))
        return cells == 0;
    if (!pd_is_kind(&vm->heap, v, KIND_TUPLE))
        return false;
    const Tuple *closure = PD_AS(Tuple, &vm->heap, v);
    bool fits = closure->length == cells;
    for (uint32_t i = 0; fits && i < cells; i++)
        fits = pd_is_kind(&vm->heap, closure->items[i], KIND_CELL);
    return fits;
}

LeafResult pd_vm_make_function(Vm *vm, Value *registers, uint32_t nested, const Value *parts,
                               Value *out)
{
    const FrameHeader *header = pd_frame(registers);
    const LoadedCode *loaded = pd_loaded(vm, header->code);
    uint32_t first = header->code - (uint32_t)(loaded->function - loaded->unit->functions);
    const LoadedCode *made = loaded + ((ptrdiff_t)first + nested - (ptrdiff_t)header->code);
    const FunctionObject *maker = PD_AS(FunctionObject, &vm->heap, header->function);
    pd_assert(nested < loaded->unit->function_count);
    if (UNLIKELY(!parts_fit(vm, parts) || !closure_fits(vm, parts[3], made->function->free_count)))
        return LEAF_END;
    FunctionObject *f = pd_heap_alloc(&vm->heap, sizeof *f, KIND_FUNCTION, 0);
    if (f == NULL)
        return LEAF_MEMORY;
    f->code = first + nested;
    f->module = maker->module;
    f->name = made->name;
    f->qualname = made->qualname;
    f->defaults = parts[0];
    f->kwdefaults = parts[1];
    f->annotations = parts[2];
    f->closure = parts[3];
    f->attributes = VALUE_UNBOUND;
    *out = pd_value_to(&vm->heap, f);
    return LEAF_OK;
}

LeafResult pd_vm_with_enter(Vm *vm, Value manager, bool async, Value *exit)
{
    Value enter = pd_vm_special(vm, manager, async ? NAME_aenter : NAME_enter),
          leave = pd_vm_special(vm, manager, async ? NAME_aexit : NAME_exit);
    if (pd_is_unbound(enter)) {
        return pd_vm_raise_type(
            vm,
            async ? "'%s' object does not support the asynchronous context manager protocol"
                  : "'%s' object does not support the context manager protocol",
            manager);
    }
    if (pd_is_unbound(leave)) {
        return pd_vm_raise_type(
            vm,
            async ? "'%s' object does not support the asynchronous context manager protocol "
                    "(missed __aexit__ method)"
                  : "'%s' object does not support the context manager protocol "
                    "(missed __exit__ method)",
            manager);
    }
    Value bound = VALUE_NONE;
    LeafResult r = pd_vm_bind_special(vm, leave, manager, exit);
    if (r != LEAF_OK)
        return r;
    if (pd_is_kind(&vm->heap, enter, KIND_FUNCTION))
        return pd_vm_tail_value(vm, enter, 1, &manager);
    r = pd_vm_bind_special(vm, enter, manager, &bound);
    return r != LEAF_OK ? r : pd_vm_tail_value(vm, bound, 0, NULL);
}

LeafResult pd_vm_annotations(Vm *vm, Value space, Value *out)
{
    Dict *dict = PD_AS(Dict, &vm->heap, space);
    if (!pd_is_kind(&vm->heap, space, KIND_DICT))
        return pd_vm_raise(vm, EXC_SYSTEM_ERROR, "namespace is no dict");
    if (pd_dict_get_name(&vm->heap, dict, pd_name(vm, NAME_annotations), out))
        return LEAF_OK;
    Dict *fresh = pd_dict_new(&vm->heap, 0);
    if (fresh == NULL)
        return LEAF_MEMORY;
    *out = pd_value_to(&vm->heap, fresh);
    return pd_dict_set_name(&vm->heap, dict, pd_name(vm, NAME_annotations), *out) ? LEAF_OK
                                                                                  : LEAF_MEMORY;
}

static bool is_exception_class(const Vm *vm, Value v)
{
    return pd_is_kind(&vm->heap, v, KIND_CLASS) && (pd_class(vm, v)->flags & CLASS_EXCEPTION) != 0;
}

LeafResult pd_vm_exception_matches(Vm *vm, Value exception, Value cls, Value *out)
{
    if (pd_is_kind(&vm->heap, exception, KIND_EXCEPTION) &&
        pd_is(cls, pd_value_to(&vm->heap, pd_vm_class_of(vm, exception)))) {
        *out = VALUE_TRUE;
        return LEAF_OK;
    }
    const Value *classes = &cls;
    uint32_t count = 1;
    if (pd_is_kind(&vm->heap, cls, KIND_TUPLE)) {
        classes = PD_AS(Tuple, &vm->heap, cls)->items;
        count = PD_AS(Tuple, &vm->heap, cls)->length;
    }
    for (uint32_t i = 0; i < count; i++) {
        if (!is_exception_class(vm, classes[i])) {
            return pd_vm_raise(
                vm, EXC_TYPE_ERROR,
                "catching classes that do not inherit from BaseException is not allowed");
        }
    }
    bool matches = false;
    for (uint32_t i = 0; i < count && !matches; i++)
        matches = pd_vm_is_instance(vm, exception, classes[i]);
    *out = pd_from_bool(matches);
    return LEAF_OK;
}

/* Makes an exception of a class that is raised, where no program code takes part. LEAF_END: it
 * does.
 */
static LeafResult make_plain(Vm *vm, Value *exception)
{
    Class *cls = pd_class(vm, *exception);
    Value new_fn = pd_vm_class_lookup(vm, cls, pd_name(vm, NAME_new));
    Value init = pd_vm_class_lookup(vm, cls, pd_name(vm, NAME_init));
    if (!pd_is_unbound(cls->metaclass) || !pd_is_kind(&vm->heap, new_fn, KIND_BUILTIN) ||
        !pd_is_kind(&vm->heap, init, KIND_BUILTIN) ||
        !pd_vm_constructs_exception(vm, *exception, new_fn, init))
        return LEAF_END;
    return pd_vm_construct_exception(vm, *exception, NULL, 0, exception);
}

LeafResult pd_vm_do_raise(Vm *vm, Value exception, Value cause)
{
    bool plain = pd_is_kind(&vm->heap, exception, KIND_EXCEPTION);
    if (!plain && !is_exception_class(vm, exception)) {
        return pd_vm_raise(vm, EXC_TYPE_ERROR, "exceptions must derive from BaseException");
    }
    bool plain_cause =
        pd_is_unbound(cause) || pd_is_none(cause) || pd_is_kind(&vm->heap, cause, KIND_EXCEPTION);
    if (!plain_cause && !is_exception_class(vm, cause)) {
        return pd_vm_raise(vm, EXC_TYPE_ERROR, "exception causes must derive from BaseException");
    }
    if (!plain && pd_is_unbound(cause)) {
        LeafResult r = make_plain(vm, &exception);
        if (r != LEAF_OK && r != LEAF_END)
            return r;
        plain = r == LEAF_OK;
    }
    if (!plain || !plain_cause) {
        bool none = pd_is_unbound(cause);
        return pd_vm_tail_call(vm, LIB_raise_slow, 3, exception, none ? VALUE_NONE : cause,
                               pd_from_bool(!none));
    }
    if (!pd_is_unbound(cause)) {
        Exception *e = PD_AS(Exception, &vm->heap, exception);
        pd_store(&vm->heap, &e->cause, cause);
        e->suppress_context = 1;
    }
    vm->raised = exception;
    return LEAF_RAISED;
}

LeafResult pd_vm_next_call(Vm *vm, Value iterator)
{
    Value method = pd_vm_special(vm, iterator, NAME_next);
    if (pd_is_unbound(method))
        return pd_vm_raise_type(vm, "'%s' object is not an iterator", iterator);
    if (pd_is_kind(&vm->heap, method, KIND_FUNCTION) ||
        pd_is_kind(&vm->heap, method, KIND_BUILTIN)) {
        return pd_vm_tail_value(vm, method, 1, &iterator);
    }
    Value bound = VALUE_NONE;
    LeafResult r = pd_vm_bind_special(vm, method, iterator, &bound);
    return r != LEAF_OK ? r : pd_vm_tail_value(vm, bound, 0, NULL);
}

LeafResult pd_vm_send(Vm *vm, Value iterator, Value v, Value *out)
{
    Kind kind = pd_kind(&vm->heap, iterator);
    if (kind == KIND_GENERATOR)
        return pd_vm_resume(vm, iterator, RESUME_SEND, v);
    if (pd_is_opaque(vm, iterator, TYPE_ASYNC_SEND))
        return pd_vm_async_send(vm, iterator, v);
    if (!pd_is_none(v))
        return pd_vm_tail_call(vm, LIB_send_slow, 2, iterator, v);
    if (kind != KIND_ITER)
        return pd_vm_next_call(vm, iterator);
    LeafResult r = pd_vm_iter_next(vm, PD_AS(Iter, &vm->heap, iterator), out);
    if (r == LEAF_END)
        *out = VALUE_NONE;
    return r;
}

Value pd_vm_module_of(Vm *vm, Value *registers)
{
    return pd_from_ref(PD_AS(FunctionObject, &vm->heap, pd_frame(registers)->function)->module);
}

/* Fills the cache words behind a LOAD_GLOBAL: {the value's ref, places_epoch}, {the module}. */
LeafResult pd_vm_load_global(Vm *vm, Value *registers, Instr *cache, Value name, Value *out)
{
    Heap *heap = &vm->heap;
    Dict *globals = pd_globals_of(vm, registers);
    Dict *found = globals;
    int64_t entry = pd_dict_find_name(heap, found, name);
    if (entry < 0) {
        found = PD_AS(Dict, heap, vm->image->builtins);
        entry = pd_dict_find_name(heap, found, name);
    }
    if (entry < 0)
        return pd_vm_raise_name(vm, name);
    Table *table = pd_at(heap, found->table);
    Value *place = &table->entries[entry * 2 + 1];
    *out = *place;
    if (heap->places_epoch == PLACES_EPOCH_END)
        return LEAF_OK;
    pd_dict_watch(heap, globals);
    cache[0] = (Instr){.x = pd_ref_to(heap, place), .y = heap->places_epoch};
    cache[1].x = PD_AS(FunctionObject, heap, pd_frame(registers)->function)->module;
    return LEAF_OK;
}

LeafResult pd_vm_store_global(Vm *vm, Value *registers, Value name, Value v)
{
    Heap *heap = &vm->heap;
    Dict *globals = pd_globals_of(vm, registers);
    int64_t entry = pd_dict_find_name(heap, globals, name);
    if (entry < 0)
        return pd_dict_set_name(heap, globals, name, v) ? LEAF_OK : LEAF_MEMORY;
    Table *table = pd_at(heap, globals->table);
    Value *place = &table->entries[entry * 2 + 1];
    pd_store(heap, place, v);
    if (heap->places_epoch == PLACES_EPOCH_END)
        return LEAF_OK;
    pd_dict_watch(heap, globals);
    Ref module = pd_ref_of(pd_vm_module_of(vm, registers));
    AttrMemo *memo = pd_attr_memo(vm, module, name, ATTR_GLOBAL);
    memo->name = pd_ref_of(name);
    memo->use = ATTR_GLOBAL;
    memo->words[0] = (Instr){.x = module, .y = pd_ref_to(heap, place)};
    memo->words[1] = (Instr){.x = vm->epoch, .y = heap->places_epoch};
    return LEAF_OK;
}

/* What is known of the attribute, found out now if it must be; for the site too, unless that knows
 * objects of another key. */
static const Instr *remember(Vm *vm, Value object, Value name, AttrUse use, Instr *site)
{
    Ref key = pd_attr_key(vm, object);
    AttrMemo *memo = pd_attr_memo(vm, key, name, use);
    if (!pd_attr_memo_hit(vm, memo, key, name, use)) {
        AttrCache entry = pd_vm_attr_cache(vm, object, name, use);
        memo->name = pd_ref_of(name);
        memo->use = (uint32_t)use;
        pd_cache_fill(vm, memo->words, &entry);
    }
    if (site[1].x != vm->epoch) {
        site[0] = memo->words[0];
        site[1] = memo->words[1];
    }
    return memo->words;
}

/* A site that knows another key already. */
static inline void no_site(const Vm *vm, Instr site[2])
{
    site[0] = site[1] = (Instr){.x = 0};
    site[1].x = vm->epoch;
}

Answer pd_vm_known_attr(Vm *vm, Value object, Value name, Value *out)
{
    Instr site[2];
    no_site(vm, site);
    const Instr *entry = remember(vm, object, name, ATTR_LOAD, site);
    if (pd_vm_attr_cached(vm, object, name, entry, out))
        return ANSWER_YES;
    return pd_cache_kind(entry) == ATTR_CACHE_MISSING ? ANSWER_NO : ANSWER_SLOW;
}

LeafResult pd_vm_assign_attr(Vm *vm, Value object, Value name, Value v)
{
    Instr site[2];
    no_site(vm, site);
    return pd_vm_store_attr(vm, object, name, v, site);
}

LeafResult pd_vm_load_attr(Vm *vm, Value object, Value name, Instr *site, Value *out)
{
    const Instr *entry = remember(vm, object, name, ATTR_LOAD, site);
    if (pd_vm_attr_cached(vm, object, name, entry, out))
        return LEAF_OK;
    if (pd_cache_kind(entry) == ATTR_CACHE_METHOD)
        return pd_vm_new_method(vm, pd_cache_value(entry), object, out);
    return pd_vm_get_attr(vm, object, name, out);
}

LeafResult pd_vm_store_attr(Vm *vm, Value object, Value name, Value v, Instr *site)
{
    const Instr *entry = remember(vm, object, name, ATTR_STORE, site);
    return pd_vm_store_cached(vm, object, entry, v) ? LEAF_OK : pd_vm_set_attr(vm, object, name, v);
}

/* A method of super(): which one it is does not depend on self, only on its class. */
static LeafResult super_method(Vm *vm, Value object, Value name, Value callable[2])
{
    const Super *super = PD_AS(Super, &vm->heap, object);
    Ref key = pd_is_unbound(super->self_class) ? 0 : pd_ref_of(super->self_class);
    uint32_t behind = pd_ref_of(super->cls);
    AttrMemo *memo = pd_attr_memo(vm, key, name, behind);
    bool of_class = pd_is(super->self, super->self_class);
    if (!of_class && pd_attr_memo_hit(vm, memo, key, name, behind)) {
        callable[0] = pd_cache_value(memo->words);
        callable[1] = super->self;
        return LEAF_OK;
    }
    LeafResult r = pd_vm_find_method(vm, object, name, &callable[0], &callable[1]);
    if (r == LEAF_OK && !of_class && pd_is(callable[1], super->self)) {
        AttrCache entry = {ATTR_CACHE_METHOD, (uint16_t)(callable[0].bits >> 48),
                           pd_ref_of(callable[0]), key};
        memo->name = pd_ref_of(name);
        memo->use = behind;
        pd_cache_fill(vm, memo->words, &entry);
    }
    return r;
}

LeafResult pd_vm_method_for_call(Vm *vm, Value object, Value name, Instr *site, Value callable[2])
{
    if (pd_is_kind(&vm->heap, object, KIND_SUPER))
        return super_method(vm, object, name, callable);
    const Instr *entry = remember(vm, object, name, ATTR_LOAD, site);
    if (pd_cache_kind(entry) == ATTR_CACHE_METHOD) {
        callable[0] = pd_cache_value(entry);
        callable[1] = object;
        return LEAF_OK;
    }
    callable[1] = VALUE_UNBOUND;
    if (pd_vm_attr_cached(vm, object, name, entry, &callable[0]))
        return LEAF_OK;
    return pd_vm_find_method(vm, object, name, &callable[0], &callable[1]);
}

/* The usual import: a module that is there already, by its absolute name, and no submodules to look
 * for. */
LeafResult pd_vm_import(Vm *vm, const Import *import, Value *out)
{
    Heap *heap = &vm->heap;
    const Str *text = PD_AS(Str, heap, import->name);
    bool dotted =
        pd_str_find(text, PD_AS(Str, heap, vm->image->names[NAME_dot]), 0, text->length) >= 0;
    if (import->level == 0 && !dotted) {
        Value found = VALUE_NONE;
        bool there = pd_dict_get_name(heap, PD_AS(Dict, heap, vm->roots[ROOT_MODULES]),
                                      import->name, &found);
        /* While the image is made, what is there has run: the library's modules are ordered. */
        bool done = there && !pd_is_none(found) &&
                    (!pd_is_kind(heap, found, KIND_MODULE) || /* sys.modules is open */
                     PD_AS(Module, heap, found)->state == MODULE_DONE || vm->program == NULL);
        if (done && (pd_is_none(import->names) || vm->program == NULL)) {
            *out = found;
            return LEAF_OK;
        }
    }
    return pd_vm_tail_call(vm, LIB_import_module, 4, import->importer, import->name,
                           pd_from_int(import->level), import->names);
}

LeafResult pd_vm_import_from(Vm *vm, Value module, Value name, Value *out)
{
    Heap *heap = &vm->heap;
    if (pd_is_kind(heap, module, KIND_MODULE) &&
        pd_dict_get_name(heap, pd_at(heap, PD_AS(Module, heap, module)->dict), name, out)) {
        return LEAF_OK;
    }
    return pd_vm_tail_call(vm, LIB_import_from, 2, module, name);
}
