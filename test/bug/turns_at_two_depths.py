# A generator that is resumed from generators at different depths, and by others in between, goes on
# where it is, not where it was when it last had a turn at that depth.
def counted():
    yield 1
    yield 2
    yield 3
    yield 4
    yield 5


def outer(g):
    while True:
        yield next(g)


def main():
    g = counted()
    o = outer(g)
    k = outer(g)
    a = next(o)
    b = next(g)
    c = next(k)
    d = next(o)
    return a, b, c, d


print(main())


def stepped(g, depth):
    if depth == 0:
        yield next(g)
        yield next(g)
    else:
        yield from stepped(g, depth - 1)
        for value in stepped(g, depth - 1):
            yield value


def mixed():
    g = iter(i for i in range(200))
    ways = [stepped(g, depth % 4) for depth in range(12)]
    seen = []
    while ways:
        for way in list(ways):
            value = next(way, None)
            if value is None:
                ways.remove(way)
            else:
                seen.append(value)
            if len(seen) % 7 == 0:
                seen.append(next(g))
                print('an effect')
    return seen == list(range(len(seen))), len(seen)


print(mixed())
