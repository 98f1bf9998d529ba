/*
 * Exceptions: making them, their attributes, and their texts.
 *
 * All builtin exceptions are one kind of object. What some classes add to args (errno, name, end of
 * a SyntaxError ...) stands in `detail`: a tuple whose layout the class decides, or the value of
 * StopIteration and SystemExit itself. Absent parts are None.
 */
#include "vm/error/exception_in.h"

#include <string.h>

enum { OS_ERROR_FIELDS = 4, SYNTAX_ERROR_FIELDS = 8, UNICODE_ERROR_FIELDS = 5 };

static LeafResult give(Value v, Value *result)
{
    *result = v;
    return LEAF_OK;
}

static Exception *self_exception(const Vm *vm, const Value *args)
{
    pd_assert(pd_is_kind(&vm->heap, args[0], KIND_EXCEPTION));
    return PD_AS(Exception, &vm->heap, args[0]);
}

bool pd_exception_is(const Vm *vm, const Class *cls, ExcId id)
{
    return pd_vm_is_subclass(vm, cls, pd_at(&vm->heap, vm->image->exceptions[id]));
}

/* ---- making ---- */

static LeafResult set_detail(Vm *vm, Exception *e, const Value *fields, uint32_t count)
{
    Tuple *tuple = pd_tuple_new(&vm->heap, fields, count);
    if (tuple == NULL) {
        return LEAF_MEMORY;
    }
    pd_store(&vm->heap, &e->detail, pd_value_to(&vm->heap, tuple));
    return LEAF_OK;
}

/* OSError(errno, strerror, filename, winerror, filename2): args keeps the first two. */
static LeafResult fill_os_error(Vm *vm, Exception *e, const Tuple *args)
{
    if (args->length < 2 || args->length > 5) {
        return LEAF_OK;
    }
    Value fields[OS_ERROR_FIELDS] = {args->items[0], args->items[1], VALUE_NONE, VALUE_NONE};
    fields[2] = args->length > 2 ? args->items[2] : VALUE_NONE;
    fields[3] = args->length > 4 ? args->items[4] : VALUE_NONE;
    if (args->length > 2) {
        Tuple *two = pd_tuple_new(&vm->heap, args->items, 2);
        if (two == NULL) {
            return LEAF_MEMORY;
        }
        pd_store(&vm->heap, &e->args, pd_value_to(&vm->heap, two));
    }
    return set_detail(vm, e, fields, OS_ERROR_FIELDS);
}

/* The items of what can be iterated without program code. */
static LeafResult as_tuple(Vm *vm, Value v, const Tuple **out)
{
    Value inner = pd_vm_unwrap(vm, v);
    if (pd_is_kind(&vm->heap, inner, KIND_TUPLE)) {
        *out = PD_AS(const Tuple, &vm->heap, inner);
        return LEAF_OK;
    }
    if (!pd_vm_iterates_in_c(vm, v)) {
        return pd_vm_raise_type(vm, "'%s' object is not iterable", v);
    }
    Value items = VALUE_NONE;
    LeafResult answer = pd_vm_collect_items(vm, v, &items);
    if (answer != LEAF_OK) {
        return answer;
    }
    const List *list = PD_AS(List, &vm->heap, items);
    *out = pd_tuple_new(&vm->heap, pd_list_items(&vm->heap, list), list->length);
    return *out == NULL ? LEAF_MEMORY : LEAF_OK;
}

