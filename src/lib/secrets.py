"""Secrets from the host's entropy.

They are recorded: protect the store as you protect the secrets."""
from _prelude_host import entropy as _entropy


def token_bytes(nbytes=32):
    return _entropy(nbytes)


def token_hex(nbytes=32):
    return token_bytes(nbytes).hex()


def randbits(k):
    if k < 0:
        raise ValueError("number of bits must be non-negative")
    size = (k + 7) // 8
    return int.from_bytes(token_bytes(size), "big") >> (size * 8 - k)


def randbelow(exclusive_upper_bound):
    if exclusive_upper_bound <= 0:
        raise ValueError("Upper bound must be positive.")
    bits = exclusive_upper_bound.bit_length()
    value = randbits(bits)
    while value >= exclusive_upper_bound:
        value = randbits(bits)
    return value


def choice(sequence):
    return sequence[randbelow(len(sequence))]


def compare_digest(a, b):
    return a == b
