/*
 * Snapshots whose frames stand elsewhere: at every stop of a run each of its frames is put at every
 * instruction of its function in turn, and what it returns is given every meaning. Reading that
 * back refuses it, or gives a run that can go on, however strangely; never an assertion.
 */
#include "program_rig.h"

#include "snapshot/format.h"

static const char source[] = "class Meta(type):\n"
                             "    def __prepare__(name, bases):\n"
                             "        return {}\n"
                             "class A(metaclass=Meta):\n"
                             "    def __init__(self, n):\n"
                             "        self.n = n\n"
                             "    def __enter__(self):\n"
                             "        return self\n"
                             "    def __exit__(self, *error):\n"
                             "        return True\n"
                             "def f(a, *rest, k=1, **named):\n"
                             "    with A(a) as made:\n"
                             "        for x in sorted([a, *rest], key=lambda v: -v):\n"
                             "            made.n += x\n"
                             "        raise KeyError(made.n + k)\n"
                             "    return [made.n, *rest]\n"
                             "f(1, 2, k=3, other=4)\n"
                             "getattr(A(5), 'n') < f(6)[0]\n"
                             "from perdure import effect, handler, ctl, handle\n"
                             "@effect\n"
                             "def ask(n): ...\n"
                             "@effect\n"
                             "def tell(n): ...\n"
                             "@handler(ask, tell)\n"
                             "class H:\n"
                             "    def ask(self, n):\n"
                             "        return n + 1\n"
                             "    @ctl\n"
                             "    def tell(self, k, n):\n"
                             "        return [k.send(n)]\n"
                             "    def on_return(self, value):\n"
                             "        return [value]\n"
                             "handle(H(), lambda: ask(1) + tell(2))\n";

static const char async_source[] = "class M:\n"
                                   "    async def __aenter__(self):\n"
                                   "        return self\n"
                                   "    async def __aexit__(self, *info):\n"
                                   "        return True\n"
                                   "    def __await__(self):\n"
                                   "        return (yield 1)\n"
                                   "async def numbers():\n"
                                   "    try:\n"
                                   "        got = yield await M()\n"
                                   "        yield got\n"
                                   "    finally:\n"
                                   "        await M()\n"
                                   "async def main():\n"
                                   "    async with M() as m:\n"
                                   "        a = numbers()\n"
                                   "        await a.asend(None)\n"
                                   "        await a.athrow(KeyError('x'))\n"
                                   "    async for x in numbers():\n"
                                   "        break\n"
                                   "    a = numbers()\n"
                                   "    await anext(a, 5)\n"
                                   "    await a.aclose()\n"
                                   "    return [x async for x in numbers()]\n"
                                   "c = main()\n"
                                   "w = c.__await__()\n"
                                   "try:\n"
                                   "    while True:\n"
                                   "        next(w)\n"
                                   "except StopIteration:\n"
                                   "    pass\n";

enum { STOP_EVERY = 23, GO_ON = 200 };

static int make_program(void **state)
{
    return make_image_and_program(state, source);
}

/* What the tests below put the frames of. */
static Program *moved;

static bool goes_on(Bytes bytes)
{
    Vm *vm = NULL;
    Error err = {0};
    Status status = pd_snapshot_read(bytes, moved, pd_alloc_system(), &vm, &err);
    if (status != STATUS_OK) {
        assert_int_equal(status, STATUS_CORRUPT);
        assert_null(vm);
        return false;
    }
    pd_vm_test_collect_every(vm, 1);
    (void)pd_vm_run(vm, 0, GO_ON);
    pd_vm_free(vm);
    return true;
}

static uint8_t meaning(uint32_t number)
{
    uint8_t phase = (uint8_t)(number % PHASE_COUNT);
    return pd_phase_has_below(phase) ? PHASE_ONLY : phase;
}

