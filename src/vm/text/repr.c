/*
 * repr() and str(): containers with an explicit stack of levels, so nesting costs no C stack.
 *
 * As soon as a value has its representation in program code the work is thrown away and the
 * library's repr_slow does all of it; what it has begun stands on ROOT_REPR_ACTIVE, where both ways
 * look for cycles.
 */
#include "vm/builtins/slots.h"
#include "vm/text/repr_in.h"

#include <string.h>

typedef enum Way { WAY_SCALAR, WAY_LEVEL, WAY_PROGRAM, WAY_DEFAULT, WAY_EXCEPTION } Way;

static void repr_init(Repr *r, Vm *vm, StrBuilder *out)
{
    r->vm = vm;
    r->out = out;
    r->levels = r->first;
    r->depth = 0;
    r->capacity = REPR_INLINE_LEVELS;
    pd_text_builder(vm, out);
}

static void repr_deinit(Repr *r)
{
    pd_builder_deinit(r->out);
    if (r->levels != r->first) {
        pd_alloc_free_array(r->vm->alloc, r->levels, r->capacity, sizeof(Level));
    }
}

/* Who answers the special method `name` of v: the leaf of a builtin class, or NULL: program code.
 */
static const Builtin *builtin_method(Vm *vm, Value v, NameId name)
{
    Value found = pd_vm_special(vm, v, name);
    return pd_is_kind(&vm->heap, found, KIND_BUILTIN) ? PD_AS(const Builtin, &vm->heap, found)
                                                      : NULL;
}

bool pd_vm_has_program_method(Vm *vm, Value v, NameId name)
{
    return builtin_method(vm, v, name) == NULL;
}

static bool is_instance_kind(Kind kind)
{
    return kind == KIND_INSTANCE || kind == KIND_WRAPPED || kind == KIND_EXCEPTION;
}

/* A class of the program may say how it is shown; so may a metaclass. */
static bool may_be_program(Vm *vm, Value v, Kind kind)
{
    if (kind == KIND_CLASS) {
        return !pd_is_unbound(PD_AS(Class, &vm->heap, v)->metaclass);
    }
    return is_instance_kind(kind) || kind == KIND_OPAQUE;
}

static bool is_opaque_of(const Vm *vm, Value v, TypeId type)
{
    return pd_is_kind(&vm->heap, v, KIND_OPAQUE) && pd_header(&vm->heap, v)->aux == type;
}

/* How a value is shown when its class does not matter. */
static Way payload_way(const Vm *vm, Value v)
{
    v = pd_vm_unwrap(vm, v);
    switch (pd_vm_kind(vm, v)) {
    case KIND_LIST:
    case KIND_TUPLE:
    case KIND_DICT:
    case KIND_SET:
    case KIND_FROZENSET:
    case KIND_DICT_VIEW:
    case KIND_SLICE:
    case KIND_CLASSMETHOD:
    case KIND_STATICMETHOD:
    case KIND_METHOD: return WAY_LEVEL;
    case KIND_INSTANCE: return WAY_DEFAULT;
    case KIND_EXCEPTION: return WAY_EXCEPTION;
    case KIND_OPAQUE: return is_opaque_of(vm, v, TYPE_MAPPING_PROXY) ? WAY_LEVEL : WAY_DEFAULT;
    default: return WAY_SCALAR;
    }
}

static Way way_of(Vm *vm, Value v)
{
    Kind kind = pd_vm_kind(vm, v);
    if (!may_be_program(vm, v, kind)) {
        return payload_way(vm, v);
    }
    const Builtin *builtin = builtin_method(vm, v, NAME_repr);
    if (builtin == NULL) {
        return WAY_PROGRAM;
    }
    if (kind == KIND_CLASS) {
        return WAY_SCALAR;
    }
    if (builtin->owner == vm->image->types[TYPE_OBJECT]) {
        return WAY_DEFAULT;
    }
    /* A type with a leaf of its own: asked as program code is. */
    bool known = vm->image->leaves[builtin->leaf]->fn == pd_slot_repr ||
                 builtin->owner == vm->image->exceptions[EXC_BASE_EXCEPTION];
    return known ? payload_way(vm, v) : WAY_PROGRAM;
}

