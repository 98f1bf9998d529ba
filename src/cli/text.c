/*
 * What the commands print: output, errors with advice, times and sizes.
 *
 * Output goes to standard output in blocks. When it cannot be written the command still ends in
 * order: quietly when nobody reads any more, with a message when the disk is full.
 */
#include "cli/cli.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define FLUSH_BYTES 32768

static int write_fully(int descriptor, const uint8_t *data, size_t size)
{
    while (size > 0) {
        ssize_t count = write(descriptor, data, size);
        if (count < 0 && errno != EINTR) {
            return errno;
        }
        data += count < 0 ? 0 : count;
        size -= count < 0 ? 0 : (size_t)count;
    }
    return 0;
}

/* Says it once; nothing more is written then. A reader that has gone away is no news. */
static void write_out(Cli *cli, const uint8_t *data, size_t size)
{
    int error = cli->exit_code == 0 ? write_fully(STDOUT_FILENO, data, size) : 0;
    if (error != 0) {
        cli->exit_code = EXIT_OUTPUT;
    }
    if (error != 0 && error != EPIPE) {
        pd_cli_note(cli, "perdure: the output cannot be written: %s\n", strerror(error));
    }
}

void pd_cli_flush(Cli *cli)
{
    if (cli->out.size > 0) {
        write_out(cli, cli->out.data, cli->out.size);
    }
    pd_buffer_reset(&cli->out);
}

void pd_cli_print_bytes(Cli *cli, perdure_bytes bytes)
{
    if (bytes.size > FLUSH_BYTES) {
        pd_cli_flush(cli);
        write_out(cli, bytes.data, bytes.size);
        return;
    }
    pd_buffer_append(&cli->out, (Bytes){bytes.data, bytes.size});
    if (cli->out.size >= FLUSH_BYTES) {
        pd_cli_flush(cli);
    }
}

void pd_cli_print(Cli *cli, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    pd_buffer_append_vformat(&cli->out, format, args);
    va_end(args);
    if (cli->out.size >= FLUSH_BYTES) {
        pd_cli_flush(cli);
    }
}

int pd_cli_finish(Cli *cli, int code)
{
    if (cli->exit_code == 0 && pd_buffer_status(&cli->out) != STATUS_OK) {
        cli->exit_code = EXIT_SYSTEM;
    }
    pd_cli_flush(cli);
    return cli->exit_code != 0 ? cli->exit_code : code;
}

static void give_note(Cli *cli, const uint8_t *text, size_t size)
{
    if (cli->notes != NULL) {
        pd_buffer_append(cli->notes, (Bytes){text, size});
    } else {
        (void)write_fully(STDERR_FILENO, text, size);
    }
}

static void PRINTF_LIKE(2, 0) note(Cli *cli, const char *format, va_list args)
{
    char text[2048];
    int size = vsnprintf(text, sizeof text, format, args);
    if (size > 0) {
        size_t count = (size_t)size < sizeof text ? (size_t)size : sizeof text - 1;
        give_note(cli, (const uint8_t *)text, count);
    }
}

void pd_cli_note(Cli *cli, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    note(cli, format, args);
    va_end(args);
}

void pd_cli_note_bytes(Cli *cli, Bytes text)
{
    give_note(cli, text.data, text.size);
}

static bool is_marker(Bytes line)
{
    size_t i = 0;
    while (i < line.size && line.data[i] == ' ') {
        i++;
    }
    size_t first = i;
    while (i < line.size && (line.data[i] == '^' || line.data[i] == '~')) {
        i++;
    }
    return i > first && i == line.size;
}