/* The frame at every instruction of its function; how many of these were taken. */
static uint32_t move_frame(Vm *vm, FrameHeader *header, uint32_t *refused)
{
    const Function *function = pd_loaded(vm, header->code)->function;
    uint32_t own = header->pc;
    uint8_t phase = header->phase;
    uint32_t taken = 0;
    Buffer bytes;
    Error err = {0};
    pd_buffer_init(&bytes, pd_alloc_system(), 1 << 24);
    for (uint32_t pc = 0; pc < function->instr_count;
         pc += pd_op_info[function->instrs[pc].op].words) {
        header->pc = pc;
        if (!pd_phase_has_below(header->phase)) /* those have a slot more */
            header->phase = meaning(pc);
        pd_buffer_reset(&bytes);
        assert_int_equal(pd_snapshot_write_unchecked(vm, false, &bytes, &err), STATUS_OK);
        if (goes_on(pd_buffer_peek(&bytes)))
            taken++;
        else
            (*refused)++;
    }
    header->pc = own;
    header->phase = phase;
    pd_buffer_deinit(&bytes);
    return taken;
}

/* A generator of each kind, in each state. */
static uint32_t change_generator(Vm *vm, Header *h, uint32_t *refused)
{
    static const uint8_t states[] = {FIBER_RUNNING, FIBER_STARTED, FIBER_DONE, FIBER_CLOSING};
    Header own = *h;
    uint32_t taken = 0;
    Buffer bytes;
    Error err = {0};
    pd_buffer_init(&bytes, pd_alloc_system(), 1 << 24);
    for (uint32_t i = 0; i < (GENERATOR_KIND_COUNT + 1) * (ARRAY_COUNT(states) + 1); i++) {
        uint32_t which = i / (GENERATOR_KIND_COUNT + 1);
        h->aux = (uint16_t)(i % (GENERATOR_KIND_COUNT + 1));
        h->flags = (uint8_t)(own.flags ^ (which == 0 ? 0 : states[which - 1]));
        pd_buffer_reset(&bytes);
        assert_int_equal(pd_snapshot_write_unchecked(vm, false, &bytes, &err), STATUS_OK);
        if (goes_on(pd_buffer_peek(&bytes)))
            taken++;
        else
            (*refused)++;
    }
    *h = own;
    pd_buffer_deinit(&bytes);
    return taken;
}

/* What drives an asynchronous generator is another thing, or nothing. */
static uint32_t change_driver(Vm *vm, Fiber *fiber, uint32_t *refused)
{
    Value own = fiber->prompt;
    Value others[] = {VALUE_UNBOUND, VALUE_NONE, pd_from_int(1), vm->roots[ROOT_MODULES]};
    uint32_t taken = 0;
    Buffer bytes;
    Error err = {0};
    pd_buffer_init(&bytes, pd_alloc_system(), 1 << 24);
    for (size_t i = 0; i < ARRAY_COUNT(others) + 4; i++) {
        bool awaitable = i >= ARRAY_COUNT(others) && pd_is_ref(own);
        if (awaitable) /* begun, closed, of aclose() */
            pd_header(&vm->heap, own)->flags ^= (uint8_t)(4u << (i - ARRAY_COUNT(others)));
        else
            fiber->prompt = others[i % ARRAY_COUNT(others)];
        pd_buffer_reset(&bytes);
        assert_int_equal(pd_snapshot_write_unchecked(vm, false, &bytes, &err), STATUS_OK);
        if (goes_on(pd_buffer_peek(&bytes)))
            taken++;
        else
            (*refused)++;
        if (awaitable)
            pd_header(&vm->heap, own)->flags ^= (uint8_t)(4u << (i - ARRAY_COUNT(others)));
        fiber->prompt = own;
    }
    pd_buffer_deinit(&bytes);
    return taken;
}

