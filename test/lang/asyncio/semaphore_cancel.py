# No permit is lost, whoever is cancelled and when.
# resume-every: 397
import asyncio


async def user(s, n):
    async with s:
        for _ in range(n):
            await asyncio.sleep(0)


async def main():
    lost = 0
    for permits in (1, 2):
        for victim in range(4):
            for when in range(8):
                s = asyncio.Semaphore(permits)
                tasks = [asyncio.create_task(user(s, 2)) for _ in range(4)]
                for _ in range(when):
                    await asyncio.sleep(0)
                tasks[victim].cancel()
                await asyncio.gather(*tasks, return_exceptions=True)
                lost += s._value != permits
    print("lost", lost)

asyncio.run(main())
