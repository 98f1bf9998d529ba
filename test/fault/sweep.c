/*
 * Runs the command again and again, and the N-th call that may fail does, for N = 1, 2, ... until
 * none is left to fail.
 *
 * perdure_fault oom exec ARG...            the N-th allocation
 * perdure_fault oom-dropped exec ARG...    the same; the program may drop a MemoryError unseen
 * perdure_fault io FOLDER run FILE ARG...  the N-th call for a file of the store, a durable run
 * perdure_fault N exec ARG...              only the N-th allocation, to look at
 *
 * Promises: no crash; a failure is told; nothing stays allocated; after a failure of the store the
 * run goes on in another process and ends as it does in peace. Each execution is a process of its
 * own, forked before the command has done anything. The last line is `N positions, N problems`.
 */
#include "fault.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define SECONDS_MAX  60
#define TEXT_MAX     65536
#define ARGS_MAX     64
#define PROBLEMS_MAX 10
/* Every position up to this one is tried. */
#define DENSE_POSITIONS 250
#define EXIT_BAD        2
#define EXIT_SYSTEM     5

int __real_main(int argc, char **argv);
int __wrap_main(int argc, char **argv);

typedef struct Ended {
    int status; /* exit status; -N: killed by signal N */
    int out;    /* memory files of both streams */
    int err;
} Ended;

typedef struct Sweep {
    Faults *faults;     /* in memory that all processes share */
    uint64_t at;        /* the position that is tried */
    uint64_t positions; /* tried so far */
    uint64_t problems;
    bool may_drop;   /* the program may have another result and say nothing */
    char store[600]; /* the option --store */
    int argc;        /* of the command, without argv[0] */
    char **argv;
    char *given[ARGS_MAX]; /* the run command with --store and --id */
    int given_count;
} Sweep;

static void die(const char *what)
{
    perror(what);
    exit(2);
}

/* ── one execution ── */

static void close_ended(Ended *ended)
{
    (void)close(ended->out);
    (void)close(ended->err);
}

static void limit_time(void)
{
    struct rlimit limit = {SECONDS_MAX, SECONDS_MAX};
    (void)setrlimit(RLIMIT_CPU, &limit);
}

static Ended execute(Sweep *sweep, char **argv, int argc, uint64_t fail_at)
{
    Ended ended = {.out = memfd_create("out", 0), .err = memfd_create("err", 0)};
    int status = 0;
    if (ended.out < 0 || ended.err < 0) {
        die("memfd_create");
    }
    sweep->faults->fail_at = fail_at;
    (void)fflush(stdout);
    pid_t child = fork();
    if (child < 0) {
        die("fork");
    }
    if (child == 0) {
        limit_time();
        (void)dup2(ended.out, STDOUT_FILENO);
        (void)dup2(ended.err, STDERR_FILENO);
        close_ended(&ended);
        faults_set(sweep->faults);
        int code = __real_main(argc, argv);
        faults_set(NULL);
        exit(code);
    }
    if (waitpid(child, &status, 0) != child) {
        die("waitpid");
    }
    ended.status = WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
    return ended;
}

static size_t read_text(int fd, char text[TEXT_MAX])
{
    ssize_t size = pread(fd, text, TEXT_MAX - 1, 0);
    text[size > 0 ? size : 0] = '\0';
    return size > 0 ? (size_t)size : 0;
}

static bool same_text(int a, int b)
{
    static char left[TEXT_MAX];
    static char right[TEXT_MAX];
    size_t size = read_text(a, left);
    return size == read_text(b, right) && memcmp(left, right, size) == 0;
}

static bool says(const Ended *ended, const char *word)
{
    static char text[TEXT_MAX];
    (void)read_text(ended->err, text);
    if (strstr(text, word) != NULL) {
        return true;
    }
    (void)read_text(ended->out, text);
    return strstr(text, word) != NULL;
}

