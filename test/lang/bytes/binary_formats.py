# Packing and parsing by hand: varints, base64, run lengths, checksums.
def varint(n):
    out = []
    while True:
        n, x = n >> 7, n & 127
        out.append(x | (128 if n else 0))
        if not n: return bytes(out)
def unvar(b):
    n = 0
    for i, x in enumerate(b): n |= (x & 127) << 7 * i
    return n
print([varint(n) for n in (0, 127, 128, 300, 2**40)], [unvar(varint(n)) for n in (5, 300, 2**40)])
A = b'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
def b64(b):
    out = b''
    for i in range(0, len(b), 3):
        c = b[i:i + 3]
        n = int.from_bytes(c + b'\0' * (3 - len(c)), 'big')
        out += bytes(A[n >> s & 63] for s in (18, 12, 6, 0))[:len(c) + 1] + b'=' * (3 - len(c))
    return out
print(b64(b'Man'), b64(b'hello'), b64(b''), b64(b'\xff\x00'))
def adler(b):
    x, y = 1, 0
    for c in b: x = (x + c) % 65521; y = (y + x) % 65521
    return y << 16 | x
print(hex(adler(b'Wikipedia')), sum(b'abc') & 0xff, bytes.fromhex('cafe').hex(' '))
rec = b'\x02hi\x05world\x00'
out, i = [], 0
while i < len(rec): n = rec[i]; out.append(rec[i + 1:i + 1 + n].decode()); i += n + 1
print(out)
