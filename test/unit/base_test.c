/*
 * Memory, bytes, digests, text, limits and statuses of base: each limit at its maximum and one
 * beyond, each allocation failing in turn.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/base.h"

static uint64_t next_random(uint64_t *state)
{
    *state += UINT64_C(0x9e3779b97f4a7c15);
    return pd_hash_u64(*state);
}

/* ── status, assert, limits ── */

static void errors_are_filled(void **state)
{
    (void)state;
    Error err = {.line = 7, .column = 8, .offset = 9};
    assert_int_equal(pd_error_set(NULL, STATUS_IO, "%d", 1), STATUS_IO);
    assert_int_equal(pd_error_at(&err, STATUS_CORRUPT, 12, "bad %s", "byte"), STATUS_CORRUPT);
    assert_int_equal(err.offset, 12);
    assert_int_equal(err.line + err.column, 0);
    assert_int_equal(pd_error_set(&err, STATUS_IO, "read: %s", err.message), STATUS_IO);
    assert_string_equal(err.message, "read: bad byte");
    assert_int_equal(pd_error_plain(&err, STATUS_NO_MEMORY), STATUS_NO_MEMORY);
    assert_string_equal(err.message, "out of memory");
    pd_error_clear(&err);
    assert_int_equal(err.status, STATUS_OK);
    assert_string_equal(pd_status_name(STATUS_STUCK), "STUCK");
    assert_string_equal(pd_status_name((Status)STATUS_COUNT), "UNKNOWN");
    assert_string_equal(pd_status_text((Status)9999), "unknown status");
}

/* A message is cut between code points. */
static void long_messages_are_cut(void **state)
{
    (void)state;
    for (size_t start = 0; start < 4; start++) {
        char text[600];
        memset(text, 'x', sizeof text);
        for (size_t i = start; i + 4 < sizeof text; i += 4) {
            memcpy(text + i, "\xf0\x9f\x8d\x8f", 4);
        }
        text[sizeof text - 1] = '\0';
        Error err;
        assert_int_equal(pd_error_set(&err, STATUS_IO, "%s", text), STATUS_IO);
        size_t length = strlen(err.message);
        assert_in_range(length, ERROR_MESSAGE_BYTES - 4, ERROR_MESSAGE_BYTES - 1);
        assert_true(pd_utf8_validate(pd_bytes(err.message, length), UTF8_STRICT, NULL));
        assert_memory_equal(err.message, text, length);
    }
}

