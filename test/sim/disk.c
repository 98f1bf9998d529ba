/*
 * The simulated disk: files in memory, each with the contents that a loss of power leaves and the
 * changes since. It knows what SQLite asks of a file and nothing of what is inside.
 */
#include "disk.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_MAX = 4, NAME_MAX_BYTES = 64, REGION_MAX = 16, SLOT_MAX = 8, SECTOR_BYTES = 512 };

/* A change that was not flushed. */
typedef struct Change {
    sqlite3_int64 offset;
    int size; /* -1: the file was cut to offset */
    uint8_t *data;
} Change;

typedef struct Contents {
    uint8_t *data;
    sqlite3_int64 size;
} Contents;

typedef struct DiskFile {
    char name[NAME_MAX_BYTES];
    bool exists;
    Contents now;
    Contents flushed;
    Change *changes;
    size_t change_count, change_capacity;
    void *regions[REGION_MAX]; /* memory that the processes share */
    int region_bytes;
    int open_count;
} DiskFile;

typedef struct Handle {
    sqlite3_file base;
    DiskFile *file;
    int process;
    int level;                  /* of its lock on the file */
    unsigned shared, exclusive; /* its locks on slots of the shared memory */
    bool delete_at_close;
    struct Handle *next;
} Handle;

typedef struct Process {
    sqlite3_vfs vfs;
    char name[16];
    uint64_t rarity, end_after;
    bool ended;
    bool tears; /* the call that is made now is the one in which it ended */
} Process;

static DiskFile files[FILE_MAX];
static Process processes[DISK_PROCESS_MAX];
static Handle *handles;
static uint64_t chance_state;

/* splitmix64 */
static uint64_t mix(uint64_t x)
{
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return x ^ (x >> 31);
}

void chance_seed(uint64_t seed)
{
    chance_state = mix(seed + 1); /* neighbours must not be the same numbers one place later */
}

uint64_t chance(uint64_t below)
{
    chance_state += 0x9e3779b97f4a7c15u;
    return mix(chance_state) % below;
}

/* ── contents ── */

static void *must(void *memory)
{
    if (memory == NULL) {
        abort();
    }
    return memory;
}

static void put(Contents *contents, sqlite3_int64 offset, const uint8_t *data, int size)
{
    if (offset + size > contents->size) {
        contents->data = must(realloc(contents->data, (size_t)(offset + size)));
        memset(contents->data + contents->size, 0, (size_t)(offset + size - contents->size));
        contents->size = offset + size;
    }
    if (size > 0) {
        memcpy(contents->data + offset, data, (size_t)size);
    }
}

static void cut(Contents *contents, sqlite3_int64 size)
{
    if (size < contents->size) {
        contents->size = size;
    }
}

static void copy_contents(Contents *to, const Contents *from)
{
    cut(to, 0);
    put(to, 0, from->data, (int)from->size);
}

static void forget_changes(DiskFile *file)
{
    for (size_t i = 0; i < file->change_count; i++) {
        free(file->changes[i].data);
    }
    file->change_count = 0;
}

static void note_change(DiskFile *file, sqlite3_int64 offset, const uint8_t *data, int size)
{
    if (file->change_count == file->change_capacity) {
        file->change_capacity = file->change_capacity * 2 + 16;
        file->changes = must(realloc(file->changes, file->change_capacity * sizeof(Change)));
    }
    Change *change = &file->changes[file->change_count++];
    *change = (Change){offset, size, NULL};
    if (size > 0) {
        change->data = must(malloc((size_t)size));
        memcpy(change->data, data, (size_t)size);
    }
}

static void free_regions(DiskFile *file)
{
    for (int i = 0; i < REGION_MAX; i++) {
        free(file->regions[i]);
        file->regions[i] = NULL;
    }
}

/* ── faults ── */

/* Whether this change is made: else the code of its failure. */
static int allow(int process, int failure)
{
    Process *p = &processes[process];
    p->tears = p->end_after > 0 && --p->end_after == 0;
    p->ended = p->ended || p->tears;
    if (p->ended || (p->rarity > 0 && chance(p->rarity) == 0)) {
        return failure;
    }
    return SQLITE_OK;
}

/* ── what SQLite calls on a file ── */

static Handle *of(sqlite3_file *file)
{
    return (Handle *)(void *)file;
}

