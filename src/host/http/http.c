/*
 * The life of http effects: libcurl's multi interface on the host's loop.
 *
 * Certificates are checked against the system's authorities or those of $SSL_CERT_FILE. Only http
 * and https are spoken. Redirects are followed here one by one, so that each address is checked
 * against the grants before anything is sent to it, and another service sees no credentials.
 *
 *   start → check address → send → response ─┬→ answered
 *                 ↑                          │
 *                 └──── redirect, if any left ┘
 */
#include "host/http/http.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <uv.h>

struct HttpCalls {
    Host *host;
    Curl curl;
    CURLM *multi;
    uv_timer_t timer;
    HttpCall *first;
    size_t count;
};

/* One socket of libcurl's, watched. */
typedef struct HttpSocket {
    uv_poll_t poll;
    HttpCalls *calls;
    curl_socket_t descriptor;
} HttpSocket;

static void send_again(HttpCall *call, HostAnswer *answer);

/* ── the life of a call ── */

static HttpCall *call_new(HttpCalls *calls, const Performance *p)
{
    const Alloc *alloc = calls->host->alloc;
    Limits limits = pd_limits_default();
    HttpCall *call = pd_alloc_new_array(alloc, 1, sizeof *call);
    if (call == NULL) {
        return NULL;
    }
    call->calls = calls;
    call->grants = p->grants;
    call->owner = p->owner;
    call->sequence = p->effect->sequence;
    pd_buffer_init(&call->url, alloc, 1u << 16);
    pd_buffer_init(&call->request_headers, alloc, HTTP_HEAD_BYTES_MAX);
    pd_buffer_init(&call->request_body, alloc, limits.effect_argument_bytes);
    pd_buffer_init(&call->head, alloc, HTTP_HEAD_BYTES_MAX);
    pd_buffer_init(&call->body, alloc, limits.effect_result_bytes);
    return call;
}

static void close_easy(HttpCall *call)
{
    HttpCalls *calls = call->calls;
    if (call->easy != NULL) {
        (void)calls->curl.multi_remove_handle(calls->multi, call->easy);
        calls->curl.easy_cleanup(call->easy);
        call->easy = NULL;
    }
    calls->curl.slist_free_all(call->headers);
    call->headers = NULL;
}

static void call_free(HttpCall *call)
{
    HttpCalls *calls = call->calls;
    close_easy(call);
    for (HttpCall **link = &calls->first; *link != NULL; link = &(*link)->next) {
        if (*link == call) {
            *link = call->next;
            calls->count--;
            break;
        }
    }
    pd_buffer_deinit(&call->url);
    pd_buffer_deinit(&call->request_headers);
    pd_buffer_deinit(&call->request_body);
    pd_buffer_deinit(&call->head);
    pd_buffer_deinit(&call->body);
    pd_alloc_free(calls->host->alloc, call, sizeof *call);
}

/* ── libcurl's side ── */

static size_t on_header(char *data, size_t size, size_t count, void *user)
{
    HttpCall *call = user;
    pd_http_take_header(call, (Bytes){(const uint8_t *)data, size * count});
    return pd_buffer_status(&call->head) == STATUS_OK ? size * count : 0;
}

static size_t on_body(char *data, size_t size, size_t count, void *user)
{
    HttpCall *call = user;
    size_t bytes = size * count;
    if (call->body.size + bytes > call->max_body_bytes) {
        call->is_too_large = true;
        return 0;
    }
    pd_buffer_append(&call->body, (Bytes){(const uint8_t *)data, bytes});
    return pd_buffer_status(&call->body) == STATUS_OK ? bytes : 0;
}

/* 0: send it on. */
static long redirect_target(const HttpCall *call, long status, const char **target)
{
    const Curl *curl = &call->calls->curl;
    *target = NULL;
    bool moves = status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
    if (moves && call->redirects_left > 0) {
        (void)curl->easy_getinfo(call->easy, CURLINFO_REDIRECT_URL, target);
    }
    return *target != NULL;
}

