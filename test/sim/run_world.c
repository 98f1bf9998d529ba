/*
 * What happens in a simulation: one event after the other, chosen by chance, until all runs have
 * ended. Workers drive runs with leases, end in the middle of a call, lose the power, meet failing
 * disks and clocks that jump; a client sends signals and settles promises. After a while the world
 * becomes calm, and then every run must end.
 */
#include "world.h"

#include "run/payload.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    STORMY_EVENTS = 400,
    CALM_EVENTS = 6000,
    LEASE_MS = 1000,
    RARITY = 40, /* of a failing call, while a disk fails */
    ENDS_WITHIN = 60,
    CALM_FUEL = 100000
};

const char world_program[] =
    "import random, sys\n"
    "from perdure import Retry, checkpoint, now, perform, promise, signals, sleep, step\n"
    "me, runs, given, signaled = map(int, sys.argv[1:])\n"
    "line = tries = 0\n"
    "def say(what, value=0):\n"
    "    global line\n"
    "    print(line, what, value)\n"
    "    line += 1\n"
    "def work(i):\n"
    "    global tries\n"
    "    tries += 1\n"
    "    first = perform('do', i)\n"
    "    if tries % 3 == 1:\n"
    "        raise OSError('again')\n"
    "    return first\n"
    "worked = step(retry=Retry(attempts=20, delay=0.05, factor=1.0))(work)\n"
    "def once(what, i):\n"
    "    if what == 'give':\n"
    "        perform('signal_send', f'r{(me + 1) % runs}', 'm', i)\n"
    "    elif what == 'take':\n"
    "        return signals.wait('m')\n"
    "    elif what == 'signal':\n"
    "        return signals.wait('s')\n"
    "    elif what == 'do':\n"
    "        return perform('do', i)\n"
    "    elif what == 'step':\n"
    "        return worked(i)\n"
    "    elif what == 'sleep':\n"
    "        sleep(0.3)\n"
    "    elif what == 'now':\n"
    "        now()\n"
    "    elif what == 'checkpoint':\n"
    "        checkpoint()\n"
    "    elif what == 'poll':\n"
    "        return signals.poll('nothing', 0)\n"
    "    elif what == 'late':\n"
    "        try:\n"
    "            signals.wait('never', timeout=0.2)\n"
    "        except TimeoutError:\n"
    "            return 1\n"
    "    elif what == 'promise':\n"
    "        asked = promise()\n"
    "        perform('offer', asked.id)\n"
    "        return asked.wait()\n"
    "    return 0\n"
    "chance = random.Random(me)\n"
    "kinds = ['do', 'step', 'sleep', 'now', 'checkpoint', 'poll', 'late', 'promise']\n"
    "first = ['give'] * given + ['signal'] * (signaled // 2) + kinds\n"
    "then = ['take'] * given + ['signal'] * (signaled - signaled // 2) + kinds + ['do'] * 3\n"
    "chance.shuffle(first)\n"
    "chance.shuffle(then)\n"
    "counts = {}\n"
    "for what in first + then:\n"
    "    i = counts.get(what, 0)\n"
    "    counts[what] = i + 1\n"
    "    got = once(what, i)\n"
    "    say(what, got)\n"
    "    print('seen', what, file=sys.stderr)\n"
    "say('end')\n";

/* ── what the engine sees of the world ── */

static int64_t host_now(void *ctx)
{
    const Worker *worker = ctx;
    return (worker->world->now_ms + worker->skew_ms) * 1000000;
}

static int64_t host_monotonic(void *ctx)
{
    return ((Worker *)ctx)->world->now_ms * 1000000;
}

static Status host_entropy(void *ctx, void *out, size_t size)
{
    (void)ctx;
    for (size_t i = 0; i < size; i++) {
        ((uint8_t *)out)[i] = (uint8_t)chance(256);
    }
    return STATUS_OK;
}

static Book *book_of(World *world, Bytes id)
{
    for (int i = 0; i < RUNS; i++) {
        if (pd_bytes_equal_cstr(id, world->books[i].id)) {
            return &world->books[i];
        }
    }
    problem(world, "there is no run %.*s", (int)id.size, (const char *)id.data);
    return &world->books[0];
}

