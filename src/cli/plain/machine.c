/*
 * Running a program without a store: effects are performed as they are asked for.
 *
 * Ctrl-C is KeyboardInterrupt where the program stands; if it is not caught the process ends by the
 * signal, as python3 does, so that a shell loop ends too.
 */
#include "cli/plain/exec.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

#define TIME_GRACE_MS 250

/* ── effects ── */

static void take_answer(void *ctx, void *owner, uint64_t sequence, const HostAnswer *answer)
{
    Machine *machine = ctx;
    (void)owner;
    (void)sequence;
    machine->has_answer = true;
    machine->has_told =
        answer->exception != NULL && (strcmp(answer->exception, "KeyboardInterrupt") == 0 ||
                                      strcmp(answer->exception, "TimeoutError") == 0);
    /* What the host lends goes to the vm at once: its text and value end with this call. */
    perdure_error err;
    perdure_status status;
    if (answer->exception != NULL) {
        status = perdure_vm_answer_error(machine->vm, answer->exception, answer->message, &err);
    } else {
        status = perdure_vm_answer(machine->vm, answer->value, &err);
    }
    if (status != PERDURE_OK) {
        status = perdure_vm_answer_error(machine->vm, "OSError", err.message, NULL);
    }
    if (status != PERDURE_OK &&
        perdure_vm_answer_error(machine->vm, "MemoryError", "", NULL) != PERDURE_OK) {
        machine->is_broken = true;
    }
    pd_testing_record(machine, answer);
}

static Status take_written(void *ctx, int stream, Bytes text)
{
    Machine *machine = ctx;
    return pd_capture_write(&machine->capture, stream, text);
}

bool pd_machine_open_runtime(Machine *machine)
{
    perdure_error err = {0};
    if (perdure_runtime_new(&machine->runtime, &err) != PERDURE_OK) {
        (void)pd_cli_report(machine->cli, NULL, &err);
        return false;
    }
    return true;
}

bool pd_machine_open_host(Machine *machine)
{
    uint64_t seed = machine->world.seed;
    if (!machine->world.has_seed && !machine->test.any && !pd_host_entropy(&seed, sizeof seed)) {
        (void)pd_cli_fail(machine->cli, EXIT_SYSTEM, "the system gives no random bytes");
        return false;
    }
    machine->world.seed = seed;
    HostOptions options = {
        .deterministic = machine->test.any, .seed = seed, .ctx = machine, .finished = take_answer};
    if (machine->capture.is_on) {
        options.written = take_written;
    }
    machine->host = pd_host_new(&options);
    machine->grants = pd_host_grants_new();
    if (machine->host == NULL || machine->grants == NULL) {
        (void)pd_cli_fail(machine->cli, EXIT_SYSTEM, "out of memory");
        return false;
    }
    return pd_world_grant(&machine->world, machine->cli, machine->grants);
}

/* Waits for an answer that comes later; a signal ends the waiting. */
static void wait_for_answer(Machine *machine, const perdure_effect *effect)
{
    int interrupts = pd_host_interrupts();
    int alarms = pd_host_alarms();
    while (!machine->has_answer) {
        pd_host_wait(machine->host, -1);
        const char *exception = pd_host_interrupts() != interrupts ? "KeyboardInterrupt"
                                : pd_host_alarms() != alarms       ? "TimeoutError"
                                                                   : NULL;
        bool ends = pd_host_terminations() > 0;
        if (!machine->has_answer && (exception != NULL || ends)) {
            pd_host_forget(machine->host, machine);
            HostAnswer answer = {.exception = ends ? "KeyboardInterrupt" : exception};
            take_answer(machine, machine, effect->sequence, &answer);
        }
    }
}

void pd_machine_perform(Machine *machine)
{
    const perdure_effect *effect = perdure_vm_effect(machine->vm);
    if (effect == NULL) {
        (void)pd_cli_fail(machine->cli, EXIT_SYSTEM, "out of memory");
        machine->is_broken = true;
        return;
    }
    HostAnswer answer = {0};
    machine->has_answer = false;
    HostRequest request = {.effect = effect, .grants = machine->grants, .owner = machine};
    Status status = pd_host_perform(machine->host, &request, &answer);
    if (status == STATUS_BUSY) {
        wait_for_answer(machine, effect);
        return;
    }
    if (status == STATUS_NOT_FOUND) {
        answer.exception = "NotImplementedError";
        (void)snprintf(answer.message, sizeof answer.message,
                       "nothing here performs the effect '%.200s'", effect->name);
    }
    take_answer(machine, machine, effect->sequence, &answer);
    pd_host_answer_deinit(&answer);
}

