/*
 * Effects on files, each under a grant.
 *
 * In a durable run an effect may be performed again after a crash, so appending names its offset:
 * doing it twice leaves the same file. There, a file is on the disk before its effect is answered.
 */
#include "host/host_in.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool path_argument(Performance *p, char path[PATH_BYTES_MAX], HostAnswer *answer)
{
    perdure_bytes text = pd_args_text(&p->args);
    return !p->args.failed && pd_args_path(text, path, answer);
}

/* Appends all of an open file. 0 or an errno. */
static int read_all(int descriptor, Buffer *out)
{
    for (;;) {
        uint8_t *room = pd_buffer_reserve(out, 65536);
        if (room == NULL) {
            return pd_buffer_status(out) == STATUS_LIMIT ? EFBIG : ENOMEM;
        }
        ssize_t count = read(descriptor, room, 65536);
        if (count < 0 && errno != EINTR) {
            return errno;
        }
        if (count == 0) {
            return 0;
        }
        pd_buffer_commit(out, count < 0 ? 0 : (size_t)count);
    }
}

/* Whether it is something that can be read or written to its end. 0 or an errno. */
static int check_kind(int descriptor)
{
    struct stat info;
    if (fstat(descriptor, &info) != 0) {
        return errno;
    }
    if (S_ISDIR(info.st_mode)) {
        return EISDIR;
    }
    return S_ISREG(info.st_mode) || S_ISCHR(info.st_mode) ? 0 : EINVAL;
}

void pd_perform_read_file(Performance *p, HostAnswer *answer)
{
    char path[PATH_BYTES_MAX];
    if (!path_argument(p, path, answer) || !pd_args_end(&p->args)) {
        return;
    }
    PathRequest request = {
        .grants = p->grants, .kind = GRANT_READ, .path = path, .flags = O_RDONLY | O_NONBLOCK};
    int descriptor = pd_path_open(&request, answer);
    if (descriptor < 0) {
        return;
    }
    Limits limits = pd_limits_default();
    Buffer bytes;
    /* The head of a byte string belongs to the result too. */
    pd_buffer_init(&bytes, p->host->alloc, (size_t)limits.effect_result_bytes - 16);
    int error = check_kind(descriptor);
    if (error == 0) {
        error = read_all(descriptor, &bytes);
    }
    if (error != 0) {
        pd_answer_errno(answer, error, path);
    } else {
        pd_answer_bytes(answer, pd_buffer_peek(&bytes));
    }
    pd_buffer_deinit(&bytes);
    close(descriptor);
}

/* Writes everything at an offset (negative: where the file stands). 0 or an errno. */
static int write_all(int descriptor, perdure_bytes data, off_t offset)
{
    size_t done = 0;
    while (done < data.size) {
        size_t size = data.size - done;
        ssize_t count = offset < 0
                            ? write(descriptor, data.data + done, size)
                            : pwrite(descriptor, data.data + done, size, offset + (off_t)done);
        if (count < 0 && errno != EINTR) {
            return errno;
        }
        done += count < 0 ? 0 : (size_t)count;
    }
    return 0;
}

static void finish_writing(const Performance *p, int descriptor, int error, const char *path,
                           HostAnswer *answer)
{
    if (error == 0 && p->host->options.durable && fdatasync(descriptor) != 0 && errno != EINVAL &&
        errno != EROFS) {
        error = errno;
    }
    if (close(descriptor) != 0 && error == 0) {
        error = errno;
    }
    if (error != 0) {
        pd_answer_errno(answer, error, path);
    } else {
        pd_answer_null(answer);
    }
}

/* Whether the file holds exactly these bytes from an offset to its end. */
static bool holds(int descriptor, perdure_bytes data, off_t offset)
{
    struct stat info;
    if (fstat(descriptor, &info) != 0 || info.st_size != offset + (off_t)data.size) {
        return false;
    }
    uint8_t part[4096];
    for (size_t done = 0; done < data.size;) {
        size_t size = data.size - done < sizeof part ? data.size - done : sizeof part;
        ssize_t count = pread(descriptor, part, size, offset + (off_t)done);
        if (count <= 0 || memcmp(part, data.data + done, (size_t)count) != 0) {
            return false;
        }
        done += (size_t)count;
    }
    return true;
}

