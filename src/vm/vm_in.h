/* Inside the layer vm: what its files share. The opcode loop is loop.c, what it does in place
 * fast.h, push.h and cache.h; calls call.c, binding of arguments bind.c; completion of an
 * instruction with a returned value complete.c; operators on instances ops.c; exceptions leaving
 * frames unwind.c; fibers and generators fiber.c; running, answering, collecting run.c; the shared
 * image image.c and program.c.
 */
#ifndef VM_VM_IN_H
#define VM_VM_IN_H

#include "vm/image/leafbind.h"
#include "vm/leaf.h"
#include "vm/object/attr.h"
#include "vm/vm.h"

/* Slots that are always free above the youngest frame's registers: room for a window's header and
 * shifted arguments. */
enum { STACK_SLACK_SLOTS = 16, FIRST_STACK_SLOTS = 20 };

struct Program {
    const Alloc *alloc;
    const Image *image;
    HeapImage heap_image; /* what its runs' regions begin with: the image, then its constants */
    CodeUnit **units;
    uint32_t unit_count;
    LoadedCode *loaded;        /* of its functions, which come after the image's */
    uint32_t loaded_count;     /* of both */
    uint32_t first_code;       /* index of function 0 of unit 0 */
    const uint32_t *unit_code; /* per unit: index of its function 0 */
    Digest id;
    struct Spares *spares;
};

static inline FrameHeader *pd_frame(Value *registers)
{
    return (FrameHeader *)(void *)(registers - FRAME_HEADER_SLOTS);
}
static inline Fiber *pd_running(const Vm *vm)
{
    return pd_at(&vm->heap, vm->fiber);
}
static inline Value *pd_stack(const Vm *vm, const Fiber *fiber)
{
    return ((Array *)pd_at(&vm->heap, fiber->stack))->items;
}
/* Whatever is known of turns, and of what performing comes to, is void: fibers are switched, or
 * frames change or move, otherwise than by turns. */
static inline void pd_void_turns(Vm *vm)
{
    vm->chain++;
    for (; vm->turn_top > 0; vm->turn_top--)
        vm->turns[vm->turn_top].generator = 0;
}
/* Makes a fiber, or none, the running one. */
static inline void pd_run_fiber(Vm *vm, Ref fiber)
{
    vm->fiber = fiber;
    pd_void_turns(vm);
}
/* Registers of the youngest frame; true while the state is written back (outside the loop's fast
 * paths). */
static inline Value *pd_registers(const Vm *vm)
{
    Fiber *fiber = pd_running(vm);
    return pd_stack(vm, fiber) + fiber->base;
}
static inline const Function *pd_function(const Vm *vm, uint32_t code)
{
    return pd_loaded(vm, code)->function;
}

/* ---- calls (call.c) ---- */
typedef struct Call {
    uint32_t
        window;     /* slot of the callee in the running fiber's stack; arguments from window + 3 */
    uint32_t count; /* arguments, named ones included */
    Value names;    /* tuple of the names of the last arguments, or UNBOUND */
    uint8_t phase;  /* of the frame to push */
} Call;
/* What became of a call: when pushed, a frame of the language was pushed and runs next; otherwise
 * *result is the value (with LEAF_OK). phase: what the value is for when it comes (CALL itself, or
 * __init__ of a class). */
typedef struct Called {
    bool pushed;
    uint8_t phase;
    Value below; /* with PHASE_INIT and no frame: the new instance */
    Value result;
} Called;
/* Calls the callee in a window; leaves are run, frames pushed. The running frame must be written
 * back (pc, base). With LEAF_MEMORY the window is as it was. LEAF_CALL is never answered: tail
 * calls of leaves are followed. */
LeafResult pd_vm_call(Vm *vm, const Call *call, Called *called);
/* Follows vm->tail (a leaf answered LEAF_CALL): as pd_vm_call with a window on top of the running
 * frame. */
