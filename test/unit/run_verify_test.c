/*
 * The verifiers fire: a stopped run is sound, then one thing in it is damaged on purpose and the
 * verifier must name exactly that. Heap, frames, snapshots, stores, runs.
 */
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "program_rig.h"

#include "run/run_in.h"

static const char source[] = "class C:\n"
                             "    def __init__(self):\n"
                             "        self.a = 1\n"
                             "        self.b = 'text'\n"
                             "def gen():\n"
                             "    yield 1\n"
                             "    yield 2\n"
                             "g = gen()\n"
                             "next(g)\n"
                             "fresh = gen()\n"
                             "d = {'k' + str(len('ab')): 1, 7: [1, 2]}\n"
                             "l = [1, 2, 3]\n"
                             "m = [4]\n"
                             "s = 'h\\xe9llo' + 'w' * len(l)\n"
                             "v = 'v' * 600 + 'iew'\n"
                             "n = 10 ** 40\n"
                             "c = C()\n"
                             "x = KeyError('k')\n"
                             "def f():\n"
                             "    print('asked')\n"
                             "    for i in range(100): pass\n"
                             "f()\n";

static int make_program(void **state)
{
    return make_image_and_program(state, source);
}

/* A run that waits for its first effect, two frames deep. */
static Vm *stopped_run(void)
{
    Vm *vm = NULL;
    Error err = {0};
    VmOptions how = {.alloc = pd_alloc_system(), .limits = pd_limits_default(), .seed = 1};
    assert_int_equal(pd_vm_new(program, &how, &vm, &err), STATUS_OK);
    assert_int_equal(pd_vm_run(vm, 0, 0), VM_EFFECT);
    assert_null(pd_vm_verify(vm));
    assert_null(pd_heap_verify(&vm->heap, HEAP_WITH_GARBAGE));
    return vm;
}

static Value variable(Vm *vm, const char *name)
{
    Heap *heap = &vm->heap;
    Value module = VALUE_NONE;
    Value v = VALUE_NONE;
    Str *main_name = pd_str_intern_utf8(heap, pd_bytes_of_cstr("__main__"));
    assert_non_null(main_name);
    assert_true(pd_dict_get_name(heap, PD_AS(Dict, heap, vm->roots[ROOT_MODULES]),
                                 pd_value_to(heap, main_name), &module));
    const Dict *dict = pd_at(heap, PD_AS(Module, heap, module)->dict);
    Str *key = pd_str_intern_utf8(heap, pd_bytes_of_cstr(name));
    assert_non_null(key);
    assert_true(pd_dict_get_name(heap, dict, pd_value_to(heap, key), &v));
    return v;
}

#define VARIABLE(type, name) PD_AS(type, &vm->heap, variable(vm, name))

static FrameHeader *youngest(Vm *vm)
{
    Fiber *fiber = pd_at(&vm->heap, vm->fiber);
    Value *registers = ((Array *)pd_at(&vm->heap, fiber->stack))->items + fiber->base;
    return (FrameHeader *)(void *)(registers - FRAME_HEADER_SLOTS);
}

static FrameHeader *frame_of(Vm *vm, Fiber *fiber)
{
    Value *registers = ((Array *)pd_at(&vm->heap, fiber->stack))->items + fiber->base;
    return (FrameHeader *)(void *)(registers - FRAME_HEADER_SLOTS);
}

