/*
 * The life of durable runs: every test is a program, and what must hold is that a disturbed run
 * (killed, resumed, stripped of its snapshots, taken over) says and does what an undisturbed one
 * does, and that what was done once is not done again.
 */
#include "run_rig.h"

/* ── undisturbed ── */

static void output_is_shown_and_recorded(void **state)
{
    (void)state;
    World *w = new_world("for i in range(3):\n    print('line', i)\n");
    Run *run = start(w);
    assert_int_equal(advance(run), PROGRESS_ENDED);
    assert_done(run);
    assert_string_equal(w->output, "line 0\nline 1\nline 2\n");
    pd_run_close(run);
    assert_replays(w);
    free_world(w);
}

static const char steps_text[] = "from perdure import step\n"
                                 "import perdure\n"
                                 "def work(n):\n"
                                 "    print('working', n)\n"
                                 "    return n * n\n"
                                 "total = 0\n"
                                 "for i in range(5):\n"
                                 "    total += step.run('square', i, work)\n"
                                 "print('total', total)\n";

static void steps_are_recorded_once(void **state)
{
    (void)state;
    World *w = new_world(steps_text);
    Run *run = start(w);
    assert_int_equal(advance(run), PROGRESS_ENDED);
    assert_done(run);
    assert_int_equal(count_text(w->output, "working"), 5);
    assert_non_null(strstr(w->output, "total 30\n"));
    pd_run_close(run);
    assert_replays(w);
    free_world(w);
}

/* The run with its fail_at-th commit lost, then resumed until it ends. *failed: whether it was. */
static void disturb(World *w, uint64_t fail_at, bool after, bool drop_snapshots)
{
    Error err;
    Status status = STATUS_OK;
    Run *run = start(w);
    w->faulty.fail_at = w->faulty.append_count + fail_at;
    w->faulty.after = after;
    RunProgress progress = PROGRESS_YIELDED;
    while (progress != PROGRESS_ENDED) {
        progress = advance_once(run, &status);
        if (status != STATUS_OK) {
            assert_int_equal(status, STATUS_IO);
            pd_run_close(run);
            if (drop_snapshots) {
                assert_int_equal(pd_store_drop_snapshots(&w->faulty.store, 1, &err), STATUS_OK);
            }
            run = resume(w);
        } else if (progress == PROGRESS_WAITS) {
            w->now_ms += 3600000;
        }
    }
    assert_done(run);
    pd_run_close(run);
    assert_replays(w);
}

/* All texts in the journal of the run, in their order. */
static bool join_output(void *ctx, uint64_t sequence, Bytes stored)
{
    Bytes record[4];
    Bytes written[3];
    Bytes text;
    uint64_t type = 0;
    size_t count = 0;
    (void)sequence;
    assert_int_equal(pd_run_read_items(stored, record, 4, &count), STATUS_OK);
    assert_true(pd_run_item_uint(record[0], &type));
    if (type == RECORD_OUTPUT) {
        assert_int_equal(pd_run_read_items(record[2], written, 3, &count), STATUS_OK);
        assert_true(pd_run_item_text(written[1], &text));
        append_text(ctx, text);
    }
    return true;
}

static const char *recorded_output(World *w, char text[TEXT_MAX])
{
    Error err;
    StoredVisitor visitor = {.ctx = text, .visit = join_output};
    text[0] = '\0';
    assert_int_equal(pd_store_records(&w->faulty.store, 1, 1, visitor, &err), STATUS_OK);
    return text;
}

/* Every commit of the program is lost in turn, before and after it is done. */
static void check_every_crash(const char *text, uint64_t slice)
{
    static char expected[TEXT_MAX];
    static char recorded[TEXT_MAX];
    World *w = new_world(text);
    w->slice = slice;
    disturb(w, 0, false, false);
    (void)recorded_output(w, expected);
    assert_true(expected[0] != '\0');
    free_world(w);
    for (int mode = 0; mode < 4; mode++) {
        bool failed = true;
        for (uint64_t fail_at = 1; failed; fail_at++) {
            assert_true(fail_at < 1000);
            w = new_world(text);
            w->slice = slice;
            disturb(w, fail_at, mode % 2 == 1, mode >= 2);
            assert_string_equal(recorded_output(w, recorded), expected);
            failed = w->faulty.failed;
            assert_true(fail_at > 1 || failed);
            free_world(w);
        }
    }
}

static void steps_survive_every_crash(void **state)
{
    (void)state;
    check_every_crash(steps_text, 0);
}