/* Scheme, name and port of a URL. False when it has none. */
static bool take_apart(const Curl *curl, const char *text, char *parts[3])
{
    static const CURLUPart wanted[3] = {CURLUPART_SCHEME, CURLUPART_HOST, CURLUPART_PORT};
    CURLU *url = curl->url();
    bool found = url != NULL && curl->url_set(url, CURLUPART_URL, text, 0) == CURLUE_OK;
    for (size_t i = 0; i < 3 && found; i++) {
        found = curl->url_get(url, wanted[i], &parts[i], CURLU_DEFAULT_PORT) == CURLUE_OK;
    }
    curl->url_cleanup(url);
    return found;
}

/* Whether two addresses are the same service, which may see the same headers. */
static bool is_same_origin(const Curl *curl, const char *left, const char *right)
{
    char *parts[2][3] = {{NULL}, {NULL}};
    bool same = take_apart(curl, left, parts[0]) && take_apart(curl, right, parts[1]);
    for (size_t i = 0; i < 3; i++) {
        same = same && strcasecmp(parts[0][i], parts[1][i]) == 0;
        curl->free_text(parts[0][i]);
        curl->free_text(parts[1][i]);
    }
    return same;
}

/* Prepares the call for the next address, as RFC 9110 15.4 has it. */
static void redirect(HttpCall *call, long status, const char *target)
{
    bool becomes_get = status == 303 ||
                       ((status == 301 || status == 302) && strcasecmp(call->method, "POST") == 0);
    if (becomes_get && strcasecmp(call->method, "HEAD") != 0) {
        (void)snprintf(call->method, sizeof call->method, "GET");
        call->has_body = false;
        pd_buffer_truncate(&call->request_body, 0);
    }
    const char *from = pd_buffer_peek_cstr(&call->url);
    bool is_same = from != NULL && is_same_origin(&call->calls->curl, from, target);
    pd_http_keep_headers(call, is_same);
    pd_buffer_truncate(&call->url, 0);
    pd_buffer_append_cstr(&call->url, target);
    pd_buffer_truncate(&call->head, 0);
    pd_buffer_truncate(&call->body, 0);
    call->head_count = 0;
    call->redirects_left--;
}

static void finish(HttpCall *call, CURLcode code)
{
    HttpCalls *calls = call->calls;
    Host *host = calls->host;
    HostAnswer answer = {0};
    long status = 0;
    long error = 0;
    const char *target;
    if (code == CURLE_OK) {
        (void)calls->curl.easy_getinfo(call->easy, CURLINFO_RESPONSE_CODE, &status);
        if (redirect_target(call, status, &target)) {
            redirect(call, status, target);
            close_easy(call);
            send_again(call, &answer);
            if (answer.exception == NULL) {
                return;
            }
        } else {
            pd_http_answer_response(call, status, pd_buffer_peek_cstr(&call->url), &answer);
        }
    } else {
        (void)calls->curl.easy_getinfo(call->easy, CURLINFO_OS_ERRNO, &error);
        if (call->reason[0] == '\0') {
            (void)snprintf(call->reason, sizeof call->reason, "%s",
                           calls->curl.easy_strerror(code));
        }
        pd_http_answer_failure(call, code, error, &answer);
    }
    void *owner = call->owner;
    uint64_t sequence = call->sequence;
    call_free(call);
    host->options.finished(host->options.ctx, owner, sequence, &answer);
    pd_host_answer_deinit(&answer);
    pd_loop_wake(host->loop);
}

static void take_finished(HttpCalls *calls)
{
    CURLMsg *message;
    int left;
    while ((message = calls->curl.multi_info_read(calls->multi, &left)) != NULL) {
        if (message->msg != CURLMSG_DONE) {
            continue;
        }
        char *call = NULL;
        CURLcode code = message->data.result;
        (void)calls->curl.easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &call);
        pd_assert(call != NULL);
        finish((HttpCall *)(void *)call, code);
    }
}

static void on_socket(uv_poll_t *poll, int status, int events)
{
    HttpSocket *watched = poll->data;
    HttpCalls *calls = watched->calls;
    int running;
    int flags = (events & UV_READABLE ? CURL_CSELECT_IN : 0) |
                (events & UV_WRITABLE ? CURL_CSELECT_OUT : 0) | (status < 0 ? CURL_CSELECT_ERR : 0);
    (void)calls->curl.multi_socket_action(calls->multi, watched->descriptor, flags, &running);
    take_finished(calls);
}

