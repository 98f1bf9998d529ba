/*
 * What a program may reach: folders, variables and addresses given on the command line.
 *
 * Nothing is granted by default. A grant is kept as the text that would give it again from any
 * folder, so that a stopped run can be resumed with the same ones.
 */
#include "host/host_in.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define GRANT_COUNT_MAX 256

typedef struct Grant {
    GrantKind kind;
    char *text; /* paths: absolute and without links */
} Grant;

struct Grants {
    Grant items[GRANT_COUNT_MAX];
    size_t count;
};

const char *pd_host_grant_name(GrantKind kind)
{
    static const char *const names[] = {"allow-read", "allow-write", "allow-env", "allow-net"};
    _Static_assert(ARRAY_COUNT(names) == GRANT_KIND_COUNT, "one name a kind");
    pd_assert(kind < GRANT_KIND_COUNT);
    return names[kind];
}

Grants *pd_host_grants_new(void)
{
    return pd_alloc_new_array(pd_alloc_system(), 1, sizeof(Grants));
}

void pd_host_grants_free(Grants *grants)
{
    const Alloc *alloc = pd_alloc_system();
    if (grants == NULL) {
        return;
    }
    for (size_t i = 0; i < grants->count; i++) {
        pd_alloc_free(alloc, grants->items[i].text, strlen(grants->items[i].text) + 1);
    }
    pd_alloc_free(alloc, grants, sizeof *grants);
}

const char *pd_host_grants_text(const Grants *grants, GrantKind kind, size_t index)
{
    for (size_t i = 0; i < grants->count; i++) {
        if (grants->items[i].kind == kind && index-- == 0) {
            return grants->items[i].text;
        }
    }
    return NULL;
}

/* The path without links. A missing last name is kept when may_be_missing. */
static Status real_path(const char *text, bool may_be_missing, char out[PATH_BYTES_MAX], Error *err)
{
    char folder[PATH_BYTES_MAX];
    if (strlen(text) >= sizeof folder) {
        return pd_error_set(err, STATUS_INVALID, "the path is too long");
    }
    if (realpath(text, out) != NULL) {
        return STATUS_OK;
    }
    int error = errno;
    if (error != ENOENT || !may_be_missing) {
        return pd_error_set(err, STATUS_NOT_FOUND, "%s: %s", text, strerror(error));
    }
    memcpy(folder, text, strlen(text) + 1);
    char *slash = strrchr(folder, '/');
    const char *name = slash != NULL ? slash + 1 : text;
    if (slash != NULL) {
        *slash = '\0';
    }
    const char *parent = slash == NULL ? "." : slash == folder ? "/" : folder;
    if (*name == '\0' || strcmp(name, "..") == 0 || realpath(parent, out) == NULL) {
        return pd_error_set(err, STATUS_NOT_FOUND, "%s: %s", text, strerror(error));
    }
    size_t size = strlen(out);
    if (size + strlen(name) + 2 > PATH_BYTES_MAX) {
        return pd_error_set(err, STATUS_INVALID, "the path is too long");
    }
    (void)snprintf(out + size, PATH_BYTES_MAX - size, "%s%s", size > 1 ? "/" : "", name);
    return STATUS_OK;
}

/* "name", "name:80", "[::1]:80": whether it is one of these. */
static Status check_address(const char *text, Error *err)
{
    const char *colon = strrchr(text, ':');
    const char *bracket = strrchr(text, ']');
    bool has_port =
        colon != NULL && (bracket == NULL ? strchr(text, ':') == colon : colon == bracket + 1);
    if (*text == '\0' || strpbrk(text, "/ @?#") != NULL || text[0] == ':') {
        return pd_error_set(err, STATUS_INVALID, "\"%s\" is not HOST or HOST:PORT", text);
    }
    if (has_port) {
        char *end;
        long port = strtol(colon + 1, &end, 10);
        if (colon[1] < '0' || colon[1] > '9' || *end != '\0' || port < 1 || port > 65535) {
            return pd_error_set(err, STATUS_INVALID, "\"%s\": the port is not from 1 to 65535",
                                text);
        }
    } else if (colon != NULL && bracket == NULL) {
        return pd_error_set(err, STATUS_INVALID, "\"%s\": write an IPv6 address in brackets", text);
    }
    return STATUS_OK;
}

static Status append(Grants *grants, GrantKind kind, const char *text, Error *err)
{
    for (size_t i = 0; i < grants->count; i++) {
        if (grants->items[i].kind == kind && strcmp(grants->items[i].text, text) == 0) {
            return STATUS_OK;
        }
    }
    if (grants->count == GRANT_COUNT_MAX) {
        return pd_error_set(err, STATUS_LIMIT, "more than %d grants", GRANT_COUNT_MAX);
    }
    size_t size = strlen(text) + 1;
    char *copy = pd_alloc_new(pd_alloc_system(), size);
    if (copy == NULL) {
        return pd_error_plain(err, STATUS_NO_MEMORY);
    }
    memcpy(copy, text, size);
    grants->items[grants->count++] = (Grant){.kind = kind, .text = copy};
    return STATUS_OK;
}

Status pd_host_grants_add(Grants *grants, GrantKind kind, const char *text, Error *err)
{
    pd_assert(kind < GRANT_KIND_COUNT);
    char real[PATH_BYTES_MAX];
    Status status = STATUS_OK;
    if (kind == GRANT_READ || kind == GRANT_WRITE) {
        status = real_path(text, kind == GRANT_WRITE, real, err);
        text = real;
    } else if (kind == GRANT_NET) {
        status = check_address(text, err);
    } else if (*text == '\0' || strchr(text, '=') != NULL) {
        status = pd_error_set(err, STATUS_INVALID, "\"%s\" is not the name of a variable", text);
    }
    return status == STATUS_OK ? append(grants, kind, text, err) : status;
}

bool pd_grants_has_name(const Grants *grants, const char *name)
{
    for (size_t i = 0; i < grants->count; i++) {
        const Grant *grant = &grants->items[i];
        if (grant->kind == GRANT_ENV && strcmp(grant->text, name) == 0) {
            return true;
        }
    }
    return false;
}

/* The name is written as in a URL: an IPv6 address has its brackets. */
bool pd_grants_has_address(const Grants *grants, const char *name, unsigned port)
{
    char with_port[PATH_BYTES_MAX];
    (void)snprintf(with_port, sizeof with_port, "%s:%u", name, port);
    for (size_t i = 0; i < grants->count; i++) {
        const Grant *grant = &grants->items[i];
        if (grant->kind == GRANT_NET &&
            (strcasecmp(grant->text, name) == 0 || strcasecmp(grant->text, with_port) == 0)) {
            return true;
        }
    }
    return false;
}
