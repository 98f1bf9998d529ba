/* Calls: a window on the stack becomes a frame, or a leaf runs on it.
 *
 * Owns what happens to a callee of any kind: functions of the language get a frame, leaves are run,
 * bound methods and instances are unfolded, classes make their instance. A call that has to be
 * abandoned for memory leaves its window as it was, so that its instruction can run again. Nothing
 * here waits for program code.
 */
#include "vm/effect/effect.h"
#include "vm/fast.h"
#include "vm/object/class.h"
#include "vm/push.h"
#include "vm/vm_in.h"

#include <string.h>

/* What a window was before it was unfolded: to put it back when memory is short. */
typedef struct Unfolded {
    Value callee;
    uint32_t shift; /* slots that the arguments were moved up by */
    uint32_t count; /* arguments at first */
} Unfolded;

/* Stacks of up to so many slots may grow into the heap's reserve. */
enum { SMALL_STACK_SLOTS = 512 };

static const char too_deep[] = "maximum recursion depth exceeded while calling a Python object";

static Value *slot_of(const Vm *vm, uint32_t slot)
{
    return pd_stack(vm, pd_running(vm)) + slot;
}

bool pd_vm_grow_stack(Vm *vm, uint32_t slots)
{
    Fiber *fiber = pd_running(vm);
    Array *old = pd_at(&vm->heap, fiber->stack);
    if (slots <= old->capacity)
        return true;
    uint32_t capacity = old->capacity * 2 > slots ? old->capacity * 2 : slots;
    Array *grown = pd_array_new(&vm->heap, capacity);
    if (grown == NULL && capacity <= SMALL_STACK_SLOTS && pd_heap_is_tight(&vm->heap)) {
        /* Cleanup has to run where nothing else finds room. */
        Ref limit = pd_heap_begin_reserve(&vm->heap, sizeof *grown + capacity * sizeof(Value));
        grown = pd_array_new(&vm->heap, capacity);
        pd_heap_end_reserve(&vm->heap, limit);
    }
    if (grown == NULL)
        return false;
    grown->h.flags |= ARRAY_STACK;
    memcpy(grown->items, old->items, (size_t)old->capacity * sizeof(Value));
    pd_store_ref(&vm->heap, &fiber->stack, pd_ref_to(&vm->heap, grown));
    pd_void_turns(vm);
    return true;
}

/* Makes room for the window's arguments and `more` slots above them. */
static bool reserve(Vm *vm, uint32_t window, uint32_t count, uint32_t more)
{
    return pd_vm_grow_stack(vm, window + FRAME_HEADER_SLOTS + count + more + 2 * STACK_SLACK_SLOTS);
}

/* A generator that is not filled yet; made before the arguments are bound, which cannot be undone.
 */
static Fiber *new_generator(Vm *vm, const Function *fn)
{
    uint32_t slots = FRAME_HEADER_SLOTS + fn->register_count + STACK_SLACK_SLOTS;
    Fiber *fiber = pd_vm_new_fiber(vm, KIND_GENERATOR, slots);
    if (fiber != NULL)
        fiber->h.aux = (uint16_t)pd_vm_generator_kind(fn);
    return fiber;
}

/* Moves its first locals, as many as are bound, from the window into it. */
static Value fill_generator(Vm *vm, Fiber *fiber, const Value *window, uint32_t bound)
{
    FunctionObject *f = PD_AS(FunctionObject, &vm->heap, window[0]);
    const Function *fn = pd_function(vm, f->code);
    Value *registers = pd_stack(vm, fiber) + FRAME_HEADER_SLOTS;
    memcpy(registers, window + FRAME_HEADER_SLOTS, (size_t)bound * sizeof(Value));
    for (uint32_t i = bound; i < fn->local_count; i++)
        registers[i] = VALUE_UNBOUND;
    *pd_frame(registers) = (FrameHeader){.function = window[0], .code = f->code};
    fiber->base = FRAME_HEADER_SLOTS;
    fiber->frame_count = 1;
    fiber->name = f->name;
    fiber->qualname = f->qualname;
    return pd_value_to(&vm->heap, fiber);
}