static const char mixed_text[] = "import perdure, time\n"
                                 "from perdure import step, sleep, signals, checkpoint, Retry\n"
                                 "tries = 0\n"
                                 "def flaky():\n"
                                 "    print('try')\n"
                                 "    if perdure.perform('probe', 1)[0] != 1:\n"
                                 "        raise ValueError('never')\n"
                                 "    return [1.5, None, 'x', {'k': (1, 2)}]\n"
                                 "print('begin')\n"
                                 "a = step.run('flaky', flaky)\n"
                                 "sleep(5)\n"
                                 "print(a, perdure.perform('outside', 'x', 3))\n"
                                 "checkpoint()\n"
                                 "try:\n"
                                 "    perdure.perform('boom')\n"
                                 "except OSError as e:\n"
                                 "    print('caught', e)\n"
                                 "t = time.time()\n"
                                 "try:\n"
                                 "    signals.wait('never', timeout=2)\n"
                                 "except TimeoutError:\n"
                                 "    print('timeout')\n"
                                 "n = 0\n"
                                 "for i in range(20000):\n"
                                 "    n += i\n"
                                 "print(n)\n"
                                 "print('end')\n";

static void mixed_programs_survive_every_crash(void **state)
{
    (void)state;
    check_every_crash(mixed_text, 0);
    check_every_crash(mixed_text, 20000);
}

/* ── waiting ── */

static void waits_survive_the_process(void **state)
{
    (void)state;
    World *w = new_world("from perdure import sleep\nprint('a')\nsleep(90)\nprint('b')\n");
    Run *run = start(w);
    assert_int_equal(advance(run), PROGRESS_WAITS);
    assert_int_equal(pd_run_wait(run).kind, WAIT_TIMER);
    assert_int_equal(pd_run_wait(run).until_ms, w->now_ms + 90000);
    assert_int_equal(pd_run_life(run), LIFE_WAITING);
    int64_t until_ms = pd_run_wait(run).until_ms;
    for (int i = 0; i < 3; i++) { /* resumed early: it waits for the same time */
        pd_run_close(run);
        w->now_ms += 20000;
        run = resume(w);
        assert_int_equal(advance(run), PROGRESS_WAITS);
        assert_int_equal(pd_run_wait(run).until_ms, until_ms);
    }
    w->now_ms -= 500000; /* the clock goes backwards */
    assert_int_equal(advance(run), PROGRESS_WAITS);
    w->now_ms = until_ms;
    assert_int_equal(advance(run), PROGRESS_ENDED);
    assert_string_equal(w->output, "a\nb\n");
    pd_run_close(run);
    assert_replays(w);
    free_world(w);
}

static void signals_come_in_order(void **state)
{
    (void)state;
    World *w = new_world("from perdure import signals\n"
                         "print(signals.poll('x', 'none'))\n"
                         "print(signals.wait('x'))\n"
                         "print(signals.wait('x'))\n"
                         "print(signals.poll('y'))\n"
                         "try:\n"
                         "    signals.wait('z', timeout=5)\n"
                         "except TimeoutError as e:\n"
                         "    print('late')\n");
    Run *run = start(w);
    assert_int_equal(advance(run), PROGRESS_WAITS);
    assert_int_equal(pd_run_wait(run).kind, WAIT_SIGNAL);
    assert_true(pd_bytes_equal_cstr(pd_run_wait(run).name, "x"));
    assert_int_equal(pd_run_wait(run).until_ms, 0);
    send_message(w, MESSAGE_SIGNAL, "y", "03");
    assert_int_equal(advance(run), PROGRESS_WAITS);
    pd_run_close(run); /* the rest comes while nobody drives the run */
    send_message(w, MESSAGE_SIGNAL, "x", "01");
    send_message(w, MESSAGE_SIGNAL, "x", "02");
    run = resume(w);
    assert_int_equal(advance(run), PROGRESS_WAITS);
    assert_true(pd_bytes_equal_cstr(pd_run_wait(run).name, "z"));
    w->now_ms += 5000;
    assert_int_equal(advance(run), PROGRESS_ENDED);
    assert_string_equal(w->output, "none\n1\n2\n3\nlate\n");
    pd_run_close(run);
    assert_replays(w);
    free_world(w);
}

