# and, or, xor, not, shifts on negative and big numbers; identities.
vals = (0, 1, -1, 5, -6, 255, -256, 2**40, -2**40 - 1, 2**64 - 1, -2**64, 2**100 + 7, -(2**100) - 9)
for a in vals:
    print(a & 0xff, a | 0xf, a ^ 0xff, ~a, a << 3, a >> 2, a & -a)
for a in (5, -6, 2**64 - 1, -2**100 - 9):
    for b in (3, -4, -2**63, 2**65):
        assert (a + b == (a ^ b) + 2 * (a & b) and (a | b) == ~(~a & ~b)
                and a ^ b == (a | b) - (a & b))
print(1 << 200, -1 << 65, 1 >> 200, -1 >> 200, (1 << 200) >> 190, (-1 << 100) >> 90, -5 >> 1)
print(-5 >> 100, 0 << 10**10)
print(True & False, True | 2, True ^ True, ~True, True << 3, type(True & True).__name__)
print(type(True & 1).__name__)
print((2**100 - 1) & (2**50), (-2**100) & (2**101 - 1), (-1) & 2**70, (-2**70) | (2**69))
print((-1) ^ (2**80))
print([bin(x & 7) for x in (-1, -2, -8)], (5).bit_count(), (-255).bit_count())
print((2**100 - 1).bit_count())
