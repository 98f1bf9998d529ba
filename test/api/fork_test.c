/*
 * perdure_vm_fork: both vms go on from where the first one stood, and neither knows of the other.
 */
#include "runtime_rig.h"

static const char asking[] = "import perdure\n"
                             "def numbers(end):\n"
                             "    for i in range(end):\n"
                             "        yield perdure.perform('ask', i)\n"
                             "kept = {}\n"
                             "for n in numbers(3):\n"
                             "    kept[n] = [str(k) * 3 for k in range(2000 * n)]\n"
                             "    try:\n"
                             "        kept[n / 0]\n"
                             "    except ZeroDivisionError as e:\n"
                             "        kept[str(e)] = id(e)\n"
                             "perdure.perform('end', len(kept), sum(map(len, kept[n])))\n";

static perdure_program *compile(const char *text)
{
    perdure_source source = {.text = text, .size = strlen(text), .filename = "main.py"};
    perdure_program *program = NULL;
    assert_int_equal(perdure_program_compile(runtime, &source, NULL, &program, NULL), PERDURE_OK);
    return program;
}

static perdure_vm *start(const perdure_program *program)
{
    perdure_vm *vm = NULL;
    assert_int_equal(perdure_vm_new(program, NULL, &vm, NULL), PERDURE_OK);
    return vm;
}

static perdure_vm *fork_of(const perdure_vm *vm)
{
    perdure_vm *made = NULL;
    assert_int_equal(perdure_vm_fork(vm, &made, NULL), PERDURE_OK);
    return made;
}

static void answer(perdure_vm *vm, const char *json)
{
    assert_int_equal(perdure_vm_run(vm, 0), PERDURE_STOP_EFFECT);
    assert_int_equal(perdure_vm_answer_json(vm, bytes_of(json), NULL), PERDURE_OK);
}

/* Hash and arguments where the run asks for `end`. */
typedef struct Outcome {
    char hash[65];
    char arguments[64];
} Outcome;

static Outcome outcome_of(perdure_vm *vm)
{
    Outcome outcome = {{0}, {0}};
    perdure_data json = {0};
    assert_int_equal(perdure_vm_run(vm, 0), PERDURE_STOP_EFFECT);
    const perdure_effect *effect = perdure_vm_effect(vm);
    assert_string_equal(effect->name, "end");
    assert_int_equal(perdure_cbor_to_json(effect->arguments, 0, &json, NULL), PERDURE_OK);
    assert_true(json.size < sizeof outcome.arguments);
    memcpy(outcome.arguments, json.data, json.size);
    perdure_data_free(&json);
    assert_int_equal(perdure_vm_state_hash(vm, outcome.hash, NULL), PERDURE_OK);
    perdure_vm_free(vm);
    return outcome;
}

static void each_goes_its_own_way(void **state)
{
    (void)state;
    perdure_program *program = compile(asking);
    static const char *const last[] = {"5", "7"};
    Outcome alone[2];
    Outcome forked[2];
    for (int i = 0; i < 2; i++) {
        perdure_vm *vm = start(program);
        answer(vm, "11");
        answer(vm, "1");
        answer(vm, last[i]);
        alone[i] = outcome_of(vm);
    }
    perdure_vm *first = start(program);
    answer(first, "11");
    answer(first, "1");
    perdure_vm *second = fork_of(first);
    answer(first, last[0]);
    forked[0] = outcome_of(first);
    answer(second, last[1]);
    forked[1] = outcome_of(second);
    for (int i = 0; i < 2; i++) {
        assert_string_equal(forked[i].hash, alone[i].hash);
        assert_string_equal(forked[i].arguments, alone[i].arguments);
    }
    assert_string_not_equal(alone[0].arguments, alone[1].arguments);
    perdure_program_free(program);
}

/* Wherever it stood: the fork goes on, and the first vm is gone. */
static void forks_of_forks_change_nothing(void **state)
{
    (void)state;
    perdure_program *program = compile(asking);
    Outcome outcomes[2];
    for (int i = 0; i < 2; i++) {
        perdure_vm *vm = start(program);
        for (int asked = 0; asked < 3;) {
            perdure_stop stop = perdure_vm_run_instructions(vm, i == 0 ? 1000000 : 499);
            if (stop == PERDURE_STOP_EFFECT) {
                answer(vm, asked == 2 ? "2" : "1");
                asked++;
            }
            if (i == 1) {
                perdure_vm *made = fork_of(vm);
                perdure_vm_free(vm);
                vm = made;
            }
        }
        outcomes[i] = outcome_of(vm);
    }
    assert_string_equal(outcomes[0].hash, outcomes[1].hash);
    perdure_program_free(program);
}

static void a_fork_of_continued_code_stands_alone(void **state)
{
    (void)state;
    perdure_program *first = compile("def double(x):\n    return x * 2\n");
    perdure_program *second = compile("import perdure\nperdure.perform('end', double(21))\n");
    perdure_vm *vm = start(first);
    assert_int_equal(perdure_vm_run(vm, 0), PERDURE_STOP_DONE);
    assert_int_equal(perdure_vm_continue(vm, second, NULL), PERDURE_OK);
    perdure_vm *made = fork_of(vm);
    Outcome one = outcome_of(vm);
    Outcome other = outcome_of(made);
    assert_string_equal(one.arguments, "[42]");
    assert_string_equal(one.hash, other.hash);
    perdure_program_free(second);
    perdure_program_free(first);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_goes_its_own_way),
        cmocka_unit_test(forks_of_forks_change_nothing),
        cmocka_unit_test(a_fork_of_continued_code_stands_alone),
    };
    return cmocka_run_group_tests(tests, open_runtime, close_runtime);
}
