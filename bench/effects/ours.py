# One shape of using effects, N times: ours.py SHAPE N. __init__.py takes the times.
import asyncio
import sys

from perdure import ctl, effect, handle, handler, spawn, yield_now

shape, n = sys.argv[1], int(sys.argv[2])


@effect
def op(v): ...


@effect
def other(v): ...


def plain(v):
    return v


@handler
class Function:
    def op(self, v):
        return v


@handler
class Tail:
    @ctl
    def op(self, k, v):
        if v is None:
            return None
        return k.send(v)


@handler
class Captured:
    @ctl
    def op(self, k, v):
        later = k
        return later.send(v)


@handler
class Plain:
    @ctl
    def op(self, k, v):
        answer = k.send(v)
        v = None
        return answer


@handler
class Abandon:
    @ctl
    def op(self, k, v):
        return v


@handler
class Forward:
    @ctl
    def op(self, k, v):
        return k.forward(op.op(v))


@handler
class Other:
    def other(self, v):
        return v


def loop(n):
    for i in range(n):
        pass


def calls(n):
    for i in range(n):
        plain(i)


def methods(n):
    h = Function()
    for i in range(n):
        h.op(i)


def performs(n):
    for i in range(n):
        op(i)


def handles(n):
    for i in range(n):
        handle(Abandon(), op, i)


def enters(n):
    for i in range(n):
        handle(Function(), plain, i)


def below(depth, function, n):
    """function(n) below so many prompts of another effect."""
    if depth == 0:
        return function(n)
    return handle(Other(), below, depth - 1, function, n)


def deep(depth, function, n):
    """function(n) below so many calls."""
    if depth == 0:
        return function(n)
    return deep(depth - 1, function, n)


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


def resumes(n):
    """A stack of captured continuations, each resumed while the one before waits."""
    for i in range(n // 500):
        handle(Plain(), performs, 500)



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


def spawns(n):
    for i in range(n):
        spawn(plain, i).wait()


def pause():
    yield_now()


def parked(n):
    """Minimal tasks: each waits for its next turn in a function of its own."""
    tasks = [spawn(pause) for i in range(n)]
    yield_now()
    for task in tasks:
        task.wait()


def suspended(n):
    """As many tasks, the main one and the one waited for among them."""
    gate = spawn(yield_now)
    tasks = [spawn(gate.wait) for i in range(n - 2)]
    gate.wait()
    for task in tasks:
        task.wait()


SHAPES = {
    "loop": lambda: loop(n),
    "call": lambda: calls(n),
    "call100": lambda: handle(Function(), below, 100, calls, n),
    "method": lambda: methods(n),
    "function": lambda: handle(Function(), performs, n),
    "function10": lambda: handle(Function(), below, 10, performs, n),
    "function100": lambda: handle(Function(), below, 100, performs, n),
    "tail": lambda: handle(Tail(), performs, n),
    "captured": lambda: handle(Captured(), performs, n),
    "captured_deep": lambda: handle(Captured(), deep, 500, performs, n),
    "plain": lambda: resumes(n),
    "forward": lambda: handle(Function(), handle, Forward(), performs, n),
    "forward_deep": lambda: handle(Function(), handle, Forward(), deep, 500, performs, n),
    "handle": lambda: enters(n),
    "abandon": lambda: handles(n),
    "next": lambda: nexts(n),
    "steps": lambda: steps(n),
    "send": lambda: sends(n),
    "await": lambda: asyncio.run(awaits(n)),
    "create": lambda: asyncio.run(creates(n)),
    "turn": lambda: asyncio.run(turns(n)),
    "gather": lambda: asyncio.run(gathers(n)),
    "spawn": lambda: spawns(n),
    "parked": lambda: parked(n),
    "suspended": lambda: suspended(n),
}
SHAPES[shape]()
