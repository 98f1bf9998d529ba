/*
 * Opening a path only when it lies in a grant.
 *
 * The path is resolved first, and what is opened afterwards is the resolved path, name by name from
 * the granted folder, without following any link. Whoever exchanges a folder for a link in between
 * makes the opening fail; it never leads outside. Whether something outside exists is not told.
 */
#include "host/host_in.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The absolute path with "." and ".." taken away as text. False when it is too long. */
static bool lexical_path(const char *path, char out[PATH_BYTES_MAX])
{
    char whole[PATH_BYTES_MAX * 2 + 2];
    char folder[PATH_BYTES_MAX];
    if (path[0] == '/') {
        (void)snprintf(whole, sizeof whole, "%s", path);
    } else {
        if (getcwd(folder, sizeof folder) == NULL) {
            return false;
        }
        (void)snprintf(whole, sizeof whole, "%s/%s", folder, path);
    }
    size_t size = 0;
    char *rest = whole;
    char *name;
    while ((name = strsep(&rest, "/")) != NULL) {
        size_t name_size = strlen(name);
        if (name_size == 0 || strcmp(name, ".") == 0) {
            continue;
        }
        if (strcmp(name, "..") == 0) {
            while (size > 0 && out[--size] != '/') {}
            continue;
        }
        if (size + name_size + 2 > PATH_BYTES_MAX) {
            return false;
        }
        out[size++] = '/';
        memcpy(out + size, name, name_size);
        size += name_size;
    }
    if (size == 0) {
        out[size++] = '/';
    }
    out[size] = '\0';
    return true;
}

/* Whether a grant holds an absolute path; *size is then the length of the grant in it. */
static bool find_grant(const PathRequest *request, const char *path, size_t *size)
{
    const char *text;
    for (size_t i = 0; (text = pd_host_grants_text(request->grants, request->kind, i)) != NULL;
         i++) {
        *size = strcmp(text, "/") == 0 ? 0 : strlen(text);
        if (strncmp(path, text, *size) == 0 && (path[*size] == '/' || path[*size] == '\0')) {
            return true;
        }
    }
    return false;
}

static void refuse(HostAnswer *answer, GrantKind kind, const char *path)
{
    char shown[600];
    pd_host_repr(path, shown, sizeof shown);
    pd_answer_raise(answer, "PermissionError", "%s is not granted: start the program with --%s=DIR",
                    shown, pd_host_grant_name(kind));
}

/*
 * The resolved absolute path; a last name that does not exist, or that shall not be followed, is
 * kept. 0 or an errno.
 */
static int resolve(const char *path, bool follows_last, char out[PATH_BYTES_MAX])
{
    if (path[0] == '\0') {
        return ENOENT;
    }
    if (follows_last && realpath(path, out) != NULL) {
        return 0;
    }
    if (follows_last && errno != ENOENT) {
        return errno;
    }
    char folder[PATH_BYTES_MAX];
    (void)snprintf(folder, sizeof folder, "%s", path);
    char *slash = strrchr(folder, '/');
    const char *name = slash != NULL ? path + (slash - folder) + 1 : path;
    if (slash != NULL) {
        slash[slash == folder ? 1 : 0] = '\0';
    }
    if (*name == '\0' || strcmp(name, ".") == 0 || strcmp(name, "..") == 0) {
        return ENOENT;
    }
    if (realpath(slash != NULL ? folder : ".", out) == NULL) {
        return errno;
    }
    size_t size = strlen(out);
    if (size + strlen(name) + 2 > PATH_BYTES_MAX) {
        return ENAMETOOLONG;
    }
    (void)snprintf(out + size, PATH_BYTES_MAX - size, "%s%s", size > 1 ? "/" : "", name);
    return 0;
}

/*
 * The granted resolved path in `real` and the length of the grant in it; false after answering.
 */
static bool locate(const PathRequest *request, char real[PATH_BYTES_MAX], size_t *grant_bytes,
                   HostAnswer *answer)
{
    char lexical[PATH_BYTES_MAX];
    size_t rest;
    int error = resolve(request->path, !request->keeps_link, real);
    if (error == 0 && find_grant(request, real, grant_bytes)) {
        return true;
    }
    bool inside = lexical_path(request->path, lexical) && find_grant(request, lexical, &rest);
    if (error != 0 && inside) {
        pd_answer_errno(answer, error, request->path);
    } else {
        refuse(answer, request->kind, request->path);
    }
    return false;
}

/* Opens `rest` ("/a/b", "" for the grant itself) below a grant without following links. */
static int open_below(const char *grant, const char *rest, int flags)
{
    char name[256];
    while (*rest == '/') {
        rest++;
    }
    int common = O_CLOEXEC | O_NOFOLLOW | O_NOCTTY;
    if (*rest == '\0') {
        return open(grant, flags | common, 0666);
    }
    int folder = open(grant, O_PATH | O_DIRECTORY | common);
    while (folder >= 0) {
        size_t size = strcspn(rest, "/");
        if (size >= sizeof name) {
            close(folder);
            errno = ENAMETOOLONG;
            return -1;
        }
        memcpy(name, rest, size);
        name[size] = '\0';
        rest += size + strspn(rest + size, "/");
        bool is_last = *rest == '\0';
        int next = openat(folder, name, (is_last ? flags : O_PATH | O_DIRECTORY) | common, 0666);
        int error = errno;
        close(folder);
        errno = error;
        if (is_last) {
            return next;
        }
        folder = next;
    }
    return -1;
}

int pd_path_open(const PathRequest *request, HostAnswer *answer)
{
    char real[PATH_BYTES_MAX];
    char grant[PATH_BYTES_MAX];
    size_t grant_bytes;
    if (!locate(request, real, &grant_bytes, answer)) {
        return -1;
    }
    (void)snprintf(grant, sizeof grant, "%.*s", (int)grant_bytes, real);
    int descriptor = open_below(grant_bytes == 0 ? "/" : grant, real + grant_bytes, request->flags);
    if (descriptor < 0) {
        pd_answer_errno(answer, errno, request->path);
    }
    return descriptor;
}

int pd_path_open_parent(const PathRequest *request, char name[256], HostAnswer *answer)
{
    char real[PATH_BYTES_MAX];
    char grant[PATH_BYTES_MAX];
    size_t grant_bytes;
    if (!locate(request, real, &grant_bytes, answer)) {
        return -1;
    }
    char *slash = strrchr(real, '/');
    if (slash == NULL || (size_t)(slash - real) < grant_bytes || strlen(slash + 1) >= 256) {
        refuse(answer, request->kind, request->path);
        return -1;
    }
    memcpy(name, slash + 1, strlen(slash + 1) + 1);
    *slash = '\0';
    (void)snprintf(grant, sizeof grant, "%.*s", (int)grant_bytes, real);
    int descriptor =
        open_below(grant_bytes == 0 ? "/" : grant, real + grant_bytes, O_PATH | O_DIRECTORY);
    if (descriptor < 0) {
        pd_answer_errno(answer, errno, request->path);
    }
    return descriptor;
}
