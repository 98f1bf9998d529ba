# Asynchronous generators and comprehensions in tasks.
import asyncio


async def ticks(name, n):
    try:
        for i in range(n):
            await asyncio.sleep(0)
            yield f"{name}{i}"
    finally:
        print(name, "ends")


async def collect(name, n):
    return [x async for x in ticks(name, n)]


async def main():
    print(await asyncio.gather(collect("a", 3), collect("b", 2)))
    g = ticks("c", 5)
    print(await anext(g), await g.__anext__())
    await g.aclose()
    print({x: len(x) async for x in ticks("d", 2) if x != "d0"})

    async def consume():
        async for x in ticks("e", 100):
            pass
    t = asyncio.create_task(consume())
    for _ in range(4):
        await asyncio.sleep(0)
    t.cancel()
    try:
        await t
    except asyncio.CancelledError:
        print("cancelled")
    g = ticks("f", 3)

    async def steps():
        return await anext(g)
    results = await asyncio.gather(steps(), steps(), return_exceptions=True)
    print([str(r) for r in results])
    await g.aclose()

asyncio.run(main())
