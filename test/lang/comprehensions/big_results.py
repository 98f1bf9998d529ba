# resume-every: 61
# Larger comprehensions: primes, pythagorean triples, transposition, group-by, matrix power.
print([p for p in range(2, 60) if all(p % d for d in range(2, int(p ** 0.5) + 1))])
print([(a, b, c) for a in range(1, 14) for b in range(a,
                                                      14) for c in (round((a * a + b * b) ** 0.5),)
       if c * c == a * a + b * b and c < 18])
words = 'the quick brown fox jumps over the lazy dog the end'.split()
print({n: sorted({w for w in words if len(w) == n}) for n in sorted({len(w) for w in words})})
mul = lambda a, b: [[sum(x * y for x, y in zip(r, c)) for c in zip(*b)] for r in a]
m = [[1, 1], [1, 0]]
p = [[1, 0], [0, 1]]
for _ in range(10): p = mul(p, m)
print(p)
print(sum(1 for a in range(4) for b in range(4) for c in range(4) if a != b != c != a))
print({(i, j) for i in range(3) for j in range(3) if i < j} == {(0, 1), (0, 2), (1, 2)})
print(''.join(chr(97 + (ord(c) - 97 + 13) % 26) if c.isalpha() else c for c in 'uryyb jbeyq'))
