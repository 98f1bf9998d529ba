/*
 * Making classes and keeping what is derived from their attributes right.
 *
 * A class copies facts about its MRO into flags, so that the fast paths ask one word. The flags and
 * the epoch change together with any class attribute. See class.h.
 */
#include "vm/object/class.h"

#include "vm/object/attr.h"
#include "vm/vm_in.h"

#include <stdio.h>
#include <string.h>

/* ---- flags ---- */

static bool is_program_code(const Vm *vm, Value v)
{
    return !pd_is_unbound(v) && !pd_is_none(v) && !pd_is_kind(&vm->heap, v, KIND_BUILTIN);
}

typedef struct FlagRule {
    uint16_t name;
    uint16_t flag;
    bool any; /* set by anything found, not only by program code */
} FlagRule;

static const FlagRule flag_rules[] = {
    {NAME_eq, CLASS_EQ, false},
    {NAME_ne, CLASS_EQ, false},
    {NAME_hash, CLASS_HASH, false},
    {NAME_getattribute, CLASS_GETATTRIBUTE, false},
    {NAME_getattr, CLASS_GETATTR, true},
    {NAME_setattr, CLASS_SETATTR, false},
    {NAME_delattr, CLASS_DELATTR, false},
    {NAME_set, CLASS_DATA_DESCRIPTOR, true},
    {NAME_delete, CLASS_DATA_DESCRIPTOR, true},
    {NAME_get, CLASS_DESCRIPTOR, true},
    {NAME_next, CLASS_ITER_NEXT, false},
};

enum {
    DERIVED_FLAGS = CLASS_EQ | CLASS_HASH | CLASS_UNHASHABLE | CLASS_GETATTRIBUTE | CLASS_GETATTR |
                    CLASS_SETATTR | CLASS_DELATTR | CLASS_DATA_DESCRIPTOR | CLASS_DESCRIPTOR |
                    CLASS_ITER_NEXT
};

uint32_t pd_vm_class_flags(Vm *vm, Class *cls)
{
    uint32_t flags = 0;
    for (size_t i = 0; i < ARRAY_COUNT(flag_rules); i++) {
        const FlagRule *rule = &flag_rules[i];
        Value v = pd_vm_class_lookup(vm, cls, pd_name(vm, (NameId)rule->name));
        if (is_program_code(vm, v) || (rule->any && !pd_is_unbound(v))) {
            flags |= rule->flag;
        }
    }
    if (pd_is_none(pd_vm_class_lookup(vm, cls, pd_name(vm, NAME_hash)))) {
        flags |= CLASS_UNHASHABLE;
    }
    return flags;
}

static bool changes_flags(const Vm *vm, Value name)
{
    for (size_t i = 0; i < ARRAY_COUNT(flag_rules); i++) {
        if (pd_is(name, pd_name(vm, (NameId)flag_rules[i].name))) {
            return true;
        }
    }
    return false;
}

/* A list of subclasses in a forged snapshot can hold anything. */
static Class *subclass_at(const Vm *vm, const List *list, uint32_t index)
{
    Value v = pd_list_items(&vm->heap, list)[index];
    bool fits = pd_is_kind(&vm->heap, v, KIND_CLASS) && !pd_vm_is_immutable(vm, pd_class(vm, v));
    return fits ? pd_class(vm, v) : NULL;
}

/* Every class below cls has cls in its MRO, so walking down lists of subclasses finds them all, and
 * each once: those seen have CLASS_VISITED as `mark` says. The walk keeps its place in the classes
 * themselves: depth is bounded by the hierarchy's. */
static void walk_below(Vm *vm, Class *cls, bool mark, uint32_t depth)
{
    if (depth == 0 || ((cls->flags & CLASS_VISITED) != 0) == mark) {
        return;
    }
    cls->flags ^= CLASS_VISITED;
    if (mark) {
        cls->flags = (cls->flags & ~(uint32_t)DERIVED_FLAGS) | pd_vm_class_flags(vm, cls);
    }
    if (cls->subclasses == 0) {
        return;
    }
    const List *list = pd_at(&vm->heap, cls->subclasses);
    for (uint32_t i = 0; i < list->length; i++) {
        Class *below = subclass_at(vm, list, i);
        if (below != NULL) {
            walk_below(vm, below, mark, depth - 1);
        }
    }
}

void pd_vm_class_changed(Vm *vm, Class *cls, Value name)
{
    enum { HIERARCHY_DEPTH_MAX = 1000 };
    pd_vm_begin_epoch(vm);
    if (changes_flags(vm, name)) {
        walk_below(vm, cls, true, HIERARCHY_DEPTH_MAX);
        walk_below(vm, cls, false, HIERARCHY_DEPTH_MAX);
    }
}

