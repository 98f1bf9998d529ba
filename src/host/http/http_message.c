/*
 * Requests and responses of the http effect, as CBOR.
 *
 * What a program puts into a request goes into the message only if it cannot change its form: a
 * line end in a header or method is a ValueError.
 */
#include "host/http/http.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* A character of an HTTP token (RFC 9110, 5.6.2). */
static bool is_token(perdure_bytes text)
{
    for (size_t i = 0; i < text.size; i++) {
        unsigned char c = text.data[i];
        bool is_alnum = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        if (!is_alnum && (c == 0 || strchr("!#$%&'*+-.^_`|~", c) == NULL)) {
            return false;
        }
    }
    return text.size > 0;
}

static bool is_line(perdure_bytes text)
{
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] == '\n' || text.data[i] == '\r' || text.data[i] == '\0') {
            return false;
        }
    }
    return true;
}

static bool wrong(HostAnswer *answer, const char *what)
{
    pd_answer_raise(answer, "ValueError", "http: %s", what);
    return false;
}

static bool read_headers(HttpCall *call, perdure_bytes *rest, HostAnswer *answer)
{
    perdure_item list;
    if (perdure_cbor_read(rest, &list) != PERDURE_OK || list.kind != PERDURE_KIND_ARRAY) {
        return wrong(answer, "headers is a list of pairs");
    }
    for (uint64_t i = 0; i < list.count; i++) {
        perdure_item pair;
        perdure_item name;
        perdure_item value;
        if (perdure_cbor_read(rest, &pair) != PERDURE_OK || pair.kind != PERDURE_KIND_ARRAY ||
            pair.count != 2 || perdure_cbor_read(rest, &name) != PERDURE_OK ||
            perdure_cbor_read(rest, &value) != PERDURE_OK || name.kind != PERDURE_KIND_TEXT ||
            value.kind != PERDURE_KIND_TEXT) {
            return wrong(answer, "headers is a list of pairs of texts");
        }
        if (!is_token(name.bytes) || !is_line(value.bytes)) {
            return wrong(answer, "a header name or value holds a character that is not allowed");
        }
        pd_buffer_append(&call->request_headers, (Bytes){name.bytes.data, name.bytes.size});
        pd_buffer_append_byte(&call->request_headers, 0);
        pd_buffer_append(&call->request_headers, (Bytes){value.bytes.data, value.bytes.size});
        pd_buffer_append_byte(&call->request_headers, 0);
    }
    return true;
}

static bool read_body(HttpCall *call, const perdure_item *item, HostAnswer *answer)
{
    if (item->kind == PERDURE_KIND_NULL) {
        return true;
    }
    if (item->kind != PERDURE_KIND_BYTES && item->kind != PERDURE_KIND_TEXT) {
        return wrong(answer, "body is bytes, text or None");
    }
    call->has_body = true;
    pd_buffer_append(&call->request_body, (Bytes){item->bytes.data, item->bytes.size});
    return true;
}

static bool read_number(const perdure_item *item, double *number)
{
    if (item->kind == PERDURE_KIND_INT) {
        *number = (double)item->integer;
    } else if (item->kind == PERDURE_KIND_DOUBLE) {
        *number = item->number;
    }
    return item->kind == PERDURE_KIND_NULL ||
           ((item->kind == PERDURE_KIND_INT || item->kind == PERDURE_KIND_DOUBLE) && *number >= 0 &&
            *number <= 1e9);
}

static bool read_text(const perdure_item *item, char *out, size_t out_bytes, HostAnswer *answer)
{
    if (item->kind != PERDURE_KIND_TEXT || item->bytes.size >= out_bytes || !is_line(item->bytes)) {
        return wrong(answer, "method or key is not a short text");
    }
    (void)snprintf(out, out_bytes, "%.*s", (int)item->bytes.size, (const char *)item->bytes.data);
    return true;
}

