/*
 * Builtin classes, leaves and the modules made of them, in the order of the tables, so that the
 * image's bytes are the same everywhere.
 *
 * Runs only while an image is made. Must not know what the leaves do.
 */
#include "vm/effect/effect.h"
#include "vm/image/image_in.h"
#include "vm/object/class.h"

#include <stdio.h>
#include <string.h>

typedef struct TypeRow {
    const char *name;
    uint32_t base; /* TypeId, or ExcId + TYPE_COUNT; itself for object */
    uint32_t flags;
    uint8_t kind;
} TypeRow;

/* Bases of exceptions are exceptions, but for the root of them. */
enum { EXC_OBJECT = -(int)TYPE_COUNT };

static const TypeRow type_rows[] = {
#define TYPE(id, name, base, kind, flags) {name, TYPE_##base, flags, kind},
#define EXCEPTION(id, name, base) \
 {name, (uint32_t)((int)TYPE_COUNT + (int)EXC_##base), CLASS_EXCEPTION, KIND_EXCEPTION},
#include "vm/types.def"
#undef TYPE
#undef EXCEPTION
};

static const char *const name_texts[NAME_COUNT] = {
#define NAME(id, text) text,
#include "vm/names.def"
#undef NAME
};

/* Types that programs see under their name without importing anything. */
static const uint8_t public_types[] = {
    TYPE_OBJECT,      TYPE_TYPE,         TYPE_INT,      TYPE_BOOL,      TYPE_FLOAT,
    TYPE_COMPLEX,     TYPE_STR,          TYPE_BYTES,    TYPE_BYTEARRAY, TYPE_LIST,
    TYPE_TUPLE,       TYPE_DICT,         TYPE_SET,      TYPE_FROZENSET, TYPE_RANGE,
    TYPE_SLICE,       TYPE_SUPER,        TYPE_PROPERTY, TYPE_REVERSED,  TYPE_ENUMERATE,
    TYPE_CLASSMETHOD, TYPE_STATICMETHOD, TYPE_ZIP,      TYPE_MAP,       TYPE_FILTER,
};

/* UNBOUND = memory. */
static Value intern(ImageMaker *maker, const char *text)
{
    return pd_vm_str_value(maker->vm, pd_str_intern_utf8(&maker->vm->heap, pd_bytes_of_cstr(text)));
}

static bool set_named(ImageMaker *maker, Dict *dict, const char *name, Value v)
{
    Value key = intern(maker, name);
    return !pd_is_unbound(key) && !pd_is_unbound(v) &&
           pd_dict_set_name(&maker->vm->heap, dict, key, v);
}

bool pd_image_intern_names(ImageMaker *maker)
{
    for (uint32_t i = 0; i < NAME_COUNT; i++) {
        maker->image->names[i] = intern(maker, name_texts[i]);
        if (pd_is_unbound(maker->image->names[i])) {
            return false;
        }
    }
    return true;
}

static Ref *type_slot(Image *image, uint32_t index)
{
    return index < TYPE_COUNT ? &image->types[index] : &image->exceptions[index - TYPE_COUNT];
}

/* A tuple of cls and the MRO of base (0: none). */
static Tuple *chain_mro(Heap *heap, Class *cls, Ref base)
{
    const Tuple *tail = base == 0 ? NULL : PD_AS(Tuple, heap, ((Class *)pd_at(heap, base))->mro);
    Tuple *mro = pd_tuple_new(heap, NULL, tail == NULL ? 1 : tail->length + 1u);
    if (mro == NULL) {
        return NULL;
    }
    mro->items[0] = pd_value_to(heap, cls);
    for (uint32_t i = 0; tail != NULL && i < tail->length; i++) {
        mro->items[i + 1] = tail->items[i];
    }
    return mro;
}

static bool make_type(ImageMaker *maker, uint32_t index)
{
    Heap *heap = &maker->vm->heap;
    const TypeRow *row = &type_rows[index];
    Value name = intern(maker, row->name);
    Class *cls = pd_heap_alloc(heap, sizeof *cls, KIND_CLASS, row->kind);
    Dict *dict = pd_dict_new(heap, 8);
    if (pd_is_unbound(name) || cls == NULL || dict == NULL) {
        return false;
    }
    Header header = cls->h;
    *cls = (Class){.h = header, .name = name, .qualname = name, .metaclass = VALUE_UNBOUND};
    cls->flags = row->flags | CLASS_BUILTIN | (index == TYPE_OBJECT ? CLASS_NO_DICT : 0);
    cls->dict = pd_ref_to(heap, dict);
    cls->bases = cls->mro = pd_from_ref(HEAP_EMPTY_TUPLE);
    Ref base = index == TYPE_OBJECT ? 0 : *type_slot(maker->image, row->base);
    pd_assert(index == TYPE_OBJECT || base != 0);
    Value base_value = pd_from_ref(base);
    Tuple *bases = base == 0 ? pd_at(heap, HEAP_EMPTY_TUPLE) : pd_tuple_new(heap, &base_value, 1);
    Tuple *mro = chain_mro(heap, cls, base);
    if (bases == NULL || mro == NULL) {
        return false;
    }
    cls->bases = pd_value_to(heap, bases);
    cls->mro = pd_value_to(heap, mro);
    *type_slot(maker->image, index) = pd_ref_to(heap, cls);
    List *siblings = base == 0 ? NULL : pd_vm_subclasses(maker->vm, pd_at(heap, base));
    return base == 0 ||
           (siblings != NULL && pd_list_append(heap, siblings, pd_value_to(heap, cls)));
}

bool pd_image_make_types(ImageMaker *maker)
{
    _Static_assert(ARRAY_COUNT(type_rows) == TYPE_COUNT + EXC_COUNT, "one row per class");
    for (uint32_t i = 0; i < ARRAY_COUNT(type_rows); i++) {
        if (!make_type(maker, i)) {
            return false;
        }
    }
    for (uint32_t i = 0; i < ARRAY_COUNT(type_rows); i++) {
        Class *cls = pd_at(&maker->vm->heap, *type_slot(maker->image, i));
        Dict *dict = pd_at(&maker->vm->heap, cls->dict);
        bool unhashable = (cls->flags & CLASS_UNHASHABLE) != 0;
        if ((unhashable && !set_named(maker, dict, "__hash__", VALUE_NONE)) ||
            !set_named(maker, dict, "__doc__", VALUE_NONE)) {
            return false;
        }
    }
    return true;
}

/* ---- leaves ---- */

/* Kind of self that is always an instance of the class, or KIND_FREE. */
static uint8_t certain_self_kind(const LeafTable *table)
{
    if (table->module != NULL || table->type >= TYPE_COUNT) {
        return KIND_FREE;
    }
    switch ((Kind)type_rows[table->type].kind) {
    case KIND_FREE:
    case KIND_INSTANCE:
    case KIND_BUILTIN:
    case KIND_METHOD:
    case KIND_DICT_VIEW:
    case KIND_ITER: return KIND_FREE;
    default: return type_rows[table->type].kind;
    }
}

static uint16_t self_aux(TypeId type)
{
    switch (type) {
    case TYPE_GENERATOR: return GENERATOR_PLAIN;
    case TYPE_COROUTINE: return GENERATOR_COROUTINE;
    case TYPE_ASYNC_GENERATOR: return GENERATOR_ASYNC;
    default: return (uint16_t)type;
    }
}

static Builtin *make_builtin(ImageMaker *maker, const LeafDef *def, Ref owner)
{
    Heap *heap = &maker->vm->heap;
    Value name = intern(maker, def->name);
    Value qualname = name;
    if (owner != 0) {
        char text[120];
        TypeName type = pd_vm_text(maker->vm, ((Class *)pd_at(heap, owner))->name);
        int length = snprintf(text, sizeof text, "%s.%s", type.text, def->name);
        pd_assert(length > 0 && (size_t)length < sizeof text);
        qualname = intern(maker, text);
    }
    Builtin *b = pd_heap_alloc(heap, sizeof *b, KIND_BUILTIN, 0);
    if (b == NULL || pd_is_unbound(name) || pd_is_unbound(qualname)) {
        return NULL;
    }
    b->owner = owner;
    b->name = name;
    b->qualname = qualname;
    return b;
}

typedef struct LeafPlace {
    const LeafTable *table;
    Dict *dict;
    Ref owner;
} LeafPlace;

static bool add_leaf(ImageMaker *maker, const LeafPlace *place, const LeafDef *def, uint32_t leaf)
{
    Heap *heap = &maker->vm->heap;
    Image *image = maker->image;
    LeafBinding *bindings = image->making;
    LeafBinding *binding = &bindings[leaf];
    if (!pd_vm_parse_signature(heap, &image->arena, def, binding)) {
        return false;
    }
    binding->owner = place->owner;
    binding->module = place->table->module;
    bool is_raw = (binding->flags & LEAF_RAW) != 0 || place->owner == image->types[TYPE_OBJECT] ||
                  def->kind == LEAF_SETTER;
    binding->flags = (uint8_t)(binding->flags | (is_raw ? LEAF_RAW : 0));
    if (def->kind == LEAF_METHOD || def->kind == LEAF_SLOT || def->kind == LEAF_GETTER) {
        bool is_float = place->table->module == NULL && place->table->type == TYPE_FLOAT;
        binding->self_kind = certain_self_kind(place->table);
        if (binding->self_kind != KIND_FREE || is_float) {
            binding->self_aux = self_aux(place->table->type);
        }
    }
    image->leaves[leaf] = def;
    Builtin *b = make_builtin(maker, def, place->owner);
    if (b == NULL) {
        return false;
    }
    b->leaf = leaf;
    binding->builtin = pd_value_to(heap, b);
    if (def->kind == LEAF_SETTER) {
        Value getter;
        bool found = pd_dict_get_name(heap, place->dict, b->name, &getter);
        pd_assert(found && pd_is_kind(heap, getter, KIND_BUILTIN));
        bindings[PD_AS(Builtin, heap, getter)->leaf].setter = leaf;
        return true;
    }
    return pd_dict_set_name(heap, place->dict, b->name, binding->builtin);
}

static bool add_table(ImageMaker *maker, const LeafTable *table, uint32_t *leaf)
{
    Heap *heap = &maker->vm->heap;
    LeafPlace place = {.table = table};
    if (table->module != NULL) {
        Module *module = pd_image_module(maker, pd_bytes_of_cstr(table->module));
        if (module == NULL) {
            return false;
        }
        place.dict = pd_at(heap, module->dict);
    } else {
        place.owner = *type_slot(maker->image, table->type);
        place.dict = pd_at(heap, ((Class *)pd_at(heap, place.owner))->dict);
    }
    for (uint32_t i = 0; i < table->count; i++) {
        if (!add_leaf(maker, &place, &table->defs[i], (*leaf)++)) {
            return false;
        }
    }
    return true;
}

bool pd_image_make_leaves(ImageMaker *maker)
{
    Image *image = maker->image;
    uint32_t count = 0;
    for (uint32_t i = 0; i < pd_leaf_table_count(); i++) {
        count += pd_leaf_table(i)->count;
    }
    image->leaf_count = count;
    image->making = ARENA_NEW_ARRAY(&image->arena, count + 1u, LeafBinding);
    image->leaves = ARENA_NEW_ARRAY(&image->arena, count + 1u, const LeafDef *);
    image->bindings = image->making;
    if (image->making == NULL || image->leaves == NULL) {
        return false;
    }
    uint32_t leaf = 0;
    for (uint32_t i = 0; i < pd_leaf_table_count(); i++) {
        if (!add_table(maker, pd_leaf_table(i), &leaf)) {
            return false;
        }
    }
    pd_assert(leaf == count);
    return true;
}

/* ---- modules ---- */

Module *pd_image_module(ImageMaker *maker, Bytes name)
{
    Heap *heap = &maker->vm->heap;
    Str *interned = pd_str_intern_utf8(heap, name);
    if (interned == NULL) {
        return NULL;
    }
    Value key = pd_value_to(heap, interned);
    Value found;
    Dict *modules = PD_AS(Dict, heap, maker->modules);
    if (pd_dict_get_name(heap, modules, key, &found)) {
        return PD_AS(Module, heap, found);
    }
    Module *module = pd_heap_alloc(heap, sizeof *module, KIND_MODULE, 0);
    Dict *dict = pd_dict_new(heap, 8);
    if (module == NULL || dict == NULL) {
        return NULL;
    }
    module->dict = pd_ref_to(heap, dict);
    module->state = 0;
    module->name = key;
    bool done = pd_dict_set_name(heap, dict, maker->image->names[NAME_name], key) &&
                pd_dict_set_name(heap, dict, maker->image->names[NAME_doc], VALUE_NONE) &&
                pd_dict_set_name(heap, modules, key, pd_value_to(heap, module));
    return done ? module : NULL;
}

/* Classes that CPython does not have are not builtins: they are imported from module perdure. */
static bool is_of_perdure(uint32_t row)
{
    return row == TYPE_COUNT + EXC_FUEL_EXHAUSTED || row == TYPE_COUNT + EXC_CANCELLED ||
           row == TYPE_COUNT + EXC_CANCELLED_ERROR;
}

/* `_vm` has every class under its own name. */
static bool fill_types(ImageMaker *maker, Dict *builtins, Dict *intrinsics)
{
    bool done = true;
    for (uint32_t i = 0; i < ARRAY_COUNT(type_rows) && done; i++) {
        Value cls = pd_from_ref(*type_slot(maker->image, i));
        done = set_named(maker, intrinsics, type_rows[i].name, cls);
        if (i >= TYPE_COUNT && !is_of_perdure(i)) {
            done = done && set_named(maker, builtins, type_rows[i].name, cls);
        }
    }
    for (size_t i = 0; i < ARRAY_COUNT(public_types) && done; i++) {
        done = set_named(maker, builtins, type_rows[public_types[i]].name,
                         pd_from_ref(maker->image->types[public_types[i]]));
    }
    return done;
}

static Value own_attribute(ImageMaker *maker, TypeId type, NameId name)
{
    Value v = VALUE_UNBOUND;
    Heap *heap = &maker->vm->heap;
    Class *cls = pd_at(heap, maker->image->types[type]);
    (void)pd_dict_get_name(heap, pd_at(heap, cls->dict), maker->image->names[name], &v);
    return v;
}

static bool find_named(Heap *heap, const Dict *dict, const char *name, Value *out)
{
    const Str *s = pd_str_intern_utf8(heap, pd_bytes_of_cstr(name));
    return s != NULL && pd_dict_get_name(heap, dict, pd_value_to(heap, s), out);
}

static bool name_module(ImageMaker *maker, uint32_t row, const char *module)
{
    Class *cls = pd_at(&maker->vm->heap, *type_slot(maker->image, row));
    return set_named(maker, pd_at(&maker->vm->heap, cls->dict), "__module__",
                     intern(maker, module));
}

/* CPython shows classes of modules as types.UnionType and so on. */
static bool name_modules(ImageMaker *maker)
{
    return name_module(maker, TYPE_UNION, "types") &&
           name_module(maker, TYPE_GENERIC_ALIAS, "types") &&
           name_module(maker, TYPE_COUNT + EXC_FUEL_EXHAUSTED, "perdure") &&
           name_module(maker, TYPE_COUNT + EXC_CANCELLED, "perdure") &&
           name_module(maker, TYPE_COUNT + EXC_CANCELLED_ERROR, "asyncio.exceptions") &&
           name_module(maker, TYPE_TASK, "perdure");
}

bool pd_image_fill_builtins(ImageMaker *maker)
{
    Heap *heap = &maker->vm->heap;
    Image *image = maker->image;
    Module *builtins = pd_image_module(maker, pd_bytes_of_cstr("builtins"));
    Module *intrinsics = pd_image_module(maker, pd_bytes_of_cstr("_vm"));
    if (builtins == NULL || intrinsics == NULL) {
        return false;
    }
    Dict *dict = pd_at(heap, builtins->dict);
    image->builtins = pd_value_to(heap, dict);
    image->object_new = own_attribute(maker, TYPE_OBJECT, NAME_new);
    image->object_init = own_attribute(maker, TYPE_OBJECT, NAME_init);
    image->object_ne = own_attribute(maker, TYPE_OBJECT, NAME_ne);
    image->type_call = own_attribute(maker, TYPE_TYPE, NAME_call);
    Opaque *in_place = pd_vm_new_opaque(maker->vm, TYPE_CONTINUATION, K_COUNT);
    if (in_place == NULL) {
        return false;
    }
    in_place->items[K_FRAMES] = pd_from_int(0);
    in_place->h.flags |= K_STARTED | K_GIVEN;
    image->in_place = pd_value_to(heap, in_place);
    image->generator_send = own_attribute(maker, TYPE_GENERATOR, NAME_send);
    const Class *list = pd_at(heap, image->types[TYPE_LIST]);
    const Class *map = pd_at(heap, image->types[TYPE_DICT]);
    if (!find_named(heap, dict, "next", &image->next) ||
        !find_named(heap, dict, "len", &image->len) ||
        !find_named(heap, pd_at(heap, list->dict), "append", &image->list_append) ||
        !find_named(heap, pd_at(heap, map->dict), "get", &image->dict_get)) {
        return false;
    }
    Value os_error = pd_from_ref(image->exceptions[EXC_OS_ERROR]);
    return fill_types(maker, dict, pd_at(heap, intrinsics->dict)) && name_modules(maker) &&
           set_named(maker, dict, "EnvironmentError", os_error) &&
           set_named(maker, dict, "IOError", os_error) &&
           set_named(maker, dict, "None", VALUE_NONE) &&
           set_named(maker, dict, "False", VALUE_FALSE) &&
           set_named(maker, dict, "True", VALUE_TRUE) &&
           set_named(maker, dict, "Ellipsis", VALUE_ELLIPSIS) &&
           set_named(maker, dict, "NotImplemented", VALUE_NOT_IMPLEMENTED) &&
           set_named(maker, dict, "__debug__", VALUE_TRUE);
}