/* ---- subclasses ---- */

List *pd_vm_subclasses(Vm *vm, Class *cls)
{
    Heap *heap = &vm->heap;
    bool shared = pd_vm_is_immutable(vm, cls);
    if (!shared && cls->subclasses != 0) {
        return pd_at(heap, cls->subclasses);
    }
    Dict *of_image = shared ? PD_AS(Dict, heap, vm->roots[ROOT_SUBCLASSES]) : NULL;
    Value key = pd_value_to(heap, cls);
    Value found;
    if (shared && pd_dict_get(heap, of_image, key, &found) == ANSWER_YES &&
        pd_is_kind(heap, found, KIND_LIST)) { /* what else foreign bytes put there is replaced */
        return PD_AS(List, heap, found);
    }
    List *list = NULL;
    if (shared && cls->subclasses != 0) {
        const List *old = pd_at(heap, cls->subclasses);
        list = pd_list_from(heap, pd_list_items(heap, old), old->length);
    } else {
        list = pd_list_new(heap, 0);
    }
    if (list == NULL) {
        return NULL;
    }
    if (!shared) {
        pd_store_ref(heap, &cls->subclasses, pd_ref_to(heap, list));
        return list;
    }
    Answer answer = pd_dict_set(heap, of_image, key, pd_value_to(heap, list));
    return answer == ANSWER_YES ? list : NULL;
}

/* ---- instances ---- */

static LeafResult raise_abstract(Vm *vm, const Class *cls)
{
    Heap *heap = &vm->heap;
    Value names = VALUE_UNBOUND;
    (void)pd_dict_get_name(heap, pd_vm_class_dict(vm, cls), pd_name(vm, NAME_abstractmethods),
                           &names);
    return pd_vm_tail_call(vm, LIB_raise_abstract, 2, pd_value_to(heap, cls), names);
}

LeafResult pd_vm_new_instance(Vm *vm, Class *cls, Value *out)
{
    Heap *heap = &vm->heap;
    if (UNLIKELY(cls->h.aux != KIND_INSTANCE)) {
        return pd_vm_raise(vm, EXC_TYPE_ERROR, "cannot create '%s' instances",
                           pd_vm_text(vm, cls->name).text);
    }
    if (UNLIKELY((cls->flags & CLASS_ABSTRACT) != 0)) {
        return raise_abstract(vm, cls);
    }
    Shape *root = pd_shape_root(heap, cls);
    size_t slots = cls->slot_hint;
    Instance *o =
        pd_heap_alloc(heap, sizeof *o + slots * sizeof(Value), KIND_INSTANCE, (uint32_t)slots);
    if (root == NULL || o == NULL) {
        return LEAF_MEMORY;
    }
    o->shape = pd_ref_to(heap, root);
    o->overflow = 0;
    for (size_t i = 0; i < slots; i++) {
        o->slots[i] = VALUE_UNBOUND;
    }
    *out = pd_value_to(heap, o);
    return LEAF_OK;
}

Wrapped *pd_vm_new_wrapped(Vm *vm, Class *cls, Value payload)
{
    Heap *heap = &vm->heap;
    Shape *root = pd_shape_root(heap, cls);
    size_t slots = cls->slot_hint;
    Wrapped *o =
        pd_heap_alloc(heap, sizeof *o + slots * sizeof(Value), KIND_WRAPPED, (uint32_t)slots);
    if (root == NULL || o == NULL) {
        return NULL;
    }
    o->shape = pd_ref_to(heap, root);
    o->overflow = 0;
    o->payload = payload;
    for (size_t i = 0; i < slots; i++) {
        o->slots[i] = VALUE_UNBOUND;
    }
    return o;
}

/* Containers whose __init__ fills them: their __new__ ignores the arguments of subclasses. */
static bool fills_in_init(const Vm *vm, Ref owner)
{
    const Ref *types = vm->image->types;
    return owner == types[TYPE_LIST] || owner == types[TYPE_DICT] || owner == types[TYPE_SET] ||
           owner == types[TYPE_BYTEARRAY] || owner == types[TYPE_PROPERTY] ||
           owner == types[TYPE_SUPER] || owner == types[TYPE_CLASSMETHOD] ||
           owner == types[TYPE_STATICMETHOD] || owner == types[TYPE_MODULE];
}

