/*
 * Programs: their handle, their bytes, and what can be seen of them.
 *
 * The bytes are CBOR [ mark, version, id of the library, [encoded unit...] ], sources included;
 * docs/FORMATS.md, "Program".
 */
#include "api/api_in.h"
#include "cbor/cbor.h"

#define PROGRAM_MARK "perdure program"

enum { PROGRAM_VERSION = 1, PROGRAM_FIELDS = 4 };

Status pd_api_wrap_program(const perdure_runtime *runtime, Program *program, perdure_program **out,
                           Error *err)
{
    *out = pd_alloc_new_array(runtime->alloc, 1, sizeof **out);
    if (*out == NULL) {
        pd_program_free(program);
        return pd_error_plain(err, STATUS_NO_MEMORY);
    }
    (*out)->program = program;
    (*out)->runtime = runtime;
    (*out)->alloc = runtime->alloc;
    pd_digest_hex(pd_program_id(program), (*out)->id);
    return STATUS_OK;
}

void perdure_program_free(perdure_program *program)
{
    if (program != NULL) {
        pd_program_free(program->program);
        pd_alloc_free_array(program->alloc, program, 1, sizeof *program);
    }
}

const char *perdure_program_id(const perdure_program *program)
{
    return program->id;
}

/* ── bytes ── */

static Status write_program(const Program *program, Buffer *out)
{
    size_t count = pd_program_unit_count(program);
    pd_cbor_write_array(out, PROGRAM_FIELDS);
    pd_cbor_write_cstr(out, PROGRAM_MARK);
    pd_cbor_write_uint(out, PROGRAM_VERSION);
    pd_cbor_write_bytes(out, pd_digest_bytes(pd_image_id(pd_program_image(program))));
    pd_cbor_write_array(out, count);
    for (size_t i = 0; i < count; i++) {
        Buffer unit;
        pd_buffer_init(&unit, out->alloc, out->max_bytes);
        Status status = pd_code_encode(pd_program_unit(program, i), true, &unit);
        if (status != STATUS_OK) {
            pd_buffer_fail(out, status);
        }
        pd_cbor_write_bytes(out, pd_buffer_peek(&unit));
        pd_buffer_deinit(&unit);
    }
    return pd_buffer_status(out);
}

perdure_status perdure_program_encode(const perdure_program *program, perdure_data *out,
                                      perdure_error *err)
{
    Buffer bytes;
    pd_buffer_init(&bytes, pd_alloc_system(), SIZE_MAX / 2);
    *out = (perdure_data){NULL, 0};
    Status status = write_program(program->program, &bytes);
    perdure_status result = status == STATUS_OK
                                ? pd_api_give(&bytes, out, err)
                                : pd_api_fail(status, err, "%s", pd_status_text(status));
    pd_buffer_deinit(&bytes);
    return result;
}

Status pd_api_bundle(const perdure_runtime *runtime, const Bytes *encoded, size_t count,
                     Program **out, Error *err)
{
    const Alloc *alloc = runtime->alloc;
    CodeUnit **units = pd_alloc_new_array(alloc, count + 1, sizeof *units);
    *out = NULL;
    if (units == NULL) {
        return pd_error_plain(err, STATUS_NO_MEMORY);
    }
    Status status = STATUS_OK;
    size_t made = 0;
    while (status == STATUS_OK && made < count) {
        status = pd_code_decode(encoded[made], alloc, &units[made], err);
        made += status == STATUS_OK;
    }
    if (status == STATUS_OK && count == 0) {
        status = pd_error_set(err, STATUS_CORRUPT, "a program without modules");
    }
    if (status == STATUS_OK) {
        status = pd_program_new(runtime->image, units, count, out, err);
    }
    for (size_t i = 0; status != STATUS_OK && i < made; i++) {
        pd_code_free(units[i], alloc);
    }
    pd_alloc_free_array(alloc, units, count + 1, sizeof *units);
    /* Bytes that are well formed, but not of code that may run, are damaged. */
    return status == STATUS_INVALID ? STATUS_CORRUPT : status;
}

static Status wrong_version(uint64_t version, Error *err)
{
    return pd_error_set(err, STATUS_VERSION, "program format %llu, this perdure reads %d",
                        (unsigned long long)version, PROGRAM_VERSION);
}

static Status read_head(CborReader *reader, const perdure_runtime *runtime, uint64_t *count,
                        Error *err)
{
    uint64_t version = 0;
    Bytes library;
    Status status = pd_cbor_expect_array(reader, PROGRAM_FIELDS);
    status = status == STATUS_OK ? pd_cbor_expect_text(reader, PROGRAM_MARK) : status;
    status = status == STATUS_OK ? pd_cbor_read_uint(reader, &version) : status;
    if (status == STATUS_OK && version != PROGRAM_VERSION) {
        return wrong_version(version, err);
    }
    status = status == STATUS_OK ? pd_cbor_read_bytes(reader, &library) : status;
    if (status == STATUS_OK &&
        !pd_bytes_equal(library, pd_digest_bytes(pd_image_id(runtime->image)))) {
        return pd_error_set(err, STATUS_VERSION,
                            "the program was made with another standard library");
    }
    status = status == STATUS_OK ? pd_cbor_read_array(reader, count) : status;
    const LimitInfo *modules = pd_limits_info(LIMIT_module_count);
    if (status == STATUS_OK && *count > modules->max) {
        return pd_error_set(err, STATUS_LIMIT, "the program has more than %llu modules",
                            (unsigned long long)modules->max);
    }
    return status;
}