void pd_cli_note_traceback(Cli *cli, Bytes text)
{
    if (!cli->colours_err || cli->notes != NULL) {
        give_note(cli, text.data, text.size);
        return;
    }
    Buffer shown;
    pd_buffer_init(&shown, pd_alloc_system(), SIZE_MAX / 2);
    for (size_t start = 0; start < text.size;) {
        const uint8_t *end = memchr(text.data + start, '\n', text.size - start);
        size_t size = end != NULL ? (size_t)(end - text.data) - start : text.size - start;
        Bytes line = pd_bytes_slice(text, start, size);
        bool is_head = pd_bytes_starts_with(line, pd_bytes_of_cstr("Traceback "));
        bool is_error = size > 0 && line.data[0] != ' ' && !is_head;
        bool is_red = is_error || is_marker(line);
        pd_buffer_append_cstr(&shown, is_red ? "\033[31m" : "");
        pd_buffer_append(&shown, line);
        pd_buffer_append_cstr(&shown, is_red ? "\033[0m" : "");
        pd_buffer_append_cstr(&shown, end != NULL ? "\n" : "");
        start += size + (end != NULL ? 1 : 0);
    }
    bool whole = pd_buffer_status(&shown) == STATUS_OK;
    give_note(cli, whole ? shown.data : text.data, whole ? shown.size : text.size);
    pd_buffer_deinit(&shown);
}

int pd_cli_fail(Cli *cli, int code, const char *format, ...)
{
    char text[1600];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    pd_cli_note(cli, "perdure%s%s: %s\n", cli->command != NULL ? " " : "",
                cli->command != NULL ? cli->command->name : "", text);
    cli->system_failed = cli->system_failed || code == EXIT_SYSTEM;
    return code;
}

void pd_cli_advise(Cli *cli, const char *format, ...)
{
    char text[1600];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    pd_cli_note(cli, "    %s\n", text);
}

int pd_cli_exit_of(perdure_status status)
{
    switch (status) {
    case PERDURE_OK: return EXIT_OK;
    case PERDURE_CONFLICT:
    case PERDURE_BUSY: return EXIT_BUSY;
    case PERDURE_STUCK: return EXIT_STUCK;
    case PERDURE_NO_MEMORY:
    case PERDURE_IO:
    case PERDURE_INTERNAL: return EXIT_SYSTEM;
    case PERDURE_CANCELLED: return EXIT_FAILED;
    default: return EXIT_BAD;
    }
}

/* What to do about a status; NULL where the message says it. */
static const char *advice_of(perdure_status status)
{
    switch (status) {
    case PERDURE_CONFLICT:
        return "another process has it; see `perdure list`, or try again when its lease is over";
    case PERDURE_BUSY: return "another process uses the store; try again";
    case PERDURE_CORRUPT:
    case PERDURE_TRUNCATED:
        return "the file was changed or cut off; take it from its source again, or from a backup";
    case PERDURE_VERSION: return "it was written by another version of perdure; use that one";
    case PERDURE_DENIED: return "check the permissions of the file and of its folder";
    case PERDURE_NO_MEMORY: return "give the process more memory";
    case PERDURE_IO: return "check that the disk works and has room; nothing recorded was lost";
    default: return NULL;
    }
}

int pd_cli_report(Cli *cli, const char *context, const perdure_error *err)
{
    const char *text = err->message[0] != '\0' ? err->message : perdure_status_text(err->status);
    if (context != NULL) {
        (void)pd_cli_fail(cli, 0, "%s: %s", context, text);
    } else {
        (void)pd_cli_fail(cli, 0, "%s", text);
    }
    const char *advice = advice_of(err->status);
    if (advice != NULL) {
        pd_cli_advise(cli, "%s", advice);
    }
    return pd_cli_exit_of(err->status);
}

const char *pd_cli_bold(const Cli *cli)
{
    return cli->colours_out ? "\033[1m" : "";
}

const char *pd_cli_dim(const Cli *cli)
{
    return cli->colours_out ? "\033[2m" : "";
}

const char *pd_cli_plain(const Cli *cli)
{
    return cli->colours_out ? "\033[0m" : "";
}

