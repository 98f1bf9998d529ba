# Asynchronous comprehensions of all kinds, nested, with conditions and await inside.
class Give:
    def __init__(self, value):
        self.value = value

    def __await__(self):
        return (yield self.value)


def run(coroutine):
    seen = []
    while True:
        try:
            seen.append(coroutine.send(len(seen) if seen else None))
        except StopIteration as stop:
            return seen, stop.value


async def count(n):
    for i in range(n):
        await Give(f'c{i}')
        yield i


async def double(x):
    await Give(x)
    return x * 2


async def kinds():
    return ([x async for x in count(3)], {x % 2 async for x in count(3)}, {x: -x async for x in count(3)},
            [y async for y in (x + 1 async for x in count(2))])


async def conditions():
    return [x async for x in count(6) if x % 2 if await double(x) > 2]


async def nested():
    return [(a, b) async for a in count(2) for b in range(2) async for c in count(b)]


async def inner():
    return [[y async for y in count(x)] for x in range(3)], [[await double(y) for y in range(x)] async for x in count(3)]


async def awaits():
    return ([await double(x) for x in (1, 2)], {await double(x) for x in (1, 2)},
            {await double(x): await double(-x) for x in (1, 2)}, [x for x in await double([3])],
            [x for x in (1, 2, 3) if await double(x) == 4], [x for y in (1, 2) for x in await double([y])])


async def generators():
    g = (await double(x) for x in range(3))
    h = (x async for x in count(2))
    plain = (x for x in await double([1]))
    names = [type(v).__name__ for v in (g, h, plain)], g.__name__, g.__qualname__, h.__qualname__
    return names, [x async for x in g], [x async for x in h], list(plain)


async def scopes(n):
    total = 0
    found = [total := total + x async for x in count(n)]
    f = [lambda: x async for x in count(2)]
    return total, found, [g() for g in f], [n + x async for x in count(2)]


async def walrus():
    return [y async for x in count(3) if (y := await double(x))], y


async def unpacking():
    async def pairs():
        yield 1, (2, [3])
        yield 4, (5, [6, 7])
    return [(a, b, c) async for a, (b, c) in pairs()], [*[x async for x in count(2)], *(await double((1,)))]


async def unhandled():
    return [1 // x async for x in count(2)]


async def stop_inside():
    async def stops():
        raise StopAsyncIteration('inner')
    return [await stops() for x in range(2)]

for f in (kinds, conditions, nested, inner, awaits, generators, walrus, unpacking, unhandled, stop_inside):
    try:
        print(run(f()))
    except BaseException as error:
        print(repr(error))
print(run(scopes(3)))


class InClass:
    async def method(self):
        return [x async for x in self.items()], [await self.one() for _ in range(2)]

    async def items(self):
        yield self.__class__.__name__

    async def one(self):
        return __class__.__name__
print(run(InClass().method()))


