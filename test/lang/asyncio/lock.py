# Lock: order of waiters, cancelled waiters, misuse.
import asyncio


async def user(lock, name, turns):
    async with lock:
        print(name, "in")
        for _ in range(turns):
            await asyncio.sleep(0)
    print(name, "out")


async def main():
    lock = asyncio.Lock()
    print(lock.locked())
    await asyncio.gather(*[user(lock, n, i) for i, n in enumerate("abcd")])
    await lock.acquire()
    tasks = [asyncio.create_task(user(lock, n, 1)) for n in "xyz"]
    await asyncio.sleep(0)
    tasks[0].cancel()
    await asyncio.sleep(0)
    print(lock.locked())
    lock.release()
    tasks[1].cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    print([t.cancelled() for t in tasks], lock.locked())
    try:
        lock.release()
    except RuntimeError as error:
        print(error)
    print(await lock.acquire())
    waiter = asyncio.create_task(lock.acquire())
    await asyncio.sleep(0)
    lock.release()
    print("free for a moment", lock.locked())
    thief = asyncio.create_task(lock.acquire())
    print(await waiter, thief.done())
    lock.release()
    await thief
    print(repr(lock).split(" [")[1])

asyncio.run(main())
