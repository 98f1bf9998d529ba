# ag_await, cr_await and what stands between a coroutine and its leaf.
class Leaf:
    def __await__(self):
        return self

    def __iter__(self):
        return self

    def __next__(self):
        return 'leaf'


def kinds(c):
    names = []
    while c is not None:
        names.append(type(c).__name__)
        c = getattr(c, 'cr_await', None) or getattr(c, 'ag_await', None) or getattr(c, 'gi_yieldfrom', None)
    return names


class Gen:
    def __await__(self):
        yield from Leaf()


async def one():
    await Gen()


async def agen():
    await one()
    yield 1


async def loop():
    async for x in agen():
        pass


class M:
    async def __aenter__(self):
        await one()

    async def __aexit__(self, *info):
        await one()


async def enter():
    async with M():
        pass


async def comp():
    return [x async for x in agen()]


async def wrapped():
    await W()


class W:
    def __await__(self):
        return one().__await__()
kept = []
for f in (one, loop, enter, comp, wrapped):
    c = f()
    kept.append(c)
    print(f.__name__, kinds(c), c.send(None), kinds(c))
a = agen()
s = a.asend(None)
print(s.send(None), kinds(a))
kept.clear()
for c in kept:
    c.close()