void pd_perform_write_file(Performance *p, HostAnswer *answer)
{
    char path[PATH_BYTES_MAX];
    if (!path_argument(p, path, answer)) {
        return;
    }
    perdure_bytes data = pd_args_bytes(&p->args);
    perdure_bytes mode = pd_args_text(&p->args);
    if (!pd_args_end(&p->args) || mode.size != 1) {
        return;
    }
    char letter = (char)mode.data[0];
    int flags = letter == 'w' ? O_TRUNC : letter == 'a' ? O_APPEND : O_EXCL;
    if (letter != 'w' && letter != 'a' && letter != 'x') {
        pd_answer_raise(answer, "ValueError", "write_file: the mode is w, x or a");
        return;
    }
    PathRequest request = {.grants = p->grants, .kind = GRANT_WRITE, .path = path};
    /* An attempt before the crash may have made the file that must be new. */
    if (letter == 'x' && p->effect->repeated) {
        request.flags = O_RDWR | O_NONBLOCK;
        int descriptor = pd_path_open(&request, answer);
        if (descriptor >= 0) {
            bool same = holds(descriptor, data, 0);
            close(descriptor);
            if (same) {
                pd_answer_null(answer);
                return;
            }
        }
    }
    request.flags = O_WRONLY | O_CREAT | O_NONBLOCK | flags;
    int descriptor = pd_path_open(&request, answer);
    if (descriptor < 0) {
        return;
    }
    int error = check_kind(descriptor);
    if (error == 0) {
        error = write_all(descriptor, data, -1);
    }
    finish_writing(p, descriptor, error, path, answer);
}

/* Whether what follows the offset was written by an attempt before a crash. */
static bool is_ours(const Performance *p, int descriptor, perdure_bytes data, off_t offset)
{
    struct stat info;
    if (!p->effect->repeated || fstat(descriptor, &info) != 0 ||
        (uint64_t)(info.st_size - offset) > data.size) {
        return false;
    }
    data.size = (size_t)(info.st_size - offset);
    return holds(descriptor, data, offset);
}

void pd_perform_append_file(Performance *p, HostAnswer *answer)
{
    char path[PATH_BYTES_MAX];
    if (!path_argument(p, path, answer)) {
        return;
    }
    perdure_bytes data = pd_args_bytes(&p->args);
    int64_t offset = pd_args_int(&p->args);
    if (!pd_args_end(&p->args)) {
        return;
    }
    if (offset < 0) {
        pd_answer_raise(answer, "ValueError", "append_file: the offset is negative");
        return;
    }
    PathRequest request = {.grants = p->grants,
                           .kind = GRANT_WRITE,
                           .path = path,
                           .flags = O_RDWR | O_CREAT | O_NONBLOCK};
    int descriptor = pd_path_open(&request, answer);
    if (descriptor < 0) {
        return;
    }
    struct stat info;
    int error = check_kind(descriptor);
    if (error == 0 && fstat(descriptor, &info) != 0) {
        error = errno;
    }
    /* A hole would mean that somebody took away what was written before. */
    if (error == 0 && S_ISREG(info.st_mode) && info.st_size < offset) {
        close(descriptor);
        pd_answer_raise(answer, "OSError",
                        "the file is shorter than what was written to it: %.600s", path);
        return;
    }
    if (error == 0 && S_ISREG(info.st_mode) && info.st_size > offset) {
        if (!p->host->options.durable) {
            offset = info.st_size;
        } else if (!is_ours(p, descriptor, data, offset)) {
            close(descriptor);
            pd_answer_raise(answer, "OSError",
                            "somebody else has written to the file since it was opened: %.600s",
                            path);
            return;
        }
    }
    if (error == 0) {
        error = write_all(descriptor, data, S_ISREG(info.st_mode) ? offset : -1);
    }
    finish_writing(p, descriptor, error, path, answer);
}

void pd_perform_file_size(Performance *p, HostAnswer *answer)
{
    char path[PATH_BYTES_MAX];
    struct stat info;
    if (!path_argument(p, path, answer) || !pd_args_end(&p->args)) {
        return;
    }
    /* Whoever may append may know where the end is. */
    PathRequest request = {.grants = p->grants, .kind = GRANT_WRITE, .path = path, .flags = O_PATH};
    int descriptor = pd_path_open(&request, answer);
    if (descriptor < 0 && strcmp(answer->exception, "PermissionError") == 0) {
        request.kind = GRANT_READ;
        descriptor = pd_path_open(&request, answer);
    }
    if (descriptor < 0) {
        if (strcmp(answer->exception, "FileNotFoundError") == 0) {
            pd_answer_null(answer);
        }
        return;
    }
    if (fstat(descriptor, &info) != 0) {
        pd_answer_errno(answer, errno, path);
    } else {
        pd_answer_int(answer, info.st_size);
    }
    close(descriptor);
}