/* One damage, and the fault that must be told. */
#define EACH_HEAP_DAMAGE(DAMAGE)                                                                   \
 DAMAGE("a list is longer than its storage", VARIABLE(List, "l")->length = 1000)                   \
 DAMAGE("a list has a hole", pd_list_items(&vm->heap, VARIABLE(List, "l"))[1] = VALUE_UNBOUND)     \
 DAMAGE("storage has two owners", VARIABLE(List, "m")->items = VARIABLE(List, "l")->items)         \
 DAMAGE("a reference points out of what is in use",                                                \
        VARIABLE(List, "m")->items = vm->heap.space_end - 8)                                       \
 DAMAGE("a field refers to an object of the wrong kind",                                           \
        VARIABLE(List, "m")->items = pd_ref_of(variable(vm, "l")))                                 \
 DAMAGE("a reference has bits outside its offset",                                                 \
        pd_list_items(&vm->heap, VARIABLE(List, "l"))[0].bits =                                    \
            variable(vm, "m").bits | UINT64_C(1) << 40)                                            \
 DAMAGE("an object holds bits that are no value",                                                  \
        pd_list_items(&vm->heap, VARIABLE(List, "l"))[0].bits = VALUE_SINGLETON_TAG | 77)          \
 DAMAGE("the ASCII mark of a str is wrong", VARIABLE(Str, "s")->h.flags |= STR_ASCII)              \
 DAMAGE("the hash of a str is wrong",                                                              \
        (pd_str_hash(VARIABLE(Str, "s")), VARIABLE(Str, "s")->hash ^= 1))                          \
 DAMAGE("a str is wider than its content",                                                         \
        (VARIABLE(Str, "s")->h.aux = 2, VARIABLE(Str, "s")->length = 2,                            \
         memset(VARIABLE(Str, "s")->own, 0, 4)))                                                   \
 DAMAGE("a str is part of something that is no text of its width",                                 \
        VARIABLE(StrView, "v")->text = pd_ref_of(variable(vm, "l")))                               \
 DAMAGE("a str is part of something that is no text of its width",                                 \
        VARIABLE(StrView, "v")->h.aux = 2)                                                         \
 DAMAGE("a str has the wrong share of its text", VARIABLE(StrView, "v")->length++)                 \
 DAMAGE("a str has the wrong share of its text", VARIABLE(StrView, "v")->length = 500)             \
 DAMAGE("a str is not aimed at its text", VARIABLE(StrView, "v")->away++)                          \
 DAMAGE("an interned str is part of a text", VARIABLE(StrView, "v")->h.flags |= STR_INTERNED)      \
 DAMAGE("a text is longer than its room",                                                          \
        ((SharedText *)pd_at(&vm->heap, VARIABLE(StrView, "v")->text))->used = 1000)               \
 DAMAGE("an int has leading zeros",                                                                \
        VARIABLE(BigInt, "n")->limbs[VARIABLE(BigInt, "n")->limb_count - 1] = 0)                   \
 DAMAGE("a dict counts its items wrongly", VARIABLE(Dict, "d")->used = 1)                          \
 DAMAGE(                                                                                           \
     "a key is in a table twice",                                                                  \
     (pd_dict_insert_hashed(&vm->heap, VARIABLE(Dict, "d"), pd_from_int(7),                        \
                            pd_table_hash(pd_int_hash(&vm->heap, pd_from_int(7))), VALUE_NONE)))   \
 DAMAGE(                                                                                           \
     "a table keeps another hash than its key has",                                                \
     (pd_dict_insert_hashed(&vm->heap, VARIABLE(Dict, "d"), pd_from_int(8), 12345, VALUE_NONE)))   \
 DAMAGE("an instance has no shape", VARIABLE(Instance, "c")->shape = 0)                            \
 DAMAGE("a shape does not continue its parent",                                                    \
        ((Shape *)pd_at(&vm->heap, VARIABLE(Instance, "c")->shape))->count--)                      \
 DAMAGE("an instance with a dict has none", VARIABLE(Instance, "c")->h.flags |= INSTANCE_DICT)     \
 DAMAGE("a class is not the first of its MRO",                                                     \
        VARIABLE(Class, "C")->mro = VARIABLE(Class, "C")->bases)                                   \
 DAMAGE("the name of a class is no str", VARIABLE(Class, "C")->name = VALUE_NONE)                  \
 DAMAGE("a link of an exception is of the wrong kind",                                             \
        VARIABLE(Exception, "x")->cause = pd_from_int(1))                                          \
 DAMAGE("the arguments of an exception are no tuple", VARIABLE(Exception, "x")->args = VALUE_NONE) \
 DAMAGE("the name of a function is no str", VARIABLE(FunctionObject, "f")->name = VALUE_NONE)      \
 DAMAGE("an object has an ordinal that was not handed out yet",                                    \
        VARIABLE(List, "l")->h.ident = UINT32_MAX)                                                 \
 DAMAGE("the limit is outside the free part of the space", vm->heap.limit = vm->heap.cursor - 1)   \
 DAMAGE("the threshold is past the limit of the heap", vm->heap.threshold_bytes = UINT64_MAX)      \
 DAMAGE("the cursor is outside the space", vm->heap.space_start = vm->heap.cursor + 1)             \
 DAMAGE("a generator is suspended elsewhere than at a YIELD",                                      \
        frame_of(vm, VARIABLE(Fiber, "g"))->pc = 0)                                                \
 DAMAGE("a suspended generator has a caller", VARIABLE(Fiber, "g")->parent = vm->fiber)            \
 DAMAGE("a fiber is marked as running and nobody waits for it",                                    \
        VARIABLE(Fiber, "g")->h.flags |= FIBER_RUNNING)                                            \
 DAMAGE("a fiber runs and was not started", VARIABLE(Fiber, "fresh")->h.flags |= FIBER_RUNNING)    \
 DAMAGE("a fiber that has ended keeps its stack", VARIABLE(Fiber, "g")->h.flags |= FIBER_DONE)     \
 DAMAGE("a fiber handles something that is no exception",                                          \
        VARIABLE(Fiber, "g")->handled = pd_from_int(3))                                            \
 DAMAGE("the stack of a fiber is not marked as one",                                               \
        ((Array *)pd_at(&vm->heap, VARIABLE(Fiber, "g")->stack))->h.flags = 0)

