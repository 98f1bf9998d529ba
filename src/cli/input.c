/*
 * Files that commands read and write for themselves (programs have effects for that).
 */
#include "cli/cli.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int read_all(int descriptor, Buffer *out)
{
    for (;;) {
        uint8_t *room = pd_buffer_reserve(out, 65536);
        if (room == NULL) {
            return pd_buffer_status(out) == STATUS_LIMIT ? EFBIG : ENOMEM;
        }
        ssize_t count = read(descriptor, room, 65536);
        if (count == 0) {
            return 0;
        }
        if (count < 0 && (errno != EINTR || pd_host_interrupts() > 0)) {
            return errno;
        }
        pd_buffer_commit(out, count < 0 ? 0 : (size_t)count);
    }
}

bool pd_cli_read_file(Cli *cli, const char *path, uint64_t max_bytes, Bytes *out)
{
    bool is_stdin = strcmp(path, "-") == 0;
    *out = (Bytes){NULL, 0};
    int descriptor = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
        (void)pd_cli_fail(cli, EXIT_BAD, "can't open file '%s': [Errno %d] %s", path, errno,
                          strerror(errno));
        return false;
    }
    Buffer bytes;
    pd_buffer_init(&bytes, pd_alloc_system(), (size_t)max_bytes + 65536);
    int error = read_all(descriptor, &bytes);
    if (error == 0 && bytes.size > max_bytes) {
        error = EFBIG;
    }
    if (error == 0 && pd_buffer_take(&bytes, out) != STATUS_OK) {
        error = ENOMEM;
    }
    pd_buffer_deinit(&bytes);
    if (!is_stdin) {
        close(descriptor);
    }
    if (error == EFBIG) {
        (void)pd_cli_fail(cli, EXIT_BAD, "'%s' has more than %llu bytes", path,
                          (unsigned long long)max_bytes);
    } else if (error == ENOMEM) {
        (void)pd_cli_fail(cli, EXIT_SYSTEM, "out of memory");
    } else if (error != 0) {
        (void)pd_cli_fail(cli, EXIT_BAD, "can't read '%s': [Errno %d] %s", path, error,
                          strerror(error));
    }
    return error == 0;
}

static int write_and_close(int descriptor, perdure_bytes bytes, bool is_file)
{
    int error = 0;
    while (bytes.size > 0 && error == 0) {
        ssize_t count = write(descriptor, bytes.data, bytes.size);
        if (count < 0) {
            error = errno == EINTR ? 0 : errno;
            continue;
        }
        bytes.data += count;
        bytes.size -= (size_t)count;
    }
    if (error == 0 && is_file && fsync(descriptor) != 0) {
        error = errno;
    }
    if (close(descriptor) != 0 && error == 0) {
        error = errno;
    }
    return error;
}

bool pd_cli_write_file(Cli *cli, const char *path, perdure_bytes bytes)
{
    char temporary[4096];
    struct stat info;
    if (strcmp(path, "-") == 0) {
        pd_cli_print_bytes(cli, bytes);
        return true;
    }
    /* A device or pipe cannot be replaced by a new name. */
    bool is_special = stat(path, &info) == 0 && !S_ISREG(info.st_mode);
    int size = snprintf(temporary, sizeof temporary, "%s.%ld~", path, (long)getpid());
    int error = size < 0 || (size_t)size >= sizeof temporary ? ENAMETOOLONG : 0;
    if (error == 0) {
        int descriptor = is_special
                             ? open(path, O_WRONLY | O_CLOEXEC)
                             : open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
        error = descriptor < 0 ? errno : write_and_close(descriptor, bytes, !is_special);
        if (error == 0 && !is_special && rename(temporary, path) != 0) {
            error = errno;
        }
        if (error != 0 && !is_special) {
            (void)unlink(temporary);
        }
    }
    if (error != 0) {
        (void)pd_cli_fail(cli, EXIT_SYSTEM, "can't write '%s': [Errno %d] %s", path, error,
                          strerror(error));
    }
    return error == 0;
}

bool pd_cli_read_json(Cli *cli, const char *text, perdure_data *out)
{
    Bytes bytes = pd_bytes_of_cstr(text);
    Bytes file = {NULL, 0};
    perdure_error err;
    if (text[0] == '@') {
        if (!pd_cli_read_file(cli, text + 1, LIMIT_MIB(64), &file)) {
            return false;
        }
        bytes = file;
    }
    perdure_status status =
        perdure_json_to_cbor((perdure_bytes){bytes.data, bytes.size}, out, &err);
    if (status != PERDURE_OK) {
        static const char prefix[] = "not JSON: "; /* of all messages but for a key twice */
        bool has_prefix = strncmp(err.message, prefix, sizeof prefix - 1) == 0;
        (void)pd_cli_fail(cli, EXIT_BAD, "%s is not JSON: %s",
                          text[0] == '@' ? text + 1 : "the value",
                          err.message + (has_prefix ? sizeof prefix - 1 : 0));
        if (text[0] != '@') {
            pd_cli_advise(cli, "put texts in quotes: '\"yes\"'; numbers, true, false and null "
                               "stand as they are; @FILE reads a file");
        }
    }
    pd_bytes_free(pd_alloc_system(), file);
    return status == PERDURE_OK;
}
