# AES in counter mode, written out: tables, bytes, bit operations, and its inverse by hand.
import sys

size = int(sys.argv[1]) if len(sys.argv) > 1 else 110000


def double(a):
    a <<= 1
    return (a ^ 0x11b) if a & 0x100 else a


def multiply(a, b):
    product = 0
    while b:
        if b & 1:
            product ^= a
        a = double(a)
        b >>= 1
    return product


def make_box():
    box = [0x63] * 256
    p = q = 1
    while True:
        p ^= double(p)
        q ^= q << 1
        q ^= q << 2
        q ^= q << 4
        q &= 0xff
        if q & 0x80:
            q ^= 0x09
        mixed = q
        for shift in (1, 2, 3, 4):
            mixed ^= (q << shift | q >> (8 - shift)) & 0xff
        box[p] = mixed ^ 0x63
        if p == 1:
            return box


BOX = make_box()
TWO = [multiply(i, 2) for i in range(256)]
THREE = [multiply(i, 3) for i in range(256)]
ROWS = [0, 5, 10, 15, 4, 9, 14, 3, 8, 13, 2, 7, 12, 1, 6, 11]


def expand(key):
    words = [list(key[i:i + 4]) for i in range(0, len(key), 4)]
    n = len(words)
    constant = 1
    for i in range(n, 4 * (n + 7)):
        word = words[-1]
        if i % n == 0:
            word = [BOX[b] for b in word[1:] + word[:1]]
            word[0] ^= constant
            constant = double(constant)
        elif n > 6 and i % n == 4:
            word = [BOX[b] for b in word]
        words.append([a ^ b for a, b in zip(words[i - n], word)])
    return [sum(words[i:i + 4], []) for i in range(0, len(words), 4)]


class Cipher:
    def __init__(self, key):
        self.keys = expand(key)

    def encrypt(self, block):
        state = [a ^ b for a, b in zip(block, self.keys[0])]
        for key in self.keys[1:-1]:
            state = [BOX[state[i]] for i in ROWS]
            mixed = []
            for c in range(0, 16, 4):
                a, b, d, e = state[c:c + 4]
                mixed.append(TWO[a] ^ THREE[b] ^ d ^ e ^ key[c])
                mixed.append(a ^ TWO[b] ^ THREE[d] ^ e ^ key[c + 1])
                mixed.append(a ^ b ^ TWO[d] ^ THREE[e] ^ key[c + 2])
                mixed.append(THREE[a] ^ b ^ d ^ TWO[e] ^ key[c + 3])
            state = mixed
        return bytes(BOX[state[r]] ^ k for r, k in zip(ROWS, self.keys[-1]))

    def stream(self, data, nonce=7):
        out = bytearray()
        for start in range(0, len(data), 16):
            pad = self.encrypt((nonce << 64 | start >> 4).to_bytes(16, 'big'))
            out += bytes(a ^ b for a, b in zip(data[start:start + 16], pad))
        return bytes(out)


known = Cipher(bytes(range(16))).encrypt(bytes(0x11 * i for i in range(16)))
cipher = Cipher(bytes(range(32)))
text = b'the quick brown fox jumps over the lazy dog '
text *= size // len(text) + 1
secret = cipher.stream(text)
print(known.hex(), secret[-16:].hex(), cipher.stream(secret) == text)