/* ---- beginning a level ---- */

static bool is_active(const Repr *r, Value source)
{
    for (uint32_t i = r->depth; i > 0; i--) {
        if (pd_is(r->levels[i - 1].source, source)) {
            return true;
        }
    }
    const Vm *vm = r->vm;
    if (!pd_is_kind(&vm->heap, vm->roots[ROOT_REPR_ACTIVE], KIND_LIST)) {
        return false;
    }
    const List *active = PD_AS(const List, &vm->heap, vm->roots[ROOT_REPR_ACTIVE]);
    const Value *items = pd_list_items(&vm->heap, active);
    for (uint32_t i = 0; i < active->length; i++) {
        if (pd_is(items[i], source)) {
            return true;
        }
    }
    return false;
}

/* LEAF_OK, LEAF_RAISED (too deep), LEAF_MEMORY. */
static LeafResult push(Repr *r, const Level *level)
{
    Vm *vm = r->vm;
    if (r->depth + vm->depth >= vm->limits.recursion_frames) {
        return pd_vm_raise(vm, EXC_RECURSION_ERROR,
                           "maximum recursion depth exceeded while getting the repr of an object");
    }
    if (r->depth == r->capacity) {
        bool is_inline = r->levels == r->first;
        Level *grown =
            pd_alloc_resize_array(vm->alloc, is_inline ? NULL : r->levels,
                                  is_inline ? 0 : r->capacity, 2 * r->capacity, sizeof(Level));
        if (grown == NULL) {
            return LEAF_MEMORY;
        }
        if (is_inline) {
            memcpy(grown, r->first, sizeof r->first);
        }
        r->levels = grown;
        r->capacity *= 2;
    }
    r->levels[r->depth++] = *level;
    return LEAF_OK;
}

static LeafResult push_items(Repr *r, Value source, const Value *items, uint32_t count,
                             const char *close)
{
    Level level = {.source = source,
                   .items = items,
                   .count = count,
                   .close = close,
                   .pending = VALUE_UNBOUND,
                   .shape = LEVEL_ITEMS};
    return push(r, &level);
}

static void append_class_name(Repr *r, Value v)
{
    Value name = pd_vm_class_of(r->vm, v)->name;
    pd_builder_str(r->out, pd_text_str(r->vm, name));
}

/* set(), {1, 2}, frozenset({1}), and with the class's name for subclasses. */
static LeafResult push_set(Repr *r, Value v, Value payload)
{
    const Dict *set = PD_AS(const Dict, &r->vm->heap, payload);
    bool named = set->used == 0 || pd_vm_kind(r->vm, v) != KIND_SET;
    if (named) {
        append_class_name(r, v);
        pd_builder_ascii(r->out, set->used == 0 ? "()" : "({");
    } else {
        pd_builder_ascii(r->out, "{");
    }
    if (set->used == 0) {
        return LEAF_OK;
    }
    Level level = {.source = payload,
                   .dict = set,
                   .close = named ? "})" : "}",
                   .pending = VALUE_UNBOUND,
                   .shape = LEVEL_KEYS};
    return push(r, &level);
}

static LeafResult push_view(Repr *r, Value v)
{
    const DictView *view = PD_AS(const DictView, &r->vm->heap, v);
    append_class_name(r, v);
    pd_builder_ascii(r->out, "([");
    uint8_t shape = view->h.aux == VIEW_KEYS     ? LEVEL_KEYS
                    : view->h.aux == VIEW_VALUES ? LEVEL_VALUES
                                                 : LEVEL_PAIRS;
    Level level = {.source = v,
                   .dict = pd_at(&r->vm->heap, view->dict),
                   .close = "])",
                   .pending = VALUE_UNBOUND,
                   .shape = shape,
                   .tuple_pairs = true};
    return push(r, &level);
}

