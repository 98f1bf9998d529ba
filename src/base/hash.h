/*
 * Digests that name things (SHA-256), checksums that find damage (XXH3), and hashes that find
 * things (SipHash with a fixed key).
 *
 * All are functions of the bytes alone, the same on every machine and in every process. SipHash
 * keeps crafted keys from colliding cheaply only against those who do not know the key, which is
 * public here; callers bound the damage with fuel.
 */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include "base/bytes.h"
#include "base/platform.h"

#define DIGEST_BYTES     32
#define DIGEST_HEX_CHARS 64

typedef struct Digest {
    uint8_t bytes[DIGEST_BYTES];
} Digest;

/* The state of a SHA-256 in progress; plain data, may be copied to fork it. */
typedef struct Sha256 {
    uint64_t state[16];
} Sha256;

Digest pd_sha256(Bytes bytes);
void pd_sha256_init(Sha256 *sha);
void pd_sha256_update(Sha256 *sha, Bytes bytes);
Digest pd_sha256_finish(Sha256 *sha); /* sha must be initialised again before further use */

static inline Bytes pd_digest_bytes(const Digest *digest)
{
    return (Bytes){digest->bytes, DIGEST_BYTES};
}

bool pd_digest_equal(const Digest *a, const Digest *b);
int pd_digest_compare(const Digest *a, const Digest *b);

/* XXH3 of 128 bits with seed 0, in its canonical (big-endian) form. Nobody's proof of anything: who
 * changes the bytes can change it as well. It takes a thirtieth of the time that SHA-256 takes
 * where the processor has no instructions for that. */
#define CHECKSUM_BYTES 16
typedef struct Checksum {
    uint8_t bytes[CHECKSUM_BYTES];
} Checksum;

Checksum pd_checksum(Bytes bytes);

/* Lower case, ends with NUL. */
void pd_digest_hex(const Digest *digest, char out[DIGEST_HEX_CHARS + 1]);

/* Exactly 64 hex digits of either case; false otherwise. */
bool pd_digest_of_hex(Bytes hex, Digest *out) MUST_USE;

/* Writes 2 * bytes.size lower case digits and no NUL. */
void pd_hex_encode(Bytes bytes, char *out);

/*
 * Reads 2 * out_bytes digits of either case; false when hex has another size or another character.
 */
bool pd_hex_decode(Bytes hex, uint8_t *out, size_t out_bytes) MUST_USE;

/*
 * SipHash-1-3 (Aumasson and Bernstein, "SipHash: a fast short-input PRF", 2012) with key 0, 1, …,
 * 15.
 */
uint64_t pd_hash_bytes(Bytes bytes);

/* A bijection that spreads every input bit over the word (Stafford's mix 13, as in SplitMix64). */
static inline uint64_t pd_hash_u64(uint64_t value)
{
    value ^= value >> 30;
    value *= UINT64_C(0xbf58476d1ce4e5b9);
    value ^= value >> 27;
    value *= UINT64_C(0x94d049bb133111eb);
    value ^= value >> 31;
    return value;
}

#endif
