# cancelling() and uncancel() count.
import asyncio


async def main():
    task = asyncio.current_task()
    print(task.cancelling(), task.uncancel())
    for n in (1, 3):
        for _ in range(n):
            task.cancel()
        try:
            await asyncio.sleep(1)
        except asyncio.CancelledError:
            print("caught", task.cancelling())
        while task.cancelling():
            print(task.uncancel())
    await asyncio.sleep(0)
    print("goes on")

    async def structured():
        try:
            async with asyncio.timeout(0.005):
                await asyncio.sleep(5)
        except TimeoutError:
            return asyncio.current_task().cancelling()
    print(await structured(), await asyncio.create_task(structured()))

asyncio.run(main())