LeafResult pd_vm_call_tail(Vm *vm, Called *called);
/* The callee in the window is a function of the language: binds the arguments, pushes its frame. */
LeafResult pd_vm_call_function(Vm *vm, const Call *call, Called *called);
/* CALL_STAR: arguments from a list or tuple and a dict or UNBOUND. */
LeafResult pd_vm_call_star(Vm *vm, Value callee, Value star, Value keywords, Called *called);
/* After LOAD_METHOD: self in window + 3 unless that is UNBOUND, then count arguments. */
LeafResult pd_vm_call_method(Vm *vm, uint32_t window, uint32_t count, Value names, Called *called);
/* Fast path: window[0] is a FunctionObject that makes a generator and takes just these arguments.
 * LEAF_END: it is not. */
LeafResult pd_vm_call_generator(Vm *vm, Value *window, uint32_t count, Value *out);
/* A call of a function whose code could be called plainly gives too few arguments: puts defaults
 * behind them, for which there is room. false: there are not the right ones. */
bool pd_vm_fill_defaults(const Vm *vm, const VmCode *code, Value *window, uint32_t count);
/* Makes the window of a function whose code has a star_call a frame, whose stars take what they
 * have to of those arguments. False: the window is as it was; the general way binds them, or tells
 * what is wrong. */
bool pd_vm_push_star(Vm *vm, const VmCode *code, Value *window, uint32_t count,
                     const Value *stack_end);
/* Puts the arguments of a call with names, in the window of a function whose code has a plain_call
 * and room there, where its parameters want them, and its defaults. False: nothing has changed; the
 * general way binds them, or tells what is wrong. */
bool pd_vm_fill_named(const Vm *vm, const VmCode *code, Value *window, const Call *call);
/* Lays out the window of a CALL_STAR, whose callee and arguments lie in parts, where these are of a
 * function that needs no more binding, and gives its code; NULL: see pd_vm_call_star. */
const VmCode *pd_vm_place_star(const Vm *vm, const Value *parts, bool named, Value *window,
                               const Value *stack_end);
/* Arguments of a call to a language function: from window + 3 to the function's registers (bind.c).
 */
LeafResult pd_vm_bind(Vm *vm, const Call *call, uint32_t code);
/* Makes sure that slots [0, slots) of the running fiber's stack exist; false = memory. Moves the
 * stack. */
bool pd_vm_grow_stack(Vm *vm, uint32_t slots);

/* ---- completion (complete.c) ---- */
/* The running frame's current instruction gets value (in that phase): stores it, moves pc behind.
 * LEAF_OK, or LEAF_CALL (another call is needed: pd_vm_call_tail), or LEAF_RAISED, LEAF_MEMORY. */
LeafResult pd_vm_complete(Vm *vm, Value value, uint8_t phase, Value below_header);

/* What a leaf gives that asked a special method, which answered v: the same, or v made an int that
 * fits, or an exception; LEAF_CALL where v's own methods are needed for that. */
LeafResult pd_vm_check_answer(Vm *vm, uint8_t phase, Value v, Value *out);

/* ---- keys that program code compares (builtins/search.c) ---- */
/* Goes on with a search, below the frame of a method that answered v, as a leaf. */
LeafResult pd_vm_search_on(Vm *vm, uint8_t phase, Value below, Value v, Value *out);
/* Has the library search, in a frame of its own: LEAF_CALL. */
LeafResult pd_vm_search_apart(Vm *vm, Value below);