static LeafResult check_new(Vm *vm, const LeafBinding *b, Value wanted)
{
    const Class *owner = pd_at(&vm->heap, b->owner);
    TypeName name = pd_vm_text(vm, owner->name);
    if (!pd_is_kind(&vm->heap, wanted, KIND_CLASS)) {
        return pd_vm_raise(vm, EXC_TYPE_ERROR, "%s.__new__(X): X is not a type object (%s)",
                           name.text, pd_vm_type_name(vm, wanted).text);
    }
    const Class *cls = pd_class(vm, wanted);
    if (!pd_vm_is_subclass(vm, cls, owner)) {
        TypeName other = pd_vm_text(vm, cls->name);
        return pd_vm_raise(vm, EXC_TYPE_ERROR, "%s.__new__(%s): %s is not a subtype of %s",
                           name.text, other.text, other.text, name.text);
    }
    return LEAF_OK;
}

/* The leaf needs program code: the library goes on with it and wraps the result. */
static LeafResult new_in_library(Vm *vm, const LeafBinding *b, const LeafArgs *in)
{
    Tuple *args = pd_tuple_new(&vm->heap, in->args + 1, in->count - 1);
    if (args == NULL) {
        return LEAF_MEMORY;
    }
    Value names = pd_is_unbound(in->names) ? VALUE_NONE : in->names;
    return pd_vm_tail_call(vm, LIB_new_wrapped, 4, b->builtin, in->args[0],
                           pd_value_to(&vm->heap, args), names);
}

LeafResult pd_vm_run_new(Vm *vm, uint32_t leaf, const LeafArgs *in, Value *out)
{
    const LeafBinding *b = pd_binding(vm, leaf);
    Value bound[LEAF_PARAM_MAX];
    LeafArgs args = *in;
    bool is_subclass = in->count > 0 && !pd_is(in->args[0], pd_from_ref(b->owner));
    if (is_subclass) {
        LeafResult result = check_new(vm, b, in->args[0]);
        if (result != LEAF_OK) {
            return result;
        }
        if (fills_in_init(vm, b->owner)) {
            args.count = 1;
            args.names = VALUE_UNBOUND;
        }
    }
    LeafResult result = pd_vm_bind_leaf(vm, leaf, &args, bound);
    if (result != LEAF_OK || !is_subclass) {
        return result == LEAF_OK ? b->fn(vm, bound, out) : result;
    }
    Wrapped *wrapped = pd_vm_new_wrapped(vm, pd_class(vm, in->args[0]), VALUE_NONE);
    if (wrapped == NULL) {
        return LEAF_MEMORY;
    }
    bound[0] = pd_from_ref(b->owner);
    Value payload = VALUE_NONE;
    result = b->fn(vm, bound, &payload);
    if (result == LEAF_CALL) {
        return new_in_library(vm, b, &args);
    }
    pd_store(&vm->heap, &wrapped->payload, pd_vm_unwrap(vm, payload));
    *out = pd_value_to(&vm->heap, wrapped);
    return result;
}

/* ---- type.__new__ ---- */

typedef struct ClassMaker {
    Vm *vm;
    const ClassSpec *spec;
    const Tuple *bases;
    Class *cls;
    Dict *dict;
    uint32_t kind; /* of instances */
} ClassMaker;

/* The class of cls's MRO that last added something to the layout of instances, or NULL. */
static const Class *solid_base(const Vm *vm, const Class *cls)
{
    const Tuple *mro = PD_AS(Tuple, &vm->heap, cls->mro);
    for (uint32_t i = 0; (cls->flags & CLASS_SLOTS) != 0 && i < mro->length; i++) {
        const Class *base = pd_class(vm, mro->items[i]);
        uint32_t position = 0;
        Value key;
        Value v;
        while (pd_dict_next(&vm->heap, pd_vm_class_dict(vm, base), &position, &key, &v)) {
            if (pd_is_kind(&vm->heap, v, KIND_SLOT)) {
                return base;
            }
        }
    }
    return NULL;
}

/* Whether instances can have the members of the bases so far (*solid) and of one more. */
static bool layouts_agree(const Vm *vm, const Class *base, const Class **solid)
{
    const Class *own = solid_base(vm, base);
    if (own == NULL || (*solid != NULL && pd_vm_is_subclass(vm, *solid, own))) {
        return true;
    }
    bool extends = *solid == NULL || pd_vm_is_subclass(vm, own, *solid);
    *solid = own;
    return extends;
}