static LeafResult fill_syntax_error(Vm *vm, Exception *e, const Tuple *args)
{
    Value fields[SYNTAX_ERROR_FIELDS];
    for (uint32_t i = 0; i < SYNTAX_ERROR_FIELDS; i++) {
        fields[i] = VALUE_NONE;
    }
    if (args->length > 0) {
        fields[0] = args->items[0];
    }
    if (args->length == 2) {
        const Tuple *place = NULL;
        LeafResult answer = as_tuple(vm, args->items[1], &place);
        if (answer != LEAF_OK) {
            return answer;
        }
        pd_assert(place != NULL);
        if (place->length < 4 || place->length > 6) {
            return pd_vm_raise(vm, EXC_TYPE_ERROR, "function takes %s %u arguments (%u given)",
                               place->length < 4 ? "at least" : "at most",
                               place->length < 4 ? 4u : 6u, place->length);
        }
        for (uint32_t i = 0; i < place->length; i++) {
            fields[i + 1] = place->items[i];
        }
        if (place->length == 5) {
            return pd_vm_raise(vm, EXC_TYPE_ERROR,
                               "end_offset must be provided when end_lineno is provided");
        }
    }
    return set_detail(vm, e, fields, SYNTAX_ERROR_FIELDS);
}

static LeafResult fill_unicode_error(Vm *vm, Exception *e, const Tuple *args, const char *kinds)
{
    uint32_t count = (uint32_t)strlen(kinds);
    if (args->length != count) {
        return pd_vm_raise(vm, EXC_TYPE_ERROR, "function takes exactly %u arguments (%u given)",
                           count, args->length);
    }
    for (uint32_t i = 0; i < count; i++) {
        Value v = pd_vm_unwrap(vm, args->items[i]);
        bool fits = kinds[i] == 's'   ? pd_is_kind(&vm->heap, v, KIND_STR)
                    : kinds[i] == 'b' ? pd_is_kind(&vm->heap, v, KIND_BYTES) ||
                                            pd_is_kind(&vm->heap, v, KIND_BYTEARRAY)
                                      : pd_is_integer(&vm->heap, v);
        if (!fits) {
            if (kinds[i] != 's') {
                return pd_vm_raise_type(vm,
                                        kinds[i] == 'i'
                                            ? "'%s' object cannot be interpreted as an integer"
                                            : "a bytes-like object is required, not '%s'",
                                        v);
            }
            return pd_vm_raise(vm, EXC_TYPE_ERROR, "argument %u must be str, not %s", i + 1,
                               pd_vm_type_name(vm, v).text);
        }
    }
    Value fields[UNICODE_ERROR_FIELDS] = {VALUE_NONE, VALUE_NONE, VALUE_NONE, VALUE_NONE,
                                          VALUE_NONE};
    for (uint32_t i = 0; i < count; i++) {
        fields[UNICODE_ERROR_FIELDS - count + i] = args->items[i];
    }
    return set_detail(vm, e, fields, UNICODE_ERROR_FIELDS);
}

/* Named arguments that a class takes, by field of the detail; others are refused. */
typedef struct NamedFields {
    ExcId id;
    uint32_t count;
    uint32_t first; /* field of names[0] */
    const char *class_name;
    const char *names[2];
} NamedFields;

static const NamedFields named_fields[] = {
    {EXC_IMPORT_ERROR, 2, 1, "ImportError", {"name", "path"}},
    {EXC_NAME_ERROR, 1, 0, "NameError", {"name", NULL}},
    {EXC_ATTRIBUTE_ERROR, 2, 0, "AttributeError", {"name", "obj"}},
};

static LeafResult fill_named(Vm *vm, Exception *e, const NamedFields *rule, const Value *args)
{
    Heap *heap = &vm->heap;
    const Tuple *positional = PD_AS(Tuple, heap, args[1]);
    Value fields[3] = {VALUE_NONE, VALUE_NONE, VALUE_NONE};
    if (rule->first == 1 && positional->length == 1) {
        fields[0] = positional->items[0];
    }
    uint32_t position = 0;
    Value key;
    Value v;
    const Dict *named = pd_is_unbound(args[2]) ? NULL : PD_AS(Dict, heap, args[2]);
    while (named != NULL && pd_dict_next(heap, named, &position, &key, &v)) {
        bool known = false;
        for (uint32_t i = 0; i < rule->count; i++) {
            if (pd_str_equals_ascii(PD_AS(Str, heap, key), rule->names[i])) {
                fields[rule->first + i] = v;
                known = true;
            }
        }
        if (!known) {
            return pd_vm_raise(vm, EXC_TYPE_ERROR, "'%s' is an invalid keyword argument for %s()",
                               pd_vm_text(vm, key).text, rule->class_name);
        }
    }
    return set_detail(vm, e, fields, rule->first + rule->count);
}