static int disk_close(sqlite3_file *base)
{
    Handle *h = of(base);
    for (Handle **at = &handles; *at != NULL; at = &(*at)->next) {
        if (*at == h) {
            *at = h->next;
            break;
        }
    }
    if (--h->file->open_count == 0) {
        free_regions(h->file);
    }
    if (h->delete_at_close) {
        h->file->exists = false;
    }
    return SQLITE_OK;
}

static int disk_read(sqlite3_file *base, void *data, int size, sqlite3_int64 offset)
{
    const Handle *h = of(base);
    const Contents *now = &h->file->now;
    if (processes[h->process].ended) {
        return SQLITE_IOERR_READ;
    }
    sqlite3_int64 there = offset >= now->size ? 0 : now->size - offset;
    int got = there < size ? (int)there : size;
    if (got > 0) {
        memcpy(data, now->data + offset, (size_t)got);
    }
    memset((uint8_t *)data + got, 0, (size_t)(size - got));
    return got == size ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
}

static int disk_write(sqlite3_file *base, const void *data, int size, sqlite3_int64 offset)
{
    const Handle *h = of(base);
    int code = allow(h->process, chance(2) == 0 ? SQLITE_IOERR_WRITE : SQLITE_FULL);
    if (code != SQLITE_OK) {
        /* A part of it may have been written all the same. */
        int part = (int)chance((uint64_t)size) / SECTOR_BYTES * SECTOR_BYTES;
        size = processes[h->process].tears ? part : 0;
    }
    if (size > 0) {
        put(&h->file->now, offset, data, size);
        note_change(h->file, offset, data, size);
    }
    return code;
}

static int disk_truncate(sqlite3_file *base, sqlite3_int64 size)
{
    const Handle *h = of(base);
    int code = allow(h->process, SQLITE_IOERR_TRUNCATE);
    if (code == SQLITE_OK) {
        cut(&h->file->now, size);
        note_change(h->file, size, NULL, -1);
    }
    return code;
}

static int disk_sync(sqlite3_file *base, int flags)
{
    const Handle *h = of(base);
    (void)flags;
    int code = allow(h->process, SQLITE_IOERR_FSYNC);
    if (code == SQLITE_OK) {
        copy_contents(&h->file->flushed, &h->file->now);
        forget_changes(h->file);
    }
    return code;
}

static int disk_size(sqlite3_file *base, sqlite3_int64 *size)
{
    *size = of(base)->file->now.size;
    return SQLITE_OK;
}

static int highest_other(const Handle *h)
{
    int level = SQLITE_LOCK_NONE;
    for (const Handle *other = handles; other != NULL; other = other->next) {
        if (other != h && other->file == h->file && other->level > level) {
            level = other->level;
        }
    }
    return level;
}

static int disk_lock(sqlite3_file *base, int level)
{
    Handle *h = of(base);
    int other = highest_other(h);
    bool busy = level == SQLITE_LOCK_SHARED     ? other >= SQLITE_LOCK_PENDING
                : level == SQLITE_LOCK_RESERVED ? other >= SQLITE_LOCK_RESERVED
                                                : other >= SQLITE_LOCK_SHARED;
    if (level <= h->level) {
        return SQLITE_OK;
    }
    if (busy) {
        return SQLITE_BUSY;
    }
    h->level = level;
    return SQLITE_OK;
}

static int disk_unlock(sqlite3_file *base, int level)
{
    Handle *h = of(base);
    h->level = level < h->level ? level : h->level;
    return SQLITE_OK;
}

static int disk_check_lock(sqlite3_file *base, int *out)
{
    *out =
        of(base)->level >= SQLITE_LOCK_RESERVED || highest_other(of(base)) >= SQLITE_LOCK_RESERVED;
    return SQLITE_OK;
}

static int disk_control(sqlite3_file *base, int op, void *argument)
{
    (void)base;
    (void)op;
    (void)argument;
    return SQLITE_NOTFOUND;
}

static int disk_sector(sqlite3_file *base)
{
    (void)base;
    return SECTOR_BYTES;
}

static int disk_device(sqlite3_file *base)
{
    (void)base;
    return 0;
}

