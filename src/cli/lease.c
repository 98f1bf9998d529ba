/*
 * Naming processes, and finding out whether they live.
 */
#include "cli/lease.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct Worker {
    char host[64];
    long pid;
    unsigned long long start;
} Worker;

/* When a process began, in clock ticks since the machine did; 0: not known. *has_ended: it is a
 * zombie, which does nothing any more but keeps its number until its parent asks for its status. */
static unsigned long long start_of(long pid, bool *has_ended)
{
    char path[64];
    char text[1024];
    *has_ended = false;
    (void)snprintf(path, sizeof path, "/proc/%ld/stat", pid);
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
        return 0;
    }
    ssize_t size = read(descriptor, text, sizeof text - 1);
    close(descriptor);
    if (size <= 0) {
        return 0;
    }
    text[size] = '\0';
    /* The second field is the command in parentheses and may hold blanks; the third is the state,
     * the start is the 22nd. */
    const char *p = strrchr(text, ')');
    *has_ended = p != NULL && p[1] == ' ' && strchr("ZXx", p[2]) != NULL && p[2] != '\0';
    for (int field = 2; p != NULL && field < 22; field++) {
        p = strchr(p + 1, ' ');
    }
    return p != NULL ? strtoull(p, NULL, 10) : 0;
}

/* Containers share a kernel but not their processes: the name tells them apart. */
static void host_name(char out[64])
{
    if (gethostname(out, 64) != 0) {
        out[0] = '\0';
    }
    out[63] = '\0';
    for (char *p = out; *p != '\0'; p++) {
        *p = *p == '/' ? '-' : *p;
    }
}

void pd_lease_worker(char out[LEASE_WORKER_BYTES])
{
    char host[64];
    long pid = (long)getpid();
    bool has_ended;
    host_name(host);
    (void)snprintf(out, LEASE_WORKER_BYTES, "%s/%ld/%llu", host, pid, start_of(pid, &has_ended));
}

static bool parse(const char *text, Worker *worker)
{
    const char *slash = strchr(text, '/');
    if (slash == NULL || (size_t)(slash - text) >= sizeof worker->host) {
        return false;
    }
    (void)snprintf(worker->host, sizeof worker->host, "%.*s", (int)(slash - text), text);
    char *end;
    worker->pid = strtol(slash + 1, &end, 10);
    worker->start = *end == '/' ? strtoull(end + 1, NULL, 10) : 0;
    return worker->pid > 0 && *end == '/';
}

bool pd_lease_is_dead(const char *text)
{
    Worker worker;
    char host[64];
    host_name(host);
    if (!parse(text, &worker) || strcmp(worker.host, host) != 0) {
        return false;
    }
    if (kill((pid_t)worker.pid, 0) != 0) {
        return errno == ESRCH;
    }
    bool has_ended;
    unsigned long long start = start_of(worker.pid, &has_ended);
    return has_ended || (start != 0 && worker.start != 0 && start != worker.start);
}

void pd_lease_text(const char *text, char *out, size_t out_bytes)
{
    Worker worker;
    char host[64];
    host_name(host);
    if (!parse(text, &worker)) {
        (void)snprintf(out, out_bytes, "%s", text);
    } else if (strcmp(worker.host, host) == 0) {
        (void)snprintf(out, out_bytes, "process %ld of this machine", worker.pid);
    } else {
        (void)snprintf(out, out_bytes, "process %ld on %s", worker.pid, worker.host);
    }
}