LeafResult pd_vm_call_generator(Vm *vm, Value *window, uint32_t count, Value *out)
{
    uint32_t code = PD_AS(FunctionObject, &vm->heap, window[0])->code;
    const Function *fn = pd_function(vm, code);
    const uint32_t yields = FUNCTION_GENERATOR | FUNCTION_COROUTINE;
    bool plain = (fn->flags & (FUNCTION_VARARGS | FUNCTION_VARKEYWORDS)) == 0 &&
                 fn->kwonly_count == 0 && fn->param_count == count;
    if ((fn->flags & yields) == 0 || !plain || vm->depth >= vm->limits.recursion_frames ||
        vm->codes[code].instrs == NULL)
        return LEAF_END;
    Fiber *fiber = new_generator(vm, fn);
    if (fiber == NULL)
        return LEAF_MEMORY;
    *out = fill_generator(vm, fiber, window, count);
    return LEAF_OK;
}

/* The arguments are where the function wants them. The stack grows here exactly when the loop could
 * not do the call in place: it must not depend on what the loop happens to remember. */
static LeafResult call_plain(Vm *vm, const Call *call, const VmCode *code, Called *called)
{
    const Function *fn = pd_function(vm, code->index);
    if ((fn->flags & (FUNCTION_GENERATOR | FUNCTION_COROUTINE)) != 0) {
        Fiber *made = new_generator(vm, fn);
        if (made == NULL)
            return LEAF_MEMORY;
        called->pushed = false;
        called->phase = call->phase;
        called->result = fill_generator(vm, made, slot_of(vm, call->window), call->count);
        return LEAF_OK;
    }
    if (!pd_vm_grow_stack(vm, call->window + code->room))
        return LEAF_MEMORY;
    Fiber *fiber = pd_running(vm);
    pd_push_simple(vm, slot_of(vm, call->window), code, fiber->base, (Phase)call->phase);
    fiber->base = call->window + FRAME_HEADER_SLOTS;
    called->pushed = true;
    return LEAF_OK;
}

static bool lacks_defaults(const Vm *vm, const Call *call, const VmCode *code)
{
    const FunctionObject *f = PD_AS(FunctionObject, &vm->heap, *slot_of(vm, call->window));
    return code->plain_call > call->count + 1 && pd_is_unbound(call->names) &&
           !pd_is_unbound(f->defaults);
}

LeafResult pd_vm_call_function(Vm *vm, const Call *call, Called *called)
{
    uint32_t code = PD_AS(FunctionObject, &vm->heap, *slot_of(vm, call->window))->code;
    const Function *fn = pd_function(vm, code);
    if (vm->depth >= vm->limits.recursion_frames) {
        return pd_vm_raise(vm, EXC_RECURSION_ERROR, "maximum recursion depth exceeded");
    }
    if (pd_vm_code(vm, code) == NULL)
        return LEAF_MEMORY;
    bool plain = (fn->flags & (FUNCTION_VARARGS | FUNCTION_VARKEYWORDS)) == 0 &&
                 fn->kwonly_count == 0 && fn->param_count == call->count;
    if (plain && pd_is_unbound(call->names))
        return call_plain(vm, call, &vm->codes[code], called);
    if (lacks_defaults(vm, call, &vm->codes[code])) {
        if (!pd_vm_grow_stack(vm, call->window + vm->codes[code].room))
            return LEAF_MEMORY;
        Value *window = slot_of(vm, call->window);
        if (pd_vm_fill_defaults(vm, &vm->codes[code], window, call->count))
            return call_plain(vm, call, &vm->codes[code], called);
    }
    if (vm->codes[code].plain_call != 0 && !pd_is_unbound(call->names)) {
        if (!pd_vm_grow_stack(vm, call->window + vm->codes[code].room))
            return LEAF_MEMORY;
        if (pd_vm_fill_named(vm, &vm->codes[code], slot_of(vm, call->window), call))
            return call_plain(vm, call, &vm->codes[code], called);
    }
    if (!reserve(vm, call->window, call->count, fn->register_count + call->count))
        return LEAF_MEMORY;
    bool generator = (fn->flags & (FUNCTION_GENERATOR | FUNCTION_COROUTINE)) != 0;
    Fiber *made = generator ? new_generator(vm, fn) : NULL;
    if (generator && made == NULL)
        return LEAF_MEMORY;
    LeafResult r = pd_vm_bind(vm, call, code);
    if (r != LEAF_OK)
        return r;
    if (generator) {
        called->pushed = false;
        called->phase = call->phase;
        called->result = fill_generator(vm, made, slot_of(vm, call->window), fn->local_count);
        return r;
    }
    Fiber *fiber = pd_running(vm);
    FrameHeader *header = (FrameHeader *)(void *)slot_of(vm, call->window);
    *header = (FrameHeader){
        .function = header->function, .code = code, .previous = fiber->base, .phase = call->phase};
    fiber->base = call->window + FRAME_HEADER_SLOTS;
    vm->depth++;
    called->pushed = true;
    return LEAF_OK;
}