static void host_output(void *ctx, Bytes id, int stream, Bytes text)
{
    const Worker *worker = ctx;
    if (stream == 1 && !disk_has_ended(worker->process)) {
        Book *book = book_of(worker->world, id);
        pd_buffer_append(&book->shown, text);
        pd_buffer_append_byte(&book->shown, 0);
    }
}

/* The service does it once more for that key; 0: its books are full. */
static uint64_t serve(World *world, const RunEffect *effect)
{
    bool before = false;
    for (size_t i = 0; i < world->performed_count; i++) {
        if (strcmp(world->performed[i].key, effect->key) == 0) {
            before = true;
            if (world->performed[i].recorded) {
                problem(world, "%s: performed again after its result was recorded", effect->key);
            }
        }
    }
    if (before && !effect->repeated) {
        problem(world, "%s: performed again as if for the first time", effect->key);
    }
    if (world->performed_count == PERFORMED_MAX || strlen(effect->key) >= 64) {
        problem(world, "the service has had too much to do");
        return 0;
    }
    Performed *performed = &world->performed[world->performed_count++];
    *performed = (Performed){.value = world->performed_count};
    (void)snprintf(performed->key, sizeof performed->key, "%s", effect->key);
    return performed->value;
}

/* A promise is offered; again, after an end, when nobody knows whether it was. */
static void offer(World *world, Bytes arguments)
{
    Bytes items[1];
    Bytes id;
    size_t count = 0;
    if (pd_run_read_items(arguments, items, 1, &count) != STATUS_OK || count != 1 ||
        !pd_run_item_text(items[0], &id) || id.size >= 64 || world->promise_count == PROMISES_MAX) {
        problem(world, "a promise was not offered");
        return;
    }
    (void)snprintf(world->promises[world->promise_count++], 64, "%.*s", (int)id.size,
                   (const char *)id.data);
}

static Status reply_uint(RunReply *reply, uint64_t value)
{
    Buffer bytes;
    pd_buffer_init(&bytes, pd_alloc_system(), 100);
    pd_cbor_write_uint(&bytes, value);
    Status status = pd_run_reply_value(reply, pd_buffer_peek(&bytes), NULL);
    pd_buffer_deinit(&bytes);
    return status;
}

static Status host_perform(void *ctx, const RunEffect *effect, RunReply *reply)
{
    Worker *worker = ctx;
    World *world = worker->world;
    if (disk_has_ended(worker->process)) {
        return STATUS_IO;
    }
    if (pd_bytes_equal_cstr(effect->name, "offer")) {
        offer(world, effect->arguments);
        return reply_uint(reply, 0);
    }
    uint64_t value = serve(world, effect);
    int run = effect->key[1] - '0';
    if (chance(3) == 0 && worker->late[run].sequence == 0) {
        worker->late[run] = (Late){effect->sequence, value};
        return STATUS_BUSY;
    }
    return reply_uint(reply, value);
}

/* ── workers ── */

static RunOptions options_of(Worker *worker)
{
    return (RunOptions){.alloc = pd_alloc_system(),
                        .store = worker->store,
                        .program = worker->world->program,
                        .host = {.ctx = worker,
                                 .now_ns = host_now,
                                 .monotonic_ns = host_monotonic,
                                 .entropy = host_entropy,
                                 .perform = host_perform,
                                 .output = host_output},
                        .worker = pd_bytes_of_cstr(worker->process == 0 ? "w0" : "w1"),
                        .lease_ms = LEASE_MS,
                        .slice = worker->world->calm ? CALM_FUEL : 100 + chance(3000),
                        .give_lease_on_wait = chance(2) == 0};
}

/* Statuses that a store with faults may give. */
static bool is_fault(Status status)
{
    return status == STATUS_IO || status == STATUS_BUSY || status == STATUS_NOT_FOUND ||
           status == STATUS_DENIED;
}

static Status count_failure(World *world, Status status, const Error *err)
{
    world->failures += status != STATUS_OK && status != STATUS_CONFLICT;
    world->conflicts += status == STATUS_CONFLICT;
    bool known = status == STATUS_OK || status == STATUS_CONFLICT || is_fault(status);
    if (!known || (world->calm && is_fault(status))) {
        problem(world, "%s: %s", pd_status_name(status), err->message);
    }
    return status;
}

static void open_store(World *world, int process, Store **store)
{
    Error err;
    StoreOptions options = {
        .alloc = pd_alloc_system(), .sync = SYNC_FULL, .busy_ms = 1, .vfs = disk_vfs(process)};
    if (*store == NULL) {
        (void)count_failure(world, pd_store_open_sqlite("store", &options, store, &err), &err);
    }
}

