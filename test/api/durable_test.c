/*
 * Durable runs through the installed interface alone: what an embedder does with a store, from
 * starting a run to carrying it into another store.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "perdure.h"

typedef struct Bench {
    perdure_runtime *runtime;
    perdure_program *program;
    perdure_store *store;
    perdure_host host;
    int64_t now_ns;
    char output[2000];
    char effects[1000];
} Bench;

static int64_t bench_now(void *ctx)
{
    return ((Bench *)ctx)->now_ns;
}

static void bench_output(void *ctx, const char *run_id, int stream, perdure_bytes text)
{
    Bench *b = ctx;
    size_t used = strlen(b->output);
    assert_true(run_id[0] != '\0' && stream >= 1 && stream <= 2);
    (void)snprintf(b->output + used, sizeof b->output - used, "%.*s", (int)text.size,
                   (const char *)text.data);
}

static perdure_status bench_perform(void *ctx, const perdure_effect *effect, perdure_reply *reply)
{
    Bench *b = ctx;
    size_t used = strlen(b->effects);
    (void)snprintf(b->effects + used, sizeof b->effects - used, "%s,", effect->name);
    if (strcmp(effect->name, "later") == 0) {
        return PERDURE_BUSY;
    }
    if (strcmp(effect->name, "fails") == 0) {
        return perdure_reply_error(reply, "PermissionError", "not granted", NULL);
    }
    return perdure_reply_value(reply, effect->arguments, NULL);
}

static void set_program(Bench *b, const char *text)
{
    perdure_error err = {PERDURE_OK, 0, 0, 0, ""};
    perdure_source source = {.text = text, .size = strlen(text), .filename = "main.py"};
    perdure_program_free(b->program);
    if (perdure_program_compile(b->runtime, &source, NULL, &b->program, &err) != PERDURE_OK) {
        fail_msg("%u: %s", err.line, err.message);
    }
}

static int set_up(void **state)
{
    Bench *b = calloc(1, sizeof *b);
    perdure_error err;
    b->now_ns = INT64_C(1700000000000000000);
    b->host = (perdure_host){
        .ctx = b, .now_ns = bench_now, .perform = bench_perform, .output = bench_output};
    assert_int_equal(perdure_runtime_new(&b->runtime, &err), PERDURE_OK);
    assert_int_equal(perdure_store_open("memory:", NULL, &b->store, &err), PERDURE_OK);
    *state = b;
    return 0;
}

static int tear_down(void **state)
{
    Bench *b = *state;
    perdure_store_close(b->store);
    perdure_program_free(b->program);
    perdure_runtime_free(b->runtime);
    free(b);
    return 0;
}

static perdure_run *start(Bench *b, const char *id)
{
    perdure_error err;
    perdure_run *run = NULL;
    perdure_run_options options = {.host = &b->host, .id = id, .worker = "w", .seed = 1};
    if (perdure_run_start(b->store, b->program, &options, &run, &err) != PERDURE_OK) {
        fail_msg("%s", err.message);
    }
    assert_string_equal(perdure_run_id(run), id);
    return run;
}

/* From the store alone: the program is loaded from it. */
static perdure_run *resume(Bench *b, const char *id)
{
    perdure_error err;
    perdure_run *run = NULL;
    perdure_run_place place = {.runtime = b->runtime, .store = b->store, .id = id};
    perdure_run_options options = {.host = &b->host, .worker = "w", .force_lease = true};
    if (perdure_run_resume(&place, &options, &run, &err) != PERDURE_OK) {
        fail_msg("%s", err.message);
    }
    return run;
}

static perdure_progress advance(perdure_run *run)
{
    perdure_error err;
    perdure_progress progress = PERDURE_RUN_YIELDED;
    while (progress == PERDURE_RUN_YIELDED) {
        if (perdure_run_advance(run, &progress, &err) != PERDURE_OK) {
            fail_msg("%s", err.message);
        }
    }
    return progress;
}

typedef struct Seen {
    size_t count;
    perdure_run_info info;
    char ids[200];
    char note[20];
    char wait_name[20];
} Seen;

static bool see(void *ctx, const perdure_run_info *info)
{
    Seen *seen = ctx;
    size_t used = strlen(seen->ids);
    seen->count++;
    seen->info = *info;
    (void)snprintf(seen->ids + used, sizeof seen->ids - used, "%s,", info->id);
    (void)snprintf(seen->note, sizeof seen->note, "%.*s", (int)info->note.size,
                   info->note.size == 0 ? "" : (const char *)info->note.data);
    (void)snprintf(seen->wait_name, sizeof seen->wait_name, "%s", info->wait.name);
    return true;
}