static void generators_of_other_kinds(void **state)
{
    (void)state;
    Vm *vm = NULL;
    Error err = {0};
    uint32_t taken = 0;
    uint32_t refused = 0;
    VmOptions how = {.alloc = pd_alloc_system(), .limits = pd_limits_default(), .seed = 1};
    moved = program_of(async_source);
    assert_int_equal(pd_vm_new(moved, &how, &vm, &err), STATUS_OK);
    VmStop stop;
    while ((stop = pd_vm_run(vm, 0, 3)) == VM_STEPPED) {
        for (Ref ref = vm->fiber; ref != 0;) {
            Fiber *fiber = pd_at(&vm->heap, ref);
            if (fiber->h.kind == KIND_GENERATOR) {
                taken += change_generator(vm, &fiber->h, &refused);
                taken += change_driver(vm, fiber, &refused);
            }
            ref = fiber->parent;
        }
    }
    assert_int_equal(stop, VM_DONE);
    assert_true(taken > 500 && refused > 1000);
    pd_vm_free(vm);
    pd_program_free(moved);
}

static void put_frames_elsewhere(Program *of)
{
    moved = of;
    Vm *vm = NULL;
    Error err = {0};
    uint32_t taken = 0;
    uint32_t refused = 0;
    VmOptions how = {.alloc = pd_alloc_system(), .limits = pd_limits_default(), .seed = 1};
    assert_int_equal(pd_vm_new(of, &how, &vm, &err), STATUS_OK);
    VmStop stop;
    while ((stop = pd_vm_run(vm, 0, STOP_EVERY)) == VM_STEPPED) {
        const Fiber *fiber = pd_at(&vm->heap, vm->fiber);
        Value *stack = ((Array *)pd_at(&vm->heap, fiber->stack))->items;
        for (uint32_t base = fiber->base; base != 0;) {
            FrameHeader *header = (FrameHeader *)(void *)(stack + base - FRAME_HEADER_SLOTS);
            taken += move_frame(vm, header, &refused);
            base = header->previous;
        }
    }
    assert_int_equal(stop, VM_DONE);
    assert_true(taken > 500 && refused > 500);
    pd_vm_free(vm);
}

static void frames_elsewhere(void **state)
{
    (void)state;
    put_frames_elsewhere(program);
}

static void async_frames_elsewhere(void **state)
{
    (void)state;
    Program *own = program_of(async_source);
    put_frames_elsewhere(own);
    pd_program_free(own);
}

/* The run's table of the builtin classes' subclasses holds tuples and lists of numbers instead:
 * making classes and renewing them goes on, and what is written then can be read. */
static void subclasses_of_other_kinds(void **state)
{
    (void)state;
    static const char text[] = "class A: pass\n"
                               "class B(A): pass\n"
                               "class C(int): pass\n"
                               "A.__eq__ = lambda self, other: True\n"
                               "class D(int): pass\n"
                               "B.__bases__ = (D,)\n";
    Program *own = program_of(text);
    Error err = {0};
    VmOptions how = {.alloc = pd_alloc_system(), .limits = pd_limits_default(), .seed = 1};
    for (uint64_t at = 1;; at++) {
        Vm *vm = NULL;
        Vm *again = NULL;
        Buffer bytes;
        pd_buffer_init(&bytes, pd_alloc_system(), 1 << 24);
        assert_int_equal(pd_vm_new(own, &how, &vm, &err), STATUS_OK);
        VmStop stop = pd_vm_run(vm, 0, at);
        Heap *heap = &vm->heap;
        Value number = pd_from_int(7);
        Value wrong = pd_value_to(heap, at % 2 == 0 ? (void *)pd_tuple_new(heap, &number, 1)
                                                    : (void *)pd_list_from(heap, &number, 1));
        Dict *table = PD_AS(Dict, heap, vm->roots[ROOT_SUBCLASSES]);
        uint32_t position = 0;
        Value cls;
        Value list;
        while (pd_dict_next(heap, table, &position, &cls, &list)) {
            assert_int_equal(pd_dict_set(heap, table, cls, wrong), ANSWER_YES);
        }
        (void)pd_vm_run(vm, 0, GO_ON);
        assert_int_equal(vm->heap.collection_count, 0); /* it is still there */
        if (at % 2 == 0) {
            assert_int_equal(PD_AS(Tuple, heap, wrong)->length, 1);
        }
        assert_int_equal(pd_snapshot_write_unchecked(vm, false, &bytes, &err), STATUS_OK);
        assert_int_equal(
            pd_snapshot_read(pd_buffer_peek(&bytes), own, pd_alloc_system(), &again, &err),
            STATUS_OK);
        pd_vm_free(again);
        pd_vm_free(vm);
        pd_buffer_deinit(&bytes);
        if (stop != VM_STEPPED) {
            break;
        }
    }
    pd_program_free(own);
}