static LeafResult call_builtin(Vm *vm, const Call *call, Called *called)
{
    Value *window = slot_of(vm, call->window);
    uint32_t leaf = PD_AS(Builtin, &vm->heap, window[0])->leaf;
    LeafArgs in = {window + FRAME_HEADER_SLOTS, call->count, call->names};
    called->result = VALUE_NONE;
    called->pushed = false;
    called->phase = call->phase;
    return pd_vm_call_leaf(vm, leaf, &in, &called->result);
}

/* Inserts v before the arguments. There is room. */
static void insert_argument(Value *window, uint32_t count, Value v)
{
    Value *args = window + FRAME_HEADER_SLOTS;
    memmove(args + 1, args, (size_t)count * sizeof(Value));
    args[0] = v;
}

/* The window of an effect holds a clause of it, one slot higher. */
static bool is_in_place(const Vm *vm, const Value *window, Value effect)
{
    return pd_is_opaque(vm, effect, TYPE_EFFECT) &&
           !pd_is(window[0], pd_opaque(vm, effect)->items[EFFECT_FUNCTION]);
}

/* So that the instruction can be executed once more. */
static void fold_back(Vm *vm, uint32_t window, const Unfolded *was)
{
    Value *w = slot_of(vm, window);
    Value *args = w + FRAME_HEADER_SLOTS;
    uint32_t shift = was->shift;
    if (shift == 0 && !pd_is(w[0], was->callee)) {
        if (pd_is_kind(&vm->heap, was->callee, KIND_CLASS))
            shift = 2; /* the instance and __init__ */
        else if (is_in_place(vm, w, was->callee))
            shift = 1 + pd_clause_extras(vm, w[1]);
    }
    memmove(args, args + shift, (size_t)was->count * sizeof(Value));
    w[0] = was->callee;
}

/* __init__ of a new instance: its frame goes one slot higher, the instance stays below its header.
 */
static LeafResult call_init(Vm *vm, Call *call, Value instance, Value init, Called *called)
{
    Value *window = slot_of(vm, call->window);
    Value *args = window + FRAME_HEADER_SLOTS;
    memmove(args + 2, args, (size_t)call->count * sizeof(Value));
    window[0] = instance;
    window[1] = init;
    args[1] = instance;
    Call inner = {call->window + 1, call->count + 1, call->names, PHASE_INIT};
    called->below = instance;
    if (pd_is_kind(&vm->heap, init, KIND_FUNCTION))
        return pd_vm_call_function(vm, &inner, called);
    return call_builtin(vm, &inner, called);
}

static LeafResult call_class_slow(Vm *vm, const Call *call)
{
    Value *window = slot_of(vm, call->window);
    Tuple *args = pd_tuple_new(&vm->heap, window + FRAME_HEADER_SLOTS, call->count);
    if (args == NULL)
        return LEAF_MEMORY;
    return pd_vm_tail_call(vm, LIB_class_call_slow, 3, window[0], pd_value_to(&vm->heap, args),
                           pd_is_unbound(call->names) ? VALUE_NONE : call->names);
}