static void promises_are_settled_from_outside(void **state)
{
    (void)state;
    World *w = new_world("from perdure import promise\n"
                         "p = promise()\n"
                         "q = promise()\n"
                         "print(p.id, q.id)\n"
                         "print(p.wait(), p.wait())\n"
                         "try:\n"
                         "    q.wait(3)\n"
                         "except TimeoutError:\n"
                         "    print('unsettled')\n");
    Run *run = start(w);
    assert_int_equal(advance(run), PROGRESS_WAITS);
    assert_int_equal(pd_run_wait(run).kind, WAIT_PROMISE);
    pd_run_close(run);
    send_message(w, MESSAGE_PROMISE, "", "81182a"); /* [42] */
    run = resume(w);
    assert_int_equal(advance(run), PROGRESS_WAITS);
    w->now_ms += 3000;
    assert_int_equal(advance(run), PROGRESS_ENDED);
    assert_string_equal(w->output, "r/1 r/2\n42 42\nunsettled\n");
    pd_run_close(run);
    assert_replays(w);
    free_world(w);
}

/* ── the host ── */

static void effects_are_performed_once(void **state)
{
    (void)state;
    World *w = new_world("import perdure\n"
                         "print(perdure.perform('one', 1))\n"
                         "try:\n"
                         "    perdure.perform('nobody')\n"
                         "except LookupError as e:\n"
                         "    print(e)\n"
                         "perdure.sleep(1)\n"
                         "print(perdure.perform('two', [2]))\n");
    Run *run = start(w);
    assert_int_equal(advance(run), PROGRESS_WAITS);
    pd_run_close(run);
    w->now_ms += 1000;
    run = resume(w);
    assert_int_equal(advance(run), PROGRESS_ENDED);
    assert_string_equal(w->performed, "one r-1;nobody r-2;two r-4;");
    assert_string_equal(w->output, "[1]\neffect nobody: nothing performs it\n[[2]]\n");
    pd_run_close(run);
    assert_replays(w);
    free_world(w);
}

static void answers_may_come_later(void **state)
{
    (void)state;
    Error err;
    World *w = new_world("import perdure\n"
                         "print(perdure.perform('one'))\n"
                         "try:\n"
                         "    perdure.perform('two')\n"
                         "except KeyError as e:\n"
                         "    print('key', e)\n"
                         "print(perdure.perform('three'))\n");
    w->performs_later = true;
    Run *run = start(w);
    assert_int_equal(advance(run), PROGRESS_EFFECT);
    const RunEffect *effect = pd_run_effect(run);
    assert_non_null(effect);
    assert_true(pd_bytes_equal_cstr(effect->name, "one"));
    uint64_t first = effect->sequence;
    assert_int_equal(pd_run_answer(run, first + 1, pd_bytes("\x01", 1), &err), STATUS_EXISTS);
    assert_int_equal(pd_run_answer(run, first, pd_bytes("\xff", 1), &err), STATUS_CORRUPT);
    assert_int_equal(pd_run_answer(run, first, pd_bytes("\x01", 1), &err), STATUS_OK);
    assert_int_equal(pd_run_answer(run, first, pd_bytes("\x02", 1), &err), STATUS_EXISTS);
    assert_int_equal(advance(run), PROGRESS_EFFECT);
    assert_int_equal(pd_run_answer_error(run, pd_run_effect(run)->sequence,
                                         pd_bytes_of_cstr("KeyError"), pd_bytes_of_cstr("k"), &err),
                     STATUS_OK);
    assert_int_equal(advance(run), PROGRESS_EFFECT);
    pd_run_close(run); /* asked, not answered: asked again, and answered by another process */
    run = resume(w);
    assert_int_equal(advance(run), PROGRESS_EFFECT);
    assert_true(pd_run_effect(run)->repeated);
    send_message(w, MESSAGE_RESULT, "", "8118ff"); /* [255] */
    assert_int_equal(advance(run), PROGRESS_ENDED);
    assert_string_equal(w->output, "1\nkey 'k'\n255\n");
    pd_run_close(run);
    assert_replays(w);
    free_world(w);
}

static void steps_have_stable_keys(void **state)
{
    (void)state;
    Status status;
    World *w = new_world("import perdure\n"
                         "from perdure import step\n"
                         "def work():\n"
                         "    print('in')\n"
                         "    return perdure.perform('pay', 1) + perdure.perform('ship', 2)\n"
                         "print(step.run('order', work))\n");
    Run *run = start(w);
    w->faulty.fail_at = w->faulty.append_count + 2; /* the commit of the step's end */
    (void)advance_once(run, &status);
    assert_int_equal(status, STATUS_IO);
    assert_string_equal(w->performed, "pay r-1-1;ship r-1-2;");
    assert_string_equal(w->output, ""); /* nothing of the step is visible before it is durable */
    pd_run_close(run);
    run = resume(w);
    assert_int_equal(advance(run), PROGRESS_ENDED);
    assert_string_equal(w->performed, "pay r-1-1;ship r-1-2;pay r-1-1 again;ship r-1-2 again;");
    assert_string_equal(w->output, "in\n[1, 2]\n");
    pd_run_close(run);
    assert_replays(w);
    free_world(w);
}

