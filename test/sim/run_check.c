/*
 * What must hold, whatever happened: journals only grow, what was shown is in them in its order,
 * each result is one that the service gave and is recorded once, no message is lost or comes twice.
 */
#include "world.h"

#include "run/payload.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void problem(World *world, const char *format, ...)
{
    va_list args;
    if (world->problem[0] != '\0') {
        return;
    }
    va_start(args, format);
    (void)vsnprintf(world->problem, sizeof world->problem, format, args);
    va_end(args);
}

/* ── journals ── */

typedef struct Reading {
    World *world;
    Book *book;
    RecordHead head;
    size_t at; /* in book->journal */
} Reading;

/* A result that the service gave must not be asked for again. */
static void note_result(World *world, const Book *book, Bytes payload)
{
    ResultPayload result;
    char key[64];
    if (pd_run_read_result(payload, &result, NULL) != STATUS_OK) {
        problem(world, "%s: a result cannot be read", book->id);
        return;
    }
    (void)snprintf(key, sizeof key, "%s-%llu", book->id, (unsigned long long)result.ordinal);
    for (size_t i = 0; i < world->performed_count; i++) {
        if (strcmp(world->performed[i].key, key) == 0) {
            world->performed[i].recorded = true;
        }
    }
}

static bool read_record(void *ctx, uint64_t sequence, Bytes stored)
{
    Reading *reading = ctx;
    Book *book = reading->book;
    Record record;
    Error err;
    if (pd_record_decode(stored, &reading->head, &record, &err) != STATUS_OK) {
        problem(reading->world, "%s: record %llu: %s", book->id, (unsigned long long)sequence,
                err.message);
        return false;
    }
    if (sequence <= book->head) {
        const uint8_t *known = book->journal.data + reading->at;
        size_t size = (size_t)known[0] << 24 | (size_t)known[1] << 16 | (size_t)known[2] << 8 |
                      (size_t)known[3];
        if (!pd_bytes_equal(pd_bytes(known + 4, size), stored)) {
            problem(reading->world, "%s: record %llu has changed", book->id,
                    (unsigned long long)sequence);
            return false;
        }
        reading->at += 4 + size;
        return true;
    }
    pd_buffer_append_u32(&book->journal, (uint32_t)stored.size);
    pd_buffer_append(&book->journal, stored);
    book->head = sequence;
    if (record.type == RECORD_RESULT) {
        note_result(reading->world, book, record.payload);
    }
    return true;
}

void check_journal(World *world, Store *store, Book *book)
{
    Error err;
    Reading reading = {.world = world, .book = book};
    reading.head = pd_record_head(pd_bytes_of_cstr(book->id));
    uint64_t before = book->head;
    StoredVisitor visitor = {&reading, read_record};
    if (book->number == 0 || pd_store_records(store, book->number, 1, visitor, &err) != STATUS_OK) {
        return; /* the disk failed: another time */
    }
    if (reading.head.sequence < before) {
        problem(world, "%s: %llu records were there, now %llu", book->id,
                (unsigned long long)before, (unsigned long long)reading.head.sequence);
    }
}

/* ── outputs ── */

/* The texts on standard output in a journal, one behind the other, ended by NUL. */
static void collect_output(World *world, const Book *book, Buffer *out)
{
    RecordHead head = pd_record_head(pd_bytes_of_cstr(book->id));
    for (size_t at = 0; at < book->journal.size;) {
        const uint8_t *p = book->journal.data + at;
        size_t size = (size_t)p[0] << 24 | (size_t)p[1] << 16 | (size_t)p[2] << 8 | (size_t)p[3];
        Record record;
        if (pd_record_decode(pd_bytes(p + 4, size), &head, &record, NULL) != STATUS_OK) {
            problem(world, "%s: a record cannot be read again", book->id);
            return;
        }
        Bytes items[3];
        size_t count = 0;
        Bytes text;
        uint64_t stream = 0;
        if (record.type == RECORD_OUTPUT &&
            pd_run_read_items(record.payload, items, ARRAY_COUNT(items), &count) == STATUS_OK &&
            pd_run_item_uint(items[0], &stream) && stream == 1 &&
            pd_run_item_text(items[1], &text)) {
            pd_buffer_append(out, text);
        }
        at += 4 + size;
    }
    pd_buffer_append_byte(out, 0);
}

/* Each text that became visible is in the journal, behind the one that became visible before. */
static void check_shown(World *world, const Book *book, const char *all)
{
    const char *at = all;
    for (size_t i = 0; i < book->shown.size;) {
        const char *shown = (const char *)book->shown.data + i;
        const char *found = strstr(at, shown);
        if (found == NULL) {
            problem(world, "%s: it showed %.100s, which is not recorded or out of order", book->id,
                    shown);
            return;
        }
        at = found + strlen(shown);
        i += strlen(shown) + 1;
    }
}

