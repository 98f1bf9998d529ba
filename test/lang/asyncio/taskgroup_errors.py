# TaskGroup: a failure cancels the others; the errors come as a group.
import asyncio


async def fails(n, error):
    for _ in range(n):
        await asyncio.sleep(0)
    raise error


async def sleeper(log, name):
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError:
        log.append(name)
        raise


async def try_it(body):
    log = []
    try:
        async with asyncio.TaskGroup() as g:
            await body(g, log)
        print("no error", log)
    except BaseException as error:
        print(repr(error), str(error), log)
        if isinstance(error, BaseExceptionGroup):
            print(error.message, len(error.exceptions), error.__cause__, error.__context__)
    print(asyncio.current_task().cancelling())


async def one(g, log):
    g.create_task(fails(1, ValueError(1)))
    g.create_task(sleeper(log, "a"))
    await asyncio.sleep(10)
    log.append("not reached")


async def two(g, log):
    g.create_task(fails(0, ValueError(1)))
    g.create_task(fails(0, KeyError(2)))
    g.create_task(sleeper(log, "b"))


async def body_fails(g, log):
    g.create_task(sleeper(log, "c"))
    await asyncio.sleep(0)
    raise TypeError("body")


async def both(g, log):
    g.create_task(fails(0, ValueError(1)))
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError:
        raise TypeError("and the body")


async def cleanup_fails(g, log):
    async def bad():
        try:
            await asyncio.sleep(10)
        finally:
            raise OSError("cleanup")
    g.create_task(bad())
    g.create_task(fails(1, ValueError(1)))


async def base(g, log):
    g.create_task(fails(0, KeyboardInterrupt("k"))) if False else None
    g.create_task(sleeper(log, "d"))
    t = g.create_task(sleeper(log, "e"))
    await asyncio.sleep(0)
    t.cancel()
    await asyncio.sleep(0)
    log.append("one cancelled only")
    raise BaseException("base")


async def main():
    for body in (one, two, body_fails, both, cleanup_fails, base):
        print(body.__name__)
        await try_it(body)

asyncio.run(main())
