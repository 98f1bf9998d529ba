# Pipelines of generators, yield from, send and generator expressions.
def numbers(n):
    x = 1
    for _ in range(n):
        x = (x * 1103515245 + 12345) & 0x7fffffff
        yield x >> 4


def keep(it, m):
    for x in it:
        if x % m:
            yield x


def pairs(it):
    prev = None
    for x in it:
        if prev is not None:
            yield prev, x
        prev = x


def tree(d):
    if d:
        yield from tree(d - 1)
        yield d
        yield from tree(d - 1)


def averager():
    total = n = 0
    while True:
        x = yield total // (n or 1)
        total += x
        n += 1


p = sum((a ^ b) & 0xff for a, b in pairs(keep(keep(numbers(2000000), 3), 5)))
t = sum(tree(16))
a = averager()
next(a)
last = 0
for v in numbers(2000000):
    last = a.send(v & 1023)
print(p, t, last, sum(1 for x in (y * y for y in range(3000000)) if x & 4))
