/*
 * The system's allocator over malloc and mmap, and the allocator that fails on purpose.
 *
 * The only file that may call malloc, realloc, free, mmap. Reserved ranges are mapped without
 * reserving swap, so a range of gigabytes costs nothing until it is touched.
 */
#define _GNU_SOURCE
#include "base/base.h"

#include <fcntl.h>
#include <link.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

static void *system_resize(void *ctx, void *p, size_t old_bytes, size_t new_bytes)
{
    (void)ctx;
    pd_assert((p == NULL) == (old_bytes == 0));
    if (new_bytes == 0) {
        free(p);
        return NULL;
    }
    return realloc(p, new_bytes);
}

static void *system_reserve(void *ctx, size_t bytes)
{
    (void)ctx;
    if (bytes == 0) {
        return NULL;
    }
    int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
    void *p = mmap(NULL, bytes, PROT_READ | PROT_WRITE, flags, -1, 0);
    return p == MAP_FAILED ? NULL : p;
}

static void system_release(void *ctx, void *p, size_t bytes)
{
    (void)ctx;
    if (p != NULL) {
        int failed = munmap(p, bytes);
        pd_assert(!failed);
    }
}

static void system_discard(void *ctx, void *p, size_t bytes)
{
    (void)ctx;
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    uint8_t *start = p;
    size_t head = (size_t)(-(uintptr_t)start) & (page - 1);
    if (head >= bytes) {
        memset(start, 0, bytes);
        return;
    }
    size_t whole = (bytes - head) & ~(page - 1);
    size_t tail = bytes - head - whole;
    memset(start, 0, head);
    /*
     * Where the kernel refuses (locked pages), zeroing keeps the promise and only the memory stays
     * in use.
     */
    if (whole > 0 && madvise(start + head, whole, MADV_DONTNEED) != 0) {
        memset(start + head, 0, whole);
    }
    memset(start + head + whole, 0, tail);
}

/* Contents in a file, mapped copy-on-write: in the program's own, if they are part of it, else in a
 * file of memory; where there are no such files, a plain copy. */
typedef struct Shared {
    size_t bytes;
    int fd; /* -1: data is the copy */
    off_t offset;
    void *data;
} Shared;

/* Called for the program first, then for its libraries. */
static int find_in_program(struct dl_phdr_info *info, size_t size, void *found)
{
    (void)size;
    Shared *shared = found;
    uintptr_t address = (uintptr_t)shared->data;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *part = &info->dlpi_phdr[i];
        uintptr_t start = info->dlpi_addr + part->p_vaddr;
        if (part->p_type == PT_LOAD && address >= start &&
            address - start + shared->bytes <= part->p_filesz) {
            shared->offset = (off_t)(part->p_offset + (address - start));
            return 1;
        }
    }
    return -1;
}

/* The program's file, when that is where the contents come from and they begin with a page. */
static int program_file(Shared *shared, const void *contents)
{
    shared->data = (void *)(uintptr_t)contents;
    bool found = dl_iterate_phdr(find_in_program, shared) == 1;
    shared->data = NULL;
    bool aligned = found && shared->offset % sysconf(_SC_PAGESIZE) == 0;
    return aligned ? open("/proc/self/exe", O_RDONLY | O_CLOEXEC) : -1;
}

static int memory_file(const void *contents, size_t bytes)
{
    int fd = memfd_create("perdure", MFD_CLOEXEC);
    size_t done = 0;
    while (fd >= 0 && done < bytes) {
        ssize_t n = write(fd, (const uint8_t *)contents + done, bytes - done);
        if (n <= 0) {
            (void)close(fd);
            return -1;
        }
        done += (size_t)n;
    }
    return fd;
}

static void *system_share(void *ctx, const void *contents, size_t bytes)
{
    (void)ctx;
    Shared *shared = malloc(sizeof *shared);
    if (shared == NULL) {
        return NULL;
    }
    *shared = (Shared){.bytes = bytes};
    shared->fd = program_file(shared, contents);
    if (shared->fd < 0) {
        shared->offset = 0;
        shared->fd = memory_file(contents, bytes);
    }
    if (shared->fd >= 0) {
        return shared;
    }
    shared->data = malloc(bytes);
    if (shared->data == NULL) {
        free(shared);
        return NULL;
    }
    memcpy(shared->data, contents, bytes);
    return shared;
}

static void system_unshare(void *ctx, void *handle)
{
    (void)ctx;
    Shared *shared = handle;
    if (shared == NULL) {
        return;
    }
    if (shared->fd >= 0) {
        (void)close(shared->fd);
    }
    free(shared->data);
    free(shared);
}

static void *system_reserve_shared(void *ctx, size_t bytes, const void *handle)
{
    const Shared *shared = handle;
    pd_assert(bytes >= shared->bytes);
    uint8_t *range = system_reserve(ctx, bytes);
    if (range == NULL) {
        return NULL;
    }
    if (shared->fd < 0) {
        memcpy(range, shared->data, shared->bytes);
        return range;
    }
    int flags = MAP_PRIVATE | MAP_FIXED | MAP_NORESERVE;
    void *p = mmap(range, shared->bytes, PROT_READ | PROT_WRITE, flags, shared->fd, shared->offset);
    if (p == MAP_FAILED) {
        system_release(ctx, range, bytes);
        return NULL;
    }
    size_t behind = -shared->bytes & ((size_t)sysconf(_SC_PAGESIZE) - 1);
    memset(range + shared->bytes, 0,
           behind < bytes - shared->bytes ? behind : bytes - shared->bytes);
    return range;
}

