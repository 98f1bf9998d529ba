/*
 * Completion: the program that looks at the state, and where it runs.
 */
#include "cli/plain/names.h"

#include <stdio.h>
#include <string.h>

#define LOOK_FUEL       5000000
#define STATE_BYTES_MAX LIMIT_MIB(64) /* a larger state takes too long to fork */
#define WORD_BYTES_MAX  1000

static const char keywords[] =
    "False None True and as assert break class continue def del elif else except finally for from "
    "global if import in is lambda nonlocal not or pass raise return try while with yield";

static bool is_name_byte(uint8_t c)
{
    return c == '_' || c >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
           (c >= 'A' && c <= 'Z');
}

/* ── asking the state ── */

/* A statement that performs "names" with a list. The objects: a dotted name; empty: all names. */
static bool write_look(Buffer *out, Bytes object, Bytes stem)
{
    pd_buffer_append_cstr(out, "if 1:\n import builtins as __b, perdure as __p\n"
                               " __p.perform('names', __b.sorted(n for n in __b.set(");
    if (object.size > 0) {
        pd_buffer_append_cstr(out, "__b.dir(");
        pd_buffer_append(out, object);
        pd_buffer_append_cstr(out, ")");
    } else {
        pd_buffer_append_format(out, "[*__b.globals(), *__b.dir(__b), *'%s'.split()]", keywords);
    }
    pd_buffer_append_cstr(out, ") if n not in ('__b', '__p') and n.startswith('");
    pd_buffer_append(out, stem);
    pd_buffer_append_cstr(out, "')");
    if (stem.size == 0 || stem.data[0] != '_') {
        pd_buffer_append_cstr(out, " and not n.startswith('_')");
    }
    pd_buffer_append_cstr(out, "))\n\n");
    return pd_buffer_status(out) == STATUS_OK;
}

/* What the effect asks with: [[text, …]]. */
static void read_names(const perdure_effect *effect, Names *out)
{
    perdure_bytes rest = effect->arguments;
    perdure_item item;
    bool is_list = strcmp(effect->name, "names") == 0 &&
                   perdure_cbor_read(&rest, &item) == PERDURE_OK && item.count == 1 &&
                   perdure_cbor_read(&rest, &item) == PERDURE_OK && item.kind == PERDURE_KIND_ARRAY;
    for (uint64_t left = is_list ? item.count : 0; left > 0; left--) {
        if (perdure_cbor_read(&rest, &item) != PERDURE_OK || item.kind != PERDURE_KIND_TEXT) {
            return;
        }
        pd_buffer_append(&out->texts, (Bytes){item.bytes.data, item.bytes.size});
        pd_buffer_append_byte(&out->texts, '\0');
        out->count++;
    }
}

/* The state at the prompt once more, or an empty one. */
static bool fork_state(const perdure_runtime *runtime, perdure_vm *vm,
                       const perdure_program *program, perdure_restored *out)
{
    perdure_data bytes = {NULL, 0};
    bool done = false;
    if (vm == NULL) {
        return perdure_vm_new(program, NULL, &out->vm, NULL) == PERDURE_OK;
    }
    if (perdure_vm_snapshot(vm, true, &bytes, NULL) == PERDURE_OK) {
        perdure_bytes snapshot = {bytes.data, bytes.size};
        done = perdure_vm_restore(runtime, snapshot, NULL, out, NULL) == PERDURE_OK &&
               perdure_vm_continue(out->vm, program, NULL) == PERDURE_OK;
    }
    perdure_data_free(&bytes);
    return done;
}

static void look(const perdure_runtime *runtime, perdure_vm *vm, const Buffer *text, Names *out)
{
    perdure_restored fork = {NULL, NULL};
    perdure_program *program = NULL;
    perdure_source source = {
        .text = (const char *)text->data, .size = text->size, .filename = "<names>"};
    perdure_compile_options options = {.interactive = true};
    if (perdure_program_compile(runtime, &source, &options, &program, NULL) == PERDURE_OK &&
        fork_state(runtime, vm, program, &fork) &&
        perdure_vm_run(fork.vm, LOOK_FUEL) == PERDURE_STOP_EFFECT) {
        const perdure_effect *effect = perdure_vm_effect(fork.vm);
        if (effect != NULL) {
            read_names(effect, out);
        }
    }
    perdure_vm_free(fork.vm);
    perdure_program_free(fork.program);
    perdure_program_free(program);
}

/* ── where the line ends ── */

static void keep_fitting(Names *out, Bytes stem, const char *name)
{
    if (strncmp(name, (const char *)stem.data, stem.size) == 0) {
        pd_buffer_append(&out->texts, pd_bytes(name, strlen(name) + 1));
        out->count++;
    }
}

static void find_commands(Bytes stem, Names *out)
{
    static const char *const names[] = {":help", ":quit", ":restore", ":snapshot"};
    out->stem_bytes = stem.size;
    for (size_t i = 0; i < ARRAY_COUNT(names); i++) {
        keep_fitting(out, stem, names[i]);
    }
}

/* In the order of the library, which is that of their names. */
static void find_modules(const perdure_runtime *runtime, Bytes stem, Names *out)
{
    const char *name;
    for (size_t i = 0; (name = perdure_runtime_module(runtime, i)) != NULL; i++) {
        keep_fitting(out, stem, name);
    }
}

/* Whether "import" or "from" and nothing else stands before the word. */
static bool wants_module(Bytes before)
{
    size_t from = 0;
    size_t to = before.size;
    while (from < to && (before.data[from] == ' ' || before.data[from] == '\t')) {
        from++;
    }
    while (to > from && before.data[to - 1] == ' ') {
        to--;
    }
    Bytes word = pd_bytes_slice(before, from, to - from);
    return to < before.size &&
           (pd_bytes_equal_cstr(word, "import") || pd_bytes_equal_cstr(word, "from"));
}

void pd_names_find(const perdure_runtime *runtime, perdure_vm *vm, Bytes line, Names *out)
{
    size_t start = line.size;
    size_t dot = SIZE_MAX;
    Buffer text;
    *out = (Names){.count = 0};
    pd_buffer_init(&out->texts, pd_alloc_system(), LIMIT_MIB(4));
    if (line.size > 0 && line.data[0] == ':') {
        find_commands(line, out);
        return;
    }
    while (start > 0 && (is_name_byte(line.data[start - 1]) || line.data[start - 1] == '.')) {
        start--;
        dot = line.data[start] == '.' && dot == SIZE_MAX ? start : dot;
    }
    Bytes object = dot == SIZE_MAX ? (Bytes){NULL, 0} : pd_bytes_slice(line, start, dot - start);
    Bytes stem = pd_bytes_slice(line, dot == SIZE_MAX ? start : dot + 1, SIZE_MAX);
    bool follows_value = dot != SIZE_MAX && object.size == 0;
    out->stem_bytes = stem.size;
    if (follows_value || line.size - start > WORD_BYTES_MAX) {
        return;
    }
    if (wants_module(pd_bytes_slice(line, 0, start))) {
        out->stem_bytes = line.size - start;
        find_modules(runtime, pd_bytes_slice(line, start, SIZE_MAX), out);
        return;
    }
    perdure_stats stats = {0};
    if (vm != NULL) {
        perdure_vm_stats(vm, &stats);
    }
    pd_buffer_init(&text, pd_alloc_system(), 1 << 16);
    if (stats.used_bytes <= STATE_BYTES_MAX && write_look(&text, object, stem)) {
        look(runtime, vm, &text, out);
    }
    pd_buffer_deinit(&text);
}
