# The same shapes as far as CPython has them: generators that a loop drives, and greenlets if they
# are installed. theirs.py SHAPE N
import asyncio
import sys

shape, n = sys.argv[1], int(sys.argv[2])


def plain(v):
    return v


def loop(n):
    for i in range(n):
        pass


def calls(n):
    for i in range(n):
        plain(i)


class Function:
    def op(self, v):
        return v


def methods(n):
    h = Function()
    for i in range(n):
        h.op(i)


def count(n):
    for i in range(n):
        yield i


def echo():
    v = None
    while True:
        v = yield v


def nexts(n):
    g = echo()
    for i in range(n):
        next(g)


def steps(n):
    for i in count(n):
        pass


def sends(n):
    g = echo()
    g.send(None)
    for i in range(n):
        g.send(i)


def performs(n):
    for i in range(n):
        yield i


def drive(n):
    """Effects as generators have them: the body yields, a loop answers."""
    body = performs(n)
    try:
        v = body.send(None)
        while True:
            v = body.send(plain(v))
    except StopIteration:
        pass


def through(generator):
    return (yield from generator)


def drive_deep(n):
    """The same from ten generators deep."""
    body = performs(n)
    for _ in range(10):
        body = through(body)
    try:
        v = body.send(None)
        while True:
            v = body.send(plain(v))
    except StopIteration:
        pass


def abandons(n):
    for i in range(n):
        g = performs(2)
        g.send(None)
        g.close()


def greenlets(n):
    from greenlet import getcurrent, greenlet
    outer = getcurrent()

    def body():
        for i in range(n):
            outer.switch(i)
        return None
    inner = greenlet(body)
    v = inner.switch()
    while v is not None:
        v = inner.switch(plain(v))



async def nothing():
    return 1


async def awaits(n):
    for i in range(n):
        await nothing()


async def creates(n):
    for i in range(n):
        await asyncio.create_task(nothing())


async def turns(n):
    for i in range(n):
        await asyncio.sleep(0)


async def gathers(n):
    for i in range(n // 1000):
        await asyncio.gather(*[nothing() for _ in range(1000)])


def in_asyncio(shape):
    return lambda n: asyncio.run(shape(n))


SHAPES = {"await": in_asyncio(awaits), "create": in_asyncio(creates), "turn": in_asyncio(turns),
          "gather": in_asyncio(gathers),
          "loop": loop, "call": calls, "method": methods, "next": nexts, "steps": steps,
          "send": sends, "tail": drive, "tail10": drive_deep, "abandon": abandons,
          "greenlet": greenlets}
SHAPES[shape](n)
