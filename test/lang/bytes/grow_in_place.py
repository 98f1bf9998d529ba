# Appending to a bytearray, and that nothing shares its bytes.
# resume-every: 101
b = bytearray()
other = b
for i in range(400):
    b += bytes([i % 256])
b += bytes(b)
b += b[:3]
b += bytearray(b"xyz")
b += b""
print(len(b), b is other, b[398:403], b[-6:])
keep = bytes(b)
b += b"more"
b.pop()
print(len(keep), len(b), bytes(b[:-3]) == keep, b[-3:])
c = bytearray(b"shared")
d = c + b"!"
c += b"?"
print(c, d)
for wrong in ("text", 3, [1], None):
    try:
        c += wrong
    except TypeError as e:
        print(type(e).__name__, e)
print(c)


class Mine(bytearray):
    pass


m = Mine(b"a")
n = m
m += b"bc"
print(m, type(m).__name__, n is m)


def grow(count):
    out = bytearray()
    for _ in range(count):
        out += b"ab"
    return len(out)


print(grow(3000))
