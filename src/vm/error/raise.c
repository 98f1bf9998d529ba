/*
 * Raising from C: exceptions with texts, and names of types for these texts.
 *
 * Everything answers a LeafResult, so a leaf says `return pd_vm_raise(...)`. When there is no room
 * for the exception the answer is LEAF_MEMORY and the instruction is run again after a collection.
 */
#include "vm/vm_in.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { MESSAGE_BYTES = 1200 };

/* Length of the longest prefix of text that ends between two code points and has at most max bytes.
 */
static size_t cut_utf8(const char *text, size_t size, size_t max)
{
    if (size <= max) {
        return size;
    }
    size_t cut = max;
    while (cut > 0 && ((uint8_t)text[cut] & 0xc0) == 0x80) {
        cut--;
    }
    return cut;
}

TypeName pd_vm_text(const Vm *vm, Value str)
{
    TypeName name = {{0}};
    pd_assert(pd_is_kind(&vm->heap, str, KIND_STR));
    const Str *s = PD_AS(const Str, &vm->heap, str);
    if ((s->h.flags & STR_ASCII) != 0) {
        memcpy(name.text, pd_str_data(s), s->length < 200 ? s->length : 200);
        return name;
    }
    size_t size = 0;
    for (size_t i = 0; i < s->length; i++) {
        uint8_t bytes[UTF8_BYTES_MAX];
        size_t step = pd_utf8_encode(pd_str_at(s, i), UTF8_SURROGATES, bytes);
        if (size + step > 200) {
            break;
        }
        memcpy(name.text + size, bytes, step);
        size += step;
    }
    return name;
}

TypeName pd_vm_type_name(const Vm *vm, Value v)
{
    return pd_vm_text(vm, pd_vm_class_of(vm, v)->name);
}

/* Ref of the shape of new instances; 0 = memory. */
static Ref root_shape(Vm *vm, Class *cls)
{
    if (cls->root_shape != 0) {
        return cls->root_shape;
    }
    Ref ref = pd_ref_to(&vm->heap, cls);
    MethodCacheEntry *entry = pd_vm_class_entry(vm, ref, CACHED_SHAPE);
    if (!pd_vm_class_entry_is(vm, entry, ref, CACHED_SHAPE)) {
        const Shape *shape = pd_shape_root(&vm->heap, cls);
        if (shape == NULL) {
            return 0;
        }
        Value value = pd_value_to(&vm->heap, shape);
        *entry = (MethodCacheEntry){ref, CACHED_SHAPE, vm->epoch, 0, value};
    }
    return pd_ref_of(entry->value);
}

Exception *pd_vm_new_exception(Vm *vm, Class *cls, Value args)
{
    Heap *heap = &vm->heap;
    pd_assert((cls->flags & CLASS_EXCEPTION) != 0);
    pd_assert(pd_is_kind(heap, args, KIND_TUPLE));
    Ref shape = root_shape(vm, cls);
    if (shape == 0) {
        return NULL;
    }
    Exception *e = pd_heap_alloc_reserve(heap, sizeof *e, KIND_EXCEPTION, 0);
    if (e == NULL) {
        return NULL;
    }
    e->shape = shape;
    e->overflow = 0;
    e->args = args;
    e->cause = VALUE_NONE;
    e->context = VALUE_NONE;
    e->traceback = VALUE_NONE;
    e->detail = VALUE_UNBOUND;
    e->suppress_context = 0;
    e->unused = 0;
    return e;
}

LeafResult pd_vm_raise_value(Vm *vm, Value exception)
{
    pd_assert(pd_is_kind(&vm->heap, exception, KIND_EXCEPTION));
    vm->raised = exception;
    return LEAF_RAISED;
}