/* The loop does the next call of the class in place (pd_fast_class_call). */
static void remember_class_call(Vm *vm, const Class *cls, Value new_fn, Value init)
{
    Ref ref = pd_ref_to(&vm->heap, cls);
    bool instances = pd_is(new_fn, vm->image->object_new) &&
                     pd_is_kind(&vm->heap, init, KIND_FUNCTION) && !pd_is_shared(&vm->heap, ref);
    bool bare = pd_is(new_fn, vm->image->object_new) && pd_is(init, vm->image->object_init) &&
                !pd_is_shared(&vm->heap, ref);
    bool all_itself = PD_AS(Builtin, &vm->heap, new_fn)->owner == ref &&
                      ref != vm->image->types[TYPE_TYPE] && /* type(x) makes nothing */
                      (cls->flags & CLASS_EXCEPTION) == 0;
    bool constructs =
        bare || all_itself || pd_vm_constructs_exception(vm, pd_from_ref(ref), new_fn, init);
    if (instances || constructs) {
        *pd_vm_class_entry(vm, ref, CACHED_CALL) =
            (MethodCacheEntry){ref, CACHED_CALL, vm->epoch, 0, instances ? init : new_fn};
    }
}

/* A class whose metaclass does not define __call__: __new__, then __init__. */
static LeafResult call_class(Vm *vm, Call *call, Called *called)
{
    Value *window = slot_of(vm, call->window);
    Value cls_value = window[0];
    Class *cls = pd_class(vm, cls_value);
    Value new_fn = pd_vm_class_lookup(vm, cls, pd_name(vm, NAME_new));
    Value init = pd_vm_class_lookup(vm, cls, pd_name(vm, NAME_init));
    if (pd_is_kind(&vm->heap, new_fn, KIND_STATICMETHOD))
        new_fn = PD_AS(StaticMethod, &vm->heap, new_fn)->function;
    bool plain_init =
        pd_is_kind(&vm->heap, init, KIND_FUNCTION) || pd_is_kind(&vm->heap, init, KIND_BUILTIN);
    if (!pd_is_kind(&vm->heap, new_fn, KIND_BUILTIN) || !plain_init) {
        return call_class_slow(vm, call);
    }
    called->pushed = false;
    called->phase = call->phase;
    if (pd_is_unbound(call->names) && pd_vm_constructs_exception(vm, cls_value, new_fn, init)) {
        remember_class_call(vm, cls, new_fn, init);
        return pd_vm_construct_exception(vm, cls_value, window + FRAME_HEADER_SLOTS, call->count,
                                         &called->result);
    }
    Value instance = VALUE_NONE;
    bool new_is_object = pd_is(new_fn, vm->image->object_new),
         init_is_object = pd_is(init, vm->image->object_init);
    if (new_is_object && !init_is_object) {
        LeafResult r = pd_vm_new_instance(vm, cls, &instance);
        if (r != LEAF_OK)
            return r;
        remember_class_call(vm, cls, new_fn, init);
    } else if (pd_is_unbound(call->names) && !init_is_object &&
               pd_vm_begins_exception(vm, cls_value, new_fn)) {
        LeafResult r = pd_vm_begin_exception(vm, cls_value, window + FRAME_HEADER_SLOTS,
                                             call->count, &instance);
        if (r != LEAF_OK)
            return r;
    } else {
        Value *args = window + FRAME_HEADER_SLOTS;
        insert_argument(window, call->count, cls_value);
        LeafArgs in = {args, call->count + 1, call->names};
        LeafResult r = pd_vm_call_leaf(vm, PD_AS(Builtin, &vm->heap, new_fn)->leaf, &in, &instance);
        memmove(args, args + 1, (size_t)call->count * sizeof(Value));
        /* The constructor of a builtin type does all of it; __init__ is for subclasses. */
        bool complete =
            init_is_object || PD_AS(Builtin, &vm->heap, new_fn)->owner == pd_ref_of(cls_value);
        if (r == LEAF_CALL && !complete)
            return call_class_slow(vm, call);
        if (complete)
            remember_class_call(vm, cls, new_fn, init);
        if (complete || r != LEAF_OK) {
            called->result = instance;
            return r;
        }
    }
    return call_init(vm, call, instance, init, called);
}

/* One unfolding of a callee that is neither function nor leaf. LEAF_END: window[0] is something
 * else now, go on. */