const Alloc *pd_alloc_system(void)
{
    static const Alloc system_alloc = {
        .ctx = NULL,
        .resize = system_resize,
        .reserve = system_reserve,
        .release = system_release,
        .discard = system_discard,
        .share = system_share,
        .unshare = system_unshare,
        .reserve_shared = system_reserve_shared,
    };
    return &system_alloc;
}

static bool failing_refuses(AllocFailing *failing)
{
    failing->call_count++;
    bool refuse =
        failing->fail_at != 0 && (failing->persistent ? failing->call_count >= failing->fail_at
                                                      : failing->call_count == failing->fail_at);
    failing->failed = failing->failed || refuse;
    return refuse;
}

static void *failing_resize(void *ctx, void *p, size_t old_bytes, size_t new_bytes)
{
    AllocFailing *failing = ctx;
    pd_assert((p == NULL) == (old_bytes == 0));
    pd_assert(failing->live_bytes >= old_bytes);
    if (new_bytes > 0 && failing_refuses(failing)) {
        return NULL;
    }
    void *moved = pd_alloc_resize(failing->base, p, old_bytes, new_bytes);
    if (moved == NULL && new_bytes > 0) {
        return NULL;
    }
    failing->live_bytes = failing->live_bytes - old_bytes + new_bytes;
    failing->live_count = failing->live_count - (p != NULL) + (new_bytes > 0);
    return moved;
}

static void *failing_reserve(void *ctx, size_t bytes)
{
    AllocFailing *failing = ctx;
    if (failing_refuses(failing)) {
        return NULL;
    }
    void *p = failing->base->reserve(failing->base->ctx, bytes);
    if (p != NULL) {
        failing->live_bytes += bytes;
        failing->live_count++;
    }
    return p;
}

static void *failing_share(void *ctx, const void *contents, size_t bytes)
{
    AllocFailing *failing = ctx;
    if (failing_refuses(failing)) {
        return NULL;
    }
    void *shared = failing->base->share(failing->base->ctx, contents, bytes);
    failing->live_count += shared != NULL;
    return shared;
}

static void failing_unshare(void *ctx, void *shared)
{
    AllocFailing *failing = ctx;
    failing->live_count -= shared != NULL;
    failing->base->unshare(failing->base->ctx, shared);
}

static void *failing_reserve_shared(void *ctx, size_t bytes, const void *shared)
{
    AllocFailing *failing = ctx;
    if (failing_refuses(failing)) {
        return NULL;
    }
    void *p = failing->base->reserve_shared(failing->base->ctx, bytes, shared);
    if (p != NULL) {
        failing->live_bytes += bytes;
        failing->live_count++;
    }
    return p;
}

static void failing_release(void *ctx, void *p, size_t bytes)
{
    AllocFailing *failing = ctx;
    if (p != NULL) {
        pd_assert(failing->live_bytes >= bytes && failing->live_count > 0);
        failing->live_bytes -= bytes;
        failing->live_count--;
    }
    failing->base->release(failing->base->ctx, p, bytes);
}

static void failing_discard(void *ctx, void *p, size_t bytes)
{
    AllocFailing *failing = ctx;
    failing->base->discard(failing->base->ctx, p, bytes);
}

void pd_alloc_failing_init(AllocFailing *failing, const Alloc *base, uint64_t fail_at)
{
    *failing = (AllocFailing){
        .alloc = {.ctx = failing,
                  .resize = failing_resize,
                  .reserve = failing_reserve,
                  .release = failing_release,
                  .discard = failing_discard,
                  .share = failing_share,
                  .unshare = failing_unshare,
                  .reserve_shared = failing_reserve_shared},
        .base = base,
        .fail_at = fail_at,
    };
}

void *pd_alloc_new_array(const Alloc *alloc, size_t count, size_t item_bytes)
{
    size_t bytes;
    if (pd_mul_size_overflows(count, item_bytes, &bytes)) {
        return NULL;
    }
    pd_assert(bytes > 0);
    void *p = pd_alloc_new(alloc, bytes);
    if (p != NULL) {
        memset(p, 0, bytes);
    }
    return p;
}

void *pd_alloc_resize_array(const Alloc *alloc, void *p, size_t old_count, size_t new_count,
                            size_t item_bytes)
{
    size_t new_bytes;
    if (pd_mul_size_overflows(new_count, item_bytes, &new_bytes)) {
        return NULL;
    }
    pd_assert(new_bytes > 0);
    size_t old_bytes = old_count * item_bytes;
    uint8_t *moved = pd_alloc_resize(alloc, p, old_bytes, new_bytes);
    if (moved != NULL && new_bytes > old_bytes) {
        memset(moved + old_bytes, 0, new_bytes - old_bytes);
    }
    return moved;
}
