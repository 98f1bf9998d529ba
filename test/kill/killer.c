/*
 * Ends a process at exactly the N-th call by which it changes something outside: a file, the store,
 * what it printed, a connection. Preloaded (LD_PRELOAD), so what is tested is the shipped command.
 *
 * KILL_AT=N      the number of the call, from 1; 0 or unset: never
 * KILL_HOW=      before: the call is not made; after: it is made; half: half of its bytes are
 * KILL_COUNT=FILE  when the process ends by itself, how many calls there were
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static long kill_at;
static char how;
static atomic_long count;

__attribute__((constructor)) static void begin(void)
{
    const char *at = getenv("KILL_AT");
    const char *way = getenv("KILL_HOW");
    kill_at = at == NULL ? 0 : strtol(at, NULL, 10);
    how = way == NULL ? 'b' : way[0];
}

__attribute__((destructor)) static void end(void)
{
    const char *path = getenv("KILL_COUNT");
    FILE *file = path == NULL ? NULL : fopen(path, "w");
    if (file != NULL) {
        (void)fprintf(file, "%ld\n", (long)count);
        (void)fclose(file);
    }
}

static void die(void)
{
    (void)kill(getpid(), SIGKILL);
    for (;;) {
        (void)pause();
    }
}

/* Whether this call is the one; `before` ends the process at once. */
static int is_last(void)
{
    int last = ++count == kill_at;
    if (last && how == 'b') {
        die();
    }
    return last;
}

/* What is counted of write: files, and what the command prints; not the wakeups of a loop. */
static int is_outside(int fd)
{
    struct stat st;
    return fd == 1 || (fstat(fd, &st) == 0 && (S_ISREG(st.st_mode) || S_ISSOCK(st.st_mode)));
}

static size_t part(int last, size_t size)
{
    return last && how == 'h' ? size / 2 : size;
}

#define REAL(name) __typeof__(name) *real = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)
#define CALL(type, expression) \
 do {                          \
  int last = is_last();        \
  type result = (expression);  \
  if (last) {                  \
   die();                      \
  }                            \
  return result;               \
 } while (0)

ssize_t write(int fd, const void *data, size_t size)
{
    REAL(write);
    if (!is_outside(fd)) {
        return real(fd, data, size);
    }
    CALL(ssize_t, real(fd, data, part(last, size)));
}

ssize_t pwrite(int fd, const void *data, size_t size, off_t at)
{
    REAL(pwrite);
    CALL(ssize_t, real(fd, data, part(last, size), at));
}

ssize_t pwrite64(int fd, const void *data, size_t size, off64_t at)
{
    REAL(pwrite64);
    CALL(ssize_t, real(fd, data, part(last, size), at));
}

ssize_t writev(int fd, const struct iovec *parts, int part_count)
{
    REAL(writev);
    if (!is_outside(fd)) {
        return real(fd, parts, part_count);
    }
    CALL(ssize_t, real(fd, parts, part_count));
}

ssize_t send(int fd, const void *data, size_t size, int flags)
{
    REAL(send);
    CALL(ssize_t, real(fd, data, part(last, size), flags));
}

ssize_t sendmsg(int fd, const struct msghdr *message, int flags)
{
    REAL(sendmsg);
    CALL(ssize_t, real(fd, message, flags));
}

int connect(int fd, const struct sockaddr *address, socklen_t size)
{
    REAL(connect);
    CALL(int, real(fd, address, size));
}

int fsync(int fd)
{
    REAL(fsync);
    CALL(int, real(fd));
}

int fdatasync(int fd)
{
    REAL(fdatasync);
    CALL(int, real(fd));
}

int ftruncate(int fd, off_t size)
{
    REAL(ftruncate);
    CALL(int, real(fd, size));
}

int ftruncate64(int fd, off64_t size)
{
    REAL(ftruncate64);
    CALL(int, real(fd, size));
}

int unlink(const char *path)
{
    REAL(unlink);
    CALL(int, real(path));
}

int rename(const char *from, const char *to)
{
    REAL(rename);
    CALL(int, real(from, to));
}