static LeafResult check_bases(ClassMaker *maker)
{
    Vm *vm = maker->vm;
    const Class *solid = NULL;
    maker->kind = KIND_INSTANCE;
    for (uint32_t i = 0; i < maker->bases->length; i++) {
        Value base = maker->bases->items[i];
        if (!pd_is_kind(&vm->heap, base, KIND_CLASS)) {
            return pd_vm_raise(vm, EXC_TYPE_ERROR, "bases must be types");
        }
        const Class *cls = pd_class(vm, base);
        if ((cls->flags & CLASS_FINAL) != 0) {
            return pd_vm_raise(vm, EXC_TYPE_ERROR, "type '%s' is not an acceptable base type",
                               pd_vm_text(vm, cls->name).text);
        }
        bool agree = layouts_agree(vm, cls, &solid);
        if (agree && (cls->h.aux == KIND_INSTANCE || cls->h.aux == maker->kind)) {
            continue;
        }
        if (!agree || maker->kind != KIND_INSTANCE) {
            return pd_vm_raise(vm, EXC_TYPE_ERROR, "multiple bases have instance lay-out conflict");
        }
        maker->kind = cls->h.aux;
    }
    return LEAF_OK;
}

/* A copy of the namespace whose str keys are interned. */
static Dict *copy_space(Heap *heap, const Dict *space)
{
    Dict *dict = pd_dict_new(heap, space->used + 2u);
    uint32_t position = 0;
    Value key;
    Value v;
    while (dict != NULL && pd_dict_next(heap, space, &position, &key, &v)) {
        if (!pd_is_kind(heap, key, KIND_STR)) {
            continue;
        }
        Str *name = pd_str_intern(heap, PD_AS(Str, heap, key));
        if (name == NULL || !pd_dict_set_name(heap, dict, pd_value_to(heap, name), v)) {
            return NULL;
        }
    }
    return dict;
}

/* The module name of the youngest frame that is no library code, or UNBOUND. */
static Value calling_module(Vm *vm)
{
    Ref fiber_ref = vm->fiber;
    while (fiber_ref != 0) {
        const Fiber *fiber = pd_at(&vm->heap, fiber_ref);
        for (uint32_t base = fiber->base; base != 0;) {
            const FrameHeader *frame = pd_frame(pd_stack(vm, fiber) + base);
            bool hidden = (pd_function(vm, frame->code)->flags & FUNCTION_HIDDEN) != 0;
            if (!hidden && pd_is_kind(&vm->heap, frame->function, KIND_FUNCTION)) {
                Ref module = PD_AS(FunctionObject, &vm->heap, frame->function)->module;
                const Dict *globals = pd_at(&vm->heap, ((Module *)pd_at(&vm->heap, module))->dict);
                Value name = VALUE_UNBOUND;
                (void)pd_dict_get_name(&vm->heap, globals, pd_name(vm, NAME_name), &name);
                return name;
            }
            base = frame->previous;
        }
        fiber_ref = fiber->parent;
    }
    return VALUE_UNBOUND;
}

static bool set_default(ClassMaker *maker, NameId name, Value v)
{
    Value old;
    Value key = pd_name(maker->vm, name);
    Heap *heap = &maker->vm->heap;
    return pd_is_unbound(v) || pd_dict_get_name(heap, maker->dict, key, &old) ||
           pd_dict_set_name(heap, maker->dict, key, v);
}

/* A function under that name is really a static or class method. */
static bool wrap_function(ClassMaker *maker, NameId name, Kind kind)
{
    Heap *heap = &maker->vm->heap;
    Value v;
    if (!pd_dict_get_name(heap, maker->dict, pd_name(maker->vm, name), &v) ||
        !pd_is_kind(heap, v, KIND_FUNCTION)) {
        return true;
    }
    StaticMethod *method = pd_heap_alloc(heap, sizeof *method, kind, 0);
    if (method == NULL) {
        return false;
    }
    method->function = v;
    return pd_dict_set_name(heap, maker->dict, pd_name(maker->vm, name), pd_value_to(heap, method));
}

static LeafResult take_qualname(ClassMaker *maker)
{
    Vm *vm = maker->vm;
    Value v;
    Value key = pd_name(vm, NAME_qualname);
    maker->cls->qualname = maker->cls->name;
    if (!pd_dict_get_name(&vm->heap, maker->dict, key, &v)) {
        return LEAF_OK;
    }
    if (!pd_is_kind(&vm->heap, v, KIND_STR)) {
        return pd_vm_raise_type(vm, "type __qualname__ must be a str, not %s", v);
    }
    maker->cls->qualname = v;
    (void)pd_dict_delete(&vm->heap, maker->dict, key, NULL);
    return LEAF_OK;
}

