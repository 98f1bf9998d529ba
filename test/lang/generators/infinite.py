# Infinite generators with hand-written take, drop, chain, zip and filter.
def count(n=0, step=1):
    while True: yield n; n += step
def take(n, it):
    for _, x in zip(range(n), it): yield x
def takewhile(p, it):
    for x in it:
        if not p(x): return
        yield x
def fib():
    a, b = 0, 1
    while True: yield a; a, b = b, a + b
def sieve(it):
    p = next(it)
    yield p
    yield from sieve(x for x in it if x % p)
def interleave(*its):
    its = [iter(i) for i in its]
    while its:
        for i in its[:]:
            try: yield next(i)
            except StopIteration: its.remove(i)
print(list(take(5, count(10, -3))), list(takewhile(lambda x: x < 30, fib())))
print(list(take(6, sieve(count(2)))))
print(list(interleave('abc', [1], (x for x in 'zw'))))
c = count()
print(list(take(2, c)), next(c), list(take(0, c)), next(c))
for i, f in enumerate(fib()):
    if f > 50: break
print(i, f)
def cyc(xs):
    while True: yield from xs
print(''.join(take(7, cyc('abc'))), 5 in fib(), next(x for x in fib() if x > 100))
