# A cancelled sleep wakes at once.
# resume-every: 997
import asyncio


async def main():
    loop = asyncio.get_running_loop()
    start = loop.time()
    tasks = [asyncio.create_task(asyncio.sleep(30)) for _ in range(100)]
    await asyncio.sleep(0.005)
    for t in tasks:
        t.cancel()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    print(len(results), {type(r).__name__ for r in results}, loop.time() - start < 5)

asyncio.run(main())