static void on_timeout(uv_timer_t *timer)
{
    HttpCalls *calls = timer->data;
    int running;
    (void)calls->curl.multi_socket_action(calls->multi, CURL_SOCKET_TIMEOUT, 0, &running);
    take_finished(calls);
}

static void on_closed(uv_handle_t *handle)
{
    HttpSocket *watched = handle->data;
    pd_alloc_free(pd_alloc_system(), watched, sizeof *watched);
}

static int watch_socket(CURL *easy, curl_socket_t descriptor, int what, void *user, void *known)
{
    HttpCalls *calls = user;
    HttpSocket *watched = known;
    (void)easy;
    if (what == CURL_POLL_REMOVE) {
        if (watched != NULL) {
            (void)uv_poll_stop(&watched->poll);
            uv_close((uv_handle_t *)&watched->poll, on_closed);
            (void)calls->curl.multi_assign(calls->multi, descriptor, NULL);
        }
        return 0;
    }
    if (watched == NULL) {
        watched = pd_alloc_new_array(calls->host->alloc, 1, sizeof *watched);
        if (watched == NULL) {
            return -1;
        }
        if (uv_poll_init_socket(pd_loop_uv(calls->host->loop), &watched->poll, descriptor) != 0) {
            pd_alloc_free(calls->host->alloc, watched, sizeof *watched);
            return -1;
        }
        watched->poll.data = watched;
        watched->calls = calls;
        watched->descriptor = descriptor;
        (void)calls->curl.multi_assign(calls->multi, descriptor, watched);
    }
    int events = (what & CURL_POLL_IN ? UV_READABLE : 0) | (what & CURL_POLL_OUT ? UV_WRITABLE : 0);
    return uv_poll_start(&watched->poll, events, on_socket) == 0 ? 0 : -1;
}

static int set_timer(CURLM *multi, long timeout_ms, void *user)
{
    HttpCalls *calls = user;
    (void)multi;
    if (timeout_ms < 0) {
        return uv_timer_stop(&calls->timer);
    }
    uv_update_time(pd_loop_uv(calls->host->loop));
    return uv_timer_start(&calls->timer, on_timeout, (uint64_t)timeout_ms, 0);
}

/* ── starting ── */

/* Whether the call's address may be reached; false after answering. */
static bool check_address(const HttpCall *call, bool *is_loopback, HostAnswer *answer)
{
    const Curl *curl = &call->calls->curl;
    const char *text = (const char *)call->url.data;
    char *scheme = NULL;
    char *name = NULL;
    char *port = NULL;
    bool granted = false;
    CURLU *url = curl->url();
    bool is_whole = url != NULL && curl->url_set(url, CURLUPART_URL, text, 0) == CURLUE_OK &&
                    curl->url_get(url, CURLUPART_SCHEME, &scheme, 0) == CURLUE_OK &&
                    curl->url_get(url, CURLUPART_HOST, &name, 0) == CURLUE_OK &&
                    curl->url_get(url, CURLUPART_PORT, &port, CURLU_DEFAULT_PORT) == CURLUE_OK;
    if (!is_whole || (strcmp(scheme, "http") != 0 && strcmp(scheme, "https") != 0)) {
        pd_answer_raise(answer, "ValueError", "http: '%.600s' is not an http or https URL", text);
    } else {
        granted = pd_grants_has_address(call->grants, name, (unsigned)strtoul(port, NULL, 10));
        *is_loopback = strcasecmp(name, "localhost") == 0 || strncmp(name, "127.", 4) == 0 ||
                       strcmp(name, "[::1]") == 0;
        if (!granted) {
            pd_answer_raise(
                answer, "PermissionError",
                "%.300s:%s is not granted: start the program with --allow-net=%.300s:%s", name,
                port, name, port);
        }
    }
    curl->free_text(scheme);
    curl->free_text(name);
    curl->free_text(port);
    curl->url_cleanup(url);
    return granted;
}

