/*
 * Signals of the process, counted, and made readable on a descriptor.
 *
 * The only state of this process that is not in a struct: a handler has no other place to look. It
 * is written by handlers and read by everyone; handlers call only what POSIX and perdure.h allow.
 */
#include "host/host_in.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/eventfd.h>
#include <unistd.h>

static atomic_int interrupt_count;
static atomic_int termination_count;
static atomic_int alarm_count;
static atomic_int descriptor = -1;
static _Atomic(perdure_vm *) running;

static void handle(int number)
{
    int error = errno;
    atomic_int *count = number == SIGINT    ? &interrupt_count
                        : number == SIGTERM ? &termination_count
                                            : &alarm_count;
    atomic_fetch_add(count, 1);
    perdure_vm *vm = atomic_load(&running);
    if (vm != NULL) {
        perdure_vm_interrupt(vm);
    }
    int wakes = atomic_load(&descriptor);
    if (wakes >= 0) {
        const uint64_t one = 1;
        ssize_t ignored = write(wakes, &one, sizeof one);
        (void)ignored; /* full means that it is readable already */
    }
    errno = error;
}

void pd_host_catch_signals(void)
{
    if (atomic_load(&descriptor) < 0) {
        atomic_store(&descriptor, eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
    }
    /* Without SA_RESTART: a blocked read or sleep ends, and its caller looks at the counts. */
    struct sigaction action = {.sa_handler = handle};
    sigemptyset(&action.sa_mask);
    (void)sigaction(SIGINT, &action, NULL);
    (void)sigaction(SIGTERM, &action, NULL);
    (void)sigaction(SIGALRM, &action, NULL);
    (void)signal(SIGPIPE, SIG_IGN);
}

void pd_host_release_signals(void)
{
    (void)signal(SIGINT, SIG_DFL);
    (void)signal(SIGTERM, SIG_DFL);
}

int pd_host_interrupts(void)
{
    return atomic_load(&interrupt_count);
}

int pd_host_terminations(void)
{
    return atomic_load(&termination_count);
}

int pd_host_alarms(void)
{
    return atomic_load(&alarm_count);
}

void pd_host_interrupt_vm(perdure_vm *vm)
{
    atomic_store(&running, vm);
}

int pd_signals_descriptor(void)
{
    return atomic_load(&descriptor);
}

void pd_signals_drain(void)
{
    int readable = atomic_load(&descriptor);
    uint64_t count;
    if (readable >= 0) {
        ssize_t ignored = read(readable, &count, sizeof count);
        (void)ignored; /* nothing to read is fine */
    }
}
