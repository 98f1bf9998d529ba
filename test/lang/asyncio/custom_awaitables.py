# Awaitables of the program's own: __await__ by generators, iterators, other futures.
import asyncio


class Twice:
    def __init__(self, log):
        self.log = log

    def __await__(self):
        self.log.append("first")
        yield
        self.log.append("second")
        yield
        return "twice"


class ByFuture:
    def __init__(self, future):
        self.future = future

    def __await__(self):
        return self.future.__await__()


class Nested:
    def __await__(self):
        value = yield from asyncio.sleep(0, "slept").__await__()
        return "nested " + value


class Wrong:
    def __await__(self):
        yield "what"


async def main():
    log = []
    other = asyncio.create_task(ticks(log))
    print(await Twice(log), log)
    await other
    f = asyncio.get_running_loop().create_future()
    asyncio.get_running_loop().call_soon(f.set_result, "by future")
    print(await ByFuture(f))
    print(await Nested())
    print(await asyncio.gather(Nested(), Twice(log)))
    try:
        await Wrong()
    except RuntimeError as error:
        print(error)
    print(await asyncio.ensure_future(Nested()))
    t = asyncio.create_task(cancelled(log))
    await asyncio.sleep(0)
    t.cancel()
    try:
        await t
    except asyncio.CancelledError:
        print(t.cancelled(), log[-1])


async def ticks(log):
    for i in range(3):
        log.append(i)
        await asyncio.sleep(0)


async def cancelled(log):
    await Twice(log)

asyncio.run(main())
