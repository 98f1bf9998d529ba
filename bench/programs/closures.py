# Closures: counters over nonlocal variables, composed functions, decorators, default arguments.
import sys

size = int(sys.argv[1]) if len(sys.argv) > 1 else 1300000


def counter(step):
    value = 0

    def advance():
        nonlocal value
        value += step
        return value
    return advance


def compose(*functions):
    def composed(x):
        for f in functions:
            x = f(x)
        return x
    return composed


def memoized(f):
    known = {}

    def wrapper(*args):
        if args not in known:
            known[args] = f(*args)
        return known[args]
    return wrapper


@memoized
def paths(x, y):
    return 1 if x == 0 or y == 0 else paths(x - 1, y) + paths(x, y - 1)


def adders(n):
    return [lambda x, k=k: x + k for k in range(n)]


def run(n):
    counters = [counter(i) for i in range(5)]
    total = 0
    for i in range(n):
        total += counters[i % 5]()
    change = compose(lambda x: x + 1, lambda x: x * 3, lambda x: x & 0xffff)
    x = 0
    for _ in range(n // 2):
        x = change(x)
    acc = 0
    some = adders(10)
    for i in range(n):
        acc = some[i % 10](acc) & 0xffff
    made = sum(counter(i)() for i in range(n // 2))
    return total, x, acc, made


print(run(size), sum(paths(i % 60, i % 37) for i in range(size // 4)) % 1000003)