/* The cell of __class__ that methods with super() share learns what the class is. */
static LeafResult take_class_cell(ClassMaker *maker)
{
    Vm *vm = maker->vm;
    Value v;
    Value key = pd_name(vm, NAME_classcell);
    if (!pd_dict_get_name(&vm->heap, maker->dict, key, &v)) {
        return LEAF_OK;
    }
    if (!pd_is_kind(&vm->heap, v, KIND_CELL)) {
        return pd_vm_raise_type(vm, "type.__new__() argument must be a nonlocal cell, not %s", v);
    }
    (void)pd_dict_delete(&vm->heap, maker->dict, key, NULL);
    pd_store(&vm->heap, &PD_AS(Cell, &vm->heap, v)->content, pd_value_to(&vm->heap, maker->cls));
    return LEAF_OK;
}

static bool fill_dict(ClassMaker *maker)
{
    Vm *vm = maker->vm;
    Value old;
    bool has_eq = pd_dict_get_name(&vm->heap, maker->dict, pd_name(vm, NAME_eq), &old);
    return set_default(maker, NAME_module, calling_module(vm)) &&
           set_default(maker, NAME_doc, VALUE_NONE) &&
           (!has_eq || set_default(maker, NAME_hash, VALUE_NONE)) &&
           wrap_function(maker, NAME_new, KIND_STATICMETHOD) &&
           wrap_function(maker, NAME_init_subclass, KIND_CLASSMETHOD) &&
           wrap_function(maker, NAME_class_getitem, KIND_CLASSMETHOD);
}

/* ---- __slots__ ---- */

static bool is_identifier(const Str *s)
{
    for (uint32_t i = 0; i < s->length; i++) {
        uint32_t c = pd_str_at(s, i);
        bool letter = ((c | 32) >= 'a' && (c | 32) <= 'z') || c == '_' || c >= 0x80;
        if (!letter && (i == 0 || c < '0' || c > '9')) {
            return false;
        }
    }
    return s->length > 0;
}

/* `__x` of class `_C` is `_C__x`; UNBOUND = memory. */
static Value mangle(ClassMaker *maker, Value name)
{
    Heap *heap = &maker->vm->heap;
    const Str *s = PD_AS(Str, heap, name);
    uint32_t n = s->length;
    bool is_private = n > 2 && pd_str_at(s, 0) == '_' && pd_str_at(s, 1) == '_' &&
                      !(pd_str_at(s, n - 1) == '_' && pd_str_at(s, n - 2) == '_');
    const Str *cls = PD_AS(Str, heap, maker->cls->name);
    uint32_t skip = 0;
    while (skip < cls->length && pd_str_at(cls, skip) == '_') {
        skip++;
    }
    Str *result = PD_AS(Str, heap, name);
    if (is_private && skip < cls->length) {
        Str *owner = pd_str_slice(heap, cls, skip, cls->length - skip);
        Str *line = pd_str_new_ascii(heap, "_");
        Str *prefix = owner == NULL || line == NULL ? NULL : pd_str_concat(heap, line, owner);
        result = prefix == NULL ? NULL : pd_str_concat(heap, prefix, s);
    }
    result = result == NULL ? NULL : pd_str_intern(heap, result);
    return pd_vm_str_value(maker->vm, result);
}

static LeafResult add_slot(ClassMaker *maker, Value given)
{
    Vm *vm = maker->vm;
    Heap *heap = &vm->heap;
    if (!pd_is_kind(heap, given, KIND_STR)) {
        return pd_vm_raise_type(vm, "__slots__ items must be strings, not '%s'", given);
    }
    if (!is_identifier(PD_AS(Str, heap, given))) {
        return pd_vm_raise(vm, EXC_TYPE_ERROR, "__slots__ must be identifiers");
    }
    Value name = mangle(maker, given);
    SlotMember *member = pd_heap_alloc(heap, sizeof *member, KIND_SLOT, 0);
    if (pd_is_unbound(name) || member == NULL) {
        return LEAF_MEMORY;
    }
    if (pd_is(name, pd_name(vm, NAME_dict))) {
        if ((maker->cls->flags & CLASS_NO_DICT) == 0) {
            return pd_vm_raise(vm, EXC_TYPE_ERROR, "__dict__ slot disallowed: we already got one");
        }
        maker->cls->flags &= ~(uint32_t)CLASS_NO_DICT;
        return LEAF_OK;
    }
    if (pd_is(name, pd_name(vm, NAME_weakref))) {
        return LEAF_OK;
    }
    Value old;
    if (pd_dict_get_name(heap, maker->dict, name, &old)) {
        return pd_vm_raise(vm, EXC_VALUE_ERROR, "'%s' in __slots__ conflicts with class variable",
                           pd_vm_text(vm, name).text);
    }
    member->name = name;
    member->owner = pd_ref_to(heap, maker->cls);
    member->unused = 0;
    maker->cls->flags |= CLASS_SLOTS;
    maker->cls->slot_hint += maker->cls->slot_hint < 16;
    return pd_dict_set_name(heap, maker->dict, name, pd_value_to(heap, member)) ? LEAF_OK
                                                                                : LEAF_MEMORY;
}