#define EACH_VM_DAMAGE(DAMAGE)                                                                     \
 DAMAGE("the number of frames is wrong", vm->depth++)                                              \
 DAMAGE("a frame stands inside an instruction", youngest(vm)->pc = 100000)                         \
 DAMAGE("a frame runs other code than its function has", youngest(vm)->code++)                     \
 DAMAGE("a frame has no function", youngest(vm)->function = VALUE_NONE)                            \
 DAMAGE("a frame lies below the one that called it", youngest(vm)->previous += 1000)               \
 DAMAGE("a frame answers a part of an instruction that does not exist",                            \
        youngest(vm)->phase = PHASE_COUNT)                                                         \
 DAMAGE("a frame lies outside its stack", ((Fiber *)pd_at(&vm->heap, vm->fiber))->base = 1u << 20) \
 DAMAGE("a fiber of the running chain does not run",                                               \
        ((Fiber *)pd_at(&vm->heap, vm->fiber))->h.flags = 0)                                       \
 DAMAGE("something that is no fiber runs", vm->fiber = pd_ref_of(variable(vm, "l")))               \
 DAMAGE("the chain of running fibers leads out of the heap", vm->fiber = vm->heap.cursor)          \
 DAMAGE("the modules or the library's state are no dict", vm->roots[ROOT_STATE] = VALUE_NONE)      \
 DAMAGE("a root is of the wrong kind", vm->roots[ROOT_REPR_ACTIVE] = VALUE_NONE)                   \
 DAMAGE("a root for an exception holds something else", vm->roots[ROOT_THROW] = pd_from_int(1))    \
 DAMAGE("a run waits for an effect that it does not have", vm->roots[ROOT_EFFECT] = VALUE_NONE)    \
 DAMAGE("an effect is left that nobody waits for", vm->state = RUN_RUNNABLE)                       \
 DAMAGE("a run has ended and still runs, or the other way round", vm->state = RUN_ENDED)           \
 DAMAGE("fuel of an instruction was neither charged nor dropped", vm->leaf_fuel = 1)               \
 DAMAGE("more fuel is left than the slice had", vm->fuel_left = vm->slice_start + 1)               \
 DAMAGE("the room made for one instruction was not given back", vm->settle = 1)                    \
 DAMAGE("an exception is still on its way", vm->raised = variable(vm, "x"))                        \
 DAMAGE("an answer is left that was taken", vm->answer = pd_from_int(1))                           \
 DAMAGE("more effects were answered than asked", vm->effect_count = 1000)                          \
 DAMAGE("more effects were answered than asked", vm->effect_count = vm->next_sequence)