static void failing_steps_are_tried_again(void **state)
{
    (void)state;
    World *w = new_world("import perdure\n"
                         "from perdure import step, Retry\n"
                         "count = 0\n"
                         "@step(retry=Retry(attempts=3, delay=10))\n"
                         "def flaky():\n"
                         "    global count\n"
                         "    count += 1\n"
                         "    print('try', count)\n"
                         "    if count < 3:\n"
                         "        raise ValueError('not yet')\n"
                         "    return 'ok'\n"
                         "@step(retry=Retry(attempts=2, delay=1))\n"
                         "def hopeless():\n"
                         "    raise KeyError('never')\n"
                         "print(flaky())\n"
                         "try:\n"
                         "    hopeless()\n"
                         "except KeyError as e:\n"
                         "    print('gave up', e)\n");
    Run *run = start(w);
    assert_int_equal(advance(run), PROGRESS_WAITS);
    assert_int_equal(pd_run_wait(run).until_ms, w->now_ms + 10000);
    assert_int_equal(pd_run_life(run), LIFE_WAITING);
    w->now_ms += 10000;
    assert_int_equal(advance(run), PROGRESS_WAITS);
    w->now_ms += 20000;
    assert_int_equal(advance(run), PROGRESS_WAITS);
    w->now_ms += 1000;
    assert_int_equal(advance(run), PROGRESS_ENDED);
    assert_string_equal(w->output, "try 1\ntry 2\ntry 3\nok\ngave up 'never'\n");
    pd_run_close(run);
    assert_replays(w);
    free_world(w);
}

/* ── interruptions ── */

static const char busy_text[] = "import perdure\n"
                                "n = 0\n"
                                "try:\n"
                                "    while True:\n"
                                "        n += 1\n"
                                "except KeyboardInterrupt as e:\n"
                                "    print('at', n, e)\n"
                                "try:\n"
                                "    perdure.sleep(100)\n"
                                "except KeyboardInterrupt:\n"
                                "    print('woken')\n"
                                "print(perdure.perform('after'))\n"
                                "perdure.sleep(1)\n";

/* The place of an interruption in a computing loop is found again. */
static void interruptions_are_replayed_exactly(void **state)
{
    (void)state;
    Error err;
    Status status;
    World *w = new_world(busy_text);
    w->slice = 50000;
    Run *run = start(w);
    for (int i = 0; i < 5; i++) {
        assert_int_equal(advance_once(run, &status), PROGRESS_YIELDED);
    }
    Bytes name = pd_bytes_of_cstr("KeyboardInterrupt");
    assert_int_equal(pd_run_interrupt(run, name, pd_bytes_of_cstr("stop"), &err), STATUS_OK);
    assert_int_equal(advance(run), PROGRESS_WAITS);
    assert_non_null(strstr(w->output, "at "));
    assert_int_equal(pd_run_interrupt(run, name, pd_bytes_of_cstr(""), &err), STATUS_OK);
    assert_int_equal(advance(run), PROGRESS_WAITS);
    assert_non_null(strstr(w->output, "woken\n[]\n") == NULL ? strstr(w->output, "woken\n")
                                                             : w->output);
    pd_run_close(run);
    assert_replays(w);
    w->now_ms += 1000;
    w->slice = 7777; /* other slices: the same places */
    run = resume(w);
    assert_int_equal(advance(run), PROGRESS_ENDED);
    assert_done(run);
    pd_run_close(run);
    assert_replays(w);
    free_world(w);
}

static const char cancelled_text[] = "import perdure\n"
                                     "try:\n"
                                     "    perdure.sleep(1000)\n"
                                     "finally:\n"
                                     "    print('cleaned up')\n";

static void cancelled_runs_clean_up(void **state)
{
    (void)state;
    World *w = new_world(cancelled_text);
    Run *run = start(w);
    char text[1000];
    assert_int_equal(advance(run), PROGRESS_WAITS);
    send_message(w, MESSAGE_CANCEL, "", "1864");
    send_message(w, MESSAGE_CANCEL, "", "1864"); /* a second one changes nothing */
    assert_int_equal(advance(run), PROGRESS_ENDED);
    assert_int_equal(pd_run_life(run), LIFE_CANCELLED);
    assert_non_null(strstr(outcome(run, text), "\"Cancelled\""));
    assert_string_equal(w->output, "cleaned up\n");
    pd_run_close(run);
    assert_replays(w);
    free_world(w);
}

