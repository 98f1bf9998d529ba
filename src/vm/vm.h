/* Door of the layer vm: the machine. Frames, fibers, the opcode loop, builtins, exceptions; stops
 * at effects.
 *
 * Image: what all runs share and nobody changes: builtin types and functions, the compiled library.
 * Program: the closed bundle of a program's modules with their constants, on top of an image. Vm:
 * one run's state, a value in its heap. Everything here is a function of (code, results): no clock,
 * no I/O, no threads. A Vm belongs to one thread at a time; Image and Program are immutable and may
 * be shared.
 */
#ifndef VM_VM_H
#define VM_VM_H

#include "base/base.h"
#include "code/code.h"
#include "heap/heap.h"

typedef struct Image Image;
typedef struct Program Program;
typedef struct Vm Vm;

/* Builds the shared image from the library's compiled modules (encoded units, in import order,
 * _prelude first). */
Status pd_image_new(const Alloc *alloc, const Bytes *library, size_t library_count, Image **out,
                    Error *err);
void pd_image_free(Image *image);

typedef struct FrozenLink { /* offsets into the block */
    uint32_t at;            /* of a pointer, which is empty in the block */
    uint32_t to;            /* what it points to */
} FrozenLink;
/* An image as data of a binary of the same build: the block is to be linked into it with its
 * pointers made, at an address that is a multiple of 4096. Both buffers are the caller's, empty. */
typedef struct FrozenImage {
    Buffer block;
    Buffer links; /* FrozenLink[] */
} FrozenImage;
Status pd_image_freeze(const Image *image, FrozenImage *out);
/* frozen: the linked block; it must outlive the image, as its parts are used where they are. */
Status pd_image_thaw(const void *frozen, const Alloc *alloc, Image **out, Error *err);

/* Bundle of units; unit 0 is the main module. Takes the units (frees them in pd_program_free) on
 * success only. */
Status pd_program_new(const Image *image, CodeUnit **units, size_t unit_count, Program **out,
                      Error *err);
void pd_program_free(Program *program);
/* What a run is bound to: SHA-256 over the image's digest and, for each unit, its identity and that
 * of its text, which tracebacks show. */
void pd_program_digest_begin(Sha256 *sha, const Digest *image_id);
void pd_program_digest_unit(Sha256 *sha, const Digest *unit, const Digest *text);
const Digest *pd_program_id(const Program *program);
/* What the regions of its runs begin with. */
const HeapImage *pd_program_heap_image(const Program *program);
/* Whether the library (image) has a module of that dotted name; the bundler stops there. */
bool pd_image_has_module(const Image *image, Bytes name);
/* The index-th module that programs may import, ASCII; false when there are no more. */
bool pd_image_module_at(const Image *image, size_t index, Bytes *name);
size_t pd_program_unit_count(const Program *program);
const CodeUnit *pd_program_unit(const Program *program, size_t index);

typedef struct VmOptions {
    const Alloc *alloc;
    Limits limits;
    uint64_t seed;     /* of `random`; recorded by the caller */
    const Bytes *argv; /* sys.argv, UTF-8 */
    size_t argv_count;
    Bytes run_id;
} VmOptions;

Status pd_vm_new(const Program *program, const VmOptions *options, Vm **out, Error *err);
/* A Vm without main module and fiber: what a snapshot is read into. */
Status pd_vm_new_empty(const Program *program, const VmOptions *options, Vm **out, Error *err);
/* A second Vm in the state of a stopped one; nobody watches it. The program is that of the Vm, or
 * one of the same units. */
Status pd_vm_fork(const Vm *vm, const Program *program, Vm **out, Error *err);
/* A small one stays with its program, which must not have been freed, for a later run. */
void pd_vm_free(Vm *vm);
void pd_vm_delete(Vm *vm); /* never stays: it or its image is damaged or full */