/* The snapshot with the number at `at` replaced by a small one. */
static void replace_number(Bytes from, size_t at, uint8_t number, Buffer *out)
{
    enum { ONE_BYTE_FOLLOWS = 0x18 };
    size_t old_bytes = from.data[at] == ONE_BYTE_FOLLOWS ? 2 : 1;
    pd_buffer_reset(out);
    pd_buffer_append(out, pd_bytes_slice(from, 0, at));
    pd_buffer_append(out, pd_bytes(&number, 1));
    pd_buffer_append(out, pd_bytes_slice(from, at + old_bytes, from.size - at - old_bytes));
    for (size_t i = 0; i < 8; i++) {
        out->data[SNAPSHOT_MAGIC_BYTES + i] = (uint8_t)(out->size >> (56 - 8 * i));
    }
    size_t end = out->size - CHECKSUM_BYTES;
    Checksum checksum = pd_checksum(pd_bytes(out->data, end));
    memcpy(out->data + end, checksum.bytes, CHECKSUM_BYTES);
}

/* Each number in turn becomes that of the lowest place of a frame: reading that comes to an end
 * (two frames at one place waited for each other once). */
static void each_number_a_lowest_place(void **state)
{
    (void)state;
    Vm *vm = NULL;
    Error err = {0};
    Buffer bytes;
    Buffer changed;
    VmOptions how = {.alloc = pd_alloc_system(), .limits = pd_limits_default(), .seed = 1};
    assert_int_equal(pd_vm_new(program, &how, &vm, &err), STATUS_OK);
    pd_buffer_init(&bytes, pd_alloc_system(), 1 << 24);
    pd_buffer_init(&changed, pd_alloc_system(), 1 << 24);
    enum { EACH = 3 }; /* of three stops each number once */
    for (size_t stop = 0; pd_vm_run(vm, 0, 12 * STOP_EVERY) == VM_STEPPED; stop++) {
        pd_buffer_reset(&bytes);
        assert_int_equal(pd_snapshot_write_unchecked(vm, false, &bytes, &err), STATUS_OK);
        size_t end = bytes.size - CHECKSUM_BYTES;
        for (size_t i = SNAPSHOT_PREFIX_BYTES + stop % EACH; i < end; i += EACH) {
            Vm *again = NULL;
            replace_number(pd_buffer_peek(&bytes), i, FRAME_HEADER_SLOTS, &changed);
            (void)pd_snapshot_read(pd_buffer_peek(&changed), program, pd_alloc_system(), &again,
                                   &err);
            pd_vm_free(again);
        }
    }
    pd_buffer_deinit(&changed);
    pd_buffer_deinit(&bytes);
    pd_vm_free(vm);
}

/* The only frame of the run lies higher in its stack than a fiber's oldest frame does. */
static void oldest_frame_higher(void **state)
{
    (void)state;
    Error err = {0};
    VmOptions how = {.alloc = pd_alloc_system(), .limits = pd_limits_default(), .seed = 1};
    Vm *vm = NULL;
    Vm *again = NULL;
    Buffer bytes;
    pd_buffer_init(&bytes, pd_alloc_system(), 1 << 24);
    assert_int_equal(pd_vm_new(program, &how, &vm, &err), STATUS_OK);
    Fiber *fiber = pd_at(&vm->heap, vm->fiber);
    Value *stack = ((Array *)pd_at(&vm->heap, fiber->stack))->items;
    uint32_t slots = FRAME_HEADER_SLOTS +
                     pd_loaded(vm, ((FrameHeader *)(void *)stack)->code)->function->register_count;
    memmove(stack + 2, stack, slots * sizeof *stack);
    fiber->base += 2;
    assert_int_equal(pd_snapshot_write_unchecked(vm, false, &bytes, &err), STATUS_OK);
    assert_int_equal(
        pd_snapshot_read(pd_buffer_peek(&bytes), program, pd_alloc_system(), &again, &err),
        STATUS_CORRUPT);
    assert_non_null(strstr(err.message, "the oldest frame of a fiber is not at its bottom"));
    pd_buffer_deinit(&bytes);
    pd_vm_free(vm);
}

