/* What the machine relies on, checked over a snapshot that was read: kinds of fields, shapes,
 * classes, frames.
 *
 * After this a restored run can be strange, but no field is of a kind that C code takes for granted
 * and no frame stands between instructions or outside its code.
 */
#include "snapshot/read.h"

#include <string.h>

/* Words of sets looked at to find out which registers of all frames must hold values; real
 * snapshots need a thousandth. */
#define REGISTER_WORK_MAX (UINT64_C(1) << 28)

static bool is_kind(const Reader *r, Value v, Kind kind)
{
    pd_assert_reader(r);
    pd_assert(kind < KIND_COUNT);
    return pd_is_kind(&r->vm->heap, v, kind);
}

static bool link_is(const Reader *r, Ref ref, Kind kind)
{
    pd_assert_reader(r);
    pd_assert(kind < KIND_COUNT);
    return ref != 0 && is_kind(r, pd_from_ref(ref), kind);
}

/* Of that kind, or not there: UNBOUND, or None that the program has set. */
static bool is_or_missing(const Reader *r, Value v, Kind kind)
{
    pd_assert_reader(r);
    pd_assert(kind < KIND_COUNT);
    return pd_is_unbound(v) || pd_is_none(v) || is_kind(r, v, kind);
}

static bool all_bound(const Value *values, uint32_t count)
{
    pd_assert(values != NULL);
    for (uint32_t i = 0; i < count; i++) {
        if (pd_is_unbound(values[i]))
            return false;
    }
    return true;
}

static bool all_classes(const Reader *r, Value tuple)
{
    pd_assert_reader(r);
    if (!is_kind(r, tuple, KIND_TUPLE))
        return false;
    const Tuple *t = PD_AS(Tuple, &r->vm->heap, tuple);
    for (uint32_t i = 0; i < t->length; i++) {
        if (!is_kind(r, t->items[i], KIND_CLASS))
            return false;
    }
    return true;
}

static bool good_root_shape(const Reader *r, const Class *c)
{
    if (c->root_shape == 0)
        return true;
    if (!link_is(r, c->root_shape, KIND_SHAPE))
        return false;
    const Shape *shape = pd_at(&r->vm->heap, c->root_shape);
    return shape->parent == 0 && shape->cls == pd_ref_to(&r->vm->heap, c);
}

static bool good_class(const Reader *r, const Class *c)
{
    pd_assert_reader(r);
    pd_assert_object(Class, c);
    const Heap *heap = &r->vm->heap;
    bool named = is_kind(r, c->name, KIND_STR) && is_kind(r, c->qualname, KIND_STR);
    bool lists =
        all_classes(r, c->bases) && all_classes(r, c->mro) && link_is(r, c->dict, KIND_DICT);
    if (!named || !lists || PD_AS(Tuple, heap, c->mro)->length == 0)
        return false;
    if (pd_ref_of(PD_AS(Tuple, heap, c->mro)->items[0]) != pd_ref_to(heap, c))
        return false;
    return (pd_is_unbound(c->metaclass) || is_kind(r, c->metaclass, KIND_CLASS)) &&
           (c->flags & CLASS_BUILTIN) == 0 && c->slot_hint <= 16 && good_root_shape(r, c) &&
           (c->subclasses == 0 || link_is(r, c->subclasses, KIND_LIST)) && c->h.aux < KIND_COUNT;
}

/* Each shape in the table follows this one by the name under which it is found. */
static bool good_transitions(const Reader *r, const Shape *s)
{
    const Heap *heap = &r->vm->heap;
    if (s->transitions == 0)
        return true;
    if (!link_is(r, s->transitions, KIND_DICT))
        return false;
    uint32_t position = 0;
    Value name;
    Value next;
    while (pd_dict_next(heap, pd_at(heap, s->transitions), &position, &name, &next)) {
        const Shape *child = PD_AS(Shape, heap, next);
        if (child->parent != pd_ref_to(heap, s) || !pd_is(child->name, name))
            return false;
    }
    return true;
}