static void close_run(Worker *worker, int run)
{
    pd_run_close(worker->runs[run]);
    worker->runs[run] = NULL;
    worker->late[run].sequence = 0;
}

static void close_worker(Worker *worker)
{
    for (int i = 0; i < RUNS; i++) {
        close_run(worker, i);
    }
    pd_store_close(worker->store);
    worker->store = NULL;
}

/* The process has ended: what it had in memory is gone. Another one starts in its place. */
static void replace_ended(World *world)
{
    for (int i = 0; i < WORKERS; i++) {
        if (disk_has_ended(i)) {
            world->ends++;
            close_worker(&world->workers[i]);
            disk_begin(i);
            if (!world->calm) {
                disk_set_faults(i, chance(3) == 0 ? RARITY : 0);
            }
        }
    }
    if (disk_has_ended(CLIENT)) {
        pd_store_close(world->client);
        world->client = NULL;
        disk_begin(CLIENT);
    }
}

static void answer_late(Worker *worker, int run)
{
    Error err;
    Buffer bytes;
    pd_buffer_init(&bytes, pd_alloc_system(), 100);
    pd_cbor_write_uint(&bytes, worker->late[run].value);
    Status status =
        pd_run_answer(worker->runs[run], worker->late[run].sequence, pd_buffer_peek(&bytes), &err);
    pd_buffer_deinit(&bytes);
    worker->late[run].sequence = 0;
    if (status != STATUS_OK) {
        (void)count_failure(worker->world, status, &err);
    }
}

static void open_run(Worker *worker, int run)
{
    Error err;
    RunOptions options = options_of(worker);
    Book *book = &worker->world->books[run];
    Status status = pd_run_open(&options, pd_bytes_of_cstr(book->id), &worker->runs[run], &err);
    (void)count_failure(worker->world, status, &err);
}

/* After a turn: what was committed may be looked at; what failed may be tried again or given up. */
static void after_turn(Worker *worker, int run, const RunTurn *turn)
{
    World *world = worker->world;
    if (disk_has_ended(worker->process)) {
        return;
    }
    if (turn->status == STATUS_CONFLICT || (turn->status != STATUS_OK && chance(2) == 0) ||
        turn->progress == PROGRESS_ENDED) {
        world->books[run].ended |= turn->progress == PROGRESS_ENDED && turn->status == STATUS_OK;
        close_run(worker, run);
    } else if (turn->progress == PROGRESS_WAITS && chance(2) == 0) {
        close_run(worker, run);
    }
    check_journal(world, worker->store, &world->books[run]);
}

/* Advances some of the runs that the worker has. */
static void advance(Worker *worker)
{
    Error err = {.message = ""};
    RunTurn turns[RUNS];
    int which[RUNS];
    size_t count = 0;
    for (int i = 0; i < RUNS; i++) {
        if (worker->runs[i] != NULL && chance(4) != 0) {
            if (worker->late[i].sequence != 0 && chance(2) == 0) {
                answer_late(worker, i);
            }
            turns[count] = (RunTurn){.run = worker->runs[i]};
            which[count++] = i;
        }
    }
    if (count == 0) {
        return;
    }
    Status status = pd_run_advance(turns, count, &err);
    (void)count_failure(worker->world, status, &err);
    for (size_t i = 0; i < count; i++) {
        turns[i].status = status != STATUS_OK ? status : turns[i].status;
        if (status == STATUS_OK) {
            (void)count_failure(worker->world, turns[i].status, &turns[i].err);
        }
        after_turn(worker, which[i], &turns[i]);
    }
    if (status == STATUS_IO && !disk_has_ended(worker->process)) {
        close_worker(worker); /* a disk that failed is not trusted through the same handle */
    }
}

static void checkpoint(Worker *worker, int run)
{
    Error err;
    Status status = pd_run_checkpoint(worker->runs[run], &err);
    if (status != STATUS_USAGE) { /* it has ended */
        (void)count_failure(worker->world, status, &err);
    }
    if (status != STATUS_OK) {
        close_run(worker, run);
    }
}