/* ---- operators on instances (ops.c) ---- */
typedef struct Binary {
    BinaryOp op;
    bool inplace;
    Value a, b;
} Binary;
typedef struct Comparison {
    CompareOp op;
    Value a, b;
} Comparison;
/* The operator and the operands of the instruction at ip. */
static inline Binary pd_binary_at(const Instr *ip, const Value *registers)
{
    Value left = registers[ip->b];
    if (ip->op < OP_IADD) {
        return (Binary){(BinaryOp)(ip->op - OP_ADD), false, left, registers[ip->c]};
    }
    if (ip->op < OP_ADDI) {
        return (Binary){(BinaryOp)(ip->op - OP_IADD), true, left, registers[ip->c]};
    }
    BinaryOp op = ip->op == OP_ADDI || ip->op == OP_IADDI ? BINARY_ADD : BINARY_SUB;
    bool inplace = ip->op == OP_IADDI || ip->op == OP_ISUBI;
    return (Binary){op, inplace, left, pd_from_int((int16_t)ip->c)};
}
static inline Comparison pd_comparison_at(const Instr *ip, const Value *registers)
{
    if (ip->op >= OP_JEQI) {
        Value right = pd_from_int((int16_t)ip->b);
        return (Comparison){(CompareOp)(ip->op - OP_JEQI), registers[ip->a], right};
    }
    if (ip->op >= OP_JEQ) {
        return (Comparison){(CompareOp)(ip->op - OP_JEQ), registers[ip->a], registers[ip->b]};
    }
    return (Comparison){(CompareOp)(ip->op - OP_EQ), registers[ip->b], registers[ip->c]};
}
/* The function of the program that the operator asks first, with a and b, as candidate 0; UNBOUND:
 * it is not as simple as that. */
Value pd_vm_binary_first(Vm *vm, const Binary *binary);
/* The same for candidate 1, the reflected method, where a is a small int or a float. */
Value pd_vm_binary_reflected(Vm *vm, const Binary *binary);
Value pd_vm_compare_first(Vm *vm, const Comparison *comparison);
/* All of an operator where a is a str. */
LeafResult pd_vm_binary_of_text(Vm *vm, const Binary *binary, Value *out);
/* Goes on with candidate `from` of the operator of the running frame's instruction. */
LeafResult pd_vm_binary_from(Vm *vm, const Binary *binary, uint32_t from, Value *out);
LeafResult pd_vm_compare_from(Vm *vm, const Comparison *comparison, uint32_t from, Value *out);

/* Truth of a value of a builtin type: never program code. */
LeafResult pd_vm_truth_builtin(Vm *vm, Value v, Value *out);
/* Whether v may be what iter() returns: has __next__. */
bool pd_vm_is_iterator(Vm *vm, Value v);
LeafResult pd_vm_unary(Vm *vm, Op op, Value v, Value *out);

/* ---- instructions that are functions (instr.c): as opcodes.def says ---- */
LeafResult pd_vm_raise_name(Vm *vm, Value name);
LeafResult pd_vm_raise_unbound(Vm *vm, Value name);
LeafResult pd_vm_raise_free(Vm *vm, Value name);
LeafResult pd_vm_load_class_free(Vm *vm, Value space, Value name, Value content, Value *out);
LeafResult pd_vm_load_name(Vm *vm, Value space, Dict *globals, Value name, Value *out);
LeafResult pd_vm_delete_name(Vm *vm, Value space, Value name);
LeafResult pd_vm_delete_global(Vm *vm, Dict *globals, Value name);
LeafResult pd_vm_build_set(Vm *vm, const Value *items, uint32_t count, Value *out);
LeafResult pd_vm_build_map(Vm *vm, const Value *pairs, uint32_t count, Value *out);
LeafResult pd_vm_build_string(Vm *vm, const Value *parts, uint32_t count, Value *out);
/* What pd_set_add's answer, which is not YES, means for the instruction. */
LeafResult pd_vm_set_not_added(Vm *vm, Answer why, Value set, Value item);
LeafResult pd_vm_list_extend(Vm *vm, Value list, Value items);
LeafResult pd_vm_set_update(Vm *vm, Value set, Value items);
/* The dict behind a dict, its proxy, or an instance of a subclass that iterates like one; else
 * UNBOUND. */
