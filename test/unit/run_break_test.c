/*
 * Runs that are interrupted, damaged and answered at bad moments: whatever happens between two
 * calls of the store, the records say what the run did and nothing is done twice.
 */
#include "run_rig.h"

/* ── interruptions and steps ── */

/* Advances through slices while time passes, to the end of the run. */
static void drive_to_end(World *w, Run *run, int64_t tick_ms)
{
    Status status;
    RunProgress progress = PROGRESS_YIELDED;
    for (int i = 0; i < 100 && progress != PROGRESS_ENDED; i++) {
        progress = advance_once(run, &status);
        assert_int_equal(status, STATUS_OK);
        w->now_ms += tick_ms;
    }
    assert_int_equal(progress, PROGRESS_ENDED);
}

static void a_cancel_inside_a_step_is_replayed(void **state)
{
    (void)state;
    Status status;
    World *w = new_world("from perdure import step\n"
                         "def work():\n"
                         "    while True: pass\n"
                         "try:\n"
                         "    step.run('s', work)\n"
                         "finally:\n"
                         "    print('cleaned up')\n");
    w->slice = 50000;
    Run *run = start(w);
    assert_int_equal(advance_once(run, &status), PROGRESS_YIELDED);
    send_message(w, MESSAGE_CANCEL, "", "1864");
    drive_to_end(w, run, 0);
    assert_int_equal(pd_run_life(run), LIFE_CANCELLED);
    assert_string_equal(w->output, "cleaned up\n");
    pd_run_close(run);
    assert_replays(w);
    free_world(w);
}

static void force_inside_a_step_is_replayed(void **state)
{
    (void)state;
    Status status;
    World *w = new_world("from perdure import Cancelled, perform, step\n"
                         "def work():\n"
                         "    perform('one')\n"
                         "    while True:\n"
                         "        try:\n"
                         "            while True: pass\n"
                         "        except Cancelled:\n"
                         "            print('no')\n"
                         "step.run('s', work)\n");
    w->slice = 50000;
    Run *run = start(w);
    assert_int_equal(advance_once(run, &status), PROGRESS_YIELDED);
    send_message(w, MESSAGE_CANCEL, "", "1864");
    drive_to_end(w, run, 50);
    assert_int_equal(pd_run_life(run), LIFE_CANCELLED);
    pd_run_close(run);
    assert_replays(w);
    free_world(w);
}

static const char retried_text[] =
    "from perdure import Retry, now, perform, step\n"
    "def work():\n"
    "    perform('one')\n"
    "    raise ValueError('again')\n"
    "def outer():\n"
    "    return step.run('inner', work, retry=Retry(3, 100, 1, 100))\n"
    "try:\n"
    "    step.run('s', WORK)\n"
    "finally:\n"
    "    print('cleaned up')\n"
    "    perform('undo')\n"
    "    now()\n"
    "    perform('later')\n";

/* Cancelled while a step waits for its next attempt: with or without a crash before and after. */
static void cancel_between_attempts(bool nested, bool resumed)
{
    char text[1000];
    const char *mark = strstr(retried_text, "WORK");
    const char *call = nested ? "outer" : "work, retry=Retry(3, 100, 1, 100)";
    (void)snprintf(text, sizeof text, "%.*s%s%s", (int)(mark - retried_text), retried_text, call,
                   mark + 4);
    World *w = new_world(text);
    Run *run = start(w);
    assert_int_equal(advance(run), PROGRESS_WAITS);
    assert_int_equal(pd_run_wait(run).kind, WAIT_TIMER);
    assert_true(pd_run_wait(run).name.size == 0);
    if (resumed) {
        pd_run_close(run);
        run = resume(w);
        assert_int_equal(advance(run), PROGRESS_WAITS);
    }
    send_message(w, MESSAGE_CANCEL, "", "1a000f4240");
    w->performs_later = true;
    assert_int_equal(advance(run), PROGRESS_EFFECT); /* the first effect of the cleanup */
    assert_non_null(strstr(w->performed, "undo"));
    pd_run_close(run);
    w->performs_later = false;
    run = resume(w);
    assert_int_equal(advance(run), PROGRESS_ENDED);
    assert_int_equal(pd_run_life(run), LIFE_CANCELLED);
    assert_string_equal(w->output, "cleaned up\n");
    assert_int_equal(count_text(w->performed, "later"), 1);
    pd_run_close(run);
    assert_replays(w);
    free_world(w);
}

