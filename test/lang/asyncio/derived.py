# Locks and queues of derived classes, which see each call, and what gather takes twice or not at all.
import asyncio
async def main():
    l = asyncio.Lock()
    try:
        async with l:
            l.release()
    except RuntimeError as e: print(e)
    async with l: print(l.locked())
    s = asyncio.Semaphore(2)
    async with s as x: print(x)
    class MyLock(asyncio.Lock):
        async def acquire(self):
            print("acq"); return await super().acquire()
        def release(self):
            print("rel"); super().release()
    async with MyLock() as y: print(y)
    c = asyncio.Condition()
    async with c: c.notify_all()
    class Q(asyncio.Queue):
        def _init(self, n): self._queue = []
        def _get(self): return self._queue.pop(0)
    q = Q(3)
    for i in range(3): await q.put(i)
    print(q.full(), [await q.get() for i in range(3)], q.qsize())
    q = asyncio.Queue()
    print(q._queue if 0 else str(q)); await q.put(3); print(str(q))
    f = asyncio.get_running_loop().create_future()
    r = await asyncio.gather(asyncio.sleep(0, 1), f, f, return_exceptions=True) if f.set_result(4) else None
    a = asyncio.sleep(0, 9)
    print(await asyncio.gather(a, a))
    try: await asyncio.gather(asyncio.sleep(0), 5)
    except TypeError as e: print(e)
    class Aw:
        def __await__(self):
            yield
            return 5
    w = Aw()
    print(await asyncio.gather(w, w))
    print(await l.__aexit__(None, None, None) if l.locked() else None)
    t = asyncio.Task(asyncio.sleep(0, 3), name="n"); print(t.get_name(), await t)
    try: asyncio.create_task(5)
    except TypeError as e: print(e)
asyncio.run(main())