/* The classes that make something of their arguments; they are bits of what is known of a class. */
typedef enum Filler {
    FILLER_IMPORT_ERROR, /* these three as in named_fields */
    FILLER_NAME_ERROR,
    FILLER_ATTRIBUTE_ERROR,
    FILLER_STOP_ITERATION,
    FILLER_SYSTEM_EXIT,
    FILLER_OS_ERROR,
    FILLER_SYNTAX_ERROR,
    FILLER_UNICODE_DECODE_ERROR,
    FILLER_UNICODE_ENCODE_ERROR,
    FILLER_UNICODE_TRANSLATE_ERROR,
    FILLER_COUNT
} Filler;

/* Which of them cls is below, as bits; remembered with its methods. */
static uint32_t fillers_of(Vm *vm, const Class *cls)
{
    static const uint8_t ids[FILLER_COUNT] = {
        [FILLER_IMPORT_ERROR] = EXC_IMPORT_ERROR,
        [FILLER_NAME_ERROR] = EXC_NAME_ERROR,
        [FILLER_ATTRIBUTE_ERROR] = EXC_ATTRIBUTE_ERROR,
        [FILLER_STOP_ITERATION] = EXC_STOP_ITERATION,
        [FILLER_SYSTEM_EXIT] = EXC_SYSTEM_EXIT,
        [FILLER_OS_ERROR] = EXC_OS_ERROR,
        [FILLER_SYNTAX_ERROR] = EXC_SYNTAX_ERROR,
        [FILLER_UNICODE_DECODE_ERROR] = EXC_UNICODE_DECODE_ERROR,
        [FILLER_UNICODE_ENCODE_ERROR] = EXC_UNICODE_ENCODE_ERROR,
        [FILLER_UNICODE_TRANSLATE_ERROR] = EXC_UNICODE_TRANSLATE_ERROR,
    };
    Ref ref = pd_ref_to(&vm->heap, cls);
    MethodCacheEntry *entry = pd_vm_class_entry(vm, ref, CACHED_FILLERS);
    if (!pd_vm_class_entry_is(vm, entry, ref, CACHED_FILLERS)) {
        uint32_t fillers = 0;
        for (uint32_t i = 0; i < FILLER_COUNT; i++) {
            fillers |= pd_exception_is(vm, cls, (ExcId)ids[i]) ? UINT32_C(1) << i : 0;
        }
        *entry = (MethodCacheEntry){ref, CACHED_FILLERS, vm->epoch, 0, pd_from_int(fillers)};
    }
    return (uint32_t)pd_int_of(entry->value);
}

static bool has_filler(uint32_t fillers, Filler filler)
{
    return (fillers >> filler & 1) != 0;
}

static const NamedFields *named_fields_of(uint32_t fillers)
{
    for (uint32_t i = 0; i < ARRAY_COUNT(named_fields); i++) {
        if (has_filler(fillers, (Filler)(FILLER_IMPORT_ERROR + i))) {
            return &named_fields[i];
        }
    }
    return NULL;
}

/* What the class makes of its arguments: args as for the leaf; initialising: __init__, not __new__.
 */