/* Appends "name: value"; sticky failure by setting the list to NULL is libcurl's own way. */
static bool add_header(HttpCall *call, const char *name, const char *value)
{
    Buffer line;
    pd_buffer_init(&line, call->calls->host->alloc, HTTP_HEAD_BYTES_MAX);
    /* libcurl drops "name:" and sends "name;" as an empty header. */
    pd_buffer_append_format(&line, value[0] != '\0' ? "%s: %s" : "%s;", name, value);
    const char *text = pd_buffer_peek_cstr(&line);
    struct curl_slist *list =
        text != NULL ? call->calls->curl.slist_append(call->headers, text) : NULL;
    pd_buffer_deinit(&line);
    if (list != NULL) {
        call->headers = list;
    }
    return list != NULL;
}

static bool add_headers(HttpCall *call)
{
    const Curl *curl = &call->calls->curl;
    bool added = true;
    const char *text = (const char *)call->request_headers.data;
    const char *end = text + call->request_headers.size;
    while (text < end && added) {
        const char *value = text + strlen(text) + 1;
        added = add_header(call, text, value);
        text = value + strlen(value) + 1;
    }
    if (call->key[0] != '\0' && !pd_http_has_header(call, "Idempotency-Key")) {
        added = added && add_header(call, "Idempotency-Key", call->key);
    }
    /* What libcurl would add by itself. */
    static const char *const unwanted[] = {"Expect:", "Content-Type:"};
    for (size_t i = 0; i < ARRAY_COUNT(unwanted) && added; i++) {
        if (i == 1 && pd_http_has_header(call, "Content-Type")) {
            continue;
        }
        struct curl_slist *list = curl->slist_append(call->headers, unwanted[i]);
        added = list != NULL;
        call->headers = added ? list : call->headers;
    }
    return added;
}

static void set_options(HttpCall *call, bool is_loopback)
{
    const Curl *curl = &call->calls->curl;
    CURL *easy = call->easy;
    int64_t left_ms = (call->end_ns - pd_host_monotonic_ns()) / 1000000;
    (void)curl->easy_setopt(easy, CURLOPT_URL, (const char *)call->url.data);
    (void)curl->easy_setopt(easy, CURLOPT_PRIVATE, call);
    (void)curl->easy_setopt(easy, CURLOPT_ERRORBUFFER, call->reason);
    (void)curl->easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    (void)curl->easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    (void)curl->easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    (void)curl->easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)(left_ms < 1 ? 1 : left_ms));
    (void)curl->easy_setopt(easy, CURLOPT_USERAGENT, "perdure");
    (void)curl->easy_setopt(easy, CURLOPT_HTTPHEADER, call->headers);
    (void)curl->easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_header);
    (void)curl->easy_setopt(easy, CURLOPT_HEADERDATA, call);
    (void)curl->easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
    (void)curl->easy_setopt(easy, CURLOPT_WRITEDATA, call);
    (void)curl->easy_setopt(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    if (is_loopback) {
        (void)curl->easy_setopt(easy, CURLOPT_PROXY, "");
    }
    /* As OpenSSL and Python have it; libcurl itself does not look there. */
    const char *authorities = getenv("SSL_CERT_FILE");
    if (authorities != NULL && authorities[0] != '\0') {
        (void)curl->easy_setopt(easy, CURLOPT_CAINFO, authorities);
    }
    if (strcasecmp(call->method, "HEAD") == 0) {
        (void)curl->easy_setopt(easy, CURLOPT_NOBODY, 1L);
    } else if (call->has_body || strcasecmp(call->method, "POST") == 0) {
        (void)curl->easy_setopt(easy, CURLOPT_POST, 1L);
        (void)curl->easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE,
                                (curl_off_t)call->request_body.size);
        (void)curl->easy_setopt(easy, CURLOPT_POSTFIELDS,
                                call->request_body.size > 0 ? (const char *)call->request_body.data
                                                            : "");
        (void)curl->easy_setopt(easy, CURLOPT_CUSTOMREQUEST, call->method);
    } else {
        (void)curl->easy_setopt(easy, CURLOPT_CUSTOMREQUEST, call->method);
    }
}

