# Queue: put, get, sizes, waiting, nowait.
import asyncio


async def main():
    q = asyncio.Queue(2)
    print(q.maxsize, q.qsize(), q.empty(), q.full(), q)
    q.put_nowait("a")
    await q.put("b")
    print(q.qsize(), q.full(), q)
    try:
        q.put_nowait("c")
    except asyncio.QueueFull as error:
        print(repr(error))
    putter = asyncio.create_task(q.put("c"))
    await asyncio.sleep(0)
    print(q)
    print(await q.get(), q.get_nowait(), await q.get(), putter.done())
    try:
        q.get_nowait()
    except asyncio.QueueEmpty as error:
        print(repr(error))
    getters = [asyncio.create_task(q.get()) for _ in range(3)]
    await asyncio.sleep(0)
    print(q)
    getters[0].cancel()
    for i in range(2):
        q.put_nowait(i)
    print(await asyncio.gather(*getters, return_exceptions=True))
    u = asyncio.Queue()
    for i in range(100):
        u.put_nowait(i)
    print(u.full(), sum([u.get_nowait() for _ in range(100)]), u.empty())

asyncio.run(main())