/* The same for the roots of the shared image's classes. */
static bool good_image_shapes(const Reader *r)
{
    const Heap *heap = &r->vm->heap;
    if (heap->image_shapes == 0)
        return true;
    if (!link_is(r, heap->image_shapes, KIND_DICT))
        return false;
    uint32_t position = 0;
    Value cls;
    Value root;
    while (pd_dict_next(heap, pd_at(heap, heap->image_shapes), &position, &cls, &root)) {
        const Shape *shape = PD_AS(Shape, heap, root);
        if (!pd_is_ref(cls) || shape->cls != pd_ref_of(cls) || shape->parent != 0)
            return false;
    }
    return true;
}

static bool good_shape(const Reader *r, const Shape *s)
{
    pd_assert_reader(r);
    pd_assert_object(Shape, s);
    const Heap *heap = &r->vm->heap;
    if (!link_is(r, s->cls, KIND_CLASS) || !good_transitions(r, s))
        return false;
    if (s->parent == 0)
        return s->count == 0 && pd_is_unbound(s->name);
    if (!link_is(r, s->parent, KIND_SHAPE) || !is_kind(r, s->name, KIND_STR))
        return false;
    const Shape *parent = pd_at(heap, s->parent);
    return s->count == parent->count + 1 && parent->cls == s->cls &&
           (PD_AS(Str, heap, s->name)->h.flags & STR_INTERNED) != 0;
}

static bool good_instance(const Reader *r, const Instance *o)
{
    pd_assert_reader(r);
    pd_assert_object(Instance, o);
    const Heap *heap = &r->vm->heap;
    const Shape *shape = pd_at(heap, o->shape);
    bool fits = (o->h.flags & INSTANCE_DICT) != 0
                    ? link_is(r, o->overflow, KIND_DICT) && pd_vm_keeps_dict(r->vm, shape)
                    : shape->count == r->counts[r->current];
    if (!fits)
        return false;
    const Class *cls = pd_at(heap, shape->cls);
    if (!is_kind(r, pd_value_to(heap, cls), KIND_CLASS))
        return false;
    if (o->h.kind == KIND_EXCEPTION) {
        const Exception *e = (const Exception *)(const void *)o;
        bool links = (pd_is_none(e->cause) || is_kind(r, e->cause, KIND_EXCEPTION)) &&
                     (pd_is_none(e->context) || is_kind(r, e->context, KIND_EXCEPTION)) &&
                     (pd_is_none(e->traceback) || is_kind(r, e->traceback, KIND_TRACEBACK));
        return links && is_kind(r, e->args, KIND_TUPLE) && (cls->flags & CLASS_EXCEPTION) != 0 &&
               o->h.aux == 0;
    }
    if (o->h.kind == KIND_WRAPPED)
        return pd_vm_payload_fits(r->vm, cls, ((const Wrapped *)(const void *)o)->payload);
    return cls->h.aux == KIND_INSTANCE;
}

/* A dict, or a tuple of two: __dict__ and what replaces __doc__ and __module__
 * (vm/object/function.c). */
static bool good_function_attributes(const Reader *r, Value v)
{
    pd_assert_reader(r);
    if (is_kind(r, v, KIND_TUPLE)) {
        const Tuple *both = PD_AS(Tuple, &r->vm->heap, v);
        return both->length == 2 && is_kind(r, both->items[0], KIND_DICT) &&
               is_kind(r, both->items[1], KIND_DICT);
    }
    return pd_is_unbound(v) || is_kind(r, v, KIND_DICT);
}

