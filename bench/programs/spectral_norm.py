# The spectral norm of an infinite matrix: nested comprehensions, calls, float division.
import sys

size = int(sys.argv[1]) if len(sys.argv) > 1 else 420


def a(i, j):
    ij = i + j
    return 1.0 / (ij * (ij + 1) // 2 + i + 1)


def times(u):
    n = range(len(u))
    return [sum([a(i, j) * u[j] for j in n]) for i in n]


def times_t(u):
    n = range(len(u))
    return [sum([a(j, i) * u[j] for j in n]) for i in n]


def run(n):
    u = [1.0] * n
    v = u
    for _ in range(6):
        v = times_t(times(u))
        u = times_t(times(v))
    vbv = sum(x * y for x, y in zip(u, v))
    vv = sum(x * x for x in v)
    return (vbv / vv) ** 0.5


print('%.9f' % run(size))