static LeafResult push_method(Repr *r, Value v)
{
    const Method *method = PD_AS(const Method, &r->vm->heap, v);
    const Heap *heap = &r->vm->heap;
    if (pd_is_kind(heap, method->function, KIND_BUILTIN)) {
        pd_repr_builtin_method(r, method);
        return LEAF_OK;
    }
    pd_builder_ascii(r->out, "<bound method ");
    if (pd_is_kind(heap, method->function, KIND_FUNCTION)) {
        Value name = PD_AS(FunctionObject, heap, method->function)->qualname;
        pd_builder_str(r->out, pd_text_str(r->vm, name));
    } else {
        pd_builder_ascii(r->out, "?");
    }
    pd_builder_ascii(r->out, " of ");
    return push_items(r, VALUE_UNBOUND, &method->self, 1, ">");
}

/* What is written when v is met inside itself; NULL when it cannot be. */
static const char *cycle_text(Kind kind)
{
    switch (kind) {
    case KIND_LIST: return "[...]";
    case KIND_TUPLE: return "(...)";
    case KIND_DICT: return "{...}";
    case KIND_DICT_VIEW: return "...";
    default: return NULL;
    }
}

/* BaseException.__repr__: ValueError('x'), ValueError(), ValueError(1, 2). */
static LeafResult push_exception(Repr *r, Value v)
{
    const Exception *e = PD_AS(const Exception, &r->vm->heap, v);
    const Tuple *args = PD_AS(const Tuple, &r->vm->heap, e->args);
    append_class_name(r, v);
    pd_builder_ascii(r->out, "(");
    if (is_active(r, e->args)) {
        pd_builder_ascii(r->out, "...)");
        return LEAF_OK;
    }
    return push_items(r, e->args, args->items, args->length, ")");
}

static LeafResult push_sequence(Repr *r, Value payload, Kind kind)
{
    Heap *heap = &r->vm->heap;
    if (kind == KIND_LIST) {
        const List *list = PD_AS(const List, heap, payload);
        pd_builder_ascii(r->out, "[");
        return push_items(r, payload, pd_list_items(heap, list), list->length, "]");
    }
    const Tuple *tuple = PD_AS(const Tuple, heap, payload);
    pd_builder_ascii(r->out, "(");
    return push_items(r, payload, tuple->items, tuple->length, tuple->length == 1 ? ",)" : ")");
}

/* Appends what stands before the first item and pushes the level, if there is one. */
static LeafResult begin(Repr *r, Value v)
{
    Heap *heap = &r->vm->heap;
    Value payload = pd_vm_unwrap(r->vm, v);
    Kind kind = pd_kind(heap, payload);
    pd_vm_charge(r->vm, r->depth / 32);
    const char *cycle = cycle_text(kind);
    if ((cycle != NULL || kind == KIND_SET) && is_active(r, payload)) {
        if (kind == KIND_SET) {
            append_class_name(r, v);
        }
        pd_builder_ascii(r->out, kind == KIND_SET ? "(...)" : cycle);
        return LEAF_OK;
    }
    switch (kind) {
    case KIND_LIST:
    case KIND_TUPLE: return push_sequence(r, payload, kind);
    case KIND_DICT: {
        Level level = {.source = payload,
                       .dict = PD_AS(const Dict, heap, payload),
                       .close = "}",
                       .pending = VALUE_UNBOUND,
                       .shape = LEVEL_PAIRS};
        pd_builder_ascii(r->out, "{");
        return push(r, &level);
    }
    case KIND_SET:
    case KIND_FROZENSET: return push_set(r, v, payload);
    case KIND_DICT_VIEW: return push_view(r, payload);
    case KIND_SLICE:
        pd_builder_ascii(r->out, "slice(");
        return push_items(r, VALUE_UNBOUND, &PD_AS(Slice, heap, payload)->start, 3, ")");
    case KIND_METHOD: return push_method(r, payload);
    case KIND_CLASSMETHOD:
    case KIND_STATICMETHOD:
        pd_builder_ascii(r->out, kind == KIND_CLASSMETHOD ? "<classmethod(" : "<staticmethod(");
        return push_items(r, VALUE_UNBOUND, &PD_AS(StaticMethod, heap, payload)->function, 1, ")>");
    case KIND_EXCEPTION: return push_exception(r, payload);
    default: break;
    }
    pd_assert(is_opaque_of(r->vm, payload, TYPE_MAPPING_PROXY));
    pd_builder_ascii(r->out, "mappingproxy(");
    return push_items(r, VALUE_UNBOUND, PD_AS(Opaque, heap, payload)->items, 1, ")");
}