static void damaged_heaps(void **state)
{
    (void)state;
#define DAMAGE(fault, expression)                                  \
 {                                                                 \
  Vm *vm = stopped_run();                                          \
  (void)(expression);                                              \
  const char *told = pd_heap_verify(&vm->heap, HEAP_WITH_GARBAGE); \
  assert_string_equal(told == NULL ? "nothing" : told, fault);     \
  pd_vm_delete(vm);                                                \
 }
    EACH_HEAP_DAMAGE(DAMAGE)
#undef DAMAGE
}

static void damaged_machines(void **state)
{
    (void)state;
#define DAMAGE(fault, expression)                              \
 {                                                             \
  Vm *vm = stopped_run();                                      \
  (void)(expression);                                          \
  const char *told = pd_vm_verify(vm);                         \
  assert_string_equal(told == NULL ? "nothing" : told, fault); \
  pd_vm_delete(vm);                                            \
 }
    EACH_VM_DAMAGE(DAMAGE)
#undef DAMAGE
}

/* Effects are counted as far as numbers go, and no farther. */
static void effects_have_numbers(void **state)
{
    (void)state;
    Vm *vm = NULL;
    Error err = {0};
    VmOptions how = {.alloc = pd_alloc_system(), .limits = pd_limits_default(), .seed = 1};
    for (uint64_t asked = EFFECTS_MAX - 1; asked <= EFFECTS_MAX; asked++) {
        assert_int_equal(pd_vm_new(program, &how, &vm, &err), STATUS_OK);
        vm->next_sequence = vm->effect_count = asked;
        VmStop stop = pd_vm_run(vm, 0, 0);
        assert_int_equal(stop, asked == EFFECTS_MAX ? VM_RAISED : VM_EFFECT);
        assert_null(pd_vm_verify(vm));
        if (stop == VM_EFFECT) {
            assert_int_equal(pd_vm_answer(vm, pd_bytes_of_cstr("\xf6"), &err), STATUS_OK);
            assert_null(pd_vm_verify(vm));
        }
        vm->next_sequence = EFFECTS_MAX + 1;
        assert_string_equal(pd_vm_verify(vm), "more effects were asked than there are numbers for");
        pd_vm_delete(vm);
    }
}

static void garbage_is_told_from_what_is_kept(void **state)
{
    (void)state;
    Vm *vm = stopped_run();
    assert_non_null(pd_list_new(&vm->heap, 4));
    assert_null(pd_heap_verify(&vm->heap, HEAP_WITH_GARBAGE));
    assert_string_equal(pd_heap_verify(&vm->heap, HEAP_EXACT),
                        "something that nothing reaches was kept");
    pd_heap_collect(&vm->heap, false);
    assert_null(pd_heap_verify(&vm->heap, HEAP_EXACT));
    pd_vm_free(vm);
}

static void damaged_snapshots(void **state)
{
    (void)state;
    Error err = {0};
    Vm *vm = stopped_run();
    Buffer first;
    Buffer later;
    pd_buffer_init(&first, pd_alloc_system(), 1 << 24);
    pd_buffer_init(&later, pd_alloc_system(), 1 << 24);
    assert_int_equal(pd_snapshot_write(vm, false, &first, &err), STATUS_OK);
    assert_null(pd_snapshot_verify(vm, false, pd_buffer_peek(&first), &err));
    assert_string_equal(pd_snapshot_verify(vm, true, pd_buffer_peek(&first), &err),
                        "what was read back has another snapshot");
    assert_int_equal(pd_vm_answer(vm, pd_bytes_of_cstr("\xf6"), &err), STATUS_OK);
    assert_int_equal(pd_vm_run(vm, 0, 50), VM_STEPPED);
    assert_int_equal(pd_snapshot_write(vm, false, &later, &err), STATUS_OK);
    assert_null(pd_snapshot_verify(vm, false, pd_buffer_peek(&later), &err));
    assert_string_equal(pd_snapshot_verify(vm, false, pd_buffer_peek(&first), &err),
                        "what was read back has used another amount of fuel");
    first.data[first.size / 2] ^= 1;
    assert_non_null(
        strstr(pd_snapshot_verify(vm, false, pd_buffer_peek(&first), &err), "checksum"));
    pd_buffer_deinit(&first);
    pd_buffer_deinit(&later);
    pd_vm_free(vm);
}

