# resume-every: 31
# Sieve of Eratosthenes with slice assignment, and prime factorisation.
def sieve(n):
    flags = [True] * (n + 1)
    flags[0:2] = [False, False]
    for i in range(2, int(n ** 0.5) + 1):
        if flags[i]:
            flags[i * i::i] = [False] * len(range(i * i, n + 1, i))
    return [i for i, f in enumerate(flags) if f]

def factor(n):
    out, p = [], 2
    while p * p <= n:
        while n % p == 0:
            out.append(p)
            n //= p
        p += 1 if p == 2 else 2
    return out + [n] * (n > 1)

print(sieve(100), len(sieve(500)))
print([(n, factor(n)) for n in (1, 2, 12, 97, 360, 1001, 2 ** 20)])