static void stubborn_runs_are_ended_by_force(void **state)
{
    (void)state;
    Status status;
    World *w = new_world("from perdure import Cancelled\n"
                         "while True:\n"
                         "    try:\n"
                         "        while True: pass\n"
                         "    except Cancelled:\n"
                         "        print('no')\n");
    w->slice = 50000;
    Run *run = start(w);
    assert_int_equal(advance_once(run, &status), PROGRESS_YIELDED);
    send_message(w, MESSAGE_CANCEL, "", "18fa");
    RunProgress progress = PROGRESS_YIELDED;
    for (int i = 0; i < 20 && progress == PROGRESS_YIELDED; i++) {
        progress = advance_once(run, &status);
        w->now_ms += 100;
    }
    assert_int_equal(progress, PROGRESS_ENDED);
    assert_int_equal(pd_run_life(run), LIFE_CANCELLED);
    assert_string_equal(w->output, "no\n");
    pd_run_close(run);
    assert_replays(w);
    free_world(w);
}

/* ── who drives ── */

static void taken_over_runs_stop(void **state)
{
    (void)state;
    Status status;
    World *w = new_world("from perdure import sleep\nsleep(1)\nprint('x')\n");
    Run *first = start(w);
    assert_int_equal(advance(first), PROGRESS_WAITS);
    Run *second = resume(w);
    w->now_ms += 1000;
    assert_int_equal(advance_once(first, &status), PROGRESS_FAILED);
    assert_int_equal(status, STATUS_CONFLICT);
    assert_string_equal(w->output, "");
    assert_int_equal(advance(second), PROGRESS_ENDED);
    assert_string_equal(w->output, "x\n");
    pd_run_close(first);
    pd_run_close(second);
    free_world(w);
}

static void waiting_runs_may_give_their_lease(void **state)
{
    (void)state;
    World *w = new_world("from perdure import sleep\nsleep(60)\nprint('x')\n");
    w->gives_lease = true;
    Run *run = start(w);
    assert_int_equal(advance(run), PROGRESS_WAITS);
    Error err;
    RunOptions options = options_of(w);
    options.force_lease = false;
    Run *other = NULL;
    assert_int_equal(pd_run_open(&options, pd_bytes_of_cstr("r"), &other, &err), STATUS_OK);
    w->now_ms += 60000;
    assert_int_equal(advance(other), PROGRESS_ENDED);
    pd_run_close(other);
    pd_run_close(run);
    assert_string_equal(w->output, "x\n");
    free_world(w);
}

static void many_runs_share_commits(void **state)
{
    (void)state;
    enum { RUNS = 20 };
    World *w = new_world("from perdure import step\n"
                         "for i in range(5):\n"
                         "    step.run('k', i, lambda n: n + 1)\n"
                         "print('done')\n");
    RunTurn turns[RUNS];
    Error err;
    for (size_t i = 0; i < RUNS; i++) {
        char id[8];
        (void)snprintf(id, sizeof id, "g%zu", i);
        RunOptions options = options_of(w);
        RunStart how = {.id = pd_bytes_of_cstr(id), .seed = 7, .limits = pd_limits_default()};
        turns[i] = (RunTurn){.run = NULL};
        assert_int_equal(pd_run_create(&options, &how, &turns[i].run, &err), STATUS_OK);
    }
    uint64_t before = w->faulty.append_count;
    assert_int_equal(pd_run_advance(turns, RUNS, &err), STATUS_OK);
    assert_true(w->faulty.append_count - before <= 7); /* five steps and the end, not a hundred */
    for (size_t i = 0; i < RUNS; i++) {
        assert_int_equal(turns[i].progress, PROGRESS_ENDED);
        assert_done(turns[i].run);
        pd_run_close(turns[i].run);
    }
    free_world(w);
}

/* ── differences ── */