static int disk_shm_map(sqlite3_file *base, int index, int size, int extend, void volatile **out)
{
    DiskFile *file = of(base)->file;
    *out = NULL;
    if (index >= REGION_MAX) {
        return SQLITE_IOERR_SHMMAP;
    }
    if (file->regions[index] == NULL && extend != 0) {
        file->regions[index] = must(calloc(1, (size_t)size));
    }
    *out = file->regions[index];
    return SQLITE_OK;
}

static int disk_shm_lock(sqlite3_file *base, int offset, int count, int flags)
{
    Handle *h = of(base);
    unsigned mask = ((1u << count) - 1) << offset;
    unsigned shared = 0;
    unsigned exclusive = 0;
    for (const Handle *other = handles; other != NULL; other = other->next) {
        if (other != h && other->file == h->file) {
            shared |= other->shared;
            exclusive |= other->exclusive;
        }
    }
    if ((flags & SQLITE_SHM_UNLOCK) != 0) {
        h->shared &= ~mask;
        h->exclusive &= ~mask;
        return SQLITE_OK;
    }
    if ((exclusive & mask) != 0 || ((flags & SQLITE_SHM_EXCLUSIVE) != 0 && (shared & mask) != 0)) {
        return SQLITE_BUSY;
    }
    if ((flags & SQLITE_SHM_EXCLUSIVE) != 0) {
        h->exclusive |= mask;
    } else {
        h->shared |= mask;
    }
    return SQLITE_OK;
}

static void disk_shm_barrier(sqlite3_file *base)
{
    (void)base;
}

static int disk_shm_unmap(sqlite3_file *base, int is_last)
{
    (void)is_last; /* freed with the last handle */
    of(base)->shared = of(base)->exclusive = 0;
    return SQLITE_OK;
}

static const sqlite3_io_methods methods = {
    .iVersion = 2,
    .xClose = disk_close,
    .xRead = disk_read,
    .xWrite = disk_write,
    .xTruncate = disk_truncate,
    .xSync = disk_sync,
    .xFileSize = disk_size,
    .xLock = disk_lock,
    .xUnlock = disk_unlock,
    .xCheckReservedLock = disk_check_lock,
    .xFileControl = disk_control,
    .xSectorSize = disk_sector,
    .xDeviceCharacteristics = disk_device,
    .xShmMap = disk_shm_map,
    .xShmLock = disk_shm_lock,
    .xShmBarrier = disk_shm_barrier,
    .xShmUnmap = disk_shm_unmap,
};

/* ── what SQLite calls on the file layer ── */

static int process_of(const sqlite3_vfs *vfs)
{
    return (int)((const Process *)(const void *)vfs - processes);
}

/* The file of that name, made when `make` says so; NULL: there is none. */
static DiskFile *find(const char *path, bool make)
{
    DiskFile *free_one = NULL;
    const char *slash = strrchr(path, '/');
    const char *name = slash == NULL ? path : slash + 1;
    for (int i = 0; i < FILE_MAX; i++) {
        if (files[i].exists && strcmp(files[i].name, name) == 0) {
            return &files[i];
        }
        if (!files[i].exists && files[i].open_count == 0 && free_one == NULL) {
            free_one = &files[i];
        }
    }
    if (!make || free_one == NULL) {
        return NULL;
    }
    cut(&free_one->now, 0);
    cut(&free_one->flushed, 0);
    forget_changes(free_one);
    (void)snprintf(free_one->name, sizeof free_one->name, "%s", name);
    free_one->exists = true;
    return free_one;
}

static int vfs_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *base, int flags, int *out)
{
    Handle *h = of(base);
    *h = (Handle){.process = process_of(vfs)};
    h->file = find(name == NULL ? "temporary" : name, (flags & SQLITE_OPEN_CREATE) != 0);
    if (h->file == NULL || processes[h->process].ended) {
        return SQLITE_CANTOPEN;
    }
    h->delete_at_close = (flags & SQLITE_OPEN_DELETEONCLOSE) != 0;
    h->base.pMethods = &methods;
    h->file->open_count++;
    h->next = handles;
    handles = h;
    if (out != NULL) {
        *out = flags;
    }
    return SQLITE_OK;
}

static int vfs_delete(sqlite3_vfs *vfs, const char *name, int sync)
{
    (void)sync;
    DiskFile *file = find(name, false);
    if (allow(process_of(vfs), SQLITE_IOERR_DELETE) != SQLITE_OK) {
        return SQLITE_IOERR_DELETE;
    }
    if (file == NULL) {
        return SQLITE_IOERR_DELETE_NOENT;
    }
    file->exists = false;
    return SQLITE_OK;
}

