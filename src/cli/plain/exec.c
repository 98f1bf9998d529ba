/*
 * perdure exec: runs a program to its end without a store, as python3 would.
 */
#include "cli/plain/exec.h"

#include <stdlib.h>
#include <string.h>

enum {
    EXEC_CODE = 1,
    EXEC_TIME_MAX,
    EXEC_STATS,
    EXEC_TRACE,
    EXEC_GC,
    EXEC_RESUME,
    EXEC_REPLAY,
    EXEC_REPORT
};

static const Option exec_options[] = {
    {EXEC_CODE, 'c', "code", "CODE", "run this text; what follows are its arguments"},
    OPTION_ROWS_GRANTS,
    OPTION_ROWS_LIMITS,
    {EXEC_TIME_MAX, 0, "time-max", "MS", "end it with TimeoutError after so many milliseconds"},
    {EXEC_STATS, 0, "stats", NULL, "say at the end what it used"},
    {EXEC_TRACE, 0, "trace-effects", NULL, "say on stderr who answers each effect"},
    {OPTION_JSON, 0, "json", NULL, "print one JSON object with what it wrote, its status and use"},
    {EXEC_GC, 0, "test-gc", "N", NULL},
    {EXEC_RESUME, 0, "test-resume", "N", NULL},
    {EXEC_REPLAY, 0, "test-replay", NULL, NULL},
    {EXEC_REPORT, 0, "test-state-hash", "FILE", NULL},
    {0},
};

typedef struct Exec {
    Machine machine;
    SourceFile source;
    const char *code; /* of -c */
    bool stats;
    bool json;
} Exec;

static bool take_test_option(TestOptions *test, Options *options, int id)
{
    test->any = true;
    switch (id) {
    case EXEC_GC: return pd_options_number(options, UINT64_MAX, &test->collects_every);
    case EXEC_REPLAY: test->replays = true; return true;
    case EXEC_REPORT: test->report = options->value; return true;
    default: break;
    }
    pd_assert(id == EXEC_RESUME);
    if (strcmp(options->value, "effect") == 0) {
        test->resumes_effects = true;
        return true;
    }
    return pd_options_number(options, UINT64_MAX, &test->resumes_every);
}

/* Reads the options; 0 or what pd_options_next said. */
static int read_options(Exec *exec, Options *options)
{
    int id;
    while ((id = pd_options_next(options)) > 0) {
        bool taken = true;
        switch (id) {
        case EXEC_CODE:
            exec->code = options->value;
            options->only_words = true;
            break;
        case EXEC_STATS: exec->stats = true; break;
        case EXEC_TRACE: exec->machine.traces = true; break;
        case OPTION_JSON: exec->json = true; break;
        case EXEC_TIME_MAX:
            taken = pd_options_number(options, INT32_MAX, &exec->machine.time_max_ms);
            break;
        case EXEC_GC:
        case EXEC_RESUME:
        case EXEC_REPLAY:
        case EXEC_REPORT: taken = take_test_option(&exec->machine.test, options, id); break;
        default: taken = pd_world_option(&exec->machine.world, options, id); break;
        }
        if (!taken) {
            return -1;
        }
    }
    return id;
}

static void print_stats(const Machine *machine)
{
    perdure_stats stats;
    char peak[TIME_TEXT_BYTES];
    if (machine->vm == NULL) {
        return;
    }
    perdure_vm_stats(machine->vm, &stats);
    pd_cli_size_text(stats.peak_bytes, peak);
    double ms = (double)(pd_host_monotonic_ns() - machine->cli->begin_ns) / 1e6;
    pd_cli_note(machine->cli,
                "fuel %llu · instructions %llu · effects %llu · collections %llu · peak %s · "
                "%.3f ms\n",
                (unsigned long long)stats.fuel, (unsigned long long)stats.instructions,
                (unsigned long long)stats.effects, (unsigned long long)stats.collections, peak, ms);
}