/* A journal that says something else than the program does. */
static void wrong_journals_make_runs_stuck(void **state)
{
    (void)state;
    World *w = new_world("print('a')\nprint('b')\n");
    World *other = new_world("print('a')\nprint('c')\nfrom perdure import sleep\nsleep(1)\n");
    char text[1000];
    Error err;
    Run *run = start(other);
    assert_int_equal(advance(run), PROGRESS_WAITS);
    pd_run_close(run);
    /* The other program's records under this program's name. */
    Run *look = NULL;
    RunOptions options = options_of(other);
    assert_int_equal(pd_run_look_at(&options, pd_bytes_of_cstr("r"), &look, &err), STATUS_OK);
    assert_int_equal(pd_run_load_tail(look, UINT64_MAX, &err), STATUS_OK);
    RecordHead head = pd_record_head(pd_bytes_of_cstr("r"));
    Buffer bodies[8];
    Bytes records[8];
    size_t count = look->tail.count;
    assert_true(count < 8);
    for (size_t i = 0; i < count; i++) {
        TailRecord kept;
        memcpy(&kept, look->tail.records.data + i * sizeof kept, sizeof kept);
        Record record = {.type = kept.type,
                         .time_ms = kept.time_ms,
                         .payload = pd_bytes(look->tail.bytes.data + kept.offset, kept.size)};
        pd_buffer_init(&bodies[i], pd_alloc_system(), 4096);
        pd_record_encode(&bodies[i], &record, &head);
        records[i] = pd_buffer_peek(&bodies[i]);
    }
    NewRun wanted = {.id = pd_bytes_of_cstr("r"),
                     .program = *pd_program_id(w->program),
                     .now_ms = w->now_ms,
                     .records = records,
                     .record_count = count};
    uint64_t number;
    assert_int_equal(pd_store_create(&w->faulty.store, &wanted, &number, &err), STATUS_OK);
    pd_run_close(look);
    run = resume(w);
    assert_int_equal(advance(run), PROGRESS_ENDED);
    assert_int_equal(pd_run_life(run), LIFE_STUCK);
    assert_non_null(strstr(outcome(run, text), "record 3 says: output"));
    assert_non_null(strstr(text, "\\\"c\\n") == NULL ? strstr(text, "c") : text);
    assert_string_equal(w->output, "");
    pd_run_close(run);
    for (size_t i = 0; i < count; i++) {
        pd_buffer_deinit(&bodies[i]);
    }
    free_world(w);
    free_world(other);
}

/* ── histories ── */

static void forks_go_their_own_way(void **state)
{
    (void)state;
    World *w = new_world("import perdure\n"
                         "print('a', perdure.perform('x'))\n"
                         "perdure.sleep(5)\n"
                         "print('b')\n");
    Error err;
    Buffer id;
    Run *run = start(w);
    assert_int_equal(advance(run), PROGRESS_WAITS);
    w->now_ms += 5000;
    assert_int_equal(advance(run), PROGRESS_ENDED);
    uint64_t record_count = run->head.sequence;
    pd_run_close(run);
    for (uint64_t at = 0; at <= record_count + 1; at++) {
        char name[8];
        (void)snprintf(name, sizeof name, "f%d", (int)at);
        pd_buffer_init(&id, pd_alloc_system(), 100);
        RunOptions options = options_of(w);
        RunFork wanted = {.id = pd_bytes_of_cstr("r"), .at = at, .new_id = pd_bytes_of_cstr(name)};
        Status status = pd_run_fork(&options, &wanted, &id, &err);
        pd_buffer_deinit(&id);
        assert_int_equal(status, at < record_count ? STATUS_OK : STATUS_INVALID);
        if (status != STATUS_OK) {
            continue;
        }
        assert_int_equal(pd_run_open(&options, pd_bytes_of_cstr(name), &run, &err), STATUS_OK);
        if (advance(run) == PROGRESS_WAITS) {
            w->now_ms += 5000;
            assert_int_equal(advance(run), PROGRESS_ENDED);
        }
        assert_done(run);
        pd_run_close(run);
        RunReplayed replayed;
        assert_int_equal(pd_run_replay(&options, pd_bytes_of_cstr(name), 0, &replayed, &err),
                         STATUS_OK);
        assert_true(replayed.equal);
    }
    free_world(w);
}

