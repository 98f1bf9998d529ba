# resume-every: 101
# Modular exponentiation by hand, Miller-Rabin, extended gcd, CRT, Fibonacci doubling.
def powmod(b, e, m):
    r = 1
    while e:
        if e & 1: r = r * b % m
        b = b * b % m
        e >>= 1
    return r
def prime(n):
    if n < 2 or n % 2 == 0: return n == 2
    d, s = n - 1, 0
    while d % 2 == 0: d //= 2; s += 1
    for a in (2, 3, 5, 7, 11):
        if a % n == 0: continue
        x = powmod(a, d, n)
        if x in (1, n - 1): continue
        for _ in range(s - 1):
            x = x * x % n
            if x == n - 1: break
        else: return False
    return True
print([n for n in range(60) if prime(n)], prime(2**61 - 1), prime(561))
def egcd(a, b): return (a, 1, 0) if b == 0 else (lambda g, x, y: (g, y, x - a // b * y))(*egcd(b,
        a % b))
print(egcd(240, 46), egcd(2**64, 3**30))
def crt(rs, ms):
    x, m = 0, 1
    for r, k in zip(rs, ms):
        x += m * ((r - x) * pow(m, -1, k) % k)
        m *= k
    return x % m
print(crt([2, 3, 2], [3, 5, 7]), crt([1, 2], [10**9 + 7, 998244353]))
def fib(n):
    if n == 0: return 0, 1
    a, b = fib(n >> 1)
    c, d = a * (2 * b - a), a * a + b * b
    return (d, c + d) if n & 1 else (c, d)
print(fib(300)[0], powmod(3, 10**20, 10**9 + 7))