int pd_cli_print_json(Cli *cli, perdure_writer *writer, unsigned indent)
{
    perdure_data cbor = {NULL, 0};
    perdure_data json = {NULL, 0};
    perdure_error err = {.status = PERDURE_NO_MEMORY};
    perdure_status status = PERDURE_NO_MEMORY;
    if (writer != NULL) {
        status = perdure_writer_take(writer, &cbor, &err);
        perdure_writer_free(writer);
    }
    if (status == PERDURE_OK) {
        status = perdure_cbor_to_json((perdure_bytes){cbor.data, cbor.size}, indent, &json, &err);
    }
    if (status == PERDURE_OK) {
        pd_cli_print_bytes(cli, (perdure_bytes){json.data, json.size});
        pd_cli_print(cli, "\n");
    }
    perdure_data_free(&cbor);
    perdure_data_free(&json);
    return status == PERDURE_OK ? EXIT_OK : pd_cli_report(cli, "printing JSON", &err);
}

int pd_cli_print_pair(Cli *cli, const char *const names[2], const char *const values[2])
{
    perdure_writer *writer = perdure_writer_new();
    if (writer != NULL) {
        perdure_write_map_begin(writer);
        for (size_t i = 0; i < 2 && names[i] != NULL; i++) {
            pd_cli_put_text(writer, names[i], values[i]);
        }
        perdure_write_map_end(writer);
    }
    return pd_cli_print_json(cli, writer, 0);
}

void pd_cli_put_name(perdure_writer *writer, const char *name)
{
    perdure_write_text(writer, name, strlen(name));
}

void pd_cli_put_text(perdure_writer *writer, const char *name, const char *value)
{
    pd_cli_put_name(writer, name);
    if (value == NULL) {
        perdure_write_null(writer);
    } else {
        perdure_write_text(writer, value, strlen(value));
    }
}

void pd_cli_put_int(perdure_writer *writer, const char *name, int64_t value)
{
    pd_cli_put_name(writer, name);
    perdure_write_int(writer, value);
}

void pd_cli_put_bool(perdure_writer *writer, const char *name, bool value)
{
    pd_cli_put_name(writer, name);
    perdure_write_bool(writer, value);
}

void pd_cli_time_text(int64_t time_ms, char out[TIME_TEXT_BYTES])
{
    time_t seconds = (time_t)(time_ms / 1000);
    struct tm parts;
    if (gmtime_r(&seconds, &parts) == NULL ||
        strftime(out, TIME_TEXT_BYTES, "%Y-%m-%d %H:%M:%S", &parts) == 0) {
        (void)snprintf(out, TIME_TEXT_BYTES, "%lld ms", (long long)time_ms);
    }
}

void pd_cli_span_text(int64_t span_ms, char out[TIME_TEXT_BYTES])
{
    long long ms = span_ms < 0 ? 0 : span_ms;
    long long s = ms / 1000;
    if (ms < 1000) {
        (void)snprintf(out, TIME_TEXT_BYTES, "%lld ms", ms);
    } else if (ms < 60000) {
        (void)snprintf(out, TIME_TEXT_BYTES, "%lld.%lld s", s, ms % 1000 / 100);
    } else if (s < 3600) {
        (void)snprintf(out, TIME_TEXT_BYTES, "%lld min %lld s", s / 60, s % 60);
    } else if (s < 86400) {
        (void)snprintf(out, TIME_TEXT_BYTES, "%lld h %lld min", s / 3600, s % 3600 / 60);
    } else {
        (void)snprintf(out, TIME_TEXT_BYTES, "%lld d %lld h", s / 86400, s % 86400 / 3600);
    }
}

void pd_cli_size_text(uint64_t bytes, char out[TIME_TEXT_BYTES])
{
    static const char *const units[] = {"KiB", "MiB", "GiB", "TiB"};
    if (bytes < 1024) {
        (void)snprintf(out, TIME_TEXT_BYTES, "%u bytes", (unsigned)bytes);
        return;
    }
    size_t unit = 0;
    double value = (double)bytes / 1024;
    while (value >= 1024 && unit + 1 < ARRAY_COUNT(units)) {
        value /= 1024;
        unit++;
    }
    (void)snprintf(out, TIME_TEXT_BYTES, "%.1f %s", value, units[unit]);
}
