/* replay.c: runs one fuzz target over the files named on its command line.
 * Builds without libFuzzer link it, so that `make test` runs each target over its saved inputs.
 * It knows nothing about what the target reads.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size_bytes);

static int replay_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        perror(path);
        return 1;
    }
    uint8_t *data = NULL;
    size_t size_bytes = 0;
    size_t got = 0;
    do {
        uint8_t *grown = realloc(data, size_bytes + 65536);
        if (grown == NULL) {
            perror(path);
            exit(1);
        }
        data = grown;
        got = fread(data + size_bytes, 1, 65536, file);
        size_bytes += got;
    } while (got > 0);
    (void)fclose(file);
    /* Shrunk to its exact size, so that a sanitizer sees a read past its end. */
    uint8_t *exact = malloc(size_bytes > 0 ? size_bytes : 1);
    if (exact == NULL) {
        perror(path);
        exit(1);
    }
    for (size_t i = 0; i < size_bytes; i++) {
        exact[i] = data[i];
    }
    free(data);
    (void)LLVMFuzzerTestOneInput(exact, size_bytes);
    free(exact);
    return 0;
}

int main(int argc, char **argv)
{
    int failed_count = 0;
    for (int i = 1; i < argc; i++) {
        failed_count += replay_file(argv[i]);
    }
    return failed_count > 0;
}
