# iscoroutine, iscoroutinefunction, isfuture, ensure_future.
import asyncio


async def coro():
    return 1


def plain():
    return 1


async def agen():
    yield 1


class C:
    async def method(self):
        pass


async def main():
    c = coro()
    print(asyncio.iscoroutine(c), asyncio.iscoroutine(coro), asyncio.iscoroutine(agen()))
    print([asyncio.iscoroutinefunction(f) for f in (coro, plain, agen, C.method, C().method, c, 1)])
    f = asyncio.get_running_loop().create_future()
    t = asyncio.ensure_future(c)
    print(asyncio.isfuture(f), asyncio.isfuture(t), asyncio.isfuture(c), isinstance(t, asyncio.Task), isinstance(t, asyncio.Future))
    print(asyncio.ensure_future(t) is t, asyncio.ensure_future(f) is f, await t)
    for wrong in (1, coro, plain):
        try:
            asyncio.ensure_future(wrong)
        except TypeError as error:
            print(error)
    print(issubclass(asyncio.CancelledError, Exception), asyncio.CancelledError.__name__, asyncio.TimeoutError is TimeoutError,
          asyncio.InvalidStateError.__mro__[1].__name__, asyncio.QueueEmpty.__module__, asyncio.CancelledError.__module__)

asyncio.run(main())