/* ── stores ── */

static void make_record(Buffer *out, RecordHead *head, RecordType type)
{
    pd_record_encode(out, &(Record){.type = type, .payload = pd_bytes_of_cstr("\x80")}, head);
    assert_int_equal(pd_buffer_status(out), STATUS_OK);
}

/* Two records of the run "r" and one that does not continue them. */
static void make_records(Buffer bytes[3], Bytes records[3])
{
    RecordHead head = pd_record_head(pd_bytes_of_cstr("r"));
    RecordHead lost = {.sequence = 2};
    for (int i = 0; i < 3; i++) {
        pd_buffer_init(&bytes[i], pd_alloc_system(), 4096);
        make_record(&bytes[i], i < 2 ? &head : &lost, i == 0 ? RECORD_STARTED : RECORD_STEP);
        records[i] = pd_buffer_peek(&bytes[i]);
    }
}

static void damaged_journals(void **state)
{
    (void)state;
    Error err = {0};
    Store *store = NULL;
    StoreOptions options = {.alloc = pd_alloc_system()};
    assert_int_equal(pd_store_open_memory(&options, &store, &err), STATUS_OK);
    Digest id = pd_sha256(pd_bytes_of_cstr("p"));
    assert_int_equal(pd_store_put_program(store, &id, pd_bytes_of_cstr("p"), &err), STATUS_OK);
    Buffer bytes[3];
    Bytes records[3];
    make_records(bytes, records);
    uint64_t number = 0;
    NewRun run = {.id = pd_bytes_of_cstr("r"),
                  .program = id,
                  .worker = pd_bytes_of_cstr("w"),
                  .now_ms = 1,
                  .lease_until_ms = 100,
                  .records = records,
                  .record_count = 1};
    assert_int_equal(pd_store_create(store, &run, &number, &err), STATUS_OK);
    Message signal = {.kind = MESSAGE_SIGNAL, .name = pd_bytes_of_cstr("n")};
    assert_int_equal(pd_store_send(store, number, &signal, &err), STATUS_OK);
    RunBatch batch = {.run = number,
                      .fence = 1,
                      .head = 1,
                      .records = &records[1],
                      .record_count = 1,
                      .now_ms = 2,
                      .lease_until_ms = 100};
    assert_int_equal(pd_store_append(store, &batch, 1, &err), STATUS_OK);
    assert_null(pd_store_verify_batch(store, &batch));

    RunBatch wrong = batch;
    wrong.records = &records[0];
    assert_string_equal(pd_store_verify_batch(store, &wrong),
                        "the run's row has another newest record");
    wrong = batch;
    wrong.record_count = 2;
    assert_string_equal(pd_store_verify_batch(store, &wrong),
                        "the run's row does not count the records");
    wrong = batch;
    wrong.run++;
    assert_string_equal(pd_store_verify_batch(store, &wrong), "the run is not in the store");
    wrong = batch;
    wrong.changes_life = true;
    wrong.life = LIFE_WAITING;
    assert_string_equal(pd_store_verify_batch(store, &wrong), "the run's row has another state");
    wrong = batch;
    const uint64_t taken = 1;
    wrong.taken = &taken;
    wrong.taken_count = 1;
    assert_string_equal(pd_store_verify_batch(store, &wrong),
                        "a message that was taken is still there");
    RunBatch unchained = batch;
    unchained.head = 2;
    unchained.records = &records[2];
    assert_int_equal(store->ops->append(store, &unchained, 1, &err), STATUS_OK);
    assert_string_equal(pd_store_verify_batch(store, &unchained),
                        "a record does not continue the records before it");
    assert_string_equal(pd_store_verify_batch(store, &(RunBatch){.run = number, .fence = 9}),
                        "the run's fence went backwards");
    for (int i = 0; i < 3; i++) {
        pd_buffer_deinit(&bytes[i]);
    }
    pd_store_close(store);
}