static LeafResult add_slots(ClassMaker *maker)
{
    Vm *vm = maker->vm;
    Heap *heap = &vm->heap;
    Value slots;
    if (!pd_dict_get_name(heap, maker->dict, pd_name(vm, NAME_slots), &slots)) {
        return LEAF_OK;
    }
    bool no_dict = true;
    for (uint32_t i = 0; i < maker->bases->length; i++) {
        const Class *base = pd_class(vm, maker->bases->items[i]);
        bool bare = (base->flags & CLASS_BUILTIN) != 0 && (base->flags & CLASS_EXCEPTION) == 0;
        no_dict = no_dict && (bare || (base->flags & CLASS_NO_DICT) != 0);
    }
    maker->cls->flags |= no_dict ? CLASS_NO_DICT : 0;
    if (pd_is_kind(heap, slots, KIND_STR)) {
        return add_slot(maker, slots);
    }
    Value items = VALUE_UNBOUND;
    LeafResult result = pd_vm_collect_items(vm, slots, &items);
    if (result != LEAF_OK) {
        return result;
    }
    const List *list = PD_AS(List, heap, items);
    bool sized = maker->kind == KIND_INT || maker->kind == KIND_TUPLE || maker->kind == KIND_BYTES;
    if (sized && list->length > 0) {
        const char *base = maker->kind == KIND_INT     ? "int"
                           : maker->kind == KIND_TUPLE ? "tuple"
                                                       : "bytes";
        return pd_vm_raise(vm, EXC_TYPE_ERROR,
                           "nonempty __slots__ not supported for subtype of '%s'", base);
    }
    for (uint32_t i = 0; i < list->length && result == LEAF_OK; i++) {
        result = add_slot(maker, pd_list_items(heap, list)[i]);
    }
    return result;
}

/* ---- the class itself ---- */

static LeafResult allocate_class(ClassMaker *maker)
{
    Vm *vm = maker->vm;
    Heap *heap = &vm->heap;
    Class *cls = pd_heap_alloc(heap, sizeof *cls, KIND_CLASS, maker->kind);
    maker->dict = copy_space(heap, maker->spec->space);
    if (cls == NULL || maker->dict == NULL) {
        return LEAF_MEMORY;
    }
    Header header = cls->h;
    *cls = (Class){.h = header, .name = maker->spec->name, .bases = maker->spec->bases};
    cls->qualname = cls->name;
    cls->mro = pd_from_ref(HEAP_EMPTY_TUPLE);
    cls->metaclass = pd_value_to(heap, maker->spec->metaclass);
    if (pd_is(cls->metaclass, pd_type(vm, TYPE_TYPE))) {
        cls->metaclass = VALUE_UNBOUND;
    }
    cls->dict = pd_ref_to(heap, maker->dict);
    for (uint32_t i = 0; i < maker->bases->length; i++) {
        const Class *base = pd_class(vm, maker->bases->items[i]);
        cls->flags |= base->flags & (CLASS_EXCEPTION | CLASS_META | CLASS_SLOTS);
        cls->slot_hint = base->slot_hint > cls->slot_hint ? base->slot_hint : cls->slot_hint;
    }
    maker->cls = cls;
    return LEAF_OK;
}

/* Enters the class in the lists of its bases; the one step that others can see, so the last. */
static LeafResult publish(ClassMaker *maker)
{
    Vm *vm = maker->vm;
    for (uint32_t i = 0; i < maker->bases->length; i++) {
        List *list = pd_vm_subclasses(vm, pd_class(vm, maker->bases->items[i]));
        if (list == NULL || !pd_list_reserve(&vm->heap, list, list->length + 1u)) {
            return LEAF_MEMORY;
        }
    }
    for (uint32_t i = 0; i < maker->bases->length; i++) {
        List *list = pd_vm_subclasses(vm, pd_class(vm, maker->bases->items[i]));
        bool done = pd_list_append(&vm->heap, list, pd_value_to(&vm->heap, maker->cls));
        pd_assert(done);
    }
    return LEAF_OK;
}