static void work(Worker *worker)
{
    World *world = worker->world;
    open_store(world, worker->process, &worker->store);
    if (worker->store == NULL) {
        return;
    }
    int run = (int)chance(RUNS);
    if (worker->runs[run] == NULL && !world->books[run].ended) {
        open_run(worker, run);
    } else if (worker->runs[run] != NULL && chance(20) == 0) {
        close_run(worker, run);
    } else if (worker->runs[run] != NULL && chance(20) == 0) {
        checkpoint(worker, run);
    } else {
        advance(worker);
    }
}

/* ── the client ── */

static Status send(World *world, uint64_t number, const Message *message)
{
    Error err;
    Status status = pd_store_send(world->client, number, message, &err);
    if (status != STATUS_USAGE && status != STATUS_EXISTS) { /* it has ended; it is settled */
        (void)count_failure(world, status, &err);
    }
    if (status == STATUS_IO) {
        pd_store_close(world->client);
        world->client = NULL;
    }
    return status;
}

static void send_signal(World *world)
{
    Book *book = &world->books[chance(RUNS)];
    if (book->sent_count == SIGNALS_MAX) {
        return;
    }
    Buffer body;
    pd_buffer_init(&body, pd_alloc_system(), 100);
    pd_cbor_write_uint(&body, book->sent_count);
    Message message = {
        .kind = MESSAGE_SIGNAL, .name = pd_bytes_of_cstr("s"), .body = pd_buffer_peek(&body)};
    book->acked[book->sent_count] = send(world, book->number, &message) == STATUS_OK;
    book->sent_count++;
    pd_buffer_deinit(&body);
}

static void settle_promise(World *world)
{
    Bytes id;
    Buffer body;
    Buffer value;
    size_t i = world->promise_count == 0 ? 0 : (size_t)chance(world->promise_count);
    Message message = {.kind = MESSAGE_PROMISE};
    if (world->promise_count == 0 || world->settled[i] ||
        !pd_run_split_promise(pd_bytes_of_cstr(world->promises[i]), &id, &message.slot)) {
        return;
    }
    pd_buffer_init(&body, pd_alloc_system(), 100);
    pd_buffer_init(&value, pd_alloc_system(), 100);
    pd_cbor_write_uint(&value, i);
    pd_run_write_outcome(&body, pd_buffer_peek(&value));
    message.body = pd_buffer_peek(&body);
    Status status = send(world, book_of(world, id)->number, &message);
    world->settled[i] = status == STATUS_OK || status == STATUS_EXISTS || status == STATUS_USAGE;
    pd_buffer_deinit(&body);
    pd_buffer_deinit(&value);
}

static void serve_client(World *world)
{
    open_store(world, CLIENT, &world->client);
    if (world->client == NULL) {
        return;
    }
    if (chance(2) == 0) {
        send_signal(world);
    } else {
        settle_promise(world);
    }
}

/* ── events ── */

static void lose_power(World *world)
{
    world->losses++;
    disk_lose_power();
    replace_ended(world);
}

static void disturb(World *world)
{
    int process = (int)chance(DISK_PROCESS_MAX);
    switch (chance(8)) {
    case 0: lose_power(world); break;
    case 1:
    case 2:
    case 3: disk_end_after(process, 1 + chance(ENDS_WITHIN)); break;
    case 4: disk_set_faults(process, chance(2) == 0 ? RARITY : 0); break;
    case 5: world->now_ms += (int64_t)chance(5 * LEASE_MS); break;
    case 6: world->workers[chance(WORKERS)].skew_ms = (int64_t)chance(1000) - 500; break;
    default:
        if (world->client != NULL) {
            Book *book = &world->books[chance(RUNS)];
            pd_status_ignore(pd_store_drop_snapshots(world->client, book->number, NULL));
        }
        break;
    }
}

static void become_calm(World *world)
{
    world->calm = true;
    for (int i = 0; i < DISK_PROCESS_MAX; i++) {
        disk_set_faults(i, 0);
        disk_end_after(i, 0);
    }
    for (int i = 0; i < WORKERS; i++) {
        close_worker(&world->workers[i]);
        world->workers[i].skew_ms = 0;
    }
    pd_store_close(world->client);
    world->client = NULL;
}

static void one_event(World *world)
{
    uint64_t what = chance(100);
    world->events++;
    world->now_ms += (int64_t)chance(100);
    if (what < 70) {
        work(&world->workers[chance(WORKERS)]);
    } else if (what < 90 || world->calm) {
        serve_client(world);
    } else {
        disturb(world);
    }
    replace_ended(world);
}