/* sys.argv as CPython has it. */
static const char **make_argv(const Exec *exec, const Options *options, size_t *count)
{
    bool is_code = exec->code != NULL;
    *count = (size_t)options->word_count + (is_code ? 1 : 0);
    const char **argv = pd_alloc_new_array(pd_alloc_system(), *count, sizeof *argv);
    if (argv == NULL) {
        return NULL;
    }
    argv[0] = "-c";
    for (int i = 0; i < options->word_count; i++) {
        argv[i + (is_code ? 1 : 0)] = options->words[i];
    }
    return argv;
}

static int run_to_end(Machine *machine)
{
    pd_host_catch_signals();
    perdure_stop stop = pd_machine_advance(machine);
    return stop == PERDURE_STOP_FUEL ? pd_machine_end_early(machine)
                                     : pd_machine_finish(machine, stop);
}

static int run_program(Exec *exec, const Options *options)
{
    Machine *machine = &exec->machine;
    SourceCompile compile = {.runtime = machine->runtime,
                             .limits = machine->world.limits,
                             .limit_count = machine->world.limit_count};
    int code;
    size_t argv_count;
    machine->program = pd_source_compile(&exec->source, &compile, &code);
    if (machine->program == NULL) {
        return code;
    }
    const char **argv = make_argv(exec, options, &argv_count);
    if (argv == NULL) {
        return pd_cli_fail(machine->cli, EXIT_SYSTEM, "out of memory");
    }
    machine->argv = argv;
    machine->argv_count = argv_count;
    code = pd_machine_start(machine) ? run_to_end(machine) : EXIT_SYSTEM;
    code = pd_testing_finish(machine, code);
    pd_alloc_free_array(pd_alloc_system(), argv, argv_count, sizeof *argv);
    machine->argv = NULL;
    return code;
}

static int exec_command(Cli *cli, Options *options)
{
    Exec exec = {.machine.cli = cli};
    int id = read_options(&exec, options);
    if (id != OPTION_END) {
        return pd_options_exit(id);
    }
    if (exec.code != NULL) {
        pd_source_open_text(&exec.source, cli, exec.code);
    } else if (!pd_options_words(options, 1, -1) ||
               !pd_source_open(&exec.source, cli, options->words[0])) {
        return EXIT_BAD;
    }
    int code = EXIT_BAD;
    if (exec.json) {
        pd_capture_begin(&exec.machine.capture, cli);
    }
    if (!pd_machine_open_runtime(&exec.machine)) {
        code = EXIT_SYSTEM;
    } else if (pd_machine_open_host(&exec.machine)) {
        code = run_program(&exec, options);
    }
    if (exec.json) {
        code = pd_capture_print(&exec.machine.capture, cli, exec.machine.vm, code);
        pd_capture_end(&exec.machine.capture, cli);
    }
    if (exec.stats) {
        print_stats(&exec.machine);
    }
    pd_machine_free(&exec.machine);
    pd_source_close(&exec.source);
    return code;
}

const Command pd_command_exec = {
    .name = "exec",
    .usage = "FILE [ARG…]   or: -c CODE [ARG…]   or: - [ARG…]",
    .summary = "Run a program to its end, as python3 would, without a store",
    .details =
        "Standard output, standard error and exit status are those of CPython: 0, 1 after an\n"
        "uncaught exception, n after sys.exit(n), 2 for wrong usage. Nothing outside can be\n"
        "reached unless it is granted; grants may be repeated. FILE - is standard input.\n"
        "--json prints {\"stdout\", \"stderr\", \"exit_status\", \"fuel\", \"effects\",\n"
        "\"collections\", \"peak_bytes\"} instead.\n",
    .example = "  perdure exec -c 'print(sum(range(10)))'\n"
               "  perdure exec --allow-read=data report.py data/orders.csv\n",
    .options = exec_options,
    .stops_at_word = true,
    .run = exec_command,
};