static LeafResult fill(Vm *vm, Exception *e, const Value *args, bool initialising)
{
    const Class *cls = pd_instance_class(&vm->heap, &e->h);
    const Tuple *positional = PD_AS(Tuple, &vm->heap, args[1]);
    bool named = !pd_is_unbound(args[2]) && PD_AS(Dict, &vm->heap, args[2])->used > 0;
    uint32_t fillers = fillers_of(vm, cls);
    if (LIKELY(fillers == 0 && !named)) {
        return LEAF_OK;
    }
    const NamedFields *rule = named_fields_of(fillers);
    if (rule != NULL && (named ? initialising : rule->first == 1)) {
        return fill_named(vm, e, rule, args);
    }
    if (named && initialising) {
        return pd_vm_raise(vm, EXC_TYPE_ERROR, "%s() takes no keyword arguments",
                           pd_vm_text(vm, cls->name).text);
    }
    if (has_filler(fillers, FILLER_STOP_ITERATION)) {
        e->detail = positional->length > 0 ? positional->items[0] : VALUE_NONE;
    } else if (has_filler(fillers, FILLER_SYSTEM_EXIT)) {
        e->detail = positional->length == 1 ? positional->items[0]
                                            : (positional->length == 0 ? VALUE_NONE : args[1]);
    } else if (has_filler(fillers, FILLER_OS_ERROR)) {
        return fill_os_error(vm, e, positional);
    } else if (has_filler(fillers, FILLER_SYNTAX_ERROR)) {
        return fill_syntax_error(vm, e, positional);
    } else if (initialising && has_filler(fillers, FILLER_UNICODE_DECODE_ERROR)) {
        return fill_unicode_error(vm, e, positional, "sbiis");
    } else if (initialising && has_filler(fillers, FILLER_UNICODE_ENCODE_ERROR)) {
        return fill_unicode_error(vm, e, positional, "ssiis");
    } else if (initialising && has_filler(fillers, FILLER_UNICODE_TRANSLATE_ERROR)) {
        return fill_unicode_error(vm, e, positional, "siis");
    }
    return LEAF_OK;
}

typedef struct ErrnoClass {
    uint8_t number;
    uint8_t id; /* ExcId */
} ErrnoClass;

/* The numbers are Linux's on every machine. */
static const ErrnoClass errno_classes[] = {
    {11, EXC_BLOCKING_IO_ERROR},         {114, EXC_BLOCKING_IO_ERROR},
    {115, EXC_BLOCKING_IO_ERROR},        {32, EXC_BROKEN_PIPE_ERROR},
    {108, EXC_BROKEN_PIPE_ERROR},        {10, EXC_CHILD_PROCESS_ERROR},
    {103, EXC_CONNECTION_ABORTED_ERROR}, {111, EXC_CONNECTION_REFUSED_ERROR},
    {104, EXC_CONNECTION_RESET_ERROR},   {17, EXC_FILE_EXISTS_ERROR},
    {2, EXC_FILE_NOT_FOUND_ERROR},       {21, EXC_IS_A_DIRECTORY_ERROR},
    {20, EXC_NOT_A_DIRECTORY_ERROR},     {4, EXC_INTERRUPTED_ERROR},
    {13, EXC_PERMISSION_ERROR},          {1, EXC_PERMISSION_ERROR},
    {3, EXC_PROCESS_LOOKUP_ERROR},       {110, EXC_TIMEOUT_ERROR},
};

/* OSError(2, "...") is a FileNotFoundError. */
static Class *class_for_errno(const Vm *vm, Class *cls, const Tuple *args)
{
    bool is_base = pd_ref_to(&vm->heap, cls) == vm->image->exceptions[EXC_OS_ERROR];
    if (!is_base || args->length < 2 || args->length > 5 || !pd_is_int(args->items[0])) {
        return cls;
    }
    for (size_t i = 0; i < ARRAY_COUNT(errno_classes); i++) {
        if (errno_classes[i].number == pd_int_of(args->items[0])) {
            return pd_at(&vm->heap, vm->image->exceptions[errno_classes[i].id]);
        }
    }
    return cls;
}

