/*
 * The mutator that libFuzzer calls for the targets that read CBOR: mostly ours, at times its own.
 */
#include "mutate.h"

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed);

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed)
{
    if (seed % 16 != 0 && mutate(data, &size, max_size, seed)) {
        return size;
    }
    return LLVMFuzzerMutate(data, size, max_size);
}