void pd_perform_file_exists(Performance *p, HostAnswer *answer)
{
    char path[PATH_BYTES_MAX];
    if (!path_argument(p, path, answer) || !pd_args_end(&p->args)) {
        return;
    }
    PathRequest request = {.grants = p->grants, .kind = GRANT_READ, .path = path, .flags = O_PATH};
    int descriptor = pd_path_open(&request, answer);
    if (descriptor < 0 && strcmp(answer->exception, "PermissionError") == 0) {
        return;
    }
    pd_answer_bool(answer, descriptor >= 0);
    if (descriptor >= 0) {
        close(descriptor);
    }
}

static int compare_names(const void *a, const void *b)
{
    const char *const *left = a;
    const char *const *right = b;
    return strcmp(*left, *right);
}

/* The names lie one after the other in `text`, each with its NUL. */
static void answer_names(const Performance *p, Buffer *text, size_t count, HostAnswer *answer)
{
    const char **names = pd_alloc_new_array(p->host->alloc, count + 1, sizeof *names);
    perdure_writer *writer = perdure_writer_new();
    if (names == NULL || writer == NULL || pd_buffer_status(text) != STATUS_OK) {
        pd_answer_raise(answer, "MemoryError", "too many names in the folder");
        perdure_writer_free(writer);
    } else {
        const char *name = (const char *)text->data;
        for (size_t i = 0; i < count; i++) {
            names[i] = name;
            name += strlen(name) + 1;
        }
        qsort(names, count, sizeof *names, compare_names);
        perdure_write_array(writer, count);
        for (size_t i = 0; i < count; i++) {
            perdure_write_text(writer, names[i], strlen(names[i]));
        }
        pd_answer_take(answer, writer);
    }
    if (names != NULL) {
        pd_alloc_free_array(p->host->alloc, names, count + 1, sizeof *names);
    }
}

void pd_perform_list_files(Performance *p, HostAnswer *answer)
{
    char path[PATH_BYTES_MAX];
    if (!path_argument(p, path, answer) || !pd_args_end(&p->args)) {
        return;
    }
    PathRequest request = {
        .grants = p->grants, .kind = GRANT_READ, .path = path, .flags = O_RDONLY | O_DIRECTORY};
    int descriptor = pd_path_open(&request, answer);
    if (descriptor < 0) {
        return;
    }
    DIR *folder = fdopendir(descriptor);
    if (folder == NULL) {
        pd_answer_errno(answer, errno, path);
        close(descriptor);
        return;
    }
    Buffer text;
    pd_buffer_init(&text, p->host->alloc, 1u << 23);
    size_t count = 0;
    const struct dirent *entry;
    while ((entry = readdir(folder)) != NULL) {
        Bytes name = pd_bytes_of_cstr(entry->d_name);
        bool is_own = strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0;
        if (!is_own && pd_utf8_validate(name, UTF8_STRICT, NULL)) {
            pd_buffer_append(&text, (Bytes){name.data, name.size + 1});
            count++;
        }
    }
    closedir(folder);
    answer_names(p, &text, count, answer);
    pd_buffer_deinit(&text);
}

void pd_perform_remove_file(Performance *p, HostAnswer *answer)
{
    char path[PATH_BYTES_MAX];
    char name[256];
    if (!path_argument(p, path, answer) || !pd_args_end(&p->args)) {
        return;
    }
    PathRequest request = {
        .grants = p->grants, .kind = GRANT_WRITE, .path = path, .keeps_link = true};
    int folder = pd_path_open_parent(&request, name, answer);
    if (folder < 0) {
        return;
    }
    /* After a crash the file may be gone already, and that is what was asked for. */
    if (unlinkat(folder, name, 0) != 0 && !(errno == ENOENT && p->effect->repeated)) {
        pd_answer_errno(answer, errno, path);
    } else {
        pd_answer_null(answer);
    }
    close(folder);
}
