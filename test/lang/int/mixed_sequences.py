# Recurrences that cross the small/big boundary repeatedly.
x, seen = 1, []
for i in range(40):
    x = x * 31 + i if x < 2**62 else x >> 40
    seen.append(x.bit_length())
print(x, seen)
a, b = 2**60, -(2**60)
for i in range(6): a, b = a + b + i, a - b; print(a, b, end='; ')
print()
h = 0xcbf29ce484222325
for c in b'hash me': h = ((h ^ c) * 0x100000001b3) % 2**64
print(h, hex(h))
lcg = 1
for _ in range(10): lcg = (6364136223846793005 * lcg + 1442695040888963407) & (2**64 - 1)
print(lcg, lcg - 2**64 if lcg >> 63 else lcg)
t = 2**64
while t > 2**58: t -= t >> 1 | 1
print(t, t * t - (t - 1) * (t + 1), (t << 10) // t, -t // 3 * 3 + -t % 3 == -t)
s = sum((-1) ** i * 2 ** (i * 3) for i in range(30))
print(s, s % 1000, s // -7, abs(s) >> 60, s & 0xffff, s | 1, s ^ -1, ~s + s)
print([(-1) ** n * (2**62 + n) for n in range(3)], max(2**63, 2**62, -2**70))
print(sorted([2**65, 5, -2**65, 2**33]), sum([2**61] * 8) == 2**64)