LeafResult pd_vm_make_class(Vm *vm, const ClassSpec *spec, Value *out)
{
    ClassMaker maker = {.vm = vm, .spec = spec};
    maker.bases = PD_AS(Tuple, &vm->heap, spec->bases);
    pd_assert(maker.bases->length > 0 && pd_is_kind(&vm->heap, spec->name, KIND_STR));
    LeafResult result = check_bases(&maker);
    result = result == LEAF_OK ? allocate_class(&maker) : result;
    if (result != LEAF_OK) {
        return result;
    }
    Class *cls = maker.cls;
    result = pd_vm_linearise(vm, pd_value_to(&vm->heap, cls), maker.bases, &cls->mro);
    result = result == LEAF_OK ? take_qualname(&maker) : result;
    result = result == LEAF_OK && !fill_dict(&maker) ? LEAF_MEMORY : result;
    result = result == LEAF_OK ? add_slots(&maker) : result;
    result = result == LEAF_OK ? publish(&maker) : result;
    result = result == LEAF_OK ? take_class_cell(&maker) : result;
    if (result != LEAF_OK) {
        return result;
    }
    pd_vm_begin_epoch(vm);
    cls->flags |= pd_vm_class_flags(vm, cls);
    *out = pd_value_to(&vm->heap, cls);
    return LEAF_OK;
}

/* ---- other bases ---- */

/* Recomputes the MRO of cls; the old one is remembered in `done` as a pair with cls. */
static LeafResult renew_mro(Vm *vm, Class *cls, List *done)
{
    Value self = pd_value_to(&vm->heap, cls);
    Value mro = VALUE_UNBOUND;
    LeafResult result = pd_vm_linearise(vm, self, PD_AS(Tuple, &vm->heap, cls->bases), &mro);
    if (result != LEAF_OK) {
        return result;
    }
    if (!pd_list_append(&vm->heap, done, self) || !pd_list_append(&vm->heap, done, cls->mro)) {
        return LEAF_MEMORY;
    }
    pd_store(&vm->heap, &cls->mro, mro);
    return LEAF_OK;
}

/* The MROs of cls and of all classes below it, bases first: `done` is also the list of work. */
static LeafResult renew_all(Vm *vm, Class *cls, List *done)
{
    LeafResult result = renew_mro(vm, cls, done);
    for (uint32_t at = 0; result == LEAF_OK && at < done->length; at += 2) {
        const Class *base = pd_class(vm, pd_list_items(&vm->heap, done)[at]);
        const List *below = base->subclasses == 0 ? NULL : pd_at(&vm->heap, base->subclasses);
        for (uint32_t i = 0; below != NULL && i < below->length && result == LEAF_OK; i++) {
            Class *one = subclass_at(vm, below, i);
            result = one == NULL ? LEAF_OK : renew_mro(vm, one, done);
        }
    }
    return result;
}

static bool remove_subclass(Vm *vm, Class *base, Value cls)
{
    List *list = pd_vm_subclasses(vm, base);
    for (uint32_t i = 0; list != NULL && i < list->length; i++) {
        if (pd_is(pd_list_items(&vm->heap, list)[i], cls)) {
            return pd_list_splice(&vm->heap, list, i, 1, (Values){NULL, 0});
        }
    }
    return list != NULL;
}

static LeafResult check_new_bases(Vm *vm, const Class *cls, Value bases)
{
    ClassSpec spec = {.bases = bases};
    ClassMaker maker = {.vm = vm, .spec = &spec, .bases = PD_AS(Tuple, &vm->heap, bases)};
    LeafResult result = check_bases(&maker);
    for (uint32_t i = 0; result == LEAF_OK && i < maker.bases->length; i++) {
        if (pd_vm_is_subclass(vm, pd_class(vm, maker.bases->items[i]), cls)) {
            return pd_vm_raise(vm, EXC_TYPE_ERROR, "a __bases__ item causes an inheritance cycle");
        }
    }
    if (result == LEAF_OK && maker.kind != cls->h.aux) {
        TypeName base = pd_vm_text(vm, pd_class(vm, maker.bases->items[0])->name);
        return pd_vm_raise(vm, EXC_TYPE_ERROR,
                           "__bases__ assignment: '%s' object layout differs from '%s'", base.text,
                           pd_vm_text(vm, cls->name).text);
    }
    return result;
}

