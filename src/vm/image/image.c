/*
 * The shared image: made once a process, from the tables of C leaves and the compiled library.
 *
 * Order: constants of the heap, names, classes, leaves, builtins, the library's units and the run
 * of their bodies, then the seal. Every step is a function of the tables and of the units' bytes,
 * so two machines make the same image and its digest names it. The modules `_vm` and `_prelude...`
 * serve the library alone: programs cannot import them.
 */
#include "vm/image/consts.h"
#include "vm/image/image_in.h"

#include <string.h>

enum { ARENA_MAX_BYTES = 256 << 20, EFFECT_NAME_BYTES = 4096 };
#define IMAGE_HEAP_BYTES (UINT64_C(64) << 20)

static const char *const lib_names[LIB_COUNT] = {
#define LIB(id) #id,
#include "vm/lib.def"
#undef LIB
};

static Status no_memory(Error *err)
{
    return pd_error_set(err, STATUS_NO_MEMORY, "no memory for the shared image");
}

static bool starts_with(Bytes name, const char *prefix)
{
    size_t size = strlen(prefix);
    return name.size >= size && memcmp(name.data, prefix, size) == 0;
}

static bool is_private_module(Bytes name)
{
    return starts_with(name, "_vm") || starts_with(name, "_prelude");
}

/* ---- the library ---- */

static Status decode_units(Image *image, const Bytes *library, size_t count, Error *err)
{
    image->units = ARENA_NEW_ARRAY(&image->arena, count + 1, CodeUnit *);
    if (image->units == NULL) {
        return no_memory(err);
    }
    uint32_t functions = 0;
    for (size_t i = 0; i < count; i++) {
        Status status = pd_code_decode(library[i], image->alloc, &image->units[i], err);
        if (status != STATUS_OK) {
            return status;
        }
        image->unit_count++;
        functions += image->units[i]->function_count;
    }
    image->loaded_count = functions;
    image->loaded = ARENA_NEW_ARRAY(&image->arena, functions + 1u, LoadedCode);
    return image->loaded == NULL ? no_memory(err) : STATUS_OK;
}

static Status load_units(ImageMaker *maker)
{
    Image *image = maker->image;
    Vm *vm = maker->vm;
    uint32_t first = 0;
    for (uint32_t i = 0; i < image->unit_count; i++) {
        const CodeUnit *unit = image->units[i];
        Status status = pd_vm_load_unit(&vm->heap, &image->arena, unit,
                                        (LoadedRows){image->loaded + first, first});
        if (status != STATUS_OK) {
            return pd_error_set(maker->err, status, "no room for the constants of the library");
        }
        first += unit->function_count;
    }
    vm->shared = image->loaded;
    vm->shared_count = vm->loaded_count = image->loaded_count;
    vm->codes = pd_alloc_new_array(image->alloc, image->loaded_count + 1u, sizeof(VmCode));
    return vm->codes == NULL ? no_memory(maker->err) : STATUS_OK;
}

static Dict *module_dict(ImageMaker *maker, Bytes name)
{
    Module *module = pd_image_module(maker, name);
    return module == NULL ? NULL : pd_at(&maker->vm->heap, module->dict);
}

/* Names in __all__ of a prelude module become builtins. */
static bool export_names(ImageMaker *maker, const Dict *from)
{
    Heap *heap = &maker->vm->heap;
    Value all;
    if (!pd_dict_get_name(heap, from, maker->image->names[NAME_all], &all)) {
        return true;
    }
    pd_assert(pd_is_kind(heap, all, KIND_TUPLE));
    const Tuple *names = PD_AS(Tuple, heap, all);
    for (uint32_t i = 0; i < names->length; i++) {
        Value v;
        Value name = names->items[i];
        bool found = pd_dict_get_name(heap, from, name, &v);
        pd_assert(found);
        if (!pd_dict_set_name(heap, PD_AS(Dict, heap, maker->image->builtins), name, v)) {
            return false;
        }
    }
    return true;
}

static bool collect_lib(ImageMaker *maker, const Dict *from)
{
    Heap *heap = &maker->vm->heap;
    for (uint32_t i = 0; i < LIB_COUNT; i++) {
        Str *name = pd_str_intern_utf8(heap, pd_bytes_of_cstr(lib_names[i]));
        Value v;
        if (name == NULL) {
            return false;
        }
        if (pd_dict_get_name(heap, from, pd_value_to(heap, name), &v)) {
            maker->image->lib[i] = v;
        }
    }
    return true;
}

