# Condition: notify, notify_all, wait_for, cancel, misuse.
import asyncio


async def consumer(c, name, box):
    async with c:
        await c.wait_for(lambda: box)
        print(name, "took", box.pop(0), c.locked())


async def main():
    c = asyncio.Condition()
    box = []
    tasks = [asyncio.create_task(consumer(c, n, box)) for n in "abc"]
    await asyncio.sleep(0)
    for i in range(3):
        async with c:
            box.append(i)
            c.notify()
        await asyncio.sleep(0)
    await asyncio.gather(*tasks)
    for use in (c.notify, c.notify_all):
        try:
            use()
        except RuntimeError as error:
            print(error)
    try:
        await c.wait()
    except RuntimeError as error:
        print(error)

    async def waits(name):
        async with c:
            try:
                print(name, await c.wait())
            except asyncio.CancelledError:
                print(name, "cancelled", c.locked())
                raise
    tasks = [asyncio.create_task(waits(n)) for n in "xyz"]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    tasks[1].cancel()
    await asyncio.sleep(0)
    async with c:
        c.notify_all()
        print("notified")
    print(await asyncio.gather(*tasks, return_exceptions=True))
    shared = asyncio.Lock()
    d = asyncio.Condition(shared)
    async with shared:
        print(d.locked())

asyncio.run(main())