/* ── runs ── */

static void damaged_runs(void **state)
{
    (void)state;
    uint64_t ends[] = {4, 4};
    Run sound = {.alloc = pd_alloc_system(), .vm = stopped_run(), .stage = STAGE_PERFORM};
    assert_null(pd_run_verify(&sound));
#define DAMAGE(fault, expression)                       \
 {                                                      \
  Run run = sound;                                      \
  (void)(expression);                                   \
  const char *told = pd_run_verify(&run);               \
  assert_string_equal(told == NULL ? "" : told, fault); \
 }
    DAMAGE("a run waits for nothing", run.stage = STAGE_WAIT)
    DAMAGE("an effect was passed over", run.stage = STAGE_RUN)
    DAMAGE("an effect is performed that nobody asked",
           (run.vm = NULL, run.vm = sound.vm, run.vm->state = RUN_RUNNABLE))
    sound.vm->state = RUN_EFFECT;
    DAMAGE("a run is over and its state is not that of an end", run.stage = STAGE_OVER)
    DAMAGE("a run has the state of an end and goes on",
           (run.next_life = LIFE_DONE, run.life_changed = true))
    DAMAGE("a change of state would not be committed", run.next_life = LIFE_WAITING)
    DAMAGE("a run has a lease without a fence", run.leased = true)
    DAMAGE("steps are nested too deep", run.step.depth = STEP_DEPTH_MAX + 1)
    DAMAGE("the head does not count the records to be committed", run.head.sequence = 1)
    DAMAGE("bytes to be committed belong to no record", run.records.size = 1)
    DAMAGE("records to be committed do not lie one behind the other",
           (run.ends.items = ends, run.ends.count = 2))
    DAMAGE("replay is past the end of the tail", run.tail.next = 1)
#undef DAMAGE
    pd_vm_free(sound.vm);
}

/* Nothing leaves STAGE_OVER, and nothing waits without having been read. */
static void stages_change_along_the_arrows(void **state)
{
    (void)state;
    static const struct {
        Stage from, to;
        bool good;
    } steps[] = {
        {STAGE_RUN, STAGE_PERFORM, true}, {STAGE_PERFORM, STAGE_WAIT, true},
        {STAGE_WAIT, STAGE_RUN, true},    {STAGE_RUN, STAGE_OVER, true},
        {STAGE_RUN, STAGE_WAIT, false},   {STAGE_WAIT, STAGE_PERFORM, false},
        {STAGE_OVER, STAGE_RUN, false},
    };
    for (size_t i = 0; i < ARRAY_COUNT(steps); i++) {
        pid_t child = fork();
        if (child == 0) {
            (void)signal(SIGABRT, SIG_DFL);
            (void)close(STDERR_FILENO);
            Run run = {.alloc = pd_alloc_system(), .stage = steps[i].from};
            pd_run_enter(&run, steps[i].to);
            _exit(run.stage == steps[i].to ? 0 : 1);
        }
        int status = 0;
        assert_int_equal(waitpid(child, &status, 0), child);
        bool entered = WIFEXITED(status) && WEXITSTATUS(status) == 0;
        assert_int_equal(entered, steps[i].good);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(damaged_heaps),        cmocka_unit_test(damaged_machines),
        cmocka_unit_test(effects_have_numbers), cmocka_unit_test(garbage_is_told_from_what_is_kept),
        cmocka_unit_test(damaged_snapshots),    cmocka_unit_test(damaged_journals),
        cmocka_unit_test(damaged_runs),         cmocka_unit_test(stages_change_along_the_arrows),
    };
    return cmocka_run_group_tests(tests, make_program, free_program);
}