Value pd_vm_as_dict(Vm *vm, Value v);
LeafResult pd_vm_map_update(Vm *vm, Value map, Value other);
/* The same of names for the arguments of a call to callee, none of which may be there already. */
LeafResult pd_vm_map_merge(Vm *vm, Value map, Value other, Value callee);
LeafResult pd_vm_unpack(Vm *vm, Value source, uint32_t count);
/* The first and last items, and between them a list of the others. */
LeafResult pd_vm_unpack_star(Vm *vm, Value source, uint32_t before, uint32_t after, Value *out);
LeafResult pd_vm_format_value(Vm *vm, const Value *value, uint32_t how, Value *out);
/* LEAF_END: the parts are not of the kinds that MAKE_FUNCTION says, as in code that no compiler
 * made. */
LeafResult pd_vm_make_function(Vm *vm, Value *registers, uint32_t nested, const Value *parts,
                               Value *out);
LeafResult pd_vm_with_enter(Vm *vm, Value manager, bool async, Value *exit);
LeafResult pd_vm_annotations(Vm *vm, Value space, Value *out);
LeafResult pd_vm_exception_matches(Vm *vm, Value exception, Value cls, Value *out);
LeafResult pd_vm_do_raise(Vm *vm, Value exception, Value cause);
LeafResult pd_vm_reraise(Vm *vm);
/* Where the entry of a traceback is. */
PositionRow pd_vm_traceback_position(const Vm *vm, const Traceback *tb);
LeafResult pd_vm_next_call(Vm *vm,
                           Value iterator); /* __next__ of an instance: LEAF_CALL or LEAF_RAISED */
LeafResult pd_vm_send(Vm *vm, Value iterator, Value v, Value *out);
LeafResult pd_vm_new_super(Vm *vm, Value cls, Value self, Value *out);
typedef struct Import {
    Value importer, name;
    uint32_t level;
    Value names; /* tuple or None */
} Import;
LeafResult pd_vm_import(Vm *vm, const Import *import, Value *out);
LeafResult pd_vm_import_from(Vm *vm, Value module, Value name, Value *out);
Value pd_vm_module_of(Vm *vm, Value *registers);
/* The cell of a free variable of the frame's function. It needs no looking whether there is one:
 * code is verified, and a function gets as many cells as its code has free variables when it is
 * made (pd_vm_make_function) or read from a snapshot. */
static ALWAYS_INLINE Cell *pd_vm_free_cell(const Vm *vm, const Value *registers, uint32_t index)
{
    const Heap *heap = &vm->heap;
    const Value *function = &registers[-FRAME_HEADER_SLOTS];
    const FunctionObject *f = pd_at(heap, pd_lower_at(function));
    const Tuple *closure = pd_at(heap, pd_lower_at(&f->closure));
    pd_assert_torture(pd_is_kind(heap, *function, KIND_FUNCTION) &&
                      pd_is_kind(heap, f->closure, KIND_TUPLE) && index < closure->length &&
                      pd_is_kind(heap, closure->items[index], KIND_CELL));
    return pd_at(heap, pd_lower_at(&closure->items[index]));
}

/* ---- inline caches (instr.c): two words behind the instruction, void when vm->epoch has moved on
 * ---- */
/* What any cache knows is void; none fits again, however many epochs there are. */
void pd_vm_begin_epoch(Vm *vm);
/* The private copy's words, to be filled. */
static inline Instr *pd_vm_cache(Vm *vm, Value *registers, const Instr *words, const Instr *code0)
{
    return vm->codes[pd_frame(registers)->code].own + (words - code0);
}
LeafResult pd_vm_load_global(Vm *vm, Value *registers, Instr *cache, Value name, Value *out);
LeafResult pd_vm_store_global(Vm *vm, Value *registers, Value name, Value v);
LeafResult pd_vm_load_attr(Vm *vm, Value object, Value name, Instr *site, Value *out);
LeafResult pd_vm_store_attr(Vm *vm, Value object, Value name, Value v, Instr *site);
/* The same without a site: the attribute, or that there is none, where nobody has to be asked, else
 * ANSWER_SLOW; and object.name = v. */