static bool good_function(const Reader *r, const FunctionObject *f)
{
    pd_assert_reader(r);
    pd_assert_object(FunctionObject, f);
    const Vm *vm = r->vm;
    if (f->code >= vm->loaded_count || !link_is(r, f->module, KIND_MODULE)) {
        return false;
    }
    const Function *fn = pd_loaded(vm, f->code)->function;
    if (!pd_is_unbound(f->closure) && !is_kind(r, f->closure, KIND_TUPLE)) {
        return false;
    }
    uint32_t cells = pd_is_unbound(f->closure) ? 0 : PD_AS(Tuple, &vm->heap, f->closure)->length;
    if (cells != fn->free_count) {
        return false;
    }
    for (uint32_t i = 0; i < cells; i++) {
        if (!is_kind(r, PD_AS(Tuple, &vm->heap, f->closure)->items[i], KIND_CELL)) {
            return false;
        }
    }
    return is_or_missing(r, f->defaults, KIND_TUPLE) &&
           is_or_missing(r, f->kwdefaults, KIND_DICT) && is_kind(r, f->name, KIND_STR) &&
           is_kind(r, f->qualname, KIND_STR) && is_or_missing(r, f->annotations, KIND_DICT) &&
           good_function_attributes(r, f->attributes);
}

static bool is_start(const Function *fn, uint32_t pc)
{
    uint32_t at = 0;
    while (at < pc && at < fn->instr_count)
        at += pd_op_info[fn->instrs[at].op].words;
    return at == pc && pc < fn->instr_count;
}

static bool good_frame(const Reader *r, const FrameHeader *header)
{
    pd_assert_reader(r);
    const Vm *vm = r->vm;
    if (!is_kind(r, header->function, KIND_FUNCTION))
        return false;
    if (PD_AS(FunctionObject, &vm->heap, header->function)->code != header->code)
        return false;
    return is_start(pd_loaded(vm, header->code)->function, header->pc);
}

static const uint64_t *bound_at(Reader *r, const FrameHeader *header)
{
    if (r->bounds == NULL)
        r->bounds = ARENA_NEW_ARRAY(&r->arena, r->vm->loaded_count, BoundMap *);
    if (r->bounds == NULL)
        return NULL;
    BoundMap **map = &r->bounds[header->code];
    if (*map == NULL)
        *map = pd_code_bound_new(pd_loaded(r->vm, header->code)->function, &r->arena);
    return *map == NULL ? NULL : pd_code_bound_at(*map, header->pc, &r->work_left);
}

/* Registers that may be read hold values, unless the code looks before it reads. */
static bool good_registers(Reader *r, const Fiber *fiber, uint32_t base, uint32_t above)
{
    const Array *stack = pd_at(&r->vm->heap, fiber->stack);
    const Value *registers = stack->items + base;
    const FrameHeader *header = (const FrameHeader *)(const void *)(registers - FRAME_HEADER_SLOTS);
    const Instr *instr = &pd_loaded(r->vm, header->code)->function->instrs[header->pc];
    const uint64_t *live = pd_vm_frame_live(r->vm, fiber, header, above == 0);
    const uint64_t *bound = NULL;
    Value below =
        pd_phase_has_below(header->phase) ? registers[-FRAME_HEADER_SLOTS - 1] : VALUE_NONE;
    bool is_fiber = pd_is_kind(&r->vm->heap, below, KIND_FIBER);
    if (header->phase == PHASE_INIT && (is_fiber || pd_is_unbound(below)))
        return false;
    uint32_t count = pd_vm_frame_registers(r->vm, stack, base, above);
    uint32_t all = pd_vm_frame_registers(r->vm, stack, base, 0);
    for (uint32_t i = count; i < all; i++) {
        if ((live[i / 64] >> (i % 64) & 1) != 0)
            return false; /* what the frame above would overwrite */
    }
    for (uint32_t i = 0; i < count; i++) {
        if ((live[i / 64] >> (i % 64) & 1) == 0 || !pd_is_unbound(registers[i]))
            continue;
        if (bound == NULL)
            bound = bound_at(r, header);
        bool enters = instr->op == OP_WITH_ENTER || instr->op == OP_ASYNC_ENTER;
        bool exit = above != 0 && enters && instr->a == i;
        if (bound == NULL || exit || (bound[i / 64] >> (i % 64) & 1) != 0)
            return false;
    }
    return true;
}