/* ---- the work ---- */

/* Next item of a level, with what stands before it; false: the level is closed. */
static bool next_item(Repr *r, Level *level, Value *v)
{
    if (!pd_is_unbound(level->pending)) {
        pd_builder_ascii(r->out, level->tuple_pairs ? ", " : ": ");
        *v = level->pending;
        level->pending = VALUE_UNBOUND;
        return true;
    }
    if (level->shape == LEVEL_PAIRS && level->tuple_pairs && level->done > 0) {
        pd_builder_ascii(r->out, ")");
    }
    Value key = VALUE_UNBOUND;
    Value item = VALUE_UNBOUND;
    bool more;
    if (level->shape == LEVEL_ITEMS) {
        more = level->position < level->count;
        key = more ? level->items[level->position++] : key;
    } else {
        more = pd_dict_next(&r->vm->heap, level->dict, &level->position, &key, &item);
    }
    if (!more) {
        pd_builder_ascii(r->out, level->close);
        return false;
    }
    pd_builder_ascii(r->out, level->done++ > 0 ? ", " : "");
    if (level->shape == LEVEL_PAIRS) {
        pd_builder_ascii(r->out, level->tuple_pairs ? "(" : "");
        level->pending = item;
    }
    *v = level->shape == LEVEL_VALUES ? item : key;
    return true;
}

/* LEAF_CALL: program code is needed. */
static LeafResult append_value(Repr *r, Value v, Way way)
{
    switch (way) {
    case WAY_SCALAR: {
        Value payload = pd_vm_unwrap(r->vm, v);
        if (pd_is_kind(&r->vm->heap, v, KIND_WRAPPED) &&
            pd_is_kind(&r->vm->heap, payload, KIND_BYTEARRAY)) {
            Text t = pd_text_of(r->vm, payload);
            append_class_name(r, v);
            pd_builder_ascii(r->out, "(");
            pd_text_repr_bytearray(r->out, pd_text_bytes(&t));
            pd_builder_ascii(r->out, ")");
            return LEAF_OK;
        }
        return pd_repr_scalar(r, payload);
    }
    case WAY_DEFAULT: pd_repr_default(r, v); return LEAF_OK;
    case WAY_LEVEL:
    case WAY_EXCEPTION: return begin(r, v);
    case WAY_PROGRAM: break;
    }
    return LEAF_CALL;
}

static LeafResult run_levels(Repr *r)
{
    LeafResult answer = LEAF_OK;
    while (answer == LEAF_OK && r->depth > 0 && !r->out->failed) {
        Value v = VALUE_NONE;
        if (!next_item(r, &r->levels[r->depth - 1], &v)) {
            r->depth--;
            continue;
        }
        if (!pd_vm_charge_big(r->vm, 1)) {
            return pd_vm_out_of_fuel(r->vm);
        }
        answer = append_value(r, v, way_of(r->vm, v));
    }
    return answer;
}

static LeafResult make_repr(Vm *vm, Value v, Way way, Value *out)
{
    Repr r;
    StrBuilder builder;
    repr_init(&r, vm, &builder);
    LeafResult answer = append_value(&r, v, way);
    if (answer == LEAF_OK) {
        answer = run_levels(&r);
    }
    if (answer == LEAF_OK) {
        answer = pd_text_take(vm, r.out, out);
    }
    repr_deinit(&r);
    return answer == LEAF_CALL ? pd_vm_tail_call(vm, LIB_repr_slow, 1, v) : answer;
}

LeafResult pd_text_decimal(Vm *vm, int64_t value, Value *out)
{
    if (value >= 0 && value < 10) {
        *out = pd_from_ref(pd_latin1_ref((uint8_t)('0' + value)));
        return LEAF_OK;
    }
    uint64_t size = value < 0 ? (uint64_t)0 - (uint64_t)value : (uint64_t)value;
    uint32_t length = pd_number_digit_count(size) + (value < 0);
    Str *s = pd_str_new_plain(&vm->heap, length);
    if (s != NULL) {
        s->own[0] = '-';
        pd_number_put_digits(size, (char *)s->own + length);
    }
    return pd_text_give(vm, s, out);
}

