/*
 * Opening libcurl by name.
 *
 * All functions or none: a library that lacks one of them is refused.
 */
#include "host/http/curl.h"
#include "host/host_in.h"

#include <dlfcn.h>
#include <string.h>

/* ISO C has no cast from an object's address to a function's; POSIX says that copying works. */
static bool find(void *library, const char *name, void *function, size_t size)
{
    void *address = dlsym(library, name);
    _Static_assert(sizeof(void *) == sizeof(void (*)(void)), "addresses are alike");
    pd_assert(size == sizeof address);
    memcpy(function, &address, size);
    return address != NULL;
}

#define FIND(member, name) find(curl->library, name, &curl->member, sizeof curl->member)

bool pd_curl_open(Curl *curl, const char **why)
{
    memset(curl, 0, sizeof *curl);
    curl->library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
    if (curl->library == NULL) {
        *why = dlerror();
        return false;
    }
    bool found =
        FIND(global_init, "curl_global_init") && FIND(easy_init, "curl_easy_init") &&
        FIND(easy_setopt, "curl_easy_setopt") && FIND(easy_getinfo, "curl_easy_getinfo") &&
        FIND(easy_cleanup, "curl_easy_cleanup") && FIND(easy_strerror, "curl_easy_strerror") &&
        FIND(multi_init, "curl_multi_init") && FIND(multi_setopt, "curl_multi_setopt") &&
        FIND(multi_add_handle, "curl_multi_add_handle") &&
        FIND(multi_remove_handle, "curl_multi_remove_handle") &&
        FIND(multi_socket_action, "curl_multi_socket_action") &&
        FIND(multi_assign, "curl_multi_assign") && FIND(multi_info_read, "curl_multi_info_read") &&
        FIND(multi_cleanup, "curl_multi_cleanup") && FIND(slist_append, "curl_slist_append") &&
        FIND(slist_free_all, "curl_slist_free_all") && FIND(url, "curl_url") &&
        FIND(url_cleanup, "curl_url_cleanup") && FIND(url_set, "curl_url_set") &&
        FIND(url_get, "curl_url_get") && FIND(free_text, "curl_free");
    if (!found) {
        *why = "libcurl.so.4 lacks a function";
        pd_curl_close(curl);
        return false;
    }
    if (curl->global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
        *why = "libcurl.so.4 cannot be initialised";
        pd_curl_close(curl);
        return false;
    }
    return true;
}

void pd_curl_close(Curl *curl)
{
    if (curl->library != NULL) {
        /* It may have threads that resolve names: it stays mapped until the process ends. */
        curl->library = NULL;
    }
}