LeafResult pd_vm_raise_args(Vm *vm, ExcId id, const Value *args, uint32_t count)
{
    Tuple *tuple = pd_tuple_new(&vm->heap, args, count);
    if (tuple == NULL) {
        return LEAF_MEMORY;
    }
    Class *cls = pd_class(vm, pd_exc(vm, id));
    Exception *e = pd_vm_new_exception(vm, cls, pd_value_to(&vm->heap, tuple));
    if (e == NULL) {
        return LEAF_MEMORY;
    }
    bool has_value = id == EXC_STOP_ITERATION || id == EXC_SYSTEM_EXIT;
    if (has_value && count > 0) {
        e->detail = args[0];
    }
    return pd_vm_raise_value(vm, pd_value_to(&vm->heap, e));
}

/* Whether all conversions of a format are %s or %%: printf takes long, and most texts need no more.
 */
static bool has_texts_only(const char *format)
{
    for (const char *p = strchr(format, '%'); p != NULL; p = strchr(p + 2, '%')) {
        if (p[1] != 's' && p[1] != '%') {
            return false;
        }
    }
    return true;
}

/* As vsnprintf for such a format, but for the length given back: what was written. */
static size_t put_texts(char *out, size_t room, const char *format, va_list texts)
{
    size_t size = 0;
    for (const char *p = format; *p != 0 && size + 1 < room;) {
        const char *part = p;
        size_t length = strcspn(p, "%");
        if (length != 0) {
            p += length;
        } else if (p[1] == 's') {
            part = va_arg(texts, const char *);
            length = strlen(part);
            p += 2;
        } else {
            length = 1;
            p += 2;
        }
        length = length < room - size - 1 ? length : room - size - 1;
        memcpy(out + size, part, length);
        size += length;
    }
    out[size] = 0;
    return size;
}

static size_t put_name(char *out, size_t room, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    size_t size = put_texts(out, room, format, list);
    va_end(list);
    return size;
}

static LeafResult raise_text(Vm *vm, ExcId id, const char *text, size_t size)
{
    Str *message = pd_str_new_utf8(&vm->heap, pd_bytes(text, size));
    if (message == NULL) {
        return LEAF_MEMORY;
    }
    Value value = pd_value_to(&vm->heap, message);
    return pd_vm_raise_args(vm, id, &value, 1);
}

LeafResult pd_vm_raise(Vm *vm, ExcId id, const char *format, ...)
{
    char text[MESSAGE_BYTES];
    va_list list;
    va_start(list, format);
    size_t size;
    if (has_texts_only(format)) {
        size = put_texts(text, sizeof text, format, list);
    } else {
        int length = vsnprintf(text, sizeof text, format, list);
        pd_assert(length >= 0);
        size = (size_t)length < sizeof text ? (size_t)length : sizeof text - 1;
    }
    va_end(list);
    return raise_text(vm, id, text, cut_utf8(text, size, MESSAGE_BYTES - 4));
}

LeafResult pd_vm_raise_key(Vm *vm, Value key)
{
    return pd_vm_raise_args(vm, EXC_KEY_ERROR, &key, 1);
}

LeafResult pd_vm_raise_misuse(Vm *vm, const char *intrinsic)
{
    return pd_vm_raise(vm, EXC_SYSTEM_ERROR, "%s() got an argument of the wrong kind", intrinsic);
}

LeafResult pd_vm_raise_type(Vm *vm, const char *format, Value v)
{
    char text[MESSAGE_BYTES / 2];
    TypeName name = pd_vm_type_name(vm, v);
    size_t size = put_name(text, sizeof text, format, name.text);
    return raise_text(vm, EXC_TYPE_ERROR, text, size);
}

/* What makes v unhashable: v itself, or an item of a tuple. */
static Value unhashable_part(Vm *vm, Value v)
{
    Heap *heap = &vm->heap;
    for (uint32_t depth = 0; depth < HEAP_NESTING_MAX && pd_is_kind(heap, v, KIND_TUPLE); depth++) {
        const Tuple *tuple = PD_AS(const Tuple, heap, v);
        uint32_t i = 0;
        int64_t hash;
        while (i < tuple->length && pd_hash_value(heap, tuple->items[i], &hash) != ANSWER_ERROR) {
            i++;
        }
        if (i == tuple->length) {
            break;
        }
        v = tuple->items[i];
    }
    return v;
}

