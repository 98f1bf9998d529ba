/*
 * One http effect while it is under way: shared by http.c (its life) and http_message.c (reading
 * the request, keeping and answering the response).
 */
#ifndef HOST_HTTP_HTTP_H
#define HOST_HTTP_HTTP_H

#include "host/host_in.h"
#include "host/http/curl.h"

#define HTTP_METHOD_BYTES    32
#define HTTP_KEY_BYTES       256
#define HTTP_HEAD_BYTES_MAX  (1u << 18)
#define HTTP_REDIRECTS_MAX   20
#define HTTP_TIMEOUT_SECONDS 60

typedef struct HttpCall {
    struct HttpCall *next;
    HttpCalls *calls;
    const Grants *grants;
    void *owner;
    uint64_t sequence;
    CURL *easy;
    struct curl_slist *headers;
    int64_t end_ns; /* monotonic: redirects share one timeout */
    double timeout_seconds;
    uint64_t max_body_bytes;
    int64_t redirects_left;
    bool has_body;
    bool is_too_large;
    char method[HTTP_METHOD_BYTES];
    char key[HTTP_KEY_BYTES];
    char reason[CURL_ERROR_SIZE];
    Buffer url;
    Buffer request_headers; /* name NUL value NUL … */
    Buffer request_body;
    Buffer head; /* of the response: name NUL value NUL … */
    size_t head_count;
    Buffer body;
} HttpCall;

/* Reads the request map; false after answering or for wrong arguments. */
bool pd_http_read_request(HttpCall *call, Performance *p, HostAnswer *answer);

/* Takes one header line of the response. */
void pd_http_take_header(HttpCall *call, Bytes line);

/*
 * Drops the request headers that do not go along with a redirect: to another service all but those
 * that say what is sent and wanted, and those of the body when it is gone.
 */
void pd_http_keep_headers(HttpCall *call, bool is_same_origin);

/* Whether request header `name` was given. */
bool pd_http_has_header(const HttpCall *call, const char *name);

/* The response as CBOR. */
void pd_http_answer_response(HttpCall *call, long status, const char *url, HostAnswer *answer);

/* The exception for a failed request; error is an errno or 0. */
void pd_http_answer_failure(HttpCall *call, CURLcode code, long error, HostAnswer *answer);

#endif
