# Raising and handling exceptions through frames, finally blocks and closures.
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


log = [0]
probe, total = make(5)
missed = other = 0
for i in range(900000):
    try:
        depth(i & 3, probe, i)
    except Miss as e:
        missed += e.n & 7
    try:
        if i % 3 == 0:
            {}[i]
        elif i % 3 == 1:
            [][1]
    except KeyError as e:
        other += e.args[0] & 1
    except LookupError:
        other += 2
adders = [lambda x, k=k: x + k for k in range(10)]
acc = 0
for i in range(3000000):
    acc = adders[i % 10](acc) & 0xffff
print(missed, other, total(), log[0], acc)
