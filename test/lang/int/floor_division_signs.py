# Floor division, modulo and divmod for every sign, small and big, int and bool.
for a in (7, -7, 6, -6, 0, 1, -1, 10**20 + 3, -10**20 - 3):
    print([(a // b, a % b) for b in (3, -3, 1, -1, 10**19)], divmod(a, 4), divmod(a, -4))
for a in (-9, 9, 2**64 + 1, -2**64 - 1):
    for b in (2, -5, 2**33, -2**65):
        q, r = divmod(a, b)
        assert q * b + r == a and (r == 0 or (r < 0) == (b < 0)) and abs(r) < abs(b)
print(True // True, True % 2, -True // 2, divmod(True, -2), 5 % -1, -5 % 5, 0 // -3, 0 % -3)
print(2**62 // -1, -2**62 // -1, -2**63 // -1, -2**63 % -1, (2**63 - 1) % -2**63, -1 // 2**70)
print(-1 % 2**70)