/* What a prelude module has for the machine and for programs. */
static Status collect_prelude(ImageMaker *maker, uint32_t unit)
{
    Bytes name = maker->image->units[unit]->module_name;
    if (!starts_with(name, "_prelude")) {
        return STATUS_OK;
    }
    const Dict *dict = module_dict(maker, name);
    bool collected = dict != NULL && collect_lib(maker, dict) && export_names(maker, dict);
    return collected ? STATUS_OK : no_memory(maker->err);
}

static Status run_units(ImageMaker *maker)
{
    Image *image = maker->image;
    for (uint32_t i = 0; i < image->unit_count; i++) {
        if (pd_image_module(maker, image->units[i]->module_name) == NULL) {
            return no_memory(maker->err);
        }
    }
    for (uint32_t i = 0; i < image->unit_count; i++) {
        Status status = pd_vm_run_image_module(maker->vm, i, maker->err);
        if (status == STATUS_OK) {
            status = collect_prelude(maker, i); /* the next module may need these functions */
        }
        if (status != STATUS_OK) {
            return status;
        }
    }
    return STATUS_OK;
}

/* The modules that programs may import. */
static Status publish_modules(ImageMaker *maker)
{
    Heap *heap = &maker->vm->heap;
    Dict *public = pd_dict_new(heap, 8);
    if (public == NULL) {
        return no_memory(maker->err);
    }
    uint32_t position = 0;
    Value name;
    Value module;
    while (pd_dict_next(heap, PD_AS(Dict, heap, maker->modules), &position, &name, &module)) {
        const Str *s = PD_AS(Str, heap, name);
        Bytes text = pd_bytes(pd_str_data(s), s->length);
        pd_assert((s->h.flags & STR_ASCII) != 0);
        PD_AS(Module, heap, module)->state = MODULE_DONE;
        if (!is_private_module(text) && !pd_dict_set_name(heap, public, name, module)) {
            return no_memory(maker->err);
        }
    }
    maker->image->modules = pd_value_to(heap, public);
    return STATUS_OK;
}

/* ---- making it ---- */

/* ---- what the image keeps ---- */

static void visit_values(HeapVisit *visit, const Value *values, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        pd_heap_visit_value(visit, (Value *)(uintptr_t)&values[i]);
    }
}

static void visit_tables(Image *image, HeapVisit *visit)
{
    for (uint32_t i = 0; i < image->leaf_count; i++) {
        LeafBinding *binding = &image->making[i];
        visit_values(visit, binding->names, binding->slot_count);
        pd_heap_visit_value(visit, &binding->builtin);
        pd_heap_visit_ref(visit, &binding->owner);
    }
    for (uint32_t i = 0; i < image->loaded_count; i++) {
        LoadedCode *row = &image->loaded[i];
        const Function *f = row->function;
        visit_values(visit, row->consts, f->const_count);
        visit_values(visit, row->names, (uint32_t)f->local_count + f->free_count);
        visit_values(visit, &row->name, 1);
        visit_values(visit, &row->qualname, 1);
        visit_values(visit, &row->doc, 1);
        visit_values(visit, &row->code_object, 1);
    }
}

static void visit_roots(void *ctx, HeapVisit *visit)
{
    ImageMaker *maker = ctx;
    Image *image = maker->image;
    visit_values(visit, image->names, NAME_COUNT);
    for (int i = 0; i < TYPE_COUNT; i++) {
        pd_heap_visit_ref(visit, &image->types[i]);
    }
    for (int i = 0; i < EXC_COUNT; i++) {
        pd_heap_visit_ref(visit, &image->exceptions[i]);
    }
    visit_tables(image, visit);
    visit_values(visit, image->lib, LIB_COUNT);
    Value *singles[] = {&image->builtins,    &image->modules,        &image->object_new,
                        &image->object_init, &image->object_ne,      &image->type_call,
                        &image->next,        &image->generator_send, &image->in_place,
                        &image->len,         &image->list_append,    &image->dict_get};
    for (size_t i = 0; i < ARRAY_COUNT(singles); i++) {
        pd_heap_visit_value(visit, singles[i]);
    }
}

