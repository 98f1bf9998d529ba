# Raising and handling exceptions: through frames, finally blocks, lookups that fail, chains.
import sys

size = int(sys.argv[1]) if len(sys.argv) > 1 else 450000


class Miss(Exception):
    def __init__(self, n):
        super().__init__(n)
        self.n = n


def make(limit):
    hits = 0

    def probe(n):
        nonlocal hits
        if n % limit == 0:
            raise Miss(n)
        hits += 1
        return hits

    def total():
        return hits
    return probe, total


def depth(n, f, x):
    if n == 0:
        return f(x)
    try:
        return depth(n - 1, f, x)
    finally:
        if n == 3:
            log[0] += 1


def lookups(n):
    total = 0
    for i in range(n):
        try:
            if i % 3 == 0:
                {}[i]
            elif i % 3 == 1:
                [][1]
            else:
                int('x%d' % i)
        except KeyError as e:
            total += e.args[0] & 1
        except LookupError:
            total += 2
        except ValueError as e:
            total += len(str(e)) & 1
    return total


def chained(n):
    causes = 0
    for i in range(n):
        try:
            try:
                raise ValueError(i)
            except ValueError as e:
                raise RuntimeError('again') from e
        except RuntimeError as e:
            causes += e.__cause__.args[0] & 3
    return causes


log = [0]
probe, total = make(5)
missed = 0
for i in range(size):
    try:
        depth(i & 3, probe, i)
    except Miss as e:
        missed += e.n & 7
print(missed, total(), log[0], lookups(size), chained(size // 3))
