# Semaphore and BoundedSemaphore.
import asyncio


async def user(s, name, n):
    async with s:
        print(name, "in", s.locked())
        for _ in range(n):
            await asyncio.sleep(0)
        print(name, "out")


async def main():
    s = asyncio.Semaphore(2)
    await asyncio.gather(*[user(s, n, i + 1) for i, n in enumerate("abcde")])
    print(s.locked(), repr(s).split(" [")[1])
    b = asyncio.BoundedSemaphore(1)
    await b.acquire()
    b.release()
    try:
        b.release()
    except ValueError as error:
        print(error)
    try:
        asyncio.Semaphore(-1)
    except ValueError as error:
        print(error)
    s = asyncio.Semaphore(0)
    tasks = [asyncio.create_task(user(s, n, 0)) for n in "xyz"]
    await asyncio.sleep(0)
    print(repr(s).split(" [")[1])
    tasks[0].cancel()
    s.release()
    tasks[1].cancel()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    print(await asyncio.gather(*tasks, return_exceptions=True), s.locked())
    print(await s.acquire(), s.locked())

asyncio.run(main())