static bool start_vm(ImageMaker *maker)
{
    Vm *vm = maker->vm;
    vm->image = maker->image;
    vm->alloc = maker->image->alloc;
    vm->limits = pd_limits_default();
    vm->epoch = 1;
    vm->raised = VALUE_NONE;
    vm->answer = VALUE_NONE;
    vm->resume_value = VALUE_NONE;
    pd_buffer_init(&vm->effect_name, vm->alloc, EFFECT_NAME_BYTES);
    pd_buffer_init(&vm->effect_arguments, vm->alloc, EFFECT_NAME_BYTES);
    for (int i = 0; i < ROOT_COUNT; i++) {
        vm->roots[i] = VALUE_NONE;
    }
    for (int i = 0; i < LIB_COUNT; i++) {
        maker->image->lib[i] = VALUE_UNBOUND;
    }
    pd_heap_build_constants(&vm->heap);
    pd_heap_grow_image(&vm->heap);
    vm->heap.hooks = (HeapHooks){.ctx = maker, .roots = visit_roots};
    Dict *modules = pd_dict_new(&vm->heap, 16);
    Dict *state = pd_dict_new(&vm->heap, 4);
    Dict *subclasses = pd_dict_new(&vm->heap, 0);
    List *active = pd_list_new(&vm->heap, 0);
    if (modules == NULL || state == NULL || subclasses == NULL || active == NULL) {
        return false;
    }
    maker->modules = pd_value_to(&vm->heap, modules);
    maker->image->modules = maker->modules;
    vm->roots[ROOT_MODULES] = maker->modules;
    vm->roots[ROOT_STATE] = pd_value_to(&vm->heap, state);
    vm->roots[ROOT_SUBCLASSES] = pd_value_to(&vm->heap, subclasses);
    vm->roots[ROOT_REPR_ACTIVE] = pd_value_to(&vm->heap, active);
    return true;
}

static Digest image_digest(const Image *image)
{
    static const uint8_t versions[] = {HEAP_LAYOUT_VERSION, CODE_VERSION, FUEL_TABLE_VERSION};
    Sha256 sha;
    pd_sha256_init(&sha);
    pd_sha256_update(&sha, pd_bytes(versions, sizeof versions));
    for (uint32_t i = 0; i < image->leaf_count; i++) {
        const LeafDef *def = image->leaves[i];
        pd_sha256_update(&sha, pd_bytes(def->name, strlen(def->name) + 1));
        pd_sha256_update(&sha, pd_bytes(def->signature, strlen(def->signature) + 1));
    }
    for (uint32_t i = 0; i < image->unit_count; i++) {
        pd_sha256_update(&sha, pd_digest_bytes(&image->units[i]->id));
    }
    pd_sha256_update(&sha, image->heap_image.base);
    return pd_sha256_finish(&sha);
}

static Status fill_image(ImageMaker *maker, const Bytes *library, size_t library_count)
{
    Image *image = maker->image;
    Status status = decode_units(image, library, library_count, maker->err);
    if (status != STATUS_OK) {
        return status;
    }
    if (!start_vm(maker) || !pd_image_intern_names(maker) || !pd_image_make_types(maker) ||
        !pd_image_make_leaves(maker) || !pd_image_fill_builtins(maker)) {
        return no_memory(maker->err);
    }
    status = load_units(maker);
    status = status == STATUS_OK ? run_units(maker) : status;
    status = status == STATUS_OK ? publish_modules(maker) : status;
    if (status != STATUS_OK) {
        return status;
    }
    Heap *heap = &maker->vm->heap;
    if (!pd_heap_finish_image(heap) ||
        !pd_bytes_copy(image->alloc, pd_heap_image(heap), &image->heap_image.base)) {
        return no_memory(maker->err);
    }
    Bytes base = image->heap_image.base;
    image->heap_image.base_starts =
        pd_heap_find_starts(heap, HEAP_LATIN1_FIRST, (Ref)(base.size / 8), &image->arena);
    if (image->heap_image.base_starts == NULL) {
        return no_memory(maker->err);
    }
    pd_image_share(image);
    image->id = image_digest(image);
    return STATUS_OK;
}