typedef enum VmStop {
    VM_DONE,   /* the main module ended (or SystemExit: see pd_vm_exit_status) */
    VM_RAISED, /* an exception left the main module: see pd_vm_error_* */
    VM_EFFECT, /* asks the host: see pd_vm_effect; go on with pd_vm_answer */
    VM_FUEL,   /* the slice given to pd_vm_run is used up: call again */
    VM_STEPPED /* test builds of the corpus: max_instructions were executed */
} VmStop;

/* Runs until one of the stops. slice: fuel after which to stop with VM_FUEL, 0 = none.
 * max_instructions: stop exactly after that many instructions with VM_STEPPED, 0 = run at full
 * speed. The stop is always between two instructions. */
VmStop pd_vm_run(Vm *vm, uint64_t slice, uint64_t max_instructions);
/* Asks the run to stop with VM_FUEL at the next safepoint; the only call that another thread may
 * make. */
void pd_vm_interrupt(Vm *vm);

/* The effect the run waits for: name (UTF-8) and arguments (canonical CBOR: an array). Valid until
 * pd_vm_answer. */
typedef struct VmEffect {
    Bytes name;
    Bytes arguments;
    uint64_t sequence;
} VmEffect;
const VmEffect *pd_vm_effect(const Vm *vm);
/* Gives the outcome. value: canonical CBOR. Bad bytes: STATUS_INVALID and the run still waits. */
Status pd_vm_answer(Vm *vm, Bytes value, Error *err);
/* The effect raises: name of an exception class and message; `fields` may be empty or the CBOR of
 * its argument tuple. */
Status pd_vm_answer_error(Vm *vm, Bytes exception, Bytes message, Error *err);
/* Raises an exception at the next safepoint of a run that is not waiting for this answer
 * (cancellation, deadlines). */
Status pd_vm_throw(Vm *vm, Bytes exception, Bytes message, Error *err);

/* After VM_DONE or VM_RAISED: the run goes on with the body of a unit of its program, in the
 * namespace of __main__. STATUS_USAGE in any other state. */
Status pd_vm_go_on(Vm *vm, size_t unit, Error *err);

/* After VM_DONE: sys.exit status (0 when the module just ended) and the text SystemExit prints, if
 * any. */
int pd_vm_exit_status(const Vm *vm);
/* After VM_RAISED: "ValueError", str of it, and the whole traceback text as CPython prints it,
 * appended to out. */
Status pd_vm_error_traceback(Vm *vm, Buffer *out);
Status pd_vm_error_name(Vm *vm, Buffer *out);
Status pd_vm_error_message(Vm *vm, Buffer *out);
/* Value of the finished run as canonical CBOR: what main() / the module variable `result` gave;
 * null when none. */
Status pd_vm_result(Vm *vm, Buffer *out, Error *err);

typedef struct VmStats {
    uint64_t fuel, instructions, effects;
    uint32_t collections;
    uint64_t peak_bytes, used_bytes;
} VmStats;
VmStats pd_vm_stats(const Vm *vm);
/* Tests: collect after every n-th instruction (0 = when due); fail the n-th allocation once (0 =
 * off). */
void pd_vm_test_collect_every(Vm *vm, uint64_t n);
typedef enum VmTraceKind {
    TRACE_FUNCTION, /* a clause in place answers an effect */
    TRACE_CONTROL,  /* a control clause does, with the continuation */
    TRACE_DEFAULT,  /* the effect's own body does */
    TRACE_HOST,     /* the host is asked */
    TRACE_SEND,     /* a continuation goes on */
    TRACE_THROW,
    TRACE_FORWARD
} VmTraceKind;

typedef struct VmTrace { /* texts that last until the call returns; empty where there is nothing */
    VmTraceKind kind;
    const char *effect, *clause;
    const char *file; /* where it is performed, or the continuation used */
    uint32_t line;
    const char *to_file; /* where the continuation goes on */
    uint32_t to_line;
} VmTrace;