/* ── signals and time ── */

static void set_alarm(uint64_t ms)
{
    struct itimerval timer = {
        .it_value = {.tv_sec = (time_t)(ms / 1000), .tv_usec = (suseconds_t)(ms % 1000 * 1000)}};
    (void)setitimer(ITIMER_REAL, &timer, NULL);
}

/* Lets signals that came raise in the program. False when it has to end at once. */
static bool deliver_signals(Machine *machine, int *alarms)
{
    if (pd_host_terminations() > 0) {
        return false;
    }
    if (pd_host_alarms() != *alarms) {
        if (*alarms > 0) {
            return false;
        }
        *alarms = pd_host_alarms();
        set_alarm(TIME_GRACE_MS);
        return perdure_vm_throw(machine->vm, "TimeoutError", "the time of --time-max is over",
                                NULL) == PERDURE_OK;
    }
    if (pd_host_interrupts() != machine->interrupts) {
        machine->interrupts = pd_host_interrupts();
        return perdure_vm_throw(machine->vm, "KeyboardInterrupt", "", NULL) == PERDURE_OK;
    }
    return true;
}

/* ── the end ── */

bool pd_machine_print_traceback(const Machine *machine)
{
    perdure_data text = {NULL, 0};
    if (perdure_vm_traceback(machine->vm, &text, NULL) != PERDURE_OK) {
        return false;
    }
    pd_cli_note_traceback(machine->cli, (Bytes){text.data, text.size});
    perdure_data_free(&text);
    return true;
}

static bool ended_by(const Machine *machine, const char *exception)
{
    perdure_data name = {NULL, 0};
    perdure_data message = {NULL, 0};
    bool found = perdure_vm_error(machine->vm, &name, &message, NULL) == PERDURE_OK &&
                 strcmp((const char *)name.data, exception) == 0;
    perdure_data_free(&name);
    perdure_data_free(&message);
    return found;
}

bool pd_machine_has_exited(Machine *machine)
{
    return ended_by(machine, "SystemExit");
}

/* The last flush, and what CPython says when it fails. */
int pd_machine_flush(Machine *machine, int code)
{
    Error err = {0};
    Status status = pd_host_flush(machine->host, &err);
    if (status == STATUS_OK) {
        return code;
    }
    const char *exception =
        strstr(err.message, "Broken pipe") != NULL ? "BrokenPipeError" : "OSError";
    pd_cli_note(machine->cli,
                "Exception ignored in: <_io.TextIOWrapper name='<stdout>' mode='w' "
                "encoding='utf-8'>\n%s: %s\n",
                exception, err.message);
    return EXIT_OUTPUT;
}

static void die_by(int number)
{
    (void)signal(number, SIG_DFL);
    (void)raise(number);
}

int pd_machine_finish(Machine *machine, perdure_stop stop)
{
    bool was_interrupted = false;
    int code = perdure_vm_exit_status(machine->vm);
    if (stop == PERDURE_STOP_RAISED) {
        was_interrupted = ended_by(machine, "KeyboardInterrupt");
        code = pd_machine_flush(machine, EXIT_FAILED);
        if (!pd_machine_print_traceback(machine)) {
            (void)pd_cli_fail(machine->cli, EXIT_FAILED, "the program failed");
        }
    } else {
        /* sys.exit("text") leaves that text. */
        code = pd_machine_flush(machine, code);
        (void)pd_machine_print_traceback(machine);
    }
    if (was_interrupted && machine->capture.is_on) {
        return 130;
    }
    if (was_interrupted && !machine->test.any) {
        die_by(SIGINT);
    }
    return code & 0xff;
}

