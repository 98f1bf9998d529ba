# gather: order of results, repeated arguments, nothing at all, futures and coroutines.
import asyncio


async def after(n, value):
    for _ in range(n):
        await asyncio.sleep(0)
    print("end", value)
    return value


async def main():
    print(await asyncio.gather(after(3, "a"), after(1, "b"), after(2, "c")))
    print(await asyncio.gather())
    c = after(1, "once")
    print(await asyncio.gather(c, c))
    f = asyncio.get_running_loop().create_future()
    f.set_result("future")
    t = asyncio.create_task(after(1, "task"))
    print(await asyncio.gather(f, t, after(0, "coro")))
    g = asyncio.gather(after(1, "x"), after(0, "y"))
    print(g.done(), asyncio.isfuture(g))
    print(await g, g.done(), g.result())
    try:
        asyncio.gather(1)
    except TypeError as error:
        print(error)
    print(await asyncio.gather(asyncio.gather(after(0, 1), after(0, 2)), after(1, 3)))

asyncio.run(main())