static void a_cancel_between_attempts_is_replayed(void **state)
{
    (void)state;
    cancel_between_attempts(false, false);
    cancel_between_attempts(false, true);
    cancel_between_attempts(true, false);
    cancel_between_attempts(true, true);
}

/* ── answers ── */

/* An answer that was accepted while nobody drove the run is its result: it is not performed again.
 */
static void an_accepted_answer_counts(void **state)
{
    (void)state;
    World *w = new_world("import perdure\nprint(perdure.perform('one'))\n");
    w->performs_later = true;
    Run *run = start(w);
    assert_int_equal(advance(run), PROGRESS_EFFECT);
    pd_run_close(run);
    send_message(w, MESSAGE_RESULT, "", "8107");
    w->performs_later = false;
    run = resume(w);
    assert_int_equal(advance(run), PROGRESS_ENDED);
    assert_string_equal(w->performed, "one r-1;");
    assert_string_equal(w->output, "7\n");
    pd_run_close(run);
    assert_replays(w);
    free_world(w);
}

/* ── damage ── */

static void an_ended_run_with_a_damaged_journal_is_refused(void **state)
{
    (void)state;
    Error err;
    World *w = new_world("print('a')\n");
    Run *run = start(w);
    assert_int_equal(advance(run), PROGRESS_ENDED);
    pd_run_close(run);
    w->faulty.flip_record = 2;
    RunOptions options = options_of(w);
    assert_int_equal(pd_run_open(&options, pd_bytes_of_cstr("r"), &run, &err), STATUS_CORRUPT);
    assert_non_null(strstr(err.message, "record 2"));
    free_world(w);
}

static const char saved_text[] = "from perdure import checkpoint, perform, promise, signals, step\n"
                                 "p = promise()\n"
                                 "perform('one')\n"
                                 "checkpoint()\n"
                                 "q = promise()\n"
                                 "print(p.id, q.id, perform('two'))\n"
                                 "print(step.run('s', lambda: perform('three')))\n";

/* Resumes a run whose snapshot has a wrong bit; whether there was such a bit. */
static bool resume_damaged(size_t at, uint32_t bit)
{
    World *w = new_world(saved_text);
    w->performs_later = true;
    Run *run = start(w);
    assert_int_equal(advance(run), PROGRESS_EFFECT);
    assert_int_equal(pd_run_answer(run, 2, pd_bytes("\x01", 1), NULL), STATUS_OK);
    assert_int_equal(advance(run), PROGRESS_EFFECT);
    pd_run_close(run);
    w->performs_later = false;
    w->performed[0] = '\0';
    w->faulty.flip_at = at;
    w->faulty.flip_bit = bit;
    run = resume(w);
    bool was_flipped = w->faulty.flipped;
    assert_int_equal(advance(run), PROGRESS_ENDED);
    assert_done(run);
    assert_string_equal(w->output, "r/1 r/2 []\n[]\n");
    assert_string_equal(w->performed, "two r-4 again;three r-5-1;");
    pd_run_close(run);
    assert_replays(w);
    free_world(w);
    return was_flipped;
}

/* No bit of a snapshot can make a run do something else. */
static void damaged_snapshots_change_nothing(void **state)
{
    (void)state;
    size_t at = 1;
    while (at <= 200 && resume_damaged(at, 0)) { /* the engine's part: every bit */
        for (uint32_t bit = 1; bit < 8; bit++) {
            assert_true(resume_damaged(at, bit));
        }
        at++;
    }
    assert_true(at > 200);
    while (resume_damaged(at, (uint32_t)(at * 5 % 8))) {
        at += 3;
    }
}