static bool good_fiber(Reader *r, const Fiber *fiber)
{
    pd_assert_reader(r);
    pd_assert_object(Fiber, fiber);
    Vm *vm = r->vm;
    const Heap *heap = &vm->heap;
    bool ended = fiber->h.kind == KIND_GENERATOR && (fiber->h.flags & FIBER_DONE) != 0;
    bool handled = pd_is_none(fiber->handled) ||
                   is_kind(r, fiber->handled, ended ? KIND_OPAQUE : KIND_EXCEPTION);
    bool parent = fiber->parent == 0 || link_is(r, fiber->parent, KIND_FIBER) ||
                  link_is(r, fiber->parent, KIND_GENERATOR);
    bool done = (fiber->h.flags & FIBER_DONE) != 0;
    if (!handled || !parent || (done != (fiber->stack == 0)))
        return false;
    bool named = is_kind(r, fiber->name, KIND_STR) && is_kind(r, fiber->qualname, KIND_STR);
    if (fiber->h.kind == KIND_GENERATOR && (!named || fiber->h.aux >= GENERATOR_KIND_COUNT))
        return false;
    if (done)
        return true;
    const Array *stack = pd_at(heap, fiber->stack);
    uint32_t above = 0;
    for (uint32_t base = fiber->base; base != 0;) {
        const FrameHeader *header =
            (const FrameHeader *)(const void *)(stack->items + base - FRAME_HEADER_SLOTS);
        if (!good_frame(r, header) || pd_vm_code(vm, header->code) == NULL ||
            !good_registers(r, fiber, base, above))
            return false;
        above = base;
        base = header->previous;
    }
    return true;
}

static bool good_iter(const Reader *r, const Iter *it)
{
    pd_assert_reader(r);
    pd_assert_object(Iter, it);
    return it->h.aux < ITER_KIND_COUNT && pd_vm_iter_fits(r->vm, it);
}

static bool good_object(Reader *r, Header *h)
{
    pd_assert_reader(r);
    pd_assert(h->kind != KIND_FREE && h->kind < KIND_COUNT);
    const void *o = h;
    const Heap *heap = &r->vm->heap;
    switch (h->kind) {
    case KIND_LIST: return all_bound(pd_list_items(heap, o), ((const List *)o)->length);
    case KIND_TUPLE: return all_bound(((const Tuple *)o)->items, ((const Tuple *)o)->length);
    case KIND_CLASS: return good_class(r, o);
    case KIND_SHAPE: return good_shape(r, o);
    case KIND_INSTANCE:
    case KIND_WRAPPED:
    case KIND_EXCEPTION: return good_instance(r, o);
    case KIND_FUNCTION: return good_function(r, o);
    case KIND_FIBER:
    case KIND_GENERATOR: return good_fiber(r, o);
    case KIND_ITER: return good_iter(r, o);
    case KIND_OPAQUE: return pd_vm_opaque_fits(r->vm, o);
    case KIND_MODULE:
        return link_is(r, ((const Module *)o)->dict, KIND_DICT) &&
               is_kind(r, ((const Module *)o)->name, KIND_STR);
    case KIND_DICT_VIEW:
        return link_is(r, ((const DictView *)o)->dict, KIND_DICT) && h->aux <= VIEW_ITEMS;
    case KIND_SLOT:
        return is_kind(r, ((const SlotMember *)o)->name, KIND_STR) &&
               link_is(r, ((const SlotMember *)o)->owner, KIND_CLASS);
    case KIND_TRACEBACK: {
        const Traceback *tb = o;
        bool next = pd_is_none(tb->next) || is_kind(r, tb->next, KIND_TRACEBACK);
        return next && tb->code < r->vm->loaded_count &&
               is_start(pd_loaded(r->vm, tb->code)->function, tb->pc);
    }
    case KIND_BYTEARRAY: {
        const ByteArray *b = o;
        return (b->bytes == 0 && b->length == 0) ||
               (link_is(r, b->bytes, KIND_BYTES) &&
                ((const BytesObject *)pd_at(heap, b->bytes))->length >= b->length);
    }
    case KIND_RANGE: {
        const Range *range = o;
        return pd_is_integer(heap, range->start) && pd_is_integer(heap, range->stop) &&
               pd_is_integer(heap, range->step) && pd_is_integer(heap, range->length);
    }
    case KIND_SUPER: return is_kind(r, ((const Super *)o)->cls, KIND_CLASS);
    case KIND_SLICE:
    case KIND_METHOD:
    case KIND_CLASSMETHOD:
    case KIND_STATICMETHOD:
        return all_bound((const Value *)(const void *)(h + 1),
                         pd_snapshot_plain_values((Kind)h->kind));
    default: return true;
    }
}