Answer pd_vm_known_attr(Vm *vm, Value object, Value name, Value *out);
LeafResult pd_vm_assign_attr(Vm *vm, Value object, Value name, Value v);
/* callable[0] = what to call, callable[1] = self or UNBOUND. */
LeafResult pd_vm_method_for_call(Vm *vm, Value object, Value name, Instr *site, Value callable[2]);

/* ---- the method cache (object/class.c): attributes of classes, and what else is known of them
 * ---- */
static inline MethodCacheEntry *pd_vm_class_entry(Vm *vm, Ref cls, Ref name)
{
    return &vm->method_cache[((size_t)cls * 31 + name) % METHOD_CACHE_SIZE];
}
static inline bool pd_vm_class_entry_is(const Vm *vm, const MethodCacheEntry *entry, Ref cls,
                                        Ref name)
{
    return LIKELY(entry->cls == cls && entry->name == name && entry->epoch == vm->epoch);
}

/* ---- exceptions (unwind.c, error/exception.c) ---- */
/* Whether a class with that __new__ makes its exceptions as BaseException does, which has no
 * __init__ called, and what it makes. */
bool pd_vm_begins_exception(const Vm *vm, Value cls, Value new_fn);
LeafResult pd_vm_begin_exception(Vm *vm, Value cls, const Value *args, uint32_t count, Value *out);
/* Whether its __init__ is BaseException's too. */
bool pd_vm_constructs_exception(const Vm *vm, Value cls, Value new_fn, Value init);
/* An exception of such a class. */
LeafResult pd_vm_construct_exception(Vm *vm, Value cls, const Value *args, uint32_t count,
                                     Value *out);

typedef enum UnwindResult { UNWIND_CONTINUE, UNWIND_ENDED } UnwindResult;
/* vm->raised leaves the running frame's current instruction: finds the handler, pops frames and
 * fibers. The state is then written back at the handler, or the run has ended (RUN_FAILED or, for
 * SystemExit, RUN_ENDED), or with the state as it was, the running task has. again: re-raise
 * without a new traceback entry. */
UnwindResult pd_vm_unwind(Vm *vm, bool again);

/* The exception being handled in the innermost fiber that handles one, or None. */
Value pd_vm_handled(const Vm *vm);
void pd_vm_set_context(Vm *vm, Value raised, Value handled); /* unless handled is None */

/* ---- fibers (fiber.c) ---- */
static inline bool pd_is_plain_generator(const Heap *heap, Value v)
{
    return pd_is_kind(heap, v, KIND_GENERATOR) && pd_header(heap, v)->aux == GENERATOR_PLAIN;
}
/* What a call of a function with FUNCTION_GENERATOR or FUNCTION_COROUTINE makes. */
static inline GeneratorKind pd_vm_generator_kind(const Function *fn)
{
    if ((fn->flags & FUNCTION_COROUTINE) == 0)
        return GENERATOR_PLAIN;
    return (fn->flags & FUNCTION_GENERATOR) != 0 ? GENERATOR_ASYNC : GENERATOR_COROUTINE;
}
/* The fiber is put on top of the running one; its frames are not counted yet. */
void pd_vm_enter_fiber(Vm *vm, Ref fiber);
Fiber *pd_vm_new_fiber(Vm *vm, Kind kind, uint32_t slots); /* NULL = memory */
/* Does what vm->resume_* ask. LEAF_OK: the running fiber is now the generator. LEAF_END: it had
 * ended and the waiting instruction has gone on. LEAF_CALL: it was closed, None completes the
 * instruction. */
LeafResult pd_vm_do_resume(Vm *vm);
/* The running generator yields: switches back; the caller completes the waiting instruction with
 * the value. */