/* A text cut to a readable length is still text. */
static void long_names_are_told(void **state)
{
    (void)state;
    World *w = new_world("import perdure\n"
                         "perdure.perform('one')\n"
                         "for name in ['n' * 5000, 'x' + '\u00e9' * 500]:\n"
                         "    try:\n"
                         "        perdure.perform(name)\n"
                         "    except LookupError as e:\n"
                         "        print(len(str(e)))\n"
                         "    try:\n"
                         "        perdure.signals.wait(name * 3, timeout=1)\n"
                         "    except ValueError as e:\n"
                         "        print(e)\n"
                         "perdure.signals.wait('x' + '\u00e9' * 500)\n");
    w->performs_later = true;
    Run *run = start(w);
    assert_int_equal(advance(run), PROGRESS_EFFECT);
    w->performs_later = false;
    w->performs_nothing = true;
    assert_int_equal(pd_run_answer(run, 1, pd_bytes("\x01", 1), NULL), STATUS_OK);
    assert_int_equal(advance(run), PROGRESS_WAITS);
    pd_run_close(run);
    run = resume(w);
    assert_int_equal(advance(run), PROGRESS_WAITS);
    assert_int_equal(count_text(w->output, "at most 1024 bytes"), 2);
    pd_run_close(run);
    free_world(w);
}

/* ── crashes between two calls of the store ── */

static void a_fork_is_whole_or_not_there(void **state)
{
    (void)state;
    Error err;
    World *w =
        new_world("from perdure import promise, signals\np = promise()\nsignals.wait('x')\n");
    Run *run = start(w);
    assert_int_equal(advance(run), PROGRESS_WAITS);
    pd_run_close(run);
    RunOptions options = options_of(w);
    RunFork wanted = {.id = pd_bytes_of_cstr("r"), .new_id = pd_bytes_of_cstr("f")};
    Buffer id;
    pd_buffer_init(&id, pd_alloc_system(), 1000);
    w->faulty.fail_at = w->faulty.append_count + 1;
    Status status = pd_run_fork(&options, &wanted, &id, &err);
    RunQuery query = {.kind = QUERY_ID, .id = pd_bytes_of_cstr("f")};
    RunRow row = {.run = 0};
    Status found =
        pd_store_rows(&w->faulty.store, &query, (RowVisitor){.ctx = &row, .visit = keep_row}, &err);
    assert_int_equal(found, status == STATUS_OK ? STATUS_OK : STATUS_NOT_FOUND);
    if (status == STATUS_OK) { /* nobody has its lease, and its promise can be settled */
        assert_int_equal(row.lease_until_ms, 0);
        Message message = {.kind = MESSAGE_PROMISE, .slot = 1, .body = pd_bytes("\x81\x07", 2)};
        assert_int_equal(pd_store_send(&w->faulty.store, row.run, &message, &err), STATUS_OK);
    }
    pd_buffer_deinit(&id);
    free_world(w);
}

/* ── bounds ── */

/* What effects leave behind is collected, wherever it falls due; a snapshot can be taken then. */
static void effects_do_not_fill_the_heap(void **state)
{
    (void)state;
    Error err;
    Run *run = NULL;
    World *w = new_world("import time\n"
                         "from perdure import checkpoint\n"
                         "for i in range(8000):\n"
                         "    time.time()\n"
                         "    checkpoint()\n");
    RunOptions options = options_of(w);
    RunStart how = {.id = pd_bytes_of_cstr("r"), .seed = 7, .limits = pd_limits_default()};
    assert_int_equal(pd_limits_set(&how.limits, pd_bytes_of_cstr("heap_bytes"), 200000, &err),
                     STATUS_OK);
    assert_int_equal(pd_run_create(&options, &how, &run, &err), STATUS_OK);
    assert_int_equal(advance(run), PROGRESS_ENDED);
    assert_done(run);
    assert_true(pd_run_stats(run).collections > 5);
    pd_run_close(run);
    free_world(w);
}