static LeafResult make(Vm *vm, const Value *args, Value *result)
{
    Class *cls = class_for_errno(vm, pd_class(vm, args[0]), PD_AS(Tuple, &vm->heap, args[1]));
    Exception *e = pd_vm_new_exception(vm, cls, args[1]);
    if (e == NULL) {
        return LEAF_MEMORY;
    }
    *result = pd_value_to(&vm->heap, e);
    return fill(vm, e, args, false);
}

/* args: class, positional arguments, named ones */
static LeafResult exception_new(Vm *vm, const Value *args, Value *result)
{
    if (!pd_is_kind(&vm->heap, args[0], KIND_CLASS)) {
        return pd_vm_raise_type(vm, "BaseException.__new__(X): X is not a type object (%s)",
                                args[0]);
    }
    if ((pd_class(vm, args[0])->flags & CLASS_EXCEPTION) == 0) {
        TypeName name = pd_vm_text(vm, pd_class(vm, args[0])->name);
        return pd_vm_raise(vm, EXC_TYPE_ERROR,
                           "BaseException.__new__(%s): %s is not a subtype of BaseException",
                           name.text, name.text);
    }
    return make(vm, args, result);
}

static LeafResult exception_init(Vm *vm, const Value *args, Value *result)
{
    Exception *e = self_exception(vm, args);
    *result = VALUE_NONE;
    pd_store(&vm->heap, &e->args, args[1]);
    return fill(vm, e, args, true);
}

static bool is_leaf(const Vm *vm, Value v, LeafFn *fn)
{
    return pd_is_kind(&vm->heap, v, KIND_BUILTIN) &&
           pd_binding(vm, PD_AS(Builtin, &vm->heap, v)->leaf)->fn == fn;
}

bool pd_vm_begins_exception(const Vm *vm, Value cls, Value new_fn)
{
    return is_leaf(vm, new_fn, exception_new) && !pd_is(cls, pd_exc(vm, EXC_BASE_EXCEPTION));
}

bool pd_vm_constructs_exception(const Vm *vm, Value cls, Value new_fn, Value init)
{
    return pd_vm_begins_exception(vm, cls, new_fn) && is_leaf(vm, init, exception_init);
}

LeafResult pd_vm_begin_exception(Vm *vm, Value cls, const Value *args, uint32_t count, Value *out)
{
    const Tuple *items = pd_tuple_new(&vm->heap, args, count);
    if (items == NULL) {
        return LEAF_MEMORY;
    }
    Value bound[] = {cls, pd_value_to(&vm->heap, items), VALUE_UNBOUND};
    return make(vm, bound, out);
}

/* __new__ and __init__ get a tuple each. */
LeafResult pd_vm_construct_exception(Vm *vm, Value cls, const Value *args, uint32_t count,
                                     Value *out)
{
    Value exception = VALUE_NONE;
    LeafResult result = pd_vm_begin_exception(vm, cls, args, count, &exception);
    if (result != LEAF_OK) {
        return result;
    }
    const Tuple *items = pd_tuple_new(&vm->heap, args, count);
    if (items == NULL) {
        return LEAF_MEMORY;
    }
    Value bound[] = {exception, pd_value_to(&vm->heap, items), VALUE_UNBOUND};
    Value none;
    *out = exception;
    return exception_init(vm, bound, &none);
}

/* ---- attributes that all have ---- */

static LeafResult get_args(Vm *vm, const Value *args, Value *result)
{
    return give(self_exception(vm, args)->args, result);
}

static LeafResult set_args(Vm *vm, const Value *args, Value *result)
{
    (void)result;
    if (pd_is_unbound(args[1])) {
        return pd_vm_raise(vm, EXC_TYPE_ERROR, "args may not be deleted");
    }
    const Tuple *items = NULL;
    LeafResult answer = as_tuple(vm, args[1], &items);
    if (answer != LEAF_OK) {
        return answer;
    }
    pd_assert(items != NULL);
    Value v = pd_value_to(&vm->heap, items);
    pd_store(&vm->heap, &self_exception(vm, args)->args, v);
    return LEAF_OK;
}