/* One pair of the request map other than headers. */
static bool read_field(HttpCall *call, Bytes name, const perdure_item *item, HostAnswer *answer)
{
    double number = -1;
    if (pd_bytes_equal_cstr(name, "url")) {
        if (item->kind != PERDURE_KIND_TEXT || !is_line(item->bytes)) {
            return wrong(answer, "url is a text");
        }
        pd_buffer_append(&call->url, (Bytes){item->bytes.data, item->bytes.size});
        return true;
    }
    if (pd_bytes_equal_cstr(name, "method")) {
        return read_text(item, call->method, sizeof call->method, answer) &&
               (is_token(item->bytes) || wrong(answer, "method is a word"));
    }
    if (pd_bytes_equal_cstr(name, "key")) {
        return item->kind == PERDURE_KIND_NULL ||
               read_text(item, call->key, sizeof call->key, answer);
    }
    if (pd_bytes_equal_cstr(name, "body")) {
        return read_body(call, item, answer);
    }
    if (!read_number(item, &number)) {
        return wrong(answer, "timeout, max_body and max_redirects are numbers or None");
    }
    if (pd_bytes_equal_cstr(name, "timeout")) {
        call->timeout_seconds = number < 0 ? HTTP_TIMEOUT_SECONDS : number;
    } else if (pd_bytes_equal_cstr(name, "max_body")) {
        uint64_t most = call->max_body_bytes;
        call->max_body_bytes = number < 0 || number > (double)most ? most : (uint64_t)number;
    } else if (pd_bytes_equal_cstr(name, "max_redirects")) {
        call->redirects_left = number > HTTP_REDIRECTS_MAX ? HTTP_REDIRECTS_MAX
                               : number < 0                ? 0
                                                           : (int64_t)number;
    } else {
        pd_answer_raise(answer, "TypeError", "http: unknown argument '%.*s'",
                        (int)(name.size < 100 ? name.size : 100), (const char *)name.data);
        return false;
    }
    return true;
}

bool pd_http_read_request(HttpCall *call, Performance *p, HostAnswer *answer)
{
    perdure_bytes request = pd_args_any(&p->args);
    perdure_item map;
    if (!pd_args_end(&p->args) || perdure_cbor_read(&request, &map) != PERDURE_OK ||
        map.kind != PERDURE_KIND_MAP) {
        return false;
    }
    Limits limits = pd_limits_default();
    (void)snprintf(call->method, sizeof call->method, "GET");
    (void)snprintf(call->key, sizeof call->key, "%s", p->effect->key != NULL ? p->effect->key : "");
    call->timeout_seconds = HTTP_TIMEOUT_SECONDS;
    /* The response's other parts need room in the result too. */
    call->max_body_bytes = limits.effect_result_bytes - 2 * HTTP_HEAD_BYTES_MAX;
    for (uint64_t i = 0; i < map.count; i++) {
        perdure_item name;
        perdure_item value;
        if (perdure_cbor_read(&request, &name) != PERDURE_OK || name.kind != PERDURE_KIND_TEXT) {
            return false;
        }
        Bytes text = {name.bytes.data, name.bytes.size};
        if (pd_bytes_equal_cstr(text, "headers")) {
            if (!read_headers(call, &request, answer)) {
                return false;
            }
            continue;
        }
        perdure_bytes encoding;
        if (perdure_cbor_skip(&request, &encoding) != PERDURE_OK ||
            perdure_cbor_read(&encoding, &value) != PERDURE_OK ||
            !read_field(call, text, &value, answer)) {
            return false;
        }
    }
    if (pd_buffer_peek_cstr(&call->url) == NULL || call->url.size == 0) {
        return wrong(answer, "url is missing");
    }
    return true;
}

bool pd_http_has_header(const HttpCall *call, const char *name)
{
    const char *text = (const char *)call->request_headers.data;
    const char *end = text + call->request_headers.size;
    while (text < end) {
        if (strcasecmp(text, name) == 0) {
            return true;
        }
        text += strlen(text) + 1; /* the value */
        text += strlen(text) + 1; /* the next name */
    }
    return false;
}

static bool is_one_of(const char *name, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (strcasecmp(name, names[i]) == 0) {
            return true;
        }
    }
    return false;
}

void pd_http_keep_headers(HttpCall *call, bool is_same_origin)
{
    static const char *const harmless[] = {"Accept", "Accept-Language", "Content-Type",
                                           "User-Agent"};
    static const char *const of_body[] = {"Content-Type", "Content-Encoding", "Content-Language"};
    Buffer *headers = &call->request_headers;
    size_t kept = 0;
    for (size_t i = 0; i < headers->size;) {
        const char *name = (const char *)headers->data + i;
        size_t size = strlen(name) + 1;
        size += strlen(name + size) + 1;
        bool stays = is_same_origin || is_one_of(name, harmless, ARRAY_COUNT(harmless));
        stays = stays && (call->has_body || !is_one_of(name, of_body, ARRAY_COUNT(of_body)));
        if (stays) {
            memmove(headers->data + kept, name, size);
            kept += size;
        }
        i += size;
    }
    pd_buffer_truncate(headers, kept);
}

