# resume-every: 11
# LifoQueue and PriorityQueue.
import asyncio
import random


class Item:
    def __init__(self, key, tag):
        self.key = key
        self.tag = tag

    def __lt__(self, other):
        return self.key < other.key


async def main():
    q = asyncio.LifoQueue()
    for i in range(4):
        q.put_nowait(i)
    print([q.get_nowait() for _ in range(4)], q)
    q = asyncio.PriorityQueue()
    values = [5, 3, 8, 1, 9, 2, 7, 3, 3, 0]
    for v in values:
        await q.put(v)
    print(q)
    print([await q.get() for _ in values])
    random.seed(1)
    for i in range(30):
        q.put_nowait(Item(i * 7 % 5, i))
    got = [q.get_nowait() for _ in range(30)]
    print([(g.key, g.tag) for g in got])
    q = asyncio.PriorityQueue(1)
    await q.put((2, "b"))
    t = asyncio.create_task(q.put((1, "a")))
    await asyncio.sleep(0)
    print(await q.get(), await q.get(), t.done())

asyncio.run(main())