static LeafResult unfold(Vm *vm, Call *call, Called *called)
{
    Value *window = slot_of(vm, call->window);
    Value callee = window[0];
    Kind kind = pd_kind(&vm->heap, callee);
    if (kind == KIND_METHOD) {
        Method *method = PD_AS(Method, &vm->heap, callee);
        insert_argument(window, call->count++, method->self);
        window[0] = method->function;
        return LEAF_END;
    }
    if (kind == KIND_CLASS) {
        Class *cls = pd_class(vm, callee);
        if (pd_is_unbound(cls->metaclass) ||
            pd_is(pd_vm_special(vm, callee, NAME_call), vm->image->type_call)) {
            if (pd_is(callee, pd_type(vm, TYPE_TYPE)) && call->count == 1) {
                called->pushed = false;
                called->phase = call->phase;
                called->result =
                    pd_value_to(&vm->heap, pd_vm_class_of(vm, window[FRAME_HEADER_SLOTS]));
                return LEAF_OK;
            }
            return call_class(vm, call, called);
        }
    }
    if (pd_is_opaque(vm, callee, TYPE_EFFECT))
        return pd_vm_call_effect(vm, call, called);
    Value special = pd_vm_special(vm, callee, NAME_call);
    if (pd_is_unbound(special))
        return pd_vm_raise_type(vm, "'%s' object is not callable", callee);
    if (pd_is_kind(&vm->heap, special, KIND_STATICMETHOD)) {
        window[0] = PD_AS(StaticMethod, &vm->heap, special)->function;
        return LEAF_END;
    }
    if (pd_is_kind(&vm->heap, special, KIND_FUNCTION) ||
        pd_is_kind(&vm->heap, special, KIND_BUILTIN)) {
        insert_argument(window, call->count++, callee);
        window[0] = special;
        return LEAF_END;
    }
    Value bound = VALUE_NONE;
    LeafResult r = pd_vm_bind_special(vm, special, callee, &bound);
    if (r != LEAF_OK)
        return r;
    window[0] = bound;
    return LEAF_END;
}

/* Whether unfolding may take more slots than are always free above a frame. Functions see to
 * theirs; leaves, classes and effects need none, so tasks that wait keep their small stacks. */
static bool needs_room(const Vm *vm, Value callee)
{
    Kind kind = pd_kind(&vm->heap, callee);
    return kind != KIND_BUILTIN && kind != KIND_FUNCTION && kind != KIND_CLASS &&
           !pd_is_opaque(vm, callee, TYPE_EFFECT);
}

/* Calls without following tail calls. *was tells pd_vm_call how the window was before. */
static LeafResult call_once(Vm *vm, const Call *given, Unfolded *was, Called *called)
{
    Call call = *given;
    *was = (Unfolded){*slot_of(vm, call.window), 0, call.count};
    if (needs_room(vm, was->callee) && !reserve(vm, call.window, call.count, UNFOLD_MAX))
        return LEAF_MEMORY;
    LeafResult r = LEAF_END;
    for (int depth = 0; r == LEAF_END; depth++) {
        Kind kind = pd_kind(&vm->heap, *slot_of(vm, call.window));
        if (kind == KIND_FUNCTION) {
            r = pd_vm_call_function(vm, &call, called);
        } else if (kind == KIND_BUILTIN) {
            r = call_builtin(vm, &call, called);
            if (r == LEAF_END)
                r = pd_vm_raise_args(vm, EXC_STOP_ITERATION, NULL, 0);
        } else if (depth == UNFOLD_MAX) {
            r = pd_vm_raise(vm, EXC_RECURSION_ERROR, too_deep);
        } else {
            r = unfold(vm, &call, called);
        }
        was->shift = call.count - was->count;
    }
    return r;
}

/* Names and values of the keywords behind the positional arguments. */
static LeafResult put_keywords(Vm *vm, const Dict *named, Tuple *names, Value *to)
{
    uint32_t position = 0, n = 0;
    Value key, value;
    while (pd_dict_next(&vm->heap, named, &position, &key, &value)) {
        Value text = pd_vm_unwrap(vm, key); /* of a subclass of str */
        if (!pd_is_kind(&vm->heap, text, KIND_STR)) {
            return pd_vm_raise(vm, EXC_TYPE_ERROR, "keywords must be strings");
        }
        Str *interned = pd_str_intern(&vm->heap, PD_AS(Str, &vm->heap, text));
        if (interned == NULL) {
            return LEAF_MEMORY;
        }
        names->items[n] = pd_value_to(&vm->heap, interned);
        to[n++] = value;
    }
    return LEAF_OK;
}