void pd_http_take_header(HttpCall *call, Bytes line)
{
    if (pd_bytes_starts_with(line, (Bytes)BYTES_LITERAL("HTTP/"))) {
        /* A new message: what came before was an interim response. */
        pd_buffer_truncate(&call->head, 0);
        call->head_count = 0;
        return;
    }
    const uint8_t *colon = memchr(line.data, ':', line.size);
    if (colon == NULL || !pd_utf8_validate(line, UTF8_STRICT, NULL) ||
        memchr(line.data, 0, line.size) != NULL) {
        return;
    }
    size_t name_size = (size_t)(colon - line.data);
    for (size_t i = 0; i < name_size; i++) {
        uint8_t c = line.data[i];
        pd_buffer_append_byte(&call->head, c >= 'A' && c <= 'Z' ? (uint8_t)(c + 32) : c);
    }
    pd_buffer_append_byte(&call->head, 0);
    Bytes value = pd_bytes_slice(line, name_size + 1, SIZE_MAX);
    while (value.size > 0 && (value.data[0] == ' ' || value.data[0] == '\t')) {
        value = pd_bytes_slice(value, 1, SIZE_MAX);
    }
    while (value.size > 0 && strchr(" \t\r\n", value.data[value.size - 1]) != NULL) {
        value.size--;
    }
    pd_buffer_append(&call->head, value);
    pd_buffer_append_byte(&call->head, 0);
    call->head_count++;
}

static void write_name(perdure_writer *writer, const char *name)
{
    perdure_write_text(writer, name, strlen(name));
}

void pd_http_answer_response(HttpCall *call, long status, const char *url, HostAnswer *answer)
{
    perdure_writer *writer = perdure_writer_new();
    if (writer == NULL || pd_buffer_status(&call->head) != STATUS_OK ||
        pd_buffer_status(&call->body) != STATUS_OK) {
        perdure_writer_free(writer);
        pd_answer_raise(answer, "OSError", "the head of the response is too large");
        return;
    }
    perdure_write_map_begin(writer);
    write_name(writer, "status");
    perdure_write_int(writer, status);
    write_name(writer, "headers");
    perdure_write_array(writer, call->head_count);
    const char *text = (const char *)call->head.data;
    for (size_t i = 0; i < call->head_count; i++) {
        perdure_write_array(writer, 2);
        write_name(writer, text);
        text += strlen(text) + 1;
        write_name(writer, text);
        text += strlen(text) + 1;
    }
    write_name(writer, "body");
    perdure_write_bytes(writer, (perdure_bytes){call->body.data, call->body.size});
    write_name(writer, "url");
    write_name(writer, url);
    perdure_write_map_end(writer);
    pd_answer_take(answer, writer);
}

void pd_http_answer_failure(HttpCall *call, CURLcode code, long error, HostAnswer *answer)
{
    const char *url = pd_buffer_peek_cstr(&call->url);
    const char *exception = "ConnectionError";
    if (call->is_too_large) {
        pd_answer_raise(answer, "OSError", "the body of %.600s has more than %llu bytes (max_body)",
                        url, (unsigned long long)call->max_body_bytes);
        return;
    }
    if (code == CURLE_OPERATION_TIMEDOUT) {
        pd_answer_raise(answer, "TimeoutError", "no answer from %.600s within %g s", url,
                        call->timeout_seconds);
        return;
    }
    if (error != 0 &&
        (code == CURLE_COULDNT_CONNECT || code == CURLE_RECV_ERROR || code == CURLE_SEND_ERROR)) {
        pd_answer_errno(answer, (int)error, url);
        return;
    }
    if (code == CURLE_OUT_OF_MEMORY) {
        exception = "MemoryError";
    } else if (code == CURLE_GOT_NOTHING || code == CURLE_RECV_ERROR || code == CURLE_SEND_ERROR ||
               code == CURLE_PARTIAL_FILE) {
        exception = "ConnectionResetError";
    } else if (code == CURLE_URL_MALFORMAT || code == CURLE_UNSUPPORTED_PROTOCOL) {
        exception = "ValueError";
    } else if (code == CURLE_COULDNT_CONNECT) {
        exception = "ConnectionRefusedError";
    }
    pd_answer_raise(answer, exception, "%.600s: %.300s", url,
                    call->reason[0] != '\0' ? call->reason : "the request failed");
}
