/*
 * SHA-256 through libcrypto, XXH3 through libxxhash, SipHash-1-3, and hex.
 *
 * libcrypto's low-level SHA-256 is used although it is marked deprecated: it needs no provider to
 * be loaded, so a process that hashes a few hundred bytes starts in microseconds and allocates
 * nothing.
 */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "base/base.h"

#include <openssl/sha.h>
#include <xxhash.h>

_Static_assert(sizeof(SHA256_CTX) <= sizeof(Sha256), "the state fits");
_Static_assert(_Alignof(SHA256_CTX) <= _Alignof(Sha256), "the state is aligned");
_Static_assert(sizeof(XXH128_canonical_t) == CHECKSUM_BYTES, "the checksum fits");

/* Copied in and out rather than cast, to stay within the aliasing rules. */
static SHA256_CTX load_state(const Sha256 *sha)
{
    SHA256_CTX context;
    memcpy(&context, sha->state, sizeof context);
    return context;
}

static void store_state(Sha256 *sha, const SHA256_CTX *context)
{
    memcpy(sha->state, context, sizeof *context);
}

void pd_sha256_init(Sha256 *sha)
{
    SHA256_CTX context;
    memset(sha, 0, sizeof *sha);
    int good = SHA256_Init(&context);
    pd_assert(good == 1);
    store_state(sha, &context);
}

void pd_sha256_update(Sha256 *sha, Bytes bytes)
{
    if (bytes.size == 0) {
        return;
    }
    SHA256_CTX context = load_state(sha);
    int good = SHA256_Update(&context, bytes.data, bytes.size);
    pd_assert(good == 1);
    store_state(sha, &context);
}

Digest pd_sha256_finish(Sha256 *sha)
{
    Digest digest;
    SHA256_CTX context = load_state(sha);
    int good = SHA256_Final(digest.bytes, &context);
    pd_assert(good == 1);
    memset(sha, 0, sizeof *sha);
    return digest;
}

Digest pd_sha256(Bytes bytes)
{
    Sha256 sha;
    pd_sha256_init(&sha);
    pd_sha256_update(&sha, bytes);
    return pd_sha256_finish(&sha);
}

Checksum pd_checksum(Bytes bytes)
{
    static const uint8_t nothing;
    const uint8_t *data = bytes.size == 0 ? &nothing : bytes.data;
    XXH128_canonical_t canonical;
    Checksum checksum;
    XXH128_canonicalFromHash(&canonical, XXH3_128bits(data, bytes.size));
    memcpy(checksum.bytes, canonical.digest, CHECKSUM_BYTES);
    return checksum;
}

bool pd_digest_equal(const Digest *a, const Digest *b)
{
    return memcmp(a->bytes, b->bytes, DIGEST_BYTES) == 0;
}

int pd_digest_compare(const Digest *a, const Digest *b)
{
    return memcmp(a->bytes, b->bytes, DIGEST_BYTES);
}

void pd_hex_encode(Bytes bytes, char *out)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < bytes.size; i++) {
        out[2 * i] = digits[bytes.data[i] >> 4];
        out[2 * i + 1] = digits[bytes.data[i] & 15];
    }
}

static int hex_value(uint8_t character)
{
    if (character >= '0' && character <= '9') {
        return character - '0';
    }
    uint8_t lower = character | 0x20;
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

bool pd_hex_decode(Bytes hex, uint8_t *out, size_t out_bytes)
{
    if (hex.size % 2 != 0 || hex.size / 2 != out_bytes) {
        return false;
    }
    for (size_t i = 0; i < out_bytes; i++) {
        int high = hex_value(hex.data[2 * i]);
        int low = hex_value(hex.data[2 * i + 1]);
        if (high < 0 || low < 0) {
            return false;
        }
        out[i] = (uint8_t)(high << 4 | low);
    }
    return true;
}

void pd_digest_hex(const Digest *digest, char out[DIGEST_HEX_CHARS + 1])
{
    pd_hex_encode(pd_digest_bytes(digest), out);
    out[DIGEST_HEX_CHARS] = '\0';
}

bool pd_digest_of_hex(Bytes hex, Digest *out)
{
    Digest digest;
    if (!pd_hex_decode(hex, digest.bytes, DIGEST_BYTES)) {
        return false;
    }
    *out = digest;
    return true;
}

static uint64_t rotate_left(uint64_t value, unsigned count)
{
    return value << count | value >> (64 - count);
}

/* SipRound of the paper's figure 2.1; inline, so that the state stays in registers. */
static ALWAYS_INLINE void sip_round(uint64_t v[4])
{
    v[0] += v[1];
    v[2] += v[3];
    v[1] = rotate_left(v[1], 13) ^ v[0];
    v[3] = rotate_left(v[3], 16) ^ v[2];
    v[0] = rotate_left(v[0], 32);
    v[2] += v[1];
    v[0] += v[3];
    v[1] = rotate_left(v[1], 17) ^ v[2];
    v[3] = rotate_left(v[3], 21) ^ v[0];
    v[2] = rotate_left(v[2], 32);
}

static uint64_t little_endian_u64(const uint8_t *data)
{
    return pd_byte_swap64(pd_bytes_get_u64(data));
}

static uint64_t little_endian_u32(const uint8_t *data)
{
    return data[0] | (uint64_t)data[1] << 8 | (uint64_t)data[2] << 16 | (uint64_t)data[3] << 24;
}

/* The bytes behind the last whole word, the first of them lowest. */
static uint64_t rest_of(Bytes bytes)
{
    size_t count = bytes.size & 7;
    if (count == 0) {
        return 0;
    }
    if (bytes.size > 8) {
        return little_endian_u64(bytes.data + bytes.size - 8) >> (8 * (8 - count));
    }
    /* What is read twice lies in the same place. */
    if (count >= 4) {
        return little_endian_u32(bytes.data) | little_endian_u32(bytes.data + count - 4)
                                                   << (8 * (count - 4));
    }
    return bytes.data[0] | (uint64_t)bytes.data[count / 2] << (8 * (count / 2)) |
           (uint64_t)bytes.data[count - 1] << (8 * (count - 1));
}

uint64_t pd_hash_bytes(Bytes bytes)
{
    const uint64_t key0 = UINT64_C(0x0706050403020100);
    const uint64_t key1 = UINT64_C(0x0f0e0d0c0b0a0908);
    uint64_t v[4] = {
        key0 ^ UINT64_C(0x736f6d6570736575),
        key1 ^ UINT64_C(0x646f72616e646f6d),
        key0 ^ UINT64_C(0x6c7967656e657261),
        key1 ^ UINT64_C(0x7465646279746573),
    };
    size_t whole = bytes.size & ~(size_t)7;
    for (size_t i = 0; i < whole; i += 8) {
        uint64_t word = little_endian_u64(bytes.data + i);
        v[3] ^= word;
        sip_round(v);
        v[0] ^= word;
    }
    uint64_t last = (uint64_t)bytes.size << 56 | rest_of(bytes);
    v[3] ^= last;
    sip_round(v);
    v[0] ^= last;
    v[2] ^= 0xff;
    sip_round(v);
    sip_round(v);
    sip_round(v);
    return v[0] ^ v[1] ^ v[2] ^ v[3];
}