static void assertions_abort(void **state)
{
    (void)state;
    pid_t child = fork();
    if (child == 0) {
        (void)close(STDERR_FILENO);
        (void)signal(SIGABRT, SIG_DFL);
        pd_assert(child != 0);
        _exit(0);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
}

static void limits_have_settings(void **state)
{
    (void)state;
    Limits limits = pd_limits_default();
    assert_int_equal(limits.recursion_frames, 1000);
    assert_int_equal(limits.heap_bytes, 256u << 20);
    assert_int_equal(limits.int_digits, 4300);
    for (unsigned id = 0; id < LIMIT_COUNT; id++) {
        const LimitInfo *info = pd_limits_info((LimitId)id);
        Bytes name = pd_bytes_of_cstr(info->name);
        Error err;
        assert_true(info->initial <= info->max && info->meaning[0] != '\0');
        assert_int_equal(pd_limits_get(&limits, (LimitId)id), info->initial);
        assert_int_equal(pd_limits_set(&limits, name, info->max, &err), STATUS_OK);
        assert_int_equal(pd_limits_get(&limits, (LimitId)id), info->max);
        if (info->max < UINT64_MAX) {
            assert_int_equal(pd_limits_set(&limits, name, info->max + 1, &err), STATUS_LIMIT);
            assert_int_equal(pd_limits_get(&limits, (LimitId)id), info->max);
        }
        assert_int_equal(pd_limits_set(&limits, name, 0, NULL), STATUS_OK);
    }
    assert_int_equal(pd_limits_set(&limits, pd_bytes_of_cstr("fuell"), 1, NULL), STATUS_NOT_FOUND);
    assert_int_equal(pd_limits_set(&limits, pd_bytes(NULL, 0), 1, NULL), STATUS_NOT_FOUND);
}

/* ── memory ── */

static void reserved_ranges_are_zero(void **state)
{
    (void)state;
    const Alloc *alloc = pd_alloc_system();
    size_t size = (size_t)1 << 32;
    uint8_t *p = alloc->reserve(alloc->ctx, size);
    assert_non_null(p);
    assert_int_equal((uintptr_t)p % 4096, 0);
    static const size_t starts[] = {0, 1, 4095, 4096, 5000};
    static const size_t sizes[] = {0, 1, 100, 4095, 4096, 4097, 8192, 20000};
    for (size_t i = 0; i < ARRAY_COUNT(starts); i++) {
        for (size_t j = 0; j < ARRAY_COUNT(sizes); j++) {
            memset(p, 0xff, 40000);
            alloc->discard(alloc->ctx, p + starts[i], sizes[j]);
            for (size_t k = 0; k < 40000; k++) {
                bool inside = k >= starts[i] && k < starts[i] + sizes[j];
                assert_int_equal(p[k], inside ? 0 : 0xff);
            }
        }
    }
    p[size - 1] = 1;
    alloc->release(alloc->ctx, p, size);
    assert_null(alloc->reserve(alloc->ctx, SIZE_MAX - 4096));
    assert_null(alloc->reserve(alloc->ctx, 0));
    assert_null(pd_alloc_new_array(alloc, SIZE_MAX / 2, 3));
    assert_null(pd_alloc_resize_array(alloc, NULL, 0, SIZE_MAX / 2, 3));
}

static void failing_alloc_keeps_books(void **state)
{
    (void)state;
    AllocFailing failing;
    pd_alloc_failing_init(&failing, pd_alloc_system(), 2);
    const Alloc *alloc = &failing.alloc;
    uint32_t *p = pd_alloc_new_array(alloc, 4, sizeof *p);
    assert_non_null(p);
    p[3] = 5;
    assert_null(pd_alloc_resize_array(alloc, p, 4, 8, sizeof *p));
    assert_true(failing.failed);
    p = pd_alloc_resize_array(alloc, p, 4, 8, sizeof *p);
    assert_int_equal(p[3] + p[4] + p[7], 5);
    assert_int_equal(failing.live_bytes, 32);
    void *range = alloc->reserve(alloc->ctx, 10000);
    assert_int_equal(failing.live_bytes, 10032);
    assert_int_equal(failing.live_count, 2);
    alloc->release(alloc->ctx, range, 10000);
    pd_alloc_free_array(alloc, p, 8, sizeof *p);
    pd_alloc_free(alloc, NULL, 0);
    assert_int_equal(failing.live_bytes + failing.live_count, 0);
    assert_int_equal(failing.call_count, 4);
    failing.fail_at = 5;
    failing.persistent = true;
    assert_null(pd_alloc_new(alloc, 1));
    assert_null(alloc->reserve(alloc->ctx, 1));
    assert_null(pd_alloc_new(alloc, 1));
}

static void arena_holds_its_maximum(void **state)
{
    (void)state;
    Arena arena;
    pd_arena_init(&arena, pd_alloc_system(), 10000);
    uint8_t *a = pd_arena_alloc(&arena, 3);
    uint8_t *b = pd_arena_alloc(&arena, 0);
    assert_int_equal(b - a, 8);
    assert_int_equal(arena.used_bytes, 16);
    assert_non_null(pd_arena_alloc(&arena, 10000 - 16));
    assert_int_equal(pd_arena_status(&arena), STATUS_OK);
    assert_null(pd_arena_alloc(&arena, 1));
    assert_int_equal(pd_arena_status(&arena), STATUS_LIMIT);
    pd_arena_reset(&arena);
    assert_int_equal(pd_arena_status(&arena), STATUS_OK);
    assert_null(pd_arena_alloc(&arena, 10001));
    assert_null(pd_arena_alloc(&arena, SIZE_MAX));
    assert_null(pd_arena_alloc_array(&arena, SIZE_MAX / 2, 8));
    assert_null(pd_arena_take(&arena, 10001));
    assert_null(pd_arena_take_array(&arena, SIZE_MAX / 2, 8));
    assert_non_null(pd_arena_alloc(&arena, 10000));
    pd_arena_deinit(&arena);
    pd_arena_init(&arena, pd_alloc_system(), SIZE_MAX);
    assert_null(pd_arena_alloc(&arena, SIZE_MAX - 7));
    pd_arena_deinit(&arena);
}

/* Many blocks, some growing; content must stay and new memory must be zero. */
static bool fill_arena(Arena *arena)
{
    uint64_t seed = 1;
    uint8_t *grown = NULL;
    size_t grown_size = 0;
    for (size_t i = 1; i < 400; i++) {
        size_t size = next_random(&seed) % 200 + (i % 100 == 0 ? 100000 : 0);
        uint8_t *p = pd_arena_alloc(arena, size);
        if (p == NULL) {
            return false;
        }
        assert_int_equal((uintptr_t)p % 8, 0);
        for (size_t k = 0; k < size; k++) {
            assert_int_equal(p[k], 0);
        }
        memset(p, 0xff, size);
        uint8_t *taken = ARENA_TAKE_ARRAY(arena, size, uint8_t);
        if (taken == NULL) {
            return false;
        }
        assert_int_equal((uintptr_t)taken % 8, 0);
        memset(taken, 0xff, size);
        size_t more = grown_size + next_random(&seed) % 50;
        uint8_t *moved = pd_arena_grow(arena, grown, grown_size, more);
        if (moved == NULL) {
            return false;
        }
        for (size_t k = 0; k < more; k++) {
            assert_int_equal(moved[k], k < grown_size ? 1 : 0);
        }
        memset(moved, 1, more);
        grown = moved;
        grown_size = more;
        uint8_t *again = pd_arena_grow(arena, grown, grown_size, grown_size);
        assert_true(again == NULL || grown_size == 0 || again == grown);
    }
    Bytes copy;
    char *text = pd_arena_copy_string(arena, pd_bytes_of_cstr("hello"));
    bool good = text != NULL && pd_arena_copy_bytes(arena, pd_bytes_of_cstr("you"), &copy);
    assert_true(!good || (strcmp(text, "hello") == 0 && pd_bytes_equal_cstr(copy, "you")));
    return good && ARENA_NEW(arena, Error) != NULL && ARENA_NEW_ARRAY(arena, 9, Error) != NULL;
}

static void arena_survives_failures(void **state)
{
    (void)state;
    bool done = false;
    for (uint64_t n = 1; !done; n++) {
        AllocFailing failing;
        pd_alloc_failing_init(&failing, pd_alloc_system(), n);
        Arena arena;
        pd_arena_init(&arena, &failing.alloc, SIZE_MAX);
        done = fill_arena(&arena);
        assert_true(done != failing.failed);
        assert_int_equal(arena.status, done ? STATUS_OK : STATUS_NO_MEMORY);
        pd_arena_reset(&arena);
        failing.fail_at = 0;
        assert_true(fill_arena(&arena));
        pd_arena_deinit(&arena);
        assert_int_equal(failing.live_bytes + failing.live_count, 0);
    }
}

static void fill_buffer(Buffer *out)
{
    pd_buffer_append(out, pd_bytes(NULL, 0));
    pd_buffer_append_cstr(out, "ab");
    pd_buffer_append(out, pd_buffer_peek(out));
    pd_buffer_append_byte(out, '!');
    pd_buffer_append_u16(out, 0x4142);
    pd_buffer_append_u32(out, 0x43444546);
    pd_buffer_append_u64(out, UINT64_C(0x4748494a4b4c4d4e));
    pd_buffer_append_hex(out, pd_bytes("\x00\xfe", 2));
    pd_buffer_append_fill(out, '-', 3);
    pd_buffer_append_format(out, "%d %s", -5, "five");
    pd_buffer_append_format(out, "%0300d", 7);
}

#define FILLED_START "abab!ABCDEFGHIJKLMN00fe----5 five"
#define FILLED_SIZE  (sizeof FILLED_START - 1 + 300)

static void buffer_survives_failures(void **state)
{
    (void)state;
    bool done = false;
    for (uint64_t n = 1; !done; n++) {
        AllocFailing failing;
        pd_alloc_failing_init(&failing, pd_alloc_system(), n);
        Buffer out;
        Bytes taken;
        pd_buffer_init(&out, &failing.alloc, 1000);
        fill_buffer(&out);
        Status status = pd_buffer_take(&out, &taken);
        done = status == STATUS_OK;
        assert_int_equal(status, failing.failed ? STATUS_NO_MEMORY : STATUS_OK);
        assert_int_equal(taken.size, done ? FILLED_SIZE : 0);
        assert_true(!done || pd_bytes_starts_with(taken, pd_bytes_of_cstr(FILLED_START)));
        pd_bytes_free(&failing.alloc, taken);
        pd_buffer_deinit(&out);
        assert_int_equal(failing.live_bytes + failing.live_count, 0);
    }
}

/* Every append refuses to cross the maximum, and the text fits exactly. */
static void buffer_holds_its_maximum(void **state)
{
    (void)state;
    for (size_t max = 0; max <= FILLED_SIZE + 1; max++) {
        Buffer out;
        pd_buffer_init(&out, pd_alloc_system(), max);
        fill_buffer(&out);
        assert_int_equal(out.status, max < FILLED_SIZE ? STATUS_LIMIT : STATUS_OK);
        assert_true(out.size <= max && out.capacity <= max + 1);
        if (out.status == STATUS_OK) {
            assert_int_equal(strlen(pd_buffer_peek_cstr(&out)), FILLED_SIZE);
        } else {
            Bytes none;
            assert_null(pd_buffer_peek_cstr(&out));
            assert_null(pd_buffer_reserve(&out, 0));
            assert_int_equal(pd_buffer_take(&out, &none), STATUS_LIMIT);
        }
        pd_buffer_reset(&out);
        assert_non_null(pd_buffer_peek_cstr(&out));
        pd_buffer_append_fill(&out, 'x', max);
        assert_int_equal(pd_buffer_status(&out), STATUS_OK);
        assert_int_equal(strlen(pd_buffer_peek_cstr(&out)), max);
        pd_buffer_truncate(&out, max / 2);
        pd_buffer_fail(&out, STATUS_INVALID);
        pd_buffer_fail(&out, STATUS_IO);
        assert_int_equal(pd_buffer_status(&out), STATUS_INVALID);
        pd_buffer_deinit(&out);
    }
    Buffer empty;
    Bytes taken = {NULL, 1};
    pd_buffer_init(&empty, pd_alloc_system(), 0);
    assert_int_equal(pd_buffer_take(&empty, &taken), STATUS_OK);
    assert_int_equal(taken.size, 0);
    pd_buffer_deinit(&empty);
}

/* ── bytes and hashes ── */

static void bytes_compare_and_search(void **state)
{
    (void)state;
    Bytes abc = BYTES_LITERAL("abcabd");
    Bytes none = {NULL, 0};
    assert_true(pd_bytes_equal(none, pd_bytes_of_cstr("")));
    assert_true(pd_bytes_compare(none, abc) < 0 && pd_bytes_compare(abc, none) > 0);
    assert_int_equal(pd_bytes_compare(none, none), 0);
    assert_true(pd_bytes_compare(pd_bytes_of_cstr("ab"), abc) < 0);
    assert_true(pd_bytes_compare(pd_bytes_of_cstr("\xff"), abc) > 0);
    assert_true(pd_bytes_starts_with(abc, none) && !pd_bytes_starts_with(none, abc));
    assert_int_equal(pd_bytes_find(abc, pd_bytes_of_cstr("abd"), 0), 3);
    assert_int_equal(pd_bytes_find(abc, pd_bytes_of_cstr("ab"), 1), 3);
    assert_int_equal(pd_bytes_find(abc, pd_bytes_of_cstr("abd"), 4), SIZE_MAX);
    assert_int_equal(pd_bytes_find(abc, pd_bytes_of_cstr("d"), 5), 5);
    assert_int_equal(pd_bytes_find(abc, none, 6), 6);
    assert_int_equal(pd_bytes_find(abc, none, 7), SIZE_MAX);
    assert_true(pd_bytes_equal_cstr(pd_bytes_slice(abc, 4, 100), "bd"));
    assert_int_equal(pd_bytes_slice(abc, 6, 1).size, 0);
    uint8_t raw[8];
    pd_bytes_put_u64(raw, UINT64_C(0x0102030405060708));
    assert_int_equal(pd_bytes_get_u16(raw), 0x0102);
    assert_int_equal(pd_bytes_get_u32(raw + 1), 0x02030405);
    assert_int_equal(pd_bytes_get_u64(raw), UINT64_C(0x0102030405060708));
    Bytes copy;
    AllocFailing failing;
    pd_alloc_failing_init(&failing, pd_alloc_system(), 1);
    assert_false(pd_bytes_copy(&failing.alloc, abc, &copy));
    assert_true(pd_bytes_copy(&failing.alloc, abc, &copy) && pd_bytes_equal(copy, abc));
    pd_bytes_free(&failing.alloc, copy);
    assert_int_equal(failing.live_bytes, 0);
}

static void bytes_differ_at_any_place(void **state)
{
    (void)state;
    uint8_t a[40];
    uint8_t b[40];
    for (size_t size = 0; size < sizeof a; size++) {
        memset(a, 'x', sizeof a);
        memset(b, 'x', sizeof b);
        a[size] = 'y'; /* behind the end */
        assert_true(pd_bytes_same(a, b, size));
        for (size_t at = 0; at < size; at++) {
            b[at] ^= 1;
            assert_false(pd_bytes_same(a, b, size));
            b[at] ^= 1;
        }
    }
}

static void sha256_has_known_digests(void **state)
{
    (void)state;
    char hex[DIGEST_HEX_CHARS + 1];
    Digest digest = pd_sha256(pd_bytes(NULL, 0));
    pd_digest_hex(&digest, hex);
    assert_string_equal(hex, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    /* FIPS 180-4, a million times the letter a, in pieces of all sizes. */
    static uint8_t letters[1000];
    memset(letters, 'a', sizeof letters);
    Sha256 sha;
    pd_sha256_init(&sha);
    size_t left = 1000000;
    for (size_t piece = 0; left > 0; piece = (piece + 37) % sizeof letters) {
        size_t size = piece < left ? piece : left;
        pd_sha256_update(&sha, pd_bytes(letters, size));
        left -= size;
    }
    digest = pd_sha256_finish(&sha);
    pd_digest_hex(&digest, hex);
    assert_string_equal(hex, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
    Digest back;
    assert_true(pd_digest_of_hex(pd_bytes_of_cstr(hex), &back));
    assert_true(pd_digest_equal(&digest, &back));
    assert_int_equal(pd_digest_compare(&digest, &back), 0);
    assert_true(pd_digest_of_hex(pd_bytes_of_cstr("CDC76E5C9914FB9281A1C7E284D73E67F1809A48A497200E"
                                                  "046D39CCC7112CD0"),
                                 &back));
    assert_false(pd_digest_of_hex(pd_bytes(hex, 63), &back));
    assert_false(pd_digest_of_hex(pd_bytes(hex, 62), &back));
    hex[5] = 'g';
    assert_false(pd_digest_of_hex(pd_bytes_of_cstr(hex), &back));
}

/* The values are those of python3-xxhash. */
static void checksums_have_known_values(void **state)
{
    (void)state;
    static const struct {
        size_t size; /* bytes 0, 1, 2 … */
        const char *hex;
    } known[] = {
        {0, "99aa06d3014798d86001c324468d497f"},
        {3, "e3b55f57945a17cf5f4299fc161c9cbb"},
        {1280, "d92ab3a1cb0542a74844b009e164352e"},
    };
    uint8_t data[1280];
    for (size_t i = 0; i < sizeof data; i++) {
        data[i] = (uint8_t)i;
    }
    for (size_t i = 0; i < ARRAY_COUNT(known); i++) {
        char hex[2 * CHECKSUM_BYTES];
        Checksum checksum = pd_checksum(pd_bytes(data, known[i].size));
        pd_hex_encode(pd_bytes(checksum.bytes, CHECKSUM_BYTES), hex);
        assert_memory_equal(hex, known[i].hex, sizeof hex);
    }
    Checksum none = pd_checksum((Bytes){NULL, 0});
    Checksum empty = pd_checksum(pd_bytes(data, 0));
    assert_memory_equal(none.bytes, empty.bytes, CHECKSUM_BYTES);
}

/* The values were computed by an implementation checked against CPython's own SipHash-1-3. */
static void siphash_has_known_values(void **state)
{
    (void)state;
    static const struct {
        size_t size;
        uint64_t hash;
    } known[] = {
        {0, UINT64_C(0xabac0158050fc4dc)},  {1, UINT64_C(0xc9f49bf37d57ca93)},
        {7, UINT64_C(0xd3927d989bb11140)},  {8, UINT64_C(0x369095118d299a8e)},
        {9, UINT64_C(0x25a48eb36c063de4)},  {15, UINT64_C(0xd320d86d2a519956)},
        {16, UINT64_C(0xcc4fdd1a7d908b66)}, {31, UINT64_C(0x2370dd1f8c21d1bc)},
        {63, UINT64_C(0x9d199062b7bbb3a8)},
    };
    uint8_t bytes[64];
    for (size_t i = 0; i < sizeof bytes; i++) {
        bytes[i] = (uint8_t)i;
    }
    for (size_t i = 0; i < ARRAY_COUNT(known); i++) {
        assert_int_equal(pd_hash_bytes(pd_bytes(bytes, known[i].size)), known[i].hash);
    }
    /* SplitMix64 of seed 0 begins so. */
    assert_int_equal(pd_hash_u64(UINT64_C(0x9e3779b97f4a7c15)), UINT64_C(0xe220a8397b1dcdaf));
}

/* ── UTF-8 ── */

static void every_code_point_comes_back(void **state)
{
    (void)state;
    uint8_t text[UTF8_BYTES_MAX];
    for (uint32_t code = 0; code <= UTF8_CODE_POINT_MAX; code++) {
        size_t size = pd_utf8_encode(code, UTF8_SURROGATES, text);
        uint32_t back = 0;
        assert_int_equal(size, pd_utf8_size(code));
        assert_int_equal(pd_utf8_decode(pd_bytes(text, size), 0, UTF8_SURROGATES, &back), size);
        assert_int_equal(back, code);
        bool lone = pd_utf8_is_surrogate(code);
        assert_int_equal(pd_utf8_decode(pd_bytes(text, size), 0, UTF8_STRICT, &back),
                         lone ? 0 : size);
        assert_int_equal(pd_utf8_encode(code, UTF8_STRICT, text), lone ? 0 : size);
        for (size_t cut = 1; cut < size; cut++) {
            assert_int_equal(pd_utf8_decode(pd_bytes(text, cut), 0, UTF8_SURROGATES, &back), 0);
        }
    }
    assert_int_equal(pd_utf8_encode(UTF8_CODE_POINT_MAX + 1, UTF8_SURROGATES, text), 0);
    assert_int_equal(pd_utf8_encode(UINT32_MAX, UTF8_SURROGATES, text), 0);
}

/*
 * All four-byte strings over the bytes at the edges of the table: what decodes encodes to the same.
 */
static void only_shortest_forms_decode(void **state)
{
    (void)state;
    static const uint8_t edges[] = {0x00, 0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0,
                                    0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xec, 0xed,
                                    0xee, 0xef, 0xf0, 0xf3, 0xf4, 0xf5, 0xff};
    size_t n = ARRAY_COUNT(edges);
    for (size_t i = 0; i < n * n * n * n; i++) {
        uint8_t text[4] = {edges[i % n], edges[i / n % n], edges[i / n / n % n],
                           edges[i / n / n / n]};
        uint8_t back[UTF8_BYTES_MAX];
        uint32_t code = 0;
        size_t size = pd_utf8_decode(pd_bytes(text, 4), 0, UTF8_STRICT, &code);
        Utf8Error bad;
        if (size > 0) {
            assert_int_equal(pd_utf8_encode(code, UTF8_STRICT, back), size);
            assert_memory_equal(back, text, size);
        } else {
            assert_false(pd_utf8_validate(pd_bytes(text, 4), UTF8_STRICT, &bad));
            assert_int_equal(bad.offset, 0);
            assert_in_range(bad.size, 1, 3);
        }
    }
}

static void utf8_errors_are_cpythons(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t offset;
        size_t size;
        const char *reason;
    } known[] = {
        {"abcdefgh\x80", 8, 1, "invalid start byte"},
        {"\xc0\x80", 0, 1, "invalid start byte"},
        {"a\xe2\x82", 1, 2, "unexpected end of data"},
        {"a\xe2\x82z", 1, 2, "invalid continuation byte"},
        {"\xed\xa0\x80", 0, 1, "invalid continuation byte"},
        {"\xf0\x9f\x98", 0, 3, "unexpected end of data"},
        {"\xf4\x90\x80\x80", 0, 1, "invalid continuation byte"},
        {"\xf5\x80", 0, 1, "invalid start byte"},
    };
    for (size_t i = 0; i < ARRAY_COUNT(known); i++) {
        Utf8Error bad;
        assert_false(pd_utf8_validate(pd_bytes_of_cstr(known[i].text), UTF8_STRICT, &bad));
        assert_int_equal(bad.offset, known[i].offset);
        assert_int_equal(bad.size, known[i].size);
        assert_string_equal(bad.reason, known[i].reason);
        assert_false(pd_utf8_validate(pd_bytes_of_cstr(known[i].text), UTF8_STRICT, NULL));
    }
    Bytes pair = BYTES_LITERAL("\xed\xa0\xbd\xed\xb8\x80");
    assert_true(pd_utf8_validate(pair, UTF8_SURROGATES, NULL));
    assert_int_equal(pd_utf8_count(pair), 2);
}

static void offsets_and_counts_agree(void **state)
{
    (void)state;
    uint64_t seed = 3;
    for (int round = 0; round < 300; round++) {
        Buffer text;
        pd_buffer_init(&text, pd_alloc_system(), 4096);
        size_t offsets[100];
        size_t count = next_random(&seed) % 100;
        for (size_t i = 0; i < count; i++) {
            static const uint32_t masks[] = {0x7f, 0x7ff, 0xffff, 0xfffff};
            uint8_t one[UTF8_BYTES_MAX];
            uint32_t code = (uint32_t)next_random(&seed) & masks[next_random(&seed) % 4];
            offsets[i] = text.size;
            pd_buffer_append(&text, pd_bytes(one, pd_utf8_encode(code, UTF8_SURROGATES, one)));
        }
        Bytes all = pd_buffer_peek(&text);
        assert_true(pd_utf8_validate(all, UTF8_SURROGATES, NULL));
        assert_int_equal(pd_utf8_count(all), count);
        assert_int_equal(pd_utf8_is_ascii(all), all.size == count);
        size_t offset = 0;
        for (size_t i = 0; i < count; i++) {
            assert_int_equal(pd_utf8_offset(all, i), offsets[i]);
            assert_int_equal(offset, offsets[i]);
            uint32_t code = 0;
            (void)pd_utf8_decode(all, offset, UTF8_SURROGATES, &code);
            assert_int_equal(pd_utf8_next(all, &offset), code);
        }
        assert_int_equal(pd_utf8_offset(all, count), all.size);
        pd_buffer_deinit(&text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(errors_are_filled),          cmocka_unit_test(long_messages_are_cut),
        cmocka_unit_test(assertions_abort),           cmocka_unit_test(limits_have_settings),
        cmocka_unit_test(reserved_ranges_are_zero),   cmocka_unit_test(failing_alloc_keeps_books),
        cmocka_unit_test(arena_holds_its_maximum),    cmocka_unit_test(arena_survives_failures),
        cmocka_unit_test(buffer_survives_failures),   cmocka_unit_test(buffer_holds_its_maximum),
        cmocka_unit_test(bytes_compare_and_search),   cmocka_unit_test(bytes_differ_at_any_place),
        cmocka_unit_test(sha256_has_known_digests),   cmocka_unit_test(checksums_have_known_values),
        cmocka_unit_test(siphash_has_known_values),   cmocka_unit_test(every_code_point_comes_back),
        cmocka_unit_test(only_shortest_forms_decode), cmocka_unit_test(utf8_errors_are_cpythons),
        cmocka_unit_test(offsets_and_counts_agree),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