LeafResult pd_vm_set_bases(Vm *vm, Class *cls, Value bases)
{
    Heap *heap = &vm->heap;
    LeafResult result = check_new_bases(vm, cls, bases);
    List *done = pd_list_new(heap, 8);
    if (result != LEAF_OK || done == NULL) {
        return result != LEAF_OK ? result : LEAF_MEMORY;
    }
    Value old = cls->bases;
    Value self = pd_value_to(heap, cls);
    pd_store(heap, &cls->bases, bases);
    result = renew_all(vm, cls, done);
    if (result != LEAF_OK) {
        for (uint32_t i = done->length; i > 0; i -= 2) {
            const Value *pair = pd_list_items(heap, done) + i - 2;
            pd_store(heap, &pd_class(vm, pair[0])->mro, pair[1]);
        }
        pd_store(heap, &cls->bases, old);
        return result;
    }
    const Tuple *before = PD_AS(Tuple, heap, old);
    const Tuple *after = PD_AS(Tuple, heap, bases);
    for (uint32_t i = 0; i < before->length; i++) {
        if (!remove_subclass(vm, pd_class(vm, before->items[i]), self)) {
            return LEAF_MEMORY;
        }
    }
    for (uint32_t i = 0; i < after->length; i++) {
        List *list = pd_vm_subclasses(vm, pd_class(vm, after->items[i]));
        if (list == NULL || !pd_list_append(heap, list, self)) {
            return LEAF_MEMORY;
        }
    }
    pd_vm_class_changed(vm, cls, pd_name(vm, NAME_eq));
    return LEAF_OK;
}

LeafResult pd_vm_winner_metaclass(Vm *vm, Class *wanted, const Tuple *bases, Class **out)
{
    Class *winner = wanted;
    for (uint32_t i = 0; i < bases->length; i++) {
        Class *meta = pd_vm_class_of(vm, bases->items[i]);
        if (pd_vm_is_subclass(vm, winner, meta)) {
            continue;
        }
        if (!pd_vm_is_subclass(vm, meta, winner)) {
            return pd_vm_raise(vm, EXC_TYPE_ERROR,
                               "metaclass conflict: the metaclass of a derived class must be a "
                               "(non-strict) subclass of the metaclasses of all its bases");
        }
        winner = meta;
    }
    *out = winner;
    return LEAF_OK;
}

/* ---- attributes of classes ---- */

static LeafResult update_abstract(Vm *vm, Class *cls, Value v)
{
    Value truth = VALUE_FALSE;
    LeafResult result = pd_is_unbound(v) ? LEAF_OK : pd_vm_truth(vm, v, &truth);
    if (result == LEAF_OK) {
        uint32_t flag = pd_is(truth, VALUE_TRUE) ? CLASS_ABSTRACT : 0;
        cls->flags = (cls->flags & ~(uint32_t)CLASS_ABSTRACT) | flag;
    }
    return result;
}

LeafResult pd_vm_set_class_attr(Vm *vm, Class *cls, Value name, Value v)
{
    Heap *heap = &vm->heap;
    if (pd_vm_is_immutable(vm, cls)) {
        return pd_vm_raise(vm, EXC_TYPE_ERROR, "cannot set '%s' attribute of immutable type '%s'",
                           pd_vm_text(vm, name).text, pd_vm_text(vm, cls->name).text);
    }
    Dict *dict = pd_vm_class_dict(vm, cls);
    if (pd_is(name, pd_name(vm, NAME_abstractmethods))) {
        LeafResult result = update_abstract(vm, cls, v);
        if (result != LEAF_OK) {
            return result;
        }
    }
    if (pd_is_unbound(v)) {
        Answer answer = pd_dict_delete(heap, dict, name, NULL);
        if (answer == ANSWER_NO) {
            return pd_vm_raise_no_attr(vm, pd_value_to(heap, cls), name);
        }
        if (answer == ANSWER_MEMORY) {
            return LEAF_MEMORY;
        }
    } else if (!pd_dict_set_name(heap, dict, name, v)) {
        return LEAF_MEMORY;
    }
    pd_vm_class_changed(vm, cls, name);
    return LEAF_OK;
}

TypeName pd_vm_class_title(const Vm *vm, const Class *cls)
{
    TypeName qualname = pd_vm_text(vm, cls->qualname);
    Value module;
    if (!pd_dict_get_name(&vm->heap, pd_vm_class_dict(vm, cls), pd_name(vm, NAME_module),
                          &module) ||
        !pd_is_kind(&vm->heap, module, KIND_STR)) {
        return qualname;
    }
    TypeName place = pd_vm_text(vm, module);
    if (strcmp(place.text, "builtins") == 0) {
        return qualname;
    }
    TypeName title;
    (void)snprintf(title.text, sizeof title.text, "%.80s.%.120s", place.text, qualname.text);
    return title;
}