static Status read_program(const perdure_runtime *runtime, Bytes bytes, Program **out, Error *err)
{
    CborReader reader;
    uint64_t count = 0;
    pd_cbor_reader_init(&reader, bytes, CBOR_NESTING_MAX, err);
    Status status = read_head(&reader, runtime, &count, err);
    if (status != STATUS_OK) {
        return status == STATUS_INVALID ? STATUS_CORRUPT : status;
    }
    Bytes *units = pd_alloc_new_array(runtime->alloc, count + 1, sizeof *units);
    if (units == NULL) {
        return pd_error_plain(err, STATUS_NO_MEMORY);
    }
    for (uint64_t i = 0; status == STATUS_OK && i < count; i++) {
        status = pd_cbor_read_bytes(&reader, &units[i]);
    }
    status = status == STATUS_OK ? pd_cbor_finish(&reader) : status;
    if (status == STATUS_OK) {
        status = pd_api_bundle(runtime, units, count, out, err);
    }
    pd_alloc_free_array(runtime->alloc, units, count + 1, sizeof *units);
    return status == STATUS_INVALID ? STATUS_CORRUPT : status;
}

perdure_status perdure_program_decode(const perdure_runtime *runtime, perdure_bytes bytes,
                                      perdure_program **out, perdure_error *err)
{
    Error told = {.status = STATUS_OK};
    Program *program = NULL;
    *out = NULL;
    Status status = read_program(runtime, pd_api_in(bytes), &program, &told);
    told.status = status; /* the text of an INVALID part says what is damaged */
    if (status == STATUS_OK) {
        status = pd_api_wrap_program(runtime, program, out, &told);
    }
    return pd_api_told(status, &told, err);
}

/* The identity of a program of that library in its units, of whatever version. */
static Status identify(CborReader *reader, const Digest *library, uint64_t count, Digest *out,
                       Error *err)
{
    Sha256 sha;
    Status status = STATUS_OK;
    pd_program_digest_begin(&sha, library);
    for (uint64_t i = 0; status == STATUS_OK && i < count; i++) {
        Bytes encoded;
        Digest unit;
        Digest text;
        status = pd_cbor_read_bytes(reader, &encoded);
        status = status == STATUS_OK ? pd_code_identify(encoded, &unit, &text, err) : status;
        if (status == STATUS_OK) {
            pd_program_digest_unit(&sha, &unit, &text);
        }
    }
    *out = pd_sha256_finish(&sha);
    return status == STATUS_OK ? pd_cbor_finish(reader) : status;
}

Status pd_api_check_program(Bytes body, const Digest *id, Error *err)
{
    CborReader reader;
    uint64_t version = 0;
    uint64_t count = 0;
    Bytes library = {NULL, 0};
    pd_cbor_reader_init(&reader, body, CBOR_NESTING_MAX, err);
    Status status = pd_cbor_expect_array(&reader, PROGRAM_FIELDS);
    status = status == STATUS_OK ? pd_cbor_expect_text(&reader, PROGRAM_MARK) : status;
    status = status == STATUS_OK ? pd_cbor_read_uint(&reader, &version) : status;
    status = status == STATUS_OK ? pd_cbor_read_bytes(&reader, &library) : status;
    status = status == STATUS_OK ? pd_cbor_read_array(&reader, &count) : status;
    bool fits = version == PROGRAM_VERSION && library.size == DIGEST_BYTES &&
                count <= pd_limits_info(LIMIT_module_count)->max;
    if (status == STATUS_OK && version != PROGRAM_VERSION) {
        return wrong_version(version, err);
    }
    if (status != STATUS_OK || !fits) {
        return pd_error_set(err, STATUS_CORRUPT, "the program is damaged");
    }
    Digest image;
    Digest found;
    memcpy(image.bytes, library.data, DIGEST_BYTES);
    status = identify(&reader, &image, count, &found, err);
    bool whole = status == STATUS_OK && pd_digest_equal(&found, id);
    return whole ? STATUS_OK : pd_error_set(err, STATUS_CORRUPT, "the program is damaged");
}

/* ── looking at it ── */

size_t perdure_program_module_count(const perdure_program *program)
{
    return pd_program_unit_count(program->program);
}

bool perdure_program_module(const perdure_program *program, size_t index, perdure_module_info *out)
{
    if (index >= pd_program_unit_count(program->program)) {
        return false;
    }
    const CodeUnit *unit = pd_program_unit(program->program, index);
    *out = (perdure_module_info){.name = pd_api_out(unit->module_name),
                                 .filename = pd_api_out(unit->filename),
                                 .source = pd_api_out(unit->source),
                                 .function_count = unit->function_count};
    return true;
}

perdure_status perdure_program_disassemble(const perdure_program *program, size_t index,
                                           perdure_data *out, perdure_error *err)
{
    *out = (perdure_data){NULL, 0};
    if (index >= pd_program_unit_count(program->program)) {
        return pd_api_fail(STATUS_NOT_FOUND, err, "the program has no module %zu", index);
    }
    const CodeUnit *unit = pd_program_unit(program->program, index);
    Buffer text;
    Status status = STATUS_OK;
    pd_buffer_init(&text, pd_alloc_system(), SIZE_MAX / 2);
    for (uint32_t i = 0; status == STATUS_OK && i < unit->function_count; i++) {
        status = pd_code_disassemble(unit, i, &text);
    }
    perdure_status result = status == STATUS_OK
                                ? pd_api_give(&text, out, err)
                                : pd_api_fail(status, err, "%s", pd_status_text(status));
    pd_buffer_deinit(&text);
    return result;
}