static bool all_ended(const World *world)
{
    bool ended = true;
    for (int i = 0; i < RUNS; i++) {
        ended = ended && world->books[i].ended;
    }
    return ended;
}

/* ── beginning and end ── */

static bool note_number(void *ctx, const RunRow *row)
{
    *(uint64_t *)ctx = row->run;
    return true;
}

static Program *compile(const Image *image)
{
    CodeUnit *unit = NULL;
    Program *program = NULL;
    Error err;
    CompileOptions options = {.filename = "sim.py", .module_name = pd_bytes_of_cstr("__main__")};
    if (pd_lang_compile(pd_bytes_of_cstr(world_program), &options, pd_alloc_system(), &unit,
                        &err) != STATUS_OK ||
        pd_program_new(image, &unit, 1, &program, &err) != STATUS_OK) {
        (void)fprintf(stderr, "line %u: %s\n", err.line, err.message);
        exit(2);
    }
    return program;
}

/* Makes the runs, in peace: a run that does not exist cannot be promised anything. */
static void create_runs(World *world)
{
    Worker *worker = &world->workers[0];
    open_store(world, worker->process, &worker->store);
    RunOptions options = options_of(worker);
    Error err;
    Status status = pd_store_put_program(worker->store, pd_program_id(world->program),
                                         pd_bytes_of_cstr("code"), &err);
    for (int i = 0; i < RUNS && status == STATUS_OK; i++) {
        Book *book = &world->books[i];
        char words[4][16];
        Bytes argv[5] = {pd_bytes_of_cstr("sim.py")};
        const int values[4] = {i, RUNS, GIVEN, SIGNALED};
        for (int k = 0; k < 4; k++) {
            (void)snprintf(words[k], sizeof words[k], "%d", values[k]);
            argv[k + 1] = pd_bytes_of_cstr(words[k]);
        }
        (void)snprintf(book->id, sizeof book->id, "r%d", i);
        pd_buffer_init(&book->shown, pd_alloc_system(), SIZE_MAX / 2);
        pd_buffer_init(&book->journal, pd_alloc_system(), SIZE_MAX / 2);
        RunStart start = {.id = pd_bytes_of_cstr(book->id),
                          .argv = argv,
                          .argv_count = ARRAY_COUNT(argv),
                          .seed = 1 + chance(1000000),
                          .limits = pd_limits_default()};
        RunQuery query = {.kind = QUERY_ID, .id = start.id};
        status = pd_run_create(&options, &start, &worker->runs[i], &err);
        if (status == STATUS_OK) {
            status = pd_store_rows(worker->store, &query, (RowVisitor){&book->number, note_number},
                                   &err);
        }
    }
    if (status != STATUS_OK) {
        problem(world, "the runs were not made: %s", err.message);
    }
}

static void finish(World *world)
{
    Worker *worker = &world->workers[0];
    for (int i = 0; i < WORKERS; i++) {
        close_worker(&world->workers[i]);
    }
    pd_store_close(world->client);
    world->client = NULL;
    if (!all_ended(world)) {
        problem(world, "not all runs have ended after %" PRIu64 " events", world->events);
    }
    open_store(world, worker->process, &worker->store);
    if (worker->store != NULL) {
        RunOptions options = options_of(worker);
        check_end(world, worker->store, &options);
    }
    close_worker(worker);
    for (int i = 0; i < RUNS; i++) {
        pd_buffer_deinit(&world->books[i].shown);
        pd_buffer_deinit(&world->books[i].journal);
    }
    pd_program_free(world->program);
}

void world_run(World *world, const Image *image, uint64_t seed)
{
    *world = (World){.seed = seed, .now_ms = 1700000000000};
    chance_seed(seed);
    disk_reset();
    world->program = compile(image);
    for (int i = 0; i < WORKERS; i++) {
        world->workers[i] = (Worker){.world = world, .process = i};
    }
    create_runs(world);
    while (world->events < STORMY_EVENTS && world->problem[0] == '\0' && !all_ended(world)) {
        one_event(world);
    }
    become_calm(world);
    while (world->events < STORMY_EVENTS + CALM_EVENTS && world->problem[0] == '\0' &&
           !all_ended(world)) {
        one_event(world);
    }
    finish(world);
}