static Status check_roots(Reader *r, uint32_t active_frames)
{
    pd_assert_reader(r);
    const Vm *vm = r->vm;
    bool ended = vm->state == RUN_ENDED || vm->state == RUN_FAILED;
    bool dicts = is_kind(r, vm->roots[ROOT_MODULES], KIND_DICT) &&
                 is_kind(r, vm->roots[ROOT_STATE], KIND_DICT) &&
                 is_kind(r, vm->roots[ROOT_REPR_ACTIVE], KIND_LIST) &&
                 is_kind(r, vm->roots[ROOT_SUBCLASSES], KIND_DICT);
    bool exceptions =
        (pd_is_none(vm->roots[ROOT_EXCEPTION]) ||
         is_kind(r, vm->roots[ROOT_EXCEPTION], KIND_EXCEPTION)) &&
        (pd_is_none(vm->roots[ROOT_THROW]) || is_kind(r, vm->roots[ROOT_THROW], KIND_EXCEPTION));
    dicts = dicts && good_image_shapes(r) && !pd_is_unbound(vm->roots[ROOT_RESULT]) &&
            (!vm->has_answer || !pd_is_unbound(vm->answer));
    if (!dicts || !exceptions || ended != (vm->fiber == 0))
        return pd_snapshot_bad(r, "a root is of the wrong kind");
    if (vm->state == RUN_EFFECT) {
        Value effect = vm->roots[ROOT_EFFECT];
        if (!is_kind(r, effect, KIND_TUPLE))
            return pd_snapshot_bad(r, "the effect is missing");
        const Tuple *t = PD_AS(Tuple, &vm->heap, effect);
        bool good = t->length == 2 && is_kind(r, t->items[0], KIND_STR) &&
                    is_kind(r, t->items[1], KIND_LIST);
        if (!good)
            return pd_snapshot_bad(r, "the effect is damaged");
    }
    if (vm->fiber != 0) {
        const Fiber *fiber = pd_at(&vm->heap, vm->fiber);
        r->vm->fiber_depth = vm->depth - fiber->frame_count;
    }
    return active_frames == vm->depth ? STATUS_OK
                                      : pd_snapshot_bad(r, "the number of frames is wrong");
}

/* The running fiber and its parents: one chain without a cycle, all of them marked as running. They
 * are fibers of the run, whose frames are good: the image has none that run. */
static Status check_chain(Reader *r, uint32_t *active_frames)
{
    pd_assert_reader(r);
    pd_assert(active_frames != NULL);
    Vm *vm = r->vm;
    uint32_t length = 0;
    *active_frames = 0;
    for (Ref ref = vm->fiber; ref != 0;) {
        const Fiber *fiber = pd_at(&vm->heap, ref);
        bool is_fiber = fiber->h.kind == KIND_FIBER || fiber->h.kind == KIND_GENERATOR;
        if (!is_fiber || (fiber->h.flags & FIBER_RUNNING) == 0 || ++length > r->count ||
            fiber->stack == 0)
            return pd_snapshot_bad(r, "the running fibers are damaged");
        *active_frames += fiber->frame_count;
        ref = fiber->parent;
    }
    return STATUS_OK;
}