/* The window of a call with starred arguments; below is what has to stand under it. LEAF_CALL: the
 * library has to make a list of them first. */
static LeafResult spread(Vm *vm, const Tail *tail, Value below, Call *call)
{
    Heap *heap = &vm->heap;
    Items star;
    bool has_names = pd_is_kind(heap, tail->keywords, KIND_DICT);
    if (!pd_items_of(heap, tail->star, &star)) {
        Value named = has_names ? tail->keywords : VALUE_NONE;
        return pd_vm_tail_call(vm, LIB_call_star_slow, 3, tail->callable, tail->star, named);
    }
    const uint32_t count = star.length;
    const Dict *named = has_names ? PD_AS(Dict, heap, tail->keywords) : NULL;
    uint32_t named_count = named == NULL ? 0 : named->used;
    FrameHeader *header = pd_frame(pd_registers(vm));
    call->window = pd_running(vm)->base + pd_function(vm, header->code)->register_count + 1;
    call->count = count + named_count;
    if (!reserve(vm, call->window, call->count, STACK_SLACK_SLOTS)) {
        return LEAF_MEMORY;
    }
    Tuple *names = named_count == 0 ? NULL : pd_tuple_new(heap, NULL, named_count);
    if (named_count != 0 && names == NULL) {
        return LEAF_MEMORY;
    }
    Value *w = slot_of(vm, call->window);
    Value *args = w + FRAME_HEADER_SLOTS;
    (void)pd_items_of(heap, tail->star, &star); /* the room may have moved them */
    w[-1] = below;
    w[0] = tail->callable;
    for (uint32_t i = 0; i < count; i++) {
        args[i] = star.items[i];
    }
    call->names = named_count == 0 ? VALUE_UNBOUND : pd_value_to(heap, names);
    return named_count == 0 ? LEAF_OK : put_keywords(vm, named, names, args + count);
}

/* The window of a tail call without a star; below is what has to stand under it. */
static LeafResult place(Vm *vm, const Tail *tail, Value below, Call *call)
{
    FrameHeader *header = pd_frame(pd_registers(vm));
    call->window = pd_running(vm)->base + pd_function(vm, header->code)->register_count + 1;
    if (needs_room(vm, tail->callable) &&
        !reserve(vm, call->window, tail->count, STACK_SLACK_SLOTS))
        return LEAF_MEMORY;
    Value *w = slot_of(vm, call->window);
    w[-1] = below;
    w[0] = tail->callable;
    memcpy(w + FRAME_HEADER_SLOTS, tail->args, tail->count * sizeof(Value));
    return LEAF_OK;
}

/* What vm->tail calls is to be checked, but the frame answers another question: the library checks.
 * No leaf that asks gives more than two arguments. */
static LeafResult check_apart(Vm *vm)
{
    Tail tail = vm->tail;
    pd_assert(pd_is_unbound(tail.star) && tail.count <= 2);
    Value args[4] = {pd_from_int(tail.phase), tail.callable, tail.args[0], tail.args[1]};
    (void)pd_vm_tail_call(vm, LIB_check_apart, 0);
    return pd_vm_tail_value(vm, vm->tail.callable, tail.count + 2, args);
}

/* Follows the leaf's tail as long as leaves answer LEAF_CALL; phase of the first that has one wins.
 * Leaves that hand a call on without a frame, as a staticmethod of a staticmethod does, are counted
 * as frames would be. */
static LeafResult follow(Vm *vm, uint8_t phase, Value below, Called *called)
{
    LeafResult r = LEAF_CALL;
    for (uint64_t links = 0; r == LEAF_CALL; links++) {
        if (links > vm->limits.recursion_frames)
            return pd_vm_raise(vm, EXC_RECURSION_ERROR, too_deep);
        Tail tail = vm->tail;
        bool searches = pd_phase_has_below(tail.phase);
        if (phase != PHASE_ONLY && (searches || pd_phase_checks(tail.phase))) {
            r = searches ? pd_vm_search_apart(vm, tail.below) : check_apart(vm);
            continue;
        }
        if (tail.phase != PHASE_ONLY)
            phase = tail.phase;
        if (searches)
            below = tail.below;
        Call call = {0, tail.count, VALUE_UNBOUND, phase};
        r = pd_is_unbound(tail.star) ? place(vm, &tail, below, &call)
                                     : spread(vm, &tail, below, &call);
        if (r != LEAF_OK)
            continue;
        Unfolded was;
        called->below = below;
        r = call_once(vm, &call, &was, called);
        if (r == LEAF_CALL && !pd_is(called->below, below)) {
            phase = PHASE_INIT;
            below = called->below;
        }
    }
    return r;
}