static LeafResult quote_plain(Vm *vm, const Str *s, Value *out)
{
    pd_text_charge(vm, s->length);
    Str *quoted = pd_str_new_plain(&vm->heap, s->length + 2);
    if (quoted != NULL) {
        quoted->own[0] = '\'';
        pd_bytes_move(quoted->own + 1, pd_str_data(s), s->length);
        quoted->own[s->length + 1] = '\'';
    }
    return pd_text_give(vm, quoted, out);
}

LeafResult pd_vm_repr(Vm *vm, Value v, Value *out)
{
    if (pd_is_int(v)) {
        return pd_text_decimal(vm, pd_int_of(v), out);
    }
    if (pd_text_is_str(vm, v)) {
        const Str *s = pd_text_str(vm, v);
        if (s->length + (uint64_t)2 <= vm->limits.string_bytes && pd_text_is_plain(s)) {
            return quote_plain(vm, s, out);
        }
    }
    if (pd_is_kind(&vm->heap, v, KIND_INSTANCE)) {
        Value method = pd_vm_special(vm, v, NAME_repr);
        if (pd_is_kind(&vm->heap, method, KIND_FUNCTION)) {
            return pd_vm_tail_ask(vm, method, PHASE_REPR, 1, &v);
        }
    }
    return make_repr(vm, v, way_of(vm, v), out);
}

LeafResult pd_vm_repr_payload(Vm *vm, Value v, Value *out)
{
    return make_repr(vm, v, payload_way(vm, v), out);
}

LeafResult pd_vm_repr_default(Vm *vm, Value v, Value *out)
{
    return make_repr(vm, v, WAY_DEFAULT, out);
}

LeafResult pd_vm_repr_exception(Vm *vm, Value v, Value *out)
{
    return make_repr(vm, v, WAY_EXCEPTION, out);
}

LeafResult pd_vm_ascii(Vm *vm, Value v, Value *out)
{
    LeafResult answer = pd_vm_repr(vm, v, out);
    if (answer == LEAF_CALL) {
        return pd_vm_tail_call(vm, LIB_ascii_slow, 1, v);
    }
    return answer == LEAF_OK ? pd_text_ascii(vm, *out, out) : answer;
}

LeafResult pd_text_ascii(Vm *vm, Value text, Value *out)
{
    const Str *s = pd_text_str(vm, text);
    if (s->length == 0 || (s->h.flags & STR_ASCII) != 0) {
        *out = text;
        return LEAF_OK;
    }
    pd_text_charge(vm, s->length);
    StrBuilder b;
    pd_text_builder(vm, &b);
    for (size_t i = 0; i < s->length; i++) {
        uint32_t point = pd_str_at(s, i);
        char escape[16];
        if (point < 128) {
            pd_builder_point(&b, point);
        } else {
            pd_builder_ascii_n(&b, escape, pd_text_escape(point, escape));
        }
    }
    return pd_text_take(vm, &b, out);
}

/* ---- str ---- */

LeafResult pd_vm_str(Vm *vm, Value v, Value *out)
{
    if (pd_is_int(v)) {
        return pd_text_decimal(vm, pd_int_of(v), out);
    }
    Kind kind = pd_vm_kind(vm, v);
    if (kind == KIND_STR) {
        *out = v;
        return LEAF_OK;
    }
    if (!may_be_program(vm, v, kind)) {
        return pd_vm_repr(vm, v, out);
    }
    const Builtin *builtin = builtin_method(vm, v, NAME_str);
    if (builtin == NULL) {
        Value method = pd_vm_special(vm, v, NAME_str);
        return pd_is_kind(&vm->heap, method, KIND_FUNCTION)
                   ? pd_vm_tail_ask(vm, method, PHASE_STR, 1, &v)
                   : pd_vm_tail_call(vm, LIB_str_slow, 1, v);
    }
    Ref owner = builtin->owner;
    if (owner == vm->image->types[TYPE_STR]) {
        *out = pd_vm_unwrap(vm, v);
        return LEAF_OK;
    }
    if (kind == KIND_EXCEPTION && owner != vm->image->types[TYPE_OBJECT]) {
        return pd_vm_str_exception(vm, v, out);
    }
    return pd_vm_repr(vm, v, out);
}

