/*
 * Classes of values, and lookups along method resolution orders.
 *
 * Owns the method cache: an entry is good for the epoch it was filled in, so a change of any class
 * and every collection void them all at once. Nothing here runs program code.
 */
#include "vm/object/class.h"

#include "vm/vm_in.h"

static TypeId iter_type(uint32_t kind)
{
    static const uint8_t types[ITER_KIND_COUNT] = {
        [ITER_LIST] = TYPE_LIST_ITERATOR,
        [ITER_TUPLE] = TYPE_TUPLE_ITERATOR,
        [ITER_STR] = TYPE_STR_ITERATOR,
        [ITER_BYTES] = TYPE_BYTES_ITERATOR,
        [ITER_BYTEARRAY] = TYPE_BYTEARRAY_ITERATOR,
        [ITER_RANGE] = TYPE_RANGE_ITERATOR,
        [ITER_KEYS] = TYPE_KEY_ITERATOR,
        [ITER_VALUES] = TYPE_VALUE_ITERATOR,
        [ITER_ITEMS] = TYPE_ITEM_ITERATOR,
        [ITER_SET] = TYPE_SET_ITERATOR,
        [ITER_LIST_REVERSED] = TYPE_LIST_REVERSEITERATOR,
        [ITER_KEYS_REVERSED] = TYPE_KEY_REVERSEITERATOR,
        [ITER_VALUES_REVERSED] = TYPE_VALUE_REVERSEITERATOR,
        [ITER_ITEMS_REVERSED] = TYPE_ITEM_REVERSEITERATOR,
        [ITER_SEQUENCE_REVERSED] = TYPE_REVERSED,
        [ITER_ENUMERATE] = TYPE_ENUMERATE,
        [ITER_ZIP] = TYPE_ZIP,
        [ITER_MAP] = TYPE_MAP,
        [ITER_FILTER] = TYPE_FILTER,
        [ITER_CALL] = TYPE_CALLABLE_ITERATOR,
        [ITER_SEQUENCE] = TYPE_ITERATOR,
    };
    pd_assert(kind < ITER_KIND_COUNT);
    return (TypeId)types[kind];
}

static TypeId builtin_type(const Vm *vm, const Builtin *b)
{
    switch ((LeafKind)pd_binding(vm, b->leaf)->kind) {
    case LEAF_METHOD: return TYPE_METHOD_DESCRIPTOR;
    case LEAF_SLOT: return TYPE_WRAPPER_DESCRIPTOR;
    case LEAF_GETTER:
    case LEAF_SETTER: return TYPE_GETSET;
    case LEAF_FUNCTION:
    case LEAF_CLASSMETHOD:
    case LEAF_STATIC:
    case LEAF_NEW: break;
    }
    return TYPE_BUILTIN;
}

static TypeId method_type(const Vm *vm, const Method *m)
{
    return pd_is_kind(&vm->heap, m->function, KIND_BUILTIN) ? TYPE_BUILTIN : TYPE_METHOD;
}

const uint8_t pd_vm_kind_types[KIND_COUNT] = {
    [KIND_INT] = TYPE_INT,
    [KIND_COMPLEX] = TYPE_COMPLEX,
    [KIND_STR] = TYPE_STR,
    [KIND_BYTES] = TYPE_BYTES,
    [KIND_BYTEARRAY] = TYPE_BYTEARRAY,
    [KIND_LIST] = TYPE_LIST,
    [KIND_TUPLE] = TYPE_TUPLE,
    [KIND_DICT] = TYPE_DICT,
    [KIND_SET] = TYPE_SET,
    [KIND_FROZENSET] = TYPE_FROZENSET,
    [KIND_RANGE] = TYPE_RANGE,
    [KIND_SLICE] = TYPE_SLICE,
    [KIND_CELL] = TYPE_CELL,
    [KIND_FUNCTION] = TYPE_FUNCTION,
    [KIND_PROPERTY] = TYPE_PROPERTY,
    [KIND_CLASSMETHOD] = TYPE_CLASSMETHOD,
    [KIND_STATICMETHOD] = TYPE_STATICMETHOD,
    [KIND_SUPER] = TYPE_SUPER,
    [KIND_SLOT] = TYPE_MEMBER,
    [KIND_MODULE] = TYPE_MODULE,
    [KIND_TRACEBACK] = TYPE_TRACEBACK,
};

