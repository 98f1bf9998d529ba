# Pipelines of generators, yield from, send and generator expressions.
import sys

size = int(sys.argv[1]) if len(sys.argv) > 1 else 1000000


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


p = sum((a ^ b) & 0xff for a, b in pairs(keep(keep(numbers(size), 3), 5)))
t = sum(tree(size.bit_length() - 5))
a = averager()
next(a)
last = 0
for v in numbers(size):
    last = a.send(v & 1023)
print(p, t, last, sum(1 for x in (y * y for y in range(size)) if x & 4))
