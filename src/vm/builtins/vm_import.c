/* Intrinsics of the library that are not about one type: imports, tracebacks, effects, the run's
 * state. Module `_vm`.
 *
 * The bundle of a program is closed before it runs, so an import finds a unit of the program or a
 * module of the image, and never looks anywhere else. How names are resolved is written in the
 * language (src/lib/_prelude_import.py).
 */
#include "vm/vm_in.h"

#include <string.h>

/* find_unit(name) -> index of the program's unit of that name, or -1 */
static LeafResult find_unit(Vm *vm, const Value *args, Value *result)
{
    if (!pd_is_kind(&vm->heap, args[0], KIND_STR))
        return pd_vm_raise_type(vm, "module name must be str, not %s", args[0]);
    TypeName name = pd_vm_text(vm, args[0]);
    *result = pd_from_int(-1);
    for (uint32_t i = 1; vm->program != NULL && i < vm->program->unit_count; i++) {
        if (pd_bytes_equal(vm->program->units[i]->module_name, pd_bytes_of_cstr(name.text)))
            *result = pd_from_int(i);
    }
    return LEAF_OK;
}

/* image_module(name) -> module of the library, or None */
static LeafResult image_module(Vm *vm, const Value *args, Value *result)
{
    if (!pd_is_kind(&vm->heap, args[0], KIND_STR)) {
        return pd_vm_raise_type(vm, "module name must be str, not %s", args[0]);
    }
    Str *name = pd_str_intern(&vm->heap, PD_AS(Str, &vm->heap, args[0]));
    if (name == NULL)
        return LEAF_MEMORY;
    Value found;
    *result = VALUE_NONE;
    if (!pd_dict_get_name(&vm->heap, PD_AS(Dict, &vm->heap, vm->image->modules),
                          pd_value_to(&vm->heap, name), &found)) {
        return LEAF_OK;
    }
    /* The run gets a module of its own, so that it can set names in it; the dict is shared until
     * it does. */
    const Module *shared = PD_AS(Module, &vm->heap, found);
    Module *own = pd_heap_alloc(&vm->heap, sizeof *own, KIND_MODULE, 0);
    if (own == NULL)
        return LEAF_MEMORY;
    own->dict = shared->dict;
    own->state = shared->state;
    own->name = shared->name;
    *result = pd_value_to(&vm->heap, own);
    return LEAF_OK;
}

/* modules() -> the run's dict of modules */
static LeafResult modules(Vm *vm, const Value *args, Value *result)
{
    (void)args;
    *result = vm->roots[ROOT_MODULES];
    return LEAF_OK;
}

/* Whether v is the index of a unit of the program. */
static bool is_unit(const Vm *vm, Value v)
{
    return vm->program != NULL && pd_int_of(v) >= 0 &&
           (uint64_t)pd_int_of(v) < vm->program->unit_count;
}

/* new_module(unit) -> fresh module object of a unit with its name and file set */
static LeafResult new_module(Vm *vm, const Value *args, Value *result)
{
    Heap *heap = &vm->heap;
    if (!is_unit(vm, args[0])) {
        return pd_vm_raise_misuse(vm, "new_module");
    }
    const CodeUnit *unit = vm->program->units[pd_int_of(args[0])];
    Str *name = pd_str_intern_utf8(heap, unit->module_name);
    Str *file = pd_str_new_utf8(heap, unit->filename);
    Dict *dict = pd_dict_new(heap, 8);
    Module *module = pd_heap_alloc(heap, sizeof(Module), KIND_MODULE, 0);
    if (name == NULL || file == NULL || dict == NULL || module == NULL)
        return LEAF_MEMORY;
    module->dict = pd_ref_to(heap, dict);
    module->state = MODULE_RUNNING;
    module->name = pd_value_to(heap, name);
    *result = pd_value_to(heap, module);
    bool done = pd_dict_set_name(heap, dict, pd_name(vm, NAME_name), module->name) &&
                pd_dict_set_name(heap, dict, pd_name(vm, NAME_doc), VALUE_NONE) &&
                pd_dict_set_name(heap, dict, pd_name(vm, NAME_file), pd_value_to(heap, file));
    return done ? LEAF_OK : LEAF_MEMORY;
}

static LeafResult is_package(Vm *vm, const Value *args, Value *result)
{
    if (!is_unit(vm, args[0])) {
        return pd_vm_raise_misuse(vm, "is_package");
    }
    *result = pd_from_bool(vm->program->units[pd_int_of(args[0])]->is_package);
    return LEAF_OK;
}

