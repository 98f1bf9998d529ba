# The sieve of Eratosthenes over a list of flags, and a loop of integer arithmetic.
import sys

size = int(sys.argv[1]) if len(sys.argv) > 1 else 3000000


def sieve(n):
    flags = [True] * (n + 1)
    flags[0] = flags[1] = False
    i = 2
    while i * i <= n:
        if flags[i]:
            for j in range(i * i, n + 1, i):
                flags[j] = False
        i += 1
    return flags


def mix(n):
    a, b = 1, 0
    for i in range(n):
        a = (a * 1103515245 + 12345) & 0x7fffffff
        if a & 1:
            b ^= a >> 7
        else:
            b += i % 7
    return b


primes = sum(sieve(size))
print(primes, mix(size))