static void tell(Sweep *sweep, const Ended *ended, const char *what)
{
    static char text[TEXT_MAX];
    if (++sweep->problems > PROBLEMS_MAX) {
        return;
    }
    (void)read_text(ended->err, text);
    text[3000] = '\0';
    printf("position %llu (%s): %s; status %d\n%s%s", (unsigned long long)sweep->at,
           sweep->faults->call, what, ended->status, text, text[0] == '\0' ? "" : "\n");
}

static bool has_crashed(const Ended *ended, const Ended *plain)
{
    return ended->status != plain->status && (ended->status < 0 || ended->status > 128);
}

/* ── allocations ── */

static void judge_allocation(Sweep *sweep, const Ended *plain, const Ended *ended, uint64_t live)
{
    bool same = ended->status == plain->status && same_text(plain->out, ended->out) &&
                same_text(plain->err, ended->err);
    if (has_crashed(ended, plain)) {
        tell(sweep, ended, "crashed");
    } else if (!same && !sweep->may_drop && ended->status == 0 && !says(ended, "emory")) {
        tell(sweep, ended, "did something else and did not say why");
    } else if (!same && ended->status != plain->status && ended->status != EXIT_FAILURE &&
               ended->status != EXIT_SYSTEM) {
        tell(sweep, ended, "ended with a status that does not mean this");
    } else if (sweep->faults->live > live) {
        tell(sweep, ended, "left something allocated");
    }
}

/* Each of the first positions, then ever fewer: a long program would take the square of its time.
 */
static uint64_t position_after(uint64_t position)
{
    return position + 1 + position / DENSE_POSITIONS * (position / DENSE_POSITIONS);
}

static void sweep_allocations(Sweep *sweep)
{
    sweep->faults->kind = FAULT_ALLOCATION;
    Ended plain = execute(sweep, sweep->argv, sweep->argc, 0);
    uint64_t live = sweep->faults->live;
    for (uint64_t at = 1;; at = position_after(at)) {
        Ended ended = execute(sweep, sweep->argv, sweep->argc, at);
        if (!sweep->faults->failed) {
            close_ended(&ended);
            break;
        }
        sweep->positions++;
        sweep->at = at;
        judge_allocation(sweep, &plain, &ended, live);
        close_ended(&ended);
    }
    close_ended(&plain);
}

/* ── the store ── */

static void remove_store(const Sweep *sweep)
{
    static const char *const ends[] = {"s.db", "s.db-wal", "s.db-shm", "s.db-journal"};
    char path[600];
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        (void)snprintf(path, sizeof path, "%s/%s", sweep->faults->folder, ends[i]);
        (void)unlink(path);
    }
}

/* A command about the run, without a fault. */
static Ended ask(Sweep *sweep, const char *command)
{
    char name[] = "perdure";
    char run[] = "r";
    char word[32];
    (void)snprintf(word, sizeof word, "%s", command);
    char *argv[] = {name, word, sweep->store, run, NULL};
    FaultKind kind = sweep->faults->kind;
    sweep->faults->kind = FAULT_NONE;
    Ended ended = execute(sweep, argv, 4, 0);
    sweep->faults->kind = kind;
    return ended;
}

static Ended start(Sweep *sweep, uint64_t fail_at)
{
    return execute(sweep, sweep->given, sweep->given_count, fail_at);
}

/* Goes on after a failure, from the beginning when there is no run; the status of the run. */
static Ended go_on(Sweep *sweep)
{
    Ended ended = ask(sweep, "resume");
    if (ended.status == EXIT_BAD && says(&ended, "there is no")) {
        close_ended(&ended);
        ended = start(sweep, 0);
    }
    return ended;
}