static LeafResult get_cause(Vm *vm, const Value *args, Value *result)
{
    return give(self_exception(vm, args)->cause, result);
}

/* None or an exception; else TypeError naming the attribute. */
static LeafResult check_linked(Vm *vm, Value v, const char *what)
{
    if (pd_is_unbound(v)) {
        return pd_vm_raise(vm, EXC_TYPE_ERROR, "__%s__ may not be deleted", what);
    }
    if (pd_is_none(v) || pd_is_kind(&vm->heap, v, KIND_EXCEPTION)) {
        return LEAF_OK;
    }
    return pd_vm_raise(vm, EXC_TYPE_ERROR, "exception %s must be None or derive from BaseException",
                       what);
}

static LeafResult set_cause(Vm *vm, const Value *args, Value *result)
{
    (void)result;
    LeafResult answer = check_linked(vm, args[1], "cause");
    if (answer == LEAF_OK) {
        Exception *e = self_exception(vm, args);
        pd_store(&vm->heap, &e->cause, args[1]);
        e->suppress_context = 1;
    }
    return answer;
}

static LeafResult get_context(Vm *vm, const Value *args, Value *result)
{
    return give(self_exception(vm, args)->context, result);
}

static LeafResult set_context(Vm *vm, const Value *args, Value *result)
{
    (void)result;
    LeafResult answer = check_linked(vm, args[1], "context");
    if (answer == LEAF_OK) {
        pd_store(&vm->heap, &self_exception(vm, args)->context, args[1]);
    }
    return answer;
}

static LeafResult get_suppress(Vm *vm, const Value *args, Value *result)
{
    return give(pd_from_bool(self_exception(vm, args)->suppress_context != 0), result);
}

static LeafResult set_suppress(Vm *vm, const Value *args, Value *result)
{
    (void)result;
    if (!pd_is_bool(args[1])) {
        return pd_vm_raise(vm, EXC_TYPE_ERROR, "attribute value type must be bool");
    }
    self_exception(vm, args)->suppress_context = pd_is(args[1], VALUE_TRUE);
    return LEAF_OK;
}

static LeafResult get_traceback(Vm *vm, const Value *args, Value *result)
{
    return give(self_exception(vm, args)->traceback, result);
}

static LeafResult set_traceback(Vm *vm, const Value *args, Value *result)
{
    (void)result;
    if (pd_is_unbound(args[1])) {
        return pd_vm_raise(vm, EXC_TYPE_ERROR, "__traceback__ may not be deleted");
    }
    if (!pd_is_none(args[1]) && !pd_is_kind(&vm->heap, args[1], KIND_TRACEBACK)) {
        return pd_vm_raise(vm, EXC_TYPE_ERROR, "__traceback__ must be a traceback or None");
    }
    pd_store(&vm->heap, &self_exception(vm, args)->traceback, args[1]);
    return LEAF_OK;
}

static LeafResult with_traceback(Vm *vm, const Value *args, Value *result)
{
    *result = args[0];
    return set_traceback(vm, args, result);
}

static LeafResult add_note(Vm *vm, const Value *args, Value *result)
{
    Heap *heap = &vm->heap;
    *result = VALUE_NONE;
    if (!pd_is_kind(heap, pd_vm_unwrap(vm, args[1]), KIND_STR)) {
        return pd_vm_raise_type(vm, "note must be a str, not '%s'", args[1]);
    }
    Value notes;
    Value name = pd_name(vm, NAME_notes);
    if (pd_vm_own_get(vm, args[0], name, &notes)) {
        if (!pd_is_kind(heap, notes, KIND_LIST)) {
            return pd_vm_raise(vm, EXC_TYPE_ERROR, "Cannot add note: __notes__ is not a list");
        }
        return pd_list_append(heap, PD_AS(List, heap, notes), args[1]) ? LEAF_OK : LEAF_MEMORY;
    }
    List *list = pd_list_from(heap, &args[1], 1);
    return list == NULL ? LEAF_MEMORY : pd_vm_own_set(vm, args[0], name, pd_value_to(heap, list));
}