const uint8_t pd_vm_generator_types[GENERATOR_KIND_COUNT] = {
    [GENERATOR_PLAIN] = TYPE_GENERATOR,
    [GENERATOR_COROUTINE] = TYPE_COROUTINE,
    [GENERATOR_ASYNC] = TYPE_ASYNC_GENERATOR,
};

static TypeId singleton_type(Value v)
{
    if (pd_is_none(v)) {
        return TYPE_NONE;
    }
    if (pd_is_bool(v)) {
        return TYPE_BOOL;
    }
    pd_assert(!pd_is_unbound(v));
    return pd_is(v, VALUE_ELLIPSIS) ? TYPE_ELLIPSIS : TYPE_NOT_IMPLEMENTED;
}

static TypeId ref_type(const Vm *vm, const Header *h)
{
    switch (h->kind) {
    case KIND_ITER:
        return h->aux == ITER_STR && pd_is(((const Iter *)(const void *)h)->state, VALUE_TRUE)
                   ? TYPE_STR_ASCII_ITERATOR
                   : iter_type(h->aux);
    case KIND_DICT_VIEW:
        return h->aux == VIEW_KEYS ? TYPE_DICT_KEYS
                                   : (h->aux == VIEW_VALUES ? TYPE_DICT_VALUES : TYPE_DICT_ITEMS);
    case KIND_OPAQUE: pd_assert(h->aux < TYPE_COUNT); return (TypeId)h->aux;
    case KIND_BUILTIN: return builtin_type(vm, (const Builtin *)(const void *)h);
    case KIND_METHOD: return method_type(vm, (const Method *)(const void *)h);
    case KIND_GENERATOR: return pd_vm_generator_types[h->aux];
    default: break;
    }
    pd_assert(h->kind < KIND_COUNT && pd_vm_kind_types[h->kind] != TYPE_OBJECT);
    return (TypeId)pd_vm_kind_types[h->kind];
}

Class *pd_vm_class_of(const Vm *vm, Value v)
{
    const Heap *heap = &vm->heap;
    TypeId type;
    if (pd_is_ref(v)) {
        const Header *h = pd_header(heap, v);
        if (h->kind == KIND_INSTANCE || h->kind == KIND_WRAPPED || h->kind == KIND_EXCEPTION) {
            return pd_instance_class(heap, h);
        }
        if (h->kind == KIND_CLASS) {
            Value meta = ((const Class *)(const void *)h)->metaclass;
            return pd_at(heap, pd_is_unbound(meta) ? vm->image->types[TYPE_TYPE] : pd_ref_of(meta));
        }
        type = ref_type(vm, h);
    } else if (pd_is_int(v)) {
        type = TYPE_INT;
    } else {
        type = pd_is_float(v) ? TYPE_FLOAT : singleton_type(v);
    }
    return pd_at(heap, vm->image->types[type]);
}

bool pd_vm_is_subclass(const Vm *vm, const Class *cls, const Class *base)
{
    if (cls == base) {
        return true;
    }
    Ref wanted = pd_ref_to(&vm->heap, base);
    const Tuple *mro = PD_AS(Tuple, &vm->heap, cls->mro);
    for (uint32_t i = 1; i < mro->length; i++) {
        if (pd_ref_of(mro->items[i]) == wanted) {
            return true;
        }
    }
    return false;
}

bool pd_vm_is_instance(const Vm *vm, Value v, Value cls)
{
    pd_assert(pd_is_kind(&vm->heap, cls, KIND_CLASS));
    return pd_vm_is_subclass(vm, pd_vm_class_of(vm, v), pd_class(vm, cls));
}

