/*
 * Calls that fail on purpose.
 *
 * Allocations are taken by the linker (--wrap), so those of libraries are left alone. The calls
 * that SQLite makes come here because a program's symbols go before those of the C library; only
 * files whose path begins with the store's folder count.
 */
#include "fault.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define DESCRIPTOR_MAX 1024

static Faults *faults;
static bool is_store[DESCRIPTOR_MAX]; /* descriptors of files in the store's folder */
static char bad_path[600];            /* could not be opened just now */

void faults_set(Faults *wanted)
{
    faults = wanted;
    if (wanted != NULL) {
        wanted->calls = wanted->live = 0;
        wanted->failed = false;
        memset(is_store, 0, sizeof is_store);
    }
}

static bool fails(FaultKind kind, const char *call)
{
    if (faults == NULL || faults->kind != kind || ++faults->calls != faults->fail_at) {
        return false;
    }
    faults->failed = true;
    (void)snprintf(faults->call, sizeof faults->call, "%s", call);
    return true;
}

static void count_live(bool made, bool gone)
{
    if (faults != NULL) {
        faults->live = faults->live + made - gone;
    }
}

/* ── allocations ── */

void *__real_malloc(size_t bytes);
void *__real_realloc(void *p, size_t bytes);
void __real_free(void *p);
void *__real_mmap(void *at, size_t bytes, int protection, int flags, int fd, off_t offset);
int __real_munmap(void *p, size_t bytes);
int __real_memfd_create(const char *name, unsigned flags);

void *__wrap_malloc(size_t bytes);
void *__wrap_realloc(void *p, size_t bytes);
void __wrap_free(void *p);
void *__wrap_mmap(void *at, size_t bytes, ...);
int __wrap_munmap(void *p, size_t bytes);
int __wrap_memfd_create(const char *name, unsigned flags);

void *__wrap_malloc(size_t bytes)
{
    void *p = fails(FAULT_ALLOCATION, "malloc") ? NULL : __real_malloc(bytes);
    count_live(p != NULL, false);
    return p;
}

void *__wrap_realloc(void *p, size_t bytes)
{
    void *moved = fails(FAULT_ALLOCATION, "realloc") ? NULL : __real_realloc(p, bytes);
    count_live(moved != NULL && p == NULL, false);
    return moved;
}

void __wrap_free(void *p)
{
    count_live(false, p != NULL);
    __real_free(p);
}

/* Whole numbers are passed alike behind three dots. A fixed mapping lies over one that is there
 * already. */
void *__wrap_mmap(void *at, size_t bytes, ...)
{
    va_list rest;
    va_start(rest, bytes);
    int protection = va_arg(rest, int);
    int flags = va_arg(rest, int);
    int fd = va_arg(rest, int);
    off_t offset = va_arg(rest, off_t);
    va_end(rest);
    bool made = (flags & MAP_FIXED) == 0;
    if (fails(FAULT_ALLOCATION, "mmap")) {
        errno = ENOMEM;
        return MAP_FAILED;
    }
    void *p = __real_mmap(at, bytes, protection, flags, fd, offset);
    count_live(made && p != MAP_FAILED, false);
    return p;
}

int __wrap_munmap(void *p, size_t bytes)
{
    count_live(false, true);
    return __real_munmap(p, bytes);
}

int __wrap_memfd_create(const char *name, unsigned flags)
{
    if (fails(FAULT_ALLOCATION, "memfd_create")) {
        errno = EMFILE;
        return -1;
    }
    return __real_memfd_create(name, flags);
}

/* ── files of the store ── */

static bool in_folder(const char *path)
{
    return faults != NULL && faults->kind == FAULT_STORE &&
           strncmp(path, faults->folder, strlen(faults->folder)) == 0;
}

static bool of_store(int fd)
{
    return fd >= 0 && fd < DESCRIPTOR_MAX && is_store[fd];
}

static bool call_fails(bool is_ours, const char *call, int number)
{
    if (!is_ours || !fails(FAULT_STORE, call)) {
        return false;
    }
    errno = number;
    return true;
}

#define NEXT(name) (__extension__(__typeof__(&name)) dlsym(RTLD_NEXT, #name))

static int open_file(const char *name, const char *path, int flags, mode_t mode)
{
    static int (*next)(const char *, int, ...);
    if (next == NULL) {
        *(void **)&next = dlsym(RTLD_NEXT, name);
    }
    bool ours = in_folder(path);
    /* What cannot be opened for writing cannot be opened for reading: SQLite tries both. */
    bool again = ours && strcmp(path, bad_path) == 0;
    bad_path[0] = '\0';
    if (again || call_fails(ours, "open", EIO)) {
        (void)snprintf(bad_path, sizeof bad_path, "%s", again ? "" : path);
        errno = EIO;
        return -1;
    }
    int fd = next(path, flags, mode);
    if (fd >= 0 && fd < DESCRIPTOR_MAX) {
        is_store[fd] = ours;
    }
    return fd;
}

#define OPEN(name)                                            \
 int name(const char *path, int flags, ...)                   \
 {                                                            \
  va_list rest;                                               \
  va_start(rest, flags);                                      \
  mode_t mode = (flags & O_CREAT) ? va_arg(rest, mode_t) : 0; \
  va_end(rest);                                               \
  return open_file(#name, path, flags, mode);                 \
 }
OPEN(open)
OPEN(open64)

#define READ(name)                                                                       \
 ssize_t name(int fd, void *data, size_t size, off_t offset)                             \
 {                                                                                       \
  return call_fails(of_store(fd), #name, EIO) ? -1 : NEXT(name)(fd, data, size, offset); \
 }
READ(pread)
READ(pread64)

/* A disk that is full takes the first half. */
#define WRITE(name)                                                \
 ssize_t name(int fd, const void *data, size_t size, off_t offset) \
 {                                                                 \
  if (call_fails(of_store(fd), #name, ENOSPC)) {                   \
   (void)!NEXT(name)(fd, data, size / 2, offset);                  \
   errno = ENOSPC;                                                 \
   return -1;                                                      \
  }                                                                \
  return NEXT(name)(fd, data, size, offset);                       \
 }
WRITE(pwrite)
WRITE(pwrite64)

int fsync(int fd)
{
    return call_fails(of_store(fd), "fsync", EIO) ? -1 : NEXT(fsync)(fd);
}

int fdatasync(int fd)
{
    return call_fails(of_store(fd), "fdatasync", EIO) ? -1 : NEXT(fdatasync)(fd);
}

int ftruncate(int fd, off_t size)
{
    return call_fails(of_store(fd), "ftruncate", EIO) ? -1 : NEXT(ftruncate)(fd, size);
}

int ftruncate64(int fd, off64_t size)
{
    return call_fails(of_store(fd), "ftruncate", EIO) ? -1 : NEXT(ftruncate64)(fd, size);
}

int unlink(const char *path)
{
    return call_fails(in_folder(path), "unlink", EIO) ? -1 : NEXT(unlink)(path);
}