typedef void VmTraceFn(void *ctx, const VmTrace *trace);

/* From now on fn is told of each effect and each use of a continuation, before it happens; NULL: no
 * more. */
void pd_vm_set_trace(Vm *vm, VmTraceFn *fn, void *ctx);
void pd_vm_test_fail_alloc(Vm *vm, uint64_t n);

const Image *pd_program_image(const Program *program);
/* Names the image: layout, leaves and library. */
const Digest *pd_image_id(const Image *image);

/* What is wrong first with fibers, frames, roots and counters of a stopped run, or NULL. Torture
 * builds ask at each stop, after each unwinding and for each state that was restored. */
const char *pd_vm_verify(const Vm *vm);

/* ---- what the layer snapshot may see: every root, every frame ---- */
#include "vm/state.h"

/* What is wrong first with one fiber and its stack, or NULL; ctx is the Vm, whose running fibers
 * are a chain. A hook of the heap's verification. */
const char *pd_vm_verify_fiber(void *ctx, const Fiber *fiber, const Array *stack);
/* Whether that is the shape of instances that keep a dict. For readers. */
bool pd_vm_keeps_dict(const Vm *vm, const Shape *shape);
/* Whether the value may be the payload of an instance of cls; whether an iterator's fields go
 * together. For readers. */
bool pd_vm_payload_fits(const Vm *vm, const Class *cls, Value payload);
bool pd_vm_iter_fits(const Vm *vm, const Iter *it);
/* The same for a small record: its count and items are what its type has. */
/* Whether that item of it may be a fiber, which is no value of programs. */
bool pd_vm_may_hold_fiber(const Opaque *o, uint64_t item);
/* The same of effects, prompts and continuations. */
bool pd_vm_effect_fits(const Vm *vm, const Opaque *o);
/* What is wrong first with the prompt of a fiber, its continuations, and the clauses that run in
 * the fiber, whose frames and objects are sound; or NULL. */
const char *pd_vm_verify_fiber_effects(const Vm *vm, const Fiber *fiber);
/* What is wrong first with the prompts, masks and continuations of the running chain, or NULL;
 * looks at the innermost fibers and the newest continuations only, so that it can be asked at every
 * instruction. The frames must be sound (pd_vm_verify_frames). */
const char *pd_vm_verify_effects(const Vm *vm);
/* Marks the prompt of a fiber, or takes the mark away; false: it is so already. */
bool pd_vm_mark_prompt(Vm *vm, const Fiber *fiber, bool mark);
bool pd_vm_awaitable_fits(const Vm *vm, const Opaque *o); /* of vm/async */
/* The fiber at the head of the suspended chain that a record owns, or None. */
Value pd_vm_held_fiber(const Opaque *o);
/* The same of tasks and the scheduler; how they go together is seen by pd_vm_verify. */
bool pd_vm_task_fits(const Vm *vm, const Opaque *o);
/* Whether the record is a task that has not ended, or a scheduler; live: how many of the former the
 * run knows, and of the latter. */
bool pd_vm_is_live_task(const Opaque *o);
uint64_t pd_vm_live_tasks(const Vm *vm);
bool pd_vm_opaque_fits(const Vm *vm, const Opaque *o);
/* Live registers of a frame, one bit each (see pd_code_live_at). youngest: no frame of its fiber is
 * above it. */
const uint64_t *pd_vm_frame_live(const Vm *vm, const Fiber *fiber, const FrameHeader *header,
                                 bool youngest);
/* How many registers of the frame at base are its own: those that lie under the frame above it (0:
 * none is) belong to that one, and so does the slot below its header during __init__. */
uint32_t pd_vm_frame_registers(const Vm *vm, const Array *stack, uint32_t base, uint32_t above);
/* Instructions of a function with caches; makes the private copy and its live map at first use;
 * NULL = memory. */
const Instr *pd_vm_code(Vm *vm, uint32_t code);

#endif
