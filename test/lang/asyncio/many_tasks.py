# A thousand tasks at once.
# resume-every: 9973
import asyncio


async def one(i, total):
    await asyncio.sleep(0)
    total[0] += i
    await asyncio.sleep(0)
    return i


async def main():
    total = [0]
    results = await asyncio.gather(*[one(i, total) for i in range(1000)])
    print(sum(results), total, results == list(range(1000)))
    gate = asyncio.Event()

    async def waits():
        await gate.wait()
        return 1
    tasks = [asyncio.create_task(waits()) for _ in range(1000)]
    await asyncio.sleep(0)
    gate.set()
    print(sum(await asyncio.gather(*tasks)))

asyncio.run(main())