static void snapshots_change_nothing(void **state)
{
    (void)state;
    World *w = new_world("from perdure import sleep\n"
                         "data = {i: [i, str(i)] for i in range(500)}\n"
                         "total = 0\n"
                         "for round in range(4):\n"
                         "    for i in range(200000):\n"
                         "        total += data[i % 500][0]\n"
                         "    sleep(3600)\n"
                         "print(total, len(data))\n");
    Error err;
    Digest chain;
    Buffer bytes;
    uint64_t sequence = 0;
    pd_buffer_init(&bytes, pd_alloc_system(), SIZE_MAX / 2);
    Run *run = start(w);
    for (int round = 0; round < 4; round++) {
        assert_int_equal(advance(run), PROGRESS_WAITS);
        pd_run_close(run);
        pd_buffer_reset(&bytes);
        assert_int_equal(pd_store_get_snapshot(&w->faulty.store, 1, &sequence, &bytes, &err),
                         STATUS_OK);
        assert_int_equal(pd_run_check_snapshot(pd_buffer_peek(&bytes), sequence, pd_alloc_system(),
                                               &chain, &err),
                         STATUS_OK);
        if (round == 1) {
            assert_int_equal(pd_store_drop_snapshots(&w->faulty.store, 1, &err), STATUS_OK);
        }
        w->now_ms += 3600000;
        run = resume(w);
    }
    assert_int_equal(advance(run), PROGRESS_ENDED);
    assert_done(run);
    assert_string_equal(w->output, "199600000 500\n");
    pd_run_close(run);
    pd_buffer_deinit(&bytes);
    assert_replays(w);
    free_world(w);
}

static void raised_runs_fail(void **state)
{
    (void)state;
    char text[1000];
    World *w = new_world("print('x')\nraise ValueError('bad')\n");
    Run *run = start(w);
    assert_int_equal(advance(run), PROGRESS_ENDED);
    assert_int_equal(pd_run_life(run), LIFE_FAILED);
    assert_non_null(strstr(outcome(run, text), "\"ValueError\", \"bad\""));
    pd_run_close(run);
    run = resume(w); /* an ended run can be opened: it says how it ended */
    assert_int_equal(advance(run), PROGRESS_ENDED);
    assert_non_null(strstr(outcome(run, text), "\"ValueError\", \"bad\""));
    pd_run_close(run);
    assert_replays(w);
    free_world(w);
}

/* ── real processes ── */

static const char killed_text[] = "import perdure\n"
                                  "from perdure import step\n"
                                  "def work(n):\n"
                                  "    print('step', n)\n"
                                  "    return n\n"
                                  "total = 0\n"
                                  "for i in range(150):\n"
                                  "    total += step.run('s', i, work)\n"
                                  "    if i % 10 == 0:\n"
                                  "        print(perdure.perform('tick', i))\n"
                                  "print('total', total)\n";

/* Drives the run in the file until it ends, or until somebody kills the process. */
static Life drive_file(World *w, const char *path)
{
    Error err;
    StoreOptions store_options = {.alloc = pd_alloc_system(), .sync = SYNC_OFF};
    Store *store = NULL;
    Run *run = NULL;
    if (pd_store_open(path, &store_options, &store, &err) != STATUS_OK) {
        fail_msg("%s", err.message);
    }
    RunOptions options = options_of(w);
    options.store = store;
    options.host.output = NULL;
    RunStart how = {.id = pd_bytes_of_cstr("r"), .seed = 7, .limits = pd_limits_default()};
    Status status = pd_run_create(&options, &how, &run, &err);
    if (status == STATUS_EXISTS) {
        status = pd_run_open(&options, pd_bytes_of_cstr("r"), &run, &err);
    }
    if (status != STATUS_OK || advance(run) != PROGRESS_ENDED) {
        fail_msg("%s", err.message);
    }
    Life life = pd_run_life(run);
    pd_run_close(run);
    pd_store_close(store);
    return life;
}

static void killed_processes_lose_nothing(void **state)
{
    (void)state;
    static char expected[TEXT_MAX];
    static char recorded[TEXT_MAX];
    static const char *const endings[] = {"", "-wal", "-shm"};
    char path[64];
    char name[80];
    World *w = new_world(killed_text);
    Run *run = start(w);
    assert_int_equal(advance(run), PROGRESS_ENDED);
    pd_run_close(run);
    (void)recorded_output(w, expected);
    (void)snprintf(path, sizeof path, "run_test_%d.db", (int)getpid());
    int killed_count = 0;
    bool ended = false;
    for (int round = 0; !ended; round++) {
        assert_true(round < 400);
        pid_t child = fork();
        if (child == 0) {
            _exit(drive_file(w, path) == LIFE_DONE ? 0 : 1);
        }
        (void)usleep((useconds_t)(2000 + round * 300));
        (void)kill(child, SIGKILL);
        int result = 0;
        assert_int_equal(waitpid(child, &result, 0), child);
        killed_count += WIFSIGNALED(result) ? 1 : 0;
        ended = WIFEXITED(result);
        assert_true(!ended || WEXITSTATUS(result) == 0);
    }
    assert_true(killed_count > 0);
    StoreOptions options = {.alloc = pd_alloc_system()};
    Store *store = NULL;
    Error err;
    assert_int_equal(pd_store_open(path, &options, &store, &err), STATUS_OK);
    recorded[0] = '\0';
    StoredVisitor visitor = {.ctx = recorded, .visit = join_output};
    assert_int_equal(pd_store_records(store, 1, 1, visitor, &err), STATUS_OK);
    assert_string_equal(recorded, expected);
    RunReplayed replayed;
    RunOptions looking = options_of(w);
    looking.store = store;
    assert_int_equal(pd_run_replay(&looking, pd_bytes_of_cstr("r"), 0, &replayed, &err), STATUS_OK);
    assert_true(replayed.equal);
    pd_store_close(store);
    for (size_t i = 0; i < ARRAY_COUNT(endings); i++) {
        (void)snprintf(name, sizeof name, "%s%s", path, endings[i]);
        (void)unlink(name);
    }
    free_world(w);
}

