# TaskGroup: waits for all, results, misuse.
import asyncio


async def work(n):
    for _ in range(n):
        await asyncio.sleep(0)
    print("end", n)
    return n


async def main():
    async with asyncio.TaskGroup() as g:
        tasks = [g.create_task(work(n), name=f"t{n}") for n in (3, 1, 2)]
        print("body ends", g)
    print([t.result() for t in tasks], [t.get_name() for t in tasks])
    async with asyncio.TaskGroup() as g:
        pass
    for use in (lambda: g.create_task(None), lambda: asyncio.TaskGroup().create_task(None)):
        try:
            use()
        except RuntimeError as error:
            print(error)
    try:
        async with g:
            pass
    except RuntimeError as error:
        print(error)

    async def grows(g, n):
        if n:
            g.create_task(grows(g, n - 1))
        await asyncio.sleep(0)
        print("grown", n)
    async with asyncio.TaskGroup() as g:
        g.create_task(grows(g, 3))
    async with asyncio.TaskGroup() as outer:
        async with asyncio.TaskGroup() as inner:
            a = inner.create_task(work(2))
            b = outer.create_task(work(4))
        print("inner done", a.done(), b.done())
    print(b.done())

asyncio.run(main())