LeafResult pd_vm_answer_failed(Vm *vm, Answer answer, Value about)
{
    switch (answer) {
    case ANSWER_MEMORY: return LEAF_MEMORY;
    case ANSWER_ERROR:
        return pd_vm_raise_type(vm, "unhashable type: '%s'", unhashable_part(vm, about));
    case ANSWER_LIMIT:
        if (vm->heap.lookup_work > LOOKUP_WORK_MAX) {
            return pd_vm_raise(vm, EXC_RUNTIME_ERROR, "too many keys have equal hashes");
        }
        if (pd_is_integer(&vm->heap, about) || pd_is_float(about)) {
            return pd_vm_raise(vm, EXC_OVERFLOW_ERROR, "int too large: more than %llu bits",
                               (unsigned long long)vm->limits.int_bits);
        }
        return pd_vm_raise(vm, EXC_RECURSION_ERROR,
                           "maximum recursion depth exceeded in comparison");
    case ANSWER_NO:
    case ANSWER_YES:
    case ANSWER_SLOW: break;
    }
    pd_unreachable();
}

static LeafResult set_tail(Vm *vm, Value callable, uint32_t count)
{
    vm->tail.callable = callable;
    vm->tail.count = count;
    vm->tail.star = VALUE_UNBOUND;
    vm->tail.keywords = VALUE_UNBOUND;
    vm->tail.phase = PHASE_ONLY;
    return LEAF_CALL;
}

/* Names of the library functions, for the message when the library lacks one. */
static const char *const lib_names[LIB_COUNT] = {
#define LIB(id) #id,
#include "vm/lib.def"
#undef LIB
};

LeafResult pd_vm_tail_call(Vm *vm, LibId id, uint32_t count, ...)
{
    pd_assert(count <= ARRAY_COUNT(vm->tail.args));
    if (pd_is_unbound(vm->image->lib[id])) {
        return pd_vm_raise(vm, EXC_SYSTEM_ERROR, "the library lacks %s", lib_names[id]);
    }
    va_list list;
    va_start(list, count);
    for (uint32_t i = 0; i < count; i++) {
        vm->tail.args[i] = va_arg(list, Value);
    }
    va_end(list);
    return set_tail(vm, vm->image->lib[id], count);
}

/* The flags of a class in a forged snapshot may promise methods that it does not have. */
static LeafResult raise_lacking(Vm *vm)
{
    return pd_vm_raise(vm, EXC_SYSTEM_ERROR, "a class lacks a method that it is said to have");
}

LeafResult pd_vm_tail_value(Vm *vm, Value callable, uint32_t count, const Value *args)
{
    pd_assert(count <= ARRAY_COUNT(vm->tail.args));
    if (pd_is_unbound(callable)) {
        return raise_lacking(vm);
    }
    for (uint32_t i = 0; i < count; i++) {
        vm->tail.args[i] = args[i];
    }
    return set_tail(vm, callable, count);
}

LeafResult pd_vm_tail_ask(Vm *vm, Value method, uint8_t phase, uint32_t count, const Value *args)
{
    pd_assert(pd_is_kind(&vm->heap, method, KIND_FUNCTION) && pd_phase_checks(phase));
    LeafResult r = pd_vm_tail_value(vm, method, count, args);
    vm->tail.phase = phase;
    return r;
}

LeafResult pd_vm_tail_apply(Vm *vm, Value callable, Value star, Value keywords)
{
    if (pd_is_unbound(callable)) {
        return raise_lacking(vm);
    }
    pd_assert(pd_is_kind(&vm->heap, star, KIND_TUPLE) || pd_is_kind(&vm->heap, star, KIND_LIST));
    LeafResult result = set_tail(vm, callable, 0);
    vm->tail.star = star;
    vm->tail.keywords = keywords;
    return result;
}
