/*
 * What people see while a run is driven: one line that is drawn again and again on a terminal.
 *
 * A pipe sees nothing of it. What a run waits for is told once, above the line, with the command
 * that answers it.
 */
#include "cli/drive_in.h"

#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define FRAME_MS 80

void pd_progress_clear(Driver *driver)
{
    if (driver->has_line) {
        pd_cli_note(driver->options.cli, "\r\033[K");
        driver->has_line = false;
    }
}

static unsigned columns(void)
{
    struct winsize size;
    if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col < 2) {
        return 80; /* it does not say */
    }
    return size.ws_col;
}

/* Cuts UTF-8 text to what fits a line. */
static void cut(char *text, unsigned most)
{
    Bytes all = pd_bytes_of_cstr(text);
    unsigned count = 0;
    for (size_t offset = 0; offset < all.size; count++) {
        if (count == most) {
            text[offset] = '\0';
            return;
        }
        uint32_t code_point;
        size_t size = pd_utf8_decode(all, offset, UTF8_SURROGATES, &code_point);
        offset += size == 0 ? 1 : size;
    }
}

static void draw(Driver *driver, const char *id, const char *what)
{
    static const char *const frames[] = {"⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"};
    char line[600];
    char elapsed[TIME_TEXT_BYTES];
    int64_t now_ms = pd_host_monotonic_ns() / 1000000;
    if (now_ms - driver->shown_ms < FRAME_MS) {
        return;
    }
    driver->shown_ms = now_ms;
    pd_cli_span_text(now_ms - driver->begin_ms, elapsed);
    (void)snprintf(line, sizeof line, "%s %s · %s · %s", frames[driver->frame++ % 10], id, what,
                   elapsed);
    cut(line, columns() - 1);
    bool dim = driver->options.cli->colours_err;
    pd_cli_note(driver->options.cli, "\r\033[K%s%s%s", dim ? "\033[2m" : "", line,
                dim ? "\033[0m" : "");
    driver->has_line = true;
}

void pd_progress_show(Driver *driver, DrivenRun *run)
{
    if (driver->shows_progress) {
        draw(driver, run->id, run->doing);
    }
}

static void describe_wait(const DrivenRun *run, char *out, size_t out_bytes)
{
    perdure_wait wait;
    perdure_run_wait(run->run, &wait);
    int64_t now_ms = pd_host_now_ns() / 1000000;
    if (wait.kind == PERDURE_WAIT_TIMER) {
        char span[TIME_TEXT_BYTES];
        pd_cli_span_text(wait.until_ms - now_ms, span);
        (void)snprintf(out, out_bytes, "sleeps for %s", span);
        return;
    }
    char text[400];
    pd_store_wait_text(&wait, text, sizeof text);
    (void)snprintf(out, out_bytes, "waits %s", text);
}

void pd_progress_tick(Driver *driver)
{
    if (!driver->shows_progress) {
        return;
    }
    for (size_t i = 0; i < DRIVE_RUNS_MAX; i++) {
        DrivenRun *run = &driver->runs[i];
        char what[500];
        if (run->phase == PHASE_ASKED) {
            draw(driver, run->id, run->doing);
            return;
        }
        if (run->phase == PHASE_WAITS) {
            describe_wait(run, what, sizeof what);
            draw(driver, run->id, what);
            return;
        }
    }
    draw(driver, "", "nothing is due");
}

void pd_drive_tell_wait(Driver *driver, DrivenRun *run)
{
    Cli *cli = driver->options.cli;
    perdure_wait wait;
    char text[400];
    char advice[400];
    perdure_run_wait(run->run, &wait);
    pd_store_wait_text(&wait, text, sizeof text);
    pd_store_wait_advice(run->id, &wait, advice, sizeof advice);
    pd_progress_clear(driver);
    pd_cli_note(cli, "perdure: %s waits %s\n", run->id, text);
    if (advice[0] != '\0') {
        pd_cli_advise(cli, "answer it: %s%s%s", advice, cli->store != NULL ? " --store=" : "",
                      cli->store != NULL ? cli->store : "");
    }
}

void pd_progress_wait(Driver *driver, DrivenRun *run)
{
    perdure_wait wait;
    perdure_run_wait(run->run, &wait);
    bool is_new = wait.sequence != run->told_sequence;
    bool wants_answer = wait.kind != PERDURE_WAIT_TIMER && wait.kind != PERDURE_WAIT_NONE;
    if (is_new && wants_answer && (driver->shows_progress || driver->options.verbose) &&
        !driver->options.ends_at_wait) {
        pd_status_ignore(pd_host_flush(driver->host, NULL)); /* told at the end */
        pd_drive_tell_wait(driver, run);
    }
    run->told_sequence = wait.sequence;
}