LeafResult pd_vm_yield(Vm *vm);
/* The running asynchronous generator yields v: what awaits it ends with that. LEAF_END: the waiting
 * instruction has gone on. */
LeafResult pd_vm_yield_async(Vm *vm, Value v);
/* vm->raised left the bottom frame of the running generator: switches back. true: the waiting
 * instruction got a value instead (*completed says how that went). */
bool pd_vm_fiber_raise(Vm *vm, LeafResult *completed);
/* Marks a generator as ended, of which no frame is left, or will be. */
void pd_vm_end_fiber(Vm *vm, Fiber *fiber);
/* The running fiber's bottom frame returned v: *ended when that was the last of its task: the run
 * has ended too when its state says so; else switches
 * to the parent and LEAF_OK (complete with *v), LEAF_END (the waiting instruction has gone on),
 * LEAF_RAISED (StopIteration). */
LeafResult pd_vm_fiber_return(Vm *vm, Value *v, bool *ended);

/* ---- verification (verify.c) ---- */
/* What is wrong first with the running fiber and those that wait for it, or NULL; the last of these
 * is the main one. */
const char *pd_vm_verify_frames(const Vm *vm);

/* ---- Vms that are used again (image/spares.c) ---- */
struct Spares *pd_vm_new_spares(Arena *arena);
/* Deletes them. */
void pd_vm_free_spares(struct Spares *spares);
/* One that the options fit, still in the state that its last run left; NULL when there is none. */
Vm *pd_vm_take_spare(const Program *program, const VmOptions *options);
/* False: it is not worth keeping. */
bool pd_vm_keep_spare(Vm *vm);

void pd_vm_trace_host(const Vm *vm, const char *name); /* effect/trace.c */

/* ---- running (run.c) ---- */
/* Runs a library function of one argument to its end outside the program (texts of errors). Effects
 * and exceptions: STATUS_INVALID. The run must have ended. */
Status pd_vm_call_library(Vm *vm, LibId id, Value argument, Value *out);
void pd_vm_collect(Vm *vm, bool force_room);
/* A collection that the program pays for: where it gains less than it keeps, and the heap cannot
 * grow, fuel is charged for what had to be copied. Else a nearly full heap would let a program run
 * for much longer than its fuel allows. */
void pd_vm_collect_charged(Vm *vm, bool force_room);
/* Tests: a collection that changes nothing but addresses, not even when the next one is due. */
void pd_vm_collect_unseen(Vm *vm);
VmStop pd_vm_loop(Vm *vm);
/* At a safepoint with the slice used up. LEAF_OK: go on; LEAF_EFFECT: leave the loop with VM_FUEL;
 * LEAF_RAISED. */
LeafResult pd_vm_poll(Vm *vm);
/* Appends the exception's first argument, if that is a str, without running anything. */
void pd_vm_error_hint(const Vm *vm, Buffer *out);
/* Runs the body of a library module while the image is being built; its module object must be in
 * image->modules. */
Status pd_vm_run_image_module(Vm *vm, uint32_t unit, Error *err);
/* Prepares what makes heaps over a complete image cheap; they work without it too. */
void pd_image_share(Image *image);
/* Pushes the frame of a module body on a fresh main fiber. */
Status pd_vm_start(Vm *vm, uint32_t code, Value module);
/* Fuel of the lookups of an instruction becomes final. Must come before the next one begins. */
static inline void pd_vm_commit_lookups(Vm *vm)
{
    if (UNLIKELY(vm->heap.lookup_work != 0)) {
        vm->fuel_left -= (int64_t)vm->heap.lookup_work;
        vm->heap.lookup_work = 0;
    }
}

/* Fuel of the running leaf, and of its lookups, becomes final. */
static inline void pd_vm_commit_fuel(Vm *vm)
{
    vm->fuel_left -= (int64_t)vm->leaf_fuel;
    vm->leaf_fuel = 0;
    pd_vm_commit_lookups(vm);
}

#endif
