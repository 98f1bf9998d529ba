/*
 * Embedding Perdure: a C program that runs a script, answers its effects itself, stops it at a
 * question, and finishes it in another process, perhaps on another machine and next year.
 *
 *   ./embed start shop.py shop.state     runs until the script asks for a confirmation
 *   ./embed finish shop.state Ada        goes on from the file
 *
 * It uses nothing but perdure.h.
 */
#include <perdure.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Prints what failed and ends: an example need not clean up. */
static void check(perdure_status status, const char *what, const perdure_error *err)
{
    if (status != PERDURE_OK) {
        fprintf(stderr, "%s: %s: %s\n", what, perdure_status_name(status), err->message);
        exit(1);
    }
}

static perdure_data read_file(const char *path)
{
    perdure_data data = {NULL, 0};
    FILE *file = fopen(path, "rb");
    if (file == NULL || fseek(file, 0, SEEK_END) != 0) {
        perror(path);
        exit(1);
    }
    data.size = (size_t)ftell(file);
    data.data = malloc(data.size + 1);
    rewind(file);
    if (data.data == NULL || fread(data.data, 1, data.size, file) != data.size) {
        perror(path);
        exit(1);
    }
    fclose(file);
    return data;
}

/* print() arrives as the effect "write" with [stream, text]. */
static void answer_write(perdure_vm *vm, perdure_bytes arguments)
{
    static const uint8_t null[] = {0xf6}; /* None in CBOR */
    perdure_error err;
    perdure_item list;
    perdure_item stream;
    perdure_item text;
    check(perdure_cbor_read(&arguments, &list), "write", &(perdure_error){0});
    check(perdure_cbor_read(&arguments, &stream), "write", &(perdure_error){0});
    check(perdure_cbor_read(&arguments, &text), "write", &(perdure_error){0});
    fwrite(text.bytes.data, 1, text.bytes.size, stream.integer == 2 ? stderr : stdout);
    check(perdure_vm_answer(vm, (perdure_bytes){null, sizeof null}, &err), "answer", &err);
}

/* Our own effect: perform("price", item). */
static void answer_price(perdure_vm *vm, perdure_bytes arguments)
{
    static const struct {
        const char *item;
        const char *json;
    } prices[] = {{"tea", "3.5"}, {"bread", "2.25"}, {"jam", "4.0"}};
    perdure_error err;
    perdure_item list;
    perdure_item item;
    check(perdure_cbor_read(&arguments, &list), "price", &(perdure_error){0});
    check(perdure_cbor_read(&arguments, &item), "price", &(perdure_error){0});
    for (size_t i = 0; i < sizeof prices / sizeof prices[0]; i++) {
        size_t size = strlen(prices[i].item);
        if (item.bytes.size == size && memcmp(item.bytes.data, prices[i].item, size) == 0) {
            perdure_bytes json = {(const uint8_t *)prices[i].json, strlen(prices[i].json)};
            check(perdure_vm_answer_json(vm, json, &err), "answer", &err);
            return;
        }
    }
    check(perdure_vm_answer_error(vm, "KeyError", "this shop does not have it", &err), "answer",
          &err);
}

/* Runs until the script ends or asks for a confirmation. Returns true in the second case. */
static bool run(perdure_vm *vm)
{
    for (;;) {
        switch (perdure_vm_run(vm, 0)) {
        case PERDURE_STOP_EFFECT: {
            const perdure_effect *effect = perdure_vm_effect(vm);
            if (strcmp(effect->name, "write") == 0) {
                answer_write(vm, effect->arguments);
            } else if (strcmp(effect->name, "price") == 0) {
                answer_price(vm, effect->arguments);
            } else if (strcmp(effect->name, "confirm") == 0) {
                return true;
            } else {
                perdure_error err;
                check(perdure_vm_answer_error(vm, "NotImplementedError", effect->name, &err),
                      "answer", &err);
            }
            break;
        }
        case PERDURE_STOP_RAISED: {
            perdure_data traceback;
            perdure_error err;
            check(perdure_vm_traceback(vm, &traceback, &err), "traceback", &err);
            fputs((const char *)traceback.data, stderr);
            exit(1);
        }
        case PERDURE_STOP_DONE: return false;
        case PERDURE_STOP_FUEL: break; /* only with a slice */
        }
    }
}

static int start(const perdure_runtime *runtime, const char *script, const char *state)
{
    perdure_error err;
    perdure_program *program;
    perdure_vm *vm;
    perdure_data snapshot;
    perdure_data text = read_file(script);
    perdure_source source = {
        .text = (const char *)text.data, .size = text.size, .filename = script};
    check(perdure_program_compile(runtime, &source, NULL, &program, &err), script, &err);
    check(perdure_vm_new(program, NULL, &vm, &err), "vm", &err);
    if (run(vm)) {
        /* With the program inside, the file is all that is needed to go on. */
        check(perdure_vm_snapshot(vm, true, &snapshot, &err), "snapshot", &err);
        FILE *file = fopen(state, "wb");
        if (file == NULL || fwrite(snapshot.data, 1, snapshot.size, file) != snapshot.size ||
            fclose(file) != 0) {
            perror(state);
            return 1;
        }
        printf("… stopped at a question, %zu bytes in %s\n", snapshot.size, state);
        perdure_data_free(&snapshot);
    }
    perdure_vm_free(vm);
    perdure_program_free(program);
    free(text.data);
    return 0;
}

static int finish(const perdure_runtime *runtime, const char *state, const char *who)
{
    perdure_error err;
    perdure_restored restored;
    perdure_data bytes = read_file(state);
    check(
        perdure_vm_restore(runtime, (perdure_bytes){bytes.data, bytes.size}, NULL, &restored, &err),
        state, &err);
    /* The effect still waits, as it did when the first process ended. */
    char json[200];
    int size = snprintf(json, sizeof json, "{\"by\": \"%s\"}", who);
    check(perdure_vm_answer_json(restored.vm, (perdure_bytes){(const uint8_t *)json, (size_t)size},
                                 &err),
          "answer", &err);
    if (run(restored.vm)) {
        fputs("it asks once more\n", stderr);
        return 1;
    }
    int status = perdure_vm_exit_status(restored.vm);
    perdure_vm_free(restored.vm);
    perdure_program_free(restored.program);
    free(bytes.data);
    return status;
}

int main(int argc, char **argv)
{
    perdure_error err;
    perdure_runtime *runtime;
    if (argc != 4) {
        fputs("usage: embed start SCRIPT STATE | embed finish STATE NAME\n", stderr);
        return 2;
    }
    check(perdure_runtime_new(&runtime, &err), "runtime", &err);
    int status = strcmp(argv[1], "start") == 0 ? start(runtime, argv[2], argv[3])
                                               : finish(runtime, argv[2], argv[3]);
    perdure_runtime_free(runtime);
    return status;
}