/* ── memory ── */

/* Each allocation of a run fails in turn: nothing leaks, nothing crashes, and what the journal
 * holds afterwards can be gone on with. A program that meets the failure raises MemoryError. */
static void failing_memory_is_survived(void **state)
{
    (void)state;
    bool failed = true;
    for (uint64_t fail_at = 1; failed; fail_at++) {
        assert_true(fail_at < 5000);
        World *w = new_world("from perdure import step\n"
                             "print(step.run('k', lambda: [1, 2]))\n"
                             "import perdure\n"
                             "print(perdure.perform('x', 'y'))\n");
        AllocFailing failing;
        pd_alloc_failing_init(&failing, pd_alloc_system(), fail_at);
        RunOptions options = options_of(w);
        options.alloc = &failing.alloc;
        RunStart how = {.id = pd_bytes_of_cstr("r"), .seed = 7, .limits = pd_limits_default()};
        Run *run = NULL;
        Error err;
        Status status = pd_run_create(&options, &how, &run, &err);
        assert_true(status == STATUS_OK || status == STATUS_NO_MEMORY);
        if (status == STATUS_OK) {
            RunTurn turn = {.run = run, .progress = PROGRESS_YIELDED};
            status = pd_run_advance(&turn, 1, &err);
            assert_true(status == STATUS_OK || status == STATUS_NO_MEMORY);
            assert_true(turn.status == STATUS_OK || turn.status == STATUS_NO_MEMORY);
            bool ended = status == STATUS_OK && turn.status == STATUS_OK;
            assert_true(failing.failed || (ended && pd_run_life(run) == LIFE_DONE));
            pd_run_close(run);
            run = resume(w);
            assert_int_equal(advance(run), PROGRESS_ENDED);
            assert_true(pd_run_life(run) == LIFE_DONE || pd_run_life(run) == LIFE_FAILED);
            pd_run_close(run);
        }
        assert_int_equal(failing.live_bytes, 0);
        assert_int_equal(failing.live_count, 0);
        failed = failing.failed;
        free_world(w);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(output_is_shown_and_recorded),
        cmocka_unit_test(steps_are_recorded_once),
        cmocka_unit_test(steps_survive_every_crash),
        cmocka_unit_test(mixed_programs_survive_every_crash),
        cmocka_unit_test(waits_survive_the_process),
        cmocka_unit_test(signals_come_in_order),
        cmocka_unit_test(promises_are_settled_from_outside),
        cmocka_unit_test(effects_are_performed_once),
        cmocka_unit_test(answers_may_come_later),
        cmocka_unit_test(steps_have_stable_keys),
        cmocka_unit_test(failing_steps_are_tried_again),
        cmocka_unit_test(interruptions_are_replayed_exactly),
        cmocka_unit_test(cancelled_runs_clean_up),
        cmocka_unit_test(stubborn_runs_are_ended_by_force),
        cmocka_unit_test(taken_over_runs_stop),
        cmocka_unit_test(waiting_runs_may_give_their_lease),
        cmocka_unit_test(many_runs_share_commits),
        cmocka_unit_test(wrong_journals_make_runs_stuck),
        cmocka_unit_test(forks_go_their_own_way),
        cmocka_unit_test(snapshots_change_nothing),
        cmocka_unit_test(raised_runs_fail),
        cmocka_unit_test(killed_processes_lose_nothing),
        cmocka_unit_test(failing_memory_is_survived),
    };
    return cmocka_run_group_tests(tests, make_shared_image, free_shared_image);
}