static Value lookup_mro(const Vm *vm, const Class *cls, Value name)
{
    const Tuple *mro = PD_AS(Tuple, &vm->heap, cls->mro);
    for (uint32_t i = 0; i < mro->length; i++) {
        Value v;
        const Class *base = pd_class(vm, mro->items[i]);
        if (pd_dict_get_name(&vm->heap, pd_at(&vm->heap, base->dict), name, &v)) {
            return v;
        }
    }
    return VALUE_UNBOUND;
}

Value pd_vm_class_lookup(Vm *vm, Class *cls, Value name)
{
    Ref cls_ref = pd_ref_to(&vm->heap, cls);
    Ref name_ref = pd_ref_of(name);
    MethodCacheEntry *entry = pd_vm_class_entry(vm, cls_ref, name_ref);
    if (pd_vm_class_entry_is(vm, entry, cls_ref, name_ref)) {
        return entry->value;
    }
    *entry = (MethodCacheEntry){.cls = cls_ref, .name = name_ref, .epoch = vm->epoch};
    entry->value = lookup_mro(vm, cls, name);
    return entry->value;
}

Value pd_vm_special(Vm *vm, Value v, NameId name)
{
    pd_assert(name < NAME_COUNT);
    return pd_vm_class_lookup(vm, pd_vm_class_of(vm, v), pd_name(vm, name));
}

/* ---- C3 ---- */

/* One list to merge: the MRO of a base, or the bases themselves. */
typedef struct MergeList {
    const Value *items;
    uint32_t length, at;
} MergeList;

typedef struct Merge {
    MergeList *lists;
    uint32_t count;
} Merge;

static bool in_a_tail(const Merge *merge, Value candidate)
{
    for (uint32_t i = 0; i < merge->count; i++) {
        const MergeList *list = &merge->lists[i];
        for (uint32_t k = list->at + 1; k < list->length; k++) {
            if (pd_is(list->items[k], candidate)) {
                return true;
            }
        }
    }
    return false;
}

/* The next class of the merge, UNBOUND when done; *stuck when no head is in no tail. */
static Value next_head(const Merge *merge, bool *stuck)
{
    bool any = false;
    Value refused = VALUE_UNBOUND; /* many lists may wait for the same class */
    for (uint32_t i = 0; i < merge->count; i++) {
        const MergeList *list = &merge->lists[i];
        if (list->at == list->length || pd_is(list->items[list->at], refused)) {
            continue;
        }
        any = true;
        refused = list->items[list->at];
        if (!in_a_tail(merge, refused)) {
            return refused;
        }
    }
    *stuck = any;
    return VALUE_UNBOUND;
}

static void take_head(Merge *merge, Value head)
{
    for (uint32_t i = 0; i < merge->count; i++) {
        MergeList *list = &merge->lists[i];
        if (list->at < list->length && pd_is(list->items[list->at], head)) {
            list->at++;
        }
    }
}

static LeafResult raise_no_order(Vm *vm, const Merge *merge)
{
    char text[400];
    size_t size = 0;
    for (uint32_t i = 0; i < merge->count && size < sizeof text; i++) {
        const MergeList *list = &merge->lists[i];
        if (list->at == list->length) {
            continue;
        }
        Value head = list->items[list->at];
        bool seen = false;
        for (uint32_t k = 0; k < i; k++) {
            const MergeList *other = &merge->lists[k];
            seen |= other->at < other->length && pd_is(other->items[other->at], head);
        }
        if (seen) {
            continue;
        }
        TypeName name = pd_vm_text(vm, pd_class(vm, head)->name);
        for (const char *p = size == 0 ? "" : ", "; *p != 0 && size < sizeof text; p++) {
            text[size++] = *p;
        }
        for (const char *p = name.text; *p != 0 && size < sizeof text; p++) {
            text[size++] = *p;
        }
    }
    return pd_vm_raise(vm, EXC_TYPE_ERROR,
                       "Cannot create a consistent method resolution\norder (MRO) for bases %.*s",
                       (int)size, text);
}