/* ── what the program saw ── */

typedef struct Seen {
    uint64_t lines, signals, given;
    int64_t last_signal;
    bool taken[SIGNALS_MAX];
    bool ended;
} Seen;

static void check_signal(World *world, const Book *book, Seen *seen, int64_t value)
{
    if (value <= seen->last_signal || value >= (int64_t)book->sent_count) {
        problem(world, "%s: signal %lld came after %lld", book->id, (long long)value,
                (long long)seen->last_signal);
        return;
    }
    seen->last_signal = value;
    seen->taken[value] = true;
    seen->signals++;
}

static void check_do(World *world, const Book *book, uint64_t value)
{
    size_t size = strlen(book->id);
    for (size_t i = 0; i < world->performed_count; i++) {
        const Performed *performed = &world->performed[i];
        if (performed->value == value && strncmp(performed->key, book->id, size) == 0 &&
            performed->key[size] == '-') {
            return;
        }
    }
    problem(world, "%s: the service never gave %llu", book->id, (unsigned long long)value);
}

static void check_line(World *world, const Book *book, Seen *seen, const char *line)
{
    char what[20] = "";
    char *word = NULL;
    uint64_t number = strtoull(line, &word, 10);
    word += *word == ' ';
    size_t size = strcspn(word, " \n");
    long long value = strtoll(word + size, NULL, 10);
    (void)snprintf(what, sizeof what, "%.*s", (int)size, word);
    if (size == 0 || number != seen->lines) {
        problem(world, "%s: line %llu is %.60s", book->id, (unsigned long long)seen->lines, line);
        return;
    }
    seen->lines++;
    if (strcmp(what, "signal") == 0) {
        check_signal(world, book, seen, value);
    } else if (strcmp(what, "take") == 0) {
        if (value != (int64_t)seen->given++) {
            problem(world, "%s: message %lld came instead of %llu", book->id, value,
                    (unsigned long long)seen->given - 1);
        }
    } else if (strcmp(what, "do") == 0 || strcmp(what, "step") == 0) {
        check_do(world, book, (uint64_t)value);
    }
    seen->ended = strcmp(what, "end") == 0;
}

static void check_output(World *world, const Book *book)
{
    Buffer all;
    Seen seen = {.last_signal = -1};
    pd_buffer_init(&all, pd_alloc_system(), SIZE_MAX / 2);
    collect_output(world, book, &all);
    check_shown(world, book, (const char *)all.data);
    for (const char *line = (const char *)all.data; *line != '\0';) {
        const char *end = strchr(line, '\n');
        check_line(world, book, &seen, line);
        if (end == NULL) {
            break;
        }
        line = end + 1;
    }
    for (int64_t i = 0; i < seen.last_signal; i++) {
        if (book->acked[i] && !seen.taken[i]) {
            problem(world, "%s: signal %lld was lost", book->id, (long long)i);
        }
    }
    if (!seen.ended || seen.given != GIVEN || seen.signals != SIGNALED) {
        problem(world, "%s: it ended after %llu lines with %llu signals and %llu messages",
                book->id, (unsigned long long)seen.lines, (unsigned long long)seen.signals,
                (unsigned long long)seen.given);
    }
    pd_buffer_deinit(&all);
}

/* ── the end ── */

static bool check_row(void *ctx, const RunRow *row)
{
    World *world = ctx;
    if (row->life != LIFE_DONE) {
        problem(world, "%.*s ended as %s", (int)row->id.size, (const char *)row->id.data,
                pd_life_name(row->life));
    }
    return true;
}

void check_end(World *world, Store *store, const RunOptions *options)
{
    Error err;
    RunQuery query = {.kind = QUERY_ALL};
    if (pd_store_rows(store, &query, (RowVisitor){world, check_row}, &err) != STATUS_OK) {
        problem(world, "the runs cannot be listed: %s", err.message);
    }
    for (int i = 0; i < RUNS; i++) {
        Book *book = &world->books[i];
        RunReplayed replayed;
        check_journal(world, store, book);
        check_output(world, book);
        Status status = pd_run_replay(options, pd_bytes_of_cstr(book->id), 0, &replayed, &err);
        if (status != STATUS_OK || !replayed.equal) {
            problem(world, "%s: replay: %s", book->id,
                    status != STATUS_OK ? err.message : replayed.message);
        }
    }
}