static LeafResult exception_repr(Vm *vm, const Value *args, Value *result)
{
    return pd_vm_repr_exception(vm, args[0], result);
}

static LeafResult exception_str(Vm *vm, const Value *args, Value *result)
{
    return pd_exception_str_plain(vm, args[0], result);
}

static LeafResult exception_reduce(Vm *vm, const Value *args, Value *result)
{
    Heap *heap = &vm->heap;
    Value parts[3] = {pd_value_to(heap, pd_vm_class_of(vm, args[0])),
                      self_exception(vm, args)->args, VALUE_NONE};
    const Shape *shape = pd_at(heap, self_exception(vm, args)->shape);
    bool carries = shape->count > 0;
    if (carries) {
        Dict *dict = pd_vm_own_dict(vm, args[0]);
        if (dict == NULL) {
            return LEAF_MEMORY;
        }
        parts[2] = pd_value_to(heap, dict);
    }
    return pd_object_give(vm, pd_tuple_new(heap, parts, carries ? 3 : 2), result);
}

static const LeafDef base_defs[] = {
    {"__new__", "!cls, /, *args, **kwargs", exception_new, LEAF_NEW},
    {"__init__", "self, /, *args, **kwargs", exception_init, LEAF_SLOT},
    {"__repr__", "self, /", exception_repr, LEAF_SLOT},
    {"__str__", "self, /", exception_str, LEAF_SLOT},
    {"__reduce__", "self, /", exception_reduce, LEAF_METHOD},
    {"args", "self, /", get_args, LEAF_GETTER},
    {"args", "self, value, /", set_args, LEAF_SETTER},
    {"__cause__", "self, /", get_cause, LEAF_GETTER},
    {"__cause__", "self, value, /", set_cause, LEAF_SETTER},
    {"__context__", "self, /", get_context, LEAF_GETTER},
    {"__context__", "self, value, /", set_context, LEAF_SETTER},
    {"__suppress_context__", "self, /", get_suppress, LEAF_GETTER},
    {"__suppress_context__", "self, value, /", set_suppress, LEAF_SETTER},
    {"__traceback__", "self, /", get_traceback, LEAF_GETTER},
    {"__traceback__", "self, value, /", set_traceback, LEAF_SETTER},
    {"with_traceback", "self, tb, /", with_traceback, LEAF_METHOD},
    {"add_note", "self, note, /", add_note, LEAF_METHOD},
};

/* ---- fields of the detail ---- */

static LeafResult get_detail(Vm *vm, const Value *args, Value *result)
{
    return give(pd_object_or_none(self_exception(vm, args)->detail), result);
}

static LeafResult set_whole_detail(Vm *vm, const Value *args, Value *result)
{
    (void)result;
    pd_store(&vm->heap, &self_exception(vm, args)->detail, pd_object_or_none(args[1]));
    return LEAF_OK;
}

Value pd_exception_field(const Vm *vm, const Exception *e, uint32_t index)
{
    if (!pd_is_kind(&vm->heap, e->detail, KIND_TUPLE)) {
        return VALUE_NONE;
    }
    const Tuple *detail = PD_AS(Tuple, &vm->heap, e->detail);
    return index < detail->length ? detail->items[index] : VALUE_NONE;
}

static LeafResult set_field(Vm *vm, const Value *args, uint32_t index)
{
    Value fields[SYNTAX_ERROR_FIELDS];
    Exception *e = self_exception(vm, args);
    for (uint32_t i = 0; i < SYNTAX_ERROR_FIELDS; i++) {
        fields[i] = pd_exception_field(vm, e, i);
    }
    fields[index] = pd_object_or_none(args[1]);
    return set_detail(vm, e, fields, SYNTAX_ERROR_FIELDS);
}

