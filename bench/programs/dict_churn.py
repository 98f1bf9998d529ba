# Dictionaries under change: keys of several types, deletions, and keys whose hashes collide.
import sys

size = int(sys.argv[1]) if len(sys.argv) > 1 else 550000


def churn(n):
    d, total = {}, 0
    for i in range(n):
        k = i * 7919 % 5003
        d[k] = d.get(k, 0) + i
        if i % 3 == 0:
            d.pop((i * 31) % 5003, None)
        if k in d:
            total += 1
    return total, len(d), sum(d.values()) % 1000003


def strings(n):
    d = {}
    for i in range(n):
        k = 'key%d' % (i % 997)
        if k in d:
            d[k].append(i)
        else:
            d[k] = [i]
    return sum(len(v) for v in d.values()), len(d)


def grid(n):
    g = {(x, y): x ^ y for x in range(n) for y in range(n)}
    s = 0
    for (x, y), v in g.items():
        s += v + g.get((x + 1, y), 0) - g.get((x, y + 1), 0)
    return s


def aligned(n):
    """Keys that share their low bits."""
    d = {i << 16: i for i in range(n)}
    d.update((1 << 40 | i << 20, i) for i in range(n))
    return sum(d[i << 16] for i in range(n)) + len(d)


def queue(n):
    """The oldest entry leaves for each that comes."""
    d = dict.fromkeys(range(1000))
    for i in range(1000, n):
        del d[next(iter(d))]
        d[i] = None
    return next(iter(d)), len(d)


def bounce(n):
    """Filled and emptied again and again."""
    d, total = {}, 0
    for i in range(n // 100):
        for k in range(50):
            d[k, i] = k
        while d:
            total += d.popitem()[1]
    return total


print(churn(size), strings(size), grid(int((size / 4) ** 0.5)))
print(aligned(size // 4), queue(size // 2), bounce(size))
