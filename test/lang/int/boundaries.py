# Arithmetic around powers of two where representations may change.
for k in (30, 31, 32, 48, 49, 50, 51, 53, 60, 61, 62, 63, 64, 127):
    p = 2 ** k
    print(k, p - 1 + 1 == p,
          -p - 1 + 1 == -p, (p - 1) * 2 + 2 == 2 * p, p * p == 1 << 2 * k,
          (p + 1) * (p - 1) == p * p - 1, p - p, -p + p, ~p == -p - 1, abs(-p) == p, p >> k,
          -p >> k,
          (p - 1).bit_length(), (-p).bit_length(), p // (p - 1), (p - 1) // p, -p // (p + 1))
print(2**61 + 2**61, 2**50 * 2**13, -2**60 - 2**60 - 1, 3037000500**2, -3037000500 * 3037000499)
print(2**48 - 1 + 2, 2**49 * 2, (2**31) * (2**31), (-2**31) * 2**32, 2**63 - 2**63)
print(hash(2**60) == 2**60)
x = 1
for i in range(70): x = x * 2 - (i & 1)
print(x, -x, x - 2**70)