/* module_body(unit, module) -> function whose call runs the module's code */
static LeafResult module_body(Vm *vm, const Value *args, Value *result)
{
    if (!is_unit(vm, args[0])) {
        return pd_vm_raise_misuse(vm, "module_body");
    }
    uint32_t code = vm->program->unit_code[pd_int_of(args[0])];
    FunctionObject *f = pd_heap_alloc(&vm->heap, sizeof *f, KIND_FUNCTION, 0);
    if (f == NULL)
        return LEAF_MEMORY;
    *f = (FunctionObject){.h = f->h, .code = code, .module = pd_ref_of(args[1])};
    f->name = pd_loaded(vm, code)->name;
    f->qualname = pd_loaded(vm, code)->qualname;
    f->defaults = f->kwdefaults = f->closure = f->annotations = f->attributes = VALUE_UNBOUND;
    *result = pd_value_to(&vm->heap, f);
    return LEAF_OK;
}

static LeafResult module_done(Vm *vm, const Value *args, Value *result)
{
    PD_AS(Module, &vm->heap, args[0])->state = MODULE_DONE;
    *result = VALUE_NONE;
    return LEAF_OK;
}

static LeafResult module_is_done(Vm *vm, const Value *args, Value *result)
{
    *result = pd_from_bool(PD_AS(Module, &vm->heap, args[0])->state == MODULE_DONE);
    return LEAF_OK;
}

/* The text of line `line` (1-based) of a unit's source, without its end. */
static Bytes source_line(Bytes source, uint32_t line)
{
    if (source.size == 0) {
        return source; /* of a forged unit: its data may be nowhere */
    }
    const uint8_t *p = source.data, *end = source.data + source.size;
    for (uint32_t i = 1; i < line && p < end; i++) {
        const uint8_t *newline = memchr(p, '\n', (size_t)(end - p));
        p = newline == NULL ? end : newline + 1;
    }
    const uint8_t *stop = p == end ? NULL : memchr(p, '\n', (size_t)(end - p));
    if (stop == NULL)
        stop = end;
    if (stop > p && stop[-1] == '\r')
        stop--;
    return pd_bytes(p, (size_t)(stop - p));
}

/* One entry as (file, line, name, source line, column, end_line, end_column, anchor, anchor_end,
 * whether it is where a task was spawned). */
static LeafResult entry_of(Vm *vm, const Traceback *tb, Value *out)
{
    Heap *heap = &vm->heap;
    const LoadedCode *loaded = pd_loaded(vm, tb->code);
    PositionRow at = pd_vm_traceback_position(vm, tb);
    Str *file = pd_str_new_utf8(heap, loaded->unit->filename);
    Bytes text = source_line(loaded->unit->source, at.line);
    if (loaded->unit->filename.size != 0 && loaded->unit->filename.data[0] == '<') {
        text.size = 0; /* "<string>" is no file that anybody could look into */
    }
    Str *source = pd_str_new_utf8(heap, text);
    if (file == NULL || source == NULL)
        return LEAF_MEMORY;
    Value items[10] = {pd_value_to(heap, file),
                       pd_from_int(at.line),
                       loaded->name,
                       pd_value_to(heap, source),
                       pd_from_int(at.column),
                       pd_from_int(at.end_line),
                       pd_from_int(at.end_column),
                       pd_from_int(at.anchor),
                       pd_from_int(at.anchor_end),
                       pd_from_bool((tb->h.flags & TRACEBACK_SPAWNED) != 0)};
    Tuple *entry = pd_tuple_new(heap, items, 10);
    if (entry == NULL)
        return LEAF_MEMORY;
    *out = pd_value_to(heap, entry);
    return LEAF_OK;
}

/* traceback_entries(traceback or None) -> list of entries, outermost first */
static LeafResult traceback_entries(Vm *vm, const Value *args, Value *result)
{
    Heap *heap = &vm->heap;
    List *list = pd_list_new(heap, 8);
    if (list == NULL)
        return LEAF_MEMORY;
    for (Value at = args[0]; pd_is_kind(heap, at, KIND_TRACEBACK);) {
        const Traceback *tb = PD_AS(Traceback, heap, at);
        Value entry = VALUE_NONE;
        LeafResult r = entry_of(vm, tb, &entry);
        if (r != LEAF_OK)
            return r;
        if (!pd_list_append(heap, list, entry))
            return LEAF_MEMORY;
        at = tb->next;
    }
    *result = pd_value_to(heap, list);
    return LEAF_OK;
}