static void judge_store(Sweep *sweep, const Ended *plain, const Ended *output, const Ended *failed)
{
    if (has_crashed(failed, plain)) {
        tell(sweep, failed, "crashed");
        return;
    }
    /* SQLite takes a page that cannot be read for a damaged one. */
    bool is_told = failed->status == EXIT_SYSTEM ||
                   (failed->status == EXIT_BAD && says(failed, "the store is damaged"));
    if (failed->status != plain->status && !is_told) {
        tell(sweep, failed, "ended with a status that does not mean this");
    }
    Ended ended = go_on(sweep);
    if (ended.status != plain->status) {
        tell(sweep, &ended, "did not end as in peace when it went on");
    }
    close_ended(&ended);
    ended = ask(sweep, "output");
    if (ended.status != 0 || !same_text(ended.out, output->out)) {
        tell(sweep, &ended, "the recorded output is another one");
    }
    close_ended(&ended);
    ended = ask(sweep, "verify");
    if (ended.status != 0) {
        tell(sweep, &ended, "the store is damaged");
    }
    close_ended(&ended);
}

static bool make_command(Sweep *sweep)
{
    static char run_id[] = "--id=r";
    if (sweep->argc + 4 > ARGS_MAX) {
        return false;
    }
    sweep->given[sweep->given_count++] = sweep->argv[0];
    sweep->given[sweep->given_count++] = sweep->argv[1];
    sweep->given[sweep->given_count++] = sweep->store;
    sweep->given[sweep->given_count++] = run_id;
    for (int i = 2; i < sweep->argc; i++) {
        sweep->given[sweep->given_count++] = sweep->argv[i];
    }
    sweep->given[sweep->given_count] = NULL;
    return true;
}

static void sweep_store(Sweep *sweep)
{
    sweep->faults->kind = FAULT_STORE;
    remove_store(sweep);
    Ended plain = start(sweep, 0);
    Ended output = ask(sweep, "output");
    if (output.status != 0) {
        tell(sweep, &plain, "failed without any fault");
        return;
    }
    bool failed = true;
    for (sweep->at = 1; failed; sweep->at++) {
        remove_store(sweep);
        Ended ended = start(sweep, sweep->at);
        failed = sweep->faults->failed;
        if (failed) {
            sweep->positions++;
            judge_store(sweep, &plain, &output, &ended);
        }
        close_ended(&ended);
    }
    remove_store(sweep);
    close_ended(&plain);
    close_ended(&output);
}

int __wrap_main(int argc, char **argv)
{
    Sweep sweep = {.argv = argv + 1, .argc = argc - 1};
    sweep.faults =
        mmap(NULL, sizeof(Faults), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (sweep.faults == MAP_FAILED) {
        die("mmap");
    }
    sweep.may_drop = argc > 1 && strcmp(argv[1], "oom-dropped") == 0;
    if (argc > 3 && (sweep.may_drop || strcmp(argv[1], "oom") == 0)) {
        sweep_allocations(&sweep);
    } else if (argc > 4 && strcmp(argv[1], "io") == 0 && strlen(argv[2]) < 500) {
        (void)snprintf(sweep.faults->folder, sizeof sweep.faults->folder, "%s", argv[2]);
        (void)snprintf(sweep.store, sizeof sweep.store, "--store=%s/s.db", argv[2]);
        sweep.argv++;
        sweep.argc--;
        if (!make_command(&sweep)) {
            return 2;
        }
        sweep_store(&sweep);
    } else if (argc > 3 && strtoull(argv[1], NULL, 10) > 0) {
        sweep.faults->kind = FAULT_ALLOCATION;
        sweep.faults->fail_at = strtoull(argv[1], NULL, 10);
        faults_set(sweep.faults);
        return __real_main(sweep.argc, sweep.argv);
    } else {
        (void)fprintf(stderr, "usage: perdure_fault oom exec ARG... | io FOLDER run ARG...\n");
        return 2;
    }
    printf("%llu positions, %llu problems\n", (unsigned long long)sweep.positions,
           (unsigned long long)sweep.problems);
    return sweep.problems == 0 ? 0 : 1;
}