#define FIELD(index)                                                            \
 static LeafResult get_field_##index(Vm *vm, const Value *args, Value *result)  \
 {                                                                              \
  return give(pd_exception_field(vm, self_exception(vm, args), index), result); \
 }                                                                              \
 static LeafResult set_field_##index(Vm *vm, const Value *args, Value *result)  \
 {                                                                              \
  (void)result;                                                                 \
  return set_field(vm, args, index);                                            \
 }
FIELD(0)
FIELD(1)
FIELD(2)
FIELD(3)
FIELD(4)
FIELD(5)
FIELD(6)
FIELD(7)
#undef FIELD

#define ATTRIBUTE(name, index)                           \
 {name, "self, /", get_field_##index, LEAF_GETTER},      \
 {                                                       \
  name, "self, value, /", set_field_##index, LEAF_SETTER \
 }
#define WHOLE(name)                                     \
 {name, "self, /", get_detail, LEAF_GETTER},            \
 {                                                      \
  name, "self, value, /", set_whole_detail, LEAF_SETTER \
 }
#define STR                                                 \
 {                                                          \
  "__str__", "self, /", pd_exception_str_special, LEAF_SLOT \
 }

static const LeafDef stop_iteration_defs[] = {WHOLE("value")};
static const LeafDef system_exit_defs[] = {WHOLE("code")};
static const LeafDef os_error_defs[] = {
    ATTRIBUTE("errno", 0),
    ATTRIBUTE("strerror", 1),
    ATTRIBUTE("filename", 2),
    ATTRIBUTE("filename2", 3),
    STR,
};
static const LeafDef import_error_defs[] = {
    ATTRIBUTE("msg", 0),
    ATTRIBUTE("name", 1),
    ATTRIBUTE("path", 2),
    STR,
};
static const LeafDef name_error_defs[] = {ATTRIBUTE("name", 0)};
static const LeafDef attribute_error_defs[] = {ATTRIBUTE("name", 0), ATTRIBUTE("obj", 1)};
static const LeafDef key_error_defs[] = {STR};
static const LeafDef syntax_error_defs[] = {
    ATTRIBUTE("msg", 0),
    ATTRIBUTE("filename", 1),
    ATTRIBUTE("lineno", 2),
    ATTRIBUTE("offset", 3),
    ATTRIBUTE("text", 4),
    ATTRIBUTE("end_lineno", 5),
    ATTRIBUTE("end_offset", 6),
    ATTRIBUTE("print_file_and_line", 7),
    STR,
};
static const LeafDef unicode_error_defs[] = {
    ATTRIBUTE("encoding", 0), ATTRIBUTE("object", 1), ATTRIBUTE("start", 2),
    ATTRIBUTE("end", 3),      ATTRIBUTE("reason", 4), STR,
};

#define TABLE(id, defs)                                          \
 {                                                               \
  NULL, (TypeId)(TYPE_COUNT + EXC_##id), defs, ARRAY_COUNT(defs) \
 }

const LeafTable pd_leaves_exceptions[] = {
    TABLE(BASE_EXCEPTION, base_defs),
    TABLE(STOP_ITERATION, stop_iteration_defs),
    TABLE(SYSTEM_EXIT, system_exit_defs),
    TABLE(OS_ERROR, os_error_defs),
    TABLE(IMPORT_ERROR, import_error_defs),
    TABLE(NAME_ERROR, name_error_defs),
    TABLE(ATTRIBUTE_ERROR, attribute_error_defs),
    TABLE(KEY_ERROR, key_error_defs),
    TABLE(SYNTAX_ERROR, syntax_error_defs),
    TABLE(UNICODE_DECODE_ERROR, unicode_error_defs),
    TABLE(UNICODE_ENCODE_ERROR, unicode_error_defs),
    TABLE(UNICODE_TRANSLATE_ERROR, unicode_error_defs),
};
const uint32_t pd_leaves_exceptions_count = (uint32_t)ARRAY_COUNT(pd_leaves_exceptions);
