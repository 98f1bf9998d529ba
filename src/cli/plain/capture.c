/*
 * Programs whose output is wanted as data: exec --json and repl --json.
 *
 * Both streams are UTF-8, as the host gives them; a text that is cut off by the limit is not.
 */
#include "cli/plain/capture.h"

#include <unistd.h>

void pd_capture_begin(Capture *capture, Cli *cli)
{
    capture->is_on = true;
    pd_buffer_init(&capture->out, pd_alloc_system(), (size_t)CAPTURE_BYTES_MAX);
    pd_buffer_init(&capture->err, pd_alloc_system(), (size_t)CAPTURE_BYTES_MAX);
    cli->notes = &capture->err;
}

Status pd_capture_write(Capture *capture, int stream, Bytes text)
{
    Buffer *buffer = stream == STDOUT_FILENO ? &capture->out : &capture->err;
    if (text.size > CAPTURE_BYTES_MAX - buffer->size) {
        return STATUS_LIMIT;
    }
    pd_buffer_append(buffer, text);
    return pd_buffer_status(buffer);
}

static void put_stream(perdure_writer *writer, const char *name, const Buffer *buffer)
{
    pd_cli_put_name(writer, name);
    perdure_write_text(writer, (const char *)buffer->data, buffer->size);
}

int pd_capture_print(Capture *capture, Cli *cli, const perdure_vm *vm, int code)
{
    perdure_stats stats;
    perdure_writer *writer = perdure_writer_new();
    if (writer != NULL) {
        perdure_write_map_begin(writer);
        put_stream(writer, "stdout", &capture->out);
        put_stream(writer, "stderr", &capture->err);
        pd_cli_put_int(writer, "exit_status", code);
        if (vm != NULL) {
            perdure_vm_stats(vm, &stats);
            pd_cli_put_int(writer, "fuel", (int64_t)stats.fuel);
            pd_cli_put_int(writer, "effects", (int64_t)stats.effects);
            pd_cli_put_int(writer, "collections", (int64_t)stats.collections);
            pd_cli_put_int(writer, "peak_bytes", (int64_t)stats.peak_bytes);
        }
        perdure_write_map_end(writer);
    }
    pd_buffer_reset(&capture->out);
    pd_buffer_reset(&capture->err);
    cli->notes = NULL; /* failing to print is told where it can be seen */
    int printed = pd_cli_print_json(cli, writer, 0);
    cli->notes = &capture->err;
    return printed != EXIT_OK ? printed : code;
}

void pd_capture_end(Capture *capture, Cli *cli)
{
    if (capture->is_on) {
        cli->notes = NULL;
        pd_buffer_deinit(&capture->out);
        pd_buffer_deinit(&capture->err);
    }
}
