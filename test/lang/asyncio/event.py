# Event: waiters, set, clear.
import asyncio


async def waits(e, name):
    print(name, await e.wait())


async def main():
    e = asyncio.Event()
    print(e.is_set(), repr(e).split(" [")[1])
    tasks = [asyncio.create_task(waits(e, n)) for n in "abc"]
    await asyncio.sleep(0)
    print(repr(e).split(" [")[1])
    tasks[1].cancel()
    e.set()
    e.clear()
    print("set and cleared", e.is_set())
    await asyncio.gather(*tasks, return_exceptions=True)
    e.set()
    await waits(e, "at once")
    e.clear()
    try:
        await asyncio.wait_for(e.wait(), 0.005)
    except TimeoutError:
        print("never set")

asyncio.run(main())
