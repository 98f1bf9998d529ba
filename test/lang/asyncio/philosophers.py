# Dining philosophers with ordered forks.
import asyncio


async def philosopher(i, forks, log):
    first, second = sorted([i, (i + 1) % len(forks)])
    for meal in range(2):
        async with forks[first]:
            await asyncio.sleep(0)
            async with forks[second]:
                log.append((i, meal))
                await asyncio.sleep(0)


async def main():
    forks = [asyncio.Lock() for _ in range(5)]
    log = []
    await asyncio.gather(*[philosopher(i, forks, log) for i in range(5)])
    print(log)

asyncio.run(main())
