# Nothing is lost when who waits at a queue is cancelled.
# resume-every: 197
import asyncio


async def main():
    lost = []
    for when in range(4):
        for victim in range(3):
            q = asyncio.Queue(1)
            getters = [asyncio.create_task(q.get()) for _ in range(3)]
            await asyncio.sleep(0)
            putters = [asyncio.create_task(q.put(i)) for i in range(3)]
            for _ in range(when):
                await asyncio.sleep(0)
            getters[victim].cancel()
            for _ in range(8):
                await asyncio.sleep(0)
            got = [t.result() for t in getters if t.done() and not t.cancelled()]
            left = []
            while not q.empty():
                left.append(q.get_nowait())
                await asyncio.sleep(0)
            for t in putters:
                t.cancel()
            lost.append((sorted(got + left), getters[victim].cancelled()))
            await asyncio.gather(*getters, *putters, return_exceptions=True)
    print(lost)

asyncio.run(main())