static Seen show(Bench *b, const char *id)
{
    Seen seen = {.count = 0};
    perdure_error err;
    perdure_run_visitor visitor = {.ctx = &seen, .visit = see};
    assert_int_equal(perdure_store_show(b->store, id, visitor, &err), PERDURE_OK);
    assert_int_equal(seen.count, 1);
    return seen;
}

static const char talk_text[] = "import perdure\n"
                                "from perdure import step, signals\n"
                                "print('hello', perdure.info.input)\n"
                                "print(step.run('double', 21, lambda n: n * 2))\n"
                                "print(signals.wait('go'))\n"
                                "print(perdure.perform('echo', 1, 'x'))\n"
                                "try:\n"
                                "    perdure.perform('fails')\n"
                                "except PermissionError as e:\n"
                                "    print(e)\n";

static void runs_are_started_and_resumed(void **state)
{
    Bench *b = *state;
    perdure_error err;
    perdure_wait wait;
    set_program(b, talk_text);
    perdure_run *run = start(b, "one");
    assert_int_equal(advance(run), PERDURE_RUN_WAITS);
    perdure_run_wait(run, &wait);
    assert_int_equal(wait.kind, PERDURE_WAIT_SIGNAL);
    assert_string_equal(wait.name, "go");
    assert_string_equal(b->output, "hello None\n42\n");
    perdure_run_close(run);

    assert_int_equal(
        perdure_store_set_note(b->store, "one", (perdure_bytes){(const uint8_t *)"mine", 4}, &err),
        PERDURE_OK);
    Seen seen = show(b, "one");
    assert_int_equal(seen.info.state, PERDURE_STATE_WAITING);
    assert_string_equal(seen.note, "mine");
    assert_string_equal(seen.wait_name, "go");
    assert_null(seen.info.worker);

    static const uint8_t five[] = {5};
    assert_int_equal(perdure_store_signal(b->store, "one", "go", (perdure_bytes){five, 1}, &err),
                     PERDURE_OK);
    assert_int_equal(perdure_store_signal(b->store, "none", "go", (perdure_bytes){five, 1}, &err),
                     PERDURE_NOT_FOUND);
    run = resume(b, "one");
    assert_int_equal(advance(run), PERDURE_RUN_ENDED);
    assert_string_equal(b->output, "hello None\n42\n5\n[1, 'x']\nnot granted\n");
    assert_string_equal(b->effects, "echo,fails,");
    perdure_outcome outcome;
    assert_int_equal(perdure_run_outcome(run, &outcome), PERDURE_OK);
    assert_int_equal(outcome.exit_status, 0);
    perdure_run_close(run);
    seen = show(b, "one");
    assert_int_equal(seen.info.state, PERDURE_STATE_DONE);
    assert_int_equal(perdure_store_signal(b->store, "one", "go", (perdure_bytes){five, 1}, &err),
                     PERDURE_USAGE);
}

typedef struct Written {
    char text[500];
} Written;

static void keep_text(void *ctx, int stream, perdure_bytes text, uint64_t sequence)
{
    Written *written = ctx;
    size_t used = strlen(written->text);
    assert_true(stream == 1 && sequence > 1);
    (void)snprintf(written->text + used, sizeof written->text - used, "%.*s", (int)text.size,
                   (const char *)text.data);
}

static bool keep_type(void *ctx, const perdure_record *record)
{
    Written *written = ctx;
    size_t used = strlen(written->text);
    perdure_data json = {NULL, 0};
    assert_int_equal(perdure_cbor_to_json(record->payload, 0, &json, NULL), PERDURE_OK);
    perdure_data_free(&json);
    (void)snprintf(written->text + used, sizeof written->text - used, "%s,", record->type);
    return true;
}

static void problem(void *ctx, const char *run_id, uint64_t sequence, const char *message)
{
    (void)ctx;
    fail_msg("%s %d %s", run_id, (int)sequence, message);
}