/* Each head is looked for in what is left of all lists. */
static bool charge_merge(Vm *vm, const Merge *merge)
{
    uint64_t left = merge->count;
    for (uint32_t i = 0; i < merge->count; i++) {
        left += merge->lists[i].length - merge->lists[i].at;
    }
    return pd_vm_charge_big(vm, merge->count + left / 8);
}

static LeafResult run_merge(Vm *vm, Merge *merge, List *order)
{
    for (;;) {
        bool stuck = false;
        Value head = next_head(merge, &stuck);
        if (stuck) {
            return raise_no_order(vm, merge);
        }
        if (pd_is_unbound(head)) {
            return LEAF_OK;
        }
        if (!charge_merge(vm, merge)) {
            return pd_vm_out_of_fuel(vm);
        }
        take_head(merge, head);
        if (!pd_list_append(&vm->heap, order, head)) {
            return LEAF_MEMORY;
        }
    }
}

/* The order below one base is that of the base. */
static LeafResult linearise_one(Vm *vm, Value cls, Value base, Value *out)
{
    const Tuple *rest = PD_AS(Tuple, &vm->heap, pd_class(vm, base)->mro);
    pd_vm_charge(vm, rest->length / 8 + 1);
    Tuple *mro = pd_tuple_new(&vm->heap, NULL, (size_t)rest->length + 1);
    if (mro == NULL) {
        return LEAF_MEMORY;
    }
    pd_store(&vm->heap, &mro->items[0], cls);
    for (uint32_t i = 0; i < rest->length; i++) {
        pd_store(&vm->heap, &mro->items[i + 1], rest->items[i]);
    }
    *out = pd_value_to(&vm->heap, mro);
    return LEAF_OK;
}

LeafResult pd_vm_linearise(Vm *vm, Value cls, const Tuple *bases, Value *out)
{
    Heap *heap = &vm->heap;
    if (bases->length == 1) {
        return linearise_one(vm, cls, bases->items[0], out);
    }
    for (uint32_t i = 0; i < bases->length; i++) {
        for (uint32_t k = i + 1; k < bases->length; k++) {
            if (pd_is(bases->items[i], bases->items[k])) {
                TypeName name = pd_vm_text(vm, pd_class(vm, bases->items[i])->name);
                return pd_vm_raise(vm, EXC_TYPE_ERROR, "duplicate base class %s", name.text);
            }
        }
    }
    /* The lists live in the heap as scratch, so that their number has no bound here. */
    size_t room = (bases->length + 1) * sizeof(MergeList) + sizeof(Array);
    Array *scratch = pd_array_new(heap, room / sizeof(Value) + 1);
    List *order = pd_list_new(heap, bases->length + 4u);
    if (scratch == NULL || order == NULL || !pd_list_append(heap, order, cls)) {
        return LEAF_MEMORY;
    }
    Merge merge = {(MergeList *)(void *)scratch->items, bases->length + 1};
    for (uint32_t i = 0; i < bases->length; i++) {
        const Tuple *mro = PD_AS(Tuple, heap, pd_class(vm, bases->items[i])->mro);
        merge.lists[i] = (MergeList){mro->items, mro->length, 0};
    }
    merge.lists[bases->length] = (MergeList){bases->items, bases->length, 0};
    LeafResult result = run_merge(vm, &merge, order);
    for (uint32_t i = 0; i < scratch->capacity; i++) {
        scratch->items[i] = VALUE_UNBOUND;
    }
    if (result != LEAF_OK) {
        return result;
    }
    Tuple *mro = pd_tuple_new(heap, pd_list_items(heap, order), order->length);
    if (mro == NULL) {
        return LEAF_MEMORY;
    }
    *out = pd_value_to(heap, mro);
    return LEAF_OK;
}