/* However short the slices' work is: steps alone make a long tail too. */
static void many_steps_leave_a_short_tail(void **state)
{
    (void)state;
    World *w = new_world("from perdure import perform, step\n"
                         "for i in range(20000):\n"
                         "    step.run('s', i, lambda n: n)\n"
                         "perform('one')\n");
    w->performs_later = true;
    Run *run = start(w);
    assert_int_equal(advance(run), PROGRESS_EFFECT);
    Run *second = resume(w);
    assert_true(second->tail.count < 11000);
    assert_int_equal(advance(second), PROGRESS_EFFECT);
    pd_run_close(run);
    pd_run_close(second);
    free_world(w);
}

/* Whether a run that waits keeps a snapshot when that may be so many bytes less than it is. */
static bool keeps_snapshot(uint64_t fewer)
{
    Error err;
    Run *run = NULL;
    Buffer out;
    World *w = new_world("from perdure import perform\n"
                         "last = [[[[[[[[*range(60)]]]]]]]]\n" /* small numbers, in one object */
                         "perform('one')\n");
    RunOptions options = options_of(w);
    RunStart how = {.id = pd_bytes_of_cstr("r"), .seed = 7, .limits = pd_limits_default()};
    how.limits.snapshot_bytes = UINT16_MAX; /* takes as many bytes in it as the limit set below */
    w->performs_later = true;
    assert_int_equal(pd_run_create(&options, &how, &run, &err), STATUS_OK);
    assert_int_equal(advance(run), PROGRESS_EFFECT);
    pd_buffer_init(&out, pd_alloc_system(), 1 << 20);
    assert_int_equal(pd_snapshot_write(run->vm, false, &out, &err), STATUS_OK);
    run->vm->limits.snapshot_bytes = run->birth.limits.snapshot_bytes = out.size - fewer;
    pd_buffer_reset(&run->snapshot);
    pd_run_save(run);
    bool kept = run->snapshot.size != 0;
    pd_buffer_deinit(&out);
    pd_run_close(run);
    free_world(w);
    return kept;
}

static void snapshots_are_kept_up_to_their_limit(void **state)
{
    (void)state;
    assert_true(keeps_snapshot(0));
    assert_false(keeps_snapshot(1));
}

static void long_leases_are_bounded(void **state)
{
    (void)state;
    Error err;
    Run *run = NULL;
    World *w = new_world("print('a')\n");
    RunOptions options = options_of(w);
    RunStart how = {.id = pd_bytes_of_cstr("r"), .seed = 7, .limits = pd_limits_default()};
    options.lease_ms = INT64_MAX;
    assert_int_equal(pd_run_create(&options, &how, &run, &err), STATUS_OK);
    assert_int_equal(advance(run), PROGRESS_ENDED);
    pd_run_close(run);
    free_world(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_cancel_inside_a_step_is_replayed),
        cmocka_unit_test(force_inside_a_step_is_replayed),
        cmocka_unit_test(a_cancel_between_attempts_is_replayed),
        cmocka_unit_test(an_accepted_answer_counts),
        cmocka_unit_test(an_ended_run_with_a_damaged_journal_is_refused),
        cmocka_unit_test(damaged_snapshots_change_nothing),
        cmocka_unit_test(long_names_are_told),
        cmocka_unit_test(a_fork_is_whole_or_not_there),
        cmocka_unit_test(effects_do_not_fill_the_heap),
        cmocka_unit_test(snapshots_are_kept_up_to_their_limit),
        cmocka_unit_test(many_steps_leave_a_short_tail),
        cmocka_unit_test(long_leases_are_bounded),
    };
    return cmocka_run_group_tests(tests, make_shared_image, free_shared_image);
}
