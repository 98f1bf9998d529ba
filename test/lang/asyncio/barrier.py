# Barrier.
import asyncio


async def comes(b, name):
    i = await b.wait()
    print(name, i)


async def main():
    b = asyncio.Barrier(3)
    print(b.parties, b.n_waiting, b.broken)
    tasks = [asyncio.create_task(comes(b, n)) for n in "abcdef"]
    await asyncio.gather(*tasks)
    async with asyncio.TaskGroup() as g:
        async def block(n):
            async with b as position:
                print(n, position == 0)
        for i in range(3):
            g.create_task(block(i))
    t = asyncio.create_task(comes(b, "x"))
    await asyncio.sleep(0)
    print(b.n_waiting)
    await b.abort()
    try:
        await t
    except asyncio.BrokenBarrierError as error:
        print(error, b.broken)
    try:
        await b.wait()
    except asyncio.BrokenBarrierError as error:
        print(error)
    await b.reset()
    print(b.broken)
    try:
        asyncio.Barrier(0)
    except ValueError as error:
        print(error)

asyncio.run(main())