static int vfs_access(sqlite3_vfs *vfs, const char *name, int flags, int *out)
{
    (void)vfs;
    (void)flags;
    *out = find(name, false) != NULL;
    return SQLITE_OK;
}

static int vfs_full_name(sqlite3_vfs *vfs, const char *name, int size, char *out)
{
    (void)vfs;
    (void)snprintf(out, (size_t)size, "%s", name);
    return SQLITE_OK;
}

static int vfs_randomness(sqlite3_vfs *vfs, int size, char *out)
{
    (void)vfs;
    for (int i = 0; i < size; i++) {
        out[i] = (char)chance(256);
    }
    return size;
}

static int vfs_sleep(sqlite3_vfs *vfs, int microseconds)
{
    (void)vfs;
    return microseconds;
}

static int vfs_time(sqlite3_vfs *vfs, sqlite3_int64 *out)
{
    (void)vfs;
    *out = 210866760000000;
    return SQLITE_OK;
}

static int vfs_last_error(sqlite3_vfs *vfs, int size, char *out)
{
    (void)vfs;
    (void)size;
    (void)out;
    return 0;
}

static void register_layers(void)
{
    for (int i = 0; i < DISK_PROCESS_MAX; i++) {
        Process *p = &processes[i];
        (void)snprintf(p->name, sizeof p->name, "sim%d", i);
        p->vfs = (sqlite3_vfs){.iVersion = 2,
                               .szOsFile = (int)sizeof(Handle),
                               .mxPathname = NAME_MAX_BYTES,
                               .zName = p->name,
                               .xOpen = vfs_open,
                               .xDelete = vfs_delete,
                               .xAccess = vfs_access,
                               .xFullPathname = vfs_full_name,
                               .xRandomness = vfs_randomness,
                               .xSleep = vfs_sleep,
                               .xGetLastError = vfs_last_error,
                               .xCurrentTimeInt64 = vfs_time};
        if (sqlite3_vfs_register(&p->vfs, i == 0) != SQLITE_OK) {
            abort();
        }
    }
}

/* ── the simulation's side ── */

void disk_reset(void)
{
    if (processes[0].name[0] == '\0') {
        register_layers();
    }
    if (handles != NULL) {
        abort();
    }
    for (int i = 0; i < FILE_MAX; i++) {
        forget_changes(&files[i]);
        free_regions(&files[i]);
        free(files[i].now.data);
        free(files[i].flushed.data);
        free(files[i].changes);
        files[i] = (DiskFile){.exists = false};
    }
    for (int i = 0; i < DISK_PROCESS_MAX; i++) {
        disk_begin(i);
        disk_set_faults(i, 0);
    }
    sqlite3_randomness(0, NULL);
}

const char *disk_vfs(int process)
{
    return processes[process].name;
}

void disk_set_faults(int process, uint64_t rarity)
{
    processes[process].rarity = rarity;
}

void disk_end_after(int process, uint64_t count)
{
    processes[process].end_after = count;
}

bool disk_has_ended(int process)
{
    return processes[process].ended;
}

void disk_begin(int process)
{
    processes[process].ended = false;
    processes[process].end_after = 0;
}

/* What was not flushed reaches the disk in any part. */
static void settle(DiskFile *file)
{
    uint64_t kept = chance(3);
    for (size_t i = 0; i < file->change_count; i++) {
        const Change *change = &file->changes[i];
        if (kept == 0 || (kept == 1 && chance(2) == 0)) {
            continue;
        }
        if (change->size < 0) {
            cut(&file->flushed, change->offset);
            continue;
        }
        int size = chance(4) != 0
                       ? change->size
                       : (int)chance((uint64_t)change->size + 1) / SECTOR_BYTES * SECTOR_BYTES;
        put(&file->flushed, change->offset, change->data, size);
    }
    forget_changes(file);
    copy_contents(&file->now, &file->flushed);
}

void disk_lose_power(void)
{
    for (int i = 0; i < DISK_PROCESS_MAX; i++) {
        processes[i].ended = true;
    }
    for (int i = 0; i < FILE_MAX; i++) {
        if (files[i].exists) {
            settle(&files[i]);
        }
    }
}