static void histories_can_be_worked_with(void **state)
{
    Bench *b = *state;
    perdure_error err;
    set_program(b, "import perdure\nprint('a')\nprint(perdure.perform('echo', 1))\nprint('b')\n");
    perdure_run *run = start(b, "one");
    assert_int_equal(advance(run), PERDURE_RUN_ENDED);
    perdure_run_close(run);

    Written written = {.text = ""};
    perdure_record_visitor records = {.ctx = &written, .visit = keep_type};
    assert_int_equal(perdure_store_log(b->store, "one", 0, records, &err), PERDURE_OK);
    assert_string_equal(written.text, "started,output,asked,result,output,output,done,");
    written.text[0] = '\0';
    perdure_output_sink sink = {.ctx = &written, .write = keep_text};
    assert_int_equal(perdure_store_output(b->store, "one", 3, sink, &err), PERDURE_OK);
    assert_string_equal(written.text, "[1]\nb\n");

    perdure_run_place place = {.runtime = b->runtime, .store = b->store, .id = "one"};
    perdure_replayed replayed;
    assert_int_equal(perdure_run_replay(&place, 0, &replayed, &err), PERDURE_OK);
    assert_true(replayed.equal);
    assert_int_equal(replayed.record_count, 7);

    perdure_data id = {NULL, 0};
    assert_int_equal(perdure_run_fork(&place, 2, "two", &id, &err), PERDURE_OK);
    assert_string_equal((const char *)id.data, "two");
    perdure_data_free(&id);
    assert_int_equal(perdure_run_fork(&place, 99, NULL, &id, &err), PERDURE_INVALID);
    b->output[0] = '\0';
    run = resume(b, "two");
    assert_int_equal(advance(run), PERDURE_RUN_ENDED);
    assert_string_equal(b->output, "[1]\nb\n"); /* what was shown before is not shown again */
    perdure_run_close(run);

    perdure_problem_sink problems = {.ctx = NULL, .problem = problem};
    assert_int_equal(perdure_store_verify(b->store, NULL, problems, &err), PERDURE_OK);
}

static void runs_are_carried_to_another_store(void **state)
{
    Bench *b = *state;
    perdure_error err;
    set_program(b, talk_text);
    perdure_run *run = start(b, "one");
    assert_int_equal(advance(run), PERDURE_RUN_WAITS);
    perdure_run_close(run);
    perdure_data file = {NULL, 0};
    perdure_data id = {NULL, 0};
    assert_int_equal(perdure_store_export(b->store, "one", &file, &err), PERDURE_OK);
    perdure_bytes bytes = {file.data, file.size};
    assert_int_equal(perdure_store_import(b->store, bytes, NULL, &id, &err), PERDURE_EXISTS);
    perdure_store *other = NULL;
    assert_int_equal(perdure_store_open("memory:", NULL, &other, &err), PERDURE_OK);
    perdure_store_close(b->store);
    b->store = other;
    for (size_t i = 0; i < file.size; i++) { /* a flipped bit is refused, or is of the program */
        file.data[i] ^= 0x10;
        char name[32];
        (void)snprintf(name, sizeof name, "x%zu", i);
        perdure_status status = perdure_store_import(b->store, bytes, name, &id, &err);
        if (status == PERDURE_OK) {
            perdure_run_place place = {.runtime = b->runtime, .store = b->store, .id = name};
            perdure_run_options options = {.host = &b->host, .worker = "w"};
            status = perdure_run_resume(&place, &options, &run, &err);
            if (status == PERDURE_OK) {
                perdure_run_close(run);
            }
            perdure_data_free(&id);
        } else {
            assert_true(err.message[0] != '\0');
        }
        file.data[i] ^= 0x10;
    }
    perdure_store_close(b->store);
    assert_int_equal(perdure_store_open("memory:", NULL, &b->store, &err), PERDURE_OK);
    assert_int_equal(perdure_store_import(b->store, bytes, "moved", &id, &err), PERDURE_OK);
    assert_string_equal((const char *)id.data, "moved");
    perdure_data_free(&id);
    perdure_data_free(&file);
    static const uint8_t five[] = {5};
    assert_int_equal(perdure_store_signal(b->store, "moved", "go", (perdure_bytes){five, 1}, &err),
                     PERDURE_OK);
    b->output[0] = '\0';
    run = resume(b, "moved");
    assert_int_equal(advance(run), PERDURE_RUN_ENDED);
    assert_string_equal(b->output, "5\n[1, 'x']\nnot granted\n");
    perdure_run_close(run);
}

