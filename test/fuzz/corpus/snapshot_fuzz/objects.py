# Every kind of object, alive while a generator, a sort key and a handler run.
import perdure
import random


class Point:
    __slots__ = ("x", "y")

    def __init__(self, x, y):
        self.x = x
        self.y = y

    def __eq__(self, other):
        return self.x == other.x

    def __hash__(self):
        return self.x


class Named(dict):
    kind = property(lambda self: len(self))

    def __missing__(self, key):
        self[key] = [key]
        return self[key]


def count(limit):
    try:
        for i in range(limit):
            got = yield i
            if got:
                print(got)
    finally:
        print("closed")


def outer():
    total = 2**70

    def inner(step):
        nonlocal total
        total += step
        return total
    return inner


add = outer()
counter = count(5)
names = Named(a=1)
things = [Point(3, 1), Point(1, 2), Point(2, 2.5), b"bytes", bytearray(b"ab"), 1 + 2j, slice(1, 2)]
lookup = {Point(1, 0): "one", (1, "a"): {2, 3}, "text \u20ac": frozenset((4,))}
try:
    for value in counter:
        names[value].append(add(value))
        things[:3] = sorted(things[:3], key=lambda p: (counter.gi_frame is None, p.x))
        if value == 2:
            raise KeyError(value, lookup[Point(1, 9)])
except KeyError as problem:
    print(problem.args, names.kind, random.Random(1).random())
print(list(map(str, zip("ab", enumerate(lookup.items())))), next(counter, None))
