/*
 * Writes the inputs that the fuzz targets start from, made of real programs.
 *
 * usage: fuzz_seeds FOLDER file.py...
 * For each program its main module as FOLDER/program_fuzz/NAME.N, and the payloads of snapshots
 * taken on its way as FOLDER/snapshot_fuzz/NAME.N. The folders must exist.
 */
#include "machine.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SEED_BYTES_MAX = 60000 };

typedef struct Place {
    const char *folder;
    const char *path;
    int count;
} Place;

static void save(Place *place, const char *target, perdure_bytes bytes)
{
    char name[4096];
    const char *slash = strrchr(place->path, '/');
    if (bytes.size > SEED_BYTES_MAX) {
        return;
    }
    (void)snprintf(name, sizeof name, "%s/%s/%s.%d", place->folder, target,
                   slash == NULL ? place->path : slash + 1, place->count++);
    FILE *file = fopen(name, "wb");
    if (file == NULL || fwrite(bytes.data, 1, bytes.size, file) != bytes.size ||
        fclose(file) != 0) {
        perror(name);
        exit(1);
    }
}

static void save_unit(void *ctx, perdure_bytes unit)
{
    save(ctx, "program_fuzz", unit);
}

static void save_payload(void *ctx, perdure_bytes payload)
{
    save(ctx, "snapshot_fuzz", payload);
}

int main(int argc, char **argv)
{
    static uint8_t text[SEED_BYTES_MAX];
    for (int i = 2; i < argc; i++) {
        FILE *file = fopen(argv[i], "rb");
        if (file == NULL) {
            perror(argv[i]);
            return 1;
        }
        size_t size = fread(text, 1, sizeof text, file);
        (void)fclose(file);
        Place place = {argv[1], argv[i], 0};
        machine_sink sink = {&place, save_unit, save_payload};
        if (size < sizeof text) {
            machine_explore((perdure_bytes){text, size}, &sink);
        }
    }
    return 0;
}