static void answers_and_promises_come_from_anywhere(void **state)
{
    Bench *b = *state;
    perdure_error err;
    set_program(b, "import perdure\n"
                   "print(perdure.perform('later', 1))\n"
                   "p = perdure.promise()\n"
                   "print(p.id)\n"
                   "try:\n"
                   "    p.wait()\n"
                   "except ValueError as e:\n"
                   "    print('rejected', e)\n");
    perdure_run *run = start(b, "one");
    assert_int_equal(advance(run), PERDURE_RUN_EFFECT);
    const perdure_effect *effect = perdure_run_effect(run);
    assert_string_equal(effect->name, "later");
    Seen seen = show(b, "one");
    assert_int_equal(seen.info.wait.kind, PERDURE_WAIT_EFFECT);
    assert_int_equal(seen.info.wait.sequence, effect->sequence);
    static const uint8_t seven[] = {7};
    perdure_bytes value = {seven, 1};
    uint64_t sequence = effect->sequence;
    assert_int_equal(perdure_store_answer(b->store, "one", sequence, value, &err), PERDURE_OK);
    assert_int_equal(perdure_store_answer(b->store, "one", sequence, value, &err), PERDURE_EXISTS);
    assert_int_equal(advance(run), PERDURE_RUN_WAITS);
    assert_int_equal(perdure_store_reject(b->store, "one/9", "ValueError", "no", &err),
                     PERDURE_NOT_FOUND);
    assert_int_equal(perdure_store_reject(b->store, "nonsense", "ValueError", "no", &err),
                     PERDURE_NOT_FOUND);
    assert_int_equal(perdure_store_reject(b->store, "one/1", "ValueError", "no", &err), PERDURE_OK);
    assert_int_equal(perdure_store_resolve(b->store, "one/1", value, &err), PERDURE_EXISTS);
    assert_int_equal(advance(run), PERDURE_RUN_ENDED);
    assert_string_equal(b->output, "7\none/1\nrejected no\n");
    perdure_run_close(run);
}

static void runs_pause_and_are_cancelled(void **state)
{
    Bench *b = *state;
    perdure_error err;
    perdure_wait wait;
    set_program(b, "import perdure\nperdure.sleep(10)\nprint('x')\nperdure.sleep(100)\n");
    perdure_run *run = start(b, "one");
    assert_int_equal(advance(run), PERDURE_RUN_WAITS);
    assert_int_equal(perdure_store_pause(b->store, "one", &err), PERDURE_OK);
    b->now_ns += INT64_C(10000000000);
    assert_int_equal(advance(run), PERDURE_RUN_WAITS);
    perdure_run_wait(run, &wait);
    assert_int_equal(wait.kind, PERDURE_WAIT_PAUSED);
    assert_int_equal(perdure_store_unpause(b->store, "one", &err), PERDURE_OK);
    assert_int_equal(advance(run), PERDURE_RUN_WAITS);
    assert_string_equal(b->output, "x\n");
    assert_int_equal(perdure_store_cancel(b->store, "one", 0, &err), PERDURE_OK);
    assert_int_equal(advance(run), PERDURE_RUN_ENDED);
    assert_int_equal(perdure_run_state_of(run), PERDURE_STATE_CANCELLED);
    perdure_outcome outcome;
    assert_int_equal(perdure_run_outcome(run, &outcome), PERDURE_OK);
    assert_int_equal(outcome.error.size, strlen("Cancelled"));
    perdure_run_close(run);
    assert_int_equal(perdure_store_cancel(b->store, "one", 0, &err), PERDURE_USAGE);
}

static void due_runs_are_listed(void **state)
{
    Bench *b = *state;
    perdure_error err;
    int64_t due_ms = 0;
    set_program(b, "import perdure\nperdure.sleep(10)\n");
    for (int i = 0; i < 3; i++) {
        char id[16];
        (void)snprintf(id, sizeof id, "r%d", i);
        perdure_run *run = start(b, id);
        assert_int_equal(advance(run), PERDURE_RUN_WAITS);
        perdure_run_close(run);
        b->now_ns += 1000000000;
    }
    Seen seen = {.count = 0};
    perdure_run_visitor visitor = {.ctx = &seen, .visit = see};
    int64_t now_ms = b->now_ns / 1000000;
    assert_int_equal(perdure_store_next_due(b->store, &due_ms, &err), PERDURE_OK);
    assert_int_equal(due_ms, now_ms + 7000);
    assert_int_equal(perdure_store_due(b->store, now_ms + 8000, 0, visitor, &err), PERDURE_OK);
    assert_string_equal(seen.ids, "r0,r1,");
    seen.ids[0] = '\0';
    perdure_run_filter filter = {
        .by_state = true, .state = PERDURE_STATE_WAITING, .after = "r0", .limit = 1};
    assert_int_equal(perdure_store_list(b->store, &filter, visitor, &err), PERDURE_OK);
    assert_string_equal(seen.ids, "r1,");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(runs_are_started_and_resumed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(histories_can_be_worked_with, set_up, tear_down),
        cmocka_unit_test_setup_teardown(runs_are_carried_to_another_store, set_up, tear_down),
        cmocka_unit_test_setup_teardown(answers_and_promises_come_from_anywhere, set_up, tear_down),
        cmocka_unit_test_setup_teardown(runs_pause_and_are_cancelled, set_up, tear_down),
        cmocka_unit_test_setup_teardown(due_runs_are_listed, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