/* Sends the call to its address; answers only when that fails. */
static void send_again(HttpCall *call, HostAnswer *answer)
{
    HttpCalls *calls = call->calls;
    bool is_loopback = false;
    call->reason[0] = '\0';
    if (pd_buffer_peek_cstr(&call->url) == NULL || !check_address(call, &is_loopback, answer)) {
        return;
    }
    call->easy = calls->curl.easy_init();
    bool ready = call->easy != NULL && add_headers(call) &&
                 pd_buffer_status(&call->request_headers) == STATUS_OK &&
                 pd_buffer_status(&call->request_body) == STATUS_OK;
    if (ready) {
        set_options(call, is_loopback);
        ready = calls->curl.multi_add_handle(calls->multi, call->easy) == CURLM_OK;
    }
    if (!ready) {
        pd_answer_raise(answer, "MemoryError", "the request cannot be made");
    }
}

static HttpCalls *calls_get(Host *host, HostAnswer *answer)
{
    if (host->http != NULL) {
        return host->http;
    }
    const char *why = "out of memory";
    HostLoop *loop = pd_loop_get(host);
    HttpCalls *calls = loop != NULL ? pd_alloc_new_array(host->alloc, 1, sizeof *calls) : NULL;
    if (calls == NULL || !pd_curl_open(&calls->curl, &why) ||
        (calls->multi = calls->curl.multi_init()) == NULL) {
        pd_answer_raise(answer, "OSError", "http needs libcurl (package libcurl4): %s", why);
        pd_alloc_free(host->alloc, calls, sizeof *calls);
        return NULL;
    }
    calls->host = host;
    (void)uv_timer_init(pd_loop_uv(loop), &calls->timer); /* cannot fail */
    calls->timer.data = calls;
    (void)calls->curl.multi_setopt(calls->multi, CURLMOPT_SOCKETFUNCTION, watch_socket);
    (void)calls->curl.multi_setopt(calls->multi, CURLMOPT_SOCKETDATA, calls);
    (void)calls->curl.multi_setopt(calls->multi, CURLMOPT_TIMERFUNCTION, set_timer);
    (void)calls->curl.multi_setopt(calls->multi, CURLMOPT_TIMERDATA, calls);
    host->http = calls;
    return calls;
}

Status pd_perform_http(Performance *p, HostAnswer *answer)
{
    HttpCalls *calls = calls_get(p->host, answer);
    if (calls == NULL) {
        return STATUS_OK;
    }
    HttpCall *call = calls->count < HTTP_CALLS_MAX ? call_new(calls, p) : NULL;
    if (call == NULL) {
        pd_answer_raise(answer, "OSError", "more than %d requests at once", HTTP_CALLS_MAX);
        return STATUS_OK;
    }
    call->next = calls->first;
    calls->first = call;
    calls->count++;
    if (pd_http_read_request(call, p, answer)) {
        call->end_ns = pd_host_monotonic_ns() + (int64_t)(call->timeout_seconds * 1e9);
        send_again(call, answer);
        if (answer->exception == NULL) {
            return STATUS_BUSY;
        }
    }
    call_free(call);
    return STATUS_OK;
}

void pd_http_forget(Host *host, void *owner)
{
    HttpCall *call = host->http != NULL ? host->http->first : NULL;
    while (call != NULL) {
        HttpCall *next = call->next;
        if (call->owner == owner) {
            call_free(call);
        }
        call = next;
    }
}

void pd_http_free(Host *host)
{
    HttpCalls *calls = host->http;
    if (calls == NULL) {
        return;
    }
    while (calls->first != NULL) {
        call_free(calls->first);
    }
    (void)calls->curl.multi_cleanup(calls->multi);
    pd_curl_close(&calls->curl);
    uv_close((uv_handle_t *)&calls->timer, NULL);
    (void)uv_run(pd_loop_uv(host->loop), UV_RUN_NOWAIT);
    pd_alloc_free(host->alloc, calls, sizeof *calls);
    host->http = NULL;
}