/* No two fibers share a prompt, and what each has for effects is sound. */
static Status check_effects(Reader *r)
{
    Vm *vm = r->vm;
    for (int pass = 0; pass < 2; pass++) {
        for (uint32_t i = 0; i < r->fiber_count; i++) {
            r->current = r->fibers[i];
            const Header *h = pd_at(&vm->heap, r->refs[r->current]);
            const Fiber *fiber = (const Fiber *)(const void *)h;
            if (h->kind != KIND_FIBER || fiber->stack == 0)
                continue;
            if (!pd_vm_mark_prompt(vm, fiber, pass == 0))
                return pd_snapshot_bad(r, "two fibers have one handler");
            const char *fault = pass == 0 ? NULL : pd_vm_verify_fiber_effects(vm, fiber);
            if (fault != NULL)
                return pd_snapshot_bad(r, fault);
        }
    }
    return STATUS_OK;
}

/* A fiber belongs to the fiber above it, or to the one record that holds it, or it runs. Fibers are
 * all small, so they lie in the order of their numbers. */
static bool own(Reader *r, Value fiber)
{
    pd_assert_reader(r);
    pd_assert(pd_is_ref(fiber));
    uint32_t low = 0;
    uint32_t high = r->fiber_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (r->refs[r->fibers[middle]] < pd_ref_of(fiber)) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (low == r->fiber_count || r->refs[r->fibers[low]] != pd_ref_of(fiber))
        return false;
    uint8_t *role = &r->roles[r->fibers[low]];
    bool first = (*role & ROLE_OWNED) == 0;
    *role |= ROLE_OWNED;
    return first;
}

static bool own_held(Reader *r, const Opaque *o)
{
    Value fiber = pd_vm_held_fiber(o);
    return !pd_is_ref(fiber) || own(r, fiber);
}

/* Each suspended chain has one owner, and each task that has not ended is one that the run knows.
 */
static Status check_owners(Reader *r)
{
    const Vm *vm = r->vm;
    uint64_t live = 0;
    bool good = vm->fiber == 0 || own(r, pd_from_ref(vm->fiber));
    for (uint32_t i = 0; i < r->fiber_count && good; i++) {
        const Fiber *fiber = pd_at(&vm->heap, r->refs[r->fibers[i]]);
        good = fiber->parent == 0 || own(r, pd_from_ref(fiber->parent));
    }
    for (uint32_t i = 0; i < r->record_count && good; i++) {
        const Opaque *o = pd_at(&vm->heap, r->refs[r->records[i]]);
        live += pd_vm_is_live_task(o);
        good = own_held(r, o);
    }
    if (!good)
        return pd_snapshot_bad(r, "a chain of fibers has two owners");
    bool known = pd_is_none(vm->roots[ROOT_TASKS]) ||
                 pd_is_kind(&vm->heap, vm->roots[ROOT_TASKS], KIND_OPAQUE);
    return known && live == pd_vm_live_tasks(vm)
               ? STATUS_OK
               : pd_snapshot_bad(r, "a task is not one of the run");
}

Status pd_snapshot_check(Reader *r)
{
    pd_assert_reader(r);
    Vm *vm = r->vm;
    uint32_t active = 0;
    r->work_left = REGISTER_WORK_MAX;
    for (r->current = 0; r->current < r->count; r->current++) {
        Header *h = pd_at(&vm->heap, r->refs[r->current]);
        if (!good_object(r, h))
            return pd_arena_status(&r->arena) != STATUS_OK
                       ? pd_error_plain(r->err, pd_arena_status(&r->arena))
                       : pd_snapshot_bad(r, "a field is of the wrong kind");
    }
    TRY(check_chain(r, &active));
    TRY(check_roots(r, active));
    TRY(check_owners(r));
    for (uint32_t i = 0; i < r->fiber_count; i++) {
        const Fiber *fiber = pd_at(&vm->heap, r->refs[r->fibers[i]]);
        if (fiber->stack == 0)
            continue;
        const char *fault = pd_vm_verify_fiber(vm, fiber, pd_at(&vm->heap, fiber->stack));
        if (fault != NULL)
            return pd_snapshot_bad(r, fault);
    }
    return check_effects(r);
}