/* ---- for the library's slow way ---- */

/* _vm.repr_begin(v): None when program code shows v; a str when that is all of it; else a tuple
 * (text before, items, text after, kind) with v on the list of what is being shown. kind: 0 items,
 * 1 "k: v" pairs flattened, 2 "(k, v)" pairs flattened. */
static LeafResult collect_level(Vm *vm, Level *level, Value *out)
{
    Heap *heap = &vm->heap;
    uint32_t count = level->shape == LEVEL_ITEMS ? level->count : level->dict->used;
    List *list = pd_list_new(heap, level->shape == LEVEL_PAIRS ? 2 * (size_t)count : count);
    if (list == NULL) {
        return LEAF_MEMORY;
    }
    bool fits = true;
    for (uint32_t i = 0; i < count && level->shape == LEVEL_ITEMS && fits; i++) {
        fits = pd_list_append(heap, list, level->items[i]);
    }
    Value key = VALUE_NONE;
    Value item = VALUE_NONE;
    while (fits && level->shape != LEVEL_ITEMS &&
           pd_dict_next(heap, level->dict, &level->position, &key, &item)) {
        fits = level->shape == LEVEL_VALUES || pd_list_append(heap, list, key);
        fits = fits && (level->shape == LEVEL_KEYS || pd_list_append(heap, list, item));
    }
    return fits ? pd_text_give(vm, list, out) : LEAF_MEMORY;
}

static LeafResult activate(Vm *vm, Value source)
{
    Heap *heap = &vm->heap;
    Value *root = &vm->roots[ROOT_REPR_ACTIVE];
    if (!pd_is_kind(heap, *root, KIND_LIST)) {
        List *made = pd_list_new(heap, 4);
        if (made == NULL) {
            return LEAF_MEMORY;
        }
        *root = pd_value_to(heap, made);
    }
    return pd_list_append(heap, PD_AS(List, heap, *root), source) ? LEAF_OK : LEAF_MEMORY;
}

static LeafResult begin_slow(Repr *r, Value v, Value *out)
{
    Vm *vm = r->vm;
    LeafResult answer = begin(r, v);
    if (answer != LEAF_OK) {
        return answer;
    }
    Value parts[4];
    answer = pd_text_take(vm, r->out, &parts[0]);
    if (answer != LEAF_OK || r->depth == 0) {
        *out = parts[0];
        return answer;
    }
    Level *level = &r->levels[0];
    answer = collect_level(vm, level, &parts[1]);
    if (answer != LEAF_OK) {
        return answer;
    }
    Str *close = pd_str_new_ascii(&vm->heap, level->close);
    if (close == NULL) {
        return LEAF_MEMORY;
    }
    parts[2] = pd_value_to(&vm->heap, close);
    bool pairs = level->shape == LEVEL_PAIRS;
    parts[3] = pd_from_int(!pairs ? 0 : level->tuple_pairs ? 2 : 1);
    answer = pd_text_give(vm, pd_tuple_new(&vm->heap, parts, 4), out);
    /* What can't hold itself has no source. A list holds values; None never begins a level. */
    Value source = pd_is_unbound(level->source) ? VALUE_NONE : level->source;
    return answer == LEAF_OK ? activate(vm, source) : answer;
}

LeafResult pd_text_repr_begin(Vm *vm, Value v, Value *out)
{
    Way way = way_of(vm, v);
    *out = VALUE_NONE;
    if (way == WAY_PROGRAM) {
        return LEAF_OK;
    }
    if (way == WAY_SCALAR || way == WAY_DEFAULT) {
        return make_repr(vm, v, way, out);
    }
    Repr r;
    StrBuilder builder;
    repr_init(&r, vm, &builder);
    LeafResult answer = begin_slow(&r, v, out);
    repr_deinit(&r);
    return answer;
}

void pd_text_repr_end(Vm *vm)
{
    Heap *heap = &vm->heap;
    pd_assert(pd_is_kind(heap, vm->roots[ROOT_REPR_ACTIVE], KIND_LIST));
    List *active = PD_AS(List, heap, vm->roots[ROOT_REPR_ACTIVE]);
    if (active->length > 0) {
        pd_list_truncate(heap, active, active->length - 1);
    }
}