static void free_maker_vm(Vm *vm, const Alloc *alloc)
{
    for (uint32_t i = 0; vm->codes != NULL && i < vm->loaded_count; i++) {
        const Function *f = pd_loaded(vm, i)->function;
        pd_alloc_free(alloc, vm->codes[i].own, (size_t)f->instr_count * sizeof(Instr));
        if (vm->codes[i].live != NULL) {
            pd_code_live_free(vm->codes[i].live, alloc);
        }
    }
    if (vm->codes != NULL) {
        pd_alloc_free_array(alloc, vm->codes, vm->loaded_count + 1u, sizeof(VmCode));
    }
    pd_buffer_deinit(&vm->effect_name);
    pd_buffer_deinit(&vm->effect_arguments);
    pd_heap_deinit(&vm->heap);
    pd_alloc_free_array(alloc, vm, 1, sizeof *vm);
}

Status pd_image_new(const Alloc *alloc, const Bytes *library, size_t library_count, Image **out,
                    Error *err)
{
    *out = NULL;
    Image *image = pd_alloc_new_array(alloc, 1, sizeof *image);
    Vm *vm = pd_alloc_new_array(alloc, 1, sizeof *vm);
    if (image == NULL || vm == NULL) {
        pd_alloc_free_array(alloc, image, 1, sizeof *image);
        pd_alloc_free_array(alloc, vm, 1, sizeof *vm);
        return no_memory(err);
    }
    image->alloc = alloc;
    pd_arena_init(&image->arena, alloc, ARENA_MAX_BYTES);
    Status status = pd_heap_init(&vm->heap, alloc, IMAGE_HEAP_BYTES, (Bytes){NULL, 0});
    if (status == STATUS_OK) {
        ImageMaker maker = {.image = image, .vm = vm, .err = err};
        status = fill_image(&maker, library, library_count);
    }
    free_maker_vm(vm, alloc);
    if (status != STATUS_OK) {
        pd_image_free(image);
        return status;
    }
    *out = image;
    return STATUS_OK;
}

void pd_image_share(Image *image)
{
    const Alloc *alloc = image->alloc;
    HeapImage *heap = &image->heap_image;
    image->shared = alloc->share(alloc->ctx, heap->base.data, heap->base.size);
    heap->shared = image->shared;
    heap->pool = pd_heap_pool_new(alloc, heap->base.size);
}

void pd_image_free(Image *image)
{
    if (image == NULL) {
        return;
    }
    const Alloc *alloc = image->alloc;
    pd_heap_pool_free(image->heap_image.pool);
    if (image->shared != NULL) {
        alloc->unshare(alloc->ctx, image->shared);
    }
    if (!image->is_frozen) {
        for (uint32_t i = 0; i < image->unit_count; i++) {
            pd_code_free(image->units[i], alloc);
        }
        pd_bytes_free(alloc, image->heap_image.base);
    }
    pd_arena_deinit(&image->arena);
    pd_alloc_free_array(alloc, image, 1, sizeof *image);
}

bool pd_image_has_module(const Image *image, Bytes name)
{
    if (is_private_module(name)) {
        return false;
    }
    for (uint32_t i = 0; i < image->unit_count; i++) {
        Bytes unit = image->units[i]->module_name;
        if (unit.size == name.size && memcmp(unit.data, name.data, name.size) == 0) {
            return true;
        }
    }
    for (uint32_t i = 0; i < pd_leaf_table_count(); i++) {
        const char *module = pd_leaf_table(i)->module;
        if (module != NULL && strlen(module) == name.size &&
            memcmp(module, name.data, name.size) == 0) {
            return true;
        }
    }
    return false;
}

bool pd_image_module_at(const Image *image, size_t index, Bytes *name)
{
    const Heap heap = {.base = (uint8_t *)(uintptr_t)image->heap_image.base.data,
                       .reserved_bytes = image->heap_image.base.size};
    const Dict *modules = pd_at(&heap, pd_ref_of(image->modules));
    uint32_t position = 0;
    Value key;
    Value module;
    for (size_t i = 0; pd_dict_next(&heap, modules, &position, &key, &module); i++) {
        if (i == index) {
            const Str *s = PD_AS(Str, &heap, key);
            *name = pd_bytes(pd_str_data(s), s->length);
            return true;
        }
    }
    return false;
}