/* The class of the program is said to have every special method; it has none. */
static void flags_of_methods_that_are_not_there(void **state)
{
    (void)state;
    Program *own =
        program_of("class A: pass\n"
                   "a = A()\n"
                   "for work in (lambda: hasattr(a, 'x'), lambda: a == 1, lambda: hash(a),\n"
                   "             lambda: setattr(a, 'y', 1), lambda: delattr(a, 'y'),\n"
                   "             lambda: list(a), lambda: {a: 1}, lambda: a.z):\n"
                   "    try:\n"
                   "        work()\n"
                   "    except Exception:\n"
                   "        pass\n");
    Error err = {0};
    VmOptions how = {.alloc = pd_alloc_system(), .limits = pd_limits_default(), .seed = 1};
    Vm *vm = NULL;
    assert_int_equal(pd_vm_new(own, &how, &vm, &err), STATUS_OK);
    while (pd_vm_run(vm, 0, 1) == VM_STEPPED) {
        const Dict *globals = globals_of(vm);
        uint32_t position = 0;
        Value name;
        Value v;
        while (pd_dict_next(&vm->heap, globals, &position, &name, &v)) {
            if (pd_is_kind(&vm->heap, v, KIND_CLASS)) {
                PD_AS(Class, &vm->heap, v)->flags |=
                    CLASS_EQ | CLASS_HASH | CLASS_GETATTRIBUTE | CLASS_GETATTR | CLASS_SETATTR |
                    CLASS_DELATTR | CLASS_DESCRIPTOR | CLASS_DATA_DESCRIPTOR | CLASS_ITER_NEXT;
            }
        }
    }
    pd_vm_free(vm);
    pd_program_free(own);
}

/* An exception says that attributes are stored in it, where none fit. */
static void exception_with_slots(void **state)
{
    (void)state;
    Program *own = program_of("raise ValueError(1)\n");
    Vm *vm = NULL;
    Vm *again = NULL;
    Error err = {0};
    Buffer bytes;
    VmOptions how = {.alloc = pd_alloc_system(), .limits = pd_limits_default(), .seed = 1};
    pd_buffer_init(&bytes, pd_alloc_system(), 1 << 24);
    assert_int_equal(pd_vm_new(own, &how, &vm, &err), STATUS_OK);
    assert_int_equal(pd_vm_run(vm, 0, 0), VM_RAISED);
    pd_header(&vm->heap, vm->roots[ROOT_EXCEPTION])->aux = 7;
    assert_int_equal(pd_snapshot_write_unchecked(vm, false, &bytes, &err), STATUS_OK);
    assert_int_equal(pd_snapshot_read(pd_buffer_peek(&bytes), own, pd_alloc_system(), &again, &err),
                     STATUS_CORRUPT);
    pd_buffer_deinit(&bytes);
    pd_vm_free(vm);
    pd_program_free(own);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(frames_elsewhere),
                                       cmocka_unit_test(async_frames_elsewhere),
                                       cmocka_unit_test(generators_of_other_kinds),
                                       cmocka_unit_test(subclasses_of_other_kinds),
                                       cmocka_unit_test(flags_of_methods_that_are_not_there),
                                       cmocka_unit_test(oldest_frame_higher),
                                       cmocka_unit_test(exception_with_slots),
                                       cmocka_unit_test(each_number_a_lowest_place)};
    return cmocka_run_group_tests(tests, make_program, free_program);
}