int pd_machine_end_early(Machine *machine)
{
    pd_status_ignore(pd_host_flush(machine->host, NULL)); /* the status below says enough */
    if (machine->is_broken) {
        return EXIT_SYSTEM;
    }
    if (pd_host_terminations() > 0 && machine->capture.is_on) {
        return 143;
    }
    if (pd_host_terminations() > 0) {
        die_by(SIGTERM);
    }
    return pd_cli_fail(machine->cli, EXIT_FAILED, "the time of --time-max is over");
}

static void print_trace(void *ctx, const perdure_trace *t)
{
    Cli *cli = ctx;
    unsigned line = t->line;
    switch (t->kind) {
    case PERDURE_TRACE_FUNCTION:
        pd_cli_note(cli, "effect %s at %s:%u: %s\n", t->effect, t->file, line, t->clause);
        return;
    case PERDURE_TRACE_CONTROL:
        pd_cli_note(cli, "effect %s at %s:%u: %s, with the continuation\n", t->effect, t->file,
                    line, t->clause);
        return;
    case PERDURE_TRACE_DEFAULT:
        pd_cli_note(cli, "effect %s at %s:%u: no handler, its own body\n", t->effect, t->file,
                    line);
        return;
    case PERDURE_TRACE_HOST:
        pd_cli_note(cli, "effect %s at %s:%u: the host\n", t->effect, t->file, line);
        return;
    case PERDURE_TRACE_SEND:
    case PERDURE_TRACE_THROW:
    case PERDURE_TRACE_FORWARD: break;
    }
    const char *what = t->kind == PERDURE_TRACE_SEND    ? "send"
                       : t->kind == PERDURE_TRACE_THROW ? "throw"
                                                        : "forward";
    pd_cli_note(cli, "%s at %s:%u: goes on at %s:%u\n", what, t->file, line, t->to_file,
                (unsigned)t->to_line);
}

bool pd_machine_start_with(Machine *machine, const perdure_program *program)
{
    perdure_error err;
    perdure_vm_options options = {.limits = machine->world.limits,
                                  .limit_count = machine->world.limit_count,
                                  .seed = machine->world.seed,
                                  .argv = machine->argv,
                                  .argv_count = machine->argv_count};
    if (perdure_vm_new(program, &options, &machine->vm, &err) != PERDURE_OK) {
        (void)pd_cli_report(machine->cli, "starting the program", &err);
        return false;
    }
    if (machine->traces) {
        perdure_vm_set_trace(machine->vm, print_trace, machine->cli);
    }
    return true;
}

bool pd_machine_start(Machine *machine)
{
    return pd_machine_start_with(machine, machine->program);
}

static bool is_quiet(const Machine *machine, int alarms)
{
    return pd_host_interrupts() == machine->interrupts && pd_host_alarms() == alarms;
}

perdure_stop pd_machine_advance(Machine *machine)
{
    if (machine->time_max_ms > 0) {
        set_alarm(machine->time_max_ms);
    }
    int alarms = pd_host_alarms();
    for (;;) {
        pd_host_interrupt_vm(machine->vm);
        if (!is_quiet(machine, alarms)) { /* it came when there was no vm to interrupt */
            perdure_vm_interrupt(machine->vm);
        }
        perdure_stop stop = pd_testing_run(machine);
        pd_host_interrupt_vm(NULL);
        if (machine->is_broken) {
            return PERDURE_STOP_FUEL;
        }
        if (stop == PERDURE_STOP_DONE || stop == PERDURE_STOP_RAISED) {
            return stop;
        }
        if (stop == PERDURE_STOP_EFFECT) {
            pd_machine_perform(machine);
            if (machine->has_told) { /* of what came while it waited for the answer */
                machine->interrupts = pd_host_interrupts();
            }
            if (!is_quiet(machine, alarms) && !deliver_signals(machine, &alarms)) {
                return PERDURE_STOP_FUEL;
            }
        } else if (!deliver_signals(machine, &alarms)) {
            return PERDURE_STOP_FUEL;
        }
        if (pd_host_terminations() > 0) {
            return PERDURE_STOP_FUEL;
        }
    }
}

void pd_machine_free(Machine *machine)
{
    pd_testing_free(machine);
    perdure_vm_free(machine->vm);
    perdure_program_free(machine->restored_program);
    perdure_program_free(machine->program);
    perdure_runtime_free(machine->runtime);
    pd_host_free(machine->host);
    pd_host_grants_free(machine->grants);
}