/* identity(x) -> what `is` compares */
static LeafResult identity(Vm *vm, const Value *args, Value *result)
{
    if (!pd_is_ref(args[0]))
        return pd_vm_raise(vm, EXC_TYPE_ERROR, "identity() is for objects");
    *result = pd_from_int(pd_object_ident(&vm->heap, pd_header(&vm->heap, args[0])));
    return LEAF_OK;
}

/* is_image(object) -> whether it belongs to the shared image, which nobody may change */
static LeafResult is_image(Vm *vm, const Value *args, Value *result)
{
    *result = pd_from_bool(pd_is_ref(args[0]) && pd_ref_of(args[0]) < vm->heap.image_end);
    return LEAF_OK;
}

/* perform(name, *arguments): asks the host */
static LeafResult perform(Vm *vm, const Value *args, Value *result)
{
    (void)result;
    if (!pd_is_kind(&vm->heap, args[0], KIND_STR))
        return pd_vm_raise_type(vm, "effect name must be str, not %s", args[0]);
    TypeName name = pd_vm_text(vm, args[0]);
    const Tuple *arguments = PD_AS(Tuple, &vm->heap, args[1]);
    return pd_vm_perform(vm, name.text, arguments->items, arguments->length);
}

/* state() -> the dict in which the library keeps what belongs to the run */
static LeafResult state(Vm *vm, const Value *args, Value *result)
{
    (void)args;
    *result = vm->roots[ROOT_STATE];
    return LEAF_OK;
}

/* The limits are part of the run's state, so a run that goes on elsewhere keeps the new one. */
static LeafResult set_recursion_limit(Vm *vm, const Value *args, Value *result)
{
    int64_t limit;
    LeafResult r = pd_vm_index_i64(vm, args[0], &limit, "Python int too large to convert to C int");
    if (r != LEAF_OK) {
        return r;
    }
    if (limit > INT32_MAX || limit < INT32_MIN) {
        return pd_vm_raise(vm, EXC_OVERFLOW_ERROR, "Python int too large to convert to C int");
    }
    if (limit < 1) {
        return pd_vm_raise(vm, EXC_VALUE_ERROR, "recursion limit must be greater or equal than 1");
    }
    if (limit <= (int64_t)vm->depth) {
        return pd_vm_raise(vm, EXC_RECURSION_ERROR,
                           "cannot set the recursion limit to %lld at the recursion depth %u: the "
                           "limit is too low",
                           (long long)limit, (unsigned)vm->depth);
    }
    uint64_t most = pd_limits_info(LIMIT_recursion_frames)->max;
    vm->limits.recursion_frames = (uint64_t)limit < most ? (uint64_t)limit : most;
    *result = VALUE_NONE;
    return LEAF_OK;
}

static LeafResult recursion_limit(Vm *vm, const Value *args, Value *result)
{
    (void)args;
    *result = pd_from_int((int64_t)vm->limits.recursion_frames);
    return LEAF_OK;
}

/* handled() -> the exception being handled, or None */
static LeafResult handled(Vm *vm, const Value *args, Value *result)
{
    (void)args;
    *result = pd_vm_handled(vm);
    return LEAF_OK;
}

static const LeafDef defs[] = {
    {"perform", "name, /, *arguments", perform, LEAF_FUNCTION},
    {"state", "", state, LEAF_FUNCTION},
    {"recursion_limit", "", recursion_limit, LEAF_FUNCTION},
    {"set_recursion_limit", "limit, /", set_recursion_limit, LEAF_FUNCTION},
    {"handled", "", handled, LEAF_FUNCTION},
    {"identity", "object, /", identity, LEAF_FUNCTION},
    {"is_image", "object, /", is_image, LEAF_FUNCTION},
    {"find_unit", "name, /", find_unit, LEAF_FUNCTION},
    {"image_module", "name, /", image_module, LEAF_FUNCTION},
    {"modules", "", modules, LEAF_FUNCTION},
    {"new_module", "unit: int, /", new_module, LEAF_FUNCTION},
    {"is_package", "unit: int, /", is_package, LEAF_FUNCTION},
    {"module_body", "unit: int, module: module, /", module_body, LEAF_FUNCTION},
    {"module_done", "module: module, /", module_done, LEAF_FUNCTION},
    {"module_is_done", "module: module, /", module_is_done, LEAF_FUNCTION},
    {"traceback_entries", "traceback, /", traceback_entries, LEAF_FUNCTION},
};

const LeafTable pd_leaves_vm_import = {"_vm", TYPE_OBJECT, defs, ARRAY_COUNT(defs)};