/* What is to be resumed may find no memory, and then the instruction is executed once more. */
static bool may_come_again(LeafResult r)
{
    return r == LEAF_MEMORY || r == LEAF_RESUME;
}

LeafResult pd_vm_call(Vm *vm, const Call *call, Called *called)
{
    Unfolded was;
    called->below = VALUE_UNBOUND;
    LeafResult r = call_once(vm, call, &was, called);
    if (r == LEAF_CALL) {
        pd_vm_commit_fuel(vm);
        bool initialising = !pd_is_unbound(called->below);
        r = follow(vm, initialising ? PHASE_INIT : call->phase, called->below, called);
    }
    if (may_come_again(r))
        fold_back(vm, call->window, &was);
    return r;
}

LeafResult pd_vm_call_tail(Vm *vm, Called *called)
{
    called->below = VALUE_UNBOUND;
    return follow(vm, PHASE_ONLY, VALUE_UNBOUND, called);
}

LeafResult pd_vm_call_method(Vm *vm, uint32_t window, uint32_t count, Value names, Called *called)
{
    Value *w = slot_of(vm, window);
    Value *args = w + FRAME_HEADER_SLOTS;
    if (!pd_is_unbound(args[0])) {
        return pd_vm_call(vm, &(Call){window, count + 1, names, PHASE_ONLY}, called);
    }
    memmove(args, args + 1, (size_t)count * sizeof(Value));
    LeafResult r = pd_vm_call(vm, &(Call){window, count, names, PHASE_ONLY}, called);
    if (may_come_again(r)) {
        args = slot_of(vm, window) + FRAME_HEADER_SLOTS;
        memmove(args + 1, args, (size_t)count * sizeof(Value));
        args[0] = VALUE_UNBOUND;
    }
    return r;
}

const VmCode *pd_vm_place_star(const Vm *vm, const Value *parts, bool named, Value *window,
                               const Value *stack_end)
{
    const Heap *heap = &vm->heap;
    Items star;
    if (!pd_is_kind(heap, parts[0], KIND_FUNCTION) ||
        !pd_items_of(heap, parts[FRAME_HEADER_SLOTS], &star) ||
        (named && !pd_is_kind(heap, parts[FRAME_HEADER_SLOTS + 1], KIND_DICT)))
        return NULL;
    if (named && PD_AS(const Dict, heap, parts[FRAME_HEADER_SLOTS + 1])->used != 0)
        return NULL;
    const VmCode *code = pd_code_of(vm, parts[0]);
    const uint32_t count = star.length;
    if (code->plain_call < count + 1 || code->plain_call == 0 ||
        !pd_is_simple_call(vm, code, code->plain_call - 1, window, stack_end))
        return NULL;
    window[-1] = VALUE_UNBOUND;
    window[0] = parts[0];
    for (uint32_t i = 0; i < count; i++)
        window[FRAME_HEADER_SLOTS + i] = star.items[i];
    bool whole = code->plain_call == count + 1 || pd_vm_fill_defaults(vm, code, window, count);
    return whole ? code : NULL;
}

LeafResult pd_vm_call_star(Vm *vm, Value callee, Value star, Value keywords, Called *called)
{
    Tail tail = {.callable = callee, .star = star, .keywords = keywords, .phase = PHASE_ONLY};
    Call call = {0, 0, VALUE_UNBOUND, PHASE_ONLY};
    LeafResult r = spread(vm, &tail, VALUE_UNBOUND, &call);
    if (r == LEAF_CALL)
        return follow(vm, PHASE_ONLY, VALUE_UNBOUND, called);
    return r == LEAF_OK ? pd_vm_call(vm, &call, called) : r;
}
